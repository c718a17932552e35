/* SPDX-License-Identifier: Apache-2.0 */
/* Call vcpu_on: a partition switches another of its vCPUs on. */
#include "calls.h"

s32 hvc_vcpu_on(u32 cpu, u64 vcpu, u64 pc, u64 context)
{
	u32 part = caller[cpu];

	(void)pc; /* the world switch has the vCPU begin there, with this in x0 */
	(void)context;
	if (vcpu >= VCPUS) {
		return CORDON_E_VCPU;
	}
	u32 v = edge_clamp(vcpu, VCPUS);

	//@ assert same: v == vcpu;
	if (power.on[part][v] == 2) {
		return CORDON_E_VCPU;
	}
	if (power.on[part][v] != 0) {
		return CORDON_E_POWER;
	}
	if (vcpu_is_idle(part, v) == 0) {
		//@ assert running: !vcpu_on_needs_running{Here}(cpu, vcpu, pc, context);
		return CORDON_E_RUNNING;
	}
	power.on[part][v] = 1;
	return CORDON_E_SUCCESS;
}
