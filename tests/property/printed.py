#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Printed PyTorch programs against another reader of them, made of regular expressions: the same inputs, the same calls
of the same operations with the same shapes, and the same FLOPs of mm, addmm, bmm and linear.

Reads tests/data/torch, and with all the folders that POLYCOST_TORCH_DATA names (default: ../shared/data, if it is there).

    printed.py GRAPH_DUMP
    printed.py POLYCOST --table FOLDER       prints the table of docs/printed-programs.md
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import zlib
from collections import Counter
from fractions import Fraction

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from harness import Tap  # noqa: E402

OWN = HERE.parent / "data" / "torch"
SHARED = pathlib.Path(os.environ.get("POLYCOST_TORCH_DATA", HERE.parent.parent.parent / "shared" / "data"))

# ---- sizes, at a value for each symbol ----


class Values(dict):
    def __missing__(self, name):
        if name in FUNCTIONS or not re.fullmatch(r"[a-z]\w*", name):
            raise KeyError(name)
        return Fraction(zlib.crc32(name.encode()) % 97 + 2)


FUNCTIONS = {"floor": lambda x: x // 1, "ceiling": lambda x: -(-x // 1), "Mod": lambda a, b: a % b, "Min": min, "Max": max,
             "FloorDiv": lambda a, b: a // b, "CleanDiv": lambda a, b: a / b, "__builtins__": {}}


def size(text):
    text = re.sub(r"\b\d+\b", lambda m: f"Fraction({m.group()})", text)
    return eval(text, dict(FUNCTIONS, Fraction=Fraction), Values())


def split(text):
    """The parts between commas outside of brackets."""
    parts, depth, start = [], 0, 0
    for i, c in enumerate(text):
        depth += (c in "([") - (c in ")]")
        if c == "," and depth == 0:
            parts.append(text[start:i].strip())
            start = i + 1
    return parts + [text[start:].strip()] if text[start:].strip() else parts


def tensor(text):
    match = re.match(r"([a-z]+\d\w*)\[", text or "")
    if not match:
        return None
    depth = 0
    for end in range(match.end() - 1, len(text)):
        depth += (text[end] in "[(") - (text[end] in ")]")
        if depth == 0:
            break
    return match[1], tuple(size(part) for part in split(text[match.end():end]))


# ---- the other reader ----

TYPED = r"""(?:"([^"]*)"|((?:Sym\(.*?\)|[a-z]+\d\w*\[[^]]*\])(?=\s*[=,;)])))"""
STATEMENT = re.compile(r"^(\w+)(?: ?: " + TYPED + r")? = (?:torch\.ops\.([\w.]+)\((.*?)\)(?:;|$|\s+#)|.*)")


def first_program(text):
    """The lines of the first program and of the bodies below it, without what a log wrote before them."""
    match = re.search(r"^([^\n#]*?)[ \t]*def forward\(\s*self", text, re.M)
    if not match:
        return []
    prefix = match[1].rstrip()
    lines = text[match.start():].split("\n")
    if prefix:
        keep = [line[len(prefix):] for line in lines if line.startswith(prefix)]
        lines = keep
    indent, program = None, []
    for line in lines:
        stripped = line.strip()
        depth = len(line) - len(line.lstrip())
        if stripped.startswith("def forward("):
            if indent is not None and depth <= indent:
                break
            indent = depth if indent is None else indent
        if re.match(r"\w*:?\s*ExportedProgram:|Graph [sS]ignature|Range constraints", stripped):
            break
        program.append(stripped)
    return program


def bodies(text):
    """(parameters, statements) of each def forward."""
    found, header = [], None
    for line in first_program(text):
        line = re.sub(r"  # .*", "", line) if header is not None else line
        if line.startswith("def forward("):
            header = ""
            found.append(["", []])
        if header is not None:
            header += line + " "
            if line.endswith(":") and header.count("(") == header.count(")"):
                found[-1][0], header = header, None
        elif found and not line.startswith("#"):
            found[-1][1].append(line)
    return found


def expected(text):
    calls, inputs, flops = Counter(), [], 0
    for number, (header, lines) in enumerate(bodies(text)):
        shapes = {}
        for name, quoted, bare in re.findall(r"(\w+) ?: ?" + TYPED, header):
            shapes[name] = tensor(quoted or bare)
            if number == 0:
                inputs.append(shapes[name])
        for line in lines:
            for name, quoted, bare in re.findall(r"(\w+): " + TYPED + r"(?=;)", line):
                shapes[name] = tensor(quoted or bare)
            match = STATEMENT.match(line)
            if not match:
                continue
            name, quoted, bare, operation, arguments = match.groups()
            shapes[name] = tensor(quoted or bare)
            alias = re.match(r"\w+ = (\w+)(;|$)", line)
            if alias and alias[1] in shapes:
                shapes[name] = shapes[alias[1]]
            if operation:
                calls[operation, shapes[name]] += 1
                flops += cost(operation, [shapes.get(a) for a in split(arguments)]) if number == 0 else 0
    return calls, inputs, flops


def cost(operation, shapes):
    base = operation.split(".")[1] if "." in operation else ""
    try:
        a, b = {"mm": shapes[0:2], "bmm": shapes[0:2], "addmm": shapes[1:3], "linear": shapes[0:2]}[base]
        sizes, last = a[1], (b[1][0] if base == "linear" else b[1][-1])
    except (KeyError, TypeError, ValueError, IndexError):
        return 0
    product = 2 * last
    for s in sizes:
        product *= s
    return product


# ---- ours ----


def dump(program, file):
    done = subprocess.run([program, file], capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout, done.stderr


def operation_of(name):
    """aten.mm.default of aten::mm.default; None for what is no torch.ops."""
    space, colons, rest = name.partition("::")
    known = colons and space != "_operator" and space != "Tensor" and space != "builtins" and not space.startswith("torch")
    return f"{space}.{rest}" if known else None


def ours(text):
    calls, inputs, flops, body = Counter(), [], 0, None
    for line in text.split("\n"):
        kind, *fields = line.split("\t")
        if kind == "body":
            body = fields[0]
        elif kind == "input" and body == "":
            inputs.append(tensor(fields[3]))
        elif kind == "call":
            operation, arguments, result = operation_of(fields[3]), fields[4], fields[5]
            if operation is None:
                continue
            calls[operation, tensor(result)] += 1
            if body == "":
                flops += cost(operation, [tensor(a) for a in split(arguments[1:-1])])
    return calls, inputs, flops


def difference(file, program):
    """None, or what is different; the status where the file is refused."""
    status, out, err = dump(program, file)
    if status:
        return status, err
    text = file.read_text(encoding="utf-8")
    want, got = expected(text), ours(out)
    wrong = []
    if want[0] != got[0]:
        wrong.append(f"calls: missing {list((want[0] - got[0]).items())[:3]}, more {list((got[0] - want[0]).items())[:3]}")
    mine = [t for t in want[1] if t]
    if mine and "tree_flatten_spec" not in text and mine != [t for t in got[1] if t][:len(mine)]:
        wrong.append("inputs differ")
    if want[2] != got[2]:
        wrong.append(f"FLOPs {want[2]}, not {got[2]}")
    return 0, "; ".join(wrong)


def files_of(folder):
    return sorted(f for f in folder.rglob("*.txt") if f.is_file())


def shorten(total, most=40):
    return total if len(total) <= most else total[:most].rstrip() + " ..."


def without_price(polycost, file, most=4):
    """The operations that count=all has no rule for, or does not know enough of; how many calls of each."""
    done = subprocess.run([polycost, "ops", file, "--format", "json", "count=all"], capture_output=True, text=True, timeout=120)
    found = [f"{entry['op']} × {entry['count']}" + (f" ({entry['reason']})" if entry.get("reason") else "")
             for entry in json.loads(done.stdout)["uncounted"]]
    more = [f"{len(found) - most} more"] if len(found) > most else []
    return "; ".join(found[:most] + more)


def row(polycost, folder, file):
    done = subprocess.run([polycost, "ops", file, "--format", "json"], capture_output=True, text=True, timeout=120)
    said = [line.split(": ", 1)[1] for line in done.stderr.split("\n") if "error: " in line]
    name = f"`{file.relative_to(folder)}`"
    if done.returncode:
        cells = [name, "", "refused", "", "; ".join(said).replace("error: ", "")]
    else:
        shown = json.loads(done.stdout)
        uncounted = sum(entry["count"] for entry in shown["uncounted"])
        cells = [name, shown["nodes"], shorten(shown["total"]), uncounted, without_price(polycost, file)]
    return "|" + "|".join(f" {cell} ".replace("|", "\\|") for cell in cells) + "|"


def table(polycost, folder):
    """What became of each file, for docs/printed-programs.md."""
    print("| file | nodes | FLOPs | calls not counted | without a price, or why it is refused |\n|---|---|---|---|---|")
    for file in files_of(folder):
        print(row(polycost, folder, file))


def main():
    program = sys.argv[1]
    if "--table" in sys.argv:
        return table(program, pathlib.Path(sys.argv[sys.argv.index("--table") + 1]))
    tap, step = Tap(), 8 if "POLYCOST_SANITIZERS" in os.environ else 1
    for folder in [OWN] + [SHARED / name for name in ("torch", "torch_cases", "torch_hf", "torch_wild")]:
        for file in files_of(folder)[::step]:
            try:
                status, wrong = difference(file, program)
                failed = wrong if status == 0 else "" if status == 3 else f"status {status}: {wrong}"
            except Exception as problem:  # a file that the other reader cannot read is one to look at
                failed = repr(problem)
            tap.ok(not failed, str(file.relative_to(folder.parent)), failed)
    tap.done()


if __name__ == "__main__":
    main()
