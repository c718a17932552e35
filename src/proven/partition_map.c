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

void partition_map_page(u32 root, u32 pfn, u32 gfn)
{
	u32 t = partition_table3(root, gfn);
	u32 i = gfn % ENTRIES;

	//@ ghost L: ;
	//@ assert only: \forall integer r, g; slot(r, g, (integer)t, (integer)i) <==> r == root && g == gfn;
	//@ assert entry: pool.e[t][i] == walk_entry((integer)root, (integer)gfn) && walk_level((integer)root, (integer)gfn) == 3;
	//@ assert slot: slot((integer)root, (integer)gfn, (integer)t, (integer)i);
	//@ assert zero: pool.e[t][i] == 0;
	leaf_set(t, i, ram_leaf(pfn, S2_TYPE_PAGE, RAM_RWX));
	//@ assert grown: tables_grown{Pre,Here}((integer)root, (integer)gfn, 3);
	//@ assert here: slot((integer)root, (integer)gfn, (integer)t, (integer)i);
	//@ assert mapped: tr_is((integer)root, (integer)gfn, (integer)pfn, L_s2_entry_lo(pool.e[t][i]), L_s2_entry_hi(pool.e[t][i])) && walk_level((integer)root, (integer)gfn) == 3;
	//@ assert rights: rights_of(walk_lo((integer)root, (integer)gfn), walk_hi((integer)root, (integer)gfn)) == RAM_RWX;
	//@ assert others: tr_same_but{L,Here}((integer)root, (integer)gfn, 1);
	//@ assert ordinary: ordinary_same{Pre,L} && ordinary_same{L,Here};
	//@ assert lent: lent_apart{Pre,Here};
	//@ assert counted: lent_inv(0, 0, 0, 0);
}

void partition_map_block(u32 root, u32 pfn, u32 gfn)
{
	u32 t = partition_table2(root, gfn);
	u32 i = (gfn / SPAN_BLOCK2) % ENTRIES;

	//@ ghost L: ;
	//@ assert start: meta[t].base + i * SPAN_BLOCK2 == gfn;
	//@ assert level: walk_level((integer)root, (integer)gfn) == 2;
	//@ assert entry: pool.e[t][i] == walk_entry((integer)root, (integer)gfn);
	//@ assert slot: slot((integer)root, (integer)gfn, (integer)t, (integer)i);
	//@ assert zero: pool.e[t][i] == 0;
	//@ assert only: \forall integer r, g; slot(r, g, (integer)t, (integer)i) <==> r == root && gfn <= g < gfn + SPAN_BLOCK2;
	leaf_set(t, i, ram_leaf(pfn, S2_TYPE_BLOCK, RAM_RWX));
	//@ assert grown: tables_grown{Pre,Here}((integer)root, (integer)gfn, 2);
	//@ assert here: \forall integer g; gfn <= g < gfn + SPAN_BLOCK2 ==> slot((integer)root, g, (integer)t, (integer)i);
	//@ assert first: starts(meta[t].level, meta[t].base, (integer)i) == gfn;
	//@ assert tree: tree_inv && entry_inv;
	//@ assert place: meta[t].root == root && meta[t].level == 2 && pool.e[t][i] % 4 == S2_TYPE_BLOCK;
	//@ assert level2: \forall integer g; slot((integer)root, g, (integer)t, (integer)i) ==> walk_level((integer)root, g) == 2 && walk_entry((integer)root, g) == pool.e[t][i];
	//@ assert valid: \forall integer g; gfn <= g < gfn + SPAN_BLOCK2 ==> walk_valid((integer)root, g);
	//@ assert rights: \forall integer g; slot((integer)root, g, (integer)t, (integer)i) ==> rights_of(walk_lo((integer)root, g), walk_hi((integer)root, g)) == RAM_RWX;
	//@ assert output: \forall integer g; gfn <= g < gfn + SPAN_BLOCK2 ==> walk_pfn((integer)root, g) == pfn + (g - gfn);
	//@ assert others: tr_same_but{L,Here}((integer)root, (integer)gfn, SPAN_BLOCK2);
	//@ assert ordinary: ordinary_same{Pre,L} && ordinary_same{L,Here};
	//@ assert lent: lent_apart{Pre,Here};
	//@ assert counted: lent_inv(0, 0, 0, 0);
}
