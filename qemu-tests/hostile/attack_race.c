// SPDX-License-Identifier: GPL-2.0-only
/* Calls that meet in one place, from all CPUs at the same moment: what the memory lock is for. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>

#include "attack.h"
#include "cordon_abi.h"
#include "sha256.h"

#define ROUNDS 400
#define HOLDS 50
#define SEALS 100
#define MEASURES 50
#define PIECES (SPAN_BLOCK2 / PIECE_FRAMES)
#define STEPS (PIECES + 2)

static u64 block[ROUNDS];
static long result[ROUNDS][CPUS_MAX];
static u64 won[HOLDS][STEPS];
static u64 sealed[SEALS];
static u64 told[MEASURES][MEASURE_PIECES], settled[MEASURES];
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
		return hvc(CORDON_HVC_HOLD, PART_HOLD_RACE, pfn, gfn, ORDER_BLOCK2);
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
		got = hvc(CORDON_HVC_SEAL, PART_HOLD_RACE, cpu, 1 + cpu, cpu << 12, cpu, 1 + cpu);
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

/* All CPUs measure a page that the first holds, and settle it: each piece is one CPU's. */
static void *measurer(void *argument)
{
	u64 cpu = (u64)argument;

	run_on(cpu, 1);
	for (u64 i = 0; i < MEASURES; i++) {
		if (cpu == 0) {
			expect(hvc(CORDON_HVC_HOLD, PART_MEASURE_RACE, block[i], i) == 0, "hold");
		}
		meet(3 * i + 1);
		for (u64 k = 0; k < MEASURE_PIECES; k++) {
			struct hostile_call c = { .trap = TRAP_HVC, .x = {
				CORDON_HVC_MEASURE, PART_MEASURE_RACE, block[i] } };
			long got;

			take_trap(&c);
			got = (long)c.x[0];
			__atomic_fetch_add(got == 0 ? &told[i][c.x[1] % MEASURE_PIECES] : &odd,
					   got == 0 || got != CORDON_E_ORDER, __ATOMIC_SEQ_CST);
		}
		meet(3 * i + 2);
		if (hvc(CORDON_HVC_SETTLE, PART_MEASURE_RACE, block[i]) == 0) {
			__atomic_fetch_add(&settled[i], 1, __ATOMIC_SEQ_CST);
		}
		meet(3 * i + 3);
	}
	return 0;
}

/* Pages with contents, and their digest when a partition with one frame of RAM and one vCPU is
 * sealed. */
static void fill_pages(u64 *digest)
{
	const u64 last[] = { ~0ul, 0, 1, 0, 0, 1 };
	struct sha256 sha;

	sha256_begin(&sha);
	for (u64 i = 0; i < MEASURES; i++) {
		u64 *at = (u64 *)map(block[i], 1);

		for (u64 k = 0; k < 512; k++) {
			at[k] = (512 * i + k + 1) * 0x9e3779b97f4a7c15ul;
		}
		sha256_add(&sha, &i, sizeof(i));
		sha256_add(&sha, at, 4096);
		unmap((char *)at, 1);
	}
	sha256_add(&sha, last, sizeof(last));
	sha256_end(&sha, digest);
}

static void race_to_measure(void)
{
	const u64 part = PART_MEASURE_RACE;
	u64 digest[DIGEST_WORDS];

	odd = 0;
	fill_pages(digest);
	expect(hvc(CORDON_HVC_PARTITION_CREATE, part) == 0, "create");
	run_all(measurer);
	expect(odd == 0, "%lu", odd);
	expect(hvc(CORDON_HVC_SEAL, part, 0, 1, 0, 0, 1) == 0, "seal");
	for (u64 i = 0; i < DIGEST_WORDS; i++) {
		struct hostile_call c = { .trap = TRAP_HVC,
					  .x = { CORDON_HVC_MEASUREMENT, part, i } };

		take_trap(&c);
		expect(c.x[0] == 0 && c.x[4] == digest[i], "word %lu: %lx, not %lx", i,
		       (u64)c.x[4], digest[i]);
	}
	expect(hvc(CORDON_HVC_PARTITION_END, part) == 0, "end");
	for (u64 i = 0; i < MEASURES; i++) {
		for (u64 k = 0; k < MEASURE_PIECES; k++) {
			expect(told[i][k] == 1, "piece %lu of %lu: %lu times", k, i, told[i][k]);
		}
		expect(settled[i] == 1, "page %lu: %lu times", i, settled[i]);
		expect(hvc(CORDON_HVC_WITHDRAW, part, i) == 0, "withdraw %lu", i);
		expect(hvc(CORDON_HVC_RECLAIM, block[i]) == 0, "reclaim %lu", i);
	}
	expect(hvc(CORDON_HVC_TABLE_RETURN, part, 0, 3) == 0, "level 3");
	expect(hvc(CORDON_HVC_TABLE_RETURN, part, 0, 2) == 0, "level 2");
	expect(destroy(part) == 0, "destroy");
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
	race_to_measure();
}
