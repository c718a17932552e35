/* SPDX-License-Identifier: Apache-2.0 */
/* The monitor notices what it is for: each rule of edge.h broken once. */
#include <string.h>
#include "tests.h"

#define FRAME (RAM_PFN + MIB(15))

/* The monitor must have seen this first. */
static void expect_fault(const char *what)
{
	assert_true(monitor_faults() > 0);
	assert_string_equal(monitor_first_fault(), what);
	monitor_forget();
}

static void start(void)
{
	random_start(3);
	map_small(MIB(16));
	boot();
	edge_lock();
}

void test_monitor_break_before_make(void **state)
{
	u32 t;

	(void)state;
	start();
	t = host_table3(FRAME);
	edge_store_entry(t, FRAME % ENTRIES, ram_leaf(FRAME, S2_TYPE_PAGE, RAM_RWX));
	expect_fault("break-before-make");
	edge_tlbi_vmid(root_vttbr(ROOT_HOST));
	leaf_clear(t, FRAME % ENTRIES);
	edge_store_entry(t, FRAME % ENTRIES, 2);
	expect_fault("invalid entry that is not zero");
	edge_store_entry(t, FRAME % ENTRIES, 1);
	expect_fault("reserved descriptor at level 3");
	t = host_table2(FRAME);
	edge_store_entry(t, FRAME / SPAN_BLOCK2 % ENTRIES,
			 ram_leaf(FRAME - 1, S2_TYPE_BLOCK, RAM_RWX));
	expect_fault("break-before-make");
}

void test_monitor_tlbi(void **state)
{
	u32 t;

	(void)state;
	start();
	t = host_table3(FRAME);
	edge_store_entry(t, FRAME % ENTRIES, 0);
	monitor_settle();
	expect_fault("a TLBI is still due");
	edge_tlbi_vmid(root_vttbr(PART_FIRST));
	monitor_settle();
	expect_fault("a TLBI is still due");
	edge_store_entry(t, (FRAME + 1) % ENTRIES, 0);
	expect_fault("store while a TLBI is due");
	edge_scrub_frames(FRAME, 1);
	expect_fault("frames may be reached through a TLB");
	edge_tlbi_vmid(root_vttbr(ROOT_HOST) + PAGE_SIZE);
	expect_fault("TLBI with another root's tables");
	edge_tlbi_vmid(0);
	expect_fault("TLBI of no root");
	monitor_settle();
	check_monitor();
	monitor_access(ROOT_HOST, FRAME + 2);
	pool.e[t][(FRAME + 2) % ENTRIES] = 0;
	monitor_settle();
	expect_fault("a TLB contradicts the tables");
}

void test_monitor_tables(void **state)
{
	u32 t;

	(void)state;
	start();
	t = host_table3(FRAME);
	pool.e[t][FRAME % ENTRIES] = 0;
	monitor_check_tables();
	expect_fault("table written without the primitive");
	edge_store_entry(t, FRAME % ENTRIES, 0);
	expect_fault("table written without the primitive");
	edge_tlbi_vmid(root_vttbr(ROOT_HOST));
	monitor_forget();
	edge_store_entry(DYN_BASE, 0, 0);
	expect_fault("store to a table that is not linked");
	memset(pool.e[DYN_BASE], 0, sizeof(pool.e[0]));
	edge_store_entry(4, 0, (u64)(POOL_PFN + DYN_BASE) << 12 | 3);
	check_monitor();
	edge_store_entry(4, 1, (u64)(POOL_PFN + DYN_BASE) << 12 | 3);
	expect_fault("table linked twice");
	edge_store_entry(6, 0, ram_leaf(FRAME + 1, S2_TYPE_BLOCK, RAM_RWX));
	expect_fault("block whose output is not aligned");
}

void test_monitor_contents(void **state)
{
	(void)state;
	start();
	edge_scrub_frames(FRAME, 1);
	expect_fault("contents of a mapped frame changed");
	edge_clean_frames(FRAME - FRAME % 512, 512);
	expect_fault("contents of a mapped frame changed");
	edge_scrub_frames(POOL_PFN, 1);
	expect_fault("contents of the table pool changed");
	edge_scrub_frames(RAM_PFN + MIB(16), 1);
	expect_fault("frames outside RAM, or not one or 512 aligned");
	host_unmap(FRAME - FRAME % 512, 512);
	edge_scrub_frames(FRAME - FRAME % 512, 2);
	expect_fault("frames outside RAM, or not one or 512 aligned");
	edge_scrub_frames(FRAME - FRAME % 512 + 1, 512);
	expect_fault("frames outside RAM, or not one or 512 aligned");
	label[FRAME - RAM_PFN] = OWNER_HOST;
	lines[FRAME - RAM_PFN] = OWNER_HOST;
	edge_clean_frames(FRAME, 1);
	assert_int_equal(label[FRAME - RAM_PFN], OWNER_HOST);
	assert_int_equal(lines[FRAME - RAM_PFN], 0);
	edge_scrub_frames(FRAME, 1);
	assert_int_equal(label[FRAME - RAM_PFN], LABEL_ZERO);
	check_monitor();
}

void test_monitor_lock(void **state)
{
	(void)state;
	start();
	edge_lock();
	expect_fault("lock taken twice");
	edge_unlock();
	edge_unlock();
	expect_fault("lock released twice");
	edge_store_entry(4, 0, 0);
	expect_fault("store without the lock");
	edge_tlbi_vmid(root_vttbr(ROOT_HOST));
	expect_fault("TLBI without the lock");
	edge_scrub_frames(POOL_PFN - 1, 1);
	expect_fault("contents changed without the lock");
}
