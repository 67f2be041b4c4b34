/* Real roots of polynomials in one symbol, exactly. */
#ifndef PC_ROOTS_H
#define PC_ROOTS_H

#include "base/base.h"
#include <polycost/expr.h>

/* A number, low = high, or a place between two. */
typedef struct pc_root {
  pc_expr *low, *high;
  bool pole; /* known to be one, where it is between two */
} pc_root;

/* Ascending, none inside another. */
typedef struct pc_roots {
  pc_context *ctx;
  pc_root *items;
  size_t n, capacity;
} pc_roots;

/* Where a quotient of polynomials in the symbol alone, no atoms, is 0 or has a pole, from `least` on (NULL: anywhere).
 *
 * With `whole`, for which `least` must be whole, only what whole numbers can tell: each item is a whole number, or two
 * neighbours between which there may be roots and outside of all such pairs there are none. Otherwise the items are
 * the roots: rational ones as they are, any other as two decimals of 20 digits or more with no other root between.
 *
 * PC_LIMIT where it takes too much work. To be cleared, on failure too. */
pc_status pc_expr_roots(pc_roots *out, const pc_expr *expr, const pc_symbol *symbol, const pc_expr *least, bool whole,
                        pc_error *error);
void pc_roots_clear(pc_roots *roots);

/* What is known of a symbol by itself: its domain, and its least value (NULL: it has none). */
pc_status pc_symbol_range(pc_domain *domain, pc_expr **least, pc_context *ctx, const pc_symbol *symbol,
                          pc_error *error);

/* An expression with a max taken apart: `above` where test >= 0, `below` where test <= 0; NULL: there is no max with
 * the symbol in it. */
typedef struct pc_branch {
  pc_expr *test, *above, *below;
} pc_branch;
pc_status pc_expr_branch(pc_branch *out, const pc_expr *expr, const pc_symbol *symbol, pc_error *error);
void pc_branch_clear(pc_branch *branch);

/* How an expression goes as a symbol grows from its least value on. */
typedef enum pc_trend_kind { PC_FALLS = -1, PC_MAY_TURN, PC_RISES, PC_STAYS } pc_trend_kind;

/* Never falls, never rises, stays, or nothing is proved; atoms are looked into. */
pc_status pc_expr_trend(pc_trend_kind *out, const pc_expr *expr, const pc_symbol *symbol, pc_error *error);

#endif
