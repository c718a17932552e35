# SPDX-License-Identifier: Apache-2.0
"""One Frama-C/WP run: its command line, and what it printed as goals.

Everything that calls WP goes through here, so that the flags that decide what a proof means stand
in one place.
"""
import dataclasses
import json
import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "verify"
CACHE = BUILD / "cache"
WHY3_DRIVERS = "/usr/share/why3/drivers"
DRIVER = ROOT / "gen" / "why3" / "cordon.driver"
ALT_ERGO = ROOT / "build" / "tools" / "alt-ergo" / "usr" / "bin" / "alt-ergo"

# The provers, in the order in which they are tried without a baseline. WP wants this name as
# option, with ":short" or the like behind it for a variant (proofs/provers/variant.conf.in).
PROVERS = {
    "Alt-Ergo:2.0.0": str(ALT_ERGO),
    "CVC4:1.8": "/usr/bin/cvc4",
    "Z3:4.8.12": "/usr/bin/z3",
    "CVC5:1.0.3": "/usr/bin/cvc5",
}
# The variants, by the seconds after which they give up; last the prover with the full limit.
VARIANTS = {":short": 1, ":mid": 5, "": None}
TIMEOUT = 30  # that limit; other provers run beside it
NICKNAMES = {"alt-ergo": "Alt-Ergo:2.0.0", "z3": "Z3:4.8.12", "cvc4": "CVC4:1.8",
             "cvc5": "CVC5:1.0.3"}

INCLUDES = ["gen/include", "gen/acsl", "spec", "src/include", "src/edge", "src/proven",
            "proofs/lemmas"]

# Only the plugins that are used: loading all costs each run half a second.
FRAMA_C = ["frama-c", "-no-autoload-plugins", "-load-module", "report,rtegen,wp"]

# Of WP's simplifications, two that need more time than the provers save by them.
SIMPLIFY = ["-wp-no-pruning", "-wp-no-ground"]

# How every file is read: the data model, and which arithmetic must not overflow or lose bits.
KERNEL = ["-machdep", "gcc_x86_64", "-c11", "-pp-annot",
          "-warn-signed-overflow", "-warn-unsigned-overflow",
          "-warn-signed-downcast", "-warn-unsigned-downcast"]

# One prover's answer stands on the goal's line; when several failed, only the verdict does, and
# each prover's answer follows on an indented line.
GOAL = re.compile(r"^\[wp\] \[(?P<prover>[^\]]+)\] Goal (?P<name>\S+)"
                  r"(?: : (?P<status>[A-Za-z ]+?)(?P<rest>(?: \(.*)?))?$")
TOTAL = re.compile(r"^\[wp\] Proved goals: +(\d+) / (\d+)$", re.M)
TIME = re.compile(r"\((?:(\d+)h)?(?:(\d+)')?([0-9.]+)(ms|s|\")?\)")
UNITS = {"ms": 0.001, "s": 1.0, '"': 1.0, None: 1.0}


class VerifyError(Exception):
    """A reason to stop, worded for the person who called the tool."""


@dataclasses.dataclass
class Goal:
    """One proof obligation and the answer to it; steps are 0 when Qed alone closed it."""
    name: str
    prover: str
    status: str
    seconds: float = 0.0
    steps: int = 0

    @property
    def proved(self):
        """Smoke goals report Passed, all others Valid."""
        return self.status in ("Valid", "Passed")


@dataclasses.dataclass
class Run:
    """What one run of Frama-C said."""
    goals: list
    warnings: list
    output: str
    exit_code: int

    def complete(self):
        """Whether every goal that WP counted was read from its output, with the same verdict."""
        total = TOTAL.search(self.output)
        read = (sum(goal.proved for goal in self.goals), len(self.goals))
        return total is None and not self.goals or bool(total) and \
            read == (int(total[1]), int(total[2]))


def check_provers():
    """Stops when a prover of the portfolio is missing: a smaller one would lose goals."""
    for name, path in PROVERS.items():
        if not os.access(path, os.X_OK):
            raise VerifyError(f"prover {name} is missing at {path}: run 'make verify', which "
                              "installs it")


def chain(tiers):
    """WP's prover list, of tiers {variant: provers in order}: shorter variants come first."""
    return [name + variant for variant in VARIANTS for name in tiers[variant]]


def write_why3_conf():
    """Writes build/verify/why3.conf and the CVC5 driver from their templates; returns its path."""
    templates = ROOT / "proofs" / "provers"
    BUILD.mkdir(parents=True, exist_ok=True)
    driver = BUILD / "cvc5.drv"
    write_if_changed(driver, (templates / "cvc5.drv").read_text()
                     .replace("@WHY3_DRIVERS@", WHY3_DRIVERS))
    text = (templates / "why3.conf.in").read_text()
    for variant, seconds in VARIANTS.items():
        if seconds:
            text += (templates / "variant.conf.in").read_text().replace(
                "@VARIANT@", variant[1:]).replace("@SECONDS@", str(seconds))
    text = text.replace("@CVC5_DRIVER@", str(driver)).replace("@ALT_ERGO@", str(ALT_ERGO))
    conf = BUILD / "why3.conf"
    write_if_changed(conf, text)
    return conf


def apply_patch(patch, folder, *options):
    """Applies a deliberate break to the texts in a folder; stops when it is of an older text."""
    run = subprocess.run(["patch", "-s", "-d", str(folder), "-i", str(patch), *options],
                         capture_output=True, text=True, check=False)
    if run.returncode:
        raise VerifyError(f"{patch.name} no longer applies: write it anew for the present text "
                          f"({run.stdout.strip()[:200]})")


def read_list(name):
    """name -> reason of a committed list in proofs/: lines 'NAME: reason', '#' comments."""
    found = {}
    path = ROOT / "proofs" / name
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        key, colon, reason = line.partition(": ")
        if not colon or not reason.strip():
            raise VerifyError(f"{path.name}:{number}: expected 'NAME: reason'")
        found[key.strip()] = reason.strip()
    return found


def write_if_changed(path, text):
    """Keeps the time stamp of a file whose text is already right."""
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def cpp_args():
    """Preprocessor arguments: the image's include path; no headers of the host."""
    return [f"-iquote{d}" for d in INCLUDES if (ROOT / d).is_dir()]


def cpp_option():
    """The same as Frama-C's option."""
    return "-cpp-extra-args=" + " ".join(cpp_args())


def write_hints(session, hints):
    """Fills a WP session folder with {goal: (prover with variant, seconds)}; returns the options.

    WP replays what a session knows of a goal before it asks the other provers.
    """
    folder = pathlib.Path(session) / "script"
    folder.mkdir(parents=True)
    for goal, (prover, seconds) in hints.items():
        (folder / f"{goal}.json").write_text(
            json.dumps([{"prover": prover, "verdict": "valid", "time": seconds}]))
    return ["-wp-session", str(session)]


def within(provers, timeout):
    """The provers but for variants that have longer: those could not start, for without privilege
    none may raise the limit under which Why3 starts it.
    """
    late = tuple(variant for variant, seconds in VARIANTS.items() if seconds and seconds > timeout)
    return [prover for prover in provers if not (late and prover.endswith(late))]


def command(source, provers, timeout, functions=(), par=2, cache="update", extra=()):
    """The Frama-C command that proves source (all of it, or the named functions).

    cache is WP's mode: "update" (use and extend), "rebuild" (ignore, then extend) or "none".
    """
    cmd = [*FRAMA_C, *KERNEL, cpp_option(), "-wp", *SIMPLIFY, "-wp-rte",
           "-wp-prover", ",".join(within(provers, timeout)), "-wp-timeout", str(timeout),
           "-wp-par", str(par), "-wp-cache", cache, "-wp-cache-dir", str(CACHE)]
    if DRIVER.exists():
        cmd += ["-wp-driver", str(DRIVER)]
    if functions:
        cmd += ["-wp-fct", ",".join(functions)]
    return cmd + list(extra) + [str(source)]


def frama_c_environment():
    """The environment of a run: Frama-C believes PWD, and its cache variables must not count.

    A larger minor heap saves Frama-C a sixth of its time.
    """
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith("FRAMAC_")}
    return dict(environment, PWD=str(ROOT), LC_ALL="C", OCAMLRUNPARAM="s=8M")


def run(cmd, on_goal=None):
    """Runs cmd under the project's Why3 configuration; calls on_goal for each finished goal."""
    environment = dict(frama_c_environment(), WHY3CONFIG=str(write_why3_conf()))
    CACHE.mkdir(parents=True, exist_ok=True)
    goals, lines = [], []
    with subprocess.Popen(cmd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          cwd=ROOT, env=environment) as process:
        for line in process.stdout:
            lines.append(line)
            goal = parse_goal(line.rstrip("\n"))
            if goal:
                goals.append(goal)
                if on_goal:
                    on_goal(goal)
    return Run(goals, parse_warnings(lines), "".join(lines), process.returncode)


def parse_goal(line):
    """The goal that a line of WP's output reports, or None."""
    match = GOAL.match(line)
    if not match:
        return None
    if match["status"] is None:
        return Goal(match["name"], "", match["prover"])
    rest = match["rest"]
    steps = re.search(r"\((\d+)\)(?: \(cached\))?$", rest)
    return Goal(match["name"], prover_name(match["prover"]), match["status"],
                prover_seconds(rest), int(steps[1]) if steps else 0)


def prover_name(printed):
    """A prover's name in PROVERS, from what WP prints, such as 'Z3 4.8.12 (short)'."""
    return re.sub(r" \(\w+\)$", "", printed).replace(" ", ":")


def prover_seconds(rest):
    """The prover's time of a goal line such as ' (Qed:3ms) (1.2s) (8335)'."""
    for hours, minutes, value, unit in TIME.findall(rest):
        if unit or hours or minutes:
            return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(value) * UNITS[unit]
    return 0.0


def parse_warnings(lines):
    """Frama-C's warnings, each with its indented continuation lines, as single strings."""
    found, current = [], None
    for line in lines:
        if re.match(r"^\[[a-z:-]+\].*(Warning|Error)", line):
            current = [line.rstrip("\n")]
            found.append(current)
        elif current is not None and line.startswith("  "):
            current.append(line.strip())
        else:
            current = None
    return [" ".join(part) for part in found]
