/* SPDX-License-Identifier: Apache-2.0 */
/* Integer types of every C file, proven and trusted; wider or narrower ones do not occur. */
#ifndef CORDON_TYPES_H
#define CORDON_TYPES_H

#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t s32;

_Static_assert(sizeof(u8) == 1, "u8: size");
_Static_assert(sizeof(u16) == 2, "u16: size");
_Static_assert(sizeof(u32) == 4, "u32: size");
_Static_assert(sizeof(u64) == 8, "u64: size");
_Static_assert(sizeof(s32) == 4, "s32: size");
_Static_assert(sizeof(unsigned int) == 4, "unsigned int: size");
_Static_assert(sizeof(unsigned long) == 8, "unsigned long: size");

#endif
