/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What Cordon must answer to one CPU's calls, written from gen/docs/hvc.md: an actor has
 * partitions, as many protected as ordinary ones, and frames that no other actor names, so its
 * results do not depend on the others'.
 */
#ifndef MODEL_H
#define MODEL_H
#include <linux/bitmap.h>
#include <linux/types.h>

#include "cordon_abi.h"
/* The kernel's PAGE_SIZE has the same value, spelled otherwise. */
#pragma push_macro("PAGE_SIZE")
#undef PAGE_SIZE
#include "cordon_limits.h"
#pragma pop_macro("PAGE_SIZE")

#define ACTOR_PARTS 8	/* of each kind */
#define ACTOR_BLOCKS 3
#define ACTOR_FRAMES (ACTOR_BLOCKS * SPAN_BLOCK2)
#define ACTOR_LEAVES 8192

struct model_frame {
	u8 owner;
	u8 state;
	u8 order;
	u32 gfn;
	u32 lent;
};

/* A page that an ordinary partition was lent, by a leaf of that order. */
struct model_leaf {
	u32 part;
	u32 gfn;
	u32 index;		/* of the frame */
	u32 order;
};

struct model_part {
	u8 life;
	bool again;		/* it has been destroyed */
	bool sealed;
	u64 measuring;		/* the frame that is measured now, */
	u64 measured;		/* and where it is to be; if none, where the next may be */
	u64 pieces;
	u64 swept;
	DECLARE_BITMAP(tab2, TAB2_MAX);
	DECLARE_BITMAP(tab3, TAB3_MAX);
};

struct model {
	u64 ram_end;
	u64 hash;
	u32 first_protected;
	u32 first_ordinary;
	u64 block[ACTOR_BLOCKS];	/* first frame numbers */
	struct model_frame frame[ACTOR_FRAMES];
	struct model_part part[2 * ACTOR_PARTS];	/* the protected ones first */
	u32 leaves;			/* those that are mapped now, in no order */
	struct model_leaf leaf[ACTOR_LEAVES];
};

/* The index of one of the actor's frames, or -1. */
static int model_index(const struct model *m, u64 pfn)
{
	int i;

	for (i = 0; i < ACTOR_BLOCKS; i++) {
		if (pfn >= m->block[i] && pfn < m->block[i] + SPAN_BLOCK2) {
			return i * SPAN_BLOCK2 + (int)(pfn - m->block[i]);
		}
	}
	return -1;
}

static u64 model_pfn(const struct model *m, int index)
{
	return m->block[index / SPAN_BLOCK2] + index % SPAN_BLOCK2;
}

/* An actor is never asked about a partition of another one. */
static struct model_part *model_protected(struct model *m, u64 part)
{
	if (part < PART_FIRST || part >= ORDINARY_FIRST) {
		return NULL;
	}
	return &m->part[part - m->first_protected];
}

static struct model_part *model_ordinary(struct model *m, u64 part)
{
	if (part < ORDINARY_FIRST || part >= NR_OWNERS) {
		return NULL;
	}
	return &m->part[ACTOR_PARTS + part - m->first_ordinary];
}

static struct model_part *model_part(struct model *m, u64 part)
{
	struct model_part *p = model_protected(m, part);

	return p != NULL ? p : model_ordinary(m, part);
}

/* The leaf (its index) that an ordinary partition has first in [gfn, gfn + nr), or -1. */
static int model_leaf(const struct model *m, u64 part, u64 gfn, u64 nr)
{
	u32 i;

	for (i = 0; i < m->leaves; i++) {
		const struct model_leaf *l = &m->leaf[i];

		if (l->part == part && l->gfn >= gfn && l->gfn < gfn + nr) {
			return (int)i;
		}
	}
	return -1;
}

/* The frame of the actor that is mapped first in [gfn, gfn + nr) of a partition, or -1. */
static int model_mapped(const struct model *m, u64 part, u64 gfn, u64 nr)
{
	int i;

	for (i = 0; i < ACTOR_FRAMES; i++) {
		const struct model_frame *f = &m->frame[i];

		if (f->owner == part && f->state == FRAME_OWNED && f->gfn >= gfn &&
		    f->gfn < gfn + nr) {
			return i;
		}
	}
	return -1;
}

/* Whether a partition of either kind has anything there. */
static bool model_any(const struct model *m, u64 part, u64 gfn, u64 nr)
{
	return model_mapped(m, part, gfn, nr) >= 0 || model_leaf(m, part, gfn, nr) >= 0;
}

static bool model_rights(u64 rights)
{
	return rights < RIGHT_DEV && !(rights & RIGHT_PX) == !(rights & RIGHT_UX);
}

static u64 model_span(u64 order)
{
	return order == ORDER_BLOCK2 ? SPAN_BLOCK2 : SPAN_PAGE;
}

/* n frames from pfn on, aligned and in RAM. */
static bool model_aligned(const struct model *m, u64 pfn, u64 n)
{
	return pfn % n == 0 && pfn >= RAM_PFN && pfn < m->ram_end && n <= m->ram_end - pfn;
}

/* All n frames are the actor's, with this owner and state. */
static bool model_all(const struct model *m, u64 pfn, u64 n, u8 owner, u8 state)
{
	u64 i;

	for (i = 0; i < n; i++) {
		int index = model_index(m, pfn + i);

		if (index < 0 || m->frame[index].owner != owner || m->frame[index].state != state) {
			return false;
		}
	}
	return true;
}

static void model_set(struct model *m, u64 pfn, u64 n, struct model_frame f)
{
	u64 i;

	for (i = 0; i < n; i++) {
		m->frame[model_index(m, pfn + i)] = f;
		f.gfn++;
	}
}

static int model_donate(struct model *m, u64 part, u64 pfn, u64 gfn)
{
	struct model_part *p = model_protected(m, part);
	struct model_frame f = { part, FRAME_OWNED, ORDER_PAGE, gfn, 0 };

	if (p == NULL) {
		return CORDON_E_PARTITION;
	}
	if (!model_aligned(m, pfn, SPAN_PAGE) || gfn >= GFN_MAX) {
		return CORDON_E_ADDRESS;
	}
	if (p->life != LIFE_LIVE) {
		return CORDON_E_STATE;
	}
	if (!model_all(m, pfn, SPAN_PAGE, OWNER_HOST, FRAME_OWNED)) {
		return CORDON_E_OWNER;
	}
	if (model_mapped(m, part, gfn, SPAN_PAGE) >= 0) {
		return CORDON_E_MAPPED;
	}
	model_set(m, pfn, SPAN_PAGE, f);
	__set_bit(gfn / SPAN_BLOCK1, p->tab2);
	__set_bit(gfn / SPAN_BLOCK2, p->tab3);
	return CORDON_E_SUCCESS;
}

/* What lend requires of n frames: they are the host's, and none is lent as often as can be. */
static int model_lendable(const struct model *m, u64 pfn, u64 n)
{
	bool most = false;
	u64 i;

	for (i = 0; i < n; i++) {
		int index = model_index(m, pfn + i);

		if (index < 0 || m->frame[index].owner != OWNER_HOST) {
			return CORDON_E_OWNER;
		}
		most |= m->frame[index].lent == LENT_MAX;
	}
	return most ? CORDON_E_COUNT : CORDON_E_SUCCESS;
}

static void model_lend_page(struct model *m, struct model_leaf leaf)
{
	m->leaf[m->leaves++] = leaf;
	m->frame[leaf.index].lent++;
	m->frame[leaf.index].state = FRAME_LENT;
}

/* x: the call's registers. */
static int model_lend(struct model *m, const u64 *x)
{
	struct model_part *p = model_ordinary(m, x[1]);
	u64 order = x[5], gfn = x[3], i, n = model_span(order);
	int error;

	if (p == NULL) {
		return CORDON_E_PARTITION;
	}
	if ((order != ORDER_PAGE && order != ORDER_BLOCK2) || !model_aligned(m, x[2], n) ||
	    gfn % n != 0 || gfn >= GFN_MAX) {
		return CORDON_E_ADDRESS;
	}
	if (!model_rights(x[4])) {
		return CORDON_E_RIGHTS;
	}
	if (p->life != LIFE_LIVE) {
		return CORDON_E_STATE;
	}
	error = model_lendable(m, x[2], n);
	if (error != CORDON_E_SUCCESS) {
		return error;
	}
	if (model_leaf(m, x[1], gfn, n) >= 0 ||
	    (order == ORDER_BLOCK2 && test_bit(gfn / SPAN_BLOCK2, p->tab3))) {
		return CORDON_E_MAPPED;
	}
	for (i = 0; i < n; i++) {
		model_lend_page(m, (struct model_leaf){ x[1], gfn + i, model_index(m, x[2] + i),
							order });
	}
	__set_bit(gfn / SPAN_BLOCK1, p->tab2);
	if (order == ORDER_PAGE) {
		__set_bit(gfn / SPAN_BLOCK2, p->tab3);
	}
	return CORDON_E_SUCCESS;
}

static void model_unlend_page(struct model *m, int leaf)
{
	struct model_frame *f = &m->frame[m->leaf[leaf].index];

	f->lent--;
	f->state = f->lent == 0 ? FRAME_OWNED : FRAME_LENT;
	m->leaf[leaf] = m->leaf[--m->leaves];
}

static int model_unlend(struct model *m, u64 part, u64 gfn)
{
	u64 first, i, n;
	int leaf;

	if (model_ordinary(m, part) == NULL) {
		return CORDON_E_PARTITION;
	}
	if (gfn >= GFN_MAX) {
		return CORDON_E_ADDRESS;
	}
	leaf = model_leaf(m, part, gfn, SPAN_PAGE);
	if (leaf < 0) {
		return CORDON_E_ABSENT;
	}
	n = model_span(m->leaf[leaf].order);
	first = gfn - gfn % n;
	for (i = 0; i < n; i++) {
		model_unlend_page(m, model_leaf(m, part, first + i, SPAN_PAGE));
	}
	return CORDON_E_SUCCESS;
}

/* What hold and commit require first, of n frames. */
static int model_block(struct model *m, u64 part, u64 pfn, u64 gfn, u64 n)
{
	struct model_part *p = model_protected(m, part);

	if (p == NULL) {
		return CORDON_E_PARTITION;
	}
	if (!model_aligned(m, pfn, n) || gfn % n != 0 || gfn >= GFN_MAX) {
		return CORDON_E_ADDRESS;
	}
	return p->life == LIFE_LIVE ? CORDON_E_SUCCESS : CORDON_E_STATE;
}

static int model_hold(struct model *m, u64 part, u64 pfn, u64 gfn, u64 order)
{
	struct model_frame f = { part, FRAME_HELD, order, gfn, 0 };
	u64 n = model_span(order);
	int error = model_block(m, part, pfn, gfn, n);

	if (error == CORDON_E_PARTITION) {
		return error;
	}
	if (order != ORDER_PAGE && order != ORDER_BLOCK2) {
		return CORDON_E_ADDRESS;
	}
	if (error != CORDON_E_SUCCESS) {
		return error;
	}
	if (!model_all(m, pfn, n, OWNER_HOST, FRAME_OWNED)) {
		return CORDON_E_OWNER;
	}
	model_set(m, pfn, n, f);
	return CORDON_E_SUCCESS;
}

/* What measure and settle require first; *f becomes the frame. */
static int model_held_page(struct model *m, u64 part, u64 pfn, struct model_frame **f)
{
	struct model_part *p = model_protected(m, part);

	if (p == NULL) {
		return CORDON_E_PARTITION;
	}
	if (!model_aligned(m, pfn, SPAN_PAGE)) {
		return CORDON_E_ADDRESS;
	}
	if (p->life != LIFE_LIVE) {
		return CORDON_E_STATE;
	}
	if (!model_all(m, pfn, SPAN_PAGE, part, FRAME_HELD)) {
		return CORDON_E_OWNER;
	}
	*f = &m->frame[model_index(m, pfn)];
	return CORDON_E_SUCCESS;
}

/* want[1] and want[2]: which piece, and of which guest frame. */
static int model_measure(struct model *m, u64 part, u64 pfn, u64 *want)
{
	struct model_part *p = model_protected(m, part);
	struct model_frame *f;
	int error = model_held_page(m, part, pfn, &f);

	if (error != CORDON_E_SUCCESS) {
		return error;
	}
	if (p->sealed) {
		return CORDON_E_STATE;
	}
	if (p->pieces == 0 ? f->gfn < p->measured :
	    pfn != p->measuring || p->pieces == MEASURE_PIECES) {
		return CORDON_E_ORDER;
	}
	want[1] = p->pieces;
	want[2] = f->gfn;
	p->measuring = pfn;
	p->measured = f->gfn;
	p->pieces++;
	return CORDON_E_SUCCESS;
}

static int model_settle(struct model *m, u64 part, u64 pfn)
{
	struct model_part *p = model_protected(m, part);
	struct model_frame *f;
	int error = model_held_page(m, part, pfn, &f);

	if (error != CORDON_E_SUCCESS) {
		return error;
	}
	if (pfn != p->measuring || p->pieces != MEASURE_PIECES) {
		return CORDON_E_ORDER;
	}
	if (model_mapped(m, part, f->gfn, SPAN_PAGE) >= 0) {
		return CORDON_E_MAPPED;
	}
	f->state = FRAME_OWNED;
	f->order = ORDER_PAGE;
	__set_bit(f->gfn / SPAN_BLOCK1, p->tab2);
	__set_bit(f->gfn / SPAN_BLOCK2, p->tab3);
	p->measured = f->gfn + 1;
	p->pieces = 0;
	return CORDON_E_SUCCESS;
}

static int model_measurement(struct model *m, u64 part, u64 word)
{
	struct model_part *p = model_protected(m, part);

	if (p == NULL) {
		return CORDON_E_PARTITION;
	}
	if (word >= DIGEST_WORDS) {
		return CORDON_E_ADDRESS;
	}
	return p->sealed ? CORDON_E_SUCCESS : CORDON_E_STATE;
}

/* An actor cannot see the contents. */
static int model_held(struct model *m, u64 part, u64 pfn)
{
	struct model_part *p = model_protected(m, part);
	struct model_frame f = { part, FRAME_READY, 0, 0, 0 };

	if (p == NULL) {
		return CORDON_E_PARTITION;
	}
	if (!model_aligned(m, pfn, PIECE_FRAMES)) {
		return CORDON_E_ADDRESS;
	}
	if (p->life != LIFE_LIVE) {
		return CORDON_E_STATE;
	}
	if (!model_all(m, pfn, PIECE_FRAMES, part, FRAME_HELD)) {
		return CORDON_E_OWNER;
	}
	f.gfn = m->frame[model_index(m, pfn)].gfn;
	model_set(m, pfn, PIECE_FRAMES, f);
	return CORDON_E_SUCCESS;
}

static int model_commit(struct model *m, u64 part, u64 pfn, u64 gfn)
{
	struct model_part *p = model_protected(m, part);
	struct model_frame f = { part, FRAME_OWNED, ORDER_BLOCK2, gfn, 0 };
	int error = model_block(m, part, pfn, gfn, SPAN_BLOCK2);

	if (error != CORDON_E_SUCCESS) {
		return error;
	}
	/* Of a block that is all held, the first frame's place tells all others'. */
	if (!model_all(m, pfn, SPAN_BLOCK2, part, FRAME_READY) ||
	    m->frame[model_index(m, pfn)].gfn != gfn) {
		return CORDON_E_OWNER;
	}
	if (model_mapped(m, part, gfn, SPAN_BLOCK2) >= 0 || test_bit(gfn / SPAN_BLOCK2, p->tab3)) {
		return CORDON_E_MAPPED;
	}
	model_set(m, pfn, SPAN_BLOCK2, f);
	__set_bit(gfn / SPAN_BLOCK1, p->tab2);
	return CORDON_E_SUCCESS;
}

static int model_withdraw(struct model *m, u64 part, u64 gfn)
{
	struct model_part *p = model_protected(m, part);
	u64 i, span;
	int index;

	if (p == NULL) {
		return CORDON_E_PARTITION;
	}
	if (gfn >= GFN_MAX) {
		return CORDON_E_ADDRESS;
	}
	if (p->life != LIFE_DEAD) {
		return CORDON_E_STATE;
	}
	index = model_mapped(m, part, gfn, 1);
	if (index < 0) {
		return CORDON_E_ABSENT;
	}
	span = model_span(m->frame[index].order);
	index -= (int)(gfn % span);
	for (i = 0; i < span; i++) {
		m->frame[index + i].state = FRAME_HELD;
	}
	return CORDON_E_SUCCESS;
}

static bool model_held_frame(const struct model_frame *f)
{
	return f->state == FRAME_HELD || f->state == FRAME_READY;
}

static int model_reclaim(struct model *m, u64 pfn)
{
	struct model_frame host = { OWNER_HOST, FRAME_OWNED, 0, 0, 0 };
	int index = model_index(m, pfn);

	if (pfn < RAM_PFN || pfn >= m->ram_end) {
		return CORDON_E_ADDRESS;
	}
	if (index < 0 || !model_held_frame(&m->frame[index])) {
		return CORDON_E_OWNER;
	}
	if (model_part(m, m->frame[index].owner)->life != LIFE_DEAD) {
		return CORDON_E_STATE;
	}
	m->frame[index] = host;
	return CORDON_E_SUCCESS;
}

static int model_table_return(struct model *m, u64 part, u64 gfn, u64 level)
{
	struct model_part *p = model_part(m, part);
	u64 span = level == 2 ? SPAN_BLOCK1 : SPAN_BLOCK2;
	u64 child;

	if (p == NULL) {
		return CORDON_E_PARTITION;
	}
	if (gfn >= GFN_MAX || (level != 2 && level != 3)) {
		return CORDON_E_ADDRESS;
	}
	if (!test_bit(gfn / span, level == 2 ? p->tab2 : p->tab3)) {
		return CORDON_E_ABSENT;
	}
	if (model_any(m, part, gfn - gfn % span, span)) {
		return CORDON_E_MAPPED;
	}
	child = gfn / SPAN_BLOCK1 * ENTRIES;
	if (level == 2 && find_next_bit(p->tab3, child + ENTRIES, child) < child + ENTRIES) {
		return CORDON_E_MAPPED;
	}
	__clear_bit(gfn / span, level == 2 ? p->tab2 : p->tab3);
	return CORDON_E_SUCCESS;
}

/* No frame that an actor can see changes: its rights are a partition's. */
static int model_protect(struct model *m, u64 part, u64 gfn, u64 rights)
{
	struct model_part *p = model_part(m, part);

	if (p == NULL) {
		return CORDON_E_PARTITION;
	}
	if (gfn >= GFN_MAX) {
		return CORDON_E_ADDRESS;
	}
	if (!model_rights(rights)) {
		return CORDON_E_RIGHTS;
	}
	if (p->life != LIFE_LIVE || p->sealed) {
		return CORDON_E_STATE;
	}
	return model_any(m, part, gfn, 1) ? CORDON_E_SUCCESS : CORDON_E_ABSENT;
}

/* A piece of the search for what the partition owns; want[1] is where the next one begins. */
static int model_destroy(struct model *m, u64 part, u64 *want)
{
	struct model_part *p = model_part(m, part);
	u64 last;
	int i;

	if (p == NULL) {
		return CORDON_E_PARTITION;
	}
	if (p->life != LIFE_DEAD) {
		return CORDON_E_STATE;
	}
	if (!bitmap_empty(p->tab2, TAB2_MAX)) {
		return CORDON_E_MAPPED;
	}
	last = min(p->swept + SWEEP_FRAMES, m->ram_end);
	for (i = 0; i < ACTOR_FRAMES; i++) {
		u64 pfn = model_pfn(m, i);

		if (m->frame[i].owner == part && pfn >= p->swept && pfn < last) {
			return CORDON_E_OWNER;
		}
	}
	want[1] = last;
	p->swept = last;
	if (last == m->ram_end) {
		p->life = LIFE_FREE;
		p->again = true;
		p->swept = RAM_PFN;
	}
	return CORDON_E_SUCCESS;
}

static int model_life(struct model *m, u64 part, u8 from, u8 to)
{
	struct model_part *p = model_part(m, part);

	if (p == NULL) {
		return CORDON_E_PARTITION;
	}
	if (p->life != from) {
		return CORDON_E_STATE;
	}
	p->life = to;
	if (to == LIFE_LIVE) {
		p->sealed = false;
		p->measured = 0;
		p->pieces = 0;
	}
	return CORDON_E_SUCCESS;
}

/* count frames of RAM from first on, and so many vCPUs. */
static int model_seal(struct model *m, u64 part, u64 first, u64 count, u64 vcpus)
{
	struct model_part *p = model_protected(m, part);

	if (p == NULL) {
		return CORDON_E_PARTITION;
	}
	if (count == 0 || count > GFN_MAX || first > GFN_MAX - count) {
		return CORDON_E_ADDRESS;
	}
	if (vcpus == 0 || vcpus > VCPUS) {
		return CORDON_E_VCPU;
	}
	if (p->life != LIFE_LIVE || p->sealed) {
		return CORDON_E_STATE;
	}
	if (p->pieces != 0) {
		return CORDON_E_ORDER;
	}
	p->sealed = true;
	return CORDON_E_SUCCESS;
}

/* An actor asks for no run that would succeed: its CPU would leave it. Of a sealed partition vCPU 0
 * alone is on. */
static int model_run(struct model *m, u64 part, u64 vcpu)
{
	struct model_part *p = model_part(m, part);

	if (p == NULL) {
		return CORDON_E_PARTITION;
	}
	if (vcpu >= VCPUS) {
		return CORDON_E_VCPU;
	}
	if (p->life != LIFE_LIVE || (part < ORDINARY_FIRST && !p->sealed)) {
		return CORDON_E_STATE;
	}
	return part < ORDINARY_FIRST && vcpu != 0 ? CORDON_E_POWER : CORDON_E_SUCCESS;
}

/* Nothing runs. */
static int model_register(struct model *m, u64 part, u64 vcpu, u64 number)
{
	struct model_part *p = part < ORDINARY_FIRST ? NULL : model_part(m, part);

	if (p == NULL) {
		return CORDON_E_PARTITION;
	}
	if (vcpu >= VCPUS) {
		return CORDON_E_VCPU;
	}
	if (number >= NR_REGISTERS) {
		return CORDON_E_ADDRESS;
	}
	return p->life == LIFE_LIVE ? CORDON_E_SUCCESS : CORDON_E_STATE;
}

static int model_version(const struct model *m, u64 *want)
{
	want[1] = CORDON_ABI_VERSION;
	want[2] = m->hash;
	want[3] = m->ram_end;
	return CORDON_E_SUCCESS;
}

static int model_query(const struct model *m, u64 pfn, u64 *want)
{
	int index = model_index(m, pfn);

	if (pfn < RAM_PFN || pfn >= m->ram_end) {
		return CORDON_E_ADDRESS;
	}
	/* The others that an actor asks about are Cordon's. */
	want[1] = index < 0 ? OWNER_HYP : m->frame[index].owner;
	want[2] = index < 0 ? FRAME_OWNED : m->frame[index].state;
	want[3] = index < 0 ? 0 : m->frame[index].gfn;
	return CORDON_E_SUCCESS;
}

/* The steps by which a partition gets 2 MiB, or contents; lending; sealing and running. */
static int model_more(struct model *m, const u64 *x, u64 *want)
{
	switch ((u32)x[0]) {
	case CORDON_HVC_HOLD:
		return model_hold(m, x[1], x[2], x[3], x[4]);
	case CORDON_HVC_MEASURE:
		return model_measure(m, x[1], x[2], want);
	case CORDON_HVC_SETTLE:
		return model_settle(m, x[1], x[2]);
	case CORDON_HVC_MEASUREMENT:
		return model_measurement(m, x[1], x[2]);
	case CORDON_HVC_SEAL:
		return model_seal(m, x[1], x[2], x[3], x[6]);
	case CORDON_HVC_HELD_ZERO:
		return model_held(m, x[1], x[2]);
	case CORDON_HVC_COMMIT:
		return model_commit(m, x[1], x[2], x[3]);
	case CORDON_HVC_LEND:
		return model_lend(m, x);
	case CORDON_HVC_UNLEND:
		return model_unlend(m, x[1], x[2]);
	case CORDON_HVC_VCPU_RUN:
		return model_run(m, x[1], x[2]);
	case CORDON_HVC_VCPU_REGISTER:
		return model_register(m, x[1], x[2], x[3]);
	case CORDON_HVC_SHARE: /* a partition's */
	case CORDON_HVC_UNSHARE:
	case CORDON_HVC_VCPU_ON:
	case CORDON_HVC_VCPU_QUERY:
	default:
		return CORDON_E_NOT_SUPPORTED;
	}
}

/* The results x0 to x3 that a call with x[0] to x[6] must have; the model moves on. The contents
 * of the log are not predicted: want[1] to want[3] are then left alone. */
static void model_call(struct model *m, const u64 *x, u64 *want)
{
	int result;

	switch ((u32)x[0]) {
	case CORDON_HVC_VERSION:
		result = model_version(m, want);
		break;
	case CORDON_HVC_LOG_READ:
		result = x[1] < KLOG_CHUNKS ? CORDON_E_SUCCESS : CORDON_E_ADDRESS;
		break;
	case CORDON_HVC_FRAME_QUERY:
		result = model_query(m, x[1], want);
		break;
	case CORDON_HVC_PARTITION_CREATE:
		result = model_life(m, x[1], LIFE_FREE, LIFE_LIVE);
		break;
	case CORDON_HVC_PARTITION_END:
		result = model_life(m, x[1], LIFE_LIVE, LIFE_DEAD);
		break;
	case CORDON_HVC_DONATE:
		result = model_donate(m, x[1], x[2], x[3]);
		break;
	case CORDON_HVC_WITHDRAW:
		result = model_withdraw(m, x[1], x[2]);
		break;
	case CORDON_HVC_RECLAIM:
		result = model_reclaim(m, x[1]);
		break;
	case CORDON_HVC_TABLE_RETURN:
		result = model_table_return(m, x[1], x[2], x[3]);
		break;
	case CORDON_HVC_PROTECT:
		result = model_protect(m, x[1], x[2], x[3]);
		break;
	case CORDON_HVC_PARTITION_DESTROY:
		result = model_destroy(m, x[1], want);
		break;
	default:
		result = model_more(m, x, want);
		break;
	}
	want[0] = (u64)(s64)result;
}
#endif
