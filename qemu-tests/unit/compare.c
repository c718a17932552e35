/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include "harness.h"

/* The end of a walk. */
struct leaf {
	u64 d;
	u32 level;
	u32 valid;
	u64 frame;
};

/* Counts of a sweep through all that one root reaches. */
struct sweep {
	u32 root;
	u64 ram;
	u64 devices;
	u32 tables;	/* dynamic ones */
};

static u8 reached[NR_TABLES];
static u32 lent[FRAMES_MAX];	/* leaves of ordinary partitions that a sweep has found */

static u64 frame_of(u64 d)
{
	return (d >> 12) & 0xfffffffffull;
}

/* Attribute bits: all but output frame and type. */
static u64 attributes_of(u64 d)
{
	return d & ~0x0000fffffffff003ull;
}

static struct leaf walk(u32 root, u32 gfn)
{
	struct leaf l = { .level = 1 };
	const u64 *table = pool.e[2 * root + gfn / SPAN_ROOT];

	for (u32 span = SPAN_BLOCK1; ; span /= ENTRIES) {
		l.d = table[gfn / span % ENTRIES];
		l.valid = (l.d & 3) == (l.level == 3 ? 3 : 1);
		l.frame = frame_of(l.d) + gfn % span;
		if (l.level == 3 || (l.d & 3) != 3) {
			return l;
		}
		table = pool.e[frame_of(l.d) - POOL_PFN];
		l.level++;
	}
}

static void compare_frame(u32 i)
{
	const struct model_frame *f = &model.frame[i];
	struct leaf l = walk(ROOT_HOST, RAM_PFN + i);
	u8 rights = f->state == FRAME_SHARED ? RAM_RW : RAM_RWX;

	check(frames[i].owner == f->owner && frames[i].state == f->state &&
	      frames[i].lent == f->lent && frames[i].gfn == f->gfn,
	      "tracker: frame %x is %u/%u/%u/%x, wanted %u/%u/%u/%x", i, frames[i].owner,
	      frames[i].state, frames[i].lent, frames[i].gfn, f->owner, f->state, f->lent, f->gfn);
	check(label[i] == f->label, "contents: frame %x holds %x's, wanted %x's", i, label[i],
	      f->label);
	/* Nobody has reached it since it became ready; while it is held or shared, anyone's may be
	 * left. */
	check(f->owner < PART_FIRST || f->state == FRAME_HELD || f->state == FRAME_SHARED ||
	      lines[i] == 0 ||
	      (f->state == FRAME_OWNED && lines[i] == f->owner),
	      "caches: frame %x of %u has lines of %u", i, f->owner, lines[i]);
	check(l.valid == f->in_host, "host: frame %x mapped %u, wanted %u", i, l.valid,
	      f->in_host);
	check(!l.valid || (l.frame == RAM_PFN + i && attributes_of(l.d) == RAM_ATTRIBUTES(rights)),
	      "host: frame %x gives %lx", i, l.d);
}

/* What a partition has at n (at most 512) guest frames from gfn on. */
static void find_all(struct model_leaf *wanted, u32 part, u32 gfn, u32 n)
{
	u64 low = model_place(part, gfn);

	for (u32 k = 0; k < n; k++) {
		wanted[k].frame = MODEL_NONE;
	}
	for (u32 k = 0; k < model.leaves[part]; k++) {
		if (model.leaf[part][k].gfn - gfn < n) {
			wanted[model.leaf[part][k].gfn - gfn] = model.leaf[part][k];
		}
	}
	for (u32 i = 0; part_protected(part) && i < model.nr; i++) {
		if (model.place[i] - low < n) {
			wanted[model.place[i] - low] = (struct model_leaf){
				.frame = i, .order = model.frame[i].order,
				.rights = model.frame[i].rights,
			};
		}
	}
}

/* A partition's n (at most 512) guest frames from gfn on, and the tables above them. */
static void compare_places(u32 part, u32 gfn, u32 n)
{
	struct model_leaf wanted[SPAN_BLOCK2];

	find_all(wanted, part, gfn, n);
	for (u32 k = 0; k < n; k++) {
		struct leaf l = walk(part * NR_LEVELS, gfn + k);
		struct model_leaf w = wanted[k];

		check(l.valid == (w.frame != MODEL_NONE), "partition %u: gfn %x mapped %u", part,
		      gfn + k, l.valid);
		check(!l.valid || (l.frame == RAM_PFN + w.frame &&
				   attributes_of(l.d) == RAM_ATTRIBUTES(w.rights) &&
				   l.level == (w.order == ORDER_PAGE ? 3 : 2)),
		      "partition %u: gfn %x gives %lx, wanted frame %x", part, gfn + k, l.d,
		      w.frame);
		check((l.level >= 2) == model.tab2[part][(gfn + k) / SPAN_BLOCK1] &&
		      (l.level == 3) == model.tab3[part][(gfn + k) / SPAN_BLOCK2],
		      "partition %u: gfn %x ends at level %u", part, gfn + k, l.level);
	}
}

static void compare_life(u32 part)
{
	check(life[part] == model.life[part], "partition %u: life %u, wanted %u", part, life[part],
	      model.life[part]);
	check(swept[part] == model.swept[part], "partition %u: swept to %x, wanted %x", part,
	      swept[part], model.swept[part]);
	check(ram_gfn[part] == model.ram_gfn[part] && ram_count[part] == model.ram_count[part],
	      "partition %u: RAM %x+%x, wanted %x+%x", part, ram_gfn[part], ram_count[part],
	      model.ram_gfn[part], model.ram_count[part]);
	check(memcmp(power.on[part], model.power[part], VCPUS) == 0, "partition %u: vCPUs on",
	      part);
	check(measuring[part] == model.measuring[part] && measured[part] == model.measured[part] &&
	      pieces[part] == model.pieces[part],
	      "partition %u: piece %u of %x for %x, wanted %u of %x for %x", part, pieces[part],
	      measuring[part], measured[part], model.pieces[part], model.measuring[part],
	      model.measured[part]);
}

/* Who runs where, and with which stage-2: VMID and root tables. */
static void compare_cpus(void)
{
	for (u32 c = 0; c < CPUS_MAX; c++) {
		u64 root = model.caller[c] * NR_LEVELS;

		check(caller[c] == model.caller[c] && running[c] == model.running[c],
		      "CPU %u runs %u/%u, wanted %u/%u", c, caller[c], running[c],
		      model.caller[c], model.running[c]);
		check(core_vttbr(c) == (root << 48 | (POOL_PFN + 2 * root) << 12),
		      "CPU %u has VTTBR_EL2 %lx, wanted root %lx", c, core_vttbr(c), root);
	}
}

void compare_touched(const struct model_touched *touched)
{
	for (u32 i = touched->pfn; i < touched->pfn + touched->frames; i++) {
		compare_frame(i);
	}
	if (touched->places > 0) {
		compare_places(touched->part, touched->gfn, touched->places);
	}
	if (touched->part != 0) {
		compare_life(touched->part);
	}
	compare_cpus();
	check(nr_free == model.nfree, "%u tables are free, wanted %u", nr_free, model.nfree);
}

/* Whether a device range of the boot map has all of these frames. */
static u32 in_device(u64 first, u64 span)
{
	for (u32 k = 0; k < boot_map.nr; k++) {
		const struct boot_range *r = &boot_map.range[k];

		if (r->kind == BOOT_DEVICE && first >= r->pfn &&
		    first + span <= r->pfn + r->nr) {
			return 1;
		}
	}
	return 0;
}

/* Guest frame g reaches frame i by leaf d. */
static void sweep_frame(struct sweep *s, u32 i, u64 g, u64 d)
{
	u32 owner = s->root / NR_LEVELS;
	u32 may = owner == OWNER_HOST ? model.frame[i].in_host && g == RAM_PFN + i :
		  model.place[i] == model_place(owner, g);
	u8 rights = owner != OWNER_HOST ? model.frame[i].rights :
		    model.frame[i].state == FRAME_SHARED ? RAM_RW : RAM_RWX;

	if (part_ordinary(owner)) {
		struct model_leaf leaf = model_find(owner, g);

		may = leaf.frame == i;
		rights = leaf.rights;
		lent[i]++;
	}
	check(may, "root %u: gfn %lx must not reach frame %x", s->root, g, i);
	check(attributes_of(d) == RAM_ATTRIBUTES(rights), "root %u: gfn %lx has %lx", s->root, g,
	      d);
}

/* Leaf d of level-lv table at guest frame g. */
static void sweep_leaf(struct sweep *s, u32 level, u64 g, u64 d)
{
	u64 span = level == 3 ? 1 : level == 2 ? SPAN_BLOCK2 : SPAN_BLOCK1;
	u64 first = frame_of(d);
	u32 device_leaf = s->root == ROOT_HOST && (g < RAM_PFN || g >= RAM_PFN + FRAMES_MAX);

	check((d & 3) == (level == 3 ? 3 : 1), "root %u: gfn %lx has entry %lx", s->root, g, d);
	if (device_leaf) {
		check(first == g && attributes_of(d) == DEVICE_ATTRIBUTES && in_device(g, span),
		      "host: device frame %lx gives %lx", g, d);
		s->devices += span;
		return;
	}
	check(first >= RAM_PFN && first + span <= RAM_PFN + model.nr, "root %u: gfn %lx gives %lx",
	      s->root, g, d);
	for (u64 k = 0; k < span; k++) {
		sweep_frame(s, first - RAM_PFN + k, g + k, d);
	}
	s->ram += span;
}

/* Whether all entries of a level-lv table are leaves with all rights: shared pages have not. */
static u32 all_leaves(u64 table, u32 level)
{
	for (u32 i = 0; i < ENTRIES; i++) {
		if ((pool.e[table][i] & 3) != (level == 3 ? 3 : 1) ||
		    attributes_of(pool.e[table][i]) == RAM_ATTRIBUTES(RAM_RW)) {
			return 0;
		}
	}
	return 1;
}

/* A link to table c below guest frame g. */
static void sweep_link(struct sweep *s, u32 level, u64 g, u64 c)
{
	u32 part = s->root / NR_LEVELS;
	u32 dynamic = c >= DYN_BASE && c < HOST_L3_BASE;

	check(c >= HOST_L2_BASE && c < HOST_L3_BASE + model.nr / SPAN_BLOCK2 && !reached[c],
	      "root %u: gfn %lx is linked to table %lx", s->root, g, c);
	reached[c] = 1;
	s->tables += dynamic;
	check(s->root != ROOT_HOST || dynamic || !all_leaves(c, level + 1),
	      "host: table %lx at gfn %lx must be a block", c, g);
	if (s->root != ROOT_HOST) {
		check(dynamic && (level == 1 ? model.tab2[part][g / SPAN_BLOCK1] :
				  model.tab3[part][g / SPAN_BLOCK2]) == 1,
		      "partition %u: no table is due at gfn %lx", part, g);
	}
}

static void sweep_table(struct sweep *s, u32 t, u32 level, u64 base)
{
	u64 span = level == 3 ? 1 : level == 2 ? SPAN_BLOCK2 : SPAN_BLOCK1;

	for (u32 i = 0; i < ENTRIES; i++) {
		u64 d = pool.e[t][i];
		u64 g = base + i * span;

		if (d == 0) {
			continue;
		}
		if (level < 3 && (d & 3) == 3) {
			check(attributes_of(d) == 0, "root %u: link %lx", s->root, d);
			sweep_link(s, level, g, frame_of(d) - POOL_PFN);
			sweep_table(s, frame_of(d) - POOL_PFN, level + 1, g);
		} else {
			sweep_leaf(s, level, g, d);
		}
	}
}

/* All roots; returns how many dynamic tables they have. */
static u32 compare_roots(void)
{
	static u64 places[NR_OWNERS];
	u64 devices = 0;
	u64 host = 0;
	u32 tables = 0;

	memset(reached, 0, sizeof(reached));
	memset(places, 0, sizeof(places));
	memset(lent, 0, model.nr * sizeof(lent[0]));
	for (u32 i = 0; i < model.nr; i++) {
		places[model.place[i] / GFN_MAX]++;
		host += model.frame[i].in_host;
	}
	for (u32 k = 0; k < boot_map.nr; k++) {
		devices += boot_map.range[k].kind == BOOT_DEVICE ? boot_map.range[k].nr : 0;
	}
	places[OWNER_HOST] = host;
	for (u32 part = ORDINARY_FIRST; part < NR_OWNERS; part++) {
		places[part] = model.leaves[part];
	}
	for (u32 owner = OWNER_HOST; owner < NR_OWNERS; owner++) {
		struct sweep s = { .root = owner * NR_LEVELS };

		sweep_table(&s, 2 * s.root, 1, 0);
		sweep_table(&s, 2 * s.root + 1, 1, SPAN_ROOT);
		check(s.ram == places[owner], "owner %u reaches %lu frames, wanted %lu", owner,
		      s.ram, places[owner]);
		check(s.devices == (owner == OWNER_HOST ? devices : 0), "owner %u: device frames",
		      owner);
		tables += s.tables;
	}
	return tables;
}

void compare_all(void)
{
	u64 count[NR_OWNERS] = { 0 };
	u32 tables;

	check(ram_frames == model.nr, "%u frames are tracked, wanted %u", ram_frames, model.nr);
	for (u32 i = 0; i < model.nr; i++) {
		compare_frame(i);
		count[model.frame[i].owner]++;
	}
	for (u32 owner = 0; owner < NR_OWNERS; owner++) {
		check(core_count_frames(owner) == count[owner], "frames of owner %u", owner);
		if (owner >= PART_FIRST) {
			compare_life(owner);
		}
	}
	compare_cpus();
	tables = compare_roots();
	for (u32 i = 0; i < model.nr; i++) {
		check(frames[i].lent == lent[i], "frame %x is lent %u times, %u leaves map it", i,
		      frames[i].lent, lent[i]);
	}
	check(nr_free == model.nfree, "%u tables are free, wanted %u", nr_free, model.nfree);
	check(tables == DYN_TABLES - model.nfree, "%u tables are linked, %u are free", tables,
	      model.nfree);
	for (u32 k = 0; k < DYN_TABLES; k++) {
		check(free_pos[free_table[k] - DYN_BASE] == k, "free_pos of table %x",
		      free_table[k]);
		check(k >= nr_free || !reached[free_table[k]], "table %x is free and linked",
		      free_table[k]);
	}
	monitor_check_tables();
	check_monitor();
}

void compare_shutdown(void)
{
	for (u32 t = 2; t < HOST_L2_BASE; t++) {
		for (u32 i = 0; i < ENTRIES; i++) {
			check((pool.e[t][i] & 1) == 0, "entry %u of root table %u is valid", i, t);
		}
	}
	for (u32 i = 0; i < model.nr; i++) {
		check(label[i] == model.frame[i].label, "frame %x holds %x's, wanted %x's", i,
		      label[i], model.frame[i].label);
	}
	monitor_check_tables();
	check_monitor();
}
