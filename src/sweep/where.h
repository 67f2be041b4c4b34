/* Conditions on the rows of a sweep. */
#ifndef PC_WHERE_H
#define PC_WHERE_H

#include "sweep/plan.h"
#include "sweep/source.h"

/* Rows for which the condition does not hold are left out, before they are checked by facts: by the source where it can
 * do that, else by the plan. Before pc_plan_compile; `workers` is the number of threads. */
pc_status pc_plan_where(pc_plan *plan, pc_row_source *source, const char *text, size_t workers, pc_error *error);

#endif
