# SPDX-License-Identifier: LGPL-3.0-or-later
"""Hostile input ends in an error within two seconds of the processor and a gibibyte, never in a crash; nothing is on
standard output."""
import os
import resource
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import Tap, command, need_command, seeded

SECONDS = 2
BYTES = 1 << 30
DEEP = 10000
SANITIZED = "POLYCOST_SANITIZERS" in os.environ
ATOMS, WINDOWS, ROOTS = (300, 40, 150) if SANITIZED else (1000, 500, 500)  # sanitizers take ten times as long
LIMITS = ["--max-nodes", "10^6", "--max-terms", "10^5"] if SANITIZED else []
INFLATED = (600 << 20) if SANITIZED else (3 << 30)


def bounds(seconds):
    """What the child sets for itself: the processor's time, so that a busy machine does not matter, and memory."""

    def bounded():
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        if not SANITIZED:
            resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))

    return bounded


def refuse(tap, name, statuses, *args, stdin=None, words=(), seconds=SECONDS):
    """The command ends with one of the statuses, in time, with the words in its message."""
    start = time.monotonic()
    limit = seconds * (10 if SANITIZED else 1)
    try:
        done = subprocess.run([command(), *args], input=stdin, capture_output=True, timeout=20 * limit,
                              preexec_fn=bounds(limit), check=False)
    except subprocess.TimeoutExpired:
        tap.ok(False, name, f"not done after {20 * limit} s")
        return
    taken = time.monotonic() - start
    message = done.stderr.decode("utf-8", "replace")
    good = done.returncode in statuses and not done.stdout and all(word in message for word in words)
    shown = f"{message[:1000]}{'...' if len(message) > 1000 else ''}"
    tap.ok(good, name, f"status {done.returncode} after {taken:.2f} s, expected {statuses}, with {words}",
           f"stdout: {done.stdout[:200]}", f"stderr: {shown}")
    tap.ok(len(message) < 5000, name + ": the message is short", f"{len(message)} bytes")


def model(body, head="symbol d\nmetric flops\n"):
    return (head + body).encode()


def expressions(tap):
    big = {
        "a power of eight symbols": "(a+b+c+d+e+f+g+h)^100000",
        "an exponent of thirty digits": "x^(10^30)",
        "the same as a divisor": "x^-(10^30)",
        "a number of a billion digits": "10^(10^9)",
        "the same as an exponent": "1e1000000000",
        "the same with a suffix": "1e1000000000Ti",
        "a small number of a billion digits": "1e-1000000000",
        "a product of two large numbers": "(3^400000)*(3^400000)",
        "a tower of powers": "2^2^2^2^2^2^2",
        "squares of squares": "((((((a+b+1)^9)^9)^9)^9)^9)^9",
        "a quotient to a large power": "((a+b+c)/(d+e+f))^5000",
        "a long product": "*".join(f"(x{i}+1)" for i in range(60)),
        "a sum to a large power in closed form": "sum(i, 1, n, i^200000)",
        "a sum of many pieces": "sum(i, 1, n, " + "*".join(f"max(i, x{k})" for k in range(20)) + ")",
        "a sum of many steps": "sum(i, 1, n, floor(i/1000)*floor(i/999)*floor(i/997))",
        "a sum without a closed form": "sum(i, 1, 10^12, floor(a/i))",
        "nested minimums": "min(" * DEEP + "x" + ",y)" * DEEP,
    }
    for name, text in big.items():
        refuse(tap, name, [4], "formula", "-e", text, seconds=10 if "without" in name else SECONDS)
    refuse(tap, "a number of ten million digits, written", [4], "eval", "-", stdin=model(
        "model M { x: " + "7" * 10**7 + " }"))
    for name, opening, closing in (("brackets", "(", ")"), ("minus signs", "-", ""), ("calls", "floor(", ")"),
                                   ("lists", "[", "]"), ("powers", "2^", ""), ("nots", "not ", ""),
                                   ("ifs", "if (0) 2 else ", ""), ("unclosed brackets", "(", None)):
        text = opening * DEEP + "1" + (closing * DEEP if closing is not None else "")
        statuses = [3, 4] if closing is None or opening == "[" else [4]
        refuse(tap, f"ten thousand {name}", statuses, "formula", "-", stdin=model("model M { x: " + text + " }\n"))


def files(tap, folder):
    layers = "".join(f"layer L{i}(x) {{ a: L{i + 1}(x) }}\n" for i in range(DEEP))
    refuse(tap, "ten thousand layers, one in the other", [4], "formula", "-", stdin=model(
        layers + f"layer L{DEEP}(x) {{ a: x }}\nmodel M {{ a: L0(d) }}\n"), words=["--max-depth"])
    refuse(tap, "ten thousand blocks, one in the other", [4], "formula", "-", stdin=model(
        "model M { " + "a: { " * DEEP + "x: d" + " }" * DEEP + " }\n"), words=["--max-depth"])
    refuse(tap, "ten thousand lets, each of the next", [4], "formula", "-", stdin=model(
        "".join(f"let a{i} = a{i + 1} + 1\n" for i in range(DEEP)) + f"let a{DEEP} = d\nmodel M {{ x: a0 }}\n"))
    refuse(tap, "ten thousand ifs, one in the other", [4], "formula", "-", stdin=model(
        "model M { " + "if (1) { " * DEEP + "x: d" + " }" * DEEP + " }\n"))
    refuse(tap, "ten thousand elses", [4, 0], "formula", "-", stdin=model(
        "model M { if (0) { x: 1 }" + " else if (0) { x: 1 }" * DEEP + " else { x: d } }\n"))
    doubling = "".join(f"layer L{i}(x) {{ a: L{i + 1}(x), b: L{i + 1}(x) }}\n" for i in range(60))
    refuse(tap, "a tree of 2^60 leaves", [4, 5], "formula", "-", *LIMITS, stdin=model(
        doubling + "layer L60(x) { a: x }\nmodel M { a: L0(d) }\n"), seconds=10)
    lets = "".join(f"let f{i}(x) = f{i + 1}(x) + f{i + 1}(x)\n" for i in range(60))
    refuse(tap, "2^60 calls of functions", [4], "formula", "-", *LIMITS, stdin=model(
        lets + "let f60(x) = x\nmodel M { x: f0(d) }\n"), seconds=10)
    squares = "".join(f"let g{i} = g{i + 1}*g{i + 1}\n" for i in range(60))
    refuse(tap, "sixty squarings", [4], "formula", "-", *LIMITS,
           stdin=model(squares + "let g60 = d + 1\nmodel M { x: g0 }\n"))
    refuse(tap, "recursion through a function", [3, 4], "formula", "-", stdin=model(
        "let f(x) = f(x + 1)\nmodel M { x: f(d) }\n"))
    uses_itself = folder / "itself.cost"
    uses_itself.write_bytes(model("use \"itself.cost\"\nmodel M { x: d }\n"))
    done = subprocess.run([command(), "formula", uses_itself], capture_output=True, text=True, timeout=10, check=False)
    tap.ok(done.returncode in (0, 3), "a file that uses itself", str(done))


def endure(tap, name, *args, stdin=None, seconds=SECONDS):
    """Within the limits there may be an answer: the command gives one, or says why not, in time."""
    limit = seconds * (10 if SANITIZED else 1)
    try:
        done = subprocess.run([command(), *args], input=stdin, capture_output=True, timeout=20 * limit,
                              preexec_fn=bounds(limit), check=False)
    except subprocess.TimeoutExpired:
        tap.ok(False, name, f"not done after {20 * limit} s")
        return
    said = done.stdout if done.returncode in (0, 1, 6) else done.stderr
    tap.ok(done.returncode in (0, 1, 3, 4, 6) and said, name, f"status {done.returncode}", f"{done.stderr[:300]}")


def nest(n, opening, closing):
    return opening * n + "x" + closing * n


def chain(start, wrap):
    text = start
    for i in range(ATOMS):
        text = wrap(text, i)
    return text


def atoms(tap):
    """Atoms a thousand deep: three of the parser's levels each, so that all fit below the highest --max-depth."""
    deep = {
        "floors of halves": nest(1000, "floor((", " + 1)/2)"),
        "floors that stay": nest(1000, "floor(", "/3 + 1/2)"),
        "remainders": nest(1000, "mod(x + ", ", 7)"),
        "logarithms": nest(1000, "log2(1 + ", ")"),
        "maximums": nest(1000, "max(y, 2*", ")"),
    }
    for name, text in deep.items():
        refuse(tap, f"a thousand {name}, by default", [4], "formula", "-e", text, words=["--max-depth"])
        endure(tap, f"a thousand {name}", "formula", "-e", text, "--max-depth", "4000")
        endure(tap, f"a thousand {name} at a number", "eval", "-e", text, "--max-depth", "4000", "x=10^30", "y=3")
        endure(tap, f"a thousand {name}, compared", "diff", "-e", text, "-e", f"({text}) + 1", "--max-depth", "4000")
        endure(tap, f"a thousand {name}, varied", "sensitivity", "-e", f"({text})*z", "--max-depth", "4000")
    mixed = {
        "windows in windows": nest(WINDOWS, "max(y, min(z, ", ") + 1)"),
        "maximums less what differs": chain("x", lambda inner, i: f"max({inner} - v{i % 7}, w{i % 5})"),
        "halves, remainders and maximums": chain(
            "x", lambda inner, i: [f"ceil(({inner} + y)/3)", f"mod({inner} + z, y)", f"max({inner}, z)"][i % 3]),
        "logarithms, floors and minimums": chain(
            "x", lambda inner, i: [f"log2(1 + max({inner}, y))", f"floor({inner}/3 + z/2)", f"min({inner}*2, w) + 1",
                                   f"mod({inner} + x, y + 1) + 1"][i % 4]),
    }
    for name, text in mixed.items():
        endure(tap, f"hundreds of {name}", "formula", "-e", text, "--max-depth", "4000", *LIMITS, seconds=10)
    refuse(tap, "twenty sums with a maximum, multiplied out", [4], "formula", "-e",
           "*".join(f"(max(a{i}, b{i}) + c)" for i in range(20)), words=["--max-terms"])
    endure(tap, "a maximum of a thousand", "formula", "-e", "max(" + ", ".join(f"x{i}" for i in range(1000)) + ")")
    endure(tap, "a high power of a maximum", "formula", "-e", "max(a, b)^64*max(c, d)^65")


def sums(tap):
    """Sums that would be large however they are written."""
    refuse(tap, "forty sums of windows at once", [3, 4], "formula", "-e",
           "sum(i, 1, l, " + "*".join(f"min(i, w{k})" for k in range(40)) + ")", seconds=10)
    refuse(tap, "a dozen sums of ninth powers, one in the other", [4], "formula", "-e",
           "sum(i, 1, " * 12 + "n" + ", i^9)" * 12, seconds=10)
    refuse(tap, "a sum of a high power", [4], "formula", "-e", "sum(i, 1, n, i^5000)")
    refuse(tap, "a sum up to a number of a million digits", [4], "formula", "-e", "sum(i, 1, 10^(10^6), i)")
    endure(tap, "a sum of a product of floors", "formula", "-e",
           "sum(i, 1, l, floor(i/97)*floor(i/89)*floor(i/83))", seconds=10)
    ranges = "".join(f"sum(i{k}, 1, {'n' if k == 0 else f'i{k - 1}'}, " for k in range(40))
    endure(tap, "forty sums, each up to the one outside", "formula", "-e", ranges + "1" + ")" * 40, seconds=10)


def roots(tap):
    """Equations of high degree."""
    def ask(name, polynomial, *bound, seconds=10):
        endure(tap, name, "solve", "-e", polynomial, "--for", "x", *bound, seconds=seconds)

    ask("a root of degree 500", "x^500 + x^499 + x + 1", "--at-most", "10^1000")
    ask("a root of degree 500 with all terms", " + ".join(f"{7 * k % 101 - 50}*x^{k}" for k in range(501)), "--equals", "0")
    ask("hundreds of roots", "*".join(f"(x - {k})" for k in range(1, ROOTS + 1)), "--equals", "0")
    ask("roots close to one another", "(10^9*x - 1)^2 - 10^3*x^501", "--equals", "0")
    ask("a root of degree a million", "x^1000000 - 3*x^7", "--equals", "5")


def zeros(tap, folder):
    """Two gigabytes of zeros: refused at the first byte, not read to the end."""
    path = folder / "zeros.cost"
    with open(path, "wb") as file:
        file.truncate(2 << 30)
    refuse(tap, "two gigabytes of zeros", [3, 4], "formula", path)
    refuse(tap, "an endless file", [3, 4, 5], "formula", "/dev/zero")
    path.unlink()
    blanks = folder / "blanks.cost"
    blanks.write_bytes(b" " * (64 << 20))
    refuse(tap, "64 MiB of blanks", [3, 4], "formula", blanks)


def archive(path, unit, total, head=b""):
    """A zip of one JSON: `head`, then `unit` again and again. Deflate's blocks are repeated, not packed anew."""
    def packed(data):
        squeezed = zlib.compressobj(9, zlib.DEFLATED, -15)
        return squeezed.compress(data) + squeezed.flush(zlib.Z_FULL_FLUSH)

    block = unit * ((1 << 24) // len(unit))
    times = total // len(block)
    data = packed(head) + packed(block) * times + b"\x03\x00"
    name, size = b"m/models/model.json", len(head) + times * len(block)
    sizes = struct.pack("<HHQQ", 1, 16, size, len(data))
    fields = struct.pack("<HHHHIIIHH", 0, 8, 0, 0, 0, 0xffffffff, 0xffffffff, len(name), len(sizes))
    local = b"PK\x03\x04" + struct.pack("<H", 45) + fields + name + sizes
    central = b"PK\x01\x02" + struct.pack("<HH", 45, 45) + fields + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name + sizes
    start = len(local) + len(data)
    path.write_bytes(local + data + central + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), start, 0))


def program(sizes="[]", argument='{"as_tensor": {"name": "x"}}', ranges="{}"):
    return (f'{{"graph_module": {{"graph": {{"inputs": [{{"as_tensor": {{"name": "x"}}}}], "nodes": [{{"target": '
            f'"torch.ops.aten.mm.default", "inputs": [{{"name": "self", "arg": {argument}}}], "outputs": []}}], '
            f'"tensor_values": {{"x": {{"dtype": 7, "sizes": {sizes}}}}}}}}}, "schema_version": {{"major": 8}}, '
            f'"range_constraints": {ranges}}}')


def symbolic(text):
    return f'{{"as_expr": {{"expr_str": "{text}"}}}}'


def exported(tap, folder):
    """JSON of exported programs."""
    deep = 100000
    for name, opening, closing in (("arrays", "[", "]"), ("objects", '{"a":', "}")):
        value = opening * deep + "1" + closing * deep
        refuse(tap, f"JSON of {deep} {name}, one in the other", [4], "formula", "-", words=["--max-depth"],
               stdin=program(argument=value).encode())
        refuse(tap, f"the same in what is not read, {name}", [4], "formula", "-", words=["--max-depth"],
               stdin=b'{"graph_module": {}, "guards_code": ' + value.encode() + b"}")
        endure(tap, f"arguments of 3900 {name}", "formula", "-", "--max-depth", "4000",
               stdin=program(argument=opening * 3900 + "1" + closing * 3900).encode())
    inner = '{"as_none": true}'
    for _ in range(400):
        inner = f'{{"as_graph": {{"name": "g", "graph": {{"nodes": [{{"target": "a", "inputs": [{{"arg": {inner}}}]}}]}}}}}}'
    endure(tap, "four hundred bodies, one in the other", "ops", "-", "--max-depth", "4000",
           stdin=program(argument=inner).encode())
    for name, size, statuses in (("of 400001 digits", '{"as_int": 1' + "0" * 400000 + "}", [4]),
                                 ("of 10^400000", symbolic("10**400000"), [4]), ("below 0", '{"as_int": -3}', [3]),
                                 ("in between", '{"as_int": 1.5}', [3]), ("divided by 0", symbolic("s0/0"), [3]),
                                 ("in ten thousand brackets", symbolic("(" * DEEP + "1" + ")" * DEEP), [4])):
        refuse(tap, "a dimension " + name, statuses, "formula", "-", stdin=program(f"[{size}]").encode())
    many = 100000 if SANITIZED else 1000000
    refuse(tap, "a tensor of as many symbols", [3], "formula", "-", words=["dimensions"], seconds=10,
           stdin=program("[" + ", ".join(symbolic(f"s{i}") for i in range(many)) + "]").encode())
    refuse(tap, "a dimension of as many symbols", [4], "formula", "-", "--max-memory", str(many * 500), seconds=20,
           stdin=program("[" + symbolic(" + ".join(f"s{i}" for i in range(many))) + "]").encode())
    endure(tap, "as many ranges", "formula", "-", seconds=10, stdin=program(
        ranges="{" + ", ".join(f'"s{i}": {{"min_val": 2, "max_val": 9}}' for i in range(many)) + "}").encode())
    refuse(tap, "a folder", [3], "formula", folder, "--from", "torch", words=["folder"])


def bombs(tap, folder):
    """Archives of a thousandth of what they hold: three gigabytes."""
    path = folder / "bomb.pt2"
    for name, unit, head in (("blanks", b" ", b""), ("one string", b"a", b'{"graph_module": "'), ("brackets", b"[", b""),
                             ("one string that is not read", b"a", b'{"guards_code": "'),
                             ("numbers", b"1,", b'{"graph_module": ['), ("texts", b'"",     ', b'{"graph_module": ['),
                             ("numbers that are not read", b"1,", b'{"guards_code": [')):
        archive(path, unit, INFLATED, head)
        refuse(tap, "a zip bomb: " + name, [4], "formula", path, "--max-memory", "500M", seconds=10)
    path.unlink()


def damaged(tap, folder, rng):
    """Real programs, cut and with bytes changed: an error, or the answer where what was hit is not read."""
    data = Path(__file__).resolve().parent.parent / "data" / "torch"
    for name in ("seed_mixed.json", "sdpa_cross.torch214.pt2"):
        whole, wrong = (data / name).read_bytes(), []
        path = folder / name
        for i in range(120):
            text = bytearray(whole)
            if i % 2:
                del text[rng.randrange(len(text)):]
            for _ in range(rng.randrange(4) if i % 2 else rng.randint(1, 9)):
                if text:
                    text[-1 - int(rng.random() ** 3 * len(text))] = rng.randrange(256)
            path.write_bytes(text)
            done = subprocess.run([command(), "ops", path, "--from", "torch"], capture_output=True, timeout=60, check=False)
            if done.returncode not in (0, 3, 4) or (done.returncode and (done.stdout or not done.stderr)):
                wrong.append(f"{bytes(text)}\n{done}"[:4000])
        tap.ok(not wrong, f"{name}, damaged (120 cases)", *wrong[:3])


def garbage(tap, rng):
    """Random bytes and random words of the language: any answer, but an answer."""
    words = ("symbol d metric flops layer model M { } ( ) [ ] , : = | + - * / ^ ** ?? == < if else except where let in "
             "not and or sum min 1 2.5 7B 64Ki \"a\" x true null preset option assume use \n # ## .").split(" ")
    wrong = []
    for i in range(200):
        if i % 2:
            text = bytes(rng.randrange(256) for _ in range(rng.randint(0, 200)))
        else:
            text = " ".join(rng.choice(words) for _ in range(rng.randint(1, 60))).encode()
        done = subprocess.run([command(), "formula", "-"], input=text, capture_output=True, timeout=20, check=False)
        if done.returncode not in (0, 3, 4) or (done.returncode and (done.stdout or not done.stderr)):
            wrong.append(f"{text}\n{done}")
    tap.ok(not wrong, "random bytes and words (200 cases)", *wrong[:3])


def main():
    need_command()
    rng = seeded()
    tap = Tap()
    expressions(tap)
    atoms(tap)
    sums(tap)
    roots(tap)
    with tempfile.TemporaryDirectory() as folder:
        files(tap, Path(folder))
        zeros(tap, Path(folder))
        exported(tap, folder)
        bombs(tap, Path(folder))
        damaged(tap, Path(folder), rng)
    garbage(tap, rng)
    tap.done()


main()
