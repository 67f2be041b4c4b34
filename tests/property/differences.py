# SPDX-License-Identifier: LGPL-3.0-or-later
"""`diff` against SymPy: verdict, difference and limits of the ratio of random rational functions."""
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import Tap, cases, need_command, run, seeded, skip

try:
    import sympy
except ImportError:
    skip("no SymPy")

NAMES = ("x", "y", "z")
SYMBOLS = {name: sympy.Symbol(name, positive=True) for name in NAMES}


def polynomial(rng, terms):
    """Coefficients are positive, so that no limit depends on the values of the other symbols."""
    pieces = []
    for _ in range(rng.randint(1, terms)):
        powers = [f"{name}^{rng.randint(1, 3)}" for name in NAMES if rng.random() < 0.5]
        pieces.append("*".join([str(rng.randint(1, 9)), *powers]))
    return " + ".join(pieces)


def side(rng):
    return f"({polynomial(rng, 4)})/({polynomial(rng, 2)})" if rng.random() < 0.5 else polynomial(rng, 5)


def read(text):
    return sympy.sympify(text.replace("^", "**"), locals=SYMBOLS)


def degree_and_leading(polynomial, symbol):
    poly = sympy.Poly(polynomial, symbol)
    return poly.degree(), poly.LC()


def limit(ratio, symbol):
    top, bottom = sympy.fraction(sympy.cancel(ratio))
    (m, p), (n, q) = degree_and_leading(top, symbol), degree_and_leading(bottom, symbol)
    return "infinity" if m > n else sympy.Integer(0) if m < n else sympy.cancel(p / q)


def check(case):
    left, right = case
    result = run("diff", "-e", left, "-e", right, "--format", "json")
    if result.status not in (0, 1) or result.err:
        return str(result)
    found = json.loads(result.out)
    a, b = read(left), read(right)
    equal = sympy.cancel(a - b) == 0
    if (found["verdict"] == "equal") != equal or (result.status == 0) != equal:
        return f"verdict {found['verdict']}"
    if equal:
        return None
    if sympy.cancel(read(found["difference"]) - (a - b)) != 0:
        return f"difference {found['difference']}"
    if sympy.cancel(sum(read(term["difference"]) for term in found.get("terms", [])) - (a - b)) != 0 and "terms" in found:
        return f"terms {found['terms']}"
    point = {SYMBOLS[name]: int(value) for name, value in found["witness"]["at"].items()}
    if [str(e.subs(point)) for e in (a, b)] != [found["witness"][key] for key in ("left", "right")]:
        return f"witness {found['witness']}"
    for name, text in found["limits"].items():
        expected = limit(a / b, SYMBOLS[name])
        same = text == expected if "infinity" in (text, expected) else sympy.cancel(read(text) - expected) == 0
        if not same:
            return f"limit in {name}: {text}, expected {expected}"
    free = {str(s) for s in sympy.cancel(a / b).free_symbols}
    return None if free == set(found["limits"]) else f"limits in {sorted(found['limits'])}, expected {sorted(free)}"


def pairs(rng, n):
    for _ in range(n):
        left = side(rng)
        yield left, side(rng) if rng.random() < 0.8 else f"2*({left}) - ({left})"


def main():
    need_command()
    rng = seeded()
    tap = Tap()
    tap.group("differences are SymPy's", pairs(rng, cases(60)), check)
    tap.done()


main()
