#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The whole in one run: boots the host under Cordon, where qemu-tests/host/demo starts guests.

Prints each fact as it is shown. Exit status 0: all of them were, and held.
"""

import glob
import os
import re
import shutil
import subprocess
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)
sys.path.insert(0, os.path.join(TOP, "tools"))

import qemu  # noqa: E402 (after its folder is known)

SECONDS = 1200
SHARE = os.path.join(TOP, "build/test/demo")
SCRIPT = os.path.join(HERE, "host/demo")


def fill_share():
    """The folder that the host mounts: QEMU with what a guest needs, and the demo's programs."""
    shutil.rmtree(SHARE, ignore_errors=True)
    os.makedirs(SHARE)
    for path in glob.glob(os.path.join(TOP, "build/host/share/*")):
        os.link(path, os.path.join(SHARE, os.path.basename(path)))
    for name in ("memscan", "vmm", "hostile.ko"):
        shutil.copy(os.path.join(TOP, "build/test", name), SHARE)
    shutil.copy(SCRIPT, SHARE)


def facts():
    """How many facts a run shows: each is one line of the script, those of begin and end twice."""
    with open(SCRIPT, encoding="ascii") as file:
        text = file.read()
    body = text[text.index("mkfifo"):]
    each = {name: len(re.findall(r"\bfact ", re.search(rf"^{name}\(\) {{(.*?)^}}", text, re.M | re.S)[1]))
            for name in ("begin", "end")}
    return len(re.findall(r"^fact ", body, re.M)) + \
        sum(each[name] * len(re.findall(rf"^{name} ", body, re.M)) for name in each)


def main():
    """Runs it; the verdict."""
    fill_share()
    machine = qemu.Machine(share=SHARE, mem="1G", append="cordon.run=/mnt/demo")
    shown = []
    with open(SHARE + ".log", "wb") as log, \
            subprocess.Popen(machine.command(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT) as child:
        limit = threading.Timer(SECONDS, child.kill)
        limit.start()
        try:
            for line in child.stdout:
                log.write(line)
                text = line.decode(errors="replace").strip()
                if text.startswith("demo: "):
                    print(text, flush=True)
                    shown.append(text)
        finally:
            limit.cancel()
            child.kill()
    held = [text for text in shown if text.startswith("demo: ok: ")]
    print(f"demo: {len(held)} of {facts()} facts shown; all the host said: {SHARE}.log")
    return 0 if len(held) == len(shown) == facts() else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (qemu.MachineError, OSError) as error:
        sys.exit(f"demo: {error}")
