/* SPDX-License-Identifier: Apache-2.0 */
/* Call protect: other rights for a leaf of a living partition. */
#include "calls.h"

/*@ requires inv: sys_inv;
    requires leaf: partition_leaf(part, t, i, first_gfn, first, n);
    requires rights: ram_rights(rights);
    assigns pool, g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures set: \forall integer g; first_gfn <= g < first_gfn + n ==> walk_valid((integer)part * NR_LEVELS, g) &&
	walk_pfn((integer)part * NR_LEVELS, g) == first + (g - first_gfn) &&
	rights_of(walk_lo((integer)part * NR_LEVELS, g), walk_hi((integer)part * NR_LEVELS, g)) == rights;
    ensures beside: tr_same_but{Pre,Post}((integer)part * NR_LEVELS, first_gfn, n);
    ensures levels: \forall integer r, g; root_gfn(r, g) ==> walk_level(r, g) == \old(walk_level(r, g));
*/
/* Breaks the leaf and makes it anew with other rights. */
static void protect_leaf(u32 part, u32 t, u32 i, u32 first_gfn, u32 first, u32 n, u64 rights)
{
	/* Of these two only the contract speaks. */
	(void)part;
	(void)first_gfn;
	//@ assert range: ram_range((integer)first, (integer)n) && first_gfn + n <= GFN_MAX;
	//@ assert parts: tree_inv && entry_inv && leaf_inv && partition_leaf((integer)part, (integer)t, (integer)i, (integer)first_gfn, (integer)first, (integer)n);
	//@ assert had: \forall integer g; first_gfn <= g < first_gfn + n ==> walk_valid((integer)part * NR_LEVELS, g) && walk_pfn((integer)part * NR_LEVELS, g) == first + (g - first_gfn);
	//@ assert places: \forall integer g; first_gfn <= g < first_gfn + n ==> slot((integer)part * NR_LEVELS, g, (integer)t, (integer)i) && slot_pfn((integer)t, (integer)i, g) == first + (g - first_gfn);
	//@ assert was: \forall integer g; slot((integer)part * NR_LEVELS, g, (integer)t, (integer)i) ==> permitted((integer)part * NR_LEVELS, slot_pfn((integer)t, (integer)i, g), g, rights_of(L_s2_entry_lo(pool.e[t][i]), L_s2_entry_hi(pool.e[t][i])));
	//@ assert allowed: \forall integer g; slot((integer)part * NR_LEVELS, g, (integer)t, (integer)i) ==> permitted((integer)part * NR_LEVELS, slot_pfn((integer)t, (integer)i, g), g, (integer)rights);
	//@ assert permitted: \forall integer g; first_gfn <= g < first_gfn + n ==> permitted((integer)part * NR_LEVELS, first + (g - first_gfn), g, (integer)rights);
	//@ assert slots: \forall integer r, g; slot(r, g, (integer)t, (integer)i) <==> r == part * NR_LEVELS && first_gfn <= g < first_gfn + n;
	leaf_clear(t, i);
	//@ assert apart: tr_same_but{Pre,Here}((integer)part * NR_LEVELS, (integer)first_gfn, (integer)n);
	//@ ghost L: ;
	u64 d = ram_leaf(first, n == SPAN_PAGE ? S2_TYPE_PAGE : S2_TYPE_BLOCK, rights);

	leaf_set(t, i, d);
	//@ assert start: starts(meta[t].level, meta[t].base, (integer)i) == first_gfn && meta[t].root == part * NR_LEVELS;
	//@ assert here: \forall integer g; first_gfn <= g < first_gfn + n ==> slot((integer)part * NR_LEVELS, g, (integer)t, (integer)i);
	//@ assert made: \forall integer g; slot((integer)part * NR_LEVELS, g, (integer)t, (integer)i) ==> tr_is((integer)part * NR_LEVELS, g, first + g - first_gfn, L_s2_entry_lo(d), L_s2_entry_hi(d));
	//@ assert made_valid: \forall integer g; slot((integer)part * NR_LEVELS, g, (integer)t, (integer)i) ==> walk_valid((integer)part * NR_LEVELS, g);
	//@ assert made_pfn: \forall integer g; slot((integer)part * NR_LEVELS, g, (integer)t, (integer)i) ==> walk_pfn((integer)part * NR_LEVELS, g) == first + (g - first_gfn);
	//@ assert rights: \forall integer g; slot((integer)part * NR_LEVELS, g, (integer)t, (integer)i) ==> rights_of(walk_lo((integer)part * NR_LEVELS, g), walk_hi((integer)part * NR_LEVELS, g)) == rights;
	//@ assert valid: \forall integer g; first_gfn <= g < first_gfn + n ==> walk_valid((integer)part * NR_LEVELS, g);
	//@ assert output: \forall integer g; first_gfn <= g < first_gfn + n ==> walk_pfn((integer)part * NR_LEVELS, g) == first + (g - first_gfn);
	//@ assert others: tr_same_but{L,Here}((integer)part * NR_LEVELS, (integer)first_gfn, (integer)n);
	//@ assert beside: tr_same_but{Pre,Here}((integer)part * NR_LEVELS, (integer)first_gfn, (integer)n);
	//@ assert ordinary: ordinary_same{Pre,Here};
	//@ assert lent: lent_apart{Pre,Here};
	//@ assert counted: lent_inv(0, 0, 0, 0);
}

/*@ requires inv: sys_inv;
    requires place: PART_FIRST <= part < NR_OWNERS && gfn < GFN_MAX;
    requires rights: ram_rights(rights);
    requires end: slot((integer)part * NR_LEVELS, (integer)gfn, (integer)t, (integer)i) &&
	is_leaf(meta[t].level, pool.e[t][i]);
    assigns pool, g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures step: protect_step{Pre,Post}(CORDON_E_SUCCESS, part, gfn, rights);
*/
/* The call's effect, once its requirements hold: (t,i) is the leaf that maps gfn. */
static void protect_frames(u32 part, u32 gfn, u32 t, u32 i, u64 rights)
{
	u32 n = meta[t].level == 3 ? SPAN_PAGE : SPAN_BLOCK2;
	u32 first_gfn = gfn - gfn % n;
	u32 first = s2_entry_pfn(pool.e[t][i]);

	//@ assert level: meta[t].level == 2 || meta[t].level == 3;
	//@ assert start: starts(meta[t].level, meta[t].base, (integer)i) == first_gfn;
	//@ assert leaf: partition_leaf((integer)part, (integer)t, (integer)i, (integer)first_gfn, (integer)first, (integer)n);
	//@ assert order: A_order((integer)part * NR_LEVELS, (integer)gfn) == (n == SPAN_PAGE ? ORDER_PAGE : ORDER_BLOCK2);
	//@ assert leaf_gfn: leaf_gfn((integer)gfn, A_order((integer)part * NR_LEVELS, (integer)gfn)) == first_gfn;
	//@ assert span: order_span(A_order((integer)part * NR_LEVELS, (integer)gfn)) == n;
	//@ assert root: root_of(part) == part * NR_LEVELS;
	//@ assert here: \forall integer g; first_gfn <= g < first_gfn + n ==> slot((integer)part * NR_LEVELS, g, (integer)t, (integer)i);
	//@ assert was_valid: \forall integer g; slot((integer)part * NR_LEVELS, g, (integer)t, (integer)i) ==> walk_valid((integer)part * NR_LEVELS, g);
	//@ assert was_pfn: \forall integer g; slot((integer)part * NR_LEVELS, g, (integer)t, (integer)i) ==> walk_pfn((integer)part * NR_LEVELS, g) == first + (g - first_gfn);
	//@ assert was: \forall integer g; first_gfn <= g < first_gfn + n ==> walk_valid((integer)part * NR_LEVELS, g) && walk_pfn((integer)part * NR_LEVELS, g) == first + (g - first_gfn);
	//@ assert was_map: \forall integer g; first_gfn <= g < first_gfn + n ==> A_map((integer)part * NR_LEVELS, g) == first + (g - first_gfn);
	protect_leaf(part, t, i, first_gfn, first, n, rights);
	//@ assert now_map: \forall integer g; first_gfn <= g < first_gfn + n ==> A_map((integer)part * NR_LEVELS, g) == first + (g - first_gfn);
	//@ assert got: \forall integer g; first_gfn <= g < first_gfn + n ==> A_map((integer)part * NR_LEVELS, g) == \at(A_map((integer)part * NR_LEVELS, g),Pre) && A_rights((integer)part * NR_LEVELS, g) == rights && A_order((integer)part * NR_LEVELS, g) == \at(A_order((integer)part * NR_LEVELS, g),Pre);
	//@ assert kept: \forall integer r, g; root_gfn(r, g) && !(r == part * NR_LEVELS && first_gfn <= g < first_gfn + n) ==> A_map(r, g) == \at(A_map(r, g),Pre) && A_rights(r, g) == \at(A_rights(r, g),Pre) && A_order(r, g) == \at(A_order(r, g),Pre);
	//@ assert rights_step: protect_rights_step{Pre,Here}(part, gfn, rights);
	//@ assert maps: \forall integer r, g; root_gfn(r, g) ==> A_map(r, g) == \at(A_map(r, g),Pre);
	//@ assert map: same_map{Pre,Here};
	//@ assert sizes: \forall integer r, g; root_gfn(r, g) ==> A_order(r, g) == \at(A_order(r, g),Pre);
	//@ assert orders: same_order{Pre,Here};
	//@ assert gib: \forall integer r, j; PART_FIRST <= r < NR_ROOTS && 0 <= j < TAB2_MAX ==> root_gfn(r, j * SPAN_BLOCK1);
	//@ assert mib: \forall integer r, j; PART_FIRST <= r < NR_ROOTS && 0 <= j < TAB3_MAX ==> root_gfn(r, j * SPAN_BLOCK2);
	//@ assert tab2: same_tab2{Pre,Here};
	//@ assert tab3: same_tab3{Pre,Here};
	//@ assert tracker: same_ram_end{Pre,Here} && same_owner{Pre,Here} && same_state{Pre,Here} && same_lent{Pre,Here} && same_gfn{Pre,Here} && same_label{Pre,Here};
	//@ assert rest: same_nfree{Pre,Here} && same_life{Pre,Here} && same_swept{Pre,Here} && same_klog_head{Pre,Here} && same_klog{Pre,Here} && same_caller{Pre,Here} && same_running{Pre,Here};
}

s32 hvc_protect(u64 part, u64 gfn, u64 rights)
{
	if (part < PART_FIRST || part >= NR_OWNERS) {
		return CORDON_E_PARTITION;
	}
	if (gfn >= GFN_MAX) {
		return CORDON_E_ADDRESS;
	}
	if (ram_rights_fit(rights) == 0) {
		return CORDON_E_RIGHTS;
	}
	u32 p = edge_clamp(part, NR_OWNERS);
	u32 place = edge_clamp(gfn, GFN_MAX);

	if (life[p] != LIFE_LIVE || ram_count[p] != 0) {
		return CORDON_E_STATE;
	}
	u32 t = walk_end(p * NR_LEVELS, place);
	u32 i = walk_entry_index(meta[t].level, place);

	//@ assert parts: tree_inv && entry_inv;
	//@ assert slot: slot((integer)p * NR_LEVELS, (integer)place, (integer)t, (integer)i);
	//@ assert zero: pool.e[t][i] == 0 <==> !walk_valid((integer)p * NR_LEVELS, (integer)place);
	//@ assert entry: pool.e[t][i] == walk_entry((integer)p * NR_LEVELS, (integer)place);
	//@ assert value: A_map(root_of(part), (integer)gfn) == -1 <==> pool.e[t][i] == 0;
	//@ assert absent: protect_needs_absent{Here}(part, gfn, rights) <==> pool.e[t][i] != 0;
	if (pool.e[t][i] == 0) {
		return CORDON_E_ABSENT;
	}
	protect_frames(p, place, t, i, rights);
	return CORDON_E_SUCCESS;
}
