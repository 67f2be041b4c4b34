/* Sensitivity. Expected answers are worked out by hand. */
#include "suites.h"

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

static pc_status collect(void *user, const char *text, size_t length, pc_error *error) {
  (void)error;
  strncat(user, text, length);
  return PC_OK;
}

static pc_status load(void *user, pc_context *context, const char *name, const char *from, char **resolved, char **text,
                      size_t *length, pc_error *error) {
  (void)from;
  (void)error;
  *length = strlen(user);
  *resolved = pc_source_text(context, name, strlen(name));
  *text = pc_source_text(context, user, *length);
  return *resolved && *text ? PC_OK : PC_SYSTEM;
}

static void ask(const char *text, const char *const *bindings, size_t n, const pc_sensitivity_options *options,
                const char *expected) {
  pc_error error = PC_ERROR_INIT;
  char found[2000] = "";
  pc_model *model = NULL;
  pc_report *report = NULL;
  const pc_loader loader = { .load = load, .user = (void *)text };
  const pc_model_options open = { .model = "m.cost", .bindings = bindings, .binding_count = n, .loader = &loader };
  ck_assert_msg(pc_model_open(&model, ctx, &open, &error) == PC_OK, "%s", error.message);
  pc_status status = pc_report_sensitivity(&report, model, options, &error);
  if (status) {
    ck_assert_str_eq(error.message, expected);
  } else {
    ck_assert_int_eq(pc_report_write(report, PC_TEXT, NULL, &(pc_sink) { collect, found }, &error), PC_OK);
    ck_assert_str_eq(found, expected);
  }
  pc_report_free(report);
  pc_model_free(model);
}

static const char square[] = "symbol a, b, c, k\nmetric flops\nmodel M { x: a^2*b + a*k }\n";

/* T = a^2 b + a k at a = 3, b = 2, k = 6: 18 + 18. By a: 2ab + k = 18, so 3*18/36; a = 6 gives 72 + 36. */
START_TEST(numbers) {
  ask(square, (const char *[]) { "a=3", "b=2", "c=1", "k=6" }, 4, NULL,
      "T = 36\n\n"
      "x  value  dT/dx  x/T dT/dx   T(2x)/T     T(2x) - T\n"
      "a      3     18  3/2 (~1.5)  3                  72\n"
      "b      2      9  1/2 (~0.5)  3/2 (~1.5)         18\n"
      "k      6      3  1/2 (~0.5)  3/2 (~1.5)         18\n"
      "c      1      0  0           1                   0\n");
}
END_TEST

/* With k = a b nothing varies k: T = 2 a^2 b. */
START_TEST(formulas) {
  const char *names[] = { "b", "a" };
  const pc_sensitivity_options both = { .symbols = names, .symbol_count = 2 };
  ask(square, (const char *[]) { "k=a*b" }, 1, &both,
      "a\n  derivative: 4*a*b\n  elasticity: 2\nb\n  derivative: 2*a^2\n  elasticity: 1\n");
  ask(square, (const char *[]) { "k=a*b", "a=3" }, 2, &both,
      "a = 3\n  derivative: 12*b\n  elasticity: 2\nb\n  derivative: 18\n  elasticity: 1\n");
  names[0] = "k";
  ask(square, (const char *[]) { "k=a*b" }, 1, &both, "'k' does not vary by itself: it is bound to a*b");
  names[0] = "a";
  ask(square, NULL, 0, &both, "symbol 'a' is asked for twice");
}
END_TEST

/* What a binding means by the name that it binds is the value below: a number of its own. */
START_TEST(circles) {
  static const char text[] = "symbol a, b\nmetric flops\nmodel M { x: a*b }\n";
  ask(text, (const char *[]) { "a=b", "b=a" }, 2, NULL,
      "a\n  derivative: b\n  elasticity: 1\nb\n  derivative: a\n  elasticity: 1\n");
}
END_TEST

/* Twice w is more than l allows; b = 10 - a would fall below 1. */
START_TEST(refused) {
  static const char text[] = "symbol a, b, l, w\nassume w <= l\nmetric flops\nmodel M { x: a*b*w + l }\n";
  ask(text, (const char *[]) { "a=6", "b=10-a", "l=3", "w=2" }, 4, NULL,
      "T = 51\n\n"
      "x  value  dT/dx  x/T dT/dx        T(2x)/T        T(2x) - T\n"
      "l      3      1  1/17 (~0.0588)   18/17 (~1.06)          3\n"
      "a      6     -4  -8/17 (~-0.471)  -                      -\n"
      "w      2     24  16/17 (~0.941)   -                      -\n"
      "a: not doubled: b = -2, but 'b' is a positive whole number (b=10-a)\n"
      "w: not doubled: the bound values contradict this fact: its sides are 4 and 3 (assume w <= l)\n");
}
END_TEST

/* Nothing is relative to 0. */
START_TEST(zero) {
  static const char text[] = "symbol a, b\nmetric flops\nmodel M { x: a - b }\n";
  ask(text, (const char *[]) { "a=2", "b=2" }, 2, NULL,
      "T = 0\n\n"
      "x  value  dT/dx  x/T dT/dx  T(2x)/T  T(2x) - T\n"
      "a      2      1  -          -                2\n"
      "b      2     -1  -          -               -2\n");
}
END_TEST

Suite *sensitivity_suite(void) {
  Suite *suite = suite_create("sensitivity");
  TCase *tests = tcase_create("sensitivity");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, numbers);
  tcase_add_test(tests, formulas);
  tcase_add_test(tests, circles);
  tcase_add_test(tests, refused);
  tcase_add_test(tests, zero);
  suite_add_tcase(suite, tests);
  return suite;
}
