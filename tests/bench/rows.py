# SPDX-License-Identifier: LGPL-3.0-or-later
"""The notebook's total over rows in memory, on the same rows by all programs, in one run.

    rows.py PYTHON_SCRIPT NAME=PROGRAM...      a program prints nanoseconds a row and the sum of all totals"""
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from measure import spread, table

RUNS = 5
SETS = {"up to 64 bits": "0", "up to 128 bits": "6", "more than 128 bits": "30"}
OWN = {"polycost": [], "polycost, rows": ["rows"], "polycost, base loops": ["base"], "polycost, v3 loops": ["v3"],
       "polycost, wall clock": ["wall"], "polycost, wall clock, two threads": ["threads"]}
HAND = {"by hand": [], "by hand, rows": ["rows"]}


def runs_of(programs, script):
    """How each is run but for the size of numbers."""
    runs = {name: [programs["polycost"], *more] for name, more in OWN.items()}
    runs |= {name: [programs["by hand"], *more] for name, more in HAND.items()}
    runs |= {name: [program] for name, program in programs.items() if name not in ("polycost", "by hand")}
    runs |= {name: [sys.executable, script, way] for name, way in
             {"SymPy lambdify": "lambdify", "NumPy, Python's integers": "objects", "NumPy, doubles": "floats"}.items()}
    return runs


def once(args, shift):
    place = 2 if args[0] == sys.executable else 1
    done = subprocess.run([*args[:place], shift, *args[place:]], capture_output=True, text=True)
    if done.returncode:
        return None
    nanoseconds, total = done.stdout.split()
    return float(nanoseconds), total


def main():
    runs = runs_of(dict(argument.split("=", 1) for argument in sys.argv[2:]), sys.argv[1])
    for title, shift in SETS.items():
        times, sums = {name: [] for name in runs}, {}
        for i in range(RUNS):
            for name, args in runs.items():
                slow = args[0] == sys.executable or name == "GiNaC"
                found = once(args, shift) if not slow or i < 2 else None
                if found:
                    times[name].append(found[0])
                    sums[name] = found[1]
        own = spread(times["polycost"])[0]
        rows = []
        for name, measured in times.items():
            if not measured:
                continue
            middle, noise = spread(measured)
            right = {"part": "-", "inexact": "no"}.get(sums[name], "yes" if sums[name] == sums["polycost"] else "WRONG")
            numbers = [f"{x:.2f}" for x in (1e3 / middle, middle, noise, middle / own)]
            rows.append([f"{title}: {name}", *numbers, right])
        table(rows, ["the notebook's total", "M rows/s", "ns a row", "noise", "x polycost", "same sum"])


main()
