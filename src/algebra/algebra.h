/* The algebra of a context, as the rest of the library sees it: no FLINT here. */
#ifndef PC_ALGEBRA_H
#define PC_ALGEBRA_H

#include "base/base.h"
#include <polycost/expr.h>

/* NULL when memory fails. */
pc_algebra *pc_algebra_new(pc_context *ctx);
void pc_algebra_free(pc_context *ctx, pc_algebra *algebra);
void pc_algebra_thread_end(void);
const char *pc_algebra_flint_version(void);
const char *pc_algebra_gmp_version(void);

/* Identical expressions have one hash; it differs from context to context. */
uint32_t pc_expr_hash(const pc_expr *expr);
/* expr with its atoms made anew, as what has become known simplifies them. */
pc_status pc_expr_renew(pc_expr **out, const pc_expr *expr, pc_error *error);
/* True when expr >= 0 follows from what is known of the symbols; false when it does not, or could not be shown. */
bool pc_expr_nonnegative(const pc_expr *expr);
/* True when expr is known not to be zero wherever it is defined. */
bool pc_expr_nonzero(const pc_expr *expr);

#endif
