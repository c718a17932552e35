/* SPDX-License-Identifier: Apache-2.0 */
/* PL011, polled. The loader or firmware has set it up (QEMU needs no set-up). */
#include "console.h"
#include PLATFORM_H

#define UART_DR 0x00
#define UART_FR 0x18
#define UART_FR_TXFF (1u << 5)
/* Polls of a full FIFO before a character is dropped: tenths of a second on any machine. */
#define UART_POLLS 1000000

static volatile u32 *uart_register(u32 offset)
{
	return (volatile u32 *)(u64)(PLATFORM_UART + offset);
}

void uart_putc(char c)
{
	for (u32 i = 0; i < UART_POLLS && *uart_register(UART_FR) & UART_FR_TXFF; i++) {
	}
	*uart_register(UART_DR) = (u8)c;
}
