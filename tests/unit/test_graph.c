/* Graphs: what is interned, symbols, modules, bodies. */
#include "suites.h"

#include "graph/graph.h"
#include <polycost/polycost.h>
#include <string.h>

static pc_context *ctx;
static pc_graph *graph;
static pc_error error;

static const char *const renames[] = { "s0", "batch" };

static void ok(pc_status status) {
  ck_assert_msg(status == PC_OK, "%s", error.message);
}

static void setup(void) {
  const pc_graph_options options = { .renames = renames, .rename_count = 1 };
  ctx = pc_context_new(NULL, NULL);
  ck_assert_ptr_nonnull(ctx);
  pc_error_clear(&error);
  ok(pc_graph_new(&graph, ctx, &options, &error));
}

static void teardown(void) {
  pc_graph_free(graph);
  pc_context_free(ctx);
}

/* ---- helpers ---- */

static const pc_operand *number(int64_t value) {
  const pc_operand *o;
  ok(pc_operand_integer(&o, graph, value, &error));
  return o;
}

static const pc_operand *sized(const char *name) {
  const pc_expr *expr;
  const pc_operand *o;
  ok(pc_graph_symbol_get(&expr, graph, name, strlen(name), &error));
  ok(pc_operand_number(&o, graph, expr, &error));
  return o;
}

static const pc_operand *string(const char *text) {
  const pc_operand *o;
  ok(pc_operand_string(&o, graph, text, strlen(text), &error));
  return o;
}

static const pc_operand *matrix(const pc_operand *rows, const pc_operand *columns) {
  const pc_operand *sizes[] = { rows, columns }, *o;
  ok(pc_operand_tensor(&o, graph, "f32", 3, sizes, 2, &error));
  return o;
}

static const char *interned(const char *text) {
  return pc_intern_string(ctx, text, strlen(text));
}

/* ---- operands ---- */

START_TEST(equal_operands_are_one) {
  ck_assert_ptr_eq(number(3), number(3));
  ck_assert_ptr_ne(number(3), number(4));
  ck_assert_ptr_eq(number(-7), number(-7));
  ck_assert_ptr_eq(number(INT64_C(9223372036854775807)), number(INT64_C(9223372036854775807)));
  ck_assert_ptr_eq(string("f32"), string("f32"));
  ck_assert_ptr_ne(string("3"), number(3));
  ck_assert_ptr_eq(matrix(number(2), number(3)), matrix(number(2), number(3)));
  ck_assert_ptr_ne(matrix(number(2), number(3)), matrix(number(3), number(2)));
  ck_assert_ptr_eq(matrix(sized("s7"), number(3)), matrix(sized("s7"), number(3)));
  ck_assert_ptr_eq(sized("s7"), sized("s7"));
}
END_TEST

START_TEST(a_list_is_no_tensor) {
  const pc_operand *items[] = { number(1), number(2) }, *list, *empty, *again;
  ok(pc_operand_list(&list, graph, items, 2, &error));
  ok(pc_operand_list(&empty, graph, NULL, 0, &error));
  ok(pc_operand_list(&again, graph, items, 0, &error));
  ck_assert_ptr_ne(list, matrix(number(1), number(2)));
  ck_assert_ptr_ne(list, empty);
  ck_assert_ptr_eq(empty, again);
  ck_assert_ptr_ne(empty, pc_operand_none(graph));
  ck_assert_ptr_ne(pc_operand_unknown(graph), pc_operand_none(graph));
}
END_TEST

START_TEST(many_operands_stay_apart) {
  for (int64_t i = 0; i < 5000; i++) ck_assert_int_eq(matrix(number(i), number(2))->n, 2);
  for (int64_t i = 0; i < 5000; i++) {
    int64_t value;
    const pc_operand *o = matrix(number(i), number(2));
    ck_assert(pc_expr_to_int64(&value, o->items[0]->number));
    ck_assert_int_eq(value, i);
  }
}
END_TEST

START_TEST(equal_calls_are_one) {
  const pc_operand *args[] = { matrix(number(2), number(3)), matrix(number(3), number(4)) };
  const char *keywords[] = { NULL, interned("mat2") }, *none[] = { NULL, NULL };
  const pc_operation_call *a, *b, *c, *d;
  ok(pc_graph_call(&a, graph, interned("aten::mm.default"), NULL, args, 2, &error));
  ok(pc_graph_call(&b, graph, interned("aten::mm.default"), none, args, 2, &error));
  ok(pc_graph_call(&c, graph, interned("aten::mm.default"), keywords, args, 2, &error));
  ok(pc_graph_call(&d, graph, interned("aten::mm.default"), NULL, args, 1, &error));
  ck_assert_ptr_eq(a, b);
  ck_assert_ptr_ne(a, c);
  ck_assert_ptr_ne(a, d);
  ck_assert_ptr_null(b->keywords);
  ck_assert_str_eq(c->keywords[1], "mat2");
}
END_TEST

/* ---- symbols ---- */

START_TEST(symbols_are_renamed_and_have_ranges) {
  const pc_expr *expr;
  pc_expr *low;
  ok(pc_expr_integer(&low, ctx, 2, &error));
  ok(pc_graph_symbol_get(&expr, graph, "s0", 2, &error));
  ok(pc_graph_range(graph, "s0", 2, low, NULL, &error));
  ok(pc_graph_range(graph, "s9", 2, low, NULL, &error));
  ck_assert_uint_eq(graph->symbol_count, 1);
  ck_assert_str_eq(pc_symbol_name(graph->symbols[0].symbol), "batch");
  ck_assert_str_eq(graph->symbols[0].given, "s0");
  ck_assert(pc_expr_identical(graph->symbols[0].low, low));
  ck_assert_ptr_null(graph->symbols[0].high);
  pc_expr_unref(low);
}
END_TEST

/* A size is at least 1, so max(s1, 1) is s1; what the program measures may be 0 or less. */
START_TEST(a_measured_symbol_may_be_anything) {
  const pc_expr *size, *measured;
  pc_expr *one, *most;
  ok(pc_expr_integer(&one, ctx, 1, &error));
  ok(pc_graph_symbol_get(&size, graph, "s1", 2, &error));
  ok(pc_graph_symbol_get(&measured, graph, "u0", 2, &error));
  const pc_expr *first[] = { size, one }, *second[] = { measured, one };
  ok(pc_expr_apply(&most, PC_MAX, first, 2, &error));
  ck_assert(pc_expr_identical(most, size));
  pc_expr_unref(most);
  ok(pc_expr_apply(&most, PC_MAX, second, 2, &error));
  ck_assert(!pc_expr_identical(most, measured));
  pc_expr_unref(most);
  pc_expr_unref(one);
}
END_TEST

/* ---- bodies ---- */

static pc_status infer_first(void *user, const pc_operand **out, pc_graph *of, const pc_operation_call *call,
                             pc_error *e) {
  (void)user, (void)of, (void)e;
  if (call->n) *out = call->args[0];
  return PC_OK;
}

START_TEST(results_that_are_not_told_are_inferred) {
  const pc_operand *args[] = { matrix(number(2), number(3)) };
  const pc_operation_call *one, *none;
  pc_region *region;
  size_t index;
  graph->infer = infer_first;
  ok(pc_region_new(&region, graph, "", 0, &error));
  ck_assert_ptr_eq(graph->main, region);
  ok(pc_graph_call(&one, graph, interned("aten::relu.default"), NULL, args, 1, &error));
  ok(pc_graph_call(&none, graph, interned("aten::seed.default"), NULL, args, 0, &error));
  ok(pc_region_call(&index, region, graph, &(pc_graph_node) { .call = one }, &error));
  ck_assert_uint_eq(index, 0);
  ok(pc_region_call(&index, region, graph, &(pc_graph_node) { .call = none }, &error));
  ck_assert_uint_eq(index, 1);
  ck_assert_ptr_eq(region->nodes[0].result, args[0]);
  ck_assert_ptr_eq(region->nodes[1].result, pc_operand_unknown(graph));
}
END_TEST

START_TEST(modules_are_paths) {
  const pc_graph_module *layer, *again, *attn;
  ok(pc_graph_module_get(&layer, graph, NULL, "layers.0", 8, "Block", 5, &error));
  ok(pc_graph_module_get(&again, graph, NULL, "layers.0", 8, NULL, 0, &error));
  ok(pc_graph_module_get(&attn, graph, layer, "attn", 4, NULL, 0, &error));
  ck_assert_ptr_eq(layer, again);
  ck_assert_str_eq(again->type, "Block");
  ck_assert_ptr_eq(attn->parent, layer);
}
END_TEST

static const pc_graph_module *at_path(const char *path) {
  const pc_graph_module *module;
  ok(pc_graph_module_path(&module, graph, path, strlen(path), NULL, 0, &error));
  return module;
}

START_TEST(a_number_belongs_to_the_name_before_it) {
  const pc_graph_module *attn = at_path("transformer.h.10.attn");
  ck_assert_str_eq(attn->name, "attn");
  ck_assert_str_eq(attn->parent->name, "h.10");
  ck_assert_str_eq(attn->parent->parent->name, "transformer");
  ck_assert_ptr_null(attn->parent->parent->parent);
  ck_assert_ptr_eq(at_path("transformer.h.10"), attn->parent);
  ck_assert_str_eq(at_path("features.0.1")->name, "features.0.1");
  ck_assert_str_eq(at_path("a.0b")->name, "0b");
  ck_assert_str_eq(at_path("0.weight")->parent->name, "0");
  ck_assert_ptr_null(at_path(""));
  ck_assert_str_eq(at_path("..a..b.")->name, "b");
}
END_TEST

Suite *graph_suite(void) {
  Suite *suite = suite_create("graph");
  TCase *tests = tcase_create("graph");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, equal_operands_are_one);
  tcase_add_test(tests, a_list_is_no_tensor);
  tcase_add_test(tests, many_operands_stay_apart);
  tcase_add_test(tests, equal_calls_are_one);
  tcase_add_test(tests, symbols_are_renamed_and_have_ranges);
  tcase_add_test(tests, a_measured_symbol_may_be_anything);
  tcase_add_test(tests, results_that_are_not_told_are_inferred);
  tcase_add_test(tests, modules_are_paths);
  tcase_add_test(tests, a_number_belongs_to_the_name_before_it);
  suite_add_tcase(suite, tests);
  return suite;
}
