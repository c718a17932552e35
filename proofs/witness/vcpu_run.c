/* SPDX-License-Identifier: Apache-2.0 */
/* Witnesses of call vcpu_run, and of the exit: each function reaches one of its outcomes. */
#include "situations.h"

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, caller[0 .. CPUS_MAX - 1], running[0 .. CPUS_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_SUCCESS;
*/
/* The first vCPU of a partition that has begun and is sealed. */
s32 witness_vcpu_run_success(void)
{
	return reach_running();
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, caller[0 .. CPUS_MAX - 1], running[0 .. CPUS_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_PARTITION;
*/
/* The host is no partition. */
s32 witness_vcpu_run_partition(void)
{
	return hvc_vcpu_run(0, OWNER_HOST, 0);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, caller[0 .. CPUS_MAX - 1], running[0 .. CPUS_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_VCPU;
*/
/* There is no such vCPU. */
s32 witness_vcpu_run_vcpu(void)
{
	return hvc_vcpu_run(0, PART_FIRST, VCPUS);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, caller[0 .. CPUS_MAX - 1], running[0 .. CPUS_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_STATE;
*/
/* The partition has not begun. */
s32 witness_vcpu_run_state(void)
{
	return hvc_vcpu_run(0, PART_FIRST, 0);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, caller[0 .. CPUS_MAX - 1], running[0 .. CPUS_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_STATE;
*/
/* A protected partition that is not sealed. */
s32 witness_vcpu_run_unsealed(void)
{
	(void)reach_live();
	return hvc_vcpu_run(0, PART_FIRST, 0);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, caller[0 .. CPUS_MAX - 1], running[0 .. CPUS_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_POWER;
*/
/* A vCPU that nobody has switched on. */
s32 witness_vcpu_run_power(void)
{
	(void)reach_live();
	(void)reach_sealed();
	return hvc_vcpu_run(0, PART_FIRST, 1);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, caller[0 .. CPUS_MAX - 1], running[0 .. CPUS_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_RUNNING;
*/
/* The vCPU runs on another CPU. */
s32 witness_vcpu_run_running(void)
{
	(void)reach_running();
	//@ assert running: !vcpu_run_needs_running{Here}(1, PART_FIRST, 0);
	return hvc_vcpu_run(1, PART_FIRST, 0);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, caller[0 .. CPUS_MAX - 1], running[0 .. CPUS_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_SUCCESS;
*/
/* A vCPU that stopped runs again, on another CPU. */
s32 witness_vcpu_run_again(void)
{
	(void)reach_running();
	(void)core_exit(0, EXIT_WFI, 0, 0, 0, 0);
	//@ assert life: life_is(A_life(PART_FIRST), LIFE_LIVE);
	//@ assert on: A_power(PART_FIRST, 0) == 1 && A_ram_count(PART_FIRST) == SPAN_BLOCK2;
	//@ assert callers: \forall integer c; 0 <= c < CPUS_MAX ==> caller[c] == OWNER_HOST;
	//@ assert guard: vcpu_run_guard{Here}(1, PART_FIRST, 0);
	return hvc_vcpu_run(1, PART_FIRST, 0);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, caller[0], running[0];
    exits \false;
    ensures outcome: \result.why == EXIT_FAULT && \result.gfn == 5 && \result.access == ACCESS_WRITE && \result.form == 0 && \result.value == 0;
*/
/* It stops at a store to guest frame 5 of its RAM: the host hears no more of it than the page. */
struct exit_record witness_exit_fault(void)
{
	(void)reach_running();
	return core_exit(0, EXIT_FAULT, esr_el2_make(0, EC_DABT_LOWER, 1, 0x1000047),
			 hpfar_el2_make(5), 0x123, 7);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, caller[0], running[0];
    exits \false;
    ensures outcome: \result.why == EXIT_FAULT && \result.gfn == SPAN_BLOCK2 && L_exit_form_valid(\result.form) == 1 &&
	L_exit_form_size(\result.form) == 0 && L_exit_form_offset(\result.form) == 0x123 && \result.value == 0x77;
*/
/* It stores a byte, 0x77, in the first guest frame outside its RAM. */
struct exit_record witness_exit_outside(void)
{
	(void)reach_running();
	return core_exit(0, EXIT_FAULT, esr_el2_make(0, EC_DABT_LOWER, 1, 0x1000047),
			 hpfar_el2_make(SPAN_BLOCK2), 0x5123, 0x1177);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, caller[0], running[0];
    exits \false;
    ensures outcome: \result.why == EXIT_SGI && \result.value == 0x2a;
*/
/* It interrupts others. */
struct exit_record witness_exit_sgi(void)
{
	(void)reach_running();
	return core_exit(0, EXIT_SGI, 0, 0, 0, 0x2a);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, caller[0], running[0];
    exits \false;
    ensures outcome: \result.why == EXIT_ON && \result.value == 1;
    ensures on: power.on[PART_FIRST][0] == 1;
*/
/* It has switched its second vCPU on. */
struct exit_record witness_exit_on(void)
{
	(void)reach_running();
	return core_exit(0, EXIT_ON, 0, 0, 0, 1);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, caller[0], running[0];
    exits \false;
    ensures outcome: \result.why == EXIT_OFF && \result.value == 0;
    ensures off: power.on[PART_FIRST][0] == 0;
*/
/* Its first vCPU has switched itself off. */
struct exit_record witness_exit_off(void)
{
	(void)reach_running();
	return core_exit(0, EXIT_OFF, 0, 0, 0, 0);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power,
	caller[0 .. CPUS_MAX - 1], running[0 .. CPUS_MAX - 1];
    exits \false;
    ensures outcome: \result.why == EXIT_END && \result.value == 1;
    ensures off: power.on[PART_FIRST][0] == 0 && power.on[PART_FIRST][1] == 0;
    ensures second: caller[1] == PART_FIRST && running[1] == 1;
*/
/* Its first vCPU asks for a reset: all are off, the second one too, which still runs. */
struct exit_record witness_exit_end(void)
{
	(void)reach_two();
	return core_exit(0, EXIT_END, 0, 0, 0, 1);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, caller[0], running[0];
    exits \false;
    ensures inv: sys_inv;
    ensures runs: caller[0] == ORDINARY_FIRST;
*/
static void run_ordinary(void)
{
	(void)hvc_partition_create(ORDINARY_FIRST);
	//@ assert life: life_is(A_life(ORDINARY_FIRST), LIFE_LIVE);
	//@ assert callers: \forall integer c; 0 <= c < CPUS_MAX ==> caller[c] == OWNER_HOST;
	//@ assert guard: vcpu_run_guard{Here}(0, ORDINARY_FIRST, 0);
	(void)hvc_vcpu_run(0, ORDINARY_FIRST, 0);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, caller[0], running[0];
    exits \false;
    ensures outcome: \result.why == EXIT_CALL && \result.form == 0 && \result.value == 0x84000000;
*/
/* An ordinary partition asks the host for the version of its PSCI. */
struct exit_record witness_exit_call(void)
{
	run_ordinary();
	return core_exit(0, EXIT_CALL, 0, 0, 0, 0x84000000);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, caller[0], running[0];
    exits \false;
    ensures outcome: \result.why == EXIT_DEBUG && \result.value == 0x400000;
*/
/* An ordinary partition comes to a breakpoint at 0x400000. */
struct exit_record witness_exit_debug(void)
{
	run_ordinary();
	return core_exit(0, EXIT_DEBUG, 0, 0, 0x400000, 0);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, caller[0], running[0];
    exits \false;
    ensures outcome: \result.why == EXIT_SYSREG && \result.form == 0x240004 && \result.value == 7;
*/
/* An ordinary partition writes 7 to a system register that the host plays: MDSCR_EL1. */
struct exit_record witness_exit_sysreg(void)
{
	run_ordinary();
	return core_exit(0, EXIT_SYSREG, esr_el2_make(0, EC_SYSREG64, 1, 0x240004), 0, 0, 7);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, caller[0], running[0];
    exits \false;
    ensures outcome: \result.why == EXIT_FAULT && L_exit_form_valid(\result.form) == 1 &&
	L_exit_form_size(\result.form) == 0 && L_exit_form_offset(\result.form) == 0x123 && \result.value == 0x77;
*/
/* An ordinary partition stores a byte, 0x77, in guest frame 5. */
struct exit_record witness_exit_device(void)
{
	run_ordinary();
	return core_exit(0, EXIT_FAULT, esr_el2_make(0, EC_DABT_LOWER, 1, 0x1000047),
			 hpfar_el2_make(5), 0x5123, 0x1177);
}
