/* Cost trees: nodes, multiplicities, totals. Metrics are known by number here; amounts are expressions. */
#ifndef PC_COST_H
#define PC_COST_H

#include "base/base.h"
#include <polycost/expr.h>

/* A set of metrics: bit i is metric i of the table. A table holds at most 64. */
typedef uint64_t pc_metric_set;
#define PC_METRIC_MAX 64
#define PC_METRIC(i) ((pc_metric_set)1 << (i))
#define PC_METRIC_ALL (~(pc_metric_set)0)

typedef struct pc_totals pc_totals; /* a node as a derived metric sees it */

/* The value of a derived metric at a node: a formula of totals that it asks for with pc_totals_get. */
typedef pc_status pc_derive(void *user, unsigned metric, pc_totals *at, pc_expr **out, pc_error *error);

typedef struct pc_metric {
  const char *name;  /* interned */
  const char *title; /* or NULL */
  const char *unit;  /* or NULL */
  const char *doc;   /* or NULL */
  pc_derive *derive; /* NULL: amounts are stated for it */
  void *user;
} pc_metric;

typedef struct pc_metric_table {
  pc_metric items[PC_METRIC_MAX];
  unsigned n;
} pc_metric_table;

int pc_metric_find(const pc_metric_table *table, const char *name); /* -1: none */

/* How often, or over what, a child counts. */
typedef enum pc_repeat_kind {
  PC_REPEAT_TIMES, /* count, or an exception's count for its metrics */
  PC_REPEAT_WHERE, /* values put for symbols in the child's totals */
  PC_REPEAT_SUM    /* the sum of the child's totals for symbol = low..high */
} pc_repeat_kind;

typedef struct pc_exception {
  pc_metric_set metrics;
  pc_expr *count;
} pc_exception;

typedef struct pc_repeat {
  pc_repeat_kind kind;
  pc_expr *count; /* TIMES; NULL is 1 */
  pc_exception *exceptions;
  size_t exception_count;
  const pc_symbol **symbols; /* WHERE: n of them; SUM: one */
  pc_expr **values;          /* WHERE: n values; SUM: low, high */
  size_t n;
} pc_repeat;

/* A node: amounts and children in order. Reference counted; it must not be changed once it is a child or has been
 * handed out. */
typedef struct pc_cost pc_cost;

typedef struct pc_child {
  const char *name;        /* interned; "" for an amount of the node itself, or for a cost whose children count as the
                              node's own */
  const char *description; /* interned, or NULL */
  pc_metric_set metrics;   /* of an amount: what it counts for; of a cost: which of its metrics are kept */
  pc_expr *amount;         /* exactly one of amount and cost is set */
  pc_cost *cost;
  pc_repeat *repeat; /* of a cost, NULL: once */
} pc_child;

struct pc_cost {
  size_t references;
  pc_context *ctx;
  pc_child *children;
  size_t n, capacity;
  size_t height;           /* of the tree below: 0 without costs among the children */
  pc_metric_set stated;    /* the metrics of all amounts below */
  pc_metric_set named;     /* the metrics that exceptions and filters below name */
  struct pc_lookup *names; /* the children's names; used while a node of many children is built */
  pc_cost *dying;          /* links nodes that are being freed */
};

pc_status pc_cost_new(pc_cost **out, pc_context *ctx, pc_error *error);
pc_cost *pc_cost_ref(pc_cost *cost);
void pc_cost_unref(pc_cost *cost); /* without recursion deeper than a constant */

/* Add to a node that is being built; names are interned, the expression and the cost are borrowed (a reference is
 * taken). PC_INPUT when a child of that name has a metric in common ("two children are named 'x'"); the children of
 * unnamed costs count as the node's own. An unnamed cost that is neither repeated nor filtered is spliced: its children
 * become the node's. PC_LIMIT when nodes nest deeper than max_depth, so that no tree is deeper. A count of 1 without
 * exceptions is no repeat. On failure the node is as it was. */
pc_status pc_cost_add_amount(pc_cost *cost, pc_metric_set metrics, const char *name, const char *description,
                             const pc_expr *amount, pc_error *error);
/* `repeat` may be NULL; it is copied, its parts are borrowed. */
pc_status pc_cost_add_cost(pc_cost *cost, pc_metric_set metrics, const char *name, const char *description,
                           pc_cost *child, const pc_repeat *repeat, pc_error *error);
/* The same for a name and a description that are interned. */
pc_status pc_cost_put_amount(pc_cost *cost, pc_metric_set metrics, const char *name, const char *description,
                             const pc_expr *amount, pc_error *error);
pc_status pc_cost_put_cost(pc_cost *cost, pc_metric_set metrics, const char *name, const char *description,
                           pc_cost *child, const pc_repeat *repeat, pc_error *error);

/* ---- totals ---- */

/* The total of a node for a metric, derived ones included, in symbols. Nodes that several places share are counted
 * once and reused. PC_LIMIT past max_nodes. */
pc_status pc_cost_total(pc_expr **out, const pc_cost *cost, const pc_metric_table *metrics, unsigned metric,
                        pc_error *error);

/* For pc_derive: another metric's total at the same node, by the rules of `except` (the first metric along the chain
 * from the derived metric to its base that an `except` names decides). */
pc_status pc_totals_get(pc_totals *at, unsigned metric, pc_expr **out, pc_error *error);
/* The table that `at` is asked with. */
const pc_metric_table *pc_totals_metrics(const pc_totals *at);

/* ---- the tree as it is shown ---- */

typedef struct pc_repeat_part {
  pc_repeat_kind kind;
  const pc_symbol **symbols; /* WHERE: n; SUM: one */
  pc_expr **values;          /* TIMES: the count; WHERE: n; SUM: low, high */
  size_t n;                  /* values */
} pc_repeat_part;

/* How often a node counts in the one above it: parts, outermost first; none: once. */
typedef struct pc_multiplicity {
  pc_repeat_part *parts;
  size_t n;
} pc_multiplicity;

typedef struct pc_tree_node {
  const char *name;
  const char *description; /* or NULL */
  pc_multiplicity repeat;
  pc_expr **amounts; /* one a wanted metric; NULL where the node is no leaf or lacks the metric */
  pc_expr **totals;  /* one a wanted metric; NULL where the node lacks the metric */
  struct pc_tree_node *children;
  size_t n;
  bool collapsed; /* children exist but are not shown */
} pc_tree_node;

typedef struct pc_tree {
  pc_context *ctx;
  pc_arena arena;
  pc_tree_node root;
  size_t metric_count;
  pc_expr **wholes; /* the model's total for each metric */
  bool *additive;   /* a share of the whole means something: not so for a ratio of metrics */
} pc_tree;

/* Values put into every amount, multiplicity and total. */
typedef struct pc_values {
  const pc_symbol **symbols;
  pc_expr **values;
  size_t n;
} pc_values;

typedef struct pc_tree_options {
  const unsigned *metrics; /* the wanted ones */
  size_t metric_count;
  long depth;                  /* negative: all; the root is 0 */
  const char *const *collapse; /* names of nodes whose children are not shown */
  size_t collapse_count;
  const char *at;          /* path of the node that becomes the root, or NULL */
  const char *name;        /* of the root */
  const pc_values *values; /* or NULL */
} pc_tree_options;

/* Unnamed costs are spliced; children of one name make one node; nodes that have none of the wanted metrics are left
 * out; totals include all repeats above. A node whose only child is an unnamed amount is a leaf; other unnamed amounts
 * are leaves named "". Amounts and multiplicities are shown with what a `where` above puts in. PC_INPUT when `at` leads
 * nowhere or `collapse` names no node (with the nearest names). */
pc_status pc_tree_make(pc_tree **out, const pc_cost *cost, const pc_metric_table *metrics,
                       const pc_tree_options *options, pc_error *error);
void pc_tree_free(pc_tree *tree);

/* The total of one metric at a path ("" or NULL: the root), all repeats above included, before any values are put. */
pc_status pc_cost_total_at(pc_expr **out, const pc_cost *cost, const pc_metric_table *metrics, unsigned metric,
                           const char *path, pc_error *error);

#endif
