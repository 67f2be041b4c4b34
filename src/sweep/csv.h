/* Rows in CSV and TSV: the first line names the columns. */
#ifndef PC_CSV_H
#define PC_CSV_H

#include "sweep/source.h"

typedef struct pc_csv_options {
  const char *path; /* "-": standard input; it lives as long as the source */
  char separator;
  const char *const *columns; /* their names, where no line has them; they live as long as the source */
  size_t column_count;
  int wake; /* see pc_row_source */
} pc_csv_options;

pc_status pc_csv_open(pc_row_source **out, pc_context *ctx, const pc_csv_options *options, pc_error *error);

#endif
