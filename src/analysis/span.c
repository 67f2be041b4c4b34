/* The values that a symbol may take: its domain, and what facts that are linear in it alone say. */
#include "algebra/calculus.h"
#include "analysis/solve.h"

pc_status pc_span_of(pc_span *out, pc_context *ctx, const pc_symbol *symbol, pc_error *error) {
  *out = (pc_span) { 0 };
  return pc_symbol_range(&out->domain, &out->least, ctx, symbol, error);
}

void pc_span_clear(pc_span *span) {
  pc_expr_unref(span->least);
  pc_expr_unref(span->most);
}

/* e as slope * symbol + constant, two numbers; `*linear` is false where it is not. */
static pc_status split(bool *linear, pc_expr **slope, pc_expr **constant, const pc_expr *e, const pc_symbol *symbol,
                       pc_error *error) {
  pc_expr *x = NULL, *product = NULL, *sum = NULL;
  *linear = false;
  if (pc_expr_holds_atom(e) || pc_expr_coefficient(slope, e, symbol, 1, NULL)) return PC_OK;
  pc_status status = pc_expr_coefficient(constant, e, symbol, 0, error);
  if (!status) status = pc_expr_symbol(&x, pc_expr_context(e), symbol, error);
  if (!status) status = pc_expr_mul(&product, *slope, x, error);
  if (!status) status = pc_expr_add(&sum, product, *constant, error);
  *linear = !status && pc_expr_is_number(*slope) && pc_expr_is_number(*constant) && !pc_expr_is_zero(*slope) &&
            pc_expr_identical(sum, e);
  pc_expr_unref(x);
  pc_expr_unref(product);
  pc_expr_unref(sum);
  return status;
}

/* The whole number at or, where the bound is not reached, behind it. */
static pc_status to_whole(pc_expr **bound, bool above, bool reached, pc_error *error) {
  pc_expr *whole = NULL, *moved = NULL;
  const pc_expr *arg = *bound;
  pc_status status = pc_expr_apply(&whole, above ? PC_CEIL : PC_FLOOR, &arg, 1, error);
  if (status) return status;
  if (!reached && pc_expr_identical(whole, *bound)) {
    status = pc_expr_step(&moved, whole, above ? 1 : -1, error);
    pc_expr_unref(whole);
    whole = moved;
  }
  if (status) return status;
  pc_expr_unref(*bound);
  *bound = whole;
  return PC_OK;
}

/* slope * symbol + constant <= 0, or < 0. */
static pc_status bound(pc_span *span, const pc_expr *slope, const pc_expr *constant, bool reached, pc_error *error) {
  pc_expr *ratio = NULL, *value = NULL, *zero = NULL;
  pc_status status = pc_expr_div(&ratio, constant, slope, error);
  if (!status) status = pc_expr_neg(&value, ratio, error);
  if (!status) status = pc_expr_integer(&zero, pc_expr_context(slope), 0, error);
  bool above = !status && pc_expr_compare_numbers(slope, zero) < 0;
  if (!status && span->domain == PC_INTEGERS) status = to_whole(&value, above, reached, error);
  pc_expr **end = above ? &span->least : &span->most;
  if (!status && (!*end || pc_expr_compare_numbers(value, *end) * (above ? 1 : -1) > 0)) {
    pc_expr_unref(*end);
    *end = pc_expr_ref(value);
  }
  pc_expr_unref(ratio);
  pc_expr_unref(value);
  pc_expr_unref(zero);
  return status;
}

/* low <= high, or low < high. */
static pc_status compare(pc_span *span, const pc_symbol *symbol, const pc_expr *low, const pc_expr *high, bool reached,
                         pc_error *error) {
  pc_expr *difference = NULL, *slope = NULL, *constant = NULL;
  bool linear = false;
  pc_status status = pc_expr_sub(&difference, low, high, error);
  if (!status) status = split(&linear, &slope, &constant, difference, symbol, error);
  if (!status && linear) status = bound(span, slope, constant, reached, error);
  pc_expr_unref(difference);
  pc_expr_unref(slope);
  pc_expr_unref(constant);
  return status;
}

pc_status pc_span_narrow(pc_span *span, const pc_symbol *symbol, const pc_facts *facts, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; i < facts->n && !status; i++) {
    const pc_fact *fact = &facts->items[i];
    if (fact->relation == PC_DIVIDES) continue;
    status = compare(span, symbol, fact->left, fact->right, fact->relation != PC_BELOW, error);
    if (!status && fact->relation == PC_SAME) status = compare(span, symbol, fact->right, fact->left, true, error);
  }
  return status;
}

bool pc_span_is_empty(const pc_span *span) {
  return span->least && span->most && pc_expr_compare_numbers(span->least, span->most) > 0;
}
