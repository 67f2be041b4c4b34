/* Longer calculations: intermediate values are kept, and given back together. */
#ifndef PC_WORK_H
#define PC_WORK_H

#include "algebra/internal.h"

/* Zero-initialise, set ctx and error. Once `status` is an error nothing is done any more: every function then gives
 * NULL, and none looks at the expressions it is given. What they give is borrowed from the work. */
typedef struct pc_work {
  pc_context *ctx;
  pc_error *error;
  pc_status status;
  pc_expr **kept;
  size_t n, capacity;
} pc_work;

void pc_work_clear(pc_work *work);
/* Takes an expression over that was made with `status`. */
const pc_expr *pc_work_keep(pc_work *work, pc_status status, pc_expr *expr);
/* Gives back what has been kept since work->n was `from`, but for `result`. */
const pc_expr *pc_work_release(pc_work *work, size_t from, const pc_expr *result);

const pc_expr *pc_work_integer(pc_work *work, int64_t value);
const pc_expr *pc_work_add(pc_work *work, const pc_expr *a, const pc_expr *b);
const pc_expr *pc_work_sub(pc_work *work, const pc_expr *a, const pc_expr *b);
const pc_expr *pc_work_mul(pc_work *work, const pc_expr *a, const pc_expr *b);
const pc_expr *pc_work_div(pc_work *work, const pc_expr *a, const pc_expr *b);
const pc_expr *pc_work_pow(pc_work *work, const pc_expr *a, int64_t n);
const pc_expr *pc_work_floor(pc_work *work, const pc_expr *a);
const pc_expr *pc_work_ceil(pc_work *work, const pc_expr *a);
const pc_expr *pc_work_min(pc_work *work, const pc_expr *a, const pc_expr *b);
const pc_expr *pc_work_max(pc_work *work, const pc_expr *a, const pc_expr *b);
/* e with value for the generator, inside atoms too. */
const pc_expr *pc_work_put(pc_work *work, const pc_expr *e, uint32_t gen, const pc_expr *value);
const pc_expr *pc_work_coefficient(pc_work *work, const pc_expr *e, uint32_t gen, int64_t exponent);

#endif
