# SPDX-License-Identifier: LGPL-3.0-or-later
"""Parameters of families against sums over the shapes of their tensors (tests/shape_counts).

The configurations of tests/data/hf, with the sizes of the published checkpoint where they leave keys to their class;
and small ones made at random, with biases, norms, tying and grouped keys on and off, a key null or missing at times."""
import csv
import json
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import ROOT, Tap, need_command, run, seeded
from shape_counts import COUNTS

DATA = ROOT / "tests" / "data" / "hf"


def sizes(d, f, n, h, v, **others):
    return {"hidden_size": d, "intermediate_size": f, "num_hidden_layers": n, "num_attention_heads": h, "vocab_size": v,
            "attention_bias": False, "tie_word_embeddings": False} | others


def latent(d, f, fe, n, h, v, q, experts, shared, first):
    return sizes(d, f, n, h, v, moe_intermediate_size=fe, q_lora_rank=q, kv_lora_rank=512, qk_nope_head_dim=128,
                 qk_rope_head_dim=64, v_head_dim=128, n_routed_experts=experts, n_shared_experts=shared,
                 first_k_dense_replace=first)


LARGE = {"d_model": 1024, "encoder_layers": 12, "decoder_layers": 12, "encoder_ffn_dim": 4096,
         "decoder_ffn_dim": 4096, "max_position_embeddings": 1024, "vocab_size": 50265}

# What the checkpoints' own config.json says, or their class where it says nothing.
PUBLISHED = {
    "deepseek_v2": latent(2048, 10944, 1408, 27, 16, 102400, None, 64, 2, 1),
    "deepseek_v3": latent(7168, 18432, 2048, 61, 128, 129280, 1536, 256, 1, 3),
    "deepseek": sizes(2048, 10944, 28, 16, 102400, moe_intermediate_size=1408, n_routed_experts=64, n_shared_experts=2,
                      first_k_dense_replace=1),
    "qwen2_moe": sizes(2048, 5632, 24, 16, 151936, moe_intermediate_size=1408, shared_expert_intermediate_size=5632,
                       num_experts=60, qkv_bias=True),
    "qwen3_moe": sizes(2048, 6144, 48, 32, 151936, num_key_value_heads=4, head_dim=128, moe_intermediate_size=768,
                       num_experts=128, decoder_sparse_step=1, mlp_only_layers=[]),
    "gpt_oss": sizes(2880, 2880, 24, 64, 201088, num_key_value_heads=8, head_dim=64, num_local_experts=32),
    "olmo": sizes(4096, 11008, 32, 32, 50304),
    "olmo2": sizes(4096, 11008, 32, 32, 100352),
    "olmoe": sizes(2048, 1024, 16, 16, 50304, num_experts=64),
    "glm": sizes(4096, 13696, 40, 32, 151552, num_key_value_heads=2, head_dim=128, attention_bias=True),
    "glm4": sizes(4096, 13696, 40, 32, 151552, num_key_value_heads=2, head_dim=128, attention_bias=True),
    "glm4_moe": sizes(4096, 10944, 46, 96, 151552, num_key_value_heads=8, head_dim=128, moe_intermediate_size=1408,
                      n_routed_experts=128, n_shared_experts=1, first_k_dense_replace=1),
    "smollm3": sizes(2048, 11008, 36, 16, 128256, num_key_value_heads=4, tie_word_embeddings=True),
    "phimoe": sizes(4096, 6400, 32, 32, 32064, num_key_value_heads=8, num_local_experts=16),
    "cohere": {"attention_bias": False, "tie_word_embeddings": True},
    "internlm2": {"tie_word_embeddings": False},
    "baichuan": sizes(4096, 11008, 32, 32, 125696),
    "qwen": {"tie_word_embeddings": False},
    "minimax_m2": sizes(3072, 1536, 62, 48, 200064, num_key_value_heads=8, head_dim=128, num_local_experts=256),
    "gemma3": {
        "text_config": sizes(2560, 10240, 34, 8, 262208, num_key_value_heads=4, head_dim=256, tie_word_embeddings=True),
        "vision_config": {"hidden_size": 1152, "intermediate_size": 4304, "num_hidden_layers": 27, "image_size": 896,
                          "patch_size": 14}},
    "llama4": {
        "text_config": sizes(5120, 8192, 48, 40, 202048, num_key_value_heads=8, head_dim=128, num_local_experts=16),
        "vision_config": {"hidden_size": 1408, "intermediate_size": 5632, "num_hidden_layers": 34, "image_size": 336,
                          "patch_size": 14, "projector_input_dim": 4096, "projector_output_dim": 4096,
                          "vision_output_dim": 4096}},
    "whisper": {"d_model": 384, "encoder_layers": 4, "decoder_layers": 4, "encoder_ffn_dim": 1536,
                "decoder_ffn_dim": 1536, "num_mel_bins": 80, "max_source_positions": 1500,
                "max_target_positions": 448, "vocab_size": 51865},
    "bart": LARGE, "pegasus": LARGE,
    "roberta": sizes(768, 3072, 12, 12, 50265, max_position_embeddings=512, type_vocab_size=2,
                     architectures=["RobertaForMaskedLM"]),
    "t5": {"d_model": 512, "d_kv": 64, "d_ff": 2048, "num_layers": 6, "num_heads": 8, "vocab_size": 32128,
           "relative_attention_num_buckets": 32, "feed_forward_proj": "relu"},
    "mt5": {"d_model": 512, "d_kv": 64, "d_ff": 1024, "num_layers": 8, "num_heads": 6, "vocab_size": 250112,
            "relative_attention_num_buckets": 32, "feed_forward_proj": "gated-gelu"},
    "mamba": {"hidden_size": 768, "state_size": 16, "expand": 2, "conv_kernel": 4, "num_hidden_layers": 24,
              "vocab_size": 50280},
    "deberta-v2": sizes(768, 3072, 12, 12, 128100, position_buckets=256, type_vocab_size=0),
    "siglip": {"text_config": {"hidden_size": 768, "intermediate_size": 3072, "num_hidden_layers": 12,
                               "vocab_size": 32000, "max_position_embeddings": 64},
               "vision_config": {"hidden_size": 768, "intermediate_size": 3072, "num_hidden_layers": 12,
                                 "image_size": 224, "patch_size": 16}},
    "llava": {"text_config": sizes(4096, 11008, 32, 32, 32064)},
    "llava_next": {"text_config": sizes(4096, 14336, 32, 32, 32064, num_key_value_heads=8)},
    "paligemma": {"text_config": {"head_dim": 256, "tie_word_embeddings": True}},
    "mistral3": {"text_config": {"tie_word_embeddings": False}},
    "idefics3": {"text_config": {"tie_word_embeddings": False}},
    "lfm2_moe": {"tie_word_embeddings": True}, "gemma3_text": {"tie_word_embeddings": True, "attention_bias": False},
    "recurrent_gemma": {"tie_word_embeddings": True}, "minicpm": {"tie_word_embeddings": True},
}

# ---- configurations at random ----

FLAG = [False, True]
DECODER = {"tie_word_embeddings": FLAG, "attention_bias": FLAG}
BART = {"d_model": [16, 32], "encoder_layers": [1, 3], "decoder_layers": [1, 2], "encoder_ffn_dim": [24, 64],
        "decoder_ffn_dim": [32, 40], "encoder_attention_heads": [2], "decoder_attention_heads": [4],
        "max_position_embeddings": [20, 33], "vocab_size": [50, 99]}
BERT = {"max_position_embeddings": [20, 33], "type_vocab_size": [0, 1, 2]}
T5 = {"d_model": [16, 32], "d_kv": [4, 8], "d_ff": [24, 64], "num_layers": [2, 3], "num_decoder_layers": [None, 1, 4],
      "num_heads": [2, 3], "relative_attention_num_buckets": [8, 32], "feed_forward_proj": ["relu", "gated-gelu"],
      "vocab_size": [50, 99]}
ROUTED = {"moe_intermediate_size": [8, 24], "n_routed_experts": [4, 8], "n_shared_experts": [1, 2],
          "num_experts_per_tok": [2], "first_k_dense_replace": [0, 1, 2]}
LATENT = {"tie_word_embeddings": FLAG, "q_lora_rank": [None, 12], "kv_lora_rank": [8, 16], "qk_nope_head_dim": [4, 8],
          "qk_rope_head_dim": [2, 4], "v_head_dim": [4, 6]} | ROUTED
HYBRID = DECODER | {"mamba_n_heads": [2, 4], "mamba_d_head": [4, 8], "mamba_n_groups": [1, 2], "mamba_d_state": [4, 8],
                    "mamba_d_conv": [3, 4], "mamba_conv_bias": FLAG, "mamba_proj_bias": FLAG}
RANDOM = {
    "llama": DECODER | {"mlp_bias": FLAG},
    "granite": DECODER | {"mlp_bias": FLAG},
    "helium": DECODER | {"mlp_bias": FLAG},
    "seed_oss": DECODER | {"mlp_bias": FLAG, "attention_out_bias": FLAG},
    "ernie4_5": {"tie_word_embeddings": FLAG, "use_bias": FLAG},
    "ernie4_5_moe": {"tie_word_embeddings": FLAG, "use_bias": FLAG, "moe_intermediate_size": [8, 24], "moe_k": [2],
                     "moe_num_experts": [4, 8], "moe_num_shared_experts": [0, 1, 2], "moe_layer_start_index": [0, 1],
                     "moe_layer_end_index": [-1, 1], "moe_layer_interval": [1, 2]},
    "nemotron": DECODER | {"mlp_bias": FLAG},
    "arcee": DECODER | {"mlp_bias": FLAG},
    "exaone4": {"tie_word_embeddings": FLAG, "sliding_window": [None, 16]},
    "hunyuan_v1_dense": DECODER,
    "hunyuan_v1_moe": DECODER | {"num_experts": [1, 4, [8, 8]], "moe_topk": [1]},
    "persimmon": {"tie_word_embeddings": FLAG, "qk_layernorm": FLAG},
    "glm": DECODER, "glm4": DECODER, "olmo": DECODER, "olmo2": DECODER,
    "cohere": DECODER | {"use_qk_norm": FLAG},
    "internlm2": {"tie_word_embeddings": FLAG, "bias": FLAG},
    "qwen2_moe": {"tie_word_embeddings": FLAG, "qkv_bias": FLAG, "moe_intermediate_size": [8, 24],
                  "num_experts": [4, 8], "shared_expert_intermediate_size": [16, 40], "num_experts_per_tok": [2]},
    "qwen3_moe": DECODER | {"moe_intermediate_size": [8, 24], "num_experts": [4, 8], "num_experts_per_tok": [2],
                            "decoder_sparse_step": [1, 2], "mlp_only_layers": [None, [], [0]]},
    "olmoe": {"tie_word_embeddings": FLAG, "num_experts": [4, 8], "num_experts_per_tok": [2]},
    "granitemoe": {"tie_word_embeddings": FLAG, "num_local_experts": [4, 8], "num_experts_per_tok": [2]},
    "phimoe": DECODER | {"num_local_experts": [4, 8], "num_experts_per_tok": [2], "lm_head_bias": FLAG},
    "minimax_m2": {"tie_word_embeddings": FLAG, "num_local_experts": [4, 8], "num_experts_per_tok": [2]},
    "glm4_moe": DECODER | ROUTED | {"use_qk_norm": FLAG}, "dots1": DECODER | ROUTED,
    "deepseek_v3": LATENT,
    "deepseek_v2": LATENT, "kimi_k2": LATENT, "glm4_moe_lite": LATENT,
    "deepseek_v4": {"tie_word_embeddings": FLAG, "q_lora_rank": [8, 12], "head_dim": [4, 8], "o_groups": [1, 2],
                    "o_lora_rank": [4, 6], "hc_mult": [2, 4], "moe_intermediate_size": [8, 24], "index_n_heads": [2],
                    "index_head_dim": [4, 8], "n_routed_experts": [4, 8], "num_experts_per_tok": [2]},
    "lfm2_moe": {"tie_word_embeddings": FLAG, "conv_bias": FLAG, "conv_L_cache": [3, 4], "num_dense_layers": [1, 2],
                 "moe_intermediate_size": [8, 24], "num_experts": [4, 8], "num_experts_per_tok": [2]},
    "gemma3_text": DECODER,
    "gemma4_text": {"tie_word_embeddings": FLAG, "attention_k_eq_v": FLAG, "enable_moe_block": FLAG, "num_experts": [4],
                    "moe_intermediate_size": [8], "top_k_experts": [2], "num_kv_shared_layers": [0, 1, 2],
                    "use_double_wide_mlp": FLAG, "hidden_size_per_layer_input": [0, 4], "global_head_dim": [8, 12],
                    "vocab_size_per_layer_input": [50], "num_global_key_value_heads": [None, 1]},
    "granitemoehybrid": HYBRID | {"shared_intermediate_size": [8, 20], "num_local_experts": [0, 4],
                                  "num_experts_per_tok": [2]},
    "bamba": HYBRID | {"attn_layer_indices": [[], [1], [0, 2]]},
    "chatglm": {"tie_word_embeddings": FLAG, "hidden_size": [16, 32], "ffn_hidden_size": [24, 40],
                "kv_channels": [4, 8], "num_attention_heads": [2, 4], "multi_query_attention": FLAG,
                "multi_query_group_num": [1, 2],
                "add_qkv_bias": FLAG, "add_bias_linear": FLAG, "rmsnorm": FLAG, "post_layer_norm": FLAG,
                "num_layers": [1, 3], "padded_vocab_size": [50, 99]},
    "recurrent_gemma": DECODER | {"lru_width": [None, 16], "conv1d_width": [3, 4], "attention_window_size": [8],
                                  "block_types": [["recurrent", "recurrent", "attention"], ["attention"]]},
    "layoutlm": BERT | {"max_2d_position_embeddings": [10, 20]},
    "rembert": BERT | {"input_embedding_size": [4, 8], "output_embedding_size": [12]},
    "mobilebert": BERT | {"embedding_size": [4, 8], "intra_bottleneck_size": [8], "num_feedforward_networks": [1, 4]},
    "ministral": {"tie_word_embeddings": FLAG}, "ministral3": {"tie_word_embeddings": FLAG},
    "internlm": {"tie_word_embeddings": FLAG, "bias": FLAG}, "olmo3": DECODER, "cohere2": DECODER,
    "stablelm": {"tie_word_embeddings": FLAG},
    "ernie": BERT, "megatron-bert": BERT, "data2vec-text": BERT, "xlm-roberta-xl": BERT, "xlm-roberta": BERT,
    "longformer": BERT, "mpnet": {"max_position_embeddings": [20], "relative_attention_num_buckets": [8, 32]},
    "big_bird": BERT, "bert": BERT,
    "deberta": BERT | {"relative_attention": FLAG, "max_relative_positions": [-1, 9], "position_biased_input": FLAG,
                       "pos_att_type": [[], ["c2p"], ["c2p", "p2c"]]},
    "openai-gpt": {"n_embd": [16, 32], "n_layer": [1, 3], "n_head": [2], "n_positions": [20], "vocab_size": [50, 99]},
    "biogpt": {"max_position_embeddings": [20, 33]},
    "bart": BART, "plbart": BART, "marian": BART, "blenderbot": BART, "blenderbot-small": BART, "pegasus": BART,
    "led": BART | {"max_encoder_position_embeddings": [20, 50], "max_decoder_position_embeddings": [10]},
    "t5": T5, "mt5": T5, "umt5": T5, "longt5": T5 | {"encoder_attention_type": ["local", "transient-global"]},
    "dinov2": {"image_size": [28, 56], "patch_size": [14], "num_channels": [1, 3], "mlp_ratio": [2, 4],
               "qkv_bias": FLAG, "use_swiglu_ffn": FLAG},
}
CLASSES = {"longformer": "Longformer", "mpnet": "MPNet", "big_bird": "BigBird", "bert": "Bert", "deberta": "Deberta",
           "ernie": "Ernie", "megatron-bert": "MegatronBert", "data2vec-text": "Data2VecText",
           "xlm-roberta-xl": "XLMRobertaXL", "xlm-roberta": "XLMRoberta"}
BARE = {"dinov2": "Dinov2Model", "layoutlm": "LayoutLMModel", "rembert": "RemBertModel",
        "mobilebert": "MobileBertModel"}
ALL_HEADS = {"persimmon", "biogpt", "deepseek_v4", "internlm"} | set(CLASSES) | set(BARE)
NO_SIZE = {"cohere", "cohere2", "granitemoe", "internlm2", "phimoe", "lfm2_moe", "stablelm"}
TIED = {"t5", "mt5", "umt5", "longt5", "openai-gpt", "biogpt"} | set(CLASSES)
KINDS = {"granitemoehybrid": ["mamba", "attention"], "gemma4_text": ["sliding_attention", "full_attention"],
         "lfm2_moe": ["conv", "full_attention"]}


def make(rng, kind):
    config = {"model_type": kind} | {key: rng.choice(values) for key, values in RANDOM[kind].items()}
    if not any(key in config for key in ("d_model", "n_embd", "hidden_size")):
        h, e = rng.choice([2, 4]), rng.choice([4, 8])
        config |= {"hidden_size": h * e, "intermediate_size": rng.choice([24, 40]), "num_attention_heads": h,
                   "num_hidden_layers": rng.choice([3, 4]), "vocab_size": rng.choice([50, 99])}
        if kind not in ALL_HEADS and "kv_lora_rank" not in config:
            config |= {"num_key_value_heads": rng.choice([1, 2, h])}
            config |= {} if kind in NO_SIZE else {"head_dim": rng.choice([e, e, 6])}
    n = config.get("num_hidden_layers")
    if kind in KINDS:
        config["layer_types"] = [rng.choice(KINDS[kind]) for _ in range(n - 1)] + [KINDS[kind][-1]]
    if kind == "deepseek_v4":
        config["compress_ratios"] = [rng.choice([0, 4, 128]) for _ in range(n + 1)]
    if kind in CLASSES:
        config["architectures"] = [CLASSES[kind] + rng.choice(["Model", "ForMaskedLM"])]
    if kind in BARE:
        config["architectures"] = [BARE[kind]]
    if kind in TIED:
        config["tie_word_embeddings"] = True
    return config


def forget(rng, config):
    """The same in fewer keys: what is null or missing means what the class makes of it."""
    config = dict(config)
    h = config.get("num_attention_heads")
    own = config["model_type"] == "gemma4_text"  # whose class takes no null
    if config.get("num_key_value_heads") == h and h and not own and rng.random() < 0.7:
        config["num_key_value_heads"] = None
    for key, value in list(config.items()):
        if value is False and rng.random() < 0.3:
            config[key] = None
    return config


def evaluate(files, folder):
    result = run("eval", "--each", "--metric", "params", *files, cwd=folder)
    return dict(line.rsplit(" ", 1) for line in result.out.splitlines()), result.err


def filled(said, config):
    """The configuration, and what is said of keys that it leaves out, in nested ones, too."""
    whole = dict(said)
    for key, value in config.items():
        whole[key] = filled(said[key], value) if isinstance(value, dict) and isinstance(said.get(key), dict) else value
    return whole


def check_published(tap):
    wanted = {}
    for row in csv.DictReader((DATA / "counts.csv").read_text(encoding="utf-8").splitlines()):
        config = json.loads((DATA / row["config"]).read_text(encoding="utf-8"))
        kind = config.get("model_type")
        if kind in COUNTS:
            wanted[row["config"]] = COUNTS[kind](filled(PUBLISHED.get(kind, {}), config))
    found, errors = evaluate(wanted, DATA)
    for name, count in wanted.items():
        tap.equal(found.get(name), str(count), f"{name} by shapes")
    tap.ok(not errors, "nothing is said of them", errors)


def check_random(tap, rng, cases):
    with tempfile.TemporaryDirectory() as folder:
        wanted = {}
        for kind in RANDOM:
            for i in range(cases):
                config = make(rng, kind)
                name = f"{kind}-{i}.json"
                (Path(folder) / name).write_text(json.dumps(forget(rng, config)), encoding="utf-8")
                wanted[name] = COUNTS[kind](config), config
        found, errors = evaluate(wanted, folder)
    for kind in RANDOM:
        mine = [name for name in wanted if name.rsplit("-", 1)[0] == kind]

        def wrong(name):
            count, config = wanted[name]
            if found.get(name) == str(count):
                return None
            said = [line for line in errors.splitlines() if name in line][:1]
            return f"found {found.get(name)}, expected {count}: {json.dumps(config)} {said}"
        tap.group(f"{kind} at random", mine, wrong)


def main():
    need_command()
    tap = Tap()
    check_published(tap)
    check_random(tap, seeded(), int(os.environ.get("POLYCOST_CASES") or 8))
    tap.done()


if __name__ == "__main__":
    main()
