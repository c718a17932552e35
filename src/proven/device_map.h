/* SPDX-License-Identifier: Apache-2.0 */
/* Device ranges in the host's stage-2; used at boot only. */
#ifndef PROVEN_DEVICE_MAP_H
#define PROVEN_DEVICE_MAP_H
#include "stage2.h"

/*@
// The n frames from p on are devices of the host, outside the window that the tracker covers.
predicate device_frames{L}(integer p, integer n) = p + n <= GFN_MAX &&
	(p + n <= RAM_PFN || RAM_PFN + FRAMES_MAX <= p) && \forall integer q; p <= q < p + n ==> is_device(q);
*/

/*@ requires inv: map_inv;
    requires devices: device_frames(pfn, nr);
    assigns pool, meta[0 .. NR_TABLES - 1], nr_free, g_pending;
    exits \false;
    ensures inv: map_inv;
*/
/* Maps nr device frames to the host at their own numbers, in the largest leaves that fit: read,
 * write, never execute. Returns 0, or 1 if the tables do not suffice or one of the frames is mapped
 * already. */
u32 device_map(u32 pfn, u32 nr);
#endif
