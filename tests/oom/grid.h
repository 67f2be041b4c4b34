/* A job on grids. */
#ifndef OOM_GRID_H
#define OOM_GRID_H

#include <polycost/base.h>
#include <stdbool.h>

/* Searches a grid of the model at the path by `text`, a condition: for the best rows, or for those that none beats. */
pc_status oom_search(pc_context *context, const char *model, const char *text, bool best, pc_error *error);

#endif
