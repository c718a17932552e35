/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Vector registers to memory and back. vector_save and vector_load take a place of 32 * 16 bytes;
 * sve_save and sve_load one of SVE_BYTES, which is enough for the longest vectors there are.
 */
	.arch	armv8.2-a+sve
	.text

	.macro	pairs instruction
	\instruction	q0, q1, [x0]
	\instruction	q2, q3, [x0, #32]
	\instruction	q4, q5, [x0, #64]
	\instruction	q6, q7, [x0, #96]
	\instruction	q8, q9, [x0, #128]
	\instruction	q10, q11, [x0, #160]
	\instruction	q12, q13, [x0, #192]
	\instruction	q14, q15, [x0, #224]
	\instruction	q16, q17, [x0, #256]
	\instruction	q18, q19, [x0, #288]
	\instruction	q20, q21, [x0, #320]
	\instruction	q22, q23, [x0, #352]
	\instruction	q24, q25, [x0, #384]
	\instruction	q26, q27, [x0, #416]
	\instruction	q28, q29, [x0, #448]
	\instruction	q30, q31, [x0, #480]
	.endm

	.globl	vector_save
vector_save:
	pairs	stp
	ret

	.globl	vector_load
vector_load:
	pairs	ldp
	ret

/* Z registers from x0, behind them P registers from x1, FFR last. */
	.macro	behind_z
	addvl	x1, x0, #16
	addvl	x1, x1, #16
	.endm

	.macro	scalable instruction
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	\instruction	z\n, [x0, #\n, mul vl]
	.endr
	.irp	n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	\instruction	z\n, [x0, #\n, mul vl]
	.endr
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	\instruction	p\n, [x1, #\n, mul vl]
	.endr
	.endm

	.globl	sve_save
sve_save:
	behind_z
	scalable str
	rdffr	p0.b
	str	p0, [x1, #16, mul vl]
	ret

	.globl	sve_load
sve_load:
	behind_z
	ldr	p0, [x1, #16, mul vl]
	wrffr	p0.b
	scalable ldr
	ret

	.section .note.GNU-stack, "", %progbits
