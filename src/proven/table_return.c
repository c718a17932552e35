/* SPDX-License-Identifier: Apache-2.0 */
/* Call table_return: an empty table of a partition goes back to the free ones. */
#include "calls.h"

/*@
// Whether a table is linked shows in the level at which the walk of any frame below it ends.
lemma tab2_level{L}: \forall integer r, g; 0 <= g < GFN_MAX ==> (A_tab2(r, index2(g)) == 1 <==> walk_level(r, g) != 1);
lemma tab3_level{L}: \forall integer r, g; 0 <= g < GFN_MAX ==> (A_tab3(r, index3(g)) == 1 <==> walk_level(r, g) == 3);
// The walks below an empty table end there, without a translation.
predicate empty_table{L}(integer c) = \forall integer k; 0 <= k < ENTRIES ==> pool.e[c][k] == 0;
predicate below(integer g, integer first, integer level) = first <= g < first + table_span(level);
lemma offset2: \forall integer g, a, b; 0 <= a <= 1 && 0 <= b < 512 &&
	a * SPAN_ROOT + b * SPAN_BLOCK1 <= g < a * SPAN_ROOT + b * SPAN_BLOCK1 + SPAN_BLOCK1 ==>
	0 <= g - (a * SPAN_ROOT + b * SPAN_BLOCK1 + ((g / SPAN_BLOCK2) % 512) * SPAN_BLOCK2) < SPAN_BLOCK2;
lemma empty_slot2{L}: tree_inv ==> \forall integer c, g; 0 <= c < NR_TABLES && meta[c].level == 2 && empty_table(c) &&
	below(g, meta[c].base, 2) ==> slot(meta[c].root, g, c, (g / SPAN_BLOCK2) % 512);
lemma empty_slot3{L}: tree_inv ==> \forall integer c, g; 0 <= c < NR_TABLES && meta[c].level == 3 &&
	below(g, meta[c].base, 3) ==> slot(meta[c].root, g, c, g % 512);
lemma empty_slot{L}: tree_inv ==> \forall integer c, g; 0 <= c < NR_TABLES && 2 <= meta[c].level <= 3 && empty_table(c) &&
	below(g, meta[c].base, meta[c].level) ==> slot(meta[c].root, g, c, entry_index(meta[c].level, g));
lemma empty_walk{L}: tree_inv ==> \forall integer c, g; 0 <= c < NR_TABLES && 2 <= meta[c].level <= 3 && empty_table(c) &&
	below(g, meta[c].base, meta[c].level) ==> walk_level(meta[c].root, g) == meta[c].level && walk_entry(meta[c].root, g) == 0;
// Equal translations are equal abstract maps.
lemma same_translation{L1,L2}: \forall integer r, g; tr_eq{L1,L2}(r, g) ==>
	A_map{L2}(r, g) == A_map{L1}(r, g) && A_rights{L2}(r, g) == A_rights{L1}(r, g);
lemma same_translations{L1,L2}: tr_same{L1,L2} ==> same_map{L1,L2} && same_rights{L1,L2};
predicate leaf_levels{L1,L2} = \forall integer r, g; root_gfn(r, g) && \at(walk_valid(r, g),L1) ==>
	\at(walk_level(r, g),L1) == \at(walk_level(r, g),L2);
lemma same_leaf{L1,L2}: \forall integer r, g; tr_eq{L1,L2}(r, g) && (\at(walk_valid(r, g),L1) ==>
	\at(walk_level(r, g),L1) == \at(walk_level(r, g),L2)) ==> A_order{L2}(r, g) == A_order{L1}(r, g);
lemma same_leaves{L1,L2}: tr_same{L1,L2} && leaf_levels{L1,L2} ==> same_order{L1,L2};
*/

/*@ requires table: t < NR_TABLES;
    assigns \nothing;
    exits \false;
    ensures empty: \result == ENTRIES ==> \forall integer k; 0 <= k < ENTRIES ==> pool.e[t][k] == 0;
    ensures found: \result < ENTRIES ==> pool.e[t][\result] != 0;
    ensures range: \result <= ENTRIES;
*/
/* The first entry of table t that is not empty, or ENTRIES. */
static u32 first_used_entry(u32 t)
{
	u32 k;

	/*@ loop invariant range: 0 <= k <= ENTRIES;
	    loop invariant empty: \forall integer j; 0 <= j < k ==> pool.e[t][j] == 0;
	    loop assigns k;
	    loop variant ENTRIES - k;
	*/
	for (k = 0; k < ENTRIES; k++) {
		if (pool.e[t][k] != 0) {
			break;
		}
	}
	return k;
}

/*@ requires inv: sys_inv;
    requires root: PART_FIRST <= part < NR_OWNERS && gfn < GFN_MAX && (level == 2 || level == 3);
    requires linked: walk_level((integer)part * NR_LEVELS, (integer)gfn) >= level;
    assigns \nothing;
    exits \false;
    ensures table: \result < NR_TABLES && meta[\result].level == level - 1 && meta[\result].root == part * NR_LEVELS;
    ensures spans: spans(level - 1, meta[\result].base, entry_index(level - 1, (integer)gfn), (integer)gfn);
    ensures link: pool.e[\result][entry_index(level - 1, (integer)gfn)] % 4 == 3;
    ensures base: meta[\result].base == (gfn / SPAN_ROOT) * SPAN_ROOT +
	(level == 3 ? ((gfn / SPAN_BLOCK1) % 512) * SPAN_BLOCK1 : 0);
*/
/* The table that links the partition's table of this level on the way of frame gfn. */
static u32 linking_table(u32 part, u32 gfn, u32 level)
{
	u32 t = ROOT_TABLES * part * NR_LEVELS + gfn / SPAN_ROOT;

	//@ assert root: meta[t].level == 1 && meta[t].root == part * NR_LEVELS && meta[t].base == (gfn / SPAN_ROOT) * SPAN_ROOT;
	//@ assert digits: gfn == (gfn / SPAN_ROOT) * SPAN_ROOT + ((gfn / SPAN_BLOCK1) % 512) * SPAN_BLOCK1 + ((gfn / SPAN_BLOCK2) % 512) * SPAN_BLOCK2 + gfn % 512;
	//@ assert link2: walk1((integer)part * NR_LEVELS, (integer)gfn) % 4 == 3 && pool.e[t][entry_index(1, (integer)gfn)] == walk1((integer)part * NR_LEVELS, (integer)gfn);
	if (level == 2) {
		//@ assert spans2: spans(1, meta[t].base, entry_index(1, (integer)gfn), (integer)gfn);
		return t;
	}
	u32 c = s2_entry_pfn(pool.e[t][(gfn / SPAN_BLOCK1) % ENTRIES]) - POOL_PFN;

	//@ assert base: meta[c].level == 2 && meta[c].base == (gfn / SPAN_ROOT) * SPAN_ROOT + ((gfn / SPAN_BLOCK1) % 512) * SPAN_BLOCK1;
	//@ assert link3: walk2((integer)part * NR_LEVELS, (integer)gfn) % 4 == 3 && pool.e[c][entry_index(2, (integer)gfn)] == walk2((integer)part * NR_LEVELS, (integer)gfn);
	//@ assert spans3: spans(2, meta[c].base, entry_index(2, (integer)gfn), (integer)gfn);
	return c;
}

/*@ requires inv: sys_inv;
    requires root: PART_FIRST <= part < NR_OWNERS && gfn < GFN_MAX && (level == 2 || level == 3);
    requires linked: walk_level((integer)part * NR_LEVELS, (integer)gfn) >= level;
    assigns \nothing;
    exits \false;
    ensures table: \result < NR_TABLES && meta[\result].level == level && meta[\result].root == part * NR_LEVELS;
    ensures first: meta[\result].base == table_first(gfn, level);
*/
/* The partition's table of this level on the way of frame gfn. */
static u32 linked_table(u32 part, u32 gfn, u32 level)
{
	u32 t = linking_table(part, gfn, level);
	u32 i = walk_entry_index(level - 1, gfn);
	u32 c = s2_entry_pfn(pool.e[t][i]) - POOL_PFN;

	//@ assert child: meta[c].level == level && meta[c].parent == t && meta[c].index == i && meta[c].root == part * NR_LEVELS;
	//@ assert base: meta[c].base == meta[t].base + i * (level == 2 ? SPAN_BLOCK1 : SPAN_BLOCK2);
	//@ assert base2: level == 2 ==> meta[c].base == (gfn / SPAN_ROOT) * SPAN_ROOT + ((gfn / SPAN_BLOCK1) % 512) * SPAN_BLOCK1;
	//@ assert first2: level == 2 ==> meta[c].base == gfn - gfn % SPAN_BLOCK1;
	//@ assert base3: level == 3 ==> meta[c].base == (gfn / SPAN_ROOT) * SPAN_ROOT + ((gfn / SPAN_BLOCK1) % 512) * SPAN_BLOCK1 + ((gfn / SPAN_BLOCK2) % 512) * SPAN_BLOCK2;
	//@ assert first3: level == 3 ==> meta[c].base == gfn - gfn % SPAN_BLOCK2;
	return c;
}

/*@ requires inv: sys_inv;
    requires root: PART_FIRST <= part < NR_OWNERS && gfn < GFN_MAX && (level == 2 || level == 3);
    requires linked: walk_level((integer)part * NR_LEVELS, (integer)gfn) >= level;
    assigns \nothing;
    exits \false;
    ensures table: \result != 0 ==> \result < NR_TABLES && meta[\result].level == level &&
	meta[\result].root == part * NR_LEVELS && meta[\result].base == table_first(gfn, level);
    ensures empty: \result != 0 ==> empty_table((integer)\result);
    ensures walks: \result != 0 ==> \forall integer g; below(g, table_first(gfn, level), level) ==>
	walk_level((integer)part * NR_LEVELS, g) == level && walk_entry((integer)part * NR_LEVELS, g) == 0;
    ensures unmapped: \result != 0 ==> table_return_needs_mapped{Here}(part, gfn, level);
    ensures absent: \result != 0 ==> table_return_needs_mapped_2{Here}(part, gfn, level);
    ensures used: \result == 0 ==> !table_return_needs_mapped{Here}(part, gfn, level) ||
	!table_return_needs_mapped_2{Here}(part, gfn, level);
*/
/* The partition's table of this level on the way of frame gfn if it is empty, else 0. */
static u32 empty_linked_table(u32 part, u32 gfn, u32 level)
{
	u32 c = linked_table(part, gfn, level);
	u32 k = first_used_entry(c);

	if (k == ENTRIES) {
		//@ assert empty: empty_table((integer)c);
		//@ assert walks: \forall integer g; below(g, table_first(gfn, level), level) ==> walk_level((integer)part * NR_LEVELS, g) == level && walk_entry((integer)part * NR_LEVELS, g) == 0;
		return c;
	}
	//@ assert kind: pool.e[c][k] % 4 == 3 || pool.e[c][k] % 4 == 1;
	//@ assert leaf: is_leaf(level, pool.e[c][k]) ==> slot((integer)part * NR_LEVELS, starts(level, meta[c].base, (integer)k), (integer)c, (integer)k);
	//@ assert link: !is_leaf(level, pool.e[c][k]) ==> level == 2 && slot((integer)part * NR_LEVELS, starts(level, meta[c].base, (integer)k), next_table(pool.e[c][k]), 0);
	//@ assert mapped: is_leaf(level, pool.e[c][k]) ==> below(starts(level, meta[c].base, (integer)k), table_first(gfn, level), level) && A_map((integer)part * NR_LEVELS, starts(level, meta[c].base, (integer)k)) != -1;
	//@ assert deep: !is_leaf(level, pool.e[c][k]) ==> walk_level((integer)part * NR_LEVELS, starts(2, meta[c].base, (integer)k)) == 3 && index3(starts(2, meta[c].base, (integer)k)) == index2(gfn) * ENTRIES + k;
	//@ assert tab: !is_leaf(level, pool.e[c][k]) ==> level == 2 && A_tab3((integer)part * NR_LEVELS, index3(starts(2, meta[c].base, (integer)k))) == 1;
	//@ assert no_map: is_leaf(level, pool.e[c][k]) ==> !table_return_needs_mapped{Here}(part, gfn, level);
	//@ assert no_tab: !is_leaf(level, pool.e[c][k]) ==> !table_return_needs_mapped_2{Here}(part, gfn, level);
	//@ assert used: !table_return_needs_mapped{Here}(part, gfn, level) || !table_return_needs_mapped_2{Here}(part, gfn, level);
	return 0;
}

/*@ requires inv: sys_inv;
    assigns \nothing;
    exits \false;
    ensures refusal: \result != CORDON_E_SUCCESS ==> table_return_refusal{Here}(\result, part, gfn, level);
    ensures passed: \result == CORDON_E_SUCCESS ==> table_return_needs_partition{Here}(part, gfn, level) &&
	table_return_needs_address{Here}(part, gfn, level) && table_return_needs_absent{Here}(part, gfn, level);
    ensures linked: \result == CORDON_E_SUCCESS ==>
	walk_level((integer)part * NR_LEVELS, (integer)gfn) >= level;
*/
/* Which requirement of the call, but that the table is empty, fails first. */
static s32 table_return_check(u64 part, u64 gfn, u64 level)
{
	if (part < PART_FIRST || part >= NR_OWNERS) {
		return CORDON_E_PARTITION;
	}
	if (gfn >= GFN_MAX || (level != 2 && level != 3)) {
		return CORDON_E_ADDRESS;
	}
	u32 p = edge_clamp(part, NR_OWNERS);
	u32 place = edge_clamp(gfn, GFN_MAX);

	if (meta[walk_end(p * NR_LEVELS, place)].level < level) {
		return CORDON_E_ABSENT;
	}
	return CORDON_E_SUCCESS;
}

/*@ requires inv: sys_inv;
    requires root: PART_FIRST <= part < NR_OWNERS && gfn < GFN_MAX && (level == 2 || level == 3);
    requires linked: walk_level((integer)part * NR_LEVELS, (integer)gfn) >= level;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures result: \result == CORDON_E_SUCCESS || \result == CORDON_E_MAPPED;
    ensures unmapped: \result == CORDON_E_SUCCESS ==> table_return_needs_mapped{Pre}(part, gfn, level) &&
	table_return_needs_mapped_2{Pre}(part, gfn, level);
    ensures used: \result == CORDON_E_MAPPED ==> !table_return_needs_mapped{Pre}(part, gfn, level) ||
	!table_return_needs_mapped_2{Pre}(part, gfn, level);
    ensures step: table_return_step{Pre,Post}(\result, part, gfn, level);
*/
/* Unlinks the partition's table of this level on the way of frame gfn if it is empty. */
static s32 table_return_unlink(u32 part, u32 gfn, u32 level)
{
	u32 c = empty_linked_table(part, gfn, level);

	if (c == 0) {
		return CORDON_E_MAPPED;
	}
	u32 t = meta[c].parent;
	u32 i = meta[c].index;

	//@ assert parent: meta[t].level == level - 1 && meta[t].root == part * NR_LEVELS && next_table(pool.e[t][i]) == c;
	//@ assert parts: tree_inv && entry_inv;
	//@ assert place: DYN_BASE <= c < HOST_L3_BASE;
	//@ assert first: meta[c].base == table_first(gfn, level) && meta[c].level == level && (level == 2 || level == 3);
	//@ assert start: meta[c].base == meta[t].base + i * table_span(level);
	//@ assert base: \forall integer g; below(g, table_first(gfn, level), level) <==> spans(meta[t].level, meta[t].base, (integer)i, g);
	//@ assert before: \forall integer g; below(g, table_first(gfn, level), level) ==> walk_level((integer)part * NR_LEVELS, g) == level && walk_entry((integer)part * NR_LEVELS, g) == 0;
	table_unlink(t, i);
	//@ assert after: \forall integer g; below(g, table_first(gfn, level), level) ==> walk_level((integer)part * NR_LEVELS, g) == level - 1 && !walk_valid((integer)part * NR_LEVELS, g);
	//@ assert beside: \forall integer r, g; root_gfn(r, g) && !(r == part * NR_LEVELS && below(g, table_first(gfn, level), level)) ==> tr_eq{Pre,Here}(r, g) && walk_level(r, g) == \at(walk_level(r, g),Pre);
	//@ assert same: tr_same{Pre,Here};
	//@ assert ordinary: ordinary_same{Pre,Here};
	//@ assert lent: lent_apart{Pre,Here};
	//@ assert counted: lent_inv(0, 0, 0, 0);
	//@ assert map: same_map{Pre,Here} && same_rights{Pre,Here};
	//@ assert levels: leaf_levels{Pre,Here};
	//@ assert order: same_order{Pre,Here};
	//@ assert tab2: table_return_tab2_step{Pre,Here}(part, gfn, level);
	//@ assert tab3: table_return_tab3_step{Pre,Here}(part, gfn, level);
	//@ assert nfree: table_return_nfree_step{Pre,Here}(part, gfn, level);
	return CORDON_E_SUCCESS;
}

s32 hvc_table_return(u64 part, u64 gfn, u64 level)
{
	s32 refused = table_return_check(part, gfn, level);

	if (refused != CORDON_E_SUCCESS) {
		return refused;
	}
	u32 p = edge_clamp(part, NR_OWNERS);
	u32 place = edge_clamp(gfn, GFN_MAX);

	return table_return_unlink(p, place, level == 2 ? 2 : 3);
}
