/* SPDX-License-Identifier: Apache-2.0 */
/* SMC calling convention (DEN0028): what the host gets as firmware. */
#include "smccc.h"

/* 1.1 */
#define SMCCC_VERSION_1_1 0x10001

static u64 arch_features(u32 function)
{
	if (function == SMCCC_VERSION || function == SMCCC_ARCH_FEATURES) {
		return SMCCC_SUCCESS;
	}
	return (u64)SMCCC_NOT_SUPPORTED;
}

void smccc_call(struct regs *regs)
{
	switch ((u32)regs->x[0]) {
	case SMCCC_VERSION:
		regs->x[0] = SMCCC_VERSION_1_1;
		break;
	case SMCCC_ARCH_FEATURES:
		regs->x[0] = arch_features((u32)regs->x[1]);
		break;
	default:
		if (!psci_call(regs) && !trng_call(regs)) {
			regs->x[0] = (u64)SMCCC_NOT_SUPPORTED;
		}
		break;
	}
}
