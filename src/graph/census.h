/* What a graph calls, gathered by operation, module, dtype or file, with what it adds to a metric's total. */
#ifndef PC_GRAPH_CENSUS_H
#define PC_GRAPH_CENSUS_H

#include "graph/tree.h"

typedef enum pc_census_by { PC_BY_OPERATION, PC_BY_MODULE, PC_BY_DTYPE, PC_BY_FILE } pc_census_by;

typedef struct pc_census_row {
  const char *name;   /* interned: "aten::add.Tensor", "aten::mm" without "default"; a module's path; "" for none */
  uint64_t calls;     /* in the text of the program: a loop's body is there once */
  uint64_t uncounted; /* of them; these add nothing */
  const char *reason; /* why an operation that has a rule is not counted, or NULL */
  pc_expr *total;
} pc_census_row;

typedef struct pc_census {
  pc_context *ctx;
  pc_census_row *rows; /* as they were met */
  size_t n, capacity;
} pc_census;

typedef struct pc_census_options {
  pc_census_by by;
  unsigned metric;
  pc_metric_set stated; /* what a call must state to count: the metric, or one that it is derived from */
  const pc_metric_table *metrics;
  pc_price_call *price;
  void *user;
  pc_graph_tree *tree; /* for the costs of bodies */
} pc_census_options;

/* All calls of the main body and of the bodies that they call. What a body adds where its cost counts as it is (a loop,
 * a wrapper) is added to the operations in it; where its cost was used otherwise (the dearer of two branches) all goes
 * to the operation that calls it, and those in it add nothing. The rows' totals add up to the graph's. */
pc_status pc_census_make(pc_census *out, pc_graph *graph, const pc_census_options *options, pc_error *error);
void pc_census_clear(pc_census *census);

#endif
