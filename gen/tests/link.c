/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A call on a state of the simplest form, and two functions, proven against the generated
 * predicates: the WP driver finds spec/steps.mlw, and a refusal and a step fix result and frame.
 */
#include "types.h"
#include "cordon_limits.h"

u32 part_life[NR_OWNERS];
u64 others;

/*@
logic integer A_ram_end{L} = others;
logic integer A_owner{L}(integer q) = others;
logic integer A_state{L}(integer q) = others;
logic integer A_lent{L}(integer q) = others;
logic integer A_gfn{L}(integer q) = others;
logic integer A_label{L}(integer q) = others;
logic integer A_map{L}(integer r, integer g) = others;
logic integer A_rights{L}(integer r, integer g) = others;
logic integer A_order{L}(integer r, integer g) = others;
logic integer A_tab2{L}(integer r, integer i) = others;
logic integer A_tab3{L}(integer r, integer i) = others;
logic integer A_nfree{L} = others;
logic integer A_life{L}(integer p) = part_life[p];
logic integer A_klog_head{L} = others;
logic integer A_klog{L}(integer i) = others;
logic integer A_caller{L}(integer c) = others;
*/
#include "../acsl/calls.acsl"

/*@ assigns part_life[0 .. NR_OWNERS - 1];
    exits \false;
    ensures refusal: partition_create_refusal{Pre}(\result, part);
    ensures step: partition_create_step{Pre,Post}(\result, part); */
s32 create(u64 part)
{
	if (part < PART_FIRST || part >= NR_OWNERS) {
		return CORDON_E_PARTITION;
	}
	if (part_life[part] != LIFE_FREE) {
		return CORDON_E_STATE;
	}
	part_life[part] = LIFE_LIVE;
	return CORDON_E_SUCCESS;
}

/*@ assigns \nothing;
    exits \false;
    ensures table: \result == tables_needed(order, tab2, tab3); */
u32 needed(u64 order, u32 tab2, u32 tab3)
{
	return (tab2 == 0 ? 1u : 0u) + (order == ORDER_PAGE && tab3 == 0 ? 1u : 0u);
}

/*@ requires order == ORDER_PAGE || order == ORDER_BLOCK2;
    assigns \nothing;
    exits \false;
    ensures first: \result == leaf_gfn(gfn, order); */
u64 first_of_leaf(u64 gfn, u64 order)
{
	return order == ORDER_PAGE ? gfn : gfn - gfn % SPAN_BLOCK2;
}
