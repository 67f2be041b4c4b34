# SPDX-License-Identifier: LGPL-3.0-or-later
"""Laws that hold whatever the numbers: of rings and fields, of printing and reading back, of substitution."""
import re
import sys
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import randoms
from harness import Tap, answer, cases, need_command, seeded

# Both sides print the same text.
LAWS = {
    "addition commutes": ("{A} + {B}", "{B} + {A}"),
    "addition associates": ("({A} + {B}) + {C}", "{A} + ({B} + {C})"),
    "multiplication commutes": ("{A} * {B}", "{B} * {A}"),
    "multiplication associates": ("({A} * {B}) * {C}", "{A} * ({B} * {C})"),
    "multiplication distributes": ("{A} * ({B} + {C})", "{A}*{B} + {A}*{C}"),
    "what is subtracted from itself is 0": ("{A} - {A}", "0"),
    "subtraction is addition of the negative": ("{A} - {B}", "-{B} + {A}"),
    "a square is a product": ("({A} + {B})^2", "{A}^2 + 2*{A}*{B} + {B}^2"),
    "powers add": ("{A}^2 * {A}^3", "{A}^5"),
    "the power 0 is 1": ("{A}^0", "1"),
    "** is ^": ("{A}**2", "{A}^2"),
    "one half twice": ("{A}/2 + {A}*1/2", "{A}"),
}
# The same with divisors: D and E are not zero.
QUOTIENTS = {
    "division undoes multiplication": ("{A} * {D} / {D}", "{A}"),
    "multiplication undoes division": ("{A} / {D} * {D}", "{A}"),
    "division by a quotient": ("{A} / ({D} / {E})", "{A} * {E} / {D}"),
    "division twice": ("{A} / {D} / {E}", "{A} / ({D} * {E})"),
    "fractions add": ("{A}/{D} + {B}/{E}", "({A}*{E} + {B}*{D}) / ({D}*{E})"),
    "a negative power": ("{D}^-2", "1/{D}/{D}"),
    "powers of both signs": ("{D}^-3 * {D}^2", "{D}^-1"),
    "the sign moves": ("{A}/(-{D})", "-{A}/{D}"),
    "a pole that cancels": ("({D}^2 - {E}^2)/({D} + 2*{E} - {E})", "{D} - {E}"),
}


class Parts:
    """Random A, B, C of any kind, D and E not zero."""

    def __init__(self, rng, make, depth):
        names = rng.sample(randoms.NAMES, rng.randint(1, 4))
        self.parts = {}
        for letter in "ABCDE":
            tree = make(rng, names, depth)
            while letter in "DE" and not self.usable(tree):
                tree = make(rng, names, depth)
            self.parts[letter] = "(" + randoms.text(tree) + ")"
            self.parts[letter + "'"] = tree

    def usable(self, tree):
        value = randoms.probe(tree)
        other = self.parts.get("D'")
        return value != 0 and (other is None or value + randoms.probe(other) != 0)

    def fill(self, text):
        return text.format(**{k: v for k, v in self.parts.items() if "'" not in k})


def differ(found, expected):
    return None if found == expected else f"one:   {found}\nother: {expected}"


def laws(tap, rng, table, make, what, count):
    for name, (one, other) in table.items():
        def check(parts):
            return differ(answer("formula", "-e", parts.fill(one)), answer("formula", "-e", parts.fill(other)))

        class Shown(Parts):
            def __str__(self):
                return self.fill(one)

        tap.group(f"{name}: {what}", (Shown(rng, make, 2) for _ in range(cases(count))), check)


class Written:
    def __init__(self, rng, make, depth):
        self.names = rng.sample(randoms.NAMES, rng.randint(2, 5))
        self.tree = make(rng, self.names, depth)
        self.text = randoms.text(self.tree, rng)
        self.rng = rng

    def __str__(self):
        return self.text


def reads_back(case):
    printed = answer("formula", "-e", case.text)
    again = answer("formula", "-e", printed)
    names = words(printed)
    collected = answer("formula", "-e", printed, "--collect", names[0]) if names else printed
    powers = answer("formula", "-e", printed, "--format", "sympy")
    return (
        differ(again, printed)
        or differ(answer("formula", "-e", collected), printed)
        or differ(answer("formula", "-e", powers), printed)
        or differ(powers.replace("**", "^"), printed)
    )


def positive(rng, names):
    """An expression that is a positive integer wherever its symbols are."""
    tree = ("num", rng.randint(1, 99))
    for name in rng.sample(names, min(2, len(names))):
        tree = ("+", ("*", ("num", rng.randint(1, 9)), ("^", ("sym", name), rng.randint(1, 2))), tree)
    return tree


def put(tree, values):
    if tree[0] == "sym":
        return values.get(tree[1], tree)
    return tuple(put(part, values) if isinstance(part, tuple) else part for part in tree)


def words(text):
    return re.findall(r"[A-Za-z_]\w*", text)


def has_pole(tree, point):
    try:
        randoms.value(tree, point)
    except ZeroDivisionError:
        return True
    return False


def substitution(case):
    """Bindings mean brackets: E with x=F and y=G is E with (F) and (G) written in it."""
    rng = case.rng
    bound = sorted(randoms.names_in(case.tree))[:2]
    free = [name for name in randoms.NAMES if name not in bound]
    values = {name: positive(rng, free) for name in bound}
    given = [f"{name}={randoms.text(tree)}" for name, tree in values.items()]
    filled = put(case.tree, values)
    if has_pole(filled, randoms.POINT):
        return None
    found = answer("formula", "-e", case.text, *given)
    expected = answer("formula", "-e", randoms.text(filled))
    fault = differ(found, expected)
    return fault and f"{given}\n{fault}"


def substitution_later(case):
    """Evaluating after substituting is evaluating at the substituted values."""
    rng = case.rng
    present = sorted(randoms.names_in(case.tree))
    if len(present) < 2:
        return None
    bound, free = present[0], present[1:]
    inner = positive(rng, free)
    point = {name: rng.randint(1, 10**6) for name in free}
    numbers = [f"{name}={value}" for name, value in point.items()]
    if has_pole(put(case.tree, {bound: inner}), {name: Fraction(v) for name, v in point.items()}):
        return None
    formula = answer("formula", "-e", case.text, f"{bound}={randoms.text(inner)}")
    first = answer("eval", "-e", formula, *[n for n in numbers if n.partition("=")[0] in words(formula)])
    value = randoms.value(inner, point, int)
    together = answer("eval", "-e", case.text, f"{bound}={randoms.text(inner)}", *numbers)
    fault = differ(first, answer("eval", "-e", case.text, f"{bound}={value}", *numbers)) or differ(first, together)
    return fault and f"{bound}={randoms.text(inner)} {numbers}\n{fault}"


def written(rng, make, depth, count):
    return (Written(rng, make, depth) for _ in range(cases(count)))


def main():
    need_command()
    rng = seeded()
    tap = Tap()
    laws(tap, rng, LAWS, randoms.polynomial, "polynomials", 8)
    laws(tap, rng, LAWS, randoms.rational, "quotients", 8)
    laws(tap, rng, QUOTIENTS, randoms.laurent, "Laurent polynomials", 8)
    laws(tap, rng, QUOTIENTS, randoms.rational, "quotients", 8)
    for make, depth in ((randoms.polynomial, 4), (randoms.laurent, 3), (randoms.rational, 3)):
        name = make.__name__
        tap.group(f"{name}: what is printed reads back", written(rng, make, depth, 25), reads_back)
        tap.group(f"{name}: bindings are brackets", written(rng, make, depth, 30), substitution)
        tap.group(f"{name}: evaluate after substitute", written(rng, make, depth, 20), substitution_later)
    tap.done()


main()
