/* Operation rules: what the `op` items of cost files say of calls in a graph. */
#ifndef PC_OPERATION_H
#define PC_OPERATION_H

#include "graph/price.h"
#include <polycost/model.h>

typedef struct pc_evaluator pc_evaluator;
typedef struct pc_operations pc_operations;

/* The rules of all files that the evaluator has loaded, in that order; rules for "*" come last. */
pc_status pc_operations_new(pc_operations **out, pc_evaluator *ev, pc_error *error);
void pc_operations_free(pc_operations *operations);
/* Rules that use a body ask for its cost here; without it bodies are unknown. */
void pc_operations_regions(pc_operations *operations, pc_region_cost *cost, void *user);

/* What becomes of operations whose cost of the metric is not known. */
void pc_operations_unknown(pc_operations *operations, unsigned metric, pc_unknown unknown);

/* Whether a price leaves a metric open: no rule for the operation states it, or it needs what is not known. Where a
 * rule leaves it out because of an option, it is not open. */
bool pc_price_is_open(const pc_price *price, unsigned metric);

/* pc_infer, pc_price_call; `user` is the pc_operations. */
pc_status pc_operations_infer(void *user, const pc_operand **out, pc_graph *graph, const pc_operation_call *call,
                              pc_error *error);
pc_status pc_operations_price(void *user, const pc_price **out, const pc_graph_node *node, pc_error *error);

#endif
