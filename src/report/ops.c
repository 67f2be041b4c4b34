/* From models to reports: operations. */
#include "report/ops.h"
#include "lang/operation.h"
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

void pc_ops_clear(pc_ops *ops) {
  pc_expr_unref(ops->total);
  for (size_t i = 0; i < ops->n; i++) pc_expr_unref(ops->rows[i].total);
}

/* ---- the order ---- */

static int by_name(const void *a, const void *b) {
  return strcmp(((const pc_ops_row *)a)->name, ((const pc_ops_row *)b)->name);
}

static int by_total(const void *a, const void *b) {
  const pc_ops_row *x = a, *y = b;
  int order = pc_expr_compare_numbers(y->total, x->total);
  return order ? order : by_name(a, b);
}

static void sort_rows(pc_ops *ops) {
  bool numbers = true;
  for (size_t i = 0; i < ops->n; i++) numbers &= pc_expr_is_number(ops->rows[i].total);
  if (ops->n > 1) qsort(ops->rows, ops->n, sizeof *ops->rows, numbers ? by_total : by_name);
  if (ops->uncounted_count > 1) qsort(ops->uncounted, ops->uncounted_count, sizeof *ops->uncounted, by_name);
}

/* ---- rows ---- */

static pc_status add_row(pc_report *report, const pc_model *model, const pc_census_row *from, pc_error *error) {
  pc_ops *ops = &report->as.ops;
  const pc_values *v = &model->values;
  pc_ops_row *row = &ops->rows[ops->n];
  *row = (pc_ops_row) { .count = from->calls - from->uncounted };
  if (!pc_report_copy(&row->name, report, from->name, error)) return pc_no_memory(report->ctx, error);
  pc_status status = pc_expr_subs(&row->total, from->total, v->symbols, (const pc_expr *const *)v->values, v->n, error);
  ops->n += !status;
  return status;
}

static pc_status take_rows(pc_report *report, const pc_model *model, const pc_census *census, pc_error *error) {
  pc_ops *ops = &report->as.ops;
  ops->rows = pc_arena_alloc(&report->arena, census->n * sizeof *ops->rows);
  if (!ops->rows) return pc_no_memory(report->ctx, error);
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < census->n; i++)
    if (census->rows[i].calls > census->rows[i].uncounted) status = add_row(report, model, &census->rows[i], error);
  return status;
}

static pc_status take_uncounted(pc_report *report, const pc_census *census, pc_error *error) {
  pc_ops *ops = &report->as.ops;
  ops->uncounted = pc_arena_alloc(&report->arena, census->n * sizeof *ops->uncounted);
  if (!ops->uncounted) return pc_no_memory(report->ctx, error);
  for (size_t i = 0; i < census->n; i++) {
    const pc_census_row *from = &census->rows[i];
    if (!from->uncounted) continue;
    pc_ops_row *row = &ops->uncounted[ops->uncounted_count++];
    *row = (pc_ops_row) { .count = from->uncounted };
    bool copied = pc_report_copy(&row->name, report, from->name, error) &&
                  (!from->reason || pc_report_copy(&row->reason, report, from->reason, error));
    if (!copied) return pc_no_memory(report->ctx, error);
  }
  return PC_OK;
}

static pc_status take_warnings(pc_report *report, const pc_graph *graph, pc_error *error) {
  pc_ops *ops = &report->as.ops;
  ops->warnings = pc_arena_alloc(&report->arena, graph->warning_count * sizeof *ops->warnings);
  if (!ops->warnings) return pc_no_memory(report->ctx, error);
  for (size_t i = 0; i < graph->warning_count; i++)
    if (!pc_report_copy(&ops->warnings[ops->warning_count++], report, graph->warnings[i], error))
      return pc_no_memory(report->ctx, error);
  return PC_OK;
}

/* ---- the report ---- */

static pc_census_options census_options(const pc_model *model, pc_census_by by, unsigned metric) {
  unsigned stated = metric;
  while (stated < model->metrics.n && model->metrics.items[stated].derive) stated = stated ? 0 : stated + 1;
  return (pc_census_options) { .by = by,
                               .metric = metric,
                               .stated = PC_METRIC(stated),
                               .metrics = &model->metrics,
                               .price = pc_operations_price,
                               .user = model->operations,
                               .tree = model->graph_tree };
}

/* Rows by what is asked for, uncounted calls always by operation. */
static pc_status count(pc_report *report, const pc_model *model, unsigned metric, pc_census_by by, pc_error *error) {
  pc_census census, operations;
  const pc_census_options wanted = census_options(model, by, metric);
  const pc_census_options plain = census_options(model, PC_BY_OPERATION, metric);
  pc_status status = pc_census_make(&census, model->graph, &wanted, error);
  if (status) return status;
  status = take_rows(report, model, &census, error);
  if (!status && by == PC_BY_OPERATION) status = take_uncounted(report, &census, error);
  pc_census_clear(&census);
  if (status || by == PC_BY_OPERATION) return status;
  status = pc_census_make(&operations, model->graph, &plain, error);
  if (status) return status;
  status = take_uncounted(report, &operations, error);
  pc_census_clear(&operations);
  return status;
}

static pc_status fill(pc_report *report, const pc_model *model, const pc_ops_options *options, pc_error *error) {
  pc_ops *ops = &report->as.ops;
  unsigned metric;
  pc_status status = pc_model_find_metric(&metric, model, options->metric, error);
  if (status) return status;
  const pc_metric *m = &model->metrics.items[metric];
  ops->by = options->by;
  ops->nodes = model->graph->node_count;
  if (!pc_report_copy(&ops->metric, report, m->name, error) || !pc_report_copy(&ops->title, report, m->title, error))
    return pc_no_memory(report->ctx, error);
  status = pc_model_total(&ops->total, model, m->name, NULL, error);
  if (!status) status = count(report, model, metric, (pc_census_by)options->by, error);
  if (!status) status = take_warnings(report, model->graph, error);
  if (!status) sort_rows(ops);
  return status;
}

pc_status pc_report_ops(pc_report **out, const pc_model *model, const pc_ops_options *options, pc_error *error) {
  static const pc_ops_options none = { 0 };
  pc_report *report = NULL;
  if (!model->graph)
    return pc_fail(error, PC_INPUT, "%s is no program: it has no operations (see: polycost tree)", model->name);
  pc_status status = pc_report_new(&report, model->ctx, PC_REPORT_OPS, error);
  if (status) return status;
  status = fill(report, model, options ? options : &none, error);
  if (status)
    pc_report_free(report);
  else
    *out = report;
  return status;
}
