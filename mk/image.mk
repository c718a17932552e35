# SPDX-License-Identifier: Apache-2.0
#
# Cordon's image: build/cordon/cordon.bin, an arm64 Image; cordon.elf has the symbols.

include src/objects.mk
include src/proven/objects.mk

.PHONY: image

CROSS := aarch64-linux-gnu-
image_dir := build/cordon
obj_dir := $(image_dir)/obj
# text and data; the issue of trust: what is small can be read.
IMAGE_MAX := 262144

image_include := -Isrc/include -Isrc/include/libc -Isrc/edge -Isrc/proven -Igen/include -Igen/acsl -Ispec
# Asked when first used: on a fresh machine make itself installs the compiler.
gcc_include = $(eval gcc_include := $$(shell $(CROSS)gcc -print-file-name=include))$(gcc_include)
image_base = -std=c11 -ffreestanding -nostdinc -isystem $(gcc_include) -mgeneral-regs-only -mstrict-align \
	-fno-jump-tables \
	-mno-outline-atomics -march=armv8-a -fno-pic -fvisibility=hidden -fdata-sections \
	-ffunction-sections -fno-common -fno-stack-protector -fno-asynchronous-unwind-tables \
	-fno-omit-frame-pointer -fno-strict-aliasing -fstack-usage -O2 -g \
	-ffile-prefix-map=$(CURDIR)=. $(image_include) \
	-DPLATFORM_H='"../platform/$(PLATFORM).h"' $(if $(filter 1,$(DEBUG)),-DCORDON_DEBUG)
image_cflags = $(image_base) -Wall -Wextra -Werror
lib_cflags = $(image_base) -Wall -Wno-unused-parameter
libfdt_dir := build/src/linux/scripts/dtc/libfdt
mbedtls_dir := build/src/mbedtls
fdt_include := -I$(libfdt_dir)
crypto_include := -I$(mbedtls_dir)/include -Isrc/crypto \
	-DMBEDTLS_CONFIG_FILE='"cordon_mbedtls_config.h"'

trusted_obj := $(patsubst %,$(obj_dir)/%.o,$(basename $(trusted_src)))
proven_obj := $(patsubst %.c,$(obj_dir)/proven/%.o,$(notdir $(PROVEN_SRC)))
lib_obj := $(libfdt_src:%.c=$(obj_dir)/libfdt/%.o) $(mbedtls_src:%.c=$(obj_dir)/mbedtls/%.o)
image_obj := $(trusted_obj) $(lib_obj)

image: $(image_dir)/cordon.bin ## build Cordon's image

# Changes when the flags do.
$(image_dir)/flags: FORCE | $(STAMP)/apt-build
	@mkdir -p $(@D)
	@echo '$(subst ','\'',$(image_cflags) $(PROVEN_SRC))' | cmp -s - $@ || \
		echo '$(subst ','\'',$(image_cflags) $(PROVEN_SRC))' > $@
FORCE:

$(image_obj) $(proven_obj): $(image_dir)/flags | $(STAMP)/apt-build build/src/linux build/src/mbedtls

$(obj_dir)/boot/%.o: image_extra := $(fdt_include)
$(obj_dir)/crypto/%.o: image_extra := $(crypto_include)

$(obj_dir)/%.o: src/%.c
	@mkdir -p $(@D)
	@$(CROSS)gcc $(image_cflags) $(image_extra) -MMD -MP -c -o $@ $<

$(obj_dir)/%.o: src/%.S
	@mkdir -p $(@D)
	@$(CROSS)gcc $(image_cflags) -MMD -MP -c -o $@ $<

$(obj_dir)/libfdt/%.o:
	@mkdir -p $(@D)
	@$(CROSS)gcc $(lib_cflags) $(fdt_include) -c -o $@ $(libfdt_dir)/$*.c

$(obj_dir)/mbedtls/%.o:
	@mkdir -p $(@D)
	@$(CROSS)gcc $(lib_cflags) $(crypto_include) -MMD -MP -c -o $@ $(mbedtls_dir)/library/$*.c

define proven_rule
$(obj_dir)/proven/$(basename $(notdir $(1))).o: $(1)
	@mkdir -p $$(@D)
	@$$(CROSS)gcc $$(image_cflags) -Wno-unknown-pragmas -MMD -MP -c -o $$@ $$<
endef
$(foreach file,$(PROVEN_SRC),$(eval $(call proven_rule,$(file))))

$(image_dir)/proven.a: $(proven_obj)
	@rm -f $@
	@$(CROSS)ar rcsD $@ $^

$(image_dir)/link.ld: src/link.ld.S $(image_dir)/flags
	@$(CROSS)gcc -E -P -D__ASSEMBLER__ $(image_cflags) -x assembler-with-cpp -MMD -MP -MT $@ \
		-MF $(obj_dir)/link.d -o $@ $<

# Linked twice: the table of functions for backtraces is made from the first result, and lies
# behind all code.
image_link = $(CROSS)ld -nostdlib --gc-sections --no-warn-rwx-segments -z max-page-size=4096 \
	-T $(image_dir)/link.ld -o $(1) $(trusted_obj) $(2) $(image_dir)/proven.a $(lib_obj)

$(image_dir)/cordon.elf: $(image_obj) $(image_dir)/proven.a $(image_dir)/link.ld src/arch/symbols.awk
	@awk -f src/arch/symbols.awk /dev/null > $(obj_dir)/symbols0.s
	@$(CROSS)gcc -c -o $(obj_dir)/symbols0.o $(obj_dir)/symbols0.s
	@$(call image_link,$(image_dir)/first.elf,$(obj_dir)/symbols0.o)
	@$(CROSS)nm -n $(image_dir)/first.elf | awk -f src/arch/symbols.awk > $(obj_dir)/symbols.s
	@$(CROSS)gcc -c -o $(obj_dir)/symbols.o $(obj_dir)/symbols.s
	@$(call image_link,$@,$(obj_dir)/symbols.o)
	@rm $(image_dir)/first.elf

$(image_dir)/cordon.bin: $(image_dir)/cordon.elf
	@$(CROSS)objcopy -O binary $< $@
	@size=$$(stat -c %s $@); if [ $$size -gt $(IMAGE_MAX) ]; then \
		echo "image: $$size bytes, at most $(IMAGE_MAX) are allowed" >&2; rm $@; exit 1; fi; \
		echo "image: $@, $$size bytes"

include mk/evidence.mk
-include $(wildcard $(obj_dir)/*.d $(obj_dir)/*/*.d)
