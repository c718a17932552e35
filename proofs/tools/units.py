# SPDX-License-Identifier: Apache-2.0
"""Cuts the proof into units: what one run of Frama-C proves, and when its result may be reused.

A unit is one function of a proven file, a group of the small functions of a header or of
witnesses, or a group of lemmas. A header's functions and lemmas are proved once, in the first file
that includes it (for a generated header the file of all of them, which changes least); that this
one proof counts for all files is checked by comparing what the header expands to in each.
"""
import dataclasses
import functools
import hashlib
import json
import pathlib
import re
import subprocess

import csource
import wplib

GROUP = 12  # functions of a header, witnesses, or lemmas, in one unit


@dataclasses.dataclass
class Unit:
    """What one run proves: functions, or lemmas, in the context of a source file."""
    source: str
    functions: list
    lemmas: list

    @property
    def label(self):
        names = self.functions or self.lemmas
        return names[0] if len(names) == 1 else f"{names[0]}..{names[-1]}"


@dataclasses.dataclass
class File:
    """A translation unit as the prover sees it."""
    source: str
    text: str
    tokens: list
    functions: list

    def own(self):
        """Functions and prototypes that come from the project, not from the compiler's headers."""
        return [function for function in self.functions if not function.file.startswith("/usr/")]

    def defined(self):
        return [function for function in self.own() if function.body is not None]


def read_file(source):
    """Preprocesses and reads one translation unit."""
    text = csource.preprocess(source)
    stream = csource.tokens(text)
    return File(source, text, stream, csource.functions(stream))


def sources():
    """Every file for the prover: the proven ones, lemmas, witnesses, the generated headers."""
    headers = [path for path in ["gen/tests/headers.c"] if (wplib.ROOT / path).exists()]
    return csource.proven_sources() + csource.lemma_sources() + csource.witness_sources() + headers


def read_files():
    return [read_file(source) for source in sources()]


def header_texts(file):
    """header -> digest of the tokens that it gave to this translation unit, comments aside."""
    found = {}
    for token in file.tokens:
        if token.is_comment and not token.is_annotation:
            continue
        if token.file.endswith((".h", ".acsl")) and not token.file.startswith("/usr/"):
            found.setdefault(token.file, hashlib.sha256()).update(token.text.encode() + b"\0")
    return {name: digest.hexdigest() for name, digest in found.items()}


def check_headers(files):
    """Complaints about headers that mean different things in different files."""
    seen, complaints = {}, []
    for file in files:
        for header, digest in header_texts(file).items():
            first = seen.setdefault(header, (digest, file.source))
            if first[0] != digest:
                complaints.append(f"{header} expands differently in {first[1]} and {file.source}: "
                                  "what is proved in one would not hold for the other")
    return complaints


def plan(files):
    """The units, larger files first."""
    units, placed, lemmas = [], set(), set()
    for file in sorted(files, key=lambda item: not item.source.endswith("lemmas.c")):
        here = [name for name in csource.lemmas(file.tokens) if name not in lemmas]
        lemmas.update(here)
        units += [Unit(file.source, [], here[i:i + GROUP]) for i in range(0, len(here), GROUP)]
    for file in sorted(files, key=lambda item: not item.source.startswith("gen/")):
        grouped = {}
        for function in file.defined():
            key = (function.file, function.name)
            if key in placed:
                continue
            placed.add(key)
            if function.file == file.source and file.source in csource.proven_sources():
                units.append(Unit(file.source, [function.name], []))
            else:
                grouped.setdefault(function.file, []).append(function.name)
        for names in grouped.values():
            units += [Unit(file.source, names[i:i + GROUP], [])
                      for i in range(0, len(names), GROUP)]
    return units


def frama_c_functions(source):
    """The functions that Frama-C finds defined in a file: it must not be fewer than we read."""
    cmd = [*wplib.FRAMA_C, *wplib.KERNEL, wplib.cpp_option(), "-rte", str(source)]
    result = subprocess.run(cmd, cwd=wplib.ROOT, capture_output=True, text=True, check=False,
                            env=wplib.frama_c_environment())
    if result.returncode:
        raise wplib.VerifyError(f"{source}: Frama-C rejects it:\n{result.stdout}{result.stderr}")
    return set(re.findall(r"annotating function (\w+)", result.stdout))


def driver_files():
    """The driver and the theories that it links, with all that these use."""
    if not wplib.DRIVER.exists():
        return []
    folders = [wplib.DRIVER.parent, wplib.ROOT / "spec"]
    found, waiting = [wplib.DRIVER], re.findall(r'(\w+)\.mlw:', wplib.DRIVER.read_text())
    while waiting:
        name = waiting.pop()
        for path in [folder / f"{name}.mlw" for folder in folders]:
            if path.exists() and path not in found:
                found.append(path)
                waiting += re.findall(r"\b(?:use|clone)\s+(?:export\s+|import\s+)?(\w+)\.",
                                      path.read_text())
    return sorted(found)


@functools.lru_cache(maxsize=None)
def environment_digest():
    """Digest of all that decides a result besides the C file: tools, provers, Why3 theories."""
    digest = hashlib.sha256()
    folder = wplib.ROOT / "proofs"
    paths = [folder / "tools" / name for name in ("wplib.py", "wp-run")]
    paths += sorted((folder / "provers").iterdir())
    paths += [pathlib.Path(path) for path in wplib.PROVERS.values()]
    paths += driver_files()
    for path in paths:
        digest.update(path.read_bytes() if path.is_file() else b"missing")
    version = subprocess.run(["frama-c", "-version"], capture_output=True, check=False).stdout
    digest.update(version)
    return digest.hexdigest()


def result_path(unit, text, options):
    """Where the result of a unit is kept; the name changes with anything that could change it."""
    key = json.dumps([environment_digest(), unit.source, unit.functions, unit.lemmas, options])
    name = hashlib.sha256(key.encode() + text.encode()).hexdigest()
    return wplib.BUILD / "results" / f"{name}.json"
