// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instructions at EL1 with own vectors and an own stage 1, or none. TTBR0 gives way to an identity
 * map for their time. The emulated processor has no caches and does not speculate: memory is not
 * cleaned before the MMU goes off, and devices are mapped as memory.
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/string.h>

#include <asm/cacheflush.h>
#include <asm/daifflags.h>
#include <asm/pgtable.h>
#include <asm/sysreg.h>
#include <asm/tlbflush.h>

#include "bare.h"

/* Pages: code, steps, and the tables of levels 0 and 1. */
#define BARE_ORDER 2
#define MAPPED_GIBS 64

static_assert(offsetof(struct hostile_step, x0) == STEP_X0);
static_assert(offsetof(struct hostile_step, x1) == STEP_X1);
static_assert(offsetof(struct hostile_step, esr) == STEP_ESR);
static_assert(sizeof(struct hostile_step) == STEP_SIZE);
static_assert(BARE_STEPS * STEP_SIZE <= PAGE_SIZE);

static void identity_map(u64 *level0, u64 *level1)
{
	u64 i;

	level0[0] = __pa(level1) | PMD_TYPE_TABLE;
	for (i = 0; i < MAPPED_GIBS; i++) {
		level1[i] = i << PUD_SHIFT | PMD_TYPE_SECT | PMD_SECT_AF | PMD_SECT_S |
			    PMD_SECT_UXN | PMD_ATTRINDX(MT_NORMAL);
	}
}

static void run(u64 code, u64 steps, u64 level0, const struct hostile_bare *bare)
{
	void (*enter)(u64 steps, u64 nr, u64 sctlr) = (void *)(code + (bare_run - bare_start));
	unsigned long flags = local_daif_save();
	u64 ttbr0 = read_sysreg(ttbr0_el1);
	u64 sctlr = read_sysreg(sctlr_el1);

	write_sysreg(level0, ttbr0_el1);
	isb();
	local_flush_tlb_all();
	enter(steps, bare->nr, bare->mmu != 0 ? sctlr : sctlr & ~SCTLR_ELx_M);
	write_sysreg(ttbr0, ttbr0_el1);
	isb();
	local_flush_tlb_all();
	local_daif_restore(flags);
}

int hostile_bare(struct hostile_bare *bare)
{
	size_t steps = bare->nr * sizeof(bare->step[0]);
	char *page;
	u32 *word;
	u64 i;

	if (bare->nr == 0 || bare->nr > BARE_STEPS) {
		return -EINVAL;
	}
	page = (char *)__get_free_pages(GFP_KERNEL | __GFP_ZERO, BARE_ORDER);
	if (page == NULL) {
		return -ENOMEM;
	}
	memcpy(page, bare_start, bare_end - bare_start);
	word = (u32 *)(page + (bare_words - bare_start));
	for (i = 0; i < bare->nr; i++) {
		word[2 * i] = (u32)bare->step[i].word;
	}
	memcpy(page + PAGE_SIZE, bare->step, steps);
	identity_map((u64 *)(page + 2 * PAGE_SIZE), (u64 *)(page + 3 * PAGE_SIZE));
	caches_clean_inval_pou((unsigned long)page, (unsigned long)page + PAGE_SIZE);
	run(__pa(page), __pa(page + PAGE_SIZE), __pa(page + 2 * PAGE_SIZE), bare);
	memcpy(bare->step, page + PAGE_SIZE, steps);
	free_pages((unsigned long)page, BARE_ORDER);
	return 0;
}
