/* SPDX-License-Identifier: Apache-2.0 */
/* Call vcpu_run, and the way back: which vCPU runs on which CPU. */
#include "calls.h"
#include "core.h"

/*@ requires inv: sys_inv;
    assigns \nothing;
    exits \false;
    ensures idle: \result == 1 <==> \forall integer c; 0 <= c < CPUS_MAX ==> vcpu_idle(caller[c], running[c], part, vcpu);
    ensures bool: \result == 0 || \result == 1;
*/
/* Whether no CPU runs this vCPU. */
static u32 idle(u32 part, u32 vcpu)
{
	/*@ loop invariant range: 0 <= c <= CPUS_MAX;
	    loop invariant idle: \forall integer d; 0 <= d < c ==> vcpu_idle(caller[d], running[d], part, vcpu);
	    loop assigns c;
	    loop variant CPUS_MAX - c;
	*/
	for (u32 c = 0; c < CPUS_MAX; c++) {
		if (caller[c] == part && running[c] == vcpu) {
			//@ assert not: !vcpu_idle(caller[c], running[c], part, vcpu);
			return 0;
		}
	}
	return 1;
}

/*@ requires inv: sys_inv;
    requires cpu: cpu < CPUS_MAX;
    requires who: who == OWNER_HOST || (part_valid(who) && life[who] == LIFE_LIVE && vcpu < VCPUS &&
	\forall integer c; 0 <= c < CPUS_MAX ==> vcpu_idle(caller[c], running[c], who, vcpu));
    assigns caller[cpu], running[cpu];
    exits \false;
    ensures inv: sys_inv;
    ensures set: caller[cpu] == who && running[cpu] == vcpu;
    ensures abstract: same_owner{Pre,Post} && same_state{Pre,Post} && same_lent{Pre,Post} && same_gfn{Pre,Post} &&
	same_label{Pre,Post} && same_map{Pre,Post} && same_rights{Pre,Post} && same_order{Pre,Post} &&
	same_tab2{Pre,Post} && same_tab3{Pre,Post} && same_nfree{Pre,Post} && same_klog_head{Pre,Post} &&
	same_klog{Pre,Post} && same_life{Pre,Post} && same_swept{Pre,Post} && same_ram_end{Pre,Post};
*/
/* The CPU is that vCPU's, or the host's again. */
static void cpu_give(u32 cpu, u8 who, u8 vcpu)
{
	caller[cpu] = who;
	running[cpu] = vcpu;
	//@ assert map: map_inv;
	//@ assert callers: caller_inv;
}

s32 hvc_vcpu_run(u32 cpu, u64 part, u64 vcpu)
{
	if (part < PART_FIRST || part >= NR_OWNERS) {
		return CORDON_E_PARTITION;
	}
	if (vcpu >= VCPUS) {
		return CORDON_E_VCPU;
	}
	u32 p = edge_clamp(part, NR_OWNERS);
	u32 v = edge_clamp(vcpu, VCPUS);

	//@ assert same: p == part && v == vcpu;
	if (life[p] != LIFE_LIVE) {
		return CORDON_E_STATE;
	}
	if (idle(p, v) == 0) {
		//@ assert running: !vcpu_run_needs_running{Here}(cpu, part, vcpu);
		return CORDON_E_RUNNING;
	}
	cpu_give(cpu, p, v);
	return CORDON_E_SUCCESS;
}

/*@ assigns \nothing;
    exits \false;
    ensures access: \result == abort_access(esr);
*/
/* Which access aborted; of a stage-1 walk, whether the walk read or wrote. */
static u64 access_of(u64 esr)
{
	if (esr_el2_ec(esr) == EC_IABT_LOWER && iss_dabt_s1ptw(esr_el2_iss(esr)) == 0) {
		return ACCESS_EXEC;
	}
	return iss_dabt_wnr(esr_el2_iss(esr)) == 1 ? ACCESS_WRITE : ACCESS_READ;
}

struct hvc_result core_exit(u32 cpu, u64 why, u64 esr, u64 hpfar)
{
	struct hvc_result r = { CORDON_E_SUCCESS, EXIT_INTERRUPT, 0, 0 };
	u64 ec = esr_el2_ec(esr);
	u64 gfn = hpfar_el2_fipa(hpfar);

	if (why == EXIT_WFI || why == EXIT_SERROR) {
		r.x1 = why;
	}
	if (why == EXIT_FAULT && (ec == EC_IABT_LOWER || ec == EC_DABT_LOWER) && gfn < GFN_MAX) {
		r.x1 = EXIT_FAULT;
		r.x2 = gfn;
		r.x3 = access_of(esr);
	}
	cpu_give(cpu, OWNER_HOST, 0);
	return r;
}
