/* SPDX-License-Identifier: Apache-2.0 */
/* What a panic prints: the cause, registers, and the functions that led there, by name. */
#include "console.h"
#include "memory.h"
#include "panic.h"
#include "percpu.h"
#include "sysreg.h"

#define BACKTRACE_MAX 24

/* The functions of the image by address, the last one with an empty name at the text's end;
 * made from the linked image (mk/image.mk). */
struct symbol {
	u64 address;
	const char *name;
};

extern const struct symbol symbols[];
extern const u64 nr_symbols;

static u32 panicked;

void park(void)
{
	for (;;) {
		__asm__ volatile("wfi");
	}
}

void park_if_panicked(void)
{
	if (__atomic_load_n(&panicked, __ATOMIC_RELAXED) != 0) {
		park();
	}
}

static void print_address(u64 address)
{
	u64 best = nr_symbols;

	for (u64 i = 0; i < nr_symbols && symbols[i].address <= address; i++) {
		best = i;
	}
	if (best == nr_symbols || address >= (u64)__text_end) {
		print_uart("  %lx\n", address);
	} else {
		print_uart("  %lx %s+0x%lx\n", address, symbols[best].name,
			   address - symbols[best].address);
	}
}

/* A frame record {caller's record, return address} may only be in the image's data. */
static u32 is_frame_record(u64 fp)
{
	return fp % 16 == 0 && fp >= (u64)__rodata_end && fp < (u64)__bss_end;
}

static void print_backtrace(u64 fp)
{
	for (u32 i = 0; i < BACKTRACE_MAX && is_frame_record(fp); i++) {
		const u64 *record = (const u64 *)fp;

		print_address(record[1]);
		/* The stack grows down: a caller's record is above. */
		fp = record[0] > fp ? record[0] : 0;
	}
}

/* One CPU prints; any other, and a panic within a panic, stops at once. */
static void begin(const char *why)
{
	if (__atomic_exchange_n(&panicked, 1, __ATOMIC_RELAXED) != 0) {
		park();
	}
	print_uart("\ncordon: panic: %s", why);
	if (this_cpu() != 0) {
		print_uart(" (cpu %u)", this_cpu()->index);
	}
	print_uart("\n");
}

void panic(const char *why)
{
	begin(why);
	print_backtrace((u64)__builtin_frame_address(0));
	park();
}

void refuse(const char *format, ...)
{
	__builtin_va_list args;

	__builtin_va_start(args, format);
	print("cordon: ");
	print_arguments(format, &args);
	__builtin_va_end(args);
	print("\ncordon: not started\n");
	park();
}

/* From vectors.S: an exception that EL2 took from itself, or one from below that cannot be. */
_Noreturn void panic_exception(const struct regs *regs)
{
	u64 elr = read_sysreg(elr_el2);

	begin("unexpected exception at EL2");
	print_uart("esr %lx far %lx elr %lx spsr %lx\n", read_sysreg(esr_el2),
		   read_sysreg(far_el2), elr, read_sysreg(spsr_el2));
	for (u32 i = 0; i < 31; i++) {
		print_uart("x%u %lx%s", i, regs->x[i], i % 4 == 3 ? "\n" : " ");
	}
	print_uart("sp %lx\nbacktrace:\n", regs->sp);
	print_address(elr);
	print_address(regs->x[30]);
	print_backtrace(regs->x[29]);
	park();
}

_Noreturn void stop_not_el2(void)
{
	print_uart("cordon: the processor is not at EL2: start QEMU with "
		   "-M virt,virtualization=on\n");
	park();
}

_Noreturn void stop_wrong_address(u64 where)
{
	print_uart("cordon: loaded at %lx, linked for %lx: load it at the latter\n", where,
		   (u64)__image_start);
	park();
}
