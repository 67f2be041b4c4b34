# SPDX-License-Identifier: LGPL-3.0-or-later
"""The cases of other counters' tests (PyTorch's, fvcore's, DeepSpeed's, nanoGPT's sizing notebook), each as a printed
program. tests/data/torch/counter_cases.csv says which operations with which shapes, and what is expected."""
import csv
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import ROOT, Tap, need_command, run

csv.field_size_limit(10**9)
FORWARD_ATTENTION = ["scaled_dot_product_attention", "_scaled_dot_product_flash_attention",
                     "_scaled_dot_product_flash_attention_for_cpu", "_scaled_dot_product_efficient_attention",
                     "_scaled_dot_product_cudnn_attention", "_scaled_dot_product_attention_math"]
BACKWARD_ATTENTION = ["_scaled_dot_product_flash_attention_backward", "_scaled_dot_product_efficient_attention_backward",
                      "_scaled_dot_product_cudnn_attention_backward"]


class Program:
    """Lines of a printed program. With `annotated` false results have no shapes, and must be inferred."""

    def __init__(self, annotated):
        self.annotated, self.inputs, self.calls = annotated, [], []

    def input(self, shape):
        self.inputs.append(f'x{len(self.inputs)}: "f32{shape}"')
        return f"x{len(self.inputs) - 1}"

    def call(self, name, arguments, shape=None):
        annotation = f': "f32{shape}"' if shape and self.annotated else ""
        self.calls.append(f"        y{len(self.calls)}{annotation} = torch.ops.aten.{name}.default({', '.join(arguments)})")

    def text(self):
        head = ["ExportedProgram:", "class GraphModule(torch.nn.Module):",
                f"    def forward(self, {', '.join(self.inputs)}):"]
        return "\n".join(head + self.calls + [f"        return (y{len(self.calls) - 1},)", ""])


def product(program, op, name):
    a, b = op["a"], op["b"]
    operands = [program.input(a), program.input(b)]
    if name in ("addmm", "baddbmm"):
        operands.insert(0, program.input(op.get("bias") or [b[-1]]))
    program.call(name, operands, a[:-1] + b[-1:])


def convolution(program, op, name):
    """The general operation; where the shape must be inferred, that of so many dimensions."""
    dims = len(op["x"]) - 2
    each = [str([op[key]]*dims) for key in ("stride", "padding")] + [str([1]*dims)]
    operands = [program.input(op["x"]), program.input(op["w"]), "None"]
    if program.annotated or op["transposed"]:
        rest = [str(op["transposed"]), str([op["output_padding"]]*dims), str(op["groups"])]
        program.call("convolution", operands + each + rest, op["out"])
    else:
        program.call(f"conv{dims}d", operands + each + [str(op["groups"])])


def convolution_backward(program, op, name):
    dims = len(op["x"]) - 2
    operands = [program.input(op["grad_out"]), program.input(op["x"]), program.input(op["w"]), "None"]
    rest = [str([1]*dims), str([0]*dims), str([1]*dims), str(op["transposed"]), str([0]*dims), str(op["groups"]),
            str(op["output_mask"])]
    program.call("convolution_backward", operands + rest)


def attention(program, op, name):
    operands = [program.input(op[key]) for key in "qkv"]
    if name in BACKWARD_ATTENTION:
        operands.insert(0, program.input(op["q"][:-1] + op["v"][-1:]))
    program.call(name, operands, op["q"][:-1] + op["v"][-1:])


WRITERS = {"mm": product, "addmm": product, "bmm": product, "baddbmm": product, "convolution": convolution,
           "convolution_backward": convolution_backward, "sdpa": attention, "sdpa_backward_flash": attention}


def variants(row):
    """The row's operations as programs: with and without annotations, attention in each of its names."""
    ops = json.loads(row["ops_json"])
    names = [{"sdpa": f, "sdpa_backward_flash": b} for f, b in zip(FORWARD_ATTENTION, BACKWARD_ATTENTION*2)]
    for renamed in names if any(op["op"].startswith("sdpa") for op in ops) else [{}]:
        for annotated in (True, False):
            program = Program(annotated)
            for op in ops:
                WRITERS[op["op"]](program, op, renamed.get(op["op"], op["op"]))
            yield program


def check(row):
    """What runs several times is expected so many times."""
    metric = "macs" if row["convention"].startswith("MAC") else "flops"
    for program in variants(row):
        result = run("eval", "-", "--from", "torch", "-m", metric, "wgrad=torch", "--strict", stdin=program.text())
        if result.status != 0 or int(result.out)*int(row["repeat"]) != int(row["expected"]):
            return f"expected {row['expected']}/{row['repeat']}\n{result}\n{program.text()}"
    return None


def main():
    need_command()
    tap = Tap()
    sources = {}
    with (ROOT / "tests" / "data" / "torch" / "counter_cases.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            sources.setdefault(row["source"].split()[0], []).append(row)
    for source, rows in sources.items():
        tap.group(source, rows, check)
    tap.done()


main()
