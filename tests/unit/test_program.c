/* Programs over columns. Numbers that are expected were computed by Python's integers. */
#include "suites.h"
#include <polycost/polycost.h>
#include <stdio.h>
#include <string.h>

enum { COLUMNS = 3, MOST_EXPRS = 4 };

static pc_context *ctx;
static pc_error error;
static const pc_symbol *symbols[COLUMNS]; /* a, b, r; r may be a fraction */
static pc_program *program;
static pc_run *run;

static void start(const pc_limits *limits) {
  ctx = pc_context_new(limits, NULL);
  ck_assert_ptr_nonnull(ctx);
  pc_error_clear(&error);
  program = NULL;
  run = NULL;
  static const char *const names[] = { "a", "b", "r" };
  for (int i = 0; i < COLUMNS; i++) {
    ck_assert_int_eq(pc_symbol_get(&symbols[i], ctx, names[i], &error), PC_OK);
    pc_domain domain = i == 2 ? PC_RATIONALS : PC_INTEGERS;
    ck_assert_int_eq(pc_symbol_assume(ctx, symbols[i], domain, NULL, &error), PC_OK);
  }
}

static void set_up(void) {
  start(NULL);
}

static void tear_down(void) {
  pc_run_free(run);
  pc_program_free(program);
  pc_context_free(ctx);
}

static pc_expr *parse(const char *text) {
  pc_expr *expr = NULL;
  ck_assert_msg(pc_expr_parse(&expr, ctx, text, &error) == PC_OK, "%s: %s", text, error.message);
  return expr;
}

/* Compiles expressions, separated by ';', and conditions. */
static pc_status compile(const char *texts, const pc_condition *const *conditions, size_t condition_count) {
  pc_expr *exprs[MOST_EXPRS];
  char copy[500];
  size_t n = 0;
  snprintf(copy, sizeof copy, "%s", texts);
  for (char *text = copy; text; n++) {
    char *end = strchr(text, ';');
    if (end) *end++ = '\0';
    exprs[n] = parse(text);
    text = end;
  }
  const pc_program_spec spec = { (const pc_expr *const *)exprs, n, conditions, condition_count, symbols, COLUMNS };
  pc_status status = pc_program_new(&program, ctx, &spec, &error);
  for (size_t i = 0; i < n; i++) pc_expr_unref(exprs[i]);
  if (!status) ck_assert_int_eq(pc_run_new(&run, program, &error), PC_OK);
  return status;
}

/* One row of one-limb columns; all of them. */
static void columns_of(pc_data *columns, const int64_t *row) {
  for (int i = 0; i < COLUMNS; i++) columns[i] = (pc_data) { (const uint64_t *)&row[i], COLUMNS, 1, NULL };
}

static void is(size_t expr, size_t row, const char *expected) {
  char text[2000];
  const pc_result *result = pc_run_result(run, expr);
  if (result->faults && result->faults[row]) {
    ck_assert_str_eq(pc_fault_text(result->faults[row]), expected);
    return;
  }
  const pc_answer answer = pc_result_answer(result, row);
  ck_assert_uint_le(pc_answer_room(answer.limbs), sizeof text);
  text[pc_answer_text(text, &answer)] = '\0';
  ck_assert_str_eq(text, expected);
}

static void one_row(const char *expr, int64_t a, int64_t b, const char *expected) {
  const int64_t row[] = { a, b, 1 };
  pc_data columns[COLUMNS];
  columns_of(columns, row);
  ck_assert_int_eq(compile(expr, NULL, 0), PC_OK);
  ck_assert_int_eq(pc_run_rows(run, columns, 0, 1, &error), PC_OK);
  is(0, 0, expected);
  pc_run_free(run);
  pc_program_free(program);
  run = NULL;
  program = NULL;
}

START_TEST(ends_of_lanes) {
  one_row("a + b", INT64_MAX, 1, "9223372036854775808");
  one_row("a - b", INT64_MIN, 1, "-9223372036854775809");
  one_row("a*b", INT64_MIN, INT64_MIN, "85070591730234615865843651857942052864");
  one_row("-a", INT64_MIN, 0, "9223372036854775808");
  one_row("4*a*b", INT64_MIN, INT64_MIN, "340282366920938463463374607431768211456");
  one_row("a*b^3", INT64_MIN, INT64_MIN,
          "7237005577332262213973186563042994240829374041602535252466099000494570602496");
  one_row("(a*b)^2*a", INT64_MIN, INT64_MIN,
          "-66749594872528440074844428317798503581334516323645399060845050244444366430645017188217565216768");
  one_row("floor(a/b)", INT64_MIN, -1, "9223372036854775808");
  one_row("a/b", INT64_MIN, -1, "9223372036854775808");
  one_row("a*b - a*b + a^2*b - (a*b)*a + 7", INT64_MAX, INT64_MAX, "7");
  one_row("2^300 + a", 1, 0,
          "2037035976334486086268445688409378161051468393665936250636140449354381299763336706183397377");
}
END_TEST

START_TEST(overflow_in_between) {
  /* a*b passes 64 bits and the whole does not. */
  one_row("max(a*b, 0) - max(a*b - 5, 0)", INT64_MAX, INT64_MAX, "5");
  one_row("floor(a*b/7^20)", INT64_MAX, INT64_MAX, "1066150839893873060563");
  one_row("mod(a*b, 1000)", INT64_MAX, INT64_MAX, "249");
}
END_TEST

START_TEST(fractions) {
  one_row("a/b + 1", 6, -4, "-1/2");
  one_row("a/b", 6, -3, "-2");
  one_row("a/b", 0, -3, "0");
  one_row("a^3/b^3", INT64_MAX, INT64_MIN,
          "-784637716923335095224261902710254454442933591094742482943/"
          "784637716923335095479473677900958302012794430558004314112");
  one_row("a/b", 5, 0, "division by zero");
  one_row("log2(a/b)", 6, 48, "-3");
  one_row("log2(a)", 12, 0, "log2 of what is not a power of two");
  one_row("log2(a)", 0, 0, "log2 of what is not a power of two");
}
END_TEST

START_TEST(rational_columns) {
  const int64_t above[] = { 1, -7, 4 }, below[] = { 2, 3, 2 }, whole[] = { 10, 10, 10 };
  const pc_data columns[] = { { (const uint64_t *)whole, 1, 1, NULL },
                              { (const uint64_t *)whole, 0, 1, NULL },
                              { (const uint64_t *)above, 1, 1, (const uint64_t *)below } };
  ck_assert_int_eq(compile("a*r^2 + b;floor(r)", NULL, 0), PC_OK);
  ck_assert_int_eq(pc_run_rows(run, columns, 0, 3, &error), PC_OK);
  is(0, 0, "25/2");
  is(0, 1, "580/9");
  is(0, 2, "50");
  is(1, 1, "-3");
}
END_TEST

START_TEST(shapes_of_columns) {
  /* Rows that lie one after the other; a number for all rows; two limbs; not the first rows. */
  const int64_t rows[] = { 1, 0, 2, 0, 3, 0, 4, 0 };
  const uint64_t constant = 5, longer[] = { 0, 0, 1, 0, 0, 1, 0, UINT64_MAX };
  const pc_data columns[] = { { (const uint64_t *)rows, 2, 1, NULL },
                              { longer, 2, 2, NULL },
                              { &constant, 0, 1, NULL } };
  ck_assert_int_eq(compile("a*b + r", NULL, 0), PC_OK);
  ck_assert_int_eq(pc_run_rows(run, columns, 1, 3, &error), PC_OK);
  is(0, 0, "7");
  is(0, 1, "55340232221128654853");
  is(0, 2, "-73786976294838206459");
  const pc_result *result = pc_run_result(run, 0);
  const pc_data again[] = { { result->values, result->limbs, result->limbs, NULL }, columns[1], columns[2] };
  pc_run *other = NULL;
  ck_assert_int_eq(pc_run_new(&other, program, &error), PC_OK);
  ck_assert_int_eq(pc_run_rows(other, again, 1, 2, &error), PC_OK);
  pc_run_free(run);
  run = other;
  is(0, 0, "55340232221128654858");
  is(0, 1, "-1361129467683753853761264709358525087739");
  ck_assert_int_eq(pc_run_rows(run, columns, 2, 0, &error), PC_OK);
}
END_TEST

static int64_t many[COLUMNS][PC_RUN_ROWS + 1];

START_TEST(whole_blocks) {
  /* 513 rows are two calls; one long number among short ones. */
  pc_data columns[COLUMNS];
  for (int i = 0; i < COLUMNS; i++) {
    for (int j = 0; j <= PC_RUN_ROWS; j++) many[i][j] = j - 100 * i;
    columns[i] = (pc_data) { (const uint64_t *)many[i], 1, 1, NULL };
  }
  many[0][77] = INT64_MAX;
  many[1][77] = INT64_MAX;
  ck_assert_int_eq(compile("a^3*b + 2*b*r - 9", NULL, 0), PC_OK);
  ck_assert_int_eq(pc_run_rows(run, columns, 0, PC_RUN_ROWS + 1, &error), PC_USAGE);
  ck_assert_str_eq(error.message, "513 rows at once are more than 512");
  pc_error_clear(&error);
  ck_assert_int_eq(pc_run_rows(run, columns, 0, PC_RUN_ROWS, &error), PC_OK);
  is(0, 0, "39991");
  is(0, 76, "-10529481");
  is(0, 511, "54841149174");
  ck_assert_int_eq(pc_run_rows(run, columns, PC_RUN_ROWS, 1, &error), PC_OK);
  is(0, 0, "55297961015");
}
END_TEST

START_TEST(shared_steps) {
  ck_assert_int_eq(compile("a*b + 3;a*b + 3", NULL, 0), PC_OK);
  ck_assert_uint_eq(pc_program_operations(program), 1); /* one product and sum */
  pc_run_free(run);
  pc_program_free(program);
  /* (a + b + r)^3 has ten terms: two sums and two products. */
  ck_assert_int_eq(compile("(a + b + r)^3", NULL, 0), PC_OK);
  ck_assert_uint_le(pc_program_operations(program), 8);
}
END_TEST

static void conditions_hold(const char *expected, const int64_t *rows, size_t count) {
  pc_data columns[COLUMNS];
  columns_of(columns, rows);
  ck_assert_int_eq(pc_run_rows(run, columns, 0, count, &error), PC_OK);
  const pc_mask *mask = pc_run_mask(run, 0);
  size_t held = 0;
  for (size_t i = 0; i < count; i++) {
    char found = mask->faults && mask->faults[i] ? '!' : mask->holds[i] ? '1' : '0';
    ck_assert_msg(found == expected[i], "row %zu: %c instead of %c", i, found, expected[i]);
    held += found == '1';
  }
  ck_assert_uint_eq(mask->count, held);
}

START_TEST(conditions) {
  /* b != 0 and (b | a or a/b < 3); what a false or true part settles is not looked at */
  pc_expr *a = parse("a"), *b = parse("b"), *zero = parse("0"), *three = parse("3"), *ratio = parse("a/b");
  const pc_condition none = { PC_WHERE_EQUAL, b, zero, NULL, 0 }, divides = { PC_WHERE_DIVIDES, b, a, NULL, 0 };
  const pc_condition less = { PC_WHERE_LESS, ratio, three, NULL, 0 };
  const pc_condition *const no_zero[] = { &none }, *const either[] = { &divides, &less };
  const pc_condition some = { PC_WHERE_NOT, NULL, NULL, no_zero, 1 }, any = { PC_WHERE_OR, NULL, NULL, either, 2 };
  const pc_condition *const both[] = { &some, &any };
  const pc_condition all = { PC_WHERE_AND, NULL, NULL, both, 2 }, *top = &all;
  const int64_t rows[] = { 6, 0, 0, 6, 2, 0, 7, 2, 0, 5, 2, 0, -7, 2, 0, 0, 5, 0 };
  ck_assert_int_eq(compile("a", &top, 1), PC_OK);
  conditions_hold("010111", rows, 6);
  pc_run_free(run);
  pc_program_free(program);
  top = &less;
  ck_assert_int_eq(compile("a", &top, 1), PC_OK);
  conditions_hold("!00111", rows, 6);
  pc_run_free(run);
  pc_program_free(program);
  const pc_condition empty = { PC_WHERE_OR, NULL, NULL, NULL, 0 };
  top = &empty;
  ck_assert_int_eq(compile("a", &top, 1), PC_OK);
  conditions_hold("000000", rows, 6);
  pc_expr *all_exprs[] = { a, b, zero, three, ratio };
  for (int i = 0; i < 5; i++) pc_expr_unref(all_exprs[i]);
}
END_TEST

START_TEST(single_answers) {
  const uint64_t one[] = { 5 }, minus[] = { UINT64_MAX, UINT64_MAX }, large[] = { 0, 0, 1 }, three[] = { 3, 0, 0 };
  const pc_answer five = { one, NULL, 1 }, last = { minus, NULL, 2 }, big = { large, NULL, 3 };
  const pc_answer third = { large, three, 3 };
  int64_t value;
  uint64_t halves[2];
  ck_assert(pc_answer_int64(&value, &last) && value == -1);
  ck_assert(!pc_answer_int64(&value, &big) && !pc_answer_int64(&value, &third));
  ck_assert(pc_answer_int128(halves, &five) && halves[0] == 5 && halves[1] == 0);
  ck_assert(pc_answer_int128(halves, &last) && halves[1] == UINT64_MAX);
  ck_assert(!pc_answer_int128(halves, &big) && !pc_answer_int128(halves, &third));
  ck_assert_int_eq(pc_answer_compare(&five, &last), 1);
  ck_assert_int_eq(pc_answer_compare(&third, &big), -1);
  ck_assert_int_eq(pc_answer_compare(&big, &third), 1);
  ck_assert_int_eq(pc_answer_compare(&third, &third), 0);
  char text[200];
  static const int64_t values[] = { 0, 9, 10, -10, 99, 100, 12345, INT64_MAX, INT64_MIN, -1000000000000000000 };
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
    char expected[40];
    snprintf(expected, sizeof expected, "%lld", (long long)values[i]);
    text[pc_int64_text(text, values[i])] = '\0';
    ck_assert_str_eq(text, expected);
  }
  text[pc_answer_text(text, &third)] = '\0';
  ck_assert_str_eq(text, "340282366920938463463374607431768211456/3");
}
END_TEST

static void refused(pc_status status, pc_status wanted, const char *message) {
  ck_assert_int_eq(status, wanted);
  ck_assert_int_eq(error.status, wanted);
  ck_assert_str_eq(error.message, message);
  pc_error_clear(&error);
}

START_TEST(wrong_calls) {
  const uint64_t value = 1;
  pc_data columns[] = { { &value, 0, 1, NULL }, { NULL, 0, 1, NULL }, { &value, 0, 1, NULL } };
  refused(compile("a + x", NULL, 0), PC_INPUT, "no values for 'x'");
  ck_assert_ptr_null(program);
  ck_assert_int_eq(compile("a + r", NULL, 0), PC_OK);
  ck_assert_int_eq(pc_run_rows(run, columns, 0, 1, &error), PC_OK); /* b is not used */
  columns[0].denominators = &value;
  refused(pc_run_rows(run, columns, 0, 1, &error), PC_USAGE,
          "column 0 has denominators, and its symbol stands for whole numbers");
  columns[0].values = NULL;
  refused(pc_run_rows(run, columns, 0, 1, &error), PC_USAGE, "column 0 has no numbers");
}
END_TEST

START_TEST(limits) {
  pc_context_free(ctx);
  start(&(pc_limits) { .max_nodes = 4, .max_bits = 100, .max_depth = 3 });
  refused(compile("a*b^5 + b + r", NULL, 0), PC_LIMIT, "a program takes more than 4 steps (raise --max-nodes)");
  one_row("a*b", INT64_MAX, 1 << 20, "9671406556917033396600832");
  one_row("a*b", INT64_MAX, INT64_MAX, "a number is longer than --max-bits");
  pc_condition nested[6] = { { .kind = PC_WHERE_AND } };
  const pc_condition *parts[6];
  for (int i = 0; i < 6; i++) {
    parts[i] = &nested[i];
    if (i) nested[i] = (pc_condition) { PC_WHERE_NOT, NULL, NULL, &parts[i - 1], 1 };
  }
  refused(compile("a", &parts[5], 1), PC_LIMIT, "a condition nests deeper than 3 (raise --max-depth)");
}
END_TEST

Suite *program_suite(void) {
  Suite *suite = suite_create("program");
  TCase *tests = tcase_create("programs");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_test(tests, ends_of_lanes);
  tcase_add_test(tests, overflow_in_between);
  tcase_add_test(tests, fractions);
  tcase_add_test(tests, rational_columns);
  tcase_add_test(tests, shapes_of_columns);
  tcase_add_test(tests, whole_blocks);
  tcase_add_test(tests, shared_steps);
  tcase_add_test(tests, conditions);
  tcase_add_test(tests, single_answers);
  tcase_add_test(tests, wrong_calls);
  tcase_add_test(tests, limits);
  suite_add_tcase(suite, tests);
  return suite;
}
