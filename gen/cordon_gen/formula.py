# SPDX-License-Identifier: Apache-2.0
"""The predicates of the calls, built once as a tree; ACSL and Why3 only print it.

A predicate has the states it speaks of ("pre" or "pre post"), its parameters and a body. Bodies:
  ("and", [b...])  ("imp", b, b)  ("not", b)  ("eq", t, t)  ("ne", t, t)
  ("all", var, low, high, b)   low <= var < high ==> b
  ("sym", term)                a predicate of the specification
  ("use", name, states, args)  a predicate of this file
Terms are text.Term; a component is read in "pre" unless wrapped in ("post").
"""

from collections import namedtuple

from .table import Forall
from .text import Term

NOTHING = Term("int", 0, ())

Pred = namedtuple("Pred", "name states params body doc")

PRE, BOTH = ("pre",), ("pre", "post")
RESULT_PARAMS = ["x1", "x2", "x3"]


def name_term(name):
    return Term("name", name, ())


def error_term(name):
    return Term("error", name, ())


def comp(component, state="pre"):
    """The component at its own variables, in one of the two states."""
    kind = "comp" if state == "pre" else "post"
    return Term(kind, component.name, tuple(name_term(v.name) for v in component.vars))


def over_domain(component, body):
    for v in reversed(component.vars):
        body = ("all", v.name, v.low, v.high, body)
    return body


def same_pred(component):
    body = ("eq", comp(component, "post"), comp(component))
    return Pred("same_" + component.name, BOTH, [], over_domain(component, body),
                "%s is unchanged" % component.name)


def use(pred, params=None):
    return ("use", pred.name, pred.states, pred.params if params is None else params)


def conj(parts):
    return parts[0] if len(parts) == 1 else ("and", parts)


def abs_same(table):
    return Pred("abs_same", BOTH, [],
                ("and", [use(same_pred(c)) for c in table.components.values()]),
                "the whole abstract state is unchanged")


def formula(f):
    if isinstance(f, Forall):
        return ("all", f.var, f.low, f.high, ("sym", f.body))
    return ("sym", f)


def needs_preds(call):
    """One predicate for each requirement, in the order of the errors."""
    return [Pred("%s_needs_%s" % (call.name, r.name), PRE, call.params, formula(r.formula), r.text)
            for r in call.requires]


def guard_pred(call):
    if not call.requires:
        return Pred(call.name + "_guard", PRE, call.params, ("true",), "it never fails")
    return Pred(call.name + "_guard", PRE, call.params, conj([use(n) for n in needs_preds(call)]),
                "all of its requirements")


def refusal_pred(call):
    """res is the error of the first requirement that fails, or SUCCESS."""
    res = name_term("res")
    needs = [use(n) for n in needs_preds(call)]
    parts = []
    for i, r in enumerate(call.requires):
        before = needs[:i] + [("not", needs[i])]
        parts.append(("imp", conj(before), ("eq", res, error_term(r.error))))
    done = ("eq", res, error_term("SUCCESS"))
    parts.append(("imp", conj(needs), done) if needs else done)
    return Pred(call.name + "_refusal", PRE, ["res"] + call.params, conj(parts),
                "res is the error of the first requirement that fails, else SUCCESS")


def change_preds(table, call):
    out = []
    for c in call.changes:
        component = table.components[c.component]
        body = ("eq", comp(component, "post"), c.term)
        out.append(Pred("%s_%s_step" % (call.name, c.component), BOTH, call.params,
                        over_domain(component, body), c.text))
    return out


def step_pred(table, call):
    """On success the listed components change and the others stay; on refusal all stay."""
    name, params = call.name + "_step", ["res"] + call.params
    if not call.changes:
        return Pred(name, BOTH, params, use(abs_same(table)), "nothing changes")
    changed = {c.component: p for c, p in zip(call.changes, change_preds(table, call))}
    parts = [use(changed.get(c.name) or same_pred(c)) for c in table.components.values()]
    res, ok = name_term("res"), error_term("SUCCESS")
    body = ("and", [("imp", ("eq", res, ok), ("and", parts)),
                    ("imp", ("ne", res, ok), use(abs_same(table)))])
    return Pred(name, BOTH, params, body,
                "success: the rows of the table, everything else unchanged; refusal: nothing")


def results_pred(call):
    """x1 to x3, read from the state before the call; 0 where nothing is promised."""
    res, ok = name_term("res"), error_term("SUCCESS")
    none = ("and", [("eq", name_term(x), NOTHING) for x in RESULT_PARAMS])
    given = ("and", [("eq", name_term("x%d" % i), call.results[i][0] if i in call.results
                      else NOTHING) for i in (1, 2, 3)])
    body = none if not call.results else \
        ("and", [("imp", ("eq", res, ok), given), ("imp", ("ne", res, ok), none)])
    return Pred(call.name + "_results", PRE, ["res"] + RESULT_PARAMS + call.params, body,
                "the registers x1 to x3")


def caller_pred(call):
    """Who runs on the CPU may make the call."""
    who = Term("comp", "caller", (name_term("cpu"),))
    host = Term("const", "OWNER_HOST", ())
    body = ("true",)
    if call.caller == "host":
        body = ("eq", who, host)
    elif call.caller != "any":
        kind = {"partition": "part_valid", "protected": "part_protected"}[call.caller]
        body = ("sym", Term("sym", kind, (who,)))
    return Pred(call.name + "_caller", PRE, ["cpu"], body, "who may call it")


def common_preds(table):
    return [same_pred(c) for c in table.components.values()] + [abs_same(table)]


def call_preds(table, call):
    return ([caller_pred(call)] + needs_preds(call) + [guard_pred(call), refusal_pred(call)] +
            change_preds(table, call) + [step_pred(table, call), results_pred(call)])
