/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Instructions with vectors of their own, MMU on or off: copied to a page that is mapped at its
 * physical address. While it is off there is no stack. Each instruction starts with x0 and x1 of
 * its step; an exception leaves ESR in x10 and FAR in x11, is counted in x12, and the instruction
 * is skipped.
 */
#include "bare.h"
#include "hostile.h"

#define EC_SHIFT 26
#define EC_IABT_SAME_LEVEL 0x21

	.section .rodata
	.balign	2048
	.globl	bare_start, bare_words, bare_run, bare_end
bare_start:
	.rept	4
	b	.
	.balign	128
	.endr
	mrs	x10, esr_el1
	mrs	x11, far_el1
	add	x12, x12, #1
	mrs	x13, elr_el1
	add	x13, x13, #4
	lsr	x14, x10, #EC_SHIFT
	cmp	x14, #EC_IABT_SAME_LEVEL
	csel	x13, x30, x13, eq	/* a jump that failed: back to who jumped */
	msr	elr_el1, x13
	eret
	.rept	11
	.balign	128
	b	.
	.endr
	.balign	2048

/* The word of each step goes before its RET. */
bare_words:
	.rept	BARE_STEPS
	nop
	ret
	.endr

/* x0: the steps, by physical address; x1: how many; x2: SCTLR_EL1 meanwhile. */
bare_run:
	stp	x29, x30, [sp, #-64]!
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	mrs	x19, vbar_el1
	mrs	x20, sctlr_el1
	mov	x21, x0
	mov	x22, x1
	adr	x23, bare_words
	adr	x9, bare_start
	msr	vbar_el1, x9
	msr	sctlr_el1, x2
	isb
1:	ldp	x0, x1, [x21, #STEP_X0]
	mov	x10, xzr
	mov	x11, xzr
	mov	x12, xzr
	blr	x23
	isb
	stp	x1, x12, [x21, #STEP_X1]
	stp	x10, x11, [x21, #STEP_ESR]
	add	x21, x21, #STEP_SIZE
	add	x23, x23, #8
	subs	x22, x22, #1
	b.ne	1b
	msr	sctlr_el1, x20
	isb
	msr	vbar_el1, x19
	isb
	ldp	x23, x24, [sp, #48]
	ldp	x21, x22, [sp, #32]
	ldp	x19, x20, [sp, #16]
	ldp	x29, x30, [sp], #64
	ret
bare_end:
