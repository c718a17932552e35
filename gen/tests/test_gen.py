# SPDX-License-Identifier: Apache-2.0
"""Tests of the generator: every fault of the input is named with its place, and what comes out
for a small input is right. Run by `make gen-test`."""

import contextlib
import io
import os
import random
import struct
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))

import gen                                                      # noqa: E402
from cordon_gen import emit_c                                   # noqa: E402
from cordon_gen.table import UID                                # noqa: E402
from cordon_gen.text import GenError                            # noqa: E402

LIMITS = """
const OWNER_HOST = 1
const LOW = 2
const HIGH = LOW * 4 + 2
const ABI_VERSION = 7
"""

TABLE = """
error SUCCESS 0 "done"
error NOT_SUPPORTED -1 "none"
error RANGE -2 "out of range"
error BUSY -3 "busy"
component top()
component owner(q: LOW .. top())
component map(r: 0 .. HIGH, g: 0 .. top())
component label(q: LOW .. top())
component caller(c: 0 .. 2)
symbol predicate in_range(q, top)
symbol predicate idle(owner)
symbol function given(part, q, was)
symbol function root_of(part)
call 0 take "take it"
  caller host
  arg part x1
  arg pfn x2
  let root = root_of(part)
  require RANGE in_range(pfn, top())
  require BUSY forall q in pfn .. pfn + 2 : idle(owner(q))
  require BUSY idle(map(root, pfn))
  change owner(q) = given(part, q, owner(q))
  change top() = top() - 1
  result x2 = owner(pfn)
end
"""

MORE = TABLE + """
call 1 ask_top "how much there is"
  caller any
  result x1 = top()
end
call 3 leave "leave it"
  caller partition
  arg why x1
  require BUSY idle(caller(cpu))
  change top() = why
end
call 4 sit "sit on this CPU"
  caller any
  arg part x1
  require RANGE in_range(part, top())
  change caller(c) = given(part, cpu, c)
end
"""

BITS = """
layout pair 16
  field high 15:9
  res1 one 8
  res0 zero 7:4
  field low 3:0
end
layout wide 64
  field top 63:40
  field mid 39:1
  field bit 0
end
layout given 8
  made left 7:4
  made right 3:0
end
layout seen 8
  read upper 7:4
  read lower 3:0
end
"""


class Folder:
    """A specification of three small files."""

    def __init__(self, limits=LIMITS, table=TABLE, bits=BITS):
        self.dir = tempfile.TemporaryDirectory()
        self.spec = os.path.join(self.dir.name, "spec")
        os.makedirs(os.path.join(self.spec, "layout"))
        self.write("layout/limits.lay", limits)
        self.write("layout/bits.lay", bits)
        self.write("hvc.tbl", table)

    def write(self, name, text):
        with open(os.path.join(self.spec, name), "w", encoding="ascii") as f:
            f.write(text)

    def generate(self):
        return gen.generate(self.spec)


class Faults(unittest.TestCase):
    """Each wrong input ends with the file, the line and the reason."""

    def fault(self, message, **files):
        folder = Folder(**files)
        self.addCleanup(folder.dir.cleanup)
        with self.assertRaises(GenError) as caught:
            folder.generate()
        self.assertEqual(str(caught.exception), message)

    def layout(self, message, *lines):
        self.fault("spec/layout/bits.lay:" + message, bits="\n".join(lines) + "\n")

    def constant(self, message, *lines):
        self.fault("spec/layout/limits.lay:" + message, limits="\n".join(lines) + "\n")

    def table(self, reason, old, new):
        """Replace a piece of TABLE; the line of the replaced piece is the one named."""
        self.assertEqual(TABLE.count(old), 1)
        line = TABLE[:TABLE.index(old)].count("\n") + 1
        self.fault("spec/hvc.tbl:%d: %s" % (line, reason), table=TABLE.replace(old, new))

    # --- layouts ---

    def test_overlap(self):
        self.layout("3: field 'b' overlaps 'a' in bits 4:4", "layout x 8", "field a 7:4",
                    "field b 4:0", "end")

    def test_missing_between(self):
        self.layout("3: layout x: bits 5:4 belong to no field", "layout x 8", "field a 7:6",
                    "field b 3:0", "end")

    def test_missing_below(self):
        self.layout("1: layout x: bits 3:0 belong to no field", "layout x 8", "field a 7:4", "end")

    def test_missing_above(self):
        self.layout("2: layout x: bits 7:7 belong to no field", "layout x 8", "field a 6:0", "end")

    def test_outside(self):
        self.layout("2: field 'a': bit 8 is outside the 8 bits", "layout x 8", "field a 8:0", "end")

    def test_reversed(self):
        self.layout("2: field 'a': high bit 0 below low bit 7", "layout x 8", "field a 0:7", "end")

    def test_order(self):
        self.layout("2: layout x: bits 7:4 belong to no field", "layout x 8", "field a 3:0",
                    "field b 7:4", "end")

    def test_field_twice(self):
        self.layout("3: field 'a' is twice in layout x", "layout x 8", "field a 7:4", "field a 3:0",
                    "end")

    def test_field_kind(self):
        self.layout("2: unknown kind of field 'res2'", "layout x 8", "res2 a 7:0", "end")

    def test_field_keyword(self):
        self.layout("2: 'long' is a word of C", "layout x 8", "field long 7:0", "end")

    def test_field_only_read(self):
        self.layout("1: layout x is made, but not all of its fields are", "layout x 8",
                    "read a 7:4", "made b 3:0", "end")

    def test_no_field(self):
        self.layout("1: layout x has no field", "layout x 8", "res0 a 7:0", "end")

    def test_width(self):
        self.layout("1: the width of a layout is 1 to 64, not 65", "layout x 65", "end")

    def test_no_end(self):
        self.layout("1: no 'end' for this item", "layout x 8", "field a 7:0")

    def test_name_twice(self):
        self.layout("4: 'x' is already defined at spec/layout/bits.lay:1", "layout x 8",
                    "field a 7:0", "end", "layout x 8", "field a 7:0", "end")

    def test_item(self):
        self.layout("1: unknown item 'bitfield'", "bitfield x 8")

    def test_member_type(self):
        self.layout("2: unknown type 'u128' (known: u8, u16, u32, u64)", "struct s 16",
                    "member a u128 0", "end")

    def test_member_overlap(self):
        self.layout("3: member 'b' overlaps the one before it", "struct s 4", "member a u16 0",
                    "member b u8 1", "end")

    def test_member_gap(self):
        self.layout("3: struct s: bytes 1 to 1 belong to no member", "struct s 4", "member a u8 0",
                    "member b u16 2", "end")

    def test_member_alignment(self):
        self.layout("3: member 'b' is not aligned", "struct s 3", "member a u8 0",
                    "member b u16 1", "end")

    def test_member_twice(self):
        self.layout("3: member 'a' is twice in struct s", "struct s 2", "member a u8 0",
                    "member a u8 1", "end")

    def test_struct_size(self):
        self.layout("1: struct s: members fill 1 bytes, not 2", "struct s 2", "member a u8 0", "end")

    # --- constants ---

    def test_constant_unknown(self):
        self.constant("1: unknown constant 'B'", "const A = B + 1")

    def test_constant_twice(self):
        self.constant("2: 'A' is already defined at spec/layout/limits.lay:1", "const A = 1",
                      "const A = 1")

    def test_constant_negative(self):
        self.constant("1: A = -1 does not fit 64 bits", "const A = 1 - 2")

    def test_constant_large(self):
        self.constant("1: A = 18446744073709551616 does not fit 64 bits",
                      "const A = 0x10000000000000000")

    def test_constant_division(self):
        self.constant("1: 7 / 2 is not a whole number", "const A = 7 / 2")

    def test_constant_zero(self):
        self.constant("1: 7 / 0 is not a whole number", "const A = 7 / 0")

    def test_constant_case(self):
        self.constant("1: a constant's name is in capitals, 'a' is not", "const a = 1")

    def test_constant_rest(self):
        self.constant("1: unexpected '2'", "const A = 1 2")

    def test_constant_sign(self):
        self.constant("1: cannot read '& 1'", "const A = 1 & 1")

    def test_limits_only_constants(self):
        self.constant("1: only constants belong in this file", "layout x 8", "field a 7:0", "end")

    # --- the table ---

    def test_error_number(self):
        self.table("error BUSY has the number of RANGE", 'error BUSY -3', 'error BUSY -2')

    def test_error_name(self):
        self.table("error RANGE is twice in the table", 'error BUSY -3', 'error RANGE -3')

    def test_error_positive(self):
        self.table("error BUSY: the number is 0 or negative, not 3", 'error BUSY -3',
                   'error BUSY 3')

    def test_error_success(self):
        self.fault("spec/hvc.tbl:1: the table needs 'error SUCCESS 0'",
                   table='error NOT_SUPPORTED -1 "none"\n')

    def test_component_twice(self):
        self.table("component 'owner': the name is already used at line 7",
                   "component label(", "component owner(")

    def test_symbol_twice(self):
        self.table("symbol 'idle': the name is already used at line 12",
                   "symbol function root_of(", "symbol function idle(")

    def test_symbol_kind(self):
        self.table("a symbol is a predicate or a function, not 'axiom'",
                   "symbol predicate idle", "symbol axiom idle")

    def test_reserved(self):
        self.table("'lemma' is a reserved word of C, ACSL or Why3", "arg pfn x2", "arg lemma x2")

    def test_call_number(self):
        self.fault("spec/hvc.tbl:27: call again has the number of take",
                   table=TABLE + 'call 0 again "x"\ncaller any\nend\n')

    def test_call_name(self):
        self.fault("spec/hvc.tbl:27: call 'take': the name is already used at line 15",
                   table=TABLE + 'call 1 take "x"\ncaller any\nend\n')

    def test_call_range(self):
        self.table("call number 256: the range is 0 to 255", "call 0 take", "call 256 take")

    def test_call_end(self):
        self.fault("spec/hvc.tbl:15: no 'end' for call take", table=TABLE.replace("\nend", ""))

    def test_caller_unknown(self):
        self.table("unknown caller 'guest' (known: host, partition, protected, any)", "caller host",
                   "caller guest")

    def test_caller_missing(self):
        self.fault("spec/hvc.tbl:15: call take has no caller line",
                   table=TABLE.replace("  caller host\n", ""))

    def test_argument_register_twice(self):
        self.table("register x1 carries two arguments", "arg pfn x2", "arg pfn x1")

    def test_argument_register_range(self):
        self.table("expected a register x1 to x6, found 'x7'", "arg pfn x2", "arg pfn x7")

    def test_argument_gap(self):
        self.fault("spec/hvc.tbl:15: call take: its arguments are not x1 to x2",
                   table=TABLE.replace("arg pfn x2", "arg pfn x3"))

    def test_argument_name_twice(self):
        self.table("the name 'part' is twice in this call", "arg pfn x2", "arg part x2")

    def test_argument_name_taken(self):
        self.table("the name 'e' is taken by the generated predicates", "arg pfn x2", "arg e x2")

    def test_error_unknown(self):
        self.table("unknown error 'LATE'", "require RANGE", "require LATE")

    def test_error_reserved(self):
        self.table("a requirement cannot fail with SUCCESS", "require RANGE", "require SUCCESS")

    def test_predicate_unknown(self):
        self.table("unknown predicate 'in_reach'", "in_range(pfn, top())", "in_reach(pfn, top())")

    def test_function_as_predicate(self):
        self.table("'root_of' is a function and stands where a predicate is needed",
                   "in_range(pfn, top())", "root_of(pfn)")

    def test_predicate_as_function(self):
        self.table("'idle' is a predicate and stands where a value is needed",
                   "given(part, q, owner(q))", "idle(q)")

    def test_symbol_arity(self):
        self.table("'in_range' takes 2 arguments (line 11), here it has 1",
                   "in_range(pfn, top())", "in_range(pfn)")

    def test_component_arity(self):
        self.table("'map' takes 2 arguments (line 8), here it has 1",
                   "idle(map(root, pfn))", "idle(map(root))")

    def test_component_unknown(self):
        self.table("unknown component 'holder'", "change owner(q)", "change holder(q)")

    def test_term_unknown(self):
        self.table("unknown component or symbol 'holder'", "result x2 = owner(pfn)",
                   "result x2 = holder(pfn)")

    def test_constant_unknown_in_table(self):
        self.table("unknown constant 'MIDDLE'", "result x2 = owner(pfn)", "result x2 = MIDDLE")

    def test_name_unknown(self):
        self.table("unknown name 'gfn'", "result x2 = owner(pfn)", "result x2 = owner(gfn)")

    def test_change_twice(self):
        self.table("component 'owner' is changed twice", "change top() = top() - 1",
                   "change owner(q) = q")

    def test_change_arity(self):
        self.table("'owner' takes 1 arguments (line 7), here it has 2", "change owner(q)",
                   "change owner(q, r)")

    def test_change_variable(self):
        self.table("the variables of 'owner' are (q)", "change owner(q)", "change owner(r)")

    def test_hidden_name(self):
        self.table("the variable 'pfn' hides another name", "forall q in pfn", "forall pfn in pfn")

    def test_result_register(self):
        self.table("expected a register x1 to x3, found 'x0'", "result x2", "result x0")

    def test_result_twice(self):
        self.fault("spec/hvc.tbl:26: register x2 has two results",
                   table=TABLE.replace("end\n", "result x2 = 1\nend\n"))

    def test_line_unknown(self):
        self.table("unknown line 'needs' in a call", "require RANGE", "needs RANGE")

    def test_division(self):
        self.table("division does not belong in the table: give it a symbol",
                   "top() - 1", "top() / 2")

    def test_unbalanced(self):
        self.table("expected ')', found the end", "idle(map(root, pfn))", "idle(map(root, pfn)")


class Output(unittest.TestCase):
    """What is generated from the small input."""

    @classmethod
    def setUpClass(cls):
        cls.folder = Folder()
        cls.addClassCleanup(cls.folder.dir.cleanup)
        cls.out = cls.folder.generate()

    def holds(self, name, *pieces):
        for piece in pieces:
            self.assertIn(piece, self.out[name])

    def test_constants(self):
        self.holds("include/cordon_limits.h", "#define HIGH 10\n", "#define HIGH 10u\n")
        self.holds("why3/limits.mlw", "constant high : int = 10\n", "constant e_busy : int = (-3)\n")

    def test_abi(self):
        self.holds("include/cordon_abi.h", "#define CORDON_HVC_TAKE 0xC6000C00\n",
                   "#define CORDON_E_BUSY (-3)\n", "#define CORDON_ABI_VERSION 7\n")
        self.holds("include/dispatch_table.h", "X(0, take, CORDON_CALLER_HOST, 2)\n")

    def test_uid(self):
        self.assertEqual(struct.pack("<4I", *emit_c.uid_words()).hex(), UID.replace("-", ""))
        self.holds("include/cordon_abi.h", UID, *("#define CORDON_UID_%d 0x%08X\n" % pair
                                                  for pair in enumerate(emit_c.uid_words())))
        self.assertNotEqual(emit_c.uid_words()[0], 0xffffffff)  # NOT_SUPPORTED

    def test_kernel_header(self):
        first, _, rest = self.out["include/kernel/cordon_abi.h"].partition("\n")
        self.assertEqual(first, "/* SPDX-License-Identifier: GPL-2.0-only */")
        self.assertEqual(rest, self.out["include/cordon_abi.h"].partition("\n")[2])
        self.holds("include/kernel/cordon_limits.h", "#define CORDON_HIGH 10u\n", " GPL-2.0-only ")

    def test_acsl_step(self):
        self.holds(
            "acsl/calls.acsl",
            "predicate take_owner_step{L1,L2}(integer part, integer pfn) =\n"
            "  \\forall integer q; LOW <= q < A_top{L1} ==>"
            " A_owner{L2}(q) == given(part, q, A_owner{L1}(q));\n",
            "predicate take_top_step{L1,L2}(integer part, integer pfn) =\n"
            "  A_top{L2} == A_top{L1} - 1;\n")

    def test_acsl_frame(self):
        step = self.out["acsl/calls.acsl"].split("predicate take_step", 1)[1].split(";")[0]
        for part in ("take_owner_step", "take_top_step", "same_map", "same_label", "same_caller"):
            self.assertEqual(step.count(part + "{L1,L2}"), 1)
        self.assertNotIn("same_owner", step)
        self.assertIn("(res != CORDON_E_SUCCESS ==> abs_same{L1,L2})", step)

    def test_acsl_refusal(self):
        text = " ".join(self.out["acsl/calls.acsl"].split("predicate take_refusal", 1)[1]
                        .split(";")[0].split())
        a, b, c = ("take_needs_%s{L1}(part, pfn)" % n for n in ("range", "busy", "busy_2"))
        self.assertIn("((!%s) ==> res == CORDON_E_RANGE)" % a, text)
        self.assertIn("((%s && (!%s)) ==> res == CORDON_E_BUSY)" % (a, b), text)
        self.assertIn("((%s && %s && (!%s)) ==> res == CORDON_E_BUSY)" % (a, b, c), text)
        self.assertIn("((%s && %s && %s) ==> res == CORDON_E_SUCCESS)" % (a, b, c), text)

    def test_acsl_results(self):
        text = " ".join(self.out["acsl/calls.acsl"].split())
        self.assertIn("(x1 == 0 && x2 == A_owner{L1}(pfn) && x3 == 0)", text)

    def test_let_is_replaced(self):
        self.holds("acsl/calls.acsl", "idle(A_map{L1}(root_of(part), pfn));\n")

    def test_why3_is_the_same_formula(self):
        self.holds(
            "why3/bridge.mlw",
            "predicate take_owner_step (s s': state) (part pfn: int) =\n"
            "    forall q: int. low <= q < s.top -> (s'.owner q = given part q (s.owner q))\n",
            "predicate take_needs_busy (s: state) (part pfn: int) =\n"
            "    forall q: int. pfn <= q < (pfn + 2) -> (idle (s.owner q))\n")

    def test_why3_keyword(self):
        self.holds("why3/bridge.mlw", "s'.label' q = s.label' q")
        self.holds("acsl/calls.acsl", "A_label{L2}(q) == A_label{L1}(q)")

    def test_callers(self):
        for who, body in (("host", "A_caller{L1}(cpu) == OWNER_HOST"), ("any", "\\true"),
                          ("partition", "part_valid(A_caller{L1}(cpu))"),
                          ("protected", "part_protected(A_caller{L1}(cpu))")):
            folder = Folder(table=TABLE.replace("caller host", "caller " + who) +
                            "symbol predicate part_valid(p)\nsymbol predicate part_protected(p)\n")
            self.addCleanup(folder.dir.cleanup)
            out = folder.generate()
            text = out["acsl/calls.acsl"].split("predicate take_caller{L1}(integer cpu) =")[1]
            self.assertEqual(text.split(";")[0].strip(), body)
            self.assertIn("X(0, take, CORDON_CALLER_%s, 2)" % who.upper(),
                          out["include/dispatch_table.h"])

    def test_bridge_covers_every_call(self):
        self.holds("why3/bridge.mlw", "module TakeBridge\n", "lemma take_is_refused:",
                   "take_error s part pfn = res", "lemma take_same_tracker:",
                   "equal_states s' (take s part pfn)", "goal take_bridge:",
                   "goal take_refused_bridge:", "after s cpu (Take part pfn)")

    def test_dispatch(self):
        more = Folder(table=MORE)
        self.addCleanup(more.dir.cleanup)
        text = more.generate()["why3/dispatch.mlw"]
        body = {word: text.split(word, 1)[1].split("\n\n", 1)[0] for word in (
            "type call =", "predicate refused", "function error", "function after", "function reply")}
        for word, arms in (
                ("type call =", ["Take int int", "AskTop", "Leave int", "Sit int", "Unknown"]),
                ("predicate refused", [
                    "Unknown -> true", "AskTop | Sit _ -> false",
                    "Leave _ -> not (0 <= cpu < cpus_max /\\ part_valid (s.caller cpu))",
                    "_ -> not host_runs s cpu"]),
                ("function error", [
                    "AskTop | Unknown -> e_success", "Take part pfn -> take_error s part pfn",
                    "Leave why -> leave_error s cpu why", "Sit part -> sit_error s part"]),
                ("function after", [
                    "AskTop | Unknown -> s", "Take part pfn -> take s part pfn",
                    "Leave why -> leave s why", "Sit part -> sit s cpu part"]),
                ("function reply", [
                    "Take part pfn -> { x0 = e; x1 = 0; x2 = s.owner pfn; x3 = 0 }",
                    "AskTop -> { x0 = e; x1 = s.top; x2 = 0; x3 = 0 }",
                    "_ -> { x0 = e; x1 = 0; x2 = 0; x3 = 0 }"])):
            found = [line[6:] for line in body[word].splitlines() if line.startswith("    | ")]
            self.assertEqual(found, arms)

    def test_dispatch_without_callers(self):
        """No arm that nothing reaches: Why3 takes none."""
        refused = self.out["why3/dispatch.mlw"].split("predicate refused", 1)[1].split("end")[0]
        self.assertEqual(refused.count("->"), 2)
        self.assertNotIn("false", refused)

    def test_driver(self):
        self.holds("why3/cordon.driver", 'predicate idle(integer) = "idle";\n',
                   'logic integer given(integer, integer, integer) = "given";\n')

    def test_same_input_same_output(self):
        again = Folder()
        self.addCleanup(again.dir.cleanup)
        self.assertEqual(self.out, again.generate())

    def test_hash_is_what_sha256sum_says(self):
        files = gen.spec_files(self.folder.spec)
        self.assertEqual(files, ["hvc.tbl", "layout/bits.lay", "layout/limits.lay"])
        sums = subprocess.run(["sha256sum"] + files, cwd=self.folder.spec, check=True,
                              stdout=subprocess.PIPE).stdout
        digest = subprocess.run(["sha256sum"], input=sums, check=True,
                                stdout=subprocess.PIPE).stdout.decode().split()[0]
        self.holds("include/spec_hash.h", '"%s"' % digest, "0x%sull" % digest[:16])

    def test_hash_follows_the_text(self):
        other = Folder(table=TABLE + "# a word more\n")
        self.addCleanup(other.dir.cleanup)
        self.assertNotEqual(gen.spec_hash(other.spec), gen.spec_hash(self.folder.spec))

    def test_made_and_read(self):
        text = self.out["include/bits_layout.h"]
        for name, there in (("given_make", True), ("given_left", False),
                            ("seen_make", False), ("seen_lower", True)):
            self.assertEqual("u64 %s(" % name in text, there, name)

    def test_accessors_agree_with_shifts(self):
        rng = random.Random(1)
        values = [rng.getrandbits(64) for _ in range(200)] + [0, (1 << 64) - 1]
        lines = []
        for v in values:
            p, high, low = v & 0xffff, v & 0x7f, (v >> 7) & 0xf
            lines += [
                "pair_high(%dull) == %d" % (p, p >> 9), "pair_low(%dull) == %d" % (p, p & 0xf),
                "pair_make(%d, %d) == %d" % (high, low, high << 9 | 1 << 8 | low),
                "wide_top(%dull) == %dull" % (v, v >> 40),
                "wide_mid(%dull) == %dull" % (v, (v >> 1) & ((1 << 39) - 1)),
                "wide_bit(%dull) == %d" % (v, v & 1),
                "seen_upper(given_make(%d, %d)) == %d" % (low, high & 0xf, low),
                "wide_make(wide_top({0}ull), wide_mid({0}ull), wide_bit({0}ull)) == {0}ull"
                .format(v)]
        checks = "".join("\tif (!(%s)) {\n\t\treturn 1;\n\t}\n" % x for x in lines)
        self.assertEqual(run_c(self.out, checks), 0)
        self.assertEqual(run_c(self.out, "\tif (pair_high(0x200) != 0) {\n\t\treturn 1;\n\t}\n"), 1)


def run_c(out, checks):
    """Compile the layouts of the small input with these statements and return the exit code."""
    with tempfile.TemporaryDirectory() as d:
        with open(os.path.join(d, "bits_layout.h"), "w", encoding="ascii") as f:
            f.write(out["include/bits_layout.h"])
        with open(os.path.join(d, "t.c"), "w", encoding="ascii") as f:
            f.write('#include "bits_layout.h"\nint main(void)\n{\n%s\treturn 0;\n}\n' % checks)
        subprocess.run(["gcc", "-std=c11", "-Wall", "-Werror",
                        "-iquote", os.path.join(HERE, "..", "..", "src", "include"),
                        "-o", os.path.join(d, "t"), os.path.join(d, "t.c")], check=True)
        return subprocess.run([os.path.join(d, "t")], check=False).returncode


class Check(unittest.TestCase):
    """gen.py --check."""

    def setUp(self):
        self.folder = Folder()
        self.addCleanup(self.folder.dir.cleanup)
        self.gen_dir = os.path.join(self.folder.dir.name, "gen")

    def run_main(self, *extra):
        err = io.StringIO()
        with contextlib.redirect_stderr(err):
            code = gen.main(["--spec", self.folder.spec, "--out", self.gen_dir] + list(extra))
        return code, err.getvalue()

    def test_fresh(self):
        self.assertEqual(self.run_main()[0], 0)
        self.assertEqual(self.run_main("--check"), (0, ""))

    def test_changed(self):
        self.run_main()
        with open(os.path.join(self.gen_dir, "acsl", "calls.acsl"), "a", encoding="ascii") as f:
            f.write("\n")
        code, err = self.run_main("--check")
        self.assertEqual(code, 1)
        self.assertIn("gen/acsl/calls.acsl: differs from a fresh generation\n", err)

    def test_missing_and_stale(self):
        self.run_main()
        os.rename(os.path.join(self.gen_dir, "docs", "hvc.md"),
                  os.path.join(self.gen_dir, "docs", "old.md"))
        code, err = self.run_main("--check")
        self.assertEqual(code, 1)
        self.assertIn("gen/docs/hvc.md: differs", err)
        self.assertIn("gen/docs/old.md: not made by the generator\n", err)
        self.assertEqual(self.run_main()[0], 0)
        self.assertEqual(self.run_main("--check")[0], 0)

    def test_spec_changed(self):
        self.run_main()
        self.folder.write("hvc.tbl", TABLE.replace("BUSY -3", "BUSY -4"))
        self.assertEqual(self.run_main("--check")[0], 1)

    def test_fault(self):
        self.folder.write("hvc.tbl", "call\n")
        self.assertEqual(self.run_main(),
                         (1, 'spec/hvc.tbl:1: expected: call NUMBER NAME "one line"\n'))


if __name__ == "__main__":
    unittest.main()
