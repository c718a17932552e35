/* SPDX-License-Identifier: Apache-2.0 */
/* Witnesses of call vcpu_register: each function reaches one of its outcomes. */
#include "situations.h"

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, caller[0 .. CPUS_MAX - 1], running[0 .. CPUS_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_SUCCESS;
*/
/* The first register of a vCPU that has not run. */
s32 witness_vcpu_register_success(void)
{
	(void)hvc_partition_create(ORDINARY_FIRST);
	//@ assert life: life_is(A_life(ORDINARY_FIRST), LIFE_LIVE);
	//@ assert callers: \forall integer c; 0 <= c < CPUS_MAX ==> caller[c] == OWNER_HOST;
	//@ assert guard: vcpu_register_guard{Here}(ORDINARY_FIRST, 0, 0);
	return hvc_vcpu_register(ORDINARY_FIRST, 0, 0);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, caller[0 .. CPUS_MAX - 1], running[0 .. CPUS_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_PARTITION;
*/
/* A protected partition is none of the host's. */
s32 witness_vcpu_register_partition(void)
{
	return hvc_vcpu_register(PART_FIRST, 0, 0);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, caller[0 .. CPUS_MAX - 1], running[0 .. CPUS_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_VCPU;
*/
/* There is no such vCPU. */
s32 witness_vcpu_register_vcpu(void)
{
	return hvc_vcpu_register(ORDINARY_FIRST, VCPUS, 0);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, caller[0 .. CPUS_MAX - 1], running[0 .. CPUS_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_ADDRESS;
*/
/* There is no such register. */
s32 witness_vcpu_register_address(void)
{
	return hvc_vcpu_register(ORDINARY_FIRST, 0, NR_REGISTERS);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, caller[0 .. CPUS_MAX - 1], running[0 .. CPUS_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_STATE;
*/
/* The partition has not begun. */
s32 witness_vcpu_register_state(void)
{
	return hvc_vcpu_register(ORDINARY_FIRST, 0, 0);
}

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, caller[0 .. CPUS_MAX - 1], running[0 .. CPUS_MAX - 1];
    exits \false;
    ensures outcome: \result == CORDON_E_RUNNING;
*/
/* The vCPU runs. */
s32 witness_vcpu_register_running(void)
{
	(void)hvc_partition_create(ORDINARY_FIRST);
	//@ assert life: life_is(A_life(ORDINARY_FIRST), LIFE_LIVE);
	//@ assert callers: \forall integer c; 0 <= c < CPUS_MAX ==> caller[c] == OWNER_HOST;
	//@ assert guard: vcpu_run_guard{Here}(1, ORDINARY_FIRST, 0);
	(void)hvc_vcpu_run(1, ORDINARY_FIRST, 0);
	//@ assert runs: caller[1] == ORDINARY_FIRST && running[1] == 0;
	//@ assert running: !vcpu_register_needs_running{Here}(ORDINARY_FIRST, 0, 0);
	return hvc_vcpu_register(ORDINARY_FIRST, 0, 0);
}
