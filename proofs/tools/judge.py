# SPDX-License-Identifier: Apache-2.0
"""What a proof rests on although it is complete: hypotheses, warnings, goals near their limit."""
import re

import baseline
import wplib


def hypotheses(results):
    """'FUNCTION requires CLAUSE' of every hypothesis about memory that WP made."""
    found = set()
    for warning in sum((result["warnings"] for result in results), []):
        match = re.search(r"Memory model hypotheses for function '(\w+)':(.*)", warning)
        if match:
            found.update(f"{match[1]} requires {' '.join(clause.split())}"
                         for clause in re.findall(r"requires\s+(.*?);", match[2]))
    return found


def warnings(results):
    """Complaints about WP's hypotheses and about any other warning."""
    listed, made = wplib.read_list("hypotheses.txt"), hypotheses(results)
    found = [f"memory-model hypothesis that is not on proofs/hypotheses.txt: {item}"
             for item in sorted(made - set(listed))]
    found += [f"proofs/hypotheses.txt lists what WP no longer assumes: {item}"
              for item in sorted(set(listed) - made)]
    found += [f"warning of Frama-C: {warning}" for result in results
              for warning in result["warnings"] if "Memory model hypotheses" not in warning]
    return sorted(set(found))


def slow_goals(results):
    """Goals over a third of the time limit, or over three times the steps of the baseline."""
    known = baseline.load()["goals"]
    for goal in sum((result["goals"] for result in results), []):
        prover, steps, _ = known.get(goal["function"], {}).get(goal["name"], ["", 0, 0])
        if goal["seconds"] > wplib.TIMEOUT / 3:
            yield f"{goal['name']} took {goal['prover']} {goal['seconds']:.1f} s"
        elif goal["prover"] == prover and goal["steps"] > 3 * steps > 0:
            yield f"{goal['name']} took {prover} {goal['steps']} steps, once {steps}"
