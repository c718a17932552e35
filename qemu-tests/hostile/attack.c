// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attacks Cordon from the host, through the module hostile: `attack NAME...` runs checks in the
 * order given and prints a line for each. What QEMU does not model, caches and speculation, is
 * exercised nowhere here.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "attack.h"
#include "cordon_abi.h"
#include "spec_hash.h"

#define FAILURES_SHOWN 20
#define BLOCK_BYTES (512ul * 4096)
#define PIECES (SPAN_BLOCK2 / PIECE_FRAMES)

#define HYPERVISOR_UID 0x8600ff01
#define PSCI_INVALID_ADDRESS (-9l)

int fd;
u64 ram_end;
u64 cpus;
static int failures;
static __thread sigjmp_buf fault;

void expect_that(int holds, int line, const char *what, const char *format, ...)
{
	va_list detail;

	if (holds) {
		return;
	}
	/* What is broken is so in many places; the first ones tell enough. */
	if (__atomic_add_fetch(&failures, 1, __ATOMIC_RELAXED) > FAILURES_SHOWN) {
		return;
	}
	printf("attack: line %d: %s: ", line, what);
	va_start(detail, format);
	vprintf(format, detail);
	va_end(detail);
	printf("\n");
}

void take_trap(struct hostile_call *call)
{
	if (ioctl(fd, HOSTILE_CALL, call) != 0) {
		perror("attack: call");
		exit(1);
	}
}

/* The instruction with x0 to x6; those that are not given are 0. */
#define call(trap, ...) call_with(trap, (const u64[7]){ __VA_ARGS__ })

static struct hostile_call call_with(u64 trap, const u64 x[7])
{
	struct hostile_call c = { .trap = trap };
	struct hostile_call before;

	memcpy(c.x, x, 7 * sizeof(x[0]));
	for (u32 i = 7; i < 18; i++) {
		c.x[i] = 0x1111111111111111ul * i;
	}
	before = c;
	take_trap(&c);
	for (u32 i = 5; i < 18; i++) {
		expect(c.x[i] == before.x[i], "x%u after %lx", i, x[0]);
	}
	return c;
}

long hvc_with(const u64 x[7])
{
	return (long)call_with(TRAP_HVC, x).x[0];
}

static long smc(u64 x0, u64 x1, u64 x2, u64 x3)
{
	return (long)call(TRAP_SMC, x0, x1, x2, x3).x[0];
}

static long donate(u64 part, u64 pfn, u64 gfn)
{
	return hvc(CORDON_HVC_DONATE, part, pfn, gfn, 0);
}

/* Makes pieces [first, end) of a held block ready. */
static void make_ready(u64 part, u64 pfn, u64 first, u64 end)
{
	for (u64 i = first; i < end; i++) {
		expect(hvc(CORDON_HVC_HELD_ZERO, part, pfn + i * PIECE_FRAMES) == 0, "piece %lu",
		       i);
	}
}

void measure(u64 part, u64 pfn, u64 gfn, u64 first, u64 end)
{
	for (u64 i = first; i < end; i++) {
		struct hostile_call c = call(TRAP_HVC, CORDON_HVC_MEASURE, part, pfn);

		expect(c.x[0] == 0 && c.x[1] == i && c.x[2] == gfn && c.x[3] == 0,
		       "piece %lu of %lx: %ld, %lu of %lx", i, gfn, (long)c.x[0], (u64)c.x[1],
		       (u64)c.x[2]);
	}
}

void give_contents(u64 part, u64 pfn, u64 gfn)
{
	expect(hvc(CORDON_HVC_HOLD, part, pfn, gfn, ORDER_PAGE) == 0, "hold for %lx", gfn);
	measure(part, pfn, gfn, 0, MEASURE_PIECES);
	expect(hvc(CORDON_HVC_SETTLE, part, pfn) == 0, "settle at %lx", gfn);
}

/* Pieces of destroy: up to the one that begins at frame last, or to one that is refused. */
static long destroy_to(u64 part, u64 first, u64 last)
{
	while (first < last) {
		u64 end = ram_end - first > SWEEP_FRAMES ? first + SWEEP_FRAMES : ram_end;
		struct hostile_call c = call(TRAP_HVC, CORDON_HVC_PARTITION_DESTROY, part, 0, 0, 0);

		if (c.x[0] != 0) {
			return (long)c.x[0];
		}
		expect(c.x[1] == end, "%lx after %lx", (u64)c.x[1], first);
		first = end;
	}
	return 0;
}

long destroy(u64 part)
{
	return destroy_to(part, RAM_PFN, ram_end);
}

u64 query(u64 pfn)
{
	struct hostile_call c = call(TRAP_HVC, CORDON_HVC_FRAME_QUERY, pfn, 0, 0, 0);

	return c.x[0] != 0 ? ~0ul : c.x[1] | c.x[2] << 8 | c.x[3] << 16;
}

u64 get_pages(u64 order)
{
	struct hostile_pages pages = { .order = order };

	if (ioctl(fd, HOSTILE_PAGES, &pages) != 0) {
		perror("attack: no pages");
		exit(1);
	}
	return pages.pfn;
}

char *map(u64 pfn, u64 nr)
{
	char *at = mmap(0, nr * 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_SHARED, fd,
			(off_t)(pfn * 4096));

	if (at == MAP_FAILED) {
		perror("attack: map");
		exit(1);
	}
	return at;
}

void unmap(char *at, u64 nr)
{
	munmap(at, nr * 4096);
}

void run_on(u64 first, u64 nr)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	for (u64 cpu = first; cpu < first + nr; cpu++) {
		CPU_SET(cpu, &set);
	}
	expect(sched_setaffinity(0, sizeof(set), &set) == 0, "cpu %lu", first);
}

static void on_signal(int number)
{
	siglongjmp(fault, number);
}

int access_at(enum access kind, char *at)
{
	int number = sigsetjmp(fault, 1);

	if (number != 0) {
		return number;
	}
	switch (kind) {
	case READ:
		(void)*(volatile u32 *)at;
		break;
	case WRITE:
		*(volatile u32 *)at = RET;
		break;
	case EXECUTE:
		((void (*)(void))at)();
		break;
	case ATOMIC:
		__atomic_fetch_add((u32 *)(at + 64), 1, __ATOMIC_SEQ_CST);
		break;
	default:
		__asm__ volatile("dc zva, %0" : : "r"(at + 2048) : "memory");
		break;
	}
	return 0;
}

void access_all(u64 pfn, u64 nr, int wanted)
{
	char *at = map(pfn, nr);

	for (u64 i = 0; i < nr; i++) {
		if (wanted == 0) {
			access_at(WRITE, at + i * 4096);
			__builtin___clear_cache(at + i * 4096, at + i * 4096 + 4);
		}
		for (u32 kind = 0; kind < NR_ACCESSES; kind++) {
			int got = access_at(kind, at + i * 4096);

			expect(got == wanted, "frame %lx, access %u: signal %d", pfn + i, kind,
			       got);
		}
	}
	unmap(at, nr);
}

void expect_bytes(u64 pfn, u64 nr, unsigned char wanted)
{
	char *at = map(pfn, nr);
	u64 wrong = 0;

	for (u64 i = 0; i < nr * 4096; i++) {
		wrong += (unsigned char)at[i] != wanted;
	}
	expect(wrong == 0, "frame %lx: %lu bytes are not %u", pfn, wrong, wanted);
	unmap(at, nr);
}

static void check_version(void)
{
	struct hostile_call c = call(TRAP_HVC, CORDON_HVC_VERSION, 0, 0, 0, 0);
	char log[33] = { 0 };

	expect(c.x[0] == 0 && c.x[1] == ABI_VERSION, "%lx %lx", (u64)c.x[0], (u64)c.x[1]);
	expect(c.x[2] == CORDON_SPEC_HASH64, "%lx", (u64)c.x[2]);
	expect(c.x[3] == ram_end, "%lx", (u64)c.x[3]);
	for (u32 i = 0; i < 2; i++) {
		c = call(TRAP_HVC, CORDON_HVC_LOG_READ, i, 0, 0, 0);
		memcpy(log + 16 * i, &c.x[2], 16);
	}
	expect(memcmp(log, "Cordon ", 7) == 0, "the log begins with %s", log);
}

/* Unlisted numbers, and listed ones by 32-bit calls, with an immediate, by SMC. */
static void check_numbers(void)
{
	for (u64 i = CORDON_HVC_COUNT; i < 4096; i++) {
		long got = hvc(CORDON_HVC_BASE + i, 2, 2, 2, 2);

		expect(got == CORDON_E_NOT_SUPPORTED, "number %lu: %ld", i, got);
	}
	for (u64 i = 0; i < CORDON_HVC_COUNT; i++) {
		long got = hvc(0x86000C00 + i, 65, 0, 0, 0);

		expect(got == CORDON_E_NOT_SUPPORTED, "32-bit call %lu: %ld", i, got);
		got = (long)call(TRAP_HVC_IMM, CORDON_HVC_BASE + i, 65, 0, 0, 0).x[0];
		expect(got == CORDON_E_NOT_SUPPORTED, "hvc #1 %lu: %ld", i, got);
		got = smc(CORDON_HVC_BASE + i, 65, 0, 0);
		expect(got == CORDON_E_NOT_SUPPORTED, "smc %lu: %ld", i, got);
	}
}

static void check_page(void)
{
	u64 pfn = get_pages(0), gfn = 0x12345;

	access_all(pfn, 1, 0);
	expect(hvc(CORDON_HVC_PARTITION_CREATE, PART_PAGE, 0, 0, 0) == 0, "create");
	expect(donate(PART_PAGE, pfn, gfn) == 0, "donate");
	expect(query(pfn) == (PART_PAGE | FRAME_OWNED << 8 | gfn << 16), "%lx", query(pfn));
	access_all(pfn, 1, SIGBUS);
	expect(hvc(CORDON_HVC_WITHDRAW, PART_PAGE, gfn, 0, 0) == CORDON_E_STATE, "live");
	expect(hvc(CORDON_HVC_RECLAIM, pfn, 0, 0, 0) == CORDON_E_OWNER, "not held");
	expect(hvc(CORDON_HVC_PARTITION_END, PART_PAGE, 0, 0, 0) == 0, "end");
	access_all(pfn, 1, SIGBUS);
	expect(hvc(CORDON_HVC_WITHDRAW, PART_PAGE, gfn, 0, 0) == 0, "withdraw");
	expect(query(pfn) == (PART_PAGE | FRAME_HELD << 8 | gfn << 16), "%lx", query(pfn));
	access_all(pfn, 1, SIGBUS);
	expect(hvc(CORDON_HVC_RECLAIM, pfn, 0, 0, 0) == 0, "reclaim");
	expect(query(pfn) == OWNER_HOST, "%lx", query(pfn));
	expect_bytes(pfn, 1, 0);
	access_all(pfn, 1, 0);
	expect(hvc(CORDON_HVC_TABLE_RETURN, PART_PAGE, gfn, 3, 0) == 0, "level 3");
	expect(hvc(CORDON_HVC_TABLE_RETURN, PART_PAGE, gfn, 2, 0) == 0, "level 2");
}

static void check_block(void)
{
	u64 pfn = get_pages(9), gfn = 0x40000 * 700;
	char *at = map(pfn, 512);

	memset(at, 0x5a, BLOCK_BYTES);
	unmap(at, 512);
	expect(hvc(CORDON_HVC_PARTITION_CREATE, PART_BLOCK, 0, 0, 0) == 0, "create");
	expect(hvc(CORDON_HVC_HOLD, PART_BLOCK, pfn, gfn, ORDER_BLOCK2) == 0, "hold");
	make_ready(PART_BLOCK, pfn, 0, PIECES);
	expect(hvc(CORDON_HVC_COMMIT, PART_BLOCK, pfn, gfn, 0) == 0, "commit");
	expect(query(pfn + 511) == (PART_BLOCK | FRAME_OWNED << 8 | (gfn + 511) << 16), "%lx",
	       query(pfn + 511));
	access_all(pfn, 512, SIGBUS);
	expect(hvc(CORDON_HVC_PARTITION_END, PART_BLOCK, 0, 0, 0) == 0, "end");
	expect(hvc(CORDON_HVC_TABLE_RETURN, PART_BLOCK, gfn, 2, 0) == CORDON_E_MAPPED, "leaf");
	expect(hvc(CORDON_HVC_WITHDRAW, PART_BLOCK, gfn + 77, 0, 0) == 0, "withdraw");
	access_all(pfn, 512, SIGBUS);
	for (u64 i = 0; i < 512; i++) {
		expect(query(pfn + i) == (PART_BLOCK | FRAME_HELD << 8 | (gfn + i) << 16),
		       "%lx", query(pfn + i));
		expect(hvc(CORDON_HVC_RECLAIM, pfn + i, 0, 0, 0) == 0, "reclaim %lu", i);
	}
	expect_bytes(pfn, 512, 0);
	access_all(pfn, 512, 0);
	expect(hvc(CORDON_HVC_TABLE_RETURN, PART_BLOCK, gfn, 2, 0) == 0, "level 2");
}

/* Calls about a held block, so many pieces of which are ready, that must not work. */
static void try_tricks(u64 part, u64 other, u64 pfn, u64 gfn, u64 ready)
{
	u64 last = pfn + SPAN_BLOCK2 - PIECE_FRAMES;
	const struct {
		u64 x[4];
		long wanted;
	} trick[] = {
		{ { CORDON_HVC_HOLD, part, pfn, gfn }, CORDON_E_OWNER },
		{ { CORDON_HVC_HOLD, part, pfn, gfn + 512 }, CORDON_E_OWNER },
		{ { CORDON_HVC_HOLD, other, pfn, gfn }, CORDON_E_OWNER },
		{ { CORDON_HVC_DONATE, part, pfn + 5, gfn + 5 }, CORDON_E_OWNER },
		{ { CORDON_HVC_DONATE, other, pfn, 0 }, CORDON_E_OWNER },
		{ { CORDON_HVC_HELD_ZERO, other, last, 0 }, CORDON_E_OWNER },
		{ { CORDON_HVC_HELD_ZERO, part, last + 1, 0 }, CORDON_E_ADDRESS },
		{ { CORDON_HVC_HELD_ZERO, part, POOL_PFN, 0 }, CORDON_E_OWNER },
		{ { CORDON_HVC_COMMIT, other, pfn, gfn }, CORDON_E_OWNER },
		{ { CORDON_HVC_COMMIT, part, pfn, gfn + 512 }, CORDON_E_OWNER },
		{ { CORDON_HVC_COMMIT, part, pfn, gfn + 1 }, CORDON_E_ADDRESS },
		{ { CORDON_HVC_RECLAIM, pfn, 0, 0 }, CORDON_E_STATE },
		{ { CORDON_HVC_WITHDRAW, part, gfn, 0 }, CORDON_E_STATE },
		{ { CORDON_HVC_PROTECT, part, gfn, RIGHT_R }, CORDON_E_ABSENT },
		{ { CORDON_HVC_MEASURE, other, pfn, 0 }, CORDON_E_OWNER },
		{ { CORDON_HVC_SETTLE, other, pfn, 0 }, CORDON_E_OWNER },
		/* The first is for a block with a piece that is not ready, the other for one with
		 * one that is. */
		{ { CORDON_HVC_COMMIT, part, pfn, gfn }, CORDON_E_OWNER },
		{ { CORDON_HVC_HELD_ZERO, part, pfn, 0 }, CORDON_E_OWNER },
	};
	u64 nr = sizeof(trick) / sizeof(trick[0]);

	for (u64 i = 0; i < nr; i++) {
		const u64 *x = trick[i].x;
		long got;

		if ((i == nr - 2 && ready == PIECES) || (i > nr - 2 && ready == 0)) {
			continue;
		}
		got = hvc(x[0], x[1], x[2], x[3], ORDER_BLOCK2);
		expect(got == trick[i].wanted, "trick %lu with %lu ready: %ld", i, ready, got);
	}
}

/* The tricks, and that the block is what it was. */
static void refuse_tricks(u64 part, u64 other, u64 pfn, u64 gfn, u64 ready)
{
	try_tricks(part, other, pfn, gfn, ready);
	for (u64 i = 0; i < SPAN_BLOCK2; i++) {
		u64 state = i < ready * PIECE_FRAMES ? FRAME_READY : FRAME_HELD;

		expect(query(pfn + i) == (part | state << 8 | (gfn + i) << 16), "%lx",
		       query(pfn + i));
	}
}

/* Bad arguments of hold; and a block for a place that is taken, which stays held until the end. */
static void check_held_errors(void)
{
	u64 part = PART_HOLD - 2, pfn = get_pages(9), page = get_pages(0);
	const u64 fn = CORDON_HVC_HOLD, order = ORDER_BLOCK2;

	expect(hvc(fn, part, pfn, 0, order) == CORDON_E_STATE, "free partition");
	expect(hvc(CORDON_HVC_PARTITION_CREATE, part, 0, 0, 0) == 0, "create");
	expect(hvc(fn, ORDINARY_FIRST, pfn, 0, order) == CORDON_E_PARTITION, "kind");
	expect(hvc(fn, part, pfn + 1, 0, order) == CORDON_E_ADDRESS, "alignment");
	expect(hvc(fn, part, ram_end, 0, order) == CORDON_E_ADDRESS, "pfn");
	expect(hvc(fn, part, pfn, GFN_MAX, order) == CORDON_E_ADDRESS, "gfn");
	expect(hvc(fn, part, pfn, 0, 1) == CORDON_E_ADDRESS, "order");
	expect(hvc(fn, part, pfn, 0, ORDER_BLOCK1) == CORDON_E_ADDRESS, "order");
	expect(hvc(fn, part, POOL_PFN, 0) == CORDON_E_OWNER, "Cordon's page");
	expect(hvc(fn, part, POOL_PFN, 0, order) == CORDON_E_OWNER, "Cordon's block");
	expect(hvc(CORDON_HVC_HELD_ZERO, part, pfn, 0, 0) == CORDON_E_OWNER, "the host's");
	expect(hvc(CORDON_HVC_COMMIT, part, pfn, 0, 0) == CORDON_E_OWNER, "the host's");
	expect(donate(part, page, 511) == 0, "donate");
	expect(hvc(fn, part, pfn, 0, order) == 0, "hold");
	make_ready(part, pfn, 0, PIECES);
	expect(hvc(CORDON_HVC_COMMIT, part, pfn, 0, 0) == CORDON_E_MAPPED, "the place is taken");
	expect(hvc(CORDON_HVC_PARTITION_END, part, 0, 0, 0) == 0, "end");
	expect(hvc(CORDON_HVC_WITHDRAW, part, 0, 0, 0) == CORDON_E_ABSENT, "not mapped");
	expect(hvc(CORDON_HVC_WITHDRAW, part, 511, 0, 0) == 0, "withdraw");
	expect(hvc(CORDON_HVC_RECLAIM, page, 0, 0, 0) == 0, "reclaim");
	for (u64 i = 0; i < SPAN_BLOCK2; i++) {
		expect(hvc(CORDON_HVC_RECLAIM, pfn + i, 0, 0, 0) == 0, "reclaim %lu", i);
	}
	expect(hvc(CORDON_HVC_TABLE_RETURN, part, 0, 3, 0) == 0, "level 3");
	expect(hvc(CORDON_HVC_TABLE_RETURN, part, 0, 2, 0) == 0, "level 2");
	expect(destroy(part) == 0, "all of it");
}

/* Held, the block is nobody's to reach, by whatever means; it comes back zero, though never
 * mapped for the partition. */
static void check_hold(void)
{
	u64 part = PART_HOLD, other = PART_HOLD - 1, pfn = get_pages(9), gfn = 0x40000 * 600;
	char *at = map(pfn, SPAN_BLOCK2);

	memset(at, 0x5a, BLOCK_BYTES);
	unmap(at, SPAN_BLOCK2);
	expect(hvc(CORDON_HVC_PARTITION_CREATE, part, 0, 0, 0) == 0, "create");
	expect(hvc(CORDON_HVC_PARTITION_CREATE, other, 0, 0, 0) == 0, "create");
	expect(hvc(CORDON_HVC_HOLD, part, pfn, gfn, ORDER_BLOCK2) == 0, "hold");
	access_all(pfn, SPAN_BLOCK2, SIGBUS);
	expect_unreachable(pfn, pfn + SPAN_BLOCK2);
	refuse_tricks(part, other, pfn, gfn, 0);
	make_ready(part, pfn, 0, 1);
	refuse_tricks(part, other, pfn, gfn, 1);
	make_ready(part, pfn, 1, PIECES - 1);
	refuse_tricks(part, other, pfn, gfn, PIECES - 1);
	make_ready(part, pfn, PIECES - 1, PIECES);
	refuse_tricks(part, other, pfn, gfn, PIECES);
	access_all(pfn, SPAN_BLOCK2, SIGBUS);
	expect(hvc(CORDON_HVC_PARTITION_END, part, 0, 0, 0) == 0, "end");
	expect(hvc(CORDON_HVC_PARTITION_END, other, 0, 0, 0) == 0, "end");
	expect(hvc(CORDON_HVC_COMMIT, part, pfn, gfn, 0) == CORDON_E_STATE, "dead");
	for (u64 i = 0; i < SPAN_BLOCK2; i++) {
		expect(hvc(CORDON_HVC_RECLAIM, pfn + i, 0, 0, 0) == 0, "reclaim %lu", i);
	}
	expect_bytes(pfn, SPAN_BLOCK2, 0);
	access_all(pfn, SPAN_BLOCK2, 0);
	expect(destroy(part) == 0 && destroy(other) == 0, "nothing was mapped");
	check_held_errors();
}

/* Each named error once. */
static void check_errors(void)
{
	u64 part = PART_MISUSE, pfn = get_pages(0), other = get_pages(0);

	expect(donate(NR_OWNERS, pfn, 0) == CORDON_E_PARTITION, "no such partition");
	expect(donate(ORDINARY_FIRST, pfn, 0) == CORDON_E_PARTITION, "the other kind");
	expect(donate(part, pfn, 0) == CORDON_E_STATE, "free partition");
	expect(hvc(CORDON_HVC_PARTITION_CREATE, part, 0, 0, 0) == 0, "create");
	expect(hvc(CORDON_HVC_PARTITION_CREATE, part, 0, 0, 0) == CORDON_E_STATE, "again");
	expect(donate(part, pfn, GFN_MAX) == CORDON_E_ADDRESS, "gfn");
	expect(donate(part, ram_end, 0) == CORDON_E_ADDRESS, "pfn");
	expect(donate(part, FW_CFG_PFN, 0) == CORDON_E_ADDRESS, "device");
	expect(donate(part, POOL_PFN, 0) == CORDON_E_OWNER, "Cordon's frame");
	expect(donate(part, pfn, 5) == 0, "donate");
	expect(donate(part, pfn, 6) == CORDON_E_OWNER, "twice");
	expect(donate(part, other, 5) == CORDON_E_MAPPED, "place is taken");
	expect(hvc(CORDON_HVC_PROTECT, part, 5, RAM_RW + RIGHT_PX, 0) == CORDON_E_RIGHTS, "px");
	expect(hvc(CORDON_HVC_PROTECT, part, 6, RAM_RW, 0) == CORDON_E_ABSENT, "not mapped");
	expect(hvc(CORDON_HVC_PROTECT, part, 5, RIGHT_R, 0) == 0, "read only");
	expect(hvc(CORDON_HVC_RECLAIM, other, 0, 0, 0) == CORDON_E_OWNER, "the host's");
	expect(hvc(CORDON_HVC_RECLAIM, POOL_PFN, 0, 0, 0) == CORDON_E_OWNER, "Cordon's");
	expect(hvc(CORDON_HVC_PARTITION_END, part, 0, 0, 0) == 0, "end");
	expect(hvc(CORDON_HVC_PARTITION_END, part, 0, 0, 0) == CORDON_E_STATE, "again");
	expect(hvc(CORDON_HVC_PARTITION_CREATE, part, 0, 0, 0) == CORDON_E_STATE, "revive");
	expect(donate(part, other, 7) == CORDON_E_STATE, "dead");
	expect(hvc(CORDON_HVC_PROTECT, part, 5, RAM_RWX, 0) == CORDON_E_STATE, "dead");
	expect(hvc(CORDON_HVC_WITHDRAW, part, 6, 0, 0) == CORDON_E_ABSENT, "not mapped");
	expect(hvc(CORDON_HVC_TABLE_RETURN, part, 5, 3, 0) == CORDON_E_MAPPED, "in use");
	expect(hvc(CORDON_HVC_TABLE_RETURN, part, 5, 1, 0) == CORDON_E_ADDRESS, "a root");
	expect(hvc(CORDON_HVC_WITHDRAW, part, 5, 0, 0) == 0, "withdraw");
	expect(hvc(CORDON_HVC_RECLAIM, pfn, 0, 0, 0) == 0, "reclaim");
	expect(hvc(CORDON_HVC_TABLE_RETURN, part, 5, 2, 0) == CORDON_E_MAPPED, "order");
	expect(hvc(CORDON_HVC_TABLE_RETURN, part, 5, 3, 0) == 0, "level 3");
	expect(hvc(CORDON_HVC_TABLE_RETURN, part, 5, 2, 0) == 0, "level 2");
	expect(hvc(CORDON_HVC_TABLE_RETURN, part, 5, 2, 0) == CORDON_E_ABSENT, "twice");
}

/* The partition gets the page, with contents, and loses all but what Cordon holds. */
static void leave_held(u64 part, u64 pfn, u64 gfn)
{
	char *at = map(pfn, 1);

	memset(at, 0x5a, 4096);
	unmap(at, 1);
	expect(hvc(CORDON_HVC_PARTITION_CREATE, part, 0, 0, 0) == 0, "create");
	expect(donate(part, pfn, gfn) == 0, "donate");
	expect(destroy(part) == CORDON_E_STATE, "live");
	expect(hvc(CORDON_HVC_PARTITION_END, part, 0, 0, 0) == 0, "end");
	expect(destroy(part) == CORDON_E_MAPPED, "everything is there");
	expect(hvc(CORDON_HVC_WITHDRAW, part, gfn, 0, 0) == 0, "withdraw");
	expect(hvc(CORDON_HVC_TABLE_RETURN, part, gfn, 3, 0) == 0, "level 3");
	expect(destroy(part) == CORDON_E_MAPPED, "a table");
	expect(hvc(CORDON_HVC_TABLE_RETURN, part, gfn, 2, 0) == 0, "level 2");
}

/* A number is free again when nothing is its partition's, and serves as if it were new. */
static void check_destroy(void)
{
	u64 part = PART_DESTROY, pfn = get_pages(0), other = get_pages(0), gfn = 0x40000 * 900 + 7;
	u64 found = pfn - (pfn - RAM_PFN) % SWEEP_FRAMES;

	expect(destroy(NR_OWNERS) == CORDON_E_PARTITION, "no such partition");
	expect(destroy(1ul << 32 | part) == CORDON_E_PARTITION, "no such partition");
	expect(destroy(part) == CORDON_E_STATE, "free");
	leave_held(part, pfn, gfn);
	expect(destroy_to(part, RAM_PFN, found) == 0, "up to the frame");
	expect(destroy_to(part, found, ram_end) == CORDON_E_OWNER, "the frame");
	expect(hvc(CORDON_HVC_PARTITION_CREATE, part, 0, 0, 0) == CORDON_E_STATE, "too early");
	expect(query(pfn) == (part | FRAME_HELD << 8 | gfn << 16), "%lx", query(pfn));
	expect(hvc(CORDON_HVC_RECLAIM, pfn, 0, 0, 0) == 0, "reclaim");
	expect_bytes(pfn, 1, 0);
	expect(destroy_to(part, found, ram_end) == 0, "the rest");
	expect(destroy(part) == CORDON_E_STATE, "twice");
	expect(hvc(CORDON_HVC_PARTITION_END, part, 0, 0, 0) == CORDON_E_STATE, "free");
	/* The next partition of this number begins with nothing, at the start of RAM. */
	leave_held(part, other, gfn + 1);
	expect(hvc(CORDON_HVC_WITHDRAW, part, gfn, 0, 0) == CORDON_E_ABSENT, "the first one's");
	expect(hvc(CORDON_HVC_RECLAIM, other, 0, 0, 0) == 0, "reclaim");
	expect_bytes(other, 1, 0);
	expect(destroy(part) == 0, "all of it");
}

/* Donates pages of the 1,536 at pfn, each of which needs two tables, until there are no more. */
static u64 use_up_tables(u64 part, const u64 *pfn)
{
	u64 nr = 0;
	long got = hvc(CORDON_HVC_PARTITION_CREATE, part, 0, 0, 0);

	for (; nr < 1024 && got == 0; nr++) {
		got = donate(part, pfn[nr], nr * SPAN_BLOCK1);
		if (got != 0) {
			expect(got == CORDON_E_TABLES, "%ld after %lu", got, nr);
			expect(query(pfn[nr]) == OWNER_HOST, "%lx", query(pfn[nr]));
			break;
		}
	}
	expect(got == CORDON_E_TABLES, "%lu donated", nr);
	expect(hvc(CORDON_HVC_PARTITION_END, part, 0, 0, 0) == 0, "end");
	return nr;
}

static void give_back(u64 part, const u64 *pfn, u64 nr)
{
	for (u64 i = 0; i < nr; i++) {
		u64 gfn = i * SPAN_BLOCK1;

		expect(hvc(CORDON_HVC_WITHDRAW, part, gfn, 0, 0) == 0, "withdraw %lu", i);
		expect(hvc(CORDON_HVC_RECLAIM, pfn[i], 0, 0, 0) == 0, "reclaim %lu", i);
		expect(hvc(CORDON_HVC_TABLE_RETURN, part, gfn, 3, 0) == 0, "level 3 %lu", i);
		expect(hvc(CORDON_HVC_TABLE_RETURN, part, gfn, 2, 0) == 0, "level 2 %lu", i);
	}
}

/* Tables run out with an error that changes nothing, and all come back. */
static void check_tables(void)
{
	static u64 pfn[1024];
	u64 first, second;

	for (u32 i = 0; i < 1024; i++) {
		pfn[i] = get_pages(0);
	}
	first = use_up_tables(PART_TABLES, pfn);
	give_back(PART_TABLES, pfn, first);
	expect(destroy(PART_TABLES) == 0, "the number too");
	second = use_up_tables(PART_TABLES, pfn);
	give_back(PART_TABLES, pfn, second);
	expect(first == second && first > 256, "%lu, then %lu", first, second);
}

/* Odd arguments of PSCI calls that must not work. */
static void check_psci(void)
{
	expect(smc(PSCI_VERSION, 0, 0, 0) >= 0x10000, "version");
	for (u64 i = 0; i < cpus; i++) {
		expect(smc(PSCI_CPU_ON, i, 0x50000000, 0) == PSCI_ALREADY_ON, "cpu %lu", i);
	}
	for (u64 i = 1; i < 64; i++) {
		long got = smc(PSCI_CPU_ON, 1ul << i | 0x80, 0x50000000, 0);

		expect(got == PSCI_INVALID_PARAMETERS, "bit %lu: %ld", i, got);
	}
	expect(smc(PSCI_CPU_ON, 0, 0x50000001, 0) == PSCI_INVALID_ADDRESS, "odd");
	expect(smc(PSCI_CPU_ON, 0, 0x50000002, 0) == PSCI_INVALID_ADDRESS, "odd");
	expect(smc(PSCI_CPU_ON, 0, 1ul << 40, 0) == PSCI_INVALID_ADDRESS, "above the IPA space");
	expect(smc(PSCI_CPU_ON, 0, ~3ul, 0) == PSCI_INVALID_ADDRESS, "EL2-like");
	expect(smc(PSCI_AFFINITY_INFO, 0x1000000, 0, 0) < 0, "affinity");
	expect(smc(PSCI_FEATURES, PSCI_CPU_ON, 0, 0) == 0, "features");
	expect(smc(PSCI_FEATURES, CORDON_HVC_DONATE, 0, 0) == -1, "features");
}

/* Every other SMC is answered by Cordon: not supported. */
static void check_smc(void)
{
	/* Services, their first number and how many; PSCI's unlisted and 64-bit forms. */
	static const u64 range[][2] = {
		{ 0x80000002, 64 }, { 0x81000000, 64 }, { 0x82000000, 64 }, { 0x83000000, 64 },
		{ 0x84000005, 1 }, { 0x84000007, 1 }, { 0x8400000b, 64 }, { 0x84000054, 64 },
		{ 0x85000000, 64 }, { 0x86000000, 64 }, { 0xb2000000, 64 }, { 0xbf000000, 64 },
		{ 0xc0000000, 64 }, { 0xc4000005, 32 }, { 0xc4000054, 64 }, { 0xc6000000, 64 },
		{ 0xc6000c00, 64 }, { 0, 64 }, { 0x40000000, 64 }, { 0xf2000000, 64 },
	};

	for (u32 i = 0; i < sizeof(range) / sizeof(range[0]); i++) {
		for (u64 number = range[i][0]; number < range[i][0] + range[i][1]; number++) {
			long got = smc(number, 0, 0, 0);

			expect(got == -1, "%lx: %ld", number, got);
		}
	}
	expect((long)call(TRAP_SMC_IMM, PSCI_VERSION, 0, 0, 0, 0).x[0] == -1, "smc #1");
}

void cordon_frames(u64 *first, u64 *end)
{
	*first = 0;
	*end = 0;
	for (u64 pfn = RAM_PFN; pfn < ram_end; pfn++) {
		if ((query(pfn) & 0xff) == OWNER_HYP) {
			*first = *first == 0 ? pfn : *first;
			*end = pfn + 1;
		}
	}
	expect(*first == 0x40200 && *end > POOL_PFN, "%lx to %lx", *first, *end);
	for (u64 pfn = *first; pfn < *end; pfn++) {
		expect(query(pfn) == OWNER_HYP, "a hole at %lx", pfn);
	}
}

/* The UID query answers by SMC, whatever its arguments are; nothing near it does. */
static void check_uid(void)
{
	static const u64 odd[] = { 0, 1, 2, HYPERVISOR_UID, 0x80000000, 0xffffffff, 1ul << 63,
				   ~0ul };

	for (u32 i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		struct hostile_call c = call(TRAP_SMC, HYPERVISOR_UID | odd[i] << 32, odd[i],
					     ~odd[i], odd[i], odd[i]);

		expect(c.x[0] == CORDON_UID_0 && c.x[1] == CORDON_UID_1 &&
		       c.x[2] == CORDON_UID_2 && c.x[3] == CORDON_UID_3 && c.x[4] == odd[i],
		       "%lx: %lx %lx %lx %lx %lx", odd[i], (u64)c.x[0], (u64)c.x[1],
		       (u64)c.x[2], (u64)c.x[3], (u64)c.x[4]);
	}
	for (u64 number = 0x8600fe00; number < 0x86010000; number++) {
		expect(number == HYPERVISOR_UID || smc(number, 0, 0, 0) == -1, "%lx", number);
		expect(smc(number | 0x40000000, 0, 0, 0) == -1, "%lx, 64 bits", number);
		expect(smc(number & 0x7fffffff, 0, 0, 0) == -1, "%lx, yielding", number);
		expect(hvc(number, 0, 0, 0, 0) == CORDON_E_NOT_SUPPORTED, "hvc %lx", number);
	}
	expect((long)call(TRAP_SMC_IMM, HYPERVISOR_UID, 0, 0, 0, 0).x[0] == -1, "smc #1");
}

/* No access to any frame of Cordon's goes through. */
static void check_memory(void)
{
	u64 first, end;

	cordon_frames(&first, &end);
	for (u64 pfn = first; pfn < end; pfn++) {
		access_all(pfn, 1, SIGBUS);
	}
	access_all(first - 1, 1, 0);
	printf("attack: %lu frames of Cordon, %u kinds of access\n", end - first, NR_ACCESSES);
}

static void check_devices(void)
{
	access_all(FW_CFG_PFN, 1, SIGBUS);
	access_all(SMMU_PFN, SMMU_PAGES, SIGBUS);
	/* Behind RAM, and behind everything. */
	access_all(ram_end, 1, SIGBUS);
	access_all(GFN_MAX, 1, SIGBUS);
}

/* Translation instructions of EL1 know stage 1 only: the physical address that they tell is the
 * intermediate one. */
static void check_translation(void)
{
	char *at = map(POOL_PFN, 1);

	/* Stage 1 lets a page be written from the first try on. */
	expect(access_at(WRITE, at) == SIGBUS, "write");
	for (u64 write = 0; write < 2; write++) {
		struct hostile_at t = { .address = (u64)at, .write = write };

		expect(ioctl(fd, HOSTILE_AT, &t) == 0, "%d", errno);
		expect((t.par & 1) == 0, "%lx", (u64)t.par);
		expect((t.par & 0xffffffffff000ul) == (u64)POOL_PFN << 12, "%lx", (u64)t.par);
	}
	unmap(at, 1);
}

static void show_wrong(const struct hostile_fuzz *f)
{
	printf("attack: call");
	for (u32 i = 0; i < 7; i++) {
		printf(" %lx", (u64)f->x[i]);
	}
	printf("; wanted %lx %lx %lx %lx", (u64)f->want[0], (u64)f->want[1], (u64)f->want[2],
	       (u64)f->want[3]);
	printf(", got %lx %lx %lx %lx\n", (u64)f->got[0], (u64)f->got[1], (u64)f->got[2],
	       (u64)f->got[3]);
}

/* No actor lets a partition run, whose calls the others are. */
static int fuzz_succeeds(u64 function)
{
	switch (function) {
	case CORDON_HVC_VCPU_RUN:
	case CORDON_HVC_SHARE:
	case CORDON_HVC_UNSHARE:
	case CORDON_HVC_VCPU_ON:
	case CORDON_HVC_VCPU_QUERY:
		return 0;
	default:
		return 1;
	}
}

static void check_fuzz(void)
{
	struct hostile_fuzz f = {
		.seed = 1, .rounds = 100000, .hash = CORDON_SPEC_HASH64, .ram_end = ram_end,
		.hyp_pfn = POOL_PFN,
	};

	expect(ioctl(fd, HOSTILE_FUZZ, &f) == 0, "%d", errno);
	expect(f.cpus == cpus, "%lu", (u64)f.cpus);
	expect(f.calls >= FUZZ_NUMBERS * f.rounds, "%lu", (u64)f.calls);
	expect(f.wrong == 0, "%lu results differ", (u64)f.wrong);
	if (f.wrong != 0) {
		show_wrong(&f);
	}
	expect(f.dirty == 0, "%lu pages", (u64)f.dirty);
	expect(f.again > 0, "no number served twice");
	printf("attack: fuzz: %lu calls on %lu CPUs; %lu numbers again; successes", (u64)f.calls,
	       (u64)f.cpus, (u64)f.again);
	for (u32 i = 0; i < CORDON_HVC_COUNT; i++) {
		expect((f.success[i] > 0) == fuzz_succeeds(CORDON_HVC_BASE + i),
		       "call %u succeeds %lu times", i, (u64)f.success[i]);
		printf(" %lu", (u64)f.success[i]);
	}
	printf("; errors");
	for (long i = 1; i <= -CORDON_E_ORDER; i++) {
		expect(f.error[i] > 0 || i == -CORDON_E_TABLES || i == -CORDON_E_COUNT ||
		       i == -CORDON_E_RUNNING, "error -%ld never occurs", i);
		printf(" %lu", (u64)f.error[i]);
	}
	printf("\n");
}

#define SPLITS 48
static u64 split_pfn[SPLITS];
static char *split_at[SPLITS];
static volatile int split_stop;

/* Counts in a word of its own in every page but the first of each block. */
static void *split_load(void *argument)
{
	u64 id = (u64)argument, rounds = 0;
	int number = sigsetjmp(fault, 1);

	if (number != 0) {
		return (void *)~0ul;
	}
	while (!split_stop) {
		for (u32 i = 0; i < SPLITS; i++) {
			for (u64 page = 1; page < 512; page += 37) {
				++*(volatile u64 *)(split_at[i] + page * 4096 + id * 64);
			}
		}
		rounds++;
	}
	return (void *)rounds;
}

static void split_verify(u64 nr, const u64 *rounds)
{
	for (u64 id = 0; id < nr; id++) {
		expect(rounds[id] != ~0ul && rounds[id] > 0, "thread %lu", id);
		for (u32 i = 0; i < SPLITS; i++) {
			for (u64 page = 1; page < 512; page += 37) {
				u64 got = *(u64 *)(split_at[i] + page * 4096 + id * 64);

				expect(got == rounds[id], "thread %lu counts %lu, finds %lu", id,
				       rounds[id], got);
			}
		}
	}
}

/* The host's blocks are split, and merged again, while all CPUs use them: nobody notices. */
static void check_split(void)
{
	pthread_t thread[CPUS_MAX];
	u64 rounds[CPUS_MAX];
	u64 part = PART_SPLIT;

	for (u32 i = 0; i < SPLITS; i++) {
		split_pfn[i] = get_pages(9);
		split_at[i] = map(split_pfn[i], 512);
	}
	for (u64 id = 0; id < cpus; id++) {
		expect(pthread_create(&thread[id], 0, split_load, (void *)id) == 0, "thread");
	}
	expect(hvc(CORDON_HVC_PARTITION_CREATE, part, 0, 0, 0) == 0, "create");
	for (u64 i = 0; i < SPLITS; i++) {
		usleep(20000);
		expect(donate(part, split_pfn[i], i) == 0, "donate %lu", i);
	}
	expect(hvc(CORDON_HVC_PARTITION_END, part, 0, 0, 0) == 0, "end");
	for (u64 i = 0; i < SPLITS; i++) {
		usleep(20000);
		expect(hvc(CORDON_HVC_WITHDRAW, part, i, 0, 0) == 0, "withdraw");
		expect(hvc(CORDON_HVC_RECLAIM, split_pfn[i], 0, 0, 0) == 0, "reclaim");
	}
	split_stop = 1;
	for (u64 id = 0; id < cpus; id++) {
		expect(pthread_join(thread[id], (void **)&rounds[id]) == 0, "join");
	}
	split_verify(cpus, rounds);
	for (u64 i = 0; i < SPLITS; i++) {
		unmap(split_at[i], 512);
	}
	expect(hvc(CORDON_HVC_TABLE_RETURN, part, 0, 3, 0) == 0, "level 3");
	expect(hvc(CORDON_HVC_TABLE_RETURN, part, 0, 2, 0) == 0, "level 2");
}

static volatile u64 stale_reads;

/* Reads one word until it cannot, without ever calling the kernel. */
static void *stale_load(void *argument)
{
	if (sigsetjmp(fault, 1) != 0) {
		return (void *)1;
	}
	while (!split_stop) {
		(void)*(volatile u64 *)argument;
		stale_reads++;
	}
	return 0;
}

/* Once donate has returned, no other CPU reads the frame by an old translation. */
static void check_stale(void)
{
	u64 pfn = get_pages(0), before, after;
	char *at = map(pfn, 1);
	pthread_t thread;
	void *faulted;

	split_stop = 0;
	stale_reads = 0;
	expect(hvc(CORDON_HVC_PARTITION_CREATE, PART_STALE, 0, 0, 0) == 0, "create");
	expect(pthread_create(&thread, 0, stale_load, at) == 0, "thread");
	while (stale_reads < 10000) {
	}
	expect(donate(PART_STALE, pfn, 3) == 0, "donate");
	before = stale_reads;
	usleep(5000);
	after = stale_reads;
	split_stop = 1;
	expect(pthread_join(thread, &faulted) == 0, "join");
	/* One read may have been made, but not counted, when donate returned. */
	expect(after - before <= 1 && faulted != 0, "%lu more reads", after - before);
	unmap(at, 1);
	expect(hvc(CORDON_HVC_PARTITION_END, PART_STALE, 0, 0, 0) == 0, "end");
	expect(hvc(CORDON_HVC_WITHDRAW, PART_STALE, 3, 0, 0) == 0, "withdraw");
	expect(hvc(CORDON_HVC_RECLAIM, pfn, 0, 0, 0) == 0, "reclaim");
	expect(hvc(CORDON_HVC_TABLE_RETURN, PART_STALE, 3, 3, 0) == 0, "level 3");
	expect(hvc(CORDON_HVC_TABLE_RETURN, PART_STALE, 3, 2, 0) == 0, "level 2");
}

/* Every frame is what it was at the start: Cordon's one span, and the host's. */
static void check_returned(void)
{
	u64 host = 0, ours = 0, changes = 0, last = OWNER_HOST;

	for (u64 pfn = RAM_PFN; pfn < ram_end; pfn++) {
		u64 now = query(pfn);

		expect(now == OWNER_HOST || now == OWNER_HYP, "frame %lx: %lx", pfn, now);
		changes += now != last;
		last = now;
		host += now == OWNER_HOST;
		ours += now == OWNER_HYP;
	}
	expect(changes == 2, "%lu", changes);
	printf("attack: %lu KiB the host's, %lu KiB Cordon's\n", host * 4, ours * 4);
}

/* A CPU that the host starts inside Cordon's memory hangs itself, and nobody else. */
static void check_entry(void)
{
	u64 last = cpus - 1;
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%lu/online", last);
	file = fopen(path, "w");
	expect(file != 0 && fputs("0", file) >= 0 && fclose(file) == 0, "cpu %lu off", last);
	expect(smc(PSCI_CPU_ON, last, (u64)POOL_PFN << 12, 0) == 0, "on");
	sleep(2);
	check_version();
	expect(smc(PSCI_CPU_ON, last, 0x50000000, 0) == PSCI_ALREADY_ON, "it is on");
}

static const struct {
	const char *name;
	void (*run)(void);
} checks[] = {
	{ "version", check_version }, { "numbers", check_numbers }, { "page", check_page },
	{ "block", check_block }, { "hold", check_hold }, { "errors", check_errors },
	{ "destroy", check_destroy }, { "lend", check_lend },
	{ "vcpu", check_vcpu }, { "preempt", check_preempt }, { "secret", check_secret },
	{ "share", check_share }, { "refused", check_refused },
	{ "seal", check_seal }, { "measure", check_measure }, { "outside", check_outside },
	{ "power", check_power }, { "firmware", check_firmware }, { "apart", check_apart },
	{ "tables", check_tables }, { "psci", check_psci }, { "smc", check_smc },
	{ "uid", check_uid }, { "nofault", check_nofault }, { "store", check_store },
	{ "memory", check_memory }, { "devices", check_devices },
	{ "translation", check_translation },
	{ "registers", check_registers }, { "bare", check_bare }, { "fuzz", check_fuzz },
	{ "race", check_race }, { "split", check_split }, { "stale", check_stale },
	{ "returned", check_returned }, { "entry", check_entry },
};

static int run(const char *name)
{
	for (u32 i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (strcmp(checks[i].name, name) == 0) {
			failures = 0;
			checks[i].run();
			printf("attack: %s %s\n", name, failures == 0 ? "ok" : "FAILED");
			fflush(stdout);
			return failures != 0;
		}
	}
	printf("attack: there is no check %s\n", name);
	return 1;
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = on_signal };
	int failed = 0;

	fd = open("/dev/hostile", O_RDWR);
	if (fd < 0) {
		perror("attack: /dev/hostile");
		return 1;
	}
	sigaction(SIGBUS, &action, 0);
	sigaction(SIGSEGV, &action, 0);
	sigaction(SIGILL, &action, 0);
	cpus = (u64)sysconf(_SC_NPROCESSORS_ONLN);
	ram_end = RAM_PFN + strtoull(argv[1], 0, 0) / 4;
	for (int i = 2; i < argc; i++) {
		failed |= run(argv[i]);
	}
	return failed;
}
