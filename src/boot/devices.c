/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The host's devices: what the list below names, at the addresses of the device tree. Every other
 * node with registers is hidden: fw_cfg, which reads and writes any memory, and the SMMU, whose
 * translation must be Cordon's, among them.
 */
#include <libfdt.h>
#include <string.h>

#include "boot.h"
#include "memory.h"
#include "panic.h"

#define PAGE_MASK ((1ull << PAGE_SHIFT) - 1)
/* PCI: (type, address: 3 cells) (address at the parent) (size: 2 cells). */
#define PCI_CELLS 3
#define PCI_SIZE_CELLS 2

/* None of them is a bus master that could not be confined by an SMMU but the GIC's tables and
 * virtio-mmio, which the threat model lists as open. */
static const char *const host_devices[] = {
	"arm,gic-v3", "arm,gic-v3-its", "arm,pl011", "arm,pl031", "arm,pl061", "virtio,mmio",
	"pci-host-ecam-generic", "cfi-flash",
};

static u32 is_host_device(int node)
{
	for (u32 i = 0; i < sizeof(host_devices) / sizeof(host_devices[0]); i++) {
		if (fdt_node_check_compatible(fdt, node, host_devices[i]) == 0) {
			return 1;
		}
	}
	return 0;
}

/* A node under the root, or under buses that do not translate. */
static u32 is_on_memory_bus(int node)
{
	for (int at = fdt_parent_offset(fdt, node); at > 0; at = fdt_parent_offset(fdt, at)) {
		int size;

		if (fdt_getprop(fdt, at, "ranges", &size) == 0 || size != 0) {
			return 0;
		}
	}
	return 1;
}

/* True for a node that describes registers at physical addresses. */
static u32 is_device(int node)
{
	const char *type = fdt_getprop(fdt, node, "device_type", 0);

	return node > 0 && fdt_getprop(fdt, node, "reg", 0) != 0 && is_on_memory_bus(node) &&
	       (type == 0 || strcmp(type, "memory") != 0);
}

u32 fdt_is_hidden(int node)
{
	return is_device(node) && !is_host_device(node);
}

/* Adds a span, rounded out to whole frames, to a list. */
static void add(struct span *list, u32 *nr, struct span span)
{
	if (*nr == DEVICES_MAX) {
		refuse("more than %u devices in the device tree", DEVICES_MAX);
	}
	if (span.end > IPA_END || span.end <= span.base) {
		refuse("the device at 0x%lx reaches above 1 TiB", span.base);
	}
	list[*nr].base = span.base & ~PAGE_MASK;
	list[*nr].end = (span.end + PAGE_MASK) & ~PAGE_MASK;
	(*nr)++;
}

static u64 two_cells(const fdt32_t *cells)
{
	return (u64)fdt32_to_cpu(cells[0]) << 32 | fdt32_to_cpu(cells[1]);
}

/* The windows through which a PCI host bridge shows its bus. */
static void add_pci_windows(int node)
{
	int size;
	int na = fdt_address_cells(fdt, fdt_parent_offset(fdt, node));
	int step = PCI_CELLS + na + PCI_SIZE_CELLS;
	const fdt32_t *ranges = fdt_getprop(fdt, node, "ranges", &size);

	if (na != 2 || (ranges == 0 && size > 0)) {
		refuse("%s: its windows are not understood", fdt_get_name(fdt, node, 0));
	}
	for (int i = 0; ranges != 0 && (i + step) * 4 <= size; i += step) {
		struct span span;

		span.base = two_cells(ranges + i + PCI_CELLS);
		span.end = span.base + two_cells(ranges + i + PCI_CELLS + na);
		add(machine.device, &machine.nr_devices, span);
	}
}

/* Sorts the devices by address and joins those that touch. */
static void merge_devices(void)
{
	struct span *list = machine.device;
	u32 nr = 0;

	for (u32 i = 1; i < machine.nr_devices; i++) {
		struct span moved = list[i];
		u32 j = i;

		for (; j > 0 && list[j - 1].base > moved.base; j--) {
			list[j] = list[j - 1];
		}
		list[j] = moved;
	}
	for (u32 i = 1; i < machine.nr_devices; i++) {
		if (list[i].base <= list[nr].end) {
			list[nr].end = list[i].end > list[nr].end ? list[i].end : list[nr].end;
		} else {
			nr++;
			list[nr] = list[i];
		}
	}
	machine.nr_devices = machine.nr_devices > 0 ? nr + 1 : 0;
}

static void check_hidden(void)
{
	for (u32 i = 0; i < machine.nr_hidden; i++) {
		for (u32 j = 0; j < machine.nr_devices; j++) {
			if (spans_overlap(machine.hidden[i], machine.device[j])) {
				refuse("the device at 0x%lx shares a page with one of the host",
				       machine.hidden[i].base);
			}
		}
	}
}

void fdt_read_devices(void)
{
	for (int node = fdt_next_node(fdt, -1, 0); node >= 0; node = fdt_next_node(fdt, node, 0)) {
		struct span span;

		if (!is_device(node)) {
			continue;
		}
		for (u32 i = 0; fdt_reg(node, "reg", i, &span); i++) {
			if (is_host_device(node)) {
				add(machine.device, &machine.nr_devices, span);
			} else {
				add(machine.hidden, &machine.nr_hidden, span);
			}
		}
		if (fdt_node_check_compatible(fdt, node, "pci-host-ecam-generic") == 0) {
			add_pci_windows(node);
		}
	}
	merge_devices();
	check_hidden();
}
