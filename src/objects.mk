# SPDX-License-Identifier: Apache-2.0
#
# The trusted code, below src/, and what is compiled of libraries.

trusted_src := \
	arch/head.S arch/vectors.S arch/sizes.c arch/stage1.c arch/edge.c arch/percpu.c arch/trap.c \
	arch/locked.c arch/inject.c arch/enter.c arch/guest.c arch/id.c arch/vcpu.c arch/world.c arch/fp.c arch/vgic.c \
	arch/vectorregs.S arch/panic.c arch/string.c \
	boot/main.c boot/fdt.c boot/devices.c boot/modules.c boot/layout.c boot/hostdtb.c \
	psci/smccc.c psci/psci.c psci/guest_calls.c psci/trng.c \
	console/uart.c console/klog.c platform/features.c crypto/drbg.c crypto/measurement.c

libfdt_src := fdt.c fdt_ro.c fdt_wip.c fdt_rw.c fdt_addresses.c
mbedtls_src := aes.c ctr_drbg.c sha256.c platform_util.c
