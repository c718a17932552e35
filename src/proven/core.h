/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The entries of the proven core. Each is called with the memory lock held, by the wrapper in
 * src/arch alone; arguments may be anything. No pointer crosses this line.
 */
#ifndef PROVEN_CORE_H
#define PROVEN_CORE_H
#include "types.h"
#include "boot_map.h"
#include "klog.h"
#ifdef __FRAMAC__
#include "tracker.h" /* the contracts speak of state that trusted code does not see */
#endif

/* What core_abort decides. */
#define ABORT_RETRY 0u	/* the walk now succeeds: run the access again */
#define ABORT_INJECT 1u	/* the access is not allowed: deliver an abort to EL1 */

struct hvc_result {
	u64 x0;
	u64 x1;
	u64 x2;
	u64 x3;
};

/*@
// What trusted boot promises of the machine (spec/assumptions.md): nothing is cached for any root, and the
// modules hold data that is the host's.
predicate boot_promise{L} = g_pending == 0 && g_locked == 1 && \forall integer q, k;
	0 <= k < boot_map.nr && boot_map.range[k].kind == BOOT_MODULE &&
	RAM_PFN <= q < RAM_PFN + FRAMES_MAX && boot_map.range[k].pfn <= q < boot_map.range[k].pfn + boot_map.range[k].nr ==>
	g_label[q - RAM_PFN] == OWNER_HOST;
*/

/*@ requires promise: boot_promise;
    assigns pool, meta[0 .. NR_TABLES - 1], frames[0 .. FRAMES_MAX - 1], ram_frames, nr_free,
	free_table[0 .. DYN_TABLES - 1], free_pos[0 .. DYN_TABLES - 1], device[0 .. BOOT_RANGES_MAX - 1], nr_devices,
	life[0 .. NR_OWNERS - 1], swept[0 .. NR_OWNERS - 1], caller[0 .. CPUS_MAX - 1], running[0 .. CPUS_MAX - 1], g_pending,
	g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: \result == 0 ==> sys_inv;
    ensures initial: \result == 0 ==> initial;
    ensures lives: \result == 0 ==> \forall integer p; PART_FIRST <= p < NR_OWNERS ==> life[p] == LIFE_FREE;
    ensures callers: \result == 0 ==> \forall integer c; 0 <= c < CPUS_MAX ==> caller[c] == OWNER_HOST;
*/
/* Checks the boot map and builds the tracker, the pool and the host's stage-2 from it. Returns 0,
 * or 1 + the index of the range that is wrong (boot_map.nr + 1: no RAM, or too little;
 * boot_map.nr + 2: the devices need more tables than there are). */
u32 core_boot(void);

/*@ requires inv: sys_inv;
    requires cpu: cpu < CPUS_MAX;
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], life[0 .. NR_OWNERS - 1], swept[0 .. NR_OWNERS - 1], g_pending,
	ram_gfn[0 .. NR_OWNERS - 1], ram_count[0 .. NR_OWNERS - 1], measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1],
	pieces[0 .. NR_OWNERS - 1], power,
	caller[cpu], running[cpu], g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1], lent_number, lent_leaf;
    exits \false;
    ensures inv: sys_inv;
    ensures relation: hvc_relation{Pre,Post}(cpu, x0, x1, x2, x3, x4, x5, x6,
	\result.x0, \result.x1, \result.x2, \result.x3);
*/
/* Serves an HVC that CPU cpu took from below EL2, with these registers. */
struct hvc_result core_hvc(u32 cpu, u64 x0, u64 x1, u64 x2, u64 x3, u64 x4, u64 x5, u64 x6);

/*@
// The machine's step Exit, as a call's _step (proofs/why3/calls.mlw, ExitBridge): CPU cpu is the host's, and vCPUs
// may be off.
predicate exit_step{L1,L2}(integer cpu, integer why) = same_ram_end{L1,L2} && same_ram_gfn{L1,L2} && same_ram_count{L1,L2} &&
	same_measuring{L1,L2} && same_measured{L1,L2} && same_pieces{L1,L2} && same_owner{L1,L2} && same_state{L1,L2} &&
	same_lent{L1,L2} && same_gfn{L1,L2} && same_label{L1,L2} && same_map{L1,L2} && same_rights{L1,L2} &&
	same_order{L1,L2} && same_tab2{L1,L2} && same_tab3{L1,L2} && same_nfree{L1,L2} && same_life{L1,L2} &&
	same_swept{L1,L2} && same_klog_head{L1,L2} && same_klog{L1,L2} &&
	(\forall integer c; 0 <= c < CPUS_MAX ==> A_caller{L2}(c) == at_cpu(cpu, OWNER_HOST, c, A_caller{L1}(c))) &&
	(\forall integer c; 0 <= c < CPUS_MAX ==> A_running{L2}(c) == at_cpu(cpu, 0, c, A_running{L1}(c))) &&
	\forall integer p, v; PART_FIRST <= p < NR_OWNERS && 0 <= v < VCPUS ==>
		A_power{L2}(p, v) == exit_power(A_caller{L1}(cpu), A_running{L1}(cpu), why, p, v, A_power{L1}(p, v));
// A stage-2 fault whose page is one of the IPA space, and the access of an abort: that of a stage-1 walk is the
// walk's own.
predicate fault_known(integer esr, integer hpfar) =
	(L_esr_el2_ec(esr) == EC_IABT_LOWER || L_esr_el2_ec(esr) == EC_DABT_LOWER) && L_hpfar_el2_fipa(hpfar) < GFN_MAX;
// A stage-1 walk that may read a descriptor but not go on sets an access flag or dirty state in it.
logic integer abort_writes(integer iss) =
	L_iss_dabt_s1ptw(iss) == 1 && L_iss_dabt_dfsc(iss) >= FSC_PERMISSION ? 1 : L_iss_dabt_wnr(iss);
logic integer abort_access(integer esr) =
	L_esr_el2_ec(esr) == EC_IABT_LOWER && L_iss_dabt_s1ptw(L_esr_el2_iss(esr)) == 0 ? ACCESS_EXEC :
	abort_writes(L_esr_el2_iss(esr)) == 1 ? ACCESS_WRITE : ACCESS_READ;
// A load or store that the processor describes, and the low bytes of its register that it stores.
predicate access_described(integer esr) = L_esr_el2_ec(esr) == EC_DABT_LOWER &&
	L_iss_dabt_isv(L_esr_el2_iss(esr)) == 1 && L_iss_dabt_s1ptw(L_esr_el2_iss(esr)) == 0;
// What the host may know of an exit of the vCPU on CPU cpu, at page gfn.
logic integer exit_shown{L}(integer cpu, integer why, integer gfn, integer detail) =
	device_shown(caller[cpu], why, gfn, ram_gfn[caller[cpu]], ram_count[caller[cpu]], detail);
// The page lies outside a protected partition's RAM, or the partition is ordinary: the host may serve the access.
predicate served_page{L}(integer cpu, integer gfn) = part_ordinary(caller[cpu]) ||
	(part_protected(caller[cpu]) &&
	!(ram_gfn[caller[cpu]] <= gfn < ram_gfn[caller[cpu]] + ram_count[caller[cpu]]));
// What a vCPU of a protected partition tells, and what the host of an ordinary one serves.
predicate exit_told(integer why) = EXIT_SGI <= why <= EXIT_END;
predicate exit_served(integer why) = EXIT_CALL <= why <= EXIT_DEBUG;
logic integer stored(integer sas, integer value) =
	sas == 0 ? value % 0x100 : sas == 1 ? value % 0x10000 : sas == 2 ? value % 0x100000000 : value;
*/

/*@ requires syndrome: iss < 0x2000000;
    assigns \nothing;
    exits \false;
    ensures writes: \result == abort_writes(iss);
*/
/* Whether what aborted wrote, by the ISS of ESR_EL2: a store, or a stage-1 walk. */
u32 aborted_write(u64 iss);

/* What the host learns of a vCPU that stops: x1 to x5 of its call vcpu_run. */
struct exit_record {
	u64 why;	/* EXIT_* */
	u64 gfn;	/* of a stage-2 fault, else 0 */
	u64 access;	/* ACCESS_* of a fault, else 0 */
	u64 form;	/* exit_form; 1 of a call by SMC; of a system register the ISS; of a debug
			 * exception ESR_EL2; or 0 */
	u64 value;	/* what a described store stores; of EXIT_SGI to EXIT_END what is told; x0
			 * of a call; the register that an access to a system register names;
			 * FAR_EL2 of a debug exception; or 0 */
};

/*@ requires inv: sys_inv;
    requires cpu: cpu < CPUS_MAX;
    assigns caller[cpu], running[cpu], power;
    exits \false;
    ensures inv: sys_inv;
    ensures step: exit_step{Pre,Post}(cpu, \result.why);
    ensures host: caller[cpu] == OWNER_HOST && running[cpu] == 0;
    ensures record: exit_record(\result.why, \result.gfn, \result.access);
    ensures plain: why == EXIT_WFI || why == EXIT_SERROR || exit_told(why) ==> \result.why == why;
    ensures served: exit_served(why) && part_ordinary(\old(caller[cpu])) ==> \result.why == why;
    ensures fault: why == EXIT_FAULT && fault_known(esr, hpfar) ==> \result.why == EXIT_FAULT &&
	\result.gfn == L_hpfar_el2_fipa(hpfar) && \result.access == abort_access(esr);
    ensures other: why != EXIT_WFI && why != EXIT_SERROR && !exit_told(why) && !(why == EXIT_FAULT && fault_known(esr, hpfar)) &&
	!(exit_served(why) && part_ordinary(\old(caller[cpu]))) ==> \result.why == EXIT_INTERRUPT;
    ensures shown: \result.form == exit_shown{Pre}(cpu, \result.why, \result.gfn, \result.form) &&
	\result.value == exit_shown{Pre}(cpu, \result.why, \result.gfn, \result.value);
    ensures described: \result.why == EXIT_FAULT && access_described(esr) && served_page{Pre}(cpu, \result.gfn) ==>
	L_exit_form_valid(\result.form) == 1 && L_exit_form_offset(\result.form) == far % 0x1000 &&
	L_exit_form_size(\result.form) == L_iss_dabt_sas(L_esr_el2_iss(esr)) && \result.value ==
	(\result.access == ACCESS_WRITE ? stored(L_iss_dabt_sas(L_esr_el2_iss(esr)), value) : 0);
    ensures told: exit_told(\result.why) ==> \result.form == 0 && \result.value == value;
    ensures call: \result.why == EXIT_CALL ==> \result.value == value &&
	\result.form == (L_esr_el2_ec(esr) == EC_SMC64 ? 1 : 0);
    ensures sysreg: \result.why == EXIT_SYSREG ==> \result.form == L_esr_el2_iss(esr) && \result.value == value;
    ensures debug: \result.why == EXIT_DEBUG ==> \result.form == esr && \result.value == far;
    ensures silent: !exit_told(\result.why) && !exit_served(\result.why) && !access_described(esr) ==>
	\result.form == 0 && \result.value == 0;
*/
/* The vCPU on CPU cpu stops and the CPU is the host's, whatever ran there. why is EXIT_* (anything
 * else is EXIT_INTERRUPT); esr, hpfar and far are of a stage-2 fault, by ESR_EL2, HPFAR_EL2 and
 * FAR_EL2 as it reported them, value is the register that the instruction names. */
struct exit_record core_exit(u32 cpu, u64 why, u64 esr, u64 hpfar, u64 far, u64 value);

/*@
logic integer abort_root{L}(integer cpu) = caller[cpu] * NR_LEVELS;
// HPFAR_EL2 holds the IPA: of address-size, translation and access-flag faults, and of permission faults on a
// stage-1 walk (Arm ARM D19.2, HPFAR_EL2). After any other abort it holds what an earlier one left.
predicate ipa_reported(integer iss) = L_iss_dabt_dfsc(iss) < FSC_PERMISSION ||
	(L_iss_dabt_s1ptw(iss) == 1 && L_iss_dabt_dfsc(iss) < FSC_EXTERNAL);
// The access that esr describes is one that leaf attributes lo and hi permit: a stage-1 walk reads, and writes
// if it sets an access flag or dirty state; a fetch needs read and execute at EL1 (without FEAT_XNX EL0 is the
// same).
predicate access_permitted(integer esr, integer lo, integer hi) =
	L_iss_dabt_s1ptw(L_esr_el2_iss(esr)) == 1 ?
		L_s2_lo_r(lo) == 1 && (abort_writes(L_esr_el2_iss(esr)) == 1 ==> L_s2_lo_w(lo) == 1) :
	L_esr_el2_ec(esr) == EC_IABT_LOWER ? L_s2_lo_r(lo) == 1 && exec_el1(hi) == 1 :
	L_iss_dabt_wnr(L_esr_el2_iss(esr)) == 1 ? L_s2_lo_w(lo) == 1 : L_s2_lo_r(lo) == 1;
*/

/*@ requires inv: sys_inv;
    requires cpu: cpu < CPUS_MAX;
    assigns \nothing;
    exits \false;
    ensures retry: \result == ABORT_RETRY <==>
	(L_esr_el2_ec(esr) == EC_IABT_LOWER || L_esr_el2_ec(esr) == EC_DABT_LOWER) &&
	ipa_reported(L_esr_el2_iss(esr)) &&
	L_hpfar_el2_fipa(hpfar) < GFN_MAX &&
	walk_valid(abort_root(cpu), L_hpfar_el2_fipa(hpfar)) &&
	access_permitted(esr, walk_lo(abort_root(cpu), L_hpfar_el2_fipa(hpfar)),
		walk_hi(abort_root(cpu), L_hpfar_el2_fipa(hpfar)));
    ensures inject: \result == ABORT_RETRY || \result == ABORT_INJECT;
*/
/* Decides a stage-2 abort of what runs on CPU cpu, by ESR_EL2 and HPFAR_EL2 as it reported them.
 * Only a fault whose IPA is known can be found to be gone; a fetch from a page that a partition
 * shares is none of these. */
u32 core_abort(u32 cpu, u64 esr, u64 hpfar);

/*@ requires inv: sys_inv;
    requires cpu: cpu < CPUS_MAX;
    assigns \nothing;
    exits \false;
    ensures vmid: L_vttbr_el2_vmid(\result) == abort_root(cpu);
    ensures baddr: L_vttbr_el2_baddr(\result) * 2 == (POOL_PFN + 2 * abort_root(cpu)) * PAGE_SIZE;
*/
/* VTTBR_EL2 for what runs on CPU cpu. */
u64 core_vttbr(u32 cpu);

/*@ assigns \nothing;
    exits \false;
    ensures geometry: L_vtcr_el2_t0sz(\result) == VTCR_T0SZ_40 && L_vtcr_el2_sl0(\result) == VTCR_SL0_LEVEL1 &&
	L_vtcr_el2_tg0(\result) == VTCR_TG0_4K && L_vtcr_el2_ps(\result) == VTCR_PS_40;
    ensures extensions: L_vtcr_el2_ds(\result) == 0 && L_vtcr_el2_ha(\result) == 0 && L_vtcr_el2_hd(\result) == 0;
*/
/* VTCR_EL2: 40-bit IPA, 4 KiB granule, start at level 1, no format extension. */
u64 core_vtcr(void);

/*@ requires inv: sys_inv;
    assigns \nothing;
    exits \false;
    ensures bound: \result <= ram_frames;
*/
/* How many frames of RAM an owner has, for the banner. */
u64 core_count_frames(u32 owner);

/*@ requires inv: sys_inv;
    assigns pool, g_pending, g_label[0 .. FRAMES_MAX - 1], g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures empty: \forall integer r, g; root_gfn(r, g) ==> !walk_valid(r, g);
    ensures none_pending: g_pending == 0;
    ensures scrubbed: \forall integer q; in_ram_frames(q) && part_valid(A_owner(q)) ==> A_label(q) == LABEL_ZERO;
*/
/* The machine's end, before a reset or power-off: nobody below EL2 has any translation left, so
 * that every other CPU's next access brings it to EL2, where it waits for the lock; partition
 * memory is scrubbed. The lock is not released after it, and no other entry may be called. */
void core_shutdown(void);
#endif
