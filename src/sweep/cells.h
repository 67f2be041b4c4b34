/* Cells that are more than a plain number: "4*d", "64Ki", 2^200, 3/2. */
#ifndef PC_ODD_CELLS_H
#define PC_ODD_CELLS_H

#include "sweep/plan.h"

/* Reads the odd cells of the block's good rows; columns become wide, or get denominators, where their numbers need it.
 */
pc_status pc_cells_read(pc_plan *plan, pc_row_block *block, pc_error *error);

#endif
