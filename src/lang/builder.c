/* Building a cost tree by calls. The first error sticks. */
#include "lang/builder.h"
#include "lang/format.h"
#include "lang/formula.h"
#include <string.h>

/* Formats with up to this many %e need no allocation. */
enum { FEW_ARGUMENTS = 16 };

/* A node that is being built. */
struct open_node {
  pc_cost *cost;
  const char *name; /* interned */
  pc_repeat repeat; /* TIMES; counts are borrowed from the builder */
  size_t exception_capacity;
};

struct pc_builder {
  pc_context *ctx;
  pc_error error;
  pc_expr **owned;
  size_t owned_count, owned_capacity;
  struct open_node *open; /* the root first */
  size_t depth, open_capacity;
  int counting; /* the metric of the following amounts, or -1: the default */
  pc_formats *formats;
  pc_metric_table metrics;
};

/* ---- life ---- */

static bool failed(const pc_builder *b) {
  return !b || b->error.status != PC_OK;
}

static void fail_memory(pc_builder *b) {
  pc_no_memory(b->ctx, &b->error);
}

static void push_open(pc_builder *b, const char *name, const pc_expr *times) {
  if (!pc_grow(b->ctx, (void **)&b->open, &b->open_capacity, b->depth, sizeof *b->open)) {
    fail_memory(b);
    return;
  }
  struct open_node *node = &b->open[b->depth];
  *node = (struct open_node) { .name = name, .repeat = { .kind = PC_REPEAT_TIMES, .count = (pc_expr *)times } };
  if (pc_cost_new(&node->cost, b->ctx, &b->error) == PC_OK) b->depth++;
}

static void drop_node(const pc_builder *b, const struct open_node *node) {
  pc_cost_unref(node->cost);
  pc_free(b->ctx, node->repeat.exceptions, node->exception_capacity * sizeof *node->repeat.exceptions);
}

pc_builder *pc_builder_new(pc_context *context) {
  pc_builder *b = pc_alloc(context, sizeof *b);
  if (!b) return NULL;
  b->ctx = context;
  pc_error_clear(&b->error);
  b->owned = NULL;
  b->owned_count = b->owned_capacity = 0;
  b->open = NULL;
  b->depth = b->open_capacity = 0;
  b->counting = -1;
  b->formats = NULL;
  b->metrics.n = 0;
  push_open(b, "", NULL);
  if (!failed(b)) return b;
  pc_builder_free(b);
  return NULL;
}

void pc_builder_free(pc_builder *b) {
  if (!b) return;
  while (b->depth) drop_node(b, &b->open[--b->depth]);
  pc_free(b->ctx, b->open, b->open_capacity * sizeof *b->open);
  for (size_t i = 0; i < b->owned_count; i++) pc_expr_unref(b->owned[i]);
  pc_free(b->ctx, b->owned, b->owned_capacity * sizeof *b->owned);
  pc_formats_free(b->formats);
  pc_builder_release(&b->metrics);
  pc_free(b->ctx, b, sizeof *b);
}

pc_context *pc_builder_context(const pc_builder *b) {
  return b->ctx;
}

pc_status pc_builder_status(const pc_builder *b, pc_error *error) {
  if (!b) return pc_fail(error, PC_SYSTEM, "out of memory");
  if (b->error.status == PC_OK) {
    if (b->depth == 1) return PC_OK;
    return pc_fail(error, PC_USAGE, "node '%s' was opened and never closed", b->open[b->depth - 1].name);
  }
  if (error && error->status == PC_OK) *error = b->error;
  return b->error.status;
}

/* ---- expressions ---- */

/* Takes over the expression. */
static const pc_expr *own(pc_builder *b, pc_status status, pc_expr *expr) {
  if (status != PC_OK) return NULL;
  if (!pc_grow(b->ctx, (void **)&b->owned, &b->owned_capacity, b->owned_count, sizeof(pc_expr *))) {
    fail_memory(b);
    pc_expr_unref(expr);
    return NULL;
  }
  b->owned[b->owned_count++] = expr;
  return expr;
}

static bool is_given(pc_builder *b, const void *argument, const char *what) {
  if (argument) return true;
  pc_fail(&b->error, PC_USAGE, "%s is NULL", what);
  return false;
}

const pc_expr *pc_build_symbol(pc_builder *b, const char *name, const char *latex) {
  const pc_symbol *symbol;
  pc_expr *expr = NULL;
  if (failed(b) || !is_given(b, name, "a symbol's name")) return NULL;
  pc_status status = pc_symbol_get(&symbol, b->ctx, name, &b->error);
  if (status == PC_OK && latex) status = pc_symbol_set_latex(b->ctx, symbol, latex, &b->error);
  if (status == PC_OK) status = pc_expr_symbol(&expr, b->ctx, symbol, &b->error);
  return own(b, status, expr);
}

const pc_expr *pc_build_integer(pc_builder *b, int64_t value) {
  pc_expr *expr = NULL;
  if (failed(b)) return NULL;
  pc_status status = pc_expr_integer(&expr, b->ctx, value, &b->error);
  return own(b, status, expr);
}

typedef pc_status operation(pc_expr **out, const pc_expr *a, const pc_expr *b, pc_error *error);

static const pc_expr *combine(pc_builder *b, operation *combine_two, const pc_expr *x, const pc_expr *y) {
  pc_expr *expr = NULL;
  if (failed(b) || !is_given(b, x, "an operand") || !is_given(b, y, "an operand")) return NULL;
  pc_status status = combine_two(&expr, x, y, &b->error);
  return own(b, status, expr);
}

const pc_expr *pc_build_add(pc_builder *b, const pc_expr *x, const pc_expr *y) {
  return combine(b, pc_expr_add, x, y);
}

const pc_expr *pc_build_sub(pc_builder *b, const pc_expr *x, const pc_expr *y) {
  return combine(b, pc_expr_sub, x, y);
}

const pc_expr *pc_build_mul(pc_builder *b, const pc_expr *x, const pc_expr *y) {
  return combine(b, pc_expr_mul, x, y);
}

const pc_expr *pc_build_div(pc_builder *b, const pc_expr *x, const pc_expr *y) {
  return combine(b, pc_expr_div, x, y);
}

static size_t count_arguments(const char *format) {
  size_t n = 0;
  for (const char *p = format; (p = strchr(p, '%')); p++)
    if (p[1] == 'e') n++;
  return n;
}

/* The value of a format; its arguments are checked, and copied out of the list. */
static pc_status evaluate(pc_expr **out, pc_builder *b, const char *format, va_list arguments) {
  const pc_expr *few[FEW_ARGUMENTS];
  size_t n = count_arguments(format);
  const pc_expr **args = n <= FEW_ARGUMENTS ? few : pc_alloc(b->ctx, n * sizeof *args);
  if (!args) return pc_no_memory(b->ctx, &b->error);
  bool given = true;
  for (size_t i = 0; i < n; i++) {
    args[i] = va_arg(arguments, const pc_expr *);
    given = given && is_given(b, args[i], "an argument of a format");
  }
  pc_status status = given ? pc_formats_evaluate(out, &b->formats, b->ctx, format, args, &b->error) : b->error.status;
  if (args != few) pc_free(b->ctx, args, n * sizeof *args);
  return status;
}

const pc_expr *pc_build(pc_builder *b, const char *format, ...) {
  pc_expr *expr = NULL;
  if (failed(b) || !is_given(b, format, "a format")) return NULL;
  va_list arguments;
  va_start(arguments, format);
  pc_status status = evaluate(&expr, b, format, arguments);
  va_end(arguments);
  return own(b, status, expr);
}

/* ---- metrics ---- */

static const char *intern(pc_builder *b, const char *text) {
  const char *interned = pc_intern_string(b->ctx, text, strlen(text));
  if (!interned) fail_memory(b);
  return interned;
}

void pc_build_metric(pc_builder *b, const char *name, const char *title, const char *unit, const char *formula) {
  if (failed(b) || !is_given(b, name, "a metric's name")) return;
  if (pc_metric_find(&b->metrics, name) >= 0) {
    pc_fail(&b->error, PC_INPUT, "metric '%s' is declared twice", name);
    return;
  }
  if (b->metrics.n == PC_METRIC_MAX) {
    pc_fail(&b->error, PC_LIMIT, "more than %d metrics", PC_METRIC_MAX);
    return;
  }
  pc_metric metric = { .name = intern(b, name) };
  if (title) metric.title = intern(b, title);
  if (unit) metric.unit = intern(b, unit);
  if (failed(b)) return;
  if (formula) {
    pc_formula *parsed;
    if (pc_formula_new(&parsed, b->ctx, formula, &b->error) != PC_OK) return;
    metric.derive = pc_formula_derive;
    metric.user = parsed;
  }
  b->metrics.items[b->metrics.n++] = metric;
}

static int find_metric(pc_builder *b, const char *name) {
  int metric = pc_metric_find(&b->metrics, name);
  if (metric >= 0) return metric;
  pc_nearest nearest = { .word = name };
  for (unsigned i = 0; i < b->metrics.n; i++) pc_nearest_try(&nearest, b->metrics.items[i].name);
  if (nearest.best)
    pc_fail(&b->error, PC_INPUT, "unknown metric '%s' (did you mean '%s'?)", name, nearest.best);
  else
    pc_fail(&b->error, PC_INPUT, "unknown metric '%s'", name);
  return -1;
}

void pc_build_count(pc_builder *b, const char *metric) {
  if (failed(b) || !is_given(b, metric, "a metric's name")) return;
  int found = find_metric(b, metric);
  if (found < 0) return;
  if (b->metrics.items[found].derive)
    pc_fail(&b->error, PC_INPUT, "metric '%s' is a formula: amounts cannot be stated for it", metric);
  else
    b->counting = found;
}

static void declare_default(pc_builder *b) {
  if (!b->metrics.n) pc_build_metric(b, "flops", "FLOPs", NULL, NULL);
}

/* The metric of an amount: the one named last, or the first for which amounts can be stated. */
static int counted_metric(pc_builder *b) {
  if (b->counting >= 0) return b->counting;
  declare_default(b);
  for (unsigned i = 0; i < b->metrics.n && b->counting < 0; i++)
    if (!b->metrics.items[i].derive) b->counting = (int)i;
  if (b->counting < 0) pc_fail(&b->error, PC_INPUT, "every metric is a formula: amounts cannot be stated");
  return b->counting;
}

/* ---- the tree ---- */

/* The open node, to be added to. A root that was handed out stays as it was: its copy goes on. */
static pc_cost *open_cost(pc_builder *b) {
  struct open_node *node = &b->open[b->depth - 1];
  if (node->cost->references == 1) return node->cost;
  pc_cost *copy;
  if (pc_cost_new(&copy, b->ctx, &b->error) != PC_OK) return NULL;
  if (pc_cost_add_cost(copy, PC_METRIC_ALL, "", NULL, node->cost, NULL, &b->error) != PC_OK) {
    pc_cost_unref(copy);
    return NULL;
  }
  pc_cost_unref(node->cost);
  return node->cost = copy;
}

void pc_build_amount(pc_builder *b, const char *name, const pc_expr *amount) {
  if (failed(b) || !is_given(b, name, "a leaf's name") || !is_given(b, amount, "an amount")) return;
  int metric = counted_metric(b);
  pc_cost *cost = failed(b) ? NULL : open_cost(b);
  if (cost) pc_cost_add_amount(cost, PC_METRIC(metric), name, NULL, amount, &b->error);
}

void pc_build_leaf(pc_builder *b, const char *name, const char *format, ...) {
  pc_expr *amount;
  if (failed(b) || !is_given(b, format, "a format")) return;
  va_list arguments;
  va_start(arguments, format);
  pc_status status = evaluate(&amount, b, format, arguments);
  va_end(arguments);
  if (status != PC_OK) return;
  pc_build_amount(b, name, amount);
  pc_expr_unref(amount);
}

void pc_build_open(pc_builder *b, const char *name, const pc_expr *times) {
  if (failed(b) || !is_given(b, name, "a node's name")) return;
  if (b->depth > b->ctx->limits.max_depth) {
    pc_fail(&b->error, PC_LIMIT, "nodes nest deeper than %zu (raise --max-depth)", b->ctx->limits.max_depth);
    return;
  }
  const char *interned = intern(b, name);
  if (interned) push_open(b, interned, times);
}

void pc_build_except(pc_builder *b, const char *metric, const pc_expr *times) {
  if (failed(b) || !is_given(b, metric, "a metric's name") || !is_given(b, times, "a count")) return;
  int found = find_metric(b, metric);
  if (found < 0) return;
  if (b->depth == 1) {
    pc_fail(&b->error, PC_USAGE, "an exception needs an open node");
    return;
  }
  struct open_node *node = &b->open[b->depth - 1];
  pc_repeat *repeat = &node->repeat;
  if (!pc_grow(b->ctx, (void **)&repeat->exceptions, &node->exception_capacity, repeat->exception_count,
               sizeof *repeat->exceptions)) {
    fail_memory(b);
    return;
  }
  repeat->exceptions[repeat->exception_count++] = (pc_exception) { PC_METRIC(found), (pc_expr *)times };
}

void pc_build_close(pc_builder *b) {
  if (failed(b)) return;
  if (b->depth == 1) {
    pc_fail(&b->error, PC_USAGE, "a node is closed that was not opened");
    return;
  }
  struct open_node *node = &b->open[--b->depth];
  pc_cost *parent = open_cost(b);
  if (parent) pc_cost_put_cost(parent, PC_METRIC_ALL, node->name, NULL, node->cost, &node->repeat, &b->error);
  drop_node(b, node);
}

/* ---- results ---- */

/* The tree as if open node `i` and all below it were closed now. */
static pc_status close_copy(pc_cost **out, pc_builder *b, size_t i) {
  pc_cost *copy, *child;
  pc_status status = pc_cost_new(&copy, b->ctx, &b->error);
  if (status != PC_OK) return status;
  status = pc_cost_add_cost(copy, PC_METRIC_ALL, "", NULL, b->open[i].cost, NULL, &b->error);
  if (status == PC_OK && i + 1 < b->depth) {
    status = close_copy(&child, b, i + 1);
    if (status == PC_OK) {
      status =
          pc_cost_add_cost(copy, PC_METRIC_ALL, b->open[i + 1].name, NULL, child, &b->open[i + 1].repeat, &b->error);
      pc_cost_unref(child);
    }
  }
  if (status == PC_OK)
    *out = copy;
  else
    pc_cost_unref(copy);
  return status;
}

const pc_expr *pc_build_total(pc_builder *b, const char *metric) {
  pc_expr *total = NULL;
  if (failed(b)) return NULL;
  declare_default(b);
  int found = metric ? find_metric(b, metric) : 0;
  if (failed(b)) return NULL;
  pc_cost *cost = b->open[0].cost, *copy = NULL;
  if (b->depth > 1 && close_copy(&copy, b, 0) != PC_OK) return NULL;
  pc_status status = pc_cost_total(&total, copy ? copy : cost, &b->metrics, (unsigned)found, &b->error);
  pc_cost_unref(copy);
  return own(b, status, total);
}

pc_status pc_builder_take(pc_cost **cost, pc_metric_table *metrics, pc_builder *b, pc_error *error) {
  pc_status status = pc_builder_status(b, error);
  if (status != PC_OK) return status;
  declare_default(b);
  status = pc_builder_status(b, error);
  if (status != PC_OK) return status;
  *cost = pc_cost_ref(b->open[0].cost);
  *metrics = b->metrics;
  for (unsigned i = 0; i < metrics->n; i++)
    if (metrics->items[i].derive) pc_formula_ref(metrics->items[i].user);
  return PC_OK;
}

void pc_builder_release(pc_metric_table *metrics) {
  for (unsigned i = 0; i < metrics->n; i++)
    if (metrics->items[i].derive == pc_formula_derive) pc_formula_unref(metrics->items[i].user);
}
