/* SPDX-License-Identifier: Apache-2.0 */
#include "vm.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096ul

const char *vm_doing = "start";
int vm_kvm;

void vm_fault(const char *format, ...)
{
	va_list args;

	printf("vm: %s: ", vm_doing);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	exit(1);
}

void vm_need(int ok, const char *what)
{
	if (!ok) {
		vm_fault("%s: %s", what, strerror(errno));
	}
}

void vm_open(void)
{
	setvbuf(stdout, NULL, _IONBF, 0);
	vm_kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	vm_need(vm_kvm >= 0, "/dev/kvm");
}

void *vm_pages(size_t nr)
{
	void *memory = mmap(NULL, nr * PAGE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	vm_need(memory != MAP_FAILED, "mmap");
	return memory;
}

char *vm_blocks(size_t nr)
{
	uintptr_t memory = (uintptr_t)mmap(NULL, (nr + 1) * BLOCK, PROT_READ | PROT_WRITE,
					   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *aligned = (char *)((memory + BLOCK - 1) / BLOCK * BLOCK);

	vm_need((void *)memory != MAP_FAILED, "mmap");
	vm_need(madvise(aligned, nr * BLOCK, MADV_HUGEPAGE) == 0, "huge pages");
	return aligned;
}

int vm_try_slot(struct vm *vm, uint32_t slot, uint32_t flags, uint64_t ipa, volatile void *memory,
		size_t nr)
{
	struct kvm_userspace_memory_region region = {
		.slot = slot, .flags = flags, .guest_phys_addr = ipa, .memory_size = nr * PAGE,
		.userspace_addr = (uintptr_t)memory,
	};

	return ioctl(vm->fd, KVM_SET_USER_MEMORY_REGION, &region);
}

void vm_slot(struct vm *vm, uint32_t slot, uint64_t ipa, volatile void *memory, size_t nr)
{
	vm_need(vm_try_slot(vm, slot, 0, ipa, memory, nr) == 0, "memory slot");
}

/* The register at an offset of struct kvm_regs is read or written. */
static void move_register(struct vm *vm, unsigned long request, uint64_t offset, uint64_t *value)
{
	struct kvm_one_reg reg = {
		.id = KVM_REG_ARM64 | KVM_REG_SIZE_U64 | KVM_REG_ARM_CORE | offset / 4,
		.addr = (uintptr_t)value,
	};

	vm_need(ioctl(vm->vcpu, request, &reg) == 0, "register");
}

void vm_set_x(struct vm *vm, uint32_t n, uint64_t value)
{
	move_register(vm, KVM_SET_ONE_REG, offsetof(struct kvm_regs, regs.regs[0]) + 8 * n, &value);
}

uint64_t vm_get_x(struct vm *vm, uint32_t n)
{
	uint64_t value;

	move_register(vm, KVM_GET_ONE_REG, offsetof(struct kvm_regs, regs.regs[0]) + 8 * n, &value);
	return value;
}

/* A vCPU, in the state that features (KVM_ARM_VCPU_*) say. */
static void start_vcpu(struct vm *vm, unsigned long number, uint32_t features)
{
	struct kvm_vcpu_init init = { .target = 0 };

	vm->vcpu = ioctl(vm->fd, KVM_CREATE_VCPU, number);
	vm_need(vm->vcpu >= 0, "create a vCPU");
	vm->run = mmap(NULL, ioctl(vm_kvm, KVM_GET_VCPU_MMAP_SIZE, 0), PROT_READ | PROT_WRITE,
		       MAP_SHARED, vm->vcpu, 0);
	vm_need(vm->run != MAP_FAILED, "run page");
	vm_need(ioctl(vm->fd, KVM_ARM_PREFERRED_TARGET, &init) == 0, "target");
	init.features[0] = 1 << KVM_ARM_VCPU_PSCI_0_2 | features;
	vm_need(ioctl(vm->vcpu, KVM_ARM_VCPU_INIT, &init) == 0, "initialise the vCPU");
}

static void start(struct vm *vm, unsigned long type, const uint32_t *code, size_t size,
		  size_t pages)
{
	uint64_t pc = CODE;

	vm->fd = ioctl(vm_kvm, KVM_CREATE_VM, type);
	vm_need(vm->fd >= 0, "create a VM");
	start_vcpu(vm, 0, 0);
	vm->pages = pages;
	vm->code = vm_pages(pages);
	memcpy(vm->code, code, size);
	vm_slot(vm, 0, CODE, vm->code, pages);
	move_register(vm, KVM_SET_ONE_REG, offsetof(struct kvm_regs, regs.pc), &pc);
}

void vm_start(struct vm *vm, const uint32_t *code, size_t size)
{
	start(vm, 0, code, size, 1);
	vm_set_x(vm, 19, DEVICE);
}

void vm_start_protected(struct vm *vm, const uint32_t *code, size_t size, size_t pages)
{
	start(vm, KVM_VM_TYPE_ARM_PROTECTED, code, size, pages);
	vm_set_x(vm, 0, DEVICE);
}

void vm_replace_ram(struct vm *vm, char *memory, size_t pages)
{
	memcpy(memory, vm->code, vm->pages * PAGE);
	vm_slot(vm, 0, CODE, vm->code, 0);
	vm_slot(vm, 0, CODE, memory, pages);
}

void vm_start_other(const struct vm *vm, struct vm *other, unsigned long number)
{
	*other = *vm;
	start_vcpu(other, number, 1 << KVM_ARM_VCPU_POWER_OFF);
}

void vm_end_other(struct vm *other)
{
	munmap(other->run, ioctl(vm_kvm, KVM_GET_VCPU_MMAP_SIZE, 0));
	close(other->vcpu);
}

void vm_close(struct vm *vm)
{
	vm_end_other(vm);
	close(vm->fd);
}

void vm_end(struct vm *vm)
{
	vm_close(vm);
	munmap(vm->code, vm->pages * PAGE);
}

int vm_run(struct vm *vm)
{
	return ioctl(vm->vcpu, KVM_RUN, 0);
}

void vm_expect(struct vm *vm, uint64_t address, int write, uint32_t bytes)
{
	vm_need(vm_run(vm) == 0, "run");
	if (vm->run->exit_reason != KVM_EXIT_MMIO || vm->run->mmio.phys_addr != address ||
	    vm->run->mmio.is_write != write || vm->run->mmio.len != bytes) {
		vm_fault("exit %u at %llx", vm->run->exit_reason, vm->run->mmio.phys_addr);
	}
}
