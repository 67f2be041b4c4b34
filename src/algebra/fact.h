/* Facts as data: what is known of expressions beside the domains of their symbols. */
#ifndef PC_FACT_H
#define PC_FACT_H

#include "base/base.h"
#include <polycost/expr.h>

/* left <= right, or left = right. */
typedef struct pc_fact {
  pc_expr *left, *right;
  bool equal;
  bool asked; /* stated for this question: it is an error when nothing can be made of it */
} pc_fact;

/* A growing list. Zero-initialise, set ctx. */
typedef struct pc_facts {
  pc_context *ctx;
  pc_fact *items;
  size_t n, capacity;
} pc_facts;

/* Takes over both references, on failure too. */
pc_status pc_facts_add(pc_facts *facts, pc_fact fact, pc_error *error);
void pc_facts_clear(pc_facts *facts);

#endif
