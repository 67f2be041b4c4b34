/* Facts as data: what is known of expressions beside the domains of their symbols. */
#ifndef PC_FACT_H
#define PC_FACT_H

#include "base/base.h"
#include <polycost/expr.h>

typedef enum pc_relation { PC_AT_MOST, PC_BELOW, PC_SAME, PC_DIVIDES } pc_relation;

/* left <= right, left < right, left = right, or left | right: right/left is a whole number. */
typedef struct pc_fact {
  pc_expr *left, *right;
  pc_relation relation;
  const char *text; /* as it was stated for this question; NULL: a file says it */
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

/* Tells the fact to the algebra of its context: it is used for all expressions that are made there from then on, until
 * it is taken back as often as it was told. What no proof can use is remembered all the same. */
pc_status pc_fact_tell(const pc_fact *fact, pc_error *error);
void pc_fact_take_back(const pc_fact *fact);
/* Whether the fact is proved to hold for no values that are allowed. */
pc_status pc_fact_refuted(bool *out, const pc_fact *fact, pc_error *error);
/* Whether the fact follows from what is known. */
pc_status pc_fact_follows(bool *out, const pc_fact *fact, pc_error *error);

#endif
