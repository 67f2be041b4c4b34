# SPDX-License-Identifier: LGPL-3.0-or-later
"""`solve` against counting over boxes of whole numbers, and against SymPy's and PARI's real roots."""
import json
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import Tap, cases, need_command, run, seeded, skip

try:
    import sympy
except ImportError:
    skip("no SymPy")

X = sympy.Symbol("x")
RELATIONS = {"--equals": lambda s: s == 0, "--at-most": lambda s: s <= 0, "--at-least": lambda s: s >= 0}
BOX = 160


def ask(option, left, right):
    result = run("solve", "-e", left, "--for", "x", option, right, "--format", "json")
    return result, json.loads(result.out) if result.out else None


def end(part, key, default):
    return int(part[key]["value"]) if key in part else default


def held(answer):
    """The whole numbers of the box in the ranges of the answer."""
    found = set()
    for part in answer["ranges"]:
        found |= set(range(max(1, end(part, "from", 1)), min(BOX, end(part, "to", BOX)) + 1))
    return found


def check_box(left, value):
    """`value(x)` is the left side less the right side 0 at x, None where it is not defined; no sign changes past BOX."""
    signs = {x: value(x) for x in range(1, BOX + 1)}
    for option, holds in RELATIONS.items():
        result, answer = ask(option, left, "0")
        wanted = {x for x, v in signs.items() if v is not None and holds(v)}
        crossed = set()
        if option == "--equals":
            crossed = {(x, x + 1) for x in range(1, BOX) if None not in (signs[x], signs[x + 1]) and signs[x] * signs[x + 1] < 0}
        if answer is None or result.status != (0 if wanted or crossed else 1) or held(answer) != wanted:
            return f"{option}\n{result}\nwanted {sorted(wanted)}"
        for at in answer["values"]:
            if int(at["at"]) in signs and Fraction(at["left"]) - Fraction(at["right"]) != signs[int(at["at"])]:
                return f"value {at}"
        found = {(int(c["above"]), int(c["below"])) for c in answer.get("crossings", [])}
        if crossed != found:
            return f"crossings {found}, expected {crossed}"
    return None


# ---- polynomials and quotients ----


def factor(rng):
    """Its real roots are below BOX."""
    kind = rng.random()
    if kind < 0.5:
        return [-rng.randint(-9, 150), rng.choice([1, 1, 1, 2, 3])]
    if kind < 0.9:
        p, q = rng.randint(1, 100), rng.randint(1, 40)
        return [rng.choice([p * p - q, p * p + q, p * p]), -2 * p, 1]
    return [rng.randint(-50, 50), rng.randint(-50, 50), rng.randint(-5, 5), 1]


def text_of(coefficients):
    return "(" + " + ".join(f"({c})*x^{i}" for i, c in enumerate(coefficients)) + ")"


def value_of(coefficients, x):
    return sum(c * Fraction(x) ** i for i, c in enumerate(coefficients))


def quotient(rng):
    top = [factor(rng) for _ in range(rng.randint(1, 4))]
    top += [top[0]] * (rng.random() < 0.3)
    bottom = [factor(rng) for _ in range(rng.choice([0, 0, 1, 2]))]
    bottom = [p for p in bottom if p not in top]
    return rng.choice([1, -1, 6]), top, bottom


def quotient_text(case):
    times, top, bottom = case
    text = "*".join([f"({times})", *map(text_of, top)])
    return f"{text}/({'*'.join(map(text_of, bottom))})" if bottom else text


def check_quotient(case):
    reduced = sympy.cancel(sympy.sympify(quotient_text(case).replace("^", "**"), locals={"x": X}))
    below = sympy.Poly(sympy.fraction(reduced)[1], X)

    def value(point):
        if below.eval(point) == 0:
            return None
        return Fraction(str(reduced.subs(X, point)))

    return check_box(quotient_text(case), value)


# ---- what only rises ----


def rising(rng):
    def part():
        k, c = rng.randint(2, 40), rng.randint(1, 9)
        return rng.choice([
            (f"{c}*ceil(x/{k})", lambda x: c * -(-x // k)),
            (f"{c}*x*floor((x + {k})/7)", lambda x: c * x * ((x + k) // 7)),
            (f"{c}*max(x, {k})^2", lambda x: c * max(x, k) ** 2),
            (f"{c}*max(3*x, x + {k})", lambda x: c * max(3 * x, x + k)),
            (f"{c}*x", lambda x: c * x),
        ])

    parts = [part() for _ in range(rng.randint(1, 3))]
    limit = sum(f(rng.randint(2, BOX - 40)) for _, f in parts) - rng.choice([0, 0, 1])
    return parts, limit


def check_rising(case):
    parts, limit = case
    text = " + ".join(t for t, _ in parts) + f" - {limit}"
    return check_box(text, lambda x: sum(f(x) for _, f in parts) - limit)


# ---- min and max ----


def extremes(rng, depth):
    kind = rng.random()
    if depth == 0 or kind < 0.25:
        return rng.choice(["x", "x", str(rng.randint(1, 60)), "2*x", "(x^2)"])
    a, b = extremes(rng, depth - 1), extremes(rng, depth - 1)
    if kind < 0.8:
        return f"{'max' if kind < 0.55 else 'min'}({a}, {b})"
    return f"({a} {rng.choice('+-')} {b})"


def check_extremes(text):
    """All arguments meet below BOX."""
    function = compile(text.replace("^", "**") + " - 40", "", "eval")
    return check_box(text + " - 40", lambda x: Fraction(eval(function, {"x": x, "min": min, "max": max})))


# ---- real roots ----


def bounds(part):
    return (Fraction(part["value"]),) * 2 if "value" in part else (Fraction(part["above"]), Fraction(part["below"]))


def solve_rational(case):
    return run("solve", "-", "--for", "x", "--equals", case, "--format", "json",
               stdin="symbol x\nassume x in rationals\nmetric flops\nmodel M { a: 0 }\n")


def check_roots(case):
    result = solve_rational(case)
    poly = sympy.Poly(sympy.sympify(case.replace("^", "**"), locals={"x": X}), X)
    wanted = sorted(set(sympy.real_roots(poly, multiple=True)))
    if result.status != (0 if wanted else 1) or result.err:
        return str(result)
    found = [bounds(part["from"]) for part in json.loads(result.out)["ranges"]]
    if len(found) != len(wanted):
        return f"{len(found)} roots, expected {wanted}\n{result}"
    for (low, high), root in zip(found, wanted):
        exact = low == high
        if exact != bool(root.is_Rational) or (exact and Fraction(str(root)) != low):
            return f"{low}..{high}, expected {root}"
        low, high = (sympy.Rational(str(v)) for v in (low, high))
        if not exact and (not (low < root < high) or high - low > abs(low) / 10**18):
            return f"{low}..{high}, expected {root}"
    return None


def polynomials(rng, n):
    for _ in range(n):
        pieces = []
        for _ in range(rng.randint(1, 3)):
            pieces.append(text_of([rng.randint(-30, 30) for _ in range(rng.randint(1, 4))] + [rng.randint(1, 9)]))
        yield "*".join(pieces)


def longer(rng, n):
    """Dense, sparse and with roots that lie close together."""
    for _ in range(n):
        kind, degree = rng.random(), rng.randint(10, 60)
        if kind < 0.4:
            yield text_of([rng.randint(-10**6, 10**6) for _ in range(degree)] + [1])
        elif kind < 0.7:
            yield f"x^{degree} - 2*({rng.randint(2, 10**4)}*x - {rng.randint(1, 10**4)})^2"
        else:
            yield "*".join(text_of([-rng.randint(-60, 60), rng.randint(1, 4)]) for _ in range(degree // 3)) + f" + {rng.randint(-3, 3)}"


def pari_roots(case):
    """The real roots that differ, each as two fractions around it."""
    line = f"r=polrootsreal(({case})/gcd({case},deriv({case},x)));print(vector(#r,i,floor(r[i]*10^30)))"
    done = subprocess.run(["gp", "-q", "-f", "-s", "256M", "--default", "realprecision=120"], input=line + "\n", text=True,
                          capture_output=True, timeout=120)
    return [(Fraction(v - 1, 10**30), Fraction(v + 2, 10**30)) for v in json.loads(done.stdout)]


def check_against_pari(case):
    result, wanted = solve_rational(case), pari_roots(case)
    if result.status != (0 if wanted else 1) or result.err:
        return f"{result}\nwanted {wanted}"
    found = [bounds(part["from"]) for part in json.loads(result.out)["ranges"]]
    if len(found) != len(wanted):
        return f"{len(found)} roots, expected {len(wanted)}"
    apart = [f for f, w in zip(found, wanted) if f[1] < w[0] or w[1] < f[0]]
    return f"{apart} are no roots" if apart else None


# ---- formulas ----


def linear(rng):
    return " + ".join(f"{rng.choice([-3, -2, -1, 1, 2, 5])}*{name}" for name in rng.sample("abc", rng.randint(1, 3)))


def products(rng, n):
    for _ in range(n):
        yield [(rng.choice(["1", "a", "2*b", "a + c"]), linear(rng)) for _ in range(rng.randint(1, 3))]


def check_product(case):
    text = "*".join(f"(({slope})*x - ({constant}))" for slope, constant in case)
    names = {name: sympy.Symbol(name, positive=True) for name in "abc"}
    result, answer = ask("--equals", text, "0")
    if result.status not in (0, 1) or result.err:
        return str(result)
    wanted = {sympy.cancel(sympy.sympify(f"({c})/({s})", locals=names)) for s, c in case}
    found = {sympy.cancel(sympy.sympify(s["value"], locals=names)) for s in answer["solutions"]}
    if not found <= wanted:
        return f"{found}, expected {wanted}"
    points = [dict(zip(names.values(), values)) for values in ((1, 1, 1), (1, 50, 2), (40, 1, 3), (3, 2, 90), (9, 70, 80))]
    lost = [root for root in wanted - found if any(root.subs(p) >= 1 for p in points)]
    return f"lost {lost}" if lost else None


def main():
    need_command()
    rng = seeded()
    tap = Tap()
    tap.group("polynomials and quotients over a box", (quotient(rng) for _ in range(cases(60))), check_quotient)
    tap.group("what only rises over a box", (rising(rng) for _ in range(cases(40))), check_rising)
    tap.group("min and max over a box", (f"max(x, {extremes(rng, 3)})" for _ in range(cases(40))), check_extremes)
    tap.group("real roots are SymPy's", polynomials(rng, cases(40)), check_roots)
    if shutil.which("gp"):
        tap.group("real roots are PARI's", longer(rng, cases(25)), check_against_pari)
    else:
        tap.say("no gp: PARI is not asked")
    tap.group("formulas solve products of linear factors", products(rng, cases(30)), check_product)
    tap.done()


main()
