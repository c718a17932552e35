/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether the processor's stage-2 walk is the one that is specified (spec/walk.acsl): random tables
 * in Cordon's format, random addresses; translations by AT S12E*, and instruction fetches at EL1
 * and EL0. EL1's stage 1 is an identity map of normal memory for translations (with stage 1 off,
 * AT S12E* of QEMU 10 fails an assertion) and off for the rest. For the same reason an access that
 * stage 2 denies is made in earnest.
 */
#include "types.h"
#include "cordon_limits.h"
#include "regs_layout.h"
#include "stage2_layout.h"

#define STATES 400
#define PROBES 40
/* Tables of one state: the root's two, then those of level 2, then those of level 3. */
#define LEVEL2_TABLES 8u
#define LEVEL3_TABLES 16u
#define LEVEL3_BASE (DYN_BASE + LEVEL2_TABLES)
#define TABLES (LEVEL3_BASE + LEVEL3_TABLES)
/* Frames that hold nothing but BRK, with the frame's place here as its immediate. */
#define CODE_PFN 0x44000ull
#define CODE_FRAMES 0x4000u

#define UART 0x09000000ull
#define UART_FR_FULL (1u << 5)

/* EL1's stage 1: a level-0 and two level-1 tables, which stage 2 must show; 40-bit addresses, 1 GiB
 * blocks, normal memory, EL0 and EL1 read and write. */
#define STAGE1_PFN 0x40600ull
#define STAGE1_TABLE 3ull
#define STAGE1_BLOCK (1ull << 10 | 3ull << 8 | 1ull << 6 | 1ull)
#define LOAD_CODE ((STAGE1_PFN + 3) << 12)
#define STORE_CODE (LOAD_CODE + 8)
#define TCR_EL1 (2ull << 32 | 1ull << 23 | 3ull << 12 | 1ull << 10 | 1ull << 8 | 24)
#define MAIR_NORMAL 0xffull
#define SCTLR_EL1_ON (SCTLR_EL1_OFF | 1)
#define MDCR_TDE (1ull << 8)	/* BRK from below goes to EL2 */
#define SCTLR_EL1_OFF 0x30d00800ull
#define SPSR_EL0 0x3c0ull
#define SPSR_EL1 0x3c5ull
#define EC_BRK 0x3cull
#define EC_IABT 0x20ull
#define EC_DABT 0x24ull
#define ATTR_NORMAL 0xffull
#define ATTR_DEVICE 0x04ull
#define SH_OUTER 2ull

#define read_reg(name) ({ u64 v_; __asm__ volatile("mrs %0, " #name : "=r"(v_)); v_; })
#define write_reg(name, v) __asm__ volatile("msr " #name ", %0" : : "r"((u64)(v)) : "memory")
#define barrier() __asm__ volatile("dsb sy\n isb" : : : "memory")
#define at(op, v) __asm__ volatile("at " #op ", %0\n isb" : : "r"((u64)(v)) : "memory")

u64 fetch_at(u64 address, u64 spsr, u64 x0);
void fail_exception(u64 esr, u64 elr);
int main(void);

static struct { u64 e[TABLES][ENTRIES]; } pool __attribute__((section(".bss.pool"), aligned(4096)));
static u64 seed = 0x9e3779b97f4a7c15ull;
static u32 has_xnx;

/* Where a walk ends. */
struct walk {
	u32 level;
	u32 valid;
	u64 pfn;
	u64 lo;
	u64 hi;
};

static struct { u32 pairs, leaf[4], invalid, denied, device, fetches, run, differ; } count;

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

static void print_number(u64 v, u32 base)
{
	char digit[20];
	u32 n = 0;

	do {
		digit[n++] = "0123456789abcdef"[v % base];
		v /= base;
	} while (v != 0);
	while (n > 0) {
		put(digit[--n]);
	}
}

static void print_count(const char *text, u64 v)
{
	print(text);
	print_number(v, 10);
}

void fail_exception(u64 esr, u64 elr)
{
	print("conformance: unexpected exception, esr ");
	print_number(esr, 16);
	print(" at ");
	print_number(elr, 16);
	print("\n");
}

static u64 next(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed * 0x2545f4914f6cdd1dull;
}

static u64 below(u64 bound)
{
	return (next() >> 20) % bound;
}

/* ---- random tables ---- */

/* A frame that a leaf of this span may map: of the code, or any. */
static u64 any_frame(u64 span)
{
	u64 pfn = below(2) == 0 ? CODE_PFN + below(CODE_FRAMES) : below(GFN_MAX);

	return pfn - pfn % span;
}

static u64 any_leaf(u32 level)
{
	u64 device = below(5) == 0;
	u64 xn = has_xnx ? below(4) : 2 * below(2);
	u64 lo = s2_lo_make(1, device ? S2_SH_NONE : S2_SH_INNER, below(3) != 0, below(4) != 0,
			    device ? S2_MEMATTR_DEVICE_NGNRE : S2_MEMATTR_NORMAL_WB);

	return s2_entry_make(s2_hi_make(xn), any_frame(level == 3 ? SPAN_PAGE : level == 2 ?
						       SPAN_BLOCK2 : SPAN_BLOCK1),
			     lo, level == 3 ? S2_TYPE_PAGE : S2_TYPE_BLOCK);
}

static u64 any_table(u32 level)
{
	u64 table = level == 1 ? DYN_BASE + below(LEVEL2_TABLES) :
				 LEVEL3_BASE + below(LEVEL3_TABLES);

	return s2_entry_make(0, POOL_PFN + table, 0, S2_TYPE_TABLE);
}

/* An entry of a table of this level: invalid with any payload, a leaf, or a table. */
static u64 any_entry(u32 level)
{
	u64 kind = below(8);

	if (kind < 2) {
		return next() & ~1ull;
	}
	if (level == 3) {
		/* The type of a block means nothing here. */
		return kind == 2 ? any_leaf(2) : any_leaf(3);
	}
	return kind < 5 ? any_leaf(level) : any_table(level);
}

static void fill(u32 table, u32 level)
{
	for (u32 i = 0; i < ENTRIES; i++) {
		pool.e[table][i] = any_entry(level);
	}
}

static void new_state(u64 root)
{
	fill((u32)(2 * root), 1);
	fill((u32)(2 * root + 1), 1);
	for (u32 i = DYN_BASE; i < TABLES; i++) {
		fill(i, i < LEVEL3_BASE ? 2 : 3);
	}
	/* The one place that is not random: the stage-1 tables, at their own address. */
	pool.e[2 * root][1] = s2_entry_make(0, POOL_PFN + DYN_BASE, 0, S2_TYPE_TABLE);
	pool.e[DYN_BASE][STAGE1_PFN % SPAN_BLOCK1 / SPAN_BLOCK2] = s2_entry_make(
		0, STAGE1_PFN, s2_lo_make(1, S2_SH_INNER, 1, 1, S2_MEMATTR_NORMAL_WB),
		S2_TYPE_BLOCK);
	write_reg(vttbr_el2, vttbr_el2_make(root, (POOL_PFN + 2 * root) << 11, 0));
	barrier();
	__asm__ volatile("tlbi vmalls12e1" : : : "memory");
	barrier();
}

/* ---- the specified walk: the definitions of spec/walk.acsl, name by name ---- */

static u64 next_table(u64 d)
{
	return s2_entry_pfn(d) - POOL_PFN;
}

static struct walk walk(u64 r, u64 g)
{
	struct walk w = { .level = 1 };
	u64 d = pool.e[2 * r + g / SPAN_ROOT][g / SPAN_BLOCK1 % ENTRIES];
	u64 span = SPAN_BLOCK1;

	if (d % 4 == S2_TYPE_TABLE) {
		d = pool.e[next_table(d)][g / SPAN_BLOCK2 % ENTRIES];
		span = SPAN_BLOCK2;
		w.level = 2;
		if (d % 4 == S2_TYPE_TABLE) {
			d = pool.e[next_table(d)][g % ENTRIES];
			span = SPAN_PAGE;
			w.level = 3;
		}
	}
	w.valid = d % 4 == (w.level == 3 ? S2_TYPE_PAGE : S2_TYPE_BLOCK);
	w.pfn = s2_entry_pfn(d) / span * span + g % span;
	w.lo = s2_entry_lo(d);
	w.hi = s2_entry_hi(d);
	return w;
}

static u32 not_ram(const struct walk *w)
{
	return s2_lo_memattr(w->lo) != S2_MEMATTR_NORMAL_WB;
}

static u32 may_execute(const struct walk *w, u32 el)
{
	u64 xn = s2_hi_xn(w->hi);

	return xn == 0 || xn == (el == 1 ? 3u : 1u);
}

/* ---- the comparison ---- */

static void differ(const char *what, u64 root, u64 address, u64 got, u64 wanted)
{
	if (count.differ++ < 8) {
		print("conformance: ");
		print(what);
		print_count(" of root ", root);
		print(" at ");
		print_number(address, 16);
		print(": got ");
		print_number(got, 16);
		print(", specified ");
		print_number(wanted, 16);
		print("\n");
	}
}

/* PAR_EL1 for a translation that stage 2 permits, or for none (Arm ARM D19.2, PAR_EL1). */
static void check_par(const char *what, u64 root, u64 address, const struct walk *w)
{
	u64 par = read_reg(par_el1);
	/* F, FST, S; or F, attributes, address, shareability. */
	u64 mask = w->valid ? 0xff0ffffffffff181ull : 0x27f;
	u64 wanted = 1 | (FSC_TRANSLATION + w->level) << 1 | 1 << 9;

	if (w->valid) {
		wanted = (not_ram(w) ? ATTR_DEVICE : ATTR_NORMAL) << 56 | w->pfn << 12 |
			 (not_ram(w) ? SH_OUTER : S2_SH_INNER) << 7;
	}
	if ((par & mask) != wanted) {
		differ(what, root, address, par, wanted);
	}
}

static void check_translation(u64 root, u64 address, const struct walk *w)
{
	write_reg(sctlr_el1, SCTLR_EL1_ON);
	barrier();
	if (!w->valid || s2_lo_r(w->lo) != 0) {
		at(s12e1r, address);
		check_par("read at EL1", root, address, w);
		at(s12e0r, address);
		check_par("read at EL0", root, address, w);
	}
	if (!w->valid || s2_lo_w(w->lo) != 0) {
		at(s12e1w, address);
		check_par("write at EL1", root, address, w);
		at(s12e0w, address);
		check_par("write at EL0", root, address, w);
	}
	write_reg(sctlr_el1, SCTLR_EL1_OFF);
	barrier();
}

/* A load or store that the leaf denies. */
static void check_denied(u64 root, u64 address, const struct walk *w, u64 writes, u64 spsr)
{
	u64 esr;

	if (!w->valid || (writes ? s2_lo_w(w->lo) : s2_lo_r(w->lo)) != 0) {
		return;
	}
	esr = fetch_at(writes ? STORE_CODE : LOAD_CODE, spsr, address);
	if (esr_el2_ec(esr) != EC_DABT || iss_dabt_wnr(esr_el2_iss(esr)) != writes ||
	    iss_dabt_dfsc(esr_el2_iss(esr)) != FSC_PERMISSION + w->level) {
		differ(writes ? "denied store" : "denied load", root, address, esr,
		       FSC_PERMISSION + w->level);
	}
	count.denied++;
}

/* Fetches whose end is known: a fault, or BRK from a frame of the code. Fetching from device
 * memory, and from what may not be read, is nothing that Cordon's format has. */
static void check_fetch(u64 root, u64 address, const struct walk *w, u32 el)
{
	u64 runs = w->valid && may_execute(w, el);
	u64 place = w->pfn - CODE_PFN;
	u64 wanted, esr;

	if ((w->valid && (s2_lo_r(w->lo) == 0 || not_ram(w))) || (runs && place >= CODE_FRAMES)) {
		return;
	}
	wanted = runs ? place : (w->valid ? FSC_PERMISSION : FSC_TRANSLATION) + w->level;
	esr = fetch_at(address, el == 1 ? SPSR_EL1 : SPSR_EL0, 0);
	if (esr_el2_ec(esr) != (runs ? EC_BRK : EC_IABT) ||
	    (esr_el2_iss(esr) & (runs ? 0xffff : 0x3f)) != wanted) {
		differ(el == 1 ? "fetch at EL1" : "fetch at EL0", root, address, esr, wanted);
	}
	if (!w->valid && hpfar_el2_fipa(read_reg(hpfar_el2)) != address >> 12) {
		differ("HPFAR_EL2", root, address, read_reg(hpfar_el2), address >> 12);
	}
	count.fetches++;
	count.run += (u32)runs;
}

static void probe(u64 root)
{
	u64 g = below(GFN_MAX);
	u64 address;
	struct walk w;

	/* Often where a 1 GiB block at the RAM's base has the code. */
	if (below(4) == 0) {
		g = g - g % SPAN_BLOCK1 + CODE_PFN % SPAN_BLOCK1 + below(CODE_FRAMES);
	}
	address = g << 12 | (below(1024) << 2);
	w = walk(root, g);
	check_translation(root, address, &w);
	count.pairs++;
	count.invalid += !w.valid;
	count.leaf[w.level] += w.valid;
	count.device += w.valid && not_ram(&w);
	for (u64 writes = 0; writes < 2; writes++) {
		check_denied(root, address, &w, writes, SPSR_EL1);
		check_denied(root, address, &w, writes, SPSR_EL0);
	}
	check_fetch(root, address, &w, 1);
	check_fetch(root, address, &w, 0);
}

static void prepare_stage1(void)
{
	volatile u64 *table = (volatile u64 *)(STAGE1_PFN << 12);

	for (u64 i = 0; i < ENTRIES; i++) {
		table[i] = i < 2 ? (STAGE1_PFN + 1 + i) << 12 | STAGE1_TABLE : 0;
	}
	for (u64 i = 0; i < 2 * ENTRIES; i++) {
		table[ENTRIES + i] = i << 30 | STAGE1_BLOCK;
	}
	*(volatile u32 *)LOAD_CODE = 0xb9400001;		/* ldr w1, [x0] */
	*(volatile u32 *)STORE_CODE = 0xb9000001;		/* str w1, [x0] */
	*(volatile u32 *)(LOAD_CODE + 4) = 0xd43fffe0;		/* brk #0xffff */
	*(volatile u32 *)(STORE_CODE + 4) = 0xd43fffe0;
	write_reg(mair_el1, MAIR_NORMAL);
	write_reg(tcr_el1, TCR_EL1);
	write_reg(ttbr0_el1, STAGE1_PFN << 12);
	write_reg(sctlr_el1, SCTLR_EL1_OFF);
}

static void prepare(void)
{
	volatile u32 *code = (volatile u32 *)(CODE_PFN << 12);

	has_xnx = (read_reg(id_aa64mmfr1_el1) >> 28 & 15) != 0;
	for (u64 i = 0; i < CODE_FRAMES * 1024ull; i++) {
		code[i] = 0xd4200000u | (u32)(i / 1024) << 5;
	}
	__asm__ volatile("dsb sy\n ic iallu\n dsb sy\n isb" : : : "memory");
	prepare_stage1();
	write_reg(mdcr_el2, MDCR_TDE);
	write_reg(vtcr_el2, vtcr_el2_make(VTCR_PS_40, VTCR_TG0_4K, VTCR_SH0_INNER, VTCR_RGN_WBWA,
					  VTCR_RGN_WBWA, VTCR_SL0_LEVEL1, VTCR_T0SZ_40));
	write_reg(hcr_el2, hcr_el2_make(0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1));
	barrier();
}

int main(void)
{
	prepare();
	for (u32 state = 0; state < STATES; state++) {
		u64 root = 1 + below(NR_ROOTS - 1);

		new_state(root);
		for (u32 i = 0; i < PROBES; i++) {
			probe(root);
		}
	}
	print_count("conformance: pairs ", count.pairs);
	print_count(" level1 ", count.leaf[1]);
	print_count(" level2 ", count.leaf[2]);
	print_count(" level3 ", count.leaf[3]);
	print_count(" invalid ", count.invalid);
	print_count(" denied ", count.denied);
	print_count(" device ", count.device);
	print_count(" fetches ", count.fetches);
	print_count(" run ", count.run);
	print_count(" differ ", count.differ);
	print("\n");
	return 0;
}
