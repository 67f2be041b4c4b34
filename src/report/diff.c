/* From two models to the report of how they differ. */
#include "report/diff.h"
#include "algebra/algebra.h"
#include "report/report.h"
#include <string.h>

/* ---- the metric ---- */

/* A number without a metric is compared with any; otherwise both sides count the same. */
static pc_status choose_metrics(unsigned out[2], const pc_model *const models[2], const char *wanted, pc_error *error) {
  const char *name = wanted;
  for (int i = 0; i < 2 && !name; i++)
    if (!pc_model_is_plain(models[i])) name = pc_model_metric(models[i], 0);
  for (int i = 0; i < 2; i++) {
    pc_status status = pc_model_find_metric(&out[i], models[i], pc_model_is_plain(models[i]) ? NULL : name, error);
    if (status) return status;
  }
  return PC_OK;
}

static const char *metric_name(const pc_model *model, unsigned metric) {
  return model->metrics.items[metric].name;
}

/* ---- the box ---- */

static pc_status fail_range(const char *text, pc_error *error) {
  return pc_fail(error, PC_INPUT, "'%s' is no range: NAME=LOW..HIGH is wanted, two numbers, LOW not above HIGH", text);
}

static pc_status read_bound(pc_expr **out, pc_context *ctx, const char *text, size_t length, const char *range,
                            pc_error *error) {
  const char *copy = pc_intern_string(ctx, text, length);
  if (!copy) return pc_no_memory(ctx, error);
  pc_error here = PC_ERROR_INIT;
  pc_status status = pc_expr_parse(out, ctx, copy, &here);
  if (status == PC_INPUT || (!status && !pc_expr_is_number(*out))) return fail_range(range, error);
  return status ? pc_fail(error, status, "%s", here.message) : PC_OK;
}

static pc_status range_symbol(const pc_symbol **out, const pc_model *const models[2], const char *name,
                              pc_error *error) {
  pc_nearest near = { .word = name };
  *out = pc_model_symbol(models[0], name, &near);
  if (!*out) *out = pc_model_symbol(models[1], name, &near);
  if (*out) return PC_OK;
  if (near.best) return pc_fail(error, PC_INPUT, "unknown symbol '%s' (did you mean '%s'?)", name, near.best);
  return pc_fail(error, PC_INPUT, "unknown symbol '%s'", name);
}

static pc_status read_range(pc_box *box, pc_context *ctx, const pc_model *const models[2], const char *text,
                            pc_error *error) {
  size_t i = box->n++, equals = strcspn(text, "=");
  const char *dots = text[equals] ? strstr(text + equals, "..") : NULL;
  if (!dots) return fail_range(text, error);
  const char *low = text + equals + 1, *name = pc_intern_string(ctx, text, equals);
  if (!name) return pc_no_memory(ctx, error);
  pc_status status = range_symbol(&box->symbols[i], models, name, error);
  for (size_t j = 0; !status && j < i; j++)
    if (box->symbols[j] == box->symbols[i]) status = pc_fail(error, PC_USAGE, "'%s' has two ranges", name);
  if (!status) status = read_bound(&box->low[i], ctx, low, (size_t)(dots - low), text, error);
  if (!status) status = read_bound(&box->high[i], ctx, dots + 2, strlen(dots + 2), text, error);
  if (!status && pc_expr_compare_numbers(box->low[i], box->high[i]) > 0) status = fail_range(text, error);
  return status;
}

static pc_status read_box(pc_report *report, const pc_model *const models[2], const pc_diff_options *o,
                          pc_error *error) {
  pc_box *box = &report->as.difference.box;
  size_t size = o->over_count * sizeof(void *);
  box->symbols = pc_arena_alloc(&report->arena, size);
  box->low = pc_arena_alloc(&report->arena, size);
  box->high = pc_arena_alloc(&report->arena, size);
  if (!box->symbols || !box->low || !box->high) return pc_no_memory(report->ctx, error);
  memset(box->low, 0, size);
  memset(box->high, 0, size);
  pc_status status = PC_OK;
  for (size_t i = 0; i < o->over_count && !status; i++)
    status = read_range(box, report->ctx, models, o->over[i], error);
  return status;
}

/* ---- the comparison ---- */

static pc_status allows(void *user, bool *out, const pc_symbol *const *symbols, pc_expr *const *values, size_t n,
                        pc_error *error) {
  const pc_model *const *models = user;
  const pc_values point = { (const pc_symbol **)symbols, (pc_expr **)values, n };
  pc_status status = pc_model_allows(out, models[0], &point, error);
  return status || !*out ? status : pc_model_allows(out, models[1], &point, error);
}

/* The total as the facts of both models simplify it. */
static pc_status total(pc_expr **out, const pc_model *model, unsigned metric, const char *at, pc_error *error) {
  pc_expr *own;
  pc_status status = pc_model_total(&own, model, metric_name(model, metric), at, error);
  if (status) return status;
  status = pc_expr_renew(out, own, error);
  pc_expr_unref(own);
  return status;
}

static pc_status compare(pc_report *report, const pc_model *const models[2], const unsigned metrics[2], const char *at,
                         const pc_comparison_options *options, pc_error *error) {
  pc_difference *d = &report->as.difference;
  pc_expr *totals[2] = { NULL, NULL };
  pc_status status = PC_OK;
  for (int i = 0; i < 2 && !status; i++) status = total(&totals[i], models[i], metrics[i], at, error);
  if (!status) status = pc_compare(&d->comparison, totals[0], totals[1], options, error);
  pc_expr_unref(totals[0]);
  pc_expr_unref(totals[1]);
  return status;
}

/* ---- the trees ---- */

static pc_status make_tree(pc_tree **out, const pc_model *model, unsigned metric, const char *at, pc_error *error) {
  const pc_tree_options options = {
    .metrics = &metric, .metric_count = 1, .depth = -1, .at = at, .name = model->name, .values = &model->values
  };
  return pc_tree_make(out, model->cost, &model->metrics, &options, error);
}

static pc_status compare_trees(pc_report *report, const pc_model *const models[2], const unsigned metrics[2],
                               const char *at, const pc_comparison_options *options, pc_error *error) {
  pc_tree *trees[2] = { NULL, NULL };
  pc_status status = PC_OK;
  report->as.difference.tree = true;
  for (int i = 0; i < 2 && !status; i++) status = make_tree(&trees[i], models[i], metrics[i], at, error);
  if (!status) status = pc_difference_walk(&report->as.difference, &report->arena, trees[0], trees[1], options, error);
  for (int i = 0; i < 2; i++)
    if (trees[i]) pc_tree_free(trees[i]);
  return status;
}

/* ---- the report ---- */

static pc_status fill(pc_report *report, const pc_model *const models[2], const pc_diff_options *o, pc_error *error) {
  pc_difference *d = &report->as.difference;
  unsigned metrics[2] = { 0, 0 };
  pc_status status = choose_metrics(metrics, models, o->metric, error);
  if (status) return status;
  const char *name = metric_name(models[0], metrics[0]);
  if (pc_model_is_plain(models[0])) name = metric_name(models[1], metrics[1]);
  if (!pc_report_copy(&d->metric, report, name, error) ||
      !pc_report_copy(&d->names[0], report, models[0]->name, error) ||
      !pc_report_copy(&d->names[1], report, models[1]->name, error))
    return pc_no_memory(report->ctx, error);
  if (o->over_count) status = read_box(report, models, o, error);
  bool facts = pc_model_has_facts(models[0]) || pc_model_has_facts(models[1]);
  const pc_comparison_options options = { .box = o->over_count ? &d->box : NULL,
                                          .allows = facts ? allows : NULL,
                                          .user = (void *)models };
  if (!status) status = compare(report, models, metrics, o->at, &options, error);
  if (!status && o->tree) status = compare_trees(report, models, metrics, o->at, &options, error);
  return status;
}

pc_status pc_report_diff(pc_report **out, const pc_model *left, const pc_model *right, const pc_diff_options *options,
                         pc_error *error) {
  static const pc_diff_options none = { 0 };
  const pc_model *models[2] = { left, right };
  pc_report *report = NULL;
  if (left->ctx != right->ctx) return pc_fail(error, PC_USAGE, "two models of different contexts are not compared");
  pc_status status = pc_report_new(&report, left->ctx, PC_REPORT_DIFF, error);
  if (!status) status = fill(report, models, options ? options : &none, error);
  if (status)
    pc_report_free(report);
  else
    *out = report;
  return status;
}

void pc_difference_clear(pc_context *ctx, pc_difference *d) {
  pc_comparison_clear(&d->comparison);
  for (size_t i = 0; i < d->box.n; i++) {
    pc_expr_unref(d->box.low[i]);
    pc_expr_unref(d->box.high[i]);
  }
  for (size_t i = 0; i < d->node_count; i++) {
    pc_expr_unref(d->nodes[i].left);
    pc_expr_unref(d->nodes[i].right);
  }
  pc_free(ctx, d->nodes, d->node_capacity * sizeof *d->nodes);
}
