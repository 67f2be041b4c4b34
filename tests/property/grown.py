# SPDX-License-Identifier: LGPL-3.0-or-later
"""Random expressions with floor, ceil, mod, min and max, each with a function that computes it."""
import math
from fractions import Fraction

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
