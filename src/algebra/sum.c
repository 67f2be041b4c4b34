/* Sums over a range in closed form: for a <= b + 1, with Bernoulli's polynomials B,
 *
 *     sum of i^k for i = a..b  =  (B_{k+1}(b + 1) - B_{k+1}(a)) / (k + 1)
 *
 * so with P = sum of c_k B_{k+1}/(k + 1) the sum of the c_k i^k is P(b + 1) - P(a). */
#include "algebra/internal.h"
#include <flint/arith.h>
#include <flint/fmpq_poly.h>

enum { LARGEST_DEGREE = 1000 };

/* sum += c * B_{k+1}(x)/(k + 1) */
static pc_status add_power(pc_accumulator *sum, const pc_expr *c, slong k, const pc_expr *x, pc_error *error) {
  pc_status status = PC_OK;
  fmpq_poly_t bernoulli;
  fmpq_t coefficient;
  fmpq_poly_init(bernoulli);
  fmpq_init(coefficient);
  arith_bernoulli_polynomial(bernoulli, (ulong)k + 1);
  fmpq_poly_scalar_div_si(bernoulli, bernoulli, k + 1);
  for (slong i = 1; i <= k + 1 && !status; i++) {
    pc_expr *number = NULL, *power = NULL, *product = NULL;
    fmpq_poly_get_coeff_fmpq(coefficient, bernoulli, i);
    if (fmpq_is_zero(coefficient)) continue;
    status = pc_expr_fmpq(&number, c->ctx, fmpq_numref(coefficient), fmpq_denref(coefficient), error);
    if (!status) status = pc_expr_pow_int(&power, x, i, error);
    if (!status) status = pc_expr_mul(&product, c, number, error);
    if (!status) status = pc_accumulate(sum, power, product, error);
    pc_expr_unref(number);
    pc_expr_unref(power);
    pc_expr_unref(product);
  }
  fmpq_clear(coefficient);
  fmpq_poly_clear(bernoulli);
  return status;
}

/* P(x) */
static pc_status primitive(pc_expr **out, const pc_expr *e, const pc_symbol *symbol, int64_t degree, const pc_expr *x,
                           pc_error *error) {
  pc_accumulator *sum = NULL;
  pc_status status = pc_accumulator_begin(&sum, e->ctx, error);
  if (status) return status;
  for (int64_t k = 0; k <= degree && !status; k++) {
    pc_expr *c = NULL;
    status = pc_expr_coefficient(&c, e, symbol, k, error);
    if (!status && !pc_expr_is_zero(c)) status = add_power(sum, c, k, x, error);
    pc_expr_unref(c);
  }
  if (!status) return pc_accumulator_finish(out, sum, error);
  pc_accumulator_drop(sum);
  return status;
}

/* e is a polynomial in the symbol of a degree that can be summed. */
static pc_status check_summand(int64_t *degree, const pc_expr *e, const pc_symbol *symbol, pc_error *error) {
  for (size_t i = 0; i < pc_expr_gen_count(e); i++) {
    uint32_t gen = pc_expr_gen(e, i);
    if (gen != symbol->gen && pc_expr_holds(e->ctx->algebra->gens[gen]->self, symbol->gen))
      return pc_fail(error, PC_INPUT, "no closed form for a sum over '%s', which stands inside a function",
                     symbol->name);
  }
  if (pc_expr_has_pole(e, symbol->gen))
    return pc_fail(error, PC_INPUT, "no closed form for a sum over '%s', which stands in a denominator", symbol->name);
  pc_status status = pc_expr_degree(degree, e, symbol, error);
  if (status) return status;
  if (*degree > LARGEST_DEGREE)
    return pc_fail(error, PC_LIMIT, "a sum over '%s' to a power above %d", symbol->name, LARGEST_DEGREE);
  return PC_OK;
}

static pc_status check_bound(const pc_expr *bound, const pc_symbol *symbol, pc_error *error) {
  if (!pc_expr_is_number(bound) || pc_expr_is_integer(bound)) return PC_OK;
  return pc_fail(error, PC_INPUT, "the bounds of a sum over '%s' must be whole numbers", symbol->name);
}

/* high + 1, or max(high + 1, low) where the range may be empty. */
static pc_status end_of_range(pc_expr **out, const pc_expr *low, const pc_expr *high, pc_error *error) {
  pc_expr *end = NULL, *count = NULL;
  pc_status status = pc_expr_add(&end, high, high->ctx->algebra->small[1 - PC_SMALL_MIN], error);
  if (!status) status = pc_expr_sub(&count, end, low, error);
  const pc_expr *ends[] = { end, low };
  if (!status && pc_expr_nonnegative(count))
    *out = pc_expr_ref(end);
  else if (!status)
    status = pc_expr_apply(out, PC_MAX, ends, 2, error);
  pc_expr_unref(end);
  pc_expr_unref(count);
  return status;
}

pc_status pc_expr_sum_over(pc_expr **out, const pc_expr *e, const pc_symbol *symbol, const pc_expr *low,
                           const pc_expr *high, pc_error *error) {
  int64_t degree = 0;
  pc_expr *end = NULL, *upper = NULL, *lower = NULL;
  pc_status status = check_summand(&degree, e, symbol, error);
  if (!status) status = check_bound(low, symbol, error);
  if (!status) status = check_bound(high, symbol, error);
  if (!status) status = end_of_range(&end, low, high, error);
  if (!status) status = primitive(&upper, e, symbol, degree, end, error);
  if (!status) status = primitive(&lower, e, symbol, degree, low, error);
  if (!status) status = pc_expr_sub(out, upper, lower, error);
  pc_expr_unref(end);
  pc_expr_unref(upper);
  pc_expr_unref(lower);
  return status;
}
