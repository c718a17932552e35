# SPDX-License-Identifier: Apache-2.0
#
# The host kernel: Debian's source package with the patches of kernel-patches/series,
# kernel-patches/host.config on top of allnoconfig. Modules are built against
# build/host/linux (make -C ... M=...).

.PHONY: patches-test patches-check

linux_src := build/src/linux
# A folder right below the sources is the one place apart from them that kbuild
# names by a relative path; with it the compiler cache serves every clone.
linux_obj := $(linux_src)/obj
# The hypercalls and their numbers, as the patches include them.
linux_abi := cordon_abi.h cordon_limits.h
# About how many objects a full build has; only the progress line uses it.
linux_steps := 1530

# The variables of this make are none of the kernel's. The time, user, machine and
# number of the build do not enter the Image, nor do tools that happen to be installed;
# the language is part of the compiler cache's key.
kbuild = env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u MAKEOVERRIDES -u CPU -u KERNEL -u DEBUG \
	-u LANG -u LANGUAGE -u LC_ALL -u LC_CTYPE -u LC_MESSAGES \
	CCACHE_BASEDIR=$(CURDIR) CCACHE_NOHASHDIR=1 KBUILD_BUILD_TIMESTAMP=2026-01-01 \
	KBUILD_BUILD_USER=cordon KBUILD_BUILD_HOST=cordon KBUILD_BUILD_VERSION=1 \
	make -C $(linux_src) O=$(CURDIR)/$(linux_obj) ARCH=arm64 \
	CROSS_COMPILE=aarch64-linux-gnu- CC='ccache aarch64-linux-gnu-gcc' HOSTCC='ccache gcc' \
	RUSTC=none BINDGEN=none PAHOLE=none

# Only files that become others are written: what does not depend on them stays built.
$(linux_src)/.patched: kernel-patches/series $(wildcard kernel-patches/*.patch) \
		$(addprefix gen/include/kernel/,$(linux_abi)) $(linux_src)/.pin tools/patch-series
	@tools/patch-series apply $(linux_src)
	@for f in $(linux_abi); do to=$(linux_src)/arch/arm64/include/asm/$$f; \
		cmp -s gen/include/kernel/$$f $$to || cp gen/include/kernel/$$f $$to; done
	@touch $@

$(linux_obj)/.config: kernel-patches/host.config $(linux_src)/.patched tools/config-taken
	@mkdir -p $(@D)
	@$(kbuild) -s KCONFIG_ALLCONFIG=$(CURDIR)/$< allnoconfig
	@tools/config-taken $< $@
	@touch $@ # Kconfig leaves a file alone that stays the same

build/host/Image: $(linux_obj)/.config tools/progress
	@mkdir -p $(@D)
	@$(kbuild) -j$$(nproc) Image modules 2>&1 | \
		tools/progress kernel $(linux_steps) build/host/linux.log
	@ln -sfn ../src/linux/obj build/host/linux
	@cp $(linux_obj)/vmlinux build/host/vmlinux
	@cp $(linux_obj)/arch/arm64/boot/Image $@

build/host/vmlinux: build/host/Image ;

patches-test: $(linux_src)/.pin ## check the kernel patches against the pinned source, and their tool
	@tools/patch-series check $(linux_src)
	@$(PYTHON) -B -m unittest discover -s tools/tests -p 'test_*.py'

linux_newest := build/src/linux-newest

patches-check: patches-test ## the same against the newest kernel of the same series in Debian's suite
	@pinned=$$(tools/fetch linux); newest=$$(tools/fetch --newest linux); \
		if [ "$$newest" = "$$pinned" ]; then \
			echo "patches-check: the pinned source is the newest: $$(basename $$newest .dsc)"; \
		else \
			rm -rf $(linux_newest); \
			dpkg-source --no-check --no-copy -x "$$newest" $(linux_newest) >/dev/null; \
			echo "patches-check: $$(basename $$newest .dsc)"; \
			tools/patch-series check $(linux_newest); \
			rm -rf $(linux_newest); \
		fi
