# SPDX-License-Identifier: LGPL-3.0-or-later
"""Bounds of random polynomials against corners found by enumeration in Python, and leading terms against SymPy."""
import json
import sys
from fractions import Fraction
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import Tap, answer, cases, need_command, seeded

try:
    import sympy
except ImportError:
    sympy = None

NAMES = ["a", "b", "c"]


class Poly:
    """Terms with exponents of a, b, c; some coefficients are negative."""

    def __init__(self, rng, width, least):
        self.width = width
        count = rng.randint(1, 9)
        self.terms = {tuple(rng.randint(least, 5) for _ in range(width)): coefficient(rng) for _ in range(count)}
        self.steps = [[rng.randint(0, 20) for _ in range(width)] for _ in range(60)]

    def __str__(self):
        return " + ".join(f"({k})*" + monomial(e) for e, k in self.terms.items())

    def positive(self):
        return sorted(e for e, k in self.terms.items() if k > 0)


def coefficient(rng):
    return rng.choice([-3, 1, 2, 5, 7, Fraction(3, 2)])


def monomial(exponents):
    return "*".join(f"{name}^({e})" for name, e in zip(NAMES, exponents))


def dot(w, e):
    return sum(x * y for x, y in zip(w, e))


def solve(rows, right):
    """The solution of a square system, or None."""
    n = len(rows)
    m = [[Fraction(x) for x in row] + [Fraction(r)] for row, r in zip(rows, right)]
    for i in range(n):
        at = next((k for k in range(i, n) if m[k][i]), None)
        if at is None:
            return None
        m[i], m[at] = m[at], m[i]
        m[i] = [x / m[i][i] for x in m[i]]
        for k in range(n):
            if k != i and m[k][i]:
                m[k] = [x - m[k][i] * y for x, y in zip(m[k], m[i])]
    return [row[n] for row in m]


def bounded(point, others, downs):
    """point = sum of parts of others, adding up to 1, less parts of downs: some choice of few of them does it, for a
    solution of a linear program may be taken at a corner."""
    columns = [list(o) + [1] for o in others] + [[-x for x in d] + [0] for d in downs]
    right = list(point) + [1]
    for chosen in combinations(range(len(columns)), len(right)):
        found = solve([[columns[j][i] for j in chosen] for i in range(len(right))], right)
        if found is not None and min(found) >= 0:
            return True
    return False


def kept(poly, downs):
    """The corners: points of several equally good ones do not occur, as downs lead in no circle."""
    points = poly.positive()
    return [p for p in points if not bounded(p, [q for q in points if q != p], downs)]


def units(width):
    return [tuple(int(i == j) for j in range(width)) for i in range(width)]


def exponents(text):
    """Of a monomial as it is printed: a^2/(b*c^3)."""
    found = [0] * len(NAMES)
    for sign, side in zip((1, -1), text.split("/")):
        for factor in side.strip("()").split("*"):
            name, _, power = factor.partition("^")
            if name in NAMES:
                found[NAMES.index(name)] = sign * int(power.strip("()") or 1)
    return tuple(found)


def read(report):
    return {exponents(term["monomial"]): term for term in report["terms"]}


def bound(poly, facts=(), downs=()):
    report = json.loads(answer("asymptotics", "-e", str(poly), "--regimes", "--format", "json",
                               *[word for fact in facts for word in ("--assume", fact)]))
    found = {e[: poly.width]: term for e, term in read(report).items()}
    wanted = kept(poly, units(poly.width) + list(downs))
    if sorted(found) != sorted(wanted):
        return f"found {sorted(found)}, wanted {sorted(wanted)}"
    return same_heights(poly, found, downs) or alone(poly, found, downs)


def same_heights(poly, found, downs):
    for w in poly.steps:
        if any(dot(w, d) < 0 for d in downs) or not poly.positive():
            continue
        if max(dot(w, e) for e in poly.positive()) != max(dot(w, e) for e in found):
            return f"the kept ones are lower along {w}"
    return None


def alone(poly, found, downs):
    """The weights that --regimes shows put the monomial strictly above all others."""
    for e, term in found.items():
        weights = {item["symbol"]: int(item["weight"]) for item in term["weights"]}
        w = [weights.get(name, 0) for name in NAMES[: poly.width]]
        if any(dot(w, o) >= dot(w, e) for o in poly.positive() if o != e):
            return f"{w} do not single out {e}"
        if min(w) < 0 or any(dot(w, d) < 0 for d in downs):
            return f"{w} are no weights"
    return None


def leading(poly):
    report = json.loads(answer("asymptotics", "-e", str(poly), "--as", "a", "--format", "json"))
    symbols = sympy.symbols(NAMES)
    whole = sympy.expand(sympy.sympify(str(poly).replace("^", "**"), dict(zip(NAMES, symbols))))
    if whole == 0:
        return None if report["growth"] == "0" else report
    a = symbols[0]
    lowest = min([0] + [e[0] for e in poly.terms])
    found = sympy.Poly(sympy.expand(whole * a ** -lowest), a)
    degree = found.degree() + lowest
    term = report["terms"][0]
    power = sympy.sympify(term["monomial"].replace("^", "**"), dict(zip(NAMES, symbols)))
    value = sympy.sympify(term["coefficient"].replace("^", "**"), dict(zip(NAMES, symbols)))
    if sympy.simplify(power - a**degree) != 0 or sympy.simplify(value - found.LC()) != 0:
        return f"{report}, wanted {found.LC()} * a^{degree}"
    return None


def polys(rng, count, width, least=0):
    return (Poly(rng, width, least) for _ in range(cases(count)))


def main():
    need_command()
    rng = seeded()
    tap = Tap()
    tap.group("two symbols", polys(rng, 60, 2), bound)
    tap.group("three symbols", polys(rng, 40, 3), bound)
    tap.group("monomial denominators", polys(rng, 40, 2, -3), bound)
    tap.group("b <= a", polys(rng, 40, 3), lambda p: bound(p, ["b <= a"], [(1, -1, 0)]))
    tap.group("a <= b*c", polys(rng, 40, 3), lambda p: bound(p, ["a <= 3*b*c"], [(-1, 1, 1)]))
    if sympy:
        tap.group("leading terms are SymPy's", polys(rng, 40, 3), leading)
        tap.group("leading terms of quotients are SymPy's", polys(rng, 40, 3, -2), leading)
    tap.done()


main()
