/* SPDX-License-Identifier: Apache-2.0 */
/* Steps on tracker entries, and the host's side of a frame that leaves it. */
#include "tracker.h"

u32 ram_rights_fit(u64 rights)
{
	return rights <= RAM_RW || (RIGHT_PX + RIGHT_UX <= rights && rights <= RAM_RWX);
}

u64 ram_leaf(u64 pfn, u64 type, u64 rights)
{
	u64 r = rights % 2;
	u64 w = rights / RIGHT_W % 2;
	u64 xn = rights >= RIGHT_PX ? S2_XN_EXEC : S2_XN_NONE;

	//@ assert sum: r + 2 * w + (xn == S2_XN_EXEC ? RIGHT_PX + RIGHT_UX : 0) == rights;
	return s2_entry_make(s2_hi_make(xn), pfn,
			     s2_lo_make(1, S2_SH_INNER, w, r, S2_MEMATTR_NORMAL_WB), type);
}

void frames_set(u32 pfn, u32 n, u8 owner, u8 state, u32 gfn)
{
	u32 first = pfn - RAM_PFN;

	//@ assert idle: part_valid(owner) && life[owner] == LIFE_LIVE ==> swept[owner] == RAM_PFN;
	//@ assert owned: part_valid(owner) && life[owner] != LIFE_LIVE ==> A_owner((integer)pfn) == owner;
	//@ assert ahead: part_valid(owner) ==> swept[owner] <= pfn;
	/*@ loop invariant range: 0 <= k <= n;
	    loop invariant set: \forall integer i; first <= i < first + k ==> frames[i].owner == owner &&
		frames[i].state == state && frames[i].lent == 0 &&
		frames[i].gfn == (owner == OWNER_HOST ? 0 : gfn + (i - first));
	    loop invariant others: \forall integer i; 0 <= i < FRAMES_MAX && !(first <= i < first + k) ==>
		frames[i] == \at(frames[i],Pre);
	    loop assigns k, frames[0 .. FRAMES_MAX - 1];
	    loop variant n - k;
	*/
	for (u32 k = 0; k < n; k++) {
		frames[first + k].owner = owner;
		frames[first + k].state = state;
		frames[first + k].lent = 0;
		frames[first + k].gfn = owner == OWNER_HOST ? 0 : gfn + k;
	}
	//@ assert kept: \forall integer q; in_ram_frames(q) && !(pfn <= q < pfn + n) ==> A_owner(q) == \at(A_owner(q),Pre) && A_state(q) == \at(A_state(q),Pre) && A_lent(q) == \at(A_lent(q),Pre) && A_gfn(q) == \at(A_gfn(q),Pre);
	//@ assert away: \forall integer r, g, t, i; slot(r, g, t, i) && is_leaf(meta[t].level, pool.e[t][i]) ==> !(pfn <= slot_pfn(t, i, g) < pfn + n);
	//@ assert allowed: \forall integer r, p, g, x; !(pfn <= p < pfn + n) && permitted{Pre}(r, p, g, x) ==> permitted{Here}(r, p, g, x);
	//@ assert leaves: leaf_inv;
	//@ assert map: map_inv;
	//@ assert entries: entries_inv;
	//@ assert cordon: cordon_inv;
	//@ assert contents: contents_inv;
	//@ assert swept: swept_inv;
	//@ assert lent: lent_apart{Pre,Here};
	//@ assert counted: lent_inv(0, 0, 0, 0);
}

/*@ requires inv: sys_inv;
    requires range: ram_range(pfn, 1);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures gone: \forall integer g; pfn <= g < pfn + 1 ==> !walk_valid(OWNER_HOST, g);
    ensures others: tr_same_but{Pre,Post}(OWNER_HOST, pfn, 1);
    ensures levels: level_same{Pre,Post};
    ensures tables: nr_free == \old(nr_free);
*/
/* Takes one frame out of the host's stage-2. */
static void host_unmap_page(u32 pfn)
{
	u32 t = host_table3(pfn);
	u32 i = pfn % ENTRIES;

	//@ ghost L: ;
	//@ assert only: \forall integer r, g; slot(r, g, (integer)t, (integer)i) ==> r == OWNER_HOST && g == pfn;
	//@ assert entry: pool.e[t][i] == walk_entry(OWNER_HOST, (integer)pfn);
	if (pool.e[t][i] % 2 == 1) {
		leaf_clear(t, i);
		//@ assert gone: !walk_valid(OWNER_HOST, (integer)pfn);
	}
	//@ assert others: tr_same_but{L,Here}(OWNER_HOST, (integer)pfn, 1);
	//@ assert ordinary: ordinary_same{Pre,L} && ordinary_same{L,Here};
	//@ assert lent: lent_apart{Pre,Here};
	//@ assert counted: lent_inv(0, 0, 0, 0);
}

/*@ requires inv: sys_inv;
    requires range: ram_range(pfn, SPAN_BLOCK2) && pfn % SPAN_BLOCK2 == 0;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures gone: \forall integer g; pfn <= g < pfn + SPAN_BLOCK2 ==> !walk_valid(OWNER_HOST, g);
    ensures others: tr_same_but{Pre,Post}(OWNER_HOST, pfn, SPAN_BLOCK2);
    ensures levels: level_same{Pre,Post};
    ensures tables: nr_free == \old(nr_free);
*/
/* Takes an aligned 2 MiB out of the host's stage-2. */
static void host_unmap_block(u32 pfn)
{
	u32 t = host_table2(pfn);
	u32 i = (pfn / SPAN_BLOCK2) % ENTRIES;

	//@ ghost L: ;
	//@ assert start: meta[t].base + i * SPAN_BLOCK2 == pfn;
	//@ assert span: \forall integer g; spans(meta[t].level, meta[t].base, (integer)i, g) <==> pfn <= g < pfn + SPAN_BLOCK2;
	if (pool.e[t][i] % 4 == S2_TYPE_TABLE) {
		//@ assert child: meta[next_table(pool.e[t][i])].base == pfn && meta[next_table(pool.e[t][i])].root == OWNER_HOST;
		table_unlink(t, i);
		//@ assert gone: \forall integer g; pfn <= g < pfn + SPAN_BLOCK2 ==> !walk_valid(OWNER_HOST, g);
		//@ assert others: tr_same_but{L,Here}(OWNER_HOST, (integer)pfn, SPAN_BLOCK2);
		//@ assert ordinary: ordinary_same{Pre,L} && ordinary_same{L,Here};
		//@ assert lent: lent_apart{Pre,Here};
		//@ assert counted: lent_inv(0, 0, 0, 0);
		return;
	}
	//@ assert slots: \forall integer r, g; slot(r, g, (integer)t, (integer)i) <==> r == OWNER_HOST && pfn <= g < pfn + SPAN_BLOCK2;
	//@ assert tree: tree_inv && meta[t].level == 2;
	//@ assert reached: \forall integer g; pfn <= g < pfn + SPAN_BLOCK2 ==> slot(OWNER_HOST, g, (integer)t, (integer)i);
	//@ assert level: \forall integer g; slot(OWNER_HOST, g, (integer)t, (integer)i) ==> walk_level(OWNER_HOST, g) == 2 && walk_entry(OWNER_HOST, g) == pool.e[t][i];
	//@ assert entry: \forall integer g; pfn <= g < pfn + SPAN_BLOCK2 ==> walk_level(OWNER_HOST, g) == 2 && walk_entry(OWNER_HOST, g) == pool.e[t][i];
	if (pool.e[t][i] % 4 == S2_TYPE_BLOCK) {
		leaf_clear(t, i);
		//@ assert gone: \forall integer g; pfn <= g < pfn + SPAN_BLOCK2 ==> !walk_valid(OWNER_HOST, g);
	}
	//@ assert others: tr_same_but{L,Here}(OWNER_HOST, (integer)pfn, SPAN_BLOCK2);
	//@ assert ordinary: ordinary_same{Pre,L} && ordinary_same{L,Here};
	//@ assert lent: lent_apart{Pre,Here};
	//@ assert counted: lent_inv(0, 0, 0, 0);
}

void host_map(u32 pfn, u64 rights)
{
	u32 t = host_table3(pfn);

	//@ assert only: \forall integer g; slot(OWNER_HOST, g, (integer)t, (integer)pfn % 512) ==> g == pfn;
	//@ ghost L: ;
	leaf_set(t, pfn % ENTRIES, ram_leaf(pfn, S2_TYPE_PAGE, rights));
	//@ assert here: slot(OWNER_HOST, (integer)pfn, (integer)t, (integer)pfn % 512);
	//@ assert mapped: walk_valid(OWNER_HOST, (integer)pfn) && walk_pfn(OWNER_HOST, (integer)pfn) == pfn && rights_of(walk_lo(OWNER_HOST, (integer)pfn), walk_hi(OWNER_HOST, (integer)pfn)) == rights;
	//@ assert beside: tr_same_but{L,Here}(OWNER_HOST, (integer)pfn, 1);
	//@ assert ordinary: ordinary_same{Pre,L} && ordinary_same{L,Here};
	//@ assert lent: lent_apart{Pre,Here};
	//@ assert counted: lent_inv(0, 0, 0, 0);
}

void host_unmap(u32 pfn, u32 n)
{
	if (n == SPAN_PAGE) {
		host_unmap_page(pfn);
	} else {
		host_unmap_block(pfn);
	}
}
