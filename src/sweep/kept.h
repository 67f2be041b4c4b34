/* Inside searches: rows that are held back, with what is compared of them. */
#ifndef PC_KEPT_H
#define PC_KEPT_H

#include "sweep/search.h"

/* A row with its text. */
typedef struct pc_kept {
  uint64_t place[3]; /* rows stand in the order of their chunks, blocks in these, and rows in these */
  size_t size;       /* of this block of memory: the measures' limbs follow the measures */
  char *text;
  size_t length;
  pc_answer measures[];
} pc_kept;

/* One worker's rows, in an order of the search's own. */
typedef struct pc_held {
  pc_context *ctx; /* of its own: workers do not wait for one another */
  pc_kept **items;
  size_t n, capacity;
  size_t sorted; /* pareto.c: items that are a front in order; the others are yet to be put in */
} pc_held;

enum { PC_MEASURE_MAX = 16 };

struct pc_search {
  pc_row_filter filter;
  pc_context *ctx;
  size_t top, workers, measure_count;
  size_t measures[PC_MEASURE_MAX]; /* totals of the plan */
  const pc_rows_out *rows;
  pc_held *held; /* by worker */
};

/* The measures of a block's rows. */
typedef struct pc_measured {
  pc_row_block *block;
  uint64_t order; /* the number of its chunk */
  const pc_result *results[PC_MEASURE_MAX];
  size_t n;
} pc_measured;

/* -1, 0, 1: the row's measure against a kept one. */
int pc_measure_compare(const pc_measured *m, size_t measure, size_t row, const pc_kept *kept);
/* Whether the row stands before the kept one. */
bool pc_measured_before(const pc_measured *m, size_t row, const pc_kept *kept);

/* Adds the row to what the worker holds. */
pc_status pc_held_add(pc_held *held, const pc_search *search, const pc_measured *m, size_t row, pc_error *error);
/* Frees the item at the place, which the last one takes. */
void pc_held_remove(pc_held *held, size_t place);

/* By rows, for qsort of pc_kept pointers. */
int pc_kept_by_row(const void *a, const void *b);

/* top.c, pareto.c: looks at the good rows of a block; sorts out all that was held into the first `*n` of `all`. */
pc_status pc_top_look(pc_search *search, const pc_measured *m, pc_error *error);
void pc_top_finish(const pc_search *search, pc_kept **all, size_t *n);
pc_status pc_pareto_look(pc_search *search, const pc_measured *m, pc_error *error);
void pc_pareto_finish(const pc_search *search, pc_kept **all, size_t *n);

#endif
