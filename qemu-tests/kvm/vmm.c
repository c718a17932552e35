/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a small VMM finds of virtual machines under Cordon, ordinary and protected. For each check
 * it prints "vmm: NAME ok" or what is wrong. It needs the module of qemu-tests/hostile, which tells
 * what Cordon's tracker has of a frame.
 *
 * vmm CHECK...
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "cordon_abi.h"
#include "cordon_limits.h"
#include "hostile.h"
#include "vmm.h"

#define CYCLES 200
/* Slots of memory, each in a GiB of its own: a level-2 and a level-3 table each. */
#define SLOTS 8
/* What 200 VMs may cost the host for good, in KiB; what one of them has is 256. */
#define LEAK 8192
/* GiB in which an ordinary VM has a page, and so nearly all tables; and blocks in which a protected
 * one has, more than are left. */
#define TABLES_GIB 1000
#define TABLES_RAM 64
/* Calls of PSCI, and an answer. */
#define CPU_ON 0xc4000003
#define AFFINITY_INFO 0xc4000004
#define SYSTEM_OFF 0x84000008
#define SYSTEM_RESET 0x84000009
#define INVALID_PARAMETERS (-2ul)
#define ALREADY_ON (-4ul)
/* How often a VM is created under signals, at most. */
#define TRIES 100000
/* How long a vCPU is watched, in us. */
#define IDLE 200000

/* Takes an address from the device, increments what is there, and tells what it was. */
static const uint32_t guest[] = {
	0xf9400261,	/* ldr x1, [x19] */
	0xf9400022,	/* ldr x2, [x1] */
	0x91000443,	/* add x3, x2, #1 */
	0xf9000023,	/* str x3, [x1] */
	0xf9000662,	/* str x2, [x19, #8] */
	0x17fffffb,	/* b to the first */
};

/* Of newer kernels: what the guest's counters are behind the host's. */
#ifndef KVM_ARM_SET_COUNTER_OFFSET
struct kvm_arm_counter_offset {
	uint64_t counter_offset, reserved;
};
#define KVM_ARM_SET_COUNTER_OFFSET _IOW(KVMIO, 0xb5, struct kvm_arm_counter_offset)
#endif

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

void expect_increment(struct vm *vm, uint64_t ipa, uint64_t value)
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

uint64_t pagemap(volatile void *address)
{
	int file = open("/proc/self/pagemap", O_RDONLY);
	uint64_t entry = 0;

	vm_need(pread(file, &entry, 8, (uintptr_t)address / PAGE_SIZE * 8) == 8, "pagemap");
	close(file);
	return entry;
}

uint64_t pfn_of(volatile void *address)
{
	return pagemap(address) & ((1ull << 55) - 1);
}

/* The tracker's state of the frame behind an address of this process. */
static uint64_t state_of(volatile void *address)
{
	struct hostile_call call = {
		.x = { CORDON_HVC_FRAME_QUERY, pfn_of(address) }, .trap = TRAP_HVC,
	};

	vm_need(ioctl(hostile, HOSTILE_CALL, &call) == 0 && call.x[0] == 0, "frame_query");
	return call.x[2];
}

void expect_state(volatile void *address, uint64_t state)
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

/* --- protected VMs --- */

const uint32_t increments[] = {
	0xaa0003f3,	/* mov x19, x0 */
	0xf9400261,	/* ldr x1, [x19] */
	0xf9400022,	/* ldr x2, [x1] */
	0x91000443,	/* add x3, x2, #1 */
	0xf9000023,	/* str x3, [x1] */
	0xf9000662,	/* str x2, [x19, #8] */
	0x17fffffb,	/* b to the second */
};

static sigjmp_buf bus_error;

static void on_bus_error(int number)
{
	(void)number;
	siglongjmp(bus_error, 1);
}

/* Whether this process can still read an address. */
static int readable(volatile uint64_t *address)
{
	volatile int is = 0;

	signal(SIGBUS, on_bus_error);
	if (sigsetjmp(bus_error, 1) == 0) {
		(void)*address;
		is = 1;
	}
	signal(SIGBUS, SIG_DFL);
	return is;
}

static void expect_kept(volatile uint64_t *address, int kept)
{
	if (readable(address) == kept) {
		vm_fault("the host can%s read a page of the guest's", kept ? "" : "not");
	}
}

volatile uint64_t *page_of(const struct vm *vm, size_t page)
{
	return (volatile uint64_t *)((char *)vm->code + page * PAGE_SIZE);
}

/* What the VMM has put there the guest finds, and what the guest has the VMM does not, nor a child
 * of it, even if it takes the memory away; when the VM is gone it is zero. */
static void check_secret(void)
{
	struct vm vm;
	volatile uint64_t *page;
	int status;

	vm_start_protected(&vm, increments, sizeof(increments), PAGES);
	page = page_of(&vm, 3);
	*page = 40;
	expect_increment(&vm, CODE + 3 * PAGE_SIZE, 40);
	expect_increment(&vm, CODE + 5 * PAGE_SIZE, 0);
	expect_state(page, FRAME_OWNED);
	for (size_t i = 0; i < 6; i++) {
		expect_kept(page_of(&vm, i), i == 0 || i == 3 || i == 5);
	}
	if (fork() == 0) {
		_exit(*page == 41);
	}
	vm_need(wait(&status) > 0, "the child");
	if (!WIFSIGNALED(status)) {
		vm_fault("a child reads the page: status %x", status);
	}
	expect_increment(&vm, CODE + 3 * PAGE_SIZE, 41);
	vm_need(madvise((void *)page, PAGE_SIZE, MADV_DONTNEED) == 0, "madvise");
	vm_slot(&vm, 0, CODE, vm.code, 0);
	expect_increment(&vm, CODE + 3 * PAGE_SIZE, 42);
	vm_close(&vm);
	page = page_of(&vm, 5);
	if (*page != 0) {
		vm_fault("of the VM's memory %lx is left", *page);
	}
	munmap(vm.code, vm.pages * PAGE_SIZE);
}

static void expect_error(long result, int error, const char *what)
{
	if (result >= 0 || errno != error) {
		vm_fault("%s: %s", what, result >= 0 ? "taken" : strerror(errno));
	}
}

/* A number in KiB that a file of /proc names. */
static uint64_t kib(const char *path, const char *name)
{
	char line[200];
	FILE *file = fopen(path, "r");

	vm_need(file != NULL, path);
	while (fgets(line, sizeof(line), file) != NULL) {
		if (strncmp(line, name, strlen(name)) == 0) {
			fclose(file);
			return strtoull(line + strlen(name), NULL, 10);
		}
	}
	vm_fault("%s has no %s", path, name);
}

/* /proc/self/mem, and what is read from there. */
static int mem;
static char own[PAGE_SIZE];

/* The ways on which the kernel itself reads or writes memory of the VMM for somebody: of a page
 * that is given there is an error for it, and no page. fork() is tried with the area around it. */
static void expect_out_of_reach(char *page, char *area, size_t size)
{
	struct iovec given = { page, PAGE_SIZE }, to = { own, PAGE_SIZE };
	int pipes[2];

	vm_need(pipe(pipes) == 0, "pipe");
	expect_error(pread(mem, own, PAGE_SIZE, (off_t)page), EIO, "/proc/self/mem, read");
	expect_error(pwrite(mem, own, PAGE_SIZE, (off_t)page), EIO, "/proc/self/mem, write");
	expect_error(process_vm_readv(getpid(), &to, 1, &given, 1, 0), EFAULT, "readv");
	expect_error(process_vm_writev(getpid(), &to, 1, &given, 1, 0), EFAULT, "writev");
	expect_error(vmsplice(pipes[1], &given, 1, 0), EFAULT, "vmsplice");
	vm_need(madvise(area, size, MADV_DOFORK) == 0, "madvise");
	expect_error(fork(), ENOMEM, "fork"); /* whatever it cannot copy */
	vm_need(madvise(area, size, MADV_DONTFORK) == 0, "madvise");
	close(pipes[0]);
	close(pipes[1]);
}

static void expect_in_reach(char *page)
{
	vm_need(pread(mem, own, PAGE_SIZE, (off_t)page) == PAGE_SIZE, "/proc/self/mem");
}

char *start_huge(struct vm *vm)
{
	char *memory = vm_blocks(2);

	vm_start_protected(vm, increments, sizeof(increments), 1);
	vm_replace_ram(vm, memory, 2 * BLOCK_PAGES);
	expect_increment(vm, CODE + BLOCK, 0);
	return memory;
}

/* The huge page that is given whole stays one for the VMM too. */
static void expect_huge_out_of_reach(void)
{
	struct vm vm;
	char *memory = start_huge(&vm), *block = memory + BLOCK;

	if (kib("/proc/self/smaps_rollup", "AnonHugePages:") != BLOCK / 1024) {
		vm_fault("the VMM has not just one huge page");
	}
	expect_out_of_reach(block, block, BLOCK);
	expect_out_of_reach(block + 5 * PAGE_SIZE, block, BLOCK);
	expect_increment(&vm, CODE + BLOCK, 1);
	vm_end(&vm);
	expect_in_reach(block + 5 * PAGE_SIZE);
	munmap(memory, 2 * BLOCK);
}

/* Of a huge page that does not lie as the guest's do a page is given; the VMM keeps the rest. */
static void expect_rest_in_reach(void)
{
	char *memory = vm_blocks(2), *page = memory + BLOCK + PAGE_SIZE;
	struct vm vm;

	vm_start_protected(&vm, increments, sizeof(increments), 1);
	vm_replace_ram(&vm, memory + PAGE_SIZE, 2 * BLOCK_PAGES - 1);
	expect_increment(&vm, CODE + BLOCK, 0);
	expect_in_reach(page + PAGE_SIZE);
	expect_out_of_reach(page, memory, 2 * BLOCK);
	expect_increment(&vm, CODE + BLOCK, 1);
	vm_end(&vm);
	munmap(memory, 2 * BLOCK);
}

/* What is given page by page, as a whole huge page, and as a page of a huge one. */
static void check_kernel_paths(void)
{
	char *page;
	struct vm vm;

	mem = open("/proc/self/mem", O_RDWR);
	vm_need(mem >= 0, "open");
	vm_start_protected(&vm, increments, sizeof(increments), PAGES);
	expect_increment(&vm, CODE + PAGE_SIZE, 0);
	page = (char *)page_of(&vm, 1);
	expect_out_of_reach(page, page, PAGE_SIZE);
	expect_increment(&vm, CODE + PAGE_SIZE, 1);
	vm_close(&vm);
	expect_in_reach(page);
	munmap(vm.code, vm.pages * PAGE_SIZE);
	expect_huge_out_of_reach();
	expect_rest_in_reach();
	close(mem);
}

/* A VMM that reads the guest's memory dies of it; its core dump has nothing of that. */
static void check_dump(void)
{
	struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };
	struct vm vm;
	int status;

	if (fork() == 0) {
		vm_need(setrlimit(RLIMIT_CORE, &limit) == 0 && chdir("/tmp") == 0, "dump");
		vm_start_protected(&vm, increments, sizeof(increments), PAGES);
		expect_increment(&vm, CODE + PAGE_SIZE, 0);
		vm_need(madvise(vm.code, vm.pages * PAGE_SIZE, MADV_DODUMP) == 0, "madvise");
		_exit((int)*page_of(&vm, 1));
	}
	vm_need(wait(&status) > 0, "the child");
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGBUS || !WCOREDUMP(status)) {
		vm_fault("the child: status %x", status);
	}
}

/* A device's reads and writes of all sizes; registers are not told, nor taken. */
static void check_mmio(void)
{
	static const uint32_t code[] = {
		0xaa0003f3,	/* mov x19, x0 */
		0xf9400261,	/* ldr x1, [x19] */
		0x39002261,	/* strb w1, [x19, #8] */
		0x39800661,	/* ldrsb x1, [x19, #1] */
		0xf9000661,	/* str x1, [x19, #8] */
		0x79400674,	/* ldrh w20, [x19, #2] */
		0x79001674,	/* strh w20, [x19, #10] */
		0xb9400661,	/* ldr w1, [x19, #4] */
		0xb9000e61,	/* str w1, [x19, #12] */
		0xf900067f,	/* str xzr, [x19, #8] */
	};
	static const struct {
		uint32_t offset, bytes;
		uint64_t loaded, stored;
	} steps[] = {
		{ 0, 8, 0x1122334455667788, 0 }, { 8, 1, 0, 0x88 },
		{ 1, 1, 0x9a, 0 }, { 8, 8, 0, 0xffffffffffffff9a },
		{ 2, 2, 0xfedc, 0 }, { 10, 2, 0, 0xfedc },
		{ 4, 4, 0x89abcdef, 0 }, { 12, 4, 0, 0x89abcdef },
		{ 8, 8, 0, 0 },
	};
	struct vm vm;

	vm_start_protected(&vm, code, sizeof(code), 1);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		uint64_t value = 0;

		vm_expect(&vm, DEVICE + steps[i].offset, i % 2 || i == 8, steps[i].bytes);
		memcpy(&value, vm.run->mmio.data, steps[i].bytes);
		if (vm.run->mmio.is_write && value != steps[i].stored) {
			vm_fault("step %zu: the guest stored %lx", i, value);
		}
		memcpy(vm.run->mmio.data, &steps[i].loaded, 8);
		if (vm_get_x(&vm, 1) != 0) {
			vm_fault("step %zu: x1 is %lx", i, vm_get_x(&vm, 1));
		}
	}
	vm_end(&vm);
}

static void expect_written(struct vm *vm, uint64_t address, uint64_t value)
{
	uint64_t written;

	vm_expect(vm, address, 1, 8);
	memcpy(&written, vm->run->mmio.data, 8);
	if (written != value) {
		vm_fault("at %lx the guest stored %lx instead of %lx", address, written, value);
	}
}

/* Tells the guest where to look next. */
static void look_at(struct vm *vm, uint64_t address)
{
	vm_expect(vm, DEVICE, 0, 8);
	memcpy(vm->run->mmio.data, &address, 8);
}

/* Makes calls with four registers from the device, and tells it the answers; another vCPU tells its
 * context, and switches itself off. */
static const uint32_t calls[] = {
	0xaa0003f3,	/* mov x19, x0 */
	0xf9400260,	/* ldr x0, [x19] */
	0xf9400261,	/* ldr x1, [x19] */
	0xf9400262,	/* ldr x2, [x19] */
	0xf9400263,	/* ldr x3, [x19] */
	0xd4000002,	/* hvc #0 */
	0xf9000660,	/* str x0, [x19, #8] */
	0x17fffffa,	/* b to the second */
	0xf9000000,	/* the other's: str x0, [x0] */
	0x52800040,	/* mov w0, #2 */
	0x72b08000,	/* movk w0, #0x8400, lsl #16 */
	0xd4000002,	/* hvc #0 */
};
/* Makes the guest call, and tells the answer. */
static uint64_t guest_calls(struct vm *vm, uint64_t x0, uint64_t x1, uint64_t x2, uint64_t x3)
{
	const uint64_t x[] = { x0, x1, x2, x3 };
	uint64_t answer;

	for (size_t i = 0; i < 4; i++) {
		vm_expect(vm, DEVICE, 0, 8);
		memcpy(vm->run->mmio.data, &x[i], 8);
	}
	vm_expect(vm, DEVICE + 8, 1, 8);
	memcpy(&answer, vm->run->mmio.data, 8);
	return answer;
}

static void expect_answer(uint64_t is, uint64_t answer)
{
	if (is != answer) {
		vm_fault("a call answers %lx instead of %lx", is, answer);
	}
}

/* How far the other vCPU may go, and has come. */
static volatile int let, come;

static void *run_other(void *other)
{
	for (uint64_t i = 1; i <= 2; i++) {
		vm_expect(other, DEVICE + i * 0x100, 1, 8);
		come = (int)i;
		while (let < (int)i) {
			usleep(1000);
		}
	}
	if (vm_run(other) == 0 || errno != EINTR) {
		vm_fault("the other vCPU goes on after the VM's end: %s", strerror(errno));
	}
	come = 3;
	return NULL;
}

static void on_alarm(int number)
{
	(void)number;
}

/* Runs a vCPU that ends its VM. */
static void expect_end(struct vm *vm, uint64_t function, uint32_t type)
{
	for (size_t i = 0; i < 4; i++) {
		vm_expect(vm, DEVICE, 0, 8);
		memcpy(vm->run->mmio.data, &function, 8);
	}
	vm_need(vm_run(vm) == 0, "run");
	if (vm->run->exit_reason != KVM_EXIT_SYSTEM_EVENT ||
	    vm->run->system_event.type != type) {
		vm_fault("exit %u, event %u", vm->run->exit_reason, vm->run->system_event.type);
	}
}

static void wait_for(int round)
{
	while (come < round) {
		usleep(1000);
	}
}

static uint64_t thread_microseconds(pthread_t thread)
{
	struct timespec time;
	clockid_t clock;

	vm_need(pthread_getcpuclockid(thread, &clock) == 0 && clock_gettime(clock, &time) == 0,
		"the thread's time");
	return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_nsec / 1000;
}

/* A vCPU that is off takes no time. */
static void expect_idle(pthread_t thread)
{
	uint64_t used = thread_microseconds(thread);

	usleep(IDLE);
	used = thread_microseconds(thread) - used;
	if (used > IDLE / 2) {
		vm_fault("a vCPU that is off runs for %lu us", used);
	}
}

/* A guest switches a vCPU on, sees it off, does it again, and ends its VM. It has none beyond those
 * that were there when it began. */
static void check_power(void)
{
	struct sigaction alarm = { .sa_handler = on_alarm };
	struct vm vm, other;
	pthread_t thread;

	sigaction(SIGALRM, &alarm, NULL);
	vm_start_protected(&vm, calls, sizeof(calls), 1);
	vm_start_other(&vm, &other, 2);
	vm_need(pthread_create(&thread, NULL, run_other, &other) == 0, "thread");
	for (int round = 1; round <= 2; round++) {
		uint64_t context = DEVICE + (uint64_t)round * 0x100;

		expect_answer(guest_calls(&vm, CPU_ON, 2, CODE + 8 * 4, context), 0);
		wait_for(round);
		expect_answer(guest_calls(&vm, CPU_ON, 2, CODE, 0), ALREADY_ON);
		expect_answer(guest_calls(&vm, CPU_ON, 3, CODE, 0), INVALID_PARAMETERS);
		let = round;
		while (guest_calls(&vm, AFFINITY_INFO, 2, 0, 0) != 1) {
			usleep(1000);
		}
		expect_idle(thread);
	}
	expect_end(&vm, SYSTEM_OFF, KVM_SYSTEM_EVENT_SHUTDOWN);
	do {
		pthread_kill(thread, SIGALRM);
		usleep(1000);
	} while (come < 3);
	pthread_join(thread, NULL);
	vm_end_other(&other);
	vm_end(&vm);
	vm_start_protected(&vm, calls, sizeof(calls), 1);
	expect_end(&vm, SYSTEM_RESET, KVM_SYSTEM_EVENT_RESET);
	vm_end(&vm);
}

static volatile int enough;

/* Sends a thread signals, until it has enough. */
static void *send_signals(void *thread)
{
	while (!enough) {
		pthread_kill(*(pthread_t *)thread, SIGALRM);
	}
	return NULL;
}

/* A signal interrupts the creation of a VM when it has all that Cordon gives it: none of that is
 * lost, and there can be as many VMs as ever. */
static void check_interrupted(void)
{
	struct sigaction alarm = { .sa_handler = on_alarm };
	pthread_t self = pthread_self(), sender;
	uint32_t interrupted = 0;

	sigaction(SIGALRM, &alarm, NULL);
	vm_need(pthread_create(&sender, NULL, send_signals, &self) == 0, "thread");
	for (uint32_t i = 0; i < TRIES && interrupted <= NR_ORDINARY; i++) {
		int vm = ioctl(vm_kvm, KVM_CREATE_VM, 0);

		vm_need(vm >= 0 || errno == EINTR, "create a VM");
		interrupted += vm < 0;
		close(vm);
	}
	enough = 1;
	pthread_join(sender, NULL);
	if (interrupted <= NR_ORDINARY) {
		vm_fault("only %u were interrupted", interrupted);
	}
}

/* A VM whose only slot cannot be, for its memory is so. */
static void expect_no_start(void *memory, size_t pages, int error, const char *what)
{
	struct vm vm;

	vm_start_protected(&vm, increments, sizeof(increments), 1);
	vm_slot(&vm, 0, CODE, vm.code, 0);
	memcpy(memory, increments, sizeof(increments));
	memset((char *)memory + PAGE_SIZE, 1, (pages - 1) * PAGE_SIZE);
	vm_slot(&vm, 0, CODE, memory, pages);
	expect_error(vm_run(&vm), error, what);
	vm_end(&vm);
}

/* In a process without privileges, whose memory is limited: one page less than the VM needs, then
 * just as much. */
static void limited(void)
{
	struct rlimit limit = { 7 * PAGE_SIZE, 7 * PAGE_SIZE };
	struct vm vm;

	vm_need(setrlimit(RLIMIT_MEMLOCK, &limit) == 0 && setuid(1000) == 0, "limit");
	expect_no_start(vm_pages(8), 8, ENOMEM, "8 pages");
	vm_start_protected(&vm, increments, sizeof(increments), PAGES);
	for (size_t i = 1; i < 7; i++) {
		expect_increment(&vm, CODE + i * PAGE_SIZE, 0);
	}
	look_at(&vm, CODE + 7 * PAGE_SIZE);
	expect_error(vm_run(&vm), ENOMEM, "the eighth page");
	vm_end(&vm);
	vm_start_protected(&vm, increments, sizeof(increments), PAGES);
	expect_increment(&vm, CODE + PAGE_SIZE, 0);
	vm_end(&vm);
	exit(0);
}

static void check_limit(void)
{
	int status;

	if (fork() == 0) {
		limited();
	}
	vm_need(wait(&status) > 0, "the child");
	if (status != 0) {
		vm_fault("the child: status %x", status);
	}
}

/* Whether a VM of a type can have a vCPU with a PMU; 0, or -1 with errno. */
static int try_pmu(unsigned long type)
{
	struct kvm_vcpu_init init;
	int vm = ioctl(vm_kvm, KVM_CREATE_VM, type), vcpu = ioctl(vm, KVM_CREATE_VCPU, 0), done;

	vm_need(vcpu >= 0 && ioctl(vm, KVM_ARM_PREFERRED_TARGET, &init) == 0, "vCPU");
	init.features[0] = 1 << KVM_ARM_VCPU_PSCI_0_2 | 1 << KVM_ARM_VCPU_PMU_V3;
	done = ioctl(vcpu, KVM_ARM_VCPU_INIT, &init);
	close(vcpu);
	close(vm);
	return done;
}

/* What a protected VM cannot have, or begin with. */
static void check_refused(void)
{
	struct kvm_guest_debug debug = { .control = KVM_GUESTDBG_ENABLE };
	struct kvm_arm_counter_offset offset = { .counter_offset = 1 };
	int file = memfd_create("memory", 0);
	struct vm vm;
	void *memory;

	vm_need(file >= 0 && ftruncate(file, 2 * PAGE_SIZE) == 0, "memfd");
	memory = mmap(NULL, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	vm_need(memory != MAP_FAILED, "mmap");
	expect_no_start(memory, 2, EINVAL, "a file's pages");
	vm_need(try_pmu(0) == 0, "a PMU in an ordinary VM");
	expect_error(try_pmu(KVM_VM_TYPE_ARM_PROTECTED), EINVAL, "a PMU");

	vm_start_protected(&vm, increments, sizeof(increments), 2);
	expect_error(ioctl(vm.vcpu, KVM_SET_GUEST_DEBUG, &debug), EINVAL, "debugging");
	expect_error(ioctl(vm.fd, KVM_ARM_SET_COUNTER_OFFSET, &offset), EINVAL, "an offset");
	if (ioctl(vm.fd, KVM_CHECK_EXTENSION, KVM_CAP_STEAL_TIME) != 0) {
		vm_fault("steal time");
	}
	expect_error(vm_try_slot(&vm, 1, KVM_MEM_LOG_DIRTY_PAGES, MEMORY, vm_pages(1), 1), EINVAL,
		     "dirty logging");
	vm_slot(&vm, 1, MEMORY, vm_pages(1), 1);
	expect_error(vm_run(&vm), EINVAL, "RAM with a hole");
	vm_slot(&vm, 1, MEMORY, NULL, 0);
	vm_set_x(&vm, 2, 1);
	expect_error(vm_run(&vm), EINVAL, "x2");
	vm_set_x(&vm, 2, 0);
	expect_increment(&vm, CODE + PAGE_SIZE, 0);
	vm_slot(&vm, 0, CODE, vm.code, 0);
	vm_end(&vm);
	vm_start_protected(&vm, increments, sizeof(increments), 2);
	look_at(&vm, CODE + PAGE_SIZE);
	vm_slot(&vm, 0, CODE, vm.code, 0);
	expect_error(vm_run(&vm), EFAULT, "RAM without a slot");
	vm_end(&vm);
}

/* VMs of another device, or all with a parameter of the kernel's, are protected without their VMM's
 * saying so; what these have not is not offered. */
static void expect_protecting(int device)
{
	int kvm = vm_kvm;

	vm_kvm = device;
	expect_error(try_pmu(0), EINVAL, "a PMU");
	if (ioctl(device, KVM_CHECK_EXTENSION, KVM_CAP_ARM_PMU_V3) != 0 ||
	    ioctl(device, KVM_CHECK_EXTENSION, KVM_CAP_READONLY_MEM) != 1) {
		vm_fault("capabilities");
	}
	vm_kvm = kvm;
}

static void check_device(void)
{
	int device = open("/dev/kvm-protected", O_RDWR);

	vm_need(device >= 0, "/dev/kvm-protected");
	vm_need(ioctl(vm_kvm, KVM_CHECK_EXTENSION, KVM_CAP_ARM_PMU_V3) == 1, "a PMU");
	expect_protecting(device);
	close(device);
}

static void check_default(void)
{
	expect_protecting(vm_kvm);
}

/* Without Cordon nothing is protected. */
static void check_stock(void)
{
	expect_error(open("/dev/kvm-protected", O_RDWR), ENOENT, "/dev/kvm-protected");
	expect_error(ioctl(vm_kvm, KVM_CREATE_VM, KVM_VM_TYPE_ARM_PROTECTED), EINVAL, "a VM");
	vm_need(try_pmu(0) == 0, "a PMU");
}

/* A flash: the guest reads it, what it writes there is for the device, and nothing changes. */
static void check_flash(void)
{
	volatile uint64_t *flash = vm_pages(4);
	struct vm vm;

	flash[0] = 70;
	vm_start_protected(&vm, increments, sizeof(increments), 2);
	vm_need(vm_try_slot(&vm, 1, KVM_MEM_READONLY, MEMORY, flash, 4) == 0, "flash");
	vm_need(vm_try_slot(&vm, 2, KVM_MEM_READONLY, MEMORY + GIB, vm_blocks(1), 4) == 0, "empty");
	for (uint64_t i = 0; i < 4; i++) {
		uint64_t address = MEMORY + i * PAGE_SIZE;

		look_at(&vm, address);
		expect_written(&vm, address, i == 0 ? 71 : 1);
		expect_written(&vm, DEVICE + 8, i == 0 ? 70 : 0);
	}
	expect_kept(flash + 3 * PAGE_SIZE / 8, 1);
	look_at(&vm, MEMORY + GIB);
	vm_expect(&vm, MEMORY + GIB, 0, 8);
	vm_end(&vm);
	munmap((void *)flash, 4 * PAGE_SIZE);
}

/* Where the host has a huge page the guest has all of it, but not where it has a page already. */
static void check_block(void)
{
	char *memory = vm_blocks(4);
	struct vm vm;

	vm_start_protected(&vm, increments, sizeof(increments), 1);
	vm_replace_ram(&vm, memory, 4 * BLOCK_PAGES);
	*(uint64_t *)(memory + BLOCK) = 77;
	expect_increment(&vm, CODE + PAGE_SIZE, 0);
	expect_increment(&vm, CODE + BLOCK, 77);
	vm_need(madvise(memory + BLOCK, BLOCK, MADV_DONTNEED) == 0, "madvise");
	expect_increment(&vm, CODE + BLOCK + PAGE_SIZE, 0);
	expect_increment(&vm, CODE + BLOCK, 78);
	expect_increment(&vm, CODE + 2 * BLOCK + 5 * PAGE_SIZE, 0);
	expect_increment(&vm, CODE + 2 * BLOCK + 5 * PAGE_SIZE, 1);
	expect_increment(&vm, CODE + 2 * BLOCK + 6 * PAGE_SIZE, 0);
	expect_kept((uint64_t *)(memory + 3 * PAGE_SIZE), 0);
	expect_kept((uint64_t *)(memory + BLOCK + 2 * PAGE_SIZE), 0);
	expect_kept((uint64_t *)(memory + 2 * BLOCK), 1);
	expect_kept((uint64_t *)(memory + 3 * BLOCK - PAGE_SIZE), 1);
	expect_kept((uint64_t *)(memory + 3 * BLOCK), 0);
	vm_end(&vm);
	expect_kept((uint64_t *)(memory + 2 * BLOCK), 0);
	munmap(memory, 4 * BLOCK);
}

/* As many protected VMs at once as there can be, next to an ordinary one; one more is refused. */
static void check_many_protected(void)
{
	static struct vm vm[NR_PROTECTED];
	struct vm ordinary;
	volatile uint64_t *memory = start(&ordinary);

	for (uint32_t i = 0; i < NR_PROTECTED; i++) {
		vm_start_protected(&vm[i], increments, sizeof(increments), 2);
		*page_of(&vm[i], 1) = 100 + i;
	}
	if (ioctl(vm_kvm, KVM_CREATE_VM, KVM_VM_TYPE_ARM_PROTECTED) >= 0 || errno != ENOSPC) {
		vm_fault("one more VM: %s", strerror(errno));
	}
	for (uint64_t round = 0; round < 2; round++) {
		for (uint32_t i = 0; i < NR_PROTECTED; i++) {
			expect_increment(&vm[i], CODE + PAGE_SIZE, 100 + i + round);
			expect_increment(&ordinary, MEMORY, round * NR_PROTECTED + i);
		}
	}
	for (uint32_t i = 0; i < NR_PROTECTED; i++) {
		vm_end(&vm[i]);
	}
	end(&ordinary, memory);
}

/* Protected VMs come and go: no memory of theirs stays away, or locked. */
static void check_cycles_protected(void)
{
	uint64_t free = 0;

	for (uint32_t i = 0; i < CYCLES; i++) {
		struct vm vm;

		if (i == CYCLES / 10) {
			free = kib("/proc/meminfo", "MemFree:");
		}
		vm_start_protected(&vm, increments, sizeof(increments), PAGES);
		memset((char *)vm.code + PAGE_SIZE, 1, (PAGES - 1) * PAGE_SIZE);
		expect_increment(&vm, CODE + PAGE_SIZE, 0x0101010101010101);
		vm_end(&vm);
	}
	if (kib("/proc/self/status", "VmLck:") != 0) {
		vm_fault("%lu KiB stay locked", kib("/proc/self/status", "VmLck:"));
	}
	if (kib("/proc/meminfo", "MemFree:") + LEAK < free) {
		vm_fault("%lu KiB are gone", free - kib("/proc/meminfo", "MemFree:"));
	}
}

/* An ordinary VM with nearly all tables gives them back when a protected one needs some. */
static void check_tables(void)
{
	char *memory = vm_blocks(TABLES_RAM);
	volatile uint64_t *shared = vm_pages(1);
	struct vm ordinary, vm;
	uint64_t found = 0;

	vm_start(&ordinary, guest, sizeof(guest));
	for (uint32_t k = 3; k < TABLES_GIB; k++) {
		vm_slot(&ordinary, k, k * GIB, shared, 1);
		expect_increment(&ordinary, k * GIB, found++);
	}
	vm_need(madvise(memory, TABLES_RAM * BLOCK, MADV_NOHUGEPAGE) == 0, "small pages");
	vm_start_protected(&vm, increments, sizeof(increments), 1);
	vm_replace_ram(&vm, memory, TABLES_RAM * BLOCK_PAGES);
	for (uint64_t i = 0; i < TABLES_RAM; i++) {
		expect_increment(&vm, CODE + i * BLOCK + PAGE_SIZE, 0);
	}
	for (uint32_t k = 3; k < TABLES_GIB; k += 100) {
		expect_increment(&ordinary, k * GIB, found++);
	}
	vm_end(&vm);
	vm_end(&ordinary);
	munmap(memory, TABLES_RAM * BLOCK);
}

/* In what a VM begins otherwise than the first does. The test computes measurements from what is
 * told here, and compares. */
struct beginning {
	const char *name;
	size_t pages;			/* so many more, so much further, added */
	uint64_t pc, context, flash;
	uint8_t byte;			/* one of the contents, if not 0 */
	uint32_t last_vcpu;
	uint32_t zero, retried;		/* a page is there, but zero; the first start fails late */
};

#define RAM_PAGES 8
#define FLASH 0x40000000ull
#define FLASH_PAGES 2
/* str xzr, [x0], twice. */
#define STORES 0xf900001ff900001f

/* A line of its own on the console, before the kernel's next. */
static void tell(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	printf("measured: ");
	vprintf(format, args);
	printf("\n");
	va_end(args);
	tcdrain(STDOUT_FILENO);
}

/* Fills a page with first, first + step, ... */
static void fill(volatile uint64_t *page, uint64_t ipa, uint64_t first, uint64_t step)
{
	for (uint64_t i = 0; i < PAGE_SIZE / 8; i++) {
		page[i] = first + i * step;
	}
	tell("fill %lx %lx %lx", ipa / PAGE_SIZE, first, step);
}

/* A slot that cannot be given stops a VM after all that is below. */
static void fail_to_start(struct vm *vm)
{
	int file = memfd_create("memory", 0);
	volatile uint64_t *memory;

	vm_need(file >= 0 && ftruncate(file, PAGE_SIZE) == 0, "memfd");
	memory = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	vm_need(memory != MAP_FAILED, "mmap");
	*memory = 1;
	vm_need(vm_try_slot(vm, 2, KVM_MEM_READONLY, MEMORY, memory, 1) == 0, "slot");
	expect_error(vm_run(vm), EINVAL, "a file's page");
	vm_slot(vm, 2, MEMORY, NULL, 0);
	munmap((void *)memory, PAGE_SIZE);
	close(file);
}

static void fill_ram(struct vm *vm, const struct beginning *b)
{
	fill(page_of(vm, 0), CODE, STORES, 0);
	fill(page_of(vm, 1), CODE + PAGE_SIZE, 1, 3);
	if (b->byte != 0) {
		((volatile uint8_t *)page_of(vm, 1))[1000] = b->byte;
		tell("byte %llx %x %x", CODE / PAGE_SIZE + 1, 1000, b->byte);
	}
	if (b->zero) {
		fill(page_of(vm, 2), CODE + 2 * PAGE_SIZE, 0, 0);
	} else {
		vm_need(madvise((void *)page_of(vm, 2), PAGE_SIZE, MADV_DONTNEED) == 0, "madvise");
	}
	fill(page_of(vm, 3), CODE + 3 * PAGE_SIZE, -7ul, -11ul);
}

static void begin(const struct beginning *b)
{
	volatile uint64_t *flash = vm_pages(FLASH_PAGES);
	uint64_t pc = CODE + b->pc, context = DEVICE + b->context;
	struct vm vm, other;

	tell("begin %s", b->name);
	vm_start_protected(&vm, increments, sizeof(increments), RAM_PAGES + b->pages);
	fill_ram(&vm, b);
	fill(flash, FLASH, 5 + b->flash, 0x101);
	vm_need(vm_try_slot(&vm, 1, KVM_MEM_READONLY, FLASH, flash, FLASH_PAGES) == 0, "flash");
	if (b->last_vcpu != 0) {
		vm_start_other(&vm, &other, b->last_vcpu);
	}
	vm_set_x(&vm, 0, context);
	vm_set_x(&vm, PC, pc);
	tell("seal %llx %zx %lx %lx %x", CODE / PAGE_SIZE, vm.pages, pc, context, b->last_vcpu + 1);
	if (b->retried) {
		fail_to_start(&vm);
	}
	vm_expect(&vm, context, 1, 8);
	if (b->last_vcpu != 0) {
		vm_end_other(&other);
	}
	vm_end(&vm);
	munmap((void *)flash, FLASH_PAGES * PAGE_SIZE);
}

/* A page below those that are measured comes too late; nothing of such a VM stays away. */
static void expect_too_late(void)
{
	volatile uint64_t *page;
	struct vm vm;

	vm_start_protected(&vm, increments, sizeof(increments), 4);
	*page_of(&vm, 3) = 1;
	fail_to_start(&vm);
	page = page_of(&vm, 2);
	*page = 1;
	expect_error(vm_run(&vm), EFAULT, "a page that comes too late");
	expect_kept(page, 1);
	expect_error(vm_run(&vm), EFAULT, "the same again");
	vm_close(&vm);
	expect_state(page, FRAME_OWNED);
	if (*page != 0) {
		vm_fault("the page has %lx", *page);
	}
	munmap(vm.code, vm.pages * PAGE_SIZE);
}

static void check_measured(void)
{
	static const struct beginning all[] = {
		{ .name = "first" }, { .name = "same" },
		{ .name = "zero", .zero = 1 }, { .name = "retried", .retried = 1 },
		{ .name = "byte", .byte = 1 }, { .name = "flash", .flash = 1 },
		{ .name = "pc", .pc = 8 }, { .name = "context", .context = 8 },
		{ .name = "vcpus", .last_vcpu = 2 }, { .name = "ram", .pages = 1 },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		begin(&all[i]);
	}
	expect_too_late();
}

static const struct {
	const char *name;
	void (*run)(void);
} checks[] = {
	{ "lent", check_lent },
	{ "pages", check_pages },
	{ "registers", check_registers },
	{ "many", check_many },
	{ "interrupted", check_interrupted },
	{ "cycles", check_cycles },
	{ "secret", check_secret },
	{ "dump", check_dump },
	{ "kernel-paths", check_kernel_paths },
	{ "mmio", check_mmio },
	{ "power", check_power },
	{ "refused", check_refused },
	{ "limit", check_limit },
	{ "flash", check_flash },
	{ "block", check_block },
	{ "measured", check_measured },
	{ "tables", check_tables },
	{ "many-protected", check_many_protected },
	{ "cycles-protected", check_cycles_protected },
	{ "device", check_device },
	{ "dirty", check_dirty },
	{ "moved", check_moved },
	{ "huge", check_huge },
	{ "aged", check_aged },
	{ "swap", check_swap },
	{ "ksm", check_ksm },
	/* With kvm-arm.cordon_protected=1 or without Cordon: alone. */
	{ "default", check_default },
	{ "stock", check_stock },
};

static void run_check(const char *name)
{
	vm_doing = name;
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (strcmp(name, checks[i].name) == 0) {
			checks[i].run();
			printf("vmm: %s ok\n", name);
			tcdrain(STDOUT_FILENO); /* before a line of the kernel's */
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
