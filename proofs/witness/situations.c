/* SPDX-License-Identifier: Apache-2.0 */
/* The ways to the situations of the witnesses. */
#include "situations.h"

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
	//@ assert guard: hold_guard{Here}(PART_FIRST, pfn, 0);
	return hvc_hold(PART_FIRST, pfn, 0);
}

void reach_ready_block(u64 pfn)
{
	//@ assert guard: hold_guard{Here}(PART_FIRST, pfn, 0);
	(void)hvc_hold(PART_FIRST, pfn, 0);
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
		//@ assert guard: held_clean_guard{Here}(PART_FIRST, pfn + k * PIECE_FRAMES);
		(void)hvc_held_clean(PART_FIRST, pfn + k * PIECE_FRAMES);
	}
}
