# SPDX-License-Identifier: Apache-2.0
"""Why3 output: the constants, the hash, and the bridge from contracts to the machine's steps."""

from .emit_c import NOTE
from .formula import call_preds, common_preds
from .printer import Printer
from .table import HASH_CONST
from .text import WHY3_KEYWORDS

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


def identifier(name):
    """Why3 keywords get a prime."""
    return name + "'" if name in WHY3_KEYWORDS else name


class Why3(Printer):
    """Words of Why3."""

    AND, IMP, NOT, EQ, NE, TRUE = "/\\", "->", "not ", "=", "<>", "true"

    def term(self, t, nested=False):
        if t.kind == "op":
            return self.operation(t, nested)
        if t.kind == "const":
            return t.name.lower()
        if t.kind == "error":
            return error_name(t.name)
        name = identifier(str(t.name))
        if t.kind in ("comp", "post"):
            name = "%s.%s" % (STATE["post" if t.kind == "post" else "pre"], name)
        text = " ".join([name] + [self.term(a, True) for a in t.args])
        return "(%s)" % text if nested and t.args else text

    def use(self, name, states, args, nested):
        text = " ".join([name] + [STATE[s] for s in states] + list(args))
        return "(%s)" % text if nested else text

    def forall(self, variables, guards, body):
        return "forall %s: int. %s ->%s" % (" ".join(variables), guards, body)


WHY3 = Why3()


def predicate(p):
    params = "(%s: state)" % " ".join(STATE[s] for s in p.states)
    if p.params:
        params += " (%s: int)" % " ".join(p.params)
    return "  (* %s *)\n  predicate %s %s =\n    %s\n" % (
        p.doc, p.name, params, WHY3.body(p.body, 4))


def bridge_lemma(call):
    """The contract's relation implies the machine's step, its error and its registers."""
    variables = ["cpu", "res", "x1", "x2", "x3"] + call.args
    args = "".join(" " + a for a in call.args)
    params = "".join(" " + a for a in call.params)
    name = call.name
    constructor = "".join(w.capitalize() for w in name.split("_"))
    term = "(%s%s)" % (constructor, args) if args else constructor
    return (
        "  goal {n}_bridge: forall s s': state, {v}: int.\n"
        "    0 <= cpu < cpus_max -> {n}_caller s cpu -> contents_follow s s' ->\n"
        "    {n}_refusal s res{a} -> {n}_step s s' res{a} -> {n}_results s res x1 x2 x3{a} ->\n"
        "    equal_states s' (after s cpu {t}) /\\\n"
        "    (let r = reply s cpu {t} in r.x0 = res /\\ r.x1 = x1 /\\ r.x2 = x2 /\\ r.x3 = x3)\n"
    ).format(n=name, v=" ".join(variables), a=params, t=term)


UNKNOWN = """
  (* --- a number that is no call --- *)
  goal unknown_bridge: forall s s': state, cpu: int.
    0 <= cpu < cpus_max -> contents_follow s s' -> abs_same s s' ->
    equal_states s' (after s cpu Unknown) /\\
    (let r = reply s cpu Unknown in r.x0 = e_not_supported /\\ r.x1 = 0 /\\ r.x2 = 0 /\\ r.x3 = 0)
"""


def refused_lemma(call):
    """A caller that may not: NOT_SUPPORTED, nothing changed."""
    args = "".join(" " + a for a in call.args)
    constructor = "".join(w.capitalize() for w in call.name.split("_"))
    term = "(%s%s)" % (constructor, args) if args else constructor
    return (
        "  goal {n}_refused_bridge: forall s s': state, {v}: int.\n"
        "    0 <= cpu < cpus_max -> not ({n}_caller s cpu) -> contents_follow s s' ->\n"
        "    abs_same s s' -> equal_states s' (after s cpu {t}) /\\\n"
        "    (let r = reply s cpu {t} in\n"
        "     r.x0 = e_not_supported /\\ r.x1 = 0 /\\ r.x2 = 0 /\\ r.x3 = 0)\n"
    ).format(n=call.name, v=" ".join(["cpu"] + call.args), a=args, t=term)


def bridge(table):
    """Per call: what the C contract says of two states implies the machine's step."""
    out = [HEAD % (NOTE % "spec/hvc.tbl"),
           "(* The hypotheses are the formulas of gen/acsl/calls.acsl, printed from one tree; on top stands\n"
           "   contents_follow: frame contents, which are no C data, follow their labels. *)\n",
           "module Bridge\n  use int.Int\n  use limits.Limits\n  use spec_hash.SpecHash\n"
           "  use state.State\n  use steps.Steps\n  use machine.Machine\n\n"]
    out += [predicate(p) for p in common_preds(table)]
    for c in table.calls:
        out.append("\n  (* --- %d %s --- *)\n" % (c.number, c.name))
        out += [predicate(p) for p in call_preds(table, c)]
        out.append(bridge_lemma(c))
        if c.caller != "any":
            out.append(refused_lemma(c))
    return "".join(out) + UNKNOWN + "end\n"
