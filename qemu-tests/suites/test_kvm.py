# SPDX-License-Identifier: Apache-2.0
"""KVM in the host under Cordon: ordinary and protected virtual machines."""

import os
import re
import sys

import pytest

from conftest import TOP, built, ended_well

sys.path.insert(0, os.path.join(TOP, "qemu-tests/kvm"))

import selftests  # noqa: E402 (after its folder is known)

CHECKS = ["lent", "pages", "registers", "many", "cycles", "secret", "dump", "mmio", "power", "refused",
          "limit", "flash", "block", "tables", "many-protected", "cycles-protected", "device"]
# Checks that need a machine of their own.
ALONE = {"default": {"append": "kvm-arm.cordon_protected=1"}, "stock": {"stock": True}}
FAST = [test for test in selftests.table().values() if test.set == "fast"]
_consoles = {}


def console(boot, name, *args, **fields):
    """The console of a machine that runs once for all tests that look at it."""
    if name not in _consoles:
        _consoles[name] = ""  # a machine that hangs does so once
        _consoles[name] = boot(*args, **fields).end(900)
    return _consoles[name]


@pytest.mark.parametrize("check", CHECKS)
def test_vmm(boot, check):
    """What the small VMM finds of memory, registers, as many VMs as there can be, and what is left;
    of protected ones also of what they and their VMM cannot do."""
    shown = console(boot, "vmm", "vms", files=[built("test/vmm"), built("test/hostile.ko")])
    assert re.search(rf"^vmm: {check} ok$", shown, re.M)
    if check == CHECKS[-1]:
        ended_well(shown)


@pytest.mark.parametrize("check", ALONE)
def test_vmm_alone(boot, check):
    """All VMs are protected with a parameter of the kernel's; without Cordon none is."""
    fields = dict(ALONE[check])
    fields["append"] = f"vmm={check} {fields.get('append', '')}".rstrip()
    shown = boot("vms", files=[built("test/vmm"), built("test/hostile.ko")], **fields).end(300)
    assert re.search(rf"^vmm: {check} ok$", shown, re.M)
    ended_well(shown)


@pytest.mark.parametrize("test", FAST, ids=lambda test: test.name)
def test_selftest(boot, test):
    """The kernel's own tests of KVM do what they do where KVM has EL2."""
    shown = console(boot, "selftests", "selftests", files=selftests.files(FAST, built("test")))
    assert selftests.fits(test.cordon, selftests.results(shown).get(test.name))
