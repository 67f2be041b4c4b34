# SPDX-License-Identifier: LGPL-3.0-or-later
"""Random expressions with floor, ceil, mod, min, max, log2 and sums, against Python's fractions.

What is simplified must keep its value: the text is evaluated, its printed formula is evaluated, and symbols are bound
in two steps; all at points where Python computed the value."""
import math
import re
import sys
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import Tap, answer, cases, need_command, seeded

NAMES = ["a", "b", "k", "n", "x"]


def grow(rng, depth):
    """A pair: text in the cost language, and a function from a point to the value."""
    if depth == 0:
        return leaf(rng)
    one = grow(rng, depth - 1)
    kind = rng.randrange(9)
    if kind < 3:
        return binary(rng, one, grow(rng, depth - 1))
    if kind == 3:
        divisor = rng.choice([number(rng), symbol(rng)])
        return f"{one[0]}/{divisor[0]}", lambda p: one[1](p) / divisor[1](p)
    if kind == 4:
        return f"floor({one[0]})", lambda p: Fraction(math.floor(one[1](p)))
    if kind == 5:
        return f"ceil({one[0]})", lambda p: Fraction(math.ceil(one[1](p)))
    if kind == 6:
        step = rng.choice([number(rng), symbol(rng)])
        return f"mod({one[0]}, {step[0]})", lambda p: one[1](p) - step[1](p) * math.floor(one[1](p) / step[1](p))
    others = [grow(rng, depth - 1) for _ in range(rng.randint(0, 2))]
    name, choose = rng.choice([("min", min), ("max", max)])
    parts = [one, *others]
    return f"{name}({', '.join(t for t, _ in parts)})", lambda p: choose(f(p) for _, f in parts)


def leaf(rng):
    return rng.choice([number, symbol, symbol])(rng)


def number(rng):
    value = rng.randint(1, 9)
    return str(value), lambda p: Fraction(value)


def symbol(rng):
    name = rng.choice(NAMES)
    return name, lambda p: Fraction(p[name])


def binary(rng, one, other):
    op = rng.choice("++-*")
    return f"({one[0]} {op} {other[0]})", {
        "+": lambda p: one[1](p) + other[1](p),
        "-": lambda p: one[1](p) - other[1](p),
        "*": lambda p: one[1](p) * other[1](p),
    }[op]


def polynomial_in(rng, index):
    """A polynomial in the index, its coefficients may hold atoms of other symbols."""
    text, value = "0", lambda p: Fraction(0)
    for power in range(rng.randint(0, 3) + 1):
        factor = grow(rng, 1)

        def add(p, value=value, factor=factor, power=power):
            return value(p) + factor[1](p) * p[index] ** power

        text, value = f"{text} + {factor[0]}*{index}^{power}", add
    return text, value


def closed_sum(rng):
    low, high = rng.choice([number, symbol])(rng), grow(rng, rng.randint(0, 1))
    if "/" in high[0]:
        high = symbol(rng)
    body = polynomial_in(rng, "i")

    def total(p):
        first, last = low[1](p), high[1](p)
        if last - first > 2000:
            raise OverflowError
        return sum((body[1]({**p, "i": Fraction(j)}) for j in range(int(first), int(last) + 1)), Fraction(0))

    return f"sum(i, {low[0]}, {high[0]}, {body[0]})", total


class Case:
    def __init__(self, rng, make):
        self.text, self.value = make(rng)
        self.points = [{name: rng.choice([rng.randint(1, 12), rng.randint(1, 40)]) for name in NAMES} for _ in range(3)]
        self.rng = rng

    def __str__(self):
        return self.text


def given(text, point):
    """Bindings for the symbols that stand in the text."""
    present = set(re.findall(r"[A-Za-z_]\w*", text))
    return [f"{name}={value}" for name, value in point.items() if name in present]


def check(case):
    formula = answer("formula", "-e", case.text)
    if "error" in formula:
        return formula
    for point in case.points:
        try:
            expected = str(case.value(point))
        except OverflowError:
            continue
        some = dict(case.rng.sample(sorted(point.items()), 2))
        half = answer("formula", "-e", case.text, *given(case.text, some))
        ways = {
            "the text": answer("eval", "-e", case.text, *given(case.text, point)),
            "its formula": answer("eval", "-e", formula, *given(formula, point)),
            f"its formula where {some}": answer("eval", "-e", half, *given(half, point)),
        }
        wrong = [f"{way}: {found}" for way, found in ways.items() if found != expected]
        if wrong:
            return "\n".join([f"formula: {formula}", f"at {point} expected {expected}", *wrong])
    return None


def main():
    need_command()
    rng = seeded()
    tap = Tap()
    for depth in (1, 2, 3):
        made = (Case(rng, lambda r, depth=depth: grow(r, depth)) for _ in range(cases(60)))
        tap.group(f"atoms, {depth} deep", made, check)
    tap.group("sums in closed form", (Case(rng, closed_sum) for _ in range(cases(60))), check)
    tap.done()


main()
