/* SPDX-License-Identifier: Apache-2.0 */
/* What the checks of the small VMM share. */
#ifndef VMM_H
#define VMM_H
#include <stddef.h>
#include <stdint.h>

#include "cordon_limits.h"
#include "vm.h"

/* Pages of memory of a VM, in slot 1; and huge ones. */
#define PAGES 64
#define GIB (1ull << 30)
#define BLOCK_PAGES (BLOCK / PAGE_SIZE)

/* A protected VM's code: takes an address from the device, whose address is in x0 at first,
 * increments what is there, and tells what it was. */
extern const uint32_t increments[7];

/* Lets the guest increment what is at an address, and expects what it finds there. */
void expect_increment(struct vm *vm, uint64_t ipa, uint64_t value);
/* Whether the tracker has the frame behind an address of this process in a state (FRAME_*). */
void expect_state(volatile void *address, uint64_t state);
/* What /proc/self/pagemap has of an address, and the frame of one that is there. */
uint64_t pagemap(volatile void *address);
uint64_t pfn_of(volatile void *address);
/* A page of a protected VM's RAM, in this process. */
volatile uint64_t *page_of(const struct vm *vm, size_t page);
/* A protected VM with two huge pages of this process as RAM: the guest has one page of the first,
 * and the second whole. */
char *start_huge(struct vm *vm);

/* vmm_memory.c: checks of what the host does with its memory. */
void check_dirty(void);
void check_moved(void);
void check_huge(void);
void check_aged(void);
void check_swap(void);
void check_ksm(void);
#endif
