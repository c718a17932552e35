/* SPDX-License-Identifier: Apache-2.0 */
/* Call commit: 2 MiB that are ready for a partition become its own, mapped as a block. */
#include "calls.h"
#include "partition_map.h"

/*@ requires inv: sys_inv;
    requires range: ram_range(pfn, SPAN_BLOCK2) && gfn + SPAN_BLOCK2 <= GFN_MAX;
    assigns \nothing;
    exits \false;
    ensures all: \result == 1 <==> \forall integer q; pfn <= q < pfn + SPAN_BLOCK2 ==>
	ready_at(A_owner(q), A_state(q), A_gfn(q), part, gfn + (q - pfn));
    ensures bool: \result == 0 || \result == 1;
*/
/* Whether these 2 MiB are ready for the partition at gfn. */
static u32 all_ready(u32 part, u32 pfn, u32 gfn)
{
	u32 first = pfn - RAM_PFN;

	/*@ loop invariant range: 0 <= k <= SPAN_BLOCK2;
	    loop invariant all: \forall integer q; pfn <= q < pfn + k ==>
		ready_at(A_owner(q), A_state(q), A_gfn(q), part, gfn + (q - pfn));
	    loop assigns k;
	    loop variant SPAN_BLOCK2 - k;
	*/
	for (u32 k = 0; k < SPAN_BLOCK2; k++) {
		if (frames[first + k].owner != part || frames[first + k].state != FRAME_READY ||
		    frames[first + k].gfn != gfn + k) {
			//@ assert not: !ready_at(A_owner((integer)pfn + k), A_state((integer)pfn + k), A_gfn((integer)pfn + k), part, (integer)gfn + k);
			return 0;
		}
	}
	return 1;
}

/*@ requires inv: sys_inv;
    assigns \nothing;
    exits \false;
    ensures refusal: commit_refusal{Here}(\result, part, pfn, gfn);
*/
/* Which requirement of the call fails first, if any. */
static s32 commit_check(u64 part, u64 pfn, u64 gfn)
{
	if (part < PART_FIRST || part >= ORDINARY_FIRST) {
		return CORDON_E_PARTITION;
	}
	if (block_places(pfn, gfn) == 0) {
		return CORDON_E_ADDRESS;
	}
	u32 p = edge_clamp(part, ORDINARY_FIRST);
	u32 frame = edge_clamp(pfn, (u64)RAM_PFN + ram_frames);
	u32 place = edge_clamp(gfn, GFN_MAX);

	//@ assert same: p == part && frame == pfn && place == gfn;
	if (life[p] != LIFE_LIVE) {
		return CORDON_E_STATE;
	}
	if (all_ready(p, frame, place) == 0) {
		//@ assert owner: !commit_needs_owner{Here}(part, pfn, gfn);
		return CORDON_E_OWNER;
	}
	//@ assert before: commit_needs_partition{Here}(part, pfn, gfn) && commit_needs_address{Here}(part, pfn, gfn) && commit_needs_state{Here}(part, pfn, gfn) && commit_needs_owner{Here}(part, pfn, gfn);
	s32 res = partition_room(p * NR_LEVELS, place, ORDER_BLOCK2);

	//@ assert mapped: commit_needs_mapped{Here}(part, pfn, gfn) && commit_needs_mapped_2{Here}(part, pfn, gfn) <==> res != CORDON_E_MAPPED;
	//@ assert tables: res != CORDON_E_MAPPED ==> (res == CORDON_E_SUCCESS <==> commit_needs_tables{Here}(part, pfn, gfn));
	return res;
}

/*@ requires inv: sys_inv;
    requires part: part_protected(part) && life[part] == LIFE_LIVE;
    requires range: block_range(pfn, gfn, A_ram_end);
    requires ready: \forall integer q; pfn <= q < pfn + SPAN_BLOCK2 ==>
	ready_at(A_owner(q), A_state(q), A_gfn(q), part, gfn + (q - pfn));
    requires empty: !walk_valid((integer)root_of(part), (integer)gfn) && walk_level((integer)root_of(part), (integer)gfn) != 3;
    requires tables: nr_free >= 2 - walk_level((integer)root_of(part), (integer)gfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, frames[0 .. FRAMES_MAX - 1], g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures mapped: \forall integer g; gfn <= g < gfn + SPAN_BLOCK2 ==>
	A_map(root_of(part), g) == pfn + (g - gfn) && A_rights(root_of(part), g) == RAM_RWX &&
	A_order(root_of(part), g) == ORDER_BLOCK2;
    ensures others: tr_same_but{Pre,Post}(root_of(part), gfn, SPAN_BLOCK2);
    ensures levels: tables_grown{Pre,Post}(root_of(part), gfn, 2);
    ensures taken: nr_free == \old(nr_free) - (2 - \old(walk_level((integer)root_of(part), (integer)gfn)));
    ensures owned: \forall integer q; pfn <= q < pfn + SPAN_BLOCK2 ==> A_state(q) == FRAME_OWNED;
    ensures frames: \forall integer q; in_ram_frames(q) ==> A_owner(q) == \old(A_owner(q)) &&
	A_lent(q) == \old(A_lent(q)) && A_gfn(q) == \old(A_gfn(q));
    ensures states: \forall integer q; in_ram_frames(q) && !(pfn <= q < pfn + SPAN_BLOCK2) ==> A_state(q) == \old(A_state(q));
*/
/* The frames become the partition's own, and then appear in its stage-2. */
static void commit_block(u32 part, u32 pfn, u32 gfn)
{
	u32 root = part * NR_LEVELS;

	//@ assert root: root == root_of(part) && root_gfn((integer)root, (integer)gfn) && root != OWNER_HOST;
	//@ assert held: \forall integer q; pfn <= q < pfn + SPAN_BLOCK2 ==> in_ram_frames(q) && A_owner(q) == part && A_state(q) == FRAME_READY && part_valid(A_owner(q)) && A_owner(q) != OWNER_HYP;
	//@ assert parts: contents_inv && entries_inv && cordon_inv;
	//@ assert valid: \forall integer q; pfn <= q < pfn + SPAN_BLOCK2 ==> frame_valid(A_owner(q), A_state(q), A_lent(q), A_gfn(q));
	//@ assert plain: \forall integer q; pfn <= q < pfn + SPAN_BLOCK2 ==> !is_cordon(q) && A_lent(q) == 0;
	//@ assert clean: \forall integer q; pfn <= q < pfn + SPAN_BLOCK2 ==> may_see(part, A_label(q)) && g_cached[q - RAM_PFN] == 0;
	//@ assert away: unmapped_frames((integer)pfn, SPAN_BLOCK2);
	frames_set(pfn, SPAN_BLOCK2, part, FRAME_OWNED, gfn);
	partition_map_own(root, pfn, gfn, SPAN_BLOCK2);
}

/*@ requires inv: sys_inv;
    requires guard: commit_guard{Here}(part, pfn, gfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, frames[0 .. FRAMES_MAX - 1], g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures step: commit_step{Pre,Post}(CORDON_E_SUCCESS, part, pfn, gfn);
*/
/* The call's effect, once its requirements hold. */
static void commit_frames(u32 part, u32 pfn, u32 gfn)
{
	//@ assert root: root_of(part) == part * NR_LEVELS && root_gfn(root_of(part), (integer)gfn) && root_of(part) != OWNER_HOST;
	//@ assert ready: \forall integer q; pfn <= q < pfn + SPAN_BLOCK2 ==> ready_at(A_owner(q), A_state(q), A_gfn(q), part, gfn + (q - pfn));
	//@ assert values: \forall integer g; gfn <= g < gfn + SPAN_BLOCK2 ==> unmapped(A_map(root_of(part), g));
	//@ assert empty: \forall integer g; gfn <= g < gfn + SPAN_BLOCK2 ==> !walk_valid(root_of(part), g);
	//@ assert tabs: A_tab2(root_of(part), index2(gfn)) == (walk_level(root_of(part), (integer)gfn) != 1 ? 1 : 0) && A_tab3(root_of(part), index3(gfn)) == (walk_level(root_of(part), (integer)gfn) == 3 ? 1 : 0);
	//@ assert shared: \forall integer g; root_gfn(root_of(part), g) && walk_valid(root_of(part), g) && g / SPAN_BLOCK1 == gfn / SPAN_BLOCK1 ==> walk_level(root_of(part), g) != 1;
	commit_block(part, pfn, gfn);
	//@ assert grown: tables_grown{Pre,Here}(root_of(part), (integer)gfn, 2);
	//@ assert kept: \forall integer r, g; root_gfn(r, g) && !(r == root_of(part) && gfn <= g < gfn + SPAN_BLOCK2) ==> A_map(r, g) == \at(A_map(r, g),Pre) && A_rights(r, g) == \at(A_rights(r, g),Pre);
	//@ assert states: \forall integer q; in_ram_frames(q) ==> A_state(q) == (pfn <= q < pfn + SPAN_BLOCK2 ? FRAME_OWNED : \at(A_state(q),Pre));
	//@ assert state: commit_state_step{Pre,Here}(part, pfn, gfn);
	//@ assert maps: \forall integer r, g; root_gfn(r, g) ==> A_map(r, g) == (r == root_of(part) && gfn <= g < gfn + SPAN_BLOCK2 ? pfn + (g - gfn) : \at(A_map(r, g),Pre));
	//@ assert map: commit_map_step{Pre,Here}(part, pfn, gfn);
	//@ assert rights: commit_rights_step{Pre,Here}(part, pfn, gfn);
	//@ assert levels: \forall integer r, g; root_gfn(r, g) && r != OWNER_HOST && walk_valid(r, g) && !(r == root_of(part) && gfn <= g < gfn + SPAN_BLOCK2) ==> walk_level(r, g) == \at(walk_level(r, g),Pre);
	//@ assert orders: \forall integer r, g; root_gfn(r, g) && r != OWNER_HOST && !(r == root_of(part) && gfn <= g < gfn + SPAN_BLOCK2) ==> A_order(r, g) == \at(A_order(r, g),Pre);
	//@ assert order: commit_order_step{Pre,Here}(part, pfn, gfn);
	//@ assert tab2: commit_tab2_step{Pre,Here}(part, pfn, gfn);
	//@ assert tab3: same_tab3{Pre,Here};
	//@ assert nfree: commit_nfree_step{Pre,Here}(part, pfn, gfn);
	//@ assert owner: same_owner{Pre,Here};
	//@ assert lent: same_lent{Pre,Here};
	//@ assert gfn: same_gfn{Pre,Here};
	//@ assert rest: same_ram_end{Pre,Here} && same_label{Pre,Here} && same_life{Pre,Here} && same_swept{Pre,Here} && same_klog_head{Pre,Here} && same_klog{Pre,Here} && same_caller{Pre,Here} && same_running{Pre,Here};
}

s32 hvc_commit(u64 part, u64 pfn, u64 gfn)
{
	s32 refused = commit_check(part, pfn, gfn);

	if (refused != CORDON_E_SUCCESS) {
		return refused;
	}
	u32 p = edge_clamp(part, ORDINARY_FIRST);
	u32 frame = edge_clamp(pfn, (u64)RAM_PFN + ram_frames);
	u32 place = edge_clamp(gfn, GFN_MAX);

	//@ assert guard: commit_guard{Here}(part, pfn, gfn);
	//@ assert same: p == part && frame == pfn && place == gfn;
	commit_frames(p, frame, place);
	return CORDON_E_SUCCESS;
}
