/* SPDX-License-Identifier: Apache-2.0 */
/* Witnesses of call unshare: each function reaches one of its outcomes. */
#include "situations.h"

/*@ requires situation: booted && host_page(pfn) && room;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1], caller[0], running[0];
    exits \false;
    ensures outcome: \result == CORDON_E_SUCCESS;
    ensures private: A_state(pfn) == FRAME_OWNED && A_map(PART_FIRST, 0) == pfn && A_map(OWNER_HOST, pfn) == -1;
*/
/* The page is its partition's alone again. */
s32 witness_unshare_success(u64 pfn)
{
	(void)reach_shared_page(pfn);
	//@ assert root: root_of(A_caller(0)) == PART_FIRST;
	//@ assert page: A_map(root_of(A_caller(0)), 0) == pfn && in_ram_frames(pfn) && root_gfn(OWNER_HOST, pfn);
	//@ assert guard: unshare_guard{Here}(0, 0);
	//@ ghost L: ;
	s32 done = hvc_unshare(0, 0);

	//@ assert step: unshare_state_step{L,Here}(0, 0) && unshare_map_step{L,Here}(0, 0);
	//@ assert state: A_state(pfn) == FRAME_OWNED;
	//@ assert mine: A_map(PART_FIRST, 0) == at_guest(OWNER_HOST, pfn, 1, 0 - 1, PART_FIRST, 0, pfn);
	//@ assert map: A_map(PART_FIRST, 0) == pfn;
	//@ assert place: A_map(OWNER_HOST, pfn) == at_guest(OWNER_HOST, pfn, 1, 0 - 1, OWNER_HOST, pfn, \at(A_map(OWNER_HOST, pfn),L));
	//@ assert host: A_map(OWNER_HOST, pfn) == -1;
	return done;
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, caller[0], running[0], pool, meta[0 .. NR_TABLES - 1], nr_free,
	free_table[0 .. DYN_TABLES - 1], free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_ADDRESS;
*/
/* No such guest frame. */
s32 witness_unshare_address(void)
{
	(void)reach_running();
	return hvc_unshare(0, GFN_MAX);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, caller[0], running[0], pool, meta[0 .. NR_TABLES - 1], nr_free,
	free_table[0 .. DYN_TABLES - 1], free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_ABSENT;
*/
/* The partition has no page yet. */
s32 witness_unshare_absent(void)
{
	(void)reach_running();
	//@ assert root: root_of(A_caller(0)) == PART_FIRST;
	return hvc_unshare(0, 0);
}

/*@ requires situation: booted && host_page(pfn) && room;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1], caller[0], running[0];
    exits \false;
    ensures outcome: \result == CORDON_E_OWNER;
*/
/* The page is not shared. */
s32 witness_unshare_owner(u64 pfn)
{
	(void)reach_running_page(pfn);
	//@ assert root: root_of(A_caller(0)) == PART_FIRST;
	return hvc_unshare(0, 0);
}
