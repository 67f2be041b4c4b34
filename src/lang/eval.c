/* Evaluating expressions of the cost language. */
#include "algebra/algebra.h"
#include "lang/config.h"

#include <string.h>

enum { DEPTH_MAX = 8000 };

/* ---- numbers and conditions ---- */

void pc_note_unknown(pc_evaluator *ev, pc_metric_set metrics, const pc_value *unknown) {
  if (!ev->unknown) ev->reason = unknown->null.key;
  ev->unknown |= metrics;
}

pc_status pc_fail_null(pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, const pc_value *null, const char *what,
                       pc_error *error) {
  if (pc_value_is_unknown(null)) pc_note_unknown(ev, PC_METRIC_ALL, null);
  const pc_source *source = scope ? scope->source : NULL;
  if (pc_config_has_null(ev, null)) {
    size_t line, column;
    pc_source_place(null->null.source, null->offset, &line, &column);
    return pc_fail_at(error, PC_INPUT, source, x->offset, "%s is null: %s (%s:%zu:%zu)", what, null->null.key,
                      null->null.source->name, line, column);
  }
  if (null->null.key) return pc_fail_at(error, PC_INPUT, source, x->offset, "%s is null: %s", what, null->null.key);
  size_t line = 1;
  for (size_t i = 0; null->null.source && i < null->offset; i++) line += null->null.source->text[i] == '\n';
  return pc_fail_at(error, PC_INPUT, source, x->offset, "%s is null (from line %zu of %s)", what, line,
                    null->null.source ? null->null.source->name : "the model");
}

static const char *kind_read(const pc_evaluator *ev, const pc_value *v) {
  bool read = ev->config && ev->config->depth && ev->config->last.key;
  return read ? pc_config_kind_name(ev, v, ev->config->last.offset) : pc_value_kind_name(v);
}

static pc_status need_number(pc_expr **out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_value *v,
                             const char *what, pc_error *error) {
  if (v->kind == PC_V_NUMBER) {
    *out = v->number;
    return PC_OK;
  }
  pc_status status = v->kind == PC_V_NULL ? pc_fail_null(ev, scope, x, v, what, error)
                                          : pc_fail_at(error, PC_INPUT, scope->source, x->offset,
                                                       "%s is %s, not a number", what, kind_read(ev, v));
  pc_value_clear(ev, v);
  return status;
}

pc_status pc_eval_number(pc_expr **out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, const char *what,
                         pc_error *error) {
  pc_value v;
  pc_status status = pc_eval(&v, ev, scope, x, error);
  return status ? status : need_number(out, ev, scope, x, &v, what, error);
}

/* The values of the options that stand in `number`, all put in; in a map those of symbols, too. */
static pc_status put_options(pc_expr **out, pc_evaluator *ev, const pc_expr *number, const pc_symbol **symbols,
                             size_t n, pc_error *error) {
  const pc_expr **values = pc_alloc(ev->ctx, n * sizeof *values);
  if (!values) return pc_no_memory(ev->ctx, error);
  pc_status status = PC_OK;
  size_t count = 0;
  for (size_t i = 0; !status && i < n; i++) {
    pc_global *g = pc_global_of(ev, symbols[i]);
    bool mapped = ev->config && ev->config->depth;
    if (!g || (!g->option && !mapped)) continue;
    g->structural = g->option;
    pc_expr *full;
    status = pc_global_full(&full, ev, g, PC_VIEW_FULL, error);
    symbols[count] = symbols[i];
    values[count++] = full;
  }
  if (!status) status = pc_expr_subs(out, number, symbols, values, count, error);
  pc_free(ev->ctx, values, n * sizeof *values);
  return status;
}

static pc_status fail_undecided(pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, const pc_expr *number,
                                const char *what, pc_error *error) {
  const pc_symbol **symbols;
  size_t n;
  pc_status status = pc_expr_symbols(&symbols, &n, number, error);
  if (status) return status;
  status = pc_fail_at(error, PC_INPUT, scope ? scope->source : NULL, x ? x->offset : 0,
                      "%s depends on the symbol '%s' (it is decided when the tree is built: use an option or a number)",
                      what, pc_symbol_name(symbols[0]));
  pc_symbols_free(ev->ctx, symbols, n);
  return status;
}

pc_status pc_decide(pc_expr **out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, const pc_expr *number,
                    const char *what, pc_error *error) {
  if (pc_expr_is_number(number)) {
    *out = pc_expr_ref(number);
    return PC_OK;
  }
  const pc_symbol **symbols;
  size_t n;
  pc_expr *decided = NULL;
  pc_status status = pc_expr_symbols(&symbols, &n, number, error);
  if (status) return status;
  status = put_options(&decided, ev, number, symbols, n, error);
  pc_symbols_free(ev->ctx, symbols, n);
  if (!status && !pc_expr_is_number(decided)) status = fail_undecided(ev, scope, x, decided, what, error);
  if (status)
    pc_expr_unref(decided);
  else
    *out = decided;
  return status;
}

static pc_status is_true(bool *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, const char *what,
                         pc_error *error) {
  pc_expr *number = NULL, *decided = NULL;
  pc_value v;
  pc_status status = pc_eval(&v, ev, scope, x, error);
  if (status) return status;
  if (pc_config_says_null(ev, &v)) {
    *out = false;
    return PC_OK;
  }
  status = need_number(&number, ev, scope, x, &v, what, error);
  if (!status) status = pc_decide(&decided, ev, scope, x, number, what, error);
  pc_expr_unref(number);
  if (status) return status;
  *out = !pc_expr_is_zero(decided);
  pc_expr_unref(decided);
  return PC_OK;
}

pc_status pc_eval_condition(bool *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error) {
  return is_true(out, ev, scope, x, "the condition", error);
}

static pc_status number_value(pc_value *out, pc_evaluator *ev, int64_t value, pc_error *error) {
  pc_expr *number;
  pc_status status = pc_expr_integer(&number, ev->ctx, value, error);
  if (!status) *out = pc_value_number(number);
  return status;
}

static pc_value null_value(const pc_scope *scope, const pc_syntax *x, const char *key) {
  return (pc_value) { .kind = PC_V_NULL, .offset = x->offset, .null = { scope->source, key } };
}

/* ---- sums and products ---- */

/* product times or divided by the factor that `item` says, into product; factor is given up. */
static pc_status multiply(pc_value *product, pc_evaluator *ev, pc_scope *scope, const pc_syntax *item, pc_value *factor,
                          pc_error *error) {
  pc_value next;
  pc_status status = pc_value_combine(&next, ev, scope, item, item->inverse ? '/' : '*', product, factor, error);
  pc_value_clear(ev, factor);
  pc_value_clear(ev, product);
  if (!status) *product = next;
  return status;
}

static pc_status multiply_numbers(pc_value *product, pc_scope *scope, const pc_syntax *item, pc_expr *factor,
                                  pc_error *error) {
  pc_expr *next;
  pc_status status = item->inverse ? pc_expr_div(&next, product->number, factor, error)
                                   : pc_expr_mul(&next, product->number, factor, error);
  pc_expr_unref(factor);
  pc_expr_unref(product->number);
  if (status) return pc_error_place(error, scope->source, item->offset), status;
  product->number = next;
  return PC_OK;
}

static pc_status eval_product(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error) {
  pc_value product, factor;
  pc_status status = pc_eval(&product, ev, scope, x->items[0], error);
  for (uint32_t i = 1; !status && i < x->n; i++) {
    const pc_syntax *item = x->items[i];
    status = pc_eval(&factor, ev, scope, item, error);
    if (status)
      pc_value_clear(ev, &product);
    else if (product.kind == PC_V_NUMBER && factor.kind == PC_V_NUMBER)
      status = multiply_numbers(&product, scope, item, factor.number, error);
    else
      status = multiply(&product, ev, scope, item, &factor, error);
  }
  if (!status) *out = product;
  return status;
}

static pc_status add_numbers(pc_value *out, pc_evaluator *ev, const pc_syntax *x, pc_value *values, pc_error *error) {
  const pc_expr **terms = pc_alloc(ev->ctx, x->n * sizeof *terms);
  if (!terms) return pc_no_memory(ev->ctx, error);
  pc_status status = PC_OK;
  for (uint32_t i = 0; !status && i < x->n; i++) {
    if (x->items[i]->inverse) {
      pc_expr *negative;
      status = pc_expr_neg(&negative, values[i].number, error);
      if (status) break;
      pc_expr_unref(values[i].number);
      values[i].number = negative;
    }
    terms[i] = values[i].number;
  }
  pc_expr *sum;
  if (!status) status = pc_expr_sum(&sum, ev->ctx, terms, x->n, error);
  if (!status) *out = pc_value_number(sum);
  pc_free(ev->ctx, terms, x->n * sizeof *terms);
  return status;
}

static pc_status add_pairwise(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_value *values,
                              pc_error *error) {
  pc_value sum = pc_value_copy(values[0]);
  for (uint32_t i = 1; i < x->n; i++) {
    const pc_syntax *item = x->items[i];
    pc_value next;
    pc_status status = pc_value_combine(&next, ev, scope, item, item->inverse ? '-' : '+', &sum, &values[i], error);
    pc_value_clear(ev, &sum);
    if (status) return status;
    sum = next;
  }
  *out = sum;
  return PC_OK;
}

static pc_status eval_sum(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error) {
  pc_value *values = pc_alloc(ev->ctx, x->n * sizeof *values);
  if (!values) return pc_no_memory(ev->ctx, error);
  pc_status status = PC_OK;
  uint32_t n = 0;
  bool numbers = true;
  for (; n < x->n; n++) {
    status = pc_eval(&values[n], ev, scope, x->items[n], error);
    if (status) break;
    numbers &= values[n].kind == PC_V_NUMBER;
  }
  if (!status && numbers && x->n == 2)
    status =
        pc_value_combine(out, ev, scope, x->items[1], x->items[1]->inverse ? '-' : '+', &values[0], &values[1], error);
  else if (!status && numbers)
    status = add_numbers(out, ev, x, values, error);
  else if (!status)
    status = add_pairwise(out, ev, scope, x, values, error);
  for (uint32_t i = 0; i < n; i++) pc_value_clear(ev, &values[i]);
  pc_free(ev->ctx, values, x->n * sizeof *values);
  if (status) pc_error_place(error, scope->source, x->offset);
  return status;
}

static pc_status eval_negate(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error) {
  pc_value v, minus;
  pc_status status = pc_eval(&v, ev, scope, x->items[0], error);
  if (status) return status;
  status = number_value(&minus, ev, -1, error);
  if (!status) {
    status = pc_value_combine(out, ev, scope, x, '*', &minus, &v, error);
    pc_value_clear(ev, &minus);
  }
  pc_value_clear(ev, &v);
  return status;
}

static pc_status eval_power(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error) {
  pc_value base, exponent;
  pc_status status = pc_eval(&base, ev, scope, x->items[0], error);
  if (status) return status;
  status = pc_eval(&exponent, ev, scope, x->items[1], error);
  if (!status) {
    status = pc_value_combine(out, ev, scope, x->items[1], '^', &base, &exponent, error);
    pc_value_clear(ev, &exponent);
  }
  pc_value_clear(ev, &base);
  return status;
}

/* ---- comparison and logic ---- */

static pc_status is_member(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, const pc_value *a,
                           const pc_value *b, pc_error *error) {
  bool found = false;
  if (b->kind == PC_V_NULL) {
    *out = pc_value_copy(*b);
    return PC_OK;
  }
  if (b->kind == PC_V_STRING && a->kind == PC_V_STRING)
    found = strstr(b->string, a->string) != NULL;
  else if (b->kind == PC_V_LIST) {
    pc_status status = PC_OK;
    for (size_t i = 0; !status && !found && i < b->list->n; i++)
      status = pc_value_equal(&found, ev, a, &b->list->items[i], error);
    if (status) return pc_error_place(error, scope->source, x->offset), status;
  } else {
    return pc_fail_at(error, PC_INPUT, scope->source, x->offset,
                      "'in' looks in a list, or for a string in a string, not for %s in %s", pc_value_kind_name(a),
                      pc_value_kind_name(b));
  }
  return number_value(out, ev, found, error);
}

static bool holds(pc_compare op, int sign) {
  switch (op) {
  case PC_LT: return sign < 0;
  case PC_LE: return sign <= 0;
  case PC_GT: return sign > 0;
  case PC_GE: return sign >= 0;
  case PC_NE: return sign != 0;
  default: return sign == 0;
  }
}

static pc_status compare_numbers(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x,
                                 const pc_value *a, const pc_value *b, pc_error *error) {
  pc_expr *difference = NULL, *number = NULL, *zero = NULL;
  pc_status status = pc_expr_sub(&difference, a->number, b->number, error);
  if (!status && (x->op == PC_EQ || x->op == PC_NE) && pc_expr_nonzero(difference)) {
    pc_expr_unref(difference);
    return number_value(out, ev, x->op == PC_NE, error);
  }
  if (!status) status = pc_decide(&number, ev, scope, x, difference, "the comparison", error);
  if (!status) status = pc_expr_integer(&zero, ev->ctx, 0, error);
  if (!status) status = number_value(out, ev, holds((pc_compare)x->op, pc_expr_compare_numbers(number, zero)), error);
  pc_expr_unref(difference);
  pc_expr_unref(number);
  pc_expr_unref(zero);
  return status;
}

static pc_status compare_values(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, const pc_value *a,
                                const pc_value *b, pc_error *error) {
  if (pc_value_is_unknown(a) || pc_value_is_unknown(b)) {
    *out = pc_value_is_unknown(a) ? *a : *b;
    return PC_OK;
  }
  if (x->op == PC_IN) return is_member(out, ev, scope, x, a, b, error);
  if (x->op == PC_BAR)
    return pc_fail_at(error, PC_INPUT, scope->source, x->offset, "'a | b' is no value: it is true or not");
  if (a->kind == PC_V_NUMBER && b->kind == PC_V_NUMBER) return compare_numbers(out, ev, scope, x, a, b, error);
  if (x->op == PC_EQ || x->op == PC_NE) {
    bool equal;
    pc_status status = pc_value_equal(&equal, ev, a, b, error);
    if (status) return pc_error_place(error, scope->source, x->offset), status;
    return number_value(out, ev, equal == (x->op == PC_EQ), error);
  }
  if (a->kind == PC_V_NULL || b->kind == PC_V_NULL) {
    *out = pc_value_copy(a->kind == PC_V_NULL ? *a : *b);
    return PC_OK;
  }
  return pc_fail_at(error, PC_INPUT, scope->source, x->offset, "%s and %s have no order", pc_value_kind_name(a),
                    pc_value_kind_name(b));
}

static pc_status eval_compare(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error) {
  pc_value a, b;
  pc_status status = pc_eval(&a, ev, scope, x->items[0], error);
  if (status) return status;
  status = pc_eval(&b, ev, scope, x->items[1], error);
  if (!status) {
    status = compare_values(out, ev, scope, x, &a, &b, error);
    pc_value_clear(ev, &b);
  }
  pc_value_clear(ev, &a);
  return status;
}

/* `and` stops at the first false, `or` at the first true. */
static pc_status eval_logic(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error) {
  bool stop = x->kind == PC_X_OR, truth = !stop;
  for (uint32_t i = 0; i < x->n && truth != stop; i++) {
    pc_status status = is_true(&truth, ev, scope, x->items[i], stop ? "a side of 'or'" : "a side of 'and'", error);
    if (status) return status;
  }
  return number_value(out, ev, truth, error);
}

static pc_status eval_not(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error) {
  bool truth;
  pc_status status = is_true(&truth, ev, scope, x->items[0], "what 'not' turns", error);
  return status ? status : number_value(out, ev, !truth, error);
}

static pc_status eval_coalesce(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error) {
  pc_status status = pc_eval(out, ev, scope, x->items[0], error);
  for (uint32_t i = 1; !status && out->kind == PC_V_NULL && !pc_value_is_unknown(out) && i < x->n; i++)
    status = pc_eval(out, ev, scope, x->items[i], error);
  return status;
}

/* ---- lists, members ---- */

static pc_status eval_list(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error) {
  pc_list *list = pc_list_new(ev->ctx, x->n);
  if (!list) return pc_no_memory(ev->ctx, error);
  pc_value v = { .kind = PC_V_LIST, .list = list };
  for (uint32_t i = 0; i < x->n; i++) {
    pc_status status = pc_eval(&list->items[i], ev, scope, x->items[i], error);
    if (status) {
      list->items[i] = (pc_value) { .kind = PC_V_NULL };
      pc_value_clear(ev, &v);
      return status;
    }
  }
  *out = v;
  return PC_OK;
}

/* cost.metric: its total. Takes over the cost. */
static pc_status metric_of_cost(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_value cost,
                                pc_error *error) {
  int metric = pc_metric_find(ev->metrics, x->text);
  pc_counted *whole = NULL;
  pc_expr *total;
  pc_status status;
  if (metric < 0) {
    pc_nearest near = { .word = x->text };
    for (unsigned i = 0; i < ev->metrics->n; i++) pc_nearest_try(&near, ev->metrics->items[i].name);
    status = pc_fail_unknown(scope, "metric", x->text, near.best, x->offset, error);
  } else
    status = pc_counted_wrap(&whole, ev, cost.cost, NULL, error);
  if (!status) status = pc_cost_total(&total, whole->node, ev->metrics, (unsigned)metric, error);
  pc_value_clear(ev, &cost);
  if (whole) pc_value_clear(ev, &(pc_value) { .kind = PC_V_COST, .cost = whole });
  if (!status) *out = pc_value_number(total);
  return status;
}

static pc_status eval_member(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error) {
  pc_value v;
  pc_status status = pc_eval(&v, ev, scope, x->items[0], error);
  if (status) return status;
  if (v.kind == PC_V_OBJECT) return pc_config_member(out, ev, v.object, x->text, error);
  if (v.kind == PC_V_MODULE) return pc_module_value(out, ev, scope, v.module, x->text, x->offset, error);
  if (v.kind == PC_V_NULL) {
    *out = v;
    return PC_OK;
  }
  if (v.kind == PC_V_COST) return metric_of_cost(out, ev, scope, x, v, error);
  status = pc_fail_at(error, PC_INPUT, scope->source, x->offset, "%s has no '.%s'", pc_value_kind_name(&v), x->text);
  pc_value_clear(ev, &v);
  return status;
}

/* The character of a string at `index`, counted in code points; the empty string past its end. */
static pc_status character(pc_value *out, pc_evaluator *ev, const char *string, int64_t index, pc_error *error) {
  const char *p = string;
  for (; *p && index > 0; index--) do
      p++;
    while ((*p & 0xC0) == 0x80);
  const char *end = p;
  if (*end) do
      end++;
    while ((*end & 0xC0) == 0x80);
  const char *text = pc_intern_string(ev->ctx, p, (size_t)(end - p));
  if (!text) return pc_no_memory(ev->ctx, error);
  *out = (pc_value) { .kind = PC_V_STRING, .string = text };
  return PC_OK;
}

static pc_status index_value(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, const pc_value *v,
                             const pc_expr *number, pc_error *error) {
  pc_expr *decided;
  int64_t index = -1;
  pc_status status = pc_decide(&decided, ev, scope, x->items[1], number, "the index", error);
  if (status) return status;
  bool whole = pc_expr_is_integer(decided);
  if (!pc_expr_to_int64(&index, decided)) index = -1;
  pc_expr_unref(decided);
  if (!whole) return pc_fail_at(error, PC_INPUT, scope->source, x->items[1]->offset, "an index is a whole number");
  if (index >= 0 && v->kind == PC_V_LIST && (uint64_t)index < v->list->n) {
    *out = pc_value_copy(v->list->items[index]);
    return PC_OK;
  }
  if (index >= 0 && v->kind == PC_V_TENSOR && (uint64_t)index < v->tensor->n) {
    *out = pc_tensor_item(v->tensor, (size_t)index);
    return PC_OK;
  }
  if (index >= 0 && v->kind == PC_V_STRING) {
    status = character(out, ev, v->string, index, error);
    if (status || *out->string) return status;
  }
  *out = null_value(scope, x->items[1], "the index is outside the list");
  return PC_OK;
}

static pc_status eval_index(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error) {
  pc_value v;
  pc_status status = pc_eval(&v, ev, scope, x->items[0], error);
  if (status) return status;
  if (v.kind == PC_V_NULL) {
    *out = v;
    return PC_OK;
  }
  pc_expr *index = NULL;
  if (v.kind != PC_V_LIST && v.kind != PC_V_STRING && v.kind != PC_V_TENSOR)
    status = pc_fail_at(error, PC_INPUT, scope->source, x->offset, "%s has no items", pc_value_kind_name(&v));
  else
    status = pc_eval_number(&index, ev, scope, x->items[1], "the index", error);
  if (!status) {
    status = index_value(out, ev, scope, x, &v, index, error);
    pc_expr_unref(index);
  }
  pc_value_clear(ev, &v);
  return status;
}

/* ---- the rest ---- */

static pc_status eval_block(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error) {
  pc_cost *node;
  pc_status status = pc_eval_block(&node, ev, scope, x->block, error);
  if (status) return status;
  pc_counted *counted = pc_counted_new(ev->ctx, node);
  if (!counted) {
    pc_cost_unref(node);
    return pc_no_memory(ev->ctx, error);
  }
  *out = (pc_value) { .kind = PC_V_COST, .cost = counted };
  return PC_OK;
}

/* The value of a literal that is digits only, and few of them; -1 for any other. */
static int64_t short_integer(const char *digits, uint32_t length) {
  enum { DIGITS = 18 };
  int64_t value = 0;
  if (length > DIGITS) return -1;
  for (uint32_t i = 0; i < length; i++) {
    if (digits[i] < '0' || digits[i] > '9') return -1;
    value = 10 * value + (digits[i] - '0');
  }
  return value;
}

static pc_status eval_literal(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error) {
  pc_expr *number;
  int64_t value = short_integer(x->text, x->n);
  pc_status status = value >= 0 ? pc_expr_integer(&number, ev->ctx, value, error)
                                : pc_expr_literal(&number, ev->ctx, x->text, x->n, error);
  if (status)
    pc_error_place(error, scope->source, x->offset);
  else
    *out = pc_value_number(number);
  return status;
}

static pc_status eval_kind(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error) {
  switch ((pc_syntax_kind)x->kind) {
  case PC_X_STRING: *out = (pc_value) { .kind = PC_V_STRING, .string = x->text }; return PC_OK;
  case PC_X_TRUE: return number_value(out, ev, 1, error);
  case PC_X_FALSE: return number_value(out, ev, 0, error);
  case PC_X_NULL: *out = null_value(scope, x, NULL); return PC_OK;
  case PC_X_NAME: return pc_name_value(out, ev, scope, x->text, x->offset, error);
  case PC_X_LIST: return eval_list(out, ev, scope, x, error);
  case PC_X_BLOCK: return eval_block(out, ev, scope, x, error);
  case PC_X_CALL: return pc_eval_call(out, ev, scope, x, error);
  case PC_X_MEMBER: return eval_member(out, ev, scope, x, error);
  case PC_X_INDEX: return eval_index(out, ev, scope, x, error);
  case PC_X_NEGATE: return eval_negate(out, ev, scope, x, error);
  case PC_X_POWER: return eval_power(out, ev, scope, x, error);
  case PC_X_PRODUCT: return eval_product(out, ev, scope, x, error);
  case PC_X_SUM: return eval_sum(out, ev, scope, x, error);
  case PC_X_COALESCE: return eval_coalesce(out, ev, scope, x, error);
  case PC_X_COMPARE: return eval_compare(out, ev, scope, x, error);
  case PC_X_NOT: return eval_not(out, ev, scope, x, error);
  case PC_X_AND:
  case PC_X_OR: return eval_logic(out, ev, scope, x, error);
  case PC_X_WHERE: return pc_eval_where(out, ev, scope, x, error);
  case PC_X_EXCEPT: return pc_eval_except(out, ev, scope, x, error);
  case PC_X_NUMBER:
  case PC_X_ARGUMENT:
  case PC_X_IF: break;
  }
  return pc_fail_at(error, PC_DEFECT, scope->source, x->offset, "an expression of kind %d", x->kind);
}

static pc_status eval_nested(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error) {
  while (x->kind == PC_X_IF) {
    bool truth;
    pc_status status = pc_eval_condition(&truth, ev, scope, x->items[0], error);
    if (status) return status;
    x = x->items[truth ? 1 : 2];
    if (x->kind == PC_X_NUMBER || x->kind == PC_X_ARGUMENT) return pc_eval(out, ev, scope, x, error);
  }
  size_t most = 4 * ev->ctx->limits.max_depth;
  if (++ev->depth > (most < DEPTH_MAX ? most : DEPTH_MAX)) {
    ev->depth--;
    return pc_fail_at(error, PC_LIMIT, scope->source, x->offset,
                      "layers and expressions nest deeper than --max-depth %zu", ev->ctx->limits.max_depth);
  }
  pc_status status = eval_kind(out, ev, scope, x, error);
  ev->depth--;
  return status;
}

/* What nests nothing is done without the step into eval_nested, whose frame is large. */
pc_status pc_eval(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error) {
  switch ((pc_syntax_kind)x->kind) {
  case PC_X_NUMBER: return eval_literal(out, ev, scope, x, error);
  case PC_X_ARGUMENT: *out = pc_value_number(pc_expr_ref(ev->arguments[x->n])); return PC_OK;
  default: return eval_nested(out, ev, scope, x, error);
  }
}
