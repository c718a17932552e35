/* SPDX-License-Identifier: Apache-2.0 */
/* Lending the host's pages to ordinary partitions, and what the count of a frame forbids. */
#include "tests.h"

#define GUEST ORDINARY_FIRST
#define PROTECTED PART_FIRST
#define FREE_FRAME (RAM_PFN + MIB(16))	/* the host's, at the start of 2 MiB of the host's */
#define BIG 0x100000000ull

/* The call must end so. */
#define EXPECT(code, ...) assert_int_equal(hvc(__VA_ARGS__), (code))

static void start(void)
{
	random_start(13);
	map_small(MIB(32));
	boot();
}

static void start_live(void)
{
	start();
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, GUEST, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, GUEST + 1, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PROTECTED, 0, 0, 0);
}

static void compare_now(void)
{
	edge_lock();
	compare_all();
	edge_unlock();
}

/* The frame's count in the tracker, and whether the host still has it. */
static void expect_lent(u64 pfn, u32 count)
{
	assert_int_equal(frames[pfn - RAM_PFN].lent, count);
	assert_int_equal(frames[pfn - RAM_PFN].state, count == 0 ? FRAME_OWNED : FRAME_LENT);
	assert_int_equal(frames[pfn - RAM_PFN].owner, OWNER_HOST);
	assert_int_equal(monitor_write(ROOT_HOST, pfn), 1);
	model_write(pfn - RAM_PFN);
}

/* Whether the partition can write at gfn; the model says the same. */
static u32 writes(u32 part, u64 gfn)
{
	u32 may = monitor_write(part * NR_LEVELS, gfn);

	assert_int_equal(model_write_at(part, gfn), may);
	return may;
}

/* Everything that an ordinary partition is refused because of its number, and the reverse. */
void test_lend_kinds(void **state)
{
	static const u64 not_ordinary[] = { 0, OWNER_HOST, PROTECTED, ORDINARY_FIRST - 1,
					    NR_OWNERS, BIG + GUEST, ~0ull };

	(void)state;
	start_live();
	for (u32 k = 0; k < sizeof(not_ordinary) / sizeof(not_ordinary[0]); k++) {
		u64 part = not_ordinary[k];

		EXPECT(CORDON_E_PARTITION, CORDON_HVC_LEND, part, FREE_FRAME, 0, RAM_RWX);
		EXPECT(CORDON_E_PARTITION, CORDON_HVC_UNLEND, part, 0, 0, 0);
	}
	for (u64 part = ORDINARY_FIRST; part < NR_OWNERS; part += NR_ORDINARY - 1) {
		EXPECT(CORDON_E_PARTITION, CORDON_HVC_DONATE, part, FREE_FRAME, 0, 0);
		EXPECT(CORDON_E_PARTITION, CORDON_HVC_HOLD, part, FREE_FRAME, 0, ORDER_BLOCK2);
		EXPECT(CORDON_E_PARTITION, CORDON_HVC_SEAL, part, 0, 1, 0, 0, VCPUS);
		EXPECT(CORDON_E_PARTITION, CORDON_HVC_HELD_ZERO, part, FREE_FRAME, 0, 0);
		EXPECT(CORDON_E_PARTITION, CORDON_HVC_COMMIT, part, FREE_FRAME, 0, 0);
		EXPECT(CORDON_E_PARTITION, CORDON_HVC_WITHDRAW, part, 0, 0, 0);
	}
	/* The first and the last of each kind. */
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, ORDINARY_FIRST - 1, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, NR_OWNERS - 1, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, ORDINARY_FIRST - 1, FREE_FRAME, 7, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_LEND, ORDINARY_FIRST, FREE_FRAME + 1, 7, RAM_RWX);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_LEND, NR_OWNERS - 1, FREE_FRAME + 1, 7, RAM_RWX);
	compare_now();
}

static void lend_arguments(void)
{
	const u64 fn = CORDON_HVC_LEND;

	EXPECT(CORDON_E_ADDRESS, fn, GUEST, RAM_PFN - 1, 0, RAM_RWX);
	EXPECT(CORDON_E_ADDRESS, fn, GUEST, RAM_PFN + MIB(32), 0, RAM_RWX);
	EXPECT(CORDON_E_ADDRESS, fn, GUEST, FREE_FRAME + BIG, 0, RAM_RWX);
	EXPECT(CORDON_E_ADDRESS, fn, GUEST, ~0ull, 0, RAM_RWX);
	EXPECT(CORDON_E_ADDRESS, fn, GUEST, FREE_FRAME, GFN_MAX, RAM_RWX);
	EXPECT(CORDON_E_ADDRESS, fn, GUEST, FREE_FRAME, BIG, RAM_RWX);
	EXPECT(CORDON_E_ADDRESS, fn, GUEST, FREE_FRAME, ~0ull, RAM_RWX);
	for (u64 rights = RIGHT_PX; rights < RIGHT_PX + RIGHT_UX; rights++) {
		EXPECT(CORDON_E_RIGHTS, fn, GUEST, FREE_FRAME, 0, rights);
	}
	EXPECT(CORDON_E_RIGHTS, fn, GUEST, FREE_FRAME, 0, RIGHT_DEV);
	EXPECT(CORDON_E_RIGHTS, fn, GUEST, FREE_FRAME, 0, DEVICE_RW);
	EXPECT(CORDON_E_RIGHTS, fn, GUEST, FREE_FRAME, 0, BIG);
	EXPECT(CORDON_E_RIGHTS, fn, GUEST, FREE_FRAME, 0, ~0ull);
}

void test_lend_errors(void **state)
{
	const u64 fn = CORDON_HVC_LEND;

	(void)state;
	start();
	EXPECT(CORDON_E_STATE, fn, GUEST, FREE_FRAME, 0, RAM_RWX);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, GUEST, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PROTECTED, 0, 0, 0);
	lend_arguments();
	/* Cordon's; a partition's; what Cordon holds, ready or not. */
	EXPECT(CORDON_E_OWNER, fn, GUEST, POOL_PFN, 0, RAM_RWX);
	EXPECT(CORDON_E_OWNER, fn, GUEST, RAM_PFN + MIB(2), 0, RAM_RWX);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, PROTECTED, FREE_FRAME, 7, 0);
	EXPECT(CORDON_E_OWNER, fn, GUEST, FREE_FRAME, 0, RAM_RWX);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_HOLD, PROTECTED, FREE_FRAME + 512, 0, ORDER_BLOCK2);
	make_ready(PROTECTED, FREE_FRAME + 512, 1);
	EXPECT(CORDON_E_OWNER, fn, GUEST, FREE_FRAME + 512, 0, RAM_RWX);
	EXPECT(CORDON_E_OWNER, fn, GUEST, FREE_FRAME + 1023, 0, RAM_RWX);
	/* The ends of RAM and of the IPA space; a place serves once, for another frame or this. */
	EXPECT(CORDON_E_SUCCESS, fn, GUEST, RAM_PFN, GFN_MAX - 1, RAM_RWX);
	EXPECT(CORDON_E_SUCCESS, fn, GUEST, RAM_PFN + MIB(32) - 1, 0, RAM_RWX);
	EXPECT(CORDON_E_MAPPED, fn, GUEST, RAM_PFN, 0, RAM_RWX);
	EXPECT(CORDON_E_MAPPED, fn, GUEST, RAM_PFN, GFN_MAX - 1, RIGHT_R);
	expect_lent(RAM_PFN, 1);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, GUEST, 0, 0, 0);
	EXPECT(CORDON_E_STATE, fn, GUEST, FREE_FRAME + 1024, 5, RAM_RWX);
	compare_now();
}

/* What is refused of a leaf of 2 MiB, and of leaves of other sizes. */
void test_lend_block_errors(void **state)
{
	const u64 fn = CORDON_HVC_LEND;
	const u64 end = RAM_PFN + MIB(32);

	(void)state;
	start_live();
	EXPECT(CORDON_E_ADDRESS, fn, GUEST, FREE_FRAME + 1, 0, RAM_RWX, ORDER_BLOCK2);
	EXPECT(CORDON_E_ADDRESS, fn, GUEST, FREE_FRAME, 1, RAM_RWX, ORDER_BLOCK2);
	EXPECT(CORDON_E_ADDRESS, fn, GUEST, RAM_PFN - 512, 0, RAM_RWX, ORDER_BLOCK2);
	EXPECT(CORDON_E_ADDRESS, fn, GUEST, end, 0, RAM_RWX, ORDER_BLOCK2);
	EXPECT(CORDON_E_ADDRESS, fn, GUEST, FREE_FRAME, GFN_MAX, RAM_RWX, ORDER_BLOCK2);
	EXPECT(CORDON_E_ADDRESS, fn, GUEST, FREE_FRAME, 0, RAM_RWX, 1);
	EXPECT(CORDON_E_ADDRESS, fn, GUEST, FREE_FRAME, 0, RAM_RWX, ORDER_BLOCK2 + 1);
	EXPECT(CORDON_E_ADDRESS, fn, GUEST, RAM_PFN, 0, RAM_RWX, ORDER_BLOCK1);
	EXPECT(CORDON_E_ADDRESS, fn, GUEST, FREE_FRAME, 0, RAM_RWX, BIG);
	EXPECT(CORDON_E_ADDRESS, fn, GUEST, FREE_FRAME, 0, RAM_RWX, BIG + ORDER_BLOCK2);
	EXPECT(CORDON_E_ADDRESS, fn, GUEST, FREE_FRAME, 0, RAM_RWX, ~0ull);
	EXPECT(CORDON_E_RIGHTS, fn, GUEST, FREE_FRAME, 0, RIGHT_PX, ORDER_BLOCK2);
	EXPECT(CORDON_E_STATE, fn, GUEST + 2, FREE_FRAME, 0, RAM_RWX, ORDER_BLOCK2);
	/* One page of it, the first or the last, is not the host's. */
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, PROTECTED, FREE_FRAME, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, PROTECTED, FREE_FRAME + 1023, 1);
	EXPECT(CORDON_E_OWNER, fn, GUEST, FREE_FRAME, 0, RAM_RWX, ORDER_BLOCK2);
	EXPECT(CORDON_E_OWNER, fn, GUEST, FREE_FRAME + 512, 0, RAM_RWX, ORDER_BLOCK2);
	EXPECT(CORDON_E_OWNER, fn, GUEST, RAM_PFN + MIB(2), 0, RAM_RWX, ORDER_BLOCK2);
	/* A page stands in the way, first or last; and then its table alone. */
	EXPECT(CORDON_E_SUCCESS, fn, GUEST, FREE_FRAME + 1, 512, RAM_RWX);
	EXPECT(CORDON_E_SUCCESS, fn, GUEST, FREE_FRAME + 1, 1535, RAM_RWX);
	EXPECT(CORDON_E_MAPPED, fn, GUEST, FREE_FRAME + 1024, 512, RAM_RWX, ORDER_BLOCK2);
	EXPECT(CORDON_E_MAPPED, fn, GUEST, FREE_FRAME + 1024, 1024, RAM_RWX, ORDER_BLOCK2);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_UNLEND, GUEST, 512);
	EXPECT(CORDON_E_MAPPED, fn, GUEST, FREE_FRAME + 1024, 512, RAM_RWX, ORDER_BLOCK2);
	compare_now();
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_TABLE_RETURN, GUEST, 1023, 3);
	EXPECT(CORDON_E_SUCCESS, fn, GUEST, FREE_FRAME + 1024, 512, RAM_RWX, ORDER_BLOCK2);
	EXPECT(CORDON_E_MAPPED, fn, GUEST, FREE_FRAME + 1024, 512, RAM_RWX, ORDER_BLOCK2);
	EXPECT(CORDON_E_MAPPED, fn, GUEST, FREE_FRAME + 1, 1023, RAM_RWX);
	compare_now();
}

/* 2 MiB at several places, beside pages of them; the ends of RAM and of the IPA space. */
void test_lend_block(void **state)
{
	const u64 fn = CORDON_HVC_LEND;
	const u64 last = RAM_PFN + MIB(32) - 512;
	u32 free = DYN_TABLES;

	(void)state;
	start_live();
	EXPECT(CORDON_E_SUCCESS, fn, GUEST, FREE_FRAME, 0, RAM_RWX, ORDER_BLOCK2);
	assert_int_equal(nr_free, --free);
	EXPECT(CORDON_E_SUCCESS, fn, GUEST, FREE_FRAME, 512, RIGHT_R, ORDER_BLOCK2);
	assert_int_equal(nr_free, free);
	EXPECT(CORDON_E_SUCCESS, fn, GUEST + 1, FREE_FRAME + 3, 3, RAM_RW);
	EXPECT(CORDON_E_SUCCESS, fn, GUEST + 1, last, GFN_MAX - 512, 0, ORDER_BLOCK2);
	expect_lent(FREE_FRAME, 2);
	expect_lent(FREE_FRAME + 3, 3);
	expect_lent(FREE_FRAME + 511, 2);
	expect_lent(FREE_FRAME + 512, 0);
	expect_lent(last + 511, 1);
	assert_int_equal(writes(GUEST, 511), 1);
	assert_int_equal(writes(GUEST, 512), 0);
	assert_int_equal(writes(GUEST + 1, GFN_MAX - 1), 0);
	compare_now();
	/* Rights are those of the leaf. */
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PROTECT, GUEST, 700, RAM_RW);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PROTECT, GUEST, 17, RIGHT_R);
	assert_int_equal(writes(GUEST, 512), 1);
	assert_int_equal(writes(GUEST, 511), 0);
	compare_now();
	EXPECT(CORDON_E_OWNER, CORDON_HVC_DONATE, PROTECTED, FREE_FRAME + 511, 0);
	EXPECT(CORDON_E_OWNER, CORDON_HVC_HOLD, PROTECTED, FREE_FRAME, 0, ORDER_BLOCK2);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_UNLEND, GUEST, 1023);
	EXPECT(CORDON_E_ABSENT, CORDON_HVC_UNLEND, GUEST, 512);
	expect_lent(FREE_FRAME, 1);
	expect_lent(FREE_FRAME + 3, 2);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_UNLEND, GUEST, 0);
	expect_lent(FREE_FRAME + 511, 0);
	EXPECT(CORDON_E_OWNER, CORDON_HVC_HOLD, PROTECTED, FREE_FRAME, 0, ORDER_BLOCK2);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_UNLEND, GUEST + 1, 3);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_HOLD, PROTECTED, FREE_FRAME, 0, ORDER_BLOCK2);
	EXPECT(CORDON_E_OWNER, fn, GUEST, FREE_FRAME, 0, RAM_RWX, ORDER_BLOCK2);
	compare_now();
}

/* One frame at many places; it stays the host's, and what is in it too, whoever wrote it. */
void test_lend(void **state)
{
	(void)state;
	start_live();
	expect_lent(FREE_FRAME, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_LEND, GUEST, FREE_FRAME, 7, RAM_RWX);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_LEND, GUEST, FREE_FRAME, 8, RIGHT_R);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_LEND, GUEST, FREE_FRAME, GIB(700), RAM_RW);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_LEND, GUEST + 1, FREE_FRAME, 7, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_LEND, GUEST + 1, FREE_FRAME + 1, 9, RAM_RWX);
	expect_lent(FREE_FRAME, 4);
	expect_lent(FREE_FRAME + 1, 1);
	assert_int_equal(nr_free, DYN_TABLES - 6);
	assert_int_equal(writes(GUEST, 7), 1);
	assert_int_equal(label[FREE_FRAME - RAM_PFN], OWNER_HOST);
	assert_int_equal(writes(GUEST, 8), 0);
	assert_int_equal(writes(GUEST, GIB(700)), 1);
	assert_int_equal(writes(GUEST + 1, 7), 0);
	assert_int_equal(writes(GUEST + 1, 9), 1);
	assert_int_equal(writes(GUEST + 1, 8), 0);
	compare_now();
	/* Each leaf has rights of its own; no count changes. */
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PROTECT, GUEST, 7, RIGHT_R, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PROTECT, GUEST + 1, 7, RAM_RWX, 0);
	EXPECT(CORDON_E_ABSENT, CORDON_HVC_PROTECT, GUEST + 1, 8, RAM_RWX, 0);
	assert_int_equal(writes(GUEST, 7), 0);
	assert_int_equal(writes(GUEST + 1, 7), 1);
	expect_lent(FREE_FRAME, 4);
	compare_now();
	for (u64 rights = 0; rights <= RAM_RWX; rights++) {
		u32 can = rights < RIGHT_PX || rights >= RIGHT_PX + RIGHT_UX;

		EXPECT(can ? CORDON_E_SUCCESS : CORDON_E_RIGHTS, CORDON_HVC_LEND, GUEST,
		       FREE_FRAME, GIB(3) + rights, rights);
		assert_int_equal(writes(GUEST, GIB(3) + rights), can && (rights & RIGHT_W) != 0);
	}
	compare_now();
}

/* Leaf by leaf, in every state of a partition's life; with the last one the frame is as before. */
void test_unlend(void **state)
{
	const u64 fn = CORDON_HVC_UNLEND;

	(void)state;
	start();
	EXPECT(CORDON_E_ADDRESS, fn, GUEST, GFN_MAX, 0, 0);
	EXPECT(CORDON_E_ADDRESS, fn, GUEST, BIG + 7, 0, 0);
	EXPECT(CORDON_E_ABSENT, fn, GUEST, 7, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, GUEST, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, GUEST + 1, 0, 0, 0);
	for (u64 gfn = 7; gfn < 10; gfn++) {
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_LEND, GUEST, FREE_FRAME, gfn, RAM_RWX);
	}
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_LEND, GUEST + 1, FREE_FRAME, 9, RAM_RW);
	EXPECT(CORDON_E_ABSENT, fn, GUEST, 6, 0, 0);
	EXPECT(CORDON_E_ABSENT, fn, GUEST, 512, 0, 0);
	EXPECT(CORDON_E_ABSENT, fn, GUEST, GFN_MAX - 1, 0, 0);
	EXPECT(CORDON_E_ABSENT, fn, GUEST + 1, 7, 0, 0);
	monitor_access(GUEST * NR_LEVELS, 8);
	EXPECT(CORDON_E_SUCCESS, fn, GUEST, 8, 0, 0);
	EXPECT(CORDON_E_ABSENT, fn, GUEST, 8, 0, 0);
	assert_int_equal(writes(GUEST, 8), 0);
	expect_lent(FREE_FRAME, 3);
	/* The place serves again at once. */
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_LEND, GUEST, FREE_FRAME + 1, 8, RAM_RWX);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, GUEST, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, fn, GUEST, 7, 0, 0);
	EXPECT(CORDON_E_SUCCESS, fn, GUEST, 8, 0, 0);
	EXPECT(CORDON_E_SUCCESS, fn, GUEST, 9, 0, 0);
	expect_lent(FREE_FRAME, 1);
	expect_lent(FREE_FRAME + 1, 0);
	EXPECT(CORDON_E_SUCCESS, fn, GUEST + 1, 9, 0, 0);
	expect_lent(FREE_FRAME, 0);
	assert_int_equal(label[FREE_FRAME - RAM_PFN], OWNER_HOST);
	compare_now();
}

/* What is lent is given to nobody, until the last leaf is gone; contents stay with it. */
void test_lent_stays(void **state)
{
	const u64 last = FREE_FRAME + 1023;

	(void)state;
	start_live();
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_LEND, GUEST, last, 3, RAM_RWX);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_LEND, GUEST + 1, last, 3, 0);
	EXPECT(CORDON_E_OWNER, CORDON_HVC_DONATE, PROTECTED, last, 0, 0);
	EXPECT(CORDON_E_OWNER, CORDON_HVC_HOLD, PROTECTED, FREE_FRAME + 512, 512, ORDER_BLOCK2);
	EXPECT(CORDON_E_OWNER, CORDON_HVC_HELD_ZERO, PROTECTED, last - PIECE_FRAMES + 1, 0, 0);
	EXPECT(CORDON_E_OWNER, CORDON_HVC_RECLAIM, last, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_FRAME_QUERY, last, 0, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, PROTECTED, last - 1, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_UNLEND, GUEST, 3, 0, 0);
	/* A leaf without rights is one. */
	EXPECT(CORDON_E_OWNER, CORDON_HVC_DONATE, PROTECTED, last, 1, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, GUEST + 1, 0, 0, 0);
	EXPECT(CORDON_E_OWNER, CORDON_HVC_DONATE, PROTECTED, last, 1, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_UNLEND, GUEST + 1, 3, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, PROTECTED, last, 1, 0);
	EXPECT(CORDON_E_OWNER, CORDON_HVC_LEND, GUEST, last, 3, RAM_RWX);
	/* 2 MiB of which one page was lent. */
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_LEND, GUEST, FREE_FRAME, 3, RAM_RWX);
	EXPECT(CORDON_E_OWNER, CORDON_HVC_HOLD, PROTECTED, FREE_FRAME, 1024, ORDER_BLOCK2);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_UNLEND, GUEST, 3, 0, 0);
	give_block(PROTECTED, FREE_FRAME, 1024);
	compare_now();
}

/* All leaves of a dead guest go, and then all its tables. */
static void return_all(void)
{
	while (model.leaves[GUEST] > 0) {
		u64 gfn = model.leaf[GUEST][0].gfn;

		EXPECT(model.leaf[GUEST][0].order == ORDER_PAGE ? CORDON_E_MAPPED : CORDON_E_ABSENT,
		       CORDON_HVC_TABLE_RETURN, GUEST, gfn, 3);
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_UNLEND, GUEST, gfn, 0, 0);
	}
	expect_lent(FREE_FRAME, 0);
	for (u64 i = 0; i < TAB3_MAX; i++) {
		if (model.tab3[GUEST][i] != 0) {
			EXPECT(CORDON_E_MAPPED, CORDON_HVC_PARTITION_DESTROY, GUEST, 0, 0, 0);
			EXPECT(CORDON_E_SUCCESS, CORDON_HVC_TABLE_RETURN, GUEST, i * 512, 3, 0);
		}
	}
	for (u64 i = 0; i < TAB2_MAX; i++) {
		if (model.tab2[GUEST][i] != 0) {
			EXPECT(CORDON_E_SUCCESS, CORDON_HVC_TABLE_RETURN, GUEST, GIB(i), 2, 0);
		}
	}
}

/* Without a table, with one, with all; and an ordinary partition's end, to the last table. */
void test_lend_tables(void **state)
{
	(void)state;
	start_live();
	for (u32 k = 0; nr_free > 1; k++) {
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_LEND, GUEST, FREE_FRAME, k * 512ull, RAM_RWX);
	}
	EXPECT(CORDON_E_TABLES, CORDON_HVC_LEND, GUEST + 1, FREE_FRAME, 7, RAM_RWX);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_LEND, GUEST, FREE_FRAME, GIB(3) + 510 * 512, RAM_RWX,
	       ORDER_BLOCK2);
	expect_lent(FREE_FRAME, frames[FREE_FRAME - RAM_PFN].lent);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_LEND, GUEST, FREE_FRAME, GIB(3) + 511 * 512, RAM_RWX);
	EXPECT(CORDON_E_TABLES, CORDON_HVC_LEND, GUEST, FREE_FRAME, GIB(900), RAM_RWX);
	EXPECT(CORDON_E_TABLES, CORDON_HVC_LEND, GUEST, FREE_FRAME, GIB(900), RAM_RWX,
	       ORDER_BLOCK2);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_LEND, GUEST, FREE_FRAME, 1, RAM_RWX);
	compare_now();
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, GUEST, 0, 0, 0);
	EXPECT(CORDON_E_MAPPED, CORDON_HVC_PARTITION_DESTROY, GUEST, 0, 0, 0);
	return_all();
	assert_int_equal(nr_free, DYN_TABLES);
	while (life[GUEST] == LIFE_DEAD) {
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_DESTROY, GUEST, 0, 0, 0);
	}
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, GUEST, 0, 0, 0);
	assert_int_equal(writes(GUEST, 0), 0);
	compare_now();
}

/* As often as can be counted, over all ordinary partitions; and not once more. */
void test_lend_count(void **state)
{
	const u64 pfn = FREE_FRAME + 300;	/* inside its 2 MiB */
	const u32 each = LENT_MAX / NR_ORDINARY + 1;

	(void)state;
	start();
	for (u32 k = 0; k < LENT_MAX; k++) {
		u32 part = ORDINARY_FIRST + k / each;

		if (k % each == 0) {
			EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, part, 0, 0, 0);
		}
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_LEND, part, pfn, k % each, RAM_RWX);
	}
	expect_lent(pfn, LENT_MAX);
	compare_now();
	/* Before the place and the tables are looked at. */
	EXPECT(CORDON_E_COUNT, CORDON_HVC_LEND, GUEST, pfn, 0, RAM_RWX);
	EXPECT(CORDON_E_COUNT, CORDON_HVC_LEND, GUEST, pfn, GIB(7), RAM_RWX);
	EXPECT(CORDON_E_COUNT, CORDON_HVC_LEND, GUEST, FREE_FRAME, GIB(7), RAM_RWX, ORDER_BLOCK2);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_LEND, GUEST, pfn + 1, GIB(7), RAM_RWX);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_UNLEND, GUEST + 9, 5, 0, 0);
	expect_lent(pfn, LENT_MAX - 1);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_LEND, GUEST, pfn, GIB(8), RAM_RWX);
	EXPECT(CORDON_E_COUNT, CORDON_HVC_LEND, GUEST + 9, pfn, 5, RAM_RWX);
	expect_lent(pfn, LENT_MAX);
	compare_now();
	for (u32 part = ORDINARY_FIRST; part < NR_OWNERS; part++) {
		while (model.leaves[part] > 0) {
			u32 k = model.leaves[part] - 1;

			EXPECT(CORDON_E_SUCCESS, CORDON_HVC_UNLEND, part, model.leaf[part][k].gfn,
			       0, 0);
		}
	}
	expect_lent(pfn, 0);
	compare_now();
}
