/* Inside: what a report of operations holds. */
#ifndef PC_REPORT_OPS_H
#define PC_REPORT_OPS_H

#include "graph/census.h"
#include <polycost/report.h>

typedef struct pc_ops_row {
  const char *name; /* "" for what has none */
  uint64_t count;
  pc_expr *total;     /* of counted ones */
  const char *reason; /* of uncounted ones, or NULL */
} pc_ops_row;

typedef struct pc_ops {
  const char *metric, *title; /* title: or NULL */
  pc_ops_by by;
  size_t nodes;
  pc_expr *total;
  pc_ops_row *rows; /* that are counted; the largest total first if they are numbers, else by name */
  size_t n;
  pc_ops_row *uncounted; /* operations, by name */
  size_t uncounted_count;
  const char **warnings; /* of the reader */
  size_t warning_count;
} pc_ops;

void pc_ops_clear(pc_ops *ops);

#endif
