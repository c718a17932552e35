/* SPDX-License-Identifier: Apache-2.0 */
/* Linking and unlinking of table pages: splitting, allocation and return. */
#include "stage2.h"

/*@ predicate is_part_of(integer e, integer d, integer lv, integer k) =
	(d % 4 != 1 ==> e == 0) &&
	(d % 4 == 1 ==> L_s2_entry_lo(e) == L_s2_entry_lo(d) && L_s2_entry_hi(e) == L_s2_entry_hi(d) &&
	(lv == 2 ==> e % 4 == 3 && L_s2_entry_pfn(e) == L_s2_entry_pfn(d) + k) &&
	(lv == 1 ==> e % 4 == 1 && L_s2_entry_pfn(e) == L_s2_entry_pfn(d) + k * SPAN_BLOCK2 &&
		L_s2_entry_pfn(e) % SPAN_BLOCK2 == 0));
*/

/*@ requires level: 1 <= level <= 2 && k < ENTRIES;
    requires aligned: d % 4 == 1 ==> (level == 1 ==> L_s2_entry_pfn(d) % SPAN_BLOCK1 == 0) &&
	(level == 2 ==> L_s2_entry_pfn(d) % SPAN_BLOCK2 == 0);
    assigns \nothing;
    exits \false;
    ensures part: is_part_of(\result, d, level, k);
*/
/* Entry k of the table that translates like entry d (invalid or a block), d's table being of this
 * level. */
static u64 part_of_block(u64 d, u32 level, u32 k)
{
	u64 hi = s2_entry_hi(d);
	u64 lo = s2_entry_lo(d);
	u64 pfn = s2_entry_pfn(d);

	if (d % 4 != S2_TYPE_BLOCK) {
		return 0;
	}
	if (level == 2) {
		return s2_entry_make(hi, pfn + k, lo, S2_TYPE_PAGE);
	}
	return s2_entry_make(hi, pfn + k * SPAN_BLOCK2, lo, S2_TYPE_BLOCK);
}

/*@ requires inv: map_inv;
    requires unlinked: c < NR_TABLES && meta[c].level == 0;
    requires level: 1 <= level <= 2;
    requires aligned: d % 4 == 1 ==> (level == 1 ==> L_s2_entry_pfn(d) % SPAN_BLOCK1 == 0) &&
	(level == 2 ==> L_s2_entry_pfn(d) % SPAN_BLOCK2 == 0);
    assigns pool;
    exits \false;
    ensures inv: map_inv;
    ensures filled: \forall integer k; 0 <= k < ENTRIES ==> is_part_of(pool.e[c][k], d, level, k);
    ensures others: \forall integer s, k; 0 <= s < NR_TABLES && 0 <= k < ENTRIES && s != c ==>
	pool.e[s][k] == \old(pool.e[s][k]);
*/
/* Fills an unlinked table so that it translates like entry d of a table of this level. */
static void table_fill(u32 c, u64 d, u32 level)
{
	/*@ loop invariant range: 0 <= k <= ENTRIES;
	    loop invariant filled: \forall integer i; 0 <= i < k ==> is_part_of(pool.e[c][i], d, level, i);
	    loop invariant others: \forall integer s, i; 0 <= s < NR_TABLES && 0 <= i < ENTRIES && s != c ==>
		pool.e[s][i] == \at(pool.e[s][i],Pre);
	    loop assigns k, pool;
	    loop variant ENTRIES - k;
	*/
	for (u32 k = 0; k < ENTRIES; k++) {
		pool.e[c][k] = part_of_block(d, level, k);
	}
	//@ assert fl: \forall integer s, k; 0 <= s < NR_TABLES && 0 <= k < ENTRIES && meta[s].level != 0 ==> pool.e[s][k] == \at(pool.e[s][k],Pre);
	//@ assert l: link_inv;
	//@ assert p: parent_inv;
	//@ assert en: entry_inv;
	//@ assert so: \forall integer r, g, t2, i2; slot(r,g,t2,i2) ==> \at(slot(r,g,t2,i2),Pre) && pool.e[t2][i2] == \at(pool.e[t2][i2],Pre);
	//@ assert lf: leaf_inv;
}

/*@ requires table: c < NR_TABLES;
    assigns meta[c];
    exits \false;
    ensures set: meta[c].level == level && meta[c].root == root && meta[c].index == index &&
	meta[c].parent == parent && meta[c].base == base;
*/
/* Records where table c is about to be linked. */
static void meta_set(u32 c, u8 level, u8 root, u16 index, u32 parent, u32 base)
{
	meta[c].level = level;
	meta[c].root = root;
	meta[c].index = index;
	meta[c].parent = parent;
	meta[c].base = base;
}

u64 root_vttbr(u32 root)
{
	return vttbr_el2_make(root, ((u64)POOL_PFN + 2 * root) * (PAGE_SIZE / 2), 0);
}

/*@ requires inv: map_inv;
    requires place: t < NR_TABLES && i < ENTRIES && 1 <= meta[t].level <= 2 && pool.e[t][i] % 4 != 3;
    requires unlinked: c < NR_TABLES && meta[c].level == 0;
    assigns pool, g_pending;
    exits \false;
    ensures inv: map_inv;
    ensures broken: pool.e[t][i] == 0;
    ensures filled: \forall integer k; 0 <= k < ENTRIES ==>
	is_part_of(pool.e[c][k], \old(pool.e[t][i]), meta[t].level, k);
    ensures others: \forall integer s, k; 0 <= s < NR_TABLES && 0 <= k < ENTRIES && s != c && !(s == t && k == i) ==>
	pool.e[s][k] == \old(pool.e[s][k]);
*/
/* Fills the unlinked table c so that it translates like entry i of table t; breaks that entry. */
static void table_prepare(u32 t, u32 i, u32 c)
{
	u64 d = pool.e[t][i];

	table_fill(c, d, meta[t].level);
	if (d % 2 == 1) {
		leaf_clear(t, i);
	}
}

/*@ requires tree: tree_inv && entry_inv && g_locked == 1 && g_pending == 0;
    requires place: t < NR_TABLES && i < ENTRIES && 1 <= meta[t].level <= 2;
    requires table: may_link(t, i, c);
    requires filled: \forall integer k; 0 <= k < ENTRIES ==> (pool.e[c][k] % 2 == 0 ==> pool.e[c][k] == 0) &&
	(pool.e[c][k] % 4 == 3 ==> meta[t].level == 2) &&
	(pool.e[c][k] % 4 == 1 ==> meta[t].level == 1 && L_s2_entry_pfn(pool.e[c][k]) % SPAN_BLOCK2 == 0);
    requires break_before_make: pool.e[t][i] == 0;
    assigns pool.e[t][i], meta[c], g_pending;
    exits \false;
    ensures tree: tree_inv && entry_inv && g_pending == 0;
    ensures linked: pool.e[t][i] % 4 == 3 && next_table(pool.e[t][i]) == c;
    ensures place: meta[c].level == \old(meta[t].level) + 1 && meta[c].root == \old(meta[t].root) &&
	meta[c].base == \old(starts(meta[t].level, meta[t].base, i));
*/
/* Links table c, which is filled, below the empty entry i of table t. */
static void table_attach(u32 t, u32 i, u32 c)
{
	u8 level = meta[t].level;
	u32 base = level == 1 ? meta[t].base + i * SPAN_BLOCK1 : meta[t].base + i * SPAN_BLOCK2;

	//@ assert nz: \forall integer s, j; 0 <= s < NR_TABLES && 0 <= j < ENTRIES && 1 <= meta[s].level <= 2 && pool.e[s][j] % 4 == 3 ==> next_table(pool.e[s][j]) != c;
	//@ assert np: \forall integer s; 0 <= s < NR_TABLES && 2 <= meta[s].level <= 3 ==> meta[s].parent != c && !(meta[s].parent == t && meta[s].index == i);
	meta_set(c, level + 1, meta[t].root, i, t, base);
	edge_store_entry(t, i, s2_entry_make(0, POOL_PFN + (u64)c, 0, S2_TYPE_TABLE));
	//@ assert e: next_table(pool.e[t][i]) == c && pool.e[t][i] % 4 == 3;
	//@ assert mt: \forall integer s; s != c ==> meta[s] == \at(meta[s],Pre);
	//@ assert fr: \forall integer s, k; 0 <= s < NR_TABLES && 0 <= k < ENTRIES && !(s == t && k == i) ==> pool.e[s][k] == \at(pool.e[s][k],Pre);
	//@ assert lv: level_inv;
	//@ assert rs: reserve_inv;
	//@ assert tc: t != c;
	//@ assert f0: \forall integer s, j; 0 <= s < NR_TABLES && 0 <= j < ENTRIES && 1 <= meta[s].level <= 2 && pool.e[s][j] % 4 == 3 && !(s == t && j == i) ==> s != c && next_table(pool.e[s][j]) != c;
	//@ assert f1: \forall integer s, j; 0 <= s < NR_TABLES && 0 <= j < ENTRIES && 1 <= meta[s].level <= 2 && pool.e[s][j] % 4 == 3 && !(s == t && j == i) ==> pool.e[s][j] == \at(pool.e[s][j],Pre) && meta[s] == \at(meta[s],Pre) && 0 <= next_table(\at(pool.e[s][j],Pre)) < NR_TABLES && meta[next_table(\at(pool.e[s][j],Pre))] == \at(meta[next_table(pool.e[s][j])],Pre);
	//@ assert f4: \forall integer s, j; 0 <= s < NR_TABLES && 0 <= j < ENTRIES && 1 <= meta[s].level <= 2 && pool.e[s][j] % 4 == 3 && !(s == t && j == i) ==> meta[next_table(pool.e[s][j])].level == meta[s].level + 1 && meta[next_table(pool.e[s][j])].parent == s && meta[next_table(pool.e[s][j])].index == j;
	//@ assert f2: meta[c].level == meta[t].level + 1 && meta[c].parent == t && meta[c].index == i;
	//@ assert f5: \forall integer s, j; 0 <= s < NR_TABLES && 0 <= j < ENTRIES && 1 <= meta[s].level <= 2 && pool.e[s][j] % 4 == 3 && !(s == t && j == i) ==> 0 <= next_table(pool.e[s][j]) < NR_TABLES;
	//@ assert i1: link_inv;
	//@ assert f3: \forall integer s; 0 <= s < NR_TABLES && s != c && 2 <= meta[s].level <= 3 ==> meta[s] == \at(meta[s],Pre) && 0 <= meta[s].parent < NR_TABLES && meta[s].index < ENTRIES && meta[s].parent != c && !(meta[s].parent == t && meta[s].index == i) && meta[meta[s].parent] == \at(meta[meta[s].parent],Pre) && pool.e[meta[s].parent][meta[s].index] == \at(pool.e[meta[s].parent][meta[s].index],Pre);
	//@ assert i2: parent_inv;
	//@ assert i3: base_inv;
	//@ assert b2: \forall integer s, k; 0 <= s < NR_TABLES && 0 <= k < ENTRIES && meta[s].level != 0 && s != c && !(s == t && k == i) ==> (pool.e[s][k] % 2 == 0 ==> pool.e[s][k] == 0) && (pool.e[s][k] % 4 == 1 ==> meta[s].level != 3 && (meta[s].level == 1 ==> meta[s].root == OWNER_HOST && L_s2_entry_pfn(pool.e[s][k]) % SPAN_BLOCK1 == 0) && (meta[s].level == 2 ==> L_s2_entry_pfn(pool.e[s][k]) % SPAN_BLOCK2 == 0));
	//@ assert b3: pool.e[t][i] % 2 == 1 && pool.e[t][i] % 4 != 1;
	//@ assert b4: \forall integer k; 0 <= k < ENTRIES ==> (pool.e[c][k] % 2 == 0 ==> pool.e[c][k] == 0) && (pool.e[c][k] % 4 == 1 ==> meta[c].level != 3 && (meta[c].level == 1 ==> meta[c].root == OWNER_HOST && L_s2_entry_pfn(pool.e[c][k]) % SPAN_BLOCK1 == 0) && (meta[c].level == 2 ==> L_s2_entry_pfn(pool.e[c][k]) % SPAN_BLOCK2 == 0));
	//@ assert b5: \forall integer s, k; 0 <= s < NR_TABLES && 0 <= k < ENTRIES && meta[s].level != 0 && s != c ==> (pool.e[s][k] % 2 == 0 ==> pool.e[s][k] == 0) && (pool.e[s][k] % 4 == 1 ==> meta[s].level != 3 && (meta[s].level == 1 ==> meta[s].root == OWNER_HOST && L_s2_entry_pfn(pool.e[s][k]) % SPAN_BLOCK1 == 0) && (meta[s].level == 2 ==> L_s2_entry_pfn(pool.e[s][k]) % SPAN_BLOCK2 == 0));
	//@ assert blk: entry_inv;
}

void table_link(u32 t, u32 i, u32 c)
{
	table_prepare(t, i, c);
	table_attach(t, i, c);
	//@ assert fr: \forall integer s, k; 0 <= s < NR_TABLES && 0 <= k < ENTRIES && s != c && !(s == t && k == i) ==> pool.e[s][k] == \at(pool.e[s][k],Pre);
	//@ assert mt: \forall integer s; s != c ==> meta[s] == \at(meta[s],Pre);
	//@ assert so: \forall integer r, g, t2, i2; \at(slot(r,g,t2,i2),Pre) && !(t2 == t && i2 == i) ==> slot(r,g,t2,i2) && t2 != c && pool.e[t2][i2] == \at(pool.e[t2][i2],Pre) && meta[t2] == \at(meta[t2],Pre);
	//@ assert sn: \forall integer r, g, t2, i2; slot(r,g,t2,i2) && t2 != c ==> \at(slot(r,g,t2,i2),Pre) && !(t2 == t && i2 == i) && slot_eq{Pre,Here}(g,t2,i2,t2,i2);
	//@ assert sc: \forall integer r, g, i2; slot(r,g,(integer)c,i2) ==> \at(slot(r,g,(integer)t,(integer)i),Pre);
	//@ assert sq: \forall integer r, g, i2; slot(r,g,(integer)c,i2) ==> slot_eq{Pre,Here}(g,(integer)t,(integer)i,(integer)c,i2);
	//@ assert ls: slots_same{Pre,Here};
	//@ assert l1: \forall integer r, g, t2, i2; slot(r,g,t2,i2) && t2 != c && is_leaf(meta[t2].level, pool.e[t2][i2]) ==> permitted(r, slot_pfn(t2,i2,g), g, rights_of(L_s2_entry_lo(pool.e[t2][i2]), L_s2_entry_hi(pool.e[t2][i2])));
	//@ assert l0: \forall integer r, g; \at(slot(r,g,(integer)t,(integer)i),Pre) && is_leaf(meta[t].level, \at(pool.e[t][i],Pre)) ==> permitted(r, \at(slot_pfn((integer)t,(integer)i,g),Pre), g, rights_of(L_s2_entry_lo(\at(pool.e[t][i],Pre)), L_s2_entry_hi(\at(pool.e[t][i],Pre))));
	//@ assert l2: \forall integer r, g, i2; slot(r,g,(integer)c,i2) && is_leaf(meta[c].level, pool.e[c][i2]) ==> permitted(r, slot_pfn((integer)c,i2,g), g, rights_of(L_s2_entry_lo(pool.e[c][i2]), L_s2_entry_hi(pool.e[c][i2])));
	//@ assert li: leaf_inv;
	//@ assert fi: free_inv;
	//@ assert tr: tr_same{Pre,Here};
	//@ assert be: \forall integer r, g, t2, i2; slot(r,g,t2,i2) && \at(slot(r,g,(integer)t,(integer)i),Pre) ==> t2 == c;
	//@ assert rg: \forall integer r, g; \at(slot(r,g,(integer)t,(integer)i),Pre) ==> root_gfn(r, g);
	//@ assert en: \forall integer r, g; root_gfn(r, g) && \at(slot(r,g,(integer)t,(integer)i),Pre) ==> slot(r,g,walk_table(r, g),walk_index(r, g)) && walk_table(r, g) == c;
}

u32 table_take(void)
{
	nr_free = nr_free - 1;
	return free_table[nr_free];
}

/*@ requires inv: free_inv;
    requires table: DYN_BASE <= c < HOST_L3_BASE && meta[c].level == 0 && free_pos[c - DYN_BASE] >= nr_free;
    assigns nr_free, free_table[0 .. DYN_TABLES - 1], free_pos[0 .. DYN_TABLES - 1];
    exits \false;
    ensures inv: free_inv;
    ensures given: nr_free == \old(nr_free) + 1;
*/
/* Puts an unlinked dynamic table back on the stack. */
static void table_give(u32 c)
{
	u32 k = free_pos[c - DYN_BASE];
	u32 other = free_table[nr_free];

	free_table[k] = other;
	free_table[nr_free] = c;
	free_pos[other - DYN_BASE] = k;
	free_pos[c - DYN_BASE] = nr_free;
	nr_free = nr_free + 1;
}

void table_unlink(u32 t, u32 i)
{
	u32 c = s2_entry_pfn(pool.e[t][i]) - POOL_PFN;
	u32 root = meta[t].root;

	//@ assert up: \forall integer s; 0 <= s < NR_TABLES && 2 <= meta[s].level <= 3 ==> meta[s].parent != c;
	//@ assert lk: \forall integer s, j; 0 <= s < NR_TABLES && 0 <= j < ENTRIES && 1 <= meta[s].level <= 2 && pool.e[s][j] % 4 == 3 && !(s == t && j == i) ==> next_table(pool.e[s][j]) != c && s != c;
	edge_store_entry(t, i, 0);
	edge_tlbi_vmid(root_vttbr(root));
	meta[c].level = 0;
	//@ assert mt: \forall integer s; s != c ==> meta[s] == \at(meta[s],Pre);
	//@ assert fr: \forall integer s, k; 0 <= s < NR_TABLES && 0 <= k < ENTRIES && !(s == t && k == i) ==> pool.e[s][k] == \at(pool.e[s][k],Pre);
	//@ assert tc: t != c;
	//@ assert lv: level_inv;
	//@ assert rs: reserve_inv;
	//@ assert ln: \forall integer s, j; 0 <= s < NR_TABLES && 0 <= j < ENTRIES && 1 <= meta[s].level <= 2 && pool.e[s][j] % 4 == 3 ==> s != c && pool.e[s][j] == \at(pool.e[s][j],Pre) && 0 <= next_table(pool.e[s][j]) < NR_TABLES && next_table(pool.e[s][j]) != c && meta[next_table(pool.e[s][j])] == \at(meta[next_table(pool.e[s][j])],Pre);
	//@ assert lm: \forall integer s, j; 0 <= s < NR_TABLES && 0 <= j < ENTRIES && 1 <= meta[s].level <= 2 && pool.e[s][j] % 4 == 3 ==> meta[next_table(pool.e[s][j])].level == meta[s].level + 1 && meta[next_table(pool.e[s][j])].parent == s && meta[next_table(pool.e[s][j])].index == j;
	//@ assert i1: link_inv;
	//@ assert i2: parent_inv;
	//@ assert i3: base_inv;
	//@ assert rg: \forall integer r, g; \at(slot(r,g,(integer)t,(integer)i),Pre) ==> root_gfn(r, g);
	//@ assert en: \forall integer r, g; root_gfn(r, g) && \at(slot(r,g,(integer)t,(integer)i),Pre) ==> slot(r,g,walk_table(r, g),walk_index(r, g)) && walk_table(r, g) == c;
	//@ assert sb: \forall integer r, g, t2, i2; slot(r,g,t2,i2) && !(t2 == t && i2 == i) ==> t2 != c && \at(slot(r,g,t2,i2),Pre) && slot_eq{Pre,Here}(g,t2,i2,t2,i2) && meta[t2] == \at(meta[t2],Pre);
	//@ assert li: leaf_inv;
	//@ assert fi: free_inv;
	if (c >= DYN_BASE && c < HOST_L3_BASE) {
		table_give(c);
	}
	//@ assert se: \forall integer g; spans(meta[t].level, meta[t].base, (integer)i, g) ==> slot(meta[t].root, g, (integer)t, (integer)i);
	//@ assert sp: \forall integer r, g; slot(r,g,(integer)t,(integer)i) ==> r == root && spans(meta[t].level, meta[t].base, (integer)i, g);
	//@ assert bs: \forall integer r, g; root_gfn(r,g) && !slot(r,g,(integer)t,(integer)i) ==> tr_eq{Pre,Here}(r,g) && walk_level(r,g) == \at(walk_level(r,g),Pre);
}

u32 host_table2(u32 g)
{
	u32 t = ROOT_TABLES * ROOT_HOST;
	u32 i = g / SPAN_BLOCK1;
	u64 d = pool.e[t][i];

	//@ assert root: meta[t].level == 1 && meta[t].root == OWNER_HOST && meta[t].base == 0;
	//@ assert low: (integer)g / SPAN_ROOT == 0 && ((integer)g / SPAN_BLOCK1) % 512 == i;
	//@ assert first: walk1(OWNER_HOST, (integer)g) == d;
	if (d % 4 == S2_TYPE_TABLE) {
		//@ assert child: 0 <= next_table(d) < NR_TABLES && meta[next_table(d)].level == 2 && meta[next_table(d)].parent == t && meta[next_table(d)].index == i;
		//@ assert kin: meta[next_table(d)].root == OWNER_HOST && meta[next_table(d)].base == i * SPAN_BLOCK1;
		return s2_entry_pfn(d) - POOL_PFN;
	}
	u32 c = HOST_L2_BASE + (g - RAM_PFN) / SPAN_BLOCK1;

	//@ ghost L: ;
	//@ assert region: RAM_PFN + (c - HOST_L2_BASE) * SPAN_BLOCK1 == i * SPAN_BLOCK1;
	//@ assert unlinked: meta[c].level == 0;
	table_link(t, i, c);
	//@ assert host: \forall integer r, h; \at(slot(r, h, (integer)t, (integer)i),L) ==> r == OWNER_HOST;
	//@ assert new: meta[c].level == 2 && meta[c].root == OWNER_HOST && meta[c].base == i * SPAN_BLOCK1;
	return c;
}

u32 host_table3(u32 g)
{
	u32 t = host_table2(g);
	u32 i = (g / SPAN_BLOCK2) % ENTRIES;
	u64 d = pool.e[t][i];

	//@ assert path: walk2(OWNER_HOST, (integer)g) == d;
	//@ assert start: meta[t].base + i * SPAN_BLOCK2 == (g / SPAN_BLOCK2) * SPAN_BLOCK2;
	if (d % 4 == S2_TYPE_TABLE) {
		return s2_entry_pfn(d) - POOL_PFN;
	}
	u32 c = HOST_L3_BASE + (g - RAM_PFN) / SPAN_BLOCK2;

	//@ ghost L: ;
	//@ assert region: RAM_PFN + (c - HOST_L3_BASE) * SPAN_BLOCK2 == meta[t].base + i * SPAN_BLOCK2;
	//@ assert linked: meta[c].level != 0 ==> meta[c].level == 3 && meta[c].base == ((integer)g / SPAN_BLOCK2) * SPAN_BLOCK2;
	//@ assert unlinked: meta[c].level == 0;
	table_link(t, i, c);
	//@ assert host: \forall integer r, h; \at(slot(r, h, (integer)t, (integer)i),L) ==> r == OWNER_HOST;
	return c;
}

u32 partition_table2(u32 r, u32 g)
{
	u32 t = ROOT_TABLES * r + g / SPAN_ROOT;
	u32 i = (g / SPAN_BLOCK1) % ENTRIES;
	u64 d = pool.e[t][i];

	//@ assert root: meta[t].level == 1 && meta[t].root == r && meta[t].base + i * SPAN_BLOCK1 == (g / SPAN_BLOCK1) * SPAN_BLOCK1;
	//@ assert first: \forall integer h; root_gfn((integer)r, h) && h / SPAN_BLOCK1 == g / SPAN_BLOCK1 ==> walk1((integer)r, h) == d;
	if (d % 4 == S2_TYPE_TABLE) {
		//@ assert deep: \forall integer h; root_gfn((integer)r, h) && h / SPAN_BLOCK1 == g / SPAN_BLOCK1 ==> walk_level((integer)r, h) >= 2;
		//@ assert down: meta[next_table(walk1((integer)r, (integer)g))].base == ((integer)g / SPAN_ROOT) * SPAN_ROOT + (((integer)g / SPAN_BLOCK1) % 512) * SPAN_BLOCK1;
		//@ assert sum: ((integer)g / SPAN_ROOT) * SPAN_ROOT + (((integer)g / SPAN_BLOCK1) % 512) * SPAN_BLOCK1 == ((integer)g / SPAN_BLOCK1) * SPAN_BLOCK1;
		return s2_entry_pfn(d) - POOL_PFN;
	}
	//@ assert flat: \forall integer h; root_gfn((integer)r, h) && h / SPAN_BLOCK1 == g / SPAN_BLOCK1 ==> walk_level((integer)r, h) == 1;
	u32 c = table_take();

	//@ ghost L: ;
	//@ assert below: \forall integer s, h; slot(s, h, (integer)t, (integer)i) ==> s == r && h / SPAN_BLOCK1 == g / SPAN_BLOCK1;
	//@ assert within: \forall integer h; root_gfn((integer)r, h) && h / SPAN_BLOCK1 == g / SPAN_BLOCK1 ==> slot((integer)r, h, (integer)t, (integer)i);
	table_link(t, i, c);
	//@ assert other: \forall integer s, h; root_gfn(s, h) && !(s == r && h / SPAN_BLOCK1 == g / SPAN_BLOCK1) ==> walk_level(s, h) == \at(walk_level(s, h),L);
	//@ assert same: \forall integer h; root_gfn((integer)r, h) && h / SPAN_BLOCK1 == g / SPAN_BLOCK1 ==> walk_level((integer)r, h) == 2;
	//@ assert near: \forall integer h; 0 <= h < GFN_MAX && h / SPAN_BLOCK2 == g / SPAN_BLOCK2 ==> h / SPAN_BLOCK1 == g / SPAN_BLOCK1;
	return c;
}

/*@ requires inv: map_inv;
    requires table: t < NR_TABLES && meta[t].level == 2 && PART_FIRST <= meta[t].root && g < GFN_MAX &&
	meta[t].base == ((integer)g / SPAN_BLOCK1) * SPAN_BLOCK1;
    requires empty: !walk_valid(meta[t].root, (integer)g);
    requires enough: nr_free >= 3 - walk_level(meta[t].root, (integer)g);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, g_pending;
    exits \false;
    ensures inv: map_inv;
    ensures translations: tr_same{Pre,Post};
    ensures other: \forall integer s, h; root_gfn(s, h) && !(s == \old(meta[t].root) && h / SPAN_BLOCK2 == g / SPAN_BLOCK2) ==>
	walk_level(s, h) == \old(walk_level(s, h));
    ensures same: \forall integer h; 0 <= h < GFN_MAX && h / SPAN_BLOCK2 == g / SPAN_BLOCK2 ==>
	walk_level(\old(meta[t].root), h) == 3;
    ensures taken: nr_free == \old(nr_free) - (3 - \old(walk_level(meta[t].root, (integer)g)));
    ensures level: \old(walk_level(meta[t].root, (integer)g)) == 2 || \old(walk_level(meta[t].root, (integer)g)) == 3;
    ensures table: \result < NR_TABLES && meta[\result].level == 3 && meta[\result].root == \old(meta[t].root);
    ensures end: slot(\old(meta[t].root), (integer)g, (integer)\result, (integer)g % 512);
*/
/* The level-3 table for frame g below level-2 table t of a partition. */
static u32 partition_table3_below(u32 t, u32 g)
{
	u32 i = (g / SPAN_BLOCK2) % ENTRIES;
	u64 d = pool.e[t][i];

	//@ assert start: meta[t].base + i * SPAN_BLOCK2 == (g / SPAN_BLOCK2) * SPAN_BLOCK2;
	//@ assert second: \forall integer h; 0 <= h < GFN_MAX && h / SPAN_BLOCK2 == g / SPAN_BLOCK2 ==> walk1(meta[t].root, h) % 4 == 3 && walk2(meta[t].root, h) == d;
	if (d % 4 == S2_TYPE_TABLE) {
		//@ assert down: meta[next_table(walk2(meta[t].root, (integer)g))].level == 3 && meta[next_table(walk2(meta[t].root, (integer)g))].root == meta[t].root && meta[next_table(walk2(meta[t].root, (integer)g))].base + g % 512 == g;
		//@ assert child: next_table(d) == next_table(walk2(meta[t].root, (integer)g));
		return s2_entry_pfn(d) - POOL_PFN;
	}
	//@ assert flat: \forall integer h; 0 <= h < GFN_MAX && h / SPAN_BLOCK2 == g / SPAN_BLOCK2 ==> walk_level(meta[t].root, h) == 2;
	u32 c = table_take();

	//@ assert below: \forall integer s, h; slot(s, h, (integer)t, (integer)i) ==> s == meta[t].root && h / SPAN_BLOCK2 == g / SPAN_BLOCK2;
	//@ assert within: \forall integer h; 0 <= h < GFN_MAX && h / SPAN_BLOCK2 == g / SPAN_BLOCK2 ==> slot(meta[t].root, h, (integer)t, (integer)i);
	table_link(t, i, c);
	return c;
}

u32 partition_table3(u32 r, u32 g)
{
	u32 t = partition_table2(r, g);

	//@ assert near: \forall integer h; 0 <= h < GFN_MAX && h / SPAN_BLOCK2 == g / SPAN_BLOCK2 ==> h / SPAN_BLOCK1 == g / SPAN_BLOCK1;
	//@ ghost L: ;
	//@ assert second: walk_level((integer)r, (integer)g) == (\at(walk_level((integer)r, (integer)g),Pre) < 2 ? 2 : \at(walk_level((integer)r, (integer)g),Pre));
	return partition_table3_below(t, g);
}

u32 walk_entry_index(u32 level, u32 g)
{
	if (level == 3) {
		return g % ENTRIES;
	}
	if (level == 2) {
		return (g / SPAN_BLOCK2) % ENTRIES;
	}
	return (g / SPAN_BLOCK1) % ENTRIES;
}

u32 walk_end(u32 r, u32 g)
{
	u32 t = ROOT_TABLES * r + g / SPAN_ROOT;
	u64 d = pool.e[t][(g / SPAN_BLOCK1) % ENTRIES];

	//@ assert end: slot((integer)r, (integer)g, walk_table((integer)r, (integer)g), walk_index((integer)r, (integer)g));
	//@ assert level1: meta[t].level == 1 && meta[t].root == r && d == walk1((integer)r, (integer)g);
	if (d % 4 != S2_TYPE_TABLE) {
		//@ assert ends1: walk_level((integer)r, (integer)g) == 1 && walk_table((integer)r, (integer)g) == t;
		return t;
	}
	t = s2_entry_pfn(d) - POOL_PFN;
	d = pool.e[t][(g / SPAN_BLOCK2) % ENTRIES];
	//@ assert level2: meta[t].level == 2 && meta[t].root == r && d == walk2((integer)r, (integer)g);
	if (d % 4 != S2_TYPE_TABLE) {
		//@ assert ends2: walk_level((integer)r, (integer)g) == 2 && walk_table((integer)r, (integer)g) == t;
		return t;
	}
	//@ assert ends3: walk_level((integer)r, (integer)g) == 3 && walk_table((integer)r, (integer)g) == next_table(d);
	return s2_entry_pfn(d) - POOL_PFN;
}
