/* SPDX-License-Identifier: Apache-2.0 */
/* The first state: the tracker, the pool and the host's stage-2, built from the boot map. */
#include "core.h"
#include "tracker.h"
#include "device_map.h"

/*@
predicate in_range{L}(integer k, integer q) = boot_map.range[k].pfn <= q < boot_map.range[k].pfn + boot_map.range[k].nr;
predicate in_kind{L}(integer kind, integer q) = \exists integer k;
	0 <= k < boot_map.nr && boot_map.range[k].kind == kind && in_range(k, q);
predicate range_good{L}(integer k) = boot_map.range[k].kind <= BOOT_DEVICE && boot_map.range[k].nr > 0 &&
	boot_map.range[k].pfn + boot_map.range[k].nr <= GFN_MAX &&
	(boot_map.range[k].kind == BOOT_RAM ==> RAM_PFN <= boot_map.range[k].pfn &&
		boot_map.range[k].pfn + boot_map.range[k].nr <= RAM_PFN + FRAMES_MAX) &&
	(boot_map.range[k].kind == BOOT_DEVICE ==> RAM_PFN + FRAMES_MAX <= boot_map.range[k].pfn ||
		boot_map.range[k].pfn + boot_map.range[k].nr <= RAM_PFN);
predicate map_good{L} = boot_map.nr <= BOOT_RANGES_MAX && \forall integer k; 0 <= k < boot_map.nr ==> range_good(k);
*/

/*@ requires index: k < BOOT_RANGES_MAX;
    assigns \nothing;
    exits \false;
    ensures good: \result != 0 ==> range_good((integer)k);
*/
/* 1 if range k of the boot map is one: not empty, of a known kind, within the address space, RAM
 * inside the tracker's window and devices outside it; else 0. */
static u32 range_check(u32 k)
{
	u64 pfn = boot_map.range[k].pfn;
	u64 nr = boot_map.range[k].nr;
	u32 kind = boot_map.range[k].kind;

	if (kind > BOOT_DEVICE || nr == 0 || pfn >= GFN_MAX || nr > GFN_MAX - pfn) {
		return 0;
	}
	if (kind == BOOT_RAM) {
		return pfn >= RAM_PFN && pfn + nr <= RAM_PFN + FRAMES_MAX;
	}
	if (kind == BOOT_DEVICE) {
		return pfn >= RAM_PFN + FRAMES_MAX || pfn + nr <= RAM_PFN;
	}
	return 1;
}

/*@ assigns \nothing;
    exits \false;
    ensures good: \result == 0 ==> map_good;
*/
/* Returns 0 if the boot map is well formed, else 1 + the index of the first range that is not, or
 * that is one too many. */
static u32 map_check(void)
{
	if (boot_map.nr > BOOT_RANGES_MAX) {
		return BOOT_RANGES_MAX + 1;
	}
	/*@ loop invariant range: 0 <= k <= boot_map.nr;
	    loop invariant good: \forall integer j; 0 <= j < k ==> range_good(j);
	    loop assigns k;
	    loop variant boot_map.nr - k;
	*/
	for (u32 k = 0; k < boot_map.nr; k++) {
		if (range_check(k) == 0) {
			return k + 1;
		}
	}
	return 0;
}

/*@ requires good: map_good;
    requires range: pfn + nr <= GFN_MAX;
    assigns \nothing;
    exits \false;
    ensures none: \result == 0 ==> \forall integer q; pfn <= q < pfn + nr ==> !in_kind(kind, q);
    ensures some: \result != 0 && nr == 1 ==> in_kind(kind, pfn);
*/
/* 1 if one of the nr frames from pfn on is in a range of this kind, else 0. */
static u32 kind_touches(u32 kind, u32 pfn, u32 nr)
{
	/*@ loop invariant range: 0 <= k <= boot_map.nr;
	    loop invariant none: \forall integer j, q; 0 <= j < k && boot_map.range[j].kind == kind && pfn <= q < pfn + nr ==>
		!in_range(j, q);
	    loop assigns k;
	    loop variant boot_map.nr - k;
	*/
	for (u32 k = 0; k < boot_map.nr; k++) {
		u64 first = boot_map.range[k].pfn;

		if (boot_map.range[k].kind == kind && first < pfn + nr &&
		    pfn < first + boot_map.range[k].nr) {
			return 1;
		}
	}
	return 0;
}

/*@ requires good: map_good;
    requires range: pfn + nr <= GFN_MAX && nr > 0;
    assigns \nothing;
    exits \false;
    ensures all: \result != 0 ==> \forall integer q; pfn <= q < pfn + nr ==> in_kind(kind, q);
*/
/* 1 if all of the nr frames from pfn on are in one range of this kind, else 0. */
static u32 kind_covers(u32 kind, u32 pfn, u32 nr)
{
	/*@ loop invariant range: 0 <= k <= boot_map.nr;
	    loop assigns k;
	    loop variant boot_map.nr - k;
	*/
	for (u32 k = 0; k < boot_map.nr; k++) {
		u64 first = boot_map.range[k].pfn;

		if (boot_map.range[k].kind == kind && first <= pfn &&
		    pfn + nr <= first + boot_map.range[k].nr) {
			return 1;
		}
	}
	return 0;
}

/*@ requires good: map_good;
    assigns \nothing;
    exits \false;
    ensures window: \result <= FRAMES_MAX;
*/
/* Frames from RAM_PFN to the end of the highest RAM. */
static u32 ram_extent(void)
{
	u32 extent = 0;

	/*@ loop invariant range: 0 <= k <= boot_map.nr;
	    loop invariant window: extent <= FRAMES_MAX;
	    loop assigns k, extent;
	    loop variant boot_map.nr - k;
	*/
	for (u32 k = 0; k < boot_map.nr; k++) {
		u64 end = boot_map.range[k].pfn + boot_map.range[k].nr;

		if (boot_map.range[k].kind == BOOT_RAM && end - RAM_PFN > extent) {
			extent = end - RAM_PFN;
		}
	}
	return extent;
}

/*@ requires table: 2 <= t < HOST_L2_BASE && meta[t].level == 0;
    assigns pool, meta[t];
    exits \false;
    ensures zero: \forall integer i; 0 <= i < ENTRIES ==> pool.e[t][i] == 0;
    ensures others: \forall integer s, i; 0 <= s < NR_TABLES && 0 <= i < ENTRIES && s != t ==>
	pool.e[s][i] == \old(pool.e[s][i]);
    ensures root: meta[t].level == 1 && meta[t].root == t / ROOT_TABLES &&
	meta[t].base == (t - ROOT_TABLES * (t / ROOT_TABLES)) * SPAN_ROOT;
*/
/* Makes table t, which no processor walks yet, an empty root table. */
static void root_reset(u32 t)
{
	/*@ loop invariant range: 0 <= i <= ENTRIES;
	    loop invariant zero: \forall integer j; 0 <= j < i ==> pool.e[t][j] == 0;
	    loop invariant others: \forall integer s, j; 0 <= s < NR_TABLES && 0 <= j < ENTRIES && s != t ==>
		pool.e[s][j] == \at(pool.e[s][j],Pre);
	    loop assigns i, pool;
	    loop variant ENTRIES - i;
	*/
	for (u32 i = 0; i < ENTRIES; i++) {
		pool.e[t][i] = 0;
	}
	meta[t].level = 1;
	meta[t].root = t / ROOT_TABLES;
	meta[t].index = 0;
	meta[t].parent = 0;
	meta[t].base = (t % ROOT_TABLES) * SPAN_ROOT;
}

/*@ assigns meta[0 .. NR_TABLES - 1];
    exits \false;
    ensures unlinked: \forall integer t; 0 <= t < NR_TABLES ==> meta[t].level == 0;
*/
/* Marks all tables unlinked. */
static void tables_forget(void)
{
	/*@ loop invariant range: 0 <= t <= NR_TABLES;
	    loop invariant unlinked: \forall integer s; 0 <= s < t ==> meta[s].level == 0;
	    loop assigns t, meta[0 .. NR_TABLES - 1];
	    loop variant NR_TABLES - t;
	*/
	for (u32 t = 0; t < NR_TABLES; t++) {
		meta[t].level = 0;
	}
}

/*@
// All roots are empty and no other table is linked.
predicate roots_empty{L} = \forall integer t; 0 <= t < NR_TABLES ==> (2 <= t < HOST_L2_BASE ?
	meta[t].level == 1 && meta[t].root == t / ROOT_TABLES &&
	meta[t].base == (t - ROOT_TABLES * (t / ROOT_TABLES)) * SPAN_ROOT &&
	(\forall integer i; 0 <= i < ENTRIES ==> pool.e[t][i] == 0) :
	meta[t].level == 0);
*/

/*@ assigns pool, meta[0 .. NR_TABLES - 1];
    exits \false;
    ensures empty: roots_empty;
*/
/* Makes all roots empty. */
static void roots_reset(void)
{
	tables_forget();
	/*@ loop invariant range: 2 <= t <= HOST_L2_BASE;
	    loop invariant done: \forall integer s; 2 <= s < t ==> meta[s].level == 1 && meta[s].root == s / ROOT_TABLES &&
		meta[s].base == (s - ROOT_TABLES * (s / ROOT_TABLES)) * SPAN_ROOT;
	    loop invariant zero: \forall integer s, i; 2 <= s < t && 0 <= i < ENTRIES ==> pool.e[s][i] == 0;
	    loop invariant rest: \forall integer s; 0 <= s < NR_TABLES && !(2 <= s < t) ==> meta[s].level == 0;
	    loop assigns t, pool, meta[0 .. NR_TABLES - 1];
	    loop variant HOST_L2_BASE - t;
	*/
	for (u32 t = ROOT_TABLES * ROOT_HOST; t < HOST_L2_BASE; t++) {
		root_reset(t);
	}
}

/*@ assigns nr_free, free_table[0 .. DYN_TABLES - 1], free_pos[0 .. DYN_TABLES - 1];
    exits \false;
    ensures all: nr_free == DYN_TABLES;
    ensures stack: \forall integer k; 0 <= k < DYN_TABLES ==> free_table[k] == DYN_BASE + k && free_pos[k] == k;
*/
/* Puts all dynamic tables on the stack of free ones. */
static void stack_reset(void)
{
	/*@ loop invariant range: 0 <= k <= DYN_TABLES;
	    loop invariant stack: \forall integer j; 0 <= j < k ==> free_table[j] == DYN_BASE + j && free_pos[j] == j;
	    loop assigns k, free_table[0 .. DYN_TABLES - 1], free_pos[0 .. DYN_TABLES - 1];
	    loop variant DYN_TABLES - k;
	*/
	for (u32 k = 0; k < DYN_TABLES; k++) {
		free_table[k] = DYN_BASE + k;
		free_pos[k] = k;
	}
	nr_free = DYN_TABLES;
}

/*@
// What boot has made of the tracker; at the start all of it.
predicate boot_frames{L} = \forall integer q; in_ram_frames(q) ==> boot_frame(A_owner(q), A_state(q), A_lent(q), A_gfn(q));
// From frame p on, all RAM is Cordon's.
predicate kept_from{L}(integer p) = \forall integer q; in_ram_frames(q) && p <= q ==>
	A_owner(q) == OWNER_HYP && A_state(q) == FRAME_OWNED && A_lent(q) == 0 && A_gfn(q) == 0;
*/

/*@ requires window: ram_frames <= FRAMES_MAX;
    assigns frames[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures kept: kept_from(RAM_PFN);
*/
/* Gives all RAM to Cordon. */
static void frames_reset(void)
{
	/*@ loop invariant range: 0 <= i <= ram_frames;
	    loop invariant kept: \forall integer j; 0 <= j < i ==> frames[j].owner == OWNER_HYP &&
		frames[j].state == FRAME_OWNED && frames[j].lent == 0 && frames[j].gfn == 0;
	    loop assigns i, frames[0 .. FRAMES_MAX - 1];
	    loop variant ram_frames - i;
	*/
	for (u32 i = 0; i < ram_frames; i++) {
		frames[i].owner = OWNER_HYP;
		frames[i].state = FRAME_OWNED;
		frames[i].lent = 0;
		frames[i].gfn = 0;
	}
}

/*@ assigns life[0 .. NR_OWNERS - 1], swept[0 .. NR_OWNERS - 1], caller[0 .. CPUS_MAX - 1], running[0 .. CPUS_MAX - 1];
    exits \false;
    ensures lives: \forall integer p; 0 <= p < NR_OWNERS ==> life[p] == LIFE_FREE;
    ensures swept: \forall integer p; 0 <= p < NR_OWNERS ==> swept[p] == RAM_PFN;
    ensures callers: \forall integer c; 0 <= c < CPUS_MAX ==> caller[c] == OWNER_HOST;
*/
/* No partition lives, and every CPU runs the host. */
static void owners_reset(void)
{
	/*@ loop invariant range: 0 <= p <= NR_OWNERS;
	    loop invariant free: \forall integer o; 0 <= o < p ==> life[o] == LIFE_FREE;
	    loop invariant swept: \forall integer o; 0 <= o < p ==> swept[o] == RAM_PFN;
	    loop assigns p, life[0 .. NR_OWNERS - 1], swept[0 .. NR_OWNERS - 1];
	    loop variant NR_OWNERS - p;
	*/
	for (u32 p = 0; p < NR_OWNERS; p++) {
		life[p] = LIFE_FREE;
		swept[p] = RAM_PFN;
	}
	/*@ loop invariant range: 0 <= c <= CPUS_MAX;
	    loop invariant host: \forall integer d; 0 <= d < c ==> caller[d] == OWNER_HOST;
	    loop assigns c, caller[0 .. CPUS_MAX - 1], running[0 .. CPUS_MAX - 1];
	    loop variant CPUS_MAX - c;
	*/
	for (u32 c = 0; c < CPUS_MAX; c++) {
		caller[c] = OWNER_HOST;
		running[c] = 0;
	}
}

/*@ requires good: map_good;
    assigns nr_devices, device[0 .. BOOT_RANGES_MAX - 1];
    exits \false;
    ensures inv: device_inv;
*/
/* Lists the device ranges of the boot map. */
static void devices_reset(void)
{
	nr_devices = 0;
	/*@ loop invariant range: 0 <= k <= boot_map.nr && nr_devices <= k;
	    loop invariant inv: device_inv;
	    loop assigns k, nr_devices, device[0 .. BOOT_RANGES_MAX - 1];
	    loop variant boot_map.nr - k;
	*/
	for (u32 k = 0; k < boot_map.nr; k++) {
		if (boot_map.range[k].kind == BOOT_DEVICE) {
			device[nr_devices].pfn = boot_map.range[k].pfn;
			device[nr_devices].nr = boot_map.range[k].nr;
			nr_devices++;
		}
	}
}

/*@ requires window: ram_frames <= FRAMES_MAX && ram_frames % SPAN_BLOCK2 == 0;
    requires pool_fits: pool_inv;
    requires good: map_good;
    requires quiet: g_pending == 0 && g_locked == 1;
    assigns pool, meta[0 .. NR_TABLES - 1], frames[0 .. FRAMES_MAX - 1], nr_free,
	free_table[0 .. DYN_TABLES - 1], free_pos[0 .. DYN_TABLES - 1], device[0 .. BOOT_RANGES_MAX - 1], nr_devices,
	life[0 .. NR_OWNERS - 1], swept[0 .. NR_OWNERS - 1], caller[0 .. CPUS_MAX - 1], running[0 .. CPUS_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures kept: kept_from(RAM_PFN);
    ensures frames: boot_frames;
    ensures none_lent: none_lent;
    ensures swept: \forall integer p; 0 <= p < NR_OWNERS ==> swept[p] == RAM_PFN;
    ensures lives: \forall integer p; 0 <= p < NR_OWNERS ==> life[p] == LIFE_FREE;
    ensures callers: \forall integer c; 0 <= c < CPUS_MAX ==> caller[c] == OWNER_HOST;
*/
/* The state in which Cordon has all memory and nothing is mapped. */
static void state_reset(void)
{
	roots_reset();
	stack_reset();
	frames_reset();
	owners_reset();
	devices_reset();
	//@ assert levels: level_inv;
	//@ assert tree: tree_inv;
	//@ assert zero: \forall integer t, i; 0 <= t < NR_TABLES && 0 <= i < ENTRIES && meta[t].level != 0 ==> pool.e[t][i] == 0;
	//@ assert leaves: leaf_inv;
	//@ assert map: map_inv;
	//@ assert entries: entries_inv && cordon_inv && contents_inv;
	//@ assert none: none_lent;
	//@ assert counted: lent_inv(0, 0, 0, 0);
}

/*@ requires inv: sys_inv;
    requires none_lent: none_lent;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, g_pending;
    exits \false;
    ensures inv: sys_inv;
*/
/* Maps all devices to the host. Returns 0, or 1 as device_map. */
static u32 devices_map(void)
{
	/*@ loop invariant range: 0 <= k <= nr_devices;
	    loop invariant inv: sys_inv;
	    loop assigns k, pool, meta[0 .. NR_TABLES - 1], nr_free, g_pending;
	    loop variant nr_devices - k;
	*/
	for (u32 k = 0; k < nr_devices; k++) {
		u32 lack = device_map(device[k].pfn, device[k].nr);

		//@ assert none: none_lent;
		//@ assert counted: lent_inv(0, 0, 0, 0);
		if (lack != 0) {
			return 1;
		}
	}
	return 0;
}

/*@
predicate in_pool{L}(integer q) = POOL_PFN <= q < POOL_PFN + HOST_L3_BASE + ram_frames / SPAN_BLOCK2;
// Modules hold the host's data still.
predicate modules_kept{L} = \forall integer q; RAM_PFN <= q < RAM_PFN + FRAMES_MAX && in_kind(BOOT_MODULE, q) ==>
	A_label(q) == OWNER_HOST;
// The n frames from p on may go to the host, as they are if they are kept, else scrubbed.
predicate may_give{L}(integer p, integer n, integer keep) = ram_range(p, n) && (\forall integer q; p <= q < p + n ==>
	A_owner(q) == OWNER_HYP && A_lent(q) == 0 && !is_cordon(q) &&
	(keep == 0 ? !in_kind(BOOT_MODULE, q) : in_kind(BOOT_MODULE, q)));
*/

/*@ requires good: map_good;
    requires inv: sys_inv;
    requires range: pfn + nr <= GFN_MAX;
    assigns \nothing;
    exits \false;
    ensures not: \result == 0 ==> \forall integer q; pfn <= q < pfn + nr ==> !is_cordon(q);
*/
/* 1 if one of the nr frames from pfn on is Cordon's own, else 0. */
static u32 cordon_touches(u32 pfn, u32 nr)
{
	u32 end = POOL_PFN + HOST_L3_BASE + ram_frames / SPAN_BLOCK2;

	//@ assert either: \forall integer q; is_cordon(q) ==> in_pool(q) || in_kind(BOOT_CORDON, q);
	if (POOL_PFN < pfn + nr && pfn < end) {
		return 1;
	}
	return kind_touches(BOOT_CORDON, pfn, nr);
}

/*@ requires inv: sys_inv;
    requires modules: modules_kept;
    requires frames: boot_frames;
    requires give: may_give(pfn, nr, keep);
    assigns frames[0 .. FRAMES_MAX - 1], g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures modules: modules_kept;
    ensures frames: boot_frames;
    ensures set: \forall integer q; pfn <= q < pfn + nr ==> A_owner(q) == OWNER_HOST && A_state(q) == FRAME_OWNED &&
	A_lent(q) == 0;
    ensures others: tracker_same_but{Pre,Post}(pfn, nr);
*/
/* Makes nr (1, or 512 aligned) of Cordon's frames the host's: as they are if keep is not 0, else
 * zero. */
static void frames_give(u32 pfn, u32 nr, u32 keep)
{
	//@ assert no_device: \forall integer q; pfn <= q < pfn + nr ==> !is_device(q);
	//@ assert nobody: \forall integer r, q, g, x; pfn <= q < pfn + nr ==> !permitted(r, q, g, x);
	//@ assert isolation: isolation;
	//@ assert unmapped: unmapped_frames(pfn, nr);
	if (keep == 0) {
		edge_scrub_frames(pfn, nr);
	}
	frames_set(pfn, nr, OWNER_HOST, FRAME_OWNED, 0);
}

/*@ requires inv: sys_inv;
    requires modules: modules_kept;
    requires frames: boot_frames;
    requires give: may_give(pfn, 1, keep);
    assigns pool, meta[0 .. NR_TABLES - 1], g_pending, frames[0 .. FRAMES_MAX - 1], g_label[0 .. FRAMES_MAX - 1],
	g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures modules: modules_kept;
    ensures frames: boot_frames;
    ensures others: tracker_same_but{Pre,Post}(pfn, 1);
*/
/* Gives a frame to the host and maps it. */
static void page_give(u32 pfn, u32 keep)
{
	//@ assert denied: \forall integer r, g, x; !permitted(r, (integer)pfn, g, x);
	//@ assert itself: \forall integer p, x; permitted(OWNER_HOST, p, (integer)pfn, x) ==> p == pfn;
	//@ assert isolation: isolation;
	//@ assert unmapped: !walk_valid(OWNER_HOST, (integer)pfn);
	u32 t = host_table3(pfn);

	//@ assert ordinary: ordinary_same{Pre,Here};
	//@ assert lent: lent_apart{Pre,Here};
	//@ assert counted: lent_inv(0, 0, 0, 0);
	//@ assert still: !walk_valid(OWNER_HOST, (integer)pfn);
	//@ assert last: meta[t].level == walk_level(OWNER_HOST, (integer)pfn) && pool.e[t][pfn % ENTRIES] == walk_entry(OWNER_HOST, (integer)pfn);
	//@ assert no_leaf: !is_leaf(meta[t].level, pool.e[t][pfn % ENTRIES]);
	//@ assert empty: pool.e[t][pfn % ENTRIES] == 0;
	frames_give(pfn, 1, keep);
	//@ assert apart: \forall integer r, g; ordinary_place(r, g) ==> root_gfn(r, g) && !slot(r, g, (integer)t, (integer)pfn % ENTRIES);
	//@ ghost L: ;
	leaf_set(t, pfn % ENTRIES, ram_leaf(pfn, S2_TYPE_PAGE, RAM_RWX));
	//@ assert still_ordinary: ordinary_same{L,Here};
	//@ assert lent_still: lent_apart{L,Here};
	//@ assert still_counted: lent_inv(0, 0, 0, 0);
}

/*@ requires inv: sys_inv;
    requires modules: modules_kept;
    requires frames: boot_frames;
    requires give: may_give(pfn, SPAN_BLOCK2, keep);
    assigns pool, meta[0 .. NR_TABLES - 1], g_pending, frames[0 .. FRAMES_MAX - 1], g_label[0 .. FRAMES_MAX - 1],
	g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures modules: modules_kept;
    ensures frames: boot_frames;
    ensures others: tracker_same_but{Pre,Post}(pfn, SPAN_BLOCK2);
    ensures not: \result == 0 ==> tracker_same_but{Pre,Post}(pfn, 0);
*/
/* Gives 512 aligned frames to the host and maps them as a block. Returns 0 if a table stands in the
 * way, else 1. */
static u32 block_give(u32 pfn, u32 keep)
{
	u32 t = host_table2(pfn);
	u32 i = (pfn / SPAN_BLOCK2) % ENTRIES;

	//@ assert ordinary: ordinary_same{Pre,Here};
	//@ assert lent: lent_apart{Pre,Here};
	//@ assert counted: lent_inv(0, 0, 0, 0);
	if (pool.e[t][i] != 0) {
		return 0;
	}
	frames_give(pfn, SPAN_BLOCK2, keep);
	//@ assert apart: \forall integer r, g; ordinary_place(r, g) ==> root_gfn(r, g) && !slot(r, g, (integer)t, (integer)i);
	//@ ghost L: ;
	leaf_set(t, i, ram_leaf(pfn, S2_TYPE_BLOCK, RAM_RWX));
	//@ assert still_ordinary: ordinary_same{L,Here};
	//@ assert lent_still: lent_apart{L,Here};
	//@ assert still_counted: lent_inv(0, 0, 0, 0);
	return 1;
}

/*@ requires good: map_good;
    requires inv: sys_inv;
    requires modules: modules_kept;
    requires frames: boot_frames;
    requires chunk: ram_range(pfn, SPAN_BLOCK2);
    requires kept: kept_from(pfn);
    assigns pool, meta[0 .. NR_TABLES - 1], g_pending, frames[0 .. FRAMES_MAX - 1], g_label[0 .. FRAMES_MAX - 1],
	g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures modules: modules_kept;
    ensures frames: boot_frames;
    ensures kept: kept_from(pfn + SPAN_BLOCK2);
    ensures not: \result == 0 ==> kept_from(pfn);
*/
/* Gives 512 aligned frames to the host if they are alike: RAM, none of Cordon's, and all or none of
 * a module. Returns 1 if so, else 0. */
static u32 chunk_give_whole(u32 pfn)
{
	if (kind_covers(BOOT_RAM, pfn, SPAN_BLOCK2) == 0 || cordon_touches(pfn, SPAN_BLOCK2) != 0) {
		return 0;
	}
	if (kind_touches(BOOT_MODULE, pfn, SPAN_BLOCK2) == 0) {
		return block_give(pfn, 0);
	}
	if (kind_covers(BOOT_MODULE, pfn, SPAN_BLOCK2) != 0) {
		return block_give(pfn, 1);
	}
	return 0;
}

/*@ requires good: map_good;
    requires inv: sys_inv;
    requires modules: modules_kept;
    requires frames: boot_frames;
    requires chunk: ram_range(pfn, SPAN_BLOCK2);
    requires kept: kept_from(pfn);
    assigns pool, meta[0 .. NR_TABLES - 1], g_pending, frames[0 .. FRAMES_MAX - 1], g_label[0 .. FRAMES_MAX - 1],
	g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures modules: modules_kept;
    ensures frames: boot_frames;
    ensures kept: kept_from(pfn + SPAN_BLOCK2);
*/
/* Gives those of 512 aligned frames to the host that are RAM and not Cordon's, one by one. */
static void chunk_give_pages(u32 pfn)
{
	/*@ loop invariant range: pfn <= q <= pfn + SPAN_BLOCK2;
	    loop invariant inv: sys_inv;
	    loop invariant modules: modules_kept;
	    loop invariant frames: boot_frames;
	    loop invariant kept: kept_from(q);
	    loop assigns q, pool, meta[0 .. NR_TABLES - 1], g_pending, frames[0 .. FRAMES_MAX - 1],
		g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
	    loop variant pfn + SPAN_BLOCK2 - q;
	*/
	for (u32 q = pfn; q < pfn + SPAN_BLOCK2; q++) {
		if (kind_covers(BOOT_RAM, q, 1) != 0 && cordon_touches(q, 1) == 0) {
			page_give(q, kind_touches(BOOT_MODULE, q, 1));
		}
	}
}

/*@ requires good: map_good;
    requires inv: sys_inv;
    requires modules: modules_kept;
    requires frames: boot_frames;
    requires kept: kept_from(RAM_PFN);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], g_pending, g_label[0 .. FRAMES_MAX - 1],
	g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures frames: boot_frames;
*/
/* Gives all RAM that is not Cordon's to the host and maps it, as few leaves. */
static void ram_give(void)
{
	/*@ loop invariant range: RAM_PFN <= p <= RAM_PFN + ram_frames && p % SPAN_BLOCK2 == 0;
	    loop invariant inv: sys_inv;
	    loop invariant modules: modules_kept;
	    loop invariant frames: boot_frames;
	    loop invariant kept: kept_from(p);
	    loop assigns p, pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
		free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], g_pending, g_label[0 .. FRAMES_MAX - 1],
		g_cached[0 .. FRAMES_MAX - 1];
	    loop variant RAM_PFN + ram_frames - p;
	*/
	for (u32 p = RAM_PFN; p < RAM_PFN + ram_frames; p += SPAN_BLOCK2) {
		if (kind_touches(BOOT_RAM, p, SPAN_BLOCK2) != 0 && chunk_give_whole(p) == 0) {
			chunk_give_pages(p);
		}
		//@ ghost L: ;
		host_merge(p);
		//@ assert ordinary: ordinary_same{L,Here};
		//@ assert lent: lent_apart{L,Here};
		//@ assert counted: lent_inv(0, 0, 0, 0);
	}
}

u32 core_boot(void)
{
	u32 wrong = map_check();

	if (wrong != 0) {
		return wrong;
	}
	u32 extent = ram_extent();
	u32 whole = extent - extent % SPAN_BLOCK2;

	if (POOL_PFN - RAM_PFN + HOST_L3_BASE + whole / SPAN_BLOCK2 > whole) {
		return boot_map.nr + 1;
	}
	ram_frames = whole;
	state_reset();
	if (devices_map() != 0) {
		return boot_map.nr + 2;
	}
	ram_give();
	//@ assert tracked: boot_frames;
	//@ assert contents: contents_inv;
	//@ assert isolation: isolation;
	return 0;
}

u64 core_count_frames(u32 owner)
{
	u64 count = 0;

	/*@ loop invariant range: 0 <= i <= ram_frames;
	    loop invariant bound: count <= i;
	    loop assigns i, count;
	    loop variant ram_frames - i;
	*/
	for (u32 i = 0; i < ram_frames; i++) {
		if (frames[i].owner == owner) {
			count++;
		}
	}
	return count;
}
