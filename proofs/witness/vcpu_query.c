/* SPDX-License-Identifier: Apache-2.0 */
/* Witnesses of call vcpu_query: each function reaches one of its outcomes. */
#include "situations.h"

/*@ requires situation: booted;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], swept[0 .. NR_OWNERS - 1], g_pending,
	ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power,
	caller[0], running[0], g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1], lent_number, lent_leaf;
    exits \false;
    ensures outcome: hvc_code(\result.x0) == CORDON_E_SUCCESS;
    ensures on: \result.x1 == 1;
*/
/* The vCPU that asks is on. */
struct hvc_result witness_vcpu_query_success(void)
{
	(void)reach_running();
	return core_hvc(0, CORDON_HVC_VCPU_QUERY, 0, 0, 0, 0, 0, 0);
}

/*@ requires situation: booted;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], swept[0 .. NR_OWNERS - 1], g_pending,
	ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power,
	caller[0], running[0], g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1], lent_number, lent_leaf;
    exits \false;
    ensures outcome: hvc_code(\result.x0) == CORDON_E_SUCCESS;
    ensures off: \result.x1 == 0;
*/
/* Another one is off. */
struct hvc_result witness_vcpu_query_off(void)
{
	(void)reach_running();
	return core_hvc(0, CORDON_HVC_VCPU_QUERY, VCPUS - 1, 0, 0, 0, 0, 0);
}

/*@ requires situation: booted;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], swept[0 .. NR_OWNERS - 1], g_pending,
	ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power,
	caller[0], running[0], g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1], lent_number, lent_leaf;
    exits \false;
    ensures outcome: hvc_code(\result.x0) == CORDON_E_VCPU;
*/
/* There is no such vCPU. */
struct hvc_result witness_vcpu_query_vcpu(void)
{
	(void)reach_running();
	return core_hvc(0, CORDON_HVC_VCPU_QUERY, VCPUS, 0, 0, 0, 0, 0);
}
