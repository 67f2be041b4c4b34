/* Growth: exact linear programs, what bounds what, and leading parts. Expected answers are worked out by hand. */
#include "suites.h"

#include "algebra/simplex.h"
#include "analysis/growth.h"
#include <polycost/polycost.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pc_context *ctx;

static void setup(void) {
  ctx = pc_context_new(NULL, NULL);
  ck_assert_ptr_nonnull(ctx);
}

static void teardown(void) {
  pc_context_free(ctx);
}

/* ---- linear programs ---- */

static bool solvable(size_t rows, size_t columns, const int64_t *a, const int64_t *b, int64_t *reason) {
  const pc_system system = { ctx, rows, columns, a, b };
  size_t budget = 100000;
  bool out = false;
  ck_assert_int_eq(pc_system_solve(&out, reason, &system, &budget, NULL), PC_OK);
  return out;
}

/* Rows of a proof that there is no solution: reason A <= 0, reason b > 0. */
static void check_reason(size_t rows, size_t columns, const int64_t *a, const int64_t *b, const int64_t *reason) {
  int64_t right = 0;
  for (size_t j = 0; j < columns; j++) {
    int64_t sum = 0;
    for (size_t i = 0; i < rows; i++) sum += reason[i] * a[i * columns + j];
    ck_assert_int_le(sum, 0);
  }
  for (size_t i = 0; i < rows; i++) right += reason[i] * b[i];
  ck_assert_int_gt(right, 0);
}

START_TEST(systems) {
  int64_t reason[3];
  /* x + y = 2, x - y = 1: x = 3/2, y = 1/2. */
  ck_assert(solvable(2, 2, (int64_t[]) { 1, 1, 1, -1 }, (int64_t[]) { 2, 1 }, reason));
  /* x + y = 1, x - y = 3 needs y = -1. */
  const int64_t a[] = { 1, 1, 1, -1 }, b[] = { 1, 3 };
  ck_assert(!solvable(2, 2, a, b, reason));
  check_reason(2, 2, a, b, reason);
  /* A negative right side, and no column at all. */
  ck_assert(solvable(1, 1, (int64_t[]) { -2 }, (int64_t[]) { -3 }, reason));
  ck_assert(!solvable(1, 0, (int64_t[]) { 0 }, (int64_t[]) { -1 }, reason));
  ck_assert_int_eq(reason[0], -1);
  ck_assert(solvable(1, 0, (int64_t[]) { 0 }, (int64_t[]) { 0 }, reason));
}
END_TEST

/* Beale's example, on which the simplex method runs in circles without a rule against it. */
START_TEST(circles) {
  int64_t reason[3];
  const int64_t a[] = { 1, -240, -4, 36, 4, 0, 2, -360, -2, 12, 0, 4, 0, 0, 1, 0, 0, 0 };
  ck_assert(solvable(3, 6, a, (int64_t[]) { 0, 0, 1 }, reason));
}
END_TEST

START_TEST(budget) {
  const pc_system system = { ctx, 1, 1, (int64_t[]) { 1 }, (int64_t[]) { 1 } };
  size_t budget = 1;
  bool out = true;
  int64_t reason[1];
  pc_error error = PC_ERROR_INIT;
  ck_assert_int_eq(pc_system_solve(&out, reason, &system, &budget, &error), PC_LIMIT);
  ck_assert_str_eq(error.message, "too many monomials to compare exactly");
}
END_TEST

/* ---- points of a plane ---- */

static pc_cone plane(void) {
  pc_cone cone = { .ctx = ctx, .width = 2, .budget = PC_GROWTH_BUDGET };
  ck_assert_int_eq(pc_cone_add(&cone, NULL, (int32_t[]) { 1, 0 }, NULL), PC_OK);
  ck_assert_int_eq(pc_cone_add(&cone, NULL, (int32_t[]) { 0, 1 }, NULL), PC_OK);
  return cone;
}

/* (2, 2) lies on the edge between (4, 0) and (0, 4), (3, 2) above it, (1, 1) below. */
START_TEST(corners) {
  const int32_t edge[] = { 4, 0, 2, 2, 0, 4, 1, 1 }, above[] = { 4, 0, 3, 2, 0, 4, 1, 1 };
  bool kept[4];
  pc_cone cone = plane();
  ck_assert_int_eq(pc_points_keep(kept, &(pc_points) { edge, 4 }, &cone, NULL), PC_OK);
  ck_assert(kept[0] && !kept[1] && kept[2] && !kept[3]);
  ck_assert_int_eq(pc_points_keep(kept, &(pc_points) { above, 4 }, &cone, NULL), PC_OK);
  ck_assert(kept[0] && kept[1] && kept[2] && !kept[3]);
  pc_cone_clear(&cone);
}
END_TEST

/* With x <= y^2 a power of x is worth two of y. */
START_TEST(widened) {
  const int32_t points[] = { 3, 0, 0, 5, 1, 4, 0, 6 };
  bool kept[4];
  pc_cone cone = plane();
  ck_assert_int_eq(pc_cone_add(&cone, (int32_t[]) { 1, 0 }, (int32_t[]) { 0, 2 }, NULL), PC_OK);
  ck_assert_int_eq(pc_points_keep(kept, &(pc_points) { points, 4 }, &cone, NULL), PC_OK);
  ck_assert(!kept[0] && !kept[1] && !kept[2] && kept[3]);
  pc_cone_clear(&cone);
}
END_TEST

START_TEST(weights) {
  const int32_t points[] = { 4, 0, 3, 2, 0, 4, 3, 1 };
  int64_t w[2];
  bool found;
  pc_cone cone = plane();
  ck_assert_int_eq(pc_points_separate(&found, w, &(pc_points) { points, 4 }, 1, &cone, NULL), PC_OK);
  ck_assert(found && w[0] == 1 && w[1] == 1);
  ck_assert_int_eq(pc_points_separate(&found, w, &(pc_points) { points, 4 }, 3, &cone, NULL), PC_OK);
  ck_assert(!found);
  pc_cone_clear(&cone);
}
END_TEST

/* (99, 1) is above (100, 0) and (0, 3) only between the ratios 1 and 49.5. */
START_TEST(steep_weights) {
  const int32_t points[] = { 100, 0, 99, 1, 0, 100, 98, 1 };
  int64_t w[2];
  bool found;
  pc_cone cone = plane();
  ck_assert_int_eq(pc_points_separate(&found, w, &(pc_points) { points, 4 }, 1, &cone, NULL), PC_OK);
  ck_assert(!found); /* it lies on the line */
  const int32_t bent[] = { 1000, 0, 990, 1, 0, 99 };
  ck_assert_int_eq(pc_points_separate(&found, w, &(pc_points) { bent, 3 }, 1, &cone, NULL), PC_OK);
  ck_assert(found && w[1] > 10 * w[0] && 990 * w[0] + w[1] > 99 * w[1] && w[0] > 0);
  pc_cone_clear(&cone);
}
END_TEST

/* ---- reports ---- */

static pc_status collect(void *user, const char *text, size_t length, pc_error *error) {
  (void)error;
  strncat(user, text, length);
  return PC_OK;
}

static void check_growth(const char *expression, const pc_asymptotics_options *options, const char *expected) {
  pc_error error = PC_ERROR_INIT;
  char text[1000] = "";
  pc_model *model = NULL;
  pc_report *report = NULL;
  const pc_model_options open = { .expression = expression };
  ck_assert_msg(pc_model_open(&model, ctx, &open, &error) == PC_OK, "%s", error.message);
  ck_assert_msg(pc_report_asymptotics(&report, model, options, &error) == PC_OK, "%s: %s", expression, error.message);
  ck_assert_int_eq(pc_report_write(report, PC_TEXT, NULL, &(pc_sink) { collect, text }, &error), PC_OK);
  ck_assert_msg(strcmp(text, expected) == 0, "%s: %s", expression, text);
  pc_report_free(report);
  pc_model_free(model);
}

START_TEST(bounds) {
  const pc_asymptotics_options regimes = { .regimes = true };
  check_growth("a^4 + a^2*b^2 + b^4 - a^9", NULL, "O(a^4 + b^4)\n");
  check_growth("d/h + h/d + 1", NULL, "O(d/h + h/d)\n");
  check_growth("7", &regimes, "O(1)\n1: always\n");
  check_growth("a - a", &regimes, "O(0)\n");
  check_growth("a^2 + a*b", &regimes, "O(a^2 + a*b)\na^2: a\na*b: b\n");
}
END_TEST

START_TEST(leading_parts) {
  const char *as[] = { "b", "a:2" };
  const pc_asymptotics_options both = { .as = as, .as_count = 2 }, one = { .as = as, .as_count = 1 };
  check_growth("3*a*c + b^2*c^2 - b", &both, "Theta(a + b^2)\na: 3*c\nb^2: c^2\n");
  check_growth("a*b^2/(b + c) - b/2", &one, "Theta(b)\na - 1/2\n");
  check_growth("b^2*(a - c)", &one, "O(b^2)\na - c\n");
}
END_TEST

Suite *growth_suite(void) {
  Suite *suite = suite_create("growth");
  TCase *tests = tcase_create("growth");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, systems);
  tcase_add_test(tests, circles);
  tcase_add_test(tests, budget);
  tcase_add_test(tests, corners);
  tcase_add_test(tests, widened);
  tcase_add_test(tests, weights);
  tcase_add_test(tests, steep_weights);
  tcase_add_test(tests, bounds);
  tcase_add_test(tests, leading_parts);
  suite_add_tcase(suite, tests);
  return suite;
}
