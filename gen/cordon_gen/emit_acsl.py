# SPDX-License-Identifier: Apache-2.0
"""ACSL output: the symbols of the specification and the predicates of the calls."""

from .emit_c import NOTE, SPDX
from .formula import call_preds, common_preds
from .table import CALL_BASE, HASH_CONST

LABEL = {"pre": "L1", "post": "L2"}


def labels(states):
    return "{L1,L2}" if len(states) == 2 else "{L1}"


def term(t, nested=False):
    if t.kind == "int":
        return str(t.name)
    if t.kind == "name":
        return t.name
    if t.kind == "const":
        return "CORDON_" + t.name if t.name == HASH_CONST else t.name
    if t.kind == "error":
        return "CORDON_E_" + t.name
    if t.kind == "op":
        text = "%s %s %s" % (term(t.args[0], True), t.name, term(t.args[1], True))
        return "(%s)" % text if nested else text
    args = "(%s)" % ", ".join(term(a) for a in t.args) if t.args else ""
    if t.kind in ("comp", "post"):
        return "A_%s{%s}%s" % (t.name, LABEL["post" if t.kind == "post" else "pre"], args)
    return t.name + args


def body(b, nested=False):
    kind = b[0]
    if kind == "true":
        return "\\true"
    if kind == "sym":
        return term(b[1])
    if kind == "use":
        args = "(%s)" % ", ".join(b[3]) if b[3] else ""
        return b[1] + labels(b[2]) + args
    if kind == "not":
        return "!" + body(b[1], True)
    if kind in ("eq", "ne"):
        return "%s %s %s" % (term(b[1]), "==" if kind == "eq" else "!=", term(b[2]))
    if kind == "and":
        text = " && ".join(body(x, True) for x in b[1])
    elif kind == "imp":
        text = "%s ==> %s" % (body(b[1], True), body(b[2], True))
    else:
        text = quantified(b)
    return "(%s)" % text if nested else text


def quantified(b):
    """Collect nested quantifiers into one."""
    variables, guards = [], []
    while b[0] == "all":
        variables.append(b[1])
        guards.append("%s <= %s < %s" % (term(b[2], True), b[1], term(b[3], True)))
        b = b[4]
    return "\\forall integer %s; %s ==> %s" % (
        ", ".join(variables), " && ".join(guards), body(b, True))


def predicate(p):
    params = "(%s)" % ", ".join("integer " + x for x in p.params) if p.params else ""
    return "// %s\npredicate %s%s%s =\n  %s;\n" % (
        p.doc, p.name, labels(p.states), params, broken(body(p.body)))


def broken(text, indent="  "):
    """Break a long formula after its top-level connectives; parts stay whole."""
    if len(text) < 100:
        return text
    out, depth, start = [], 0, 0
    for i, c in enumerate(text):
        depth += (c in "({") - (c in ")}")
        if depth == 0 and text[i:i + 4] in (" && ", "==> "):
            cut = i + 4
            out.append(text[start:cut].strip())
            start = cut
    out.append(text[start:].strip())
    return ("\n" + indent).join(out)


def symbols(table):
    out = ["axiomatic Spec {\n"]
    for s in table.symbols.values():
        kind = "predicate" if s.kind == "predicate" else "logic integer"
        params = ", ".join("integer " + p for p in s.params)
        for d in s.doc:
            out.append("  // %s\n" % d)
        out.append("  %s %s(%s) reads \\nothing;\n" % (kind, s.name, params))
    out.append("}\n")
    return "".join(out)


CALLER_TEST = {"host": "A_caller{L1}(cpu) == OWNER_HOST",
               "partition": "PART_FIRST <= A_caller{L1}(cpu) < NR_OWNERS",
               "any": "\\true"}


def caller_pred(call):
    return ("// who may call it\npredicate %s_caller{L1}(integer cpu) =\n  %s;\n" % (
        call.name, CALLER_TEST[call.caller]))


def dispatch_pred(table):
    """The whole hypercall as registers: which call it is, who asks, what comes back."""
    out = ["// x0 as a signed number\nlogic integer hvc_code(integer r0) =\n"
           "  r0 < 0x8000000000000000 ? r0 : r0 - 0x10000000000000000;\n",
           "// x0 asks for this call, and the caller on this CPU may make it\n"]
    for c in table.calls:
        out.append("predicate hvc_is_%s{L1}(integer cpu, integer x0) =\n"
                   "  x0 %% 0x100000000 == 0x%X && %s_caller{L1}(cpu);\n" % (
                       c.name, CALL_BASE + c.number, c.name))
    regs = "integer cpu, integer x0, integer x1, integer x2, integer x3, integer x4"
    res = "integer r0, integer r1, integer r2, integer r3"
    parts = []
    for c in table.calls:
        args = ["x%d" % (i + 1) for i in range(len(c.args))]
        given = ", ".join(["hvc_code(r0)"] + args)
        full = ", ".join(["hvc_code(r0)"] + ["r1", "r2", "r3"] + args)
        parts.append("  (hvc_is_%s{L1}(cpu, x0) ==>\n    %s_refusal{L1}(%s) &&\n"
                     "    %s_step{L1,L2}(%s) &&\n    %s_results{L1}(%s))" % (
                         c.name, c.name, given, c.name, given, c.name, full))
    none = " && ".join("!hvc_is_%s{L1}(cpu, x0)" % c.name for c in table.calls)
    parts.append("  (%s ==>\n    hvc_code(r0) == CORDON_E_NOT_SUPPORTED && r1 == 0 && r2 == 0 "
                 "&& r3 == 0 && abs_same{L1,L2})" % none.replace(" && ", " &&\n   "))
    out.append("// every hypercall: the call's relation, or NOT_SUPPORTED and nothing changed\n"
               "predicate hvc_relation{L1,L2}(%s,\n    %s) =\n%s;\n" % (
                   regs, res, " &&\n".join(parts)))
    return "".join(out)


def calls_acsl(table):
    out = [SPDX, "/* " + NOTE % "spec/hvc.tbl" + " */\n",
           "#ifndef CORDON_CALLS_ACSL\n#define CORDON_CALLS_ACSL\n\n",
           "/* A_* are the components of the abstract state: spec/abstraction.acsl, to be "
           "included before. */\n",
           '#include "cordon_abi.h"\n#include "limits.h"\n#include "spec_hash.h"\n\n',
           "/*@\n", symbols(table), "*/\n\n/*@\n"]
    out += [predicate(p) for p in common_preds(table)]
    out.append("*/\n")
    for c in table.calls:
        out.append("\n/* %d %s: %s */\n/*@\n" % (c.number, c.name, c.title))
        out += [predicate(p) for p in call_preds(table, c)]
        out.append(caller_pred(c))
        out.append("*/\n")
    out += ["\n/*@\n", dispatch_pred(table), "*/\n\n#endif\n"]
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
