/* SPDX-License-Identifier: Apache-2.0 */
/* What a guest may do besides running in its memory, and what becomes of the rest. */
#ifndef CORDON_GUEST_H
#define CORDON_GUEST_H
#include "regs.h"

/* Keeps what confines the host on this CPU, before the host starts: EL1 cannot change it. */
void guest_prepare(void);
/* Confines this CPU as vCPU number vcpu of a guest; of an ordinary one the host may ask for more by
 * run (RUN_*). */
void guest_confine(u64 vcpu, u32 ordinary, u64 run);
/* Confines the host again, with what was kept. */
void guest_release(void);

/* Serves or refuses a synchronous exception that a guest made EL2 take, with this ESR_EL2. */
void guest_sync(struct regs *regs, u64 esr);

/* Answers a protected guest's call that is none of Cordon's own, by SMC or HVC: results in x0 to
 * x3; or the guest stops. */
void guest_firmware(struct regs *regs);

/* If this ESR_EL2 is of a read of an ID register: puts what the guest may know of the processor
 * into its register; false for any other instruction. */
u32 guest_reads_id(struct regs *regs, u64 esr);
/* What that is, by the register's number less VREG_ID. */
u64 guest_id(u64 number);
#endif
