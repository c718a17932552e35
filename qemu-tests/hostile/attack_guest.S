/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A guest's one page of code, to be copied to IPA 0, where a vCPU starts. It performs the steps of
 * the page behind it, as struct hostile_step has them, up to one whose word is 0, waits by WFI, and
 * begins again. Code and steps must be writable. Last in the page of steps: what was not 0 at the
 * start, and what registers that no step touches hold after a wait. Two vCPUs of one guest may stop
 * at a step, but not run at once: the step's word is put into the code.
 */
#include "attack_guest.h"
#include "bare.h"

	.section .rodata
	.balign	4096
	.globl	guest_code
guest_code:
	.irp	n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	orr	x0, x0, x\n
	.endr
	.irp	n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
	orr	x0, x0, x\n
	.endr
	mov	x18, #GUEST_STEPS
	str	x0, [x18, #GUEST_AT_START]
guest_begin:
	adr	x9, guest_vectors
	msr	vbar_el1, x9
	isb
	.irp	n, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29
	mov	x\n, #(1 << (\n - 20))
	.endr
1:	mov	x19, x18
2:	ldr	w9, [x19]
	cbz	w9, 3f
	adr	x10, guest_slot
	str	w9, [x10]
	dc	cvau, x10
	dsb	ish
	ic	ivau, x10
	dsb	ish
	isb
	ldp	x0, x1, [x19, #STEP_X0]
	mov	x10, xzr
	mov	x11, xzr
	mov	x12, xzr
guest_slot:
	nop
	isb
	stp	x0, x1, [x19, #STEP_X0]
	str	x12, [x19, #STEP_X1 + 8]
	stp	x10, x11, [x19, #STEP_ESR]
	add	x19, x19, #STEP_SIZE
	b	2b
3:	wfi
	mov	x9, xzr
	.irp	n, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29
	add	x9, x9, x\n
	.endr
	str	x9, [x18, #GUEST_KEPT]
	b	1b
	.org	guest_code + 0x800
guest_vectors:
	.rept	4
	b	.
	.balign	128
	.endr
	mrs	x10, esr_el1
	mrs	x11, far_el1
	add	x12, x12, #1
	mrs	x13, elr_el1
	add	x13, x13, #4
	msr	elr_el1, x13
	eret
	.org	guest_code + GUEST_SECOND
	.irp	n, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	orr	x1, x1, x\n
	.endr
	.irp	n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
	orr	x1, x1, x\n
	.endr
	str	x1, [x0, #GUEST_AT_START]
	mov	x18, x0
	b	guest_begin
	.org	guest_code + 4096

/* What does not exist for a guest; x1 is the operand. Registers of extensions trap where the
 * processor has them. */
	.globl	guest_undefined, guest_newer, guest_trapped, guest_debug
guest_undefined:
	.inst	0x04bf5021		/* rdvl x1, #1 */
	mrs	x1, S3_0_C1_C2_0	/* ZCR_EL1 */
	mrs	x1, S3_0_C1_C2_6	/* SMCR_EL1 */
	msr	S3_0_C0_C4_0, x1	/* ID_AA64PFR0_EL1 */
	msr	vbar_el2, x1
	mrs	x1, hcr_el2
	msr	ttbr0_el2, x1
	.word	0
guest_newer:
	mrs	x1, S3_0_C1_C0_5	/* RGSR_EL1 */
	mrs	x1, S3_0_C2_C1_0	/* APIAKeyLo_EL1 */
	.word	0
/* What traps on each processor; an ordinary guest's host may play it. */
guest_trapped:
	msr	S3_0_C12_C11_6, x1	/* ICC_ASGI1R_EL1 */
	msr	S3_0_C12_C11_7, x1	/* ICC_SGI0R_EL1 */
	mrs	x1, pmcr_el0
	mrs	x1, pmccntr_el0
	msr	pmuserenr_el0, x1
	mrs	x1, cntp_ctl_el0
	msr	cntp_cval_el0, x1
	mrs	x1, actlr_el1
	msr	actlr_el1, x1
	dc	isw, x1
	dc	csw, x1
	.word	0
/* So does debug, of which a protected guest reads zero and writes nothing. */
guest_debug:
	mrs	x1, mdscr_el1
	msr	mdscr_el1, x1
	mrs	x1, mdscr_el1
	mrs	x1, dbgbcr0_el1
	msr	dbgbvr0_el1, x1
	mrs	x1, dbgbvr0_el1
	msr	dbgwcr0_el1, x1
	msr	oslar_el1, x1
	msr	osdlr_el1, x1
	mrs	x1, oslsr_el1
	mrs	x1, mdrar_el1
	.word	0

/* What a guest has of its own: each is written, and read after others have run. The virtual timer
 * may not fire. */
	.globl	guest_writes, guest_reads
guest_writes:
	msr	cpacr_el1, x1
	msr	ttbr0_el1, x1
	msr	ttbr1_el1, x1
	msr	tcr_el1, x1
	msr	mair_el1, x1
	msr	contextidr_el1, x1
	msr	esr_el1, x1
	msr	far_el1, x1
	msr	elr_el1, x1
	msr	sp_el0, x1
	mov	sp, x1
	msr	tpidr_el0, x1
	msr	tpidrro_el0, x1
	msr	tpidr_el1, x1
	msr	cntkctl_el1, x1
	msr	cntv_cval_el0, x1
	.word	0
guest_reads:
	mrs	x1, cpacr_el1
	mrs	x1, ttbr0_el1
	mrs	x1, ttbr1_el1
	mrs	x1, tcr_el1
	mrs	x1, mair_el1
	mrs	x1, contextidr_el1
	mrs	x1, esr_el1
	mrs	x1, far_el1
	mrs	x1, elr_el1
	mrs	x1, sp_el0
	mov	x1, sp
	mrs	x1, tpidr_el0
	mrs	x1, tpidrro_el0
	mrs	x1, tpidr_el1
	mrs	x1, cntkctl_el1
	mrs	x1, cntv_cval_el0
	.word	0

/* More reset state: each reads as 0 but the first two. */
	.globl	guest_first
guest_first:
	mrs	x1, mpidr_el1
	mrs	x1, sctlr_el1
	mrs	x1, par_el1
	mrs	x1, afsr0_el1
	mrs	x1, spsr_el1
	mrs	x1, csselr_el1
	mrs	x1, cntv_ctl_el0
	mrs	x1, amair_el1
	.word	0

/* ID registers, as struct id of attack_vcpu.c expects them. */
	.globl	guest_ids
guest_ids:
	mrs	x1, S3_0_C0_C4_0	/* ID_AA64PFR0_EL1 */
	mrs	x1, S3_0_C0_C4_1
	mrs	x1, S3_0_C0_C5_0	/* ID_AA64DFR0_EL1 */
	mrs	x1, S3_0_C0_C6_0	/* ID_AA64ISAR0_EL1 */
	mrs	x1, S3_0_C0_C6_1
	mrs	x1, S3_0_C0_C6_2
	mrs	x1, S3_0_C0_C7_0	/* ID_AA64MMFR0_EL1 */
	mrs	x1, S3_0_C0_C7_1
	mrs	x1, S3_0_C0_C7_2
	mrs	x1, S3_0_C0_C4_4	/* ID_AA64ZFR0_EL1 */
	mrs	x1, S3_0_C0_C4_5	/* ID_AA64SMFR0_EL1 */
	mrs	x1, S3_0_C0_C7_3	/* ID_AA64MMFR3_EL1 */
	mrs	x1, S3_0_C0_C1_0	/* ID_PFR0_EL1 */
	mrs	x1, S3_0_C0_C2_0	/* ID_ISAR0_EL1 */
	mrs	x1, S3_0_C0_C7_7
	.word	0

	.section .note.GNU-stack, "", %progbits
