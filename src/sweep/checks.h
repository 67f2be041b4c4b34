/* What must hold of every row: domains and facts of the model. */
#ifndef PC_CHECKS_H
#define PC_CHECKS_H

#include "sweep/plan.h"

/* Adds conditions for all that follows from the columns: values that other symbols get by them, and facts. */
pc_status pc_plan_add_checks(pc_plan *plan, pc_error *error);
/* Makes rows bad that have a number below the least of its symbol. */
pc_status pc_checks_bounds(pc_plan *plan, pc_row_block *block, pc_error *error);
/* Makes rows bad for which the program found that a check does not hold. */
pc_status pc_checks_facts(pc_plan *plan, pc_row_block *block, pc_error *error);

#endif
