/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The proven state: with the table pool of edge.h, every array that decides who may touch which
 * page. No trusted code names these objects.
 */
#ifndef PROVEN_STATE_H
#define PROVEN_STATE_H
#include "edge.h"
#include "tracker_layout.h"
#include "klog.h"

/* A range of device frames that the host may reach; fixed at boot. */
struct device_range {
	u32 pfn;
	u32 nr;
};

/* Of a sealed partition: 1 for each vCPU that is on, 0 that is off, 2 that it has not. */
struct power {
	u8 on[NR_OWNERS][VCPUS];
};

extern struct frame frames[FRAMES_MAX];	/* the page tracker; index: frame number - RAM_PFN */
extern u32 ram_frames;			/* tracked frames */
extern u32 free_table[DYN_TABLES];	/* the dynamic tables, unlinked ones first */
extern u32 free_pos[DYN_TABLES];	/* where in free_table each of them stands */
extern u32 nr_free;
extern struct device_range device[BOOT_RANGES_MAX];
extern u32 nr_devices;
extern u8 life[NR_OWNERS];		/* life cycle of each partition */
extern u32 swept[NR_OWNERS];		/* of a dead partition: it owns no frame below this one */
extern u32 ram_gfn[NR_OWNERS];		/* of a sealed partition: where its RAM begins */
extern u32 ram_count[NR_OWNERS];	/* and how many frames it is; 0 until it is sealed */
extern u32 measuring[NR_OWNERS];	/* of one that is not: the frame that is being measured */
extern u32 measured[NR_OWNERS];		/* where it is to be; else from where on the next may lie */
extern u32 pieces[NR_OWNERS];		/* how many pieces of it have been, 0 of none */
extern struct power power;
extern u8 caller[CPUS_MAX];		/* the principal whose code each CPU runs below EL2 */
extern u8 running[CPUS_MAX];		/* and which of its vCPUs */
#endif
