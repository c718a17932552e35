# SPDX-License-Identifier: Apache-2.0
#
# What the machine needs. Packages of the machine's own release are installed
# (as root; otherwise the command to run is printed); what comes from another
# suite is fetched by tools/fetch and unpacked under build/.

apt_build := gcc libc6-dev dpkg-dev xz-utils bzip2 patch make git ca-certificates \
	gcc-aarch64-linux-gnu libc6-dev-arm64-cross ccache python3 debian-archive-keyring \
	bc bison flex perl openssl libssl-dev
# What the unpacked QEMU is linked with.
apt_run := python3 libaio1 libbpf1 libcapstone4 libfdt1 libfuse3-3 libglib2.0-0 libgmp10 \
	libgnutls30 libhogweed6 libibverbs1 libjpeg62-turbo libnettle8 libnuma1 \
	libpixman-1-0 libpmem1 libpng16-16 librdmacm1 libsasl2-2 libseccomp2 libslirp0 \
	libudev1 liburing2 libvdeplug2 libzstd1 zlib1g
apt_verify := frama-c-base why3 z3 cvc4 cvc5 gcc python3
apt_test := python3 python3-pytest python3-pexpect libcmocka-dev gcc libc6-dev
apt_gdb := gdb-multiarch
apt_all := $(apt_build) $(apt_run) $(apt_verify) $(apt_test) $(apt_gdb)

STAMP := build/.stamp
QEMU := build/tools/qemu/usr/bin/qemu-system-aarch64
ALT_ERGO := build/tools/alt-ergo/usr/bin/alt-ergo
# Debian's Python, whatever else PATH offers: its packages are installed for it.
PYTHON := /usr/bin/python3

$(STAMP)/apt-%: mk/setup.mk tools/apt-need
	@tools/apt-need $(apt_$*) -- $(apt_all)
	@mkdir -p $(@D) && touch $@

$(STAMP)/apt-verify: $(ALT_ERGO)

# tools/unpack leaves .pin alone while its rows of tools/pins.tbl are the same.
build/src/%/.pin: tools/pins.tbl | $(STAMP)/apt-build
	@tools/unpack build/src/$* $*

build/tools/qemu/.pin: tools/pins.tbl | $(STAMP)/apt-build $(STAMP)/apt-run
	@tools/unpack build/tools/qemu qemu-system-arm qemu-system-common qemu-system-data

build/tools/%/.pin: tools/pins.tbl | $(STAMP)/apt-build
	@tools/unpack build/tools/$* $*

.PRECIOUS: build/src/%/.pin build/tools/%/.pin $(STAMP)/apt-%

$(QEMU): build/tools/qemu/.pin ;
$(ALT_ERGO): build/tools/alt-ergo/.pin ;

# Folders to name as order-only prerequisites.
.PHONY: build/src/linux build/src/mbedtls
build/src/linux build/src/mbedtls: %: %/.pin
