/* What facts mean for growth. */
#ifndef PC_GROWTH_FACTS_H
#define PC_GROWTH_FACTS_H

#include "algebra/fact.h"
#include "algebra/monomials.h"
#include "analysis/growth.h"

/* Puts in every equation whose left side is a symbol, one after the other. */
pc_status pc_facts_put(pc_expr **out, const pc_expr *expr, const pc_facts *facts, pc_error *error);
/* The other facts, with those equations put in. */
pc_status pc_facts_rest(pc_facts *out, const pc_facts *facts, pc_error *error);
/* The cone in which the generators grow: none below a number above 0, log2(x) not faster than x, and what the facts
 * say. Their generators are added. A fact that does not compare a sum of positive terms with one term says nothing; if
 * it was asked for, that is PC_INPUT. */
pc_status pc_facts_cone(pc_cone *cone, pc_generators *gens, const pc_facts *facts, pc_error *error);

#endif
