/* What the user of a graph should know before its totals are believed. */
#ifndef PC_DOUBTS_H
#define PC_DOUBTS_H

#include "lang/model.h"

/* Fills the model's warnings: what the reader doubts, and with `operations` those that no rule prices, or whose price
 * needs what is not known. Those that the rules leave out on purpose are no doubts. */
pc_status pc_model_doubt(pc_model *model, bool operations, pc_error *error);

#endif
