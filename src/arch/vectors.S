/* SPDX-License-Identifier: Apache-2.0 */
/*
 * EL2's vectors, and the way down. The host's interrupts and SErrors go to EL1 (HCR_EL2.IMO, FMO,
 * AMO are 0), those that come while a guest runs arrive here. Everything from EL2 itself is a fault
 * of ours.
 */
#include "percpu.h"

#define REGS_SIZE 256
#define REGS_X30 240
#define REGS_SP 248

	.macro	save_x2_to_x29
	stp	x2, x3, [sp, #16]
	stp	x4, x5, [sp, #32]
	stp	x6, x7, [sp, #48]
	stp	x8, x9, [sp, #64]
	stp	x10, x11, [sp, #80]
	stp	x12, x13, [sp, #96]
	stp	x14, x15, [sp, #112]
	stp	x16, x17, [sp, #128]
	stp	x18, x19, [sp, #144]
	stp	x20, x21, [sp, #160]
	stp	x22, x23, [sp, #176]
	stp	x24, x25, [sp, #192]
	stp	x26, x27, [sp, #208]
	stp	x28, x29, [sp, #224]
	.endm

	.macro	enter_from_below handler
	sub	sp, sp, #REGS_SIZE
	stp	x0, x1, [sp]
	save_x2_to_x29
	str	x30, [sp, #REGS_X30]
	mov	x29, xzr		/* a backtrace ends here */
	mov	x30, xzr
	mov	x0, sp
	bl	\handler
	b	go_down
	.endm

	.macro	entry target
	.balign	128
	b	\target
	.endm

	.text
	.balign	2048
	.globl	vectors
vectors:
	.rept	8
	entry	el2_fault
	.endr
	.rept	2			/* AArch64, and AArch32 at EL0 */
	entry	lower_sync
	entry	lower_irq
	entry	lower_irq		/* FIQ */
	entry	lower_serror
	.endr

lower_sync:
	enter_from_below trap_lower_sync
lower_irq:
	enter_from_below trap_lower_irq
lower_serror:
	enter_from_below trap_lower_serror

go_down:
	ldr	x30, [sp, #REGS_X30]
	ldp	x28, x29, [sp, #224]
	ldp	x26, x27, [sp, #208]
	ldp	x24, x25, [sp, #192]
	ldp	x22, x23, [sp, #176]
	ldp	x20, x21, [sp, #160]
	ldp	x18, x19, [sp, #144]
	ldp	x16, x17, [sp, #128]
	ldp	x14, x15, [sp, #112]
	ldp	x12, x13, [sp, #96]
	ldp	x10, x11, [sp, #80]
	ldp	x8, x9, [sp, #64]
	ldp	x6, x7, [sp, #48]
	ldp	x4, x5, [sp, #32]
	ldp	x2, x3, [sp, #16]
	ldp	x0, x1, [sp]
	add	sp, sp, #REGS_SIZE
	eret
	dsb	nsh			/* no speculation past the ERET */
	isb

/* The stack may be what faulted: take the panic stack. EL1 never runs here again, so its
 * registers hold x0 and x1 meanwhile. */
el2_fault:
	msr	tpidr_el1, x0
	msr	tpidr_el0, x1
	mov	x1, sp
	mrs	x0, tpidr_el2
	cbz	x0, 1f
	ldr	x0, [x0, #PERCPU_PANIC_STACK]
	mov	sp, x0
1:	sub	sp, sp, #REGS_SIZE
	str	x1, [sp, #REGS_SP]
	mrs	x0, tpidr_el1
	mrs	x1, tpidr_el0
	stp	x0, x1, [sp]
	save_x2_to_x29
	str	x30, [sp, #REGS_X30]
	mov	x0, sp
	bl	panic_exception
	b	.

/* x0: address at EL1, x1: its x0, x2: top of this CPU's stack. ELR_EL2 and SPSR_EL2 are set; no
 * register carries anything of ours down. */
	.globl	enter_host
enter_host:
	mov	sp, x2
	msr	elr_el2, x0
	mov	x0, x1
	mov	x1, xzr
	.irp	n, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	mov	x\n, xzr
	.endr
	.irp	n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
	mov	x\n, xzr
	.endr
	eret
	dsb	nsh
	isb
