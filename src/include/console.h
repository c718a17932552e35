/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages. Until the host starts they go to the UART and to the log ring; afterwards the UART is
 * the host's and they go to the ring only, which the host reads by a call.
 */
#ifndef CORDON_CONSOLE_H
#define CORDON_CONSOLE_H
#include "types.h"

/* Writes one character to the UART; gives up after a bounded wait (PL011 r1p5, 3.3). */
void uart_putc(char c);
/* Ends Cordon's use of the UART. */
void console_release(void);

/* Prints to the console: %s (string), %u and %x (u32), %lu and %lx (u64), %%. After
 * console_release() the memory lock must be held: the ring is read under it. */
void print(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same with its arguments in a list. */
void print_arguments(const char *format, __builtin_va_list *args);
/* Prints to the UART only: for a panic, when no lock can be taken. */
void print_uart(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A message that only the verbose build has. */
#ifdef CORDON_DEBUG
#define print_debug(...) print(__VA_ARGS__)
#else
#define print_debug(...) ((void)0)
#endif
#endif
