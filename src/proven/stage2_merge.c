/* SPDX-License-Identifier: Apache-2.0 */
/* Merging: a host table that translates like one block gives way to that block. */
#include "tracker.h"

/*@
// Entry e of a level-lv table is the k-th part of block d.
predicate is_part(integer lv, integer e, integer d, integer k) = is_leaf(lv, e) &&
	L_s2_entry_lo(e) == L_s2_entry_lo(d) && L_s2_entry_hi(e) == L_s2_entry_hi(d) &&
	L_s2_entry_pfn(e) == L_s2_entry_pfn(d) + (lv == 3 ? k : k * SPAN_BLOCK2);
predicate uniform{L}(integer t, integer d) = \forall integer k; 0 <= k < ENTRIES ==>
	is_part(meta[t].level, pool.e[t][k], d, k);
*/

/*@ requires inv: map_inv;
    requires table: t < NR_TABLES && 2 <= meta[t].level <= 3;
    requires block: L_s2_entry_pfn(d) < GFN_MAX;
    assigns \nothing;
    exits \false;
    ensures uniform: \result == 1 ==> uniform((integer)t, d);
    ensures bool: \result == 0 || \result == 1;
*/
/* Whether table t translates like block d. The last entry first: boot fills tables upward. */
static u32 table_uniform(u32 t, u64 d)
{
	u64 hi = s2_entry_hi(d);
	u64 lo = s2_entry_lo(d);
	u64 pfn = s2_entry_pfn(d);
	u64 type = meta[t].level == 3 ? S2_TYPE_PAGE : S2_TYPE_BLOCK;
	u64 span = meta[t].level == 3 ? SPAN_PAGE : SPAN_BLOCK2;

	/*@ loop invariant range: 0 <= k <= ENTRIES;
	    loop invariant parts: \forall integer j; k <= j < ENTRIES ==>
		is_part(meta[t].level, pool.e[t][j], d, j);
	    loop assigns k;
	    loop variant k;
	*/
	for (u32 k = ENTRIES; k > 0; k--) {
		u64 part = s2_entry_make(hi, pfn + (k - 1) * span, lo, type);

		if (pool.e[t][k - 1] != part) {
			return 0;
		}
	}
	return 1;
}

/*@ requires inv: map_inv;
    requires table: t < NR_TABLES && 2 <= meta[t].level <= 3 && meta[t].root == OWNER_HOST;
    requires ram: RAM_PFN <= meta[t].base < RAM_PFN + FRAMES_MAX;
    requires block: d % 4 == S2_TYPE_BLOCK && L_s2_entry_pfn(d) == meta[t].base;
    requires uniform: uniform((integer)t, d);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], g_pending;
    exits \false;
    ensures inv: map_inv;
    ensures translations: tr_same{Pre,Post};
    ensures levels: level_same{Pre,Post};
    ensures tables: nr_free == \old(nr_free);
    ensures parent: meta[\old(meta[t].parent)] == \old(meta[meta[t].parent]);
*/
/* Puts block d, which translates the same, into the place of table t. */
static void table_replace(u32 t, u64 d)
{
	u32 p = meta[t].parent;
	u32 i = meta[t].index;

	//@ assert parent: 1 <= meta[p].level <= 2 && meta[p].level == meta[t].level - 1 && meta[p].root == OWNER_HOST && pool.e[p][i] % 4 == 3 && next_table(pool.e[p][i]) == t;
	//@ assert reserved: !(DYN_BASE <= t < HOST_L3_BASE);
	//@ assert start: meta[t].base == starts(meta[p].level, meta[p].base, (integer)i);
	//@ assert aligned: meta[t].base % (meta[t].level == 3 ? SPAN_BLOCK2 : SPAN_BLOCK1) == 0;
	//@ assert ends: \forall integer g; spans(meta[p].level, meta[p].base, (integer)i, g) ==> slot(OWNER_HOST, g, (integer)t, entry_index(meta[t].level, g));
	//@ assert each: \forall integer g; spans(meta[p].level, meta[p].base, (integer)i, g) ==> is_part(meta[t].level, pool.e[t][entry_index(meta[t].level, g)], d, entry_index(meta[t].level, g)) && slot_pfn((integer)t, entry_index(meta[t].level, g), g) == g;
	//@ assert allowed: \forall integer g; spans(meta[p].level, meta[p].base, (integer)i, g) ==> permitted(OWNER_HOST, g, g, rights_of(L_s2_entry_lo(d), L_s2_entry_hi(d)));
	//@ assert walks: \forall integer g; spans(meta[p].level, meta[p].base, (integer)i, g) ==> tr_is(OWNER_HOST, g, g, L_s2_entry_lo(d), L_s2_entry_hi(d));
	//@ assert leaves: \forall integer k; 0 <= k < ENTRIES ==> meta[p].level == 2 || pool.e[t][k] % 4 != 3;
	table_unlink(p, i);
	//@ assert only: \forall integer r, g; slot(r, g, (integer)p, (integer)i) <==> r == OWNER_HOST && spans(meta[p].level, meta[p].base, (integer)i, g);
	//@ ghost L: ;
	leaf_set(p, i, d);
	//@ assert made: \forall integer g; spans(meta[p].level, meta[p].base, (integer)i, g) ==> tr_is(OWNER_HOST, g, g, L_s2_entry_lo(d), L_s2_entry_hi(d));
	//@ assert within: \forall integer g; spans(meta[p].level, meta[p].base, (integer)i, g) ==> tr_eq{Pre,Here}(OWNER_HOST, g);
	//@ assert beside: \forall integer r, g; root_gfn(r, g) && !(r == OWNER_HOST && spans(meta[p].level, meta[p].base, (integer)i, g)) ==> tr_eq{Pre,L}(r, g) && tr_eq{L,Here}(r, g);
}

/*@ requires inv: map_inv;
    requires table: t < NR_TABLES && 2 <= meta[t].level <= 3 && meta[t].root == OWNER_HOST;
    requires ram: RAM_PFN <= meta[t].base < RAM_PFN + FRAMES_MAX;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], g_pending;
    exits \false;
    ensures inv: map_inv;
    ensures translations: tr_same{Pre,Post};
    ensures levels: level_same{Pre,Post};
    ensures tables: nr_free == \old(nr_free);
    ensures parent: meta[\old(meta[t].parent)] == \old(meta[meta[t].parent]);
*/
/* Merges table t of the host's RAM if it is uniform. Returns whether it was. */
static u32 table_merge(u32 t)
{
	u64 d = ram_leaf(meta[t].base, S2_TYPE_BLOCK, RAM_RWX);

	if (table_uniform(t, d) == 0) {
		return 0;
	}
	table_replace(t, d);
	return 1;
}

void host_merge(u32 pfn)
{
	u32 t = walk_end(ROOT_HOST, pfn);
	u32 parent = meta[t].parent;

	//@ assert ram: meta[t].level >= 2 ==> RAM_PFN <= meta[t].base < RAM_PFN + FRAMES_MAX;
	if (meta[t].level == 3) {
		//@ assert parent: parent < NR_TABLES && meta[parent].level == 2 && meta[parent].root == OWNER_HOST && RAM_PFN <= meta[parent].base < RAM_PFN + FRAMES_MAX;
		if (table_merge(t) == 1) {
			table_merge(parent);
		}
	} else if (meta[t].level == 2) {
		table_merge(t);
	}
}
