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

/*@ requires inv: sys_inv;
    requires root: PART_FIRST <= root < ROOT_ORDINARY && root % NR_LEVELS == 0;
    requires range: in_ram_frames(pfn) && gfn < GFN_MAX;
    requires owned: A_owner(pfn) == root / NR_LEVELS && A_state(pfn) == FRAME_OWNED && A_lent(pfn) == 0 && A_gfn(pfn) == gfn;
    requires empty: !walk_valid((integer)root, (integer)gfn);
    requires tables: nr_free >= 3 - walk_level((integer)root, (integer)gfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures mapped: walk_valid((integer)root, (integer)gfn) && walk_pfn((integer)root, (integer)gfn) == pfn &&
	walk_level((integer)root, (integer)gfn) == 3 &&
	rights_of(walk_lo((integer)root, (integer)gfn), walk_hi((integer)root, (integer)gfn)) == RAM_RWX;
    ensures others: tr_same_but{Pre,Post}(root, gfn, 1);
    ensures levels: tables_grown{Pre,Post}(root, gfn, 3);
    ensures taken: nr_free == \old(nr_free) - (3 - \old(walk_level((integer)root, (integer)gfn)));
*/
/* Maps a page that the protected partition owns already. */
void partition_map_page(u32 root, u32 pfn, u32 gfn);

/*@ requires inv: sys_inv;
    requires root: PART_FIRST <= root < ROOT_ORDINARY && root % NR_LEVELS == 0;
    requires range: ram_range(pfn, SPAN_BLOCK2) && gfn + SPAN_BLOCK2 <= GFN_MAX && gfn % SPAN_BLOCK2 == 0 && pfn % SPAN_BLOCK2 == 0;
    requires owned: \forall integer q; pfn <= q < pfn + SPAN_BLOCK2 ==> A_owner(q) == root / NR_LEVELS && A_state(q) == FRAME_OWNED &&
	A_lent(q) == 0 && A_gfn(q) == gfn + (q - pfn);
    requires empty: !walk_valid((integer)root, (integer)gfn) && walk_level((integer)root, (integer)gfn) != 3;
    requires tables: nr_free >= 2 - walk_level((integer)root, (integer)gfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures mapped: \forall integer g; gfn <= g < gfn + SPAN_BLOCK2 ==> walk_valid((integer)root, g) &&
	walk_pfn((integer)root, g) == pfn + (g - gfn) && walk_level((integer)root, g) == 2 &&
	rights_of(walk_lo((integer)root, g), walk_hi((integer)root, g)) == RAM_RWX;
    ensures others: tr_same_but{Pre,Post}(root, gfn, SPAN_BLOCK2);
    ensures levels: tables_grown{Pre,Post}(root, gfn, 2);
    ensures taken: nr_free == \old(nr_free) - (2 - \old(walk_level((integer)root, (integer)gfn)));
*/
/* Maps an aligned 2 MiB that the protected partition owns already. */
void partition_map_block(u32 root, u32 pfn, u32 gfn);
#endif
