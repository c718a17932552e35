/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>
#include "harness.h"

u64 call_count[NR_CALLS][NR_ERRORS];

static u64 random_state;

void check(int condition, const char *format, ...)
{
	char text[CHECK_SIZE];
	va_list arguments;

	if (condition) {
		return;
	}
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	fail_msg("%s", text);
}

void check_monitor(void)
{
	check(monitor_faults() == 0, "monitor: %s", monitor_first_fault());
}

void map_clear(void)
{
	memset(&boot_map, 0, sizeof(boot_map));
}

void map_add(u32 kind, u64 pfn, u64 nr)
{
	boot_map.range[boot_map.nr] = (struct boot_range){ pfn, nr, kind };
	boot_map.nr++;
}

void map_small(u64 nr)
{
	map_clear();
	map_add(BOOT_RAM, RAM_PFN, nr);
	map_add(BOOT_CORDON, RAM_PFN + MIB(2), MIB(2));
}

u32 boot_raw(void)
{
	u64 nr = model_tracked_frames();
	u32 result;

	if (nr > FRAMES_MAX) {
		nr = MIB(16);
	}
	monitor_forget();
	monitor_reset(nr);
	for (u32 i = 0; i < nr; i++) {
		if (model_in_kind(BOOT_MODULE, RAM_PFN + i)) {
			label[i] = OWNER_HOST;
			lines[i] = OWNER_HOST;
		}
	}
	klog.head = random_number();
	for (u32 k = 0; k < KLOG_SIZE; k++) {
		klog.byte[k] = random_number() >> 32;
	}
	edge_lock();
	result = core_boot();
	edge_unlock();
	monitor_settle();
	check_monitor();
	return result;
}

void boot(void)
{
	u32 result = boot_raw();

	check(result == 0, "core_boot returned %u", result);
	model_boot();
	edge_lock();
	compare_all();
	edge_unlock();
}

s32 hvc_on(u32 cpu, const u64 x[7])
{
	struct model_result wanted = model_hvc(cpu, x);
	u32 number = (u32)x[0] - (u32)CORDON_HVC_BASE;
	struct hvc_result r;

	edge_lock();
	r = core_hvc(cpu, x[0], x[1], x[2], x[3], x[4], x[5], x[6]);
	edge_unlock();
	check(r.x0 == (u64)(int64_t)wanted.code && r.x1 == wanted.x1 && r.x2 == wanted.x2 &&
	      r.x3 == wanted.x3,
	      "hvc %lx (%lx, %lx, %lx, %lx, %lx, %lx): %ld %lx %lx %lx, wanted %d", x[0], x[1],
	      x[2], x[3], x[4], x[5], x[6], (long)r.x0, r.x1, r.x2, r.x3, wanted.code);
	monitor_settle();
	check_monitor();
	compare_touched(&wanted.touched);
	call_count[number < NR_CALLS - 1 ? number : NR_CALLS - 1][-wanted.code]++;
	return wanted.code;
}

struct exit_record exit_at(u32 cpu, u64 why, u64 esr, u64 hpfar, u64 far, u64 value)
{
	u32 part = model.caller[cpu] >= PART_FIRST ? model.caller[cpu] : 0;
	struct model_exit wanted = model_exit(cpu, why, esr, hpfar, far, value);
	struct exit_record r;

	edge_lock();
	r = core_exit(cpu, why, esr, hpfar, far, value);
	edge_unlock();
	check(r.why == wanted.why && r.gfn == wanted.gfn && r.access == wanted.access &&
	      r.form == wanted.form && r.value == wanted.value,
	      "exit of CPU %u, why %lx, ESR %lx, HPFAR %lx: %lx %lx %lx %lx %lx", cpu, why, esr,
	      hpfar, r.why, r.gfn, r.access, r.form, r.value);
	monitor_settle();
	check_monitor();
	compare_touched(&(const struct model_touched){ .part = part });
	return r;
}

struct exit_record exit_on(u32 cpu, u64 why, u64 esr, u64 hpfar)
{
	return exit_at(cpu, why, esr, hpfar, 0, 0);
}

void make_ready(u64 part, u64 pfn, u32 nr)
{
	for (u32 k = 0; k < nr; k++) {
		s32 code = hvc(CORDON_HVC_HELD_ZERO, part, pfn + k * PIECE_FRAMES);

		check(code == CORDON_E_SUCCESS, "piece %u of %lx: %d", k, pfn, code);
	}
}

void give_block(u64 part, u64 pfn, u64 gfn)
{
	s32 code = hvc(CORDON_HVC_HOLD, part, pfn, gfn, ORDER_BLOCK2);

	check(code == CORDON_E_SUCCESS, "hold of %lx: %d", pfn, code);
	make_ready(part, pfn, PIECES);
	code = hvc(CORDON_HVC_COMMIT, part, pfn, gfn, 0);
	check(code == CORDON_E_SUCCESS, "commit of %lx: %d", pfn, code);
}

void measure(u64 part, u64 pfn, u64 gfn, u32 first, u32 end)
{
	for (u32 k = first; k < end; k++) {
		struct hvc_result r;
		s32 code;

		/* What the answer is, is compared with the model's; here with what must be. */
		edge_lock();
		r = core_hvc(0, CORDON_HVC_FRAME_QUERY, pfn, 0, 0, 0, 0, 0);
		edge_unlock();
		check(r.x1 == part && r.x2 == FRAME_HELD && r.x3 == gfn, "%lx is %lx for %lx", pfn,
		      r.x2, r.x3);
		check(model.pieces[part] == k, "piece %u comes next", model.pieces[part]);
		code = hvc(CORDON_HVC_MEASURE, part, pfn);
		check(code == CORDON_E_SUCCESS, "piece %u of %lx: %d", k, pfn, code);
	}
}

void give_page(u64 part, u64 pfn, u64 gfn)
{
	s32 code = hvc(CORDON_HVC_HOLD, part, pfn, gfn, ORDER_PAGE);

	check(code == CORDON_E_SUCCESS, "hold of %lx: %d", pfn, code);
	measure(part, pfn, gfn, 0, MEASURE_PIECES);
	code = hvc(CORDON_HVC_SETTLE, part, pfn);
	check(code == CORDON_E_SUCCESS, "settle of %lx: %d", pfn, code);
}

void seal(u64 part, u64 first, u64 count, u32 vcpus)
{
	const u32 cpu = CPUS_MAX - 1;
	s32 code = hvc(CORDON_HVC_SEAL, part, first, count, 0, 0, VCPUS);

	check(code == CORDON_E_SUCCESS, "seal of %lu: %d", part, code);
	if (vcpus > 1) {
		code = hvc_on(cpu, (const u64[7]){ CORDON_HVC_VCPU_RUN, part, 0 });
		check(code == CORDON_E_SUCCESS, "run of %lu: %d", part, code);
		for (u32 v = 1; v < vcpus; v++) {
			code = hvc_on(cpu, (const u64[7]){ CORDON_HVC_VCPU_ON, v });
			check(code == CORDON_E_SUCCESS, "vCPU %u of %lu: %d", v, part, code);
		}
		exit_on(cpu, EXIT_WFI, 0, 0);
	}
}

void random_start(u64 seed)
{
	random_state = seed;
}

u64 random_number(void)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return random_state * 0x2545f4914f6cdd1dull;
}

u32 below(u32 n)
{
	return (random_number() >> 32) % n;
}
