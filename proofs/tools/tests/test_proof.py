# SPDX-License-Identifier: Apache-2.0
"""The tools that prove are seen to say no: on false contracts, lost goals, assumed memory facts."""
import json
import re
import shutil
import subprocess
import unittest

import sample

CORE, HEADER = "src/proven/core.c", "src/proven/core.h"


class Proof(unittest.TestCase):
    """Proves the sample, whole or broken; nothing is kept between the tests."""

    def setUp(self):
        self.project = sample.Project()
        self.addCleanup(self.project.close)

    def proof(self, tool="wp-run", *arguments):
        limit = ["-t", "1"] if tool == "wp-run" else []
        return self.project.run(tool, *limit, *arguments)

    def results(self):
        path = self.project.root / "build" / "verify" / "wp.json"
        return json.loads(path.read_text())["units"]

    def python(self, code):
        """What a line of Python prints with the sample's tools as modules."""
        tools = self.project.root / "proofs" / "tools"
        return subprocess.run(["/usr/bin/python3", "-B", "-c", code], cwd=tools, check=True,
                              capture_output=True, text=True).stdout

    def test_good(self):
        status, output = self.proof()
        self.assertEqual(status, 0, output)
        functions = {name for unit in self.results() for name in unit["functions"]}
        self.assertEqual(functions, {"first_fill", "table_clear", "is_small"})
        self.assertEqual([unit["lemmas"] for unit in self.results() if unit["lemmas"]], [["half"]])

    def test_kept_result_is_not_used_after_a_change(self):
        self.assertEqual(self.proof()[0], 0)
        self.project.replace("spec/steps.mlw", "v < 10", "v < 11")
        status, output = self.proof()
        self.assertEqual(status, 1)
        self.assertIn("not proved: is_small_ensures", output)

    def test_failure_is_not_kept(self):
        self.assertEqual(self.proof()[0], 0)
        verify = self.project.root / "build" / "verify"
        cache = verify / "cache"
        kept = {path.name for path in cache.iterdir()}
        self.assertTrue(kept)
        for path in cache.iterdir():
            self.assertIn('"valid"', path.read_text())
            path.write_text(path.read_text().replace('"valid"', '"failed"'))
        shutil.rmtree(verify / "results")
        self.assertEqual(self.proof()[0], 0)
        valid = {path.name for path in cache.iterdir() if '"valid"' in path.read_text()}
        self.assertEqual(valid, kept)

    def test_false_contract(self):
        self.project.replace(HEADER, "== 0;\n    ensures done", "== 1;\n    ensures done")
        status, output = self.proof("wp-run", "-f", "table_clear")
        self.assertEqual(status, 1)
        self.assertIn("not proved: table_clear_ensures_clear", output)

    def test_missing_invalidation(self):
        self.project.replace(CORE, "		edge_tlbi();\n", "")
        status, output = self.proof("wp-run", "-f", "table_clear")
        self.assertEqual(status, 1)
        self.assertIn("not proved: table_clear", output)

    def test_run_time_error(self):
        self.project.replace(CORE, "pool.e[t][0] = 0;", "pool.e[t][8] = 0;")
        status, output = self.proof("wp-run", "-f", "first_fill")
        self.assertEqual(status, 1)
        self.assertIn("index_bound", output)

    def test_no_variant_left(self):
        self.project.replace(CORE, "loop variant 8 - k", "loop variant k")
        self.assertEqual(self.proof("wp-run", "-f", "table_clear")[0], 1)

    def test_false_lemma(self):
        self.project.replace(HEADER, "x / 2 <= x", "x / 2 < x")
        status, output = self.proof()
        self.assertEqual(status, 1)
        self.assertIn("not proved: lemma_half", output)

    def test_syntax_error(self):
        self.project.replace(HEADER, "ensures done:", "ensures done(:")
        status, output = self.proof()
        self.assertEqual(status, 1)
        self.assertIn("Frama-C rejects it", output)

    def test_header_that_changes(self):
        self.project.replace("src/proven/objects.mk", "core.c", "core.c src/proven/more.c")
        self.project.write("src/proven/more.c", "#define half quarter\n#define pool pond\n"
                           '#include "core.h"\n')
        self.assertIn("expands differently", self.proof()[1])

    def test_smoke(self):
        self.assertEqual(self.proof("smoke-run")[0], 0)
        # The first WP itself finds to be false, the second only a prover.
        for more in ("t > 4", "(\\forall integer i; i > t ==> i < 9)"):
            project = sample.Project()
            self.addCleanup(project.close)
            project.replace(CORE, "requires t < 4", "requires t < 4 && " + more)
            status, output = project.run("smoke-run")
            self.assertEqual(status, 1)
            self.assertIn("false follows from first_fill", output)

    def test_smoke_without_prover(self):
        self.project.replace("proofs/provers/variant.conf.in", "/usr/bin/z3", "/usr/bin/z3.none")
        status, output = self.proof("smoke-run", "--full")
        self.assertEqual(status, 1)
        self.assertIn("no prover tried", output)
        self.assertIn("a prover did not try all of", output)

    def test_smoke_of_a_prover_that_did_not_start_once(self):
        self.assertEqual(self.proof("smoke-run")[0], 0)
        verify = self.project.root / "build" / "verify"
        for path in (verify / "cache").iterdir():
            path.write_text(re.sub(r'"verdict": "\w+"', '"verdict": "failed"', path.read_text()))
        shutil.rmtree(verify / "results")
        self.assertEqual(self.proof("smoke-run")[0], 0)

    def test_smoke_of_dead_code(self):
        self.assertEqual(self.proof("smoke-run", "--full")[0], 0)
        self.project.replace(CORE, "void table_clear(u32 t)\n{",
                             "void table_clear(u32 t)\n{\n\tif (t > 4) {\n\t\tt = 0;\n\t}\n")
        status, output = self.proof("smoke-run", "--full")
        self.assertEqual(status, 1)
        self.assertIn("smoke test failed", output)

    def test_smoke_of_the_same_goal(self):
        output = self.proof("smoke-run")[1]
        self.assertIn("smoke: 3 of 3", output)
        more = ("/*@ requires %s;\n    assigns pool;\n    exits \\false;\n*/\nstatic void more(%s t)\n{\n"
                "	pool.e[t][1] = 0;\n}\n\nvoid table_clear(u32 t)\n{")
        for clause, kind, count in [("t < 4", "u32", 3), ("t < 3", "u32", 4), ("t < 4", "u64", 4)]:
            project = sample.Project()
            self.addCleanup(project.close)
            project.replace(CORE, "void table_clear(u32 t)\n{", more % (clause, kind))
            self.assertIn(f"smoke: {count} of {count}", project.run("smoke-run")[1])

    def test_hypothesis(self):
        self.project.replace(HEADER, "#endif", "/*@ requires \\valid(p); assigns *p, pool; "
                             "exits \\false; ensures *p == 1; */\nvoid put(u32 *p);\n#endif")
        self.project.replace(CORE, "/*@ assigns \\nothing;", "void put(u32 *p)\n{\n	*p = 2;\n"
                             "	pool.e[0][0] = 0;\n	*p = 1;\n}\n\n/*@ assigns \\nothing;")
        self.assertEqual(self.proof("wp-run", "-f", "put")[0], 0)
        judged = self.python("import json, judge, wplib; print(*judge.warnings(json.loads("
                             "(wplib.BUILD / 'wp-one.json').read_text())['units']), sep='\\n')")
        self.assertIn("not on proofs/hypotheses.txt: put requires \\separated(p, &pool)", judged)
        self.project.write("proofs/hypotheses.txt", judged.strip().partition(".txt: ")[2]
                           + ": a reason\n")
        again = self.python("import json, judge, wplib; print(judge.warnings(json.loads("
                            "(wplib.BUILD / 'wp-one.json').read_text())['units']))")
        self.assertEqual(again, "[]\n")

    def test_baseline(self):
        compare = ("import baseline, json, sys; known = {'functions': {'f': ['ensures a']}, "
                   "'goals': {'f': {'f_ensures': ['Qed', 0, 0]}}, 'why3': {'m.M': 2}, 'definitions': {'p': 'x'}}; "
                   "print(baseline.compare(known, %s))")
        same = "known"
        self.assertEqual(self.python(compare % same), "[]\n")
        for now, complaint in [
                ("dict(known, functions={})", "contract is gone"),
                ("dict(known, functions={'f': ['ensures b']})", "clause gone or changed"),
                ("dict(known, functions={'f': ['ensures a', 'requires c']})", "precondition"),
                ("dict(known, definitions={'p': 'y'})", "p: its definition is gone or changed"),
                ("dict(known, goals={})", "goal lost"),
                ("dict(known, why3={'m.M': 1})", "2 goals in the baseline, 1 now")]:
            self.assertIn(complaint, self.python(compare % now))


if __name__ == "__main__":
    unittest.main()
