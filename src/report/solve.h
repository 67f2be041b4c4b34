/* Inside: what a report of solving holds. */
#ifndef PC_REPORT_SOLVE_H
#define PC_REPORT_SOLVE_H

#include "analysis/solve.h"

typedef struct pc_solving {
  const char *metric;
  const char *at, *other_at; /* paths of nodes, or NULL */
  pc_solution solution;
} pc_solving;

#endif
