#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Evaluates the tables of papers in tests/data/papers, and keeps the second part of docs/papers.md.

    papers.py [POLYCOST] [--update]

A number agrees where it is within half a unit of the last printed digit. One that does not must have a reason, which is
given for the value found; and a reason must have a number that does not agree. `--update` writes the page; without, it
is compared. Prints TAP."""
import csv
import json
import re
import sys
import tempfile
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import ROOT, Tap, need_command, run

DATA = ROOT / "tests" / "data" / "papers"
EXPORTS = ROOT / "tests" / "data" / "torch_hf"
PAGE = ROOT / "docs" / "papers.md"
MARK = "## Table by table\n"
UNITS = {"": 1, "M": 10**6, "G": 10**9, "B": 10**9, "T": 10**12, "P": 10**15}


def read(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


class Number:
    """A row's number: as printed, as evaluated (None where nothing is), and whether they agree."""

    def __init__(self, row):
        self.row = row
        self.found = None
        text, self.unit = re.fullmatch(r"([0-9.]+(?:E[+-]?\d+)?)([A-Z]?)", row["printed"]).groups()
        self.places = max(0, -Decimal(text).as_tuple().exponent)
        self.printed = Fraction(Decimal(text)) * UNITS[self.unit]
        self.half = Fraction(Decimal(1).scaleb(Decimal(text).as_tuple().exponent)) * UNITS[self.unit] / 2

    def agrees(self):
        return self.found is not None and abs(self.found - self.printed) <= self.half

    def shown(self):
        if self.found is None:
            return ""
        if self.found.denominator == 1 and self.unit == "" and self.half == Fraction(1, 2):
            return str(self.found)
        if "E" in self.row["printed"]:
            return f"{float(self.found):.4E}"
        return f"{float(self.found / UNITS[self.unit]):.{self.places + 2}f}{self.unit}"


def evaluate(numbers):
    """All numbers of one metric in one call; a configuration is written into a file for it."""
    groups = defaultdict(list)
    for number in numbers:
        if number.row["model"]:
            metric = "flops" if number.row["metric"] == "macs" else number.row["metric"]
            groups[metric, number.row["bindings"]].append(number)
    with tempfile.TemporaryDirectory() as folder:
        for (metric, bindings), group in groups.items():
            names = {}
            for model in {number.row["model"] for number in group}:
                names[model] = model
                if model.startswith("{"):
                    names[model] = f"{folder}/{len(names)}.json"
                    Path(names[model]).write_text(model, encoding="utf-8")
            found = call(metric, names, bindings)
            for number in group:
                text = found.get(names[number.row["model"]])
                if text:
                    number.found = Fraction(text) / (2 if number.row["metric"] == "macs" else 1)


def call(metric, names, bindings):
    """What each name evaluates to. Configurations count one sequence or image; formulas have no such sizes."""
    calls = [name for model, name in names.items() if not model.startswith("{")]
    configs = [name for model, name in names.items() if model.startswith("{")]
    sizes = bindings.split() or (["b=1"] if metric == "flops" else [])
    found = {}
    for models, values in ((calls, []), (configs, sizes)):
        if models:
            out = run("eval", "--each", "-m", metric, *models, *values, cwd=DATA).out
            found.update(line.rsplit(" ", 1) for line in out.splitlines())
    return found


def lines_of_table(table, numbers):
    yield f"### {table['title']}\n"
    wrong = [number for number in numbers if not number.agrees()]
    good = "Both" if len(numbers) == 2 else f"All {len(numbers)}"
    if wrong:
        good = f"{len(numbers) - len(wrong)} of {len(numbers)}"
    yield f"{good} numbers agree. Source: {table['source']}. {table['note']}".rstrip() + "\n"
    if wrong:
        yield "| row | number | printed | found | why |"
        yield "|---|---|---:|---:|---|"
        for number in wrong:
            row = number.row
            texts = row["row"], row["quantity"], row["printed"], number.shown(), row["why"]
            yield "| " + " | ".join(text.replace("|", "\\|") for text in texts) + " |"
        yield ""


def lines_of_exports():
    yield "### Exports of PyTorch\n"
    rows = read(EXPORTS / "exports.csv")
    yield f"{len(rows)} models of transformers 5.12.1, batch 1, length 128 (images: 224 x 224). PyTorch's counter says of"
    yield "the exported program the formula's FLOPs and the rotary outer product's `2*128*d_head/2`; it does not see the"
    yield "experts of gpt-oss. `tests/cli/exports.py` compares the programs themselves.\n"
    yield "| model | parameters | FLOPs of the export | rotary product | experts | FLOPs of the formula |"
    yield "|---|---:|---:|---:|---:|---:|"
    for row in rows:
        formula = int(row["flops"]) - int(row["rotary"]) + int(row["experts"])
        yield f"| {row['case']} | {row['params']} | {row['flops']} | {row['rotary']} | {row['experts']} | {formula} |"
    yield ""


def generated(tables, numbers):
    lines = [MARK, "This part is made by `tests/docs/papers.py --update`.\n"]
    lines += ["| table | numbers | agree |", "|---|---:|---:|"]
    for table in tables:
        mine = numbers[table["name"]]
        anchor = re.sub(r"[^\w\- ]", "", table["title"].lower()).replace(" ", "-")
        lines.append(f"| [{table['title']}](#{anchor}) | {len(mine)} | {sum(number.agrees() for number in mine)} |")
    lines.append("")
    for table in tables:
        lines += lines_of_table(table, numbers[table["name"]])
    lines += lines_of_exports()
    return "\n".join(lines).rstrip("\n") + "\n"


def main():
    update = "--update" in sys.argv
    sys.argv = [word for word in sys.argv if word != "--update"]
    need_command()
    tap = Tap()
    tables = read(DATA / "tables.csv")
    numbers = {table["name"]: [Number(row) for row in read(DATA / f"{table['name']}.csv")] for table in tables}
    evaluate([number for rows in numbers.values() for number in rows])
    for table in tables:
        for number in numbers[table["name"]]:
            row = number.row
            good = number.agrees() and not row["why"]
            explained = not number.agrees() and row["why"] and row["found"] == number.shown()
            tap.ok(good or explained, f"{table['title']}: {row['row']}, {row['quantity']}",
                   f"printed {row['printed']}, found {number.shown() or 'nothing'}",
                   f"the reason is given for {row['found'] or 'nothing'}" if row["why"] else "no reason is given")
    before, _, after = PAGE.read_text(encoding="utf-8").partition(MARK)
    page = generated(tables, numbers)
    if update:
        PAGE.write_text(before + page, encoding="utf-8")
    else:
        tap.equal(MARK + after, page, "docs/papers.md is up to date")
    tap.done()


main()
