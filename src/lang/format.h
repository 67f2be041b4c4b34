/* Formats: expressions of the cost language with %e for values, parsed once each. */
#ifndef PC_FORMAT_H
#define PC_FORMAT_H

#include "base/base.h"
#include <polycost/expr.h>

/* The formats that a builder has met, with their trees. */
typedef struct pc_formats pc_formats;

/* Evaluates a format to a number: names are symbols, each %e is the next of args, which holds as many. `*formats` is
 * NULL at first; what it becomes is freed with pc_formats_free. */
pc_status pc_formats_evaluate(pc_expr **out, pc_formats **formats, pc_context *ctx, const char *text,
                              const pc_expr *const *args, pc_error *error);
void pc_formats_free(pc_formats *formats); /* NULL is allowed */

#endif
