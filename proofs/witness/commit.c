/* SPDX-License-Identifier: Apache-2.0 */
/* Witnesses of call commit: each function reaches one of its outcomes. */
#include "situations.h"

/*@ requires situation: booted && host_block(pfn) && room;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_SUCCESS;
*/
/* A block of which all is ready. */
s32 witness_commit_success(u64 pfn)
{
	//@ assert nothing: nothing_from(0);
	(void)hvc_partition_create(PART_FIRST);
	//@ assert live: life[PART_FIRST] == LIFE_LIVE && host_block(pfn) && room && nothing_from(0);
	reach_ready_block(pfn);
	//@ assert guard: commit_guard{Here}(PART_FIRST, pfn, 0);
	return hvc_commit(PART_FIRST, pfn, 0);
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
s32 witness_commit_partition(u64 pfn)
{
	return hvc_commit(OWNER_HOST, pfn, 0);
}

/*@ requires situation: booted && host_block(pfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_ADDRESS;
*/
/* A place that is not aligned. */
s32 witness_commit_address(u64 pfn)
{
	return hvc_commit(PART_FIRST, pfn, 1);
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
s32 witness_commit_state(u64 pfn)
{
	//@ assert range: block_range(pfn, 0, A_ram_end);
	return hvc_commit(PART_FIRST, pfn, 0);
}

/*@ requires situation: booted && host_block(pfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_OWNER;
*/
/* The block is held, but not ready. */
s32 witness_commit_owner(u64 pfn)
{
	(void)reach_held_block(pfn);
	//@ assert range: block_range(pfn, 0, A_ram_end);
	//@ assert first: !ready_at(A_owner((integer)pfn), A_state((integer)pfn), A_gfn((integer)pfn), PART_FIRST, 0);
	return hvc_commit(PART_FIRST, pfn, 0);
}

/*@ requires situation: booted && host_block(pfn) && room && host_page(other) &&
	!(pfn <= other < pfn + SPAN_BLOCK2);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_MAPPED;
*/
/* A page is mapped there. */
s32 witness_commit_mapped(u64 pfn, u64 other)
{
	(void)reach_live_page(other);
	//@ assert block: host_block(pfn);
	reach_ready_block(pfn);
	//@ assert range: block_range(pfn, 0, A_ram_end);
	//@ assert taken: !unmapped(A_map(root_of(PART_FIRST), 0));
	return hvc_commit(PART_FIRST, pfn, 0);
}

/*@ requires situation: booted && takes_tables((integer)other) && host_block(pfn) &&
	(pfn + SPAN_BLOCK2 <= other || other + TAB2_MAX <= pfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_TABLES;
*/
/* No table is free, as in witness_donate_tables. */
s32 witness_commit_tables(u64 pfn, u64 other)
{
	reach_no_table(other);
	//@ assert still: \forall integer q; pfn <= q < pfn + SPAN_BLOCK2 ==> host_page(q);
	//@ assert nothing: nothing_from(0);
	(void)hvc_partition_create(PART_FIRST);
	//@ assert live: life[PART_FIRST] == LIFE_LIVE && host_block(pfn) && nothing_from(0);
	reach_ready_block(pfn);
	//@ assert range: block_range(pfn, 0, A_ram_end);
	//@ assert empty: commit_needs_mapped{Here}(PART_FIRST, pfn, 0) && commit_needs_mapped_2{Here}(PART_FIRST, pfn, 0);
	return hvc_commit(PART_FIRST, pfn, 0);
}
