#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Counts instructions: hosts of Cordon in QEMU, side by side; writes docs/performance.md.

bench.py header: the calls and their arguments by name, as a C header, to the output.
bench.py run: the machines, one after the other. Fails if one does not come to its end, if the two
ways of counting differ, if a call never succeeded, if one is over the limit, or if an operation of
KVM's was not measured or takes longer than with pKVM; that some other exception's cost is high is no
failure.
"""

import ast
import os
import re
import struct
import subprocess
import sys
import textwrap
import threading
from collections import namedtuple

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, "tools"))

import qemu  # noqa: E402 (after its folder is known)

DOCUMENT = os.path.join(TOP, "docs", "performance.md")
LIMIT = 50000  # instructions of a call: between two points at which the host goes on
SUCCESSES = 20  # a call that succeeded less often is not measured
SECONDS = 900  # for one machine
ARGUMENTS = 6
# Time is the number of instructions, and nothing is left to chance.
COUNTING = ["-icount", "shift=0,sleep=off", "-rtc", "clock=vm,base=2026-01-01", "-seed", "1"]
# The counter has a tick for each instruction.
EXACT = ["-global", f"{qemu.CPUS[0]}-arm-cpu.cntfrq=1000000000"]
KVM_OPERATIONS = "kvm-bench"
KVM_PROGRAMS = [("initrd.gz", KVM_OPERATIONS), ("guests.cpio", "kvm-boot")]
CALLS_GIB = 2  # the payload uses the second GiB
MEASURED_GIB = (1, 2, 4)
COMPUTED_GIB = (1, 2, 4, 8, 16, 32, 64)
PAGE = 4096
# Exception classes from below (Arm ARM D19.2, ESR_EL2).
EC_WFI, EC_HVC, EC_SMC, EC_SYSREG, EC_ABORTS = 0x01, 0x16, 0x17, 0x18, (0x20, 0x24)
# What count.c adds to the class of a guest's exception, and its class of an interrupt.
GUEST, INTERRUPT = 0x40, 0x80
RUN = "vcpu_run"  # until the host goes on, a guest runs
GUESTS_OWN = ("share", "unshare", "vcpu_on", "vcpu_query")  # calls that the host is refused
OTHER = 0xffffffff  # numbers that count.c does not tell apart
SMC64 = 0x40000000
CPU_OFF = 0x84000002
# What qemu-tests/kvm/bench.c and boot.c do, and what it took on 6.12 in pKVM mode, ordinary VM,
# which Cordon has to stay below, with protected VMs too.
KVM_ROWS = {"hypercall": ("null hypercall", 2620),
            "device-kernel": ("MMIO read, answered by the kernel (vGIC)", 3268),
            "device-user": ("MMIO read, answered by user space", 6034),
            "load-put": ("KVM_RUN without running: load and put of the vCPU", None),
            "ipi-self": ("IPI: an SGI of a vCPU to itself, up to its handler", None),
            "ipi": ("IPI: an SGI to a vCPU that waits, up to its handler", None),
            "eoi": ("EOI", None),
            "wake": ("WFI wake: from the virtual timer's deadline up to the handler", None),
            "fault-page": ("stage-2 fault, 4 KiB", None),
            "fault-block": ("stage-2 fault, 2 MiB", None),
            "populate-pages": ("populate 64 MiB, 4 KiB pages", None),
            "populate-blocks": ("populate 64 MiB, 2 MiB pages", None),
            "guest-boot": ("boot of a guest with Linux, up to its init", None),
            "host-boot": ("boot of the host, from reset up to its first program", None)}
VM_KINDS = "ordinary", "protected"
NOT_OF_VMS = "host-boot"  # measured once, with the ordinary VMs
# A protected VM is given at its start what its VMM has: it has other faults, those of populate.
UNLIKE = "fault-page", "fault-block"
NEEDS_CPUS = ("entry", "preempt")  # checks of the hostile host that one CPU cannot pass

# What count.c counted for one kind of exception: without the instruction that trapped.
Count = namedtuple("Count", "calls sum most x")
# Means by kind of VM and row, on the stock kernel and under Cordon; what count.c counted there.
Kvms = namedtuple("Kvms", "stock cordon counted")


class BenchError(Exception):
    """No result; the text is for people."""


def read(path):
    """The text of a file of the tree."""
    with open(os.path.join(TOP, path), encoding="utf-8") as file:
        return file.read()


def calls():
    """The calls of the generated header: {function: (name, arguments)}, by number."""
    text = read("gen/include/cordon_abi.h")
    found = {int(function, 16): (name.lower(), [word.split()[1] for word in arguments.split(", ")
                                                if word])
             for arguments, name, function in re.findall(
                 r"/\* \(([^)]*)\):[^/]*\*/\n#define CORDON_HVC_(\w+) (0x\w+)", text)}
    base, count = (int(re.search(rf"#define CORDON_HVC_{name} (\w+)", text)[1], 0)
                   for name in ("BASE", "COUNT"))
    if list(found) != list(range(base, base + count)):
        raise BenchError("gen/include/cordon_abi.h does not describe all of its calls")
    return found


def print_header():
    """The calls for the C code."""
    rows = []
    for number, (name, arguments) in enumerate(calls().values()):
        kinds = [f"ARG_{word.upper()}" for word in arguments]
        kinds += ["ARG_NONE"] * (ARGUMENTS - len(kinds))
        rows.append(f"\tX({number}, \"{name}\", {', '.join(kinds)})")
    print("/* SPDX-License-Identifier: Apache-2.0 */")
    print("/* X(number, name, kinds of x1 to x6) for each call, from gen/include/cordon_abi.h. */")
    print("#define BENCH_CALLS(X) \\\n" + " \\\n".join(rows))


# ---- machines ----

def symbols():
    """Of Cordon's image: {name: (address, bytes)}."""
    listed = subprocess.run(["aarch64-linux-gnu-nm", "-S", qemu.built("cordon/cordon.elf")],
                            check=True, stdout=subprocess.PIPE, text=True).stdout
    words = [line.split() for line in listed.splitlines()]
    return {w[-1]: (int(w[0], 16), int(w[1], 16) if len(w) == 4 else 0) for w in words}


def counter():
    """QEMU's arguments for count.c. A synchronous exception from below enters at 0x400."""
    symbol = symbols()
    entry = symbol["vectors"][0] + 0x400
    low, high = symbol["__image_start"][0], symbol["__text_end"][0]
    return ["-plugin", f"{qemu.comma(qemu.built('bench/count.so'))},entry={entry:#x},low={low:#x},"
                       f"high={high:#x},base={min(calls()):#x},calls={len(calls()):#x}"]


def payload(cpu, gib):
    """A machine of one CPU whose host is qemu-tests/bench."""
    default = qemu.Machine()
    with open(qemu.built("bench/bench.elf"), "rb") as file:
        load = struct.unpack_from("<Q", file.read(64), 24)[0]  # e_entry
    kernel = qemu.comma(qemu.built("bench/bench.bin"))
    return [default.qemu, "-M", "virt,virtualization=on,gic-version=3,its=on", "-cpu", cpu,
            "-smp", "1", "-m", f"{gib}G", "-nographic", "-nodefaults", "-no-reboot",
            "-serial", "stdio", "-kernel", default.image,
            "-device", f"guest-loader,addr={load:#x},kernel={kernel}", *COUNTING]


def hostile(checks):
    """A machine of one CPU whose host is Linux with qemu-tests/hostile."""
    kib = CALLS_GIB << 20
    return qemu.Machine(cpu=qemu.CPUS[0], smp=1, mem=f"{CALLS_GIB}G", smmu=True,
                        initrd=qemu.built("bench/initrd.gz"), extra=COUNTING + counter(),
                        append=f"cordon.run=/mnt/hostile attack={kib},{','.join(checks)}"
                        ).command()


def kvm(initrd, program, stock):
    """A machine of one CPU whose host runs one of the programs of qemu-tests/kvm."""
    extra = [] if stock or program != KVM_OPERATIONS else counter()
    return qemu.Machine(cpu=qemu.CPUS[0], smp=1, mem=f"{CALLS_GIB}G", stock=stock,
                        initrd=qemu.built(f"bench/{initrd}"), append=f"cordon.run=/mnt/{program}",
                        extra=COUNTING + EXACT + extra).command()


def kvm_lines(name, stock):
    """What both programs print on a kernel."""
    return [line for initrd, program in KVM_PROGRAMS
            for line in run(f"{program}, {name}", kvm(initrd, program, stock))]


def kvm_means(name, lines, kinds):
    """What each operation took on average, by kind of VM and row. Time is in nanoseconds, and so in
    instructions."""
    words = [line.split() for line in lines if line.startswith("kvm: ")]
    found = {(w[1], w[2]): round(int(w[3]) / int(w[4])) for w in words if len(w) == 5}
    needed = {(kind, row) for kind in kinds for row in KVM_ROWS
              if kind == VM_KINDS[0] or row != NOT_OF_VMS}
    if set(found) != needed:
        raise BenchError(f"{name}: not measured, or not known: {sorted(needed ^ set(found))}\n" +
                         "\n".join(line for line in lines if line.startswith("vm: ")))
    return found


def measure_kvm():
    """Both programs on both kernels."""
    stock, cordon = kvm_lines("stock", True), kvm_lines("Cordon", False)
    return Kvms(kvm_means("stock", stock, VM_KINDS[:1]), kvm_means("Cordon", cordon, VM_KINDS),
                counts(cordon))


def hostile_checks():
    """The checks of the hostile suite that work on one CPU."""
    text = read("qemu-tests/suites/test_hostile.py")
    named = ast.literal_eval(re.search(r"^CHECKS = (\[.*?\])", text, re.S | re.M)[1])
    return [name for name in named if name not in NEEDS_CPUS]


def run(name, command, last=None):
    """The console's lines: up to the one that starts with last, or to QEMU's end."""
    print(f"bench: {name}", flush=True)
    lines = []
    log = qemu.built("bench/" + re.sub(r"\W+", "-", name) + ".log")
    with open(log, "w", encoding="utf-8") as file, subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace") as child:
        timer = threading.Timer(SECONDS, child.kill)
        timer.start()
        try:
            for line in child.stdout:
                lines.append(line.strip())
                file.write(lines[-1] + "\n")
                if last and lines[-1].startswith(last):
                    return lines
            if last is None and child.wait() == 0:
                return lines
        finally:
            timer.cancel()
            child.kill()
    raise BenchError(f"{name}: QEMU ended early, see {log}")


def rows(lines, kind):
    """What the payload printed of one kind: name -> numbers."""
    words = [line.split("|") for line in lines if line.startswith(f"bench|{kind}|")]
    return {word[2]: [int(number) for number in word[3:]] for word in words}


def counts(lines):
    """What count.c printed: {(class, function): Count}."""
    words = [[int(word) for word in line.split("|")[1:]] for line in lines
             if line.startswith("count|")]
    return {(ec, function): Count(number, total, most, x)
            for ec, function, number, total, most, *x in words}


def of_aborts(counted):
    """All classes of aborts as one Count."""
    found = [counted[key] for key in counted if key[0] in EC_ABORTS]
    dearest = max(found, key=lambda count: count.most, default=Count(0, 0, 0, []))
    return Count(sum(c.calls for c in found), sum(c.sum for c in found), dearest.most, dearest.x)


def check_payload(cpu, lines):
    """Both ways of counting agree, and each call was measured where it does its work."""
    if "bench|end" not in lines:
        raise BenchError(f"{cpu}: the payload did not end: {lines[-1]}")
    said, counted = rows(lines, "call"), counts(lines)
    for function, (name, _) in calls().items():
        number, good, most = said[name]
        count = counted[EC_HVC, function]
        if count.calls != number or (count.most + 1 != most and name != RUN):
            raise BenchError(f"{cpu}, {name}: the payload counted {number} calls of at most "
                             f"{most} instructions, QEMU {count.calls} of {count.most + 1}")
        if name in GUESTS_OWN:
            good = counted.get((GUEST + EC_HVC, function), Count(0, 0, 0, [])).calls
        if good < SUCCESSES:
            raise BenchError(f"{cpu}: {name} succeeded {good} times only: let qemu-tests/bench "
                             "make the call with better arguments")
    number, _, most = said["host abort"]
    if of_aborts(counted)[::2] != (number, most):
        raise BenchError(f"{cpu}: the payload counted {number} aborts of at most {most} "
                         f"instructions, QEMU {of_aborts(counted)}")


def check_hostile(name, lines, checks):
    """The checks held: else the calls were not those of the test."""
    for check in checks:
        if f"attack: {check} ok" not in lines:
            raise BenchError(f"{name}: {check} failed:\n" +
                             "\n".join(line for line in lines if line.startswith("attack:")))


# ---- memory ----

def limits():
    """The numbers of cordon_limits.h."""
    text = read("gen/include/cordon_limits.h").split("#else")[0]
    return {name: int(value, 0) for name, value in
            re.findall(r"^#define (\w+) (0x[0-9a-f]+|\d+)$", text, re.M)}


def pages(size):
    """Bytes, in whole pages, as KiB."""
    return -(-size // PAGE) * PAGE // 1024


def memory(gib):
    """KiB that Cordon takes of this much RAM, as src/boot/layout.c lays it out."""
    const, symbol = limits(), symbols()
    frames = (gib << 30) // PAGE
    tables = const["HOST_L3_BASE"] + -(-frames // const["SPAN_BLOCK2"])
    return [(const["POOL_PFN"] * PAGE - symbol["__image_start"][0]) // 1024, pages(tables * PAGE),
            pages(frames * (symbol["frames"][1] // const["FRAMES_MAX"])), pages(symbol["meta"][1]),
            pages(symbol["vcpus_fp"][1])]


def banner(lines):
    """Cordon's memory in KiB, as its boot reports it from the tracker."""
    found = re.search(r"^memory \d+ MiB: host \d+ KiB, Cordon (\d+) KiB", "\n".join(lines), re.M)
    if not found:
        raise BenchError("Cordon did not report its memory")
    return int(found[1])


def start(lines):
    """When the host began: the counter, its frequency, DCZID_EL0, CTR_EL0."""
    line = next(line for line in lines if line.startswith("bench|start|"))
    return [int(word) for word in line.split("|")[2:]]


def boot_cost(lines):
    """Instructions up to the host's first."""
    ticks, hertz, *_ = start(lines)
    return ticks * (1000000000 // hertz)


# ---- the document ----

def table(head, body):
    """A table in Markdown; numbers, strings as they are, get separators and the right side."""
    text = [[f"{cell:,}" if isinstance(cell, int) else cell for cell in row] for row in body]
    side = ["---:" if isinstance(cell, int) else "---" for cell in body[0]]
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, side, *text])


def cost_table(machines):
    """Operations side by side."""
    cost = {cpu: rows(lines, "cost") for cpu, lines in machines.items()}
    body = []
    for name, (number, total, most) in cost[qemu.CPUS[0]].items():
        others = [cost[cpu][name][1] for cpu in qemu.CPUS[1:]]
        body.append([name, number, round(total / number), most, total, *others])
    return table(["operation", "calls", "mean", "dearest", *(f"all: {cpu}" for cpu in qemu.CPUS)],
                 body)


def check_limit(machines, hosts):
    """No call is over the limit, nor is an abort."""
    for name, lines in [*machines.items(), *hosts.items()]:
        for (ec, function), count in counts(lines).items():
            if count.most >= LIMIT and (ec in EC_ABORTS or ec >= GUEST or (ec, function) in
                                        [(EC_HVC, known) for known in calls()]):
                raise BenchError(f"{name}: call {function:#x} with {count.x} took {count.most + 1} "
                                 f"instructions, at most {LIMIT} are allowed")


def judge(most):
    """Against the limit."""
    return "**over the limit**" if most > LIMIT else "within"


def arguments(names, x):
    """The arguments of the dearest call."""
    return ", ".join(f"{name} {value:#x}" for name, value in zip(names, x)) or "-"


def worst_table(machines, hosts):
    """The dearest call of each number, over all machines."""
    body = []
    counted = {cpu: counts(lines) for cpu, lines in machines.items()}
    attacks = [counts(lines) for lines in hosts.values()]
    for function, (name, words) in calls().items():
        key = EC_HVC, function
        own = [counted[cpu][key] for cpu in qemu.CPUS]
        there = [attack[key] for attack in attacks if key in attack]
        dearest = max(own + there, key=lambda count: count.most)
        number, good, _ = rows(machines[qemu.CPUS[0]], "call")[name]
        body.append([name, number, good, *(count.most + 1 for count in own),
                     sum(count.calls for count in there),
                     max((count.most + 1 for count in there), default=0),
                     judge(dearest.most + 1), arguments(words, dearest.x)])
    own = [of_aborts(counted[cpu]) for cpu in qemu.CPUS]
    there = [of_aborts(attack) for attack in attacks]
    most = max(count.most for count in there)
    body.append(["host abort", own[0].calls, own[0].calls, *(count.most for count in own),
                 sum(count.calls for count in there), most,
                 judge(max(most, *(count.most for count in own))), "-"])
    return table(["call", "own host: calls", "succeeded", *qemu.CPUS, "hostile host: calls",
                  "dearest", f"limit {LIMIT:,}", "the dearest had"], body)


def guest_rows():
    """What enters or leaves a guest: [(name, classes, function or None)]."""
    number = {name: function for function, (name, _) in calls().items()}
    return [("vcpu_run, up to the guest", (EC_HVC,), number[RUN]),
            ("a guest's call version", (GUEST + EC_HVC,), number["version"]),
            ("share of a guest's page, of 64 MiB as pages and as blocks",
             (GUEST + EC_HVC,), number["share"]),
            ("unshare of a page, of the same", (GUEST + EC_HVC,), number["unshare"]),
            ("vcpu_on of a guest, up to the host", (GUEST + EC_HVC,), number["vcpu_on"]),
            ("vcpu_query of a guest", (GUEST + EC_HVC,), number["vcpu_query"]),
            ("CPU_OFF of a protected guest, up to the host", (GUEST + EC_SMC,), CPU_OFF),
            ("a guest's call that the host answers, up to it", (GUEST + EC_HVC,), OTHER),
            ("its access to a system register, up to the host", (GUEST + EC_SYSREG,), None),
            ("WFI of a guest, up to the host", (GUEST + EC_WFI,), None),
            ("a guest's fault, up to the host", tuple(GUEST + ec for ec in EC_ABORTS), None),
            ("an interrupt in a guest, up to the host", (INTERRUPT,), None)]


def guest_table(machines, hosts):
    """Worlds: own hosts side by side, then the hostile one."""
    body = []
    for name, classes, function in guest_rows():
        found = []
        for lines in [*machines.values(), *hosts.values()]:
            kinds = [count for (ec, number), count in counts(lines).items()
                     if ec in classes and function in (None, number)]
            found.append((sum(kind.calls for kind in kinds), sum(kind.sum for kind in kinds),
                          max((kind.most for kind in kinds), default=0)))
        times, total, _ = found[0]
        body.append([name, times, total, round(total / times) if times else 0,
                     *(most for *_, most in found[:len(machines)]),
                     sum(number for number, *_ in found[len(machines):]),
                     max(most for *_, most in found[len(machines):])])
    return table(["way", "own host: times", f"all: {qemu.CPUS[0]}", "mean",
                  *(f"dearest: {cpu}" for cpu in machines), "hostile host: times", "dearest"],
                 body)


def firmware_names():
    """What PSCI and TRNG functions are called: {number: name}."""
    text = read("src/include/psci.h") + read("src/psci/trng.c")
    return {int(number, 16): name for name, number in
            re.findall(r"^#define ((?:PSCI|TRNG)_\w+) (0x[84c]\w{7})$", text, re.M)}


def rest_name(ec, function, names):
    """What an exception that is no hypercall of Cordon's is."""
    if ec == EC_SMC:
        name = names.get(function) or names.get(function & ~SMC64)
        return f"SMC {name}" if name else "SMC, no such function"
    return "HVC, no such call" if ec == EC_HVC else "trapped instruction or register"


def rest_table(machines, hosts):
    """Other exceptions from below, all machines together."""
    found = {}
    known, names = calls(), firmware_names()
    for lines in [*machines.values(), *hosts.values()]:
        for (ec, function), count in counts(lines).items():
            if ec in EC_ABORTS or ec >= GUEST or (ec == EC_HVC and function in known):
                continue
            entry = found.setdefault(rest_name(ec, function, names), [0, 0])
            traps = ec in (EC_HVC, EC_SMC)
            found[rest_name(ec, function, names)] = [entry[0] + count.calls,
                                                     max(entry[1], count.most + traps)]
    return table(["exception", "times", "dearest", f"limit {LIMIT:,}"],
                 [[name, number, most, judge(most)]
                  for name, (number, most) in sorted(found.items())])


def memory_table(boots):
    """Cordon's memory by the size of RAM; what is measured is compared."""
    body = []
    for gib in COMPUTED_GIB:
        parts = memory(gib)
        how, boot = "computed", "-"
        if gib in boots:
            if banner(boots[gib]) != sum(parts):
                raise BenchError(f"{gib} GiB: Cordon reports {banner(boots[gib])} KiB of its own, "
                                 f"computed are {sum(parts)}")
            how, boot = "measured, computed the same", f"{boot_cost(boots[gib]):,}"
        body.append([f"{gib} GiB", *parts, sum(parts),
                     f"{100 * sum(parts) / (gib << 20):.2f}%", how, boot])
    return table(["RAM", "image, stacks: KiB", "table pool", "tracker", "metadata",
                  "vector registers", "all", "of RAM", "how", "instructions of the boot"], body)


def kvm_times():
    """How often a guest does an operation."""
    text = read("qemu-tests/kvm/bench_guest.h")
    return f"{int(re.search(r'#define TIMES ([0-9]+)', text)[1]):,}"


def ratio(cost, stock):
    """As a text."""
    return f"{cost / stock:.2f}"


def kvm_row(row, kvms):
    """A line of the table: stock, pKVM where there is a number, Cordon's two kinds of VMs."""
    text, pkvm = KVM_ROWS[row]
    base = kvms.stock[VM_KINDS[0], row]
    ordinary, protected = (kvms.cordon.get((kind, row)) for kind in VM_KINDS)
    return [text, base, f"{pkvm:,}" if pkvm else "-", ordinary, ratio(ordinary, base),
            f"{protected:,}" if protected else "-",
            ratio(protected, base) if protected and row not in UNLIKE else "-"]


def kvm_table(kvms):
    """KVM's operations side by side."""
    return table(["operation", "stock nVHE", "6.12 pKVM", "Cordon", "/ stock",
                  "Cordon, protected", "/ stock"],
                 [kvm_row(row, kvms) for row in KVM_ROWS])


def mean(count):
    """Of what count.c counted."""
    return round(count.sum / count.calls)


def kvm_spent(kvms, own_host):
    """What the cost of an ordinary VM's null hypercall is made of, as a text."""
    run = next(number for number, (name, _) in calls().items() if name == RUN)
    up, down = mean(counts(own_host)[GUEST + EC_HVC, OTHER]), mean(kvms.counted[EC_HVC, run])
    stock, cordon = (means[VM_KINDS[0], "hypercall"] for means in (kvms.stock, kvms.cordon))
    return (f"Of an ordinary VM's null hypercall Cordon executes {up:,} on the way to the host, as "
            f"the own host has it above, and {down:,} for vcpu_run on the way back, on average of "
            f"all here; KVM at EL1 the other {cordon - up - down:,}. Stock KVM takes {stock:,}, at "
            "EL1 and EL2 together.")


def check_kvm(cordon):
    """Fails if an operation takes longer than where pKVM has EL2."""
    for (kind, row), cost in cordon.items():
        text, pkvm = KVM_ROWS[row]
        if pkvm and cost >= pkvm:
            raise BenchError(f"{text}, {kind} VM: {cost:,}, must be below {pkvm:,}")


def geometry(lines):
    """Bytes of a cache line and of what DC ZVA zeroes (CTR_EL0.DminLine, DCZID_EL0.BS)."""
    _, _, dczid, ctr = start(lines)
    return f"{4 << (ctr >> 16 & 15)} and {4 << (dczid & 15)}"


def version(command, pattern):
    """The version that a tool tells."""
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return re.search(pattern, told)[0]


TEXT = """# Performance, in instructions

Written by `make bench`: do not edit. GCC {gcc}, QEMU {qemu}; one CPU, {gib} GiB.

QEMU counts (`-icount shift=0`): each instruction is a nanosecond of the machine's time. The own
host (`qemu-tests/bench`, a kernel with its MMU off) reads a counter of 1 GHz before and after each
call; a QEMU plugin counts what is executed in Cordon's text for each exception. For the own host both
agree, or `make bench` fails. Counts are exact, and the same in each run; they are no times: a DC ZVA,
a TLBI and an ADD count as one each. No test depends on them.

A cost is what is executed from the HVC or SMC, which is counted, or from the load that aborts, which
is not executed, to the next instruction of the host. "Dearest" is the most that one call took.
Share, unshare, vcpu_on and vcpu_query, which guests call, and vcpu_run stand below, at the guests.

## Operations

Mean and dearest: {cpu}. Bytes of a cache line and of a DC ZVA: {geometry}.

{costs}

## The worst case of every call

The own host makes the calls above and random ones: in each of {lives} partitions' lives 400 of all
numbers, nine of ten arguments chosen to be valid, then all is taken back. The hostile host is Linux
with `qemu-tests/hostile` on {cpu}: the checks {checks}; and
its random calls, of which most are refused. No call takes more than {limit:,} instructions, or
`make bench` fails: so long at most the host does not go on. What would take longer is cut in pieces,
a call each: partition_destroy is called again and again, 2 MiB come to a partition by hold, 16 of
held_zero, and commit, and a page with its contents by hold, 8 of measure, and settle.

{worst}

What else enters Cordon, in all machines together. SYSTEM_OFF does not return: it scrubs what
partitions have. CPU_ON and SYSTEM_RESET stand here as refused; CPU_OFF was not tried.

{rest}

## Guests

The ways between the worlds, and what guests call: Cordon's instructions alone, as QEMU counts them. Two
guests share 64 MiB each, page by page, all but their code, and take it back; one has it as pages, the
other as blocks of 2 MiB, of which the host has no tables at the first page of each. Before, vCPU 0 of each
switches vCPU 1 on again and again, which switches itself off. On one CPU nobody but
a timer interrupts a guest, and the own host has none.

{guests}

## KVM

A guest does each operation {times} times, and reads its counter before and after; a vCPU is loaded
and put by its VMM. The same kernel on {cpu}, where KVM has EL2 (nVHE) and under Cordon, with
ordinary VMs and protected ones; host and guest count with Cordon. The column of 6.12 in pKVM mode is
of an ordinary VM: if Cordon is not below it with both, `make bench` fails.

{kvm}

Null hypercall: a protected VM's Cordon answers itself. An SGI to itself is at the handler as soon
as the guest goes on. The other IPI goes to and fro between two vCPUs, threads on the one CPU:
counted are the sender's SGI, its WFI, and the waking of the other. EOI: the guest writes
ICC_EOIR1_EL1 and goes on; its list register tells no one. WFI wake: the timer is set to about 2 ms,
for which a CPU takes no instructions. Faults: the first store to each page of 64 MiB, which the VMM
has there; what a VMM has a protected VM is given when it first runs, so here the host finds a page
first, and Cordon zeroes it: the ratio is populate's. Populate: the guest stores to all pages of 64
MiB that nobody has used, together. Boot of a guest: from the start of `vm`, and so of Debian's QEMU,
with two vCPUs, to the first line of init. Boot of the host: all
time up to its first program counts, that too in which the CPU waits, and Cordon's start, which zeroes
RAM: {boot:,} up to the host's first instruction, see Memory. What two threads do, and two vCPUs,
is counted in the time of the one CPU that has them all. Two runs differ in these rows by less than 1
in 1,000.

{spent}

## Memory

What Cordon takes of RAM. The pool has a table for each 2 MiB of RAM and {fixed:,} others, the tracker
{entry} bytes for each page.

{memory}
"""


def wrap(text):
    """Paragraphs in lines; headings and tables as they are."""
    return "\n\n".join(part if part[0] in "#|" else
                       textwrap.fill(part, 100, break_on_hyphens=False)
                       for part in text.strip().split("\n\n")) + "\n"


def document(machines, hosts, boots, kvms):
    """The text of docs/performance.md."""
    const = limits()
    return wrap(TEXT.format(
        gcc=version(["aarch64-linux-gnu-gcc", "-dumpfullversion"], r"[0-9.]+"),
        qemu=version([qemu.Machine().qemu, "--version"], r"[0-9]+\.[0-9.]+"),
        gib=CALLS_GIB, cpu=qemu.CPUS[0], limit=LIMIT,
        geometry=", ".join(f"{geometry(lines)} ({cpu})" for cpu, lines in machines.items()),
        costs=cost_table(machines), lives=const["NR_OWNERS"] - const["PART_FIRST"] - 3,
        checks=", ".join(hostile_checks()), worst=worst_table(machines, hosts),
        rest=rest_table(machines, hosts), guests=guest_table(machines, hosts), fixed=const["HOST_L3_BASE"],
        kvm=kvm_table(kvms), times=kvm_times(), spent=kvm_spent(kvms, machines[qemu.CPUS[0]]),
        boot=boot_cost(boots[CALLS_GIB]),
        entry=symbols()["frames"][1] // const["FRAMES_MAX"], memory=memory_table(boots)))


def bench():
    """Run the machines and write the document."""
    machines, hosts, boots = {}, {}, {}
    for cpu in qemu.CPUS:
        machines[cpu] = run(f"own host, {cpu}", payload(cpu, CALLS_GIB) + counter())
        check_payload(cpu, machines[cpu])
    for gib in MEASURED_GIB:
        boots[gib] = run(f"boot with {gib} GiB", payload(qemu.CPUS[0], gib), "bench|start|")
    for name, checks in ("random calls", ["fuzz"]), ("checks", hostile_checks()):
        hosts[name] = run(f"hostile host, {name}", hostile(checks))
        check_hostile(name, hosts[name], checks)
    kvms = measure_kvm()
    text = document(machines, hosts, boots, kvms)
    os.makedirs(os.path.dirname(DOCUMENT), exist_ok=True)
    with open(DOCUMENT, "w", encoding="utf-8") as file:
        file.write(text)
    print(text)
    check_limit(machines, hosts)
    check_kvm(kvms.cordon)


def main(words):
    """The command line."""
    try:
        if words == ["header"]:
            print_header()
        elif words == ["run"]:
            bench()
        else:
            raise BenchError("usage: bench.py header|run")
    except (BenchError, qemu.MachineError, OSError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
