/* SPDX-License-Identifier: Apache-2.0 */
/* core_boot: maps that are wrong, and maps that are odd. */
#include "tests.h"
#include "device_map.h"

#define WINDOW_END (RAM_PFN + FRAMES_MAX)

/* A map of so many good ranges with a bad one at this index: the answer names it. */
static void expect_bad(u32 index, u32 kind, u64 pfn, u64 nr)
{
	map_small(MIB(16));
	while (boot_map.nr < index) {
		map_add(BOOT_MODULE, RAM_PFN + boot_map.nr, 1);
	}
	boot_map.nr = index;
	map_add(kind, pfn, nr);
	boot_map.nr = boot_map.nr < 3 ? 3 : boot_map.nr;
	assert_int_equal(boot_raw(), index + 1);
}

void test_boot_bad_ranges(void **state)
{
	static const struct boot_range bad[] = {
		{ RAM_PFN, 1, BOOT_DEVICE + 1 }, { RAM_PFN, 1, ~0u },
		{ RAM_PFN, 0, BOOT_RAM }, { RAM_PFN, 0, BOOT_CORDON }, { RAM_PFN, 0, BOOT_MODULE },
		{ 0, 0, BOOT_DEVICE },
		{ GFN_MAX, 1, BOOT_MODULE }, { GFN_MAX - 1, 2, BOOT_CORDON },
		{ ~0ull, 1, BOOT_MODULE }, { 1, ~0ull, BOOT_MODULE }, { 2, ~0ull, BOOT_DEVICE },
		{ 0x100000000ull + RAM_PFN, 1, BOOT_RAM }, { RAM_PFN, 0x100000001ull, BOOT_RAM },
		{ RAM_PFN - 1, MIB(16), BOOT_RAM }, { 0, MIB(16), BOOT_RAM },
		{ WINDOW_END, 1, BOOT_RAM }, { WINDOW_END - 1, 2, BOOT_RAM },
		{ RAM_PFN, FRAMES_MAX + 1ull, BOOT_RAM },
		{ RAM_PFN, 1, BOOT_DEVICE }, { RAM_PFN - 1, 2, BOOT_DEVICE },
		{ WINDOW_END - 1, 1, BOOT_DEVICE }, { WINDOW_END - 1, 2, BOOT_DEVICE },
		{ 0, GFN_MAX, BOOT_DEVICE }, { GFN_MAX - 1, 2, BOOT_DEVICE },
	};

	(void)state;
	for (u32 k = 0; k < sizeof(bad) / sizeof(bad[0]); k++) {
		u64 stores = monitor_use.stores + monitor_use.scrubs;

		expect_bad(0, bad[k].kind, bad[k].pfn, bad[k].nr);
		expect_bad(1, bad[k].kind, bad[k].pfn, bad[k].nr);
		expect_bad(2, bad[k].kind, bad[k].pfn, bad[k].nr);
		expect_bad(BOOT_RANGES_MAX - 1, bad[k].kind, bad[k].pfn, bad[k].nr);
		assert_int_equal(monitor_use.stores + monitor_use.scrubs, stores);
	}
}

void test_boot_bad_maps(void **state)
{
	static const u32 too_many[] = { BOOT_RANGES_MAX + 1, 0x80000000u, ~0u };

	(void)state;
	map_clear();
	assert_int_equal(boot_raw(), 1);
	map_add(BOOT_MODULE, RAM_PFN, 512);
	assert_int_equal(boot_raw(), 2);
	for (u32 nr = 1; nr < MIB(14); nr += 511) {
		map_small(nr);
		assert_int_equal(boot_raw(), boot_map.nr + 1);
	}
	for (u32 k = 0; k < 3; k++) {
		map_small(MIB(16));
		boot_map.nr = too_many[k];
		assert_int_equal(core_boot(), BOOT_RANGES_MAX + 1);
	}
	/* Devices that overlap: page on page, page in block, block on page, GiB on GiB. */
	static const struct boot_range twice[][2] = {
		{ { 0x9000, 1, BOOT_DEVICE }, { 0x9000, 1, BOOT_DEVICE } },
		{ { 0x9000, 512, BOOT_DEVICE }, { 0x9010, 1, BOOT_DEVICE } },
		{ { 0x9010, 1, BOOT_DEVICE }, { 0x9000, 512, BOOT_DEVICE } },
		{ { GIB(512), GIB(2), BOOT_DEVICE }, { GIB(513), GIB(1), BOOT_DEVICE } },
		{ { GIB(512), GIB(2), BOOT_DEVICE }, { GIB(513) + 5, 1, BOOT_DEVICE } },
	};

	for (u32 k = 0; k < sizeof(twice) / sizeof(twice[0]); k++) {
		map_small(MIB(16));
		boot_map.range[2] = twice[k][0];
		boot_map.range[3] = twice[k][1];
		boot_map.nr = 4;
		assert_int_equal(boot_raw(), 6);
	}
}

void test_boot_modules(void **state)
{
	(void)state;
	/* Modules of whole chunks, in the middle of one, over a border, over each other. */
	map_small(MIB(32));
	map_add(BOOT_MODULE, RAM_PFN + MIB(16), MIB(2));
	map_add(BOOT_MODULE, RAM_PFN + MIB(18) + 100, 20);
	map_add(BOOT_MODULE, RAM_PFN + MIB(20) - 3, 7);
	map_add(BOOT_MODULE, RAM_PFN + MIB(22), 300);
	map_add(BOOT_MODULE, RAM_PFN + MIB(22) + 200, 312);
	map_add(BOOT_MODULE, RAM_PFN + MIB(26), MIB(4));
	map_add(BOOT_MODULE, RAM_PFN + MIB(32) - 1, 1);
	boot();
	/* Modules that reach beyond RAM, into Cordon and into the pool: the host gets its RAM. */
	map_small(MIB(32));
	map_add(BOOT_MODULE, RAM_PFN, MIB(40));
	boot();
	map_small(MIB(32));
	map_add(BOOT_MODULE, 0, GFN_MAX);
	boot();
	/* Cordon's frames in the middle of chunks, single ones, and all over. */
	map_small(MIB(32));
	map_add(BOOT_CORDON, RAM_PFN + MIB(16) + 17, 1);
	map_add(BOOT_CORDON, RAM_PFN + MIB(18) + 500, 30);
	map_add(BOOT_CORDON, RAM_PFN + MIB(22), MIB(2));
	map_add(BOOT_CORDON, RAM_PFN + MIB(32) - 1, 1);
	boot();
	map_small(MIB(32));
	map_add(BOOT_CORDON, 0, GFN_MAX);
	boot();
}

void test_boot_banks(void **state)
{
	(void)state;
	/* The smallest machine, and one whose end is no multiple of 2 MiB. */
	map_small(MIB(14));
	boot();
	map_small(MIB(16) - 1);
	boot();
	map_small(MIB(16) + 511);
	boot();
	/* Banks with holes, a bank that begins and ends in the middle, banks over each other. */
	map_small(MIB(16));
	map_add(BOOT_RAM, RAM_PFN + MIB(20), MIB(2));
	map_add(BOOT_RAM, RAM_PFN + MIB(24) + 13, 700);
	map_add(BOOT_RAM, RAM_PFN + MIB(30), 511);
	map_add(BOOT_RAM, RAM_PFN + MIB(14), MIB(4));
	map_add(BOOT_RAM, RAM_PFN + MIB(31), 256);
	boot();
	/* A chunk that two banks make up, given page by page. */
	map_small(MIB(16));
	map_add(BOOT_RAM, RAM_PFN + MIB(16), 100);
	map_add(BOOT_RAM, RAM_PFN + MIB(16) + 100, 412);
	boot();
	/* No RAM below the pool, none under it; RAM beyond the first GiB. */
	map_clear();
	map_add(BOOT_RAM, RAM_PFN + MIB(64), MIB(16));
	boot();
	map_small(MIB(16));
	map_add(BOOT_RAM, RAM_PFN + GIB(1) - MIB(4), MIB(8));
	map_add(BOOT_RAM, RAM_PFN + GIB(3), MIB(2));
	boot();
	map_small(GIB(2));
	boot();
}

void test_boot_devices(void **state)
{
	(void)state;
	map_small(MIB(16));
	map_add(BOOT_DEVICE, 0x8000, 0x20);
	map_add(BOOT_DEVICE, 0x80a0, 0xf60);
	map_add(BOOT_DEVICE, 0x9000, 1);
	map_add(BOOT_DEVICE, 0x9010, 1);
	map_add(BOOT_DEVICE, 0xa000, 0x200);
	map_add(BOOT_DEVICE, 0x10000, 0x2eff0);
	map_add(BOOT_DEVICE, 0x3eff0, 0x10);
	map_add(BOOT_DEVICE, 0x4010000, 0x10000);
	map_add(BOOT_DEVICE, SPAN_ROOT, SPAN_ROOT);
	boot();
	/* Every size at once: 4 KiB, 2 MiB and 1 GiB leaves on both sides of one range. */
	map_small(MIB(16));
	map_add(BOOT_DEVICE, GIB(200) - MIB(6) - 3, GIB(3) + MIB(14) + 8);
	boot();
	/* The window's neighbours, the first frame and the last. */
	map_small(MIB(16));
	map_add(BOOT_DEVICE, 0, 1);
	map_add(BOOT_DEVICE, RAM_PFN - 1, 1);
	map_add(BOOT_DEVICE, WINDOW_END, 1);
	map_add(BOOT_DEVICE, GFN_MAX - 1, 1);
	map_add(BOOT_DEVICE, SPAN_ROOT - 1, 2);
	boot();
	map_small(MIB(16));
	map_add(BOOT_DEVICE, 0, RAM_PFN);
	map_add(BOOT_DEVICE, WINDOW_END, GFN_MAX - WINDOW_END);
	boot();
}

/* A boot map has too few ranges to use up the tables, so the stack is shortened by hand. */
void test_boot_device_tables(void **state)
{
	(void)state;
	map_small(MIB(16));
	map_add(BOOT_DEVICE, GIB(100), GIB(1));
	boot();
	edge_lock();
	nr_free = 0;
	assert_int_equal(device_map(GIB(100) + 1, 1), 1);	/* a leaf stands in the way */
	assert_int_equal(device_map(GIB(101) + 1, 1), 1);	/* no level-2 table */
	nr_free = 1;
	assert_int_equal(device_map(GIB(101) + 1, 1), 1);	/* no level-3 table */
	assert_int_equal(nr_free, 0);
	assert_int_equal(device_map(GIB(101) + 1, 1), 1);
	assert_int_equal(device_map(GIB(101) + 512, 512), 0);	/* the level-2 table is there */
	assert_int_equal(device_map(GIB(102), GIB(1)), 0);	/* needs none */
	monitor_check_tables();
	monitor_settle();
	edge_unlock();
	check_monitor();
}
