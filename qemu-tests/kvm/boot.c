/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What it takes until a guest with Linux is up: from the start of the script vm, and so of its VMM,
 * to the first line of its init; an ordinary guest, and a protected one where there are any.
 */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "measure.h"
#include "vm.h"

#define UP "cordon-guest: ready"

/* A guest that ends as soon as it is up; what it prints. */
static FILE *start(const char *kind)
{
	int ends[2];

	vm_need(pipe(ends) == 0, "pipe");
	if (fork() == 0) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		execl("/mnt/vm", "vm", kind, "cordon.run=/bin/true", NULL);
		_exit(1);
	}
	close(ends[1]);
	return fdopen(ends[0], "r");
}

static void boot(const char *kind)
{
	uint64_t begin = counter(), up = 0;
	FILE *console = start(kind);
	char line[1000] = "";
	int status;

	vm_doing = kind;
	while (fgets(line, sizeof(line), console) != NULL) {
		if (up == 0 && strncmp(line, UP, strlen(UP)) == 0) {
			up = counter();
		}
	}
	fclose(console);
	vm_need(wait(&status) > 0, "the VMM");
	if (up == 0 || status != 0) {
		vm_fault("status %x; the last line is: %s", status, line);
	}
	result(kind, "guest-boot", up - begin, 1);
}

int main(void)
{
	vm_open();
	boot("ordinary");
	if (access("/dev/kvm-protected", F_OK) == 0) {
		boot("protected");
	}
	return 0;
}
