/* SPDX-License-Identifier: Apache-2.0 */
/* Witnesses of call unlend: each function reaches one of its outcomes. */
#include "situations.h"

/*@ requires situation: booted && host_page(pfn) && ordinary_room;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	lent_number, lent_leaf;
    exits \false;
    ensures outcome: \result == CORDON_E_SUCCESS;
    ensures again: host_page(pfn) && A_map(ORDINARY_FIRST, 0) == -1;
*/
/* The only leaf of a lent page: the host has it for itself again. */
s32 witness_unlend_success(u64 pfn)
{
	(void)reach_lent_page(pfn);
	return hvc_unlend(ORDINARY_FIRST, 0);
}

/*@ requires situation: booted;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	lent_number, lent_leaf;
    exits \false;
    ensures outcome: \result == CORDON_E_PARTITION;
*/
/* A protected partition has been lent nothing. */
s32 witness_unlend_partition(void)
{
	return hvc_unlend(PART_FIRST, 0);
}

/*@ requires situation: booted;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	lent_number, lent_leaf;
    exits \false;
    ensures outcome: \result == CORDON_E_ADDRESS;
*/
/* No such guest frame. */
s32 witness_unlend_address(void)
{
	return hvc_unlend(ORDINARY_FIRST, GFN_MAX);
}

/*@ requires situation: booted && ordinary_room;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	lent_number, lent_leaf;
    exits \false;
    ensures outcome: \result == CORDON_E_ABSENT;
*/
/* Nothing is mapped in a partition that has not begun. */
s32 witness_unlend_absent(void)
{
	//@ assert nothing: A_map(ORDINARY_FIRST, 0) == -1;
	return hvc_unlend(ORDINARY_FIRST, 0);
}
