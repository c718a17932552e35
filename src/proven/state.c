/* SPDX-License-Identifier: Apache-2.0 */
/* The proven state itself; the linker script places the large arrays by name. */
#include "tracker.h"

struct pool pool;
struct table_meta meta[NR_TABLES];
struct frame frames[FRAMES_MAX];
u32 ram_frames;
u32 free_table[DYN_TABLES];
u32 free_pos[DYN_TABLES];
u32 nr_free;
struct device_range device[BOOT_RANGES_MAX];
u32 nr_devices;
u8 life[NR_OWNERS];
u32 swept[NR_OWNERS];
u32 ram_gfn[NR_OWNERS];
u32 ram_count[NR_OWNERS];
u32 measuring[NR_OWNERS];
u32 measured[NR_OWNERS];
u32 pieces[NR_OWNERS];
struct power power;
u8 caller[CPUS_MAX];
u8 running[CPUS_MAX];
struct klog klog;
struct boot_map boot_map;
