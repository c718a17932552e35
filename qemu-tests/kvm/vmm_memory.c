/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the host does with its memory while a virtual machine uses it: an ordinary one's is as any
 * other of a process, and what a protected one has stays where it is.
 */
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "vmm.h"

#define PAGE_THERE (1ull << 63)
#define PAGE_SWAPPED (1ull << 62)
#define KSM "/sys/kernel/mm/ksm/"
#define KHUGEPAGED "/sys/kernel/mm/transparent_hugepage/khugepaged/"
/* How often ksmd is looked at until it has merged, each time for 0.1 s. */
#define KSM_LOOKS 1200
#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

/* Takes an address and a number from the device, adds it there if it is not 0, and tells what
 * was there. */
static const uint32_t adds[] = {
	0xf9400261,	/* ldr x1, [x19] */
	0xf9400263,	/* ldr x3, [x19] */
	0xf9400022,	/* ldr x2, [x1] */
	0xb4000063,	/* cbz x3, to the last store */
	0x8b030043,	/* add x3, x2, x3 */
	0xf9000023,	/* str x3, [x1] */
	0xf9000662,	/* str x2, [x19, #8] */
	0x17fffff9,	/* b to the first */
};

/* An ordinary VM with that code and memory; where this process has that. */
static void start(struct vm *vm, volatile void *memory, size_t pages)
{
	vm_start(vm, adds, sizeof(adds));
	vm_slot(vm, 1, MEMORY, memory, pages);
}

static volatile uint64_t *at(volatile uint64_t *memory, size_t page)
{
	return memory + page * PAGE_SIZE / 8;
}

static void tell(struct vm *vm, uint64_t value)
{
	vm_expect(vm, DEVICE, 0, 8);
	memcpy(vm->run->mmio.data, &value, 8);
}

/* Lets the guest add a number at an address, or only look, and expects what it finds there. */
static void expect_add(struct vm *vm, uint64_t ipa, uint64_t value, uint64_t more)
{
	uint64_t found;

	tell(vm, ipa);
	tell(vm, more);
	vm_expect(vm, DEVICE + 8, 1, 8);
	memcpy(&found, vm->run->mmio.data, 8);
	if (found != value) {
		vm_fault("at %lx the guest found %lx instead of %lx", ipa, found, value);
	}
}

static void expect_value(volatile uint64_t *address, uint64_t value)
{
	if (*address != value) {
		vm_fault("the host finds %lx instead of %lx", *address, value);
	}
}

static void set_file(const char *name, const char *value)
{
	FILE *file = fopen(name, "w");

	vm_need(file != NULL && fputs(value, file) >= 0 && fclose(file) == 0, name);
}

/* The pages that the log has, which is empty then. */
static void expect_dirty(struct vm *vm, uint64_t pages)
{
	uint64_t bits = 0;
	struct kvm_dirty_log log = { .slot = 1, .dirty_bitmap = &bits };

	vm_need(ioctl(vm->fd, KVM_GET_DIRTY_LOG, &log) == 0, "dirty log");
	if (bits != pages) {
		vm_fault("dirty are %lx instead of %lx", bits, pages);
	}
}

/* The log has what the guest has written since it was read, and nothing else. */
void check_dirty(void)
{
	volatile uint64_t *memory = vm_pages(PAGES);
	struct vm vm;

	start(&vm, memory, PAGES);
	expect_add(&vm, MEMORY + 5 * PAGE_SIZE, 0, 1);
	vm_need(vm_try_slot(&vm, 1, KVM_MEM_LOG_DIRTY_PAGES, MEMORY, memory, PAGES) == 0, "log");
	expect_dirty(&vm, 0);
	for (uint64_t round = 0; round < 3; round++) {
		expect_add(&vm, MEMORY + 5 * PAGE_SIZE, 1 + round, 1);
		expect_add(&vm, MEMORY + 9 * PAGE_SIZE, round, 1);
		expect_add(&vm, MEMORY + 12 * PAGE_SIZE, 0, 0);
		expect_dirty(&vm, 1ull << 5 | 1ull << 9);
		expect_add(&vm, MEMORY + 5 * PAGE_SIZE, 2 + round, 0);
		expect_dirty(&vm, 0);
	}
	vm_slot(&vm, 1, MEMORY, memory, PAGES);
	expect_add(&vm, MEMORY + 5 * PAGE_SIZE, 4, 1);
	expect_value(at(memory, 5), 5);
	vm_end(&vm);
	munmap((void *)memory, PAGES * PAGE_SIZE);
}

/* An access where no memory is goes to the device. */
static void expect_none(struct vm *vm, uint64_t ipa)
{
	tell(vm, ipa);
	tell(vm, 0);
	vm_expect(vm, ipa, 0, 8);
	memset(vm->run->mmio.data, 0, 8);
	vm_expect(vm, DEVICE + 8, 1, 8);
}

/* Memory that moves in the guest is no longer where it was, nor is what is taken away. */
void check_moved(void)
{
	volatile uint64_t *memory = vm_pages(PAGES);
	struct vm vm;

	start(&vm, memory, PAGES);
	expect_add(&vm, MEMORY + PAGE_SIZE, 0, 7);
	vm_slot(&vm, 1, MEMORY + GIB, memory, PAGES);
	expect_state(at(memory, 1), FRAME_OWNED);
	expect_none(&vm, MEMORY + PAGE_SIZE);
	expect_add(&vm, MEMORY + GIB + PAGE_SIZE, 7, 1);
	expect_value(at(memory, 1), 8);
	vm_slot(&vm, 1, MEMORY + GIB, memory, 0);
	expect_none(&vm, MEMORY + GIB + PAGE_SIZE);
	vm_end(&vm);
	munmap((void *)memory, PAGES * PAGE_SIZE);
}

/* A huge page is lent at once; parts of it go, and it comes together again, while the guest has
 * it. */
void check_huge(void)
{
	char *memory = vm_blocks(1);
	volatile uint64_t *first = (volatile uint64_t *)memory, *other = at(first, 3);
	struct vm vm;

	*first = 7;
	start(&vm, memory, BLOCK_PAGES);
	expect_add(&vm, MEMORY + 3 * PAGE_SIZE, 0, 1);
	expect_state(first, FRAME_LENT);
	expect_state(at(first, BLOCK_PAGES - 1), FRAME_LENT);
	vm_need(madvise((void *)other, PAGE_SIZE, MADV_DONTNEED) == 0, "a part goes");
	expect_state(first, FRAME_OWNED);
	expect_add(&vm, MEMORY + 3 * PAGE_SIZE, 0, 4);
	expect_add(&vm, MEMORY, 7, 1);
	expect_state(at(first, BLOCK_PAGES - 1), FRAME_OWNED);
	vm_need(madvise(memory, BLOCK, MADV_COLLAPSE) == 0, "collapse");
	expect_state(first, FRAME_OWNED);
	expect_add(&vm, MEMORY + 3 * PAGE_SIZE, 4, 1);
	expect_state(at(first, BLOCK_PAGES - 1), FRAME_LENT);
	expect_add(&vm, MEMORY, 8, 1);
	expect_value(first, 9);
	expect_value(other, 5);
	vm_end(&vm);
	munmap(memory, BLOCK);
}

/* Sets the bit of a page of this process in /sys/kernel/mm/page_idle/bitmap, or only looks; whether
 * it is set. */
static int idle(volatile void *address, int set)
{
	uint64_t pfn = pfn_of(address), word, bit = 1ull << pfn % 64;
	int fd = open("/sys/kernel/mm/page_idle/bitmap", O_RDWR);
	off_t offset = (off_t)(pfn / 64 * 8);

	vm_need(fd >= 0, "page_idle");
	if (set) {
		vm_need(pwrite(fd, &bit, 8, offset) == 8, "set idle");
	}
	vm_need(pread(fd, &word, 8, offset) == 8, "read idle");
	close(fd);
	return (word & bit) != 0;
}

/* Pages are idle until the guest uses them, even if it has used them before. */
void check_aged(void)
{
	volatile uint64_t *memory = vm_pages(PAGES);
	struct vm vm;

	start(&vm, memory, PAGES);
	for (uint64_t i = 0; i < PAGES; i++) {
		expect_add(&vm, MEMORY + i * PAGE_SIZE, 0, 1);
	}
	set_file("/proc/sys/vm/drop_caches", "1"); /* a page ages from when it is in a list */
	for (uint64_t round = 1; round < 4; round++) {
		for (uint64_t i = 0; i < PAGES; i++) {
			if (!idle(at(memory, i), 1)) {
				vm_fault("page %lu does not become idle", i);
			}
		}
		for (uint64_t i = 0; i < PAGES; i += 2) {
			expect_add(&vm, MEMORY + i * PAGE_SIZE, round, 1);
		}
		for (uint64_t i = 0; i < PAGES; i++) {
			if (idle(at(memory, i), 0) != (int)(i % 2)) {
				vm_fault("page %lu is%s idle", i, i % 2 ? " not" : "");
			}
		}
	}
	vm_end(&vm);
	munmap((void *)memory, PAGES * PAGE_SIZE);
}

/* Asks for pages to be swapped out; how many are. */
static size_t swap_out(volatile uint64_t *memory, size_t pages)
{
	size_t out = 0;

	vm_need(madvise((void *)memory, pages * PAGE_SIZE, MADV_PAGEOUT) == 0, "swap out");
	for (size_t i = 0; i < pages; i++) {
		out += (pagemap(at(memory, i)) & PAGE_SWAPPED) != 0;
	}
	return out;
}

static void expect_kept_in(void)
{
	struct vm vm;
	uint64_t pfn[PAGES];

	vm_start_protected(&vm, increments, sizeof(increments), PAGES);
	for (size_t i = 1; i < PAGES; i++) {
		expect_increment(&vm, CODE + i * PAGE_SIZE, 0);
		pfn[i] = pfn_of(page_of(&vm, i));
	}
	swap_out(page_of(&vm, 0), PAGES);
	for (size_t i = 1; i < PAGES; i++) {
		if (!(pagemap(page_of(&vm, i)) & PAGE_THERE) || pfn_of(page_of(&vm, i)) != pfn[i]) {
			vm_fault("page %zu of a protected VM is elsewhere", i);
		}
		expect_increment(&vm, CODE + i * PAGE_SIZE, 1);
	}
	vm_end(&vm);
}

/* An ordinary guest's pages go to the disk and come back when it uses them; a protected one's
 * stay. */
void check_swap(void)
{
	volatile uint64_t *memory = vm_pages(PAGES);
	struct vm vm;

	start(&vm, memory, PAGES);
	for (uint64_t i = 0; i < PAGES; i++) {
		expect_add(&vm, MEMORY + i * PAGE_SIZE, 0, 100 + i);
	}
	if (swap_out(memory, PAGES) < PAGES / 2) {
		vm_fault("hardly a page is swapped out");
	}
	for (uint64_t i = 0; i < PAGES; i++) {
		expect_add(&vm, MEMORY + i * PAGE_SIZE, 100 + i, 1);
		expect_value(at(memory, i), 101 + i);
	}
	vm_end(&vm);
	munmap((void *)memory, PAGES * PAGE_SIZE);
	expect_kept_in();
}

/* Two pages of this process, which have the same, become one. */
static void merge(volatile uint64_t *a, volatile uint64_t *b)
{
	vm_need(madvise((void *)a, PAGE_SIZE, MADV_MERGEABLE) == 0 &&
		madvise((void *)b, PAGE_SIZE, MADV_MERGEABLE) == 0, "mergeable");
	/* Else two pages that have been there for long may be looked at in turn, never at once. */
	set_file(KSM "smart_scan", "0");
	set_file(KSM "pages_to_scan", "1000");
	set_file(KSM "run", "1");
	for (int i = 0; pfn_of(a) != pfn_of(b); i++) {
		if (i == KSM_LOOKS) {
			vm_fault("ksmd does not merge");
		}
		usleep(100000);
	}
}

/* Nothing is merged any more; what is stays. */
static void stop_merging(void)
{
	set_file(KSM "run", "0");
}

static unsigned long scans(void)
{
	unsigned long nr = 0;
	FILE *file = fopen(KSM "full_scans", "r");

	vm_need(file != NULL && fscanf(file, "%lu", &nr) == 1 && fclose(file) == 0, "full_scans");
	return nr;
}

/* ksmd looks at all that may be merged, from the first page to the last. */
static void expect_scan(void)
{
	unsigned long before = scans();

	set_file(KSM "run", "1");
	for (int i = 0; scans() < before + 2; i++) {
		if (i == KSM_LOOKS) {
			vm_fault("ksmd does not come to the end");
		}
		usleep(100000);
	}
	stop_merging();
}

/* What a protected VM begins with is its own, whatever it was merged with; and ksmd, which cannot
 * read it then, passes over it. */
static void expect_own(void)
{
	struct vm vm;

	vm_start_protected(&vm, increments, sizeof(increments), PAGES);
	*page_of(&vm, 3) = 40;
	*page_of(&vm, 5) = 40;
	merge(page_of(&vm, 3), page_of(&vm, 5));
	stop_merging();
	for (uint64_t value = 40; value < 42; value++) {
		expect_increment(&vm, CODE + 3 * PAGE_SIZE, value);
	}
	expect_increment(&vm, CODE + 5 * PAGE_SIZE, 40);
	expect_scan();
	vm_end(&vm);
}

/* Nor does ksmd read a huge page that is given, nor what looks for zeroes in huge ones, to split
 * them when memory is short. */
static void expect_own_huge(void)
{
	struct vm vm;
	char *memory = start_huge(&vm);

	vm_need(madvise(memory, 2 * BLOCK, MADV_MERGEABLE) == 0, "mergeable");
	expect_scan();
	set_file(KHUGEPAGED "max_ptes_none", "0");
	set_file("/proc/sys/vm/drop_caches", "2");
	set_file(KHUGEPAGED "max_ptes_none", "511");
	expect_increment(&vm, CODE + BLOCK, 1);
	vm_end(&vm);
	munmap(memory, 2 * BLOCK);
}

/* Pages of an ordinary guest with the same contents become one, which it reads at both places, and
 * two again when it or the host writes to one. */
void check_ksm(void)
{
	volatile uint64_t *memory = vm_pages(PAGES), *a = at(memory, 3), *b = at(memory, 5);
	const uint64_t to_a = MEMORY + 3 * PAGE_SIZE, to_b = MEMORY + 5 * PAGE_SIZE;
	struct vm vm;

	start(&vm, memory, PAGES);
	expect_add(&vm, to_a, 0, 1);
	expect_add(&vm, to_b, 0, 1);
	merge(a, b);
	expect_add(&vm, to_a, 1, 0);
	expect_add(&vm, to_b, 1, 0);
	expect_state(a, FRAME_LENT);
	expect_add(&vm, to_a, 1, 9);
	expect_value(a, 10);
	expect_value(b, 1);
	expect_add(&vm, to_b, 1, 9);
	merge(a, b);
	*a = 50;
	expect_add(&vm, to_a, 50, 1);
	expect_add(&vm, to_b, 10, 1);
	expect_value(a, 51);
	expect_value(b, 11);
	stop_merging();
	vm_end(&vm);
	expect_state(b, FRAME_OWNED);
	munmap((void *)memory, PAGES * PAGE_SIZE);
	expect_own();
	expect_own_huge();
}
