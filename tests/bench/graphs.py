#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""How fast programs are read: megabytes a second of processor time, and memory beside the file's size. Printed programs are
only made graphs of, and then, as JSON is, brought to their formula.

    graphs.py GRAPH_DUMP POLYCOST [OPERATIONS...]
"""

import os
import subprocess
import sys
import tempfile

import graph_json
import graph_text


def measure(what, arguments, operations, path):
    process = subprocess.Popen([*arguments, path], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{arguments} failed on {operations} operations")
    size, seconds = os.path.getsize(path), used.ru_utime + used.ru_stime
    print(f"{operations:9} operations, {what:13} {size / 1e6:7.1f} MB: {seconds:6.2f} s, "
          f"{size / 1e6 / seconds:6.1f} MB/s, memory {used.ru_maxrss * 1024 / size:5.1f} times the file", flush=True)


def written(folder, ending, program, operations):
    path = os.path.join(folder, f"{operations}.{ending}")
    with open(path, "w", encoding="utf-8") as out:
        program(out, operations)
    return path


def main():
    reader, polycost, sizes = sys.argv[1], sys.argv[2], [int(n) for n in sys.argv[3:]] or [1000, 10000, 100000, 1000000]
    for operations in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = written(folder, "txt", graph_text.program, operations)
            measure("text read", [reader, "-q"], operations, path)
            measure("text, formula", [polycost, "formula"], operations, path)
            path = written(folder, "json", graph_json.program, operations)
            measure("JSON, formula", [polycost, "formula"], operations, path)


if __name__ == "__main__":
    main()
