/* SPDX-License-Identifier: Apache-2.0 */
/* Counting the instructions of calls, for main.c and random.c. */
#ifndef BENCH_H
#define BENCH_H
#include "cordon_abi.h"

/* How often a guest does each thing, and an IPA at which it has nothing. */
#define GUEST_TIMES 64
#define GUEST_ABSENT 0x80000000
/* Pages that a guest shares, from frame 0 on: 64 MiB. */
#define SERIES 0x4000
/* PSCI CPU_OFF. */
#define GUEST_OFF 0x84000002

#ifndef __ASSEMBLER__
#include "types.h"
#include "cordon_limits.h"

/* What a call's argument means, by its name in spec/hvc.tbl. A call with another name does not
 * compile: give it a case here and in random.c. */
enum argument {
	ARG_NONE, ARG_CHUNK, ARG_PART, ARG_PFN, ARG_GFN, ARG_LEVEL, ARG_RIGHTS, ARG_ORDER, ARG_VCPU,
	ARG_NUMBER, ARG_FIRST, ARG_COUNT, ARG_PC, ARG_CONTEXT, ARG_VCPU_COUNT, ARG_WORD,
};

#define ARGUMENTS 6
#define PIECES (SPAN_BLOCK2 / PIECE_FRAMES)

/* Instructions from an HVC or SMC, which is counted, or from a load that aborts and so is not
 * executed, to the next that the host executes. */
struct cost {
	u64 calls;
	u64 sum;
	u64 max;
};

/* One call with x0 to x6, those that are not given 0; its result. Counted in row too, if there is
 * one. */
#define call(row, ...) call_with(row, (u64[7]){ __VA_ARGS__ })
u64 call_with(struct cost *row, u64 x[7]);
/* A load from a frame; whether it aborted. */
u64 touch(struct cost *row, u64 pfn);
/* Random calls for nr of the partitions from part on, with the frames of 8 MiB from pfn on. */
void random_calls(u64 part, u64 nr, u64 pfn);
#endif
#endif
