/* Inside: step-by-step derivations, as data. */
#ifndef PC_REPORT_DERIVATION_H
#define PC_REPORT_DERIVATION_H

#include <polycost/model.h>

/* What a total is the sum of. */
typedef struct pc_derived_part {
  const char *name; /* of the node; "" for an amount without one */
  pc_expr *count;   /* how often it counts; NULL: once */
  pc_expr *amount;  /* taken once */
} pc_derived_part;

typedef struct pc_derived_binding {
  const pc_symbol *symbol;
  pc_expr *value;
} pc_derived_binding;

/* From the parts to the total, then with the bindings of symbols that stand in it put in, all at once. */
typedef struct pc_derivation {
  const char *metric;
  const char *title; /* or NULL */
  pc_derived_part *parts;
  size_t n; /* 0: the total is no sum of parts */
  pc_expr *total;
  pc_derived_binding *bindings;
  size_t binding_count;
  pc_expr *value;
} pc_derivation;

typedef struct pc_derivations {
  pc_derivation *items;
  size_t n;
  pc_shape shape; /* of the last step */
} pc_derivations;

void pc_derivations_clear(pc_derivations *derivations);

#endif
