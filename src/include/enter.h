/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORDON_ENTER_H
#define CORDON_ENTER_H
#include "types.h"

/* EL1 at its start: SCTLR_EL1 with the MMU off, RES1 bits only; SPSR: EL1h, D, A, I, F masked. */
#define SCTLR_EL1_OFF 0x30d00800
#define SPSR_EL1H_MASKED 0x3c5

/* Sets up every register of this CPU that confines EL1, and starts the host there at entry (an
 * IPA) with its MMU off and context in x0. */
_Noreturn void start_host(u64 entry, u64 context);
#endif
