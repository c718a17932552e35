# SPDX-License-Identifier: Apache-2.0
#
# Costs in instructions, counted by QEMU: docs/performance.md. No test depends on them.

.PHONY: bench

bench_dir := build/bench
bench_counter := qemu-tests/bench/count.c
bench_sources := $(filter-out $(bench_counter),$(wildcard qemu-tests/bench/*.[chS]))
bench_run = $(PYTHON) -B qemu-tests/bench/bench.py

$(bench_dir)/bench_calls.h: gen/include/cordon_abi.h qemu-tests/bench/bench.py
	@mkdir -p $(@D)
	@$(bench_run) header > $@

# Bare metal, as the kernel of the host.
$(bench_dir)/bench.elf: $(bench_sources) qemu-tests/bench/link.ld $(bench_dir)/bench_calls.h \
		gen/include/cordon_abi.h gen/include/cordon_limits.h | $(STAMP)/apt-build
	@$(CROSS)gcc -std=gnu11 -ffreestanding -mgeneral-regs-only -mstrict-align -march=armv8-a \
		-fno-pic -fno-stack-protector -fno-asynchronous-unwind-tables \
		-fno-tree-loop-distribute-patterns -O2 -Wall -Wextra -Werror -Isrc/include \
		-Igen/include -I$(bench_dir) -nostdlib -static \
		-Wl,-T,qemu-tests/bench/link.ld,--build-id=none,--no-warn-rwx-segments \
		-o $@ $(filter %.S %.c,$(bench_sources))

$(bench_dir)/bench.bin: $(bench_dir)/bench.elf
	@$(CROSS)objcopy -O binary -R .bss $< $@

# The counter is code of the machine that runs QEMU.
$(bench_dir)/count.so: $(bench_counter) | $(STAMP)/apt-build
	@mkdir -p $(@D)
	@gcc -std=gnu11 -O2 -Wall -Wextra -Werror -shared -fPIC -fvisibility=hidden -o $@ $<

# The hostile host without a folder shared by QEMU, whose threads would disturb the count of time.
$(bench_dir)/initrd.gz: build/host/initrd.gz qemu-tests/host/hostile $(test_dir)/hostile.ko \
		$(test_dir)/attack $(test_dir)/kvm-bench
	@mkdir -p $(@D)
	@printf 'file /mnt/%s %s 755 0 0\n' hostile qemu-tests/host/hostile \
		hostile.ko $(test_dir)/hostile.ko attack $(test_dir)/attack \
		kvm-bench $(test_dir)/kvm-bench > $(bench_dir)/list
	@$(gen_cpio) -t 0 $(bench_dir)/list | gzip -n9 | cat build/host/initrd.gz - > $@

# The same host with what it starts guests from. Not compressed: it is large, and read often.
$(bench_dir)/guests.cpio: build/host/initrd.gz $(share)/.built $(test_dir)/kvm-boot
	@mkdir -p $(@D)
	@{ echo "dir /mnt 755 0 0"; for f in $(share)/*; do echo "file /mnt/$${f##*/} $$f 755 0 0"; done; \
		echo "file /mnt/kvm-boot $(test_dir)/kvm-boot 755 0 0"; } > $(bench_dir)/guests.list
	@$(gen_cpio) -t 0 $(bench_dir)/guests.list | cat - build/host/initrd.gz > $@

bench_needs := image $(QEMU) build/host/Image \
	$(addprefix $(bench_dir)/,bench.bin count.so initrd.gz guests.cpio)

bench: $(bench_needs) ## count the instructions of every call: docs/performance.md
	@$(if $(DEBUG),echo "bench: leave DEBUG out; its checks would be counted" >&2; exit 1)
	@$(bench_run) run
