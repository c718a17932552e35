# SPDX-License-Identifier: Apache-2.0
"""Digests (SHA-256) of what a report speaks of: the specification, the tools, the image."""
import hashlib
import json
import pathlib
import re
import shutil
import subprocess

import elf
import wplib

# Tools beside the provers, and how each says its version.
TOOLS = {"frama-c": "-version", "why3": "--version", elf.PREFIX + "gcc": "--version",
         elf.PREFIX + "as": "--version", elf.PREFIX + "ld": "--version"}


def digest(path):
    """The SHA-256 of a file, or None if there is none."""
    path = pathlib.Path(path)
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def specification():
    """The specification's hash, as it is compiled into the image and printed when it starts."""
    text = (wplib.ROOT / "gen" / "include" / "spec_hash.h").read_text()
    return re.search(r'CORDON_SPEC_HASH "([0-9a-f]{64})"', text)[1]


def said(*command):
    """The first line that a tool prints; nothing if there is no such tool."""
    if shutil.which(command[0]) is None:
        return ""
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return result.stdout.split("\n")[0].strip()


def tools():
    """name -> version and digest of what proves and what builds."""
    found = {name: {"version": said(name, option), "sha256": digest(shutil.which(name) or name)}
             for name, option in TOOLS.items()}
    # What does the work behind the names of Frama-C and GCC.
    plugins = pathlib.Path(said("frama-c", "-print-plugin-path"))
    found["wp"] = {"sha256": digest(plugins / "top" / "Wp.cmxs")}
    found["cc1"] = {"sha256": digest(said(elf.PREFIX + "gcc", "-print-prog-name=cc1"))}
    for name, path in wplib.PROVERS.items():
        prover, _, version = name.partition(":")
        found[prover] = {"version": version, "sha256": digest(path)}
    return found


def image():
    """Digests of the built image, and what its checks found in it."""
    found = {name: digest(elf.IMAGE / name) for name in ("cordon.bin", "cordon.elf")}
    for name in ("instructions", "stack"):
        path = elf.IMAGE / f"{name}.json"
        found[name] = json.loads(path.read_text()) if path.exists() else None
    return found


def collect():
    return {"specification": specification(), "tools": tools(), "image": image()}
