/* Decimals of numbers that have no exact form: every digit is proved. */
#ifndef PC_DECIMAL_H
#define PC_DECIMAL_H

#include "base/base.h"
#include <polycost/expr.h>

enum { PC_MOST_DIGITS = 1000 };

/* From now on log2 of a number that is no power of two is an atom, or an error as before. */
void pc_algebra_keep_logs(pc_context *ctx, bool keep);
/* Adds the value of expr, which holds no symbol, rounded to that many significant digits, half away from zero:
 * "~1.58496", without ~ where it is exact. PC_LIMIT where the digits could not be decided, as of a sum that is 0. */
pc_status pc_expr_add_decimal(pc_buffer *out, const pc_expr *expr, size_t digits, pc_error *error);

#endif
