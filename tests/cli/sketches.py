# SPDX-License-Identifier: LGPL-3.0-or-later
"""Whole architectures, training memory and formulas of the literature: every metric at random sizes and options.

tests/data/sketches_expected.json was computed with the slow reader on SymPy with which the language was designed."""
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import ROOT, Tap, need_command, run

FOLDER = ROOT / "tests" / "corpus" / "sketches"


def totals(case):
    metrics = list(case["totals"])
    result = run("eval", FOLDER / case["file"], "--metric", ",".join(metrics), *case["bindings"])
    if result.status != 0:
        return str(result)
    lines = [line.split() for line in result.out.splitlines()]
    return {line[0]: line[-1] for line in lines}


def main():
    need_command()
    tap = Tap()
    for case in json.loads((ROOT / "tests" / "data" / "sketches_expected.json").read_text()):
        found = totals(case)
        name = f"{case['file']} {' '.join(case['bindings'])}"
        if isinstance(found, str):
            tap.ok(False, name, found)
            continue
        wrong = [f"{m}: found {found.get(m)}, expected {v}" for m, v in case["totals"].items() if found.get(m) != v]
        tap.ok(not wrong, name, *wrong)
    tap.done()


main()
