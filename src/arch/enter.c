/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The registers that confine EL1, and the first way down on each CPU. VTTBR_EL2 and VTCR_EL2 get
 * what proven functions return. Bits: Arm ARM D19.2; a field of an ID register is named in the
 * comment of the line that reads it.
 */
#include "enter.h"
#include "core.h"
#include "guest.h"
#include "percpu.h"
#include "regs_layout.h"
#include "sysreg.h"
#include "vgic.h"

/* HCRX_EL2: instructions and registers that EL1 may use. */
#define HCRX_ENAS0 (1ull << 0)
#define HCRX_ENALS (1ull << 1)
#define HCRX_ENASR (1ull << 2)
#define HCRX_MSCEN (1ull << 11)
#define HCRX_TCR2EN (1ull << 14)
#define HCRX_SCTLR2EN (1ull << 15)
#define HCRX_GCSEN (1ull << 22)
/* HFGRTR_EL2, HFGWTR_EL2: traps of negative polarity (63:52, 50), all off. */
#define HFGTR_NO_TRAP (0xfff4ull << 48)
/* HFGITR_EL2: nGCSEPP, nGCSSTR_EL1, nGCSPUSHM_EL1. */
#define HFGITR_NO_TRAP (7ull << 57)
/* HFGRTR2_EL2, HFGWTR2_EL2: nPFAR_EL1, nERXGSR_EL1, nRCWSMASK_EL1. */
#define HFGTR2_NO_TRAP 7ull
/* CPTR_EL2, E2H = 0: RES1 bits; TSM and TZ are RES1 without their feature; traps of trace and of
 * the activity monitors. */
#define CPTR_RES1 0x33ffull
#define CPTR_TZ (1ull << 8)
#define CPTR_TSM (1ull << 12)
#define CPTR_TTA (1ull << 20)
#define CPTR_TAM (1ull << 30)
#define SMCR_FA64 (1ull << 31)
#define SMCR_EZT0 (1ull << 30)
/* Vector length: the largest there is. */
#define ZCR_LEN_MAX 0xf
/* MDCR_EL2: no counting at EL2; profiling and trace buffers in EL1's regime, their registers
 * trapped; SPE's control registers trapped. */
#define MDCR_E2PB_TRAP (2ull << 12)
#define MDCR_TPMS (1ull << 14)
#define MDCR_HPMD (1ull << 17)
#define MDCR_HCCD (1ull << 23)
#define MDCR_E2TB_TRAP (2ull << 24)
#define PMCR_N_SHIFT 11
#define PMU_V3P1 4
#define PMU_V3P5 6
#define PMU_IMPDEF 15
/* EL1 may use the physical counter and timer. */
#define CNTHCTL_EL1PCTEN_EL1PCEN 3
/* System register interface on, EL1's ICC_SRE writable, bypass off. */
#define ICC_SRE_ALL 15
_Noreturn void enter_host(u64 entry, u64 context, u64 stack);

/* HCR_EL2: EL1 may use pointer authentication, SCXTNUM and allocation tags where they exist. */
static u64 host_hcr(void)
{
	u64 isar1 = read_sysreg(id_aa64isar1_el1);
	u64 pfr1 = read_sysreg(id_aa64pfr1_el1);
	/* MTE */
	u64 tags = id_field(pfr1, 8) >= 2;
	/* CSV2, CSV2_frac */
	u64 scxtnum = id_field(read_sysreg(id_aa64pfr0_el1), 56) >= 2 || id_field(pfr1, 32) >= 2;
	/* APA, API, APA3 */
	u64 pauth = id_field(isar1, 4) != 0 || id_field(isar1, 8) != 0 ||
		    id_field(read_sysreg(ID_AA64ISAR2_EL1), 12) != 0;

	/* rw, tidcp, tsc, swio, vm */
	return hcr_el2_make(tags, scxtnum, pauth, pauth, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1);
}

static u64 host_hcrx(void)
{
	u32 ls64 = id_field(read_sysreg(id_aa64isar1_el1), 60);
	u64 mmfr3 = read_sysreg(ID_AA64MMFR3_EL1);
	u64 hcrx = 0;

	hcrx |= ls64 >= 1 ? HCRX_ENALS : 0;
	hcrx |= ls64 >= 2 ? HCRX_ENASR : 0;
	hcrx |= ls64 >= 3 ? HCRX_ENAS0 : 0;
	/* MOPS, TCRX, SCTLRX, GCS */
	hcrx |= id_field(read_sysreg(ID_AA64ISAR2_EL1), 16) != 0 ? HCRX_MSCEN : 0;
	hcrx |= id_field(mmfr3, 0) != 0 ? HCRX_TCR2EN : 0;
	hcrx |= id_field(mmfr3, 4) != 0 ? HCRX_SCTLR2EN : 0;
	hcrx |= id_field(read_sysreg(id_aa64pfr1_el1), 44) != 0 ? HCRX_GCSEN : 0;
	return hcrx;
}

/* Traps that exist with newer architecture versions, and EL2's own newer controls: all off. */
static void set_fine_traps(void)
{
	u32 fgt = id_field(read_sysreg(id_aa64mmfr0_el1), 56);

	if (fgt >= 1) {
		write_sysreg(HFGRTR_EL2, HFGTR_NO_TRAP);
		write_sysreg(HFGWTR_EL2, HFGTR_NO_TRAP);
		write_sysreg(HFGITR_EL2, HFGITR_NO_TRAP);
		write_sysreg(HDFGRTR_EL2, 0);
		write_sysreg(HDFGWTR_EL2, 0);
	}
	if (fgt >= 2) {
		write_sysreg(HFGRTR2_EL2, HFGTR2_NO_TRAP);
		write_sysreg(HFGWTR2_EL2, HFGTR2_NO_TRAP);
		write_sysreg(HFGITR2_EL2, 0);
		write_sysreg(HDFGRTR2_EL2, 0);
		write_sysreg(HDFGWTR2_EL2, 0);
	}
	/* HCX */
	if (id_field(read_sysreg(id_aa64mmfr1_el1), 40) != 0) {
		write_sysreg(HCRX_EL2, host_hcrx());
	}
	/* EL1's own registers do not trap; EL2 is in partition 0. */
	if (has_mpam()) {
		write_sysreg(MPAM2_EL2, 0);
	}
}

/* FP, SVE and SME belong to EL1 and EL0, at full length. */
static void set_vector_traps(void)
{
	u64 smfr0;
	u32 has_sve = id_field(read_sysreg(id_aa64pfr0_el1), 32) != 0;
	u32 has_sme = id_field(read_sysreg(id_aa64pfr1_el1), 24) != 0;
	/* TraceFilt: without it trace cannot be kept from EL2, so the trace unit is trapped. */
	u32 has_trf = id_field(read_sysreg(id_aa64dfr0_el1), 40) != 0;
	/* AMU: its counters count at EL2 too. */
	u32 has_amu = id_field(read_sysreg(id_aa64pfr0_el1), 44) != 0;

	write_sysreg(cptr_el2, (CPTR_RES1 & ~(has_sve ? CPTR_TZ : 0) & ~(has_sme ? CPTR_TSM : 0)) |
			       (has_trf ? 0 : CPTR_TTA) | (has_amu ? CPTR_TAM : 0));
	isb();
	if (has_sve) {
		write_sysreg(ZCR_EL2, ZCR_LEN_MAX);
	}
	if (has_sme) {
		smfr0 = read_sysreg(ID_AA64SMFR0_EL1);
		/* FA64, SMEver */
		write_sysreg(SMCR_EL2, ZCR_LEN_MAX | (smfr0 >> 63 != 0 ? SMCR_FA64 : 0) |
				       (id_field(smfr0, 56) != 0 ? SMCR_EZT0 : 0));
		write_sysreg(SMPRIMAP_EL2, 0);
	}
}

/* Profiling and trace see nothing of EL2, nor do counters where that can be had: before PMUv3p1 the
 * host can count EL2's events, before PMUv3p5 its cycles (A22). */
static void set_debug(void)
{
	u64 dfr0 = read_sysreg(id_aa64dfr0_el1);
	u32 pmu = id_field(dfr0, 8);
	u64 mdcr = 0;

	if (pmu != 0 && pmu != PMU_IMPDEF) {
		mdcr |= read_sysreg(pmcr_el0) >> PMCR_N_SHIFT & 31;
		mdcr |= pmu >= PMU_V3P1 ? MDCR_HPMD : 0;
		mdcr |= pmu >= PMU_V3P5 ? MDCR_HCCD : 0;
	}
	/* PMSVer, TraceBuffer, TraceFilt */
	if (id_field(dfr0, 32) != 0) {
		mdcr |= MDCR_E2PB_TRAP | MDCR_TPMS;
		write_sysreg(PMSCR_EL2, 0);
		write_sysreg(PMBLIMITR_EL1, 0);
	}
	if (id_field(dfr0, 44) != 0) {
		mdcr |= MDCR_E2TB_TRAP;
		write_sysreg(TRBLIMITR_EL1, 0);
	}
	if (id_field(dfr0, 40) != 0) {
		write_sysreg(TRFCR_EL2, 0);
	}
	write_sysreg(mdcr_el2, mdcr);
}

static void set_timer_and_gic(void)
{
	write_sysreg(cnthctl_el2, CNTHCTL_EL1PCTEN_EL1PCEN);
	write_sysreg(cntvoff_el2, 0);
	write_sysreg(cnthp_ctl_el2, 0);
	/* ECV */
	if (id_field(read_sysreg(id_aa64mmfr0_el1), 60) >= 2) {
		write_sysreg(CNTPOFF_EL2, 0);
	}
	write_sysreg(ICC_SRE_EL2, ICC_SRE_ALL);
	isb();
	vgic_start();
}

void start_host(u64 entry, u64 context)
{
	write_sysreg(vpidr_el2, read_sysreg(midr_el1));
	write_sysreg(vmpidr_el2, read_sysreg(mpidr_el1));
	write_sysreg(hstr_el2, 0);
	set_fine_traps();
	set_vector_traps();
	set_debug();
	set_timer_and_gic();
	write_sysreg(vtcr_el2, core_vtcr());
	write_sysreg(vttbr_el2, core_vttbr(this_cpu()->index));
	write_sysreg(hcr_el2, host_hcr());
	isb();
	guest_prepare();
	write_sysreg(sctlr_el1, SCTLR_EL1_OFF);
	write_sysreg(spsr_el2, SPSR_EL1H_MASKED);
	enter_host(entry, context, this_cpu()->stack);
}
