/* SPDX-License-Identifier: Apache-2.0 */
/* Call held_zero: a piece of a held block becomes ready for its partition. */
#include "calls.h"

/*@ requires inv: sys_inv;
    requires range: RAM_PFN <= pfn && pfn + PIECE_FRAMES <= RAM_PFN + ram_frames;
    assigns \nothing;
    exits \false;
    ensures all: \result == 1 <==> \forall integer q; pfn <= q < pfn + PIECE_FRAMES ==>
	held_for(A_owner(q), A_state(q), part);
    ensures bool: \result == 0 || \result == 1;
*/
/* Whether Cordon holds the whole piece for the partition, and none of it is ready. */
static u32 all_held(u32 part, u32 pfn)
{
	u32 first = pfn - RAM_PFN;

	/*@ loop invariant range: 0 <= k <= PIECE_FRAMES;
	    loop invariant all: \forall integer q; pfn <= q < pfn + k ==> held_for(A_owner(q), A_state(q), part);
	    loop assigns k;
	    loop variant PIECE_FRAMES - k;
	*/
	for (u32 k = 0; k < PIECE_FRAMES; k++) {
		if (frames[first + k].owner != part || frames[first + k].state != FRAME_HELD) {
			//@ assert not: !held_for(A_owner((integer)pfn + k), A_state((integer)pfn + k), part);
			return 0;
		}
	}
	return 1;
}

/*@ requires inv: sys_inv;
    assigns \nothing;
    exits \false;
    ensures refusal: held_zero_refusal{Here}(\result, part, pfn);
*/
/* Which requirement of the call fails first, if any. */
static s32 held_check(u64 part, u64 pfn)
{
	u64 end = (u64)RAM_PFN + ram_frames;

	if (part < PART_FIRST || part >= ORDINARY_FIRST) {
		return CORDON_E_PARTITION;
	}
	if (pfn % PIECE_FRAMES != 0 || pfn < RAM_PFN || pfn >= end || pfn + PIECE_FRAMES > end) {
		return CORDON_E_ADDRESS;
	}
	u32 p = edge_clamp(part, ORDINARY_FIRST);
	u32 frame = edge_clamp(pfn, end);

	//@ assert same: p == part && frame == pfn;
	if (life[p] != LIFE_LIVE) {
		return CORDON_E_STATE;
	}
	if (all_held(p, frame) == 0) {
		//@ assert owner: !held_zero_needs_owner{Here}(part, pfn);
		return CORDON_E_OWNER;
	}
	return CORDON_E_SUCCESS;
}

/*@ requires inv: sys_inv;
    requires ram: in_ram_frames(pfn);
    requires part: part_protected(part) && life[part] == LIFE_LIVE;
    requires held: held_for(A_owner(pfn), A_state(pfn), part);
    assigns frames[0 .. FRAMES_MAX - 1], g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures ready: A_owner(pfn) == part && A_state(pfn) == FRAME_READY && A_lent(pfn) == \old(A_lent(pfn)) &&
	A_gfn(pfn) == \old(A_gfn(pfn)) && A_label(pfn) == LABEL_ZERO;
    ensures frames: tracker_same_but{Pre,Post}(pfn, 1);
    ensures labels: \forall integer q; in_ram_frames(q) && q != pfn ==> A_label(q) == \old(A_label(q));
*/
/* One frame. */
static void ready_frame(u32 part, u32 pfn)
{
	//@ assert away: unmapped_frames((integer)pfn, 1);
	edge_scrub_frames(pfn, SPAN_PAGE);
	//@ assert inv: sys_inv;
	frames_set(pfn, SPAN_PAGE, part, FRAME_READY, frames[pfn - RAM_PFN].gfn);
}

/*@ requires inv: sys_inv;
    requires guard: held_zero_guard{Here}(part, pfn);
    assigns frames[0 .. FRAMES_MAX - 1], g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures state: held_zero_state_step{Pre,Post}(part, pfn);
    ensures others: same_owner{Pre,Post} && same_lent{Pre,Post} && same_gfn{Pre,Post};
    ensures label: \forall integer q; in_ram_frames(q) ==>
	A_label(q) == (pfn <= q < pfn + PIECE_FRAMES ? LABEL_ZERO : \old(A_label(q)));
*/
/* The frames of the piece, one after the other. */
static void ready_piece(u32 part, u32 pfn)
{
	/*@ loop invariant range: 0 <= k <= PIECE_FRAMES;
	    loop invariant inv: sys_inv;
	    loop invariant done: \forall integer q; pfn <= q < pfn + k ==> A_owner(q) == part && A_state(q) == FRAME_READY &&
		A_label(q) == LABEL_ZERO;
	    loop invariant ahead: \forall integer q; in_ram_frames(q) && !(pfn <= q < pfn + k) ==>
		A_state(q) == \at(A_state(q),Pre) && A_label(q) == \at(A_label(q),Pre);
	    loop invariant same: \forall integer q; in_ram_frames(q) ==> A_owner(q) == \at(A_owner(q),Pre) &&
		A_lent(q) == \at(A_lent(q),Pre) && A_gfn(q) == \at(A_gfn(q),Pre);
	    loop assigns k, frames[0 .. FRAMES_MAX - 1], g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
	    loop variant PIECE_FRAMES - k;
	*/
	for (u32 k = 0; k < PIECE_FRAMES; k++) {
		ready_frame(part, pfn + k);
	}
}

s32 hvc_held_zero(u64 part, u64 pfn)
{
	s32 refused = held_check(part, pfn);

	if (refused != CORDON_E_SUCCESS) {
		return refused;
	}
	//@ assert guard: held_zero_guard{Here}(part, pfn);
	ready_piece(edge_clamp(part, ORDINARY_FIRST), edge_clamp(pfn, (u64)RAM_PFN + ram_frames));
	return CORDON_E_SUCCESS;
}
