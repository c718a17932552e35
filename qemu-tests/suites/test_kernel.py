# SPDX-License-Identifier: Apache-2.0
"""The host's patched kernel: what it refuses under Cordon, and that it is as any other without."""

import re

import pytest

from conftest import built, ended_well

FILES = [built("test/takeover-calls"), built("host/Image")]
EPERM = 1


def results(console):
    """What each attempt returned: name -> error, 0 for success."""
    found = re.findall(r"^takeover: (\w+) (\d+)$", console, re.M)
    return {name: int(error) for name, error in found}


def test_refused(boot):
    """No other kernel and no image takes the place of a host that has given memory away."""
    console = boot("takeover", files=FILES).end(240)
    ended_well(console)
    assert results(console) == {name: EPERM for name in (
        "kexec_load", "kexec_file_load", "hibernation")}
    assert console.count("Can't kexec: the Cordon hypervisor does not allow it.") == 2
    assert console.count("cordon: hibernation is refused: ") == 1


@pytest.mark.parametrize("level,machine", [(1, ["-M", "virtualization=off"]), (2, [])])
def test_stock(boot, level, machine):
    """The same kernel without Cordon: no word of it, and nothing is refused."""
    console = boot("takeover", files=FILES, stock=True, extra=machine).end(240)
    ended_well(console)
    assert f"CPU: All CPU(s) started at EL{level}" in console
    assert results(console) == {"kexec_load": 0, "kexec_file_load": 0}
    assert "cordon:" not in console and "Cordon" not in console
