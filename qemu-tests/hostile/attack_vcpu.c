// SPDX-License-Identifier: GPL-2.0-only
/* vCPUs run: what a guest may do and what it may not, what the host learns of it, and that each
 * keeps its registers. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attack_guest.h"
#include "cordon_abi.h"

#define GUEST PART_VCPU
#define DATA_GFN 2
#define FAR_GFN (900ul * SPAN_BLOCK1 + 77)
#define ESR_UNDEFINED 0x02000000
#define SCTLR_AT_START 0x30d00800
#define MPIDR_RES1 0x80000000ul
/* x3 of vcpu_run without anything that it asks for. */
#define RUN_NOTHING (~0ul << 5)
/* What the host has in x9 on when it calls. */
#define OF_HOST(i) (0x2222222222222222ul * (i))
#define MRS_CNTPCT 0xd53be021
#define BRK 0xd4200000
/* Runs in which a guest that is to stop would have gone on. */
#define UNDERFLOWS 100
#define ESR_BRK 0xf2000000ul
#define LRS 4
/* A list register: pending, of group 1, at this priority; active; of a hardware interrupt. */
#define LR_PENDING (1ul << 62 | 1ul << 60)
#define LR_STATE(lr) ((lr) >> 62)
#define LR_PRIORITY(p) ((u64)(p) << 48)
#define LR_OF_HARDWARE(id) (1ul << 61 | (u64)(id) << 32)
/* Words that use the CPU interface, and its timer; x1 is the operand. */
#define MSR_PMR 0xd5184601
#define MRS_PMR 0xd5384601
#define MSR_GRPEN1 0xd518cce1
#define MRS_IAR1 0xd538cc01
#define MRS_HPPIR1 0xd538cc41
#define MRS_RPR 0xd538cb61
#define MSR_EOIR1 0xd518cc21
#define MSR_SGI1R 0xd518cba1
#define MRS_SRE 0xd538cca1
#define MSR_SRE 0xd518cca1
#define MSR_CNTV_CTL 0xd51be321
#define MSR_CNTV_CVAL 0xd51be341
#define MRS_CNTVCT 0xd53be041
#define NO_INTERRUPT 1023
#define DEVICE_X1 0x1a2b3c4d5e6f7081ul
#define DEVICE_VALUE 0x91a2c4e7f6d5b382ul
#define FORM_VALID (1ul << 14)
#define FORM(size, offset) (FORM_VALID | (u64)(size) << 12 | (offset))

/* More words of steps. */
#define LDR_X2 0xf9400002	/* ldr x2, [x0] */
#define LDR_BY_X2 0xf9400041	/* ldr x1, [x2] */
#define NOP 0xd503201f
#define STR 0xf9000001		/* str x1, [x0] */
#define LDP 0xa9400801		/* ldp x1, x2, [x0] */
#define BLR 0xd63f0000		/* blr x0 */
#define SPIN 0x14000000		/* b . */
#define HVC_1 0xd4000022
#define SMC_1 0xd4000023
#define WFI 0xd503207f
#define MSR_TTBR0 0xd5182001
#define MSR_TCR 0xd5182041
#define MSR_MAIR 0xd518a201
#define MSR_SCTLR 0xd5181001
#define MRS_SCTLR 0xd5381001
#define TLBI_ALL 0xd508871f	/* tlbi vmalle1 */
#define MSR_CPACR 0xd5181041
#define CPACR_FPEN (3u << 20)
#define CPACR_OPEN (CPACR_FPEN | 3u << 24 | 3u << 16)	/* SMEN, ZEN */
#define MSR_FPCR 0xd51b4401
#define MRS_FPCR 0xd53b4401
#define MSR_FPSR 0xd51b4421
#define MRS_FPSR 0xd53b4421
#define MSR_DISR 0xd518c121
#define MRS_DISR 0xd538c121
#define DISR_A (1ul << 31)
/* Both halves of a vector register, to and from x1. */
#define VECTOR_SET(n, high) ((high ? 0x9eaf0020 : 0x9e670020) | (n))
#define VECTOR_GET(n, high) ((high ? 0x9eae0001 : 0x9e660001) | (n) << 5)
/* FPCR: round to zero; FPSR: an invalid operation. */
#define FPCR_RZ (3ul << 22)
#define FPSR_IOC 1ul

/* Where a protected guest of these checks has its RAM; below it code and steps. */
#define RAM_GFN 8
#define RAM_FRAMES 8
#define SECOND_GFN 3	/* steps of its vCPU 1 */
#define CONTEXT 0x1234567890abcdeful
#define MOV_X2 0xaa0103e2	/* mov x2, x1 */
#define MOV_X3 0xaa0103e3	/* mov x3, x1 */
#define MOV_X1_X2 0xaa0203e1	/* mov x1, x2 */
#define MOV_X1_SP 0x910003e1	/* mov x1, sp */
#define MOV_X1_X3 0xaa0303e1	/* mov x1, x3 */

static const u64 no_interrupts[LRS];
/* The protected partition that was sealed last, and its RAM. */
static u64 sealed, ram_first, ram_count;

/* How many registers from x13 on tell of an exit: x1 to x3 of a call; FAR, ESR and the order of
 * bytes of a fault. */
static u32 told_more(u64 part, u64 why)
{
	return part >= ORDINARY_FIRST && (why == EXIT_CALL || why == EXIT_FAULT) ? 3 : 0;
}

/* A protected partition tells nothing in x4 and x5 but of an access outside its RAM, and a value of
 * what it asks of the host. */
static int tells_more(const struct record *r, u64 part)
{
	if (part >= ORDINARY_FIRST || (r->x[1] >= EXIT_SGI && r->x[1] <= EXIT_END)) {
		return 1;
	}
	return part == sealed && r->x[1] == EXIT_FAULT &&
	       (r->x[2] < ram_first || r->x[2] >= ram_first + ram_count);
}

/* Up to the next exit, with x3 to x8 of the call. The host's other registers are what they were,
 * and of a protected guest's access to its RAM it learns nothing more. */
static struct record run_with(u64 part, u64 vcpu, u64 served, u64 value, const u64 *lr)
{
	struct hostile_call c = { .trap = TRAP_HVC, .x = { CORDON_HVC_VCPU_RUN, part, vcpu } };
	struct record r;

	c.x[3] = served;
	c.x[4] = value;
	for (u32 i = 0; i < LRS; i++) {
		c.x[5 + i] = lr[i];
	}
	for (u32 i = 5 + LRS; i < 18; i++) {
		c.x[i] = OF_HOST(i);
	}
	take_trap(&c);
	memcpy(r.x, c.x, sizeof(r.x));
	for (u32 i = 13 + told_more(part, c.x[1]); i < 18; i++) {
		expect(c.x[i] == OF_HOST(i), "x%u is %lx", i, (u64)c.x[i]);
	}
	expect(tells_more(&r, part) || (long)r.x[0] < 0 || (r.x[4] == 0 && r.x[5] == 0),
	       "form %lx, value %lx", r.x[4], r.x[5]);
	return r;
}

static struct record run_once(u64 part, u64 vcpu)
{
	return run_with(part, vcpu, RUN_NOTHING, MARK, no_interrupts);
}

static int interrupted(struct record r)
{
	return r.x[0] == 0 && r.x[1] == EXIT_INTERRUPT && r.x[2] == 0 && r.x[3] == 0 &&
	       r.x[4] == 0 && r.x[5] == 0;
}

static u64 host_register(u64 part, u64 vcpu, u64 number, u64 write, u64 value)
{
	struct hostile_call c = { .trap = TRAP_HVC,
		.x = { CORDON_HVC_VCPU_REGISTER, part, vcpu, number, write, value } };

	take_trap(&c);
	expect(c.x[0] == 0 && c.x[1] == 0 && c.x[2] == 0 && c.x[3] == 0 && c.x[5] == value,
	       "register %lu: %ld", number, (long)c.x[0]);
	return c.x[4];
}

struct record run_plain(u64 part, u64 vcpu)
{
	struct record r;

	do {
		r = run_once(part, vcpu);
	} while (interrupted(r));
	return r;
}

/* The next exit after the host has answered what the vCPU stopped at. */
static struct record run_answered(u64 part, u64 vcpu, u64 value)
{
	struct record r = run_with(part, vcpu, RUN_SERVED, value, no_interrupts);

	return interrupted(r) ? run_plain(part, vcpu) : r;
}

/* The number from VREG_ID on of an ID register of EL1 whose read this ISS is of (Arm ARM D19.2, ISS
 * of a trapped MSR or MRS); NR_REGISTERS if it is of anything else. */
static u64 id_number(u64 iss)
{
	u64 op0 = iss >> 20 & 3, op2 = iss >> 17 & 7, op1 = iss >> 14 & 7, crn = iss >> 10 & 15;
	u64 crm = iss >> 1 & 15;

	return (iss & 1) == 1 && op0 == 3 && op1 == 0 && crn == 0 && crm >= 1 && crm <= 7 ?
	       VREG_ID + 8 * (crm - 1) + op2 : NR_REGISTERS;
}

/* For a host that plays no system register but for ID registers, which are as Cordon has them: to
 * an ordinary guest it is as if another access had taken its vector. */
static struct record run(u64 part, u64 vcpu)
{
	struct record r = run_plain(part, vcpu);

	while (r.x[0] == 0 && r.x[1] == EXIT_SYSREG) {
		u64 number = id_number(r.x[4]);

		if (number < NR_REGISTERS) {
			r = run_answered(part, vcpu, host_register(part, vcpu, number, 0, 0));
			continue;
		}
		host_register(part, vcpu, GUEST_TAKEN, 1, 1);
		host_register(part, vcpu, GUEST_ESR, 1, ESR_UNDEFINED);
		r = run_answered(part, vcpu, MARK);
	}
	return r;
}

void expect_exit(struct record r, u64 why, u64 gfn, u64 access)
{
	expect(r.x[0] == 0 && r.x[1] == why && r.x[2] == gfn && r.x[3] == access,
	       "%ld: why %lu, gfn %lx, access %lu", (long)r.x[0], r.x[1], r.x[2], r.x[3]);
}

static void clear_steps(struct guest *g)
{
	memset(g->step, 0, GUEST_AT_START);
	g->nr = 0;
}

struct hostile_step *add(struct guest *g, u32 word, u64 x0, u64 x1)
{
	struct hostile_step *s = &g->step[g->nr++];

	expect(g->nr <= GUEST_STEPS_MAX, "%u steps", g->nr);
	s->word = word;
	s->x0 = x0;
	s->x1 = x1;
	s->taken = 0;
	s[1].word = 0;
	return s;
}

/* Every guest runs the same. */
static void copy_code(u64 pfn)
{
	char *at = map(pfn, 1);

	memcpy(at, guest_code, 4096);
	__builtin___clear_cache(at, at + 4096);
	unmap(at, 1);
}

/* A new ordinary partition that is lent its code and its steps. */
static void begin(struct guest *g, u64 part)
{
	g->part = part;
	g->code = get_pages(0);
	g->steps = get_pages(0);
	g->step = (struct hostile_step *)map(g->steps, 1);
	copy_code(g->code);
	memset(g->step, 0x5a, 4096);
	clear_steps(g);
	expect(hvc(CORDON_HVC_PARTITION_CREATE, part) == 0, "create");
	expect(hvc(CORDON_HVC_LEND, part, g->code, 0, RAM_RWX, 0) == 0, "code");
	expect(hvc(CORDON_HVC_LEND, part, g->steps, STEPS_GFN, RAM_RW, 0) == 0, "steps");
}

static void end(struct guest *g)
{
	expect(hvc(CORDON_HVC_PARTITION_END, g->part) == 0, "end");
	expect(hvc(CORDON_HVC_VCPU_RUN, g->part, 0) == CORDON_E_STATE, "dead");
	expect(hvc(CORDON_HVC_UNLEND, g->part, 0) == 0, "code");
	expect(hvc(CORDON_HVC_UNLEND, g->part, STEPS_GFN) == 0, "steps");
	expect(hvc(CORDON_HVC_TABLE_RETURN, g->part, 0, 3) == 0, "level 3");
	expect(hvc(CORDON_HVC_TABLE_RETURN, g->part, 0, 2) == 0, "level 2");
	unmap((char *)g->step, 1);
	expect(destroy(g->part) == 0, "all of it");
}

static u64 *word_of(struct guest *g, u64 offset)
{
	return (u64 *)((char *)g->step + offset);
}

/* The list's words, each with this operand in x1. */
static void add_list(struct guest *g, const u32 *list, u64 x1)
{
	clear_steps(g);
	for (u32 i = 0; list[i] != 0; i++) {
		add(g, list[i], 0, x1);
	}
}

/* A vCPU begins with nothing in its registers, whatever ran there before. */
static void expect_fresh(struct guest *g, u64 vcpu)
{
	add_list(g, guest_first, MARK);
	*word_of(g, GUEST_AT_START) = MARK;
	expect_exit(run(g->part, vcpu), EXIT_WFI, 0, 0);
	expect(*word_of(g, GUEST_AT_START) == 0, "%lx", *word_of(g, GUEST_AT_START));
	expect(g->step[0].x1 == (MPIDR_RES1 | vcpu), "%lx", (u64)g->step[0].x1);
	expect(g->step[1].x1 == SCTLR_AT_START, "%lx", (u64)g->step[1].x1);
	for (u32 i = 2; i < g->nr; i++) {
		expect(g->step[i].taken == 0 && g->step[i].x1 == 0, "%u: %lx", i,
		       (u64)g->step[i].x1);
	}
	add_list(g, guest_reads, MARK);
	expect_exit(run(g->part, vcpu), EXIT_WFI, 0, 0);
	for (u32 i = 0; i < g->nr; i++) {
		expect(g->step[i].x1 == 0 || g->step[i].taken != 0, "%u: %lx", i,
		       (u64)g->step[i].x1);
	}
}

/* Which bits of a register stay is its own affair, and that they stay is ours. */
static void keep_registers(struct guest *g, const u64 *operand, u64 nr)
{
	u64 was[8][GUEST_STEPS_MAX];

	for (u64 vcpu = 0; vcpu < nr; vcpu++) {
		add_list(g, guest_writes, operand[vcpu]);
		expect_exit(run(g->part, vcpu), EXIT_WFI, 0, 0);
		expect(vcpu > 0 || *word_of(g, GUEST_KEPT) == GUEST_SUM, "%lx",
		       *word_of(g, GUEST_KEPT));
		add_list(g, guest_reads, 0);
		expect_exit(run(g->part, vcpu), EXIT_WFI, 0, 0);
		for (u32 i = 0; i < g->nr; i++) {
			was[vcpu][i] = g->step[i].x1;
			expect(g->step[i].taken == 0 && was[vcpu][i] != 0, "%u", i);
		}
	}
	for (u64 vcpu = 0; vcpu < nr; vcpu++) {
		add_list(g, guest_reads, 0);
		expect_exit(run(g->part, vcpu), EXIT_WFI, 0, 0);
		expect(*word_of(g, GUEST_KEPT) == GUEST_SUM, "%lx", *word_of(g, GUEST_KEPT));
		for (u32 i = 0; i < g->nr; i++) {
			expect(g->step[i].x1 == was[vcpu][i], "vCPU %lu, %u: %lx, was %lx", vcpu, i,
			       (u64)g->step[i].x1, was[vcpu][i]);
		}
	}
}

static u64 vector_value(u64 vcpu, u32 half)
{
	return MARK + (vcpu << 32) + half;
}

static void write_vectors(struct guest *g, u64 vcpu)
{
	clear_steps(g);
	add(g, MSR_CPACR, 0, CPACR_FPEN);
	for (u32 half = 0; half < 64; half++) {
		add(g, VECTOR_SET(half / 2, half % 2), 0, vector_value(vcpu, half));
	}
	add(g, MSR_FPCR, 0, FPCR_RZ);
	add(g, MSR_FPSR, 0, FPSR_IOC);
	expect_exit(run(g->part, vcpu), EXIT_WFI, 0, 0);
}

/* All are zero before the guest has written them. */
static void expect_vectors(struct guest *g, u64 vcpu, int written)
{
	clear_steps(g);
	add(g, MSR_CPACR, 0, CPACR_FPEN);
	for (u32 half = 0; half < 64; half++) {
		add(g, VECTOR_GET(half / 2, half % 2), 0, MARK);
	}
	add(g, MRS_FPCR, 0, MARK);
	add(g, MRS_FPSR, 0, MARK);
	expect_exit(run(g->part, vcpu), EXIT_WFI, 0, 0);
	for (u32 half = 0; half < 64; half++) {
		const struct hostile_step *s = &g->step[1 + half];

		expect(s->taken == 0 && s->x1 == (written ? vector_value(vcpu, half) : 0),
		       "v%u.d[%u]: %lx", half / 2, half % 2, (u64)s->x1);
	}
	expect(g->step[65].x1 == (written ? FPCR_RZ : 0), "FPCR %lx", (u64)g->step[65].x1);
	expect(g->step[66].x1 == (written ? FPSR_IOC : 0), "FPSR %lx", (u64)g->step[66].x1);
}

/* The host's own, v8 to v15 of which nothing between here and the call uses, while a guest writes
 * all: the bits that have changed in any. */
static u64 host_vectors(struct guest *g, u64 vcpu)
{
	u64 value = ~MARK, changed = 0, half;

	__asm__ volatile(".irp n, 8, 9, 10, 11, 12, 13, 14, 15\n\t"
			 "fmov d\\n, %0\n\t"
			 "fmov v\\n\\().d[1], %0\n\t"
			 ".endr" : : "r"(value)
			 : "v8", "v9", "v10", "v11", "v12", "v13", "v14", "v15");
	write_vectors(g, vcpu);
	__asm__ volatile(".irp n, 8, 9, 10, 11, 12, 13, 14, 15\n\t"
			 "fmov %1, d\\n\n\t"
			 "eor %1, %1, %2\n\t"
			 "orr %0, %0, %1\n\t"
			 "fmov %1, v\\n\\().d[1]\n\t"
			 "eor %1, %1, %2\n\t"
			 "orr %0, %0, %1\n\t"
			 ".endr" : "+r"(changed), "=&r"(half) : "r"(value));
	return changed;
}

static void keep_vectors(struct guest *g, u64 nr)
{
	for (u64 vcpu = 0; vcpu < nr; vcpu++) {
		expect_vectors(g, vcpu, 0);
		expect(host_vectors(g, vcpu) == 0, "the host's");
	}
	for (u64 vcpu = 0; vcpu < nr; vcpu++) {
		expect_vectors(g, vcpu, 1);
	}
}

/* What a guest's ID registers may have, and where their bits are fixed. */
static void expect_ids(const struct hostile_step *step)
{
	static const struct id {
		u64 may;
		u64 fixed;
	} id[] = {
		{ 0xf10f000001ff0011, 0x1000011 },	/* PFR0: no EL2, EL3, RAS, SVE; CSV2 of 1 */
		{ 0x00000000000000ff, 0 },	/* PFR1: BT, SSBS */
		{ 6, 6 },			/* DFR0: Armv8 debug */
		{ 0xfffffffff0fffff0, 0 },	/* ISAR0: no TME */
		{ 0x00ffffff00fff00f, 0 },	/* ISAR1: no pointer authentication */
		{ 0x0000000000f000f0, 0 },	/* ISAR2: RPRES, BC */
		{ 0x00000000ffff0ff2, 2 },	/* MMFR0: 40 bits */
		{ 0x000000f000f0f00f, 0 },	/* MMFR1 */
		{ 0xf0ff000ff00f00f0, 0 },	/* MMFR2 */
	};

	for (u32 i = 0; step[i].word != 0 && step[i].word != HVC; i++) {
		u64 value = step[i].x1;
		struct id want = i < sizeof(id) / sizeof(id[0]) ? id[i] : (struct id){ 0, 0 };

		expect(step[i].taken == 0 && (value & ~want.may) == 0 &&
		       (value & want.fixed) == want.fixed, "ID register %u: %lx", i, value);
	}
}

/* What neither Cordon nor the host serves. */
static void expect_undefined(const struct hostile_step *step, u32 nr)
{
	for (u32 i = 0; i < nr; i++) {
		expect(step[i].taken == 1 && step[i].esr == ESR_UNDEFINED && step[i].x1 == MARK,
		       "word %lx: %lu exceptions, esr %lx, x1 %lx", (u64)step[i].word,
		       (u64)step[i].taken, (u64)step[i].esr, (u64)step[i].x1);
	}
}

static void refuse_instructions(struct guest *g)
{
	for (u32 again = 0; again < 2; again++) {
		add_list(g, guest_undefined, MARK);
		expect_exit(run_plain(g->part, 0), EXIT_WFI, 0, 0);
		expect_undefined(g->step, g->nr);
		add_list(g, guest_newer, MARK);
		expect_exit(run(g->part, 0), EXIT_WFI, 0, 0);
		expect_undefined(g->step, g->nr);
	}
}

/* The ISS of this word, an MRS, MSR or DC of x1 (Arm ARM D19.2, ISS of a trapped MSR or MRS). */
static u64 iss_of(u32 word)
{
	return (word >> 19 & 3) << 20 | (word >> 5 & 7) << 17 | (word >> 16 & 7) << 14 |
	       (word >> 12 & 15) << 10 | 1 << 5 | (word >> 8 & 15) << 1 | (word >> 21 & 1);
}

/* System registers that the host plays: it hears which, and what x1 has, and answers. */
static void play_sysregs(struct guest *g, const u32 *list)
{
	struct record r;

	add_list(g, list, MARK);
	r = run_plain(g->part, 0);
	for (u32 i = 0; i < g->nr; i++) {
		for (u32 again = 0; again < 2; again++) {
			expect_exit(r, EXIT_SYSREG, 0, 0);
			expect(r.x[4] == iss_of(g->step[i].word) && r.x[5] == MARK, "%lx: %lx %lx",
			       (u64)g->step[i].word, r.x[4], r.x[5]);
			r = again ? run_answered(g->part, 0, DEVICE_VALUE) : run_plain(g->part, 0);
		}
	}
	expect_exit(r, EXIT_WFI, 0, 0);
	for (u32 i = 0; i < g->nr; i++) {
		u64 left = (iss_of(g->step[i].word) & 1) != 0 ? DEVICE_VALUE : MARK;

		expect(g->step[i].taken == 0 && g->step[i].x1 == left, "%lx: %lx",
		       (u64)g->step[i].word, (u64)g->step[i].x1);
	}
}

/* A guest's calls: the version is anybody's; nothing else is its to ask. */
static void guest_calls(struct guest *g, u64 vcpu)
{
	struct hostile_step *version, *immediate;

	clear_steps(g);
	version = add(g, HVC, CORDON_HVC_VERSION, MARK);
	for (u64 i = 1; i < CORDON_HVC_COUNT; i++) {
		add(g, HVC, CORDON_HVC_BASE + i, g->part);
	}
	add(g, HVC_1, PSCI_VERSION, MARK);
	immediate = add(g, SMC_1, PSCI_VERSION, MARK);
	expect_exit(run(g->part, vcpu), EXIT_WFI, 0, 0);
	expect(version->x1 == ABI_VERSION, "%lx", (u64)version->x1);
	for (struct hostile_step *s = version + 1; s <= immediate; s++) {
		expect(s->taken == 0 && (long)s->x0 == CORDON_E_NOT_SUPPORTED, "call %ld: %ld",
		       s - version, (long)s->x0);
	}
	expect(immediate->x1 == MARK, "x1 %lx", (u64)immediate->x1);
	expect(hvc(CORDON_HVC_PARTITION_CREATE, g->part) == CORDON_E_STATE, "it lives");
}

/* DISR_EL1, where there is one: each vCPU has its own. */
static void keep_deferred(struct guest *g)
{
	for (u64 again = 0; again < 2; again++) {
		for (u64 vcpu = 0; vcpu < 2; vcpu++) {
			struct hostile_step *read, *write;

			clear_steps(g);
			read = add(g, MRS_DISR, 0, MARK);
			write = add(g, MSR_DISR, 0, DISR_A | (1 + vcpu));
			expect_exit(run(g->part, vcpu), EXIT_WFI, 0, 0);
			if (read->taken != 0) {
				expect(read->esr == ESR_UNDEFINED && write->taken != 0, "%lx",
				       (u64)read->esr);
			} else {
				expect(read->x1 == (again ? DISR_A | (1 + vcpu) : 0),
				       "vCPU %lu: %lx", vcpu, (u64)read->x1);
			}
		}
	}
}

/* Performs the one step, which faults at FAR_GFN with this access until rights allow it. */
static void fault_once(struct guest *g, u32 word, u64 access, u64 rights)
{
	clear_steps(g);
	add(g, word, FAR_GFN << 12, MARK);
	expect_exit(run(g->part, 0), EXIT_FAULT, FAR_GFN, access);
	expect_exit(run(g->part, 0), EXIT_FAULT, FAR_GFN, access);
	expect(hvc(CORDON_HVC_PROTECT, g->part, FAR_GFN, rights) == 0, "rights %lx", rights);
	expect_exit(run(g->part, 0), EXIT_WFI, 0, 0);
	expect(g->step[0].taken == 0, "esr %lx", (u64)g->step[0].esr);
}

/* The host learns the frame number and the kind of the access; it mends the fault, or does not. */
static void fault(struct guest *g)
{
	u64 pfn = get_pages(0);
	u64 *data = (u64 *)map(pfn, 1);

	clear_steps(g);
	add(g, LDR, (FAR_GFN << 12) + 0xab8, 0);
	data[0xab8 / 8] = MARK;
	expect_exit(run(g->part, 0), EXIT_FAULT, FAR_GFN, ACCESS_READ);
	expect(hvc(CORDON_HVC_LEND, g->part, pfn, FAR_GFN, 0, 0) == 0, "lend");
	expect_exit(run(g->part, 0), EXIT_FAULT, FAR_GFN, ACCESS_READ);
	expect(hvc(CORDON_HVC_PROTECT, g->part, FAR_GFN, RIGHT_R) == 0, "read");
	expect_exit(run(g->part, 0), EXIT_WFI, 0, 0);
	expect(g->step[0].x1 == MARK, "%lx", (u64)g->step[0].x1);
	fault_once(g, STR, ACCESS_WRITE, RAM_RW);
	expect(data[0] == MARK, "%lx", data[0]);
	data[0] = RET;
	fault_once(g, BLR, ACCESS_EXEC, RAM_RWX);
	expect(hvc(CORDON_HVC_UNLEND, g->part, FAR_GFN) == 0, "unlend");
	clear_steps(g);
	add(g, STR, FAR_GFN << 12, 0);
	expect_exit(run(g->part, 0), EXIT_FAULT, FAR_GFN, ACCESS_WRITE);
	expect(hvc(CORDON_HVC_LEND, g->part, pfn, FAR_GFN, RAM_RW, 0) == 0, "lend");
	expect_exit(run(g->part, 0), EXIT_WFI, 0, 0);
	expect(hvc(CORDON_HVC_UNLEND, g->part, FAR_GFN) == 0, "unlend");
	for (u64 level = 3; level >= 2; level--) {
		expect(hvc(CORDON_HVC_TABLE_RETURN, g->part, FAR_GFN, level) == 0, "%lu", level);
	}
	unmap((char *)data, 1);
}

/* The guest's own stage 1, an identity map: faults by it, and on its table. */
static void fault_by_stage1(struct guest *g)
{
	u64 pfn = get_pages(0);
	u64 *table = (u64 *)map(pfn, 1);

	for (u64 i = 0; i < 512; i++) {
		/* A block of 1 GiB of normal memory, accessed, inner shareable. */
		table[i] = i << 30 | 3 << 8 | 1 << 10 | 1;
	}
	expect(hvc(CORDON_HVC_LEND, g->part, pfn, DATA_GFN, RIGHT_R, 0) == 0, "lend");
	clear_steps(g);
	add(g, MSR_MAIR, 0, 0xff);
	/* 40 bits of output, no TTBR1, inner shareable write-back walks, 39 bits of input. */
	add(g, MSR_TCR, 0, 2ul << 32 | 1 << 23 | 3 << 12 | 1 << 10 | 1 << 8 | 25);
	add(g, MSR_TTBR0, 0, DATA_GFN << 12);
	add(g, TLBI_ALL, 0, 0);
	add(g, MSR_SCTLR, 0, SCTLR_AT_START | 1 << 12 | 1 << 2 | 1);
	add(g, STR, (DATA_GFN << 12) + 8, table[1]);
	expect_exit(run(g->part, 0), EXIT_FAULT, DATA_GFN, ACCESS_WRITE);
	expect(hvc(CORDON_HVC_PROTECT, g->part, DATA_GFN, RAM_RW) == 0, "write");
	expect_exit(run(g->part, 0), EXIT_WFI, 0, 0);
	clear_steps(g);
	add(g, TLBI_ALL, 0, 0);
	add(g, MRS_SCTLR, 0, 0);
	expect(hvc(CORDON_HVC_UNLEND, g->part, DATA_GFN) == 0, "unlend");
	expect_exit(run(g->part, 0), EXIT_FAULT, DATA_GFN, ACCESS_READ);
	expect(hvc(CORDON_HVC_LEND, g->part, pfn, DATA_GFN, RIGHT_R, 0) == 0, "lend");
	expect_exit(run(g->part, 0), EXIT_WFI, 0, 0);
	expect((g->step[1].x1 & 1) == 1, "%lx", (u64)g->step[1].x1);
	clear_steps(g);
	add(g, MSR_SCTLR, 0, SCTLR_AT_START);
	expect_exit(run(g->part, 0), EXIT_WFI, 0, 0);
	expect(hvc(CORDON_HVC_UNLEND, g->part, DATA_GFN) == 0, "unlend");
	unmap((char *)table, 1);
}

/* The guest stops at an access of this guest frame, of this form and value. */
static void expect_access_of(struct record r, u64 gfn, u64 access, u64 form, u64 value)
{
	expect_exit(r, EXIT_FAULT, gfn, access);
	expect(r.x[4] == form && r.x[5] == value, "form %lx, value %lx", r.x[4], r.x[5]);
}

static void expect_access(struct record r, u64 access, u64 form, u64 value)
{
	expect_access_of(r, FAR_GFN, access, form, value);
}

/* Of this word, a load or store. */
static u64 access_of(u32 word)
{
	return (word & 3u << 22) == 0 ? ACCESS_WRITE : ACCESS_READ;
}

/* An access where nothing is mapped, tried twice and then served; a load finds DEVICE_VALUE. */
static void device_access(struct guest *g, u32 word, u32 size, u64 value, u64 left)
{
	u64 access = access_of(word);

	for (u32 offset = 0; offset < 4096; offset += 4096 - (1 << size)) {
		clear_steps(g);
		add(g, word, (FAR_GFN << 12) + offset, DEVICE_X1);
		for (u32 again = 0; again < 2; again++) {
			expect_access(run(g->part, 0), access, FORM(size, offset), value);
		}
		expect_exit(run_answered(g->part, 0, DEVICE_VALUE), EXIT_WFI, 0, 0);
		expect(g->step[0].taken == 0 && g->step[0].x1 == left, "%x: %lx", word,
		       (u64)g->step[0].x1);
	}
}

/* Of what the processor does not describe nothing more is told, and no device serves it. */
static void not_for_devices(struct guest *g, u32 word, u64 access)
{
	u64 pfn = get_pages(0);
	u32 *page = (u32 *)map(pfn, 1);

	page[0] = RET;
	clear_steps(g);
	add(g, word, FAR_GFN << 12, DEVICE_X1);
	expect_access(run(g->part, 0), access, 0, 0);
	expect_access(run_answered(g->part, 0, DEVICE_VALUE), access, 0, 0);
	expect(hvc(CORDON_HVC_LEND, g->part, pfn, FAR_GFN, RAM_RWX, 0) == 0, "lend");
	expect_exit(run(g->part, 0), EXIT_WFI, 0, 0);
	expect(hvc(CORDON_HVC_UNLEND, g->part, FAR_GFN) == 0, "unlend");
	for (u64 level = 3; level >= 2; level--) {
		expect(hvc(CORDON_HVC_TABLE_RETURN, g->part, FAR_GFN, level) == 0, "%lu", level);
	}
	unmap((char *)page, 1);
}

/* Performs the steps with these interrupts, then waits with none. A guest to whom one is pending
 * need not stop at a WFI: it sends an SGI. The exit at that. */
static struct record run_lrs(struct guest *g, u64 vcpu, const u64 *lr)
{
	struct record r;

	add(g, MSR_SGI1R, 0, MARK);
	r = run_with(g->part, vcpu, 0, 0, lr);
	while (interrupted(r)) {
		r = run_with(g->part, vcpu, 0, 0, &r.x[6]);
	}
	expect_exit(r, EXIT_SYSREG, 0, 0);
	expect(r.x[4] == iss_of(MSR_SGI1R) && r.x[5] == MARK, "%lx %lx", r.x[4], r.x[5]);
	expect_exit(run_answered(g->part, vcpu, 0), EXIT_WFI, 0, 0);
	return r;
}

/* The guest takes what is most urgent, ends it, and finds the next. */
static void take_interrupts(struct guest *g, u64 vcpu)
{
	const u64 lr[LRS] = { LR_PENDING | LR_PRIORITY(0xa0) | 40,
			      LR_PENDING | LR_PRIORITY(0x80) | 33,
			      LR_PENDING | LR_PRIORITY(0x90) | LR_OF_HARDWARE(27) | 27, 0 };
	struct record r;

	clear_steps(g);
	add(g, MSR_PMR, 0, 0xf0);
	add(g, MSR_GRPEN1, 0, 1);
	add(g, MRS_HPPIR1, 0, MARK);
	add(g, MRS_IAR1, 0, MARK);
	add(g, MRS_RPR, 0, MARK);
	r = run_lrs(g, vcpu, lr);
	expect(g->step[2].x1 == 33 && g->step[3].x1 == 33 && g->step[4].x1 == 0x80, "%lx %lx %lx",
	       (u64)g->step[2].x1, (u64)g->step[3].x1, (u64)g->step[4].x1);
	expect(r.x[6] == lr[0] && LR_STATE(r.x[7]) == 2 && r.x[8] == lr[2] && r.x[9] == 0,
	       "%lx %lx %lx %lx", r.x[6], r.x[7], r.x[8], r.x[9]);
	expect(r.x[10] >> 24 == 0xf0 && (r.x[10] & 2) != 0, "VMCR %lx", r.x[10]);
	clear_steps(g);
	add(g, MRS_IAR1, 0, MARK);
	add(g, MSR_EOIR1, 0, 33);
	add(g, MRS_IAR1, 0, MARK);
	add(g, MSR_EOIR1, 0, 27);
	r = run_lrs(g, vcpu, &r.x[6]);
	expect(g->step[0].x1 == NO_INTERRUPT && g->step[2].x1 == 27, "%lx %lx",
	       (u64)g->step[0].x1, (u64)g->step[2].x1);
	expect(r.x[6] == lr[0] && LR_STATE(r.x[7]) == 0 && LR_STATE(r.x[8]) == 0, "%lx %lx %lx",
	       r.x[6], r.x[7], r.x[8]);
}

/* What the architecture does not allow is left out: no such interrupt, an SGI of the hardware, one
 * that is active and pending, and one that is in a register before. */
static void unfit_interrupts(struct guest *g)
{
	static const u64 unfit[] = {
		LR_PENDING | 1020, LR_PENDING | 8191, LR_PENDING | 65536, LR_PENDING | 0xffffffff,
		LR_PENDING | LR_OF_HARDWARE(15) | 40, LR_PENDING | LR_OF_HARDWARE(1020) | 40,
		LR_PENDING | 2ul << 62 | LR_OF_HARDWARE(27) | 40,
		LR_PENDING | LR_PRIORITY(8) | 41, 0xffff
	};
	static const u64 fit[] = { 0, 1019, 8192, 65535 };

	for (u32 i = 0; i < sizeof(unfit) / sizeof(unfit[0]); i++) {
		const u64 lr[LRS] = { LR_PENDING | 41, unfit[i], 0, 0 };
		struct record r;

		clear_steps(g);
		r = run_lrs(g, 0, lr);
		expect(r.x[6] == lr[0] && r.x[7] == 0, "%u: %lx %lx", i, r.x[6], r.x[7]);
	}
	for (u32 i = 0; i < sizeof(fit) / sizeof(fit[0]); i++) {
		const u64 lr[LRS] = { 0, 0, 0, 0xe00ful << 44 | LR_PENDING | fit[i] };
		struct record r;

		clear_steps(g);
		r = run_lrs(g, 0, lr);
		expect(r.x[9] == (LR_PENDING | fit[i]), "%u: %lx", i, r.x[9]);
	}
}

/* Each vCPU has an interface of its own, off at first; the host hears what the timer is
 * set to. */
static void interrupts(struct guest *g)
{
	struct record r;

	clear_steps(g);
	add(g, MRS_PMR, 0, MARK);
	add(g, MRS_SRE, 0, MARK);
	add(g, MSR_SRE, 0, 0);
	add(g, MRS_SRE, 0, MARK);
	expect_exit(run(g->part, 1), EXIT_WFI, 0, 0);
	expect(g->step[0].x1 == 0 && g->step[1].x1 == 7 && g->step[3].x1 == 7, "%lx %lx %lx",
	       (u64)g->step[0].x1, (u64)g->step[1].x1, (u64)g->step[3].x1);
	take_interrupts(g, 1);
	clear_steps(g);
	add(g, MRS_PMR, 0, MARK);
	expect_exit(run(g->part, 0), EXIT_WFI, 0, 0);
	expect(g->step[0].x1 == 0, "%lx", (u64)g->step[0].x1);
	take_interrupts(g, 0);
	unfit_interrupts(g);
	clear_steps(g);
	add(g, MSR_CNTV_CTL, 0, 3);
	add(g, MSR_CNTV_CVAL, 0, MARK >> 8);
	r = run(g->part, 0);
	expect_exit(r, EXIT_WFI, 0, 0);
	expect(r.x[11] == 3 && r.x[12] == MARK >> 8, "%lx %lx", r.x[11], r.x[12]);
}

/* Accesses to a device, x1 being DEVICE_X1 before; it loads DEVICE_VALUE. */
static const struct device_step {
	u32 word;
	u32 size;
	u64 stored;
	u64 left;	/* in x1 */
} device_steps[] = {
	{ 0x39000001, 0, DEVICE_X1 & 0xff, DEVICE_X1 },		/* strb w1, [x0] */
	{ 0x79000001, 1, DEVICE_X1 & 0xffff, DEVICE_X1 },	/* strh w1 */
	{ 0xb9000001, 2, DEVICE_X1 & 0xffffffff, DEVICE_X1 },	/* str w1 */
	{ STR, 3, DEVICE_X1, DEVICE_X1 },
	{ 0xf900001f, 3, 0, DEVICE_X1 },			/* str xzr */
	{ 0x39400001, 0, 0, 0x82 },				/* ldrb w1 */
	{ 0x79400001, 1, 0, 0xb382 },				/* ldrh w1 */
	{ 0xb9400001, 2, 0, 0xf6d5b382 },			/* ldr w1 */
	{ LDR, 3, 0, DEVICE_VALUE },
	{ 0xf940001f, 3, 0, DEVICE_X1 },			/* ldr xzr */
	{ 0x39c00001, 0, 0, 0xffffff82 },			/* ldrsb w1 */
	{ 0x39800001, 0, 0, 0xffffffffffffff82 },		/* ldrsb x1 */
	{ 0x79c00001, 1, 0, 0xffffb382 },			/* ldrsh w1 */
	{ 0x79800001, 1, 0, 0xffffffffffffb382 },		/* ldrsh x1 */
	{ 0xb9800001, 2, 0, 0xfffffffff6d5b382 },		/* ldrsw x1 */
};

#define DEVICE_STEPS (sizeof(device_steps) / sizeof(device_steps[0]))

/* Devices that the host plays for an ordinary guest. */
static void devices(struct guest *g)
{
	for (u32 i = 0; i < DEVICE_STEPS; i++) {
		const struct device_step *d = &device_steps[i];

		device_access(g, d->word, d->size, d->stored, d->left);
	}
	/* What is not waited for is not taken. */
	clear_steps(g);
	add(g, NOP, 0, DEVICE_X1);
	expect_exit(run_answered(g->part, 0, DEVICE_VALUE), EXIT_WFI, 0, 0);
	expect(g->step[0].x1 == DEVICE_X1, "%lx", (u64)g->step[0].x1);
	not_for_devices(g, LDP, ACCESS_READ);
	not_for_devices(g, BLR, ACCESS_EXEC);
}

/* Calls of an ordinary guest that the host answers: x0 to x3. */
static void calls_of_host(struct guest *g)
{
	static const struct {
		u32 word;
		u64 function;
	} list[] = {
		{ HVC, PSCI_VERSION }, { SMC, PSCI_VERSION }, { SMC, CORDON_HVC_VERSION },
		{ HVC, CORDON_HVC_BASE + CORDON_HVC_COUNT }, { HVC, CORDON_HVC_BASE - 1 },
		{ HVC, ~0ul },
	};

	for (u32 i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		struct hostile_step *step;

		clear_steps(g);
		step = add(g, list[i].word, list[i].function, MARK);
		for (u32 again = 0; again < 2; again++) {
			struct record r = run(g->part, 0);

			expect_exit(r, EXIT_CALL, 0, 0);
			expect(r.x[4] == (list[i].word == SMC) && r.x[5] == list[i].function &&
			       r.x[13] == MARK, "%lx %lx %lx", r.x[4], r.x[5], r.x[13]);
		}
		expect_exit(run_answered(g->part, 0, DEVICE_VALUE), EXIT_WFI, 0, 0);
		expect(step->taken == 0 && step->x0 == DEVICE_VALUE && step->x1 == OF_HOST(9),
		       "%lx %lx", (u64)step->x0, (u64)step->x1);
		for (u64 n = 2; n <= 3; n++) {
			u64 is = host_register(g->part, 0, n, 0, 0);

			expect(is == OF_HOST(8 + n), "x%lu: %lx", n, is);
		}
	}
}

static u64 counter(void)
{
	u64 value;

	__asm__ volatile("isb; mrs %0, cntvct_el0" : "=r"(value));
	return value;
}

/* The guest's virtual counter is the host's, less what the host says. */
static void counter_offset(struct guest *g)
{
	static const u64 offset[] = { 0, 1ul << 40, ~0ul << 40 };

	for (u32 i = 0; i < sizeof(offset) / sizeof(offset[0]); i++) {
		u64 before, after, seen;

		host_register(g->part, 0, VREG_CNTVOFF_EL2, 1, offset[i]);
		clear_steps(g);
		add(g, MRS_CNTVCT, 0, 0);
		before = counter();
		expect_exit(run(g->part, 0), EXIT_WFI, 0, 0);
		after = counter();
		seen = g->step[0].x1 + offset[i];
		expect(before < seen && seen < after, "%lx < %lx < %lx", before, seen, after);
	}
	host_register(g->part, 0, VREG_CNTVOFF_EL2, 1, 0);
}

/* Each number is a register of its own: all are written before any is read again. */
static void each_register(struct guest *g)
{
	u64 was[NR_REGISTERS];

	for (u64 n = 0; n < NR_REGISTERS; n++) {
		was[n] = host_register(g->part, 0, n, 0, 0);
		expect(host_register(g->part, 0, n, 2, MARK + n) == was[n], "register %lu", n);
		expect(host_register(g->part, 0, n, 1, MARK + n) == was[n], "register %lu", n);
	}
	for (u64 n = 0; n < NR_REGISTERS; n++) {
		u64 now = host_register(g->part, 0, n, 1, was[n]);

		expect(n == VREG_PSTATE ? now != was[n] : now == (n < VREG_ID ? MARK + n : was[n]),
		       "register %lu", n);
	}
}

/* The host reads what it wrote, or as much of it as the register has, and so does the guest. */
static void registers(struct guest *g)
{
	const struct {
		u32 number;
		u32 word;	/* mrs x1, ... */
	} seen[] = {
		{ VREG_SP_EL0, 0xd5384101 }, { VREG_TTBR0_EL1, 0xd5382001 },
		{ VREG_TPIDR_EL0, 0xd53bd041 }, { VREG_TPIDR_EL1, 0xd538d081 },
		{ VREG_TPIDRRO_EL0, 0xd53bd061 }, { VREG_FAR_EL1, 0xd5386001 },
		{ VREG_CNTV_CVAL_EL0, 0xd53be341 }, { VREG_MAIR_EL1, 0xd538a201 },
	};
	u64 pc = host_register(g->part, 0, VREG_PC, 0, 0), pstate;

	each_register(g);
	clear_steps(g);
	for (u32 i = 0; i < sizeof(seen) / sizeof(seen[0]); i++) {
		add(g, seen[i].word, 0, 0);
		host_register(g->part, 0, seen[i].number, 1, MARK + i);
	}
	/* EL2, EL3 and AArch32 are no modes of a guest. */
	for (u32 mode = 0; mode < 32; mode++) {
		u64 want = mode == 0 || mode == 4 || mode == 5 ? mode : 5;

		host_register(g->part, 0, VREG_PSTATE, 1, ~31ul | mode);
		pstate = host_register(g->part, 0, VREG_PSTATE, 0, 0);
		expect(pstate == (0xf1e01fc0 | want), "mode %u: %lx", mode, pstate);
	}
	/* From the start of the guest's code, in EL2h if the host had its way. */
	host_register(g->part, 0, VREG_PC, 1, pc);
	host_register(g->part, 0, VREG_PSTATE, 1, 0x3c9);
	expect_exit(run(g->part, 0), EXIT_WFI, 0, 0);
	for (u32 i = 0; i < g->nr; i++) {
		expect(g->step[i].taken == 0 && g->step[i].x1 == MARK + i, "%u: %lx", i,
		       (u64)g->step[i].x1);
	}
	expect(hvc(CORDON_HVC_VCPU_REGISTER, PART_FIRST, 0, 0) == CORDON_E_PARTITION, "protected");
	expect(hvc(CORDON_HVC_VCPU_REGISTER, g->part, VCPUS, 0) == CORDON_E_VCPU, "vCPU");
	expect(hvc(CORDON_HVC_VCPU_REGISTER, g->part, 0, NR_REGISTERS) == CORDON_E_ADDRESS, "none");
}

/* With one interrupt left in the list registers the guest does not go on, if the host asks for
 * that, until it does not ask any more. */
static void underflow(struct guest *g)
{
	const u64 lr[LRS] = { LR_PENDING | LR_PRIORITY(0x80) | 33,
			      LR_PENDING | LR_PRIORITY(0xa0) | 40, 0, 0 };
	struct record r = { .x = { [6] = lr[0], [7] = lr[1] } };

	clear_steps(g);
	add(g, MSR_PMR, 0, 0xf0);
	add(g, MSR_GRPEN1, 0, 1);
	add(g, MRS_IAR1, 0, MARK);
	add(g, MSR_EOIR1, 0, 33);
	add(g, MRS_CNTVCT, 0, MARK);
	for (u32 i = 0; i < UNDERFLOWS; i++) {
		r = run_with(g->part, 0, RUN_UNDERFLOW, 0, &r.x[6]);
		expect(interrupted(r), "%lx", r.x[1]);
	}
	expect(g->step[2].x1 == 33 && g->step[4].x1 == MARK, "%lx %lx", (u64)g->step[2].x1,
	       (u64)g->step[4].x1);
	expect(LR_STATE(r.x[6]) == 0 && r.x[7] == lr[1], "%lx %lx", r.x[6], r.x[7]);
	expect_exit(run(g->part, 0), EXIT_WFI, 0, 0);
	expect(g->step[4].x1 != MARK, "it went on");
}

/* What stops an ordinary guest only if its host asks for it. */
static void asked_for(struct guest *g)
{
	static const struct {
		u32 word;
		u64 run;
		u64 why;
	} list[] = {
		{ MRS_CNTPCT, RUN_TRAP_COUNTER, EXIT_SYSREG },
		{ MRS_RPR, RUN_NO_VGIC, EXIT_SYSREG },
		{ BRK, RUN_DEBUG, EXIT_DEBUG },
	};

	for (u32 i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		struct record r;

		clear_steps(g);
		add(g, list[i].word, 0, MARK);
		do {
			r = run_with(g->part, 0, list[i].run, 0, no_interrupts);
		} while (interrupted(r));
		expect_exit(r, list[i].why, 0, 0);
		expect(r.x[4] == (list[i].word == BRK ? ESR_BRK : iss_of(list[i].word)),
		       "%u: %lx", i, r.x[4]);
		expect_exit(run_plain(g->part, 0), EXIT_WFI, 0, 0);
		expect(list[i].word == BRK ? g->step[0].esr == ESR_BRK : g->step[0].taken == 0,
		       "%u: esr %lx", i, (u64)g->step[0].esr);
	}
}

/* An ordinary guest, from its number's first life to the second. */
void check_vcpu(void)
{
	static const u64 operand[] = { 0x0000ffff55555550ul, 0x0000aaaa33333330ul };
	struct guest g;

	for (u32 life = 0; life < 2; life++) {
		begin(&g, GUEST);
		expect_fresh(&g, 0);
		expect_fresh(&g, 1);
		expect_fresh(&g, VCPUS - 1);
		keep_vectors(&g, VCPUS);
		keep_registers(&g, operand, 2);
		keep_deferred(&g);
		add_list(&g, guest_ids, MARK);
		expect_exit(run(GUEST, 0), EXIT_WFI, 0, 0);
		expect_ids(g.step);
		refuse_instructions(&g);
		play_sysregs(&g, guest_trapped);
		play_sysregs(&g, guest_debug);
		guest_calls(&g, 1);
		clear_steps(&g);
		add(&g, WFI, 0, 0);
		expect_exit(run(GUEST, 0), EXIT_WFI, 0, 0);
		expect(g.step[0].taken == 0, "it went on");
		expect_exit(run(GUEST, 0), EXIT_WFI, 0, 0);
		fault(&g);
		fault_by_stage1(&g);
		devices(&g);
		calls_of_host(&g);
		interrupts(&g);
		registers(&g);
		counter_offset(&g);
		asked_for(&g);
		underflow(&g);
		end(&g);
	}
	expect(hvc(CORDON_HVC_VCPU_RUN, GUEST, 0) == CORDON_E_STATE, "free");
	expect(hvc(CORDON_HVC_VCPU_RUN, GUEST, VCPUS) == CORDON_E_VCPU, "vCPU");
	expect(hvc(CORDON_HVC_VCPU_RUN, GUEST, ~0ul) == CORDON_E_VCPU, "vCPU");
	expect(hvc(CORDON_HVC_VCPU_RUN, NR_OWNERS, 0) == CORDON_E_PARTITION, "none");
	expect(hvc(CORDON_HVC_VCPU_RUN, OWNER_HOST, 0) == CORDON_E_PARTITION, "the host");
}

/* System registers by o0, op1, CRn, CRm and op2, as an MRS or MSR of x1 has them. */
#define SYSREG(o0, op1, crn, crm, op2) ((o0) << 14 | (op1) << 11 | (crn) << 7 | (crm) << 3 | (op2))
#define NR_SYSREGS (1u << 15)
#define MRS_X1(reg) (0xd5300001 | (reg) << 5)
#define MRS_MASK 0xfff00000
#define MSR_X1(reg) (0xd5100001 | (reg) << 5)
#define READABLE_MAX 512

/* Whose values change by themselves, or without which a guest does not go on to its next step. */
static int is_own_affair(u32 reg)
{
	static const u32 own[] = {
		SYSREG(1, 0, 1, 0, 0),	/* SCTLR_EL1 */
		SYSREG(1, 0, 5, 2, 0),	/* ESR_EL1 */
		SYSREG(1, 0, 6, 0, 0),	/* FAR_EL1 */
		SYSREG(1, 0, 12, 0, 0),	/* VBAR_EL1 */
		SYSREG(1, 3, 2, 4, 0),	/* RNDR */
		SYSREG(1, 3, 2, 4, 1),
	};
	u32 space = reg >> 7, crm = reg >> 3 & 15;

	for (u32 i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		if (reg == own[i]) {
			return 1;
		}
	}
	/* SPSR_EL1 and ELR_EL1; PSTATE, of both levels; counters and the virtual timer. */
	return (space == SYSREG(1, 0, 4, 0, 0) >> 7 && (crm == 0 || crm == 2)) ||
	       (space == SYSREG(1, 3, 4, 0, 0) >> 7 && crm == 2) ||
	       space == SYSREG(1, 3, 14, 0, 0) >> 7;
}

static void read_sysregs(struct guest *g, const u32 *reg, u32 nr, u64 *value)
{
	clear_steps(g);
	for (u32 i = 0; i < nr; i++) {
		add(g, MRS_X1(reg[i]), 0, MARK);
	}
	expect_exit(run(g->part, 0), EXIT_WFI, 0, 0);
	for (u32 i = 0; i < nr; i++) {
		value[i] = g->step[i].x1;
	}
}

static void write_sysregs(struct guest *g, const u32 *reg, u32 nr, const u64 *value, u64 flip)
{
	clear_steps(g);
	for (u32 i = 0; i < nr; i++) {
		add(g, MSR_X1(reg[i]), 0, value[i] ^ flip);
	}
	expect_exit(run(g->part, 0), EXIT_WFI, 0, 0);
}

/* Which registers of all the guest can read. */
static u32 find_readable(struct guest *g, u32 *found)
{
	u32 nr = 0;

	for (u32 first = 0; first < NR_SYSREGS; first += GUEST_STEPS_MAX) {
		clear_steps(g);
		for (u32 reg = first; reg < first + GUEST_STEPS_MAX && reg < NR_SYSREGS; reg++) {
			add(g, MRS_X1(reg), 0, MARK);
		}
		expect_exit(run(g->part, 0), EXIT_WFI, 0, 0);
		for (u32 i = 0; i < g->nr; i++) {
			if (g->step[i].taken == 0 && !is_own_affair(first + i) &&
			    nr < READABLE_MAX) {
				found[nr++] = first + i;
			}
		}
	}
	return nr;
}

/* What one guest writes another does not find. Returns how many registers the one could change. */
static u32 keep_apart(struct guest *one, struct guest *other, const u32 *reg, u32 nr)
{
	u64 was[GUEST_STEPS_MAX], now[GUEST_STEPS_MAX];
	u64 before[GUEST_STEPS_MAX], after[GUEST_STEPS_MAX];
	u32 changed = 0;

	read_sysregs(one, reg, nr, was);
	read_sysregs(other, reg, nr, before);
	write_sysregs(one, reg, nr, was, ~0ul);
	read_sysregs(other, reg, nr, after);
	read_sysregs(one, reg, nr, now);
	write_sysregs(one, reg, nr, was, 0);
	for (u32 i = 0; i < nr; i++) {
		changed += now[i] != was[i];
		expect(before[i] == after[i], "register %x: %lx, was %lx", MRS_X1(reg[i]), after[i],
		       before[i]);
	}
	return changed;
}

/* Every system register there may be, known or not: two partitions on one CPU. */
void check_apart(void)
{
	u32 reg[READABLE_MAX], nr, changed = 0;
	struct guest one, other;

	run_on(0, 1);
	begin(&one, PART_VCPU);
	begin(&other, PART_VCPU - 1);
	nr = find_readable(&one, reg);
	expect(nr > 70 && nr < READABLE_MAX, "%u", nr);
	for (u32 first = 0; first < nr; first += GUEST_STEPS_MAX) {
		u32 rest = nr - first;

		changed += keep_apart(&one, &other, reg + first,
				      rest < GUEST_STEPS_MAX ? rest : GUEST_STEPS_MAX);
	}
	expect(changed > 10, "%u", changed);
	end(&one);
	end(&other);
	run_on(0, cpus);
}

static volatile int spinning, stop_spinning;

/* Runs the vCPU whose number this is, by its own CPU, until it is told to stop. */
static void *spin(void *argument)
{
	u64 vcpu = (u64)argument, interrupts = 0;

	run_on(1 + vcpu, 1);
	__atomic_fetch_add(&spinning, 1, __ATOMIC_SEQ_CST);
	while (!stop_spinning) {
		struct record r = run_once(GUEST, vcpu);

		/* The main thread may have it. */
		expect(interrupted(r) || (long)r.x[0] == CORDON_E_RUNNING, "%ld, why %lu",
		       (long)r.x[0], r.x[1]);
		interrupts += interrupted(r);
	}
	return (void *)interrupts;
}

/* Guests that never give way: the host's interrupts come through, no vCPU runs twice, and no
 * partition ends while it runs. */
void check_preempt(void)
{
	pthread_t thread[VCPUS];
	u64 nr = cpus - 1, i = 0;
	struct record r;
	struct guest g;

	begin(&g, GUEST);
	add(&g, SPIN, 0, 0);
	run_on(0, 1);
	for (u64 vcpu = 0; vcpu < nr; vcpu++) {
		expect(pthread_create(&thread[vcpu], 0, spin, (void *)vcpu) == 0, "thread");
	}
	while (spinning < (int)nr) {
	}
	/* How many it finds running is a matter of the machine's load. The last one must be. */
	do {
		r = run_once(GUEST, i++ % nr);
		expect((long)r.x[0] == CORDON_E_RUNNING || interrupted(r), "%ld", (long)r.x[0]);
	} while (i < 1000 || ((long)r.x[0] != CORDON_E_RUNNING && i < 10000));
	expect((long)r.x[0] == CORDON_E_RUNNING, "%ld", (long)r.x[0]);
	expect(hvc(CORDON_HVC_PARTITION_END, GUEST) == CORDON_E_RUNNING, "they run");
	usleep(100000);
	stop_spinning = 1;
	for (u64 vcpu = 0; vcpu < nr; vcpu++) {
		void *interrupts;

		expect(pthread_join(thread[vcpu], &interrupts) == 0, "join");
		expect(interrupts > (void *)1, "vCPU %lu: no interrupt", vcpu);
	}
	run_on(0, cpus);
	end(&g);
}

void prepare(struct guest *g, u64 part)
{
	g->part = part;
	g->code = get_pages(0);
	g->steps = get_pages(0);
	g->step = (struct hostile_step *)map(g->steps, 1);
	copy_code(g->code);
	clear_steps(g);
}

void give(struct guest *g)
{
	unmap((char *)g->step, 1);
	g->step = 0;
	expect(hvc(CORDON_HVC_PARTITION_CREATE, g->part) == 0, "create");
	give_contents(g->part, g->code, 0);
	give_contents(g->part, g->steps, STEPS_GFN);
}

void seal_with(const struct guest *g, u64 first, u64 count, u64 context, u64 vcpus)
{
	expect(hvc(CORDON_HVC_SEAL, g->part, first, count, 0, context, vcpus) == 0, "seal");
	sealed = g->part;
	ram_first = first;
	ram_count = count;
}

static void seal(const struct guest *g, u64 first, u64 count, u64 context)
{
	seal_with(g, first, count, context, VCPUS);
}

void show(struct guest *g)
{
	u64 found = query(g->steps);

	if (found != (g->part | FRAME_SHARED << 8 | STEPS_GFN << 16)) {
		printf("attack: the guest has not shared its steps: %lx\n", found);
		exit(1);
	}
	g->step = (struct hostile_step *)map(g->steps, 1);
}

void end_run(struct guest *g)
{
	if (g->step != 0) {
		unmap((char *)g->step, 1);
	}
	expect(hvc(CORDON_HVC_PARTITION_END, g->part) == 0, "end");
	for (u64 vcpu = 0; vcpu < VCPUS; vcpu++) {
		expect(hvc(CORDON_HVC_VCPU_RUN, g->part, vcpu) == CORDON_E_STATE, "dead");
	}
	expect(hvc(CORDON_HVC_SEAL, g->part, 0, 1, 0, 0, 1) == CORDON_E_STATE, "dead");
}

void take(struct guest *g, const struct page *page, u32 nr)
{
	struct page all[8] = { { 0, g->code }, { STEPS_GFN, g->steps } };

	memcpy(all + 2, page, nr * sizeof(page[0]));
	for (u32 i = 0; i < nr + 2; i++) {
		expect(hvc(CORDON_HVC_WITHDRAW, g->part, all[i].gfn) == 0, "withdraw %u", i);
		access_all(all[i].pfn, 1, SIGBUS);
		expect(hvc(CORDON_HVC_RECLAIM, all[i].pfn) == 0, "reclaim %u", i);
		expect_bytes(all[i].pfn, 1, 0);
	}
	for (u64 level = 3; level >= 2; level--) {
		for (u32 i = 0; i < nr + 2; i++) {
			long got = hvc(CORDON_HVC_TABLE_RETURN, g->part, all[i].gfn, level);

			expect(got == 0 || got == CORDON_E_ABSENT, "%lu: %ld", level, got);
		}
	}
	expect(destroy(g->part) == 0, "all of it");
	sealed = 0;
}

static void end_protected(struct guest *g, const struct page *page, u32 nr)
{
	end_run(g);
	take(g, page, nr);
}

/* The host fills a page with this, and gives it to the partition, which if sealed gets zeroes. */
static void give_page(const struct guest *g, struct page page, u64 word)
{
	u64 *at = (u64 *)map(page.pfn, 1);

	for (u32 i = 0; i < 512; i++) {
		at[i] = word;
	}
	unmap((char *)at, 1);
	if (sealed == g->part) {
		expect(hvc(CORDON_HVC_DONATE, g->part, page.pfn, page.gfn) == 0, "page %lx",
		       page.gfn);
		return;
	}
	give_contents(g->part, page.pfn, page.gfn);
}

/* Pages of a protected partition hold what it is to do and what it has done; the host learns that
 * by the address of a fault alone. */
void check_secret(void)
{
	const struct page page = { FAR_GFN, get_pages(0) };
	struct guest g;

	prepare(&g, PART_SECRET);
	add(&g, STR, 0x1000 + GUEST_KEPT - 8, FAR_GFN << 12);
	add(&g, LDR_X2, 0x1000 + GUEST_KEPT - 8, 0);
	add(&g, LDR_BY_X2, 0, 0);
	give(&g);
	seal(&g, 0, FAR_GFN + 1, 0);
	for (u32 i = 0; i < 3; i++) {
		expect_exit(run(g.part, 0), EXIT_FAULT, FAR_GFN, ACCESS_READ);
		access_all(g.code, 1, SIGBUS);
		access_all(g.steps, 1, SIGBUS);
	}
	give_page(&g, page, MARK);
	expect_exit(run(g.part, 0), EXIT_WFI, 0, 0);
	end_protected(&g, &page, 1);
}

/* The host reads and writes the frame, and cannot execute it. */
static void expect_shared(u64 pfn, u64 gfn)
{
	char *at = map(pfn, 1);

	expect(query(pfn) == (PART_SECRET | FRAME_SHARED << 8 | gfn << 16), "%lx", query(pfn));
	expect(access_at(READ, at) == 0 && access_at(WRITE, at) == 0 &&
	       access_at(ATOMIC, at) == 0, "data");
	expect(access_at(EXECUTE, at) == SIGBUS, "code");
	unmap(at, 1);
	expect(hvc(CORDON_HVC_DONATE, PART_SECRET, pfn, 5) == CORDON_E_OWNER, "not the host's");
	expect(hvc(CORDON_HVC_RECLAIM, pfn) == CORDON_E_OWNER, "not held");
}

/* What the guest's calls and loads have given, in the order of its steps. */
static void share_steps(struct guest *g)
{
	add(g, STR, (FAR_GFN << 12) + 8, MARK);
	add(g, HVC, CORDON_HVC_SHARE, FAR_GFN);
	add(g, WFI, 0, 0);
	add(g, LDR, (FAR_GFN << 12) + 16, 0);
	add(g, HVC, CORDON_HVC_SHARE, FAR_GFN);
	add(g, HVC, CORDON_HVC_UNSHARE, FAR_GFN);
	add(g, WFI, 0, 0);
	add(g, HVC, CORDON_HVC_UNSHARE, FAR_GFN);
	add(g, HVC, CORDON_HVC_SHARE, FAR_GFN + 1);
	add(g, HVC, CORDON_HVC_UNSHARE, FAR_GFN + 1);
	add(g, HVC, CORDON_HVC_SHARE, GFN_MAX);
	add(g, HVC, CORDON_HVC_UNSHARE, ~0ul);
	add(g, HVC, CORDON_HVC_SHARE, STEPS_GFN);
}

static void expect_steps(const struct guest *g)
{
	static const long result[] = { 0, 0, 0, 0, CORDON_E_OWNER, 0, 0, CORDON_E_OWNER,
				       CORDON_E_ABSENT, CORDON_E_ABSENT, CORDON_E_ADDRESS,
				       CORDON_E_ADDRESS, 0 };

	for (u32 i = 0; i < sizeof(result) / sizeof(result[0]); i++) {
		const struct hostile_step *step = &g->step[i];

		expect(step->taken == 0, "step %u: esr %lx", i, (u64)step->esr);
		if (step->word == HVC) {
			expect((long)step->x0 == result[i], "step %u: %ld", i, (long)step->x0);
		}
	}
	expect(g->step[3].x1 == ~MARK, "what the host stored: %lx", (u64)g->step[3].x1);
}

/* A protected guest shares a page, takes it back, and shares in the end what it has done. */
void check_share(void)
{
	const struct page page = { FAR_GFN, get_pages(0) };
	struct guest g;
	u64 *word;

	prepare(&g, PART_SECRET);
	share_steps(&g);
	expect(hvc(CORDON_HVC_SHARE, 0) == CORDON_E_NOT_SUPPORTED, "the host has none");
	expect(hvc(CORDON_HVC_UNSHARE, 0) == CORDON_E_NOT_SUPPORTED, "the host has none");
	give(&g);
	give_page(&g, page, 0);
	seal(&g, 0, 2, 0);
	expect_exit(run(g.part, 0), EXIT_WFI, 0, 0);
	expect_shared(page.pfn, FAR_GFN);
	access_all(g.steps, 1, SIGBUS);
	word = (u64 *)map(page.pfn, 1);
	expect(word[1] == MARK, "%lx", word[1]);
	word[2] = ~MARK;
	unmap((char *)word, 1);
	expect_exit(run(g.part, 0), EXIT_WFI, 0, 0);
	expect(query(page.pfn) == (g.part | FRAME_OWNED << 8 | FAR_GFN << 16), "%lx",
	       query(page.pfn));
	access_all(page.pfn, 1, SIGBUS);
	expect_exit(run(g.part, 0), EXIT_WFI, 0, 0);
	access_all(page.pfn, 1, SIGBUS);
	show(&g);
	expect_steps(&g);
	expect_shared(g.steps, STEPS_GFN);
	end_protected(&g, &page, 1);
}

/* Steps of what a protected guest does not have, then of what its host cannot keep from it; how
 * many the first are, from the third step on. */
static u32 refused_steps(struct guest *g)
{
	const u32 *const list[] = { guest_undefined, guest_newer, guest_trapped };
	u32 refused;

	/* Its own EL1 traps nothing. */
	add(g, MSR_CPACR, 0, CPACR_OPEN);
	add(g, MSR_SGI1R, 0, MARK);
	for (u32 k = 0; k < 3; k++) {
		for (u32 i = 0; list[k][i] != 0; i++) {
			add(g, list[k][i], 0, MARK);
		}
	}
	refused = g->nr - 2;
	add(g, MRS_CNTPCT, 0, MARK);
	add(g, BRK, 0, MARK);
	for (u32 i = 0; guest_ids[i] != 0; i++) {
		add(g, guest_ids[i], 0, MARK);
	}
	add(g, HVC, CORDON_HVC_SHARE, STEPS_GFN);
	return refused;
}

/* What a protected guest does not have its host does not hear of, but for an SGI. In the end it
 * shares its steps. */
void check_refused(void)
{
	struct guest g;
	struct record r;
	u32 refused;

	prepare(&g, PART_SECRET);
	refused = refused_steps(&g);
	give(&g);
	seal(&g, RAM_GFN, RAM_FRAMES, 0);
	r = run_plain(g.part, 0);
	expect_exit(r, EXIT_SGI, 0, 0);
	expect(r.x[4] == 0 && r.x[5] == MARK, "%lx %lx", r.x[4], r.x[5]);
	/* What only an ordinary guest's host may ask for. */
	do {
		r = run_with(g.part, 0, RUN_TRAP_COUNTER | RUN_DEBUG, 0, no_interrupts);
	} while (interrupted(r));
	expect_exit(r, EXIT_WFI, 0, 0);
	show(&g);
	expect(g.step[g.nr - 1].x0 == 0, "it has shared");
	expect_undefined(g.step + 2, refused);
	expect(g.step[2 + refused].taken == 0, "the counter: %lx", (u64)g.step[2 + refused].esr);
	expect(g.step[3 + refused].esr == ESR_BRK, "BRK: %lx", (u64)g.step[3 + refused].esr);
	expect_ids(g.step + 4 + refused);
	expect_shared(g.steps, STEPS_GFN);
	end_protected(&g, 0, 0);
}

/* A kernel clears debug registers and unlocks the OS lock: a protected guest reads zero and writes
 * nothing, and no debug register takes an exception. */
static void expect_no_debug(const struct hostile_step *step)
{
	for (u32 i = 0; guest_debug[i] != 0; i++) {
		u64 left = (iss_of(guest_debug[i]) & 1) != 0 ? 0 : MARK;

		expect(step[i].word == guest_debug[i] && step[i].taken == 0 && step[i].x1 == left,
		       "word %lx: %lu exceptions, x1 %lx", (u64)step[i].word, (u64)step[i].taken,
		       (u64)step[i].x1);
	}
}

/* Whatever a partition's RAM is to be: none, more than there is. */
static void seal_errors(u64 part)
{
	const u64 fn = CORDON_HVC_SEAL;

	expect(hvc(fn, OWNER_HOST, 0, 1, 0, 0, 1) == CORDON_E_PARTITION, "the host");
	expect(hvc(fn, ORDINARY_FIRST, 0, 1, 0, 0, 1) == CORDON_E_PARTITION, "an ordinary one");
	expect(hvc(fn, 1ul << 32 | part, 0, 1) == CORDON_E_PARTITION, "high bits");
	expect(hvc(fn, part, 0, 0) == CORDON_E_ADDRESS, "no RAM");
	expect(hvc(fn, part, GFN_MAX, 1) == CORDON_E_ADDRESS, "above the IPA space");
	expect(hvc(fn, part, 1, GFN_MAX) == CORDON_E_ADDRESS, "too much");
	expect(hvc(fn, part, 1, ~0ul) == CORDON_E_ADDRESS, "around");
	expect(hvc(fn, part, ~0ul, 2) == CORDON_E_ADDRESS, "around");
	expect(hvc(fn, part, 0, 1, 0, 0, 0) == CORDON_E_VCPU, "no vCPU");
	expect(hvc(fn, part, 0, 1, 0, 0, VCPUS + 1) == CORDON_E_VCPU, "too many");
	expect(hvc(fn, part, 0, 1, 0, 0, 1ul << 32 | 1) == CORDON_E_VCPU, "high bits");
	expect(hvc(fn, part + 1, 0, 1, 0, 0, 1) == CORDON_E_STATE, "a free one");
}

/* Once sealed, a partition begins as it was told, wherever else the host wants it to, and with the
 * rights that it had. */
static void seal_again(const struct guest *g)
{
	static const u64 rights[] = { 0, RIGHT_R, RAM_RW, RAM_RWX };
	const u64 fn = CORDON_HVC_SEAL;

	expect(hvc(fn, g->part, RAM_GFN, RAM_FRAMES, 0, CONTEXT, VCPUS) == CORDON_E_STATE,
	       "again");
	expect(hvc(fn, g->part, 0, GFN_MAX, STEPS_GFN << 12, 7, 1) == CORDON_E_STATE, "again");
	for (u32 i = 0; i < 4; i++) {
		expect(hvc(CORDON_HVC_PROTECT, g->part, 0, rights[i]) == CORDON_E_STATE, "code");
		expect(hvc(CORDON_HVC_PROTECT, g->part, FAR_GFN, rights[i]) == CORDON_E_STATE,
		       "page");
	}
	expect(hvc(CORDON_HVC_VCPU_REGISTER, g->part, 0, VREG_PC, 1, 4) == CORDON_E_PARTITION,
	       "the program counter");
	expect(hvc(CORDON_HVC_PARTITION_CREATE, g->part) == CORDON_E_STATE, "it lives");
	for (u64 vcpu = 1; vcpu < VCPUS; vcpu++) {
		expect(hvc(CORDON_HVC_VCPU_RUN, g->part, vcpu) == CORDON_E_POWER, "%lu", vcpu);
	}
}

/* What was given before sealing is as the host gave it, and has the rights that it set; what comes
 * after is zero, by whatever call. */
static void sealed_steps(struct guest *g)
{
	add(g, LDR, FAR_GFN << 12, MARK);
	add(g, LDR, (RAM_GFN << 12) + 8, MARK);
	add(g, LDR, (RAM_GFN << 12) + 0xff8, MARK);
	add(g, LDR, (SPAN_BLOCK2 << 12) + 16, MARK);
	add(g, LDR, (2 * SPAN_BLOCK2 << 12) - 8, MARK);
	for (u32 i = 0; guest_debug[i] != 0; i++) {
		add(g, guest_debug[i], 0, MARK);
	}
	add(g, HVC, CORDON_HVC_SHARE, STEPS_GFN);
}

/* 2 MiB full of this for the partition, at frame 512. */
static void give_block(const struct guest *g, u64 pfn, u64 word)
{
	u64 *at = (u64 *)map(pfn, SPAN_BLOCK2);

	for (u64 i = 0; i < SPAN_BLOCK2 * 512; i++) {
		at[i] = word;
	}
	unmap((char *)at, SPAN_BLOCK2);
	expect(hvc(CORDON_HVC_HOLD, g->part, pfn, SPAN_BLOCK2, ORDER_BLOCK2) == 0, "hold");
	for (u64 i = 0; i < SPAN_BLOCK2; i += PIECE_FRAMES) {
		expect(hvc(CORDON_HVC_HELD_ZERO, g->part, pfn + i) == 0, "piece %lx", i);
	}
	expect(hvc(CORDON_HVC_COMMIT, g->part, pfn, SPAN_BLOCK2) == 0, "commit");
}

static void take_block(u64 part, u64 pfn)
{
	expect(hvc(CORDON_HVC_WITHDRAW, part, SPAN_BLOCK2) == 0, "withdraw");
	for (u64 i = 0; i < SPAN_BLOCK2; i++) {
		expect(hvc(CORDON_HVC_RECLAIM, pfn + i) == 0, "reclaim %lx", i);
	}
	expect_bytes(pfn, SPAN_BLOCK2, 0);
}

/* What the guest of sealed_steps has found: page 0 as it was, all others zero. */
static void expect_sealed(struct guest *g)
{
	expect(*word_of(g, GUEST_AT_START) == CONTEXT, "%lx", *word_of(g, GUEST_AT_START));
	expect(g->step[0].x1 == MARK + 1, "%lx", (u64)g->step[0].x1);
	for (u32 i = 1; i <= 4; i++) {
		expect(g->step[i].taken == 0 && g->step[i].x1 == 0, "%u: %lx", i,
		       (u64)g->step[i].x1);
	}
	expect_no_debug(g->step + 5);
}

/* In two lives of one number: the second is not sealed by the first. */
void check_seal(void)
{
	const struct page page[] = { { FAR_GFN, get_pages(0) }, { RAM_GFN, get_pages(0) } };
	u64 block = get_pages(9);
	struct guest g;

	for (u32 life = 0; life < 2; life++) {
		expect(hvc(CORDON_HVC_SEAL, PART_SECRET, 0, 1, 0, 0, 1) == CORDON_E_STATE, "free");
		prepare(&g, PART_SECRET);
		sealed_steps(&g);
		give(&g);
		give_page(&g, page[0], MARK + 1);
		expect(hvc(CORDON_HVC_PROTECT, g.part, FAR_GFN, RIGHT_R) == 0, "read-only");
		for (u64 vcpu = 0; vcpu < VCPUS; vcpu++) {
			expect(hvc(CORDON_HVC_VCPU_RUN, g.part, vcpu) == CORDON_E_STATE, "early");
		}
		seal_errors(g.part);
		seal(&g, 0, RAM_GFN + RAM_FRAMES, CONTEXT);
		seal_again(&g);
		expect_exit(run(g.part, 0), EXIT_FAULT, RAM_GFN, ACCESS_READ);
		give_page(&g, page[1], MARK + 2);
		give_block(&g, block, MARK + 3);
		seal_again(&g);
		expect_exit(run(g.part, 0), EXIT_WFI, 0, 0);
		show(&g);
		expect_sealed(&g);
		end_run(&g);
		take_block(g.part, block);
		take(&g, page, 2);
	}
}

/* Guest frames of check_outside: one beside the RAM on either side and others outside; one that the
 * guest has outside, to read; and one inside, to read. */
static const u64 outside[] = { RAM_GFN - 1, RAM_GFN + RAM_FRAMES, FAR_GFN, 4 };
#define FLASH_GFN 5
#define CONST_GFN (RAM_GFN + 1)
#define PAIR_GFN (FAR_GFN + 1)

/* The n-th access to a device, at the start or the end of its page. */
static u64 device_offset(u32 n)
{
	return n % 2 == 0 ? 0 : 4096 - (1 << device_steps[n / 2].size);
}

/* Accesses to devices; what the processor does not describe; RAM that comes late, at both ends; the
 * flash; at last what nobody can do for the guest, when it has shared its steps. */
static void outside_steps(struct guest *g)
{
	for (u32 n = 0; n < 2 * DEVICE_STEPS; n++) {
		add(g, device_steps[n / 2].word, (outside[n % 4] << 12) + device_offset(n),
		    DEVICE_X1);
	}
	add(g, LDP, PAIR_GFN << 12, DEVICE_X1);
	for (u32 i = 0; i < 2; i++) {
		u64 gfn = RAM_GFN + i * (RAM_FRAMES - 1);

		add(g, LDR, (gfn << 12) + 8, DEVICE_X1);
		add(g, STR, (gfn << 12) + 8, MARK);
		add(g, LDR, (gfn << 12) + 8, DEVICE_X1);
	}
	add(g, LDR, (FLASH_GFN << 12) + 0x128, DEVICE_X1);
	add(g, STR, (FLASH_GFN << 12) + 0x128, DEVICE_X1);
	add(g, LDR, (FLASH_GFN << 12) + 0x128, 0);
	add(g, HVC, CORDON_HVC_SHARE, STEPS_GFN);
	add(g, STR, CONST_GFN << 12, DEVICE_X1);
}

/* The exit r is at the first access to a device; returns the one after the last. The host learns
 * what a device must know, before and after it has looked, and answers. */
static struct record serve_outside(const struct guest *g, struct record r)
{
	for (u32 n = 0; n < 2 * DEVICE_STEPS; n++) {
		const struct device_step *d = &device_steps[n / 2];

		for (u32 again = 0; again < 2; again++) {
			expect_access_of(r, outside[n % 4], access_of(d->word),
					 FORM(d->size, device_offset(n)), d->stored);
			r = again ? run_answered(g->part, 0, DEVICE_VALUE) : run_plain(g->part, 0);
		}
	}
	return r;
}

/* The exit r tells of a page alone, and whatever the host answers is no answer. Returns the exit
 * after the page has come, which held what the host put there; if there is one to come. */
static struct record mend(const struct guest *g, struct record r, u64 gfn, u64 access,
			  const struct page *page)
{
	for (u32 again = 0; again < 3; again++) {
		expect_access_of(r, gfn, access, 0, 0);
		r = again == 1 ? run_plain(g->part, 0) : run_answered(g->part, 0, DEVICE_VALUE);
	}
	expect_access_of(r, gfn, access, 0, 0);
	if (page != 0) {
		give_page(g, *page, MARK + gfn);
		r = run_answered(g->part, 0, DEVICE_VALUE);
	}
	return r;
}

static void expect_outside(const struct guest *g)
{
	const struct hostile_step *s = g->step;

	for (u32 n = 0; n < g->nr - 1; n++) {
		expect(s[n].taken == 0, "step %u: esr %lx", n, (u64)s[n].esr);
	}
	for (u32 n = 0; n < 2 * DEVICE_STEPS; n++) {
		expect(s->x1 == device_steps[n / 2].left, "step %u: %lx", n, (u64)s->x1);
		s++;
	}
	/* Pages that came when the partition was sealed. */
	expect(s[0].x1 == 0, "LDP: %lx", (u64)s[0].x1);
	for (u32 i = 0; i < 2; i++) {
		expect(s[1 + 3 * i].x1 == 0 && s[3 + 3 * i].x1 == MARK, "RAM: %lx %lx",
		       (u64)s[1 + 3 * i].x1, (u64)s[3 + 3 * i].x1);
	}
	expect(s[7].x1 == MARK + FLASH_GFN && s[9].x1 == MARK + FLASH_GFN, "flash: %lx %lx",
	       (u64)s[7].x1, (u64)s[9].x1);
	expect(s[10].x0 == 0, "share: %ld", (long)s[10].x0);
}

/* What the host learns of an access, and what it can do about it: outside the RAM of a protected
 * guest all that a device must know, inside nothing but the page. */
void check_outside(void)
{
	const struct page page[] = {
		{ FLASH_GFN, get_pages(0) }, { CONST_GFN, get_pages(0) },
		{ PAIR_GFN, get_pages(0) }, { RAM_GFN, get_pages(0) },
		{ RAM_GFN + RAM_FRAMES - 1, get_pages(0) },
	};
	struct guest g;
	struct record r;

	prepare(&g, PART_SECRET);
	outside_steps(&g);
	give(&g);
	for (u32 i = 0; i < 2; i++) {
		give_page(&g, page[i], MARK + page[i].gfn);
		expect(hvc(CORDON_HVC_PROTECT, g.part, page[i].gfn, RIGHT_R) == 0, "read-only");
	}
	seal(&g, RAM_GFN, RAM_FRAMES, 0);
	r = serve_outside(&g, run_plain(g.part, 0));
	for (u32 i = 2; i < 5; i++) {
		r = mend(&g, r, page[i].gfn, ACCESS_READ, &page[i]);
	}
	/* The flash is outside: its driver's writes are the host's to play. */
	expect_access_of(r, FLASH_GFN, ACCESS_WRITE, FORM(3, 0x128), DEVICE_X1);
	r = run_plain(g.part, 0);
	expect_access_of(r, FLASH_GFN, ACCESS_WRITE, FORM(3, 0x128), DEVICE_X1);
	r = mend(&g, run_answered(g.part, 0, DEVICE_VALUE), CONST_GFN, ACCESS_WRITE, 0);
	show(&g);
	expect_outside(&g);
	end_protected(&g, page, 5);
}

#define SMCCC_VERSION 0x80000000
#define SMC32(function) ((function) & ~0x40000000u)
#define PSCI_CPU_SUSPEND 0xc4000001
#define PSCI_CPU_OFF 0x84000002
#define PSCI_MIGRATE_INFO_TYPE 0x84000006
#define PSCI_SYSTEM_OFF 0x84000008
#define PSCI_SYSTEM_RESET 0x84000009
#define TRNG_VERSION 0x84000050
#define TRNG_FEATURES 0x84000051
#define TRNG_RND64 0xc4000053
#define TRNG_BITS 192
#define NONE (-1l)
#define THIRD_GFN 4	/* steps of vCPU 1 when it begins anew */

/* A call of a guest, and what is in x0 then. */
struct guest_call {
	u32 word;
	u64 function;
	u64 x1;
	long x0;
};

/* From these steps on; those with another word were no calls. */
static void expect_calls(const struct hostile_step *step, const struct guest_call *call, u32 nr)
{
	for (u32 i = 0; i < nr; i++) {
		int calls = call[i].word == HVC || call[i].word == SMC ||
			    call[i].word == HVC_1 || call[i].word == SMC_1;

		expect(step[i].word == call[i].word && step[i].taken == 0, "step %u: esr %lx", i,
		       (u64)step[i].esr);
		expect(!calls || (long)step[i].x0 == call[i].x0, "step %u, %lx: %ld, not %ld", i,
		       call[i].function, (long)step[i].x0, call[i].x0);
	}
}

static void add_calls(struct guest *g, const struct guest_call *call, u32 nr)
{
	for (u32 i = 0; i < nr; i++) {
		add(g, call[i].word, call[i].function, call[i].x1);
	}
}

/* vCPU 0: which others are on, and what cannot be switched on; it switches vCPU 1 on, waits until
 * that is off, and switches it on again, to begin with other steps. */
static const struct guest_call power_calls[] = {
	{ HVC, PSCI_AFFINITY_INFO, 1, 1 },
	{ SMC, PSCI_AFFINITY_INFO, 0, 0 },
	{ SMC, PSCI_AFFINITY_INFO, VCPUS, PSCI_INVALID_PARAMETERS },
	{ HVC, PSCI_AFFINITY_INFO, 1ul << 32 | 1, PSCI_INVALID_PARAMETERS },
	{ SMC, SMC32(PSCI_AFFINITY_INFO), 1ul << 32 | 1, 1 },
	{ HVC, PSCI_CPU_ON, 0, PSCI_ALREADY_ON },
	{ SMC, PSCI_CPU_ON, VCPUS, PSCI_INVALID_PARAMETERS },
	{ HVC, PSCI_CPU_ON, 0x100, PSCI_INVALID_PARAMETERS },
	{ HVC, PSCI_CPU_ON, 1ul << 32 | 1, PSCI_INVALID_PARAMETERS },
	{ HVC, CORDON_HVC_VCPU_ON, VCPUS, CORDON_E_VCPU },
	{ HVC, CORDON_HVC_VCPU_QUERY, VCPUS, CORDON_E_VCPU },
	{ MOV_X2, 0, GUEST_SECOND, 0 },
	{ MOV_X3, 0, SECOND_GFN << 12, 0 },
	{ HVC, PSCI_CPU_ON, 1, 0 },
	{ HVC, PSCI_CPU_ON, 1, PSCI_ALREADY_ON },
	{ HVC, PSCI_AFFINITY_INFO, 1, PSCI_INVALID_PARAMETERS },	/* no such level */
	{ MOV_X2, 0, 0, 0 },
	{ HVC, PSCI_AFFINITY_INFO, 1, 0 },
	{ HVC, CORDON_HVC_VCPU_ON, 1, CORDON_E_POWER },
	{ HVC, CORDON_HVC_VCPU_QUERY, 1, 0 },
	{ WFI, 0, 0, 0 },
	{ SMC, PSCI_AFFINITY_INFO, 1, 1 },
	{ HVC, CORDON_HVC_VCPU_QUERY, 1, 0 },
	{ HVC, CORDON_HVC_SHARE, SECOND_GFN, 0 },
	{ HVC, CORDON_HVC_SHARE, THIRD_GFN, 0 },
	{ MOV_X2, 0, GUEST_SECOND, 0 },
	{ MOV_X3, 0, THIRD_GFN << 12, 0 },
	{ SMC, SMC32(PSCI_CPU_ON), 1ul << 32 | 1, 0 },
	{ HVC, CORDON_HVC_SHARE, STEPS_GFN, 0 },
};
#define POWER_CALLS (sizeof(power_calls) / sizeof(power_calls[0]))
/* Where in them is what tells whether vCPU 1 is on: yes, and then no. */
#define QUERY_ON 19
#define QUERY_OFF 22

/* Steps of vCPU 1: it looks at its registers, then changes them; the last is a call. */
static void second_steps(struct guest *g, u64 function)
{
	const u32 *const list[] = { guest_first, guest_reads, guest_writes };

	for (u32 k = 0; k < 3; k++) {
		for (u32 i = 0; list[k][i] != 0; i++) {
			add(g, list[k][i], 0, MARK & ~7ul);
		}
	}
	add(g, MSR_CPACR, 0, CPACR_FPEN);
	add(g, VECTOR_GET(9, 1), 0, MARK);
	add(g, VECTOR_SET(9, 1), 0, MARK);
	add(g, SMC, function, MARK);
}

/* It began where the guest said, with its own number, x0 as the guest said, and nothing else. */
static void expect_second(u64 pfn)
{
	struct guest g = { .step = (struct hostile_step *)map(pfn, 1) };
	u32 reads = 0;

	expect(*word_of(&g, GUEST_AT_START) == 0, "%lx", *word_of(&g, GUEST_AT_START));
	expect(g.step[0].x1 == (MPIDR_RES1 | 1), "%lx", (u64)g.step[0].x1);
	expect(g.step[1].x1 == SCTLR_AT_START, "%lx", (u64)g.step[1].x1);
	for (u32 i = 2; g.step[i].word != SMC && g.step[i].word != 0; i++) {
		int read = (g.step[i].word & MRS_MASK) == MRS_X1(0) - 1 ||
			   g.step[i].word == MOV_X1_SP || g.step[i].word == VECTOR_GET(9, 1);

		reads += read;
		expect(g.step[i].taken == 0 && (!read || g.step[i].x1 == 0), "step %u: %lx", i,
		       (u64)g.step[i].x1);
	}
	expect(reads > 20, "%u", reads);
	unmap((char *)g.step, 1);
}

static void expect_told(struct record r, u64 why, u64 value)
{
	expect_exit(r, why, 0, 0);
	expect(r.x[4] == 0 && r.x[5] == value, "form %lx, value %lx", r.x[4], r.x[5]);
}

/* Nothing that the host calls switches a vCPU on; these, a bit for each, are off. */
static void expect_off(u64 part, u32 off)
{
	expect(hvc(CORDON_HVC_VCPU_ON, 1, 0, 0) == CORDON_E_NOT_SUPPORTED, "the host's");
	expect(hvc(CORDON_HVC_VCPU_QUERY, 1) == CORDON_E_NOT_SUPPORTED, "the host's");
	expect(hvc(CORDON_HVC_SEAL, part, 0, 1, 0, 0, 1) == CORDON_E_STATE, "sealed");
	for (u64 vcpu = 0; vcpu < VCPUS; vcpu++) {
		expect((off >> vcpu & 1) == 0 ||
		       hvc(CORDON_HVC_VCPU_RUN, part, vcpu) == CORDON_E_POWER, "vCPU %lu", vcpu);
	}
}

/* A partition with steps of vCPU 0, and two pages of them for vCPU 1: the first ends by CPU_OFF,
 * the other by this function. */
static void begin_power(struct guest *g, const struct page *page, u64 function)
{
	prepare(g, PART_SECRET);
	add_calls(g, power_calls, POWER_CALLS);
	for (u32 i = 0; i < 2; i++) {
		struct guest second = { .step = (struct hostile_step *)map(page[i].pfn, 1) };

		clear_steps(&second);
		*word_of(&second, GUEST_AT_START) = MARK;
		second_steps(&second, i == 0 ? PSCI_CPU_OFF : function);
		unmap((char *)second.step, 1);
	}
	give(g);
	for (u32 i = 0; i < 2; i++) {
		give_contents(g->part, page[i].pfn, page[i].gfn);
	}
}

/* vCPU 1 does not run before the guest has switched it on, nor when it has switched itself off; and
 * none when the guest has ended its run, by power-off or reset. */
void check_power(void)
{
	const struct page page[] = { { SECOND_GFN, get_pages(0) }, { THIRD_GFN, get_pages(0) } };
	struct guest g;

	for (u64 reset = 0; reset < 2; reset++) {
		begin_power(&g, page, reset != 0 ? PSCI_SYSTEM_RESET : PSCI_SYSTEM_OFF);
		seal(&g, RAM_GFN, RAM_FRAMES, 0);
		expect_off(g.part, 0xfe);
		expect_told(run_plain(g.part, 0), EXIT_ON, 1);
		expect_off(g.part, 0xfc);
		expect_told(run_plain(g.part, 0), EXIT_WFI, 0);
		expect_told(run_plain(g.part, 1), EXIT_OFF, 0);
		expect_off(g.part, 0xfe);
		expect_told(run_plain(g.part, 0), EXIT_ON, 1);
		expect_told(run_plain(g.part, 0), EXIT_WFI, 0);
		expect_second(page[0].pfn);
		expect_told(run_plain(g.part, 1), EXIT_END, reset);
		expect_off(g.part, 0xff);
		expect_second(page[1].pfn);
		show(&g);
		expect_calls(g.step, power_calls, POWER_CALLS);
		expect(g.step[QUERY_ON].x1 == 1 && g.step[QUERY_OFF].x1 == 0, "%lu %lu",
		       (u64)g.step[QUERY_ON].x1, (u64)g.step[QUERY_OFF].x1);
		end_protected(&g, page, 2);
	}
}

/* What a protected guest calls as firmware, each by HVC and SMC. */
static const struct guest_call firmware_calls[] = {
	{ HVC, PSCI_VERSION, MARK, 0x10001 },
	{ HVC, SMCCC_VERSION, MARK, 0x10001 },
	{ HVC, PSCI_MIGRATE_INFO_TYPE, MARK, 2 },
	{ HVC, PSCI_FEATURES, PSCI_VERSION, 0 },
	{ HVC, PSCI_FEATURES, SMCCC_VERSION, 0 },
	{ HVC, PSCI_FEATURES, PSCI_FEATURES, 0 },
	{ HVC, PSCI_FEATURES, PSCI_CPU_ON, 0 },
	{ HVC, PSCI_FEATURES, SMC32(PSCI_CPU_ON), 0 },
	{ HVC, PSCI_FEATURES, PSCI_CPU_OFF, 0 },
	{ HVC, PSCI_FEATURES, PSCI_CPU_SUSPEND, 0 },
	{ HVC, PSCI_FEATURES, PSCI_AFFINITY_INFO, 0 },
	{ HVC, PSCI_FEATURES, PSCI_SYSTEM_OFF, 0 },
	{ HVC, PSCI_FEATURES, PSCI_SYSTEM_RESET, 0 },
	{ HVC, PSCI_FEATURES, PSCI_VERSION | 0x40000000, NONE },
	{ HVC, PSCI_FEATURES, CORDON_HVC_SHARE, NONE },
	{ HVC, 0x84000005, 0, NONE },			/* MIGRATE */
	{ HVC, PSCI_CPU_OFF | 0x40000000, 0, NONE },
	{ HVC, PSCI_SYSTEM_OFF | 0x40000000, 0, NONE },
	{ HVC, TRNG_VERSION, 0, 0x10000 },
	{ HVC, TRNG_FEATURES, TRNG_RND64, 0 },
	{ HVC, TRNG_RND64, 0, PSCI_INVALID_PARAMETERS },
	{ HVC, TRNG_RND64, TRNG_BITS + 1, PSCI_INVALID_PARAMETERS },
	{ HVC, 0x8600ff01, 0, NONE },			/* whose hypervisor is there */
	{ HVC, CORDON_HVC_BASE + CORDON_HVC_COUNT, 0, NONE },
	{ HVC, 0, 0, NONE },
};
#define FIRMWARE_CALLS (sizeof(firmware_calls) / sizeof(firmware_calls[0]))
/* What only one of the two is for; the last ones stop the vCPU, but do not end. */
static const struct guest_call more_calls[] = {
	{ HVC_1, PSCI_VERSION, 0, NONE }, { SMC_1, PSCI_VERSION, 0, NONE },
	{ SMC, CORDON_HVC_VERSION, 0, NONE }, { SMC, CORDON_HVC_SHARE, STEPS_GFN, NONE },
	{ HVC, TRNG_RND64, TRNG_BITS, 0 }, { MOV_X1_X2, 0, 0, 0 }, { MOV_X1_X3, 0, 0, 0 },
	{ SMC, TRNG_RND64, TRNG_BITS, 0 }, { MOV_X1_X2, 0, 0, 0 }, { MOV_X1_X3, 0, 0, 0 },
	{ HVC, PSCI_CPU_SUSPEND, 0, 0 }, { SMC, SMC32(PSCI_CPU_SUSPEND), 0, 0 },
	{ HVC, CORDON_HVC_SHARE, STEPS_GFN, 0 },
};
#define MORE_CALLS (sizeof(more_calls) / sizeof(more_calls[0]))
#define RANDOM 4	/* where in them six words are random */

/* Words that are none of each other, nor of what was there. */
static void expect_random(const struct hostile_step *step)
{
	for (u32 i = 0; i < 6; i++) {
		u64 word = step[i].x1;

		expect(word != 0 && word != TRNG_BITS && word >> 32 != 0, "word %u: %lx", i, word);
		for (u32 k = 0; k < i; k++) {
			expect(word != step[k].x1, "words %u and %u: %lx", k, i, word);
		}
	}
}

/* The host hears of none of it but of a vCPU that waits. */
void check_firmware(void)
{
	struct guest_call by_smc[FIRMWARE_CALLS];
	struct guest g;

	memcpy(by_smc, firmware_calls, sizeof(by_smc));
	for (u32 i = 0; i < FIRMWARE_CALLS; i++) {
		by_smc[i].word = SMC;
	}
	prepare(&g, PART_SECRET);
	add_calls(&g, firmware_calls, FIRMWARE_CALLS);
	add_calls(&g, by_smc, FIRMWARE_CALLS);
	add_calls(&g, more_calls, MORE_CALLS);
	give(&g);
	seal(&g, RAM_GFN, RAM_FRAMES, 0);
	for (u32 i = 0; i < 3; i++) {
		expect_told(run_plain(g.part, 0), EXIT_WFI, 0);
	}
	show(&g);
	expect_calls(g.step, firmware_calls, FIRMWARE_CALLS);
	expect_calls(g.step + FIRMWARE_CALLS, by_smc, FIRMWARE_CALLS);
	expect_calls(g.step + 2 * FIRMWARE_CALLS, more_calls, MORE_CALLS);
	expect_random(g.step + 2 * FIRMWARE_CALLS + RANDOM);
	end_protected(&g, 0, 0);
}
