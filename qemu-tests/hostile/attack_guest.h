/* SPDX-License-Identifier: GPL-2.0-only */
/* The guest of attack_guest.S: its IPAs, and what it leaves in its page of steps. */
#ifndef ATTACK_GUEST_H
#define ATTACK_GUEST_H
/* Where a vCPU begins that another one switches on: x0 is the address of its page of steps. */
#define GUEST_SECOND 0xc00
/* The page of steps of the first one, and offsets in each. */
#define GUEST_STEPS 0x1000
#define GUEST_AT_START 0xff8
#define GUEST_KEPT 0xff0
/* The sum of the registers that no step touches. */
#define GUEST_SUM 0x3ff
#define GUEST_STEPS_MAX 84
/* In which registers it notes that a step took an exception, and its ESR_EL1. */
#define GUEST_TAKEN 12
#define GUEST_ESR 10

#ifndef __ASSEMBLER__
#include "attack.h"

extern const u32 guest_code[1024];
/* Lists of words, each with a 0 at its end. */
extern const u32 guest_undefined[], guest_newer[], guest_trapped[], guest_debug[];
extern const u32 guest_writes[], guest_reads[], guest_first[], guest_ids[];
#endif
#endif
