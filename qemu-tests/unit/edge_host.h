/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The edge primitives on the development machine, and the monitor behind them: it plays memory,
 * caches and TLBs at their worst, and counts every breach of what edge.h requires. It keeps its
 * own record of the tables and believes nothing that the proven code has noted about them.
 */
#ifndef UNIT_EDGE_HOST_H
#define UNIT_EDGE_HOST_H
#include "core.h"
#include "tracker.h"

/* Label of memory that somebody used before this boot. */
#define LABEL_STALE 0xee

extern u8 label[FRAMES_MAX];	/* whose data a RAM frame holds; index: frame number - RAM_PFN */
extern u8 lines[FRAMES_MAX];	/* whose accesses left cache lines of it, 0: nobody's */

/* How often the proven code used each primitive. */
struct monitor_use {
	u64 stores;
	u64 tlbis;
	u64 scrubs;
	u64 cleans;
};
extern struct monitor_use monitor_use;

/* Power-on with nr_frames of RAM: nothing is cached, tables, tracker and RAM hold garbage. */
void monitor_reset(u32 nr_frames);
/* Breaches so far, and what the first was; monitor_forget starts anew. */
u64 monitor_faults(void);
const char *monitor_first_fault(void);
void monitor_forget(void);
/* To be called after each entry of the core: nothing is pending, and no TLB contradicts a table. */
void monitor_settle(void);
/* A CPU that runs root's code reads guest frame gfn: its TLB keeps all that the walk gives. */
void monitor_access(u32 root, u32 gfn);
/* The same, writing; returns 0 if there is no translation, or none that may write. */
u32 monitor_write(u32 root, u32 gfn);
/* All linked tables hold what edge_store_entry stored, and frames are mapped as often as noted. */
void monitor_check_tables(void);
/* The lock is held. */
u32 monitor_locked(void);
#endif
