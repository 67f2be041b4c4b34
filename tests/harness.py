# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the test scripts share: the command, the TAP lines, the seed of random tests.

The command under test is the first argument, else $POLYCOST, else build/polycost. Random tests print their seed;
POLYCOST_SEED repeats a run and POLYCOST_CASES says how many cases a group has."""
import os
import random
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def command():
    if len(sys.argv) > 1:
        return str(Path(sys.argv[1]).resolve())
    return str(Path(os.environ.get("POLYCOST", ROOT / "build" / "polycost")).resolve())


class Result:
    def __init__(self, args, status, out, err):
        self.args, self.status, self.out, self.err = args, status, out, err

    def __str__(self):
        shown = " ".join(self.args)
        return f"polycost {shown[:600]}\nstatus {self.status}\n{self.out[:600]}{self.err[:600]}"


def run(*args, stdin=None, cwd=None, timeout=60):
    """Runs the command; a signal gives a negative status, a timeout the status 'timeout'."""
    args = [str(a) for a in args]
    try:
        done = subprocess.run([command(), *args], input=stdin, cwd=cwd, timeout=timeout, text=True, capture_output=True)
    except subprocess.TimeoutExpired:
        return Result(args, "timeout", "", "")
    return Result(args, done.returncode, done.stdout, done.stderr)


def answer(*args, **options):
    """What the command prints, without the last newline; on failure the whole result, which equals no expected text."""
    result = run(*args, **options)
    if result.status != 0 or result.err:
        return str(result)
    return result.out.removesuffix("\n")


class Tap:
    """A TAP stream. A check that fails shows what was found and what was expected."""

    def __init__(self):
        self.count = self.failed = 0

    def say(self, text):
        for line in str(text).splitlines():
            print("#", line)

    def ok(self, good, name, *notes):
        self.count += 1
        self.failed += not good
        print("ok" if good else "not ok", self.count, "-", name.replace("#", "number"), flush=True)
        if not good:
            for note in notes:
                self.say(note)
        return good

    def equal(self, found, expected, name):
        return self.ok(found == expected, name, f"found:    {found}", f"expected: {expected}")

    def group(self, name, cases, check, shown=3):
        """One line for many cases: `check(case)` returns None, or what is wrong."""
        wrong = []
        total = 0
        for case in cases:
            total += 1
            fault = check(case)
            if fault is not None:
                wrong.append(f"{case}\n{fault}")
        self.ok(not wrong, f"{name} ({total} cases)", f"{len(wrong)} wrong", *wrong[:shown])

    def done(self):
        print(f"1..{self.count}", flush=True)
        sys.exit(1 if self.failed else 0)


def skip(reason):
    print(f"1..0 # SKIP {reason}")
    sys.exit(0)


def need_command():
    if not os.access(command(), os.X_OK):
        skip("no command at " + command())


def seeded():
    """A random generator whose seed has been printed."""
    seed = int(os.environ.get("POLYCOST_SEED") or random.SystemRandom().randrange(10**9))
    print("# POLYCOST_SEED=" + str(seed), flush=True)
    return random.Random(seed)


def cases(default):
    """How many cases a group of random tests has; POLYCOST_CASES scales a default of 100."""
    scale = int(os.environ.get("POLYCOST_CASES") or 100)
    return max(1, default * scale // 100)
