/* SPDX-License-Identifier: Apache-2.0 */
/* C's string functions, simple: nothing fast depends on them, but memset of registers. */
#include <string.h>

#include "types.h"

void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
	u8 *t = to;
	const u8 *f = from;

	for (size_t i = 0; i < n; i++) {
		t[i] = f[i];
	}
	return to;
}

void *memmove(void *to, const void *from, size_t n)
{
	u8 *t = to;
	const u8 *f = from;

	if (t <= f) {
		return memcpy(to, from, n);
	}
	while (n > 0) {
		n--;
		t[n] = f[n];
	}
	return to;
}

void *memset(void *to, int byte, size_t n)
{
	u8 *t = to;
	size_t i = 0;

	if ((u64)t % sizeof(u64) == 0) {
		for (; i + sizeof(u64) <= n; i += sizeof(u64)) {
			*(u64 *)(t + i) = 0x0101010101010101ull * (u8)byte;
		}
	}
	for (; i < n; i++) {
		t[i] = (u8)byte;
	}
	return to;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const u8 *x = a;
	const u8 *y = b;

	for (size_t i = 0; i < n; i++) {
		if (x[i] != y[i]) {
			return x[i] < y[i] ? -1 : 1;
		}
	}
	return 0;
}

void *memchr(const void *s, int byte, size_t n)
{
	const u8 *x = s;

	for (size_t i = 0; i < n; i++) {
		if (x[i] == (u8)byte) {
			return (void *)&x[i];
		}
	}
	return 0;
}

size_t strlen(const char *s)
{
	size_t n = 0;

	while (s[n] != 0) {
		n++;
	}
	return n;
}

size_t strnlen(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n] != 0) {
		n++;
	}
	return n;
}

int strcmp(const char *a, const char *b)
{
	size_t i = 0;

	while (a[i] != 0 && a[i] == b[i]) {
		i++;
	}
	return (u8)a[i] - (u8)b[i];
}

char *strrchr(const char *s, int byte)
{
	const char *found = 0;

	for (;; s++) {
		if (*s == (char)byte) {
			found = s;
		}
		if (*s == 0) {
			return (char *)found;
		}
	}
}
