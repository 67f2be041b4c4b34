/* The evaluator of the cost language, through the public API. Files are given from memory by a loader. */
#include "suites.h"

#include <polycost/polycost.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static pc_context *ctx;
static pc_error err;

static void setup(void) {
  ctx = pc_context_new(NULL, NULL);
  ck_assert_ptr_nonnull(ctx);
  pc_error_clear(&err);
}

static void teardown(void) {
  pc_context_free(ctx);
}

/* ---- files from memory ---- */

typedef struct memory_file {
  const char *name, *text;
} memory_file;

static pc_status load(void *user, pc_context *context, const char *name, const char *from, char **resolved, char **text,
                      size_t *length, pc_error *error) {
  (void)from;
  (void)error;
  for (const memory_file *f = user; f->name; f++) {
    if (strcmp(f->name, name)) continue;
    *length = strlen(f->text);
    *resolved = pc_source_text(context, name, strlen(name));
    *text = pc_source_text(context, f->text, *length);
    return *resolved && *text ? PC_OK : PC_SYSTEM;
  }
  return PC_NO;
}

static pc_status open_files(pc_model **model, const memory_file *files, const char *name, const char *const *bindings,
                            size_t n, const char *preset) {
  pc_loader loader = { load, (void *)(uintptr_t)files };
  pc_model_options options = {
    .model = name, .preset = preset, .bindings = bindings, .binding_count = n, .loader = &loader
  };
  pc_error_clear(&err);
  return pc_model_open(model, ctx, &options, &err);
}

/* The total of a metric of the file's model, as text; the error's message when there is none. */
static const char *total(const char *text, const char *metric, const char *binding) {
  static char result[4096];
  const memory_file files[] = { { "m.cost", text }, { NULL, NULL } };
  pc_model *model;
  pc_expr *expr;
  char *printed;
  if (open_files(&model, files, "m.cost", &binding, binding ? 1 : 0, NULL)) return err.message;
  pc_status status = pc_model_total(&expr, model, metric, NULL, &err);
  if (!status) {
    ck_assert_int_eq(pc_expr_text(&printed, expr, PC_TEXT, &err), PC_OK);
    snprintf(result, sizeof result, "%s", printed);
    pc_text_free(ctx, printed);
    pc_expr_unref(expr);
  }
  pc_model_free(model);
  return status ? err.message : result;
}

#define ONE "symbol a, b, n\nmetric flops\n"
#define TWO "symbol a, b, n, l\nmetric flops\nmetric params\nmetric both = flops + params\n"

START_TEST(lets_are_lazy_and_in_any_order) {
  ck_assert_str_eq(total(ONE "model M { x: u }\nlet u = 2*v\nlet v = a + 1\nlet unused = 1/0", NULL, NULL), "2*a + 2");
  ck_assert_str_eq(total(ONE "model M { let p = q + 1, x: p, let q = a }", NULL, NULL), "a + 1");
  ck_assert_str_eq(total(ONE "model M { x: u }\nlet u = v\nlet v = u", NULL, NULL), "'u' is defined by itself");
}
END_TEST

START_TEST(arguments_go_by_position_and_by_name) {
  const char *layer = ONE "layer L(p, q = p, r = p*q) { x: p + 10*q + 100*r }\n";
  char text[512];
  snprintf(text, sizeof text, "%smodel M { L(a, r = 1) }", layer);
  ck_assert_str_eq(total(text, NULL, NULL), "11*a + 100");
  snprintf(text, sizeof text, "%smodel M { L(q = b, p = a) }", layer);
  ck_assert_str_eq(total(text, NULL, NULL), "100*a*b + a + 10*b");
  snprintf(text, sizeof text, "%smodel M { L() }", layer);
  ck_assert_str_eq(total(text, NULL, NULL), "L needs the argument 'p'");
  snprintf(text, sizeof text, "%smodel M { L(a, b, 1, 2) }", layer);
  ck_assert_str_eq(total(text, NULL, NULL), "L takes 3 arguments, here are 4");
  snprintf(text, sizeof text, "%smodel M { L(a, p = b) }", layer);
  ck_assert_str_eq(total(text, NULL, NULL), "the argument 'p' of L is given twice");
}
END_TEST

START_TEST(except_goes_along_the_chain) {
  const char *text = TWO "layer B() { flops x: a, params w: b }\n"
                         "model M { y: n * B() except params: 1 except both: 5 }";
  ck_assert_str_eq(total(text, "flops", NULL), "a*n");
  ck_assert_str_eq(total(text, "params", NULL), "b");
  ck_assert_str_eq(total(text, "both", NULL), "5*a + 5*b");
}
END_TEST

START_TEST(where_binds_inside_only) {
  const char *text = TWO "layer B() { flops x: a*l }\nmodel M { y: B() where (l = n, a = 2*a), z: B() }\n"
                         "metric at1 = flops where (l = 1)";
  ck_assert_str_eq(total(text, "flops", NULL), "a*l + 2*a*n");
  ck_assert_str_eq(total(text, "at1", NULL), "2*a*n + a");
  ck_assert_str_eq(total(ONE "model M { x: (a*b where (a = b, b = a)) + (a where (a = 3)) }", NULL, NULL), "a*b + 3");
}
END_TEST

START_TEST(options_shape_the_tree) {
  const char *text = ONE "option kind = \"full\" | \"half\", bias = 1, f = 4*a\n"
                         "model M { if (kind == \"half\") { x: a } else { x: 2*a }\n if (bias) { y: bias*f } }";
  ck_assert_str_eq(total(text, NULL, NULL), "6*a");
  ck_assert_str_eq(total(text, NULL, "kind=half"), "5*a");
  ck_assert_str_eq(total(text, NULL, "bias=0"), "2*a");
  ck_assert_str_eq(total(text, NULL, "f=b"), "2*a + b");
  ck_assert_str_eq(total(text, NULL, "a=b"), "6*b");
  ck_assert_str_eq(total(text, NULL, "kind=hlf"), "the option 'kind' is one of full, half (did you mean 'half'?)");
}
END_TEST

START_TEST(sums_are_closed_or_written_out) {
  ck_assert_str_eq(total(ONE "model M { x: sum(i, 1, n, i^2) }", NULL, NULL), "n^3/3 + n^2/2 + n/6");
  ck_assert_str_eq(total(ONE "model M { x: sum(i, 1, n, { y: i*a }) }", NULL, NULL), "a*n^2/2 + a*n/2");
  ck_assert_str_eq(total(ONE "option h = [3, 5]\nmodel M { x: sum(i, 0, len(h) - 1, h[i]*{ y: a }) }", NULL, NULL),
                   "8*a");
  ck_assert_str_eq(total(ONE "model M { x: sum(i, 0, 3, if (i > 1) a else b) }", NULL, NULL), "2*a + 2*b");
  ck_assert_str_eq(total(ONE "model M { x: sum(i, 3, 1, a) + sum(s in \"MEM*\", s == \"M\")*b }", NULL, NULL), "2*b");
  ck_assert_str_eq(total(ONE "model M { x: sum(i, 1, n, sum(j, 1, i, 1)) }", NULL, NULL), "n^2/2 + n/2");
}
END_TEST

START_TEST(null_names_where_it_came_from) {
  ck_assert_str_eq(total(ONE "let w = null\nmodel M { x: 2*w }", NULL, NULL),
                   "the amount is null (from line 3 of m.cost)");
  ck_assert_str_eq(total(ONE "let w = null\nmodel M { x: w ?? a, y: if (w == null) b else w }", NULL, NULL), "a + b");
}
END_TEST

START_TEST(mistakes_have_a_place) {
  const struct {
    const char *text, *message;
    size_t line, column;
  } cases[] = {
    { ONE "model M { x: d_modle }\nlet d_model = a", "unknown symbol 'd_modle' (did you mean 'd_model'?)", 3, 14 },
    { ONE "model M { x: Liner(a) }\nlayer Linear(i) { y: i }",
      "unknown layer or function 'Liner' (did you mean 'Linear'?)", 3, 14 },
    { ONE "layer A() { x: B() }\nlayer B() { x: A() }\nmodel M { A() }", "'A' calls itself (through B)", 4, 16 },
    { ONE "symbol a\nmodel M { x: a }", "'a' is declared twice (first in line 1)", 3, 8 },
    { ONE "model M { x: 1/(a - a) }", "division by zero", 3, 17 },
    { ONE "model M { if (a > 2) { x: a } }",
      "the comparison depends on the symbol 'a' (it is decided when the tree is built: use an option or a number)", 3,
      15 },
    { ONE "model M { x: a, x: b }", "two children are named 'x'", 3, 17 },
    { TWO "model M { x: a }", "an amount needs a metric before its name, for several are declared: flops, params", 5,
      11 },
    { TWO "model M { both x: a }", "the metric 'both' is derived from others, so no amount can be stated for it", 5,
      11 },
    { ONE "model M { x: \"text\" }", "an amount is a number or a cost, not a string", 3, 14 },
    { ONE "model M { x: { y: a } * 2 }", "a cost can only be multiplied, by a number on its left ('n * Block(...)')", 3,
      25 },
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    ck_assert_str_eq(total(cases[i].text, "flops", NULL), cases[i].message);
    ck_assert_str_eq(err.source, "m.cost");
    ck_assert_uint_eq(err.line, cases[i].line);
    ck_assert_uint_eq(err.column, cases[i].column);
  }
}
END_TEST

START_TEST(files_use_files) {
  const memory_file files[] = { { "m.cost", "use \"b.cost\"\nuse \"c.cost\" as c\nsymbol a\n"
                                            "model M { x: B(a), y: c.B(a), z: c.twice(a) }" },
                                { "b.cost", "metric flops\nlayer B(p) { x: p }" },
                                { "c.cost", "use \"b.cost\"\nlayer B(p) { x: 10*p }\nlet twice(x) = 2*x" },
                                { NULL, NULL } };
  pc_model *model;
  pc_expr *expr, *wanted;
  ck_assert_int_eq(open_files(&model, files, "m.cost", NULL, 0, NULL), PC_OK);
  ck_assert_str_eq(pc_model_name(model), "M");
  ck_assert_str_eq(pc_model_metric(model, 0), "flops");
  ck_assert_int_eq(pc_model_total(&expr, model, NULL, NULL, &err), PC_OK);
  ck_assert_int_eq(pc_expr_parse(&wanted, ctx, "13*a", &err), PC_OK);
  ck_assert(pc_expr_identical(expr, wanted));
  pc_expr_unref(expr);
  pc_expr_unref(wanted);
  pc_model_free(model);
  ck_assert_int_eq(open_files(&model, files, "m.cost:c", NULL, 0, NULL), PC_INPUT);
  ck_assert_int_eq(open_files(&model, files, "b.cost:B", NULL, 0, NULL), PC_OK);
  pc_model_free(model);
}
END_TEST

/* What bindings make of d, with the preset d = 512, f = 4096. */
static const char *bound(const char *first, const char *second, bool preset) {
  static char result[256];
  const memory_file files[] = {
    { "m.cost", "symbol d, f\nmetric x\npreset p { d = 512, f = 4096 }\nmodel M { y: d + 10*f }" }, { NULL, NULL }
  };
  const char *bindings[2] = { first, second };
  pc_model *model;
  pc_expr *expr;
  char *text;
  if (open_files(&model, files, "m.cost", bindings, second ? 2 : 1, preset ? "p" : NULL)) return err.message;
  ck_assert_int_eq(pc_model_total(&expr, model, NULL, NULL, &err), PC_OK);
  ck_assert_int_eq(pc_expr_text(&text, expr, PC_TEXT, &err), PC_OK);
  snprintf(result, sizeof result, "%s", text);
  pc_text_free(ctx, text);
  pc_expr_unref(expr);
  pc_model_free(model);
  return result;
}

START_TEST(bindings_are_resolved_together) {
  ck_assert_str_eq(bound("f=4*d", "d=512", false), "20992");
  ck_assert_str_eq(bound("d=2*d", NULL, true), "41984");
  ck_assert_str_eq(bound("d=2*d", NULL, false), "2*d + 10*f");
  ck_assert_str_eq(bound("d=f", "f=d", true), "9216");
  ck_assert_str_eq(bound("d=f", "f=d", false), "10*d + f");
  ck_assert_str_eq(bound("d=x", NULL, false), "10*f + x");
  ck_assert_str_eq(bound("e=1", NULL, false), "unknown symbol 'e' (the model has no symbol or option of that name)");
  ck_assert_str_eq(bound("d=1", "d=2", false), "'d' is bound twice");
  ck_assert_str_eq(bound("d=1/2", NULL, false), "d = 1/2, but 'd' is a positive whole number");
  ck_assert_str_eq(bound("d=0", NULL, false), "d = 0, but 'd' is a positive whole number");
}
END_TEST

START_TEST(facts_are_checked) {
  const char *text = ONE "symbol h, p\nassume a <= b\nassume h | a\nassume n >= 0\nassume p in rationals\nmodel M { x: "
                         "a + b + n + h + p }";
  ck_assert_str_eq(total(text, NULL, "n=0"), "a + b + h + p");
  ck_assert_str_eq(total(text, NULL, "p=-1/2"), "a + b + h + n - 1/2");
  ck_assert_str_eq(total(text, NULL, "n=-1"), "n = -1, but 'n' is at least 0");
  const memory_file files[] = { { "m.cost", text }, { NULL, NULL } };
  const char *wrong[] = { "a=3", "b=2" }, *indivisible[] = { "a=3", "h=2" };
  pc_model *model;
  ck_assert_int_eq(open_files(&model, files, "m.cost", wrong, 2, NULL), PC_INPUT);
  ck_assert_str_eq(err.message, "the bound values contradict this fact: its sides are 3 and 2");
  ck_assert_uint_eq(err.line, 4);
  ck_assert_int_eq(open_files(&model, files, "m.cost", indivisible, 2, NULL), PC_INPUT);
  ck_assert_uint_eq(err.line, 5);
}
END_TEST

START_TEST(values_need_all_symbols) {
  const memory_file files[] = { { "m.cost", ONE "model M { x: a*b + n }" }, { NULL, NULL } };
  const char *bindings[] = { "b=2", "a=3*bb" };
  pc_model *model;
  pc_expr *value = NULL;
  ck_assert_int_eq(open_files(&model, files, "m.cost", bindings, 2, NULL), PC_OK);
  ck_assert_int_eq(pc_model_value(&value, model, NULL, NULL, &err), PC_INPUT);
  ck_assert_str_eq(err.message, "no value for 'bb' (did you mean 'b'?), 'n'");
  ck_assert_ptr_null(value);
  pc_model_free(model);
}
END_TEST

/* Work with a context of the thread's own; NULL when every answer is right. */
static void *work_alone(void *argument) {
  const memory_file files[] = { { "m.cost", ONE "layer L(x) { y: x^2, z: floor(x/3) }\nmodel M { w: n * L(a + b) }" },
                                { NULL, NULL } };
  pc_loader loader = { load, (void *)(uintptr_t)files };
  const char *bindings[] = { "a=3^100", "b=2^100", "n=7" };
  pc_model_options options = { .model = "m.cost", .bindings = bindings, .binding_count = 3, .loader = &loader };
  for (int i = 0; i < 100; i++) {
    pc_context *own = pc_context_new(NULL, NULL);
    pc_model *model = NULL;
    pc_expr *value = NULL, *wanted = NULL;
    pc_error error = PC_ERROR_INIT;
    bool right = !pc_model_open(&model, own, &options, &error) && !pc_model_value(&value, model, NULL, NULL, &error) &&
                 !pc_expr_parse(&wanted, own, "7*((3^100 + 2^100)^2 + (3^100 + 2^100 - 1)/3)", &error) &&
                 pc_expr_identical(value, wanted);
    pc_expr_unref(value);
    pc_expr_unref(wanted);
    pc_model_free(model);
    pc_context_free(own);
    if (!right) return argument;
  }
  pc_thread_end();
  return NULL;
}

START_TEST(contexts_are_independent) {
  pthread_t threads[4];
  int marks[4];
  for (int i = 0; i < 4; i++) ck_assert_int_eq(pthread_create(&threads[i], NULL, work_alone, &marks[i]), 0);
  for (int i = 0; i < 4; i++) {
    void *wrong;
    ck_assert_int_eq(pthread_join(threads[i], &wrong), 0);
    ck_assert_ptr_null(wrong);
  }
}
END_TEST

START_TEST(limits_hold) {
  pc_limits small = { .max_nodes = 1000 };
  pc_context_free(ctx);
  ctx = pc_context_new(&small, NULL);
  ck_assert_str_eq(total(ONE "model M { x: sum(i, 1, 900, sum(j, 1, 900, floor(a/(i*j)))) }", NULL, NULL),
                   "the model takes more than --max-nodes 1000 steps to build");
  ck_assert_int_eq(err.status, PC_LIMIT);
}
END_TEST

Suite *language_suite(void) {
  Suite *suite = suite_create("language");
  TCase *tc = tcase_create("language");
  tcase_add_checked_fixture(tc, setup, teardown);
  tcase_add_test(tc, lets_are_lazy_and_in_any_order);
  tcase_add_test(tc, arguments_go_by_position_and_by_name);
  tcase_add_test(tc, except_goes_along_the_chain);
  tcase_add_test(tc, where_binds_inside_only);
  tcase_add_test(tc, options_shape_the_tree);
  tcase_add_test(tc, sums_are_closed_or_written_out);
  tcase_add_test(tc, null_names_where_it_came_from);
  tcase_add_test(tc, mistakes_have_a_place);
  tcase_add_test(tc, files_use_files);
  tcase_add_test(tc, bindings_are_resolved_together);
  tcase_add_test(tc, facts_are_checked);
  tcase_add_test(tc, values_need_all_symbols);
  tcase_add_test(tc, contexts_are_independent);
  tcase_add_test(tc, limits_hold);
  suite_add_tcase(suite, tc);
  return suite;
}
