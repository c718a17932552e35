/* SPDX-License-Identifier: Apache-2.0 */
/* Call table_return: an empty table of an ended partition goes back to the free ones. */
#include "calls.h"

/*@
// Whether a table is linked shows in the level at which the walk of any frame below it ends.
lemma tab2_level{L}: \forall integer r, g; 0 <= g < GFN_MAX ==> (A_tab2(r, index2(g)) == 1 <==> walk_level(r, g) != 1);
lemma tab3_level{L}: \forall integer r, g; 0 <= g < GFN_MAX ==> (A_tab3(r, index3(g)) == 1 <==> walk_level(r, g) == 3);
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
*/
/* The table that links the partition's table of this level on the way of frame gfn. */
static u32 linking_table(u32 part, u32 gfn, u32 level)
{
	u32 t = ROOT_TABLES * part * NR_LEVELS + gfn / SPAN_ROOT;

	//@ assert root: meta[t].level == 1 && meta[t].root == part * NR_LEVELS && meta[t].base == (gfn / SPAN_ROOT) * SPAN_ROOT;
	if (level == 2) {
		return t;
	}
	return s2_entry_pfn(pool.e[t][(gfn / SPAN_BLOCK1) % ENTRIES]) - POOL_PFN;
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
	return c;
}

/*@ requires inv: sys_inv;
    requires root: PART_FIRST <= part < NR_OWNERS && gfn < GFN_MAX && (level == 2 || level == 3);
    requires table: c < NR_TABLES && meta[c].level == level && meta[c].root == part * NR_LEVELS &&
	meta[c].base == table_first(gfn, level);
    assigns \nothing;
    exits \false;
    ensures bool: \result == 0 || \result == 1;
    ensures unmapped: \result == 1 ==> table_return_needs_mapped{Here}(part, gfn, level);
    ensures absent: \result == 1 ==> table_return_needs_mapped_2{Here}(part, gfn, level);
    ensures used: \result == 0 ==> !table_return_needs_mapped{Here}(part, gfn, level) ||
	!table_return_needs_mapped_2{Here}(part, gfn, level);
    ensures empty: \result == 1 ==> \forall integer k; 0 <= k < ENTRIES ==> pool.e[c][k] == 0;
*/
/* Whether table c, which is the partition's table of this level for frame gfn, is empty. */
static u32 table_empty(u32 c, u32 part, u32 gfn, u32 level)
{
	u32 k = first_used_entry(c);

	if (k == ENTRIES) {
		//@ assert ends: \forall integer g; meta[c].base <= g < meta[c].base + table_span(level) ==> slot((integer)part * NR_LEVELS, g, (integer)c, entry_index(level, g));
		//@ assert invalid: \forall integer g; meta[c].base <= g < meta[c].base + table_span(level) ==> !walk_valid((integer)part * NR_LEVELS, g);
		return 1;
	}
	//@ assert kind: pool.e[c][k] % 4 == 3 || pool.e[c][k] % 4 == 1;
	//@ assert leaf: is_leaf(level, pool.e[c][k]) ==> slot((integer)part * NR_LEVELS, starts(level, meta[c].base, (integer)k), (integer)c, (integer)k);
	//@ assert link: !is_leaf(level, pool.e[c][k]) ==> level == 2 && slot((integer)part * NR_LEVELS, starts(level, meta[c].base, (integer)k), next_table(pool.e[c][k]), 0);
	return 0;
}

/*@ requires inv: sys_inv;
    assigns \nothing;
    exits \false;
    ensures refusal: table_return_refusal{Here}(\result, part, gfn, level);
    ensures linked: \result == CORDON_E_SUCCESS ==>
	walk_level((integer)part * NR_LEVELS, (integer)gfn) >= level;
*/
/* Which requirement of the call fails first, if any. */
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
	u32 lv = level == 2 ? 2 : 3;

	if (life[p] != LIFE_DEAD) {
		return CORDON_E_STATE;
	}
	u32 end = walk_end(p * NR_LEVELS, place);

	if (meta[end].level < lv) {
		return CORDON_E_ABSENT;
	}
	if (table_empty(linked_table(p, place, lv), p, place, lv) == 0) {
		return CORDON_E_MAPPED;
	}
	return CORDON_E_SUCCESS;
}

/*@ requires inv: sys_inv;
    requires root: PART_FIRST <= part < NR_OWNERS && gfn < GFN_MAX && (level == 2 || level == 3);
    requires linked: walk_level((integer)part * NR_LEVELS, (integer)gfn) >= level;
    requires unmapped: table_return_needs_mapped{Here}(part, gfn, level);
    requires absent: table_return_needs_mapped_2{Here}(part, gfn, level);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures step: table_return_step{Pre,Post}(CORDON_E_SUCCESS, part, gfn, level);
*/
/* Unlinks the partition's table of this level on the way of frame gfn, which is empty. */
static void table_return_unlink(u32 part, u32 gfn, u32 level)
{
	u32 t = linking_table(part, gfn, level);
	u32 i = walk_entry_index(level - 1, gfn);
	u32 c = s2_entry_pfn(pool.e[t][i]) - POOL_PFN;

	//@ assert child: meta[c].level == level && meta[c].parent == t && meta[c].index == i && meta[c].root == part * NR_LEVELS;
	//@ assert place: DYN_BASE <= c < HOST_L3_BASE;
	//@ assert base: meta[c].base == meta[t].base + i * table_span(level) && meta[c].base == table_first(gfn, level);
	//@ assert leaves: \forall integer k; 0 <= k < ENTRIES && is_leaf(level, pool.e[c][k]) ==> slot((integer)part * NR_LEVELS, starts(level, meta[c].base, k), (integer)c, k);
	//@ assert no_leaf: \forall integer k; 0 <= k < ENTRIES ==> !is_leaf(level, pool.e[c][k]);
	//@ assert links: \forall integer k; 0 <= k < ENTRIES && is_table(level, pool.e[c][k]) ==> level == 2 && slot((integer)part * NR_LEVELS, starts(level, meta[c].base, k), next_table(pool.e[c][k]), 0);
	//@ assert deep: \forall integer k; 0 <= k < ENTRIES && is_table(level, pool.e[c][k]) ==> level == 2 && walk_level((integer)part * NR_LEVELS, starts(level, meta[c].base, k)) == 3;
	//@ assert no_table: \forall integer k; 0 <= k < ENTRIES ==> !is_table(level, pool.e[c][k]);
	//@ assert empty: \forall integer k; 0 <= k < ENTRIES ==> pool.e[c][k] == 0;
	//@ assert ends: \forall integer g; meta[c].base <= g < meta[c].base + table_span(level) ==> slot((integer)part * NR_LEVELS, g, (integer)c, entry_index(level, g));
	//@ assert before: \forall integer g; meta[c].base <= g < meta[c].base + table_span(level) ==> walk_level((integer)part * NR_LEVELS, g) == level && !walk_valid((integer)part * NR_LEVELS, g);
	table_unlink(t, i);
	//@ assert after: \forall integer g; table_first(gfn, level) <= g < table_first(gfn, level) + table_span(level) ==> walk_level((integer)part * NR_LEVELS, g) == level - 1 && !walk_valid((integer)part * NR_LEVELS, g);
	//@ assert beside: \forall integer r, g; root_gfn(r, g) && !(r == part * NR_LEVELS && table_first(gfn, level) <= g < table_first(gfn, level) + table_span(level)) ==> tr_eq{Pre,Here}(r, g) && walk_level(r, g) == \at(walk_level(r, g),Pre);
	//@ assert map: same_map{Pre,Here};
	//@ assert rights: same_rights{Pre,Here};
	//@ assert order: same_order{Pre,Here};
	//@ assert tab2: table_return_tab2_step{Pre,Here}(part, gfn, level);
	//@ assert tab3: table_return_tab3_step{Pre,Here}(part, gfn, level);
	//@ assert nfree: table_return_nfree_step{Pre,Here}(part, gfn, level);
}

s32 hvc_table_return(u64 part, u64 gfn, u64 level)
{
	s32 refused = table_return_check(part, gfn, level);

	if (refused != CORDON_E_SUCCESS) {
		return refused;
	}
	u32 p = edge_clamp(part, NR_OWNERS);
	u32 place = edge_clamp(gfn, GFN_MAX);

	table_return_unlink(p, place, level == 2 ? 2 : 3);
	return CORDON_E_SUCCESS;
}
