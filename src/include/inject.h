/* SPDX-License-Identifier: Apache-2.0 */
/* Exceptions that EL2 hands to EL1 as if the processor had taken them there. */
#ifndef CORDON_INJECT_H
#define CORDON_INJECT_H
#include "types.h"

/* Enters EL1's vector for a synchronous external abort on the access that esr (an instruction or
 * data abort from a lower level, in ESR_EL2's format) and far describe. */
void inject_abort(u64 esr, u64 far);
/* Enters EL1's vector for an instruction that is UNDEFINED (Arm ARM D1.3). */
void inject_undefined(void);
#endif
