/* SPDX-License-Identifier: Apache-2.0 */
/* The lemmas of this folder are proved once, here; the other files use them. */
#include "tracker.h"
