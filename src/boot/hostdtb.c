/* SPDX-License-Identifier: Apache-2.0 */
/* The device tree that the host gets: the loader's, less what is Cordon's. */
#include <libfdt.h>
#include <string.h>

#include "boot.h"
#include "console.h"
#include "memory.h"
#include "panic.h"
#include "sysreg.h"

/* Memory nodes are written with two cells for address and size each. */
#define CELLS 2

static void must(int result)
{
	if (result < 0) {
		refuse("the host's device tree does not fit %u bytes", FDT_SIZE);
	}
}

static void append(int node, u64 base, u64 end)
{
	if (base < end) {
		must(fdt_appendprop_u64(fdt, node, "reg", base));
		must(fdt_appendprop_u64(fdt, node, "reg", end - base));
	}
}

/* Takes Cordon's memory out of a memory node. */
static void cut_memory(int node)
{
	struct span cordon = machine.cordon;
	struct span span[BANKS_MAX];
	u32 nr = 0;

	while (nr < BANKS_MAX && fdt_reg(node, "reg", nr, &span[nr])) {
		nr++;
	}
	must(fdt_delprop(fdt, node, "reg"));
	for (u32 i = 0; i < nr; i++) {
		if (spans_overlap(span[i], cordon)) {
			append(node, span[i].base, cordon.base);
			append(node, cordon.end, span[i].end);
		} else {
			append(node, span[i].base, span[i].end);
		}
	}
}

static void cut_memories(void)
{
	int node = -1;

	if (fdt_address_cells(fdt, 0) != CELLS || fdt_size_cells(fdt, 0) != CELLS) {
		refuse("the device tree's root has not two cells for addresses and sizes");
	}
	for (;;) {
		node = fdt_node_offset_by_prop_value(fdt, node, "device_type", "memory", 7);
		if (node < 0) {
			break;
		}
		cut_memory(node);
	}
}

/* Removes the nodes of hidden devices, and of the modules. */
static void remove_nodes(void)
{
	int node = fdt_next_node(fdt, -1, 0);

	while (node >= 0) {
		if (fdt_is_hidden(node)) {
			print_debug("hidden from the host: %s\n", fdt_get_name(fdt, node, 0));
			must(fdt_del_node(fdt, node));
			/* What followed is at the same place now; start again, trees are small. */
			node = -1;
		} else if (fdt_node_check_compatible(fdt, node, "multiboot,module") == 0) {
			must(fdt_del_node(fdt, node));
			node = -1;
		}
		node = fdt_next_node(fdt, node, 0);
	}
}

/* References to the hidden SMMU. */
static void remove_iommu_references(void)
{
	for (int node = fdt_next_node(fdt, -1, 0); node >= 0; node = fdt_next_node(fdt, node, 0)) {
		if (fdt_getprop(fdt, node, "iommu-map", 0) != 0) {
			must(fdt_delprop(fdt, node, "iommu-map"));
		}
		if (fdt_getprop(fdt, node, "iommus", 0) != 0) {
			must(fdt_delprop(fdt, node, "iommus"));
		}
	}
}

static void fill_chosen(void)
{
	int node = fdt_path_offset(fdt, "/chosen");

	must(fdt_setprop_string(fdt, node, "bootargs", machine.bootargs));
	if (machine.has_initrd) {
		must(fdt_setprop_u64(fdt, node, "linux,initrd-start", machine.initrd.base));
		must(fdt_setprop_u64(fdt, node, "linux,initrd-end", machine.initrd.end));
	}
}

void hostdtb_write(void)
{
	u8 *window;

	cut_memories();
	remove_nodes();
	remove_iommu_references();
	fill_chosen();
	must(fdt_pack(fdt));
	/* Edits left pieces of the loader's tree behind the end. */
	memset(fdt + fdt_totalsize(fdt), 0, FDT_SIZE - fdt_totalsize(fdt));
	window = boot_window_open(machine.dtb.base);
	memcpy(window, fdt, FDT_SIZE);
	/* The host reads it with its MMU off. */
	cache_clean(window, FDT_SIZE);
	dsb(sy);
	boot_window_close();
}
