/* SPDX-License-Identifier: Apache-2.0 */
/* Call withdraw: Cordon takes a leaf of an ended partition and holds its frames. */
#include "calls.h"

/*@ requires inv: sys_inv;
    requires root: PART_FIRST <= part < NR_OWNERS && gfn < GFN_MAX;
    requires dead: life[part] == LIFE_DEAD;
    requires end: slot((integer)part * NR_LEVELS, (integer)gfn, (integer)t, (integer)i) &&
	is_leaf(meta[t].level, pool.e[t][i]);
    assigns pool, frames[0 .. FRAMES_MAX - 1], g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures step: withdraw_step{Pre,Post}(CORDON_E_SUCCESS, part, gfn);
*/
/* Unmaps the leaf at entry i of table t, which maps frame gfn of the partition, and holds its frames. */
static void withdraw_leaf(u32 part, u32 gfn, u32 t, u32 i)
{
	u32 n = meta[t].level == 3 ? SPAN_PAGE : SPAN_BLOCK2;
	u32 first_gfn = gfn - gfn % n;
	u32 first = s2_entry_pfn(pool.e[t][i]);

	//@ assert level: meta[t].level == 2 || meta[t].level == 3;
	//@ assert start: starts(meta[t].level, meta[t].base, (integer)i) == first_gfn;
	//@ assert span: \forall integer r, g; slot(r, g, (integer)t, (integer)i) <==> r == part * NR_LEVELS && first_gfn <= g < first_gfn + n;
	//@ assert out: \forall integer g; first_gfn <= g < first_gfn + n ==> slot_pfn((integer)t, (integer)i, g) == first + (g - first_gfn);
	//@ assert may: \forall integer g; first_gfn <= g < first_gfn + n ==> permitted((integer)part * NR_LEVELS, first + (g - first_gfn), g, rights_of(L_s2_entry_lo(pool.e[t][i]), L_s2_entry_hi(pool.e[t][i])));
	//@ assert own: \forall integer q; first <= q < first + n ==> in_ram_frames(q) && A_owner(q) == part && A_state(q) == FRAME_OWNED && A_lent(q) == 0 && A_gfn(q) == first_gfn + (q - first) && !is_cordon(q);
	//@ assert only: \forall integer r, g; root_gfn(r, g) && walk_valid(r, g) && first <= walk_pfn(r, g) < first + n ==> r == part * NR_LEVELS && first_gfn <= g < first_gfn + n;
	leaf_clear(t, i);
	//@ assert gone: unmapped_frames((integer)first, (integer)n);
	frames_set(first, n, part, FRAME_HELD, first_gfn);
}

s32 hvc_withdraw(u64 part, u64 gfn)
{
	if (part < PART_FIRST || part >= NR_OWNERS) {
		return CORDON_E_PARTITION;
	}
	if (gfn >= GFN_MAX) {
		return CORDON_E_ADDRESS;
	}
	u32 p = edge_clamp(part, NR_OWNERS);
	u32 place = edge_clamp(gfn, GFN_MAX);

	if (life[p] != LIFE_DEAD) {
		return CORDON_E_STATE;
	}
	u32 t = walk_end(p * NR_LEVELS, place);
	u32 i = walk_entry_index(meta[t].level, place);

	if (pool.e[t][i] % 2 == 0) {
		return CORDON_E_ABSENT;
	}
	withdraw_leaf(p, place, t, i);
	return CORDON_E_SUCCESS;
}
