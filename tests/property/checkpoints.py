# SPDX-License-Identifier: LGPL-3.0-or-later
"""Random models and the checkpoints that they would have: each is made as modules in Python, written as a cost file
and, tensor by tensor, as a header. Then names begin differently, tensors are lost, added, renamed or packed; what verify
must say of that follows from the list of tensors alone."""
import json
import struct
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import Tap, cases, need_command, run, seeded

WORDS = ["attn", "mlp", "norm", "proj", "layers", "embed", "dense", "out", "q", "k"]


class Module:
    """Tensors of its own, modules by name, and lists of modules: [(transparent name or None, copies, module)...]."""

    def __init__(self, rng, depth):
        self.tensors = {"weight": [rng.randint(1, 9), rng.randint(2, 9)]}
        if rng.random() < 0.5:
            self.tensors["bias"] = [rng.randint(2, 9)]
        self.modules, self.lists = {}, {}
        for name in rng.sample(WORDS, rng.randint(0, 3) if depth else 0):
            if rng.random() < 0.5:
                self.modules[name] = Module(rng, depth - 1)
            else:
                kinds = rng.randint(1, 2)
                titles = [None] if kinds == 1 else ["(a)", "(b)"]
                self.lists[name] = [(title, rng.randint(1, 3), Module(rng, depth - 1)) for title in titles]

    def cost(self, pad="  "):
        lines = [f'{pad}params "{name}": {"*".join(map(str, shape))}' for name, shape in self.tensors.items()]
        lines += [f'{pad}"{name}": {{\n{module.cost(pad + "  ")}\n{pad}}}' for name, module in self.modules.items()]
        for name, parts in self.lists.items():
            if parts[0][0] is None:
                lines.append(f'{pad}"{name}": {parts[0][1]} * {{\n{parts[0][2].cost(pad + "  ")}\n{pad}}}')
                continue
            kinds = [f'{pad}  "{title}": {n} * {{\n{part.cost(pad + "    ")}\n{pad}  }}' for title, n, part in parts]
            inner = "\n".join(kinds)
            lines.append(f'{pad}"{name}": {{\n{inner}\n{pad}}}')
        return "\n".join(lines)

    def names(self, path=""):
        found = [(path + name, shape) for name, shape in self.tensors.items()]
        for name, module in self.modules.items():
            found += module.names(f"{path}{name}.")
        for name, parts in self.lists.items():
            copies = [module for _, n, module in parts for _ in range(n)]
            for i, module in enumerate(copies):
                found += module.names(f"{path}{name}.{i}.")
        return found


def size(shape):
    product = 1
    for side in shape:
        product *= side
    return product


def values(tensors):
    return sum(size(shape) for _, shape, *_ in tensors)


def write(path, tensors):
    place, found = 0, {}
    for name, shape, *dtype in tensors:
        end = place + 4 * size(shape)
        found[name] = {"dtype": dtype[0] if dtype else "F32", "shape": shape, "data_offsets": [place, end]}
        place = end
    text = json.dumps(found).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text)


def verify(folder, model, tensors):
    (folder / "model.cost").write_text("metric params\nmodel M {\n" + model.cost() + "\n}\n")
    write(folder / "model.safetensors", tensors)
    result = run("verify", "model.cost", "model.safetensors", "--format", "json", cwd=folder)
    return result, json.loads(result.out) if result.out else {}


def judge(result, answer, **wanted):
    found = {key: len(answer[key]) if isinstance(answer.get(key), list) else answer.get(key) for key in wanted}
    status = {"equal": 0, "different": 1, "unknown": 6}[wanted["verdict"]]
    return None if found == wanted and result.status == status else f"{found}\nwanted: {wanted}\n{result}"


def make(rng):
    """A model whose modules are all in one, so that a base model's names may lack its name."""
    model = Module(rng, 0)
    model.tensors, model.modules = {}, {"net": Module(rng, 3)}
    return model


def main():
    need_command()
    rng, tap = seeded(), Tap()
    scratch = tempfile.TemporaryDirectory()
    folder = Path(scratch.name)
    models = [make(rng) for _ in range(cases(25))]

    def as_they_are(model):
        tensors = model.names()
        rng.shuffle(tensors)
        wanted = {"verdict": "equal", "true": str(values(tensors)), "by_size": 0, "unexpected": 0}
        return judge(*verify(folder, model, tensors), **wanted)

    def begun_otherwise(model):
        tensors = model.names()
        if rng.random() < 0.5:
            tensors = [(name.removeprefix("net."), shape) for name, shape in tensors]
        before = rng.choice(["", "model.", "module.7.", "base.net."])
        tensors = [(before + name, shape) for name, shape in tensors]
        return judge(*verify(folder, model, tensors), verdict="equal", true=str(values(tensors)), unexpected=0)

    def lost(model):
        tensors = model.names()
        tensors.remove(rng.choice(tensors))
        result, answer = verify(folder, model, tensors)
        wanted = {"verdict": "different", "true": str(values(tensors)), "unexpected": 0, "by_size": 0, "differing": 1}
        return judge(result, answer, **wanted)

    def added(model):
        more = [("net.new.weight", [3, 5]), ("other.0.bias", [7])]
        tensors = model.names() + more
        wanted = {"verdict": "different", "true": str(values(tensors)), "unexpected": 2, "differing": 0}
        return judge(*verify(folder, model, tensors), **wanted)

    def renamed(model):
        """One tensor of each name has another: it is found by its size, but not with another one of that size."""
        tensors = model.names()
        old = rng.choice(sorted({name.rpartition(".")[0] for name, _ in tensors}))
        mine = [name for name, _ in tensors if name.rpartition(".")[0] == old]
        tensors = [(name + "_renamed" if name in mine else name, shape) for name, shape in tensors]
        total = str(values(tensors))
        result, answer = verify(folder, model, tensors)
        good = answer.get("true") == total and answer.get("difference") == "0"
        return None if good and result.status in (0, 1) else str(result)

    def packed(model):
        """All of the model's tensors in integers of two values each, as far as their sizes are even."""
        tensors = [(name + "_packed", [size(shape) // 2], "I32") if size(shape) % 2 == 0 else (name, shape)
                   for name, shape in model.names()]
        result, answer = verify(folder, model, tensors)
        return judge(result, answer, verdict="equal", true=str(values(model.names())), unexpected=0)

    for check in (as_they_are, begun_otherwise, lost, added, renamed, packed):
        tap.group(check.__name__.replace("_", " "), models, lambda model, f=check: f(model))
    scratch.cleanup()
    tap.done()


main()
