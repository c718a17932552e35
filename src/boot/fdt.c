/* SPDX-License-Identifier: Apache-2.0 */
/* The loader's device tree: memory, CPUs, PSCI, seed (Devicetree Specification 0.4; bindings of
 * Linux, Documentation/devicetree/bindings). */
#include <libfdt.h>
#include <string.h>

#include "boot.h"
#include "memory.h"
#include "panic.h"
#include "percpu.h"
#include "sysreg.h"

/* boot_window_open() shows this much from the block on. */
#define WINDOW_BYTES (2ull << BLOCK_SHIFT)

struct machine machine;
u8 fdt[FDT_SIZE] __attribute__((aligned(8)));

void fdt_copy(u64 dtb)
{
	u8 *original;
	u32 size;

	if (dtb < (u64)RAM_PFN << PAGE_SHIFT || dtb % 8 != 0 || dtb >= IPA_END) {
		refuse("no device tree in x0 (0x%lx): start with QEMU -kernel", dtb);
	}
	original = boot_window_open(dtb);
	if (fdt_check_header(original) != 0) {
		refuse("no device tree at 0x%lx", dtb);
	}
	size = fdt_totalsize(original);
	if (dtb % (1ull << BLOCK_SHIFT) + size > WINDOW_BYTES || fdt_pack(original) != 0 ||
	    fdt_open_into(original, fdt, FDT_SIZE) != 0) {
		refuse("the device tree is larger than %u bytes", FDT_SIZE);
	}
	/* The seed is in it: nobody is to find it in memory later. */
	memset(original, 0, size);
	cache_clean(original, size);
	dsb(sy);
	boot_window_close();
}

static u64 read_cells(const fdt32_t *cell, int nr)
{
	u64 value = 0;

	for (int i = 0; i < nr; i++) {
		value = value << 32 | fdt32_to_cpu(cell[i]);
	}
	return value;
}

u32 fdt_reg(int node, const char *name, u32 index, struct span *span)
{
	int size;
	int parent = fdt_parent_offset(fdt, node);
	int na = fdt_address_cells(fdt, parent);
	int ns = fdt_size_cells(fdt, parent);
	const fdt32_t *cells = fdt_getprop(fdt, node, name, &size);
	u64 length;

	if (cells == 0 || na < 1 || ns < 1 || (index + 1) * (u32)(na + ns) * 4 > (u32)size) {
		return 0;
	}
	cells += index * (u32)(na + ns);
	span->base = read_cells(cells, na);
	length = read_cells(cells + na, ns);
	if (span->base >= IPA_END || length > IPA_END - span->base) {
		refuse("%s at 0x%lx: above 1 TiB", fdt_get_name(fdt, node, 0), span->base);
	}
	span->end = span->base + length;
	return 1;
}

static void read_banks(void)
{
	int node = -1;
	u64 window = (u64)RAM_PFN << PAGE_SHIFT;
	u64 window_end = window + ((u64)FRAMES_MAX << PAGE_SHIFT);

	for (;;) {
		struct span span;

		node = fdt_node_offset_by_prop_value(fdt, node, "device_type", "memory", 7);
		if (node < 0) {
			break;
		}
		for (u32 i = 0; fdt_reg(node, "reg", i, &span); i++) {
			if (span.base < window || span.end > window_end ||
			    machine.nr_banks == BANKS_MAX) {
				refuse("memory at 0x%lx: give the machine at most 64 GiB",
				       span.base);
			}
			machine.bank[machine.nr_banks] = span;
			machine.nr_banks++;
		}
	}
}

/* The CPU that runs is index 0, whatever the order of the tree. */
static void read_cpus(void)
{
	u64 self = percpu[0].mpidr;
	u32 nr = 1;
	int node;
	int cpus = fdt_path_offset(fdt, "/cpus");
	int na = fdt_address_cells(fdt, cpus);

	fdt_for_each_subnode(node, fdt, cpus) {
		int size;
		const fdt32_t *reg = fdt_getprop(fdt, node, "reg", &size);
		const char *type = fdt_getprop(fdt, node, "device_type", 0);
		u64 mpidr;

		if (reg == 0 || type == 0 || strcmp(type, "cpu") != 0 || size != na * 4) {
			continue;
		}
		mpidr = read_cells(reg, na);
		if (mpidr == self) {
			continue;
		}
		if (nr == CPUS_MAX) {
			refuse("more than %u CPUs: start QEMU with fewer (-smp)", CPUS_MAX);
		}
		percpu_init(nr, mpidr);
		nr++;
	}
	nr_cpus = nr;
}

static void read_seed(void)
{
	int node = fdt_path_offset(fdt, "/chosen");
	int size;
	u8 *seed = fdt_getprop_w(fdt, node, "rng-seed", &size);

	if (seed == 0) {
		return;
	}
	machine.seed_size = (u32)size < DRBG_SEED_MAX ? (u32)size : DRBG_SEED_MAX;
	memcpy(machine.seed, seed, machine.seed_size);
	memset(seed, 0, (u32)size);
	fdt_delprop(fdt, node, "rng-seed");
}

void fdt_read_machine(void)
{
	const char *method = fdt_getprop(fdt, fdt_path_offset(fdt, "/psci"), "method", 0);

	if (method == 0 || strcmp(method, "smc") != 0) {
		refuse("firmware offers no PSCI by SMC");
	}
	read_banks();
	read_cpus();
	read_seed();
}
