# SPDX-License-Identifier: Apache-2.0
"""Every rule of the checks is seen red on a sample that breaks it, and green on the sample."""
import subprocess
import unittest

import sample

CORE, HEADER, EDGE = "src/proven/core.c", "src/proven/core.h", "src/edge/edge.h"
LOOP = "for (u32 k = 1; k < 8; k++) {"
FILL = "	pool.e[t][0] = 0;"

# (what is broken, file, old text, new text, what the complaint must say)
HONESTY = [
    ("admit", CORE, FILL, FILL + "\n	/*@ admit t == 0; */", "admit"),
    ("axiom", HEADER, "lemma half", "axiom half", "axiom:"),
    ("foreign axiomatic", HEADER, "/*@ lemma half",
     "/*@ axiomatic More { predicate p(integer v) reads \\nothing; } */\n/*@ lemma half",
     "axiomatic More"),
    ("axiom in Spec", "gen/acsl/calls.acsl", "} */", "  axiom a: small(3);\n} */", "axiom:"),
    ("unlinked symbol", "gen/why3/cordon.driver", 'predicate small(integer) = "small";', "",
     "small is not linked"),
    ("commented-out clause", HEADER, "    ensures done", "    // ensures done",
     "a commented-out clause"),
    ("clause in a comment", HEADER, "/* Clears a table. */",
     "/* ensures done: g_pending == 0; */", "a commented-out clause"),
    ("hidden annotation", HEADER, "/*@ lemma", "/* @ lemma", "hides an annotation"),
    ("assembly", CORE, FILL, '	__asm__("nop");', "inline assembly"),
    ("pointer cast", CORE, FILL, "	*(u64 *)t = 0;", "a pointer"),
    ("pointer parameter", CORE, "static u32 is_small(u32 v)", "static u32 is_small(u32 *v)",
     "a pointer"),
    ("arrow", CORE, FILL, "	p->e[t][0] = 0;", "a pointer"),
    ("address", CORE, "edge_tlbi();", "use(&pool);", "an address"),
    ("long", CORE, "static u32 is_small", "static long is_small", "long in proven code"),
    ("macro", CORE, "struct pool pool;", "#define t 0\nstruct pool pool;", "#define"),
    ("conditional", CORE, "struct pool pool;", "#ifdef X\n#endif\nstruct pool pool;", "#ifdef"),
    ("conditional code", HEADER, "/* Clears a table. */",
     "#ifdef __FRAMAC__\nextern u32 x;\n#endif", "#ifdef"),
    ("ghost assignment", CORE, "		edge_tlbi();", "		/*@ ghost g_pending = 0; */",
     "ghost state of the hardware is assigned"),
    ("ghost call", CORE, "		edge_tlbi();", "		/*@ ghost edge_tlbi(); */",
     "ghost code calls"),
    ("no variant", CORE, "	    loop variant 8 - k;\n", "", "loop without variant"),
    ("no annotation", CORE, "	/*@ loop inv", "	/* loop inv", "loop without"),
    ("while", CORE, LOOP, "while (t < 3) {}\n	" + LOOP, "loop without"),
    ("no contract", CORE, "/*@ requires t < 4;", "/* requires t < 4", "first_fill: contract"),
    ("no exits", CORE, "    exits \\false;\n", "", "contract without exits"),
    ("exits something", CORE, "    exits \\false;\n", "    exits t == 0;\n",
     "contract without exits"),
    ("no ensures", CORE, "    ensures pool.e[t][0] == 0;\n    ensures \\forall integer i; 0 < i < 8"
     " ==> pool.e[t][i] == \\old(pool.e[t][i]);\n", "", "contract without ensures"),
    ("two contracts", CORE, "void table_clear(u32 t)\n",
     "/*@ requires t == 0; assigns pool; */\nvoid table_clear(u32 t)\n", "has contracts at"),
    ("bodiless contract", HEADER, "#endif",
     "/*@ assigns \\nothing; exits \\false; ensures 1 == 0; */\nvoid magic(void);\n#endif",
     "no proven file defines it"),
    ("unproven call", CORE, "		edge_tlbi();", "		other();", "calls other"),
    ("recursion", CORE, "		edge_tlbi();", "		table_clear(t);", "is recursive"),
    ("pool store", CORE, "		edge_store(t, k, 0);", "		pool.e[t][k] = 0;",
     "table_clear stores to the pool"),
    ("stale list", CORE, FILL, "", "no longer stores"),
    ("ghosts gone", EDGE, "ghost extern u32", "ghost u32", "no 'ghost extern'"),
]

LAYERING = [
    ("private header", "src/arch/enter.c", "core.h", "state.h", "only src/proven/core.h"),
    ("proven includes trusted", CORE, '"core.h"', '"../arch/enter.h"', "may not include"),
    ("proven includes libc", CORE, '"core.h"', "<string.h>", "may not include"),
    ("edge includes proven", EDGE, '"types.h"', '"core.h"', "may not include"),
    ("register", "src/arch/enter.c", "vttbr_el2", "vtcr_el2", "writes vtcr_el2"),
    ("assembly register", "src/arch/enter.c", "write_sysreg(vttbr_el2, 0)",
     'asm("msr VTTBR_EL2, x0")', None),
    ("stale register", "src/arch/enter.c", "vttbr_el2", "hcr_el2", "no longer writes it"),
    ("unlisted file", "src/proven/objects.mk", "src/proven/core.c", "", "PROVEN_SRC is empty"),
]


class Checks(unittest.TestCase):
    """One sample per rule."""

    def setUp(self):
        self.project = sample.Project()
        self.addCleanup(self.project.close)
        self.project.write("src/proven/state.h", "extern int x;\n")

    def expect_red(self, tool, broken):
        _, name, old, new, complaint = broken
        self.project.replace(name, old, new)
        status, output = self.project.run(tool)
        if complaint is None:
            self.assertEqual((status, output), (0, ""))
        else:
            self.assertEqual(status, 1, output)
            self.assertIn(complaint, output)

    def test_good(self):
        for tool in ("check-honesty", "check-layering"):
            self.assertEqual(self.project.run(tool), (0, ""))

    def test_trusted_list(self):
        status, output = self.project.run("trusted-list")
        self.assertEqual(status, 0, output)
        self.assertIn("primitive   edge_tlbi (A2)", output)
        self.project.replace(EDGE, " TRUSTED(A2)", "")
        self.assertEqual(self.project.run("trusted-list")[0], 1)

    def test_unknown_assumption(self):
        self.project.replace("spec/assumptions.md", "A2.", "A3.")
        status, output = self.project.run("trusted-list")
        self.assertEqual(status, 1)
        self.assertIn("does not state", output)

    def test_too_many_primitives(self):
        self.project.replace(EDGE, "/* Invalidates. */", "".join(
            f"void edge_{number}(void) TRUSTED(A1);\n" for number in range(12)))
        status, output = self.project.run("trusted-list")
        self.assertEqual(status, 1)
        self.assertIn("more than 12", output)

    def bounds(self, lines):
        """Complaints about the sizes when one more trusted file has so many lines."""
        self.project.write("src/arch/more.c", "int x;\n" * lines)
        tools = self.project.root / "proofs" / "tools"
        return subprocess.run(["/usr/bin/python3", "-B", "-c",
                               "import lines; print(*lines.complaints(), sep='\\n')"], cwd=tools,
                              check=True, capture_output=True, text=True).stdout

    def test_bounds(self):
        self.assertEqual(self.bounds(1), "\n")
        self.assertIn("of EL2 is proven, at least 35%", self.bounds(300))
        self.assertIn("lines of EL2, at most 9000", self.bounds(9000))

    def test_unlisted(self):
        self.project.write("src/proven/more.c", "\n")
        status, output = self.project.run("check-layering")
        self.assertEqual(status, 1)
        self.assertIn("more.c is not in PROVEN_SRC", output)

    def test_lemma_file(self):
        self.project.write("src/proven/lemmas.c", '#include "core.h"\n')
        self.assertEqual(self.project.run("check-layering"), (0, ""))
        self.project.write("src/proven/lemmas.c", '#include "core.h"\nint f(void)\n{\n}\n')
        status, output = self.project.run("check-layering")
        self.assertEqual(status, 1)
        self.assertIn("a file of lemmas defines no functions", output)


def add_tests(tool, samples):
    for broken in samples:
        def test(self, broken=broken):
            self.expect_red(tool, broken)
        name = f"test_{tool.replace('-', '_')}_{broken[0].replace(' ', '_').replace('-', '_')}"
        setattr(Checks, name, test)


add_tests("check-honesty", HONESTY)
add_tests("check-layering", LAYERING)

if __name__ == "__main__":
    unittest.main()
