/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORDON_TRAP_H
#define CORDON_TRAP_H
#include "regs.h"

/* Serves HVC, of the host or of a guest. */
void trap_hvc(struct regs *regs, u64 esr);
/* Goes on behind an instruction that trapped and so has not executed: ELR points to it (Arm ARM
 * D1.3.5, preferred return address). */
void trap_skip(void);
#endif
