/* SPDX-License-Identifier: Apache-2.0 */
/* Witnesses of call held_zero: each function reaches one of its outcomes. */
#include "situations.h"

/*@ requires situation: booted && host_block(pfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_SUCCESS;
*/
/* The first piece of a held block. */
s32 witness_held_zero_success(u64 pfn)
{
	(void)reach_held_block(pfn);
	//@ assert guard: held_zero_guard{Here}(PART_FIRST, pfn);
	return hvc_held_zero(PART_FIRST, pfn);
}

/*@ requires situation: booted && host_block(pfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_PARTITION;
*/
/* The host is no partition. */
s32 witness_held_zero_partition(u64 pfn)
{
	return hvc_held_zero(OWNER_HOST, pfn);
}

/*@ requires situation: booted;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_ADDRESS;
*/
/* No RAM. */
s32 witness_held_zero_address(void)
{
	return hvc_held_zero(PART_FIRST, RAM_PFN - PIECE_FRAMES);
}

/*@ requires situation: booted && host_block(pfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_STATE;
*/
/* The partition has not begun. */
s32 witness_held_zero_state(u64 pfn)
{
	//@ assert range: piece_range(pfn, A_ram_end);
	return hvc_held_zero(PART_FIRST, pfn);
}

/*@ requires situation: booted && host_block(pfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_OWNER;
*/
/* The piece is the host's. */
s32 witness_held_zero_owner(u64 pfn)
{
	(void)hvc_partition_create(PART_FIRST);
	//@ assert live: life[PART_FIRST] == LIFE_LIVE;
	//@ assert range: piece_range(pfn, A_ram_end);
	//@ assert first: !held_for(A_owner((integer)pfn), A_state((integer)pfn), PART_FIRST);
	return hvc_held_zero(PART_FIRST, pfn);
}
