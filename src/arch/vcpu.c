/* SPDX-License-Identifier: Apache-2.0 */
/* The world switch: registers of EL1 and EL0, of the host and of vCPUs. */
#include <string.h>

#include "enter.h"
#include "fp.h"
#include "guest.h"
#include "locked.h"
#include "percpu.h"
#include "sysreg.h"
#include "vcpu.h"

/* What EL1 and EL0 can write, and a guest may. TCR_EL1 and SCTLR_EL1 stand apart. */
#define EL1_REGISTERS(r) r(cpacr_el1) r(ttbr0_el1) r(ttbr1_el1) r(mair_el1) r(amair_el1) \
	r(vbar_el1) r(esr_el1) r(far_el1) r(afsr0_el1) r(afsr1_el1) r(contextidr_el1) r(elr_el1) \
	r(spsr_el1) r(sp_el0) r(sp_el1) r(tpidr_el0) r(tpidrro_el0) r(tpidr_el1) r(par_el1) \
	r(csselr_el1) r(cntkctl_el1) r(mdscr_el1) r(cntv_cval_el0) r(cntv_ctl_el0)

#define SCTLR_M (1ull << 0)
/* TCR_EL1: no walks by TTBR0_EL1 and TTBR1_EL1. */
#define TCR_EPD (1ull << 7 | 1ull << 23)

/* x0 to x30, and one to make a multiple of four. */
#define GENERAL (sizeof(struct regs) / sizeof(u64))

#define FIELD(name) u64 name;
#define SAVE(name) world->name = read_sysreg(name);
#define LOAD(name) write_sysreg(name, world->name);

struct world {
	u64 general[GENERAL];
	u64 elr_el2;
	u64 spsr_el2;
	u64 vttbr_el2;
	u64 sctlr_el1;
	u64 tcr_el1;
	u64 VDISR_EL2;
	EL1_REGISTERS(FIELD)
};

static struct world hosts[CPUS_MAX];
static struct world vcpus[NR_OWNERS - PART_FIRST][VCPUS];
static struct fp vcpus_fp[NR_OWNERS - PART_FIRST][VCPUS];
/* 1 + the vCPU of each partition that a CPU ran last. */
static u8 ran_last[CPUS_MAX][NR_OWNERS];

static void copy_general(u64 *to, const u64 *from)
{
	for (u32 i = 0; i < GENERAL; i += 4) {
		to[i] = from[i];
		to[i + 1] = from[i + 1];
		to[i + 2] = from[i + 2];
		to[i + 3] = from[i + 3];
	}
}

/* RAS: EL1 has a DISR_EL1, which is VDISR_EL2 while HCR_EL2.AMO is 1 (D19.2, DISR_EL1). */
static u32 has_disr(void)
{
	return id_field(read_sysreg(id_aa64pfr0_el1), 28) != 0;
}

static void world_save(struct world *world, const struct regs *regs)
{
	copy_general(world->general, (const u64 *)regs);
	SAVE(elr_el2)
	SAVE(spsr_el2)
	SAVE(vttbr_el2)
	SAVE(sctlr_el1)
	SAVE(tcr_el1)
	if (has_disr()) {
		SAVE(VDISR_EL2)
	}
	EL1_REGISTERS(SAVE)
}

/* No walk happens while the registers are of both worlds: its result would stay in the TLB for the
 * wrong VMID (erratum 1319367 of Cortex-A72 and others, which walk for a speculative AT). */
static void world_load(const struct world *world, struct regs *regs, u64 vttbr)
{
	write_sysreg(sctlr_el1, read_sysreg(sctlr_el1) | SCTLR_M);
	write_sysreg(tcr_el1, read_sysreg(tcr_el1) | TCR_EPD);
	isb();
	write_sysreg(vttbr_el2, vttbr);
	EL1_REGISTERS(LOAD)
	if (has_disr()) {
		LOAD(VDISR_EL2)
	}
	isb();
	LOAD(sctlr_el1)
	isb();
	LOAD(tcr_el1)
	LOAD(elr_el2)
	LOAD(spsr_el2)
	copy_general((u64 *)regs, world->general);
}

void vcpus_reset(u64 part)
{
	for (u32 i = 0; i < VCPUS; i++) {
		struct world *world = &vcpus[part - PART_FIRST][i];

		*world = (struct world){ .spsr_el2 = SPSR_EL1H_MASKED, .sctlr_el1 = SCTLR_EL1_OFF };
		vcpus_fp[part - PART_FIRST][i] = (struct fp){ .fpsr = 0 };
	}
}

/* vCPUs of one partition share a VMID, but not what each may have cached for itself alone. */
static void forget_other_vcpu(u32 cpu, u64 part, u64 vcpu)
{
	if (ran_last[cpu][part] != 1 + vcpu) {
		ran_last[cpu][part] = (u8)(1 + vcpu);
		__asm__ volatile("tlbi vmalle1" : : : "memory");
		dsb(nsh);
		isb();
	}
}

void vcpu_enter(struct regs *regs, u64 part, u64 vcpu)
{
	u32 cpu = this_cpu()->index;
	struct world *world = &vcpus[part - PART_FIRST][vcpu];

	world_save(&hosts[cpu], regs);
	fp_leave_streaming();
	guest_confine(vcpu);
	world_load(world, regs, core_vttbr(cpu));
	this_cpu()->vcpu = world;
	forget_other_vcpu(cpu, part, vcpu);
}

/* The guest's stage-2 is unloaded before the core hears that it does not run here any more. */
void vcpu_exit(struct regs *regs, u64 why, u64 esr, u64 hpfar)
{
	u32 cpu = this_cpu()->index;
	struct hvc_result record;

	world_save(this_cpu()->vcpu, regs);
	guest_release();
	world_load(&hosts[cpu], regs, hosts[cpu].vttbr_el2);
	fp_unload();
	this_cpu()->vcpu = 0;
	record = locked_exit(why, esr, hpfar);
	regs->x[0] = record.x0;
	regs->x[1] = record.x1;
	regs->x[2] = record.x2;
	regs->x[3] = record.x3;
}

void vcpu_load_fp(void)
{
	const struct world *first = &vcpus[0][0];
	const struct world *world = this_cpu()->vcpu;
	u64 index = (u64)(world - first);

	fp_load(&vcpus_fp[index / VCPUS][index % VCPUS]);
}

void vcpus_wipe(void)
{
	memset(vcpus, 0, sizeof(vcpus));
	memset(vcpus_fp, 0, sizeof(vcpus_fp));
}
