/* SPDX-License-Identifier: Apache-2.0 */
/* New leaves of a partition: whether there is room for one, and making it. */
#ifndef PROVEN_PARTITION_MAP_H
#define PROVEN_PARTITION_MAP_H
#include "tracker.h"

/*@
// What tables a root has after the way of frame g grew down to level lv.
lemma grown_tab2{L1,L2}: \forall integer r, g, lv; root_gfn(r, g) && 2 <= lv <= 3 && tables_grown{L1,L2}(r, g, lv) ==>
	\forall integer s, i; PART_FIRST <= s < NR_ROOTS && 0 <= i < TAB2_MAX ==>
		A_tab2{L2}(s, i) == (s == r && i == g / SPAN_BLOCK1 ? 1 : A_tab2{L1}(s, i));
lemma grown_tab3{L1,L2}: \forall integer r, g, lv; root_gfn(r, g) && 2 <= lv <= 3 && tables_grown{L1,L2}(r, g, lv) ==>
	\forall integer s, i; PART_FIRST <= s < NR_ROOTS && 0 <= i < TAB3_MAX ==>
		A_tab3{L2}(s, i) == (lv == 3 && s == r && i == g / SPAN_BLOCK2 ? 1 : A_tab3{L1}(s, i));
*/

/*@ requires ram: ram_frames <= FRAMES_MAX;
    assigns \nothing;
    exits \false;
    ensures range: \result == 1 <==> block_range(pfn, gfn, A_ram_end);
    ensures bool: \result == 0 || \result == 1;
*/
/* Whether alignment and both ranges of 2 MiB are as the calls need them. */
u32 block_places(u64 pfn, u64 gfn);

/*@ requires ram: ram_frames <= FRAMES_MAX;
    assigns \nothing;
    exits \false;
    ensures range: \result == 1 <==> leaf_range(pfn, gfn, order, A_ram_end);
    ensures bool: \result == 0 || \result == 1;
*/
/* Whether a new leaf can have this order, and alignment and ranges are as it needs them. */
u32 leaf_places(u64 pfn, u64 gfn, u64 order);

/*@ requires inv: sys_inv;
    requires root: PART_FIRST <= root < NR_ROOTS && (order == ORDER_PAGE || order == ORDER_BLOCK2);
    requires place: gfn + order_span(order) <= GFN_MAX && gfn % order_span(order) == 0;
    assigns \nothing;
    exits \false;
    ensures mapped: (\forall integer g; gfn <= g < gfn + order_span(order) ==> unmapped(A_map(root, g))) &&
	(order == ORDER_BLOCK2 ==> table_absent(A_tab3(root, index3(gfn)))) <==> \result != CORDON_E_MAPPED;
    ensures tables: \result != CORDON_E_MAPPED ==> (\result == CORDON_E_SUCCESS <==> tables_enough(
	tables_needed(order, A_tab2(root, index2(gfn)), A_tab3(root, index3(gfn))), A_nfree));
    ensures codes: \result == CORDON_E_SUCCESS || \result == CORDON_E_MAPPED || \result == CORDON_E_TABLES;
*/
/* Whether a leaf's place is empty and there are tables for it. */
s32 partition_room(u32 root, u32 gfn, u32 order);

/*@
// The level of a leaf of n frames.
logic integer leaf_level(integer n) = n == SPAN_PAGE ? 3 : 2;
predicate leaf_place{L}(integer pfn, integer gfn, integer n) = (n == SPAN_PAGE || n == SPAN_BLOCK2) &&
	ram_range(pfn, n) && gfn + n <= GFN_MAX && gfn % n == 0 && pfn % n == 0;
// The leaf's place is empty, and the tables that it lacks are free.
predicate leaf_room{L}(integer root, integer gfn, integer n) = !walk_valid(root, gfn) &&
	walk_level(root, gfn) <= leaf_level(n) && nr_free >= leaf_level(n) - walk_level(root, gfn);
// The leaf has been made, and nothing else.
predicate leaf_made{L1,L2}(integer root, integer pfn, integer gfn, integer n, integer rights) =
	(\forall integer g; gfn <= g < gfn + n ==> \at(walk_valid(root, g) && walk_pfn(root, g) == pfn + (g - gfn) &&
		walk_level(root, g) == leaf_level(n) && rights_of(walk_lo(root, g), walk_hi(root, g)) == rights,L2)) &&
	tr_same_but{L1,L2}(root, gfn, n) && tables_grown{L1,L2}(root, gfn, leaf_level(n)) &&
	\at(nr_free,L2) == \at(nr_free - (leaf_level(n) - walk_level(root, gfn)),L1);
*/

/*@ requires inv: map_inv;
    requires root: PART_FIRST <= root < NR_ROOTS;
    requires place: leaf_place(pfn, gfn, n) && ram_rights(rights);
    requires room: leaf_room((integer)root, (integer)gfn, (integer)n);
    requires permitted: \forall integer g; gfn <= g < gfn + n ==> permitted(root, pfn + (g - gfn), g, rights);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, g_pending;
    exits \false;
    ensures inv: map_inv;
    ensures made: leaf_made{Pre,Post}(root, pfn, gfn, n, rights);
*/
/* Maps a leaf of n frames (a page or 2 MiB) that the tracker permits already. */
void partition_map(u32 root, u32 pfn, u32 gfn, u32 n, u64 rights);

/*@ requires inv: sys_inv;
    requires root: PART_FIRST <= root < ROOT_ORDINARY && root % NR_LEVELS == 0;
    requires place: leaf_place(pfn, gfn, n);
    requires room: leaf_room((integer)root, (integer)gfn, (integer)n);
    requires owned: \forall integer q; pfn <= q < pfn + n ==> A_owner(q) == root / NR_LEVELS && A_state(q) == FRAME_OWNED &&
	A_lent(q) == 0 && A_gfn(q) == gfn + (q - pfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures made: leaf_made{Pre,Post}(root, pfn, gfn, n, RAM_RWX);
*/
/* Maps n frames (a page or 2 MiB) that the protected partition owns already, with all rights. */
void partition_map_own(u32 root, u32 pfn, u32 gfn, u32 n);
#endif
