// SPDX-License-Identifier: GPL-2.0-only
/* Pages that the host lends: they stay its own, and nobody else gets them before they are back. */
#define _GNU_SOURCE
#include <signal.h>
#include <string.h>

#include "attack.h"
#include "cordon_abi.h"

#define GUEST PART_GUEST
#define OTHER (PART_GUEST - 1)
#define GFN (700ul * SPAN_BLOCK1)
#define INSIDE 77	/* which page of its block is lent */

static long lend(u64 part, u64 pfn, u64 gfn, u64 rights)
{
	return hvc(CORDON_HVC_LEND, part, pfn, gfn, rights, ORDER_PAGE);
}

static long lend_block(u64 part, u64 pfn, u64 gfn)
{
	return hvc(CORDON_HVC_LEND, part, pfn, gfn, RAM_RW, ORDER_BLOCK2);
}

static long unlend(u64 part, u64 gfn)
{
	return hvc(CORDON_HVC_UNLEND, part, gfn, 0, 0);
}

static long donate(u64 part, u64 pfn, u64 gfn)
{
	return hvc(CORDON_HVC_DONATE, part, pfn, gfn, 0);
}

/* Each reason to refuse a page, and that nothing has changed then. */
static void lend_errors(u64 pfn)
{
	expect(lend(PART_LENT, pfn, GFN, RAM_RWX) == CORDON_E_PARTITION, "a protected one");
	expect(lend(NR_OWNERS, pfn, GFN, RAM_RWX) == CORDON_E_PARTITION, "no such partition");
	expect(lend(1ul << 32 | GUEST, pfn, GFN, RAM_RWX) == CORDON_E_PARTITION, "high bits");
	expect(lend(GUEST, ram_end, GFN, RAM_RWX) == CORDON_E_ADDRESS, "pfn");
	expect(lend(GUEST, FW_CFG_PFN, GFN, RAM_RWX) == CORDON_E_ADDRESS, "device");
	expect(lend(GUEST, pfn, GFN_MAX, RAM_RWX) == CORDON_E_ADDRESS, "gfn");
	expect(lend(GUEST, pfn, GFN, RAM_RW + RIGHT_PX) == CORDON_E_RIGHTS, "px alone");
	expect(lend(GUEST, pfn, GFN, DEVICE_RW) == CORDON_E_RIGHTS, "device memory");
	expect(lend(GUEST, pfn, GFN, ~0ul) == CORDON_E_RIGHTS, "all bits");
	expect(lend(GUEST - 3, pfn, GFN, RAM_RWX) == CORDON_E_STATE, "a free one");
	expect(lend(GUEST, POOL_PFN, GFN, RAM_RWX) == CORDON_E_OWNER, "Cordon's frame");
	expect(unlend(PART_LENT, GFN) == CORDON_E_PARTITION, "a protected one");
	expect(unlend(GUEST, GFN_MAX) == CORDON_E_ADDRESS, "gfn");
	expect(unlend(GUEST, GFN) == CORDON_E_ABSENT, "nothing there");
	expect(query(pfn) == OWNER_HOST, "%lx", query(pfn));
}

/* Lent, the page is the host's still; neither it nor its block can be given away. */
static void expect_lent(u64 pfn)
{
	expect(query(pfn) == (OWNER_HOST | FRAME_LENT << 8), "%lx", query(pfn));
	access_all(pfn, 1, 0);
	expect(donate(PART_LENT, pfn, 0) == CORDON_E_OWNER, "lent");
	expect(hvc(CORDON_HVC_HOLD, PART_LENT, pfn, 0, ORDER_PAGE) == CORDON_E_OWNER, "lent");
	expect(hvc(CORDON_HVC_HOLD, PART_LENT, pfn - INSIDE, 0, ORDER_BLOCK2) == CORDON_E_OWNER,
	       "lent");
	expect(hvc(CORDON_HVC_RECLAIM, pfn, 0, 0, 0) == CORDON_E_OWNER, "lent");
}

/* Three leaves of two partitions; the page is free to give only after the last. */
static void lend_and_unlend(u64 pfn)
{
	char *at = map(pfn, 1);

	memset(at, 0x5a, 4096);
	expect(lend(GUEST, pfn, GFN, RAM_RWX) == 0, "lend");
	expect(lend(GUEST, pfn, GFN, RAM_RWX) == CORDON_E_MAPPED, "the place is taken");
	expect(lend(GUEST, pfn, GFN + 512, RIGHT_R) == 0, "another place");
	expect(lend(OTHER, pfn, GFN, 0) == 0, "another partition");
	expect_bytes(pfn, 1, 0x5a);
	expect(hvc(CORDON_HVC_PROTECT, GUEST, GFN, RIGHT_R, 0) == 0, "protect");
	expect(hvc(CORDON_HVC_WITHDRAW, GUEST, GFN, 0, 0) == CORDON_E_PARTITION, "kind");
	expect_lent(pfn);
	expect(unlend(GUEST, GFN) == 0, "unlend");
	expect(unlend(GUEST, GFN) == CORDON_E_ABSENT, "twice");
	expect_lent(pfn);
	expect(hvc(CORDON_HVC_PARTITION_END, GUEST, 0, 0, 0) == 0, "end");
	expect(lend(GUEST, pfn, GFN, RAM_RWX) == CORDON_E_STATE, "dead");
	expect(unlend(GUEST, GFN + 512) == 0, "of a dead one");
	expect_lent(pfn);
	memset(at, 0x5a, 4096);
	expect(unlend(OTHER, GFN) == 0, "the last");
	/* It is as before, contents and all. */
	expect(query(pfn) == OWNER_HOST, "%lx", query(pfn));
	expect_bytes(pfn, 1, 0x5a);
	unmap(at, 1);
}

/* 2 MiB as one leaf, beside a leaf of one of its pages; pfn is the first of them. */
static void lend_whole(u64 pfn)
{
	const u64 gfn = GFN + 4 * SPAN_BLOCK2;

	expect(lend_block(OTHER, pfn + 1, gfn) == CORDON_E_ADDRESS, "pfn's alignment");
	expect(lend_block(OTHER, pfn, gfn + 1) == CORDON_E_ADDRESS, "gfn's alignment");
	expect(lend_block(OTHER, ram_end, gfn) == CORDON_E_ADDRESS, "pfn");
	expect(lend_block(OTHER, pfn, GFN_MAX) == CORDON_E_ADDRESS, "gfn");
	expect(hvc(CORDON_HVC_LEND, OTHER, pfn, gfn, RAM_RW, ORDER_BLOCK1) == CORDON_E_ADDRESS,
	       "1 GiB");
	expect(hvc(CORDON_HVC_LEND, OTHER, pfn, gfn, RAM_RW, ~0ul) == CORDON_E_ADDRESS, "order");
	expect(lend_block(OTHER, POOL_PFN - POOL_PFN % SPAN_BLOCK2, gfn) == CORDON_E_OWNER,
	       "Cordon's");
	expect(lend(OTHER, pfn + INSIDE, gfn + 5, RAM_RW) == 0, "a page");
	expect(lend_block(OTHER, pfn, gfn) == CORDON_E_MAPPED, "the page is there");
	expect(unlend(OTHER, gfn + 5) == 0, "unlend");
	expect(lend_block(OTHER, pfn, gfn) == CORDON_E_MAPPED, "its table is there");
	expect(hvc(CORDON_HVC_TABLE_RETURN, OTHER, gfn, 3) == 0, "of a live one");
	expect(lend_block(OTHER, pfn, gfn) == 0, "lend");
	expect(lend_block(OTHER, pfn, gfn + 512) == 0, "again");
	expect(lend(OTHER, pfn, gfn + 511, RAM_RW) == CORDON_E_MAPPED, "the block is there");
	expect_lent(pfn + INSIDE);
	expect(unlend(OTHER, gfn + 511) == 0, "unlend");
	expect_lent(pfn + INSIDE);
	expect(unlend(OTHER, gfn + 1000) == 0, "the last");
	expect(query(pfn + 511) == OWNER_HOST, "%lx", query(pfn + 511));
}

/* Given away after all, it is nobody's to lend; it comes back zero. */
static void donate_after(u64 pfn)
{
	expect(donate(GUEST, pfn, 0) == CORDON_E_PARTITION, "an ordinary one");
	expect(donate(PART_LENT, pfn, 0) == 0, "donate");
	access_all(pfn, 1, SIGBUS);
	expect(lend(OTHER, pfn, GFN, RAM_RWX) == CORDON_E_OWNER, "donated");
	expect(hvc(CORDON_HVC_PARTITION_END, PART_LENT, 0, 0, 0) == 0, "end");
	expect(hvc(CORDON_HVC_WITHDRAW, PART_LENT, 0, 0, 0) == 0, "withdraw");
	expect(lend(OTHER, pfn, GFN, RAM_RWX) == CORDON_E_OWNER, "held");
	expect(hvc(CORDON_HVC_RECLAIM, pfn, 0, 0, 0) == 0, "reclaim");
	expect_bytes(pfn, 1, 0);
	expect(hvc(CORDON_HVC_TABLE_RETURN, PART_LENT, 0, 3, 0) == 0, "level 3");
	expect(hvc(CORDON_HVC_TABLE_RETURN, PART_LENT, 0, 2, 0) == 0, "level 2");
}

/* The number of a partition that was lent something is free when its tables are back. */
static void destroy_guest(u64 part)
{
	const u64 fn = CORDON_HVC_PARTITION_DESTROY;

	expect(hvc(fn, part, 0, 0, 0) == CORDON_E_MAPPED, "tables");
	for (u64 gfn = GFN; hvc(CORDON_HVC_TABLE_RETURN, part, gfn, 3, 0) == 0; gfn += 512) {
	}
	expect(hvc(fn, part, 0, 0, 0) == CORDON_E_MAPPED, "a table");
	expect(hvc(CORDON_HVC_TABLE_RETURN, part, GFN, 2, 0) == 0, "level 2");
	for (u64 pfn = RAM_PFN; pfn < ram_end; pfn += SWEEP_FRAMES) {
		expect(hvc(fn, part, 0, 0, 0) == 0, "piece at %lx", pfn);
	}
	expect(hvc(fn, part, 0, 0, 0) == CORDON_E_STATE, "free");
}

void check_lend(void)
{
	u64 pfn = get_pages(9) + INSIDE;

	expect(hvc(CORDON_HVC_PARTITION_CREATE, GUEST, 0, 0, 0) == 0, "create");
	expect(hvc(CORDON_HVC_PARTITION_CREATE, OTHER, 0, 0, 0) == 0, "create");
	expect(hvc(CORDON_HVC_PARTITION_CREATE, PART_LENT, 0, 0, 0) == 0, "create");
	lend_errors(pfn);
	lend_and_unlend(pfn);
	lend_whole(pfn - INSIDE);
	donate_after(pfn);
	expect(hvc(CORDON_HVC_PARTITION_END, OTHER, 0, 0, 0) == 0, "end");
	destroy_guest(GUEST);
	destroy_guest(OTHER);
}
