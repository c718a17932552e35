/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The world switch: registers of vCPUs, which are Cordon's alone. Which vCPU may run where, and by
 * which stage-2, the proven core has decided before anything here is called.
 */
#ifndef CORDON_VCPU_H
#define CORDON_VCPU_H
#include "core.h"
#include "regs.h"

/* Sets the vCPUs of a partition that begins to their reset state: EL1, MMU off, interrupts masked,
 * every register 0, at IPA 0. Under the memory lock, before a CPU can run one. */
void vcpus_reset(u64 part);

/* The same of one vCPU that runs nowhere, but it begins at pc with context in x0. Under the memory
 * lock. */
void vcpu_begin(u64 part, u64 vcpu, u64 pc, u64 context);

/* After the host's call vcpu_run has succeeded on this CPU: keeps the host's registers and loads
 * the vCPU's; regs, which the vectors load at the way down, become its general registers. If the
 * vCPU stopped at what waits for an answer, and the call brings one, it is done: a load of a
 * device's register, a store, an access to a system register, or a call. Else it is tried again.
 * What is in x3 to x11 the call's description tells (spec/hvc.tbl). */
void vcpu_enter(struct regs *regs, u64 part, u64 vcpu);

/* Keeps the vCPU's registers, and goes back to the host with the answer to vcpu_run in x0 to x15
 * (spec/hvc.tbl). why is EXIT_*, esr and hpfar are as ESR_EL2 and HPFAR_EL2 tell of a fault, value
 * is the register that the trapped instruction names. */
void vcpu_exit(struct regs *regs, u64 why, u64 esr, u64 hpfar, u64 value);

/* Notes at what the vCPU on this CPU stopped, by its exit record and ESR_EL2: the host may answer
 * an access that a device serves, one to a system register, or a call. Under the memory lock,
 * before another CPU can run it. */
void vcpu_stopped(const struct exit_record *record, u64 esr);

/* The partition of the vCPU on this CPU, and whether it is an ordinary one. */
u64 vcpu_part(void);
u32 vcpu_is_ordinary(void);

/* The vCPU on this CPU uses floating point: loads its registers (fp_load of fp.h, with its
 * condition on traps). */
void vcpu_load_fp(void);

/* What a register of a vCPU that runs nowhere holds (VREG_*, below NR_REGISTERS); with bit 0 of
 * write it holds value then, as far as the vCPU itself could set it. Under the memory lock. */
u64 vcpu_register(u64 part, u64 vcpu, u64 number, u64 write, u64 value);

/* Forgets all vCPUs' registers, before a reset. */
void vcpus_wipe(void);
#endif
