// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages that come to a protected partition with their contents: what the host may do meanwhile, and
 * the measurement, against a SHA-256 of this file's own over what docs/measurement.md lists.
 */
#include <signal.h>
#include <string.h>

#include "attack_guest.h"
#include "cordon_abi.h"
#include "sha256.h"

#define OTHER (PART_MEASURE - 1)
#define DATA_GFN 5ul
#define FAR_GFN (900ul * SPAN_BLOCK1 + 77)
#define LATE_GFN 9ul
#define RAM_FIRST 2ul
#define RAM_FRAMES 8ul
#define VCPU_COUNT 2ul
#define CONTEXT 0x1234567890abcdeful
#define END_MARK (~0ul)
/* Pages that are held and never settled. */
#define HELD 3

/* What has been measured: of one partition at a time. */
static struct sha256 sha;

/* The numbers that end a measurement. */
static void digest_of(u64 first, u64 count, u64 pc, u64 context, u64 vcpus, u64 *word)
{
	const u64 last[] = { END_MARK, first, count, pc, context, vcpus };

	sha256_add(&sha, last, sizeof(last));
	sha256_end(&sha, word);
}

/* The page as the host has it, which it is to have no longer. */
static void add_page(u64 pfn, u64 gfn)
{
	char *at = map(pfn, 1);
	u64 any = 0;

	for (u32 i = 0; i < 512; i++) {
		any |= ((const u64 *)at)[i];
	}
	/* One that is all zero counts as none. */
	if (any != 0) {
		sha256_add(&sha, &gfn, sizeof(gfn));
		sha256_add(&sha, at, 4096);
	}
	unmap(at, 1);
}

static u64 word_of(u64 part, u64 number)
{
	struct hostile_call c = { .trap = TRAP_HVC,
				  .x = { CORDON_HVC_MEASUREMENT, part, number, 7, MARK, 8, 9 } };

	take_trap(&c);
	expect(c.x[0] == 0 && c.x[1] == 0 && c.x[2] == 0 && c.x[3] == 0 && c.x[5] == 8 &&
	       c.x[6] == 9, "word %lu: %ld", number, (long)c.x[0]);
	return c.x[4];
}

static void expect_digest(u64 part, const u64 *wanted)
{
	for (u64 i = 0; i < DIGEST_WORDS; i++) {
		expect(word_of(part, i) == wanted[i], "word %lu: %lx, not %lx", i,
		       word_of(part, i), wanted[i]);
	}
	expect(hvc(CORDON_HVC_MEASUREMENT, part, DIGEST_WORDS) == CORDON_E_ADDRESS, "words");
	expect(hvc(CORDON_HVC_MEASUREMENT, part, 1ul << 32) == CORDON_E_ADDRESS, "high bits");
}

/* Before it is sealed, a partition has none; a refused call leaves x4. */
static void no_digest(u64 part)
{
	struct hostile_call c = { .trap = TRAP_HVC,
				  .x = { CORDON_HVC_MEASUREMENT, part, 0, 0, MARK } };

	take_trap(&c);
	expect((long)c.x[0] == CORDON_E_STATE && c.x[4] == MARK, "%ld %lx", (long)c.x[0],
	       (u64)c.x[4]);
	expect(hvc(CORDON_HVC_MEASUREMENT, ORDINARY_FIRST, 0) == CORDON_E_PARTITION, "kind");
	expect(hvc(CORDON_HVC_MEASUREMENT, OWNER_HOST, 0) == CORDON_E_PARTITION, "the host");
	expect(hvc(CORDON_HVC_MEASUREMENT, 1ul << 32 | part, 0) == CORDON_E_PARTITION, "bits");
}

/* Words of a pattern that is each page's own, from this one on; before, the page is zero. */
static u64 filled_page(u64 seed, u32 from)
{
	u64 pfn = get_pages(0);
	u64 *at = (u64 *)map(pfn, 1);

	for (u32 i = 0; i < 512; i++) {
		at[i] = i < from ? 0 : (seed + i) * 0x9e3779b97f4a7c15ul;
	}
	unmap((char *)at, 1);
	return pfn;
}

/* What the host may not do with a page that is held for PART_MEASURE, so many pieces of which have
 * been measured; and not with others meanwhile. */
static void refuse_tricks(u64 pfn, u64 gfn, u64 pieces, u64 next)
{
	const u64 part = PART_MEASURE;
	const struct {
		u64 x[4];
		long wanted;
	} trick[] = {
		{ { CORDON_HVC_HOLD, part, pfn, gfn }, CORDON_E_OWNER },
		{ { CORDON_HVC_HOLD, OTHER, pfn, gfn }, CORDON_E_OWNER },
		{ { CORDON_HVC_DONATE, part, pfn, gfn }, CORDON_E_OWNER },
		{ { CORDON_HVC_DONATE, OTHER, pfn, gfn }, CORDON_E_OWNER },
		{ { CORDON_HVC_RECLAIM, pfn }, CORDON_E_STATE },
		{ { CORDON_HVC_WITHDRAW, part, gfn }, CORDON_E_STATE },
		{ { CORDON_HVC_PROTECT, part, gfn, RIGHT_R }, CORDON_E_ABSENT },
		{ { CORDON_HVC_MEASURE, OTHER, pfn }, CORDON_E_OWNER },
		{ { CORDON_HVC_MEASURE, ORDINARY_FIRST, pfn }, CORDON_E_PARTITION },
		{ { CORDON_HVC_MEASURE, part, ram_end }, CORDON_E_ADDRESS },
		{ { CORDON_HVC_MEASURE, part, POOL_PFN }, CORDON_E_OWNER },
		{ { CORDON_HVC_SETTLE, OTHER, pfn }, CORDON_E_OWNER },
		{ { CORDON_HVC_SETTLE, part, POOL_PFN }, CORDON_E_OWNER },
		{ { CORDON_HVC_SETTLE, part, next }, CORDON_E_ORDER },
		{ { CORDON_HVC_MEASUREMENT, part, 0 }, CORDON_E_STATE },
		/* These depend on the pieces: not all, any, all of them. */
		{ { CORDON_HVC_SETTLE, part, pfn }, CORDON_E_ORDER },
		{ { CORDON_HVC_MEASURE, part, next }, CORDON_E_ORDER },
		{ { CORDON_HVC_MEASURE, part, pfn }, CORDON_E_ORDER },
	};
	u64 nr = sizeof(trick) / sizeof(trick[0]);

	for (u64 i = 0; i < nr; i++) {
		const u64 *x = trick[i].x;
		long got;

		if ((i == nr - 3 && pieces == MEASURE_PIECES) || (i == nr - 2 && pieces == 0) ||
		    (i == nr - 1 && pieces < MEASURE_PIECES)) {
			continue;
		}
		got = hvc(x[0], x[1], x[2], x[3], 0);
		expect(got == trick[i].wanted, "trick %lu after %lu pieces: %ld", i, pieces, got);
	}
	expect(pieces == 0 || hvc(CORDON_HVC_SEAL, part, 0, 1, 0, 0, 1) == CORDON_E_ORDER, "seal");
	expect(query(pfn) == (part | FRAME_HELD << 8 | gfn << 16), "%lx", query(pfn));
}

/* Piece by piece; the host reaches nothing of the page from hold on. next is held, for later. */
static void give_watched(u64 pfn, u64 gfn, u64 next)
{
	char *at = map(pfn, 1);

	add_page(pfn, gfn);
	/* A translation from before is none then. */
	expect(access_at(READ, at) == 0, "the host's");
	expect(hvc(CORDON_HVC_HOLD, PART_MEASURE, pfn, gfn, ORDER_PAGE) == 0, "hold");
	expect(access_at(READ, at) == SIGBUS && access_at(WRITE, at) == SIGBUS, "held");
	unmap(at, 1);
	for (u64 i = 0; i <= MEASURE_PIECES; i++) {
		access_all(pfn, 1, SIGBUS);
		refuse_tricks(pfn, gfn, i, next);
		if (i < MEASURE_PIECES) {
			measure(PART_MEASURE, pfn, gfn, i, i + 1);
		}
	}
	expect_unreachable(pfn, pfn + 1);
	expect(hvc(CORDON_HVC_SETTLE, PART_MEASURE, pfn) == 0, "settle");
	access_all(pfn, 1, SIGBUS);
	expect(query(pfn) == (PART_MEASURE | FRAME_OWNED << 8 | gfn << 16), "%lx", query(pfn));
	expect(hvc(CORDON_HVC_SETTLE, PART_MEASURE, pfn) == CORDON_E_OWNER, "twice");
	expect(hvc(CORDON_HVC_MEASURE, PART_MEASURE, pfn) == CORDON_E_OWNER, "it is settled");
}

/* Sealed: what is held, or will be, brings no contents any more. */
static void refuse_late(u64 held, u64 late)
{
	const u64 part = PART_MEASURE;

	expect(hvc(CORDON_HVC_MEASURE, part, held) == CORDON_E_STATE, "sealed");
	expect(hvc(CORDON_HVC_SETTLE, part, held) == CORDON_E_ORDER, "sealed");
	expect(hvc(CORDON_HVC_HOLD, part, late, FAR_GFN + 5, ORDER_PAGE) == 0, "hold");
	expect(hvc(CORDON_HVC_MEASURE, part, late) == CORDON_E_STATE, "sealed");
	expect(hvc(CORDON_HVC_SETTLE, part, late) == CORDON_E_ORDER, "sealed");
	access_all(late, 1, SIGBUS);
	for (u64 vcpu = 1; vcpu < VCPUS; vcpu++) {
		expect(hvc(CORDON_HVC_VCPU_RUN, part, vcpu) == CORDON_E_POWER, "%lu", vcpu);
	}
	expect(hvc(CORDON_HVC_SEAL, part, RAM_FIRST, RAM_FRAMES, 0, CONTEXT, VCPUS) ==
	       CORDON_E_STATE, "again");
}

/* What the guest finds, and calls: the first and the last word of each page. */
static void measure_steps(struct guest *g, const struct page *page, u32 nr)
{
	for (u32 i = 0; i < nr; i++) {
		add(g, LDR, page[i].gfn << 12, MARK);
		add(g, LDR, (page[i].gfn << 12) + 4088, MARK);
	}
	for (u64 vcpu = VCPU_COUNT; vcpu <= VCPUS; vcpu++) {
		add(g, HVC, CORDON_HVC_VCPU_ON, vcpu);
		add(g, HVC, CORDON_HVC_VCPU_QUERY, vcpu);
		add(g, SMC, PSCI_CPU_ON, vcpu);
		add(g, HVC, PSCI_AFFINITY_INFO, vcpu);
	}
	add(g, HVC, CORDON_HVC_VCPU_QUERY, VCPU_COUNT - 1);
	add(g, HVC, CORDON_HVC_SHARE, STEPS_GFN);
}

/* x1 of the first steps are these words. */
static void expect_found(const struct guest *g, const u64 *word, u32 nr)
{
	const struct hostile_step *s = g->step;

	for (u32 i = 0; i < nr; i++, s++) {
		expect(s->taken == 0 && s->x1 == word[i], "word %u: %lx, not %lx", i, (u64)s->x1,
		       word[i]);
	}
	for (u64 vcpu = VCPU_COUNT; vcpu <= VCPUS; vcpu++, s += 4) {
		expect((long)s[0].x0 == CORDON_E_VCPU && (long)s[1].x0 == CORDON_E_VCPU &&
		       (long)s[2].x0 == PSCI_INVALID_PARAMETERS &&
		       (long)s[3].x0 == PSCI_INVALID_PARAMETERS, "vCPU %lu: %ld %ld %ld %ld",
		       vcpu, (long)s[0].x0, (long)s[1].x0, (long)s[2].x0, (long)s[3].x0);
	}
	expect(s->x0 == 0 && s->x1 == 0, "the last there is: %ld %lu", (long)s->x0, (u64)s->x1);
}

/* The first and the last word of a page of the host's. */
static void note_words(u64 pfn, u64 *word)
{
	u64 *at = (u64 *)map(pfn, 1);

	word[0] = at[0];
	word[1] = at[511];
	unmap((char *)at, 1);
}

/* The ends of a partition and of one that has nothing; what is held comes back, zeroed. */
static void end_all(struct guest *g, const struct page *page, u32 nr, const u64 *held)
{
	expect(hvc(CORDON_HVC_RECLAIM, held[0]) == CORDON_E_STATE, "it lives");
	end_run(g);
	for (u32 i = 0; i < HELD; i++) {
		expect(hvc(CORDON_HVC_RECLAIM, held[i]) == 0, "reclaim %u", i);
		expect_bytes(held[i], 1, 0);
	}
	take(g, page, nr);
	expect(hvc(CORDON_HVC_PARTITION_END, OTHER) == 0 && destroy(OTHER) == 0, "the other");
}

/* Pages, two of which are held: behind all others, and before the first. */
static void hold_others(u64 *held)
{
	for (u64 i = 0; i < HELD; i++) {
		held[i] = filled_page(100 * (i + 1), 0);
	}
	expect(hvc(CORDON_HVC_HOLD, PART_MEASURE, held[0], FAR_GFN + 9, ORDER_PAGE) == 0, "hold");
	expect(hvc(CORDON_HVC_HOLD, PART_MEASURE, held[1], DATA_GFN - 1, ORDER_PAGE) == 0, "hold");
}

/* Contents come to a guest as the host gave them, in their order, once; and are measured. */
static void measure_guest(void)
{
	/* All of it, nothing, but for its last word, and late, when it comes zeroed. */
	const struct page page[] = {
		{ DATA_GFN, filled_page(1, 0) }, { DATA_GFN + 1, filled_page(0, 512) },
		{ FAR_GFN, filled_page(3, 511) }, { LATE_GFN, filled_page(4, 0) },
	};
	u64 wanted[DIGEST_WORDS], word[8] = { 0 }, held[HELD];
	struct guest g;

	prepare(&g, PART_MEASURE);
	measure_steps(&g, page, 4);
	sha256_begin(&sha);
	add_page(g.code, 0);
	add_page(g.steps, STEPS_GFN);
	give(&g);
	expect(hvc(CORDON_HVC_PARTITION_CREATE, OTHER) == 0, "create");
	no_digest(PART_MEASURE);
	hold_others(held);
	for (u32 i = 0; i < 3; i++) {
		note_words(page[i].pfn, word + 2 * i);
		give_watched(page[i].pfn, page[i].gfn, held[0]);
		expect(hvc(CORDON_HVC_MEASURE, PART_MEASURE, held[1]) == CORDON_E_ORDER, "order");
	}
	digest_of(RAM_FIRST, RAM_FRAMES, 0, CONTEXT, VCPU_COUNT, wanted);
	seal_with(&g, RAM_FIRST, RAM_FRAMES, CONTEXT, VCPU_COUNT);
	expect_digest(PART_MEASURE, wanted);
	refuse_late(held[0], held[2]);
	expect(hvc(CORDON_HVC_DONATE, PART_MEASURE, page[3].pfn, LATE_GFN) == 0, "late");
	expect_exit(run_plain(PART_MEASURE, 0), EXIT_WFI, 0, 0);
	expect_digest(PART_MEASURE, wanted);
	show(&g);
	expect_found(&g, word, 8);
	end_all(&g, page, 4, held);
}

/* Nothing but how the partition begins, each number of which counts: in lives of one number, the
 * first of which leaves a page behind that is measured in part. */
static void measure_nothing(void)
{
	static const u64 begins[][5] = {
		{ 0, 1, 0, 0, 1 }, { 1, 1, 0, 0, 1 }, { 0, 2, 0, 0, 1 }, { 0, 1, 4096, 0, 1 },
		{ 0, 1, 0, ~0ul, 1 }, { 0, 1, 0, 0, VCPUS }, { 0, GFN_MAX, ~0ul, 0, 1 },
	};
	u64 wanted[DIGEST_WORDS], part = PART_MEASURE, pfn = filled_page(5, 0);

	expect(hvc(CORDON_HVC_PARTITION_CREATE, part) == 0, "create");
	expect(hvc(CORDON_HVC_HOLD, part, pfn, 3, ORDER_PAGE) == 0, "hold");
	measure(part, pfn, 3, 0, 5);
	expect(hvc(CORDON_HVC_PARTITION_END, part) == 0, "end");
	expect(hvc(CORDON_HVC_MEASURE, part, pfn) == CORDON_E_STATE, "dead");
	expect(hvc(CORDON_HVC_RECLAIM, pfn) == 0, "reclaim");
	expect_bytes(pfn, 1, 0);
	expect(destroy(part) == 0, "destroy");
	for (u32 i = 0; i < sizeof(begins) / sizeof(begins[0]); i++) {
		const u64 *x = begins[i];

		expect(hvc(CORDON_HVC_PARTITION_CREATE, part) == 0, "create");
		no_digest(part);
		expect(hvc(CORDON_HVC_SEAL, part, x[0], x[1], x[2], x[3], x[4]) == 0, "seal");
		sha256_begin(&sha);
		digest_of(x[0], x[1], x[2], x[3], x[4], wanted);
		expect_digest(part, wanted);
		expect(hvc(CORDON_HVC_PARTITION_END, part) == 0 && destroy(part) == 0, "end");
	}
}

/* A page of 2 MiB that are held; the rest becomes no part of the partition. */
static void measure_of_block(void)
{
	u64 wanted[DIGEST_WORDS], part = PART_MEASURE, pfn = get_pages(9), one = pfn + 77;
	char *at = map(one, 1);

	memset(at, 0x5a, 4096);
	unmap(at, 1);
	sha256_begin(&sha);
	add_page(one, 512 + 77);
	expect(hvc(CORDON_HVC_PARTITION_CREATE, part) == 0, "create");
	expect(hvc(CORDON_HVC_HOLD, part, pfn, 512, ORDER_BLOCK2) == 0, "hold");
	measure(part, one, 512 + 77, 0, MEASURE_PIECES);
	expect(hvc(CORDON_HVC_SETTLE, part, one) == 0, "settle");
	expect(hvc(CORDON_HVC_HELD_ZERO, part, one - one % PIECE_FRAMES) == CORDON_E_OWNER, "own");
	expect(hvc(CORDON_HVC_COMMIT, part, pfn, 512) == CORDON_E_OWNER, "not ready");
	expect(hvc(CORDON_HVC_SEAL, part, 512, 512, 0, 0, 1) == 0, "seal");
	digest_of(512, 512, 0, 0, 1, wanted);
	expect_digest(part, wanted);
	expect(hvc(CORDON_HVC_PARTITION_END, part) == 0, "end");
	expect(hvc(CORDON_HVC_WITHDRAW, part, 512 + 77) == 0, "withdraw");
	for (u64 i = 0; i < SPAN_BLOCK2; i++) {
		expect(hvc(CORDON_HVC_RECLAIM, pfn + i) == 0, "reclaim %lu", i);
	}
	expect_bytes(pfn, SPAN_BLOCK2, 0);
	expect(hvc(CORDON_HVC_TABLE_RETURN, part, 512, 3) == 0, "level 3");
	expect(hvc(CORDON_HVC_TABLE_RETURN, part, 512, 2) == 0, "level 2");
	expect(destroy(part) == 0, "destroy");
}

void check_measure(void)
{
	expect(sha256_works(), "this program's own SHA-256");
	measure_guest();
	measure_nothing();
	measure_of_block();
}
