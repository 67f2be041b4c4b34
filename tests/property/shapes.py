# SPDX-License-Identifier: LGPL-3.0-or-later
"""Shapes that rules infer: the annotations of an operation's results are taken out of printed programs, and the
elements of all results must be as many as before. Reads tests/data, and all of the folder that POLYCOST_TORCH_DATA names
when POLYCOST_CASES is above 100."""
import os
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import ROOT, Tap, cases, need_command, run

SHARED = Path(os.environ.get("POLYCOST_TORCH_DATA", ROOT.parent / "shared" / "data"))
RESULT = re.compile(r'^(\s+\w+): "?[a-z]+\d+\[[^\]]*\](?:\[[^\]]*\]\w+(?::\d)?)?"? = (torch\.ops\.([\w.]+)\()', re.M)
# Of shapes that depend on more than shapes, or that no rule tells.
NOT_INFERRED = re.compile(r"aten\.(rand|randn|lift_fresh_copy|index|einsum|diff|"
                          r"repeat|cross_entropy_loss|nll_loss\w*|mse_loss|stack|constant_pad_nd|pad|flip|bucketize|eye|"
                          r"embedding_dense_backward|_unsafe_index|linspace|split\w*|nonzero|topk|upsample\w*|\w*_backward\w*)\.|"
                          r"prims\.(broadcast_in_dim|inductor\w*)|^(?!aten\.|prims\.)")


def elements(text):
    result = run("formula", "-", "--from", "torch", "-m", "activations", stdin=text)
    return result.out if result.status == 0 else str(result)


def check(path, inferred):
    text = path.read_text()
    before = elements(text)
    for name in sorted({match[3] for match in RESULT.finditer(text)}):
        if NOT_INFERRED.search(name):
            continue
        after = elements(RESULT.sub(lambda m: f"{m[1]} = {m[2]}" if m[3] == name else m[0], text))
        if after != before:
            return f"{name}\n{before}\n{after}"
        inferred.add(name)
    return None


def main():
    need_command()
    tap = Tap()
    roots = [ROOT / "tests" / "data"] + ([SHARED] if cases(100) > 100 and SHARED.is_dir() else [])
    for root in roots:
        inferred = set()
        files = sorted(path for pattern in ("torch/*.txt", "torch_cases/*/*.ep.txt", "torch_hf/*.txt", "torch_wild/graphs/*/*.txt")
                       for path in root.glob(pattern) if "graph.txt" != path.name and ".graph." not in path.name)
        tap.group(f"{root.name}: results without annotations", files, lambda path: check(path, inferred))
        tap.ok(len(inferred) > 40, f"{root.name}: {len(inferred)} operations tell their shapes", sorted(inferred))
    tap.done()


main()
