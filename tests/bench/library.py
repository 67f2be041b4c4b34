# SPDX-License-Identifier: LGPL-3.0-or-later
"""Building the notebook's tree and summing it, inside one process: polycost, fmpz_mpoly by hand, and others.

    library.py NAME=PROGRAM[,ARGUMENT]...      each program prints nanoseconds a round"""
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from measure import spread, table

RUNS = 15


def main():
    programs = {}
    for argument in sys.argv[1:]:
        name, _, command = argument.partition("=")
        programs[name] = command.split(",")
    times = {name: [] for name in programs}
    for _ in range(RUNS):
        for name, command in programs.items():
            times[name].append(float(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
    found = {name: spread(t) for name, t in times.items()}
    measure = next((found[name][0] for name in found if "by hand" in name), None)
    rows = [[name, f"{t / 1e3:.2f}", f"{mad / 1e3:.2f}", f"{t / measure:.2f}"] for name, (t, mad) in found.items()]
    table(rows, ["notebook's tree and its sum", "median us", "noise us", "x by hand"])


main()
