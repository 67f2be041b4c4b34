/* How rows are written: CSV, TSV, JSON lines, .npy. */
#ifndef PC_ROWS_OUT_H
#define PC_ROWS_OUT_H

#include "sweep/plan.h"

typedef enum pc_rows_format { PC_ROWS_CSV, PC_ROWS_TSV, PC_ROWS_JSONL, PC_ROWS_NPY } pc_rows_format;

typedef struct pc_rows_out pc_rows_out;
struct pc_rows_out {
  pc_rows_format format;
  const pc_plan *plan;
  bool header;  /* names first */
  bool decimal; /* of npy: totals as text */
  bool mark;    /* bad rows are written, with a column `error` */
};

/* What comes before all rows. */
void pc_rows_out_begin(const pc_rows_out *out, pc_buffer *text);
/* Adds the rows [from, end) of the block but those that were left out. From any thread. */
pc_status pc_rows_out_format(const pc_rows_out *out, const pc_block *block, size_t from, size_t end, pc_buffer *text,
                             pc_error *error);

#endif
