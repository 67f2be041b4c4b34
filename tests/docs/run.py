#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Runs the examples of README.md and docs/*.md against the command and prints TAP.

    run.py [--update] [--polycost PROGRAM] [--only TEXT] [PAGE...]

Each page has a folder of its own, where the project's examples lie. Its fenced blocks are carried out in order:

    ```cost file=NAME      writes the file NAME; `c file=NAME`, `text file=NAME` ... do the same
    ```console             lines that start with `$ ` are commands, a line that starts with `> ` goes on with the one
                           before; what follows is what the command prints: standard output, then standard error
    ```console status=3    the commands end with this exit status; without it they end with 0

Blocks without `file=` and without `console` are not looked at, but a `cost` block without a name is an error.
`--update` writes what is printed into the pages. `cc` in a command is the compiler, and finds the library of the build
that PROGRAM lies in; commands that compile, and those programs, are skipped where there is none, and with sanitizers.

It also checks that links between pages lead somewhere, that the reference in docs/api.md is what the headers say and
names every public function, and that docs/diagnostics.md shows every message of the sources.
"""

import argparse
import difflib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

PROJECT = pathlib.Path(__file__).resolve().parent.parent.parent
TIMEOUT = 120


class Tap:
    def __init__(self):
        self.lines, self.count, self.failed = [], 0, 0

    def add(self, name, problem=None, skip=None):
        self.count += 1
        self.failed += problem is not None
        mark = "not ok" if problem is not None else "ok"
        directive = " # SKIP " + skip if skip else ""
        print(f"{mark} {self.count} - {name.replace('#', chr(92) + '#')}{directive}", flush=True)
        for line in (problem or "").splitlines():
            print(f"# {line}")

    def end(self):
        print(f"1..{self.count}")
        return 1 if self.failed else 0


# ---- pages ----


class Block:
    """A fenced block: its info string, the lines between the fences, the number of its first line."""

    def __init__(self, info, lines, number):
        self.lines, self.number = lines, number
        self.kind, _, rest = info.partition(" ")
        self.facts = dict(fact.split("=", 1) for fact in rest.split() if "=" in fact)

    def head(self):
        return " ".join([self.kind] + [f"{name}={value}" for name, value in self.facts.items()])


class Command:
    def __init__(self, page, number):
        self.page, self.number = page, number
        self.lines, self.output, self.printed, self.status = [], [], None, None

    def shell(self):
        return "\n".join(line[2:] for line in self.lines)

    def name(self):
        first = self.shell().splitlines()[0]
        return f"{self.page.relative_to(PROJECT)}:{self.number}: {first}{' ...' if len(self.lines) > 1 else ''}"


def split(text):
    """A page as texts (lists of lines) and blocks, in order."""
    parts, lines, fence, info, start = [], [], None, "", 0
    for number, line in enumerate(text.split("\n"), 1):
        match = re.match(r"(```+)(.*)$", line)
        if fence is None and match:
            parts.append(lines)
            fence, info, lines, start = match.group(1), match.group(2).strip(), [], number + 1
        elif fence is not None and line == fence:
            parts.append(Block(info, lines, start))
            fence, lines = None, []
        else:
            lines.append(line)
    if fence is not None:
        raise ValueError(f"line {start - 1}: a block is not closed")
    parts.append(lines)
    return parts


def join(parts):
    lines = []
    for part in parts:
        lines += ["```" + part.head(), *part.lines, "```"] if isinstance(part, Block) else part
    return "\n".join(lines)


def commands_of(page, block):
    commands = []
    for number, line in enumerate(block.lines, block.number):
        if line.startswith("$ "):
            commands.append(Command(page, number))
            commands[-1].lines.append(line)
        elif not commands:
            raise ValueError(f"line {number}: output without a command")
        elif line.startswith("> ") and not commands[-1].output:
            commands[-1].lines.append(line)
        else:
            commands[-1].output.append(line)
    return commands


# ---- running ----


def environment(bin_folder, polycost):
    env = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
    for name in ("COLUMNS", "NO_COLOR", "LANGUAGE"):
        env.pop(name, None)
    build = polycost.parent
    env.update(LANG="C.UTF-8", TERM="dumb", PATH=f"{bin_folder}{os.pathsep}{os.environ['PATH']}")
    if "POLYCOST_TEST_LOCALE" in os.environ:
        env["LC_ALL"] = os.environ["POLYCOST_TEST_LOCALE"]
    env.update(PKG_CONFIG_PATH=str(build / "meson-uninstalled"), LD_LIBRARY_PATH=str(build))
    return env


def can_compile(polycost):
    library = polycost.parent / "meson-uninstalled" / "polycost-uninstalled.pc"
    tools = shutil.which("cc") and shutil.which("pkg-config")
    return bool(library.is_file() and tools and "POLYCOST_SANITIZERS" not in os.environ)


def run(command, folder, env):
    try:
        done = subprocess.run(
            ["sh", "-c", command.shell()],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd=folder,
            env=env,
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"not done after {TIMEOUT} seconds"
    text = (done.stdout + done.stderr).decode("utf-8", "backslashreplace")
    command.printed = text[:-1].split("\n") if text.endswith("\n") else text.split("\n") if text else []
    # Blanks at the ends of lines do not show on a page.
    command.printed = [line.rstrip() for line in command.printed]
    command.status = done.returncode
    return None


def judge(command, expected):
    if command.status != expected:
        return f"exit status {command.status}, expected {expected}\n" + "\n".join(command.printed[:20])
    if command.printed == command.output:
        return None
    diff = difflib.unified_diff(command.output, command.printed, "on the page", "printed", lineterm="")
    return "\n".join(list(diff)[:200])


class Runner:
    def __init__(self, tap, polycost, bin_folder, update, only):
        self.tap, self.polycost, self.update, self.only = tap, polycost, update, only
        self.env = environment(bin_folder, polycost)
        self.compile = can_compile(polycost)

    def console(self, page, block, folder):
        commands, expected = commands_of(page, block), int(block.facts.get("status", 0))
        for command in commands:
            if re.match(r"cc |\./", command.shell()) and not self.compile:
                self.tap.add(command.name(), skip="no library to compile with")
                command.printed, command.status = command.output, expected
                continue
            problem = run(command, folder, self.env) or (None if self.update else judge(command, expected))
            if self.only in command.name():
                self.tap.add(command.name(), problem)
        if self.update:
            self.write(block, commands)

    def write(self, block, commands):
        statuses = {command.status for command in commands}
        if len(statuses) > 1:
            raise ValueError(f"line {block.number}: commands with different exit statuses stand in one block")
        block.facts = {"status": str(statuses.pop())} if statuses != {0} else {}
        block.lines = [line for command in commands for line in command.lines + command.printed]

    def page(self, page):
        text = page.read_text(encoding="utf-8")
        parts = split(text)
        with tempfile.TemporaryDirectory(prefix="polycost-docs-") as name:
            folder = pathlib.Path(name)
            for example in sorted((PROJECT / "examples").glob("*.*")):
                shutil.copy(example, folder)
            for block in (part for part in parts if isinstance(part, Block)):
                if block.kind == "console":
                    self.console(page, block, folder)
                elif "file" in block.facts:
                    target = folder / block.facts["file"]
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_text("".join(line + "\n" for line in block.lines), encoding="utf-8")
                elif block.kind == "cost":
                    raise ValueError(f"line {block.number}: a cost block without file=NAME")
        if self.update and join(parts) != text:
            page.write_text(join(parts), encoding="utf-8")
            print(f"# updated {page.relative_to(PROJECT)}")


# ---- the reference: what the headers say ----

HEADERS = ["base", "expr", "cost", "model", "checkpoint", "report", "program"]
REFERENCE = "## Reference\n"


def prose(comment):
    lines = [line.strip().removeprefix("/*").removesuffix("*/").strip() for line in comment]
    lines = [line.removeprefix("* ") for line in lines if line]
    # Underscores, stars and the like mean nothing in a header's comment.
    return re.sub(r"(?<!`)(`[^`]*`)|([\\*_<>\[\]|])", lambda m: m.group(1) or "\\" + m.group(2), "\n".join(lines))


def comment_of(chunk):
    """The lines of the comment that a chunk begins with."""
    end = 0
    if chunk[0].startswith("/*"):
        end = next(i for i, line in enumerate(chunk) if line.rstrip().endswith("*/")) + 1
    return chunk[:end], chunk[end:]


def header_text(name):
    text = (PROJECT / "include" / "polycost" / f"{name}.h").read_text(encoding="utf-8")
    text = re.sub(r"#ifdef __cplusplus\n.*?#endif\n", "", text, flags=re.S)
    text = re.sub(r"#if defined\(__GNUC__\).*?#endif\n", "", text, flags=re.S)
    text = re.sub(r"^#(ifndef|include|endif|define POLYCOST_).*\n", "", text, flags=re.M).replace("PC_API ", "")
    chunks = [chunk.split("\n") for chunk in re.split(r"\n\n+", text.strip("\n")) if chunk.strip()]
    yield f"### polycost/{name}.h"
    for chunk in chunks:
        comment, code = comment_of(chunk)
        if comment:
            yield prose(comment)
        if code:
            yield "```c\n" + "\n".join(code) + "\n```"


def reference():
    parts = ["This part is made of the headers by `tests/docs/run.py --update`."]
    for name in HEADERS:
        parts += header_text(name)
    return REFERENCE + "\n\n".join(parts) + "\n"


def check_reference(update):
    page = PROJECT / "docs" / "api.md"
    before, mark, after = page.read_text(encoding="utf-8").partition(REFERENCE)
    want = reference()
    if update:
        page.write_text(before + want, encoding="utf-8")
        return None
    diff = difflib.unified_diff((mark + after).split("\n"), want.split("\n"), "docs/api.md", "headers", lineterm="")
    return "\n".join(list(diff)[:100]) or None


# ---- other checks ----


def anchors(page):
    """The anchors that headings make, as code hosts spell them."""
    found = set()
    for part in split(page.read_text(encoding="utf-8")):
        for line in [] if isinstance(part, Block) else part:
            match = re.match(r"#+ +(.*?) *$", line)
            if match:
                words = re.sub(r"[^\w\- ]", "", match.group(1).lower())
                found.add(words.replace(" ", "-"))
    return found


def wrong_links(page):
    prose = "\n".join("\n".join(p) for p in split(page.read_text(encoding="utf-8")) if not isinstance(p, Block))
    prose = re.sub(r"`[^`]*`", "", prose)
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or not file.is_relative_to(PROJECT):
            yield target
        elif anchor and anchor not in anchors(file):
            yield target


def missing_functions():
    names = (PROJECT / "tests" / "exports.txt").read_text().split()
    text = (PROJECT / "docs" / "api.md").read_text(encoding="utf-8")
    return [name for name in names if not re.search(rf"\b{name}\b", text)]


CALL = r"pc_(?:fail|fail_at|parser_fail|parser_expect|parser_expected)\("
MESSAGE = re.compile(CALL + r'[^;"]*?((?:"(?:[^"\\]|\\.)*"\s*)+)')
NOT_SHOWN = re.compile(r"PC_DEFECT|out of memory")


def messages():
    """The format of every message, with the place where it stands."""
    for file in sorted((PROJECT / "src").rglob("*.c")):
        text = file.read_text(encoding="utf-8")
        for match in MESSAGE.finditer(text):
            if not NOT_SHOWN.search(match.group(0)):
                literal = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', match.group(1)))
                line = text.count("\n", 0, match.start()) + 1
                yield f"{file.relative_to(PROJECT)}:{line}", literal.replace('\\"', '"').replace("%%", "%")


def missing_messages():
    text = " ".join((PROJECT / "docs" / "diagnostics.md").read_text(encoding="utf-8").split())
    for place, form in messages():
        pieces = [piece for piece in re.split(r"%[-0-9.*]*(?:zu|llu|lld|ld|s|d|u|c|X|x)", form) if len(piece.strip()) > 2]
        if any(piece.strip() not in text for piece in pieces):
            yield f"{place}: {form}"


def check_all(tap, pages, update):
    tap.add("docs/api.md has what the headers say", check_reference(update))
    for page in pages:
        wrong = list(wrong_links(page))
        tap.add(f"links of {page.relative_to(PROJECT)}", "\n".join(wrong) if wrong else None)
    for name, check in (("docs/api.md names every public function", missing_functions),
                        ("docs/diagnostics.md shows every message", missing_messages)):
        missing = list(check())
        tap.add(name, "\n".join(missing) if missing else None)


def main():
    parser = argparse.ArgumentParser(description="Runs the examples of the documentation; prints TAP.")
    parser.add_argument("--update", action="store_true", help="write what is printed into the pages")
    built = os.environ.get("POLYCOST", PROJECT / "build" / "polycost")
    parser.add_argument("--polycost", default=built, type=pathlib.Path)
    parser.add_argument("--only", default="", metavar="TEXT", help="report only commands that hold TEXT")
    parser.add_argument("pages", nargs="*", type=pathlib.Path)
    args = parser.parse_args()
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    if not args.polycost.is_file():
        sys.exit(f"{args.polycost}: no such program: build it, or say where it is with --polycost")
    pages = [page.resolve() for page in args.pages]
    every = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="polycost-bin-") as bin_folder:
        os.symlink(args.polycost.resolve(), pathlib.Path(bin_folder) / "polycost")
        runner = Runner(tap, args.polycost.resolve(), bin_folder, args.update, args.only)
        for page in pages or every:
            try:
                runner.page(page)
            except ValueError as error:
                tap.add(f"{page.relative_to(PROJECT)} is well formed", str(error))
    if not pages:
        check_all(tap, every, args.update)
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
