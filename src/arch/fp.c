/* SPDX-License-Identifier: Apache-2.0 */
#include "fp.h"
#include "percpu.h"
#include "sysreg.h"

/* 32 Z registers of up to 256 bytes, 16 P registers and FFR of up to 32. */
#define SVE_BYTES (32 * 256 + 17 * 32)
/* SVCR.SM: streaming mode. */
#define SVCR_SM 1

/* The host's registers while a guest's are loaded. */
static struct {
	u8 vector[SVE_BYTES] __attribute__((aligned(16)));
	u64 fpsr;
	u64 fpcr;
	struct fp *loaded;
} host[CPUS_MAX];

void vector_save(void *to);
void vector_load(const void *from);
void sve_save(void *to);
void sve_load(const void *from);

static u32 has_sve(void)
{
	return id_field(read_sysreg(id_aa64pfr0_el1), 32) != 0;
}

void fp_leave_streaming(void)
{
	/* SME */
	if (id_field(read_sysreg(id_aa64pfr1_el1), 24) != 0) {
		write_sysreg(SVCR, read_sysreg(SVCR) & ~(u64)SVCR_SM);
	}
}

void fp_load(struct fp *guest)
{
	u32 cpu = this_cpu()->index;

	if (has_sve()) {
		sve_save(host[cpu].vector);
	} else {
		vector_save(host[cpu].vector);
	}
	host[cpu].fpsr = read_sysreg(fpsr);
	host[cpu].fpcr = read_sysreg(fpcr);
	host[cpu].loaded = guest;
	vector_load(guest->vector);
	write_sysreg(fpsr, guest->fpsr);
	write_sysreg(fpcr, guest->fpcr);
}

void fp_unload(void)
{
	u32 cpu = this_cpu()->index;
	struct fp *guest = host[cpu].loaded;

	if (guest == 0) {
		return;
	}
	host[cpu].loaded = 0;
	vector_save(guest->vector);
	guest->fpsr = read_sysreg(fpsr);
	guest->fpcr = read_sysreg(fpcr);
	if (has_sve()) {
		sve_load(host[cpu].vector);
	} else {
		vector_load(host[cpu].vector);
	}
	write_sysreg(fpsr, host[cpu].fpsr);
	write_sysreg(fpcr, host[cpu].fpcr);
}
