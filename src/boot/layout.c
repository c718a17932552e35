/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cordon's memory: the image's 2 MiB, then what the size of RAM demands: as many of the pool's
 * tables as it has 2 MiB regions behind the fixed ones, the tracker; and the tables' metadata, all
 * of it, as the core marks each possible table unlinked.
 */
#include "boot.h"
#include "core.h"
#include "memory.h"
#include "panic.h"

static u64 ram_end(void)
{
	u64 end = 0;

	for (u32 i = 0; i < machine.nr_banks; i++) {
		end = machine.bank[i].end > end ? machine.bank[i].end : end;
	}
	return end;
}

static u64 pages(u64 bytes)
{
	return (bytes + PAGE_SIZE - 1) >> PAGE_SHIFT;
}

/* Puts memory from pa on behind nr of the count elements of the array [start, end). Returns where
 * that memory ends. */
static u64 back_array(const u8 *start, const u8 *end, u64 nr, u64 count, u64 pa)
{
	u64 element = (u64)(end - start) / count;
	u64 nr_pages = pages(nr * element);

	stage1_map((u64)start, pa, nr_pages, MAP_DATA);
	return pa + (nr_pages << PAGE_SHIFT);
}

/* The first 2 MiB boundary behind Cordon from which FDT_SIZE bytes are free. */
static void place_dtb(void)
{
	struct span kernel = { machine.kernel.base, machine.kernel_end };
	u64 block = 1ull << BLOCK_SHIFT;
	u64 at = (machine.cordon.end + block - 1) & ~(block - 1);

	for (;;) {
		struct span span = { at, at + FDT_SIZE };

		if (!spans_overlap(span, kernel) && !spans_overlap(span, machine.initrd)) {
			machine.dtb = span;
			return;
		}
		at += block;
	}
}

void layout_place(void)
{
	u64 ram = (u64)RAM_PFN << PAGE_SHIFT;
	u64 end = ram_end();
	u64 regions = (end - ram + (1ull << BLOCK_SHIFT) - 1) >> BLOCK_SHIFT;
	u64 tables = HOST_L3_BASE + regions;
	u64 at = back_array((const u8 *)POOL_BASE, __pool_end, tables, NR_TABLES, POOL_BASE);

	at = back_array(__frames_start, __frames_end, (end - ram) >> PAGE_SHIFT, FRAMES_MAX, at);
	at = back_array(__meta_start, __meta_end, NR_TABLES, NR_TABLES, at);
	at = back_array(__meta_end, __vectors_end, 1, 1, at);
	machine.cordon.base = (u64)__image_start;
	machine.cordon.end = at;
	modules_check();
	place_dtb();
}

static void tell(u32 kind, struct span span)
{
	struct boot_range *range = &boot_map.range[boot_map.nr];

	if (boot_map.nr == BOOT_RANGES_MAX) {
		refuse("more than %u ranges of memory and devices", BOOT_RANGES_MAX);
	}
	range->pfn = span.base >> PAGE_SHIFT;
	range->nr = pages(span.end) - range->pfn;
	range->kind = kind;
	boot_map.nr++;
}

void layout_tell_core(void)
{
	for (u32 i = 0; i < machine.nr_banks; i++) {
		tell(BOOT_RAM, machine.bank[i]);
	}
	tell(BOOT_CORDON, machine.cordon);
	tell(BOOT_MODULE, machine.kernel);
	if (machine.has_initrd) {
		tell(BOOT_MODULE, machine.initrd);
	}
	tell(BOOT_MODULE, machine.dtb);
	for (u32 i = 0; i < machine.nr_devices; i++) {
		tell(BOOT_DEVICE, machine.device[i]);
	}
}
