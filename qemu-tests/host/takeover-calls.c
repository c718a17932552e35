/* SPDX-License-Identifier: Apache-2.0 */
/*
 * takeover-calls IMAGE: kexec by both system calls, and hibernation. One line for each with the
 * error, 0 where the kernel takes it; nothing that it takes is carried through.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/kexec.h>

/* Somewhere in RAM, on which the caller of kexec_load decides. */
#define TARGET 0x50000000ul

static void say(const char *name, long result)
{
	printf("takeover: %s %d\n", name, result < 0 ? errno : 0);
	fflush(stdout);
}

static long load(unsigned long flags)
{
	static char code[4096];
	struct kexec_segment segment = { code, sizeof(code), (void *)TARGET, sizeof(code) };

	return syscall(SYS_kexec_load, TARGET, 1ul, &segment, KEXEC_ARCH_DEFAULT | flags);
}

static void unload(void)
{
	syscall(SYS_kexec_load, 0ul, 0ul, 0, (unsigned long)KEXEC_ARCH_DEFAULT);
}

int main(int argc, char **argv)
{
	int image = argc == 2 ? open(argv[1], O_RDONLY) : -1;
	long refused = load(0);

	say("kexec_load", refused);
	unload();
	say("kexec_file_load", syscall(SYS_kexec_file_load, image, -1, 1ul, "",
				       (unsigned long)KEXEC_FILE_NO_INITRAMFS));
	unload();
	/* A kernel that would hibernate is not asked to. */
	if (refused) {
		int state = open("/sys/power/state", O_WRONLY);

		say("hibernation", state < 0 ? state : write(state, "disk", 4));
	}
	return 0;
}
