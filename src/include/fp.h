/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Floating point and vectors of guests: 32 registers of 128 bits, FPSR and FPCR. They are loaded
 * when a guest first uses them in a run; until then the host's stay where they are.
 */
#ifndef CORDON_FP_H
#define CORDON_FP_H
#include "types.h"

struct fp {
	u64 vector[32][2];
	u64 fpsr;
	u64 fpcr;
} __attribute__((aligned(16)));

/* Before a guest runs on this CPU: the host leaves streaming mode, in which a guest could not be.
 * What its vector registers hold is lost then, as whenever that mode is left. */
void fp_leave_streaming(void);

/* Keeps the host's registers and loads the guest's. This CPU's traps of FP and SVE must be the
 * host's. */
void fp_load(struct fp *guest);

/* If fp_load was called since the last time: keeps the guest's registers, and loads the host's. */
void fp_unload(void);
#endif
