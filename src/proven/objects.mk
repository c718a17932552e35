# SPDX-License-Identifier: Apache-2.0
# The files under proof; all of them are linked into the image.
PROVEN_SRC := src/proven/state.c src/proven/stage2_tables.c src/proven/stage2_leaves.c \
	src/proven/stage2_merge.c src/proven/tracker.c src/proven/partition.c src/proven/partition_map.c \
	src/proven/donate.c src/proven/hold.c src/proven/held.c src/proven/commit.c src/proven/withdraw.c \
	src/proven/lend.c src/proven/unlend.c \
	src/proven/reclaim.c src/proven/table_return.c src/proven/protect.c src/proven/partition_destroy.c \
	src/proven/dispatch.c src/proven/abort.c src/proven/boot.c \
	src/proven/device_map.c src/proven/shutdown.c src/proven/measure.c src/proven/seal.c src/proven/vcpu_on.c \
	src/proven/vcpu_run.c src/proven/share.c
