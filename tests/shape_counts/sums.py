# SPDX-License-Identifier: LGPL-3.0-or-later
"""What all sums over shapes use."""


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
