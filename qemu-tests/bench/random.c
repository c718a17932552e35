/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random calls that often enough name what the partition has: subjects, each a place for a page or
 * a block, and each call about one of them; an argument in ten is any. Each partition has an
 * epoch: alive, then ended, then all comes back, its number at last.
 */
#include "bench.h"
#include "bench_calls.h"

#define FRAMES (4 * SPAN_BLOCK2)
#define SUBJECTS 48
#define CALLS 400

struct subject {
	u64 pfn;
	u64 gfn;
	u64 order;
};

#define ARGUMENTS_OF(number, name, ...) { __VA_ARGS__ },

static const u8 argument[CORDON_HVC_COUNT][ARGUMENTS] = { BENCH_CALLS(ARGUMENTS_OF) };
/* Values at which arithmetic goes wrong. */
static const u64 edge[] = {
	0, 1, RAM_PFN - 1, RAM_PFN, GFN_MAX - 1, GFN_MAX, 0xffffffff, 0x100000000ull, 1ull << 52,
	1ull << 63, ~0ull, ~0ull - 511, NR_OWNERS,
};
#define EDGES (sizeof(edge) / sizeof(edge[0]))
static struct subject subject[SUBJECTS];
static u64 seed = 0x9e3779b97f4a7c15ull;

static u64 next(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed * 0x2545f4914f6cdd1dull;
}

static u64 below(u64 bound)
{
	return (next() >> 20) % bound;
}

static u64 boundary(void)
{
	return edge[below(EDGES)];
}

static struct subject any_subject(u64 pfn)
{
	static const u64 gib[] = { 0, 1, 511, 512, 1023 };
	u64 span;
	struct subject s;

	s.order = below(4) == 0 ? ORDER_BLOCK2 : ORDER_PAGE;
	span = s.order == ORDER_BLOCK2 ? SPAN_BLOCK2 : SPAN_PAGE;
	/* Blocks are most often of the half in which few pages are. */
	s.pfn = pfn + below(FRAMES / 2);
	s.pfn += below(16) == 0 || s.order == ORDER_BLOCK2 ? FRAMES / 2 : 0;
	s.pfn -= s.pfn % span;
	/* Nothing lies where a vCPU starts: it faults at once. */
	s.gfn = gib[below(5)] * SPAN_BLOCK1 + (1 + below(4)) * SPAN_BLOCK2 + below(SPAN_BLOCK2);
	s.gfn -= s.gfn % span;
	return s;
}

static u64 any_argument(u8 kind, u64 part, const struct subject *s)
{
	if (below(10) == 0) {
		u64 any = boundary();

		if (kind == ARG_PART) {
			return PART_FIRST + below(NR_OWNERS - PART_FIRST);
		}
		return kind == ARG_GFN && any < SPAN_BLOCK2 ? SPAN_BLOCK2 : any;
	}
	switch (kind) {
	case ARG_CHUNK:
		return below(KLOG_CHUNKS);
	case ARG_PART:
		return part;
	case ARG_PFN:
		return s->order == ORDER_PAGE ? s->pfn :
		       s->pfn + below(2) * below(PIECES) * PIECE_FRAMES;
	case ARG_GFN:
	case ARG_FIRST:
		return s->gfn;
	case ARG_LEVEL:
		return 2 + below(2);
	case ARG_RIGHTS:
		return below(8) == 0 ? below(16) : below(2) * (RIGHT_PX + RIGHT_UX) + below(4);
	case ARG_ORDER:
		return s->order;
	case ARG_VCPU:
		return below(VCPUS);
	case ARG_NUMBER:
		return below(NR_REGISTERS);
	case ARG_VCPU_COUNT:
		return 1 + below(VCPUS);
	case ARG_WORD:
		return below(DIGEST_WORDS);
	case ARG_COUNT:
		return 1 + below(FRAMES);
	case ARG_PC: /* as before sealing: where nothing lies */
		return 0;
	case ARG_CONTEXT:
	default:
		return next();
	}
}

/* All pieces that are held become ready. */
static void make_ready(u64 part, u64 pfn)
{
	for (u64 k = 0; k < PIECES; k++) {
		call(0, CORDON_HVC_HELD_ZERO, part, pfn + k * PIECE_FRAMES);
	}
}

/* What is held of a page with contents becomes the partition's, if its turn has come. */
static void measure(u64 part, u64 pfn)
{
	for (u64 k = 0; k < MEASURE_PIECES; k++) {
		call(0, CORDON_HVC_MEASURE, part, pfn);
	}
}

/* One call. The lives of partitions are not left to chance, nor whether they may be sealed yet. */
static void any_call(u64 part, u64 pfn, u32 seals)
{
	const struct subject *s = &subject[below(SUBJECTS)];
	u64 number = below(CORDON_HVC_COUNT);
	u64 function = CORDON_HVC_BASE + number;
	u64 x[ARGUMENTS];

	for (u32 i = 0; i < ARGUMENTS; i++) {
		x[i] = any_argument(argument[number][i], part, s);
	}
	if (function == CORDON_HVC_PARTITION_CREATE || function == CORDON_HVC_PARTITION_END) {
		x[0] = below(2) == 0 ? boundary() : PART_FIRST;
	}
	if (function == CORDON_HVC_SEAL && !seals) {
		x[0] = boundary();
	}
	/* Only read, and pc 0: a vCPU that starts elsewhere need not stop. */
	if (function == CORDON_HVC_VCPU_REGISTER || function == CORDON_HVC_SEAL) {
		x[3] = 0;
	}
	if (function == CORDON_HVC_COMMIT && below(2) == 0) {
		make_ready(part, s->pfn - s->pfn % SPAN_BLOCK2);
	}
	if (function == CORDON_HVC_SETTLE && below(2) == 0) {
		call(0, CORDON_HVC_HOLD, part, s->pfn, s->gfn, ORDER_PAGE);
		measure(part, s->pfn);
	}
	if (call(0, function, x[0], x[1], x[2], x[3], x[4], x[5]) == 0 && below(2) == 0 &&
	    (function == CORDON_HVC_DONATE || function == CORDON_HVC_LEND)) {
		call(0, CORDON_HVC_PROTECT, x[0], x[2], RAM_RW);
	}
	if (below(8) == 0) {
		touch(0, pfn + below(FRAMES));
	}
}

/* A call for each place at which the partition may have something. */
static void call_places(u64 function, u64 part, u64 x3)
{
	for (u32 i = 0; i < SUBJECTS; i++) {
		call(0, function, part, subject[i].gfn, x3, 0);
	}
	for (u32 i = 0; i < EDGES; i++) {
		call(0, function, part, edge[i], x3, 0);
	}
}

/* All that the partition has comes back; what it has not is refused. */
static void drain(u64 part, u64 pfn)
{
	call_places(CORDON_HVC_WITHDRAW, part, 0);
	call_places(CORDON_HVC_UNLEND, part, 0);
	for (u64 i = 0; i < FRAMES; i++) {
		call(0, CORDON_HVC_RECLAIM, pfn + i, 0, 0, 0);
	}
	call_places(CORDON_HVC_TABLE_RETURN, part, 3);
	call_places(CORDON_HVC_TABLE_RETURN, part, 2);
	while (call(0, CORDON_HVC_PARTITION_DESTROY, part, 0, 0, 0) == 0) {
	}
}

void random_calls(u64 part, u64 nr, u64 pfn)
{
	for (u64 end = part + nr; part < end; part++) {
		for (u32 i = 0; i < SUBJECTS; i++) {
			subject[i] = any_subject(pfn);
		}
		call(0, CORDON_HVC_PARTITION_CREATE, part, 0, 0, 0);
		for (u32 i = 0; i < CALLS; i++) {
			if (i == CALLS / 2) {
				call(0, CORDON_HVC_PARTITION_END, part, 0, 0, 0);
			}
			any_call(part, pfn, i >= CALLS / 4);
		}
		drain(part, pfn);
	}
}
