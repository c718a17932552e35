# SPDX-License-Identifier: Apache-2.0
"""The QEMU command line for a machine with Cordon at EL2 and Linux as its host.

tools/run-qemu is the command; the tests import this file.
"""

import argparse
import os
import re
import struct
import sys
from dataclasses import dataclass, field
from typing import List, Optional

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CPUS = ("cortex-a72", "neoverse-n1", "max")
MAX_SMP = 8
MIN_MEM, MAX_MEM = 512, 65536  # MiB

# The boot modules lie from here on: past Cordon, its tables (from 0x40200000)
# and the device tree that QEMU puts at 0x48000000.
MODULES = 0x54000000
MODULE_ALIGN = 0x200000  # an arm64 kernel starts on a 2 MiB boundary

# One thread runs all CPUs in turn, so one that waits for Cordon's lock gives way. With fewer
# processors than CPUs they would otherwise keep the one that has it, or comes next, from running.
IN_TURN = ("-accel", "tcg,thread=single")


class MachineError(Exception):
    """A value or file that is not usable; the text is for people."""


def built(path):
    """Absolute path of something under build/."""
    return os.path.join(TOP, "build", path)


@dataclass
class Machine:
    """One machine. Paths are resolved against the current folder."""

    cpu: str = "cortex-a72"
    smp: int = 4
    mem: str = "2G"
    image: str = built("cordon/cordon.bin")
    kernel: str = built("host/Image")
    initrd: Optional[str] = built("host/initrd.gz")
    disk: Optional[str] = None  # raw root disk of the host, instead of initrd
    append: str = ""  # more kernel parameters
    share: Optional[str] = None  # folder that the host mounts at /mnt
    smmu: bool = False
    stock: bool = False  # boot the kernel at EL2 without Cordon
    gdb: Optional[str] = None  # socket on which QEMU waits for gdb
    console: Optional[str] = None  # file for the console, instead of stdio
    qemu: str = built("tools/qemu/usr/bin/qemu-system-aarch64")
    extra: List[str] = field(default_factory=list)  # further QEMU arguments

    def command(self):
        """The argument vector. Raises MachineError for a bad value."""
        self._check()
        argv = [self.qemu, "-M", self._machine(), "-cpu", self.cpu,
                "-smp", str(self.smp), "-m", self.mem,
                "-nographic", "-nodefaults", "-no-reboot",
                "-serial", self._serial()]
        argv += self._stock_boot() if self.stock else self._cordon_boot()
        if self.disk:
            argv += ["-drive", f"if=none,id=root,format=raw,file={comma(self.disk)}",
                     "-device", "virtio-blk-pci,drive=root"]
        if self.share:
            argv += ["-virtfs", f"local,path={comma(self.share)},mount_tag=test,"
                                "security_model=none,multidevs=remap"]
        if self.gdb:
            argv += ["-S", "-chardev", f"socket,id=gdb,path={comma(self.gdb)},"
                                       "server=on,wait=off", "-gdb", "chardev:gdb"]
        return [*argv, *self.extra]

    def _check(self):
        if self.cpu not in CPUS:
            raise MachineError(f"CPU {self.cpu}: use one of {', '.join(CPUS)}")
        if not 1 <= self.smp <= MAX_SMP:
            raise MachineError(f"SMP {self.smp}: use a number from 1 to {MAX_SMP}")
        size = re.fullmatch(r"([1-9][0-9]{0,4})([MG])", self.mem)
        if not size or not MIN_MEM <= int(size[1]) * (1 if size[2] == "M" else 1024) <= MAX_MEM:
            raise MachineError(f"MEM {self.mem}: use a size from 512M to 64G")
        need = [(self.qemu, "make build/tools/qemu/usr/bin/qemu-system-aarch64"),
                (self.kernel, "make build/host/Image")]
        if not self.stock:
            need.append((self.image, "make image"))
        if self.disk:
            need.append((self.disk, "name a raw disk image"))
        else:
            need.append((self.initrd, "make build/host/initrd.gz"))
        for path, remedy in need:
            if not os.path.isfile(path):
                raise MachineError(f"{path} is not there: {remedy}")

    def _machine(self):
        machine = "virt,virtualization=on,gic-version=3,its=on"
        return machine + (",iommu=smmuv3" if self.smmu else "")

    def _serial(self):
        if self.console:
            return f"file:{self.console}"
        # On a terminal the keys, Ctrl-C too, go to the guest; Ctrl-A X ends QEMU.
        return "mon:stdio" if sys.stdin.isatty() else "stdio"

    def _bootargs(self):
        args = "console=ttyAMA0"
        if self.disk:
            args += f" root={root_device(self.disk)} rw rootwait"
        return f"{args} {self.append}".rstrip()

    def _stock_boot(self):
        argv = ["-kernel", self.kernel, "-append", self._bootargs()]
        return argv if self.disk else argv + ["-initrd", self.initrd]

    def _cordon_boot(self):
        """Host kernel and initramfs as modules in /chosen, by QEMU's guest-loader."""
        argv = ["-kernel", self.image, "-device",
                f"guest-loader,addr={MODULES:#x},kernel={comma(self.kernel)},"
                f"bootargs={comma(self._bootargs())}"]
        if not self.disk:
            after = align(MODULES + kernel_size(self.kernel))
            argv += ["-device", f"guest-loader,addr={after:#x},initrd={comma(self.initrd)}"]
        return argv


def comma(value):
    """A comma in a value of a QEMU option is written twice."""
    return value.replace(",", ",,")


def align(address):
    """The next address at which a module may start."""
    return -(-address // MODULE_ALIGN) * MODULE_ALIGN


def kernel_size(path):
    """Bytes of memory that an arm64 Image takes, its bss included.

    Linux Documentation/arch/arm64/booting.rst: image_size at 16, magic at 56.
    """
    with open(path, "rb") as image:
        header = image.read(64)
    if len(header) < 64 or header[56:60] != b"ARM\x64":
        raise MachineError(f"{path} is not an arm64 kernel Image")
    return max(struct.unpack_from("<Q", header, 16)[0], os.path.getsize(path))


def root_device(path):
    """The disk itself if it is one file system, else its first partition."""
    with open(path, "rb") as disk:
        sector = disk.read(512)
    return "/dev/vda1" if sector[510:512] == b"\x55\xaa" else "/dev/vda"


def main(arguments=None):
    """Parse the command line and become QEMU."""
    parser = argparse.ArgumentParser(
        prog="run-qemu", description="Run Cordon and its host in QEMU.",
        epilog="Arguments after -- go to QEMU. Defaults name files under build/.")
    default = Machine()
    parser.add_argument("--cpu", default=default.cpu, help="/".join(CPUS))
    parser.add_argument("--smp", type=int, default=default.smp, help="number of CPUs")
    parser.add_argument("--mem", default=default.mem, help="memory, as 2G")
    parser.add_argument("--image", default=default.image, help="Cordon's image")
    parser.add_argument("--kernel", default=default.kernel, help="host kernel")
    parser.add_argument("--initrd", default=default.initrd, help="initramfs of the host")
    parser.add_argument("--disk", help="raw root disk of the host, instead of the initramfs")
    parser.add_argument("--append", default="", help="more kernel parameters")
    parser.add_argument("--share", help="folder that the host mounts at /mnt")
    parser.add_argument("--smmu", action="store_true", help="give the machine an SMMUv3")
    parser.add_argument("--stock", action="store_true",
                        help="boot the kernel at EL2 without Cordon")
    parser.add_argument("--gdb", metavar="SOCKET", help="wait for gdb on this socket")
    parser.add_argument("--console", metavar="FILE", help="write the console to a file")
    parser.add_argument("--print", action="store_true",
                        help="print the command instead of running it")
    parser.add_argument("extra", nargs="*", help=argparse.SUPPRESS)
    options = vars(parser.parse_args(arguments))
    show = options.pop("print")
    try:
        argv = Machine(**options).command()
    except (MachineError, OSError) as error:
        print(f"run-qemu: {error}", file=sys.stderr)
        return 2
    if show:
        print(" ".join(f"'{word}'" if " " in word else word for word in argv))
        return 0
    os.execv(argv[0], argv)
