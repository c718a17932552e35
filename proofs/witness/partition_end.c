/* SPDX-License-Identifier: Apache-2.0 */
/* Witnesses of call partition_end: each function reaches one of its outcomes. */
#include "situations.h"

/*@ requires situation: booted;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_SUCCESS;
*/
/* A partition that has begun ends. */
s32 witness_partition_end_success(void)
{
	(void)hvc_partition_create(PART_FIRST);
	//@ assert live: life[PART_FIRST] == LIFE_LIVE;
	return hvc_partition_end(PART_FIRST);
}

/*@ requires situation: booted;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_PARTITION;
*/
/* The host is no partition. */
s32 witness_partition_end_partition(void)
{
	return hvc_partition_end(OWNER_HOST);
}

/*@ requires situation: booted;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_STATE;
*/
/* It has not begun. */
s32 witness_partition_end_state(void)
{
	return hvc_partition_end(PART_FIRST);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, caller[0], running[0];
    exits \false;
    ensures outcome: \result == CORDON_E_RUNNING;
*/
/* One of its vCPUs runs. */
s32 witness_partition_end_running(void)
{
	(void)reach_running();
	//@ assert running: !partition_end_needs_running{Here}(PART_FIRST);
	return hvc_partition_end(PART_FIRST);
}
