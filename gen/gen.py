# SPDX-License-Identifier: Apache-2.0
"""Write gen/'s output from the texts in spec/, or compare it with what is there (--check)."""

import argparse
import glob
import hashlib
import os
import sys

from cordon_gen import emit_acsl, emit_c, emit_doc, emit_why3
from cordon_gen.layout import read_layouts
from cordon_gen.table import TableReader
from cordon_gen.text import GenError

OUTPUT_DIRS = ("include", "acsl", "why3", "docs")


def spec_files(spec):
    """The files that the hash covers, sorted by their name below spec/."""
    found = []
    for pattern in ("*.mlw", "*.acsl", "hvc.tbl", "layout/*.lay"):
        found += glob.glob(os.path.join(spec, pattern))
    return sorted(os.path.relpath(f, spec) for f in found)


def spec_hash(spec):
    """SHA-256 of what `sha256sum FILES` prints for these files inside spec/."""
    lines = []
    for name in spec_files(spec):
        with open(os.path.join(spec, name), "rb") as f:
            lines.append("%s  %s\n" % (hashlib.sha256(f.read()).hexdigest(), name))
    return hashlib.sha256("".join(lines).encode("ascii")).hexdigest()


def generate(spec):
    """All output as a map from file name below gen/ to its text."""
    paths = sorted(glob.glob(os.path.join(spec, "layout", "*.lay")))

    def shown(path):
        return "spec/" + os.path.relpath(path, spec)
    lays, consts = read_layouts(paths, shown)
    limits = [lay for lay in lays if lay.base == "limits"]
    if not limits:
        raise GenError("spec/layout/limits.lay", 1, "the file is missing")
    if limits[0].layouts() or limits[0].structs():
        raise GenError("spec/layout/limits.lay", 1, "only constants belong in this file")
    limit_consts = {c.name: c.value for c in limits[0].consts()}
    table = TableReader(os.path.join(spec, "hvc.tbl"), "spec/hvc.tbl", limit_consts).read()
    digest = spec_hash(spec)
    abi = emit_c.abi_header(table, consts)
    out = {
        "include/cordon_limits.h": emit_c.limits_header(limits[0]),
        "include/kernel/cordon_limits.h": emit_c.kernel_limits(limits[0]),
        "include/cordon_abi.h": abi,
        "include/kernel/cordon_abi.h": emit_c.kernel_header(abi),
        "include/dispatch_table.h": emit_c.dispatch_header(table),
        "include/spec_hash.h": emit_c.hash_header(digest),
        "acsl/calls.acsl": emit_acsl.calls_acsl(table),
        "why3/limits.mlw": emit_why3.limits(limits[0], table),
        "why3/spec_hash.mlw": emit_why3.spec_hash(digest),
        "why3/dispatch.mlw": emit_why3.dispatch(table),
        "why3/bridge.mlw": emit_why3.bridge(table),
        "why3/cordon.driver": emit_acsl.driver(table),
        "docs/hvc.md": emit_doc.page(table, consts),
    }
    for lay in lays:
        if lay is not limits[0]:
            out["include/%s_layout.h" % lay.base] = emit_c.layout_header(lay)
    return out


def read(path):
    try:
        with open(path, encoding="ascii") as f:
            return f.read()
    except FileNotFoundError:
        return None


def present(out_dir):
    """Names below gen/ of the files in the output folders."""
    found = []
    for d in OUTPUT_DIRS:
        for root, _, names in os.walk(os.path.join(out_dir, d)):
            found += [os.path.relpath(os.path.join(root, n), out_dir) for n in names]
    return found


def check(output, out_dir):
    """Print every file that differs from a fresh generation; true if none does."""
    bad = ["gen/%s: differs from a fresh generation" % n
           for n in sorted(output) if read(os.path.join(out_dir, n)) != output[n]]
    bad += ["gen/%s: not made by the generator" % n
            for n in sorted(present(out_dir)) if n not in output]
    for line in bad:
        print(line, file=sys.stderr)
    if bad:
        print("run 'make gen' and commit the result", file=sys.stderr)
    return not bad


def write(output, out_dir):
    """Write what differs, so that unchanged files keep their time, and remove what is stale."""
    for name, text in output.items():
        path = os.path.join(out_dir, name)
        if read(path) != text:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="ascii") as f:
                f.write(text)
    for name in present(out_dir):
        if name not in output:
            os.remove(os.path.join(out_dir, name))


def main(argv):
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only, exit 1 on a difference")
    parser.add_argument("--spec", default=os.path.join(here, "..", "spec"), help="folder of the texts")
    parser.add_argument("--out", default=here, help="folder of the output")
    args = parser.parse_args(argv)
    try:
        output = generate(args.spec)
    except GenError as e:
        print(e, file=sys.stderr)
        return 1
    if args.check:
        return 0 if check(output, args.out) else 1
    write(output, args.out)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
