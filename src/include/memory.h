/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cordon's own address space. The image and the table pool stand at VA = PA; the tracker, the
 * tables' metadata and the vector registers of vCPUs at fixed addresses over memory that boot takes
 * behind the pool; two windows of each CPU show frames of others for the time of one edge
 * primitive.
 */
#ifndef CORDON_MEMORY_H
#define CORDON_MEMORY_H

#define PAGE_SHIFT 12
#define BLOCK_SHIFT 21
/* The image with its stacks ends below the pool. */
#define POOL_BASE 0x40400000
/* Tracker, metadata, vector registers: EL2 VA only. */
#define TRACKER_BASE 0x80000000
/* Windows: one 2 MiB region with a page for each CPU, one 2 MiB block for each CPU, boot's two. */
#define WINDOW_BASE 0xc0000000
/* TCR_EL2.T0SZ: VAs of 32 bits, one level-1 table of four entries. */
#define EL2_T0SZ 32

/* The attributes of EL2 stage 1: MAIR_EL2's two bytes, in the order of S1_ATTR_*. */
#define EL2_MAIR 0x04ff
/* TCR_EL2 but PS: RES1 bits, inner shareable, write-back walks, 4 KiB granule (Arm ARM D19.2.139).
 * TBI, HA, HD, HPD, DS stay 0. */
#define EL2_TCR (1 << 31 | 1 << 23 | 3 << 12 | 1 << 10 | 1 << 8 | EL2_T0SZ)
/* SCTLR_EL2 with the MMU off: RES1 bits only; and on: M, C, SA, I, WXN (Arm ARM D19.2.118). */
#define EL2_SCTLR_OFF 0x30c50830
#define EL2_SCTLR_ON (EL2_SCTLR_OFF | 1 << 0 | 1 << 2 | 1 << 3 | 1 << 12 | 1 << 19)

#ifndef __ASSEMBLER__
#include "cordon_limits.h"
#include "stage1_layout.h"
#include "types.h"

_Static_assert(POOL_BASE >> PAGE_SHIFT == POOL_PFN, "pool");
_Static_assert(EL2_MAIR == (MAIR_DEVICE_NGNRE << 8 * S1_ATTR_DEVICE |
			    MAIR_NORMAL_WB << 8 * S1_ATTR_NORMAL), "attributes");

/* Bounds that the linker script sets; addresses only. */
extern u8 __image_start[], __text_end[], __rodata_end[], __bss_end[];
extern u8 __pool_end[], __frames_start[], __frames_end[], __meta_start[], __meta_end[];
extern u8 __vectors_end[];

enum mapping { MAP_TEXT, MAP_RODATA, MAP_DATA, MAP_DEVICE };

/* Builds the tables for the image, the stacks and the UART; runs with the MMU off. */
void stage1_build(void);
/* Maps nr pages from pa at va, both page-aligned, where nothing is mapped; boot only. */
void stage1_map(u64 va, u64 pa, u64 nr, enum mapping kind);

/* Maps frame pfn (nr 1), or the aligned block of 512 frames, into this CPU's window. Returns its
 * address; one window at a time. */
u8 *window_open(u64 pfn, u64 nr);
/* Unmaps the window that window_open gave for the same nr, on all CPUs' TLBs. */
void window_close(u64 nr);
/* Shows 4 MiB from the 2 MiB block that pa lies in, for the DTB and the modules; boot only. */
u8 *boot_window_open(u64 pa);
void boot_window_close(void);

/* Cleans and invalidates [start, start + bytes) to the point of coherency; no barrier. */
void cache_clean(const u8 *start, u64 bytes);
#endif
#endif
