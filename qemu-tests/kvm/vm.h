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

struct vm {
	int fd, vcpu;
	struct kvm_run *run;
	void *code;
};

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

/* Makes a VM whose vCPU will run these instructions, with x19 the device's address. */
void vm_start(struct vm *vm, const uint32_t *code, size_t size);
void vm_end(struct vm *vm);
/* Sets a slot to nr pages of this process at an IPA; none takes it away. */
void vm_slot(struct vm *vm, uint32_t slot, uint64_t ipa, volatile void *memory, size_t nr);
void vm_set_x(struct vm *vm, uint32_t n, uint64_t value);
uint64_t vm_get_x(struct vm *vm, uint32_t n);

/* Runs the vCPU until it reads so many bytes from the device or writes them; fails at any other
 * stop. */
void vm_expect(struct vm *vm, uint64_t address, int write, uint32_t bytes);
#endif
