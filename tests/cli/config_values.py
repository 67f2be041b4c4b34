# SPDX-License-Identifier: LGPL-3.0-or-later
"""Values of configurations: what a key may be, and the error, with key and place, where it cannot be right.

The small counts are worked out below by hand from the shapes of the tensors."""
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import Tap, answer, need_command, run

D, F, N, H, V = 64, 128, 2, 4, 100
LLAMA = {"model_type": "llama", "hidden_size": D, "intermediate_size": F, "num_hidden_layers": N,
         "num_attention_heads": H, "vocab_size": V}
BACKBONE = V * D + N * (4 * D * D + 3 * D * F + 2 * D) + D
COUNT = BACKBONE + V * D

SAME = [
    ("switches that are null are off", {"tie_word_embeddings": None, "attention_bias": None, "mlp_bias": None}, COUNT),
    ("sizes that are null follow from others", {"head_dim": None, "num_key_value_heads": None}, COUNT),
    ("numbers may be written as others", {"vocab_size": 100.0, "hidden_size": 6.4e1}, COUNT),
    ("a class stands in a list", {"architectures": ["LlamaModel"]}, BACKBONE),
    ("a class may stand alone", {"architectures": "LlamaForCausalLM"}, COUNT),
    ("no class is the one that predicts", {"architectures": None}, COUNT),
    ("an empty list names no class", {"architectures": []}, COUNT),
    ("what weights are stored in changes no count", {"quantization_config": {"bits": 4}, "dtype": "int8"}, COUNT),
    ("labels are counted by their names",
     {"architectures": ["LlamaForSequenceClassification"], "id2label": {"0": "a", "1": "b", "2": "c"}},
     BACKBONE + 3 * D),
    ("two labels where none are named", {"architectures": ["LlamaForTokenClassification"]}, BACKBONE + 2 * D + 2),
]

# A key, its value, and what is said of it: the place is that of the value.
WRONG = [
    ("hidden_size", None, "'hidden_size' is null, and 'd' needs it"),
    ("hidden_size", "64", "'hidden_size': 'd' needs a number, not a string"),
    ("hidden_size", -64, "'hidden_size': d = -64, but 'd' is a positive whole number"),
    ("hidden_size", 64.5, "'hidden_size': d = 129/2, but 'd' is a positive whole number"),
    ("hidden_size", [64], "'hidden_size': 'd' needs a number, not a list"),
    ("hidden_size", {"a": 1}, "'hidden_size': 'd' needs a number, not an object"),
    ("hidden_size", float("inf"), "'hidden_size': 'd' needs a number, not Infinity"),
    ("hidden_size", float("-inf"), "'hidden_size': 'd' needs a number, not -Infinity"),
    ("vocab_size", float("nan"), "'vocab_size': 'v' needs a number, not NaN"),
    ("num_hidden_layers", 0, "'num_hidden_layers': n = 0, but 'n' is a positive whole number"),
    ("num_key_value_heads", 3, "'num_key_value_heads': the values contradict the fact in line"),
    ("num_key_value_heads", 8, "'num_key_value_heads': the values contradict the fact in line"),
    ("attention_bias", "yes", "'attention_bias': the option 'attention_bias' is one of 0, 1"),
    ("tie_word_embeddings", 2, "'tie_word_embeddings': the option 'tied' is one of 0, 1"),
    ("architectures", ["LlamaForAudioClassification"],
     "'architectures': the model file does not count the class LlamaForAudioClassification"),
]

# A type, what it says, and what is said of it: the place is in the message or in brackets.
OTHERS = [
    ("jamba", {"num_hidden_layers": 1.5}, "no whole number", "'num_hidden_layers'"),
    ("jamba", {"attn_layer_period": 0}, "mod by zero", "'attn_layer_period'"),
    ("jamba", {"num_hidden_layers": None}, "'num_hidden_layers' is null", "'num_hidden_layers'"),
    ("gemma2", {"num_hidden_layers": 3, "layer_types": ["sliding_attention"]},
     "'layer_types': it lists more or fewer layers than num_hidden_layers says", "layer_types"),
    ("deepseek_v3", {"moe_layer_freq": [0, 1]}, "'moe_layer_freq': it lists too few layers", "moe_layer_freq"),
    ("a\nb", {}, "no model file is for 'a b'", "model_type"),
    ("dots1", {}, "'n_routed_experts' is missing, and 'E' needs it", "n_routed_experts"),
    ("gemma3", {"text_config": {"num_hidden_layers": -3}}, "n = -3, but", "'num_hidden_layers'"),
    ("llama", {"hidden_size": 65}, "e = 65/32, but 'e' is a positive whole number", "'head_dim' is missing"),
]

# A text without a model_type, or a list of steps, stands for what its class has by default.
EQUAL = [
    ("what a text does not state is its class's default",
     {"model_type": "gemma3", "text_config": {"hidden_size": 1152, "head_dim": 256}},
     {"model_type": "gemma3_text", "hidden_size": 1152, "head_dim": 256}),
    ("more dense layers than layers are all layers",
     {"model_type": "lfm2_moe", "num_hidden_layers": 1, "num_dense_layers": 2, "layer_types": ["conv"]},
     {"model_type": "lfm2_moe", "num_hidden_layers": 1, "num_dense_layers": 1, "layer_types": ["conv"]}),
    ("the class's images, too", {"model_type": "gemma3", "text_config": {}, "vision_config": {"hidden_size": 768}},
     {"model_type": "gemma3", "text_config": {"model_type": "gemma3_text"},
      "vision_config": {"model_type": "siglip_vision_model"}}),
    ("experts by a list", {"model_type": "deepseek_v3", "num_hidden_layers": 4, "moe_layer_freq": [0, 0, 1, 1],
                           "first_k_dense_replace": 0},
     {"model_type": "deepseek_v3", "num_hidden_layers": 4, "moe_layer_freq": 1, "first_k_dense_replace": 2}),
]

# Keys that another architecture would need, and whether they are told.
TOLD = [
    ({"num_experts": 8}, "num_experts"), ({"num_local_experts": 8}, "num_local_experts"),
    ({"use_qk_norm": True}, "use_qk_norm"), ({"layer_types": ["full_attention"]}, "layer_types"),
    ({"text_config": {"num_experts": 4}}, "num_experts"), ({"num_experts": 0}, None), ({"num_experts": None}, None),
    ({"sliding_window": 4096, "use_sliding_window": False}, None), ({"hidden_act": "gelu"}, None),
]


def params(config):
    return answer("eval", "-", "--metric", "params", stdin=json.dumps(config))


def check_wrong(tap, key, value, said):
    text = json.dumps({k: v for k, v in LLAMA.items() if k != key} | {key: value})
    result = run("eval", "-", "--metric", "params", stdin=text)
    good = result.status == 3 and not result.out and said in result.err
    at = f"<stdin>:1:{text.rindex(json.dumps(value)) + 1}: error: "
    tap.ok(good and result.err.startswith(at), f"{key} = {json.dumps(value)}", result, f"expected {at}... {said}")


def main():
    need_command()
    tap = Tap()
    for name, keys, count in SAME:
        tap.equal(params(LLAMA | keys), str(count), name)
    for name, one, other in EQUAL:
        tap.equal(params(one), params(other), name)
    t5 = {"model_type": "t5", "d_model": 64, "vocab_size": 100, "tie_word_embeddings": False}
    own = answer("eval", "-", "--metric", "params", "tied=0", stdin=json.dumps(t5))
    tap.equal(int(own) - int(params(t5)), 64 * 100, "tied=0 counts the scores' own matrix")
    piped = answer("eval", "/dev/stdin", "--metric", "params", stdin=json.dumps(t5))
    tap.equal(piped, params(t5), "a pipe by its name")
    for key, value, said in WRONG:
        check_wrong(tap, key, value, said)
    for kind, keys, said, key in OTHERS:
        result = run("eval", "-", "--metric", "params", stdin=json.dumps({"model_type": kind} | keys))
        tap.ok(result.status == 3 and said in result.err and key in result.err and "<stdin>:1:" in result.err,
               f"{json.dumps(kind)}: {json.dumps(keys)}", result)
    for keys, told in TOLD:
        kind = "llama" if "layer_types" not in keys else "gpt2"
        result = run("eval", "-", "--metric", "params", stdin=json.dumps(LLAMA | keys | {"model_type": kind}))
        good = f"'{told}' is not known" in result.err if told else not result.err
        tap.ok(result.status == 0 and good, f"a warning of {told}: {json.dumps(keys)}", result)
    tap.done()


main()
