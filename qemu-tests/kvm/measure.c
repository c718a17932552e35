/* SPDX-License-Identifier: Apache-2.0 */
#include "measure.h"
#include <stdio.h>

uint64_t counter(void)
{
	uint64_t value;

	__asm__ volatile("isb; mrs %0, cntvct_el0" : "=r"(value));
	return value;
}

static uint64_t nanoseconds(uint64_t ticks)
{
	uint64_t frequency;

	__asm__ volatile("mrs %0, cntfrq_el0" : "=r"(frequency));
	return ticks * 1000000000ul / frequency;
}

void result(const char *kind, const char *name, uint64_t ticks, uint64_t times)
{
	printf("kvm: %s %s %lu %lu\n", kind, name, nanoseconds(ticks), times);
}
