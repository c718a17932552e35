# SPDX-License-Identifier: Apache-2.0
"""Why3 output: the constants, the hash, the hypercall as the machine takes it, and the bridge from
contracts to the machine's steps."""

from .emit_c import NOTE
from .formula import call_preds, common_preds
from .printer import Printer
from .table import CALLERS, Forall, HASH_CONST
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


def constructor(call):
    """The call in Why3's type of calls: table_return is TableReturn."""
    return "".join(w.capitalize() for w in call.name.split("_"))


def applied(name, args):
    return " ".join([name] + list(args))


def value(call):
    """The call with its arguments, as an argument."""
    text = applied(constructor(call), call.args)
    return "(%s)" % text if call.args else text


def any_args(calls):
    """A pattern for calls whose arguments do not matter; None is an unknown one."""
    return " | ".join(applied(constructor(c), ["_"] * len(c.args)) if c else "Unknown"
                      for c in calls)


def arm(call, body):
    return "    | %s -> %s\n" % (applied(constructor(call), call.args), body)


def reply_record(results):
    """The registers, e in x0; 0 where there is no result."""
    given = ["x%d = %s" % (i, WHY3.term(results[i][0]) if i in results else 0) for i in (1, 2, 3)]
    return "{ x0 = e; %s }" % "; ".join(given)


def uses_cpu(piece):
    """Whether a term or formula speaks of the CPU that calls."""
    if isinstance(piece, Forall):
        return any(uses_cpu(part) for part in (piece.low, piece.high, piece.body))
    return (piece.kind, piece.name) == ("name", "cpu") or any(uses_cpu(a) for a in piece.args)


def function_of(call, suffix, pieces):
    """The call's function in transitions.mlw, which has the CPU if one of its formulas has it."""
    cpu = ["cpu"] * any(uses_cpu(piece) for piece in pieces)
    return applied(call.name + suffix, ["s"] + cpu + call.args)


REFUSED = """
  (* There is no such call, or not for this caller. *)
  predicate refused (s: state) (cpu: int) (c: call) = match c with
    | Unknown -> true
%s    end
"""

ERROR = """
  (* The first condition that fails. *)
  function error (s: state) (cpu: int) (c: call) : int =
    if refused s cpu c then e_not_supported else match c with
    | %s -> e_success
%s    end
"""

AFTER = """
  (* The state after the call. *)
  function after (s: state) (cpu: int) (c: call) : state =
    if refused s cpu c then s else match c with
    | %s -> s
%s    end
"""

REPLY = """
  (* The registers that the caller gets: x0 the error, x1 to x3 the results; no other changes. *)
  type reply = { x0: int; x1: int; x2: int; x3: int }
  function reply (s: state) (cpu: int) (c: call) : reply =
    let e = error s cpu c in
    if e <> e_success then %s else match c with
%s    | _ -> %s
    end
"""


def refusals(table):
    """An arm for each kind of caller that calls have; the host's calls are all others."""
    kinds = {kind: [c for c in table.calls if c.caller == kind] for kind in CALLERS}
    out = ""
    if kinds["any"]:
        out += "    | %s -> false\n" % any_args(kinds["any"])
    for kind in ("partition", "protected"):
        if kinds[kind]:
            valid = {"partition": "part_valid", "protected": "part_protected"}[kind]
            out += "    | %s -> not (0 <= cpu < cpus_max /\\ %s (s.caller cpu))\n" % (
                any_args(kinds[kind]), valid)
    if kinds["host"]:
        out += "    | _ -> not host_runs s cpu\n"
    return out


def dispatch(table):
    """The hypercall: what of it follows from the rows, over the functions of transitions.mlw."""
    calls = table.calls
    certain = any_args([c for c in calls if not c.requires] + [None])
    silent = any_args([c for c in calls if not c.changes] + [None])
    errors = "".join(arm(c, function_of(c, "_error", [r.formula for r in c.requires]))
                     for c in calls if c.requires)
    steps = "".join(arm(c, function_of(c, "", [change.term for change in c.changes]))
                    for c in calls if c.changes)
    replies = "".join(arm(c, reply_record(c.results)) for c in calls if c.results)
    types = "".join("\n    | " + applied(constructor(c), ["int"] * len(c.args)) for c in calls)
    return "".join([
        HEAD % (NOTE % "spec/hvc.tbl"),
        "(* A hypercall, from whichever principal runs on the CPU: what follows from the table. NAME and\n"
        "   NAME_error of each call are those of spec/transitions.mlw. *)\n"
        "module Dispatch\n  use spec_hash.SpecHash\n  use export transitions.Transitions\n\n"
        "  type call =%s\n    | Unknown\n" % types,
        REFUSED % refusals(table), ERROR % (certain, errors), AFTER % (silent, steps),
        REPLY % (reply_record({}), replies, reply_record({})), "end\n"])


SAME = """
  (* the rows of the table in which nothing changes *)
  lemma same_bridge: forall s s': state. contents_follow s s' -> abs_same s s' -> equal_states s' s
end
"""

UNKNOWN = """
(* --- a number that is no call --- *)
module UnknownBridge
  use export Bridge
  goal unknown_bridge: forall s s': state, cpu: int.
    0 <= cpu < cpus_max -> contents_follow s s' -> abs_same s s' ->
    equal_states s' (after s cpu Unknown) /\\
    (let r = reply s cpu Unknown in r.x0 = e_not_supported /\\ r.x1 = 0 /\\ r.x2 = 0 /\\ r.x3 = 0)
end
"""


def variables(*names):
    return "".join(" " + name for name in names)


def bridge_lemmas(call):
    """Steps of the bridge: the error is the machine's, and so is the new state, part by part."""
    out = ""
    if call.requires:
        out += (
            "  lemma {n}_is_refused: forall s: state, res{v}: int.\n"
            "    {n}_refusal s res{a} -> {f} = res\n"
        ).format(n=call.name, v=variables(*call.params), a=variables(*call.params),
                 f=function_of(call, "_error", [r.formula for r in call.requires]))
    if call.changes:
        out += "".join(
            "  lemma {n}_{part}: forall s s': state, res{v}: int.{contents}\n"
            "    {n}_refusal s res{a} -> {n}_step s s' res{a} -> {part} s' ({f})\n".format(
                n=call.name, v=variables(*call.params), a=variables(*call.params), part=part,
                contents=" contents_follow s s' ->" * (part == "equal_states"),
                f=function_of(call, "", [change.term for change in call.changes]))
            for part in ("same_tracker", "same_maps", "same_tables", "same_rest", "equal_states"))
    return out


def bridge_goal(call):
    """The contract's relation implies the machine's step, its error and its registers."""
    return (
        "  goal {n}_bridge: forall s s': state, {v}: int.\n"
        "    0 <= cpu < cpus_max -> {n}_caller s cpu -> contents_follow s s' ->\n"
        "    {n}_refusal s res{a} -> {n}_step s s' res{a} -> {n}_results s res x1 x2 x3{a} ->\n"
        "    equal_states s' (after s cpu {t}) /\\\n"
        "    (let r = reply s cpu {t} in r.x0 = res /\\ r.x1 = x1 /\\ r.x2 = x2 /\\ r.x3 = x3)\n"
    ).format(n=call.name, v=" ".join(["cpu", "res", "x1", "x2", "x3"] + call.args),
             a=variables(*call.params), t=value(call))


def refused_goal(call):
    """A caller that may not: NOT_SUPPORTED, nothing changed."""
    return (
        "  goal {n}_refused_bridge: forall s s': state, {v}: int.\n"
        "    0 <= cpu < cpus_max -> not ({n}_caller s cpu) -> contents_follow s s' ->\n"
        "    abs_same s s' -> equal_states s' (after s cpu {t}) /\\\n"
        "    (let r = reply s cpu {t} in\n"
        "     r.x0 = e_not_supported /\\ r.x1 = 0 /\\ r.x2 = 0 /\\ r.x3 = 0)\n"
    ).format(n=call.name, v=" ".join(["cpu"] + call.args), t=value(call))


def call_bridge(table, call):
    """A call's module: its formulas, and that they imply the machine's step."""
    return "".join(
        ["\n(* --- %d %s --- *)\nmodule %sBridge\n  use export Bridge\n"
         % (call.number, call.name, constructor(call))]
        + [predicate(p) for p in call_preds(table, call)]
        + [bridge_lemmas(call), bridge_goal(call)]
        + [refused_goal(call)] * (call.caller != "any") + ["end\n"])


def bridge(table):
    """Per call: what the C contract says of two states implies the machine's step."""
    return "".join(
        [HEAD % (NOTE % "spec/hvc.tbl"),
         "(* The hypotheses are the formulas of gen/acsl/calls.acsl, printed from one tree; on top stands\n"
         "   contents_follow: frame contents, which are no C data, follow their labels. *)\n",
         "module Bridge\n  use export int.Int\n  use export limits.Limits\n"
         "  use export spec_hash.SpecHash\n  use export state.State\n  use export steps.Steps\n"
         "  use export machine.Machine\n\n"]
        + [predicate(p) for p in common_preds(table)] + [SAME]
        + [call_bridge(table, call) for call in table.calls] + [UNKNOWN])
