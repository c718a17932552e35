/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The situations from which the witnesses start, and the ways there. A witness is a proved function
 * that reaches one outcome of a call, so that outcome's contract is not empty. They start from what
 * core_boot ensures (predicate booted) and from hypotheses that it meets: it gives the RAM not
 * Cordon's to the host, links no table for a partition, and takes free tables for devices only.
 */
#ifndef WITNESS_SITUATIONS_H
#define WITNESS_SITUATIONS_H
#include "core.h"
#include "calls.h"

/*@
// The success contract of core_boot.
predicate booted{L} = sys_inv && (\forall integer p; PART_FIRST <= p < NR_OWNERS ==> life[p] == LIFE_FREE) &&
	(\forall integer c; 0 <= c < CPUS_MAX ==> caller[c] == OWNER_HOST);
// A frame that the host has for itself.
predicate host_page{L}(integer q) = in_ram_frames(q) && host_frame(A_owner(q), A_state(q), A_lent(q));
// Nothing is mapped in the first partition's first 2 MiB from guest frame first on.
predicate nothing_from{L}(integer first) = \forall integer g; first <= g < SPAN_BLOCK2 ==> A_map(PART_FIRST, g) == -1;
lemma walk_permitted{L}: sys_inv ==> isolation;
lemma walk_owner{L}: isolation ==> \forall integer r, g; PART_FIRST <= r < ROOT_ORDINARY && 0 <= g < GFN_MAX && walk_valid(r, g) ==>
	in_ram_frames(walk_pfn(r, g)) && A_owner(walk_pfn(r, g)) == r;
// A protected partition that has not begun has nothing: its frames would have an owner that has.
lemma map_owner{L}: sys_inv ==> \forall integer r, g; PART_FIRST <= r < ROOT_ORDINARY && 0 <= g < GFN_MAX && A_map(r, g) != -1 ==>
	in_ram_frames(A_map(r, g)) && A_owner(A_map(r, g)) == r;
lemma free_unmapped{L}: sys_inv ==> \forall integer r, g; PART_FIRST <= r < ROOT_ORDINARY && 0 <= g < GFN_MAX &&
	life[r] == LIFE_FREE ==> A_map(r, g) == -1;
lemma free_nothing{L}: sys_inv && life[PART_FIRST] == LIFE_FREE ==> nothing_from(0);
// The first partition has no table on the way of frame 0, and two tables are free.
predicate room{L} = A_tab2(PART_FIRST, 0) == 0 && A_tab3(PART_FIRST, 0) == 0 && nr_free >= 2;
// The same of the first ordinary partition; then nothing is mapped there, for a root itself maps no block.
predicate ordinary_room{L} = A_tab2(ORDINARY_FIRST, 0) == 0 && A_tab3(ORDINARY_FIRST, 0) == 0 && nr_free >= 2;
lemma no_table_level{L}: \forall integer g; 0 <= g < GFN_MAX && A_tab2(ORDINARY_FIRST, g / SPAN_BLOCK1) == 0 ==>
	walk_level(ORDINARY_FIRST, g) == 1;
lemma root_no_leaf{L}: tree_inv && entry_inv ==> \forall integer g; 0 <= g < GFN_MAX && walk_level(ORDINARY_FIRST, g) == 1 ==>
	!walk_valid(ORDINARY_FIRST, g);
lemma no_table_no_map{L}: sys_inv ==> \forall integer g; 0 <= g < GFN_MAX && A_tab2(ORDINARY_FIRST, g / SPAN_BLOCK1) == 0 ==>
	A_map(ORDINARY_FIRST, g) == -1;
// The first partition has frame q, a page, at guest frame 0, and nothing else in its first 2 MiB.
predicate has_page{L}(integer q) = in_ram_frames(q) && A_owner(q) == PART_FIRST && A_state(q) == FRAME_OWNED &&
	A_map(PART_FIRST, 0) == q && A_order(PART_FIRST, 0) == ORDER_PAGE && A_tab2(PART_FIRST, 0) == 1 && A_tab3(PART_FIRST, 0) == 1 &&
	nothing_from(1);
// Aligned 2 MiB that the host has for itself.
predicate host_block{L}(integer p) = p % SPAN_BLOCK2 == 0 && RAM_PFN <= p && p + SPAN_BLOCK2 <= A_ram_end &&
	\forall integer q; p <= q < p + SPAN_BLOCK2 ==> host_page(q);
// Frames [from, to) of the block at p are the first partition's, in this state, at guest frames from 0 on.
predicate block_part{L}(integer p, integer from, integer to, integer state) = \forall integer q; p + from <= q < p + to ==>
	in_ram_frames(q) && A_owner(q) == PART_FIRST && A_state(q) == state && A_gfn(q) == q - p;
// Nothing has become of the first partition's first 2 MiB, nor of the free tables.
predicate place_same{L1,L2} = A_tab2{L2}(PART_FIRST, 0) == A_tab2{L1}(PART_FIRST, 0) &&
	A_tab3{L2}(PART_FIRST, 0) == A_tab3{L1}(PART_FIRST, 0) && \at(nr_free,L2) == \at(nr_free,L1) &&
	\forall integer g; 0 <= g < SPAN_BLOCK2 ==> A_map{L2}(PART_FIRST, g) == A_map{L1}(PART_FIRST, g);
*/

/*@
// The first partition is sealed, with its first 512 guest frames as RAM; its first vCPU is on, no other.
predicate first_sealed{L} = ram_gfn[PART_FIRST] == 0 && ram_count[PART_FIRST] == SPAN_BLOCK2 && power.on[PART_FIRST][0] == 1 &&
	\forall integer v; 1 <= v < VCPUS ==> power.on[PART_FIRST][v] == 0;
*/

/*@ requires situation: sys_inv && life[PART_FIRST] == LIFE_LIVE && ram_count[PART_FIRST] == 0 && pieces[PART_FIRST] == 0;
    assigns ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1], power;
    exits \false;
    ensures done: \result == CORDON_E_SUCCESS;
    ensures inv: sys_inv;
    ensures sealed: first_sealed;
*/
/* Seals the first partition, to begin at IPA 0. */
s32 reach_sealed(void);

/*@
// It has begun, is not sealed, and no CPU runs it.
predicate is_live{L} = life[PART_FIRST] == LIFE_LIVE && ram_count[PART_FIRST] == 0 && pieces[PART_FIRST] == 0 &&
	measured[PART_FIRST] == 0 &&
	\forall integer c; 0 <= c < CPUS_MAX ==> caller[c] == OWNER_HOST;
*/

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1];
    exits \false;
    ensures done: \result == CORDON_E_SUCCESS;
    ensures inv: sys_inv;
    ensures live: is_live;
    ensures empty: nothing_from(0);
*/
/* Begins the first partition. */
s32 reach_live(void);

/*@ requires situation: sys_inv && is_live;
    assigns ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1], power,
	caller[0], running[0];
    exits \false;
    ensures done: \result == CORDON_E_SUCCESS;
    ensures inv: sys_inv;
    ensures sealed: first_sealed;
    ensures runs: caller[0] == PART_FIRST && running[0] == 0;
*/
/* Seals the first partition, and runs its first vCPU on CPU 0. */
s32 reach_runs(void);

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, caller[0], running[0];
    exits \false;
    ensures done: \result == CORDON_E_SUCCESS;
    ensures inv: sys_inv;
    ensures live: life[PART_FIRST] == LIFE_LIVE;
    ensures sealed: first_sealed;
    ensures runs: caller[0] == PART_FIRST && running[0] == 0;
    ensures others: \forall integer c; 1 <= c < CPUS_MAX ==> caller[c] == OWNER_HOST;
    ensures empty: nothing_from(0);
*/
/* Begins the first partition, seals it, and runs its first vCPU on CPU 0. */
s32 reach_running(void);

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power,
	caller[0], running[0];
    exits \false;
    ensures done: \result == CORDON_E_SUCCESS;
    ensures inv: sys_inv;
    ensures runs: caller[0] == PART_FIRST && running[0] == 0 && life[PART_FIRST] == LIFE_LIVE;
    ensures sealed: ram_count[PART_FIRST] == SPAN_BLOCK2;
    ensures others: \forall integer c; 1 <= c < CPUS_MAX ==> caller[c] == OWNER_HOST;
    ensures on: power.on[PART_FIRST][0] == 1 && power.on[PART_FIRST][1] == 1 && power.on[PART_FIRST][2] == 0;
*/
/* As reach_running, and the first vCPU switches the second one on. */
s32 reach_second(void);

/*@ requires situation: booted;
    assigns life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power,
	caller[0 .. CPUS_MAX - 1], running[0 .. CPUS_MAX - 1];
    exits \false;
    ensures done: \result == CORDON_E_SUCCESS;
    ensures inv: sys_inv;
    ensures first: caller[0] == PART_FIRST && running[0] == 0;
    ensures second: caller[1] == PART_FIRST && running[1] == 1;
    ensures on: power.on[PART_FIRST][0] == 1 && power.on[PART_FIRST][1] == 1;
*/
/* As reach_second, and the second vCPU runs on CPU 1. */
s32 reach_two(void);

/*@ requires situation: booted && host_page(pfn) && room;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures done: \result == CORDON_E_SUCCESS;
    ensures inv: sys_inv;
    ensures live: life[PART_FIRST] == LIFE_LIVE && has_page(pfn);
    ensures unsealed: ram_count[PART_FIRST] == 0 && pieces[PART_FIRST] == 0 && measured[PART_FIRST] == 0;
    ensures others: \forall integer q; in_ram_frames(q) && q != pfn && \old(host_page(q)) ==> host_page(q);
*/
/* Begins the first partition and donates a page to it, at guest frame 0. */
s32 reach_live_page(u64 pfn);

/*@ requires situation: booted && host_page(pfn) && room;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures done: \result == CORDON_E_SUCCESS;
    ensures inv: sys_inv;
    ensures dead: life[PART_FIRST] == LIFE_DEAD && has_page(pfn);
*/
/* As reach_live_page, and ends the partition. */
s32 reach_dead_page(u64 pfn);

/*@ requires situation: booted && host_page(pfn) && room;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures done: \result == CORDON_E_SUCCESS;
    ensures inv: sys_inv;
    ensures dead: life[PART_FIRST] == LIFE_DEAD && nothing_from(0) && A_tab2(PART_FIRST, 0) == 1 &&
	A_tab3(PART_FIRST, 0) == 1;
    ensures held: in_ram_frames(pfn) && A_owner(pfn) == PART_FIRST && A_state(pfn) == FRAME_HELD;
*/
/* As reach_dead_page, and withdraws the page. */
s32 reach_held_page(u64 pfn);

/*@ requires situation: booted && host_page(pfn) && room;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1], caller[0], running[0];
    exits \false;
    ensures done: \result == CORDON_E_SUCCESS;
    ensures inv: sys_inv;
    ensures runs: caller[0] == PART_FIRST && has_page(pfn);
*/
/* As reach_running, and donates a page to the partition, at guest frame 0. */
s32 reach_running_page(u64 pfn);

/*@ requires situation: booted && host_page(pfn) && room;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], power, g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1], caller[0], running[0];
    exits \false;
    ensures done: \result == CORDON_E_SUCCESS;
    ensures inv: sys_inv;
    ensures runs: caller[0] == PART_FIRST;
    ensures shared: A_map(PART_FIRST, 0) == pfn && A_state(pfn) == FRAME_SHARED && A_map(OWNER_HOST, pfn) == pfn &&
	A_rights(OWNER_HOST, pfn) == RAM_RW;
*/
/* As reach_running_page, and the partition shares the page. */
s32 reach_shared_page(u64 pfn);

/*@ requires situation: booted && host_block(pfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures done: \result == CORDON_E_SUCCESS;
    ensures inv: sys_inv;
    ensures live: life[PART_FIRST] == LIFE_LIVE;
    ensures held: block_part(pfn, 0, SPAN_BLOCK2, FRAME_HELD);
*/
/* Begins the first partition and holds 2 MiB for it, at guest frame 0. */
s32 reach_held_block(u64 pfn);

/*@ requires situation: sys_inv && life[PART_FIRST] == LIFE_LIVE && host_block(pfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures live: life[PART_FIRST] == LIFE_LIVE;
    ensures ready: block_part(pfn, 0, SPAN_BLOCK2, FRAME_READY);
    ensures place: place_same{Pre,Post};
*/
/* Holds 2 MiB for a partition that has begun, at guest frame 0, and makes all pieces ready. */
void reach_ready_block(u64 pfn);

/*@
// The frame is held for the first partition, which has begun and is not sealed, to be at guest frame 0.
predicate held_page{L}(integer q) = in_ram_frames(q) && A_owner(q) == PART_FIRST && A_state(q) == FRAME_HELD && A_gfn(q) == 0 &&
	life[PART_FIRST] == LIFE_LIVE && ram_count[PART_FIRST] == 0;
*/

/*@ requires situation: sys_inv && life[PART_FIRST] == LIFE_LIVE && ram_count[PART_FIRST] == 0 && host_page(pfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], g_pending, g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures done: \result == CORDON_E_SUCCESS;
    ensures inv: sys_inv;
    ensures held: held_page(pfn);
    ensures place: place_same{Pre,Post};
*/
/* Holds a page for a partition that has begun, for guest frame 0. */
s32 reach_page_held(u64 pfn);

/*@ requires situation: sys_inv && life[PART_FIRST] == LIFE_LIVE && ram_count[PART_FIRST] == 0 && host_page(pfn);
    requires none: pieces[PART_FIRST] == 0 && measured[PART_FIRST] == 0;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], g_pending, g_cached[0 .. FRAMES_MAX - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures held: held_page(pfn);
    ensures place: place_same{Pre,Post};
    ensures whole: measuring[PART_FIRST] == pfn && pieces[PART_FIRST] == MEASURE_PIECES;
*/
/* As reach_page_held, and measures the page to its end. */
void reach_page_measured(u64 pfn);

/*@ requires situation: booted && host_page(pfn) && ordinary_room;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	lent_number, lent_leaf;
    exits \false;
    ensures done: \result == CORDON_E_SUCCESS;
    ensures inv: sys_inv;
    ensures live: life[ORDINARY_FIRST] == LIFE_LIVE;
    ensures lent: in_ram_frames(pfn) && A_owner(pfn) == OWNER_HOST && A_state(pfn) == FRAME_LENT && A_lent(pfn) == 1;
    ensures mapped: A_map(ORDINARY_FIRST, 0) == pfn && A_order(ORDINARY_FIRST, 0) == ORDER_PAGE;
*/
/* Begins the first ordinary partition and lends a page to it, at guest frame 0. */
s32 reach_lent_page(u64 pfn);

/*@
// What a partition needs to take all tables, two for a page in each GiB: a frame for each, and nothing in its way.
predicate host_pages{L}(integer from, integer to) = \forall integer q; from <= q < to ==> host_page(q);
predicate no_way{L}(integer from) = \forall integer j; from <= j < TAB2_MAX ==> A_map(PART_FIRST + 1, j * SPAN_BLOCK1) == -1 &&
	A_tab2(PART_FIRST + 1, j) == 0 && A_tab3(PART_FIRST + 1, j * ENTRIES) == 0;
predicate no_table{L}(integer part) = (\forall integer i; 0 <= i < TAB2_MAX ==> A_tab2(part, i) == 0) &&
	(\forall integer i; 0 <= i < TAB3_MAX ==> A_tab3(part, i) == 0);
// The second partition can take them with the pages from pfn on.
predicate takes_tables{L}(integer pfn) = nr_free % 2 == 0 && host_pages(pfn, pfn + TAB2_MAX) && no_table(PART_FIRST) &&
	no_table(PART_FIRST + 1) && no_table(ORDINARY_FIRST);
// A partition that has not begun, and has no table on the way of frame 0.
predicate untouched{L}(integer part) = life[part] == LIFE_FREE && A_tab2(part, 0) == 0 && A_tab3(part, 0) == 0;
*/

/*@ requires situation: booted && takes_tables((integer)pfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures none: nr_free == 0;
    ensures first: untouched(PART_FIRST) && untouched(ORDINARY_FIRST);
    ensures others: \forall integer q; !(pfn <= q < pfn + TAB2_MAX) && \old(host_page(q)) ==> host_page(q);
    ensures end: A_ram_end == \old(A_ram_end);
*/
/* The second partition takes all tables: a page in each GiB. The first of each kind have none. */
void reach_no_table(u64 pfn);

/*@
// Tables for a leaf at each guest frame below n of a partition that has none, n at most a GiB.
logic integer tables_for(integer n) = n == 0 ? 0 : 1 + (n + ENTRIES - 1) / ENTRIES;
// Of the first ordinary partition's tables those are linked that n leaves need; nothing is mapped from frame n on.
predicate ordinary_way{L}(integer n) = (n != 0 ==> A_tab2(ORDINARY_FIRST, 0) == 1) &&
	(n % ENTRIES != 0 ==> A_tab3(ORDINARY_FIRST, n / ENTRIES) == 1) &&
	(\forall integer g; n <= g < GFN_MAX ==> A_map(ORDINARY_FIRST, g) == -1);
*/

/*@ requires situation: booted && host_page(pfn) && no_table(ORDINARY_FIRST) && nr_free >= tables_for(LENT_MAX);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1], g_pending,
	lent_number, lent_leaf;
    exits \false;
    ensures inv: sys_inv;
    ensures live: life[ORDINARY_FIRST] == LIFE_LIVE;
    ensures lent: in_ram_frames(pfn) && A_owner(pfn) == OWNER_HOST && A_state(pfn) == FRAME_LENT && A_lent(pfn) == LENT_MAX;
*/
/* Begins the first ordinary partition, which maps one page as often as can be counted. */
void reach_most_lent(u64 pfn);
#endif
