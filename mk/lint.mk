# SPDX-License-Identifier: Apache-2.0

.PHONY: lint

lint: $(STAMP)/apt-build ## check the form of every file, and what the documents name
	@$(PYTHON) tools/lint
	@$(PYTHON) tools/check-docs
	@$(PYTHON) -B proofs/tools/check-calls
