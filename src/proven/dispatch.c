/* SPDX-License-Identifier: Apache-2.0 */
/* The dispatcher: from an HVC's registers to its call and back. */
#include "calls.h"
#include "core.h"
#include "dispatch_table.h"
#include "spec_hash.h"

/*@ requires range: -128 <= res <= 0;
    assigns \nothing;
    exits \false;
    ensures code: hvc_code(\result) == res;
*/
/* A result as x0 carries it, sign-extended. */
static u64 result_register(s32 res)
{
	if (res < 0) {
		return 0xffffffffffffffffull - (u64)(-(res + 1));
	}
	return 0;
}

/*@ requires word: i < KLOG_WORDS;
    assigns \nothing;
    exits \false;
    ensures word: \result == A_klog((integer)i);
*/
/* Word i of the log ring, least significant byte first. */
static u64 klog_word(u64 i)
{
	u64 low = klog.byte[8 * i] + 0x100ull * klog.byte[8 * i + 1] +
		  0x10000ull * klog.byte[8 * i + 2] + 0x1000000ull * klog.byte[8 * i + 3];
	u64 high = klog.byte[8 * i + 4] + 0x100ull * klog.byte[8 * i + 5] +
		   0x10000ull * klog.byte[8 * i + 6] + 0x1000000ull * klog.byte[8 * i + 7];

	return low + 0x100000000ull * high;
}

/*@ requires inv: sys_inv;
    assigns \nothing;
    exits \false;
    ensures refusal: log_read_refusal{Pre}(hvc_code(\result.x0), chunk);
    ensures results: log_read_results{Pre}(hvc_code(\result.x0), \result.x1, \result.x2, \result.x3, chunk);
*/
/* Call log_read: 16 bytes of the log ring. */
static struct hvc_result hvc_log_read(u64 chunk)
{
	struct hvc_result r = { result_register(CORDON_E_ADDRESS), 0, 0, 0 };

	if (chunk >= KLOG_CHUNKS) {
		return r;
	}
	u64 c = edge_clamp(chunk, KLOG_CHUNKS);

	r.x0 = result_register(CORDON_E_SUCCESS);
	r.x1 = klog.head;
	r.x2 = klog_word(2 * c);
	r.x3 = klog_word(2 * c + 1);
	return r;
}

/*@ requires inv: sys_inv;
    assigns \nothing;
    exits \false;
    ensures refusal: frame_query_refusal{Pre}(hvc_code(\result.x0), pfn);
    ensures results: frame_query_results{Pre}(hvc_code(\result.x0), \result.x1, \result.x2, \result.x3, pfn);
*/
/* Call frame_query: what the tracker says of a frame. */
static struct hvc_result hvc_frame_query(u64 pfn)
{
	struct hvc_result r = { result_register(CORDON_E_ADDRESS), 0, 0, 0 };

	if (pfn < RAM_PFN || pfn >= RAM_PFN + ram_frames) {
		return r;
	}
	u64 i = edge_clamp(pfn - RAM_PFN, ram_frames);

	r.x0 = result_register(CORDON_E_SUCCESS);
	r.x1 = frames[i].owner;
	r.x2 = frames[i].state;
	r.x3 = frames[i].gfn;
	return r;
}

/*@ requires inv: sys_inv;
    requires caller: cpu < CPUS_MAX && part_protected(caller[cpu]);
    assigns \nothing;
    exits \false;
    ensures refusal: vcpu_query_refusal{Pre}(hvc_code(\result.x0), cpu, vcpu);
    ensures results: vcpu_query_results{Pre}(hvc_code(\result.x0), \result.x1, \result.x2, \result.x3, cpu, vcpu);
*/
/* Call vcpu_query: whether a vCPU of the partition that asks is on. */
static struct hvc_result hvc_vcpu_query(u32 cpu, u64 vcpu)
{
	struct hvc_result r = { result_register(CORDON_E_VCPU), 0, 0, 0 };

	if (vcpu >= VCPUS) {
		return r;
	}
	u8 on = power.on[caller[cpu]][edge_clamp(vcpu, VCPUS)];

	if (on != 2) {
		r.x0 = result_register(CORDON_E_SUCCESS);
		r.x1 = on;
	}
	return r;
}

/*@ requires inv: sys_inv;
    assigns \nothing;
    exits \false;
    ensures results: version_results{Pre}(hvc_code(\result.x0), \result.x1, \result.x2, \result.x3);
    ensures success: hvc_code(\result.x0) == CORDON_E_SUCCESS;
*/
/* Call version. */
static struct hvc_result hvc_version(void)
{
	struct hvc_result r = { result_register(CORDON_E_SUCCESS), ABI_VERSION, CORDON_SPEC_HASH64,
				(u64)RAM_PFN + ram_frames };

	return r;
}

/*@ requires range: -128 <= res <= 0;
    assigns \nothing;
    exits \false;
    ensures code: hvc_code(\result.x0) == res;
    ensures zero: \result.x1 == 0 && \result.x2 == 0 && \result.x3 == 0;
*/
/* The registers of a call that returns its result alone. */
static struct hvc_result only_result(s32 res)
{
	struct hvc_result r = { result_register(res), 0, 0, 0 };

	return r;
}

/*@ requires inv: sys_inv;
    assigns measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1],
	g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures refusal: measure_refusal{Pre}(hvc_code(\result.x0), part, pfn);
    ensures step: measure_step{Pre,Post}(hvc_code(\result.x0), part, pfn);
    ensures results: measure_results{Pre}(hvc_code(\result.x0), \result.x1, \result.x2, \result.x3, part, pfn);
*/
/* Call measure, and which piece of which page it was. */
static struct hvc_result hvc_measure_result(u64 part, u64 pfn)
{
	u32 p = edge_clamp(part, NR_OWNERS);
	u32 piece = pieces[p];
	struct hvc_result r = only_result(hvc_measure(part, pfn));

	if (r.x0 == CORDON_E_SUCCESS) {
		r.x1 = piece;
		r.x2 = measured[p];
	}
	return r;
}

/*@ requires inv: sys_inv;
    assigns life[0 .. NR_OWNERS - 1], swept[0 .. NR_OWNERS - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures refusal: partition_destroy_refusal{Pre}(hvc_code(\result.x0), part);
    ensures step: partition_destroy_step{Pre,Post}(hvc_code(\result.x0), part);
    ensures results: partition_destroy_results{Pre}(hvc_code(\result.x0), \result.x1, \result.x2, \result.x3, part);
*/
/* Call partition_destroy, and where its next piece begins. */
static struct hvc_result hvc_partition_destroy_result(u64 part)
{
	u32 last = sweep_last(swept[edge_clamp(part, NR_OWNERS)]);
	struct hvc_result r = only_result(hvc_partition_destroy(part));

	if (r.x0 == CORDON_E_SUCCESS) {
		r.x1 = last;
	}
	return r;
}

/*@ requires inv: sys_inv;
    requires host: cpu < CPUS_MAX && caller[cpu] == OWNER_HOST;
    requires not_partitions: !hvc_is_version{Here}(cpu, x0) && !hvc_is_log_read{Here}(cpu, x0) &&
	!hvc_is_frame_query{Here}(cpu, x0) && !hvc_is_partition_create{Here}(cpu, x0) &&
	!hvc_is_partition_end{Here}(cpu, x0) && !hvc_is_partition_destroy{Here}(cpu, x0) &&
	!hvc_is_seal{Here}(cpu, x0) && !hvc_is_measurement{Here}(cpu, x0) &&
	!hvc_is_vcpu_run{Here}(cpu, x0) && !hvc_is_vcpu_register{Here}(cpu, x0);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], g_pending, g_label[0 .. FRAMES_MAX - 1],
	measuring[0 .. NR_OWNERS - 1], measured[0 .. NR_OWNERS - 1], pieces[0 .. NR_OWNERS - 1],
	g_cached[0 .. FRAMES_MAX - 1], lent_number, lent_leaf;
    exits \false;
    ensures inv: sys_inv;
    ensures relation: \forall integer x6; hvc_relation{Pre,Post}(cpu, x0, x1, x2, x3, x4, x5, x6,
	\result.x0, \result.x1, \result.x2, \result.x3);
*/
/* The host's calls on frames, leaves and tables, and those that there are not. */
static struct hvc_result memory_hvc(u32 cpu, u64 x0, u64 x1, u64 x2, u64 x3, u64 x4, u64 x5)
{
	(void)cpu; /* of it only the contract speaks */
	switch (x0 % 0x100000000ull) {
	case CORDON_HVC_DONATE:
		return only_result(hvc_donate(x1, x2, x3));
	case CORDON_HVC_WITHDRAW:
		return only_result(hvc_withdraw(x1, x2));
	case CORDON_HVC_RECLAIM:
		return only_result(hvc_reclaim(x1));
	case CORDON_HVC_TABLE_RETURN:
		return only_result(hvc_table_return(x1, x2, x3));
	case CORDON_HVC_PROTECT:
		return only_result(hvc_protect(x1, x2, x3));
	case CORDON_HVC_HOLD:
		return only_result(hvc_hold(x1, x2, x3, x4));
	case CORDON_HVC_HELD_ZERO:
		return only_result(hvc_held_zero(x1, x2));
	case CORDON_HVC_MEASURE:
		return hvc_measure_result(x1, x2);
	case CORDON_HVC_SETTLE:
		return only_result(hvc_settle(x1, x2));
	case CORDON_HVC_COMMIT:
		return only_result(hvc_commit(x1, x2, x3));
	case CORDON_HVC_LEND:
		return only_result(hvc_lend(x1, x2, x3, x4, x5));
	case CORDON_HVC_UNLEND:
		return only_result(hvc_unlend(x1, x2));
	}
	return only_result(CORDON_E_NOT_SUPPORTED);
}

/*@ requires inv: sys_inv;
    requires caller: cpu < CPUS_MAX && caller[cpu] != OWNER_HOST;
    requires not_version: !hvc_is_version{Here}(cpu, x0);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, free_table[0 .. DYN_TABLES - 1],
	free_pos[0 .. DYN_TABLES - 1], frames[0 .. FRAMES_MAX - 1], power, g_pending,
	g_cached[0 .. FRAMES_MAX - 1];
    exits \false;
    ensures inv: sys_inv;
    ensures relation: \forall integer x4, x5, x6; hvc_relation{Pre,Post}(cpu, x0, x1, x2, x3, x4, x5, x6,
	\result.x0, \result.x1, \result.x2, \result.x3);
*/
/* What a partition asks for: a protected one shares its pages, and switches its vCPUs on. */
static struct hvc_result partition_hvc(u32 cpu, u64 x0, u64 x1, u64 x2, u64 x3)
{
	if (caller[cpu] >= ORDINARY_FIRST) {
		return only_result(CORDON_E_NOT_SUPPORTED);
	}
	switch (x0 % 0x100000000ull) {
	case CORDON_HVC_SHARE:
		return only_result(hvc_share(cpu, x1));
	case CORDON_HVC_UNSHARE:
		return only_result(hvc_unshare(cpu, x1));
	case CORDON_HVC_VCPU_ON:
		return only_result(hvc_vcpu_on(cpu, x1, x2, x3));
	case CORDON_HVC_VCPU_QUERY:
		return hvc_vcpu_query(cpu, x1);
	}
	return only_result(CORDON_E_NOT_SUPPORTED);
}

struct hvc_result core_hvc(u32 cpu, u64 x0, u64 x1, u64 x2, u64 x3, u64 x4, u64 x5, u64 x6)
{
	u64 fn = x0 % 0x100000000ull;

	if (fn == CORDON_HVC_VERSION) {
		return hvc_version();
	}
	if (caller[cpu] != OWNER_HOST) {
		return partition_hvc(cpu, x0, x1, x2, x3);
	}
	switch (fn) {
	case CORDON_HVC_LOG_READ:
		return hvc_log_read(x1);
	case CORDON_HVC_FRAME_QUERY:
		return hvc_frame_query(x1);
	case CORDON_HVC_PARTITION_CREATE:
		return only_result(hvc_partition_create(x1));
	case CORDON_HVC_PARTITION_END:
		return only_result(hvc_partition_end(x1));
	case CORDON_HVC_PARTITION_DESTROY:
		return hvc_partition_destroy_result(x1);
	case CORDON_HVC_SEAL:
		return only_result(hvc_seal(x1, x2, x3, x4, x5, x6));
	case CORDON_HVC_MEASUREMENT:
		return only_result(hvc_measurement(x1, x2));
	case CORDON_HVC_VCPU_RUN:
		return only_result(hvc_vcpu_run(cpu, x1, x2));
	case CORDON_HVC_VCPU_REGISTER:
		return only_result(hvc_vcpu_register(x1, x2, x3));
	}
	return memory_hvc(cpu, x0, x1, x2, x3, x4, x5);
}
