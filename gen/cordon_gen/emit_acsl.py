# SPDX-License-Identifier: Apache-2.0
"""ACSL output: the symbols of the specification and the predicates of the calls; the WP driver."""

from .emit_c import NOTE, SPDX, wrap
from .formula import call_preds, common_preds
from .printer import Printer
from .table import CALL_BASE, HASH_CONST

LABEL = {"pre": "L1", "post": "L2"}


def labels(states):
    return "{%s}" % ",".join(LABEL[s] for s in states)


class Acsl(Printer):
    """Words of ACSL."""

    AND, IMP, NOT, EQ, NE, TRUE = "&&", "==>", "!", "==", "!=", "\\true"

    def term(self, t, nested=False):
        if t.kind == "op":
            return self.operation(t, nested)
        if t.kind == "const":
            return "CORDON_" + t.name if t.name == HASH_CONST else t.name
        if t.kind == "error":
            return "CORDON_E_" + t.name
        args = "(%s)" % ", ".join(self.term(a) for a in t.args) if t.args else ""
        if t.kind in ("comp", "post"):
            return "A_%s{%s}%s" % (t.name, LABEL["post" if t.kind == "post" else "pre"], args)
        return str(t.name) + args

    def use(self, name, states, args, nested):
        return name + labels(states) + ("(%s)" % ", ".join(args) if args else "")

    def forall(self, variables, guards, body):
        return "\\forall integer %s; %s ==>%s" % (", ".join(variables), guards, body)

    def flat(self, b, nested):
        # a comparison binds more strongly than any connective
        return super().flat(b, nested and b[0] not in ("eq", "ne"))


ACSL = Acsl()


def predicate(p):
    params = "(%s)" % ", ".join("integer " + x for x in p.params) if p.params else ""
    return "// %s\n%s\n  %s;\n" % (
        p.doc, wrap("predicate %s%s%s =" % (p.name, labels(p.states), params)),
        ACSL.body(p.body, 2))


def symbols(table):
    out = ["axiomatic Spec {\n"]
    for s in table.symbols.values():
        kind = "predicate" if s.kind == "predicate" else "logic integer"
        out += ["  // %s\n" % d for d in s.doc]
        out.append(wrap("  %s %s(%s) reads \\nothing;" % (
            kind, s.name, ", ".join("integer " + p for p in s.params))) + "\n")
    out.append("}\n")
    return "".join(out)


def dispatch_preds(table):
    """The whole hypercall as registers: which call it is, who asks, what comes back."""
    out = ["// the signed number in a result register\nlogic integer hvc_code(integer r0) =\n"
           "  r0 < 0x8000000000000000 ? r0 : r0 - 0x10000000000000000;\n",
           "// x0 asks for this call, and who runs on this CPU may make it\n"]
    for c in table.calls:
        out.append("predicate hvc_is_%s{L1}(integer cpu, integer x0) =\n"
                   "  x0 %% 0x100000000 == 0x%X && %s_caller{L1}(cpu);\n" % (
                       c.name, CALL_BASE + c.number, c.name))
    parts = [relation_part(c) for c in table.calls]
    none = " &&\n   ".join("!hvc_is_%s{L1}(cpu, x0)" % c.name for c in table.calls)
    parts.append("(%s ==>\n    hvc_code(r0) == CORDON_E_NOT_SUPPORTED && r1 == 0 && r2 == 0 && "
                 "r3 == 0 && abs_same{L1,L2})" % none)
    out.append("// every hypercall: the call's relation, or NOT_SUPPORTED and nothing changed\n"
               "predicate hvc_relation{L1,L2}(integer cpu, integer x0, integer x1, integer x2,\n"
               "    integer x3, integer x4, integer x5, integer x6, integer r0, integer r1, integer r2,\n"
               "    integer r3) =\n"
               "  %s;\n" % " &&\n  ".join(parts))
    return "".join(out)


def relation_part(call):
    args = ["cpu"] * (call.params != call.args) + ["x%d" % (i + 1) for i in range(len(call.args))]
    given = ", ".join(["hvc_code(r0)"] + args)
    full = ", ".join(["hvc_code(r0)", "r1", "r2", "r3"] + args)
    return ("(hvc_is_{0}{{L1}}(cpu, x0) ==>\n    {0}_refusal{{L1}}({1}) &&\n"
            "    {0}_step{{L1,L2}}({1}) &&\n    {0}_results{{L1}}({2}))").format(
                call.name, given, full)


def calls_acsl(table):
    out = [SPDX, "/* " + NOTE % "spec/hvc.tbl" + " */\n",
           "#ifndef CORDON_CALLS_ACSL\n#define CORDON_CALLS_ACSL\n\n",
           "/* A_* are the components of the abstract state: spec/abstraction.acsl, to be "
           "included before. */\n",
           '#include "cordon_abi.h"\n#include "cordon_limits.h"\n#include "spec_hash.h"\n\n',
           "/*@\n", symbols(table), "*/\n\n/*@\n"]
    out += [predicate(p) for p in common_preds(table)]
    out.append("*/\n")
    for c in table.calls:
        out.append("\n/* %d %s: %s */\n/*@\n" % (c.number, c.name, c.title))
        out += [predicate(p) for p in call_preds(table, c)]
        out.append("*/\n")
    out += ["\n/*@\n", dispatch_preds(table), "*/\n\n#endif\n"]
    return "".join(out)


def driver(table):
    out = ["// SPDX-License-Identifier: Apache-2.0\n", "// " + NOTE % "spec/hvc.tbl" + "\n",
           "library cordon:\n", 'why3.file += "limits.mlw:Limits";\n',
           'why3.file += "../../spec/steps.mlw:Steps";\n']
    for s in table.symbols.values():
        kind = "predicate" if s.kind == "predicate" else "logic integer"
        out.append('%s %s(%s) = "%s";\n' % (
            kind, s.name, ", ".join("integer" for _ in s.params), s.name))
    return "".join(out)
