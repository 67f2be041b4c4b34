# SPDX-License-Identifier: LGPL-3.0-or-later
"""Parameters of configurations against counts of the real models, all in one call.

tests/data/hf/counts.csv goes with the project. Where the folder of reference data stands beside it, every
configuration there whose type has a model file is tried, too: its counts are those of the models built by PyTorch."""
import csv
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import ROOT, Tap, need_command, run

OWN = ROOT / "tests" / "data" / "hf"
SHARED = ROOT.parent / "shared" / "data" / "hf"
UNKNOWN = "no model file is for"


def expected(folder):
    for row in csv.DictReader((folder / "counts.csv").read_text(encoding="utf-8").splitlines()):
        count = row.get("params") or row.get("exact_params")
        if count:
            yield row.get("config") or row["model"], count


def check(tap, folder, all_known):
    wanted = dict(expected(folder))
    start = time.monotonic()
    result = run("eval", "--each", "--metric", "params", *wanted, cwd=folder)
    tap.say(f"{len(wanted)} configs in {time.monotonic() - start:.2f} s")
    found = dict(line.rsplit(" ", 1) for line in result.out.splitlines())
    unknown = {name for name in wanted for line in result.err.splitlines() if line.startswith(name) and UNKNOWN in line}
    for name, count in wanted.items():
        if name in unknown and not all_known:
            continue
        tap.ok(found.get(name) == count, f"params of {name}", f"found {found.get(name)}, expected {count}")
    tap.say(f"{len(unknown)} of unknown types")
    tap.ok(result.status == (3 if len(found) < len(wanted) else 0), "the status is the worst one", result.status)


def main():
    need_command()
    tap = Tap()
    check(tap, OWN, True)
    if SHARED.is_dir():
        check(tap, SHARED, False)
    tap.done()


main()
