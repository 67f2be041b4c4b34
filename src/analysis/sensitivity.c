/* Derivatives, elasticities, and what doubling does. */
#include "analysis/sensitivity.h"
#include "algebra/algebra.h"

void pc_effect_clear(pc_effect *e) {
  pc_expr_unref(e->value);
  pc_expr_unref(e->derivative);
  pc_expr_unref(e->elasticity);
  pc_expr_unref(e->doubled);
  pc_expr_unref(e->ratio);
  pc_expr_unref(e->difference);
  *e = (pc_effect) { 0 };
}

static pc_status put(pc_expr **out, const pc_expr *e, const pc_values *at, pc_error *error) {
  return pc_expr_subs(out, e, at->symbols, (const pc_expr *const *)at->values, at->n, error);
}

/* product/whole, which is the degree where the total is a power of the symbol times what does not hold it: then an atom
 * in it is no hindrance, since nothing is asked of a total of 0. */
static pc_status take_quotient(pc_effect *e, const pc_expr *product, const pc_expr *total, const pc_expr *whole,
                               pc_error *error) {
  int64_t degree = 0;
  pc_expr *number = NULL, *multiple = NULL;
  pc_status status = pc_expr_degree(&degree, total, e->symbol, error);
  if (!status) status = pc_expr_integer(&number, pc_expr_context(whole), degree, error);
  if (!status) status = pc_expr_mul(&multiple, number, whole, error);
  if (!status && pc_expr_identical(multiple, product))
    e->elasticity = pc_expr_ref(number);
  else if (!status)
    status = pc_expr_div(&e->elasticity, product, whole, error);
  pc_expr_unref(number);
  pc_expr_unref(multiple);
  return status;
}

static pc_status take_elasticity(pc_effect *e, const pc_expr *total, const pc_expr *whole, const pc_values *at,
                                 pc_error *error) {
  pc_expr *symbol = NULL, *x = NULL, *product = NULL;
  if (pc_expr_is_zero(whole)) return PC_OK;
  pc_status status = pc_expr_symbol(&symbol, pc_expr_context(whole), e->symbol, error);
  if (!status) status = put(&x, symbol, at, error);
  if (!status) status = pc_expr_mul(&product, x, e->derivative, error);
  if (!status) status = take_quotient(e, product, total, whole, error);
  pc_expr_unref(symbol);
  pc_expr_unref(x);
  pc_expr_unref(product);
  return status;
}

pc_status pc_effect_derive(pc_effect *e, const pc_expr *total, const pc_expr *whole, const pc_values *at,
                           pc_error *error) {
  pc_expr *derivative;
  pc_status status = pc_expr_derivative(&derivative, total, e->symbol, error);
  if (status) return status;
  status = put(&e->derivative, derivative, at, error);
  pc_expr_unref(derivative);
  return status ? status : take_elasticity(e, total, whole, at, error);
}

pc_status pc_effect_double(pc_effect *e, const pc_expr *total, const pc_expr *whole, const pc_values *twice,
                           pc_error *error) {
  pc_status status = put(&e->doubled, total, twice, error);
  if (!status) status = pc_expr_sub(&e->difference, e->doubled, whole, error);
  if (!status && !pc_expr_is_zero(whole)) status = pc_expr_div(&e->ratio, e->doubled, whole, error);
  return status;
}
