/* SPDX-License-Identifier: Apache-2.0 */
/* core_abort, the register values for the world switch, and core_shutdown. */
#include "tests.h"

#define FETCH (0x20ull << 26)		/* ESR_EL2.EC: instruction abort from below EL2 */
#define DATA (0x24ull << 26)		/* data abort from below EL2 */
#define WRITE (1ull << 6)		/* ISS.WnR */
#define WALK (1ull << 7)		/* ISS.S1PTW */
#define IL (1ull << 25)
#define TRANSLATION 7ull		/* a translation fault at level 3 */
#define PART PART_FIRST
#define FRAME (RAM_PFN + MIB(15))
#define HELD (RAM_PFN + MIB(16))	/* for the partition at 1024; its first piece is ready */

/* With the fault status in esr. */
static u32 fault_at(u32 cpu, u64 esr, u64 hpfar)
{
	u32 result;

	edge_lock();
	result = core_abort(cpu, esr | IL, hpfar);
	edge_unlock();
	check_monitor();
	return result;
}

static u32 abort_at(u32 cpu, u64 esr, u64 hpfar)
{
	return fault_at(cpu, esr | TRANSLATION, hpfar);
}

/* Fetch, read, write, and the stage-1 walk on behalf of each. */
static void expect(u32 cpu, u64 gfn, u32 fetch, u32 data)
{
	assert_int_equal(abort_at(cpu, FETCH, gfn << 4), fetch);
	assert_int_equal(abort_at(cpu, DATA, gfn << 4), data);
	assert_int_equal(abort_at(cpu, DATA | WRITE, gfn << 4), data);
	assert_int_equal(abort_at(cpu, FETCH | WALK, gfn << 4), data);
	assert_int_equal(abort_at(cpu, DATA | WALK, gfn << 4), data);
	assert_int_equal(abort_at(cpu, DATA | WALK | WRITE, gfn << 4), data);
}

/* The partition, with these rights at 5, is sealed with 2 MiB of RAM at 1024, and runs on CPU 1. 0,
 * and it does not, if these are no rights. */
static u32 start_with(u64 rights)
{
	random_start(11);
	map_small(MIB(18));
	map_add(BOOT_DEVICE, 0x9000, 1);
	map_add(BOOT_DEVICE, SPAN_ROOT, SPAN_ROOT);
	boot();
	assert_int_equal(hvc(CORDON_HVC_PARTITION_CREATE, PART, 0, 0, 0), CORDON_E_SUCCESS);
	assert_int_equal(hvc(CORDON_HVC_DONATE, PART, FRAME, 5, 0), CORDON_E_SUCCESS);
	give_block(PART, RAM_PFN, SPAN_ROOT);
	assert_int_equal(monitor_write(ROOT_HOST, HELD), 1);
	model_write(HELD - RAM_PFN);
	assert_int_equal(monitor_write(ROOT_HOST, HELD + PIECE_FRAMES), 1);
	model_write(HELD + PIECE_FRAMES - RAM_PFN);
	assert_int_equal(hvc(CORDON_HVC_HOLD, PART, HELD, 1024, ORDER_BLOCK2), CORDON_E_SUCCESS);
	make_ready(PART, HELD, 1);
	if (hvc(CORDON_HVC_PROTECT, PART, 5, rights) != CORDON_E_SUCCESS) {
		return 0;
	}
	seal(PART, 1024, 512, 1);
	assert_int_equal(hvc_on(1, (const u64[7]){ CORDON_HVC_VCPU_RUN, PART, 0 }),
			 CORDON_E_SUCCESS);
	return 1;
}

static void start(void)
{
	assert_int_equal(start_with(RAM_RWX), 1);
}

void test_abort_host(void **state)
{
	(void)state;
	start();
	expect(0, FRAME - 1, ABORT_RETRY, ABORT_RETRY);
	expect(0, FRAME, ABORT_INJECT, ABORT_INJECT);
	expect(0, RAM_PFN, ABORT_INJECT, ABORT_INJECT);
	expect(0, HELD, ABORT_INJECT, ABORT_INJECT);
	expect(0, HELD + SPAN_BLOCK2 - 1, ABORT_INJECT, ABORT_INJECT);
	expect(0, RAM_PFN + MIB(2), ABORT_INJECT, ABORT_INJECT);
	expect(0, POOL_PFN, ABORT_INJECT, ABORT_INJECT);
	expect(0, 0x9000, ABORT_INJECT, ABORT_RETRY);
	expect(0, 0x9001, ABORT_INJECT, ABORT_INJECT);
	expect(0, SPAN_ROOT, ABORT_INJECT, ABORT_RETRY);
	expect(0, GFN_MAX - 1, ABORT_INJECT, ABORT_RETRY);
	expect(0, GFN_MAX, ABORT_INJECT, ABORT_INJECT);
	expect(0, GFN_MAX + FRAME - 1ull, ABORT_INJECT, ABORT_INJECT);
	/* HPFAR's other bits (NS, and below FIPA) do not count. */
	assert_int_equal(abort_at(0, DATA, (FRAME - 1ull) << 4 | 1ull << 63 | 0xf), ABORT_RETRY);
	/* Nor does any other exception class. */
	for (u64 ec = 0; ec < 64; ec++) {
		u32 wanted = ec == 0x20 || ec == 0x24 ? ABORT_RETRY : ABORT_INJECT;

		assert_int_equal(abort_at(0, ec << 26, (FRAME - 1ull) << 4), wanted);
	}
}

void test_abort_partition(void **state)
{
	(void)state;
	start();
	expect(1, 5, ABORT_RETRY, ABORT_RETRY);
	expect(1, 4, ABORT_INJECT, ABORT_INJECT);
	expect(1, FRAME, ABORT_INJECT, ABORT_INJECT);
	expect(1, FRAME - 1, ABORT_INJECT, ABORT_INJECT);
	expect(1, 0x9000, ABORT_INJECT, ABORT_INJECT);
	expect(1, 1024, ABORT_INJECT, ABORT_INJECT);
	expect(1, HELD, ABORT_INJECT, ABORT_INJECT);
	expect(1, SPAN_ROOT + 511, ABORT_RETRY, ABORT_RETRY);
	expect(1, SPAN_ROOT + 512, ABORT_INJECT, ABORT_INJECT);
	/* The CPU is the host's again. */
	exit_on(1, EXIT_WFI, 0, 0);
	expect(1, 5, ABORT_INJECT, ABORT_INJECT);
	expect(1, SPAN_ROOT + 511, ABORT_INJECT, ABORT_RETRY);
	expect(1, FRAME - 1, ABORT_RETRY, ABORT_RETRY);
	assert_int_equal(hvc(CORDON_HVC_PARTITION_END, PART, 0, 0, 0), CORDON_E_SUCCESS);
	assert_int_equal(hvc(CORDON_HVC_WITHDRAW, PART, 5, 0, 0), CORDON_E_SUCCESS);
	expect(0, FRAME, ABORT_INJECT, ABORT_INJECT);
	assert_int_equal(hvc(CORDON_HVC_RECLAIM, FRAME, 0, 0, 0), CORDON_E_SUCCESS);
	expect(0, FRAME, ABORT_RETRY, ABORT_RETRY);
}

/* The rights of the real leaf decide, whatever they are. */
void test_abort_rights(void **state)
{
	static const u32 answer[] = { ABORT_INJECT, ABORT_RETRY };

	(void)state;
	for (u64 rights = 0; rights <= RAM_RWX; rights++) {
		u32 read = answer[rights & 1];
		u32 write = answer[rights >> 1 & 1];
		u32 both = answer[(rights & 1) & (rights >> 1 & 1)];
		u32 fetch = answer[(rights & 1) & (rights >> 2 & 1)];

		if (!start_with(rights)) {
			continue;
		}
		assert_int_equal(abort_at(1, FETCH, 5 << 4), fetch);
		assert_int_equal(abort_at(1, DATA, 5 << 4), read);
		assert_int_equal(abort_at(1, DATA | WRITE, 5 << 4), write);
		assert_int_equal(abort_at(1, FETCH | WALK, 5 << 4), read);
		assert_int_equal(abort_at(1, DATA | WALK | WRITE, 5 << 4), both);
		/* A permission fault: the walk wrote, whatever WnR says. */
		for (u64 level = 0; level < 4; level++) {
			u64 walk = WALK | (12 + level);

			assert_int_equal(fault_at(1, DATA | walk, 5 << 4), both);
			assert_int_equal(fault_at(1, FETCH | walk, 5 << 4), both);
		}
		expect(1, SPAN_ROOT + 3, ABORT_RETRY, ABORT_RETRY);
	}
}

/* HPFAR_EL2 counts for faults that report it: address size, translation and access flag (0 to 11),
 * permission (12 to 15) on a stage-1 walk. An alignment fault, say, leaves it as it was. */
void test_abort_status(void **state)
{
	(void)state;
	start();
	for (u64 status = 0; status < 64; status++) {
		u64 hpfar = (FRAME - 1ull) << 4;
		u32 plain = status < 12 ? ABORT_RETRY : ABORT_INJECT;
		u32 walk = status < 16 ? ABORT_RETRY : ABORT_INJECT;

		assert_int_equal(fault_at(0, FETCH | status, hpfar), plain);
		assert_int_equal(fault_at(0, DATA | status, hpfar), plain);
		assert_int_equal(fault_at(0, DATA | WRITE | status, hpfar), plain);
		assert_int_equal(fault_at(0, FETCH | WALK | status, hpfar), walk);
		assert_int_equal(fault_at(0, DATA | WALK | status, hpfar), walk);
	}
}

void test_registers(void **state)
{
	(void)state;
	start();
	/* VTCR_EL2: RES1 bit 31, PS 40 bits, TG0 4 KiB, SH0 inner, ORGN0 and IRGN0 write-back, SL0
	 * level 1, T0SZ 24. */
	assert_int_equal(core_vtcr(), 1ull << 31 | 2 << 16 | 3 << 12 | 1 << 10 | 1 << 8 | 1 << 6 |
			 24);
	/* VTTBR_EL2: VMID and the two root tables of who runs. */
	assert_int_equal(core_vttbr(0), (u64)ROOT_HOST << 48 | 0x40402000ull);
	assert_int_equal(core_vttbr(1), (u64)PART << 48 | (0x40400000ull + PART * 0x2000ull));
}

void test_shutdown(void **state)
{
	(void)state;
	start();
	assert_int_equal(monitor_write(PART * NR_LEVELS, 5), 1);
	model_write(FRAME - RAM_PFN);
	assert_int_equal(monitor_write(PART * NR_LEVELS, SPAN_ROOT + 3), 1);
	model_write(3);
	/* The host lends FRAME - 1: what is in it stays, though a partition wrote it last. */
	assert_int_equal(hvc(CORDON_HVC_PARTITION_CREATE, ORDINARY_FIRST, 0, 0, 0),
			 CORDON_E_SUCCESS);
	assert_int_equal(hvc(CORDON_HVC_LEND, ORDINARY_FIRST, FRAME - 1, 5, RAM_RW),
			 CORDON_E_SUCCESS);
	assert_int_equal(monitor_write(ORDINARY_FIRST * NR_LEVELS, 5), 1);
	model_write_at(ORDINARY_FIRST, 5);
	/* What Cordon holds is scrubbed too: a dead partition's, and what the host wrote there. */
	exit_on(1, EXIT_INTERRUPT, 0, 0);
	assert_int_equal(hvc(CORDON_HVC_PARTITION_END, PART, 0, 0, 0), CORDON_E_SUCCESS);
	assert_int_equal(hvc(CORDON_HVC_WITHDRAW, PART, 5, 0, 0), CORDON_E_SUCCESS);
	edge_lock();
	core_shutdown();
	monitor_settle();
	model_shutdown();
	compare_shutdown();
	assert_int_equal(monitor_locked(), 1);
	edge_unlock();
	assert_int_equal(label[FRAME - 1 - RAM_PFN], OWNER_HOST);
	assert_int_equal(label[FRAME - RAM_PFN], LABEL_ZERO);
	assert_int_equal(label[HELD - RAM_PFN], LABEL_ZERO);
	assert_int_equal(label[HELD + PIECE_FRAMES - RAM_PFN], LABEL_ZERO);
}
