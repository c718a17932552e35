# SPDX-License-Identifier: Apache-2.0
"""A tiny project that every check accepts, laid out like the real one; the tests break it."""
import pathlib
import shutil
import subprocess
import tempfile

PROOFS = pathlib.Path(__file__).resolve().parents[2]

EDGE = """#ifndef EDGE_H
#define EDGE_H
#include "types.h"
#define TRUSTED(assumption)
struct pool {
	u64 e[4][8];
};
extern struct pool pool;
/*@ ghost extern u32 g_pending; */
/*@ requires table < 4 && index < 8;
    requires none_pending: g_pending == 0;
    assigns pool.e[table][index], g_pending;
    exits \\false;
    ensures pool.e[table][index] == entry;
    ensures g_pending == 1;
*/
/* Stores one entry. */
void edge_store(u32 table, u32 index, u64 entry) TRUSTED(A1);
/*@ assigns g_pending; exits \\false; ensures g_pending == 0; */
/* Invalidates. */
void edge_tlbi(void) TRUSTED(A2);
#endif
"""

HEADER = """#ifndef CORE_H
#define CORE_H
#include "edge.h"
#include "calls.acsl"
/*@ lemma half: \\forall integer x; 0 <= x ==> x / 2 <= x; */
/*@ requires table: t < 4;
    requires none_pending: g_pending == 0;
    assigns pool, g_pending;
    exits \\false;
    ensures clear: \\forall integer i; 0 <= i < 8 ==> pool.e[t][i] == 0;
    ensures done: g_pending == 0;
*/
/* Clears a table. */
void table_clear(u32 t);
#endif
"""

SOURCE = """/* SPDX-License-Identifier: Apache-2.0 */
#include "core.h"

struct pool pool;

/*@ requires t < 4;
    assigns pool;
    exits \\false;
    ensures pool.e[t][0] == 0;
    ensures \\forall integer i; 0 < i < 8 ==> pool.e[t][i] == \\old(pool.e[t][i]);
*/
/* Fills the first entry of an unlinked table. */
static void first_fill(u32 t)
{
	pool.e[t][0] = 0;
}

void table_clear(u32 t)
{
	first_fill(t);
	/*@ loop invariant 1 <= k <= 8;
	    loop invariant g_pending == 0;
	    loop invariant \\forall integer i; 0 <= i < k ==> pool.e[t][i] == 0;
	    loop assigns k, pool, g_pending;
	    loop variant 8 - k;
	*/
	for (u32 k = 1; k < 8; k++) {
		edge_store(t, k, 0);
		edge_tlbi();
	}
}

/*@ assigns \\nothing;
    exits \\false;
    ensures small(v) <==> \\result == 1;
*/
/* Whether v is small. */
static u32 is_small(u32 v)
{
	return v < 10 ? 1u : 0u;
}
"""

FILES = {
    "src/include/types.h": "#ifndef TYPES_H\n#define TYPES_H\n#include <stdint.h>\n"
                           "typedef uint32_t u32;\ntypedef uint64_t u64;\n#endif\n",
    "src/edge/edge.h": EDGE,
    "src/proven/objects.mk": "PROVEN_SRC := src/proven/core.c\n",
    "src/proven/core.h": HEADER,
    "src/proven/core.c": SOURCE,
    "src/arch/enter.c": '#include "core.h"\nvoid enter(void) { write_sysreg(vttbr_el2, 0); }\n',
    "gen/acsl/calls.acsl": "/*@ axiomatic Spec {\n  predicate small(integer v) reads \\nothing;\n"
                           "} */\n",
    "gen/why3/cordon.driver": 'library cordon:\nwhy3.file += "../../spec/steps.mlw:Steps";\n'
                              'predicate small(integer) = "small";\n',
    "spec/steps.mlw": "module Steps\n  use export int.Int\n"
                      "  predicate small (v: int) = v < 10\nend\n",
    "spec/assumptions.md": "# Assumptions\n\nA1. Stores are stores.\n\nA2. TLBI invalidates.\n",
    "proofs/pool-stores.txt": "first_fill: the table is unlinked\n",
    "proofs/hypotheses.txt": "# none\n",
    "proofs/register-writes.txt": "src/arch/enter.c vttbr_el2: it is zero\n",
    "proofs/instructions.txt": "enter msr vttbr_el2: it is zero\n",
    "proofs/array-names.txt": "# none\n",
    "proofs/indirect-calls.txt": "# none\n",
    "proofs/recursion.txt": "# none\n",
}


class Project:
    """The sample in a folder of its own, with the tools under test."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name)
        for name, text in FILES.items():
            self.write(name, text)
        shutil.copytree(PROOFS / "tools", self.root / "proofs" / "tools",
                        ignore=shutil.ignore_patterns("tests", "__pycache__"))
        shutil.copytree(PROOFS / "provers", self.root / "proofs" / "provers")
        (self.root / "build").mkdir()
        tools = PROOFS.parent / "build" / "tools"
        if tools.exists():
            (self.root / "build" / "tools").symlink_to(tools)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def replace(self, name, old, new):
        """Breaks a file; the text to be replaced must be there."""
        text = (self.root / name).read_text()
        if old not in text:
            raise AssertionError(f"{name} has no {old!r}")
        self.write(name, text.replace(old, new, 1))

    def run(self, tool, *arguments):
        """(exit code, output) of a tool in this project."""
        result = subprocess.run([str(self.root / "proofs" / "tools" / tool), *arguments],
                                cwd=self.root, capture_output=True, text=True, check=False)
        return result.returncode, result.stdout + result.stderr

    def close(self):
        self.folder.cleanup()
