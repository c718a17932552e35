/* SPDX-License-Identifier: Apache-2.0 */
/* The ways to the situations of the witnesses. */
#include "situations.h"

s32 reach_live_page(u64 pfn)
{
	//@ assert nothing: nothing_from(0);
	(void)hvc_partition_create(PART_FIRST);
	//@ assert live: life[PART_FIRST] == LIFE_LIVE;
	//@ assert page: host_page(pfn) && room && nothing_from(0);
	//@ assert guard: donate_guard{Here}(PART_FIRST, pfn, 0, ORDER_PAGE);
	return hvc_donate(PART_FIRST, pfn, 0, ORDER_PAGE);
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
