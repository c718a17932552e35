/* SPDX-License-Identifier: Apache-2.0 */
/* Where everything of Cordon lies: see memory.h. */
#include "memory.h"
#include PLATFORM_H

OUTPUT_ARCH(aarch64)
ENTRY(_start)

SECTIONS
{
	/* The proven arrays that the RAM's size makes large, by name; boot puts memory behind the
	 * part that is used. */
	.pool POOL_BASE (NOLOAD) : {
		*(.bss.pool)
		__pool_end = .;
	}
	.tracker TRACKER_BASE (NOLOAD) : {
		__frames_start = .;
		*(.bss.frames)
		. = ALIGN(4096);
		__frames_end = .;
		__meta_start = .;
		*(.bss.meta)
		. = ALIGN(4096);
		__meta_end = .;
		/* The vector registers of vCPUs, for which the image has no room. */
		*(.bss.vcpus_fp)
		. = ALIGN(4096);
		__vectors_end = .;
	}
	ASSERT(__vectors_end <= WINDOW_BASE, "the vector registers reach into the windows")
	.text PLATFORM_LINK : {
		__image_start = .;
		*(.head)
		*(.text .text.*)
		. = ALIGN(4096);
		__text_end = .;
	}
	.rodata : {
		*(.rodata .rodata.*)
		*(.symbols)
		. = ALIGN(4096);
		__rodata_end = .;
	}
	.data : {
		*(.data .data.*)
		. = ALIGN(16);
	}
	.bss (NOLOAD) : {
		__bss_start = .;
		*(.bss .bss.* COMMON)
		. = ALIGN(4096);
		__bss_end = .;
	}
	ASSERT(__bss_end <= POOL_BASE, "the image reaches into the table pool")
	/DISCARD/ : { *(.comment) *(.note*) *(.eh_frame*) }
}
