/* Decimals by intervals: every number lies between two rationals, which are rounded outwards. Where they agree on all
 * digits that are wanted these are right; else all is done again with twice the bits.
 *
 * log2(x) for 1 <= x < 2 is found bit by bit: squaring x doubles its logarithm, and the next bit is set if that
 * passes 1. The lower end rounds down in every step, the upper end up. */
#include "algebra/decimal.h"
#include "algebra/internal.h"
#include <flint/fmpz_vec.h>
#include <string.h>

enum { SPARE_BITS = 64, MOST_BITS = 1 << 14, LOWER = 0, UPPER = 1 };

typedef struct interval {
  fmpq_t ends[2];
} interval;

typedef struct evaluation {
  const pc_context *ctx;
  slong bits;
  bool open; /* a question could not be answered with that many bits */
  pc_error *error;
} evaluation;

static pc_status value_of(interval *out, evaluation *v, const pc_expr *e);

/* ---- intervals ---- */

static void interval_init(interval *x) {
  fmpq_init(x->ends[LOWER]);
  fmpq_init(x->ends[UPPER]);
}

static void interval_clear(interval *x) {
  fmpq_clear(x->ends[LOWER]);
  fmpq_clear(x->ends[UPPER]);
}

static void interval_one(interval *x) {
  fmpq_one(x->ends[LOWER]);
  fmpq_one(x->ends[UPPER]);
}

/* Divides towards -infinity, or +infinity. */
static void divide(fmpz_t out, const fmpz_t a, const fmpz_t b, int end) {
  if (end == LOWER)
    fmpz_fdiv_q(out, a, b);
  else
    fmpz_cdiv_q(out, a, b);
}

static void scale(fmpz_t out, const fmpz_t a, slong by) {
  if (by >= 0)
    fmpz_mul_2exp(out, a, (ulong)by);
  else
    fmpz_set(out, a);
}

/* x outwards to a number of that many bits. */
static void round_end(fmpq_t x, slong bits, int end) {
  slong size = (slong)fmpz_bits(fmpq_numref(x)) - (slong)fmpz_bits(fmpq_denref(x)), shift = bits - size;
  if ((slong)fmpz_bits(fmpq_denref(x)) <= bits && (slong)fmpz_bits(fmpq_numref(x)) <= 2 * bits) return;
  fmpz_t num, den;
  fmpz_init(num);
  fmpz_init(den);
  scale(num, fmpq_numref(x), shift);
  scale(den, fmpq_denref(x), -shift);
  divide(num, num, den, end);
  fmpz_one(den);
  scale(num, num, -shift);
  scale(den, den, shift);
  fmpq_set_fmpz_frac(x, num, den);
  fmpz_clear(num);
  fmpz_clear(den);
}

static void interval_round(interval *x, slong bits) {
  round_end(x->ends[LOWER], bits, LOWER);
  round_end(x->ends[UPPER], bits, UPPER);
}

static void interval_mul(interval *out, const interval *a, const interval *b, slong bits) {
  interval made;
  fmpq_t product;
  interval_init(&made);
  fmpq_init(product);
  for (int i = 0; i < 4; i++) {
    fmpq_mul(product, a->ends[i / 2], b->ends[i % 2]);
    if (i == 0 || fmpq_cmp(product, made.ends[LOWER]) < 0) fmpq_set(made.ends[LOWER], product);
    if (i == 0 || fmpq_cmp(product, made.ends[UPPER]) > 0) fmpq_set(made.ends[UPPER], product);
  }
  interval_round(&made, bits);
  for (int i = 0; i < 2; i++) fmpq_swap(out->ends[i], made.ends[i]);
  fmpq_clear(product);
  interval_clear(&made);
}

static void interval_add(interval *out, const interval *a, slong bits) {
  for (int i = 0; i < 2; i++) fmpq_add(out->ends[i], out->ends[i], a->ends[i]);
  interval_round(out, bits);
}

/* 1/x, unless x may be 0. */
static void interval_invert(interval *x, evaluation *v) {
  if (fmpq_sgn(x->ends[LOWER]) * fmpq_sgn(x->ends[UPPER]) <= 0) {
    v->open = true;
    return;
  }
  for (int i = 0; i < 2; i++) fmpq_inv(x->ends[i], x->ends[i]);
  fmpq_swap(x->ends[LOWER], x->ends[UPPER]);
}

/* How many bits a power of x may have before or after its point. */
static bool is_within(const interval *x, int64_t exponent, const pc_context *ctx) {
  slong most = 1;
  for (int i = 0; i < 2; i++) {
    slong size = (slong)fmpz_bits(fmpq_numref(x->ends[i])) - (slong)fmpz_bits(fmpq_denref(x->ends[i]));
    if (size < 0) size = -size;
    if (size >= most) most = size + 1;
  }
  return (double)most * (double)exponent <= (double)ctx->limits.max_bits;
}

static pc_status interval_pow(interval *out, const interval *base, int64_t exponent, evaluation *v) {
  uint64_t n = (uint64_t)(exponent < 0 ? -exponent : exponent);
  if (!is_within(base, (int64_t)n, v->ctx)) return pc_fail_bits(v->ctx, v->error);
  interval square;
  interval_init(&square);
  for (int i = 0; i < 2; i++) fmpq_set(square.ends[i], base->ends[i]);
  if (exponent < 0) interval_invert(&square, v);
  interval_one(out);
  for (; n && !v->open; n >>= 1) {
    if (n & 1) interval_mul(out, out, &square, v->bits);
    if (n > 1) interval_mul(&square, &square, &square, v->bits);
  }
  interval_clear(&square);
  return PC_OK;
}

/* ---- log2 ---- */

/* x/2^k in [1, 2), in units of 2^-width. */
static slong mantissa(fmpz_t out, const fmpq_t x, slong width, int end) {
  slong k = (slong)fmpz_bits(fmpq_numref(x)) - (slong)fmpz_bits(fmpq_denref(x));
  fmpz_t num, den, power;
  fmpz_init(num);
  fmpz_init(den);
  fmpz_init(power);
  scale(num, fmpq_numref(x), -k);
  scale(den, fmpq_denref(x), k);
  if (fmpz_cmp(num, den) < 0) {
    k--;
    fmpz_mul_2exp(num, num, 1);
  }
  fmpz_mul_2exp(num, num, (ulong)width);
  divide(out, num, den, end);
  fmpz_clear(num);
  fmpz_clear(den);
  fmpz_clear(power);
  return k;
}

/* A bound of log2(x) for x > 0, with that many bits after the point. */
static void log2_bound(fmpq_t out, const fmpq_t x, slong bits, int end) {
  slong width = 2 * bits + SPARE_BITS;
  fmpz_t y, sum, one;
  fmpz_init(y);
  fmpz_init(sum);
  fmpz_init_set_ui(one, 1);
  slong k = mantissa(y, x, width, end);
  bool power = fmpz_bits(y) == (flint_bitcnt_t)width + 1 && fmpz_val2(y) == (flint_bitcnt_t)width;
  fmpz_set_si(sum, k);
  for (slong i = 0; i < bits; i++) {
    fmpz_mul(y, y, y);
    fmpz_mul_2exp(sum, sum, 1);
    bool high = (slong)fmpz_bits(y) > 2 * width + 1;
    if (high) fmpz_add_ui(sum, sum, 1);
    if (end == LOWER)
      fmpz_fdiv_q_2exp(y, y, (ulong)(width + high));
    else
      fmpz_cdiv_q_2exp(y, y, (ulong)(width + high));
  }
  if (end == UPPER && !power) fmpz_add_ui(sum, sum, 1);
  fmpz_mul_2exp(one, one, (ulong)bits);
  fmpq_set_fmpz_frac(out, sum, one);
  fmpz_clear(y);
  fmpz_clear(sum);
  fmpz_clear(one);
}

static pc_status value_of_log(interval *x, evaluation *v) {
  if (fmpq_sgn(x->ends[UPPER]) <= 0) return pc_fail(v->error, PC_INPUT, "log2 of a number that is not positive");
  if (fmpq_sgn(x->ends[LOWER]) <= 0) {
    v->open = true;
    return PC_OK;
  }
  for (int i = 0; i < 2; i++) log2_bound(x->ends[i], x->ends[i], v->bits, i);
  return PC_OK;
}

/* ---- atoms ---- */

static void floor_ends(interval *x, evaluation *v) {
  for (int i = 0; i < 2; i++) {
    fmpz_fdiv_q(fmpq_numref(x->ends[i]), fmpq_numref(x->ends[i]), fmpq_denref(x->ends[i]));
    fmpz_one(fmpq_denref(x->ends[i]));
  }
  if (!fmpq_equal(x->ends[LOWER], x->ends[UPPER])) v->open = true;
}

static pc_status value_of_max(interval *out, evaluation *v, const pc_generator *g) {
  interval other;
  interval_init(&other);
  pc_status status = value_of(out, v, g->args[0]);
  for (size_t i = 1; i < g->n && !status && !v->open; i++) {
    status = value_of(&other, v, g->args[i]);
    for (int end = 0; end < 2; end++)
      if (fmpq_cmp(other.ends[end], out->ends[end]) > 0) fmpq_set(out->ends[end], other.ends[end]);
  }
  interval_clear(&other);
  return status;
}

static pc_status value_of_gen(interval *out, evaluation *v, uint32_t gen) {
  const pc_generator *g = v->ctx->algebra->gens[gen];
  if (g->symbol) return pc_fail(v->error, PC_INPUT, "no value for '%s'", g->symbol->name);
  if (g->function == PC_MAX) return value_of_max(out, v, g);
  pc_status status = value_of(out, v, g->args[0]);
  if (status || v->open) return status;
  if (g->function == PC_LOG2) return value_of_log(out, v);
  if (g->function == PC_FLOOR) floor_ends(out, v);
  if (g->function == PC_GEN_RECIPROCAL) interval_invert(out, v);
  return PC_OK;
}

/* ---- expressions ---- */

static pc_status value_of_term(interval *out, evaluation *v, const pc_expr *term) {
  const pc_term *t = pc_as_term(term);
  interval base, power;
  interval_init(&base);
  interval_init(&power);
  pc_status status = PC_OK;
  for (int i = 0; i < 2; i++) fmpq_set_fmpz_frac(out->ends[i], &t->num, &t->den);
  for (size_t i = 0; i < term->n && !status && !v->open; i++) {
    status = value_of_gen(&base, v, t->factors[i].gen);
    if (status || v->open) break;
    status = interval_pow(&power, &base, t->factors[i].exponent, v);
    if (!status) interval_mul(out, out, &power, v->bits);
  }
  interval_clear(&base);
  interval_clear(&power);
  return status;
}

static pc_status value_of_sum(interval *out, evaluation *v, const pc_expr *e) {
  interval term;
  interval_init(&term);
  pc_status status = PC_OK;
  for (int i = 0; i < 2; i++) fmpq_zero(out->ends[i]);
  for (size_t i = 0; i < pc_length(e) && !status && !v->open; i++) {
    pc_expr *one = NULL;
    status = pc_laurent_term(&one, e, i, v->error);
    if (!status) status = value_of_term(&term, v, one);
    if (!status && !v->open) interval_add(out, &term, v->bits);
    pc_expr_unref(one);
  }
  interval_clear(&term);
  return status;
}

static pc_status value_of_quotient(interval *out, evaluation *v, const pc_expr *e) {
  pc_expr *num = NULL, *den = NULL;
  interval below;
  interval_init(&below);
  pc_status status = pc_expr_part(&num, e, false, v->error);
  if (!status) status = pc_expr_part(&den, e, true, v->error);
  if (!status) status = value_of_sum(&below, v, den);
  if (!status && !v->open) interval_invert(&below, v);
  if (!status && !v->open) status = value_of_sum(out, v, num);
  if (!status && !v->open) interval_mul(out, out, &below, v->bits);
  interval_clear(&below);
  pc_expr_unref(num);
  pc_expr_unref(den);
  return status;
}

static pc_status value_of(interval *out, evaluation *v, const pc_expr *e) {
  return pc_is_laurent(e) ? value_of_sum(out, v, e) : value_of_quotient(out, v, e);
}

/* ---- digits ---- */

/* x is near mantissa * 10^exponent, a mantissa of as many digits as are wanted. */
typedef struct rounded {
  fmpz_t mantissa;
  slong exponent;
  bool exact;
} rounded;

/* round(x * 10^-exponent), half away from zero. */
static void round_at(rounded *out, const fmpq_t x, slong exponent) {
  fmpz_t num, den, ten, half;
  fmpz_init(num);
  fmpz_init(den);
  fmpz_init(ten);
  fmpz_init(half);
  fmpz_abs(num, fmpq_numref(x));
  fmpz_set_ui(ten, 10);
  fmpz_pow_ui(ten, ten, (ulong)(exponent < 0 ? -exponent : exponent));
  fmpz_mul(exponent < 0 ? num : den, exponent < 0 ? num : fmpq_denref(x), ten);
  if (exponent < 0) fmpz_set(den, fmpq_denref(x));
  fmpz_fdiv_qr(out->mantissa, half, num, den);
  out->exact = fmpz_is_zero(half);
  fmpz_mul_2exp(half, half, 1);
  if (fmpz_cmp(half, den) >= 0) fmpz_add_ui(out->mantissa, out->mantissa, 1);
  out->exponent = exponent;
  fmpz_clear(num);
  fmpz_clear(den);
  fmpz_clear(ten);
  fmpz_clear(half);
}

/* x is not 0. The sizes may be one too large, so that the first mantissa may have more digits, but not fewer. */
static void round_digits(rounded *out, const fmpq_t x, size_t digits) {
  fmpz_t most;
  fmpz_init(most);
  fmpz_set_ui(most, 10);
  fmpz_pow_ui(most, most, digits);
  slong size = (slong)fmpz_sizeinbase(fmpq_numref(x), 10) - (slong)fmpz_sizeinbase(fmpq_denref(x), 10);
  slong exponent = size - 1 - (slong)digits;
  round_at(out, x, exponent);
  while (fmpz_cmp(out->mantissa, most) >= 0) round_at(out, x, ++exponent);
  fmpz_clear(most);
}

/* "1.58496", "12300", "1.2e-9" */
static void add_rounded(pc_buffer *out, char *text, slong exponent, size_t digits, bool exact) {
  size_t n = strlen(text);
  slong point = (slong)n + exponent; /* digits before the point */
  bool plain = point > -5 && point <= (slong)(digits > 21 ? digits : 21);
  while (exact && n > 1 && text[n - 1] == '0' && (!plain || (slong)n > point)) n--;
  if (!plain) {
    pc_buffer_add(out, text, 1);
    if (n > 1) pc_buffer_add(out, ".", 1), pc_buffer_add(out, text + 1, n - 1);
    pc_buffer_addf(out, "e%ld", (long)point - 1);
    return;
  }
  if (point <= 0) pc_buffer_adds(out, "0.");
  for (slong i = point; i < 0; i++) pc_buffer_add(out, "0", 1);
  if (point <= 0 || (slong)n <= point) pc_buffer_add(out, text, n);
  for (slong i = (slong)n; i < point; i++) pc_buffer_add(out, "0", 1);
  if (point <= 0 || (slong)n <= point) return;
  pc_buffer_add(out, text, (size_t)point);
  pc_buffer_add(out, ".", 1);
  pc_buffer_add(out, text + point, n - (size_t)point);
}

static pc_status write_rounded(pc_buffer *out, const rounded *r, size_t digits, bool negative, pc_error *error) {
  size_t size = fmpz_sizeinbase(r->mantissa, 10) + 2;
  char *text = pc_alloc(out->ctx, size);
  if (!text) return pc_no_memory(out->ctx, error);
  fmpz_get_str(text, 10, r->mantissa);
  if (!r->exact) pc_buffer_add(out, "~", 1);
  if (negative) pc_buffer_add(out, "-", 1);
  add_rounded(out, text, r->exponent, digits, r->exact);
  pc_free(out->ctx, text, size);
  return out->failed ? pc_no_memory(out->ctx, error) : PC_OK;
}

/* Writes the digits that both ends agree on; `*done` is false where they do not. */
static pc_status write_interval(bool *done, pc_buffer *out, const interval *x, size_t digits, pc_error *error) {
  int sign = fmpq_sgn(x->ends[LOWER]);
  bool exact = fmpq_equal(x->ends[LOWER], x->ends[UPPER]);
  *done = exact && sign == 0;
  if (*done) pc_buffer_add(out, "0", 1);
  if (*done || sign == 0 || sign != fmpq_sgn(x->ends[UPPER])) return PC_OK;
  rounded low, high;
  fmpz_init(low.mantissa);
  fmpz_init(high.mantissa);
  round_digits(&low, x->ends[LOWER], digits);
  round_digits(&high, x->ends[UPPER], digits);
  *done = fmpz_equal(low.mantissa, high.mantissa) && low.exponent == high.exponent;
  low.exact = low.exact && exact;
  pc_status status = *done ? write_rounded(out, &low, digits, sign < 0, error) : PC_OK;
  fmpz_clear(low.mantissa);
  fmpz_clear(high.mantissa);
  return status;
}

pc_status pc_expr_add_decimal(pc_buffer *out, const pc_expr *e, size_t digits, pc_error *error) {
  pc_status status = PC_OK;
  bool done = false;
  interval x;
  interval_init(&x);
  for (slong bits = (slong)digits * 4 + SPARE_BITS; bits <= MOST_BITS && !status && !done; bits *= 2) {
    evaluation v = { .ctx = e->ctx, .bits = bits, .error = error };
    status = pc_expr_is_number(e) ? PC_OK : value_of(&x, &v, e);
    for (int i = 0; i < 2 && pc_expr_is_number(e); i++)
      fmpq_set_fmpz_frac(x.ends[i], &pc_as_term(e)->num, &pc_as_term(e)->den);
    if (!status && !v.open) status = write_interval(&done, out, &x, digits, error);
  }
  interval_clear(&x);
  if (status || done) return status;
  return pc_fail(error, PC_LIMIT, "the digits of a number could not be decided (it may be 0, or end just there)");
}

void pc_algebra_keep_logs(pc_context *ctx, bool keep) {
  ctx->algebra->keep_logs = keep;
}
