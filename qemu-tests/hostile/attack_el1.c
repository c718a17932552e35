// SPDX-License-Identifier: GPL-2.0-only
/* Attacks of single instructions at EL1, with vectors and a stage 1 of the module's own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "attack.h"

#define MARK 0x5aa55aa512345678ul
#define NOP 0xd503201f
#define MRS_CURRENTEL 0xd5384241
#define CURRENTEL_EL1 4
/* ESR_EL1: class, IL, and for aborts an external one (Arm ARM D19.2.40). */
#define ESR_UNDEFINED 0x02000000
#define ESR_READ 0x96000010
#define ESR_WRITE 0x96000050
#define ESR_MAINTENANCE 0x96000150
#define ESR_FETCH 0x86000010
#define PAR_PA 0xffffffffff000ul

static struct hostile_bare bare;

static void perform(void)
{
	if (ioctl(fd, HOSTILE_BARE, &bare) != 0) {
		perror("attack: bare");
		exit(1);
	}
}

/* Performs the words from first on, each 32 after the one before: all are undefined. */
static void expect_undefined(u64 cpu, u64 first)
{
	bare.mmu = 1;
	bare.nr = BARE_STEPS;
	for (u64 i = 0; i < BARE_STEPS; i++) {
		struct hostile_step step = { .word = first + i * 32, .x1 = MARK };

		bare.step[i] = step;
	}
	perform();
	for (u64 i = 0; i < BARE_STEPS; i++) {
		const struct hostile_step *s = &bare.step[i];

		expect(s->taken == 1 && s->esr == ESR_UNDEFINED && s->x1 == MARK,
		       "cpu %lu, word %lx: %lu exceptions, esr %lx, x1 %lx", cpu, (u64)s->word,
		       (u64)s->taken, (u64)s->esr, (u64)s->x1);
	}
}

/* Everything that is EL2's or EL3's by its encoding, the names of EL1's registers that EL2 has
 * for them among it: op1 is 4 to 7, CRn, CRm and op2 are anything. On each CPU. */
void check_registers(void)
{
	/* SYS (TLBI, AT and others), SYSL; MSR and MRS with op0 2, with op0 3; Rt is x1. */
	static const u32 base[] = { 0xd50c0001, 0xd52c0001, 0xd5140001, 0xd5340001, 0xd51c0001,
				    0xd53c0001 };
	struct hostile_step el = { .word = MRS_CURRENTEL, .x1 = MARK };
	u64 words = 0;

	for (u64 cpu = 0; cpu < cpus; cpu++) {
		run_on(cpu, 1);
		bare.mmu = 1;
		bare.nr = 1;
		bare.step[0] = el;
		perform();
		expect(bare.step[0].taken == 0 && bare.step[0].x1 == CURRENTEL_EL1, "%lx",
		       (u64)bare.step[0].x1);
		for (u32 i = 0; i < sizeof(base) / sizeof(base[0]); i++) {
			for (u64 k = 0; k < 4 * 2048; k += BARE_STEPS) {
				expect_undefined(cpu, base[i] + k * 32);
				words += BARE_STEPS;
			}
		}
	}
	run_on(0, cpus);
	printf("attack: %lu instructions of EL2 and EL3\n", words);
}

/* What EL1 tries on a page at x0, in this order, and how it ends where the page is not the host's.
 * QEMU has no caches, so it may pass over maintenance by address. */
enum end { ABORT, IGNORED, TRANSLATED };
static const struct {
	u32 word;
	u32 esr;
	enum end end;
	int mapped;	/* only with the MMU on: DC ZVA of device memory is misaligned */
} tries[] = {
	{ 0xb9000001, ESR_WRITE, ABORT, 0 },		/* str w1, [x0] */
	{ 0xb9400001, ESR_READ, ABORT, 0 },		/* ldr w1, [x0] */
	{ 0xd61f0000, ESR_FETCH, ABORT, 0 },		/* br x0 */
	{ 0x885f7c01, ESR_READ, ABORT, 0 },		/* ldxr w1, [x0] */
	{ 0xd50b7420, ESR_WRITE, ABORT, 1 },		/* dc zva, x0 */
	{ 0xd50b7a20, ESR_MAINTENANCE, IGNORED, 0 },	/* dc cvac, x0 */
	{ 0xd50b7e20, ESR_MAINTENANCE, IGNORED, 0 },	/* dc civac, x0 */
	{ 0xd5087620, ESR_MAINTENANCE, IGNORED, 0 },	/* dc ivac, x0 */
	{ 0xd50b7520, ESR_MAINTENANCE, IGNORED, 0 },	/* ic ivau, x0 */
	{ 0xd5087800, 0, IGNORED, 0 },			/* at s1e1r, x0 */
	{ 0xd5387401, 0, TRANSLATED, 0 },		/* mrs x1, par_el1 */
	{ 0xd5087820, 0, IGNORED, 0 },			/* at s1e1w, x0 */
	{ 0xd5387401, 0, TRANSLATED, 0 },		/* mrs x1, par_el1 */
};

#define TRIES (sizeof(tries) / sizeof(tries[0]))
#define PAGES_AT_ONCE (BARE_STEPS / TRIES)

static int ended_as_wanted(const struct hostile_step *s, u32 kind, int ours)
{
	int aborted = s->taken == 1 && s->esr == tries[kind].esr && s->far == s->x0;

	if (tries[kind].end == TRANSLATED) {
		return s->taken == 0 && (s->x1 & 1) == 0 && (s->x1 & PAR_PA) == s->x0;
	}
	if (s->word == NOP || ours) {
		return s->taken == 0;
	}
	return aborted || (tries[kind].end == IGNORED && s->taken == 0);
}

static void try_pages(u64 pfn, u64 nr, u64 mmu, int ours)
{
	bare.mmu = mmu;
	bare.nr = nr * TRIES;
	for (u32 i = 0; i < bare.nr; i++) {
		u32 kind = i % TRIES;
		struct hostile_step step = { .word = tries[kind].word, .x1 = RET,
					     .x0 = (pfn + i / TRIES) << 12 };

		if (tries[kind].mapped && !mmu) {
			step.word = NOP;
		}
		bare.step[i] = step;
	}
	perform();
	for (u32 i = 0; i < bare.nr; i++) {
		const struct hostile_step *s = &bare.step[i];

		expect(ended_as_wanted(s, i % TRIES, ours),
		       "MMU %lu, word %lx at %lx: %lu exceptions, esr %lx, far %lx, x1 %lx", mmu,
		       (u64)s->word, (u64)s->x0, (u64)s->taken, (u64)s->esr, (u64)s->far,
		       (u64)s->x1);
	}
}

static void try_range(u64 first, u64 end, u64 mmu)
{
	for (u64 pfn = first; pfn < end; pfn += PAGES_AT_ONCE) {
		try_pages(pfn, end - pfn < PAGES_AT_ONCE ? end - pfn : PAGES_AT_ONCE, mmu, 0);
	}
}

void expect_unreachable(u64 first, u64 end)
{
	for (u64 mmu = 0; mmu < 2; mmu++) {
		try_range(first, end, mmu);
	}
}

/* Each page of Cordon and of its devices, through EL1's own stage 1 and with the MMU off. */
void check_bare(void)
{
	u64 first, end, page = get_pages(0);

	cordon_frames(&first, &end);
	for (u64 mmu = 0; mmu < 2; mmu++) {
		try_pages(page, 1, mmu, 1);
		expect(bare.step[1].x1 == RET && bare.step[3].x1 == RET, "%lx %lx",
		       (u64)bare.step[1].x1, (u64)bare.step[3].x1);
	}
	expect_unreachable(first, end);
	expect_unreachable(FW_CFG_PFN, FW_CFG_PFN + 1);
	expect_unreachable(SMMU_PFN, SMMU_PFN + SMMU_PAGES);
	printf("attack: %lu frames of Cordon, %lu instructions each, MMU off and on\n",
	       end - first, TRIES);
}
