/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The host's kernel and initrd, as the loader describes them in /chosen (binding multiboot,module;
 * QEMU docs/system/guest-loader). The kernel is an arm64 Image (Linux
 * Documentation/arch/arm64/booting.rst).
 */
#include <libfdt.h>
#include <string.h>

#include "boot.h"
#include "memory.h"
#include "panic.h"
#include "sysreg.h"

struct image_header {
	u32 code[2];
	u64 text_offset;
	u64 image_size;
	u64 flags;
	u64 reserved[3];
	u32 magic;
	u32 pe_offset;
};

#define IMAGE_MAGIC 0x644d5241	/* "ARM\x64" */
#define GZIP_MAGIC 0x8b1f
#define IMAGE_ALIGN (1ull << BLOCK_SHIFT)

static void read_bootargs(int node)
{
	int size;
	const char *args = fdt_getprop(fdt, node, "bootargs", &size);

	if (args == 0) {
		return;
	}
	if (size > BOOTARGS_SIZE) {
		refuse("the host's command line is longer than %u bytes", BOOTARGS_SIZE - 1);
	}
	memcpy(machine.bootargs, args, (u32)size);
	machine.bootargs[BOOTARGS_SIZE - 1] = 0;
}

/* QEMU writes address and size as 64 bits each, whatever /chosen says of its cells. */
static void read_place(int node, struct span *span)
{
	int size;
	const fdt64_t *reg = fdt_getprop(fdt, node, "reg", &size);

	if (reg == 0 || size != 2 * sizeof(*reg)) {
		refuse("the module %s has no address", fdt_get_name(fdt, node, 0));
	}
	span->base = fdt64_ld(&reg[0]);
	span->end = span->base + fdt64_ld(&reg[1]);
	if (span->end <= span->base || span->end > IPA_END) {
		refuse("the module %s is empty or too large", fdt_get_name(fdt, node, 0));
	}
}

void modules_read(void)
{
	int node;
	int chosen = fdt_path_offset(fdt, "/chosen");

	fdt_for_each_subnode(node, fdt, chosen) {
		if (fdt_node_check_compatible(fdt, node, "multiboot,kernel") == 0) {
			read_place(node, &machine.kernel);
			read_bootargs(node);
		} else if (fdt_node_check_compatible(fdt, node, "multiboot,ramdisk") == 0) {
			read_place(node, &machine.initrd);
			machine.has_initrd = 1;
		}
	}
	if (machine.kernel.end == 0) {
		refuse("no host kernel: add QEMU -device guest-loader,addr=...,kernel=Image");
	}
}

static u32 in_one_bank(struct span span)
{
	for (u32 i = 0; i < machine.nr_banks; i++) {
		if (span.base >= machine.bank[i].base && span.end <= machine.bank[i].end) {
			return 1;
		}
	}
	return 0;
}

/* The frames that a span touches. */
static struct span in_frames(struct span span)
{
	u64 page = 1ull << PAGE_SHIFT;

	span.base &= ~(page - 1);
	span.end = (span.end + page - 1) & ~(page - 1);
	return span;
}

/* A module lies in memory, apart from Cordon and, by whole frames, the other one: what is left of a
 * frame is zeroed. */
static void check_place(const char *what, struct span span, struct span other)
{
	if (!in_one_bank(span)) {
		refuse("%s at 0x%lx is not in memory", what, span.base);
	}
	if (spans_overlap(span, machine.cordon)) {
		refuse("%s at 0x%lx lies in Cordon's memory: load it at 0x%lx or above", what,
		       span.base, machine.cordon.end);
	}
	if (spans_overlap(in_frames(span), in_frames(other))) {
		refuse("%s at 0x%lx overlaps with the other module", what, span.base);
	}
}

void modules_check(void)
{
	const struct image_header *header;
	struct span kernel = machine.kernel;

	if (!in_one_bank(kernel) || kernel.base % IMAGE_ALIGN != 0) {
		refuse("the host's kernel at 0x%lx is not on a 2 MiB boundary in memory",
		       kernel.base);
	}
	header = (const struct image_header *)boot_window_open(kernel.base);
	if ((header->code[0] & 0xffff) == GZIP_MAGIC) {
		refuse("the host's kernel is compressed: give the arm64 Image itself");
	}
	if (header->magic != IMAGE_MAGIC || header->text_offset % IMAGE_ALIGN != 0 ||
	    header->image_size > IPA_END) {
		refuse("the host's kernel is not an arm64 Image of Linux 5.8 or later");
	}
	kernel.end = kernel.base + header->image_size;
	boot_window_close();
	if (kernel.end < machine.kernel.end) {
		kernel.end = machine.kernel.end;
	}
	machine.kernel_end = kernel.end;
	check_place("the host's kernel", kernel, machine.initrd);
	if (machine.has_initrd) {
		check_place("the initrd", machine.initrd, kernel);
	}
}

/* Zeroes [base, end), which lies in one frame. */
static void zero_part(u64 base, u64 end)
{
	u8 *window = boot_window_open(base);

	memset(window, 0, end - base);
	cache_clean(window, end - base);
	dsb(sy);
	boot_window_close();
}

static void trim(struct span span)
{
	struct span frames = in_frames(span);

	zero_part(frames.base, span.base);
	zero_part(span.end, frames.end);
}

void modules_trim(void)
{
	trim(machine.kernel);
	if (machine.has_initrd) {
		trim(machine.initrd);
	}
}
