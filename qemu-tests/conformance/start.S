/* SPDX-License-Identifier: Apache-2.0 */
/* Start, vectors and the instructions that C has no words for. MMU off throughout. */
	.section .head, "ax"
	.globl _start
_start:
	b	1f
	.long	0
	.quad	0, image_end - _start, 2, 0, 0, 0
	.ascii	"ARM\x64"
	.long	0
1:	ldr	x1, =stack_end
	mov	sp, x1
	ldr	x2, =vectors
	msr	vbar_el2, x2
	ldr	x3, =bss_start
	ldr	x4, =image_end
2:	stp	xzr, xzr, [x3], #16
	cmp	x3, x4
	b.lo	2b
	bl	main
	mov	w0, #8			/* PSCI SYSTEM_OFF */
	movk	w0, #0x8400, lsl #16
	smc	#0

	.balign	2048
vectors:
	.rept	8
	b	unexpected
	.balign	128
	.endr
	/* A synchronous exception from below: back to the caller of fetch_at. */
	b	fetched
	.balign	128
	.rept	7
	b	unexpected
	.balign	128
	.endr

unexpected:
	mrs	x0, esr_el2
	mrs	x1, elr_el2
	bl	fail_exception
	b	.

	.text
/* u64 fetch_at(u64 address, u64 spsr, u64 x0): runs below EL2 at address with x0; ESR_EL2 of how
 * that ends. */
	.globl	fetch_at
fetch_at:
	stp	x29, x30, [sp, #-96]!
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
	msr	elr_el2, x0
	msr	spsr_el2, x1
	mov	x0, x2
	isb
	eret
fetched:
	ldp	x19, x20, [sp, #16]
	ldp	x21, x22, [sp, #32]
	ldp	x23, x24, [sp, #48]
	ldp	x25, x26, [sp, #64]
	ldp	x27, x28, [sp, #80]
	ldp	x29, x30, [sp], #96
	mrs	x0, esr_el2
	ret
