# SPDX-License-Identifier: LGPL-3.0-or-later
"""Generated cost files of 10^4, 10^5 and 10^6 leaves over 30 symbols: seconds, megabytes of source a second, memory.

    leaves.py POLYCOST SUMMATION [LARGEST]

Half of the leaves stand in nested blocks, the others in layers that are called once each. SUMMATION compares the
library's sum with fmpz_mpoly's push, sort and combine on as many terms."""
import random
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from measure import once, spread, table

SYMBOLS = [f"s{i}" for i in range(30)]


def amount(rng):
    """One to four terms of one to three symbols."""
    terms = []
    for _ in range(rng.randint(1, 4)):
        factors = [rng.choice(SYMBOLS) for _ in range(rng.randint(1, 3))]
        if rng.random() < 0.2:
            factors[0] += "^" + str(rng.randint(2, 3))
        terms.append(f"{rng.randint(1, 1000)}*" + "*".join(factors))
    return " + ".join(terms)


def leaves(rng, out, count, pad):
    for i in range(count):
        out.append(f'{pad}"leaf {i}": {amount(rng)}\n')


def write(path, count, rng):
    """Blocks of 20 leaves, five to a part, in layers or in place."""
    layers, body, number = [], [], 0
    while number * 100 < count:
        inner = []
        for j in range(5):
            inner.append(f'  "block {j}": {rng.choice(SYMBOLS)} * {{\n')
            leaves(rng, inner, 20, "    ")
            inner.append("  }\n")
        if number % 2:
            layers += [f"layer Layer{number}(s0, s1) {{\n", *inner, "}\n"]
            body.append(f'  "part {number}": {rng.choice(SYMBOLS)} * Layer{number}(s2, s3)\n')
        else:
            body += [f'  "part {number}": {{\n', *inner, "  }\n"]
        number += 1
    text = "symbol " + ", ".join(SYMBOLS) + "\nmetric flops\n" + "".join(layers) + "model M {\n" + "".join(body) + "}\n"
    path.write_text(text)
    return len(text)


def main():
    polycost, summation = sys.argv[1:3]
    largest = int(sys.argv[3]) if len(sys.argv) > 3 else 10**6
    rng = random.Random(1)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.cost"
        count = 10**4
        while count <= largest:
            size = write(path, count, rng)
            runs = [once([polycost, "formula", str(path)]) for _ in range(5 if count < 10**6 else 3)]
            seconds, noise = spread([r[0] for r in runs])
            memory = max(r[1] for r in runs)
            rows.append([f"{count} leaves", f"{size / 1e6:.1f}", f"{seconds:.3f}", f"{noise:.3f}",
                         f"{seconds / count * 1e6:.3f}", f"{size / 1e6 / seconds:.1f}", f"{memory / 2**20:.0f}"])
            count *= 10
    table(rows, ["parse, lower, total, print", "MB", "median s", "noise s", "us a leaf", "MB/s", "peak MiB"])
    print(subprocess.run([summation], capture_output=True, text=True, check=True).stdout, end="", flush=True)


main()
