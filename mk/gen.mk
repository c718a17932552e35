# SPDX-License-Identifier: Apache-2.0
#
# The generator: from spec/ to the committed files of gen/ (gen/MANUAL.md).

GEN_PYTHON := /usr/bin/python3

.PHONY: gen gen-check gen-test

gen: | $(STAMP)/apt-build ## write the generated files anew from spec/
	@$(GEN_PYTHON) -B gen/gen.py

gen-check: | $(STAMP)/apt-build ## fail if a generated file differs from a fresh generation
	@$(GEN_PYTHON) -B gen/gen.py --check

gen-test: | $(STAMP)/apt-build ## run the generator's own tests
	@$(GEN_PYTHON) -B -m unittest discover -s gen/tests -p 'test_*.py'
