/* SPDX-License-Identifier: Apache-2.0 */
/* The compiler's <limits.h> without its search for a C library's. */
#define _LIBC_LIMITS_H_
#include_next <limits.h>
