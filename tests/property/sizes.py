#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Sizes of printed programs, in infix and as SymPy's srepr writes them, against Python's own arithmetic at random points;
simple ones against SymPy's printing.

    sizes.py GRAPH_DUMP
"""

import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import sympy

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import Tap, cases, seeded  # noqa: E402

SYMBOLS = ["s0", "s1", "s77", "u3", "zuf0"]
FUNCTIONS = {"floor": lambda x: x // 1, "ceiling": lambda x: -(-x // 1), "Mod": lambda a, b: a % b, "Min": min, "Max": max,
             "Fraction": Fraction, "__builtins__": {}}
BINARY = ["+", "-", "*", "//", "Min", "Max", "Mod", "FloorDiv", "**", "CleanDiv"]


class Tree:
    """An expression in both notations, and its value."""

    def __init__(self, infix, srepr, value):
        self.infix, self.srepr, self.value = infix, srepr, value


def symbol(name):
    return Tree(name, f"Symbol('{name}', positive=True, integer=True)", lambda at: at[name])


def number(n):
    return Tree(str(n), f"Integer({n})", lambda at: Fraction(n))


def binary(kind, a, b, power):
    x, y = f"({a.infix})", f"({b.infix})"
    if kind == "+":
        return Tree(f"{a.infix} + {y}", f"Add({a.srepr}, {b.srepr})", lambda at: a.value(at) + b.value(at))
    if kind == "-":
        return Tree(f"{a.infix} - {y}", f"Add({a.srepr}, Mul(Integer(-1), {b.srepr}))", lambda at: a.value(at) - b.value(at))
    if kind == "*":
        return Tree(f"{x}*{y}", f"Mul({a.srepr}, {b.srepr})", lambda at: a.value(at) * b.value(at))
    if kind == "//" or kind == "FloorDiv":
        infix = f"({x}//{power})" if kind == "//" else f"FloorDiv({a.infix}, {power})"
        return Tree(infix, f"FloorDiv({a.srepr}, Integer({power}))", lambda at: a.value(at) // power)
    if kind == "CleanDiv":
        return Tree(f"CleanDiv({x}*{power}, {power})", f"CleanDiv(Mul({a.srepr}, Integer({power})), Integer({power}))", a.value)
    if kind == "**":
        return Tree(f"{x}**2", f"Pow({a.srepr}, Integer(2))", lambda at: a.value(at)**2)
    if kind == "Mod":
        return Tree(f"Mod({a.infix}, {power})", f"Mod({a.srepr}, Integer({power}))", lambda at: a.value(at) % power)
    best = min if kind == "Min" else max
    return Tree(f"{kind}({a.infix}, {b.infix})", f"{kind}({a.srepr}, {b.srepr})", lambda at: best(a.value(at), b.value(at)))


def grow(random, depth):
    if depth == 0 or random.random() < 0.2:
        return symbol(random.choice(SYMBOLS)) if random.random() < 0.7 else number(random.randint(0, 300))
    kind = random.choice(BINARY)
    return binary(kind, grow(random, depth - 1), grow(random, depth - 1), random.randint(2, 9))


def read(program, texts):
    """What the sizes are as SymPy would print them, or the whole error."""
    parameters = ", ".join(f'a{i}: "f32[{text}]"' for i, text in enumerate(texts))
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(f"class GraphModule(torch.nn.Module):\n    def forward(self, {parameters}):\n        return ()\n")
        file.flush()
        done = subprocess.run([program, file.name], capture_output=True, text=True, timeout=120)
    if done.returncode:
        return done.stderr
    return [line.split("\t")[4][4:-1] for line in done.stdout.split("\n") if line.startswith("input\t")]


def value(text, at):
    out, i = [], 0
    while i < len(text):
        j = i
        while j < len(text) and text[j].isdigit() and not (i > 0 and (text[i - 1].isalnum() or text[i - 1] == "_")):
            j += 1
        out.append(f"Fraction({text[i:j]})" if j > i else text[i])
        i = max(j, i + 1)
    return eval("".join(out), dict(FUNCTIONS), at)


def check_values(tap, random, program):
    trees = [grow(random, random.randint(1, 4)) for _ in range(cases(300))]
    for notation in ("infix", "srepr"):
        shown = read(program, [getattr(tree, notation) for tree in trees])
        if isinstance(shown, str):
            tap.ok(False, f"{notation} is read", shown)
            continue

        def wrong(pair):
            tree, text = pair
            for _ in range(5):
                at = {name: Fraction(random.randint(1, 1000)) for name in SYMBOLS}
                if value(text, at) != tree.value(at):
                    return f"{getattr(tree, notation)} is read as {text}"
            return None

        tap.group(f"values of {notation}", zip(trees, shown), wrong)


def check_sympy(tap, program):
    texts = ["s0", "2*s77", "s77 + 1", "s0*s1", "(s0 + 1)**2", "3 - s0 + 2*s1*s0", "s0**2*s1 - 4*s1", "10**40"]
    want = [str(sympy.expand(sympy.sympify(text))) for text in texts]
    tap.equal(read(program, texts), want, "polynomials print as SymPy prints them")
    unknown = ["Eq(u5, 1)", "u0 >= 2", "Ne(u4*u5, 0)", "int_oo", "-int_oo", "GreaterThan(Symbol('u0', integer=True), Integer(2))",
               "Unheard(s0) + 1", "s0**s1", "Eq(s0, 1) & (s1 < 2)", "~(s0 > 1)"]
    tap.equal(read(program, unknown), ["?"] * len(unknown), "conditions and what is not known have no value")
    tap.equal(read(program, ["IntTrueDiv(s0, 2)", "Rational(1, 2)*s0", "ceiling(s0/2)", "FloorToInt(IntTrueDiv(s0, 4))"]),
              ["s0/2", "s0/2", "ceiling(s0/2)", "floor(s0/4)"], "quotients")


def check_errors(tap, program):
    for text, said in (("s0 +", "expected a number or a name in a size"), ("s0*(s1 + 2, 3", "expected ']' after a tensor's sizes"),
                       ("s0 s1", "expected an operator in a size"), ("s0/(s1 - s1)", "division by zero"),
                       ("9" * 400000, "--max-bits"), ("(" * 100000 + "1" + ")" * 100000, "--max-depth"),
                       ("2**" * 100000 + "1", "--max-depth"), ("2**(10**9)", "--max-bits")):
        found = read(program, [text])
        tap.ok(isinstance(found, str) and said in found, f"{text[:40]}: {said}", str(found)[-300:])


def main():
    program, tap, random = sys.argv[1], Tap(), seeded()
    check_values(tap, random, program)
    check_sympy(tap, program)
    check_errors(tap, program)
    tap.done()


if __name__ == "__main__":
    main()
