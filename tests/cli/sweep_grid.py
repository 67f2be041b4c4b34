# SPDX-License-Identifier: LGPL-3.0-or-later
"""Grids of `polycost sweep`: points, --where, --top, --pareto and --shard against brute force on Python's integers and
fractions."""
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
from fractions import Fraction
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import Tap, cases, command, need_command, run, seeded

FUNCTIONS = {"floor": math.floor, "ceil": math.ceil, "max": max, "min": min,
             "mod": lambda a, b: a - b*math.floor(a/b)}


def value(text, point):
    """An expression or a condition of the cost language at a point."""
    text = re.sub(r"(\w+) \| (\w+)", r"(\2 % \1 == 0)", text).replace("^", "**")
    return eval(text, {"__builtins__": {}}, {**FUNCTIONS, **{name: Fraction(v) for name, v in point.items()}})


# ---- grids ----


def axis(rng):
    """The text of an axis and its values."""
    texts, values = [], []
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        low, count = rng.choice([1, 2, 3, 7, 100, 2**20, 2**33]), rng.randint(1, 9)
        kind = rng.choice(["number", "ones", "steps", "factors"])
        if kind == "number":
            texts.append(str(low))
            values.append(low)
        elif kind == "ones":
            texts.append(f"{low}..{low + count}")
            values += range(low, low + count + 1)
        elif kind == "steps":
            step = rng.choice([1, 2, 5, 1000])
            texts.append(f"{low}..{low + step*count + rng.randrange(step)}+{step}")
            values += range(low, low + step*count + 1, step)
        else:
            factor = rng.choice([2, 3, 10])
            texts.append(f"{low}..{low*factor**count}*{factor}")
            values += [low*factor**i for i in range(count + 1)]
    return ",".join(texts), values


def is_axis(text):
    """One number alone is a binding, and no column."""
    return "," in text or ".." in text


def polynomial(rng, names):
    terms = []
    for _ in range(rng.randint(1, 5)):
        powers = [rng.choice([name, name, f"{name}^2"]) for name in rng.sample(names, rng.randint(1, len(names)))]
        terms.append("*".join([str(rng.choice([1, 2, 3, 14])), *powers]))
    return rng.choice([" + ", " + ", " - "]).join(terms)


def formula(rng, names):
    a, b = rng.choice(names), rng.choice(names)
    odd = rng.choice(["", "", f" + ceil({a}/3)", f" - floor({a}*{b}/7)", f" + max({a}, {b}^2)", f" + mod({a}, 5)",
                      f" + {a}/{b}"])
    return polynomial(rng, names) + odd


class Case:
    """A model of two metrics and a grid; `rows` are its points with their totals."""

    def __init__(self, rng, folder, number):
        self.names = ["a", "b", "c", "d"][:rng.randint(1, 4)]
        self.metrics = {"cost": formula(rng, self.names), "price": formula(rng, self.names)}
        self.path = folder / f"{number}.cost"
        self.path.write_text("symbol " + ", ".join(self.names) + "\nmetric cost\nmetric price\nmodel M {\n" +
                             "".join(f"  {m} x: {text}\n" for m, text in self.metrics.items()) + "}\n")
        self.axes = {name: axis(rng) for name in self.names}
        while math.prod(len(v) for _, v in self.axes.values()) > 3000:
            self.axes[rng.choice(self.names)] = ("3,4", [3, 4])
        if not any(is_axis(text) for text, _ in self.axes.values()):
            self.axes[self.names[0]] = ("5,6", [5, 6])
        self.columns = [name for name, (text, _) in self.axes.items() if is_axis(text)] + list(self.metrics)
        self.words = [f"{name}={text}" for name, (text, _) in self.axes.items()]
        self.rows = []
        for numbers in product(*(v for _, v in self.axes.values())):
            point = dict(zip(self.names, numbers))
            self.rows.append({**point, **{m: value(text, point) for m, text in self.metrics.items()}})

    def csv(self, rows):
        lines = [",".join(self.columns)] + [",".join(str(row[name]) for name in self.columns) for row in rows]
        return "".join(line + "\n" for line in lines)

    def sweep(self, *options):
        return run("sweep", self.path, *self.words, "-m", "cost,price", *options)

    def check(self, rows, *options):
        """Whether the command writes these rows."""
        done = self.sweep(*options)
        if done.status == 0 and done.out == self.csv(rows) and not done.err:
            return None
        return f"{self.metrics}\n{done}\nexpected:\n{self.csv(rows)[:600]}"

    def condition(self, rng):
        """A condition that holds for some rows."""
        row = rng.choice(self.rows)
        first, a, b, c = self.names[0], *(rng.choice(self.names) for _ in range(3))
        bounds = [f"cost <= {math.floor(row['cost'])}", f"price > {math.floor(row['price'])}", f"{a} != 3", f"3 | {b}",
                  f"cost < price*{rng.choice([1, 2, 100])}", f"{a} | {c}", f"{first} in [1, 2, 100, {row[first]}]"]
        parts = rng.sample(bounds, rng.randint(1, 3))
        return rng.choice([" and ", " or "]).join(rng.choice(["{}", "{}", "not ({})"]).format(part) for part in parts)


# ---- checks ----


def points(rng, case):
    return case.check(case.rows, "--threads", rng.choice(["1", "2", "3"]))


def where(rng, case):
    for _ in range(3):
        text = case.condition(rng)
        problem = case.check([row for row in case.rows if value(text, row)], "--where", text)
        if problem:
            return problem
    return None


def top(rng, case):
    """The largest first; of equal ones, those that come first."""
    by = rng.choice(["cost", "price", "-cost", "price - cost", case.names[-1], "cost/price"])
    count = rng.choice([1, 2, 7, 50, 9999])
    if by == "cost/price" and any(row["price"] == 0 for row in case.rows):
        by = "cost"
    text = case.condition(rng)
    rows = [row for row in case.rows if value(text, row)]
    best = sorted(rows, key=lambda row: -value(by, row))[:count]
    return case.check(best, "--top", count, "--by", by, "--where", text, "--threads", rng.choice(["1", "2"]))


def beats(a, b):
    return all(x <= y for x, y in zip(a, b)) and a != b


def pareto(rng, case):
    by = rng.choice([["cost", "price"], ["cost", "-price"], ["price"], ["-cost", "price", case.names[0]]])
    keys = [[value(text, row) for text in by] for row in case.rows]
    front = [row for row, key in zip(case.rows, keys) if not any(beats(other, key) for other in keys)]
    return case.check(front, "--pareto", ",".join(by), "--threads", rng.choice(["1", "2"]))


def shards(rng, case):
    """The parts, one after the other, are the whole, byte for byte."""
    n = rng.choice([1, 2, 3, 7, len(case.rows), len(case.rows) + 2])
    n = min(n, 20)
    for options in (["--format", "csv"], ["--format", "jsonl", "--where", case.condition(rng)]):
        parts = [case.sweep("--shard", f"{i}/{n}", *options) for i in range(1, n + 1)]
        whole = case.sweep(*options)
        if whole.status or "".join(part.out for part in parts) != whole.out:
            return f"{n} parts\n{whole}"
    return None


def json_lines(case):
    rows = [json.loads(line) for line in case.sweep("--format", "jsonl").out.splitlines()]
    expected = [{name: str(row[name]) for name in case.columns} for row in case.rows]
    found = [{name: str(text) for name, text in row.items()} for row in rows]
    return None if found == expected else f"{found[:3]}\n{expected[:3]}"


# ---- single things ----


def model(folder, text):
    path = folder / "single.cost"
    path.write_text(text)
    return path


def large_grids(tap, folder):
    """A part of a grid that nobody could walk through is found at once."""
    path = model(folder, "symbol a, b\nmetric m\nmodel M { x: a*b }\n")
    n = 10**15
    done = run("sweep", path, "a=1..10^9", "b=1..10^9+1", "--shard", f"{n//2 + 1}/{n}")
    first = 10**18//n*(n//2)
    rows = [(i//10**9 + 1, i % 10**9 + 1) for i in range(first, first + 1000)]
    expected = "".join(f"{a},{b},{a*b}\n" for a, b in rows)
    tap.equal((done.status, done.out), (0, expected), "a part in the middle of 10^18 points")
    done = run("sweep", path, "a=1..10^9", "b=1..10^10")
    tap.ok(done.status == 4 and "2^63" in done.err and not done.out, "a grid that cannot be counted", done)


def front(rows, pair):
    """The rows that none beats, of two values: by going through them in order of the first one."""
    good, least = set(), None
    for a, b in sorted(map(pair, rows)):
        if least is None or b < least:
            least = b
            good.add((a, b))
    return [row for row in rows if pair(row) in good]


def many_points(tap, folder):
    """More points than are computed at a time, in threads."""
    path = model(folder, "symbol a, b\nmetric m\nmodel M { x: a^2*b + 7*b }\n")
    rows = [(a, b, a*a*b + 7*b) for a in range(1, 81) for b in range(3, 2000, 2)]
    ways = [([], rows),
            (["--where", "m < 10^5 and 3 | a + b"], [r for r in rows if r[2] < 10**5 and (r[0] + r[1]) % 3 == 0]),
            (["--where", "m > 10^5"], [r for r in rows if r[2] > 10**5]),
            (["--where", "a != 7 and (3 | a or a < 5) and 2 < a and m > 10^5"],
             [r for r in rows if r[0] != 7 and (r[0] % 3 == 0 or r[0] < 5) and 2 < r[0] and r[2] > 10**5]),
            (["--pareto", "m,-b"], front(rows, lambda r: (r[2], -r[1]))),
            (["--pareto", "mod(m, 1009),-mod(m, 997)"], front(rows, lambda r: (r[2] % 1009, -(r[2] % 997)))),
            (["--top", "300", "--by", "-mod(m, 1000)"], sorted(rows, key=lambda r: r[2] % 1000)[:300])]
    for options, expected in ways:
        text = "a,b,m\n" + "".join(f"{a},{b},{m}\n" for a, b, m in expected)
        for threads in ("2",) if "POLYCOST_SANITIZERS" in os.environ else ("1", "2"):
            done = run("sweep", path, "a=1..80", "b=3..1999+2", *options, "--threads", threads)
            tap.ok((done.status, done.out) == (0, text), f"{len(rows)} points, {options}, {threads} threads", done)
    expected = "a,b,m\n" + "".join(f"{a},{b},{m}\n" for a, b, m in rows if a % 3 == 0 and (a < 5 or b < 100*(a - 5)))
    for condition, bad in (("b/(a - 5) < 100 and 3 | a", 999), ("3 | a and b/(a - 5) < 100", 0)):
        done = run("sweep", path, "a=1..80", "b=3..1999+2", "--where", condition, "--on-error", "skip")
        found = sum("a = 5, b = " in line and "division by zero" in line for line in done.err.splitlines())
        tap.equal((done.status, done.out, found), (0, expected, bad), f"no answer to {condition}")


def signs(tap, folder):
    """Totals on both sides of 0 and of the lengths of machine words are put in order."""
    path = model(folder, "symbol a, s\nassume s in integers\nmetric m\nmodel M { x: s*a*a + s*(s + 3)*a }\n")
    numbers = [1, 3, 2**31, 2**32 - 1, 2**32, 3037000500, 2**62, 2**63 - 1]
    for axis in (numbers, numbers[:6], numbers[:4]):
        rows = [(a, s, s*a*a + s*(s + 3)*a) for a in axis for s in range(-3, 4)]
        words = ["a=" + ",".join(map(str, axis)), "s=-3..3"]
        for by, key in (("m", lambda r: -r[2]), ("-m", lambda r: r[2]), ("m/3", lambda r: -r[2])):
            expected = "".join(f"{a},{s},{m}\n" for a, s, m in sorted(rows, key=key)[:40])
            tap.equal(run("sweep", path, *words, "--top", "40", "--by", by).out, "a,s,m\n" + expected,
                      f"{len(rows)} totals of both signs by {by}")


def facts(tap, folder):
    """A condition comes before what the model assumes; a point that breaks a fact otherwise ends the sweep."""
    path = model(folder, "symbol d, h\nassume h | d\nmetric m\nmodel M { x: d/h }\n")
    done = run("sweep", path, "d=4,6", "h=1..4", "--where", "mod(d, h) == 0")
    expected = "".join(f"{d},{h},{d//h}\n" for d in (4, 6) for h in range(1, 5) if d % h == 0)
    tap.equal((done.status, done.out), (0, "d,h,m\n" + expected), "a condition that is a fact")
    done = run("sweep", path, "d=4,6", "h=1..4")
    tap.ok(done.status == 3 and done.out.startswith("d,h,m\n4,1,4\n4,2,2\n") and "h" in done.err, "a broken fact", done)
    done = run("sweep", path, "d=4,6", "h=1..4", "--on-error", "skip")
    tap.equal(done.out, "d,h,m\n" + expected, "broken facts skipped")


def rows_of_text(tap, folder):
    """Conditions and searches on rows of a file, with numbers of any price and fractions."""
    path = model(folder, "symbol a, b\nassume b in rationals\nmetric m\nmodel M { x: a^2*b }\n")
    numbers = [(3, Fraction(1, 3)), (10**30, 2), (2**63, 1), (5, -7), (3, Fraction(1, 3)), (2**64, Fraction(1, 2))]
    text = "a,b\n" + "".join(f"{a},{b}\n" for a, b in numbers)
    line = lambda a, b: f"{a},{b},{a*a*b}\n"
    cases = [(["--where", "m > 3"], [r for r in numbers if r[0]**2*r[1] > 3]),
             (["--where", "a == 2^64 or b == 1/3"], [r for r in numbers if r[0] == 2**64 or r[1] == Fraction(1, 3)]),
             (["--top", "3"], sorted(numbers, key=lambda r: -r[0]**2*r[1])[:3]),
             (["--top", "2", "--by", "-m"], sorted(numbers, key=lambda r: r[0]**2*r[1])[:2]),
             (["--pareto", "a,-b"],
              [r for r in numbers if not any(beats((o[0], -o[1]), (r[0], -r[1])) for o in numbers)])]
    for options, rows in cases:
        done = run("sweep", path, *options, stdin=text)
        tap.equal((done.status, done.out), (0, "a,b,m\n" + "".join(line(*r) for r in rows)), f"rows of text, {options}")


def equal_rows(tap, folder):
    """Among thousands of rows of text, equal ones stay in their order."""
    path = model(folder, "symbol a, b\nmetric m\nmodel M { x: mod(a, 3) + 2*mod(a, 2) + 0*b }\n")
    rows = [(a, 7*a % 3001, a % 3 + 2*(a % 2)) for a in range(1, 3001)]
    forms = {"csv": ("a,b\n", "{},{}\n", "a,b,m\n", "{},{},{}\n"),
             "jsonl": ("", '{{"a": {}, "b": {}}}\n', "", '{{"a": "{}", "b": "{}", "m": "{}"}}\n')}
    ways = [(["--top", "2000"], sorted(rows, key=lambda r: -r[2])[:2000]),
            (["--pareto", "a,-a"], rows),
            (["--pareto", "mod(m, 2)"], [r for r in rows if r[2] % 2 == 0]),
            (["--pareto", "m,-m,a+b-b,-a"], rows)]
    for form, (head, line, head_out, line_out) in forms.items():
        text = head + "".join(line.format(*r) for r in rows)
        for options, expected in ways:
            done = run("sweep", path, "--rows-format", form, "-f", form, *options, stdin=text)
            tap.equal((done.status, done.out), (0, head_out + "".join(line_out.format(*r) for r in expected)),
                      f"{len(rows)} rows of {form}, {options}")


def spread_by_parallel(tap, folder):
    """Parts run by GNU parallel, and by xargs."""
    path = model(folder, "symbol a, b\nmetric m\nmodel M { x: a*b }\n")
    sweep = f"{command()} sweep {path} a=1..40 b=3..60+3 --where 'm > 30'"
    whole = subprocess.run(sweep, shell=True, capture_output=True, text=True).stdout
    ways = {"xargs": f"seq 6 | xargs -P 2 -I{{}} sh -c \"{sweep} --shard {{}}/6 > {folder}/part.{{}}\" && "
                     f"cat {folder}/part.?"}
    if shutil.which("parallel"):
        ways["GNU parallel"] = f"parallel --will-cite -k -j 2 \"{sweep} --shard {{}}/6\" ::: 1 2 3 4 5 6"
    for name, text in ways.items():
        done = subprocess.run(text, shell=True, capture_output=True, text=True)
        tap.ok(done.stdout == whole and len(whole) > 1000, f"parts run by {name}", done.stderr, done.stdout[:300])


def main():
    need_command()
    rng = seeded()
    tap = Tap()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = [Case(rng, folder, i) for i in range(cases(8))]
        for check in (points, where, top, pareto, shards):
            tap.group(check.__name__, made, lambda case: check(rng, case))
        tap.group("JSON lines", made[:4], json_lines)
        large_grids(tap, folder)
        many_points(tap, folder)
        signs(tap, folder)
        facts(tap, folder)
        rows_of_text(tap, folder)
        equal_rows(tap, folder)
        spread_by_parallel(tap, folder)
    tap.done()


main()
