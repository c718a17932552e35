/* SPDX-License-Identifier: Apache-2.0 */
/* All generated headers in one translation unit: proven by WP and compiled by gcc. */
#include "cordon_limits.h"
#include "cordon_abi.h"
#include "dispatch_table.h"
#include "spec_hash.h"
#include "regs_layout.h"
#include "stage1_layout.h"
#include "stage2_layout.h"
#include "tracker_layout.h"
