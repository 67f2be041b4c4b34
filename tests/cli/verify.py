# SPDX-License-Identifier: LGPL-3.0-or-later
"""verify: parameters of models against headers of checkpoints.

The headers are the real ones in tests/data/checkpoints, and made here from the names in checkpoint_names.py; what is
expected of them is the sum of the sizes that stand there, published totals, and what PyTorch says of its programs."""
import csv
import gzip
import json
import math
import os
import re
import shutil
import struct
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import checkpoint_names as names
from harness import ROOT, Tap, need_command, run

DATA = ROOT / "tests" / "data"
REAL = DATA / "checkpoints"
BYTES = {"F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "U8": 1, "BOOL": 1, "F8_E4M3": 1}
GPT2 = {"model_type": "gpt2"}  # the class's defaults are GPT-2
LLAMA2 = {"model_type": "llama"}  # and those of this one Llama 2 7B


def values(tensors):
    return sum(math.prod(shape) for _, shape, *_ in tensors)


def described(tensors, dtype="F32"):
    found, place = {}, 0
    for name, shape, *own in tensors:
        kind = own[0] if own else dtype
        end = place + math.prod(shape) * BYTES[kind]
        found[name] = {"dtype": kind, "shape": shape, "data_offsets": [place, end]}
        place = end
    return found


def write(path, text, data=b"", length=None):
    text = text if isinstance(text, bytes) else text.encode()
    path.write_bytes(struct.pack("<Q", len(text) if length is None else length) + text + data)


def make(folder, config, tensors):
    (folder / "config.json").write_text(json.dumps(config))
    write(folder / "model.safetensors", json.dumps(described(tensors)))
    return folder / "config.json", folder / "model.safetensors"


def report(*args):
    result = run("verify", *args, "--format", "json")
    return result, json.loads(result.out) if result.out else {}


def folded(answer, key):
    return sum(int(fold["values"]) for fold in answer.get(key, []))


def summary(answer):
    keys = ("unexpected", "packed", "buffers", "copies")
    return {"verdict": answer.get("verdict"), "true": answer.get("true"), "by_size": len(answer.get("by_size", [1])),
            **{key: folded(answer, key) for key in keys}}


def check_summary(tap, name, status, made, *args, **wanted):
    result, answer = report(*made, *args)
    wanted = {"by_size": 0, "unexpected": 0, "packed": 0, "buffers": 0, "copies": 0, **wanted}
    found = {key: value for key, value in summary(answer).items() if wanted[key] is not None}
    wanted = {key: value for key, value in wanted.items() if value is not None}
    tap.ok(found == wanted and result.status == status, name, found, wanted, result)
    return answer


# ---- made headers ----


def check_families(tap, folder):
    for name, family in names.BY_NAME.items():
        config, parameters, buffers, copies = family()
        made = make(folder, config, buffers + parameters + copies)
        check_summary(tap, name, 0, made, verdict="equal", true=str(values(parameters)), buffers=values(buffers),
                      copies=values(copies))
    for name, family in names.BY_SIZE.items():
        config, tensors = family()
        answer = check_summary(tap, name, 0, make(folder, config, tensors), verdict="equal", true=str(values(tensors)),
                               by_size=None)
        tap.ok(answer.get("by_size"), f"{name}: by size", answer)


def check_quantised(tap, folder):
    for name, family in names.QUANTISED.items():
        config, count, tensors = family()
        check_summary(tap, name, 0, make(folder, config, tensors), verdict="equal", true=str(count), by_size=None,
                      buffers=None)
    config, count, tensors = names.quantised(names.gptq_of_three)
    answer = check_summary(tap, "GPTQ of three bits is not known", 6, make(folder, config, tensors), verdict="unknown",
                           true=None, buffers=None, packed=None)
    tap.equal(answer.get("expected"), str(count), "GPTQ of three bits: expected")


def check_further(tap, folder):
    """The layer of DeepSeek-V3 that predicts a further token: no part of the class, but of checkpoints."""
    config, parameters, correction, _ = names.deepseek_v3(further=True)
    made = make(folder, config, parameters + correction)
    check_summary(tap, "a further layer", 0, made, "mtp=1", verdict="equal", true=str(values(parameters)),
                  buffers=values(correction))
    check_summary(tap, "... is not the class's", 1, made, verdict="different", true=None, buffers=None, unexpected=None)
    config, parameters, buffers, _ = names.published_v3()
    tap.equal(values(parameters + buffers), 684531386000, "the total that is published of DeepSeek-V3")
    check_summary(tap, "DeepSeek-V3", 0, make(folder, config, parameters + buffers), "mtp=1", verdict="equal",
                  true=str(values(parameters)), buffers=values(buffers))


def check_differences(tap, folder):
    config, parameters, _, _ = names.llama()
    total = values(parameters)
    made = make(folder, config, [t for t in parameters if "layers.1.mlp.up_proj" not in t[0]])
    answer = check_summary(tap, "a missing layer", 1, made, verdict="different", true=str(total - 16 * 24))
    tap.equal([(d["path"], d["tensors"], d["copies"]) for d in answer.get("differing", [])],
              [("model/layers/mlp/up_proj/weight", 2, "3")], "a missing layer is named")
    tap.equal([g["path"] for g in answer.get("groups", []) if g["state"] != "equal"], ["model/layers/mlp/up_proj"],
              "a missing layer: one group differs")
    made = make(folder, config, parameters + [("model.extra.weight", [7, 3])])
    check_summary(tap, "one tensor too many", 1, made, verdict="different", true=str(total + 21), unexpected=21)
    made = make(folder, config, [(name, [41, 16] if "lm_head" in name else shape) for name, shape in parameters])
    check_summary(tap, "a head too large", 1, made, verdict="different", true=str(total + 16))
    made = make(folder, config, [t for t in parameters if t[0] != "lm_head.weight"])
    answer = check_summary(tap, "no head", 1, made, verdict="different", true=str(total - 640))
    tap.equal([g["path"] for g in answer.get("groups", []) if g["state"] == "missing"], ["lm_head"], "no head: missing")
    check_summary(tap, "... which an option corrects", 0, made, "tied=1", verdict="equal", true=str(total - 640))
    config, text, images = names.seen()
    check_summary(tap, "an image encoder is not mixed with the text", 1, make(folder, config, text + images),
                  verdict="different", true=str(values(text + images)), unexpected=values(images))


# ---- real headers ----


def config_file(folder, name, config):
    (folder / name).mkdir()
    path = folder / name / "config.json"
    path.write_text(json.dumps(config))
    return path


def check_real(tap, folder):
    config = config_file(folder, "gpt2", GPT2)
    answer = check_summary(tap, "GPT-2 of the hub, the real header", 0, (config, REAL / "gpt2.safetensors"),
                           verdict="equal", true="124439808", buffers=12 * 1048576)
    # The counts that the notebook of the task prints, layer by layer.
    each = {"transformer/wte": 38597376, "transformer/wpe": 786432, "transformer/h/ln_1": 1536,
            "transformer/h/attn/c_attn": 1771776, "transformer/h/attn/c_proj": 590592, "transformer/h/ln_2": 1536,
            "transformer/h/mlp/c_fc": 2362368, "transformer/h/mlp/c_proj": 2360064, "transformer/ln_f": 1536}
    found = {g["path"]: int(g["each"]) for g in answer.get("groups", []) if g["expected"] != "0"}
    tap.equal(found, each, "GPT-2 layer by layer")
    page = (ROOT / "docs" / "verify.md").read_text(encoding="utf-8")
    shown = re.search(r"^equal\n.*?(?=^```)", page, flags=re.S | re.M).group(0)
    printed = run("verify", config, REAL / "gpt2.safetensors").out
    tap.equal(printed.partition("\nnote:")[0], shown, "docs/verify.md shows what is printed of GPT-2")
    config = config_file(folder, "llama", LLAMA2)
    for checkpoint in (REAL / "model.safetensors.index.json", REAL):
        check_summary(tap, f"Llama 2 7B by {'its index' if checkpoint.is_file() else 'its folder'}", 0,
                      (config, checkpoint),
                      verdict="equal", true="6738415616")
    check_summary(tap, "half of Llama 2 7B", 1, (config, REAL / "model-00001-of-00002.safetensors"),
                  verdict="different", true=str(131072000 + 16 * 202383360))


RENAMED = {"default-vit"}  # transformers 5 names its layers anew


def check_programs(tap, folder):
    counts = {row["case"]: row["params"] for row in csv.DictReader((DATA / "torch_hf" / "exports.csv").open())}
    for packed in sorted((DATA / "torch_hf").glob("*.gz")):
        case = packed.name.partition("__")[0]
        program = folder / packed.stem
        program.write_bytes(gzip.decompress(packed.read_bytes()))
        check_summary(tap, f"the program {packed.stem}", 0, (DATA / "torch_hf" / f"{case}.json", program),
                      verdict="equal",
                      true=counts[case], by_size=1 if case in RENAMED else 0, buffers=None, copies=None)
        program.unlink()
    cost = folder / "mlp.cost"
    cost.write_text("metric params\nmodel M { layers: { params all: 930 } }\n")  # by torch_cases/expected_flops.csv
    for kind in ("model.json", "pt2", "ep.txt"):
        check_summary(tap, f"the program mlp_dyn_auto.{kind}", 0,
                      (cost, DATA / "torch_cases/torch26" / f"mlp_dyn_auto.{kind}"),
                      verdict="equal", true="930", by_size=1)


# ---- how files are found ----


def check_finding(tap, folder):
    config, parameters, _, _ = names.llama()
    total = str(values(parameters))
    home = folder / "home"
    home.mkdir()
    make(home, config, parameters)
    check_summary(tap, "a folder is model and checkpoint", 0, (home,), verdict="equal", true=total)
    check_summary(tap, "a config's folder is the checkpoint", 0, (home / "config.json",), verdict="equal", true=total)
    (home / "model.safetensors").rename(home / "weights.safetensors")
    check_summary(tap, "the only file of a folder", 0, (home,), verdict="equal", true=total)
    (home / "weights.safetensors").unlink()
    for i, part in enumerate((parameters[:9], parameters[9:])):
        write(home / f"part-{i}.safetensors", json.dumps(described(part)))
    check_summary(tap, "all files of a folder", 0, (home,), verdict="equal", true=total)
    where = {name: f"part-{int(i >= 9)}.safetensors" for i, (name, _) in enumerate(parameters)}
    index = home / "other.safetensors.index.json"
    index.write_text(json.dumps({"metadata": {"total_size": 4 * int(total)}, "weight_map": where}))
    check_summary(tap, "the only index of a folder", 0, (home,), verdict="equal", true=total)
    index.write_text(json.dumps({"metadata": {"total_size": 5}, "weight_map": dict(list(where.items())[1:])}))
    answer = check_summary(tap, "an index that lacks a tensor", 0, (home,), verdict="equal", true=total)
    tap.ok(len(answer.get("notes", [])) == 3, "an index that lacks a tensor, and states another size, is noted", answer)
    model, checkpoint = make(folder, config, parameters)
    size = 4 * int(total)
    with checkpoint.open("ab") as file:
        file.truncate(checkpoint.stat().st_size + size)
    result, answer = report(model, checkpoint)
    tap.equal(answer.get("notes"), [], "with all data there is nothing to note")
    shutil.copy(model, folder / "same.json")


# ---- damaged files ----

GOOD = '{"layer.weight": {"dtype": "F32", "shape": [3, 4], "data_offsets": [0, 48]}}'
TWO = '{"layer.weight": {"dtype": "F32", "shape": [3, 4], "data_offsets": [0, 48]}, ' \
      '"other.weight": {"dtype": "F32", "shape": [2], "data_offsets": [%s]}}'

DAMAGED = {  # what is written, and a part of the message
    "a length of 2^63": ((GOOD, b"", 2**63), "by its first 8 bytes the header has 9223372036854775808 bytes"),
    "a length of 2^64 - 1": ((GOOD, b"", 2**64 - 1), "by its first 8 bytes the header has 18446744073709551615 bytes"),
    "a length beyond the file": ((GOOD, b"", 1000), "the header has 1000 bytes, and the file has"),
    "a length of 0": ((GOOD, b"", 0), "the JSON ends too early"),
    "JSON that was cut": ((GOOD[:50],), "the JSON ends too early"),
    "no JSON": ((b"hello, world",), "this is no JSON"),
    "bytes that are no text": ((b"\xff\xfe{}",), "is not UTF-8"),
    "something after the JSON": ((GOOD + "]",), "trailing garbage"),
    "a list": (("[]",), "the header is no object"),
    "a tensor that is a number": (('{"a": 1}',), "is not described by an object"),
    "no offsets": (('{"a": {"dtype": "F32", "shape": []}}',), "has no 'data_offsets'"),
    "an unknown dtype": ((GOOD.replace("F32", "F31"),), "unknown dtype 'F31' of 'layer.weight' (did you mean 'F32'?)"),
    "a dtype of PyTorch": ((GOOD.replace("F32", "f32"),), "unknown dtype 'f32'"),
    "a dtype that is a number": ((GOOD.replace('"F32"', "32"),), "the dtype of 'layer.weight' is no text"),
    "overlapping offsets": ((TWO % "44, 52",), "the data of 'other.weight' overlap those of 'layer.weight'"),
    "the same offsets": ((GOOD[:-1] + "," + GOOD[1:].replace("layer", "b"),), "overlap"),
    "a hole": ((TWO % "52, 60",), "4 bytes belong to no tensor"),
    "offsets that run backwards": ((TWO % "56, 48",), "end before they begin"),
    "offsets that do not fit the shape": ((TWO % "48, 57",),
                                          "have 9 bytes, its shape and dtype say 2 values of 32 bits"),
    "a negative offset": ((TWO % "-8, 0",), "an offset of 'other.weight' is negative"),
    "one offset": ((TWO % "48",), "no list of two"),
    "a shape of 10^30": ((GOOD.replace("[3", "[1" + 30 * "0"),), "larger than any file"),
    "a shape whose product overflows": ((GOOD.replace("3, 4", "4294967296, 4294967296, 3"),),
                                        "more values than any file"),
    "a negative shape": ((GOOD.replace("[3", "[-3"),), "a size of 'layer.weight' is negative"),
    "a fractional shape": ((GOOD.replace("3,", "3.0,"),), "a size of 'layer.weight' is no whole number"),
    "a shape of texts": ((GOOD.replace("3,", '"3",'),), "a size of 'layer.weight' is no number"),
    "a shape that is a number": ((GOOD.replace("[3, 4]", "12"),), "the shape of 'layer.weight' is no list"),
    "a tensor twice": ((GOOD[:-1] + "," + GOOD[1:].replace("0, 48", "48, 96"),), "is stored twice"),
    "a dtype twice": ((GOOD.replace('"shape"', '"dtype": "F32", "shape"'),),
                      "'dtype' of 'layer.weight' is stated twice"),
    "data that were cut": ((GOOD, bytes(47)), "47 of 48 bytes of data are there"),
    "data that go on": ((GOOD, bytes(49)), "1 bytes follow the data"),
    "metadata that are a number": (('{"__metadata__": 1}',), "'__metadata__' is no object"),
    "metadata of numbers": (('{"__metadata__": {"format": 1}}',), "is no text"),
    "a NUL in a name": (('{"a\\u0000b": {}}',), "the header holds a NUL"),
    "deep nesting": (('{"a":' + "[" * 5000 + "]" * 5000 + "}",), "values nest deeper than 1000"),
}
LIMITS = {"deep nesting"}


def check_damage(tap, folder):
    (folder / "net.cost").write_text("metric params\nmodel Net { layer: { params weight: 12 } }\n")
    path = folder / "damaged.safetensors"
    for name, (parts, message) in DAMAGED.items():
        write(path, *parts)
        result = run("verify", "net.cost", path.name, cwd=folder)
        good = result.status == (4 if name in LIMITS else 3) and message in result.err and not result.out
        tap.ok(good and path.name in result.err, name, message, result)
    for name, data in {"what torch.save wrote": b"PK\3\4" + bytes(26) + b"archive/data.pkl", "GGUF": b"GGUF\3\0\0\0",
                       "a pickle": b"\x80\2\x8a\nl\xfc\x9cF"}.items():
        path.write_bytes(data)
        result = run("verify", "net.cost", path.name, cwd=folder)
        tap.ok(result.status == 3 and "(convert it to safetensors)" in result.err, name, result)
    for length in (0x280, 0x480):  # which begin like a pickle
        write(path, GOOD.ljust(length))
        result = run("verify", "net.cost", path.name, cwd=folder)
        tap.ok(result.status == 0, f"a header of {length} bytes", result)
    pointer = b"version https://git-lfs"
    for name, data in {"nothing": b"", "three bytes": b"abc", "a pointer of Git LFS": pointer}.items():
        path.write_bytes(data)
        result = run("verify", "net.cost", path.name, cwd=folder)
        tap.ok(result.status == 3 and path.name in result.err and not result.out, name, result)
    write(path, GOOD.replace("layer", "la\\n\\u001b[31m\\u202eyer"))
    result = run("verify", "net.cost", path.name, cwd=folder)
    tap.ok("\x1b" not in result.out and "\u202e" not in result.out and "by size" in result.out,
           "names cannot drive a terminal", repr(result.out))
    path.unlink()
    os.mkfifo(path)
    result = run("verify", "net.cost", path.name, cwd=folder)
    tap.ok(result.status == 3 and "is no regular file" in result.err, "a pipe is not waited for", result)
    path.unlink()
    write(path, b" " * 99_999_998 + b"{}")
    result = run("verify", "net.cost", path.name, cwd=folder)
    tap.ok(result.status == 4 and "the header has 100000000 bytes" in result.err, "JSON of 100 MB", result)


def check_many_bytes(tap, folder):
    """Seventeen headers, each without its 2^60 - 8 bytes of data."""
    (folder / "many").mkdir()
    size = 2**57 - 1
    for i in range(17):
        header = {f"layers.{i}.weight": {"dtype": "I64", "shape": [size], "data_offsets": [0, 8 * size]}}
        write(folder / "many" / f"{i}.safetensors", json.dumps(header))
    result = run("verify", "net.cost", "many", cwd=folder)
    tap.ok(result.status == 4 and "the checkpoint has more bytes than 2^64" in result.err, "2^64 bytes", result)


INDICES = {
    "no map": ("{}", "this is no index"),
    "a map that is a list": ('{"weight_map": []}', "this is no index"),
    "a missing file": ('{"weight_map": {"a": "b.safetensors"}}', "the file 'b.safetensors' is not there"),
    "a file elsewhere": ('{"weight_map": {"a": "../b.safetensors"}}', "is no file beside the index"),
    "a file of the system": ('{"weight_map": {"a": "/etc/passwd"}}', "is no file beside the index"),
    "a file that is a number": ('{"weight_map": {"a": 1}}', "the file of 'a' is no text"),
    "a tensor that is in no file": ('{"weight_map": {"other": "one.safetensors"}}', "is not in 'one.safetensors'"),
    "a tensor that is in another file": (
        '{"weight_map": {"layer.weight": "two.safetensors", "second": "one.safetensors"}}',
        "the tensor 'layer.weight' is not in 'two.safetensors'"),
    "a tensor twice": ('{"weight_map": {"layer.weight": "one.safetensors", "layer.weight": "one.safetensors"}}',
                       "twice"),
}


def check_indices(tap, folder):
    write(folder / "one.safetensors", GOOD)
    write(folder / "two.safetensors", GOOD.replace("layer.weight", "second"))
    write(folder / "again.safetensors", GOOD)
    path = folder / "model.safetensors.index.json"
    for name, (text, message) in INDICES.items():
        path.write_text(text)
        result = run("verify", "net.cost", path.name, cwd=folder)
        good = result.status == 3 and message in result.err and path.name in result.err
        tap.ok(good, f"index: {name}", message, result)
    path.write_text('{"weight_map": {"layer.weight": "one.safetensors", "x": "again.safetensors"}}')
    result = run("verify", "net.cost", path.name, cwd=folder)
    tap.ok(result.status == 3 and "stored twice, the first time in one.safetensors" in result.err,
           "index: a tensor in two files", result)


def check_usage(tap, folder):
    for args, status in ((("net.cost",), 2), (("-e", "12"), 2), (("net.cost", "one.safetensors", "-m", "a,b"), 2),
                         (("transformer", "one.safetensors"), 3), (("gpt2", "one.safetensors"), 3),
                         (("net.cost", "one.safetensors", "x=1"), 3),
                         (("net.cost", "one.safetensors", "--at", "layer"), 2)):
        result = run("verify", *args, cwd=folder)
        tap.ok(result.status == status and result.err and not result.out, " ".join(args), result)
    result = run("verify", "-e", "3*n", "one.safetensors", "n=4", cwd=folder)
    tap.ok(result.status == 0 and result.out.startswith("equal\n"), "a formula of the total", result)


def main():
    need_command()
    tap = Tap()
    for check in (check_families, check_quantised, check_further, check_differences, check_real, check_programs,
                  check_finding):
        with tempfile.TemporaryDirectory() as scratch:
            check(tap, Path(scratch))
    with tempfile.TemporaryDirectory() as scratch:
        for check in (check_damage, check_many_bytes, check_indices, check_usage):
            check(tap, Path(scratch))
    tap.done()


main()
