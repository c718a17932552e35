/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sizes and places on which the proof and the machine must agree, compared where both are
 * seen. No code. That the arrays lie at these addresses is checked in the linked image
 * (proofs/tools/check-arrays).
 */
#include "core.h"
#include "edge.h"
#include "memory.h"
#include "percpu.h"
#include "tracker_layout.h"
#include PLATFORM_H

#define BLOCK_BYTES (1ull << BLOCK_SHIFT)
/* Blocks of the window region: the page windows, a block for each CPU, boot's two. */
#define NR_WINDOWS (1 + CPUS_MAX + 2)

/* Tables are what the walker reads: a page of 512 entries of 8 bytes, at the pool's address. */
_Static_assert(PAGE_SIZE == 1 << PAGE_SHIFT, "page");
_Static_assert(ENTRIES * sizeof(u64) == PAGE_SIZE, "table: size");
_Static_assert(sizeof(struct pool) == (u64)NR_TABLES * PAGE_SIZE, "pool: size");
_Static_assert(POOL_BASE % (ROOT_TABLES * PAGE_SIZE) == 0, "roots: alignment (VTTBR_EL2.BADDR)");
_Static_assert(sizeof(meta) == (u64)NR_TABLES * sizeof(struct table_meta), "meta: size");

/* What one leaf of each level maps, and the IPA space of one root: 40 bits. */
_Static_assert(SPAN_BLOCK2 == ENTRIES, "block: level 2");
_Static_assert((u64)SPAN_BLOCK2 * PAGE_SIZE == BLOCK_BYTES, "block: level 2, bytes");
_Static_assert(SPAN_BLOCK1 == SPAN_BLOCK2 * ENTRIES, "block: level 1");
_Static_assert((u64)SPAN_ROOT == (u64)SPAN_BLOCK1 * ENTRIES, "table: level 1");
_Static_assert((u64)ROOT_TABLES * SPAN_ROOT == GFN_MAX, "root: tables");
_Static_assert((u64)GFN_MAX << PAGE_SHIFT == 1ull << 40, "root: IPA bits");

/* The tables of each kind follow each other, and those of the host cover what is tracked. */
_Static_assert(HOST_L2_BASE == ROOT_TABLES * NR_ROOTS, "tables: roots");
_Static_assert(HOST_L2_TABLES * SPAN_BLOCK1 == FRAMES_MAX, "tables: host, level 2");
_Static_assert(DYN_BASE == HOST_L2_BASE + HOST_L2_TABLES, "tables: dynamic");
_Static_assert(HOST_L3_BASE == DYN_BASE + DYN_TABLES, "tables: host, level 3");
_Static_assert(HOST_L3_TABLES * SPAN_BLOCK2 == FRAMES_MAX, "tables: host, level 3");
_Static_assert(NR_TABLES == HOST_L3_BASE + HOST_L3_TABLES, "tables: number");
_Static_assert(RAM_PFN % SPAN_BLOCK1 == 0, "RAM: alignment");
_Static_assert((u64)RAM_PFN + FRAMES_MAX <= GFN_MAX, "RAM: end");

/* Numbers fit the fields that hold them; a VMID has 8 bits (VTCR_EL2.VS is 0). */
_Static_assert(NR_OWNERS - 1 <= (u8)~0u, "owner: u8");
_Static_assert(NR_ROOTS == NR_OWNERS * NR_LEVELS, "roots: number");
_Static_assert(NR_ROOTS - 1 <= (u8)~0u, "root, VMID: 8 bits");
_Static_assert(ENTRIES - 1 <= (u16)~0u, "index: u16");

/* Image, pool, tracker, metadata and windows lie one behind the other in EL2's 4 GiB. */
_Static_assert(PLATFORM_LINK == ((u64)RAM_PFN << PAGE_SHIFT) + BLOCK_BYTES, "image: place");
_Static_assert(PLATFORM_LINK < POOL_BASE, "pool: behind the image");
_Static_assert(POOL_BASE + sizeof(struct pool) <= TRACKER_BASE, "tracker: behind the pool");
_Static_assert(TRACKER_BASE + FRAMES_MAX * sizeof(struct frame) + sizeof(meta) + PAGE_SIZE
	       <= WINDOW_BASE, "windows: behind tracker and metadata");
_Static_assert(WINDOW_BASE + NR_WINDOWS * BLOCK_BYTES <= 1ull << (64 - EL2_T0SZ), "windows: end");
_Static_assert(CPUS_MAX <= ENTRIES, "windows: a page for each CPU in one table");

/* Stacks are pages, with a page in front. */
_Static_assert(STACK_SIZE % PAGE_SIZE == 0, "stack: pages");
_Static_assert(STACK_STRIDE == STACK_SIZE + PAGE_SIZE, "stack: guard");
_Static_assert(sizeof(stacks) == CPUS_MAX * STACK_STRIDE, "stacks: one for each CPU");
_Static_assert(PANIC_STACK_SIZE % PAGE_SIZE == 0, "panic stack: pages");

/* What trusted code fills: the boot map, and the log ring in chunks of one call. */
_Static_assert(sizeof(boot_map.range) == BOOT_RANGES_MAX * sizeof(boot_map.range[0]), "boot map");
_Static_assert(sizeof(klog.byte) == KLOG_SIZE, "log ring: size");
_Static_assert(KLOG_CHUNKS * 16 == KLOG_SIZE && KLOG_WORDS * 8 == KLOG_SIZE, "log ring: chunks");
