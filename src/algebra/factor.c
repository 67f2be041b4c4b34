/* Factorisation. FLINT's own fmpz_mpoly_factor is not called: before version 3.2 its algorithms of Wang and Zippel end
 * the process where the whole numbers in a leading coefficient cannot be shared out among the factors (FLINT issue
 * 1998). What is linear in some unknown is split by a common divisor. The rest goes to FLINT's algorithm of Zassenhaus,
 * which gives each factor the whole leading coefficient, so that nothing is to be shared out. */
#include "algebra/factor.h"
#include "algebra/internal.h"
#include <flint/fmpz_mpoly_factor.h>
#include <stdlib.h>

/* What FLINT gets to factor; it cannot be stopped once it started. */
enum { FACTOR_TERMS = 20000, FACTOR_DEGREE = 1000 };

/* ---- the list ---- */

void pc_factorization_clear(pc_factorization *f) {
  for (size_t i = 0; i < f->n; i++) pc_expr_unref(f->items[i].base);
  pc_expr_unref(f->constant);
  if (f->ctx) pc_free(f->ctx, f->items, f->capacity * sizeof *f->items);
  *f = (pc_factorization) { 0 };
}

/* The reference of base is taken over, on failure too. */
static pc_status add(pc_factorization *f, pc_expr *base, int64_t exponent, pc_error *error) {
  void *items = f->items;
  if (!pc_grow(f->ctx, &items, &f->capacity, f->n, sizeof *f->items)) {
    pc_expr_unref(base);
    return pc_no_memory(f->ctx, error);
  }
  f->items = items;
  f->items[f->n++] = (pc_base_power) { base, exponent };
  return PC_OK;
}

static pc_status add_generator(pc_factorization *f, uint32_t gen, int64_t exponent, pc_error *error) {
  pc_expr *base = NULL;
  pc_status status = pc_gen_expr(&base, f->ctx, gen, error);
  return status ? status : add(f, base, exponent, error);
}

static pc_status add_term(pc_factorization *f, const pc_term *t, pc_error *error) {
  pc_status status = pc_expr_fmpq(&f->constant, f->ctx, &t->num, &t->den, error);
  for (size_t i = 0; i < t->head.n && !status; i++)
    status = add_generator(f, t->factors[i].gen, t->factors[i].exponent, error);
  return status;
}

/* Symbols and atoms in their order, then polynomials. */
static int by_base(const void *a, const void *b) {
  const pc_expr *x = ((const pc_base_power *)a)->base, *y = ((const pc_base_power *)b)->base;
  bool simple = pc_is_term(x);
  if (simple != pc_is_term(y)) return simple ? -1 : 1;
  return simple ? -pc_term_lex(x, y) : pc_expr_order(x, y);
}

/* ---- polynomials ---- */

/* A factorisation in the making: what is left to factor, the number in front, the sign of the exponents. */
typedef struct work {
  pc_factorization *out;
  pc_fraction *f; /* whose numerator is left; the denominator is 1 */
  int sign;
} work;

static pc_status add_poly(work *w, fmpz_mpoly_t base, int64_t exponent, pc_error *error) {
  pc_fraction f;
  pc_expr *made = NULL;
  pc_fraction_init(&f, w->f->ctx, w->f->ring);
  fmpz_mpoly_swap(f.num, base, f.ring->flint);
  pc_status status = pc_fraction_store(&made, &f, error);
  return status ? status : add(w->out, made, w->sign * exponent, error);
}

/* Takes out the powers of generators that all terms have, and writes the greatest whole number that divides it. */
static pc_status take_term(fmpz_t content, work *w, pc_error *error) {
  pc_fraction *f = w->f;
  pc_status status = PC_OK;
  fmpz_mpoly_t common;
  fmpz_mpoly_init(common, f->ring->flint);
  fmpz_mpoly_term_content(common, f->num, f->ring->flint);
  fmpz_set(content, common->coeffs);
  if (fmpz_sgn(f->num->coeffs) < 0) fmpz_neg(content, content);
  fmpz_set(common->coeffs, content);
  for (size_t i = 0; i < f->ring->n && !status; i++) {
    slong exponent = fmpz_mpoly_degree_si(common, (slong)i, f->ring->flint);
    if (exponent > 0) status = add_generator(w->out, f->ring->gens[i], w->sign * exponent, error);
  }
  fmpz_mpoly_divides(f->num, f->num, common, f->ring->flint);
  fmpz_mpoly_clear(common, f->ring->flint);
  return status;
}

/* An unknown of degree 1, or -1. */
static slong find_linear(const pc_fraction *f) {
  for (slong i = (slong)f->ring->n - 1; i >= 0; i--)
    if (fmpz_mpoly_degree_si(f->num, i, f->ring->flint) == 1) return i;
  return -1;
}

/* a*x + b = gcd(a, b) * (a'*x + b'): the second factor has none, the first is left. */
static pc_status split_linear(work *w, slong x, pc_error *error) {
  pc_fraction *f = w->f;
  fmpz_mpoly_ctx_struct *ring = f->ring->flint;
  fmpz_mpoly_t a, b, gcd, rest;
  fmpz_mpoly_init(a, ring);
  fmpz_mpoly_init(b, ring);
  fmpz_mpoly_init(gcd, ring);
  fmpz_mpoly_init(rest, ring);
  ulong one = 1, zero = 0;
  fmpz_mpoly_get_coeff_vars_ui(a, f->num, &x, &one, 1, ring);
  fmpz_mpoly_get_coeff_vars_ui(b, f->num, &x, &zero, 1, ring);
  pc_status status = pc_gcd(gcd, a, b, a, b, f, error);
  if (!status) {
    fmpz_mpoly_divides(rest, f->num, gcd, ring);
    fmpz_mpoly_swap(f->num, gcd, ring);
    status = add_poly(w, rest, 1, error);
  }
  fmpz_mpoly_clear(a, ring);
  fmpz_mpoly_clear(b, ring);
  fmpz_mpoly_clear(gcd, ring);
  fmpz_mpoly_clear(rest, ring);
  return status;
}

static pc_status check_size(const pc_fraction *f, pc_error *error) {
  bool fits = f->num->length <= FACTOR_TERMS;
  for (size_t i = 0; i < f->ring->n && fits; i++)
    fits = fmpz_mpoly_degree_si(f->num, (slong)i, f->ring->flint) <= FACTOR_DEGREE;
  if (fits) return PC_OK;
  return pc_fail(error, PC_LIMIT, "an expression too large to be factored (at most %d terms, and degree %d)",
                 FACTOR_TERMS, FACTOR_DEGREE);
}

static bool is_product(const fmpz_mpoly_factor_t factors, const pc_fraction *f) {
  fmpz_mpoly_t product;
  fmpz_mpoly_init(product, f->ring->flint);
  bool same =
      fmpz_mpoly_factor_expand(product, factors, f->ring->flint) && fmpz_mpoly_equal(product, f->num, f->ring->flint);
  fmpz_mpoly_clear(product, f->ring->flint);
  return same;
}

static pc_status factor_rest(work *w, pc_error *error) {
  pc_fraction *f = w->f;
  fmpz_mpoly_factor_t factors;
  pc_status status = check_size(f, error);
  if (status) return status;
  fmpz_mpoly_factor_init(factors, f->ring->flint);
  if (!fmpz_mpoly_factor_zassenhaus(factors, f->num, f->ring->flint) || !fmpz_is_one(factors->constant) ||
      !is_product(factors, f))
    status = pc_fail(error, PC_LIMIT, "an expression that could not be factored");
  for (slong i = 0; i < factors->num && !status; i++)
    status = add_poly(w, factors->poly + i, fmpz_get_si(factors->exp + i), error);
  fmpz_mpoly_factor_clear(factors, f->ring->flint);
  return status;
}

/* Adds the factors of the numerator of f, and writes the number that is left. */
static pc_status factor_poly(fmpz_t content, work *w, pc_error *error) {
  pc_status status = take_term(content, w, error);
  for (slong x; !status && !fmpz_mpoly_is_fmpz(w->f->num, w->f->ring->flint);) {
    if ((x = find_linear(w->f)) < 0) return factor_rest(w, error);
    status = split_linear(w, x, error);
  }
  return status;
}

static pc_status factor_part(fmpz_t content, pc_factorization *out, pc_fraction *of, fmpz_mpoly_t part, int sign,
                             pc_error *error) {
  pc_fraction f;
  pc_fraction_init(&f, of->ctx, of->ring);
  fmpz_mpoly_swap(f.num, part, f.ring->flint);
  work w = { out, &f, sign };
  pc_status status = factor_poly(content, &w, error);
  pc_fraction_clear(&f);
  return status;
}

static pc_status factor_fraction(pc_factorization *out, pc_fraction *f, pc_error *error) {
  fmpz_t num, den;
  fmpz_init(num);
  fmpz_init(den);
  pc_status status = factor_part(num, out, f, f->num, 1, error);
  if (!status) status = factor_part(den, out, f, f->den, -1, error);
  if (!status) status = pc_expr_fmpq(&out->constant, f->ctx, num, den, error);
  fmpz_clear(num);
  fmpz_clear(den);
  return status;
}

pc_status pc_expr_factor(pc_factorization *out, const pc_expr *e, pc_error *error) {
  pc_factorization found = { .ctx = e->ctx };
  pc_status status;
  if (pc_is_term(e)) {
    status = add_term(&found, pc_as_term(e), error);
  } else {
    pc_fraction f;
    status = pc_fraction_open(&f, e, error);
    if (!status) {
      status = factor_fraction(&found, &f, error);
      pc_fraction_clear(&f);
    }
  }
  if (status) {
    pc_factorization_clear(&found);
    return status;
  }
  if (found.n) qsort(found.items, found.n, sizeof *found.items, by_base);
  *out = found;
  return PC_OK;
}
