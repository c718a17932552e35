# SPDX-License-Identifier: Apache-2.0
#
# The proof: generated files, layering, honesty, Why3, WP and smoke tests, judged and reported by
# proofs/tools/verify. Results are kept under build/verify.

.PHONY: verify verify-baseline verify-tools

F ?= ## verify: only this function
CACHE ?= ## verify: none proves everything anew
SMOKE ?= ## verify: full looks for dead code too
NEGATIVE ?= ## verify: all tries every broken proof of proofs/negative

ifneq ($(CACHE),)
ifneq ($(CACHE),none)
$(call bad,CACHE,use none or leave it out)
endif
endif
ifneq ($(SMOKE),)
ifneq ($(SMOKE),full)
$(call bad,SMOKE,use full or leave it out)
endif
endif
ifneq ($(NEGATIVE),)
ifneq ($(NEGATIVE),all)
$(call bad,NEGATIVE,use all or leave it out)
endif
endif
ifneq ($(F),)
ifeq ($(shell printf '%s' '$(subst ','\'',$(F))' | grep -xE '[A-Za-z_][A-Za-z0-9_]*'),)
$(call bad,F,use the name of one function)
endif
endif

verify_args := $(if $(CACHE),-c none) $(if $(SMOKE),--full-smoke) $(if $(NEGATIVE),--all-negative)

verify: $(STAMP)/apt-verify ## prove everything and report (build/verify/report.json)
	@proofs/tools/verify $(verify_args) $(if $(F),-f $(F))

verify-baseline: $(STAMP)/apt-verify ## prove everything and make that the committed baseline
	@proofs/tools/verify $(verify_args) --write-baseline

verify-tools: $(STAMP)/apt-verify ## run the self-tests of the proof's checks
	@$(PYTHON) -B -m unittest discover -s proofs/tools/tests

# An image whose proven part is not the proved text is no image.
image: $(image_dir)/linked

$(image_dir)/linked: $(image_dir)/cordon.bin proofs/baseline.json proofs/tools/check-linked
	@proofs/tools/check-linked && touch $@
