/* A sweep: rows from a source, computed by a plan, passed through filters, written in order. */
#ifndef PC_SWEEP_H
#define PC_SWEEP_H

#include "sweep/plan.h"
#include "sweep/rows_out.h"
#include "sweep/source.h"
#include <stdatomic.h>

/* Looks at blocks with their results. */
typedef struct pc_row_filter pc_row_filter;
struct pc_row_filter {
  /* Gives good rows that are left out the state PC_ROW_LEFT. From any thread; block->worker tells them apart, and
   * `order` (the number of the chunk) and the row in it give the order of the rows. */
  pc_status (*apply)(pc_row_filter *filter, pc_row_block *block, uint64_t order, pc_error *error);
  /* After all rows, or NULL: adds the text of rows that it held back, each made by pc_rows_out_format. */
  pc_status (*finish)(pc_row_filter *filter, pc_buffer *text, pc_error *error);
};

typedef enum pc_on_error { PC_ON_ERROR_STOP, PC_ON_ERROR_SKIP, PC_ON_ERROR_MARK } pc_on_error;

typedef struct pc_progress {
  uint64_t rows, bad; /* that were read */
  uint64_t bytes;     /* of the source */
} pc_progress;

typedef struct pc_sweep {
  pc_row_source *source;
  pc_plan *plan;
  pc_row_filter **filters; /* applied in this order */
  size_t filter_count;
  const pc_rows_out *out;
  pc_sink sink; /* is given whole rows */
  pc_on_error on_error;
  size_t threads;                                            /* from 1 */
  void (*complain)(void *user, const pc_error *error);       /* of a row that is skipped; in order */
  void (*progress)(void *user, const pc_progress *progress); /* after each chunk, in order; or NULL */
  void (*wake)(void *user);                                  /* makes the source's `wake` readable; or NULL */
  void *user;
  const atomic_int *stop; /* or NULL: once it is not 0, the sweep ends after whole rows with PC_SYSTEM */
} pc_sweep;

/* Writes rows up to the first failure. The output is the same for any number of threads. `*done`, unless it is NULL,
 * says how far it came, on failure, too. */
pc_status pc_sweep_run(pc_progress *done, const pc_sweep *sweep, pc_error *error);

#endif
