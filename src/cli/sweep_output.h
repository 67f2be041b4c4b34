/* Where the rows of a sweep go. */
#ifndef POLYCOST_SWEEP_OUTPUT_H
#define POLYCOST_SWEEP_OUTPUT_H

#include "cli/cli.h"
#include <sys/types.h>

typedef struct cli_rows_output {
  const pc_rows_out *out;
  size_t width;   /* bytes of a row of an array; 0: rows are text */
  off_t start;    /* of what is written in its file, or -1 */
  uint64_t bytes; /* that were written */
} cli_rows_output;

/* PC_USAGE where an array cannot be written. `counted`: the number of rows is known. */
pc_status cli_rows_begin(cli_rows_output *o, const pc_rows_out *out, bool counted, pc_error *error);
/* A sink's write to a cli_rows_output: on failure whole rows stay. */
pc_status cli_rows_write(void *user, const char *text, size_t length, pc_error *error);
/* Sets the number of rows of an array to those that were written. */
pc_status cli_rows_end(const cli_rows_output *o, pc_error *error);

/* A line on standard error, if that is a terminal. */
typedef struct cli_progress {
  const pc_row_source *source;
  bool shown, written;
  double start, last; /* in seconds */
} cli_progress;

void cli_progress_begin(cli_progress *p, const pc_row_source *source);
void cli_progress_show(cli_progress *p, const pc_progress *done);
void cli_progress_end(const cli_progress *p);

#endif
