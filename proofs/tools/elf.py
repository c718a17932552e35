# SPDX-License-Identifier: Apache-2.0
"""What the checks of the image read from it with binutils: symbols, instructions, relocations."""
import bisect
import dataclasses
import pathlib
import re
import subprocess
import tempfile

import wplib

IMAGE = wplib.ROOT / "build" / "cordon"
ELF = IMAGE / "cordon.elf"
PREFIX = "aarch64-linux-gnu-"
LINE = re.compile(r"^ *([0-9a-f]+):\t([0-9a-f]{8}) \t([^\t/]+)(?:\t([^/]*))?")
# What the compiler puts behind the name of a function that it copied or cut.
CLONE = re.compile(r"\.(part|constprop|isra|cold|lto_priv)\b.*")


@dataclasses.dataclass
class Instruction:
    """One word of the text; function is the last symbol at or before it."""
    address: int
    function: str
    mnemonic: str
    operands: list


def run(tool, *arguments):
    """What a tool of binutils prints."""
    result = subprocess.run([PREFIX + tool, *map(str, arguments)], text=True, capture_output=True,
                            check=False, cwd=wplib.ROOT)
    if result.returncode:
        raise wplib.VerifyError(f"{tool}: {result.stderr.strip()[:400]}")
    return result.stdout


def need_image():
    """Stops when the image was not built."""
    if not ELF.exists():
        raise wplib.VerifyError("there is no image: run 'make image'")


def symbols(path, *options):
    """(name, address, size, class) of the symbols that nm prints; classes as nm names them."""
    found = []
    for line in run("nm", "-S", *options, path).splitlines():
        words = line.split()
        if len(words) in (3, 4) and re.fullmatch("[0-9a-f]{16}", words[0]):
            size = int(words[1], 16) if len(words) == 4 else 0
            found.append((words[-1], int(words[0], 16), size, words[-2]))
    return found


def text_sections():
    """(name, address) of the executable sections of the image."""
    pattern = re.compile(r"\] (\S+) +PROGBITS +([0-9a-f]+) .* [A-Z]*X[A-Z]* +\d")
    return [(match[1], int(match[2], 16)) for match in map(pattern.search, run(
        "readelf", "-SW", ELF).splitlines()) if match]


class Functions:
    """The symbols of the text by address; of two at one address the one not made by the linker."""

    def __init__(self):
        starts = {}
        for name, address, _, kind in symbols(ELF):
            if kind in "tTwW" and not name.startswith("$"):
                better = min(starts.get(address, name), name,
                             key=lambda item: (item.startswith("__"), item))
                starts[address] = better
        self.addresses = sorted(starts)
        self.names = starts

    def at(self, address):
        """The function that an address lies in."""
        index = bisect.bisect_right(self.addresses, address)
        return self.names[self.addresses[index - 1]] if index else "(no function)"


def source_name(function):
    """A function's name in its source."""
    return CLONE.sub("", function)


def parse(text, functions):
    """The instructions of a disassembly."""
    for match in filter(None, map(LINE.match, text.splitlines())):
        address = int(match[1], 16)
        operands = [word.strip() for word in (match[4] or "").split(",")]
        yield Instruction(address, functions.at(address), match[3].strip(), operands)


def words(functions):
    """Every word of the executable sections as an instruction, what is meant as data too."""
    for name, address in text_sections():
        with tempfile.TemporaryDirectory() as folder:
            flat = pathlib.Path(folder) / "text"
            run("objcopy", "-O", "binary", "-j", name, ELF, flat)
            yield from parse(run("objdump", "-D", "-b", "binary", "-m", "aarch64", "-z",
                                 f"--adjust-vma={address:#x}", flat), functions)


def code(functions):
    """The instructions of the executable sections, without what is meant as data."""
    return [item for item in parse(run("objdump", "-d", "-z", ELF), functions)
            if not item.mnemonic.startswith(".")]


def relocations(path):
    """The names that the relocations of an object refer to."""
    pattern = re.compile(r"^[0-9a-f]{16}  [0-9a-f]{16} R_\S+ +[0-9a-f]{16} (\S+)")
    return {match[1] for match in map(pattern.match, run("readelf", "-rW", path).splitlines())
            if match}


def trusted_objects():
    """object -> its source below src/, or the object's own name for a library."""
    found = {}
    for path in sorted((IMAGE / "obj").rglob("*.o")):
        stem = path.relative_to(IMAGE / "obj").with_suffix("")
        if stem.parts[0] != "proven":
            sources = [source for source in (f"src/{stem}.c", f"src/{stem}.S")
                       if (wplib.ROOT / source).exists()]
            found[path] = sources[0] if sources else f"{stem}.o"
    return found
