# SPDX-License-Identifier: Apache-2.0
#
# Running the product: Cordon at EL2, the host as boot modules.

.PHONY: run gdb

host_kernel := $(or $(KERNEL),build/host/Image)
run_needs := $(QEMU) $(host_kernel) $(if $(BOOTIMG),,build/host/initrd.gz) build/host/share/.built
run_options = --cpu $(CPU) --smp $(SMP) --mem $(MEM) --kernel $(host_kernel) --share build/host/share \
	$(if $(BOOTIMG),--disk $(BOOTIMG))

run: image $(run_needs) ## boot the host under Cordon to a shell, where "vm ordinary" starts a guest (Ctrl-A X ends QEMU)
	@tools/run-qemu $(run_options)

gdb: image $(run_needs) build/host/vmlinux $(STAMP)/apt-gdb ## the same, stopped, with gdb attached
	@tools/gdb $(run_options)
