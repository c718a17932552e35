/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Entry from the loader (arm64 boot protocol: MMU off, DTB address in x0) and from firmware's
 * CPU_ON (PSCI: MMU off, our context argument in x0).
 */
#include "memory.h"
#include "percpu.h"
#include "sysreg.h"
#include PLATFORM_H

	.section .head, "ax"
	.globl _start
_start:
	b	primary_entry
	.long	0
	.quad	0			/* text_offset: the loader adds 2 MiB by itself */
	.quad	__bss_end - _start	/* image_size */
	.quad	2			/* flags: little endian, 4 KiB pages */
	.quad	0, 0, 0
	.ascii	"ARM\x64"
	.long	0

primary_entry:
	msr	daifset, #15
	mov	x19, x0
	adr	x1, _start
	ldr	x2, =PLATFORM_LINK
	sub	x20, x1, x2
	/* Messages need a stack, wherever we run. */
	adrp	x3, stacks + STACK_STRIDE
	mov	sp, x3
	mov	x29, xzr
	mrs	x4, CurrentEL
	cmp	x4, #2 << 2
	b.ne	stop_not_el2
	mov	x0, x1
	cbnz	x20, stop_wrong_address
	msr	tpidr_el2, xzr
	/* With E2H set the registers of EL2 would have another format. */
	msr	hcr_el2, xzr
	isb
	ldr	x5, =EL2_SCTLR_OFF
	msr	sctlr_el2, x5
	isb
	ldr	x6, =__bss_start
	ldr	x7, =__bss_end
1:	stp	xzr, xzr, [x6], #16
	cmp	x6, x7
	b.lo	1b
	bl	stage1_build
	bl	invalidate_bss
	bl	mmu_on
	mov	x0, x19
	bl	boot_main
	b	.

/* Drops lines that caches may hold of what was just written past them. */
invalidate_bss:
	ldr	x0, =__bss_start
	ldr	x1, =__bss_end
	mrs	x2, ctr_el0
	ubfx	x2, x2, #16, #4
	mov	x3, #4
	lsl	x3, x3, x2
	dmb	sy
1:	dc	ivac, x0
	add	x0, x0, x3
	cmp	x0, x1
	b.lo	1b
	dsb	sy
	ret

/* x0: this CPU's struct percpu. */
	.globl	secondary_entry
secondary_entry:
	msr	daifset, #15
	mov	x19, x0
	msr	hcr_el2, xzr
	isb
	ldr	x1, =EL2_SCTLR_OFF
	msr	sctlr_el2, x1
	isb
	bl	mmu_on
	ldr	x2, [x19, #PERCPU_STACK]
	mov	sp, x2
	msr	tpidr_el2, x19
	mov	x29, xzr
	bl	secondary_main
	b	.

/* Turns this CPU's MMU on; reads no memory but literals, which the loader made coherent. */
mmu_on:
	ldr	x0, =vectors
	msr	vbar_el2, x0
	ldr	x1, =EL2_MAIR
	msr	mair_el2, x1
	ldr	x2, =EL2_TCR
	mrs	x3, id_aa64mmfr0_el1
	and	x3, x3, #15			/* PARange, capped at 48 bits */
	mov	x4, #5
	cmp	x3, x4
	csel	x3, x3, x4, lo
	bfi	x2, x3, #16, #3			/* TCR_EL2.PS */
	msr	tcr_el2, x2
	ldr	x5, =stage1_root
	msr	ttbr0_el2, x5
	/* Indirect permissions and the like, where they exist: TCRX, SCTLRX. */
	mrs	x3, ID_AA64MMFR3_EL1
	tst	x3, #15
	b.eq	1f
	msr	TCR2_EL2, xzr
1:	tst	x3, #15 << 4
	b.eq	2f
	msr	SCTLR2_EL2, xzr
2:	tlbi	alle2
	tlbi	alle1
	ic	iallu
	dsb	sy
	isb
	ldr	x6, =EL2_SCTLR_ON
	msr	sctlr_el2, x6
	isb
	ret
