/* Limits and signs of expressions, and expressions term by term. */
#ifndef PC_CALCULUS_H
#define PC_CALCULUS_H

#include "base/base.h"
#include <polycost/expr.h>

typedef enum pc_tendency {
  PC_TENDS_TO_VALUE,
  PC_TENDS_TO_INFINITY,
  PC_TENDS_TO_MINUS_INFINITY,
  PC_TENDS_UNKNOWN
} pc_tendency;

/* What expr tends to as the symbol grows without bound and all others stay. `*out` is the value, NULL for the other
 * tendencies. Unknown where the symbol stands in an atom, or where the leading coefficient of the denominator, or the
 * sign of an infinity, depends on the values of the other symbols. */
pc_status pc_expr_limit(pc_tendency *tendency, pc_expr **out, const pc_expr *expr, const pc_symbol *symbol,
                        pc_error *error);

/* Numerator and denominator, polynomials without a common factor. */
pc_status pc_expr_parts(pc_expr **num, pc_expr **den, const pc_expr *expr, pc_error *error);

/* 1 when no coefficient of a polynomial is negative, -1 when none is positive, 0 otherwise; the zero polynomial has 1.
 */
int pc_expr_coefficient_signs(const pc_expr *polynomial);

/* For a polynomial p in the symbol: q with q(x) = (1 + x)^deg p * p((low + high*x)/(1 + x)). While x goes from 0 to
 * infinity, the argument of p goes from low to high: what is positive for all x >= 0 is positive in the range. */
pc_status pc_expr_unroll(pc_expr **out, const pc_expr *polynomial, const pc_symbol *symbol, const pc_expr *low,
                         const pc_expr *high, pc_error *error);

bool pc_expr_holds_atom(const pc_expr *expr);

/* A number that is known to bound the symbol from below, rounded up to a whole one that fits; false: none. */
bool pc_symbol_least(int64_t *out, const pc_symbol *symbol);

/* A term that two sums differ in. Each is a single term, or NULL for none; the difference is never NULL. */
typedef struct pc_term_pair {
  pc_expr *left, *right, *difference;
} pc_term_pair;

typedef struct pc_alignment {
  pc_context *ctx;
  pc_term_pair *items;
  size_t n, capacity;
  size_t alike;  /* terms that both have */
  bool possible; /* both are sums of terms: polynomials over single terms */
} pc_alignment;

/* The terms that differ, the largest first: by total degree, then by the size of the difference's coefficient, then in
 * the order of printing. To be cleared, on failure too. */
pc_status pc_expr_align(pc_alignment *out, const pc_expr *left, const pc_expr *right, pc_error *error);
void pc_alignment_clear(pc_alignment *alignment);

#endif
