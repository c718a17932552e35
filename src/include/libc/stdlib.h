/* SPDX-License-Identifier: Apache-2.0 */
/* What mbedTLS declares itself to need. There is no heap: a call of free() would not link. */
#ifndef CORDON_STDLIB_H
#define CORDON_STDLIB_H
#include <stddef.h>

void free(void *block);
#endif
