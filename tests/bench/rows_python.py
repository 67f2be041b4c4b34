# SPDX-License-Identifier: LGPL-3.0-or-later
"""The notebook's total in Python: rows_python.py SHIFT lambdify|objects|floats. "objects" are NumPy's arrays of
Python's integers, "floats" of doubles, which are not exact. Prints nanoseconds a row and the sum modulo 2^64."""
import sys
import time

import numpy
import sympy

ROWS, PASSES = 1 << 16, 5
MASK = 2**64 - 1
NAMES = "d f h l n v"


def random_rows(shift):
    state = 88172645463325252

    def below(n):
        nonlocal state
        state ^= state << 13 & MASK
        state ^= state >> 7
        state ^= state << 17 & MASK
        return state % n

    for _ in range(ROWS):
        d = 64 * (1 + below(256)) << shift
        yield d, 4 * d, 1 + below(128), (1 + below(131072)) << shift, 1 + below(128), 30000 + below(200000)


def main():
    shift, way = int(sys.argv[1]), sys.argv[2]
    d, f, h, l, n, v = sympy.symbols(NAMES)
    total = (8*d**2*l*n + 4*d*f*l*n + 4*d*l**2*n + 14*d*l*n + 2*d*l*v + 7*d*l + 15*d*n + 7*d + f*n + 5*h*l**2*n)
    function = sympy.lambdify((d, f, h, l, n, v), sympy.horner(total), "math")
    rows = list(random_rows(shift))
    kind = object if way == "objects" else float
    columns = [numpy.array(column, dtype=kind) for column in zip(*rows)] if way != "lambdify" else None
    times = []
    for _ in range(PASSES):
        start = time.process_time()
        totals = function(*columns) if columns else [function(*row) for row in rows]
        times.append(time.process_time() - start)
    exact = "inexact" if way == "floats" else int(sum(totals)) & MASK
    print(f"{sorted(times)[PASSES // 2] / ROWS * 1e9:.3f} {exact}")


main()
