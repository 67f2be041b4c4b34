# SPDX-License-Identifier: LGPL-3.0-or-later
"""grid.py POLYCOST: points of a grid a second, one thread, beside loops over the same points.

The total is the notebook's, ten terms of six symbols. A condition that no point meets is tried at every point, so that
nothing is printed; peers compute the total and compare it. NumPy's floats do not tell numbers above 2^53 apart."""
import itertools
import subprocess
import sys
import time
from pathlib import Path

import numpy
import sympy

sys.path.insert(0, str(Path(__file__).resolve().parent))
from measure import spread, table

TOTAL = "8*d**2*l*n + 4*d*f*l*n + 4*d*l**2*n + 14*d*l*n + 2*d*l*v + 7*d*l + 15*d*n + 7*d + f*n + 5*h*l**2*n"
NAMES = ["n", "v", "h", "f", "d", "l"]
ROUNDS = 5

# Axes as words, and the first points for the peers, for which these are too slow.
GRIDS = {
    "one long axis": ["n=12,24,48", "v=50257", "h=8..64+8", "f=2048..16384*2", "d=512..16384*2", "l=1..10^6"],
    "six short axes": ["n=1..64", "v=30000..60000+5000", "h=8..64+8", "f=2048..16384*2", "d=512..16384*2",
                       "l=1024..131072+1024"],
    "128 bits": ["n=12,24,48", "v=50257", "h=8..64+8", "f=2048..16384*2", "d=2^29..2^34*2", "l=1..10^6"],
}
POINTS = 2 * 10**8
SAMPLE = 10**5


def polycost(program, words, points, options):
    """Seconds for about so many points: a part of the grid."""
    size = 1
    for word in words:
        size *= len(values(word.split("=")[1]))
    parts = max(1, size // points)
    start = time.perf_counter()
    subprocess.run([program, "sweep", "transformer", *words, "--shard", f"1/{parts}", "--threads", "1", *options],
                   check=True, stdout=subprocess.DEVNULL)
    return size // parts / (time.perf_counter() - start)


def values(text):
    """As the axis of the command; only what stands above."""
    number = lambda t: eval(t.replace("^", "**"))
    if ".." not in text:
        return [number(t) for t in text.split(",")]
    low, high = text.split("..")
    if "*" in high:
        high, factor = high.split("*")
        return list(itertools.takewhile(lambda x: x <= number(high), (number(low)*int(factor)**i for i in range(64))))
    high, step = (high.split("+") + ["1"])[:2]
    return range(number(low), number(high) + 1, int(step))


def sample(words):
    axes = [values(word.split("=")[1]) for word in words]
    return list(itertools.islice(itertools.product(*axes), SAMPLE))


def rate(action, count):
    start = time.perf_counter()
    action()
    return count / (time.perf_counter() - start)


def peers(words):
    symbols = sympy.symbols(NAMES)
    total = sympy.sympify(TOTAL)
    rows = sample(words)
    on_integers = sympy.lambdify(symbols, total, "math")
    on_arrays = sympy.lambdify(symbols, total, "numpy")
    objects = [numpy.array(column, dtype=object) for column in zip(*rows)]
    floats = [numpy.array(column, dtype=numpy.float64) for column in zip(*rows)]
    return {
        "lambdify, Python's integers": lambda: rate(lambda: sum(on_integers(*row) <= 1 for row in rows), len(rows)),
        "NumPy, arrays of integers": lambda: rate(lambda: (on_arrays(*objects) <= 1).sum(), len(rows)),
        "NumPy, floats (inexact)": lambda: rate(lambda: (on_arrays(*floats) <= 1).sum(), len(rows)),
    }


def main():
    program = sys.argv[1]
    for name, words in GRIDS.items():
        ways = {
            "polycost, --where": lambda: polycost(program, words, POINTS, ["--where", "flops <= 1"]),
            "polycost, --top 20": lambda: polycost(program, words, POINTS // 4, ["--top", "20"]),
            "polycost, --pareto flops,-d": lambda: polycost(program, words, POINTS // 4, ["--pareto", "flops,-d"]),
            "polycost, CSV": lambda: polycost(program, words, POINTS // 100, []),
            **peers(words),
        }
        rates = {way: [] for way in ways}
        for _ in range(ROUNDS):
            for way, run in ways.items():
                rates[way].append(run())
        first = spread(rates["polycost, --where"])[0]
        rows = [[way, f"{middle/1e6:.2f}", f"{noise/middle:.0%}", f"{first/middle:.1f}"]
                for way, (middle, noise) in ((way, spread(r)) for way, r in rates.items())]
        table(rows, [name, "M points/s", "noise", "--where is x times as fast"])


main()
