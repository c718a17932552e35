# SPDX-License-Identifier: Apache-2.0
"""Shows how far a long job is: in place on a terminal, else a line at each tenth."""
import sys


class Meter:
    """Counts to total; steps are printed as "N of M what"."""

    def __init__(self, what, total):
        self.what, self.total, self.done, self.shown = what, total, 0, 0
        self.terminal = sys.stderr.isatty()

    def step(self, count=1):
        self.done += count
        if self.terminal:
            print(f"\r{self.done} of {self.total} {self.what}", end="", file=sys.stderr)
        elif self.total and 10 * self.done // self.total > self.shown:
            self.shown = 10 * self.done // self.total
            print(f"{self.done} of {self.total} {self.what}", file=sys.stderr, flush=True)

    def close(self):
        if self.terminal and self.done:
            print(file=sys.stderr)
