/* Values of the cost language: copying, ending, comparing. */
#include "lang/eval.h"

pc_value pc_value_number(pc_expr *number) {
  return (pc_value) { .kind = PC_V_NUMBER, .number = number };
}

pc_value pc_value_unknown(const char *reason) {
  return (pc_value) { .kind = PC_V_NULL, .null = { NULL, reason } };
}

bool pc_value_is_unknown(const pc_value *v) {
  return v->kind == PC_V_NULL && !v->null.source && v->null.key;
}

pc_list *pc_list_new(pc_context *ctx, size_t n) {
  pc_list *list = pc_alloc_zero(ctx, sizeof *list + n * sizeof list->items[0]);
  if (!list) return NULL;
  list->references = 1;
  list->n = n;
  return list;
}

pc_counted *pc_counted_new(pc_context *ctx, pc_cost *node) {
  pc_counted *counted = pc_alloc_zero(ctx, sizeof *counted);
  if (!counted) return NULL;
  counted->references = 1;
  counted->node = node;
  counted->repeat.kind = PC_REPEAT_TIMES;
  return counted;
}

pc_value pc_value_copy(pc_value v) {
  switch (v.kind) {
  case PC_V_NUMBER: pc_expr_ref(v.number); break;
  case PC_V_LIST: v.list->references++; break;
  case PC_V_COST: v.cost->references++; break;
  default: break;
  }
  return v;
}

static void counted_unref(pc_context *ctx, pc_counted *counted) {
  if (--counted->references) return;
  pc_cost_unref(counted->node);
  pc_repeat *r = &counted->repeat;
  pc_expr_unref(r->count);
  for (size_t i = 0; i < r->exception_count; i++) pc_expr_unref(r->exceptions[i].count);
  pc_free(ctx, r->exceptions, r->exception_count * sizeof r->exceptions[0]);
  pc_free(ctx, counted, sizeof *counted);
}

static void list_unref(pc_evaluator *ev, pc_list *list) {
  if (--list->references) return;
  for (size_t i = 0; i < list->n; i++) pc_value_clear(ev, &list->items[i]);
  pc_free(ev->ctx, list, sizeof *list + list->n * sizeof list->items[0]);
}

void pc_value_clear(pc_evaluator *ev, pc_value *v) {
  switch (v->kind) {
  case PC_V_NUMBER: pc_expr_unref(v->number); break;
  case PC_V_LIST: list_unref(ev, v->list); break;
  case PC_V_COST: counted_unref(ev->ctx, v->cost); break;
  default: break;
  }
  *v = (pc_value) { .kind = PC_V_NULL };
}

const char *pc_value_kind_name(const pc_value *v) {
  switch (v->kind) {
  case PC_V_NULL: return "null";
  case PC_V_NUMBER: return "a number";
  case PC_V_STRING: return "a string";
  case PC_V_LIST: return "a list";
  case PC_V_FUNCTION: return "a function or layer that is not called";
  case PC_V_BUILTIN: return "a function that is not called";
  case PC_V_COST: return "a cost";
  case PC_V_TENSOR: return "a tensor";
  case PC_V_MODULE: return "a file";
  case PC_V_OBJECT: return "an object";
  }
  return "nothing";
}

static pc_status lists_equal(bool *out, pc_evaluator *ev, const pc_list *a, const pc_list *b, pc_error *error) {
  *out = a->n == b->n;
  for (size_t i = 0; *out && i < a->n; i++) {
    pc_status status = pc_value_equal(out, ev, &a->items[i], &b->items[i], error);
    if (status) return status;
  }
  return PC_OK;
}

static pc_status numbers_equal(bool *out, pc_evaluator *ev, pc_expr *a, pc_expr *b, pc_error *error) {
  pc_expr *difference = NULL, *number = NULL;
  pc_status status = pc_expr_sub(&difference, a, b, error);
  if (!status) status = pc_decide(&number, ev, NULL, NULL, difference, "the comparison", error);
  if (!status) *out = pc_expr_is_zero(number);
  pc_expr_unref(difference);
  pc_expr_unref(number);
  return status;
}

pc_status pc_value_equal(bool *out, pc_evaluator *ev, const pc_value *a, const pc_value *b, pc_error *error) {
  *out = false;
  if (a->kind != b->kind) return PC_OK;
  switch (a->kind) {
  case PC_V_NULL: *out = true; return PC_OK;
  case PC_V_STRING: *out = a->string == b->string; return PC_OK;
  case PC_V_NUMBER: return numbers_equal(out, ev, a->number, b->number, error);
  case PC_V_LIST: return lists_equal(out, ev, a->list, b->list, error);
  default: return pc_fail(error, PC_INPUT, "%s cannot be compared", pc_value_kind_name(a));
  }
}
