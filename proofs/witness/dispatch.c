/* SPDX-License-Identifier: Apache-2.0 */
/* Witnesses of the calls that only read, and of a number that is no call. */
#include "situations.h"

/*@ requires situation: booted;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, swept[0 .. NR_OWNERS - 1], g_pending,
	caller[0], running[0], g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1], lent_number, lent_leaf;
    exits \false;
    ensures outcome: hvc_code(\result.x0) == CORDON_E_SUCCESS;
*/
/* Every principal may ask for the version. */
struct hvc_result witness_version_success(void)
{
	return core_hvc(0, CORDON_HVC_VERSION, 0, 0, 0, 0, 0, 0);
}

/*@ requires situation: booted;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, swept[0 .. NR_OWNERS - 1], g_pending,
	caller[0], running[0], g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1], lent_number, lent_leaf;
    exits \false;
    ensures outcome: hvc_code(\result.x0) == CORDON_E_SUCCESS;
*/
/* The last chunk of the log. */
struct hvc_result witness_log_read_success(void)
{
	return core_hvc(0, CORDON_HVC_LOG_READ, KLOG_CHUNKS - 1, 0, 0, 0, 0, 0);
}

/*@ requires situation: booted;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, swept[0 .. NR_OWNERS - 1], g_pending,
	caller[0], running[0], g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1], lent_number, lent_leaf;
    exits \false;
    ensures outcome: hvc_code(\result.x0) == CORDON_E_ADDRESS;
*/
/* There is no such chunk. */
struct hvc_result witness_log_read_address(void)
{
	return core_hvc(0, CORDON_HVC_LOG_READ, KLOG_CHUNKS, 0, 0, 0, 0, 0);
}

/*@ requires situation: booted;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, swept[0 .. NR_OWNERS - 1], g_pending,
	caller[0], running[0], g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1], lent_number, lent_leaf;
    exits \false;
    ensures outcome: hvc_code(\result.x0) == CORDON_E_SUCCESS;
*/
/* A frame of the table pool. */
struct hvc_result witness_frame_query_success(void)
{
	return core_hvc(0, CORDON_HVC_FRAME_QUERY, POOL_PFN, 0, 0, 0, 0, 0);
}

/*@ requires situation: booted;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, swept[0 .. NR_OWNERS - 1], g_pending,
	caller[0], running[0], g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1], lent_number, lent_leaf;
    exits \false;
    ensures outcome: hvc_code(\result.x0) == CORDON_E_ADDRESS;
*/
/* No RAM. */
struct hvc_result witness_frame_query_address(void)
{
	return core_hvc(0, CORDON_HVC_FRAME_QUERY, RAM_PFN - 1, 0, 0, 0, 0, 0);
}

/*@ requires situation: booted;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, swept[0 .. NR_OWNERS - 1], g_pending,
	caller[0], running[0], g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1], lent_number, lent_leaf;
    exits \false;
    ensures outcome: hvc_code(\result.x0) == CORDON_E_NOT_SUPPORTED;
*/
/* There is no such call. */
struct hvc_result witness_not_supported(void)
{
	return core_hvc(0, CORDON_HVC_BASE + CORDON_HVC_COUNT, 0, 0, 0, 0, 0, 0);
}

/*@ requires situation: booted;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, swept[0 .. NR_OWNERS - 1], g_pending,
	caller[0], running[0], g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1], lent_number, lent_leaf;
    exits \false;
    ensures outcome: hvc_code(\result.x0) == CORDON_E_NOT_SUPPORTED;
*/
/* A partition asks for what only the host is served. */
struct hvc_result witness_not_supported_partition(void)
{
	(void)reach_running();
	return core_hvc(0, CORDON_HVC_FRAME_QUERY, POOL_PFN, 0, 0, 0, 0, 0);
}

/*@ requires situation: booted;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, swept[0 .. NR_OWNERS - 1], g_pending,
	caller[0], running[0], g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1], lent_number, lent_leaf;
    exits \false;
    ensures outcome: hvc_code(\result.x0) == CORDON_E_SUCCESS;
*/
/* A partition, too, may ask for the version. */
struct hvc_result witness_version_partition(void)
{
	(void)reach_running();
	return core_hvc(0, CORDON_HVC_VERSION, 0, 0, 0, 0, 0, 0);
}
