#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Runs commands of case files and compares all that they print. Prints TAP, one test a command.

    run.py [--update] [--polycost PROGRAM] [--only TEXT] [FILE.test | FOLDER]...

Without files: every .test file beneath this folder. --update writes what the commands print into the case files;
read the difference before it is committed. --only keeps the cases whose file name or command holds TEXT.

A case file is made of sections. A section begins with a line `=== ...` and reaches to the next one:

    Lines before the first section say what the case shows.
    === file model.cost
    model M { flops: 2*a }          a file in the folder that the commands run in
    === $ polycost eval model.cost
    === stderr
    model.cost: error: ...          what the command prints there, exactly; without the section: nothing
    === status 3                    the exit status; without the section: 0

`=== $ COMMAND` is run by sh in a fresh folder, in a UTF-8 locale and without a terminal. A file may hold many
commands: each starts with its `$` line and owns the `stdin`, `env`, `stdout`, `stderr` and `status` sections after it;
`file`, `copy` and `skip` sections stand before the first command and hold for all.

    === file NAME         a file; NAME may have folders in it
    === copy PATH         a file of the project, under its last name: `=== copy examples/linear.cost`
    === skip sanitizers   the file's commands are not run with sanitizers (what bounds memory cannot be)
    === stdin             standard input; without the section it is empty
    === env NAME=VALUE    one variable of the environment
    === stdout, === stderr

After `file NAME`, `stdin`, `stdout` and `stderr` may stand
    escaped     the text's \\n, \\t, \\xHH and \\\\ mean those bytes, and its last newline is left out
    matching    (stdout and stderr) the text is a regular expression for the whole output
"""

import argparse
import concurrent.futures
import difflib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
TIMEOUT = 120


class CaseError(Exception):
    """A case file that is not well formed."""


class Section:
    def __init__(self, head, text, line):
        self.head = head
        self.text = text
        self.line = line
        self.word, _, self.rest = head.partition(" ")

    def mode(self):
        last = self.rest.rpartition(" ")[2]
        return last if last in ("escaped", "matching") else "plain"

    def data(self):
        if self.mode() != "escaped":
            return self.text
        return unescape(self.text[:-1] if self.text.endswith(b"\n") else self.text)

    def file_name(self):
        return self.rest[: -len(" escaped")] if self.mode() == "escaped" else self.rest


ESCAPES = {b"n": b"\n", b"t": b"\t", b"\\": b"\\"}


def unescape(text):
    def one(match):
        code = match.group(1)
        return ESCAPES[code] if code in ESCAPES else bytes([int(code[1:], 16)])

    return re.sub(rb"\\(n|t|\\|x[0-9a-fA-F]{2})", one, text)


def escape(data):
    def one(match):
        byte = match.group(0)
        return b"\\\\" if byte == b"\\" else b"\\x%02x" % byte[0]

    if not is_text(data):
        data = re.sub(rb"[\\\x00-\x09\x0b-\x1f\x7f-\xff]", one, data)
    else:
        data = data.replace(b"\\", b"\\\\")
    return re.sub(rb"^=== ", rb"\\x3d== ", data, flags=re.M)


def is_text(data):
    try:
        return not re.search("[\x00-\x08\x0b-\x1f\x7f]", data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def read_sections(path):
    preamble, sections, head, start, body = b"", [], None, 0, []
    for number, line in enumerate(path.read_bytes().splitlines(keepends=True), 1):
        if not line.startswith(b"=== "):
            body.append(line)
            continue
        if head is None:
            preamble = b"".join(body)
        else:
            sections.append(Section(head, b"".join(body), start))
        head, start, body = line[4:].decode("utf-8").strip(), number, []
    if head is None:
        raise CaseError(f"{path}: no section")
    sections.append(Section(head, b"".join(body), start))
    return preamble, sections


class Command:
    def __init__(self, path, section):
        self.path = path
        self.line = section.line
        self.shell = section.rest
        self.parts = {}
        self.env = {}
        self.status = 0
        self.skip = False
        self.problems = []

    def add(self, section):
        if section.word == "env":
            name, _, value = section.rest.partition("=")
            self.env[name] = value
        elif section.word == "status":
            self.status = int(section.rest)
        elif section.word in ("stdin", "stdout", "stderr") and section.word not in self.parts:
            self.parts[section.word] = section
        else:
            raise CaseError(f"{self.path}:{section.line}: unexpected section '{section.head}'")

    def name(self):
        return f"{self.path.relative_to(HERE) if self.path.is_relative_to(HERE) else self.path}: {self.shell}"


class Case:
    def __init__(self, path):
        self.path = path
        self.preamble, self.sections = read_sections(path)
        self.files = []
        self.commands = []
        self.skip = False
        for section in self.sections:
            self.place(section)
        for command in self.commands:
            command.skip = self.skip and "POLYCOST_SANITIZERS" in os.environ

    def place(self, section):
        if section.word == "$":
            self.commands.append(Command(self.path, section))
        elif self.commands:
            self.commands[-1].add(section)
        elif section.word in ("file", "copy"):
            self.files.append(section)
        elif section.head == "skip sanitizers":
            self.skip = True
        else:
            raise CaseError(f"{self.path}:{section.line}: unexpected section '{section.head}'")

    def lay(self, folder):
        for section in self.files:
            if section.word == "copy":
                shutil.copy(PROJECT / section.rest, folder)
            else:
                target = folder / section.file_name()
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(section.data())


def environment(bin_folder, extra):
    env = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
    for name in ("COLUMNS", "NO_COLOR", "LANGUAGE"):
        env.pop(name, None)
    env.update(LANG="C.UTF-8", TERM="dumb", PATH=f"{bin_folder}{os.pathsep}{os.environ['PATH']}")
    if "POLYCOST_TEST_LOCALE" in os.environ:
        env["LC_ALL"] = os.environ["POLYCOST_TEST_LOCALE"]
    env.update(extra)
    return env


def compare(command, what, got):
    section = command.parts.get(what)
    mode = section.mode() if section else "plain"
    want = section.data() if section else b""
    if mode == "matching":
        pattern = want[:-1] if want.endswith(b"\n") else want
        if re.fullmatch(pattern, got[:-1] if got.endswith(b"\n") else got):
            return
    elif want == got:
        return
    shown = [text.decode("utf-8", "backslashreplace").splitlines() for text in (want, got)]
    lines = list(difflib.unified_diff(*shown, f"{what}, expected", f"{what}, printed", lineterm=""))
    command.problems.append("\n".join(lines[:200]) or f"{what}: the texts differ in bytes that do not show")


def run(command, folder, bin_folder, update):
    stdin = command.parts["stdin"].data() if "stdin" in command.parts else b""
    try:
        done = subprocess.run(
            ["sh", "-c", command.shell],
            input=stdin,
            capture_output=True,
            cwd=folder,
            env=environment(bin_folder, command.env),
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        command.problems.append(f"not done after {TIMEOUT} seconds")
        return
    if update:
        command.printed = done
    for what, got in (("stdout", done.stdout), ("stderr", done.stderr)):
        compare(command, what, got)
    if done.returncode != command.status:
        command.problems.append(f"exit status {done.returncode}, expected {command.status}")


def run_case(case, bin_folder, update):
    with tempfile.TemporaryDirectory(prefix="polycost-case-") as name:
        folder = pathlib.Path(name)
        case.lay(folder)
        for command in case.commands:
            if not command.skip:
                run(command, folder, bin_folder, update)


def section_text(head, body):
    if body and not body.endswith(b"\n"):
        body += b"\n"
    return b"=== " + head.encode() + b"\n" + body


def printed_section(command, what):
    data = getattr(command.printed, what)
    old = command.parts.get(what)
    if old and old.mode() == "matching":
        return section_text(old.head, old.text)
    if not data:
        return b""
    if is_text(data) and data.endswith(b"\n") and not re.search(rb"^=== ", data, flags=re.M):
        return section_text(what, data)
    return section_text(what + " escaped", escape(data) + b"\n")


def write_update(case):
    commands = iter(case.commands)
    out, command = [case.preamble], None

    def close(command):
        if command is None:
            return b""
        status = command.printed.returncode
        text = printed_section(command, "stdout") + printed_section(command, "stderr")
        return text + (section_text(f"status {status}", b"") if status else b"")

    for section in case.sections:
        if section.word == "$":
            out.append(close(command))
            command = next(commands)
        elif section.word in ("stdout", "stderr", "status"):
            continue
        out.append(section_text(section.head, section.text))
    out.append(close(command))
    text = b"".join(out)
    if text != case.path.read_bytes():
        case.path.write_bytes(text)
        print(f"# updated {case.path}")


def find_cases(paths):
    for path in paths:
        yield from sorted(path.rglob("*.test")) if path.is_dir() else [path]


def report(commands):
    failed = 0
    print(f"1..{len(commands)}")
    for number, command in enumerate(commands, 1):
        name = command.name().replace("#", "\\#")
        failed += bool(command.problems)
        print(f"{'not ok' if command.problems else 'ok'} {number} - {name}{' # SKIP sanitizers' if command.skip else ''}")
        for problem in command.problems:
            for line in f"{command.path}:{command.line}: $ {command.shell}\n{problem}".splitlines():
                print(f"# {line}")
    return failed


def main():
    parser = argparse.ArgumentParser(description="Runs golden cases of the polycost command; prints TAP.")
    parser.add_argument("--update", action="store_true", help="write what is printed into the case files")
    parser.add_argument("--polycost", default=os.environ.get("POLYCOST", PROJECT / "build" / "polycost"), type=pathlib.Path)
    parser.add_argument("--only", default="", metavar="TEXT", help="only files or commands that hold TEXT")
    parser.add_argument("paths", nargs="*", type=pathlib.Path, default=[HERE])
    args = parser.parse_args()
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    if not args.polycost.is_file():
        sys.exit(f"{args.polycost}: no such program: build it, or say where it is with --polycost")
    try:
        cases = [Case(path.resolve()) for path in find_cases(args.paths)]
    except (CaseError, ValueError, OSError) as error:
        sys.exit(f"run.py: {error}")
    cases = [case for case in cases if any(args.only in command.name() for command in case.commands)]
    with tempfile.TemporaryDirectory(prefix="polycost-bin-") as bin_folder:
        os.symlink(args.polycost.resolve(), pathlib.Path(bin_folder) / "polycost")
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(lambda case: run_case(case, bin_folder, args.update), cases))
    if args.update:
        for case in cases:
            if not any(command.skip for command in case.commands):
                write_update(case)
        return 0
    return 1 if report([command for case in cases for command in case.commands]) else 0


if __name__ == "__main__":
    sys.exit(main())
