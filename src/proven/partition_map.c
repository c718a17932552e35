/* SPDX-License-Identifier: Apache-2.0 */
/* New leaves of a partition: whether there is room for one, and making it. */
#include "partition_map.h"

u32 block_places(u64 pfn, u64 gfn)
{
	u64 end = (u64)RAM_PFN + ram_frames;

	if (pfn % SPAN_BLOCK2 != 0 || gfn % SPAN_BLOCK2 != 0 || pfn < RAM_PFN || pfn >= end ||
	    gfn >= GFN_MAX) {
		return 0;
	}
	return pfn + SPAN_BLOCK2 <= end && gfn + SPAN_BLOCK2 <= GFN_MAX;
}

u32 leaf_places(u64 pfn, u64 gfn, u64 order)
{
	if (order == ORDER_PAGE) {
		return pfn >= RAM_PFN && pfn < (u64)RAM_PFN + ram_frames && gfn < GFN_MAX;
	}
	return order == ORDER_BLOCK2 ? block_places(pfn, gfn) : 0;
}

s32 partition_room(u32 root, u32 gfn, u32 order)
{
	u32 t = walk_end(root, gfn);
	u32 level = meta[t].level;
	u32 i = walk_entry_index(level, gfn);
	u32 wanted = order == ORDER_BLOCK2 ? 2 : 3;

	//@ assert here: pool.e[t][i] == walk_entry((integer)root, (integer)gfn) && level == walk_level((integer)root, (integer)gfn);
	//@ assert slot: slot((integer)root, (integer)gfn, (integer)t, (integer)i);
	//@ assert zero: pool.e[t][i] == 0 <==> !walk_valid((integer)root, (integer)gfn);
	//@ assert index2: A_tab2((integer)root, index2(gfn)) == (level != 1 ? 1 : 0);
	//@ assert index3: A_tab3((integer)root, index3(gfn)) == (level == 3 ? 1 : 0);
	//@ assert shared: level <= 2 ==> \forall integer g; gfn / SPAN_BLOCK2 == g / SPAN_BLOCK2 && 0 <= g ==> (walk_valid((integer)root, g) <==> walk_valid((integer)root, (integer)gfn));
	//@ assert within: order == ORDER_BLOCK2 ==> \forall integer g; gfn <= g < gfn + 512 ==> gfn / SPAN_BLOCK2 == g / SPAN_BLOCK2;
	//@ assert value: A_map((integer)root, (integer)gfn) == -1 <==> !walk_valid((integer)root, (integer)gfn);
	if (pool.e[t][i] != 0 || (order == ORDER_BLOCK2 && level == 3)) {
		//@ assert taken: !unmapped(A_map((integer)root, (integer)gfn)) || (order == ORDER_BLOCK2 && !table_absent(A_tab3((integer)root, index3(gfn))));
		//@ assert first: gfn < gfn + order_span(order);
		return CORDON_E_MAPPED;
	}
	//@ assert all: \forall integer g; gfn <= g < gfn + order_span(order) ==> unmapped(A_map((integer)root, g));
	//@ assert clear: order == ORDER_BLOCK2 ==> table_absent(A_tab3((integer)root, index3(gfn)));
	if (level < wanted && nr_free < wanted - level) {
		return CORDON_E_TABLES;
	}
	return CORDON_E_SUCCESS;
}

/*@ requires inv: map_inv;
    requires root: PART_FIRST <= root < NR_ROOTS;
    requires place: (n == SPAN_PAGE || n == SPAN_BLOCK2) && gfn + n <= GFN_MAX && gfn % n == 0;
    requires room: leaf_room((integer)root, (integer)gfn, (integer)n);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, g_pending;
    exits \false;
    ensures inv: map_inv;
    ensures translations: tr_same{Pre,Post};
    ensures levels: tables_grown{Pre,Post}(root, gfn, leaf_level(n));
    ensures taken: nr_free == \old(nr_free - (leaf_level(n) - walk_level((integer)root, (integer)gfn)));
    ensures table: \result < NR_TABLES && meta[\result].level == leaf_level(n) && meta[\result].root == root;
    ensures start: starts(leaf_level(n), meta[\result].base, entry_index(leaf_level(n), (integer)gfn)) == gfn;
    ensures slots: \forall integer r, g; slot(r, g, (integer)\result, entry_index(leaf_level(n), (integer)gfn)) <==>
	r == root && gfn <= g < gfn + n;
    ensures empty: pool.e[\result][entry_index(leaf_level(n), (integer)gfn)] == 0;
*/
/* The table for a leaf of n frames; links free tables if they lack. */
static u32 leaf_table(u32 root, u32 gfn, u32 n)
{
	if (n == SPAN_PAGE) {
		u32 t = partition_table3(root, gfn);

		//@ assert slot3: slot((integer)root, (integer)gfn, (integer)t, (integer)gfn % 512);
		//@ assert only3: \forall integer r, g; slot(r, g, (integer)t, (integer)gfn % 512) <==> r == root && g == gfn;
		//@ assert entry3: pool.e[t][(integer)gfn % 512] == walk_entry((integer)root, (integer)gfn);
		return t;
	}
	u32 t = partition_table2(root, gfn);

	//@ ghost u32 i = (gfn / SPAN_BLOCK2) % ENTRIES;
	//@ assert start2: meta[t].base + i * SPAN_BLOCK2 == gfn;
	//@ assert level2: walk_level((integer)root, (integer)gfn) == 2;
	//@ assert entry2: pool.e[t][i] == walk_entry((integer)root, (integer)gfn);
	//@ assert slot2: slot((integer)root, (integer)gfn, (integer)t, (integer)i);
	//@ assert zero2: pool.e[t][i] == 0;
	//@ assert only2: \forall integer r, g; slot(r, g, (integer)t, (integer)i) <==> r == root && gfn <= g < gfn + SPAN_BLOCK2;
	return t;
}

void partition_map(u32 root, u32 pfn, u32 gfn, u32 n, u64 rights)
{
	u32 t = leaf_table(root, gfn, n);
	u32 i = walk_entry_index(meta[t].level, gfn);

	//@ ghost L: ;
	//@ assert index: i == entry_index(leaf_level((integer)n), (integer)gfn);
	//@ assert slots: \forall integer r, g; slot(r, g, (integer)t, (integer)i) <==> r == root && gfn <= g < gfn + n;
	//@ assert start: starts(meta[t].level, meta[t].base, (integer)i) == gfn;
	//@ assert allowed: \forall integer g; gfn <= g < gfn + n ==> permitted((integer)root, (integer)pfn + (g - gfn), g, (integer)rights);
	//@ assert levels: \forall integer g; slot((integer)root, g, (integer)t, (integer)i) ==> walk_level((integer)root, g) == leaf_level((integer)n);
	leaf_set(t, i, ram_leaf(pfn, n == SPAN_PAGE ? S2_TYPE_PAGE : S2_TYPE_BLOCK, rights));
	//@ assert grown: tables_grown{Pre,Here}((integer)root, (integer)gfn, leaf_level((integer)n));
	//@ assert here: \forall integer g; gfn <= g < gfn + n ==> slot((integer)root, g, (integer)t, (integer)i) && root_gfn((integer)root, g);
	//@ assert valid: \forall integer g; slot((integer)root, g, (integer)t, (integer)i) ==> walk_valid((integer)root, g);
	//@ assert rights: \forall integer g; slot((integer)root, g, (integer)t, (integer)i) ==> rights_of(walk_lo((integer)root, g), walk_hi((integer)root, g)) == rights;
	//@ assert output: \forall integer g; slot((integer)root, g, (integer)t, (integer)i) ==> walk_pfn((integer)root, g) == pfn + (g - gfn);
	//@ assert ends: \forall integer g; gfn <= g < gfn + n ==> walk_level((integer)root, g) == leaf_level((integer)n);
	//@ assert beside: tr_same_but{L,Here}((integer)root, (integer)gfn, (integer)n);
	//@ assert others: tr_same_but{Pre,Here}((integer)root, (integer)gfn, (integer)n);
}

void partition_map_own(u32 root, u32 pfn, u32 gfn, u32 n)
{
	//@ assert permitted: \forall integer g; gfn <= g < gfn + n ==> permitted((integer)root, (integer)pfn + (g - gfn), g, RAM_RWX);
	partition_map(root, pfn, gfn, n, RAM_RWX);
	//@ assert others: tr_same_but{Pre,Here}((integer)root, (integer)gfn, (integer)n);
	//@ assert ordinary: ordinary_same{Pre,Here};
	//@ assert lent: lent_apart{Pre,Here};
	//@ assert counted: lent_inv(0, 0, 0, 0);
}
