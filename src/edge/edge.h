/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The trusted primitives that proven code calls: everything it does to the machine beyond its own
 * arrays. Each has a contract over ghost state that stands for the hardware; only these functions
 * assign that ghost state. TRUSTED(An) names the assumption in spec/assumptions.md.
 */
#ifndef EDGE_EDGE_H
#define EDGE_EDGE_H
#include "types.h"
#include "cordon_limits.h"
#include "stage2_layout.h"
#include "regs_layout.h"

#define TRUSTED(assumption)


/* All stage-2 tables, of the host and of every partition; the processor walks them. */
struct pool {
	u64 e[NR_TABLES][ENTRIES];
};

/* What the entries of a table page do not say themselves; level 0: linked nowhere. */
struct table_meta {
	u8 level;
	u8 root;
	u16 index;	/* of the entry in the parent that links this table */
	u32 parent;	/* pool index */
	u32 base;	/* first guest frame that the table covers */
};

extern struct pool pool;
extern struct table_meta meta[NR_TABLES];

/* The root whose translations may still be cached though a table no longer gives them; 0: none. */
/*@ ghost extern u32 g_pending; */
/* Whose data a RAM frame holds (LABEL_ZERO: all zero), and whether caches may hold lines of it
 * that an earlier owner's accesses left. */
/*@ ghost extern u8 g_label[FRAMES_MAX]; */
/*@ ghost extern u8 g_cached[FRAMES_MAX]; */
/* 1 while the memory lock is held by the CPU that runs. */
/*@ ghost extern u8 g_locked; */

#include "walk.acsl"

/*@
// No stage-2 gives a translation to one of the n frames from p on.
predicate unmapped_frames{L}(integer p, integer n) = \forall integer r, g;
	1 <= r < NR_ROOTS && 0 <= g < GFN_MAX && walk_valid(r, g) ==> !(p <= walk_pfn(r, g) < p + n);
// To the n frames from p on one root at most has a translation, and that is not the host's.
predicate sole_frames{L}(integer p, integer n) = \forall integer r, g, s, h; 1 <= r < NR_ROOTS && 0 <= g < GFN_MAX &&
	1 <= s < NR_ROOTS && 0 <= h < GFN_MAX && walk_valid(r, g) && walk_valid(s, h) &&
	p <= walk_pfn(r, g) < p + n && p <= walk_pfn(s, h) < p + n ==> r == s && r != ROOT_HOST;
predicate frame_range(integer p, integer n) =
	RAM_PFN <= p && (n == 1 || (n == SPAN_BLOCK2 && p % SPAN_BLOCK2 == 0)) && p + n <= RAM_PFN + FRAMES_MAX;
*/

/*@ requires index: table < NR_TABLES && index < ENTRIES;
    requires locked: g_locked == 1;
    requires none_pending: g_pending == 0;
    requires break_before_make: pool.e[table][index] % 2 == 0 || entry % 2 == 0;
    assigns pool.e[table][index], g_pending;
    exits \false;
    ensures stored: pool.e[table][index] == entry;
    ensures broken: \old(pool.e[table][index]) % 2 == 1 ==> g_pending == meta[table].root;
    ensures made: \old(pool.e[table][index]) % 2 == 0 ==> g_pending == 0;
*/
/* Stores one entry of a linked table, single-copy atomically, and orders it before what follows
 * (Arm ARM D8.16, break-before-make). */
void edge_store_entry(u32 table, u32 index, u64 entry) TRUSTED(A5);

/*@ requires locked: g_locked == 1;
    assigns g_pending;
    exits \false;
    ensures done: \old(g_pending) == L_vttbr_el2_vmid(vttbr) ==> g_pending == 0;
    ensures other: \old(g_pending) != L_vttbr_el2_vmid(vttbr) ==> g_pending == \old(g_pending);
*/
/* Invalidates all stage-1, stage-2 and combined entries and walk caches of vttbr's VMID on all
 * CPUs and waits for it (TLBI VMALLS12E1IS, DSB ISH, ISB; Arm ARM D8.14). */
void edge_tlbi_vmid(u64 vttbr) TRUSTED(A6);

/*@ requires range: frame_range(pfn, nr);
    requires locked: g_locked == 1;
    requires unmapped: unmapped_frames(pfn, nr);
    assigns g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures zero: \forall integer q; pfn <= q < pfn + nr ==> g_label[q - RAM_PFN] == LABEL_ZERO;
    ensures clean: \forall integer q; pfn <= q < pfn + nr ==> g_cached[q - RAM_PFN] == 0;
    ensures other: \forall integer i; 0 <= i < FRAMES_MAX && !(pfn <= i + RAM_PFN < pfn + nr) ==>
	g_label[i] == \old(g_label[i]) && g_cached[i] == \old(g_cached[i]);
*/
/* Zeroes nr (1, or 512 aligned) frames that nobody maps, cleans and invalidates them to the point
 * of coherency and invalidates the instruction caches (Arm ARM D7.5). */
void edge_scrub_frames(u64 pfn, u64 nr) TRUSTED(A7);

/*@ requires range: frame_range(pfn, nr);
    requires locked: g_locked == 1;
    requires sole: sole_frames(pfn, nr);
    assigns g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures clean: \forall integer q; pfn <= q < pfn + nr ==> g_cached[q - RAM_PFN] == 0;
    ensures other: \forall integer i; 0 <= i < FRAMES_MAX && !(pfn <= i + RAM_PFN < pfn + nr) ==>
	g_cached[i] == \old(g_cached[i]);
*/
/* As edge_scrub_frames but keeps the contents, and the frames' owner may go on using them: makes
 * what was written, and only that, visible to any later access, data and instructions (Arm ARM
 * D7.5). */
void edge_clean_frames(u64 pfn, u64 nr) TRUSTED(A8);

/*@ assigns \nothing;
    exits \false;
    ensures in: value < bound ==> \result == value;
    ensures out: value >= bound ==> \result == 0;
*/
/* value if it is below bound, else 0, also under speculation (CSEL, CSDB; Spectre variant 1). */
u64 edge_clamp(u64 value, u64 bound) TRUSTED(A9);

/*@ requires unlocked: g_locked == 0;
    assigns g_locked;
    exits \false;
    ensures g_locked == 1;
*/
/* Takes the one memory lock; called by the wrapper of the proven entries only. */
void edge_lock(void) TRUSTED(A10);

/*@ requires locked: g_locked == 1;
    assigns g_locked;
    exits \false;
    ensures g_locked == 0;
*/
/* Releases the memory lock. */
void edge_unlock(void) TRUSTED(A10);
#endif
