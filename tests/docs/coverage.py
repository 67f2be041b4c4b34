#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Keeps the tables of docs/coverage.md: what is counted exactly, and how that is known.

    coverage.py [POLYCOST] [--update]

For each type that a shipped model file reads: the configurations of tests/data/hf that the tests try, whether PyTorch
counted them or a checkpoint's total is known, and whether sums over the shapes of tensors confirm it
(tests/cli/family_shapes.py). `--update` writes the tables; without, they are compared. Prints TAP."""
import csv
import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "cli"))
from family_shapes import RANDOM
from harness import ROOT, Tap
from shape_counts import COUNTS

FILES = ROOT / "src" / "library" / "architectures"
DATA = ROOT / "tests" / "data" / "hf"
PAGE = ROOT / "docs" / "coverage.md"
MARK = re.compile(r"(<!-- (\w+) -->\n).*?(<!-- end -->)", re.S)


def types():
    """The types of each model file, in order."""
    for path in sorted(FILES.glob("*.cost")):
        maps = re.finditer(r'^huggingface ((?:"[^"]+",?\s*)+)', path.read_text(encoding="utf-8"), re.M)
        names = [name for found in maps for name in re.findall(r'"([^"]+)"', found.group(1))]
        for name in names:
            yield name, path.stem


def known(source):
    """How a count is known: by PyTorch, from a configuration found in a repository or a class's defaults, or else as
    the total that a checkpoint has."""
    return "counted" if "@" in source or "counted by PyTorch" in source else "published"


def tried():
    """(counted, published) of each type."""
    found = {}
    for row in csv.DictReader((DATA / "counts.csv").read_text(encoding="utf-8").splitlines()):
        config = json.loads((DATA / row["config"]).read_text(encoding="utf-8"))
        kind = config.get("model_type")
        numbers = found.setdefault(kind, {"counted": 0, "published": 0})
        numbers[known(row["source"])] += 1
    return found


def rows(sure):
    """The types that something outside the project confirms, or those that nothing does."""
    found = tried()
    for kind, name in sorted(types(), key=lambda pair: (pair[1], pair[0])):
        numbers = found.get(kind, {"counted": 0, "published": 0})
        shapes = kind in RANDOM or (kind in COUNTS and sum(numbers.values()) > 0)
        if sure == bool(sum(numbers.values()) or shapes):
            yield kind, name, numbers, shapes


def exact():
    yield "| `model_type` | model file | counted by PyTorch | published totals | shapes |"
    yield "|---|---|---:|---:|:---:|"
    for kind, name, numbers, shapes in rows(True):
        cells = [numbers["counted"] or "", numbers["published"] or "", "yes" if shapes else ""]
        yield f"| `{kind}` | [{name}](families/{name}.md) | " + " | ".join(map(str, cells)) + " |"


def unsure():
    yield "| `model_type` | model file |"
    yield "|---|---|"
    for kind, name, _, _ in rows(False):
        yield f"| `{kind}` | [{name}](families/{name}.md) |"


def main():
    tap = Tap()
    text = PAGE.read_text(encoding="utf-8")
    tables = {"exact": exact, "unsure": unsure}
    made = MARK.sub(lambda m: m.group(1) + "\n".join(tables[m.group(2)]()) + "\n" + m.group(3), text)
    if "--update" in sys.argv:
        PAGE.write_text(made, encoding="utf-8")
    else:
        tap.ok(made == text, "docs/coverage.md is up to date (tests/docs/coverage.py --update)")
    named = {name for name, _ in types()}
    tap.ok(all(f"`{name}`" in made for name in named), "every type is in a table")
    tap.ok(len(named) == len(list(types())), "no type is read by two files")
    missing = re.search(r"## What is not covered\n(.*)", made, re.S).group(1)
    covered = [name for name in re.findall(r"^\| `([\w./-]+)`", missing, re.M) if name in named]
    tap.ok(not covered, "what is said not to be covered is not", covered)
    tap.done()


main()
