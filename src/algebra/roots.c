/* Roots: isolated, then narrowed by the sign in the middle. */
#include "algebra/roots.h"
#include "algebra/internal.h"
#include "algebra/isolate.h"
#include <flint/fmpq.h>
#include <flint/fmpz_poly.h>

enum { DIGITS = 20, MOST_DEGREE = 5000 };

typedef struct finder {
  pc_context *ctx;
  pc_roots *out;
  bool whole;
  fmpz_poly_t poly, slope; /* without double roots, in t >= 0; its derivative */
  fmpz_poly_t poles;       /* the part of it that comes from the denominator */
  fmpz_t shift, scale;     /* the symbol is (t + shift)/scale */
  fmpq_t middle, value;
  pc_effort effort;
  pc_error *error;
} finder;

/* ---- what is found ---- */

static pc_status to_expr(pc_expr **out, const finder *f, const fmpq_t x) {
  return pc_expr_fmpq(out, f->ctx, fmpq_numref(x), fmpq_denref(x), f->error);
}

/* Numbers of the symbol. */
static pc_status add(finder *f, const fmpq_t low, const fmpq_t high) {
  void *items = f->out->items;
  bool grown = pc_grow(f->ctx, &items, &f->out->capacity, f->out->n, sizeof *f->out->items);
  f->out->items = items;
  if (!grown) return pc_no_memory(f->ctx, f->error);
  pc_root *root = &f->out->items[f->out->n];
  *root = (pc_root) { NULL, NULL, false };
  f->out->n++;
  pc_status status = to_expr(&root->low, f, low);
  return status ? status : to_expr(&root->high, f, high);
}

static void from_t(fmpq_t x, const finder *f, const fmpq_t t) {
  fmpq_add_fmpz(x, t, f->shift);
  fmpq_div_fmpz(x, x, f->scale);
}

static void to_t(fmpq_t t, const finder *f, const fmpq_t x) {
  fmpq_mul_fmpz(t, x, f->scale);
  fmpq_sub_fmpz(t, t, f->shift);
}

static pc_status add_t(finder *f, const fmpq_t low, const fmpq_t high) {
  fmpq_t a, b;
  fmpq_init(a);
  fmpq_init(b);
  from_t(a, f, low);
  from_t(b, f, high);
  pc_status status = add(f, a, b);
  fmpq_clear(a);
  fmpq_clear(b);
  return status;
}

/* ---- one root in an interval ---- */

static pc_status sign_at(int *sign, finder *f, const fmpz_poly_t p, const fmpq_t t) {
  double n = (double)p->length, bits = (double)fmpz_bits(fmpq_numref(t)) + (double)fmpz_bits(fmpq_denref(t));
  pc_status status = pc_effort_spend(&f->effort, p, n * (1 + (pc_poly_bits(p) + n * bits) / 16));
  if (status) return status;
  fmpz_poly_evaluate_fmpq(f->value, p, t);
  *sign = fmpq_sgn(f->value);
  return PC_OK;
}

/* The sign on the right of t, which may be a root. */
static pc_status sign_after(int *sign, finder *f, const fmpq_t t) {
  pc_status status = sign_at(sign, f, f->poly, t);
  return status || *sign ? status : sign_at(sign, f, f->slope, t);
}

/* Moves one end to `t`, which lies between them; low = high when t is the root. `before` is the sign on low's side. */
static pc_status narrow(finder *f, fmpq_t low, fmpq_t high, int before, const fmpq_t t) {
  int sign = 0;
  pc_status status = sign_at(&sign, f, f->poly, t);
  if (status) return status;
  if (sign == before || sign == 0) fmpq_set(low, t);
  if (sign != before) fmpq_set(high, t);
  return PC_OK;
}

static pc_status halve(finder *f, fmpq_t low, fmpq_t high, int before) {
  fmpq_add(f->middle, low, high);
  fmpq_div_2exp(f->middle, f->middle, 1);
  if (f->whole) {
    fmpz_fdiv_q(fmpq_numref(f->middle), fmpq_numref(f->middle), fmpq_denref(f->middle));
    fmpz_one(fmpq_denref(f->middle));
  }
  return narrow(f, low, high, before, f->middle);
}

/* Halves until high - low < 1/parts, or high - low <= 1 for whole numbers, or the root is met. */
static pc_status halve_until(finder *f, fmpq_t low, fmpq_t high, int before, const fmpz_t parts) {
  fmpq_t width;
  fmpq_init(width);
  pc_status status = PC_OK;
  for (;;) {
    fmpq_sub(width, high, low);
    fmpq_mul_fmpz(width, width, parts);
    int order = fmpq_cmp_ui(width, 1);
    if (order < 0 || (f->whole && order == 0)) break;
    status = halve(f, low, high, before);
    if (status) break;
  }
  fmpq_clear(width);
  return status;
}

/* A rational root's denominator divides the leading coefficient. */
static pc_status try_rational(finder *f, fmpq_t low, fmpq_t high, int before) {
  fmpz_t leading;
  fmpq_t guess;
  fmpz_init(leading);
  fmpq_init(guess);
  fmpz_abs(leading, fmpz_poly_lead(f->poly));
  pc_status status = halve_until(f, low, high, before, leading);
  if (!status && !fmpq_equal(low, high)) {
    fmpq_mul_fmpz(guess, low, leading);
    fmpz_fdiv_q(fmpq_numref(guess), fmpq_numref(guess), fmpq_denref(guess));
    fmpz_add_ui(fmpq_numref(guess), fmpq_numref(guess), 1);
    fmpz_set(fmpq_denref(guess), leading);
    fmpq_canonicalise(guess);
    if (fmpq_cmp(guess, high) < 0) status = narrow(f, low, high, before, guess);
  }
  fmpz_clear(leading);
  fmpq_clear(guess);
  return status;
}

/* The decimal at or below x with so many places. */
static void cut(fmpq_t out, const fmpq_t x, const fmpz_t parts) {
  fmpq_mul_fmpz(out, x, parts);
  fmpz_fdiv_q(fmpq_numref(out), fmpq_numref(out), fmpq_denref(out));
  fmpz_set(fmpq_denref(out), parts);
  fmpq_canonicalise(out);
}

/* Two decimals a unit of the last place apart around the root, which is in low..high and no decimal of that length;
 * `*fits` when they lie inside first..last, where there is no other root. */
static pc_status decimals(bool *fits, fmpq_t x, fmpq_t y, finder *f, fmpq_t low, fmpq_t high, int before,
                          const fmpz_t parts, const fmpq_t first, const fmpq_t last) {
  fmpq_t a, b;
  fmpz_t steps;
  fmpq_init(a);
  fmpq_init(b);
  fmpz_init(steps);
  fmpz_mul(steps, parts, f->scale);
  pc_status status = halve_until(f, low, high, before, steps);
  from_t(x, f, low);
  from_t(y, f, high);
  cut(a, x, parts);
  cut(b, y, parts);
  if (!status && !fmpq_equal(a, b)) {
    to_t(y, f, b);
    if (fmpq_cmp(y, low) > 0 && fmpq_cmp(y, high) < 0) status = narrow(f, low, high, before, y);
    from_t(y, f, low);
    cut(a, y, parts);
  }
  fmpq_set(x, a);
  fmpz_one(fmpq_numref(b));
  fmpz_set(fmpq_denref(b), parts);
  fmpq_add(y, a, b);
  to_t(a, f, x);
  to_t(b, f, y);
  *fits = fmpq_cmp(a, first) > 0 && fmpq_cmp(b, last) < 0;
  fmpq_clear(a);
  fmpq_clear(b);
  fmpz_clear(steps);
  return status;
}

/* Narrows the interval until its ends, as numbers of the symbol, are of one sign and nearly of one size; the root is
 * not 0. */
static pc_status find_size(finder *f, fmpq_t low, fmpq_t high, int before, fmpq_t x, fmpq_t y) {
  pc_status status = PC_OK;
  for (;;) {
    from_t(x, f, low);
    from_t(y, f, high);
    bool above = fmpq_sgn(x) > 0;
    fmpq_mul_2exp(f->middle, above ? x : y, 1);
    bool known = above ? fmpq_cmp(f->middle, y) >= 0 : fmpq_sgn(y) < 0 && fmpq_cmp(f->middle, x) <= 0;
    if (status || known) return status;
    status = halve(f, low, high, before);
  }
}

/* A denominator's root is single, so it turns the sign. */
static pc_status mark_pole(finder *f, const fmpq_t low, const fmpq_t high) {
  int before = 0, after = 0;
  pc_status status = sign_at(&before, f, f->poles, low);
  if (!status) status = sign_at(&after, f, f->poles, high);
  if (!status) f->out->items[f->out->n - 1].pole = before != after;
  return status;
}

static slong places_for(const fmpq_t x) {
  double size = ((double)fmpz_bits(fmpq_numref(x)) - (double)fmpz_bits(fmpq_denref(x))) * 0.30103;
  return size >= DIGITS ? 0 : DIGITS - (slong)size;
}

static pc_status add_irrational(finder *f, fmpq_t low, fmpq_t high, int before) {
  fmpq_t x, y, first, last;
  fmpz_t parts;
  bool fits = false;
  fmpq_init(x);
  fmpq_init(y);
  fmpq_init(first);
  fmpq_init(last);
  fmpz_init(parts);
  fmpq_set(first, low);
  fmpq_set(last, high);
  pc_status status = find_size(f, low, high, before, x, y);
  fmpz_set_ui(parts, 10);
  fmpz_pow_ui(parts, parts, (ulong)places_for(fmpq_sgn(x) > 0 ? x : y));
  for (; !status && !fits; fmpz_mul_ui(parts, parts, 10))
    status = decimals(&fits, x, y, f, low, high, before, parts, first, last);
  if (!status) status = add(f, x, y);
  if (!status) status = mark_pole(f, low, high);
  fmpq_clear(x);
  fmpq_clear(y);
  fmpq_clear(first);
  fmpq_clear(last);
  fmpz_clear(parts);
  return status;
}

/* One root lies between low and high. */
static pc_status add_single(finder *f, fmpq_t low, fmpq_t high) {
  int before = 0;
  fmpz_t one;
  fmpz_init_set_ui(one, 1);
  pc_status status = sign_after(&before, f, low);
  if (!status && f->whole) status = halve_until(f, low, high, before, one);
  if (!status && !f->whole) status = try_rational(f, low, high, before);
  fmpz_clear(one);
  if (status) return status;
  return f->whole || fmpq_equal(low, high) ? add_t(f, low, high) : add_irrational(f, low, high, before);
}

/* ---- all roots ---- */

static pc_status take(void *user, fmpq_t low, fmpq_t high, bool single) {
  finder *f = user;
  return single && !fmpq_equal(low, high) ? add_single(f, low, high) : add_t(f, low, high);
}

/* The one root t > 0 of a linear polynomial. */
static pc_status add_linear(finder *f) {
  fmpq_t low, high;
  fmpq_init(low);
  fmpq_init(high);
  fmpz_neg(fmpq_numref(low), f->poly->coeffs);
  fmpz_set(fmpq_denref(low), f->poly->coeffs + 1);
  fmpq_canonicalise(low);
  fmpq_set(high, low);
  if (f->whole && !fmpz_is_one(fmpq_denref(low))) {
    fmpz_fdiv_q(fmpq_numref(low), fmpq_numref(low), fmpq_denref(low));
    fmpz_one(fmpq_denref(low));
    fmpq_add_si(high, low, 1);
  }
  pc_status status = add_t(f, low, high);
  fmpq_clear(low);
  fmpq_clear(high);
  return status;
}

/* All roots t > 0. */
static pc_status find_positive(finder *f) {
  slong count = pc_sign_variations(f->poly);
  if (count == 0) return PC_OK;
  if (f->poly->length == 2) return add_linear(f);
  fmpz_t bound;
  fmpz_init(bound);
  fmpz_poly_bound_roots(bound, f->poly);
  slong power = (slong)fmpz_bits(bound);
  fmpz_clear(bound);
  if (count > 1) return pc_isolate(&f->effort, f->poly, power, f->whole, take, f);
  fmpq_t low, high;
  fmpq_init(low);
  fmpq_init(high);
  fmpz_one(fmpq_numref(high));
  fmpz_mul_2exp(fmpq_numref(high), fmpq_numref(high), (ulong)power);
  pc_status status = add_single(f, low, high);
  fmpq_clear(low);
  fmpq_clear(high);
  return status;
}

/* ---- from an expression ---- */

/* p with numbers as coefficients, in at most one generator. */
static pc_status read_poly(fmpz_poly_t out, const finder *f, const fmpz_mpoly_t p, const pc_ring *ring) {
  slong degree = ring->n ? fmpz_mpoly_degree_si(p, 0, ring->flint) : 0;
  if (degree > MOST_DEGREE)
    return pc_fail(f->error, PC_LIMIT, "a polynomial of degree %ld is too large for its roots (at most %d)",
                   (long)degree, MOST_DEGREE);
  for (slong i = 0; i < p->length; i++) {
    ulong exponent = ring->n ? fmpz_mpoly_get_term_var_exp_ui(p, i, 0, ring->flint) : 0;
    fmpz_poly_set_coeff_fmpz(out, (slong)exponent, p->coeffs + i);
  }
  return PC_OK;
}

/* Makes every root a single one. */
static void simplify(fmpz_poly_t p) {
  if (p->length < 3) return;
  fmpz_poly_t common;
  fmpz_poly_init(common);
  fmpz_poly_derivative(common, p);
  fmpz_poly_gcd(common, common, p);
  fmpz_poly_div(p, p, common);
  fmpz_poly_primitive_part(p, p);
  fmpz_poly_clear(common);
}

static pc_status load(finder *f, const pc_expr *e) {
  pc_fraction q;
  pc_status status = pc_fraction_open(&q, e, f->error);
  if (status) return status;
  status = read_poly(f->poly, f, q.num, q.ring);
  if (!status) status = read_poly(f->poles, f, q.den, q.ring);
  pc_fraction_clear(&q);
  if (!status) status = pc_effort_shift(&f->effort, f->poly, 0);
  if (!status) status = pc_effort_shift(&f->effort, f->poles, 0);
  if (!status) {
    simplify(f->poly);
    simplify(f->poles);
    fmpz_poly_mul(f->poly, f->poly, f->poles);
  }
  return status;
}

/* p as a polynomial in t. */
static pc_status move(finder *f, fmpz_poly_t p) {
  pc_status status = pc_effort_shift(&f->effort, p, (double)fmpz_bits(f->shift) + (double)fmpz_bits(f->scale));
  if (status) return status;
  fmpz_t power;
  fmpz_init_set_ui(power, 1);
  for (slong i = p->length - 1; i >= 0 && !fmpz_is_one(f->scale); i--) {
    fmpz_mul(p->coeffs + i, p->coeffs + i, power);
    fmpz_mul(power, power, f->scale);
  }
  fmpz_clear(power);
  fmpz_poly_taylor_shift(p, p, f->shift);
  return PC_OK;
}

/* Moves `least`, or a number below all roots, to t = 0. */
static pc_status move_start(finder *f, const pc_expr *least) {
  if (least) {
    fmpz_set(f->shift, &pc_as_term(least)->num);
    fmpz_set(f->scale, &pc_as_term(least)->den);
  } else {
    fmpz_poly_bound_roots(f->shift, f->poly);
    fmpz_add_ui(f->shift, f->shift, 1);
    fmpz_neg(f->shift, f->shift);
  }
  pc_status status = move(f, f->poly);
  return status ? status : move(f, f->poles);
}

static pc_status find(finder *f) {
  pc_status status = PC_OK;
  if (fmpz_is_zero(f->poly->coeffs)) {
    fmpq_t zero;
    fmpq_init(zero);
    fmpz_poly_shift_right(f->poly, f->poly, 1);
    status = add_t(f, zero, zero);
    fmpq_clear(zero);
  }
  fmpz_poly_derivative(f->slope, f->poly);
  return status ? status : find_positive(f);
}

pc_status pc_expr_roots(pc_roots *out, const pc_expr *e, const pc_symbol *symbol, const pc_expr *least, bool whole,
                        pc_error *error) {
  *out = (pc_roots) { .ctx = e->ctx };
  finder f = { .ctx = e->ctx, .out = out, .whole = whole, .effort = { e->ctx, 0, error }, .error = error };
  if (pc_expr_is_number(e)) return PC_OK;
  if (pc_expr_gen_count(e) != 1 || pc_expr_gen(e, 0) != symbol->gen)
    return pc_fail(error, PC_DEFECT, "roots of a polynomial in several unknowns");
  fmpz_poly_init(f.poly);
  fmpz_poly_init(f.slope);
  fmpz_poly_init(f.poles);
  fmpz_init(f.shift);
  fmpz_init_set_ui(f.scale, 1);
  fmpq_init(f.middle);
  fmpq_init(f.value);
  pc_status status = load(&f, e);
  if (!status) status = move_start(&f, least);
  if (!status) status = find(&f);
  fmpz_poly_clear(f.poly);
  fmpz_poly_clear(f.slope);
  fmpz_poly_clear(f.poles);
  fmpz_clear(f.shift);
  fmpz_clear(f.scale);
  fmpq_clear(f.middle);
  fmpq_clear(f.value);
  return status;
}

void pc_roots_clear(pc_roots *roots) {
  for (size_t i = 0; i < roots->n; i++) {
    pc_expr_unref(roots->items[i].low);
    pc_expr_unref(roots->items[i].high);
  }
  if (roots->ctx) pc_free(roots->ctx, roots->items, roots->capacity * sizeof *roots->items);
  *roots = (pc_roots) { 0 };
}

pc_status pc_symbol_range(pc_domain *domain, pc_expr **least, pc_context *ctx, const pc_symbol *symbol,
                          pc_error *error) {
  *domain = symbol->domain;
  if (symbol->bounded) return pc_expr_fmpq(least, ctx, fmpq_numref(&symbol->lower), fmpq_denref(&symbol->lower), error);
  *least = NULL;
  return PC_OK;
}
