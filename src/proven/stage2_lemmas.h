/* SPDX-License-Identifier: Apache-2.0 */
/* The stepping stones from the invariant per slot to statements about walks; proved in lemmas.c. */
#ifndef PROVEN_STAGE2_LEMMAS_H
#define PROVEN_STAGE2_LEMMAS_H
#include "stage2_inv.h"
/*@
lemma digits1: \forall integer g, a, b; 0 <= a <= 1 && 0 <= b < 512 &&
	a * SPAN_ROOT + b * SPAN_BLOCK1 <= g < a * SPAN_ROOT + b * SPAN_BLOCK1 + SPAN_BLOCK1 ==>
	g / SPAN_ROOT == a && (g / SPAN_BLOCK1) % 512 == b && g % SPAN_BLOCK1 == g - (a * SPAN_ROOT + b * SPAN_BLOCK1);
lemma digits2: \forall integer g, a, b, c; 0 <= a <= 1 && 0 <= b < 512 && 0 <= c < 512 &&
	a * SPAN_ROOT + b * SPAN_BLOCK1 + c * SPAN_BLOCK2 <= g < a * SPAN_ROOT + b * SPAN_BLOCK1 + c * SPAN_BLOCK2 + SPAN_BLOCK2 ==>
	g / SPAN_ROOT == a && (g / SPAN_BLOCK1) % 512 == b && (g / SPAN_BLOCK2) % 512 == c &&
	g % 512 == g - (a * SPAN_ROOT + b * SPAN_BLOCK1 + c * SPAN_BLOCK2);
lemma digits: \forall integer g; 0 <= g < GFN_MAX ==> 0 <= g / SPAN_ROOT <= 1 && 0 <= (g / SPAN_BLOCK1) % 512 < 512 &&
	0 <= (g / SPAN_BLOCK2) % 512 < 512 && 0 <= g % 512 < 512 &&
	g == (g / SPAN_ROOT) * SPAN_ROOT + ((g / SPAN_BLOCK1) % 512) * SPAN_BLOCK1 + ((g / SPAN_BLOCK2) % 512) * SPAN_BLOCK2 + g % 512;
lemma root_table{L}: tree_inv ==> \forall integer t; 0 <= t < NR_TABLES && meta[t].level == 1 ==>
	1 <= meta[t].root < NR_ROOTS && 0 <= t - 2 * meta[t].root <= 1 && meta[t].base == (t - 2 * meta[t].root) * SPAN_ROOT;
lemma parent2{L}: tree_inv ==> \forall integer t; 0 <= t < NR_TABLES && meta[t].level == 2 ==>
	0 <= meta[t].index < 512 && 1 <= meta[t].root < NR_ROOTS && 0 <= meta[t].parent < NR_TABLES &&
	0 <= meta[t].parent - 2 * meta[t].root <= 1 &&
	meta[t].base == (meta[t].parent - 2 * meta[t].root) * SPAN_ROOT + meta[t].index * SPAN_BLOCK1 &&
	pool.e[meta[t].parent][meta[t].index] % 4 == 3 && next_table(pool.e[meta[t].parent][meta[t].index]) == t;
lemma parent3{L}: tree_inv ==> \forall integer t; 0 <= t < NR_TABLES && meta[t].level == 3 ==>
	0 <= meta[t].index < 512 && 0 <= meta[t].parent < NR_TABLES && meta[meta[t].parent].level == 2 &&
	meta[meta[t].parent].root == meta[t].root && meta[t].base == meta[meta[t].parent].base + meta[t].index * SPAN_BLOCK2 &&
	pool.e[meta[t].parent][meta[t].index] % 4 == 3 && next_table(pool.e[meta[t].parent][meta[t].index]) == t;
lemma slot_walk1{L}: tree_inv ==> \forall integer r, g, t, i; slot(r, g, t, i) && meta[t].level == 1 ==>
	root_gfn(r, g) && t == 2 * r + g / SPAN_ROOT && i == (g / SPAN_BLOCK1) % 512 && walk_level(r, g) == 1;
lemma slot_walk2{L}: tree_inv ==> \forall integer r, g, t, i; slot(r, g, t, i) && meta[t].level == 2 ==>
	root_gfn(r, g) && meta[t].parent == 2 * r + g / SPAN_ROOT && meta[t].index == (g / SPAN_BLOCK1) % 512 &&
	i == (g / SPAN_BLOCK2) % 512 && walk1(r, g) % 4 == 3 && next_table(walk1(r, g)) == t && walk_level(r, g) == 2;
lemma slot_path3{L}: tree_inv ==> \forall integer r, g, t, i; slot(r, g, t, i) && meta[t].level == 3 ==>
	root_gfn(r, g) && meta[meta[t].parent].parent == 2 * r + g / SPAN_ROOT &&
	meta[meta[t].parent].index == (g / SPAN_BLOCK1) % 512 && meta[t].index == (g / SPAN_BLOCK2) % 512 && i == g % 512;
lemma slot_walk3{L}: tree_inv ==> \forall integer r, g, t, i; slot(r, g, t, i) && meta[t].level == 3 ==>
	walk1(r, g) % 4 == 3 && next_table(walk1(r, g)) == meta[t].parent && walk2(r, g) % 4 == 3 &&
	next_table(walk2(r, g)) == t && walk_level(r, g) == 3;
lemma slot_walk{L}: tree_inv ==> \forall integer r, g, t, i; slot(r, g, t, i) ==>
	root_gfn(r, g) && meta[t].level == walk_level(r, g) && pool.e[t][i] == walk_entry(r, g);
lemma slot_unique{L}: tree_inv ==> \forall integer r, g, t, i, t2, i2;
	slot(r, g, t, i) && slot(r, g, t2, i2) ==> t == t2 && i == i2;
lemma slot_output{L}: tree_inv && entry_inv ==> \forall integer r, g, t, i;
	slot(r, g, t, i) && is_leaf(meta[t].level, pool.e[t][i]) ==> walk_pfn(r, g) == slot_pfn(t, i, g);
logic integer walk_table{L}(integer r, integer g) = walk_level(r, g) == 1 ? 2 * r + g / SPAN_ROOT :
	walk_level(r, g) == 2 ? next_table(walk1(r, g)) : next_table(walk2(r, g));
logic integer walk_index{L}(integer r, integer g) = walk_level(r, g) == 1 ? (g / SPAN_BLOCK1) % 512 :
	walk_level(r, g) == 2 ? (g / SPAN_BLOCK2) % 512 : g % 512;
lemma root_slot{L}: tree_inv ==> \forall integer r, g; root_gfn(r, g) ==> meta[2 * r + g / SPAN_ROOT].level == 1 &&
	meta[2 * r + g / SPAN_ROOT].root == r && meta[2 * r + g / SPAN_ROOT].base == (g / SPAN_ROOT) * SPAN_ROOT;
lemma empty_entry{L}: tree_inv && entry_inv ==> \forall integer r, g, t, i; slot(r, g, t, i) ==>
	(pool.e[t][i] == 0 <==> !walk_valid(r, g));
lemma walk_slot1{L}: tree_inv ==> \forall integer r, g; root_gfn(r, g) && walk_level(r, g) == 1 ==>
	slot(r, g, walk_table(r, g), walk_index(r, g));
lemma walk_down1{L}: tree_inv ==> \forall integer r, g; root_gfn(r, g) && walk1(r, g) % 4 == 3 ==>
	0 <= next_table(walk1(r, g)) < NR_TABLES && meta[next_table(walk1(r, g))].level == 2 &&
	meta[next_table(walk1(r, g))].root == r &&
	meta[next_table(walk1(r, g))].base == (g / SPAN_ROOT) * SPAN_ROOT + ((g / SPAN_BLOCK1) % 512) * SPAN_BLOCK1;
lemma walk_slot2{L}: tree_inv ==> \forall integer r, g; root_gfn(r, g) && walk_level(r, g) == 2 ==>
	slot(r, g, walk_table(r, g), walk_index(r, g));
lemma walk_down2{L}: tree_inv ==> \forall integer r, g; root_gfn(r, g) && walk1(r, g) % 4 == 3 && walk2(r, g) % 4 == 3 ==>
	0 <= next_table(walk2(r, g)) < NR_TABLES && meta[next_table(walk2(r, g))].level == 3 &&
	meta[next_table(walk2(r, g))].root == r && meta[next_table(walk2(r, g))].base + g % 512 == g;
lemma walk_slot3{L}: tree_inv ==> \forall integer r, g; root_gfn(r, g) && walk_level(r, g) == 3 ==>
	slot(r, g, walk_table(r, g), walk_index(r, g));
lemma walk_slot{L}: tree_inv ==> \forall integer r, g; root_gfn(r, g) ==>
	slot(r, g, walk_table(r, g), walk_index(r, g));
lemma same_gib: \forall integer g, h; 0 <= g < GFN_MAX && 0 <= h < GFN_MAX && h / SPAN_BLOCK1 == g / SPAN_BLOCK1 ==>
	h / SPAN_ROOT == g / SPAN_ROOT && (h / SPAN_BLOCK1) % 512 == (g / SPAN_BLOCK1) % 512;
lemma same_block2: \forall integer g, h; 0 <= g < GFN_MAX && 0 <= h < GFN_MAX && h / SPAN_BLOCK2 == g / SPAN_BLOCK2 ==>
	h / SPAN_BLOCK1 == g / SPAN_BLOCK1 && (h / SPAN_BLOCK2) % 512 == (g / SPAN_BLOCK2) % 512;
lemma table2_walk{L}: tree_inv ==> \forall integer t, g; 0 <= t < NR_TABLES && meta[t].level == 2 && 0 <= g < GFN_MAX &&
	meta[t].base == (g / SPAN_BLOCK1) * SPAN_BLOCK1 ==>
	walk1(meta[t].root, g) % 4 == 3 && next_table(walk1(meta[t].root, g)) == t;
lemma table3_walk{L}: tree_inv ==> \forall integer t, g; 0 <= t < NR_TABLES && meta[t].level == 3 && 0 <= g < GFN_MAX &&
	meta[t].base == (g / SPAN_BLOCK2) * SPAN_BLOCK2 ==>
	walk1(meta[t].root, g) % 4 == 3 && walk2(meta[t].root, g) % 4 == 3 && next_table(walk2(meta[t].root, g)) == t;
lemma slot_translation{L1,L2}: tree_inv{L1} && entry_inv{L1} && tree_inv{L2} && entry_inv{L2} ==>
	\forall integer r, g, t1, i1, t2, i2;
	\at(slot(r, g, t1, i1),L1) && \at(slot(r, g, t2, i2),L2) && slot_eq{L1,L2}(g, t1, i1, t2, i2) ==> tr_eq{L1,L2}(r, g);
lemma same_walks{L1,L2}: tree_inv{L1} && entry_inv{L1} && tree_inv{L2} && entry_inv{L2} && slots_same{L1,L2} ==> tr_same{L1,L2};
lemma same_walks_but{L1,L2}: tree_inv{L1} && entry_inv{L1} && tree_inv{L2} && entry_inv{L2} ==>
	\forall integer r0, g0, n; slots_same_but{L1,L2}(r0, g0, n) ==> tr_same_but{L1,L2}(r0, g0, n);
lemma leaf_isolation{L}: tree_inv && entry_inv && leaf_inv ==> isolation;
*/
#endif
