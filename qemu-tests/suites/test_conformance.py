# SPDX-License-Identifier: Apache-2.0
"""The processor's stage-2 walk is the specified one: qemu-tests/conformance, alone at EL2."""

import re

import pytest

import qemu
from conftest import built


@pytest.mark.parametrize("cpu", qemu.CPUS)
def test_walk(boot, cpu):
    """Random tables and addresses; what the comparison covers is counted too."""
    host = boot(argv=[qemu.Machine().qemu, "-M", "virt,virtualization=on,gic-version=3",
                      "-cpu", cpu, "-m", "1G", "-nographic", "-nodefaults", "-no-reboot",
                      "-serial", "stdio", "-kernel", built("test/conformance.bin")])
    console = host.end(300)
    line = re.search(r"^conformance: pairs .*", console, re.M)
    assert line, "the comparison did not come to its end"
    words = line[0].split()[1:]
    count = dict(zip(words[::2], map(int, words[1::2])))
    assert count["differ"] == 0, console
    assert count["pairs"] >= 10000
    for case in ("level1", "level2", "level3", "invalid", "denied", "device", "run"):
        assert count[case] >= 500, f"{case}: only {count[case]}"
    assert count["fetches"] >= 10000
