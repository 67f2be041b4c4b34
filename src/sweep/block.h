/* Rows on their way through a sweep: a block holds some hundred rows, a column for each symbol that rows bind. */
#ifndef PC_ROW_BLOCK_H
#define PC_ROW_BLOCK_H

#include "base/base.h"
#include <polycost/program.h>

enum { PC_BLOCK_ROWS = PC_RUN_ROWS };

/* What has become of a row. */
typedef enum pc_row_state {
  PC_ROW_GOOD, /* it is written */
  PC_ROW_BAD,  /* it has no answer: block->bad says why */
  PC_ROW_LEFT  /* a filter left it out */
} pc_row_state;

/* A piece of text. */
typedef struct pc_piece {
  const char *start;
  size_t length;
} pc_piece;

enum { PC_NO_FIELD = -1 };

/* Why a row has no answer. */
typedef struct pc_bad_row {
  uint32_t row; /* in its block */
  int field;    /* the column of the source, or PC_NO_FIELD */
  pc_status status;
  char *message; /* in block->arena */
} pc_bad_row;

/* A cell that is not a plain whole number of 64 bits: its text, without quotes, is read by the plan. */
typedef struct pc_odd_cell {
  uint32_t row, input;
  pc_piece text;
} pc_odd_cell;

/* The text that a row was read from. */
typedef struct pc_line {
  const char *start; /* NULL: the source has no text */
  uint32_t length;   /* without the end of the line */
  uint32_t number;   /* of its first line in the chunk, from 0 */
  bool plain;        /* its columns are the plan's inputs, written as they would be written */
} pc_line;

typedef struct pc_row_block {
  pc_context *ctx;              /* the worker's own: what is allocated for the block is counted there */
  pc_arena *arena;              /* cleared after each chunk */
  size_t worker;                /* from 0 */
  size_t rows;                  /* at most PC_BLOCK_ROWS */
  uint64_t first_row;           /* from 0: in the source where that knows it, else in the chunk */
  uint8_t state[PC_BLOCK_ROWS]; /* pc_row_state */
  pc_data *inputs;              /* for each of the plan's inputs; of rows that are not good any numbers */
  int64_t **narrow; /* for each input PC_BLOCK_ROWS numbers: where inputs point to unless a source sets them */
  size_t input_count;
  pc_line lines[PC_BLOCK_ROWS];
  pc_piece **extras; /* extras[e][row]: what is passed through, as it stood in the source, quotes included */
  size_t extra_count;
  pc_odd_cell *odd;
  size_t odd_count, odd_capacity;
  pc_bad_row *bad; /* by row */
  size_t bad_count, bad_capacity;
  pc_run *run; /* after pc_plan_evaluate: results and masks of the plan */
} pc_row_block;

pc_status pc_row_block_init(pc_row_block *block, pc_context *ctx, pc_arena *arena, size_t inputs, size_t extras,
                            pc_error *error);
void pc_row_block_clear(pc_row_block *block); /* after an init that failed, too */
/* Makes the block empty; its inputs point to `narrow` again. */
void pc_row_block_reset(pc_row_block *block);
/* A row's number in a column. */
pc_answer pc_row_block_input(const pc_row_block *block, size_t input, size_t row);
/* Adds a cell to be read by the plan. */
pc_status pc_row_block_add_odd(pc_row_block *block, size_t row, size_t input, pc_piece text, pc_error *error);
/* Marks the row as bad, unless it is: the first reason holds. */
pc_status pc_row_block_spoil(pc_row_block *block, size_t row, int field, pc_status status, pc_error *error,
                             const char *format, ...) __attribute__((format(printf, 6, 7)));

#endif
