# SPDX-License-Identifier: Apache-2.0
"""What every suite shares: one machine at a time, its console, and an end for it."""

import json
import os
import re
import shutil
import socket
import sys
import time

import pexpect
import pytest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, "tools"))

import qemu  # noqa: E402 (after its folder is known)

# What a healthy host never prints.
KERNEL_FAULT = re.compile(r"Oops|Kernel panic|BUG:|WARNING:|Internal error|rcu: INFO|cordon: panic")


def built(*parts):
    """Absolute path of something under build/."""
    return os.path.join(TOP, "build", *parts)


class Monitor:
    """QEMU's monitor (QMP) on a socket: the machine from outside."""

    def __init__(self, path):
        self.memory_file = path + ".memory"
        self.socket = socket.socket(socket.AF_UNIX)
        end = time.monotonic() + 30
        while True:
            try:
                self.socket.connect(path)
                break
            except OSError:
                assert time.monotonic() < end, "QEMU's monitor is not there"
                time.sleep(0.1)
        self.socket.settimeout(60)
        self.file = self.socket.makefile("rw", encoding="utf-8")
        self.command("qmp_capabilities")

    def command(self, name, **arguments):
        """What QEMU returns for a command; events are passed over."""
        json.dump({"execute": name, "arguments": arguments}, self.file)
        self.file.flush()
        for line in self.file:
            answer = json.loads(line)
            assert "error" not in answer, f"monitor: {name}: {answer}"
            if "return" in answer:
                return answer["return"]
        pytest.fail(f"monitor: QEMU ended before it answered {name}")

    def memory(self, start, end):
        """The bytes of physical memory in [start, end)."""
        self.command("pmemsave", val=start, size=end - start, filename=self.memory_file)
        with open(self.memory_file, "rb") as file:
            data = file.read()
        os.remove(self.memory_file)
        return data

    def until_off(self, timeout=120):
        """Wait until the machine has switched itself off (it was started with -no-shutdown)."""
        end = time.monotonic() + timeout
        while self.command("query-status")["status"] != "shutdown":
            assert time.monotonic() < end, "the machine does not switch itself off"
            time.sleep(0.1)

    def close(self):
        """Leave the monitor."""
        self.file.close()
        self.socket.close()


class Host:
    """A running machine. Its console goes to build/test/<name>.log too."""

    monitor = None

    def __init__(self, name, argv):
        self.log = built("test", name + ".log")
        self.file = open(self.log, "w", encoding="utf-8")
        self.child = pexpect.spawn(argv[0], argv[1:], encoding="utf-8", codec_errors="replace",
                                   logfile=self.file, timeout=120, echo=False)

    def until(self, pattern, timeout=120):
        """Wait for a pattern on the console; the match. A machine that ends or is late fails."""
        try:
            self.child.expect(pattern, timeout=timeout)
        except (pexpect.TIMEOUT, pexpect.EOF) as error:
            pytest.fail(f"no {pattern!r} on the console after {timeout} s or at its end: "
                        f"{type(error).__name__}, see {os.path.relpath(self.log, TOP)}")
        return self.child.match

    def end(self, timeout=120):
        """Wait until the machine has switched itself off; the whole console."""
        self.until(pexpect.EOF, timeout)
        return self.console()

    def console(self):
        """What the console has shown so far, without carriage returns."""
        self.file.flush()
        with open(self.log, encoding="utf-8", newline="") as log:
            return log.read().replace("\r", "")

    def close(self):
        """End QEMU, whatever state it is in."""
        if self.monitor:
            self.monitor.close()
        self.child.close(force=True)
        self.file.close()


@pytest.fixture
def boot(request):
    """Function that starts a machine: boot(script=..., files=[...], **fields of qemu.Machine).

    script, of qemu-tests/host, runs in the host, which powers off after it; files go with it.
    With monitor a machine that is off stays, and its memory can be read.
    """
    hosts = []

    def start(script=None, files=(), reset=False, argv=None, monitor=False, **fields):
        name = re.sub(r"[^\w]+", "-", request.node.name).strip("-")
        if script:
            fields["share"] = share(name, [os.path.join(TOP, "qemu-tests/host", script), *files])
            fields["append"] = f"cordon.run=/mnt/{script} {fields.get('append', '')}".rstrip()
        argv = argv or qemu.Machine(**fields).command()
        if reset:
            argv.remove("-no-reboot")
        if monitor:
            path = built("test", "monitor")
            argv += ["-no-shutdown", "-qmp", f"unix:{qemu.comma(path)},server=on,wait=off"]
        hosts.append(Host(name, argv))
        if monitor:
            hosts[-1].monitor = Monitor(path)
        return hosts[-1]

    yield start
    for host in hosts:
        host.close()


def share(name, files):
    """A fresh folder for the host with these files."""
    folder = built("test", name + ".share")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for path in files:
        shutil.copy(path, folder)
    return folder


def ended_well(console):
    """The script ended with status 0 and the kernel had nothing to complain about."""
    fault = KERNEL_FAULT.search(console)
    assert not fault, f"the host's kernel: {fault.group()}"
    status = re.search(r"cordon-host: \S+ ended with status (\d+)", console)
    assert status and status[1] == "0", "the script in the host did not succeed"
