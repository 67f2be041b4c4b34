/* Grids as sources of rows. */
#ifndef PC_GRID_SOURCE_H
#define PC_GRID_SOURCE_H

#include "sweep/grid.h"
#include "sweep/source.h"

/* A source of the points of a grid, with a column for each axis, each of which must be an input of the plan; the
 * bindings are the axes, see pc_grid_add. */
pc_status pc_grid_source_new(pc_row_source **out, pc_context *ctx, const char *const *bindings, size_t n,
                             pc_error *error);

#endif
