/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the operations of KVM's guests cost, by the counter: in ordinary VMs, then in protected ones
 * where there are any. The guest, bench_guest.S, counts.
 */
#define _GNU_SOURCE
#include <linux/kvm.h>
#include <pthread.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bench_guest.h"
#include "measure.h"
#include "vm.h"

#define PAGE 4096ul

/* The guest's page, and where a vCPU begins. */
extern const uint32_t guest[], guest_end[], guest_hypercall[], guest_device_kernel[],
	guest_device_user[], guest_touch_pages[], guest_touch_blocks[], guest_self[], guest_ipi[],
	guest_wake[];

static const char *kind = "ordinary";
static int protect;

static void told(const char *name, uint64_t ticks, uint64_t times)
{
	result(kind, name, ticks, times);
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

/* A VM without GIC, whose vCPU will begin at a routine. */
static void start(struct vm *vm, const char *name, const uint32_t *routine)
{
	size_t size = (size_t)((const char *)guest_end - (const char *)guest);

	vm_doing = name;
	if (protect) {
		vm_start_protected(vm, guest, size, 1);
	} else {
		vm_start(vm, guest, size);
		vm_set_x(vm, 0, DEVICE);
	}
	vm_set_x(vm, PC, CODE + (uint64_t)(routine - guest) * sizeof(*guest));
}

/* Runs the guest until it tells ticks. */
static uint64_t ticks_of(struct vm *vm)
{
	uint64_t ticks;

	vm_expect(vm, DEVICE + TOLD, 1, 8);
	memcpy(&ticks, vm->run->mmio.data, 8);
	return ticks;
}

static void in_kernel(const char *name, const uint32_t *routine)
{
	struct vm vm;

	start(&vm, name, routine);
	add_gic(&vm);
	told(name, ticks_of(&vm), TIMES);
	vm_end(&vm);
}

static void in_user_space(const char *name)
{
	struct vm vm;

	start(&vm, name, guest_device_user);
	add_gic(&vm);
	for (uint32_t i = 0; i < TIMES; i++) {
		vm_expect(&vm, DEVICE, 0, 4);
	}
	told(name, ticks_of(&vm), TIMES);
	vm_end(&vm);
}

/* KVM_RUN that does not come to run: a vCPU is loaded and put. */
static void load_and_put(const char *name)
{
	struct vm vm;
	uint64_t begin;

	start(&vm, name, guest_device_user);
	add_gic(&vm);
	vm_expect(&vm, DEVICE, 0, 4);
	vm.run->immediate_exit = 1;
	begin = counter();
	for (uint32_t i = 0; i < TIMES; i++) {
		if (vm_run(&vm) == 0) {
			vm_fault("run");
		}
	}
	told(name, counter() - begin, TIMES);
	vm_end(&vm);
}

/* An interrupt to the vCPU itself. */
static void interrupt_self(const char *sent, const char *ended)
{
	struct vm vm;

	start(&vm, sent, guest_self);
	add_gic(&vm);
	told(sent, ticks_of(&vm), TIMES);
	told(ended, ticks_of(&vm), TIMES);
	vm_end(&vm);
}

static void *run_other(void *other)
{
	vm_expect(other, DEVICE + ENDED, 1, 8);
	return NULL;
}

/* There and back are two. */
static void interrupt_other(const char *name)
{
	struct vm vm, other;
	pthread_t thread;

	start(&vm, name, guest_ipi);
	vm_start_other(&vm, &other, 1);
	add_gic(&vm);
	vm_need(pthread_create(&thread, NULL, run_other, &other) == 0, "thread");
	told(name, ticks_of(&vm), 2 * TIMES);
	vm_need(pthread_join(thread, NULL) == 0, "the other vCPU's end");
	vm_end_other(&other);
	vm_end(&vm);
}

/* The guest stores to its RAM, with huge pages behind it or small ones, which this process has
 * already, or not: what it has a protected VM is given at its start. */
static void touch(const char *name, const uint32_t *routine, int advice, int there, uint64_t times)
{
	char *memory = vm_blocks(1 + POPULATE / BLOCK);
	struct vm vm;

	start(&vm, name, routine);
	vm_need(madvise(memory, BLOCK + POPULATE, advice) == 0, "size of pages");
	if (there) {
		memset(memory + BLOCK, 1, POPULATE);
	}
	vm_replace_ram(&vm, memory, (BLOCK + POPULATE) / PAGE);
	add_gic(&vm);
	told(name, ticks_of(&vm), times);
	vm_end(&vm);
	munmap(memory, BLOCK + POPULATE);
}

static void all(void)
{
	in_kernel("hypercall", guest_hypercall);
	in_kernel("device-kernel", guest_device_kernel);
	in_user_space("device-user");
	load_and_put("load-put");
	interrupt_self("ipi-self", "eoi");
	interrupt_other("ipi");
	in_kernel("wake", guest_wake);
	touch("fault-page", guest_touch_pages, MADV_NOHUGEPAGE, !protect, POPULATE / PAGE);
	touch("fault-block", guest_touch_blocks, MADV_HUGEPAGE, !protect, POPULATE / BLOCK);
	touch("populate-pages", guest_touch_pages, MADV_NOHUGEPAGE, 0, 1);
	touch("populate-blocks", guest_touch_pages, MADV_HUGEPAGE, 0, 1);
}

int main(void)
{
	uint64_t booted = counter();

	vm_open();
	told("host-boot", booted, 1);
	all();
	if (access("/dev/kvm-protected", F_OK) == 0) {
		protect = 1;
		kind = "protected";
		all();
	}
	return 0;
}
