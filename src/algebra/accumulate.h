/* Sums of many expressions, in one pass: push, sort, combine. */
#ifndef PC_ACCUMULATE_H
#define PC_ACCUMULATE_H

#include "base/base.h"
#include <polycost/expr.h>

/* A sum that is being added up. */
typedef struct pc_accumulator pc_accumulator;

pc_status pc_accumulator_begin(pc_accumulator **out, pc_context *ctx, pc_error *error);
/* Adds expr, or expr*times where `times` is not NULL. A product of two terms is never built. */
pc_status pc_accumulate(pc_accumulator *sum, const pc_expr *expr, const pc_expr *times, pc_error *error);
/* The sum. The accumulator is gone afterwards, on failure too. */
pc_status pc_accumulator_finish(pc_expr **out, pc_accumulator *sum, pc_error *error);
/* Gives an accumulator back without its sum. NULL is allowed. */
void pc_accumulator_drop(pc_accumulator *sum);

#endif
