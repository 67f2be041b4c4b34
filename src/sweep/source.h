/* Where rows come from: files of rows, columns in .npy files, grids. */
#ifndef PC_ROW_SOURCE_H
#define PC_ROW_SOURCE_H

#include "sweep/block.h"

/* Some rows that were taken from a source, to be read by one worker, block by block. */
typedef struct pc_chunk {
  pc_context *ctx;             /* the worker's */
  uint64_t number;             /* in the order of taking, from 0 */
  uint64_t first_row;          /* of its rows, where the source knows it when it takes them */
  uint64_t rows;               /* the same */
  uint64_t done;               /* rows that were read */
  char *text;                  /* of text: the worker's, kept from chunk to chunk */
  size_t length, capacity, at; /* `at`: read up to here */
  uint64_t lines; /* line ends up to `at`: added up when chunks are written, so that messages have line numbers */
} pc_chunk;

typedef struct pc_row_source pc_row_source;
struct pc_row_source {
  pc_context *ctx;
  const char *name;           /* for messages: "rows.csv", "standard input" */
  const char *const *columns; /* names of the columns, in their order */
  size_t column_count;
  bool counted; /* `rows` is known from the start */
  uint64_t rows;
  /* The next rows. One call at a time, in order; PC_NO at the end. A reader of a stream takes what is there, and waits
   * only where there is no whole row. */
  pc_status (*take)(pc_row_source *source, pc_chunk *chunk, pc_error *error);
  /* The next rows of a chunk: fills rows, state, inputs (block->inputs[c] for plan->columns[c]), lines and extras of
   * the block. Called from many threads, each with a chunk of its own. No rows: the chunk is done. A bad row is no
   * failure: it is put into block->odd. */
  pc_status (*read)(const pc_row_source *source, pc_chunk *chunk, pc_block *block, pc_error *error);
  /* Leaves out all rows but [first, end), before anything is taken; NULL: it must be done by counting. */
  pc_status (*restrict_to)(pc_row_source *source, uint64_t first, uint64_t end, pc_error *error);
  void (*free)(pc_row_source *source);
};

#endif
