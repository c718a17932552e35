/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The world switch: registers of vCPUs, which are Cordon's alone. Which vCPU may run where, and by
 * which stage-2, the proven core has decided before anything here is called.
 */
#ifndef CORDON_VCPU_H
#define CORDON_VCPU_H
#include "regs.h"

/* Sets the vCPUs of a partition that begins to their reset state: EL1, MMU off, interrupts masked,
 * every register 0, at IPA 0. Under the memory lock, before a CPU can run one. */
void vcpus_reset(u64 part);

/* After the host's call vcpu_run has succeeded on this CPU: keeps the host's registers and loads
 * the vCPU's; regs, which the vectors load at the way down, become its general registers. */
void vcpu_enter(struct regs *regs, u64 part, u64 vcpu);

/* Keeps the vCPU's registers, and goes back to the host with the exit record in x0 to x3: why is
 * EXIT_*, esr and hpfar are as ESR_EL2 and HPFAR_EL2 tell of a fault. */
void vcpu_exit(struct regs *regs, u64 why, u64 esr, u64 hpfar);

/* The vCPU on this CPU uses floating point: loads its registers (fp_load of fp.h, with its
 * condition on traps). */
void vcpu_load_fp(void);

/* Forgets all vCPUs' registers, before a reset. */
void vcpus_wipe(void);
#endif
