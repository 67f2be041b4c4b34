#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Prints a program of N operations as torch.export prints one: a deep transformer, its batch and length symbolic.

    graph_text.py N > FILE
"""

import sys

WIDTH = 768
HEADS = 12


def parameters(block):
    inner = [("ln_1", [WIDTH]), ("attn_qkv", [3 * WIDTH, WIDTH]), ("attn_out", [WIDTH, WIDTH]), ("ln_2", [WIDTH]),
             ("up", [4 * WIDTH, WIDTH]), ("down", [WIDTH, 4 * WIDTH])]
    for name, sizes in inner:
        yield f"p_h_{block}_{name}_weight", f"h.{block}.{name.replace('_', '.', 1)}.weight", sizes
        yield f"p_h_{block}_{name}_bias", f"h.{block}.{name.replace('_', '.', 1)}.bias", sizes[:1]


class Printer:
    def __init__(self, out):
        self.out = out
        self.counts = {}
        self.lines = 0

    def name(self, base):
        count = self.counts.get(base, 0)
        self.counts[base] = count + 1
        return f"{base}_{count}" if count else base

    def comment(self, text):
        self.out.write(f"            \n             # File: model/gpt.py:{len(text) + 20} in forward, code: {text}\n")

    def call(self, base, overload, sizes, args, dead=()):
        name = self.name(base)
        note = f': "f32[{", ".join(map(str, sizes))}]"' if sizes else ""
        tail = f";  {' = '.join(dead)} = None" if dead else ""
        self.out.write(f"            {name}{note} = torch.ops.aten.{base}.{overload}({', '.join(map(str, args))}){tail}\n")
        self.lines += 1
        return name

    def item(self, of, index, sizes):
        name = self.name("getitem")
        self.out.write(f'            {name}: "f32[{", ".join(map(str, sizes))}]" = {of}[{index}]\n')
        return name


def block(p, x, number):
    flat, heads = ["s0", "s1", WIDTH], ["s0", "s1", HEADS, WIDTH // HEADS]
    split_heads = ["s0", HEADS, "s1", WIDTH // HEADS]
    w = {name.split("_", 3)[3]: name for name, _, _ in parameters(number)}
    p.comment("x = x + self.attn(self.ln_1(x))")
    y = p.call("layer_norm", "default", flat, [x, [WIDTH], w["ln_1_weight"], w["ln_1_bias"]])
    p.comment("q, k, v = self.qkv(x).split(c, dim=2)")
    y = p.call("linear", "default", ["s0", "s1", 3 * WIDTH], [y, w["attn_qkv_weight"], w["attn_qkv_bias"]], [y])
    parts = p.call("split", "Tensor", None, [y, WIDTH, 2], [y])
    qkv = []
    for i in range(3):
        y = p.item(parts, i, flat)
        p.comment("q = q.view(b, t, self.h, c//self.h).transpose(1, 2)")
        y = p.call("view", "default", heads, [y, "[sym_size_int, sym_size_int_1, 12, 64]"], [y])
        qkv.append(p.call("transpose", "int", split_heads, [y, 1, 2], [y]))
    p.comment("y = F.scaled_dot_product_attention(q, k, v, is_causal=True)")
    y = p.call("scaled_dot_product_attention", "default", split_heads, [*qkv, None, 0.0, True], qkv)
    y = p.call("transpose", "int", heads, [y, 1, 2], [y])
    y = p.call("view", "default", flat, [y, f"[sym_size_int, sym_size_int_1, {WIDTH}]"], [y])
    y = p.call("linear", "default", flat, [y, w["attn_out_weight"], w["attn_out_bias"]], [y])
    x = p.call("add", "Tensor", flat, [x, y], [x, y])
    p.comment("return x + self.down(F.gelu(self.up(self.ln_2(x))))")
    y = p.call("layer_norm", "default", flat, [x, [WIDTH], w["ln_2_weight"], w["ln_2_bias"]])
    y = p.call("linear", "default", ["s0", "s1", 4 * WIDTH], [y, w["up_weight"], w["up_bias"]], [y])
    y = p.call("gelu", "default", ["s0", "s1", 4 * WIDTH], [y], [y])
    y = p.call("linear", "default", flat, [y, w["down_weight"], w["down_bias"]], [y])
    return p.call("add", "Tensor", flat, [x, y], [x, y])


def program(out, operations):
    blocks = max(1, operations // 20)
    inputs = [entry for number in range(blocks) for entry in parameters(number)]
    typed = ", ".join(f'{name}: "f32[{", ".join(map(str, sizes))}]"' for name, _, sizes in inputs)
    out.write("ExportedProgram:\n    class GraphModule(torch.nn.Module):\n")
    out.write(f'        def forward(self, {typed}, x: "f32[s0, s1, {WIDTH}]"):\n')
    p = Printer(out)
    for i in range(2):
        name = p.name("sym_size_int")
        out.write(f'            {name}: "Sym(s{i})" = torch.ops.aten.sym_size.int(x, {i})\n')
    x = "x"
    for number in range(blocks):
        x = block(p, x, number)
    out.write(f"            return ({x},)\n            \nGraph signature: \n    # inputs\n")
    for name, target, _ in inputs:
        out.write(f"    {name}: PARAMETER target='{target}'\n")
    out.write(f"    x: USER_INPUT\n\n    # outputs\n    {x}: USER_OUTPUT\n\n")
    out.write("Range constraints: {s0: VR[1, 512], s1: VR[2, 2048]}\n")


if __name__ == "__main__":
    program(sys.stdout, int(sys.argv[1]))
