/* SPDX-License-Identifier: Apache-2.0 */
/* What each CPU has of its own at EL2; TPIDR_EL2 points to it. */
#ifndef CORDON_PERCPU_H
#define CORDON_PERCPU_H

/* Stacks: one unmapped guard page, then the stack; and a page for a panic. Bytes. */
#define STACK_SIZE 16384
#define STACK_STRIDE (4096 + STACK_SIZE)
#define PANIC_STACK_SIZE 4096
/* Offsets of struct percpu that assembly uses. */
#define PERCPU_STACK 0
#define PERCPU_PANIC_STACK 8

#ifndef __ASSEMBLER__
#include "cordon_limits.h"
#include "types.h"

enum cpu_state { CPU_OFF, CPU_STARTING, CPU_ON };

struct percpu {
	u64 stack;		/* top */
	u64 panic_stack;	/* top */
	u64 mpidr;		/* affinity fields of MPIDR_EL1, as PSCI names the CPU */
	u64 entry;		/* where the host wants to start at EL1, an IPA */
	u64 context;		/* its x0 there */
	u32 index;		/* 0 .. nr_cpus - 1 */
	u32 state;		/* enum cpu_state; changed by compare and swap */
	struct world *vcpu;	/* the one that runs here, or 0: the host does */
};

extern struct percpu percpu[CPUS_MAX];
extern u32 nr_cpus;
/* The first page of each stride is the guard. */
extern u8 stacks[CPUS_MAX][STACK_STRIDE];

_Static_assert(__builtin_offsetof(struct percpu, stack) == PERCPU_STACK, "assembly");
_Static_assert(__builtin_offsetof(struct percpu, panic_stack) == PERCPU_PANIC_STACK, "assembly");

/* The record of the CPU that runs. */
static inline struct percpu *this_cpu(void)
{
	struct percpu *p;

	__asm__("mrs %0, tpidr_el2" : "=r"(p));
	return p;
}

/* Fills the record of CPU index, which is off, for the processor whose MPIDR_EL1 this is. */
void percpu_init(u32 index, u64 mpidr);
#endif
#endif
