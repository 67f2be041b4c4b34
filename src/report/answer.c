/* From models to reports: formula, eval, tree. */
#include "algebra/algebra.h"
#include "report/report.h"
#include <math.h>
#include <string.h>

/* ---- metrics ---- */

pc_status pc_report_metrics(unsigned **out, size_t *count, pc_report *report, const pc_model *model,
                            const char *const *names, size_t n, pc_error *error) {
  size_t wanted = n ? n : 1;
  unsigned *found = pc_arena_alloc(&report->arena, wanted * sizeof *found);
  if (!found) return pc_no_memory(report->ctx, error);
  for (size_t i = 0; i < wanted; i++) {
    pc_status status = pc_model_find_metric(&found[i], model, n ? names[i] : NULL, error);
    if (status != PC_OK) return status;
    for (size_t j = 0; j < i; j++)
      if (found[j] == found[i]) return pc_fail(error, PC_USAGE, "metric '%s' is wanted twice", names[i]);
  }
  *out = found;
  *count = wanted;
  return PC_OK;
}

/* Names and titles of the metrics; values are still NULL. */
static pc_status name_amounts(pc_amount **out, pc_report *report, const pc_model *model, const unsigned *metrics,
                              size_t n, pc_error *error) {
  pc_amount *items = pc_arena_alloc(&report->arena, n * sizeof *items);
  if (!items) return pc_no_memory(report->ctx, error);
  for (size_t i = 0; i < n; i++) {
    const pc_metric *metric = &model->metrics.items[metrics[i]];
    items[i].value = NULL;
    if (!pc_report_copy(&items[i].metric, report, metric->name, error) ||
        !pc_report_copy(&items[i].title, report, metric->title, error))
      return pc_no_memory(report->ctx, error);
  }
  *out = items;
  return PC_OK;
}

/* The totals of the named metrics (none: the default). */
static pc_status fill_amounts(pc_report *report, const pc_model *model, const char *const *names, size_t n,
                              const char *at, pc_error *error) {
  pc_amounts *amounts = &report->as.amounts;
  unsigned *metrics = NULL;
  size_t count = 0;
  pc_status status = pc_report_metrics(&metrics, &count, report, model, names, n, error);
  if (status == PC_OK) status = name_amounts(&amounts->items, report, model, metrics, count, error);
  if (status != PC_OK) return status;
  amounts->n = count;
  for (size_t i = 0; status == PC_OK && i < count; i++)
    status = pc_model_total(&amounts->items[i].value, model, amounts->items[i].metric, at, error);
  return status;
}

static pc_status finish(pc_report **out, pc_report *report, pc_status status) {
  if (status == PC_OK)
    *out = report;
  else
    pc_report_free(report);
  return status;
}

/* ---- formula ---- */

pc_status pc_report_symbol(const pc_symbol **out, const pc_model *model, const char *name, pc_error *error) {
  pc_nearest nearest = { .word = name };
  *out = pc_model_symbol(model, name, &nearest);
  if (*out) return PC_OK;
  if (!nearest.best) return pc_fail(error, PC_INPUT, "unknown symbol '%s'", name);
  return pc_fail(error, PC_INPUT, "unknown symbol '%s' (did you mean '%s'?)", name, nearest.best);
}

pc_status pc_report_shape(pc_shape *out, pc_report *report, const pc_model *model, const pc_formula_options *options,
                          pc_error *error) {
  const pc_symbol **by = pc_arena_alloc(&report->arena, options->collect_count * sizeof *by);
  if (!by) return pc_no_memory(report->ctx, error);
  for (size_t i = 0; i < options->collect_count; i++) {
    pc_status status = pc_report_symbol(&by[i], model, options->collect[i], error);
    if (status != PC_OK) return status;
    for (size_t j = 0; j < i; j++)
      if (by[j] == by[i]) return pc_fail(error, PC_USAGE, "symbol '%s' is to be collected twice", options->collect[i]);
  }
  *out = (pc_shape) { options->layout, by, options->collect_count };
  return PC_OK;
}

pc_status pc_report_formula(pc_report **out, const pc_model *model, const pc_formula_options *options,
                            pc_error *error) {
  static const pc_formula_options none = { 0 };
  if (!options) options = &none;
  pc_report *report = NULL;
  pc_status status = pc_report_new(&report, model->ctx, PC_REPORT_FORMULA, error);
  if (status != PC_OK) return status;
  status = fill_amounts(report, model, options->metrics, options->metric_count, options->at, error);
  if (status == PC_OK) status = pc_report_shape(&report->as.amounts.shape, report, model, options, error);
  return finish(out, report, status);
}

/* ---- eval ---- */

/* The values as an array, for pc_model_require_numbers. */
static pc_status require_numbers(pc_report *report, const pc_model *model, const pc_amount *items, size_t n,
                                 pc_error *error) {
  pc_expr **values = pc_arena_alloc(&report->arena, n * sizeof *values);
  if (!values) return pc_no_memory(report->ctx, error);
  for (size_t i = 0; i < n; i++) values[i] = items[i].value;
  return pc_model_require_numbers(model, values, n, error);
}

pc_status pc_report_eval(pc_report **out, const pc_model *model, const char *at, const char *const *metrics,
                         size_t metric_count, pc_error *error) {
  pc_report *report = NULL;
  pc_status status = pc_report_new(&report, model->ctx, PC_REPORT_EVAL, error);
  if (status != PC_OK) return status;
  status = fill_amounts(report, model, metrics, metric_count, at, error);
  if (status == PC_OK) status = require_numbers(report, model, report->as.amounts.items, report->as.amounts.n, error);
  return finish(out, report, status);
}

/* ---- tree ---- */

static pc_status copy_bindings(pc_report *report, const pc_values *named, pc_error *error) {
  pc_breakdown *b = &report->as.breakdown;
  b->bindings = pc_arena_alloc(&report->arena, named->n * sizeof *b->bindings);
  if (!b->bindings) return pc_no_memory(report->ctx, error);
  for (size_t i = 0; i < named->n; i++) {
    pc_binding *binding = &b->bindings[i];
    if (!pc_report_copy(&binding->name, report, pc_symbol_name(named->symbols[i]), error))
      return pc_no_memory(report->ctx, error);
    binding->value = pc_expr_ref(named->values[i]);
    b->binding_count++;
  }
  return PC_OK;
}

static pc_status make_tree(pc_report *report, const pc_model *model, const pc_tree_view *view, const unsigned *metrics,
                           pc_error *error) {
  pc_breakdown *b = &report->as.breakdown;
  pc_tree_options options = { .metrics = metrics,
                              .metric_count = b->metric_count,
                              .depth = view->depth,
                              .collapse = view->collapse,
                              .collapse_count = view->collapse_count,
                              .at = view->at,
                              .name = model->name,
                              .values = &model->values };
  pc_status status = pc_tree_make(&b->tree, model->cost, &model->metrics, &options, error);
  if (status != PC_OK) return status;
  for (size_t i = 0; i < b->metric_count; i++)
    if (b->tree->wholes[i]) b->metrics[i].value = pc_expr_ref(b->tree->wholes[i]);
  return PC_OK;
}

/* Shares need bound symbols, a whole that is not 0, and a metric that adds up. */
static pc_status require_shares(pc_report *report, const pc_model *model, pc_error *error) {
  pc_breakdown *b = &report->as.breakdown;
  pc_status status = require_numbers(report, model, b->metrics, b->metric_count, error);
  if (status != PC_OK) return status;
  for (size_t i = 0; i < b->metric_count; i++) {
    if (!b->tree->additive[i])
      return pc_fail(error, PC_INPUT, "metric '%s' does not add up: its parts have no share", b->metrics[i].metric);
    if (pc_expr_is_zero(b->metrics[i].value))
      return pc_fail(error, PC_INPUT, "the total of '%s' is 0: its parts have no share", b->metrics[i].metric);
  }
  return PC_OK;
}

pc_status pc_report_tree(pc_report **out, const pc_model *model, const pc_tree_view *view, pc_error *error) {
  pc_report *report = NULL;
  pc_status status = pc_report_new(&report, model->ctx, PC_REPORT_TREE, error);
  if (status != PC_OK) return status;
  pc_breakdown *b = &report->as.breakdown;
  unsigned *metrics = NULL;
  size_t n = 0;
  b->percent = view->percent;
  status = pc_report_metrics(&metrics, &n, report, model, view->metrics, view->metric_count, error);
  if (status == PC_OK) status = name_amounts(&b->metrics, report, model, metrics, n, error);
  if (status == PC_OK) b->metric_count = n;
  if (status == PC_OK && !pc_report_copy(&b->model, report, model->name, error))
    status = pc_no_memory(report->ctx, error);
  if (status == PC_OK) status = copy_bindings(report, &model->named, error);
  if (status == PC_OK) status = make_tree(report, model, view, metrics, error);
  if (status == PC_OK && view->percent) status = require_shares(report, model, error);
  return finish(out, report, status);
}

bool pc_report_share(double *out, const pc_report *report, const pc_tree_node *node, size_t metric, pc_writer *w) {
  const pc_tree *tree = report->as.breakdown.tree;
  const pc_expr *total = node->totals[metric], *whole = tree->wholes[metric];
  if (!total || !whole || !tree->additive[metric] || w->status != PC_OK) return false;
  if (!pc_expr_is_number(total) || !pc_expr_is_number(whole) || pc_expr_is_zero(whole)) return false;
  pc_expr *share = NULL;
  if (!pc_writer_check(w, pc_expr_div(&share, total, whole, w->error))) return false;
  *out = pc_expr_to_double(share);
  pc_expr_unref(share);
  return isfinite(*out);
}
