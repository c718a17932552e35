/* SPDX-License-Identifier: Apache-2.0 */
/* The list of regions that trusted boot passes to core_boot. */
#ifndef PROVEN_BOOT_MAP_H
#define PROVEN_BOOT_MAP_H
#include "types.h"
#include "cordon_limits.h"

/* What a range of the boot map is. */
#define BOOT_RAM 0u	/* memory */
#define BOOT_CORDON 1u	/* Cordon's own frames inside memory */
#define BOOT_MODULE 2u	/* frames inside memory whose contents the host gets as they are */
#define BOOT_DEVICE 3u	/* device frames that the host may reach, outside the tracker's window */

struct boot_range {
	u64 pfn;
	u64 nr;
	u32 kind;
};

/* What trusted boot found in the device tree; core_boot believes none of it unchecked. */
struct boot_map {
	u32 nr;
	struct boot_range range[BOOT_RANGES_MAX];
};
extern struct boot_map boot_map;
#endif
