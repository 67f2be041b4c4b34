/* Arithmetic of single terms: a merge of two short arrays. */
#include "algebra/internal.h"
#include <stdlib.h>

static bool is_small(const fmpz_t x) {
  return !COEFF_IS_MPZ(*x);
}

/* num = a*b, unless it passes max_bits. */
static pc_status mul_checked(const pc_context *ctx, fmpz_t num, const fmpz_t a, const fmpz_t b, pc_error *error) {
  if (!(is_small(a) && is_small(b)) && fmpz_bits(a) + fmpz_bits(b) > ctx->limits.max_bits + 1)
    return pc_fail_bits(ctx, error);
  fmpz_mul(num, a, b);
  return PC_OK;
}

pc_status pc_coefficient_mul(const pc_context *ctx, fmpz_t num, fmpz_t den, const pc_view *a, const pc_view *b,
                             pc_error *error) {
  if (*a->den == 1 && *b->den == 1) {
    fmpz_one(den);
    return mul_checked(ctx, num, a->num, b->num, error);
  }
  fmpz_t g, h, x, y;
  fmpz_init(g);
  fmpz_init(h);
  fmpz_init(x);
  fmpz_init(y);
  fmpz_gcd(g, a->num, b->den);
  fmpz_gcd(h, b->num, a->den);
  fmpz_divexact(x, a->num, g);
  fmpz_divexact(y, b->num, h);
  pc_status status = mul_checked(ctx, num, x, y, error);
  fmpz_divexact(x, a->den, h);
  fmpz_divexact(y, b->den, g);
  if (!status) status = mul_checked(ctx, den, x, y, error);
  fmpz_clear(g);
  fmpz_clear(h);
  fmpz_clear(x);
  fmpz_clear(y);
  return status;
}

/* The factors of a*b; false where an exponent is too large, with its generator in `*bad`. */
bool pc_factors_mul(pc_factor *out, size_t *count, uint32_t *bad, const uint64_t *ranks, const pc_factor *a, size_t an,
                    const pc_factor *b, size_t bn) {
  size_t n = 0, i = 0, j = 0;
  while (i < an && j < bn) {
    if (a[i].gen == b[j].gen) {
      int64_t exponent = (int64_t)a[i].exponent + b[j].exponent;
      if (exponent > INT32_MAX || exponent < -INT32_MAX) {
        *bad = a[i].gen;
        return false;
      }
      if (exponent) out[n++] = (pc_factor) { a[i].gen, (int32_t)exponent };
      i++;
      j++;
    } else if (ranks[a[i].gen] < ranks[b[j].gen]) {
      out[n++] = a[i++];
    } else {
      out[n++] = b[j++];
    }
  }
  while (i < an) out[n++] = a[i++];
  while (j < bn) out[n++] = b[j++];
  *count = n;
  return true;
}

static void drop(pc_term *term, size_t room) {
  term->head.n = (uint32_t)room;
  pc_expr_unref(&term->head);
}

pc_status pc_term_mul(pc_expr **out, const pc_term *a, const pc_term *b, pc_error *error) {
  pc_context *ctx = a->head.ctx;
  if (fmpz_is_zero(&a->num) || fmpz_is_zero(&b->num)) return pc_expr_integer(out, ctx, 0, error);
  size_t room = (size_t)a->head.n + b->head.n, n = 0;
  pc_term *term = pc_term_new(ctx, room);
  if (!term) return pc_no_memory(ctx, error);
  uint32_t bad = 0;
  pc_view x = pc_view_at(&a->head, 0), y = pc_view_at(&b->head, 0);
  pc_status status = pc_coefficient_mul(ctx, &term->num, &term->den, &x, &y, error);
  if (!status &&
      !pc_factors_mul(term->factors, &n, &bad, ctx->algebra->ranks, a->factors, a->head.n, b->factors, b->head.n))
    status = pc_fail_exponent(ctx, bad, error);
  if (!status) return pc_term_fit(out, term, room, n, error);
  drop(term, room);
  return status;
}

static pc_status pow_checked(const pc_context *ctx, fmpz_t out, const fmpz_t base, uint64_t n, pc_error *error) {
  if (fmpz_is_pm1(base) || fmpz_is_zero(base)) {
    fmpz_pow_ui(out, base, n ? 2 - n % 2 : 0);
    return PC_OK;
  }
  /* |base| >= 2^(bits - 1), so the power has more than (bits - 1)*n bits. */
  uint64_t bits = fmpz_bits(base);
  if (n > ctx->limits.max_bits || (bits - 1) * n >= ctx->limits.max_bits) return pc_fail_bits(ctx, error);
  fmpz_pow_ui(out, base, n);
  return pc_check_bits(ctx, out, error);
}

pc_status pc_term_pow(pc_expr **out, const pc_term *base, int64_t n, pc_error *error) {
  pc_context *ctx = base->head.ctx;
  if (n == 0) return pc_expr_integer(out, ctx, 1, error);
  if (fmpz_is_zero(&base->num)) return pc_expr_integer(out, ctx, 0, error);
  size_t room = base->head.n;
  pc_term *term = pc_term_new(ctx, room);
  if (!term) return pc_no_memory(ctx, error);
  uint64_t size = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
  pc_status status = pow_checked(ctx, &term->num, &base->num, size, error);
  if (!status) status = pow_checked(ctx, &term->den, &base->den, size, error);
  for (size_t i = 0; !status && i < room; i++) {
    uint64_t exponent = (uint64_t)llabs(base->factors[i].exponent);
    if (size > INT32_MAX / exponent)
      status = pc_fail_exponent(ctx, base->factors[i].gen, error);
    else
      term->factors[i] = (pc_factor) { base->factors[i].gen, (int32_t)(base->factors[i].exponent * n) };
  }
  if (status) {
    drop(term, room);
    return status;
  }
  if (n < 0) {
    fmpz_swap(&term->num, &term->den);
    if (fmpz_sgn(&term->den) < 0) {
      fmpz_neg(&term->num, &term->num);
      fmpz_neg(&term->den, &term->den);
    }
  }
  return pc_term_fit(out, term, room, room, error);
}
