/* How often, or over what, a child counts. */
#include "cost/repeat.h"

void pc_repeat_free(pc_context *ctx, pc_repeat *repeat) {
  if (!repeat) return;
  pc_expr_unref(repeat->count);
  for (size_t i = 0; i < repeat->exception_count; i++) pc_expr_unref(repeat->exceptions[i].count);
  for (size_t i = 0; i < repeat->n && repeat->values; i++) pc_expr_unref(repeat->values[i]);
  pc_free(ctx, repeat->exceptions, repeat->exception_count * sizeof *repeat->exceptions);
  pc_free(ctx, repeat->symbols, repeat->n * sizeof *repeat->symbols);
  pc_free(ctx, repeat->values, repeat->n * sizeof *repeat->values);
  pc_free(ctx, repeat, sizeof *repeat);
}

static bool copy_exceptions(pc_context *ctx, pc_repeat *copy, const pc_repeat *repeat) {
  if (!repeat->exception_count) return true;
  copy->exceptions = pc_alloc(ctx, repeat->exception_count * sizeof *copy->exceptions);
  if (!copy->exceptions) return false;
  copy->exception_count = repeat->exception_count;
  for (size_t i = 0; i < repeat->exception_count; i++)
    copy->exceptions[i] = (pc_exception) { repeat->exceptions[i].metrics, pc_expr_ref(repeat->exceptions[i].count) };
  return true;
}

/* SUM has one symbol and two values; both arrays are given n = 2 places. */
static bool copy_values(pc_context *ctx, pc_repeat *copy, const pc_repeat *repeat) {
  size_t values = repeat->kind == PC_REPEAT_SUM ? 2 : repeat->n;
  size_t symbols = repeat->kind == PC_REPEAT_SUM ? 1 : repeat->n;
  if (repeat->kind == PC_REPEAT_TIMES || !values) return true;
  copy->n = values;
  copy->symbols = pc_alloc_zero(ctx, values * sizeof *copy->symbols);
  copy->values = pc_alloc_zero(ctx, values * sizeof *copy->values);
  if (!copy->symbols || !copy->values) return false;
  for (size_t i = 0; i < symbols; i++) copy->symbols[i] = repeat->symbols[i];
  for (size_t i = 0; i < values; i++) copy->values[i] = pc_expr_ref(repeat->values[i]);
  return true;
}

pc_repeat *pc_repeat_copy(pc_context *ctx, const pc_repeat *repeat) {
  pc_repeat *copy = pc_alloc_zero(ctx, sizeof *copy);
  if (!copy) return NULL;
  copy->kind = repeat->kind;
  if (copy_exceptions(ctx, copy, repeat) && copy_values(ctx, copy, repeat)) {
    if (repeat->count) copy->count = pc_expr_ref(repeat->count);
    return copy;
  }
  pc_repeat_free(ctx, copy);
  return NULL;
}

bool pc_repeat_is_once(const pc_repeat *repeat) {
  if (repeat->kind == PC_REPEAT_WHERE) return repeat->n == 0;
  if (repeat->kind != PC_REPEAT_TIMES || repeat->exception_count) return false;
  int64_t count;
  return !repeat->count || (pc_expr_to_int64(&count, repeat->count) && count == 1);
}

pc_metric_set pc_repeat_named(const pc_repeat *repeat) {
  pc_metric_set named = 0;
  for (size_t i = 0; i < repeat->exception_count; i++) named |= repeat->exceptions[i].metrics;
  return named;
}

const pc_expr *pc_repeat_count(const pc_repeat *repeat, const pc_chain *chain) {
  for (unsigned i = 0; repeat->exception_count && i < chain->n; i++)
    for (size_t j = repeat->exception_count; j-- > 0;)
      if (repeat->exceptions[j].metrics & PC_METRIC(chain->path[i])) return repeat->exceptions[j].count;
  return repeat->count;
}

pc_status pc_repeat_apply(pc_expr **out, const pc_repeat *repeat, const pc_expr *total, pc_error *error) {
  if (repeat->kind == PC_REPEAT_SUM)
    return pc_expr_sum_over(out, total, repeat->symbols[0], repeat->values[0], repeat->values[1], error);
  return pc_expr_subs(out, total, repeat->symbols, (const pc_expr *const *)repeat->values, repeat->n, error);
}
