/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include "edge_host.h"

#define TLB_ENTRIES 32u
#define ADDRESS_MASK 0x0000fffffffff000ull
#define S2AP_WRITE (1ull << 7)

/* A descriptor that some CPU's TLB or walk cache has kept: what the walk of gfn read at level. */
struct tlb_entry {
	u64 d;
	u32 gfn;
	u8 root;
	u8 level;	/* 0: the place is free */
};

/* What the monitor knows of a table. */
struct table_note {
	u8 level;	/* 0: not linked */
	u8 root;
	u32 base;	/* first guest frame below it */
};

u8 label[FRAMES_MAX];
u8 lines[FRAMES_MAX];
struct monitor_use monitor_use;

static u64 shadow[NR_TABLES][ENTRIES];	/* linked tables, as edge_store_entry left them */
static struct table_note note[NR_TABLES];
static u32 mapped[FRAMES_MAX];		/* leaves that translate to a RAM frame */
static struct tlb_entry tlb[TLB_ENTRIES];
static u32 tlb_next;
static u32 pending;			/* root that lacks a TLBI */
static u32 locked;
static u64 faults;
static const char *first_fault;

/* Notes a breach unless the condition holds. */
static void need(int condition, const char *what)
{
	if (!condition) {
		if (faults == 0) {
			first_fault = what;
		}
		faults++;
	}
}

u64 monitor_faults(void)
{
	return faults;
}

const char *monitor_first_fault(void)
{
	return faults == 0 ? "none" : first_fault;
}

void monitor_forget(void)
{
	faults = 0;
}

u32 monitor_locked(void)
{
	return locked;
}

/* Guest frames below one entry of a table of this level. */
static u32 entry_span(u32 level)
{
	return level == 3 ? 1 : level == 2 ? 1u << 9 : 1u << 18;
}

static u64 output_frame(u64 d)
{
	return (d & ADDRESS_MASK) >> 12;
}

static int is_link(u32 level, u64 d)
{
	return level < 3 && (d & 3) == 3;
}

static void tlb_keep(u32 root, u32 gfn, u32 level, u64 d)
{
	tlb[tlb_next] = (struct tlb_entry){ d, gfn, root, level };
	tlb_next = (tlb_next + 1) % TLB_ENTRIES;
}

/* The table that root's walk of gfn reads at this level, or 0 if it does not get there. */
static u32 walk_table(u32 root, u32 gfn, u32 level)
{
	u32 t = 2 * root + (gfn >> 27);

	for (u32 at = 1; at < level; at++) {
		u64 d = pool.e[t][(gfn / entry_span(at)) % ENTRIES];

		if (!is_link(at, d)) {
			return 0;
		}
		t = output_frame(d) - POOL_PFN;
	}
	return t;
}

/* Whether a walk now would not read what the TLB entry says. */
static int tlb_stale(const struct tlb_entry *e)
{
	u32 t = walk_table(e->root, e->gfn, e->level);

	return t == 0 || pool.e[t][(e->gfn / entry_span(e->level)) % ENTRIES] != e->d;
}

void monitor_access(u32 root, u32 gfn)
{
	for (u32 level = 1; level <= 3; level++) {
		u32 t = walk_table(root, gfn, level);
		u64 d = t == 0 ? 0 : pool.e[t][(gfn / entry_span(level)) % ENTRIES];

		if ((d & 1) == 0) {
			return;
		}
		tlb_keep(root, gfn, level, d);
	}
}

u32 monitor_write(u32 root, u32 gfn)
{
	monitor_access(root, gfn);
	for (u32 level = 1; level <= 3; level++) {
		u32 t = walk_table(root, gfn, level);
		u64 d = t == 0 ? 0 : pool.e[t][(gfn / entry_span(level)) % ENTRIES];

		if ((d & 1) == 1 && !is_link(level, d)) {
			u32 frame = output_frame(d) + gfn % entry_span(level);

			if ((d & S2AP_WRITE) == 0) {
				return 0;
			}
			if (frame >= RAM_PFN && frame < RAM_PFN + FRAMES_MAX) {
				/* An ordinary partition writes in the host's own frames. */
				label[frame - RAM_PFN] = root >= ROOT_ORDINARY ? OWNER_HOST :
							 root / NR_LEVELS;
				lines[frame - RAM_PFN] = root / NR_LEVELS;
			}
			return 1;
		}
	}
	return 0;
}

/* One leaf more (by = 1) or less (by = -1) translates to the frames of leaf d. */
static void count_leaf(u32 level, u64 d, u32 by)
{
	u64 first = output_frame(d);
	u32 span = entry_span(level);

	need(level != 3 || (d & 3) == 3, "reserved descriptor at level 3");
	need(first % span == 0, "block whose output is not aligned");
	for (u64 q = first; q < first + span; q++) {
		if (q >= RAM_PFN && q < (u64)RAM_PFN + FRAMES_MAX) {
			mapped[q - RAM_PFN] += by;
		}
	}
}

/* Entry i of table t has become d, and with it what is below. */
static void note_made(u32 t, u32 i, u64 d)
{
	u32 level = note[t].level;
	u64 child = output_frame(d) - POOL_PFN;

	shadow[t][i] = d;
	if ((d & 1) == 0) {
		need(d == 0, "invalid entry that is not zero");
		return;
	}
	if (!is_link(level, d)) {
		count_leaf(level, d, 1);
		return;
	}
	need(child >= HOST_L2_BASE && child < HOST_L3_BASE + ram_frames / 512,
	     "link out of the pool");
	need(note[child].level == 0, "table linked twice");
	note[child].level = level + 1;
	note[child].root = note[t].root;
	note[child].base = note[t].base + i * entry_span(level);
	for (u32 k = 0; k < ENTRIES; k++) {
		note_made(child, k, pool.e[child][k]);
	}
}

/* Entry i of table t is no longer what it was, nor what is below. */
static void note_broken(u32 t, u32 i)
{
	u64 d = shadow[t][i];
	u32 child = output_frame(d) - POOL_PFN;

	if ((d & 1) == 0) {
		return;
	}
	if (!is_link(note[t].level, d)) {
		count_leaf(note[t].level, d, -1);
		return;
	}
	for (u32 k = 0; k < ENTRIES; k++) {
		need(shadow[child][k] == pool.e[child][k],
		     "table written without the primitive");
		note_broken(child, k);
	}
	note[child].level = 0;
}

/* The worst that can happen around a store: CPUs have kept the entry and something below it. */
static void tlb_race(u32 t, u32 i)
{
	u64 d = pool.e[t][i];
	u32 gfn = note[t].base + i * entry_span(note[t].level);
	u32 child = output_frame(d) - POOL_PFN;

	if ((d & 1) == 0) {
		return;
	}
	tlb_keep(note[t].root, gfn, note[t].level, d);
	if (!is_link(note[t].level, d)) {
		return;
	}
	for (u32 n = 0; n < ENTRIES; n++) {
		u32 k = (n + (u32)monitor_use.stores) % ENTRIES;

		if ((pool.e[child][k] & 1) == 1) {
			monitor_access(note[t].root, gfn + k * entry_span(note[t].level + 1));
			return;
		}
	}
}

void edge_store_entry(u32 table, u32 index, u64 entry)
{
	need(locked == 1, "store without the lock");
	need(table < NR_TABLES && index < ENTRIES, "store outside the pool");
	need(note[table].level != 0, "store to a table that is not linked");
	need(pending == 0, "store while a TLBI is due");
	need((pool.e[table][index] & entry & 1) == 0, "break-before-make");
	need(pool.e[table][index] == shadow[table][index], "table written without the primitive");
	tlb_race(table, index);
	if ((pool.e[table][index] & 1) == 1) {
		pending = note[table].root;
	}
	note_broken(table, index);
	pool.e[table][index] = entry;
	note_made(table, index, entry);
	tlb_race(table, index);
	monitor_use.stores++;
}

void edge_tlbi_vmid(u64 vttbr)
{
	u32 root = vttbr >> 48;

	need(locked == 1, "TLBI without the lock");
	need(root >= 1 && root < NR_ROOTS, "TLBI of no root");
	need((vttbr & 0xffffffffffffull) == ((u64)POOL_PFN + 2 * root) * PAGE_SIZE,
	     "TLBI with another root's tables");
	for (u32 k = 0; k < TLB_ENTRIES; k++) {
		if (tlb[k].root == root) {
			tlb[k].level = 0;
		}
	}
	if (pending == root) {
		pending = 0;
	}
	monitor_use.tlbis++;
}

/* Whether the host has a leaf at the frame's own number. */
static int in_host(u32 q)
{
	for (u32 level = 1; level <= 3; level++) {
		u32 t = walk_table(ROOT_HOST, q, level);
		u64 d = t == 0 ? 0 : pool.e[t][(q / entry_span(level)) % ENTRIES];

		if ((d & 1) == 1 && !is_link(level, d)) {
			return 1;
		}
	}
	return 0;
}

/* What scrubbing and cleaning have in common; one partition may map what is cleaned. Returns
 * whether the range is one. */
static int check_frames(u64 pfn, u64 nr, u32 leaves)
{
	u64 pool_end = POOL_PFN + HOST_L3_BASE + ram_frames / 512;
	int good = pfn >= RAM_PFN && (nr == 1 || (nr == 512 && pfn % 512 == 0)) &&
		pfn + nr <= (u64)RAM_PFN + ram_frames;

	need(good, "frames outside RAM, or not one or 512 aligned");
	need(locked == 1, "contents changed without the lock");
	need(pending == 0, "frames may be reached through a TLB");
	need(pfn + nr <= POOL_PFN || pfn >= pool_end, "contents of the table pool changed");
	for (u64 q = pfn; good && q < pfn + nr; q++) {
		need(mapped[q - RAM_PFN] <= leaves && (mapped[q - RAM_PFN] == 0 || !in_host(q)),
		     "contents of a mapped frame changed");
	}
	return good;
}

void edge_scrub_frames(u64 pfn, u64 nr)
{
	if (check_frames(pfn, nr, 0)) {
		memset(&label[pfn - RAM_PFN], LABEL_ZERO, nr);
		memset(&lines[pfn - RAM_PFN], 0, nr);
	}
	monitor_use.scrubs++;
}

void edge_clean_frames(u64 pfn, u64 nr)
{
	if (check_frames(pfn, nr, 1)) {
		memset(&lines[pfn - RAM_PFN], 0, nr);
	}
	monitor_use.cleans++;
}

u64 edge_clamp(u64 value, u64 bound)
{
	return value < bound ? value : 0;
}

void edge_lock(void)
{
	need(locked == 0, "lock taken twice");
	locked = 1;
}

void edge_unlock(void)
{
	need(locked == 1, "lock released twice");
	locked = 0;
}

void monitor_settle(void)
{
	need(pending == 0, "a TLBI is still due");
	for (u32 k = 0; k < TLB_ENTRIES; k++) {
		need(tlb[k].level == 0 || !tlb_stale(&tlb[k]), "a TLB contradicts the tables");
	}
}

void monitor_check_tables(void)
{
	static u32 found[FRAMES_MAX];

	memset(found, 0, ram_frames * sizeof(found[0]));
	for (u32 t = 2; t < NR_TABLES; t++) {
		for (u32 i = 0; note[t].level != 0 && i < ENTRIES; i++) {
			u64 d = pool.e[t][i];
			u32 span = entry_span(note[t].level);
			u64 first = output_frame(d);
			int leaf = (d & 1) == 1 && !is_link(note[t].level, d);

			need(d == shadow[t][i], "table written without the primitive");
			for (u64 q = first; leaf && q < first + span && q >= RAM_PFN &&
			     q < (u64)RAM_PFN + ram_frames; q++) {
				found[q - RAM_PFN]++;
			}
		}
	}
	need(memcmp(found, mapped, ram_frames * sizeof(found[0])) == 0, "leaves miscounted");
}

void monitor_reset(u32 nr_frames)
{
	memset(note, 0, sizeof(note));
	memset(tlb, 0, sizeof(tlb));
	memset(mapped, 0, nr_frames * sizeof(mapped[0]));
	memset(shadow[2], 0, (HOST_L2_BASE - 2) * sizeof(shadow[0]));
	for (u32 t = 2; t < HOST_L2_BASE; t++) {
		note[t] = (struct table_note){ 1, t / 2, (t % 2) << 27 };
	}
	memset(&pool, 0xa5, (HOST_L3_BASE + nr_frames / 512) * sizeof(pool.e[0]));
	memset(meta, 0xa5, sizeof(meta));
	memset(frames, 0xa5, nr_frames * sizeof(frames[0]));
	memset(free_table, 0xa5, sizeof(free_table));
	memset(free_pos, 0xa5, sizeof(free_pos));
	memset(life, 0xa5, sizeof(life));
	memset(swept, 0xa5, sizeof(swept));
	memset(caller, 0xa5, sizeof(caller));
	memset(ram_gfn, 0xa5, sizeof(ram_gfn));
	memset(ram_count, 0xa5, sizeof(ram_count));
	memset(measuring, 0xa5, sizeof(measuring));
	memset(measured, 0xa5, sizeof(measured));
	memset(pieces, 0xa5, sizeof(pieces));
	memset(&power, 0xa5, sizeof(power));
	memset(label, LABEL_STALE, nr_frames);
	memset(lines, LABEL_STALE, nr_frames);
	nr_free = 0xa5a5a5a5;
	nr_devices = 0xa5a5a5a5;
	pending = 0;
	locked = 0;
}
