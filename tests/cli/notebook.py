# SPDX-License-Identifier: LGPL-3.0-or-later
"""Everything that the SymPy notebook shows, through the command.

Formulas are what SymPy 1.11 prints for str(expand(...)) of the notebook's classes; numbers and shares come from
tests/data/notebook.json and, for sizes that no float holds, from Python's integers and fractions."""
import json
import sys
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import notebook_model as model
from harness import ROOT, Tap, answer, need_command, run

FILE = str(ROOT / "examples" / "transformer.cost")
BOOK = json.loads((ROOT / "tests" / "data" / "notebook.json").read_text())
KEYS = ["Embeddings", "LayerNorm_Final", "LayerNorms", "PositionWiseFFN", "ScaledDotProductAttention"]

LAYERS = {
    "Embeddings(l, d)": "d*l",
    "Softmax(l, l)": "3*l**2",
    "ScaledDotProductAttention(l, l, d, d)": "4*d*l**2 + 5*l**2",
    "MultiHeadAttention(l, l, d, d, d, h)": "8*d**2*h*l + 4*d*h*l**2 + 5*h*l**2",
    "PositionWiseFFN(l, d, f, d)": "4*d*f*l + d + f",
    "LayerNorm(l, d)": "6*d*l + 7*d",
    "Block(l, d, f, h)": "8*d**2*l + 4*d*f*l + 4*d*l**2 + 14*d*l + 15*d + f + 5*h*l**2",
    "Embeddings": "d_model*l",
    "Softmax": "3*m*n",
    "ScaledDotProductAttention": "2*d_k*n_k*n_q + 2*d_v*n_k*n_q + 5*n_k*n_q",
    "MultiHeadAttention": "2*d_k*d_model*n_heads*n_k + 2*d_k*d_model*n_heads*n_q + 2*d_k*n_heads*n_k*n_q"
    " + 2*d_model*d_v*n_heads*n_k + 2*d_model*d_v*n_heads*n_q + 2*d_v*n_heads*n_k*n_q + 5*n_heads*n_k*n_q",
    "PositionWiseFFN": "2*d_ff*d_in*l + 2*d_ff*d_out*l + d_ff + d_out",
    "LayerNorm": "6*m*n + 7*n",
    "Block": "4*d_ff*d_model*l + d_ff + 8*d_model**2*l + 4*d_model*l**2 + 14*d_model*l + 15*d_model + 5*l**2*n_heads",
    "Transformer": BOOK["expanded"],
}

SUBSTITUTED = {
    "d=512": "2048*f*l*n + f*n + 5*h*l**2*n + 2048*l**2*n + 2104320*l*n + 1024*l*v + 3584*l + 7680*n + 3584",
    "f=4*d": "24*d**2*l*n + 4*d*l**2*n + 14*d*l*n + 2*d*l*v + 7*d*l + 19*d*n + 7*d + 5*h*l**2*n",
    "f=4*d d=512": "5*h*l**2*n + 2048*l**2*n + 6298624*l*n + 1024*l*v + 3584*l + 9728*n + 3584",
    "d=512 l=2048 h=8": "4194305*f*n + 13067361792*n + 2097152*v + 7343616",
    "d=v": "4*f*l*n*v + f*n + 5*h*l**2*n + 4*l**2*n*v + 8*l*n*v**2 + 14*l*n*v + 2*l*v**2 + 7*l*v + 15*n*v + 7*v",
    "d=f f=d": "4*d*f*l*n + d*n + 8*f**2*l*n + 4*f*l**2*n + 14*f*l*n + 2*f*l*v + 7*f*l + 15*f*n + 7*f + 5*h*l**2*n",
    "n=2*n": "16*d**2*l*n + 8*d*f*l*n + 8*d*l**2*n + 28*d*l*n + 2*d*l*v + 7*d*l + 30*d*n + 7*d + 2*f*n + 10*h*l**2*n",
    "d=64*h": "256*f*h*l*n + f*n + 32768*h**2*l*n + 261*h*l**2*n + 896*h*l*n + 128*h*l*v + 448*h*l + 960*h*n + 448*h",
    "h=d/64": "8*d**2*l*n + 4*d*f*l*n + 261*d*l**2*n/64 + 14*d*l*n + 2*d*l*v + 7*d*l + 15*d*n + 7*d + f*n",
    "l=1": "8*d**2*n + 4*d*f*n + 33*d*n + 2*d*v + 14*d + f*n + 5*h*n",
    "l=l+1": "8*d**2*l*n + 8*d**2*n + 4*d*f*l*n + 4*d*f*n + 4*d*l**2*n + 22*d*l*n + 2*d*l*v + 7*d*l + 33*d*n + 2*d*v"
    " + 14*d + f*n + 5*h*l**2*n + 10*h*l*n + 5*h*n",
}


def bindings(values):
    return [f"{name}={value}" for name, value in values.items()]


def exact(number):
    """A whole number is printed without a denominator."""
    return str(Fraction(number))


def tree(*args):
    result = run("tree", FILE, "--format", "json", *args)
    if result.status != 0:
        return {"tree": {"name": str(result), "children": []}}
    return json.loads(result.out)


def plain(node, key, show=lambda x: x):
    """A JSON node as the notebook's dictionary; the order of its keys is the order of the children."""
    if "children" in node:
        return {child["name"]: plain(child, key, show) for child in node["children"]}
    return show(node.get(key))


def mapped(tree, function):
    return {k: mapped(v, function) if isinstance(v, dict) else function(v) for k, v in tree.items()}


def same(tap, found, expected, name):
    tap.equal(json.dumps(found, indent=1), json.dumps(expected, indent=1), name)


def amounts_repeated(node, times=1):
    """Leaves whose total is not their amount times all the repeats above it."""
    times *= Fraction(node.get("repeat", "1"))
    if "children" in node:
        return [bad for child in node["children"] for bad in amounts_repeated(child, times)]
    good = Fraction(node["amount"]) * times == Fraction(node["total"])
    return [] if good else [node]


def sums_differ(node):
    """Nodes whose total is not the sum of their children's."""
    if "children" not in node:
        return []
    bad = [b for child in node["children"] for b in sums_differ(child)]
    total = sum(Fraction(child["total"]) for child in node["children"])
    return bad if total == Fraction(node["total"]) else bad + [node["name"]]


def formulas(tap):
    for layer, expected in LAYERS.items():
        tap.equal(answer("formula", f"{FILE}:{layer}", "--format", "sympy"), expected, "total of " + layer)
    tap.equal(answer("formula", FILE, "--format", "sympy"), BOOK["expanded"], "total of the file's model")
    tap.equal(answer("formula", FILE), BOOK["expanded"].replace("**", "^"), "total as text")
    for names, expected in SUBSTITUTED.items():
        tap.equal(answer("formula", FILE, *names.split(), "--format", "sympy"), expected, "total where " + names)
    for symbol, expected in BOOK["collect"].items():
        found = answer("formula", FILE, "--collect", symbol, "--format", "sympy")
        tap.equal(found, expected, "total collected by " + symbol)
    found = tree()
    same(tap, plain(found["tree"], "total", lambda x: x.replace("^", "**")), BOOK["symbolic_tree"], "symbolic tree")
    tap.ok("share" not in json.dumps(found), "a symbolic tree has no shares")


def configuration(tap, name, config):
    bound = bindings(config["values"])
    total = str(config["total"])
    tap.equal(answer("eval", FILE, *bound), total, name + ": count_flops")
    tap.equal(answer("formula", FILE, *bound), total, name + ": the formula is the number")
    found = tree(*bound)
    same(tap, plain(found["tree"], "total"), mapped(config["tree"], str), name + ": count_dict")
    same(tap, plain(found["tree"], "share"), config["share"], name + ": shares")
    exact_shares = mapped(config["tree"], lambda x: float(Fraction(x, config["total"])))
    same(tap, plain(found["tree"], "share"), exact_shares, name + ": shares are the nearest doubles")
    tap.equal(found["tree"].get("total"), total, name + ": the root's total")
    tap.equal(found["tree"].get("share"), 1, name + ": the root's share")
    tap.equal(found.get("bindings"), {k: str(v) for k, v in sorted(config["values"].items())}, name + ": bindings in JSON")
    tap.equal(sums_differ(found["tree"]), [], name + ": a node's total is its children's")
    tap.equal(amounts_repeated(found["tree"]), [], name + ": amount times repeats is the total")
    found = tree(*bound, "--collapse", ",".join(KEYS))
    same(tap, plain(found["tree"], "share"), config["collapsed_share"], name + ": analysis, shares")
    same(tap, plain(found["tree"], "total"), mapped(model.gather(config["tree"], KEYS), str), name + ": analysis, counts")


def preset(tap):
    small = BOOK["configs"]["small"]
    tap.equal(answer("eval", FILE, "--preset", "small"), str(small["total"]), "preset small")
    found = tree("--preset", "small")
    same(tap, plain(found["tree"], "total"), mapped(small["tree"], str), "preset small: count_dict")
    at = "Blocks/MultiHeadAttention/ScaledDotProductAttention"
    expected = model.count(small["tree"]["Blocks"]["MultiHeadAttention"]["ScaledDotProductAttention"])
    tap.equal(answer("eval", FILE, "--preset", "small", "--at", at), str(expected), "preset small at " + at)
    quoted = 'Blocks/MultiHeadAttention/ScaledDotProductAttention/"/ sqrt(d_k)"'
    tap.equal(answer("eval", FILE, "--preset", "small", "--at", quoted), "12582912", "a quoted name in a path")
    larger = dict(small["values"], d=1024)
    total = exact(model.count(model.transformer(**{k: Fraction(v) for k, v in larger.items()})))
    tap.equal(answer("eval", FILE, "--preset", "small", "d=1024"), total, "the command line wins over a preset")


def beyond(tap):
    """The same where no float reaches, and where heads do not divide d: the projections' d/h cancels, nothing rounds."""
    sizes = {"l": "3^100", "d": "2^200", "f": "2^202", "v": "10^30 + 57", "n": "7^50", "h": "2^7"}
    huge(tap, "d = 2^200, l = 3^100", sizes, dict(l=3**100, d=2**200, f=2**202, v=10**30 + 57, n=7**50, h=2**7))
    sizes = {"l": "3", "d": "2^200", "f": "4*2^200", "v": "1", "n": "2", "h": "3"}
    huge(tap, "h = 3 does not divide d", sizes, dict(l=3, d=2**200, f=2**202, v=1, n=2, h=3))


def huge(tap, name, written, values):
    expected = model.transformer(**{k: Fraction(v) for k, v in values.items()})
    total = model.count(expected)
    bound = bindings(written)
    tap.equal(answer("eval", FILE, *bound), exact(total), name + ": total")
    found = tree(*bound)
    same(tap, plain(found["tree"], "total"), mapped(expected, exact), name + ": leaf by leaf")
    shares = mapped(expected, lambda x: float(x / total))
    same(tap, plain(found["tree"], "share"), shares, name + ": shares are the nearest doubles")
    collapsed = model.gather(expected, KEYS)
    found = tree(*bound, "--collapse", ",".join(KEYS))
    same(tap, plain(found["tree"], "total"), mapped(collapsed, exact), name + ": analysis, counts")
    same(tap, plain(found["tree"], "share"), mapped(collapsed, lambda x: float(x / total)), name + ": analysis, shares")
    partly = bindings({k: v for k, v in written.items() if k in ("d", "l")})
    rest = [b for b in bound if b not in partly]
    formula = answer("formula", FILE, *partly)
    found = answer("eval", "-e", formula, *rest)
    tap.equal(found, exact(total), name + ": part of it first, the rest after")


def main():
    need_command()
    tap = Tap()
    formulas(tap)
    for name, config in BOOK["configs"].items():
        configuration(tap, name, config)
    preset(tap)
    beyond(tap)
    tap.done()


main()
