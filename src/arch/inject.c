/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Exception entry to EL1, done by hand (Arm ARM D1.3.2 "Exception entry"). The values that
 * ERET loads are EL2's; the interrupted state goes to EL1's ELR, SPSR, ESR and FAR.
 */
#include "inject.h"
#include "regs_layout.h"
#include "sysreg.h"

/* SPSR_ELx for AArch64 (D19.2.155); bits that exist without their feature read as 0. */
#define SPSR_MODE_MASK 0xf
#define SPSR_EL1T 4
#define SPSR_EL1H 5
#define SPSR_AARCH32 (1ull << 4)
#define SPSR_DAIF (15ull << 6)
#define SPSR_SSBS (1ull << 12)
#define SPSR_ALLINT (1ull << 13)
#define SPSR_PAN (1ull << 22)
#define SPSR_DIT (1ull << 24)
#define SPSR_TCO (1ull << 25)
#define SPSR_NZCV (15ull << 28)
/* The same for AArch32, where these two bits lie elsewhere. */
#define SPSR32_DIT (1ull << 21)
#define SPSR32_SSBS (1ull << 23)

#define SCTLR_SPAN (1ull << 23)
#define SCTLR_DSSBS (1ull << 44)
#define SCTLR_SPINTMASK (1ull << 62)

/* Classes of EL1's ESR: the abort came from its own level (from EL0: as at EL2). */
#define EC_SAME_LEVEL 1

#define FEATURE(reg, lo) (id_field(read_sysreg(reg), lo) != 0)

/* PSTATE at the start of EL1's handler: what entry keeps, sets and takes from SCTLR_EL1. */
static u64 entry_pstate(u64 spsr)
{
	u64 sctlr = read_sysreg(sctlr_el1);
	u64 pstate = SPSR_EL1H | SPSR_DAIF | (spsr & (SPSR_NZCV | SPSR_PAN));

	if (FEATURE(id_aa64mmfr1_el1, 20) && (sctlr & SCTLR_SPAN) == 0) {
		pstate |= SPSR_PAN;
	}
	if ((spsr & SPSR_AARCH32) != 0) {
		pstate |= spsr & SPSR32_DIT ? SPSR_DIT : 0;
	} else {
		pstate |= spsr & SPSR_DIT;
	}
	if (FEATURE(id_aa64pfr1_el1, 4) && (sctlr & SCTLR_DSSBS) != 0) {
		pstate |= SPSR_SSBS;
	}
	if (id_field(read_sysreg(id_aa64pfr1_el1), 8) >= 2) {
		pstate |= SPSR_TCO;
	}
	if (FEATURE(id_aa64pfr1_el1, 36) && (sctlr & SCTLR_SPINTMASK) == 0) {
		pstate |= SPSR_ALLINT;
	}
	return pstate;
}

/* Offset in the vector table of a synchronous exception from the state in spsr (D1.3.1). */
static u64 vector_offset(u64 spsr)
{
	if ((spsr & SPSR_AARCH32) != 0) {
		return 0x600;
	}
	if ((spsr & SPSR_MODE_MASK) == SPSR_EL1H) {
		return 0x200;
	}
	return (spsr & SPSR_MODE_MASK) == SPSR_EL1T ? 0x000 : 0x400;
}

static void enter_el1(u64 esr)
{
	u64 spsr = read_sysreg(spsr_el2);

	write_sysreg(esr_el1, esr);
	write_sysreg(elr_el1, read_sysreg(elr_el2));
	write_sysreg(spsr_el1, spsr);
	write_sysreg(elr_el2, read_sysreg(vbar_el1) + vector_offset(spsr));
	write_sysreg(spsr_el2, entry_pstate(spsr));
}

static u32 from_el1(void)
{
	u64 spsr = read_sysreg(spsr_el2);

	return (spsr & SPSR_AARCH32) == 0 && (spsr & SPSR_MODE_MASK) != 0;
}

void inject_abort(u64 esr, u64 far)
{
	u64 ec = esr_el2_ec(esr) + (from_el1() ? EC_SAME_LEVEL : 0);
	u64 iss = FSC_EXTERNAL;

	if (esr_el2_ec(esr) == EC_DABT_LOWER) {
		u64 from = esr_el2_iss(esr);

		iss = iss_dabt_make(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, iss_dabt_cm(from), 0,
				    iss_dabt_wnr(from), FSC_EXTERNAL);
	}
	write_sysreg(far_el1, far);
	/* IL is 1 for every instruction abort and for a data abort without ISV. */
	enter_el1(esr_el2_make(0, ec, 1, iss));
}

void inject_undefined(void)
{
	/* An instruction of 32 bits or of unknown length has IL = 1. */
	enter_el1(esr_el2_make(0, EC_UNKNOWN, 1, 0));
}
