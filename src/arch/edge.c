/* SPDX-License-Identifier: Apache-2.0 */
/* The edge primitives on arm64; what each promises stands in edge.h. */
#include "edge.h"
#include "memory.h"
#include "sysreg.h"

#define CTR_DMINLINE_SHIFT 16
#define DCZID_DZP (1 << 4)

/* Ticket lock: next is drawn, serving is who may go on. Fair, so no CPU of the host starves. */
static struct {
	u32 next;
	u32 serving;
} memory_lock;

void edge_store_entry(u32 table, u32 index, u64 entry)
{
	volatile u64 *pool_entry = (volatile u64 *)POOL_BASE;

	/* A link must not be seen before the entries of the table that it leads to. */
	dsb(ishst);
	pool_entry[(u64)table * ENTRIES + index] = entry;
	dsb(ishst);
}

void edge_tlbi_vmid(u64 vttbr)
{
	u64 current = read_sysreg(vttbr_el2);

	write_sysreg(vttbr_el2, vttbr);
	isb();
	__asm__ volatile("tlbi vmalls12e1is" : : : "memory");
	dsb(ish);
	isb();
	write_sysreg(vttbr_el2, current);
	isb();
}

void cache_clean(const u8 *start, u64 bytes)
{
	u64 line = 4ull << id_field(read_sysreg(ctr_el0), CTR_DMINLINE_SHIFT);
	u64 end = (u64)start + bytes;

	for (u64 at = (u64)start & ~(line - 1); at < end; at += line) {
		__asm__ volatile("dc civac, %0" : : "r"(at) : "memory");
	}
}

/* Zeroes whole pages: by DC ZVA where the processor allows it. Unrolled, as boot zeroes all RAM:
 * a block of DC ZVA is at most 2 KiB, so a page is a multiple of two. */
static void zero(u8 *start, u64 bytes)
{
	u64 dczid = read_sysreg(dczid_el0);
	u64 block = 4ull << (dczid & 15);
	u64 at = (u64)start;
	u64 end = at + bytes;

	if ((dczid & DCZID_DZP) != 0) {
		for (; at < end; at += 32) {
			__asm__ volatile("stp xzr, xzr, [%0]\n\tstp xzr, xzr, [%0, #16]"
					 : : "r"(at) : "memory");
		}
	}
	for (; at < end; at += 2 * block) {
		__asm__ volatile("dc zva, %0\n\tdc zva, %1"
				 : : "r"(at), "r"(at + block) : "memory");
	}
}

/* Ends the maintenance of data by address and of the instruction caches, on all CPUs. */
static void finish_clean(void)
{
	dsb(sy);
	__asm__ volatile("ic ialluis" : : : "memory");
	dsb(ish);
	isb();
}

void edge_scrub_frames(u64 pfn, u64 nr)
{
	u64 bytes = nr << PAGE_SHIFT;
	u8 *window = window_open(pfn, nr);

	zero(window, bytes);
	cache_clean(window, bytes);
	finish_clean();
	window_close(nr);
}

void edge_clean_frames(u64 pfn, u64 nr)
{
	u8 *window = window_open(pfn, nr);

	cache_clean(window, nr << PAGE_SHIFT);
	finish_clean();
	window_close(nr);
}

u64 edge_clamp(u64 value, u64 bound)
{
	u64 result;

	__asm__("cmp %1, %2\n\t"
		"csel %0, %1, xzr, lo\n\t"
		"csdb"
		: "=r"(result) : "r"(value), "r"(bound) : "cc");
	return result;
}

void edge_lock(void)
{
	u32 ticket = __atomic_fetch_add(&memory_lock.next, 1, __ATOMIC_RELAXED);

	while (__atomic_load_n(&memory_lock.serving, __ATOMIC_ACQUIRE) != ticket) {
		__asm__ volatile("yield");
	}
}

void edge_unlock(void)
{
	__atomic_store_n(&memory_lock.serving, memory_lock.serving + 1, __ATOMIC_RELEASE);
}
