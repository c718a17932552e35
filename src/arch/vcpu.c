/* SPDX-License-Identifier: Apache-2.0 */
/* The world switch: registers of EL1 and EL0, of the host and of vCPUs. */
#include <string.h>

#include "cordon_abi.h"
#include "edge.h"
#include "enter.h"
#include "fp.h"
#include "guest.h"
#include "locked.h"
#include "percpu.h"
#include "regs_layout.h"
#include "sysreg.h"
#include "vcpu.h"
#include "vgic.h"
#include "world.h"

#define SCTLR_M (1ull << 0)
#define SCTLR_E0E (1ull << 24)
#define SCTLR_EE (1ull << 25)
/* SPSR_EL2.M, AArch64. */
#define SPSR_MODE 31
#define SPSR_EL0T 0
/* TCR_EL1: no walks by TTBR0_EL1 and TTBR1_EL1. */
#define TCR_EPD (1ull << 7 | 1ull << 23)

/* SPSR_EL2: BTYPE and SS, which are of the next instruction. */
#define SPSR_INSTRUCTION (1ull << 21 | 3ull << 10)

#define SAVE(name) world->name = read_sysreg(name);
#define LOAD(name) write_sysreg(name, world->name);

/* x0 to x30. */
#define GENERAL 31
/* Registers of a call from x1 on that the host hears and answers, besides x0. */
#define CALL_REGISTERS 3

#define PARTS (NR_OWNERS - PART_FIRST)

static struct world hosts[CPUS_MAX];
static struct world vcpus[PARTS][VCPUS];
static struct fp vcpus_fp[PARTS][VCPUS];
/* 1 + the vCPU of each partition that a CPU ran last. */
static u8 ran_last[CPUS_MAX][NR_OWNERS];

/* Where a vCPU's registers are; the indices come from registers of the host. */
static struct world *world_of(u64 part, u64 vcpu)
{
	return &vcpus[edge_clamp(part - PART_FIRST, PARTS)][edge_clamp(vcpu, VCPUS)];
}

static struct fp *fp_of(const struct world *world)
{
	u64 index = (u64)(world - &vcpus[0][0]);

	return &vcpus_fp[index / VCPUS][index % VCPUS];
}

static u32 is_ordinary(const struct world *world)
{
	return world >= vcpus[ORDINARY_FIRST - PART_FIRST];
}

/* Whether data is at the exception level at which the vCPU is (D19.2, SCTLR_EL1.EE and E0E). */
static u32 is_big_endian(const struct world *world)
{
	u64 bit = (world->spsr_el2 & SPSR_MODE) == SPSR_EL0T ? SCTLR_E0E : SCTLR_EE;

	return (world->sctlr_el1 & bit) != 0;
}

/* Inlined where nr is known, so that the compiler moves pairs. */
static inline __attribute__((always_inline)) void copy(u64 *restrict to, const u64 *restrict from,
						       u32 nr)
{
#pragma GCC unroll 31
	for (u32 i = 0; i < nr; i++) {
		to[i] = from[i];
	}
}

/* RAS: EL1 has a DISR_EL1, which is VDISR_EL2 while HCR_EL2.AMO is 1 (D19.2, DISR_EL1). */
static u32 has_disr(void)
{
	return id_field(read_sysreg(id_aa64pfr0_el1), 28) != 0;
}

static void world_save(struct world *world, const struct regs *regs)
{
	copy(world->general.x, regs->x, GENERAL);
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
	LOAD(cntvoff_el2)
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
	copy(regs->x, world->general.x, GENERAL);
}

void vcpu_begin(u64 part, u64 vcpu, u64 pc, u64 context)
{
	struct world *world = world_of(part, vcpu);

	*world = (struct world){ .spsr_el2 = SPSR_EL1H_MASKED, .sctlr_el1 = SCTLR_EL1_OFF,
				 .elr_el2 = pc, .general.x[0] = context };
	*fp_of(world) = (struct fp){ .fpsr = 0 };
}

void vcpus_reset(u64 part)
{
	for (u32 i = 0; i < VCPUS; i++) {
		vcpu_begin(part, i, 0, 0);
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

/* What a load of this ISS leaves in its register, of what was at its address. */
static u64 loaded(u64 iss, u64 value)
{
	u64 unused = 64 - (8 << iss_dabt_sas(iss));
	u64 top = value << unused;
	u64 whole = iss_dabt_sse(iss) == 1 ? (u64)((int64_t)top >> unused) : top >> unused;

	return iss_dabt_sf(iss) == 1 ? whole : (u32)whole;
}

/* Ends the access or call at which a vCPU stopped, by what was loaded or answered in the host's
 * x4, and x9 to x11 of a call. */
static void serve_access(struct world *world, const struct regs *answer)
{
	u64 target = iss_dabt_srt(world->access);

	if (iss_dabt_wnr(world->access) == 0 && target != XZR) {
		world->general.x[target] = loaded(world->access, answer->x[4]);
	}
	if (world->call == 1) {
		copy(&world->general.x[1], &answer->x[9], CALL_REGISTERS);
	}
	world->elr_el2 += 4;
	world->spsr_el2 &= ~SPSR_INSTRUCTION;
}

void vcpu_enter(struct regs *regs, u64 part, u64 vcpu)
{
	u32 cpu = this_cpu()->index;
	struct world *world = world_of(part, vcpu);

	if (world->access != 0 && (regs->x[3] & RUN_SERVED) != 0) {
		serve_access(world, regs);
	}
	world_save(&hosts[cpu], regs);
	fp_leave_streaming();
	guest_confine(vcpu, is_ordinary(world), regs->x[3]);
	vgic_load(&world->vgic, &regs->x[5], regs->x[3]);
	world_load(world, regs, core_vttbr(cpu));
	this_cpu()->vcpu = world;
	forget_other_vcpu(cpu, part, vcpu);
}

/* The guest's stage-2 is unloaded before the core hears that it does not run here any more. */
void vcpu_exit(struct regs *regs, u64 why, u64 esr, u64 hpfar, u64 value)
{
	u32 cpu = this_cpu()->index;
	struct world *world = this_cpu()->vcpu;
	struct exit_record record;
	u64 lr[VGIC_LRS], far = read_sysreg(far_el2);

	world_save(world, regs);
	vgic_unload(&world->vgic, lr);
	guest_release();
	world_load(&hosts[cpu], regs, hosts[cpu].vttbr_el2);
	fp_unload();
	record = locked_exit(why, esr, hpfar, far, value);
	this_cpu()->vcpu = 0;
	regs->x[0] = CORDON_E_SUCCESS;
	regs->x[1] = record.why;
	regs->x[2] = record.gfn;
	regs->x[3] = record.access;
	regs->x[4] = record.form;
	regs->x[5] = record.value;
	copy(&regs->x[6], lr, VGIC_LRS);
	regs->x[10] = world->vgic.vmcr;
	regs->x[11] = world->cntv_ctl_el0;
	regs->x[12] = world->cntv_cval_el0;
	if (record.why == EXIT_CALL) {
		copy(&regs->x[13], &world->general.x[1], CALL_REGISTERS);
	} else if (record.why == EXIT_FAULT && is_ordinary(world)) {
		regs->x[13] = far;
		regs->x[14] = esr;
		regs->x[15] = is_big_endian(world);
	}
}

/* The answer to a call or to a read of a system register is like a load of 64 bits. */
static u64 like_load(u64 target, u64 read)
{
	return iss_dabt_make(1, 3, 0, target, 1, 0, 0, 0, 0, 0, 0, 0, !read, 0);
}

void vcpu_stopped(const struct exit_record *record, u64 esr)
{
	u64 iss = esr_el2_iss(esr), access = 0;

	if (record->why == EXIT_CALL) {
		access = like_load(0, 1);
	} else if (record->why == EXIT_SYSREG) {
		access = like_load(iss_sysreg_rt(iss), iss_sysreg_read(iss));
	} else if (record->why == EXIT_FAULT && record->form != 0) {
		access = iss;
	}
	this_cpu()->vcpu->access = access;
	this_cpu()->vcpu->call = record->why == EXIT_CALL;
}

u64 vcpu_part(void)
{
	return PART_FIRST + (u64)(this_cpu()->vcpu - &vcpus[0][0]) / VCPUS;
}

u32 vcpu_is_ordinary(void)
{
	return is_ordinary(this_cpu()->vcpu);
}

void vcpu_load_fp(void)
{
	fp_load(fp_of(this_cpu()->vcpu));
}

u64 vcpu_register(u64 part, u64 vcpu, u64 number, u64 write, u64 value)
{
	struct world *world = world_of(part, vcpu);

	return world_register(world, fp_of(world), edge_clamp(number, NR_REGISTERS), write, value);
}

void vcpus_wipe(void)
{
	memset(vcpus, 0, sizeof(vcpus));
	memset(vcpus_fp, 0, sizeof(vcpus_fp));
}
