/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PSCI relay (DEN0022). Firmware starts a CPU in Cordon; only there does it get the host's entry
 * point, at EL1. A CPU's state changes OFF -> STARTING by the one caller of CPU_ON that wins,
 * STARTING -> ON by the CPU itself, ON -> OFF by the CPU itself.
 */
#include "drbg.h"
#include "enter.h"
#include "features.h"
#include "locked.h"
#include "panic.h"
#include "percpu.h"
#include "psci.h"
#include "smccc.h"
#include "sysreg.h"
#include "vcpu.h"

/* Instructions are aligned, IPAs have 40 bits. */
#define ENTRY_INVALID (~0xfffffffffcul)

void secondary_entry(void);

/* The call to firmware (SMCCC: x4 to x17 are scratch before version 1.1). */
static u64 smc(u64 function, u64 a1, u64 a2, u64 a3)
{
	register u64 x0 __asm__("x0") = function;
	register u64 x1 __asm__("x1") = a1;
	register u64 x2 __asm__("x2") = a2;
	register u64 x3 __asm__("x3") = a3;

	__asm__ volatile("smc #0" : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3) : :
			 "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14",
			 "x15", "x16", "x17", "memory");
	return x0;
}

static u32 change_state(struct percpu *cpu, u32 from, u32 to)
{
	return __atomic_compare_exchange_n(&cpu->state, &from, to, 0, __ATOMIC_ACQ_REL,
					   __ATOMIC_ACQUIRE);
}

static struct percpu *find_cpu(u64 affinity)
{
	for (u32 i = 0; i < nr_cpus; i++) {
		if (percpu[i].mpidr == affinity) {
			return &percpu[i];
		}
	}
	return 0;
}

static u64 cpu_on(u64 affinity, u64 entry, u64 context)
{
	struct percpu *cpu = find_cpu(affinity);
	u64 result;

	if (cpu == 0) {
		return (u64)PSCI_INVALID_PARAMETERS;
	}
	if ((entry & ENTRY_INVALID) != 0) {
		return (u64)PSCI_INVALID_ADDRESS;
	}
	if (!change_state(cpu, CPU_OFF, CPU_STARTING)) {
		u32 state = __atomic_load_n(&cpu->state, __ATOMIC_ACQUIRE);

		return (u64)(state == CPU_ON ? PSCI_ALREADY_ON : PSCI_ON_PENDING);
	}
	cpu->entry = entry;
	cpu->context = context;
	dsb(sy);
	result = smc(PSCI_CPU_ON | SMC64, affinity, (u64)secondary_entry, (u64)cpu);
	if (result != SMCCC_SUCCESS) {
		change_state(cpu, CPU_STARTING, CPU_OFF);
	}
	return result;
}

static u64 cpu_off(void)
{
	u64 result;

	locked_log_cpu("off");
	__atomic_store_n(&this_cpu()->state, CPU_OFF, __ATOMIC_RELEASE);
	result = smc(PSCI_CPU_OFF, 0, 0, 0);
	__atomic_store_n(&this_cpu()->state, CPU_ON, __ATOMIC_RELEASE);
	return result;
}

/* Firmware returns here from a standby state, and by secondary_entry from a power-down. */
static u64 cpu_suspend(u64 power_state, u64 entry, u64 context)
{
	this_cpu()->entry = entry;
	this_cpu()->context = context;
	dsb(sy);
	return smc(PSCI_CPU_SUSPEND | SMC64, power_state, (u64)secondary_entry, (u64)this_cpu());
}

static _Noreturn void system_end(u32 function)
{
	locked_shutdown();
	drbg_wipe();
	vcpus_wipe();
	smc(function, 0, 0, 0);
	panic("firmware came back from a reset or power-off");
}

static u64 features(u32 function)
{
	switch (function & ~SMC64) {
	case SMCCC_VERSION:
		return function == SMCCC_VERSION ? SMCCC_SUCCESS : (u64)SMCCC_NOT_SUPPORTED;
	case PSCI_VERSION:
	case PSCI_CPU_OFF:
	case PSCI_MIGRATE_INFO_TYPE:
	case PSCI_SYSTEM_OFF:
	case PSCI_SYSTEM_RESET:
	case PSCI_FEATURES:
	case PSCI_CPU_SUSPEND:
	case PSCI_CPU_ON:
	case PSCI_AFFINITY_INFO:
		return smc(PSCI_FEATURES, function, 0, 0);
	default:
		return (u64)SMCCC_NOT_SUPPORTED;
	}
}

u32 psci_call(struct regs *regs)
{
	u32 function = (u32)regs->x[0];
	u64 mask = PSCI_ARGUMENT(function);
	u64 x1 = regs->x[1] & mask;
	u64 x2 = regs->x[2] & mask;
	u64 x3 = regs->x[3] & mask;

	switch (function) {
	case PSCI_VERSION:
	case PSCI_MIGRATE_INFO_TYPE:
		regs->x[0] = smc(function, 0, 0, 0);
		break;
	case PSCI_CPU_SUSPEND:
	case PSCI_CPU_SUSPEND | SMC64:
		regs->x[0] = cpu_suspend(x1, x2, x3);
		break;
	case PSCI_CPU_OFF:
		regs->x[0] = cpu_off();
		break;
	case PSCI_CPU_ON:
	case PSCI_CPU_ON | SMC64:
		regs->x[0] = cpu_on(x1, x2, x3);
		break;
	case PSCI_AFFINITY_INFO:
	case PSCI_AFFINITY_INFO | SMC64:
		regs->x[0] = smc(function, x1, x2, 0);
		break;
	case PSCI_SYSTEM_OFF:
	case PSCI_SYSTEM_RESET:
		system_end(function);
	case PSCI_FEATURES:
		regs->x[0] = features((u32)x1);
		break;
	default:
		return 0;
	}
	return 1;
}

_Noreturn void secondary_main(void)
{
	struct percpu *cpu = this_cpu();

	features_check();
	__atomic_store_n(&cpu->state, CPU_ON, __ATOMIC_RELEASE);
	locked_log_cpu("on");
	start_host(cpu->entry, cpu->context);
}
