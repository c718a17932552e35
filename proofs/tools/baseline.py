# SPDX-License-Identifier: Apache-2.0
"""proofs/baseline.json: which goals there are, whom to ask first, and what each contract says.

The provers of the baseline are asked first. A goal, a contract or a clause that the baseline has
and the proof no longer has is a fault: it is taken out only by `make verify-baseline`, in a commit
that shows it.
"""
import collections
import json
import re

import csource
import wplib

PATH = wplib.ROOT / "proofs" / "baseline.json"


def load():
    """The committed baseline; an empty one when there is none yet."""
    if not PATH.exists():
        return {"definitions": {}, "files": {}, "functions": {}, "goals": {}, "why3": {}}
    return json.loads(PATH.read_text())


def stem(name):
    """A goal's name without the memory model and the library that WP puts in front."""
    return re.sub(r"^typed(_ref)?(_cordon)?_", "", name)


def goals_of(known, unit):
    """goal -> the baseline's record of it: prover, steps, seconds; for the goals of a unit."""
    names = unit.functions or ["lemmas"]
    records = {goal: record for name in names
               for goal, record in known["goals"].get(name, {}).items()}
    if unit.lemmas:
        records = {goal: record for goal, record in records.items()
                   if goal.removeprefix("lemma_") in unit.lemmas}
    return records


def variant_for(seconds):
    """The shortest variant that has at least four times as long as a goal took: so many provers
    share a processor when everything is proved at once."""
    for variant, limit in wplib.VARIANTS.items():
        if limit and 4 * seconds <= limit:
            return variant
    return ""


def prover_chain(known, unit):
    """WP's prover list for a unit: what proved its goals, by how many of them; then all else."""
    won = {variant: collections.Counter() for variant in wplib.VARIANTS}
    for prover, _, seconds in goals_of(known, unit).values():
        if prover in wplib.PROVERS:
            won[variant_for(seconds)][prover] += 1
    first = {variant: [prover for prover, _ in count.most_common()]
             for variant, count in won.items()}
    rest = {variant: [prover for prover in wplib.PROVERS if prover not in first[variant]]
            for variant in wplib.VARIANTS}
    return wplib.chain(first) + wplib.chain(rest)


def hints(records):
    """goal -> (the prover to ask first, in the variant that has time enough, its seconds)."""
    return {goal: (prover + variant_for(seconds), seconds)
            for goal, (prover, _, seconds) in records.items() if prover in wplib.PROVERS}


def slowest_first(known, plan):
    """The units in the order in which they end soonest on several processors."""
    def weight(unit):
        seconds = sum(seconds for _, _, seconds in goals_of(known, unit).values())
        return -seconds, -len(unit.functions)
    return sorted(plan, key=weight)


def contract_clauses(files):
    """function -> its contract's clauses, from the declaration or the definition, as text."""
    found = {}
    for file in files:
        for function in file.own():
            if function.contract:
                found[function.name] = [f"{keyword} {text}" for keyword, text
                                        in csource.clauses(function.contract)]
    return dict(sorted(found.items()))


def definitions(files):
    """name -> text of the predicates and logic functions that contracts are made of."""
    found = {}
    for file in files:
        found.update(csource.definitions(token for token in file.tokens
                                         if not token.file.startswith("/")))
    return found


def file_digests(files):
    """file -> digest of its C text as it was proved, for what a proven file consists of."""
    found = {}
    for file in files:
        if file.source in csource.proven_sources():
            found.update(csource.file_digests(file.text))
    return found


def record(results, files, why3):
    """The baseline that describes a complete proof."""
    goals = {}
    for goal in sum((result["goals"] for result in results), []):
        goals.setdefault(goal["function"], {})[goal["name"]] = \
            [goal["prover"], goal["steps"], round(goal["seconds"], 2)]
    return {"functions": contract_clauses(files), "goals": goals, "why3": why3,
            "files": file_digests(files), "definitions": definitions(files)}


def write(data):
    """One line a goal or clause, sorted, so that a commit shows what changed."""
    PATH.write_text(json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


def compare(known, now):
    """Complaints about what the baseline has and this proof has not."""
    found = []
    for name, clauses in known["functions"].items():
        if name not in now["functions"]:
            found.append(f"{name}: its contract is gone since the baseline")
            continue
        new = now["functions"][name]
        found += [f"{name}: clause gone or changed since the baseline: {clause}"
                  for clause in clauses if clause not in new]
        found += [f"{name}: new precondition, which weakens the contract: {clause}"
                  for clause in new if clause.startswith("requires") and clause not in clauses]
    found += [f"{name}: its definition is gone or changed since the baseline"
              for name, text in known["definitions"].items()
              if now["definitions"].get(name) != text]
    for name, goals in known["goals"].items():
        lost = [goal for goal in goals if goal not in now["goals"].get(name, {})]
        found += [f"{name}: goal lost since the baseline: {goal}" for goal in lost]
    found += [f"why3 module {name}: {total} goals in the baseline, {now['why3'].get(name, 0)} now"
              for name, total in known["why3"].items() if now["why3"].get(name, 0) < total]
    return found
