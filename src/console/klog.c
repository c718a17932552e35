/* SPDX-License-Identifier: Apache-2.0 */
/* The log ring, and the formatting of messages. */
#include "console.h"
#include "core.h"

static u32 uart_is_ours = 1;

typedef void (*put_fn)(char c);

static void put_console(char c)
{
	klog.byte[klog.head % KLOG_SIZE] = (u8)c;
	klog.head++;
	if (uart_is_ours) {
		uart_putc(c);
		if (c == '\n') {
			uart_putc('\r');
		}
	}
}

static void put_uart(char c)
{
	uart_putc(c);
	if (c == '\n') {
		uart_putc('\r');
	}
}

static void put_string(put_fn put, const char *s)
{
	while (*s != 0) {
		put(*s);
		s++;
	}
}

static void put_number(put_fn put, u64 value, u32 base)
{
	char digits[20];
	u32 nr = 0;

	do {
		digits[nr] = "0123456789abcdef"[value % base];
		value /= base;
		nr++;
	} while (value != 0);
	while (nr > 0) {
		nr--;
		put(digits[nr]);
	}
}

/* One conversion at f, after the '%'. Returns where it ends. */
static const char *put_conversion(put_fn put, const char *f, __builtin_va_list *args)
{
	u32 is_long = *f == 'l';

	f += is_long;
	if (*f == 's') {
		put_string(put, __builtin_va_arg(*args, const char *));
	} else if (*f == 'u' || *f == 'x') {
		u64 value = is_long ? __builtin_va_arg(*args, u64) : __builtin_va_arg(*args, u32);

		put_number(put, value, *f == 'u' ? 10 : 16);
	} else {
		put(*f);
	}
	return f + 1;
}

static void put_format(put_fn put, const char *format, __builtin_va_list *args)
{
	while (*format != 0) {
		if (*format == '%') {
			format = put_conversion(put, format + 1, args);
		} else {
			put(*format);
			format++;
		}
	}
}

void print_arguments(const char *format, __builtin_va_list *args)
{
	put_format(put_console, format, args);
}

void print(const char *format, ...)
{
	__builtin_va_list args;

	__builtin_va_start(args, format);
	print_arguments(format, &args);
	__builtin_va_end(args);
}

void print_uart(const char *format, ...)
{
	__builtin_va_list args;

	__builtin_va_start(args, format);
	put_format(put_uart, format, &args);
	__builtin_va_end(args);
}

void console_release(void)
{
	uart_is_ours = 0;
}
