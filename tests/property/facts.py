# SPDX-License-Identifier: LGPL-3.0-or-later
"""Random expressions under random facts, against Python at every point of a box that the facts allow.

What is simplified must keep its value where the facts hold; facts that are refused must hold nowhere."""
import itertools
import math
import re
import sys
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from grown import NAMES, grow
from harness import Tap, cases, need_command, run, seeded

BOX = range(1, 7)
FUNCTIONS = {
    "floor": lambda x: Fraction(math.floor(x)),
    "ceil": lambda x: Fraction(math.ceil(x)),
    "mod": lambda a, b: a - b * math.floor(a / b),
    "min": min,
    "max": max,
}


def side(rng):
    """A small sum, as a text and as a function."""
    terms = [(rng.choice([1, 1, 1, 2]), name) for name in rng.sample(NAMES, rng.randint(1, 2))]
    more = rng.choice([0, 0, 0, 1, 2])
    text = " + ".join([*(f"{c}*{name}" for c, name in terms), str(more)])
    return text, lambda p: sum(c * p[name] for c, name in terms) + more


def comparison(rng):
    left, right = side(rng), side(rng)
    sign, holds = rng.choice([("<=", lambda x, y: x <= y), ("<", lambda x, y: x < y), (">=", lambda x, y: x >= y)])
    return f"{left[0]} {sign} {right[0]}", lambda p: holds(left[1](p), right[1](p))


def bound(rng):
    name, number = rng.choice(NAMES), rng.randint(1, 4)
    sign, holds = rng.choice([(">=", lambda x: x >= number), ("<=", lambda x: x <= number)])
    return f"{name} {sign} {number}", lambda p: holds(p[name])


def divisor(rng):
    name, other = rng.sample(NAMES, 2)
    number = rng.randint(2, 3)
    if rng.random() < 0.5:
        return f"{number} | {name}", lambda p: p[name] % number == 0
    return f"{name} | {other}", lambda p: p[other] % p[name] == 0


def compared(rng):
    """Sums of the kind that facts compare, inside functions."""
    s = [side(rng) for _ in range(6)]
    name = rng.choice(NAMES)
    text = f"max({s[0][0]}, {s[1][0]}, {s[2][0]})*min({s[0][0]}, {s[3][0]}) - floor(({s[4][0]})/{name} + ({s[5][0]})/2)"

    def value(p):
        x = [f(p) for _, f in s]
        return max(x[0], x[1], x[2]) * min(x[0], x[3]) - math.floor(Fraction(x[4]) / p[name] + Fraction(x[5]) / 2)

    return text, value


class Case:
    def __init__(self, rng, make):
        self.text, self.value = make(rng)
        self.facts = [rng.choice([comparison, comparison, bound, divisor])(rng) for _ in range(rng.randint(1, 3))]
        self.split = rng.randint(0, len(self.facts))
        self.rng = rng

    def __str__(self):
        return f"{self.text} where {', '.join(text for text, _ in self.facts)}"

    def ask(self, verb, *more):
        """The first facts stand in the file, the others are options."""
        assumed = "".join(f"assume {text}\n" for text, _ in self.facts[: self.split])
        source = f"symbol {', '.join(NAMES)}\nmetric m\n{assumed}model M {{ x: {self.text} }}\n"
        options = [f"--assume={text}" for text, _ in self.facts[self.split :]]
        return run(verb, "-", *options, *more, stdin=source)

    def points(self):
        every = (dict(zip(NAMES, map(Fraction, values))) for values in itertools.product(BOX, repeat=len(NAMES)))
        return [p for p in every if all(holds(p) for _, holds in self.facts)]


def compile_formula(text):
    return compile(re.sub(r"\b(\d+)\b", r"Fraction(\1)", text.replace("^", "**")), "formula", "eval")


def check(case):
    formula, points = case.ask("formula"), case.points()
    if formula.status == 3 and "cannot hold" in formula.err:
        return f"{formula}\nthough the facts hold at {points[0]}" if points else None
    if formula.status != 0:
        return formula
    code = compile_formula(formula.out)
    for point in case.rng.sample(points, min(len(points), 400)):
        found = eval(code, {**FUNCTIONS, "Fraction": Fraction, **point})
        if found != case.value(point):
            return f"formula: {formula.out}at {point} it is {found}, not {case.value(point)}"
    return check_bound(case, points)


def check_bound(case, points):
    """The command's own value at a point that is allowed, and its refusal of one that is not."""
    point = {name: Fraction(case.rng.choice(BOX)) for name in NAMES}
    found = case.ask("eval", *(f"{name}={value}" for name, value in point.items()))
    if point in points:
        return None if found.out == f"{case.value(point)}\n" else f"{found}\nexpected {case.value(point)}"
    return None if found.status == 3 else f"{found}\nthough {point} is against the facts"


def main():
    need_command()
    rng = seeded()
    tap = Tap()
    for depth in (1, 2, 3):
        made = (Case(rng, lambda r, depth=depth: grow(r, depth)) for _ in range(cases(40)))
        tap.group(f"facts, {depth} deep", made, check)
    tap.group("facts and sums they compare", (Case(rng, compared) for _ in range(cases(80))), check)
    tap.done()


main()
