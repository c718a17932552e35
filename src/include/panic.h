/* SPDX-License-Identifier: Apache-2.0 */
/* The end of the machine: a fault of Cordon's own, or a start that cannot go on. */
#ifndef CORDON_PANIC_H
#define CORDON_PANIC_H
#include "regs.h"

/* Prints why and a backtrace on the UART and stops this CPU, and every other that enters EL2 from
 * then on. For faults of Cordon. */
_Noreturn void panic(const char *why);
/* Prints what is wrong and what to do, and stops: for a machine that Cordon cannot start on. The
 * format is that of print(). */
_Noreturn void refuse(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Stops this CPU for ever. */
_Noreturn void park(void);
/* Parks this CPU if another one has panicked: EL2 serves nobody after that. */
void park_if_panicked(void);
#endif
