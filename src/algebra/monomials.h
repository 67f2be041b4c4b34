/* Expressions as lists of monomials: exponents over generators, which are symbols and the atoms log2. */
#ifndef PC_MONOMIALS_H
#define PC_MONOMIALS_H

#include "base/base.h"
#include <polycost/expr.h>

/* How small a generator may be. */
typedef enum pc_floor_kind {
  PC_ANY_VALUE,   /* maybe negative */
  PC_NONNEGATIVE, /* maybe 0 */
  PC_ABOVE_ZERO   /* at least some number above 0 */
} pc_floor_kind;

/* Generators in their order. Zero-initialise, set ctx. */
typedef struct pc_generators {
  pc_context *ctx;
  uint32_t *ids;
  size_t n, capacity;
} pc_generators;

/* Adds those of expr. */
pc_status pc_generators_add(pc_generators *gens, const pc_expr *expr, pc_error *error);
void pc_generators_clear(pc_generators *gens);
pc_floor_kind pc_generators_floor(const pc_generators *gens, size_t i);
/* The symbol, or NULL for an atom. */
const pc_symbol *pc_generators_symbol(const pc_generators *gens, size_t i);
/* Generator i as an expression, borrowed; x where it is log2(x), else NULL. */
const pc_expr *pc_generators_expr(const pc_generators *gens, size_t i);
const pc_expr *pc_generators_log(const pc_generators *gens, size_t i);

/* The symbol that expr is, or NULL. */
const pc_symbol *pc_expr_as_symbol(const pc_expr *expr);

/* The terms of an expression in their order. Zero-initialise. */
typedef struct pc_monomials {
  pc_context *ctx;
  size_t n, width;
  int32_t *exponents; /* n * width */
  signed char *signs; /* of the coefficients */
} pc_monomials;

/* The denominator is a monomial. */
bool pc_expr_is_sum_of_monomials(const pc_expr *expr);
/* expr has a monomial as denominator, and its generators are among gens. Zero has no terms. */
pc_status pc_monomials_read(pc_monomials *out, const pc_expr *expr, const pc_generators *gens, pc_error *error);
void pc_monomials_clear(pc_monomials *monomials);
/* The product of powers of generators. */
pc_status pc_monomial_expr(pc_expr **out, const pc_generators *gens, const int32_t *exponents, pc_error *error);
/* The sum of the terms of expr that are listed, by number. */
pc_status pc_expr_pick_terms(pc_expr **out, const pc_expr *expr, const size_t *terms, size_t n, pc_error *error);

/* The part of expr that grows most when each symbol grows by its weight, as a quotient: `*above` a sum of monomials,
 * `*below` without the symbols. The symbols stand in no atom. PC_INPUT when the part of the denominator that grows most
 * is no monomial in the symbols. */
pc_status pc_expr_leading(pc_expr **above, pc_expr **below, const pc_expr *expr, const pc_symbol *const *symbols,
                          const int64_t *weights, size_t n, pc_error *error);

/* A sum of monomials of symbols and log2 that expr is never above, by floor(x) <= x, ceil(x) <= x + 1, min(a, b) <= a,
 * max(a, b) <= a + b. PC_INPUT names what has no such bound. */
pc_status pc_expr_majorant(pc_expr **out, const pc_expr *expr, pc_error *error);

#endif
