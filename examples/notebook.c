/* The classes of the notebook as functions: the cost of a transformer, built in C.
 * cc notebook.c $(pkg-config --cflags --libs polycost) */
#include <polycost/polycost.h>
#include <stdio.h>

typedef const pc_expr *expr;

static pc_status print(void *user, const char *text, size_t length, pc_error *error) {
  (void)error;
  return fwrite(text, 1, length, user) == length ? PC_OK : PC_SYSTEM;
}

static void embeddings(pc_builder *b, expr l, expr d_model) {
  pc_build_leaf(b, "X_word + X_pos", "%e*%e", l, d_model);
}

static void softmax(pc_builder *b, expr m, expr n) {
  pc_build_leaf(b, "x - max(x)", "%e*%e", m, n);
  pc_build_leaf(b, "e^x", "%e*%e", m, n);
  pc_build_leaf(b, "sum", "%e*%e", m, n);
}

static void scaled_dot_product_attention(pc_builder *b, expr n_q, expr n_k, expr d_k, expr d_v) {
  pc_build_leaf(b, "Q * K.T", "2*%e*%e*%e", n_q, d_k, n_k);
  pc_build_leaf(b, "/ sqrt(d_k)", "%e*%e", n_q, n_k);
  pc_build_leaf(b, "+ mask", "%e*%e", n_q, n_k);
  pc_build_open(b, "Softmax", NULL);
  softmax(b, n_q, n_k);
  pc_build_close(b);
  pc_build_leaf(b, "* V", "2*%e*%e*%e", n_q, n_k, d_v);
}

static void multi_head_attention(pc_builder *b, expr n_q, expr n_k, expr d_k, expr d_v, expr d_model, expr n_heads) {
  pc_build_leaf(b, "Q * WQ", "2*%e*%e*(%e*%e)", n_q, d_model, d_k, n_heads);
  pc_build_leaf(b, "K * WK", "2*%e*%e*(%e*%e)", n_k, d_model, d_k, n_heads);
  pc_build_leaf(b, "V * WV", "2*%e*%e*(%e*%e)", n_k, d_model, d_v, n_heads);
  pc_build_open(b, "ScaledDotProductAttention", n_heads);
  scaled_dot_product_attention(b, n_q, n_k, d_k, d_v);
  pc_build_close(b);
  pc_build_leaf(b, "* WO", "2*%e*(%e*%e)*%e", n_q, d_v, n_heads, d_model);
}

static void position_wise_ffn(pc_builder *b, expr l, expr d_in, expr d_ff, expr d_out) {
  pc_build_leaf(b, "* W1", "2*%e*%e*%e", l, d_in, d_ff);
  pc_build_amount(b, "+ b1", d_ff);
  pc_build_leaf(b, "* W2", "2*%e*%e*%e", l, d_ff, d_out);
  pc_build_amount(b, "+ b2", d_out);
}

static void layer_norm(pc_builder *b, expr m, expr n) {
  pc_build_leaf(b, "mean(x)", "%e*%e + %e", m, n, n);
  pc_build_open(b, "var_x", NULL);
  pc_build_leaf(b, "X**2", "%e*%e", m, n);
  pc_build_leaf(b, "sum", "%e*%e", m, n);
  pc_build_amount(b, "/ m", n);
  pc_build_amount(b, "mean_x**2", n);
  pc_build_amount(b, "m - mean_x**2", n);
  pc_build_close(b);
  pc_build_amount(b, "numerator", n);
  pc_build_leaf(b, "denominator", "2*%e", n);
  pc_build_leaf(b, "gamma*(numerator/denominator)+beta", "3*%e*%e", m, n);
}

static void block(pc_builder *b, expr l, expr d_model, expr d_ff, expr n_heads) {
  expr d_head = pc_build_div(b, d_model, n_heads);
  pc_build_open(b, "LayerNorms", pc_build_integer(b, 2));
  layer_norm(b, l, d_model);
  pc_build_close(b);
  pc_build_leaf(b, "ResidualConnections", "2*%e*%e", l, d_model);
  pc_build_open(b, "MultiHeadAttention", NULL);
  multi_head_attention(b, l, l, d_head, d_head, d_model, n_heads);
  pc_build_close(b);
  pc_build_open(b, "PositionWiseFFN", NULL);
  position_wise_ffn(b, l, d_model, d_ff, d_model);
  pc_build_close(b);
}

static void transformer(pc_builder *b, expr l, expr d_model, expr d_ff, expr n_vocab, expr n_layers, expr n_heads) {
  pc_build_open(b, "Embeddings", NULL);
  embeddings(b, l, d_model);
  pc_build_close(b);
  pc_build_open(b, "LayerNorm_Final", NULL);
  layer_norm(b, l, d_model);
  pc_build_close(b);
  pc_build_leaf(b, "ProjectToVocab", "2*%e*%e*%e", l, d_model, n_vocab);
  pc_build_open(b, "Blocks", n_layers);
  block(b, l, d_model, d_ff, n_heads);
  pc_build_close(b);
}

/* The total in the notebook's symbols, with d, f, ... put for them, and that collected by l. */
static pc_status show_formulas(pc_builder *b, pc_error *error) {
  static const char *const from[] = { "d_model", "d_ff", "n_vocab", "n_layers", "n_heads" };
  static const char *const to[] = { "d", "f", "v", "n", "h" };
  const pc_sink out = { print, stdout };
  const pc_symbol *symbols[5], *l;
  const pc_expr *values[5], *flops = pc_build_total(b, NULL);
  pc_expr *shorter;
  pc_status status = pc_builder_status(b, error);
  for (size_t i = 0; i < 5 && status == PC_OK; i++) {
    values[i] = pc_build_symbol(b, to[i], NULL);
    status = pc_symbol_get(&symbols[i], pc_expr_context(flops), from[i], error);
  }
  if (status == PC_OK) status = pc_builder_status(b, error);
  if (status == PC_OK) status = pc_symbol_get(&l, pc_expr_context(flops), "l", error);
  if (status == PC_OK) status = pc_expr_write(flops, PC_TEXT, NULL, 0, &out, error);
  if (status == PC_OK) status = pc_expr_subs(&shorter, flops, symbols, values, 5, error);
  if (status != PC_OK) return status;
  printf("\n\n");
  status = pc_expr_write(shorter, PC_TEXT, NULL, 0, &out, error);
  printf("\n\n");
  if (status == PC_OK) status = pc_expr_write(shorter, PC_TEXT, &l, 1, &out, error);
  printf("\n\n");
  pc_expr_unref(shorter);
  return status;
}

/* The count for the notebook's configuration, and where it goes. */
static pc_status show_small(pc_builder *b, pc_error *error) {
  static const char *const small[] = {
    "l=512", "d_model=512", "d_ff=4096", "n_vocab=30000", "n_layers=6", "n_heads=8"
  };
  const pc_sink out = { print, stdout };
  const pc_style style = { .width = 100 };
  const pc_tree_view view = { .depth = -1, .percent = true };
  pc_model *model;
  pc_report *count = NULL, *tree = NULL;
  pc_status status = pc_model_build(&model, b, "Transformer", small, 6, error);
  if (status != PC_OK) return status;
  status = pc_report_eval(&count, model, NULL, NULL, 0, error);
  if (status == PC_OK) status = pc_report_write(count, PC_TEXT, &style, &out, error);
  if (status == PC_OK) status = pc_report_tree(&tree, model, &view, error);
  printf("\n");
  if (status == PC_OK) status = pc_report_write(tree, PC_TEXT, &style, &out, error);
  pc_report_free(count);
  pc_report_free(tree);
  pc_model_free(model);
  return status;
}

int main(void) {
  char text[4096];
  pc_error error = PC_ERROR_INIT;
  pc_context *context = pc_context_new(NULL, NULL);
  pc_builder *b = context ? pc_builder_new(context) : NULL;
  if (!b) return PC_SYSTEM;
  expr l = pc_build_symbol(b, "l", NULL);
  expr d_model = pc_build_symbol(b, "d_model", "d_{model}");
  expr d_ff = pc_build_symbol(b, "d_ff", "d_{ff}");
  expr n_vocab = pc_build_symbol(b, "n_vocab", "n_{vocab}");
  expr n_layers = pc_build_symbol(b, "n_layers", "n_{layers}");
  expr n_heads = pc_build_symbol(b, "n_heads", "n_{heads}");
  transformer(b, l, d_model, d_ff, n_vocab, n_layers, n_heads);
  pc_status status = show_formulas(b, &error);
  if (status == PC_OK) status = show_small(b, &error);
  if (status != PC_OK) {
    pc_error_format(&error, text, sizeof text);
    fputs(text, stderr);
  }
  pc_builder_free(b);
  pc_context_free(context);
  return status;
}
