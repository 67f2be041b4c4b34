# SPDX-License-Identifier: LGPL-3.0-or-later
"""Exported programs against PyTorch's own counter: totals, calls by operation, nodes and parameters.

Reads tests/data, and all the files of the folder that POLYCOST_TORCH_DATA names (default: ../shared/data, if it is
there), which has the same folders: torch, torch_cases, torch_hf, torch_wild."""
import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import ROOT, Tap, command, need_command, run

OWN = ROOT / "tests" / "data"
SHARED = Path(os.environ.get("POLYCOST_TORCH_DATA", ROOT.parent / "shared" / "data"))
csv.field_size_limit(10**9)

# The sizes that reference.json was computed at, by the symbols of the programs.
SIZES = {
    "gpt_tiny_dynamic": {"s0": 3, "s1": 16},
    "llama_tiny_dynamic": {"s0": 3, "s1": 16},
    "sdpa_cross_dynamic": {"s0": 2, "s1": 10, "s3": 14},
    "conv_dynamic_hw": {"s0": 2, "s1": 32, "s2": 48},
    "cat_dynamic": {"s0": 2, "s1": 5, "s3": 7},
}
# PyTorch counts nothing for `mv` and `dot`, and the core programs have multiplications and sums for them. misc_ops.txt
# has a matrix of 8 x 9 times a vector, and the product of the result with itself.
ADDITIONS = {"misc_ops.txt": 2*8*9 + 2*8}
# The inputs of torch_cases with dynamic sizes: a batch of 4, of 4 times 6, and 4 rows.
CASE_SIZES = {"mlp_dyn_batch": {"s0": 4, "s77": 4}, "mlp_dyn_auto": {"s0": 4, "s1": 6, "s27": 6, "s77": 4},
              "dyn_mul": {"s2": 4, "s39": 4}}


def rows(path):
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def bindings(path, sizes, *options):
    """Those of the sizes that the formula has; what it has besides is an error of the reader, and shows."""
    result = run("formula", path, "--format", "json", *options)
    symbols = json.loads(result.out)["symbols"] if result.status == 0 else []
    return [f"{name}={value}" for name, value in sizes.items() if name in symbols]


def fault(path, want, sizes={}, options=()):
    """What is wrong with the program's answers: `want` may have total, nodes, by_op and params."""
    bound = bindings(path, sizes, *options) if sizes else []
    result = run("ops", path, "--format", "json", *bound, *options)
    if result.status != 0:
        return str(result)
    report = json.loads(result.out)
    found = {"total": report["total"], "nodes": report["nodes"],
             "by_op": {op["op"].replace("::", ".").removesuffix("_for_cpu"): int(op["total"]) for op in report["ops"]
                       if "by_op" in want}}
    if "params" in want:
        found["params"] = run("eval", path, "-m", "params", *options).out.strip()
    wrong = [f"{key}: found {found[key]}, expected {value}" for key, value in want.items()
             if (found[key] != value if key == "by_op" else str(found[key]) != str(value))]
    return "\n".join(wrong) or None


def reference(root):
    """Files of torch/ with what is known of them: the training program as text and JSON, the core program."""
    for case in json.loads((OWN / "torch" / "reference.json").read_text()):
        sizes = SIZES.get(case["name"], {})
        for suffix in (".txt", ".core.txt", ".json"):
            path = root / "torch" / (case["name"] + suffix)
            if not path.exists():
                continue
            core = suffix == ".core.txt"
            want = {"total": case["total"] + ADDITIONS.get(path.name, 0), "params": case["params"],
                    "nodes": case["core_nodes"] if core else case["nodes"]}
            if core:
                want["by_op"] = case["by_op"]
            yield path, want, sizes


def train(root):
    for case in json.loads((OWN / "torch" / "reference_train.json").read_text()):
        path = root / "torch" / (case["name"] + ".joint.txt")
        if path.exists():
            yield path, {"total": case["forward_backward"], "by_op": case["by_op"]}, {}


def cases(root):
    """Small modules in two versions of PyTorch and every style that has shapes; architectures of Hugging Face."""
    for row in rows(root / "torch_cases" / "expected_flops.csv"):
        folder = "torch_hf" if row["set"].startswith("hf") else f"torch_cases/{row['set']}"
        total = row["flops_decomposed"] or row["flops_eager"]
        for style in ("ep.txt", "decomp.ep.txt", "readable.txt", "model.json", "pt2"):
            path = root / folder / f"{row['case']}.{style}"
            if not path.exists() or not total:
                continue
            want = {"total": total, "params": row["params"]}
            if style != "decomp.ep.txt":
                want["nodes"] = row["nodes"]
            elif row["flops_decomposed"]:
                want["by_op"] = json.loads(row["by_op_decomposed"])
            if style == "readable.txt":
                del want["params"]                     # it has no signature
            yield path, want, CASE_SIZES.get(row["case"], {})


def wild(root):
    folder = root / "torch_wild" / "graphs"
    for row in rows(folder / "expected_flops.csv"):
        if (folder / row["file"]).exists() and row["total_flops"]:
            by_op = {"aten." + op: total for op, total in json.loads(row["by_op_json"]).items()}
            want = {"total": row["total_flops"], "by_op": by_op}
            yield folder / row["file"], want, json.loads(row["symbols_substituted"])


def sweep(tap, root, name):
    for group, files in (("torch", reference), ("torch, training", train), ("torch_cases", cases)):
        tap.group(f"{name}/{group}", files(root), lambda case: fault(*case))
    tap.group(f"{name}/torch_wild/graphs", wild(root), lambda case: fault(*case, options=["wgrad=torch"]))
    tap.group(f"{name}: programs without shapes", sorted(root.glob("torch_cases/*/*.graph.txt")), refused)
    tap.group(f"{name}: programs without annotations", sorted(root.glob("torch_cases/*/*.code.txt")), told)


def refused(path):
    result = run("ops", path)
    return None if result.status == 3 and "has no shapes" in result.err and not result.out else str(result)


def told(path):
    """No shapes but those that arguments tell: each product is counted, or listed with the reason why it is not."""
    text = path.read_text()
    products = len(re.findall(r"aten\.(?:linear|mm|bmm|addmm|matmul|conv\dd|scaled_dot_product_attention)\.", text))
    result = run("ops", path, "--format", "json")
    if result.status != 0:
        return str(result)
    report = json.loads(result.out)
    listed = sum(op["count"] for op in report["ops"] + [op for op in report["uncounted"] if op.get("reason")])
    return None if listed >= products else str(result)


def listings(tap):
    """The listings of a public text on counting FLOPs, with the indentation lost on the way, and what it counts."""
    expected = [(6, {"aten.addmm": 800}), (6, {"aten.addmm": 800}),
                (17, {"aten.mm": 1600, "aten.addmm": 800, "aten.bmm": 160})]
    for i, (nodes, by_op) in enumerate(expected, 1):
        wrong = fault(OWN / "torch" / f"listing_{i}.txt", {"total": sum(by_op.values()), "nodes": nodes, "by_op": by_op})
        tap.ok(wrong is None, f"listing {i}", wrong)


def additions(tap):
    """The difference that ADDITIONS states is `mv` and `dot` alone."""
    report = json.loads(run("ops", OWN / "torch" / "misc_ops.txt", "--format", "json").out)
    dots = {op["op"]: (op["count"], op["total"]) for op in report["ops"] if re.search(r"::(dot|mv|vdot|addmv)$", op["op"])}
    tap.equal(dots, {"aten::mv": (1, "144"), "aten::dot": (1, "16")},
              "mv and dot are counted beyond PyTorch's counter")


def table(tap):
    """docs/printed-programs.md says what became of each printed program."""
    script = ROOT / "tests" / "property" / "printed.py"
    made = subprocess.run([sys.executable, script, command(), "--table", SHARED / "torch_wild"], text=True, capture_output=True)
    shown = [line for line in (ROOT / "docs" / "printed-programs.md").read_text().splitlines() if line.startswith("|")]
    differ = [f"- {old}\n+ {new}" for old, new in zip(shown, made.stdout.splitlines()) if old != new]
    tap.ok(made.stdout.splitlines() == shown, "docs/printed-programs.md", made.stderr, *differ[:5])


def main():
    need_command()
    tap = Tap()
    listings(tap)
    additions(tap)
    sweep(tap, OWN, "tests/data")
    if SHARED.is_dir() and SHARED != OWN and "POLYCOST_SANITIZERS" not in os.environ:
        sweep(tap, SHARED, "all data")
        table(tap)
    tap.done()


main()
