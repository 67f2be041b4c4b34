#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Programs over columns against Python's own integers and fractions: random expressions with every function, on rows at
the ends of 64, 128 and 256 bits, of mixed lengths, with faults; rows-dump runs each in every way there is.

    columns.py ROWS_DUMP
"""

import array
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import Tap, cases, seeded  # noqa: E402

tap = Tap()
rng = seeded()
DIVISION, LOG2 = "!1", "!2"
EDGES = [sign * (2**bits + near) for bits in (31, 32, 52, 62, 63, 64, 127, 128, 191, 255, 256) for near in (-1, 0, 1)
         for sign in (1, -1)]
SMALL = [-3, -2, -1, 0, 1, 2, 3]
NAMES = ["a", "b", "c", "h"]


class Fault(Exception):
    pass


# ---- Python's arithmetic ----


def divide(a, b):
    if b == 0:
        raise Fault(DIVISION)
    return a / b


def log2(x):
    if x <= 0:
        raise Fault(LOG2)
    top, bottom = x.numerator, x.denominator
    if top & (top - 1) or bottom & (bottom - 1):
        raise Fault(LOG2)
    return Fraction(top.bit_length() - bottom.bit_length())


FUNCTIONS = {"floor": lambda x: Fraction(x // 1), "ceil": lambda x: Fraction(-(-x // 1)), "log2": log2,
             "mod": lambda x, y: x - y * (divide(x, y) // 1), "min": min, "max": max}


def value(tree, at):
    kind, *parts = tree
    if kind == "num":
        return Fraction(parts[0])
    if kind == "sym":
        return at[parts[0]]
    parts = [value(part, at) for part in parts]
    if kind in FUNCTIONS:
        return FUNCTIONS[kind](*parts)
    return {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": divide}[kind](*parts)


def text(tree):
    kind, *parts = tree
    if kind in ("num", "sym"):
        return f"({parts[0]})" if str(parts[0]).startswith("-") else str(parts[0])
    parts = [text(part) for part in parts]
    return f"{kind}({', '.join(parts)})" if kind in FUNCTIONS else f"({parts[0]} {kind} {parts[1]})"


def shown(compute):
    try:
        return str(compute())
    except Fault as fault:
        return str(fault)


# ---- random questions ----


def number():
    return ("num", rng.choice([1, 2, 3, 5, 7, 8, 12, 64, -1, -2, -7, 10**6, rng.choice(EDGES)]))


def tree(depth, polynomial=False):
    if depth == 0 or rng.random() < 0.1:
        return ("sym", rng.choice(NAMES)) if rng.random() < 0.75 else number()
    kind = rng.random()
    if polynomial or kind < 0.6:
        return (rng.choice("++-***"), tree(depth - 1, polynomial), tree(depth - 1, polynomial))
    if kind < 0.7:
        return ("/", tree(depth - 1), ("num", rng.choice([2, 3, -4, 7, 2**40, 2**70])))
    if kind < 0.85:
        return (rng.choice(["min", "max"]), tree(depth - 1), tree(depth - 1))
    # What is divided by is never 0, so that nothing that is simplified away could have had a fault.
    divisor = rng.choice([("num", rng.choice([2, 3, 64, 2**33, -5])),
                          ("+", ("*", ("sym", "h"), ("sym", "h")), ("num", rng.choice([1, 7])))])
    if kind < 0.95:
        return (rng.choice(["floor", "ceil"]), ("/", tree(depth - 1), divisor))
    return ("mod", tree(depth - 1), divisor)


def entry(style):
    if style == "small":
        return rng.choice(SMALL)
    if style == "edge":
        return rng.choice(EDGES)
    if style == "usual":
        return rng.randint(1, 2**rng.randint(1, 40))
    return rng.choice([rng.choice(EDGES), rng.choice(SMALL), rng.randint(-(2**70), 2**70), rng.randint(1, 10**6)])


def rows_of(count, rational):
    """A column has one style or, in some blocks, one odd row among short ones."""
    styles = [rng.choice(["small", "usual", "usual", "edge", "mixed"]) for _ in NAMES]
    rows = [[Fraction(entry(style)) for style in styles] for _ in range(count)]
    if rng.random() < 0.3:
        constant = rows[0][1]
        for row in rows:
            row[1] = constant
    if rational:
        for row in rows:
            row[0] = Fraction(row[0].numerator, rng.choice([1, 2, 3, 1024, 2**64 + 1]))
    if rng.random() < 0.5:
        rows[rng.randrange(count)][rng.randrange(len(NAMES))] = Fraction(rng.choice(EDGES))
    return rows


RELATIONS = {"less": lambda a, b: a < b, "at-most": lambda a, b: a <= b, "equal": lambda a, b: a == b,
             "divides": lambda a, b: b == 0 if a == 0 else (b / a).denominator == 1}


class Question:
    def __init__(self, exprs, where, rows, rational=False):
        self.exprs, self.where, self.rows, self.rational = exprs, where, rows, rational

    def asked(self):
        domains = ["rationals" if self.rational and name == "a" else "integers" for name in NAMES]
        lines = [f"symbol {name} {domain}" for name, domain in zip(NAMES, domains)]
        lines += [f"expr {text(expr)}" for expr in self.exprs]
        lines += [f"where {kind} {text(left)}|{text(right)}" for kind, left, right in self.where]
        lines += [f"rows {len(self.rows)}"] + [" ".join(map(str, row)) for row in self.rows]
        return "\n".join(lines) + "\n"

    def expected(self):
        for row in self.rows:
            at = dict(zip(NAMES, row))
            cells = [shown(lambda: value(expr, at)) for expr in self.exprs]
            cells += [shown(lambda: int(RELATIONS[kind](value(left, at), value(right, at))))
                      for kind, left, right in self.where]
            yield "".join(cell + "\t" for cell in cells)

    def __str__(self):
        return "\n".join(line[:300] for line in self.asked().split("\n")[:12])


def wrong(question):
    done = subprocess.run([sys.argv[1]], input=question.asked(), text=True, capture_output=True, timeout=300)
    if done.returncode:
        return f"status {done.returncode}: {done.stderr[:1000]}"
    found, expected = done.stdout.split("\n"), [*question.expected(), "end", ""]
    for i, (a, b) in enumerate(zip(found, expected)):
        if a != b:
            at = question.rows[i] if i < len(question.rows) else ""
            return f"line {i}: {[str(x) for x in at]}\nfound:    {a[:300]}\nexpected: {b[:300]}"
    return None if len(found) == len(expected) else f"{len(found)} lines for {len(expected)}"


def random_question(polynomial):
    exprs = [tree(rng.randint(1, 4), polynomial) for _ in range(rng.randint(1, 3))]
    where = [(rng.choice(list(RELATIONS)), tree(2, polynomial), tree(2, polynomial)) for _ in range(rng.randint(0, 2))]
    rational = not polynomial and rng.random() < 0.3
    return Question(exprs, where, rows_of(rng.choice([1, 2, 7, 40, 200]), rational), rational)


def sym(name):
    return ("sym", name)


tap.group("polynomials", (random_question(True) for _ in range(cases(25))), wrong)
tap.group("functions and fractions", (random_question(False) for _ in range(cases(25))), wrong)

# ---- the ends of lanes ----

products = [("*", sym("a"), sym("b")), ("+", sym("a"), sym("b")), ("-", sym("a"), sym("b")),
            ("-", ("*", sym("a"), sym("b")), ("*", sym("a"), ("+", sym("b"), ("num", -1)))),
            ("+", ("*", ("num", -3), sym("a")), ("*", sym("b"), sym("c"))),
            ("floor", ("/", sym("a"), ("num", -1))), ("max", sym("a"), sym("b")), ("min", sym("a"), ("num", 2**63))]
edge_rows = [[Fraction(x) for x in (a, b, c, 1)] for a in EDGES for b in (*EDGES, *SMALL) for c in (1, -1)]
rng.shuffle(edge_rows)
edge_rows = edge_rows[:cases(1000)]
blocks = [sorted(edge_rows, key=lambda row: max(abs(x) for x in row))[i::8] for i in range(8)]
where = [("less", sym("a"), sym("b")), ("divides", sym("b"), sym("a")), ("equal", sym("a"), ("*", sym("b"), sym("c")))]
tap.group("every pair of ends", (Question(products, where, rows) for rows in [*blocks, edge_rows[:513]]), wrong)
lanes = [[row for row in edge_rows if max(abs(x) for x in row) <= 2**bits + 1] for bits in (32, 63, 64, 127, 128, 255)]
tap.group("lane by lane", (Question(products, where, rows) for rows in lanes), wrong)

# ---- faults ----

faults = [("/", sym("a"), sym("b")), ("floor", ("/", sym("a"), sym("b"))), ("log2", sym("c")),
          ("max", ("/", sym("a"), sym("b")), sym("c")), ("+", sym("a"), sym("c"))]
where = [("less", ("/", sym("a"), sym("b")), sym("c")), ("divides", sym("b"), sym("a"))]
fault_rows = [[Fraction(rng.choice([*SMALL, 8, 2**64, 2**70, -(2**63)])) for _ in NAMES] for _ in range(300)]
tap.group("rows without an answer", [Question(faults, where, fault_rows)], wrong)
powers = [[Fraction(1 << rng.randint(0, 60)) for _ in NAMES] for _ in range(100)]
logs = [("log2", sym("a")), ("*", ("log2", ("/", sym("a"), sym("b"))), ("log2", sym("c")))]
tap.group("powers of two", [Question(logs, [], powers)], wrong)
tap.group("no rows", [Question(products, where[1:], [])], wrong)

# ---- many rows as anybody would run them ----

TOTAL = "8*d^2*l*n + 4*d*f*l*n + 4*d*l^2*n + 14*d*l*n + 2*d*l*v + 7*d*l + 15*d*n + 7*d + f*n + 5*h*l^2*n"


def notebook(d, f, h, l, n, v):
    return (8*d*d*l*n + 4*d*f*l*n + 4*d*l*l*n + 14*d*l*n + 2*d*l*v + 7*d*l + 15*d*n + 7*d + f*n + 5*h*l*l*n)


def many(rows):
    values = array.array("q", rng.randbytes(48 * rows))
    shifts = [rng.choice([0, 20, 40, 50]) for _ in range(rows // 512 + 1)]
    for i in range(len(values)):
        values[i] >>= shifts[i // (6 * 512)]
    args = [sys.argv[1], "-r", str(rows), TOTAL, *"dfhlnv"]
    done = subprocess.run(args, input=values.tobytes(), capture_output=True, timeout=600)
    columns = [values[i::6] for i in range(6)]
    expected = "".join(f"{total}\t\n" for total in map(notebook, *columns)).encode()
    return done.stdout == expected and len(expected) > 3 * rows


MANY = cases(50000)  # 2000 cases are a million rows
tap.ok(many(MANY), f"{MANY} rows of the notebook's total, byte for byte")
tap.done()
