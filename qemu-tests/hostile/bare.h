/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BARE_H
#define BARE_H
/* A step of hostile_bare, for the assembler. */
#define STEP_X0 8
#define STEP_X1 16
#define STEP_ESR 32
#define STEP_SIZE 48

#ifndef __ASSEMBLER__
#include "hostile.h"

/* Performs the steps on this CPU, all exceptions masked. 0, or a negative errno. */
int hostile_bare(struct hostile_bare *bare);

/* What vectors.S offers for copying, and where in it the steps and the entry are. */
extern char bare_start[], bare_words[], bare_run[], bare_end[];
#endif
#endif
