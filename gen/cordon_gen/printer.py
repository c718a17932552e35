# SPDX-License-Identifier: Apache-2.0
"""How a formula tree becomes text; ACSL and Why3 give the words, the structure is one."""

WIDTH = 100


class Printer:
    """Subclasses set the connectives and print terms, uses of predicates and quantifiers."""

    AND = IMP = NOT = EQ = NE = TRUE = ""

    def term(self, t, nested=False):
        raise NotImplementedError

    def use(self, name, states, args, nested):
        raise NotImplementedError

    def forall(self, variables, guards, body):
        raise NotImplementedError

    def operation(self, t, nested):
        text = "%s %s %s" % (self.term(t.args[0], True), t.name, self.term(t.args[1], True))
        return "(%s)" % text if nested else text

    def body(self, b, indent, nested=False):
        """The formula on one line if it fits behind indent columns, else broken and indented."""
        flat = self.flat(b, nested)
        if indent + len(flat) <= WIDTH:
            return flat
        kind, pad = b[0], "\n" + " " * (indent + nested)
        if kind == "and":
            parts = (self.body(x, indent + nested, True) for x in b[1])
            text = (" " + self.AND + pad).join(parts)
        elif kind == "imp":
            text = "%s %s%s  %s" % (self.body(b[1], indent + nested, True), self.IMP, pad,
                                    self.body(b[2], indent + nested + 2, True))
        elif kind == "all":
            variables, guards, inner = self.collect(b)
            text = self.forall(variables, guards,
                               pad + "  " + self.body(inner, indent + 2 + nested, True))
        else:
            return flat
        return "(%s)" % text if nested else text

    def flat(self, b, nested):
        kind = b[0]
        if kind == "true":
            return self.TRUE
        if kind == "sym":
            return self.term(b[1], nested)
        if kind == "use":
            return self.use(b[1], b[2], b[3], nested)
        if kind == "and":
            text = (" %s " % self.AND).join(self.flat(x, True) for x in b[1])
        elif kind == "imp":
            text = "%s %s %s" % (self.flat(b[1], True), self.IMP, self.flat(b[2], True))
        elif kind == "not":
            text = self.NOT + self.flat(b[1], True)
        elif kind in ("eq", "ne"):
            text = "%s %s %s" % (self.term(b[1]), self.EQ if kind == "eq" else self.NE,
                                 self.term(b[2]))
        else:
            variables, guards, inner = self.collect(b)
            text = self.forall(variables, guards, " " + self.flat(inner, True))
        return "(%s)" % text if nested else text

    def collect(self, b):
        """Nested quantifiers as one: the variables, their ranges, what holds."""
        variables, guards = [], []
        while b[0] == "all":
            variables.append(b[1])
            guards.append("%s <= %s < %s" % (self.term(b[2], True), b[1], self.term(b[3], True)))
            b = b[4]
        return variables, (" %s " % self.AND).join(guards), b
