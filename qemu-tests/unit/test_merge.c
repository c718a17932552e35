/* SPDX-License-Identifier: Apache-2.0 */
/* What the host gets back is merged: map and pool end as they began. */
#include <string.h>
#include "tests.h"

#define EXPECT(code, ...) assert_int_equal(hvc(__VA_ARGS__), (code))
#define PAGES 170u		/* that one partition gets; below 512, so one table is enough */
#define HELD_MAX (PAGES + SPAN_BLOCK2)

/* All tables and what is known of them, as they were at the start. */
static struct pool pool_before;
static struct table_meta meta_before[NR_TABLES];
static u32 free_before;

/* What became of the block that a partition might get, and how often that was so. */
enum given { NOTHING, MAPPED, HELD, NR_GIVEN };
static u32 given[NR_GIVEN];

/* The partition that gives back: guest frames that it has, frames that Cordon holds of it. */
static u32 dead;
static u32 had[PAGES + 1];
static u32 nr_had;
static u32 held[HELD_MAX];
static u32 nr_held;

static void remember(void)
{
	memcpy(&pool_before, &pool, sizeof(pool));
	memcpy(meta_before, meta, sizeof(meta));
	free_before = nr_free;
}

/* The same tables are linked at the same places, and hold the same. */
static void compare_remembered(void)
{
	for (u32 t = 2; t < HOST_L3_BASE + ram_frames / SPAN_BLOCK2; t++) {
		const struct table_meta *m = &meta[t];
		const struct table_meta *b = &meta_before[t];

		check(m->level == b->level, "table %x is of level %u, was of %u", t, m->level,
		      b->level);
		check(m->level == 0 || (m->root == b->root && m->index == b->index &&
		      m->parent == b->parent && m->base == b->base), "table %x is elsewhere", t);
		check(m->level == 0 || memcmp(pool.e[t], pool_before.e[t], PAGE_SIZE) == 0,
		      "table %x holds something else", t);
	}
	check(nr_free == free_before, "%u tables are free, were %u", nr_free, free_before);
}

/* Takes a random element out of a list. */
static u32 draw(u32 *list, u32 *nr)
{
	u32 k = below(*nr);
	u32 taken = list[k];

	*nr -= 1;
	list[k] = list[*nr];
	return taken;
}

/* The dead partition loses a leaf, or the host gets a held frame. Returns 0 if there is neither. */
static u32 give_back(void)
{
	if (nr_had > 0 && (nr_held == 0 || below(4) == 0)) {
		u32 gfn = draw(had, &nr_had);
		u32 i = model_find(dead, gfn).frame;
		u32 n = model.frame[i].order == ORDER_PAGE ? SPAN_PAGE : SPAN_BLOCK2;

		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_WITHDRAW, dead, gfn, 0, 0);
		for (u32 k = 0; k < n; k++) {
			held[nr_held] = RAM_PFN + i + k;
			nr_held++;
		}
		return 1;
	}
	if (nr_held > 0) {
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_RECLAIM, draw(held, &nr_held), 0, 0, 0);
		return 1;
	}
	return 0;
}

/* The dead partition gives back all that is left, tables too. */
static void give_back_all(void)
{
	while (give_back() != 0) {
	}
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_TABLE_RETURN, dead, 0, 3, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_TABLE_RETURN, dead, 0, 2, 0);
}

/* Gives the block to the partition, or only some pieces of it are ready when the partition ends. */
static enum given give_some(u32 part, u32 pfn)
{
	if (below(3) != 0) {
		give_block(part, pfn, SPAN_BLOCK2);
		return MAPPED;
	}
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_HOLD, part, pfn, SPAN_BLOCK2, ORDER_BLOCK2);
	make_ready(part, pfn, below(PIECES + 1));
	return HELD;
}

/* Donates pages of 4 MiB from frame window on, perhaps gives the block behind; the dead partition
 * gives back meanwhile. Returns what became of the block. */
static enum given donate_some(u32 part, u32 window)
{
	static u32 pages[MIB(4)];
	u32 nr = 0;
	u32 block = below(4) == 0;

	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, part, 0, 0, 0);
	for (u32 k = 0; k < MIB(4); k++) {
		if (model.frame[window + k - RAM_PFN].owner == OWNER_HOST) {
			pages[nr] = window + k;
			nr++;
		}
	}
	for (u32 gfn = 0; gfn < PAGES; gfn++) {
		u32 pfn = draw(pages, &nr);

		monitor_access(ROOT_HOST, pfn);
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, part, pfn, gfn, 0);
		for (u32 k = below(4); k > 0; k--) {
			give_back();
		}
	}
	for (u32 k = 0; k < SPAN_BLOCK2; k++) {
		block = block && model.frame[window + MIB(4) + k - RAM_PFN].owner == OWNER_HOST;
	}
	return block ? give_some(part, window + MIB(4)) : NOTHING;
}

/* Partition by partition, until this many pages were donated; the next begins before the one
 * before has given back all. Frames come from nr chunks of 2 MiB, first on. */
static void cycle(u32 pages, u32 first, u32 nr)
{
	u32 done = 0;

	remember();
	nr_had = 0;
	nr_held = 0;
	dead = 0;
	for (u32 part = PART_FIRST; done < pages; part++) {
		u32 window = first + below(nr - 2) * SPAN_BLOCK2;
		enum given block = donate_some(part, window);

		if (dead != 0) {
			give_back_all();
		}
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, part, 0, 0, 0);
		dead = part;
		for (u32 gfn = 0; gfn < PAGES; gfn++) {
			had[gfn] = gfn;
		}
		had[PAGES] = SPAN_BLOCK2;
		nr_had = PAGES + (block == MAPPED);
		for (u32 k = 0; block == HELD && k < SPAN_BLOCK2; k++) {
			held[k] = window + MIB(4) + k;
		}
		nr_held = block == HELD ? SPAN_BLOCK2 : 0;
		given[block]++;
		done += PAGES;
	}
	give_back_all();
	edge_lock();
	compare_all();
	edge_unlock();
	compare_remembered();
}

/* Ten thousand pages, and some blocks, out of few 2 MiB and back. */
void test_merge(void **state)
{
	(void)state;
	random_start(11);
	map_small(MIB(32));
	boot();
	cycle(10000, RAM_PFN + MIB(16), 8);
	assert_true(given[MAPPED] > 0 && given[HELD] > 0);
}

/* The host has a 1 GiB block from the start; it is split, and one again. */
void test_merge_gib(void **state)
{
	u32 whole = ROOT_HOST * ROOT_TABLES;

	(void)state;
	random_start(12);
	map_small(GIB(2));
	boot();
	assert_int_equal(pool.e[whole][GIB(2) / SPAN_BLOCK1] % 4, S2_TYPE_BLOCK);
	assert_int_equal(pool.e[whole][GIB(1) / SPAN_BLOCK1] % 4, S2_TYPE_TABLE);
	cycle(2 * PAGES, GIB(2), 512);
}
