/* Any bytes as an expression: it is read or refused, and what is printed of it reads back as the same expression. */
#include <polycost/polycost.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_back(const pc_expr *expr) {
  pc_context *context = pc_expr_context(expr);
  char *text = NULL;
  if (pc_expr_text(&text, expr, PC_TEXT, NULL) != PC_OK) return;
  pc_expr *again = NULL;
  pc_status status = pc_expr_parse(&again, context, text, NULL);
  if (status != PC_OK && status != PC_LIMIT) abort();
  if (status == PC_OK && !pc_expr_identical(expr, again)) abort();
  pc_expr_unref(again);
  pc_text_free(context, text);
}

static void print(const pc_expr *expr, pc_format format) {
  char *text = NULL;
  if (pc_expr_text(&text, expr, format, NULL) == PC_OK) pc_text_free(pc_expr_context(expr), text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  pc_limits limits = {
    .max_terms = 500, .max_bits = 4000, .max_depth = 60, .max_nodes = 10000, .max_memory = (size_t)1 << 26
  };
  pc_context *context = pc_context_new(&limits, NULL);
  char *text = malloc(size + 1);
  if (!context || !text) abort();
  memcpy(text, data, size);
  text[size] = '\0';
  pc_expr *expr = NULL;
  pc_error error = PC_ERROR_INIT;
  pc_status status = pc_expr_parse(&expr, context, text, &error);
  if (status != error.status) abort();
  if (status == PC_OK) {
    read_back(expr);
    print(expr, PC_LATEX);
    print(expr, PC_SYMPY);
    print(expr, PC_MATHML);
    pc_expr_unref(expr);
  }
  free(text);
  pc_context_free(context);
  return 0;
}
