/* Arithmetic on values: numbers, lists of them, costs, null. */
#include "lang/eval.h"

#include <string.h>

static pc_status combine_numbers(pc_expr **out, char op, const pc_expr *a, const pc_expr *b, pc_error *error) {
  switch (op) {
  case '+': return pc_expr_add(out, a, b, error);
  case '-': return pc_expr_sub(out, a, b, error);
  case '*': return pc_expr_mul(out, a, b, error);
  case '/': return pc_expr_div(out, a, b, error);
  default: return pc_expr_pow(out, a, b, error);
  }
}

static const pc_value *item_of(const pc_value *v, size_t i) {
  if (v->kind != PC_V_LIST) return v;
  return &v->list->items[v->list->n == 1 ? 0 : i];
}

/* Item by item; a single number, or a list of one, stands for all. */
static pc_status combine_lists(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, char op,
                               const pc_value *a, const pc_value *b, pc_error *error) {
  size_t m = a->kind == PC_V_LIST ? a->list->n : 1, n = b->kind == PC_V_LIST ? b->list->n : 1;
  if (m != n && m != 1 && n != 1)
    return pc_fail_at(error, PC_INPUT, scope->source, x->offset, "a list of %zu and one of %zu do not go together", m,
                      n);
  size_t count = m == 1 ? n : m;
  pc_list *list = pc_list_new(ev->ctx, count);
  if (!list) return pc_no_memory(ev->ctx, error);
  pc_value v = { .kind = PC_V_LIST, .list = list };
  for (size_t i = 0; i < count; i++) {
    pc_value item;
    pc_status status = pc_value_combine(&item, ev, scope, x, op, item_of(a, i), item_of(b, i), error);
    if (status) {
      pc_value_clear(ev, &v);
      return status;
    }
    list->items[i] = item;
  }
  *out = v;
  return PC_OK;
}

/* ---- costs ---- */

/* A new counted cost that shares the node, its count and its exceptions, with room for one exception more. */
static pc_counted *counted_copy(pc_context *ctx, const pc_counted *cost) {
  pc_counted *copy = pc_counted_new(ctx, pc_cost_ref(cost->node));
  if (!copy) {
    pc_cost_unref(cost->node);
    return NULL;
  }
  size_t n = cost->repeat.exception_count;
  copy->repeat.count = cost->repeat.count ? pc_expr_ref(cost->repeat.count) : NULL;
  copy->repeat.exceptions = n ? pc_alloc(ctx, n * sizeof copy->repeat.exceptions[0]) : NULL;
  if (n && !copy->repeat.exceptions) {
    pc_expr_unref(copy->repeat.count);
    pc_cost_unref(copy->node);
    pc_free(ctx, copy, sizeof *copy);
    return NULL;
  }
  copy->repeat.exception_count = n;
  for (size_t i = 0; i < n; i++)
    copy->repeat.exceptions[i] =
        (pc_exception) { cost->repeat.exceptions[i].metrics, pc_expr_ref(cost->repeat.exceptions[i].count) };
  return copy;
}

pc_status pc_counted_except(pc_counted **out, pc_evaluator *ev, const pc_counted *cost, pc_metric_set metrics,
                            const pc_expr *count, pc_error *error) {
  pc_counted *copy = counted_copy(ev->ctx, cost);
  if (!copy) return pc_no_memory(ev->ctx, error);
  pc_repeat *r = &copy->repeat;
  size_t size = sizeof r->exceptions[0];
  pc_exception *more = pc_resize(ev->ctx, r->exceptions, r->exception_count * size, (r->exception_count + 1) * size);
  if (!more) {
    pc_value v = { .kind = PC_V_COST, .cost = copy };
    pc_value_clear(ev, &v);
    return pc_no_memory(ev->ctx, error);
  }
  r->exceptions = more;
  for (size_t i = 0; i < r->exception_count; i++) more[i].metrics &= ~metrics;
  more[r->exception_count++] = (pc_exception) { metrics, pc_expr_ref(count) };
  *out = copy;
  return PC_OK;
}

static pc_status node_around(pc_cost **out, pc_evaluator *ev, pc_cost *child, const pc_repeat *repeat,
                             pc_error *error) {
  pc_cost *node;
  pc_status status = pc_cost_new(&node, ev->ctx, error);
  if (status) return status;
  status = pc_cost_put_cost(node, PC_METRIC_ALL, ev->unnamed, NULL, child, repeat, error);
  if (status)
    pc_cost_unref(node);
  else
    *out = node;
  return status;
}

pc_status pc_counted_wrap(pc_counted **out, pc_evaluator *ev, const pc_counted *cost, const pc_repeat *repeat,
                          pc_error *error) {
  bool plain = !cost->repeat.count && !cost->repeat.exception_count;
  pc_cost *inner = NULL, *outer = NULL;
  pc_status status = PC_OK;
  if (plain)
    inner = pc_cost_ref(cost->node);
  else
    status = node_around(&inner, ev, cost->node, &cost->repeat, error);
  if (!status && repeat) {
    status = node_around(&outer, ev, inner, repeat, error);
    pc_cost_unref(inner);
    inner = outer;
  }
  if (status) return status;
  *out = pc_counted_new(ev->ctx, inner);
  if (*out) return PC_OK;
  pc_cost_unref(inner);
  return pc_no_memory(ev->ctx, error);
}

pc_status pc_counted_times(pc_counted **out, pc_evaluator *ev, const pc_expr *count, const pc_counted *cost,
                           pc_error *error) {
  pc_counted *copy;
  if (cost->repeat.exception_count) {
    pc_status status = pc_counted_wrap(&copy, ev, cost, NULL, error);
    if (status) return status;
  } else {
    copy = counted_copy(ev->ctx, cost);
    if (!copy) return pc_no_memory(ev->ctx, error);
  }
  pc_expr *product = NULL;
  pc_status status = PC_OK;
  if (copy->repeat.count)
    status = pc_expr_mul(&product, count, copy->repeat.count, error);
  else
    product = pc_expr_ref(count);
  if (status) {
    pc_value v = { .kind = PC_V_COST, .cost = copy };
    pc_value_clear(ev, &v);
    return status;
  }
  pc_expr_unref(copy->repeat.count);
  copy->repeat.count = product;
  *out = copy;
  return PC_OK;
}

static pc_status combine_cost(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, char op,
                              const pc_value *a, const pc_value *b, pc_error *error) {
  if (op != '*' || a->kind != PC_V_NUMBER || b->kind != PC_V_COST)
    return pc_fail_at(error, PC_INPUT, scope->source, x->offset,
                      "a cost can only be multiplied, by a number on its left ('n * Block(...)')");
  pc_counted *counted;
  pc_status status = pc_counted_times(&counted, ev, a->number, b->cost, error);
  if (!status) *out = (pc_value) { .kind = PC_V_COST, .cost = counted };
  return status;
}

pc_status pc_value_combine(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, char op,
                           const pc_value *a, const pc_value *b, pc_error *error) {
  if (a->kind == PC_V_NUMBER && b->kind == PC_V_NUMBER) {
    pc_expr *number;
    pc_status status = combine_numbers(&number, op, a->number, b->number, error);
    if (status)
      pc_error_place(error, scope->source, x->offset);
    else
      *out = pc_value_number(number);
    return status;
  }
  if (a->kind == PC_V_NULL || b->kind == PC_V_NULL) {
    *out = pc_value_copy(a->kind == PC_V_NULL ? *a : *b);
    return PC_OK;
  }
  if (a->kind == PC_V_COST || b->kind == PC_V_COST) return combine_cost(out, ev, scope, x, op, a, b, error);
  bool fits = (a->kind == PC_V_NUMBER || a->kind == PC_V_LIST) && (b->kind == PC_V_NUMBER || b->kind == PC_V_LIST);
  if (fits) return combine_lists(out, ev, scope, x, op, a, b, error);
  return pc_fail_at(error, PC_INPUT, scope->source, x->offset, "'%c' does not work on %s and %s", op,
                    pc_value_kind_name(a), pc_value_kind_name(b));
}
