/* SPDX-License-Identifier: Apache-2.0 */
/* Call hold: a page or 2 MiB leave the host; Cordon holds them for a partition. */
#include "calls.h"
#include "partition_map.h"

/*@ requires inv: sys_inv;
    requires range: (n == SPAN_PAGE || n == SPAN_BLOCK2) && ram_range(pfn, n);
    assigns \nothing;
    exits \false;
    ensures all: \result == 1 <==> \forall integer q; pfn <= q < pfn + n ==>
	host_frame(A_owner(q), A_state(q), A_lent(q));
    ensures bool: \result == 0 || \result == 1;
*/
/* Whether the host has these n frames for itself alone. */
static u32 host_has_all(u32 pfn, u32 n)
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

/*@ requires inv: sys_inv;
    requires guard: hold_guard{Here}(part, pfn, gfn, order);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures step: hold_step{Pre,Post}(CORDON_E_SUCCESS, part, pfn, gfn, order);
*/
/* The call's effect, once its requirements hold. */
static void hold_frames(u32 part, u32 pfn, u32 gfn, u32 order)
{
	u32 n = order == ORDER_PAGE ? SPAN_PAGE : SPAN_BLOCK2;

	//@ assert size: n == order_span(order);
	//@ assert range: ram_range((integer)pfn, n);
	//@ assert host: \forall integer q; pfn <= q < pfn + n ==> host_frame(A_owner(q), A_state(q), A_lent(q));
	//@ assert alone: \forall integer r, g; root_gfn(r, g) && r != OWNER_HOST && walk_valid(r, g) ==> !(pfn <= walk_pfn(r, g) < pfn + n);
	host_unmap(pfn, n);
	//@ assert still: \forall integer r, g; root_gfn(r, g) && r != OWNER_HOST && walk_valid(r, g) ==> !(pfn <= walk_pfn(r, g) < pfn + n);
	//@ assert own: \forall integer g; root_gfn(OWNER_HOST, g) && walk_valid(OWNER_HOST, g) ==> !(pfn <= walk_pfn(OWNER_HOST, g) < pfn + n);
	//@ assert gone: unmapped_frames((integer)pfn, n);
	frames_set(pfn, n, part, FRAME_HELD, gfn);
	//@ assert lost: \forall integer g; pfn <= g < pfn + n ==> A_map(OWNER_HOST, g) == -1 && A_rights(OWNER_HOST, g) == 0;
	//@ assert kept: \forall integer r, g; root_gfn(r, g) && !(r == OWNER_HOST && pfn <= g < pfn + n) ==> A_map(r, g) == \at(A_map(r, g),Pre) && A_rights(r, g) == \at(A_rights(r, g),Pre);
	//@ assert owner: hold_owner_step{Pre,Here}(part, pfn, gfn, order);
	//@ assert state: hold_state_step{Pre,Here}(part, pfn, gfn, order);
	//@ assert gfn: hold_gfn_step{Pre,Here}(part, pfn, gfn, order);
	//@ assert map: hold_map_step{Pre,Here}(part, pfn, gfn, order);
	//@ assert rights: hold_rights_step{Pre,Here}(part, pfn, gfn, order);
	//@ assert order: same_order{Pre,Here};
	//@ assert gib: \forall integer r, j; PART_FIRST <= r < NR_ROOTS && 0 <= j < TAB2_MAX ==> root_gfn(r, j * SPAN_BLOCK1);
	//@ assert mib: \forall integer r, j; PART_FIRST <= r < NR_ROOTS && 0 <= j < TAB3_MAX ==> root_gfn(r, j * n);
	//@ assert tab2: same_tab2{Pre,Here};
	//@ assert tab3: same_tab3{Pre,Here};
	//@ assert nfree: same_nfree{Pre,Here};
	//@ assert rest: same_ram_end{Pre,Here} && same_lent{Pre,Here} && same_label{Pre,Here} && same_life{Pre,Here} && same_swept{Pre,Here} && same_klog_head{Pre,Here} && same_klog{Pre,Here} && same_caller{Pre,Here} && same_running{Pre,Here};
}

s32 hvc_hold(u64 part, u64 pfn, u64 gfn, u64 order)
{
	if (part < PART_FIRST || part >= ORDINARY_FIRST) {
		return CORDON_E_PARTITION;
	}
	if (leaf_places(pfn, gfn, order) == 0) {
		return CORDON_E_ADDRESS;
	}
	u32 p = edge_clamp(part, ORDINARY_FIRST);
	u32 frame = edge_clamp(pfn, (u64)RAM_PFN + ram_frames);
	u32 place = edge_clamp(gfn, GFN_MAX);

	//@ assert same: p == part && frame == pfn && place == gfn;
	if (life[p] != LIFE_LIVE) {
		return CORDON_E_STATE;
	}
	if (host_has_all(frame, order == ORDER_PAGE ? SPAN_PAGE : SPAN_BLOCK2) == 0) {
		//@ assert owner: !hold_needs_owner{Here}(part, pfn, gfn, order);
		return CORDON_E_OWNER;
	}
	//@ assert guard: hold_guard{Here}(part, pfn, gfn, order);
	hold_frames(p, frame, place, (u32)order);
	return CORDON_E_SUCCESS;
}
