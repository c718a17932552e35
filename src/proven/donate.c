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
		if (frames[first + k].owner != OWNER_HOST || frames[first + k].state != FRAME_OWNED ||
		    frames[first + k].lent != 0) {
			//@ assert not: !host_frame(A_owner((integer)pfn + k), A_state((integer)pfn + k), A_lent((integer)pfn + k));
			return 0;
		}
	}
	return 1;
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
		return CORDON_E_PARTITION;
	}
	if (order != ORDER_PAGE && order != ORDER_BLOCK2) {
		return CORDON_E_ADDRESS;
	}
	u32 n = order == ORDER_BLOCK2 ? SPAN_BLOCK2 : SPAN_PAGE;

	if (pfn % n != 0 || gfn % n != 0 || pfn < RAM_PFN || pfn >= RAM_PFN + ram_frames ||
	    gfn >= GFN_MAX || pfn + n > RAM_PFN + ram_frames || gfn + n > GFN_MAX) {
		return CORDON_E_ADDRESS;
	}
	u32 p = edge_clamp(part, NR_OWNERS);
	u32 root = p * NR_LEVELS;
	u32 frame = edge_clamp(pfn, RAM_PFN + ram_frames);
	u32 place = edge_clamp(gfn, GFN_MAX);

	if (life[p] != LIFE_LIVE) {
		return CORDON_E_STATE;
	}
	if (all_host_frames(frame, n) == 0) {
		return CORDON_E_OWNER;
	}
	u32 t = walk_end(root, place);
	u32 level = meta[t].level;
	u32 i = walk_entry_index(level, place);

	if (pool.e[t][i] != 0 || (order == ORDER_BLOCK2 && level == 3)) {
		return CORDON_E_MAPPED;
	}
	//@ assert whole: \forall integer g; gfn <= g < gfn + n ==> slot((integer)root, g, (integer)t, (integer)i);
	u32 wanted = order == ORDER_BLOCK2 ? 2 : 3;

	if (level < wanted && nr_free < wanted - level) {
		return CORDON_E_TABLES;
	}
	return CORDON_E_SUCCESS;
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
	//@ assert alone: \forall integer r, g; root_gfn(r, g) && walk_valid(r, g) && pfn <= walk_pfn(r, g) < pfn + n ==> r == OWNER_HOST && g == walk_pfn(r, g);
	edge_clean_frames(pfn, n);
	//@ assert inv: sys_inv;
	frames_set(pfn, n, part, FRAME_OWNED, gfn);
}

/*@ requires inv: sys_inv;
    requires range: ram_range(pfn, n) && gfn + n <= GFN_MAX && gfn % n == 0;
    requires part: part_valid(part);
    requires owned: \forall integer q; pfn <= q < pfn + n ==> A_owner(q) == part && A_state(q) == FRAME_OWNED &&
	A_lent(q) == 0 && A_gfn(q) == gfn + (q - pfn);
    requires empty: \forall integer g; gfn <= g < gfn + n ==> !walk_valid((integer)part * NR_LEVELS, g);
    requires clear: n == SPAN_BLOCK2 ==> walk_level((integer)part * NR_LEVELS, gfn) != 3;
    requires tables: nr_free >= (n == 1 ? 3 : 2) - walk_level((integer)part * NR_LEVELS, gfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures mapped: \forall integer g; gfn <= g < gfn + n ==> walk_valid((integer)part * NR_LEVELS, g) &&
	walk_pfn((integer)part * NR_LEVELS, g) == pfn + (g - gfn) &&
	rights_of(walk_lo((integer)part * NR_LEVELS, g), walk_hi((integer)part * NR_LEVELS, g)) == RAM_RWX;
    ensures others: tr_same_but{Pre,Post}((integer)part * NR_LEVELS, gfn, n);
    ensures levels: tables_grown{Pre,Post}((integer)part * NR_LEVELS, gfn, n == 1 ? 3 : 2);
    ensures taken: nr_free == \old(nr_free) - ((n == 1 ? 3 : 2) - \old(walk_level((integer)part * NR_LEVELS, (integer)gfn)));
*/
/* Maps frames that the partition owns already. */
static void donate_map(u32 part, u32 pfn, u32 gfn, u32 n)
{
	u32 root = part * NR_LEVELS;
	u32 t;

	if (n == 1) {
		t = partition_table3(root, gfn);
		//@ assert only: \forall integer g; slot((integer)root, g, (integer)t, (integer)gfn % 512) ==> g == gfn;
		leaf_set(t, gfn % ENTRIES, ram_leaf(pfn, S2_TYPE_PAGE));
		return;
	}
	t = partition_table2(root, gfn);
	//@ assert start: meta[t].base + (((integer)gfn / SPAN_BLOCK2) % 512) * SPAN_BLOCK2 == gfn;
	//@ assert span: \forall integer g; gfn <= g < gfn + n <==> slot((integer)root, g, (integer)t, ((integer)gfn / SPAN_BLOCK2) % 512);
	leaf_set(t, (gfn / SPAN_BLOCK2) % ENTRIES, ram_leaf(pfn, S2_TYPE_BLOCK));
}

s32 hvc_donate(u64 part, u64 pfn, u64 gfn, u64 order)
{
	s32 refused = donate_check(part, pfn, gfn, order);

	if (refused != CORDON_E_SUCCESS) {
		return refused;
	}
	u32 p = edge_clamp(part, NR_OWNERS);
	u32 frame = edge_clamp(pfn, RAM_PFN + ram_frames);
	u32 place = edge_clamp(gfn, GFN_MAX);
	u32 n = order == ORDER_BLOCK2 ? SPAN_BLOCK2 : SPAN_PAGE;

	donate_transfer(p, frame, place, n);
	donate_map(p, frame, place, n);
	return CORDON_E_SUCCESS;
}
