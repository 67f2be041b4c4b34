/* Derived metrics whose formula is a text over the names of metrics. */
#include "lang/formula.h"

struct pc_formula {
  size_t references;
  pc_context *ctx;
  pc_expr *expr;
  const pc_symbol **symbols;
  size_t n;
};

pc_status pc_formula_new(pc_formula **out, pc_context *ctx, const char *text, pc_error *error) {
  pc_formula *formula = pc_alloc_zero(ctx, sizeof *formula);
  if (!formula) return pc_no_memory(ctx, error);
  formula->references = 1;
  formula->ctx = ctx;
  pc_status status = pc_expr_parse(&formula->expr, ctx, text, error);
  if (status == PC_OK) status = pc_expr_symbols(&formula->symbols, &formula->n, formula->expr, error);
  if (status == PC_OK)
    *out = formula;
  else
    pc_formula_unref(formula);
  return status;
}

pc_formula *pc_formula_ref(pc_formula *formula) {
  formula->references++;
  return formula;
}

void pc_formula_unref(pc_formula *formula) {
  if (!formula || --formula->references) return;
  if (formula->symbols) pc_symbols_free(formula->ctx, formula->symbols, formula->n);
  pc_expr_unref(formula->expr);
  pc_free(formula->ctx, formula, sizeof *formula);
}

/* Metrics among the symbols, and their totals. */
static pc_status get_totals(const pc_symbol **symbols, pc_expr **totals, size_t *n, const pc_formula *formula,
                            pc_totals *at, pc_error *error) {
  for (size_t i = 0; i < formula->n; i++) {
    int metric = pc_metric_find(pc_totals_metrics(at), pc_symbol_name(formula->symbols[i]));
    if (metric < 0) continue;
    pc_status status = pc_totals_get(at, (unsigned)metric, &totals[*n], error);
    if (status != PC_OK) return status;
    symbols[(*n)++] = formula->symbols[i];
  }
  return PC_OK;
}

pc_status pc_formula_derive(void *user, unsigned metric, pc_totals *at, pc_expr **out, pc_error *error) {
  const pc_formula *formula = user;
  const pc_symbol *symbols[PC_METRIC_MAX];
  pc_expr *totals[PC_METRIC_MAX];
  size_t n = 0;
  (void)metric;
  pc_status status = get_totals(symbols, totals, &n, formula, at, error);
  if (status == PC_OK) status = pc_expr_subs(out, formula->expr, symbols, (const pc_expr *const *)totals, n, error);
  for (size_t i = 0; i < n; i++) pc_expr_unref(totals[i]);
  return status;
}
