/* How expressions grow: the leading part along weights, and the smallest bound by monomials. */
#ifndef PC_ASYMPTOTICS_H
#define PC_ASYMPTOTICS_H

#include "algebra/fact.h"

/* A monomial that grows, and what it is multiplied with. */
typedef struct pc_growth_term {
  pc_expr *monomial, *coefficient;
  bool alone;       /* `weights` are known: one for each of pc_growth.grown */
  int64_t *weights; /* in the arena */
} pc_growth_term;

typedef struct pc_growth {
  pc_expr *total; /* with equations put in */
  pc_expr *sum;   /* of the monomials; 0 when there are none */
  pc_expr *kept;  /* of the terms, coefficients included */
  bool tight;     /* the total grows as the sum does, not only at most */
  bool regimes;
  pc_growth_term *terms;
  size_t n;
  const pc_expr **grown; /* the generators that weights belong to, borrowed from the context */
  size_t grown_count;
} pc_growth;

/* The part of highest degree when symbols[i], no two equal and sorted by name, grows by weights[i] >= 1. */
pc_status pc_growth_leading(pc_growth *out, pc_arena *arena, const pc_expr *total, const pc_symbol *const *symbols,
                            const int64_t *weights, size_t n, const pc_facts *facts, pc_error *error);
/* The smallest set of monomials that bounds the total for all values of its symbols, by the positive terms; with
 * `regimes` also weights under which each grows faster than all other terms. Equations of symbols are put in, other
 * facts compare monomials. */
pc_status pc_growth_bound(pc_growth *out, pc_arena *arena, const pc_expr *total, const pc_facts *facts, bool regimes,
                          pc_error *error);
void pc_growth_clear(pc_growth *growth);

/* (total - kept)/total with values put in: PC_INPUT where the total is 0 then. It need not be a number. */
pc_status pc_growth_dropped(pc_expr **out, const pc_growth *growth, const pc_symbol *const *symbols,
                            const pc_expr *const *values, size_t n, pc_error *error);

#endif
