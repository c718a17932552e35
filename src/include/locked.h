/* SPDX-License-Identifier: Apache-2.0 */
/* The one place that takes the memory lock: around every entry of the proven core. */
#ifndef CORDON_LOCKED_H
#define CORDON_LOCKED_H
#include "core.h"

/* core_boot() under the lock. */
u32 locked_boot(void);
/* core_hvc() for this CPU with the caller's x0 to x6; a partition that begins gets fresh vCPUs, one
 * that is switched on begins where it is told, pages are measured, and x4 is what vcpu_register and
 * measurement answer. */
struct hvc_result locked_hvc(u64 *x);
/* core_abort() for this CPU. */
u32 locked_abort(u64 esr, u64 hpfar);
/* core_exit() for this CPU; the vCPU hears whether a device may serve the access. */
struct exit_record locked_exit(u64 why, u64 esr, u64 hpfar, u64 far, u64 value);
/* Frames of RAM that an owner has. */
u64 locked_count_frames(u32 owner);
/* Takes the lock for good: no CPU enters the core any more, and all partition memory is zeroed.
 * Before the machine is reset or switched off. */
void locked_shutdown(void);
/* Writes "cpu N what" to the log, after boot. */
void locked_log_cpu(const char *what);
#endif
