/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a protected guest calls as firmware: PSCI 1.1 (DEN0022) and random numbers. The proven core
 * decides which vCPU is on; the host hears of it by the exit (EXIT_ON, EXIT_OFF, EXIT_END).
 */
#include "cordon_abi.h"
#include "cordon_limits.h"
#include "guest.h"
#include "locked.h"
#include "psci.h"
#include "smccc.h"
#include "vcpu.h"

#define PSCI_1_1 0x10001
/* PSCI_MIGRATE_INFO_TYPE: no trusted OS that would have to move. */
#define NO_TRUSTED_OS 2
/* PSCI_AFFINITY_INFO. */
#define AFFINITY_ON 0
#define AFFINITY_OFF 1
/* EXIT_END. */
#define END_OFF 0
#define END_RESET 1

static u64 features(u32 function)
{
	switch (function) {
	case SMCCC_VERSION:
	case PSCI_VERSION:
	case PSCI_CPU_SUSPEND:
	case PSCI_CPU_SUSPEND | SMC64:
	case PSCI_CPU_OFF:
	case PSCI_CPU_ON:
	case PSCI_CPU_ON | SMC64:
	case PSCI_AFFINITY_INFO:
	case PSCI_AFFINITY_INFO | SMC64:
	case PSCI_MIGRATE_INFO_TYPE:
	case PSCI_SYSTEM_OFF:
	case PSCI_SYSTEM_RESET:
	case PSCI_FEATURES:
		return SMCCC_SUCCESS;
	default:
		return (u64)SMCCC_NOT_SUPPORTED;
	}
}

static u64 psci_result(u64 result)
{
	switch ((s32)result) {
	case CORDON_E_SUCCESS:
		return SMCCC_SUCCESS;
	case CORDON_E_POWER:
		return (u64)PSCI_ALREADY_ON;
	case CORDON_E_RUNNING:
		return (u64)PSCI_ON_PENDING;
	default:
		return (u64)PSCI_INVALID_PARAMETERS;
	}
}

/* A vCPU's affinity is its number (guest_confine). */
static void cpu_on(struct regs *regs, u64 vcpu, u64 entry, u64 context)
{
	u64 call[7] = { CORDON_HVC_VCPU_ON, vcpu, entry, context, 0, 0, 0 };

	regs->x[0] = psci_result(locked_hvc(call).x0);
	if (regs->x[0] == SMCCC_SUCCESS) {
		vcpu_exit(regs, EXIT_ON, 0, 0, vcpu);
	}
}

static u64 affinity_info(u64 vcpu, u64 level)
{
	u64 call[7] = { CORDON_HVC_VCPU_QUERY, vcpu, 0, 0, 0, 0, 0 };
	struct hvc_result result = locked_hvc(call);

	if (level != 0 || result.x0 != CORDON_E_SUCCESS) {
		return (u64)PSCI_INVALID_PARAMETERS;
	}
	return result.x1 == 1 ? AFFINITY_ON : AFFINITY_OFF;
}

/* False if the function is none of PSCI's. */
static u32 guest_psci(struct regs *regs, u32 function, u64 x1, u64 x2, u64 x3)
{
	switch (function & ~SMC64) {
	case PSCI_VERSION:
		regs->x[0] = PSCI_1_1;
		break;
	case PSCI_CPU_SUSPEND: /* a standby state: the next interrupt ends it */
		regs->x[0] = SMCCC_SUCCESS;
		vcpu_exit(regs, EXIT_WFI, 0, 0, 0);
		break;
	case PSCI_CPU_OFF:
		vcpu_exit(regs, EXIT_OFF, 0, 0, 0);
		break;
	case PSCI_CPU_ON:
		cpu_on(regs, x1, x2, x3);
		break;
	case PSCI_AFFINITY_INFO:
		regs->x[0] = affinity_info(x1, x2);
		break;
	case PSCI_MIGRATE_INFO_TYPE:
		regs->x[0] = NO_TRUSTED_OS;
		break;
	case PSCI_SYSTEM_OFF:
		vcpu_exit(regs, EXIT_END, 0, 0, END_OFF);
		break;
	case PSCI_SYSTEM_RESET:
		vcpu_exit(regs, EXIT_END, 0, 0, END_RESET);
		break;
	case PSCI_FEATURES:
		regs->x[0] = features((u32)x1);
		break;
	default:
		return 0;
	}
	return 1;
}

void guest_firmware(struct regs *regs)
{
	u32 function = (u32)regs->x[0];
	u64 mask = PSCI_ARGUMENT(function);

	if (function == SMCCC_VERSION) {
		regs->x[0] = SMCCC_VERSION_1_1;
	} else if (function == SMCCC_ARCH_FEATURES) {
		regs->x[0] = smccc_arch_features((u32)regs->x[1]);
	} else if (features(function) != SMCCC_SUCCESS ||
		   !guest_psci(regs, function, regs->x[1] & mask, regs->x[2] & mask,
			       regs->x[3] & mask)) {
		if (!trng_call(regs)) {
			regs->x[0] = (u64)SMCCC_NOT_SUPPORTED;
		}
	}
}
