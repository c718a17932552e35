# SPDX-License-Identifier: Apache-2.0
#
# What the linked image shows by itself: which instructions it has, what trusted code names, how
# deep its stacks go; and that the same sources give the same bytes wherever they are built.

.PHONY: image-check

evidence := $(addprefix proofs/tools/check-,instructions arrays stack)
evidence_lists := $(addprefix proofs/,instructions.txt array-names.txt indirect-calls.txt \
	recursion.txt)

image: $(image_dir)/checked

# Every check runs, also after one that fails.
$(image_dir)/checked: $(image_dir)/cordon.bin $(evidence) proofs/tools/elf.py $(evidence_lists)
	@failed=0; for check in $(evidence); do $$check || failed=1; done; exit $$failed
	@touch $@

# The tests of these checks build small images.
verify-tools: | $(STAMP)/apt-build

repro := build/repro
repro_sources := Makefile mk src spec gen proofs tools

# Folders whose names differ in length, another time zone and language, and this tree itself.
image-check: $(image_dir)/cordon.bin ## build the image in two other folders and compare every byte
	@rm -rf $(repro)
	@for folder in a another; do mkdir -p $(repro)/$$folder/build; \
		cp -r $(repro_sources) $(repro)/$$folder; \
		ln -s $(CURDIR)/build/src $(repro)/$$folder/build/src; done
	@TZ=UTC-9 LC_ALL=C $(MAKE) -s -C $(repro)/a $(image_dir)/cordon.bin
	@TZ=UTC+5 LC_ALL=C.UTF-8 $(MAKE) -s -C $(repro)/another $(image_dir)/cordon.bin
	@for folder in a another; do for file in cordon.bin cordon.elf; do \
		cmp $(image_dir)/$$file $(repro)/$$folder/$(image_dir)/$$file; done; done
	@echo "image-check: three builds are the same: $$(sha256sum <$(image_dir)/cordon.bin)"
