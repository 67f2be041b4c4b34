# SPDX-License-Identifier: LGPL-3.0-or-later
"""Encoders, encoders with decoders, and sounds."""
from .sums import lin, ln, plain


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


COUNTS = {
    "bert": bert_like, "ernie": bert_like, "megatron-bert": bert_like, "roberta": bert_like,
    "xlm-roberta": bert_like, "camembert": bert_like, "data2vec-text": bert_like, "xlm-roberta-xl": bert_like,
    "longformer": bert_like, "mpnet": bert_like, "big_bird": bert_like, "deberta": deberta,
    "deberta-v2": deberta_v3, "bart": bart_like, "plbart": bart_like, "blenderbot": bart_like,
    "blenderbot-small": bart_like, "pegasus": bart_like, "led": bart_like, "marian": bart_like, "whisper": whisper,
    "t5": t5_like, "mt5": t5_like, "umt5": t5_like, "longt5": t5_like, "hubert": sound, "wavlm": sound,
    "rembert": rembert, "layoutlm": layoutlm, "mobilebert": mobilebert,
}
