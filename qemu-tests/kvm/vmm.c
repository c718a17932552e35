/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a small VMM finds of ordinary virtual machines under Cordon. For each check it prints
 * "vmm: NAME ok" or what is wrong. It needs the module of qemu-tests/hostile, which tells what
 * Cordon's tracker has of a frame.
 *
 * vmm CHECK...
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cordon_abi.h"
#include "cordon_limits.h"
#include "hostile.h"
#include "vm.h"

#define PAGES 64
#define CYCLES 200
/* Slots of memory, each in a GiB of its own: a level-2 and a level-3 table each. */
#define SLOTS 8
#define GIB (1ull << 30)

/* Takes an address from the device, increments what is there, and tells what it was. */
static const uint32_t guest[] = {
	0xf9400261,	/* ldr x1, [x19] */
	0xf9400022,	/* ldr x2, [x1] */
	0x91000443,	/* add x3, x2, #1 */
	0xf9000023,	/* str x3, [x1] */
	0xf9000662,	/* str x2, [x19, #8] */
	0x17fffffb,	/* b to the first */
};

static int hostile;

/* A VM with memory; where this process has that. */
static volatile uint64_t *start(struct vm *vm)
{
	volatile uint64_t *memory = vm_pages(PAGES);

	vm_start(vm, guest, sizeof(guest));
	vm_slot(vm, 1, MEMORY, memory, PAGES);
	return memory;
}

static void end(struct vm *vm, volatile uint64_t *memory)
{
	vm_end(vm);
	munmap((void *)memory, PAGES * PAGE_SIZE);
}

/* Lets the guest increment what is at an address, and expects what it finds there. */
static void expect_increment(struct vm *vm, uint64_t ipa, uint64_t value)
{
	uint64_t found;

	vm_expect(vm, DEVICE, 0, 8);
	memcpy(vm->run->mmio.data, &ipa, 8);
	vm_expect(vm, DEVICE + 8, 1, 8);
	memcpy(&found, vm->run->mmio.data, 8);
	if (found != value) {
		vm_fault("at %lx the guest found %lx instead of %lx", ipa, found, value);
	}
}

/* The tracker's state of the frame behind an address of this process. */
static uint64_t state_of(volatile void *address)
{
	struct hostile_call call = { .x = { CORDON_HVC_FRAME_QUERY }, .trap = TRAP_HVC };
	int file = open("/proc/self/pagemap", O_RDONLY);
	uint64_t entry = 0;

	vm_need(pread(file, &entry, 8, (uintptr_t)address / PAGE_SIZE * 8) == 8, "pagemap");
	close(file);
	call.x[1] = entry & ((1ull << 55) - 1);
	vm_need(ioctl(hostile, HOSTILE_CALL, &call) == 0 && call.x[0] == 0, "frame_query");
	return call.x[2];
}

static void expect_state(volatile void *address, uint64_t state)
{
	uint64_t is = state_of(address);

	if (is != state) {
		vm_fault("a frame is in state %lu instead of %lu", is, state);
	}
}

/* What the guest uses is lent, and the host's alone again when it is unmapped or the VM is gone. */
static void check_lent(void)
{
	struct vm vm;
	volatile uint64_t *kept = start(&vm);

	expect_state(kept, FRAME_OWNED);
	*kept = 40;
	expect_increment(&vm, MEMORY, 40);
	expect_state(kept, FRAME_LENT);
	if (*kept != 41) {
		vm_fault("the host finds %lx", *kept);
	}
	vm_slot(&vm, 1, MEMORY, kept, 0);
	expect_state(kept, FRAME_OWNED);
	vm_slot(&vm, 1, MEMORY, kept, PAGES);
	expect_increment(&vm, MEMORY, 41);
	expect_state(kept, FRAME_LENT);
	vm_end(&vm);
	expect_state(kept, FRAME_OWNED);
}

/* What becomes of a page in the VMM becomes of it in the guest. */
static void check_pages(void)
{
	struct vm vm;
	volatile uint64_t *memory = start(&vm), *page = memory + 3 * PAGE_SIZE / 8;
	int status;

	*page = 7;
	expect_increment(&vm, MEMORY + 3 * PAGE_SIZE, 7);
	vm_need(madvise((void *)page, PAGE_SIZE, MADV_DONTNEED) == 0, "madvise");
	expect_increment(&vm, MEMORY + 3 * PAGE_SIZE, 0);
	if (*page != 1) {
		vm_fault("after madvise the host finds %lx", *page);
	}
	/* The guest goes on with the parent's copy. */
	if (fork() == 0) {
		*page = 100;
		_exit(*page != 100);
	}
	*page = 5;
	expect_increment(&vm, MEMORY + 3 * PAGE_SIZE, 5);
	vm_need(wait(&status) > 0 && status == 0, "the child");
	expect_increment(&vm, MEMORY + 3 * PAGE_SIZE, 6);
	if (*page != 7) {
		vm_fault("after fork the host finds %lx", *page);
	}
	end(&vm, memory);
}

/* As many VMs at once as there can be; one more is refused, and none is the worse for it. */
static void check_many(void)
{
	static struct vm vm[NR_ORDINARY];
	volatile uint64_t *memory[NR_ORDINARY];

	for (uint64_t round = 0; round < 2; round++) {
		for (uint32_t i = 0; i < NR_ORDINARY; i++) {
			memory[i] = start(&vm[i]);
			*memory[i] = i;
		}
		if (ioctl(vm_kvm, KVM_CREATE_VM, 0) >= 0 || errno != ENOSPC) {
			vm_fault("one more VM: %s", strerror(errno));
		}
		for (uint32_t i = 0; i < NR_ORDINARY; i++) {
			expect_increment(&vm[i], MEMORY, i);
		}
		for (uint32_t i = 0; i < NR_ORDINARY; i++) {
			end(&vm[i], memory[i]);
		}
	}
}

/* VMs that come and go take nothing with them: all together need more tables than there are. */
static void check_cycles(void)
{
	volatile uint64_t *memory = vm_pages(SLOTS);

	for (uint64_t i = 0; i < CYCLES; i++) {
		struct vm vm;

		vm_start(&vm, guest, sizeof(guest));
		for (uint32_t k = 0; k < SLOTS; k++) {
			vm_slot(&vm, 2 + k, MEMORY + (1 + k) * GIB, memory + k * PAGE_SIZE / 8, 1);
			expect_increment(&vm, MEMORY + (1 + k) * GIB, i);
		}
		vm_end(&vm);
	}
	for (uint32_t k = 0; k < SLOTS; k++) {
		expect_state(memory + k * PAGE_SIZE / 8, FRAME_OWNED);
	}
}

static void expect_x1(struct vm *vm, uint64_t value)
{
	uint64_t is = vm_get_x(vm, 1);

	if (is != value) {
		vm_fault("x1 is %lx instead of %lx", is, value);
	}
}

/* Who looks at registers while a device's access waits finds what the guest has, and changes
 * nothing by looking. */
static void check_registers(void)
{
	static const uint32_t code[] = {
		0xf9400261,	/* ldr x1, [x19] */
		0x39002261,	/* strb w1, [x19, #8] */
		0x39400661,	/* ldrb w1, [x19, #1] */
		0xf9000661,	/* str x1, [x19, #8] */
	};
	const uint64_t value = 0x1122334455667788;
	struct vm vm;

	vm_start(&vm, code, sizeof(code));
	vm_set_x(&vm, 1, ~value);
	vm_expect(&vm, DEVICE, 0, 8);
	expect_x1(&vm, ~value);
	memcpy(vm.run->mmio.data, &value, 8);
	vm_expect(&vm, DEVICE + 8, 1, 1);
	expect_x1(&vm, value);
	vm_expect(&vm, DEVICE + 1, 0, 1);
	expect_x1(&vm, value);
	memcpy(vm.run->mmio.data, &value, 1);
	vm_expect(&vm, DEVICE + 8, 1, 8);
	expect_x1(&vm, 0x88);
	vm_end(&vm);
}

static const struct {
	const char *name;
	void (*run)(void);
} checks[] = {
	{ "lent", check_lent },
	{ "pages", check_pages },
	{ "registers", check_registers },
	{ "many", check_many },
	{ "cycles", check_cycles },
};

static void run_check(const char *name)
{
	vm_doing = name;
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (strcmp(name, checks[i].name) == 0) {
			checks[i].run();
			printf("vmm: %s ok\n", name);
			return;
		}
	}
	vm_fault("there is no such check");
}

int main(int argc, char **argv)
{
	vm_open();
	hostile = open("/dev/hostile", O_RDWR);
	vm_need(hostile >= 0, "/dev/hostile");
	for (int i = 1; i < argc; i++) {
		run_check(argv[i]);
	}
	return 0;
}
