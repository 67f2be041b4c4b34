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
/* What is made while facts are suspended is right for all values in the domains of its symbols, even those that a
 * `where` puts in against the facts. Calls nest. */
void pc_facts_suspend(pc_context *ctx);
void pc_facts_resume(pc_context *ctx);
/* Its values may be fractions. */
bool pc_symbol_is_rational(const pc_symbol *symbol);
/* The lower bound of the symbol, where it is above 1, is a fact. */
void pc_symbol_bound_is_fact(pc_context *ctx, const pc_symbol *symbol);
/* expr with its atoms made anew, as what is known simplifies them. */
pc_status pc_expr_renew(pc_expr **out, const pc_expr *expr, pc_error *error);
/* The same with all facts in force; *expr is replaced. */
pc_status pc_expr_settle(pc_expr **expr, pc_error *error);
/* True when expr >= 0 follows from what is known of the symbols; false when it does not, or could not be shown. */
bool pc_expr_nonnegative(const pc_expr *expr);
/* True when expr is known not to be zero wherever it is defined. */
bool pc_expr_nonzero(const pc_expr *expr);

#endif
