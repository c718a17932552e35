# SPDX-License-Identifier: Apache-2.0
"""spec/hvc.tbl: errors, components, symbols and calls, checked and resolved."""

import re
from collections import namedtuple

from .text import GenError, Parser, Term, read_items

Error = namedtuple("Error", "name number text")
Var = namedtuple("Var", "name low high")
Component = namedtuple("Component", "name vars doc")
Symbol = namedtuple("Symbol", "kind name params doc")
Forall = namedtuple("Forall", "var low high body")
Require = namedtuple("Require", "error formula name text")
Change = namedtuple("Change", "component vars term text")
class Call(namedtuple("Call", "number name title caller args lets requires changes results doc")):
    """A call; args are those in registers."""

    @property
    def params(self):
        """What its predicates take: the CPU too, if the row speaks of it."""
        texts = [t for _, t in self.lets] + [r.text for r in self.requires] + \
            [c.text for c in self.changes] + [text for _, text in self.results.values()]
        return ["cpu"] * any(re.search(r"\bcpu\b", t) for t in texts) + self.args



CALLERS = ("host", "partition", "protected", "any")
CALL_BASE = 0xC6000C00      # SMC64 fast call, vendor-hypervisor service (SMCCC DEN0028)
CALL_MAX = 0x100
ARGS_MAX = 6                # x1 to x6
UID = "7a2104cc-ef7c-4a15-979d-578498539559"  # of the service: who answers is Cordon
HASH_CONST = "SPEC_HASH64"  # not a number of the layouts: made from the files themselves


class Table:
    """The table, in the order of the text."""

    def __init__(self):
        self.errors, self.components, self.symbols, self.calls = {}, {}, {}, []


class TableReader:
    """Reads and resolves one table; consts are the constants of limits.lay."""

    def __init__(self, path, shown, consts):
        self.path, self.shown, self.consts = path, shown, consts
        self.table = Table()
        self.lines = {}

    def fail(self, line, reason):
        raise GenError(self.shown, line, reason)

    def declare(self, line, what, name):
        if name in self.lines:
            self.fail(line, "%s '%s': the name is already used at line %d" % (
                what, name, self.lines[name]))
        self.lines[name] = line

    def read(self):
        items = list(read_items(self.path))
        i = 0
        while i < len(items):
            word = items[i].text.split()[0]
            if word == "call":
                i = self.read_call(items, i)
            elif word in ("error", "component", "symbol"):
                getattr(self, "read_" + word)(items[i])
                i += 1
            else:
                self.fail(items[i].line, "unknown item '%s'" % word)
        if "SUCCESS" not in self.table.errors or self.table.errors["SUCCESS"].number != 0:
            self.fail(1, "the table needs 'error SUCCESS 0'")
        if "NOT_SUPPORTED" not in self.table.errors:
            self.fail(1, "the table needs 'error NOT_SUPPORTED'")
        return self.table

    def read_error(self, item):
        m = re.fullmatch(r'error\s+([A-Z][A-Z0-9_]*)\s+(-?[0-9]+)\s+"([^"]+)"', item.text)
        if not m:
            self.fail(item.line, 'expected: error NAME NUMBER "text"')
        name, number = m.group(1), int(m.group(2))
        if number > 0 or number < -(1 << 15):
            self.fail(item.line, "error %s: the number is 0 or negative, not %d" % (name, number))
        for e in self.table.errors.values():
            if e.name == name:
                self.fail(item.line, "error %s is twice in the table" % name)
            if e.number == number:
                self.fail(item.line, "error %s has the number of %s" % (name, e.name))
        self.table.errors[name] = Error(name, number, m.group(3))

    def read_component(self, item):
        p = Parser(self.shown, item.line, item.text)
        p.next()
        name = p.name(component=True)
        self.declare(item.line, "component", name)
        variables = []

        def variable():
            v = p.name()
            p.expect(":")
            low = self.resolve(p, p.term(), ())
            p.expect("..")
            variables.append(Var(v, low, self.resolve(p, p.term(), ())))
        p.arguments(variable)
        p.end()
        if len(set(v.name for v in variables)) != len(variables):
            p.fail("component %s has two variables of one name" % name)
        self.table.components[name] = Component(name, variables, item.doc)

    def read_symbol(self, item):
        p = Parser(self.shown, item.line, item.text)
        p.next()
        kind = p.next()
        if kind not in ("predicate", "function"):
            p.fail("a symbol is a predicate or a function, not '%s'" % kind)
        name = p.name()
        self.declare(item.line, "symbol", name)
        params = p.arguments(p.name)
        p.end()
        if len(set(params)) != len(params):
            p.fail("symbol %s has two parameters of one name" % name)
        self.table.symbols[name] = Symbol(kind, name, params, item.doc)

    # --- terms and formulas ---

    def resolve(self, p, t, scope, lets=None):
        """Replace names by what they stand for and check every use."""
        if t.kind == "int":
            return t
        if t.kind == "op":
            if t.name == "/":
                p.fail("division does not belong in the table: give it a symbol")
            return Term("op", t.name, tuple(self.resolve(p, a, scope, lets) for a in t.args))
        if t.kind == "name":
            if lets and t.name in lets:
                return lets[t.name]
            if t.name in scope:
                return t
            if t.name in self.consts or t.name == HASH_CONST:
                return Term("const", t.name, ())
            p.fail("unknown %s '%s'" % ("constant" if t.name.isupper() else "name", t.name))
        args = tuple(self.resolve(p, a, scope, lets) for a in t.args)
        return self.resolve_app(p, t.name, args)

    def resolve_app(self, p, name, args):
        if name in self.table.components:
            want, kind = len(self.table.components[name].vars), "comp"
        elif name in self.table.symbols:
            symbol = self.table.symbols[name]
            if symbol.kind == "predicate":
                p.fail("'%s' is a predicate and stands where a value is needed" % name)
            want, kind = len(symbol.params), "sym"
        else:
            p.fail("unknown component or symbol '%s'" % name)
        self.check_arity(p, name, want, len(args))
        return Term(kind, name, args)

    def check_arity(self, p, name, want, have):
        if want != have:
            p.fail("'%s' takes %d arguments (line %d), here it has %d" % (
                name, want, self.lines[name], have))

    def formula(self, p, scope, lets):
        if p.peek() == "forall":
            p.next()
            var = p.name()
            if var in scope or var in lets:
                p.fail("the variable '%s' hides another name" % var)
            p.expect("in")
            low = self.resolve(p, p.term(), scope, lets)
            p.expect("..")
            high = self.resolve(p, p.term(), scope, lets)
            p.expect(":")
            return Forall(var, low, high, self.predicate(p, scope + (var,), lets))
        return self.predicate(p, scope, lets)

    def predicate(self, p, scope, lets):
        t = p.atom()
        if t.kind != "app":
            p.fail("expected a predicate")
        if t.name not in self.table.symbols:
            p.fail("unknown predicate '%s'" % t.name)
        symbol = self.table.symbols[t.name]
        if symbol.kind != "predicate":
            p.fail("'%s' is a function and stands where a predicate is needed" % t.name)
        self.check_arity(p, t.name, len(symbol.params), len(t.args))
        return Term("sym", t.name, tuple(self.resolve(p, a, scope, lets) for a in t.args))

    # --- calls ---

    def read_call(self, items, first):
        head = items[first]
        m = re.fullmatch(r'call\s+([0-9]+)\s+([a-z][a-z0-9_]*)\s+"([^"]+)"', head.text)
        if not m:
            self.fail(head.line, 'expected: call NUMBER NAME "one line"')
        number, name = int(m.group(1)), m.group(2)
        if number >= CALL_MAX:
            self.fail(head.line, "call number %d: the range is 0 to %d" % (number, CALL_MAX - 1))
        for c in self.table.calls:
            if c.number == number:
                self.fail(head.line, "call %s has the number of %s" % (name, c.name))
        self.declare(head.line, "call", name)
        body = CallBody(self, head)
        for i in range(first + 1, len(items)):
            if items[i].text == "end":
                self.table.calls.append(body.finish(number, name, m.group(3)))
                return i + 1
            body.read(items[i])
        self.fail(head.line, "no 'end' for call %s" % name)


class CallBody:
    """The lines between call and end."""

    def __init__(self, reader, head):
        self.reader, self.head = reader, head
        self.caller, self.args, self.lets = None, {}, {}
        self.let_texts, self.requires, self.changes, self.results = [], [], [], {}

    def read(self, item):
        word = item.text.split()[0]
        if word not in ("caller", "arg", "let", "require", "change", "result"):
            self.reader.fail(item.line, "unknown line '%s' in a call" % word)
        p = Parser(self.reader.shown, item.line, item.text.partition(word)[2])
        getattr(self, "line_" + word)(p)
        p.end()

    def scope(self):
        return tuple(self.args) + ("cpu",)

    def register(self, p, low, high):
        tok = p.next()
        m = re.fullmatch(r"x([0-9]+)", tok)
        if not m or not low <= int(m.group(1)) <= high:
            p.fail("expected a register x%d to x%d, found '%s'" % (low, high, tok))
        return int(m.group(1))

    def new_name(self, p):
        name = p.name()
        if name in self.args or name in self.lets:
            p.fail("the name '%s' is twice in this call" % name)
        if name in ("res", "cpu") or re.fullmatch(r"x[0-9]+|s|e", name):
            p.fail("the name '%s' is taken by the generated predicates" % name)
        return name

    def finish(self, number, name, title):
        r = self.reader
        if not self.caller:
            r.fail(self.head.line, "call %s has no caller line" % name)
        if sorted(self.args.values()) != list(range(1, len(self.args) + 1)):
            r.fail(self.head.line, "call %s: its arguments are not x1 to x%d" % (
                name, len(self.args)))
        args = sorted(self.args, key=self.args.get)
        return Call(number, name, title, self.caller, args, self.let_texts, self.requires,
                    self.changes, self.results, self.head.doc)

    def line_caller(self, p):
        who = p.next()
        if self.caller:
            p.fail("a second caller line")
        if who not in CALLERS:
            p.fail("unknown caller '%s' (known: %s)" % (who, ", ".join(CALLERS)))
        self.caller = who

    def line_arg(self, p):
        name = self.new_name(p)
        reg = self.register(p, 1, ARGS_MAX)
        if reg in self.args.values():
            p.fail("register x%d carries two arguments" % reg)
        self.args[name] = reg

    def line_let(self, p):
        name = self.new_name(p)
        p.expect("=")
        self.let_texts.append((name, p.text.partition("=")[2].strip()))
        self.lets[name] = self.reader.resolve(p, p.term(), self.scope(), self.lets)

    def line_require(self, p):
        error = p.next()
        if error not in self.reader.table.errors:
            p.fail("unknown error '%s'" % error)
        if error in ("SUCCESS", "NOT_SUPPORTED"):
            p.fail("a requirement cannot fail with %s" % error)
        text = p.text.partition(error)[2].strip()
        before = sum(1 for r in self.requires if r.error == error)
        name = error.lower() + ("_%d" % (before + 1) if before else "")
        formula = self.reader.formula(p, self.scope(), self.lets)
        self.requires.append(Require(error, formula, name, text))

    def line_change(self, p):
        name = p.name(component=True)
        if name not in self.reader.table.components:
            p.fail("unknown component '%s'" % name)
        if any(c.component == name for c in self.changes):
            p.fail("component '%s' is changed twice" % name)
        variables = p.arguments(p.name)
        self.reader.check_arity(p, name, len(self.reader.table.components[name].vars), len(variables))
        want = [v.name for v in self.reader.table.components[name].vars]
        if variables != want:
            p.fail("the variables of '%s' are (%s)" % (name, ", ".join(want)))
        for v in variables:
            if v in self.args or v in self.lets:
                p.fail("the variable '%s' hides another name" % v)
        p.expect("=")
        text = p.text.partition("=")[2].strip()
        term = self.reader.resolve(p, p.term(), self.scope() + tuple(variables), self.lets)
        self.changes.append(Change(name, variables, term, text))

    def line_result(self, p):
        reg = self.register(p, 1, 3)
        if reg in self.results:
            p.fail("register x%d has two results" % reg)
        p.expect("=")
        text = p.text.partition("=")[2].strip()
        self.results[reg] = (self.reader.resolve(p, p.term(), self.scope(), self.lets), text)
