# SPDX-License-Identifier: Apache-2.0
"""The host boots, works and starts again under Cordon, on each CPU model."""

import os
import re
import subprocess

import pytest

import qemu
from conftest import TOP, built, ended_well

MIB = 1024  # KiB
RESIDENT_MAX = 2048 * MIB // 100  # 1% of 2 GiB


def constant(path, name):
    """A string constant of a C header."""
    with open(os.path.join(TOP, path), encoding="utf-8") as header:
        return re.search(rf'#define {name} "([^"]*)"', header.read())[1]


def banner(console):
    """The facts of the banner, by name."""
    found = re.search(r"^Cordon (?P<version>\S+) on virt\nspec +(?P<spec>[0-9a-f]{64})\n"
                      r"cpus +(?P<cpus>\d+)\nmemory (?P<all>\d+) MiB: host (?P<host>\d+) KiB, "
                      r"Cordon (?P<cordon>\d+) KiB \((?P<share>\d+\.\d\d)%\)\n"
                      r"guests (?P<protected>\d+) protected, (?P<ordinary>\d+) ordinary, "
                      r"each of (?P<vcpus>\d+) vCPUs\nrandom seeded\n", console, re.M)
    assert found, "no banner"
    return found.groupdict()


@pytest.mark.parametrize("cpu,smp", [("cortex-a72", 1), ("cortex-a72", 4), ("cortex-a72", 8),
                                     ("neoverse-n1", 1), ("neoverse-n1", 4),
                                     ("max", 4), ("max", 8)])
def test_boot(boot, cpu, smp):
    """The banner tells the truth, and the host sees its CPUs at EL1."""
    host = boot("facts", cpu=cpu, smp=smp, mem="2G")
    host.until("cordon-host: ready", 180)
    console = host.end()
    ended_well(console)
    facts = banner(console)
    assert facts["version"] == constant("src/include/version.h", "CORDON_VERSION")
    assert facts["spec"] == constant("gen/include/spec_hash.h", "CORDON_SPEC_HASH")
    early = re.findall(r"\] cordon: (.*)", console.partition("smp: Bringing up secondary")[0])
    assert early == [f"ABI version 1, specification {facts['spec'][:16]}"]
    assert int(facts["cpus"]) == smp
    assert int(facts["all"]) == 2048
    assert int(facts["host"]) + int(facts["cordon"]) == 2048 * MIB
    assert 0 < int(facts["cordon"]) <= RESIDENT_MAX
    assert int(facts["protected"]) >= 64 and int(facts["ordinary"]) >= 64
    assert int(facts["vcpus"]) >= 8
    assert float(facts["share"]) <= 1.0
    assert f"facts: {smp} CPUs" in console
    assert "CPU: All CPU(s) started at EL1" in console
    seen = int(re.search(r"facts: (\d+) KiB of System RAM", console)[1])
    assert seen == int(facts["host"]), "the host is told of memory that is not its own"


@pytest.mark.parametrize("mem", ["512M", "4G"])
def test_memory(boot, mem):
    """Other sizes of RAM: all of it is somebody's, and the host is told of its part."""
    host = boot("facts", mem=mem)
    console = host.end(240)
    ended_well(console)
    facts = banner(console)
    size = int(mem[:-1]) * (MIB if mem[-1] == "M" else MIB * 1024)
    assert int(facts["host"]) + int(facts["cordon"]) == size
    seen = int(re.search(r"facts: (\d+) KiB of System RAM", console)[1])
    assert seen == int(facts["host"])


def test_hotplug(boot):
    """100 cycles of a CPU off and on again."""
    console = boot("hotplug", smp=4).end(400)
    ended_well(console)
    assert "hotplug: 100 cycles, 0 failed, 4 CPUs" in console


def test_reboot(boot):
    """After a reset the new host finds nothing of the old one's memory."""
    host = boot("reboot", files=[built("test/memscan")], reset=True, mem="1G")
    before = host.until(r"memscan: (\d+) lines found, (\d+) pages read, (\d+) refused", 240)
    assert int(before[1]) >= 0x80000, "the scan does not see what was written"
    after = host.until(r"memscan: (\d+) lines found, (\d+) pages read, (\d+) refused", 240)
    assert int(after[1]) == 0, "data of the run before the reset"
    assert int(after[2]) + int(after[3]) == 0x40000
    ended_well(host.end())


def test_stress(boot):
    """A minute of processes, memory and files on all CPUs loses and changes nothing."""
    console = boot("stress", smp=4).end(400)
    ended_well(console)
    result = re.search(r"stress: 4 workers, (\d+) rounds, (\d+) mismatches", console)
    assert result and int(result[1]) >= 4 and int(result[2]) == 0


LINE = qemu.MODULES
BAD_STARTS = {
    "no kernel": ([], r"no host kernel: add QEMU -device guest-loader,addr="),
    "unaligned kernel": ([f"guest-loader,addr={LINE + 0x1000:#x},kernel={{kernel}}"],
                         rf"the host's kernel at {LINE + 0x1000:#x} is not on a 2 MiB boundary"),
    "kernel in Cordon": ([f"guest-loader,addr={0x40600000:#x},kernel={{kernel}}"],
                         r"lies in Cordon's memory: load it at 0x[0-9a-f]+ or above"),
    "kernel is no Image": ([f"guest-loader,addr={LINE:#x},kernel={{initrd}}"],
                           r"kernel.*Image"),
}


def bare(machine, devices=()):
    """A command line with Cordon's image, a machine and modules of one's own."""
    start = qemu.Machine()
    argv = [start.qemu, "-M", machine, "-cpu", "cortex-a72", "-m", "1G", "-nographic",
            "-nodefaults", "-no-reboot", "-serial", "stdio", "-kernel", start.image]
    for device in devices:
        argv += ["-device", device.format(kernel=start.kernel, initrd=start.initrd)]
    return argv


@pytest.mark.parametrize("case", BAD_STARTS)
def test_bad_start(boot, case):
    """Bad modules end in a line that says what is wrong, and the host is not started."""
    devices, message = BAD_STARTS[case]
    host = boot(argv=bare("virt,virtualization=on,gic-version=3", devices))
    host.until(rf"cordon: [^\n]*{message}[^\n]*\r?\n", 60)
    host.until("cordon: not started", 10)
    assert "Booting Linux" not in host.console()


@pytest.mark.parametrize("machine,message", [
    ("virt,gic-version=3", "the processor is not at EL2: start QEMU with -M virt,virt"),
    ("virt,virtualization=on,gic-version=2", "no GICv3 interface: start QEMU with"),
])
def test_bad_machine(boot, machine, message):
    """A machine on which Cordon cannot work is named."""
    host = boot(argv=bare(machine))
    host.until(f"cordon: {message}", 60)


@pytest.mark.parametrize("setting", ["CPU=cortex-a53", "SMP=9", "MEM=1T", "PLATFORM=other",
                                     "KERNEL=absent", "DEBUG=yes"])
def test_bad_variable(setting):
    """A bad value of a variable is one line, and nothing is built."""
    done = subprocess.run(["make", "-s", "-n", "run", setting], cwd=TOP, text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode != 0
    assert len(done.stdout.strip().split("\n")) == 1
    assert setting in done.stdout
