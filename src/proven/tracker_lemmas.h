/* SPDX-License-Identifier: Apache-2.0 */
/* Stepping stones from the system's invariant to the abstract components; proved in lemmas.c. */
#ifndef PROVEN_TRACKER_LEMMAS_H
#define PROVEN_TRACKER_LEMMAS_H
/*@
lemma ram_is_no_device{L}: device_inv ==> \forall integer p; RAM_PFN <= p < RAM_PFN + FRAMES_MAX ==> !is_device(p);
lemma tracker_isolation{L}: sys_inv ==> \forall integer r, g; root_gfn(r, g) && walk_valid(r, g) &&
	RAM_PFN <= walk_pfn(r, g) < RAM_PFN + FRAMES_MAX ==> in_ram_frames(walk_pfn(r, g)) &&
	tracker_permits(r, walk_pfn(r, g), g, rights_of(walk_lo(r, g), walk_hi(r, g)),
		A_owner(walk_pfn(r, g)), A_state(walk_pfn(r, g)), A_lent(walk_pfn(r, g)), A_gfn(walk_pfn(r, g)));
// Of a host's frame that is not lent only the host has a translation, and that at the frame's own number.
lemma host_frame_alone{L}: sys_inv ==> \forall integer r, g; root_gfn(r, g) && walk_valid(r, g) &&
	in_ram_frames(walk_pfn(r, g)) && A_owner(walk_pfn(r, g)) == OWNER_HOST && A_state(walk_pfn(r, g)) != FRAME_LENT ==>
	r == OWNER_HOST && g == walk_pfn(r, g);
// Of a partition's frame only its root has, at the recorded number, and the host if it is shared.
lemma walk_tracked{L}: sys_inv ==> \forall integer r, g; root_gfn(r, g) && walk_valid(r, g) && in_ram_frames(walk_pfn(r, g)) ==>
	tracker_permits(r, walk_pfn(r, g), g, rights_of(walk_lo(r, g), walk_hi(r, g)), A_owner(walk_pfn(r, g)),
		A_state(walk_pfn(r, g)), A_lent(walk_pfn(r, g)), A_gfn(walk_pfn(r, g)));
lemma permits_state: \forall integer r, p, g, x, o, st, l, f; tracker_permits(r, p, g, x, o, st, l, f) ==>
	st != FRAME_HELD && st != FRAME_READY && o != OWNER_HYP;
// Of a frame that Cordon holds or owns nobody has.
lemma held_frame_unmapped{L}: sys_inv ==> \forall integer r, g; root_gfn(r, g) && walk_valid(r, g) &&
	in_ram_frames(walk_pfn(r, g)) ==> A_state(walk_pfn(r, g)) != FRAME_HELD && A_state(walk_pfn(r, g)) != FRAME_READY &&
	A_owner(walk_pfn(r, g)) != OWNER_HYP;
lemma permits_owner: \forall integer r, p, g, x, o, st, l, f; tracker_permits(r, p, g, x, o, st, l, f) && part_valid(o) &&
	(st != FRAME_SHARED || r != OWNER_HOST) && 1 <= r < NR_ROOTS ==> r == o * NR_LEVELS && g == f;
lemma partition_frame_alone{L}: sys_inv ==> \forall integer r, g; root_gfn(r, g) && walk_valid(r, g) &&
	in_ram_frames(walk_pfn(r, g)) && part_valid(A_owner(walk_pfn(r, g))) &&
	(A_state(walk_pfn(r, g)) != FRAME_SHARED || r != OWNER_HOST) ==>
	r == A_owner(walk_pfn(r, g)) * NR_LEVELS && g == A_gfn(walk_pfn(r, g));
// States of a frame that its partition maps.
predicate own_state(integer st) = st == FRAME_OWNED || st == FRAME_SHARED;
// What a host's walk gives is the frame itself.
lemma host_identity{L}: sys_inv ==> \forall integer g; root_gfn(OWNER_HOST, g) && walk_valid(OWNER_HOST, g) ==>
	walk_pfn(OWNER_HOST, g) == g;
// Where no frame is lent no ordinary partition has anything, and the count is right.
predicate none_lent{L} = \forall integer q; in_ram_frames(q) ==> A_lent(q) == 0;
lemma none_ordinary{L}: tree_inv && entry_inv && leaf_inv && none_lent ==> \forall integer r, g; ordinary_place(r, g) ==>
	!walk_valid(r, g);
lemma none_counted{L}: tree_inv && entry_inv && leaf_inv && none_lent ==> lent_inv(0, 0, 0, 0);
lemma no_components{L}: \forall integer r, g; !walk_valid(r, g) ==> A_map(r, g) == -1 && A_rights(r, g) == 0 && A_order(r, g) == 0;
// -1 stands for no translation only.
lemma map_value{L}: \forall integer r, g; root_gfn(r, g) && 0 <= walk_entry(r, g) ==> (A_map(r, g) == -1 <==> !walk_valid(r, g));
// The table components at the places of frame g.
lemma table_components{L}: \forall integer r, g; root_gfn(r, g) ==>
	A_tab2(r, g / SPAN_BLOCK1) == (walk_level(r, g) != 1 ? 1 : 0) &&
	A_tab3(r, g / SPAN_BLOCK2) == (walk_level(r, g) == 3 ? 1 : 0);
// Walks that share an entry end alike.
lemma shared_entry{L}: \forall integer r, g, h; root_gfn(r, g) && root_gfn(r, h) ==>
	(h / SPAN_BLOCK1 == g / SPAN_BLOCK1 && walk_level(r, g) == 1 ==>
		walk_level(r, h) == 1 && (walk_valid(r, h) <==> walk_valid(r, g))) &&
	(h / SPAN_BLOCK2 == g / SPAN_BLOCK2 && walk_level(r, g) <= 2 ==>
		walk_level(r, h) == walk_level(r, g) && (walk_valid(r, h) <==> walk_valid(r, g)));
// A component of walks changes with the walk only.
lemma same_components{L1,L2}: \forall integer r, g; tr_eq{L1,L2}(r, g) ==>
	A_map{L1}(r, g) == A_map{L2}(r, g) && A_rights{L1}(r, g) == A_rights{L2}(r, g) &&
	(\at(walk_level(r, g),L1) == \at(walk_level(r, g),L2) ==> A_order{L1}(r, g) == A_order{L2}(r, g));
// (t,i) is the leaf that maps frame gfn of the partition; it maps n frames, first_gfn on, to first on.
predicate partition_leaf{L}(integer part, integer t, integer i, integer first_gfn, integer first, integer n) =
	PART_FIRST <= part < NR_OWNERS && 0 <= t < NR_TABLES && 0 <= i < ENTRIES && meta[t].root == part * NR_LEVELS &&
	(meta[t].level == 3 || meta[t].level == 2) && n == (meta[t].level == 3 ? SPAN_PAGE : SPAN_BLOCK2) &&
	is_leaf(meta[t].level, pool.e[t][i]) && first == L_s2_entry_pfn(pool.e[t][i]) &&
	first_gfn == starts(meta[t].level, meta[t].base, i);
lemma leaf_span{L}: tree_inv ==> \forall integer part, t, i, fg, f, n; partition_leaf(part, t, i, fg, f, n) ==>
	\forall integer r, g; slot(r, g, t, i) <==> r == part * NR_LEVELS && fg <= g < fg + n;
lemma leaf_slot{L}: tree_inv ==> \forall integer part, t, i, fg, f, n; partition_leaf(part, t, i, fg, f, n) ==>
	\forall integer g; fg <= g < fg + n ==> slot(part * NR_LEVELS, g, t, i) && slot_pfn(t, i, g) == f + (g - fg);
lemma partition_permits{L}: entries_inv ==> \forall integer part, p, g, x; PART_FIRST <= part < ORDINARY_FIRST &&
	permitted(part * NR_LEVELS, p, g, x) ==> in_ram_frames(p) && A_owner(p) == part && own_state(A_state(p)) &&
	A_lent(p) == 0 && A_gfn(p) == g;
// An ordinary one is permitted what the host lends, and which rights it has there is not the tracker's business.
lemma ordinary_permits{L}: entries_inv ==> \forall integer part, p, g, x; ORDINARY_FIRST <= part < NR_OWNERS &&
	permitted(part * NR_LEVELS, p, g, x) ==> in_ram_frames(p) && A_owner(p) == OWNER_HOST && A_state(p) == FRAME_LENT &&
	0 < A_lent(p);
lemma any_rights{L}: \forall integer part, p, g, x, y; PART_FIRST <= part < NR_OWNERS && ram_rights(y) &&
	permitted(part * NR_LEVELS, p, g, x) ==> permitted(part * NR_LEVELS, p, g, y);
lemma leaf_permitted{L}: tree_inv && leaf_inv ==> \forall integer part, t, i, fg, f, n; partition_leaf(part, t, i, fg, f, n) ==>
	\forall integer g; fg <= g < fg + n ==> permitted(part * NR_LEVELS, slot_pfn(t, i, g), g,
		rights_of(L_s2_entry_lo(pool.e[t][i]), L_s2_entry_hi(pool.e[t][i])));
lemma leaf_walks{L}: tree_inv && entry_inv ==> \forall integer part, t, i, fg, f, n; partition_leaf(part, t, i, fg, f, n) ==>
	\forall integer g; fg <= g < fg + n ==> walk_valid(part * NR_LEVELS, g) &&
		walk_level(part * NR_LEVELS, g) == meta[t].level && walk_pfn(part * NR_LEVELS, g) == slot_pfn(t, i, g);
lemma leaf_place{L}: tree_inv && leaf_inv ==> \forall integer part, t, i, fg, f, n, g, p; partition_leaf(part, t, i, fg, f, n) &&
	fg <= g < fg + n && p == f + (g - fg) ==> p == slot_pfn(t, i, g);
lemma leaf_allows{L}: tree_inv && leaf_inv ==> \forall integer part, t, i, fg, f, n, g, p; partition_leaf(part, t, i, fg, f, n) &&
	fg <= g < fg + n && p == f + (g - fg) ==>
	permitted(part * NR_LEVELS, p, g, rights_of(L_s2_entry_lo(pool.e[t][i]), L_s2_entry_hi(pool.e[t][i])));
lemma leaf_allowed{L}: tree_inv && leaf_inv ==> \forall integer part, t, i, fg, f, n; partition_leaf(part, t, i, fg, f, n) ==>
	\forall integer g; fg <= g < fg + n ==> permitted(part * NR_LEVELS, f + (g - fg), g,
		rights_of(L_s2_entry_lo(pool.e[t][i]), L_s2_entry_hi(pool.e[t][i])));
lemma leaf_has{L}: tree_inv && leaf_inv && entries_inv ==> \forall integer part, t, i, fg, f, n; partition_leaf(part, t, i, fg, f, n) && part < ORDINARY_FIRST ==>
	\forall integer g; fg <= g < fg + n ==> in_ram_frames(f + (g - fg)) && A_owner(f + (g - fg)) == part &&
		own_state(A_state(f + (g - fg))) && A_lent(f + (g - fg)) == 0 && A_gfn(f + (g - fg)) == g;
lemma leaf_owned{L}: sys_inv ==> \forall integer part, t, i, fg, f, n; partition_leaf(part, t, i, fg, f, n) && part < ORDINARY_FIRST ==>
	\forall integer g; fg <= g < fg + n ==> in_ram_frames(f + (g - fg)) && A_owner(f + (g - fg)) == part &&
		own_state(A_state(f + (g - fg))) && A_lent(f + (g - fg)) == 0 && A_gfn(f + (g - fg)) == g;
predicate within(integer f, integer n, integer q) = f <= q < f + n;
lemma leaf_each{L}: tree_inv ==> \forall integer part, t, i, fg, f, n; partition_leaf(part, t, i, fg, f, n) ==>
	\forall integer q; within(f, n, q) ==> slot_pfn(t, i, fg + (q - f)) == q;
lemma leaf_at{L}: tree_inv && leaf_inv ==> \forall integer part, t, i, fg, f, n; partition_leaf(part, t, i, fg, f, n) ==>
	\forall integer q; within(f, n, q) ==> permitted(part * NR_LEVELS, slot_pfn(t, i, fg + (q - f)), fg + (q - f),
		rights_of(L_s2_entry_lo(pool.e[t][i]), L_s2_entry_hi(pool.e[t][i])));
lemma leaf_tracked{L}: tree_inv && leaf_inv && entries_inv ==> \forall integer part, t, i, fg, f, n; partition_leaf(part, t, i, fg, f, n) && part < ORDINARY_FIRST ==>
	\forall integer q; within(f, n, q) ==> in_ram_frames(slot_pfn(t, i, fg + (q - f))) && A_owner(slot_pfn(t, i, fg + (q - f))) == part &&
		own_state(A_state(slot_pfn(t, i, fg + (q - f)))) && A_lent(slot_pfn(t, i, fg + (q - f))) == 0 &&
		A_gfn(slot_pfn(t, i, fg + (q - f))) == fg + (q - f);
lemma leaf_frames{L}: sys_inv ==> \forall integer part, t, i, fg, f, n; partition_leaf(part, t, i, fg, f, n) && part < ORDINARY_FIRST ==>
	\forall integer q; within(f, n, q) ==> in_ram_frames(q) && A_owner(q) == part &&
		own_state(A_state(q)) && A_lent(q) == 0 && A_gfn(q) == fg + (q - f);
lemma leaf_tracker{L}: sys_inv ==> \forall integer part, t, i, fg, f, n; partition_leaf(part, t, i, fg, f, n) && part < ORDINARY_FIRST ==>
	\forall integer q; f <= q < f + n ==> in_ram_frames(q) && A_owner(q) == part &&
		own_state(A_state(q)) && A_lent(q) == 0 && A_gfn(q) == fg + (q - f);
lemma owned_not_cordon{L}: cordon_inv ==> \forall integer q; in_ram_frames(q) && A_owner(q) != OWNER_HYP ==> !is_cordon(q);
// Whoever's the frames of a leaf are, they are RAM.
lemma partition_in_ram{L}: \forall integer part, p, g, x; PART_FIRST <= part < NR_OWNERS &&
	permitted(part * NR_LEVELS, p, g, x) ==> in_ram_frames(p);
lemma leaf_in_ram{L}: tree_inv && leaf_inv ==> \forall integer part, t, i, fg, f, n; partition_leaf(part, t, i, fg, f, n) ==>
	\forall integer q; within(f, n, q) ==> in_ram_frames(q);
lemma leaf_within{L}: \forall integer part, t, i, fg, f, n; partition_leaf(part, t, i, fg, f, n) ==>
	within(f, n, f) && within(f, n, f + n - 1);
lemma leaf_ends{L}: sys_inv ==> \forall integer part, t, i, fg, f, n; partition_leaf(part, t, i, fg, f, n) ==>
	in_ram_frames(f) && in_ram_frames(f + n - 1) && fg + n <= GFN_MAX && (n == SPAN_BLOCK2 ==> f % SPAN_BLOCK2 == 0);
lemma leaf_range{L}: sys_inv ==> \forall integer part, t, i, fg, f, n; partition_leaf(part, t, i, fg, f, n) ==>
	ram_range(f, n) && fg + n <= GFN_MAX;
lemma leaf_output{L}: tree_inv && entry_inv ==> \forall integer part, t, i, fg, f, n; partition_leaf(part, t, i, fg, f, n) ==>
	\forall integer g; fg <= g < fg + n ==> walk_valid(part * NR_LEVELS, g) &&
		walk_level(part * NR_LEVELS, g) == meta[t].level && walk_pfn(part * NR_LEVELS, g) == f + (g - fg);
lemma leaf_mine{L}: sys_inv ==> \forall integer part, t, i, fg, f, n; partition_leaf(part, t, i, fg, f, n) && part < ORDINARY_FIRST ==>
	\forall integer r, g; within(f, n, walk_pfn(r, g)) ==> in_ram_frames(walk_pfn(r, g)) &&
		part_valid(A_owner(walk_pfn(r, g))) && A_owner(walk_pfn(r, g)) == part && A_gfn(walk_pfn(r, g)) == fg + (walk_pfn(r, g) - f);
lemma leaf_alone{L}: sys_inv ==> \forall integer part, t, i, fg, f, n; partition_leaf(part, t, i, fg, f, n) && part < ORDINARY_FIRST ==>
	\forall integer r, g; root_gfn(r, g) && walk_valid(r, g) && r != OWNER_HOST && within(f, n, walk_pfn(r, g)) ==>
		r == part * NR_LEVELS && g == fg + (walk_pfn(r, g) - f);
*/
#endif
