/* Searches: filters that hold rows back, and write the answer after the last row. */
#ifndef PC_SEARCH_H
#define PC_SEARCH_H

#include "sweep/sweep.h"

typedef struct pc_search pc_search;

/* What is looked for, in expressions that pc_plan_expression takes. */
typedef struct pc_search_spec {
  size_t top;              /* so many rows with the largest measure, largest first; equal ones in their order */
  const char *by;          /* the measure; NULL: the first total */
  const char *const *over; /* where `top` is 0: the rows that no other row beats, in their order. A row beats another */
  size_t over_count;       /* when none of these measures is larger, and one is smaller */
  size_t workers;          /* as many as the sweep has threads */
  const pc_rows_out *rows; /* how rows are written */
} pc_search_spec;

/* Before pc_plan_compile: the measures are totals of the plan. The search holds no more than each worker's own answer.
 * PC_USAGE for more than 16 measures. */
pc_status pc_search_new(pc_search **out, pc_plan *plan, const pc_search_spec *spec, pc_error *error);
void pc_search_free(pc_search *search); /* NULL is allowed */
pc_row_filter *pc_search_filter(pc_search *search);

#endif
