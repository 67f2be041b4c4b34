# SPDX-License-Identifier: LGPL-3.0-or-later
"""nanoGPT's table of GPT-2: each line of it from examples/nanogpt.cost, and the file proved equal to exported graphs.

tests/data/nanogpt_table.csv holds the table as nanoGPT's notebook transformer_sizing.ipynb prints it."""
import csv
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import ROOT, Tap, answer, need_command, run

MODEL = ROOT / "examples" / "nanogpt.cost"
BLOCK = f"{MODEL}:GPTBlock"
GRAPHS = ROOT / "tests" / "data" / "torch"
SIZES = ["b=1", "l=1024", "d=768"]
# Lines whose names are not paths in the model: where they are, and as which metric.
ELSEWHERE = {
    "block": (BLOCK, None, "flops"),
    "forward_total": (MODEL, None, "flops"),
    "backward_total": (MODEL, None, "backward"),
    "total": (MODEL, None, "training"),
    "mlp/ffw": (BLOCK, "mlp/ffw1", "params"),
}


def value(line, metric):
    in_block = line.startswith(("attention", "mlp"))
    model, path, metric = ELSEWHERE.get(line, (BLOCK if in_block else MODEL, line, metric))
    sizes = SIZES if model == BLOCK else ["--preset", "gpt2"]
    return answer("eval", model, *sizes, "-m", metric, *(["--at", path] if path else []))


def table(tap):
    with (ROOT / "tests" / "data" / "nanogpt_table.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            tap.equal(value(row["line"], row["metric"]), row["value"], f"{row['metric']} {row['line']}")


def equal(tap, name, graph, *args):
    tap.equal(answer("diff", GRAPHS / graph, MODEL, *args), "equal", name)


def proofs(tap):
    tiny = ["--rename", "s0=b,s1=l", "d=64", "n=2", "v=1000", "p=128", "bias=1"]
    equal(tap, "a graph with symbols: FLOPs for every batch and length", "gpt_tiny_dynamic.txt", *tiny)
    tap.equal(answer("formula", GRAPHS / "gpt_tiny_dynamic.txt", "--rename", "s0=b,s1=l", "--at", "blocks.0-1"),
              answer("formula", MODEL, "d=64", "n=2", "--at", "transformer"), "a graph with symbols: the transformer")
    equal(tap, "the same, decomposed", "gpt_tiny_dynamic.core.txt", *tiny)
    equal(tap, "a graph with symbols: parameters", "gpt_tiny_dynamic.txt", *tiny, "-m", "params")
    # As it was exported: more tokens than there are, logits of the last position only, biases.
    gpt2 = ["--preset", "gpt2", "v=50304", "logits=last", "bias=1"]
    equal(tap, "GPT-2's graph: FLOPs", "gpt2_small.core.txt", *gpt2)
    equal(tap, "GPT-2's graph: parameters", "gpt2_small.core.txt", *gpt2, "-m", "params")
    transformer = answer("eval", MODEL, "--preset", "gpt2", "--at", "transformer")
    blocks = json.loads(run("ops", GRAPHS / "gpt2_small.core.txt", "--format", "json").out)["ops"]
    products = sum(int(op["total"]) for op in blocks if op["op"] != "aten::mm")     # the only mm is of the logits
    tap.equal(transformer, str(products), "GPT-2's graph: the transformer")
    wrong = run("diff", GRAPHS / "gpt2_small.core.txt", MODEL, *gpt2, "d=769")
    tap.equal(wrong.status, 1, "another size is different")


def main():
    need_command()
    tap = Tap()
    table(tap)
    proofs(tap)
    tap.done()


main()
