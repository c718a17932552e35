/* SPDX-License-Identifier: Apache-2.0 */
/* Access to system registers, and those that the assembler does not know by name. */
#ifndef CORDON_SYSREG_H
#define CORDON_SYSREG_H
/* Encodings: Arm ARM D19, "op0, op1, CRn, CRm, op2". */
#define ID_AA64ISAR2_EL1 S3_0_C0_C6_2
#define ID_AA64MMFR3_EL1 S3_0_C0_C7_3
#define ID_AA64SMFR0_EL1 S3_0_C0_C4_5
#define HCRX_EL2 S3_4_C1_C2_2
#define HFGRTR_EL2 S3_4_C1_C1_4
#define HFGWTR_EL2 S3_4_C1_C1_5
#define HFGITR_EL2 S3_4_C1_C1_6
#define HDFGRTR_EL2 S3_4_C3_C1_4
#define HDFGWTR_EL2 S3_4_C3_C1_5
#define HFGRTR2_EL2 S3_4_C3_C1_2
#define HFGWTR2_EL2 S3_4_C3_C1_3
#define HFGITR2_EL2 S3_4_C3_C1_7
#define HDFGRTR2_EL2 S3_4_C3_C1_0
#define HDFGWTR2_EL2 S3_4_C3_C1_1
#define TCR2_EL2 S3_4_C2_C0_3
#define SCTLR2_EL2 S3_4_C1_C0_3
#define TRFCR_EL2 S3_4_C1_C2_1
#define PMSCR_EL2 S3_4_C9_C9_0
#define PMBLIMITR_EL1 S3_0_C9_C10_0
#define TRBLIMITR_EL1 S3_0_C9_C11_0
#define ZCR_EL2 S3_4_C1_C2_0
#define SMCR_EL2 S3_4_C1_C2_6
#define SMPRIMAP_EL2 S3_4_C1_C2_5
#define SVCR S3_3_C4_C2_2
#define ICC_SRE_EL2 S3_4_C12_C9_5
#define ICH_AP0R0_EL2 S3_4_C12_C8_0
#define ICH_AP0R1_EL2 S3_4_C12_C8_1
#define ICH_AP0R2_EL2 S3_4_C12_C8_2
#define ICH_AP0R3_EL2 S3_4_C12_C8_3
#define ICH_AP1R0_EL2 S3_4_C12_C9_0
#define ICH_AP1R1_EL2 S3_4_C12_C9_1
#define ICH_AP1R2_EL2 S3_4_C12_C9_2
#define ICH_AP1R3_EL2 S3_4_C12_C9_3
#define ICH_HCR_EL2 S3_4_C12_C11_0
#define ICH_VTR_EL2 S3_4_C12_C11_1
#define ICH_VMCR_EL2 S3_4_C12_C11_7
#define ICH_LR_EL2(n) S3_4_C12_C12_##n
#define ICH_HIGH_LR_EL2(n) S3_4_C12_C13_##n
#define CNTPOFF_EL2 S3_4_C14_C0_6
#define VDISR_EL2 S3_4_C12_C1_1
#define MPAM2_EL2 S3_4_C10_C5_0

#ifndef __ASSEMBLER__
#include "types.h"

#define SYSREG_NAME(name) #name
#define read_sysreg(name) __extension__ ({						\
	u64 value_;									\
	__asm__ volatile("mrs %0, " SYSREG_NAME(name) : "=r"(value_) : : "memory");	\
	value_; })
#define write_sysreg(name, value)							\
	__asm__ volatile("msr " SYSREG_NAME(name) ", %x0" : : "rZ"((u64)(value)) : "memory")

#define isb() __asm__ volatile("isb" : : : "memory")
#define dsb(domain) __asm__ volatile("dsb " #domain : : : "memory")

/* The 4-bit field of an ID register at bit lo, 0 .. 15. */
static inline u32 id_field(u64 id, u32 lo)
{
	return (u32)(id >> lo) & 15;
}

/* Memory partitioning: MPAM, MPAM_frac. */
static inline u32 has_mpam(void)
{
	return id_field(read_sysreg(id_aa64pfr0_el1), 40) != 0 ||
	       id_field(read_sysreg(id_aa64pfr1_el1), 16) != 0;
}
#endif
#endif
