/* How often, or over what, a child counts: copies, and what it does to a total. */
#ifndef PC_REPEAT_H
#define PC_REPEAT_H

#include "cost/cost.h"
#include "cost/derive.h"

/* A copy with references of its own; NULL when memory fails. */
pc_repeat *pc_repeat_copy(pc_context *ctx, const pc_repeat *repeat);
void pc_repeat_free(pc_context *ctx, pc_repeat *repeat); /* NULL is allowed */

/* True for a count of 1 without exceptions. */
bool pc_repeat_is_once(const pc_repeat *repeat);
/* The metrics that its exceptions name. */
pc_metric_set pc_repeat_named(const pc_repeat *repeat);

/* TIMES: the count for a chain of metrics, borrowed; NULL is 1. The last exception for a metric counts. */
const pc_expr *pc_repeat_count(const pc_repeat *repeat, const pc_chain *chain);
/* WHERE and SUM: what becomes of a total. */
pc_status pc_repeat_apply(pc_expr **out, const pc_repeat *repeat, const pc_expr *total, pc_error *error);

#endif
