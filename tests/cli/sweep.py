# SPDX-License-Identifier: LGPL-3.0-or-later
"""Rows of `polycost sweep`: CSV, TSV, JSON lines and .npy in and out, bad rows, threads, streams, signals, full disks.
All expected rows are computed here, by Python's integers and fractions."""
import csv
import io
import json
import os
import re
import resource
import select
import signal
import struct
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import Tap, cases, command, run, seeded

MODEL = """
symbol d
symbol n
symbol p
symbol z
assume n <= d
assume p in rationals
assume z in integers
assume d != 13 and d != n + 1
metric flops
metric params
model M {
  flops "a": 2*n*d^2 + z
  flops "b": d
  params "c": n*d + p
}
"""
SANITIZED = bool(os.environ.get("POLYCOST_SANITIZERS"))


def totals(d, n, p, z):
    return {"flops": 2*n*d*d + z + d, "params": n*d + p, "ratio": Fraction(2*n*d*d + z + d)/(n*d + p)}


def number(value):
    value = Fraction(value)
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def spawn(*args, **options):
    return subprocess.Popen([command(), "sweep", *map(str, args)], **options)


# ---- random rows ----


def whole(rng, row, least=1):
    """A value for a cell, and a way to write it."""
    kind = rng.randrange(9)
    if kind < 4:
        value = rng.randint(least, 10**rng.randint(1, 6))
        return value, str(value)
    if kind == 4:
        value = rng.choice([2**31, 2**32, 2**53, 2**62, 2**63, 2**64, 10**17, 10**18, 10**19]) + rng.randint(-2, 2)
        return value, str(value)
    if kind == 5:
        value = rng.randint(1, 10**rng.randint(20, 60))
        return value, str(value)
    if kind == 6:
        return rng.choice([(65536, "64Ki"), (2**40, "2^40"), (3000000, "3e6"), (12, "3*4"), (7, "007"), (8, "16/2")])
    if kind == 7 and row:
        other = rng.choice(sorted(row))
        if isinstance(row[other], int) and row[other] > 0:
            return 4*row[other], f"4*{other}"
    value = rng.randint(least, 99)
    return value, f" {value} "


def random_row(rng):
    row, written = {}, {}
    row["n"], written["n"] = whole(rng, {})
    row["d"], written["d"] = whole(rng, row)
    if row["d"] < row["n"] or row["d"] in (13, row["n"] + 1):
        row["d"], written["d"] = 3*row["n"] + 5, "3*n + 5"
    row["z"], written["z"] = whole(rng, row)
    if rng.random() < 0.3:
        row["z"], written["z"] = -row["z"], f"-({written['z']})"
        if re.fullmatch(r"-\(\d+\)", written["z"]):
            written["z"] = written["z"].replace("(", "").replace(")", "")
    row["p"] = Fraction(rng.randint(1, 10**9), rng.choice([1, 1, 1, 2, 3, 7, 1000]))
    written["p"] = number(row["p"])
    return row, written


def csv_field(rng, text, separator):
    quoted = rng.random() < 0.1 or separator in text or '"' in text or "\n" in text
    return '"' + text.replace('"', '""') + '"' if quoted else text


class Case:
    """A file of rows in a format, and the rows that are to be written."""

    def __init__(self, rng):
        self.format = rng.choice(["csv", "csv", "tsv", "jsonl"])
        self.out = rng.choice(["csv", "csv", "tsv", "jsonl"])
        self.keep = rng.random() < 0.5
        self.columns = ["d", "n", "p", "z"] + (["who", "why"] if self.keep else [])
        rng.shuffle(self.columns)
        self.rows = []
        for _ in range(rng.choice([0, 1, 3, 20, 1100])):
            row, written = random_row(rng)
            written["who"] = row["who"] = rng.choice(["", "x", "a b", "a,b", 'say "yes"', "two\nlines", "é", "\t"])
            written["why"] = row["why"] = str(rng.randint(0, 9))
            self.rows.append((row, written))
        self.threads = rng.choice([1, 1, 2, 3])
        self.text = self.write(rng)

    def __str__(self):
        return f"{self.format} to {self.out}, {len(self.rows)} rows, {self.threads} threads\n{self.text[:300]}"

    def write(self, rng):
        if self.format == "jsonl":
            if not self.rows:
                self.rows.append(random_row(rng))
                self.rows[0][0].update(who="", why="0")
                self.rows[0][1].update(who="", why="0")
            objects = []
            for _, written in self.rows:
                keys = self.columns[:]
                if objects and rng.random() < 0.2:
                    rng.shuffle(keys)
                plain = all(re.fullmatch(r"-?(0|[1-9]\d*)", written[k]) for k in keys if k in "dnpz")
                values = {k: int(written[k]) if k in "dnpz" and plain else written[k] for k in keys}
                objects.append(json.dumps(values, separators=rng.choice([(", ", ": "), (",", ":")]),
                                          ensure_ascii=rng.random() < 0.5) + "\n")
            return "".join(objects)
        separator = "\t" if self.format == "tsv" else ","
        end = rng.choice(["\n", "\r\n"])
        lines = [separator.join(self.columns)]
        for _, written in self.rows:
            lines.append(separator.join(csv_field(rng, written[c], separator) for c in self.columns))
        return rng.choice(["", "\ufeff"]) + end.join(lines) + rng.choice(["", end])

    def expected(self):
        rows = []
        for row, _ in self.rows:
            t = totals(row["d"], row["n"], row["p"], row["z"])
            shown = {c: number(row[c]) if c in "dnpz" else row[c] for c in self.columns}
            rows.append({**shown, **{name: number(value) for name, value in t.items()}})
        return rows


def read_rows(text, form):
    if form == "jsonl":
        return [json.loads(line) for line in text.splitlines()]
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter="\t" if form == "tsv" else ","))


def check_case(model):
    def check(case):
        args = ["sweep", model, "-m", "flops,params", "-e", "ratio = flops/params", "-f", case.out, "--rows-format",
                case.format, "--threads", case.threads]
        done = subprocess.run([command(), *map(str, args), *(["--keep"] if case.keep else [])],
                              input=case.text.encode(), capture_output=True, timeout=300)
        if done.returncode or done.stderr:
            return f"status {done.returncode} {done.stderr[:500]}"
        found, expected = read_rows(done.stdout.decode(), case.out), case.expected()
        if found == expected:
            return None
        differing = [(f, e) for f, e in zip(found, expected) if f != e]
        return f"{len(found)} rows for {len(expected)}\n{differing[:1]}"
    return check


# ---- a million rows ----


def million(tap, folder):
    """Byte for byte, with totals of 64, 128 and more bits side by side."""
    count = 50_000 if SANITIZED else 1_000_000
    state, lines, expected = 12345, ["l,d,f,v,n,h\n"], ["l,d,f,v,n,h,total\n"]
    for _ in range(count):
        state = (state*6364136223846793005 + 1442695040888963407) % 2**64
        l, d = state >> 44 or 1, (state >> 30 & 16383) + 1
        f, v, n, h = 4*d, (state >> 14 & 131071) + 1, (state >> 7 & 127) + 1, (state & 127) + 1
        if state >> 20 & 1023 == 0:
            l *= 2**60
        line = f"{l},{d},{f},{v},{n},{h}"
        lines.append(line + "\n")
        expected.append(f"{line},{2*v*d*l + n*(8*l*d*d + 4*l*d*f + 3*h*l*l + 4*d*l*l) - h}\n")
    path = folder / "million.csv"
    path.write_text("".join(lines))
    formula = "total = 2*v*d*l + n*(8*l*d^2 + 4*l*d*f + 3*h*l^2 + 4*d*l^2) - h"
    for threads in (1, 2):
        with open(folder / "out.csv", "wb") as out:
            status = spawn("-e", formula, "--rows", path, "--threads", threads, stdout=out).wait()
        same = (folder / "out.csv").read_bytes() == "".join(expected).encode()
        tap.ok(status == 0 and same, f"{count} rows are those of Python's integers, {threads} threads", status)


# ---- bad rows ----

BAD = [
    ("8", "the row has 1 field, and 2 are wanted"),
    ("8,2,1", "the row has 3 fields, and 2 are wanted"),
    ("", "an empty line"),
    (",2", "the field 'd' is empty"),
    ("8,", "the field 'n' is empty"),
    ("-8,2", "d = -8, but 'd' is a positive whole number"),
    ("0,2", "d = 0, but 'd' is a positive whole number"),
    ("8,1/2", "n = 1/2, but 'n' is a positive whole number"),
    ("8,2.5", "n = 5/2, but 'n' is a positive whole number"),
    ("x,2", "the field 'd': 'x' is no number in this row"),
    ("8,n+1", "the field 'n': 'n+1' is no number in this row"),
    ("d=8,2", "the field 'd': expected an operator or end of text, found '=' (did you mean '=='?)"),
    ('"8"x,2', "the quote of the field 'd' is not closed, or is followed by something"),
    ("2,8", "the bound values contradict this fact: its sides are 8 and 2 (m.cost:5:8)"),
    ("13,2", "the bound values contradict this fact: its sides are 13 and 13 (m.cost:8:8)"),
    ("9,8", "the bound values contradict this fact: its sides are 9 and 9 (m.cost:8:20)"),
    ("-99999999999999999999,2", "d = -99999999999999999999, but 'd' is a positive whole number"),
]


def bad_rows(tap, folder):
    for bad, message in BAD:
        text = f"d,n\n16,4\n{bad}\n32,4\n"
        common = ["sweep", "m.cost", "z=0", "p=1"]
        stop = run(*common, stdin=text, cwd=folder)
        good = "d,n,flops\n16,4,2064\n"
        tap.ok(stop.status == 3 and stop.out == good and stop.err.startswith("standard input:3:") and
               f": error: {message}\n" in stop.err and bad in stop.err, f"stops at {bad!r}", stop)
        skip = run(*common, "--on-error", "skip", "--threads", "2", stdin=text, cwd=folder)
        tap.ok(skip.status == 0 and skip.out == good + "32,4,8224\n" and skip.err.startswith("standard input:3:") and
               f"error: {message}\npolycost: warning: 1 of 3 rows have no answer\n" in skip.err, f"skips {bad!r}", skip)
        mark = run(*common, "--on-error", "mark", stdin=text, cwd=folder)
        rows = list(csv.reader(io.StringIO(mark.out)))
        tap.ok(mark.status == 0 and len(rows) == 4 and all(len(r) == 4 for r in rows) and rows[2][2:] == ["", message]
               and rows[3] == ["32", "4", "8224", ""], f"marks {bad!r}", mark)
    done = run("sweep", "-e", "d/n", "--rows-format", "csv", stdin='d,n\n1,2\n"2",4\n')
    tap.equal(done.out, "d,n,d/n\n1,2,1/2\n2,4,1/2\n", "quotients are exact")
    done = run("sweep", "-e", "1/(d - n)", "--on-error", "mark", stdin="d,n\n1,2\n3,3\n")
    tap.equal(done.out, "d,n,1/(d - n),error\n1,2,-1,\n3,3,,division by zero\n", "division by zero is of its row alone")
    text = "d,n\n" + "16,4\n"*3000 + "16,0\n" + "16,4\n"*3000
    for threads in (1, 3):
        done = run("sweep", "m.cost", "z=0", "p=1", "--threads", threads, stdin=text, cwd=folder)
        tap.ok(done.out == "d,n,flops\n" + "16,4,2064\n"*3000 and ":3002:4: error:" in done.err and done.status == 3,
               f"all rows before a bad one are written, {threads} threads", done)
    done = run("sweep", "m.cost", "z=0", "p=1", "--on-error", "skip", "--threads", "2", cwd=folder,
               stdin='d,n,x\n16,4,"a\nb"\n16,0,1\n' + "16,4,1\n"*100_000 + "16,0,1\n")
    tap.equal(re.findall(r":(\d+):4: error", done.err), ["4", "100005"], "lines are counted through quoted ends")


def usage(tap, folder):
    for args, status, message in [
        (["m.cost", "-m", "flops,params"], 3, "no value for 'p', 'z'"),
        (["m.cost", "d=4", "z=1", "p=1"], 2, "'d' is bound on the command line, and is a column of the rows"),
        (["m.cost", "z=1", "p=1", "-m", "flosp"], 3, "unknown metric 'flosp' (did you mean 'flops'?)"),
        (["m.cost", "z=1", "p=1", "--at", "nowhere"], 3, "nowhere"),
        (["-e", "d", "-e", "q*d"], 2, "'d' is a column"),
        (["-e", "d*q"], 3, "no value for 'q'"),
        (["-e", "2*d", "--threads", 2**60], 2, "--threads wants at most 1024"),
    ]:
        done = run("sweep", *args, stdin="d,n\n16,4\n", cwd=folder)
        tap.ok(done.status == status and message in done.err and done.out == "", f"{args} is refused", done)


def options(tap, folder):
    """An option with one value may be a column, a choice may not."""
    (folder / "o.cost").write_text("symbol d\noption e = 2*d\noption tied = 0 | 1\nassume e <= 100\nmetric m\n"
                                   "model M { x: d*e + tied }\n")
    for text, expected in [("d\n3\n", "d,m\n3,18\n"), ("d,e\n3,5\n3,-5/2\n", "d,e,m\n3,5,15\n3,-5/2,-15/2\n"),
                           ("e,d\n4*d,3\n", "e,d,m\n12,3,36\n")]:
        tap.equal(run("sweep", "o.cost", stdin=text, cwd=folder).out, expected, f"options: {text!r}")
    done = run("sweep", "o.cost", stdin="d,e\n3,101\n", cwd=folder)
    tap.ok(done.status == 3 and "its sides are 101 and 100 (o.cost:4:8)" in done.err, "a fact of an option", done)
    done = run("sweep", "o.cost", stdin="d,tied\n3,1\n", cwd=folder)
    tap.ok(done.status == 3 and "'tied' is an option: it is chosen, and does not vary" in done.err, "a choice", done)


# ---- arrays ----


def npy(path, values, form, descr, version=1):
    header = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': ({len(values)},), }}"
    length = struct.Struct("<H" if version == 1 else "<I")
    header += " "*(-(8 + length.size + len(header) + 1) % 64) + "\n"
    path.write_bytes(b"\x93NUMPY" + bytes([version, 0]) + length.pack(len(header)) + header.encode() +
                     struct.pack(form[0] + str(len(values)) + form[1], *values))


def read_npy(data):
    length = struct.unpack("<H", data[8:10])[0]
    return data[10:10 + length].decode(), data[10 + length:]


def arrays(tap, folder, rng):
    types = [("<b", "|i1"), ("<B", "|u1"), ("<h", "<i2"), (">H", ">u2"), ("<i", "<i4"), (">I", ">u4"), ("<q", "<i8"),
             (">q", ">i8"), ("<Q", "<u8"), (">Q", ">u8")]

    def check(case):
        form, descr, version, count = case
        bits, signed = int(descr[2])*8, descr[1] == "i"
        top = 2**(bits - signed) - 1
        d = [rng.choice([1, 2, top, top - 1, rng.randint(1, top)]) for _ in range(count)]
        n = [rng.randint(1, 100) for _ in range(count)]
        npy(folder / "d.npy", d, form, descr, version)
        npy(folder / "n.npy", n, "<q", "<i8")
        done = run("sweep", "-e", "t = d^2*n - d", "d=@d.npy", "n=@n.npy", "--threads", rng.choice([1, 2]), cwd=folder)
        lines = "".join(f"{a},{b},{a*a*b - a}\n" for a, b in zip(d, n))
        return None if done.out == "d,n,t\n" + lines and done.status == 0 else done

    tap.group("columns in arrays", [(*t, v, c) for t in types for v, c in ((1, 3), (2, 0), (3, 9000))], check)
    values = [1, 2**31, 3_000_000_000]
    npy(folder / "d.npy", values, "<q", "<i8")
    with open(folder / "out.npy", "wb") as out:
        spawn("-e", "d^2", "-e", "d+1", "d=@d.npy", "-f", "npy", stdout=out, cwd=folder).wait()
    header, data = read_npy((folder / "out.npy").read_bytes())
    tap.ok("'descr': '<i8'" in header and "(3, 2)" in header and
           data == struct.pack("<6q", *(x for v in values for x in (v*v, v + 1))), "totals as an array", header, data)
    done = subprocess.run([command(), "sweep", "-e", "-d^4", "d=@d.npy", "-f", "npy128"], cwd=folder,
                          capture_output=True)
    header, data = read_npy(done.stdout)
    expected = b"".join((-v**4).to_bytes(16, "little", signed=True) for v in values)
    tap.ok("[('low', '<u8'), ('high', '<i8')]" in header and "(3,)" in header and data == expected,
           "totals of 128 bits, to a pipe", header, data)
    with open(folder / "out.npy", "wb") as out:
        process = spawn("-e", "d^2", "-f", "npy", stdin=subprocess.PIPE, stdout=out, stderr=subprocess.PIPE, text=True)
        _, err = process.communicate("d\n3\n4\n4000000000\n5\n")
    header, data = read_npy((folder / "out.npy").read_bytes())
    tap.ok(process.returncode == 3 and "standard input:4:1" in err and "(2,)" in header and
           data == struct.pack("<2q", 9, 16), "an answer that does not fit names its row", err, header)
    with open(folder / "out.npy", "wb") as out:
        spawn("-e", "d^20", "-e", "1/d", "d=@d.npy", "-f", "npy", "--decimal", stdout=out, cwd=folder,
              stderr=subprocess.DEVNULL).wait()
    header, data = read_npy((folder / "out.npy").read_bytes())
    tap.ok("|S64" in header and data.startswith(b"1" + bytes(63) + b"1" + bytes(63)) and len(data) == 128,
           "texts, up to the first that is too long", header)
    broken = (folder / "d.npy").read_bytes()
    for name, text, message in [
        ("short", broken[:-1], "ends too early: row 3 is missing"),
        ("mark", b"\x93NUMPZ" + broken[6:], "is no .npy file of version 1 to 3"),
        ("version", broken[:6] + b"\x09" + broken[7:], "is no .npy file of version 1 to 3"),
        ("float", broken.replace(b"<i8", b"<f8"), "numbers of type '<f8'"),
        ("shape", broken.replace(b"(3,)", b"(3,1)"), "(one dimension is wanted)"),
        ("empty", b"", "is no .npy file of version 1 to 3"),
    ]:
        (folder / "bad.npy").write_bytes(text)
        done = run("sweep", "-e", "t = d", "d=@bad.npy", cwd=folder)
        tap.ok(done.status == 3 and message in done.err, f"an array is refused: {name}", done)
    npy(folder / "d.npy", [0] + [1]*20000, "<q", "<i8")
    (folder / "bad.npy").write_bytes((folder / "d.npy").read_bytes()[:-8])
    done = run("sweep", "-e", "t = d", "d=@bad.npy", "--on-error", "skip", cwd=folder)
    tap.ok("warning: 1 of 16384 rows have no answer" in done.err, "bad rows before an array ends are counted once", done)


# ---- streams ----


def answers_at_once(tap):
    """Each row is answered before the next one is sent."""
    for threads in (1, 2):
        process = spawn("-e", "t = d^2", "--threads", threads, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        out, found = process.stdout.fileno(), b""
        process.stdin.write(b"d\n")
        process.stdin.flush()
        good = True
        for i in range(1, 20):
            for part in (str(i*10**9).encode(), b"\n"):
                process.stdin.write(part)
                process.stdin.flush()
            wanted = f"{i*10**9},{(i*10**9)**2}\n".encode()
            end = time.monotonic() + 20
            while not found.endswith(wanted) and time.monotonic() < end and select.select([out], [], [], 20)[0]:
                found += os.read(out, 4096)
            good = good and found.endswith(wanted)
        process.stdin.close()
        tap.ok(process.wait(20) == 0 and good, f"rows are answered at once, {threads} threads", found)


def whole_lines(text, fields):
    return text.endswith(b"\n") and all(line.count(b",") == fields - 1 for line in text.splitlines())


def endings(tap, folder):
    rows = "d,n\n" + "".join(f"{i},{i + 1}\n" for i in range(1, 200_000))
    path = folder / "rows.csv"
    path.write_text(rows)
    for threads in (1, 2):
        reader = spawn("-e", "d*n", "--rows", path, "--threads", threads, stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE)
        reader.stdout.read(1000)
        reader.stdout.close()
        err = reader.stderr.read().decode()
        tap.ok(reader.wait(20) == 5 and "cannot write: Broken pipe" in err, f"a broken pipe, {threads} threads", err)
    if os.path.exists("/dev/full"):
        with open("/dev/full", "wb") as full:
            process = spawn("-e", "d*n", "--rows", path, stdout=full, stderr=subprocess.PIPE)
            err = process.stderr.read().decode()
        tap.ok(process.wait() == 5 and "cannot write: No space left on device" in err, "a full device", err)
    for form in ("csv", "npy"):
        out = folder / "limited"
        with open(out, "wb") as file:
            process = spawn("-e", "d*n", "--rows", path, "-f", form, stdout=file, stderr=subprocess.PIPE,
                            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_001, 100_001)))
            err = process.stderr.read().decode()
        status, text = process.wait(), out.read_bytes()
        good = whole_lines(text, 3) if form == "csv" else \
            (len(text) - 192) % 8 == 0 and f"({(len(text) - 192)//8},)".encode() in text[:192]
        tap.ok(status == 5 and good and 99_000 < len(text) <= 100_001, f"a full disk leaves whole rows of {form}", err,
               len(text), text[-60:])
    for number in (signal.SIGINT, signal.SIGTERM):
        for threads in (1, 2):
            process = spawn("-e", "d*n", "--threads", threads, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE)
            process.stdin.write(rows[:4003].encode())
            process.stdin.flush()
            first = process.stdout.read(1000)
            process.send_signal(number)
            rest, err = process.stdout.read(), process.stderr.read().decode()
            tap.ok(process.wait(20) == 5 and whole_lines(first + rest, 3) and "stopped by a signal" in err,
                   f"{number.name} ends after whole rows, {threads} threads", err, (first + rest)[-100:])
            process.stdin.close()
    process = spawn("-e", "d*n", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = process.communicate(b"d,n\n1,2\n3")
    tap.ok(process.returncode == 3 and out == b"d,n,d*n\n1,2,2\n" and b"the row has 1 field" in err,
           "a writer that was killed leaves half a row, which is an error", out, err)


def memory(tap):
    """A long stream through a process takes no more memory than a short one."""
    if SANITIZED:
        return
    block = b"512,1024,8,12,2048,50257\n"*40_000
    process = spawn("-e", "t = d*l*h*n*f*v", stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    process.stdin.write(b"d,l,h,n,f,v\n")
    for _ in range(150):
        process.stdin.write(block)
    process.stdin.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = status
    tap.ok(status == 0 and used.ru_maxrss < 64*1024, "150 MB of rows take less than 64 MB", status, used.ru_maxrss)


# ---- hostile rows ----

PIECES = ["d", "n", ",", "\n", "\r\n", '"', '""', "1", "0", "-", "99999999999999999999", "2^99999999999", "1/0", "{",
          "}", "[", '{"d": 1, "n": 2}\n', '"d"', ":", "\\", "\\u0000", "\0", "\ufeff", "é", " ", "\t", "4*d", "d=n",
          "min(", "1e999999999", "((((((((((", "log2(3)", "max(d,n)", "x", "#", "null", "sum(i, 1, 10^9, i)", "7"]


def hostile(tap, rng):
    def check(case):
        form, text, on_error = case
        done = run("sweep", "-e", "d*n", "--rows-format", form, "--on-error", on_error, "--threads", rng.choice([1, 2]),
                   "--max-bits", "10000", stdin=text)
        return None if done.status in (0, 2, 3, 4) and (done.status == 0) <= ("error" not in done.err[:9]) else done

    def text(form):
        first = {"csv": "d,n\n", "tsv": "d\tn\n", "jsonl": '{"d": 1, "n": 2}\n'}[form]
        return (first if rng.random() < 0.8 else "") + "".join(rng.choice(PIECES) for _ in range(rng.randint(1, 40)))

    forms = [rng.choice(["csv", "tsv", "jsonl"]) for _ in range(cases(120))]
    tap.group("hostile rows", [(f, text(f), rng.choice(["stop", "skip", "mark"])) for f in forms], check)


def main():
    tap = Tap()
    rng = seeded()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "m.cost").write_text(MODEL.lstrip())
        tap.group("random rows", [Case(rng) for _ in range(cases(40))], check_case(folder / "m.cost"))
        bad_rows(tap, folder)
        usage(tap, folder)
        options(tap, folder)
        arrays(tap, folder, rng)
        answers_at_once(tap)
        endings(tap, folder)
        memory(tap)
        hostile(tap, rng)
        million(tap, folder)
    return tap.done()


sys.exit(main())
