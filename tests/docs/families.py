#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Keeps docs/families: a page for each model file that reads configurations.

    families.py [POLYCOST] [--update]

Formulas are what the command prints; symbols and their keys are those of the file and of its map; the configurations
tried are those of tests/data/hf and tests/data/torch_hf. `--update` writes the pages; without, they are compared. With
sanitizers some are. Prints TAP."""
import csv
import json
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import ROOT, Tap, need_command, run

FILES = ROOT / "src" / "library" / "architectures"
PAGES = ROOT / "docs" / "families"
DATA = ROOT / "tests" / "data"
METRICS = ["params", "active_params", "flops", "kv"]
WIDTH = 92          # of a formula's line, in characters that show
MADE = "This page is made by `tests/docs/families.py --update`."


# ---- model files ----


class Family:
    def __init__(self, path):
        self.name = path.stem
        self.text = path.read_text(encoding="utf-8")
        doc = re.match(r"(##.*\n)+", self.text)
        lines = [line[2:].strip() for line in doc.group(0).splitlines()]
        self.title, self.doc = lines[0].rstrip("."), "\n".join(lines[1:]).strip()
        maps = list(re.finditer(r'^huggingface ((?:"[^"]+",?\s*)+)(?:for [\w.]+\s*)?\{', self.text, re.M))
        self.types = [name for found in maps for name in re.findall(r'"([^"]+)"', found.group(1))]
        self.keys = entries(self.text, maps[0].end()) if maps else {}
        self.tried = []
        for name in re.findall(r"^  use (\w+)\.", self.text, re.M):
            used = re.search(rf'^use "(\w+\.cost)" as {name}$', self.text, re.M)
            self.keys = Family(FILES / used.group(1)).keys | self.keys


def entries(text, start):
    """The bindings of a map: what a name is bound to."""
    depth, item, found = 0, "", {}
    for i in range(start, len(text)):
        c = text[i]
        depth += (c in "([{") - (c in ")]}")
        if depth < 0 or (depth == 0 and c in ",\n" and not re.search(r"(else|[-+*/,=?])\s*$", item)
                         and not re.match(r"\s*(else|\?\?)", text[i + 1:])):
            match = re.fullmatch(r"\s*((?:let )?\w+) = (.+?)\s*", item, re.S)
            if match:
                found[match.group(1)] = " ".join(match.group(2).split())
            item = ""
            if depth < 0:
                return found
        else:
            item += c
    return found


def families():
    found = [Family(path) for path in sorted(FILES.glob("*.cost"))]
    found = [family for family in found if family.types]
    of_type = {name: family for family in found for name in family.types}
    for row, config in tried():
        model_type = config.get("model_type") or row["config"].split(".")[0]
        if model_type in of_type:
            of_type[model_type].tried.append(row)
    return found


def read(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def config_at(path):
    return json.loads(path.read_text(encoding="utf-8"))


def tried():
    for row in read(DATA / "hf" / "counts.csv"):
        if row["params"]:
            yield dict(row, flops=""), config_at(DATA / "hf" / row["config"])
    for row in read(DATA / "torch_hf" / "exports.csv"):
        flops = int(row["flops"]) - int(row["rotary"]) + int(row["experts"])
        shown = dict(config=f"torch_hf/{row['case']}.json", params=row["params"], flops=str(flops),
                     source="exported by PyTorch from transformers 5.12.1")
        yield shown, config_at(DATA / "torch_hf" / f"{row['case']}.json")


# ---- formulas ----


def visible(latex):
    """About how many characters a formula is wide."""
    latex = re.sub(r"\\(mathit|text|left|right|bigl|bigr|lfloor|rfloor|lceil|rceil)\b", "", latex)
    latex = re.sub(r"\\frac\{([^{}]*)\}\{[^{}]*\}", r"\1", latex)
    return len(re.sub(r"\\[a-z]+|[{}_^\\ ]", "", latex)) + latex.count(" + ") * 2 + latex.count(" - ") * 2


def depths(latex):
    """The depth of brackets after each character."""
    depth, found = 0, []
    for i, c in enumerate(latex):
        if c == "{" or latex.startswith("\\left", i):
            depth += 1
        elif c == "}" or latex.startswith("\\right", i):
            depth -= 1
        found.append(depth)
    return found


def terms_of(latex):
    """The terms of a sum, each with its sign but the first."""
    depth, terms, start = depths(latex), [], 0
    for match in re.finditer(r" [+-] ", latex):
        if depth[match.start()] == 0:
            terms.append(latex[start:match.start()])
            start = match.start() + 1
    return terms + [latex[start:]]


def group_of(term):
    """What stands before, in and after the last bracket of a product that is longer than a line."""
    depth = depths(term)
    opens = [m.start() for m in re.finditer(r"\\left\(", term) if depth[m.start()] == 1]
    if not opens:
        return None
    start = max(opens, key=lambda i: term.find("\\right)", i) - i)
    end = next(i for i in range(start + 1, len(term)) if term.startswith("\\right)", i) and depth[i] == 0)
    return term[:start], term[start + 6:end], term[end + 7:]


def layout(latex, indent=0):
    """Lines of a sum, broken between terms and within long brackets: (indent, text)."""
    lines = []
    for term in terms_of(latex):
        group = group_of(term) if visible(term) > WIDTH - 4 * indent else None
        if group:
            before, inner, after = group
            lines.append((indent, f"{before}\\bigl("))
            lines += layout(inner.strip(), indent + 1)
            last_indent, last = lines[-1]
            lines[-1] = (last_indent, f"{last}\\bigr){after}")
            lines.append((indent, ""))
        elif lines and lines[-1][0] == indent and visible(lines[-1][1] + term) <= WIDTH - 4 * indent:
            lines[-1] = (indent, f"{lines[-1][1]} {term}".strip())
        else:
            lines.append((indent, term))
    return [line for line in lines if line[1]]


def math(latex):
    lines = layout(latex)
    if len(lines) == 1:
        return f"```math\n{lines[0][1]}\n```\n"
    rows = ["&" + "\\quad " * indent + ("{}" if text[0] in "+-" else "") + text for indent, text in lines]
    return "```math\n\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}\n```\n"


def collected(symbols):
    """Powers of lengths first, then of the numbers of layers, then of the width."""
    lengths = [s["name"] for s in symbols if s["name"] == "l"]
    other = r"heads|kv|labels|shared|vocab|index|buckets|groups|hc\}"
    counts = [s["name"] for s in symbols if s["latex"].startswith("n_{") and not re.search(other, s["latex"])]
    return ",".join(lengths + counts + [s["name"] for s in symbols if s["name"] == "d" or s["latex"] == "d_{vis}"])


def formulas_of(family):
    """The symbols, and the formula of each metric."""
    info = json.loads(run("info", family.name, "--format", "json").out)
    words = ["formula", family.name, "-m", ",".join(METRICS), "--format", "latex", "b=1"]
    printed = run(*words, "--collect", collected(info["symbols"]))
    if printed.status:
        raise RuntimeError(str(printed))
    found = re.findall(r"^\\text\{.*?\} &= (.*?)(?: \\\\)?$", printed.out, re.M)
    return info, dict(zip(METRICS, found, strict=True))


# ---- pages ----


def code(text):
    return f"`{text}`".replace("|", "\\|")


def lines_of_symbols(family, info, formulas):
    text = " ".join(formulas.values())
    used = [s for s in info["symbols"] if re.search(rf"(?<![\w{{\\]){re.escape(s['latex'])}(?![\w}}])", text)]
    yield "## Symbols and options\n"
    yield "| symbol, or values of an option | in the file | from the configuration |"
    yield "|---|---|---|"
    for symbol in sorted(used, key=lambda s: (s["name"] not in family.keys, s["name"].lower())):
        key = family.keys.get(symbol["name"])
        doc = "tokens of a sequence" if symbol["name"] == "l" else symbol.get("doc", "").split("\n")[0]
        yield f"| $`{symbol['latex']}`$ | `{symbol['name']}` | {code(key) if key else doc} |"
    for option in info["options"]:
        key = family.keys.get(option["name"])
        if key and option["name"] not in ("head", "dtype"):
            text = option["text"].replace("|", "\\|").replace("\n", " ")
            yield f"| {text} | `{option['name']}` | {code(key)} |"
    yield ""
    shown = " ".join(family.keys.get(s["name"], "") for s in used)
    lets = [(name[4:], text) for name, text in family.keys.items() if name.startswith("let ")]
    lets = [f"`{name}` is `{text}`" for name, text in lets if re.search(rf"\b{name}\b", shown)]
    if lets:
        yield "There " + ", ".join(lets) + ".\n"


def lines_of_tried(family):
    if not family.tried:
        return
    yield "## Tried\n"
    yield "| configuration | parameters | FLOPs, b=1, l=128 | source |"
    yield "|---|---:|---:|---|"
    for row in family.tried:
        folder = "" if "/" in row["config"] else "hf/"
        yield f"| `{folder}{row['config']}` | {row['params']} | {row['flops']} | {row['source']} |"
    yield ""


def page_of(family):
    info, formulas = formulas_of(family)
    lines = [f"# {family.title}\n", MADE + "\n"]
    lines += [family.doc + "\n"] if family.doc else []
    file = f"{family.name}.cost"
    types = ", ".join(f"`{name}`" for name in family.types)
    lines.append(f"Model file: [{file}](../../src/library/architectures/{file}), for the `model_type` {types}.\n")
    lines += ["## Parameters\n", math(formulas["params"])]
    if formulas["active_params"] != formulas["params"]:
        lines += ["A token uses\n", math(formulas["active_params"])]
    lines += ["## Forward FLOPs\n", math(formulas["flops"])]
    if formulas["kv"] != "0":
        lines += ["## Key-value cache, in elements\n", math(formulas["kv"])]
    lines += lines_of_symbols(family, info, formulas)
    lines += lines_of_tried(family)
    return "\n".join(lines).rstrip("\n") + "\n"


def index_of(found):
    lines = ["# Families\n", MADE + "\n"]
    lines.append("""\
Each page has the formulas of one shipped model file, at the defaults of its options: parameters, forward FLOPs of one
sequence or image (matrix products, two for a multiply-add), elements of the key-value cache; the symbols and what a
`config.json` binds them to; and the configurations of `tests/data` whose counts, made elsewhere, the tests try.
`polycost formula NAME --metric params --format latex` prints one, `--collect` groups it. [What is counted
exactly](../coverage.md) says how that is known, and what has no file.
""")
    lines += ["| family | `model_type` | tried |", "|---|---|---:|"]
    for family in found:
        types = ", ".join(f"`{name}`" for name in family.types)
        lines.append(f"| [{family.title}]({family.name}.md) | {types} | {len(family.tried)} |")
    return "\n".join(lines) + "\n"


def main():
    update = "--update" in sys.argv
    sys.argv = [word for word in sys.argv if word != "--update"]
    need_command()
    tap = Tap()
    found = families()
    some = found[::8] if "POLYCOST_SANITIZERS" in os.environ else found
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        pages = dict(zip((f"{family.name}.md" for family in some), pool.map(page_of, some)))
    pages["README.md"] = index_of(found)
    PAGES.mkdir(exist_ok=True)
    for name, page in pages.items():
        path = PAGES / name
        if update:
            path.write_text(page, encoding="utf-8")
        tap.equal(path.read_text(encoding="utf-8") if path.is_file() else "", page, f"docs/families/{name}")
    stale = {path.name for path in PAGES.glob("*.md")} - {f"{family.name}.md" for family in found} - {"README.md"}
    if update:
        for name in stale:
            (PAGES / name).unlink()
    else:
        tap.equal(sorted(stale), [], "no page of a family that is gone")
    tap.done()


main()
