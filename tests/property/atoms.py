# SPDX-License-Identifier: LGPL-3.0-or-later
"""Random expressions with floor, ceil, mod, min, max, log2 and sums, against Python's fractions.

What is simplified must keep its value: the text is evaluated, its printed formula is evaluated, and symbols are bound
in two steps; all at points where Python computed the value."""
import re
import sys
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from grown import NAMES, grow, number, symbol
from harness import Tap, answer, cases, need_command, seeded

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
