/* Numbers for reading, and doubles for programs. Nothing here depends on the locale. */
#ifndef PC_NUMBER_H
#define PC_NUMBER_H

#include "base/base.h"
#include <polycost/expr.h>

enum { PC_DOUBLE_SIZE = 40 };

/* The shortest text that reads back as the same double; it must be finite. */
void pc_double_text(char text[PC_DOUBLE_SIZE], double value);

/* A number rounded to three digits with a unit: "~51.2 G", "512", "2 M", "~1.23e45", "~0.333". Marked with ~ unless
 * it is exact. */
pc_status pc_add_human(pc_buffer *out, const pc_expr *number, pc_error *error);
/* The same without short fractions: "~1.5" for 3/2. */
pc_status pc_add_decimal(pc_buffer *out, const pc_expr *number, pc_error *error);

/* What lies between two decimals that are one unit of the last place apart, cut to their digits. */
pc_status pc_add_between(pc_buffer *out, const pc_expr *low, const pc_expr *high, pc_error *error);

/* A share of 1: "30.7%", "0.03%", "<0.01%"; or with six significant digits: "30.6906%". */
void pc_share_text(char text[PC_DOUBLE_SIZE], double share);
void pc_percent_text(char text[PC_DOUBLE_SIZE], double share);

#endif
