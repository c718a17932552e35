// SPDX-License-Identifier: GPL-2.0-only
/* What the host's own kernel does when it meets a page that it has given away. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "attack.h"
#include "cordon_abi.h"

/* The host's kernel is told where it asked for a fault, and lives: by /dev/mem, through its own
 * map of all memory, and where the memory of a program is withheld. */
static void withheld(u64 pfn, int mem, const int *pipes, int wanted)
{
	char *at = map(pfn, 1), word[8];
	long got = pread(mem, word, sizeof(word), (off_t)(pfn << 12));

	expect(wanted == 0 ? got == 8 : got == -1 && errno == wanted, "read: %ld, %d", got, errno);
	got = write(pipes[1], at, 8);
	expect(wanted == 0 ? got == 8 : got == -1 && errno == wanted, "out: %ld, %d", got, errno);
	expect(wanted == 0 || write(pipes[1], word, 8) == 8, "a word");
	got = read(pipes[0], at, 8);
	expect(wanted == 0 ? got == 8 : got == -1 && errno == wanted, "in: %ld, %d", got, errno);
	expect(wanted == 0 || read(pipes[0], word, 8) == 8, "the word");
	expect(access_at(READ, at) == (wanted == 0 ? 0 : SIGBUS), "from the program");
	unmap(at, 1);
}

void check_nofault(void)
{
	u64 pfn = get_pages(0);
	int mem = open("/dev/mem", O_RDONLY), pipes[2];

	expect(mem >= 0 && pipe(pipes) == 0, "%d", errno);
	withheld(pfn, mem, pipes, 0);
	expect(hvc(CORDON_HVC_PARTITION_CREATE, PART_NOFAULT, 0, 0, 0) == 0, "create");
	expect(hvc(CORDON_HVC_DONATE, PART_NOFAULT, pfn, 0, 0) == 0, "donate");
	withheld(pfn, mem, pipes, EFAULT);
	expect(hvc(CORDON_HVC_PARTITION_END, PART_NOFAULT, 0, 0, 0) == 0, "end");
	expect(hvc(CORDON_HVC_WITHDRAW, PART_NOFAULT, 0, 0, 0) == 0, "withdraw");
	withheld(pfn, mem, pipes, EFAULT);
	expect(hvc(CORDON_HVC_RECLAIM, pfn, 0, 0, 0) == 0, "reclaim");
	withheld(pfn, mem, pipes, 0);
	expect(hvc(CORDON_HVC_TABLE_RETURN, PART_NOFAULT, 0, 3, 0) == 0, "level 3");
	expect(hvc(CORDON_HVC_TABLE_RETURN, PART_NOFAULT, 0, 2, 0) == 0, "level 2");
	close(mem);
	close(pipes[0]);
	close(pipes[1]);
}

/* write(2) to /dev/mem stores through the kernel's map of all memory, where no fault is expected:
 * the kernel kills this program. */
void check_store(void)
{
	u64 pfn = get_pages(0);
	int mem = open("/dev/mem", O_RDWR);

	expect(pwrite(mem, "12345678", 8, (off_t)(pfn << 12)) == 8, "%d", errno);
	expect(hvc(CORDON_HVC_PARTITION_CREATE, PART_NOFAULT, 0, 0, 0) == 0, "create");
	expect(hvc(CORDON_HVC_DONATE, PART_NOFAULT, pfn, 0, 0) == 0, "donate");
	printf("attack: the store\n");
	fflush(stdout);
	expect(pwrite(mem, "12345678", 8, (off_t)(pfn << 12)) == 8, "%d", errno);
}
