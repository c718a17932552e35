/* SPDX-License-Identifier: Apache-2.0 */
/* The page tracker: the invariant of the whole system, and the steps on tracker entries. */
#ifndef PROVEN_TRACKER_H
#define PROVEN_TRACKER_H
#include "stage2.h"
#include "boot_map.h"
#include "lent.h"
#include "cordon_abi.h"

/*@
predicate in_ram_frames{L}(integer q) = RAM_PFN <= q < RAM_PFN + ram_frames;

// Entries are well formed; what a partition owns has a live or dead owner.
predicate entries_inv{L} = \forall integer q; in_ram_frames(q) ==>
	frame_valid(A_owner(q), A_state(q), A_lent(q), A_gfn(q)) &&
	(part_valid(A_owner(q)) ==> life[A_owner(q)] != LIFE_FREE);

// Cordon's own memory: the table pool and the ranges that boot named.
predicate is_cordon{L}(integer q) = (POOL_PFN <= q < POOL_PFN + HOST_L3_BASE + ram_frames / SPAN_BLOCK2) ||
	\exists integer k; 0 <= k < boot_map.nr <= BOOT_RANGES_MAX && boot_map.range[k].kind == BOOT_CORDON &&
		boot_map.range[k].pfn <= q < boot_map.range[k].pfn + boot_map.range[k].nr;
predicate cordon_inv{L} = \forall integer q; in_ram_frames(q) && is_cordon(q) ==> A_owner(q) == OWNER_HYP;
predicate pool_inv{L} = POOL_PFN + HOST_L3_BASE + ram_frames / SPAN_BLOCK2 <= RAM_PFN + ram_frames;

// Devices lie outside the window that the tracker covers.
predicate device_inv{L} = nr_devices <= BOOT_RANGES_MAX && \forall integer k; 0 <= k < nr_devices ==>
	(device[k].pfn + device[k].nr <= RAM_PFN || RAM_PFN + FRAMES_MAX <= device[k].pfn) &&
	device[k].pfn + device[k].nr <= GFN_MAX;

// Whose a frame is owns its contents, or was given them, or they are zero; and no cache line of another is left in
// a partition's frame, but while Cordon has still to clean it, or while it is shared.
predicate contents_inv{L} = \forall integer q; in_ram_frames(q) && A_owner(q) != OWNER_HYP ==>
	may_see(A_owner(q), A_label(q)) && (part_valid(A_owner(q)) && A_state(q) != FRAME_HELD && A_state(q) != FRAME_SHARED ==>
	g_cached[q - RAM_PFN] == 0);

predicate life_inv{L} = \forall integer p; PART_FIRST <= p < NR_OWNERS ==> life[p] <= LIFE_DEAD;
// What the search for a dead partition's frames has passed holds none; no other partition is searched for.
predicate swept_inv{L} = \forall integer p; 0 <= p < NR_OWNERS ==>
	RAM_PFN <= swept[p] <= RAM_PFN + ram_frames && (p >= PART_FIRST ==> life[p] == LIFE_DEAD || swept[p] == RAM_PFN) &&
	\forall integer q; RAM_PFN <= q < swept[p] && p >= PART_FIRST ==> A_owner(q) != p;
// A CPU runs the host or a vCPU of a living partition, and no vCPU runs twice.
predicate caller_inv{L} = \forall integer c; 0 <= c < CPUS_MAX ==> caller[c] == OWNER_HOST ||
	(part_valid(caller[c]) && life[caller[c]] == LIFE_LIVE && running[c] < VCPUS &&
	\forall integer d; 0 <= d < CPUS_MAX && d != c ==> vcpu_idle(caller[d], running[d], caller[c], running[c]));

// All of it but the count of lent leaves.
predicate uncounted_inv{L} = map_inv && entries_inv && cordon_inv && pool_inv && device_inv && contents_inv &&
	life_inv && swept_inv && caller_inv;
predicate sys_inv_but{L}(integer r0, integer g0, integer p0, integer n) = uncounted_inv && lent_inv(r0, g0, p0, n);
predicate sys_inv{L} = uncounted_inv && lent_inv(0, 0, 0, 0);

predicate tracker_same_but{L1,L2}(integer p, integer n) = \forall integer q;
	\at(in_ram_frames(q),L1) && !(p <= q < p + n) ==>
	\at(A_owner(q),L1) == \at(A_owner(q),L2) && \at(A_state(q),L1) == \at(A_state(q),L2) &&
	\at(A_lent(q),L1) == \at(A_lent(q),L2) && \at(A_gfn(q),L1) == \at(A_gfn(q),L2);
predicate ram_range{L}(integer p, integer n) = frame_range(p, n) && p + n <= RAM_PFN + ram_frames;
*/

#include "tracker_lemmas.h"

/*@ requires inv: sys_inv;
    requires range: ram_range(pfn, n);
    requires owner: (owner == OWNER_HOST && state == FRAME_OWNED) ||
	(part_protected(owner) && (state == FRAME_OWNED || state == FRAME_HELD || state == FRAME_READY) && gfn + n <= GFN_MAX);
    requires life: part_valid(owner) ==> life[owner] == LIFE_LIVE || (life[owner] != LIFE_FREE &&
	\forall integer q; pfn <= q < pfn + n ==> A_owner(q) == owner);
    requires unmapped: unmapped_frames(pfn, n);
    requires was: \forall integer q; pfn <= q < pfn + n ==> !is_cordon(q) && A_lent(q) == 0;
    requires contents: \forall integer q; pfn <= q < pfn + n ==> may_see(owner, A_label(q)) &&
	(part_valid(owner) && state != FRAME_HELD ==> g_cached[q - RAM_PFN] == 0);
    assigns frames[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures set: \forall integer q; pfn <= q < pfn + n ==> A_owner(q) == owner && A_state(q) == state &&
	A_lent(q) == 0 && A_gfn(q) == (owner == OWNER_HOST ? 0 : gfn + (q - pfn));
    ensures others: tracker_same_but{Pre,Post}(pfn, n);
*/
/* Gives n (1, or 512 aligned) unmapped frames an owner and a state, at frames from gfn on. */
void frames_set(u32 pfn, u32 n, u8 owner, u8 state, u32 gfn);

/*@ requires inv: sys_inv;
    requires range: ram_range(pfn, n);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures gone: \forall integer g; pfn <= g < pfn + n ==> !walk_valid(OWNER_HOST, g);
    ensures others: tr_same_but{Pre,Post}(OWNER_HOST, pfn, n);
    ensures levels: level_same{Pre,Post};
    ensures tables: nr_free == \old(nr_free);
*/
/* Takes n (1, or 512 aligned) frames out of the host's stage-2. Never lacks a table. */
void host_unmap(u32 pfn, u32 n);

/*@ requires inv: sys_inv;
    requires ram: in_ram_frames(pfn) && ram_rights(rights);
    requires permitted: permitted(OWNER_HOST, pfn, pfn, rights);
    requires empty: !walk_valid(OWNER_HOST, (integer)pfn);
    assigns pool, meta[0 .. NR_TABLES - 1], g_pending;
    exits \false;
    ensures inv: sys_inv;
    ensures mapped: walk_valid(OWNER_HOST, (integer)pfn) && walk_pfn(OWNER_HOST, (integer)pfn) == pfn &&
	rights_of(walk_lo(OWNER_HOST, (integer)pfn), walk_hi(OWNER_HOST, (integer)pfn)) == rights;
    ensures beside: tr_same_but{Pre,Post}(OWNER_HOST, pfn, 1);
    ensures levels: level_same{Pre,Post};
*/
/* Maps a frame that the tracker permits to the host, at its own number. Never lacks a table. */
void host_map(u32 pfn, u64 rights);

/*@ requires inv: map_inv;
    requires ram: in_ram_frames(pfn);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], g_pending;
    exits \false;
    ensures inv: map_inv;
    ensures translations: tr_same{Pre,Post};
    ensures levels: level_same{Pre,Post};
    ensures tables: nr_free == \old(nr_free);
*/
/* Makes the host's 2 MiB around frame pfn a block if all its pages are mapped alike, and then its
 * 1 GiB. */
void host_merge(u32 pfn);

/*@ assigns \nothing;
    exits \false;
    ensures fit: \result == 1 <==> ram_rights(rights);
    ensures bool: \result == 0 || \result == 1;
*/
/* Whether a leaf for RAM can have these rights. */
u32 ram_rights_fit(u64 rights);

/*@ requires type: pfn < GFN_MAX && (type == S2_TYPE_PAGE || type == S2_TYPE_BLOCK);
    requires rights: ram_rights(rights);
    assigns \nothing;
    exits \false;
    ensures type: \result % 4 == type;
    ensures pfn: L_s2_entry_pfn(\result) == pfn;
    ensures rights: rights_of(L_s2_entry_lo(\result), L_s2_entry_hi(\result)) == rights;
*/
/* A leaf for RAM with these rights: normal write-back, inner shareable (Arm ARM D8.3, D8.6). */
u64 ram_leaf(u64 pfn, u64 type, u64 rights);
#endif
