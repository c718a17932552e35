/* SPDX-License-Identifier: Apache-2.0 */
/* Call partition_destroy: piece by piece, until a dead partition's number is free again. */
#include "calls.h"

u32 sweep_last(u32 first)
{
	u32 end = RAM_PFN + ram_frames;

	return end - first > SWEEP_FRAMES ? first + SWEEP_FRAMES : end;
}

/*@ requires inv: sys_inv;
    requires root: PART_FIRST <= root < NR_ROOTS;
    assigns \nothing;
    exits \false;
    ensures none: \result == 1 <==> \forall integer i; 0 <= i < TAB2_MAX ==> table_absent(A_tab2(root, i));
    ensures bool: \result == 0 || \result == 1;
*/
/* Whether nothing is linked below a partition's root. */
static u32 no_tables(u32 root)
{
	/*@ loop invariant range: 0 <= i <= TAB2_MAX;
	    loop invariant none: \forall integer j; 0 <= j < i ==> table_absent(A_tab2(root, j));
	    loop assigns i;
	    loop variant TAB2_MAX - i;
	*/
	for (u32 i = 0; i < TAB2_MAX; i++) {
		//@ assert entry: walk1((integer)root, (integer)i * SPAN_BLOCK1) == pool.e[2 * root + i / ENTRIES][i % ENTRIES];
		if (s2_entry_type(pool.e[2 * root + i / ENTRIES][i % ENTRIES]) == S2_TYPE_TABLE) {
			//@ assert linked: !table_absent(A_tab2((integer)root, (integer)i));
			return 0;
		}
	}
	return 1;
}

/*@ requires range: RAM_PFN <= first <= last <= A_ram_end && ram_frames <= FRAMES_MAX;
    assigns \nothing;
    exits \false;
    ensures none: \result == 1 <==> \forall integer q; first <= q < last ==> not_owned(A_owner(q), part);
    ensures bool: \result == 0 || \result == 1;
*/
/* Whether the partition owns none of these frames. */
static u32 owns_none(u32 part, u32 first, u32 last)
{
	/*@ loop invariant range: first <= q <= last;
	    loop invariant none: \forall integer p; first <= p < q ==> not_owned(A_owner(p), part);
	    loop assigns q;
	    loop variant last - q;
	*/
	for (u32 q = first; q < last; q++) {
		if (frames[q - RAM_PFN].owner == part) {
			//@ assert found: !not_owned(A_owner((integer)q), part);
			return 0;
		}
	}
	return 1;
}

/*@ requires inv: sys_inv;
    requires part: part_valid(part) && life[part] == LIFE_DEAD;
    requires last: last == sweep_end(swept[part], A_ram_end);
    requires none: \forall integer q; swept[part] <= q < last ==> not_owned(A_owner(q), part);
    assigns life[part], swept[part];
    exits \false;
    ensures inv: sys_inv;
    ensures life: life[part] == destroy_life(part, last, A_ram_end, part, LIFE_DEAD);
    ensures swept: swept[part] == destroy_swept(part, last, A_ram_end, part, \old(swept[part]));
    ensures abstract: same_owner{Pre,Post} && same_state{Pre,Post} && same_lent{Pre,Post} && same_gfn{Pre,Post} &&
	same_label{Pre,Post} && same_map{Pre,Post} && same_rights{Pre,Post} && same_order{Pre,Post} &&
	same_tab2{Pre,Post} && same_tab3{Pre,Post} && same_nfree{Pre,Post} && same_klog_head{Pre,Post} &&
	same_klog{Pre,Post} && same_caller{Pre,Post} && same_running{Pre,Post};
*/
/* The search has come to frame last: it goes on from there, or is over. */
static void sweep_on(u32 part, u32 last)
{
	//@ assert passed: \forall integer q; RAM_PFN <= q < last ==> A_owner(q) != part;
	if (last == RAM_PFN + ram_frames) {
		life[part] = LIFE_FREE;
		swept[part] = RAM_PFN;
	} else {
		swept[part] = last;
	}
	//@ assert map: map_inv;
	//@ assert entries: entries_inv;
}

s32 hvc_partition_destroy(u64 part)
{
	if (part < PART_FIRST || part >= NR_OWNERS) {
		return CORDON_E_PARTITION;
	}
	u32 p = edge_clamp(part, NR_OWNERS);

	if (life[p] != LIFE_DEAD) {
		return CORDON_E_STATE;
	}
	if (no_tables(p * NR_LEVELS) == 0) {
		return CORDON_E_MAPPED;
	}
	u32 last = sweep_last(swept[p]);

	if (owns_none(p, swept[p], last) == 0) {
		return CORDON_E_OWNER;
	}
	sweep_on(p, last);
	return CORDON_E_SUCCESS;
}
