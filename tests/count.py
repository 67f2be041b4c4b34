# SPDX-License-Identifier: LGPL-3.0-or-later
"""Adds up the tests of several runs: count.py NAME=meson-logs/testlog.json... [--failed TEXT]...

Every test case is counted once, however many builds ran it: it has passed when it passed wherever it ran. A program
that ends badly without saying which case failed is a failed case of its own. Ends with "N passed, N failed"."""

import argparse
import collections
import json
import pathlib
import re
import sys

LINE = re.compile(r"^(not )?ok\b *\d* *-? *(.*?)(?: # (?:(SKIP|TODO)\b.*))?$", re.IGNORECASE)
CHECK = re.compile(r"^\S*\.c:(\w+:\w+): (.*)$")  # what Check says: file, suite, test, and "Passed" or what failed
SKIP_ALL = re.compile(r"^1\.\.0 *# *SKIP *(.*)", re.IGNORECASE)
BAD = ("FAIL", "ERROR", "TIMEOUT", "INTERRUPT", "UNEXPECTEDPASS")


def cases(test):
    """(name, "passed" | "failed" | "skipped", what was said) of each case of one program."""
    output = test.get("stdout", "")
    found, seen = [], collections.Counter()
    for line in output.splitlines():
        match = LINE.match(line)
        skipped = SKIP_ALL.match(line)
        if skipped:
            found.append([skipped.group(1), "skipped", []])
        elif match:
            unit = CHECK.match(match.group(2))
            name = unit.group(1) if unit else match.group(2)
            seen[name] += 1
            name += f" ({seen[name]})" if seen[name] > 1 else ""
            result = "skipped" if match.group(3) else "failed" if match.group(1) else "passed"
            found.append([name, result, ["# " + unit.group(2)] if unit else []])
        elif found and line.startswith("#"):
            found[-1][2].append(line)
    if test["result"] in BAD and not any(result == "failed" for _, result, _ in found):
        said = (output + test.get("stderr", "")).splitlines()[-60:]
        found.append([f"the program's end ({test['result']}, {test.get('returncode')})", "failed", said])
    if not found:
        found.append(["the program", "skipped" if test["result"] == "SKIP" else "passed", []])
    return found


def read(run, path):
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        test = json.loads(line)
        name = test["name"].rpartition(" / ")[2]
        for case, result, said in cases(test):
            yield (name, case), result, said


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--failed", action="append", default=[])
    parser.add_argument("--skipped", action="append", default=[])
    parser.add_argument("runs", nargs="*")
    args = parser.parse_args()
    results = collections.defaultdict(set)
    for run in args.runs:
        label, _, path = run.partition("=")
        for key, result, said in read(label, pathlib.Path(path)):
            results[key].add(result)
            if result == "failed":
                print(f"FAILED ({label}): {key[0]}: {key[1]}", *said, sep="\n")
    for text in args.failed:
        print(f"FAILED: {text}")
    for text in args.skipped:
        print(f"SKIPPED: {text}")
    failed = sum("failed" in found for found in results.values()) + len(args.failed)
    skipped = sum(found == {"skipped"} for found in results.values()) + len(args.skipped)
    passed = len(results) + len(args.failed) + len(args.skipped) - failed - skipped
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
