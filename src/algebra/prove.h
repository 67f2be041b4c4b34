/* Inside src/algebra: proofs of signs, first by bounds, then by facts. */
#ifndef PC_PROVE_H
#define PC_PROVE_H

#include "algebra/fact.h"
#include "algebra/internal.h"

/* A fact that was told. Each of `gaps` (NULL: none) is a polynomial over the integers that is not negative; `quotient`
 * (or NULL) is a term that is a whole number. */
typedef struct pc_told {
  pc_fact fact;
  pc_expr *gaps[2];
  pc_expr *quotient;
  size_t times;
} pc_told;

void pc_told_clear(pc_context *ctx, pc_algebra *algebra);

/* Writes a number that p is never below, from the bounds of its generators alone. */
bool pc_poly_lower(fmpz_t out, const pc_context *ctx, const pc_ring *ring, const fmpz_mpoly_struct *p);
/* The numerator of e, or its denominator, times `sign` is proved to be at least `least`: by facts, and by what floor
 * and max mean. */
bool pc_part_proved(const pc_expr *e, bool denominator, int sign, int least);
/* -1 or 1 where it is known, else 0. */
int pc_denominator_sign(const pc_expr *e);
bool pc_gen_is_whole(const pc_context *ctx, uint32_t gen);
/* The term is a whole number because of facts that say what divides what. */
bool pc_term_is_whole(const pc_context *ctx, const pc_view *term);

#endif
