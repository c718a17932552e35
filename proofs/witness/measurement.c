/* SPDX-License-Identifier: Apache-2.0 */
/* Witnesses of call measurement: each function reaches one of its outcomes. */
#include "situations.h"

/*@ requires situation: booted;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1],
	ram_count[0 .. NR_OWNERS - 1], measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power,
	g_pending, g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_SUCCESS;
*/
/* Its last word, of a sealed partition. */
s32 witness_measurement_success(void)
{
	(void)reach_live();
	(void)reach_sealed();
	return hvc_measurement(PART_FIRST, DIGEST_WORDS - 1);
}

/*@ requires situation: booted;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1],
	ram_count[0 .. NR_OWNERS - 1], measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power,
	g_pending, g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_PARTITION;
*/
/* The host is no partition. */
s32 witness_measurement_partition(void)
{
	return hvc_measurement(OWNER_HOST, 0);
}

/*@ requires situation: booted;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1],
	ram_count[0 .. NR_OWNERS - 1], measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power,
	g_pending, g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_ADDRESS;
*/
/* It has no more words. */
s32 witness_measurement_address(void)
{
	return hvc_measurement(PART_FIRST, DIGEST_WORDS);
}

/*@ requires situation: booted;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1],
	ram_count[0 .. NR_OWNERS - 1], measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power,
	g_pending, g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_STATE;
*/
/* The partition is not sealed. */
s32 witness_measurement_state(void)
{
	(void)reach_live();
	return hvc_measurement(PART_FIRST, 0);
}
