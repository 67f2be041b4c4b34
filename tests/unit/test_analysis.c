/* Derivatives, limits, terms side by side, monotony in a box, points where formulas differ. */
#include "algebra/calculus.h"
#include "analysis/diff.h"
#include "suites.h"
#include <polycost/polycost.h>

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

static void ok(pc_status status) {
  ck_assert_msg(status == PC_OK, "%s", error.message);
}

static pc_expr *parse(const char *text) {
  pc_expr *expr = NULL;
  pc_status status = pc_expr_parse(&expr, ctx, text, &error);
  ck_assert_msg(status == PC_OK, "%s: %s", text, error.message);
  return expr;
}

static const pc_symbol *symbol(const char *name) {
  const pc_symbol *found = NULL;
  ok(pc_symbol_get(&found, ctx, name, &error));
  return found;
}

static void is(const pc_expr *expr, const char *expected) {
  pc_expr *wanted = parse(expected);
  char *text = NULL;
  ok(pc_expr_text(&text, expr, PC_TEXT, &error));
  ck_assert_msg(pc_expr_identical(expr, wanted), "%s is not %s", text, expected);
  pc_text_free(ctx, text);
  pc_expr_unref(wanted);
}

static void derives(const char *text, const char *expected) {
  pc_expr *expr = parse(text), *derivative = NULL;
  ok(pc_expr_derivative(&derivative, expr, symbol("x"), &error));
  is(derivative, expected);
  pc_expr_unref(expr);
  pc_expr_unref(derivative);
}

START_TEST(test_derivatives) {
  derives("7", "0");
  derives("y", "0");
  derives("x", "1");
  derives("3*x^2*y/4", "3*x*y/2");
  derives("5/x^3", "-15/x^4");
  derives("x^2*y + 3*x + y + 1/x", "2*x*y + 3 - 1/x^2");
  derives("x/(x + y)", "y/(x + y)^2");
  derives("(y + 1)/(y + 2)", "0");
  derives("x*floor(y/2)", "floor(y/2)");
  pc_expr *atom = parse("x + max(x, y)"), *out = NULL;
  ck_assert_int_eq(pc_expr_derivative(&out, atom, symbol("x"), &error), PC_INPUT);
  ck_assert_str_eq(error.message, "'x' stands inside a function such as floor or max");
  ck_assert_ptr_null(out);
  pc_expr_unref(atom);
}
END_TEST

static void tends(const char *text, pc_tendency wanted, const char *value) {
  pc_expr *expr = parse(text), *limit = NULL;
  pc_tendency tendency = PC_TENDS_UNKNOWN;
  ok(pc_expr_limit(&tendency, &limit, expr, symbol("x"), &error));
  ck_assert_msg(tendency == wanted, "%s", text);
  ck_assert_msg(!limit == !value, "%s", text);
  if (limit) is(limit, value);
  pc_expr_unref(expr);
  pc_expr_unref(limit);
}

START_TEST(test_limits) {
  tends("0", PC_TENDS_TO_VALUE, "0");
  tends("y/3", PC_TENDS_TO_VALUE, "y/3");
  tends("y/x", PC_TENDS_TO_VALUE, "0");
  tends("(y - z)/x", PC_TENDS_TO_VALUE, "0");
  tends("(x*y + 1)/(2*x + 3)", PC_TENDS_TO_VALUE, "y/2");
  tends("(x^2 + 1)/(x + y)", PC_TENDS_TO_INFINITY, NULL);
  tends("y - x^3", PC_TENDS_TO_MINUS_INFINITY, NULL);
  tends("(1 - x^2)/(x + y)", PC_TENDS_TO_MINUS_INFINITY, NULL);
  tends("(y - z)*x", PC_TENDS_UNKNOWN, NULL);
  tends("(x + 1)/((y - z)*x + 1)", PC_TENDS_UNKNOWN, NULL);
  tends("floor(x/2)/x", PC_TENDS_UNKNOWN, NULL);
  tends("x*floor(y/2) + x", PC_TENDS_TO_INFINITY, NULL);
}
END_TEST

START_TEST(test_terms_side_by_side) {
  pc_expr *left = parse("2*x + 5*x*y + 7*z^2 + 1"), *right = parse("2*x + 4*x*y + z/y"), *quotient = parse("1/(x + 1)");
  pc_alignment a;
  ok(pc_expr_align(&a, left, right, &error));
  ck_assert(a.possible);
  ck_assert_uint_eq(a.n, 4);
  ck_assert_uint_eq(a.alike, 1);
  is(a.items[0].difference, "7*z^2");
  is(a.items[1].difference, "x*y");
  is(a.items[1].left, "5*x*y");
  is(a.items[1].right, "4*x*y");
  ck_assert_ptr_null(a.items[0].right);
  pc_alignment_clear(&a);
  ok(pc_expr_align(&a, left, quotient, &error));
  ck_assert(!a.possible);
  pc_alignment_clear(&a);
  pc_expr_unref(left);
  pc_expr_unref(right);
  pc_expr_unref(quotient);
}
END_TEST

/* The largest |e| for 1 <= x <= 9, 2 <= y <= 5; NULL: not bounded. */
static void worst(const char *text, const char *expected) {
  const pc_symbol *symbols[] = { symbol("x"), symbol("y") };
  pc_expr *low[] = { parse("1"), parse("2") }, *high[] = { parse("9"), parse("5") }, *e = parse(text);
  const pc_box box = { symbols, low, high, 2 };
  pc_point point = { 0 };
  bool bounded = false;
  ok(pc_box_worst(&point, &bounded, e, &box, &error));
  ck_assert_msg(bounded == (expected != NULL), "%s", text);
  if (bounded) is(point.left, expected);
  pc_point_clear(ctx, &point);
  pc_expr *all[] = { low[0], low[1], high[0], high[1], e };
  for (size_t i = 0; i < 5; i++) pc_expr_unref(all[i]);
}

START_TEST(test_largest_in_a_box) {
  worst("3", "3");
  worst("x", "9");
  worst("-x*y", "45");
  worst("x - y", "7");
  worst("y - 3*x", "25");
  worst("x/y", "9/2");
  worst("1/(x + y)", "1/3");
  worst("1/(x - 10)", "1");
  worst("1/(x - 5)", NULL);
  worst("1/(x - 9)", NULL);
  worst("x^2 - 10*x", NULL);
  worst("x^2 - 20*x", "99");
  worst("floor(x/2)", NULL);
}
END_TEST

static void compares(const char *left, const char *right, pc_verdict wanted) {
  pc_expr *a = parse(left), *b = parse(right);
  const pc_comparison_options options = { 0 };
  pc_comparison c = { 0 };
  ok(pc_compare(&c, a, b, &options, &error));
  ck_assert_msg(c.verdict == wanted, "%s and %s", left, right);
  if (c.witness.left) ck_assert_int_ne(pc_expr_compare_numbers(c.witness.left, c.witness.right), 0);
  if (wanted == PC_DIFFERENT) ck_assert_ptr_nonnull(c.witness.left);
  pc_comparison_clear(&c);
  pc_expr_unref(a);
  pc_expr_unref(b);
}

START_TEST(test_verdicts) {
  compares("(x + y)^2", "x^2 + 2*x*y + y^2", PC_EQUAL);
  compares("x^2", "x", PC_DIFFERENT);
  compares("(x - 1)*(x - 2)*(x - 3)", "0", PC_DIFFERENT);
  compares("max(x, y) + min(x, y)", "x + y", PC_EQUAL);
  compares("max(x, 100)", "100", PC_DIFFERENT);
  compares("log2(x)", "x", PC_DIFFERENT);
  compares("floor(x/2) + floor((x + 1)/2)", "x", PC_UNDECIDED);
  compares("3", "4", PC_DIFFERENT);
}
END_TEST

Suite *analysis_suite(void) {
  Suite *suite = suite_create("analysis");
  TCase *tests = tcase_create("analysis");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_test(tests, test_derivatives);
  tcase_add_test(tests, test_limits);
  tcase_add_test(tests, test_terms_side_by_side);
  tcase_add_test(tests, test_largest_in_a_box);
  tcase_add_test(tests, test_verdicts);
  suite_add_tcase(suite, tests);
  return suite;
}
