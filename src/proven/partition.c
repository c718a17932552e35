/* SPDX-License-Identifier: Apache-2.0 */
/* Calls partition_create and partition_end. */
#include "calls.h"

/*@ requires inv: sys_inv;
    requires part: PART_FIRST <= part < NR_OWNERS;
    requires alive: life[part] != LIFE_DEAD;
    requires wanted: wanted == LIFE_LIVE || wanted == LIFE_DEAD;
    requires parked: \forall integer c; 0 <= c < CPUS_MAX ==> caller[c] != part;
    assigns life[part];
    exits \false;
    ensures inv: sys_inv;
    ensures set: life[part] == wanted;
    ensures abstract: same_owner{Pre,Post} && same_state{Pre,Post} && same_lent{Pre,Post} && same_gfn{Pre,Post} &&
	same_label{Pre,Post} && same_map{Pre,Post} && same_rights{Pre,Post} && same_order{Pre,Post} &&
	same_tab2{Pre,Post} && same_tab3{Pre,Post} && same_nfree{Pre,Post} && same_klog_head{Pre,Post} &&
	same_klog{Pre,Post} && same_caller{Pre,Post} && same_running{Pre,Post} && same_swept{Pre,Post};
*/
/* Moves a partition on in its life. */
static void life_set(u32 part, u8 wanted)
{
	life[part] = wanted;
	//@ assert map: map_inv;
	//@ assert entries: entries_inv;
	//@ assert callers: caller_inv;
}

/*@ requires inv: sys_inv;
    assigns \nothing;
    exits \false;
    ensures parked: \result == 1 <==> \forall integer c; 0 <= c < CPUS_MAX ==> runs_other(caller[c], part);
    ensures bool: \result == 0 || \result == 1;
*/
/* Whether no CPU runs the partition. */
static u32 parked(u32 part)
{
	/*@ loop invariant range: 0 <= c <= CPUS_MAX;
	    loop invariant parked: \forall integer d; 0 <= d < c ==> runs_other(caller[d], part);
	    loop assigns c;
	    loop variant CPUS_MAX - c;
	*/
	for (u32 c = 0; c < CPUS_MAX; c++) {
		if (caller[c] == part) {
			//@ assert not: !runs_other(caller[c], part);
			return 0;
		}
	}
	return 1;
}

s32 hvc_partition_create(u64 part)
{
	if (part < PART_FIRST || part >= NR_OWNERS) {
		return CORDON_E_PARTITION;
	}
	u32 p = edge_clamp(part, NR_OWNERS);

	if (life[p] != LIFE_FREE) {
		return CORDON_E_STATE;
	}
	//@ assert parked: \forall integer c; 0 <= c < CPUS_MAX ==> caller[c] != p;
	life_set(p, LIFE_LIVE);
	ram_count[p] = 0;
	measured[p] = 0;
	pieces[p] = 0;
	return CORDON_E_SUCCESS;
}

s32 hvc_partition_end(u64 part)
{
	if (part < PART_FIRST || part >= NR_OWNERS) {
		return CORDON_E_PARTITION;
	}
	u32 p = edge_clamp(part, NR_OWNERS);

	if (life[p] != LIFE_LIVE) {
		return CORDON_E_STATE;
	}
	if (parked(p) == 0) {
		//@ assert running: !partition_end_needs_running{Here}(part);
		return CORDON_E_RUNNING;
	}
	//@ assert parked: \forall integer c; 0 <= c < CPUS_MAX ==> caller[c] != p;
	life_set(p, LIFE_DEAD);
	return CORDON_E_SUCCESS;
}
