/* SPDX-License-Identifier: Apache-2.0 */
/* Call donate: the host gives a page to a partition. */
#include "calls.h"
#include "partition_map.h"

/*@ requires inv: sys_inv;
    assigns \nothing;
    exits \false;
    ensures refusal: donate_refusal{Here}(\result, part, pfn, gfn);
*/
/* Which requirement of the call fails first, if any. */
static s32 donate_check(u64 part, u64 pfn, u64 gfn)
{
	if (part < PART_FIRST || part >= ORDINARY_FIRST) {
		return CORDON_E_PARTITION;
	}
	if (pfn < RAM_PFN || pfn >= (u64)RAM_PFN + ram_frames || gfn >= GFN_MAX) {
		return CORDON_E_ADDRESS;
	}
	u32 p = edge_clamp(part, ORDINARY_FIRST);
	u32 place = edge_clamp(gfn, GFN_MAX);
	u32 i = edge_clamp(pfn - RAM_PFN, ram_frames);

	//@ assert same: p == part && place == gfn && i == pfn - RAM_PFN;
	if (life[p] != LIFE_LIVE) {
		return CORDON_E_STATE;
	}
	if (frames[i].owner != OWNER_HOST || frames[i].state != FRAME_OWNED ||
	    frames[i].lent != 0) {
		//@ assert owner: !donate_needs_owner{Here}(part, pfn, gfn);
		return CORDON_E_OWNER;
	}
	//@ assert before: donate_needs_partition{Here}(part, pfn, gfn) && donate_needs_address{Here}(part, pfn, gfn) && donate_needs_address_2{Here}(part, pfn, gfn) && donate_needs_state{Here}(part, pfn, gfn) && donate_needs_owner{Here}(part, pfn, gfn);
	s32 res = partition_room(p * NR_LEVELS, place, ORDER_PAGE);

	//@ assert mapped: donate_needs_mapped{Here}(part, pfn, gfn) <==> res != CORDON_E_MAPPED;
	//@ assert tables: res != CORDON_E_MAPPED ==> (res == CORDON_E_SUCCESS <==> donate_needs_tables{Here}(part, pfn, gfn));
	return res;
}

/*@ requires inv: sys_inv;
    requires range: in_ram_frames(pfn) && gfn < GFN_MAX;
    requires part: part_protected(part) && life[part] == LIFE_LIVE;
    requires host: host_frame(A_owner(pfn), A_state(pfn), A_lent(pfn));
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], g_pending, g_label[0 .. FRAMES_MAX - 1],
	g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures gone: !walk_valid(OWNER_HOST, (integer)pfn);
    ensures others: tr_same_but{Pre,Post}(OWNER_HOST, pfn, 1);
    ensures levels: level_same{Pre,Post};
    ensures tables: nr_free == \old(nr_free);
    ensures owned: A_owner(pfn) == part && A_state(pfn) == FRAME_OWNED && A_lent(pfn) == 0 && A_gfn(pfn) == gfn;
    ensures frames: tracker_same_but{Pre,Post}(pfn, 1);
    ensures label: donate_label_step{Pre,Post}(part, pfn, gfn);
*/
/* The frame leaves the host and belongs to the partition, zeroed, mapped nowhere yet. */
static void donate_transfer(u32 part, u32 pfn, u32 gfn)
{
	host_unmap(pfn, SPAN_PAGE);
	//@ assert gone: unmapped_frames((integer)pfn, 1);
	edge_scrub_frames(pfn, SPAN_PAGE);
	//@ assert inv: sys_inv;
	frames_set(pfn, SPAN_PAGE, part, FRAME_OWNED, gfn);
}

/*@ requires inv: sys_inv;
    requires guard: donate_guard{Here}(part, pfn, gfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], g_pending, g_label[0 .. FRAMES_MAX - 1],
	g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures step: donate_step{Pre,Post}(CORDON_E_SUCCESS, part, pfn, gfn);
*/
/* The call's effect, once its requirements hold. */
static void donate_frame(u32 part, u32 pfn, u32 gfn)
{
	u32 root = part * NR_LEVELS;

	//@ assert root: root == root_of(part) && root_gfn((integer)root, (integer)gfn) && root != OWNER_HOST;
	//@ assert empty: !walk_valid((integer)root, (integer)gfn);
	//@ assert tabs: A_tab2((integer)root, index2(gfn)) == (walk_level((integer)root, (integer)gfn) != 1 ? 1 : 0) && A_tab3((integer)root, index3(gfn)) == (walk_level((integer)root, (integer)gfn) == 3 ? 1 : 0);
	//@ assert shared: \forall integer g; root_gfn((integer)root, g) && walk_valid((integer)root, g) ==> (g / SPAN_BLOCK1 == gfn / SPAN_BLOCK1 ==> walk_level((integer)root, g) != 1) && (g / SPAN_BLOCK2 == gfn / SPAN_BLOCK2 ==> walk_level((integer)root, g) == 3);
	donate_transfer(part, pfn, gfn);
	//@ assert still: !walk_valid((integer)root, (integer)gfn) && \forall integer r; r == root ==> walk_level(r, (integer)gfn) == \at(walk_level(r, (integer)gfn),Pre);
	partition_map_own(root, pfn, gfn, SPAN_PAGE);
	//@ assert grown: tables_grown{Pre,Here}((integer)root, (integer)gfn, 3);
	//@ assert gone: !walk_valid(OWNER_HOST, (integer)pfn);
	//@ assert beside: \forall integer r, g; root_gfn(r, g) && !(r == OWNER_HOST && g == pfn) && !(r == root && g == gfn) ==> tr_eq{Pre,Here}(r, g);
	//@ assert kept: \forall integer r, g; root_gfn(r, g) && !(r == OWNER_HOST && g == pfn) && !(r == root && g == gfn) ==> A_map(r, g) == \at(A_map(r, g),Pre) && A_rights(r, g) == \at(A_rights(r, g),Pre);
	//@ assert lost: A_map(OWNER_HOST, (integer)pfn) == -1 && A_rights(OWNER_HOST, (integer)pfn) == 0;
	//@ assert got: A_map((integer)root, (integer)gfn) == pfn && A_rights((integer)root, (integer)gfn) == RAM_RWX && A_order((integer)root, (integer)gfn) == ORDER_PAGE;
	//@ assert maps: \forall integer r, g; root_gfn(r, g) ==> A_map(r, g) == (r == root && g == gfn ? pfn : r == OWNER_HOST && g == pfn ? -1 : \at(A_map(r, g),Pre));
	//@ assert map_is: \forall integer r, g, was; at_guest(part, gfn, 1, pfn, r, g, at_guest(OWNER_HOST, pfn, 1, 0 - 1, r, g, was)) == (r == root && g == gfn ? pfn : r == OWNER_HOST && g == pfn ? -1 : was);
	//@ assert map: donate_map_step{Pre,Here}(part, pfn, gfn);
	//@ assert rights: donate_rights_step{Pre,Here}(part, pfn, gfn);
	//@ assert levels: \forall integer r, g; root_gfn(r, g) && r != OWNER_HOST && walk_valid(r, g) && !(r == root && g == gfn) ==> walk_level(r, g) == \at(walk_level(r, g),Pre);
	//@ assert orders: \forall integer r, g; root_gfn(r, g) && r != OWNER_HOST && !(r == root && g == gfn) ==> A_order(r, g) == \at(A_order(r, g),Pre);
	//@ assert order: donate_order_step{Pre,Here}(part, pfn, gfn);
	//@ assert owners: \forall integer q; in_ram_frames(q) ==> A_owner(q) == (q == pfn ? part : \at(A_owner(q),Pre));
	//@ assert owner: donate_owner_step{Pre,Here}(part, pfn, gfn);
	//@ assert gfn: donate_gfn_step{Pre,Here}(part, pfn, gfn);
	//@ assert states: \forall integer q; in_ram_frames(q) ==> A_state(q) == \at(A_state(q),Pre) && A_lent(q) == \at(A_lent(q),Pre);
	//@ assert span: \forall integer q; RAM_PFN <= q < A_ram_end{Pre} ==> in_ram_frames(q);
	//@ assert state: same_state{Pre,Here};
	//@ assert lent: same_lent{Pre,Here};
	//@ assert rest: same_ram_end{Pre,Here} && same_ram_gfn{Pre,Here} && same_ram_count{Pre,Here} && same_measuring{Pre,Here} && same_measured{Pre,Here} && same_pieces{Pre,Here} && same_power{Pre,Here} && same_life{Pre,Here} && same_swept{Pre,Here} && same_klog_head{Pre,Here} && same_klog{Pre,Here} && same_caller{Pre,Here} && same_running{Pre,Here};
	//@ assert tab2: donate_tab2_step{Pre,Here}(part, pfn, gfn);
	//@ assert tab3: donate_tab3_step{Pre,Here}(part, pfn, gfn);
	//@ assert nfree: donate_nfree_step{Pre,Here}(part, pfn, gfn);
}

s32 hvc_donate(u64 part, u64 pfn, u64 gfn)
{
	s32 refused = donate_check(part, pfn, gfn);

	if (refused != CORDON_E_SUCCESS) {
		return refused;
	}
	u32 p = edge_clamp(part, ORDINARY_FIRST);
	u32 frame = edge_clamp(pfn, (u64)RAM_PFN + ram_frames);
	u32 place = edge_clamp(gfn, GFN_MAX);

	//@ assert guard: donate_guard{Here}(part, pfn, gfn);
	//@ assert same: p == part && frame == pfn && place == gfn;
	donate_frame(p, frame, place);
	return CORDON_E_SUCCESS;
}
