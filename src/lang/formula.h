/* Derived metrics whose formula is a text over the names of metrics. */
#ifndef PC_FORMULA_H
#define PC_FORMULA_H

#include "cost/cost.h"

/* A formula, reference counted. */
typedef struct pc_formula pc_formula;

/* Names in the text that are no metrics when the formula is used are symbols. */
pc_status pc_formula_new(pc_formula **out, pc_context *ctx, const char *text, pc_error *error);
pc_formula *pc_formula_ref(pc_formula *formula);
void pc_formula_unref(pc_formula *formula);

/* The pc_derive of a metric whose `user` is a formula. */
pc_status pc_formula_derive(void *user, unsigned metric, pc_totals *at, pc_expr **out, pc_error *error);

#endif
