/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small VMM on /dev/kvm, and what it finds of ordinary virtual machines under Cordon. For each
 * check it prints "vmm: NAME ok" or what is wrong. It needs the module of qemu-tests/hostile, which
 * tells what Cordon's tracker has of a frame.
 *
 * vmm CHECK...
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cordon_abi.h"
#include "cordon_limits.h"
#include "hostile.h"

/* Where the guest has its code, its memory, and a device: one register to read, one to write. */
#define CODE 0x80000000ull
#define MEMORY 0x100000000ull
#define DEVICE 0x10000000ull
#define PAGES 64
#define CYCLES 200
/* Slots of memory, each in a GiB of its own: a level-2 and a level-3 table each. */
#define SLOTS 8
#define GIB (1ull << 30)

/* Takes an address from the device, increments what is there, and tells what it was. */
static const uint32_t guest[] = {
	0xf9400001,	/* ldr x1, [x0] */
	0xf9400022,	/* ldr x2, [x1] */
	0x91000443,	/* add x3, x2, #1 */
	0xf9000023,	/* str x3, [x1] */
	0xf9000402,	/* str x2, [x0, #8] */
	0x17fffffb,	/* b to the first */
};

struct vm {
	int fd, vcpu;
	struct kvm_run *run;
	void *code;
	volatile uint64_t *memory;
};

static int kvm, hostile;
static const char *check_name;

static void fault(const char *format, ...)
{
	va_list args;

	printf("vmm: %s: ", check_name);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	exit(1);
}

static void need(int ok, const char *what)
{
	if (!ok) {
		fault("%s: %s", what, strerror(errno));
	}
}

static void *pages(size_t nr)
{
	void *memory = mmap(NULL, nr * PAGE_SIZE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	need(memory != MAP_FAILED, "mmap");
	return memory;
}

static void add_slot(struct vm *vm, uint32_t slot, uint64_t ipa, volatile void *memory, size_t nr)
{
	struct kvm_userspace_memory_region region = {
		.slot = slot, .guest_phys_addr = ipa, .memory_size = nr * PAGE_SIZE,
		.userspace_addr = (uintptr_t)memory,
	};

	need(ioctl(vm->fd, KVM_SET_USER_MEMORY_REGION, &region) == 0, "memory slot");
}

static void set_register(struct vm *vm, uint64_t offset, uint64_t value)
{
	struct kvm_one_reg reg = {
		.id = KVM_REG_ARM64 | KVM_REG_SIZE_U64 | KVM_REG_ARM_CORE | offset / 4,
		.addr = (uintptr_t)&value,
	};

	need(ioctl(vm->vcpu, KVM_SET_ONE_REG, &reg) == 0, "register");
}

static void vm_start(struct vm *vm)
{
	struct kvm_vcpu_init init = { .target = 0 };
	int size = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);

	vm->fd = ioctl(kvm, KVM_CREATE_VM, 0);
	need(vm->fd >= 0, "create a VM");
	vm->vcpu = ioctl(vm->fd, KVM_CREATE_VCPU, 0);
	need(vm->vcpu >= 0, "create a vCPU");
	vm->run = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, vm->vcpu, 0);
	need(vm->run != MAP_FAILED, "run page");
	need(ioctl(vm->fd, KVM_ARM_PREFERRED_TARGET, &init) == 0, "target");
	need(ioctl(vm->vcpu, KVM_ARM_VCPU_INIT, &init) == 0, "initialise the vCPU");
	vm->code = pages(1);
	memcpy(vm->code, guest, sizeof(guest));
	vm->memory = pages(PAGES);
	add_slot(vm, 0, CODE, vm->code, 1);
	add_slot(vm, 1, MEMORY, vm->memory, PAGES);
	set_register(vm, offsetof(struct kvm_regs, regs.pc), CODE);
	set_register(vm, offsetof(struct kvm_regs, regs.regs[0]), DEVICE);
}

static void vm_end(struct vm *vm)
{
	munmap(vm->run, ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0));
	close(vm->vcpu);
	close(vm->fd);
	munmap(vm->code, PAGE_SIZE);
	munmap((void *)vm->memory, PAGES * PAGE_SIZE);
}

static void expect_device(struct vm *vm, uint64_t address, int write)
{
	need(ioctl(vm->vcpu, KVM_RUN, 0) == 0, "run");
	if (vm->run->exit_reason != KVM_EXIT_MMIO || vm->run->mmio.phys_addr != address ||
	    vm->run->mmio.is_write != write || vm->run->mmio.len != 8) {
		fault("exit %u at %llx", vm->run->exit_reason, vm->run->mmio.phys_addr);
	}
}

/* Lets the guest increment what is at an address; what it found there. */
static uint64_t increment(struct vm *vm, uint64_t ipa)
{
	uint64_t value;

	expect_device(vm, DEVICE, 0);
	memcpy(vm->run->mmio.data, &ipa, 8);
	expect_device(vm, DEVICE + 8, 1);
	memcpy(&value, vm->run->mmio.data, 8);
	return value;
}

static void expect_increment(struct vm *vm, uint64_t ipa, uint64_t value)
{
	uint64_t found = increment(vm, ipa);

	if (found != value) {
		fault("at %lx the guest found %lx instead of %lx", ipa, found, value);
	}
}

/* The tracker's state of the frame behind an address of this process. */
static uint64_t state_of(volatile void *address)
{
	struct hostile_call call = { .x = { CORDON_HVC_FRAME_QUERY }, .trap = TRAP_HVC };
	int file = open("/proc/self/pagemap", O_RDONLY);
	uint64_t entry = 0;

	need(pread(file, &entry, 8, (uintptr_t)address / PAGE_SIZE * 8) == 8, "pagemap");
	close(file);
	call.x[1] = entry & ((1ull << 55) - 1);
	need(ioctl(hostile, HOSTILE_CALL, &call) == 0 && call.x[0] == 0, "frame_query");
	return call.x[2];
}

static void expect_state(volatile void *address, uint64_t state)
{
	uint64_t is = state_of(address);

	if (is != state) {
		fault("a frame is in state %lu instead of %lu", is, state);
	}
}

/* What the guest uses is lent, and the host's alone again when it is unmapped or the VM is gone. */
static void check_lent(void)
{
	volatile uint64_t *kept;
	struct vm vm;

	vm_start(&vm);
	kept = vm.memory;
	expect_state(kept, FRAME_OWNED);
	*kept = 40;
	expect_increment(&vm, MEMORY, 40);
	expect_state(kept, FRAME_LENT);
	if (*kept != 41) {
		fault("the host finds %lx", *kept);
	}
	add_slot(&vm, 1, MEMORY, kept, 0);
	expect_state(kept, FRAME_OWNED);
	add_slot(&vm, 1, MEMORY, kept, PAGES);
	expect_increment(&vm, MEMORY, 41);
	expect_state(kept, FRAME_LENT);
	munmap(vm.run, ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0));
	close(vm.vcpu);
	close(vm.fd);
	expect_state(kept, FRAME_OWNED);
}

/* What becomes of a page in the VMM becomes of it in the guest. */
static void check_pages(void)
{
	volatile uint64_t *page;
	struct vm vm;
	int status;

	vm_start(&vm);
	page = vm.memory + 3 * PAGE_SIZE / 8;
	*page = 7;
	expect_increment(&vm, MEMORY + 3 * PAGE_SIZE, 7);
	need(madvise((void *)page, PAGE_SIZE, MADV_DONTNEED) == 0, "madvise");
	expect_increment(&vm, MEMORY + 3 * PAGE_SIZE, 0);
	if (*page != 1) {
		fault("after madvise the host finds %lx", *page);
	}
	/* The guest goes on with the parent's copy. */
	if (fork() == 0) {
		*page = 100;
		_exit(*page != 100);
	}
	*page = 5;
	expect_increment(&vm, MEMORY + 3 * PAGE_SIZE, 5);
	need(wait(&status) > 0 && status == 0, "the child");
	expect_increment(&vm, MEMORY + 3 * PAGE_SIZE, 6);
	if (*page != 7) {
		fault("after fork the host finds %lx", *page);
	}
	vm_end(&vm);
}

/* As many VMs at once as there can be; one more is refused, and none is the worse for it. */
static void check_many(void)
{
	static struct vm vm[NR_ORDINARY];

	for (uint64_t round = 0; round < 2; round++) {
		for (uint32_t i = 0; i < NR_ORDINARY; i++) {
			vm_start(&vm[i]);
			*vm[i].memory = i;
		}
		if (ioctl(kvm, KVM_CREATE_VM, 0) >= 0 || errno != ENOSPC) {
			fault("one more VM: %s", strerror(errno));
		}
		for (uint32_t i = 0; i < NR_ORDINARY; i++) {
			expect_increment(&vm[i], MEMORY, i);
		}
		for (uint32_t i = 0; i < NR_ORDINARY; i++) {
			vm_end(&vm[i]);
		}
	}
}

/* VMs that come and go take nothing with them: all together need more tables than there are. */
static void check_cycles(void)
{
	volatile uint64_t *memory = pages(SLOTS);

	for (uint64_t i = 0; i < CYCLES; i++) {
		struct vm vm;

		vm_start(&vm);
		for (uint32_t k = 0; k < SLOTS; k++) {
			add_slot(&vm, 2 + k, MEMORY + (1 + k) * GIB, memory + k * PAGE_SIZE / 8, 1);
			expect_increment(&vm, MEMORY + (1 + k) * GIB, i);
		}
		vm_end(&vm);
	}
	for (uint32_t k = 0; k < SLOTS; k++) {
		expect_state(memory + k * PAGE_SIZE / 8, FRAME_OWNED);
	}
}

static const struct {
	const char *name;
	void (*run)(void);
} checks[] = {
	{ "lent", check_lent },
	{ "pages", check_pages },
	{ "many", check_many },
	{ "cycles", check_cycles },
};

static void run_check(const char *name)
{
	check_name = name;
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (strcmp(name, checks[i].name) == 0) {
			checks[i].run();
			printf("vmm: %s ok\n", name);
			return;
		}
	}
	fault("there is no such check");
}

int main(int argc, char **argv)
{
	check_name = "start";
	setvbuf(stdout, NULL, _IONBF, 0);
	kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	need(kvm >= 0, "/dev/kvm");
	hostile = open("/dev/hostile", O_RDWR);
	need(hostile >= 0, "/dev/hostile");
	for (int i = 1; i < argc; i++) {
		run_check(argv[i]);
	}
	return 0;
}
