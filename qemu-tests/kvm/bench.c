/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What KVM's usual operations cost, by the counter, of which QEMU makes nanoseconds and so
 * instructions (-icount). For each operation it prints "kvm: NAME TOTAL TIMES": the nanoseconds of
 * so many; a loop's own two or three instructions are counted with each.
 */
#define _GNU_SOURCE
#include <linux/kvm.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "vm.h"

#define TIMES 4096
#define MIB (1ul << 20)
#define PAGE 4096ul
#define POPULATE (64 * MIB)
/* The virtual GICv3, and GICD_IIDR, which KVM answers itself (Arm IHI 0069, 12.9). */
#define GICD 0x08000000ull
#define GICR 0x080a0000ull
#define GICD_IIDR (GICD + 8)
/* A call that nobody has, as the micro-benchmarks of kvm-unit-tests make it. */
#define NO_CALL 0x4b000000ull

/* x20 times: one of the operations below; then the counter's difference is stored to the device. */
#define LOOP(...) { \
	0xd5033fdf,	/* isb */ \
	0xd53be043,	/* mrs x3, cntvct_el0 */ \
	__VA_ARGS__, \
	0xf1000694,	/* subs x20, x20, #1 */ \
	0x54ffffa1,	/* b.ne to the operation, two instructions long */ \
	0xd5033fdf,	/* isb */ \
	0xd53be044,	/* mrs x4, cntvct_el0 */ \
	0xcb030081,	/* sub x1, x4, x3 */ \
	0xf9000661,	/* str x1, [x19, #8] */ \
}

static const uint32_t hypercall[] = LOOP(0xaa1503e0 /* mov x0, x21 */, 0xd4000002 /* hvc #0 */);
static const uint32_t load[] = LOOP(0xb94002a5 /* ldr w5, [x21] */, 0xd503201f /* nop */);
static const uint32_t load_next[] = LOOP(0xb94002a5, 0x8b1602b5 /* add x21, x21, x22 */);

static uint64_t counter(void)
{
	uint64_t value;

	__asm__ volatile("isb; mrs %0, cntvct_el0" : "=r"(value));
	return value;
}

static uint64_t nanoseconds(uint64_t ticks)
{
	uint64_t frequency;

	__asm__ volatile("mrs %0, cntfrq_el0" : "=r"(frequency));
	return ticks * 1000000000ul / frequency;
}

static void result(const char *name, uint64_t ticks, uint64_t times)
{
	printf("kvm: %s %lu %lu\n", name, nanoseconds(ticks), times);
}

static void add_gic(struct vm *vm)
{
	struct kvm_create_device device = { .type = KVM_DEV_TYPE_ARM_VGIC_V3 };
	uint64_t dist = GICD, redist = GICR;
	struct kvm_device_attr attr = { .group = KVM_DEV_ARM_VGIC_GRP_ADDR };

	vm_need(ioctl(vm->fd, KVM_CREATE_DEVICE, &device) == 0, "GIC");
	attr.attr = KVM_VGIC_V3_ADDR_TYPE_DIST;
	attr.addr = (uintptr_t)&dist;
	vm_need(ioctl(device.fd, KVM_SET_DEVICE_ATTR, &attr) == 0, "distributor");
	attr.attr = KVM_VGIC_V3_ADDR_TYPE_REDIST;
	attr.addr = (uintptr_t)&redist;
	vm_need(ioctl(device.fd, KVM_SET_DEVICE_ATTR, &attr) == 0, "redistributor");
	attr = (struct kvm_device_attr){ .group = KVM_DEV_ARM_VGIC_GRP_CTRL,
					 .attr = KVM_DEV_ARM_VGIC_CTRL_INIT };
	vm_need(ioctl(device.fd, KVM_SET_DEVICE_ATTR, &attr) == 0, "GIC's start");
	close(device.fd);
}

static void run_loop(struct vm *vm, const char *name, uint64_t x21, uint64_t step, uint64_t times)
{
	uint64_t ticks;

	vm_set_x(vm, 20, times);
	vm_set_x(vm, 21, x21);
	vm_set_x(vm, 22, step);
	vm_expect(vm, DEVICE + 8, 1, 8);
	memcpy(&ticks, vm->run->mmio.data, 8);
	result(name, ticks, times);
}

static void run_code(const char *name, const uint32_t *code, size_t size, uint64_t x21)
{
	struct vm vm;

	vm_doing = name;
	vm_start(&vm, code, size);
	add_gic(&vm);
	run_loop(&vm, name, x21, 0, TIMES);
	vm_end(&vm);
}

/* Memory of this process, there already, that the guest has not used. */
static void populate(const char *name, uint64_t step, int advice)
{
	char *memory = mmap(NULL, POPULATE + BLOCK, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *aligned = (char *)(((uintptr_t)memory + BLOCK - 1) & -BLOCK);
	struct vm vm;

	vm_doing = name;
	vm_need(memory != MAP_FAILED && madvise(aligned, POPULATE, advice) == 0, "memory");
	memset(aligned, 1, POPULATE);
	vm_start(&vm, load_next, sizeof(load_next));
	add_gic(&vm);
	vm_slot(&vm, 1, MEMORY, aligned, POPULATE / PAGE);
	run_loop(&vm, name, MEMORY, step, POPULATE / step);
	vm_end(&vm);
	munmap(memory, POPULATE + BLOCK);
}

/* The device plays each load: the exits to user space are this loop's. */
static void user_device(void)
{
	struct vm vm;
	uint64_t ticks;

	vm_doing = "device-user";
	vm_start(&vm, load, sizeof(load));
	add_gic(&vm);
	vm_set_x(&vm, 20, TIMES);
	vm_set_x(&vm, 21, DEVICE);
	do {
		vm_need(ioctl(vm.vcpu, KVM_RUN, 0) == 0, "run");
	} while (!vm.run->mmio.is_write);
	memcpy(&ticks, vm.run->mmio.data, 8);
	result(vm_doing, ticks, TIMES);
	vm_end(&vm);
}

/* KVM_RUN that does not come to run: a vCPU is loaded and put. */
static void load_and_put(void)
{
	struct vm vm;
	uint64_t begin;

	vm_doing = "load-put";
	vm_start(&vm, load, sizeof(load));
	add_gic(&vm);
	vm_set_x(&vm, 20, 1);
	vm_set_x(&vm, 21, GICD_IIDR);
	vm_expect(&vm, DEVICE + 8, 1, 8);
	vm.run->immediate_exit = 1;
	begin = counter();
	for (uint32_t i = 0; i < TIMES; i++) {
		ioctl(vm.vcpu, KVM_RUN, 0);
	}
	result(vm_doing, counter() - begin, TIMES);
	vm_end(&vm);
}

int main(void)
{
	vm_open();
	run_code("hypercall", hypercall, sizeof(hypercall), NO_CALL);
	run_code("device-kernel", load, sizeof(load), GICD_IIDR);
	user_device();
	load_and_put();
	populate("fault-page", PAGE, MADV_NOHUGEPAGE);
	populate("fault-block", BLOCK, MADV_HUGEPAGE);
	return 0;
}
