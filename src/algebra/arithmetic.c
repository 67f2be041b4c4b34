/* The four operations, inverses and powers of expressions. */
#include "algebra/internal.h"

/* Sums and products of two below this many terms go through the accumulator, longer ones are FLINT's. */
enum { SHORT_SUM = 48 };

/* ---- sums ---- */

static pc_status add_fractions(pc_fraction *a, pc_fraction *b, pc_error *error) {
  fmpz_mpoly_ctx_struct *ring = a->ring->flint;
  if (fmpz_mpoly_equal(a->den, b->den, ring)) {
    fmpz_mpoly_add(a->num, a->num, b->num, ring);
    return pc_fraction_reduce(a, error);
  }
  fmpz_mpoly_t gcd, a_rest, b_rest;
  fmpz_mpoly_init(gcd, ring);
  fmpz_mpoly_init(a_rest, ring);
  fmpz_mpoly_init(b_rest, ring);
  pc_status status = pc_gcd(gcd, a_rest, b_rest, a->den, b->den, a, error);
  if (!status) status = pc_poly_mul(a->num, a->num, b_rest, a, error);
  if (!status) status = pc_poly_mul(b->num, b->num, a_rest, a, error);
  if (!status) status = pc_poly_mul(a_rest, a_rest, b_rest, a, error);
  if (!status) {
    /* What a sum over coprime rests has in common with its denominator divides the gcd. */
    fmpz_mpoly_add(a->num, a->num, b->num, ring);
    fmpz_mpoly_swap(a->den, gcd, ring);
    status = pc_fraction_reduce(a, error);
  }
  if (!status && a->num->length > 0) status = pc_poly_mul(a->den, a->den, a_rest, a, error);
  fmpz_mpoly_clear(gcd, ring);
  fmpz_mpoly_clear(a_rest, ring);
  fmpz_mpoly_clear(b_rest, ring);
  return status;
}

static pc_status load_both(pc_fraction *x, pc_fraction *y, const pc_expr *a, const pc_expr *b, pc_error *error) {
  pc_ring *ring = NULL;
  pc_status status = pc_ring_of(&ring, a, b, error);
  if (status) return status;
  status = pc_fraction_load(x, a->ctx, ring, a, error);
  if (!status) {
    status = pc_fraction_load(y, a->ctx, ring, b, error);
    if (status) pc_fraction_clear(x);
  }
  pc_ring_unref(a->ctx, ring);
  return status;
}

pc_status pc_expr_add_merged(pc_expr **out, const pc_expr *a, const pc_expr *b, pc_error *error) {
  pc_fraction x, y;
  pc_status status = load_both(&x, &y, a, b, error);
  if (status) return status;
  status = add_fractions(&x, &y, error);
  pc_fraction_clear(&y);
  if (!status) return pc_fraction_store(out, &x, error);
  pc_fraction_clear(&x);
  return status;
}

/* a + b, or a + b*times for a number `times`. */
static pc_status add_short(pc_expr **out, const pc_expr *a, const pc_expr *b, const pc_expr *times, pc_error *error) {
  pc_accumulator *sum = NULL;
  pc_status status = pc_accumulator_begin(&sum, a->ctx, error);
  if (status) return status;
  status = pc_accumulate(sum, a, NULL, error);
  if (!status) status = pc_accumulate(sum, b, times, error);
  if (!status) return pc_accumulator_finish(out, sum, error);
  pc_accumulator_drop(sum);
  return status;
}

static bool is_short(const pc_expr *a, const pc_expr *b) {
  return pc_is_laurent(a) && pc_is_laurent(b) && pc_length(a) + pc_length(b) <= SHORT_SUM;
}

pc_status pc_expr_add(pc_expr **out, const pc_expr *a, const pc_expr *b, pc_error *error) {
  const pc_expr *same = pc_expr_is_zero(a) ? b : pc_expr_is_zero(b) ? a : NULL;
  if (same) {
    *out = pc_expr_ref(same);
    return PC_OK;
  }
  return is_short(a, b) ? add_short(out, a, b, NULL, error) : pc_expr_add_merged(out, a, b, error);
}

pc_status pc_expr_sub(pc_expr **out, const pc_expr *a, const pc_expr *b, pc_error *error) {
  if (is_short(a, b)) return add_short(out, a, b, a->ctx->algebra->small[-1 - PC_SMALL_MIN], error);
  pc_expr *minus = NULL;
  pc_status status = pc_expr_neg(&minus, b, error);
  if (status) return status;
  status = pc_expr_add(out, a, minus, error);
  pc_expr_unref(minus);
  return status;
}

pc_status pc_expr_neg(pc_expr **out, const pc_expr *a, pc_error *error) {
  return pc_expr_mul(out, a, a->ctx->algebra->small[-1 - PC_SMALL_MIN], error);
}

/* ---- products ---- */

/* Takes out what the numerator of one has in common with the denominator of the other. */
static pc_status cancel(fmpz_mpoly_t num, fmpz_mpoly_t den, const pc_fraction *in, pc_error *error) {
  if (fmpz_mpoly_is_one(den, in->ring->flint)) return PC_OK;
  fmpz_mpoly_t gcd;
  fmpz_mpoly_init(gcd, in->ring->flint);
  pc_status status = pc_gcd(gcd, num, den, num, den, in, error);
  fmpz_mpoly_clear(gcd, in->ring->flint);
  return status;
}

static pc_status mul_quotients(pc_expr **out, const pc_expr *a, const pc_expr *b, pc_error *error) {
  pc_fraction x, y;
  pc_status status = load_both(&x, &y, a, b, error);
  if (status) return status;
  status = cancel(x.num, y.den, &x, error);
  if (!status) status = cancel(y.num, x.den, &x, error);
  if (!status) status = pc_poly_mul(x.num, x.num, y.num, &x, error);
  if (!status) status = pc_poly_mul(x.den, x.den, y.den, &x, error);
  pc_fraction_clear(&y);
  if (!status) return pc_fraction_store(out, &x, error);
  pc_fraction_clear(&x);
  return status;
}

/* Term by term. */
static pc_status mul_short(pc_expr **out, const pc_expr *a, const pc_expr *b, pc_error *error) {
  pc_accumulator *sum = NULL;
  pc_status status = pc_accumulator_begin(&sum, a->ctx, error);
  if (status) return status;
  for (size_t i = 0; i < pc_length(b) && !status; i++) {
    pc_expr *term = NULL;
    status = pc_laurent_term(&term, b, i, error);
    if (!status) status = pc_accumulate(sum, a, term, error);
    pc_expr_unref(term);
  }
  if (!status) return pc_accumulator_finish(out, sum, error);
  pc_accumulator_drop(sum);
  return status;
}

static bool is_one(const pc_expr *e) {
  return pc_expr_is_number(e) && fmpz_is_one(&pc_as_term(e)->num) && fmpz_is_one(&pc_as_term(e)->den);
}

static pc_status multiply(pc_expr **out, const pc_expr *a, const pc_expr *b, pc_error *error) {
  if (pc_is_term(a) && pc_is_term(b)) return pc_term_mul(out, pc_as_term(a), pc_as_term(b), error);
  const pc_expr *same = pc_expr_is_zero(a) || is_one(b) ? a : pc_expr_is_zero(b) || is_one(a) ? b : NULL;
  if (same) {
    *out = pc_expr_ref(same);
    return PC_OK;
  }
  if (a->kind == PC_SHORT && pc_is_term(b)) return pc_short_mul(out, pc_as_short(a), pc_as_term(b), error);
  if (b->kind == PC_SHORT && pc_is_term(a)) return pc_short_mul(out, pc_as_short(b), pc_as_term(a), error);
  if (pc_is_quotient(a) || pc_is_quotient(b) || pc_length(a) * pc_length(b) > SHORT_SUM)
    return mul_quotients(out, a, b, error);
  return mul_short(out, a, b, error);
}

bool pc_atoms_meet(const pc_expr *a, const pc_expr *b) {
  return a->ctx->algebra->atoms.used > 0 && pc_expr_has_atom(a) && pc_expr_has_atom(b);
}

pc_status pc_expr_mul(pc_expr **out, const pc_expr *a, const pc_expr *b, pc_error *error) {
  if (!pc_atoms_meet(a, b)) return multiply(out, a, b, error);
  pc_expr *product = NULL;
  pc_status status = multiply(&product, a, b, error);
  if (!status) status = pc_expr_reduce(&product, error);
  if (!status) *out = product;
  return status;
}

/* ---- inverses ---- */

/* 1/e for a generator, or for a polynomial whose terms have nothing in common, that holds an atom and may be zero. */
static pc_status reciprocal(pc_expr **out, const pc_expr *e, pc_error *error) {
  pc_expr **args = pc_alloc(e->ctx, sizeof *args);
  if (!args) return pc_no_memory(e->ctx, error);
  args[0] = pc_expr_ref(e);
  uint32_t gen = 0;
  pc_status status = pc_atom_intern(&gen, e->ctx, PC_GEN_RECIPROCAL, args, 1, error);
  return status ? status : pc_gen_expr(out, e->ctx, gen, error);
}

/* product *= factor; the reference of factor is taken over. */
static pc_status multiply_in(pc_expr **product, pc_expr *factor, pc_error *error) {
  pc_expr *next = NULL;
  pc_status status = pc_expr_mul(&next, *product, factor, error);
  pc_expr_unref(factor);
  if (status) return status;
  pc_expr_unref(*product);
  *product = next;
  return PC_OK;
}

static pc_status multiply_factor(pc_expr **product, pc_context *ctx, pc_factor factor, pc_error *error) {
  const pc_expr *self = ctx->algebra->gens[factor.gen]->self;
  bool opaque = factor.exponent > 0 && pc_gen_is_atom(ctx, factor.gen) && !pc_expr_nonzero(self);
  pc_expr *base = NULL, *power = NULL;
  pc_status status = opaque ? reciprocal(&base, self, error) : pc_term_pow(&base, pc_as_term(self), -1, error);
  if (!status) status = pc_term_pow(&power, pc_as_term(base), factor.exponent, error);
  pc_expr_unref(base);
  return status ? status : multiply_in(product, power, error);
}

static pc_status invert_atoms(pc_expr **out, const pc_term *t, pc_error *error) {
  pc_context *ctx = t->head.ctx;
  pc_expr *number = NULL, *product = NULL;
  pc_status status = pc_expr_fmpq(&number, ctx, &t->num, &t->den, error);
  if (!status) status = pc_term_pow(&product, pc_as_term(number), -1, error);
  pc_expr_unref(number);
  for (size_t i = 0; i < t->head.n && !status; i++) status = multiply_factor(&product, ctx, t->factors[i], error);
  if (status)
    pc_expr_unref(product);
  else
    *out = product;
  return status;
}

static pc_status swap_parts(pc_expr **out, const pc_expr *e, pc_error *error) {
  pc_fraction f;
  pc_status status = pc_fraction_open(&f, e, error);
  if (status) return status;
  fmpz_mpoly_swap(f.num, f.den, f.ring->flint);
  if (fmpz_sgn(f.den->coeffs) < 0) {
    fmpz_mpoly_neg(f.num, f.num, f.ring->flint);
    fmpz_mpoly_neg(f.den, f.den, f.ring->flint);
  }
  return pc_fraction_store(out, &f, error);
}

/* Writes the numerator of e as content * rest: a term, and a polynomial whose terms have nothing in common. */
static pc_status split_content(pc_expr **content, pc_expr **rest, const pc_expr *e, pc_error *error) {
  pc_fraction f, c;
  pc_status status = pc_fraction_open(&f, e, error);
  if (status) return status;
  fmpz_mpoly_ctx_struct *ring = f.ring->flint;
  pc_fraction_init(&c, e->ctx, f.ring);
  fmpz_mpoly_one(f.den, ring);
  fmpz_mpoly_term_content(c.num, f.num, ring);
  if (fmpz_sgn(f.num->coeffs) < 0) fmpz_mpoly_neg(c.num, c.num, ring);
  fmpz_mpoly_divides(f.num, f.num, c.num, ring);
  status = pc_fraction_store(content, &c, error);
  if (status) {
    pc_fraction_clear(&f);
    return status;
  }
  status = pc_fraction_store(rest, &f, error);
  if (status) pc_expr_unref(*content);
  return status;
}

/* N/D is content*rest/D: 1/content * 1/rest * D, of which only 1/rest may have to stay opaque. */
static pc_status invert_guarded(pc_expr **out, const pc_expr *e, pc_error *error) {
  pc_expr *content = NULL, *rest = NULL, *part = NULL, *product = NULL;
  pc_status status = split_content(&content, &rest, e, error);
  if (status) return status;
  bool opaque = pc_expr_has_atom(rest) && !pc_expr_nonzero(rest);
  status = pc_expr_inverse(&product, content, error);
  if (!status) status = opaque ? reciprocal(&part, rest, error) : pc_expr_inverse(&part, rest, error);
  if (!status) status = multiply_in(&product, part, error);
  part = NULL;
  if (!status) status = pc_expr_part(&part, e, true, error);
  if (!status) status = multiply_in(&product, part, error);
  pc_expr_unref(content);
  pc_expr_unref(rest);
  if (status)
    pc_expr_unref(product);
  else
    *out = product;
  return status;
}

pc_status pc_expr_inverse(pc_expr **out, const pc_expr *e, pc_error *error) {
  if (pc_expr_is_zero(e)) return pc_fail(error, PC_INPUT, "division by zero");
  bool guarded = pc_expr_has_atom(e);
  if (pc_is_term(e))
    return guarded ? invert_atoms(out, pc_as_term(e), error) : pc_term_pow(out, pc_as_term(e), -1, error);
  return guarded && !pc_expr_nonzero(e) ? invert_guarded(out, e, error) : swap_parts(out, e, error);
}

pc_status pc_expr_div(pc_expr **out, const pc_expr *a, const pc_expr *b, pc_error *error) {
  pc_expr *inverse = NULL;
  pc_status status = pc_expr_inverse(&inverse, b, error);
  if (status) return status;
  status = pc_expr_mul(out, a, inverse, error);
  pc_expr_unref(inverse);
  return status;
}

pc_status pc_expr_part(pc_expr **out, const pc_expr *e, bool denominator, pc_error *error) {
  pc_fraction f;
  pc_status status = pc_fraction_open(&f, e, error);
  if (status) return status;
  if (denominator) fmpz_mpoly_swap(f.num, f.den, f.ring->flint);
  fmpz_mpoly_one(f.den, f.ring->flint);
  return pc_fraction_store(out, &f, error);
}

/* ---- powers ---- */

static pc_status pow_fraction(pc_expr **out, const pc_expr *base, uint64_t n, pc_error *error) {
  pc_fraction f;
  pc_status status = pc_fraction_open(&f, base, error);
  if (status) return status;
  fmpz_mpoly_t power;
  fmpz_mpoly_init(power, f.ring->flint);
  status = pc_poly_pow(power, f.num, n, &f, error);
  if (!status) {
    fmpz_mpoly_swap(power, f.num, f.ring->flint);
    status = pc_poly_pow(power, f.den, n, &f, error);
  }
  if (!status) fmpz_mpoly_swap(power, f.den, f.ring->flint);
  fmpz_mpoly_clear(power, f.ring->flint);
  if (!status) return pc_fraction_store(out, &f, error);
  pc_fraction_clear(&f);
  return status;
}

pc_status pc_expr_pow_int(pc_expr **out, const pc_expr *base, int64_t n, pc_error *error) {
  if (n < 0) {
    if (pc_expr_is_zero(base)) return pc_fail(error, PC_INPUT, "division by zero: 0 to a negative power");
    pc_expr *inverse = NULL;
    pc_status status = pc_expr_inverse(&inverse, base, error);
    if (status) return status;
    status = n == INT64_MIN ? pc_fail(error, PC_LIMIT, "an exponent of more than 63 bits")
                            : pc_expr_pow_int(out, inverse, -n, error);
    pc_expr_unref(inverse);
    return status;
  }
  if (n == 0) return pc_expr_integer(out, base->ctx, 1, error);
  if (n == 1) {
    *out = pc_expr_ref(base);
    return PC_OK;
  }
  pc_expr *power = NULL;
  pc_status status = pc_is_term(base) ? pc_term_pow(&power, pc_as_term(base), n, error)
                                      : pow_fraction(&power, base, (uint64_t)n, error);
  if (!status) status = pc_expr_reduce(&power, error);
  if (!status) *out = power;
  return status;
}

/* A number whose powers are found whatever the exponent. */
static bool is_unit(const pc_expr *e) {
  return pc_expr_is_integer(e) && (fmpz_is_pm1(&pc_as_term(e)->num) || fmpz_is_zero(&pc_as_term(e)->num));
}

static pc_status pow_huge(pc_expr **out, const pc_expr *base, const pc_term *exponent, pc_error *error) {
  if (is_unit(base)) {
    int64_t n = fmpz_is_even(&exponent->num) ? 2 : 1;
    return pc_expr_pow_int(out, base, fmpz_sgn(&exponent->num) < 0 ? -n : n, error);
  }
  if (pc_expr_is_number(base)) return pc_fail_bits(base->ctx, error);
  return pc_fail_exponent(base->ctx, pc_expr_gen(base, 0), error);
}

pc_status pc_expr_pow(pc_expr **out, const pc_expr *a, const pc_expr *exponent, pc_error *error) {
  int64_t n = 0;
  if (pc_expr_to_int64(&n, exponent) && n > INT64_MIN) return pc_expr_pow_int(out, a, n, error);
  if (pc_expr_is_integer(exponent)) return pow_huge(out, a, pc_as_term(exponent), error);
  return pc_fail(error, PC_INPUT, "an exponent must be a whole number");
}
