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
	(void)core_exit(0, EXIT_WFI, 0, 0);
	//@ assert life: life_is(A_life(PART_FIRST), LIFE_LIVE);
	//@ assert callers: \forall integer c; 0 <= c < CPUS_MAX ==> caller[c] == OWNER_HOST;
	//@ assert guard: vcpu_run_guard{Here}(1, PART_FIRST, 0);
	return hvc_vcpu_run(1, PART_FIRST, 0);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], caller[0], running[0];
    exits \false;
    ensures outcome: \result.x0 == CORDON_E_SUCCESS && \result.x1 == EXIT_FAULT && \result.x2 == 5 && \result.x3 == ACCESS_WRITE;
*/
/* It stops at a fault: a write to guest frame 5. */
struct hvc_result witness_exit_fault(void)
{
	(void)reach_running();
	return core_exit(0, EXIT_FAULT, esr_el2_make(0, EC_DABT_LOWER, 1, 0x47),
			 hpfar_el2_make(0, 0, 5, 0));
}
