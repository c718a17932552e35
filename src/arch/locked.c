/* SPDX-License-Identifier: Apache-2.0 */
/* The memory lock around the proven core: taken and released here only. */
#include "locked.h"
#include "console.h"
#include "cordon_abi.h"
#include "edge.h"
#include "measurement.h"
#include "panic.h"
#include "percpu.h"
#include "regs_layout.h"
#include "vcpu.h"

/* A CPU that waited for the lock may have waited through another one's panic. */
static void enter(void)
{
	edge_lock();
	park_if_panicked();
}

u32 locked_boot(void)
{
	u32 result;

	enter();
	result = core_boot();
	edge_unlock();
	return result;
}

/* What a call that has succeeded means for registers of vCPUs and for measurements. */
static void call_follows(u64 *x, const struct hvc_result *result)
{
	switch ((u32)x[0]) {
	case CORDON_HVC_PARTITION_CREATE:
		vcpus_reset(x[1]);
		if (x[1] < ORDINARY_FIRST) {
			measurement_begin(x[1]);
		}
		break;
	case CORDON_HVC_MEASURE:
		measurement_piece(x[1], x[2], result->x1, result->x2);
		break;
	case CORDON_HVC_SEAL:
		measurement_end(x[1], x[2], x[3], x[4], x[5], x[6]);
		vcpu_begin(x[1], 0, x[4], x[5]);
		break;
	case CORDON_HVC_MEASUREMENT:
		x[4] = measurement_word(x[1], x[2]);
		break;
	case CORDON_HVC_VCPU_ON:
		vcpu_begin(vcpu_part(), x[1], x[2], x[3]);
		break;
	case CORDON_HVC_VCPU_REGISTER:
		x[4] = vcpu_register(x[1], x[2], x[3], x[4], x[5]);
		break;
	default:
		break;
	}
}

struct hvc_result locked_hvc(u64 *x)
{
	struct hvc_result result;

	enter();
	result = core_hvc(this_cpu()->index, x[0], x[1], x[2], x[3], x[4], x[5], x[6]);
	if (result.x0 == CORDON_E_SUCCESS) {
		call_follows(x, &result);
	}
	edge_unlock();
	return result;
}

u32 locked_abort(u64 esr, u64 hpfar)
{
	u32 result;

	enter();
	result = core_abort(this_cpu()->index, esr, hpfar);
	if (result != ABORT_RETRY) {
		print_debug("abort: hpfar %lx\n", hpfar);
	}
	edge_unlock();
	return result;
}

struct exit_record locked_exit(u64 why, u64 esr, u64 hpfar, u64 far, u64 value)
{
	struct exit_record result;

	enter();
	result = core_exit(this_cpu()->index, why, esr, hpfar, far, value);
	vcpu_stopped(&result, esr);
	edge_unlock();
	return result;
}

u64 locked_count_frames(u32 owner)
{
	u64 result;

	enter();
	result = core_count_frames(owner);
	edge_unlock();
	return result;
}

void locked_shutdown(void)
{
	enter();
	core_shutdown();
}

void locked_log_cpu(const char *what)
{
	enter();
	print("cpu %u %s\n", this_cpu()->index, what);
	edge_unlock();
}
