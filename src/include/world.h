/* SPDX-License-Identifier: Apache-2.0 */
/* The registers of one world, the host's on a CPU or a vCPU's, while another one runs. */
#ifndef CORDON_WORLD_H
#define CORDON_WORLD_H
#include "fp.h"
#include "regs.h"
#include "sysreg.h"
#include "vgic.h"

/* What EL1 and EL0 can write, and a guest may. TCR_EL1 and SCTLR_EL1 stand apart. */
#define EL1_REGISTERS(r) r(cpacr_el1) r(ttbr0_el1) r(ttbr1_el1) r(mair_el1) r(amair_el1) \
	r(vbar_el1) r(esr_el1) r(far_el1) r(afsr0_el1) r(afsr1_el1) r(contextidr_el1) r(elr_el1) \
	r(spsr_el1) r(sp_el0) r(sp_el1) r(tpidr_el0) r(tpidrro_el0) r(tpidr_el1) r(par_el1) \
	r(csselr_el1) r(cntkctl_el1) r(mdscr_el1) r(cntv_cval_el0) r(cntv_ctl_el0)

#define WORLD_FIELD(name) u64 name;

struct world {
	struct regs general;
	u64 elr_el2;
	u64 spsr_el2;
	u64 vttbr_el2;
	u64 sctlr_el1;
	u64 tcr_el1;
	u64 cntvoff_el2;	/* 0 of the host; EL1 cannot change it */
	u64 VDISR_EL2;
	/* ISS of the access at which the vCPU stopped, if the host may answer it; else 0. */
	u64 access;
	u64 call;		/* 1 if that is a call, whose x1 to x3 are answered too */
	struct vgic vgic;
	EL1_REGISTERS(WORLD_FIELD)
};

/* What a register of a vCPU holds, VREG_*, below NR_REGISTERS; with bit 0 of write it holds value
 * then, as far as EL1 could set it. fp: those of floating point, which are apart. */
u64 world_register(struct world *world, struct fp *fp, u64 number, u64 write, u64 value);
#endif
