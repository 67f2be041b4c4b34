/* What a builder has built, for models. */
#ifndef PC_BUILDER_H
#define PC_BUILDER_H

#include "cost/cost.h"
#include <polycost/cost.h>

/* A new reference to the finished tree, and the metrics, which must be given back with pc_builder_release; both may
 * outlive the builder. The builder's first error, or PC_USAGE while a node is open. */
pc_status pc_builder_take(pc_cost **cost, pc_metric_table *metrics, pc_builder *b, pc_error *error);
/* Gives back what metrics of a builder hold; other metrics in the table are left alone. */
void pc_builder_release(pc_metric_table *metrics);
pc_context *pc_builder_context(const pc_builder *b);

#endif
