# SPDX-License-Identifier: LGPL-3.0-or-later
"""Forward FLOPs of configurations against exports of the same models by PyTorch, batch 1, length 128.

tests/data/torch_hf/exports.csv says what PyTorch's counter counted in the exported program, and what of that no formula
of an architecture has: `rotary`, the outer product of positions and frequencies, 2*128*d_head/2; and what the counter
does not see: `experts`, the products of a router's k experts. Some of the programs stand beside it; all are in the
folder of reference data, where that stands beside the project."""
import csv
import gzip
import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import ROOT, Tap, answer, need_command, run

OWN = ROOT / "tests" / "data" / "torch_hf"
SHARED = ROOT.parent / "shared" / "data" / "torch_hf"
SIZES = ["b=1", "l=128"]
REMARKS = re.compile(r"polycost: warning: (nothing uses the parameter|.* not counted: no rule prices it)")


def table():
    with (OWN / "exports.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def totals(tap, rows):
    """All at once: the formula's FLOPs are the export's without what is named."""
    for metric in ("params", "flops"):
        result = run("eval", "--each", "-m", metric, *(f"{row['case']}.json" for row in rows), *SIZES, cwd=OWN)
        found = dict(line.rsplit(" ", 1) for line in result.out.splitlines())
        for row in rows:
            outside = int(row["experts"]) - int(row["rotary"]) if metric == "flops" else 0
            tap.equal(found.get(f"{row['case']}.json"), str(int(row[metric]) + outside), f"{metric} of {row['case']}")


def said(result):
    """What diff says, when it has nothing but remarks on the program to say besides."""
    strange = [line for line in result.err.splitlines() if not REMARKS.match(line)]
    return str(result) if strange else result.out.rstrip("\n")


def differences(tap, row, name, graph):
    config = OWN / f"{row['case']}.json"
    tap.equal(said(run("diff", config, graph, *SIZES, "--ops", "outer_products")), "equal", f"FLOPs: {name}")
    tap.equal(said(run("diff", config, graph, "-m", "params")), "equal", f"parameters: {name}")
    if row["rotary"] != "0":
        shown = said(run("diff", config, graph, *SIZES, "--tree"))
        tap.ok(f"\nA - B = -{row['rotary']}\n" in shown, f"the rotary product is the difference: {name}", shown)
        outside = f"only B   wrap_with_set_grad_enabled/matmul: {row['rotary']}"
        inside = f"only B   model/wrap_with_set_grad_enabled/matmul: {row['rotary']}"
        tap.ok(outside in shown or inside in shown, f"the tree names it: {name}", shown)


def graphs(folder, ending):
    rows = {row["case"]: row for row in table()}
    for path in sorted(folder.glob("*" + ending)):
        yield rows[path.name.split("__")[0]], path


def own(tap):
    with tempfile.TemporaryDirectory() as folder:
        for row, path in graphs(OWN, ".txt.gz"):
            text = Path(folder) / path.stem
            text.write_bytes(gzip.decompress(path.read_bytes()))
            differences(tap, row, path.stem, text)
        wrong = run("diff", OWN / "gpt2-medium.json", Path(folder) / "gpt2__sdpa.ep.txt", *SIZES)
        tap.equal(wrong.status, 1, "another model is different")
        kept = answer("diff", OWN / "gpt2.json", "gpt2", "b=1", "l=128")
        tap.equal(kept, "equal", "beside a cost file the symbols of a configuration stay")


def main():
    need_command()
    tap = Tap()
    totals(tap, table())
    own(tap)
    if SHARED.is_dir():
        for row, path in graphs(SHARED, ".txt"):
            differences(tap, row, f"shared {path.name}", path)
    tap.done()


main()
