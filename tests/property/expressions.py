# SPDX-License-Identifier: LGPL-3.0-or-later
"""Random expressions against SymPy: strings of polynomials and Laurent polynomials, collected forms, quotients."""
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import Tap, answer, cases, need_command, seeded, skip

need_command()
try:
    import sympy
except ImportError:
    skip("SymPy is not installed")
import randoms

SYMBOLS = {name: sympy.Symbol(name) for name in randoms.NAMES}


def formula(text, *options):
    return answer("formula", "-e", text, "--format", "sympy", *options)


def differ(found, expected):
    return None if found == expected else f"found:    {found}\nexpected: {expected}"


class Case:
    def __init__(self, rng, make, depth):
        self.names = rng.sample(randoms.NAMES, rng.randint(1, 5))
        self.tree = make(rng, self.names, depth)
        self.text = randoms.text(self.tree, rng, rng.choice(["^", "**"]))

    def __str__(self):
        return self.text

    def sympy(self):
        return randoms.value(self.tree, SYMBOLS, sympy.Integer)


def many(rng, make, depth, count):
    return (Case(rng, make, depth) for _ in range(cases(count)))


def expanded(case):
    return differ(formula(case.text), str(sympy.expand(case.sympy())))


def collected(rng):
    def check(case):
        names = sorted(randoms.names_in(case.tree))
        if not names:
            return None
        symbol = rng.choice(names)
        expected = str(sympy.collect(sympy.expand(case.sympy()), SYMBOLS[symbol]))
        fault = differ(formula(case.text, "--collect", symbol), expected)
        return fault and f"--collect {symbol}\n{fault}"

    return check


def collected_twice(case):
    """By two symbols, one inside the other: equal to the expanded form, and to SymPy's collect within collect."""
    names = sorted(randoms.names_in(case.tree))
    if len(names) < 2:
        return None
    x, y = (SYMBOLS[name] for name in names[-2:])
    plain = sympy.expand(case.sympy())
    found = formula(case.text, "--collect", f"{x},{y}")
    try:
        equal = sympy.expand(sympy.sympify(found, locals=dict(SYMBOLS)) - plain) == 0
    except (SyntaxError, TypeError, sympy.SympifyError):
        equal = False
    if not equal:
        return f"--collect {x},{y}\n{found}\nis not equal to {plain}"
    nested = sympy.collect(plain, x, lambda part: sympy.collect(part, y))
    fault = differ(found, str(nested))
    return fault and f"--collect {x},{y}\n{fault}"


def canonical(expression):
    """Numerator and denominator: coprime, whole coefficients, the denominator's first one positive."""
    top, bottom = sympy.fraction(sympy.cancel(sympy.together(expression)))
    names = sorted(top.free_symbols | bottom.free_symbols, key=str)
    if not names:
        return top, bottom
    top, bottom = sympy.Poly(top, *names, domain="QQ"), sympy.Poly(bottom, *names, domain="QQ")
    scale = sympy.ilcm(*[c.q for c in top.coeffs() + bottom.coeffs()])
    top, bottom = top * scale, bottom * scale
    content = sympy.igcd(*(top.coeffs() + bottom.coeffs()))
    content = -content if bottom.LC() < 0 else content
    return (top / content).as_expr(), (bottom / content).as_expr()


def quotient(case):
    top, bottom = canonical(case.sympy())
    found = formula(case.text)
    if bottom.is_number or not bottom.is_Add:
        return differ(found, str(sympy.expand(top / bottom)))
    parts = re.fullmatch(r"(?P<top>[^/]*)/\((?P<bottom>[^()/]*)\)", found)
    if not parts:
        return f"found:    {found}\nexpected: ({top})/({bottom})"
    outside = parts["top"].removeprefix("(").removesuffix(")")
    return differ(outside, str(top)) or differ(parts["bottom"], str(bottom))


def zero(case):
    """What is equal is recognised: the difference of two forms of one value is 0."""
    simple = sympy.factor(case.sympy())
    return differ(formula(f"({case.text}) - ({simple})"), "0")


def main():
    rng = seeded()
    tap = Tap()
    tap.group("polynomials print as in SymPy", many(rng, randoms.polynomial, 4, 150), expanded)
    tap.group("deeper polynomials", many(rng, randoms.polynomial, 6, 25), expanded)
    tap.group("Laurent polynomials print as in SymPy", many(rng, randoms.laurent, 3, 150), expanded)
    tap.group("polynomials collect as in SymPy", many(rng, randoms.polynomial, 5, 100), collected(rng))
    tap.group("Laurent polynomials collect as in SymPy", many(rng, randoms.laurent, 3, 80), collected(rng))
    tap.group("polynomials collect by two symbols", many(rng, randoms.polynomial, 5, 60), collected_twice)
    tap.group("quotients are canonical", many(rng, randoms.rational, 3, 120), quotient)
    tap.group("a difference of equal forms is 0", many(rng, randoms.rational, 3, 60), zero)
    tap.done()


main()
