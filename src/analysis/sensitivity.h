/* What a symbol does to a total. */
#ifndef PC_SENSITIVITY_H
#define PC_SENSITIVITY_H

#include "cost/cost.h"

/* Of one symbol x on a total T; what there is not is NULL. */
typedef struct pc_effect {
  const pc_symbol *symbol;
  pc_expr *value;                          /* of x, a number */
  pc_expr *derivative;                     /* dT/dx */
  pc_expr *elasticity;                     /* x/T dT/dx */
  pc_expr *doubled, *ratio, *difference;   /* T(2x), T(2x)/T, T(2x) - T */
  const char *no_derivative, *not_doubled; /* why; borrowed */
} pc_effect;

void pc_effect_clear(pc_effect *effect);

/* The derivative of `total` by the symbol, and the elasticity; values are put in after. `whole` is the total with them
 * put in; where it is 0 there is no elasticity. PC_INPUT where the symbol stands in an atom. */
pc_status pc_effect_derive(pc_effect *effect, const pc_expr *total, const pc_expr *whole, const pc_values *at,
                           pc_error *error);
/* What the total becomes at `twice`; where the whole is 0 there is no ratio. PC_INPUT where it has no value there. */
pc_status pc_effect_double(pc_effect *effect, const pc_expr *total, const pc_expr *whole, const pc_values *twice,
                           pc_error *error);

#endif
