/* What is computed for each row: totals, and what must hold of the row, as one program over its columns. */
#ifndef PC_PLAN_H
#define PC_PLAN_H

#include "lang/model.h"
#include "sweep/block.h"
#include <pthread.h>

typedef struct pc_plan_options {
  pc_model_options model;
  const char *const *columns; /* of the rows */
  size_t column_count;
  const char *const *metrics; /* none, and no expressions: the default one */
  size_t metric_count;
  const char *at;                 /* or NULL */
  const char *const *expressions; /* in symbols of the model and in metrics: "flops/params", "ratio = flops/params" */
  size_t expression_count;
  bool keep; /* columns that are no symbols are passed through */
} pc_plan_options;

typedef struct pc_plan_total {
  const char *name; /* NULL: it is not written */
  pc_expr *expr;    /* in the inputs */
} pc_plan_total;

enum { PC_NO_MASK = -1 };

typedef struct pc_plan pc_plan;
struct pc_plan {
  pc_context *ctx;
  pc_model *model;
  pc_arena arena;
  pc_plan_options options;
  int *roles;               /* of the columns: see source.h */
  const pc_symbol **inputs; /* in the order of the columns */
  const int64_t *least;     /* for each input what it must not be below; INT64_MIN: there is nothing */
  const bool *stated;       /* whether the model states that bound: otherwise it is that of all symbols */
  size_t input_count, extra_count;
  pc_plan_total *totals; /* those from `shown` on are not written */
  size_t total_count, total_capacity, shown;
  const pc_condition **conditions; /* the first `checks` must hold of every row */
  size_t condition_count, condition_capacity, checks;
  const pc_condition *where; /* rows for which it does not hold are left out, or NULL */
  size_t where_mask;         /* its place among the conditions, or PC_NO_MASK where the source leaves rows out */
  pc_program *program;
  pc_expr **kept; /* what expressions and conditions need */
  size_t kept_count, kept_capacity;
  pc_setting *setting;          /* what is bound, for messages; NULL until it is needed */
  struct pc_patterns *patterns; /* of rows whose cells are expressions: src/sweep/pattern.c */
  pthread_mutex_t lock;         /* around all work on expressions once rows run */
};

/* Opens the model with the columns left free. `*out` is there on failure, too, and to be freed. */
pc_status pc_plan_open(pc_plan **out, pc_context *ctx, const pc_plan_options *options, pc_error *error);
void pc_plan_free(pc_plan *plan); /* NULL is allowed */

/* An expression in symbols of the model and names of metrics, each of which stands for its total. It lives as long as
 * the plan. */
pc_status pc_plan_expression(const pc_expr **out, pc_plan *plan, const char *text, pc_error *error);
/* Takes over the expression, which lives as long as the plan then; on failure too. */
pc_status pc_plan_keep(pc_plan *plan, pc_expr *expr, pc_error *error);
/* Puts totals for names of metrics; *expr is replaced. */
pc_status pc_plan_put_totals(pc_expr **expr, pc_plan *plan, pc_error *error);
/* Adds what is not written: pc_run_result(block->run, *index), pc_run_mask(block->run, *index). Before pc_plan_compile;
 * the expression and the condition with its parts must live as long as the plan. */
pc_status pc_plan_add_hidden(size_t *index, pc_plan *plan, const pc_expr *expr, pc_error *error);
pc_status pc_plan_add_condition(size_t *index, pc_plan *plan, const pc_condition *condition, pc_error *error);
/* PC_INPUT with the names of all symbols that nothing binds, when there is one. */
pc_status pc_plan_require_bound(pc_plan *plan, const pc_condition *condition, pc_error *error);
pc_status pc_plan_compile(pc_plan *plan, pc_error *error);
/* The column of the rows that is this input. */
int pc_plan_column(const pc_plan *plan, size_t input);

/* Reads the odd cells of a block, checks its rows by domains and facts, and runs the program. Rows without an answer
 * become bad. */
pc_status pc_plan_evaluate(pc_plan *plan, pc_row_block *block, pc_error *error);

#endif
