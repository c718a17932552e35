/* SPDX-License-Identifier: Apache-2.0 */
/* Witnesses of call lend: each function reaches one of its outcomes. */
#include "situations.h"

/*@ requires situation: booted && host_page(pfn) && ordinary_room;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	lent_number, lent_leaf;
    exits \false;
    ensures outcome: \result == CORDON_E_SUCCESS;
*/
/* A page of the host, to an ordinary partition that has begun. */
s32 witness_lend_success(u64 pfn)
{
	return reach_lent_page(pfn);
}

/*@ requires situation: booted && host_block(pfn) && ordinary_room;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	lent_number, lent_leaf;
    exits \false;
    ensures outcome: \result == CORDON_E_SUCCESS;
*/
/* 2 MiB, as a block. */
s32 witness_lend_success_2(u64 pfn)
{
	//@ assert nothing: \forall integer g; 0 <= g < SPAN_BLOCK2 ==> A_map(ORDINARY_FIRST, g) == -1;
	(void)hvc_partition_create(ORDINARY_FIRST);
	//@ assert live: life[ORDINARY_FIRST] == LIFE_LIVE;
	return hvc_lend(ORDINARY_FIRST, pfn, 0, RAM_RWX, ORDER_BLOCK2);
}

/*@ requires situation: booted && host_page(pfn) && ordinary_room;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	lent_number, lent_leaf;
    exits \false;
    ensures outcome: \result == CORDON_E_PARTITION;
*/
/* A protected partition is lent nothing. */
s32 witness_lend_partition(u64 pfn)
{
	return hvc_lend(PART_FIRST, pfn, 0, RAM_RWX, ORDER_PAGE);
}

/*@ requires situation: booted;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	lent_number, lent_leaf;
    exits \false;
    ensures outcome: \result == CORDON_E_ADDRESS;
*/
/* Below RAM. */
s32 witness_lend_address(void)
{
	return hvc_lend(ORDINARY_FIRST, RAM_PFN - 1, 0, RAM_RWX, ORDER_PAGE);
}

/*@ requires situation: booted && host_page(pfn) && ordinary_room;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	lent_number, lent_leaf;
    exits \false;
    ensures outcome: \result == CORDON_E_RIGHTS;
*/
/* Execution at EL1 alone needs FEAT_XNX. */
s32 witness_lend_rights(u64 pfn)
{
	return hvc_lend(ORDINARY_FIRST, pfn, 0, RAM_RW + RIGHT_PX, ORDER_PAGE);
}

/*@ requires situation: booted && host_page(pfn) && ordinary_room;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	lent_number, lent_leaf;
    exits \false;
    ensures outcome: \result == CORDON_E_STATE;
*/
/* The partition has not begun. */
s32 witness_lend_state(u64 pfn)
{
	return hvc_lend(ORDINARY_FIRST, pfn, 0, RAM_RWX, ORDER_PAGE);
}

/*@ requires situation: booted;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	lent_number, lent_leaf;
    exits \false;
    ensures outcome: \result == CORDON_E_OWNER;
*/
/* The table pool is Cordon's. */
s32 witness_lend_owner(void)
{
	(void)hvc_partition_create(ORDINARY_FIRST);
	//@ assert live: life[ORDINARY_FIRST] == LIFE_LIVE;
	//@ assert cordon: in_ram_frames(POOL_PFN) && is_cordon(POOL_PFN) && A_owner(POOL_PFN) == OWNER_HYP;
	return hvc_lend(ORDINARY_FIRST, POOL_PFN, 0, RAM_RWX, ORDER_PAGE);
}

/*@ requires situation: booted && host_page(pfn) && no_table(ORDINARY_FIRST) && nr_free >= tables_for(LENT_MAX);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	lent_number, lent_leaf;
    exits \false;
    ensures outcome: \result == CORDON_E_COUNT;
*/
/* Ordinary partitions map the page as often as can be counted. */
s32 witness_lend_count(u64 pfn)
{
	reach_most_lent(pfn);
	return hvc_lend(ORDINARY_FIRST, pfn, 0, RAM_RWX, ORDER_PAGE);
}

/*@ requires situation: booted && host_page(pfn) && ordinary_room;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	lent_number, lent_leaf;
    exits \false;
    ensures outcome: \result == CORDON_E_MAPPED;
*/
/* The page is there already. */
s32 witness_lend_mapped(u64 pfn)
{
	(void)reach_lent_page(pfn);
	return hvc_lend(ORDINARY_FIRST, pfn, 0, RAM_RWX, ORDER_PAGE);
}

/*@ requires situation: booted && takes_tables((integer)pfn) && host_page(other) && !(pfn <= other < pfn + TAB2_MAX);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1], lent_number, lent_leaf;
    exits \false;
    ensures outcome: \result == CORDON_E_TABLES;
*/
/* A protected partition has all tables. */
s32 witness_lend_tables(u64 pfn, u64 other)
{
	reach_no_table(pfn);
	//@ assert nothing: A_map(ORDINARY_FIRST, 0) == -1;
	(void)hvc_partition_create(ORDINARY_FIRST);
	//@ assert live: life[ORDINARY_FIRST] == LIFE_LIVE && host_page(other) && nr_free == 0;
	return hvc_lend(ORDINARY_FIRST, other, 0, RAM_RWX, ORDER_PAGE);
}
