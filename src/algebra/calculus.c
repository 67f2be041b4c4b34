/* Derivatives, limits, signs of coefficients. */
#include "algebra/calculus.h"
#include "algebra/internal.h"

/* ---- parts ---- */

pc_status pc_expr_parts(pc_expr **num, pc_expr **den, const pc_expr *e, pc_error *error) {
  pc_expr *top = NULL;
  pc_status status = pc_expr_part(&top, e, false, error);
  if (!status) status = pc_expr_part(den, e, true, error);
  if (status)
    pc_expr_unref(top);
  else
    *num = top;
  return status;
}

static int sign_of_term(const pc_expr *e, size_t i) {
  return fmpz_sgn(pc_is_quotient(e) ? pc_as_quotient(e)->num.coeffs + i : pc_view_at(e, i).num);
}

int pc_expr_coefficient_signs(const pc_expr *e) {
  if (pc_expr_is_zero(e)) return 1;
  int sign = sign_of_term(e, 0);
  for (size_t i = 1; i < pc_length(e); i++)
    if (sign_of_term(e, i) != sign) return 0;
  return sign;
}

bool pc_expr_holds_atom(const pc_expr *e) {
  return pc_expr_has_atom(e);
}

bool pc_symbol_least(int64_t *out, const pc_symbol *symbol) {
  if (!symbol->bounded) return false;
  fmpz_t least;
  fmpz_init(least);
  fmpz_cdiv_q(least, fmpq_numref(&symbol->lower), fmpq_denref(&symbol->lower));
  bool fits = fmpz_fits_si(least);
  if (fits) *out = fmpz_get_si(least);
  fmpz_clear(least);
  return fits;
}

/* ---- derivatives ---- */

/* The derivative of the numerator or of the denominator. */
static pc_status part_derivative(pc_expr **out, const pc_expr *e, bool denominator, uint32_t gen, pc_error *error) {
  pc_fraction f;
  pc_status status = pc_fraction_open(&f, e, error);
  if (status) return status;
  size_t place = 0;
  while (place < f.ring->n && f.ring->gens[place] != gen) place++;
  if (denominator) fmpz_mpoly_swap(f.num, f.den, f.ring->flint);
  if (place < f.ring->n)
    fmpz_mpoly_derivative(f.num, f.num, (slong)place, f.ring->flint);
  else
    fmpz_mpoly_zero(f.num, f.ring->flint);
  fmpz_mpoly_one(f.den, f.ring->flint);
  return pc_fraction_store(out, &f, error);
}

static pc_status term_derivative(pc_expr **out, const pc_expr *e, const pc_symbol *symbol, pc_error *error) {
  pc_expr *times = NULL, *product = NULL, *x = NULL;
  pc_status status = pc_expr_integer(&times, e->ctx, pc_term_exponent(e, symbol->gen), error);
  if (!status) status = pc_expr_symbol(&x, e->ctx, symbol, error);
  if (!status) status = pc_expr_mul(&product, e, times, error);
  if (!status) status = pc_expr_div(out, product, x, error);
  pc_expr_unref(times);
  pc_expr_unref(product);
  pc_expr_unref(x);
  return status;
}

/* (top' bottom - top bottom')/bottom^2 */
static pc_status quotient_rule(pc_expr **out, pc_expr *const part[4], pc_error *error) {
  pc_expr *first = NULL, *second = NULL, *num = NULL, *square = NULL;
  pc_status status = pc_expr_mul(&first, part[2], part[1], error);
  if (!status) status = pc_expr_mul(&second, part[0], part[3], error);
  if (!status) status = pc_expr_sub(&num, first, second, error);
  if (!status) status = pc_expr_mul(&square, part[1], part[1], error);
  if (!status) status = pc_expr_div(out, num, square, error);
  pc_expr_unref(first);
  pc_expr_unref(second);
  pc_expr_unref(num);
  pc_expr_unref(square);
  return status;
}

static pc_status sum_derivative(pc_expr **out, const pc_expr *e, uint32_t gen, pc_error *error) {
  pc_expr *part[4] = { NULL, NULL, NULL, NULL };
  pc_status status = pc_expr_part(&part[0], e, false, error);
  if (!status) status = pc_expr_part(&part[1], e, true, error);
  if (!status) status = part_derivative(&part[2], e, false, gen, error);
  if (!status) status = part_derivative(&part[3], e, true, gen, error);
  if (!status) status = quotient_rule(out, part, error);
  for (int i = 0; i < 4; i++) pc_expr_unref(part[i]);
  return status;
}

pc_status pc_expr_derivative(pc_expr **out, const pc_expr *e, const pc_symbol *symbol, pc_error *error) {
  pc_status status = pc_refuse_in_atom(e, symbol, error);
  if (status) return status;
  if (!pc_is_term(e)) return sum_derivative(out, e, symbol->gen, error);
  if (pc_term_exponent(e, symbol->gen)) return term_derivative(out, e, symbol, error);
  return pc_expr_integer(out, e->ctx, 0, error);
}

/* ---- limits ---- */

/* The coefficient of the highest power, and its exponent. */
static pc_status leading(pc_expr **out, int64_t *degree, const pc_expr *e, const pc_symbol *symbol, pc_error *error) {
  pc_status status = pc_expr_degree(degree, e, symbol, error);
  return status ? status : pc_expr_coefficient(out, e, symbol, *degree, error);
}

static pc_tendency infinity(const pc_expr *coefficient) {
  if (!pc_expr_nonzero(coefficient)) return PC_TENDS_UNKNOWN;
  if (pc_expr_nonnegative(coefficient)) return PC_TENDS_TO_INFINITY;
  pc_expr *minus = NULL;
  bool negative = pc_expr_neg(&minus, coefficient, NULL) == PC_OK && pc_expr_nonnegative(minus);
  pc_expr_unref(minus);
  return negative ? PC_TENDS_TO_MINUS_INFINITY : PC_TENDS_UNKNOWN;
}

/* top x^m / (bottom x^n) */
static pc_status leading_limit(pc_tendency *tendency, pc_expr **out, const pc_expr *top, const pc_expr *bottom,
                               int64_t excess, pc_error *error) {
  pc_expr *ratio = NULL;
  *tendency = PC_TENDS_UNKNOWN;
  if (!pc_expr_nonzero(bottom)) return PC_OK;
  if (excess < 0) {
    *tendency = PC_TENDS_TO_VALUE;
    return pc_expr_integer(out, top->ctx, 0, error);
  }
  pc_status status = pc_expr_div(&ratio, top, bottom, error);
  if (status) return status;
  if (excess == 0) {
    *tendency = PC_TENDS_TO_VALUE;
    *out = ratio;
    return PC_OK;
  }
  *tendency = infinity(ratio);
  pc_expr_unref(ratio);
  return PC_OK;
}

pc_status pc_expr_limit(pc_tendency *tendency, pc_expr **out, const pc_expr *e, const pc_symbol *symbol,
                        pc_error *error) {
  pc_expr *num = NULL, *den = NULL, *top = NULL, *bottom = NULL;
  int64_t m = 0, n = 0;
  *tendency = PC_TENDS_UNKNOWN;
  *out = NULL;
  if (pc_refuse_in_atom(e, symbol, NULL)) return PC_OK;
  if (pc_expr_is_zero(e)) {
    *tendency = PC_TENDS_TO_VALUE;
    *out = pc_expr_ref(e);
    return PC_OK;
  }
  pc_status status = pc_expr_parts(&num, &den, e, error);
  if (!status) status = leading(&top, &m, num, symbol, error);
  if (!status) status = leading(&bottom, &n, den, symbol, error);
  if (!status) status = leading_limit(tendency, out, top, bottom, m - n, error);
  pc_expr_unref(num);
  pc_expr_unref(den);
  pc_expr_unref(top);
  pc_expr_unref(bottom);
  return status;
}

/* ---- a range as all of x >= 0 ---- */

/* p(low + (high - low) x) */
static pc_status to_unit(pc_expr **out, const pc_expr *p, const pc_symbol *symbol, const pc_expr *x, const pc_expr *low,
                         const pc_expr *high, pc_error *error) {
  pc_expr *width = NULL, *scaled = NULL, *place = NULL;
  pc_status status = pc_expr_sub(&width, high, low, error);
  if (!status) status = pc_expr_mul(&scaled, width, x, error);
  if (!status) status = pc_expr_add(&place, scaled, low, error);
  if (!status) status = pc_expr_subs(out, p, &symbol, (const pc_expr *const *)&place, 1, error);
  pc_expr_unref(width);
  pc_expr_unref(scaled);
  pc_expr_unref(place);
  return status;
}

/* Adds c_k x^k (1 + x)^(degree - k). */
static pc_status add_power(pc_accumulator *sum, const pc_expr *p, const pc_symbol *symbol, const pc_expr *x, int64_t k,
                           int64_t degree, pc_error *error) {
  pc_expr *c = NULL, *power = NULL, *one = NULL, *base = NULL, *rest = NULL, *weight = NULL;
  pc_status status = pc_expr_coefficient(&c, p, symbol, k, error);
  if (!status) status = pc_expr_pow_int(&power, x, k, error);
  if (!status) status = pc_expr_integer(&one, p->ctx, 1, error);
  if (!status) status = pc_expr_add(&base, x, one, error);
  if (!status) status = pc_expr_pow_int(&rest, base, degree - k, error);
  if (!status) status = pc_expr_mul(&weight, power, rest, error);
  if (!status) status = pc_accumulate(sum, c, weight, error);
  pc_expr *all[] = { c, power, one, base, rest, weight };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) pc_expr_unref(all[i]);
  return status;
}

static pc_status spread(pc_expr **out, const pc_expr *p, const pc_symbol *symbol, const pc_expr *x, pc_error *error) {
  int64_t degree = 0;
  pc_accumulator *sum = NULL;
  pc_status status = pc_expr_degree(&degree, p, symbol, error);
  if (!status) status = pc_accumulator_begin(&sum, p->ctx, error);
  if (status) return status;
  for (int64_t k = 0; k <= degree && !status; k++) status = add_power(sum, p, symbol, x, k, degree, error);
  if (!status) return pc_accumulator_finish(out, sum, error);
  pc_accumulator_drop(sum);
  return status;
}

pc_status pc_expr_unroll(pc_expr **out, const pc_expr *p, const pc_symbol *symbol, const pc_expr *low,
                         const pc_expr *high, pc_error *error) {
  pc_expr *x = NULL, *unit = NULL;
  pc_status status = pc_expr_symbol(&x, p->ctx, symbol, error);
  if (!status) status = to_unit(&unit, p, symbol, x, low, high, error);
  if (!status) status = spread(out, unit, symbol, x, error);
  pc_expr_unref(x);
  pc_expr_unref(unit);
  return status;
}
