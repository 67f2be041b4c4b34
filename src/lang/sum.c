/* sum(i, a, b, X) and sum(x in list, X): in closed form where that is possible, else written out. */
#include "algebra/calculus.h"
#include "lang/config.h"
#include "lang/eval.h"

#include <string.h>

/* The longest range that is written out because its closed form passed a limit. */
enum { WRITTEN_AFTER_LIMIT = 10000 };

/* A sum whose body is evaluated with a symbol for its variable. */
struct pc_binder {
  const pc_symbol *symbol;
  struct pc_binder *outer;
};

typedef struct sum_site {
  pc_evaluator *ev;
  pc_scope *scope;
  const pc_syntax *x;
  const char *name; /* of the variable */
  const pc_syntax *body;
} sum_site;

pc_status pc_eval_for(pc_value *out, pc_evaluator *ev, pc_scope *outer, const char *name, pc_value value,
                      const pc_syntax *body, pc_error *error) {
  pc_status status = pc_evaluator_visit(ev, error);
  pc_scope *scope = status ? NULL : pc_scope_new(ev, outer, outer->source, 1);
  pc_slot *slot = scope ? pc_scope_add(ev, scope, name, PC_SLOT_VALUE) : NULL;
  if (!slot) {
    pc_value_clear(ev, &value);
    if (!status) status = pc_no_memory(ev->ctx, error);
  } else {
    slot->value = value;
    status = pc_eval(out, ev, scope, body, error);
  }
  if (scope) pc_scope_leave(ev, scope);
  return status;
}

static pc_status eval_body(pc_value *out, sum_site at, pc_value value, pc_error *error) {
  return pc_eval_for(out, at.ev, at.scope, at.name, value, at.body, error);
}

/* ---- written out ---- */

typedef struct written {
  pc_cost *node;
  pc_expr **numbers;
  size_t n, capacity;
  bool null;
  pc_value first_null;
} written;

static pc_status add_number(written *w, sum_site at, pc_expr *number, pc_error *error) {
  void *numbers = w->numbers;
  bool room = pc_grow(at.ev->ctx, &numbers, &w->capacity, w->n, sizeof w->numbers[0]);
  w->numbers = numbers;
  if (!room) return pc_no_memory(at.ev->ctx, error);
  w->numbers[w->n++] = pc_expr_ref(number);
  return PC_OK;
}

static pc_status add_node(written *w, sum_site at, int64_t index, const pc_counted *cost, pc_error *error) {
  pc_buffer name = { .ctx = at.ev->ctx };
  pc_buffer_addf(&name, "%lld", (long long)index);
  const char *text = name.failed ? NULL : pc_intern_string(at.ev->ctx, name.text, name.length);
  pc_buffer_clear(&name);
  if (!text) return pc_no_memory(at.ev->ctx, error);
  pc_status status = w->node ? PC_OK : pc_cost_new(&w->node, at.ev->ctx, error);
  bool once = !cost->repeat.count && !cost->repeat.exception_count;
  if (!status)
    status = pc_cost_add_cost(w->node, PC_METRIC_ALL, text, NULL, cost->node, once ? NULL : &cost->repeat, error);
  return status;
}

static pc_status add_item(written *w, sum_site at, int64_t index, pc_value value, pc_error *error) {
  pc_value v;
  pc_status status = eval_body(&v, at, value, error);
  if (status) return status;
  if (v.kind == PC_V_NULL) {
    w->null = true;
    w->first_null = v;
  } else if (v.kind == PC_V_COST && !w->n)
    status = add_node(w, at, index, v.cost, error);
  else if (v.kind == PC_V_NUMBER && !w->node)
    status = add_number(w, at, v.number, error);
  else
    status = pc_fail_at(error, PC_INPUT, at.scope->source, at.body->offset, "a sum adds numbers or costs, not %s%s",
                        pc_value_kind_name(&v), w->n || w->node ? " and others" : "");
  pc_value_clear(at.ev, &v);
  return status;
}

static pc_status finish(pc_value *out, written *w, sum_site at, pc_error *error) {
  if (w->null) {
    *out = w->first_null;
    return PC_OK;
  }
  if (!w->node && at.body->kind == PC_X_BLOCK && !w->n) {
    pc_status status = pc_cost_new(&w->node, at.ev->ctx, error);
    if (status) return status;
  }
  if (!w->node) {
    pc_expr *sum;
    pc_status status = pc_expr_sum(&sum, at.ev->ctx, (const pc_expr *const *)w->numbers, w->n, error);
    if (!status) *out = pc_value_number(sum);
    return status;
  }
  pc_counted *counted = pc_counted_new(at.ev->ctx, w->node);
  if (!counted) return pc_no_memory(at.ev->ctx, error);
  w->node = NULL;
  *out = (pc_value) { .kind = PC_V_COST, .cost = counted };
  return PC_OK;
}

static void written_clear(written *w, pc_evaluator *ev) {
  pc_cost_unref(w->node);
  for (size_t i = 0; i < w->n; i++) pc_expr_unref(w->numbers[i]);
  pc_free(ev->ctx, w->numbers, w->capacity * sizeof w->numbers[0]);
}

static pc_status write_range(pc_value *out, sum_site at, int64_t low, int64_t high, pc_error *error) {
  written w = { 0 };
  pc_status status = PC_OK;
  size_t most = at.ev->ctx->limits.max_nodes;
  if (high >= low && (uint64_t)high - (uint64_t)low >= most)
    return pc_fail_at(error, PC_LIMIT, at.scope->source, at.x->offset,
                      "a sum that has no closed form would be written out in more than --max-nodes %zu terms", most);
  for (int64_t i = low; !status && !w.null && i <= high; i++) {
    pc_expr *number;
    status = pc_expr_integer(&number, at.ev->ctx, i, error);
    if (!status) status = add_item(&w, at, i, pc_value_number(number), error);
  }
  if (!status) status = finish(out, &w, at, error);
  written_clear(&w, at.ev);
  return status;
}

static pc_status write_list(pc_value *out, sum_site at, const pc_value *list, pc_error *error) {
  written w = { 0 };
  pc_status status = PC_OK;
  for (size_t i = 0; !status && !w.null && i < list->list->n; i++)
    status = add_item(&w, at, (int64_t)i, pc_value_copy(list->list->items[i]), error);
  if (!status) status = finish(out, &w, at, error);
  written_clear(&w, at.ev);
  return status;
}

pc_status pc_value_characters(pc_value *list, pc_evaluator *ev, pc_error *error) {
  size_t n = 0, i = 0;
  for (const char *p = list->string; *p; p++) n += (*p & 0xC0) != 0x80;
  pc_list *items = pc_list_new(ev->ctx, n);
  if (!items) return pc_no_memory(ev->ctx, error);
  pc_value v = { .kind = PC_V_LIST, .list = items };
  for (const char *p = list->string, *end; *p; p = end) {
    end = p + 1;
    while ((*end & 0xC0) == 0x80) end++;
    const char *text = pc_intern_string(ev->ctx, p, (size_t)(end - p));
    if (!text) {
      pc_value_clear(ev, &v);
      return pc_no_memory(ev->ctx, error);
    }
    items->items[i++] = (pc_value) { .kind = PC_V_STRING, .string = text };
  }
  *list = v;
  return PC_OK;
}

static pc_status sum_list(pc_value *out, sum_site at, const pc_syntax *items, pc_error *error) {
  pc_value list;
  pc_status status = pc_eval(&list, at.ev, at.scope, items, error);
  if (status) return status;
  if (list.kind == PC_V_NULL) {
    *out = list;
    return PC_OK;
  }
  if (list.kind == PC_V_STRING) status = pc_value_characters(&list, at.ev, error);
  if (!status && list.kind != PC_V_LIST)
    status = pc_fail_at(error, PC_INPUT, at.scope->source, items->offset, "a sum goes over a list, not over %s",
                        pc_value_kind_name(&list));
  if (!status) status = write_list(out, at, &list, error);
  pc_value_clear(at.ev, &list);
  return status;
}

/* ---- closed form ---- */

static bool symbol_taken(const pc_evaluator *ev, const char *name) {
  if (pc_global_find(ev, name)) return true;
  for (const struct pc_binder *b = ev->binders; b; b = b->outer)
    if (!strcmp(pc_symbol_name(b->symbol), name)) return true;
  return false;
}

/* A symbol for the variable: of its name, or with a number behind it where that name is in use. */
static pc_status fresh_symbol(const pc_symbol **out, sum_site at, pc_error *error) {
  pc_context *ctx = at.ev->ctx;
  pc_buffer text = { .ctx = ctx };
  pc_status status = PC_OK;
  for (unsigned k = 1;; k++) {
    text.length = 0;
    if (k == 1)
      pc_buffer_adds(&text, at.name);
    else
      pc_buffer_addf(&text, "%s_%u", at.name, k);
    const char *name = text.failed ? NULL : pc_intern_string(ctx, text.text, text.length);
    if (!name)
      status = pc_no_memory(ctx, error);
    else if (symbol_taken(at.ev, name))
      continue;
    else
      status = pc_symbol_get(out, ctx, name, error);
    break;
  }
  pc_buffer_clear(&text);
  return status;
}

/* Whether every metric of a summed cost has a closed form. */
static pc_status has_totals(sum_site at, const pc_counted *cost, pc_error *error) {
  pc_status status = PC_OK;
  for (unsigned m = 0; !status && m < at.ev->metrics->n; m++) {
    if (at.ev->metric_items[m]->value) continue;
    pc_expr *total;
    status = pc_cost_total(&total, cost->node, at.ev->metrics, m, error);
    if (!status) pc_expr_unref(total);
  }
  return status;
}

static pc_status close_cost(pc_value *out, sum_site at, const pc_symbol *symbol, const pc_value *body, pc_expr *low,
                            pc_expr *high, pc_error *error) {
  pc_expr *bounds[2] = { low, high };
  pc_repeat repeat = { .kind = PC_REPEAT_SUM, .symbols = &symbol, .values = bounds, .n = 1 };
  pc_counted *counted;
  pc_status status = pc_counted_wrap(&counted, at.ev, body->cost, &repeat, error);
  if (status) return status;
  pc_value v = { .kind = PC_V_COST, .cost = counted };
  if (pc_expr_is_number(low) && pc_expr_is_number(high)) status = has_totals(at, counted, error);
  if (status)
    pc_value_clear(at.ev, &v);
  else
    *out = v;
  return status;
}

static pc_status close_value(pc_value *out, sum_site at, const pc_symbol *symbol, const pc_value *body, pc_expr *low,
                             pc_expr *high, pc_error *error) {
  if (body->kind == PC_V_NULL) {
    *out = pc_value_copy(*body);
    return PC_OK;
  }
  if (body->kind == PC_V_COST) return close_cost(out, at, symbol, body, low, high, error);
  if (body->kind != PC_V_NUMBER)
    return pc_fail_at(error, PC_INPUT, at.scope->source, at.body->offset, "a sum adds numbers or costs, not %s",
                      pc_value_kind_name(body));
  pc_expr *sum;
  pc_status status = pc_expr_sum_over(&sum, body->number, symbol, low, high, error);
  if (status)
    pc_error_place(error, at.scope->source, at.x->offset);
  else
    *out = pc_value_number(sum);
  return status;
}

/* What is known of the variable, and was of those that had its name before: costs of theirs are summed later. */
static pc_status assume_variable(sum_site at, const pc_symbol *symbol, const pc_expr *low, pc_error *error) {
  int64_t before, bound;
  if (!pc_symbol_least(&before, symbol) || !pc_expr_to_int64(&bound, low))
    return pc_symbol_assume(at.ev->ctx, symbol, PC_INTEGERS, NULL, error);
  return bound < before ? pc_symbol_assume(at.ev->ctx, symbol, PC_INTEGERS, low, error) : PC_OK;
}

static pc_status close_sum(pc_value *out, sum_site at, pc_expr *low, pc_expr *high, pc_error *error) {
  struct pc_binder binder = { .outer = at.ev->binders };
  pc_value body;
  pc_expr *variable;
  pc_status status = fresh_symbol(&binder.symbol, at, error);
  if (!status) status = assume_variable(at, binder.symbol, low, error);
  if (!status) status = pc_expr_symbol(&variable, at.ev->ctx, binder.symbol, error);
  if (status) return status;
  at.ev->binders = &binder;
  status = eval_body(&body, at, pc_value_number(variable), error);
  at.ev->binders = binder.outer;
  if (status) return status;
  status = close_value(out, at, binder.symbol, &body, low, high, error);
  pc_value_clear(at.ev, &body);
  return status;
}

/* The bounds as whole numbers, where options and numbers decide them. */
static bool plain_bounds(int64_t *a, int64_t *b, sum_site at, const pc_expr *low, const pc_expr *high) {
  pc_expr *l = NULL, *h = NULL;
  bool plain = !pc_decide(&l, at.ev, at.scope, at.x, low, "", NULL) &&
               !pc_decide(&h, at.ev, at.scope, at.x, high, "", NULL) && pc_expr_to_int64(a, l) &&
               pc_expr_to_int64(b, h) && *b < INT64_MAX;
  pc_expr_unref(l);
  pc_expr_unref(h);
  return plain;
}

static pc_status sum_range(pc_value *out, sum_site at, pc_expr *low, pc_expr *high, pc_error *error) {
  pc_error *first = pc_alloc(at.ev->ctx, sizeof *first);
  if (!first) return pc_no_memory(at.ev->ctx, error);
  pc_error_clear(first);
  size_t depth = at.ev->depth;
  pc_status status = close_sum(out, at, low, high, first);
  int64_t a, b;
  bool other_way = status == PC_INPUT || status == PC_LIMIT;
  if (other_way && plain_bounds(&a, &b, at, low, high) && (status == PC_INPUT || b - WRITTEN_AFTER_LIMIT < a)) {
    at.ev->depth = depth;
    status = write_range(out, at, a, b, error);
  } else if (status && error && error->status == PC_OK)
    *error = *first;
  pc_free(at.ev->ctx, first, sizeof *first);
  return status;
}

/* In maps all is known: a sum without whole bounds comes of a value that cannot be right. */
static pc_status check_mapped(sum_site at, const pc_expr *low, const pc_expr *high, pc_error *error) {
  int64_t a, b;
  if (!at.ev->config || !at.ev->config->depth || plain_bounds(&a, &b, at, low, high)) return PC_OK;
  return pc_fail_at(error, PC_INPUT, at.scope->source, at.x->items[3]->offset,
                    "the upper bound is no whole number that can be used");
}

static pc_status fail_shape(sum_site at, pc_error *error) {
  return pc_fail_at(error, PC_INPUT, at.scope->source, at.x->offset,
                    "a sum is written sum(i, a, b, X) or sum(x in list, X)");
}

pc_status pc_eval_sum(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error) {
  sum_site at = { ev, scope, x, NULL, x->items[x->n - 1] };
  for (uint32_t i = 1; i < x->n; i++)
    if (pc_syntax_label(x, i)) return fail_shape(at, error);
  const pc_syntax *first = x->n > 1 ? x->items[1] : x;
  if (x->n == 3 && first->kind == PC_X_COMPARE && first->op == PC_IN && first->items[0]->kind == PC_X_NAME) {
    at.name = first->items[0]->text;
    return sum_list(out, at, first->items[1], error);
  }
  if (x->n != 5 || first->kind != PC_X_NAME) return fail_shape(at, error);
  at.name = first->text;
  pc_expr *low, *high;
  pc_status status = pc_eval_number(&low, ev, scope, x->items[2], "the lower bound", error);
  if (status) return status;
  status = pc_eval_number(&high, ev, scope, x->items[3], "the upper bound", error);
  if (!status) {
    status = check_mapped(at, low, high, error);
    if (!status) status = sum_range(out, at, low, high, error);
    pc_expr_unref(high);
  }
  pc_expr_unref(low);
  return status;
}
