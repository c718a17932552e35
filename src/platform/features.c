/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a processor must have, and what of it stays off because it would change the format of
 * translation tables. Fields of the ID registers: Arm ARM D19.2.
 *
 * Refused here:
 *   ID_AA64MMFR0_EL1.TGran4 = 15, TGran4_2 = 1	no 4 KiB granule at stage 1 or 2
 *   ID_AA64MMFR0_EL1.PARange < 2		fewer than 40 bits of physical address
 *   HCR_EL2.E2H fixed to 1			EL2 registers have another format
 *   ID_AA64PFR0_EL1.GIC = 0			no GICv3 CPU interface
 * Off, whether present or not:
 *   FEAT_LPA2		TCR_EL2.DS and VTCR_EL2.DS are 0
 *   FEAT_HAFDBS		TCR_EL2.HA, HD and VTCR_EL2.HA, HD are 0
 *   FEAT_HPDS2, PBHA	VTCR_EL2.HWU* are 0
 *   FEAT_S2FWB		HCR_EL2.FWB is 0
 *   FEAT_S2PIE, S2POE, D128	VTCR_EL2's upper half is 0, TCR2_EL2 is 0 (head.S)
 *   FEAT_NV, NV2		HCR_EL2.NV* are 0
 *   contiguous hint, other granules: never encoded (spec/layout, proved)
 */
#include "features.h"
#include "panic.h"
#include "sysreg.h"

#define HCR_E2H (1ull << 34)
#define PARANGE_40 2

void features_check(void)
{
	u64 mmfr0 = read_sysreg(id_aa64mmfr0_el1);
	u32 tgran4_2 = id_field(mmfr0, 40);

	if (id_field(mmfr0, 28) == 15 || tgran4_2 == 1) {
		refuse("this processor has no 4 KiB translation granule");
	}
	if (id_field(mmfr0, 0) < PARANGE_40) {
		refuse("this processor has fewer than 40 bits of physical address");
	}
	if (id_field(read_sysreg(id_aa64pfr0_el1), 24) == 0) {
		refuse("no GICv3 interface: start QEMU with -M virt,gic-version=3");
	}
	/* Zero was written at this CPU's entry. */
	if ((read_sysreg(hcr_el2) & HCR_E2H) != 0) {
		refuse("this processor fixes HCR_EL2.E2H to 1");
	}
}
