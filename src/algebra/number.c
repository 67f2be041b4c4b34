/* Numbers: literals, and the nearest double. */
#include "algebra/internal.h"
#include <math.h>
#include <string.h>

/* ---- literals ---- */

typedef struct suffix {
  const char *text;
  uint32_t base;
  uint32_t power;
} suffix;

static const suffix suffixes[] = { { "K", 10, 3 },  { "M", 10, 6 },  { "G", 10, 9 },  { "B", 10, 9 }, { "T", 10, 12 },
                                   { "Ki", 2, 10 }, { "Mi", 2, 20 }, { "Gi", 2, 30 }, { "Ti", 2, 40 } };

typedef struct literal {
  char *digits; /* of the number without its point, ended by a NUL */
  size_t count;
  size_t fraction; /* how many of them stand behind the point */
  int64_t exponent;
  const suffix *suffix;
} literal;

enum { LARGEST_EXPONENT = 1000000000 };

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* Digits, with single underscores between them. */
static bool read_digits(literal *l, const char **at, const char *end) {
  const char *p = *at;
  if (p == end || !is_digit(*p)) return false;
  for (; p < end && (is_digit(*p) || (*p == '_' && p + 1 < end && is_digit(p[1]) && p[-1] != '_')); p++)
    if (*p != '_') l->digits[l->count++] = *p;
  *at = p;
  return true;
}

static bool read_exponent(literal *l, const char **at, const char *end) {
  const char *p = *at;
  if (p == end || (*p != 'e' && *p != 'E')) return true;
  p++;
  bool negative = p < end && *p == '-';
  if (p < end && (*p == '-' || *p == '+')) p++;
  if (p == end || !is_digit(*p)) return false;
  for (; p < end && is_digit(*p); p++)
    if (l->exponent < LARGEST_EXPONENT) l->exponent = l->exponent * 10 + (*p - '0');
  if (negative) l->exponent = -l->exponent;
  *at = p;
  return true;
}

static bool read_suffix(literal *l, const char *at, const char *end) {
  size_t length = (size_t)(end - at);
  if (length == 0) return true;
  for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
    if (strlen(suffixes[i].text) == length && memcmp(suffixes[i].text, at, length) == 0) l->suffix = &suffixes[i];
  return l->suffix != NULL;
}

static bool read_literal(literal *l, const char *text, size_t length) {
  const char *at = text, *end = text + length;
  if (!read_digits(l, &at, end)) return false;
  if (at < end && *at == '.') {
    size_t before = l->count;
    at++;
    if (!read_digits(l, &at, end)) return false;
    l->fraction = l->count - before;
  }
  if (!read_exponent(l, &at, end) || !read_suffix(l, at, end)) return false;
  l->digits[l->count] = 0;
  return true;
}

/* A decimal digit is more than 3.3 bits. */
static bool fits_bits(const pc_context *ctx, double digits) {
  return digits * 3.3 <= (double)ctx->limits.max_bits + 64;
}

static void multiply_power(fmpz_t value, uint32_t base, uint64_t power) {
  fmpz_t factor;
  fmpz_init(factor);
  fmpz_set_ui(factor, base);
  fmpz_pow_ui(factor, factor, power);
  fmpz_mul(value, value, factor);
  fmpz_clear(factor);
}

static pc_status value_of(fmpq_t out, const pc_context *ctx, const literal *l, pc_error *error) {
  const char *first = l->digits;
  while (*first == '0' && first[1]) first++;
  if (!fits_bits(ctx, (double)strlen(first))) return pc_fail_bits(ctx, error);
  fmpz_set_str(fmpq_numref(out), first, 10);
  if (fmpz_is_zero(fmpq_numref(out))) return PC_OK;
  int64_t power = l->exponent - (int64_t)l->fraction;
  double digits = power > 0 ? (double)power + (double)strlen(first) : -(double)power;
  if (!fits_bits(ctx, digits)) return pc_fail_bits(ctx, error);
  multiply_power(power < 0 ? fmpq_denref(out) : fmpq_numref(out), 10, (uint64_t)(power < 0 ? -power : power));
  if (l->suffix) multiply_power(fmpq_numref(out), l->suffix->base, l->suffix->power);
  fmpq_canonicalise(out);
  pc_status status = pc_check_bits(ctx, fmpq_numref(out), error);
  return status ? status : pc_check_bits(ctx, fmpq_denref(out), error);
}

pc_status pc_expr_literal(pc_expr **out, pc_context *ctx, const char *text, size_t length, pc_error *error) {
  literal l = { .digits = pc_alloc(ctx, length + 1) };
  if (!l.digits) return pc_no_memory(ctx, error);
  pc_status status = PC_OK;
  fmpq_t value;
  fmpq_init(value);
  if (!read_literal(&l, text, length))
    status = pc_fail(error, PC_INPUT, "'%.*s' is not a number", (int)(length < 40 ? length : 40), text);
  if (!status) status = value_of(value, ctx, &l, error);
  if (!status) status = pc_expr_fmpq(out, ctx, fmpq_numref(value), fmpq_denref(value), error);
  fmpq_clear(value);
  pc_free(ctx, l.digits, length + 1);
  return status;
}

/* ---- doubles ---- */

enum { QUOTIENT_BITS = 66, MANTISSA_BITS = 53, SMALLEST_EXPONENT = -1074 };

/* num / den * 2^shift, rounded down; `*exact` says whether nothing was lost. */
static void scaled_quotient(fmpz_t out, bool *exact, const fmpz_t num, const fmpz_t den, int64_t shift) {
  fmpz_t top, bottom, rest;
  fmpz_init_set(top, num);
  fmpz_init_set(bottom, den);
  fmpz_init(rest);
  if (shift > 0)
    fmpz_mul_2exp(top, top, (ulong)shift);
  else
    fmpz_mul_2exp(bottom, bottom, (ulong)-shift);
  fmpz_fdiv_qr(out, rest, top, bottom);
  *exact = fmpz_is_zero(rest);
  fmpz_clear(top);
  fmpz_clear(bottom);
  fmpz_clear(rest);
}

/* q * 2^-shift for q > 0 to the nearest double, ties to even; `exact` says that q is the value and not below it. */
static double round_down_to_double(fmpz_t q, int64_t shift, bool exact) {
  int64_t drop = (int64_t)fmpz_bits(q) - MANTISSA_BITS;
  if (drop - shift < SMALLEST_EXPONENT) drop = SMALLEST_EXPONENT + shift;
  if (drop > (int64_t)fmpz_bits(q) + 1) return 0;
  fmpz_t half, low;
  fmpz_init(half);
  fmpz_init(low);
  fmpz_one(half);
  fmpz_mul_2exp(half, half, (ulong)(drop - 1));
  fmpz_fdiv_r_2exp(low, q, (ulong)drop);
  int side = fmpz_cmp(low, half);
  fmpz_fdiv_q_2exp(q, q, (ulong)drop);
  if (side > 0 || (side == 0 && (!exact || fmpz_is_odd(q)))) fmpz_add_ui(q, q, 1);
  double result = ldexp((double)fmpz_get_ui(q), (int)(drop - shift));
  fmpz_clear(half);
  fmpz_clear(low);
  return result;
}

double pc_expr_to_double(const pc_expr *e) {
  const pc_term *t = pc_as_term(e);
  if (fmpz_is_zero(&t->num)) return 0;
  int64_t shift = QUOTIENT_BITS - ((int64_t)fmpz_bits(&t->num) - (int64_t)fmpz_bits(&t->den));
  if (shift < -2000) return fmpz_sgn(&t->num) < 0 ? -HUGE_VAL : HUGE_VAL;
  if (shift > 2000) return fmpz_sgn(&t->num) < 0 ? -0.0 : 0.0;
  bool exact = false;
  fmpz_t q, size;
  fmpz_init(q);
  fmpz_init(size);
  fmpz_abs(size, &t->num);
  scaled_quotient(q, &exact, size, &t->den, shift);
  double result = round_down_to_double(q, shift, exact);
  fmpz_clear(q);
  fmpz_clear(size);
  return fmpz_sgn(&t->num) < 0 ? -result : result;
}
