/* SPDX-License-Identifier: Apache-2.0 */
/* Call reclaim: a frame that Cordon holds is scrubbed and the host's again. */
#include "calls.h"

/*@ requires inv: sys_inv;
    requires ram: in_ram_frames(pfn);
    requires host: host_frame(A_owner(pfn), A_state(pfn), A_lent(pfn));
    requires empty: !walk_valid(OWNER_HOST, (integer)pfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures mapped: walk_valid(OWNER_HOST, (integer)pfn) && walk_pfn(OWNER_HOST, (integer)pfn) == pfn &&
	rights_of(walk_lo(OWNER_HOST, (integer)pfn), walk_hi(OWNER_HOST, (integer)pfn)) == RAM_RWX;
    ensures beside: tr_same_but{Pre,Post}(OWNER_HOST, pfn, 1);
    ensures levels: level_same{Pre,Post};
    ensures tables: nr_free == \old(nr_free);
*/
/* Maps a frame of the host's to it, and merges what is whole again. */
static void map_again(u32 pfn)
{
	host_map(pfn, RAM_RWX);
	//@ ghost M: ;
	host_merge(pfn);
	//@ assert ordinary: ordinary_same{Pre,M} && ordinary_same{M,Here};
	//@ assert lent: lent_apart{Pre,Here};
	//@ assert counted: lent_inv(0, 0, 0, 0);
}

/*@ requires inv: sys_inv;
    requires ram: in_ram_frames(pfn);
    requires held: held_frame(A_owner(pfn), A_state(pfn));
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], g_pending, g_label[0 .. FRAMES_MAX - 1],
	g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures step: reclaim_step{Pre,Post}(CORDON_E_SUCCESS, pfn);
*/
/* Scrubs a held frame and gives it to the host, mapped. */
static void reclaim_frame(u32 pfn)
{
	//@ assert plain: !is_cordon(pfn) && A_lent(pfn) == 0;
	//@ assert away: unmapped_frames((integer)pfn, 1);
	edge_scrub_frames(pfn, 1);
	//@ assert inv: sys_inv;
	frames_set(pfn, 1, OWNER_HOST, FRAME_OWNED, 0);
	//@ assert empty: !walk_valid(OWNER_HOST, (integer)pfn);
	map_again(pfn);
	//@ assert same: \forall integer r, g; root_gfn(r, g) && !(r == OWNER_HOST && g == pfn) ==> tr_eq{Pre,Here}(r, g);
	//@ assert levels: \forall integer r, g; root_gfn(r, g) && r != OWNER_HOST ==> walk_level(r, g) == \at(walk_level(r, g),Pre);
	//@ assert got: A_map(OWNER_HOST, (integer)pfn) == pfn && A_rights(OWNER_HOST, (integer)pfn) == RAM_RWX;
	//@ assert kept: \forall integer r, g; root_gfn(r, g) && !(r == OWNER_HOST && g == pfn) ==> A_map(r, g) == \at(A_map(r, g),Pre) && A_rights(r, g) == \at(A_rights(r, g),Pre);
	//@ assert orders: \forall integer r, g; root_gfn(r, g) && r != OWNER_HOST ==> A_order(r, g) == \at(A_order(r, g),Pre);
	//@ assert others: \forall integer q; in_ram_frames(q) && q != pfn ==> A_owner(q) == \at(A_owner(q),Pre) && A_state(q) == \at(A_state(q),Pre) && A_lent(q) == \at(A_lent(q),Pre) && A_gfn(q) == \at(A_gfn(q),Pre);
	//@ assert this: A_owner((integer)pfn) == OWNER_HOST && A_state((integer)pfn) == FRAME_OWNED && A_lent((integer)pfn) == 0 && A_gfn((integer)pfn) == 0 && \at(A_lent((integer)pfn),Pre) == 0;
	//@ assert owners: \forall integer q; in_ram_frames(q) ==> A_owner(q) == (q == pfn ? OWNER_HOST : \at(A_owner(q),Pre));
	//@ assert span: \forall integer q; RAM_PFN <= q < A_ram_end{Pre} ==> in_ram_frames(q);
	//@ assert owner: reclaim_owner_step{Pre,Here}(pfn);
	//@ assert state: reclaim_state_step{Pre,Here}(pfn);
	//@ assert gfn: reclaim_gfn_step{Pre,Here}(pfn);
	//@ assert lent: same_lent{Pre,Here};
	//@ assert label: reclaim_label_step{Pre,Here}(pfn);
	//@ assert maps: \forall integer r, g; root_gfn(r, g) ==> A_map(r, g) == (r == OWNER_HOST && g == pfn ? pfn : \at(A_map(r, g),Pre));
	//@ assert map: reclaim_map_step{Pre,Here}(pfn);
	//@ assert rights: reclaim_rights_step{Pre,Here}(pfn);
	//@ assert gib: \forall integer r, j; PART_FIRST <= r < NR_ROOTS && 0 <= j < TAB2_MAX ==> root_gfn(r, j * SPAN_BLOCK1);
	//@ assert mib: \forall integer r, j; PART_FIRST <= r < NR_ROOTS && 0 <= j < TAB3_MAX ==> root_gfn(r, j * SPAN_BLOCK2);
	//@ assert gib_kept: \forall integer r, j; PART_FIRST <= r < NR_ROOTS && 0 <= j < TAB2_MAX ==> walk_level(r, j * SPAN_BLOCK1) == \at(walk_level(r, j * SPAN_BLOCK1),Pre);
	//@ assert mib_kept: \forall integer r, j; PART_FIRST <= r < NR_ROOTS && 0 <= j < TAB3_MAX ==> walk_level(r, j * SPAN_BLOCK2) == \at(walk_level(r, j * SPAN_BLOCK2),Pre);
	//@ assert order: same_order{Pre,Here};
	//@ assert tab2: same_tab2{Pre,Here};
	//@ assert tab3: same_tab3{Pre,Here};
	//@ assert nfree: same_nfree{Pre,Here};
	//@ assert rest: same_ram_end{Pre,Here} && same_life{Pre,Here} && same_swept{Pre,Here} && same_klog_head{Pre,Here} && same_klog{Pre,Here} && same_caller{Pre,Here} && same_running{Pre,Here};
}

s32 hvc_reclaim(u64 pfn)
{
	if (pfn < RAM_PFN || pfn >= RAM_PFN + ram_frames) {
		return CORDON_E_ADDRESS;
	}
	u32 frame = edge_clamp(pfn, RAM_PFN + ram_frames);
	u32 owner = frames[frame - RAM_PFN].owner;

	if (owner < PART_FIRST || (frames[frame - RAM_PFN].state != FRAME_HELD &&
	    frames[frame - RAM_PFN].state != FRAME_READY)) {
		return CORDON_E_OWNER;
	}
	if (life[owner] != LIFE_DEAD) {
		return CORDON_E_STATE;
	}
	reclaim_frame(frame);
	return CORDON_E_SUCCESS;
}
