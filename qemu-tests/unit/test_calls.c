/* SPDX-License-Identifier: Apache-2.0 */
/* Each named error of each call, reached directly; every way to lack a table. */
#include "tests.h"

#define PART PART_FIRST
#define FREE_FRAME (RAM_PFN + MIB(16))	/* the host's, at the start of 2 MiB of the host's */
#define BIG 0x100000000ull

/* The call must end so. */
#define EXPECT(code, ...) assert_int_equal(hvc(__VA_ARGS__), (code))

static void start(void)
{
	random_start(7);
	map_small(MIB(32));
	boot();
}

static void start_live(void)
{
	start();
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART, 0, 0, 0);
}

static void compare_now(void)
{
	edge_lock();
	compare_all();
	edge_unlock();
}

void test_simple_calls(void **state)
{
	(void)state;
	start();
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_VERSION, 0, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_VERSION + BIG, 0, 0, 0, 0);
	EXPECT(CORDON_E_NOT_SUPPORTED, CORDON_HVC_BASE + CORDON_HVC_COUNT, 0, 0, 0, 0);
	EXPECT(CORDON_E_NOT_SUPPORTED, 0, 0, 0, 0, 0);
	EXPECT(CORDON_E_NOT_SUPPORTED, ~0ull, 0, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_LOG_READ, 0, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_LOG_READ, KLOG_CHUNKS - 1, 0, 0, 0);
	EXPECT(CORDON_E_ADDRESS, CORDON_HVC_LOG_READ, KLOG_CHUNKS, 0, 0, 0);
	EXPECT(CORDON_E_ADDRESS, CORDON_HVC_LOG_READ, BIG, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_FRAME_QUERY, RAM_PFN, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_FRAME_QUERY, RAM_PFN + MIB(32) - 1, 0, 0, 0);
	EXPECT(CORDON_E_ADDRESS, CORDON_HVC_FRAME_QUERY, RAM_PFN - 1, 0, 0, 0);
	EXPECT(CORDON_E_ADDRESS, CORDON_HVC_FRAME_QUERY, RAM_PFN + MIB(32), 0, 0, 0);
	EXPECT(CORDON_E_ADDRESS, CORDON_HVC_FRAME_QUERY, RAM_PFN + BIG, 0, 0, 0);
	compare_now();
}

void test_life_calls(void **state)
{
	static const u64 none[] = { 0, OWNER_HOST, NR_OWNERS, BIG + PART, ~0ull };

	(void)state;
	start();
	for (u32 k = 0; k < sizeof(none) / sizeof(none[0]); k++) {
		EXPECT(CORDON_E_PARTITION, CORDON_HVC_PARTITION_CREATE, none[k], 0, 0, 0);
		EXPECT(CORDON_E_PARTITION, CORDON_HVC_PARTITION_END, none[k], 0, 0, 0);
	}
	for (u32 p = PART_FIRST; p < NR_OWNERS; p++) {
		EXPECT(CORDON_E_STATE, CORDON_HVC_PARTITION_END, p, 0, 0, 0);
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, p, 0, 0, 0);
		EXPECT(CORDON_E_STATE, CORDON_HVC_PARTITION_CREATE, p, 0, 0, 0);
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, p, 0, 0, 0);
		EXPECT(CORDON_E_STATE, CORDON_HVC_PARTITION_END, p, 0, 0, 0);
		EXPECT(CORDON_E_STATE, CORDON_HVC_PARTITION_CREATE, p, 0, 0, 0);
	}
	compare_now();
}

static void donate_addresses(void)
{
	const u64 fn = CORDON_HVC_DONATE;

	EXPECT(CORDON_E_ADDRESS, fn, PART, RAM_PFN - 1, 0, 0);
	EXPECT(CORDON_E_ADDRESS, fn, PART, RAM_PFN + MIB(32), 0, 0);
	EXPECT(CORDON_E_ADDRESS, fn, PART, FREE_FRAME + BIG, 0, 0);
	EXPECT(CORDON_E_ADDRESS, fn, PART, ~0ull, 0, 0);
	EXPECT(CORDON_E_ADDRESS, fn, PART, FREE_FRAME, GFN_MAX, 0);
	EXPECT(CORDON_E_ADDRESS, fn, PART, FREE_FRAME, BIG, 0);
	EXPECT(CORDON_E_ADDRESS, fn, PART, FREE_FRAME, ~0ull, 0);
}

void test_donate_errors(void **state)
{
	const u64 fn = CORDON_HVC_DONATE;

	(void)state;
	start();
	EXPECT(CORDON_E_PARTITION, fn, OWNER_HOST, FREE_FRAME, 0, 0);
	EXPECT(CORDON_E_PARTITION, fn, NR_OWNERS, FREE_FRAME, 0, 0);
	EXPECT(CORDON_E_PARTITION, fn, BIG + PART, FREE_FRAME, 0, 0);
	EXPECT(CORDON_E_STATE, fn, PART, FREE_FRAME, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART, 0, 0, 0);
	donate_addresses();
	EXPECT(CORDON_E_OWNER, fn, PART, POOL_PFN, 0, 0);
	EXPECT(CORDON_E_OWNER, fn, PART, RAM_PFN + MIB(2), 0, 0);
	EXPECT(CORDON_E_SUCCESS, fn, PART, FREE_FRAME + 511, GFN_MAX - 1, 0);
	EXPECT(CORDON_E_OWNER, fn, PART, FREE_FRAME + 511, 0, 0);
	EXPECT(CORDON_E_MAPPED, fn, PART, FREE_FRAME, GFN_MAX - 1, 0);
	give_block(PART, FREE_FRAME + 512, 512);
	EXPECT(CORDON_E_OWNER, fn, PART, FREE_FRAME + 1023, 0, 0);
	EXPECT(CORDON_E_MAPPED, fn, PART, FREE_FRAME, 1023, 0);
	/* It is for a page, whatever x4 says. */
	EXPECT(CORDON_E_SUCCESS, fn, PART, RAM_PFN, SPAN_ROOT, ORDER_BLOCK2);
	EXPECT(CORDON_E_SUCCESS, fn, PART, RAM_PFN + MIB(32) - 1, SPAN_ROOT - 1, 0);
	/* What Cordon holds, ready or not, for this partition or another one. */
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART + 1, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_HOLD, PART, FREE_FRAME + 1024, 0, ORDER_BLOCK2);
	make_ready(PART, FREE_FRAME + 1024, 1);
	for (u32 p = PART; p <= PART + 1; p++) {
		EXPECT(CORDON_E_OWNER, fn, p, FREE_FRAME + 1024, 0, 0);
		EXPECT(CORDON_E_OWNER, fn, p, FREE_FRAME + 1535, 511, 0);
	}
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, PART, 0, 0, 0);
	EXPECT(CORDON_E_STATE, fn, PART, FREE_FRAME, 0, 0);
	compare_now();
}

/* Donates pages, each to a 2 MiB region of its own in one GiB, until so many tables are free. */
static void eat_tables(u32 leave)
{
	static const u64 fn = CORDON_HVC_DONATE;
	u32 frame = FREE_FRAME + 1024;
	u32 part = PART + 1;
	u32 region = ENTRIES;

	while (nr_free > leave) {
		if (region == ENTRIES) {
			part++;
			region = 0;
			EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, part, 0, 0, 0);
			EXPECT(CORDON_E_SUCCESS, fn, part, FREE_FRAME + 512 * (part % 2) + part, 0,
			       0);
		} else {
			EXPECT(CORDON_E_SUCCESS, fn, part, frame, region * 512, 0);
			frame++;
		}
		region++;
	}
	assert_int_equal(nr_free, leave);
}

void test_donate_tables(void **state)
{
	const u64 fn = CORDON_HVC_DONATE;
	const u64 block = FREE_FRAME + MIB(14);

	(void)state;
	start_live();
	EXPECT(CORDON_E_SUCCESS, fn, PART, FREE_FRAME, GIB(5), 0);
	eat_tables(3);
	/* Both tables wanted: 3 are free, then 1, then none. */
	EXPECT(CORDON_E_SUCCESS, fn, PART, block - 1, GIB(6), 0);
	EXPECT(CORDON_E_TABLES, fn, PART, block - 2, GIB(7), 0);
	give_block(PART, block, GIB(8));
	assert_int_equal(nr_free, 0);
	EXPECT(CORDON_E_TABLES, fn, PART, block - 2, GIB(7), 0);
	/* One table wanted, of level 3 and of level 2; none is free. */
	EXPECT(CORDON_E_TABLES, fn, PART, block - 2, GIB(5) + 512, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_HOLD, PART + 2, RAM_PFN, GIB(20), ORDER_BLOCK2);
	make_ready(PART + 2, RAM_PFN, PIECES);
	EXPECT(CORDON_E_TABLES, CORDON_HVC_COMMIT, PART + 2, RAM_PFN, GIB(20), 0);
	/* What needs no table still goes. */
	EXPECT(CORDON_E_SUCCESS, fn, PART, block - 2, GIB(5) + 511, 0);
	compare_now();
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, PART, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_WITHDRAW, PART, GIB(8) + 511, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_TABLE_RETURN, PART, GIB(9) - 1, 2, 0);
	assert_int_equal(nr_free, 1);
	EXPECT(CORDON_E_TABLES, fn, PART + 2, block - 4, GIB(20), 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_COMMIT, PART + 2, RAM_PFN, GIB(20), 0);
	assert_int_equal(nr_free, 0);
	compare_now();
}

/* What hold and commit refuse of x2 and x3. */
static void block_addresses(u64 fn)
{
	const u64 end = RAM_PFN + MIB(32);

	EXPECT(CORDON_E_ADDRESS, fn, PART, RAM_PFN - 512, 0, ORDER_BLOCK2);
	EXPECT(CORDON_E_ADDRESS, fn, PART, end, 0, ORDER_BLOCK2);
	EXPECT(CORDON_E_ADDRESS, fn, PART, FREE_FRAME + BIG, 0, ORDER_BLOCK2);
	EXPECT(CORDON_E_ADDRESS, fn, PART, ~0ull - 511, 0, ORDER_BLOCK2);
	EXPECT(CORDON_E_ADDRESS, fn, PART, FREE_FRAME + 1, 0, ORDER_BLOCK2);
	EXPECT(CORDON_E_ADDRESS, fn, PART, FREE_FRAME + 256, 0, ORDER_BLOCK2);
	EXPECT(CORDON_E_ADDRESS, fn, PART, FREE_FRAME, 1, ORDER_BLOCK2);
	EXPECT(CORDON_E_ADDRESS, fn, PART, FREE_FRAME, 256, ORDER_BLOCK2);
	EXPECT(CORDON_E_ADDRESS, fn, PART, FREE_FRAME, GFN_MAX, ORDER_BLOCK2);
	EXPECT(CORDON_E_ADDRESS, fn, PART, FREE_FRAME, BIG, ORDER_BLOCK2);
	EXPECT(CORDON_E_ADDRESS, fn, PART, FREE_FRAME, ~0ull - 511, ORDER_BLOCK2);
}

void test_hold(void **state)
{
	const u64 fn = CORDON_HVC_HOLD;

	(void)state;
	start();
	EXPECT(CORDON_E_PARTITION, fn, OWNER_HOST, FREE_FRAME, 0, ORDER_BLOCK2);
	EXPECT(CORDON_E_PARTITION, fn, NR_OWNERS, FREE_FRAME, 0, ORDER_BLOCK2);
	EXPECT(CORDON_E_PARTITION, fn, BIG + PART, FREE_FRAME, 0, ORDER_BLOCK2);
	EXPECT(CORDON_E_STATE, fn, PART, FREE_FRAME, 0, ORDER_BLOCK2);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART + 1, 0, 0, 0);
	block_addresses(fn);
	EXPECT(CORDON_E_OWNER, fn, PART, RAM_PFN + MIB(2), 0, ORDER_BLOCK2);
	/* A page of it is no longer the host's: the first, one within, the last. */
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, PART, FREE_FRAME, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, PART, FREE_FRAME + 512 + 77, 1, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, PART, FREE_FRAME + 1535, 2, 0);
	for (u32 k = 0; k < 3; k++) {
		EXPECT(CORDON_E_OWNER, fn, PART, FREE_FRAME + k * 512, GIB(1), ORDER_BLOCK2);
	}
	/* Where something is mapped does not matter yet. The host's block goes, and no table. */
	monitor_access(ROOT_HOST, FREE_FRAME + MIB(8) + 5);
	EXPECT(CORDON_E_SUCCESS, fn, PART, FREE_FRAME + MIB(8), 0, ORDER_BLOCK2);
	assert_int_equal(monitor_write(ROOT_HOST, FREE_FRAME + MIB(8) + 5), 0);
	assert_int_equal(monitor_write(PART * NR_LEVELS, 5), 0);
	assert_int_equal(nr_free, DYN_TABLES - 2);
	/* Held already, for the same place or another, the same partition or another. */
	EXPECT(CORDON_E_OWNER, fn, PART, FREE_FRAME + MIB(8), 0, ORDER_BLOCK2);
	EXPECT(CORDON_E_OWNER, fn, PART, FREE_FRAME + MIB(8), 512, ORDER_BLOCK2);
	EXPECT(CORDON_E_OWNER, fn, PART + 1, FREE_FRAME + MIB(8), 0, ORDER_BLOCK2);
	/* The first and the last of RAM, the last of the IPA space. */
	EXPECT(CORDON_E_SUCCESS, fn, PART, RAM_PFN, 512, ORDER_BLOCK2);
	EXPECT(CORDON_E_SUCCESS, fn, PART, RAM_PFN + MIB(32) - 512, GFN_MAX - 512, ORDER_BLOCK2);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, PART, 0, 0, 0);
	EXPECT(CORDON_E_STATE, fn, PART, FREE_FRAME + MIB(10), 0, ORDER_BLOCK2);
	compare_now();
}

/* What held_zero refuses, before anything is held and after. */
static void held_errors(u64 fn)
{
	const u64 end = RAM_PFN + MIB(32);

	EXPECT(CORDON_E_PARTITION, fn, OWNER_HOST, FREE_FRAME, 0, 0);
	EXPECT(CORDON_E_PARTITION, fn, NR_OWNERS, FREE_FRAME, 0, 0);
	EXPECT(CORDON_E_PARTITION, fn, BIG + PART, FREE_FRAME, 0, 0);
	EXPECT(CORDON_E_ADDRESS, fn, PART, RAM_PFN - PIECE_FRAMES, 0, 0);
	EXPECT(CORDON_E_ADDRESS, fn, PART, end, 0, 0);
	EXPECT(CORDON_E_ADDRESS, fn, PART, FREE_FRAME + 1, 0, 0);
	EXPECT(CORDON_E_ADDRESS, fn, PART, FREE_FRAME + PIECE_FRAMES / 2, 0, 0);
	EXPECT(CORDON_E_ADDRESS, fn, PART, FREE_FRAME + BIG, 0, 0);
	EXPECT(CORDON_E_ADDRESS, fn, PART, ~0ull - PIECE_FRAMES + 1, 0, 0);
	EXPECT(CORDON_E_STATE, fn, PART + 2, FREE_FRAME, 0, 0);
	EXPECT(CORDON_E_OWNER, fn, PART, POOL_PFN, 0, 0);
	EXPECT(CORDON_E_OWNER, fn, PART, end - PIECE_FRAMES, 0, 0);
	/* Another partition's held frames, and frames that a partition has. */
	EXPECT(CORDON_E_OWNER, fn, PART + 1, FREE_FRAME, 0, 0);
	EXPECT(CORDON_E_OWNER, fn, PART, FREE_FRAME + MIB(4), 0, 0);
}

/* The host leaves data and cache lines in the first and the last frame of 2 MiB. */
static void write_ends(u64 pfn)
{
	assert_int_equal(monitor_write(ROOT_HOST, pfn), 1);
	model_write(pfn - RAM_PFN);
	assert_int_equal(monitor_write(ROOT_HOST, pfn + 511), 1);
	model_write(pfn + 511 - RAM_PFN);
}

void test_held(void **state)
{
	const u64 fn = CORDON_HVC_HELD_ZERO, pfn = FREE_FRAME, last = pfn + 512 - PIECE_FRAMES;

	(void)state;
	start_live();
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART + 1, 0, 0, 0);
	give_block(PART, FREE_FRAME + MIB(4), GIB(9));
	write_ends(pfn);
	EXPECT(CORDON_E_OWNER, fn, PART, pfn, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_HOLD, PART, pfn, pfn, ORDER_BLOCK2);
	held_errors(fn);
	EXPECT(CORDON_E_SUCCESS, fn, PART, last, 0, 0);
	assert_int_equal(label[pfn + 511 - RAM_PFN], LABEL_ZERO);
	assert_int_equal(lines[pfn + 511 - RAM_PFN], 0);
	assert_int_equal(label[pfn - RAM_PFN], OWNER_HOST);
	assert_int_equal(lines[pfn - RAM_PFN], OWNER_HOST);
	/* Once, of either partition. */
	EXPECT(CORDON_E_OWNER, fn, PART, last, 0, 0);
	EXPECT(CORDON_E_OWNER, fn, PART + 1, last, 0, 0);
	EXPECT(CORDON_E_OWNER, CORDON_HVC_HOLD, PART, pfn, pfn, ORDER_BLOCK2);
	make_ready(PART, pfn, PIECES - 1);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_COMMIT, PART, pfn, pfn, 0);
	assert_int_equal(label[pfn - RAM_PFN], LABEL_ZERO);
	EXPECT(CORDON_E_OWNER, fn, PART, pfn, 0, 0);
	compare_now();
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_HOLD, PART, FREE_FRAME + MIB(6), 0, ORDER_BLOCK2);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, PART, 0, 0, 0);
	EXPECT(CORDON_E_STATE, fn, PART, FREE_FRAME + MIB(6), 0, 0);
	compare_now();
}

/* Each piece but one is ready, whichever it is. */
static void commit_unready(u64 pfn, u64 gfn)
{
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_HOLD, PART, pfn, gfn, ORDER_BLOCK2);
	EXPECT(CORDON_E_OWNER, CORDON_HVC_COMMIT, PART, pfn, gfn, 0);
	for (u32 k = 1; k < PIECES; k++) {
		make_ready(PART, pfn + k * PIECE_FRAMES, 1);
		EXPECT(CORDON_E_OWNER, CORDON_HVC_COMMIT, PART, pfn, gfn, 0);
	}
	make_ready(PART, pfn, 1);
}

void test_commit(void **state)
{
	const u64 fn = CORDON_HVC_COMMIT;

	(void)state;
	start();
	EXPECT(CORDON_E_PARTITION, fn, OWNER_HOST, FREE_FRAME, 0, 0);
	EXPECT(CORDON_E_PARTITION, fn, NR_OWNERS, FREE_FRAME, 0, 0);
	EXPECT(CORDON_E_PARTITION, fn, BIG + PART, FREE_FRAME, 0, 0);
	EXPECT(CORDON_E_STATE, fn, PART, FREE_FRAME, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART + 1, 0, 0, 0);
	block_addresses(fn);
	EXPECT(CORDON_E_OWNER, fn, PART, FREE_FRAME, 0, 0);
	EXPECT(CORDON_E_OWNER, fn, PART, RAM_PFN + MIB(2), 0, 0);
	commit_unready(FREE_FRAME, 1024);
	/* Another partition, another place; one that is not whole. */
	EXPECT(CORDON_E_OWNER, fn, PART + 1, FREE_FRAME, 1024, 0);
	EXPECT(CORDON_E_OWNER, fn, PART, FREE_FRAME, 512, 0);
	EXPECT(CORDON_E_OWNER, fn, PART, FREE_FRAME, 1536, 0);
	/* What was put there meanwhile, the last page; the block is ready still. */
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, PART, RAM_PFN + 3, 1535, 0);
	EXPECT(CORDON_E_MAPPED, fn, PART, FREE_FRAME, 1024, 0);
	/* Two blocks for one place: the first that comes has it. */
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_HOLD, PART, FREE_FRAME + 512, GFN_MAX - 512,
	       ORDER_BLOCK2);
	make_ready(PART, FREE_FRAME + 512, PIECES);
	give_block(PART, FREE_FRAME + 1024, GFN_MAX - 512);
	EXPECT(CORDON_E_MAPPED, fn, PART, FREE_FRAME + 512, GFN_MAX - 512, 0);
	EXPECT(CORDON_E_OWNER, fn, PART, FREE_FRAME + 1024, GFN_MAX - 512, 0);
	/* Beside what there is, with its tables; and with a new one. */
	give_block(PART, FREE_FRAME + 1536, 512);
	assert_int_equal(nr_free, DYN_TABLES - 3);
	assert_int_equal(monitor_write(PART * NR_LEVELS, 512 + 9), 1);
	model_write(FREE_FRAME + 1536 + 9 - RAM_PFN);
	compare_now();
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, PART, 0, 0, 0);
	EXPECT(CORDON_E_STATE, fn, PART, FREE_FRAME, 1024, 0);
	compare_now();
}

/* A partition ends with a block of which ready pieces are there: all comes back, scrubbed. */
static void cancel(u64 pfn, u32 ready)
{
	write_ends(pfn);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_HOLD, PART, pfn, 512, ORDER_BLOCK2);
	make_ready(PART, pfn, ready);
	EXPECT(CORDON_E_STATE, CORDON_HVC_RECLAIM, pfn, 0, 0, 0);
	EXPECT(CORDON_E_STATE, CORDON_HVC_RECLAIM, pfn + 511, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, PART, 0, 0, 0);
	EXPECT(CORDON_E_ABSENT, CORDON_HVC_WITHDRAW, PART, 512, 0, 0);
	for (u32 k = 0; k < SPAN_BLOCK2; k++) {
		assert_int_equal(monitor_write(ROOT_HOST, pfn + k), 0);
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_RECLAIM, pfn + k, 0, 0, 0);
		assert_int_equal(label[pfn + k - RAM_PFN], LABEL_ZERO);
	}
	while (life[PART] == LIFE_DEAD) {
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_DESTROY, PART, 0, 0, 0);
	}
	compare_now();
}

void test_cancel(void **state)
{
	const u64 block = FREE_FRAME + MIB(8);
	u64 *entry;

	(void)state;
	start();
	entry = &pool.e[host_table2(block)][block / SPAN_BLOCK2 % ENTRIES];
	for (u32 ready = 0; ready <= PIECES; ready += PIECES / 2) {
		assert_int_equal(*entry % 4, S2_TYPE_BLOCK);
		cancel(block, ready);
	}
	assert_int_equal(*entry % 4, S2_TYPE_BLOCK);
	assert_int_equal(nr_free, DYN_TABLES);
}

void test_withdraw(void **state)
{
	const u64 fn = CORDON_HVC_WITHDRAW;

	(void)state;
	start_live();
	give_block(PART, FREE_FRAME, 512);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, PART, RAM_PFN + 3, 7, 0);
	EXPECT(CORDON_E_PARTITION, fn, OWNER_HOST, 7, 0, 0);
	EXPECT(CORDON_E_PARTITION, fn, NR_OWNERS, 7, 0, 0);
	EXPECT(CORDON_E_ADDRESS, fn, PART, GFN_MAX, 0, 0);
	EXPECT(CORDON_E_ADDRESS, fn, PART, BIG + 7, 0, 0);
	EXPECT(CORDON_E_STATE, fn, PART, 7, 0, 0);
	EXPECT(CORDON_E_STATE, fn, PART + 1, 7, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, PART, 0, 0, 0);
	EXPECT(CORDON_E_ABSENT, fn, PART, 6, 0, 0);
	EXPECT(CORDON_E_ABSENT, fn, PART, 1024, 0, 0);
	EXPECT(CORDON_E_ABSENT, fn, PART, GFN_MAX - 1, 0, 0);
	EXPECT(CORDON_E_SUCCESS, fn, PART, 7, 0, 0);
	EXPECT(CORDON_E_ABSENT, fn, PART, 7, 0, 0);
	EXPECT(CORDON_E_SUCCESS, fn, PART, 512 + 300, 0, 0);
	EXPECT(CORDON_E_ABSENT, fn, PART, 512, 0, 0);
	compare_now();
}

void test_reclaim(void **state)
{
	const u64 fn = CORDON_HVC_RECLAIM;

	(void)state;
	start_live();
	EXPECT(CORDON_E_ADDRESS, fn, RAM_PFN - 1, 0, 0, 0);
	EXPECT(CORDON_E_ADDRESS, fn, RAM_PFN + MIB(32), 0, 0, 0);
	EXPECT(CORDON_E_ADDRESS, fn, BIG + FREE_FRAME, 0, 0, 0);
	EXPECT(CORDON_E_OWNER, fn, POOL_PFN, 0, 0, 0);
	EXPECT(CORDON_E_OWNER, fn, FREE_FRAME, 0, 0, 0);
	assert_int_equal(monitor_write(ROOT_HOST, FREE_FRAME + 9), 1);
	model_write(FREE_FRAME + 9 - RAM_PFN);
	give_block(PART, FREE_FRAME, 512);
	EXPECT(CORDON_E_OWNER, fn, FREE_FRAME, 0, 0, 0);
	/* Held and ready frames, while the partition lives. */
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_HOLD, PART, FREE_FRAME + MIB(8), 0, ORDER_BLOCK2);
	make_ready(PART, FREE_FRAME + MIB(8), 1);
	EXPECT(CORDON_E_STATE, fn, FREE_FRAME + MIB(8), 0, 0, 0);
	EXPECT(CORDON_E_STATE, fn, FREE_FRAME + MIB(8) + PIECE_FRAMES, 0, 0, 0);
	assert_int_equal(monitor_write(PART * NR_LEVELS, 512), 1);
	model_write(FREE_FRAME - RAM_PFN);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, PART, 0, 0, 0);
	EXPECT(CORDON_E_OWNER, fn, FREE_FRAME, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_WITHDRAW, PART, 512, 0, 0);
	for (u32 k = 0; k < SPAN_BLOCK2; k++) {
		EXPECT(CORDON_E_SUCCESS, fn, FREE_FRAME + k, 0, 0, 0);
	}
	EXPECT(CORDON_E_OWNER, fn, FREE_FRAME, 0, 0, 0);
	compare_now();
	/* Given again as a block, though the host now has it by pages. */
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART + 1, 0, 0, 0);
	give_block(PART + 1, FREE_FRAME, 512);
	compare_now();
}

void test_table_return(void **state)
{
	const u64 fn = CORDON_HVC_TABLE_RETURN;

	(void)state;
	start_live();
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, PART, FREE_FRAME, GIB(3) + 7, 0);
	give_block(PART, FREE_FRAME + 512, GIB(4));
	EXPECT(CORDON_E_PARTITION, fn, OWNER_HOST, GIB(3), 3, 0);
	EXPECT(CORDON_E_PARTITION, fn, NR_OWNERS, GIB(3), 3, 0);
	EXPECT(CORDON_E_ADDRESS, fn, PART, GFN_MAX, 3, 0);
	EXPECT(CORDON_E_ADDRESS, fn, PART, GIB(3) + BIG, 3, 0);
	EXPECT(CORDON_E_ADDRESS, fn, PART, GIB(3), 1, 0);
	EXPECT(CORDON_E_ADDRESS, fn, PART, GIB(3), 4, 0);
	EXPECT(CORDON_E_ADDRESS, fn, PART, GIB(3), BIG + 3, 0);
	EXPECT(CORDON_E_ABSENT, fn, PART + 1, GIB(3), 3, 0);
	EXPECT(CORDON_E_MAPPED, fn, PART, GIB(3), 3, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, PART, 0, 0, 0);
	EXPECT(CORDON_E_ABSENT, fn, PART, GIB(2), 2, 0);
	EXPECT(CORDON_E_ABSENT, fn, PART, GIB(2), 3, 0);
	EXPECT(CORDON_E_ABSENT, fn, PART, GIB(3) + 512, 3, 0);
	EXPECT(CORDON_E_ABSENT, fn, PART, GIB(4), 3, 0);
	EXPECT(CORDON_E_MAPPED, fn, PART, GIB(3), 3, 0);
	EXPECT(CORDON_E_MAPPED, fn, PART, GIB(3), 2, 0);
	EXPECT(CORDON_E_MAPPED, fn, PART, GIB(4), 2, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_WITHDRAW, PART, GIB(3) + 7, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_WITHDRAW, PART, GIB(4), 0, 0);
	/* Empty, but a level-3 table still hangs below. */
	EXPECT(CORDON_E_MAPPED, fn, PART, GIB(3), 2, 0);
	EXPECT(CORDON_E_SUCCESS, fn, PART, GIB(3) + 511, 3, 0);
	EXPECT(CORDON_E_ABSENT, fn, PART, GIB(3), 3, 0);
	EXPECT(CORDON_E_SUCCESS, fn, PART, GIB(4) - 1, 2, 0);
	EXPECT(CORDON_E_SUCCESS, fn, PART, GIB(4), 2, 0);
	EXPECT(CORDON_E_ABSENT, fn, PART, GIB(4), 2, 0);
	assert_int_equal(nr_free, DYN_TABLES);
	compare_now();
}

static void protect_errors(void)
{
	const u64 fn = CORDON_HVC_PROTECT;

	EXPECT(CORDON_E_PARTITION, fn, OWNER_HOST, 7, RIGHT_R, 0);
	EXPECT(CORDON_E_PARTITION, fn, NR_OWNERS, 7, RIGHT_R, 0);
	EXPECT(CORDON_E_PARTITION, fn, BIG + PART, 7, RIGHT_R, 0);
	EXPECT(CORDON_E_ADDRESS, fn, PART, GFN_MAX, RIGHT_R, 0);
	EXPECT(CORDON_E_ADDRESS, fn, PART, BIG + 7, RIGHT_R, 0);
	for (u64 rights = RIGHT_PX; rights < RIGHT_PX + RIGHT_UX; rights++) {
		EXPECT(CORDON_E_RIGHTS, fn, PART, 7, rights, 0);
	}
	EXPECT(CORDON_E_RIGHTS, fn, PART, 7, RIGHT_DEV, 0);
	EXPECT(CORDON_E_RIGHTS, fn, PART, 7, DEVICE_RW, 0);
	EXPECT(CORDON_E_RIGHTS, fn, PART, 7, BIG, 0);
	EXPECT(CORDON_E_RIGHTS, fn, PART, 7, ~0ull, 0);
	EXPECT(CORDON_E_STATE, fn, PART + 1, 7, RIGHT_R, 0);
	EXPECT(CORDON_E_ABSENT, fn, PART, 6, RIGHT_R, 0);
	EXPECT(CORDON_E_ABSENT, fn, PART, 1024, RIGHT_R, 0);
	EXPECT(CORDON_E_ABSENT, fn, PART, GFN_MAX - 1, RIGHT_R, 0);
}

void test_protect(void **state)
{
	const u64 fn = CORDON_HVC_PROTECT;
	const u32 root = PART * NR_LEVELS;

	(void)state;
	start_live();
	give_block(PART, FREE_FRAME, 512);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, PART, RAM_PFN + 3, 7, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, PART, RAM_PFN + 4, 8, 0);
	protect_errors();
	for (u64 rights = 0; rights <= RAM_RWX; rights++) {
		u32 can = rights < RIGHT_PX || rights >= RIGHT_PX + RIGHT_UX;
		s32 wanted = can ? CORDON_E_SUCCESS : CORDON_E_RIGHTS;

		monitor_access(root, 7);
		EXPECT(wanted, fn, PART, 7, rights, 0);
		monitor_access(root, 512 + 9);
		EXPECT(wanted, fn, PART, 512 + 300, rights, 0);
		compare_now();
	}
	/* A page that may not be written, beside one that may; mapped still, in tables in use. */
	EXPECT(CORDON_E_SUCCESS, fn, PART, 7, RIGHT_R, 0);
	assert_int_equal(monitor_write(root, 7), 0);
	assert_int_equal(monitor_write(root, 8), 1);
	model_write(4);
	EXPECT(CORDON_E_SUCCESS, fn, PART, 7, 0, 0);
	EXPECT(CORDON_E_MAPPED, CORDON_HVC_DONATE, PART, RAM_PFN + 5, 7, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, PART, 0, 0, 0);
	EXPECT(CORDON_E_STATE, fn, PART, 7, RAM_RWX, 0);
	EXPECT(CORDON_E_MAPPED, CORDON_HVC_TABLE_RETURN, PART, 7, 3, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_WITHDRAW, PART, 7, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_RECLAIM, RAM_PFN + 3, 0, 0, 0);
	compare_now();
}

/* The call of seal with all vCPUs. */
#define SEAL(code, part, first, count) \
	EXPECT(code, CORDON_HVC_SEAL, part, first, count, 0x40000000, 7, VCPUS)

/* Requirements in their order, and the ends of the IPA space. */
static void seal_errors(void)
{
	static const u64 none[] = { 0, OWNER_HOST, ORDINARY_FIRST, NR_OWNERS, BIG + PART, ~0ull };
	static const u64 bad[][2] = {
		{ 0, 0 }, { GFN_MAX, 0 }, { GFN_MAX, 1 }, { 0, GFN_MAX + 1 }, { GFN_MAX - 1, 2 },
		{ 1, GFN_MAX }, { BIG, 1 }, { 0, BIG }, { ~0ull, 1 }, { ~0ull, 2 }, { 0, ~0ull },
		{ 1, ~0ull }, { 512, ~0ull - 511 }, { 1ull << 63, 1ull << 63 },
	};
	static const u64 vcpus[] = { 0, VCPUS + 1, 255, 256, BIG, BIG + 1, ~0ull };
	const u64 fn = CORDON_HVC_SEAL;

	for (u32 k = 0; k < sizeof(none) / sizeof(none[0]); k++) {
		SEAL(CORDON_E_PARTITION, none[k], 0, 1);
		EXPECT(CORDON_E_PARTITION, fn, none[k], GFN_MAX, 0);
	}
	for (u32 k = 0; k < sizeof(bad) / sizeof(bad[0]); k++) {
		SEAL(CORDON_E_ADDRESS, PART, bad[k][0], bad[k][1]);
		EXPECT(CORDON_E_ADDRESS, fn, PART + 1, bad[k][0], bad[k][1]);
	}
	for (u32 k = 0; k < sizeof(vcpus) / sizeof(vcpus[0]); k++) {
		EXPECT(CORDON_E_VCPU, fn, PART, 0, 1, 0, 0, vcpus[k]);
		EXPECT(CORDON_E_VCPU, fn, PART + 1, 0, 1, 0, 0, vcpus[k]);
	}
	SEAL(CORDON_E_STATE, PART + 1, 0, 1);
}

void test_seal(void **state)
{
	(void)state;
	start_live();
	seal_errors();
	assert_int_equal(ram_count[PART], 0);
	SEAL(CORDON_E_SUCCESS, PART, 512, 1024);
	assert_int_equal(ram_gfn[PART], 512);
	assert_int_equal(ram_count[PART], 1024);
	for (u32 v = 0; v < VCPUS; v++) {
		assert_int_equal(power.on[PART][v], v == 0);
	}
	/* Once. */
	SEAL(CORDON_E_STATE, PART, 512, 1024);
	SEAL(CORDON_E_STATE, PART, 0, 1);
	EXPECT(CORDON_E_VCPU, CORDON_HVC_SEAL, PART, 0, 1);
	SEAL(CORDON_E_ADDRESS, PART, 0, 0);
	/* One frame, the first and the last; all; of the last protected partition too. */
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART + 1);
	SEAL(CORDON_E_SUCCESS, PART + 1, GFN_MAX - 1, 1);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART + 2);
	SEAL(CORDON_E_SUCCESS, PART + 2, 0, 1);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, ORDINARY_FIRST - 1);
	SEAL(CORDON_E_SUCCESS, ORDINARY_FIRST - 1, 0, GFN_MAX);
	compare_now();
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, PART);
	SEAL(CORDON_E_STATE, PART, 0, 1);
	/* A dead one that never was. */
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART + 3);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, PART + 3);
	SEAL(CORDON_E_STATE, PART + 3, 0, 1);
	compare_now();
}

/* As many vCPUs as it was sealed with: the first is on, the others are off, and more there are
 * none. */
void test_seal_vcpus(void **state)
{
	(void)state;
	start();
	for (u32 n = 1; n <= VCPUS; n++) {
		u32 part = PART + n;

		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, part);
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_SEAL, part, 0, 1, 0, 0, n);
		for (u32 v = 0; v < VCPUS; v++) {
			assert_int_equal(power.on[part][v], v == 0 ? 1 : v < n ? 0 : 2);
		}
	}
	compare_now();
}

/* What the page held when it was donated, it does not hold then. */
static void expect_donated(u64 part, u64 pfn, u64 gfn)
{
	assert_int_equal(monitor_write(ROOT_HOST, pfn), 1);
	model_write(pfn - RAM_PFN);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, part, pfn, gfn);
	assert_int_equal(label[pfn - RAM_PFN], LABEL_ZERO);
	assert_int_equal(lines[pfn - RAM_PFN], 0);
}

/* A partition gets zeroed pages, sealed or not, wherever it has its RAM; sealed, it keeps its
 * rights; a partition that begins with its number is not sealed. */
void test_sealed(void **state)
{
	(void)state;
	start_live();
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART + 1);
	for (u32 turn = 0; turn < 2; turn++) {
		expect_donated(PART, FREE_FRAME, 7);
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PROTECT, PART, 7, RIGHT_R);
		SEAL(CORDON_E_SUCCESS, PART, 8, 2);
		EXPECT(CORDON_E_STATE, CORDON_HVC_PROTECT, PART, 7, RAM_RWX);
		EXPECT(CORDON_E_STATE, CORDON_HVC_PROTECT, PART, 6, RAM_RWX);
		EXPECT(CORDON_E_RIGHTS, CORDON_HVC_PROTECT, PART, 7, RAM_RW + RIGHT_PX);
		assert_int_equal(monitor_write(PART * NR_LEVELS, 7), 0);
		for (u64 gfn = 8; gfn < 12; gfn++) {
			expect_donated(PART, FREE_FRAME + gfn, gfn);
		}
		/* Another is not. */
		expect_donated(PART + 1, FREE_FRAME + 512 + turn, turn);
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PROTECT, PART + 1, turn, RIGHT_R);
		compare_now();
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, PART);
		for (u64 gfn = 7; gfn < 12; gfn++) {
			u64 pfn = FREE_FRAME + (gfn == 7 ? 0 : gfn);

			EXPECT(CORDON_E_SUCCESS, CORDON_HVC_WITHDRAW, PART, gfn);
			EXPECT(CORDON_E_SUCCESS, CORDON_HVC_RECLAIM, pfn);
		}
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_TABLE_RETURN, PART, 7, 3);
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_TABLE_RETURN, PART, 7, 2);
		while (life[PART] == LIFE_DEAD) {
			SEAL(CORDON_E_STATE, PART, 8, 2);
			EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_DESTROY, PART);
		}
		SEAL(CORDON_E_STATE, PART, 8, 2);
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART);
		assert_int_equal(ram_count[PART], 0);
	}
	compare_now();
}

void test_destroy_errors(void **state)
{
	static const u64 none[] = { 0, OWNER_HOST, NR_OWNERS, BIG + PART, ~0ull };
	const u64 fn = CORDON_HVC_PARTITION_DESTROY;

	(void)state;
	start();
	for (u32 k = 0; k < sizeof(none) / sizeof(none[0]); k++) {
		EXPECT(CORDON_E_PARTITION, fn, none[k], 0, 0, 0);
	}
	EXPECT(CORDON_E_STATE, fn, PART, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART, 0, 0, 0);
	EXPECT(CORDON_E_STATE, fn, PART, 0, 0, 0);
	/* Tables of the lower and of the upper half of the IPA space, the last for a block. */
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, PART, RAM_PFN + 3, 7, 0);
	give_block(PART, FREE_FRAME, GFN_MAX - 512);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, PART, 0, 0, 0);
	EXPECT(CORDON_E_MAPPED, fn, PART, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_WITHDRAW, PART, 7, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_WITHDRAW, PART, GFN_MAX - 1, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_TABLE_RETURN, PART, 7, 3, 0);
	EXPECT(CORDON_E_MAPPED, fn, PART, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_TABLE_RETURN, PART, 7, 2, 0);
	EXPECT(CORDON_E_MAPPED, fn, PART, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_TABLE_RETURN, PART, GFN_MAX - 1, 2, 0);
	/* A frame in each of the two pieces; what has passed does not come again. */
	EXPECT(CORDON_E_OWNER, fn, PART, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_RECLAIM, RAM_PFN + 3, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, fn, PART, 0, 0, 0);
	EXPECT(CORDON_E_OWNER, fn, PART, 0, 0, 0);
	EXPECT(CORDON_E_STATE, CORDON_HVC_PARTITION_CREATE, PART, 0, 0, 0);
	compare_now();
	for (u32 k = 0; k < SPAN_BLOCK2; k++) {
		EXPECT(CORDON_E_OWNER, fn, PART, 0, 0, 0);
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_RECLAIM, FREE_FRAME + k, 0, 0, 0);
	}
	EXPECT(CORDON_E_SUCCESS, fn, PART, 0, 0, 0);
	EXPECT(CORDON_E_STATE, fn, PART, 0, 0, 0);
	assert_int_equal(nr_free, DYN_TABLES);
	compare_now();
}

/* The partition gets a page and loses it, but for a frame that Cordon holds. */
static void leave_held(u64 pfn)
{
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, PART, pfn, 7, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, PART, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_WITHDRAW, PART, 7, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_TABLE_RETURN, PART, 7, 3, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_TABLE_RETURN, PART, 7, 2, 0);
}

/* So many pieces pass; the one that finds the frame does not, until the frame is the host's. */
static void destroy_held(u64 pfn, u32 pieces)
{
	const u64 fn = CORDON_HVC_PARTITION_DESTROY;
	u32 found = (pfn - RAM_PFN) / SWEEP_FRAMES;

	leave_held(pfn);
	for (u32 k = 0; k < found; k++) {
		EXPECT(CORDON_E_SUCCESS, fn, PART, 0, 0, 0);
	}
	EXPECT(CORDON_E_OWNER, fn, PART, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_RECLAIM, pfn, 0, 0, 0);
	for (u32 k = found; k < pieces; k++) {
		EXPECT(CORDON_E_STATE, CORDON_HVC_PARTITION_CREATE, PART, 0, 0, 0);
		EXPECT(CORDON_E_SUCCESS, fn, PART, 0, 0, 0);
	}
	EXPECT(CORDON_E_STATE, fn, PART, 0, 0, 0);
	compare_now();
}

/* Less than a piece, one, a little more, several: the frames at their ends are not missed. */
void test_destroy_pieces(void **state)
{
	static const u32 size[] = { MIB(14), MIB(16), MIB(18), MIB(32), MIB(50) };

	(void)state;
	for (u32 k = 0; k < sizeof(size) / sizeof(size[0]); k++) {
		u32 pieces = (size[k] + SWEEP_FRAMES - 1) / SWEEP_FRAMES;

		random_start(7);
		map_small(size[k]);
		boot();
		destroy_held(RAM_PFN, pieces);
		for (u32 end = SWEEP_FRAMES; end < size[k]; end += SWEEP_FRAMES) {
			destroy_held(RAM_PFN + end - 1, pieces);
			destroy_held(RAM_PFN + end, pieces);
		}
		destroy_held(RAM_PFN + size[k] - 1, pieces);
	}
}

/* A number serves again: its partition has nothing of the one before, and others do not notice. */
void test_destroy_again(void **state)
{
	const u64 fn = CORDON_HVC_PARTITION_DESTROY;
	const u32 root = PART * NR_LEVELS;

	(void)state;
	start();
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART + 1, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, PART + 1, FREE_FRAME + 1, 7, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, PART + 1, 0, 0, 0);
	for (u32 turn = 0; turn < 3; turn++) {
		u64 pfn = FREE_FRAME + 512 * turn;

		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART, 0, 0, 0);
		/* Neither the place nor the contents of the turn before. */
		assert_int_equal(monitor_write(root, 7), 0);
		EXPECT(CORDON_E_ABSENT, CORDON_HVC_PROTECT, PART, 7, RAM_RWX, 0);
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, PART, RAM_PFN + 3, 8, 0);
		assert_int_equal(label[3], LABEL_ZERO);
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, PART, pfn, 7, 0);
		assert_int_equal(monitor_write(root, 7), 1);
		model_write(pfn - RAM_PFN);
		assert_int_equal(monitor_write(root, 8), 1);
		model_write(3);
		compare_now();
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, PART, 0, 0, 0);
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_WITHDRAW, PART, 7, 0, 0);
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_WITHDRAW, PART, 8, 0, 0);
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_RECLAIM, RAM_PFN + 3, 0, 0, 0);
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_RECLAIM, pfn, 0, 0, 0);
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_TABLE_RETURN, PART, 7, 3, 0);
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_TABLE_RETURN, PART, 7, 2, 0);
		EXPECT(CORDON_E_SUCCESS, fn, PART, 0, 0, 0);
		EXPECT(CORDON_E_SUCCESS, fn, PART, 0, 0, 0);
		EXPECT(CORDON_E_MAPPED, fn, PART + 1, 0, 0, 0);
		compare_now();
	}
}

/* Page by page out of a 2 MiB block of the host: the neighbours stay, no dynamic table goes. */
void test_split(void **state)
{
	(void)state;
	start_live();
	for (u32 k = 0; k < SPAN_BLOCK2; k++) {
		monitor_access(ROOT_HOST, FREE_FRAME + k);
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, PART, FREE_FRAME + (k * 37) % 512, k,
		       0);
		compare_now();
	}
	assert_int_equal(nr_free, DYN_TABLES - 2);
}

/* A 1 GiB block of devices, which no call splits. */
void test_split_gib(void **state)
{
	(void)state;
	random_start(7);
	map_small(MIB(16));
	map_add(BOOT_DEVICE, GIB(100), GIB(1));
	boot();
	monitor_access(ROOT_HOST, GIB(100) + 0x12345);
	edge_lock();
	table_link(ROOT_HOST * ROOT_TABLES, 100, table_take());
	model.nfree--;
	monitor_settle();
	compare_all();
	edge_unlock();
}
