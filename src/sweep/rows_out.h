/* How rows are written: CSV, TSV, JSON lines, .npy. */
#ifndef PC_ROWS_OUT_H
#define PC_ROWS_OUT_H

#include "sweep/plan.h"
#include "sweep/source.h"

typedef enum pc_rows_format { PC_ROWS_CSV, PC_ROWS_TSV, PC_ROWS_JSONL, PC_ROWS_NPY, PC_ROWS_NPY128 } pc_rows_format;

/* PC_USAGE for a name that is none. */
pc_status pc_rows_format_named(pc_rows_format *out, const char *name, pc_error *error);

typedef struct pc_rows_options {
  pc_rows_format format;
  bool no_header; /* of CSV and TSV: no line with the names */
  bool decimal;   /* of .npy: texts */
  bool mark;      /* bad rows are written, too, with a column `error` */
} pc_rows_options;

typedef struct pc_rows_out {
  pc_rows_options options;
  const pc_plan *plan;
  const pc_row_source *source;
  char separator;     /* of CSV and TSV */
  pc_piece *prefixes; /* of JSON lines: what stands before each column, each total and the error */
} pc_rows_out;

/* What it needs is made in the plan's arena. PC_USAGE where options do not go together. */
pc_status pc_rows_out_init(pc_rows_out *out, pc_plan *plan, const pc_row_source *source, const pc_rows_options *options,
                           pc_error *error);
/* What comes before all rows; `rows` is how many there will be, for .npy. */
pc_status pc_rows_out_begin(const pc_rows_out *out, uint64_t rows, pc_buffer *text, pc_error *error);
/* Makes rows bad whose answers a .npy file does not hold. */
pc_status pc_rows_out_check(const pc_rows_out *out, pc_row_block *block, pc_error *error);
/* Adds the good rows of [first, end), and the bad ones where they are marked. From any thread. */
pc_status pc_rows_out_format(const pc_rows_out *out, pc_row_block *block, size_t first, size_t end, pc_buffer *text,
                             pc_error *error);

/* Bytes of a row of .npy, or 0 for rows of text. */
size_t pc_rows_out_width(const pc_rows_out *out);

#endif
