#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The kernel's KVM selftests in the host: selftests.tbl, on the stock kernel and under Cordon.

selftests.py [NAME...]   run these, or all, both ways, and compare; fails where a test does not do
                         what the table has
selftests.py RUNS        run all so often on the stock kernel; fails where the table has another
"""

import os
import re
import shutil
import subprocess
import sys
from collections import namedtuple

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(TOP, "tools"))

import qemu  # noqa: E402 (after its folder is known)

SCRIPT = os.path.join(TOP, "qemu-tests/host/selftests")
SKIP = 4  # exit status of a selftest that cannot run here
Test = namedtuple("Test", "name set seconds stock cordon arguments")


def table():
    """The rows of selftests.tbl, by the test's name."""
    tests = {}
    with open(os.path.join(HERE, "selftests.tbl"), encoding="ascii") as file:
        for line in file:
            words = line.split("#")[0].split()
            if words:
                tests[words[0]] = Test(words[0], words[1], int(words[2]), *words[3:5], words[5:])
    return tests


def program(name):
    """Where a selftest is built."""
    folder = os.path.join(TOP, "build/selftests")
    for path in (os.path.join(folder, name), os.path.join(folder, "aarch64", name)):
        if os.path.isfile(path):
            return path
    sys.exit(f"selftests: {name} is not built: run 'make build/selftests/.built'")


def files(tests, folder):
    """What the host needs to run these tests: their programs, and a list of what to run."""
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "selftests.list")
    with open(path, "w", encoding="ascii") as file:
        for test in tests:
            file.write(" ".join([str(test.seconds), test.name, *test.arguments]) + "\n")
    return [path, *(program(test.name) for test in tests)]


def results(console):
    """What each test did, by its name, as the script printed it."""
    found = re.findall(r"^selftest: (\S+) (\d+)\r?$", console, re.M)
    return {name: {0: "pass", SKIP: "skip"}.get(int(status), "fail") for name, status in found}


def fits(wanted, got):
    """Whether a test did what it has to; of one that may fail nothing is asked."""
    return got == wanted or (wanted, got) == ("fail", "pass")


def run(tests, name, stock):
    """Runs the tests in one machine; what each did. What it has not come to in its time failed."""
    share = os.path.join(TOP, "build/test", f"selftests-{name}")
    shutil.rmtree(share, ignore_errors=True)
    for path in [SCRIPT, *files(tests, share)]:
        if os.path.dirname(path) != share:
            shutil.copy(path, share)
    machine = qemu.Machine(share=share, append="cordon.run=/mnt/selftests", stock=stock)
    with open(share + ".log", "wb") as log:
        try:
            subprocess.run(machine.command(), stdin=subprocess.DEVNULL, stdout=log,
                           stderr=subprocess.STDOUT, check=False,
                           timeout=60 + sum(test.seconds for test in tests))
        except subprocess.TimeoutExpired:
            print(f"selftests: the machine did not end, see {os.path.relpath(log.name, TOP)}")
    with open(share + ".log", encoding="utf-8", errors="replace") as log:
        return results(log.read())


def stock_runs(runs):
    """What each test does on the stock kernel in so many runs, and whether the table has that."""
    tests = list(table().values())
    done = [run(tests, f"stock-{number}", stock=True) for number in range(1, runs + 1)]
    wrong = 0
    for test in tests:
        got = [one.get(test.name, "fail") for one in done]
        is_so = got[0] if len(set(got)) == 1 else "fail"
        note = "" if is_so == test.stock else f"  selftests.tbl has {test.stock}"
        wrong += bool(note)
        print(f"{test.name:34}{' '.join(got)}  {is_so}{note}")
    print(f"selftests: {len(tests)} tests, {runs} runs of stock, {wrong} faults")
    return 1 if wrong else 0


def main(names):
    """Both runs side by side, and a verdict."""
    tests = [test for test in table().values() if not names or test.name in names]
    if names and len(tests) != len(names):
        sys.exit("selftests: not all of these are in selftests.tbl: " + " ".join(names))
    done = {kind: run(tests, kind, kind == "stock") for kind in ("stock", "cordon")}
    wrong = different = 0
    print(f"{'test':34}{'stock':8}{'cordon':8}")
    for test in tests:
        got = {kind: done[kind].get(test.name, "fail") for kind in done}
        bad = [kind for kind in got if not fits(getattr(test, kind), got[kind])]
        note = ", ".join(f"{kind} has to {getattr(test, kind)}" for kind in bad)
        if not bad and test.stock != test.cordon:
            note = "known: selftests.tbl says why"
            different += 1
        wrong += len(bad)
        print(f"{test.name:34}{got['stock']:8}{got['cordon']:8}{note}".rstrip())
    print(f"selftests: {len(tests)} tests, {different} known differences, {wrong} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) == 2 and sys.argv[1].isdigit():
        sys.exit(stock_runs(int(sys.argv[1])))
    sys.exit(main(sys.argv[1:]))
