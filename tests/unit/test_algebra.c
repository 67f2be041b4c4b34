/* Expressions: arithmetic, canonical form, limits, atoms, bounds, substitution, sums, order of printing. */
#include "algebra/accumulate.h"
#include "algebra/algebra.h"
#include "base/base.h"
#include "suites.h"
#include <math.h>
#include <polycost/polycost.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pc_context *ctx;
static pc_error error;

static void set_up(void) {
  ctx = pc_context_new(NULL, NULL);
  ck_assert_ptr_nonnull(ctx);
  pc_error_clear(&error);
}

static void tear_down(void) {
  pc_context_free(ctx);
}

/* ---- helpers ---- */

static void ok(pc_status status) {
  ck_assert_msg(status == PC_OK, "%s", error.message);
}

static const pc_symbol *symbol(const char *name) {
  const pc_symbol *found = NULL;
  ok(pc_symbol_get(&found, ctx, name, &error));
  return found;
}

static pc_expr *parse(const char *text) {
  pc_expr *expr = NULL;
  pc_status status = pc_expr_parse(&expr, ctx, text, &error);
  ck_assert_msg(status == PC_OK, "%s: %s", text, error.message);
  return expr;
}

static void prints(const pc_expr *expr, const char *expected) {
  char *text = NULL;
  ok(pc_expr_text(&text, expr, PC_SYMPY, &error));
  ck_assert_str_eq(text, expected);
  pc_text_free(ctx, text);
}

/* Checks a result, and gives it back. */
static void gives(pc_expr *expr, const char *expected) {
  prints(expr, expected);
  pc_expr_unref(expr);
}

static void refuses(const char *text, pc_status status, const char *message) {
  pc_expr *expr = NULL;
  ck_assert_int_eq(pc_expr_parse(&expr, ctx, text, &error), status);
  ck_assert_ptr_null(expr);
  ck_assert_msg(strstr(error.message, message) != NULL, "%s: %s", text, error.message);
  pc_error_clear(&error);
}

static bool same(const char *a, const char *b) {
  pc_expr *x = parse(a), *y = parse(b);
  bool identical = pc_expr_identical(x, y);
  pc_expr_unref(x);
  pc_expr_unref(y);
  return identical;
}

typedef struct pair {
  const char *text, *expected;
} pair;

static void all_print(const pair *pairs, size_t n) {
  for (size_t i = 0; i < n; i++) gives(parse(pairs[i].text), pairs[i].expected);
}

static void all_same(const pair *pairs, size_t n) {
  for (size_t i = 0; i < n; i++)
    ck_assert_msg(same(pairs[i].text, pairs[i].expected), "%s is not %s", pairs[i].text, pairs[i].expected);
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- canonical form ---- */

START_TEST(test_order_of_sympy) {
  static const pair pairs[] = {
    { "h/d + 1 + d/h + d*h", "d*h + d/h + 1 + h/d" },
    { "3/4*d", "3*d/4" },
    { "1/2*l*d/h", "d*l/(2*h)" },
    { "l*(l - 1)/2", "l**2/2 - l/2" },
    { "(x + 1)/(x - 1)", "(x + 1)/(x - 1)" },
    { "(1 - x)/(x + y)", "(1 - x)/(x + y)" },
    { "6 - h/4", "6 - h/4" },
    { "6 - a*b", "-a*b + 6" },
    { "x^(-2)", "x**(-2)" },
    { "-x^(-2)", "-1/x**2" },
    { "2/x^2", "2/x**2" },
    { "b + B + a + _c", "B + _c + a + b" },
    { "0*x", "0" },
    { "-3/7", "-3/7" },
  };
  all_print(pairs, COUNT(pairs));
}
END_TEST

START_TEST(test_one_form_for_one_value) {
  static const pair pairs[] = {
    { "d/h*h", "d" },
    { "(x^2 - 1)/(x - 1)", "x + 1" },
    { "(a + b)^3 - (a^3 + 3*a^2*b + 3*a*b^2 + b^3)", "0" },
    { "1/(x + 1) + 1/(x - 1)", "2*x/(x^2 - 1)" },
    { "(x/y)/(z/w)", "x*w/(y*z)" },
    { "(2*x + 2)/(4*x - 4)", "(x + 1)/(2*x - 2)" },
    { "1/(y - x)", "-1/(x - y)" },
    { "(x/2 + y/3)^2", "x^2/4 + x*y/3 + y^2/9" },
    { "(x + y)^(-2)*(x + y)^3", "x + y" },
    { "x + y + z - y - z", "x" },
    { "(a + 1/b)*b", "a*b + 1" },
  };
  all_same(pairs, COUNT(pairs));
}
END_TEST

START_TEST(test_symbols_unused_are_dropped) {
  pc_expr *e = parse("(x*y + z) - (x*y - w/z)");
  const pc_symbol **symbols = NULL;
  size_t n = 0;
  ok(pc_expr_symbols(&symbols, &n, e, &error));
  ck_assert_uint_eq(n, 2);
  ck_assert_str_eq(pc_symbol_name(symbols[0]), "w");
  ck_assert_str_eq(pc_symbol_name(symbols[1]), "z");
  pc_symbols_free(ctx, symbols, n);
  pc_expr_unref(e);
}
END_TEST

/* The same sum, however it is associated, is the same representation. */
START_TEST(test_laws_on_random_expressions) {
  static const char *const parts[] = { "x", "y/x", "3*z", "1/(x + y)", "x*y - 2", "z^2/3", "-1/2", "floor(x/3)", "w" };
  unsigned seed = 12345;
  for (int round = 0; round < 300; round++) {
    pc_expr *e[3], *r[6] = { NULL };
    for (int i = 0; i < 3; i++) {
      seed = seed * 1103515245u + 12345u;
      e[i] = parse(parts[(seed >> 16) % COUNT(parts)]);
    }
    ok(pc_expr_add(&r[0], e[0], e[1], &error));
    ok(pc_expr_mul(&r[1], r[0], e[2], &error));
    ok(pc_expr_mul(&r[2], e[0], e[2], &error));
    ok(pc_expr_mul(&r[3], e[2], e[1], &error));
    ok(pc_expr_add(&r[4], r[3], r[2], &error));
    ok(pc_expr_sub(&r[5], r[4], r[1], &error));
    ck_assert(pc_expr_identical(r[1], r[4]));
    ck_assert(pc_expr_is_zero(r[5]));
    for (int i = 0; i < 6; i++) pc_expr_unref(r[i]);
    for (int i = 0; i < 3; i++) pc_expr_unref(e[i]);
  }
}
END_TEST

/* ---- numbers ---- */

START_TEST(test_literals) {
  static const pair pairs[] = {
    { "1_000_000", "1000000" }, { "1.4e12", "1400000000000" },
    { "64Ki", "65536" },        { "7B", "7000000000" },
    { "1.5", "3/2" },           { "25e-2", "1/4" },
    { "2Ti", "2199023255552" }, { "0.5M", "500000" },
    { "70e9", "70000000000" },
  };
  for (size_t i = 0; i < COUNT(pairs); i++) {
    pc_expr *e = NULL;
    ok(pc_expr_literal(&e, ctx, pairs[i].text, strlen(pairs[i].text), &error));
    gives(e, pairs[i].expected);
  }
}
END_TEST

START_TEST(test_literals_refused) {
  static const char *const texts[] = { "", "1__0", "_1", "1.", ".5", "1e", "1k", "1Kib", "0x10", "1_", "-1", "1 " };
  for (size_t i = 0; i < COUNT(texts); i++) {
    pc_expr *e = NULL;
    ck_assert_msg(pc_expr_literal(&e, ctx, texts[i], strlen(texts[i]), &error) == PC_INPUT, "'%s'", texts[i]);
    ck_assert_ptr_null(e);
    pc_error_clear(&error);
  }
  pc_expr *e = NULL;
  ck_assert_int_eq(pc_expr_literal(&e, ctx, "1e1000000000", 12, &error), PC_LIMIT);
  pc_error_clear(&error);
  ck_assert_int_eq(pc_expr_literal(&e, ctx, "1e-1000000000", 13, &error), PC_LIMIT);
}
END_TEST

START_TEST(test_nearest_double) {
  static const struct {
    const char *text;
    double value;
  } cases[] = {
    { "1/3", 0x1.5555555555555p-2 },
    { "-2/3", -0x1.5555555555555p-1 },
    { "2^53 + 1", 0x1p53 },
    { "2^53 + 3", 0x1.0000000000002p53 },
    { "2^(-1074)", 0x1p-1074 },
    { "2^(-1075)", 0 },
    { "3*2^(-1076)", 0x1p-1074 },
    { "2^1024 - 2^970", INFINITY },
    { "2^1024 - 2^970 - 1", 0x1.fffffffffffffp1023 },
    { "2^5000", INFINITY },
    { "2^(-5000)", 0 },
    { "1/10", 0.1 },
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    pc_expr *e = parse(cases[i].text);
    ck_assert_msg(pc_expr_to_double(e) == cases[i].value, "%s gives %a", cases[i].text, pc_expr_to_double(e));
    pc_expr_unref(e);
  }
}
END_TEST

START_TEST(test_numbers_are_compared_and_read) {
  pc_expr *third = parse("1/3"), *big = parse("10^30"), *small = parse("-7");
  int64_t value = 0;
  ck_assert_int_eq(pc_expr_compare_numbers(third, big), -1);
  ck_assert_int_eq(pc_expr_compare_numbers(third, small), 1);
  ck_assert_int_eq(pc_expr_compare_numbers(big, big), 0);
  ck_assert(pc_expr_to_int64(&value, small));
  ck_assert_int_eq(value, -7);
  ck_assert(!pc_expr_to_int64(&value, big));
  ck_assert(!pc_expr_to_int64(&value, third));
  ck_assert(pc_expr_is_integer(big) && !pc_expr_is_integer(third) && pc_expr_is_number(third));
  pc_expr_unref(third);
  pc_expr_unref(big);
  pc_expr_unref(small);
}
END_TEST

/* ---- refusals ---- */

START_TEST(test_limits_are_named) {
  static const pair pairs[] = {
    { "(a+b+c+d+e+f+g+h)^100000", "--max-terms" },
    { "(x + 1)^100000", "--max-terms" },
    { "10^(10^9)", "--max-bits" },
    { "(2*x)^(10^9)", "--max-bits" },
    { "(3*x)^1000000", "--max-bits" },
    { "x^(10^30)", "exponent of 'x'" },
    { "x^(2^31 - 1)*x", "exponent of 'x'" },
    { "(x^(2^31 - 1) + 1)*(x + 1)", "exponent of 'x'" },
    { "(x^1000000000 - 1)/(x^999999999 - 1)", "too large to be reduced" },
  };
  for (size_t i = 0; i < COUNT(pairs); i++) refuses(pairs[i].text, PC_LIMIT, pairs[i].expected);
}
END_TEST

START_TEST(test_bad_input_is_refused) {
  refuses("1/(h - h)", PC_INPUT, "division by zero");
  refuses("0^(-1)", PC_INPUT, "division by zero");
  refuses("mod(x, 0)", PC_INPUT, "by zero");
  refuses("x^(1/2)", PC_INPUT, "whole number");
  refuses("x^y", PC_INPUT, "whole number");
  refuses("log2(3)", PC_INPUT, "power of two");
  refuses("log2(0)", PC_INPUT, "positive");
  refuses("sum(i, 1, n, 1/i)", PC_INPUT, "'i', which stands in the denominator i");
  refuses("sum(i, 1, n, x/(2*i + 3*y))", PC_INPUT, "the denominator 2*i + 3*y");
  refuses("sum(i, 1, n, 1/max(i, y))", PC_INPUT, "the denominator max(i, y)");
  refuses("sum(i, 1, n, log2(i + y))", PC_INPUT, "stands in log2(i + y)");
  refuses("sum(i, 1, n, floor(n/i))", PC_INPUT, "stands in floor(n/i)");
  refuses("sum(i, 1, n, max(i^2, y))", PC_INPUT, "stands in max(i^2, y)");
  refuses("sum(i, 1, n, floor(i*y/3/x))", PC_INPUT, "stands in floor(i*y/(3*x))");
}
END_TEST

START_TEST(test_own_limits) {
  pc_context *usual = ctx;
  pc_limits limits = { .max_terms = 10, .max_bits = 64 };
  ctx = pc_context_new(&limits, NULL);
  refuses("(a + b)^10", PC_LIMIT, "more than 10 terms");
  refuses("2^64", PC_LIMIT, "more than 64 bits");
  gives(parse("2^63"), "9223372036854775808");
  pc_context_free(ctx);
  ctx = usual;
}
END_TEST

/* ---- atoms ---- */

START_TEST(test_atoms_fold) {
  static const pair pairs[] = {
    { "floor(7/2)", "3" },
    { "ceil(-7/2)", "-3" },
    { "mod(-7, 3)", "2" },
    { "ceil(x/2) + floor(-x/2)", "0" },
    { "min(a, b) + max(a, b)", "a + b" },
    { "floor(floor(x/2)/2)", "floor(x/4)" },
    { "floor((floor(x/3) + 2*y)/4)", "floor((x/3 + 2*y)/4)" },
    { "floor(x + 3)", "x + 3" },
    { "floor(x/2 + 3*y - 5/2)", "floor(x/2 - 1/2) + 3*y - 2" },
    { "floor(l*(l + 1)/2)", "l*(l + 1)/2" },
    { "max(a + c, b + c)", "c + max(a, b)" },
    { "max(b, a, max(a, c))", "max(a, b, c)" },
    { "min(a, b, c)", "-max(-a, -b, -c)" },
    { "max(2, x, 5)", "max(x, 5)" },
    { "max(x, 1)", "x" },
    { "max(a, a + b)", "a + b" },
    { "min(l, l + 1)", "l" },
    { "log2(8*x)", "log2(x) + 3" },
    { "log2(2^70)", "70" },
    { "log2(1/8)", "-3" },
  };
  all_same(pairs, COUNT(pairs));
}
END_TEST

START_TEST(test_atoms_print) {
  static const pair pairs[] = {
    { "ceil(x/3)", "ceiling(x/3)" },
    { "-floor(-x/3)", "ceiling(x/3)" },
    { "ceil(x/3)^2/y", "ceiling(x/3)**2/y" },
    { "3*min(w, l) + max(a, b)", "Max(a, b) + 3*Min(l, w)" },
    { "x + l + w - max(l, w)", "x + Min(l, w)" },
    { "floor(x/2)/floor(x/2)", "floor(x/2)/floor(x/2)" },
    { "1/(y*floor(x/2))^2", "1/(y**2*floor(x/2)**2)" },
  };
  all_print(pairs, COUNT(pairs));
}
END_TEST

START_TEST(test_what_may_be_zero_is_not_cancelled) {
  ck_assert(!same("floor(x/2)/floor(x/2)", "1"));
  ck_assert(!same("(floor(x/2) + floor(x/3))/(floor(x/2) + floor(x/3))", "1"));
  ck_assert(same("(floor(x/2) + 1)/(floor(x/2) + 1)", "1"));
  ck_assert(same("y*floor(x/2)/y", "floor(x/2)"));
}
END_TEST

static bool nonnegative(const char *text) {
  pc_expr *e = parse(text);
  bool known = pc_expr_nonnegative(e);
  pc_expr_unref(e);
  return known;
}

START_TEST(test_signs_are_proved) {
  ck_assert(nonnegative("x - 1"));
  ck_assert(!nonnegative("x - 2"));
  ck_assert(nonnegative("x*y - x"));
  ck_assert(nonnegative("x^2 - 2*x + 1"));
  ck_assert(nonnegative("(x^2 - x)/(x + y)"));
  ck_assert(nonnegative("x/y"));
  ck_assert(nonnegative("floor(x/2)"));
  ck_assert(!nonnegative("x - y"));
  ck_assert(nonnegative("max(x - 5, y - 1)"));
}
END_TEST

static pc_expr *of(const char *name) {
  pc_expr *e = NULL;
  ok(pc_expr_symbol(&e, ctx, symbol(name), &error));
  return e;
}

/* function(symbol, number) with its own facts, which reading an expression would put back. */
static void applies(pc_function function, const char *name, int64_t number, const char *expected) {
  pc_expr *e = of(name), *n = NULL, *out = NULL;
  ok(pc_expr_integer(&n, ctx, number, &error));
  const pc_expr *args[] = { e, n };
  ok(pc_expr_apply(&out, function, args, function == PC_FLOOR ? 1 : 2, &error));
  gives(out, expected);
  pc_expr_unref(e);
  pc_expr_unref(n);
}

START_TEST(test_facts_are_used) {
  pc_expr *bound = parse("128"), *zero = parse("0"), *z = NULL, *square = NULL;
  ok(pc_symbol_assume(ctx, symbol("d"), PC_INTEGERS, bound, &error));
  ok(pc_symbol_assume(ctx, symbol("c"), PC_INTEGERS, zero, &error));
  ok(pc_symbol_assume(ctx, symbol("z"), PC_INTEGERS, NULL, &error));
  ok(pc_symbol_assume(ctx, symbol("p"), PC_RATIONALS, zero, &error));
  applies(PC_MAX, "d", 64, "d");
  applies(PC_MAX, "d", 129, "Max(129, d)");
  applies(PC_MAX, "c", 1, "Max(1, c)");
  applies(PC_MAX, "c", 0, "c");
  applies(PC_MAX, "z", 0, "Max(0, z)");
  applies(PC_FLOOR, "p", 0, "floor(p)");
  applies(PC_FLOOR, "z", 0, "z");
  z = of("z");
  ok(pc_expr_mul(&square, z, z, &error));
  ck_assert(!pc_expr_nonnegative(z) && pc_expr_nonnegative(square));
  pc_expr_unref(z);
  pc_expr_unref(square);
  pc_expr_unref(bound);
  pc_expr_unref(zero);
}
END_TEST

/* ---- substitution ---- */

static pc_expr *put(const char *text, const char *name, const char *value, const char *other, const char *other_value) {
  pc_expr *e = parse(text), *a = parse(value), *b = parse(other_value), *out = NULL;
  const pc_symbol *symbols[] = { symbol(name), symbol(other) };
  const pc_expr *values[] = { a, b };
  pc_status status = pc_expr_subs(&out, e, symbols, values, 2, &error);
  pc_expr_unref(e);
  pc_expr_unref(a);
  pc_expr_unref(b);
  return status ? NULL : out;
}

START_TEST(test_substitution) {
  gives(put("x*y^2 + x", "x", "y", "y", "x"), "x**2*y + y");
  gives(put("x/y + 1", "x", "2/3", "y", "4"), "7/6");
  gives(put("(x + y)/(x - y)", "x", "a + b", "y", "a - b"), "a/b");
  gives(put("floor(x/2) + max(x, y)", "x", "7", "y", "z"), "Max(7, z) + 3");
  gives(put("x^2/(y + 1)", "x", "z", "w", "5"), "z**2/(y + 1)");
  gives(put("floor(x/2)/floor(x/2)", "x", "5", "w", "5"), "1");
  gives(put("x^3 + y", "x", "2^100", "y", "-2^300"), "0");
  gives(put("x^1000000 + y", "x", "1", "y", "2"), "3");
}
END_TEST

START_TEST(test_substitution_into_a_pole) {
  ck_assert_ptr_null(put("x/y", "x", "1", "y", "0"));
  ck_assert_int_eq(error.status, PC_INPUT);
  ck_assert_ptr_nonnull(strstr(error.message, "division by zero"));
  pc_error_clear(&error);
  ck_assert_ptr_null(put("1/(x - y)", "x", "z", "y", "z"));
  ck_assert_int_eq(error.status, PC_INPUT);
  pc_error_clear(&error);
  ck_assert_ptr_null(put("1/floor(x/2)", "x", "1", "y", "z"));
  ck_assert_int_eq(error.status, PC_INPUT);
  pc_error_clear(&error);
  ck_assert_ptr_null(put("x^1000000 + y", "x", "3", "y", "2"));
  ck_assert_int_eq(error.status, PC_LIMIT);
}
END_TEST

/* ---- sums ---- */

START_TEST(test_sums_in_closed_form) {
  static const pair pairs[] = {
    { "sum(i, 1, n, i)", "n*(n + 1)/2" },
    { "sum(i, 1, n, i^2)", "n*(n + 1)*(2*n + 1)/6" },
    { "sum(t, 1, T, a + b*t)", "a*T + b*T*(T + 1)/2" },
    { "sum(i, 1, n, sum(j, 1, i, 1))", "n*(n + 1)/2" },
    { "sum(i, 3, 2, i)", "0" },
    { "sum(i, 5, 2, i^3)", "0" },
    { "sum(i, 1, 100, i)", "5050" },
    { "sum(i, a, a + 2, i)", "3*a + 3" },
    { "sum(i, a, b, 1)", "max(b, a - 1) - a + 1" },
    { "sum(i, 1, n, i/(x + 1))", "n*(n + 1)/(2*x + 2)" },
  };
  all_same(pairs, COUNT(pairs));
}
END_TEST

/* The expected forms are by hand: areas of triangles and rectangles, counts of whole blocks. */
START_TEST(test_sums_of_pieces) {
  static const pair pairs[] = {
    { "sum(i, 1, l, min(i, w))", "l*(l + 1)/2 - (max(l, w) - w)*(max(l, w) - w + 1)/2" },
    { "sum(i, 1, l, max(0, i - w))", "(max(l, w) - w)*(max(l, w) - w + 1)/2" },
    { "sum(i, 1, l + w, min(i, w))", "w*(w + 1)/2 + l*w" },
    { "sum(i, 1, l, min(i, l))", "l*(l + 1)/2" },
    { "sum(i, 1, l, max(i, 1))", "l*(l + 1)/2" },
    { "sum(i, 1, l, max(i^2, i))", "l*(l + 1)*(2*l + 1)/6" },
    { "sum(i, 1, 10, min(i, 4))", "34" },
    { "sum(i, 1, 10, min(i, 4)*max(i, 8))", "284" },
    { "sum(i, 9, 3, min(i, w))", "0" },
    { "sum(i, 1, l, sum(j, 1, min(i, w), 1))", "l*(l + 1)/2 - (max(l, w) - w)*(max(l, w) - w + 1)/2" },
    { "sum(i, 1, w + 2, min(i, w, w + 1))", "w*(w + 1)/2 + 2*w" },
    { "sum(i, 1, 3*w, max(ceil(i/3), w))", "3*w^2" },
    { "sum(i, 1, 12, max(mod(i, 4), 2))", "27" },
  };
  all_same(pairs, COUNT(pairs));
}
END_TEST

START_TEST(test_sums_of_steps) {
  static const pair pairs[] = {
    { "sum(i, 1, n, floor(i/6) - floor((i - 1)/6))", "floor(n/6)" },
    { "sum(i, 1, n, ceil(i/6) - ceil((i - 1)/6))", "ceil(n/6)" },
    { "sum(i, 1, l, ceil(i/64))", "(floor(l/64) + 1)*(l - 32*floor(l/64))" },
    { "sum(i, 1, l, mod(i - 1, 16) + 1)", "l*(l + 1)/2 - 16*l*floor(l/16) + 128*floor(l/16)*(floor(l/16) + 1)" },
    { "sum(i, 0, 6*n - 1, mod(i, 6))", "15*n" },
    { "sum(i, 1, 4*n, floor(i/4)*floor(i/2))", "8*n^3/3 - n^2 + n/3" },
    { "sum(i, 1, 3*n, floor(2*i/3))", "3*n^2" },
    { "sum(i, 1, 2*n, floor(i^2/2))", "(2*n*(2*n + 1)*(4*n + 1)/6 - n)/2" },
    { "sum(i, 1, 10, floor(i*499/1000))", "20" },
    { "sum(i, 7, 3, floor(i/2))", "0" },
    { "sum(i, 1, 2*n, floor(i/2)/(x + 1))", "n^2/(x + 1)" },
  };
  all_same(pairs, COUNT(pairs));
}
END_TEST

START_TEST(test_sums_too_large) {
  refuses("sum(i, 1, n, floor(i*499/1000))", PC_LIMIT, "changes in too many places of a period");
  refuses("sum(i, 1, n, floor(i/10^30))", PC_LIMIT, "changes in too many places of a period");
  refuses("sum(i, 1, n, max(i, a)*max(i, b)*max(i, c)*max(i, d)*max(i, e)*max(i, f)*max(i, g))", PC_LIMIT,
          "falls into more than 64 pieces");
  refuses("sum(i, 1, n, floor(i/2)^2000)", PC_LIMIT, "to a power above 200");
}
END_TEST

/* ---- degrees and coefficients ---- */

START_TEST(test_degree_and_coefficient) {
  pc_expr *e = parse("3*x^2*y + x^2/z + y/x + 5"), *c = NULL;
  int64_t degree = 0;
  ok(pc_expr_degree(&degree, e, symbol("x"), &error));
  ck_assert_int_eq(degree, 2);
  ok(pc_expr_coefficient(&c, e, symbol("x"), 2, &error));
  gives(c, "3*y + 1/z");
  ok(pc_expr_coefficient(&c, e, symbol("x"), -1, &error));
  gives(c, "y");
  ok(pc_expr_coefficient(&c, e, symbol("x"), 0, &error));
  gives(c, "5");
  ok(pc_expr_coefficient(&c, e, symbol("x"), 7, &error));
  gives(c, "0");
  pc_expr_unref(e);
  e = parse("(x^3 + 1)/(x + y)");
  ok(pc_expr_degree(&degree, e, symbol("x"), &error));
  ck_assert_int_eq(degree, 2);
  c = NULL;
  ck_assert_int_eq(pc_expr_coefficient(&c, e, symbol("x"), 1, &error), PC_INPUT);
  ck_assert_ptr_null(c);
  pc_error_clear(&error);
  pc_expr_unref(e);
  e = parse("floor(x/2)");
  ck_assert_int_eq(pc_expr_degree(&degree, e, symbol("x"), &error), PC_INPUT);
  pc_error_clear(&error);
  pc_expr_unref(e);
}
END_TEST

/* ---- many terms ---- */

/* More monomials than the accumulator's table has slots, each twice, so that what it misses is combined. */
START_TEST(test_accumulator_combines_what_it_misses) {
  enum { TERMS = 150000 };
  const pc_symbol *x = symbol("x"), *y = symbol("y");
  pc_expr *ex = NULL, *ey = NULL, *sum = NULL, *value = NULL;
  pc_accumulator *a = NULL;
  ok(pc_expr_symbol(&ex, ctx, x, &error));
  ok(pc_expr_symbol(&ey, ctx, y, &error));
  ok(pc_accumulator_begin(&a, ctx, &error));
  for (int round = 0; round < 2; round++) {
    for (int i = 0; i < TERMS; i++) {
      pc_expr *n = NULL, *power = NULL;
      ok(pc_expr_integer(&n, ctx, i, &error));
      ok(pc_expr_pow(&power, ex, n, &error));
      ok(pc_accumulate(a, power, ey, &error));
      pc_expr_unref(n);
      pc_expr_unref(power);
    }
  }
  ok(pc_accumulator_finish(&sum, a, &error));
  const pc_symbol *symbols[] = { x, y };
  pc_expr *one = parse("1");
  const pc_expr *values[] = { one, one };
  ok(pc_expr_subs(&value, sum, symbols, values, 2, &error));
  gives(value, "300000");
  ok(pc_expr_coefficient(&value, sum, x, TERMS / 2, &error));
  gives(value, "2*y");
  pc_expr_unref(one);
  pc_expr_unref(sum);
  pc_expr_unref(ex);
  pc_expr_unref(ey);
}
END_TEST

static void push_powers(pc_accumulator *a, int count, const pc_expr *times) {
  pc_expr *x = NULL;
  ok(pc_expr_symbol(&x, ctx, symbol("x"), &error));
  for (int i = 1; i <= count; i++) {
    pc_expr *n = NULL, *power = NULL;
    ok(pc_expr_integer(&n, ctx, i, &error));
    ok(pc_expr_pow(&power, x, n, &error));
    ok(pc_accumulate(a, power, times, &error));
    pc_expr_unref(n);
    pc_expr_unref(power);
  }
  pc_expr_unref(x);
}

/* Also where what it missed cancels, and symbols and denominators with it. */
START_TEST(test_accumulator_cancels_what_it_misses) {
  pc_expr *plus = parse("y/(6*w)"), *minus = parse("-y/(6*w)"), *z = parse("3*z/2"), *sum = NULL;
  pc_accumulator *a = NULL;
  for (int count = 1; count < 100000; count = count * 3 + 1) {
    ok(pc_accumulator_begin(&a, ctx, &error));
    push_powers(a, count, plus);
    ok(pc_accumulate(a, z, NULL, &error));
    push_powers(a, count, minus);
    ok(pc_accumulate(a, z, NULL, &error));
    ok(pc_accumulator_finish(&sum, a, &error));
    gives(sum, "3*z");
  }
  pc_expr_unref(plus);
  pc_expr_unref(minus);
  pc_expr_unref(z);
}
END_TEST

START_TEST(test_sum_of_nothing) {
  pc_expr *sum = NULL;
  ok(pc_expr_sum(&sum, ctx, NULL, 0, &error));
  gives(sum, "0");
}
END_TEST

/* ---- symbols ---- */

START_TEST(test_latex_of_names) {
  ck_assert_str_eq(pc_symbol_latex(symbol("d")), "d");
  ck_assert_str_eq(pc_symbol_latex(symbol("d_model")), "d_{model}");
  ck_assert_str_eq(pc_symbol_latex(symbol("alpha")), "\\alpha");
  ok(pc_symbol_set_latex(ctx, symbol("d"), "D", &error));
  ok(pc_symbol_set_latex(ctx, symbol("d"), "D", &error));
  ck_assert_str_eq(pc_symbol_latex(symbol("d")), "D");
  ok(pc_symbol_set_latex(ctx, symbol("d"), "E", &error));
  ck_assert_str_eq(pc_symbol_latex(symbol("d")), "E");
  ck_assert_int_eq(pc_symbol_set_latex(ctx, symbol("e"), "e_{", &error), PC_INPUT);
  pc_error_clear(&error);
  ck_assert_int_eq(pc_symbol_set_latex(ctx, symbol("e"), "}{", &error), PC_INPUT);
}
END_TEST

START_TEST(test_many_symbols_keep_their_order) {
  pc_expr *sum = parse("0");
  for (int i = 999; i >= 0; i -= 37) {
    char name[16];
    snprintf(name, sizeof name, "s%03d", i);
    pc_expr *s = NULL, *next = NULL;
    ok(pc_expr_symbol(&s, ctx, symbol(name), &error));
    ok(pc_expr_add(&next, sum, s, &error));
    pc_expr_unref(s);
    pc_expr_unref(sum);
    sum = next;
  }
  char *text = NULL;
  ok(pc_expr_text(&text, sum, PC_SYMPY, &error));
  ck_assert_msg(strncmp(text, "s000 + s037 + s074", 18) == 0, "%s", text);
  pc_text_free(ctx, text);
  pc_expr_unref(sum);
}
END_TEST

/* ---- sums around the length at which their inner form changes ---- */

/* y/2 + y^2/2 + ... + y^count/2 over x */
static pc_expr *powers_over_x(int count) {
  char text[1000] = "0";
  for (int i = 1; i <= count; i++) snprintf(text + strlen(text), 20, " + y^%d/2/x", i);
  return parse(text);
}

START_TEST(test_one_form_whatever_the_way) {
  for (int count = 13; count <= 20; count++) {
    pc_expr *direct = powers_over_x(count), *longer = powers_over_x(count + 1), *last = NULL, *sum = NULL;
    pc_expr *square = NULL, *back = NULL;
    ok(pc_expr_sub(&last, longer, direct, &error));
    ok(pc_expr_sub(&sum, longer, last, &error));
    ck_assert(pc_expr_identical(sum, direct));
    ok(pc_expr_mul(&square, direct, direct, &error));
    ok(pc_expr_div(&back, square, direct, &error));
    ck_assert(pc_expr_identical(back, direct));
    ck_assert(!pc_expr_identical(direct, longer));
    pc_expr *all[] = { direct, longer, last, sum, square, back };
    for (size_t i = 0; i < COUNT(all); i++) pc_expr_unref(all[i]);
  }
}
END_TEST

/* ---- memory ---- */

typedef struct failing {
  size_t calls, fail_at;
} failing;

static void *failing_resize(void *user, void *block, size_t old_size, size_t new_size) {
  failing *f = user;
  (void)old_size;
  if (new_size == 0) {
    free(block);
    return NULL;
  }
  return ++f->calls == f->fail_at ? NULL : realloc(block, new_size);
}

static pc_status work(pc_context *own, pc_error *e) {
  static const char *const texts[] = { "(a + b)^3/(a - b) + 1/(c + 1)", "3*min(w, l) - floor(x/2)/floor(x/3)",
                                       "sum(i, a, b, c*i^2)" };
  pc_status status = PC_OK;
  for (size_t i = 0; i < COUNT(texts) && !status; i++) {
    pc_expr *expr = NULL, *value = NULL, *two = NULL;
    const pc_symbol *a = NULL;
    status = pc_expr_parse(&expr, own, texts[i], e);
    if (!status) status = pc_symbol_get(&a, own, "a", e);
    if (!status) status = pc_expr_integer(&two, own, 200, e);
    if (!status) status = pc_expr_subs(&value, expr, &a, (const pc_expr *const *)&two, 1, e);
    pc_expr_unref(expr);
    pc_expr_unref(value);
    pc_expr_unref(two);
  }
  return status;
}

START_TEST(test_every_allocation_may_fail) {
  pc_status status = PC_SYSTEM;
  for (size_t n = 1; status; n++) {
    failing f = { .fail_at = n };
    pc_allocator allocator = { failing_resize, &f };
    pc_error e = PC_ERROR_INIT;
    pc_context *own = pc_context_new(NULL, &allocator);
    status = own ? work(own, &e) : PC_SYSTEM;
    ck_assert_msg(status == PC_OK || status == PC_SYSTEM, "allocation %zu: %s", n, e.message);
    if (!status && f.calls >= n) status = PC_SYSTEM; /* the failure could be done without */
    pc_context_free(own);
  }
}
END_TEST

Suite *algebra_suite(void) {
  Suite *suite = suite_create("algebra");
  TCase *tests = tcase_create("algebra");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, test_order_of_sympy);
  tcase_add_test(tests, test_one_form_for_one_value);
  tcase_add_test(tests, test_symbols_unused_are_dropped);
  tcase_add_test(tests, test_laws_on_random_expressions);
  tcase_add_test(tests, test_literals);
  tcase_add_test(tests, test_literals_refused);
  tcase_add_test(tests, test_nearest_double);
  tcase_add_test(tests, test_numbers_are_compared_and_read);
  tcase_add_test(tests, test_limits_are_named);
  tcase_add_test(tests, test_bad_input_is_refused);
  tcase_add_test(tests, test_own_limits);
  tcase_add_test(tests, test_atoms_fold);
  tcase_add_test(tests, test_atoms_print);
  tcase_add_test(tests, test_what_may_be_zero_is_not_cancelled);
  tcase_add_test(tests, test_signs_are_proved);
  tcase_add_test(tests, test_facts_are_used);
  tcase_add_test(tests, test_substitution);
  tcase_add_test(tests, test_substitution_into_a_pole);
  tcase_add_test(tests, test_sums_in_closed_form);
  tcase_add_test(tests, test_sums_of_pieces);
  tcase_add_test(tests, test_sums_of_steps);
  tcase_add_test(tests, test_sums_too_large);
  tcase_add_test(tests, test_degree_and_coefficient);
  tcase_add_test(tests, test_accumulator_combines_what_it_misses);
  tcase_add_test(tests, test_accumulator_cancels_what_it_misses);
  tcase_add_test(tests, test_sum_of_nothing);
  tcase_add_test(tests, test_latex_of_names);
  tcase_add_test(tests, test_many_symbols_keep_their_order);
  tcase_add_test(tests, test_one_form_whatever_the_way);
  tcase_add_test(tests, test_every_allocation_may_fail);
  suite_add_tcase(suite, tests);
  return suite;
}
