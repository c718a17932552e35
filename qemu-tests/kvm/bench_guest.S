/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guest of bench.c: a page that is copied to CODE, executed with the MMU off. A vCPU begins at
 * one of the routines with the device's address in x0, and stores to the device how many ticks of
 * the counter an operation took, all times together; the loop's own instructions are in it.
 *
 * x19 the device; x20 how many times are left; x24 when an operation began; of the last interrupt:
 * x4 when it came, x5 its number, and 0 before it comes, x6 and x7 when its end was told.
 */
#include "bench_guest.h"

#define PAGE 0x1000
#define BLOCK 0x200000
#define SGI 1
#define TIMER 27
#define SGI_TO(vcpu) (SGI << 24 | 1 << (vcpu))
#define IRQ_MASK #2

	.macro	begin
	mov	x19, x0
	adr	x1, vectors
	msr	vbar_el1, x1
	.endm

	.macro	routine name
	.globl	guest_\name
guest_\name:
	begin
	.endm

	.macro	now reg
	isb
	mrs	\reg, cntvct_el0
	.endm

	/* So many times what stands up to "again". */
	.macro	repeat times
	mov	x20, #\times
	now	x24
9:
	.endm

	.macro	again
	subs	x20, x20, #1
	b.ne	9b
	now	x4
	sub	x4, x4, x24
	str	x4, [x19, #TOLD]
	.endm

	/* Stores to POPULATE bytes, once in each step. */
	.macro	touch step
	adr	x21, guest
	add	x21, x21, #BLOCK
	mov	x22, #\step
	repeat	POPULATE/\step
	str	xzr, [x21]
	add	x21, x21, x22
	again
	.endm

	/* Waits for an interrupt, if it has not come. Between the look and the WFI it must not: it
	 * would be waited for in vain. */
	.macro	await number
	msr	daifset, IRQ_MASK
8:	cbnz	x5, 7f
	wfi
	msr	daifclr, IRQ_MASK
	isb
	msr	daifset, IRQ_MASK
	b	8b
7:	msr	daifclr, IRQ_MASK
	cmp	x5, #\number
	b.ne	fail
	mov	x5, xzr
	.endm

	.section .rodata
	.balign	PAGE
	.globl	guest
guest:
	routine	hypercall
	ldr	x21, =NO_CALL
	repeat	TIMES
	mov	x0, x21
	hvc	#0
	again

	routine	device_kernel
	ldr	x21, =GICD_IIDR
	repeat	TIMES
	ldr	w5, [x21]
	again

	routine	device_user
	repeat	TIMES
	ldr	w5, [x19]
	again

	routine	touch_pages
	touch	PAGE

	routine	touch_blocks
	touch	BLOCK

	/* Interrupts itself; up to the handler, then what the end costs. */
	routine	self
	mov	x0, xzr
	bl	gic_on
	ldr	x21, =SGI_TO(0)
	mov	x22, xzr
	mov	x23, xzr
	mov	x20, #TIMES
1:	now	x24
	msr	icc_sgi1r_el1, x21
	await	SGI
	sub	x4, x4, x24
	add	x22, x22, x4
	sub	x7, x7, x6
	add	x23, x23, x7
	subs	x20, x20, #1
	b.ne	1b
	str	x22, [x19, #TOLD]
	str	x23, [x19, #TOLD]

	/* Interrupts another vCPU, which waits, and waits for its answer. */
	routine	ipi
	mov	x0, xzr
	bl	gic_on
	ldr	x0, =0xc4000003		/* PSCI CPU_ON */
	mov	x1, #1
	adr	x2, other
	mov	x3, x19
	hvc	#0
	cbnz	x0, fail
	await	SGI
	ldr	x21, =SGI_TO(1)
	repeat	TIMES
	msr	icc_sgi1r_el1, x21
	await	SGI
	again

other:	begin
	mov	x0, #GICR_SIZE
	bl	gic_on
	ldr	x21, =SGI_TO(0)
	mov	x20, #TIMES
1:	msr	icc_sgi1r_el1, x21
	await	SGI
	subs	x20, x20, #1
	b.ne	1b
	msr	icc_sgi1r_el1, x21
	str	xzr, [x19, #ENDED]

	/* Waits for its timer; from the time that it was set to up to the handler. About 2 ms: KVM
	 * polls for less, and so puts the vCPU to sleep. */
	routine	wake
	mov	x0, xzr
	bl	gic_on
	mrs	x21, cntfrq_el0
	lsr	x21, x21, #9
	mov	x22, xzr
	mov	x23, #1
	mov	x20, #TIMES
1:	now	x24
	add	x24, x24, x21
	msr	cntv_cval_el0, x24
	msr	cntv_ctl_el0, x23
	await	TIMER
	sub	x4, x4, x24
	add	x22, x22, x4
	subs	x20, x20, #1
	b.ne	1b
	str	x22, [x19, #TOLD]

	/* This vCPU can be interrupted from now on. x0: where its redistributor is, behind the
	 * first one. Group 1, all SGIs and PPIs (Arm IHI 0069, 12.9 and 12.11). */
gic_on:
	ldr	x1, =GICD
	mov	w2, #2
	str	w2, [x1]		/* GICD_CTLR */
	ldr	x1, =GICR + 0x10000
	add	x1, x1, x0
	mov	w2, #-1
	str	w2, [x1, #0x80]		/* GICR_IGROUPR0 */
	str	w2, [x1, #0x100]	/* GICR_ISENABLER0 */
	mov	x2, #0xf0
	msr	icc_pmr_el1, x2
	mov	x2, #1
	msr	icc_igrpen1_el1, x2
	mov	x5, xzr
	isb
	msr	daifclr, IRQ_MASK
	ret

fail:	str	xzr, [x19, #FAILED]
	b	fail
	.ltorg

	/* An interrupt is expected where EL1 runs with its own stack pointer, and nothing else. */
	.balign	2048
vectors:
	.rept	5
	b	fail
	.balign	128
	.endr
	now	x4
	mrs	x5, icc_iar1_el1
	cmp	x5, #TIMER
	b.ne	1f
	msr	cntv_ctl_el0, xzr
1:	now	x6
	msr	icc_eoir1_el1, x5
	now	x7
	eret
	.balign	128
	.rept	10
	b	fail
	.balign	128
	.endr
	.globl	guest_end
guest_end:

	.section .note.GNU-stack, "", %progbits
