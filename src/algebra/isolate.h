/* Isolation of the real roots of polynomials with whole coefficients. */
#ifndef PC_ISOLATE_H
#define PC_ISOLATE_H

#include "base/base.h"
#include <flint/fmpq.h>
#include <flint/fmpz_poly.h>

/* What a search may cost. */
typedef struct pc_effort {
  pc_context *ctx;
  double steps; /* on words of numbers, taken so far */
  pc_error *error;
} pc_effort;

/* PC_LIMIT where `steps` more, for p, are too many. */
pc_status pc_effort_spend(pc_effort *effort, const fmpz_poly_t p, double steps);
/* Those of a shift of p by a number of `bits` bits; PC_LIMIT also where the outcome is too large. */
pc_status pc_effort_shift(pc_effort *effort, const fmpz_poly_t p, double bits);

/* The largest size of a coefficient. */
double pc_poly_bits(const fmpz_poly_t p);
/* Changes of sign along the coefficients: at least the number of roots above 0, and odd where that is. */
slong pc_sign_variations(const fmpz_poly_t p);

/* A root, low = high; or one root between them, `single`; or between neighbouring whole numbers at least one, or two
 * that are not real. Both may be changed. */
typedef pc_status pc_take_root(void *user, fmpq_t low, fmpq_t high, bool single);

/* Gives the roots of p in 0..2^power, which are single ones, in ascending order until `take` fails. With `whole` no
 * interval is halved below 1. p(0) is not 0. */
pc_status pc_isolate(pc_effort *effort, const fmpz_poly_t p, slong power, bool whole, pc_take_root *take, void *user);

#endif
