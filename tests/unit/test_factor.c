/* Factorisation. */
#include "algebra/factor.h"
#include "suites.h"
#include <polycost/polycost.h>
#include <stdio.h>
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

static pc_expr *parse(const char *text) {
  pc_expr *expr = NULL;
  pc_status status = pc_expr_parse(&expr, ctx, text, &error);
  ck_assert_msg(status == PC_OK, "%s: %s", text, error.message);
  return expr;
}

static void add_text(char *list, size_t size, const pc_expr *expr) {
  char *text = NULL;
  ck_assert_int_eq(pc_expr_text(&text, expr, PC_TEXT, &error), PC_OK);
  snprintf(list + strlen(list), size - strlen(list), "%s", text);
  pc_text_free(ctx, text);
}

/* "constant; base^exponent; ..." */
static void factors(const char *text, const char *expected) {
  pc_expr *expr = parse(text);
  pc_factorization f;
  char list[2000] = "";
  pc_status status = pc_expr_factor(&f, expr, &error);
  ck_assert_msg(status == PC_OK, "%s: %s", text, error.message);
  add_text(list, sizeof list, f.constant);
  for (size_t i = 0; i < f.n; i++) {
    snprintf(list + strlen(list), sizeof list - strlen(list), "; ");
    add_text(list, sizeof list, f.items[i].base);
    if (f.items[i].exponent != 1)
      snprintf(list + strlen(list), sizeof list - strlen(list), " ^ %d", (int)f.items[i].exponent);
  }
  ck_assert_msg(strcmp(list, expected) == 0, "%s: %s instead of %s", text, list, expected);
  pc_factorization_clear(&f);
  pc_expr_unref(expr);
}

START_TEST(test_terms) {
  factors("0", "0");
  factors("-6/4", "-3/2");
  factors("12*b*a^2", "12; a ^ 2; b");
  factors("-2*x/(3*y^4)", "-2/3; x; y ^ -4");
}
END_TEST

START_TEST(test_sums) {
  factors("x + 1", "1; x + 1");
  factors("1 - x", "-1; x - 1");
  factors("x/2 + y/3", "1/6; 3*x + 2*y");
  factors("x^2 - 1", "1; x - 1; x + 1");
  factors("2*x^3*y + 4*x^2*y + 2*x*y", "2; x; y; x + 1 ^ 2");
  factors("x + 1/x", "1; x ^ -1; x^2 + 1");
  factors("(x^2 - y^2)^3/(x*y + y^2)", "1; y ^ -1; x - y ^ 3; x + y ^ 2");
  factors("(x + y)/(6*x - 6*y)", "1/6; x - y ^ -1; x + y");
  factors("4*b*d^2*l + 2*b*d*l^2 + 6*b*d*f*l", "2; b; d; l; 2*d + 3*f + l");
}
END_TEST

START_TEST(test_many_unknowns) {
  factors("(a*b + c)*(a*d - c)*(b*c + a + 1)", "1; a*b + c; a + b*c + 1; a*d - c");
  factors("(a^3 + b^3*c + c^2 + 2)*(2*a^2*b^2 + 3*c^2 + b^3)^2*(a^2*c^2 - b^2*a^3 + 5)",
          "-1; 2*a^2*b^2 + b^3 + 3*c^2 ^ 2; a^3*b^2 - a^2*c^2 - 5; a^3 + b^3*c + c^2 + 2");
}
END_TEST

/* The product of irreducible parts with a positive leading coefficient is split into them again. */
static void splits(const char *const *parts, size_t n) {
  char text[4000] = "1";
  for (size_t i = 0; i < n; i++) snprintf(text + strlen(text), sizeof text - strlen(text), "*(%s)", parts[i]);
  pc_expr *product = parse(text);
  pc_factorization f;
  ck_assert_msg(pc_expr_factor(&f, product, &error) == PC_OK, "%s", error.message);
  ck_assert_uint_eq(f.n, n);
  for (size_t i = 0; i < n; i++) {
    pc_expr *part = parse(parts[i]);
    size_t found = 0;
    for (size_t j = 0; j < f.n; j++) found += pc_expr_identical(part, f.items[j].base) && f.items[j].exponent == 1;
    ck_assert_msg(found == 1, "%s is not found", parts[i]);
    pc_expr_unref(part);
  }
  pc_factorization_clear(&f);
  pc_expr_unref(product);
}

/* No unknown of degree 1, leading coefficients of several terms with numbers that are shared out among the factors:
 * where FLINT before 3.2 may abort (its issue 1998). The leading coefficients of the first are of the polynomial in the
 * correction of it. */
START_TEST(test_leading_coefficients) {
  static const char *const first[] = {
    "(b*c*d + b*c + c + 1)*a + b*d - 2",
    "(3*b^2*c^2*d^2 + 6*b^2*c^2*d + 3*b^2*c^2 + b^2*c*d^3 + 4*b^2*c*d^2 + 5*b^2*c*d + 2*b^2*c - 4*b*c^2*d^2 - "
    "3*b*c^2*d + b*c^2 - 5*b*c*d^2 - 4*b*c*d + b*c - b*d^2 - b*d - 2*c^2*d - 4*c*d - 2*d)*a^2 + (b*c - d)*a + c*d + 3"
  };
  static const char *const second[] = {
    "6*a^3*b*c + 4*a^3*d + 3*b^2 + 2*c^2*d^2 + 2",
    "9*a^3*b*d^2 + 6*a^3*c + 3*a*b^3 - 2*c^3 + 4",
    "2*a^2*b^2 + 4*a^2*c^2 - 6*a*d + 3*d^2 + 6",
  };
  static const char *const third[] = {
    "(2*b - 2*c)*a^3 + b^3*c^2 + 5*d^2",
    "(3*b + 3*d + 6)*a^2 + 2*b^2*d^3 - c^2",
    "(5*c^2 + 10)*a^2 + d^4 + 5*b^2*c - 1",
  };
  splits(first, 2);
  splits(second, 3);
  splits(third, 3);
}
END_TEST

Suite *factor_suite(void) {
  Suite *suite = suite_create("factor");
  TCase *tests = tcase_create("factor");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_test(tests, test_terms);
  tcase_add_test(tests, test_sums);
  tcase_add_test(tests, test_many_unknowns);
  tcase_add_test(tests, test_leading_coefficients);
  suite_add_tcase(suite, tests);
  return suite;
}
