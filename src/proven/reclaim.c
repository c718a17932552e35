/* SPDX-License-Identifier: Apache-2.0 */
/* Call reclaim: a frame that Cordon holds is scrubbed and the host's again. */
#include "calls.h"

/*@ requires inv: sys_inv;
    requires ram: in_ram_frames(pfn);
    requires held: held_frame(A_owner(pfn), A_state(pfn));
    assigns pool, meta[0 .. NR_TABLES - 1], frames[0 .. FRAMES_MAX - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures step: reclaim_step{Pre,Post}(CORDON_E_SUCCESS, pfn);
*/
/* Scrubs a held frame and gives it to the host, mapped. */
static void reclaim_frame(u32 pfn)
{
	//@ assert plain: !is_cordon(pfn) && A_lent(pfn) == 0;
	//@ assert away: unmapped_frames((integer)pfn, 1);
	edge_scrub_frames(pfn, 1);
	//@ assert inv: sys_inv;
	frames_set(pfn, 1, OWNER_HOST, FRAME_OWNED, 0);
	//@ assert empty: !walk_valid(OWNER_HOST, (integer)pfn);
	u32 t = host_table3(pfn);

	//@ assert only: \forall integer g; slot(OWNER_HOST, g, (integer)t, (integer)pfn % 512) ==> g == pfn;
	leaf_set(t, pfn % ENTRIES, ram_leaf(pfn, S2_TYPE_PAGE));
}

s32 hvc_reclaim(u64 pfn)
{
	if (pfn < RAM_PFN || pfn >= RAM_PFN + ram_frames) {
		return CORDON_E_ADDRESS;
	}
	u32 frame = edge_clamp(pfn, RAM_PFN + ram_frames);
	u32 owner = frames[frame - RAM_PFN].owner;

	if (owner < PART_FIRST || frames[frame - RAM_PFN].state != FRAME_HELD) {
		return CORDON_E_OWNER;
	}
	if (life[owner] != LIFE_DEAD) {
		return CORDON_E_STATE;
	}
	reclaim_frame(frame);
	return CORDON_E_SUCCESS;
}
