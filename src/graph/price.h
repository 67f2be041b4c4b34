/* What calls of operations cost: the contract between those who know the operations and the tree of a graph. */
#ifndef PC_PRICE_H
#define PC_PRICE_H

#include "cost/cost.h"
#include "graph/graph.h"

/* What is known of the cost of a call. Equal calls with equal results have one. */
typedef struct pc_price {
  const pc_operation_call *call;
  const pc_operand *result;
  pc_cost *cost;         /* its amounts, of the metrics in `counted`; NULL: none */
  pc_metric_set counted; /* metrics that a rule states an amount for, maybe 0 */
  pc_metric_set unknown; /* metrics for which there is a rule, but its amount needs what is not known */
  const char *reason;    /* why, or NULL */
  pc_metric_set named;   /* metrics that rules that fit may state, those for "*" apart */
  uint32_t hash;
} pc_price;

/* The price of a call, owned by who answers. `line` is where the call stands, for messages. */
typedef pc_status pc_price_call(void *user, const pc_price **out, const pc_graph_node *node, pc_error *error);
/* What a body that an operation calls costs, once; borrowed. */
typedef pc_status pc_region_cost(void *user, pc_cost **out, pc_region *region, pc_error *error);

#endif
