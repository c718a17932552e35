/* SPDX-License-Identifier: Apache-2.0 */
/* Calls partition_create and partition_end. */
#include "calls.h"

/*@ requires inv: sys_inv;
    requires part: PART_FIRST <= part < NR_OWNERS;
    requires alive: life[part] != LIFE_DEAD;
    requires wanted: wanted == LIFE_LIVE || wanted == LIFE_DEAD;
    assigns life[part];
    exits \false;
    ensures inv: sys_inv;
    ensures set: life[part] == wanted;
    ensures abstract: same_owner{Pre,Post} && same_state{Pre,Post} && same_lent{Pre,Post} && same_gfn{Pre,Post} &&
	same_label{Pre,Post} && same_map{Pre,Post} && same_rights{Pre,Post} && same_order{Pre,Post} &&
	same_tab2{Pre,Post} && same_tab3{Pre,Post} && same_nfree{Pre,Post} && same_klog_head{Pre,Post} &&
	same_klog{Pre,Post} && same_caller{Pre,Post} && same_swept{Pre,Post};
*/
/* Moves a partition on in its life. */
static void life_set(u32 part, u8 wanted)
{
	life[part] = wanted;
	//@ assert map: map_inv;
	//@ assert entries: entries_inv;
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
	life_set(p, LIFE_LIVE);
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
	life_set(p, LIFE_DEAD);
	return CORDON_E_SUCCESS;
}
