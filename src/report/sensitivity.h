/* Inside: what a report of sensitivity holds. */
#ifndef PC_REPORT_SENSITIVITY_H
#define PC_REPORT_SENSITIVITY_H

#include "analysis/sensitivity.h"

typedef struct pc_sensitivity {
  const char *metric;
  pc_expr *total;
  pc_effect *effects; /* by name; where the total is a number by what doubling does, the largest first */
  size_t n;
} pc_sensitivity;

#endif
