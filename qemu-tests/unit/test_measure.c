/* SPDX-License-Identifier: Apache-2.0 */
/* Pages with their contents: hold of a page, measure, settle, and what all this makes of seal; each
 * named error in its order. What is hashed is not in the core. */
#include "tests.h"

#define PART PART_FIRST
#define FRAME (RAM_PFN + MIB(16))	/* the host's, at the start of 2 MiB of the host's */
#define END (RAM_PFN + MIB(32))
#define BIG 0x100000000ull

/* The call must end so. */
#define EXPECT(code, ...) assert_int_equal(hvc(__VA_ARGS__), (code))

static void start(void)
{
	random_start(27);
	map_small(MIB(32));
	boot();
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART + 1);
}

static void compare_now(void)
{
	edge_lock();
	compare_all();
	edge_unlock();
}

/* The host leaves data and cache lines in a frame. */
static void fill(u64 pfn)
{
	assert_int_equal(monitor_write(ROOT_HOST, pfn), 1);
	model_write(pfn - RAM_PFN);
}

static void hold(u64 part, u64 pfn, u64 gfn)
{
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_HOLD, part, pfn, gfn, ORDER_PAGE);
}

/* Piece, and guest frame, that the next measure tells. */
static void expect_piece(u64 pfn, u64 piece, u64 gfn)
{
	struct model_result wanted = model_hvc(0, (const u64[7]){ CORDON_HVC_MEASURE, PART, pfn });
	struct hvc_result r;

	edge_lock();
	r = core_hvc(0, CORDON_HVC_MEASURE, PART, pfn, 0, 0, 0, 0);
	edge_unlock();
	check(r.x0 == 0 && wanted.code == 0 && r.x1 == piece && r.x2 == gfn && r.x3 == 0,
	      "%lx: %ld %lu %lx", pfn, (long)r.x0, r.x1, r.x2);
}

/* Orders, and what they make of x2 and x3. */
void test_hold_order(void **state)
{
	static const u64 bad[] = { 1, 8, 10, ORDER_BLOCK1, 255, 256, BIG, BIG + 9, ~0ull };
	const u64 fn = CORDON_HVC_HOLD;

	(void)state;
	start();
	for (u32 k = 0; k < sizeof(bad) / sizeof(bad[0]); k++) {
		EXPECT(CORDON_E_ADDRESS, fn, PART, FRAME, 0, bad[k]);
		EXPECT(CORDON_E_ADDRESS, fn, PART + 2, FRAME, 0, bad[k]);
		EXPECT(CORDON_E_PARTITION, fn, ORDINARY_FIRST, FRAME, 0, bad[k]);
	}
	EXPECT(CORDON_E_ADDRESS, fn, PART, RAM_PFN - 1, 0, ORDER_PAGE);
	EXPECT(CORDON_E_ADDRESS, fn, PART, END, 0, ORDER_PAGE);
	EXPECT(CORDON_E_ADDRESS, fn, PART, FRAME + BIG, 0, ORDER_PAGE);
	EXPECT(CORDON_E_ADDRESS, fn, PART, FRAME, GFN_MAX, ORDER_PAGE);
	EXPECT(CORDON_E_ADDRESS, fn, PART, FRAME, BIG, ORDER_PAGE);
	EXPECT(CORDON_E_STATE, fn, PART + 2, FRAME, 0, ORDER_PAGE);
	EXPECT(CORDON_E_OWNER, fn, PART, POOL_PFN, 0, ORDER_PAGE);
	/* Odd places; one frame goes, its neighbours stay, and no table of a partition comes. */
	monitor_access(ROOT_HOST, FRAME + 77);
	hold(PART, FRAME + 77, 5);
	assert_int_equal(monitor_write(ROOT_HOST, FRAME + 77), 0);
	assert_int_equal(monitor_write(PART * NR_LEVELS, 5), 0);
	fill(FRAME + 76);
	fill(FRAME + 78);
	assert_int_equal(nr_free, DYN_TABLES);
	EXPECT(CORDON_E_OWNER, fn, PART, FRAME + 77, 5, ORDER_PAGE);
	EXPECT(CORDON_E_OWNER, fn, PART + 1, FRAME + 77, 6, ORDER_PAGE);
	EXPECT(CORDON_E_OWNER, fn, PART, FRAME, 0, ORDER_BLOCK2);
	hold(PART, RAM_PFN, GFN_MAX - 1);
	hold(PART, END - 1, 0);
	compare_now();
	/* It comes back as any that is held. */
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, PART);
	EXPECT(CORDON_E_ABSENT, CORDON_HVC_WITHDRAW, PART, 5);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_RECLAIM, FRAME + 77);
	assert_int_equal(label[FRAME + 77 - RAM_PFN], LABEL_ZERO);
	compare_now();
}

/* What measure and settle refuse alike, in their order; FRAME is held for PART. */
static void held_errors(u64 fn)
{
	static const u64 none[] = { 0, OWNER_HOST, ORDINARY_FIRST, NR_OWNERS, BIG + PART, ~0ull };
	static const u64 bad[] = { 0, RAM_PFN - 1, END, FRAME + BIG, ~0ull };

	for (u32 k = 0; k < sizeof(none) / sizeof(none[0]); k++) {
		EXPECT(CORDON_E_PARTITION, fn, none[k], FRAME);
		EXPECT(CORDON_E_PARTITION, fn, none[k], END);
	}
	for (u32 k = 0; k < sizeof(bad) / sizeof(bad[0]); k++) {
		EXPECT(CORDON_E_ADDRESS, fn, PART, bad[k]);
		EXPECT(CORDON_E_ADDRESS, fn, PART + 2, bad[k]);
	}
	EXPECT(CORDON_E_STATE, fn, PART + 2, FRAME);
	/* The host's, Cordon's, held for another. */
	EXPECT(CORDON_E_OWNER, fn, PART, FRAME + 1);
	EXPECT(CORDON_E_OWNER, fn, PART, POOL_PFN);
	EXPECT(CORDON_E_OWNER, fn, PART + 1, FRAME);
}

void test_measure(void **state)
{
	const u64 fn = CORDON_HVC_MEASURE;

	(void)state;
	start();
	hold(PART, FRAME, 9);
	held_errors(fn);
	/* Its own page is no held one, nor one that is ready. */
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, PART, FRAME + 2, 100);
	EXPECT(CORDON_E_OWNER, fn, PART, FRAME + 2);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_HOLD, PART, FRAME + 512, 512, ORDER_BLOCK2);
	make_ready(PART, FRAME + 512, 1);
	EXPECT(CORDON_E_OWNER, fn, PART, FRAME + 512);
	for (u32 k = 0; k < MEASURE_PIECES; k++) {
		expect_piece(FRAME, k, 9);
		/* No other page until this one is there, before it or behind it. */
		EXPECT(CORDON_E_ORDER, fn, PART, FRAME + 512 + PIECE_FRAMES);
		EXPECT(k + 1 < MEASURE_PIECES ? CORDON_E_ORDER : CORDON_E_SUCCESS,
		       CORDON_HVC_SETTLE, PART, FRAME);
	}
	EXPECT(CORDON_E_OWNER, fn, PART, FRAME);
	compare_now();
	/* The piece of a block that is held is a page as any. */
	measure(PART, FRAME + 1023, 1023, 0, 3);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, PART);
	EXPECT(CORDON_E_STATE, fn, PART, FRAME + 1023);
	compare_now();
}

/* Nine pieces there are not; and pages in rising order, from a place on that a page may have had
 * already. */
void test_measure_order(void **state)
{
	const u64 fn = CORDON_HVC_MEASURE;

	(void)state;
	start();
	for (u32 k = 0; k < 6; k++) {
		hold(PART, FRAME + k, k < 5 ? 10 + k : GFN_MAX - 1);
	}
	hold(PART, FRAME + 6, 12);
	hold(PART + 1, FRAME + 7, 1);
	measure(PART, FRAME + 2, 12, 0, MEASURE_PIECES);
	EXPECT(CORDON_E_ORDER, fn, PART, FRAME + 2);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_SETTLE, PART, FRAME + 2);
	/* Before, at, and behind it. */
	EXPECT(CORDON_E_ORDER, fn, PART, FRAME + 1);
	EXPECT(CORDON_E_ORDER, fn, PART, FRAME + 6);
	measure(PART, FRAME + 4, 14, 0, 1);
	/* Another partition's is another's. */
	measure(PART + 1, FRAME + 7, 1, 0, MEASURE_PIECES);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_SETTLE, PART + 1, FRAME + 7);
	EXPECT(CORDON_E_ORDER, fn, PART, FRAME + 5);
	measure(PART, FRAME + 4, 14, 1, MEASURE_PIECES);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_SETTLE, PART, FRAME + 4);
	EXPECT(CORDON_E_ORDER, fn, PART, FRAME + 3);
	measure(PART, FRAME + 5, GFN_MAX - 1, 0, MEASURE_PIECES);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_SETTLE, PART, FRAME + 5);
	EXPECT(CORDON_E_ORDER, fn, PART, FRAME);
	EXPECT(CORDON_E_ORDER, fn, PART, FRAME + 1);
	/* What was passed over does not come: but its place can have a page that is zeroed. */
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, PART, FRAME + 8, 10);
	compare_now();
}

/* The contents stay, and what is measured is what is in memory: caches are cleaned before the first
 * piece. */
void test_settle(void **state)
{
	const u64 fn = CORDON_HVC_SETTLE;
	const u32 root = PART * NR_LEVELS;

	(void)state;
	start();
	fill(FRAME);
	hold(PART, FRAME, 9);
	held_errors(fn);
	EXPECT(CORDON_E_ORDER, fn, PART, FRAME);
	assert_int_equal(lines[FRAME - RAM_PFN], OWNER_HOST);
	measure(PART, FRAME, 9, 0, 1);
	assert_int_equal(lines[FRAME - RAM_PFN], 0);
	EXPECT(CORDON_E_ORDER, fn, PART, FRAME);
	measure(PART, FRAME, 9, 1, MEASURE_PIECES);
	/* Another that is held is not it. */
	hold(PART, FRAME + 1, 10);
	EXPECT(CORDON_E_ORDER, fn, PART, FRAME + 1);
	assert_int_equal(monitor_write(root, 9), 0);
	EXPECT(CORDON_E_SUCCESS, fn, PART, FRAME);
	assert_int_equal(label[FRAME - RAM_PFN], OWNER_HOST);
	assert_int_equal(lines[FRAME - RAM_PFN], 0);
	assert_int_equal(nr_free, DYN_TABLES - 2);
	assert_int_equal(monitor_write(ROOT_HOST, FRAME), 0);
	compare_now();
	assert_int_equal(monitor_write(root, 9), 1);
	model_write(FRAME - RAM_PFN);
	EXPECT(CORDON_E_OWNER, fn, PART, FRAME);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PROTECT, PART, 9, RIGHT_R);
	give_page(PART, FRAME + 511, GFN_MAX - 1);
	assert_int_equal(nr_free, DYN_TABLES - 4);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, PART);
	EXPECT(CORDON_E_STATE, fn, PART, FRAME + 1);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_WITHDRAW, PART, 9);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_RECLAIM, FRAME);
	compare_now();
}

/* The place has been taken meanwhile, by a page or a block; and no table is left. */
void test_settle_room(void **state)
{
	u64 gfn = GIB(7);

	(void)state;
	start();
	hold(PART, FRAME, 9);
	measure(PART, FRAME, 9, 0, MEASURE_PIECES);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, PART, FRAME + 1, 9);
	EXPECT(CORDON_E_MAPPED, CORDON_HVC_SETTLE, PART, FRAME);
	EXPECT(CORDON_E_ORDER, CORDON_HVC_MEASURE, PART, FRAME);
	EXPECT(CORDON_E_ORDER, CORDON_HVC_SEAL, PART, 0, 1, 0, 0, 1);
	hold(PART + 1, FRAME + 2, 1023);
	measure(PART + 1, FRAME + 2, 1023, 0, MEASURE_PIECES);
	give_block(PART + 1, FRAME + 512, 512);
	EXPECT(CORDON_E_MAPPED, CORDON_HVC_SETTLE, PART + 1, FRAME + 2);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART + 2);
	hold(PART + 2, FRAME + 3, GIB(900));
	measure(PART + 2, FRAME + 3, GIB(900), 0, MEASURE_PIECES);
	/* Each takes two tables; one is left in the end. */
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART + 3);
	for (u64 pfn = RAM_PFN; nr_free > 1; pfn += pfn == RAM_PFN + MIB(2) - 1 ? MIB(20) : 1) {
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, nr_free > 1000 ? PART : PART + 3, pfn,
		       gfn);
		gfn = gfn == GIB(899) ? GIB(7) : gfn + SPAN_BLOCK1;
	}
	EXPECT(CORDON_E_TABLES, CORDON_HVC_SETTLE, PART + 2, FRAME + 3);
	EXPECT(CORDON_E_TABLES, CORDON_HVC_SETTLE, PART + 2, FRAME + 3);
	compare_now();
}

/* Of no page some pieces alone: not when a partition is sealed. Then nothing is measured. */
void test_measure_sealed(void **state)
{
	const u64 fn = CORDON_HVC_SEAL;

	(void)state;
	start();
	hold(PART, FRAME, 9);
	hold(PART, FRAME + 1, 10);
	for (u32 k = 0; k < MEASURE_PIECES; k++) {
		measure(PART, FRAME, 9, k, k + 1);
		EXPECT(CORDON_E_ORDER, fn, PART, 0, 16, 0, 0, 1);
		EXPECT(CORDON_E_VCPU, fn, PART, 0, 16, 0, 0, 0);
		EXPECT(CORDON_E_STATE, CORDON_HVC_MEASUREMENT, PART, 0);
	}
	EXPECT(CORDON_E_SUCCESS, fn, PART + 1, 0, 16, 0, 0, 1);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_SETTLE, PART, FRAME);
	EXPECT(CORDON_E_SUCCESS, fn, PART, 0, 16, 0, 0, 1);
	EXPECT(CORDON_E_STATE, CORDON_HVC_MEASURE, PART, FRAME + 1);
	EXPECT(CORDON_E_OWNER, CORDON_HVC_MEASURE, PART, FRAME);
	EXPECT(CORDON_E_ORDER, CORDON_HVC_SETTLE, PART, FRAME + 1);
	/* What is held can be none of its memory then: but zeroed, as 2 MiB. */
	hold(PART, FRAME + 2, 11);
	EXPECT(CORDON_E_STATE, CORDON_HVC_MEASURE, PART, FRAME + 2);
	EXPECT(CORDON_E_ORDER, CORDON_HVC_SETTLE, PART, FRAME + 2);
	give_block(PART, FRAME + 512, 512);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, PART, FRAME + 3, 11);
	compare_now();
}

/* A page that was measured in part is made ready, so nobody can go on with it, or with another; a
 * partition that begins with its number measures anew. */
void test_measure_again(void **state)
{
	(void)state;
	start();
	for (u32 turn = 0; turn < 2; turn++) {
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_HOLD, PART, FRAME, 512, ORDER_BLOCK2);
		measure(PART, FRAME + 1, 513, 0, 5);
		make_ready(PART, FRAME, 1);
		EXPECT(CORDON_E_OWNER, CORDON_HVC_MEASURE, PART, FRAME + 1);
		EXPECT(CORDON_E_OWNER, CORDON_HVC_SETTLE, PART, FRAME + 1);
		EXPECT(CORDON_E_ORDER, CORDON_HVC_MEASURE, PART, FRAME + PIECE_FRAMES);
		EXPECT(CORDON_E_ORDER, CORDON_HVC_SEAL, PART, 0, 1, 0, 0, 1);
		make_ready(PART, FRAME + PIECE_FRAMES, PIECES - 1);
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_COMMIT, PART, FRAME, 512);
		assert_int_equal(label[FRAME + 1 - RAM_PFN], LABEL_ZERO);
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, PART);
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_WITHDRAW, PART, 512);
		for (u32 k = 0; k < SPAN_BLOCK2; k++) {
			EXPECT(CORDON_E_SUCCESS, CORDON_HVC_RECLAIM, FRAME + k);
		}
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_TABLE_RETURN, PART, 512, 2);
		while (life[PART] == LIFE_DEAD) {
			EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_DESTROY, PART);
		}
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART);
		assert_int_equal(pieces[PART], 0);
		assert_int_equal(measured[PART], 0);
		compare_now();
	}
}

/* Of which partitions there are words, and which. */
void test_measurement(void **state)
{
	static const u64 none[] = { 0, OWNER_HOST, ORDINARY_FIRST, NR_OWNERS, BIG + PART, ~0ull };
	static const u64 bad[] = { DIGEST_WORDS, DIGEST_WORDS + 1, BIG, ~0ull };
	const u64 fn = CORDON_HVC_MEASUREMENT;

	(void)state;
	start();
	for (u32 k = 0; k < sizeof(none) / sizeof(none[0]); k++) {
		EXPECT(CORDON_E_PARTITION, fn, none[k], 0);
		EXPECT(CORDON_E_PARTITION, fn, none[k], DIGEST_WORDS);
	}
	for (u32 k = 0; k < sizeof(bad) / sizeof(bad[0]); k++) {
		EXPECT(CORDON_E_ADDRESS, fn, PART, bad[k]);
	}
	EXPECT(CORDON_E_STATE, fn, PART, 0);
	EXPECT(CORDON_E_STATE, fn, PART, DIGEST_WORDS - 1);
	seal(PART, 0, 16, 1);
	for (u64 word = 0; word < DIGEST_WORDS; word++) {
		EXPECT(CORDON_E_SUCCESS, fn, PART, word, ~0ull, ~0ull, ~0ull, ~0ull);
		EXPECT(CORDON_E_STATE, fn, PART + 1, word);
	}
	EXPECT(CORDON_E_ADDRESS, fn, PART, DIGEST_WORDS);
	/* Also of one that has ended, until its number serves again. */
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, PART);
	EXPECT(CORDON_E_SUCCESS, fn, PART, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_DESTROY, PART);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_DESTROY, PART);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART);
	EXPECT(CORDON_E_STATE, fn, PART, 0);
	compare_now();
}
