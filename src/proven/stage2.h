/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The stage-2 mapper. Each step takes the whole invariant of the pool to the whole invariant and
 * cannot fail; contracts speak of walks, and of slots only to name the entry that changes.
 */
#ifndef PROVEN_STAGE2_H
#define PROVEN_STAGE2_H
#include "stage2_lemmas.h"

/*@
// Table c may be linked below entry i of table t: a dynamic table that is not on the stack (of the host:
// outside the RAM window), or the host's reserved table for just that region.
predicate may_link{L}(integer t, integer i, integer c) = backed(c) && c < NR_TABLES && meta[c].level == 0 && (
	(DYN_BASE <= c < HOST_L3_BASE && free_pos[c - DYN_BASE] >= nr_free && (meta[t].root == OWNER_HOST ==>
		!(RAM_PFN <= starts(meta[t].level, meta[t].base, i) < RAM_PFN + FRAMES_MAX))) ||
	(HOST_L2_BASE <= c < DYN_BASE && meta[t].root == OWNER_HOST && meta[t].level == 1 &&
		meta[t].base + i * SPAN_BLOCK1 == RAM_PFN + (c - HOST_L2_BASE) * SPAN_BLOCK1) ||
	(HOST_L3_BASE <= c && meta[t].root == OWNER_HOST && meta[t].level == 2 &&
		meta[t].base + i * SPAN_BLOCK2 == RAM_PFN + (c - HOST_L3_BASE) * SPAN_BLOCK2));
// Translations and levels of all walks that do not end in slot (t,i) are kept.
predicate beside_kept{L1,L2}(integer t, integer i) = \forall integer r, g;
	root_gfn(r, g) && !\at(slot(r, g, t, i),L1) ==>
	tr_eq{L1,L2}(r, g) && \at(walk_level(r, g),L1) == \at(walk_level(r, g),L2);
*/

/*@ requires root: root < NR_ROOTS;
    assigns \nothing;
    exits \false;
    ensures vmid: L_vttbr_el2_vmid(\result) == root;
    ensures baddr: L_vttbr_el2_baddr(\result) * 2 == (POOL_PFN + 2 * root) * PAGE_SIZE;
    ensures cnp: L_vttbr_el2_cnp(\result) == 0;
*/
/* VTTBR_EL2 that selects a root: its VMID and the address of its two tables (Arm ARM D24.2). */
u64 root_vttbr(u32 root);

/*@ requires inv: map_inv;
    requires root: 1 <= r < NR_ROOTS && g < GFN_MAX;
    assigns \nothing;
    exits \false;
    ensures table: \result < NR_TABLES && meta[\result].level == walk_level((integer)r, (integer)g) &&
	meta[\result].root == r;
    ensures end: slot((integer)r, (integer)g, (integer)\result, entry_index(meta[\result].level, (integer)g));
*/
/* The table in which the walk of frame g from root r ends. */
u32 walk_end(u32 r, u32 g);

/*@ requires level: 1 <= level <= 3;
    assigns \nothing;
    exits \false;
    ensures index: \result == entry_index(level, g) && \result < ENTRIES;
*/
/* Which entry of a table of this level the walk of frame g reads. */
u32 walk_entry_index(u32 level, u32 g);

/*@ requires inv: free_inv;
    requires some: nr_free > 0;
    assigns nr_free;
    exits \false;
    ensures inv: free_inv;
    ensures taken: nr_free == \old(nr_free) - 1;
    ensures table: DYN_BASE <= \result < HOST_L3_BASE && meta[\result].level == 0 &&
	free_pos[\result - DYN_BASE] >= nr_free;
*/
/* Takes a free dynamic table off the stack. */
u32 table_take(void);

/*@ requires inv: map_inv;
    requires place: t < NR_TABLES && i < ENTRIES && 1 <= meta[t].level <= 2 && pool.e[t][i] % 4 != 3;
    requires table: may_link(t, i, c);
    assigns pool, meta[c], g_pending;
    exits \false;
    ensures inv: map_inv;
    ensures translations: tr_same{Pre,Post};
    ensures below: \forall integer r, g; \old(slot(r, g, (integer)t, (integer)i)) ==>
	walk_level(r, g) == \old(meta[t].level) + 1;
    ensures beside: \forall integer r, g; root_gfn(r, g) && !\old(slot(r, g, (integer)t, (integer)i)) ==>
	walk_level(r, g) == \old(walk_level(r, g));
    ensures linked: pool.e[t][i] % 4 == 3 && next_table(pool.e[t][i]) == c;
    ensures place: meta[c].level == \old(meta[t].level) + 1 && meta[c].root == \old(meta[t].root) &&
	meta[c].base == \old(starts(meta[t].level, meta[t].base, i));
*/
/* Replaces an invalid entry or a block by table c, which then translates the same. */
void table_link(u32 t, u32 i, u32 c);

/*@ requires inv: map_inv;
    requires place: t < NR_TABLES && i < ENTRIES && 1 <= meta[t].level <= 2 && pool.e[t][i] % 4 == 3;
    requires leaves_only: \forall integer k; 0 <= k < ENTRIES ==>
	meta[t].level == 2 || pool.e[next_table(pool.e[t][i])][k] % 4 != 3;
    assigns pool.e[t][i], meta[0 .. NR_TABLES - 1], g_pending, nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1];
    exits \false;
    ensures inv: map_inv;
    ensures cleared: pool.e[t][i] == 0;
    ensures table: meta[t] == \old(meta[t]);
    ensures below: \forall integer g; spans(meta[t].level, meta[t].base, (integer)i, g) ==>
	slot(meta[t].root, g, (integer)t, (integer)i) && !walk_valid(meta[t].root, g) &&
	walk_level(meta[t].root, g) == meta[t].level;
    ensures beside: \forall integer r, g; root_gfn(r, g) &&
	!(r == meta[t].root && spans(meta[t].level, meta[t].base, (integer)i, g)) ==>
	tr_eq{Pre,Post}(r, g) && walk_level(r, g) == \old(walk_level(r, g));
    ensures dynamic: DYN_BASE <= \old(next_table(pool.e[t][i])) < HOST_L3_BASE ==> nr_free == \old(nr_free) + 1;
    ensures reserved: !(DYN_BASE <= \old(next_table(pool.e[t][i])) < HOST_L3_BASE) ==> nr_free == \old(nr_free);
*/
/* Unlinks the table below entry i of table t with all its leaves; a dynamic table is free again. */
void table_unlink(u32 t, u32 i);

/*@ requires inv: map_inv;
    requires place: t < NR_TABLES && i < ENTRIES && meta[t].level != 0 && pool.e[t][i] == 0;
    requires leaf: is_leaf(meta[t].level, d) && (meta[t].level == 1 ==> meta[t].root == OWNER_HOST &&
	L_s2_entry_pfn(d) % SPAN_BLOCK1 == 0) && (meta[t].level == 2 ==> L_s2_entry_pfn(d) % SPAN_BLOCK2 == 0);
    requires permitted: \forall integer g; slot(meta[t].root, g, (integer)t, (integer)i) ==>
	permitted(meta[t].root, L_s2_entry_pfn(d) + g - starts(meta[t].level, meta[t].base, i), g,
		rights_of(L_s2_entry_lo(d), L_s2_entry_hi(d)));
    assigns pool.e[t][i], g_pending;
    exits \false;
    ensures inv: map_inv;
    ensures beside: beside_kept{Pre,Post}((integer)t, (integer)i);
    ensures made: \forall integer g; slot(meta[t].root, g, (integer)t, (integer)i) ==> tr_is(meta[t].root, g,
	L_s2_entry_pfn(d) + g - starts(meta[t].level, meta[t].base, i), L_s2_entry_lo(d), L_s2_entry_hi(d));
    ensures slots: \forall integer r, g; slot(r, g, (integer)t, (integer)i) <==> \old(slot(r, g, (integer)t, (integer)i));
    ensures level: \forall integer r, g; root_gfn(r, g) ==> walk_level(r, g) == \old(walk_level(r, g));
*/
/* Makes entry i of table t, which is invalid, the leaf d. */
void leaf_set(u32 t, u32 i, u64 d);

/*@ requires inv: map_inv;
    requires place: t < NR_TABLES && i < ENTRIES && meta[t].level != 0 && is_leaf(meta[t].level, pool.e[t][i]);
    assigns pool.e[t][i], g_pending;
    exits \false;
    ensures inv: map_inv;
    ensures cleared: pool.e[t][i] == 0;
    ensures beside: beside_kept{Pre,Post}((integer)t, (integer)i);
    ensures broken: \forall integer r, g; slot(r, g, (integer)t, (integer)i) ==> !walk_valid(r, g);
    ensures slots: \forall integer r, g; slot(r, g, (integer)t, (integer)i) <==> \old(slot(r, g, (integer)t, (integer)i));
    ensures level: \forall integer r, g; root_gfn(r, g) ==> walk_level(r, g) == \old(walk_level(r, g));
*/
/* Breaks the leaf at entry i of table t and invalidates what was cached of its root. */
void leaf_clear(u32 t, u32 i);

/*@ requires inv: map_inv;
    requires ram: RAM_PFN <= g < RAM_PFN + ram_frames;
    assigns pool, meta[0 .. NR_TABLES - 1], g_pending;
    exits \false;
    ensures inv: map_inv;
    ensures translations: tr_same{Pre,Post};
    ensures levels: level_same{Pre,Post};
    ensures table: \result < NR_TABLES && meta[\result].level == 2 && meta[\result].root == OWNER_HOST &&
	meta[\result].base == ((integer)g / SPAN_BLOCK1) * SPAN_BLOCK1;
*/
/* The host's level-2 table for RAM frame g; splits a 1 GiB block. Never lacks a table. */
u32 host_table2(u32 g);

/*@ requires inv: map_inv;
    requires ram: RAM_PFN <= g < RAM_PFN + ram_frames;
    assigns pool, meta[0 .. NR_TABLES - 1], g_pending;
    exits \false;
    ensures inv: map_inv;
    ensures translations: tr_same{Pre,Post};
    ensures levels: level_same{Pre,Post};
    ensures table: \result < NR_TABLES && meta[\result].level == 3 && meta[\result].root == OWNER_HOST;
    ensures end: slot((integer)OWNER_HOST, (integer)g, (integer)\result, (integer)g % 512);
*/
/* The host's level-3 table for RAM frame g; splits blocks. Never lacks a table. */
u32 host_table3(u32 g);

/*@
// The linked tables of partitions are those of before, and those on the way of frame g of root r down to level lv.
predicate tables_grown{L1,L2}(integer r, integer g, integer lv) =
	(\forall integer s, h; root_gfn(s, h) && s != OWNER_HOST && !(s == r && h / SPAN_BLOCK1 == g / SPAN_BLOCK1) ==>
		\at(walk_level(s, h),L2) == \at(walk_level(s, h),L1)) &&
	(\forall integer h; root_gfn(r, h) && h / SPAN_BLOCK1 == g / SPAN_BLOCK1 && h / SPAN_BLOCK2 != g / SPAN_BLOCK2 ==>
		\at(walk_level(r, h),L2) == (\at(walk_level(r, h),L1) == 1 ? 2 : \at(walk_level(r, h),L1))) &&
	(\forall integer h; root_gfn(r, h) && h / SPAN_BLOCK2 == g / SPAN_BLOCK2 ==>
		\at(walk_level(r, h),L2) == (\at(walk_level(r, h),L1) < lv ? lv : \at(walk_level(r, h),L1)));
*/

/*@ requires inv: map_inv;
    requires root: PART_FIRST <= r < NR_ROOTS && g < GFN_MAX;
    requires empty: !walk_valid((integer)r, (integer)g);
    requires enough: nr_free >= (walk_level((integer)r, (integer)g) == 1 ? 1 : 0);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, g_pending;
    exits \false;
    ensures inv: map_inv;
    ensures translations: tr_same{Pre,Post};
    ensures levels: tables_grown{Pre,Post}(r, g, 2);
    ensures taken: nr_free == \old(nr_free) - (\old(walk_level((integer)r, (integer)g)) == 1 ? 1 : 0);
    ensures table: \result < NR_TABLES && meta[\result].level == 2 && meta[\result].root == r &&
	meta[\result].base == ((integer)g / SPAN_BLOCK1) * SPAN_BLOCK1;
*/
/* A partition's level-2 table for frame g, which is not mapped; links a free table if it lacks. */
u32 partition_table2(u32 r, u32 g);

/*@ requires inv: map_inv;
    requires root: PART_FIRST <= r < NR_ROOTS && g < GFN_MAX;
    requires empty: !walk_valid((integer)r, (integer)g);
    requires enough: nr_free >= 3 - walk_level((integer)r, (integer)g);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, g_pending;
    exits \false;
    ensures inv: map_inv;
    ensures translations: tr_same{Pre,Post};
    ensures levels: tables_grown{Pre,Post}(r, g, 3);
    ensures taken: nr_free == \old(nr_free) - (3 - \old(walk_level((integer)r, (integer)g)));
    ensures table: \result < NR_TABLES && meta[\result].level == 3 && meta[\result].root == r;
    ensures end: slot((integer)r, (integer)g, (integer)\result, (integer)g % 512);
*/
/* A partition's level-3 table for frame g, which is not mapped; links free tables if they lack. */
u32 partition_table3(u32 r, u32 g);
#endif
