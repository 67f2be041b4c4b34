# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a name means once a preset and the command line have bound it.

Bindings are definitions, resolved together; the command line wins over the preset. A name on the right side of a
command-line binding means the new value, unless that leads back to the name being bound: then it means the value
below, as it was without the command line. Checked here on definitions linear in the names, as plain dictionaries."""
import json
import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import Tap, answer, cases, need_command, run, seeded

NAMES = list("abcdef")


class Linear(dict):
    """Coefficients by name; the constant stands under ''."""

    def text(self):
        return " + ".join(f"{c}*{n}" if n else str(c) for n, c in self.items()) or "0"

    def put(self, values):
        out = Linear()
        for name, c in self.items():
            for n, k in values.get(name, {name: 1}).items():
                out[n] = out.get(n, 0) + c * k
        return out


def resolve(preset, line):
    """The final value of every name; `preset` has no cycle."""
    below = World(preset, {}, {}).all()
    return World(preset, line, below).all()


class World:
    def __init__(self, preset, line, below):
        self.line, self.below = line, below
        self.given = {**preset, **line}

    def reaches(self, start, goal):
        seen, todo = set(), [start]
        while todo:
            name = todo.pop()
            if name == goal:
                return True
            if name not in seen:
                seen.add(name)
                todo += [n for n in self.given.get(name, {}) if n]
        return False

    def value(self, name):
        if name not in self.given:
            return Linear({name: 1})
        meaning = {}
        for other in self.given[name]:
            if not other:
                continue
            circle = name in self.line and self.reaches(other, name)
            meaning[other] = self.below.get(other, {other: 1}) if circle else self.value(other)
        return self.given[name].put(meaning)

    def all(self):
        return {name: self.value(name) for name in NAMES}


def random_linear(rng, names):
    out = Linear({name: rng.randint(1, 5) for name in rng.sample(names, min(len(names), rng.randint(0, 2)))})
    if not out or rng.random() < 0.4:
        out[""] = rng.randint(1, 9)
    return out


class Case:
    def __init__(self, rng):
        order = rng.sample(NAMES, len(NAMES))
        self.preset = {}
        for i, name in enumerate(order):
            if rng.random() < 0.5:
                self.preset[name] = random_linear(rng, order[:i])
        self.line = {name: random_linear(rng, NAMES) for name in rng.sample(NAMES, rng.randint(1, 4))}

    def __str__(self):
        preset = ", ".join(f"{n} = {e.text()}" for n, e in self.preset.items())
        return f"preset {{ {preset} }} and {self.arguments()}"

    def arguments(self):
        return [f"{n}={e.text()}" for n, e in self.line.items()]

    def file(self):
        lines = ["symbol " + ", ".join(NAMES), "metric value", "model M {"]
        lines += [f'  "{name}": {name}' for name in NAMES] + ["}", "preset p {"]
        lines += [f"  {n} = {e.text()}" for n, e in self.preset.items()] + ["}"]
        return "\n".join(lines) + "\n"


def parse(text):
    out = Linear()
    for term in text.split(" + "):
        match = re.fullmatch(r"(?:(\d+)\*?)?([a-f]?)", term)
        if not match:
            return text
        out[match[2]] = out.get(match[2], 0) + int(match[1] or 1)
    return out


def check(folder):
    def one(case):
        path = folder / "model.cost"
        path.write_text(case.file())
        result = run("tree", path, "--preset", "p", *case.arguments(), "--format", "json")
        if result.status != 0:
            return str(result)
        found = {node["name"]: parse(node["total"]) for node in json.loads(result.out)["tree"]["children"]}
        expected = resolve(case.preset, case.line)
        wrong = [f"{n}: found {found.get(n)}, expected {dict(expected[n])}" for n in NAMES if found.get(n) != expected[n]]
        return "\n".join(wrong) or None

    return one


FILE = """symbol d, f, n, h
option bias = 1
option causal = "full" | "half" | "exact"
option width = 4*d
metric flops
let factor = if (causal == "full") 1 else if (causal == "half") 1/2 else 1/3
model M { x: 1000000*d + 1000*f + n, y: factor*h, "bias": bias, "width": width }
preset small { d = 512, f = 4*d, n = 6, h = 6 }
"""

# Bindings, then the values of x, y, bias, width, and why.
STATED = [
    ([], "514048006", "6", "1", "2048", "the preset"),
    (["n=2*n"], "514048012", "6", "1", "2048", "n=2*n doubles"),
    (["d=f", "f=d"], "2048512006", "6", "1", "8192", "d=f f=d swaps"),
    (["d=1024"], "1028096006", "6", "1", "4096", "the preset's f follows d"),
    (["f=3*d", "d=100"], "100300006", "6", "1", "400", "definitions are resolved together"),
    (["d=100", "f=3*d"], "100300006", "6", "1", "400", "in any order"),
    (["d=d+1", "f=2*d"], "514026006", "6", "1", "2052", "the new d outside the circle"),
    (["n=n*n"], "514048036", "6", "1", "2048", "twice in one circle"),
    (["h=12"], "514048006", "12", "1", "2048", "one name alone"),
    (["causal=half"], "514048006", "3", "1", "2048", "a bare word for an option of strings"),
    (['causal="exact"'], "514048006", "2", "1", "2048", "a string for an option of strings"),
    (["bias=0"], "514048006", "6", "0", "2048", "a number for an option"),
    (["width=d"], "514048006", "6", "1", "512", "an expression for an option"),
    (["width=2*width"], "514048006", "6", "1", "4096", "an option's own value below"),
    (["bias=3*bias + bias"], "514048006", "6", "4", "2048", "twice"),
    (["width=bias + n", "bias=width"], "514048006", "6", "2048", "7", "two options in a circle"),
    (["n=1_000"], "514049000", "6", "1", "2048", "underscores"),
    (["n=2Ki"], "514050048", "6", "1", "2048", "a suffix"),
    (["n=1e3"], "514049000", "6", "1", "2048", "an exponent"),
]


def stated(tap, folder):
    path = folder / "stated.cost"
    path.write_text(FILE)
    for given, x, y, bias, width, why in STATED:
        result = run("tree", path, "--preset", "small", *given, "--format", "json")
        found = str(result)
        if result.status == 0:
            found = {node["name"]: node["total"] for node in json.loads(result.out)["tree"]["children"]}
        shown = " ".join(given) or "no bindings"
        tap.equal(found, dict(zip(("x", "y", "bias", "width"), (x, y, bias, width))), f"{shown}: {why}")
    tap.equal(answer("formula", path), "1000004*d + 1000*f + h + n + 1", "an option's default is put in a formula")


def main():
    need_command()
    rng = seeded()
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        stated(tap, Path(folder))
        tap.group("random presets and command lines", (Case(rng) for _ in range(cases(250))), check(Path(folder)))
    tap.done()


main()
