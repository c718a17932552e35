/* SPDX-License-Identifier: Apache-2.0 */
/* Calls measure, settle and measurement: a held page comes to its partition with its contents,
 * measured piece by piece (the digest itself is made of what measure lets through: A27). */
#include "calls.h"
#include "partition_map.h"

/*@ requires inv: sys_inv;
    assigns \nothing;
    exits \false;
    ensures partition: \result == CORDON_E_PARTITION <==> !part_protected(part);
    ensures address: \result == CORDON_E_ADDRESS <==> part_protected(part) && !in_ram_frames(pfn);
    ensures state: \result == CORDON_E_STATE <==> part_protected(part) && in_ram_frames(pfn) && life[part] != LIFE_LIVE;
    ensures owner: \result == CORDON_E_OWNER <==> part_protected(part) && in_ram_frames(pfn) && life[part] == LIFE_LIVE &&
	!held_for(A_owner(pfn), A_state(pfn), part);
    ensures held: \result == CORDON_E_SUCCESS <==> part_protected(part) && in_ram_frames(pfn) && life[part] == LIFE_LIVE &&
	held_for(A_owner(pfn), A_state(pfn), part);
    ensures codes: \result == CORDON_E_PARTITION || \result == CORDON_E_ADDRESS || \result == CORDON_E_STATE ||
	\result == CORDON_E_OWNER || \result == CORDON_E_SUCCESS;
*/
/* Whether the frame is held for a living partition. */
static s32 held_frame_check(u64 part, u64 pfn)
{
	if (part < PART_FIRST || part >= ORDINARY_FIRST) {
		return CORDON_E_PARTITION;
	}
	if (pfn < RAM_PFN || pfn >= (u64)RAM_PFN + ram_frames) {
		return CORDON_E_ADDRESS;
	}
	u32 p = edge_clamp(part, ORDINARY_FIRST);
	u32 i = edge_clamp(pfn - RAM_PFN, ram_frames);

	//@ assert same: p == part && i == pfn - RAM_PFN;
	if (life[p] != LIFE_LIVE) {
		return CORDON_E_STATE;
	}
	if (frames[i].owner != p || frames[i].state != FRAME_HELD) {
		return CORDON_E_OWNER;
	}
	return CORDON_E_SUCCESS;
}

s32 hvc_measure(u64 part, u64 pfn)
{
	s32 refused = held_frame_check(part, pfn);

	if (refused != CORDON_E_SUCCESS) {
		return refused;
	}
	u32 p = edge_clamp(part, ORDINARY_FIRST);
	u32 frame = edge_clamp(pfn, (u64)RAM_PFN + ram_frames);
	u32 gfn = frames[frame - RAM_PFN].gfn;

	//@ assert same: p == part && frame == pfn;
	if (ram_count[p] != 0) {
		return CORDON_E_STATE;
	}
	if (pieces[p] == 0 ? gfn < measured[p] :
	    (frame != measuring[p] || pieces[p] >= MEASURE_PIECES)) {
		return CORDON_E_ORDER;
	}
	if (pieces[p] == 0) {
		edge_clean_frames(frame, SPAN_PAGE); /* what is measured is what is in memory */
		//@ assert inv: sys_inv;
	}
	measuring[p] = frame;
	measured[p] = gfn;
	pieces[p] = pieces[p] + 1;
	return CORDON_E_SUCCESS;
}

/*@ requires inv: sys_inv;
    assigns \nothing;
    exits \false;
    ensures refusal: settle_refusal{Here}(\result, part, pfn);
*/
/* Which requirement of settle fails first, if any. */
static s32 settle_check(u64 part, u64 pfn)
{
	s32 refused = held_frame_check(part, pfn);

	if (refused != CORDON_E_SUCCESS) {
		return refused;
	}
	u32 p = edge_clamp(part, ORDINARY_FIRST);
	u32 frame = edge_clamp(pfn, (u64)RAM_PFN + ram_frames);

	//@ assert same: p == part && frame == pfn;
	if (frame != measuring[p] || pieces[p] != MEASURE_PIECES) {
		return CORDON_E_ORDER;
	}
	//@ assert valid: entries_inv && frame_valid(A_owner(pfn), A_state(pfn), A_lent(pfn), A_gfn(pfn));
	//@ assert before: settle_needs_partition{Here}(part, pfn) && settle_needs_address{Here}(part, pfn) && settle_needs_state{Here}(part, pfn) && settle_needs_owner{Here}(part, pfn) && settle_needs_order{Here}(part, pfn);
	s32 res = partition_room(p * NR_LEVELS, frames[frame - RAM_PFN].gfn, ORDER_PAGE);

	//@ assert mapped: settle_needs_mapped{Here}(part, pfn) <==> res != CORDON_E_MAPPED;
	//@ assert tables: res != CORDON_E_MAPPED ==> (res == CORDON_E_SUCCESS <==> settle_needs_tables{Here}(part, pfn));
	return res;
}

/*@ requires inv: sys_inv;
    requires part: part_protected(part) && life[part] == LIFE_LIVE;
    requires held: in_ram_frames(pfn) && held_for(A_owner(pfn), A_state(pfn), part) && A_gfn(pfn) == gfn;
    assigns frames[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures owned: A_owner(pfn) == part && A_state(pfn) == FRAME_OWNED && A_lent(pfn) == 0 && A_gfn(pfn) == gfn;
    ensures lent: \old(A_lent(pfn)) == 0;
    ensures frames: tracker_same_but{Pre,Post}(pfn, 1);
*/
/* The frame is the partition's own, mapped nowhere yet. */
static void settle_own(u32 part, u32 pfn, u32 gfn)
{
	//@ assert plain: !is_cordon(pfn) && A_lent(pfn) == 0;
	//@ assert away: unmapped_frames((integer)pfn, 1);
	edge_clean_frames(pfn, SPAN_PAGE);
	//@ assert inv: sys_inv;
	frames_set(pfn, SPAN_PAGE, part, FRAME_OWNED, gfn);
}

/*@ requires inv: sys_inv;
    requires guard: settle_guard{Here}(part, pfn);
    requires place: gfn == A_gfn(pfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, frames[0 .. FRAMES_MAX - 1], g_pending,
	measured[part], pieces[part], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures step: settle_step{Pre,Post}(CORDON_E_SUCCESS, part, pfn);
*/
/* The effect of settle, once its requirements hold. */
static void settle_frame(u32 part, u32 pfn, u32 gfn)
{
	u32 root = part * NR_LEVELS;

	//@ assert valid: entries_inv && frame_valid(A_owner(pfn), A_state(pfn), A_lent(pfn), A_gfn(pfn));
	//@ assert root: root == root_of(part) && root_gfn((integer)root, (integer)gfn) && root != OWNER_HOST;
	//@ assert empty: !walk_valid((integer)root, (integer)gfn);
	//@ assert tabs: A_tab2((integer)root, index2(gfn)) == (walk_level((integer)root, (integer)gfn) != 1 ? 1 : 0) && A_tab3((integer)root, index3(gfn)) == (walk_level((integer)root, (integer)gfn) == 3 ? 1 : 0);
	//@ assert shared: \forall integer g; root_gfn((integer)root, g) && walk_valid((integer)root, g) ==> (g / SPAN_BLOCK1 == gfn / SPAN_BLOCK1 ==> walk_level((integer)root, g) != 1) && (g / SPAN_BLOCK2 == gfn / SPAN_BLOCK2 ==> walk_level((integer)root, g) == 3);
	settle_own(part, pfn, gfn);
	//@ assert still: tr_same{Pre,Here} && level_same{Pre,Here};
	partition_map_own(root, pfn, gfn, SPAN_PAGE);
	//@ assert grown: tables_grown{Pre,Here}((integer)root, (integer)gfn, 3);
	//@ assert beside: \forall integer r, g; root_gfn(r, g) && !(r == root && g == gfn) ==> tr_eq{Pre,Here}(r, g);
	//@ assert kept: \forall integer r, g; root_gfn(r, g) && !(r == root && g == gfn) ==> A_map(r, g) == \at(A_map(r, g),Pre) && A_rights(r, g) == \at(A_rights(r, g),Pre);
	//@ assert got: A_map((integer)root, (integer)gfn) == pfn && A_rights((integer)root, (integer)gfn) == RAM_RWX && A_order((integer)root, (integer)gfn) == ORDER_PAGE;
	//@ assert maps: \forall integer r, g; root_gfn(r, g) ==> A_map(r, g) == (r == root && g == gfn ? pfn : \at(A_map(r, g),Pre));
	//@ assert map: settle_map_step{Pre,Here}(part, pfn);
	//@ assert rights: settle_rights_step{Pre,Here}(part, pfn);
	//@ assert levels: \forall integer r, g; root_gfn(r, g) && r != OWNER_HOST && walk_valid(r, g) && !(r == root && g == gfn) ==> walk_level(r, g) == \at(walk_level(r, g),Pre);
	//@ assert orders: \forall integer r, g; root_gfn(r, g) && r != OWNER_HOST && !(r == root && g == gfn) ==> A_order(r, g) == \at(A_order(r, g),Pre);
	//@ assert order: settle_order_step{Pre,Here}(part, pfn);
	//@ assert states: \forall integer q; in_ram_frames(q) ==> A_state(q) == (q == pfn ? FRAME_OWNED : \at(A_state(q),Pre));
	//@ assert state: settle_state_step{Pre,Here}(part, pfn);
	//@ assert others: \forall integer q; in_ram_frames(q) ==> A_owner(q) == \at(A_owner(q),Pre) && A_lent(q) == \at(A_lent(q),Pre) && A_gfn(q) == \at(A_gfn(q),Pre);
	//@ assert span: \forall integer q; RAM_PFN <= q < A_ram_end{Pre} ==> in_ram_frames(q);
	//@ assert owner: same_owner{Pre,Here};
	//@ assert lent: same_lent{Pre,Here};
	//@ assert gfn: same_gfn{Pre,Here};
	//@ assert tab2: settle_tab2_step{Pre,Here}(part, pfn);
	//@ assert tab3: settle_tab3_step{Pre,Here}(part, pfn);
	//@ assert nfree: settle_nfree_step{Pre,Here}(part, pfn);
	measured[part] = gfn + 1;
	pieces[part] = 0;
}

s32 hvc_settle(u64 part, u64 pfn)
{
	s32 refused = settle_check(part, pfn);

	if (refused != CORDON_E_SUCCESS) {
		return refused;
	}
	u32 frame = edge_clamp(pfn, (u64)RAM_PFN + ram_frames);

	//@ assert guard: settle_guard{Here}(part, pfn);
	settle_frame(edge_clamp(part, ORDINARY_FIRST), frame, frames[frame - RAM_PFN].gfn);
	return CORDON_E_SUCCESS;
}

s32 hvc_measurement(u64 part, u64 word)
{
	if (part < PART_FIRST || part >= ORDINARY_FIRST) {
		return CORDON_E_PARTITION;
	}
	if (word >= DIGEST_WORDS) {
		return CORDON_E_ADDRESS;
	}
	return ram_count[edge_clamp(part, ORDINARY_FIRST)] != 0 ? CORDON_E_SUCCESS : CORDON_E_STATE;
}
