/* Parts of a condition that are the same for many points of a grid that follow one another: where one of them does not
 * hold, these points are passed over. */
#ifndef PC_GUARDS_H
#define PC_GUARDS_H

#include "sweep/grid.h"
#include <polycost/program.h>

typedef struct pc_guards pc_guards;

/* The parts that `and` joins, as far as they depend on few axes and nothing before them can fail. The symbols are those
 * of the axes; the grid must live as long as the guards. */
pc_status pc_guards_new(pc_guards **out, const pc_grid *grid, const pc_condition *condition,
                        const pc_symbol *const *symbols, size_t workers, pc_error *error);
void pc_guards_free(pc_guards *guards); /* NULL is allowed */

/* Moves the point on to the first one that no guard refuses, or to `end`. The points of a worker only rise. */
pc_status pc_guards_pass(pc_guards *guards, size_t worker, uint64_t *point, uint64_t end, pc_error *error);

#endif
