# SPDX-License-Identifier: Apache-2.0
"""A host that attacks Cordon: qemu-tests/hostile, one test for each of its checks."""

import re
import subprocess
from collections import namedtuple

import pytest

import qemu
from conftest import built, ended_well

KIB = 2 * 1024 * 1024
FILES = [built("test/hostile.ko"), built("test/attack")]
# The machine must run on after each one; "returned" looks at every frame after all others.
CHECKS = ["version", "numbers", "page", "block", "hold", "errors", "destroy", "lend", "vcpu",
          "apart", "preempt", "secret", "share", "refused", "seal", "measure", "outside", "power",
          "firmware", "tables", "psci", "smc", "uid", "nofault", "memory", "devices", "translation",
          "registers", "bare", "split", "stale", "returned", "entry"]
FUZZ = ["fuzz", "returned"]
FUZZ_RACE = ["fuzz", "race", "returned"]
# What Cordon never writes after boot, by the symbols at its bounds; None: the array's size.
CONSTANT = {"text": ("__image_start", "__text_end"), "rodata": ("__text_end", "__rodata_end"),
            "stage 1, root": ("stage1_root", None), "stage 1, level 2": ("l2", None),
            "stage 1, level 3": ("l3", None)}
Attack = namedtuple("Attack", "console before after")
_attacks = {}


def spans():
    """Where the constant parts of Cordon are: name -> (start, end)."""
    listed = subprocess.run(["aarch64-linux-gnu-nm", "-S", built("cordon/cordon.elf")],
                            check=True, stdout=subprocess.PIPE, text=True).stdout
    symbols = {}
    for line in listed.splitlines():
        words = line.split()
        size = int(words[1], 16) if len(words) == 4 else None
        symbols[words[-1]] = (int(words[0], 16), size)
    result = {}
    for name, (first, last) in CONSTANT.items():
        start, size = symbols[first]
        result[name] = (start, symbols[last][0] if last else start + size)
    return result


def constant(host):
    """The constant parts of Cordon as they are in the machine's memory: name -> bytes."""
    return {name: host.monitor.memory(*span) for name, span in spans().items()}


def attack(boot, checks, **machine):
    """A machine whose host runs these checks; each machine runs once."""
    key = (tuple(checks), tuple(machine.items()))
    if key not in _attacks:
        _attacks[key] = Attack("", None, None)  # a machine that hangs does so once
        host = boot("hostile", files=FILES, mem="2G", smmu=True, monitor=True,
                    append="attack=" + ",".join([str(KIB), *checks]),
                    extra=list(machine.pop("extra", ())), **machine)
        before = after = None
        try:
            host.until("cordon-host: ready", 180)
            before = constant(host)
            host.until(r"cordon-host: \S+ ended with status \d+|Kernel panic|cordon: panic", 900)
            host.monitor.until_off()
            after = constant(host)
        finally:
            _attacks[key] = Attack(host.console(), before, after)
    return _attacks[key]


def changed(result):
    """The constant parts of Cordon that are not what they were, or could not be read."""
    return [name for name in CONSTANT if not result.before or not result.after or
            result.before[name] != result.after[name]]


def all_ok(result, checks):
    """Each check held, and the host's kernel and Cordon's own memory are as they must be."""
    for check in checks:
        assert f"attack: {check} ok\n" in result.console
    ended_well(result.console)
    assert not changed(result)


@pytest.mark.parametrize("check", CHECKS)
def test_attack(boot, check):
    """An attack fails as it must."""
    console = attack(boot, CHECKS, cpu="cortex-a72", smp=4).console
    detail = "\n".join(re.findall(r"attack: line .*", console)[:8])
    assert f"attack: {check} ok\n" in console, f"{check} did not hold:\n{detail}"


def test_machine_lives(boot):
    """After all attacks the host's kernel has nothing to complain about, and answers."""
    ended_well(attack(boot, CHECKS, cpu="cortex-a72", smp=4).console)


def test_memory_constant(boot):
    """Cordon's text, read-only data and stage 1 are, seen from outside, what they were."""
    result = attack(boot, CHECKS, cpu="cortex-a72", smp=4)
    assert not changed(result)
    with open(built("cordon/cordon.bin"), "rb") as file:
        image = file.read()
    text = result.before["text"] + result.before["rodata"]
    assert re.search(rb"Cordon \d+\.\d+ on virt", text)
    assert text.startswith(image[:len(text)]), "what was read is not the image"
    assert all(any(data) for data in result.before.values())


def test_fuzz(boot):
    """Each number, 100,000 random and boundary arguments, from both CPUs: as the model says.

    Then calls of both that meet in one block, one table and one count. Two CPUs: they run truly at once.
    """
    result = attack(boot, FUZZ_RACE, cpu="cortex-a72", smp=2)
    all_ok(result, FUZZ_RACE)
    assert int(re.search(r"fuzz: (\d+) calls on 2 CPUs", result.console)[1]) >= 2600000


def test_fuzz_in_turn(boot):
    """The same from all of 8 CPUs; the 100,000 are their sum."""
    result = attack(boot, FUZZ, cpu="cortex-a72", smp=8, extra=qemu.IN_TURN)
    all_ok(result, FUZZ)
    assert int(re.search(r"fuzz: (\d+) calls on 8 CPUs", result.console)[1]) >= 2600000


def test_store(boot):
    """Where the host's kernel expects no fault it dies of one, as any kernel: Cordon lives."""
    host = boot("hostile", files=FILES, append=f"attack={KIB},store")
    console = host.end(240)
    assert "attack: the store\n" in console
    assert "Internal error: synchronous external abort: 0000000096000050" in console
    assert "attack: store" not in console
    assert "cordon: panic" not in console


@pytest.mark.parametrize("cpu", ["neoverse-n1", "max"])
def test_split_under_load(boot, cpu):
    """Splitting and merging blocks loses no access of 8 CPUs; newer registers are EL2's too, and
    a guest has none of them."""
    checks = ["split", "stale", "page", "block", "hold", "lend", "vcpu", "apart", "preempt",
              "secret", "share", "refused", "seal", "measure", "outside", "power", "firmware", "nofault",
              "registers", "bare", "returned"]
    all_ok(attack(boot, checks, cpu=cpu, smp=8), checks)
