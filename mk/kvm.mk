# SPDX-License-Identifier: Apache-2.0
#
# KVM in the host: the kernel's selftests of it, built from the kernel's sources.

.PHONY: suite-kvm

selftests := build/selftests
kvm_dir := qemu-tests/kvm

$(test_dir)/vmm $(test_dir)/kvm-bench: $(test_dir)/%: $(wildcard $(kvm_dir)/*.[ch]) \
		qemu-tests/hostile/hostile.h gen/include/cordon_abi.h gen/include/cordon_limits.h \
		| $(STAMP)/apt-build
	@mkdir -p $(@D)
	@$(CROSS)gcc -std=gnu11 -O2 -Wall -Wextra -Werror -static -Igen/include \
		-Iqemu-tests/hostile -o $@ $(kvm_dir)/vm.c $(kvm_dir)/$(patsubst kvm-%,%,$*).c

$(selftests)/.built: build/host/Image
	@mkdir -p $(@D)
	@$(kbuild) -s headers
	@make -s -j$$(nproc) -C $(linux_src)/tools/testing/selftests/kvm ARCH=arm64 \
		CROSS_COMPILE='ccache aarch64-linux-gnu-' OUTPUT=$(CURDIR)/$(selftests) \
		KHDR_INCLUDES='-isystem $(CURDIR)/$(linux_obj)/usr/include' LDFLAGS=-static \
		>$(@D)/build.log 2>&1 || { tail -n 20 $(@D)/build.log; exit 1; }
	@touch $@

suite-kvm: image $(QEMU) build/host/Image build/host/initrd.gz $(selftests)/.built ## run KVM's selftests on the stock kernel and under Cordon, and compare
	@$(PYTHON) -B qemu-tests/kvm/selftests.py
