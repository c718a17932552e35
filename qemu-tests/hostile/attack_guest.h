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

#define MARK 0x5aa55aa512345678ul
#define STEPS_GFN 1
/* Words of steps; x0 is an address or a call's number, x1 the operand. */
#define LDR 0xf9400001		/* ldr x1, [x0] */
#define HVC 0xd4000002		/* hvc #0 */
#define SMC 0xd4000003

/* What a vCPU has at an exit, and the host sees of it. */
struct record {
	u64 x[18];
};

/* A guest with its pages. */
struct guest {
	u64 part;
	u64 code;	/* frames */
	u64 steps;
	struct hostile_step *step;	/* where the host may see them */
	u32 nr;
};

/* A page of a protected partition. */
struct page {
	u64 gfn;
	u64 pfn;
};

/* A protected partition's guest, before the partition begins: its steps can be added. */
void prepare(struct guest *g, u64 part);
struct hostile_step *add(struct guest *g, u32 word, u64 x0, u64 x1);
/* It begins, and has code and steps as they are; not sealed. The host loses its view of them. */
void give(struct guest *g);
/* Its vCPU 0 of so many begins with the code, and context in x0. */
void seal_with(const struct guest *g, u64 first, u64 count, u64 context, u64 vcpus);
/* Up to an exit that is no interrupt of the host's own, which come at any time. */
struct record run_plain(u64 part, u64 vcpu);
void expect_exit(struct record r, u64 why, u64 gfn, u64 access);
/* What it has done it has shared. Without it there is nothing to look at. */
void show(struct guest *g);
/* The partition ends, and all of it, code and steps and nr pages more, comes back, zeroed. */
void end_run(struct guest *g);
void take(struct guest *g, const struct page *page, u32 nr);

extern const u32 guest_code[1024];
/* Lists of words, each with a 0 at its end. */
extern const u32 guest_undefined[], guest_newer[], guest_trapped[], guest_debug[];
extern const u32 guest_writes[], guest_reads[], guest_first[], guest_ids[];
#endif
#endif
