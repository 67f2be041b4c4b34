/* A text tree's columns: how wide they are, and how they are made to fit. */
#ifndef PC_TABLE_H
#define PC_TABLE_H

#include "base/base.h"

enum { PC_TABLE_GAP = 2 }; /* blanks between columns */

typedef struct pc_column {
  size_t width; /* of the widest cell, then of the column */
  size_t least; /* not to be made narrower than this */
  bool right;   /* aligned */
} pc_column;

/* Narrows columns until all fit into `width`, as far as their `least` allows: first column 0 (names) keeps at least
 * three fifths of what there is to share with the others. Columns of width 0 are left out. False when they do not fit.
 */
bool pc_table_fit(pc_column *columns, size_t n, size_t width);

/* Length of the start of a formula's text that fits into `width` columns with what `*end` then adds: whole terms and
 * " + …" if there is room for one, else as much as there is and "…". */
size_t pc_cut_formula(const char *text, size_t length, size_t width, const char **end);

#endif
