/* Conditions as text, and what they say of rows. */
#include "lang/condition.h"
#include "suites.h"
#include <stdio.h>
#include <string.h>

static pc_context *ctx;
static pc_error error;
static pc_model *model;
static pc_arena arena;

static void set_up(void) {
  ctx = pc_context_new(NULL, NULL);
  ck_assert_ptr_nonnull(ctx);
  pc_error_clear(&error);
  arena = (pc_arena) { .ctx = ctx };
  const char *bindings[] = { "f=4*d" };
  const pc_model_options options = { .expression = "f*h", .bindings = bindings, .binding_count = 1 };
  ck_assert_int_eq(pc_model_open(&model, ctx, &options, &error), PC_OK);
}

static void tear_down(void) {
  pc_model_free(model);
  pc_arena_clear(&arena);
  pc_context_free(ctx);
}

/* `total` stands for 10*d. */
static pc_status put(void *user, pc_expr **side, pc_error *e) {
  const pc_symbol *symbol;
  pc_expr *value, *result;
  (void)user;
  ck_assert_int_eq(pc_symbol_get(&symbol, ctx, "total", e), PC_OK);
  ck_assert_int_eq(pc_expr_parse(&value, ctx, "10*d", e), PC_OK);
  pc_status status = pc_expr_subs(&result, *side, &symbol, (const pc_expr *const *)&value, 1, e);
  pc_expr_unref(value);
  if (status) return status;
  pc_expr_unref(*side);
  *side = result;
  return PC_OK;
}

static pc_condition *read_condition(const char *text) {
  pc_condition *condition = NULL;
  pc_status status = pc_condition_read(&condition, &arena, model, text, put, NULL, &error);
  ck_assert_msg(status == PC_OK, "%s: %s", text, error.message);
  return condition;
}

/* A letter for each d = 1 ... 12 at h = 4. */
static void holds(const char *text, const char *expected) {
  pc_condition *condition = read_condition(text);
  const pc_condition *conditions[] = { condition };
  const pc_symbol *symbols[2];
  pc_program *program = NULL;
  pc_run *run = NULL;
  uint64_t d[12], h = 4;
  char found[13] = "";
  ck_assert_int_eq(pc_symbol_get(&symbols[0], ctx, "d", &error), PC_OK);
  ck_assert_int_eq(pc_symbol_get(&symbols[1], ctx, "h", &error), PC_OK);
  for (uint64_t i = 0; i < 12; i++) d[i] = i + 1;
  const pc_data columns[] = { { .values = d, .stride = 1, .limbs = 1 }, { .values = &h, .limbs = 1 } };
  const pc_program_spec spec = {
    .conditions = conditions, .condition_count = 1, .symbols = symbols, .symbol_count = 2
  };
  ck_assert_msg(pc_program_new(&program, ctx, &spec, &error) == PC_OK, "%s: %s", text, error.message);
  ck_assert_int_eq(pc_run_new(&run, program, &error), PC_OK);
  ck_assert_int_eq(pc_run_rows(run, columns, 0, 12, &error), PC_OK);
  for (size_t i = 0; i < 12; i++) found[i] = pc_run_mask(run, 0)->holds[i] ? '1' : '.';
  ck_assert_msg(!strcmp(found, expected), "%s: %s, not %s", text, found, expected);
  pc_run_free(run);
  pc_program_free(program);
  pc_condition_clear(condition);
}

static void refused(const char *text, size_t column, const char *message) {
  pc_condition *condition = NULL;
  pc_error_clear(&error);
  ck_assert_int_eq(pc_condition_read(&condition, &arena, model, text, put, NULL, &error), PC_INPUT);
  ck_assert_msg(strstr(error.message, message), "%s: %s", text, error.message);
  ck_assert_msg(error.column == column, "%s: column %zu", text, error.column);
  ck_assert_str_eq(error.source, "condition");
}

START_TEST(comparisons) {
  holds("d < 3", "11..........");
  holds("d <= 3", "111.........");
  holds("3 > d", "11..........");
  holds("3 >= d", "111.........");
  holds("d == 3", "..1.........");
  holds("d != 3", "11.111111111");
  holds("2*d - h <= 6", "11111.......");
  holds("total <= 50", "11111.......");
  holds("f == 20", "....1.......");
  holds("h | d", "...1...1...1");
  holds("d | h", "11.1........");
  holds("d + 1 | 12", "111.1.....1.");
  holds("mod(d, 5) == 0", "....1....1..");
}
END_TEST

START_TEST(logic) {
  holds("d > 2 and d < 5", "..11........");
  holds("d < 2 or d > 11 or h | d", "1..1...1...1");
  holds("not (h | d or d < 4)", "....111.111.");
  holds("d < 3 or 2 < d and d < 5", "1111........");
  holds("(d < 3 or 2 < d) and d < 5", "1111........");
}
END_TEST

START_TEST(members_and_numbers) {
  holds("d in [2, 3, 2*h]", ".11....1....");
  holds("d in []", "............");
  holds("not d in [2]", "1.1111111111");
  holds("true", "111111111111");
  holds("d - 4", "111.11111111");
  holds("\"a\" in \"abc\" and d < 3", "11..........");
  holds("null == 3 or d < 3", "11..........");
  holds("if (1 > 2) d else d - 1", ".11111111111");
}
END_TEST

/* No simplification by what is assumed: a row that breaks it is to be left out. */
START_TEST(facts_are_not_used) {
  const char *facts[] = { "h | d" };
  pc_model_free(model);
  const pc_model_options options = { .expression = "d/h", .facts = facts, .fact_count = 1 };
  ck_assert_int_eq(pc_model_open(&model, ctx, &options, &error), PC_OK);
  holds("mod(d, h) == 0", "...1...1...1");
  holds("h | d", "...1...1...1");
}
END_TEST

START_TEST(bad_conditions) {
  refused("d <", 4, "expected an expression");
  refused("d < 3 <= 4", 7, "comparisons do not chain");
  refused("d | 3 | 4", 7, "comparisons do not chain");
  refused("d = 3", 3, "did you mean '=='?");
  refused("2*(h | d)", 4, "is no value");
  refused("d < \"a\"", 1, "have no order");
  refused("d < null", 1, "null");
  refused("[1, 2]", 1, "a list");
  refused("d < 1/0", 7, "zero");
}
END_TEST

Suite *condition_suite(void) {
  Suite *suite = suite_create("condition");
  TCase *tcase = tcase_create("condition");
  tcase_add_checked_fixture(tcase, set_up, tear_down);
  tcase_add_test(tcase, comparisons);
  tcase_add_test(tcase, logic);
  tcase_add_test(tcase, members_and_numbers);
  tcase_add_test(tcase, facts_are_not_used);
  tcase_add_test(tcase, bad_conditions);
  suite_add_tcase(suite, tcase);
  return suite;
}
