/* SPDX-License-Identifier: Apache-2.0 */
/* What all unit tests use: booting, calling core and model together, and failing with a reason. */
#ifndef UNIT_HARNESS_H
#define UNIT_HARNESS_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "cordon_abi.h"
#include "edge_host.h"
#include "compare.h"

#define NR_CALLS (CORDON_HVC_COUNT + 1u)	/* the calls by number, then all unknown numbers */
#define NR_ERRORS 15u	/* index: minus the error code */
#define MIB(n) ((n) * 256u)	/* frames */
#define GIB(n) ((n) * SPAN_BLOCK1)
#define PIECES (SPAN_BLOCK2 / PIECE_FRAMES)
#define CHECK_SIZE 160

/* How often each call ended with each result. */
extern u64 call_count[NR_CALLS][NR_ERRORS];

/* Fails the test with this text unless the condition holds. */
void check(int condition, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Fails if the monitor has seen a breach. */
void check_monitor(void);

/* The boot map: map_clear, then a range after the other. */
void map_clear(void);
void map_add(u32 kind, u64 pfn, u64 nr);
/* nr frames of RAM from RAM_PFN on, with Cordon's image in it. */
void map_small(u64 nr);

/* Power-on and core_boot with boot_map; returns its result. */
u32 boot_raw(void);
/* The same; it must succeed and give the model's state. */
void boot(void);

/* The call with x0 to x6 on core and model: results and what the call touched must agree. Returns
 * the code. */
s32 hvc_on(u32 cpu, const u64 x[7]);
/* From CPU 0; registers that are not given are 0. */
#define hvc(...) hvc_on(0, (const u64[7]){ __VA_ARGS__ })

/* CPU cpu comes back to the host, on core and model; what the host gets. */
struct exit_record exit_at(u32 cpu, u64 why, u64 esr, u64 hpfar, u64 far, u64 value);
struct exit_record exit_on(u32 cpu, u64 why, u64 esr, u64 hpfar);

/* 2 MiB of the host's to a partition, zeroed: hold, held_zero by pieces, commit. */
void give_block(u64 part, u64 pfn, u64 gfn);
/* A page of the host's to a partition, with its contents: hold, measure by pieces, settle. */
void give_page(u64 part, u64 pfn, u64 gfn);
/* measure of pieces [first, end) of what is held for gfn; each must succeed, and tell of itself. */
void measure(u64 part, u64 pfn, u64 gfn, u32 first, u32 end);
/* held_zero of nr pieces, from pfn on; each must succeed. */
void make_ready(u64 part, u64 pfn, u32 nr);
/* Seals a partition with count frames of RAM from first on; so many of its vCPUs are on then, the
 * first one's calls having switched on the others. */
void seal(u64 part, u64 first, u64 count, u32 vcpus);

/* Random numbers: the same in every run; below(n) is less than n. */
void random_start(u64 seed);
u64 random_number(void);
u32 below(u32 n);
#endif
