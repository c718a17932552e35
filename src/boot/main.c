/* SPDX-License-Identifier: Apache-2.0 */
/* The start of Cordon, from the loader's hands to the host's first instruction. */
#include "boot.h"
#include "console.h"
#include "core.h"
#include "drbg.h"
#include "enter.h"
#include "features.h"
#include "locked.h"
#include "memory.h"
#include "panic.h"
#include "percpu.h"
#include "spec_hash.h"
#include "sysreg.h"
#include "version.h"
#include PLATFORM_H

#define FRAME_KIB_SHIFT 2
#define KIB_MIB_SHIFT 10

/* What the tracker says, not what boot meant. */
static void banner(void)
{
	u64 host = locked_count_frames(OWNER_HOST) << FRAME_KIB_SHIFT;
	u64 ours = locked_count_frames(OWNER_HYP) << FRAME_KIB_SHIFT;
	u64 all = host + ours;
	/* Hundredths of a percent, rounded up. */
	u64 share = (ours * 10000 + all - 1) / all;

	print("Cordon " CORDON_VERSION " on " PLATFORM_NAME "\n");
	print("spec   " CORDON_SPEC_HASH "\n");
	print("cpus   %u\n", nr_cpus);
	print("memory %lu MiB: host %lu KiB, Cordon %lu KiB (%lu.%lu%lu%%)\n", all >> KIB_MIB_SHIFT,
	      host, ours, share / 100, share / 10 % 10, share % 10);
	print("guests %u protected, %u ordinary, each of %u vCPUs\n", NR_PROTECTED, NR_ORDINARY,
	      VCPUS);
	print("random %s\n", machine.seed_size >= DRBG_SEED_MIN ? "seeded" : "no seed: none");
}

static void start_core(void)
{
	u32 result;

	layout_tell_core();
	result = locked_boot();
	if (result != 0 && result <= boot_map.nr) {
		const struct boot_range *range = &boot_map.range[result - 1];

		refuse("the range of %lu frames from 0x%lx (kind %u) cannot be", range->nr,
		       range->pfn, range->kind);
	}
	if (result != 0) {
		refuse("the core refused the memory map (%u)", result);
	}
}

/* From head.S, on the stack of CPU 0, with the MMU on. */
_Noreturn void boot_main(u64 dtb)
{
	percpu_init(0, read_sysreg(mpidr_el1));
	write_sysreg(tpidr_el2, &percpu[0]);
	percpu[0].state = CPU_ON;
	features_check();
	fdt_copy(dtb);
	fdt_read_machine();
	fdt_read_devices();
	modules_read();
	layout_place();
	modules_trim();
	if (machine.seed_size >= DRBG_SEED_MIN) {
		drbg_seed(machine.seed, machine.seed_size);
	}
	hostdtb_write();
	start_core();
	banner();
	console_release();
	start_host(machine.kernel.base, machine.dtb.base);
}
