/* Metrics that are formulas of other metrics: chains of metrics, and views of one place's totals. */
#ifndef PC_DERIVE_H
#define PC_DERIVE_H

#include "cost/cost.h"

/* The metrics from the one that was asked for down to a base metric, as far as a cost can tell them apart: those that
 * an exception or a filter names, and the base. */
typedef struct pc_chain {
  pc_metric_set set; /* of the path */
  unsigned n;
  uint8_t path[PC_METRIC_MAX];
} pc_chain;

bool pc_chain_equal(const pc_chain *a, const pc_chain *b);
/* The last metric: amounts are stated for it. */
unsigned pc_chain_base(const pc_chain *chain);

/* Where derived metrics get their base totals from. `base` gives a new reference. Zero the rest. */
typedef struct pc_view {
  pc_context *ctx;
  const pc_metric_table *metrics;
  pc_metric_set named; /* metrics that a chain must remember */
  pc_status (*base)(struct pc_view *view, const pc_chain *chain, pc_expr **out, pc_error *error);
  struct pc_derived *derived; /* what was derived already */
  size_t n, capacity;
} pc_view;

/* The value of a metric there. PC_INPUT when a metric is defined by itself. */
pc_status pc_view_metric(pc_expr **out, pc_view *view, unsigned metric, pc_error *error);
/* Forgets what was derived; to be called before a view ends, or looks at another place. */
void pc_view_clear(pc_view *view);

#endif
