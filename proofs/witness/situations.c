/* SPDX-License-Identifier: Apache-2.0 */
/* The ways to the situations of the witnesses. */
#include "situations.h"

s32 reach_sealed(void)
{
	//@ assert guard: seal_guard{Here}(PART_FIRST, 0, SPAN_BLOCK2, 0, 0, VCPUS);
	return hvc_seal(PART_FIRST, 0, SPAN_BLOCK2, 0, 0, VCPUS);
}

s32 reach_live(void)
{
	return hvc_partition_create(PART_FIRST);
}

s32 reach_runs(void)
{
	(void)reach_sealed();
	//@ assert idle: \forall integer c; 0 <= c < CPUS_MAX ==> vcpu_idle(A_caller(c), A_running(c), PART_FIRST, 0);
	//@ assert guard: vcpu_run_guard{Here}(0, PART_FIRST, 0);
	return hvc_vcpu_run(0, PART_FIRST, 0);
}

s32 reach_running(void)
{
	(void)reach_live();
	return reach_runs();
}

s32 reach_second(void)
{
	(void)reach_running();
	//@ assert idle: \forall integer c; 0 <= c < CPUS_MAX ==> vcpu_idle(A_caller(c), A_running(c), PART_FIRST, 1);
	//@ assert guard: vcpu_on_guard{Here}(0, 1, 0x1000, 7);
	return hvc_vcpu_on(0, 1, 0x1000, 7);
}

s32 reach_two(void)
{
	(void)reach_second();
	//@ assert idle: \forall integer c; 0 <= c < CPUS_MAX ==> vcpu_idle(A_caller(c), A_running(c), PART_FIRST, 1);
	//@ assert guard: vcpu_run_guard{Here}(1, PART_FIRST, 1);
	return hvc_vcpu_run(1, PART_FIRST, 1);
}

s32 reach_live_page(u64 pfn)
{
	//@ assert nothing: nothing_from(0);
	(void)hvc_partition_create(PART_FIRST);
	//@ assert live: life[PART_FIRST] == LIFE_LIVE;
	//@ assert page: host_page(pfn) && room && nothing_from(0);
	//@ assert guard: donate_guard{Here}(PART_FIRST, pfn, 0);
	return hvc_donate(PART_FIRST, pfn, 0);
}

s32 reach_dead_page(u64 pfn)
{
	(void)reach_live_page(pfn);
	return hvc_partition_end(PART_FIRST);
}

s32 reach_held_page(u64 pfn)
{
	(void)reach_dead_page(pfn);
	//@ assert guard: withdraw_guard{Here}(PART_FIRST, 0);
	return hvc_withdraw(PART_FIRST, 0);
}

s32 reach_held_block(u64 pfn)
{
	(void)hvc_partition_create(PART_FIRST);
	//@ assert live: life[PART_FIRST] == LIFE_LIVE;
	//@ assert block: host_block(pfn);
	//@ assert guard: hold_guard{Here}(PART_FIRST, pfn, 0, ORDER_BLOCK2);
	return hvc_hold(PART_FIRST, pfn, 0, ORDER_BLOCK2);
}

void reach_ready_block(u64 pfn)
{
	//@ assert guard: hold_guard{Here}(PART_FIRST, pfn, 0, ORDER_BLOCK2);
	(void)hvc_hold(PART_FIRST, pfn, 0, ORDER_BLOCK2);
	//@ assert held: block_part(pfn, 0, SPAN_BLOCK2, FRAME_HELD);
	/*@ loop invariant range: 0 <= k <= SPAN_BLOCK2 / PIECE_FRAMES;
	    loop invariant inv: sys_inv;
	    loop invariant live: life[PART_FIRST] == LIFE_LIVE;
	    loop invariant ready: block_part(pfn, 0, k * PIECE_FRAMES, FRAME_READY);
	    loop invariant held: block_part(pfn, k * PIECE_FRAMES, SPAN_BLOCK2, FRAME_HELD);
	    loop invariant place: place_same{Pre,Here};
	    loop assigns k, frames[0 .. FRAMES_MAX - 1], g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
	    loop variant SPAN_BLOCK2 / PIECE_FRAMES - k;
	*/
	for (u32 k = 0; k < SPAN_BLOCK2 / PIECE_FRAMES; k++) {
		//@ assert range: piece_range(pfn + k * PIECE_FRAMES, A_ram_end);
		//@ assert guard: held_zero_guard{Here}(PART_FIRST, pfn + k * PIECE_FRAMES);
		(void)hvc_held_zero(PART_FIRST, pfn + k * PIECE_FRAMES);
	}
}

s32 reach_page_held(u64 pfn)
{
	//@ assert size: order_span(ORDER_PAGE) == 1;
	//@ assert guard: hold_guard{Here}(PART_FIRST, pfn, 0, ORDER_PAGE);
	return hvc_hold(PART_FIRST, pfn, 0, ORDER_PAGE);
}

void reach_page_measured(u64 pfn)
{
	(void)reach_page_held(pfn);
	/*@ loop invariant range: 0 <= k <= MEASURE_PIECES;
	    loop invariant inv: sys_inv;
	    loop invariant held: held_page(pfn);
	    loop invariant place: place_same{Pre,Here};
	    loop invariant pieces: pieces[PART_FIRST] == k && measured[PART_FIRST] == 0 && (k != 0 ==> measuring[PART_FIRST] == pfn);
	    loop assigns k, g_cached[0 .. FRAMES_MAX - 1], measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1],
		pieces[0 .. NR_OWNERS - 1];
	    loop variant MEASURE_PIECES - k;
	*/
	for (u32 k = 0; k < MEASURE_PIECES; k++) {
		//@ assert guard: measure_guard{Here}(PART_FIRST, pfn);
		(void)hvc_measure(PART_FIRST, pfn);
	}
}

s32 reach_lent_page(u64 pfn)
{
	//@ assert nothing: A_map(ORDINARY_FIRST, 0) == -1;
	(void)hvc_partition_create(ORDINARY_FIRST);
	//@ assert live: life[ORDINARY_FIRST] == LIFE_LIVE;
	//@ assert guard: lend_guard{Here}(ORDINARY_FIRST, pfn, 0, RAM_RWX, ORDER_PAGE);
	return hvc_lend(ORDINARY_FIRST, pfn, 0, RAM_RWX, ORDER_PAGE);
}

void reach_no_table(u64 pfn)
{
	//@ assert unmapped: \forall integer g; 0 <= g < GFN_MAX ==> A_map(PART_FIRST + 1, g) == -1;
	(void)hvc_partition_create(PART_FIRST + 1);
	//@ assert life: life[PART_FIRST + 1] == LIFE_LIVE && untouched(PART_FIRST) && untouched(ORDINARY_FIRST);
	/*@ loop invariant range: 0 <= k <= TAB2_MAX;
	    loop invariant inv: sys_inv;
	    loop invariant life: life[PART_FIRST + 1] == LIFE_LIVE;
	    loop invariant taken: nr_free == \at(nr_free,Pre) - 2 * k;
	    loop invariant end: A_ram_end == \at(A_ram_end,Pre);
	    loop invariant left: host_pages(pfn + k, pfn + TAB2_MAX);
	    loop invariant way: no_way(k);
	    loop invariant first: untouched(PART_FIRST) && untouched(ORDINARY_FIRST);
	    loop invariant others: \forall integer q; !(pfn <= q < pfn + TAB2_MAX) && \at(host_page(q),Pre) ==> host_page(q);
	    loop assigns k, pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
		free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], g_pending, g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
	    loop variant nr_free;
	*/
	for (u64 k = 0; nr_free != 0; k++) {
		//@ ghost L: ;
		//@ assert more: k < TAB2_MAX && nr_free >= 2;
		//@ assert page: host_page(pfn + k);
		//@ assert place: index2(k * SPAN_BLOCK1) == k && index3(k * SPAN_BLOCK1) == k * ENTRIES && in_ipa(k * SPAN_BLOCK1);
		//@ assert empty: A_map(PART_FIRST + 1, k * SPAN_BLOCK1) == -1 && A_tab2(PART_FIRST + 1, (integer)k) == 0 && A_tab3(PART_FIRST + 1, k * ENTRIES) == 0;
		//@ assert root: root_of(PART_FIRST + 1) == PART_FIRST + 1;
		//@ assert lack: tables_needed(ORDER_PAGE, A_tab2(root_of(PART_FIRST + 1), index2(k * SPAN_BLOCK1)), A_tab3(root_of(PART_FIRST + 1), index3(k * SPAN_BLOCK1))) == 2;
		//@ assert guard: donate_guard{Here}(PART_FIRST + 1, pfn + k, k * SPAN_BLOCK1);
		s32 done = hvc_donate(PART_FIRST + 1, pfn + k, k * SPAN_BLOCK1);

		//@ assert done: done == CORDON_E_SUCCESS;
		//@ assert step: donate_step{L,Here}(CORDON_E_SUCCESS, PART_FIRST + 1, pfn + k, k * SPAN_BLOCK1);
		//@ assert two: nr_free == \at(nr_free,L) - 2;
		//@ assert frames: \forall integer q; host_page{L}(q) && q != pfn + k ==> host_page(q);
		//@ assert apart: \forall integer j; k < j < TAB2_MAX ==> j * SPAN_BLOCK1 != k * SPAN_BLOCK1 && j * ENTRIES != k * ENTRIES && 0 <= j * SPAN_BLOCK1 < GFN_MAX && 0 <= j * ENTRIES < TAB3_MAX;
		//@ assert map: donate_map_step{L,Here}(PART_FIRST + 1, pfn + k, k * SPAN_BLOCK1);
		//@ assert elsewhere: \forall integer g, was; g != k * SPAN_BLOCK1 ==> at_guest(PART_FIRST + 1, k * SPAN_BLOCK1, 1, pfn + k, PART_FIRST + 1, g, at_guest(OWNER_HOST, pfn + k, 1, 0 - 1, PART_FIRST + 1, g, was)) == was;
		//@ assert there: \forall integer g; 0 <= g < GFN_MAX ==> A_map(PART_FIRST + 1, g) == at_guest(PART_FIRST + 1, k * SPAN_BLOCK1, 1, pfn + k, PART_FIRST + 1, g, at_guest(OWNER_HOST, pfn + k, 1, 0 - 1, PART_FIRST + 1, g, \at(A_map(PART_FIRST + 1, g),L)));
		//@ assert maps: \forall integer g; 0 <= g < GFN_MAX && g != k * SPAN_BLOCK1 ==> A_map(PART_FIRST + 1, g) == \at(A_map(PART_FIRST + 1, g),L);
		//@ assert tab2: \forall integer i; 0 <= i < TAB2_MAX && i != k ==> A_tab2(PART_FIRST + 1, i) == \at(A_tab2(PART_FIRST + 1, i),L);
		//@ assert tab3: \forall integer i; 0 <= i < TAB3_MAX && i != k * ENTRIES ==> A_tab3(PART_FIRST + 1, i) == \at(A_tab3(PART_FIRST + 1, i),L);
		//@ assert way: no_way(k + 1);
		//@ assert kept: \forall integer p; p == PART_FIRST || p == ORDINARY_FIRST ==> A_tab2(p, 0) == \at(A_tab2(p, 0),L) && A_tab3(p, 0) == \at(A_tab3(p, 0),L);
	}
}

void reach_most_lent(u64 pfn)
{
	//@ assert ways: \forall integer g; 0 <= g < GFN_MAX ==> 0 <= g / SPAN_BLOCK1 < TAB2_MAX;
	//@ assert empty: \forall integer g; 0 <= g < GFN_MAX ==> A_map(ORDINARY_FIRST, g) == -1;
	(void)hvc_partition_create(ORDINARY_FIRST);
	//@ assert live: life[ORDINARY_FIRST] == LIFE_LIVE;
	/*@ loop invariant range: 0 <= k <= LENT_MAX;
	    loop invariant inv: sys_inv;
	    loop invariant live: life[ORDINARY_FIRST] == LIFE_LIVE;
	    loop invariant frame: in_ram_frames(pfn) && host_lends(A_owner(pfn), A_state(pfn));
	    loop invariant lent: A_lent(pfn) == k && (k != 0 ==> A_state(pfn) == FRAME_LENT);
	    loop invariant way: ordinary_way(k);
	    loop invariant tables: nr_free >= \at(nr_free,Pre) - tables_for(k);
	    loop assigns k, pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
		free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], g_pending, lent_number, lent_leaf;
	    loop variant LENT_MAX - k;
	*/
	for (u64 k = 0; k < LENT_MAX; k++) {
		//@ ghost L: ;
		//@ assert place: index2(k) == 0 && index3(k) == k / ENTRIES && in_ipa(k) && root_of(ORDINARY_FIRST) == ORDINARY_FIRST;
		//@ assert more: tables_for(k + 1) <= tables_for(LENT_MAX);
		//@ assert lack: tables_needed(ORDER_PAGE, A_tab2(root_of(ORDINARY_FIRST), index2(k)), A_tab3(root_of(ORDINARY_FIRST), index3(k))) <= tables_for(k + 1) - tables_for(k);
		//@ assert guard: lend_guard{Here}(ORDINARY_FIRST, pfn, k, RAM_RWX, ORDER_PAGE);
		s32 done = hvc_lend(ORDINARY_FIRST, pfn, k, RAM_RWX, ORDER_PAGE);

		//@ assert done: done == CORDON_E_SUCCESS;
		//@ assert step: lend_step{L,Here}(CORDON_E_SUCCESS, ORDINARY_FIRST, pfn, k, RAM_RWX, ORDER_PAGE);
		//@ assert frame: A_lent(pfn) == k + 1 && A_state(pfn) == FRAME_LENT && A_owner(pfn) == \at(A_owner(pfn),L);
		//@ assert fewer: nr_free >= \at(nr_free,L) - (tables_for(k + 1) - tables_for(k));
		//@ assert map: lend_map_step{L,Here}(ORDINARY_FIRST, pfn, k, RAM_RWX, ORDER_PAGE);
		//@ assert size: order_span(ORDER_PAGE) == 1;
		//@ assert elsewhere: \forall integer g, v, was; g != k ==> at_guest(ORDINARY_FIRST, k, 1, v, ORDINARY_FIRST, g, was) == was;
		//@ assert there: \forall integer g; 0 <= g < GFN_MAX ==> A_map(ORDINARY_FIRST, g) == at_guest(ORDINARY_FIRST, k, 1, pfn + g - k, ORDINARY_FIRST, g, \at(A_map(ORDINARY_FIRST, g),L));
		//@ assert maps: \forall integer g; 0 <= g < GFN_MAX && g != k ==> A_map(ORDINARY_FIRST, g) == \at(A_map(ORDINARY_FIRST, g),L);
		//@ assert tab2: A_tab2(ORDINARY_FIRST, 0) == 1;
		//@ assert tab3: A_tab3(ORDINARY_FIRST, k / ENTRIES) == 1;
		//@ assert next: (k + 1) % ENTRIES != 0 ==> (k + 1) / ENTRIES == k / ENTRIES;
		//@ assert way: ordinary_way(k + 1);
	}
}

s32 reach_running_page(u64 pfn)
{
	(void)reach_running();
	//@ assert page: host_page(pfn) && room && nothing_from(0);
	//@ assert guard: donate_guard{Here}(PART_FIRST, pfn, 0);
	return hvc_donate(PART_FIRST, pfn, 0);
}

s32 reach_shared_page(u64 pfn)
{
	(void)reach_running();
	//@ assert page_before: host_page(pfn) && room && nothing_from(0);
	//@ assert guard_before: donate_guard{Here}(PART_FIRST, pfn, 0);
	(void)hvc_donate(PART_FIRST, pfn, 0);
	//@ assert root: root_of(A_caller(0)) == PART_FIRST;
	//@ assert page: A_map(root_of(A_caller(0)), 0) == pfn && in_ram_frames(pfn) && root_gfn(OWNER_HOST, pfn);
	//@ assert guard: share_guard{Here}(0, 0);
	//@ ghost L: ;
	s32 done = hvc_share(0, 0);

	//@ assert step: share_state_step{L,Here}(0, 0) && share_map_step{L,Here}(0, 0) && share_rights_step{L,Here}(0, 0);
	//@ assert state: A_state(pfn) == FRAME_SHARED;
	//@ assert mine: A_map(PART_FIRST, 0) == at_guest(OWNER_HOST, pfn, 1, pfn, PART_FIRST, 0, pfn);
	//@ assert map: A_map(PART_FIRST, 0) == pfn;
	//@ assert place: A_map(OWNER_HOST, pfn) == at_guest(OWNER_HOST, pfn, 1, pfn, OWNER_HOST, pfn, \at(A_map(OWNER_HOST, pfn),L));
	//@ assert host: A_map(OWNER_HOST, pfn) == pfn;
	//@ assert rights: A_rights(OWNER_HOST, pfn) == RAM_RW;
	return done;
}
