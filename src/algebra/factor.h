/* Factors of expressions. */
#ifndef PC_ALGEBRA_FACTOR_H
#define PC_ALGEBRA_FACTOR_H

#include "base/base.h"
#include <polycost/expr.h>

/* base^exponent; the exponent is not 0. */
typedef struct pc_base_power {
  pc_expr *base;
  int64_t exponent;
} pc_base_power;

/* constant * product of the powers. */
typedef struct pc_factorization {
  pc_context *ctx;
  pc_expr *constant; /* a number */
  pc_base_power *items;
  size_t n, capacity;
} pc_factorization;

/* Factors numerator and denominator over the rationals, atoms taken as unknowns. Each base is a symbol, an atom, or a
 * polynomial of two terms or more with whole coefficients without a common divisor, the first of them positive, that
 * has no factors over the rationals; no two are equal. Symbols and atoms come first, in their order, then polynomials,
 * in an order that depends on the mathematics only. Zero is a constant. Every factorisation is multiplied back. To be
 * cleared after success; PC_LIMIT where an expression is too large. */
pc_status pc_expr_factor(pc_factorization *out, const pc_expr *expr, pc_error *error);
void pc_factorization_clear(pc_factorization *factors);

#endif
