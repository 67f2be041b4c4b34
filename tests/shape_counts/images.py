# SPDX-License-Identifier: LGPL-3.0-or-later
"""Images, alone and with text."""
from .decoders import gemma3_text, llama, qwen2
from .encoders import bert_layer
from .sums import attention, gated, heads, lin, ln, plain, same, tables


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


def siglip_tower(u, pool):
    """Images: patches, places, layers, a last norm, and a query that gathers them."""
    d, p = u["hidden_size"], u["patch_size"]
    total = lin(3 * p * p, d, 1) + (u["image_size"] // p) ** 2 * d + ln(d)
    total += u["num_hidden_layers"] * vit_layer(d, u["intermediate_size"])
    return total + (d + 4 * lin(d, d, 1) + ln(d) + plain(d, u["intermediate_size"], 1) if pool else 0)


def siglip(c):
    t, u = c["text_config"], c["vision_config"]
    d = t["hidden_size"]
    text = (t["vocab_size"] + t["max_position_embeddings"]) * d + ln(d) + lin(d, d, 1)
    text += t["num_hidden_layers"] * vit_layer(d, t["intermediate_size"])
    return text + siglip_tower(u, True) + 2


def siglip_vision(c):
    return siglip_tower(c, True)


def vit(c):
    d, p = c["hidden_size"], c["patch_size"]
    ends = d + ((c["image_size"] // p) ** 2 + 1) * d + lin(3 * p * p, d, 1) + ln(d) + lin(d, c["num_labels"], 1)
    return ends + c["num_hidden_layers"] * vit_layer(d, c["intermediate_size"])


def convnextv2(c):
    w, total = c["hidden_sizes"], lin(48, c["hidden_sizes"][0], 1) + ln(c["hidden_sizes"][0])
    for i, d in enumerate(w):
        total += c["depths"][i] * (50 * d + ln(d) + plain(d, 4 * d, 1) + 8 * d)
        total += ln(w[i - 1]) + lin(4 * w[i - 1], d, 1) if i else 0
    return total + ln(w[-1]) + lin(w[-1], c["num_labels"], 1)


def qwen2_vl(c):
    u, old = c["vision_config"], c["model_type"] == "qwen2_vl"
    d = u["embed_dim"] if old else u["hidden_size"]
    wide, out = d * u["spatial_merge_size"] ** 2, u["hidden_size"] if old else u["out_hidden_size"]
    norm = ln(d) if old else d
    feed = plain(d, u["mlp_ratio"] * d, 1) if old else gated(d, u["intermediate_size"], 1)
    vision = 3 * u["temporal_patch_size"] * u["patch_size"] ** 2 * d + norm + lin(wide, wide, 1) + lin(wide, out, 1)
    return qwen2(c) + vision + u["depth"] * (4 * lin(d, d, 1) + feed + 2 * norm)


def clip_tower(u):
    d, p = u["hidden_size"], u["patch_size"]
    ends = d + 3 * p * p * d + ((u["image_size"] // p) ** 2 + 1) * d + 2 * ln(d)
    return ends + u["num_hidden_layers"] * vit_layer(d, u["intermediate_size"])


def pixtral_tower(u):
    d, p, w = u["hidden_size"], u["patch_size"], u["num_attention_heads"] * u["head_dim"]
    return 3 * p * p * d + d + u["num_hidden_layers"] * (4 * d * w + gated(d, u["intermediate_size"]) + 2 * d)


def image_text(c):
    """A tower, a projector and a text of Llama's kind."""
    kind, t, u = c["model_type"], c["text_config"], c["vision_config"]
    d, w = t["hidden_size"], u["hidden_size"]
    if kind == "paligemma":
        return llama(t) + siglip_tower(u, False) + lin(w, d, 1)
    if kind == "idefics3":
        return llama(t) + siglip_tower(u, False) + w * c["scale_factor"] ** 2 * d
    if kind == "mistral3":
        return llama(t) + pixtral_tower(u) + w + w * c["spatial_merge_size"] ** 2 * w + w * d + d * d
    return llama(t) + clip_tower(u) + lin(w, d, 1) + lin(d, d, 1) + (d if kind == "llava_next" else 0)


COUNTS = {
    "gemma3": gemma3, "llama4": llama4, "dinov2": dinov2, "beit": beit, "swinv2": swinv2, "segformer": segformer,
    "regnet": regnet, "poolformer": poolformer, "vit_mae": vit_mae, "mllama": mllama, "siglip": siglip,
    "siglip_vision_model": siglip_vision, "vit": vit, "convnextv2": convnextv2, "qwen2_vl": qwen2_vl,
    "qwen2_5_vl": qwen2_vl, "llava": image_text, "llava_next": image_text, "paligemma": image_text,
    "mistral3": image_text, "idefics3": image_text,
}
