// SPDX-License-Identifier: GPL-2.0-only
/* /dev/hostile: what only EL1 can do, for the attacks that a program in the host drives. */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "bare.h"
#include "fuzz.h"

#define PAGES_MAX 4096

/* What one opener has allocated. */
struct held {
	u32 nr;
	struct {
		struct page *page;
		u32 order;
	} pages[PAGES_MAX];
};

#define TRAP(name, instruction)							\
static noinline void name(u64 *x)						\
{										\
	register u64 *at __asm__("x19") = x;					\
										\
	__asm__ volatile("ldp x0, x1, [x19]\n ldp x2, x3, [x19, #16]\n"		\
			 "ldp x4, x5, [x19, #32]\n ldp x6, x7, [x19, #48]\n"	\
			 "ldp x8, x9, [x19, #64]\n ldp x10, x11, [x19, #80]\n"	\
			 "ldp x12, x13, [x19, #96]\n ldp x14, x15, [x19, #112]\n"	\
			 "ldp x16, x17, [x19, #128]\n"				\
			 instruction "\n"					\
			 "stp x0, x1, [x19]\n stp x2, x3, [x19, #16]\n"		\
			 "stp x4, x5, [x19, #32]\n stp x6, x7, [x19, #48]\n"	\
			 "stp x8, x9, [x19, #64]\n stp x10, x11, [x19, #80]\n"	\
			 "stp x12, x13, [x19, #96]\n stp x14, x15, [x19, #112]\n"	\
			 "stp x16, x17, [x19, #128]\n"				\
			 : : "r"(at) : "memory", "x0", "x1", "x2", "x3", "x4",	\
			 "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12",	\
			 "x13", "x14", "x15", "x16", "x17");			\
}

TRAP(trap_hvc, "hvc #0")
TRAP(trap_smc, "smc #0")
TRAP(trap_hvc_imm, "hvc #1")
TRAP(trap_smc_imm, "smc #1")

void hostile_trap(struct hostile_call *call)
{
	switch (call->trap) {
	case TRAP_HVC:
		trap_hvc(call->x);
		break;
	case TRAP_SMC:
		trap_smc(call->x);
		break;
	case TRAP_HVC_IMM:
		trap_hvc_imm(call->x);
		break;
	default:
		trap_smc_imm(call->x);
		break;
	}
}

static int get_pages(struct held *held, struct hostile_pages *want)
{
	struct page *page;

	if (held->nr == PAGES_MAX || want->order > MAX_PAGE_ORDER) {
		return -EINVAL;
	}
	page = alloc_pages(GFP_KERNEL | __GFP_ZERO, want->order);
	if (page == NULL) {
		return -ENOMEM;
	}
	held->pages[held->nr].page = page;
	held->pages[held->nr].order = want->order;
	held->nr++;
	want->pfn = page_to_pfn(page);
	return 0;
}

static void translate(struct hostile_at *at)
{
	preempt_disable();
	if (at->write != 0) {
		__asm__ volatile("at s1e0w, %0" : : "r"(at->address) : "memory");
	} else {
		__asm__ volatile("at s1e0r, %0" : : "r"(at->address) : "memory");
	}
	isb();
	at->par = read_sysreg(par_el1);
	preempt_enable();
}

union argument {
	struct hostile_call call;
	struct hostile_pages pages;
	struct hostile_at at;
	struct hostile_fuzz fuzz;
	struct hostile_bare bare;
};

static int perform(struct file *file, unsigned int number, union argument *argument)
{
	switch (number) {
	case HOSTILE_CALL:
		hostile_trap(&argument->call);
		return 0;
	case HOSTILE_PAGES:
		return get_pages(file->private_data, &argument->pages);
	case HOSTILE_AT:
		translate(&argument->at);
		return 0;
	case HOSTILE_FUZZ:
		return hostile_fuzz(&argument->fuzz);
	case HOSTILE_BARE:
		return hostile_bare(&argument->bare);
	default:
		return -ENOTTY;
	}
}

static long hostile_ioctl(struct file *file, unsigned int number, unsigned long address)
{
	void __user *user = (void __user *)address;
	union argument *argument;
	long result = -EFAULT;

	if (_IOC_SIZE(number) > sizeof(*argument)) {
		return -ENOTTY;
	}
	argument = kzalloc(sizeof(*argument), GFP_KERNEL);
	if (argument == NULL) {
		return -ENOMEM;
	}
	if (copy_from_user(argument, user, _IOC_SIZE(number)) == 0) {
		result = perform(file, number, argument);
		if (copy_to_user(user, argument, _IOC_SIZE(number)) != 0) {
			result = -EFAULT;
		}
	}
	kfree(argument);
	return result;
}

/* Any physical address, as normal memory with the rights that are asked for. */
static int hostile_mmap(struct file *file, struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, vma->vm_start, vma->vm_pgoff, vma->vm_end - vma->vm_start,
			       vma->vm_page_prot);
}

static int hostile_open(struct inode *inode, struct file *file)
{
	file->private_data = kvzalloc(sizeof(struct held), GFP_KERNEL);
	return file->private_data != NULL ? 0 : -ENOMEM;
}

static int hostile_release(struct inode *inode, struct file *file)
{
	struct held *held = file->private_data;

	while (held->nr > 0) {
		held->nr--;
		__free_pages(held->pages[held->nr].page, held->pages[held->nr].order);
	}
	kvfree(held);
	return 0;
}

static const struct file_operations hostile_operations = {
	.owner = THIS_MODULE,
	.open = hostile_open,
	.release = hostile_release,
	.unlocked_ioctl = hostile_ioctl,
	.mmap = hostile_mmap,
};

static struct miscdevice hostile_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "hostile",
	.fops = &hostile_operations,
};

module_misc_device(hostile_device);
MODULE_DESCRIPTION("A hostile host for Cordon's tests");
MODULE_LICENSE("GPL");
