/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ID registers that a protected guest reads (HCR_EL2.TID3), and what the host of an ordinary
 * one may answer: what the processor has, but for what Cordon keeps from guests. What is not named
 * here reads as zero, AArch32 and encodings without a register yet included. Fields: Arm ARM D19.2.
 */
#include "guest.h"
#include "regs_layout.h"
#include "sysreg.h"

/* op0 = 3, op1 = 0, CRn = 0: the ID registers, from CRm = 1 on. */
#define ID_CRM_LAST 7

#define F(lo) (15ull << (lo))

/* AArch64 alone at EL0 and EL1, no EL2 or EL3; the GIC's system registers. */
#define PFR0_LEVELS (1ull << 4 | 1)
#define PFR0_GIC (1ull << 24)
/* FP, AdvSIMD, DIT, CSV3. */
#define PFR0_KEPT (F(16) | F(20) | F(48) | F(60))
/* CSV2: 1 at most, for there is no SCXTNUM_ELx. */
#define PFR0_CSV2 56
/* BT, SSBS. */
#define PFR1_KEPT (F(0) | F(4))
/* DebugVer: Armv8. */
#define DFR0_DEBUG 6
/* All but TME, TS and RNDR stay as they are: instructions without registers. */
#define ISAR0_KEPT ~(F(0) | F(24))
/* DPB, JSCVT, FCMA, LRCPC, FRINTTS, SB, SPECRES, BF16, DGH, I8MM. */
#define ISAR1_KEPT (F(0) | F(12) | F(16) | F(20) | F(32) | F(36) | F(40) | F(44) | F(48) | F(52))
/* RPRES, BC. */
#define ISAR2_KEPT (F(4) | F(20))
/* ASIDBits, BigEnd, BigEndEL0, TGran16, TGran64, TGran4. */
#define MMFR0_KEPT (F(4) | F(8) | F(16) | F(20) | F(24) | F(28))
/* PARange: 40 bits at most, a partition's IPA. */
#define MMFR0_PARANGE_40 2
/* HAFDBS, HPDS, PAN, ETS. */
#define MMFR1_KEPT (F(0) | F(12) | F(20) | F(36))
/* UAO, VARange, ST, AT, TTL, BBM, E0PD. */
#define MMFR2_KEPT (F(4) | F(16) | F(28) | F(32) | F(48) | F(52) | F(60))

static u64 at_most(u64 field, u64 most)
{
	return field < most ? field : most;
}

static u64 pfr0(void)
{
	u64 has = read_sysreg(id_aa64pfr0_el1);

	return (has & PFR0_KEPT) | PFR0_LEVELS | PFR0_GIC |
	       at_most(id_field(has, PFR0_CSV2), 1) << PFR0_CSV2;
}

static u64 mmfr0(void)
{
	u64 has = read_sysreg(id_aa64mmfr0_el1);

	return (has & MMFR0_KEPT) | at_most(id_field(has, 0), MMFR0_PARANGE_40);
}

u64 guest_id(u64 number)
{
	/* CRm << 4 | op2 */
	switch ((1 + number / 8) << 4 | number % 8) {
	case 0x40:
		return pfr0();
	case 0x41:
		return read_sysreg(id_aa64pfr1_el1) & PFR1_KEPT;
	case 0x50:
		return DFR0_DEBUG;
	case 0x60:
		return read_sysreg(id_aa64isar0_el1) & ISAR0_KEPT;
	case 0x61:
		return read_sysreg(id_aa64isar1_el1) & ISAR1_KEPT;
	case 0x62:
		return read_sysreg(ID_AA64ISAR2_EL1) & ISAR2_KEPT;
	case 0x70:
		return mmfr0();
	case 0x71:
		return read_sysreg(id_aa64mmfr1_el1) & MMFR1_KEPT;
	case 0x72:
		return read_sysreg(id_aa64mmfr2_el1) & MMFR2_KEPT;
	default:
		return 0;
	}
}

u32 guest_reads_id(struct regs *regs, u64 esr)
{
	u64 iss = esr_el2_iss(esr);
	u64 crm = iss_sysreg_crm(iss);

	if (iss_sysreg_read(iss) == 0 || iss_sysreg_op0(iss) != 3 || iss_sysreg_op1(iss) != 0 ||
	    iss_sysreg_crn(iss) != 0 || crm == 0 || crm > ID_CRM_LAST) {
		return 0;
	}
	if (iss_sysreg_rt(iss) != XZR) {
		regs->x[iss_sysreg_rt(iss)] = guest_id(8 * (crm - 1) + iss_sysreg_op2(iss));
	}
	return 1;
}
