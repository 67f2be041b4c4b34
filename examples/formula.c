/* Two formulas: substitute, collect, print, evaluate.
 * cc formula.c $(pkg-config --cflags --libs polycost) */
#include <polycost/polycost.h>
#include <stdio.h>

static pc_status print(void *user, const char *text, size_t length, pc_error *error) {
  (void)error;
  return fwrite(text, 1, length, user) == length ? PC_OK : PC_SYSTEM;
}

static pc_status show(const pc_expr *expr, pc_format format, const pc_symbol *collect, pc_error *error) {
  const pc_sink out = { print, stdout };
  pc_status status = pc_expr_write(expr, format, &collect, collect ? 1 : 0, &out, error);
  putchar('\n');
  return status;
}

int main(void) {
  pc_error error = PC_ERROR_INIT;
  pc_context *context = pc_context_new(NULL, NULL);
  if (!context) return PC_SYSTEM;
  const pc_symbol *d = NULL, *f = NULL;
  pc_expr *layer = NULL, *width = NULL, *substituted = NULL, *huge = NULL, *value = NULL;
  pc_status status = pc_expr_parse(&layer, context, "8*d^2 + 4*d*f + 15*d + f", &error);
  if (!status) status = pc_expr_parse(&width, context, "4*d", &error);
  if (!status) status = pc_expr_parse(&huge, context, "2^200", &error);
  if (!status) status = pc_symbol_get(&d, context, "d", &error);
  if (!status) status = pc_symbol_get(&f, context, "f", &error);
  if (!status) status = show(layer, PC_TEXT, d, &error);
  if (!status) status = pc_expr_subs(&substituted, layer, &f, (const pc_expr *const *)&width, 1, &error);
  if (!status) status = show(substituted, PC_TEXT, NULL, &error);
  if (!status) status = show(substituted, PC_LATEX, NULL, &error);
  if (!status) status = pc_expr_subs(&value, substituted, &d, (const pc_expr *const *)&huge, 1, &error);
  if (!status) status = show(value, PC_TEXT, NULL, &error);
  if (status) fprintf(stderr, "%s\n", error.message);
  pc_expr *all[] = { layer, width, substituted, huge, value };
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) pc_expr_unref(all[i]);
  pc_context_free(context);
  return status;
}
