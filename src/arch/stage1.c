/* SPDX-License-Identifier: Apache-2.0 */
/* Stage 1 of EL2: what Cordon itself can reach. No page is writable and executable. */
#include "memory.h"
#include "percpu.h"
#include "panic.h"
#include "sysreg.h"
#include PLATFORM_H

#define GIB_SHIFT 30
#define NR_GIBS 4
#define BLOCK_BYTES (1ull << BLOCK_SHIFT)
/* Level-3 tables: UART, image, pool (72), tracker and metadata (65), windows. */
#define NR_L3 140
/* Entries of the windows' level-2 table: the page windows, the block windows, boot's two. */
#define WINDOW_PAGES 0
#define WINDOW_BLOCKS 1
#define WINDOW_BOOT (WINDOW_BLOCKS + CPUS_MAX)

/* Volatile: the walker reads what is written here. */
volatile u64 stage1_root[ENTRIES] __attribute__((aligned(4096)));
static volatile u64 l2[NR_GIBS][ENTRIES] __attribute__((aligned(4096)));
static volatile u64 l3[NR_L3][ENTRIES] __attribute__((aligned(4096)));
static u32 l3_used;
static volatile u64 *window_pages;

static u64 table_entry(const volatile u64 *table)
{
	return s1_table_make((u64)table >> PAGE_SHIFT, S1_TYPE_TABLE);
}

static u64 leaf(u64 pa, enum mapping kind, u64 type)
{
	u64 device = kind == MAP_DEVICE;

	return s1_leaf_make(kind != MAP_TEXT, pa >> PAGE_SHIFT, 1,
			    device ? S1_SH_NONE : S1_SH_INNER,
			    kind == MAP_TEXT || kind == MAP_RODATA,
			    device ? S1_ATTR_DEVICE : S1_ATTR_NORMAL, type);
}

/* The level-3 table that covers va, linked if it was not. */
static volatile u64 *l3_of(u64 va)
{
	volatile u64 *entry = &l2[va >> GIB_SHIFT][va >> BLOCK_SHIFT & (ENTRIES - 1)];

	if (*entry == 0) {
		if (l3_used == NR_L3) {
			panic("no table left for Cordon's own mappings");
		}
		*entry = table_entry(l3[l3_used]);
		l3_used++;
	}
	return (volatile u64 *)(s1_table_pfn(*entry) << PAGE_SHIFT);
}

void stage1_map(u64 va, u64 pa, u64 nr, enum mapping kind)
{
	for (u64 i = 0; i < nr; i++) {
		u64 page = va + (i << PAGE_SHIFT);

		l3_of(page)[page >> PAGE_SHIFT & (ENTRIES - 1)] =
			leaf(pa + (i << PAGE_SHIFT), kind, S1_TYPE_PAGE);
	}
	dsb(ishst);
	isb();
}

static void map_image(const u8 *start, const u8 *end, enum mapping kind)
{
	stage1_map((u64)start, (u64)start, (u64)(end - start) >> PAGE_SHIFT, kind);
}

void stage1_build(void)
{
	for (u32 i = 0; i < NR_GIBS; i++) {
		stage1_root[i] = table_entry(l2[i]);
	}
	map_image(__image_start, __text_end, MAP_TEXT);
	map_image(__text_end, __rodata_end, MAP_RODATA);
	map_image(__rodata_end, __bss_end, MAP_DATA);
	for (u32 cpu = 0; cpu < CPUS_MAX; cpu++) {
		u64 guard = (u64)stacks[cpu];

		l3_of(guard)[guard >> PAGE_SHIFT & (ENTRIES - 1)] = 0;
	}
	stage1_map(PLATFORM_UART, PLATFORM_UART, 1, MAP_DEVICE);
	window_pages = l3_of(WINDOW_BASE);
}

/* Removes one entry and every TLB's copy of it; va is the window's address. */
static void unmap(volatile u64 *entry, u64 va)
{
	*entry = 0;
	dsb(ishst);
	__asm__ volatile("tlbi vae2is, %0" : : "r"(va >> PAGE_SHIFT) : "memory");
	dsb(ish);
	isb();
}

static u64 block_window(u32 index)
{
	return WINDOW_BASE + index * BLOCK_BYTES;
}

static volatile u64 *block_entry(u32 index)
{
	return &l2[WINDOW_BASE >> GIB_SHIFT][index];
}

u8 *window_open(u64 pfn, u64 nr)
{
	u32 cpu = this_cpu()->index;
	u64 va;

	if (nr == 1) {
		window_pages[cpu] = leaf(pfn << PAGE_SHIFT, MAP_DATA, S1_TYPE_PAGE);
		va = WINDOW_BASE + ((u64)cpu << PAGE_SHIFT);
	} else {
		*block_entry(WINDOW_BLOCKS + cpu) =
			leaf(pfn << PAGE_SHIFT, MAP_DATA, S1_TYPE_BLOCK);
		va = block_window(WINDOW_BLOCKS + cpu);
	}
	dsb(ishst);
	isb();
	return (u8 *)va;
}

void window_close(u64 nr)
{
	u32 cpu = this_cpu()->index;

	if (nr == 1) {
		unmap(&window_pages[cpu], WINDOW_BASE + ((u64)cpu << PAGE_SHIFT));
	} else {
		unmap(block_entry(WINDOW_BLOCKS + cpu), block_window(WINDOW_BLOCKS + cpu));
	}
}

u8 *boot_window_open(u64 pa)
{
	u64 block = pa & ~(BLOCK_BYTES - 1);

	*block_entry(WINDOW_BOOT) = leaf(block, MAP_DATA, S1_TYPE_BLOCK);
	*block_entry(WINDOW_BOOT + 1) = leaf(block + BLOCK_BYTES, MAP_DATA, S1_TYPE_BLOCK);
	dsb(ishst);
	isb();
	return (u8 *)block_window(WINDOW_BOOT) + (pa - block);
}

void boot_window_close(void)
{
	unmap(block_entry(WINDOW_BOOT), block_window(WINDOW_BOOT));
	unmap(block_entry(WINDOW_BOOT + 1), block_window(WINDOW_BOOT + 1));
}
