/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A million random calls, over many boots, each compared with the model. Arguments are biased
 * towards what the call could do, and towards limits.
 */
#include <stdio.h>
#include <string.h>
#include "tests.h"

#define OPERATIONS 1000000u
#define FULL_EVERY 2000u
#define SEED 0x436f72646f6eull
#define RECENT 4096u
#define TRIES 64u
/* Of so many sequences the second has a frame that is lent as often as can be. */
#define OFTEN_BOOTS 90u
#define OFTEN_BOOT 2u

/* How a sequence (the time from one boot to the next) behaves. */
struct mood {
	u32 length;
	u32 spread;	/* 1: guest frames all over the IPA space, which eats tables */
	u32 shrink;	/* 1: partitions end and give back */
	u32 late;	/* 1: ready blocks wait until no table is left */
	u32 often;	/* a frame (from 0) that is lent most often, or MODEL_NONE */
};

static struct mood mood;
static u64 recent[RECENT];	/* places of donations, for later calls */
static u32 given[NR_OWNERS];	/* the life in which the partition last got memory */
static u64 again;		/* donations to a number that had memory in another life */
static u64 zeroed;		/* donations of frames with the host's data */
static u64 brought;		/* pages that a partition got with the host's data */
/* Accesses of protected partitions that the processor describes: those of which that is told, and
 * those of which the page alone is. */
static u64 told, kept;

/* Calls by number, then unknown ones: their shares while partitions grow and while they shrink. */
static const u8 shares[2][NR_CALLS] = {
	{ 1, 2, 3, 3, 0, 24, 3, 6, 4, 5, 1, 2, 1, 9, 6, 12, 2, 2, 3, 1, 1, 1, 1, 3, 2, 1, 1 },
	{ 1, 2, 4, 1, 3, 6, 15, 12, 11, 3, 14, 2, 1, 2, 1, 3, 7, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1 },
};

static u64 odd_number(void)
{
	static const u64 odd[] = {
		0, 1, 2, 3, 65, 66, 129, 130, KLOG_CHUNKS - 1, KLOG_CHUNKS, RAM_PFN - 1, RAM_PFN,
		SPAN_ROOT - 1, SPAN_ROOT, GFN_MAX - 512, GFN_MAX - 1, GFN_MAX, 0xffffffff,
		0x100000000, 0x100000002, 0x100040000, 0x7fffffffffffffff,
		0x8000000000000000, 0xffffffffffffffff,
	};
	u32 k = below(sizeof(odd) / sizeof(odd[0]) + 3);

	if (k == 0) {
		return random_number();
	}
	if (k <= 2) {
		return (u64)RAM_PFN + model.nr - k + 1;
	}
	return odd[k - 3];
}

/* One of nr partitions from number from on, most often one in this life. */
static u64 some_of(u32 from, u32 nr, u8 wanted)
{
	u32 first = below(nr);

	if (below(40) == 0) {
		return odd_number();
	}
	for (u32 k = 0; below(12) != 0 && k < nr; k++) {
		u32 p = from + (first + k) % nr;

		if (model.life[p] == wanted) {
			return p;
		}
	}
	return from + first;
}

static u64 some_partition(u8 wanted)
{
	return some_of(PART_FIRST, NR_PROTECTED + NR_ORDINARY, wanted);
}

/* Most often one of the kind that the call is for. */
static u64 some_protected(u8 wanted)
{
	return below(40) == 0 ? some_partition(wanted) :
	       some_of(PART_FIRST, NR_PROTECTED, wanted);
}

static u64 some_ordinary(u8 wanted)
{
	return below(40) == 0 ? some_partition(wanted) :
	       some_of(ORDINARY_FIRST, NR_ORDINARY, wanted);
}

/* A frame (from 0), most often one with this owner and state; owner PART_FIRST: any partition's. */
static u32 some_frame(u8 owner, u8 state)
{
	u32 i = below(model.nr);

	for (u32 k = 0; below(24) != 0 && k < TRIES; k++) {
		const struct model_frame *f = &model.frame[i];

		if ((owner == PART_FIRST ? f->owner >= owner : f->owner == owner) &&
		    f->state == state) {
			return i;
		}
		i = below(model.nr);
	}
	return i;
}

static u64 some_gfn(void)
{
	if (below(40) == 0) {
		return odd_number();
	}
	if (below(10) == 0) {
		return recent[below(RECENT)] % GFN_MAX + below(3);
	}
	if (mood.spread == 1 && below(8) != 0) {
		return GIB((u64)below(TAB2_MAX)) + below(3) * SPAN_BLOCK2 + below(4);
	}
	return SPAN_ROOT - MIB(2) + below(MIB(8));
}

/* A frame of the host's, most often of every second 2 MiB: the others are left for blocks. */
static u32 host_frame(void)
{
	u32 i = some_frame(OWNER_HOST, FRAME_OWNED);

	for (u32 k = 0; below(64) != 0 && k < TRIES && i / SPAN_BLOCK2 % 2 == 1; k++) {
		i = some_frame(OWNER_HOST, FRAME_OWNED);
	}
	return i;
}

static s32 try_donate(u64 fn)
{
	u64 part = some_protected(LIFE_LIVE);
	u64 pfn = below(60) == 0 ? odd_number() :
		  RAM_PFN + (below(30) == 0 ? some_frame(OWNER_HOST, FRAME_LENT) : host_frame());
	u64 gfn = some_gfn();
	u32 data = pfn - RAM_PFN < model.nr && label[pfn - RAM_PFN] == OWNER_HOST;
	s32 code = hvc(fn, part, pfn, gfn, random_number());

	if (code == CORDON_E_SUCCESS) {
		zeroed += data;
		recent[below(RECENT)] = model_place(part, gfn);
		again += given[part] != 0 && given[part] != model.lives[part];
		given[part] = model.lives[part];
	}
	return code;
}

/* A frame of the host's, often one that is lent already. */
static u32 lent_frame(void)
{
	if (mood.often != MODEL_NONE && below(8) != 0) {
		return mood.often;
	}
	return below(2) == 0 ? some_frame(OWNER_HOST, FRAME_LENT) : host_frame();
}

/* 2 MiB (their first frame, from 0), most often ones that are the host's alone. */
static u32 host_block(void)
{
	u32 i = below(model.nr / SPAN_BLOCK2) * SPAN_BLOCK2;

	for (u32 tries = 0; below(24) != 0 && tries < TRIES; tries++) {
		u32 k = 0;

		while (k < SPAN_BLOCK2 && model.frame[i + k].owner == OWNER_HOST &&
		       model.frame[i + k].lent == 0) {
			k++;
		}
		if (k == SPAN_BLOCK2) {
			return i;
		}
		i = below(model.nr / SPAN_BLOCK2) * SPAN_BLOCK2;
	}
	return i;
}

static s32 try_lend(u64 fn)
{
	u64 part = some_ordinary(LIFE_LIVE);
	u64 pfn = RAM_PFN + lent_frame();
	u64 gfn = some_gfn();
	u64 rights = below(20) == 0 ? odd_number() :
		     below(10) == 0 ? below(RIGHT_DEV + 1) : below(2) * 12 + below(4);
	u64 order = ORDER_PAGE;
	s32 code;

	if (mood.often == MODEL_NONE && below(3) == 0 &&
	    model.leaves[part % NR_OWNERS] < MODEL_LEAVES / 2) {
		order = ORDER_BLOCK2;
		pfn = RAM_PFN + (below(8) == 0 ? lent_frame() / SPAN_BLOCK2 * SPAN_BLOCK2 :
				 host_block());
		gfn -= below(16) == 0 ? 0 : gfn % SPAN_BLOCK2;
	}
	if (below(30) == 0) {
		pfn = below(2) == 0 ? odd_number() : RAM_PFN + below(model.nr);
	}
	if (below(60) == 0) {
		order = odd_number();
	}
	code = hvc(fn, part, pfn, gfn, rights, order);
	if (code == CORDON_E_SUCCESS) {
		recent[below(RECENT)] = model_place(part, gfn);
	}
	return code;
}

/* An ordinary partition that has leaves, if there is one. */
static u32 some_borrower(void)
{
	u32 first = below(NR_ORDINARY);

	for (u32 k = 0; k < NR_ORDINARY; k++) {
		u32 p = ORDINARY_FIRST + (first + k) % NR_ORDINARY;

		if (model.leaves[p] > 0) {
			return p;
		}
	}
	return ORDINARY_FIRST + first;
}

/* Where an ordinary partition has a page, if one has. */
static u64 lent_place(void)
{
	u32 part = some_borrower();

	return model_place(part, model.leaves[part] == 0 ? some_gfn() % GFN_MAX :
			   model.leaf[part][below(model.leaves[part])].gfn);
}

static s32 try_unlend(u64 fn)
{
	u64 place = lent_place();
	u64 part = below(20) == 0 ? some_ordinary(LIFE_LIVE) : place / GFN_MAX;

	return hvc(fn, part, below(40) == 0 ? odd_number() : place % GFN_MAX, random_number(), 0);
}

/* A page that is to be measured: behind what its partition has, seldom where it has one. */
static s32 hold_page(u64 fn)
{
	u64 part = some_protected(LIFE_LIVE);
	u64 gfn = below(4) == 0 ? some_gfn() : model.measured[part % NR_OWNERS] + below(4);
	u32 i = some_frame(PART_FIRST, FRAME_OWNED);

	if (below(16) == 0 && model.frame[i].owner >= PART_FIRST) {
		part = model.frame[i].owner;
		gfn = model.frame[i].gfn;
	}
	return hvc(fn, part, RAM_PFN + host_frame(), gfn, ORDER_PAGE);
}

static s32 try_hold(u64 fn)
{
	u64 part = some_protected(LIFE_LIVE);
	u64 pfn = RAM_PFN + host_block();
	u64 gfn = below(2) == 0 ? GIB((u64)below(TAB2_MAX)) : some_gfn();
	s32 code;

	if (below(4) == 0) {
		return hold_page(fn);
	}

	if (below(16) != 0) {
		gfn -= gfn % SPAN_BLOCK2;
	}
	if (below(30) == 0) {
		pfn = below(2) == 0 ? odd_number() : pfn + below(SPAN_BLOCK2);
	}
	code = hvc(fn, part, pfn, gfn, below(40) == 0 ? odd_number() : ORDER_BLOCK2);
	if (code == CORDON_E_SUCCESS) {
		recent[below(RECENT)] = model_place(part, gfn);
	}
	return code;
}

/* A frame (from 0) that is being measured, or may be next; or, MODEL_NONE, there is none. */
static u32 measured_frame(void)
{
	u32 first = below(model.nr);

	for (u32 p = PART_FIRST; below(8) != 0 && p < ORDINARY_FIRST; p++) {
		if (model.life[p] == LIFE_LIVE && model.pieces[p] != 0 && below(4) != 0) {
			return model.measuring[p] - RAM_PFN;
		}
	}
	for (u32 k = 0; k < model.nr; k++) {
		u32 i = (first + k) % model.nr;
		const struct model_frame *f = &model.frame[i];

		if (part_protected(f->owner) && f->state == FRAME_HELD &&
		    (below(32) == 0 || (model.life[f->owner] == LIFE_LIVE &&
					model.ram_count[f->owner] == 0 &&
					model.measured[f->owner] <= f->gfn))) {
			return i;
		}
	}
	return MODEL_NONE;
}

/* measure and settle, or a step towards them. */
static s32 try_measure(u64 fn)
{
	u32 i = measured_frame();
	u64 part = some_protected(LIFE_LIVE);
	u64 pfn = below(2) == 0 ? odd_number() : RAM_PFN + below(model.nr);
	s32 code;

	if (i == MODEL_NONE) {
		return hold_page(CORDON_HVC_HOLD);
	}
	if (below(30) != 0) {
		pfn = RAM_PFN + i;
		part = below(30) == 0 ? part : model.frame[i].owner;
	}
	if (fn % 0x100000000 == CORDON_HVC_SETTLE && below(8) != 0) {
		if (model.pieces[part % NR_OWNERS] < MEASURE_PIECES) {
			return hvc(CORDON_HVC_MEASURE, part, pfn);
		}
		if (mood.late && model.nfree > 0 && below(64) != 0) {
			return try_donate(CORDON_HVC_DONATE);
		}
	}
	code = hvc(fn, part, pfn, random_number());
	if (fn % 0x100000000 == CORDON_HVC_SETTLE && code == CORDON_E_SUCCESS) {
		recent[below(RECENT)] = model_place(part, model.frame[pfn - RAM_PFN].gfn);
		brought += label[pfn - RAM_PFN] == OWNER_HOST;
	}
	return code;
}

/* 2 MiB that Cordon holds for a live partition if there are any, else whatever they are. */
static u32 held_block(void)
{
	u32 nr = model.nr / SPAN_BLOCK2;
	u32 first = below(nr);

	for (u32 k = 0; k < nr; k++) {
		u32 i = (first + k) % nr * SPAN_BLOCK2;
		const struct model_frame *f = &model.frame[i];

		/* Not a page alone. */
		if (f->owner >= PART_FIRST && f->state != FRAME_OWNED && f[1].owner == f->owner &&
		    f[1].state != FRAME_OWNED && model.life[f->owner] == LIFE_LIVE) {
			return i;
		}
	}
	return first * SPAN_BLOCK2;
}

/* Whose they are, most often. */
static u64 holder(u32 i)
{
	u8 owner = model.frame[i].owner;

	return owner < PART_FIRST || below(16) == 0 ? some_protected(LIFE_LIVE) : owner;
}

/* The first piece of 2 MiB that is not ready, or PIECES. */
static u32 unready_piece(u32 i)
{
	u32 k = 0;

	while (k < PIECES && model.frame[i + k * PIECE_FRAMES].state == FRAME_READY) {
		k++;
	}
	return k;
}

static s32 try_held(u64 fn)
{
	u32 i = held_block();
	u32 piece = below(6) == 0 ? below(PIECES) : unready_piece(i) % PIECES;
	u64 part = holder(i);
	u64 pfn = RAM_PFN + i + piece * PIECE_FRAMES;

	if (below(30) == 0) {
		pfn = below(2) == 0 ? odd_number() : pfn + below(PIECE_FRAMES);
	}
	return hvc(fn, part, pfn, random_number(), random_number());
}

/* The call, or a step towards it. */
static s32 try_commit(u64 fn)
{
	u32 i = held_block();
	u64 part = holder(i);
	u64 pfn = RAM_PFN + i;
	u64 gfn = below(12) == 0 ? some_gfn() : model.frame[i].gfn;

	if ((unready_piece(i) < PIECES && below(8) != 0) ||
	    (mood.late && model.nfree > 0 && below(64) != 0)) {
		return try_held(CORDON_HVC_HELD_ZERO);
	}
	if (below(30) == 0) {
		pfn = below(2) == 0 ? odd_number() : pfn + below(SPAN_BLOCK2);
	}
	return hvc(fn, part, pfn, gfn, random_number());
}

/* A place of a partition, most often of one in this life: where it has or had a frame. */
static u64 some_place(u8 wanted, u32 now)
{
	u64 place = model_place(some_partition(wanted) % NR_OWNERS, some_gfn() % GFN_MAX);

	for (u32 k = 0; below(12) != 0 && k < TRIES; k++) {
		u32 i = some_frame(PART_FIRST, FRAME_OWNED);

		place = now && below(4) == 0 ? lent_place() :
			now && model.place[i] != MODEL_NOWHERE ? model.place[i] :
			recent[below(RECENT)];
		if (model.life[place / GFN_MAX] == wanted) {
			return place;
		}
	}
	return place;
}

static s32 try_withdraw(u64 fn)
{
	u64 place = some_place(LIFE_DEAD, 1);
	u64 part;

	while (part_ordinary(place / GFN_MAX) && below(24) != 0) {
		place = some_place(LIFE_DEAD, 1);
	}
	part = below(20) == 0 ? some_protected(LIFE_DEAD) : place / GFN_MAX;
	return hvc(fn, part, below(40) == 0 ? odd_number() : place % GFN_MAX, random_number(), 0);
}

static s32 try_table_return(u64 fn)
{
	u64 place = some_place(LIFE_DEAD, below(3) == 0);
	u64 part = below(20) == 0 ? some_partition(LIFE_DEAD) : place / GFN_MAX;
	u64 level = below(40) == 0 ? odd_number() : 2 + below(2);

	return hvc(fn, part, below(40) == 0 ? odd_number() : place % GFN_MAX, level, 0);
}

static s32 try_protect(u64 fn)
{
	u64 place = some_place(LIFE_LIVE, 1);
	u64 part = below(20) == 0 ? some_partition(LIFE_LIVE) : place / GFN_MAX;
	u64 rights = below(20) == 0 ? odd_number() : below(RIGHT_DEV + 1);

	return hvc(fn, part, below(40) == 0 ? odd_number() : place % GFN_MAX, rights, 0);
}

/* What a host calls next that wants the number of a dead partition back: its tables and the number,
 * once nothing is mapped. */
static s32 finish_tables(u32 part)
{
	const u8 *tab2 = memchr(model.tab2[part], 1, TAB2_MAX);
	const u8 *tab3;

	if (tab2 != NULL) {
		u64 gfn = (tab2 - model.tab2[part]) * SPAN_BLOCK1;

		tab3 = memchr(&model.tab3[part][gfn / SPAN_BLOCK2], 1, ENTRIES);
		return tab3 == NULL ? hvc(CORDON_HVC_TABLE_RETURN, part, gfn, 2, 0) :
			hvc(CORDON_HVC_TABLE_RETURN, part,
			    (tab3 - model.tab3[part]) * SPAN_BLOCK2, 3, 0);
	}
	return hvc(CORDON_HVC_PARTITION_DESTROY, part, 0, 0, 0);
}

/* The whole of it. */
static s32 finish(u32 part)
{
	u32 hasty = part % 2 == 1 && below(2) == 0;	/* held frames can wait */

	if (model.leaves[part] > 0) {
		return hvc(CORDON_HVC_UNLEND, part, model.leaf[part][0].gfn, 0, 0);
	}
	for (u32 i = 0; i < model.nr; i++) {
		const struct model_frame *f = &model.frame[i];

		if (f->owner == part && (f->state == FRAME_OWNED || f->state == FRAME_SHARED)) {
			return hvc(CORDON_HVC_WITHDRAW, part, f->gfn, 0, 0);
		}
		if (f->owner == part && !hasty) {
			return hvc(CORDON_HVC_RECLAIM, RAM_PFN + i, 0, 0, 0);
		}
	}
	return finish_tables(part);
}

/* The call, or a step towards it for the dead partition of the lowest number, of one kind or of
 * both. */
static s32 try_destroy(u64 fn)
{
	u32 part = below(4) == 0 ? ORDINARY_FIRST : PART_FIRST;

	while (part < NR_OWNERS && model.life[part] != LIFE_DEAD) {
		part++;
	}
	return part < NR_OWNERS && below(4) != 0 ? finish(part) :
		hvc(fn, some_partition(LIFE_DEAD), 0, 0, 0);
}

/* Its RAM where it has pages, or any. */
static s32 try_seal(u64 fn)
{
	u64 gfn = below(3) == 0 ? odd_number() : some_gfn();
	u64 count = below(8) == 0 ? odd_number() : below(2) == 0 ? below(MIB(8)) : GFN_MAX - gfn;

	return hvc(fn, some_protected(LIFE_LIVE), gfn, count, random_number(), random_number(),
		   below(8) == 0 ? odd_number() : 1 + below(VCPUS));
}

static s32 try_reclaim(u64 fn)
{
	u64 pfn = RAM_PFN + some_frame(PART_FIRST, below(4) == 0 ? FRAME_READY : FRAME_HELD);

	return hvc(fn, below(30) == 0 ? odd_number() : pfn, 0, 0, 0);
}

/* Which CPU's vCPU comes into question, if it runs one; else the host's. */
static u32 some_cpu(void)
{
	u32 cpu = below(CPUS_MAX);

	for (u32 k = 0; model.caller[cpu] == OWNER_HOST && k < CPUS_MAX; k++) {
		cpu = (cpu + 1) % CPUS_MAX;
	}
	return cpu;
}

static s32 try_end(u64 fn)
{
	return hvc(fn, below(4) == 0 ? model.caller[some_cpu()] : some_partition(LIFE_LIVE));
}

/* A guest frame at the ends of a sealed partition's RAM, inside or outside. */
static u64 ram_edge(u32 part)
{
	u64 end = below(2) == 0 ? model.ram_gfn[part] :
		  (u64)model.ram_gfn[part] + model.ram_count[part];

	return (end + below(3) - 1) % GFN_MAX;
}

/* A CPU comes back, or is back already. */
static void random_exit(u32 cpu)
{
	static const u64 ec[] = { 0, 1, 0x20, 0x21, 0x24, 0x25, 0x16 };
	u64 why = below(20) == 0 ? odd_number() : below(8) == 0 ? below(EXIT_DEBUG + 2) : below(4);
	u64 class = below(2) == 0 ? 0x24 : ec[below(sizeof(ec) / sizeof(ec[0]))];
	u64 esr = class << 26 | random_number() % (1u << 26);
	u32 guest = part_protected(model.caller[cpu]);
	u64 gfn = guest && below(2) == 0 ? ram_edge(model.caller[cpu]) : some_gfn();
	u64 hpfar = below(4) == 0 ? random_number() : (gfn << 4) + below(16);
	struct exit_record r = exit_at(cpu, why, esr, hpfar, random_number(), random_number());

	/* A data abort, described: ISV is bit 24, S1PTW bit 7. */
	if (guest && r.why == EXIT_FAULT && class == 0x24 &&
	    (esr & (1u << 24 | 1u << 7)) == 1u << 24) {
		told += r.form != 0;
		kept += r.form == 0;
	}
}

/* A vCPU of the partition, most often one that is on, if one is. */
static u32 some_vcpu(u32 part)
{
	u32 vcpu = below(VCPUS);

	for (u32 k = 0; below(16) != 0 && k < VCPUS && model.power[part][vcpu] != 1; k++) {
		vcpu = (vcpu + 1) % VCPUS;
	}
	return vcpu;
}

/* On any CPU, but that CPU 0, which makes the other calls, comes back at once. */
static s32 try_run(u64 fn)
{
	u32 cpu = below(CPUS_MAX);
	u32 other = some_cpu();
	u64 part = below(4) == 0 ? some_partition(LIFE_LIVE) : some_place(LIFE_LIVE, 1) / GFN_MAX;
	u64 vcpu = below(10) == 0 ? odd_number() : below(2) == 0 ? below(VCPUS) :
		   some_vcpu(part % NR_OWNERS);
	s32 code;

	if (below(8) == 0) {
		part = model.caller[other];
		vcpu = model.running[other];
	}
	code = hvc_on(cpu, (const u64[7]){ fn, part, vcpu, random_number() });
	if (model.caller[0] != OWNER_HOST) {
		random_exit(0);
	}
	return code;
}

/* Mostly of a partition that lives, and an ordinary one. */
static s32 try_register(u64 fn)
{
	u32 other = some_cpu();
	u64 part = below(4) == 0 ? some_partition(LIFE_LIVE) : some_place(LIFE_LIVE, 1) / GFN_MAX;
	u64 vcpu = below(10) == 0 ? odd_number() : below(VCPUS);
	u64 number = below(8) == 0 ? odd_number() : below(NR_REGISTERS + 1);

	if (below(4) == 0) {
		part = model.caller[other];
		vcpu = model.running[other];
	}
	return hvc(fn, part, vcpu, number, random_number());
}

/* A CPU that runs the partition, if it can: one that is made to, but the first. */
static u32 running_cpu(u32 part)
{
	u32 cpu = 1 + below(CPUS_MAX - 1);

	for (u32 c = 0; c < CPUS_MAX; c++) {
		if (model.caller[c] == part) {
			return c;
		}
	}
	if (model.caller[cpu] != OWNER_HOST) {
		random_exit(cpu);
	}
	if (part_protected(part) && model.ram_count[part] == 0 && below(2) == 0) {
		hvc(CORDON_HVC_SEAL, part, some_gfn() % GFN_MAX, 1 + below(64), 0, 0,
		    1 + below(VCPUS));
	}
	hvc_on(cpu, (const u64[7]){ CORDON_HVC_VCPU_RUN, part, some_vcpu(part) });
	return cpu;
}

/* The partition that the CPU runs ends its run on another one: what runs still is off. */
static void end_elsewhere(u32 cpu)
{
	for (u32 c = 1; c < CPUS_MAX; c++) {
		if (c != cpu && model.caller[c] == model.caller[cpu]) {
			exit_at(c, EXIT_END, random_number(), 0, 0, below(2));
		}
	}
}

/* vcpu_on and vcpu_query, of any protected partition that runs, if there is one. */
static s32 try_power(u64 fn)
{
	u32 cpu = some_cpu();
	u64 vcpu = below(10) == 0 ? odd_number() : below(VCPUS);

	for (u32 c = 0; below(20) != 0 && c < CPUS_MAX; c++) {
		if (part_protected(model.caller[(cpu + c) % CPUS_MAX])) {
			cpu = (cpu + c) % CPUS_MAX;
			break;
		}
	}
	if (below(4) == 0) {
		end_elsewhere(cpu);
		vcpu = model.running[cpu];
	}
	return hvc_on(cpu, (const u64[7]){ fn, vcpu, random_number(), random_number() });
}

/* share and unshare, most often of a page of the partition that the CPU runs. */
static s32 try_share(u64 fn)
{
	u8 state = (fn % 2 == 0) == (below(8) != 0) ? FRAME_OWNED : FRAME_SHARED;
	u32 i = below(model.nr);
	u32 cpu = some_cpu();
	u64 gfn = some_gfn();

	for (u32 k = 0; below(16 * 4096) != 0 && k < model.nr; k++) {
		const struct model_frame *f = &model.frame[i];

		if (part_protected(f->owner) && f->state == state &&
		    model.life[f->owner] == LIFE_LIVE) {
			cpu = running_cpu(f->owner);
			gfn = below(24) == 0 ? gfn : f->gfn;
			break;
		}
		i = (i + 1) % model.nr;
	}
	return hvc_on(cpu, (const u64[7]){ fn, below(40) == 0 ? odd_number() : gfn });
}

/* A number that is no call's: near the calls, or anything. */
static u64 unknown_call(void)
{
	u64 fn = below(2) == 0 ? CORDON_HVC_BASE + CORDON_HVC_COUNT + below(8) : random_number();

	return fn % 0x100000000 - CORDON_HVC_BASE < CORDON_HVC_COUNT ? 0 : fn;
}

/* The calls that came last, and numbers that are no call's. */
static s32 more_calls(u64 fn, u32 number)
{
	switch (number) {
	case 11:
		return try_hold(fn);
	case 12:
		return try_seal(fn);
	case 13:
		return try_held(fn);
	case 14:
		return try_commit(fn);
	case 15:
		return try_lend(fn);
	case 16:
		return try_unlend(fn);
	case 17:
		return try_run(fn);
	case 18:
	case 19:
		return try_share(fn);
	case 20:
		return try_register(fn);
	case 21:
	case 22:
		return try_power(fn);
	case 23:
	case 24:
		return try_measure(fn);
	case 25:
		return hvc(fn, some_protected(LIFE_LIVE), below(8) == 0 ? odd_number() :
			   below(DIGEST_WORDS + 1));
	default:
		return hvc(unknown_call(), random_number(), 0, 0, 0);
	}
}

static s32 one_call(u32 number)
{
	u64 fn = (u64)CORDON_HVC_BASE + number;

	if (below(10) == 0) {
		fn += (random_number() >> 32) << 32;
	}
	if (below(50) == 0) {
		return hvc_on(1 + below(CPUS_MAX - 1), (const u64[7]){ fn, odd_number(),
						    odd_number(), odd_number() });
	}
	switch (number) {
	case 0:
		return hvc(fn, random_number(), 0, 0, 0);
	case 1:
		return hvc(fn, below(8) == 0 ? odd_number() : below(KLOG_CHUNKS), 0, 0, 0);
	case 2:
		return hvc(fn, below(8) == 0 ? odd_number() : RAM_PFN + below(model.nr), 0, 0, 0);
	case 3:
		return hvc(fn, some_partition(LIFE_FREE), 0, 0, 0);
	case 4:
		return try_end(fn);
	case 5:
		return try_donate(fn);
	case 6:
		return try_withdraw(fn);
	case 7:
		return try_reclaim(fn);
	case 8:
		return try_table_return(fn);
	case 9:
		return try_protect(fn);
	case 10:
		return try_destroy(fn);
	default:
		return more_calls(fn, number);
	}
}

static u32 some_call(void)
{
	u32 share = below(100);
	u32 number = 0;

	while (share >= shares[mood.shrink][number]) {
		share -= shares[mood.shrink][number];
		number++;
	}
	return number;
}

/* An ordinary partition reaches a page that it was lent. */
static void lent_access(void)
{
	u64 place = lent_place();
	u32 part = place / GFN_MAX;
	u32 gfn = place % GFN_MAX;

	check(monitor_write(part * NR_LEVELS, gfn) == model_write_at(part, gfn),
	      "partition %u writes gfn %x", part, gfn);
}

/* Whoever can reaches a frame: its CPU's TLB fills, contents and caches change hands. */
static void random_access(void)
{
	u32 i = below(model.nr);
	u64 place = model.place[i];
	u32 root = model.frame[i].in_host ? ROOT_HOST : place / GFN_MAX * NR_LEVELS;
	u32 gfn = model.frame[i].in_host ? RAM_PFN + i : place % GFN_MAX;

	if (below(8) == 0) {
		lent_access();
		return;
	}
	if (root == 0) {
		return;
	}
	if (below(2) == 0) {
		monitor_access(root, gfn);
	} else if (model.frame[i].state == FRAME_SHARED && below(2) == 0) {
		u32 part = place / GFN_MAX;

		check(monitor_write(part * NR_LEVELS, place % GFN_MAX) ==
		      model_write_at(part, place % GFN_MAX), "partition %u writes gfn %lx", part,
		      place % GFN_MAX);
	} else {
		check(monitor_write(root, gfn) == model_write(i), "root %u writes gfn %x", root,
		      gfn);
	}
}

/* A stage-2 abort somewhere, on the host's CPU or the partition's. */
static void random_abort(void)
{
	u32 cpu = below(2) == 0 ? 0 : some_cpu();
	u64 place = some_place(below(2) == 0 ? LIFE_DEAD : LIFE_LIVE, 1);
	u64 gfn = below(2) == 0 ? RAM_PFN + below(model.nr) : place % GFN_MAX;
	char what = "rwx"[below(3)];
	u32 tries = below(2) * TRIES;
	u64 ec = what == 'x' ? 0x20 : 0x24;
	u32 result;

	for (u32 k = 0; k < tries && cpu != 0 && place / GFN_MAX != model.caller[cpu]; k++) {
		place = some_place(LIFE_LIVE, 1);
		gfn = place % GFN_MAX;
	}
	edge_lock();
	result = core_abort(cpu, ec << 26 | (what == 'w' ? 1u << 6 : 0), gfn << 4);
	edge_unlock();
	check(result == (model_permits(cpu, gfn, what) ? ABORT_RETRY : ABORT_INJECT),
	      "abort of CPU %u at gfn %lx, %c: %u", cpu, gfn, what, result);
}

/* A machine of 14 to 64 MiB, with what may lie in it and beside it. */
static void random_map(void)
{
	u32 nr = MIB(14) + below(MIB(50));

	map_small(nr);
	if (below(2) == 0) {
		map_add(BOOT_CORDON, POOL_PFN + HOST_L3_BASE + 64, 1 + below(100));
	}
	for (u32 k = below(3); k > 0; k--) {
		map_add(BOOT_MODULE, RAM_PFN + below(nr), 1 + below(MIB(4)));
	}
	if (below(3) == 0) {
		map_add(BOOT_RAM, RAM_PFN + nr + below(MIB(4)), 1 + below(MIB(4)));
	}
	if (below(2) == 0) {
		map_add(BOOT_DEVICE, 0x9000, 1 + below(4));
	}
	if (below(2) == 0) {
		map_add(BOOT_DEVICE, 0x10000 + below(8), 1 + below(0x2000));
	}
	if (below(4) == 0) {
		map_add(BOOT_DEVICE, GIB(256), GIB(1) + below(MIB(8)));
	}
}

static void new_sequence(void)
{
	random_map();
	boot();
	for (u32 k = 0; k < RECENT; k++) {
		recent[k] = model_place(PART_FIRST + below(NR_PROTECTED + NR_ORDINARY),
					below(GFN_MAX));
	}
	memset(given, 0, sizeof(given));
	mood.spread = below(2);
	mood.late = mood.spread == 1 && below(2) == 0;
	mood.length = 2000 + below(5000) + 2000 * mood.late;
	mood.shrink = 0;
	mood.often = MODEL_NONE;
}

/* One frame is lent to all ordinary partitions, at all places but one that can be counted. */
static void lend_often(void)
{
	u32 i = host_frame();
	u32 each = LENT_MAX / NR_ORDINARY + 1;

	while (model.frame[i].owner != OWNER_HOST) {
		i = host_frame();
	}
	for (u32 k = 0; k < LENT_MAX - 1; k++) {
		u32 part = ORDINARY_FIRST + k / each;

		if (k % each == 0) {
			hvc(CORDON_HVC_PARTITION_CREATE, part, 0, 0, 0);
		}
		hvc(CORDON_HVC_LEND, part, RAM_PFN + i, SPAN_ROOT - MIB(4) + k % each, RAM_RW);
	}
	check(model.frame[i].lent == LENT_MAX - 1, "lent %u times", model.frame[i].lent);
	mood.often = i;
}

/* Which results each call has, a bit for each. */
static void check_all_reached(void)
{
	static const u16 possible[NR_CALLS] = {
		0x001, 0x00b, 0x00b, 0x017, 0x1017, 0x17f, 0x09f, 0x03b, 0x0cf, 0x29f,
		0x077, 0x03f, 0x481f, 0x03f, 0x17f, 0x77f, 0x08f, 0x3817, 0x0ab, 0x0ab,
		0x181f, 0x3803, 0x803, 0x403f, 0x417f, 0x01f, 0x002,
	};

	for (u32 c = 0; c < NR_CALLS; c++) {
		for (u32 e = 0; e < NR_ERRORS; e++) {
			u32 may = possible[c] >> e & 1;

			check((call_count[c][e] > 0) == may, "call %u ended %lu times with -%u", c,
			      call_count[c][e], e);
		}
	}
	check(again > 0, "no number served again");
	check(zeroed > 0 && brought > 0 && told > 0 && kept > 0,
	      "%lu zeroed, %lu brought, %lu told, %lu kept", zeroed, brought, told, kept);
}

static void print_counts(u32 boots)
{
	static const char *const name[NR_CALLS] = {
		"version", "log_read", "frame_query", "partition_create", "partition_end", "donate",
		"withdraw", "reclaim", "table_return", "protect", "partition_destroy",
		"hold", "seal", "held_zero", "commit", "lend", "unlend", "vcpu_run",
		"share", "unshare", "vcpu_register", "vcpu_on", "vcpu_query", "measure", "settle",
		"measurement", "(unknown)",
	};

	printf("%u calls, %u boots; stores %lu, TLBIs %lu, scrubs %lu, cleans %lu\n", OPERATIONS,
	       boots, monitor_use.stores, monitor_use.tlbis, monitor_use.scrubs,
	       monitor_use.cleans);
	printf("%lu donations to a number that had memory in another life\n", again);
	printf("%lu pages with data zeroed, %lu given with it; %lu accesses told, %lu not\n",
	       zeroed, brought, told, kept);
	printf("%-17s success not_sup   parti   addre   state   owner  mapped  absent  tables"
	       "  rights   count    vcpu running   power   order\n",
	       "call");
	for (u32 c = 0; c < NR_CALLS; c++) {
		printf("%-17s", name[c]);
		for (u32 e = 0; e < NR_ERRORS; e++) {
			printf("%7lu ", call_count[c][e]);
		}
		printf("\n");
	}
}

void test_random_calls(void **state)
{
	u32 left = 0;
	u32 boots = 0;

	(void)state;
	random_start(SEED);
	for (u32 c = 0; c < NR_CALLS; c++) {
		for (u32 e = 0; e < NR_ERRORS; e++) {
			call_count[c][e] = 0;
		}
	}
	for (u32 n = 0; n < OPERATIONS; n++) {
		if (left == 0) {
			new_sequence();
			left = mood.length;
			boots++;
			if (boots % OFTEN_BOOTS == OFTEN_BOOT) {
				lend_often();
			}
		}
		if (below(1000) == 0) {
			mood.shrink = 1 - mood.shrink;
		}
		random_access();
		if (below(64) == 0) {
			random_exit(some_cpu());
		}
		one_call(some_call());
		if (n % 8 == 0) {
			random_abort();
		}
		left--;
		if (left == 0 || n % FULL_EVERY == 0) {
			edge_lock();
			compare_all();
			edge_unlock();
		}
	}
	print_counts(boots);
	check_all_reached();
}
