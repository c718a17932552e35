/* SPDX-License-Identifier: Apache-2.0 */
/*
 * QEMU's virt machine, as far as it is not read from the device tree: what is needed before the
 * tree is parsed, and what must not depend on it (hw/arm/virt.c, base_memmap).
 */
#ifndef PLATFORM_VIRT_H
#define PLATFORM_VIRT_H

#define PLATFORM_NAME "virt"
/* PL011, for messages of the start and of a panic. */
#define PLATFORM_UART 0x09000000
/* Where the loader places an arm64 Image: RAM base + 2 MiB. */
#define PLATFORM_LINK 0x40200000
#endif
