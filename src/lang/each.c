/* prod(i, a, b, X), prod(x in list, X) and list(...) of both kinds: X for each value of a variable, multiplied or as a
 * list. */
#include "lang/eval.h"

typedef struct each_site {
  pc_evaluator *ev;
  pc_scope *scope;
  const pc_syntax *x;
  const char *name; /* of the variable */
} each_site;

bool pc_binds_variable(const pc_syntax *x) {
  if (x->n == 5) return true;
  return x->n == 3 && x->items[1]->kind == PC_X_COMPARE && x->items[1]->op == PC_IN;
}

/* ---- the values of the variable ---- */

static pc_status bound(int64_t *out, each_site at, const pc_syntax *x, const char *what, pc_error *error) {
  pc_expr *number, *decided = NULL;
  pc_status status = pc_eval_number(&number, at.ev, at.scope, x, what, error);
  if (status) return status;
  status = pc_decide(&decided, at.ev, at.scope, x, number, what, error);
  if (!status && !pc_expr_to_int64(out, decided))
    status = pc_fail_at(error, PC_INPUT, at.scope->source, x->offset, "%s is no whole number that can be used", what);
  pc_expr_unref(number);
  pc_expr_unref(decided);
  return status;
}

static pc_status range(pc_value *out, each_site at, pc_error *error) {
  int64_t low, high;
  size_t most = at.ev->ctx->limits.max_nodes;
  pc_status status = bound(&low, at, at.x->items[2], "the lower bound", error);
  if (!status) status = bound(&high, at, at.x->items[3], "the upper bound", error);
  if (status) return status;
  if (high >= low && (uint64_t)high - (uint64_t)low >= most)
    return pc_fail_at(error, PC_LIMIT, at.scope->source, at.x->offset, "a range of more than --max-nodes %zu", most);
  size_t n = high < low ? 0 : (size_t)((uint64_t)high - (uint64_t)low) + 1;
  pc_list *list = pc_list_new(at.ev->ctx, n);
  if (!list) return pc_no_memory(at.ev->ctx, error);
  pc_value v = { .kind = PC_V_LIST, .list = list };
  for (size_t i = 0; !status && i < n; i++) {
    pc_expr *number;
    status = pc_expr_integer(&number, at.ev->ctx, low + (int64_t)i, error);
    if (!status) list->items[i] = pc_value_number(number);
  }
  if (status)
    pc_value_clear(at.ev, &v);
  else
    *out = v;
  return status;
}

/* Null stays null. */
static pc_status items(pc_value *out, each_site at, const pc_syntax *x, pc_error *error) {
  pc_value list;
  pc_status status = pc_eval(&list, at.ev, at.scope, x, error);
  if (!status && list.kind == PC_V_STRING) status = pc_value_characters(&list, at.ev, error);
  if (status) return status;
  if (list.kind == PC_V_LIST || list.kind == PC_V_NULL) {
    *out = list;
    return PC_OK;
  }
  status = pc_fail_at(error, PC_INPUT, at.scope->source, x->offset, "%s goes over a list, not over %s",
                      at.x->items[0]->text, pc_value_kind_name(&list));
  pc_value_clear(at.ev, &list);
  return status;
}

/* ---- X for each ---- */

static pc_status evaluate(pc_value *out, each_site at, const pc_value *values, pc_error *error) {
  const pc_syntax *body = at.x->items[at.x->n - 1];
  pc_list *list = pc_list_new(at.ev->ctx, values->list->n);
  if (!list) return pc_no_memory(at.ev->ctx, error);
  pc_value v = { .kind = PC_V_LIST, .list = list };
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < list->n; i++) {
    pc_value item;
    status = pc_eval_for(&item, at.ev, at.scope, at.name, pc_value_copy(values->list->items[i]), body, error);
    if (!status) list->items[i] = item;
  }
  if (status)
    pc_value_clear(at.ev, &v);
  else
    *out = v;
  return status;
}

static pc_status fail_shape(each_site at, pc_error *error) {
  return pc_fail_at(error, PC_INPUT, at.scope->source, at.x->offset,
                    "this is written %s(i, a, b, X) or %s(x in list, X)", at.x->items[0]->text, at.x->items[0]->text);
}

pc_status pc_eval_each(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error) {
  each_site at = { ev, scope, x, NULL };
  if (!pc_binds_variable(x)) return fail_shape(at, error);
  const pc_syntax *first = x->items[1], *name = x->n == 5 ? first : first->items[0];
  for (uint32_t i = 1; i < x->n; i++)
    if (pc_syntax_label(x, i)) name = x;
  if (name->kind != PC_X_NAME) return fail_shape(at, error);
  at.name = name->text;
  pc_value values;
  pc_status status = x->n == 5 ? range(&values, at, error) : items(&values, at, first->items[1], error);
  if (status) return status;
  if (values.kind == PC_V_NULL) {
    *out = values;
    return PC_OK;
  }
  status = evaluate(out, at, &values, error);
  pc_value_clear(ev, &values);
  return status;
}
