# SPDX-License-Identifier: Apache-2.0
#
# Running the product: Cordon at EL2, the host as boot modules.

.PHONY: run gdb demo soak

host_kernel := $(or $(KERNEL),build/host/Image)
run_needs := $(QEMU) $(host_kernel) $(if $(BOOTIMG),,build/host/initrd.gz) build/host/share/.built
run_options = --cpu $(CPU) --smp $(SMP) --mem $(MEM) --kernel $(host_kernel) --share build/host/share \
	$(if $(BOOTIMG),--disk $(BOOTIMG))

run: image $(run_needs) ## boot the host under Cordon to a shell, where "vm ordinary" and "vm protected" start guests (Ctrl-A X ends QEMU)
	@tools/run-qemu $(run_options)

demo: image $(run_needs) $(addprefix build/test/,memscan vmm hostile.ko) ## show on two guests what the host can see and what not; the exit status is the verdict
	@$(PYTHON) -B qemu-tests/facts.py demo

soak: image $(run_needs) $(addprefix build/test/,frames vmm hostile.ko guest/initrd.gz) ## run four guests under load for ten minutes, then 200 one after the other, and count the host's pages; the exit status is the verdict
	@$(PYTHON) -B qemu-tests/facts.py soak

gdb: image $(run_needs) build/host/vmlinux $(STAMP)/apt-gdb ## the same, stopped, with gdb attached
	@tools/gdb $(run_options)
