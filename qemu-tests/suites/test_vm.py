# SPDX-License-Identifier: Apache-2.0
"""Debian's QEMU as VMM in the host: virtual machines with Linux."""

import os
import sys

import pytest

import qemu
from conftest import KERNEL_FAULT, TOP, built, ended_well

sys.path.insert(0, os.path.join(TOP, "qemu-tests"))

import facts  # noqa: E402 (after its folder is known)

MACHINES = [{"cpu": "cortex-a72"}, {"cpu": "max"}]
SHORT = "soak.each=1 soak.cycles=2 stress.seconds=5"


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine["cpu"])
def test_soak(boot, machine):
    """The short form of `make soak`: two guests at once, an ordinary and a protected one, boot, work
    for a few seconds, and switch themselves off; some more come and go. All facts hold."""
    console = boot("soak", files=facts.files("soak"), append=SHORT, extra=qemu.IN_TURN,
                   **machine).end(1200)
    ended_well(console)
    assert facts.held("soak", console)[1]


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
