/* Cost trees: building, totals, exceptions, derived metrics, trees as they are shown, paths, builders. */
#include "suites.h"

#include "cost/cost.h"
#include "lang/builder.h"
#include "report/multiplicity.h"
#include <polycost/polycost.h>
#include <stdio.h>
#include <stdlib.h>
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

/* ---- helpers ---- */

static void ok(pc_status status) {
  ck_assert_msg(status == PC_OK, "%s", error.message);
}

/* The call failed so, and the error is put back. */
static void failed_with(pc_status status, pc_status expected, const char *message) {
  ck_assert_int_eq(status, expected);
  ck_assert_str_eq(error.message, message);
  pc_error_clear(&error);
}

static pc_expr *parse(const char *text) {
  pc_expr *expr;
  ok(pc_expr_parse(&expr, ctx, text, &error));
  return expr;
}

static const pc_symbol *symbol(const char *name) {
  const pc_symbol *found;
  ok(pc_symbol_get(&found, ctx, name, &error));
  return found;
}

static void is_expr(const pc_expr *expr, const char *expected) {
  pc_expr *other = parse(expected);
  char *text = NULL;
  ck_assert_msg(expr != NULL, "nothing, not %s", expected);
  ok(pc_expr_text(&text, expr, PC_TEXT, &error));
  ck_assert_msg(pc_expr_identical(expr, other), "%s is not %s", text, expected);
  pc_text_free(ctx, text);
  pc_expr_unref(other);
}

static pc_cost *node(void) {
  pc_cost *cost;
  ok(pc_cost_new(&cost, ctx, &error));
  return cost;
}

static pc_status try_amount(pc_cost *cost, pc_metric_set metrics, const char *name, const char *text) {
  pc_expr *amount = parse(text);
  pc_status status = pc_cost_add_amount(cost, metrics, name, NULL, amount, &error);
  pc_expr_unref(amount);
  return status;
}

static void amount(pc_cost *cost, unsigned metric, const char *name, const char *text) {
  ok(try_amount(cost, PC_METRIC(metric), name, text));
}

/* Takes over the child. */
static pc_status try_child(pc_cost *cost, const char *name, pc_cost *child, const char *times) {
  pc_repeat repeat = { .kind = PC_REPEAT_TIMES };
  if (times) repeat.count = parse(times);
  pc_status status = pc_cost_add_cost(cost, PC_METRIC_ALL, name, NULL, child, times ? &repeat : NULL, &error);
  pc_expr_unref(repeat.count);
  pc_cost_unref(child);
  return status;
}

static void child(pc_cost *cost, const char *name, pc_cost *added, const char *times) {
  ok(try_child(cost, name, added, times));
}

/* `added` times `count`, but `other` times for a metric. Takes over the child. */
static void child_except(pc_cost *cost, const char *name, pc_cost *added, const char *count, unsigned metric,
                         const char *other) {
  pc_exception exception = { PC_METRIC(metric), parse(other) };
  pc_repeat repeat = { .kind = PC_REPEAT_TIMES, .count = parse(count), .exceptions = &exception, .exception_count = 1 };
  ok(pc_cost_add_cost(cost, PC_METRIC_ALL, name, NULL, added, &repeat, &error));
  pc_expr_unref(repeat.count);
  pc_expr_unref(exception.count);
  pc_cost_unref(added);
}

static void child_where(pc_cost *cost, const char *name, pc_cost *added, const char *of, const char *value) {
  const pc_symbol *symbols[] = { symbol(of) };
  pc_expr *values[] = { parse(value) };
  pc_repeat repeat = { .kind = PC_REPEAT_WHERE, .symbols = symbols, .values = values, .n = 1 };
  ok(pc_cost_add_cost(cost, PC_METRIC_ALL, name, NULL, added, &repeat, &error));
  pc_expr_unref(values[0]);
  pc_cost_unref(added);
}

static void child_sum(pc_cost *cost, const char *name, pc_cost *added, const char *over, const char *low,
                      const char *high) {
  const pc_symbol *symbols[] = { symbol(over) };
  pc_expr *values[] = { parse(low), parse(high) };
  pc_repeat repeat = { .kind = PC_REPEAT_SUM, .symbols = symbols, .values = values, .n = 2 };
  ok(pc_cost_add_cost(cost, PC_METRIC_ALL, name, NULL, added, &repeat, &error));
  pc_expr_unref(values[0]);
  pc_expr_unref(values[1]);
  pc_cost_unref(added);
}

static void child_filtered(pc_cost *cost, const char *name, pc_cost *added, unsigned metric) {
  ok(pc_cost_add_cost(cost, PC_METRIC(metric), name, NULL, added, NULL, &error));
  pc_cost_unref(added);
}

/* Metrics: flops, params, and formulas of them. */
enum { FLOPS, PARAMS, MACS, ACTIVE, INTENSITY, MEMORY, LOOP, LARGER, BOTH };

static pc_status derive_macs(void *user, unsigned metric, pc_totals *at, pc_expr **out, pc_error *e) {
  pc_expr *flops, *two;
  (void)user, (void)metric;
  pc_status status = pc_totals_get(at, FLOPS, &flops, e);
  if (status != PC_OK) return status;
  status = pc_expr_integer(&two, ctx, 2, e);
  if (status == PC_OK) {
    status = pc_expr_div(out, flops, two, e);
    pc_expr_unref(two);
  }
  pc_expr_unref(flops);
  return status;
}

static pc_status derive_same(void *user, unsigned metric, pc_totals *at, pc_expr **out, pc_error *e) {
  (void)metric;
  return pc_totals_get(at, *(const unsigned *)user, out, e);
}

static pc_status derive_two(pc_totals *at, unsigned a, unsigned b, pc_expr **x, pc_expr **y, pc_error *e) {
  pc_status status = pc_totals_get(at, a, x, e);
  if (status != PC_OK) return status;
  status = pc_totals_get(at, b, y, e);
  if (status != PC_OK) pc_expr_unref(*x);
  return status;
}

static pc_status derive_intensity(void *user, unsigned metric, pc_totals *at, pc_expr **out, pc_error *e) {
  pc_expr *x, *y;
  (void)user, (void)metric;
  pc_status status = derive_two(at, FLOPS, PARAMS, &x, &y, e);
  if (status != PC_OK) return status;
  status = pc_expr_div(out, x, y, e);
  pc_expr_unref(x);
  pc_expr_unref(y);
  return status;
}

static pc_status derive_memory(void *user, unsigned metric, pc_totals *at, pc_expr **out, pc_error *e) {
  pc_expr *x, *y;
  (void)user, (void)metric;
  pc_status status = derive_two(at, ACTIVE, PARAMS, &x, &y, e);
  if (status != PC_OK) return status;
  status = pc_expr_add(out, x, y, e);
  pc_expr_unref(x);
  pc_expr_unref(y);
  return status;
}

static pc_status derive_both(void *user, unsigned metric, pc_totals *at, pc_expr **out, pc_error *e) {
  pc_expr *x, *y;
  (void)user, (void)metric;
  pc_status status = derive_two(at, MACS, ACTIVE, &x, &y, e);
  if (status != PC_OK) return status;
  status = pc_expr_add(out, x, y, e);
  pc_expr_unref(x);
  pc_expr_unref(y);
  return status;
}

static pc_status derive_larger(void *user, unsigned metric, pc_totals *at, pc_expr **out, pc_error *e) {
  pc_expr *both[2];
  (void)user, (void)metric;
  pc_status status = derive_two(at, FLOPS, PARAMS, &both[0], &both[1], e);
  if (status != PC_OK) return status;
  status = pc_expr_apply(out, PC_MAX, (const pc_expr *const *)both, 2, e);
  pc_expr_unref(both[0]);
  pc_expr_unref(both[1]);
  return status;
}

static unsigned params_number = PARAMS, loop_number = LOOP;
static const pc_metric_table table = {
  .items = { { .name = "flops" },
             { .name = "params" },
             { .name = "macs", .derive = derive_macs },
             { .name = "active", .derive = derive_same, .user = &params_number },
             { .name = "intensity", .derive = derive_intensity },
             { .name = "memory", .derive = derive_memory },
             { .name = "loop", .derive = derive_same, .user = &loop_number },
             { .name = "larger", .derive = derive_larger },
             { .name = "both", .derive = derive_both } },
  .n = 9,
};

static void is_total(const pc_cost *cost, unsigned metric, const char *expected) {
  pc_expr *total;
  ok(pc_cost_total(&total, cost, &table, metric, &error));
  is_expr(total, expected);
  pc_expr_unref(total);
}

static void is_total_at(const pc_cost *cost, unsigned metric, const char *path, const char *expected) {
  pc_expr *total;
  ok(pc_cost_total_at(&total, cost, &table, metric, path, &error));
  is_expr(total, expected);
  pc_expr_unref(total);
}

/* ---- totals ---- */

START_TEST(test_empty_node_totals_zero) {
  pc_cost *root = node();
  is_total(root, FLOPS, "0");
  is_total(root, MACS, "0");
  pc_cost_unref(root);
}
END_TEST

START_TEST(test_totals_add_amounts_of_their_metric) {
  pc_cost *root = node(), *part = node();
  amount(part, FLOPS, "a", "2*l*d");
  amount(part, PARAMS, "a", "d^2");
  ok(try_amount(part, PC_METRIC(FLOPS) | PC_METRIC(PARAMS), "both", "7"));
  child(root, "part", part, "n");
  amount(root, FLOPS, "b", "l");
  is_total(root, FLOPS, "2*l*d*n + 7*n + l");
  is_total(root, PARAMS, "n*d^2 + 7*n");
  is_total(root, MACS, "l*d*n + 7*n/2 + l/2");
  is_total(root, BOTH, "l*d*n + 7*n/2 + l/2 + n*d^2 + 7*n");
  pc_cost_unref(root);
}
END_TEST

START_TEST(test_nested_counts_multiply) {
  pc_cost *root = node(), *middle = node(), *inner = node();
  amount(inner, FLOPS, "x", "x");
  child(middle, "inner", inner, "3/h");
  child(root, "middle", middle, "2*h");
  is_total(root, FLOPS, "6*x");
  pc_cost_unref(root);
}
END_TEST

START_TEST(test_exception_of_the_first_metric_in_the_chain_decides) {
  pc_cost *root = node(), *layer = node(), *experts = node();
  amount(layer, PARAMS, "w", "w");
  amount(layer, FLOPS, "f", "w");
  child_except(experts, "mlp", pc_cost_ref(layer), "E", ACTIVE, "k");
  child_except(root, "moe", experts, "n", PARAMS, "1");
  is_total(root, FLOPS, "n*E*w");
  is_total(root, PARAMS, "E*w");
  is_total(root, ACTIVE, "k*w"); /* active is not named at moe: its base is */
  is_total(root, MEMORY, "k*w + E*w");
  pc_cost_unref(layer);
  pc_cost_unref(root);
}
END_TEST

START_TEST(test_last_exception_for_a_metric_counts) {
  pc_cost *root = node(), *layer = node();
  amount(layer, PARAMS, "w", "w");
  pc_exception exceptions[] = { { PC_METRIC(PARAMS), parse("5") }, { PC_METRIC(PARAMS), parse("0") } };
  pc_repeat repeat = { .exceptions = exceptions, .exception_count = 2 };
  ok(pc_cost_add_cost(root, PC_METRIC_ALL, "tied", NULL, layer, &repeat, &error));
  is_total(root, PARAMS, "0");
  pc_expr_unref(exceptions[0].count);
  pc_expr_unref(exceptions[1].count);
  pc_cost_unref(layer);
  pc_cost_unref(root);
}
END_TEST

START_TEST(test_filter_keeps_one_metric) {
  pc_cost *root = node(), *layer = node();
  amount(layer, FLOPS, "f", "f");
  amount(layer, PARAMS, "w", "w");
  child_filtered(root, "only", layer, PARAMS);
  is_total(root, FLOPS, "0");
  is_total(root, PARAMS, "w");
  is_total(root, ACTIVE, "w");
  pc_cost_unref(root);
}
END_TEST

START_TEST(test_where_puts_values_in) {
  pc_cost *root = node(), *layer = node(), *outer = node();
  amount(layer, FLOPS, "f", "l*d + l^2");
  child_where(outer, "decode", pc_cost_ref(layer), "l", "1");
  child(root, "outer", outer, "l");
  child(root, "whole", layer, NULL);
  is_total(root, FLOPS, "l*(d + 1) + l*d + l^2");
  pc_cost_unref(root);
}
END_TEST

START_TEST(test_sum_over_a_cost) {
  pc_cost *root = node(), *layer = node();
  amount(layer, FLOPS, "f", "i*d");
  amount(layer, FLOPS, "once", "1");
  child_sum(root, "steps", layer, "i", "1", "n");
  is_total(root, FLOPS, "d*n*(n + 1)/2 + n");
  pc_cost_unref(root);
}
END_TEST

START_TEST(test_shared_nodes_are_counted_once) {
  pc_cost *cost = node();
  amount(cost, FLOPS, "x", "x");
  for (int i = 0; i < 60; i++) {
    pc_cost *above = node();
    child(above, "left", pc_cost_ref(cost), NULL);
    child(above, "right", cost, NULL);
    cost = above;
  }
  is_total(cost, FLOPS, "2^60*x");
  is_total(cost, MACS, "2^59*x");
  is_total_at(cost, FLOPS, "left/right/left", "2^57*x");
  pc_cost_unref(cost);
}
END_TEST

START_TEST(test_metric_defined_by_itself) {
  pc_cost *root = node();
  pc_expr *total;
  failed_with(pc_cost_total(&total, root, &table, LOOP, &error), PC_INPUT, "metric 'loop' is defined by itself");
  pc_cost_unref(root);
}
END_TEST

START_TEST(test_totals_stop_at_max_nodes) {
  pc_limits limits = { .max_nodes = 100 };
  pc_context_free(ctx);
  ctx = pc_context_new(&limits, NULL);
  pc_cost *root = node();
  char name[20];
  for (int i = 0; i < 100; i++) {
    snprintf(name, sizeof name, "%d", i);
    amount(root, FLOPS, name, "1");
  }
  is_total(root, FLOPS, "100");
  amount(root, FLOPS, "more", "1");
  pc_expr *total;
  failed_with(pc_cost_total(&total, root, &table, FLOPS, &error), PC_LIMIT,
              "the cost has more than 100 nodes (raise --max-nodes)");
  pc_cost_unref(root);
}
END_TEST

/* ---- nodes ---- */

START_TEST(test_two_children_of_one_name) {
  pc_cost *root = node();
  amount(root, FLOPS, "x", "1");
  amount(root, PARAMS, "x", "1");
  failed_with(try_amount(root, PC_METRIC(FLOPS), "x", "2"), PC_INPUT, "two children are named 'x'");
  failed_with(try_child(root, "x", node(), NULL), PC_INPUT, "two children are named 'x'");
  amount(root, FLOPS, "", "3");
  amount(root, FLOPS, "", "4");
  is_total(root, FLOPS, "8");
  pc_cost_unref(root);
}
END_TEST

START_TEST(test_two_children_of_one_name_among_many) {
  pc_cost *root = node();
  char name[20];
  for (int i = 0; i < 1000; i++) {
    snprintf(name, sizeof name, "n%d", i);
    amount(root, FLOPS, name, "1");
  }
  failed_with(try_amount(root, PC_METRIC(FLOPS), "n7", "2"), PC_INPUT, "two children are named 'n7'");
  amount(root, PARAMS, "n7", "1");
  failed_with(try_amount(root, PC_METRIC(PARAMS), "n7", "2"), PC_INPUT, "two children are named 'n7'");
  amount(root, FLOPS, "new", "1");
  is_total(root, FLOPS, "1001");
  pc_cost_unref(root);
}
END_TEST

START_TEST(test_unnamed_costs_are_spliced) {
  pc_cost *root = node(), *part = node(), *deep = node();
  amount(deep, FLOPS, "d", "d");
  amount(part, FLOPS, "a", "a");
  child(part, "deep", deep, "2");
  child(root, "", part, NULL);
  amount(root, FLOPS, "b", "b");
  ck_assert_uint_eq(root->n, 3);
  ck_assert_str_eq(root->children[1].name, "deep");
  is_total(root, FLOPS, "a + 2*d + b");
  failed_with(try_amount(root, PC_METRIC(FLOPS), "a", "2"), PC_INPUT, "two children are named 'a'");
  pc_cost_unref(root);
}
END_TEST

START_TEST(test_names_below_repeated_unnamed_costs_count) {
  pc_cost *root = node(), *part = node(), *other = node();
  amount(part, FLOPS, "a", "a");
  amount(other, FLOPS, "a", "a");
  child(root, "", part, "n");
  failed_with(try_amount(root, PC_METRIC(FLOPS), "a", "2"), PC_INPUT, "two children are named 'a'");
  failed_with(try_child(root, "", other, "m"), PC_INPUT, "two children are named 'a'");
  amount(root, FLOPS, "b", "b");
  is_total(root, FLOPS, "n*a + b");
  pc_cost_unref(root);
}
END_TEST

START_TEST(test_failed_splice_leaves_the_node) {
  pc_cost *root = node(), *part = node();
  amount(root, FLOPS, "z", "1");
  amount(part, FLOPS, "a", "1");
  amount(part, FLOPS, "z", "1");
  failed_with(try_child(root, "", part, NULL), PC_INPUT, "two children are named 'z'");
  amount(root, FLOPS, "a", "1");
  is_total(root, FLOPS, "2");
  pc_cost_unref(root);
}
END_TEST

START_TEST(test_trees_nest_to_the_limit) {
  size_t limit = pc_context_limits(ctx)->max_depth;
  pc_cost *cost = node();
  amount(cost, FLOPS, "x", "x");
  for (size_t i = 0; i < limit; i++) {
    pc_cost *above = node();
    child(above, "n", cost, i % 2 ? "2" : NULL);
    cost = above;
  }
  is_total(cost, FLOPS, "2^500*x");
  unsigned metric = FLOPS;
  pc_tree_options options = { .metrics = &metric, .metric_count = 1, .depth = -1 };
  pc_tree *tree;
  ok(pc_tree_make(&tree, cost, &table, &options, &error));
  pc_tree_free(tree);
  pc_cost *above = node();
  failed_with(try_child(above, "n", cost, NULL), PC_LIMIT, "nodes nest deeper than 1000 (raise --max-depth)");
  pc_cost_unref(above);
}
END_TEST

/* ---- trees ---- */

static const unsigned flops_only[] = { FLOPS };

static pc_tree *tree_of(const pc_cost *cost, const pc_tree_options *options) {
  pc_tree *tree;
  ok(pc_tree_make(&tree, cost, &table, options, &error));
  return tree;
}

static pc_tree *flops_tree(const pc_cost *cost) {
  pc_tree_options options = { .metrics = flops_only, .metric_count = 1, .depth = -1, .name = "M" };
  return tree_of(cost, &options);
}

static void add_text(char *text, const char *format, const char *value) {
  size_t used = strlen(text);
  snprintf(text + used, 2000 - used, format, value);
}

static void write_expr(char *text, const char *format, const pc_expr *expr) {
  char *written;
  if (!expr) {
    add_text(text, format, "-");
    return;
  }
  ok(pc_expr_text(&written, expr, PC_TEXT, &error));
  add_text(text, format, written);
  pc_text_free(ctx, written);
}

static void write_repeat(char *text, const pc_multiplicity *repeat) {
  pc_buffer written = { .ctx = ctx };
  pc_sink sink = pc_buffer_sink(&written);
  pc_writer w = { &sink, &error, PC_OK };
  pc_write_multiplicity(&w, repeat);
  ok(w.status);
  if (repeat->n) add_text(text, "[%s]", written.text);
  pc_buffer_clear(&written);
}

/* name[repeat x][:amounts]=totals{children} */
static void write_node(char *text, const pc_tree_node *n, size_t metrics) {
  add_text(text, "'%s'", n->name);
  write_repeat(text, &n->repeat);
  for (size_t i = 0; n->amounts && i < metrics; i++) write_expr(text, ":%s", n->amounts[i]);
  for (size_t i = 0; i < metrics; i++) write_expr(text, "=%s", n->totals[i]);
  if (n->collapsed) add_text(text, "%s", "...");
  if (!n->n) return;
  add_text(text, "%s", "{");
  for (size_t i = 0; i < n->n; i++) {
    if (i) add_text(text, "%s", " ");
    write_node(text, &n->children[i], metrics);
  }
  add_text(text, "%s", "}");
}

/* Compares and frees a tree. */
static void is_tree(pc_tree *tree, const char *expected) {
  char text[2000] = "";
  write_node(text, &tree->root, tree->metric_count);
  pc_tree_free(tree);
  ck_assert_str_eq(text, expected);
}

START_TEST(test_tree_shows_amounts_repeats_and_totals) {
  pc_cost *root = node(), *blocks = node(), *heads = node();
  amount(heads, FLOPS, "/ sqrt(d_k)", "l^2");
  child(blocks, "heads", heads, "h");
  amount(blocks, FLOPS, "ff", "f");
  child(root, "blocks", blocks, "n");
  amount(root, FLOPS, "out", "v");
  is_tree(flops_tree(root), "'M'=f*n + h*l^2*n + v{'blocks'[n]=f*n + h*l^2*n{"
                            "'heads'[h]=h*l^2*n{'/ sqrt(d_k)':l^2=h*l^2*n} 'ff':f=f*n} 'out':v=v}");
  pc_cost_unref(root);
}
END_TEST

START_TEST(test_tree_puts_values_in) {
  pc_cost *root = node(), *blocks = node();
  amount(blocks, FLOPS, "ff", "f*l");
  child(root, "blocks", blocks, "n");
  const pc_symbol *symbols[] = { symbol("f"), symbol("n") };
  pc_expr *values[] = { parse("4*d"), parse("6") };
  pc_values bound = { symbols, values, 2 };
  pc_tree_options options = { .metrics = flops_only, .metric_count = 1, .depth = -1, .name = "M", .values = &bound };
  pc_tree *tree = tree_of(root, &options);
  is_expr(tree->wholes[0], "24*d*l");
  is_tree(tree, "'M'=24*d*l{'blocks'[6]=24*d*l{'ff':4*d*l=24*d*l}}");
  pc_expr_unref(values[0]);
  pc_expr_unref(values[1]);
  pc_cost_unref(root);
}
END_TEST

START_TEST(test_unnamed_amounts_in_trees) {
  pc_cost *root = node(), *alone = node(), *mixed = node(), *wrapped = node();
  amount(alone, FLOPS, "", "x");
  child(root, "alone", alone, "3");
  amount(mixed, FLOPS, "", "a");
  amount(mixed, FLOPS, "", "a");
  amount(mixed, FLOPS, "other", "b");
  child(root, "mixed", mixed, NULL);
  child(wrapped, "", pc_cost_ref(alone), "2");
  child(root, "wrapped", wrapped, "n");
  is_tree(flops_tree(root), "'M'=2*a + b + 2*n*x + 3*x{'alone'[3]:x=3*x 'mixed'=2*a + b{'':2*a=2*a 'other':b=b} "
                            "'wrapped'[2*n]:x=2*n*x}");
  pc_cost_unref(root);
}
END_TEST

START_TEST(test_repeated_unnamed_costs_are_spliced_in_trees) {
  pc_cost *root = node(), *part = node(), *deep = node();
  amount(deep, FLOPS, "x", "x");
  amount(part, FLOPS, "a", "a");
  child(part, "deep", deep, "3");
  child(root, "", part, "n");
  amount(root, FLOPS, "b", "b");
  is_tree(flops_tree(root), "'M'=a*n + b + 3*n*x{'a'[n]:a=a*n 'deep'[3*n]=3*n*x{'x':x=3*n*x} 'b':b=b}");
  is_total_at(root, FLOPS, "deep/x", "3*n*x");
  pc_cost_unref(root);
}
END_TEST

START_TEST(test_own_amounts_with_different_repeats) {
  pc_cost *root = node(), *node_with_two = node(), *part = node();
  amount(part, FLOPS, "", "b");
  amount(node_with_two, FLOPS, "", "a");
  child(node_with_two, "", part, "n");
  child(root, "x", node_with_two, NULL);
  is_tree(flops_tree(root), "'M'=a + b*n{'x'=a + b*n{'':a=a ''[n]:b=b*n}}");
  is_total_at(root, FLOPS, "x/\"\"", "a + b*n");
  pc_cost_unref(root);
}
END_TEST

START_TEST(test_several_metrics_in_one_tree) {
  static const unsigned both[] = { FLOPS, PARAMS };
  pc_cost *root = node(), *linear = node(), *other = node();
  amount(linear, FLOPS, "x W", "2*r*d^2");
  amount(linear, PARAMS, "W", "d^2");
  amount(linear, FLOPS, "b", "r*d");
  amount(linear, PARAMS, "b", "d");
  child_except(root, "head", linear, "2", PARAMS, "1");
  amount(other, PARAMS, "w", "w");
  child(root, "other", other, NULL);
  pc_tree_options options = { .metrics = both, .metric_count = 2, .depth = -1, .name = "M" };
  is_tree(tree_of(root, &options),
          "'M'=4*d^2*r + 2*d*r=d^2 + d + w{'head'[2]=4*d^2*r + 2*d*r=d^2 + d{'x W':2*d^2*r:-=4*d^2*r=- "
          "'W':-:d^2=-=d^2 'b':d*r:d=2*d*r=d} 'other'=-=w{'w':-:w=-=w}}");
  is_tree(flops_tree(root), "'M'=4*d^2*r + 2*d*r{'head'[2]=4*d^2*r + 2*d*r{'x W':2*d^2*r=4*d^2*r 'b':d*r=2*d*r}}");
  pc_cost_unref(root);
}
END_TEST

START_TEST(test_costs_of_one_name_are_one_node) {
  static const unsigned both[] = { FLOPS, PARAMS };
  pc_cost *root = node(), *a = node(), *b = node();
  amount(a, FLOPS, "x", "x");
  amount(b, PARAMS, "y", "y");
  child_filtered(root, "attn", a, FLOPS);
  child_filtered(root, "attn", b, PARAMS);
  pc_tree_options options = { .metrics = both, .metric_count = 2, .depth = -1, .name = "M" };
  is_tree(tree_of(root, &options), "'M'=x=y{'attn'=x=y{'x':x:-=x=- 'y':-:y=-=y}}");
  is_total_at(root, INTENSITY, "attn", "x/y");
  pc_cost_unref(root);
}
END_TEST

START_TEST(test_where_and_sum_in_trees) {
  pc_cost *root = node(), *layer = node(), *steps = node();
  amount(layer, FLOPS, "f", "l*d");
  amount(steps, FLOPS, "g", "t*d");
  child_where(root, "decode", layer, "l", "c + 1");
  child_sum(root, "steps", steps, "t", "1", "T");
  const pc_symbol *symbols[] = { symbol("l"), symbol("d"), symbol("t") };
  pc_expr *values[] = { parse("2048"), parse("10"), parse("99") };
  pc_values bound = { symbols, values, 3 };
  pc_tree_options options = { .metrics = flops_only, .metric_count = 1, .depth = -1, .name = "M", .values = &bound };
  is_tree(flops_tree(root), "'M'=T^2*d/2 + T*d/2 + c*d + d{'decode'[where (l = c + 1)]=c*d + d{'f':c*d + d=c*d + d} "
                            "'steps'[sum(t, 1, T)]=T^2*d/2 + T*d/2{'g':d*t=T^2*d/2 + T*d/2}}");
  is_tree(tree_of(root, &options),
          "'M'=5*T^2 + 5*T + 10*c + 10{'decode'[where (l = c + 1)]=10*c + 10{'f':10*c + 10=10*c + 10} "
          "'steps'[sum(t, 1, T)]=5*T^2 + 5*T{'g':10*t=5*T^2 + 5*T}}");
  for (int i = 0; i < 3; i++) pc_expr_unref(values[i]);
  pc_cost_unref(root);
}
END_TEST

/* A root with two blocks of two leaves. */
static pc_cost *two_blocks(void) {
  pc_cost *root = node(), *a = node(), *b = node(), *inner = node();
  amount(inner, FLOPS, "q, \"r\"", "q");
  amount(inner, FLOPS, "a/b", "x");
  child(a, "inner", inner, "h");
  amount(a, FLOPS, "plain", "p");
  amount(b, FLOPS, "plain", "p");
  child(root, "first", a, "n");
  child(root, "second", b, NULL);
  return root;
}

START_TEST(test_depth_of_trees) {
  pc_cost *root = two_blocks();
  pc_tree_options options = { .metrics = flops_only, .metric_count = 1, .depth = 0, .name = "M" };
  is_tree(tree_of(root, &options), "'M'=h*n*q + h*n*x + n*p + p...");
  options.depth = 1;
  is_tree(tree_of(root, &options), "'M'=h*n*q + h*n*x + n*p + p{'first'[n]=h*n*q + h*n*x + n*p... 'second'=p...}");
  pc_cost_unref(root);
}
END_TEST

START_TEST(test_collapse) {
  static const char *const names[] = { "inner", "plain" };
  static const char *const inside[] = { "first", "inner" };
  static const char *const wrong[] = { "innr" };
  pc_cost *root = two_blocks();
  pc_tree_options options = {
    .metrics = flops_only, .metric_count = 1, .depth = -1, .name = "M", .collapse = names, .collapse_count = 2
  };
  is_tree(tree_of(root, &options), "'M'=h*n*q + h*n*x + n*p + p{'first'[n]=h*n*q + h*n*x + n*p{"
                                   "'inner'[h]=h*n*q + h*n*x... 'plain':p=n*p} 'second'=p{'plain':p=p}}");
  options.collapse = inside;
  is_tree(tree_of(root, &options),
          "'M'=h*n*q + h*n*x + n*p + p{'first'[n]=h*n*q + h*n*x + n*p... 'second'=p{'plain':p=p}}");
  options.collapse = wrong;
  options.collapse_count = 1;
  pc_tree *tree;
  failed_with(pc_tree_make(&tree, root, &table, &options, &error), PC_INPUT,
              "no node is named 'innr' (did you mean 'inner'?)");
  pc_cost_unref(root);
}
END_TEST

START_TEST(test_tree_at_a_path) {
  pc_cost *root = two_blocks();
  pc_tree_options options = { .metrics = flops_only, .metric_count = 1, .depth = -1, .name = "M", .at = "first/inner" };
  pc_tree *tree = tree_of(root, &options);
  is_expr(tree->wholes[0], "n*(h*(q + x) + p) + p");
  is_tree(tree, "'inner'[h]=h*n*q + h*n*x{'q, \"r\"':q=h*n*q 'a/b':x=h*n*x}");
  options.at = "first/plain";
  is_tree(tree_of(root, &options), "'plain':p=n*p");
  pc_cost_unref(root);
}
END_TEST

START_TEST(test_paths) {
  pc_cost *root = two_blocks();
  is_total_at(root, FLOPS, NULL, "n*(h*(q + x) + p) + p");
  is_total_at(root, FLOPS, "", "n*(h*(q + x) + p) + p");
  is_total_at(root, FLOPS, "second", "p");
  is_total_at(root, FLOPS, "first/inner/\"a/b\"", "n*h*x");
  is_total_at(root, FLOPS, "\"first\"/inner/\"q, \\\"r\\\"\"", "n*h*q");
  is_total_at(root, MACS, "first/plain", "n*p/2");
  pc_cost_unref(root);
}
END_TEST

START_TEST(test_paths_that_lead_nowhere) {
  static const struct {
    const char *path, *message;
  } cases[] = {
    { "frist", "no node 'frist' in the model (did you mean 'first'?)" },
    { "zzz", "no node 'zzz' in the model (its nodes are first, second)" },
    { "first/inner/zzz", "no node 'zzz' in 'inner' (its nodes are \"q, \\\"r\\\"\", \"a/b\")" },
    { "first/plain/x", "no node 'x' in 'plain', which has none" },
    { "first//inner", "a path has an empty name (write names as a/b/c)" },
    { "first/", "a path has an empty name (write names as a/b/c)" },
    { "\"first", "unclosed quote in path \"first" },
    { "\"first\"inner", "in a path, '/' must follow a quoted name: \"first\"inner" },
  };
  pc_cost *root = two_blocks();
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    pc_expr *total;
    failed_with(pc_cost_total_at(&total, root, &table, FLOPS, cases[i].path, &error), PC_INPUT, cases[i].message);
  }
  pc_cost_unref(root);
}
END_TEST

START_TEST(test_derived_metrics_in_trees) {
  static const unsigned wanted[] = { MACS, INTENSITY, LARGER, MEMORY, PARAMS };
  pc_cost *root = node(), *layer = node(), *act = node();
  amount(layer, FLOPS, "x W", "2*w*l");
  amount(layer, PARAMS, "x W", "w");
  amount(act, FLOPS, "relu", "l");
  child_except(root, "layers", layer, "n", PARAMS, "1");
  child(root, "act", act, NULL);
  pc_tree_options options = { .metrics = wanted, .metric_count = 2, .depth = -1, .name = "M" };
  is_tree(tree_of(root, &options), "'M'=l*n*w + l/2=2*l*n + l/w{'layers'[n]=l*n*w=2*l*n{'x W':l*w:2*l=l*n*w=2*l*n} "
                                   "'act'=l/2=-{'relu':l/2:-=l/2=-}}");
  options.metric_count = 5;
  pc_tree *tree = tree_of(root, &options);
  ck_assert(tree->additive[0]);
  ck_assert(!tree->additive[1]);
  ck_assert(!tree->additive[2]);
  ck_assert(tree->additive[3]);
  ck_assert(tree->additive[4]);
  pc_tree_free(tree);
  pc_cost_unref(root);
}
END_TEST

START_TEST(test_largest_of_numbers_does_not_add_up) {
  static const unsigned wanted[] = { LARGER };
  pc_tree_options options = { .metrics = wanted, .metric_count = 1, .depth = -1, .name = "M" };
  for (unsigned large = FLOPS; large <= PARAMS; large++) {
    pc_cost *root = node();
    amount(root, large, "large", "10^15");
    amount(root, !large, "small", "3");
    pc_tree *tree = tree_of(root, &options);
    ck_assert(!tree->additive[0]);
    pc_tree_free(tree);
    pc_cost_unref(root);
  }
}
END_TEST

START_TEST(test_exceptions_of_zero_show_zero) {
  static const unsigned params[] = { PARAMS };
  pc_cost *root = node(), *head = node();
  amount(head, PARAMS, "w", "w");
  child_except(root, "head", head, "1", PARAMS, "0");
  pc_tree_options options = { .metrics = params, .metric_count = 1, .depth = -1, .name = "M" };
  is_tree(tree_of(root, &options), "'M'=0{'head'[0]=0{'w':w=0}}");
  options.metrics = flops_only;
  is_tree(tree_of(root, &options), "'M'=0");
  pc_cost_unref(root);
}
END_TEST

START_TEST(test_trees_of_shared_nodes_stop_at_the_limit) {
  pc_limits limits = { .max_nodes = 10000 };
  pc_context_free(ctx);
  ctx = pc_context_new(&limits, NULL);
  pc_cost *cost = node();
  amount(cost, FLOPS, "x", "x");
  for (int i = 0; i < 60; i++) {
    pc_cost *above = node();
    child(above, "left", pc_cost_ref(cost), NULL);
    child(above, "right", cost, NULL);
    cost = above;
  }
  pc_tree_options options = { .metrics = flops_only, .metric_count = 1, .depth = 2, .name = "M" };
  pc_tree *tree = tree_of(cost, &options);
  ck_assert_uint_eq(tree->root.children[1].children[1].collapsed, true);
  pc_tree_free(tree);
  options.depth = -1;
  failed_with(pc_tree_make(&tree, cost, &table, &options, &error), PC_LIMIT,
              "the tree has more than 10000 nodes (raise --max-nodes, or give --depth)");
  pc_cost_unref(cost);
}
END_TEST

/* ---- random trees against the rule as it is stated ---- */

static unsigned random_state;

static unsigned draw(unsigned below) {
  random_state = random_state * 1103515245u + 12345u;
  return (random_state >> 16) % below;
}

static const char *draw_text(void) {
  static const char *const texts[] = { "a", "b", "2", "a*b", "1 - a", "n", "a/b", "n + 3", "i*n", "0" };
  return texts[draw(sizeof texts / sizeof texts[0])];
}

static pc_metric_set draw_metrics(void) {
  pc_metric_set metrics = PC_METRIC(draw(MEMORY + 1));
  return draw(3) ? metrics : metrics | PC_METRIC(draw(MEMORY + 1));
}

static void draw_repeat(pc_repeat *repeat, pc_exception *exceptions, const pc_symbol **of, pc_expr **values) {
  unsigned kind = draw(5);
  *repeat = (pc_repeat) { .kind = PC_REPEAT_TIMES, .exceptions = exceptions };
  if (kind < 3) {
    if (kind) repeat->count = parse(draw_text());
    for (unsigned i = draw(3); i-- > 0;)
      exceptions[repeat->exception_count++] = (pc_exception) { draw_metrics(), parse(draw_text()) };
    return;
  }
  repeat->kind = kind == 3 ? PC_REPEAT_WHERE : PC_REPEAT_SUM;
  of[0] = symbol(kind == 3 ? "a" : "i");
  values[0] = parse(kind == 3 ? "n + 5" : "1");
  if (kind == 4) values[1] = parse("n");
  repeat->symbols = of;
  repeat->values = values;
  repeat->n = kind == 3 ? 1 : 2;
}

static void draw_child(pc_cost *cost, const char *name, pc_cost *added) {
  pc_repeat repeat;
  pc_exception exceptions[3];
  const pc_symbol *of[1];
  pc_expr *values[2] = { NULL, NULL };
  draw_repeat(&repeat, exceptions, of, values);
  pc_metric_set filter = draw(4) ? PC_METRIC_ALL : draw_metrics();
  ok(pc_cost_add_cost(cost, filter, name, NULL, added, &repeat, &error));
  pc_expr_unref(repeat.count);
  for (size_t i = 0; i < repeat.exception_count; i++) pc_expr_unref(exceptions[i].count);
  pc_expr_unref(values[0]);
  pc_expr_unref(values[1]);
}

/* The last of some nodes, each of which has earlier ones for children. */
static pc_cost *draw_tree(void) {
  pc_cost *nodes[8];
  char name[20];
  for (unsigned i = 0; i < 8; i++) {
    nodes[i] = node();
    for (unsigned j = 0, n = 1 + draw(4); j < n; j++) {
      snprintf(name, sizeof name, "%u", j);
      if (i && draw(3))
        draw_child(nodes[i], name, nodes[draw(i)]);
      else
        ok(try_amount(nodes[i], draw(2) ? PC_METRIC(FLOPS) : PC_METRIC(PARAMS), draw(5) ? name : "", draw_text()));
    }
  }
  for (unsigned i = 0; i < 7; i++) pc_cost_unref(nodes[i]);
  return nodes[7];
}

static void replace(pc_expr **expr, pc_expr *by) {
  pc_expr_unref(*expr);
  *expr = by;
}

static const pc_expr *stated_count(const pc_repeat *repeat, const unsigned *path, unsigned n) {
  for (unsigned i = 0; i < n; i++)
    for (size_t j = repeat->exception_count; j-- > 0;)
      if (repeat->exceptions[j].metrics & PC_METRIC(path[i])) return repeat->exceptions[j].count;
  return repeat->count;
}

static pc_expr *stated_repeat(const pc_repeat *repeat, pc_expr *total, const unsigned *path, unsigned n) {
  pc_expr *out = NULL;
  const pc_expr *count = stated_count(repeat, path, n);
  if (repeat->kind == PC_REPEAT_TIMES && !count) return total;
  if (repeat->kind == PC_REPEAT_TIMES)
    ok(pc_expr_mul(&out, total, count, &error));
  else if (repeat->kind == PC_REPEAT_WHERE)
    ok(pc_expr_subs(&out, total, repeat->symbols, (const pc_expr *const *)repeat->values, repeat->n, &error));
  else
    ok(pc_expr_sum_over(&out, total, repeat->symbols[0], repeat->values[0], repeat->values[1], &error));
  pc_expr_unref(total);
  return out;
}

/* The total for a chain of metrics that ends with a base one, every path walked. */
static pc_expr *stated_total(const pc_cost *cost, const unsigned *path, unsigned n) {
  pc_expr *sum = parse("0"), *more, *added;
  pc_metric_set set = 0;
  for (unsigned i = 0; i < n; i++) set |= PC_METRIC(path[i]);
  for (size_t i = 0; i < cost->n; i++) {
    const pc_child *c = &cost->children[i];
    if (!(c->metrics & set)) continue;
    more = c->amount ? pc_expr_ref(c->amount) : stated_total(c->cost, path, n);
    if (c->repeat && !pc_expr_is_zero(more)) more = stated_repeat(c->repeat, more, path, n);
    ok(pc_expr_add(&added, sum, more, &error));
    pc_expr_unref(more);
    replace(&sum, added);
  }
  return sum;
}

static void agrees(const pc_cost *cost, unsigned metric, const unsigned *path, unsigned n, unsigned seed) {
  pc_expr *total, *stated = stated_total(cost, path, n);
  ok(pc_cost_total(&total, cost, &table, metric, &error));
  ck_assert_msg(pc_expr_identical(total, stated), "metric %u of tree %u", metric, seed);
  pc_expr_unref(total);
  pc_expr_unref(stated);
}

/* Every node's total is its total at its path, and for what adds up the sum of the totals below it. */
static void adds_up(const pc_cost *cost, const pc_tree_node *n, unsigned metric, const char *path, unsigned seed) {
  pc_expr *sum = parse("0"), *added, *at;
  char below[400];
  for (size_t i = 0; i < n->n; i++) {
    snprintf(below, sizeof below, "%s%s\"%s\"", path, *path ? "/" : "", n->children[i].name);
    if (*n->children[i].name) adds_up(cost, &n->children[i], metric, below, seed);
    ok(pc_expr_add(&added, sum, n->children[i].totals[0], &error));
    replace(&sum, added);
  }
  ck_assert_msg(!n->n || pc_expr_identical(sum, n->totals[0]), "children of '%s' in tree %u", path, seed);
  ok(pc_cost_total_at(&at, cost, &table, metric, path, &error));
  ck_assert_msg(pc_expr_identical(at, n->totals[0]), "total at '%s' in tree %u", path, seed);
  pc_expr_unref(at);
  pc_expr_unref(sum);
}

START_TEST(test_random_trees) {
  static const unsigned flops[] = { FLOPS }, macs[] = { MACS, FLOPS }, active[] = { ACTIVE, PARAMS };
  for (unsigned seed = 0; seed < 200; seed++) {
    random_state = seed;
    pc_cost *cost = draw_tree();
    agrees(cost, FLOPS, flops, 1, seed);
    agrees(cost, ACTIVE, active, 2, seed);
    pc_expr *half = stated_total(cost, macs, 2), *total, *two = parse("2"), *twice;
    ok(pc_cost_total(&total, cost, &table, MACS, &error));
    ok(pc_expr_mul(&twice, total, two, &error));
    ck_assert_msg(pc_expr_identical(twice, half), "macs of tree %u", seed);
    for (unsigned metric = FLOPS; metric <= MEMORY; metric++) {
      if (metric == INTENSITY) continue;
      pc_tree_options options = { .metrics = &metric, .metric_count = 1, .depth = -1, .name = "M" };
      pc_tree *tree = tree_of(cost, &options);
      if (tree->root.totals[0]) adds_up(cost, &tree->root, metric, "", seed);
      pc_tree_free(tree);
    }
    pc_expr_unref(half);
    pc_expr_unref(total);
    pc_expr_unref(two);
    pc_expr_unref(twice);
    pc_cost_unref(cost);
  }
}
END_TEST

/* ---- builders ---- */

typedef const pc_expr *value;

static void layer_norm(pc_builder *b, value m, value n) {
  value mn = pc_build_mul(b, m, n);
  pc_build_leaf(b, "mean(x)", "%e*%e + %e", m, n, n);
  pc_build_open(b, "var_x", NULL);
  pc_build_amount(b, "X**2", mn);
  pc_build_amount(b, "sum", mn);
  pc_build_amount(b, "/ m", n);
  pc_build_amount(b, "mean_x**2", n);
  pc_build_amount(b, "m - mean_x**2", n);
  pc_build_close(b);
  pc_build_amount(b, "numerator", n);
  pc_build_leaf(b, "denominator", "2*%e", n);
  pc_build_leaf(b, "gamma*(numerator/denominator)+beta", "3*%e*%e", m, n);
}

static void attention(pc_builder *b, value l, value d_head, value d, value h) {
  pc_build_leaf(b, "Q * WQ", "2*%e*%e*(%e*%e)", l, d, d_head, h);
  pc_build_leaf(b, "K * WK", "2*%e*%e*(%e*%e)", l, d, d_head, h);
  pc_build_leaf(b, "V * WV", "2*%e*%e*(%e*%e)", l, d, d_head, h);
  pc_build_open(b, "ScaledDotProductAttention", h);
  pc_build_leaf(b, "Q * K.T", "2*%e*%e*%e", l, d_head, l);
  pc_build_leaf(b, "/ sqrt(d_k)", "%e*%e", l, l);
  pc_build_leaf(b, "+ mask", "%e*%e", l, l);
  pc_build_open(b, "Softmax", NULL);
  pc_build_leaf(b, "x - max(x)", "%e*%e", l, l);
  pc_build_leaf(b, "e^x", "%e*%e", l, l);
  pc_build_leaf(b, "sum", "%e*%e", l, l);
  pc_build_close(b);
  pc_build_leaf(b, "* V", "2*%e*%e*%e", l, l, d_head);
  pc_build_close(b);
  pc_build_leaf(b, "* WO", "2*%e*(%e*%e)*%e", l, d_head, h, d);
}

static void transformer(pc_builder *b) {
  value l = pc_build_symbol(b, "l", NULL), d = pc_build_symbol(b, "d", "d_{model}");
  value f = pc_build_symbol(b, "f", NULL), v = pc_build_symbol(b, "v", NULL);
  value n = pc_build_symbol(b, "n", NULL), h = pc_build_symbol(b, "h", NULL);
  pc_build_open(b, "Embeddings", NULL);
  pc_build_amount(b, "X_word + X_pos", pc_build_mul(b, l, d));
  pc_build_close(b);
  pc_build_open(b, "LayerNorm_Final", NULL);
  layer_norm(b, l, d);
  pc_build_close(b);
  pc_build_leaf(b, "ProjectToVocab", "2*%e*%e*%e", l, d, v);
  pc_build_open(b, "Blocks", n);
  pc_build_open(b, "LayerNorms", pc_build_integer(b, 2));
  layer_norm(b, l, d);
  pc_build_close(b);
  pc_build_leaf(b, "ResidualConnections", "2*%e*%e", l, d);
  pc_build_open(b, "MultiHeadAttention", NULL);
  attention(b, l, pc_build_div(b, d, h), d, h);
  pc_build_close(b);
  pc_build_open(b, "PositionWiseFFN", NULL);
  pc_build_leaf(b, "* W1", "2*%e*%e*%e", l, d, f);
  pc_build_amount(b, "+ b1", f);
  pc_build_leaf(b, "* W2", "2*%e*%e*%e", l, f, d);
  pc_build_amount(b, "+ b2", d);
  pc_build_close(b);
  pc_build_close(b);
}

START_TEST(test_notebook_by_calls) {
  pc_builder *b = pc_builder_new(ctx);
  transformer(b);
  is_expr(pc_build_total(b, NULL),
          "8*d^2*l*n + 4*d*f*l*n + 4*d*l^2*n + 12*d*l*n + 2*d*l*v + 7*d*l + 13*d*n + 7*d + f*n + 5*h*l^2*n + "
          "n*(2*d*l + 2*d)");
  ok(pc_builder_status(b, &error));
  pc_cost *cost;
  pc_metric_table metrics;
  ok(pc_builder_take(&cost, &metrics, b, &error));
  pc_builder_free(b);
  is_total_at(cost, FLOPS, "Blocks/MultiHeadAttention", "n*(8*d^2*l + 4*d*l^2 + 5*h*l^2)");
  is_total_at(cost, FLOPS, "Blocks/MultiHeadAttention/ScaledDotProductAttention/\"/ sqrt(d_k)\"", "n*h*l^2");
  pc_builder_release(&metrics);
  pc_cost_unref(cost);
}
END_TEST

START_TEST(test_total_while_nodes_are_open) {
  pc_builder *b = pc_builder_new(ctx);
  value n = pc_build_symbol(b, "n", NULL), x = pc_build_symbol(b, "x", NULL);
  pc_build_amount(b, "a", x);
  pc_build_open(b, "part", n);
  pc_build_amount(b, "b", x);
  pc_build_open(b, "deep", pc_build_integer(b, 5));
  pc_build_amount(b, "c", x);
  is_expr(pc_build_total(b, "flops"), "x + n*(x + 5*x)");
  failed_with(pc_builder_status(b, &error), PC_USAGE, "node 'deep' was opened and never closed");
  pc_build_amount(b, "d", x);
  pc_build_close(b);
  pc_build_close(b);
  is_expr(pc_build_total(b, NULL), "x + n*(x + 10*x)");
  ok(pc_builder_status(b, &error));
  pc_builder_free(b);
}
END_TEST

START_TEST(test_formats_are_evaluated_anew) {
  pc_builder *b = pc_builder_new(ctx);
  value x = pc_build_symbol(b, "x", NULL), y = pc_build_symbol(b, "y", NULL);
  char format[40], expected[40];
  is_expr(pc_build(b, "2*%e + z", x), "2*x + z");
  for (int i = 1; i <= 300; i++) {
    snprintf(format, sizeof format, "%d*%%e", i);
    snprintf(expected, sizeof expected, "%d*x", i);
    is_expr(pc_build(b, format, x), expected);
  }
  is_expr(pc_build(b, "2*%e + z", y), "2*y + z");
  is_expr(pc_build(b, "z*%e where (z = 3)", x), "3*x");
  is_expr(pc_build(b, "1/(%e - 2)", pc_build_integer(b, 3)), "1");
  ck_assert_ptr_null(pc_build(b, "1/(%e - 2)", pc_build_integer(b, 2)));
  pc_builder_status(b, &error);
  ck_assert_uint_eq(error.column, 4);
  failed_with(error.status, PC_INPUT, "division by zero");
  pc_builder_free(b);
}
END_TEST

START_TEST(test_where_binds_symbols_of_its_format) {
  pc_builder *b = pc_builder_new(ctx);
  is_expr(pc_build(b, "z"), "z");
  ck_assert_ptr_null(pc_build(b, "q where (z = 1)"));
  failed_with(pc_builder_status(b, &error), PC_INPUT, "unknown symbol 'z'");
  pc_builder_free(b);
}
END_TEST

START_TEST(test_builder_metrics) {
  pc_builder *b = pc_builder_new(ctx);
  pc_build_metric(b, "macs", NULL, NULL, "flops/2");
  pc_build_metric(b, "flops", "FLOPs", "FLOP", NULL);
  pc_build_metric(b, "params", NULL, NULL, NULL);
  pc_build_metric(b, "bytes", NULL, NULL, "width*params + 0*macs");
  pc_build_open(b, "layers", pc_build(b, "n"));
  pc_build_except(b, "params", pc_build(b, "1 - tied"));
  pc_build_leaf(b, "x W", "2*d^2");
  pc_build_count(b, "params");
  pc_build_leaf(b, "x W", "d^2");
  pc_build_close(b);
  is_expr(pc_build_total(b, NULL), "n*d^2");
  is_expr(pc_build_total(b, "bytes"), "width*(1 - tied)*d^2");
  ok(pc_builder_status(b, &error));
  pc_builder_free(b);
}
END_TEST

START_TEST(test_builder_goes_on_after_its_tree_was_taken) {
  pc_builder *b = pc_builder_new(ctx);
  pc_cost *cost;
  pc_metric_table metrics;
  pc_build_leaf(b, "a", "a");
  ok(pc_builder_take(&cost, &metrics, b, &error));
  pc_build_leaf(b, "b", "b");
  is_expr(pc_build_total(b, NULL), "a + b");
  is_total(cost, FLOPS, "a");
  pc_builder_release(&metrics);
  pc_cost_unref(cost);
  pc_builder_free(b);
}
END_TEST

/* Each misuse on a builder of its own. */
static void misuse_close(pc_builder *b) {
  pc_build_close(b);
}
static void misuse_null(pc_builder *b) {
  pc_build_mul(b, NULL, pc_build_integer(b, 1));
}
static void misuse_format_null(pc_builder *b) {
  pc_build_leaf(b, "x", "2*%e", (const pc_expr *)NULL);
}
static void misuse_twice(pc_builder *b) {
  pc_build_leaf(b, "x", "1");
  pc_build_leaf(b, "x", "1");
}
static void misuse_metric(pc_builder *b) {
  pc_build_metric(b, "params", NULL, NULL, NULL);
  pc_build_count(b, "parms");
}
static void misuse_derived(pc_builder *b) {
  pc_build_metric(b, "flops", NULL, NULL, NULL);
  pc_build_metric(b, "macs", NULL, NULL, "flops/2");
  pc_build_count(b, "macs");
}
static void misuse_declared_twice(pc_builder *b) {
  pc_build_metric(b, "flops", NULL, NULL, NULL);
  pc_build_metric(b, "flops", NULL, NULL, NULL);
}
static void misuse_except(pc_builder *b) {
  pc_build_metric(b, "flops", NULL, NULL, NULL);
  pc_build_except(b, "flops", pc_build_integer(b, 1));
}
static void misuse_depth(pc_builder *b) {
  for (int i = 0; i < 2000; i++) pc_build_open(b, "n", NULL);
}

START_TEST(test_builder_errors_stick) {
  static const struct {
    void (*misuse)(pc_builder *b);
    pc_status status;
    const char *message;
  } cases[] = {
    { misuse_close, PC_USAGE, "a node is closed that was not opened" },
    { misuse_null, PC_USAGE, "an operand is NULL" },
    { misuse_format_null, PC_USAGE, "an argument of a format is NULL" },
    { misuse_twice, PC_INPUT, "two children are named 'x'" },
    { misuse_metric, PC_INPUT, "unknown metric 'parms' (did you mean 'params'?)" },
    { misuse_derived, PC_INPUT, "metric 'macs' is a formula: amounts cannot be stated for it" },
    { misuse_declared_twice, PC_INPUT, "metric 'flops' is declared twice" },
    { misuse_except, PC_USAGE, "an exception needs an open node" },
    { misuse_depth, PC_LIMIT, "nodes nest deeper than 1000 (raise --max-depth)" },
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    pc_builder *b = pc_builder_new(ctx);
    cases[i].misuse(b);
    ck_assert_ptr_null(pc_build_integer(b, 1));
    ck_assert_ptr_null(pc_build_total(b, NULL));
    pc_build_close(b);
    pc_build_open(b, "y", NULL);
    failed_with(pc_builder_status(b, &error), cases[i].status, cases[i].message);
    pc_builder_free(b);
  }
}
END_TEST

/* ---- memory ---- */

/* Fails from the n-th allocation on. */
struct scarce {
  size_t left;
  size_t live;
};

static void *scarce_resize(void *user, void *block, size_t old_size, size_t new_size) {
  struct scarce *s = user;
  if (new_size > old_size || !block) {
    if (!s->left) return NULL;
    s->left--;
  }
  if (!new_size) {
    free(block);
    s->live -= old_size;
    return NULL;
  }
  void *moved = realloc(block, new_size);
  if (moved) s->live = s->live - (block ? old_size : 0) + new_size;
  return moved;
}

static const char *const collapsed[] = { "Softmax" };

static pc_status make_trees(pc_cost *cost, const pc_metric_table *metrics, pc_error *e) {
  static const unsigned wanted[] = { 0, 1 };
  pc_tree *tree;
  pc_tree_options options = {
    .metrics = wanted, .metric_count = 2, .depth = -1, .name = "Transformer", .collapse = collapsed, .collapse_count = 1
  };
  pc_status status = pc_tree_make(&tree, cost, metrics, &options, e);
  if (status != PC_OK) return status;
  pc_tree_free(tree);
  options.at = "Blocks/MultiHeadAttention";
  status = pc_tree_make(&tree, cost, metrics, &options, e);
  if (status == PC_OK) pc_tree_free(tree);
  return status;
}

static pc_status build_all(pc_context *scarce, pc_error *e) {
  pc_builder *b = pc_builder_new(scarce);
  pc_cost *cost;
  pc_metric_table metrics;
  if (!b) return PC_SYSTEM;
  pc_build_metric(b, "flops", "FLOPs", "FLOP", NULL);
  pc_build_metric(b, "macs", NULL, NULL, "flops/2");
  transformer(b);
  pc_build_open(b, "tied", pc_build_integer(b, 3));
  pc_build_except(b, "macs", pc_build_integer(b, 1));
  for (int i = 0; i < 20; i++) {
    char name[20];
    snprintf(name, sizeof name, "%d", i);
    pc_build_amount(b, name, pc_build_integer(b, i));
  }
  pc_build_total(b, "macs");
  pc_build_close(b);
  pc_status status = pc_builder_take(&cost, &metrics, b, e);
  pc_builder_free(b);
  if (status != PC_OK) return status;
  status = make_trees(cost, &metrics, e);
  pc_builder_release(&metrics);
  pc_cost_unref(cost);
  return status;
}

START_TEST(test_every_allocation_may_fail) {
  for (size_t n = 0;; n++) {
    ck_assert_uint_lt(n, 100000);
    struct scarce scarce = { n, 0 };
    pc_allocator allocator = { scarce_resize, &scarce };
    pc_context *small = pc_context_new(NULL, &allocator);
    if (!small) {
      ck_assert_uint_eq(scarce.live, 0);
      continue;
    }
    pc_error_clear(&error);
    pc_status status = build_all(small, &error);
    pc_context_free(small);
    ck_assert_uint_eq(scarce.live, 0);
    if (status == PC_OK) break;
    ck_assert_msg(status == PC_SYSTEM, "allocation %zu: %d %s", n, (int)status, error.message);
  }
}
END_TEST

/* ---- the suite ---- */

static void add_tests(TCase *tests) {
  tcase_add_test(tests, test_empty_node_totals_zero);
  tcase_add_test(tests, test_totals_add_amounts_of_their_metric);
  tcase_add_test(tests, test_nested_counts_multiply);
  tcase_add_test(tests, test_exception_of_the_first_metric_in_the_chain_decides);
  tcase_add_test(tests, test_last_exception_for_a_metric_counts);
  tcase_add_test(tests, test_filter_keeps_one_metric);
  tcase_add_test(tests, test_where_puts_values_in);
  tcase_add_test(tests, test_sum_over_a_cost);
  tcase_add_test(tests, test_shared_nodes_are_counted_once);
  tcase_add_test(tests, test_metric_defined_by_itself);
  tcase_add_test(tests, test_totals_stop_at_max_nodes);
  tcase_add_test(tests, test_two_children_of_one_name);
  tcase_add_test(tests, test_two_children_of_one_name_among_many);
  tcase_add_test(tests, test_unnamed_costs_are_spliced);
  tcase_add_test(tests, test_names_below_repeated_unnamed_costs_count);
  tcase_add_test(tests, test_failed_splice_leaves_the_node);
  tcase_add_test(tests, test_trees_nest_to_the_limit);
}

static void add_tree_tests(TCase *tests) {
  tcase_add_test(tests, test_tree_shows_amounts_repeats_and_totals);
  tcase_add_test(tests, test_tree_puts_values_in);
  tcase_add_test(tests, test_unnamed_amounts_in_trees);
  tcase_add_test(tests, test_repeated_unnamed_costs_are_spliced_in_trees);
  tcase_add_test(tests, test_own_amounts_with_different_repeats);
  tcase_add_test(tests, test_several_metrics_in_one_tree);
  tcase_add_test(tests, test_costs_of_one_name_are_one_node);
  tcase_add_test(tests, test_where_and_sum_in_trees);
  tcase_add_test(tests, test_depth_of_trees);
  tcase_add_test(tests, test_collapse);
  tcase_add_test(tests, test_tree_at_a_path);
  tcase_add_test(tests, test_paths);
  tcase_add_test(tests, test_paths_that_lead_nowhere);
  tcase_add_test(tests, test_derived_metrics_in_trees);
  tcase_add_test(tests, test_largest_of_numbers_does_not_add_up);
  tcase_add_test(tests, test_exceptions_of_zero_show_zero);
  tcase_add_test(tests, test_trees_of_shared_nodes_stop_at_the_limit);
}

static void add_builder_tests(TCase *tests) {
  tcase_add_test(tests, test_notebook_by_calls);
  tcase_add_test(tests, test_total_while_nodes_are_open);
  tcase_add_test(tests, test_formats_are_evaluated_anew);
  tcase_add_test(tests, test_where_binds_symbols_of_its_format);
  tcase_add_test(tests, test_builder_metrics);
  tcase_add_test(tests, test_builder_goes_on_after_its_tree_was_taken);
  tcase_add_test(tests, test_builder_errors_stick);
}

static TCase *add_case(Suite *suite, const char *name) {
  TCase *tests = tcase_create(name);
  tcase_add_checked_fixture(tests, setup, teardown);
  suite_add_tcase(suite, tests);
  return tests;
}

Suite *cost_suite(void) {
  Suite *suite = suite_create("cost");
  add_tests(add_case(suite, "totals"));
  add_tree_tests(add_case(suite, "trees"));
  add_builder_tests(add_case(suite, "builders"));
  TCase *randoms = add_case(suite, "random");
  tcase_set_timeout(randoms, 120);
  tcase_add_test(randoms, test_random_trees);
  TCase *memory = add_case(suite, "memory");
  tcase_set_timeout(memory, 120);
  tcase_add_test(memory, test_every_allocation_may_fail);
  return suite;
}
