/* SPDX-License-Identifier: Apache-2.0 */
/* Call seal: what the host may still do to a partition is fixed, and the partition can run. */
#include "calls.h"

/*@ assigns \nothing;
    exits \false;
    ensures fit: \result == 1 <==> guest_ram(first, count);
    ensures bool: \result == 0 || \result == 1;
*/
/* Whether these are frame numbers of the IPA space, at least one. */
static u32 is_guest_ram(u64 first, u64 count)
{
	return first < GFN_MAX && count > 0 && count <= GFN_MAX - first;
}

/*@ requires part: part < NR_OWNERS;
    assigns power.on[part][0 .. VCPUS - 1];
    exits \false;
    ensures set: \forall integer v; 0 <= v < VCPUS ==> power.on[part][v] == (v == 0 ? 1 : v < vcpu_count ? 0 : 2);
*/
/* vCPU 0 is on, the others of so many are off, and more there are none. */
static void power_first(u32 part, u64 vcpu_count)
{
	/*@ loop invariant range: 0 <= v <= VCPUS;
	    loop invariant set: \forall integer w; 0 <= w < v ==> power.on[part][w] == (w == 0 ? 1 : w < vcpu_count ? 0 : 2);
	    loop assigns v, power.on[part][0 .. VCPUS - 1];
	    loop variant VCPUS - v;
	*/
	for (u32 v = 0; v < VCPUS; v++) {
		power.on[part][v] = v == 0 ? 1 : v < vcpu_count ? 0 : 2;
	}
}

s32 hvc_seal(u64 part, u64 first, u64 count, u64 pc, u64 context, u64 vcpu_count)
{
	(void)pc; /* the world switch has the vCPU begin there, with this in x0 */
	(void)context;
	if (part < PART_FIRST || part >= ORDINARY_FIRST) {
		return CORDON_E_PARTITION;
	}
	if (is_guest_ram(first, count) == 0) {
		return CORDON_E_ADDRESS;
	}
	if (vcpu_count == 0 || vcpu_count > VCPUS) {
		return CORDON_E_VCPU;
	}
	u32 p = edge_clamp(part, ORDINARY_FIRST);

	//@ assert same: p == part;
	if (life[p] != LIFE_LIVE || ram_count[p] != 0) {
		return CORDON_E_STATE;
	}
	if (pieces[p] != 0) {
		return CORDON_E_ORDER;
	}
	ram_gfn[p] = (u32)first;
	ram_count[p] = (u32)count;
	power_first(p, vcpu_count);
	return CORDON_E_SUCCESS;
}
