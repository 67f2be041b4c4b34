/* Which monomials bound which, whatever the symbols' values. */
#ifndef PC_GROWTH_H
#define PC_GROWTH_H

#include "base/base.h"

/* How symbols may grow: weights w with w g >= 0 for every row g. Monomial x bounds y when w x >= w y for all such w.
 * Zero-initialise, set ctx and width. */
typedef struct pc_cone {
  pc_context *ctx;
  size_t width;
  int64_t *rows; /* n * width */
  size_t n, capacity;
  size_t budget; /* work that may still be done */
} pc_cone;

enum { PC_GROWTH_BUDGET = 30000000 };

/* upper - lower becomes a row: lower <= C upper for some number C. `lower` NULL: 1. */
pc_status pc_cone_add(pc_cone *cone, const int32_t *lower, const int32_t *upper, pc_error *error);
void pc_cone_clear(pc_cone *cone);

/* Points: n rows of `width` exponents, no two equal. */
typedef struct pc_points {
  const int32_t *rows;
  size_t n;
} pc_points;

/* Marks a smallest set of points that bounds all of them: none of those kept is bounded by the others. */
pc_status pc_points_keep(bool *kept, const pc_points *points, pc_cone *cone, pc_error *error);

/* Weights (width numbers) of the cone under which point `at` is above all other points; small ones where there are.
 * `*found` is false when there are none. */
pc_status pc_points_separate(bool *found, int64_t *weights, const pc_points *points, size_t at, pc_cone *cone,
                             pc_error *error);

#endif
