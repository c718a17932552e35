#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Boots the host under Cordon, where a script of qemu-tests/host starts guests and shows facts.

facts.py NAME [PARAMETER...]   runs a script of RUNS, with more kernel parameters; prints each fact
                               as it is shown. Exit status 0: the script came to its end, and all held
"""

import glob
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections import namedtuple

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)
sys.path.insert(0, os.path.join(TOP, "tools"))

import qemu  # noqa: E402 (after its folder is known)

# How long a script may take; what is particular of its machine; more parameters of the kernel; and
# which programs of build/test the host needs.
Run = namedtuple("Run", "seconds machine parameters files")
RUNS = {
    "demo": Run(1200, {"mem": "1G"}, "", ["memscan", "vmm", "hostile.ko"]),
    "soak": Run(5400, {"mem": "4G", "extra": qemu.IN_TURN}, "stress.seconds=600 stress.mib=8",
                ["frames", "vmm", "hostile.ko", "guest/initrd.gz"]),
}


def files(name):
    """What the host needs for a script apart from it; a file stands in for one before it."""
    found = [*glob.glob(os.path.join(TOP, "build/host/share/*")), os.path.join(HERE, "host/fact"),
             os.path.join(HERE, "host/stress")]
    return found + [os.path.join(TOP, "build/test", file) for file in RUNS[name].files]


def fill_share(name):
    """The folder that the host mounts."""
    share = os.path.join(TOP, "build/test", name)
    shutil.rmtree(share, ignore_errors=True)
    os.makedirs(share)
    for path in [*files(name), os.path.join(HERE, "host", name)]:
        shutil.copy(path, share)
    return share


def held(name, console):
    """How many facts a console shows that hold, and whether that is all of a script's."""
    ok = len(re.findall(rf"^{name}: ok: ", console, re.M))
    end = re.search(rf"^{name}: (\d+) facts\r?$", console, re.M)
    return ok, end is not None and int(end[1]) == ok


def show(name, machine, log):
    """Runs a machine to its end or for as long as the script may take; its facts are printed."""
    with subprocess.Popen(machine.command(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT) as child:
        limit = threading.Timer(RUNS[name].seconds, child.kill)
        limit.start()
        try:
            for line in child.stdout:
                log.write(line)
                text = line.decode(errors="replace").strip()
                if re.match(rf"{name}: (?:ok|NOT so): ", text):
                    print(text, flush=True)
        finally:
            limit.cancel()
            child.kill()


def main(name, parameters):
    """Runs a script; the verdict."""
    share = fill_share(name)
    run = RUNS[name]
    append = " ".join([f"cordon.run=/mnt/{name}", run.parameters, *parameters])
    machine = qemu.Machine(share=share, append=append, **run.machine)
    with open(share + ".log", "wb", buffering=0) as log:
        show(name, machine, log)
    with open(share + ".log", encoding="utf-8", errors="replace") as log:
        number, are_all = held(name, log.read())
    print(f"{name}: {number} facts hold{'' if are_all else ', but not all'}; all the host said: "
          f"{os.path.relpath(share, TOP)}.log")
    return 0 if are_all else 1


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in RUNS:
        sys.exit(f"facts: name one of {' '.join(RUNS)}")
    # The machine ends with this program.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(f"{sys.argv[1]}: ended from outside"))
    try:
        sys.exit(main(sys.argv[1], sys.argv[2:]))
    except (qemu.MachineError, OSError) as error:
        sys.exit(f"{sys.argv[1]}: {error}")
