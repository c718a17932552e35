/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORDON_ENTER_H
#define CORDON_ENTER_H
#include "types.h"

/* Sets up every register of this CPU that confines EL1, and starts the host there at entry (an
 * IPA) with its MMU off and context in x0. */
_Noreturn void start_host(u64 entry, u64 context);
#endif
