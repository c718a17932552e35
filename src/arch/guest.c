/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A guest at EL1 and EL0: the registers that confine it, and its traps. It has its memory, the
 * registers that vcpu.c switches, floating point, the virtual timer and counters, an interface to
 * the interrupts that the host gives it, and Cordon's calls. Debug, performance counters and newer
 * extensions do not exist for a protected one. Of an ordinary one the host plays the registers that
 * trap, and may let it use what the host itself has of debug and counters.
 * Bits: Arm ARM D19.2.
 */
#include "guest.h"
#include "cordon_abi.h"
#include "inject.h"
#include "locked.h"
#include "percpu.h"
#include "regs_layout.h"
#include "smccc.h"
#include "sysreg.h"
#include "trap.h"
#include "vcpu.h"
#include "vgic.h"

/* HCR_EL2: trap error records, LORegions, set/way maintenance, ACTLR, ID registers and WFI, but not
 * WFE: another vCPU ends it, not the host. TLB and barrier operations reach all CPUs, for the vCPU
 * may go on elsewhere. */
#define HCR_GUEST (1ull << 36 | 1ull << 35 | 1ull << 22 | 1ull << 21 | 1ull << 18 | 1ull << 13 | \
		   1ull << 10 | 1ull << 9)
/* CPTR_EL2: trap trace, SME and SVE; and FP until it is loaded. */
#define CPTR_GUEST (1ull << 20 | 1ull << 12 | 1ull << 8)
#define CPTR_TFP (1ull << 10)
/* ESR_EL2.EC: FP or Advanced SIMD that CPTR_EL2.TFP traps. */
#define EC_FP 7
/* MDCR_EL2: trap debug ROM, OS lock, debug registers, performance counters and their control, and
 * the trace filter. */
#define MDCR_GUEST (1ull << 19 | 1ull << 11 | 1ull << 10 | 1ull << 9 | 1ull << 6 | 1ull << 5)
/* CNTHCTL_EL2: the physical counter may be read; the physical timer is the host's. */
#define CNTHCTL_GUEST 1
/* ICC_SRE_EL2 without Enable: EL1's own traps. */
#define ICC_SRE_GUEST 7
/* VMPIDR_EL2: RES1. */
#define MPIDR_RES1 (1ull << 31)
#define MDCR_TDE (1ull << 8)
#define PMCR_E (1ull << 0)
#define PMU_IMPDEF 15
/* PAR_EL1: the translation failed; the address. */
#define PAR_F (1ull << 0)
#define PAR_PA 0xffffffffff000ull

#define FINE_TRAPS(r) r(HFGRTR_EL2) r(HFGWTR_EL2) r(HFGITR_EL2) r(HDFGRTR_EL2) r(HDFGWTR_EL2)
#define FINE_TRAPS2(r) r(HFGRTR2_EL2) r(HFGWTR2_EL2) r(HFGITR2_EL2) r(HDFGRTR2_EL2) \
	r(HDFGWTR2_EL2)
#define CONTROLS(r) r(hcr_el2) r(cptr_el2) r(mdcr_el2) r(cnthctl_el2) r(vmpidr_el2) \
	r(ICC_SRE_EL2)

/* MPAM2_EL2: trap EL1's registers of memory partitioning. */
#define MPAM2_TRAP (3ull << 48)

#define FIELD(name) u64 name;
#define KEEP(name) kept->name = read_sysreg(name);
#define ZERO(name) write_sysreg(name, 0);
#define RESTORE(name) write_sysreg(name, kept->name);

/* What confines the host on each CPU; and its PMCR_EL0, which it changes, while a guest runs. */
static struct kept {
	CONTROLS(FIELD)
	FINE_TRAPS(FIELD)
	FINE_TRAPS2(FIELD)
	u64 HCRX_EL2;
	u64 pmcr_el0;
} host[CPUS_MAX];

static u32 fine_traps(void)
{
	return id_field(read_sysreg(id_aa64mmfr0_el1), 56);
}

static u32 has_hcrx(void)
{
	return id_field(read_sysreg(id_aa64mmfr1_el1), 40) != 0;
}

static u32 has_pmu(void)
{
	u32 pmu = id_field(read_sysreg(id_aa64dfr0_el1), 8);

	return pmu != 0 && pmu != PMU_IMPDEF;
}

void guest_prepare(void)
{
	struct kept *kept = &host[this_cpu()->index];

	CONTROLS(KEEP)
	if (fine_traps() >= 1) {
		FINE_TRAPS(KEEP)
	}
	if (fine_traps() >= 2) {
		FINE_TRAPS2(KEEP)
	}
	if (has_hcrx()) {
		KEEP(HCRX_EL2)
	}
}

/* Registers of newer extensions trap when their bits are 0 here, and the extensions are off. */
static void close_newer(void)
{
	u32 fgt = fine_traps();

	if (fgt >= 1) {
		FINE_TRAPS(ZERO)
	}
	if (fgt >= 2) {
		FINE_TRAPS2(ZERO)
	}
	if (has_hcrx()) {
		ZERO(HCRX_EL2)
	}
	if (has_mpam()) {
		write_sysreg(MPAM2_EL2, MPAM2_TRAP);
	}
}

void guest_confine(u64 vcpu, u32 ordinary, u64 run)
{
	struct kept *kept = &host[this_cpu()->index];
	u64 asked = ordinary ? run : 0;

	close_newer();
	/* The host's counters count nothing of a protected guest. */
	if (has_pmu()) {
		KEEP(pmcr_el0)
		if (!ordinary) {
			write_sysreg(pmcr_el0, kept->pmcr_el0 & ~PMCR_E);
		}
	}
	/* rw, tidcp, tsc, amo, imo, fmo, swio, vm */
	write_sysreg(hcr_el2, hcr_el2_make(0, 0, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1) | HCR_GUEST);
	write_sysreg(cptr_el2, kept->cptr_el2 | CPTR_GUEST | CPTR_TFP);
	write_sysreg(mdcr_el2, kept->mdcr_el2 | MDCR_GUEST |
		     ((asked & RUN_DEBUG) != 0 ? MDCR_TDE : 0));
	write_sysreg(cnthctl_el2, (asked & RUN_TRAP_COUNTER) != 0 ? 0 : CNTHCTL_GUEST);
	write_sysreg(vmpidr_el2, MPIDR_RES1 | vcpu);
	write_sysreg(ICC_SRE_EL2, ICC_SRE_GUEST);
}

void guest_release(void)
{
	const struct kept *kept = &host[this_cpu()->index];
	u32 fgt = fine_traps();

	CONTROLS(RESTORE)
	if (fgt >= 1) {
		FINE_TRAPS(RESTORE)
	}
	if (fgt >= 2) {
		FINE_TRAPS2(RESTORE)
	}
	if (has_hcrx()) {
		RESTORE(HCRX_EL2)
	}
	if (has_mpam()) {
		ZERO(MPAM2_EL2)
	}
	if (has_pmu()) {
		RESTORE(pmcr_el0)
	}
}

/* Finds the IPA of a permission fault, of which HPFAR_EL2 tells nothing (D19.2, HPFAR_EL2): by the
 * guest's stage 1, which lies in RAM alone, so that the walk cannot end in an external abort.
 * False if that gives nothing any more. */
static u32 find_ipa(u64 far, u64 *hpfar)
{
	u64 par_of_guest = read_sysreg(par_el1);
	u64 par;

	__asm__ volatile("at s1e1r, %0" : : "r"(far) : "memory");
	isb();
	par = read_sysreg(par_el1);
	write_sysreg(par_el1, par_of_guest);
	*hpfar = hpfar_el2_make((par & PAR_PA) >> 12);
	return (par & PAR_F) == 0;
}

/* Loads the guest's registers, under the host's traps: those of SVE would hit EL2 too. */
static void guest_fp(void)
{
	u64 cptr = host[this_cpu()->index].cptr_el2;

	write_sysreg(cptr_el2, cptr);
	isb();
	vcpu_load_fp();
	write_sysreg(cptr_el2, cptr | CPTR_GUEST);
}

/* The registers of breakpoints and the OS lock, which a kernel clears when it starts: a protected
 * guest has none, reads zero and writes what it likes (op0 2, op1 0). */
static u32 guest_lacks_debug(struct regs *regs, u64 esr)
{
	u64 iss = esr_el2_iss(esr), rt = iss_sysreg_rt(iss);

	if (iss_sysreg_op0(iss) != 2 || iss_sysreg_op1(iss) != 0) {
		return 0;
	}
	if (iss_sysreg_read(iss) != 0 && rt != XZR) {
		regs->x[rt] = 0;
	}
	return 1;
}

static void guest_sysreg(struct regs *regs, u64 esr)
{
	u64 rt = iss_sysreg_rt(esr_el2_iss(esr));
	u64 value = rt == XZR ? 0 : regs->x[rt];

	if (vcpu_is_ordinary()) {
		vcpu_exit(regs, EXIT_SYSREG, esr, 0, value);
	} else if (guest_lacks_debug(regs, esr) || guest_reads_id(regs, esr) ||
		   vgic_serves_sre(regs, esr)) {
		trap_skip();
	} else if (vgic_sends_sgi(esr)) {
		trap_skip();
		vcpu_exit(regs, EXIT_SGI, esr, 0, value);
	} else {
		inject_undefined();
	}
}

/* A fault of stage 2 is the host's to mend; what else aborts is the guest's own affair. */
static void guest_abort(struct regs *regs, u64 esr)
{
	u64 far = read_sysreg(far_el2);
	u64 hpfar = read_sysreg(hpfar_el2);
	u64 iss = esr_el2_iss(esr);
	u64 fault = iss_dabt_dfsc(iss);
	u64 srt = iss_dabt_srt(iss);

	if (fault >= FSC_EXTERNAL) {
		inject_abort(esr, far);
		return;
	}
	if (fault >= FSC_PERMISSION && iss_dabt_s1ptw(iss) == 0 && !find_ipa(far, &hpfar)) {
		return;
	}
	if (locked_abort(esr, hpfar) != ABORT_RETRY) {
		vcpu_exit(regs, EXIT_FAULT, esr, hpfar, srt == XZR ? 0 : regs->x[srt]);
	}
}

/* A call that is not Cordon's own is the host's to answer, of a protected guest Cordon's as its
 * firmware. Until the host has, the vCPU stays before its instruction, as at an SMC, which traps,
 * it does already. */
static void guest_call(struct regs *regs, u64 esr)
{
	u32 smc = esr_el2_ec(esr) == EC_SMC64;
	u32 number = (u32)regs->x[0] - CORDON_HVC_BASE;

	u32 others = (smc || number >= CORDON_HVC_COUNT) &&
		     (esr_el2_iss(esr) & CALL_IMMEDIATE) == 0;

	if (others && vcpu_is_ordinary()) {
		if (!smc) {
			trap_stay();
		}
		vcpu_exit(regs, EXIT_CALL, esr, 0, regs->x[0]);
		return;
	}
	if (smc) {
		trap_skip();
	}
	if (others) {
		guest_firmware(regs);
	} else {
		trap_hvc(regs, esr);
	}
}

/* One that the host has asked for. */
static void guest_debug(struct regs *regs, u64 esr)
{
	if (vcpu_is_ordinary()) {
		vcpu_exit(regs, EXIT_DEBUG, esr, 0, 0);
	} else {
		inject_undefined();
	}
}

void guest_sync(struct regs *regs, u64 esr)
{
	switch (esr_el2_ec(esr)) {
	case EC_HVC64:
	case EC_SMC64:
		guest_call(regs, esr);
		break;
	case EC_WFX:
		trap_skip();
		vcpu_exit(regs, EXIT_WFI, esr, 0, 0);
		break;
	case EC_FP:
		guest_fp();
		break;
	case EC_SYSREG64:
		guest_sysreg(regs, esr);
		break;
	case EC_IABT_LOWER:
	case EC_DABT_LOWER:
		guest_abort(regs, esr);
		break;
	case EC_BREAKPT_LOWER:
	case EC_STEP_LOWER:
	case EC_WATCHPT_LOWER:
	case EC_BRK64:
		guest_debug(regs, esr);
		break;
	default:
		inject_undefined();
		break;
	}
}
