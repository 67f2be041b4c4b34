# SPDX-License-Identifier: LGPL-3.0-or-later
"""Decimals of --approx: of rationals against Python's fractions, of products, sums and quotients with log2 against
mpmath at twice the digits and more."""
import re
import sys
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import Tap, answer, cases, need_command, seeded

try:
    import mpmath
except ImportError:
    mpmath = None

DECIMAL = re.compile(r"(~?)(-?)(\d+)(?:\.(\d+))?(?:e(-?\d+))?")


class Decimal:
    """What was printed: a number, how many digits it has, and what its last digit counts for."""

    def __init__(self, text, digits):
        match = DECIMAL.fullmatch(text)
        if not match:
            raise ValueError(text)
        mark, sign, whole, part, exponent = match.groups()
        self.exact = not mark
        written = (whole + (part or "")).lstrip("0")
        power = int(exponent or 0) - len(part or "")
        self.value = Fraction(int(written or "0")) * Fraction(10) ** power * (-1 if sign else 1)
        # Zeros before the point fill up what a number with few digits lacks.
        self.count = len(written)
        self.unit = Fraction(10) ** (power + max(0, self.count - digits))


def fault_of(text, digits, away):
    """What is wrong with the text; `away(x)` is how far the true number is from the rational x, towards zero if < 0."""
    try:
        found = Decimal(text, digits)
    except ValueError:
        return "no decimal: " + text
    distance = away(found.value)
    if found.exact:
        return None if distance == 0 and found.count <= max(digits, 21) else f"not exact: {text}"
    if found.count < digits:
        return f"{found.count} digits: {text}"
    # Half a unit is rounded away from zero: the true number may be that much nearer to zero, not farther away.
    if distance == 0 or not -found.unit / 2 <= distance < found.unit / 2:
        return f"not the nearest: {text}"
    return None


# ---- rationals ----

class Rational:
    def __init__(self, rng):
        self.digits = rng.choice([1, 2, 3, rng.randint(1, 30), rng.randint(1, 200)])
        sizes = [1, 2, 10, 30, 60, self.digits]
        # Powers of two and of ten, and what is next to them, are where the number of digits changes.
        whole = [lambda: rng.randint(1, 10 ** rng.choice(sizes)), lambda: 2 ** rng.randint(0, 200),
                 lambda: 10 ** rng.randint(0, 60) + rng.randint(-1, 1) or 1, lambda: 2 ** rng.randint(1, 200) - 1,
                 lambda: 5 * 10 ** rng.randint(0, 9)]
        self.value = Fraction(rng.choice(whole)(), rng.choice(whole)()) * rng.choice([1, -1])

    def __str__(self):
        return f"{self.value} to {self.digits} digits"

    def check(self):
        text = answer("eval", "-e", f"({self.value})", "--approx", self.digits)
        side = 1 if self.value > 0 else -1
        return fault_of(text, self.digits, lambda x: (self.value - x) * side)


# ---- log2 ----

def rational(rng):
    return Fraction(rng.randint(1, rng.choice([9, 1000, 10**30])), rng.choice([1, 1, rng.randint(1, 1000)]))


class Logs:
    """A tree of sums, products, quotients and powers: (mark, one, other), or (None, log2's argument)."""

    def __init__(self, rng):
        self.tree = self.make(rng, rng.randint(0, 3))
        self.digits = rng.choice([1, 2, rng.randint(1, 30), rng.randint(1, 200)])

    def make(self, rng, depth):
        if depth == 0:
            return rng.choice([("log2", rational(rng)), ("log2", rational(rng)), ("number", rational(rng))])
        mark = rng.choice("+-*/^")
        return mark, self.make(rng, depth - 1), rng.randint(2, 4) if mark == "^" else self.make(rng, depth - 1)

    def text(self, node):
        if node[0] == "log2":
            return f"log2({node[1]})"
        if node[0] == "number":
            return f"({node[1]})"
        right = str(node[2]) if node[0] == "^" else self.text(node[2])
        return f"({self.text(node[1])} {node[0]} {right})"

    def value(self, node):
        if node[0] in ("log2", "number"):
            x = mpmath.mpf(node[1].numerator) / node[1].denominator
            return mpmath.log(x) / mpmath.log(2) if node[0] == "log2" else x
        one = self.value(node[1])
        if node[0] == "^":
            return one ** node[2]
        other = self.value(node[2])
        return {"+": one + other, "-": one - other, "*": one * other}[node[0]] if node[0] != "/" else one / other

    def __str__(self):
        return f"{self.text(self.tree)} to {self.digits} digits"

    def check(self):
        with mpmath.workdps(2 * self.digits + 200):
            try:
                true = self.value(self.tree)
            except ZeroDivisionError:
                return None
            if abs(true) < mpmath.mpf(10) ** -(self.digits + 100):
                return None
            text = answer("eval", "-e", self.text(self.tree), "--approx", self.digits)
            side = 1 if true > 0 else -1
            tiny = mpmath.mpf(10) ** -(self.digits + 100) * abs(true)

            def away(x):
                distance = (true - mpmath.mpf(x.numerator) / x.denominator) * side
                return 0 if abs(distance) < tiny else Fraction(int(distance / tiny)) * Fraction(str(mpmath.nstr(tiny, 30)))

            return fault_of(text, self.digits, away)


def main():
    need_command()
    rng = seeded()
    tap = Tap()
    tap.group("decimals of rationals", (Rational(rng) for _ in range(cases(400))), Rational.check)
    if mpmath:
        tap.group("decimals of logarithms", (Logs(rng) for _ in range(cases(300))), Logs.check)
    else:
        tap.say("no mpmath: logarithms are not checked")
    tap.done()


main()
