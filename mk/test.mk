# SPDX-License-Identifier: Apache-2.0
#
# Tests in QEMU, and all tests together. What runs in the host is built under build/test.

.PHONY: test test-qemu

test_dir := build/test
test_programs := $(addprefix $(test_dir)/,memscan frames takeover-calls vmm attack hostile.ko \
	guest/initrd.gz conformance.bin)
SUITE ?= ## test-qemu: only suites and tests that match this pytest expression

$(test_dir)/%: qemu-tests/host/%.c | $(STAMP)/apt-build
	@mkdir -p $(@D)
	@$(CROSS)gcc -std=gnu11 -O2 -Wall -Wextra -Werror -static -Igen/include -o $@ $<

$(test_dir)/frames: qemu-tests/hostile/hostile.h gen/include/cordon_abi.h gen/include/cordon_limits.h

# A guest's root file system, with a load.
$(test_dir)/guest/initrd.gz: build/host/initrd.gz qemu-tests/host/stress
	@mkdir -p $(@D)
	@echo 'file /bin/stress qemu-tests/host/stress 755 0 0' > $(@D)/list
	@$(gen_cpio) -t 0 $(@D)/list | gzip -n9 | cat build/host/initrd.gz - > $@

# One machine at a time: a suite uses all of this machine's processors.
test-qemu: image $(QEMU) build/host/Image build/host/initrd.gz $(test_programs) build/selftests/.built build/host/share/.built \
		$(STAMP)/apt-test ## run the suites in QEMU
	@$(PYTHON) -B -m pytest -p no:cacheprovider -ra -v qemu-tests/suites \
		$(if $(SUITE),-k '$(subst ','\'',$(SUITE))')

test: $(STAMP)/apt-build ## run everything: checks, unit tests, proofs and QEMU suites
	@$(PYTHON) -B qemu-tests/run-all $(MAKE)

attack_src := $(addprefix qemu-tests/hostile/,attack.c attack_el1.c attack_kernel.c \
	attack_lend.c attack_measure.c attack_race.c attack_vcpu.c sha256.c attack_guest.S)
$(test_dir)/attack: $(attack_src) $(addprefix qemu-tests/hostile/,attack.h attack_guest.h bare.h \
		hostile.h sha256.h) \
		gen/include/cordon_abi.h gen/include/cordon_limits.h gen/include/spec_hash.h \
		| $(STAMP)/apt-build
	@mkdir -p $(@D)
	@$(CROSS)gcc -std=gnu11 -O2 -Wall -Wextra -Werror -static -pthread -Igen/include -o $@ \
		$(attack_src)

# The sources are copied: kbuild writes beside them.
hostile_src := $(addprefix qemu-tests/hostile/,Kbuild bare.c bare.h device.c fuzz.c fuzz.h \
	hostile.h model.h vectors.S)
$(test_dir)/hostile.ko: $(hostile_src) build/host/Image gen/include/cordon_abi.h \
		gen/include/cordon_limits.h
	@mkdir -p $(test_dir)/module
	@cp $(hostile_src) $(test_dir)/module
	@$(kbuild) -s M=$(CURDIR)/$(test_dir)/module CORDON=$(CURDIR) modules
	@cp $(test_dir)/module/hostile.ko $@

# Bare metal at EL2, with the layouts that Cordon is built with.
conformance_dir := qemu-tests/conformance
$(test_dir)/conformance.bin: $(wildcard $(conformance_dir)/*) gen/include/stage2_layout.h \
		gen/include/regs_layout.h gen/include/cordon_limits.h | $(STAMP)/apt-build
	@mkdir -p $(@D)
	@$(CROSS)gcc -std=gnu11 -ffreestanding -mgeneral-regs-only -mstrict-align -march=armv8-a \
		-fno-pic -fno-stack-protector -fno-asynchronous-unwind-tables -fno-tree-loop-distribute-patterns \
		-O2 -Wall -Wextra -Werror -Isrc/include -Igen/include -nostdlib -static \
		-Wl,-T,$(conformance_dir)/link.ld,--build-id=none,--no-warn-rwx-segments \
		-o $(test_dir)/conformance.elf $(conformance_dir)/start.S $(conformance_dir)/main.c
	@$(CROSS)objcopy -O binary -R .pool -R .bss $(test_dir)/conformance.elf $@
