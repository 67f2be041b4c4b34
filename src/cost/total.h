/* Totals of nodes for chains of metrics. */
#ifndef PC_TOTAL_H
#define PC_TOTAL_H

#include "cost/cost.h"
#include "cost/derive.h"
#include "cost/lookup.h"

/* What nodes total for one chain. */
typedef struct pc_subtotals {
  pc_chain chain;
  unsigned base;
  size_t visits;
  pc_expr *whole;  /* of the whole tree, once it was asked for */
  pc_lookup nodes; /* node: its total as a pointer, 0 when it lacks the metric */
} pc_subtotals;

/* Totals of one tree. Set `ctx`, `cost`, `metrics` and `every`, zero the rest. */
typedef struct pc_totaller {
  pc_context *ctx;
  const pc_cost *cost;
  const pc_metric_table *metrics;
  bool every;            /* remember every node's total, not only those of shared nodes */
  pc_subtotals **chains; /* as they were asked for */
  size_t n, capacity;
} pc_totaller;

pc_status pc_totaller_chain(pc_subtotals **out, pc_totaller *totaller, const pc_chain *chain, pc_error *error);
void pc_totaller_clear(pc_totaller *totaller);

/* A new reference to the node's total for a chain; NULL when it has no amount of the metric. PC_LIMIT past max_nodes.
 */
pc_status pc_subtotal(pc_expr **out, pc_totaller *totaller, pc_subtotals *subtotals, const pc_cost *cost,
                      pc_error *error);
/* The total of the whole tree for a metric, derived ones included. */
pc_status pc_totaller_whole(pc_expr **out, pc_totaller *totaller, unsigned metric, pc_error *error);

/* A new reference to its total for one chain. */
pc_status pc_totaller_base(pc_expr **out, pc_totaller *totaller, pc_subtotals *subtotals, pc_error *error);
/* True when the sum of a metric's values at the parts is its value at the whole: not so for a ratio of metrics. A
 * derived metric is tried on numbers. */
pc_status pc_totaller_additive(bool *out, pc_totaller *totaller, unsigned metric, pc_error *error);

/* True when a child's filter lets the chain through and there is something to be found below. */
static inline bool pc_child_counts(const pc_child *child, const pc_subtotals *subtotals) {
  if (child->amount) return child->metrics & PC_METRIC(subtotals->base);
  return (child->cost->stated & PC_METRIC(subtotals->base)) && (child->metrics & subtotals->chain.set);
}

#endif
