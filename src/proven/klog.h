/* SPDX-License-Identifier: Apache-2.0 */
/* Cordon's log ring: the console writes it, the log_read call reads it. */
#ifndef PROVEN_KLOG_H
#define PROVEN_KLOG_H
#include "types.h"
#include "cordon_limits.h"

struct klog {
	u64 head;	/* bytes ever written */
	u8 byte[KLOG_SIZE];
};
extern struct klog klog;
#endif
