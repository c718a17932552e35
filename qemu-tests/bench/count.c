/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A QEMU plugin (API version 4, machines of one CPU) that counts the instructions which Cordon
 * executes for each exception from below: count.so,entry=A,low=A,high=A,base=F,calls=N with the
 * address of the vector, the bounds of Cordon's text, and the functions of its calls. At the end it
 * prints for each kind of exception and each function number a line that bench.py reads:
 * "count|EC|function|calls|sum|most|x1|x2|x3|x4|x5|x6", where GUEST is added to the class of what a
 * guest made EL2 take, and INTERRUPT stands for one. Debian ships no header of the API: what is
 * used is declared here, as in QEMU's include/qemu/qemu-plugin.h and glib's headers.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))
#define CB_R_REGS 1
#define KINDS 512
#define NAMES 9
#define ESR 7
#define VTTBR 8
#define EC_SHIFT 26
#define VMID_SHIFT 48
#define VMID_HOST 1
#define GUEST 0x40
#define INTERRUPT 0x80
/* Vectors of a lower level: the entry, and behind it the one of interrupts. */
#define VECTOR_SIZE 0x80
#define EC_HVC64 0x16
#define EC_SMC64 0x17
/* Function numbers that get a row of their own: those of Cordon's calls; of SMCs, by a base and a
 * mask, PSCI's and TRNG's of 32 and 64 bits. The rest share one. */
#define SMC_BASE 0x84000000
#define SMC_MASK 0xbfffff80
#define OTHER 0xffffffff

typedef uint64_t plugin_id;
struct tb;
struct handle;
struct g_array { char *data; unsigned int len; };
struct reg { struct handle *handle; const char *name; const char *feature; };

size_t qemu_plugin_tb_n_insns(const struct tb *tb);
uint64_t qemu_plugin_tb_vaddr(const struct tb *tb);
void qemu_plugin_register_vcpu_init_cb(plugin_id id, void (*cb)(plugin_id, unsigned int));
void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id id, void (*cb)(plugin_id, struct tb *));
void qemu_plugin_register_vcpu_tb_exec_cb(struct tb *tb, void (*cb)(unsigned int, void *),
					  int flags, void *data);
void qemu_plugin_register_atexit_cb(plugin_id id, void (*cb)(plugin_id, void *), void *data);
struct g_array *qemu_plugin_get_registers(void);
int qemu_plugin_read_register(struct handle *handle, struct g_array *value);
struct g_array *g_byte_array_new(void);
struct g_array *g_byte_array_set_size(struct g_array *array, unsigned int len);

EXPORT int qemu_plugin_version = 4;
EXPORT int qemu_plugin_install(plugin_id id, const void *info, int argc, char **argv);

/* ESR_EL2 names the kind, x0 the function, and VTTBR_EL2 who runs. */
static const char *const name[NAMES] = { "x0", "x1", "x2", "x3", "x4", "x5", "x6",
					 "ESR_EL2", "VTTBR_EL2" };

struct kind {
	uint64_t ec;
	uint64_t function;
	uint64_t calls;
	uint64_t sum;
	uint64_t max;
	uint64_t x[NAMES];
};

static struct kind kinds[KINDS];
static struct handle *handles[NAMES];
static struct g_array *value;
static uint64_t entry, low, high, base, calls;
static struct kind *current;
static uint64_t count, at_entry[NAMES];

static void finish(void)
{
	if (current == NULL) {
		return;
	}
	current->calls++;
	current->sum += count;
	if (count > current->max) {
		current->max = count;
		memcpy(current->x, at_entry, sizeof(at_entry));
	}
}

/* The row of this kind, a new one if there is none. */
static struct kind *find(uint64_t ec, uint64_t number)
{
	struct kind *k = kinds;

	while (k->calls != 0 && (k->ec != ec || k->function != number)) {
		if (++k == kinds + KINDS) {
			fprintf(stderr, "count: more than %d kinds of exceptions\n", KINDS);
			exit(1);
		}
	}
	k->ec = ec;
	k->function = number;
	return k;
}

/* The function number by which the exception is counted. */
static uint64_t function(uint64_t ec, uint64_t x0)
{
	uint32_t number = (uint32_t)x0;

	if (ec == EC_HVC64) {
		return number >= base && number - base < calls ? number : OTHER;
	}
	if (ec == EC_SMC64) {
		return (number & SMC_MASK) == SMC_BASE ? number : OTHER;
	}
	return 0;
}

static void on_entry(unsigned int cpu, void *data)
{
	uint64_t ec;

	(void)cpu;
	finish();
	for (int i = 0; i < NAMES; i++) {
		g_byte_array_set_size(value, 0);
		at_entry[i] = 0;
		if (handles[i] != NULL && qemu_plugin_read_register(handles[i], value) > 0) {
			memcpy(&at_entry[i], value->data, value->len < 8 ? value->len : 8);
		}
	}
	ec = at_entry[ESR] >> EC_SHIFT & 0x3f;
	if (data != NULL) {
		current = find(INTERRUPT, 0);
	} else if (at_entry[VTTBR] >> VMID_SHIFT != VMID_HOST) {
		current = find(GUEST + ec, function(ec, at_entry[0]));
	} else {
		current = find(ec, function(ec, at_entry[0]));
	}
	count = 0;
}

static void on_block(unsigned int cpu, void *data)
{
	(void)cpu;
	count += (uintptr_t)data;
}

static void on_translation(plugin_id id, struct tb *tb)
{
	uint64_t at = qemu_plugin_tb_vaddr(tb);

	(void)id;
	if (at < low || at >= high) {
		return;
	}
	if (at == entry || at == entry + VECTOR_SIZE) {
		qemu_plugin_register_vcpu_tb_exec_cb(tb, on_entry, CB_R_REGS,
						     at == entry ? NULL : tb);
	}
	qemu_plugin_register_vcpu_tb_exec_cb(tb, on_block, 0, (void *)qemu_plugin_tb_n_insns(tb));
}

static void on_cpu(plugin_id id, unsigned int cpu)
{
	struct g_array *all = qemu_plugin_get_registers();
	const struct reg *regs = (const struct reg *)all->data;

	(void)id;
	(void)cpu;
	value = g_byte_array_new();
	for (unsigned int r = 0; r < all->len; r++) {
		for (int i = 0; i < NAMES; i++) {
			if (strcmp(regs[r].name, name[i]) == 0) {
				handles[i] = regs[r].handle;
			}
		}
	}
}

static void on_exit_print(plugin_id id, void *data)
{
	(void)id;
	(void)data;
	finish();
	for (struct kind *k = kinds; k < kinds + KINDS && k->calls != 0; k++) {
		fprintf(stderr, "count|%" PRIu64 "|%" PRIu64 "|%" PRIu64 "|%" PRIu64 "|%" PRIu64,
			k->ec, k->function, k->calls, k->sum, k->max);
		for (int i = 1; i < ESR; i++) {
			fprintf(stderr, "|%" PRIu64, k->x[i]);
		}
		fprintf(stderr, "\n");
	}
}

int qemu_plugin_install(plugin_id id, const void *info, int argc, char **argv)
{
	(void)info;
	for (int i = 0; i < argc; i++) {
		sscanf(argv[i], "entry=%" SCNx64, &entry);
		sscanf(argv[i], "low=%" SCNx64, &low);
		sscanf(argv[i], "high=%" SCNx64, &high);
		sscanf(argv[i], "base=%" SCNx64, &base);
		sscanf(argv[i], "calls=%" SCNx64, &calls);
	}
	qemu_plugin_register_vcpu_init_cb(id, on_cpu);
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
	qemu_plugin_register_atexit_cb(id, on_exit_print, NULL);
	return 0;
}
