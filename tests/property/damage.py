#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Damaged programs: cut anywhere, lines dropped or broken, bytes changed, hostile sizes and depths. Each ends in an error
or an answer, in bounded memory; a cut program never gives an answer that misses operations.

    damage.py GRAPH_DUMP
"""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import Tap, cases, seeded  # noqa: E402

SYMBOLS = 100000 if "POLYCOST_SANITIZERS" in os.environ else 1000000

FOLDER = Path(__file__).resolve().parent.parent / "data" / "torch"
MEMORY = 1 << 30


def read(program, text):
    """The status and what is shown."""
    with tempfile.NamedTemporaryFile("wb", suffix=".txt") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
        file.flush()
        done = subprocess.run([program, file.name], capture_output=True, timeout=120)
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    return done.returncode if used < MEMORY else f"{used} bytes", done.stdout.decode(errors="replace")


def calls(shown):
    """The calls, without the modules: those are told by the signature, which may be cut off."""
    lines = [line.split("\t") for line in shown.split("\n") if line.startswith("call\t")]
    return [line[:3] + line[4:] for line in lines]


def check_cuts(tap, random, program):
    for name in ("hop_cond.torch26.txt", "gpt_tiny_dynamic.txt", "joint.torch22.txt"):
        text = (FOLDER / name).read_text(encoding="utf-8")
        whole = calls(read(program, text)[1])

        def wrong(at):
            status, shown = read(program, text[:at])
            missing = status == 0 and "warning\tthe program calls" not in shown and calls(shown) != whole
            return f"status {status}, {len(calls(shown))} calls of {len(whole)}" if status not in (0, 3) or missing else None

        tap.group(f"{name}, cut", [random.randrange(len(text)) for _ in range(cases(60))], wrong)


def check_lines(tap, random, program):
    """A line whose value is used cannot be left out; a broken line is refused."""
    lines = (FOLDER / "gpt_tiny_dynamic.core.txt").read_text(encoding="utf-8").split("\n")
    statements = [i for i, line in enumerate(lines) if " = torch.ops." in line]

    def dropped(i):
        status, _ = read(program, "\n".join(lines[:i] + lines[i + 1:]))
        return None if status == 3 else f"status {status}: {lines[i]}"

    def broken(i):
        at = random.randrange(lines[i].index("torch.ops."), lines[i].rindex(")"))
        status, _ = read(program, "\n".join(lines[:i] + [lines[i][:at], lines[i][at:]] + lines[i + 1:]))
        return None if status == 3 else f"status {status}: {lines[i][:at]}"

    tap.group("a line is dropped", random.sample(statements, min(cases(30), len(statements))), dropped)
    tap.group("a line is broken", random.sample(statements, min(cases(30), len(statements))), broken)


def check_bytes(tap, random, program):
    original = (FOLDER / "amp_and_no_grad.torch214.txt").read_bytes()

    def wrong(seed):
        text = bytearray(original)
        for _ in range(random.randint(1, 20)):
            at = random.randrange(len(text))
            text[at:at + random.randint(0, 2)] = bytes(random.randrange(256) for _ in range(random.randint(0, 2)))
        status, _ = read(program, bytes(text))
        return None if status in (0, 3, 4) else f"status {status}: {bytes(text)!r}"

    tap.group("bytes are changed", range(cases(80)), wrong)


def program_of(parameters="x: \"f32[2]\"", body="return (x,)", trailer=""):
    return f"ExportedProgram:\n    class GraphModule(torch.nn.Module):\n        def forward(self, {parameters}):\n" \
           f"            {body}\n{trailer}"


def check_hostile(tap, program):
    deep = 100000
    nested = "\n".join(f"{'    ' * d}class c{d}(torch.nn.Module):\n{'    ' * d}    def forward(self, x: \"f32[2]\"):\n"
                       f"{'    ' * d}        c{d + 1} = self.c{d + 1}\n{'    ' * d}        return (x,)" for d in range(300))
    names = ", ".join(f"s{i}" for i in range(SYMBOLS))
    for said, text, status in (
            ("a size of 40 digits", program_of(f'x: "f32[{10**40}, 2]"'), 0),
            ("a size of 400,000 digits", program_of(f'x: "f32[{"9" * 400000}]"'), 4),
            (f"{SYMBOLS} symbols", program_of(f'x: "f32[{names}]"'), 0),
            ("lists nest deep", program_of(body=f"return {'[' * deep}x{']' * deep}"), 4),
            ("brackets are not closed", program_of(body=f"return {'(' * deep}"), 4),
            ("operands nest deep", program_of(body=f"y = torch.ops.aten.cat.default({'[' * deep}x)"), 4),
            ("a chain of names", program_of(body=f"{' = '.join(['y'] * deep)} = x\n            return (x,)"), 4),
            ("an item far away", program_of(body="y = torch.ops.a.b(x)\n            z: \"f32[2]\" = y[4000000000]\n"
                                                 "            return (z,)"), 0),
            ("bodies nest", nested, 0),
            ("a line of 10 MB", program_of(body=f"y = torch.ops.aten.cat.default([{'x, ' * 3000000}])\n"
                                                "            return (y,)"), 0),
            ("a NUL", b"def forward(self, x):\0\n", 3),
            ("nothing", "", 3),
            ("only a bracket", "def forward(self", 3)):
        found, shown = read(program, text)
        tap.ok(found == status, said, f"status {found}, not {status}", shown[:200])


def main():
    program, tap, random = sys.argv[1], Tap(), seeded()
    check_cuts(tap, random, program)
    check_lines(tap, random, program)
    check_bytes(tap, random, program)
    check_hostile(tap, program)
    tap.done()


if __name__ == "__main__":
    main()
