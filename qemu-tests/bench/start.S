/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Start at EL1, and what is counted. With -icount shift=0 each instruction takes a nanosecond of
 * the machine's time, and so a tick of a counter of 1 GHz; which counter that is depends on the
 * CPU model, hence all of it for each of two. MMU off throughout.
 */
#include "bench.h"

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
	ldr	x3, =bss_start
	ldr	x4, =image_end
2:	stp	xzr, xzr, [x3], #16
	cmp	x3, x4
	b.lo	2b
	bl	main
	.globl	power_off
power_off:
	mov	w0, #8			/* PSCI SYSTEM_OFF */
	movk	w0, #0x8400, lsl #16
	smc	#0
	b	.

/* u64 name(u64 x[7]): the instruction with x0 to x6 loaded; x0 to x3 go back. Returns ticks.
 * A call may change x0 to x15. */
	.macro	counted name, counter, insn:vararg
	.globl	\name
\name:
	mov	x16, x0
	ldp	x0, x1, [x16]
	ldp	x2, x3, [x16, #16]
	ldp	x4, x5, [x16, #32]
	ldr	x6, [x16, #48]
	mrs	x17, \counter
	\insn
	mrs	x18, \counter
	stp	x0, x1, [x16]
	stp	x2, x3, [x16, #16]
	sub	x0, x18, x17
	ret
	.endm

/* u64 touch(u64 address, u64 *aborted): a load, up to the handler if that aborts. */
	.macro	functions suffix, counter
	.text
	counted	nop_\suffix, \counter, nop
	counted	nops_\suffix, \counter, .fill 1000, 4, 0xd503201f
	counted	hvc_\suffix, \counter, hvc #0
	counted	smc_\suffix, \counter, smc #0
	.globl	touch_\suffix
touch_\suffix:
	mov	x12, #0
	mrs	x10, \counter
	ldr	x13, [x0]
	mrs	x11, \counter
touched_\suffix:
	str	x12, [x1]
	sub	x0, x11, x10
	ret

	.balign	2048
	.globl	vectors_\suffix
vectors_\suffix:
	.rept	4
	b	unexpected
	.balign	128
	.endr
	mrs	x11, \counter
	mrs	x12, esr_el1
	lsr	x12, x12, #26
	cmp	x12, #0x25		/* a data abort at EL1 */
	b.ne	unexpected
	adr	x13, touched_\suffix
	msr	elr_el1, x13
	eret
	.balign	128
	.rept	11
	b	unexpected
	.balign	128
	.endr
	.endm

	functions pmu, pmccntr_el0
	functions timer, cntvct_el0

unexpected:
	mrs	x0, esr_el1
	mrs	x1, elr_el1
	bl	fail_exception
	b	power_off

/* What guests run at IPA 0. The first: GUEST_TIMES of the call version, of PSCI_VERSION, which the
 * host answers, as it does the access to PMCR_EL0, of WFI, and of a load from where nothing is
 * mapped, which is tried again each time. */
	.balign	4096
	.globl	guest_program
guest_program:
	mov	x19, #GUEST_TIMES
1:	mov	w0, #(CORDON_HVC_VERSION & 0xffff)
	movk	w0, #(CORDON_HVC_VERSION >> 16), lsl #16
	hvc	#0
	subs	x19, x19, #1
	b.ne	1b
	mov	x19, #GUEST_TIMES
2:	mov	w0, #0x84000000
	hvc	#0
	subs	x19, x19, #1
	b.ne	2b
	mov	x19, #GUEST_TIMES
3:	mrs	x0, pmcr_el0
	subs	x19, x19, #1
	b.ne	3b
	mov	x19, #GUEST_TIMES
4:	wfi
	subs	x19, x19, #1
	b.ne	4b
	mov	x1, #GUEST_ABSENT
	ldr	x0, [x1]
	b	.
	.balign	4096

/* The second, at any IPA, switches its vCPU 1 on GUEST_TIMES times, which switches itself off; it
 * shares its first SERIES pages, its own code may be among them, takes them back, and waits. */
	.globl	sharing_program
sharing_program:
	mov	x19, #GUEST_TIMES
1:	mov	w0, #(CORDON_HVC_VCPU_ON & 0xffff)
	movk	w0, #(CORDON_HVC_VCPU_ON >> 16), lsl #16
	mov	x1, #1
	adr	x2, 2f
	mov	x3, xzr
	hvc	#0
	cbnz	x0, .
	mov	w0, #(CORDON_HVC_VCPU_QUERY & 0xffff)
	movk	w0, #(CORDON_HVC_VCPU_QUERY >> 16), lsl #16
	mov	x1, xzr
	hvc	#0
	cbnz	x0, .
	subs	x19, x19, #1
	b.ne	1b
	.irp	call, CORDON_HVC_SHARE, CORDON_HVC_UNSHARE
	mov	x19, #0
1:	mov	w0, #(\call & 0xffff)
	movk	w0, #(\call >> 16), lsl #16
	mov	x1, x19
	hvc	#0
	cbnz	x0, .
	add	x19, x19, #1
	cmp	x19, #(SERIES >> 12), lsl #12
	b.ne	1b
	.endr
	wfi
	b	.
2:	mov	w0, #(GUEST_OFF & 0xffff)
	movk	w0, #(GUEST_OFF >> 16), lsl #16
	smc	#0
	b	.
	.balign	4096
