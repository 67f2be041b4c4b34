# SPDX-License-Identifier: LGPL-3.0-or-later
"""Whole processes: the notebook's total from its file, SymPy computing the same, an empty program on FLINT, and the report
of GPT-2's exported graph (1029 nodes, 148 KB).

    process.py POLYCOST EMPTY"""
import importlib.util
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from measure import interleaved, table

ROOT = Path(__file__).resolve().parent.parent.parent


def main():
    polycost, empty = sys.argv[1:]
    model = str(ROOT / "examples" / "transformer.cost")
    graph = str(ROOT / "tests" / "data" / "torch" / "gpt2_small.core.txt")
    programs = {
        "empty program on FLINT": ([empty], 201),
        "polycost --version": ([polycost, "--version"], 201),
        "polycost eval -e 1": ([polycost, "eval", "-e", "1"], 201),
        "polycost formula FILE": ([polycost, "formula", model], 201),
        "polycost eval FILE --preset": ([polycost, "eval", model, "--preset", "small"], 201),
        "polycost formula --factor FILE": ([polycost, "formula", model, "--factor"], 201),
        "polycost asymptotics FILE": ([polycost, "asymptotics", model], 201),
        "polycost sensitivity FILE": ([polycost, "sensitivity", model], 201),
        "polycost diff FILE FILE": ([polycost, "diff", model, model], 201),
        "polycost diff FILE FILE --left": ([polycost, "diff", model, model, "--left", "h=2*h"], 201),
        "polycost tree FILE": ([polycost, "tree", model, "--preset", "small"], 201),
        "polycost ops GRAPH": ([polycost, "ops", graph], 201),
        "polycost formula GRAPH": ([polycost, "formula", graph], 201),
    }
    if importlib.util.find_spec("sympy"):
        programs["Python with SymPy"] = ([sys.executable, str(Path(__file__).with_name("sympy_total.py"))], 7)
    found = interleaved(programs, 201)
    own, floor = found["polycost formula FILE"][0], found["empty program on FLINT"][0]
    rows = [[name, f"{t * 1e3:.2f}", f"{mad * 1e3:.2f}", f"{t / floor:.2f}", f"{t / own:.2f}"]
            for name, (t, mad) in found.items()]
    table(rows, ["whole process", "median ms", "noise ms", "x empty", "x formula"])


main()
