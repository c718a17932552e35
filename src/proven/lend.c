/* SPDX-License-Identifier: Apache-2.0 */
/* Call lend: the host lets an ordinary partition map a page or 2 MiB that stay its own. */
#include "calls.h"
#include "partition_map.h"

/*@ requires inv: sys_inv;
    requires range: ram_range(pfn, n);
    assigns \nothing;
    exits \false;
    ensures all: \result == 1 <==> \forall integer q; pfn <= q < pfn + n ==> host_lends(A_owner(q), A_state(q));
    ensures bool: \result == 0 || \result == 1;
*/
/* Whether n frames are the host's, to keep or lent already. */
static u32 all_the_hosts(u32 pfn, u32 n)
{
	u32 first = pfn - RAM_PFN;

	/*@ loop invariant range: 0 <= k <= n;
	    loop invariant all: \forall integer q; pfn <= q < pfn + k ==> host_lends(A_owner(q), A_state(q));
	    loop assigns k;
	    loop variant n - k;
	*/
	for (u32 k = 0; k < n; k++) {
		u32 i = first + k;

		if (frames[i].owner != OWNER_HOST ||
		    (frames[i].state != FRAME_OWNED && frames[i].state != FRAME_LENT)) {
			//@ assert not: !host_lends(A_owner((integer)pfn + k), A_state((integer)pfn + k));
			return 0;
		}
	}
	return 1;
}

/*@ requires inv: sys_inv;
    requires range: ram_range(pfn, n);
    assigns \nothing;
    exits \false;
    ensures all: \result == 1 <==> \forall integer q; pfn <= q < pfn + n ==> lent_less(A_lent(q));
    ensures bool: \result == 0 || \result == 1;
*/
/* Whether each of n frames can be counted once more. */
static u32 all_countable(u32 pfn, u32 n)
{
	u32 first = pfn - RAM_PFN;

	/*@ loop invariant range: 0 <= k <= n;
	    loop invariant all: \forall integer q; pfn <= q < pfn + k ==> lent_less(A_lent(q));
	    loop assigns k;
	    loop variant n - k;
	*/
	for (u32 k = 0; k < n; k++) {
		if (frames[first + k].lent == LENT_MAX) {
			//@ assert not: !lent_less(A_lent((integer)pfn + k));
			return 0;
		}
	}
	return 1;
}

/*@ requires inv: sys_inv;
    assigns \nothing;
    exits \false;
    ensures refusal: lend_refusal{Here}(\result, part, pfn, gfn, rights, order);
*/
/* Which requirement of the call fails first, if any. */
static s32 lend_check(u64 part, u64 pfn, u64 gfn, u64 rights, u64 order)
{
	if (part < ORDINARY_FIRST || part >= NR_OWNERS) {
		return CORDON_E_PARTITION;
	}
	if (leaf_places(pfn, gfn, order) == 0) {
		return CORDON_E_ADDRESS;
	}
	if (ram_rights_fit(rights) == 0) {
		return CORDON_E_RIGHTS;
	}
	u32 p = edge_clamp(part, NR_OWNERS);
	u32 frame = edge_clamp(pfn, (u64)RAM_PFN + ram_frames);
	u32 place = edge_clamp(gfn, GFN_MAX);
	u32 n = order == ORDER_PAGE ? SPAN_PAGE : SPAN_BLOCK2;

	//@ assert same: p == part && frame == pfn && place == gfn && n == order_span(order) && root_of(part) == p * NR_LEVELS;
	//@ assert range: ram_range((integer)frame, (integer)n) && gfn + n <= GFN_MAX && gfn % n == 0;
	//@ assert first: lend_needs_partition{Here}(part, pfn, gfn, rights, order) && lend_needs_address{Here}(part, pfn, gfn, rights, order) && lend_needs_rights{Here}(part, pfn, gfn, rights, order);
	if (life[p] != LIFE_LIVE) {
		return CORDON_E_STATE;
	}
	if (all_the_hosts(frame, n) == 0) {
		//@ assert owner: !lend_needs_owner{Here}(part, pfn, gfn, rights, order);
		return CORDON_E_OWNER;
	}
	if (all_countable(frame, n) == 0) {
		//@ assert count: !lend_needs_count{Here}(part, pfn, gfn, rights, order);
		return CORDON_E_COUNT;
	}
	//@ assert then: lend_needs_state{Here}(part, pfn, gfn, rights, order) && lend_needs_owner{Here}(part, pfn, gfn, rights, order) && lend_needs_count{Here}(part, pfn, gfn, rights, order);
	s32 res = partition_room(p * NR_LEVELS, place, n == SPAN_PAGE ? ORDER_PAGE : ORDER_BLOCK2);

	//@ assert mapped: lend_needs_mapped{Here}(part, pfn, gfn, rights, order) && lend_needs_mapped_2{Here}(part, pfn, gfn, rights, order) <==> res != CORDON_E_MAPPED;
	//@ assert tables: res != CORDON_E_MAPPED ==> (res == CORDON_E_SUCCESS <==> lend_needs_tables{Here}(part, pfn, gfn, rights, order));
	return res;
}

/*@ requires inv: sys_inv_but((integer)root, (integer)gfn, (integer)pfn, (integer)k);
    requires place: ordinary_place((integer)root, (integer)gfn + k) && !walk_valid((integer)root, (integer)gfn + k);
    requires frame: in_ram_frames((integer)pfn + k) && host_lends(A_owner((integer)pfn + k), A_state((integer)pfn + k)) &&
	lent_less(A_lent((integer)pfn + k));
    assigns frames[0 .. FRAMES_MAX - 1], lent_number, lent_leaf;
    exits \false;
    ensures inv: sys_inv_but((integer)root, (integer)gfn, (integer)pfn, (integer)k + 1);
    ensures counted: A_lent((integer)pfn + k) == \old(A_lent((integer)pfn + k)) + 1 && A_state((integer)pfn + k) == FRAME_LENT &&
	A_owner((integer)pfn + k) == \old(A_owner((integer)pfn + k)) && A_gfn((integer)pfn + k) == \old(A_gfn((integer)pfn + k));
    ensures others: tracker_same_but{Pre,Post}((integer)pfn + k, 1);
*/
/* Counts page k of the leaf that root will have at frame gfn, after those before it. */
static void count_up(u32 pfn, u32 root, u32 gfn, u32 k)
{
	u32 frame = pfn + k;
	u32 place = gfn + k;
	u32 i = frame - RAM_PFN;

	(void)root; /* of the leaf only the proof knows */
	(void)place;
	//@ assert index: frame == pfn + k && place == gfn + k && i == frame - RAM_PFN && in_ram_frames((integer)frame);
	//@ assert passed: \forall integer p, q; PART_FIRST <= p < NR_OWNERS && RAM_PFN <= q < swept[p] ==> A_owner(q) != p;
	//@ assert parts: lent_numbered((integer)root, (integer)gfn, (integer)pfn, (integer)k) && lent_listed((integer)root, (integer)gfn, (integer)pfn, (integer)k);
	//@ assert numbered_so: \forall integer s, h, q; in_ram_frames(q) && lent_counts((integer)root, (integer)gfn, (integer)pfn, (integer)k, s, h, q) ==> lent_number.of[s][h] < A_lent(q) && lent_leaf.root[q - RAM_PFN][lent_number.of[s][h]] == s && lent_leaf.gfn[q - RAM_PFN][lent_number.of[s][h]] == h;
	//@ assert listed_so: \forall integer q, m; in_ram_frames(q) && 0 <= m < A_lent(q) ==> lent_counts((integer)root, (integer)gfn, (integer)pfn, (integer)k, lent_leaf.root[q - RAM_PFN][m], lent_leaf.gfn[q - RAM_PFN][m], q) && lent_number.of[lent_leaf.root[q - RAM_PFN][m]][lent_leaf.gfn[q - RAM_PFN][m]] == m;
	//@ assert limits: \forall integer q; in_ram_frames(q) ==> 0 <= A_lent(q) <= LENT_MAX;
	//@ assert tracked: frame_valid(A_owner((integer)frame), A_state((integer)frame), A_lent((integer)frame), A_gfn((integer)frame));
	//@ assert new: \forall integer q; !lent_counts((integer)root, (integer)gfn, (integer)pfn, (integer)k, (integer)root, (integer)place, q);
	//@ ghost u32 number = frames[i].lent;
	//@ assert some: number < LENT_MAX && frames[i].owner == OWNER_HOST;
	//@ ghost lent_number.of[root][place] = number;
	//@ ghost lent_leaf.root[i][number] = root;
	//@ ghost lent_leaf.gfn[i][number] = place;
	frames[i].lent++;
	frames[i].state = FRAME_LENT;
	//@ assert entries: \forall integer j; 0 <= j < FRAMES_MAX && j != i ==> frames[j] == \at(frames[j],Pre);
	//@ assert entry: frames[i].lent == number + 1 && frames[i].owner == OWNER_HOST && A_gfn((integer)frame) == \at(A_gfn((integer)pfn + k),Pre);
	//@ assert numbers: \forall integer s, h; ordinary_place(s, h) && !(s == root && h == place) ==> lent_number.of[s][h] == \at(lent_number.of[s][h],Pre);
	//@ assert leaves: \forall integer j, m; 0 <= j < FRAMES_MAX && 0 <= m < LENT_MAX && !(j == i && m == number) ==> lent_leaf.root[j][m] == \at(lent_leaf.root[j][m],Pre) && lent_leaf.gfn[j][m] == \at(lent_leaf.gfn[j][m],Pre);
	//@ assert added: lent_number.of[root][place] == number && lent_leaf.root[i][number] == root && lent_leaf.gfn[i][number] == place;
	//@ assert counts: \forall integer s, h, q; lent_counts((integer)root, (integer)gfn, (integer)pfn, (integer)k + 1, s, h, q) <==> (lent_counts{Pre}((integer)root, (integer)gfn, (integer)pfn, (integer)k, s, h, q) || (s == root && h == place && q == frame));
	//@ assert others: tracker_same_but{Pre,Here}((integer)frame, 1);
	//@ assert apart: \forall integer s, h, q; lent_counts{Pre}((integer)root, (integer)gfn, (integer)pfn, (integer)k, s, h, q) ==> ordinary_place(s, h) && !(s == root && h == place);
	//@ assert numbered_was: \forall integer s, h, q; in_ram_frames(q) && lent_counts{Pre}((integer)root, (integer)gfn, (integer)pfn, (integer)k, s, h, q) ==> \at(lent_number.of[s][h] < A_lent(q) && lent_leaf.root[q - RAM_PFN][lent_number.of[s][h]] == s && lent_leaf.gfn[q - RAM_PFN][lent_number.of[s][h]] == h,Pre);
	//@ assert number_kept: \forall integer s, h, q; lent_counts{Pre}((integer)root, (integer)gfn, (integer)pfn, (integer)k, s, h, q) ==> lent_number.of[s][h] == \at(lent_number.of[s][h],Pre);
	//@ assert numbered_below: \forall integer s, h, q; in_ram_frames(q) && lent_counts{Pre}((integer)root, (integer)gfn, (integer)pfn, (integer)k, s, h, q) ==> lent_number.of[s][h] < \at(A_lent(q),Pre);
	//@ assert numbered_far: \forall integer s, h, q; in_ram_frames(q) && q != frame && lent_counts{Pre}((integer)root, (integer)gfn, (integer)pfn, (integer)k, s, h, q) ==> A_lent(q) == \at(A_lent(q),Pre) && lent_leaf.root[q - RAM_PFN][lent_number.of[s][h]] == s && lent_leaf.gfn[q - RAM_PFN][lent_number.of[s][h]] == h;
	//@ assert numbered_near: \forall integer s, h; lent_counts{Pre}((integer)root, (integer)gfn, (integer)pfn, (integer)k, s, h, (integer)frame) ==> lent_number.of[s][h] < number && lent_leaf.root[(integer)frame - RAM_PFN][lent_number.of[s][h]] == s && lent_leaf.gfn[(integer)frame - RAM_PFN][lent_number.of[s][h]] == h;
	//@ assert numbered_else: \forall integer s, h, q; in_ram_frames(q) && lent_counts{Pre}((integer)root, (integer)gfn, (integer)pfn, (integer)k, s, h, q) ==> lent_number.of[s][h] < A_lent(q) && lent_leaf.root[q - RAM_PFN][lent_number.of[s][h]] == s && lent_leaf.gfn[q - RAM_PFN][lent_number.of[s][h]] == h;
	//@ assert numbered_new: lent_number.of[(integer)root][(integer)place] < A_lent((integer)frame) && lent_leaf.root[(integer)frame - RAM_PFN][lent_number.of[(integer)root][(integer)place]] == (integer)root && lent_leaf.gfn[(integer)frame - RAM_PFN][lent_number.of[(integer)root][(integer)place]] == (integer)place;
	//@ assert numbered: lent_numbered((integer)root, (integer)gfn, (integer)pfn, (integer)k + 1);
	//@ assert rows: \forall integer q, m; in_ram_frames(q) && 0 <= m < \at(A_lent(q),Pre) ==> lent_leaf.root[q - RAM_PFN][m] == \at(lent_leaf.root[q - RAM_PFN][m],Pre) && lent_leaf.gfn[q - RAM_PFN][m] == \at(lent_leaf.gfn[q - RAM_PFN][m],Pre);
	//@ assert was: \forall integer q, m; in_ram_frames(q) && 0 <= m < \at(A_lent(q),Pre) ==> \at(lent_counts((integer)root, (integer)gfn, (integer)pfn, (integer)k, lent_leaf.root[q - RAM_PFN][m], lent_leaf.gfn[q - RAM_PFN][m], q) && lent_number.of[lent_leaf.root[q - RAM_PFN][m]][lent_leaf.gfn[q - RAM_PFN][m]] == m,Pre);
	//@ assert listed_else: \forall integer q, m; in_ram_frames(q) && 0 <= m < \at(A_lent(q),Pre) ==> lent_counts((integer)root, (integer)gfn, (integer)pfn, (integer)k + 1, lent_leaf.root[q - RAM_PFN][m], lent_leaf.gfn[q - RAM_PFN][m], q) && lent_number.of[lent_leaf.root[q - RAM_PFN][m]][lent_leaf.gfn[q - RAM_PFN][m]] == m;
	//@ assert listed_new: lent_counts((integer)root, (integer)gfn, (integer)pfn, (integer)k + 1, lent_leaf.root[(integer)frame - RAM_PFN][(integer)number], lent_leaf.gfn[(integer)frame - RAM_PFN][(integer)number], (integer)frame) && lent_number.of[lent_leaf.root[(integer)frame - RAM_PFN][(integer)number]][lent_leaf.gfn[(integer)frame - RAM_PFN][(integer)number]] == (integer)number;
	//@ assert listed: lent_listed((integer)root, (integer)gfn, (integer)pfn, (integer)k + 1);
	//@ assert unmapped: lent_unmapped((integer)root, (integer)gfn, (integer)k + 1);
	//@ assert allowed: \forall integer s, p, h, x; 1 <= s < NR_ROOTS && permitted{Pre}(s, p, h, x) ==> permitted{Here}(s, p, h, x);
	//@ assert leaf_inv: leaf_inv;
	//@ assert map: map_inv;
	//@ assert owners: \forall integer q; in_ram_frames(q) ==> A_owner(q) == \at(A_owner(q),Pre);
	//@ assert valid_here: frame_valid(A_owner((integer)frame), A_state((integer)frame), A_lent((integer)frame), A_gfn((integer)frame));
	//@ assert valid_else: \forall integer q; in_ram_frames(q) && q != frame ==> frame_valid(A_owner(q), A_state(q), A_lent(q), A_gfn(q));
	//@ assert valid: entries_inv;
	//@ assert cordon: cordon_inv;
	//@ assert contents: contents_inv;
	//@ assert sweeps: \forall integer p, q; 0 <= p < NR_OWNERS && RAM_PFN <= q < swept[p] ==> in_ram_frames(q) && A_owner(q) == \at(A_owner(q),Pre);
	//@ assert still_passed: \forall integer p, q; PART_FIRST <= p < NR_OWNERS && RAM_PFN <= q < swept[p] ==> A_owner(q) != p;
	//@ assert swept: swept_inv;
	//@ assert rest: pool_inv && device_inv && life_inv && caller_inv;
}

/*@ requires inv: sys_inv;
    requires range: ram_range(pfn, n);
    requires places: \forall integer g; gfn <= g < gfn + n ==> ordinary_place((integer)root, g) && !walk_valid((integer)root, g);
    requires frames: \forall integer q; pfn <= q < pfn + n ==> host_lends(A_owner(q), A_state(q)) && lent_less(A_lent(q));
    assigns frames[0 .. FRAMES_MAX - 1], lent_number, lent_leaf;
    exits \false;
    ensures inv: sys_inv_but((integer)root, (integer)gfn, (integer)pfn, (integer)n);
    ensures counted: \forall integer q; pfn <= q < pfn + n ==> A_lent(q) == \old(A_lent(q)) + 1 && A_state(q) == FRAME_LENT &&
	A_owner(q) == \old(A_owner(q)) && A_gfn(q) == \old(A_gfn(q));
    ensures others: tracker_same_but{Pre,Post}(pfn, n);
*/
/* Counts the leaf of n frames that root will have at frame gfn. */
static void count_leaf(u32 pfn, u32 root, u32 gfn, u32 n)
{
	//@ assert none: \forall integer r, g, q; lent_counts((integer)root, (integer)gfn, (integer)pfn, 0, r, g, q) <==> lent_counts(0, 0, 0, 0, r, g, q);
	//@ assert numbered: lent_numbered((integer)root, (integer)gfn, (integer)pfn, 0);
	//@ assert listed: lent_listed((integer)root, (integer)gfn, (integer)pfn, 0);
	//@ assert begun: lent_inv((integer)root, (integer)gfn, (integer)pfn, 0);
	/*@ loop invariant range: 0 <= k <= n;
	    loop invariant inv: sys_inv_but((integer)root, (integer)gfn, (integer)pfn, (integer)k);
	    loop invariant counted: \forall integer q; pfn <= q < pfn + k ==> A_lent(q) == \at(A_lent(q),Pre) + 1 &&
		A_state(q) == FRAME_LENT && A_owner(q) == \at(A_owner(q),Pre) && A_gfn(q) == \at(A_gfn(q),Pre);
	    loop invariant others: tracker_same_but{Pre,Here}((integer)pfn, (integer)k);
	    loop assigns k, frames[0 .. FRAMES_MAX - 1], lent_number, lent_leaf;
	    loop variant n - k;
	*/
	for (u32 k = 0; k < n; k++) {
		//@ assert frame: in_ram_frames((integer)pfn + k) && host_lends(A_owner((integer)pfn + k), A_state((integer)pfn + k)) && lent_less(A_lent((integer)pfn + k));
		//@ assert place: ordinary_place((integer)root, (integer)gfn + k) && !walk_valid((integer)root, (integer)gfn + k);
		count_up(pfn, root, gfn, k);
	}
}

/*@ requires inv: sys_inv_but((integer)root, (integer)gfn, (integer)pfn, (integer)n);
    requires root: ROOT_ORDINARY <= root < NR_ROOTS;
    requires place: leaf_place(pfn, gfn, n) && ram_rights(rights);
    requires room: leaf_room((integer)root, (integer)gfn, (integer)n);
    requires frames: \forall integer q; pfn <= q < pfn + n ==> A_owner(q) == OWNER_HOST && A_state(q) == FRAME_LENT && A_lent(q) > 0;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures made: leaf_made{Pre,Post}(root, pfn, gfn, n, rights);
*/
/* Makes the leaf that is counted already. */
static void lend_map(u32 root, u32 pfn, u32 gfn, u32 n, u64 rights)
{
	//@ assert permitted: \forall integer g; gfn <= g < gfn + n ==> permitted((integer)root, (integer)pfn + (g - gfn), g, (integer)rights);
	partition_map(root, pfn, gfn, n, rights);
	//@ assert got: \forall integer g; gfn <= g < gfn + n ==> walk_valid((integer)root, g) && walk_pfn((integer)root, g) == pfn + (g - gfn);
	//@ assert beside: tr_same_but{Pre,Here}((integer)root, (integer)gfn, (integer)n);
	//@ assert mine: \forall integer g, q; gfn <= g < gfn + n ==> (lent_counts(0, 0, 0, 0, (integer)root, g, q) <==> q == pfn + (g - gfn));
	//@ assert mine_was: \forall integer g, q; gfn <= g < gfn + n ==> (lent_counts{Pre}((integer)root, (integer)gfn, (integer)pfn, (integer)n, (integer)root, g, q) <==> q == pfn + (g - gfn));
	//@ assert theirs_same: \forall integer r, g; ordinary_place(r, g) && !(r == root && gfn <= g < gfn + n) ==> tr_eq{Pre,Here}(r, g);
	//@ assert theirs: \forall integer r, g, q; !(r == root && gfn <= g < gfn + n) ==> (lent_counts(0, 0, 0, 0, r, g, q) <==> lent_counts{Pre}((integer)root, (integer)gfn, (integer)pfn, (integer)n, r, g, q));
	//@ assert counts: \forall integer r, g, q; lent_counts(0, 0, 0, 0, r, g, q) <==> lent_counts{Pre}((integer)root, (integer)gfn, (integer)pfn, (integer)n, r, g, q);
	//@ assert kept: \forall integer q; in_ram_frames(q) ==> A_lent(q) == \at(A_lent(q),Pre);
	//@ assert numbered_was: lent_numbered{Pre}((integer)root, (integer)gfn, (integer)pfn, (integer)n);
	//@ assert numbered: lent_numbered(0, 0, 0, 0);
	//@ assert listed: lent_listed(0, 0, 0, 0);
	//@ assert lent: lent_inv(0, 0, 0, 0);
	//@ assert rest: uncounted_inv;
}

/*@ requires inv: sys_inv;
    requires guard: lend_guard{Here}(part, pfn, gfn, rights, order);
    requires size: n == order_span(order);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, frames[0 .. FRAMES_MAX - 1], g_pending, lent_number, lent_leaf;
    exits \false;
    ensures inv: sys_inv;
    ensures made: leaf_made{Pre,Post}((integer)part * NR_LEVELS, pfn, gfn, n, rights);
    ensures counted: \forall integer q; pfn <= q < pfn + n ==> A_lent(q) == \old(A_lent(q)) + 1 && A_state(q) == FRAME_LENT &&
	A_owner(q) == \old(A_owner(q)) && A_gfn(q) == \old(A_gfn(q));
    ensures others: tracker_same_but{Pre,Post}(pfn, n);
*/
/* The frames are counted, and then appear in the partition's stage-2. */
static void lend_leaf(u32 part, u32 pfn, u32 gfn, u64 rights, u64 order, u32 n)
{
	u32 root = part * NR_LEVELS;

	(void)order; /* as n says */
	//@ assert root: root == root_of(part) && ROOT_ORDINARY <= root < NR_ROOTS;
	//@ assert range: leaf_place((integer)pfn, (integer)gfn, (integer)n);
	//@ assert values: \forall integer g; gfn <= g < gfn + n ==> unmapped(A_map((integer)root, g));
	//@ assert places: \forall integer g; gfn <= g < gfn + n ==> ordinary_place((integer)root, g) && !walk_valid((integer)root, g);
	//@ assert tabs: A_tab2((integer)root, index2(gfn)) == (walk_level((integer)root, (integer)gfn) != 1 ? 1 : 0) && A_tab3((integer)root, index3(gfn)) == (walk_level((integer)root, (integer)gfn) == 3 ? 1 : 0);
	//@ assert room: leaf_room((integer)root, (integer)gfn, (integer)n);
	//@ assert frames: \forall integer q; pfn <= q < pfn + n ==> host_lends(A_owner(q), A_state(q)) && lent_less(A_lent(q));
	//@ assert tracked: \forall integer q; pfn <= q < pfn + n ==> A_lent(q) >= 0;
	count_leaf(pfn, root, gfn, n);
	//@ assert lent: \forall integer q; pfn <= q < pfn + n ==> A_owner(q) == OWNER_HOST && A_state(q) == FRAME_LENT && A_lent(q) > 0;
	lend_map(root, pfn, gfn, n, rights);
}

/*@ requires inv: sys_inv;
    requires guard: lend_guard{Here}(part, pfn, gfn, rights, order);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, frames[0 .. FRAMES_MAX - 1], g_pending, lent_number, lent_leaf;
    exits \false;
    ensures inv: sys_inv;
    ensures step: lend_step{Pre,Post}(CORDON_E_SUCCESS, part, pfn, gfn, rights, order);
*/
/* The call's effect, once its requirements hold. */
static void lend_frames(u32 part, u32 pfn, u32 gfn, u64 rights, u64 order)
{
	u32 n = order == ORDER_PAGE ? SPAN_PAGE : SPAN_BLOCK2;

	//@ ghost u32 root = part * NR_LEVELS;
	//@ assert size: n == order_span(order) && leaf_level((integer)n) == (order == ORDER_PAGE ? 3 : 2) && (order == ORDER_PAGE || order == ORDER_BLOCK2);
	//@ assert root: root == root_of(part) && root_gfn((integer)root, (integer)gfn) && root != OWNER_HOST;
	//@ assert tabs: A_tab2((integer)root, index2(gfn)) == (walk_level((integer)root, (integer)gfn) != 1 ? 1 : 0) && A_tab3((integer)root, index3(gfn)) == (walk_level((integer)root, (integer)gfn) == 3 ? 1 : 0);
	//@ assert values: \forall integer g; gfn <= g < gfn + n ==> unmapped(A_map((integer)root, g));
	//@ assert empty: \forall integer g; gfn <= g < gfn + n ==> !walk_valid((integer)root, g);
	//@ assert same_gib: \forall integer g; root_gfn((integer)root, g) && walk_valid((integer)root, g) ==> g / SPAN_BLOCK1 == gfn / SPAN_BLOCK1 ==> walk_level((integer)root, g) != 1;
	//@ assert same_block: \forall integer g; root_gfn((integer)root, g) && walk_valid((integer)root, g) ==> order == ORDER_PAGE && g / SPAN_BLOCK2 == gfn / SPAN_BLOCK2 ==> walk_level((integer)root, g) == 3;
	lend_leaf(part, pfn, gfn, rights, order, n);
	//@ assert grown: tables_grown{Pre,Here}((integer)root, (integer)gfn, leaf_level((integer)n));
	//@ assert beside: \forall integer r, g; root_gfn(r, g) && !(r == root && gfn <= g < gfn + n) ==> tr_eq{Pre,Here}(r, g);
	//@ assert kept: \forall integer r, g; root_gfn(r, g) && !(r == root && gfn <= g < gfn + n) ==> A_map(r, g) == \at(A_map(r, g),Pre) && A_rights(r, g) == \at(A_rights(r, g),Pre);
	//@ assert got: \forall integer g; gfn <= g < gfn + n ==> A_map((integer)root, g) == pfn + (g - gfn) && A_rights((integer)root, g) == rights && A_order((integer)root, g) == order;
	//@ assert part_is: \forall integer v, r, g, was; at_guest(part, gfn, (integer)n, v, r, g, was) == (r == root && gfn <= g < gfn + n ? v : was);
	//@ assert maps: \forall integer r, g; root_gfn(r, g) ==> A_map(r, g) == at_guest(part, gfn, (integer)n, pfn + g - gfn, r, g, \at(A_map(r, g),Pre));
	//@ assert map: lend_map_step{Pre,Here}(part, pfn, gfn, rights, order);
	//@ assert rights: lend_rights_step{Pre,Here}(part, pfn, gfn, rights, order);
	//@ assert levels: \forall integer r, g; root_gfn(r, g) && r != OWNER_HOST && walk_valid(r, g) && !(r == root && gfn <= g < gfn + n) ==> walk_level(r, g) == \at(walk_level(r, g),Pre);
	//@ assert orders: \forall integer r, g; root_gfn(r, g) && r != OWNER_HOST && !(r == root && gfn <= g < gfn + n) ==> A_order(r, g) == \at(A_order(r, g),Pre);
	//@ assert order: lend_order_step{Pre,Here}(part, pfn, gfn, rights, order);
	//@ assert states: \forall integer q; in_ram_frames(q) ==> A_state(q) == (pfn <= q < pfn + n ? FRAME_LENT : \at(A_state(q),Pre));
	//@ assert lents: \forall integer q; in_ram_frames(q) ==> A_lent(q) == (pfn <= q < pfn + n ? \at(A_lent(q),Pre) + 1 : \at(A_lent(q),Pre));
	//@ assert state: lend_state_step{Pre,Here}(part, pfn, gfn, rights, order);
	//@ assert lent: lend_lent_step{Pre,Here}(part, pfn, gfn, rights, order);
	//@ assert owners: \forall integer q; in_ram_frames(q) ==> A_owner(q) == \at(A_owner(q),Pre) && A_gfn(q) == \at(A_gfn(q),Pre);
	//@ assert owner: same_owner{Pre,Here};
	//@ assert gfn: same_gfn{Pre,Here};
	//@ assert rest: same_ram_end{Pre,Here} && same_label{Pre,Here} && same_life{Pre,Here} && same_swept{Pre,Here} && same_klog_head{Pre,Here} && same_klog{Pre,Here} && same_caller{Pre,Here} && same_running{Pre,Here};
	//@ assert tab2: lend_tab2_step{Pre,Here}(part, pfn, gfn, rights, order);
	//@ assert tab3: lend_tab3_step{Pre,Here}(part, pfn, gfn, rights, order);
	//@ assert nfree: lend_nfree_step{Pre,Here}(part, pfn, gfn, rights, order);
}

s32 hvc_lend(u64 part, u64 pfn, u64 gfn, u64 rights, u64 order)
{
	s32 refused = lend_check(part, pfn, gfn, rights, order);

	if (refused != CORDON_E_SUCCESS) {
		return refused;
	}
	u32 p = edge_clamp(part, NR_OWNERS);
	u32 frame = edge_clamp(pfn, (u64)RAM_PFN + ram_frames);
	u32 place = edge_clamp(gfn, GFN_MAX);

	//@ assert guard: lend_guard{Here}(part, pfn, gfn, rights, order);
	//@ assert same: p == part && frame == pfn && place == gfn;
	lend_frames(p, frame, place, rights, order);
	return CORDON_E_SUCCESS;
}
