/* SPDX-License-Identifier: Apache-2.0 */
/* Records and stacks of the CPUs. */
#include "percpu.h"

/* Aff3 and Aff2 to Aff0 of MPIDR_EL1. */
#define MPIDR_AFFINITY 0xff00fffffful

struct percpu percpu[CPUS_MAX];
u32 nr_cpus;
u8 stacks[CPUS_MAX][STACK_STRIDE] __attribute__((aligned(4096)));
static u8 panic_stacks[CPUS_MAX][PANIC_STACK_SIZE] __attribute__((aligned(4096)));

void percpu_init(u32 index, u64 mpidr)
{
	struct percpu *cpu = &percpu[index];

	cpu->stack = (u64)stacks[index] + STACK_STRIDE;
	cpu->panic_stack = (u64)panic_stacks[index] + PANIC_STACK_SIZE;
	cpu->mpidr = mpidr & MPIDR_AFFINITY;
	cpu->index = index;
	cpu->state = CPU_OFF;
}
