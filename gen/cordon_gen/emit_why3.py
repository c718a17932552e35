# SPDX-License-Identifier: Apache-2.0
"""Why3 output: the constants, the hash, and the bridge from contracts to the machine's steps."""

from .emit_c import NOTE
from .formula import call_preds, common_preds
from .table import HASH_CONST

HEAD = "(* SPDX-License-Identifier: Apache-2.0 *)\n(* %s *)\n"


def limits(lay, table):
    out = [HEAD % (NOTE % (lay.path + " and spec/hvc.tbl")), "module Limits\n  use int.Int\n"]
    for c in lay.consts():
        out.append("  constant %s : int = %d\n" % (c.name.lower(), c.value))
    for e in table.errors.values():
        out.append("  constant %s : int = %s\n" % (
            error_name(e.name), "(%d)" % e.number if e.number < 0 else e.number))
    return "".join(out) + "end\n"


def spec_hash(digest):
    return (HEAD % (NOTE % "the files of spec/") + "module SpecHash\n  use int.Int\n"
            "  constant %s : int = 0x%s\nend\n" % (HASH_CONST.lower(), digest[:16]))


def error_name(name):
    return "e_" + name.lower()


STATE = {"pre": "s", "post": "s'"}


def states(names):
    return " ".join(STATE[n] for n in names)


def term(t, nested=False):
    if t.kind == "int":
        return str(t.name)
    if t.kind == "name":
        return t.name
    if t.kind == "const":
        return t.name.lower()
    if t.kind == "error":
        return error_name(t.name)
    if t.kind == "op":
        text = "%s %s %s" % (term(t.args[0], True), t.name, term(t.args[1], True))
        return "(%s)" % text if nested else text
    name = t.name
    if t.kind in ("comp", "post"):
        name = "%s.%s" % (STATE["post" if t.kind == "post" else "pre"], t.name)
    text = " ".join([name] + [term(a, True) for a in t.args])
    return "(%s)" % text if nested and t.args else text


def body(b, nested=False):
    kind = b[0]
    if kind == "true":
        return "true"
    if kind == "sym":
        return "(%s)" % term(b[1]) if nested else term(b[1])
    if kind == "use":
        text = " ".join([b[1], states(b[2])] + list(b[3]))
    elif kind == "not":
        text = "not " + body(b[1], True)
    elif kind in ("eq", "ne"):
        text = "%s %s %s" % (term(b[1]), "=" if kind == "eq" else "<>", term(b[2]))
    elif kind == "and":
        text = " /\\ ".join(body(x, True) for x in b[1])
    elif kind == "imp":
        text = "%s -> %s" % (body(b[1], True), body(b[2], True))
    else:
        text = "forall %s: int. %s <= %s < %s -> %s" % (
            b[1], term(b[2], True), b[1], term(b[3], True), body(b[4]))
    return "(%s)" % text if nested else text


def parameters(p):
    text = "(%s: state)" % states(p.states)
    return text + (" (%s: int)" % " ".join(p.params) if p.params else "")


def predicate(p):
    return "  (* %s *)\n  predicate %s %s =\n    %s\n" % (
        p.doc, p.name, parameters(p), body(p.body).replace(" /\\ ", " /\\\n    "))


def bridge_lemmas(call):
    args = " ".join(call.args)
    tail = " " + args if args else ""
    typed = " ".join(["res"] + call.args)
    out = ["  lemma %s_bridge: forall s s': state, %s: int.\n" % (call.name, typed),
           "    %s_refusal s res%s -> %s_step s s' res%s ->\n" % (
               call.name, tail, call.name, tail),
           "    res = %s_error s%s /\\ same_state s' (%s s%s)\n" % (
               call.name, tail, call.name, tail)]
    if call.results:
        out.append("  lemma %s_results_bridge: forall s: state, %s: int.\n" % (
            call.name, " ".join(["res", "x1", "x2", "x3"] + call.args)))
        out.append("    %s_refusal s res%s -> %s_results s res x1 x2 x3%s ->\n    " % (
            call.name, tail, call.name, tail))
        out.append(" /\\ ".join("x%d = %s_x%d s%s" % (i, call.name, i, tail)
                                for i in sorted(call.results)) + "\n")
    return "".join(out)


def bridge(table):
    """Per call: what the C contract says of two states implies the machine's step."""
    out = [HEAD % (NOTE % "spec/hvc.tbl"),
           "(* The hypotheses are the formulas of gen/acsl/calls.acsl, printed from one tree. *)\n",
           "module Bridge\n  use int.Int\n  use limits.Limits\n  use spec_hash.SpecHash\n"
           "  use state.State\n  use steps.Steps\n  use machine.Machine\n\n"]
    out += [predicate(p) for p in common_preds(table)]
    for c in table.calls:
        out.append("\n  (* --- %d %s --- *)\n" % (c.number, c.name))
        out += [predicate(p) for p in call_preds(table, c)]
        out.append(bridge_lemmas(c))
    return "".join(out) + "end\n"
