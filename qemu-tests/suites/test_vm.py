# SPDX-License-Identifier: Apache-2.0
"""Debian's QEMU as VMM in the host: virtual machines with Linux."""

import glob
import re

import pytest

from conftest import KERNEL_FAULT, built, ended_well

MACHINES = [{"cpu": "cortex-a72"}, {"cpu": "max"}]


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine["cpu"])
def test_two_vms(boot, machine):
    """Two guests of two CPUs each, an ordinary and a protected one, boot at once, run a program, and
    switch themselves off. The protected one had memory that the host had not."""
    console = boot("two-vms", files=glob.glob(built("host/share/*")), **machine).end(600)
    ended_well(console)
    for kind in ("ordinary", "protected"):
        shown = re.findall(rf"^{kind}: (.*)$", console, re.M)
        assert any("smp: Brought up 1 node, 2 CPUs" in line for line in shown)
        assert "cordon-guest: ready" in shown and "Linux" in shown
        assert "cordon-guest: /bin/uname ended with status 0" in shown
        assert shown[-1] == "ended with status 0"
        assert not any("failed to stop secondary CPUs" in line for line in shown)
    given = re.search(r"^two-vms: (\d+) KiB given$", console, re.M)
    assert given and int(given[1]) > 16384


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine["cpu"])
def test_protected_vm(boot, machine):
    """A guest whose memory the host cannot read boots with two CPUs to its shell, works, and ends."""
    host = boot(share=built("host/share"), **machine)
    host.until("host# ")
    host.child.sendline("vm protected; echo ended with status $?")
    host.until("smp: Brought up 1 node, 2 CPUs", 300)
    host.until("guest# ", 300)
    host.child.sendline("nproc; dd if=/dev/zero of=/tmp/file bs=1M count=64 && wc -c </tmp/file")
    host.until(r"\s2\s.*\s67108864\s", 120)
    host.child.sendline("poweroff -f")
    host.until("ended with status 0", 120)
    host.child.sendline("poweroff -f")
    console = host.end()
    assert not KERNEL_FAULT.search(console)
    assert "failed to stop secondary CPUs" not in console
