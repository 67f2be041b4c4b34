/* Sums over a range. A summand is a polynomial in the index (sum.c), or has steps, from floor (steps.c), or is made of
 * pieces, from max (pieces.c). */
#ifndef PC_SUM_H
#define PC_SUM_H

#include "algebra/work.h"

/* What is summed over. The index is a symbol of our own of which nothing is known but that it is whole: what has been
 * assumed of the user's symbol need not hold once the range is cut or counted in steps. */
typedef struct pc_summation {
  const pc_symbol *symbol; /* as the user calls it */
  const pc_symbol *index;
  const pc_expr *blame; /* what is named where there is no closed form; NULL: what stands in the way */
} pc_summation;

/* low <= index < end, and low <= end is sure. */
typedef struct pc_range {
  const pc_expr *low, *end;
} pc_range;

/* Atoms of an expression that hold the index, inner ones too and before those they stand in. */
typedef struct pc_atom_list {
  uint32_t *gens;
  size_t n, capacity;
} pc_atom_list;

void pc_atom_list_fill(pc_atom_list *list, pc_work *work, const pc_summation *s, const pc_expr *e);
void pc_atom_list_clear(pc_atom_list *list, pc_work *work);

/* P(x) with P(x + 1) - P(x) = e(x), for a polynomial e in the index. */
const pc_expr *pc_sum_primitive(pc_work *work, const pc_summation *s, const pc_expr *e, const pc_expr *x);
/* The sum of e, in which the index stands in floors and outside of atoms only. */
const pc_expr *pc_sum_steps(pc_work *work, const pc_summation *s, const pc_expr *e, pc_range range);
/* The sum of e, in which the index stands in floor and max and outside of atoms. */
const pc_expr *pc_sum_pieces(pc_work *work, const pc_summation *s, const pc_expr *e, pc_range range);

/* The least common multiple of the denominators that the index stands over in the floors of the list, so that with
 * period*i + r for the index they can be worked out; 0 where it is more than `most`. */
int64_t pc_sum_period(pc_work *work, const pc_summation *s, const pc_atom_list *list, int64_t most);

/* Ends the work with: no closed form because of e, in which the index stands. */
const pc_expr *pc_sum_refuse(pc_work *work, const pc_summation *s, const pc_expr *e);

#endif
