# SPDX-License-Identifier: LGPL-3.0-or-later
"""Parameters of families, added up layer by layer from the shapes of the tensors: a second way to the counts.

Written from the classes' constructors, without a look at the model files. Each function takes a configuration whose
class's defaults have been filled in."""


def lin(i, o, bias=0):
    return i * o + bool(bias) * o


def ln(d):
    return 2 * d


def gated(d, f, bias=0):
    return 2 * lin(d, f, bias) + lin(f, d, bias)


def plain(d, f, bias=0):
    return lin(d, f, bias) + lin(f, d, bias)


def heads(c):
    """Width, heads, heads of keys, size of a head."""
    d, h = c["hidden_size"], c["num_attention_heads"]
    return d, h, c.get("num_key_value_heads") or h, c.get("head_dim") or d // h


def attention(c, qkv=0, out=0, norms=0):
    d, h, g, e = heads(c)
    return lin(d, h * e, qkv) + 2 * lin(d, g * e, qkv) + lin(h * e, d, out) + norms


def tables(c, head_bias=0):
    """The table of tokens and the scores, which share it where they are tied."""
    own = 0 if c["tie_word_embeddings"] else c["vocab_size"] * c["hidden_size"]
    return c["vocab_size"] * c["hidden_size"] + own + bool(head_bias) * c["vocab_size"]


def stack(c, layers, last, head_bias=0):
    return tables(c, head_bias) + sum(layers) + last


def same(c, layer, last, head_bias=0):
    return stack(c, [layer] * c["num_hidden_layers"], last, head_bias)


# ---- decoders ----


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


# ---- decoders with experts ----


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


def vit_layer(d, f):
    return 4 * lin(d, d, 1) + plain(d, f, 1) + 2 * ln(d)


def gemma3(c):
    t, u = c["text_config"], c["vision_config"]
    d, p = u["hidden_size"], u["patch_size"]
    ends = lin(3 * p * p, d, 1) + (u["image_size"] // p) ** 2 * d + ln(d)
    vision = ends + u["num_hidden_layers"] * vit_layer(d, u["intermediate_size"])
    return gemma3_text(t) + vision + d * t["hidden_size"] + d


def llama4(c):
    t, u = c["text_config"], c["vision_config"]
    d, f, E = t["hidden_size"], t["intermediate_size"], t["num_local_experts"]
    text = same(t, attention(t) + E * (d + 3 * d * f) + 3 * d * f + 2 * d, d)
    w, p = u["hidden_size"], u["patch_size"]
    ends = w + ((u["image_size"] // p) ** 2 + 1) * w + 3 * p * p * w + 2 * ln(w)
    adapter = u["intermediate_size"] * u["projector_input_dim"] + u["projector_input_dim"] * u["projector_output_dim"]
    return (text + ends + u["num_hidden_layers"] * vit_layer(w, u["intermediate_size"]) + adapter +
            u["vision_output_dim"] * d)


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


def mllama(c):
    t, u = c["text_config"], c["vision_config"]
    d, e, n, crossing = t["hidden_size"], heads(t)[3], t["num_hidden_layers"], len(t["cross_attention_layers"])
    both = attention(t) + gated(d, t["intermediate_size"]) + 2 * d
    text = tables(t) + 8 * d + n * both + crossing * (2 * e + 2) + d
    w, tiles, places = u["hidden_size"], u["max_num_tiles"], (u["image_size"] // u["patch_size"]) ** 2 + 1
    kinds = len(u["supported_aspect_ratios"]) + 1
    layer = 4 * w * w + plain(w, u["intermediate_size"], 1) + 2 * ln(w)
    ends = 3 * u["patch_size"] ** 2 * w + w + 1 + places * w + kinds * tiles * places * w + 2 * (kinds * tiles * w + 1)
    vision = ends + 2 * ln(w) + u["num_hidden_layers"] * layer + u["num_global_layers"] * (layer + 2)
    return text + vision + lin(u["vision_output_dim"], d, 1)


# ---- encoders, encoder-decoders, others ----


def bert_layer(c):
    d = c["hidden_size"]
    return 4 * lin(d, d, 1) + plain(d, c["intermediate_size"], 1) + 2 * ln(d)


def bert_body(c, positions):
    d = c["hidden_size"]
    rows = c["vocab_size"] + positions + c.get("type_vocab_size", 0)
    return rows * d + ln(d) + c["num_hidden_layers"] * bert_layer(c)


def masked_head(c):
    d = c["hidden_size"]
    return lin(d, d, 1) + ln(d) + c["vocab_size"]


def bert_like(c):
    """With the head for masked tokens, or the bare model with its pooler."""
    d, kind = c["hidden_size"], c["model_type"]
    total = bert_body(c, c["max_position_embeddings"])
    if kind == "longformer":
        total += c["num_hidden_layers"] * 3 * lin(d, d, 1)
    if kind == "mpnet":
        total += c["relative_attention_num_buckets"] * c["num_attention_heads"]
    bare = c["architectures"][0].endswith("Model")
    return total + (lin(d, d, 1) if bare or kind == "big_bird" else 0) + (0 if bare else masked_head(c))


def rembert(c):
    """The bare model with its pooler."""
    d, e = c["hidden_size"], c["input_embedding_size"]
    rows = c["vocab_size"] + c["max_position_embeddings"] + c["type_vocab_size"]
    return rows * e + ln(e) + lin(e, d, 1) + c["num_hidden_layers"] * bert_layer(c) + lin(d, d, 1)


def layoutlm(c):
    d = c["hidden_size"]
    return bert_body(c, c["max_position_embeddings"]) + 4 * c["max_2d_position_embeddings"] * d + lin(d, d, 1)


def mobilebert(c):
    d, e, b, f = (c[k] for k in ("hidden_size", "embedding_size", "intra_bottleneck_size", "intermediate_size"))
    ends = c["vocab_size"] * e + (c["max_position_embeddings"] + c["type_vocab_size"]) * d + lin(3 * e, d, 1) + 2 * d
    narrow = 2 * (lin(d, b, 1) + 2 * b) + 2 * lin(b, b, 1) + lin(d, b, 1) + lin(b, b, 1) + 2 * b
    feeds = c["num_feedforward_networks"] * (plain(b, f, 1) + 2 * b)
    return ends + c["num_hidden_layers"] * (narrow + feeds + lin(b, d, 1) + 2 * d)


def deberta(c):
    d, kinds = c["hidden_size"], c["pos_att_type"] if c["relative_attention"] else []
    span = c["max_relative_positions"] if c["max_relative_positions"] > 0 else c["max_position_embeddings"]
    layer = d * 3 * d + 2 * d + ("c2p" in kinds) * d * d + ("p2c" in kinds) * lin(d, d, 1) + lin(d, d, 1)
    layer += plain(d, c["intermediate_size"], 1) + 2 * ln(d)
    rows = c["vocab_size"] + c["type_vocab_size"] + c["position_biased_input"] * c["max_position_embeddings"]
    total = (rows + bool(c["relative_attention"]) * 2 * span) * d + ln(d) + c["num_hidden_layers"] * layer
    return total + (0 if c["architectures"][0].endswith("Model") else masked_head(c))


def deberta_v3(c):
    """The bare model of version 3: one table of positions with a norm, projections shared with the contents'."""
    d = c["hidden_size"]
    rows = c["vocab_size"] + 2 * c["position_buckets"] + c["type_vocab_size"]
    return rows * d + 2 * ln(d) + c["num_hidden_layers"] * bert_layer(c)


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


def bart_like(c):
    """Positions, norms of embeddings and last norms differ; whisper reads spectrograms instead of words."""
    d, kind = c["d_model"], c["model_type"]
    extra = 2 if kind in ("bart", "plbart") else 0
    if kind == "led":
        positions = c["max_encoder_position_embeddings"] + c["max_decoder_position_embeddings"]
    else:
        positions = 2 * (c["max_position_embeddings"] + extra)
    norms = 0 if kind == "marian" else 2
    encoder = (7 if kind == "led" else 4) * lin(d, d, 1) + plain(d, c["encoder_ffn_dim"], 1) + 2 * ln(d)
    decoder = 8 * lin(d, d, 1) + plain(d, c["decoder_ffn_dim"], 1) + 3 * ln(d)
    layers = c["encoder_layers"] * encoder + c["decoder_layers"] * decoder
    return (c["vocab_size"] + positions) * d + norms * ln(d) + layers


def whisper(c):
    d = c["d_model"]
    four, ends = 3 * lin(d, d, 1) + d * d, (c["max_source_positions"] + c["max_target_positions"] + c["vocab_size"]) * d
    encoder = four + plain(d, c["encoder_ffn_dim"], 1) + 2 * ln(d)
    decoder = 2 * four + plain(d, c["decoder_ffn_dim"], 1) + 3 * ln(d)
    convolutions = c["num_mel_bins"] * d * 3 + d + d * d * 3 + d
    return convolutions + ends + c["encoder_layers"] * encoder + c["decoder_layers"] * decoder + 2 * ln(d)


def t5_like(c):
    d, w = c["d_model"], c["num_heads"] * c["d_kv"]
    feed = (3 if c["feed_forward_proj"].startswith("gated") else 2) * d * c["d_ff"]
    n, m = c["num_layers"], c.get("num_decoder_layers") or c["num_layers"]
    biases = (n + m if c["model_type"] == "umt5" else 2) * c["relative_attention_num_buckets"] * c["num_heads"]
    if c.get("encoder_attention_type") == "transient-global":
        biases += c["relative_attention_num_buckets"] * c["num_heads"] + n * d
    return c["vocab_size"] * d + n * (4 * d * w + feed + 2 * d) + m * (8 * d * w + feed + 3 * d) + 2 * d + biases


def mamba(c):
    d, s = c["hidden_size"], c["state_size"]
    m, r = c["expand"] * d, -(-d // 16)
    layer = d * 2 * m + m * c["conv_kernel"] + m + m * (r + 2 * s) + r * m + m + m * s + m + m * d + d
    return c["vocab_size"] * d + c["num_hidden_layers"] * layer + d


def sound(c):
    """The bare model of HuBERT and WavLM, with group norms."""
    d, w = c["hidden_size"], c["conv_dim"]
    convolutions = sum(i * o * k for i, o, k in zip([1] + w, w, c["conv_kernel"])) + ln(w[0])
    k, groups = c["num_conv_pos_embeddings"], c["num_conv_pos_embedding_groups"]
    body = ln(w[-1]) + lin(w[-1], d, 1) + d + d * d // groups * k + k + d + ln(d)
    body += c["num_hidden_layers"] * bert_layer(c)
    if c["model_type"] == "wavlm":
        h = c["num_attention_heads"]
        body += c["num_hidden_layers"] * (lin(d // h, 8, 1) + h) + c["num_buckets"] * h
    return convolutions + body


def dinov2(c):
    d = c["hidden_size"]
    wide = int(d * c["mlp_ratio"])
    f = (int(wide * 2 / 3) + 7) // 8 * 8
    feed = lin(d, 2 * f, 1) + lin(f, d, 1) if c["use_swiglu_ffn"] else plain(d, wide, 1)
    patches = (c["image_size"] // c["patch_size"]) ** 2
    layer = 3 * lin(d, d, c["qkv_bias"]) + lin(d, d, 1) + feed + 2 * ln(d) + 2 * d
    ends = 2 * d + lin(c["num_channels"] * c["patch_size"] ** 2, d, 1) + (patches + 1) * d + ln(d)
    return ends + c["num_hidden_layers"] * layer


def beit(c):
    d, h, p = c["hidden_size"], c["num_attention_heads"], c["image_size"] // c["patch_size"]
    table = ((2 * p - 1) ** 2 + 3) * h
    layer = bert_layer(c) - d + 2 * d + c["use_relative_position_bias"] * table
    ends = d + lin(c["num_channels"] * c["patch_size"] ** 2, d, 1) + ln(d) + lin(d, c["num_labels"], 1)
    return ends + c["num_hidden_layers"] * layer


def swinv2(c):
    d, last = c["embed_dim"], 0
    total = lin(c["num_channels"] * c["patch_size"] ** 2, d, 1) + ln(d)
    for i, (n, h) in enumerate(zip(c["depths"], c["num_heads"])):
        last = d * 2 ** i
        layer = 4 * lin(last, last, 1) - last + plain(last, int(c["mlp_ratio"] * last), 1) + 2 * ln(last)
        total += n * (layer + h + lin(2, 512, 1) + 512 * h)
        total += 8 * last * last + ln(2 * last) if i + 1 < len(c["depths"]) else 0
    return total + ln(last) + lin(last, c["num_labels"], 1)


def segformer(c):
    """With the head that segments."""
    w, total = c["hidden_sizes"], 0
    for i, d in enumerate(w):
        before, f, sr = c["num_channels"] if i == 0 else w[i - 1], c["mlp_ratios"][i] * d, c["sr_ratios"][i]
        shrunk = lin(d * sr * sr, d, 1) + ln(d) if sr > 1 else 0
        layer = 4 * lin(d, d, 1) + shrunk + plain(d, f, 1) + 10 * f + 2 * ln(d)
        total += lin(before * c["patch_sizes"][i] ** 2, d, 1) + 2 * ln(d) + c["depths"][i] * layer
    e = c["decoder_hidden_size"]
    return total + sum(lin(d, e, 1) for d in w) + len(w) * e * e + 2 * e + lin(e, c["num_labels"], 1)


def regnet(c):
    before, stem = c["embedding_size"], lin(27, c["embedding_size"]) + ln(c["embedding_size"])
    for o, n in zip(c["hidden_sizes"], c["depths"]):
        for j in range(n):
            i = before if j == 0 else o
            groups, m = max(1, o // c["groups_width"]), int(round(i / 4))
            gate = lin(o, m, 1) + lin(m, o, 1) if c["layer_type"] == "y" else 0
            stem += i * o + o * o // groups * 9 + o * o + 3 * ln(o) + gate + (i * o + ln(o) if j == 0 else 0)
        before = o
    return stem + lin(before, c["num_labels"], 1)


def poolformer(c):
    w, total = c["hidden_sizes"], 0
    for i, d in enumerate(w):
        before, f = 3 if i == 0 else w[i - 1], int(c["mlp_ratio"] * d)
        layer = 2 * ln(d) + plain(d, f, 1) + (2 * d if c["use_layer_scale"] else 0)
        total += lin(before * c["patch_sizes"][i] ** 2, d, 1) + c["depths"][i] * layer
    return total + ln(w[-1]) + lin(w[-1], c["num_labels"], 1)


def vit_mae(c):
    d, e, p = c["hidden_size"], c["decoder_hidden_size"], c["patch_size"]
    places = (c["image_size"] // p) ** 2 + 1
    first = d + places * d + lin(3 * p * p, d, 1) + ln(d)
    first += c["num_hidden_layers"] * vit_layer(d, c["intermediate_size"])
    layers = c["decoder_num_hidden_layers"] * vit_layer(e, c["decoder_intermediate_size"])
    return first + e + places * e + lin(d, e, 1) + layers + ln(e) + lin(e, 3 * p * p, 1)


COUNTS = {
    "llama": llama, "granite": llama, "smollm3": llama, "mistral": llama, "ministral": llama, "ministral3": llama,
    "internlm": internlm, "minicpm": llama, "chatglm": chatglm, "helium": helium, "seed_oss": seed_oss,
    "ernie4_5": ernie, "ernie4_5_moe": ernie_moe,
    "nemotron": nemotron, "arcee": arcee, "exaone4": exaone4, "hunyuan_v1_dense": hunyuan,
    "hunyuan_v1_moe": hunyuan, "persimmon": persimmon, "dbrx": dbrx, "glm": glm, "glm4": glm, "cohere": cohere,
    "cohere2": cohere, "olmo": olmo, "olmo2": olmo2, "olmo3": olmo2, "internlm2": packed, "baichuan": packed,
    "qwen": packed, "qwen2_moe": qwen2_moe, "qwen3_moe": qwen3_moe, "qwen3_next": qwen3_next, "gpt_oss": gpt_oss,
    "olmoe": olmoe, "granitemoe": granitemoe, "phimoe": phimoe, "minimax_m2": minimax, "deepseek": deepseek,
    "glm4_moe": deepseek, "dots1": deepseek, "deepseek_v2": latent, "kimi_k2": latent, "glm4_moe_lite": latent,
    "deepseek_v3": latent, "deepseek_v4": deepseek_v4, "lfm2_moe": lfm2_moe, "gemma3": gemma3,
    "gemma3_text": gemma3_text, "llama4": llama4, "gemma4_text": gemma4_text, "bert": bert_like, "ernie": bert_like,
    "megatron-bert": bert_like, "roberta": bert_like, "xlm-roberta": bert_like, "camembert": bert_like,
    "data2vec-text": bert_like, "xlm-roberta-xl": bert_like, "longformer": bert_like, "mpnet": bert_like,
    "big_bird": bert_like, "deberta": deberta, "deberta-v2": deberta_v3, "openai-gpt": gpt1, "codegen": codegen,
    "stablelm": stablelm, "stablelm_epoch": stablelm, "biogpt": biogpt, "bart": bart_like, "plbart": bart_like,
    "blenderbot": bart_like, "blenderbot-small": bart_like, "pegasus": bart_like, "led": bart_like,
    "marian": bart_like, "whisper": whisper, "t5": t5_like, "mt5": t5_like, "umt5": t5_like, "longt5": t5_like,
    "mamba": mamba, "hubert": sound, "wavlm": sound, "dinov2": dinov2, "beit": beit, "swinv2": swinv2,
    "granitemoehybrid": hybrid, "bamba": hybrid, "recurrent_gemma": griffin,
    "segformer": segformer, "regnet": regnet, "poolformer": poolformer, "vit_mae": vit_mae,
    "rembert": rembert, "layoutlm": layoutlm, "mobilebert": mobilebert, "mllama": mllama,
}
