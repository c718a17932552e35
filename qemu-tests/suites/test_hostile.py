# SPDX-License-Identifier: Apache-2.0
"""A host that attacks Cordon: qemu-tests/hostile, one test for each of its checks."""

import re

import pytest

from conftest import built, ended_well

KIB = 2 * 1024 * 1024
FILES = [built("test/hostile.ko"), built("test/attack")]
# The machine must run on after each one; "returned" looks at every frame after all others.
CHECKS = ["version", "numbers", "page", "block", "errors", "tables", "psci", "smc", "memory",
          "devices", "translation", "split", "stale", "returned", "entry"]
FUZZ = ["fuzz", "returned"]
_consoles = {}


def attack(boot, checks, **machine):
    """The console of a machine whose host runs these checks; each machine runs once."""
    key = (tuple(checks), tuple(machine.items()))
    if key not in _consoles:
        _consoles[key] = ""  # a machine that hangs does so once
        host = boot("hostile", files=FILES, mem="2G", smmu=True,
                    append="attack=" + ",".join([str(KIB), *checks]), **machine)
        try:
            host.until(r"cordon-host: \S+ ended with status \d+", 900)
        finally:
            _consoles[key] = host.console()
    return _consoles[key]


@pytest.mark.parametrize("check", CHECKS)
def test_attack(boot, check):
    """An attack fails as it must."""
    console = attack(boot, CHECKS, cpu="cortex-a72", smp=4)
    detail = "\n".join(re.findall(r"attack: line .*", console)[:8])
    assert f"attack: {check} ok\n" in console, f"{check} did not hold:\n{detail}"


def test_machine_lives(boot):
    """After all attacks the host's kernel has nothing to complain about, and answers."""
    ended_well(attack(boot, CHECKS, cpu="cortex-a72", smp=4))


def test_fuzz(boot):
    """Each number, 100,000 random and boundary arguments, from all CPUs: as the model says.

    Two CPUs: with more than this machine has, the emulated lock waits for its scheduler.
    """
    console = attack(boot, FUZZ, cpu="cortex-a72", smp=2)
    for check in FUZZ:
        assert f"attack: {check} ok\n" in console
    assert int(re.search(r"fuzz: (\d+) calls on 2 CPUs", console)[1]) >= 1600000
    ended_well(console)


@pytest.mark.parametrize("cpu", ["neoverse-n1", "max"])
def test_split_under_load(boot, cpu):
    """Splitting the host's blocks loses no access of 8 CPUs."""
    checks = ["split", "stale", "page", "block", "returned"]
    console = attack(boot, checks, cpu=cpu, smp=8)
    for check in checks:
        assert f"attack: {check} ok\n" in console
    ended_well(console)
