# SPDX-License-Identifier: Apache-2.0
"""What both grammars share: errors with their place, lines with their comments, terms."""

import re
from collections import namedtuple

C_KEYWORDS = frozenset("""
auto break case char const continue default do double else enum extern float for goto if inline int
long register restrict return short signed sizeof static struct switch typedef union unsigned void
volatile while
""".split())

# Words that C, ACSL or this grammar read as something else when used as a name.
RESERVED = C_KEYWORDS | frozenset("""
admit allocates assert assigns assumes axiom axiomatic behavior behaviors boolean breaks check
complete continues decreases disjoint ensures exits frees ghost global include inductive integer
invariant lemma logic loop model predicate reads real requires returns terminates type variant
forall in
""".split())

# Words that Why3 keeps for itself: a component of this name gets a prime there, others are refused.
WHY3_KEYWORDS = frozenset("""
absurd abstract alias any as assume at begin by clone coinductive constant diverges done downto
end exception exists export false fun function goal import label let match meta module mutable
namespace not old partial private program pure raise raises range rec ref result scope so sort
syntax then theory to true try use val when with writes
""".split())

Term = namedtuple("Term", "kind name args")   # kind: int name sym comp op
Item = namedtuple("Item", "line text doc heading")


class GenError(Exception):
    """A fault of the input, printed as file:line: reason."""

    def __init__(self, path, line, reason):
        super().__init__("%s:%d: %s" % (path, line, reason))


def read_items(path):
    """Yield the non-empty lines of a file, each with the comment block directly above it.

    A comment line that begins with '# ---' is a heading of what follows.
    """
    doc, heading = [], None
    with open(path, encoding="ascii") as f:
        for number, raw in enumerate(f, 1):
            text = raw.strip()
            if text.startswith("# ---"):
                heading = text.strip("#- ")
                doc = []
            elif text.startswith("#"):
                doc.append(text[1:].strip())
            elif not text:
                doc = []
            else:
                yield Item(number, strip_comment(text), doc, heading)
                doc, heading = [], None


def strip_comment(text):
    """Cut a trailing comment, but not inside a quoted string."""
    quoted = False
    for i, c in enumerate(text):
        if c == '"':
            quoted = not quoted
        elif c == "#" and not quoted:
            return text[:i].rstrip()
    return text


TOKEN = re.compile(r"\s*(0[xX][0-9a-fA-F]+|[0-9]+|[A-Za-z_][A-Za-z0-9_]*|\.\.|[-+*/(),:=])")


class Parser:
    """A cursor over the tokens of one piece of text."""

    def __init__(self, path, line, text):
        self.path, self.line, self.text = path, line, text
        self.tokens = self.split(text)
        self.at = 0

    def fail(self, reason):
        raise GenError(self.path, self.line, reason)

    def split(self, text):
        out, pos = [], 0
        text = text.rstrip()
        while pos < len(text):
            m = TOKEN.match(text, pos)
            if not m:
                self.fail("cannot read '%s'" % text[pos:].strip())
            out.append(m.group(1))
            pos = m.end()
        return out

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def next(self):
        tok = self.peek()
        if tok is None:
            self.fail("line ends too early")
        self.at += 1
        return tok

    def expect(self, want):
        tok = self.peek()
        if tok != want:
            self.fail("expected '%s', found %s" % (want, "'%s'" % tok if tok else "the end"))
        self.at += 1

    def end(self):
        if self.peek() is not None:
            self.fail("unexpected '%s'" % self.peek())

    def name(self, component=False):
        """The next word; what Why3 keeps for itself can only name a component."""
        tok = self.next()
        if not re.match(r"[A-Za-z_]", tok):
            self.fail("expected a name, found '%s'" % tok)
        if tok in RESERVED or (tok in WHY3_KEYWORDS and not component):
            self.fail("'%s' is a reserved word of C, ACSL or Why3" % tok)
        return tok

    def arguments(self, parse):
        """( parse, parse, ... ), possibly empty; the opening parenthesis is next."""
        self.expect("(")
        out = []
        if self.peek() != ")":
            out.append(parse())
            while self.peek() == ",":
                self.next()
                out.append(parse())
        self.expect(")")
        return out

    def term(self):
        """TERM := PRODUCT { (+|-) PRODUCT }"""
        left = self.product()
        while self.peek() in ("+", "-"):
            op = self.next()
            left = Term("op", op, (left, self.product()))
        return left

    def product(self):
        left = self.atom()
        while self.peek() in ("*", "/"):
            op = self.next()
            left = Term("op", op, (left, self.atom()))
        return left

    def atom(self):
        tok = self.peek()
        if tok == "(":
            self.next()
            t = self.term()
            self.expect(")")
            return t
        if tok is not None and tok[0].isdigit():
            return Term("int", int(self.next(), 0), ())
        name = self.name(component=True)
        if self.peek() == "(":
            return Term("app", name, tuple(self.arguments(self.term)))
        return Term("name", name, ())
