# SPDX-License-Identifier: LGPL-3.0-or-later
"""Random expressions as trees of tuples, with their text in the cost language and their value in any exact arithmetic.

A tree is ("num", n), ("sym", name), ("neg", a), (op, a, b) with op in + - * /, or ("^", a, k) with a Python integer k."""
from fractions import Fraction

NAMES = ["a", "b", "d", "l", "n", "x", "x2", "x10", "B", "d_model", "V_1"]
POINT = {name: Fraction(10**9 + 7 + 331 * i, 7 + 2 * i) for i, name in enumerate(NAMES)}


def number(rng):
    """Mostly small, sometimes of many digits."""
    size = rng.random()
    if size < 0.75:
        return ("num", rng.randint(0, 12))
    if size < 0.95:
        return ("num", rng.randint(0, 10**6))
    return ("num", rng.randint(0, 10**60))


def leaf(rng, names):
    return number(rng) if rng.random() < 0.35 else ("sym", rng.choice(names))


def polynomial(rng, names, depth):
    """Over the integers; with `/` by numbers also over the rationals."""
    if depth == 0 or rng.random() < 0.1:
        return leaf(rng, names)
    kind = rng.random()
    a = polynomial(rng, names, depth - 1)
    if kind < 0.1:
        return ("neg", a)
    if kind < 0.22:
        return ("^", a, rng.randint(0, 3))
    if kind < 0.3:
        return ("/", a, ("num", rng.randint(1, 30)))
    return (rng.choice("++-**"), a, polynomial(rng, names, depth - 1))


def monomial(rng, names):
    tree = ("num", rng.randint(1, 9))
    for name in rng.sample(names, rng.randint(0, min(3, len(names)))):
        factor = ("sym", name) if rng.random() < 0.5 else ("^", ("sym", name), rng.choice([-3, -2, -1, 2, 3]))
        tree = ("*", tree, factor) if rng.random() < 0.7 else (rng.choice("*/"), factor, tree)
    return tree


def laurent(rng, names, depth):
    """Only monomials are divided by."""
    if depth == 0:
        return monomial(rng, names)
    kind = rng.random()
    a = laurent(rng, names, depth - 1)
    if kind < 0.25:
        return ("/", a, monomial(rng, names))
    if kind < 0.35:
        return ("^", a, rng.randint(0, 3))
    if kind < 0.4:
        return ("^", monomial(rng, names), rng.randint(-4, -1))
    return (rng.choice("++-*"), a, laurent(rng, names, depth - 1))


def rational(rng, names, depth):
    """Any quotients; a divisor is a sum of terms with positive coefficients, or a quotient that is not zero at 1/7."""
    if depth == 0:
        return leaf(rng, names)
    kind = rng.random()
    a = rational(rng, names, depth - 1)
    if kind < 0.3:
        b = rational(rng, names, depth - 1)
        return ("/", a, b) if probe(b) else ("*", a, b)
    if kind < 0.4:
        k = rng.randint(-2, 3)
        return ("^", a, k if k >= 0 or probe(a) else -k)
    return (rng.choice("++-*"), a, rational(rng, names, depth - 1))


def probe(tree):
    """The value at one generic point: zero there is taken for zero everywhere."""
    return value(tree, POINT)


def value(tree, env, lift=Fraction):
    """`env` maps names to numbers or SymPy expressions, `lift` makes one of a whole number."""
    op = tree[0]
    if op == "num":
        return lift(tree[1])
    if op == "sym":
        return env[tree[1]]
    a = value(tree[1], env, lift)
    if op == "neg":
        return -a
    if op == "^":
        return a ** tree[2]
    b = value(tree[2], env, lift)
    return {"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b}[op]()


def names_in(tree):
    if tree[0] == "sym":
        return {tree[1]}
    return set().union(*[names_in(part) for part in tree[1:] if isinstance(part, tuple)])


LEVEL = {"+": 0, "-": 0, "*": 1, "/": 1, "neg": 2, "^": 2, "num": 3, "sym": 3}


def text(tree, rng=None, power="^", negative=2):
    """The cost language's text; with `rng` some brackets and blanks more than are needed; `negative` 0 brackets -a."""

    def write(tree, least):
        op = tree[0]
        if op in ("num", "sym"):
            out = str(tree[1])
        elif op == "neg":
            out = "-" + write(tree[1], 2)
        elif op == "^":
            out = write(tree[1], 3) + power + str(tree[2])
        else:
            space = " " if rng and rng.random() < 0.3 else ""
            level = LEVEL[op]
            out = write(tree[1], level) + space + op + space + write(tree[2], level + 1)
        level = negative if op == "neg" else LEVEL[op]
        if level < least or (rng and rng.random() < 0.05):
            return "(" + out + ")"
        return out

    return write(tree, 0)
