/* Numbers for reading, and doubles for programs. */
#include "report/number.h"
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- doubles ---- */

/* A program that uses the library may have set a locale with another decimal point. */
static void use_point(char *text) {
  const char *point = localeconv()->decimal_point;
  size_t length = strlen(point);
  char *at = length && strcmp(point, ".") != 0 ? strstr(text, point) : NULL;
  if (!at) return;
  *at = '.';
  memmove(at + 1, at + length, strlen(at + length) + 1);
}

void pc_double_text(char text[PC_DOUBLE_SIZE], double value) {
  for (int digits = 15; digits <= 17; digits++) {
    snprintf(text, PC_DOUBLE_SIZE, "%.*g", digits, value);
    if (strtod(text, NULL) == value) break;
  }
  use_point(text);
}

void pc_share_text(char text[PC_DOUBLE_SIZE], double share) {
  double percent = 100 * share, size = fabs(percent);
  if (size == 0)
    strcpy(text, "0%");
  else if (size < 0.01)
    strcpy(text, percent < 0 ? ">-0.01%" : "<0.01%");
  else if (size < 1e6)
    snprintf(text, PC_DOUBLE_SIZE, "%.*f%%", size < 1 ? 2 : 1, percent);
  else
    snprintf(text, PC_DOUBLE_SIZE, "%.2e%%", percent);
  use_point(text);
}

void pc_percent_text(char text[PC_DOUBLE_SIZE], double share) {
  snprintf(text, PC_DOUBLE_SIZE, "%#.6g%%", 100 * share);
  use_point(text);
}

/* ---- human ---- */

/* A positive number as 0.DDD * 10^exponent, rounded to three digits, half away from zero. */
typedef struct rounded {
  int digits; /* 100..999 */
  long exponent;
  bool exact;
} rounded;

static rounded round_digits(const char *digits) {
  size_t n = strlen(digits);
  rounded r = { 0, (long)n, true };
  for (size_t i = 0; i < 3; i++) r.digits = r.digits * 10 + (i < n ? digits[i] - '0' : 0);
  if (n > 3) r.exact = strspn(digits + 3, "0") == n - 3;
  if (n > 3 && digits[3] >= '5') r.digits++;
  if (r.digits == 1000) r.digits = 100, r.exponent++;
  return r;
}

static rounded round_double(double value) {
  char text[PC_DOUBLE_SIZE];
  snprintf(text, sizeof text, "%.2e", value);
  use_point(text);
  rounded r = { (text[0] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0'), strtol(text + 5, NULL, 10) + 1, false };
  return r;
}

/* 0.DDD * 10^point without needless zeros, for -3 <= point <= 3. */
static void add_decimal(pc_buffer *out, int digits, long point) {
  char text[8];
  snprintf(text, sizeof text, "%03d", digits);
  size_t n = 3;
  while (n > 1 && text[n - 1] == '0' && (long)n > point) n--;
  if (point <= 0) {
    pc_buffer_adds(out, "0.");
    for (long i = point; i < 0; i++) pc_buffer_adds(out, "0");
    pc_buffer_add(out, text, n);
    return;
  }
  pc_buffer_add(out, text, (size_t)point);
  if ((long)n > point) pc_buffer_adds(out, "."), pc_buffer_add(out, text + point, n - (size_t)point);
}

static void add_rounded(pc_buffer *out, rounded r, bool negative) {
  static const char *const units[] = { "", " K", " M", " G", " T", " P", " E" };
  if (!r.exact) pc_buffer_adds(out, "~");
  if (negative) pc_buffer_adds(out, "-");
  if (r.exponent > 21 || r.exponent < -2) {
    add_decimal(out, r.digits, 1);
    pc_buffer_addf(out, "e%ld", r.exponent - 1);
    return;
  }
  long unit = r.exponent > 0 ? (r.exponent - 1) / 3 : 0;
  add_decimal(out, r.digits, r.exponent - 3 * unit);
  pc_buffer_adds(out, units[unit]);
}

/* Whole numbers below 10000 and small fractions stand as they are. */
static bool is_short(const char *text) {
  return strlen(text) <= 4 + (text[0] == '-');
}

static pc_status round_whole_part(rounded *out, const pc_expr *number, pc_error *error) {
  pc_expr *whole = NULL;
  char *digits = NULL;
  pc_status status = pc_expr_apply(&whole, PC_FLOOR, &number, 1, error);
  if (status == PC_OK) status = pc_expr_text(&digits, whole, PC_TEXT, error);
  if (status == PC_OK) *out = round_digits(digits[0] == '-' ? digits + 1 : digits);
  pc_text_free(pc_expr_context(number), digits);
  pc_expr_unref(whole);
  return status;
}

/* A fraction too small for a double, by its inverse: 1/x has one digit less before its point than x has zeros after. */
static pc_status round_tiny(rounded *out, const pc_expr *number, pc_error *error) {
  pc_context *ctx = pc_expr_context(number);
  pc_expr *one = NULL, *ten = NULL, *inverse = NULL, *digits = NULL, *power = NULL, *scaled = NULL;
  rounded size;
  pc_status status = pc_expr_integer(&one, ctx, 1, error);
  if (status == PC_OK) status = pc_expr_integer(&ten, ctx, 10, error);
  if (status == PC_OK) status = pc_expr_div(&inverse, one, number, error);
  if (status == PC_OK) status = round_whole_part(&size, inverse, error);
  if (status == PC_OK) status = pc_expr_integer(&digits, ctx, size.exponent + 4, error);
  if (status == PC_OK) status = pc_expr_pow(&power, ten, digits, error);
  if (status == PC_OK) status = pc_expr_mul(&scaled, number, power, error);
  if (status == PC_OK) status = round_whole_part(out, scaled, error);
  if (status == PC_OK) out->exponent -= size.exponent + 4;
  pc_expr *const made[] = { one, ten, inverse, digits, power, scaled };
  for (size_t i = 0; i < sizeof made / sizeof *made; i++) pc_expr_unref(made[i]);
  return status;
}

/* What a fraction rounds to: by its whole part where a double cannot hold it. */
static pc_status round_fraction(rounded *out, const pc_expr *number, pc_error *error) {
  double value = fabs(pc_expr_to_double(number));
  pc_status status = PC_OK;
  if (value >= 1000)
    status = round_whole_part(out, number, error);
  else if (value < 1e-290)
    status = round_tiny(out, number, error);
  else
    *out = round_double(value);
  out->exact = false;
  return status;
}

/* `text` is the exact one. */
static pc_status add_decimal_text(pc_buffer *out, const pc_expr *number, const char *text, pc_error *error) {
  bool negative = text[0] == '-';
  rounded r;
  if (pc_expr_is_integer(number)) {
    add_rounded(out, round_digits(text + negative), negative);
    return PC_OK;
  }
  pc_status status = round_fraction(&r, number, error);
  if (status == PC_OK) add_rounded(out, r, negative);
  return status;
}

static pc_status add_number(pc_buffer *out, const pc_expr *number, bool short_exact, pc_error *error) {
  char *text = NULL;
  pc_status status = pc_expr_text(&text, number, PC_TEXT, error);
  if (status != PC_OK) return status;
  if (is_short(text) && (short_exact || pc_expr_is_integer(number)))
    pc_buffer_adds(out, text);
  else
    status = add_decimal_text(out, number, text, error);
  pc_text_free(pc_expr_context(number), text);
  if (status == PC_OK && out->failed) status = pc_no_memory(out->ctx, error);
  return status;
}

pc_status pc_add_human(pc_buffer *out, const pc_expr *number, pc_error *error) {
  return add_number(out, number, true, error);
}

pc_status pc_add_decimal(pc_buffer *out, const pc_expr *number, pc_error *error) {
  return add_number(out, number, false, error);
}

/* `digits` with a point before the last `places` of them. */
static void add_point(pc_buffer *out, const char *digits, size_t places) {
  size_t n = strlen(digits), whole = n > places ? n - places : 0;
  pc_buffer_add(out, whole ? digits : "0", whole ? whole : 1);
  if (places == 0) return;
  pc_buffer_adds(out, ".");
  for (size_t i = n; i < places; i++) pc_buffer_adds(out, "0");
  pc_buffer_adds(out, digits + whole);
}

pc_status pc_add_between(pc_buffer *out, const pc_expr *low, const pc_expr *high, pc_error *error) {
  pc_context *ctx = pc_expr_context(low);
  pc_expr *unit = NULL, *scaled = NULL, *one = NULL, *scale = NULL;
  char *power = NULL, *digits = NULL;
  pc_status status = pc_expr_integer(&one, ctx, 1, error);
  if (!status) status = pc_expr_sub(&unit, high, low, error);
  if (!status) status = pc_expr_div(&scale, one, unit, error);
  if (!status) status = pc_expr_mul(&scaled, pc_expr_compare_numbers(low, unit) < 0 ? high : low, scale, error);
  if (!status) status = pc_expr_text(&power, scale, PC_TEXT, error);
  if (!status) status = pc_expr_text(&digits, scaled, PC_TEXT, error);
  if (!status) {
    bool negative = digits[0] == '-';
    pc_buffer_adds(out, negative ? "-" : "");
    add_point(out, digits + negative, strlen(power) - 1);
    if (out->failed) status = pc_no_memory(out->ctx, error);
  }
  pc_text_free(ctx, power);
  pc_text_free(ctx, digits);
  pc_expr *const made[] = { unit, scaled, one, scale };
  for (size_t i = 0; i < sizeof made / sizeof *made; i++) pc_expr_unref(made[i]);
  return status;
}
