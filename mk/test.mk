# SPDX-License-Identifier: Apache-2.0
#
# Tests in QEMU, and all tests together. What runs in the host is built under build/test.

.PHONY: test test-qemu

test_dir := build/test
test_programs := $(test_dir)/memscan
SUITE ?= ## test-qemu: only suites and tests that match this pytest expression

$(test_dir)/%: qemu-tests/host/%.c | $(STAMP)/apt-build
	@mkdir -p $(@D)
	@$(CROSS)gcc -std=gnu11 -O2 -Wall -Wextra -Werror -static -Igen/include -o $@ $<

# One machine at a time: a suite uses all of this machine's processors.
test-qemu: image $(QEMU) build/host/Image build/host/initrd.gz $(test_programs) \
		$(STAMP)/apt-test ## run the suites in QEMU
	@$(PYTHON) -B -m pytest -p no:cacheprovider -ra -v qemu-tests/suites \
		$(if $(SUITE),-k '$(subst ','\'',$(SUITE))')

test: $(STAMP)/apt-build ## run everything: checks, unit tests, proofs and QEMU suites
	@$(PYTHON) -B qemu-tests/run-all $(MAKE)
