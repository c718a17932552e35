/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>
#include "model.h"
#include "cordon_abi.h"
#include "klog.h"
#include "spec_hash.h"

#define KEYS_MAX 512
#define GARBAGE 0xa5	/* as monitor_reset leaves it */

struct model model;

/* Devices' tables: the GiBs and 2-MiB regions that ranges cover in part. */
static u64 table_key[KEYS_MAX];
static u32 table_keys;

u32 model_in_kind(u32 kind, u64 q)
{
	for (u32 k = 0; k < boot_map.nr; k++) {
		const struct boot_range *r = &boot_map.range[k];

		if (r->kind == kind && r->pfn <= q && q - r->pfn < r->nr) {
			return 1;
		}
	}
	return 0;
}

/* Notes that a device needs the table below the aligned region of span frames around g. */
static void need_table(const struct boot_range *r, u64 g, u64 span)
{
	u64 first = g - g % span;
	u64 key = first * 2 + (span == SPAN_BLOCK1);

	if (first >= r->pfn && first + span <= r->pfn + r->nr) {
		return;
	}
	for (u32 k = 0; k < table_keys; k++) {
		if (table_key[k] == key) {
			return;
		}
	}
	table_key[table_keys] = key;
	table_keys++;
}

/* The free tables after boot: a range needs tables only where it begins and where it ends. */
static u32 free_after_boot(void)
{
	table_keys = 0;
	for (u32 k = 0; k < boot_map.nr; k++) {
		const struct boot_range *r = &boot_map.range[k];

		if (r->kind == BOOT_DEVICE) {
			need_table(r, r->pfn, SPAN_BLOCK1);
			need_table(r, r->pfn, SPAN_BLOCK2);
			need_table(r, r->pfn + r->nr - 1, SPAN_BLOCK1);
			need_table(r, r->pfn + r->nr - 1, SPAN_BLOCK2);
		}
	}
	return DYN_TABLES - table_keys;
}

u32 model_tracked_frames(void)
{
	u64 end = RAM_PFN;

	for (u32 k = 0; k < boot_map.nr; k++) {
		const struct boot_range *r = &boot_map.range[k];

		if (r->kind == BOOT_RAM && r->pfn + r->nr > end) {
			end = r->pfn + r->nr;
		}
	}
	return (end - RAM_PFN) / SPAN_BLOCK2 * SPAN_BLOCK2;
}

/* No partition has a table. Level-3 tables stand below level-2 tables only. */
static void forget_tables(void)
{
	for (u32 p = 0; p < NR_OWNERS; p++) {
		for (u32 i = 0; i < TAB2_MAX; i++) {
			if (model.tab2[p][i] != 0) {
				memset(&model.tab3[p][i * ENTRIES], 0, ENTRIES);
			}
		}
	}
	memset(model.tab2, 0, sizeof(model.tab2));
}

void model_boot(void)
{
	u64 pool_end;

	model.nr = model_tracked_frames();
	model.nfree_at_boot = free_after_boot();
	model.nfree = model.nfree_at_boot;
	pool_end = POOL_PFN + HOST_L3_BASE + model.nr / SPAN_BLOCK2;
	memset(model.life, LIFE_FREE, sizeof(model.life));
	memset(model.lives, 0, sizeof(model.lives));
	for (u32 p = 0; p < NR_OWNERS; p++) {
		model.swept[p] = RAM_PFN;
	}
	memset(model.caller, OWNER_HOST, sizeof(model.caller));
	memset(model.running, 0, sizeof(model.running));
	/* What there is before a partition begins is garbage, and stays. */
	memset(model.ram_gfn, GARBAGE, sizeof(model.ram_gfn));
	memset(model.ram_count, GARBAGE, sizeof(model.ram_count));
	memset(model.power, GARBAGE, sizeof(model.power));
	memset(model.measuring, GARBAGE, sizeof(model.measuring));
	memset(model.measured, GARBAGE, sizeof(model.measured));
	memset(model.pieces, GARBAGE, sizeof(model.pieces));
	forget_tables();
	memset(model.place, 0, model.nr * sizeof(model.place[0]));
	memset(model.leaves, 0, sizeof(model.leaves));
	for (u32 i = 0; i < model.nr; i++) {
		u64 q = RAM_PFN + i;
		u32 given = model_in_kind(BOOT_RAM, q) && !model_in_kind(BOOT_CORDON, q) &&
			(q < POOL_PFN || q >= pool_end);
		u8 module = model_in_kind(BOOT_MODULE, q) ? OWNER_HOST : LABEL_ZERO;

		model.frame[i] = (struct model_frame){ .owner = OWNER_HYP, .label = 0xee };
		if (model_in_kind(BOOT_MODULE, q)) {
			model.frame[i].label = OWNER_HOST;
		}
		if (given) {
			model.frame[i] = (struct model_frame){ .owner = OWNER_HOST, .label = module,
							       .in_host = 1 };
		}
	}
}

/* The leaf of an ordinary partition at gfn, or NULL. */
static struct model_leaf *find_leaf(u32 part, u64 gfn)
{
	for (u32 k = 0; k < model.leaves[part]; k++) {
		if (model.leaf[part][k].gfn == gfn) {
			return &model.leaf[part][k];
		}
	}
	return NULL;
}

struct model_leaf model_find(u32 part, u64 gfn)
{
	u64 wanted = model_place(part, gfn);
	const struct model_leaf *leaf = find_leaf(part, gfn);

	if (leaf != NULL) {
		return *leaf;
	}
	for (u32 i = 0; part_protected(part) && i < model.nr; i++) {
		if (model.place[i] == wanted) {
			const struct model_frame *f = &model.frame[i];

			return (struct model_leaf){ gfn, i, f->order, f->rights };
		}
	}
	return (struct model_leaf){ .frame = MODEL_NONE };
}

u32 model_any(u32 part, u64 first, u64 span)
{
	u64 low = model_place(part, first);
	u32 any = 0;

	for (u32 k = 0; k < model.leaves[part]; k++) {
		any |= model.leaf[part][k].gfn - first < span;
	}
	for (u32 i = 0; part_protected(part) && i < model.nr; i++) {
		any |= model.place[i] - low < span;
	}
	return any;
}

static u32 part_valid(u64 part)
{
	return part_protected(part) || part_ordinary(part);
}

/* Execute is for both exception levels or for none. */
static u32 ram_rights(u64 rights)
{
	return rights < RIGHT_DEV && !(rights & RIGHT_PX) == !(rights & RIGHT_UX);
}

static u64 order_span(u64 order)
{
	return order == ORDER_PAGE ? SPAN_PAGE : SPAN_BLOCK2;
}

/* Whether no CPU runs it. */
static u32 parked(u64 part)
{
	return memchr(model.caller, (int)part, CPUS_MAX) == NULL;
}

static s32 model_set_life(u64 part, u8 from, u8 to, struct model_touched *touched)
{
	if (!part_valid(part)) {
		return CORDON_E_PARTITION;
	}
	touched->part = part;
	if (model.life[part] != from) {
		return CORDON_E_STATE;
	}
	if (to == LIFE_DEAD && !parked(part)) {
		return CORDON_E_RUNNING;
	}
	model.life[part] = to;
	model.lives[part] += to == LIFE_LIVE;
	if (to == LIFE_LIVE) {
		model.ram_count[part] = 0;
		model.measured[part] = 0;
		model.pieces[part] = 0;
	}
	return CORDON_E_SUCCESS;
}

/* Whether n frames from pfn on are aligned and in RAM. */
static u32 ram_aligned(u64 pfn, u64 n)
{
	return pfn % n == 0 && pfn >= RAM_PFN && pfn < RAM_PFN + model.nr &&
		pfn + n <= RAM_PFN + model.nr;
}

/* Whether a leaf can be mapped at gfn, and how many tables it lacks. */
static s32 room_error(u64 part, u64 gfn, u64 order, u32 *lack)
{
	u32 tab3 = model.tab3[part][gfn / SPAN_BLOCK2];

	if (model_any(part, gfn, order_span(order)) || (order != ORDER_PAGE && tab3 != 0)) {
		return CORDON_E_MAPPED;
	}
	*lack = (model.tab2[part][gfn / SPAN_BLOCK1] == 0) + (order == ORDER_PAGE && tab3 == 0);
	return *lack <= model.nfree ? CORDON_E_SUCCESS : CORDON_E_TABLES;
}

/* The tables on the way to a leaf are there now. */
static void make_tables(u64 part, u64 gfn, u64 order, u32 lack)
{
	model.tab2[part][gfn / SPAN_BLOCK1] = 1;
	if (order == ORDER_PAGE) {
		model.tab3[part][gfn / SPAN_BLOCK2] = 1;
	}
	model.nfree -= lack;
}

/* Frames from i on (as a number from 0) are the partition's and mapped there. */
static void map_leaf(u64 part, u64 i, u64 gfn, u64 order, u32 lack)
{
	for (u64 k = 0; k < order_span(order); k++) {
		struct model_frame *f = &model.frame[i + k];

		f->owner = part;
		f->state = FRAME_OWNED;
		f->gfn = gfn + k;
		f->in_host = 0;
		f->order = order;
		f->rights = RAM_RWX;
		model.place[i + k] = model_place(part, gfn + k);
	}
	make_tables(part, gfn, order, lack);
}

static s32 model_donate(u64 part, u64 pfn, u64 gfn, struct model_touched *touched)
{
	const struct model_frame *f;
	u32 lack = 0;
	s32 error;

	if (!part_protected(part)) {
		return CORDON_E_PARTITION;
	}
	if (pfn < RAM_PFN || pfn >= RAM_PFN + model.nr || gfn >= GFN_MAX) {
		return CORDON_E_ADDRESS;
	}
	*touched = (struct model_touched){ pfn - RAM_PFN, 1, part, gfn, 1 };
	if (model.life[part] != LIFE_LIVE) {
		return CORDON_E_STATE;
	}
	f = &model.frame[pfn - RAM_PFN];
	if (f->owner != OWNER_HOST || f->state != FRAME_OWNED) {
		return CORDON_E_OWNER;
	}
	error = room_error(part, gfn, ORDER_PAGE, &lack);
	if (error == CORDON_E_SUCCESS) {
		map_leaf(part, pfn - RAM_PFN, gfn, ORDER_PAGE, lack);
		model.frame[pfn - RAM_PFN].label = LABEL_ZERO;
	}
	return error;
}

/* What lend requires of n frames. */
static s32 lent_error(u64 i, u64 n)
{
	for (u64 k = 0; k < n; k++) {
		if (model.frame[i + k].owner != OWNER_HOST) {
			return CORDON_E_OWNER;
		}
	}
	for (u64 k = 0; k < n; k++) {
		if (model.frame[i + k].lent == LENT_MAX) {
			return CORDON_E_COUNT;
		}
	}
	return CORDON_E_SUCCESS;
}

/* What lend requires before it looks at the place; x1 to x5 are the call's. */
static s32 lend_error(const u64 x[7], struct model_touched *touched)
{
	u64 n = order_span(x[5]);

	if (!part_ordinary(x[1])) {
		return CORDON_E_PARTITION;
	}
	if ((x[5] != ORDER_PAGE && x[5] != ORDER_BLOCK2) || !ram_aligned(x[2], n) ||
	    x[3] % n != 0 || x[3] >= GFN_MAX) {
		return CORDON_E_ADDRESS;
	}
	*touched = (struct model_touched){ x[2] - RAM_PFN, n, x[1], x[3], n };
	if (!ram_rights(x[4])) {
		return CORDON_E_RIGHTS;
	}
	if (model.life[x[1]] != LIFE_LIVE) {
		return CORDON_E_STATE;
	}
	return lent_error(x[2] - RAM_PFN, n);
}

static s32 model_lend(const u64 x[7], struct model_touched *touched)
{
	u64 part = x[1];
	u32 lack = 0;
	s32 error = lend_error(x, touched);

	if (error == CORDON_E_SUCCESS) {
		error = room_error(part, x[3], x[5], &lack);
	}
	if (error != CORDON_E_SUCCESS) {
		return error;
	}
	for (u32 k = 0; k < order_span(x[5]); k++) {
		struct model_frame *f = &model.frame[x[2] - RAM_PFN + k];

		if (model.leaves[part] == MODEL_LEAVES) {
			abort();	/* the test wants more than this model can hold */
		}
		model.leaf[part][model.leaves[part]] = (struct model_leaf){
			.gfn = x[3] + k, .frame = x[2] - RAM_PFN + k, .order = x[5], .rights = x[4],
		};
		model.leaves[part]++;
		f->lent++;
		f->state = FRAME_LENT;
	}
	make_tables(part, x[3], x[5], lack);
	return CORDON_E_SUCCESS;
}

/* The last page of the list takes the place of this one. */
static void unlend_page(u64 part, struct model_leaf *leaf)
{
	struct model_frame *f = &model.frame[leaf->frame];

	f->lent--;
	f->state = f->lent == 0 ? FRAME_OWNED : FRAME_LENT;
	model.leaves[part]--;
	*leaf = model.leaf[part][model.leaves[part]];
}

/* Whatever the partition's life. */
static s32 model_unlend(u64 part, u64 gfn, struct model_touched *touched)
{
	const struct model_leaf *leaf;
	u64 n;

	if (!part_ordinary(part)) {
		return CORDON_E_PARTITION;
	}
	if (gfn >= GFN_MAX) {
		return CORDON_E_ADDRESS;
	}
	*touched = (struct model_touched){ 0, 0, part, gfn, 1 };
	leaf = find_leaf(part, gfn);
	if (leaf == NULL) {
		return CORDON_E_ABSENT;
	}
	n = order_span(leaf->order);
	gfn -= gfn % n;
	*touched = (struct model_touched){ leaf->frame - leaf->frame % n, n, part, gfn, n };
	for (u64 k = 0; k < n; k++) {
		unlend_page(part, find_leaf(part, gfn + k));
	}
	return CORDON_E_SUCCESS;
}

/* What hold and commit require first, of n frames. */
static s32 place_error(u64 part, u64 pfn, u64 gfn, u64 n, struct model_touched *touched)
{
	if (!part_protected(part)) {
		return CORDON_E_PARTITION;
	}
	if (!ram_aligned(pfn, n) || gfn % n != 0 || gfn >= GFN_MAX) {
		return CORDON_E_ADDRESS;
	}
	*touched = (struct model_touched){ pfn - RAM_PFN, n, part, gfn, n };
	return model.life[part] == LIFE_LIVE ? CORDON_E_SUCCESS : CORDON_E_STATE;
}

/* The frames leave the host, wherever the partition will have them. */
static s32 model_hold(u64 part, u64 pfn, u64 gfn, u64 order, struct model_touched *touched)
{
	u64 n = order_span(order);
	s32 error = place_error(part, pfn, gfn, n, touched);
	struct model_frame *f;

	if (error != CORDON_E_PARTITION && order != ORDER_PAGE && order != ORDER_BLOCK2) {
		return CORDON_E_ADDRESS;
	}
	if (error != CORDON_E_SUCCESS) {
		return error;
	}
	f = &model.frame[pfn - RAM_PFN];
	for (u64 k = 0; k < n; k++) {
		if (f[k].owner != OWNER_HOST || f[k].state != FRAME_OWNED) {
			return CORDON_E_OWNER;
		}
	}
	for (u64 k = 0; k < n; k++) {
		f[k].owner = part;
		f[k].state = FRAME_HELD;
		f[k].gfn = gfn + k;
		f[k].in_host = 0;
	}
	return CORDON_E_SUCCESS;
}

static s32 model_held(u64 part, u64 pfn, struct model_touched *touched)
{
	struct model_frame *f;

	if (!part_protected(part)) {
		return CORDON_E_PARTITION;
	}
	if (!ram_aligned(pfn, PIECE_FRAMES)) {
		return CORDON_E_ADDRESS;
	}
	*touched = (struct model_touched){ .pfn = pfn - RAM_PFN, .frames = PIECE_FRAMES,
					   .part = part };
	if (model.life[part] != LIFE_LIVE) {
		return CORDON_E_STATE;
	}
	f = &model.frame[pfn - RAM_PFN];
	for (u64 k = 0; k < PIECE_FRAMES; k++) {
		if (f[k].owner != part || f[k].state != FRAME_HELD) {
			return CORDON_E_OWNER;
		}
	}
	for (u64 k = 0; k < PIECE_FRAMES; k++) {
		f[k].state = FRAME_READY;
		f[k].label = LABEL_ZERO;
	}
	return CORDON_E_SUCCESS;
}

static s32 model_commit(u64 part, u64 pfn, u64 gfn, struct model_touched *touched)
{
	s32 error = place_error(part, pfn, gfn, SPAN_BLOCK2, touched);
	const struct model_frame *f;
	u32 lack = 0;

	if (error != CORDON_E_SUCCESS) {
		return error;
	}
	f = &model.frame[pfn - RAM_PFN];
	for (u64 k = 0; k < SPAN_BLOCK2; k++) {
		if (f[k].owner != part || f[k].state != FRAME_READY || f[k].gfn != gfn + k) {
			return CORDON_E_OWNER;
		}
	}
	error = room_error(part, gfn, ORDER_BLOCK2, &lack);
	if (error == CORDON_E_SUCCESS) {
		map_leaf(part, pfn - RAM_PFN, gfn, ORDER_BLOCK2, lack);
	}
	return error;
}

/* What measure and settle require first: Cordon holds the frame for a partition that lives. */
static s32 held_error(u64 part, u64 pfn, struct model_touched *touched)
{
	const struct model_frame *f;

	if (!part_protected(part)) {
		return CORDON_E_PARTITION;
	}
	if (pfn < RAM_PFN || pfn >= RAM_PFN + model.nr) {
		return CORDON_E_ADDRESS;
	}
	f = &model.frame[pfn - RAM_PFN];
	*touched = (struct model_touched){ pfn - RAM_PFN, 1, part, f->gfn % GFN_MAX, 1 };
	if (model.life[part] != LIFE_LIVE) {
		return CORDON_E_STATE;
	}
	return f->owner != part || f->state != FRAME_HELD ? CORDON_E_OWNER : CORDON_E_SUCCESS;
}

/* x1 and x2 tell which piece it was, and where its page is to be. */
static s32 model_measure(u64 part, u64 pfn, struct model_result *r)
{
	s32 error = held_error(part, pfn, &r->touched);
	u32 gfn;

	if (error != CORDON_E_SUCCESS) {
		return error;
	}
	if (model.ram_count[part] != 0) {
		return CORDON_E_STATE;
	}
	gfn = model.frame[pfn - RAM_PFN].gfn;
	/* A page begins at or behind where the last one ended; one that has begun goes on. */
	if (model.pieces[part] == 0 && gfn < model.measured[part]) {
		return CORDON_E_ORDER;
	}
	if (model.pieces[part] != 0 &&
	    (model.measuring[part] != pfn || model.pieces[part] == MEASURE_PIECES)) {
		return CORDON_E_ORDER;
	}
	r->x1 = model.pieces[part];
	r->x2 = gfn;
	model.measuring[part] = pfn;
	model.measured[part] = gfn;
	model.pieces[part]++;
	return CORDON_E_SUCCESS;
}

/* The contents stay. */
static s32 model_settle(u64 part, u64 pfn, struct model_touched *touched)
{
	s32 error = held_error(part, pfn, touched);
	u32 lack = 0;
	u32 gfn;

	if (error != CORDON_E_SUCCESS) {
		return error;
	}
	if (model.measuring[part] != pfn || model.pieces[part] != MEASURE_PIECES) {
		return CORDON_E_ORDER;
	}
	gfn = model.frame[pfn - RAM_PFN].gfn;
	error = room_error(part, gfn, ORDER_PAGE, &lack);
	if (error == CORDON_E_SUCCESS) {
		map_leaf(part, pfn - RAM_PFN, gfn, ORDER_PAGE, lack);
		model.measured[part] = gfn + 1;
		model.pieces[part] = 0;
	}
	return error;
}

static s32 model_measurement(u64 part, u64 word)
{
	if (!part_protected(part)) {
		return CORDON_E_PARTITION;
	}
	if (word >= DIGEST_WORDS) {
		return CORDON_E_ADDRESS;
	}
	return model.ram_count[part] == 0 ? CORDON_E_STATE : CORDON_E_SUCCESS;
}

static s32 model_withdraw(u64 part, u64 gfn, struct model_touched *touched)
{
	u32 i;
	u32 span;

	if (!part_protected(part)) {
		return CORDON_E_PARTITION;
	}
	if (gfn >= GFN_MAX) {
		return CORDON_E_ADDRESS;
	}
	*touched = (struct model_touched){ 0, 0, part, gfn, 1 };
	if (model.life[part] != LIFE_DEAD) {
		return CORDON_E_STATE;
	}
	i = model_find(part, gfn).frame;
	if (i == MODEL_NONE) {
		return CORDON_E_ABSENT;
	}
	span = order_span(model.frame[i].order);
	i -= gfn % span;
	*touched = (struct model_touched){ i, span, part, gfn - gfn % span, span };
	for (u32 k = 0; k < span; k++) {
		model.frame[i + k].state = FRAME_HELD;
		model.frame[i + k].in_host = 0;
		model.frame[i + k].order = 0;
		model.frame[i + k].rights = 0;
		model.place[i + k] = MODEL_NOWHERE;
	}
	return CORDON_E_SUCCESS;
}

static s32 model_reclaim(u64 pfn, struct model_touched *touched)
{
	struct model_frame *f;

	if (pfn < RAM_PFN || pfn >= RAM_PFN + model.nr) {
		return CORDON_E_ADDRESS;
	}
	f = &model.frame[pfn - RAM_PFN];
	*touched = (struct model_touched){ .pfn = pfn - RAM_PFN, .frames = 1 };
	if (!part_valid(f->owner) || (f->state != FRAME_HELD && f->state != FRAME_READY)) {
		return CORDON_E_OWNER;
	}
	if (model.life[f->owner] != LIFE_DEAD) {
		return CORDON_E_STATE;
	}
	*f = (struct model_frame){ .owner = OWNER_HOST, .label = LABEL_ZERO, .in_host = 1 };
	return CORDON_E_SUCCESS;
}

/* Whether the level-2 table around gfn has level-3 tables below. */
static u32 has_children(u64 part, u64 gfn)
{
	u64 first = gfn / SPAN_BLOCK1 * ENTRIES;

	for (u64 i = first; i < first + ENTRIES; i++) {
		if (model.tab3[part][i] != 0) {
			return 1;
		}
	}
	return 0;
}

static s32 model_table_return(u64 part, u64 gfn, u64 level, struct model_touched *touched)
{
	u64 span = level == 2 ? SPAN_BLOCK1 : SPAN_BLOCK2;
	u8 *linked;

	if (!part_valid(part)) {
		return CORDON_E_PARTITION;
	}
	if (gfn >= GFN_MAX || (level != 2 && level != 3)) {
		return CORDON_E_ADDRESS;
	}
	*touched = (struct model_touched){ 0, 0, part, gfn, 1 };
	linked = level == 2 ? &model.tab2[part][gfn / span] : &model.tab3[part][gfn / span];
	if (*linked == 0) {
		return CORDON_E_ABSENT;
	}
	if (model_any(part, gfn - gfn % span, span) || (level == 2 && has_children(part, gfn))) {
		return CORDON_E_MAPPED;
	}
	*linked = 0;
	model.nfree++;
	return CORDON_E_SUCCESS;
}

static s32 model_protect(u64 part, u64 gfn, u64 rights, struct model_touched *touched)
{
	struct model_leaf *leaf;
	u32 i;
	u32 span;

	if (!part_valid(part)) {
		return CORDON_E_PARTITION;
	}
	if (gfn >= GFN_MAX) {
		return CORDON_E_ADDRESS;
	}
	*touched = (struct model_touched){ 0, 0, part, gfn, 1 };
	if (!ram_rights(rights)) {
		return CORDON_E_RIGHTS;
	}
	if (model.life[part] != LIFE_LIVE || model.ram_count[part] != 0) {
		return CORDON_E_STATE;
	}
	leaf = find_leaf(part, gfn);
	if (leaf != NULL) {
		span = order_span(leaf->order);
		gfn -= gfn % span;
		*touched = (struct model_touched){ 0, 0, part, gfn, span };
		for (u32 k = 0; k < span; k++) {
			find_leaf(part, gfn + k)->rights = rights;
		}
		return CORDON_E_SUCCESS;
	}
	i = model_find(part, gfn).frame;
	if (i == MODEL_NONE) {
		return CORDON_E_ABSENT;
	}
	span = order_span(model.frame[i].order);
	i -= gfn % span;
	*touched = (struct model_touched){ i, span, part, gfn - gfn % span, span };
	for (u32 k = 0; k < span; k++) {
		model.frame[i + k].rights = rights;
	}
	return CORDON_E_SUCCESS;
}

static s32 destroy_error(u64 part, u64 last, struct model_touched *touched)
{
	if (!part_valid(part)) {
		return CORDON_E_PARTITION;
	}
	touched->part = part;
	if (model.life[part] != LIFE_DEAD) {
		return CORDON_E_STATE;
	}
	if (memchr(model.tab2[part], 1, TAB2_MAX) != NULL) {
		return CORDON_E_MAPPED;
	}
	for (u64 q = model.swept[part]; q < last; q++) {
		if (model.frame[q - RAM_PFN].owner == part) {
			return CORDON_E_OWNER;
		}
	}
	return CORDON_E_SUCCESS;
}

/* A piece of at most 16 MiB; x1 is where the next one begins. */
static s32 model_destroy(u64 part, u64 *x1, struct model_touched *touched)
{
	u64 end = (u64)RAM_PFN + model.nr;
	u64 last = part_valid(part) ? model.swept[part] + SWEEP_FRAMES : end;
	s32 error;

	if (last > end) {
		last = end;
	}
	error = destroy_error(part, last, touched);
	if (error != CORDON_E_SUCCESS) {
		return error;
	}
	*x1 = last;
	model.swept[part] = last == end ? RAM_PFN : last;
	if (last == end) {
		model.life[part] = LIFE_FREE;
	}
	return CORDON_E_SUCCESS;
}

static u32 model_runs(u64 part, u64 vcpu)
{
	for (u32 c = 0; c < CPUS_MAX; c++) {
		if (model.caller[c] == part && model.running[c] == vcpu) {
			return 1;
		}
	}
	return 0;
}

static s32 model_run(u32 cpu, u64 part, u64 vcpu, struct model_touched *touched)
{
	if (!part_valid(part)) {
		return CORDON_E_PARTITION;
	}
	if (vcpu >= VCPUS) {
		return CORDON_E_VCPU;
	}
	touched->part = part;
	if (model.life[part] != LIFE_LIVE ||
	    (part_protected(part) && model.ram_count[part] == 0)) {
		return CORDON_E_STATE;
	}
	if (part_protected(part) && model.power[part][vcpu] != 1) {
		return CORDON_E_POWER;
	}
	if (model_runs(part, vcpu)) {
		return CORDON_E_RUNNING;
	}
	model.caller[cpu] = part;
	model.running[cpu] = vcpu;
	return CORDON_E_SUCCESS;
}

static s32 model_seal(u64 part, u64 first, u64 count, u64 vcpus, struct model_touched *touched)
{
	if (!part_protected(part)) {
		return CORDON_E_PARTITION;
	}
	if (count == 0 || count > GFN_MAX || first > GFN_MAX - count) {
		return CORDON_E_ADDRESS;
	}
	touched->part = part;
	if (vcpus == 0 || vcpus > VCPUS) {
		return CORDON_E_VCPU;
	}
	if (model.life[part] != LIFE_LIVE || model.ram_count[part] != 0) {
		return CORDON_E_STATE;
	}
	if (model.pieces[part] != 0) {
		return CORDON_E_ORDER;
	}
	model.ram_gfn[part] = first;
	model.ram_count[part] = count;
	memset(model.power[part], 2, VCPUS);
	memset(model.power[part], 0, vcpus);
	model.power[part][0] = 1;
	return CORDON_E_SUCCESS;
}

/* The partition that the CPU runs switches a vCPU on. */
static s32 model_on(u32 cpu, u64 vcpu, struct model_touched *touched)
{
	u32 part = model.caller[cpu];

	if (vcpu >= VCPUS) {
		return CORDON_E_VCPU;
	}
	touched->part = part;
	if (model.power[part][vcpu] == 2) {
		return CORDON_E_VCPU;
	}
	if (model.power[part][vcpu] != 0) {
		return CORDON_E_POWER;
	}
	if (model_runs(part, vcpu)) {
		return CORDON_E_RUNNING;
	}
	model.power[part][vcpu] = 1;
	return CORDON_E_SUCCESS;
}

static s32 model_query(u32 cpu, u64 vcpu, u64 *x1)
{
	if (vcpu >= VCPUS || model.power[model.caller[cpu]][vcpu] == 2) {
		return CORDON_E_VCPU;
	}
	*x1 = model.power[model.caller[cpu]][vcpu];
	return CORDON_E_SUCCESS;
}

static s32 model_register(u64 part, u64 vcpu, u64 number)
{
	if (part < ORDINARY_FIRST || part >= NR_OWNERS) {
		return CORDON_E_PARTITION;
	}
	if (vcpu >= VCPUS) {
		return CORDON_E_VCPU;
	}
	if (number >= NR_REGISTERS) {
		return CORDON_E_ADDRESS;
	}
	return model.life[part] != LIFE_LIVE ? CORDON_E_STATE :
	       model_runs(part, vcpu) ? CORDON_E_RUNNING : CORDON_E_SUCCESS;
}

/* share and unshare: the page of the partition that runs is in the one state, and then in the
 * other. */
static s32 model_turn(u32 cpu, u64 gfn, u8 from, u8 to, struct model_touched *touched)
{
	u32 part = model.caller[cpu];
	u32 i;

	if (gfn >= GFN_MAX) {
		return CORDON_E_ADDRESS;
	}
	*touched = (struct model_touched){ 0, 0, part, gfn, 1 };
	i = model_find(part, gfn).frame;
	if (i == MODEL_NONE) {
		return CORDON_E_ABSENT;
	}
	*touched = (struct model_touched){ i, 1, part, gfn, 1 };
	if (model.frame[i].state != from) {
		return CORDON_E_OWNER;
	}
	model.frame[i].state = to;
	model.frame[i].in_host = to == FRAME_SHARED;
	return CORDON_E_SUCCESS;
}

/* Whether the host may hear what an access to this page is, but for the page: it can serve any of
 * an ordinary partition, and of a protected one those outside its RAM. */
static u32 tells_access(u32 who, u64 gfn)
{
	return part_ordinary(who) ||
	       (part_protected(who) && (gfn < model.ram_gfn[who] ||
		gfn - model.ram_gfn[who] >= model.ram_count[who]));
}

/* An abort of below EL2, by a fetch or a load or store; WnR is bit 6. A stage-1 walk (S1PTW, bit 7)
 * reads or writes, whatever it is for; one that may not go on (12 on) writes. */
static struct model_exit model_fault(u32 who, u64 esr, u64 gfn, u64 far, u64 value)
{
	static const u64 bytes[] = { 0xff, 0xffff, 0xffffffff, ~0ull };
	struct model_exit r = { .why = EXIT_FAULT, .gfn = gfn };
	u64 ec = esr >> 26 & 0x3f;

	r.access = ec == 0x20 && (esr & 1u << 7) == 0 ? ACCESS_EXEC :
		   (esr & 1u << 6) != 0 || ((esr & 1u << 7) != 0 && (esr & 63) >= 12) ?
		   ACCESS_WRITE : ACCESS_READ;
	/* ISV, bit 24; SAS, from bit 22 on. */
	if (tells_access(who, gfn) && ec == 0x24 && (esr & (1u << 24 | 1u << 7)) == 1u << 24) {
		r.form = 1u << 14 | (esr >> 22 & 3) << 12 | (far & 0xfff);
		r.value = r.access == ACCESS_WRITE ? value & bytes[esr >> 22 & 3] : 0;
	}
	return r;
}

/* What is told besides faults. */
static struct model_exit model_told(u32 who, u64 why, u64 esr, u64 far, u64 value)
{
	struct model_exit r = { .why = EXIT_INTERRUPT };

	switch (why) {
	case EXIT_WFI:
	case EXIT_SERROR:
		r.why = why;
		break;
	case EXIT_SGI:
	case EXIT_ON:
	case EXIT_OFF:
	case EXIT_END:
		r = (struct model_exit){ .why = why, .value = value };
		break;
	case EXIT_CALL:
	case EXIT_SYSREG:
	case EXIT_DEBUG:
		if (part_ordinary(who)) {
			r.why = why;
			r.form = why == EXIT_CALL ? (esr >> 26 & 0x3f) == 0x17 : /* SMC */
				 why == EXIT_SYSREG ? esr & 0x1ffffff : esr;
			r.value = why == EXIT_DEBUG ? far : value;
		}
		break;
	default:
		break;
	}
	return r;
}

struct model_exit model_exit(u32 cpu, u64 why, u64 esr, u64 hpfar, u64 far, u64 value)
{
	u64 gfn = hpfar >> 4 & 0xffffffffff;
	u64 ec = esr >> 26 & 0x3f;
	u32 who = model.caller[cpu];

	if (why == EXIT_OFF) {
		model.power[who][model.running[cpu]] = 0;
	}
	for (u32 v = 0; why == EXIT_END && v < VCPUS; v++) {
		model.power[who][v] = model.power[who][v] == 1 ? 0 : model.power[who][v];
	}
	model.caller[cpu] = OWNER_HOST;
	model.running[cpu] = 0;
	if (why == EXIT_FAULT && (ec == 0x20 || ec == 0x24) && gfn < GFN_MAX) {
		return model_fault(who, esr, gfn, far, value);
	}
	return model_told(who, why, esr, far, value);
}

static struct model_result model_log_read(u64 chunk)
{
	struct model_result r = { .code = CORDON_E_ADDRESS };

	if (chunk < KLOG_SIZE / 16) {
		r.code = CORDON_E_SUCCESS;
		r.x1 = klog.head;
		memcpy(&r.x2, &klog.byte[16 * chunk], 8);
		memcpy(&r.x3, &klog.byte[16 * chunk + 8], 8);
	}
	return r;
}

static struct model_result model_frame_query(u64 pfn)
{
	struct model_result r = { .code = CORDON_E_ADDRESS };

	if (pfn >= RAM_PFN && pfn < RAM_PFN + model.nr) {
		const struct model_frame *f = &model.frame[pfn - RAM_PFN];

		r.code = CORDON_E_SUCCESS;
		r.x1 = f->owner;
		r.x2 = f->state;
		r.x3 = f->gfn;
	}
	return r;
}

/* The steps by which a partition gets 2 MiB, or contents; lending; sealing and running. */
static s32 model_more(u32 cpu, const u64 x[7], struct model_result *r)
{
	struct model_touched *touched = &r->touched;

	switch ((u32)x[0]) {
	case CORDON_HVC_HOLD:
		return model_hold(x[1], x[2], x[3], x[4], touched);
	case CORDON_HVC_MEASURE:
		return model_measure(x[1], x[2], r);
	case CORDON_HVC_SETTLE:
		return model_settle(x[1], x[2], touched);
	case CORDON_HVC_MEASUREMENT:
		return model_measurement(x[1], x[2]);
	case CORDON_HVC_SEAL:
		return model_seal(x[1], x[2], x[3], x[6], touched);
	case CORDON_HVC_HELD_ZERO:
		return model_held(x[1], x[2], touched);
	case CORDON_HVC_COMMIT:
		return model_commit(x[1], x[2], x[3], touched);
	case CORDON_HVC_LEND:
		return model_lend(x, touched);
	case CORDON_HVC_UNLEND:
		return model_unlend(x[1], x[2], touched);
	case CORDON_HVC_VCPU_RUN:
		return model_run(cpu, x[1], x[2], touched);
	case CORDON_HVC_VCPU_REGISTER:
		return model_register(x[1], x[2], x[3]);
	default:
		return CORDON_E_NOT_SUPPORTED;
	}
}

/* The calls that are the host's. */
static struct model_result model_host_hvc(u32 cpu, const u64 x[7])
{
	struct model_result r = { .code = CORDON_E_NOT_SUPPORTED };

	switch ((u32)x[0]) {
	case CORDON_HVC_LOG_READ:
		return model_log_read(x[1]);
	case CORDON_HVC_FRAME_QUERY:
		return model_frame_query(x[1]);
	case CORDON_HVC_PARTITION_CREATE:
		r.code = model_set_life(x[1], LIFE_FREE, LIFE_LIVE, &r.touched);
		break;
	case CORDON_HVC_PARTITION_END:
		r.code = model_set_life(x[1], LIFE_LIVE, LIFE_DEAD, &r.touched);
		break;
	case CORDON_HVC_DONATE:
		r.code = model_donate(x[1], x[2], x[3], &r.touched);
		break;
	case CORDON_HVC_WITHDRAW:
		r.code = model_withdraw(x[1], x[2], &r.touched);
		break;
	case CORDON_HVC_RECLAIM:
		r.code = model_reclaim(x[1], &r.touched);
		break;
	case CORDON_HVC_TABLE_RETURN:
		r.code = model_table_return(x[1], x[2], x[3], &r.touched);
		break;
	case CORDON_HVC_PROTECT:
		r.code = model_protect(x[1], x[2], x[3], &r.touched);
		break;
	case CORDON_HVC_PARTITION_DESTROY:
		r.code = model_destroy(x[1], &r.x1, &r.touched);
		break;
	default:
		r.code = model_more(cpu, x, &r);
		break;
	}
	return r;
}

/* The calls that are a protected partition's. */
static s32 model_part_hvc(u32 cpu, const u64 x[7], struct model_result *r)
{
	switch ((u32)x[0]) {
	case CORDON_HVC_SHARE:
		return model_turn(cpu, x[1], FRAME_OWNED, FRAME_SHARED, &r->touched);
	case CORDON_HVC_UNSHARE:
		return model_turn(cpu, x[1], FRAME_SHARED, FRAME_OWNED, &r->touched);
	case CORDON_HVC_VCPU_ON:
		return model_on(cpu, x[1], &r->touched);
	case CORDON_HVC_VCPU_QUERY:
		return model_query(cpu, x[1], &r->x1);
	default:
		return CORDON_E_NOT_SUPPORTED;
	}
}

struct model_result model_hvc(u32 cpu, const u64 x[7])
{
	struct model_result r = { .code = CORDON_E_NOT_SUPPORTED };

	if ((u32)x[0] == CORDON_HVC_VERSION) {
		r.code = CORDON_E_SUCCESS;
		r.x1 = ABI_VERSION;
		r.x2 = CORDON_SPEC_HASH64;
		r.x3 = RAM_PFN + model.nr;
		return r;
	}
	if (model.caller[cpu] == OWNER_HOST) {
		return model_host_hvc(cpu, x);
	}
	if (part_protected(model.caller[cpu])) {
		r.code = model_part_hvc(cpu, x, &r);
	}
	return r;
}

u32 model_permits(u32 cpu, u64 gfn, char what)
{
	u32 who = model.caller[cpu];

	if (who != OWNER_HOST) {
		u8 rights = model_find(who, gfn).rights;

		return what == 'w' ? (rights & RIGHT_W) != 0 :
		       what == 'r' ? (rights & RIGHT_R) != 0 :
		       (rights & RIGHT_R) != 0 && (rights & RIGHT_PX) != 0;
	}
	if (gfn >= RAM_PFN && gfn < RAM_PFN + model.nr) {
		return model.frame[gfn - RAM_PFN].in_host &&
			(what != 'x' || model.frame[gfn - RAM_PFN].state != FRAME_SHARED);
	}
	return model_in_kind(BOOT_DEVICE, gfn) && what != 'x';
}

u32 model_write(u32 i)
{
	u32 may = model.frame[i].in_host ||
		  (model.place[i] != MODEL_NOWHERE && (model.frame[i].rights & RIGHT_W) != 0);

	if (may) {
		model.frame[i].label = model.frame[i].in_host ? OWNER_HOST :
				       model.frame[i].owner;
	}
	return may;
}

u32 model_write_at(u32 part, u64 gfn)
{
	struct model_leaf leaf = model_find(part, gfn);

	if (leaf.frame == MODEL_NONE || (leaf.rights & RIGHT_W) == 0) {
		return 0;
	}
	/* What is in a lent frame is the host's, whoever wrote it. */
	model.frame[leaf.frame].label = part_ordinary(part) ? OWNER_HOST : part;
	return 1;
}

void model_shutdown(void)
{
	memset(model.leaves, 0, sizeof(model.leaves));
	for (u32 i = 0; i < model.nr; i++) {
		model.frame[i].in_host = 0;
		model.place[i] = MODEL_NOWHERE;
		if (model.frame[i].owner >= PART_FIRST) {
			model.frame[i].label = LABEL_ZERO;
		}
	}
}
