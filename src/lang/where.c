/* X where (NAME = VALUE, ...) and X except METRIC...: COUNT. */
#include "lang/eval.h"

#include <string.h>

/* The symbol that `where` binds under this name. */
static pc_status where_symbol(const pc_symbol **out, pc_evaluator *ev, pc_scope *scope, const pc_word *name,
                              pc_error *error) {
  pc_global *g = pc_global_find(ev, name->text);
  if (!g) {
    pc_nearest near = { .word = name->text };
    for (size_t i = 0; i < ev->global_count; i++) pc_nearest_try(&near, ev->globals[i]->name);
    return pc_fail_unknown(scope, "symbol", name->text, near.best, name->offset, error);
  }
  if (g->structural)
    return pc_fail_at(error, PC_INPUT, scope->source, name->offset,
                      "the option '%s' has shaped the tree, so 'where' cannot change it (bind it on the command line)",
                      name->text);
  *out = g->symbol;
  return PC_OK;
}

/* ---- the bindings, resolved together as those of the command line are ---- */

typedef struct bindings {
  pc_evaluator *ev;
  const pc_symbol **symbols;
  pc_expr **raw;  /* the values as they stand */
  pc_expr **full; /* with the other bindings put in; NULL: not known yet */
  bool *seen;
  size_t n;
} bindings;

static size_t bound_at(const bindings *b, const pc_symbol *symbol) {
  size_t i = 0;
  while (i < b->n && b->symbols[i] != symbol) i++;
  return i;
}

/* Whether the value of binding i leads to the symbol of binding `to`. */
static pc_status leads_to(bool *out, bindings *b, size_t i, size_t to, pc_error *error) {
  *out = i == to;
  if (*out || b->seen[i]) return PC_OK;
  b->seen[i] = true;
  const pc_symbol **symbols;
  size_t n;
  pc_status status = pc_expr_symbols(&symbols, &n, b->raw[i], error);
  if (status) return status;
  for (size_t j = 0; !status && !*out && j < n; j++) {
    size_t next = bound_at(b, symbols[j]);
    if (next < b->n) status = leads_to(out, b, next, to, error);
  }
  pc_symbols_free(b->ev->ctx, symbols, n);
  return status;
}

/* The full value of binding i: a name that would lead in a circle means the symbol itself. */
static pc_status resolve(bindings *b, size_t i, pc_error *error) {
  if (b->full[i]) return PC_OK;
  const pc_symbol **symbols;
  size_t n, count = 0;
  pc_status status = pc_expr_symbols(&symbols, &n, b->raw[i], error);
  if (status) return status;
  const pc_expr **values = pc_alloc(b->ev->ctx, n * sizeof *values);
  if (!values) status = pc_no_memory(b->ev->ctx, error);
  for (size_t j = 0; !status && j < n; j++) {
    size_t other = bound_at(b, symbols[j]);
    bool circle = true;
    if (other == b->n) continue;
    memset(b->seen, 0, b->n * sizeof b->seen[0]);
    status = leads_to(&circle, b, other, i, error);
    if (!status && !circle) status = resolve(b, other, error);
    if (status || circle) continue;
    symbols[count] = symbols[j];
    values[count++] = b->full[other];
  }
  if (!status) status = pc_expr_subs(&b->full[i], b->raw[i], symbols, values, count, error);
  pc_free(b->ev->ctx, values, n * sizeof *values);
  pc_symbols_free(b->ev->ctx, symbols, n);
  return status;
}

static pc_status read_binding(bindings *b, size_t i, pc_scope *scope, const pc_word *name, const pc_syntax *binding,
                              pc_error *error) {
  pc_status status = where_symbol(&b->symbols[i], b->ev, scope, name, error);
  if (status) return status;
  if (bound_at(b, b->symbols[i]) < i)
    return pc_fail_at(error, PC_INPUT, scope->source, name->offset, "'%s' is bound twice", name->text);
  pc_value v;
  status = pc_eval(&v, b->ev, scope, binding, error);
  if (status) return status;
  if (v.kind == PC_V_NUMBER) {
    b->raw[i] = v.number;
    return PC_OK;
  }
  if (v.kind == PC_V_NULL) return pc_fail_null(b->ev, scope, binding, &v, "what 'where' binds", error);
  status = pc_fail_at(error, PC_INPUT, scope->source, binding->offset,
                      "'where' binds numbers, not %s (an option that shapes the tree is bound on the command line)",
                      pc_value_kind_name(&v));
  pc_value_clear(b->ev, &v);
  return status;
}

static pc_status read_bindings(bindings *b, pc_scope *scope, const pc_syntax *x, pc_error *error) {
  pc_context *ctx = b->ev->ctx;
  if (x->n - 1 > ctx->limits.max_depth)
    return pc_fail(error, PC_LIMIT, "'where' binds more than --max-depth %zu symbols", ctx->limits.max_depth);
  b->n = x->n - 1;
  b->symbols = pc_alloc_zero(ctx, b->n * sizeof b->symbols[0]);
  b->raw = pc_alloc_zero(ctx, b->n * sizeof b->raw[0]);
  b->full = pc_alloc_zero(ctx, b->n * sizeof b->full[0]);
  b->seen = pc_alloc_zero(ctx, b->n * sizeof b->seen[0]);
  pc_status status = b->symbols && b->raw && b->full && b->seen ? PC_OK : pc_no_memory(ctx, error);
  for (size_t i = 0; !status && i < b->n; i++)
    status = read_binding(b, i, scope, &x->words[i + 1], x->items[i + 1], error);
  for (size_t i = 0; !status && i < b->n; i++) status = resolve(b, i, error);
  return status;
}

static void bindings_clear(bindings *b) {
  pc_context *ctx = b->ev->ctx;
  for (size_t i = 0; b->raw && i < b->n; i++) pc_expr_unref(b->raw[i]);
  for (size_t i = 0; b->full && i < b->n; i++) pc_expr_unref(b->full[i]);
  pc_free(ctx, b->symbols, b->n * sizeof b->symbols[0]);
  pc_free(ctx, b->raw, b->n * sizeof b->raw[0]);
  pc_free(ctx, b->full, b->n * sizeof b->full[0]);
  pc_free(ctx, b->seen, b->n * sizeof b->seen[0]);
}

/* ---- where ---- */

static pc_status apply(pc_value *out, const bindings *b, pc_scope *scope, const pc_syntax *x, const pc_value *v,
                       pc_error *error) {
  if (v->kind == PC_V_NUMBER) {
    pc_expr *number;
    pc_status status = pc_expr_subs(&number, v->number, b->symbols, (const pc_expr *const *)b->full, b->n, error);
    if (!status) *out = pc_value_number(number);
    return status;
  }
  if (v->kind == PC_V_NULL) {
    *out = pc_value_copy(*v);
    return PC_OK;
  }
  if (v->kind != PC_V_COST)
    return pc_fail_at(error, PC_INPUT, scope->source, x->items[0]->offset,
                      "'where' binds symbols of a number or a cost, not of %s", pc_value_kind_name(v));
  pc_repeat repeat = { .kind = PC_REPEAT_WHERE, .symbols = b->symbols, .values = b->full, .n = b->n };
  pc_counted *counted;
  pc_status status = pc_counted_wrap(&counted, b->ev, v->cost, &repeat, error);
  if (!status) *out = (pc_value) { .kind = PC_V_COST, .cost = counted };
  return status;
}

pc_status pc_eval_where(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error) {
  pc_value v;
  pc_status status = pc_eval(&v, ev, scope, x->items[0], error);
  if (status) return status;
  bindings b = { .ev = ev };
  status = read_bindings(&b, scope, x, error);
  if (!status) status = apply(out, &b, scope, x, &v, error);
  if (status) pc_error_place(error, scope->source, x->items[0]->offset);
  bindings_clear(&b);
  pc_value_clear(ev, &v);
  return status;
}

/* ---- except ---- */

static pc_status metric_words(pc_metric_set *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x,
                              pc_error *error) {
  *out = 0;
  for (uint32_t i = 0; i < x->word_count; i++) {
    int metric = pc_metric_find(ev->metrics, x->words[i].text);
    if (metric < 0) {
      pc_nearest near = { .word = x->words[i].text };
      for (unsigned m = 0; m < ev->metrics->n; m++) pc_nearest_try(&near, ev->metrics->items[m].name);
      return pc_fail_unknown(scope, "metric", x->words[i].text, near.best, x->words[i].offset, error);
    }
    *out |= PC_METRIC((unsigned)metric);
  }
  return PC_OK;
}

pc_status pc_eval_except(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error) {
  pc_metric_set metrics;
  pc_value v;
  pc_expr *count;
  pc_status status = metric_words(&metrics, ev, scope, x, error);
  if (!status) status = pc_eval(&v, ev, scope, x->items[0], error);
  if (status) return status;
  if (v.kind != PC_V_COST)
    status = pc_fail_at(error, PC_INPUT, scope->source, x->items[0]->offset, "'except' follows a cost, not %s",
                        pc_value_kind_name(&v));
  if (!status) status = pc_eval_number(&count, ev, scope, x->items[1], "the multiplicity after 'except'", error);
  if (!status) {
    pc_counted *counted;
    status = pc_counted_except(&counted, ev, v.cost, metrics, count, error);
    if (!status) *out = (pc_value) { .kind = PC_V_COST, .cost = counted };
    pc_expr_unref(count);
  }
  pc_value_clear(ev, &v);
  return status;
}
