/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORDON_TRAP_H
#define CORDON_TRAP_H
#include "regs.h"

/* The immediate of an HVC or SMC, in its ISS (Arm ARM D19.2, ISS of these classes). */
#define CALL_IMMEDIATE 0xffff

/* Serves HVC, of the host or of a guest. */
void trap_hvc(struct regs *regs, u64 esr);
/* Goes on behind an instruction that trapped and so has not executed: ELR points to it (Arm ARM
 * D1.3.5, preferred return address). */
void trap_skip(void);
/* The reverse for an HVC, which has executed: it is done once more. */
void trap_stay(void);
#endif
