/* SPDX-License-Identifier: Apache-2.0 */
/* The registers of a vCPU by their numbers. */
#include "world.h"
#include <stddef.h>
#include "cordon_limits.h"
#include "guest.h"

#define WRITE 1
/* SPSR_EL2 as a guest may have it: flags, DIT, UAO, PAN, SS, SSBS, BTYPE and masks (C5.2,
 * SPSR_EL2). A debugger in the host sets SS. */
#define PSTATE_KEPT (15ull << 28 | 1 << 24 | 1 << 23 | 1 << 22 | 1 << 21 | 1 << 12 | 3 << 10 | \
		     15 << 6)
#define MODE_MASK 31
#define MODE_EL0T 0
#define MODE_EL1T 4
#define MODE_EL1H 5

/* Where registers are that have a number of their own; 0, a general register, stands for none. */
#define AT(field) offsetof(struct world, field)
static const u16 place[VREG_FPSR] = {
	[VREG_PC] = AT(elr_el2), [VREG_PSTATE] = AT(spsr_el2), [VREG_SP_EL0] = AT(sp_el0),
	[VREG_SP_EL1] = AT(sp_el1), [VREG_ELR_EL1] = AT(elr_el1), [VREG_SPSR_EL1] = AT(spsr_el1),
	[VREG_SCTLR_EL1] = AT(sctlr_el1), [VREG_CPACR_EL1] = AT(cpacr_el1),
	[VREG_TTBR0_EL1] = AT(ttbr0_el1), [VREG_TTBR1_EL1] = AT(ttbr1_el1),
	[VREG_TCR_EL1] = AT(tcr_el1), [VREG_MAIR_EL1] = AT(mair_el1),
	[VREG_AMAIR_EL1] = AT(amair_el1), [VREG_VBAR_EL1] = AT(vbar_el1),
	[VREG_ESR_EL1] = AT(esr_el1), [VREG_FAR_EL1] = AT(far_el1),
	[VREG_AFSR0_EL1] = AT(afsr0_el1), [VREG_AFSR1_EL1] = AT(afsr1_el1),
	[VREG_CONTEXTIDR_EL1] = AT(contextidr_el1), [VREG_TPIDR_EL0] = AT(tpidr_el0),
	[VREG_TPIDRRO_EL0] = AT(tpidrro_el0), [VREG_TPIDR_EL1] = AT(tpidr_el1),
	[VREG_PAR_EL1] = AT(par_el1), [VREG_CSSELR_EL1] = AT(csselr_el1),
	[VREG_CNTKCTL_EL1] = AT(cntkctl_el1), [VREG_CNTV_CVAL_EL0] = AT(cntv_cval_el0),
	[VREG_CNTV_CTL_EL0] = AT(cntv_ctl_el0), [VREG_CNTVOFF_EL2] = AT(cntvoff_el2),
	[VREG_MDSCR_EL1] = AT(mdscr_el1), [VREG_ICH_VMCR] = AT(vgic.vmcr),
	[VREG_ICH_AP0R] = AT(vgic.ap0r[0]), AT(vgic.ap0r[1]), AT(vgic.ap0r[2]), AT(vgic.ap0r[3]),
	[VREG_ICH_AP1R] = AT(vgic.ap1r[0]), AT(vgic.ap1r[1]), AT(vgic.ap1r[2]), AT(vgic.ap1r[3]),
};

static u64 *register_at(struct world *world, struct fp *fp, u64 number)
{
	if (number < VREG_PC) {
		return &world->general.x[number];
	}
	if (number < VREG_FPSR) {
		return (u64 *)((char *)world + place[number]);
	}
	if (number < VREG_V) {
		return number == VREG_FPSR ? &fp->fpsr : &fp->fpcr;
	}
	return &fp->vector[(number - VREG_V) / 2][(number - VREG_V) % 2];
}

static u64 pstate_of(u64 value)
{
	u64 mode = value & MODE_MASK;
	u32 below_el2 = mode == MODE_EL0T || mode == MODE_EL1T || mode == MODE_EL1H;

	return (value & PSTATE_KEPT) | (below_el2 ? mode : MODE_EL1H);
}

u64 world_register(struct world *world, struct fp *fp, u64 number, u64 write, u64 value)
{
	u64 *at, was;

	if (number >= VREG_ID) {
		return guest_id(number - VREG_ID);
	}
	at = register_at(world, fp, number);
	was = *at;
	if ((write & WRITE) != 0) {
		*at = number == VREG_PSTATE ? pstate_of(value) : value;
	}
	return was;
}
