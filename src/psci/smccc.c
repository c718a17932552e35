/* SPDX-License-Identifier: Apache-2.0 */
/* SMC calling convention (DEN0028): what the host gets as firmware. */
#include "cordon_abi.h"
#include "smccc.h"

u64 smccc_arch_features(u32 function)
{
	if (function == SMCCC_VERSION || function == SMCCC_ARCH_FEATURES) {
		return SMCCC_SUCCESS;
	}
	return (u64)SMCCC_NOT_SUPPORTED;
}

/* By this the host's kernel knows whom it runs under, before it makes a hypercall. */
static void hypervisor_uid(struct regs *regs)
{
	regs->x[0] = CORDON_UID_0;
	regs->x[1] = CORDON_UID_1;
	regs->x[2] = CORDON_UID_2;
	regs->x[3] = CORDON_UID_3;
}

void smccc_call(struct regs *regs)
{
	switch ((u32)regs->x[0]) {
	case SMCCC_VERSION:
		regs->x[0] = SMCCC_VERSION_1_1;
		break;
	case SMCCC_ARCH_FEATURES:
		regs->x[0] = smccc_arch_features((u32)regs->x[1]);
		break;
	case SMCCC_HYPERVISOR_UID:
		hypervisor_uid(regs);
		break;
	default:
		if (!psci_call(regs) && !trng_call(regs)) {
			regs->x[0] = (u64)SMCCC_NOT_SUPPORTED;
		}
		break;
	}
}
