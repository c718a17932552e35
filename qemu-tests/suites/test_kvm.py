# SPDX-License-Identifier: Apache-2.0
"""KVM in the host under Cordon: ordinary and protected virtual machines."""

import hashlib
import os
import re
import struct
import sys

import pytest

from conftest import TOP, built, ended_well

sys.path.insert(0, os.path.join(TOP, "qemu-tests/kvm"))

import selftests  # noqa: E402 (after its folder is known)

CHECKS = ["lent", "pages", "registers", "many", "interrupted", "cycles", "secret", "dump",
          "kernel-paths", "mmio", "power", "refused", "limit", "flash", "block", "measured", "tables",
          "many-protected", "cycles-protected", "device", "dirty", "moved", "huge", "aged", "swap",
          "ksm"]
SWAP = 64 * 1024 * 1024
# Checks that need a machine of their own.
ALONE = {"default": {"append": "kvm-arm.cordon_protected=1"}, "stock": {"stock": True}}
FAST = [test for test in selftests.table().values() if test.set == "fast"]
# VMs of the check "measured" that begin as the first does; and otherwise.
SAME = {"first", "same", "zero", "retried"}
OTHER = {"byte", "flash", "pc", "context", "vcpus", "ram"}
# What the check "measured" tells, and the kernel of the VM that it then starts.
MEASURED = re.compile(r"^measured: (\w+) (.*)$|protected VM measured: ([0-9a-f]{64})$", re.M)
_consoles = {}


def console(boot, name, *args, **fields):
    """The console of a machine that runs once for all tests that look at it."""
    if name not in _consoles:
        _consoles[name] = ""  # a machine that hangs does so once
        _consoles[name] = boot(*args, **fields).end(900)
    return _consoles[name]


def vmm_console(boot):
    """The console of the machine with all checks of the small VMM but those of ALONE."""
    disk = built("test/swap")
    with open(disk, "wb") as file:
        file.truncate(SWAP)
    return console(boot, "vmm", "vms", files=[built("test/vmm"), built("test/hostile.ko")],
                   extra=["-drive", f"if=none,id=swap,format=raw,file={disk}",
                          "-device", "virtio-blk-pci,drive=swap"])


@pytest.mark.parametrize("check", CHECKS)
def test_vmm(boot, check):
    """What the small VMM finds of memory, registers, as many VMs as there can be, and what is left;
    of protected ones also of what they and their VMM cannot do."""
    shown = vmm_console(boot)
    assert re.search(rf"^vmm: {check} ok$", shown, re.M)
    if check == CHECKS[-1]:
        ended_well(shown)


def measurement(pages, *seal):
    """What docs/measurement.md says of pages (gfn -> bytes) and what seal is told."""
    sha = hashlib.sha256()
    for gfn, page in sorted(pages.items()):
        if any(page):
            sha.update(struct.pack("<Q", gfn) + page)
    sha.update(struct.pack("<6Q", 2**64 - 1, *seal))
    return sha.hexdigest()


def measurements(shown):
    """Of each VM of the check "measured": its name -> the measurements computed and told."""
    found, name, computed = {}, None, None
    for kind, rest, told in MEASURED.findall(shown):
        words = rest.split()
        if kind == "begin":
            name, pages, computed = words[0], {}, None
        elif kind == "fill":
            gfn, first, step = (int(word, 16) for word in words)
            page = ((first + i * step) % 2**64 for i in range(512))
            pages[gfn] = bytearray(struct.pack("<512Q", *page))
        elif kind == "byte":
            gfn, offset, value = (int(word, 16) for word in words)
            pages[gfn][offset] = value
        elif kind == "seal":
            computed = measurement(pages, *(int(word, 16) for word in words))
        elif told and name and computed:
            found[name] = computed, told
            name = None  # other VMs may follow
    return found


def test_measured(boot):
    """Cordon's measurements of VMs are those that are computed from what the VMM has put there; one
    that begins otherwise has another."""
    found = measurements(vmm_console(boot))
    for name, (computed, told) in found.items():
        assert computed == told, name
    first = found["first"][1]
    assert {name for name, (_, told) in found.items() if told == first} == SAME
    assert len({told for _, told in found.values()}) == 1 + len(found) - len(SAME)
    assert set(found) == SAME | OTHER


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
