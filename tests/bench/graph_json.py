#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Writes the program of graph_text.py as torch.export.save does, as JSON.

    graph_json.py N > FILE
"""

import json
import sys

import graph_text

NAMES = {"layer_norm": ["input", "normalized_shape", "weight", "bias"], "linear": ["input", "weight", "bias"],
         "split": ["self", "split_size", "dim"], "view": ["self", "size"], "transpose": ["self", "dim0", "dim1"],
         "scaled_dot_product_attention": ["query", "key", "value", "attn_mask", "dropout_p", "is_causal"],
         "add": ["self", "other"], "gelu": ["self"]}


def size(value):
    if isinstance(value, int):
        return {"as_int": value}
    return {"as_expr": {"expr_str": f"Symbol('{value}', positive=True, integer=True)", "hint": {"as_int": 4}}}


def tensor(sizes):
    return {"dtype": 7, "sizes": [size(s) for s in sizes], "requires_grad": False, "device": {"type": "cpu", "index": None},
            "strides": [size(s) for s in sizes], "storage_offset": {"as_int": 0}, "layout": 7}


def named(name):
    return {"as_tensor": {"name": name}}


def argument(value):
    if isinstance(value, bool):
        return {"as_bool": value}
    if isinstance(value, (int, float)):
        return {"as_int" if isinstance(value, int) else "as_float": value}
    if isinstance(value, list):
        return {"as_ints": value}
    if value is None:
        return {"as_none": True}
    if value.startswith("["):
        items = value[1:-1].split(", ")
        return {"as_sym_ints": [{"as_int": int(i)} if i.isdigit() else {"as_name": i} for i in items]}
    return named(value)


class Writer(graph_text.Printer):
    """Takes the calls that a printer would print."""

    def __init__(self, out):
        super().__init__(out)
        self.values, self.block, self.source, self.lists = {}, 0, "", {}
        self.nodes = []  # of the block at hand

    def comment(self, text):
        self.source = text

    def end_block(self):
        self.out.write(("," if self.block else "") + json.dumps(self.nodes)[1:-1])
        self.nodes, self.block = [], self.block + 1

    def call(self, base, overload, sizes, args, dead=()):
        name = self.name(base)
        self.lines += 1
        if sizes:
            self.values[name] = tensor(sizes)
        else:
            self.lists[name] = []
        self.nodes.append({
            "target": f"torch.ops.aten.{base}.{overload}",
            "inputs": [{"name": n, "arg": argument(a), "kind": 1} for n, a in zip(NAMES[base], args)],
            "outputs": [named(name) if sizes else {"as_tensors": self.lists[name]}],
            "metadata": {
                "stack_trace": f'  File "model/gpt.py", line {len(self.source) + 20}, in forward\n    {self.source}\n',
                "nn_module_stack": f"L__self__,,gpt.GPT;L__self___h_{self.block},L['self'].h[{self.block}],gpt.Block",
                "torch_fn": f"{base}_{self.lines};builtin_function_or_method.{base}"},
            "is_hop_single_tensor_return": None, "name": name})
        return name

    def item(self, of, index, sizes):
        name = self.name("getitem")
        self.values[name] = tensor(sizes)
        self.lists[of].append({"name": name})
        return name


def program(out, operations):
    blocks = max(1, operations // 20)
    inputs = [entry for number in range(blocks) for entry in graph_text.parameters(number)]
    writer, x = Writer(out), "x"
    out.write('{"graph_module": {"graph": {"inputs": ')
    json.dump([named(name) for name, _, _ in inputs] + [named("x")], out)
    out.write(', "nodes": [')
    for number in range(blocks):
        x = graph_text.block(writer, x, number)
        writer.end_block()
    writer.values.update((name, tensor(sizes)) for name, _, sizes in inputs)
    writer.values["x"] = tensor(["s0", "s1", graph_text.WIDTH])
    out.write('], "outputs": ' + json.dumps([named(x)]) + ', "tensor_values": ')
    json.dump(writer.values, out)
    out.write(', "sym_int_values": ')
    json.dump({"sym_size_int": size("s0"), "sym_size_int_1": size("s1")}, out)
    out.write('}, "signature": {"input_specs": ')
    json.dump([{"parameter": {"arg": {"name": name}, "parameter_name": target}} for name, target, _ in inputs] +
              [{"user_input": {"arg": named("x")}}], out)
    out.write(', "output_specs": []}}, "schema_version": {"major": 8, "minor": 2}, "range_constraints": ')
    json.dump({"s0": {"min_val": 1, "max_val": 512}, "s1": {"min_val": 2, "max_val": 2048}}, out)
    out.write("}\n")


if __name__ == "__main__":
    program(sys.stdout, int(sys.argv[1]))
