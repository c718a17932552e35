# SPDX-License-Identifier: Apache-2.0
#
# Cordon. `make help` lists targets and variables; it prints the "##" comments
# of this file and of mk/*.mk.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

CPU ?= cortex-a72## CPU that QEMU emulates: cortex-a72, neoverse-n1 or max
SMP ?= 4## number of CPUs, 1 to 8
MEM ?= 2G## memory of the machine, 512M to 64G
DEBUG ?= ## 1: build Cordon with its run-time checks
PLATFORM ?= virt## machine that Cordon is built for: virt
KERNEL ?= ## an own arm64 Image as host kernel
BOOTIMG ?= ## an own root disk image (raw) for the host

include mk/check.mk
include mk/setup.mk
include mk/kernel.mk
include mk/rootfs.mk
-include mk/gen.mk
-include mk/image.mk
-include mk/verify.mk
-include mk/test.mk
-include mk/unit.mk
-include mk/kvm.mk
-include mk/bench.mk
include mk/run.mk
include mk/lint.mk

.PHONY: help clean distclean

help: ## print this
	@awk -f tools/help.awk $(MAKEFILE_LIST)

clean: ## remove what is built of this tree; keep tools, sources, the kernel and proof results
	rm -rf build/cordon build/test build/unit build/gdb build/rootfs build/host/initrd.gz

distclean: ## remove everything that make created
	rm -rf build
