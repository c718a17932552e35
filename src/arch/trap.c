/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that EL1 and EL0 can make EL2 do enters here. */
#include "cordon_abi.h"
#include "guest.h"
#include "inject.h"
#include "locked.h"
#include "memory.h"
#include "panic.h"
#include "percpu.h"
#include "regs.h"
#include "regs_layout.h"
#include "smccc.h"
#include "sysreg.h"
#include "trap.h"
#include "vcpu.h"

void trap_skip(void)
{
	write_sysreg(elr_el2, read_sysreg(elr_el2) + 4);
}

void trap_stay(void)
{
	write_sysreg(elr_el2, read_sysreg(elr_el2) - 4);
}

void trap_hvc(struct regs *regs, u64 esr)
{
	struct hvc_result result;
	u32 function = (u32)regs->x[0];
	u64 x1 = regs->x[1];

	if ((esr_el2_iss(esr) & CALL_IMMEDIATE) != 0) {
		regs->x[0] = (u64)SMCCC_NOT_SUPPORTED;
		return;
	}
	result = locked_hvc(regs->x);
	if (function == CORDON_HVC_VCPU_RUN && result.x0 == CORDON_E_SUCCESS) {
		vcpu_enter(regs, x1, regs->x[2]);
		return;
	}
	regs->x[0] = result.x0;
	regs->x[1] = result.x1;
	regs->x[2] = result.x2;
	regs->x[3] = result.x3;
	if (function == CORDON_HVC_VCPU_ON && result.x0 == CORDON_E_SUCCESS) {
		vcpu_exit(regs, EXIT_ON, 0, 0, x1);
	}
}

static void trap_smc(struct regs *regs, u64 esr)
{
	trap_skip();
	if ((esr_el2_iss(esr) & CALL_IMMEDIATE) != 0) {
		regs->x[0] = (u64)SMCCC_NOT_SUPPORTED;
		return;
	}
	smccc_call(regs);
}

static void trap_abort(u64 esr)
{
	u64 far = read_sysreg(far_el2);

	if (locked_abort(esr, read_sysreg(hpfar_el2)) != ABORT_RETRY) {
		inject_abort(esr, far);
	}
}

void trap_lower_sync(struct regs *regs)
{
	u64 esr = read_sysreg(esr_el2);

	park_if_panicked();
	if (this_cpu()->vcpu != 0) {
		guest_sync(regs, esr);
		return;
	}
	switch (esr_el2_ec(esr)) {
	case EC_HVC64:
		trap_hvc(regs, esr);
		break;
	case EC_SMC64:
		trap_smc(regs, esr);
		break;
	case EC_IABT_LOWER:
	case EC_DABT_LOWER:
		trap_abort(esr);
		break;
	default:
		/* A register or instruction that is trapped: to the host it does not exist. */
		inject_undefined();
		break;
	}
}

/* Interrupts and SErrors come here from guests alone: the host takes its own at EL1. */
static void leave_guest(struct regs *regs, u64 why)
{
	park_if_panicked();
	if (this_cpu()->vcpu == 0) {
		panic("an interrupt of the host came to EL2");
	}
	vcpu_exit(regs, why, 0, 0, 0);
}

void trap_lower_irq(struct regs *regs)
{
	leave_guest(regs, EXIT_INTERRUPT);
}

void trap_lower_serror(struct regs *regs)
{
	leave_guest(regs, EXIT_SERROR);
}
