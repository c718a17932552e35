# SPDX-License-Identifier: Apache-2.0
"""How why3-prove takes a file apart: nothing in it escapes the audit."""
import importlib.machinery
import importlib.util
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import wplib  # noqa: E402 (after its folder is known)

PATH = str(wplib.ROOT / "proofs" / "tools" / "why3-prove")
LOADER = importlib.machinery.SourceFileLoader("why3_prove", PATH)
SPEC = importlib.util.spec_from_loader("why3_prove", LOADER)
why3_prove = importlib.util.module_from_spec(SPEC)
LOADER.exec_module(why3_prove)

GOOD = ("(* text *)\nmodule A use int.Int\n  goal g: match 1 with _ -> true end end\n"
        "module B\n  goal h: true\nend\n")
EVIL = "axiom evil: false"


class Modules(unittest.TestCase):
    """What read_modules makes of a file."""

    def read(self, text):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "a.mlw"
            path.write_text(text)
            modules = why3_prove.read_modules([path])
            why3_prove.audit(modules)
            return modules

    def test_good(self):
        self.assertEqual(list(self.read(GOOD)), ["a.A", "a.B"])
        self.assertIn("match", self.read(GOOD)["a.A"].words)

    def test_outside(self):
        for text in (f"  module Evil {EVIL} end\n{GOOD}", f"theory Evil {EVIL} end\n{GOOD}",
                     f"{EVIL}\n{GOOD}"):
            with self.assertRaisesRegex(wplib.VerifyError, "outside of the modules"):
                self.read(text)

    def test_within(self):
        """A theory that is cloned may have axioms: no other hides in it."""
        text = f"module T {EVIL} end\n  module Evil {EVIL} end\nmodule C clone T end\n"
        with self.assertRaisesRegex(wplib.VerifyError, "outside of the modules"):
            self.read(text)

    def test_axiom(self):
        with self.assertRaisesRegex(wplib.VerifyError, "assumes something"):
            self.read(GOOD.replace("goal h: true", EVIL))


if __name__ == "__main__":
    unittest.main()
