# SPDX-License-Identifier: LGPL-3.0-or-later
"""Random expressions at random points against Python's fractions, and as formulas against PARI/GP."""
import re
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import randoms
from harness import Tap, answer, cases, need_command, run, seeded


class Case:
    def __init__(self, rng, make, depth):
        self.names = rng.sample(randoms.NAMES, rng.randint(1, 5))
        self.tree = make(rng, self.names, depth)
        self.text = randoms.text(self.tree, rng)
        self.point = {name: whole(rng) for name in sorted(randoms.names_in(self.tree))}

    def __str__(self):
        return f"{self.text} at {self.point}"

    def bindings(self):
        return [f"{name}={value}" for name, value in self.point.items()]


def whole(rng):
    return rng.choice([rng.randint(1, 9), rng.randint(1, 10**5), rng.randint(1, 10**40)])


def differ(found, expected):
    return None if found == expected else f"found:    {found}\nexpected: {expected}"


def at_a_point(case):
    try:
        expected = randoms.value(case.tree, {name: Fraction(v) for name, v in case.point.items()})
    except ZeroDivisionError:
        return pole(case)
    return differ(answer("eval", "-e", case.text, *case.bindings()), str(expected))


def pole(case):
    """At a zero of a written divisor: bad input, unless the pole cancels and there is a value."""
    result = run("eval", "-e", case.text, *case.bindings())
    return None if result.status in (0, 3) else str(result)


def bound_formula(case):
    """`formula` with every symbol bound prints the number too."""
    try:
        expected = randoms.value(case.tree, {name: Fraction(v) for name, v in case.point.items()})
    except ZeroDivisionError:
        return None
    return differ(answer("formula", "-e", case.text, *case.bindings()), str(expected))


class Pari:
    """One gp process for many questions."""

    def __init__(self):
        self.lines = []

    def ask(self, line):
        self.lines.append(f"iferr(print({line}), E, print(E));")

    def answers(self):
        done = subprocess.run(["gp", "-q", "-f", "-s", "256M"], input="\n".join(self.lines) + "\n", text=True,
                              capture_output=True, timeout=300)
        return done.stdout.splitlines() + done.stderr.splitlines()


def bracketed(text):
    """gp takes (x) for the beginning of a function, and -- for counting down."""
    return text if re.fullmatch(r"\w+", text) else f"({text})"


def plain(case):
    return bracketed(randoms.text(case.tree, negative=0))


def against_pari(tap, rng):
    """Formulas and what they were made of are equal as PARI's rational functions."""
    if not shutil.which("gp"):
        tap.say("no gp: PARI is not asked")
        return
    pari = Pari()
    asked = []
    for make, depth, count in ((randoms.polynomial, 4, 40), (randoms.laurent, 3, 40), (randoms.rational, 3, 100)):
        for _ in range(cases(count)):
            case = Case(rng, make, depth)
            found = answer("formula", "-e", case.text)
            line = found if found.count("\n") == 0 and len(found) < 50000 else "error"
            pari.ask(f"{plain(case)} - {bracketed(line)}")
            asked.append((case, found))
    told = pari.answers()
    tap.equal(len(told), len(asked), "PARI answers every question")
    wrong = [f"{case.text}\n{found}\nPARI's difference: {zero}" for (case, found), zero in zip(asked, told) if zero != "0"]
    tap.ok(not wrong, f"formulas are equal to PARI's ({len(asked)} cases)", *wrong[:3])


def numbers_against_pari(tap, rng):
    if not shutil.which("gp"):
        return
    pari = Pari()
    asked = []
    for _ in range(cases(60)):
        case = Case(rng, randoms.rational, 4)
        names = ",".join(case.point)
        values = ",".join(str(value) for value in case.point.values())
        pari.ask(f"(({names})->{plain(case)})({values})" if names else plain(case))
        asked.append((case, run("eval", "-e", case.text, *case.bindings())))
    wrong = []
    for (case, result), told in zip(asked, pari.answers()):
        if "error" in told and result.status in (0, 3):
            continue
        if result.out.strip() != told:
            wrong.append(f"{case}\n{result}\nPARI: {told}")
    tap.ok(not wrong, f"numbers are equal to PARI's ({len(asked)} cases)", *wrong[:3])


def many(rng, make, depth, count):
    return (Case(rng, make, depth) for _ in range(cases(count)))


def main():
    need_command()
    rng = seeded()
    tap = Tap()
    tap.group("polynomials at a point", many(rng, randoms.polynomial, 5, 120), at_a_point)
    tap.group("Laurent polynomials at a point", many(rng, randoms.laurent, 3, 80), at_a_point)
    tap.group("quotients at a point", many(rng, randoms.rational, 5, 150), at_a_point)
    tap.group("formulas with all bound", many(rng, randoms.rational, 4, 50), bound_formula)
    against_pari(tap, rng)
    numbers_against_pari(tap, rng)
    tap.done()


main()
