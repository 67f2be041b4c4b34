# SPDX-License-Identifier: LGPL-3.0-or-later
"""Names and shapes of the tensors of small models, as the classes of transformers store them, for verify.py.

Written from the classes' state dicts, not from model files: so the sum of their sizes is a count that polycost does not
make. A family gives (config, parameters, buffers, copies), the last three lists of (name, shape[, dtype])."""


def linear(name, i, o, bias=False):
    return [(name + ".weight", [o, i])] + ([(name + ".bias", [o])] if bias else [])


def conv1d(name, i, o):
    """GPT-2's Conv1D: a Linear with its weight transposed."""
    return [(name + ".weight", [i, o]), (name + ".bias", [o])]


def norm(name, d, bias=True):
    return [(name + ".weight", [d])] + ([(name + ".bias", [d])] if bias else [])


def table(name, v, d):
    return [(name + ".weight", [v, d])]


def under(prefix, tensors):
    return [(prefix + name, *rest) for name, *rest in tensors]


def layers(path, n, block):
    return [tensor for i in range(n) for tensor in under(f"{path}.{i}.", block)]


def gpt2(prefix="", masks=True):
    d, n, v, p = 8, 3, 50, 16
    config = {"model_type": "gpt2", "n_embd": d, "n_layer": n, "n_head": 2, "vocab_size": v, "n_positions": p}
    block = norm("ln_1", d) + conv1d("attn.c_attn", d, 3 * d) + conv1d("attn.c_proj", d, d) + norm("ln_2", d)
    block += conv1d("mlp.c_fc", d, 4 * d) + conv1d("mlp.c_proj", 4 * d, d)
    parameters = table("wte", v, d) + table("wpe", p, d) + layers("h", n, block) + norm("ln_f", d)
    buffers = layers("h", n, [("attn.bias", [1, 1, p, p]), ("attn.masked_bias", [])]) if masks else []
    copies = table("lm_head", v, d) if prefix else []
    return config, under(prefix, parameters), under(prefix, buffers), copies


def attention(d, h, e, g, bias=False, bias_o=None):
    tensors = linear("self_attn.q_proj", d, h * e, bias) + linear("self_attn.k_proj", d, g * e, bias)
    tensors += linear("self_attn.v_proj", d, g * e, bias)
    return tensors + linear("self_attn.o_proj", h * e, d, bias if bias_o is None else bias_o)


def gated(path, d, f, names=("gate_proj", "up_proj", "down_proj")):
    gate, up, down = (f"{path}.{name}" for name in names)
    return linear(gate, d, f) + linear(up, d, f) + linear(down, f, d)


def llama_norms(d):
    return norm("input_layernorm", d, False) + norm("post_attention_layernorm", d, False)


def decoder(d, n, v, block, head=True, prefix="model."):
    body = table("embed_tokens", v, d) + layers("layers", n, block) + norm("norm", d, False)
    return under(prefix, body) + (table("lm_head", v, d) if head else [])


LLAMA = {"hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 3, "num_attention_heads": 4,
         "num_key_value_heads": 2, "vocab_size": 40}


def llama():
    block = attention(16, 4, 4, 2) + gated("mlp", 16, 24) + llama_norms(16)
    config = {"model_type": "llama", "architectures": ["LlamaForCausalLM"], **LLAMA}
    buffers = layers("model.layers", 3, [("self_attn.rotary_emb.inv_freq", [2])])
    return config, decoder(16, 3, 40, block), buffers, []


def llama_base():
    """LlamaModel, saved without the class for language."""
    config, parameters, _, _ = llama()
    parameters = [(name.removeprefix("model."), shape) for name, shape in parameters if name != "lm_head.weight"]
    return {**config, "architectures": ["LlamaModel"]}, parameters, [], []


def llama_scored():
    config, parameters, _, _ = llama()
    config = {**config, "architectures": ["LlamaForSequenceClassification"],
              "id2label": {"0": "no", "1": "yes", "2": "?"}}
    return config, parameters[:-1] + [("score.weight", [3, 16])], [], []


def llama_tied():
    config, parameters, _, _ = llama()
    return {**config, "tie_word_embeddings": True}, parameters[:-1], [], parameters[-1:]


def qwen2():
    block = attention(16, 4, 4, 2, True, False) + gated("mlp", 16, 24) + llama_norms(16)
    return {"model_type": "qwen2", "architectures": ["Qwen2ForCausalLM"], **LLAMA}, decoder(16, 3, 40, block), [], []


def mixtral():
    experts = [t for i in range(4) for t in gated(f"block_sparse_moe.experts.{i}", 16, 24, ("w1", "w3", "w2"))]
    block = attention(16, 4, 4, 2) + linear("block_sparse_moe.gate", 16, 4) + experts + llama_norms(16)
    config = {"model_type": "mixtral", "architectures": ["MixtralForCausalLM"], "num_local_experts": 4, **LLAMA}
    return config, decoder(16, 3, 40, block), [], []


DEEPSEEK_V3 = {
    "model_type": "deepseek_v3", "architectures": ["DeepseekV3ForCausalLM"], "hidden_size": 16, "vocab_size": 40,
    "num_hidden_layers": 4, "num_attention_heads": 2, "num_key_value_heads": 2, "q_lora_rank": 6, "kv_lora_rank": 5,
    "qk_nope_head_dim": 4, "qk_rope_head_dim": 2, "v_head_dim": 3, "intermediate_size": 20, "moe_intermediate_size": 6,
    "n_routed_experts": 4, "n_shared_experts": 1, "num_experts_per_tok": 2, "first_k_dense_replace": 1, "n_group": 1,
    "topk_group": 1, "num_nextn_predict_layers": 1}


def deepseek_v3(c=DEEPSEEK_V3, further=False):
    """With `further`, the layer behind the others that predicts one more token."""
    d, h, v, n, experts = (c[k] for k in ("hidden_size", "num_attention_heads", "vocab_size", "num_hidden_layers",
                                          "n_routed_experts"))
    rank_q, rank_k, nope, rope, e_v = (c[k] for k in ("q_lora_rank", "kv_lora_rank", "qk_nope_head_dim",
                                                      "qk_rope_head_dim", "v_head_dim"))
    mla = linear("self_attn.q_a_proj", d, rank_q) + norm("self_attn.q_a_layernorm", rank_q, False)
    mla += linear("self_attn.q_b_proj", rank_q, h * (nope + rope))
    mla += linear("self_attn.kv_a_proj_with_mqa", d, rank_k + rope) + norm("self_attn.kv_a_layernorm", rank_k, False)
    mla += linear("self_attn.kv_b_proj", rank_k, h * (nope + e_v)) + linear("self_attn.o_proj", h * e_v, d)
    f, first = c["moe_intermediate_size"], c["first_k_dense_replace"]
    routed = linear("mlp.gate", d, experts) + [t for i in range(experts) for t in gated(f"mlp.experts.{i}", d, f)]
    routed += gated("mlp.shared_experts", d, f)
    body = table("embed_tokens", v, d) + norm("norm", d, False)
    for i in range(n + further):
        dense = gated("mlp", d, c["intermediate_size"])
        body += under(f"layers.{i}.", mla + llama_norms(d) + (dense if i < first else routed))
    if further:
        last = table("embed_tokens", v, d) + norm("enorm", d, False) + norm("hnorm", d, False)
        last += linear("eh_proj", 2 * d, d) + norm("shared_head.norm", d, False) + table("shared_head.head", v, d)
        body += under(f"layers.{n}.", last)
    correction = [(f"model.layers.{i}.mlp.gate.e_score_correction_bias", [experts]) for i in range(first, n + further)]
    return c, under("model.", body) + table("lm_head", v, d), correction, []


def published_v3():
    """DeepSeek-V3 as it is published: 8 bits for the matrices of attention and feed-forward, with a scale for each
    block of 128 x 128 values; 16 bits for the rest."""
    sizes = {"hidden_size": 7168, "vocab_size": 129280, "num_hidden_layers": 61, "num_attention_heads": 128,
             "num_key_value_heads": 128, "q_lora_rank": 1536, "kv_lora_rank": 512, "qk_nope_head_dim": 128,
             "qk_rope_head_dim": 64, "v_head_dim": 128, "intermediate_size": 18432, "moe_intermediate_size": 2048,
             "n_routed_experts": 256, "num_experts_per_tok": 8, "first_k_dense_replace": 3}
    config, parameters, correction, _ = deepseek_v3({**DEEPSEEK_V3, **sizes}, True)
    tensors, scales = [], []
    for name, shape in parameters:
        blocks = name.endswith("_proj.weight") and "eh_proj" not in name or "_with_mqa" in name
        tensors.append((name, shape, "F8_E4M3" if blocks else "BF16"))
        if blocks:
            scales.append((name + "_scale_inv", [-(-size // 128) for size in shape], "F32"))
    return config, tensors, scales + [(*tensor, "F32") for tensor in correction], []


def gpt_oss():
    """Experts are one tensor each."""
    e, d, f = 4, 16, 24
    block = attention(d, 4, 4, 2, True) + [("self_attn.sinks", [4])] + llama_norms(d) + linear("mlp.router", d, e, True)
    block += [("mlp.experts.gate_up_proj", [e, d, 2 * f]), ("mlp.experts.gate_up_proj_bias", [e, 2 * f]),
              ("mlp.experts.down_proj", [e, f, d]), ("mlp.experts.down_proj_bias", [e, d])]
    config = {"model_type": "gpt_oss", "architectures": ["GptOssForCausalLM"], "head_dim": 4, "num_local_experts": e,
              **LLAMA}
    return config, decoder(d, 3, 40, block), [], []


def granitemoe():
    e, d, f = 4, 16, 24
    block = attention(d, 4, 4, 2) + llama_norms(d) + linear("block_sparse_moe.router.layer", d, e)
    block += [("block_sparse_moe.input_linear.weight", [e, 2 * f, d]),
              ("block_sparse_moe.output_linear.weight", [e, d, f])]
    config = {"model_type": "granitemoe", "architectures": ["GraniteMoeForCausalLM"], "num_local_experts": e, **LLAMA}
    return {**config, "tie_word_embeddings": False}, decoder(d, 3, 40, block), [], []


def bert_body(d, n, f, v, p, weight="weight", bias="bias"):
    def layer_norm(name):
        return [(f"{name}.{weight}", [d]), (f"{name}.{bias}", [d])]

    body = table("embeddings.word_embeddings", v, d) + table("embeddings.position_embeddings", p, d)
    body += table("embeddings.token_type_embeddings", 2, d) + layer_norm("embeddings.LayerNorm")
    block = linear("attention.self.query", d, d, True) + linear("attention.self.key", d, d, True)
    block += linear("attention.self.value", d, d, True) + linear("attention.output.dense", d, d, True)
    block += layer_norm("attention.output.LayerNorm") + linear("intermediate.dense", d, f, True)
    block += linear("output.dense", f, d, True) + layer_norm("output.LayerNorm")
    return body + layers("encoder.layer", n, block)


BERT = {"hidden_size": 8, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 12, "vocab_size": 30,
        "max_position_embeddings": 10, "type_vocab_size": 2}


def bert():
    config = {"model_type": "bert", "architectures": ["BertForMaskedLM"], **BERT}
    head = linear("cls.predictions.transform.dense", 8, 8, True) + norm("cls.predictions.transform.LayerNorm", 8)
    parameters = under("bert.", bert_body(8, 2, 12, 30, 10)) + head + [("cls.predictions.bias", [30])]
    copies = linear("cls.predictions.decoder", 8, 30, True)
    return config, parameters, [("bert.embeddings.position_ids", [1, 10], "I64")], copies


def bert_base():
    config = {"model_type": "bert", "architectures": ["BertModel"], **BERT}
    return config, bert_body(8, 2, 12, 30, 10) + linear("pooler.dense", 8, 8, True), [], []


def roberta():
    config = {"model_type": "roberta", "architectures": ["RobertaForMaskedLM"], **BERT}
    head = linear("lm_head.dense", 8, 8, True) + norm("lm_head.layer_norm", 8) + [("lm_head.bias", [30])]
    return config, under("roberta.", bert_body(8, 2, 12, 30, 10)) + head, [], linear("lm_head.decoder", 8, 30, True)


def bart():
    d, f, v, p = 8, 12, 30, 10

    def attend(name):
        return [t for x in ("k_proj", "v_proj", "q_proj", "out_proj") for t in linear(f"{name}.{x}", d, d, True)]

    ends = norm("self_attn_layer_norm", d) + linear("fc1", d, f, True) + linear("fc2", f, d, True)
    ends += norm("final_layer_norm", d) + attend("self_attn")
    both = table("embed_positions", p + 2, d) + norm("layernorm_embedding", d)
    parameters = table("model.shared", v, d)
    parameters += under("model.encoder.", both + layers("layers", 2, ends))
    cross = attend("encoder_attn") + norm("encoder_attn_layer_norm", d)
    parameters += under("model.decoder.", both + layers("layers", 3, ends + cross))
    config = {"model_type": "bart", "architectures": ["BartForConditionalGeneration"], "d_model": d, "vocab_size": v,
              "max_position_embeddings": p, "encoder_layers": 2, "decoder_layers": 3, "encoder_attention_heads": 2,
              "decoder_attention_heads": 2, "encoder_ffn_dim": f, "decoder_ffn_dim": f}
    copies = table("model.encoder.embed_tokens", v, d) + table("model.decoder.embed_tokens", v, d)
    copies += table("lm_head", v, d)
    return config, parameters, [("final_logits_bias", [1, v])], copies


def opt_base():
    """OPTModel: the names begin with decoder, not with model.decoder."""
    d, n, f, v, p = 8, 2, 16, 30, 10
    block = [t for x in ("k_proj", "v_proj", "q_proj", "out_proj") for t in linear(f"self_attn.{x}", d, d, True)]
    block += norm("self_attn_layer_norm", d) + linear("fc1", d, f, True) + linear("fc2", f, d, True)
    body = table("embed_tokens", v, d) + table("embed_positions", p + 2, d) + norm("final_layer_norm", d)
    config = {"model_type": "opt", "architectures": ["OPTModel"], "hidden_size": d, "num_hidden_layers": n,
              "ffn_dim": f,
              "vocab_size": v, "max_position_embeddings": p, "num_attention_heads": 2, "word_embed_proj_dim": d}
    return config, under("decoder.", body + layers("layers", n, block + norm("final_layer_norm", d))), [], []


def gpt_neox():
    d, n, f, v, p = 8, 2, 16, 30, 10
    block = norm("input_layernorm", d) + norm("post_attention_layernorm", d)
    block += linear("attention.query_key_value", d, 3 * d, True) + linear("attention.dense", d, d, True)
    block += linear("mlp.dense_h_to_4h", d, f, True) + linear("mlp.dense_4h_to_h", f, d, True)
    body = table("embed_in", v, d) + layers("layers", n, block) + norm("final_layer_norm", d)
    masks = [("attention.bias", [1, 1, p, p], "BOOL"), ("attention.masked_bias", []),
             ("attention.rotary_emb.inv_freq", [1])]
    config = {"model_type": "gpt_neox", "architectures": ["GPTNeoXForCausalLM"], "hidden_size": d, "vocab_size": v,
              "num_hidden_layers": n, "intermediate_size": f, "num_attention_heads": 2, "max_position_embeddings": p}
    return config, under("gpt_neox.", body) + table("embed_out", v, d), layers("gpt_neox.layers", n, masks), []


def bloom():
    """The hub's checkpoints hold BloomModel: nothing stands before its names."""
    d, n, v = 8, 2, 30
    block = norm("input_layernorm", d) + norm("post_attention_layernorm", d)
    block += linear("self_attention.query_key_value", d, 3 * d, True) + linear("self_attention.dense", d, d, True)
    block += linear("mlp.dense_h_to_4h", d, 4 * d, True) + linear("mlp.dense_4h_to_h", 4 * d, d, True)
    body = table("word_embeddings", v, d) + norm("word_embeddings_layernorm", d)
    body += layers("h", n, block) + norm("ln_f", d)
    config = {"model_type": "bloom", "architectures": ["BloomForCausalLM"], "hidden_size": d, "n_layer": n, "n_head": 2,
              "vocab_size": v}
    return config, body, [], []


def whisper():
    d, f, v, mel, src, p = 8, 12, 30, 6, 20, 10

    def attend(name):
        biased = [t for x in ("v_proj", "q_proj", "out_proj") for t in linear(f"{name}.{x}", d, d, True)]
        return linear(f"{name}.k_proj", d, d) + biased

    ends = attend("self_attn") + norm("self_attn_layer_norm", d) + linear("fc1", d, f, True) + linear("fc2", f, d, True)
    ends += norm("final_layer_norm", d)
    encoder = [("conv1.weight", [d, mel, 3]), ("conv1.bias", [d]), ("conv2.weight", [d, d, 3]), ("conv2.bias", [d])]
    encoder += table("embed_positions", src, d) + layers("layers", 2, ends) + norm("layer_norm", d)
    cross = attend("encoder_attn") + norm("encoder_attn_layer_norm", d)
    decode = table("embed_tokens", v, d) + table("embed_positions", p, d) + layers("layers", 2, ends + cross)
    parameters = under("model.encoder.", encoder) + under("model.decoder.", decode + norm("layer_norm", d))
    config = {"model_type": "whisper", "architectures": ["WhisperForConditionalGeneration"], "d_model": d,
              "vocab_size": v,
              "num_mel_bins": mel, "encoder_layers": 2, "decoder_layers": 2, "encoder_attention_heads": 2,
              "decoder_attention_heads": 2, "encoder_ffn_dim": f, "decoder_ffn_dim": f, "max_source_positions": src,
              "max_target_positions": p}
    return config, parameters, [], linear("proj_out", d, v)


def vit():
    d, n, f = 8, 2, 12
    body = [("embeddings.cls_token", [1, 1, d]), ("embeddings.position_embeddings", [1, 5, d])]
    body += [("embeddings.patch_embeddings.projection.weight", [d, 3, 4, 4]),
             ("embeddings.patch_embeddings.projection.bias", [d])]
    block = [t for x in ("query", "key", "value") for t in linear(f"attention.attention.{x}", d, d, True)]
    block += linear("attention.output.dense", d, d, True) + linear("intermediate.dense", d, f, True)
    block += linear("output.dense", f, d, True) + norm("layernorm_before", d) + norm("layernorm_after", d)
    body += layers("encoder.layer", n, block) + norm("layernorm", d)
    config = {"model_type": "vit", "architectures": ["ViTForImageClassification"], "hidden_size": d,
              "num_hidden_layers": n,
              "num_attention_heads": 2, "intermediate_size": f, "image_size": 8, "patch_size": 4, "num_labels": 2}
    return config, under("vit.", body) + linear("classifier", d, 2, True), [], []


def swin():
    """Stages have numbers and different sizes; the index of relative positions is stored, too."""
    d, w, heads = 8, 2, (1, 2)
    body = [("embeddings.patch_embeddings.projection.weight", [d, 3, 4, 4]),
            ("embeddings.patch_embeddings.projection.bias", [d])]
    body += norm("embeddings.norm", d)
    index = []
    for stage in range(2):
        c = d << stage
        block = norm("layernorm_before", c) + norm("layernorm_after", c)
        block += [t for x in ("query", "key", "value") for t in linear(f"attention.self.{x}", c, c, True)]
        block += [("attention.self.relative_position_bias_table", [(2 * w - 1) ** 2, heads[stage]])]
        block += linear("attention.output.dense", c, c, True) + linear("intermediate.dense", c, 4 * c, True)
        body += layers(f"encoder.layers.{stage}.blocks", 2, block + linear("output.dense", 4 * c, c, True))
        index += layers(f"swin.encoder.layers.{stage}.blocks", 2,
                        [("attention.self.relative_position_index", [4, 4], "I64")])
    down = norm("norm", 4 * d) + linear("reduction", 4 * d, 2 * d)
    body += under("encoder.layers.0.downsample.", down) + norm("layernorm", 2 * d)
    config = {"model_type": "swin", "architectures": ["SwinForImageClassification"], "embed_dim": d, "depths": [2, 2],
              "num_heads": list(heads), "window_size": w, "image_size": 16, "patch_size": 4, "num_labels": 3}
    return config, under("swin.", body) + linear("classifier", 2 * d, 3, True), index, []


def mamba():
    d, n, v, state, rank, m = 8, 2, 30, 4, 1, 16
    mixer = [("A_log", [m, state]), ("D", [m]), ("conv1d.weight", [m, 1, 4]), ("conv1d.bias", [m])]
    mixer += linear("in_proj", d, 2 * m) + linear("x_proj", m, rank + 2 * state) + linear("dt_proj", rank, m, True)
    block = norm("norm", d, False) + under("mixer.", mixer + linear("out_proj", m, d))
    body = table("embeddings", v, d) + layers("layers", n, block) + norm("norm_f", d, False)
    config = {"model_type": "mamba", "architectures": ["MambaForCausalLM"], "hidden_size": d, "num_hidden_layers": n,
              "vocab_size": v, "state_size": state, "time_step_rank": rank, "intermediate_size": m, "expand": 2}
    return config, under("backbone.", body), [], table("lm_head", v, d)


def jamba():
    """One layer of attention in two, routed experts in every second: nodes that are no part of names."""
    d, f, v, rank, state, m, e = 8, 12, 30, 2, 4, 16, 4
    mixer = [("A_log", [m, state]), ("D", [m]), ("conv1d.weight", [m, 1, 4]), ("conv1d.bias", [m])]
    mixer += linear("in_proj", d, 2 * m) + linear("x_proj", m, rank + 2 * state) + linear("dt_proj", rank, m, True)
    mixer += linear("out_proj", m, d) + norm("dt_layernorm", rank, False)
    mixer += norm("b_layernorm", state, False) + norm("c_layernorm", state, False)
    routed = linear("feed_forward.router", d, e)
    routed += [t for i in range(e) for t in gated(f"feed_forward.experts.{i}", d, f)]
    body = table("embed_tokens", v, d) + norm("final_layernorm", d, False)
    for i in range(4):
        block = norm("input_layernorm", d, False) + norm("pre_ff_layernorm", d, False)
        block += attention(d, 2, 4, 1) if i % 2 == 1 else under("mamba.", mixer)
        body += under(f"layers.{i}.", block + (routed if i % 2 == 1 else gated("feed_forward", d, f)))
    config = {"model_type": "jamba", "architectures": ["JambaForCausalLM"], "hidden_size": d, "intermediate_size": f,
              "vocab_size": v, "num_hidden_layers": 4, "num_attention_heads": 2, "num_key_value_heads": 1,
              "attn_layer_period": 2, "attn_layer_offset": 1, "expert_layer_period": 2, "expert_layer_offset": 1,
              "num_experts": e, "num_experts_per_tok": 2, "mamba_d_state": state, "mamba_d_conv": 4, "mamba_expand": 2,
              "mamba_dt_rank": rank, "mamba_conv_bias": True, "mamba_proj_bias": False, "tie_word_embeddings": False}
    return config, under("model.", body) + table("lm_head", v, d), [], []


def resnet():
    """Statistics of batches are buffers, and so is the count of batches."""
    def conv(name, i, o, k):
        shape = [o]
        parameters = [(f"{name}.convolution.weight", [o, i, k, k])] + norm(f"{name}.normalization", o)
        stored = [(f"{name}.normalization.{x}", shape) for x in ("running_mean", "running_var")]
        return parameters, stored + [(f"{name}.normalization.num_batches_tracked", [], "I64")]

    parts = [conv("embedder.embedder", 3, 4, 7)]
    for stage, (i, o) in enumerate([(4, 8), (8, 16)]):
        at = f"encoder.stages.{stage}.layers"
        parts.append(conv(f"{at}.0.shortcut", i, o, 1))
        parts += [conv(f"{at}.{n}.layer.{x}", i if n == x == 0 else o, o, 3) for n in range(2) for x in range(2)]
    config = {"model_type": "resnet", "architectures": ["ResNetForImageClassification"], "embedding_size": 4,
              "hidden_sizes": [8, 16], "depths": [2, 2], "layer_type": "basic", "num_labels": 2}
    parameters = [t for part, _ in parts for t in part]
    return config, under("resnet.", parameters) + linear("classifier.1", 16, 2, True), under(
        "resnet.", [t for _, part in parts for t in part]), []


def t5():
    """Both stacks' words are the shared ones; a stack's first block has the table of relative positions."""
    d, h, e, f, v = 8, 2, 4, 12, 30

    def attend(name):
        return linear(f"{name}.q", d, h * e) + linear(f"{name}.k", d, h * e) + linear(f"{name}.v", d, h * e) + linear(
            f"{name}.o", h * e, d)

    own = attend("layer.0.SelfAttention") + norm("layer.0.layer_norm", d, False)
    cross = attend("layer.1.EncDecAttention") + norm("layer.1.layer_norm", d, False)

    def last(number):
        wide = linear("DenseReluDense.wi", d, f) + linear("DenseReluDense.wo", f, d)
        return under(f"layer.{number}.", wide + norm("layer_norm", d, False))

    first = table("block.0.layer.0.SelfAttention.relative_attention_bias", 32, h)
    ends = first + norm("final_layer_norm", d, False)
    parameters = table("shared", v, d) + under("encoder.", ends + layers("block", 2, own + last(1)))
    parameters += under("decoder.", ends + layers("block", 3, own + cross + last(2)))
    config = {"model_type": "t5", "architectures": ["T5ForConditionalGeneration"], "d_model": d, "d_kv": e, "d_ff": f,
              "num_heads": h, "num_layers": 2, "num_decoder_layers": 3, "vocab_size": v}
    copies = table("encoder.embed_tokens", v, d) + table("decoder.embed_tokens", v, d) + table("lm_head", v, d)
    return config, parameters, [], copies


def seen():
    """A model for language whose checkpoint has an image encoder, with layers of the same names, beside it."""
    config, parameters, _, _ = llama()
    text = [(name.replace("model.", "model.language_model.", 1), shape) for name, shape in parameters]
    images = layers("model.vision_tower.layers", 5, attention(8, 2, 4, 2, True) + gated("mlp", 8, 12) + llama_norms(8))
    images += norm("model.vision_tower.norm", 8, False)
    return config, text, images


def gamma_beta():
    """BERT of the hub: norms have the names that TensorFlow gave them."""
    config = {"model_type": "bert", "architectures": ["BertModel"], **BERT}
    return config, under("bert.", bert_body(8, 2, 12, 30, 10, "gamma", "beta") + linear("pooler.dense", 8, 8, True))


def mixtral_fused():
    """Mixtral as transformers 5 holds it: experts in one tensor."""
    config, _, _, _ = mixtral()
    block = attention(16, 4, 4, 2) + linear("mlp.gate", 16, 4) + llama_norms(16)
    block += [("mlp.experts.gate_up_proj", [4, 48, 16]), ("mlp.experts.down_proj", [4, 16, 24])]
    return config, decoder(16, 3, 40, block)


def llama_fused():
    """Queries, keys and values in one tensor, and so gate and input, as servers store them."""
    config, _, _, _ = llama()
    block = linear("self_attn.qkv_proj", 16, 32) + linear("self_attn.o_proj", 16, 16)
    block += linear("mlp.gate_up_proj", 16, 48) + linear("mlp.down_proj", 24, 16)
    return config, decoder(16, 3, 40, block + llama_norms(16))


def timm():
    """ViT with names of another library."""
    config, _, _, _ = vit()
    d, f = 8, 12
    block = norm("norm1", d) + linear("attn.qkv", d, 3 * d, True) + linear("attn.proj", d, d, True) + norm("norm2", d)
    block += linear("mlp.fc1", d, f, True) + linear("mlp.fc2", f, d, True)
    body = [("cls_token", [1, 1, d]), ("pos_embed", [1, 5, d]), ("patch_embed.proj.weight", [d, 3, 4, 4])]
    body += [("patch_embed.proj.bias", [d])] + layers("blocks", 2, block) + norm("norm", d) + linear("head", d, 2, True)
    return config, body


BY_SIZE = {"BERT with gamma and beta": gamma_beta, "Mixtral, experts in one tensor": mixtral_fused,
           "Llama, fused projections": llama_fused, "ViT of timm": timm}


# ---- quantised weights of Llama: what stands in place of a projection's weight ----


def quantised(store):
    config, parameters, _, _ = llama()
    tensors = []
    for name, shape in parameters:
        tensors += store(name.removesuffix(".weight"), *shape) if "_proj" in name else [(name, shape)]
    return config, values_of(parameters), tensors


def values_of(parameters):
    from math import prod

    return sum(prod(shape) for _, shape in parameters)


def gptq(name, o, i):
    """Eight values of four bits in each integer, a scale and a zero for each group of 8 rows."""
    return [(f"{name}.qweight", [i // 8, o], "I32"), (f"{name}.qzeros", [i // 8, o // 8], "I32"),
            (f"{name}.scales", [i // 8, o], "F16"), (f"{name}.g_idx", [i], "I32")]


def gptq_of_three(name, o, i):
    """Three bits: 32 values in three integers."""
    return [(f"{name}.qweight", [i * 3, o // 8], "I32"), *gptq(name, o, i)[1:]]


def gptq_but_the_first(name, o, i):
    """The first layer is left as it was."""
    return [(f"{name}.weight", [o, i])] if ".0." in name else gptq(name, o, i)


def bitsandbytes(name, o, i):
    """Two values in each byte; the weight has its old name."""
    return [(f"{name}.weight", [o * i // 2, 1], "U8"), (f"{name}.weight.absmax", [o * i // 64]),
            (f"{name}.weight.quant_map", [16]), (f"{name}.weight.quant_state.bitsandbytes__nf4", [120], "U8")]


def bitsandbytes_but_the_first(name, o, i):
    return [(f"{name}.weight", [o, i])] if ".0." in name else bitsandbytes(name, o, i)


def nvfp4(name, o, i):
    return [(f"{name}.weight", [o, i // 2], "U8"), (f"{name}.weight_scale", [o, i // 8], "F8_E4M3"),
            (f"{name}.weight_scale_2", []), (f"{name}.input_scale", [])]


def compressed(name, o, i):
    return [(f"{name}.weight_packed", [o, i // 8], "I32"), (f"{name}.weight_scale", [o, 1], "BF16"),
            (f"{name}.weight_shape", [2], "I64")]


def fp8(name, o, i):
    return [(f"{name}.weight", [o, i], "F8_E4M3"), (f"{name}.weight_scale_inv", [1, 1])]


def mxfp4():
    """gpt-oss as published: blocks of 16 bytes, two values in each, and a scale for each block."""
    config, parameters, _, _ = gpt_oss()
    tensors = []
    for name, shape in parameters:
        if not name.endswith("_proj") or "experts" not in name:
            tensors.append((name, shape))
            continue
        half = values_of([(name, shape)]) // 2
        tensors += [(f"{name}_blocks", [4, half // 64, 1, 16], "U8"), (f"{name}_scales", [4, half // 64, 1], "U8")]
    return config, values_of(parameters), tensors


QUANTISED = {"GPTQ": lambda: quantised(gptq), "GPTQ of some layers": lambda: quantised(gptq_but_the_first),
             "bitsandbytes of some layers": lambda: quantised(bitsandbytes_but_the_first),
             "bitsandbytes": lambda: quantised(bitsandbytes),
             "NVFP4": lambda: quantised(nvfp4), "compressed-tensors": lambda: quantised(compressed),
             "FP8": lambda: quantised(fp8), "MXFP4": mxfp4}

BY_NAME = {
    "GPT-2 of the hub": lambda: gpt2(), "GPT2LMHeadModel": lambda: gpt2("transformer."), "Llama": llama,
    "LlamaModel": llama_base, "Llama with a score": llama_scored, "Llama, tied": llama_tied, "Qwen 2": qwen2,
    "Mixtral": mixtral, "DeepSeek V3": deepseek_v3, "gpt-oss": gpt_oss, "Granite MoE": granitemoe, "BERT": bert,
    "BertModel": bert_base, "RoBERTa": roberta, "BART": bart, "OPTModel": opt_base, "GPT-NeoX": gpt_neox,
    "BLOOM": bloom,
    "Whisper": whisper, "ViT": vit, "Swin": swin, "Mamba": mamba, "Jamba": jamba, "ResNet": resnet, "T5": t5,
}
