/* What is computed for each row: the totals that are shown and what filters need, as one program over the columns. */
#ifndef PC_PLAN_H
#define PC_PLAN_H

#include "lang/model.h"
#include "sweep/block.h"
#include <pthread.h>

typedef struct pc_plan {
  pc_context *ctx;
  pc_model *model;
  pc_arena arena;
  const pc_symbol **inputs; /* symbols that rows bind, in the order of the source's columns */
  size_t *columns;          /* of the source, for each input */
  size_t input_count;
  size_t *extras; /* columns of the source that are no symbols and are passed through */
  size_t extra_count;
  pc_expr **totals; /* in the inputs */
  const char **names;
  size_t total_count, shown, capacity; /* those from `shown` on are not written */
  struct pc_program *program;
  pthread_mutex_t lock; /* around all work on expressions once rows run */
} pc_plan;

/* An expression in symbols of the model and names of metrics, each of which stands for its total. */
pc_status pc_plan_expression(pc_expr **out, pc_plan *plan, const char *text, pc_error *error);
/* Adds an expression, which is then in block->totals[*index] of every block. Before pc_plan_compile. */
pc_status pc_plan_add(size_t *index, pc_plan *plan, const char *name, const pc_expr *expr, pc_error *error);
/* PC_INPUT with the names of what is not bound, when there is such. */
pc_status pc_plan_compile(pc_plan *plan, pc_error *error);
/* Totals of a block whose inputs are there; checks what the model assumes. Rows that break it become bad. */
pc_status pc_plan_evaluate(const pc_plan *plan, pc_block *block, pc_error *error);

#endif
