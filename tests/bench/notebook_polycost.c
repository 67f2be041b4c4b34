/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The notebook's tree with the builder, its amounts by calls (default) or by formats (argument "formats"), and its sum.
 * The argument "print" prints the sum instead of the time. */
#include "timing.h"
#include <polycost/polycost.h>
#include <string.h>

typedef const pc_expr *expr;

static pc_context *context;
static bool by_formats;

static void leaf2(pc_builder *b, const char *name, int64_t k, expr x, expr y) {
  if (by_formats)
    k == 1 ? pc_build_leaf(b, name, "%e*%e", x, y) : pc_build_leaf(b, name, "%e*%e*%e", pc_build_integer(b, k), x, y);
  else
    pc_build_amount(b, name, pc_build_mul(b, pc_build_mul(b, pc_build_integer(b, k), x), y));
}

static void leaf3(pc_builder *b, const char *name, expr x, expr y, expr z) {
  if (by_formats)
    pc_build_leaf(b, name, "2*%e*%e*%e", x, y, z);
  else
    pc_build_amount(b, name, pc_build_mul(b, pc_build_mul(b, pc_build_mul(b, pc_build_integer(b, 2), x), y), z));
}

static void embeddings(pc_builder *b, expr l, expr d) {
  leaf2(b, "X_word + X_pos", 1, l, d);
}

static void softmax(pc_builder *b, expr m, expr n) {
  leaf2(b, "x - max(x)", 1, m, n);
  leaf2(b, "e^x", 1, m, n);
  leaf2(b, "sum", 1, m, n);
}

static void attention(pc_builder *b, expr n_q, expr n_k, expr d_k, expr d_v) {
  leaf3(b, "Q * K.T", n_q, d_k, n_k);
  leaf2(b, "/ sqrt(d_k)", 1, n_q, n_k);
  leaf2(b, "+ mask", 1, n_q, n_k);
  pc_build_open(b, "Softmax", NULL);
  softmax(b, n_q, n_k);
  pc_build_close(b);
  leaf3(b, "* V", n_q, n_k, d_v);
}

static void multi_head_attention(pc_builder *b, expr n_q, expr n_k, expr d_k, expr d_v, expr d_model, expr n_heads) {
  expr keys = by_formats ? pc_build(b, "%e*%e", d_k, n_heads) : pc_build_mul(b, d_k, n_heads);
  expr values = by_formats ? pc_build(b, "%e*%e", d_v, n_heads) : pc_build_mul(b, d_v, n_heads);
  leaf3(b, "Q * WQ", n_q, d_model, keys);
  leaf3(b, "K * WK", n_k, d_model, keys);
  leaf3(b, "V * WV", n_k, d_model, values);
  pc_build_open(b, "ScaledDotProductAttention", n_heads);
  attention(b, n_q, n_k, d_k, d_v);
  pc_build_close(b);
  leaf3(b, "* WO", n_q, values, d_model);
}

static void feed_forward(pc_builder *b, expr l, expr d_in, expr d_ff, expr d_out) {
  leaf3(b, "* W1", l, d_in, d_ff);
  pc_build_amount(b, "+ b1", d_ff);
  leaf3(b, "* W2", l, d_ff, d_out);
  pc_build_amount(b, "+ b2", d_out);
}

static void layer_norm(pc_builder *b, expr m, expr n) {
  if (by_formats)
    pc_build_leaf(b, "mean(x)", "%e*%e + %e", m, n, n);
  else
    pc_build_amount(b, "mean(x)", pc_build_add(b, pc_build_mul(b, m, n), n));
  pc_build_open(b, "var_x", NULL);
  leaf2(b, "X**2", 1, m, n);
  leaf2(b, "sum", 1, m, n);
  pc_build_amount(b, "/ m", n);
  pc_build_amount(b, "mean_x**2", n);
  pc_build_amount(b, "m - mean_x**2", n);
  pc_build_close(b);
  pc_build_amount(b, "numerator", n);
  if (by_formats)
    pc_build_leaf(b, "denominator", "2*%e", n);
  else
    pc_build_amount(b, "denominator", pc_build_mul(b, pc_build_integer(b, 2), n));
  leaf2(b, "gamma*(numerator/denominator)+beta", 3, m, n);
}

static void block(pc_builder *b, expr l, expr d, expr f, expr h) {
  expr head = by_formats ? pc_build(b, "%e/%e", d, h) : pc_build_div(b, d, h);
  pc_build_open(b, "LayerNorms", pc_build_integer(b, 2));
  layer_norm(b, l, d);
  pc_build_close(b);
  leaf2(b, "ResidualConnections", 2, l, d);
  pc_build_open(b, "MultiHeadAttention", NULL);
  multi_head_attention(b, l, l, head, head, d, h);
  pc_build_close(b);
  pc_build_open(b, "PositionWiseFFN", NULL);
  feed_forward(b, l, d, f, d);
  pc_build_close(b);
}

static void transformer(pc_builder *b) {
  expr l = pc_build_symbol(b, "l", NULL), d = pc_build_symbol(b, "d", NULL), f = pc_build_symbol(b, "f", NULL);
  expr v = pc_build_symbol(b, "v", NULL), n = pc_build_symbol(b, "n", NULL), h = pc_build_symbol(b, "h", NULL);
  pc_build_metric(b, "flops", "FLOPs", NULL, NULL);
  pc_build_open(b, "Embeddings", NULL);
  embeddings(b, l, d);
  pc_build_close(b);
  pc_build_open(b, "LayerNorm_Final", NULL);
  layer_norm(b, l, d);
  pc_build_close(b);
  leaf3(b, "ProjectToVocab", l, d, v);
  pc_build_open(b, "Blocks", n);
  block(b, l, d, f, h);
  pc_build_close(b);
}

static void die(const pc_error *error) {
  char text[3000];
  pc_error_format(error, text, sizeof text);
  fputs(text, stderr);
  exit(1);
}

static void round_once(void) {
  pc_builder *b = pc_builder_new(context);
  pc_error error = PC_ERROR_INIT;
  transformer(b);
  pc_build_total(b, NULL);
  if (pc_builder_status(b, &error) != PC_OK) die(&error);
  pc_builder_free(b);
}

static void print_total(void) {
  pc_builder *b = pc_builder_new(context);
  pc_error error = PC_ERROR_INIT;
  char *text;
  transformer(b);
  expr total = pc_build_total(b, NULL);
  if (pc_builder_status(b, &error) != PC_OK || pc_expr_text(&text, total, PC_SYMPY, &error) != PC_OK) die(&error);
  puts(text);
  pc_text_free(context, text);
  pc_builder_free(b);
}

int main(int argc, char **argv) {
  context = pc_context_new(NULL, NULL);
  by_formats = argc > 1 && strcmp(argv[1], "formats") == 0;
  if (argc > 1 && strcmp(argv[argc - 1], "print") == 0)
    print_total();
  else
    bench_run(round_once);
  pc_context_free(context);
  pc_thread_end();
  return 0;
}
