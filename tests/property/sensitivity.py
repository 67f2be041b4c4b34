# SPDX-License-Identifier: LGPL-3.0-or-later
"""`sensitivity` against SymPy: derivatives and elasticities of random rational functions, what doubling does at random
points by exact fractions, and Euler's theorem on homogeneous totals."""
import json
import sys
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import Tap, cases, need_command, run, seeded, skip

try:
    import sympy
except ImportError:
    skip("no SymPy")

NAMES = ("x", "y", "z")
SYMBOLS = {name: sympy.Symbol(name, positive=True) for name in NAMES}


def monomial(rng, degree=None):
    if degree is None:
        powers = [rng.randint(0, 3) for _ in NAMES]
    else:
        cuts = sorted(rng.randint(0, degree) for _ in range(2))
        powers = [cuts[0], cuts[1] - cuts[0], degree - cuts[1]]
    return "*".join([str(rng.randint(1, 9)), *(f"{name}^{power}" for name, power in zip(NAMES, powers) if power)])


def polynomial(rng, terms, degree=None):
    return " + ".join(monomial(rng, degree) for _ in range(rng.randint(1, terms)))


def read(text):
    return sympy.sympify(text.replace("^", "**"), locals=SYMBOLS)


def ask(expression, *bindings):
    """The answer by symbol, or what went wrong."""
    result = run("sensitivity", "-e", expression, *bindings, "--format", "json")
    if result.status != 0 or result.err:
        return None, str(result)
    found = json.loads(result.out)
    return {row["symbol"]: row for row in found["symbols"]}, found["total"]


def check_formulas(expression):
    rows, total = ask(expression)
    if rows is None:
        return total
    expected = read(expression)
    for name in {str(symbol) for symbol in sympy.cancel(expected).free_symbols}:
        derivative = sympy.diff(expected, SYMBOLS[name])
        if sympy.cancel(read(rows[name]["derivative"]) - derivative) != 0:
            return f"derivative by {name}: {rows[name]['derivative']}"
        if sympy.cancel(read(rows[name]["elasticity"]) - SYMBOLS[name] * derivative / expected) != 0:
            return f"elasticity of {name}: {rows[name]['elasticity']}"
    return None


def check_numbers(case):
    expression, point = case
    rows, total = ask(expression, *(f"{name}={value}" for name, value in point.items()))
    if rows is None:
        return total
    value = eval(f"lambda {', '.join(point)}: {expression.replace('^', '**')}")
    whole = value(**{name: Fraction(number) for name, number in point.items()})
    if Fraction(total) != whole:
        return f"total {total}"
    sizes = []
    for name, row in rows.items():
        doubled = value(**{other: Fraction(number) * (1 + (other == name)) for other, number in point.items()})
        wanted = {"doubled": doubled, "ratio": doubled / whole, "difference": doubled - whole}
        derivative = sympy.diff(read(expression), SYMBOLS[name])
        wanted["derivative"] = Fraction(str(derivative.subs({SYMBOLS[other]: number for other, number in point.items()})))
        wanted["elasticity"] = point[name] * wanted["derivative"] / whole
        for key, number in wanted.items():
            if Fraction(row[key]) != number:
                return f"{key} of {name}: {row[key]}, expected {number}"
        sizes.append(abs(wanted["difference"]))
    return None if sizes == sorted(sizes, reverse=True) else f"the order {list(rows)}"


def check_degree(case):
    """Euler: the elasticities of a homogeneous function add up to its degree."""
    expression, degree = case
    rows, total = ask(expression)
    if rows is None:
        return total
    found = sympy.cancel(sum(read(row["elasticity"]) for row in rows.values()))
    return None if found == degree else f"sum {found}"


def quotients(rng, n):
    for _ in range(n):
        yield f"({polynomial(rng, 4)})/({polynomial(rng, 2)})" if rng.random() < 0.5 else polynomial(rng, 5)


def points(rng, n):
    for expression in quotients(rng, n):
        yield expression, {name: rng.randint(1, 10**rng.randint(1, 6)) for name in NAMES if name in expression}


def homogeneous(rng, n):
    for _ in range(n):
        top, bottom = rng.randint(1, 6), rng.randint(0, 2)
        yield f"({polynomial(rng, 5, top)})/({polynomial(rng, 2, bottom)})", top - bottom


def main():
    need_command()
    rng = seeded()
    tap = Tap()
    tap.group("formulas are SymPy's", quotients(rng, cases(50)), check_formulas)
    tap.group("numbers are those of fractions", points(rng, cases(50)), check_numbers)
    tap.group("elasticities add up to the degree", homogeneous(rng, cases(40)), check_degree)
    tap.done()


main()
