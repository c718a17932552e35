/* SPDX-License-Identifier: GPL-2.0-only */
/* What the module hostile offers to programs in the host, by ioctl and mmap on /dev/hostile. */
#ifndef HOSTILE_H
#define HOSTILE_H

/* Instructions that HOSTILE_BARE performs at once. */
#define BARE_STEPS 64

#ifndef __ASSEMBLER__
#include <linux/ioctl.h>
#include <linux/types.h>

/* How hostile_call traps. */
#define TRAP_HVC 0
#define TRAP_SMC 1
#define TRAP_HVC_IMM 2	/* hvc #1 */
#define TRAP_SMC_IMM 3	/* smc #1 */

/* x0 to x17 before and after a trap from EL1. */
struct hostile_call {
	__u64 x[18];
	__u64 trap;
};

/* 2^order pages of the kernel, kept until the file is closed. */
struct hostile_pages {
	__u64 order;
	__u64 pfn;
};

/* PAR_EL1 after AT S1E0R (write 0) or S1E0W (write 1) of an address of the caller. */
struct hostile_at {
	__u64 address;
	__u64 write;
	__u64 par;
};

/* Numbers that the fuzzer calls; the last is no call's. */
#define FUZZ_NUMBERS 27

/*
 * Hypercalls with random arguments from every online CPU at once, each result compared with a
 * model of its own. In: seed, calls for each number, facts. Out: the rest.
 */
struct hostile_fuzz {
	__u64 seed;
	__u64 rounds;
	__u64 hash;		/* of the specification, as version tells */
	__u64 ram_end;
	__u64 hyp_pfn;		/* a frame of Cordon */
	__u64 cpus;
	__u64 calls;
	__u64 success[FUZZ_NUMBERS];	/* by number of the call */
	__u64 error[FUZZ_NUMBERS];	/* by negated error */
	__u64 wrong;		/* results that differ from the model */
	__u64 dirty;		/* reclaimed pages that are not zero */
	__u64 again;		/* partitions created with a number that served before */
	__u64 x[7];		/* the first wrong one: arguments, then both results */
	__u64 want[4];
	__u64 got[4];
};

/* An instruction, what it starts with, and what became of it. */
struct hostile_step {
	__u64 word;
	__u64 x0;
	__u64 x1;		/* before and after */
	__u64 taken;		/* exceptions to EL1 */
	__u64 esr;
	__u64 far;
};

/*
 * Instructions at EL1 on the caller's CPU, everything masked, one after the other: through a
 * stage 1 with VA = PA for 64 GiB, or with the MMU off.
 */
struct hostile_bare {
	__u64 mmu;
	__u64 nr;
	struct hostile_step step[BARE_STEPS];
};

#define HOSTILE_CALL _IOWR('h', 1, struct hostile_call)
#define HOSTILE_PAGES _IOWR('h', 2, struct hostile_pages)
#define HOSTILE_AT _IOWR('h', 3, struct hostile_at)
#define HOSTILE_FUZZ _IOWR('h', 4, struct hostile_fuzz)
#define HOSTILE_BARE _IOWR('h', 5, struct hostile_bare)
#endif
#endif
