/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many frames of RAM have which owner, as Cordon's tracker has it: the host, which has lent
 * some, guests, to which it has given them, and Cordon. It needs the module of qemu-tests/hostile.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "../hostile/hostile.h"
#include "cordon_abi.h"
#include "cordon_limits.h"

static int hostile;

/* What a call with one argument answers in x1 to x3. */
static struct hostile_call answer(uint64_t function, uint64_t x1)
{
	struct hostile_call call = { .x = { function, x1 }, .trap = TRAP_HVC };

	if (ioctl(hostile, HOSTILE_CALL, &call) != 0 || call.x[0] != 0) {
		perror("frames: a call");
		exit(1);
	}
	return call;
}

int main(void)
{
	unsigned long owned = 0, lent = 0, given = 0, cordon = 0;
	uint64_t ram_end;

	hostile = open("/dev/hostile", O_RDWR);
	ram_end = answer(CORDON_HVC_VERSION, 0).x[3];
	for (uint64_t pfn = RAM_PFN; pfn < ram_end; pfn++) {
		struct hostile_call frame = answer(CORDON_HVC_FRAME_QUERY, pfn);

		if (frame.x[1] == OWNER_HYP) {
			cordon++;
		} else if (frame.x[1] != OWNER_HOST) {
			given++;
		} else if (frame.x[2] == FRAME_LENT) {
			lent++;
		} else {
			owned++;
		}
	}
	printf("owned %lu lent %lu given %lu cordon %lu\n", owned, lent, given, cordon);
	return 0;
}
