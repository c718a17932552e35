/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The virtual CPU interface of vCPUs: what a guest acknowledges and ends without leaving. The
 * distributor is the host's to play; it gives the interrupts in list registers.
 */
#ifndef CORDON_VGIC_H
#define CORDON_VGIC_H
#include "regs.h"

/* List registers that the host can fill; where the processor has fewer, the last stay empty. */
#define VGIC_LRS 4

/* A vCPU's own part: controls and active priorities, 0 after a reset. */
struct vgic {
	u64 vmcr;
	u64 ap0r[4];
	u64 ap1r[4];
};

/* Empties all list registers of this CPU, and leaves the virtual interface off. */
void vgic_start(void);

/* Before a guest runs on this CPU: loads its interface, and interrupts as ICH_LR<n>_EL2 has them.
 * One that the architecture does not allow, or that is there already, is left out. run: RUN_*. */
void vgic_load(const struct vgic *vgic, const u64 lr[VGIC_LRS], u64 run);
/* Keeps the interface and the interrupts that are left; it is off for the host. */
void vgic_unload(struct vgic *vgic, u64 lr[VGIC_LRS]);

/* Serves a guest's access to ICC_SRE_EL1, if this ESR_EL2 is of one; false if not. */
u32 vgic_serves_sre(struct regs *regs, u64 esr);
/* Whether this ESR_EL2 is of a write of ICC_SGI1R_EL1. */
u32 vgic_sends_sgi(u64 esr);
#endif
