/* Real roots: how many there are, and where. Expected answers are known of the polynomials. */
#include "suites.h"

#include "algebra/roots.h"
#include <polycost/polycost.h>
#include <stdio.h>
#include <string.h>

static pc_context *ctx;
static pc_error error;

static void setup(void) {
  ctx = pc_context_new(NULL, NULL);
  ck_assert_ptr_nonnull(ctx);
  pc_error_clear(&error);
}

static void teardown(void) {
  pc_context_free(ctx);
}

static void ok(pc_status status) {
  ck_assert_msg(status == PC_OK, "%s", error.message);
}

static pc_expr *parse(const char *text) {
  pc_expr *e = NULL;
  ok(pc_expr_parse(&e, ctx, text, &error));
  return e;
}

static const pc_symbol *x(void) {
  const pc_symbol *symbol = NULL;
  ok(pc_symbol_get(&symbol, ctx, "x", &error));
  return symbol;
}

static int sign_at(const pc_expr *e, const pc_expr *value) {
  const pc_symbol *symbol = x();
  pc_expr *result = NULL, *zero = parse("0");
  ok(pc_expr_subs(&result, e, &symbol, &value, 1, &error));
  int sign = pc_expr_compare_numbers(result, zero);
  pc_expr_unref(result);
  pc_expr_unref(zero);
  return sign;
}

/* Each root of a polynomial without double roots is exact, or one at which the sign turns; they ascend. */
static void check_roots(const pc_expr *e, const pc_roots *roots) {
  for (size_t i = 0; i < roots->n; i++) {
    const pc_root *root = &roots->items[i];
    bool exact = pc_expr_identical(root->low, root->high);
    if (exact)
      ck_assert_int_eq(sign_at(e, root->low), 0);
    else
      ck_assert_int_eq(sign_at(e, root->low) * sign_at(e, root->high), -1);
    if (i) ck_assert_int_lt(pc_expr_compare_numbers(roots->items[i - 1].high, root->low), 0);
  }
}

/* `exact` of the roots are rational. */
static void has_roots(const pc_expr *e, size_t count, size_t exact) {
  pc_roots roots = { 0 };
  size_t found = 0;
  ok(pc_expr_roots(&roots, e, x(), NULL, false, &error));
  for (size_t i = 0; i < roots.n; i++) found += pc_expr_identical(roots.items[i].low, roots.items[i].high);
  ck_assert_uint_eq(roots.n, count);
  ck_assert_uint_eq(found, exact);
  check_roots(e, &roots);
  pc_roots_clear(&roots);
}

static void text_has_roots(const char *text, size_t count, size_t exact) {
  pc_expr *e = parse(text);
  has_roots(e, count, exact);
  pc_expr_unref(e);
}

/* a*b + c*d, of which the references of a, b and d are taken. */
static pc_expr *combine(pc_expr *a, pc_expr *b, const pc_expr *c, pc_expr *d) {
  pc_expr *left = NULL, *right = NULL, *sum = NULL;
  ok(pc_expr_mul(&left, a, b, &error));
  ok(pc_expr_mul(&right, c, d, &error));
  ok(pc_expr_add(&sum, left, right, &error));
  pc_expr *const used[] = { a, b, d, left, right };
  for (size_t i = 0; i < 5; i++) pc_expr_unref(used[i]);
  return sum;
}

/* Chebyshev's polynomial of degree n: T(n+1) = 2 x T(n) - T(n-1). */
static pc_expr *chebyshev(int n) {
  pc_expr *last = parse("1"), *here = parse("x");
  for (int i = 1; i < n; i++) {
    pc_expr *next = combine(parse("2*x"), pc_expr_ref(here), last, parse("-1"));
    pc_expr_unref(last);
    last = here;
    here = next;
  }
  pc_expr_unref(last);
  return here;
}

/* (x - 1)(x - 2)...(x - n) */
static pc_expr *wilkinson(int n) {
  pc_expr *product = parse("1"), *zero = parse("0");
  for (int i = 1; i <= n; i++) {
    char text[32];
    snprintf(text, sizeof text, "x - %d", i);
    product = combine(product, parse(text), zero, parse("0"));
  }
  pc_expr_unref(zero);
  return product;
}

START_TEST(few_roots) {
  text_has_roots("7", 0, 0);
  text_has_roots("x^2 + 1", 0, 0);
  text_has_roots("3*x - 1", 1, 1);
  text_has_roots("x^2 - 2", 2, 0);
  text_has_roots("x^3 - x", 3, 3);
  text_has_roots("(x^2 - 2)*(2*x + 3)*(7*x - 10)", 4, 2);
  text_has_roots("x^5 - x - 1", 1, 0);
  text_has_roots("10^200*x^3 - 1", 1, 0);
  text_has_roots("x^3 - 10^300", 1, 1);
  text_has_roots("x^2 - 10^301", 2, 0);
}
END_TEST

START_TEST(many_roots) {
  pc_expr *w = wilkinson(40), *t = chebyshev(31);
  has_roots(w, 40, 40);
  has_roots(t, 31, 1);
  pc_expr_unref(w);
  pc_expr_unref(t);
}
END_TEST

/* Mignotte's polynomials have two roots nearer than 10^-30. */
START_TEST(close_roots) {
  text_has_roots("x^21 - 2*(1000*x - 1)^2", 3, 0);
  text_has_roots("x^20 - 2*(1000*x - 1)^2", 4, 0);
  text_has_roots("(10^40*x - 1)*(10^40*x - 2)*(x^2 - 2)", 4, 2);
}
END_TEST

START_TEST(high_degree) {
  text_has_roots("x^500 - 3*x - 1", 2, 0);
  text_has_roots("x^500 + x^499 + x + 1", 1, 1);
  pc_expr *e = parse("sum(i, 1, 500, x^i) - 10^600");
  pc_expr *one = parse("1");
  pc_roots roots = { 0 };
  ok(pc_expr_roots(&roots, e, x(), one, true, &error));
  ck_assert_uint_eq(roots.n, 1);
  check_roots(e, &roots);
  pc_roots_clear(&roots);
  pc_expr_unref(e);
  pc_expr_unref(one);
}
END_TEST

START_TEST(double_roots_and_poles) {
  pc_expr *e = parse("(x - 2)^3*(x^2 - 3)^2/((x - 5)^2*(x^2 - 7))");
  pc_roots roots = { 0 };
  ok(pc_expr_roots(&roots, e, x(), NULL, false, &error));
  const bool poles[] = { true, false, false, false, true, false };
  ck_assert_uint_eq(roots.n, 6);
  for (size_t i = 0; i < 6; i++) ck_assert_int_eq(roots.items[i].pole, poles[i]);
  pc_roots_clear(&roots);
  pc_expr_unref(e);
}
END_TEST

START_TEST(from_least) {
  pc_expr *e = parse("(x - 2)*(x - 5)*(2*x - 15)*(x - 11)"), *five = parse("5"), *low = parse("15/2");
  pc_roots roots = { 0 };
  ok(pc_expr_roots(&roots, e, x(), five, true, &error));
  ck_assert_uint_eq(roots.n, 3);
  ck_assert(pc_expr_identical(roots.items[0].low, five) && pc_expr_identical(roots.items[0].high, five));
  ck_assert(pc_expr_compare_numbers(roots.items[1].low, low) < 0);
  ck_assert(pc_expr_compare_numbers(roots.items[1].high, low) > 0);
  pc_roots_clear(&roots);
  ok(pc_expr_roots(&roots, e, x(), low, false, &error));
  ck_assert_uint_eq(roots.n, 2);
  ck_assert(pc_expr_identical(roots.items[0].low, low));
  pc_roots_clear(&roots);
  pc_expr_unref(e);
  pc_expr_unref(five);
  pc_expr_unref(low);
}
END_TEST

static void goes(const char *text, pc_trend_kind expected) {
  pc_expr *e = parse(text);
  pc_trend_kind trend;
  ok(pc_expr_trend(&trend, e, x(), &error));
  ck_assert_msg(trend == expected, "%s: %d", text, trend);
  pc_expr_unref(e);
}

START_TEST(trends) {
  goes("7", PC_STAYS);
  goes("floor(y/2)", PC_STAYS);
  goes("64*ceil(x/64)*y - 10^9", PC_RISES);
  goes("y - x^2*floor(x/3)", PC_FALLS);
  goes("y/x - x*floor(x/3)", PC_FALLS);
  goes("max(x, y)*x", PC_RISES);
  goes("x - 2*floor(x/2)", PC_MAY_TURN);
  goes("x^2 - 3*x", PC_MAY_TURN);
  goes("floor(x/2)*x/(x + 1)", PC_MAY_TURN);
  goes("(x - 5)*floor(x/2)", PC_MAY_TURN);
}
END_TEST

Suite *solve_suite(void) {
  Suite *suite = suite_create("solve");
  TCase *tests = tcase_create("solve");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, few_roots);
  tcase_add_test(tests, many_roots);
  tcase_add_test(tests, close_roots);
  tcase_add_test(tests, high_degree);
  tcase_add_test(tests, double_roots_and_poles);
  tcase_add_test(tests, from_least);
  tcase_add_test(tests, trends);
  suite_add_tcase(suite, tests);
  return suite;
}
