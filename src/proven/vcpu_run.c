/* SPDX-License-Identifier: Apache-2.0 */
/* Calls vcpu_run and vcpu_register, and the way back: which vCPU runs on which CPU. */
#include "calls.h"
#include "core.h"

u32 vcpu_is_idle(u32 part, u32 vcpu)
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
	same_klog{Pre,Post} && same_life{Pre,Post} && same_swept{Pre,Post} && same_ram_end{Pre,Post} &&
	same_ram_gfn{Pre,Post} && same_ram_count{Pre,Post} && same_measuring{Pre,Post} && same_measured{Pre,Post} &&
	same_pieces{Pre,Post} && same_power{Pre,Post};
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
	if (life[p] != LIFE_LIVE || (p < ORDINARY_FIRST && ram_count[p] == 0)) {
		return CORDON_E_STATE;
	}
	if (p < ORDINARY_FIRST && power.on[p][v] != 1) {
		return CORDON_E_POWER;
	}
	if (vcpu_is_idle(p, v) == 0) {
		//@ assert running: !vcpu_run_needs_running{Here}(cpu, part, vcpu);
		return CORDON_E_RUNNING;
	}
	cpu_give(cpu, p, v);
	return CORDON_E_SUCCESS;
}

s32 hvc_vcpu_register(u64 part, u64 vcpu, u64 number)
{
	if (part < ORDINARY_FIRST || part >= NR_OWNERS) {
		return CORDON_E_PARTITION;
	}
	if (vcpu >= VCPUS) {
		return CORDON_E_VCPU;
	}
	if (number >= NR_REGISTERS) {
		return CORDON_E_ADDRESS;
	}
	u32 p = edge_clamp(part, NR_OWNERS);
	u32 v = edge_clamp(vcpu, VCPUS);

	//@ assert same: p == part && v == vcpu;
	if (life[p] != LIFE_LIVE) {
		return CORDON_E_STATE;
	}
	if (vcpu_is_idle(p, v) == 0) {
		//@ assert running: !vcpu_register_needs_running{Here}(part, vcpu, number);
		return CORDON_E_RUNNING;
	}
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
	return aborted_write(esr_el2_iss(esr)) == 1 ? ACCESS_WRITE : ACCESS_READ;
}

/*@ assigns \nothing;
    exits \false;
    ensures described: \result == 1 <==> access_described(esr);
    ensures bool: \result == 0 || \result == 1;
*/
static u32 described(u64 esr)
{
	u64 iss = esr_el2_iss(esr);

	return esr_el2_ec(esr) == EC_DABT_LOWER && iss_dabt_isv(iss) == 1 &&
	       iss_dabt_s1ptw(iss) == 0;
}

/*@ requires sas: sas < 4;
    assigns \nothing;
    exits \false;
    ensures stored: \result == stored(sas, value);
*/
static u64 stored(u64 sas, u64 value)
{
	switch (sas) {
	case 0:
		return value % 0x100;
	case 1:
		return value % 0x10000;
	case 2:
		return value % 0x100000000ull;
	}
	return value;
}

/*@ assigns \nothing;
    exits \false;
    ensures form: why == EXIT_CALL ==> \result == (L_esr_el2_ec(esr) == EC_SMC64 ? 1 : 0);
    ensures iss: why == EXIT_SYSREG ==> \result == L_esr_el2_iss(esr);
    ensures esr: why == EXIT_DEBUG ==> \result == esr;
*/
/* What there is to know of what the host serves, but for a value. */
static u64 served_form(u64 why, u64 esr)
{
	if (why == EXIT_CALL) {
		return esr_el2_ec(esr) == EC_SMC64;
	}
	return why == EXIT_SYSREG ? esr_el2_iss(esr) : esr;
}

/*@ requires cpu: cpu < CPUS_MAX;
    requires inv: sys_inv;
    assigns \nothing;
    exits \false;
    ensures served: \result == 1 <==> served_page{Pre}(cpu, gfn);
    ensures bool: \result == 0 || \result == 1;
*/
/* Whether the host may serve an access to this page of what runs on the CPU. */
static u32 is_served(u32 cpu, u64 gfn)
{
	u32 part = caller[cpu];
	u64 first = ram_gfn[part];

	if (part >= ORDINARY_FIRST) {
		return 1;
	}
	return part >= PART_FIRST && (gfn < first || gfn >= first + ram_count[part]);
}

/*@ requires part: part < NR_OWNERS;
    assigns power.on[part][0 .. VCPUS - 1];
    exits \false;
    ensures off: \forall integer v; 0 <= v < VCPUS ==> power.on[part][v] == exit_power(part, vcpu, why, part, v, \old(power.on[part][v]));
*/
/* Which vCPUs are off after this exit of one of them: itself, or all. */
static void power_after(u32 part, u32 vcpu, u64 why)
{
	if (why != EXIT_OFF && why != EXIT_END) {
		return; /* most exits; the loop would cost them some 70 instructions */
	}
	/*@ loop invariant range: 0 <= v <= VCPUS;
	    loop invariant off: \forall integer w; 0 <= w < VCPUS ==> power.on[part][w] ==
		(w < v ? exit_power(part, vcpu, why, part, w, \at(power.on[part][w],Pre)) : \at(power.on[part][w],Pre));
	    loop assigns v, power.on[part][0 .. VCPUS - 1];
	    loop variant VCPUS - v;
	*/
	for (u32 v = 0; v < VCPUS; v++) {
		if ((why == EXIT_END && power.on[part][v] == 1) || (why == EXIT_OFF && v == vcpu)) {
			power.on[part][v] = 0;
		}
	}
}

struct exit_record core_exit(u32 cpu, u64 why, u64 esr, u64 hpfar, u64 far, u64 value)
{
	struct exit_record r = { EXIT_INTERRUPT, 0, 0, 0, 0 };
	u64 ec = esr_el2_ec(esr);
	u64 gfn = hpfar_el2_fipa(hpfar);
	u32 ordinary = caller[cpu] >= ORDINARY_FIRST;

	if (why == EXIT_WFI || why == EXIT_SERROR || (why >= EXIT_SGI && why <= EXIT_END)) {
		r.why = why;
		r.value = why >= EXIT_SGI ? value : 0;
	}
	if (why >= EXIT_CALL && why <= EXIT_DEBUG && ordinary) {
		r.why = why;
		r.form = served_form(why, esr);
		r.value = why == EXIT_DEBUG ? far : value;
	}
	if (why == EXIT_FAULT && (ec == EC_IABT_LOWER || ec == EC_DABT_LOWER) && gfn < GFN_MAX) {
		r.why = EXIT_FAULT;
		r.gfn = gfn;
		r.access = access_of(esr);
		if (is_served(cpu, gfn) && described(esr)) {
			u64 sas = iss_dabt_sas(esr_el2_iss(esr));

			r.form = exit_form_make(1, sas, far % 0x1000);
			r.value = r.access == ACCESS_WRITE ? stored(sas, value) : 0;
		}
	}
	power_after(caller[cpu], running[cpu], r.why);
	cpu_give(cpu, OWNER_HOST, 0);
	return r;
}
