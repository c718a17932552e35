/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The calls, one file each. Arguments are the caller's registers, unchecked. Each contract is the
 * row of spec/hvc.tbl: _refusal says which error, if any; _step what changes then.
 */
#ifndef PROVEN_CALLS_H
#define PROVEN_CALLS_H
#include "tracker.h"

/*@ requires inv: sys_inv;
    assigns life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1],
	pieces[0 .. NR_OWNERS - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures refusal: partition_create_refusal{Pre}(\result, part);
    ensures step: partition_create_step{Pre,Post}(\result, part);
*/
s32 hvc_partition_create(u64 part);

/*@ requires inv: sys_inv;
    assigns life[0 .. NR_OWNERS - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures refusal: partition_end_refusal{Pre}(\result, part);
    ensures step: partition_end_step{Pre,Post}(\result, part);
*/
s32 hvc_partition_end(u64 part);

/*@ requires inv: sys_inv;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], g_pending, g_label[0 .. FRAMES_MAX - 1],
	g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures refusal: donate_refusal{Pre}(\result, part, pfn, gfn);
    ensures step: donate_step{Pre,Post}(\result, part, pfn, gfn);
*/
s32 hvc_donate(u64 part, u64 pfn, u64 gfn);

/*@ requires inv: sys_inv;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures refusal: hold_refusal{Pre}(\result, part, pfn, gfn, order);
    ensures step: hold_step{Pre,Post}(\result, part, pfn, gfn, order);
*/
s32 hvc_hold(u64 part, u64 pfn, u64 gfn, u64 order);

/*@ requires inv: sys_inv;
    assigns measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1],
	g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures refusal: measure_refusal{Pre}(\result, part, pfn);
    ensures step: measure_step{Pre,Post}(\result, part, pfn);
*/
s32 hvc_measure(u64 part, u64 pfn);

/*@ requires inv: sys_inv;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, frames[0 .. FRAMES_MAX - 1], g_pending,
	measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures refusal: settle_refusal{Pre}(\result, part, pfn);
    ensures step: settle_step{Pre,Post}(\result, part, pfn);
*/
s32 hvc_settle(u64 part, u64 pfn);

/*@ requires inv: sys_inv;
    assigns \nothing;
    exits \false;
    ensures refusal: measurement_refusal{Pre}(\result, part, word);
    ensures step: measurement_step{Pre,Post}(\result, part, word);
*/
s32 hvc_measurement(u64 part, u64 word);

/*@ requires inv: sys_inv;
    assigns ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1], power;
    exits \false;
    ensures inv: sys_inv;
    ensures refusal: seal_refusal{Pre}(\result, part, first, count, pc, context, vcpu_count);
    ensures step: seal_step{Pre,Post}(\result, part, first, count, pc, context, vcpu_count);
*/
s32 hvc_seal(u64 part, u64 first, u64 count, u64 pc, u64 context, u64 vcpu_count);

/*@ requires inv: sys_inv;
    assigns frames[0 .. FRAMES_MAX - 1], g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures refusal: held_zero_refusal{Pre}(\result, part, pfn);
    ensures step: held_zero_step{Pre,Post}(\result, part, pfn);
*/
s32 hvc_held_zero(u64 part, u64 pfn);

/*@ requires inv: sys_inv;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, frames[0 .. FRAMES_MAX - 1], g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures refusal: commit_refusal{Pre}(\result, part, pfn, gfn);
    ensures step: commit_step{Pre,Post}(\result, part, pfn, gfn);
*/
s32 hvc_commit(u64 part, u64 pfn, u64 gfn);

/*@ requires inv: sys_inv;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures refusal: withdraw_refusal{Pre}(\result, part, gfn);
    ensures step: withdraw_step{Pre,Post}(\result, part, gfn);
*/
s32 hvc_withdraw(u64 part, u64 gfn);

/*@ requires inv: sys_inv;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], g_pending, g_label[0 .. FRAMES_MAX - 1],
	g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures refusal: reclaim_refusal{Pre}(\result, pfn);
    ensures step: reclaim_step{Pre,Post}(\result, pfn);
*/
s32 hvc_reclaim(u64 pfn);

/*@ requires inv: sys_inv;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures refusal: table_return_refusal{Pre}(\result, part, gfn, level);
    ensures step: table_return_step{Pre,Post}(\result, part, gfn, level);
*/
s32 hvc_table_return(u64 part, u64 gfn, u64 level);

/*@ requires inv: sys_inv;
    assigns pool, g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures refusal: protect_refusal{Pre}(\result, part, gfn, rights);
    ensures step: protect_step{Pre,Post}(\result, part, gfn, rights);
*/
s32 hvc_protect(u64 part, u64 gfn, u64 rights);

/*@ requires inv: sys_inv;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, frames[0 .. FRAMES_MAX - 1], g_pending, lent_number, lent_leaf;
    exits \false;
    ensures inv: sys_inv;
    ensures refusal: lend_refusal{Pre}(\result, part, pfn, gfn, rights, order);
    ensures step: lend_step{Pre,Post}(\result, part, pfn, gfn, rights, order);
*/
s32 hvc_lend(u64 part, u64 pfn, u64 gfn, u64 rights, u64 order);

/*@ requires inv: sys_inv;
    assigns pool, frames[0 .. FRAMES_MAX - 1], g_pending, lent_number, lent_leaf;
    exits \false;
    ensures inv: sys_inv;
    ensures refusal: unlend_refusal{Pre}(\result, part, gfn);
    ensures step: unlend_step{Pre,Post}(\result, part, gfn);
*/
s32 hvc_unlend(u64 part, u64 gfn);

/*@ requires ram: ram_frames <= FRAMES_MAX && first <= A_ram_end;
    assigns \nothing;
    exits \false;
    ensures end: \result == sweep_end(first, A_ram_end);
*/
/* Up to which frame a piece of partition_destroy looks that begins at frame first. */
u32 sweep_last(u32 first);

/*@ requires inv: sys_inv;
    assigns life[0 .. NR_OWNERS - 1], swept[0 .. NR_OWNERS - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures refusal: partition_destroy_refusal{Pre}(\result, part);
    ensures step: partition_destroy_step{Pre,Post}(\result, part);
*/
s32 hvc_partition_destroy(u64 part);

/*@ requires inv: sys_inv;
    requires host: cpu < CPUS_MAX && caller[cpu] == OWNER_HOST;
    assigns caller[cpu], running[cpu];
    exits \false;
    ensures inv: sys_inv;
    ensures refusal: vcpu_run_refusal{Pre}(\result, cpu, part, vcpu);
    ensures step: vcpu_run_step{Pre,Post}(\result, cpu, part, vcpu);
*/
s32 hvc_vcpu_run(u32 cpu, u64 part, u64 vcpu);

/*@ requires inv: sys_inv;
    assigns \nothing;
    exits \false;
    ensures refusal: vcpu_register_refusal{Pre}(\result, part, vcpu, number);
    ensures step: vcpu_register_step{Pre,Post}(\result, part, vcpu, number);
*/
s32 hvc_vcpu_register(u64 part, u64 vcpu, u64 number);

/*@ requires inv: sys_inv;
    assigns \nothing;
    exits \false;
    ensures idle: \result == 1 <==> \forall integer c; 0 <= c < CPUS_MAX ==> vcpu_idle(caller[c], running[c], part, vcpu);
    ensures bool: \result == 0 || \result == 1;
*/
/* Whether no CPU runs this vCPU. */
u32 vcpu_is_idle(u32 part, u32 vcpu);

/*@ requires inv: sys_inv;
    requires caller: cpu < CPUS_MAX && part_protected(caller[cpu]);
    assigns power;
    exits \false;
    ensures inv: sys_inv;
    ensures refusal: vcpu_on_refusal{Pre}(\result, cpu, vcpu, pc, context);
    ensures step: vcpu_on_step{Pre,Post}(\result, cpu, vcpu, pc, context);
*/
s32 hvc_vcpu_on(u32 cpu, u64 vcpu, u64 pc, u64 context);

/*@ requires inv: sys_inv;
    requires caller: cpu < CPUS_MAX && part_protected(caller[cpu]);
    assigns pool, meta[0 .. NR_TABLES - 1], frames[0 .. FRAMES_MAX - 1], g_pending, g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures refusal: share_refusal{Pre}(\result, cpu, gfn);
    ensures step: share_step{Pre,Post}(\result, cpu, gfn);
*/
s32 hvc_share(u32 cpu, u64 gfn);

/*@ requires inv: sys_inv;
    requires caller: cpu < CPUS_MAX && part_protected(caller[cpu]);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], g_pending, g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures refusal: unshare_refusal{Pre}(\result, cpu, gfn);
    ensures step: unshare_step{Pre,Post}(\result, cpu, gfn);
*/
s32 hvc_unshare(u32 cpu, u64 gfn);
#endif
