/* SPDX-License-Identifier: Apache-2.0 */
/* The machine's counter, of which QEMU makes nanoseconds and so instructions (-icount). */
#ifndef MEASURE_H
#define MEASURE_H
#include <stdint.h>

uint64_t counter(void);
/* Prints "kvm: KIND NAME TOTAL TIMES": the nanoseconds of so many ticks, for what was done so often
 * by a VM of this kind. */
void result(const char *kind, const char *name, uint64_t ticks, uint64_t times);
#endif
