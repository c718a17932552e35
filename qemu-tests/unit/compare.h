/* SPDX-License-Identifier: Apache-2.0 */
/* The core's state, read by a walker of its own, against the model's; a difference fails. */
#ifndef UNIT_COMPARE_H
#define UNIT_COMPARE_H
#include "model.h"

/* Descriptor bits of a RAM leaf: AF, inner shareable, write-back; S2AP read and write; XN. */
#define RAM_ATTRIBUTES(rights) (0x73cull + ((rights) & RIGHT_R ? 1u << 6 : 0) + \
	((rights) & RIGHT_W ? 1u << 7 : 0) + ((rights) & RIGHT_PX ? 0 : 1ull << 54))
/* Of a device leaf: AF, read and write, nGnRE, XN. */
#define DEVICE_ATTRIBUTES 0x00400000000004c4ull

/* What a call may have changed, and what it was about. */
void compare_touched(const struct model_touched *touched);
/* Everything: all frames, every entry of every table that a root reaches, lives, free tables. */
void compare_all(void);
/* No root translates anything, and every frame's label is as the model says. */
void compare_shutdown(void);
#endif
