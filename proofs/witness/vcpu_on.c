/* SPDX-License-Identifier: Apache-2.0 */
/* Witnesses of call vcpu_on: each function reaches one of its outcomes. */
#include "situations.h"

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power,
	caller[0], running[0];
    exits \false;
    ensures outcome: \result == CORDON_E_SUCCESS;
    ensures on: power.on[PART_FIRST][1] == 1 && power.on[PART_FIRST][2] == 0;
*/
/* The second vCPU. */
s32 witness_vcpu_on_success(void)
{
	return reach_second();
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power,
	caller[0], running[0];
    exits \false;
    ensures outcome: \result == CORDON_E_VCPU;
*/
/* There is no such vCPU. */
s32 witness_vcpu_on_vcpu(void)
{
	(void)reach_running();
	return hvc_vcpu_on(0, VCPUS, 0x1000, 7);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power,
	caller[0], running[0];
    exits \false;
    ensures outcome: \result == CORDON_E_VCPU;
*/
/* It is sealed with one vCPU, and has no other. */
s32 witness_vcpu_on_lacks(void)
{
	(void)reach_live();
	//@ assert seals: seal_guard{Here}(PART_FIRST, 0, SPAN_BLOCK2, 0, 0, 1);
	(void)hvc_seal(PART_FIRST, 0, SPAN_BLOCK2, 0, 0, 1);
	//@ assert lacks: power.on[PART_FIRST][0] == 1 && power.on[PART_FIRST][1] == 2;
	//@ assert idle: \forall integer c; 0 <= c < CPUS_MAX ==> vcpu_idle(A_caller(c), A_running(c), PART_FIRST, 0);
	//@ assert guard: vcpu_run_guard{Here}(0, PART_FIRST, 0);
	(void)hvc_vcpu_run(0, PART_FIRST, 0);
	return hvc_vcpu_on(0, 1, 0x1000, 7);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power,
	caller[0], running[0];
    exits \false;
    ensures outcome: \result == CORDON_E_POWER;
*/
/* The vCPU that calls is on. */
s32 witness_vcpu_on_power(void)
{
	(void)reach_running();
	return hvc_vcpu_on(0, 0, 0x1000, 7);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power,
	caller[0 .. CPUS_MAX - 1], running[0 .. CPUS_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_RUNNING;
*/
/* The first vCPU ends the run of all, and the second, which runs still, is to switch itself on. */
s32 witness_vcpu_on_running(void)
{
	(void)reach_two();
	//@ assert off: power.on[PART_FIRST][1] == 1;
	(void)core_exit(0, EXIT_END, 0, 0, 0, 0);
	//@ assert runs: caller[1] == PART_FIRST && running[1] == 1;
	//@ assert ended: A_power(PART_FIRST, 1) == 0;
	//@ assert running: !vcpu_on_needs_running{Here}(1, 1, 0x1000, 7);
	return hvc_vcpu_on(1, 1, 0x1000, 7);
}
