# SPDX-License-Identifier: Apache-2.0
#
# KVM in the host: the kernel's selftests of it, built from the kernel's sources; Debian's QEMU for
# arm64 as its VMM.

.PHONY: suite-kvm suite-kvm-stock

selftests := build/selftests
kvm_dir := qemu-tests/kvm

$(addprefix $(test_dir)/,vmm kvm-bench kvm-boot): $(test_dir)/%: $(wildcard $(kvm_dir)/*.[chS]) \
		qemu-tests/hostile/hostile.h gen/include/cordon_abi.h gen/include/cordon_limits.h \
		| $(STAMP)/apt-build
	@mkdir -p $(@D)
	@$(CROSS)gcc -std=gnu11 -O2 -Wall -Wextra -Werror -static -Igen/include \
		-Iqemu-tests/hostile -o $@ $(kvm_dir)/vm.c $(kvm_dir)/measure.c \
		$(wildcard $(kvm_dir)/$(patsubst kvm-%,%,$*)*.[cS])

$(selftests)/.built: build/host/Image
	@mkdir -p $(@D)
	@$(kbuild) -s headers
	@make -s -j$$(nproc) -C $(linux_src)/tools/testing/selftests/kvm ARCH=arm64 \
		CROSS_COMPILE='ccache aarch64-linux-gnu-' OUTPUT=$(CURDIR)/$(selftests) \
		KHDR_INCLUDES='-isystem $(CURDIR)/$(linux_obj)/usr/include' LDFLAGS=-static \
		>$(@D)/build.log 2>&1 || { tail -n 20 $(@D)/build.log; exit 1; }
	@touch $@

# QEMU with its libraries, and what a guest is started from, in one folder for the host.
vmm := build/tools/vmm
share := build/host/share

$(vmm)/.built: tools/fetch tools/bundle | $(STAMP)/apt-build
	@$(PYTHON) -B tools/bundle $(vmm) qemu-system-aarch64 \
		$$(tools/fetch --closure bookworm-backports arm64 qemu-system-arm)
	@touch $@

$(share)/.built: $(vmm)/.built qemu-tests/host/vm build/host/Image build/host/initrd.gz
	@rm -rf $(share)
	@mkdir -p $(share)
	@ln $(vmm)/* $(share)
	@cp qemu-tests/host/vm build/host/Image build/host/initrd.gz $(share)
	@touch $@

suite-kvm: image $(QEMU) build/host/Image build/host/initrd.gz $(selftests)/.built ## run KVM's selftests on the stock kernel and under Cordon, and compare
	@$(PYTHON) -B qemu-tests/kvm/selftests.py

suite-kvm-stock: $(QEMU) build/host/Image build/host/initrd.gz $(selftests)/.built ## run KVM's selftests five times on the stock kernel: what their list has to say of it
	@$(PYTHON) -B qemu-tests/kvm/selftests.py 5
