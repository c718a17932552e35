# SPDX-License-Identifier: Apache-2.0
"""Lines of code that run at EL2, without comments, annotations, blank lines and libraries."""
import csource
import wplib

LIMIT = 9000  # lines of EL2 without libraries
PROVEN_SHARE = 0.35  # least proven part of them


def code_lines(path):
    """Lines of a C or assembly file that carry at least one token of code."""
    stream = csource.tokens("\n" + path.read_text(), path.name)
    found = {token.line for token in stream if not token.is_comment}
    if path.suffix in (".h", ".c", ".S"):
        found |= {-number for number, line in enumerate(path.read_text().splitlines())
                  if line.lstrip().startswith("#")}
    return len(found)


def count(folder, suffixes=(".c", ".h", ".S")):
    """file -> lines below a folder of the project."""
    return {str(path.relative_to(wplib.ROOT)): code_lines(path)
            for path in sorted((wplib.ROOT / folder).rglob("*")) if path.suffix in suffixes}


def proven():
    """The proven files, the generated accessors that are proved with them included."""
    return {**count("src/proven"), **count("gen/include")}


def trusted():
    """Everything else of EL2."""
    return {name: number for name, number in count("src").items()
            if not name.startswith("src/proven/")}


def summary():
    """Lines of EL2, proven lines and their share, and a sentence for the report."""
    inside, outside = sum(proven().values()), sum(trusted().values())
    share = inside / (inside + outside) if inside else 0.0
    return {"el2": inside + outside, "proven": inside, "limit": LIMIT, "share": round(share, 3),
            "text": f"lines of EL2 without libraries: {inside + outside} (at most {LIMIT}), "
                    f"proven {inside}, {share:.0%} (at least {PROVEN_SHARE:.0%})"}


def complaints():
    """Bounds that the tree does not keep."""
    now = summary()
    found = [f"{now['el2']} lines of EL2, at most {LIMIT}"] if now["el2"] > LIMIT else []
    if now["proven"] < PROVEN_SHARE * now["el2"]:
        found.append(f"{now['share']:.1%} of EL2 is proven, at least {PROVEN_SHARE:.0%} must be")
    return found
