/* SPDX-License-Identifier: Apache-2.0 */
/* Call lend: the host lets an ordinary partition map a page that stays its own. */
#include "calls.h"
#include "partition_map.h"

/*@ requires inv: sys_inv;
    assigns \nothing;
    exits \false;
    ensures refusal: lend_refusal{Here}(\result, part, pfn, gfn, rights);
*/
/* Which requirement of the call fails first, if any. */
static s32 lend_check(u64 part, u64 pfn, u64 gfn, u64 rights)
{
	if (part < ORDINARY_FIRST || part >= NR_OWNERS) {
		return CORDON_E_PARTITION;
	}
	if (pfn < RAM_PFN || pfn >= (u64)RAM_PFN + ram_frames || gfn >= GFN_MAX) {
		return CORDON_E_ADDRESS;
	}
	if (rights > RAM_RWX || (rights > RAM_RW && rights < RIGHT_PX + RIGHT_UX)) {
		return CORDON_E_RIGHTS;
	}
	u32 p = edge_clamp(part, NR_OWNERS);
	u32 place = edge_clamp(gfn, GFN_MAX);
	u32 i = edge_clamp(pfn - RAM_PFN, ram_frames);

	//@ assert same: p == part && place == gfn && i == pfn - RAM_PFN;
	if (life[p] != LIFE_LIVE) {
		return CORDON_E_STATE;
	}
	if (frames[i].owner != OWNER_HOST ||
	    (frames[i].state != FRAME_OWNED && frames[i].state != FRAME_LENT)) {
		//@ assert owner: !lend_needs_owner{Here}(part, pfn, gfn, rights);
		return CORDON_E_OWNER;
	}
	if (frames[i].lent == LENT_MAX) {
		//@ assert count: !lend_needs_count{Here}(part, pfn, gfn, rights);
		return CORDON_E_COUNT;
	}
	//@ assert first: lend_needs_partition{Here}(part, pfn, gfn, rights) && lend_needs_address{Here}(part, pfn, gfn, rights) && lend_needs_address_2{Here}(part, pfn, gfn, rights) && lend_needs_rights{Here}(part, pfn, gfn, rights);
	//@ assert then: lend_needs_state{Here}(part, pfn, gfn, rights) && lend_needs_owner{Here}(part, pfn, gfn, rights) && lend_needs_count{Here}(part, pfn, gfn, rights);
	s32 res = partition_room(p * NR_LEVELS, place, ORDER_PAGE);

	//@ assert mapped: lend_needs_mapped{Here}(part, pfn, gfn, rights) <==> res != CORDON_E_MAPPED;
	//@ assert tables: res != CORDON_E_MAPPED ==> (res == CORDON_E_SUCCESS <==> lend_needs_tables{Here}(part, pfn, gfn, rights));
	return res;
}

/*@ requires inv: sys_inv;
    requires place: ordinary_place((integer)root, (integer)gfn) && !walk_valid((integer)root, (integer)gfn);
    requires frame: in_ram_frames(pfn) && host_lends(A_owner(pfn), A_state(pfn)) && lent_less(A_lent(pfn));
    assigns frames[0 .. FRAMES_MAX - 1], lent_number, lent_leaf;
    exits \false;
    ensures inv: sys_inv_but((integer)root, (integer)gfn, (integer)pfn, 1);
    ensures counted: A_lent(pfn) == \old(A_lent(pfn)) + 1 && A_state(pfn) == FRAME_LENT &&
	A_owner(pfn) == \old(A_owner(pfn)) && A_gfn(pfn) == \old(A_gfn(pfn));
    ensures others: tracker_same_but{Pre,Post}(pfn, 1);
*/
/* Counts the leaf that root will have at frame gfn. */
static void count_up(u32 pfn, u32 root, u32 gfn)
{
	u32 i = pfn - RAM_PFN;

	(void)root; /* of the leaf only the proof knows */
	(void)gfn;
	//@ assert index: i == pfn - RAM_PFN && in_ram_frames((integer)pfn);
	//@ assert passed: \forall integer p, q; PART_FIRST <= p < NR_OWNERS && RAM_PFN <= q < swept[p] ==> A_owner(q) != p;
	//@ assert parts: lent_numbered(0, 0, 0, 0) && lent_listed(0, 0, 0, 0);
	//@ assert numbered_so: \forall integer s, h, q; in_ram_frames(q) && lent_counts(0, 0, 0, 0, s, h, q) ==> lent_number.of[s][h] < A_lent(q) && lent_leaf.root[q - RAM_PFN][lent_number.of[s][h]] == s && lent_leaf.gfn[q - RAM_PFN][lent_number.of[s][h]] == h;
	//@ assert listed_so: \forall integer q, m; in_ram_frames(q) && 0 <= m < A_lent(q) ==> lent_counts(0, 0, 0, 0, lent_leaf.root[q - RAM_PFN][m], lent_leaf.gfn[q - RAM_PFN][m], q) && lent_number.of[lent_leaf.root[q - RAM_PFN][m]][lent_leaf.gfn[q - RAM_PFN][m]] == m;
	//@ assert limits: \forall integer q; in_ram_frames(q) ==> 0 <= A_lent(q) <= LENT_MAX;
	//@ assert tracked: frame_valid(A_owner((integer)pfn), A_state((integer)pfn), A_lent((integer)pfn), A_gfn((integer)pfn));
	//@ assert new: \forall integer q; !lent_counts(0, 0, 0, 0, (integer)root, (integer)gfn, q);
	//@ ghost u32 k = frames[i].lent;
	//@ assert some: k < LENT_MAX && frames[i].owner == OWNER_HOST;
	//@ ghost lent_number.of[root][gfn] = k;
	//@ ghost lent_leaf.root[i][k] = root;
	//@ ghost lent_leaf.gfn[i][k] = gfn;
	frames[i].lent++;
	frames[i].state = FRAME_LENT;
	//@ assert entries: \forall integer j; 0 <= j < FRAMES_MAX && j != i ==> frames[j] == \at(frames[j],Pre);
	//@ assert entry: frames[i].lent == k + 1 && frames[i].owner == OWNER_HOST && A_gfn((integer)pfn) == \at(A_gfn((integer)pfn),Pre);
	//@ assert numbers: \forall integer s, h; ordinary_place(s, h) && !(s == root && h == gfn) ==> lent_number.of[s][h] == \at(lent_number.of[s][h],Pre);
	//@ assert leaves: \forall integer j, m; 0 <= j < FRAMES_MAX && 0 <= m < LENT_MAX && !(j == i && m == k) ==> lent_leaf.root[j][m] == \at(lent_leaf.root[j][m],Pre) && lent_leaf.gfn[j][m] == \at(lent_leaf.gfn[j][m],Pre);
	//@ assert added: lent_number.of[root][gfn] == k && lent_leaf.root[i][k] == root && lent_leaf.gfn[i][k] == gfn;
	//@ assert counts: \forall integer s, h, q; lent_counts((integer)root, (integer)gfn, (integer)pfn, 1, s, h, q) <==> (lent_counts{Pre}(0, 0, 0, 0, s, h, q) || (s == root && h == gfn && q == pfn));
	//@ assert others: tracker_same_but{Pre,Here}((integer)pfn, 1);
	//@ assert apart: \forall integer s, h, q; lent_counts{Pre}(0, 0, 0, 0, s, h, q) ==> ordinary_place(s, h) && !(s == root && h == gfn);
	//@ assert numbered_was: \forall integer s, h, q; in_ram_frames(q) && lent_counts{Pre}(0, 0, 0, 0, s, h, q) ==> \at(lent_number.of[s][h] < A_lent(q) && lent_leaf.root[q - RAM_PFN][lent_number.of[s][h]] == s && lent_leaf.gfn[q - RAM_PFN][lent_number.of[s][h]] == h,Pre);
	//@ assert number_kept: \forall integer s, h, q; lent_counts{Pre}(0, 0, 0, 0, s, h, q) ==> lent_number.of[s][h] == \at(lent_number.of[s][h],Pre);
	//@ assert numbered_below: \forall integer s, h, q; in_ram_frames(q) && lent_counts{Pre}(0, 0, 0, 0, s, h, q) ==> lent_number.of[s][h] < \at(A_lent(q),Pre);
	//@ assert numbered_far: \forall integer s, h, q; in_ram_frames(q) && q != pfn && lent_counts{Pre}(0, 0, 0, 0, s, h, q) ==> A_lent(q) == \at(A_lent(q),Pre) && lent_leaf.root[q - RAM_PFN][lent_number.of[s][h]] == s && lent_leaf.gfn[q - RAM_PFN][lent_number.of[s][h]] == h;
	//@ assert numbered_near: \forall integer s, h; lent_counts{Pre}(0, 0, 0, 0, s, h, (integer)pfn) ==> lent_number.of[s][h] < k && lent_leaf.root[(integer)pfn - RAM_PFN][lent_number.of[s][h]] == s && lent_leaf.gfn[(integer)pfn - RAM_PFN][lent_number.of[s][h]] == h;
	//@ assert numbered_else: \forall integer s, h, q; in_ram_frames(q) && lent_counts{Pre}(0, 0, 0, 0, s, h, q) ==> lent_number.of[s][h] < A_lent(q) && lent_leaf.root[q - RAM_PFN][lent_number.of[s][h]] == s && lent_leaf.gfn[q - RAM_PFN][lent_number.of[s][h]] == h;
	//@ assert numbered_new: lent_number.of[(integer)root][(integer)gfn] < A_lent((integer)pfn) && lent_leaf.root[(integer)pfn - RAM_PFN][lent_number.of[(integer)root][(integer)gfn]] == (integer)root && lent_leaf.gfn[(integer)pfn - RAM_PFN][lent_number.of[(integer)root][(integer)gfn]] == (integer)gfn;
	//@ assert numbered: lent_numbered((integer)root, (integer)gfn, (integer)pfn, 1);
	//@ assert rows: \forall integer q, m; in_ram_frames(q) && 0 <= m < \at(A_lent(q),Pre) ==> lent_leaf.root[q - RAM_PFN][m] == \at(lent_leaf.root[q - RAM_PFN][m],Pre) && lent_leaf.gfn[q - RAM_PFN][m] == \at(lent_leaf.gfn[q - RAM_PFN][m],Pre);
	//@ assert was: \forall integer q, m; in_ram_frames(q) && 0 <= m < \at(A_lent(q),Pre) ==> \at(lent_counts(0, 0, 0, 0, lent_leaf.root[q - RAM_PFN][m], lent_leaf.gfn[q - RAM_PFN][m], q) && lent_number.of[lent_leaf.root[q - RAM_PFN][m]][lent_leaf.gfn[q - RAM_PFN][m]] == m,Pre);
	//@ assert listed_else: \forall integer q, m; in_ram_frames(q) && 0 <= m < \at(A_lent(q),Pre) ==> lent_counts((integer)root, (integer)gfn, (integer)pfn, 1, lent_leaf.root[q - RAM_PFN][m], lent_leaf.gfn[q - RAM_PFN][m], q) && lent_number.of[lent_leaf.root[q - RAM_PFN][m]][lent_leaf.gfn[q - RAM_PFN][m]] == m;
	//@ assert listed_new: lent_counts((integer)root, (integer)gfn, (integer)pfn, 1, lent_leaf.root[(integer)pfn - RAM_PFN][(integer)k], lent_leaf.gfn[(integer)pfn - RAM_PFN][(integer)k], (integer)pfn) && lent_number.of[lent_leaf.root[(integer)pfn - RAM_PFN][(integer)k]][lent_leaf.gfn[(integer)pfn - RAM_PFN][(integer)k]] == (integer)k;
	//@ assert listed: lent_listed((integer)root, (integer)gfn, (integer)pfn, 1);
	//@ assert unmapped: lent_unmapped((integer)root, (integer)gfn, 1);
	//@ assert allowed: \forall integer s, p, h, x; 1 <= s < NR_ROOTS && permitted{Pre}(s, p, h, x) ==> permitted{Here}(s, p, h, x);
	//@ assert leaf_inv: leaf_inv;
	//@ assert map: map_inv;
	//@ assert owners: \forall integer q; in_ram_frames(q) ==> A_owner(q) == \at(A_owner(q),Pre);
	//@ assert valid_here: frame_valid(A_owner((integer)pfn), A_state((integer)pfn), A_lent((integer)pfn), A_gfn((integer)pfn));
	//@ assert valid_else: \forall integer q; in_ram_frames(q) && q != pfn ==> frame_valid(A_owner(q), A_state(q), A_lent(q), A_gfn(q));
	//@ assert valid: entries_inv;
	//@ assert cordon: cordon_inv;
	//@ assert contents: contents_inv;
	//@ assert sweeps: \forall integer p, q; 0 <= p < NR_OWNERS && RAM_PFN <= q < swept[p] ==> in_ram_frames(q) && A_owner(q) == \at(A_owner(q),Pre);
	//@ assert still_passed: \forall integer p, q; PART_FIRST <= p < NR_OWNERS && RAM_PFN <= q < swept[p] ==> A_owner(q) != p;
	//@ assert swept: swept_inv;
	//@ assert rest: pool_inv && device_inv && life_inv && caller_inv;
}

/*@ requires inv: sys_inv_but((integer)root, (integer)gfn, (integer)pfn, 1);
    requires place: ordinary_place((integer)root, (integer)gfn) && !walk_valid((integer)root, (integer)gfn);
    requires frame: in_ram_frames(pfn) && A_owner(pfn) == OWNER_HOST && A_state(pfn) == FRAME_LENT && A_lent(pfn) > 0;
    requires rights: ram_rights(rights);
    requires tables: nr_free >= 3 - walk_level((integer)root, (integer)gfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures mapped: walk_valid((integer)root, (integer)gfn) && walk_pfn((integer)root, (integer)gfn) == pfn &&
	walk_level((integer)root, (integer)gfn) == 3 &&
	rights_of(walk_lo((integer)root, (integer)gfn), walk_hi((integer)root, (integer)gfn)) == rights;
    ensures others: tr_same_but{Pre,Post}(root, gfn, 1);
    ensures levels: tables_grown{Pre,Post}(root, gfn, 3);
    ensures taken: nr_free == \old(nr_free) - (3 - \old(walk_level((integer)root, (integer)gfn)));
*/
/* Makes the leaf that is counted already. */
static void lend_map(u32 root, u32 pfn, u32 gfn, u64 rights)
{
	u32 t = partition_table3(root, gfn);
	u32 i = gfn % ENTRIES;

	//@ ghost L: ;
	//@ assert only: \forall integer r, g; slot(r, g, (integer)t, (integer)i) <==> r == root && g == gfn;
	//@ assert entry: pool.e[t][i] == walk_entry((integer)root, (integer)gfn) && walk_level((integer)root, (integer)gfn) == 3;
	//@ assert slot: slot((integer)root, (integer)gfn, (integer)t, (integer)i);
	//@ assert zero: pool.e[t][i] == 0;
	//@ assert permitted: permitted((integer)root, (integer)pfn, (integer)gfn, (integer)rights);
	leaf_set(t, i, ram_leaf(pfn, S2_TYPE_PAGE, rights));
	//@ assert here: slot((integer)root, (integer)gfn, (integer)t, (integer)i);
	//@ assert got: walk_valid((integer)root, (integer)gfn) && walk_pfn((integer)root, (integer)gfn) == pfn;
	//@ assert others: tr_same_but{L,Here}((integer)root, (integer)gfn, 1);
	//@ assert beside: tr_same_but{Pre,Here}((integer)root, (integer)gfn, 1);
	//@ assert mine: \forall integer q; lent_counts(0, 0, 0, 0, (integer)root, (integer)gfn, q) <==> q == pfn;
	//@ assert mine_was: \forall integer q; lent_counts{Pre}((integer)root, (integer)gfn, (integer)pfn, 1, (integer)root, (integer)gfn, q) <==> q == pfn;
	//@ assert theirs_same: \forall integer r, g; ordinary_place(r, g) && !(r == root && g == gfn) ==> tr_eq{Pre,Here}(r, g);
	//@ assert theirs: \forall integer r, g, q; !(r == root && g == gfn) ==> (lent_counts(0, 0, 0, 0, r, g, q) <==> lent_counts{Pre}((integer)root, (integer)gfn, (integer)pfn, 1, r, g, q));
	//@ assert counts: \forall integer r, g, q; lent_counts(0, 0, 0, 0, r, g, q) <==> lent_counts{Pre}((integer)root, (integer)gfn, (integer)pfn, 1, r, g, q);
	//@ assert kept: \forall integer q; in_ram_frames(q) ==> A_lent(q) == \at(A_lent(q),Pre);
	//@ assert numbered_was: lent_numbered{Pre}((integer)root, (integer)gfn, (integer)pfn, 1);
	//@ assert numbered: lent_numbered(0, 0, 0, 0);
	//@ assert listed: lent_listed(0, 0, 0, 0);
	//@ assert lent: lent_inv(0, 0, 0, 0);
	//@ assert rest: uncounted_inv;
}

/*@ requires inv: sys_inv;
    requires guard: lend_guard{Here}(part, pfn, gfn, rights);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, frames[0 .. FRAMES_MAX - 1], g_pending, lent_number, lent_leaf;
    exits \false;
    ensures inv: sys_inv;
    ensures step: lend_step{Pre,Post}(CORDON_E_SUCCESS, part, pfn, gfn, rights);
*/
/* The call's effect, once its requirements hold. */
static void lend_frame(u32 part, u32 pfn, u32 gfn, u64 rights)
{
	u32 root = part * NR_LEVELS;

	//@ assert root: root == root_of(part) && root_gfn((integer)root, (integer)gfn) && ordinary_place((integer)root, (integer)gfn);
	//@ assert empty: !walk_valid((integer)root, (integer)gfn);
	//@ assert tabs: A_tab2((integer)root, index2(gfn)) == (walk_level((integer)root, (integer)gfn) != 1 ? 1 : 0) && A_tab3((integer)root, index3(gfn)) == (walk_level((integer)root, (integer)gfn) == 3 ? 1 : 0);
	//@ assert shared: \forall integer g; root_gfn((integer)root, g) && walk_valid((integer)root, g) ==> (g / SPAN_BLOCK1 == gfn / SPAN_BLOCK1 ==> walk_level((integer)root, g) != 1) && (g / SPAN_BLOCK2 == gfn / SPAN_BLOCK2 ==> walk_level((integer)root, g) == 3);
	count_up(pfn, root, gfn);
	lend_map(root, pfn, gfn, rights);
	//@ assert grown: tables_grown{Pre,Here}((integer)root, (integer)gfn, 3);
	//@ assert beside: \forall integer r, g; root_gfn(r, g) && !(r == root && g == gfn) ==> tr_eq{Pre,Here}(r, g);
	//@ assert kept: \forall integer r, g; root_gfn(r, g) && !(r == root && g == gfn) ==> A_map(r, g) == \at(A_map(r, g),Pre) && A_rights(r, g) == \at(A_rights(r, g),Pre);
	//@ assert got: A_map((integer)root, (integer)gfn) == pfn && A_rights((integer)root, (integer)gfn) == rights && A_order((integer)root, (integer)gfn) == ORDER_PAGE;
	//@ assert part_is: \forall integer v, r, g, was; at_guest(part, gfn, 1, v, r, g, was) == (r == root && g == gfn ? v : was);
	//@ assert maps: \forall integer r, g; root_gfn(r, g) ==> A_map(r, g) == at_guest(part, gfn, 1, pfn, r, g, \at(A_map(r, g),Pre));
	//@ assert map: lend_map_step{Pre,Here}(part, pfn, gfn, rights);
	//@ assert rights: lend_rights_step{Pre,Here}(part, pfn, gfn, rights);
	//@ assert levels: \forall integer r, g; root_gfn(r, g) && r != OWNER_HOST && walk_valid(r, g) && !(r == root && g == gfn) ==> walk_level(r, g) == \at(walk_level(r, g),Pre);
	//@ assert orders: \forall integer r, g; root_gfn(r, g) && r != OWNER_HOST && !(r == root && g == gfn) ==> A_order(r, g) == \at(A_order(r, g),Pre);
	//@ assert order: lend_order_step{Pre,Here}(part, pfn, gfn, rights);
	//@ assert states: \forall integer q; in_ram_frames(q) ==> A_state(q) == (q == pfn ? FRAME_LENT : \at(A_state(q),Pre));
	//@ assert lents: \forall integer q; in_ram_frames(q) ==> A_lent(q) == (q == pfn ? \at(A_lent(q),Pre) + 1 : \at(A_lent(q),Pre));
	//@ assert state: lend_state_step{Pre,Here}(part, pfn, gfn, rights);
	//@ assert lent: lend_lent_step{Pre,Here}(part, pfn, gfn, rights);
	//@ assert owner: same_owner{Pre,Here} && same_gfn{Pre,Here};
	//@ assert rest: same_ram_end{Pre,Here} && same_label{Pre,Here} && same_life{Pre,Here} && same_swept{Pre,Here} && same_klog_head{Pre,Here} && same_klog{Pre,Here} && same_caller{Pre,Here};
	//@ assert tab2: lend_tab2_step{Pre,Here}(part, pfn, gfn, rights);
	//@ assert tab3: lend_tab3_step{Pre,Here}(part, pfn, gfn, rights);
	//@ assert nfree: lend_nfree_step{Pre,Here}(part, pfn, gfn, rights);
}

s32 hvc_lend(u64 part, u64 pfn, u64 gfn, u64 rights)
{
	s32 refused = lend_check(part, pfn, gfn, rights);

	if (refused != CORDON_E_SUCCESS) {
		return refused;
	}
	u32 p = edge_clamp(part, NR_OWNERS);
	u32 frame = edge_clamp(pfn, (u64)RAM_PFN + ram_frames);
	u32 place = edge_clamp(gfn, GFN_MAX);

	//@ assert guard: lend_guard{Here}(part, pfn, gfn, rights);
	//@ assert same: p == part && frame == pfn && place == gfn;
	lend_frame(p, frame, place, rights);
	return CORDON_E_SUCCESS;
}
