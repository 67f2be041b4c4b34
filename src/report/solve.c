/* From a model to the report of where its total meets another amount. */
#include "report/report.h"

static pc_status fail_which(const pc_model *model, const pc_symbol *const *symbols, size_t n, pc_error *error) {
  pc_buffer text = { .ctx = model->ctx };
  for (size_t i = 0; i < n; i++) pc_buffer_addf(&text, "%s'%s'", i ? ", " : "", pc_symbol_name(symbols[i]));
  pc_status status = text.failed ? pc_no_memory(model->ctx, error)
                                 : pc_fail(error, PC_USAGE, "which symbol is wanted? (--for one of %s)", text.text);
  pc_buffer_clear(&text);
  return status;
}

/* The only symbol that is free. */
static pc_status only_symbol(const pc_symbol **out, const pc_model *model, const pc_expr *left, const pc_expr *right,
                             pc_error *error) {
  const pc_symbol **symbols = NULL;
  size_t n = 0;
  pc_expr *difference = NULL;
  pc_status status = pc_expr_sub(&difference, left, right, error);
  if (!status) status = pc_expr_symbols(&symbols, &n, difference, error);
  pc_expr_unref(difference);
  if (status) return status;
  if (n == 1)
    *out = symbols[0];
  else if (n == 0)
    status = pc_fail(error, PC_INPUT, "no symbol is free to be solved for");
  else
    status = fail_which(model, symbols, n, error);
  pc_symbols_free(model->ctx, symbols, n);
  return status;
}

static pc_status require_free(const pc_model *model, const pc_symbol *symbol, pc_error *error) {
  for (size_t i = 0; i < model->values.n; i++)
    if (model->values.symbols[i] == symbol)
      return pc_fail(error, PC_INPUT, "'%s' has a value: only what is free can be solved for", pc_symbol_name(symbol));
  return PC_OK;
}

static pc_status find_symbol(const pc_symbol **out, const pc_model *model, const char *name, const pc_expr *left,
                             const pc_expr *right, pc_error *error) {
  if (!name) return only_symbol(out, model, left, right, error);
  pc_status status = pc_report_symbol(out, model, name, error);
  return status ? status : require_free(model, *out, error);
}

static pc_status find_other(pc_expr **out, const pc_model *model, const char *metric, const pc_solve_options *o,
                            pc_error *error) {
  if (!o->other == !o->other_at) return pc_fail(error, PC_USAGE, "one other side is wanted: an expression or a node");
  if (o->other_at) return pc_model_total(out, model, metric, o->other_at, error);
  return pc_model_expression(out, model, o->other, error);
}

static pc_status fill(pc_report *report, const pc_model *model, const pc_solve_options *o, pc_error *error) {
  pc_solving *s = &report->as.solving;
  pc_expr *left = NULL, *right = NULL;
  const pc_symbol *symbol = NULL;
  pc_facts facts = { .ctx = model->ctx };
  unsigned metric;
  pc_status status = pc_model_find_metric(&metric, model, o->metric, error);
  if (status) return status;
  const char *name = model->metrics.items[metric].name;
  if (!pc_report_copy(&s->metric, report, name, error) || (o->at && !pc_report_copy(&s->at, report, o->at, error)) ||
      (o->other_at && !pc_report_copy(&s->other_at, report, o->other_at, error)))
    return pc_no_memory(model->ctx, error);
  status = pc_model_total(&left, model, name, o->at, error);
  if (!status) status = find_other(&right, model, name, o, error);
  if (!status) status = find_symbol(&symbol, model, o->symbol, left, right, error);
  if (!status) status = pc_model_facts(&facts, model, error);
  if (!status) status = pc_solve(&s->solution, left, right, symbol, o->relation, &facts, error);
  pc_facts_clear(&facts);
  pc_expr_unref(left);
  pc_expr_unref(right);
  return status;
}

pc_status pc_report_solve(pc_report **out, const pc_model *model, const pc_solve_options *options, pc_error *error) {
  pc_report *report;
  pc_status status = pc_report_new(&report, model->ctx, PC_REPORT_SOLVE, error);
  if (status) return status;
  status = fill(report, model, options, error);
  if (status)
    pc_report_free(report);
  else
    *out = report;
  return status;
}
