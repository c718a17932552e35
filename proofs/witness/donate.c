/* SPDX-License-Identifier: Apache-2.0 */
/* Witnesses of call donate: each function reaches one of its outcomes. */
#include "situations.h"

/*@ requires situation: booted && host_page(pfn) && room;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_SUCCESS;
*/
/* A page of the host, to a partition that has begun. */
s32 witness_donate_success(u64 pfn)
{
	return reach_live_page(pfn);
}

/*@ requires situation: booted && host_page(pfn) && room;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], g_pending,
	ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_SUCCESS;
    ensures zero: A_owner(pfn) == PART_FIRST && A_label(pfn) == LABEL_ZERO;
*/
/* A page that the host has used, to a partition that is sealed: it comes zeroed. */
s32 witness_donate_sealed(u64 pfn)
{
	(void)reach_live();
	//@ assert empty: nothing_from(0);
	(void)reach_sealed();
	//@ assert page: host_page(pfn) && room && nothing_from(0);
	//@ assert guard: donate_guard{Here}(PART_FIRST, pfn, 0);
	return hvc_donate(PART_FIRST, pfn, 0);
}

/*@ requires situation: booted && host_page(pfn) && room;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_PARTITION;
*/
/* The host is no partition. */
s32 witness_donate_partition(u64 pfn)
{
	return hvc_donate(OWNER_HOST, pfn, 0);
}

/*@ requires situation: booted && host_page(pfn) && room;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_ADDRESS;
*/
/* No such guest frame. */
s32 witness_donate_address(u64 pfn)
{
	return hvc_donate(PART_FIRST, pfn, GFN_MAX);
}

/*@ requires situation: booted && host_page(pfn) && room;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_STATE;
*/
/* The partition has not begun. */
s32 witness_donate_state(u64 pfn)
{
	return hvc_donate(PART_FIRST, pfn, 0);
}

/*@ requires situation: booted && host_page(pfn) && room;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_OWNER;
*/
/* The frame is the partition's already. */
s32 witness_donate_owner(u64 pfn)
{
	(void)reach_live_page(pfn);
	return hvc_donate(PART_FIRST, pfn, 1);
}

/*@ requires situation: booted && host_page(pfn) && room &&
	host_page(other) && other != pfn;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_MAPPED;
*/
/* Another page is mapped there. */
s32 witness_donate_mapped(u64 pfn, u64 other)
{
	(void)reach_live_page(pfn);
	return hvc_donate(PART_FIRST, other, 0);
}

/*@ requires situation: booted && takes_tables((integer)pfn) && host_page(other) && !(pfn <= other < pfn + TAB2_MAX);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_TABLES;
*/
/* Another partition has all tables. */
s32 witness_donate_tables(u64 pfn, u64 other)
{
	reach_no_table(pfn);
	//@ assert nothing: nothing_from(0);
	(void)hvc_partition_create(PART_FIRST);
	//@ assert live: life[PART_FIRST] == LIFE_LIVE && host_page(other) && nr_free == 0;
	return hvc_donate(PART_FIRST, other, 0);
}
