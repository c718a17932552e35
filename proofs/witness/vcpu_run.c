/* SPDX-License-Identifier: Apache-2.0 */
/* Witnesses of call vcpu_run, and of the exit: each function reaches one of its outcomes. */
#include "situations.h"

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], caller[0 .. CPUS_MAX - 1], running[0 .. CPUS_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_SUCCESS;
*/
/* The first vCPU of a partition that has begun. */
s32 witness_vcpu_run_success(void)
{
	return reach_running();
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], caller[0 .. CPUS_MAX - 1], running[0 .. CPUS_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_PARTITION;
*/
/* The host is no partition. */
s32 witness_vcpu_run_partition(void)
{
	return hvc_vcpu_run(0, OWNER_HOST, 0);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], caller[0 .. CPUS_MAX - 1], running[0 .. CPUS_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_VCPU;
*/
/* There is no such vCPU. */
s32 witness_vcpu_run_vcpu(void)
{
	return hvc_vcpu_run(0, PART_FIRST, VCPUS);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], caller[0 .. CPUS_MAX - 1], running[0 .. CPUS_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_STATE;
*/
/* The partition has not begun. */
s32 witness_vcpu_run_state(void)
{
	return hvc_vcpu_run(0, PART_FIRST, 0);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], caller[0 .. CPUS_MAX - 1], running[0 .. CPUS_MAX - 1];
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
    assigns life[0 .. NR_OWNERS - 1], caller[0 .. CPUS_MAX - 1], running[0 .. CPUS_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_SUCCESS;
*/
/* A vCPU that stopped runs again, on another CPU. */
s32 witness_vcpu_run_again(void)
{
	(void)reach_running();
	(void)core_exit(0, EXIT_WFI, 0, 0, 0, 0);
	//@ assert life: life_is(A_life(PART_FIRST), LIFE_LIVE);
	//@ assert callers: \forall integer c; 0 <= c < CPUS_MAX ==> caller[c] == OWNER_HOST;
	//@ assert guard: vcpu_run_guard{Here}(1, PART_FIRST, 0);
	return hvc_vcpu_run(1, PART_FIRST, 0);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], caller[0], running[0];
    exits \false;
    ensures outcome: \result.why == EXIT_FAULT && \result.gfn == 5 && \result.access == ACCESS_WRITE && \result.form == 0;
*/
/* It stops at a fault: a write to guest frame 5. */
struct exit_record witness_exit_fault(void)
{
	(void)reach_running();
	return core_exit(0, EXIT_FAULT, esr_el2_make(0, EC_DABT_LOWER, 1, 0x47),
			 hpfar_el2_make(5), 0x123, 7);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], caller[0], running[0];
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
    assigns life[0 .. NR_OWNERS - 1], caller[0], running[0];
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
    assigns life[0 .. NR_OWNERS - 1], caller[0], running[0];
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
    assigns life[0 .. NR_OWNERS - 1], caller[0], running[0];
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
    assigns life[0 .. NR_OWNERS - 1], caller[0], running[0];
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
