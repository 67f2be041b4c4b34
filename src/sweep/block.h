/* Rows on their way through a sweep: a block holds some hundred rows, a column for each symbol and each total. */
#ifndef PC_BLOCK_H
#define PC_BLOCK_H

#include "base/base.h"
#include <polycost/expr.h>

enum { PC_BLOCK_ROWS = 512 };

/* What has become of a row. */
typedef enum pc_row_state {
  PC_ROW_PLAIN, /* its numbers are in the columns */
  PC_ROW_ODD,   /* a number that the columns do not hold, big or a fraction: all of its values are in `odd` */
  PC_ROW_BAD,   /* it cannot be computed: `odd` says why */
  PC_ROW_LEFT   /* a filter left it out */
} pc_row_state;

/* A whole number of 128 bits, two's complement. */
typedef struct pc_wide {
  uint64_t low;
  int64_t high;
} pc_wide;

/* A row that is not plain. The expressions are numbers of the plan's context, made and read under the plan's lock. */
typedef struct pc_odd_row {
  uint32_t row;     /* in its block */
  pc_expr **inputs; /* as many as the plan has; NULL for a bad row */
  pc_expr **totals; /* hidden ones included; NULL for a bad row */
  pc_error error;   /* of a bad row; its line is counted from the chunk's */
} pc_odd_row;

/* A piece of the source's text. */
typedef struct pc_text {
  const char *start;
  uint32_t length;
} pc_text;

typedef struct pc_block {
  pc_context *ctx;              /* the worker's: what it allocates is counted there */
  size_t worker;                /* from 0 */
  size_t rows;                  /* at most PC_BLOCK_ROWS */
  uint64_t first_row;           /* the number of the first row in the whole source, from 0 */
  uint8_t state[PC_BLOCK_ROWS]; /* pc_row_state */
  size_t input_count, total_count;
  int64_t **inputs;   /* inputs[c][row] of plain rows */
  pc_wide **totals;   /* totals[k][row] of plain rows: numerators; hidden totals stand after those that are shown */
  pc_wide **divisors; /* divisors[k] is NULL where all the block's totals are whole numbers */
  pc_text *
      lines; /* the row as it stood, without its end; lines[row].start is NULL where its numbers must be written anew */
  pc_text **extras; /* extras[e][row]: what is passed through, as it stood in the source, quotes included */
  pc_odd_row *odd;  /* by row */
  size_t odd_count, odd_capacity;
} pc_block;

/* The entry of a row that is not plain. */
pc_odd_row *pc_block_odd(const pc_block *block, size_t row);

#endif
