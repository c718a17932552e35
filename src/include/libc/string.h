/* SPDX-License-Identifier: Apache-2.0 */
/* As much of C's <string.h> as libfdt, mbedTLS and the compiler use. */
#ifndef CORDON_STRING_H
#define CORDON_STRING_H
#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);
int memcmp(const void *a, const void *b, size_t n);
void *memchr(const void *s, int byte, size_t n);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t max);
int strcmp(const char *a, const char *b);
char *strrchr(const char *s, int byte);
#endif
