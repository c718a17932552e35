/* SPDX-License-Identifier: Apache-2.0 */
/* Witnesses of call share: each function reaches one of its outcomes. */
#include "situations.h"

/*@ requires situation: booted && host_page(pfn) && room;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1], caller[0], running[0];
    exits \false;
    ensures outcome: \result == CORDON_E_SUCCESS;
    ensures shared: A_state(pfn) == FRAME_SHARED && A_map(PART_FIRST, 0) == pfn && A_map(OWNER_HOST, pfn) == pfn &&
	A_rights(OWNER_HOST, pfn) == RAM_RW;
*/
/* The host gets the page of a partition that runs, not to execute. */
s32 witness_share_success(u64 pfn)
{
	return reach_shared_page(pfn);
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
s32 witness_share_address(void)
{
	(void)reach_running();
	return hvc_share(0, GFN_MAX);
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
s32 witness_share_absent(void)
{
	(void)reach_running();
	//@ assert root: root_of(A_caller(0)) == PART_FIRST;
	return hvc_share(0, 0);
}

/*@ requires situation: booted && host_page(pfn) && room;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1], caller[0], running[0];
    exits \false;
    ensures outcome: \result == CORDON_E_OWNER;
*/
/* The page is shared already. */
s32 witness_share_owner(u64 pfn)
{
	(void)reach_shared_page(pfn);
	//@ assert root: root_of(A_caller(0)) == PART_FIRST;
	return hvc_share(0, 0);
}
