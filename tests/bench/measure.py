# SPDX-License-Identifier: LGPL-3.0-or-later
"""Runs of whole processes side by side: interleaved, so that a busy machine disturbs all alike."""
import os
import subprocess
import time


def spread(times):
    """Median, and the median distance from it."""
    times = sorted(times)
    middle = times[len(times) // 2]
    distances = sorted(abs(t - middle) for t in times)
    return middle, distances[len(distances) // 2]


def once(args, text=None):
    """Seconds of the wall clock and peak memory in bytes of one run; its output is thrown away."""
    start = time.perf_counter()
    process = subprocess.Popen(args, stdin=subprocess.PIPE if text else subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    if text:
        process.stdin.write(text)
        process.stdin.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):  # 1: the answer is no
        raise SystemExit(f"{args}: status {process.returncode}")
    return time.perf_counter() - start, usage.ru_maxrss * 1024


def interleaved(programs, runs):
    """Medians by name: `programs` maps a name to its arguments and how many of the runs it takes part in."""
    times = {name: [] for name in programs}
    for i in range(runs):
        for name, (args, most) in programs.items():
            if i < most:
                times[name].append(once(args)[0])
    return {name: spread(t) for name, t in times.items()}


def table(rows, head):
    rows = [head, *rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    for row in rows:
        print("  ".join(cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths))))
    print(flush=True)
