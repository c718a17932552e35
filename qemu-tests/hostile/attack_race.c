// SPDX-License-Identifier: GPL-2.0-only
/* Calls that meet in one place, from all CPUs at the same moment: what the memory lock is for. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>

#include "attack.h"
#include "cordon_abi.h"

#define ROUNDS 400

static u64 block[ROUNDS];
static long result[ROUNDS][CPUS_MAX];
static u64 arrived;

/* All CPUs leave this together. In turn on one thread of QEMU, yield lets the others come. */
static void meet(u64 times)
{
	__atomic_fetch_add(&arrived, 1, __ATOMIC_SEQ_CST);
	while (__atomic_load_n(&arrived, __ATOMIC_SEQ_CST) < times * cpus) {
		__asm__ volatile("yield");
	}
}

/* In each round all CPUs donate a page of the same block of the host, so that each finds it not
 * split, to the same place of the partition, so that each finds a table missing. */
static void *donor(void *argument)
{
	u64 cpu = (u64)argument;

	run_on(cpu, 1);
	for (u64 i = 0; i < ROUNDS; i++) {
		meet(i + 1);
		result[i][cpu] = hvc(CORDON_HVC_DONATE, PART_RACE, block[i] + cpu,
				     i * SPAN_BLOCK2 + cpu, ORDER_PAGE);
	}
	return 0;
}

/* A round's pages are donated and nobody's but the partition's. */
static void expect_donated(u64 round)
{
	char *at = map(block[round], CPUS_MAX);

	for (u64 cpu = 0; cpu < cpus; cpu++) {
		u64 pfn = block[round] + cpu, gfn = round * SPAN_BLOCK2 + cpu;

		expect(result[round][cpu] == 0, "round %lu: %ld", round, result[round][cpu]);
		expect(query(pfn) == (PART_RACE | FRAME_OWNED << 8 | gfn << 16), "%lx",
		       query(pfn));
		expect(access_at(READ, at + cpu * 4096) == SIGBUS, "the host reads frame %lx",
		       pfn);
	}
	unmap(at, CPUS_MAX);
}

static void take_back(u64 round)
{
	for (u64 cpu = 0; cpu < cpus; cpu++) {
		u64 gfn = round * SPAN_BLOCK2 + cpu;

		expect(hvc(CORDON_HVC_WITHDRAW, PART_RACE, gfn, 0, 0) == 0, "withdraw %lx", gfn);
		expect(hvc(CORDON_HVC_RECLAIM, block[round] + cpu, 0, 0, 0) == 0, "reclaim %lx",
		       gfn);
	}
	expect(hvc(CORDON_HVC_TABLE_RETURN, PART_RACE, round * SPAN_BLOCK2, 3, 0) == 0,
	       "level 3 %lu", round);
}

void check_race(void)
{
	pthread_t thread[CPUS_MAX];

	for (u64 i = 0; i < ROUNDS; i++) {
		block[i] = get_pages(ORDER_BLOCK2);
	}
	expect(hvc(CORDON_HVC_PARTITION_CREATE, PART_RACE, 0, 0, 0) == 0, "create");
	for (u64 cpu = 0; cpu < cpus; cpu++) {
		expect(pthread_create(&thread[cpu], 0, donor, (void *)cpu) == 0, "thread");
	}
	for (u64 cpu = 0; cpu < cpus; cpu++) {
		expect(pthread_join(thread[cpu], 0) == 0, "join");
	}
	for (u64 i = 0; i < ROUNDS; i++) {
		expect_donated(i);
	}
	expect(hvc(CORDON_HVC_PARTITION_END, PART_RACE, 0, 0, 0) == 0, "end");
	for (u64 i = 0; i < ROUNDS; i++) {
		take_back(i);
	}
	expect(hvc(CORDON_HVC_TABLE_RETURN, PART_RACE, 0, 2, 0) == 0, "level 2");
}
