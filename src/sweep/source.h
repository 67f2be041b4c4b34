/* Where rows come from: text, columns in .npy files, grids. */
#ifndef PC_ROW_SOURCE_H
#define PC_ROW_SOURCE_H

#include "sweep/block.h"

/* Some rows that were taken from a source, to be read by one worker, block by block. */
typedef struct pc_chunk {
  pc_context *ctx;          /* the worker's */
  uint64_t first_row, rows; /* where the source knows them when it takes the chunk */
  uint64_t done;            /* rows that were read */
  char *text;               /* the worker's memory for text or numbers, kept from chunk to chunk */
  size_t length, capacity;
  size_t at;        /* read up to here */
  uint64_t skipped; /* of text: lines before the chunk that are in no chunk */
  uint64_t lines;   /* of text: ends of lines before `at`; all of them, once the chunk was read */
  uint64_t bytes;   /* of the source, that were taken with it */
} pc_chunk;

/* What becomes of a column of the source: PC_COLUMN_UNUSED, an input of the plan, or PC_COLUMN_EXTRA + its number
 * among those that are passed through. */
enum { PC_COLUMN_UNUSED = -1, PC_COLUMN_EXTRA = 1 << 20 };

typedef struct pc_row_source pc_row_source;
struct pc_row_source {
  pc_context *ctx;
  const char *name;           /* for messages: "rows.csv", "standard input" */
  const char *const *columns; /* names of the columns, in their order */
  size_t column_count;
  int wake;         /* a file that can be read once waiting is to end, or -1 */
  const int *roles; /* set before rows are taken: what becomes of each column */
  char separator;   /* of text: ',' or a tab; 0 for others */
  bool has_lines;   /* rows are lines of text: messages name lines; else they name rows, */
  bool has_points;  /* or the numbers of a row */
  uint64_t rows;    /* if known from the start, UINT64_MAX otherwise */
  uint64_t bytes;   /* the same, of text */
  /* The next rows. One call at a time, in order; PC_NO at the end. A reader of a stream takes what is there, and waits
   * only where there is no whole row. */
  pc_status (*take)(pc_row_source *source, pc_chunk *chunk, pc_error *error);
  /* The next rows of a chunk: fills an empty block, up to its last column that is passed through. From many threads,
   * each with a chunk of its own. No rows: the chunk is done. A bad row is no failure: see pc_row_block_spoil. */
  pc_status (*read)(const pc_row_source *source, pc_chunk *chunk, pc_row_block *block, pc_error *error);
  /* A cell as it stands in the text of a row, with its quotes; start NULL where it is missing. NULL: there is no text.
   */
  pc_piece (*cell)(const pc_row_source *source, pc_piece row, int field);
  /* Before rows are taken: leaves all rows out but part i of n, from 1. */
  pc_status (*part)(pc_row_source *source, uint64_t i, uint64_t n, pc_error *error);
  /* Leaves out rows for which the condition does not hold, before they are read; its symbols are the columns, and there
   * are at most so many workers. NULL: the plan does that. Afterwards it is not known how many rows there will be. */
  pc_status (*where)(pc_row_source *source, const pc_condition *condition, const pc_symbol *const *symbols,
                     size_t workers, pc_error *error);
  void (*free)(pc_row_source *source);
};

#endif
