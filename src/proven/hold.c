/* SPDX-License-Identifier: Apache-2.0 */
/* Call hold: 2 MiB leave the host; Cordon holds them for a partition. */
#include "calls.h"
#include "partition_map.h"

/*@ requires inv: sys_inv;
    requires range: ram_range(pfn, SPAN_BLOCK2);
    assigns \nothing;
    exits \false;
    ensures all: \result == 1 <==> \forall integer q; pfn <= q < pfn + SPAN_BLOCK2 ==>
	host_frame(A_owner(q), A_state(q), A_lent(q));
    ensures bool: \result == 0 || \result == 1;
*/
/* Whether the host has these 2 MiB for itself alone. */
static u32 host_has_all(u32 pfn)
{
	u32 first = pfn - RAM_PFN;

	/*@ loop invariant range: 0 <= k <= SPAN_BLOCK2;
	    loop invariant all: \forall integer q; pfn <= q < pfn + k ==>
		host_frame(A_owner(q), A_state(q), A_lent(q));
	    loop assigns k;
	    loop variant SPAN_BLOCK2 - k;
	*/
	for (u32 k = 0; k < SPAN_BLOCK2; k++) {
		if (frames[first + k].owner != OWNER_HOST ||
		    frames[first + k].state != FRAME_OWNED || frames[first + k].lent != 0) {
			//@ assert not: !host_frame(A_owner((integer)pfn + k), A_state((integer)pfn + k), A_lent((integer)pfn + k));
			return 0;
		}
	}
	return 1;
}

/*@ requires inv: sys_inv;
    requires guard: hold_guard{Here}(part, pfn, gfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures step: hold_step{Pre,Post}(CORDON_E_SUCCESS, part, pfn, gfn);
*/
/* The call's effect, once its requirements hold. */
static void hold_frames(u32 part, u32 pfn, u32 gfn)
{
	//@ assert range: ram_range((integer)pfn, SPAN_BLOCK2);
	//@ assert host: \forall integer q; pfn <= q < pfn + SPAN_BLOCK2 ==> host_frame(A_owner(q), A_state(q), A_lent(q));
	host_unmap(pfn, SPAN_BLOCK2);
	//@ assert gone: unmapped_frames((integer)pfn, SPAN_BLOCK2);
	frames_set(pfn, SPAN_BLOCK2, part, FRAME_HELD, gfn);
	//@ assert lost: \forall integer g; pfn <= g < pfn + SPAN_BLOCK2 ==> A_map(OWNER_HOST, g) == -1 && A_rights(OWNER_HOST, g) == 0;
	//@ assert kept: \forall integer r, g; root_gfn(r, g) && !(r == OWNER_HOST && pfn <= g < pfn + SPAN_BLOCK2) ==> A_map(r, g) == \at(A_map(r, g),Pre) && A_rights(r, g) == \at(A_rights(r, g),Pre);
	//@ assert owner: hold_owner_step{Pre,Here}(part, pfn, gfn);
	//@ assert state: hold_state_step{Pre,Here}(part, pfn, gfn);
	//@ assert gfn: hold_gfn_step{Pre,Here}(part, pfn, gfn);
	//@ assert map: hold_map_step{Pre,Here}(part, pfn, gfn);
	//@ assert rights: hold_rights_step{Pre,Here}(part, pfn, gfn);
	//@ assert order: same_order{Pre,Here};
	//@ assert gib: \forall integer r, j; PART_FIRST <= r < NR_ROOTS && 0 <= j < TAB2_MAX ==> root_gfn(r, j * SPAN_BLOCK1);
	//@ assert mib: \forall integer r, j; PART_FIRST <= r < NR_ROOTS && 0 <= j < TAB3_MAX ==> root_gfn(r, j * SPAN_BLOCK2);
	//@ assert tab2: same_tab2{Pre,Here};
	//@ assert tab3: same_tab3{Pre,Here};
	//@ assert nfree: same_nfree{Pre,Here};
	//@ assert rest: same_ram_end{Pre,Here} && same_lent{Pre,Here} && same_label{Pre,Here} && same_life{Pre,Here} && same_swept{Pre,Here} && same_klog_head{Pre,Here} && same_klog{Pre,Here} && same_caller{Pre,Here} && same_running{Pre,Here};
}

s32 hvc_hold(u64 part, u64 pfn, u64 gfn)
{
	if (part < PART_FIRST || part >= ORDINARY_FIRST) {
		return CORDON_E_PARTITION;
	}
	if (block_places(pfn, gfn) == 0) {
		return CORDON_E_ADDRESS;
	}
	u32 p = edge_clamp(part, ORDINARY_FIRST);
	u32 frame = edge_clamp(pfn, (u64)RAM_PFN + ram_frames);
	u32 place = edge_clamp(gfn, GFN_MAX);

	//@ assert same: p == part && frame == pfn && place == gfn;
	if (life[p] != LIFE_LIVE) {
		return CORDON_E_STATE;
	}
	if (host_has_all(frame) == 0) {
		//@ assert owner: !hold_needs_owner{Here}(part, pfn, gfn);
		return CORDON_E_OWNER;
	}
	//@ assert guard: hold_guard{Here}(part, pfn, gfn);
	hold_frames(p, frame, place);
	return CORDON_E_SUCCESS;
}
