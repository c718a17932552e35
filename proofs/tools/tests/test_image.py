# SPDX-License-Identifier: Apache-2.0
"""Every rule about the linked image is seen red on a small image that breaks it."""
import subprocess
import unittest

import sample

PREFIX = "aarch64-linux-gnu-"
START, TRAP, MEMORY = "src/arch/start.S", "src/arch/trap.c", "src/include/memory.h"
INSTRUCTIONS, NAMES = "proofs/instructions.txt", "proofs/array-names.txt"
POINTERS, CYCLES = "proofs/indirect-calls.txt", "proofs/recursion.txt"

FILES = {
    START: """	.text
	.globl _start, vectors, primary_entry, secondary_entry, lower_sync, lower_irq, lower_serror
	.globl el2_fault
_start:
	b	primary_entry
	.long	7
vectors:
	b	lower_sync
	.balign	128
	b	lower_irq
	.balign	128
	b	lower_serror
	.balign	128
	b	el2_fault
primary_entry:
	mov	sp, x3
	bl	trap
	b	.
secondary_entry:
	mov	sp, x2
	bl	trap
	b	.
lower_sync:
	sub	sp, sp, #256
	bl	trap
	add	sp, sp, #256
	eret
	dsb	nsh
	isb
lower_irq:
	b	lower_sync
lower_serror:
	b	lower_sync
el2_fault:
	mov	sp, x0
	stp	x0, x1, [sp, #-16]!
	bl	panic
	b	.
""",
    TRAP: """#include "types.h"
extern unsigned char __pool_end[];
extern u64 klog;
static u64 sink;
static void put(u64 value) { sink = value; }
static void (*volatile put_fn)(u64) = put;
__attribute__((noinline)) u64 depth(u64 n) { volatile u64 room[8]; room[n] = n; return room[1]; }
__attribute__((noinline)) u64 turn(u64 n) { return n == 0 ? depth(1) : depth(n); }
__attribute__((noreturn)) void panic(void) { klog = 1; for (;;) { } }
void trap(u64 n) { put_fn(turn(n)); sink++; }
""",
    MEMORY: "#define POOL_BASE 0x40400000\n#define TRACKER_BASE 0x80000000\n",
    "src/include/percpu.h": "#define STACK_SIZE 4096\n#define PANIC_STACK_SIZE 2048\n",
    "src/proven/core.c": '#include "types.h"\nu64 pool[512];\nu64 frames[512];\nu64 klog;\n',
    "build/link.ld": """SECTIONS {
	.pool 0x40400000 (NOLOAD) : { *(.bss.pool) __pool_end = .; }
	.tracker 0x80000000 (NOLOAD) : { *(.bss.frames) }
	.text 0x40200000 : { *(.text .text.*) }
	.data : { *(.data .data.*) }
	.bss : { *(.bss .bss.*) }
}
""",
    INSTRUCTIONS: "lower_sync eret: back\n",
    NAMES: f"{TRAP} klog: the log\n{MEMORY} POOL_BASE: definition\n"
           f"{MEMORY} TRACKER_BASE: definition\n",
    POINTERS: "trap put: the only one\n",
    CYCLES: "# none\n",
}

# (what is broken, file, old text, new text, what the complaint must say)
BROKEN = {
    "check-instructions": [
        ("register", TRAP, "sink = value;",
         'sink = value; __asm__ volatile("msr vttbr_el2, %0" : : "r"(value));',
         "put has 'msr vttbr_el2'"),
        ("invalidation", START, "	mov	sp, x2", "	tlbi	alle1\n	mov	sp, x2",
         "secondary_entry has 'tlbi alle1'"),
        ("invalidation without a name", START, "	mov	sp, x2",
         "	sys	#4, c9, c7, #6, x0\n	mov	sp, x2", "secondary_entry has 'tlbi #4 C9 C7 #6'"),
        ("call of firmware", START, "	mov	sp, x2", "	smc	#0\n	mov	sp, x2",
         "secondary_entry has 'smc #0'"),
        ("data that is an instruction", START, "	.long	7", "	.long	0xd51c1100",
         "_start has 'msr hcr_el2'"),
        ("no symbol", START, "_start:", "	eret\n_start:", "(no function) has 'eret'"),
        ("stale", START, "	eret", "	b	.", "lists 'lower_sync eret', which the image no longer"),
    ],
    "check-arrays": [
        ("symbol", TRAP, "klog = 1;", "extern u64 pool[]; pool[1] = 1;",
         f"{TRAP} names pool, which is proven"),
        ("bound", TRAP, "klog = 1;", "klog = __pool_end[-1];", f"{TRAP} names __pool_end"),
        ("constant", TRAP, "klog = 1;", 'klog = 1;\n#include "memory.h"\n*(u64 *)POOL_BASE = 1;',
         f"{TRAP} names POOL_BASE"),
        ("comment", TRAP, "klog = 1;", "klog = 1; /* POOL_BASE */", None),
        ("stale", TRAP, "klog = 1;", "", f"lists '{TRAP} klog', which is no longer"),
        ("displaced", TRAP, "klog = 1;", 'static volatile u64 other __attribute__((section('
         '".bss.pool"))); other = 1; klog = 1;', "pool does not lie at POOL_BASE"),
    ],
    "check-stack": [
        ("too deep", TRAP, "room[8]", "room[400]", "trap -> turn -> depth"),
        ("panic too deep", TRAP, "klog = 1;", "volatile u64 room[200]; room[1] = 1; klog = 1;",
         "el2_fault takes"),
        ("panic on top of start", TRAP, "klog = 1;", "klog = depth(2); volatile u64 room[100]; "
         "room[1] = 1;", None),
        ("no fixed size", TRAP, "room[8]", "room[n + 2]", "depth has a frame of no fixed size"),
        ("recursion", TRAP, "depth(1) :", "depth(turn(n - 2)) :",
         "recursion: turn -> turn"),
        ("longer recursion", TRAP, "room[n] = n;", "if (n > 9) { extern u64 turn(u64); "
         "room[2] = turn(n - 1) + 1; }", "recursion: turn -> depth -> turn"),
        ("no recursion", CYCLES, "# none", "turn depth: once", "'turn depth', which closes no"),
        ("gone recursion", CYCLES, "# none", "depth turn: once", "'depth turn', which closes no"),
        ("call by pointer", POINTERS, "trap put: the only one", "# none", "trap calls by pointer"),
        ("stale call by pointer", POINTERS, "trap put", "panic put: no\ntrap put",
         "lists 'panic put'"),
        ("jump by pointer", START, "	bl	trap\n	add", "	br	x1\n	add",
         "lower_sync jumps by pointer"),
        ("return elsewhere", START, "	bl	trap\n	add", "	ret	x1\n	add",
         "lower_sync jumps by pointer"),
        ("unknown change", START, "	bl	trap\n	add", "	sub	sp, sp, x1\n	bl	trap\n	add",
         "lower_sync changes SP"),
        ("assembly in C", TRAP, "klog = 1;", '__asm__ volatile("sub sp, sp, #1200"); klog = 1;',
         "el2_fault takes"),
        ("frame of assembly", START, "#256\n	bl", "#3000\n	bl", "lower_sync takes 30"),
        ("runs on", START, "	eret\n	dsb	nsh\n	isb", "	dsb	nsh", "lower_sync runs on"),
        ("vector", START, "	b	el2_fault", "	b	trap", "vectors leads to trap"),
        ("unreached", TRAP, "void trap", "void more(void) { sink = 2; }\nvoid trap",
         "more is reached from no entry"),
    ],
}


class Image(unittest.TestCase):
    """One image per rule."""

    def setUp(self):
        self.project = sample.Project()
        self.addCleanup(self.project.close)
        for name, text in FILES.items():
            self.project.write(name, text)

    def tool(self, *command):
        subprocess.run([PREFIX + command[0], *command[1:]], cwd=self.project.root, check=True)

    def build(self):
        """Compiles and links as mk/image.mk does."""
        objects = "build/cordon/obj"
        for source in (START, TRAP, "src/proven/core.c"):
            stem = source[len("src/"):].rpartition(".")[0]
            (self.project.root / objects / stem).parent.mkdir(parents=True, exist_ok=True)
            self.tool("gcc", "-ffreestanding", "-mgeneral-regs-only", "-O2", "-fstack-usage",
                      "-fdata-sections", "-fno-common", "-fno-pic", "-fno-stack-protector",
                      "-fno-asynchronous-unwind-tables", "-w", "-Isrc/include", "-c", "-o",
                      f"{objects}/{stem}.o", source)
        self.tool("ar", "rcsD", "build/cordon/proven.a", f"{objects}/proven/core.o")
        self.tool("ld", "-nostdlib", "--no-warn-rwx-segments", "-T", "build/link.ld", "-o",
                  "build/cordon/cordon.elf",
                  f"{objects}/arch/start.o", f"{objects}/arch/trap.o", "--whole-archive",
                  "build/cordon/proven.a")

    def expect(self, tool, complaint):
        self.build()
        status, output = self.project.run(tool)
        self.assertEqual(status, 0 if complaint is None else 1, output)
        self.assertIn(complaint or "", output)
        return output

    def test_good(self):
        self.expect("check-instructions", None)
        self.expect("check-arrays", None)
        self.assertIn("stack: lower_sync takes at most 3", self.expect("check-stack", None))

    def test_no_image(self):
        for tool in BROKEN:
            status, output = self.project.run(tool)
            self.assertEqual(status, 1)
            self.assertIn("there is no image", output)

    def test_listed_recursion(self):
        self.project.replace(TRAP, "depth(1) :", "depth(turn(n - 2)) :")
        self.project.write(CYCLES, "turn turn: once\n")
        self.expect("check-stack", None)


def add_tests(tool, samples):
    for what, name, old, new, complaint in samples:
        def test(self, change=(name, old, new), complaint=complaint):
            self.project.replace(*change)
            self.expect(tool, complaint)
        setattr(Image, f"test_{tool}_{what}".replace(" ", "_").replace("-", "_"), test)


for each, changes in BROKEN.items():
    add_tests(each, changes)

if __name__ == "__main__":
    unittest.main()
