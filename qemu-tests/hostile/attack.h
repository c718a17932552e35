/* SPDX-License-Identifier: GPL-2.0-only */
/* What the checks of the program attack share. */
#ifndef ATTACK_H
#define ATTACK_H
#include <stdint.h>

#include "cordon_limits.h"
#include "hostile.h"

typedef uint64_t u64;
typedef uint32_t u32;

#define RET 0xd65f03c0u
#define PSCI_VERSION 0x84000000
#define PSCI_CPU_ON 0xc4000003
#define PSCI_AFFINITY_INFO 0xc4000004
#define PSCI_FEATURES 0x8400000a
#define PSCI_INVALID_PARAMETERS (-2l)
#define PSCI_ALREADY_ON (-4l)

/* Partitions of the checks; the fuzzer takes the first ones of each kind, eight for each CPU. */
#define PART_PAGE 65
#define PART_BLOCK 64
#define PART_SPLIT 63
#define PART_TABLES 62
#define PART_MISUSE 58
#define PART_STALE 57
#define PART_RACE 56
#define PART_DESTROY 55
#define PART_HOLD 54	/* and the two before */
#define PART_HOLD_RACE 51
#define PART_NOFAULT 50
#define PART_LENT 49	/* protected */
#define PART_SECRET 48
#define PART_MEASURE 47	/* and the one before */
#define PART_MEASURE_RACE 45
#define PART_GUEST 129	/* ordinary, and the one before */
#define PART_LEND_RACE 127
#define PART_VCPU 126	/* and the one before */

#define FW_CFG_PFN 0x9020
#define SMMU_PFN 0x9050
#define SMMU_PAGES 32

extern int fd;	/* of /dev/hostile */
extern u64 ram_end;
extern u64 cpus;

#define expect(what, ...) expect_that(what, __LINE__, #what, __VA_ARGS__)

__attribute__((format(printf, 4, 5)))
void expect_that(int holds, int line, const char *what, const char *format, ...);

/* A call with x0 to x6, those that are not given 0; its result. */
#define hvc(...) hvc_with((const u64[7]){ __VA_ARGS__ })
long hvc_with(const u64 x[7]);
/* measure of pieces [first, end) of a page that is held for gfn; each must succeed. */
void measure(u64 part, u64 pfn, u64 gfn, u64 first, u64 end);
/* A page to a partition as it is: hold, measure, settle. */
void give_contents(u64 part, u64 pfn, u64 gfn);
/* The trap of a call; the registers of the call become what they are after it. */
void take_trap(struct hostile_call *call);
/* All pieces of partition_destroy, or the error of one. */
long destroy(u64 part);
/* Owner, state and guest frame of a frame, in one number. */
u64 query(u64 pfn);
/* Frames from pfn on, with all rights that stage 1 can give. */
char *map(u64 pfn, u64 nr);
void unmap(char *at, u64 nr);
/* Tries every kind of access on every page; all must end like this. */
void access_all(u64 pfn, u64 nr, int wanted);
/* The frames hold nothing but this byte. */
void expect_bytes(u64 pfn, u64 nr, unsigned char wanted);
/* The calling thread runs on the CPUs [first, first + nr) only. */
void run_on(u64 first, u64 nr);

enum access { READ, WRITE, EXECUTE, ATOMIC, ZERO_LINE, NR_ACCESSES };

/* Performs an access. Returns 0, or the signal that it got. */
int access_at(enum access kind, char *at);
/* A block of 2^order pages of the kernel, for as long as this program runs. */
u64 get_pages(u64 order);
/* The frames [*first, *end) of Cordon, which have no hole. */
void cordon_frames(u64 *first, u64 *end);

/* attack_el1.c */
/* No instruction at EL1 reaches the frames [first, end), MMU off and on. */
void expect_unreachable(u64 first, u64 end);
void check_registers(void);
void check_bare(void);
/* attack_kernel.c */
void check_nofault(void);
void check_store(void);
/* attack_lend.c */
void check_lend(void);
/* attack_measure.c */
void check_measure(void);
/* attack_race.c */
void check_race(void);
/* attack_vcpu.c */
void check_vcpu(void);
void check_preempt(void);
void check_secret(void);
void check_share(void);
void check_refused(void);
void check_seal(void);
void check_outside(void);
void check_power(void);
void check_firmware(void);
void check_apart(void);
#endif
