/* SPDX-License-Identifier: Apache-2.0 */
/* vcpu_run, which vCPUs are on, what a CPU may that runs a partition, and the way back to the
 * host. */
#include "tests.h"

#define PART PART_FIRST
#define GUEST ORDINARY_FIRST
#define FRAME (RAM_PFN + MIB(16))	/* the host's */
#define BIG 0x100000000ull

/* The call from CPU 0, or from another, must end so. */
#define EXPECT(code, ...) assert_int_equal(hvc(__VA_ARGS__), (code))
#define EXPECT_ON(cpu, code, ...) \
	assert_int_equal(hvc_on(cpu, (const u64[7]){ __VA_ARGS__ }), (code))

static void start_unsealed(void)
{
	random_start(17);
	map_small(MIB(32));
	boot();
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, GUEST);
}

/* The protected one has all guest frames as its RAM, and all its vCPUs are on. */
static void start(void)
{
	start_unsealed();
	seal(PART, 0, GFN_MAX, VCPUS);
}

static void compare_now(void)
{
	edge_lock();
	compare_all();
	edge_unlock();
}

/* Requirements in their order: with the last that holds comes the next that does not. */
void test_run_errors(void **state)
{
	static const u64 none[] = { 0, OWNER_HOST, NR_OWNERS, BIG + PART, ~0ull };
	static const u64 vcpu[] = { VCPUS, 255, 256, BIG, BIG + 1, ~0ull };
	const u64 fn = CORDON_HVC_VCPU_RUN;

	(void)state;
	start_unsealed();
	for (u32 k = 0; k < sizeof(none) / sizeof(none[0]); k++) {
		EXPECT(CORDON_E_PARTITION, fn, none[k], 0);
		EXPECT(CORDON_E_PARTITION, fn, none[k], VCPUS);
	}
	for (u32 k = 0; k < sizeof(vcpu) / sizeof(vcpu[0]); k++) {
		EXPECT(CORDON_E_VCPU, fn, PART, vcpu[k]);
		EXPECT(CORDON_E_VCPU, fn, PART + 1, vcpu[k]);
		EXPECT(CORDON_E_VCPU, fn, NR_OWNERS - 1, vcpu[k]);
	}
	EXPECT(CORDON_E_STATE, fn, PART + 1, 0);
	EXPECT(CORDON_E_STATE, fn, GUEST + 1, VCPUS - 1);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, GUEST);
	EXPECT(CORDON_E_STATE, fn, GUEST, 0);
	/* A protected one that is not sealed; then one of whose vCPUs one is on. */
	EXPECT(CORDON_E_STATE, fn, PART, 0);
	EXPECT(CORDON_E_STATE, fn, PART, VCPUS - 1);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_SEAL, PART, 5, 1, 0, 0, VCPUS);
	for (u32 v = 1; v < VCPUS; v++) {
		EXPECT(CORDON_E_POWER, fn, PART, v);
	}
	EXPECT(CORDON_E_SUCCESS, fn, PART, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_VCPU_ON, 3);
	exit_on(0, EXIT_WFI, 0, 0);
	EXPECT_ON(1, CORDON_E_SUCCESS, fn, PART, 3);
	EXPECT(CORDON_E_RUNNING, fn, PART, 3);
	EXPECT_ON(2, CORDON_E_RUNNING, fn, PART, 3);
	EXPECT(CORDON_E_VCPU, fn, PART, VCPUS);
	assert_int_equal(caller[0], OWNER_HOST);
	compare_now();
}

/* What a partition without pages, whose vCPUs are all on, hears: an ordinary one has no call but
 * the version. */
static s32 answer(u32 cpu, u64 fn)
{
	if (fn == CORDON_HVC_VERSION) {
		return CORDON_E_SUCCESS;
	}
	if (part_protected(caller[cpu])) {
		switch (fn) {
		case CORDON_HVC_SHARE:
		case CORDON_HVC_UNSHARE:
			return CORDON_E_ABSENT;
		case CORDON_HVC_VCPU_ON:
			return CORDON_E_POWER;
		case CORDON_HVC_VCPU_QUERY:
			return CORDON_E_SUCCESS;
		default:
			break;
		}
	}
	return CORDON_E_NOT_SUPPORTED;
}

/* Nothing else is for a partition, whatever the arguments. */
static void few_calls(u32 cpu)
{
	for (u32 number = 0; number < CORDON_HVC_COUNT + 2; number++) {
		u64 fn = CORDON_HVC_BASE + number;

		EXPECT_ON(cpu, answer(cpu, fn), fn, 1, FRAME, 7, RAM_RWX);
		EXPECT_ON(cpu, answer(cpu, fn), fn, PART, FRAME, 7, RAM_RWX);
		if (answer(cpu, fn) == CORDON_E_NOT_SUPPORTED) {
			EXPECT_ON(cpu, CORDON_E_NOT_SUPPORTED, fn, GUEST, 1, 7, RAM_RWX);
		}
	}
}

void test_run(void **state)
{
	static const u32 part[] = { PART, GUEST };

	(void)state;
	start();
	for (u32 cpu = 0; cpu < CPUS_MAX; cpu++) {
		for (u32 k = 0; k < 2; k++) {
			u32 vcpu = (cpu + k) % VCPUS;

			EXPECT_ON(cpu, CORDON_E_SUCCESS, CORDON_HVC_VCPU_RUN, part[k], vcpu);
			assert_int_equal(caller[cpu], part[k]);
			assert_int_equal(running[cpu], vcpu);
			assert_int_equal(core_vttbr(cpu) >> 48, part[k] * NR_LEVELS);
			few_calls(cpu);
			/* The others stay the host's. */
			EXPECT_ON((cpu + 1) % CPUS_MAX, CORDON_E_SUCCESS, CORDON_HVC_FRAME_QUERY,
				  FRAME);
			compare_now();
			exit_on(cpu, EXIT_INTERRUPT, 0, 0);
			assert_int_equal(caller[cpu], OWNER_HOST);
			assert_int_equal(running[cpu], 0);
			assert_int_equal(core_vttbr(cpu) >> 48, ROOT_HOST);
			EXPECT_ON(cpu, CORDON_E_SUCCESS, CORDON_HVC_FRAME_QUERY, FRAME);
		}
	}
	compare_now();
}

/* Registers are the host's to set, of an ordinary partition that lives, while the vCPU is idle. */
void test_register(void **state)
{
	static const u64 none[] = { 0, OWNER_HOST, PART, PART + 1, ORDINARY_FIRST - 1, NR_OWNERS,
				    BIG + GUEST, ~0ull };
	static const u64 number[] = { NR_REGISTERS, NR_REGISTERS + 1, BIG, ~0ull };
	const u64 fn = CORDON_HVC_VCPU_REGISTER;

	(void)state;
	start();
	for (u32 k = 0; k < sizeof(none) / sizeof(none[0]); k++) {
		EXPECT(CORDON_E_PARTITION, fn, none[k], 0, 0);
		EXPECT(CORDON_E_PARTITION, fn, none[k], VCPUS, NR_REGISTERS);
	}
	for (u32 k = 0; k < 4; k++) {
		EXPECT(CORDON_E_VCPU, fn, GUEST, VCPUS, number[k]);
		EXPECT(CORDON_E_ADDRESS, fn, GUEST, VCPUS - 1, number[k]);
		EXPECT(CORDON_E_ADDRESS, fn, GUEST + 1, 0, number[k]);
	}
	EXPECT(CORDON_E_STATE, fn, GUEST + 1, 0, 0);
	EXPECT(CORDON_E_SUCCESS, fn, GUEST, 0, 0);
	EXPECT(CORDON_E_SUCCESS, fn, GUEST, VCPUS - 1, NR_REGISTERS - 1, 1, 5);
	EXPECT_ON(3, CORDON_E_SUCCESS, CORDON_HVC_VCPU_RUN, GUEST, 1);
	EXPECT(CORDON_E_RUNNING, fn, GUEST, 1, 0);
	EXPECT(CORDON_E_SUCCESS, fn, GUEST, 0, 0);
	exit_on(3, EXIT_WFI, 0, 0);
	EXPECT(CORDON_E_SUCCESS, fn, GUEST, 1, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, GUEST);
	EXPECT(CORDON_E_STATE, fn, GUEST, 1, 0);
	compare_now();
}

/* All CPUs run at once; a vCPU moves to another CPU, but does not run twice. */
void test_run_all(void **state)
{
	const u64 fn = CORDON_HVC_VCPU_RUN;

	(void)state;
	start();
	for (u32 cpu = 0; cpu < CPUS_MAX; cpu++) {
		EXPECT_ON(cpu, CORDON_E_SUCCESS, fn, PART, VCPUS - 1 - cpu);
	}
	for (u32 cpu = 0; cpu < CPUS_MAX; cpu++) {
		exit_on(cpu, EXIT_WFI, 0, 0);
		for (u32 other = 0; other < CPUS_MAX; other++) {
			if (other != cpu) {
				EXPECT_ON(cpu, CORDON_E_RUNNING, fn, PART, VCPUS - 1 - other);
			}
		}
		/* The vCPU of the same number of another partition is another one. */
		EXPECT_ON(cpu, CORDON_E_SUCCESS, fn, GUEST, cpu == 0 ? 1 : VCPUS - 1 - cpu);
		exit_on(cpu, EXIT_WFI, 0, 0);
		EXPECT_ON(cpu, CORDON_E_SUCCESS, fn, PART, VCPUS - 1 - cpu);
	}
	exit_on(5, EXIT_WFI, 0, 0);
	exit_on(2, EXIT_WFI, 0, 0);
	EXPECT_ON(5, CORDON_E_SUCCESS, fn, PART, VCPUS - 1 - 2);
	EXPECT_ON(2, CORDON_E_SUCCESS, fn, PART, VCPUS - 1 - 5);
	compare_now();
}

/* No partition ends while a CPU runs it; none runs that has ended. */
void test_run_end(void **state)
{
	const u64 fn = CORDON_HVC_VCPU_RUN;

	(void)state;
	start();
	EXPECT_ON(3, CORDON_E_SUCCESS, fn, PART, 0);
	EXPECT_ON(CPUS_MAX - 1, CORDON_E_SUCCESS, fn, PART, VCPUS - 1);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, GUEST);
	EXPECT(CORDON_E_RUNNING, CORDON_HVC_PARTITION_END, PART);
	assert_int_equal(life[PART], LIFE_LIVE);
	/* It is given memory, as any that lives, and loses none. */
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, PART, FRAME, 7);
	EXPECT(CORDON_E_STATE, CORDON_HVC_PROTECT, PART, 7, RIGHT_R);
	EXPECT(CORDON_E_STATE, CORDON_HVC_WITHDRAW, PART, 7);
	exit_on(3, EXIT_WFI, 0, 0);
	EXPECT(CORDON_E_RUNNING, CORDON_HVC_PARTITION_END, PART);
	exit_on(CPUS_MAX - 1, EXIT_SERROR, 0, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, PART);
	EXPECT_ON(3, CORDON_E_STATE, fn, PART, 0);
	EXPECT(CORDON_E_STATE, CORDON_HVC_PARTITION_END, PART);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_WITHDRAW, PART, 7);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_RECLAIM, FRAME);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_TABLE_RETURN, PART, 7, 3);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_TABLE_RETURN, PART, 7, 2);
	while (life[PART] == LIFE_DEAD) {
		EXPECT_ON(3, CORDON_E_STATE, fn, PART, 0);
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_DESTROY, PART);
	}
	EXPECT(CORDON_E_STATE, fn, PART, 0);
	/* The next of its number is not sealed, and has one vCPU on when it is. */
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART);
	EXPECT_ON(3, CORDON_E_STATE, fn, PART, 0);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_SEAL, PART, 0, 1, 0, 0, VCPUS);
	EXPECT_ON(3, CORDON_E_POWER, fn, PART, 1);
	EXPECT_ON(3, CORDON_E_SUCCESS, fn, PART, 0);
	compare_now();
}

/* Which of the vCPUs of the partition that the CPU runs are on: bit v of those. */
static void expect_power(u32 cpu, u32 on)
{
	for (u32 v = 0; v < VCPUS; v++) {
		struct hvc_result r;

		EXPECT_ON(cpu, CORDON_E_SUCCESS, CORDON_HVC_VCPU_QUERY, v, v + 1);
		edge_lock();
		r = core_hvc(cpu, CORDON_HVC_VCPU_QUERY, v, 0, 0, 0, 0, 0);
		edge_unlock();
		check(r.x0 == 0 && r.x1 == (on >> v & 1) && r.x2 == 0 && r.x3 == 0,
		      "vCPU %u: %ld %lu", v, (long)r.x0, r.x1);
	}
}

/* A partition alone switches its vCPUs on, and asks whether they are: each once. */
void test_on(void **state)
{
	static const u64 vcpu[] = { VCPUS, 255, 256, BIG, BIG + 1, ~0ull };

	(void)state;
	start_unsealed();
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART + 1);
	EXPECT(CORDON_E_NOT_SUPPORTED, CORDON_HVC_VCPU_ON, 1);
	EXPECT(CORDON_E_NOT_SUPPORTED, CORDON_HVC_VCPU_QUERY, 1);
	seal(PART, 5, 1, 1);
	seal(PART + 1, 5, 1, 1);
	EXPECT_ON(1, CORDON_E_SUCCESS, CORDON_HVC_VCPU_RUN, PART, 0);
	EXPECT_ON(2, CORDON_E_SUCCESS, CORDON_HVC_VCPU_RUN, PART + 1, 0);
	for (u32 k = 0; k < sizeof(vcpu) / sizeof(vcpu[0]); k++) {
		EXPECT_ON(1, CORDON_E_VCPU, CORDON_HVC_VCPU_ON, vcpu[k], 0x1000, 7);
		EXPECT_ON(1, CORDON_E_VCPU, CORDON_HVC_VCPU_QUERY, vcpu[k]);
	}
	EXPECT_ON(1, CORDON_E_POWER, CORDON_HVC_VCPU_ON, 0, 0x1000, 7);
	expect_power(1, 1);
	for (u32 v = 1; v < VCPUS; v++) {
		EXPECT(CORDON_E_POWER, CORDON_HVC_VCPU_RUN, PART, v);
		EXPECT_ON(1, CORDON_E_SUCCESS, CORDON_HVC_VCPU_ON, v, ~0ull, ~0ull);
		EXPECT_ON(1, CORDON_E_POWER, CORDON_HVC_VCPU_ON, v, 0x1000, 7);
		expect_power(1, (2u << v) - 1);
		expect_power(2, 1);
	}
	/* By one that another has switched on; of another partition, or that runs. */
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_VCPU_RUN, PART, 5);
	EXPECT(CORDON_E_POWER, CORDON_HVC_VCPU_ON, 4);
	EXPECT_ON(2, CORDON_E_SUCCESS, CORDON_HVC_VCPU_ON, 5);
	expect_power(2, 0x21);
	EXPECT_ON(3, CORDON_E_SUCCESS, CORDON_HVC_VCPU_RUN, PART + 1, 5);
	EXPECT_ON(2, CORDON_E_POWER, CORDON_HVC_VCPU_ON, 5);
	compare_now();
}

/* A vCPU that a partition was not sealed with is none: to itself, and to its host. */
void test_few_vcpus(void **state)
{
	(void)state;
	for (u32 n = 1; n <= VCPUS; n++) {
		start_unsealed();
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_SEAL, PART, 0, 1, 0, 0, n);
		EXPECT_ON(1, CORDON_E_SUCCESS, CORDON_HVC_VCPU_RUN, PART, 0);
		for (u32 turn = 0; turn < 2; turn++) {
			for (u32 v = 1; v < VCPUS; v++) {
				s32 wanted = v < n ? CORDON_E_SUCCESS : CORDON_E_VCPU;

				EXPECT_ON(1, wanted, CORDON_HVC_VCPU_QUERY, v);
				EXPECT(CORDON_E_POWER, CORDON_HVC_VCPU_RUN, PART, v);
				EXPECT_ON(1, wanted, CORDON_HVC_VCPU_ON, v);
				EXPECT_ON(2, v < n ? CORDON_E_SUCCESS : CORDON_E_POWER,
					  CORDON_HVC_VCPU_RUN, PART, v);
				exit_on(2, EXIT_OFF, 0, 0);
			}
		}
		EXPECT_ON(1, CORDON_E_VCPU, CORDON_HVC_VCPU_ON, VCPUS);
		EXPECT_ON(1, CORDON_E_POWER, CORDON_HVC_VCPU_ON, 0);
		compare_now();
	}
}

/* Both partitions have four vCPUs on; the first runs two, on CPUs 1 and 2, the other on CPU 3. */
static void start_off(void)
{
	start_unsealed();
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_CREATE, PART + 1);
	seal(PART, 5, 1, 4);
	seal(PART + 1, 5, 1, 4);
	EXPECT_ON(1, CORDON_E_SUCCESS, CORDON_HVC_VCPU_RUN, PART, 0);
	EXPECT_ON(2, CORDON_E_SUCCESS, CORDON_HVC_VCPU_RUN, PART, 1);
	EXPECT_ON(3, CORDON_E_SUCCESS, CORDON_HVC_VCPU_RUN, PART + 1, 0);
}

/* A vCPU that has switched itself off does not run until another has switched it on. */
void test_off(void **state)
{
	const u64 run = CORDON_HVC_VCPU_RUN;

	(void)state;
	start_off();
	assert_int_equal(exit_on(2, EXIT_OFF, 0, 0).why, EXIT_OFF);
	EXPECT(CORDON_E_POWER, run, PART, 1);
	EXPECT_ON(2, CORDON_E_POWER, run, PART, 1);
	expect_power(1, 0xd);
	expect_power(3, 0xf);
	EXPECT_ON(1, CORDON_E_SUCCESS, CORDON_HVC_VCPU_ON, 1);
	EXPECT_ON(2, CORDON_E_SUCCESS, run, PART, 1);
	/* What stops in any other way stays on. */
	for (u64 why = 0; why <= EXIT_DEBUG + 1; why++) {
		if (why != EXIT_OFF && why != EXIT_END) {
			exit_on(2, why, 0x24ull << 26, 5 << 4);
			EXPECT_ON(2, CORDON_E_SUCCESS, run, PART, 1);
		}
	}
	exit_on(1, EXIT_OFF, 0, 0);
	exit_on(2, EXIT_OFF, 0, 0);
	for (u32 v = 0; v < VCPUS; v++) {
		EXPECT(v < 2 || v > 3 ? CORDON_E_POWER : CORDON_E_SUCCESS, run, PART, v);
		exit_on(0, EXIT_WFI, 0, 0);
	}
	compare_now();
}

/* All are off when one has ended the partition's run. What runs then goes on until it stops, and
 * may switch on what does not. */
void test_end(void **state)
{
	const u64 run = CORDON_HVC_VCPU_RUN;

	(void)state;
	start_off();
	EXPECT(CORDON_E_SUCCESS, run, PART, 2);
	assert_int_equal(exit_on(0, EXIT_END, 0, 0).why, EXIT_END);
	for (u32 v = 0; v < VCPUS; v++) {
		EXPECT(CORDON_E_POWER, run, PART, v);
	}
	expect_power(1, 0);
	expect_power(3, 0xf);
	EXPECT_ON(1, CORDON_E_RUNNING, CORDON_HVC_VCPU_ON, 0);
	EXPECT_ON(1, CORDON_E_RUNNING, CORDON_HVC_VCPU_ON, 1);
	EXPECT_ON(1, CORDON_E_SUCCESS, CORDON_HVC_VCPU_ON, 2);
	exit_on(2, EXIT_WFI, 0, 0);
	EXPECT(CORDON_E_POWER, run, PART, 1);
	EXPECT(CORDON_E_SUCCESS, run, PART, 2);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_VCPU_ON, 1);
	exit_on(1, EXIT_END, 0, 0);
	expect_power(0, 0);
	exit_on(0, EXIT_OFF, 0, 0);
	EXPECT(CORDON_E_POWER, run, PART, 2);
	EXPECT(CORDON_E_SUCCESS, CORDON_HVC_PARTITION_END, PART);
	compare_now();
}

/* The exit of a vCPU that runs on CPU 1. */
static void expect_exit(u64 why, u64 esr, u64 hpfar, u64 x1, u64 x2, u64 x3)
{
	struct exit_record r;

	EXPECT_ON(1, CORDON_E_SUCCESS, CORDON_HVC_VCPU_RUN, PART, 2);
	r = exit_at(1, why, esr, hpfar, ~0ull, ~0ull);
	check(r.why == x1 && r.gfn == x2 && r.access == x3 && r.form == 0 && r.value == 0,
	      "why %lx, ESR %lx, HPFAR %lx: %lx %lx %lx %lx %lx", why, esr, hpfar, r.why, r.gfn,
	      r.access, r.form, r.value);
}

/* A stage-1 walk, for a fetch or for data: it reads, and writes if WnR says so or if it is stopped
 * by a permission (12 to 15). */
static void expect_walk(u64 ec, u64 more, u64 hpfar, u64 page)
{
	const u64 walk = ec | 1ull << 7, write = 1ull << 6, translation = (more & ~0x3full) | 7;

	expect_exit(EXIT_FAULT, walk | translation, hpfar, EXIT_FAULT, page, 0);
	expect_exit(EXIT_FAULT, walk | write | translation, hpfar, EXIT_FAULT, page, 1);
	expect_exit(EXIT_FAULT, walk | (more & ~0x3full) | 0xf, hpfar, EXIT_FAULT, page, 1);
}

/* Of a protected partition, all of whose frames are its RAM. Exception classes (Arm ARM D19.2,
 * ESR_EL2.EC), and faults of which nothing is told but the page and the access: not the place in
 * the page, the size, the register or the status. */
void test_exit(void **state)
{
	static const u64 page[] = { 0, 5, FRAME, GFN_MAX - 1 };
	static const u64 outside[] = { GFN_MAX, GFN_MAX + 5, 0xffffffff, 0xffffffffff };
	const u64 fetch = 0x20ull << 26, data = 0x24ull << 26, write = 1ull << 6;
	const u64 other = ~(0x3full << 26 | write | 1ull << 7);	/* what does not count */

	(void)state;
	start();
	for (u32 k = 0; k < 4; k++) {
		u64 in = page[k] << 4, out = outside[k] << 4, odd = 1ull << 63 | 0xf;

		for (u64 rest = 0; rest <= 1; rest++) {
			u64 more = rest * other, hpfar = in | rest * odd;

			expect_exit(EXIT_FAULT, data | more, hpfar, EXIT_FAULT, page[k], 0);
			expect_exit(EXIT_FAULT, data | write | more, hpfar, EXIT_FAULT, page[k], 1);
			expect_exit(EXIT_FAULT, fetch | more, hpfar, EXIT_FAULT, page[k], 2);
			expect_exit(EXIT_FAULT, fetch | write | more, hpfar, EXIT_FAULT, page[k],
				    2);
			expect_walk(fetch, more, hpfar, page[k]);
			expect_walk(data, more, hpfar, page[k]);
			expect_exit(EXIT_FAULT, data | write | more, out, EXIT_INTERRUPT, 0, 0);
			expect_exit(EXIT_INTERRUPT, data | more, hpfar, EXIT_INTERRUPT, 0, 0);
			expect_exit(EXIT_WFI, data | more, hpfar, EXIT_WFI, 0, 0);
			expect_exit(EXIT_SERROR, fetch | more, hpfar, EXIT_SERROR, 0, 0);
			expect_exit(EXIT_DEBUG + 1, data | more, hpfar, EXIT_INTERRUPT, 0, 0);
			expect_exit(BIG + EXIT_FAULT, data | more, hpfar, EXIT_INTERRUPT, 0, 0);
			expect_exit(~0ull, fetch | more, hpfar, EXIT_INTERRUPT, 0, 0);
		}
	}
	for (u64 ec = 0; ec < 64; ec++) {
		u32 known = ec == 0x20 || ec == 0x24;

		expect_exit(EXIT_FAULT, ec << 26 | write, 5 << 4, known ? EXIT_FAULT :
			    EXIT_INTERRUPT, known ? 5 : 0, ec == 0x20 ? 2 : known);
	}
	/* A CPU that is the host's stays so. */
	assert_int_equal(exit_on(1, EXIT_WFI, 0, 0).why, EXIT_WFI);
	assert_int_equal(caller[1], OWNER_HOST);
	compare_now();
}

/* Its why, as far as it is told, and its value; it names neither page nor access. */
static struct exit_record exit_on_part(u64 part, u64 why, u64 esr, u64 value)
{
	struct exit_record r;

	EXPECT_ON(1, CORDON_E_SUCCESS, CORDON_HVC_VCPU_RUN, part, 2);
	r = exit_at(1, why, esr, 5 << 4, 0x123, value);
	check(r.gfn == 0 && r.access == 0, "%lx %lx", r.gfn, r.access);
	return r;
}

/* The exit at an access to this guest frame. */
static struct exit_record exit_of(u64 part, u64 gfn, u64 esr, u64 far, u64 value)
{
	EXPECT_ON(1, CORDON_E_SUCCESS, CORDON_HVC_VCPU_RUN, part, 2);
	return exit_at(1, EXIT_FAULT, esr, gfn << 4, far, value);
}

/* What a device must know of an access is told of one that the processor describes (ISV), and of it
 * all: D19.2, ISS of a data abort. */
static void tells_device(u64 part, u64 gfn)
{
	const u64 data = 0x24ull << 26, isv = 1ull << 24, write = 1ull << 6, walk = 1ull << 7;
	static const u64 stored[] = { 0x88, 0x7788, 0x55667788, 0x1122334455667788 };
	const u64 value = stored[3];
	struct exit_record r;

	for (u64 sas = 0; sas < 4; sas++) {
		r = exit_of(part, gfn, data | isv | sas << 22 | write, 0xffff000000abcdef, value);
		assert_int_equal(r.gfn, gfn);
		assert_int_equal(r.form, 0x4def + sas * 0x1000);
		assert_int_equal(r.value, stored[sas]);
		r = exit_of(part, gfn, data | isv | sas << 22, 0x123, value);
		assert_int_equal(r.form, 0x4123 + sas * 0x1000);
		assert_int_equal(r.value, 0);
		r = exit_of(part, gfn, data | sas << 22 | write, 0x123, value);
		assert_int_equal(r.form + r.value, 0);
		r = exit_of(part, gfn, data | isv | sas << 22 | walk | write, 0x123, value);
		assert_int_equal(r.form + r.value, 0);
		r = exit_of(part, gfn, 0x20ull << 26 | isv | sas << 22 | write, 0x123, value);
		assert_int_equal(r.form + r.value, 0);
	}
}

/* Of an access inside its RAM nothing is told but the page and what it was. */
static void tells_page(u64 part, u64 gfn)
{
	const u64 data = 0x24ull << 26, isv = 1ull << 24, write = 1ull << 6;

	for (u64 sas = 0; sas < 4; sas++) {
		for (u64 access = 0; access <= write; access += write) {
			u64 esr = data | isv | sas << 22 | access;
			struct exit_record r = exit_of(part, gfn, esr, 0x123, ~0ull);

			check(r.why == EXIT_FAULT && r.gfn == gfn &&
			      r.access == (access != 0 ? ACCESS_WRITE : ACCESS_READ) &&
			      r.form == 0 && r.value == 0, "gfn %lx: %lx %lx %lx %lx %lx", gfn,
			      r.why, r.gfn, r.access, r.form, r.value);
		}
	}
}

/* All accesses of an ordinary partition, and those of a protected one outside its RAM: where that
 * ends, at the ends of the IPA space, and whether it has a page there or not. */
void test_exit_device(void **state)
{
	static const u64 ram[][2] = {
		{ 4, 3 }, { 0, 1 }, { GFN_MAX - 1, 1 }, { 0, GFN_MAX }, { 1, GFN_MAX - 2 },
		{ 512, 1024 }, { SPAN_ROOT, SPAN_ROOT },
	};

	(void)state;
	for (u32 k = 0; k < sizeof(ram) / sizeof(ram[0]); k++) {
		u64 first = ram[k][0], end = first + ram[k][1];

		start_unsealed();
		EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, PART, FRAME, first);
		if (end < GFN_MAX) {
			EXPECT(CORDON_E_SUCCESS, CORDON_HVC_DONATE, PART, FRAME + 1, end);
		}
		seal(PART, first, end - first, 3);
		for (u64 gfn = first; gfn < end; gfn += end - first > 8 ? (end - first) / 7 : 1) {
			tells_page(PART, gfn);
			tells_device(GUEST, gfn);
		}
		tells_page(PART, end - 1);
		if (first > 0) {
			tells_device(PART, first - 1);
			tells_device(PART, 0);
		}
		if (end < GFN_MAX) {
			tells_device(PART, end);
			tells_device(PART, GFN_MAX - 1);
		}
		compare_now();
	}
}

/* Which exits tell what, and to whom: a value alone, of any partition. */
void test_exit_told(void **state)
{
	const u64 esr = 0x24ull << 26 | 1ull << 24, value = 0x1122334455667788;

	(void)state;
	start();
	for (u64 why = EXIT_SGI; why <= EXIT_END; why++) {
		struct exit_record r = exit_on_part(GUEST, why, esr, value + why);

		check(r.why == why && r.form == 0 && r.value == value + why, "%lx %lx", r.why,
		      r.value);
		r = exit_on_part(PART, why, esr, value + why);
		check(r.why == why && r.form == 0 && r.value == value + why, "%lx %lx", r.why,
		      r.value);
		/* It may have gone off. */
		if (why == EXIT_OFF) {
			EXPECT_ON(1, CORDON_E_POWER, CORDON_HVC_VCPU_RUN, PART, 2);
			EXPECT_ON(1, CORDON_E_SUCCESS, CORDON_HVC_VCPU_RUN, PART, 3);
			EXPECT_ON(1, CORDON_E_SUCCESS, CORDON_HVC_VCPU_ON, 2);
			exit_on(1, EXIT_ON, 0, 0);
		}
	}
	EXPECT_ON(1, CORDON_E_POWER, CORDON_HVC_VCPU_RUN, PART, 0);
	EXPECT_ON(1, CORDON_E_SUCCESS, CORDON_HVC_VCPU_RUN, GUEST, 0);
	compare_now();
}

/* Of calls and accesses to system registers the host hears from ordinary partitions alone. */
void test_exit_served(void **state)
{
	const u64 esr = 0x18ull << 26 | ~0ull << 32 | 0x1abcdef, value = 0x1122334455667788;
	struct exit_record r;

	(void)state;
	start();
	for (u64 part = PART; part <= GUEST; part += GUEST - PART) {
		u64 told = part == GUEST;

		r = exit_on_part(part, EXIT_CALL, esr, value);
		check(r.why == told * EXIT_CALL && r.form == 0 && r.value == told * value,
		      "%lx %lx", r.why, r.value);
		r = exit_on_part(part, EXIT_CALL, 0x17ull << 26 | ~0ull << 32, value);
		check(r.why == told * EXIT_CALL && r.form == told && r.value == told * value,
		      "%lx %lx %lx", r.why, r.form, r.value);
		r = exit_on_part(part, EXIT_DEBUG, esr, value);
		check(r.why == told * EXIT_DEBUG && r.form == told * esr && r.value == told * 0x123,
		      "%lx %lx %lx", r.why, r.form, r.value);
		r = exit_on_part(part, EXIT_SYSREG, esr, value);
		check(r.why == told * EXIT_SYSREG && r.form == told * 0x1abcdef &&
		      r.value == told * value, "%lx %lx %lx", r.why, r.form, r.value);
	}
	compare_now();
}
