# SPDX-License-Identifier: LGPL-3.0-or-later
"""What --format c, python, javascript, sql and mathml print, run at random points against exact fractions and `eval`."""
import math
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
import xml.etree.ElementTree as ElementTree
from decimal import Decimal, getcontext
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import Tap, cases, need_command, run, seeded
from postgres import Postgres

getcontext().prec = 400

# Words of C, Python, JavaScript or SQL, and names that the programs use themselves, are among them.
NAMES = ["a", "d_model", "l", "lambda", "int", "var", "pc_sum", "_Bool", "Fraction", "pc_out", "n", "select", "x"]


# ---- expressions of the cost language ----


def polynomial(rng, names, depth):
    if depth == 0:
        return rng.choice(names) if rng.random() < 0.7 else str(rng.choice([1, 2, 3, 7, 10**6, 10**25]))
    a, b = polynomial(rng, names, depth - 1), polynomial(rng, names, depth - 1)
    return rng.choice([f"({a} + {b})", f"({a} - {b})", f"{a}*{b}", f"{a}*{b}", f"({a})^{rng.randint(2, 4)}"])


def term(rng, names):
    return polynomial(rng, names, rng.randint(0, 1))


def whole_atom(rng, names):
    """Fractions only right under floor and ceil."""
    a, b = term(rng, names), term(rng, names)
    k = rng.choice(["2", "3", "64", rng.choice(names)])
    return rng.choice([f"floor({a}/{k} + 1/2)", f"ceil(({a} - {b})/{k})", f"floor({a}/{k})", f"max({a}, {b}, 3)",
                       f"min({a}, {b})", f"mod({a}, {k})"])


def fraction_atom(rng, names):
    a, b = term(rng, names), term(rng, names)
    return rng.choice([f"floor(max({a}/2, {b}/3))", f"max({a}/7, {b})", f"min({a}/3, {b}/2, 5/2)", f"mod({a}/2, 3)",
                       f"ceil(min({a}/3, {b}) + 1/2)", f"log2(2^{rng.randint(0, 9)}/4)", f"log2({rng.choice(names)})",
                       f"log2(1/{rng.choice(names)})"])


def with_atoms(atom):
    def make(rng, names):
        return f"{term(rng, names)}*{atom(rng, names)} + {term(rng, names)} - {atom(rng, names)}*{rng.choice(names)}"
    return make


def over_one_line(rng, names):
    return f"{polynomial(rng, names, 2)}/{rng.choice(['2', '6', rng.choice(names)])} + {whole_atom(rng, names)}/4"


KINDS = {
    "polynomials": lambda rng, names: polynomial(rng, names, 3),
    "whole atoms": with_atoms(whole_atom),
    "one line": over_one_line,
    "fractions": with_atoms(fraction_atom),
}


def log2(x):
    x = Fraction(x)
    n = x.numerator.bit_length() - x.denominator.bit_length()
    if x != Fraction(2) ** n:
        raise ValueError
    return Fraction(n)


FUNCTIONS = {"floor": math.floor, "ceil": math.ceil, "max": max, "min": min, "mod": lambda a, b: a - b * math.floor(a / b),
             "log2": log2, "F": Fraction}


# No less than any value on the way to a function's.
BOUNDS = {"floor": lambda a: a, "ceil": lambda a: a + 1, "max": max, "min": max, "mod": lambda a, b: 2 * a + b,
          "log2": lambda a: a + 200, "F": Fraction}


def value(text, point, functions=FUNCTIONS):
    """Exactly, or None where there is none."""
    names = {f"v_{name}": Fraction(v) for name, v in point.items()}
    program = re.sub(r"\b[A-Za-z_]\w*|\d+", lambda m: m[0] if m[0] in FUNCTIONS else f"F({m[0]})" if m[0][0].isdigit()
                     else f"v_{m[0]}", text).replace("^", "**")
    try:
        return Fraction(eval(program, functions, names))
    except (ZeroDivisionError, ValueError):
        return None


class Case:
    """A model with a metric for each of many expressions, and points."""

    def __init__(self, rng, kind, folder, number):
        self.names = rng.sample(NAMES, rng.randint(2, 5))
        self.texts = [KINDS[kind](rng, self.names) for _ in range(6)]
        self.metrics = [f"m{i}" for i in range(len(self.texts))]
        self.points = [self.point(rng) for _ in range(4)]
        self.path = folder / f"{kind.replace(' ', '_')}{number}.cost"
        symbols = "".join(f"symbol {name}\nassume {name} in integers\n" for name in self.names)
        items = "".join(f'  {m} "{m}": {text}\n' for m, text in zip(self.metrics, self.texts))
        declared = "".join(f"metric {m}\n" for m in self.metrics)
        self.path.write_text(f"{symbols}{declared}model M {{\n{items}}}\n")
        self.values = [[self.value(i, point) for point in self.points] for i in range(len(self.texts))]

    def value(self, i, point):
        """Where the text has no value there may still be one: poles that cancel are gone."""
        exact = value(self.texts[i], point)
        return exact if exact is not None else self.by_command(i, point)

    def by_command(self, i, point):
        found = run("eval", self.path, "-m", self.metrics[i], *[f"{name}={v}" for name, v in point.items()])
        return Fraction(found.out) if found.status == 0 else None

    def point(self, rng):
        size = rng.choice([3, 20, 2**40, 2**62])
        return {name: rng.choice([rng.randint(-size, size), 2 ** rng.randint(0, 40), rng.randint(1, size)])
                for name in self.names}

    def __str__(self):
        return f"{self.texts}\nat {self.points}"

    def printed(self, format):
        return run("formula", self.path, "--metric", ",".join(self.metrics), "--format", format)

    def parameters(self, i):
        found = run("formula", self.path, "--metric", self.metrics[i], "--format", "json")
        return re.findall(r'"(\w+)"', found.out.split('"symbols": ')[1])

    def by_eval(self):
        """None, or where `eval` differs from the exact values."""
        for i, text in enumerate(self.texts):
            for point, expected in zip(self.points, self.values[i]):
                if self.by_command(i, point) != expected:
                    return f"eval of {text} at {point} is not {expected}"
        return None

    def compare(self, found, must=None):
        """`found[i][j]`: the value of expression i at point j, None where the program refused, as
        it may unless it `must` answer."""
        for i, row in enumerate(found):
            for j, got in enumerate(row):
                expected = self.values[i][j]
                if must and got is None and not must(self.texts[i], self.points[j]):
                    continue
                if got != expected:
                    return f"{self.texts[i]}\nat {self.points[j]}\nfound:    {got}\nexpected: {expected}"
        return None


# ---- programs ----


def in_python(case):
    program = case.printed("python")
    if program.status:
        return str(program)
    space = {}
    exec(compile(program.out, "printed", "exec"), space)
    functions = [space[m] for m in case.metrics]

    def call(function, i, point):
        try:
            got = function(*[point[name] for name in case.parameters_of[i]])
        except (ZeroDivisionError, ValueError):
            return None
        return got if type(got) is int or got.denominator != 1 else "a Fraction that is whole"

    case.parameters_of = [case.parameters(i) for i in range(len(case.texts))]
    return case.compare([[call(f, i, p) for p in case.points] for i, f in enumerate(functions)])


def whole_values(case):
    """Programs of whole numbers refuse the others."""
    for row in case.values:
        row[:] = [v if v is not None and v.denominator == 1 else None for v in row]


def in_c(case, compiler, folder):
    program = case.printed("c")
    if program.status:
        return str(program)
    lines = ["#include <stdio.h>", program.out,
             "static void show(bool good, pc_integer n) {",
             "  char text[64], *p = text + 63;",
             "  bool minus = n < 0;",
             "  *p = 0;",
             "  if (!good) { puts(\"no\"); return; }",
             "  if (n == 0) *--p = '0';",
             "  for (; n; n /= 10) *--p = (char)('0' + (int)(minus ? -(n % 10) : n % 10));",
             "  if (minus) *--p = '-';",
             "  puts(p);",
             "}", "int main(void) {", "  pc_integer out = 0;", "  bool good;"]
    for i, metric in enumerate(case.metrics):
        for point in case.points:
            values = "".join(f", {point[name]}" for name in case.parameters(i))
            lines.append(f"  good = {metric}(&out{values});\n  show(good, out);")
    source, binary = folder / "printed.c", folder / "printed"
    source.write_text("\n".join(lines) + "\n  return 0;\n}\n")
    made = subprocess.run([*compiler, "-Wall", "-Wextra", "-Werror", "-pedantic", "-o", binary, source],
                          capture_output=True, text=True)
    if made.returncode:
        return made.stderr + program.out
    return case.compare(rows(case, subprocess.run([binary], capture_output=True, text=True).stdout), is_small)


def is_small(text, point):
    """Nothing that is computed on the way comes near 2^127: there must be an answer, elsewhere overflow is reported."""
    bound = value(text.replace("-", "+"), {name: max(1, abs(v)) for name, v in point.items()}, BOUNDS)
    return bound < 2**50


def rows(case, out):
    lines = [None if line == "no" else Fraction(line) for line in out.split()]
    n = len(case.points)
    return [lines[i : i + n] for i in range(0, len(lines), n)]


def in_javascript(case, folder):
    program = case.printed("javascript")
    if program.status:
        return str(program)
    lines = ["'use strict';", program.out,
             "function show(f) { try { console.log(String(f())); } catch (e) {",
             "  if (!(e instanceof RangeError)) throw e; console.log('no'); } }"]
    for i, metric in enumerate(case.metrics):
        for point in case.points:
            lines.append(f"show(() => {metric}({', '.join(f'{point[name]}n' for name in case.parameters(i))}));")
    source = folder / "printed.js"
    source.write_text("\n".join(lines))
    done = subprocess.run(["node", source], capture_output=True, text=True)
    return case.compare(rows(case, done.stdout)) if done.returncode == 0 else done.stderr + program.out


# ---- PostgreSQL ----


def in_sql(case, postgres):
    columns = ", ".join(f'"{name}"' for name in case.names)
    for i, text in enumerate(case.texts):
        program = run("formula", case.path, "--metric", case.metrics[i], "--format", "sql")
        if program.status == 3 and "no exact SQL" in program.err:
            continue
        if program.status:
            return str(program)
        good = [(p, v) for p, v in zip(case.points, case.values[i]) if v is not None]
        if not good:
            continue
        values = ", ".join("(" + ", ".join(str(p[name]) for name in case.names) + ")" for p, _ in good)
        done = postgres.ask(f"SELECT {program.out} AS v FROM (VALUES {values}) AS t({columns});")
        if done.returncode:
            return done.stderr + program.out
        for line, (point, expected) in zip(done.stdout.split(), good, strict=True):
            if not is_near(Fraction(line), expected):
                return f"{text}\n{program.out}at {point}\nfound:    {line}\nexpected: {expected}"
    return None


def is_near(found, expected):
    """PostgreSQL rounds a total that is no whole number."""
    if expected.denominator == 1:
        return found == expected
    return abs(found - expected) <= abs(expected) / 10**14 + Fraction(1, 10**15)


def in_sql_list(case, postgres):
    """All metrics in one list of columns, in a table whose columns are whole numbers."""
    program = case.printed("sql")
    columns = ", ".join(f'"{name}"' for name in case.names)
    point = case.points[0]
    values = ", ".join(str(point[name]) for name in case.names)
    done = postgres.ask(f"SELECT {program.out} FROM (VALUES ({values})) AS t({columns});")
    if done.returncode:
        return done.stderr + program.out
    found = [Fraction(word) for word in done.stdout.split()]
    return None if found == [row[0] for row in case.values] else f"{found} {[str(row[0]) for row in case.values]}"


# ---- MathML ----

MATH = "{http://www.w3.org/1998/Math/MathML}"


def number_of(element, point):
    """The value of an element, by the meaning that a reader gives it."""
    tag = element.tag.removeprefix(MATH)
    parts = list(element)
    if tag == "mn":
        return Fraction(element.text)
    if name_of(element) in point:
        return Fraction(point[name_of(element)])
    if tag == "mfrac":
        return number_of(parts[0], point) / number_of(parts[1], point)
    if tag == "msup":
        return number_of(parts[0], point) ** number_of(parts[1], point)
    if tag == "msubsup":
        return Fraction(point["_".join(name_of(part) for part in parts[:2])]) ** number_of(parts[2], point)
    return row_of(parts, point)


def name_of(element):
    """The symbol's name again: d_{model} is d_model."""
    tag = element.tag.removeprefix(MATH)
    if tag in ("mi", "mtext"):
        return unicodedata.normalize("NFKC", element.text or "").replace("λ", "lambda")
    if tag == "msub":
        return "_".join(name_of(part) for part in element)
    if tag == "mrow":
        return "".join("_" if part.text == "_" else name_of(part) for part in element)
    return ","


def row_of(parts, point):
    """Fences, functions, products and sums."""
    text = [part.text if part.tag == MATH + "mo" else None for part in parts]
    if len(parts) == 1:
        return number_of(parts[0], point)
    if text[0] in ("⌊", "⌈", "("):
        inner = row_of(parts[1:-1], point)
        return {"⌊": math.floor, "⌈": math.ceil, "(": Fraction}[text[0]](inner)
    if text[1] == "\u2061":
        arguments = split(list(parts[2])[1:-1], ",")
        name = "".join(parts[0].itertext())
        return {"max": max, "min": min, "log2": log2}[name](*[row_of(part, point) for _, part in arguments])
    if "+" in text or "−" in text:
        return sum(sign * row_of(part, point) for sign, part in split(parts, "+−"))
    if "mod" in text:
        (_, a), (_, b) = split(parts, "mod")
        return FUNCTIONS["mod"](row_of(a, point), row_of(b, point))
    return math.prod((row_of(part, point) for _, part in split(parts, "\u2062⋅")), start=Fraction(1))


def split(parts, operators):
    pieces, sign = [], 1
    for part in parts:
        if part.tag == MATH + "mo" and part.text in operators:
            if not pieces or pieces[-1][1]:
                pieces.append((-1 if part.text == "−" else 1, []))
            else:
                pieces[-1] = (-1 if part.text == "−" else 1, [])
        else:
            if not pieces:
                pieces.append((sign, []))
            pieces[-1][1].append(part)
    return pieces


def in_mathml(case):
    for i, text in enumerate(case.texts):
        printed = run("formula", case.path, "--metric", case.metrics[i], "--format", "mathml")
        if printed.status:
            return str(printed)
        math_element = ElementTree.fromstring(printed.out)
        for point, expected in zip(case.points, case.values[i]):
            if expected is not None and number_of(math_element, point) != expected:
                return f"{text}\n{printed.out}at {point}: {number_of(math_element, point)}, expected {expected}"
    return None


def sweep_as_sql(tap, rng, postgres):
    """A table of configurations: what PostgreSQL writes of it is what `sweep` writes, byte for byte."""
    formula = run("formula", "transformer", "--format", "sql").out
    rows = [",".join(str(rng.choice([rng.randint(1, 10**4), rng.randint(1, 2**62)])) for _ in "dfhlnv")
            for _ in range(cases(400))]
    text = "d,f,h,l,n,v\n" + "".join(row + "\n" for row in rows)
    columns = ", ".join(f"{name} bigint" for name in "dfhlnv")
    values = ", ".join(f"({row})" for row in rows)
    done = postgres.ask(f"CREATE TABLE rows ({columns}); INSERT INTO rows VALUES {values}; "
                        f"COPY (SELECT *, {formula} AS flops FROM rows) TO STDOUT CSV HEADER;")
    swept = run("sweep", "transformer", stdin=text)
    good = swept.status == 0 and swept.out == done.stdout
    tap.ok(good, "PostgreSQL and sweep write the same rows", done.stderr, swept)


# ---- what is run ----


def make_cases(rng, kind, folder, count):
    return [Case(rng, kind, folder, i) for i in range(cases(count))]


def compilers():
    found = [["gcc", "-std=c11"], ["clang", "-std=gnu11"]]
    return [c for c in found if shutil.which(c[0])]


def programs(tap, rng, folder, postgres):
    for kind in KINDS:
        made = make_cases(rng, kind, folder, 3)
        tap.group(f"{kind}: eval", made, Case.by_eval)
        tap.group(f"{kind}: Python", made, in_python)
        tap.group(f"{kind}: MathML", made, in_mathml)
        if postgres.folder:
            tap.group(f"{kind}: PostgreSQL", made, lambda case: in_sql(case, postgres))
        for case in made:
            whole_values(case)
        for compiler in compilers():
            tap.group(f"{kind}: C by {compiler[0]}", made, lambda case: in_c(case, compiler, folder))
        if shutil.which("node"):
            tap.group(f"{kind}: JavaScript", made, lambda case: in_javascript(case, folder))
    if postgres.folder:
        made = [case for case in make_cases(rng, "polynomials", folder, 4)]
        tap.group("a list of SQL columns", made, lambda case: in_sql_list(case, postgres))
        sweep_as_sql(tap, rng, postgres)


def main():
    need_command()
    rng = seeded()
    tap = Tap()
    postgres = Postgres()
    for missing in [name for name in ("gcc", "clang", "node") if not shutil.which(name)]:
        tap.say(f"no {missing}: what it would run is not run")
    if not postgres.folder:
        tap.say("no PostgreSQL that starts: SQL is not run")
    try:
        with tempfile.TemporaryDirectory() as folder:
            programs(tap, rng, Path(folder), postgres)
    finally:
        postgres.stop()
    tap.done()


main()
