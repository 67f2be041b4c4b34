# SPDX-License-Identifier: LGPL-3.0-or-later
"""sql.py POLYCOST [ROWS]: the notebook's total over rows, by PostgreSQL with the formula that `--format sql` prints,
and by `polycost sweep`; both must write what Python's integers give."""
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from postgres import Postgres

NAMES = "dfhlnv"


def total(d, f, h, l, n, v):
    """The notebook's, as its cells print it (tests/data/notebook.json)."""
    return (8*d**2*l*n + 4*d*f*l*n + 4*d*l**2*n + 14*d*l*n + 2*d*l*v + 7*d*l + 15*d*n + 7*d + f*n + 5*h*l**2*n)


def write_rows(path, count):
    """Sizes of models up to the largest; every hundredth row is far beyond, with totals of more than 64 bits."""
    rng = random.Random(1)
    with open(path, "w", encoding="ascii") as out:
        out.write(",".join(NAMES) + "\n")
        for i in range(count):
            scale = 2**20 if i % 100 == 99 else 1
            d, n, v = 64*rng.randint(1, 300)*scale, rng.randint(1, 200), rng.randint(1000, 300000)
            out.write(f"{d},{rng.randint(1, 8)*d},{rng.randint(1, 256)},{rng.randint(1, 2**20)*scale},{n},{v}\n")


def expected(path):
    lines = path.read_text(encoding="ascii").split()[1:]
    return [total(*map(int, line.split(","))) for line in lines]


def timed(action):
    """Seconds, and what is printed."""
    start = time.perf_counter()
    done = action()
    if done.returncode:
        raise SystemExit(done.stderr)
    return time.perf_counter() - start, done.stdout


def in_postgres(postgres, rows, formula):
    columns = ", ".join(f"{name} bigint" for name in NAMES)
    setting, _ = timed(lambda: postgres.ask(f"CREATE TABLE rows ({columns});\n\\copy rows FROM '{rows}' CSV HEADER\n"))
    asking, text = timed(lambda: postgres.ask(f"COPY (SELECT *, {formula} AS value FROM rows) TO STDOUT CSV HEADER;"))
    return setting, asking, text


def check(name, text, values):
    if [int(line.rsplit(",", 1)[1]) for line in text.split()[1:]] != values:
        raise SystemExit(f"{name}: differs from Python's integers")


def main():
    polycost, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 10**6
    formula = subprocess.run([polycost, "formula", "transformer", "--format", "sql"], capture_output=True, text=True,
                             check=True).stdout
    postgres = Postgres()
    if not postgres.folder:
        raise SystemExit("no PostgreSQL that starts")
    try:
        postgres.folder.chmod(0o755)
        rows = postgres.folder / "rows.csv"
        write_rows(rows, count)
        values = expected(rows)
        setting, asking, text = in_postgres(postgres, rows, formula)
        check("PostgreSQL", text, values)
        command = [polycost, "sweep", "transformer", "--rows", rows]
        sweeping, text = timed(lambda: subprocess.run(command, capture_output=True, text=True, check=False))
        check("polycost sweep", text, values)
        large = sum(value >= 2**63 for value in values)
        print(f"{count} rows, {large} totals of more than 63 bits; all equal Python's integers")
        print(f"PostgreSQL: {setting:.2f} s to load, {asking:.2f} s to compute and write")
        print(f"polycost sweep: {sweeping:.2f} s; {asking/sweeping:.1f} times as fast")
    finally:
        postgres.stop()


main()
