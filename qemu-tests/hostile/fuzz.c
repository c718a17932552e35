// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hypercalls with random and boundary arguments, from all CPUs at once. Each CPU's thread is an
 * actor with a model of its own, and spends its partitions two by two, a protected and an ordinary
 * one; each number serves twice.
 * What it names: its partitions and frames, Cordon's frames, and what is out of range. The kernel
 * itself would lose a frame of its own by donating it.
 */
#include <linux/completion.h>
#include <linux/cpu.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "fuzz.h"
#include "model.h"

#define TURNS 2
#define FILL 0xa5

struct actor {
	struct model model;
	struct hostile_fuzz result;
	struct page *block[ACTOR_BLOCKS];
	struct completion *start;	/* of all actors */
	struct completion done;
	u64 random;
	u64 epoch;
	u64 hyp_pfn;
	bool sealing;	/* the epoch's partition may be sealed now */
	bool ending;	/* the epoch's partitions may end now */
};

static u64 next(struct actor *a)
{
	a->random ^= a->random << 13;
	a->random ^= a->random >> 7;
	a->random ^= a->random << 17;
	return a->random * 0x2545f4914f6cdd1dull >> 8 | a->random << 56;
}

static u64 below(struct actor *a, u64 bound)
{
	return (next(a) >> 16) % bound;
}

static void any_registers(struct actor *a, u64 *x)
{
	int i;

	for (i = 0; i < 18; i++) {
		x[i] = next(a);
	}
}

/* Values at which arithmetic goes wrong. */
static u64 boundary(struct actor *a)
{
	static const u64 value[] = {
		0, 1, RAM_PFN - 1, GFN_MAX, GFN_MAX + 1, 0xffffffff, 0x100000000ull,
		1ull << 36, 1ull << 52, 1ull << 63, ~0ull, ~0ull - 511, NR_OWNERS, NR_OWNERS + 1,
		(1ull << 52) - 1, (1ull << 36) - 512,
	};

	return value[below(a, ARRAY_SIZE(value))];
}

/* One of the actor's partitions from this one on, often the one of this epoch; or none at all. */
static u64 any_of(struct actor *a, u64 first)
{
	u64 part = first + below(a, ACTOR_PARTS);

	switch (below(a, 8)) {
	case 0:
		return part | 1ull << (32 + below(a, 32));
	case 1:
		part = boundary(a);
		return part >= PART_FIRST && part < NR_OWNERS ? 0 : part;
	case 2:
	case 3:
		return part;
	default:
		return first + a->epoch;
	}
}

/* Of either kind. */
static u64 any_part(struct actor *a)
{
	return any_of(a, below(a, 2) != 0 ? a->model.first_protected : a->model.first_ordinary);
}

/* Most often of the kind that the call is for. */
static u64 any_protected(struct actor *a)
{
	return below(a, 16) == 0 ? any_part(a) : any_of(a, a->model.first_protected);
}

static u64 any_ordinary(struct actor *a)
{
	return below(a, 16) == 0 ? any_part(a) : any_of(a, a->model.first_ordinary);
}

static u64 any_pfn(struct actor *a)
{
	u64 own = model_pfn(&a->model, (int)below(a, ACTOR_FRAMES));
	u64 other;

	switch (below(a, 16)) {
	case 0:
		return own | 1ull << (32 + below(a, 32));
	case 1:
		other = boundary(a);
		return other >= RAM_PFN && other < a->model.ram_end ? a->model.ram_end : other;
	case 2:
		return a->model.ram_end + below(a, 2) * 512;
	case 3:
		return a->hyp_pfn;
	case 4:
	case 5:
	case 6:
		return own - own % SPAN_BLOCK2;
	default:
		return own;
	}
}

/* Few enough places that the tables of all actors fit into the pool. */
static u64 any_gfn(struct actor *a)
{
	static const u64 giga[] = { 0, 1, 511, 512, 1023 };
	static const u64 block[] = { 0, 1, 511 };
	u64 gfn = giga[below(a, 5)] * SPAN_BLOCK1 + block[below(a, 3)] * SPAN_BLOCK2;
	u64 other = boundary(a);

	switch (below(a, 8)) {
	case 0:
		return other < GFN_MAX ? gfn : other;
	case 1:
		return gfn | 1ull << (28 + below(a, 36));
	case 2:
	case 3:
		return gfn;
	default:
		return gfn + below(a, SPAN_BLOCK2);
	}
}

/* A leaf of an ordinary partition, if there is any. */
static const struct model_leaf *any_leaf(struct actor *a)
{
	return a->model.leaves == 0 ? NULL : &a->model.leaf[below(a, a->model.leaves)];
}

/* Where one of the actor's frames is, or was said to be. */
static u64 used_gfn(struct actor *a, u64 *part)
{
	const struct model_frame *f = &a->model.frame[below(a, ACTOR_FRAMES)];
	const struct model_leaf *leaf = any_leaf(a);

	if (leaf != NULL && below(a, 4) == 0) {
		*part = leaf->part;
		return leaf->gfn;
	}

	if (f->owner < PART_FIRST || below(a, 4) == 0) {
		return any_gfn(a);
	}
	*part = f->owner;
	return f->gfn;
}

/* A frame of the actor's to donate: the last block is left whole most often. */
static u64 page_pfn(struct actor *a)
{
	return below(a, 64) == 0 ? any_pfn(a) :
	       model_pfn(&a->model, (int)below(a, ACTOR_FRAMES - SPAN_BLOCK2));
}

/* A frame of the actor's to lend, often one that is lent already. */
static u64 lend_pfn(struct actor *a)
{
	const struct model_leaf *leaf = any_leaf(a);

	return leaf != NULL && below(a, 2) == 0 ? model_pfn(&a->model, (int)leaf->index) :
	       page_pfn(a);
}

/* Rights that are some of RAM, or may be none at all. */
static u64 any_rights(struct actor *a)
{
	return below(a, 8) == 0 ? boundary(a) : below(a, 8) == 0 ? below(a, RIGHT_DEV + 1) :
	       below(a, 2) * (RIGHT_PX + RIGHT_UX) + below(a, RAM_RW + 1);
}

/* Where 2 MiB are to be: a place of its own in a GiB, or any. */
static u64 block_gfn(struct actor *a)
{
	static const u64 giga[] = { 0, 1, 511, 512, 1023 };

	return below(a, 2) != 0 ? giga[below(a, 5)] * SPAN_BLOCK1 + 2 * SPAN_BLOCK2 : any_gfn(a);
}

/* The frame (its index) that the partition of this epoch measures, or may next; or -1. */
static int measured_index(struct actor *a)
{
	u64 part = a->model.first_protected + a->epoch;
	const struct model_part *p = model_part(&a->model, part);
	int i;

	if (p->life == LIFE_LIVE && p->pieces != 0) {
		return model_index(&a->model, p->measuring);
	}
	for (i = 0; i < ACTOR_FRAMES; i++) {
		const struct model_frame *f = &a->model.frame[i];

		/* Of 2 MiB a piece may become ready, and none of it is measured then. */
		if (f->owner == part && f->state == FRAME_HELD && f->order == ORDER_PAGE &&
		    f->gfn >= p->measured) {
			return i;
		}
	}
	return -1;
}

/* Where the next page that is measured may be: in 2 MiB of each GiB that are for such pages, or
 * any. */
static u64 measured_gfn(struct actor *a)
{
	const struct model_part *p = model_part(&a->model, a->model.first_protected + a->epoch);
	u64 place = p->measured % SPAN_BLOCK1;

	if (below(a, 64) == 0) {
		return any_gfn(a);
	}
	return place >= 3 * SPAN_BLOCK2 && place < 4 * SPAN_BLOCK2 - 4 ?
	       p->measured + below(a, 4) : below(a, 4) * SPAN_BLOCK1 + 3 * SPAN_BLOCK2;
}

/* The arguments of hold: a page if none waits to be measured, or 2 MiB. */
static void choose_held(struct actor *a, u64 *x)
{
	if (below(a, 16) == 0 || (measured_index(a) < 0 && below(a, 4) != 0)) {
		x[2] = page_pfn(a);
		x[3] = measured_gfn(a);
		x[4] = ORDER_PAGE;
		return;
	}
	x[2] = any_pfn(a);
	x[2] -= below(a, 8) == 0 ? 0 : x[2] % SPAN_BLOCK2;
	x[3] = block_gfn(a);
	x[4] = below(a, 16) == 0 ? boundary(a) : ORDER_BLOCK2;
}

/* A word of a measurement; or a page, most often the one with which measuring goes on. */
static void choose_measured(struct actor *a, u64 function, u64 *x)
{
	int index = measured_index(a);

	if (function == CORDON_HVC_MEASUREMENT) {
		x[2] = below(a, 8) == 0 ? boundary(a) : below(a, DIGEST_WORDS + 1);
		return;
	}
	x[2] = any_pfn(a);
	if (index >= 0 && below(a, 8) != 0) {
		x[1] = a->model.frame[index].owner;
		x[2] = model_pfn(&a->model, index);
	}
}

/* The first frame of one of the actor's blocks that is held and not ready, or any of the block. */
static u64 held_pfn(struct actor *a)
{
	int i, first = (int)below(a, ACTOR_BLOCKS) * SPAN_BLOCK2;

	for (i = first; i < first + SPAN_BLOCK2; i += PIECE_FRAMES) {
		if (a->model.frame[i].state == FRAME_HELD) {
			return model_pfn(&a->model, i);
		}
	}
	return model_pfn(&a->model, first + (int)below(a, SPAN_BLOCK2));
}

/* The owner of a frame of the actor's and where it is to be, if a partition has it. */
static void held_for(struct actor *a, u64 pfn, u64 *part, u64 *gfn)
{
	int index = model_index(&a->model, pfn);

	if (index < 0 || a->model.frame[index].owner < PART_FIRST || below(a, 8) == 0) {
		return;
	}
	*part = a->model.frame[index].owner;
	*gfn = a->model.frame[index].gfn;
}

/* A change of life that would succeed waits for its time. */
static u64 life_part(struct actor *a, u8 from, bool now)
{
	u64 part = any_part(a);
	struct model_part *p = model_part(&a->model, part);
	bool this = part == a->model.first_protected + a->epoch ||
		    part == a->model.first_ordinary + a->epoch;

	return p != NULL && p->life == from && !(this && now) ? boundary(a) | 1ull << 40 : part;
}

static void choose_life(struct actor *a, u64 fn, u64 *x)
{
	x[1] = fn == CORDON_HVC_PARTITION_CREATE ? life_part(a, LIFE_FREE, true) :
	       fn == CORDON_HVC_PARTITION_END ? life_part(a, LIFE_LIVE, a->ending) : any_part(a);
}

/* The arguments of the calls that give memory to a partition; and of measurement. */
static void choose_frames(struct actor *a, u64 function, u64 *x)
{
	x[1] = any_protected(a);
	switch (function) {
	case CORDON_HVC_MEASURE:
	case CORDON_HVC_SETTLE:
	case CORDON_HVC_MEASUREMENT:
		choose_measured(a, function, x);
		return;
	case CORDON_HVC_DONATE:
		x[2] = page_pfn(a);
		x[3] = any_gfn(a);
		break;
	case CORDON_HVC_HOLD:
		choose_held(a, x);
		break;
	case CORDON_HVC_COMMIT:
		x[2] = any_pfn(a);
		x[2] -= below(a, 8) == 0 ? 0 : x[2] % SPAN_BLOCK2;
		x[3] = block_gfn(a);
		break;
	default:
		x[2] = below(a, 8) == 0 ? any_pfn(a) : held_pfn(a);
		break;
	}
	if (function != CORDON_HVC_DONATE && function != CORDON_HVC_HOLD) {
		held_for(a, x[2], &x[1], &x[3]);
	}
}

/* The arguments of lend and unlend. No more is lent than the model can hold. */
static void choose_lent(struct actor *a, u64 function, u64 *x)
{
	const struct model_leaf *leaf = any_leaf(a);

	x[1] = a->model.leaves > ACTOR_LEAVES - SPAN_BLOCK2 ? 0 : any_ordinary(a);
	if (function == CORDON_HVC_LEND) {
		x[2] = lend_pfn(a);
		x[3] = any_gfn(a);
		x[4] = any_rights(a);
		x[5] = below(a, 32) == 0 ? ORDER_BLOCK2 :
		       below(a, 16) == 0 ? boundary(a) : ORDER_PAGE;
		if (x[5] == ORDER_BLOCK2 && below(a, 8) != 0) {
			x[2] -= x[2] % SPAN_BLOCK2;
			x[3] -= x[3] % SPAN_BLOCK2;
		}
		return;
	}
	x[2] = any_gfn(a);
	if (leaf != NULL && below(a, 8) == 0) {
		x[1] = leaf->part;
		x[2] = leaf->gfn;
	}
}

/* The arguments of the calls about a leaf or a table, but unlend. */
static void choose_place(struct actor *a, u64 *x)
{
	x[1] = any_part(a);
	x[2] = used_gfn(a, &x[1]);
	x[3] = below(a, 8) == 0 ? boundary(a) : 2 + below(a, 3);
}

/* A vCPU that is refused a run, of a partition that lives: none that there is, of a protected one
 * any that is off. */
static u64 refused_vcpu(struct actor *a, u64 part, const struct model_part *p)
{
	if (part < ORDINARY_FIRST && below(a, 4) != 0) {
		return p->sealed ? 1 + below(a, VCPUS - 1) : below(a, VCPUS);
	}
	return VCPUS + (next(a) >> below(a, 64)) / 2;
}

/* A register; or a run that is refused. */
static void choose_vcpu(struct actor *a, u64 fn, u64 *x)
{
	struct model_part *p;

	x[1] = any_part(a);
	p = model_part(&a->model, x[1]);
	x[2] = fn == CORDON_HVC_VCPU_RUN && p != NULL && p->life == LIFE_LIVE ?
	       refused_vcpu(a, x[1], p) : below(a, VCPUS + 1);
	x[3] = below(a, NR_REGISTERS + 2);
}

/* Where a partition has its RAM; sealing that would succeed waits for its time. */
static void choose_ram(struct actor *a, u64 *x)
{
	struct model_part *p;

	x[1] = any_protected(a);
	x[2] = any_gfn(a);
	x[3] = below(a, 4) == 0 ? boundary(a) : below(a, 2) == 0 ? GFN_MAX - x[2] :
	       below(a, 4 * SPAN_BLOCK2);
	x[6] = below(a, 8) == 0 ? boundary(a) : 1 + below(a, VCPUS);
	p = model_part(&a->model, x[1]);
	if (p != NULL && p->life == LIFE_LIVE && !a->sealing) {
		x[3] = 0;
	}
}

/* What the call takes; x holds random numbers. */
static void choose(struct actor *a, u64 fn, u64 *x)
{
	x[0] = fn | (below(a, 4) == 0 ? x[0] << 32 : 0);
	switch (fn) {
	case CORDON_HVC_LOG_READ:
		x[1] = below(a, 2) != 0 ? below(a, KLOG_CHUNKS + 2) : boundary(a);
		break;
	case CORDON_HVC_FRAME_QUERY:
	case CORDON_HVC_RECLAIM:
		x[1] = any_pfn(a);
		break;
	case CORDON_HVC_PARTITION_CREATE:
	case CORDON_HVC_PARTITION_END:
	case CORDON_HVC_PARTITION_DESTROY:
		choose_life(a, fn, x);
		break;
	case CORDON_HVC_DONATE:
	case CORDON_HVC_HOLD:
	case CORDON_HVC_HELD_ZERO:
	case CORDON_HVC_COMMIT:
	case CORDON_HVC_MEASURE:
	case CORDON_HVC_SETTLE:
	case CORDON_HVC_MEASUREMENT:
		choose_frames(a, fn, x);
		break;
	case CORDON_HVC_SEAL:
		choose_ram(a, x);
		break;
	case CORDON_HVC_LEND:
	case CORDON_HVC_UNLEND:
		choose_lent(a, fn, x);
		break;
	case CORDON_HVC_VCPU_RUN:
	case CORDON_HVC_VCPU_REGISTER:
		choose_vcpu(a, fn, x);
		break;
	case CORDON_HVC_WITHDRAW:
	case CORDON_HVC_TABLE_RETURN:
	case CORDON_HVC_PROTECT:
		choose_place(a, x);
		break;
	}
}

/* A frame that has come back is zero; it gets contents again. */
static void check_reclaimed(struct actor *a, u64 pfn)
{
	void *page = page_address(pfn_to_page(pfn));

	if (memchr_inv(page, 0, PAGE_SIZE) != NULL) {
		a->result.dirty++;
	}
	memset(page, FILL, PAGE_SIZE);
}

/* A frame that is lent is the host's as before: a fault here would be the kernel's end. */
static void use_lent(u64 pfn)
{
	memset(page_address(pfn_to_page(pfn)), FILL, PAGE_SIZE);
}

static void note_wrong(struct actor *a, const u64 *x, const u64 *want, const u64 *got)
{
	if (a->result.wrong++ == 0) {
		memcpy(a->result.x, x, sizeof(a->result.x));
		memcpy(a->result.want, want, sizeof(a->result.want));
		memcpy(a->result.got, got, sizeof(a->result.got));
	}
}

/* One call, compared with the model: results, and the registers that are to stay. */
static u64 attack(struct actor *a, const u64 *x)
{
	struct hostile_call call = { .trap = TRAP_HVC };
	u64 want[4] = { 0, 0, 0, 0 };

	memcpy(call.x, x, sizeof(call.x));
	model_call(&a->model, x, want);
	hostile_trap(&call);
	a->result.calls++;
	if ((u32)x[0] == CORDON_HVC_LOG_READ && want[0] == 0) {
		memcpy(want + 1, call.x + 1, 3 * sizeof(u64));
	}
	if (((u32)x[0] == CORDON_HVC_VCPU_REGISTER || (u32)x[0] == CORDON_HVC_MEASUREMENT) &&
	    want[0] == 0) {
		call.x[4] = x[4];	/* its answer, which is not predicted either */
	}
	if (memcmp(call.x, want, sizeof(want)) != 0 ||
	    memcmp(call.x + 4, x + 4, 14 * sizeof(u64)) != 0) {
		note_wrong(a, x, want, call.x);
		return call.x[0];
	}
	if (want[0] == 0) {
		a->result.success[((u32)x[0] - CORDON_HVC_BASE) % FUZZ_NUMBERS]++;
	} else {
		a->result.error[-want[0] % FUZZ_NUMBERS]++;
	}
	if ((u32)x[0] == CORDON_HVC_RECLAIM && want[0] == 0) {
		check_reclaimed(a, x[1]);
	}
	if ((u32)x[0] == CORDON_HVC_LEND && want[0] == 0) {
		use_lent(x[2]);
	}
	if ((u32)x[0] == CORDON_HVC_PARTITION_CREATE && want[0] == 0) {
		a->result.again += model_part(&a->model, x[1])->again;
	}
	return want[0];
}

static void attack_with(struct actor *a, u64 number, u64 x1, u64 x2, u64 x3)
{
	u64 x[18] = { number, x1, x2, x3 };

	attack(a, x);
}

/* The memory of a dead partition comes back. */
static void drain_memory(struct actor *a, u64 part)
{
	int i;

	for (i = 0; i < ACTOR_FRAMES; i++) {
		const struct model_frame *f = &a->model.frame[i];

		if (f->owner == part && f->state == FRAME_OWNED) {
			attack_with(a, CORDON_HVC_WITHDRAW, part, f->gfn, 0);
		}
		if (model_held_frame(f)) {
			attack_with(a, CORDON_HVC_RECLAIM, model_pfn(&a->model, i), 0, 0);
		}
	}
	for (i = (int)a->model.leaves - 1; i >= 0; i = min(i, (int)a->model.leaves) - 1) {
		if (a->model.leaf[i].part == part) {
			attack_with(a, CORDON_HVC_UNLEND, part, a->model.leaf[i].gfn, 0);
		}
	}
}

/* Everything of a partition comes back; so many pieces of destroy. */
static void drain(struct actor *a, u64 part, u64 pieces)
{
	struct model_part *p = model_part(&a->model, part);
	unsigned long bit;

	attack_with(a, CORDON_HVC_PARTITION_END, part, 0, 0);
	drain_memory(a, part);
	for_each_set_bit(bit, p->tab3, TAB3_MAX) {
		attack_with(a, CORDON_HVC_TABLE_RETURN, part, bit * SPAN_BLOCK2, 3);
	}
	for_each_set_bit(bit, p->tab2, TAB2_MAX) {
		attack_with(a, CORDON_HVC_TABLE_RETURN, part, bit * SPAN_BLOCK1, 2);
	}
	for (; pieces > 0 && p->life == LIFE_DEAD; pieces--) {
		attack_with(a, CORDON_HVC_PARTITION_DESTROY, part, 0, 0);
	}
}

static int actor_thread(void *data)
{
	struct actor *a = data;
	u64 i, turn, each = a->result.rounds * FUZZ_NUMBERS / (TURNS * ACTOR_PARTS);
	u64 pieces = DIV_ROUND_UP(a->model.ram_end - RAM_PFN, SWEEP_FRAMES);
	u64 x[18];

	wait_for_completion(a->start);
	for (turn = 0; turn < TURNS * ACTOR_PARTS; turn++) {
		a->epoch = turn % ACTOR_PARTS;
		for (i = 0; i < each; i++) {
			a->sealing = i > each / 3;
			a->ending = i > each - each / 4;
			any_registers(a, x);
			choose(a, CORDON_HVC_BASE + i % FUZZ_NUMBERS, x);
			attack(a, x);
			cond_resched();
		}
		/* The second time the rest is left to chance. */
		drain(a, a->model.first_protected + a->epoch,
		      turn < ACTOR_PARTS ? pieces : pieces / 2);
		drain(a, a->model.first_ordinary + a->epoch,
		      turn < ACTOR_PARTS ? pieces : pieces / 2);
	}
	complete(&a->done);
	return 0;
}

static void actor_free(struct actor *a)
{
	int i;

	for (i = 0; i < ACTOR_BLOCKS && a != NULL; i++) {
		if (a->block[i] != NULL) {
			__free_pages(a->block[i], ORDER_BLOCK2);
		}
	}
	vfree(a);
}

static struct actor *actor_new(const struct hostile_fuzz *fuzz, u32 number, u64 rounds,
			       struct completion *start)
{
	struct actor *a = vzalloc(sizeof(*a));
	int i;

	if (a == NULL) {
		return NULL;
	}
	a->model.ram_end = fuzz->ram_end;
	a->model.hash = fuzz->hash;
	a->model.first_protected = PART_FIRST + number * ACTOR_PARTS;
	a->model.first_ordinary = ORDINARY_FIRST + number * ACTOR_PARTS;
	a->hyp_pfn = fuzz->hyp_pfn;
	a->random = (fuzz->seed + number + 1) * 0x9e3779b97f4a7c15ull;
	a->result.rounds = rounds;
	a->start = start;
	init_completion(&a->done);
	for (i = 0; i < ACTOR_FRAMES; i++) {
		a->model.frame[i].owner = OWNER_HOST;
	}
	for (i = 0; i < 2 * ACTOR_PARTS; i++) {
		a->model.part[i].swept = RAM_PFN;
	}
	for (i = 0; i < ACTOR_BLOCKS; i++) {
		a->block[i] = alloc_pages(GFP_KERNEL, ORDER_BLOCK2);
		if (a->block[i] == NULL) {
			actor_free(a);
			return NULL;
		}
		a->model.block[i] = page_to_pfn(a->block[i]);
		memset(page_address(a->block[i]), FILL, SPAN_BLOCK2 * PAGE_SIZE);
	}
	return a;
}

static void sum(struct hostile_fuzz *fuzz, const struct hostile_fuzz *part)
{
	int i;

	if (fuzz->wrong == 0 && part->wrong != 0) {
		memcpy(fuzz->x, part->x, sizeof(fuzz->x));
		memcpy(fuzz->want, part->want, sizeof(fuzz->want));
		memcpy(fuzz->got, part->got, sizeof(fuzz->got));
	}
	fuzz->calls += part->calls;
	fuzz->wrong += part->wrong;
	fuzz->dirty += part->dirty;
	fuzz->again += part->again;
	for (i = 0; i < FUZZ_NUMBERS; i++) {
		fuzz->success[i] += part->success[i];
		fuzz->error[i] += part->error[i];
	}
}

int hostile_fuzz(struct hostile_fuzz *fuzz)
{
	struct actor *actor[CPUS_MAX] = { NULL };
	u32 i, nr = 0, cpu, cpus = num_online_cpus();
	int result = 0;
	DECLARE_COMPLETION_ONSTACK(start);

	cpus_read_lock();
	for_each_online_cpu(cpu) {
		struct task_struct *task = ERR_PTR(-ENOMEM);

		actor[nr] = actor_new(fuzz, nr, fuzz->rounds / cpus, &start);
		if (actor[nr] != NULL) {
			task = kthread_create_on_cpu(actor_thread, actor[nr], cpu, "actor/%u");
		}
		if (IS_ERR(task)) {
			result = PTR_ERR(task);
			actor_free(actor[nr]);
			break;
		}
		nr++;
		wake_up_process(task);
	}
	cpus_read_unlock();
	complete_all(&start);
	for (i = 0; i < nr; i++) {
		wait_for_completion(&actor[i]->done);
		sum(fuzz, &actor[i]->result);
		actor_free(actor[i]);
	}
	fuzz->cpus = nr;
	return result;
}
