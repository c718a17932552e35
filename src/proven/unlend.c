/* SPDX-License-Identifier: Apache-2.0 */
/* Call unlend: a leaf of an ordinary partition goes, and its frames are lent once less. */
#include "calls.h"

/*@ requires inv: sys_inv_but((integer)root, (integer)gfn, (integer)pfn, (integer)n);
    requires frame: in_ram_frames(pfn) && n > 0;
    assigns frames[0 .. FRAMES_MAX - 1], lent_number, lent_leaf;
    exits \false;
    ensures inv: sys_inv_but((integer)root, (integer)gfn + 1, (integer)pfn + 1, (integer)n - 1);
    ensures counted: A_lent(pfn) == \old(A_lent(pfn)) - 1 && A_state(pfn) == lent_state(A_lent(pfn)) &&
	A_owner(pfn) == \old(A_owner(pfn)) && A_gfn(pfn) == \old(A_gfn(pfn));
    ensures others: tracker_same_but{Pre,Post}(pfn, 1);
*/
/* Counts the leaf no more that root had at frame gfn. */
static void count_down(u32 pfn, u32 root, u32 gfn, u32 n)
{
	u32 i = pfn - RAM_PFN;

	(void)root; /* of the leaf, and of those after it, only the proof knows */
	(void)gfn;
	(void)n;
	//@ assert map_parts: tree_inv && entry_inv && leaf_inv;
	//@ assert left: ordinary_place((integer)root, (integer)gfn) && !walk_valid((integer)root, (integer)gfn);
	//@ assert mine: lent_counts((integer)root, (integer)gfn, (integer)pfn, (integer)n, (integer)root, (integer)gfn, (integer)pfn);
	//@ assert index: i == pfn - RAM_PFN && in_ram_frames((integer)pfn);
	//@ assert passed: \forall integer p, q; PART_FIRST <= p < NR_OWNERS && RAM_PFN <= q < swept[p] ==> A_owner(q) != p;
	//@ assert parts: lent_numbered((integer)root, (integer)gfn, (integer)pfn, (integer)n) && lent_listed((integer)root, (integer)gfn, (integer)pfn, (integer)n);
	//@ assert numbered_so: \forall integer s, h; lent_counts((integer)root, (integer)gfn, (integer)pfn, (integer)n, s, h, (integer)pfn) ==> lent_number.of[s][h] < A_lent((integer)pfn) && lent_leaf.root[(integer)pfn - RAM_PFN][lent_number.of[s][h]] == s && lent_leaf.gfn[(integer)pfn - RAM_PFN][lent_number.of[s][h]] == h;
	//@ assert listed_so: \forall integer q, m; in_ram_frames(q) && 0 <= m < A_lent(q) ==> lent_counts((integer)root, (integer)gfn, (integer)pfn, (integer)n, lent_leaf.root[q - RAM_PFN][m], lent_leaf.gfn[q - RAM_PFN][m], q) && lent_number.of[lent_leaf.root[q - RAM_PFN][m]][lent_leaf.gfn[q - RAM_PFN][m]] == m;
	//@ assert limits: \forall integer q; in_ram_frames(q) ==> 0 <= A_lent(q) <= LENT_MAX;
	//@ assert below: lent_number.of[root][gfn] < A_lent((integer)pfn);
	//@ assert tracked: frame_valid(A_owner((integer)pfn), A_state((integer)pfn), A_lent((integer)pfn), A_gfn((integer)pfn));
	//@ assert some: 0 < frames[i].lent <= LENT_MAX && frames[i].owner == OWNER_HOST && frames[i].state == FRAME_LENT;
	//@ ghost u32 k = lent_number.of[root][gfn];
	//@ ghost u32 last = frames[i].lent - 1;
	//@ assert own: k <= last < LENT_MAX && lent_leaf.root[i][k] == root && lent_leaf.gfn[i][k] == gfn;
	//@ ghost u32 r = lent_leaf.root[i][last];
	//@ ghost u32 g = lent_leaf.gfn[i][last];
	//@ assert last: 0 <= last < A_lent((integer)pfn);
	//@ assert end_leaf: lent_counts((integer)root, (integer)gfn, (integer)pfn, (integer)n, lent_leaf.root[(integer)pfn - RAM_PFN][(integer)last], lent_leaf.gfn[(integer)pfn - RAM_PFN][(integer)last], (integer)pfn);
	//@ assert end_number: lent_number.of[lent_leaf.root[(integer)pfn - RAM_PFN][(integer)last]][lent_leaf.gfn[(integer)pfn - RAM_PFN][(integer)last]] == last;
	//@ assert end: lent_counts((integer)root, (integer)gfn, (integer)pfn, (integer)n, (integer)r, (integer)g, (integer)pfn) && lent_number.of[r][g] == last;
	//@ assert place: ordinary_place((integer)r, (integer)g);
	//@ assert one: \forall integer s, h, q, p; lent_counts((integer)root, (integer)gfn, (integer)pfn, (integer)n, s, h, q) && lent_counts((integer)root, (integer)gfn, (integer)pfn, (integer)n, s, h, p) ==> p == q;
	/* The last leaf takes the number that becomes free. */
	//@ ghost lent_number.of[r][g] = k;
	//@ ghost lent_leaf.root[i][k] = r;
	//@ ghost lent_leaf.gfn[i][k] = g;
	frames[i].lent--;
	frames[i].state = frames[i].lent == 0 ? FRAME_OWNED : FRAME_LENT;
	//@ assert entries: \forall integer j; 0 <= j < FRAMES_MAX && j != i ==> frames[j] == \at(frames[j],Pre);
	//@ assert entry: frames[i].lent == last && frames[i].owner == OWNER_HOST && A_gfn((integer)pfn) == \at(A_gfn((integer)pfn),Pre);
	//@ assert numbers: \forall integer s, h; ordinary_place(s, h) && !(s == r && h == g) ==> lent_number.of[s][h] == \at(lent_number.of[s][h],Pre);
	//@ assert leaves: \forall integer j, m; 0 <= j < FRAMES_MAX && 0 <= m < LENT_MAX && !(j == i && m == k) ==> lent_leaf.root[j][m] == \at(lent_leaf.root[j][m],Pre) && lent_leaf.gfn[j][m] == \at(lent_leaf.gfn[j][m],Pre);
	//@ assert moved: lent_number.of[r][g] == k && lent_leaf.root[i][k] == r && lent_leaf.gfn[i][k] == g;
	//@ assert counts: \forall integer s, h, q; lent_counts((integer)root, (integer)gfn + 1, (integer)pfn + 1, (integer)n - 1, s, h, q) <==> (lent_counts{Pre}((integer)root, (integer)gfn, (integer)pfn, (integer)n, s, h, q) && !(s == root && h == gfn));
	//@ assert apart: \forall integer s, h, q; q != pfn && lent_counts{Pre}((integer)root, (integer)gfn, (integer)pfn, (integer)n, s, h, q) ==> !(s == r && h == g);
	//@ assert numbered_else: \forall integer s, h, q; in_ram_frames(q) && q != pfn && lent_counts((integer)root, (integer)gfn + 1, (integer)pfn + 1, (integer)n - 1, s, h, q) ==> lent_number.of[s][h] < A_lent(q) && lent_leaf.root[q - RAM_PFN][lent_number.of[s][h]] == s && lent_leaf.gfn[q - RAM_PFN][lent_number.of[s][h]] == h;
	//@ assert numbers_differ: \forall integer s, h; lent_counts{Pre}((integer)root, (integer)gfn, (integer)pfn, (integer)n, s, h, (integer)pfn) && !(s == root && h == gfn) ==> \at(lent_number.of[s][h],Pre) != k && \at(lent_number.of[s][h],Pre) <= last;
	//@ assert numbers_below: \forall integer s, h; lent_counts{Pre}((integer)root, (integer)gfn, (integer)pfn, (integer)n, s, h, (integer)pfn) && !(s == r && h == g) ==> \at(lent_number.of[s][h],Pre) < last;
	//@ assert numbered_here: \forall integer s, h; lent_counts((integer)root, (integer)gfn + 1, (integer)pfn + 1, (integer)n - 1, s, h, (integer)pfn) && !(s == r && h == g) ==> lent_number.of[s][h] < A_lent((integer)pfn) && lent_leaf.root[(integer)pfn - RAM_PFN][lent_number.of[s][h]] == s && lent_leaf.gfn[(integer)pfn - RAM_PFN][lent_number.of[s][h]] == h;
	//@ assert numbered_moved: lent_counts((integer)root, (integer)gfn + 1, (integer)pfn + 1, (integer)n - 1, (integer)r, (integer)g, (integer)pfn) ==> k < last;
	//@ assert numbered: lent_numbered((integer)root, (integer)gfn + 1, (integer)pfn + 1, (integer)n - 1);
	//@ assert aside: \forall integer s, h, q; q != pfn && lent_counts{Pre}((integer)root, (integer)gfn, (integer)pfn, (integer)n, s, h, q) ==> !(s == root && h == gfn);
	//@ assert rows_else: \forall integer q, m; in_ram_frames(q) && q != pfn && 0 <= m < A_lent(q) ==> lent_leaf.root[q - RAM_PFN][m] == \at(lent_leaf.root[q - RAM_PFN][m],Pre) && lent_leaf.gfn[q - RAM_PFN][m] == \at(lent_leaf.gfn[q - RAM_PFN][m],Pre);
	//@ assert was_else: \forall integer q, m; in_ram_frames(q) && q != pfn && 0 <= m < A_lent(q) ==> \at(lent_counts((integer)root, (integer)gfn, (integer)pfn, (integer)n, lent_leaf.root[q - RAM_PFN][m], lent_leaf.gfn[q - RAM_PFN][m], q) && lent_number.of[lent_leaf.root[q - RAM_PFN][m]][lent_leaf.gfn[q - RAM_PFN][m]] == m,Pre);
	//@ assert listed_else: \forall integer q, m; in_ram_frames(q) && q != pfn && 0 <= m < A_lent(q) ==> lent_counts((integer)root, (integer)gfn + 1, (integer)pfn + 1, (integer)n - 1, lent_leaf.root[q - RAM_PFN][m], lent_leaf.gfn[q - RAM_PFN][m], q) && lent_number.of[lent_leaf.root[q - RAM_PFN][m]][lent_leaf.gfn[q - RAM_PFN][m]] == m;
	//@ assert rows_here: \forall integer m; 0 <= m < last && m != k ==> lent_leaf.root[(integer)pfn - RAM_PFN][m] == \at(lent_leaf.root[(integer)pfn - RAM_PFN][m],Pre) && lent_leaf.gfn[(integer)pfn - RAM_PFN][m] == \at(lent_leaf.gfn[(integer)pfn - RAM_PFN][m],Pre);
	//@ assert was_here: \forall integer m; 0 <= m < last ==> \at(lent_counts((integer)root, (integer)gfn, (integer)pfn, (integer)n, lent_leaf.root[(integer)pfn - RAM_PFN][m], lent_leaf.gfn[(integer)pfn - RAM_PFN][m], (integer)pfn) && lent_number.of[lent_leaf.root[(integer)pfn - RAM_PFN][m]][lent_leaf.gfn[(integer)pfn - RAM_PFN][m]] == m,Pre);
	//@ assert listed_here: \forall integer m; 0 <= m < last && m != k ==> lent_counts((integer)root, (integer)gfn + 1, (integer)pfn + 1, (integer)n - 1, lent_leaf.root[(integer)pfn - RAM_PFN][m], lent_leaf.gfn[(integer)pfn - RAM_PFN][m], (integer)pfn) && lent_number.of[lent_leaf.root[(integer)pfn - RAM_PFN][m]][lent_leaf.gfn[(integer)pfn - RAM_PFN][m]] == m;
	//@ assert listed_moved: k < last ==> lent_counts((integer)root, (integer)gfn + 1, (integer)pfn + 1, (integer)n - 1, lent_leaf.root[(integer)pfn - RAM_PFN][(integer)k], lent_leaf.gfn[(integer)pfn - RAM_PFN][(integer)k], (integer)pfn) && lent_number.of[lent_leaf.root[(integer)pfn - RAM_PFN][(integer)k]][lent_leaf.gfn[(integer)pfn - RAM_PFN][(integer)k]] == (integer)k;
	//@ assert now: A_lent((integer)pfn) == last;
	//@ assert listed_near: \forall integer m; 0 <= m < A_lent((integer)pfn) ==> lent_counts((integer)root, (integer)gfn + 1, (integer)pfn + 1, (integer)n - 1, lent_leaf.root[(integer)pfn - RAM_PFN][m], lent_leaf.gfn[(integer)pfn - RAM_PFN][m], (integer)pfn) && lent_number.of[lent_leaf.root[(integer)pfn - RAM_PFN][m]][lent_leaf.gfn[(integer)pfn - RAM_PFN][m]] == m;
	//@ assert listed_so_now: \forall integer q, m; in_ram_frames(q) && 0 <= m < A_lent(q) ==> lent_counts((integer)root, (integer)gfn + 1, (integer)pfn + 1, (integer)n - 1, lent_leaf.root[q - RAM_PFN][m], lent_leaf.gfn[q - RAM_PFN][m], q) && lent_number.of[lent_leaf.root[q - RAM_PFN][m]][lent_leaf.gfn[q - RAM_PFN][m]] == m;
	//@ assert listed: lent_listed((integer)root, (integer)gfn + 1, (integer)pfn + 1, (integer)n - 1);
	//@ assert unmapped: lent_unmapped((integer)root, (integer)gfn + 1, (integer)n - 1);
	//@ assert zero: frames[i].lent == 0 ==> \forall integer s, h; !lent_counts((integer)root, (integer)gfn + 1, (integer)pfn + 1, (integer)n - 1, s, h, (integer)pfn);
	//@ assert none: frames[i].lent == 0 ==> \forall integer s, h; ordinary_place(s, h) && walk_valid(s, h) ==> walk_pfn(s, h) != pfn;
	//@ assert tree: tree_inv && entry_inv;
	//@ assert walks: \forall integer s, h, t, j; slot(s, h, t, j) && is_leaf(meta[t].level, pool.e[t][j]) ==> root_gfn(s, h) && walk_valid(s, h) && walk_pfn(s, h) == slot_pfn(t, j, h);
	//@ assert away: frames[i].lent == 0 ==> \forall integer s, h, t, j; slot(s, h, t, j) && is_leaf(meta[t].level, pool.e[t][j]) && slot_pfn(t, j, h) == pfn ==> s < ROOT_ORDINARY;
	//@ assert elsewhere: \forall integer s, p, h, x; p != pfn && permitted{Pre}(s, p, h, x) ==> permitted{Here}(s, p, h, x);
	//@ assert here: \forall integer s, h, x; 1 <= s < NR_ROOTS && (s < ROOT_ORDINARY || frames[i].lent > 0) && permitted{Pre}(s, (integer)pfn, h, x) ==> permitted{Here}(s, (integer)pfn, h, x);
	//@ assert leaf_inv: leaf_inv;
	//@ assert map: map_inv;
	//@ assert others: tracker_same_but{Pre,Here}((integer)pfn, 1);
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

/*@ requires inv: sys_inv;
    requires ordinary: part_ordinary(part);
    requires leaf: partition_leaf(part, t, i, first_gfn, first, n);
    assigns pool, frames[0 .. FRAMES_MAX - 1], g_pending, lent_number, lent_leaf;
    exits \false;
    ensures inv: sys_inv;
    ensures gone: \forall integer g; first_gfn <= g < first_gfn + n ==> !walk_valid((integer)part * NR_LEVELS, g);
    ensures beside: tr_same_but{Pre,Post}((integer)part * NR_LEVELS, first_gfn, n);
    ensures levels: \forall integer r, g; root_gfn(r, g) ==> walk_level(r, g) == \old(walk_level(r, g));
    ensures counted: \forall integer q; first <= q < first + n ==> A_lent(q) == \old(A_lent(q)) - 1 &&
	A_state(q) == lent_state(A_lent(q)) && A_owner(q) == \old(A_owner(q)) && A_gfn(q) == \old(A_gfn(q));
    ensures frames: tracker_same_but{Pre,Post}(first, n);
*/
/* Unmaps the leaf and counts its frames. */
static void unlend_leaf(u32 part, u32 t, u32 i, u32 first_gfn, u32 first, u32 n)
{
	u32 root = part * NR_LEVELS;

	//@ assert root: root == (integer)part * NR_LEVELS && ROOT_ORDINARY <= root < NR_ROOTS;
	//@ assert range: ram_range((integer)first, (integer)n) && first_gfn + n <= GFN_MAX;
	//@ assert was: \forall integer g; first_gfn <= g < first_gfn + n ==> walk_valid((integer)part * NR_LEVELS, g) && walk_pfn((integer)part * NR_LEVELS, g) == first + (g - first_gfn);
	leaf_clear(t, i);
	//@ ghost L: ;
	//@ assert beside: tr_same_but{Pre,Here}((integer)part * NR_LEVELS, (integer)first_gfn, (integer)n);
	//@ assert broken: \forall integer g; first_gfn <= g < first_gfn + n ==> slot((integer)part * NR_LEVELS, g, (integer)t, (integer)i);
	//@ assert gone: \forall integer g; first_gfn <= g < first_gfn + n ==> !walk_valid((integer)part * NR_LEVELS, g);
	//@ assert counts: \forall integer r, g, q; lent_counts((integer)root, (integer)first_gfn, (integer)first, (integer)n, r, g, q) <==> lent_counts{Pre}(0, 0, 0, 0, r, g, q);
	//@ assert numbered: lent_numbered((integer)root, (integer)first_gfn, (integer)first, (integer)n);
	//@ assert listed: lent_listed((integer)root, (integer)first_gfn, (integer)first, (integer)n);
	//@ assert unmapped: lent_unmapped((integer)root, (integer)first_gfn, (integer)n);
	//@ assert lent: lent_inv((integer)root, (integer)first_gfn, (integer)first, (integer)n);
	//@ assert pending: sys_inv_but((integer)root, (integer)first_gfn, (integer)first, (integer)n);
	/*@ loop invariant range: 0 <= k <= n;
	    loop invariant inv: sys_inv_but((integer)root, (integer)first_gfn + k, (integer)first + k, (integer)n - k);
	    loop invariant counted: \forall integer q; first <= q < first + k ==> A_lent(q) == \at(A_lent(q),Pre) - 1 &&
		A_state(q) == lent_state(A_lent(q)) && A_owner(q) == \at(A_owner(q),Pre) && A_gfn(q) == \at(A_gfn(q),Pre);
	    loop invariant others: tracker_same_but{Pre,Here}((integer)first, (integer)k);
	    loop assigns k, frames[0 .. FRAMES_MAX - 1], lent_number, lent_leaf;
	    loop variant n - k;
	*/
	for (u32 k = 0; k < n; k++) {
		//@ assert frame: in_ram_frames((integer)first + k);
		count_down(first + k, root, first_gfn + k, n - k);
	}
	//@ assert none: \forall integer r, g, q; lent_counts(0, 0, 0, 0, r, g, q) <==> lent_counts((integer)root, (integer)first_gfn + n, (integer)first + n, 0, r, g, q);
	//@ assert ended: lent_inv((integer)root, (integer)first_gfn + n, (integer)first + n, 0);
	//@ assert all_numbered: lent_numbered(0, 0, 0, 0);
	//@ assert all_listed: lent_listed(0, 0, 0, 0);
	//@ assert all: lent_inv(0, 0, 0, 0);
}

/*@ requires inv: sys_inv;
    requires place: part_ordinary(part) && gfn < GFN_MAX;
    requires end: slot((integer)part * NR_LEVELS, (integer)gfn, (integer)t, (integer)i) &&
	is_leaf(meta[t].level, pool.e[t][i]);
    assigns pool, frames[0 .. FRAMES_MAX - 1], g_pending, lent_number, lent_leaf;
    exits \false;
    ensures inv: sys_inv;
    ensures step: unlend_step{Pre,Post}(CORDON_E_SUCCESS, part, gfn);
*/
/* The call's effect, once its requirements hold: (t,i) is the leaf that maps gfn. */
static void unlend_frames(u32 part, u32 gfn, u32 t, u32 i)
{
	u32 n = meta[t].level == 3 ? SPAN_PAGE : SPAN_BLOCK2;
	u32 first_gfn = gfn - gfn % n;

	//@ assert ram: in_ram_frames(slot_pfn((integer)t, (integer)i, (integer)gfn));
	//@ assert before: L_s2_entry_pfn(pool.e[t][i]) <= slot_pfn((integer)t, (integer)i, (integer)gfn);
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
	unlend_leaf(part, t, i, first_gfn, first, n);
	//@ assert lost: \forall integer g; first_gfn <= g < first_gfn + n ==> A_map((integer)part * NR_LEVELS, g) == -1 && A_rights((integer)part * NR_LEVELS, g) == 0 && A_order((integer)part * NR_LEVELS, g) == 0;
	//@ assert kept: \forall integer r, g; root_gfn(r, g) && !(r == part * NR_LEVELS && first_gfn <= g < first_gfn + n) ==> A_map(r, g) == \at(A_map(r, g),Pre) && A_rights(r, g) == \at(A_rights(r, g),Pre) && A_order(r, g) == \at(A_order(r, g),Pre);
	//@ assert lents: \forall integer q; in_ram_frames(q) ==> A_lent(q) == (first <= q < first + n ? \at(A_lent(q),Pre) - 1 : \at(A_lent(q),Pre));
	//@ assert states: \forall integer q; in_ram_frames(q) ==> A_state(q) == (first <= q < first + n ? lent_state(\at(A_lent(q),Pre) - 1) : \at(A_state(q),Pre));
	//@ assert state_step: unlend_state_step{Pre,Here}(part, gfn);
	//@ assert lent_step: unlend_lent_step{Pre,Here}(part, gfn);
	//@ assert part_is: \forall integer v, r, g, was; at_guest(part, (integer)first_gfn, (integer)n, v, r, g, was) == (r == part * NR_LEVELS && first_gfn <= g < first_gfn + n ? v : was);
	//@ assert maps: \forall integer r, g; root_gfn(r, g) ==> A_map(r, g) == at_guest(part, (integer)first_gfn, (integer)n, 0 - 1, r, g, \at(A_map(r, g),Pre));
	//@ assert map_step: unlend_map_step{Pre,Here}(part, gfn);
	//@ assert rights_step: unlend_rights_step{Pre,Here}(part, gfn);
	//@ assert orders: \forall integer r, g; root_gfn(r, g) ==> A_order(r, g) == at_guest(part, (integer)first_gfn, (integer)n, 0, r, g, \at(A_order(r, g),Pre));
	//@ assert order_step: unlend_order_step{Pre,Here}(part, gfn);
	//@ assert gib: \forall integer r, j; PART_FIRST <= r < NR_ROOTS && 0 <= j < TAB2_MAX ==> root_gfn(r, j * SPAN_BLOCK1);
	//@ assert mib: \forall integer r, j; PART_FIRST <= r < NR_ROOTS && 0 <= j < TAB3_MAX ==> root_gfn(r, j * SPAN_BLOCK2);
	//@ assert tab2: same_tab2{Pre,Here};
	//@ assert tab3: same_tab3{Pre,Here};
	//@ assert nfree: same_nfree{Pre,Here};
	//@ assert entries: same_owner{Pre,Here} && same_gfn{Pre,Here};
	//@ assert rest: same_ram_end{Pre,Here} && same_label{Pre,Here} && same_life{Pre,Here} && same_swept{Pre,Here} && same_klog_head{Pre,Here} && same_klog{Pre,Here} && same_caller{Pre,Here} && same_running{Pre,Here};
}

s32 hvc_unlend(u64 part, u64 gfn)
{
	if (part < ORDINARY_FIRST || part >= NR_OWNERS) {
		return CORDON_E_PARTITION;
	}
	if (gfn >= GFN_MAX) {
		return CORDON_E_ADDRESS;
	}
	u32 p = edge_clamp(part, NR_OWNERS);
	u32 place = edge_clamp(gfn, GFN_MAX);
	u32 t = walk_end(p * NR_LEVELS, place);
	u32 i = walk_entry_index(meta[t].level, place);

	//@ assert parts: tree_inv && entry_inv;
	//@ assert slot: slot((integer)p * NR_LEVELS, (integer)place, (integer)t, (integer)i);
	//@ assert zero: pool.e[t][i] == 0 <==> !walk_valid((integer)p * NR_LEVELS, (integer)place);
	//@ assert entry: pool.e[t][i] == walk_entry((integer)p * NR_LEVELS, (integer)place);
	//@ assert value: A_map(root_of(part), (integer)gfn) == -1 <==> pool.e[t][i] == 0;
	//@ assert absent: unlend_needs_absent{Here}(part, gfn) <==> pool.e[t][i] != 0;
	if (pool.e[t][i] == 0) {
		return CORDON_E_ABSENT;
	}
	unlend_frames(p, place, t, i);
	return CORDON_E_SUCCESS;
}
