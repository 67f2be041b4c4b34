/* From models to derivations. */
#include "report/derivation.h"
#include "algebra/calculus.h"
#include "report/report.h"

/* ---- memory ---- */

static void clear(pc_derivation *d) {
  for (size_t i = 0; i < d->n; i++) {
    pc_expr_unref(d->parts[i].count);
    pc_expr_unref(d->parts[i].amount);
  }
  for (size_t i = 0; i < d->binding_count; i++) pc_expr_unref(d->bindings[i].value);
  pc_expr_unref(d->total);
  pc_expr_unref(d->value);
}

void pc_derivations_clear(pc_derivations *derivations) {
  for (size_t i = 0; i < derivations->n; i++) clear(&derivations->items[i]);
}

/* ---- bindings ---- */

static const pc_expr *named_value(const pc_model *model, const pc_symbol *symbol) {
  for (size_t i = 0; i < model->named.n; i++)
    if (model->named.symbols[i] == symbol) return model->named.values[i];
  return NULL;
}

/* What is bound by a file: options and defaults, but not what a preset or the command line binds. */
static pc_status make_silent(pc_values *out, pc_report *report, const pc_model *model, pc_error *error) {
  size_t n = model->values.n;
  *out = (pc_values) { .symbols = pc_arena_alloc(&report->arena, n * sizeof *out->symbols),
                       .values = pc_arena_alloc(&report->arena, n * sizeof *out->values) };
  if (!out->symbols || !out->values) return pc_no_memory(report->ctx, error);
  for (size_t i = 0; i < n; i++) {
    if (named_value(model, model->values.symbols[i])) continue;
    out->symbols[out->n] = model->values.symbols[i];
    out->values[out->n++] = model->values.values[i];
  }
  return PC_OK;
}

/* The bindings of the symbols that stand in the total, by name. */
static pc_status add_bindings(pc_derivation *d, pc_report *report, const pc_model *model, pc_error *error) {
  const pc_symbol **symbols = NULL;
  size_t n = 0;
  pc_status status = pc_expr_symbols(&symbols, &n, d->total, error);
  if (status) return status;
  d->bindings = pc_arena_alloc(&report->arena, n * sizeof *d->bindings);
  for (size_t i = 0; i < n && d->bindings; i++) {
    const pc_expr *value = named_value(model, symbols[i]);
    if (value) d->bindings[d->binding_count++] = (pc_derived_binding) { symbols[i], pc_expr_ref(value) };
  }
  pc_symbols_free(report->ctx, symbols, n);
  return d->bindings ? PC_OK : pc_no_memory(report->ctx, error);
}

static pc_status put_bindings(pc_derivation *d, pc_report *report, pc_error *error) {
  const pc_symbol **symbols = pc_arena_alloc(&report->arena, d->binding_count * sizeof *symbols);
  const pc_expr **values = pc_arena_alloc(&report->arena, d->binding_count * sizeof *values);
  if (!symbols || !values) return pc_no_memory(report->ctx, error);
  for (size_t i = 0; i < d->binding_count; i++) {
    symbols[i] = d->bindings[i].symbol;
    values[i] = d->bindings[i].value;
  }
  return pc_expr_subs(&d->value, d->total, symbols, values, d->binding_count, error);
}

/* ---- parts ---- */

static pc_status count_of(pc_expr **out, const pc_tree_node *node, pc_context *ctx, pc_error *error) {
  pc_expr *count = NULL;
  pc_status status = pc_expr_integer(&count, ctx, 1, error);
  for (size_t i = 0; i < node->repeat.n && !status; i++) {
    pc_expr *product = NULL;
    if (node->repeat.parts[i].kind != PC_REPEAT_TIMES) continue;
    status = pc_expr_mul(&product, count, node->repeat.parts[i].values[0], error);
    if (status) break;
    pc_expr_unref(count);
    count = product;
  }
  if (status)
    pc_expr_unref(count);
  else
    *out = count;
  return status;
}

/* Whether the denominator is a number. */
static pc_status is_whole(bool *out, const pc_expr *e, pc_error *error) {
  pc_expr *num = NULL, *den = NULL;
  pc_status status = pc_expr_parts(&num, &den, e, error);
  if (!status) *out = pc_expr_is_number(den);
  pc_expr_unref(num);
  pc_expr_unref(den);
  return status;
}

/* Splits a total into count and amount, where an exception or a sum did not make it something else. */
static pc_status split_total(pc_derived_part *part, const pc_expr *total, pc_expr *count, pc_error *error) {
  pc_expr *amount = NULL;
  bool whole = false;
  pc_status status = pc_expr_div(&amount, total, count, error);
  if (!status) status = is_whole(&whole, amount, error);
  if (!status && whole) {
    part->count = pc_expr_ref(count);
    part->amount = amount;
    return PC_OK;
  }
  pc_expr_unref(amount);
  return status;
}

static pc_status make_part(pc_derived_part *part, const pc_tree_node *node, const pc_expr *total, pc_error *error) {
  pc_expr *count = NULL;
  int64_t number = 0;
  *part = (pc_derived_part) { .name = node->name };
  pc_status status = count_of(&count, node, pc_expr_context(total), error);
  if (status) return status;
  bool once = pc_expr_is_zero(count) || (pc_expr_to_int64(&number, count) && number == 1);
  if (!once) status = split_total(part, total, count, error);
  pc_expr_unref(count);
  if (!status && !part->amount) part->amount = pc_expr_ref(total);
  return status;
}

static pc_status sum_is_total(bool *out, const pc_tree_node *root, size_t metric, const pc_expr *total,
                              pc_error *error) {
  pc_expr *sum = NULL;
  pc_status status = pc_expr_integer(&sum, pc_expr_context(total), 0, error);
  for (size_t i = 0; i < root->n && !status; i++) {
    pc_expr *more = NULL;
    if (!root->children[i].totals[metric]) continue;
    status = pc_expr_add(&more, sum, root->children[i].totals[metric], error);
    if (status) break;
    pc_expr_unref(sum);
    sum = more;
  }
  if (!status) *out = pc_expr_identical(sum, total);
  pc_expr_unref(sum);
  return status;
}

static pc_status add_parts(pc_derivation *d, pc_report *report, const pc_tree_node *root, size_t metric,
                           pc_error *error) {
  bool adds_up = false;
  pc_status status = sum_is_total(&adds_up, root, metric, d->total, error);
  if (status || !adds_up) return status;
  d->parts = pc_arena_alloc(&report->arena, root->n * sizeof *d->parts);
  if (!d->parts) return pc_no_memory(report->ctx, error);
  for (size_t i = 0; i < root->n && !status; i++) {
    const pc_expr *total = root->children[i].totals[metric];
    if (!total) continue;
    status = make_part(&d->parts[d->n], &root->children[i], total, error);
    if (!status && !pc_report_copy(&d->parts[d->n].name, report, root->children[i].name, error))
      status = pc_no_memory(report->ctx, error);
    d->n++;
  }
  return status;
}

/* ---- the whole ---- */

static pc_status derive(pc_derivation *d, pc_report *report, const pc_model *model, const pc_tree *tree, size_t i,
                        pc_error *error) {
  const pc_expr *total = tree->root.totals[i];
  pc_status status = PC_OK;
  if (total)
    d->total = pc_expr_ref(total);
  else
    status = pc_expr_integer(&d->total, report->ctx, 0, error);
  if (!status && tree->additive[i]) status = add_parts(d, report, &tree->root, i, error);
  if (!status) status = add_bindings(d, report, model, error);
  return status ? status : put_bindings(d, report, error);
}

static pc_status derive_all(pc_report *report, const pc_model *model, const unsigned *metrics, size_t n, const char *at,
                            pc_error *error) {
  pc_derivations *all = &report->as.derivations;
  pc_values silent;
  pc_tree *tree = NULL;
  pc_status status = make_silent(&silent, report, model, error);
  if (status) return status;
  const pc_tree_options options = {
    .metrics = metrics, .metric_count = n, .depth = 1, .at = at, .name = model->name, .values = &silent
  };
  status = pc_tree_make(&tree, model->cost, &model->metrics, &options, error);
  for (size_t i = 0; i < n && !status; i++) {
    const pc_metric *metric = &model->metrics.items[metrics[i]];
    pc_derivation *d = &all->items[all->n++];
    *d = (pc_derivation) { 0 };
    if (!pc_report_copy(&d->metric, report, metric->name, error) ||
        !pc_report_copy(&d->title, report, metric->title, error))
      status = pc_no_memory(report->ctx, error);
    if (!status) status = derive(d, report, model, tree, i, error);
  }
  if (tree) pc_tree_free(tree);
  return status;
}

pc_status pc_report_derivation(pc_report **out, const pc_model *model, const pc_formula_options *options,
                               pc_error *error) {
  static const pc_formula_options none = { 0 };
  if (!options) options = &none;
  pc_report *report = NULL;
  unsigned *metrics = NULL;
  size_t n = 0;
  pc_status status = pc_report_new(&report, model->ctx, PC_REPORT_DERIVATION, error);
  if (status) return status;
  pc_derivations *all = &report->as.derivations;
  status = pc_report_metrics(&metrics, &n, report, model, options->metrics, options->metric_count, error);
  if (!status) status = pc_report_shape(&all->shape, report, model, options, error);
  if (!status) {
    all->items = pc_arena_alloc(&report->arena, n * sizeof *all->items);
    status = all->items ? derive_all(report, model, metrics, n, options->at, error) : pc_no_memory(model->ctx, error);
  }
  if (status)
    pc_report_free(report);
  else
    *out = report;
  return status;
}
