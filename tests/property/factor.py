# SPDX-License-Identifier: LGPL-3.0-or-later
"""Factored, nested and collected formulas of random expressions, and derivations: factors against SymPy's and PARI's,
everything else read back."""
import json
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import Tap, answer, cases, need_command, seeded, skip

try:
    import sympy
except ImportError:
    sympy = None

NAMES = ["a", "b", "c", "d"]


# ---- random expressions ----

def monomial(rng, names, least, most):
    powers = [f"{name}^({rng.randint(least, most)})" for name in names if rng.random() < 0.6]
    return "*".join([rng.choice(["1", "-1", "2", "3", "-5", "7/2", "1/3"])] + powers)


def polynomial(rng, names, terms, most, least=0):
    return " + ".join(monomial(rng, names, least, most) for _ in range(rng.randint(2, terms)))


class Product:
    """A product of random sums, some of them below the line."""

    def __init__(self, rng, width, count, most):
        names = rng.sample(NAMES, width)
        self.above = [self.power(rng, names, most) for _ in range(rng.randint(1, count))]
        self.below = [self.power(rng, names, 1) for _ in range(rng.choice([0, 0, 0, 1]))]
        self.term = monomial(rng, names, -2, 2)

    @staticmethod
    def power(rng, names, most):
        return f"({polynomial(rng, names, 4, most)})^{rng.choice([1, 1, 1, 2, 3])}"

    def usable(self):
        values = {"a": 1.37, "b": 2.11, "c": 0.73, "d": 3.19}
        return all(abs(eval(p.replace("^", "**"), {}, values)) > 1e-6 for p in self.above + self.below)

    def __str__(self):
        return "*".join([self.term] + self.above) + "".join("/" + p for p in self.below)


def products(rng, number, width, count, most):
    made = 0
    while made < number:
        product = Product(rng, rng.randint(1, width), count, most)
        if product.usable():
            made += 1
            yield product


# ---- reading what is printed ----

def split(text, mark):
    """Cuts at a mark that stands outside of all brackets."""
    parts, depth, start = [], 0, 0
    for i, c in enumerate(text):
        depth += (c == "(") - (c == ")")
        if depth == 0 and text.startswith(mark, i):
            parts.append(text[start:i])
            start = i + len(mark)
    return parts + [text[start:]]


def is_sum(text):
    return len(split(text, " + ")) > 1 or len(split(text, " - ")) > 1


def inside(text):
    """A bracket's content, where the whole is one bracket."""
    depth = 0
    for i, c in enumerate(text):
        depth += (c == "(") - (c == ")")
        if depth == 0:
            break
    return text[1:-1] if text.startswith("(") and i == len(text) - 1 else text


def read_factors(text):
    """The number in front, and {factor: exponent}, as SymPy's expressions."""
    if is_sum(text):
        whole = sympy.sympify(text)
        sign = 1 if sympy.LC(whole, *sympy.symbols(NAMES)) > 0 else -1
        return sympy.Integer(sign), {sympy.expand(sign * whole): 1}
    number, found = sympy.Integer(-1 if text.startswith("-") else 1), {}
    above, *below = split(text.removeprefix("-"), "/")
    lower = [p for b in below for p in ([b] if is_sum(inside(b)) else split(inside(b), "*"))]
    for sign, parts in ((1, split(above, "*")), (-1, lower)):
        for part in parts:
            base, *power = split(part, "^")
            exponent = sign * int(power[0]) if power else sign
            base = sympy.sympify(base)
            if base.is_number:
                number *= base**exponent
            else:
                found[base] = found.get(base, 0) + exponent
    return number, found


def sympy_factors(text):
    symbols = sympy.symbols(NAMES)
    whole = sympy.sympify(text.replace("^", "**"), dict(zip(NAMES, symbols)))
    above, below = sympy.fraction(sympy.cancel(sympy.together(whole)))
    number, found = sympy.Integer(1), {}
    for sign, part in ((1, above), (-1, below)):
        content, factors = sympy.factor_list(part, *symbols)
        number *= content**sign
        for base, exponent in factors:
            found[base] = found.get(base, 0) + sign * exponent
    return number, found


def against_sympy(product):
    text = answer("formula", "-e", product, "--factor")
    number, found = read_factors(text)
    wanted_number, wanted = sympy_factors(str(product))
    if (number, found) != (wanted_number, wanted):
        return f"{text}\nwanted {wanted_number} {wanted}"
    return None


class Batch:
    """Polynomials that PARI factors in one run."""

    def __init__(self, rng, number):
        self.items = ["*".join(p.above) for p in products(rng, number, 3, 3, 2)]

    def __str__(self):
        return f"{len(self.items)} polynomials"


def against_pari(batch):
    """The exponents of the factors that are no numbers."""
    program = "default(parisizemax, 2^30)\n" + "\n".join(f"f = factor({p}); print([f[i,2] | i <- [1..#f~], type(f[i,1]) == \"t_POL\"])"
                        for p in batch.items)
    run = subprocess.run(["gp", "-q", "-f"], input=program, capture_output=True, text=True, timeout=120)
    lines = run.stdout.splitlines()
    if len(lines) != len(batch.items):
        return f"PARI said {run.stdout}{run.stderr}"
    for item, line in zip(batch.items, lines):
        _, found = read_factors(answer("formula", "-e", item, "--factor"))
        if sorted(found.values()) != sorted(json.loads(line)):
            return f"{item}: {found}, PARI: {line}"
    return None


# ---- the same expression ----

def same(text, expression):
    difference = answer("formula", "-e", f"({text}) - ({expression})")
    return None if difference == "0" else f"{text}\nless the expression is {difference}"


def reads_back(*options):
    def check(expression):
        return same(answer("formula", "-e", expression, *options), expression)
    return check


def atoms(rng, number):
    functions = ["floor({})", "max(a, {})", "min(b, {})", "log2({})", "ceil(({})/3)"]
    for _ in range(number):
        atom = rng.choice(functions).format(f"a*b + {rng.randint(1, 9)}*b^{rng.randint(1, 3)} + {rng.randint(1, 9)}*a/2")
        yield f"({atom} + c)^2*({polynomial(rng, ['a', 'c'], 3, 2)})*{atom}"


def operations(text):
    return sum(text.count(c) for c in "*/")


def nests_cheaper(expression):
    """Powers as products, so that the counts compare."""
    plain, nested = (answer("formula", "-e", expression, *o) for o in ((), ("--horner",)))
    return None if count(nested) <= count(plain) else f"{nested}: {count(nested)} for {count(plain)} of {plain}"


def count(text):
    powers = sum(int(part.split("*")[0].split("/")[0].split(")")[0].split(" ")[0]) - 1 for part in text.split("^")[1:])
    return operations(text) + powers


def collects(expression):
    """Nested collection against SymPy's, coefficient by coefficient."""
    symbols = dict(zip(NAMES, sympy.symbols(NAMES)))
    text = answer("formula", "-e", expression, "--collect", "a,b")
    whole = sympy.expand(sympy.sympify(expression.replace("^", "**"), symbols))
    wanted = {}
    for a_power, part in sympy.collect(whole, symbols["a"], evaluate=False).items():
        for b_power, coefficient in sympy.collect(sympy.expand(part), symbols["b"], evaluate=False).items():
            wanted[a_power * b_power] = sympy.expand(coefficient)
    powers = {key.as_powers_dict()[symbols["a"]] for key in wanted} - {0}
    found = [term for term in split(text.replace(" - ", " + "), " + ") if "a" in term]
    if len(found) != len(powers):
        return f"{text}: {len(found)} terms with a, wanted {len(powers)}"
    return same(text, expression)


# ---- derivations ----

def derivation(case):
    expression, bindings = case
    report = json.loads(answer("formula", "-e", expression, *bindings, "--derive", "--factor", "--format", "json"))
    return follows(report, bindings, ["-e", expression])


def follows(report, bindings, model):
    before = None
    for step in report["steps"]:
        if before is not None:
            put = [f"{n}={v}" for n, v in step.get("bindings", {}).items()]
            now = answer("formula", "-e", step["formula"])
            if answer("formula", "-e", before, *put) != now:
                return f"{step} does not follow from {before}"
        before = step["formula"]
    last = answer("formula", "-e", before)
    wanted = answer("formula", *model, *bindings)
    return None if last == wanted else f"the end is {last}, wanted {wanted}"


def shipped(case):
    model, bindings = case
    return follows(json.loads(answer("formula", model, *bindings, "--derive", "--collect", "l", "--format", "json")),
                   bindings, [model])


def main():
    need_command()
    rng = seeded()
    tap = Tap()
    if sympy is None:
        skip("no SymPy")
    for width, count_, most in ((1, 3, 4), (2, 3, 2), (4, 3, 2)):
        tap.group(f"factors are SymPy's: up to {width} unknowns", products(rng, cases(40), width, count_, most),
                  against_sympy)
    if shutil.which("gp"):
        tap.group("factors are PARI's", (Batch(rng, 25) for _ in range(cases(2))), against_pari)
    sums = ["a*b*c + " + polynomial(rng, NAMES, 12, 3, rng.choice([0, -2])) for _ in range(cases(40))]
    tap.group("a factored formula reads back", products(rng, cases(30), 4, 3, 2), reads_back("--factor"))
    tap.group("a factored formula with functions reads back", atoms(rng, cases(30)), reads_back("--factor"))
    tap.group("collected and factored reads back", sums, reads_back("--collect", "a,c", "--factor"))
    tap.group("nested reads back", sums, reads_back("--horner"))
    tap.group("nested by some symbols reads back", sums, reads_back("--horner", "--collect", "b,a"))
    tap.group("nested quotients read back", products(rng, cases(20), 3, 2, 2), reads_back("--horner"))
    tap.group("nesting takes no more operations",
              [polynomial(rng, NAMES, 12, 3) for _ in range(cases(40))], nests_cheaper)
    tap.group("nested collection is SymPy's", ["5*a^3*b^3*c + " + polynomial(rng, NAMES[:3], 8, 2) for _ in range(cases(30))], collects)
    tap.group("each step of a derivation follows",
              [("a*b*c*d + " + polynomial(rng, NAMES, 6, 2), [f"a={rng.randint(1, 9)}", "b=c^2"]) for _ in range(cases(20))], derivation)
    tap.group("derivations of shipped models follow",
              [("transformer", ["f=4*d"]), ("transformer", ["--preset", "small"]), ("transformer", ["d=f", "f=d"]),
               ("transformer", ["n=2*n", "h=3"]), ("LayerNorm(l, d)", ["d=l^2"])], shipped)
    tap.done()


main()
