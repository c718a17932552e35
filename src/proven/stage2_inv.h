/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The invariant of the table pool, stated per slot (table, index), and the two-state predicates
 * over slots and walks. stage2_lemmas.h lifts it to the walk; spec/abstraction.acsl says what for.
 */
#ifndef PROVEN_STAGE2_INV_H
#define PROVEN_STAGE2_INV_H
#include "state.h"
#include "abstraction.acsl"

/*@
// Table t, and the tables that boot reserves memory for.
predicate backed{L}(integer t) = 2 <= t < HOST_L3_BASE + ram_frames / SPAN_BLOCK2;

// Roots have their fixed places, two tables each; the host's reserved tables serve their region only, and no
// other table serves the host's RAM.
predicate level_inv{L} = ram_frames % SPAN_BLOCK2 == 0 && ram_frames <= FRAMES_MAX &&
	\forall integer t; 0 <= t < NR_TABLES ==> meta[t].level <= 3 &&
	(meta[t].level == 1 <==> 2 <= t < HOST_L2_BASE) &&
	(meta[t].level != 0 ==> backed(t) && 1 <= meta[t].root < NR_ROOTS) &&
	(meta[t].level == 1 ==> t == 2 * meta[t].root || t == 2 * meta[t].root + 1);
predicate reserve_inv{L} = \forall integer t; 0 <= t < NR_TABLES && meta[t].level != 0 ==>
	(HOST_L2_BASE <= t < DYN_BASE ==> meta[t].root == OWNER_HOST && meta[t].level == 2 &&
		meta[t].base == RAM_PFN + (t - HOST_L2_BASE) * SPAN_BLOCK1) &&
	(HOST_L3_BASE <= t ==> meta[t].root == OWNER_HOST && meta[t].level == 3 &&
		meta[t].base == RAM_PFN + (t - HOST_L3_BASE) * SPAN_BLOCK2) &&
	(DYN_BASE <= t < HOST_L3_BASE && meta[t].root == OWNER_HOST ==>
		!(RAM_PFN <= meta[t].base < RAM_PFN + FRAMES_MAX));

// Every link leads to a table that knows it, and every linked table is the target of its parent's entry.
predicate link_inv{L} = \forall integer t, i; 0 <= t < NR_TABLES && 0 <= i < ENTRIES &&
	1 <= meta[t].level <= 2 && pool.e[t][i] % 4 == 3 ==>
	0 <= next_table(pool.e[t][i]) < NR_TABLES &&
	meta[next_table(pool.e[t][i])].level == meta[t].level + 1 &&
	meta[next_table(pool.e[t][i])].parent == t && meta[next_table(pool.e[t][i])].index == i;
predicate parent_inv{L} = \forall integer t; 0 <= t < NR_TABLES && 2 <= meta[t].level <= 3 ==>
	0 <= meta[t].parent < NR_TABLES && meta[t].index < ENTRIES &&
	meta[meta[t].parent].level == meta[t].level - 1 &&
	pool.e[meta[t].parent][meta[t].index] % 4 == 3 &&
	next_table(pool.e[meta[t].parent][meta[t].index]) == t &&
	meta[t].root == meta[meta[t].parent].root;
predicate base_inv{L} = \forall integer t; 0 <= t < NR_TABLES ==>
	(meta[t].level == 1 ==> meta[t].base == (t - 2 * meta[t].root) * SPAN_ROOT) &&
	(meta[t].level == 2 ==> meta[t].base == meta[meta[t].parent].base + meta[t].index * SPAN_BLOCK1) &&
	(meta[t].level == 3 ==> meta[t].base == meta[meta[t].parent].base + meta[t].index * SPAN_BLOCK2);
predicate tree_inv{L} = level_inv && reserve_inv && link_inv && parent_inv && base_inv;

// Invalid entries are plain zero, the reserved encoding does not occur, blocks are aligned, and blocks of
// 1 GiB are the host's only.
predicate entry_inv{L} = \forall integer t, i; 0 <= t < NR_TABLES && 0 <= i < ENTRIES && meta[t].level != 0 ==>
	(pool.e[t][i] % 2 == 0 ==> pool.e[t][i] == 0) &&
	(pool.e[t][i] % 4 == 1 ==> meta[t].level != 3 &&
		(meta[t].level == 1 ==> meta[t].root == OWNER_HOST && L_s2_entry_pfn(pool.e[t][i]) % SPAN_BLOCK1 == 0) &&
		(meta[t].level == 2 ==> L_s2_entry_pfn(pool.e[t][i]) % SPAN_BLOCK2 == 0));

// Entry i of a level-lv table that starts at guest frame b spans g / starts at.
predicate spans(integer lv, integer b, integer i, integer g) =
	(lv == 3 && b + i == g) || (lv == 2 && b + i * SPAN_BLOCK2 <= g < b + i * SPAN_BLOCK2 + SPAN_BLOCK2) ||
	(lv == 1 && b + i * SPAN_BLOCK1 <= g < b + i * SPAN_BLOCK1 + SPAN_BLOCK1);
logic integer starts(integer lv, integer b, integer i) =
	lv == 3 ? b + i : lv == 2 ? b + i * SPAN_BLOCK2 : b + i * SPAN_BLOCK1;

// (t,i) is the entry at which the walk of g from root r ends.
predicate slot{L}(integer r, integer g, integer t, integer i) =
	0 <= t < NR_TABLES && 0 <= i < ENTRIES && meta[t].level != 0 && meta[t].root == r &&
	spans(meta[t].level, meta[t].base, i, g) && (meta[t].level == 3 || pool.e[t][i] % 4 != 3);
logic integer slot_pfn{L}(integer t, integer i, integer g) =
	L_s2_entry_pfn(pool.e[t][i]) + g - starts(meta[t].level, meta[t].base, i);

// Every leaf gives only what the tracker or the device list permits.
predicate leaf_inv{L} = \forall integer r, g, t, i;
	slot(r, g, t, i) && is_leaf(meta[t].level, pool.e[t][i]) ==>
	permitted(r, slot_pfn(t, i, g), g,
		rights_of(L_s2_entry_lo(pool.e[t][i]), L_s2_entry_hi(pool.e[t][i])));

// free_table is a permutation of the dynamic tables, free_pos its inverse; the first nr_free of it are unlinked.
predicate free_inv{L} = nr_free <= DYN_TABLES &&
	(\forall integer k; 0 <= k < DYN_TABLES ==> DYN_BASE <= free_table[k] < HOST_L3_BASE &&
		free_pos[free_table[k] - DYN_BASE] == k) &&
	(\forall integer t; DYN_BASE <= t < HOST_L3_BASE ==> free_pos[t - DYN_BASE] < DYN_TABLES &&
		free_table[free_pos[t - DYN_BASE]] == t) &&
	(\forall integer t; DYN_BASE <= t < HOST_L3_BASE && free_pos[t - DYN_BASE] < nr_free ==> meta[t].level == 0);

predicate map_inv{L} = tree_inv && entry_inv && leaf_inv && free_inv && g_pending == 0 && g_locked == 1;

logic integer entry_index(integer lv, integer g) =
	lv == 3 ? g % 512 : lv == 2 ? (g / SPAN_BLOCK2) % 512 : (g / SPAN_BLOCK1) % 512;
predicate root_gfn(integer r, integer g) = 1 <= r < NR_ROOTS && 0 <= g < GFN_MAX;

// The translation of (r,g) is the same in both states.
predicate tr_eq{L1,L2}(integer r, integer g) =
	(\at(walk_valid(r, g),L1) <==> \at(walk_valid(r, g),L2)) && (\at(walk_valid(r, g),L1) ==>
	\at(walk_pfn(r, g),L1) == \at(walk_pfn(r, g),L2) &&
	\at(walk_lo(r, g),L1) == \at(walk_lo(r, g),L2) && \at(walk_hi(r, g),L1) == \at(walk_hi(r, g),L2));
predicate tr_same{L1,L2} = \forall integer r, g; root_gfn(r, g) ==> tr_eq{L1,L2}(r, g);
predicate tr_same_but{L1,L2}(integer r0, integer g0, integer n) = \forall integer r, g;
	root_gfn(r, g) && !(r == r0 && g0 <= g < g0 + n) ==> tr_eq{L1,L2}(r, g);
predicate tr_is{L}(integer r, integer g, integer p, integer lo, integer hi) = walk_valid(r, g) &&
	walk_pfn(r, g) == p && walk_lo(r, g) == lo && walk_hi(r, g) == hi;
// Of partitions, the level at which the walk ends is kept too.
predicate level_same{L1,L2} = \forall integer r, g; root_gfn(r, g) && r != OWNER_HOST ==>
	\at(walk_level(r, g),L1) == \at(walk_level(r, g),L2);
predicate level_same_but{L1,L2}(integer r0, integer g0, integer n) = \forall integer r, g;
	root_gfn(r, g) && r != OWNER_HOST && !(r == r0 && g0 <= g < g0 + n) ==>
	\at(walk_level(r, g),L1) == \at(walk_level(r, g),L2);

// The same at slots.
predicate slot_eq{L1,L2}(integer g, integer t1, integer i1, integer t2, integer i2) =
	(is_leaf(\at(meta[t1].level,L1), \at(pool.e[t1][i1],L1)) <==> is_leaf(\at(meta[t2].level,L2), \at(pool.e[t2][i2],L2))) &&
	(is_leaf(\at(meta[t1].level,L1), \at(pool.e[t1][i1],L1)) ==>
	\at(slot_pfn(t1, i1, g),L1) == \at(slot_pfn(t2, i2, g),L2) &&
	L_s2_entry_lo(\at(pool.e[t1][i1],L1)) == L_s2_entry_lo(\at(pool.e[t2][i2],L2)) &&
	L_s2_entry_hi(\at(pool.e[t1][i1],L1)) == L_s2_entry_hi(\at(pool.e[t2][i2],L2)));
predicate slots_same{L1,L2} = \forall integer r, g, t1, i1, t2, i2;
	\at(slot(r, g, t1, i1),L1) && \at(slot(r, g, t2, i2),L2) ==> slot_eq{L1,L2}(g, t1, i1, t2, i2);
predicate slots_same_but{L1,L2}(integer r0, integer g0, integer n) = \forall integer r, g, t1, i1, t2, i2;
	!(r == r0 && g0 <= g < g0 + n) && \at(slot(r, g, t1, i1),L1) && \at(slot(r, g, t2, i2),L2) ==>
	slot_eq{L1,L2}(g, t1, i1, t2, i2);
*/
#endif
