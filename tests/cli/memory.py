#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Memory of every shipped family, on the configurations of tests/data/hf, one call a metric.

What is expected comes from the configurations, by formulas written down here, or from what must hold between numbers:
twice the layers, half the ranks. With sanitizers some configurations are tried. The literature's numbers are in
tests/corpus/architectures."""
import json
import os
import sys
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import ROOT, Tap, need_command, run

FOLDER = ROOT / "tests" / "data" / "hf"
# Sounds need their length; one has a model file of its own beside it.
OTHERS = {"wav2vec2", "hubert", "wavlm", "unispeech", "sew", "small"}
READ = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}
CONFIGS = {name: config for name, config in READ.items() if config["model_type"] not in OTHERS}
if "POLYCOST_SANITIZERS" in os.environ:
    CONFIGS = {name: CONFIGS[name] for name in [*list(CONFIGS)[::8], "gpt2.json", "llama.json", "mixtral.json"]}
B, L = 2, 64
BYTES = {"float32": 4, "bfloat16": 2, "float16": 2}

# Without attention in any layer, or without a cache.
NO_SCORES = {"fnet", "resnet", "convnext", "convnextv2", "poolformer", "regnet", "mamba", "mamba2", "falcon_mamba", "rwkv"}
# Gated feed-forward, two norms in a layer, and nothing else that is kept.
LIKE_LLAMA = {"llama", "mistral", "qwen2", "internlm2", "qwen"}
# The same with a plain feed-forward.
LIKE_GPT2 = {"gpt2", "bert"}


def values(metrics, *bindings, of=None, b=B, l=L):
    """For each of the metrics: the values by configuration."""
    result = run("eval", "--each", "--metric", metrics, *(of or CONFIGS), f"b={b}", f"l={l}", *bindings, cwd=FOLDER)
    found = {metric: {} for metric in metrics.split(",")}
    for line in result.out.splitlines():
        name, *metric, value = line.split(" ")
        found[metric[0] if metric else metrics][name] = Fraction(value)
    return list(found.values())


def width(config):
    text = config.get("text_config") or {}
    named = [c.get(key) for c in (config, text) for key in ("torch_dtype", "dtype")]
    return BYTES[next((name for name in named if name), "float32")]


def heads(config):
    """Heads of queries, heads of keys, and the size of a head."""
    h = config.get("num_attention_heads") or config["n_head"]
    d = config.get("hidden_size") or config["n_embd"]
    return h, config.get("num_key_value_heads") or h, config.get("head_dim") or d // h


def activations(config):
    """Bytes of a layer: what goes into and comes out of two norms, the feed-forward's activation and attention, which
    also keeps its scores."""
    h, g, e = heads(config)
    d = config.get("hidden_size") or config["n_embd"]
    f = config.get("intermediate_size") or 4 * d
    if config["model_type"] == "qwen":
        f //= 2
    gated = config["model_type"] in LIKE_LLAMA
    numbers = 4 * d + 2 * (h + g) * e + (4 if gated else 2) * f + h * L
    return width(config) * B * L * numbers


def check_states(tap):
    params, active, *states, saved, working, cache, training, inference = values(
        "params,active_params,weights,grads,optimizer,saved,working_set,kv_cache,train_memory,inference_memory"
    )
    [held] = values("held", "ep=2", "tp=2", "pp=2")
    [split] = values("optimizer", "tp=2", "pp=4", "dp=8", "ep=2", "zero=1")
    for name, config in CONFIGS.items():
        count, each = params[name], width(config)
        of_optimizer = (8 + (4 if each < 4 else 0)) * count
        expected = [each * count, each * count, of_optimizer]
        tap.equal([found[name] for found in states], expected, f"weights, gradients, optimiser of {name}")
        sums = [sum(expected) + saved[name], each * count + cache[name] + working[name]]
        tap.equal([training[name], inference[name]], sums, f"totals of {name}")
        tap.equal(split[name], of_optimizer / 64, f"states of {name} among 64")
        routed = active[name] < count
        good = count / 8 <= held[name] <= count / 4 and (held[name] < count / 4) == routed
        tap.ok(good, f"experts of {name} are split", held[name], count)


def check_activations(tap):
    kept, working = values("kept,working_set")
    [flash], [split] = values("kept", "flash=1"), values("kept", "flash=1", "tp=2", "sp=1")
    [selective] = values("saved", "recompute=selective")
    for name, config in CONFIGS.items():
        plain = config["model_type"] in NO_SCORES
        tap.ok((kept[name] > selective[name]) != plain, f"selective recomputation leaves scores of {name} out")
        tap.ok(0 < split[name] < flash[name] <= kept[name], f"ranks split the activations of {name}")
        tap.ok(0 < working[name] < kept[name], f"one layer of {name} is at work at a time")


def check_layers(tap):
    plain = [name for name, config in CONFIGS.items() if config["model_type"] in LIKE_LLAMA | LIKE_GPT2]
    [kept, working], [longer, same] = (values("kept,working_set", *more, of=plain) for more in ([], ["n=2*n"]))
    for name in plain:
        n = CONFIGS[name].get("num_hidden_layers") or CONFIGS[name]["n_layer"]
        tap.equal(longer[name] - kept[name], n * activations(CONFIGS[name]), f"activations of the layers of {name}")
        tap.equal(same[name], working[name], f"one layer of {name} is at work, however many there are")


def check_comm(tap):
    """A ring's share, (r - 1)/r, and nothing to send where nothing is split."""
    alone, weights, params, active = values("comm,weights,params,active_params")
    [two, stages, experts, gradients], [four] = (
        values("tp_comm,pp_comm,ep_comm,dp_comm", "tp=2", "pp=2", "ep=2", "dp=4"),
        values("tp_comm", "tp=4", "pp=2"),
    )
    for name in CONFIGS:
        routed = active[name] < params[name]
        tap.equal(alone[name], 0, f"one device sends nothing, {name}")
        tap.equal(four[name] / 3, two[name] / 2, f"ring of tensor-parallel ranks of {name}")
        tap.ok(two[name] > 0 and stages[name] > 0, f"activations of {name} are sent")
        tap.ok((experts[name] > 0) == routed, f"rows of {name} go to experts")
        if not routed:
            tap.equal(gradients[name], weights[name] / 4 * 2 * 3 / 4, f"gradients of {name}")


def check_intensity(tap):
    """A long text moves fewer bytes for each FLOP than one token, which reads each weight that it uses once."""
    texts = [name for name, config in CONFIGS.items() if "vision_config" not in config]
    plain = [name for name, config in CONFIGS.items() if config["model_type"] in LIKE_LLAMA]
    [many], [one] = values("intensity", of=texts), values("intensity", of=texts, b=1, l=1)
    moved, params = values("bytes_moved,params", "flash=1", of=plain, b=1, l=1)
    for name in texts:
        tap.ok(many[name] >= one[name] > 0, f"intensity of {name}")
    for name in plain:
        config = CONFIGS[name]
        looked_up = config["vocab_size"] * config["hidden_size"] * (not config.get("tie_word_embeddings"))
        read = width(config) * (params[name] - looked_up)
        tap.ok(read < moved[name] < read * 102 / 100, f"a token reads the weights of {name}", read, moved[name])


def main():
    need_command()
    tap = Tap()
    for check in (check_states, check_activations, check_layers, check_comm, check_intensity):
        check(tap)
    tap.done()


main()
