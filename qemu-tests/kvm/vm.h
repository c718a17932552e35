/* SPDX-License-Identifier: Apache-2.0 */
/* A virtual machine on /dev/kvm: one vCPU, a page of code, and a device that this process plays. */
#ifndef VM_H
#define VM_H
#include <stddef.h>
#include <stdint.h>

/* Where the guest has its code, its memory, and the device. */
#define CODE 0x80000000ull
#define MEMORY 0x100000000ull
#define DEVICE 0x10000000ull
/* What a huge page has. */
#define BLOCK (2ul << 20)
/* For vm_set_x: behind x0 to x30 and sp. */
#define PC 32

struct vm {
	int fd, vcpu;
	struct kvm_run *run;
	void *code;
	size_t pages;
};

/* The type of a protected one, for KVM_CREATE_VM. */
#ifndef KVM_VM_TYPE_ARM_PROTECTED
#define KVM_VM_TYPE_ARM_PROTECTED (1ul << 31)
#endif

/* What is being done, for messages; and the end of the program with one, or if a condition is not
 * met with errno too. */
extern const char *vm_doing;
void vm_fault(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
void vm_need(int ok, const char *what);

/* Opens /dev/kvm. */
void vm_open(void);
extern int vm_kvm;
/* Pages of this process, there and zero. */
void *vm_pages(size_t nr);
/* Address space at whole blocks, with a huge page where it is used. */
char *vm_blocks(size_t nr);

/* Makes a VM whose vCPU will run these instructions, with x19 the device's address. */
void vm_start(struct vm *vm, const uint32_t *code, size_t size);
/* Makes a protected VM, with so many pages of RAM where an ordinary one has its code. It begins
 * with these instructions, which find the device's address in x0. */
void vm_start_protected(struct vm *vm, const uint32_t *code, size_t size, size_t pages);
/* Gives a VM that has not run this memory instead of that of its code, which is copied. */
void vm_replace_ram(struct vm *vm, char *memory, size_t pages);
/* Another vCPU of a VM, switched off. Ended before the VM is. */
void vm_start_other(const struct vm *vm, struct vm *other, unsigned long number);
void vm_end_other(struct vm *other);
/* Ends a VM; its code's memory stays, or goes too. */
void vm_close(struct vm *vm);
void vm_end(struct vm *vm);
/* Sets a slot to nr pages of this process at an IPA; none takes it away. */
void vm_slot(struct vm *vm, uint32_t slot, uint64_t ipa, volatile void *memory, size_t nr);
/* The same with flags (KVM_MEM_*); 0, or -1 with errno. */
int vm_try_slot(struct vm *vm, uint32_t slot, uint32_t flags, uint64_t ipa, volatile void *memory,
		size_t nr);
void vm_set_x(struct vm *vm, uint32_t n, uint64_t value);
uint64_t vm_get_x(struct vm *vm, uint32_t n);

/* Runs the vCPU until it stops for this process; 0, or -1 with errno. */
int vm_run(struct vm *vm);
/* Runs the vCPU until it reads so many bytes from the device or writes them; fails at any other
 * stop. */
void vm_expect(struct vm *vm, uint64_t address, int write, uint32_t bytes);
#endif
