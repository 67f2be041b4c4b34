/* Models: what a command's arguments name, evaluated and bound. */
#include "lang/model.h"
#include "algebra/algebra.h"
#include "lang/builder.h"
#include "lang/config.h"
#include "lang/eval.h"
#include "lang/open.h"
#include "lang/operation.h"

#include <stdlib.h>
#include <string.h>

pc_status pc_model_new(pc_model **out, pc_context *ctx, const pc_loader *loader, pc_error *error) {
  pc_model *model = pc_alloc_zero(ctx, sizeof *model);
  pc_evaluator *ev = pc_alloc_zero(ctx, sizeof *ev);
  if (!model || !ev) {
    pc_free(ctx, model, sizeof *model);
    pc_free(ctx, ev, sizeof *ev);
    return pc_no_memory(ctx, error);
  }
  model->ctx = ctx;
  model->arena.ctx = model->facts.ctx = ctx;
  model->evaluator = ev;
  pc_status status = pc_evaluator_init(ev, ctx, loader ? loader : pc_loader_default(), &model->metrics, error);
  if (status)
    pc_model_free(model);
  else
    *out = model;
  return status;
}

void pc_model_set_loader(pc_model *model, const pc_loader *loader) {
  model->evaluator->loader = loader;
}

static void values_clear(pc_context *ctx, pc_values *v, size_t room) {
  for (size_t i = 0; i < v->n; i++) pc_expr_unref(v->values[i]);
  pc_free(ctx, v->symbols, room * sizeof v->symbols[0]);
  pc_free(ctx, v->values, room * sizeof v->values[0]);
}

void pc_model_free(pc_model *model) {
  if (!model) return;
  pc_context *ctx = model->ctx;
  pc_cost_unref(model->cost);
  pc_model_take_back(model);
  pc_builder_release(&model->metrics);
  values_clear(ctx, &model->values, model->room);
  values_clear(ctx, &model->named, model->room);
  pc_graph_tree_free(model->graph_tree);
  pc_operations_free(model->operations);
  pc_graph_free(model->graph);
  pc_evaluator_clear(model->evaluator);
  pc_free(ctx, model->evaluator, sizeof *model->evaluator);
  pc_arena_clear(&model->arena);
  pc_free(ctx, model, sizeof *model);
}

/* ---- derived metrics ---- */

static pc_status derive(void *user, unsigned metric, pc_totals *at, pc_expr **out, pc_error *error) {
  pc_evaluator *ev = user;
  pc_file *file = ev->metric_files[metric];
  pc_scope *scope = pc_scope_new(ev, file->scope, &file->source, ev->metrics->n);
  if (!scope) return pc_no_memory(ev->ctx, error);
  scope->totals = at;
  pc_status status = PC_OK;
  for (unsigned i = 0; !status && i < ev->metrics->n; i++) {
    pc_slot *slot = pc_scope_add(ev, scope, ev->metrics->items[i].name, PC_SLOT_TOTAL);
    if (slot)
      slot->metric = i;
    else
      status = pc_no_memory(ev->ctx, error);
  }
  if (!status) status = pc_eval_number(out, ev, scope, ev->metric_items[metric]->value, "the derived metric", error);
  pc_scope_leave(ev, scope);
  return status;
}

static void derive_metrics(pc_evaluator *ev) {
  for (unsigned i = 0; i < ev->metrics->n; i++) {
    if (!ev->metric_items[i] || !ev->metric_items[i]->value) continue;
    ev->metrics->items[i].derive = derive;
    ev->metrics->items[i].user = ev;
  }
}

/* The main file's metrics first: its first one is the default. */
static pc_status order_metrics(pc_model *model, pc_error *error) {
  pc_evaluator *ev = model->evaluator;
  model->shown = pc_arena_alloc(&model->arena, (model->metrics.n + 1) * sizeof model->shown[0]);
  if (!model->shown) return pc_no_memory(model->ctx, error);
  for (int own = 1; own >= 0; own--)
    for (unsigned i = 0; i < model->metrics.n; i++)
      if ((ev->metric_files[i] == ev->files) == own) model->shown[model->shown_count++] = i;
  return PC_OK;
}

/* ---- what is bound ---- */

static int by_name(const void *a, const void *b) {
  return strcmp((*(pc_global *const *)a)->name, (*(pc_global *const *)b)->name);
}

static pc_status values_room(pc_context *ctx, pc_values *v, size_t room, pc_error *error) {
  v->symbols = pc_alloc(ctx, room * sizeof v->symbols[0]);
  v->values = pc_alloc(ctx, room * sizeof v->values[0]);
  if (v->symbols && v->values) return PC_OK;
  pc_free(ctx, v->symbols, room * sizeof v->symbols[0]);
  pc_free(ctx, v->values, room * sizeof v->values[0]);
  *v = (pc_values) { 0 };
  return pc_no_memory(ctx, error);
}

static void values_add(pc_values *v, const pc_symbol *symbol, pc_expr *value) {
  v->symbols[v->n] = symbol;
  v->values[v->n++] = pc_expr_ref(value);
}

static pc_status collect_value(pc_model *model, pc_global *g, pc_error *error) {
  int top = pc_global_top(g, PC_VIEW_SHOWN);
  if (top < 0) return PC_OK;
  pc_value *raw;
  pc_expr *full;
  pc_status status = pc_definition_value(&raw, model->evaluator, g, (pc_layer)top, error);
  if (status || (g->option && raw->kind != PC_V_NUMBER)) return status;
  status = pc_global_full(&full, model->evaluator, g, PC_VIEW_SHOWN, error);
  if (status || pc_expr_identical(full, g->expr)) return status;
  values_add(&model->values, g->symbol, full);
  if (top > PC_LAYER_DEFAULT) values_add(&model->named, g->symbol, full);
  return PC_OK;
}

static pc_status collect_values(pc_model *model, pc_error *error) {
  pc_evaluator *ev = model->evaluator;
  size_t n = ev->global_count, size = n * sizeof(pc_global *);
  pc_status status = values_room(model->ctx, &model->values, n, error);
  if (status) return status;
  model->room = n;
  status = values_room(model->ctx, &model->named, n, error);
  if (status) return status;
  pc_global **sorted = pc_alloc(model->ctx, size);
  if (!sorted) return pc_no_memory(model->ctx, error);
  if (n) memcpy(sorted, ev->globals, size);
  qsort(sorted, n, sizeof sorted[0], by_name);
  for (size_t i = 0; !status && i < n; i++) status = collect_value(model, sorted[i], error);
  pc_free(model->ctx, sorted, size);
  return status;
}

pc_status pc_model_finish(pc_model *model, pc_error *error) {
  derive_metrics(model->evaluator);
  pc_status status = model->shown ? PC_OK : order_metrics(model, error);
  if (!status) status = collect_values(model, error);
  if (!status) status = pc_model_set_bounds(model, error);
  if (!status) status = pc_assume_check(model->evaluator, error);
  if (!status) status = pc_model_check_facts(model, NULL, error);
  return status;
}

/* ---- questions ---- */

const char *pc_model_name(const pc_model *model) {
  return model->name;
}

const char *pc_model_metric(const pc_model *model, size_t index) {
  return index < model->shown_count ? model->metrics.items[model->shown[index]].name : NULL;
}

const char *pc_model_warning(const pc_model *model, size_t index) {
  return index < model->warning_count ? model->warnings[index] : NULL;
}

const pc_symbol *pc_model_symbol(const pc_model *model, const char *name, pc_nearest *nearest) {
  const pc_evaluator *ev = model->evaluator;
  for (size_t i = 0; i < ev->global_count; i++) {
    if (!strcmp(ev->globals[i]->name, name)) return ev->globals[i]->symbol;
    pc_nearest_try(nearest, ev->globals[i]->name);
  }
  return NULL;
}

bool pc_model_is_plain(const pc_model *model) {
  return model->shown_count == 1 && !strcmp(model->metrics.items[model->shown[0]].name, "value");
}

pc_status pc_model_find_metric(unsigned *out, const pc_model *model, const char *name, pc_error *error) {
  if (!model->shown_count) return pc_fail(error, PC_INPUT, "the model declares no metric");
  if (!name) {
    *out = model->shown[0];
    return PC_OK;
  }
  pc_nearest near = { .word = name };
  for (size_t i = 0; i < model->shown_count; i++) {
    const char *metric = model->metrics.items[model->shown[i]].name;
    *out = model->shown[i];
    if (!strcmp(metric, name)) return PC_OK;
    pc_nearest_try(&near, metric);
  }
  if (near.best) return pc_fail(error, PC_INPUT, "unknown metric '%s' (did you mean '%s'?)", name, near.best);
  return pc_fail(error, PC_INPUT, "unknown metric '%s' (see: polycost info)", name);
}

pc_status pc_model_total_at(pc_expr **out, const pc_model *model, const char *metric, const char *path,
                            const pc_values *values, pc_error *error) {
  unsigned id;
  pc_expr *total, *put = NULL;
  pc_status status = pc_model_find_metric(&id, model, metric, error);
  if (status) return status;
  pc_facts_suspend(model->ctx);
  status = pc_cost_total_at(&total, model->cost, &model->metrics, id, path, error);
  if (!status) {
    status = pc_expr_subs(&put, total, values->symbols, (const pc_expr *const *)values->values, values->n, error);
    pc_expr_unref(total);
  }
  pc_facts_resume(model->ctx);
  if (!status) status = pc_expr_settle(&put, error);
  if (status)
    pc_expr_unref(put);
  else
    *out = put;
  return status;
}

pc_status pc_model_total(pc_expr **out, const pc_model *model, const char *metric, const char *path, pc_error *error) {
  return pc_model_total_at(out, model, metric, path, &model->values, error);
}

pc_status pc_model_value(pc_expr **out, const pc_model *model, const char *metric, const char *path, pc_error *error) {
  pc_expr *total;
  pc_status status = pc_model_total(&total, model, metric, path, error);
  if (status) return status;
  status = pc_model_require_numbers(model, &total, 1, error);
  if (status)
    pc_expr_unref(total);
  else
    *out = total;
  return status;
}

/* ---- unbound symbols ---- */

static bool is_listed(const pc_symbol *const *list, size_t n, const pc_symbol *symbol) {
  for (size_t i = 0; i < n; i++)
    if (list[i] == symbol) return true;
  return false;
}

/* The definition that binds a name to null, or NULL. */
static const pc_definition *null_definition(const pc_evaluator *ev, const char *name) {
  const pc_global *g = pc_global_find(ev, name);
  int top = g ? pc_global_top(g, PC_VIEW_FULL) : -1;
  bool null = top >= 0 && g->definitions[top]->ready && g->definitions[top]->value.kind == PC_V_NULL;
  return null ? g->definitions[top] : NULL;
}

/* A name that no file declares was introduced by a binding, or by a condition on rows, where metrics are names, too,
 * maybe by mistake: what it is near to. */
static const char *meant(const pc_model *model, const char *name, bool metrics) {
  const pc_evaluator *ev = model->evaluator;
  const pc_global *g = pc_global_find(ev, name);
  if (!g || g->item || g->parameter || !ev->files) return NULL;
  pc_nearest near = { .word = name };
  for (size_t i = 0; i < ev->global_count; i++)
    if (ev->globals[i]->item || ev->globals[i]->parameter) pc_nearest_try(&near, ev->globals[i]->name);
  for (size_t i = 0; metrics && i < model->shown_count; i++) pc_nearest_try(&near, pc_model_metric(model, i));
  return near.best;
}

/* The first of the symbols for which the configuration lacks a key. */
static pc_status fail_lacking(const pc_model *model, const pc_symbol *const *symbols, size_t n, pc_error *error) {
  const pc_evaluator *ev = model->evaluator;
  for (size_t i = 0; i < n; i++) {
    const pc_global *g = pc_global_of(ev, symbols[i]);
    const pc_definition *d = g ? null_definition(ev, g->name) : NULL;
    if (!d || !pc_config_has_null(ev, &d->value)) continue;
    size_t line, column;
    pc_source_place(d->scope->source, d->offset, &line, &column);
    return pc_fail_at(error, PC_INPUT, d->value.null.source, d->value.offset, "%s, and '%s' needs it (%s:%zu:%zu)",
                      d->value.null.key, g->name, d->scope->source->name, line, column);
  }
  return PC_OK;
}

static pc_status fail_unbound(const pc_model *model, const pc_symbol *const *symbols, size_t n, bool metrics,
                              pc_error *error) {
  if (model->evaluator->config && fail_lacking(model, symbols, n, error)) return PC_INPUT;
  pc_buffer text = { .ctx = model->ctx };
  for (size_t i = 0; i < n; i++) {
    const char *name = pc_symbol_name(symbols[i]);
    const char *interned = pc_intern_string(model->ctx, name, strlen(name));
    const char *best = interned ? meant(model, interned, metrics) : NULL;
    pc_buffer_addf(&text, "%s'%s'", i ? ", " : "", name);
    if (best) pc_buffer_addf(&text, " (did you mean '%s'?)", best);
    if (interned && null_definition(model->evaluator, interned)) pc_buffer_adds(&text, " (it is bound to null)");
  }
  pc_status status = pc_fail(error, PC_INPUT, "no value for %s", text.failed ? "some symbols" : text.text);
  pc_buffer_clear(&text);
  return status;
}

static int symbols_by_name(const void *a, const void *b) {
  return strcmp(pc_symbol_name(*(const pc_symbol *const *)a), pc_symbol_name(*(const pc_symbol *const *)b));
}

static pc_status add_unbound(const pc_symbol ***all, size_t *n, size_t *capacity, const pc_model *model,
                             const pc_expr *total, pc_error *error) {
  const pc_symbol **symbols;
  size_t count;
  pc_status status = pc_expr_symbols(&symbols, &count, total, error);
  if (status) return status;
  for (size_t i = 0; !status && i < count; i++) {
    if (is_listed(*all, *n, symbols[i])) continue;
    void *items = *all;
    if (!pc_grow(model->ctx, &items, capacity, *n, sizeof **all)) status = pc_no_memory(model->ctx, error);
    *all = items;
    if (!status) (*all)[(*n)++] = symbols[i];
  }
  pc_symbols_free(model->ctx, symbols, count);
  return status;
}

pc_status pc_model_require_bound(const pc_model *model, const pc_expr *const *totals, size_t n,
                                 const pc_symbol *const *varied, size_t varied_count, pc_error *error) {
  const pc_symbol **all = NULL;
  size_t count = 0, capacity = 0, left = 0;
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < n; i++) status = add_unbound(&all, &count, &capacity, model, totals[i], error);
  for (size_t i = 0; i < count; i++)
    if (!is_listed(varied, varied_count, all[i])) all[left++] = all[i];
  if (!status && left) {
    qsort(all, left, sizeof all[0], symbols_by_name);
    status = fail_unbound(model, all, left, varied != NULL, error);
  }
  pc_free(model->ctx, all, capacity * sizeof all[0]);
  return status;
}

pc_status pc_model_require_numbers(const pc_model *model, pc_expr *const *totals, size_t n, pc_error *error) {
  return pc_model_require_bound(model, (const pc_expr *const *)totals, n, NULL, 0, error);
}
