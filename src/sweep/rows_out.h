/* How rows are written: CSV, TSV, JSON lines, .npy. */
#ifndef PC_ROWS_OUT_H
#define PC_ROWS_OUT_H

#include "sweep/plan.h"
#include "sweep/source.h"

typedef enum pc_rows_format { PC_ROWS_CSV, PC_ROWS_TSV, PC_ROWS_JSONL, PC_ROWS_NPY, PC_ROWS_NPY128 } pc_rows_format;

/* PC_USAGE for a name that is none. */
pc_status pc_rows_format_named(pc_rows_format *out, const char *name, pc_error *error);

typedef struct pc_rows_out {
  pc_rows_format format;
  const pc_plan *plan;
  const pc_row_source *source;
  bool header;  /* names first, of CSV and TSV */
  bool decimal; /* of .npy: texts */
  bool mark;    /* bad rows are written, too, with a column `error` */
} pc_rows_out;

/* What comes before all rows; `rows` is how many there will be, for .npy. */
void pc_rows_out_begin(const pc_rows_out *out, uint64_t rows, pc_buffer *text);
/* Adds the good rows of [first, end), and the bad ones where they are marked. From any thread. An answer that a .npy
 * file does not hold makes its row bad: the text then ends before it, and *end is that row. */
pc_status pc_rows_out_format(const pc_rows_out *out, pc_row_block *block, size_t first, size_t *end, pc_buffer *text,
                             pc_error *error);

#endif
