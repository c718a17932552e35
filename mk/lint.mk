# SPDX-License-Identifier: Apache-2.0

.PHONY: lint

lint: $(STAMP)/apt-build ## check the form of every file (licence, columns, braces, forbidden words)
	@$(PYTHON) tools/lint
