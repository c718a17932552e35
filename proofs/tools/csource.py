# SPDX-License-Identifier: Apache-2.0
"""What a proven C file contains, as far as the checks need it: functions, contracts, annotations.

The reader knows the C of src/proven (braces always, no function pointers, no K&R), not all of C;
wp-run compares its list of functions with Frama-C's own.
"""
import dataclasses
import hashlib
import re
import subprocess

import wplib

TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|\w+|[^\w\s]|\s+', re.S)
MARKER = re.compile(r'^# (\d+) "([^"]*)"')
CONTRACT_WORDS = {"requires", "terminates", "decreases", "assigns", "exits", "ensures", "behavior",
                  "complete", "disjoint", "check", "frees", "allocates", "assumes"}
CLAUSE_START = re.compile(r"(?:^|(?<=; )|(?<=: ))(" + "|".join(sorted(CONTRACT_WORDS)) + r")\b")
DEFINITION_START = re.compile(r"(?:^|(?<=; ))(predicate|logic [a-z]+|lemma) (\w+)")
KEYWORDS = {"if", "while", "for", "switch", "return", "sizeof", "do", "_Static_assert"}


@dataclasses.dataclass
class Token:
    """A lexical element and the place it came from."""
    text: str
    file: str
    line: int

    @property
    def is_comment(self):
        return self.text.startswith(("//", "/*"))

    @property
    def is_annotation(self):
        return self.text.startswith(("//@", "/*@"))


@dataclasses.dataclass
class Function:
    """A definition (body holds its tokens) or a prototype (body is None)."""
    name: str
    file: str
    line: int
    static: bool
    contract: str
    parameters: str
    body: list

    def calls(self):
        """Names that the body applies to arguments; ghost code does not count as code."""
        code = [token for token in self.body if not token.is_comment]
        return {a.text for a, b in zip(code, code[1:])
                if b.text == "(" and re.match(r"[A-Za-z_]", a.text) and a.text not in KEYWORDS}


def make_list(variable, makefile):
    """The words of a variable of a makefile fragment, as make itself reads it."""
    text = f"include {makefile}\nprint:\n\t@echo $({variable})\n"
    result = subprocess.run(["make", "-s", "--no-print-directory", "-f", "-", "print"], text=True,
                            input=text, cwd=wplib.ROOT, capture_output=True, check=False)
    if result.returncode:
        raise wplib.VerifyError(f"{makefile}: make cannot read it: {result.stderr.strip()}")
    return result.stdout.split()


def proven_sources():
    """The C files under proof, which are those that the image links as src/proven."""
    path = "src/proven/objects.mk"
    if not (wplib.ROOT / path).exists():
        raise wplib.VerifyError(f"{path} is missing: it lists the proven files as PROVEN_SRC")
    sources = make_list("PROVEN_SRC", path)
    for source in sources:
        if not (wplib.ROOT / source).is_file():
            raise wplib.VerifyError(f"{path} lists {source}, which does not exist")
    if not sources:
        raise wplib.VerifyError(f"{path}: PROVEN_SRC is empty, nothing would be proved")
    return sources


def lemma_sources():
    """The files that exist only to have the lemmas of the headers proved once; not linked."""
    found = []
    for folder in ("src/proven", "proofs/lemmas"):
        found += sorted((wplib.ROOT / folder).glob("*lemmas*.c"))
    return [str(path.relative_to(wplib.ROOT)) for path in found]


def witness_sources():
    """The files whose functions reach every outcome of every call; proved, not linked."""
    return sorted(str(path.relative_to(wplib.ROOT))
                  for path in (wplib.ROOT / "proofs" / "witness").glob("*.c"))


def preprocess(source):
    """The source as Frama-C's preprocessor sees it, comments and line markers kept."""
    cmd = ["gcc", "-E", "-C", "-m64", "-nostdinc", "-I/usr/share/frama-c/libc",
           "-D__FRAMAC__", "-D__FC_MACHDEP_GCC_X86_64", *wplib.cpp_args(), str(source)]
    result = subprocess.run(cmd, cwd=wplib.ROOT, capture_output=True, text=True, check=False)
    if result.returncode:
        raise wplib.VerifyError(f"{source} does not preprocess:\n{result.stderr}")
    return result.stdout


def tokens(text, file="?"):
    """The tokens of (preprocessed) text without blanks, each with its place."""
    found, line, position = [], 1, 0
    at_line_start = True
    while position < len(text):
        if at_line_start and text[position] == "#":
            end = text.find("\n", position)
            end = len(text) if end < 0 else end
            marker = MARKER.match(text[position:end])
            if marker:
                line, file = int(marker[1]) - 1, marker[2]
            position = end
            at_line_start = False
            continue
        match = TOKEN.match(text, position)
        word = match[0]
        if not word.isspace():
            found.append(Token(word, file, line))
        line += word.count("\n")
        at_line_start = word.endswith("\n")
        position = match.end()
    return found


def functions(stream):
    """The function definitions and prototypes of a token stream, in order."""
    found, chunk, notes, depth, body = [], [], [], 0, None
    for token in stream:
        if token.is_comment and depth == 0:
            if token.is_annotation:
                notes.append(token)
            continue
        if token.text == "}":
            depth -= 1
            if depth == 0:
                if body is not None:
                    found.append(make_function(chunk, notes, body))
                    chunk, notes, body = [], [], None
                continue
        if depth > 0 and body is not None:
            body.append(token)
        if token.text == "{":
            if depth == 0 and chunk and chunk[-1].text == ")":
                body = []
            depth += 1
        elif depth == 0 and token.text == ";":
            if is_prototype(chunk):
                found.append(make_function(chunk, notes, None))
            chunk, notes = [], []
        elif depth == 0:
            if not chunk:
                notes = notes[-1:]
            chunk.append(token)
    return found


def name_index(chunk):
    """Index of the declared function's name in the tokens of its head, or -1."""
    index, nesting = 0, 0
    while index + 1 < len(chunk):
        if chunk[index].text == "__attribute__":
            index += 1
            while True:
                nesting += (chunk[index].text == "(") - (chunk[index].text == ")")
                index += 1
                if nesting == 0:
                    break
            continue
        if chunk[index + 1].text == "(" and re.match(r"[A-Za-z_]", chunk[index].text):
            return index
        index += 1
    return -1


def is_prototype(chunk):
    """Whether the tokens before a ';' declare a function."""
    words = [token.text for token in chunk]
    index = name_index(chunk)
    return index > 0 and "=" not in words and "typedef" not in words \
        and words[index] not in KEYWORDS


def make_function(chunk, notes, body):
    index = name_index(chunk)
    words = [token.text for token in chunk]
    last, nesting = index + 1, 0
    while last == index + 1 or nesting:
        nesting += (words[last] == "(") - (words[last] == ")")
        last += 1
    contract = notes[-1].text if notes and is_contract(notes[-1].text) else ""
    return Function(words[index], chunk[index].file, chunk[index].line, "static" in words,
                    contract, " ".join(words[index + 1:last]), body)


def file_digests(text):
    """file -> digest of the C tokens it gave to a preprocessed text; comments do not count.

    Only the project's files count: the compiler's own headers differ between prover and image.
    """
    found = {}
    for token in tokens(text):
        if not token.is_comment and not token.file.startswith(("/", "<")):
            found.setdefault(token.file, hashlib.sha256()).update(token.text.encode() + b"\0")
    return {name: digest.hexdigest() for name, digest in sorted(found.items())}


def is_contract(annotation):
    """Whether an annotation is a function contract, not a definition or a statement's."""
    first = re.match(r"\w+", annotation_text(annotation).strip())
    return bool(first) and first[0] in CONTRACT_WORDS


def clauses(annotation):
    """(keyword, text) of each clause of a contract, the text with single blanks."""
    text = " ".join(annotation_text(annotation).split())
    starts = list(CLAUSE_START.finditer(text))
    ends = [start.start() for start in starts[1:]] + [len(text)]
    return [(start[1], text[start.end():end].strip().rstrip(";:").strip())
            for start, end in zip(starts, ends)]


def annotation_text(text):
    """An annotation without its comment marks and without the comments inside it."""
    body = text[3:-2] if text.startswith("/*") else text[3:]
    return re.sub(r"//[^\n]*", "", body)


def definitions(stream):
    """name -> text of each predicate and logic function that the annotations define."""
    found = {}
    for token in stream:
        if not token.is_annotation:
            continue
        text = " ".join(annotation_text(token.text).split())
        starts = list(DEFINITION_START.finditer(text))
        ends = [start.start() for start in starts[1:]] + [len(text)]
        for start, end in zip(starts, ends):
            if start[1] != "lemma":
                found[start[2]] = text[start.start():end].strip().rstrip(";")
    return found


def lemmas(stream):
    """name -> text of each lemma in the annotations of a token stream."""
    found = {}
    for token in stream:
        if token.is_annotation:
            for match in re.finditer(r"\blemma\s+(\w+)(.*?);", annotation_text(token.text), re.S):
                found[match[1]] = " ".join(match[2].split())
    return found
