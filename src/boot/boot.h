/* SPDX-License-Identifier: Apache-2.0 */
/* What boot learns from the device tree, and the steps that use it. */
#ifndef BOOT_BOOT_H
#define BOOT_BOOT_H
#include "cordon_limits.h"
#include "drbg.h"
#include "types.h"

#define BANKS_MAX 16
#define DEVICES_MAX 128
/* Linux's limit of a command line, with its end (COMMAND_LINE_SIZE). */
#define BOOTARGS_SIZE 2048
/* The working copy of the device tree, and what the host gets. Bytes. */
#define FDT_SIZE 65536
/* Stage-2 and the tracker know 40 bits of address. */
#define IPA_END (1ull << 40)

/* Bytes [base, end). */
struct span {
	u64 base;
	u64 end;
};

struct machine {
	u32 nr_banks;
	struct span bank[BANKS_MAX];
	u32 nr_devices;
	struct span device[DEVICES_MAX];	/* that the host may reach */
	u32 nr_hidden;
	struct span hidden[DEVICES_MAX];	/* that it may not */
	u32 has_initrd;
	struct span kernel;		/* the file */
	u64 kernel_end;			/* of the memory that the kernel takes */
	struct span initrd;
	char bootargs[BOOTARGS_SIZE];
	u32 seed_size;
	u8 seed[DRBG_SEED_MAX];
	struct span cordon;		/* all memory of Cordon */
	struct span dtb;		/* the host's device tree */
};

extern struct machine machine;
/* The working copy; first the loader's tree, then edited into the host's. */
extern u8 fdt[FDT_SIZE];

static inline u32 spans_overlap(struct span a, struct span b)
{
	return a.base < b.end && b.base < a.end;
}

/* Copies the tree at dtb into fdt and wipes the original, which has the seed. */
void fdt_copy(u64 dtb);
/* One (address, size) pair of property name of node; cells as its parent says. False past the end
 * or if there is no such property. */
u32 fdt_reg(int node, const char *name, u32 index, struct span *span);
/* Memory, CPUs, PSCI, seed: fills the machine and the CPUs' records. */
void fdt_read_machine(void);
/* The host's devices and those hidden from it. */
void fdt_read_devices(void);
/* True if the node is a device that the host must not see. */
u32 fdt_is_hidden(int node);
/* The modules that the loader placed: kernel, its command line, initrd. */
void modules_read(void);
/* Places Cordon's tables and the host's device tree, and maps the tables. */
void layout_place(void);
/* Stops with a message if a module or the loader's placement is in the way. */
void modules_check(void);
/* Zeroes what lies around the modules in the frames that they share with nothing: the host gets
 * these frames unscrubbed. */
void modules_trim(void);
/* Turns fdt into the host's device tree and copies it to where the host gets it. */
void hostdtb_write(void);
/* Tells the proven core what is where. */
void layout_tell_core(void);
#endif
