/* SPDX-License-Identifier: Apache-2.0 */
/* Calls share and unshare: the host gets to read and write a page of the partition that runs, and
 * loses it again. */
#include "calls.h"

/*@
// The result of a call that needs the page in the state wanted.
predicate turn_refusal{L}(integer res, integer cpu, integer gfn, integer wanted) =
	(!in_ipa(gfn) ==> res == CORDON_E_ADDRESS) &&
	(in_ipa(gfn) && !mapped(A_map(root_of(caller[cpu]), gfn)) ==> res == CORDON_E_ABSENT) &&
	(in_ipa(gfn) && mapped(A_map(root_of(caller[cpu]), gfn)) &&
		A_state(A_map(root_of(caller[cpu]), gfn)) != wanted ==> res == CORDON_E_OWNER) &&
	(in_ipa(gfn) && mapped(A_map(root_of(caller[cpu]), gfn)) &&
		A_state(A_map(root_of(caller[cpu]), gfn)) == wanted ==> res == CORDON_E_SUCCESS);
// Frame q is the partition's, its own or shared, at guest frame gfn.
predicate page_of{L}(integer part, integer gfn, integer q) = in_ram_frames(q) && part_protected(part) &&
	A_owner(q) == part && own_state(A_state(q)) && A_lent(q) == 0 && A_gfn(q) == gfn;
*/

/*@ requires inv: sys_inv;
    requires place: part_protected(part) && gfn < GFN_MAX;
    assigns \nothing;
    exits \false;
    ensures none: \result == 0 <==> A_map(root_of(part), gfn) == -1;
    ensures page: \result != 0 ==> A_map(root_of(part), gfn) == \result && page_of(part, gfn, \result);
*/
/* The frame that the partition has at gfn, or 0, which is no RAM. */
static u32 page_frame(u32 part, u32 gfn)
{
	u32 t = walk_end(part * NR_LEVELS, gfn);
	u32 i = walk_entry_index(meta[t].level, gfn);
	u32 n = meta[t].level == 3 ? SPAN_PAGE : SPAN_BLOCK2;

	//@ assert parts: tree_inv && entry_inv && leaf_inv;
	//@ assert root: root_of(part) == part * NR_LEVELS;
	//@ assert slot: slot((integer)part * NR_LEVELS, (integer)gfn, (integer)t, (integer)i);
	//@ assert zero: pool.e[t][i] == 0 <==> !walk_valid((integer)part * NR_LEVELS, (integer)gfn);
	//@ assert entry: pool.e[t][i] == walk_entry((integer)part * NR_LEVELS, (integer)gfn);
	if (pool.e[t][i] == 0) {
		return 0;
	}
	//@ assert level: meta[t].level == 2 || meta[t].level == 3;
	//@ assert valid: walk_valid((integer)part * NR_LEVELS, (integer)gfn);
	//@ assert output: walk_pfn((integer)part * NR_LEVELS, (integer)gfn) == L_s2_entry_pfn(pool.e[t][i]) + gfn % n;
	//@ assert allowed: permitted((integer)part * NR_LEVELS, walk_pfn((integer)part * NR_LEVELS, (integer)gfn), (integer)gfn, rights_of(walk_lo((integer)part * NR_LEVELS, (integer)gfn), walk_hi((integer)part * NR_LEVELS, (integer)gfn)));
	//@ assert page: page_of((integer)part, (integer)gfn, L_s2_entry_pfn(pool.e[t][i]) + gfn % n);
	return s2_entry_pfn(pool.e[t][i]) + gfn % n;
}

/*@ requires inv: sys_inv;
    requires caller: cpu < CPUS_MAX && part_protected(caller[cpu]);
    assigns \nothing;
    exits \false;
    ensures refusal: turn_refusal((integer)\result, cpu, gfn, wanted);
*/
/* Which requirement fails first, if any, of a call that needs the page in this state. */
static s32 turn_check(u32 cpu, u64 gfn, u32 wanted)
{
	if (gfn >= GFN_MAX) {
		return CORDON_E_ADDRESS;
	}
	u32 pfn = page_frame(caller[cpu], edge_clamp(gfn, GFN_MAX));

	if (pfn == 0) {
		return CORDON_E_ABSENT;
	}
	return frames[pfn - RAM_PFN].state == wanted ? CORDON_E_SUCCESS : CORDON_E_OWNER;
}

/*@ requires inv: sys_inv;
    requires page: page_of(part, gfn, pfn);
    requires state: own_state(state);
    requires host: !walk_valid(OWNER_HOST, (integer)pfn);
    requires clean: state == FRAME_OWNED ==> g_cached[pfn - RAM_PFN] == 0;
    assigns frames[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures set: A_state(pfn) == state && page_of(part, gfn, pfn);
    ensures others: tracker_same_but{Pre,Post}(pfn, 1);
*/
/* Notes whether the page, which the host does not map, is shared. */
static void page_turn(u32 part, u32 gfn, u32 pfn, u8 state)
{
	(void)part; /* of these two only the contract speaks */
	(void)gfn;
	//@ assert tree: tree_inv && entry_inv && leaf_inv;
	//@ assert walks: \forall integer r, g, t, i; slot(r, g, t, i) && is_leaf(meta[t].level, pool.e[t][i]) ==> root_gfn(r, g) && walk_valid(r, g) && walk_pfn(r, g) == slot_pfn(t, i, g);
	//@ assert alone: \forall integer r, g; root_gfn(r, g) && walk_valid(r, g) && walk_pfn(r, g) == pfn ==> r == part * NR_LEVELS && g == gfn;
	//@ assert was_valid: frame_valid(A_owner((integer)pfn), A_state((integer)pfn), A_lent((integer)pfn), A_gfn((integer)pfn));
	//@ assert passed: \forall integer p, q; PART_FIRST <= p < NR_OWNERS && RAM_PFN <= q < swept[p] ==> in_ram_frames(q) && A_owner(q) != p;
	frames[pfn - RAM_PFN].state = state;
	//@ assert kept: \forall integer q; in_ram_frames(q) && q != pfn ==> A_owner(q) == \at(A_owner(q),Pre) && A_state(q) == \at(A_state(q),Pre) && A_lent(q) == \at(A_lent(q),Pre) && A_gfn(q) == \at(A_gfn(q),Pre);
	//@ assert owners: \forall integer q; in_ram_frames(q) ==> A_owner(q) == \at(A_owner(q),Pre) && A_lent(q) == \at(A_lent(q),Pre);
	//@ assert elsewhere: \forall integer r, p, g, x; p != pfn && permitted{Pre}(r, p, g, x) ==> permitted{Here}(r, p, g, x);
	//@ assert here: \forall integer x; permitted{Pre}((integer)part * NR_LEVELS, (integer)pfn, (integer)gfn, x) ==> permitted{Here}((integer)part * NR_LEVELS, (integer)pfn, (integer)gfn, x);
	//@ assert leaves: leaf_inv;
	//@ assert map: map_inv;
	//@ assert this: A_owner((integer)pfn) == part && A_state((integer)pfn) == state && A_lent((integer)pfn) == 0 && A_gfn((integer)pfn) == gfn;
	//@ assert valid_here: frame_valid(A_owner((integer)pfn), A_state((integer)pfn), A_lent((integer)pfn), A_gfn((integer)pfn));
	//@ assert valid_else: \forall integer q; in_ram_frames(q) && q != pfn ==> frame_valid(A_owner(q), A_state(q), A_lent(q), A_gfn(q));
	//@ assert entries: entries_inv;
	//@ assert cordon: cordon_inv;
	//@ assert contents: contents_inv;
	//@ assert still_passed: \forall integer p, q; PART_FIRST <= p < NR_OWNERS && RAM_PFN <= q < swept[p] ==> A_owner(q) != p;
	//@ assert swept: swept_inv;
	//@ assert lent: lent_apart{Pre,Here};
	//@ assert counted: lent_inv(0, 0, 0, 0);
}

/*@ requires inv: sys_inv;
    requires caller: cpu < CPUS_MAX && part_protected(caller[cpu]);
    requires guard: share_guard{Here}(cpu, gfn);
    assigns pool, meta[0 .. NR_TABLES - 1], frames[0 .. FRAMES_MAX - 1], g_pending, g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures step: share_step{Pre,Post}(CORDON_E_SUCCESS, cpu, gfn);
*/
/* The effect of share: what the partition's caches hold goes to memory first, for the host may
 * read around its own. */
static void share_page(u32 cpu, u32 gfn)
{
	u32 part = caller[cpu];
	u32 pfn = page_frame(part, gfn);

	//@ assert page: page_of((integer)part, (integer)gfn, (integer)pfn) && A_map(root_of(part), (integer)gfn) == pfn && A_state((integer)pfn) == FRAME_OWNED;
	//@ assert alone: \forall integer r, g; root_gfn(r, g) && walk_valid(r, g) && walk_pfn(r, g) == pfn ==> r == part * NR_LEVELS && g == gfn;
	//@ assert place: root_gfn(OWNER_HOST, (integer)pfn);
	//@ assert identity: walk_valid(OWNER_HOST, (integer)pfn) ==> walk_pfn(OWNER_HOST, (integer)pfn) == pfn;
	//@ assert empty: !walk_valid(OWNER_HOST, (integer)pfn);
	//@ assert sole: sole_frames((integer)pfn, 1);
	edge_clean_frames(pfn, SPAN_PAGE);
	//@ assert inv: sys_inv;
	page_turn(part, gfn, pfn, FRAME_SHARED);
	//@ assert permitted: permitted(OWNER_HOST, (integer)pfn, (integer)pfn, RAM_RW);
	host_map(pfn, RAM_RW);
	//@ assert got: A_map(OWNER_HOST, (integer)pfn) == pfn && A_rights(OWNER_HOST, (integer)pfn) == RAM_RW;
	//@ assert kept: \forall integer r, g; root_gfn(r, g) && !(r == OWNER_HOST && g == pfn) ==> A_map(r, g) == \at(A_map(r, g),Pre) && A_rights(r, g) == \at(A_rights(r, g),Pre);
	//@ assert orders: \forall integer r, g; root_gfn(r, g) && r != OWNER_HOST ==> A_order(r, g) == \at(A_order(r, g),Pre);
	//@ assert states: \forall integer q; in_ram_frames(q) ==> A_state(q) == (q == pfn ? FRAME_SHARED : \at(A_state(q),Pre));
	//@ assert others: \forall integer q; in_ram_frames(q) ==> A_owner(q) == \at(A_owner(q),Pre) && A_lent(q) == \at(A_lent(q),Pre) && A_gfn(q) == \at(A_gfn(q),Pre);
	//@ assert state: share_state_step{Pre,Here}(cpu, gfn);
	//@ assert maps: \forall integer r, g; root_gfn(r, g) ==> A_map(r, g) == (r == OWNER_HOST && g == pfn ? pfn : \at(A_map(r, g),Pre));
	//@ assert map: share_map_step{Pre,Here}(cpu, gfn);
	//@ assert rights: share_rights_step{Pre,Here}(cpu, gfn);
	//@ assert tracker: same_ram_end{Pre,Here} && same_owner{Pre,Here} && same_lent{Pre,Here} && same_gfn{Pre,Here} && same_label{Pre,Here};
	//@ assert gib: \forall integer r, j; PART_FIRST <= r < NR_ROOTS && 0 <= j < TAB2_MAX ==> root_gfn(r, j * SPAN_BLOCK1);
	//@ assert mib: \forall integer r, j; PART_FIRST <= r < NR_ROOTS && 0 <= j < TAB3_MAX ==> root_gfn(r, j * SPAN_BLOCK2);
	//@ assert order: same_order{Pre,Here};
	//@ assert tab2: same_tab2{Pre,Here};
	//@ assert tab3: same_tab3{Pre,Here};
	//@ assert rest: same_nfree{Pre,Here} && same_life{Pre,Here} && same_swept{Pre,Here} && same_klog_head{Pre,Here} && same_klog{Pre,Here} && same_caller{Pre,Here} && same_running{Pre,Here};
}

/*@ requires inv: sys_inv;
    requires caller: cpu < CPUS_MAX && part_protected(caller[cpu]);
    requires guard: unshare_guard{Here}(cpu, gfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], g_pending, g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures step: unshare_step{Pre,Post}(CORDON_E_SUCCESS, cpu, gfn);
*/
/* The effect of unshare: no cache keeps what the host wrote. */
static void unshare_page(u32 cpu, u32 gfn)
{
	u32 part = caller[cpu];
	u32 pfn = page_frame(part, gfn);

	//@ assert page: page_of((integer)part, (integer)gfn, (integer)pfn) && A_map(root_of(part), (integer)gfn) == pfn && A_state((integer)pfn) == FRAME_SHARED;
	host_unmap(pfn, SPAN_PAGE);
	//@ assert empty: !walk_valid(OWNER_HOST, (integer)pfn);
	//@ assert identity: \forall integer g; root_gfn(OWNER_HOST, g) && walk_valid(OWNER_HOST, g) ==> walk_pfn(OWNER_HOST, g) == g;
	//@ assert own: \forall integer r, g; root_gfn(r, g) && walk_valid(r, g) && r != OWNER_HOST && walk_pfn(r, g) == pfn ==> r == part * NR_LEVELS && g == gfn;
	//@ assert alone: \forall integer r, g; root_gfn(r, g) && walk_valid(r, g) && walk_pfn(r, g) == pfn ==> r == part * NR_LEVELS && g == gfn;
	//@ assert sole: sole_frames((integer)pfn, 1);
	edge_clean_frames(pfn, SPAN_PAGE);
	//@ assert inv: sys_inv;
	page_turn(part, gfn, pfn, FRAME_OWNED);
	//@ assert lost: A_map(OWNER_HOST, (integer)pfn) == -1 && A_rights(OWNER_HOST, (integer)pfn) == 0;
	//@ assert kept: \forall integer r, g; root_gfn(r, g) && !(r == OWNER_HOST && g == pfn) ==> A_map(r, g) == \at(A_map(r, g),Pre) && A_rights(r, g) == \at(A_rights(r, g),Pre);
	//@ assert orders: \forall integer r, g; root_gfn(r, g) && r != OWNER_HOST ==> A_order(r, g) == \at(A_order(r, g),Pre);
	//@ assert states: \forall integer q; in_ram_frames(q) ==> A_state(q) == (q == pfn ? FRAME_OWNED : \at(A_state(q),Pre));
	//@ assert others: \forall integer q; in_ram_frames(q) ==> A_owner(q) == \at(A_owner(q),Pre) && A_lent(q) == \at(A_lent(q),Pre) && A_gfn(q) == \at(A_gfn(q),Pre);
	//@ assert state: unshare_state_step{Pre,Here}(cpu, gfn);
	//@ assert map: unshare_map_step{Pre,Here}(cpu, gfn);
	//@ assert rights: unshare_rights_step{Pre,Here}(cpu, gfn);
	//@ assert tracker: same_ram_end{Pre,Here} && same_owner{Pre,Here} && same_lent{Pre,Here} && same_gfn{Pre,Here} && same_label{Pre,Here};
	//@ assert gib: \forall integer r, j; PART_FIRST <= r < NR_ROOTS && 0 <= j < TAB2_MAX ==> root_gfn(r, j * SPAN_BLOCK1);
	//@ assert mib: \forall integer r, j; PART_FIRST <= r < NR_ROOTS && 0 <= j < TAB3_MAX ==> root_gfn(r, j * SPAN_BLOCK2);
	//@ assert order: same_order{Pre,Here};
	//@ assert tab2: same_tab2{Pre,Here};
	//@ assert tab3: same_tab3{Pre,Here};
	//@ assert rest: same_nfree{Pre,Here} && same_life{Pre,Here} && same_swept{Pre,Here} && same_klog_head{Pre,Here} && same_klog{Pre,Here} && same_caller{Pre,Here} && same_running{Pre,Here};
}

s32 hvc_share(u32 cpu, u64 gfn)
{
	s32 refused = turn_check(cpu, gfn, FRAME_OWNED);

	if (refused != CORDON_E_SUCCESS) {
		return refused;
	}
	share_page(cpu, edge_clamp(gfn, GFN_MAX));
	return CORDON_E_SUCCESS;
}

s32 hvc_unshare(u32 cpu, u64 gfn)
{
	s32 refused = turn_check(cpu, gfn, FRAME_SHARED);

	if (refused != CORDON_E_SUCCESS) {
		return refused;
	}
	unshare_page(cpu, edge_clamp(gfn, GFN_MAX));
	return CORDON_E_SUCCESS;
}
