/* SPDX-License-Identifier: Apache-2.0 */
/* Device ranges in the host's stage-2; used at boot only. */
#include "device_map.h"

/*@ requires type: pfn < GFN_MAX && (type == S2_TYPE_PAGE || type == S2_TYPE_BLOCK);
    assigns \nothing;
    exits \false;
    ensures type: \result % 4 == type;
    ensures pfn: L_s2_entry_pfn(\result) == pfn;
    ensures rights: rights_of(L_s2_entry_lo(\result), L_s2_entry_hi(\result)) == DEVICE_RW;
*/
/* A leaf for device registers: nGnRE, read and write, never execute (Arm ARM D8.3, D8.6). */
static u64 device_leaf(u64 pfn, u64 type)
{
	return s2_entry_make(s2_hi_make(S2_XN_NONE), pfn,
			     s2_lo_make(1, S2_SH_NONE, 1, 1, S2_MEMATTR_DEVICE_NGNRE), type);
}

/*@ requires inv: map_inv;
    requires place: t < NR_TABLES && i < ENTRIES && 1 <= meta[t].level <= 2 && meta[t].root == OWNER_HOST;
    requires outside: !(RAM_PFN <= starts(meta[t].level, meta[t].base, i) < RAM_PFN + FRAMES_MAX);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, g_pending;
    exits \false;
    ensures inv: map_inv;
    ensures table: \result != 0 ==> \result < NR_TABLES && meta[\result].level == \old(meta[t].level) + 1 &&
	meta[\result].root == OWNER_HOST && meta[\result].base == \old(starts(meta[t].level, meta[t].base, i));
*/
/* The table below entry i of the host's table t, linked now if need be; 0 if no table is free or a
 * leaf is there. */
static u32 device_table(u32 t, u32 i)
{
	u64 d = pool.e[t][i];

	if (d % 4 == S2_TYPE_TABLE) {
		//@ assert below: meta[next_table(d)].level == meta[t].level + 1 && meta[next_table(d)].parent == t && meta[next_table(d)].index == i;
		//@ assert base: meta[next_table(d)].base == starts(meta[t].level, meta[t].base, i);
		//@ assert host: meta[next_table(d)].root == OWNER_HOST;
		return s2_entry_pfn(d) - POOL_PFN;
	}
	if (d != 0 || nr_free == 0) {
		return 0;
	}
	u32 c = table_take();

	table_link(t, i, c);
	return c;
}

/*@ requires inv: map_inv;
    requires outside: g < GFN_MAX && !(RAM_PFN <= g < RAM_PFN + FRAMES_MAX);
    requires level: 1 <= level <= 3;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, g_pending;
    exits \false;
    ensures inv: map_inv;
    ensures table: \result != 0 ==> \result < NR_TABLES && meta[\result].level == level &&
	meta[\result].root == OWNER_HOST &&
	(level == 1 ==> meta[\result].base == ((integer)g / SPAN_ROOT) * SPAN_ROOT) &&
	(level == 2 ==> meta[\result].base == ((integer)g / SPAN_BLOCK1) * SPAN_BLOCK1) &&
	(level == 3 ==> meta[\result].base == ((integer)g / SPAN_BLOCK2) * SPAN_BLOCK2);
*/
/* The host's table of this level for device frame g; 0 as above. */
static u32 device_table_at(u32 g, u32 level)
{
	u32 t = ROOT_TABLES * ROOT_HOST + g / SPAN_ROOT;

	if (level == 1) {
		return t;
	}
	t = device_table(t, (g / SPAN_BLOCK1) % ENTRIES);
	//@ assert gib: ((integer)g / SPAN_ROOT) * SPAN_ROOT + ((g / SPAN_BLOCK1) % ENTRIES) * SPAN_BLOCK1 == ((integer)g / SPAN_BLOCK1) * SPAN_BLOCK1;
	//@ assert table2: t != 0 ==> meta[t].level == 2 && meta[t].base == ((integer)g / SPAN_BLOCK1) * SPAN_BLOCK1;
	if (level == 2 || t == 0) {
		return t;
	}
	//@ assert block2: ((integer)g / SPAN_BLOCK1) * SPAN_BLOCK1 + ((g / SPAN_BLOCK2) % ENTRIES) * SPAN_BLOCK2 == ((integer)g / SPAN_BLOCK2) * SPAN_BLOCK2;
	return device_table(t, (g / SPAN_BLOCK2) % ENTRIES);
}

/*@ assigns \nothing;
    exits \false;
    ensures span: \result == (level == 1 ? SPAN_BLOCK1 : level == 2 ? SPAN_BLOCK2 : SPAN_PAGE);
*/
/* Frames that a leaf at this level maps. */
static u32 level_span(u32 level)
{
	if (level == 1) {
		return SPAN_BLOCK1;
	}
	return level == 2 ? SPAN_BLOCK2 : SPAN_PAGE;
}

/*@ requires range: g < end;
    assigns \nothing;
    exits \false;
    ensures level: 1 <= \result <= 3;
    ensures block1: \result == 1 ==> g % SPAN_BLOCK1 == 0 && g + SPAN_BLOCK1 <= end;
    ensures block2: \result == 2 ==> g % SPAN_BLOCK2 == 0 && g + SPAN_BLOCK2 <= end;
*/
/* The level of the largest leaf that may begin at frame g and does not reach beyond end. */
static u32 level_fitting(u32 g, u32 end)
{
	if (g % SPAN_BLOCK1 == 0 && end - g >= SPAN_BLOCK1) {
		return 1;
	}
	return g % SPAN_BLOCK2 == 0 && end - g >= SPAN_BLOCK2 ? 2 : 3;
}

/*@ requires inv: map_inv;
    requires level: 1 <= level <= 3;
    requires aligned: (level == 1 ==> g % SPAN_BLOCK1 == 0) && (level == 2 ==> g % SPAN_BLOCK2 == 0);
    requires devices: device_frames(g, level == 1 ? SPAN_BLOCK1 : level == 2 ? SPAN_BLOCK2 : SPAN_PAGE);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, g_pending;
    exits \false;
    ensures inv: map_inv;
*/
/* Maps device frame g, and those after it that the leaf at this level covers. Returns as
 * device_map. */
static u32 device_leaf_map(u32 g, u32 level)
{
	u32 t = device_table_at(g, level);
	u32 i = walk_entry_index(level, g);

	if (t == 0 || pool.e[t][i] != 0) {
		return 1;
	}
	leaf_set(t, i, device_leaf(g, level == 3 ? S2_TYPE_PAGE : S2_TYPE_BLOCK));
	return 0;
}

u32 device_map(u32 pfn, u32 nr)
{
	u32 g = pfn;
	u32 end = pfn + nr;

	/*@ loop invariant range: pfn <= g <= end;
	    loop invariant inv: map_inv;
	    loop assigns g, pool, meta[0 .. NR_TABLES - 1], nr_free, g_pending;
	    loop variant end - g;
	*/
	while (g < end) {
		u32 level = level_fitting(g, end);

		if (device_leaf_map(g, level) != 0) {
			return 1;
		}
		g += level_span(level);
	}
	return 0;
}
