/* SPDX-License-Identifier: Apache-2.0 */
/* What bench.c and its guest have to know of each other. */
#ifndef BENCH_GUEST_H
#define BENCH_GUEST_H

/* How often an operation is done. */
#define TIMES 4096
/* Bytes of RAM that a guest stores to, behind the block in which it begins. */
#define POPULATE 0x4000000
/* The virtual GICv3: its distributor, a redistributor for each vCPU, and a register that KVM
 * answers itself (Arm IHI 0069, 12.9). */
#define GICD 0x08000000
#define GICD_IIDR (GICD + 8)
#define GICR 0x080a0000
#define GICR_SIZE 0x20000
/* A call that nobody has, as the micro-benchmarks of kvm-unit-tests make it. */
#define NO_CALL 0x4b000000
/* Registers of the device: for results; for the end of the other vCPU; for what must not be. */
#define TOLD 8
#define ENDED 16
#define FAILED 24
#endif
