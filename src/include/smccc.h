/* SPDX-License-Identifier: Apache-2.0 */
/* Calls by SMC: none reaches firmware but what psci.c forwards. */
#ifndef CORDON_SMCCC_H
#define CORDON_SMCCC_H
#include "regs.h"

/* Results (SMCCC DEN0028, 7.1; PSCI DEN0022, 5.2.2; TRNG DEN0098, 2.2). */
#define SMCCC_SUCCESS 0
#define SMCCC_NOT_SUPPORTED (-1l)

#define SMCCC_VERSION 0x80000000
#define SMCCC_VERSION_1_1 0x10001
#define SMCCC_ARCH_FEATURES 0x80000001
/* The UID of the vendor-specific hypervisor service (DEN0028, general service queries). */
#define SMCCC_HYPERVISOR_UID 0x8600ff01

/* What SMCCC_ARCH_FEATURES answers of a function. */
u64 smccc_arch_features(u32 function);

/* Answers the SMC whose registers these are: results in x0 to x3. */
void smccc_call(struct regs *regs);

/* The same for calls of PSCI and TRNG; false if the function is none of theirs. */
u32 psci_call(struct regs *regs);
u32 trng_call(struct regs *regs);
#endif
