# SPDX-License-Identifier: Apache-2.0
"""Tests of tools/patch-series on a tree of two small files. Run by `make patches-test`."""

import difflib
import os
import subprocess
import tempfile
import unittest

TOOL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../patch-series")
MESSAGE = "From: A <a@b>\nSubject: [PATCH] area: do it\n\nWhy.\n\nSigned-off-by: A <a@b>\n---\n"
A = "".join(f"line {n}\n" for n in range(20))
B = "".join(f"word {n}\n" for n in range(600))


def diff(name, old, new):
    """A unified diff; None is a file that is not there."""
    return "".join(difflib.unified_diff(
        (old or "").splitlines(True), (new or "").splitlines(True),
        "/dev/null" if old is None else "a/" + name, "/dev/null" if new is None else "b/" + name))


class Series(unittest.TestCase):
    """Applied, changed, shortened; and every refusal in one line that names the patch."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tree = os.path.join(folder.name, "tree")
        self.patches = os.path.join(folder.name, "patches")
        os.mkdir(self.tree)
        os.mkdir(self.patches)
        self.unpacked = {"Makefile": "all:\n", "a": A, "b": B}
        for name, text in self.unpacked.items():
            self.write(os.path.join(self.tree, name), text)

    def write(self, path, text):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def series(self, *diffs, message=MESSAGE):
        """The series from now on: a patch for each diff."""
        for name in os.listdir(self.patches):
            os.remove(os.path.join(self.patches, name))
        for number, text in enumerate(diffs, 1):
            self.write(os.path.join(self.patches, f"{number}.patch"), message + text)
        self.write(os.path.join(self.patches, "series"),
                   "# comment\n" + "".join(f"{n}.patch\n" for n in range(1, len(diffs) + 1)))

    def run_tool(self, action):
        done = subprocess.run([TOOL, action, self.tree, "--patches", self.patches], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        return done.returncode, done.stdout, done.stderr

    def apply(self):
        status, _, error = self.run_tool("apply")
        self.assertEqual((status, error), (0, ""))

    def refused(self, action, *words):
        before = self.files()
        status, _, error = self.run_tool(action)
        self.assertEqual((status, error.count("\n")), (1, 1), error)
        for word in words:
            self.assertIn(word, error)
        self.assertEqual(self.files(), before)

    def files(self):
        """What the tree holds, without what is kept."""
        found = {}
        for name in os.listdir(self.tree):
            if name != ".series":
                with open(os.path.join(self.tree, name), encoding="utf-8") as file:
                    found[name] = file.read()
        return found

    def expect(self, **changes):
        wanted = {**self.unpacked, **changes}
        self.assertEqual(self.files(), {k: v for k, v in wanted.items() if v is not None})

    def test_apply_change_remove(self):
        first = A.replace("line 3\n", "line III\n")
        second = first.replace("line 4\n", "-- \nline IV\n")
        self.series(diff("a", A, first), diff("a", first, second) + diff("c", None, "new\n"))
        self.apply()
        self.expect(a=second, c="new\n")
        self.series(diff("a", A, first))
        self.apply()
        self.expect(a=first)
        self.series(diff("b", B, None))
        self.apply()
        self.expect(b=None)
        self.series()
        self.apply()
        self.expect()

    def test_second_run_writes_nothing(self):
        self.series(diff("a", A, A + "end\n"), diff("c", None, "new\n"))
        self.apply()
        times = {n: os.stat(os.path.join(self.tree, n)).st_mtime_ns for n in ("a", "b", "c")}
        self.apply()
        self.assertEqual(times, {n: os.stat(os.path.join(self.tree, n)).st_mtime_ns
                                 for n in ("a", "b", "c")})
        self.assertIn(" 0 files written", self.run_tool("apply")[1])

    def test_only_what_changes_is_written(self):
        self.series(diff("a", A, A + "end\n"), diff("c", None, "new\n"))
        self.apply()
        os.utime(os.path.join(self.tree, "a"), (1, 1))
        self.series(diff("a", A, A + "end\n"), diff("c", None, "newer\n"))
        self.apply()
        self.assertEqual(os.stat(os.path.join(self.tree, "a")).st_mtime, 1)
        self.expect(a=A + "end\n", c="newer\n")

    def test_does_not_apply(self):
        self.series(diff("a", A, A + "end\n"), diff("b", B + "other\n", B + "another\n"))
        for action in ("apply", "check"):
            self.refused(action, "2.patch does not apply", ": b: ", "FAILED")
        self.series(diff("c", "there\n", "here\n"))
        self.refused("apply", "1.patch does not apply", ": c: ")

    def test_no_fuzz(self):
        near = A.replace("line 2\n", "line II\n")
        self.series(diff("a", near, near.replace("line 5\n", "line V\n")))
        self.refused("apply", "1.patch does not apply")

    def test_missing_and_stray(self):
        self.series(diff("a", A, A + "end\n"))
        os.rename(os.path.join(self.patches, "1.patch"), os.path.join(self.patches, "2.patch"))
        self.refused("apply", "1.patch is in the series")
        self.write(os.path.join(self.patches, "1.patch"), MESSAGE + diff("a", A, A + "end\n"))
        self.refused("apply", "2.patch is not in the series")

    def test_damaged(self):
        self.series(diff("a", A, A + "end\n").replace("+end\n", ""))
        self.refused("check", "1.patch is damaged in a")

    def test_count(self):
        longer = B.replace("word 7\n", "-- seven\n")
        self.series(diff("b", B, longer), diff("c", None, B) + diff("b", longer, B))
        status, said, _ = self.run_tool("check")
        self.assertEqual(status, 0)
        self.assertIn("new file c: 600 lines\n", said)
        self.assertIn("b: 4 lines changed\n", said)
        self.assertIn("4 lines of existing files change, at most 500\n", said)

    def test_limit(self):
        self.series(diff("b", B, B.replace("word", "WORD", 250)))
        self.assertEqual(self.run_tool("check")[0], 0)
        self.series(diff("b", B, B.replace("word", "WORD", 250) + "end\n"))
        self.refused("check", "501 lines of existing files change")

    def test_check_of_applied(self):
        self.series(diff("a", A, A + "end\n"))
        self.apply()
        self.assertEqual(self.run_tool("check")[0], 0)
        self.expect(a=A + "end\n")

    def test_message(self):
        for old, new, fault in (("[PATCH] area: ", "area ", "needs 'Subject"),
                                ("Why.\n\n", "", "does not say why"),
                                ("Signed-off-by", "By", "has no Signed-off-by")):
            self.series(diff("a", A, A + "end\n"), message=MESSAGE.replace(old, new))
            self.refused("check", "1.patch " + fault)


if __name__ == "__main__":
    unittest.main()
