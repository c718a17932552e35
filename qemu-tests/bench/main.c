/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A host kernel that does nothing but call Cordon, and counts the instructions of each call. Prints
 * lines that bench.py reads: "bench|cost|name|calls|sum|most", one operation;
 * "bench|call|name|calls|successes|most", all calls with one number, wherever they were made.
 */
#include "bench.h"
#include "bench_calls.h"

#define UART 0x09000000ull
#define UART_FR_FULL (1u << 5)

/* PMCR_EL0: enable, 64-bit cycle counter; PMCCFILTR_EL0.NSH: count at EL2. A core before PMUv3p1
 * cannot forbid it; on later ones Cordon forbids it by HCCD only (src/arch/enter.c). */
#define PMCR_E_LC (1ull << 6 | 1)
#define PMCCFILTR_NSH (1ull << 27)
#define CYCLE_COUNTER (1ull << 31)
#define TICKS_PER_SECOND 1000000000ull

#define PSCI_VERSION 0x84000000ull
#define TRNG_RND64 0xc4000053ull
#define TRNG_BITS 192

/* The second GiB of RAM, which the host has as one block; 64 MiB of it are given away, and then
 * 64 MiB that were not touched before. The machine has two GiB. */
#define FIRST_PFN 0x80000ull
#define FRESH_PFN (FIRST_PFN + SERIES)
#define RANDOM_PFN (FRESH_PFN + SERIES)
/* The code of a guest, in a GiB of its own for it; pages that come with contents. */
#define CODE_PFN (RANDOM_PFN + SERIES)
#define CODE_GFN SPAN_BLOCK1
#define CONTENTS_PFN (CODE_PFN + SPAN_BLOCK2)
#define RAM_END 0xc0000ull
#define PART_PAGES PART_FIRST
#define PART_BLOCKS (PART_FIRST + 1)
#define PART_FRESH (PART_FIRST + 2)
#define PART_RANDOM (PART_FIRST + 3)
#define PART_LENT ORDINARY_FIRST
#define TOUCHES 64

#define read_reg(name) ({ u64 v_; __asm__ volatile("mrs %0, " #name : "=r"(v_)); v_; })
#define write_reg(name, v) __asm__ volatile("msr " #name ", %0\n isb" : : "r"((u64)(v)) : "memory")
#define FUNCTIONS(suffix) \
	u64 nop_##suffix(u64 *x); \
	u64 nops_##suffix(u64 *x); \
	u64 hvc_##suffix(u64 *x); \
	u64 smc_##suffix(u64 *x); \
	u64 touch_##suffix(u64 address, u64 *aborted); \
	extern const u8 vectors_##suffix[]

FUNCTIONS(pmu);
FUNCTIONS(timer);
extern const u8 guest_program[PAGE_SIZE], sharing_program[PAGE_SIZE];
_Noreturn void power_off(void);
void fail_exception(u64 esr, u64 elr);
int main(void);

/* All calls of each number; then the aborts. */
static struct cost all[CORDON_HVC_COUNT + 1];
static u64 good[CORDON_HVC_COUNT + 1];
#define ALL_ABORTS CORDON_HVC_COUNT
/* The counter is the PMU's; else the timer's. */
static u32 with_pmu;
/* What a counted instruction without effect takes. */
static u64 base;

static void put(char c)
{
	while ((*(volatile u32 *)(UART + 0x18) & UART_FR_FULL) != 0) {
	}
	*(volatile u32 *)UART = (u32)c;
}

static void print(const char *text)
{
	while (*text != 0) {
		put(*text++);
	}
}

static void print_field(u64 v)
{
	char digit[20];
	u32 n = 0;

	put('|');
	do {
		digit[n++] = (char)('0' + v % 10);
		v /= 10;
	} while (v != 0);
	while (n > 0) {
		put(digit[--n]);
	}
}

static _Noreturn void fail(const char *why, u64 a, u64 b)
{
	print("bench|fail|");
	print(why);
	print_field(a);
	print_field(b);
	print("\n");
	power_off();
}

void fail_exception(u64 esr, u64 elr)
{
	fail("unexpected exception, esr and address", esr, elr);
}

static void note(struct cost *row, u64 ticks)
{
	u64 cost = ticks - base + 1;

	if (row != 0) {
		row->calls++;
		row->sum += cost;
		row->max = cost > row->max ? cost : row->max;
	}
}

u64 call_with(struct cost *row, u64 x[7])
{
	u64 number = (x[0] - CORDON_HVC_BASE) % CORDON_HVC_COUNT;
	u64 ticks = with_pmu ? hvc_pmu(x) : hvc_timer(x);

	note(row, ticks);
	note(&all[number], ticks);
	good[number] += x[0] == 0;
	return x[0];
}

static u64 call_smc(struct cost *row, u64 function, u64 x1)
{
	u64 x[7] = { function, x1 };

	note(row, with_pmu ? smc_pmu(x) : smc_timer(x));
	return x[0];
}

u64 touch(struct cost *row, u64 pfn)
{
	u64 aborted;
	u64 ticks = with_pmu ? touch_pmu(pfn << 12, &aborted) : touch_timer(pfn << 12, &aborted);

	if (aborted != 0) {
		note(row, ticks);
		note(&all[ALL_ABORTS], ticks);
	}
	return aborted;
}

/* ---- operations, each in the state that it finds ---- */

static void report(const char *name, const struct cost *row)
{
	print("bench|cost|");
	print(name);
	print_field(row->calls);
	print_field(row->sum);
	print_field(row->max);
	print("\n");
}

static void report_sum(const char *name, const struct cost *a, const struct cost *b,
		       const struct cost *c)
{
	struct cost row = { a->calls + b->calls + c->calls, a->sum + b->sum + c->sum, a->max };

	row.max = b->max > row.max ? b->max : row.max;
	row.max = c->max > row.max ? c->max : row.max;
	report(name, &row);
}

/* A call that must succeed here. */
#define must(row, ...) must_with(row, (u64[7]){ __VA_ARGS__ })

static void must_with(struct cost *row, u64 x[7])
{
	u64 function = x[0];

	if (call_with(row, x) != 0) {
		fail("a call did not succeed: function, x1", function, x[1]);
	}
}

static void null_calls(void)
{
	struct cost row = { 0 };

	for (u32 i = 0; i < TOUCHES; i++) {
		must(&row, CORDON_HVC_VERSION, 0, 0, 0, 0);
	}
	report("version: a call that does nothing", &row);
}

static void aborts(u64 pfn)
{
	struct cost row = { 0 };

	for (u64 i = 0; i < TOUCHES; i++) {
		if (touch(&row, pfn + i) == 0) {
			fail("a donated frame can be read: frame, nothing", pfn + i, 0);
		}
	}
	report("host abort: a load from a donated page, up to the host's handler", &row);
}

static void donate_pages(u64 part, u64 pfn)
{
	struct cost gib = { 0 }, block = { 0 }, page = { 0 };

	must(0, CORDON_HVC_PARTITION_CREATE, part);
	for (u64 i = 0; i < SERIES; i++) {
		struct cost *row = i == 0 ? &gib : i % SPAN_BLOCK2 == 0 ? &block : &page;

		must(row, CORDON_HVC_DONATE, part, pfn + i, i, 0);
	}
	report("donate a page, first of its GiB for host and partition", &gib);
	report("donate a page, first of its 2 MiB for host and partition", &block);
	report("donate a page, any other", &page);
	report_sum("donate 64 MiB as pages", &gib, &block, &page);
}

/* 2 MiB after 2 MiB by hold, held_zero for each piece, commit: a row for each of these calls, for
 * 2 MiB, and for all. */
static void give_blocks(const char *const name[5], u64 part, u64 pfn)
{
	struct cost hold = { 0 }, piece = { 0 }, commit = { 0 }, block = { 0 };

	for (u64 i = 0; i < SERIES; i += SPAN_BLOCK2) {
		u64 before = hold.sum + piece.sum + commit.sum, cost;

		must(&hold, CORDON_HVC_HOLD, part, pfn + i, i, ORDER_BLOCK2);
		for (u64 k = 0; k < PIECES; k++) {
			must(&piece, CORDON_HVC_HELD_ZERO, part, pfn + i + k * PIECE_FRAMES);
		}
		must(&commit, CORDON_HVC_COMMIT, part, pfn + i, i, 0);
		cost = hold.sum + piece.sum + commit.sum - before;
		block.calls++;
		block.sum += cost;
		block.max = cost > block.max ? cost : block.max;
	}
	report(name[0], &hold);
	report(name[1], &piece);
	report(name[2], &commit);
	report(name[3], &block);
	report_sum(name[4], &hold, &piece, &commit);
}

/* The calls by which a page comes with its contents: a row for each, and for all of them. */
struct contents {
	struct cost hold;
	struct cost first;	/* of its pieces: Cordon looks whether the page is all zero */
	struct cost other;
	struct cost settle;
	struct cost all;
};

static u64 sum_of(const struct contents *c)
{
	return c->hold.sum + c->first.sum + c->other.sum + c->settle.sum;
}

static void give_contents(struct contents *c, u64 part, u64 pfn, u64 gfn)
{
	u64 before = sum_of(c), cost;

	must(&c->hold, CORDON_HVC_HOLD, part, pfn, gfn, ORDER_PAGE);
	for (u64 k = 0; k < MEASURE_PIECES; k++) {
		must(k == 0 ? &c->first : &c->other, CORDON_HVC_MEASURE, part, pfn);
	}
	must(&c->settle, CORDON_HVC_SETTLE, part, pfn);
	cost = sum_of(c) - before;
	c->all.calls++;
	c->all.sum += cost;
	c->all.max = cost > c->all.max ? cost : c->all.max;
}

/* The page holds a program that shares: all that the partition is given with contents. */
static void give_code(u64 part)
{
	static struct contents c;
	u64 *to = (u64 *)(CODE_PFN << 12);
	const u64 *from = (const u64 *)sharing_program;

	for (u32 i = 0; i < PAGE_SIZE / sizeof(u64); i++) {
		to[i] = from[i];
	}
	give_contents(&c, part, CODE_PFN, CODE_GFN);
}

/* The code of a partition that has ended, and its tables. */
static void take_code(u64 part)
{
	must(0, CORDON_HVC_WITHDRAW, part, CODE_GFN);
	must(0, CORDON_HVC_RECLAIM, CODE_PFN);
	must(0, CORDON_HVC_TABLE_RETURN, part, CODE_GFN, 3);
	must(0, CORDON_HVC_TABLE_RETURN, part, CODE_GFN, 2);
}

/* 2 MiB of pages, none all zero, to a partition that is sealed then; and its measurement. */
static void contents(u64 part, u64 pfn)
{
	static struct contents first, c;
	struct cost end = { 0 }, word = { 0 };

	must(0, CORDON_HVC_PARTITION_CREATE, part);
	for (u64 i = 0; i < SPAN_BLOCK2; i++) {
		*(u64 *)(((pfn + i + 1) << 12) - sizeof(u64)) = i + 1;
		give_contents(i == 0 ? &first : &c, part, pfn + i, i);
	}
	must(&end, CORDON_HVC_SEAL, part, 0, SPAN_BLOCK2, 0, 0, VCPUS);
	for (u64 i = 0; i < TOUCHES; i++) {
		must(&word, CORDON_HVC_MEASUREMENT, part, i % DIGEST_WORDS);
	}
	must(0, CORDON_HVC_PARTITION_END, part);
	report("hold a page, first of its 2 MiB for the host", &first.hold);
	report("hold a page, any other", &c.hold);
	report("measure, 512 bytes, first of a page", &c.first);
	report("measure, 512 bytes, any other", &c.other);
	report("settle a page, first of its GiB for the partition", &first.settle);
	report("settle a page, any other", &c.settle);
	report("a page with its contents: hold + 8 x measure + settle", &c.all);
	report("seal", &end);
	report("measurement, 8 of 32 bytes", &word);
}

static void withdraw(const char *name, u64 part, u64 step)
{
	struct cost row = { 0 };

	must(0, CORDON_HVC_PARTITION_END, part, 0, 0, 0);
	for (u64 i = 0; i < SERIES; i += step) {
		must(&row, CORDON_HVC_WITHDRAW, part, i, 0, 0);
	}
	report(name, &row);
}

static void reclaim(const char *first, const char *last, const char *other, const char *all,
		    u64 pfn)
{
	struct cost block = { 0 }, merge = { 0 }, page = { 0 };

	for (u64 i = 0; i < SERIES; i++) {
		u64 k = i % SPAN_BLOCK2;
		struct cost *row = k == 0 ? &block : k == SPAN_BLOCK2 - 1 ? &merge : &page;

		must(row, CORDON_HVC_RECLAIM, pfn + i, 0, 0, 0);
	}
	report(first, &block);
	report(last, &merge);
	report(other, &page);
	report_sum(all, &block, &merge, &page);
}

static void return_tables(u64 part)
{
	struct cost level3 = { 0 }, level2 = { 0 };

	for (u64 i = 0; i < SERIES; i += SPAN_BLOCK2) {
		must(&level3, CORDON_HVC_TABLE_RETURN, part, i, 3, 0);
	}
	must(&level2, CORDON_HVC_TABLE_RETURN, part, 0, 2, 0);
	report("table_return, level 3", &level3);
	report("table_return, level 2", &level2);
}

/* 64 MiB to an ordinary partition and back; the host keeps them. */
static void lend_pages(u64 part, u64 pfn)
{
	struct cost gib = { 0 }, block = { 0 }, page = { 0 }, back = { 0 };

	must(0, CORDON_HVC_PARTITION_CREATE, part);
	for (u64 i = 0; i < SERIES; i++) {
		struct cost *row = i == 0 ? &gib : i % SPAN_BLOCK2 == 0 ? &block : &page;

		must(row, CORDON_HVC_LEND, part, pfn + i, i, RAM_RWX);
	}
	for (u64 i = 0; i < SERIES; i++) {
		must(&back, CORDON_HVC_UNLEND, part, i, 0, 0);
	}
	report("lend a page, first of its GiB for the partition", &gib);
	report("lend a page, first of its 2 MiB for the partition", &block);
	report("lend a page, any other", &page);
	report_sum("lend 64 MiB as pages", &gib, &block, &page);
	report("unlend 64 MiB of pages, a page for each call", &back);
}

/* The same as blocks, in a GiB for which the partition has no table. */
static void lend_blocks(u64 part, u64 pfn)
{
	struct cost first = { 0 }, other = { 0 }, back = { 0 };

	for (u64 i = 0; i < SERIES; i += SPAN_BLOCK2) {
		must(i == 0 ? &first : &other, CORDON_HVC_LEND, part, pfn + i, SPAN_BLOCK1 + i,
		     RAM_RWX, ORDER_BLOCK2);
	}
	for (u64 i = 0; i < SERIES; i += SPAN_BLOCK2) {
		must(&back, CORDON_HVC_UNLEND, part, SPAN_BLOCK1 + i);
	}
	must(0, CORDON_HVC_TABLE_RETURN, part, SPAN_BLOCK1, 2);
	report("lend 2 MiB as a block, first of its GiB for the partition", &first);
	report("lend 2 MiB as a block, any other", &other);
	report("unlend 64 MiB of blocks, a block for each call", &back);
}

static void destroy(u64 part)
{
	struct cost row = { 0 };

	for (u64 pfn = RAM_PFN; pfn < RAM_END; pfn += SWEEP_FRAMES) {
		must(&row, CORDON_HVC_PARTITION_DESTROY, part, 0, 0, 0);
	}
	report("partition_destroy, 16 MiB of RAM for each call", &row);
}

/* Runs a vCPU, which must stop for this reason. What it stopped at before is answered, but for a
 * fault. Who counts is QEMU: the host's counters stand still meanwhile. */
static void run_once(u64 part, u64 vcpu, u64 why)
{
	u64 x[7] = { CORDON_HVC_VCPU_RUN, part, vcpu, why != EXIT_FAULT };

	if (call_with(0, x) != 0 || x[1] != why) {
		fail("the guest did not stop as it should: result, why", x[0], x[1]);
	}
}

/* So many times. */
static void run_guest(u64 part, u64 why, u64 times)
{
	for (u64 i = 0; i < times; i++) {
		run_once(part, 0, why);
	}
}

/* A partition whose code is at pc runs to its end. */
static void run_sharing(u64 part, u64 pc)
{
	must(0, CORDON_HVC_SEAL, part, 0, SERIES, pc, 0, VCPUS);
	for (u64 i = 0; i < GUEST_TIMES; i++) {
		run_once(part, 0, EXIT_ON);
		run_once(part, 1, EXIT_OFF);
	}
	run_once(part, 0, EXIT_WFI);
}

static void run_vcpu(u64 part)
{
	must(0, CORDON_HVC_LEND, part, (u64)guest_program >> 12, 0, RAM_RWX);
	run_guest(part, EXIT_CALL, GUEST_TIMES);
	run_guest(part, EXIT_SYSREG, GUEST_TIMES);
	run_guest(part, EXIT_WFI, GUEST_TIMES);
	run_guest(part, EXIT_FAULT, GUEST_TIMES);
	must(0, CORDON_HVC_UNLEND, part, 0);
}

/* Tables and number of a partition that was lent 64 MiB; such calls have their rows already. */
static void free_lent(u64 part)
{
	must(0, CORDON_HVC_PARTITION_END, part, 0, 0, 0);
	for (u64 i = 0; i < SERIES; i += SPAN_BLOCK2) {
		must(0, CORDON_HVC_TABLE_RETURN, part, i, 3, 0);
	}
	must(0, CORDON_HVC_TABLE_RETURN, part, 0, 2, 0);
	for (u64 pfn = RAM_PFN; pfn < RAM_END; pfn += SWEEP_FRAMES) {
		must(0, CORDON_HVC_PARTITION_DESTROY, part, 0, 0, 0);
	}
}

static void smcs(void)
{
	struct cost psci = { 0 }, trng = { 0 };

	for (u32 i = 0; i < TOUCHES; i++) {
		call_smc(&psci, PSCI_VERSION, 0);
		if (call_smc(&trng, TRNG_RND64, TRNG_BITS) != 0) {
			fail("no random numbers", 0, 0);
		}
	}
	report("SMC: PSCI_VERSION", &psci);
	report("SMC: TRNG_RND64, 192 bits", &trng);
}

/* 64 MiB as blocks, from where the host has blocks, and from where its pages became some again. */
static void blocks(void)
{
	static const char *const whole[] = {
		"hold 2 MiB, the host's block",
		"held_zero, 128 KiB of 2 MiB",
		"commit 2 MiB",
		"2 MiB to a partition, the host's block: hold + 16 x held_zero + commit",
		"64 MiB to a partition, the host's blocks: 32 x (hold + 16 x held_zero + commit)",
	}, *const merged[] = {
		"hold 2 MiB, merged before",
		"held_zero, 128 KiB of 2 MiB, merged before",
		"commit 2 MiB, merged before",
		"2 MiB to a partition, merged before: hold + 16 x held_zero + commit",
		"64 MiB to a partition, merged before: 32 x (hold + 16 x held_zero + commit)",
	};

	must(0, CORDON_HVC_PARTITION_CREATE, PART_FRESH);
	give_code(PART_FRESH);
	give_blocks(whole, PART_FRESH, FRESH_PFN);
	run_sharing(PART_FRESH, CODE_GFN << 12);
	withdraw("withdraw 64 MiB of blocks, a block for each call", PART_FRESH, SPAN_BLOCK2);
	take_code(PART_FRESH);
	reclaim("reclaim a page, first of its 2 MiB, given as block",
		"reclaim a page, last of its 2 MiB, given as block",
		"reclaim a page, any other, given as block", "reclaim 64 MiB given as blocks",
		FRESH_PFN);
	must(0, CORDON_HVC_PARTITION_CREATE, PART_BLOCKS);
	give_blocks(merged, PART_BLOCKS, FIRST_PFN);
	must(0, CORDON_HVC_PARTITION_END, PART_BLOCKS);
}

static void operations(void)
{
	null_calls();
	donate_pages(PART_PAGES, FIRST_PFN);
	aborts(FIRST_PFN);
	give_code(PART_PAGES);
	run_sharing(PART_PAGES, CODE_GFN << 12);
	withdraw("withdraw 64 MiB of pages, a page for each call", PART_PAGES, SPAN_PAGE);
	take_code(PART_PAGES);
	reclaim("reclaim a page, first of its 2 MiB, donated as page",
		"reclaim a page, last of its 2 MiB, donated as page",
		"reclaim a page, any other, donated as page", "reclaim 64 MiB donated as pages",
		FIRST_PFN);
	return_tables(PART_PAGES);
	destroy(PART_PAGES);
	lend_pages(PART_LENT, FIRST_PFN);
	lend_blocks(PART_LENT, FIRST_PFN);
	run_vcpu(PART_LENT);
	free_lent(PART_LENT);
	blocks();
	contents(PART_PAGES, CONTENTS_PFN);
	smcs();
}

/* ---- all calls ---- */

static void report_all(const char *name, u32 row)
{
	print("bench|call|");
	print(name);
	print_field(all[row].calls);
	print_field(good[row]);
	print_field(all[row].max);
	print("\n");
}

#define REPORT_CALL(number, name, ...) report_all(name, number);

static void prepare(void)
{
	u64 x[7] = { 0 };
	u64 many;

	with_pmu = read_reg(cntfrq_el0) != TICKS_PER_SECOND;
	if (with_pmu) {
		write_reg(pmccfiltr_el0, PMCCFILTR_NSH);
		write_reg(pmcntenset_el0, CYCLE_COUNTER);
		write_reg(pmcr_el0, PMCR_E_LC);
		write_reg(vbar_el1, vectors_pmu);
	} else {
		write_reg(vbar_el1, vectors_timer);
	}
	base = with_pmu ? nop_pmu(x) : nop_timer(x);
	many = with_pmu ? nops_pmu(x) : nops_timer(x);
	if (many - base != 999) {
		fail("the counter does not count instructions: 1 and 1000 take", base, many);
	}
}

int main(void)
{
	print("bench|start");
	print_field(read_reg(cntvct_el0));
	print_field(read_reg(cntfrq_el0));
	print_field(read_reg(dczid_el0));
	print_field(read_reg(ctr_el0));
	print("\n");
	prepare();
	operations();
	random_calls(PART_RANDOM, NR_OWNERS - PART_RANDOM, RANDOM_PFN);
	BENCH_CALLS(REPORT_CALL)
	report_all("host abort", ALL_ABORTS);
	print("bench|end\n");
	return 0;
}
