#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""How fast printed programs become graphs: megabytes a second of processor time, and memory beside the text's size.

    graphs.py GRAPH_DUMP [OPERATIONS...]
"""

import os
import subprocess
import sys
import tempfile

import graph_text


def measure(reader, operations, folder):
    path = os.path.join(folder, f"{operations}.txt")
    with open(path, "w", encoding="utf-8") as out:
        graph_text.program(out, operations)
    process = subprocess.Popen([reader, "-q", path])
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{reader} failed on {operations} operations")
    size, seconds = os.path.getsize(path), used.ru_utime + used.ru_stime
    print(f"{operations:9} operations, {size / 1e6:6.1f} MB: {seconds:6.2f} s, {size / 1e6 / seconds:6.1f} MB/s, "
          f"memory {used.ru_maxrss * 1024 / size:.1f} times the text")


def main():
    reader, sizes = sys.argv[1], [int(n) for n in sys.argv[2:]] or [1000, 10000, 100000, 1000000]
    with tempfile.TemporaryDirectory() as folder:
        for operations in sizes:
            measure(reader, operations, folder)


if __name__ == "__main__":
    main()
