# SPDX-License-Identifier: LGPL-3.0-or-later
"""Sums in closed form: of pieces and steps against adding up in Python, of polynomials against SymPy and PARI."""
import itertools
import math
import re
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import Tap, answer, cases, need_command, seeded

try:
    import sympy
except ImportError:
    sympy = None

NAMES = ["n", "v", "w"]
PYTHON_READS = 10000  # longer sums of terms are too deep for its parser
FUNCTIONS = {"min": min, "max": max, "floor": math.floor, "ceil": math.ceil, "mod": lambda a, b: a - b * math.floor(a / b)}


def evaluate(text, point):
    """Python's value of a text in the cost language; divisions are exact."""
    return eval(re.sub(r"(?<![\w.])(\d+)", r"Fraction(\1)", text).replace("^", "**"), {"Fraction": Fraction, **FUNCTIONS}, point)


def linear(rng, index):
    """index + some of the others, never without the index."""
    shift = rng.choice(["", "", f" + {rng.randint(1, 5)}", f" - {rng.randint(1, 5)}", " - v", " + w", " + v - w"])
    return rng.choice(["", "", "", "2*", "3*", "-"]) + index + shift


def free(rng):
    return rng.choice(["v", "w", "v + w", "2*w", "w - v", str(rng.randint(-3, 9))])


def step(rng, index):
    size = rng.choice([2, 3, 4, 6, 64])
    inner = linear(rng, index) if rng.random() < 0.8 else f"{index} - {rng.randint(1, 6)}"
    return rng.choice([f"floor(({inner})/{size})", f"ceil(({inner})/{size})", f"mod({inner}, {size})"])


def piece(rng, index):
    name = rng.choice(["min", "max"])
    args = [linear(rng, index), free(rng)]
    if rng.random() < 0.2:
        args.append(rng.choice([free(rng), linear(rng, index)]))
    return f"{name}({', '.join(args)})"


def factor(rng, index, kinds):
    kind = rng.choice(kinds)
    text = {"power": lambda: f"({linear(rng, index)})", "step": lambda: step(rng, index), "piece": lambda: piece(rng, index),
            "free": lambda: f"({free(rng)})"}[kind]()
    return text + rng.choice(["", "", "", "^2"])


def summand(rng, index, kinds):
    terms = ["*".join(factor(rng, index, kinds) for _ in range(rng.randint(1, 2))) for _ in range(rng.randint(1, 2))]
    return " + ".join(terms)


def mixed(rng, index):
    """Functions inside functions."""
    inner = piece(rng, index), step(rng, index)
    return rng.choice([
        f"floor({inner[0]}/{rng.choice([2, 3])})",
        f"min({inner[1]}, {free(rng)})",
        f"max({inner[0]} - {rng.randint(0, 4)}, {free(rng)})",
        f"max(mod({index}, {rng.choice([3, 4])}), {rng.randint(0, 3)})*{inner[0]}",
        f"{inner[1]}*{inner[0]}",
    ])


class Sum:
    def __init__(self, rng, body, nested=False):
        self.low = rng.choice(["1", "1", "0", "-3", "v", "w - v", "v + 1"])
        self.high = rng.choice(["n", "n", "n - 1", "2*n", "n - w", "w"])
        self.body = body(rng, "i")
        if nested:
            high = rng.choice(["i", "min(i, w)", "i + v", "floor(i/2)"])
            self.body = f"sum(j, 1, {high}, {rng.choice(['1', 'j', 'i*j', 'min(j, v)', 'floor(j/3)', 'max(i - j, w)'])})"
        self.points = [dict(zip(NAMES, p)) for p in itertools.product([1, 2, 7, 12], [1, 3, 6], [1, 2, 5, 9])]
        self.points = rng.sample(self.points, 12)

    def __str__(self):
        return f"sum(i, {self.low}, {self.high}, {self.body})"

    def value(self, point):
        low, high = (int(evaluate(bound, dict(point))) for bound in (self.low, self.high))
        return sum((self.at({**point, "i": i}) for i in range(low, high + 1)), Fraction(0))

    def at(self, point):
        nested = re.fullmatch(r"sum\(j, 1, (.*), (.*?)\)", self.body) if self.body.startswith("sum(") else None
        if not nested:
            return Fraction(evaluate(self.body, point))
        high, body = split_bound(self.body)
        return sum((Fraction(evaluate(body, {**point, "j": j})) for j in range(1, int(evaluate(high, point)) + 1)), Fraction(0))


def split_bound(text):
    """The upper bound and the body of sum(j, 1, BOUND, BODY)."""
    inside, depth = text[len("sum(j, 1, ") : -1], 0
    for place, c in enumerate(inside):
        depth += (c in "(") - (c in ")")
        if c == "," and depth == 0:
            return inside[:place], inside[place + 2 :]
    raise ValueError(text)


def adds_up(case):
    formula = answer("formula", "-e", str(case))
    if "error" in formula:
        return formula
    for point in case.points if len(formula) < PYTHON_READS else []:
        expected = case.value(point)
        found = evaluate(formula, dict(point))
        if found != expected:
            return f"{formula}\nat {point} gives {found}, expected {expected}"
    point = case.points[0]
    given = [f"{name}={value}" for name, value in point.items() if re.search(rf"\b{name}\b", str(case))]
    found = answer("eval", "-e", str(case), *given)
    return None if found == str(case.value(point)) else f"eval at {point}: {found}, expected {case.value(point)}"


def is_formula_of_bounds(case):
    """No index is left in the formula, whose bounds are symbols."""
    formula = answer("formula", "-e", str(case))
    return f"the index is left in {formula}" if re.search(r"\b[ij]\b", formula) else adds_up(case)


def polynomial(rng):
    terms = [f"{rng.randint(-9, 9)}*{rng.choice(['a', 'b', 'a*b', '1'])}*i^{rng.randint(0, 6)}" for _ in range(rng.randint(1, 4))]
    return " + ".join(terms)


def with_sympy(body):
    i, n = sympy.Symbol("i"), sympy.Symbol("n")
    expected = sympy.summation(sympy.sympify(body.replace("^", "**")), (i, 1, n))
    found = sympy.sympify(answer("formula", "-e", f"sum(i, 1, n, {body})").replace("^", "**"))
    return None if sympy.expand(found - expected) == 0 else f"{found}, expected {expected}"


def with_pari(body):
    script = f"P = sumformal({body}, i); print(subst(P, i, n) - subst(P, i, 0))"
    done = subprocess.run(["gp", "-q", "-f"], input=script + "\n", text=True, capture_output=True, timeout=60)
    found = answer("formula", "-e", f"sum(i, 1, n, {body})")
    same = answer("formula", "-e", f"({found}) - ({done.stdout.strip()})")
    return None if same == "0" else f"{found}, expected {done.stdout}{done.stderr}"




def main():
    need_command()
    rng = seeded()
    tap = Tap()
    kinds = {
        "pieces": ["piece", "piece", "power", "free"],
        "steps": ["step", "step", "power", "free"],
        "pieces and steps": ["piece", "step", "power"],
    }
    for name, kind in kinds.items():
        made = (Sum(rng, lambda r, i, kind=kind: summand(r, i, kind)) for _ in range(cases(40)))
        tap.group(name, made, is_formula_of_bounds)
    tap.group("functions in functions", (Sum(rng, mixed) for _ in range(cases(40))), is_formula_of_bounds)
    tap.group("sums in sums", (Sum(rng, mixed, nested=True) for _ in range(cases(30))), is_formula_of_bounds)
    if sympy:
        tap.group("polynomials, by SymPy", (polynomial(rng) for _ in range(cases(15))), with_sympy)
    if shutil.which("gp"):
        tap.group("polynomials, by PARI", (polynomial(rng) for _ in range(cases(30))), with_pari)
    tap.done()


main()
