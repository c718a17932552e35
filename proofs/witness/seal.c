/* SPDX-License-Identifier: Apache-2.0 */
/* Witnesses of call seal: each function reaches one of its outcomes. */
#include "situations.h"

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power;
    exits \false;
    ensures outcome: \result == CORDON_E_SUCCESS;
    ensures sealed: first_sealed;
*/
/* A partition that has begun; its first vCPU is on, no other. */
s32 witness_seal_success(void)
{
	(void)reach_live();
	return reach_sealed();
}

/*@ requires situation: booted;
    assigns ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1], power;
    exits \false;
    ensures outcome: \result == CORDON_E_PARTITION;
*/
/* Nothing is sealed of an ordinary partition. */
s32 witness_seal_partition(void)
{
	return hvc_seal(ORDINARY_FIRST, 0, 1, 0, 0, 1);
}

/*@ requires situation: booted;
    assigns ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1], power;
    exits \false;
    ensures outcome: \result == CORDON_E_ADDRESS;
*/
/* Its RAM would reach beyond the IPA space. */
s32 witness_seal_address(void)
{
	return hvc_seal(PART_FIRST, GFN_MAX - 1, 2, 0, 0, 1);
}

/*@ requires situation: booted;
    assigns ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1], power;
    exits \false;
    ensures outcome: \result == CORDON_E_VCPU;
*/
/* It is to have no vCPU. */
s32 witness_seal_vcpu(void)
{
	return hvc_seal(PART_FIRST, 0, 1, 0, 0, 0);
}

/*@ requires situation: booted;
    assigns ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1], power;
    exits \false;
    ensures outcome: \result == CORDON_E_STATE;
*/
/* The partition has not begun. */
s32 witness_seal_state(void)
{
	return hvc_seal(PART_FIRST, 0, 1, 0, 0, 1);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power;
    exits \false;
    ensures outcome: \result == CORDON_E_STATE;
    ensures sealed: first_sealed;
*/
/* It is sealed already. */
s32 witness_seal_again(void)
{
	(void)reach_live();
	(void)reach_sealed();
	return hvc_seal(PART_FIRST, 0, GFN_MAX, 0x1000, 7, 1);
}

/*@ requires situation: booted && host_page(pfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1],
	ram_count[0 .. NR_OWNERS - 1], measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power,
	g_pending, g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_ORDER;
*/
/* A page has been measured, and is not settled. */
s32 witness_seal_order(u64 pfn)
{
	(void)reach_live();
	reach_page_measured(pfn);
	return hvc_seal(PART_FIRST, 0, 1, 0, 0, 1);
}
