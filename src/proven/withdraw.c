/* SPDX-License-Identifier: Apache-2.0 */
/* Call withdraw: Cordon takes a leaf of an ended partition and holds its frames. */
#include "calls.h"

/*@ requires inv: sys_inv;
    requires leaf: partition_leaf(part, t, i, first_gfn, first, n) && part < ORDINARY_FIRST;
    requires dead: life[part] == LIFE_DEAD;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures gone: \forall integer g; first_gfn <= g < first_gfn + n ==> !walk_valid((integer)part * NR_LEVELS, g);
    ensures unshared: \forall integer g; first <= g < first + n ==> !walk_valid(OWNER_HOST, g);
    ensures beside: \forall integer r, g; root_gfn(r, g) && !(r == part * NR_LEVELS && first_gfn <= g < first_gfn + n) &&
	!(r == OWNER_HOST && first <= g < first + n) ==> tr_eq{Pre,Post}(r, g);
    ensures levels: level_same{Pre,Post};
    ensures tables: nr_free == \old(nr_free);
    ensures held: \forall integer q; first <= q < first + n ==> A_state(q) == FRAME_HELD && A_owner(q) == \old(A_owner(q)) &&
	A_lent(q) == \old(A_lent(q)) && A_gfn(q) == \old(A_gfn(q));
    ensures frames: tracker_same_but{Pre,Post}(first, n);
*/
/* Unmaps the leaf, of the host too what was shared, and holds its frames. */
static void withdraw_leaf(u32 part, u32 t, u32 i, u32 first_gfn, u32 first, u32 n)
{
	//@ assert range: ram_range((integer)first, (integer)n) && first_gfn + n <= GFN_MAX;
	//@ assert mine: \forall integer q; within((integer)first, (integer)n, q) ==> in_ram_frames(q) && A_owner(q) == part && own_state(A_state(q)) && A_lent(q) == 0 && A_gfn(q) == first_gfn + (q - first);
	//@ assert free: \forall integer q; within((integer)first, (integer)n, q) ==> !is_cordon(q) && may_see(part, A_label(q));
	//@ assert alone: \forall integer r, g; root_gfn(r, g) && walk_valid(r, g) && r != OWNER_HOST && within((integer)first, (integer)n, walk_pfn(r, g)) ==> r == part * NR_LEVELS && g == A_gfn(walk_pfn(r, g));
	leaf_clear(t, i);
	//@ assert beside: tr_same_but{Pre,Here}((integer)part * NR_LEVELS, (integer)first_gfn, (integer)n);
	//@ assert broken: \forall integer g; first_gfn <= g < first_gfn + n ==> slot((integer)part * NR_LEVELS, g, (integer)t, (integer)i);
	//@ assert gone: \forall integer g; first_gfn <= g < first_gfn + n ==> !walk_valid((integer)part * NR_LEVELS, g);
	//@ assert ordinary: ordinary_same{Pre,Here};
	//@ assert lent: lent_apart{Pre,Here};
	//@ assert counted: lent_inv(0, 0, 0, 0);
	//@ assert inv: sys_inv;
	//@ ghost L: ;
	host_unmap(first, n);
	//@ assert others: tr_same_but{L,Here}(OWNER_HOST, (integer)first, (integer)n);
	//@ assert root: \forall integer g; first_gfn <= g < first_gfn + n ==> root_gfn((integer)part * NR_LEVELS, g) && !((integer)part * NR_LEVELS == OWNER_HOST);
	//@ assert kept: \forall integer g; first_gfn <= g < first_gfn + n ==> tr_eq{L,Here}((integer)part * NR_LEVELS, g);
	//@ assert still: \forall integer g; first_gfn <= g < first_gfn + n ==> !walk_valid((integer)part * NR_LEVELS, g);
	//@ assert host: \forall integer g; root_gfn(OWNER_HOST, g) && walk_valid(OWNER_HOST, g) ==> walk_pfn(OWNER_HOST, g) == g;
	//@ assert left: \forall integer r, g; root_gfn(r, g) && walk_valid(r, g) ==> !within((integer)first, (integer)n, walk_pfn(r, g));
	//@ assert away: unmapped_frames((integer)first, (integer)n);
	frames_set(first, n, part, FRAME_HELD, first_gfn);
}

/*@ requires inv: sys_inv;
    requires place: PART_FIRST <= part < ORDINARY_FIRST && gfn < GFN_MAX;
    requires dead: life[part] == LIFE_DEAD;
    requires end: slot((integer)part * NR_LEVELS, (integer)gfn, (integer)t, (integer)i) &&
	is_leaf(meta[t].level, pool.e[t][i]);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures step: withdraw_step{Pre,Post}(CORDON_E_SUCCESS, part, gfn);
*/
/* The call's effect, once its requirements hold: (t,i) is the leaf that maps gfn. */
static void withdraw_frames(u32 part, u32 gfn, u32 t, u32 i)
{
	//@ assert parts: tree_inv && entry_inv && leaf_inv;
	//@ assert allowed: permitted((integer)part * NR_LEVELS, slot_pfn((integer)t, (integer)i, (integer)gfn), (integer)gfn, rights_of(L_s2_entry_lo(pool.e[t][i]), L_s2_entry_hi(pool.e[t][i])));
	//@ assert ram: in_ram_frames(slot_pfn((integer)t, (integer)i, (integer)gfn));
	//@ assert fits: L_s2_entry_pfn(pool.e[t][i]) <= slot_pfn((integer)t, (integer)i, (integer)gfn);
	u32 n = meta[t].level == 3 ? SPAN_PAGE : SPAN_BLOCK2;
	u32 first_gfn = gfn - gfn % n;
	u32 first = s2_entry_pfn(pool.e[t][i]);

	//@ assert level: meta[t].level == 2 || meta[t].level == 3;
	//@ assert start: starts(meta[t].level, meta[t].base, (integer)i) == first_gfn;
	//@ assert leaf: partition_leaf((integer)part, (integer)t, (integer)i, (integer)first_gfn, (integer)first, (integer)n);
	//@ assert order: A_order((integer)part * NR_LEVELS, (integer)gfn) == (n == SPAN_PAGE ? ORDER_PAGE : ORDER_BLOCK2);
	//@ assert map: A_map((integer)part * NR_LEVELS, (integer)gfn) == first + (gfn - first_gfn);
	//@ assert leaf_gfn: leaf_gfn((integer)gfn, A_order((integer)part * NR_LEVELS, (integer)gfn)) == first_gfn;
	//@ assert leaf_pfn: leaf_pfn((integer)gfn, A_order((integer)part * NR_LEVELS, (integer)gfn), A_map((integer)part * NR_LEVELS, (integer)gfn)) == first;
	//@ assert span: order_span(A_order((integer)part * NR_LEVELS, (integer)gfn)) == n;
	//@ assert root: root_of(part) == part * NR_LEVELS;
	withdraw_leaf(part, t, i, first_gfn, first, n);
	//@ assert lost: \forall integer g; first_gfn <= g < first_gfn + n ==> A_map((integer)part * NR_LEVELS, g) == -1 && A_rights((integer)part * NR_LEVELS, g) == 0 && A_order((integer)part * NR_LEVELS, g) == 0;
	//@ assert unshared: \forall integer g; first <= g < first + n ==> A_map(OWNER_HOST, g) == -1 && A_rights(OWNER_HOST, g) == 0;
	//@ assert kept: \forall integer r, g; root_gfn(r, g) && !(r == part * NR_LEVELS && first_gfn <= g < first_gfn + n) && !(r == OWNER_HOST && first <= g < first + n) ==> A_map(r, g) == \at(A_map(r, g),Pre) && A_rights(r, g) == \at(A_rights(r, g),Pre);
	//@ assert kept_orders: \forall integer r, g; root_gfn(r, g) && r != OWNER_HOST && !(r == part * NR_LEVELS && first_gfn <= g < first_gfn + n) ==> A_order(r, g) == \at(A_order(r, g),Pre);
	//@ assert states: \forall integer q; in_ram_frames(q) ==> A_state(q) == (first <= q < first + n ? FRAME_HELD : \at(A_state(q),Pre));
	//@ assert maps: \forall integer r, g; root_gfn(r, g) ==> A_map(r, g) == ((r == part * NR_LEVELS && first_gfn <= g < first_gfn + n) || (r == OWNER_HOST && first <= g < first + n) ? -1 : \at(A_map(r, g),Pre));
	//@ assert orders: \forall integer r, g; root_gfn(r, g) && r != OWNER_HOST ==> A_order(r, g) == (r == part * NR_LEVELS && first_gfn <= g < first_gfn + n ? 0 : \at(A_order(r, g),Pre));
	//@ assert state_step: withdraw_state_step{Pre,Here}(part, gfn);
	//@ assert map_step: withdraw_map_step{Pre,Here}(part, gfn);
	//@ assert rights_step: withdraw_rights_step{Pre,Here}(part, gfn);
	//@ assert order_step: withdraw_order_step{Pre,Here}(part, gfn);
	//@ assert gib: \forall integer r, j; PART_FIRST <= r < NR_ROOTS && 0 <= j < TAB2_MAX ==> root_gfn(r, j * SPAN_BLOCK1);
	//@ assert mib: \forall integer r, j; PART_FIRST <= r < NR_ROOTS && 0 <= j < TAB3_MAX ==> root_gfn(r, j * SPAN_BLOCK2);
	//@ assert tab2: same_tab2{Pre,Here};
	//@ assert tab3: same_tab3{Pre,Here};
	//@ assert nfree: same_nfree{Pre,Here};
	//@ assert entries: same_owner{Pre,Here} && same_lent{Pre,Here} && same_gfn{Pre,Here};
	//@ assert rest: same_ram_end{Pre,Here} && same_label{Pre,Here} && same_life{Pre,Here} && same_swept{Pre,Here} && same_klog_head{Pre,Here} && same_klog{Pre,Here} && same_caller{Pre,Here} && same_running{Pre,Here};
}

s32 hvc_withdraw(u64 part, u64 gfn)
{
	if (part < PART_FIRST || part >= ORDINARY_FIRST) {
		return CORDON_E_PARTITION;
	}
	if (gfn >= GFN_MAX) {
		return CORDON_E_ADDRESS;
	}
	u32 p = edge_clamp(part, ORDINARY_FIRST);
	u32 place = edge_clamp(gfn, GFN_MAX);

	if (life[p] != LIFE_DEAD) {
		return CORDON_E_STATE;
	}
	u32 t = walk_end(p * NR_LEVELS, place);
	u32 i = walk_entry_index(meta[t].level, place);

	//@ assert parts: tree_inv && entry_inv;
	//@ assert slot: slot((integer)p * NR_LEVELS, (integer)place, (integer)t, (integer)i);
	//@ assert zero: pool.e[t][i] == 0 <==> !walk_valid((integer)p * NR_LEVELS, (integer)place);
	//@ assert entry: pool.e[t][i] == walk_entry((integer)p * NR_LEVELS, (integer)place);
	//@ assert value: A_map(root_of(part), (integer)gfn) == -1 <==> pool.e[t][i] == 0;
	//@ assert absent: withdraw_needs_absent{Here}(part, gfn) <==> pool.e[t][i] != 0;
	if (pool.e[t][i] == 0) {
		return CORDON_E_ABSENT;
	}
	withdraw_frames(p, place, t, i);
	return CORDON_E_SUCCESS;
}
