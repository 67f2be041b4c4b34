# SPDX-License-Identifier: LGPL-3.0-or-later
"""Makes the C table of shipped files: embed.py OUTPUT.c FILE.cost..."""

import pathlib
import sys


def title(text):
    """The first documentation line when the file begins with one, else the first comment line, else nothing."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    comments = lines[:1] if lines[0].startswith("##") else [line for line in lines if line.startswith("#")]
    return comments[0].lstrip("#").strip() if comments else ""


def quoted(text):
    return '"' + "".join(c if c.isascii() and c.isprintable() and c not in '"\\?' else octal(c) for c in text) + '"'


def octal(character):
    return "".join(f"\\{byte:03o}" for byte in character.encode())


def array(data):
    rows = (", ".join(map(str, data[i : i + 24])) for i in range(0, len(data), 24))
    return "{\n  " + ",\n  ".join(rows) + " }"


def main():
    output, paths = pathlib.Path(sys.argv[1]), [pathlib.Path(name) for name in sys.argv[2:]]
    files = sorted((path.stem, path.read_bytes()) for path in paths)
    names = [name for name, _ in files]
    if len(set(names)) < len(names):
        sys.exit(f"embed.py: two files of one name: {' '.join(names)}")
    lines = ['#include "library/shipped.h"', ""]
    for index, (_, data) in enumerate(files):
        lines.append(f"static const unsigned char text_{index}[] = {array(data + bytes(1))};")
    lines.append("const pc_shipped_file pc_shipped_files[] = {")
    for index, (name, data) in enumerate(files):
        lines.append(f"  {{ {quoted(name)}, {quoted(title(data.decode()))}, text_{index}, {len(data)} }},")
    lines += ["};", f"const size_t pc_shipped_count = {len(files)};", ""]
    output.write_text("\n".join(lines), encoding="ascii")


main()
