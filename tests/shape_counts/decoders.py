# SPDX-License-Identifier: LGPL-3.0-or-later
"""Decoders of text, with experts or without, and states in place of attention."""
from .encoders import bert_layer
from .sums import attention, gated, heads, lin, ln, plain, same, stack, tables


def llama(c):
    d, bias = c["hidden_size"], c.get("attention_bias")
    return same(c, attention(c, bias, bias) + gated(d, c["intermediate_size"], c.get("mlp_bias")) + 2 * d, d)


def internlm(c):
    return llama(c | {"attention_bias": c["bias"]})


def helium(c):
    d = c["hidden_size"]
    layer = attention(c, c["attention_bias"]) + gated(d, c["intermediate_size"], c["mlp_bias"]) + 2 * d
    return same(c, layer, d)


def seed_oss(c):
    d = c["hidden_size"]
    layer = attention(c, c["attention_bias"], c["attention_out_bias"]) + gated(d, c["intermediate_size"], c["mlp_bias"])
    return same(c, layer + 2 * d, d)


def ernie(c):
    d, bias = c["hidden_size"], c["use_bias"]
    return same(c, attention(c, bias, bias) + gated(d, c["intermediate_size"], bias) + 2 * d, d)


def ernie_moe(c):
    d, bias, f = c["hidden_size"], c["use_bias"], c["moe_intermediate_size"]
    n, last = c["num_hidden_layers"], c["moe_layer_end_index"]
    last = n - 1 if last == -1 else last
    routed = c["moe_num_experts"] * (d + 1 + gated(d, f, bias)) + gated(d, f * c["moe_num_shared_experts"], bias)
    dense = gated(d, c["intermediate_size"], bias)
    sparse = [c["moe_layer_start_index"] <= i <= last and (i + 1) % c["moe_layer_interval"] == 0 for i in range(n)]
    return stack(c, [attention(c, bias, bias) + 2 * d + (routed if s else dense) for s in sparse], d)


def nemotron(c):
    d, bias = c["hidden_size"], c["attention_bias"]
    layer = attention(c, bias, bias) + plain(d, c["intermediate_size"], c["mlp_bias"]) + 2 * ln(d)
    return same(c, layer, ln(d))


def arcee(c):
    d, bias = c["hidden_size"], c["attention_bias"]
    return same(c, attention(c, bias, bias) + plain(d, c["intermediate_size"], c["mlp_bias"]) + 2 * d, d)


def exaone4(c):
    d, e = c["hidden_size"], heads(c)[3]
    return same(c, attention(c, norms=2 * e) + gated(d, c["intermediate_size"]) + 2 * d, d)


def one(x):
    return x[0] if isinstance(x, list) else x


def hunyuan(c):
    d, e, bias, f = c["hidden_size"], heads(c)[3], c["attention_bias"], c["intermediate_size"]
    experts = one(c.get("num_experts", 1)) if c["model_type"] == "hunyuan_v1_moe" else 1
    feed = experts * (d + gated(d, f)) + gated(d, f) if experts > 1 else gated(d, f)
    return same(c, attention(c, bias, bias, 2 * e) + feed + 2 * d, d)


def persimmon(c):
    d = c["hidden_size"]
    norms = 2 * ln(d // c["num_attention_heads"]) if c["qk_layernorm"] else 0
    layer = lin(d, 3 * d, 1) + lin(d, d, 1) + norms + plain(d, c["intermediate_size"], 1) + 2 * ln(d)
    return same(c, layer, ln(d))


def dbrx(c):
    d, h, g = c["d_model"], c["n_heads"], c["attn_config"]["kv_n_heads"]
    experts, f = c["ffn_config"]["moe_num_experts"], c["ffn_config"]["ffn_hidden_size"]
    layer = lin(d, d + 2 * g * (d // h)) + d * d + 2 * d + experts * (d + 3 * d * f)
    return (1 if c["tie_word_embeddings"] else 2) * c["vocab_size"] * d + c["n_layers"] * layer + d


def glm(c):
    d, norms = c["hidden_size"], 4 if c["model_type"] == "glm4" else 2
    return same(c, attention(c, c["attention_bias"]) + gated(d, c["intermediate_size"]) + norms * d, d)


def cohere(c):
    d, h, g, e = heads(c)
    norms = (h + g) * e if c.get("use_qk_norm") else 0
    bias = c["attention_bias"]
    return same(c, attention(c, bias, bias, norms) + gated(d, c["intermediate_size"]) + d, d)


def olmo(c):
    bias = c["attention_bias"]
    return same(c, attention(c, bias, bias) + gated(c["hidden_size"], c["intermediate_size"]), 0)


def olmo2(c):
    d, h, g, e = heads(c)
    bias = c["attention_bias"]
    return same(c, attention(c, bias, bias, (h + g) * e) + gated(d, c["intermediate_size"]) + 2 * d, d)


def packed(c):
    """Queries, keys and values by one projection: InternLM 2, Baichuan and Qwen have as many numbers as Llama."""
    d, kind = c["hidden_size"], c["model_type"]
    f = c["intermediate_size"] // 2 if kind == "qwen" else c["intermediate_size"]
    bias = c.get("bias") if kind == "internlm2" else 0
    return same(c, attention(c, bias or kind == "qwen", bias) + gated(d, f) + 2 * d, d)


def chatglm(c):
    d, f, e, h = c["hidden_size"], c["ffn_hidden_size"], c["kv_channels"], c["num_attention_heads"]
    g, bias = c["multi_query_group_num"] if c["multi_query_attention"] else h, c["add_bias_linear"]
    norm = d if c["rmsnorm"] else ln(d)
    layer = lin(d, (h + 2 * g) * e, c["add_qkv_bias"] or bias) + lin(h * e, d, bias)
    layer += lin(d, 2 * f, bias) + lin(f, d, bias) + 2 * norm
    own = 1 if c["tie_word_embeddings"] else 2
    return own * c["padded_vocab_size"] * d + c["num_layers"] * layer + bool(c["post_layer_norm"]) * norm


def gemma3_text(c):
    d, e = c["hidden_size"], heads(c)[3]
    bias = c["attention_bias"]
    return same(c, attention(c, bias, bias, 2 * e) + gated(d, c["intermediate_size"]) + 4 * d, d)


def qwen2_moe(c):
    d, E, f = c["hidden_size"], c["num_experts"], c["moe_intermediate_size"]
    layer = attention(c, c["qkv_bias"]) + E * (d + gated(d, f)) + gated(d, c["shared_expert_intermediate_size"]) + d
    return same(c, layer + 2 * d, d)


def qwen3_moe(c):
    d, E, e = c["hidden_size"], c["num_experts"], heads(c)[3]
    bias = c["attention_bias"]
    routed, dense = E * (d + gated(d, c["moe_intermediate_size"])), gated(d, c["intermediate_size"])
    n, step = c["num_hidden_layers"], c["decoder_sparse_step"]
    sparse = [(i + 1) % step == 0 and i not in (c["mlp_only_layers"] or []) for i in range(n)]
    return stack(c, [attention(c, bias, bias, 2 * e) + 2 * d + (routed if s else dense) for s in sparse], d)


def qwen3_next(c):
    d, e, f = c["hidden_size"], c["head_dim"], c["moe_intermediate_size"]
    q, v = (c[f"linear_num_{x}_heads"] * c[f"linear_{x}_head_dim"] for x in ("key", "value"))
    h, g = c["num_attention_heads"], c["num_key_value_heads"]
    full = d * 2 * h * e + 2 * d * g * e + h * e * d + 2 * e
    linear = d * (2 * q + 2 * v) + d * 2 * c["linear_num_value_heads"] + (2 * q + v) * c["linear_conv_kernel_dim"]
    linear += 2 * c["linear_num_value_heads"] + c["linear_value_head_dim"] + v * d
    feed = c["num_experts"] * (d + gated(d, f)) + gated(d, c["shared_expert_intermediate_size"]) + d
    n, step = c["num_hidden_layers"], c["full_attention_interval"]
    return stack(c, [(full if (i + 1) % step == 0 else linear) + feed + 2 * d for i in range(n)], d)


def gpt_oss(c):
    d, f, E, h = c["hidden_size"], c["intermediate_size"], c["num_local_experts"], c["num_attention_heads"]
    expert = lin(d, 2 * f, 1) + lin(f, d, 1)
    return same(c, attention(c, 1, 1, h) + lin(d, E, 1) + E * expert + 2 * d, d)


def olmoe(c):
    d, h, g, e = heads(c)
    feed = c["num_experts"] * (d + gated(d, c["intermediate_size"]))
    return same(c, attention(c, norms=(h + g) * e) + feed + 2 * d, d)


def granitemoe(c):
    d, f = c["hidden_size"], c["intermediate_size"]
    return same(c, attention(c) + c["num_local_experts"] * (d + gated(d, f)) + 2 * d, d)


def phimoe(c):
    d, bias = c["hidden_size"], c["attention_bias"]
    feed = c["num_local_experts"] * (d + gated(d, c["intermediate_size"]))
    return same(c, attention(c, bias, bias) + feed + 2 * ln(d), ln(d), c["lm_head_bias"])


def minimax(c):
    d, h, g, e = heads(c)
    feed = c["num_local_experts"] * (d + gated(d, c["intermediate_size"]))
    return same(c, attention(c, norms=(h + g) * e) + feed + 2 * d, d)


def shared_experts(c):
    """What stands in place of a dense feed-forward in DeepSeek's like."""
    d, f = c["hidden_size"], c["moe_intermediate_size"]
    return c["n_routed_experts"] * (d + gated(d, f)) + gated(d, f * c["n_shared_experts"])


def deepseek(c):
    """DeepSeek MoE, GLM 4.5 and dots.llm1: ordinary attention."""
    d, n, first = c["hidden_size"], c["num_hidden_layers"], c["first_k_dense_replace"]
    norms = 2 * heads(c)[3] if c["model_type"] == "dots1" or c.get("use_qk_norm") else 0
    layer = attention(c, c["attention_bias"], c["attention_bias"] and c["model_type"] != "glm4_moe", norms) + 2 * d
    dense = gated(d, c["intermediate_size"])
    return stack(c, [layer + (dense if i < first else shared_experts(c)) for i in range(n)], d)


def latent(c):
    """DeepSeek V2 and V3: keys and values from a latent."""
    d, h, q, kv = c["hidden_size"], c["num_attention_heads"], c["q_lora_rank"], c["kv_lora_rank"]
    e, r, v = c["qk_nope_head_dim"], c["qk_rope_head_dim"], c["v_head_dim"]
    queries = d * q + q + q * h * (e + r) if q else d * h * (e + r)
    layer = queries + d * (kv + r) + kv + kv * h * (e + v) + h * v * d + 2 * d
    n, dense = c["num_hidden_layers"], gated(d, c["intermediate_size"])
    return stack(c, [layer + (dense if i < c["first_k_dense_replace"] else shared_experts(c)) for i in range(n)], d)


def deepseek_v4(c):
    d, r, h, e = (c[k] for k in ("hidden_size", "q_lora_rank", "num_attention_heads", "head_dim"))
    g, o = c["o_groups"], c["o_lora_rank"]
    s, f, hi, ei = c["hc_mult"], c["moe_intermediate_size"], c["index_n_heads"], c["index_head_dim"]
    base = d * r + r + r * h * e + d * e + e + h * e * o + g * o * d + h + 2 * d
    base += 2 * ((2 + s) * s * (s * d + 1) + 3) + (c["n_routed_experts"] + 1) * gated(d, f) + c["n_routed_experts"] * d
    kinds = {0: 0, 128: 2 * d * e + 128 * e + e}
    kinds[4] = 4 * d * e + 8 * e + e + 4 * d * ei + 8 * ei + ei + r * hi * ei + d * hi
    ratios = c["compress_ratios"][:c["num_hidden_layers"]]
    return stack(c, [base + kinds[x] for x in ratios], d + s * s * d + s + 1)


def lfm2_moe(c):
    d, h, g, e = heads(c)
    conv = 3 * lin(d, d, c["conv_bias"]) + d * c["conv_L_cache"] + lin(d, d, c["conv_bias"]) + d * c["conv_bias"]
    routed = c["num_experts"] * (d + gated(d, c["moe_intermediate_size"]))
    dense = gated(d, c["intermediate_size"])
    layers = [(attention(c, norms=2 * e) if kind == "full_attention" else conv) + 2 * d +
              (dense if i < c["num_dense_layers"] else routed) for i, kind in enumerate(c["layer_types"])]
    return stack(c, layers, d)


def gemma4_text(t):
    d, n, h, f, p = (t[k] for k in ("hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size",
                                    "hidden_size_per_layer_input"))
    own, total = n - t["num_kv_shared_layers"], tables(t) + d
    for i, kind in enumerate(t["layer_types"]):
        full = kind == "full_attention" or i == n - 1
        e = t["global_head_dim"] if full else t["head_dim"]
        same_values = full and t["attention_k_eq_v"]
        g = t.get("num_global_key_value_heads") or t["num_key_value_heads"] if same_values else t["num_key_value_heads"]
        total += 2 * d * h * e + e + 4 * d
        total += (e + d * g * e + (0 if same_values else d * g * e)) if i < own else 0
        total += gated(d, 2 * f if t["use_double_wide_mlp"] and i >= own else f)
        total += (2 * d * p + d) if p else 0
        if t["enable_moe_block"]:
            total += t["num_experts"] * (d + 1 + gated(d, t["moe_intermediate_size"])) + 4 * d
    return total + ((t["vocab_size_per_layer_input"] * n * p + d * n * p + p) if p else 0)


def mamba2_mixer(d, h, e, g, state, kernel, conv_bias, proj_bias):
    m, wide = h * e, h * e + 2 * g * state
    return lin(d, m + wide + h, proj_bias) + wide * kernel + bool(conv_bias) * wide + 3 * h + m + lin(m, d, proj_bias)


def hybrid(c):
    """Granite 4 and Bamba."""
    d, f, n, granite = c["hidden_size"], c["intermediate_size"], c["num_hidden_layers"], "layer_types" in c
    mixer = mamba2_mixer(d, c["mamba_n_heads"], c["mamba_d_head"], c["mamba_n_groups"], c["mamba_d_state"],
                         c["mamba_d_conv"], c["mamba_conv_bias"], c["mamba_proj_bias"])
    feed = gated(d, c["shared_intermediate_size"] if granite else f)
    feed += c["num_local_experts"] * (d + gated(d, f)) if granite else 0
    attending = [c["layer_types"][i] == "attention" if granite else i in c["attn_layer_indices"] for i in range(n)]
    bias = c["attention_bias"]
    return stack(c, [(attention(c, bias, bias) if a else mixer) + feed + 2 * d for a in attending], d)


def griffin(c):
    """RecurrentGemma."""
    d, h, m = c["hidden_size"], c["num_attention_heads"], c.get("lru_width") or c["hidden_size"]
    recurrent = 2 * lin(d, m, 1) + lin(m, d, 1) + m * c["conv1d_width"] + m + m + 2 * (h * (m // h) ** 2 + m)
    kinds = c["block_types"]
    layers = [attention(c, c["attention_bias"], 1) if kinds[i % len(kinds)] == "attention" else recurrent
              for i in range(c["num_hidden_layers"])]
    return stack(c, [x + gated(d, c["intermediate_size"] // 2, 1) + 2 * d for x in layers], d)


def gpt1(c):
    d, f = c["n_embd"], 4 * c["n_embd"]
    return (c["vocab_size"] + c["n_positions"]) * d + c["n_layer"] * (4 * lin(d, d, 1) + plain(d, f, 1) + 2 * ln(d))


def codegen(c):
    d, v = c["n_embd"], c["vocab_size"]
    layer = d * 3 * d + d * d + plain(d, 4 * d, 1) + ln(d)
    return 2 * v * d + v + c["n_layer"] * layer + ln(d)


def stablelm(c):
    d = c["hidden_size"]
    return same(c, attention(c) + gated(d, c["intermediate_size"]) + 2 * ln(d), ln(d))


def biogpt(c):
    d = c["hidden_size"]
    return (c["vocab_size"] + c["max_position_embeddings"] + 2) * d + c["num_hidden_layers"] * bert_layer(c) + ln(d)


def mamba(c):
    d, s = c["hidden_size"], c["state_size"]
    m, r = c["expand"] * d, -(-d // 16)
    layer = d * 2 * m + m * c["conv_kernel"] + m + m * (r + 2 * s) + r * m + m + m * s + m + m * d + d
    own = 2 if c["model_type"] == "falcon_mamba" else 1
    return own * c["vocab_size"] * d + c["num_hidden_layers"] * layer + d


def gptj(c):
    d, v = c["n_embd"], c["vocab_size"]
    return 2 * v * d + v + c["n_layer"] * (4 * d * d + plain(d, 4 * d, 1) + ln(d)) + ln(d)


def bloom(c):
    d = c["hidden_size"]
    layer = lin(d, 3 * d, 1) + lin(d, d, 1) + plain(d, 4 * d, 1) + 2 * ln(d)
    return c["vocab_size"] * d + 2 * ln(d) + c["n_layer"] * layer


def falcon(c):
    """Falcon of 7B: one key and value for all heads, one norm, no biases but the norms'."""
    d, h = c["hidden_size"], c["num_attention_heads"]
    layer = d * (d + 2 * d // h) + d * d + plain(d, 4 * d) + ln(d)
    return c["vocab_size"] * d + c["num_hidden_layers"] * layer + ln(d)


def mamba2(c):
    d = c["hidden_size"]
    layer = d + mamba2_mixer(d, c["num_heads"], c["head_dim"], c["n_groups"], c["state_size"], c["conv_kernel"],
                             c["use_conv_bias"], c["use_bias"])
    return (1 if c["tie_word_embeddings"] else 2) * c["vocab_size"] * d + c["num_hidden_layers"] * layer + d


def opt(c):
    """OPT of 350M: a narrow table, norms after additions, no last norm."""
    d, e = c["hidden_size"], c["word_embed_proj_dim"]
    layer = 4 * lin(d, d, 1) + plain(d, c["ffn_dim"], 1) + 2 * ln(d)
    return c["vocab_size"] * e + 2 * e * d + (c["max_position_embeddings"] + 2) * d + c["num_hidden_layers"] * layer


def nemotron_h(c):
    d, f, s = c["hidden_size"], c["moe_intermediate_size"], c["moe_shared_expert_intermediate_size"]
    mixer = mamba2_mixer(d, c["mamba_num_heads"], c["mamba_head_dim"], c["n_groups"], c["ssm_state_size"],
                         c["conv_kernel"], c["use_conv_bias"], c["use_bias"])
    kinds = {"M": mixer, "*": attention(c), "-": plain(d, c["intermediate_size"]),
             "E": c["n_routed_experts"] * (d + plain(d, f)) + plain(d, s)}
    return stack(c, [kinds[x] + d for x in c["hybrid_override_pattern"]], d)


def qwen2(c):
    d = c["hidden_size"]
    return same(c, attention(c, 1) + gated(d, c["intermediate_size"]) + 2 * d, d)


COUNTS = {
    "llama": llama, "granite": llama, "smollm3": llama, "mistral": llama, "ministral": llama, "ministral3": llama,
    "internlm": internlm, "minicpm": llama, "chatglm": chatglm, "helium": helium, "seed_oss": seed_oss,
    "ernie4_5": ernie, "ernie4_5_moe": ernie_moe, "nemotron": nemotron, "arcee": arcee, "exaone4": exaone4,
    "hunyuan_v1_dense": hunyuan, "hunyuan_v1_moe": hunyuan, "persimmon": persimmon, "dbrx": dbrx, "glm": glm,
    "glm4": glm, "cohere": cohere, "cohere2": cohere, "olmo": olmo, "olmo2": olmo2, "olmo3": olmo2,
    "internlm2": packed, "baichuan": packed, "qwen": packed, "qwen2_moe": qwen2_moe, "qwen3_moe": qwen3_moe,
    "qwen3_next": qwen3_next, "gpt_oss": gpt_oss, "olmoe": olmoe, "granitemoe": granitemoe, "phimoe": phimoe,
    "minimax_m2": minimax, "deepseek": deepseek, "glm4_moe": deepseek, "dots1": deepseek, "deepseek_v2": latent,
    "kimi_k2": latent, "glm4_moe_lite": latent, "deepseek_v3": latent, "deepseek_v4": deepseek_v4,
    "lfm2_moe": lfm2_moe, "gemma3_text": gemma3_text, "gemma4_text": gemma4_text, "openai-gpt": gpt1,
    "codegen": codegen, "stablelm": stablelm, "stablelm_epoch": stablelm, "biogpt": biogpt, "mamba": mamba,
    "granitemoehybrid": hybrid, "bamba": hybrid, "recurrent_gemma": griffin, "gptj": gptj, "bloom": bloom,
    "falcon": falcon, "mamba2": mamba2, "falcon_mamba": mamba, "opt": opt, "nemotron_h": nemotron_h, "qwen2": qwen2,
}
