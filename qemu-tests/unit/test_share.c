/* SPDX-License-Identifier: Apache-2.0 */
/* share and unshare: what the host gets, and what it never gets; what becomes of shared pages. */
#include "tests.h"

#define PART PART_FIRST
#define GUEST ORDINARY_FIRST
#define FRAME (RAM_PFN + MIB(16) + 7)	/* the partition's, at guest frame 5 */
#define BLOCK (RAM_PFN + MIB(18))	/* likewise, at 1024 */
#define BIG 0x100000000ull
#define CPU 3				/* runs the partition */

/* The call from CPU 0, or from the partition, must end so. */
#define EXPECT(code, ...) assert_int_equal(hvc(__VA_ARGS__), (code))
#define EXPECT_PART(code, ...) \
	assert_int_equal(hvc_on(CPU, (const u64[7]){ __VA_ARGS__ }), (code))
#define SHARE CORDON_HVC_SHARE
#define UNSHARE CORDON_HVC_UNSHARE

/* The partition, with these rights at 5, has its RAM elsewhere, and runs. */
static void start_with(u64 rights)
{
	random_start(23);
	map_small(MIB(32));
	boot();
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART + 1);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, GUEST);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, PART, FRAME, 5);
	give_block(PART, BLOCK, 1024);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PROTECT, PART, 5, rights);
	seal(PART, 1024, 512, 2);
	seal(PART + 1, 0, 1, 1);
	EXPECT_PART(CORDON_E_SUCCESS, CORDON_HVC_VCPU_RUN, PART, 1);
}

static void start(void)
{
	start_with(RAM_RWX);
}

static void compare_now(void)
{
	edge_lock();
	compare_all();
	edge_unlock();
}

/* The host, or a partition's root, writes there. */
static void writes(u32 root, u64 gfn, u32 may)
{
	assert_int_equal(monitor_write(root, gfn), may);
	if (may && root == ROOT_HOST) {
		model_write(gfn - RAM_PFN);
	}
	if (may && root != ROOT_HOST) {
		model_write_at(root / NR_LEVELS, gfn);
	}
	compare_now();
}

/* What core_abort says to the host's fetch, read and write of the frame. */
static void host_aborts(u64 pfn, u32 fetch, u32 data)
{
	edge_lock();
	assert_int_equal(core_abort(0, 0x20ull << 26 | 7, pfn << 4), fetch);
	assert_int_equal(core_abort(0, 0x24ull << 26 | 7, pfn << 4), data);
	assert_int_equal(core_abort(0, 0x24ull << 26 | 1u << 6 | 7, pfn << 4), data);
	edge_unlock();
}

void test_share_errors(void **state)
{
	static const u64 fn[] = { SHARE, UNSHARE };
	static const u64 none[] = { 0, 4, 6, 1023, 1536, FRAME, GFN_MAX - 1 };
	static const u64 bad[] = { GFN_MAX, GFN_MAX + 5, BIG + 5, 1ull << 63 | 5, ~0ull };

	(void)state;
	start();
	for (u32 k = 0; k < 2; k++) {
		for (u32 i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
			EXPECT_PART(CORDON_E_ADDRESS, fn[k], bad[i], 5, 5);
		}
		for (u32 i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
			EXPECT_PART(CORDON_E_ABSENT, fn[k], none[i]);
		}
		/* The host and an ordinary partition have no page to share. */
		EXPECT(CORDON_E_NOT_SUPPORTED, fn[k], 5);
		EXPECT(CORDON_E_NOT_SUPPORTED, fn[k], FRAME);
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_VCPU_RUN, GUEST, 0);
		EXPECT(CORDON_E_NOT_SUPPORTED, fn[k], 5);
		exit_on(0, EXIT_WFI, 0, 0);
		/* Another partition has nothing there. */
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_VCPU_RUN, PART + 1, 0);
		EXPECT(CORDON_E_ABSENT, fn[k], 5);
		exit_on(0, EXIT_WFI, 0, 0);
	}
	EXPECT_PART(CORDON_E_OWNER, UNSHARE, 5);
	EXPECT_PART(CORDON_E_SUCCESS, SHARE, 5);
	EXPECT_PART(CORDON_E_OWNER, SHARE, 5);
	EXPECT_PART(CORDON_E_SUCCESS, UNSHARE, 5);
	EXPECT_PART(CORDON_E_OWNER, UNSHARE, 5);
	compare_now();
}

/* A page that is shared is the host's to read and write, and nothing else. */
void test_share(void **state)
{
	(void)state;
	start();
	writes(PART * NR_LEVELS, 5, 1);
	writes(ROOT_HOST, FRAME, 0);
	host_aborts(FRAME, ABORT_INJECT, ABORT_INJECT);
	for (u32 k = 0; k < 3; k++) {
		EXPECT_PART(CORDON_E_SUCCESS, SHARE, 5, 1, 2, 3);
		assert_int_equal(frames[FRAME - RAM_PFN].state, FRAME_SHARED);
		host_aborts(FRAME, ABORT_INJECT, ABORT_RETRY);
		host_aborts(FRAME + 1, ABORT_RETRY, ABORT_RETRY);
		writes(ROOT_HOST, FRAME, 1);
		writes(PART * NR_LEVELS, 5, 1);
		writes(ROOT_HOST, FRAME, 1);
		/* It remains the partition's. */
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_FRAME_QUERY, FRAME);
		EXPECT(CORDON_E_OWNER, CORDON_HVC_DONATE, PART + 1, FRAME, 9);
		EXPECT(CORDON_E_OWNER, CORDON_HVC_LEND, GUEST, FRAME, 9, RAM_RW);
		EXPECT(CORDON_E_OWNER, CORDON_HVC_HOLD, PART + 1, FRAME - FRAME % 512, 0,
		       ORDER_BLOCK2);
		EXPECT(CORDON_E_OWNER, CORDON_HVC_RECLAIM, FRAME);
		EXPECT(CORDON_E_STATE, CORDON_HVC_WITHDRAW, PART, 5);
		EXPECT(CORDON_E_STATE, CORDON_HVC_PROTECT, PART, 5, RIGHT_R);
		EXPECT_PART(CORDON_E_SUCCESS, UNSHARE, 5);
		assert_int_equal(lines[FRAME - RAM_PFN], 0);
		host_aborts(FRAME, ABORT_INJECT, ABORT_INJECT);
		writes(ROOT_HOST, FRAME, 0);
	}
}

/* Whatever the host has let the partition do with it. */
void test_share_rights(void **state)
{
	(void)state;
	for (u64 rights = 0; rights <= RAM_RW; rights++) {
		start_with(rights);
		writes(PART * NR_LEVELS, 5, (rights & RIGHT_W) != 0);
		EXPECT_PART(CORDON_E_SUCCESS, SHARE, 5);
		writes(ROOT_HOST, FRAME, 1);
		writes(PART * NR_LEVELS, 5, (rights & RIGHT_W) != 0);
		EXPECT_PART(CORDON_E_SUCCESS, UNSHARE, 5);
		writes(ROOT_HOST, FRAME, 0);
	}
}

/* One page of a block, then all of them; the partition keeps its block. */
void test_share_block(void **state)
{
	(void)state;
	start();
	EXPECT_PART(CORDON_E_SUCCESS, SHARE, 1024 + 300);
	writes(ROOT_HOST, BLOCK + 300, 1);
	writes(ROOT_HOST, BLOCK + 299, 0);
	writes(ROOT_HOST, BLOCK + 301, 0);
	writes(PART * NR_LEVELS, 1024 + 300, 1);
	for (u32 k = 0; k < SPAN_BLOCK2; k++) {
		EXPECT_PART(k == 300 ? CORDON_E_OWNER : CORDON_E_SUCCESS, SHARE, 1024 + k);
	}
	compare_now();
	/* A neighbour that comes back merges its own 2 MiB, and not these. */
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, PART + 1, BLOCK + 512, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, PART + 1);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_WITHDRAW, PART + 1, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_RECLAIM, BLOCK + 512);
	compare_now();
	for (u32 k = 0; k < SPAN_BLOCK2; k++) {
		EXPECT_PART(CORDON_E_SUCCESS, UNSHARE, 1024 + k);
	}
	compare_now();
}

/* After its end the host has what was shared until the leaf is withdrawn, and nothing then. */
void test_share_ended(void **state)
{
	(void)state;
	start();
	EXPECT_PART(CORDON_E_SUCCESS, SHARE, 5);
	EXPECT_PART(CORDON_E_SUCCESS, SHARE, 1024 + 511);
	EXPECT_PART(CORDON_E_SUCCESS, SHARE, 1024);
	EXPECT_PART(CORDON_E_SUCCESS, SHARE, 1024 + 1);
	EXPECT_PART(CORDON_E_SUCCESS, UNSHARE, 1024 + 1);
	writes(ROOT_HOST, BLOCK + 511, 1);
	exit_on(CPU, EXIT_WFI, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, PART);
	writes(ROOT_HOST, FRAME, 1);
	EXPECT(CORDON_E_OWNER, CORDON_HVC_RECLAIM, FRAME);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_WITHDRAW, PART, 5);
	writes(ROOT_HOST, FRAME, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_RECLAIM, FRAME);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_WITHDRAW, PART, 1024 + 9);
	writes(ROOT_HOST, BLOCK, 0);
	writes(ROOT_HOST, BLOCK + 511, 0);
	for (u32 k = 0; k < SPAN_BLOCK2; k++) {
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_RECLAIM, BLOCK + k);
	}
	writes(ROOT_HOST, BLOCK, 1);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_VCPU_RUN, PART + 1, 0);
	EXPECT(CORDON_E_ABSENT, UNSHARE, 5);
	exit_on(0, EXIT_WFI, 0, 0);
	compare_now();
}
