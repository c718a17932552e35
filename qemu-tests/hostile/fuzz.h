/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FUZZ_H
#define FUZZ_H
#include "hostile.h"

/* Traps with x0 to x17 of the call and takes them back. */
void hostile_trap(struct hostile_call *call);
/* Runs an attack on all online CPUs. 0, or a negative errno. */
int hostile_fuzz(struct hostile_fuzz *fuzz);
#endif
