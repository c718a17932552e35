# SPDX-License-Identifier: Apache-2.0
"""Debian's QEMU as VMM in the host: virtual machines with Linux."""

import glob
import re

import pytest

from conftest import built, ended_well

MACHINES = [{"cpu": "cortex-a72"}, {"cpu": "max"}]


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine["cpu"])
def test_two_vms(boot, machine):
    """Two guests of two CPUs each boot at once, run a program, and switch themselves off."""
    console = boot("two-vms", files=glob.glob(built("host/share/*")), **machine).end(600)
    ended_well(console)
    for vm in (1, 2):
        shown = re.findall(rf"^vm{vm}: (.*)$", console, re.M)
        assert any("smp: Brought up 1 node, 2 CPUs" in line for line in shown)
        assert "cordon-guest: ready" in shown and "Linux" in shown
        assert "cordon-guest: /bin/uname ended with status 0" in shown
        assert shown[-1] == "ended with status 0"
