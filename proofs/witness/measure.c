/* SPDX-License-Identifier: Apache-2.0 */
/* Witnesses of call measure: each function reaches one of its outcomes. */
#include "situations.h"

/*@ requires situation: booted && host_page(pfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1],
	ram_count[0 .. NR_OWNERS - 1], measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power,
	g_pending, g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_SUCCESS;
    ensures one: pieces[PART_FIRST] == 1 && measuring[PART_FIRST] == pfn;
*/
/* The first piece of a page that is held for a partition. */
s32 witness_measure_success(u64 pfn)
{
	(void)reach_live();
	(void)reach_page_held(pfn);
	//@ assert guard: measure_guard{Here}(PART_FIRST, pfn);
	return hvc_measure(PART_FIRST, pfn);
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
s32 witness_measure_partition(u64 pfn)
{
	return hvc_measure(OWNER_HOST, pfn);
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
s32 witness_measure_address(void)
{
	return hvc_measure(PART_FIRST, RAM_PFN - 1);
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
s32 witness_measure_state(u64 pfn)
{
	return hvc_measure(PART_FIRST, pfn);
}

/*@ requires situation: booted && host_page(pfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1],
	ram_count[0 .. NR_OWNERS - 1], measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power,
	g_pending, g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_STATE;
*/
/* It is sealed. */
s32 witness_measure_sealed(u64 pfn)
{
	(void)reach_live();
	(void)reach_page_held(pfn);
	//@ assert none: pieces[PART_FIRST] == 0;
	(void)reach_sealed();
	//@ assert held: held_for(A_owner(pfn), A_state(pfn), PART_FIRST) && in_ram_frames(pfn) && life[PART_FIRST] == LIFE_LIVE;
	return hvc_measure(PART_FIRST, pfn);
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
s32 witness_measure_owner(u64 pfn)
{
	(void)reach_live();
	//@ assert host: !held_for(A_owner(pfn), A_state(pfn), PART_FIRST);
	return hvc_measure(PART_FIRST, pfn);
}

/*@ requires situation: booted && host_page(pfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1],
	ram_count[0 .. NR_OWNERS - 1], measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power,
	g_pending, g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_ORDER;
*/
/* It is measured to its end. */
s32 witness_measure_order(u64 pfn)
{
	(void)reach_live();
	reach_page_measured(pfn);
	return hvc_measure(PART_FIRST, pfn);
}
