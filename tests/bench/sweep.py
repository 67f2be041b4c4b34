# SPDX-License-Identifier: LGPL-3.0-or-later
"""sweep.py POLYCOST BENCH_ROWS CSV_FLINT: rows through the command, one thread, beside loops over the same rows.

The total is the notebook's, ten terms of six symbols; "wide" totals take up to 76 bits. Seconds are those of the
processor, user and system, so that what else runs on the machine does not count. The outputs are compared first."""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy

sys.path.insert(0, str(Path(__file__).resolve().parent))
from measure import spread, table

NAMES = ["d", "f", "h", "l", "n", "v"]
ROWS, ROUNDS = 2_000_000, 5
TOTAL = "8*d*d*l*n + 4*d*f*l*n + 4*d*l*l*n + 14*d*l*n + 2*d*l*v + 7*d*l + 15*d*n + 7*d + f*n + 5*h*l*l*n"
PYTHON = f"""
import sys
names = {NAMES!r}
print(sys.stdin.readline().strip() + ",flops")
for line in sys.stdin:
    d, f, h, l, n, v = map(int, line.split(","))
    print(line.strip(), {TOTAL}, sep=",")
"""
NUMPY = f"""
import sys
import numpy
d, f, h, l, n, v = (numpy.load(name + ".npy") for name in {NAMES!r})
numpy.save(sys.argv[1], {TOTAL})
"""


def make(folder, shift):
    """The same rows as CSV, as JSON lines and as columns."""
    rng = numpy.random.default_rng(1)
    d = 64*rng.integers(1, 257, ROWS) << shift
    columns = [d, 4*d, rng.integers(1, 129, ROWS), rng.integers(1, 131073, ROWS) << shift, rng.integers(1, 129, ROWS),
               rng.integers(30000, 230000, ROWS)]
    for name, column in zip(NAMES, columns):
        numpy.save(folder / f"{name}.npy", column)
    rows = list(zip(*(column.tolist() for column in columns)))
    (folder / "rows.csv").write_text(",".join(NAMES) + "\n" + "".join("%d,%d,%d,%d,%d,%d\n" % row for row in rows))
    form = "{" + ", ".join(f'"{name}": %d' for name in NAMES) + "}\n"
    (folder / "rows.jsonl").write_text("".join(form % row for row in rows))


def once(args, folder, stdin):
    """Seconds of the processor."""
    with open(folder / stdin if stdin else os.devnull, "rb") as source:
        process = subprocess.Popen(args, stdin=source, stdout=subprocess.DEVNULL, cwd=folder)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{args}: status {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def same(args, others, folder):
    found = [subprocess.run(a, stdin=open(folder / "rows.csv", "rb"), stdout=subprocess.PIPE, cwd=folder).stdout
             for a in (args, others)]
    if found[0] != found[1]:
        raise SystemExit("the rows that are written differ")


def measure(programs, folder):
    times = {name: [] for name in programs}
    for _ in range(ROUNDS):
        for name, (args, stdin) in programs.items():
            times[name].append(once(args, folder, stdin))
    return {name: spread(t) for name, t in times.items()}


def in_memory(bench_rows, shift):
    nanoseconds = [float(subprocess.run([bench_rows, str(shift)], capture_output=True, text=True).stdout.split()[0])
                   for _ in range(ROUNDS)]
    return spread([t*ROWS/1e9 for t in nanoseconds])


def main():
    polycost, bench_rows, csv_flint = sys.argv[1:]
    for what, shift in (("64 bits", 0), ("wide", 6)):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            make(folder, shift)
            own = [polycost, "sweep", "transformer", "--threads", "1"]
            same(own, [csv_flint], folder)
            columns = [f"{n}=@{n}.npy" for n in NAMES]
            programs = {
                "CSV to CSV": (own, "rows.csv"),
                "  strtoull and fmpz": ([csv_flint], "rows.csv"),
                "  Python's integers": ([sys.executable, "-c", PYTHON], "rows.csv"),
                "JSON lines to CSV": ([*own, "--rows-format", "jsonl"], "rows.jsonl"),
                "arrays to an array": ([*own, *columns, "--format", "npy" if shift == 0 else "npy128"], None),
                "  NumPy, modulo 2^64": ([sys.executable, "-c", NUMPY, folder / "out.npy"], None),
            }
            times = measure(programs, folder)
            times["  in memory"] = in_memory(bench_rows, shift)
        first = {"CSV to CSV": "CSV to CSV", "  strtoull and fmpz": "CSV to CSV", "  Python's integers": "CSV to CSV"}
        print(f"{ROWS} rows of six columns, totals of {what}")
        table([[name, f"{ROWS/t/1e6:.1f}", f"{1e9*t/ROWS:.1f} ± {1e9*noise/ROWS:.1f}",
                f"{t/times[first.get(name, 'arrays to an array' if name != 'JSON lines to CSV' else name)][0]:.2f}"]
               for name, (t, noise) in times.items()], ["", "million rows/s", "ns a row", "times the command's"])


main()
