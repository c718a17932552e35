/* SPDX-License-Identifier: Apache-2.0 */
/* Witnesses of call settle: each function reaches one of its outcomes. */
#include "situations.h"

/*@ requires situation: booted && host_page(pfn) && room;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1],
	ram_count[0 .. NR_OWNERS - 1], measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power,
	g_pending, g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_SUCCESS;
    ensures there: A_owner(pfn) == PART_FIRST && A_map(PART_FIRST, 0) == pfn && A_label(pfn) == \old(A_label(pfn));
*/
/* A page that has been measured comes with its contents: its label stays. */
s32 witness_settle_success(u64 pfn)
{
	(void)reach_live();
	reach_page_measured(pfn);
	//@ assert place: room && nothing_from(0);
	//@ assert guard: settle_guard{Here}(PART_FIRST, pfn);
	return hvc_settle(PART_FIRST, pfn);
}

/*@ requires situation: booted && host_page(pfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1],
	ram_count[0 .. NR_OWNERS - 1], measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power,
	g_pending, g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_PARTITION;
*/
/* The host is no partition. */
s32 witness_settle_partition(u64 pfn)
{
	return hvc_settle(OWNER_HOST, pfn);
}

/*@ requires situation: booted;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1],
	ram_count[0 .. NR_OWNERS - 1], measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power,
	g_pending, g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_ADDRESS;
*/
/* No RAM. */
s32 witness_settle_address(void)
{
	return hvc_settle(PART_FIRST, RAM_PFN - 1);
}

/*@ requires situation: booted && host_page(pfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1],
	ram_count[0 .. NR_OWNERS - 1], measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power,
	g_pending, g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_STATE;
*/
/* The partition has not begun. */
s32 witness_settle_state(u64 pfn)
{
	return hvc_settle(PART_FIRST, pfn);
}

/*@ requires situation: booted && host_page(pfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1],
	ram_count[0 .. NR_OWNERS - 1], measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power,
	g_pending, g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_OWNER;
*/
/* The host has the page still. */
s32 witness_settle_owner(u64 pfn)
{
	(void)reach_live();
	//@ assert host: !held_for(A_owner(pfn), A_state(pfn), PART_FIRST);
	return hvc_settle(PART_FIRST, pfn);
}

/*@ requires situation: booted && host_page(pfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1],
	ram_count[0 .. NR_OWNERS - 1], measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power,
	g_pending, g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_ORDER;
*/
/* Nothing of it has been measured. */
s32 witness_settle_order(u64 pfn)
{
	(void)reach_live();
	(void)reach_page_held(pfn);
	//@ assert none: pieces[PART_FIRST] == 0;
	return hvc_settle(PART_FIRST, pfn);
}

/*@ requires situation: booted && host_page(pfn) && room &&
	host_page(other) && other != pfn;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1],
	ram_count[0 .. NR_OWNERS - 1], measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power,
	g_pending, g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_MAPPED;
*/
/* Another page is mapped there. */
s32 witness_settle_mapped(u64 pfn, u64 other)
{
	(void)reach_live_page(other);
	//@ assert page: host_page(pfn);
	reach_page_measured(pfn);
	//@ assert there: A_map(PART_FIRST, 0) == other;
	return hvc_settle(PART_FIRST, pfn);
}

/*@ requires situation: booted && takes_tables((integer)pfn) && host_page(other) && !(pfn <= other < pfn + TAB2_MAX);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1],
	ram_count[0 .. NR_OWNERS - 1], measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power,
	g_pending, g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_TABLES;
*/
/* Another partition has all tables. */
s32 witness_settle_tables(u64 pfn, u64 other)
{
	reach_no_table(pfn);
	//@ assert nothing: nothing_from(0);
	(void)hvc_partition_create(PART_FIRST);
	//@ assert live: life[PART_FIRST] == LIFE_LIVE && ram_count[PART_FIRST] == 0 && host_page(other) && nr_free == 0;
	reach_page_measured(other);
	//@ assert empty: nothing_from(0) && nr_free == 0;
	return hvc_settle(PART_FIRST, other);
}
