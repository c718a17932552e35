/* SPDX-License-Identifier: Apache-2.0 */
/* Registers: GICv3 and v4 (Arm IHI 0069), 12.2 and 12.4. */
#include "vgic.h"
#include "cordon_limits.h"
#include "regs_layout.h"
#include "sysreg.h"

/* ICH_HCR_EL2: the virtual interface is on; it interrupts the host when at most one list register
 * is left; all of it traps (TALL1, TALL0, TC). */
#define ICH_HCR_EN 1
#define ICH_HCR_UIE 2
#define ICH_HCR_TRAP (1 << 12 | 1 << 11 | 1 << 10)
/* ICH_VTR_EL2: list registers less 1; bits of preemption less 1. */
#define VTR_LRS(vtr) (((vtr) & 31) + 1)
#define VTR_PRE_BITS(vtr) (((vtr) >> 26 & 7) + 1)
/* Interrupt numbers: SGIs below 16; 1020 to 1023 mean none, 1024 to 8191 are not used; LPIs of 16
 * bits, as ICH_VTR_EL2.IDbits has at least. */
#define SGIS 16
#define SPECIAL 1020
#define LPIS 8192
#define INTIDS 65536
#define ACTIVE_AND_PENDING 3
/* In the place of the hardware interrupt's number where there is none: tell the host of the end. */
#define LR_EOI (1u << 9)
/* ICC_SRE_EL1: the system registers are the only interface. */
#define SRE_ONLY 7
/* CRm of ICC_SRE_EL1 and ICC_SGI1R_EL1, whose op0 is 3, op1 0, CRn 12, op2 5. */
#define CRM_SRE 12
#define CRM_SGI1R 11

#define AP_SAVE(n) vgic->ap0r[n] = read_sysreg(ICH_AP0R##n##_EL2); \
	vgic->ap1r[n] = read_sysreg(ICH_AP1R##n##_EL2);
#define AP_LOAD(n) write_sysreg(ICH_AP0R##n##_EL2, vgic->ap0r[n]); \
	write_sysreg(ICH_AP1R##n##_EL2, vgic->ap1r[n]);

void vgic_start(void)
{
	u64 nr = VTR_LRS(read_sysreg(ICH_VTR_EL2));

	write_sysreg(ICH_HCR_EL2, 0);
#define EMPTY(n) if (nr > (n)) { write_sysreg(ICH_LR_EL2(n), 0); }
#define EMPTY_HIGH(n) if (nr > 8 + (n)) { write_sysreg(ICH_HIGH_LR_EL2(n), 0); }
	EMPTY(0) EMPTY(1) EMPTY(2) EMPTY(3) EMPTY(4) EMPTY(5) EMPTY(6) EMPTY(7)
	EMPTY_HIGH(0) EMPTY_HIGH(1) EMPTY_HIGH(2) EMPTY_HIGH(3)
	EMPTY_HIGH(4) EMPTY_HIGH(5) EMPTY_HIGH(6) EMPTY_HIGH(7)
}

/* An interrupt that there can be; one of the hardware's is of one, and not active and pending. */
static u32 is_fit(u64 lr)
{
	u64 id = ich_lr_el2_vintid(lr), of = ich_lr_el2_pintid(lr);

	if (!(id < SPECIAL || (id >= LPIS && id < INTIDS))) {
		return 0;
	}
	return ich_lr_el2_hw(lr) == 0 || (of >= SGIS && of < SPECIAL &&
					  ich_lr_el2_state(lr) != ACTIVE_AND_PENDING);
}

/* What list register i is to hold: no interrupt is in two (4.8: unpredictable). */
static u64 checked(const u64 lr[VGIC_LRS], u32 i)
{
	u64 hw = ich_lr_el2_hw(lr[i]), pintid = ich_lr_el2_pintid(lr[i]);

	if (ich_lr_el2_state(lr[i]) == 0 || !is_fit(lr[i])) {
		return 0;
	}
	for (u32 k = 0; k < i; k++) {
		if (ich_lr_el2_state(lr[k]) != 0 &&
		    ich_lr_el2_vintid(lr[k]) == ich_lr_el2_vintid(lr[i])) {
			return 0;
		}
	}
	return ich_lr_el2_make(ich_lr_el2_state(lr[i]), hw, ich_lr_el2_group(lr[i]),
			       ich_lr_el2_priority(lr[i]), hw == 1 ? pintid : pintid & LR_EOI,
			       ich_lr_el2_vintid(lr[i]));
}

void vgic_load(const struct vgic *vgic, const u64 lr[VGIC_LRS], u64 run)
{
	u64 vtr = read_sysreg(ICH_VTR_EL2);
	u64 hcr = ICH_HCR_EN;

	write_sysreg(ICH_VMCR_EL2, vgic->vmcr);
	AP_LOAD(0)
	if (VTR_PRE_BITS(vtr) > 5) {
		AP_LOAD(1)
	}
	if (VTR_PRE_BITS(vtr) > 6) {
		AP_LOAD(2)
		AP_LOAD(3)
	}
#define FILL(n) if (VTR_LRS(vtr) > (n)) { write_sysreg(ICH_LR_EL2(n), checked(lr, n)); }
	FILL(0) FILL(1) FILL(2) FILL(3)
	hcr |= (run & RUN_UNDERFLOW) != 0 ? ICH_HCR_UIE : 0;
	hcr |= (run & RUN_NO_VGIC) != 0 ? ICH_HCR_TRAP : 0;
	write_sysreg(ICH_HCR_EL2, hcr);
}

void vgic_unload(struct vgic *vgic, u64 lr[VGIC_LRS])
{
	u64 vtr = read_sysreg(ICH_VTR_EL2);

	vgic->vmcr = read_sysreg(ICH_VMCR_EL2);
	AP_SAVE(0)
	if (VTR_PRE_BITS(vtr) > 5) {
		AP_SAVE(1)
	}
	if (VTR_PRE_BITS(vtr) > 6) {
		AP_SAVE(2)
		AP_SAVE(3)
	}
#define KEEP(n) lr[n] = VTR_LRS(vtr) > (n) ? read_sysreg(ICH_LR_EL2(n)) : 0;
	KEEP(0) KEEP(1) KEEP(2) KEEP(3)
	write_sysreg(ICH_HCR_EL2, 0);
}

/* An access to one of the interface's registers with op2 5. */
static u32 is_access(u64 iss, u64 crm, u64 read)
{
	return iss_sysreg_op0(iss) == 3 && iss_sysreg_op1(iss) == 0 &&
	       iss_sysreg_crn(iss) == 12 && iss_sysreg_op2(iss) == 5 &&
	       iss_sysreg_crm(iss) == crm && iss_sysreg_read(iss) == read;
}

u32 vgic_serves_sre(struct regs *regs, u64 esr)
{
	u64 iss = esr_el2_iss(esr);

	if (is_access(iss, CRM_SRE, 1) && iss_sysreg_rt(iss) != XZR) {
		regs->x[iss_sysreg_rt(iss)] = SRE_ONLY;
	}
	return is_access(iss, CRM_SRE, 1) || is_access(iss, CRM_SRE, 0);
}

u32 vgic_sends_sgi(u64 esr)
{
	return is_access(esr_el2_iss(esr), CRM_SGI1R, 0);
}
