/* Exact linear programming on small systems: is there a solution, and if not, why not. */
#ifndef PC_SIMPLEX_H
#define PC_SIMPLEX_H

#include "base/base.h"

/* A x = b for x >= 0, in whole numbers; `a` is rows * columns, row by row. */
typedef struct pc_system {
  pc_context *ctx;
  size_t rows, columns;
  const int64_t *a;
  const int64_t *b;
} pc_system;

/* Whether the system has a solution. Where it has none, `reason` (rows numbers, without a common divisor) proves it:
 * reason A <= 0 in every column and reason b > 0.
 *
 * `budget` is what may be spent: steps on numbers, lowered by those made. PC_LIMIT when it does not suffice or a number
 * of `reason` does not fit. Bland's rule, so it ends. */
pc_status pc_system_solve(bool *solvable, int64_t *reason, const pc_system *system, size_t *budget, pc_error *error);

#endif
