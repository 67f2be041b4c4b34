# SPDX-License-Identifier: LGPL-3.0-or-later
"""Putting into the notebook's total and collecting it, inside one process.

    rewrite.py NAME=PROGRAM...      each program prints nanoseconds a round of the job that is its argument"""
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from measure import spread, table

RUNS = 15
JOBS = {"formulas": "f = 4*d, h = d/64", "numbers": "all six numbers", "collect": "collect l", "nested": "collect l, d"}


def main():
    programs = dict(argument.split("=", 1) for argument in sys.argv[1:])
    rows = []
    for job, title in JOBS.items():
        times = {name: [] for name in programs}
        for _ in range(RUNS):
            for name, program in programs.items():
                done = subprocess.run([program, job], capture_output=True, text=True, check=True)
                times[name].append(float(done.stdout))
        own = spread(times["polycost"])[0]
        for name in programs:
            middle, noise = spread(times[name])
            rows.append([f"{title}: {name}", f"{middle / 1e3:.2f}", f"{noise / 1e3:.2f}", f"{middle / own:.2f}"])
    table(rows, ["the notebook's total", "median us", "noise us", "x polycost"])


main()
