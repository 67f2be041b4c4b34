# SPDX-License-Identifier: LGPL-3.0-or-later
"""CSV read back by Python's reader, and trees drawn by Graphviz, say what the JSON of the same question says."""
import csv
import io
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import ROOT, Tap, answer, need_command

SVG = "{http://www.w3.org/2000/svg}"
TIP = "{http://www.w3.org/1999/xlink}title"

# Names that a format could take for its own marks.
NAMES = ['a, b', 'say "d"', "x & <y>", "back\\slash", "l\\nn", "&amp;", "größe", "{a|b}", '"', "'", "=1+2", "%d", "\\", "&"]


def strange_model():
    written = [name.replace("\\", "\\\\").replace('"', '\\"') for name in NAMES]
    nodes = "".join(f'  "{name}": {{ flops "{name}": {i + 1}*d, other: n * L(d) }}\n' for i, name in enumerate(written))
    return ("symbol d\nsymbol n\nmetric flops\nmetric params\n"
            "layer L(x) { flops mul: x^2\n params W: x*(x + 1)/3 }\nmodel M {\n" + nodes + "}\n")


def ask(verb, *args):
    """The JSON answer: one object for each metric, or one for all."""
    said = json.loads(answer(verb, *args, "--format", "json"))
    return said if isinstance(said, list) else [said]


def table(verb, *args):
    return list(csv.reader(io.StringIO(answer(verb, *args, "--format", "csv"), newline=""), strict=True))


# ---- trees, as lists of nodes in the order of a walk ----

def walk(node, path=()):
    yield path, node
    for i, child in enumerate(node.get("children", [])):
        yield from walk(child, path + (i,))


def cells(node):
    """A node's total and its share as the table has them."""
    return [node["total"]] + ([float(node["share"])] if "share" in node else [])


def check_table(tap, name, args):
    """Of one metric: each row is a node."""
    tree = ask("tree", *args)[0]
    expected = [["depth", "name", "repeat", tree["metric"]] + [tree["metric"] + " share"] * ("share" in tree["tree"])]
    for path, node in walk(tree["tree"]):
        expected.append([str(len(path)), node["name"], node.get("repeat", "")] + cells(node))
    found = table("tree", *args)
    tap.equal([row[:4] + [float(share) if i else share for share in row[4:]] for i, row in enumerate(found)], expected,
              f"{name}: a tree's table")


def check_metrics(tap, name, args, metrics):
    """The columns of two metrics are those of each metric alone, in the rows that it has."""
    both = table("tree", *args, "--metric", ",".join(metrics))
    width = (len(both[0]) - 3) // len(metrics)
    for i, metric in enumerate(metrics):
        column = [row[:3] + row[3 + i * width:3 + (i + 1) * width] for row in both if row[3 + i * width]]
        alone = table("tree", *args, "--metric", metric)
        tap.equal([row[1:] for row in column], [row[1:] for row in alone], f"{name}: the columns of {metric}")


def check_amounts(tap, name, args, metrics):
    for verb, key in (("formula", "formula"), ("eval", "value")):
        found = table(verb, *args, "--metric", ",".join(metrics))
        said = ask(verb, *args, "--metric", ",".join(metrics))
        tap.equal(found, [["metric", key]] + [[s["metric"], s[key]] for s in said], f"{name}: the table of {verb}")


def check_list(tap):
    found = table("list")
    tap.equal(found[1:], [[f["name"], f.get("title", "")] for f in ask("list")[0]["files"]], "the table of list")


# ---- drawings ----

def drawn(*args):
    """Graphviz's drawing: the boxes as (lines of text, tip) by number, and the edges as (from, to, label)."""
    done = subprocess.run(["dot", "-Tsvg"], input=answer("tree", *args, "--format", "dot"), capture_output=True,
                          text=True, timeout=60, check=False)
    if done.returncode != 0 or done.stderr:
        return {}, [done.stderr]
    boxes, edges = {}, []
    for group in ElementTree.fromstring(done.stdout).iter(SVG + "g"):
        title, lines = group.find(SVG + "title"), [t.text.strip() for t in group.iter(SVG + "text")]
        if group.get("class") == "node":
            boxes[int(title.text)] = lines, next(group.iter(SVG + "a")).get(TIP)
        elif group.get("class") == "edge":
            start, end = title.text.split("->")
            edges.append((int(start), int(end), "".join(lines)))
    return boxes, edges


def check_drawing(tap, name, args):
    nodes = list(walk(ask("tree", *args)[0]["tree"]))
    numbers = {path: number for number, (path, _) in enumerate(nodes)}
    boxes, edges = drawn(*args)
    tap.equal([boxes[i][0][0] if i in boxes else None for i in range(len(nodes))], [node["name"] for _, node in nodes],
              f"{name}: a box for each node")
    tap.equal([boxes[i][1] for i in sorted(boxes)], [node["total"] for _, node in nodes], f"{name}: totals in the tips")
    tap.equal(sorted((a, b) for a, b, *_ in edges), sorted((numbers[path[:-1]], numbers[path]) for path, _ in nodes[1:]),
              f"{name}: edges to the children")
    tap.equal({b: label.removeprefix("×").strip() for _, b, label in edges if label},
              {i: node["repeat"] for i, (_, node) in enumerate(nodes) if "repeat" in node}, f"{name}: how often")


def main():
    need_command()
    tap = Tap()
    if not shutil.which("dot"):
        tap.say("no Graphviz: trees are not drawn")
    with tempfile.TemporaryDirectory() as folder:
        strange = Path(folder) / "strange.cost"
        strange.write_text(strange_model(), encoding="utf-8")
        transformer, llama = ROOT / "examples/transformer.cost", ROOT / "tests/corpus/sketches/llama.cost"
        trees = {
            "formulas": [transformer],
            "numbers": [transformer, "--preset", "small"],
            "some depth": [transformer, "--depth", "2"],
            "another metric": [llama, "--metric", "params"],
            "strange names": [strange, "--metric", "flops"],
            "strange names at numbers": [strange, "--metric", "params", "d=7", "n=2"],
        }
        for name, args in trees.items():
            check_table(tap, name, args)
            if shutil.which("dot"):
                check_drawing(tap, name, args)
        check_metrics(tap, "formulas", [llama], ["flops", "params"])
        check_metrics(tap, "numbers", [strange, "d=7", "n=2"], ["flops", "params"])
        check_amounts(tap, "numbers", [strange, "d=7", "n=2"], ["flops", "params"])
    check_list(tap)
    tap.done()


main()
