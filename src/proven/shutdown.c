/* SPDX-License-Identifier: Apache-2.0 */
/* The machine's end: every stage-2 is emptied at its root and partition memory is scrubbed. */
#include "core.h"
#include "tracker.h"

/*@ requires locked: g_locked == 1 && g_pending == 0;
    requires table: 2 <= t < HOST_L2_BASE && level_inv;
    assigns pool, g_pending;
    exits \false;
    ensures none_pending: g_pending == 0;
    ensures empty: \forall integer i; 0 <= i < ENTRIES ==> pool.e[t][i] % 2 == 0;
    ensures others: \forall integer s, i; 0 <= s < NR_TABLES && 0 <= i < ENTRIES && s != t ==>
	pool.e[s][i] == \old(pool.e[s][i]);
*/
/* Breaks every entry of a root table. */
static void root_table_empty(u32 t)
{
	u64 vttbr = root_vttbr(meta[t].root);

	/*@ loop invariant range: 0 <= i <= ENTRIES;
	    loop invariant pending: g_pending == 0;
	    loop invariant empty: \forall integer j; 0 <= j < i ==> pool.e[t][j] % 2 == 0;
	    loop invariant others: \forall integer s, j; 0 <= s < NR_TABLES && 0 <= j < ENTRIES && s != t ==>
		pool.e[s][j] == \at(pool.e[s][j],Pre);
	    loop assigns i, pool, g_pending;
	    loop variant ENTRIES - i;
	*/
	for (u32 i = 0; i < ENTRIES; i++) {
		if (pool.e[t][i] % 2 == 1) {
			edge_store_entry(t, i, 0);
			edge_tlbi_vmid(vttbr);
		}
	}
}

/*@ requires locked: g_locked == 1;
    requires size: ram_frames <= FRAMES_MAX;
    requires empty: \forall integer r, g; root_gfn(r, g) ==> !walk_valid(r, g);
    assigns g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures scrubbed: \forall integer q; in_ram_frames(q) && part_valid(A_owner(q)) ==> A_label(q) == LABEL_ZERO;
*/
/* Scrubs every frame that a partition owns, held ones included. */
static void partition_frames_scrub(void)
{
	/*@ loop invariant range: 0 <= i <= ram_frames;
	    loop invariant scrubbed: \forall integer q; RAM_PFN <= q < RAM_PFN + i && part_valid(A_owner(q)) ==>
		A_label(q) == LABEL_ZERO;
	    loop assigns i, g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
	    loop variant ram_frames - i;
	*/
	for (u32 i = 0; i < ram_frames; i++) {
		if (frames[i].owner >= PART_FIRST) {
			edge_scrub_frames(RAM_PFN + i, SPAN_PAGE);
		}
	}
}

void core_shutdown(void)
{
	/*@ loop invariant range: 2 <= t <= HOST_L2_BASE;
	    loop invariant pending: g_pending == 0;
	    loop invariant empty: \forall integer s, i; 2 <= s < t && 0 <= i < ENTRIES ==> pool.e[s][i] % 2 == 0;
	    loop assigns t, pool, g_pending;
	    loop variant HOST_L2_BASE - t;
	*/
	for (u32 t = ROOT_TABLES; t < HOST_L2_BASE; t++) {
		root_table_empty(t);
	}
	//@ assert first: \forall integer r, g; root_gfn(r, g) ==> walk1(r, g) % 2 == 0;
	//@ assert level: \forall integer r, g; root_gfn(r, g) ==> walk_level(r, g) == 1 && walk_entry(r, g) == walk1(r, g);
	partition_frames_scrub();
}
