/* Cells that are expressions: the cells of a row are bound together, as on the command line. */
#ifndef PC_PATTERN_H
#define PC_PATTERN_H

#include "sweep/plan.h"

/* The value of an odd cell that is not written as a whole number. What is wrong with it is a failure. The lock is held.
 */
pc_status pc_pattern_value(pc_expr **out, pc_plan *plan, const pc_row_block *block, const pc_odd_cell *cell,
                           pc_error *error);
/* What the plan remembers of such cells. */
void pc_patterns_free(pc_plan *plan);

#endif
