/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the call table (spec/hvc.tbl) says, as flat lists: no tables, no bits, no shared code with
 * the core. Of each tracked frame: whose it is, and the one place of a protected partition that
 * maps it; of each ordinary partition: the leaves that it has.
 */
#ifndef UNIT_MODEL_H
#define UNIT_MODEL_H
#include "boot_map.h"

#define MODEL_NOWHERE 0ull
#define MODEL_NONE 0xffffffffu
#define MODEL_LEAVES 8192u	/* pages of one ordinary partition, at most */

struct model_frame {
	u8 owner;
	u8 state;
	u8 label;
	u8 in_host;	/* 1: the host's stage-2 maps it, at its own number; a shared one without
			 * the right to execute */
	u8 order;	/* of the leaf that maps it for a protected partition */
	u8 rights;	/* of that leaf */
	u16 lent;	/* leaves of ordinary partitions that map it */
	u32 gfn;
};

/* A page that an ordinary partition maps, by a leaf of that order; or, frame MODEL_NONE, none. */
struct model_leaf {
	u32 gfn;
	u32 frame;	/* a number from 0 */
	u8 order;
	u8 rights;
};

struct model {
	u32 nr;				/* tracked frames */
	u32 nfree;
	u32 nfree_at_boot;
	u8 life[NR_OWNERS];
	u32 swept[NR_OWNERS];		/* where the next piece of destroy begins */
	u32 lives[NR_OWNERS];		/* how often it was created */
	u32 ram_gfn[NR_OWNERS];		/* a sealed partition's RAM: where it begins */
	u32 ram_count[NR_OWNERS];	/* and how many frames it is; 0: not sealed */
	u8 power[NR_OWNERS][VCPUS];	/* 1: the vCPU is on; 2: there is none of this number */
	u32 measuring[NR_OWNERS];	/* the frame number that a page is being measured of */
	u32 measured[NR_OWNERS];	/* its guest frame; or the first at which the next may be */
	u32 pieces[NR_OWNERS];		/* how many of its pieces have been */
	u8 caller[CPUS_MAX];
	u8 running[CPUS_MAX];		/* which vCPU of it, 0 for the host */
	u8 tab2[NR_OWNERS][TAB2_MAX];
	u8 tab3[NR_OWNERS][TAB3_MAX];
	struct model_frame frame[FRAMES_MAX];
	u64 place[FRAMES_MAX];		/* model_place of the partition's leaf, or MODEL_NOWHERE */
	u32 leaves[NR_OWNERS];		/* how many an ordinary partition has, in no order */
	struct model_leaf leaf[NR_OWNERS][MODEL_LEAVES];
};
extern struct model model;

/* What a call did or may have done, for the comparison after it. */
struct model_touched {
	u32 pfn;	/* frames, as numbers from 0 */
	u32 frames;
	u32 part;	/* or 0 */
	u32 gfn;
	u32 places;
};

struct model_result {
	s32 code;
	u64 x1;
	u64 x2;
	u64 x3;
	struct model_touched touched;
};

/* What the host gets when a CPU comes back. */
struct model_exit {
	u64 why;
	u64 gfn;
	u64 access;
	u64 form;
	u64 value;
};

/* Partition and guest frame as one number. */
static inline u64 model_place(u64 part, u64 gfn)
{
	return part * GFN_MAX + gfn;
}

/* How many frames the tracker has for boot_map. */
u32 model_tracked_frames(void);
/* The state after a boot that succeeds with boot_map. */
void model_boot(void);
/* The call that CPU cpu makes with x0 to x6. */
struct model_result model_hvc(u32 cpu, const u64 x[7]);
/* CPU cpu comes back to the host, for a reason, with ESR_EL2 and HPFAR_EL2; its registers. */
struct model_exit model_exit(u32 cpu, u64 why, u64 esr, u64 hpfar, u64 far, u64 value);
/* What partition part has at gfn. */
struct model_leaf model_find(u32 part, u64 gfn);
/* Whether partition part has anything at the span guest frames from first on. */
u32 model_any(u32 part, u64 first, u64 span);
/* Whether frame number q belongs to a range of this kind of the boot map. */
u32 model_in_kind(u32 kind, u64 q);
/* Whether whom CPU cpu runs may do this to gfn: what 'r', 'w' or 'x'. */
u32 model_permits(u32 cpu, u64 gfn, char what);
/* Whoever has frame i (a number from 0) in its stage-2 writes it, of a lent or shared frame the
 * host; returns whether it may. */
u32 model_write(u32 i);
/* Partition part writes what it has at gfn; returns whether it may. */
u32 model_write_at(u32 part, u64 gfn);

/* Whether the number is a protected partition's, an ordinary one's. */
static inline u32 part_protected(u64 part)
{
	return part >= PART_FIRST && part < ORDINARY_FIRST;
}

static inline u32 part_ordinary(u64 part)
{
	return part >= ORDINARY_FIRST && part < NR_OWNERS;
}
/* All is unmapped and what partitions had is zero. */
void model_shutdown(void);
#endif
