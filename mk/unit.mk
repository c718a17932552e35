# SPDX-License-Identifier: Apache-2.0
#
# The proven files on the development machine, against a model (qemu-tests/unit).

.PHONY: unit

unit_dir := build/unit
unit_src := $(wildcard qemu-tests/unit/*.c)
unit_obj := $(patsubst %.c,$(unit_dir)/%.o,$(PROVEN_SRC) $(unit_src))
# -iquote: the image's own string.h must not hide the machine's.
unit_cflags := -std=gnu11 -O2 -g -fno-common -fno-strict-aliasing \
	-fsanitize=undefined -fno-sanitize-recover=undefined \
	$(addprefix -iquote ,src/include src/edge src/proven gen/include gen/acsl spec \
	qemu-tests/unit)
unit_warnings := -Wall -Wextra -Werror

$(unit_obj): mk/unit.mk | $(STAMP)/apt-test

# Warnings of the proven files are judged where the image is built.
$(unit_dir)/src/%.o: unit_warnings := -w

$(unit_dir)/%.o: %.c
	@mkdir -p $(@D)
	@gcc $(unit_cflags) $(unit_warnings) -MMD -MP -c -o $@ $<

$(unit_dir)/unit: $(unit_obj)
	@gcc -fsanitize=undefined -o $@ $^ -lcmocka

unit: $(unit_dir)/unit ## test the proven files on this machine with a million random calls
	@$<

-include $(unit_obj:.o=.d)
