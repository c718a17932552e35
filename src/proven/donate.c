/* SPDX-License-Identifier: Apache-2.0 */
/* Call donate: the host gives a page or a 2 MiB block to a partition. */
#include "calls.h"

/*@ requires inv: sys_inv;
    requires range: ram_range(pfn, n);
    assigns \nothing;
    exits \false;
    ensures all: \result == 1 <==> \forall integer q; pfn <= q < pfn + n ==>
	host_frame(A_owner(q), A_state(q), A_lent(q));
    ensures none: \result == 0 || \result == 1;
*/
/* Whether the host has these frames for itself alone. */
static u32 all_host_frames(u32 pfn, u32 n)
{
	u32 first = pfn - RAM_PFN;

	/*@ loop invariant range: 0 <= k <= n;
	    loop invariant all: \forall integer q; pfn <= q < pfn + k ==>
		host_frame(A_owner(q), A_state(q), A_lent(q));
	    loop assigns k;
	    loop variant n - k;
	*/
	for (u32 k = 0; k < n; k++) {
		if (frames[first + k].owner != OWNER_HOST ||
		    frames[first + k].state != FRAME_OWNED || frames[first + k].lent != 0) {
			//@ assert not: !host_frame(A_owner((integer)pfn + k), A_state((integer)pfn + k), A_lent((integer)pfn + k));
			return 0;
		}
	}
	return 1;
}

/*@ requires ram: ram_frames <= FRAMES_MAX;
    assigns \nothing;
    exits \false;
    ensures range: \result == 1 <==> donate_range(pfn, gfn, order, A_ram_end);
    ensures bool: \result == 0 || \result == 1;
*/
/* Whether order, alignment and both ranges are as the call needs them. */
static u32 donate_places(u64 pfn, u64 gfn, u64 order)
{
	u64 end = (u64)RAM_PFN + ram_frames;

	if (order != ORDER_PAGE && order != ORDER_BLOCK2) {
		return 0;
	}
	u64 n = order == ORDER_BLOCK2 ? SPAN_BLOCK2 : SPAN_PAGE;

	//@ assert span: n == order_span(order);
	if (pfn % n != 0 || gfn % n != 0 || pfn < RAM_PFN || pfn >= end || gfn >= GFN_MAX) {
		return 0;
	}
	return pfn + n <= end && gfn + n <= GFN_MAX;
}

/*@ requires inv: sys_inv;
    requires root: PART_FIRST <= root < NR_ROOTS && (order == ORDER_PAGE || order == ORDER_BLOCK2);
    requires place: gfn + order_span(order) <= GFN_MAX && gfn % order_span(order) == 0;
    assigns \nothing;
    exits \false;
    ensures mapped: (\forall integer g; gfn <= g < gfn + order_span(order) ==> unmapped(A_map(root, g))) &&
	block_clear(order, A_tab3(root, index3(gfn))) <==> \result != CORDON_E_MAPPED;
    ensures tables: \result != CORDON_E_MAPPED ==> (\result == CORDON_E_SUCCESS <==> tables_enough(
	tables_needed(order, A_tab2(root, index2(gfn)), A_tab3(root, index3(gfn))), A_nfree));
    ensures codes: \result == CORDON_E_SUCCESS || \result == CORDON_E_MAPPED || \result == CORDON_E_TABLES;
*/
/* Whether the leaf's place is empty and there are tables for it. */
static s32 donate_room(u32 root, u32 gfn, u32 order)
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
		//@ assert taken: !unmapped(A_map((integer)root, (integer)gfn)) || !block_clear(order, A_tab3((integer)root, index3(gfn)));
		//@ assert first: gfn < gfn + order_span(order);
		return CORDON_E_MAPPED;
	}
	//@ assert all: \forall integer g; gfn <= g < gfn + order_span(order) ==> unmapped(A_map((integer)root, g));
	//@ assert clear: block_clear(order, A_tab3((integer)root, index3(gfn)));
	if (level < wanted && nr_free < wanted - level) {
		return CORDON_E_TABLES;
	}
	return CORDON_E_SUCCESS;
}

/*@ requires inv: sys_inv;
    assigns \nothing;
    exits \false;
    ensures refusal: donate_refusal{Here}(\result, part, pfn, gfn, order);
*/
/* Which requirement of the call fails first, if any. */
static s32 donate_check(u64 part, u64 pfn, u64 gfn, u64 order)
{
	if (part < PART_FIRST || part >= NR_OWNERS) {
		//@ assert partition: !donate_needs_partition{Here}(part, pfn, gfn, order);
		return CORDON_E_PARTITION;
	}
	if (donate_places(pfn, gfn, order) == 0) {
		//@ assert address: !donate_needs_address{Here}(part, pfn, gfn, order);
		return CORDON_E_ADDRESS;
	}
	u32 p = edge_clamp(part, NR_OWNERS);
	u32 frame = edge_clamp(pfn, (u64)RAM_PFN + ram_frames);
	u32 place = edge_clamp(gfn, GFN_MAX);
	u32 size = order == ORDER_BLOCK2 ? ORDER_BLOCK2 : ORDER_PAGE;

	//@ assert same: p == part && frame == pfn && place == gfn && size == order;
	if (life[p] != LIFE_LIVE) {
		//@ assert state: !donate_needs_state{Here}(part, pfn, gfn, order);
		return CORDON_E_STATE;
	}
	if (all_host_frames(frame, size == ORDER_BLOCK2 ? SPAN_BLOCK2 : SPAN_PAGE) == 0) {
		//@ assert owner: !donate_needs_owner{Here}(part, pfn, gfn, order);
		return CORDON_E_OWNER;
	}
	//@ assert before: donate_needs_partition{Here}(part, pfn, gfn, order) && donate_needs_address{Here}(part, pfn, gfn, order) && donate_needs_state{Here}(part, pfn, gfn, order) && donate_needs_owner{Here}(part, pfn, gfn, order);
	s32 res = donate_room(p * NR_LEVELS, place, size);

	//@ assert mapped: donate_needs_mapped{Here}(part, pfn, gfn, order) && donate_needs_mapped_2{Here}(part, pfn, gfn, order) <==> res != CORDON_E_MAPPED;
	//@ assert tables: res != CORDON_E_MAPPED ==> (res == CORDON_E_SUCCESS <==> donate_needs_tables{Here}(part, pfn, gfn, order));
	return res;
}

/*@ requires inv: sys_inv;
    requires range: ram_range(pfn, n) && gfn + n <= GFN_MAX;
    requires part: part_valid(part) && life[part] == LIFE_LIVE;
    requires host: \forall integer q; pfn <= q < pfn + n ==> host_frame(A_owner(q), A_state(q), A_lent(q));
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], g_pending, g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures gone: \forall integer g; pfn <= g < pfn + n ==> !walk_valid(OWNER_HOST, g);
    ensures others: tr_same_but{Pre,Post}(OWNER_HOST, pfn, n);
    ensures levels: level_same{Pre,Post};
    ensures tables: nr_free == \old(nr_free);
    ensures owned: \forall integer q; pfn <= q < pfn + n ==> A_owner(q) == part && A_state(q) == FRAME_OWNED &&
	A_lent(q) == 0 && A_gfn(q) == gfn + (q - pfn);
    ensures frames: tracker_same_but{Pre,Post}(pfn, n);
*/
/* The frames leave the host and belong to the partition, mapped nowhere yet. */
static void donate_transfer(u32 part, u32 pfn, u32 gfn, u32 n)
{
	//@ assert host: \forall integer q; pfn <= q < pfn + n ==> A_owner(q) == OWNER_HOST && A_state(q) == FRAME_OWNED;
	host_unmap(pfn, n);
	//@ assert gone: unmapped_frames((integer)pfn, (integer)n);
	edge_clean_frames(pfn, n);
	//@ assert inv: sys_inv;
	frames_set(pfn, n, part, FRAME_OWNED, gfn);
}

/*@ requires inv: sys_inv;
    requires root: PART_FIRST <= root < NR_ROOTS && root % NR_LEVELS == 0;
    requires range: ram_range(pfn, 1) && gfn + 1 <= GFN_MAX;
    requires owned: \forall integer q; pfn <= q < pfn + 1 ==> A_owner(q) == root / NR_LEVELS && A_state(q) == FRAME_OWNED &&
	A_lent(q) == 0 && A_gfn(q) == gfn + (q - pfn);
    requires empty: !walk_valid((integer)root, (integer)gfn);
    requires tables: nr_free >= 3 - walk_level((integer)root, (integer)gfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures mapped: \forall integer g; gfn <= g < gfn + 1 ==> walk_valid((integer)root, g) &&
	walk_pfn((integer)root, g) == pfn + (g - gfn) && walk_level((integer)root, g) == 3 &&
	rights_of(walk_lo((integer)root, g), walk_hi((integer)root, g)) == RAM_RWX;
    ensures others: tr_same_but{Pre,Post}(root, gfn, 1);
    ensures levels: tables_grown{Pre,Post}(root, gfn, 3);
    ensures taken: nr_free == \old(nr_free) - (3 - \old(walk_level((integer)root, (integer)gfn)));
*/
/* Maps a page that the partition owns already. */
static void donate_page(u32 root, u32 pfn, u32 gfn)
{
	u32 t = partition_table3(root, gfn);
	u32 i = gfn % ENTRIES;

	//@ ghost L: ;
	//@ assert only: \forall integer r, g; slot(r, g, (integer)t, (integer)i) <==> r == root && g == gfn;
	//@ assert entry: pool.e[t][i] == walk_entry((integer)root, (integer)gfn) && walk_level((integer)root, (integer)gfn) == 3;
	//@ assert slot: slot((integer)root, (integer)gfn, (integer)t, (integer)i);
	//@ assert zero: pool.e[t][i] == 0;
	leaf_set(t, i, ram_leaf(pfn, S2_TYPE_PAGE, RAM_RWX));
	//@ assert here: slot((integer)root, (integer)gfn, (integer)t, (integer)i);
	//@ assert others: tr_same_but{L,Here}((integer)root, (integer)gfn, 1);
}

/*@ requires inv: sys_inv;
    requires root: PART_FIRST <= root < NR_ROOTS && root % NR_LEVELS == 0;
    requires range: ram_range(pfn, SPAN_BLOCK2) && gfn + SPAN_BLOCK2 <= GFN_MAX && gfn % SPAN_BLOCK2 == 0 && pfn % SPAN_BLOCK2 == 0;
    requires owned: \forall integer q; pfn <= q < pfn + SPAN_BLOCK2 ==> A_owner(q) == root / NR_LEVELS && A_state(q) == FRAME_OWNED &&
	A_lent(q) == 0 && A_gfn(q) == gfn + (q - pfn);
    requires empty: !walk_valid((integer)root, (integer)gfn) && walk_level((integer)root, (integer)gfn) != 3;
    requires tables: nr_free >= 2 - walk_level((integer)root, (integer)gfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures mapped: \forall integer g; gfn <= g < gfn + SPAN_BLOCK2 ==> walk_valid((integer)root, g) &&
	walk_pfn((integer)root, g) == pfn + (g - gfn) && walk_level((integer)root, g) == 2 &&
	rights_of(walk_lo((integer)root, g), walk_hi((integer)root, g)) == RAM_RWX;
    ensures others: tr_same_but{Pre,Post}(root, gfn, SPAN_BLOCK2);
    ensures levels: tables_grown{Pre,Post}(root, gfn, 2);
    ensures taken: nr_free == \old(nr_free) - (2 - \old(walk_level((integer)root, (integer)gfn)));
*/
/* Maps an aligned 2 MiB that the partition owns already. */
static void donate_block(u32 root, u32 pfn, u32 gfn)
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
	//@ assert here: \forall integer g; gfn <= g < gfn + SPAN_BLOCK2 ==> slot((integer)root, g, (integer)t, (integer)i);
	//@ assert first: starts(meta[t].level, meta[t].base, (integer)i) == gfn;
	//@ assert tree: tree_inv && entry_inv;
	//@ assert place: meta[t].root == root && meta[t].level == 2 && pool.e[t][i] % 4 == S2_TYPE_BLOCK;
	//@ assert level2: \forall integer g; slot((integer)root, g, (integer)t, (integer)i) ==> walk_level((integer)root, g) == 2 && walk_entry((integer)root, g) == pool.e[t][i];
	//@ assert valid: \forall integer g; gfn <= g < gfn + SPAN_BLOCK2 ==> walk_valid((integer)root, g);
	//@ assert rights: \forall integer g; slot((integer)root, g, (integer)t, (integer)i) ==> rights_of(walk_lo((integer)root, g), walk_hi((integer)root, g)) == RAM_RWX;
	//@ assert output: \forall integer g; gfn <= g < gfn + SPAN_BLOCK2 ==> walk_pfn((integer)root, g) == pfn + (g - gfn);
	//@ assert others: tr_same_but{L,Here}((integer)root, (integer)gfn, SPAN_BLOCK2);
}

/*@ requires inv: sys_inv;
    requires root: PART_FIRST <= root < NR_ROOTS && root % NR_LEVELS == 0 && life[root / NR_LEVELS] == LIFE_LIVE;
    requires range: ram_range(pfn, n) && gfn + n <= GFN_MAX && gfn % n == 0;
    requires host: \forall integer q; pfn <= q < pfn + n ==> host_frame(A_owner(q), A_state(q), A_lent(q));
    requires empty: \forall integer g; gfn <= g < gfn + n ==> !walk_valid((integer)root, g);
    requires clear: n == SPAN_PAGE || walk_level((integer)root, (integer)gfn) != 3;
    requires tables: nr_free >= (n == SPAN_PAGE ? 3 : 2) - walk_level((integer)root, (integer)gfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], g_pending, g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures owned: \forall integer q; pfn <= q < pfn + n ==> A_owner(q) == root / NR_LEVELS &&
	A_state(q) == FRAME_OWNED && A_lent(q) == 0 && A_gfn(q) == gfn + (q - pfn);
    ensures frames: tracker_same_but{Pre,Post}(pfn, n);
    ensures gone: \forall integer g; pfn <= g < pfn + n ==> !walk_valid(OWNER_HOST, g);
    ensures mapped: \forall integer g; gfn <= g < gfn + n ==> walk_valid((integer)root, g) &&
	walk_pfn((integer)root, g) == pfn + (g - gfn) && walk_level((integer)root, g) == (n == SPAN_PAGE ? 3 : 2) &&
	rights_of(walk_lo((integer)root, g), walk_hi((integer)root, g)) == RAM_RWX;
    ensures beside: \forall integer r, g; root_gfn(r, g) && !(r == OWNER_HOST && pfn <= g < pfn + n) &&
	!(r == root && gfn <= g < gfn + n) ==> tr_eq{Pre,Post}(r, g);
    ensures levels: tables_grown{Pre,Post}(root, gfn, n == SPAN_PAGE ? 3 : 2);
    ensures taken: nr_free == \old(nr_free) -
	((n == SPAN_PAGE ? 3 : 2) - \old(walk_level((integer)root, (integer)gfn)) > 0 ?
	(n == SPAN_PAGE ? 3 : 2) - \old(walk_level((integer)root, (integer)gfn)) : 0);
*/
/* Moves the frames from the host to the partition: the part of the call that cannot fail. */
static void donate_commit(u32 root, u32 pfn, u32 gfn, u32 n)
{
	donate_transfer(root / NR_LEVELS, pfn, gfn, n);
	//@ ghost T: ;
	//@ assert root: root_gfn((integer)root, (integer)gfn) && root != OWNER_HOST;
	//@ assert domain: \forall integer g; pfn <= g < pfn + n ==> root_gfn(OWNER_HOST, g);
	//@ assert left: \forall integer g; pfn <= g < pfn + n ==> !walk_valid(OWNER_HOST, g);
	//@ assert kept: \forall integer g; root_gfn((integer)root, g) ==> tr_eq{Pre,Here}((integer)root, g);
	//@ assert empty: \forall integer g; gfn <= g < gfn + n ==> !walk_valid((integer)root, g);
	//@ assert level: walk_level((integer)root, (integer)gfn) == \at(walk_level((integer)root, (integer)gfn),Pre);
	if (n == SPAN_PAGE) {
		donate_page(root, pfn, gfn);
		//@ assert host: \forall integer g; root_gfn(OWNER_HOST, g) ==> tr_eq{T,Here}(OWNER_HOST, g);
		//@ assert gone: \forall integer g; pfn <= g < pfn + n ==> !walk_valid(OWNER_HOST, g);
		//@ assert beside: \forall integer r, g; root_gfn(r, g) && !(r == OWNER_HOST && pfn <= g < pfn + n) && !(r == root && gfn <= g < gfn + n) ==> tr_eq{Pre,Here}(r, g);
		//@ assert levels: tables_grown{Pre,Here}((integer)root, (integer)gfn, 3);
	} else {
		donate_block(root, pfn, gfn);
		//@ assert host: \forall integer g; pfn <= g < pfn + n ==> tr_eq{T,Here}(OWNER_HOST, g);
		//@ assert alike: \forall integer g; pfn <= g < pfn + n ==> (walk_valid(OWNER_HOST, g) <==> \at(walk_valid(OWNER_HOST, g),T));
		//@ assert gone: \forall integer g; pfn <= g < pfn + n ==> !walk_valid(OWNER_HOST, g);
		//@ assert beside: \forall integer r, g; root_gfn(r, g) && !(r == OWNER_HOST && pfn <= g < pfn + n) && !(r == root && gfn <= g < gfn + n) ==> tr_eq{Pre,Here}(r, g);
		//@ assert levels: tables_grown{Pre,Here}((integer)root, (integer)gfn, 2);
	}
}

/*@ requires inv: sys_inv;
    requires guard: donate_guard{Here}(part, pfn, gfn, order);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], g_pending, g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures step: donate_step{Pre,Post}(CORDON_E_SUCCESS, part, pfn, gfn, order);
*/
/* The call's effect, once its requirements hold. */
static void donate_frames(u32 part, u32 pfn, u32 gfn, u32 order)
{
	u32 root = part * NR_LEVELS;
	u32 n = order == ORDER_BLOCK2 ? SPAN_BLOCK2 : SPAN_PAGE;

	//@ assert size: n == order_span(order);
	//@ assert root: root == root_of(part) && root_gfn((integer)root, (integer)gfn);
	//@ assert values: \forall integer g; gfn <= g < gfn + n ==> unmapped(A_map((integer)root, g));
	//@ assert empty: \forall integer g; gfn <= g < gfn + n ==> !walk_valid((integer)root, g);
	//@ assert level: A_tab2((integer)root, index2(gfn)) == (walk_level((integer)root, (integer)gfn) != 1 ? 1 : 0) && A_tab3((integer)root, index3(gfn)) == (walk_level((integer)root, (integer)gfn) == 3 ? 1 : 0);
	//@ assert shared: \forall integer g; root_gfn((integer)root, g) && walk_valid((integer)root, g) ==> (g / SPAN_BLOCK1 == gfn / SPAN_BLOCK1 ==> walk_level((integer)root, g) != 1) && (g / SPAN_BLOCK2 == gfn / SPAN_BLOCK2 ==> walk_level((integer)root, g) == 3);
	donate_commit(root, pfn, gfn, n);
	//@ assert part: root / NR_LEVELS == part;
	//@ assert owners: \forall integer q; in_ram_frames(q) ==> A_owner(q) == (pfn <= q < pfn + n ? part : \at(A_owner(q),Pre));
	//@ assert owner: donate_owner_step{Pre,Here}(part, pfn, gfn, order);
	//@ assert gfn: donate_gfn_step{Pre,Here}(part, pfn, gfn, order);
	//@ assert state: same_state{Pre,Here} && same_lent{Pre,Here};
	//@ assert rest: same_ram_end{Pre,Here} && same_label{Pre,Here} && same_life{Pre,Here} && same_swept{Pre,Here} && same_klog_head{Pre,Here} && same_klog{Pre,Here} && same_caller{Pre,Here};
	//@ assert kept: \forall integer r, g; root_gfn(r, g) && !(r == OWNER_HOST && pfn <= g < pfn + n) && !(r == root && gfn <= g < gfn + n) ==> A_map(r, g) == \at(A_map(r, g),Pre) && A_rights(r, g) == \at(A_rights(r, g),Pre);
	//@ assert gone: \forall integer g; pfn <= g < pfn + n ==> !walk_valid(OWNER_HOST, g);
	//@ assert lost: \forall integer g; pfn <= g < pfn + n ==> A_map(OWNER_HOST, g) == -1 && A_rights(OWNER_HOST, g) == 0;
	//@ assert got: \forall integer g; gfn <= g < gfn + n ==> A_map((integer)root, g) == pfn + (g - gfn) && A_rights((integer)root, g) == RAM_RWX && A_order((integer)root, g) == order;
	//@ assert map_is: \forall integer r, g, was; donate_map(part, pfn, gfn, order, r, g, was) == (r == OWNER_HOST && pfn <= g < pfn + n ? -1 : r == root && gfn <= g < gfn + n ? pfn + (g - gfn) : was);
	//@ assert rights_is: \forall integer r, g, was; donate_rights(part, pfn, gfn, order, r, g, was) == (r == OWNER_HOST && pfn <= g < pfn + n ? 0 : r == root && gfn <= g < gfn + n ? RAM_RWX : was);
	//@ assert maps: \forall integer r, g; root_gfn(r, g) ==> A_map(r, g) == (r == OWNER_HOST && pfn <= g < pfn + n ? -1 : r == root && gfn <= g < gfn + n ? pfn + (g - gfn) : \at(A_map(r, g),Pre));
	//@ assert map: donate_map_step{Pre,Here}(part, pfn, gfn, order);
	//@ assert rights: donate_rights_step{Pre,Here}(part, pfn, gfn, order);
	//@ assert levels: \forall integer r, g; root_gfn(r, g) && r != OWNER_HOST && walk_valid(r, g) && !(r == root && gfn <= g < gfn + n) ==> walk_level(r, g) == \at(walk_level(r, g),Pre);
	//@ assert orders: \forall integer r, g; root_gfn(r, g) && r != OWNER_HOST && !(r == root && gfn <= g < gfn + n) ==> A_order(r, g) == \at(A_order(r, g),Pre);
	//@ assert order_is: \forall integer r, g, was; donate_order(part, gfn, order, r, g, was) == (r == root && gfn <= g < gfn + n ? order : was);
	//@ assert order: donate_order_step{Pre,Here}(part, pfn, gfn, order);
	//@ assert index: index2(gfn) == gfn / SPAN_BLOCK1 && index3(gfn) == gfn / SPAN_BLOCK2;
	//@ assert gib: \forall integer r, i; PART_FIRST <= r < NR_ROOTS && 0 <= i < TAB2_MAX ==> root_gfn(r, i * SPAN_BLOCK1) && (i * SPAN_BLOCK1) / SPAN_BLOCK1 == i;
	//@ assert gib_kept: \forall integer r, i; PART_FIRST <= r < NR_ROOTS && 0 <= i < TAB2_MAX && !(r == root && i == gfn / SPAN_BLOCK1) ==> walk_level(r, i * SPAN_BLOCK1) == \at(walk_level(r, i * SPAN_BLOCK1),Pre);
	//@ assert gib_new: walk_level((integer)root, ((integer)gfn / SPAN_BLOCK1) * SPAN_BLOCK1) != 1;
	//@ assert tab2: donate_tab2_step{Pre,Here}(part, pfn, gfn, order);
	//@ assert mib: \forall integer r, i; PART_FIRST <= r < NR_ROOTS && 0 <= i < TAB3_MAX ==> root_gfn(r, i * SPAN_BLOCK2) && (i * SPAN_BLOCK2) / SPAN_BLOCK2 == i;
	//@ assert mib_far: \forall integer r, i; PART_FIRST <= r < NR_ROOTS && 0 <= i < TAB3_MAX && !(r == root && (i * SPAN_BLOCK2) / SPAN_BLOCK1 == gfn / SPAN_BLOCK1) ==> walk_level(r, i * SPAN_BLOCK2) == \at(walk_level(r, i * SPAN_BLOCK2),Pre);
	//@ assert mib_near: \forall integer r, i; r == root && 0 <= i < TAB3_MAX && (i * SPAN_BLOCK2) / SPAN_BLOCK1 == gfn / SPAN_BLOCK1 && i != gfn / SPAN_BLOCK2 ==> (walk_level(r, i * SPAN_BLOCK2) == 3 <==> \at(walk_level(r, i * SPAN_BLOCK2),Pre) == 3);
	//@ assert mib_kept: \forall integer r, i; PART_FIRST <= r < NR_ROOTS && 0 <= i < TAB3_MAX && !(r == root && i == gfn / SPAN_BLOCK2) ==> (walk_level(r, i * SPAN_BLOCK2) == 3 <==> \at(walk_level(r, i * SPAN_BLOCK2),Pre) == 3);
	//@ assert mib_page: n == SPAN_PAGE ==> \forall integer h; root_gfn((integer)root, h) && h / SPAN_BLOCK2 == gfn / SPAN_BLOCK2 ==> walk_level((integer)root, h) == 3;
	//@ assert mib_block: n == SPAN_BLOCK2 ==> ((integer)gfn / SPAN_BLOCK2) * SPAN_BLOCK2 == gfn;
	//@ assert mib_one: root_gfn((integer)root, ((integer)gfn / SPAN_BLOCK2) * SPAN_BLOCK2) && (((integer)gfn / SPAN_BLOCK2) * SPAN_BLOCK2) / SPAN_BLOCK2 == gfn / SPAN_BLOCK2;
	//@ assert mib_new: walk_level((integer)root, ((integer)gfn / SPAN_BLOCK2) * SPAN_BLOCK2) == (order == ORDER_PAGE ? 3 : 2);
	//@ assert mib_old: order == ORDER_BLOCK2 ==> A_tab3{Pre}((integer)root, index3(gfn)) == 0;
	//@ assert tab3: donate_tab3_step{Pre,Here}(part, pfn, gfn, order);
	//@ assert nfree: donate_nfree_step{Pre,Here}(part, pfn, gfn, order);
}

s32 hvc_donate(u64 part, u64 pfn, u64 gfn, u64 order)
{
	s32 refused = donate_check(part, pfn, gfn, order);

	if (refused != CORDON_E_SUCCESS) {
		return refused;
	}
	u32 p = edge_clamp(part, NR_OWNERS);
	u32 frame = edge_clamp(pfn, (u64)RAM_PFN + ram_frames);
	u32 place = edge_clamp(gfn, GFN_MAX);

	//@ assert guard: donate_guard{Here}(part, pfn, gfn, order);
	//@ assert same: p == part && frame == pfn && place == gfn;
	donate_frames(p, frame, place, order == ORDER_BLOCK2 ? ORDER_BLOCK2 : ORDER_PAGE);
	return CORDON_E_SUCCESS;
}
