# SPDX-License-Identifier: LGPL-3.0-or-later
"""Random cost files: each is made as a tree in Python, written in the cost language, and totalled here with SymPy.

The files nest layers and blocks with multiplicities, several metrics and derived ones, parameters with defaults and
named arguments, lets, conditions on options, sums over an index, `where` and `except`."""
import json
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import Tap, answer, cases, need_command, run, seeded, skip

need_command()
try:
    import sympy
except ImportError:
    skip("SymPy is not installed")
import randoms

SYMBOLS = ["b", "l", "d", "h", "n"]
BASE = ["flops", "params", "saved"]
DERIVED = {"macs": ("flops/2", {"flops": Fraction(1, 2)}), "active": ("params", {"params": 1}),
           "mixed": ("3*flops + saved - active/3", {"flops": 3, "saved": 1, "active": Fraction(-1, 3)})}
OPTIONS = {"bias": [1, 0], "stage": [0, 1, 2], "mode": ["full", "half", "exact"]}
POINT = {"b": 3, "l": 10, "d": 24, "h": 4, "n": 5}


# ---- the cost as data: every part has a text and, for options chosen, entries

class Layer:
    def __init__(self, name, params, body):
        self.name, self.params, self.body = name, params, body

    def text(self):
        params = ", ".join(p if default is None else f"{p} = {randoms.text(default)}" for p, default in self.params)
        return f"layer {self.name}({params}) {self.body.text(0)}"


class Block:
    def __init__(self, statements):
        self.statements = statements

    def text(self, depth):
        pad = "  " * depth
        inner = "".join(pad + "  " + s.text(depth + 1) + "\n" for s in self.statements)
        return "{\n" + inner + pad + "}"

    def entries(self, env, options):
        env = dict(env)
        for s in self.statements:
            if isinstance(s, Let):
                env[s.name] = randoms.value(s.tree, env, sympy.Integer)
        return [e for s in self.statements for e in s.entries(env, options)]


class Let:
    def __init__(self, name, tree):
        self.name, self.tree = name, tree

    def text(self, depth):
        return f"let {self.name} = {randoms.text(self.tree)}"

    def entries(self, env, options):
        return []


class Leaf:
    def __init__(self, metrics, name, tree):
        self.metrics, self.name, self.tree = metrics, name, tree

    def text(self, depth):
        return f'{" ".join(self.metrics)} "{self.name}": {randoms.text(self.tree)}'

    def entries(self, env, options):
        return [Amount(self.name, self.metrics, randoms.value(self.tree, env, sympy.Integer))]


class If:
    def __init__(self, option, choice, yes, no):
        self.option, self.choice, self.yes, self.no = option, choice, yes, no

    def condition(self):
        shown = f'"{self.choice}"' if isinstance(self.choice, str) else self.choice
        return f"{self.option} == {shown}"

    def text(self, depth):
        out = f"if ({self.condition()}) {self.yes.text(depth)}"
        return out + (f" else {self.no.text(depth)}" if self.no else "")

    def entries(self, env, options):
        body = self.yes if options[self.option] == self.choice else self.no
        return body.entries(env, options) if body else []


class Child:
    """[filter] "name": [times *] cost [where (...)] [except M: e]..."""

    def __init__(self, keep, name, times, cost, where, excepts):
        self.keep, self.name, self.times, self.cost = keep, name, times, cost
        self.where, self.excepts = where, excepts

    def text(self, depth):
        out = f'{self.keep} "{self.name}": ' if self.keep else f'"{self.name}": ' if self.name else ""
        if self.times:
            out += bracketed(self.times) + " * "
        out += self.cost.text(depth)
        if self.where:
            out += " where (" + ", ".join(f"{n} = {randoms.text(t)}" for n, t in self.where.items()) + ")"
        for metrics, tree in self.excepts:
            out += f' except {" ".join(metrics)}: {randoms.text(tree)}'
        return out

    def entries(self, env, options):
        node = Inner(self.name, self.keep, self.cost.entries(env, options))
        node.times = randoms.value(self.times, env, sympy.Integer) if self.times else sympy.Integer(1)
        node.where = {sympy.Symbol(n): randoms.value(t, env, sympy.Integer) for n, t in self.where.items()}
        for metrics, tree in self.excepts:
            node.excepts.update({m: randoms.value(tree, env, sympy.Integer) for m in metrics})
        return [node]


class Call:
    def __init__(self, layer, positional, named):
        self.layer, self.positional, self.named = layer, positional, named

    def text(self, depth):
        parts = [randoms.text(t) for t in self.positional] + [f"{n} = {randoms.text(t)}" for n, t in self.named.items()]
        return f'{self.layer.name}({", ".join(parts)})'

    def entries(self, env, options):
        given = dict(zip((p for p, _ in self.layer.params), self.positional)) | self.named
        new = outermost(options)
        for name, default in self.layer.params:
            if name in given:
                new[name] = randoms.value(given[name], env, sympy.Integer)
            else:
                new[name] = randoms.value(default, new, sympy.Integer)
        return self.layer.body.entries(new, options)


class Sum:
    """sum(i, low, high, cost)"""

    def __init__(self, index, low, high, cost):
        self.index, self.low, self.high, self.cost = index, low, high, cost

    def text(self, depth):
        return f"sum({self.index}, {randoms.text(self.low)}, {randoms.text(self.high)}, {self.cost.text(depth)})"

    def entries(self, env, options):
        node = Inner("", None, self.cost.entries(env | {self.index: sympy.Symbol(self.index)}, options))
        node.over = (sympy.Symbol(self.index), *(randoms.value(t, env, sympy.Integer) for t in (self.low, self.high)))
        return [node]


def bracketed(tree):
    return randoms.text(tree) if tree[0] in ("num", "sym") else "(" + randoms.text(tree) + ")"


# ---- totals

class Amount:
    def __init__(self, name, metrics, amount):
        self.name, self.metrics, self.amount = name, metrics, amount

    def total(self, path):
        return self.amount if path[-1] in self.metrics else sympy.Integer(0)


class Inner:
    def __init__(self, name, keep, entries):
        self.name, self.keep, self.inside = name, keep, entries
        self.times, self.excepts, self.where, self.over = sympy.Integer(1), {}, {}, None

    def total(self, path):
        """`path` leads from the metric asked for to the base metric; the first one with an exception rules."""
        if self.keep and self.keep not in path:
            return sympy.Integer(0)
        out = sympy.expand(sum((e.total(path) for e in self.inside), sympy.Integer(0)))
        if self.over:
            out = sympy.expand(summed(out, *self.over))
        times = next((self.excepts[m] for m in path if m in self.excepts), self.times)
        return sympy.expand((times * out).subs(self.where, simultaneous=True) if self.where else times * out)


def summed(polynomial, index, low, high):
    """Power by power: SymPy alone would make cases of whether a divisor is zero."""
    powers = sympy.collect(polynomial, index, evaluate=False)
    return sum(c * sympy.summation(power, (index, low, high)) for power, c in powers.items())


def total(root, metric, path=()):
    if metric in BASE:
        return root.total((*path, metric))
    parts = DERIVED[metric][1]
    return sympy.expand(sum(c * total(root, m, (*path, metric)) for m, c in parts.items()))


# ---- making them

class Maker:
    def __init__(self, rng):
        self.rng = rng
        self.layers = []
        self.names = 0
        for _ in range(rng.randint(1, 4)):
            self.layers.append(self.layer())
        self.body = self.block(SYMBOLS, 3, 4)
        self.model = Layer("Main", [], self.body)

    def fresh(self, stem):
        self.names += 1
        return f"{stem}{self.names}"

    def amount(self, names):
        """A polynomial with positive terms, at times over a symbol."""
        rng = self.rng
        tree = self.product(names)
        if rng.random() < 0.3:
            tree = ("+", tree, self.product(names))
        return tree

    def product(self, names):
        rng = self.rng
        tree = ("num", rng.randint(1, 9))
        for name in rng.sample(names, min(len(names), rng.randint(0, 2))):
            factor = ("sym", name) if rng.random() < 0.7 else ("^", ("sym", name), 2)
            tree = ("*", tree, factor)
        if rng.random() < 0.2:
            tree = ("/", tree, rng.choice([("num", 2), ("sym", "h")]))
        return tree

    def small(self, names):
        rng = self.rng
        return rng.choice([("num", rng.randint(0, 4)), ("sym", rng.choice(names)),
                           ("*", ("num", 2), ("sym", rng.choice(names))), ("sym", "bias"),
                           ("-", ("num", 1), ("sym", "bias"))])

    def layer(self):
        rng = self.rng
        params = [(self.fresh("p"), None) for _ in range(rng.randint(1, 3))]
        names = [p for p, _ in params]
        if rng.random() < 0.4:
            params.append((self.fresh("q"), self.amount(names)))
        names = [p for p, _ in params] + (SYMBOLS[:2] if rng.random() < 0.3 else [])
        return Layer(self.fresh("Layer"), params, self.block(names, 1, 3))

    def call(self, names, index=None):
        rng = self.rng
        layer = rng.choice(self.layers)
        needed = [p for p, default in layer.params if default is None]
        optional = [p for p, default in layer.params if default is not None and rng.random() < 0.3]
        split = rng.randint(0, len(needed))
        named = {p: self.argument(names, index) for p in needed[split:] + optional}
        return Call(layer, [self.argument(names, index) for _ in range(split)], named)

    def argument(self, names, index):
        """Short: what is passed through several layers grows with each."""
        rng = self.rng
        tree = ("sym", rng.choice(names))
        if index and rng.random() < 0.6:
            tree = ("sym", index)
        kind = rng.random()
        if kind < 0.2:
            return ("*", tree, rng.choice([("num", 3), ("sym", rng.choice(names))]))
        if kind < 0.3:
            return ("+", tree, ("num", rng.randint(1, 9)))
        if kind < 0.4:
            return ("/", tree, rng.choice([("num", 2), ("sym", "h")]))
        return tree

    def block(self, names, depth, most):
        rng = self.rng
        out = []
        names = list(names)
        if rng.random() < 0.4:
            let = Let(self.fresh("let_"), self.amount(names))
            out.append(let)
            names.append(let.name)
        for _ in range(rng.randint(1, most)):
            out.append(self.statement(names, depth))
        if rng.random() < 0.3:
            rng.shuffle(out)
        return Block(out)

    def statement(self, names, depth):
        rng = self.rng
        kind = rng.random()
        if depth == 0 or kind < 0.35:
            return Leaf(rng.sample(BASE, rng.choice([1, 1, 1, 2])), self.fresh("leaf "), self.amount(names))
        if kind < 0.5:
            option = rng.choice(list(OPTIONS))
            no = self.block(names, depth - 1, 2) if rng.random() < 0.5 else None
            return If(option, rng.choice(OPTIONS[option]), self.block(names, depth - 1, 2), no)
        if kind < 0.65 or not self.layers:
            return self.child(self.block(names, depth - 1, 3), names)
        if kind < 0.75 and self.layers:
            index = self.fresh("i")
            low = ("num", rng.randint(0, 1))
            high = rng.choice([("sym", "n"), ("num", rng.randint(1, 4)), ("-", ("sym", "n"), ("num", 1))])
            if high[0] == "-":
                low = ("num", 0)
            return self.child(Sum(index, low, high, self.call(names, index)), names)
        return self.child(self.call(names), names)

    def child(self, cost, names):
        rng = self.rng
        keep = rng.choice(BASE) if rng.random() < 0.12 else None
        times = self.small(names) if rng.random() < 0.5 else None
        where = {}
        if rng.random() < 0.12:
            where = {rng.choice(SYMBOLS): rng.choice([("num", rng.randint(1, 9)), ("*", ("num", 2), ("sym", "h"))])}
        excepts = []
        while rng.random() < 0.25:
            metrics = rng.sample(BASE + list(DERIVED), rng.choice([1, 1, 2]))
            excepts.append((metrics, self.small(names)))
        if where:
            excepts = []                    # which multiplicity an exception would replace is not stated
        plain = isinstance(cost, Block) and not (keep or times or where or excepts)
        name = "" if plain and rng.random() < 0.3 else self.fresh("part ")
        return Child(keep, name, times, cost, where, excepts)

    def text(self):
        lines = ["symbol " + ", ".join(SYMBOLS)]
        for name, values in OPTIONS.items():
            lines.append(f"option {name} = " + " | ".join(f'"{v}"' if isinstance(v, str) else str(v) for v in values))
        lines += [f"metric {m}" for m in BASE] + [f"metric {m} = {text}" for m, (text, _) in DERIVED.items()]
        items = [layer.text() for layer in self.layers] + ["model Main " + self.body.text(0)]
        self.rng.shuffle(items)
        return "\n".join(lines + items) + "\n"

    def root(self, options):
        return Inner("Main", None, self.body.entries(outermost(options), options))


def outermost(options):
    """What the names of the file mean: symbols, and options that are numbers."""
    numbers = {name: sympy.Integer(v) for name, v in options.items() if not isinstance(v, str)}
    return {name: sympy.Symbol(name) for name in SYMBOLS} | numbers


def wrong_formulas(path, root, given):
    for metric in BASE + list(DERIVED):
        expected = str(total(root, metric))
        found = answer("formula", path, "--metric", metric, "--format", "sympy", *given)
        if found != expected:
            yield f"{metric} {given}\nfound:    {found}\nexpected: {expected}"


def wrong_numbers(path, root, given):
    point = [f"{name}={value}" for name, value in POINT.items()]
    metrics = BASE + list(DERIVED)
    expected = [f"{m} {total(root, m).subs(POINT)}" for m in metrics]
    found = answer("eval", path, "--metric", ",".join(metrics), *given, *point).splitlines()
    found = [" ".join(line.replace(":", " ").split()) for line in found]
    if found != expected:
        yield f"{given} {point}\nfound:    {found}\nexpected: {expected}"


def wrong_children(path, root, given):
    """The first level of the tree: names and totals, spliced costs in their place."""
    point = [f"{name}={value}" for name, value in POINT.items()]
    result = run("tree", path, "--metric", "params", "--format", "json", *given, *point)
    if result.status != 0:
        yield str(result)
        return
    tree = json.loads(result.out)["tree"]
    found = {node["name"]: node["total"] for node in tree.get("children", []) if node["total"] != "0"}
    expected = {e.name: str(e.total(("params",)).subs(POINT)) for e in spliced(root.inside)}
    expected = {name: value for name, value in expected.items() if value != "0"}
    if found != expected:
        yield f"{given} {point}\nfound:    {found}\nexpected: {expected}"


def spliced(entries):
    for entry in entries:
        if entry.name:
            yield entry
        else:
            yield from spliced(entry.inside)


def check(folder):
    def one(case):
        path = folder / "model.cost"
        path.write_text(case.written)
        root = case.root(case.options)
        given = [f"{name}={value}" for name, value in case.options.items() if value != OPTIONS[name][0]]
        wrong = [*wrong_formulas(path, root, given), *wrong_numbers(path, root, given),
                 *wrong_children(path, root, given)]
        return "\n".join(wrong) or None

    return one


class Case(Maker):
    def __init__(self, rng):
        super().__init__(rng)
        self.written = self.text()
        self.options = {name: rng.choice(values) for name, values in OPTIONS.items()}

    def __str__(self):
        return self.written


def main():
    rng = seeded()
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        tap.group("random cost files", (Case(rng) for _ in range(cases(40))), check(Path(folder)), shown=2)
    tap.done()


main()
