#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Statements, signatures and layouts of printed PyTorch programs, each with the calls, inputs and messages that it must
give. What is expected was written by hand, from what PyTorch means by the text.

    statements.py GRAPH_DUMP
"""

import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import Tap  # noqa: E402

HEADER = 'class GraphModule(torch.nn.Module):\n    def forward(self, x: "f32[2, s0]", w: "f32[s0, 3]", n: "Sym(s0)"):\n'

# A line of the body, and the calls that it makes: operation, operands, result.
STATEMENTS = [
    ('y: "f32[2, 3]" = torch.ops.aten.mm.default(x, w);  x = w = None', ["aten::mm.default (f32[2, s0], f32[s0, 3]) f32[2, 3]"]),
    ("y: f32[2, 3] = torch.ops.aten.mm.default(x, w);", ["aten::mm.default (f32[2, s0], f32[s0, 3]) f32[2, 3]"]),
    ('y: "f32[2, 3][3, 1]cuda:0" = torch.ops.aten.mm.default(x, w)', ["aten::mm.default (f32[2, s0], f32[s0, 3]) f32[2, 3]"]),
    ("y = torch.ops.aten.sym_size(x, 1)", ["aten::sym_size (f32[2, s0], 1) ?"]),
    ("y = torch._C._nn.gelu(x)", ["torch._C._nn::gelu (f32[2, s0]) ?"]),
    ("y = torch.nn.functional.relu(x, inplace = True)", ["torch.nn.functional::relu (f32[2, s0], inplace=1) ?"]),
    ('y: "f32[2, 3]" = x @ w', ["_operator::matmul (f32[2, s0], f32[s0, 3]) f32[2, 3]"]),
    ("y = x.sin();  x = None", ["Tensor::sin (f32[2, s0]) ?"]),
    ('y: "f32[2, s0]" = -x', ["_operator::neg (f32[2, s0]) f32[2, s0]"]),
    ("y = x + 1", ["_operator::add (f32[2, s0], 1) ?"]),
    ("y = 1 - x", ["_operator::sub (1, f32[2, s0]) ?"]),
    ("x += w;  y = x", ["_operator::iadd (f32[2, s0], f32[s0, 3]) f32[2, s0]"]),
    ("x[0] = w;  y = x", ["_operator::setitem (f32[2, s0], 0, f32[s0, 3]) f32[2, s0]"]),
    ('y: "f32[s0]" = x[0]', ["_operator::getitem (f32[2, s0], 0) f32[s0]"]),
    ("y = x[(0, 1)]", ["_operator::getitem (f32[2, s0], [0, 1]) ?"]),
    ("y = x.shape", ["builtins::getattr (f32[2, s0], 'shape') ?"]),
    ("m = n * 2;  y = torch.ops.a.b(m)", ["a::b (2*s0) ?"]),
    ("m = n // 3;  y = torch.ops.a.b(m)", ["a::b (floor(s0/3)) ?"]),
    ("m = -n;  k = m ** 2;  y = torch.ops.a.b(k, m % 2)", None),
    ("m = -n;  k = m ** 2;  y = torch.ops.a.b(k)", ["a::b (s0**2) ?"]),
    ('m: "Sym(s0 >= 2)" = n >= 2;  y = torch.ops.a.b(m)', ["a::b (?) ?"]),
    ("m = 2 + 3;  y = torch.ops.a.b(m, 7 // 2)", None),
    ("y = torch.ops.a.b(9223372036854775807, -inf, 1e-05, -3.5, True, None, 'su(m', [[0, 1], []], ())",
     ["a::b (9223372036854775807, '-inf', 1/100000, -7/2, 1, None, 'su(m', [[0, 1], []], []) ?"]),
    ("y = torch.ops.a.b(torch.float32, torch.bfloat16, torch.float8_e4m3fn, torch.strided, torch.bool)",
     ["a::b ('f32', 'bf16', 'f8e4m3fn', 'strided', 'b8') ?"]),
    ("y = torch.ops.a.b(x, device = device(type='cuda', index=1), dtype=torch.int64)",
     ["a::b (f32[2, s0], device='cuda:1', dtype='i64') ?"]),
    ("y = torch.ops.higher_order.out_dtype(torch.ops.aten.mm.default, torch.int32, x, w)",
     ["higher_order::out_dtype ('aten::mm.default', 'i32', f32[2, s0], f32[s0, 3]) ?"]),
    ('t = torch.ops.aten.split.Tensor(x, 1);  a: "f32[1, s0]" = t[0];  b: "f32[1, 4]" = t[1];  y = b',
     ["aten::split.Tensor (f32[2, s0], 1) [f32[1, s0], f32[1, 4]]"]),
    ('t = torch.ops.a.b(x);  y: "f32[5]" = t[2]', ["a::b (f32[2, s0]) [?, ?, f32[5]]"]),
    ("input_1 = x;  y = torch.ops.a.b(input_1)", ["a::b (f32[2, s0]) ?"]),
    ("y = torch.ops.a.b(x)  # = torch.ops.aten.mm.default(x, w)", ["a::b (f32[2, s0]) ?"]),
    ("# y = torch.ops.aten.mm.default(x, w);\n        y = x", []),
    ("g = self.g;  y = torch.ops.higher_order.map_impl(g, [x], [w])",
     ["higher_order::map_impl (<g undefined>, [f32[2, s0]], [f32[s0, 3]]) ?"]),
    ('c: "i64[7]" = self._tensor_constant0;  y = torch.ops.a.b(c)', ["a::b (i64[7]) ?"]),
    ('u8: "u8[u8]" = torch.ops.a.b(x);  y = u8', ["a::b (f32[2, s0]) u8[u8]"]),
    ('y: "TwoTensor(f32[3, 4])" = torch.ops.a.b(x)', ["a::b (f32[2, s0]) f32[3, 4]"]),
]

MESSAGES = [
    ("y = torch.ops.aten.mm.default(x, v)", "5:42: error: 'v' is used before it is defined"),
    ("y = torch.ops.aten.mm.default(x,\n w)", "the line ends where an operand is expected"),
    ("y = torch.ops.aten.mm\n.default(x, w)", "the line ends where '(' is expected"),
    ('y: "f32[2, \n3]" = torch.ops.aten.mm.default(x, w)', "the line ends where a closing quote is expected"),
    ("y = torch.ops.aten.mm.default(x, w) w", "expected the end of the statement in a printed program"),
    ("...", "the program is abridged"),
    ('y: "f32[2" = torch.ops.a.b(x)', "expected ']' after a tensor's sizes"),
    ('y: "f32[2 +]" = torch.ops.a.b(x)', "expected a number or a name in a size"),
]

PROGRAMS = {
    "no indentation": (
        "ExportedProgram:\nclass GraphModule(torch.nn.Module):\ndef forward(self, arg0_1: f32[20, 10], arg1_1: f32[20]):\n#\n"
        "permute: f32[10, 20] = torch.ops.aten.permute.default(arg0_1, [1, 0]); arg0_1 = None\nreturn (permute,)\n"
        "Graph Signature: ExportGraphSignature(parameters=['L__self___layer.weight'], buffers=[], inputs_to_parameters="
        "{'arg0_1': 'L__self___layer.weight'}, inputs_to_buffers={})\nSymbol to range: {}\nand so on\n"
        "class M(torch.nn.Module):\ndef forward(self, x):\nreturn self.layer(x)\n",
        ["input parameter arg0_1 layer.weight f32[20, 10]", "input unused user arg1_1  f32[20]",
         "aten::permute.default (f32[20, 10], [1, 0]) f32[10, 20]"]),
    "a model's source above": (
        "class GPT(nn.Module):\n    def forward(self, idx, targets=None):\n        loss = None\n        return self.head(idx), loss\n\n"
        "ExportedProgram:\n    class GraphModule(torch.nn.Module):\n        def forward(self, b_x: \"i64[2]\"):\n"
        "            y: \"i64[2]\" = torch.ops.a.b(b_x);  b_x = None\n            return (y,)\n",
        ["warning the graph signature is missing: which inputs are parameters is told by names", "input buffer b_x  i64[2]",
         "a::b (i64[2]) i64[2]"]),
    "a log": (
        "V0813 1 a.py:1] [0/0] [__graph_code] TRACED GRAPH\n"
        "V0813 1 a.py:1] [0/0] [__graph_code]  <eval_with_key>.40 class GraphModule(torch.nn.Module):\n"
        "V0813 1 a.py:1] [0/0] [__graph_code]     def forward(self, L_self_modules_a_modules_0_parameters_weight_: \"f32[3]\"):\n"
        "V0813 1 a.py:1] [0/0] [__graph_code]         l_self_ = L_self_modules_a_modules_0_parameters_weight_\n"
        "another line\n[rank1]: V0813 more\n"
        "V0813 2 a.py:1] [0/0] [__graph_code]         y: \"f32[3]\" = l_self_.sin();  l_self_ = None\n"
        "V0813 2 a.py:1] [0/0] [__graph_code]         return (y,)\n"
        "V0813 2 a.py:1] [0/0] [__graph_code]\n",
        ["input parameter L_self_modules_a_modules_0_parameters_weight_ a.0.weight f32[3]", "Tensor::sin (f32[3]) f32[3]"]),
    "a parameter on each line": (
        "class <lambda>(torch.nn.Module):\n    def forward(\n        self,\n"
        "        arg0_1: \"f32[4][1]cpu\",  # ParamAOTInput(target='a.b')\n"
        "        arg1_1: \"f32[5]\",  # PlainAOTInput(idx=0)\n    ):\n"
        "        y: \"f32[4]\" = torch.ops.a.b(arg0_1, arg1_1)\n        return (\n            y,  # None\n            None,  # x)\n        )\n",
        ["input parameter arg0_1 a.b f32[4]", "input user arg1_1  f32[5]", "a::b (f32[4], f32[5]) f32[4]"]),
    "a joint graph": (
        "def forward(self, primals, tangents):\n    primals_1: \"f32[2]\"; tangents_1: \"f32[3]\"; \n\n"
        "    primals_1, tangents_1, = fx_pytree.tree_flatten_spec([primals, tangents], self._in_spec)\n"
        "    y: \"f32[2]\" = torch.ops.a.b(primals_1, tangents_1)\n    return pytree.tree_unflatten([y, None], self._out_spec)\n",
        ["input user primals_1  f32[2]", "input user tangents_1  f32[3]", "a::b (f32[2], f32[3]) f32[2]"]),
    "bodies below": (
        "class GraphModule(torch.nn.Module):\n    def forward(self, x: \"f32[2]\"):\n        s = self.sub\n        t = self.sub.inner\n"
        "        y = torch.ops.higher_order.f(s, t, x)\n        return y\n\n"
        "    class sub(torch.nn.Module):\n        def forward(self, x: \"f32[7]\"):\n            return (x,)\n\n"
        "        class inner(torch.nn.Module):\n            def forward(self, z: \"f32[8]\"):\n"
        "                q: \"f32[8]\" = torch.ops.a.b(z)\n                return (q,)\n",
        ["input user x  f32[2]", "higher_order::f (<sub>, <sub.inner>, f32[2]) ?", "body sub.inner", "input unused user z  f32[8]",
         "a::b (f32[8]) f32[8]", "body sub", "input unused user x  f32[7]"]),
    "a signature of lines": (
        "ExportedProgram:\n    class GraphModule(torch.nn.Module):\n        def forward(self, p_w: \"f32[2]\", b_x: \"f32[3]\", c: \"f32[]\"):\n"
        "            return (p_w,)\nGraph signature: \n    # inputs\n    p_w: PARAMETER target='m.0.w'\n"
        "    b_x: BUFFER target='m.x' persistent=True\n    c: CONSTANT_TENSOR target='c'\n\n    # outputs\n    : USER_OUTPUT\n"
        "Range constraints: {}\n",
        ["input unused parameter p_w m.0.w f32[2]", "input unused buffer b_x m.x f32[3]", "input unused constant c c f32[]"]),
    "ranges": (
        "ExportedProgram:\n    class GraphModule(torch.nn.Module):\n        def forward(self, x: \"f32[s77, s77 + 1, u1]\"):\n"
        "            return (x,)\nRange constraints: {s77: VR[3, 100], s77 + 1: VR[4, 101], u1: VR[-int_oo, 15]}\n",
        ["warning the graph signature is missing: which inputs are parameters is told by names", "symbol s77 3 100",
         "symbol u1  15", "input unused user x  f32[s77, s77 + 1, u1]"]),
}


def read(program, text):
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(text)
        file.flush()
        done = subprocess.run([program, file.name], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr.replace(file.name + ":", "")


def calls(shown):
    lines = [line.split("\t") for line in shown.split("\n")]
    return [" ".join(line[4:]) for line in lines if line[0] == "call"]


def all_lines(shown):
    lines = [line.split("\t") for line in shown.split("\n")]
    return [" ".join(line[4:] if line[0] == "call" else line) for line in lines
            if line[0] in ("call", "input", "symbol", "warning") or (line[0] == "body" and line[1])]


def check_statement(tap, program, statement, expected):
    status, shown, error = read(program, HEADER + f"        {statement}\n        return (y,)\n")
    if expected is None:
        return tap.ok(status == 3, f"refused: {statement}", shown, error)
    return tap.equal(calls(shown) if status == 0 else error, expected, statement.replace("\n", "\\n"))


def main():
    program, tap = sys.argv[1], Tap()
    for statement, expected in STATEMENTS:
        check_statement(tap, program, statement, expected)
    for statement, message in MESSAGES:
        status, _, error = read(program, HEADER + f"\n        # a comment\n        {statement}\n        return (y,)\n")
        tap.ok(status == 3 and message in error, f"{message}", error)
    for name, (text, expected) in PROGRAMS.items():
        status, shown, error = read(program, text)
        tap.equal(all_lines(shown) if status == 0 else error, expected, name)
    tap.done()


if __name__ == "__main__":
    main()
