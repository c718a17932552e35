/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The count of lent leaves. For the proof alone each leaf of an ordinary partition has a number
 * among the leaves that map the same frame, and a frame and a number lead back to the leaf: so the
 * tracker's count of a frame is exactly the number of its leaves, without a sum in any formula.
 */
#ifndef PROVEN_LENT_H
#define PROVEN_LENT_H
#include "stage2_inv.h"

struct lent_number {
	u32 of[NR_ROOTS][GFN_MAX];
};
struct lent_leaf {
	u32 root[FRAMES_MAX][LENT_MAX];
	u32 gfn[FRAMES_MAX][LENT_MAX];
};
/* The number of a leaf, by root and guest frame; the leaf, by frame's index and number. */
/*@ ghost extern struct lent_number lent_number; */
/*@ ghost extern struct lent_leaf lent_leaf; */

/*@
predicate ordinary_place(integer r, integer g) = ROOT_ORDINARY <= r < NR_ROOTS && 0 <= g < GFN_MAX;
// Between a leaf and its count: the n guest frames from g0 on of root r0 count for the n frames from p0 on, though
// they do not map them (not yet, or no more).
predicate lent_pending(integer r0, integer g0, integer p0, integer n, integer r, integer g, integer q) =
	r == r0 && g0 <= g < g0 + n && q == p0 + (g - g0);
// Guest frame g of root r counts for frame q.
predicate lent_counts{L}(integer r0, integer g0, integer p0, integer n, integer r, integer g, integer q) =
	ordinary_place(r, g) && ((walk_valid(r, g) && walk_pfn(r, g) == q) || lent_pending(r0, g0, p0, n, r, g, q));
predicate lent_numbered{L}(integer r0, integer g0, integer p0, integer n) = \forall integer r, g, q;
	RAM_PFN <= q < RAM_PFN + ram_frames && lent_counts(r0, g0, p0, n, r, g, q) ==>
	lent_number.of[r][g] < A_lent(q) && lent_leaf.root[q - RAM_PFN][lent_number.of[r][g]] == r &&
	lent_leaf.gfn[q - RAM_PFN][lent_number.of[r][g]] == g;
predicate lent_listed{L}(integer r0, integer g0, integer p0, integer n) = \forall integer q, k;
	RAM_PFN <= q < RAM_PFN + ram_frames && 0 <= k < A_lent(q) ==>
	lent_counts(r0, g0, p0, n, lent_leaf.root[q - RAM_PFN][k], lent_leaf.gfn[q - RAM_PFN][k], q) &&
	lent_number.of[lent_leaf.root[q - RAM_PFN][k]][lent_leaf.gfn[q - RAM_PFN][k]] == k;
predicate lent_unmapped{L}(integer r0, integer g0, integer n) = \forall integer g; g0 <= g < g0 + n ==>
	ordinary_place(r0, g) && !walk_valid(r0, g);
predicate lent_inv{L}(integer r0, integer g0, integer p0, integer n) =
	lent_numbered(r0, g0, p0, n) && lent_listed(r0, g0, p0, n) && lent_unmapped(r0, g0, n);
// A change that leaves the maps of ordinary partitions and all counts alone keeps the numbers.
predicate lent_same{L1,L2} = \at(ram_frames,L1) == \at(ram_frames,L2) &&
	(\forall integer r, g; \at(lent_number.of[r][g],L1) == \at(lent_number.of[r][g],L2)) &&
	(\forall integer i, k; \at(lent_leaf.root[i][k],L1) == \at(lent_leaf.root[i][k],L2) &&
		\at(lent_leaf.gfn[i][k],L1) == \at(lent_leaf.gfn[i][k],L2));
// Which frame an ordinary partition has where; its rights there do not count.
predicate ordinary_same{L1,L2} = \forall integer r, g; ordinary_place(r, g) ==>
	(\at(walk_valid(r, g),L1) <==> \at(walk_valid(r, g),L2)) &&
	(\at(walk_valid(r, g),L1) ==> \at(walk_pfn(r, g),L1) == \at(walk_pfn(r, g),L2));
predicate lent_apart{L1,L2} = lent_same{L1,L2} && ordinary_same{L1,L2} &&
	(\forall integer q; RAM_PFN <= q < RAM_PFN + \at(ram_frames,L1) ==> A_lent{L1}(q) == A_lent{L2}(q));
lemma ordinary_root: \forall integer r, g; ordinary_place(r, g) ==> root_gfn(r, g) && r != OWNER_HOST;
lemma ordinary_all{L1,L2}: tr_same{L1,L2} ==> ordinary_same{L1,L2};
lemma ordinary_host{L1,L2}: \forall integer g, n; tr_same_but{L1,L2}(OWNER_HOST, g, n) ==> ordinary_same{L1,L2};
lemma ordinary_other{L1,L2}: \forall integer r, g, n; r < ROOT_ORDINARY && tr_same_but{L1,L2}(r, g, n) ==> ordinary_same{L1,L2};
lemma ordinary_chain{L1,L2,L3}: ordinary_same{L1,L2} && ordinary_same{L2,L3} ==> ordinary_same{L1,L3};
lemma lent_counts_kept{L1,L2}: lent_apart{L1,L2} ==> \forall integer r0, g0, p0, n, r, g, q;
	lent_counts{L1}(r0, g0, p0, n, r, g, q) <==> lent_counts{L2}(r0, g0, p0, n, r, g, q);
lemma lent_numbered_kept{L1,L2}: lent_apart{L1,L2} ==> \forall integer r0, g0, p0, n;
	lent_numbered{L1}(r0, g0, p0, n) ==> lent_numbered{L2}(r0, g0, p0, n);
lemma lent_listed_kept{L1,L2}: lent_apart{L1,L2} ==> \forall integer r0, g0, p0, n;
	lent_listed{L1}(r0, g0, p0, n) ==> lent_listed{L2}(r0, g0, p0, n);
lemma lent_unmapped_kept{L1,L2}: lent_apart{L1,L2} ==> \forall integer r0, g0, n;
	lent_unmapped{L1}(r0, g0, n) ==> lent_unmapped{L2}(r0, g0, n);
lemma lent_kept{L1,L2}: lent_apart{L1,L2} ==> \forall integer r0, g0, p0, n;
	lent_inv{L1}(r0, g0, p0, n) ==> lent_inv{L2}(r0, g0, p0, n);
*/
#endif
