# SPDX-License-Identifier: Apache-2.0
"""spec/layout/*.lay: constants, bit layouts and C structs."""

import os
import re
from collections import namedtuple

from .text import C_KEYWORDS, GenError, Parser, read_items

Const = namedtuple("Const", "name value text doc heading")
Field = namedtuple("Field", "kind name hi lo")           # kind: one of KINDS
Layout = namedtuple("Layout", "name width fields doc")
Member = namedtuple("Member", "name type offset")
Struct = namedtuple("Struct", "name size members doc")

# A field is made, read, or both; reserved bits are neither.
KINDS = ("field", "made", "read", "res0", "res1")
TYPES = {"u8": 1, "u16": 2, "u32": 4, "u64": 8}


class LayFile:
    """The items of one file in their order."""

    def __init__(self, path):
        self.path = path
        self.base = os.path.basename(path)[:-len(".lay")]
        self.items = []

    def consts(self):
        return [i for i in self.items if isinstance(i, Const)]

    def layouts(self):
        return [i for i in self.items if isinstance(i, Layout)]

    def structs(self):
        return [i for i in self.items if isinstance(i, Struct)]


def read_layouts(paths, shown):
    """Read all files; names are unique over all of them. shown(path) is the name in errors."""
    names, consts, out = {}, {}, []
    for path in paths:
        out.append(LayReader(path, shown(path), names, consts).read())
    return out, consts


class LayReader:
    """Reads one file; names and consts are shared by all files."""

    def __init__(self, path, shown, names, consts):
        self.path, self.shown = path, shown
        self.names, self.consts = names, consts
        self.file = LayFile(shown)

    def fail(self, line, reason):
        raise GenError(self.shown, line, reason)

    def declare(self, line, name):
        if name in self.names:
            self.fail(line, "'%s' is already defined at %s" % (name, self.names[name]))
        self.names[name] = "%s:%d" % (self.shown, line)

    def read(self):
        items = list(read_items(self.path))
        i = 0
        while i < len(items):
            word = items[i].text.split()[0]
            if word == "const":
                self.read_const(items[i])
                i += 1
            elif word in ("layout", "struct"):
                last = self.find_end(items, i)
                body = items[i + 1:last]
                (self.read_layout if word == "layout" else self.read_struct)(items[i], body)
                i = last + 1
            else:
                self.fail(items[i].line, "unknown item '%s'" % word)
        return self.file

    def find_end(self, items, first):
        for i in range(first + 1, len(items)):
            if items[i].text == "end":
                return i
        self.fail(items[first].line, "no 'end' for this item")

    def read_const(self, item):
        p = Parser(self.shown, item.line, item.text)
        p.next()
        name = p.name()
        if not re.fullmatch(r"[A-Z][A-Z0-9_]*", name):
            p.fail("a constant's name is in capitals, '%s' is not" % name)
        p.expect("=")
        start = item.text.index("=") + 1
        value = self.value(p, p.term())
        p.end()
        if not 0 <= value < 1 << 64:
            p.fail("%s = %d does not fit 64 bits" % (name, value))
        self.declare(item.line, name)
        self.consts[name] = value
        self.file.items.append(
            Const(name, value, item.text[start:].strip(), item.doc, item.heading))

    def value(self, p, t):
        if t.kind == "int":
            return t.name
        if t.kind == "name":
            if t.name not in self.consts:
                p.fail("unknown constant '%s'" % t.name)
            return self.consts[t.name]
        if t.kind != "op":
            p.fail("'%s(...)' cannot stand in a constant" % t.name)
        a, b = (self.value(p, x) for x in t.args)
        if t.name == "/":
            if b == 0 or a % b:
                p.fail("%d / %d is not a whole number" % (a, b))
            return a // b
        return {"+": a + b, "-": a - b, "*": a * b}[t.name]

    def read_layout(self, item, body):
        m = re.fullmatch(r"layout\s+([a-z][a-z0-9_]*)\s+([0-9]+)", item.text)
        if not m:
            self.fail(item.line, "expected: layout NAME WIDTH")
        name, width = m.group(1), int(m.group(2))
        if not 1 <= width <= 64:
            self.fail(item.line, "the width of a layout is 1 to 64, not %d" % width)
        self.declare(item.line, name)
        fields, seen = [], set()
        for b in body:
            f = self.read_field(b, width)
            if f.name in C_KEYWORDS:
                self.fail(b.line, "'%s' is a word of C" % f.name)
            if f.name in seen:
                self.fail(b.line, "field '%s' is twice in layout %s" % (f.name, name))
            seen.add(f.name)
            self.check_place(b, name, fields, f, width)
            fields.append(f)
        low = fields[-1].lo if fields else width
        if low != 0:
            self.fail(item.line, "layout %s: bits %d:0 belong to no field" % (name, low - 1))
        kinds = {f.kind for f in fields}
        if not kinds & {"field", "made", "read"}:
            self.fail(item.line, "layout %s has no field" % name)
        if "read" in kinds and kinds & {"field", "made"}:
            self.fail(item.line, "layout %s is made, but not all of its fields are" % name)
        self.file.items.append(Layout(name, width, fields, item.doc))

    def read_field(self, item, width):
        m = re.fullmatch(r"([a-z0-9]+)\s+([a-z][a-z0-9_]*)\s+([0-9]+)(?::([0-9]+))?", item.text)
        if not m:
            self.fail(item.line, "expected: field NAME HIGH:LOW (or made, read, res0, res1)")
        kind, name, hi = m.group(1), m.group(2), int(m.group(3))
        if kind not in KINDS:
            self.fail(item.line, "unknown kind of field '%s'" % kind)
        lo = int(m.group(4)) if m.group(4) else hi
        if hi < lo:
            self.fail(item.line, "field '%s': high bit %d below low bit %d" % (name, hi, lo))
        if hi >= width:
            self.fail(item.line, "field '%s': bit %d is outside the %d bits" % (name, hi, width))
        return Field(kind, name, hi, lo)

    def check_place(self, item, layout, before, f, width):
        """Fields stand from the top bit down without gap or overlap."""
        top = before[-1].lo - 1 if before else width - 1
        for old in before:
            if f.hi >= old.lo and f.lo <= old.hi:
                self.fail(item.line, "field '%s' overlaps '%s' in bits %d:%d" % (
                    f.name, old.name, min(f.hi, old.hi), max(f.lo, old.lo)))
        if f.hi < top:
            self.fail(item.line, "layout %s: bits %d:%d belong to no field" % (
                layout, top, f.hi + 1))

    def read_struct(self, item, body):
        m = re.fullmatch(r"struct\s+([a-z][a-z0-9_]*)\s+([0-9]+)", item.text)
        if not m:
            self.fail(item.line, "expected: struct NAME SIZE")
        name, size = m.group(1), int(m.group(2))
        self.declare(item.line, name)
        members, at = [], 0
        for b in body:
            member = self.read_member(b)
            if member.name in (x.name for x in members):
                self.fail(b.line, "member '%s' is twice in struct %s" % (member.name, name))
            if member.offset < at:
                self.fail(b.line, "member '%s' overlaps the one before it" % member.name)
            if member.offset > at:
                self.fail(b.line, "struct %s: bytes %d to %d belong to no member" % (
                    name, at, member.offset - 1))
            if member.offset % TYPES[member.type]:
                self.fail(b.line, "member '%s' is not aligned" % member.name)
            members.append(member)
            at += TYPES[member.type]
        if at != size:
            self.fail(item.line, "struct %s: members fill %d bytes, not %d" % (name, at, size))
        self.file.items.append(Struct(name, size, members, item.doc))

    def read_member(self, item):
        m = re.fullmatch(r"member\s+([a-z][a-z0-9_]*)\s+(\w+)\s+([0-9]+)", item.text)
        if not m:
            self.fail(item.line, "expected: member NAME TYPE OFFSET")
        if m.group(2) not in TYPES:
            self.fail(item.line, "unknown type '%s' (known: %s)" % (
                m.group(2), ", ".join(TYPES)))
        return Member(m.group(1), m.group(2), int(m.group(3)))
