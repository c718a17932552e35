// SPDX-License-Identifier: GPL-2.0-only
/* Calls that meet in one place, from all CPUs at the same moment: what the memory lock is for. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>

#include "attack.h"
#include "cordon_abi.h"

#define ROUNDS 400
#define HOLDS 50
#define SEALS 100
#define PIECES (SPAN_BLOCK2 / PIECE_FRAMES)
#define STEPS (PIECES + 2)

static u64 block[ROUNDS];
static long result[ROUNDS][CPUS_MAX];
static u64 won[HOLDS][STEPS];
static u64 sealed[SEALS];
static u64 odd;
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
				     i * SPAN_BLOCK2 + cpu, 0);
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

static long take_step(u64 round, u64 step)
{
	u64 pfn = block[round], gfn = round * SPAN_BLOCK2;

	if (step == 0) {
		return hvc(CORDON_HVC_HOLD, PART_HOLD_RACE, pfn, gfn, 0);
	}
	if (step <= PIECES) {
		return hvc(CORDON_HVC_HELD_ZERO, PART_HOLD_RACE,
			   pfn + (step - 1) * PIECE_FRAMES, 0, 0);
	}
	return hvc(CORDON_HVC_COMMIT, PART_HOLD_RACE, pfn, gfn, 0);
}

/* All CPUs take each step of giving the same block; the step is one CPU's. */
static void *holder(void *argument)
{
	run_on((u64)argument, 1);
	for (u64 i = 0; i < HOLDS; i++) {
		for (u64 step = 0; step < STEPS; step++) {
			long got;

			meet(i * STEPS + step + 1);
			got = take_step(i, step);
			if (got == 0) {
				__atomic_fetch_add(&won[i][step], 1, __ATOMIC_SEQ_CST);
			} else if (got != CORDON_E_OWNER) {
				__atomic_fetch_add(&odd, 1, __ATOMIC_SEQ_CST);
			}
		}
	}
	return 0;
}

/* What all CPUs run, each with its number, to the end. */
static void run_all(void *(*what)(void *))
{
	pthread_t thread[CPUS_MAX];

	arrived = 0;
	for (u64 cpu = 0; cpu < cpus; cpu++) {
		expect(pthread_create(&thread[cpu], 0, what, (void *)cpu) == 0, "thread");
	}
	for (u64 cpu = 0; cpu < cpus; cpu++) {
		expect(pthread_join(thread[cpu], 0) == 0, "join");
	}
}

static void race_for_blocks(void)
{
	expect(hvc(CORDON_HVC_PARTITION_CREATE, PART_HOLD_RACE, 0, 0, 0) == 0, "create");
	run_all(holder);
	expect(odd == 0, "%lu", odd);
	for (u64 i = 0; i < HOLDS; i++) {
		for (u64 step = 0; step < STEPS; step++) {
			expect(won[i][step] == 1, "round %lu, step %lu: %lu times", i, step,
			       won[i][step]);
		}
	}
	expect(hvc(CORDON_HVC_PARTITION_END, PART_HOLD_RACE, 0, 0, 0) == 0, "end");
	for (u64 i = 0; i < HOLDS; i++) {
		expect(hvc(CORDON_HVC_WITHDRAW, PART_HOLD_RACE, i * SPAN_BLOCK2, 0, 0) == 0,
		       "withdraw %lu", i);
		for (u64 page = 0; page < SPAN_BLOCK2; page++) {
			expect(hvc(CORDON_HVC_RECLAIM, block[i] + page, 0, 0, 0) == 0,
			       "reclaim %lu of %lu", page, i);
		}
	}
	expect(hvc(CORDON_HVC_TABLE_RETURN, PART_HOLD_RACE, 0, 2, 0) == 0, "level 2");
}

/* All CPUs seal a partition; the first that comes gives it a new one. */
static void *sealer(void *argument)
{
	u64 cpu = (u64)argument;

	run_on(cpu, 1);
	for (u64 i = 0; i < SEALS; i++) {
		long got;

		meet(2 * i + 1);
		got = hvc(CORDON_HVC_SEAL, PART_HOLD_RACE, cpu, 1 + cpu, cpu << 12, cpu);
		if (got == 0) {
			__atomic_fetch_add(&sealed[i], 1, __ATOMIC_SEQ_CST);
		} else if (got != CORDON_E_STATE) {
			__atomic_fetch_add(&odd, 1, __ATOMIC_SEQ_CST);
		}
		meet(2 * i + 2);
		if (cpu == 0) {
			expect(hvc(CORDON_HVC_PARTITION_END, PART_HOLD_RACE) == 0, "end");
			expect(destroy(PART_HOLD_RACE) == 0, "destroy");
			expect(hvc(CORDON_HVC_PARTITION_CREATE, PART_HOLD_RACE) == 0, "create");
		}
	}
	return 0;
}

/* It was ended and has nothing. */
static void race_to_seal(void)
{
	odd = 0;
	expect(destroy(PART_HOLD_RACE) == 0, "destroy");
	expect(hvc(CORDON_HVC_PARTITION_CREATE, PART_HOLD_RACE) == 0, "create");
	run_all(sealer);
	expect(odd == 0, "%lu", odd);
	for (u64 i = 0; i < SEALS; i++) {
		expect(sealed[i] == 1, "round %lu: %lu times", i, sealed[i]);
	}
	expect(hvc(CORDON_HVC_PARTITION_END, PART_HOLD_RACE) == 0, "end");
}

/* All CPUs lend one frame, each to places of its own: not one leaf is miscounted. */
static void *lender(void *argument)
{
	u64 cpu = (u64)argument;

	run_on(cpu, 1);
	for (u64 i = 0; i < ROUNDS; i++) {
		meet(i + 1);
		if (hvc(CORDON_HVC_LEND, PART_LEND_RACE, block[0], cpu * SPAN_BLOCK2 + i,
			RAM_RWX) != 0) {
			__atomic_fetch_add(&odd, 1, __ATOMIC_SEQ_CST);
		}
	}
	return 0;
}

/* And take it back, all but the first leaf. */
static void *unlender(void *argument)
{
	u64 cpu = (u64)argument;

	run_on(cpu, 1);
	for (u64 i = 0; i < ROUNDS; i++) {
		meet(i + 1);
		if ((cpu != 0 || i != 0) &&
		    hvc(CORDON_HVC_UNLEND, PART_LEND_RACE, cpu * SPAN_BLOCK2 + i, 0, 0) != 0) {
			__atomic_fetch_add(&odd, 1, __ATOMIC_SEQ_CST);
		}
	}
	return 0;
}

static void race_to_lend(void)
{
	u64 lent = OWNER_HOST | FRAME_LENT << 8;

	odd = 0;
	expect(hvc(CORDON_HVC_PARTITION_CREATE, PART_LEND_RACE, 0, 0, 0) == 0, "create");
	run_all(lender);
	expect(odd == 0 && query(block[0]) == lent, "%lu, %lx", odd, query(block[0]));
	run_all(unlender);
	expect(odd == 0 && query(block[0]) == lent, "%lu, %lx", odd, query(block[0]));
	expect(hvc(CORDON_HVC_UNLEND, PART_LEND_RACE, 0, 0, 0) == 0, "the last");
	expect(query(block[0]) == OWNER_HOST, "%lx", query(block[0]));
	expect(hvc(CORDON_HVC_PARTITION_END, PART_LEND_RACE, 0, 0, 0) == 0, "end");
	for (u64 cpu = 0; cpu < cpus; cpu++) {
		expect(hvc(CORDON_HVC_TABLE_RETURN, PART_LEND_RACE, cpu * SPAN_BLOCK2, 3, 0) == 0,
		       "level 3 of %lu", cpu);
	}
	expect(hvc(CORDON_HVC_TABLE_RETURN, PART_LEND_RACE, 0, 2, 0) == 0, "level 2");
}

void check_race(void)
{
	for (u64 i = 0; i < ROUNDS; i++) {
		block[i] = get_pages(ORDER_BLOCK2);
	}
	expect(hvc(CORDON_HVC_PARTITION_CREATE, PART_RACE, 0, 0, 0) == 0, "create");
	run_all(donor);
	for (u64 i = 0; i < ROUNDS; i++) {
		expect_donated(i);
	}
	expect(hvc(CORDON_HVC_PARTITION_END, PART_RACE, 0, 0, 0) == 0, "end");
	for (u64 i = 0; i < ROUNDS; i++) {
		take_back(i);
	}
	expect(hvc(CORDON_HVC_TABLE_RETURN, PART_RACE, 0, 2, 0) == 0, "level 2");
	race_for_blocks();
	race_to_seal();
	race_to_lend();
}
