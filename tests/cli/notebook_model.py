# SPDX-License-Identifier: LGPL-3.0-or-later
"""The SymPy notebook's layers as functions from sizes to its dictionaries of FLOPs; any exact numbers will do."""


def repeat(tree, times):
    return {k: repeat(v, times) if isinstance(v, dict) else times * v for k, v in tree.items()}


def count(tree):
    return sum(count(v) if isinstance(v, dict) else v for v in tree.values())


def gather(tree, keys):
    """The tree with the nodes named in keys made leaves."""
    if not isinstance(tree, dict):
        return tree
    return {k: count(v) if k in keys and isinstance(v, dict) else gather(v, keys) for k, v in tree.items()}


def embeddings(l, d):
    return {"X_word + X_pos": l * d}


def softmax(m, n):
    return {"x - max(x)": m * n, "e^x": m * n, "sum": m * n}


def attention(n_q, n_k, d_k, d_v):
    return {
        "Q * K.T": 2 * n_q * d_k * n_k,
        "/ sqrt(d_k)": n_q * n_k,
        "+ mask": n_q * n_k,
        "Softmax": softmax(n_q, n_k),
        "* V": 2 * n_q * n_k * d_v,
    }


def multi_head_attention(n_q, n_k, d_k, d_v, d_model, n_heads):
    return {
        "Q * WQ": 2 * n_q * d_model * (d_k * n_heads),
        "K * WK": 2 * n_k * d_model * (d_k * n_heads),
        "V * WV": 2 * n_k * d_model * (d_v * n_heads),
        "ScaledDotProductAttention": repeat(attention(n_q, n_k, d_k, d_v), n_heads),
        "* WO": 2 * n_q * (d_v * n_heads) * d_model,
    }


def feed_forward(l, d_in, d_ff, d_out):
    return {"* W1": 2 * l * d_in * d_ff, "+ b1": d_ff, "* W2": 2 * l * d_ff * d_out, "+ b2": d_out}


def layer_norm(m, n):
    return {
        "mean(x)": m * n + n,
        "var_x": {"X**2": m * n, "sum": m * n, "/ m": n, "mean_x**2": n, "m - mean_x**2": n},
        "numerator": n,
        "denominator": 2 * n,
        "gamma*(numerator/denominator)+beta": 3 * m * n,
    }


def block(l, d, f, h):
    return {
        "LayerNorms": repeat(layer_norm(l, d), 2),
        "ResidualConnections": 2 * l * d,
        "MultiHeadAttention": multi_head_attention(l, l, d / h, d / h, d, h),
        "PositionWiseFFN": feed_forward(l, d, f, d),
    }


def transformer(l, d, f, v, n, h):
    return {
        "Embeddings": embeddings(l, d),
        "LayerNorm_Final": layer_norm(l, d),
        "ProjectToVocab": 2 * l * d * v,
        "Blocks": repeat(block(l, d, f, h), n),
    }
