/* Conditions on the rows of a sweep. */
#include "sweep/where.h"
#include "lang/condition.h"

static pc_status put_totals(void *plan, pc_expr **side, pc_error *error) {
  return pc_plan_put_totals(side, plan, error);
}

/* The plan's symbols in the order of the source's columns. */
static pc_status try_in_source(pc_plan *plan, pc_row_source *source, size_t workers, pc_error *error) {
  const pc_symbol **symbols = pc_arena_alloc(&plan->arena, source->column_count * sizeof *symbols);
  if (!symbols) return pc_no_memory(plan->ctx, error);
  for (size_t i = 0; i < source->column_count; i++) symbols[i] = plan->inputs[plan->roles[i]];
  return source->where(source, plan->where, symbols, workers, error);
}

pc_status pc_plan_where(pc_plan *plan, pc_row_source *source, const char *text, size_t workers, pc_error *error) {
  pc_condition *condition;
  pc_status status = pc_condition_read(&condition, &plan->arena, plan->model, text, put_totals, plan, error);
  if (status) return status;
  plan->where = condition;
  plan->where_mask = (size_t)PC_NO_MASK;
  status = pc_plan_require_bound(plan, condition, error);
  if (status) return status;
  if (source->where) return try_in_source(plan, source, workers, error);
  return pc_plan_add_condition(&plan->where_mask, plan, condition, error);
}
