/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looks through all RAM of the machine for lines of a pattern. `memscan fill` writes them to
 * 32 MiB first, counts them as a control, and resets the machine while they are in memory.
 * The pattern is never held as a whole by the program that looks for it. A guest writes the same
 * (qemu-tests/host/demo).
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/reboot.h>
#include <unistd.h>

#define RAM_BASE 0x40000000ull
#define RAM_SIZE 0x40000000ull
#define CHUNK 0x200000ull
#define PAGE 4096
#define FILL 0x2000000ull
#define LINE_WORDS 8

static sigjmp_buf fault;

static void on_bus(int signal)
{
	(void)signal;
	siglongjmp(fault, 1);
}

/* A line is 63 characters and its end. */
static uint64_t word(unsigned int i)
{
	uint64_t word = 0;

	for (unsigned int byte = 8 * i; byte < 8 * i + 8; byte++) {
		uint64_t character = byte == 63 ? '\n' : 33 + (37 * byte + 11) % 94;

		word |= character << 8 * (byte % 8);
	}
	return word;
}

static int is_line(const volatile uint64_t *at)
{
	for (unsigned int i = 0; i < LINE_WORDS; i++) {
		if (at[i] != word(i)) {
			return 0;
		}
	}
	return 1;
}

/* The lines in a page, or -1 if it cannot be read. */
static int scan_page(const volatile uint64_t *page)
{
	volatile int found = 0;

	if (sigsetjmp(fault, 1) != 0) {
		return -1;
	}
	(void)page[0];
	for (unsigned int i = 0; i < PAGE / 8; i += LINE_WORDS) {
		found = found + is_line(page + i);
	}
	return found;
}

static void scan(int fd)
{
	uint64_t found = 0, pages = 0, refused = 0;

	for (uint64_t at = RAM_BASE; at < RAM_BASE + RAM_SIZE; at += CHUNK) {
		char *map = mmap(0, CHUNK, PROT_READ, MAP_SHARED, fd, (off_t)at);

		if (map == MAP_FAILED) {
			perror("memscan: /dev/mem");
			exit(1);
		}
		for (uint64_t offset = 0; offset < CHUNK; offset += PAGE) {
			int lines = scan_page((const volatile uint64_t *)(map + offset));

			found += lines > 0 ? (uint64_t)lines : 0;
			pages += lines >= 0;
			refused += lines < 0;
		}
		munmap(map, CHUNK);
	}
	printf("memscan: %lu lines found, %lu pages read, %lu refused\n", found, pages, refused);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	int fill = argc == 2 && strcmp(argv[1], "fill") == 0;
	int fd = open("/dev/mem", O_RDONLY);

	if (fd < 0) {
		perror("memscan: /dev/mem");
		return 1;
	}
	signal(SIGBUS, on_bus);
	if (fill) {
		uint64_t *data = mmap(0, FILL, PROT_READ | PROT_WRITE,
				      MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

		for (uint64_t i = 0; i < FILL / 8; i++) {
			data[i] = word(i % LINE_WORDS);
		}
	}
	scan(fd);
	if (fill) {
		reboot(RB_AUTOBOOT);
		return 1;
	}
	return 0;
}
