/* SPDX-License-Identifier: Apache-2.0 */
/* Witnesses of call partition_destroy: each function reaches one of its outcomes. */
#include "situations.h"

/*@
// The first partition has no tables but those of its root.
predicate bare{L} = \forall integer i; 0 <= i < TAB2_MAX ==> A_tab2(PART_FIRST, i) == 0;
lemma none_owned{L}: sys_inv && life[PART_FIRST] == LIFE_FREE ==>
	\forall integer q; in_ram_frames(q) ==> A_owner(q) != PART_FIRST;
*/

/*@ requires situation: booted && bare;
    assigns life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], swept[0 .. NR_OWNERS - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_SUCCESS;
    ensures free: ram_frames <= SWEEP_FRAMES ==> life[PART_FIRST] == LIFE_FREE;
*/
/* A partition that never had anything; where RAM is one piece its number is free again at once. */
s32 witness_partition_destroy_success(void)
{
	//@ assert none: \forall integer q; in_ram_frames(q) ==> A_owner(q) != PART_FIRST;
	(void)hvc_partition_create(PART_FIRST);
	//@ assert live: life[PART_FIRST] == LIFE_LIVE;
	(void)hvc_partition_end(PART_FIRST);
	//@ assert dead: life[PART_FIRST] == LIFE_DEAD;
	//@ assert still: \forall integer q; in_ram_frames(q) ==> A_owner(q) != PART_FIRST;
	return hvc_partition_destroy(PART_FIRST);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], swept[0 .. NR_OWNERS - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_PARTITION;
*/
/* The host is no partition. */
s32 witness_partition_destroy_partition(void)
{
	return hvc_partition_destroy(OWNER_HOST);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], swept[0 .. NR_OWNERS - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_STATE;
*/
/* It has not begun. */
s32 witness_partition_destroy_state(void)
{
	return hvc_partition_destroy(PART_FIRST);
}

/*@ requires situation: booted && host_page(pfn) && room;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1],
	swept[0 .. NR_OWNERS - 1], g_pending, g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_MAPPED;
*/
/* Its tables have not been returned. */
s32 witness_partition_destroy_mapped(u64 pfn)
{
	(void)reach_held_page(pfn);
	return hvc_partition_destroy(PART_FIRST);
}

/*@ requires situation: booted && bare && host_block(pfn) && pfn < RAM_PFN + SWEEP_FRAMES;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1],
	swept[0 .. NR_OWNERS - 1], g_pending, g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_OWNER;
*/
/* It never had a table, but Cordon still holds frames for it. */
s32 witness_partition_destroy_owner(u64 pfn)
{
	(void)hvc_partition_create(PART_FIRST);
	//@ assert live: life[PART_FIRST] == LIFE_LIVE && swept[PART_FIRST] == RAM_PFN && bare;
	//@ assert block: host_block(pfn);
	//@ assert guard: hold_guard{Here}(PART_FIRST, pfn, 0, ORDER_BLOCK2);
	(void)hvc_hold(PART_FIRST, pfn, 0, ORDER_BLOCK2);
	//@ assert held: A_owner((integer)pfn) == PART_FIRST && life[PART_FIRST] == LIFE_LIVE && swept[PART_FIRST] == RAM_PFN && bare;
	(void)hvc_partition_end(PART_FIRST);
	//@ assert dead: life[PART_FIRST] == LIFE_DEAD && swept[PART_FIRST] == RAM_PFN && bare && A_owner((integer)pfn) == PART_FIRST;
	//@ assert next: swept[PART_FIRST] <= pfn < sweep_end(swept[PART_FIRST], A_ram_end);
	//@ assert owned: !not_owned(A_owner((integer)pfn), PART_FIRST);
	return hvc_partition_destroy(PART_FIRST);
}
