# SPDX-License-Identifier: Apache-2.0
#
# The host's initramfs: Debian's static arm64 busybox and qemu-tests/rootfs/init.

busybox := build/tools/busybox-static
gen_cpio := build/tools/gen_init_cpio

$(gen_cpio): $(linux_src)/.pin
	@gcc -O2 -o $@ $(linux_src)/usr/gen_init_cpio.c

build/host/initrd.gz: qemu-tests/rootfs/init qemu-tests/rootfs/initrd.list \
		$(busybox)/.pin $(gen_cpio)
	@mkdir -p build/rootfs $(@D)
	@sed 's|BUSYBOX|$(busybox)/bin/busybox|; s|INIT|qemu-tests/rootfs/init|' \
		qemu-tests/rootfs/initrd.list >build/rootfs/list
	@$(gen_cpio) -t 0 build/rootfs/list | gzip -n9 >$@
