/* SPDX-License-Identifier: Apache-2.0 */
/* General registers of the lower level as the vectors save them; vectors.S knows the layout. */
#ifndef CORDON_REGS_H
#define CORDON_REGS_H
#include "types.h"

/* The number that stands for zero where an instruction names a register. */
#define XZR 31

struct regs {
	u64 x[31];
	u64 sp;		/* EL2's own stack pointer; only in the record of a panic */
};

_Static_assert(sizeof(struct regs) == 256, "REGS_SIZE of vectors.S");
#endif
