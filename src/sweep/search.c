/* Searches: what is common to them. */
#include "sweep/kept.h"

#include <string.h>

static pc_measured measure(const pc_search *search, pc_row_block *block, uint64_t order) {
  pc_measured m = { .block = block, .order = order, .n = search->measure_count };
  for (size_t i = 0; i < m.n; i++) m.results[i] = pc_run_result(block->run, search->measures[i]);
  return m;
}

static pc_status apply(pc_row_filter *filter, pc_row_block *block, uint64_t order, pc_error *error) {
  pc_search *search = (pc_search *)filter;
  const pc_measured m = measure(search, block, order);
  pc_status status = search->top ? pc_top_look(search, &m, error) : pc_pareto_look(search, &m, error);
  for (size_t row = 0; row < block->rows; row++)
    if (block->state[row] == PC_ROW_GOOD) block->state[row] = PC_ROW_LEFT;
  return status;
}

static pc_status finish(pc_row_filter *filter, pc_buffer *text, pc_error *error) {
  pc_search *search = (pc_search *)filter;
  size_t n = 0, size = 0;
  for (size_t i = 0; i < search->workers; i++) size += search->held[i].n * sizeof(pc_kept *);
  pc_kept **all = pc_alloc(search->ctx, size);
  if (!all) return pc_no_memory(search->ctx, error);
  for (size_t i = 0; i < search->workers; i++) {
    const pc_held *held = &search->held[i];
    if (held->n) memcpy(all + n, held->items, held->n * sizeof *all);
    n += held->n;
  }
  if (search->top)
    pc_top_finish(search, all, &n);
  else
    pc_pareto_finish(search, all, &n);
  for (size_t i = 0; i < n; i++) pc_buffer_add(text, all[i]->text, all[i]->length);
  pc_free(search->ctx, all, size);
  return text->failed ? pc_no_memory(text->ctx, error) : PC_OK;
}

static bool make_held(pc_search *search) {
  search->held = pc_alloc_zero(search->ctx, search->workers * sizeof *search->held);
  const pc_allocator *allocator = &search->ctx->allocator;
  for (size_t i = 0; search->held && i < search->workers; i++) {
    search->held[i].ctx = pc_context_new(&search->ctx->limits, allocator->resize ? allocator : NULL);
    if (!search->held[i].ctx) return false;
  }
  return search->held;
}

static pc_status add_measure(pc_search *search, pc_plan *plan, const char *text, pc_error *error) {
  const pc_expr *expr;
  if (search->measure_count == PC_MEASURE_MAX)
    return pc_fail(error, PC_USAGE, "rows are compared by at most %d expressions", PC_MEASURE_MAX);
  size_t *index = &search->measures[search->measure_count++];
  pc_status status = pc_plan_expression(&expr, plan, text, error);
  if (status) return status;
  for (*index = 0; *index < plan->total_count; ++*index)
    if (pc_expr_identical(plan->totals[*index].expr, expr)) return PC_OK;
  return pc_plan_add_hidden(index, plan, expr, error);
}

static pc_status add_measures(pc_search *search, pc_plan *plan, const pc_search_spec *spec, pc_error *error) {
  pc_status status = PC_OK;
  if (spec->top && spec->by) return add_measure(search, plan, spec->by, error);
  search->measure_count = spec->top > 0;
  for (size_t i = 0; !status && i < spec->over_count; i++) status = add_measure(search, plan, spec->over[i], error);
  return status;
}

pc_status pc_search_new(pc_search **out, pc_plan *plan, const pc_search_spec *spec, pc_error *error) {
  pc_search *search = pc_alloc_zero(plan->ctx, sizeof *search);
  if (!search) return pc_no_memory(plan->ctx, error);
  *search = (pc_search) {
    .filter = { apply, finish }, .ctx = plan->ctx, .top = spec->top, .workers = spec->workers, .rows = spec->rows
  };
  pc_status status = add_measures(search, plan, spec, error);
  if (!status && !make_held(search)) status = pc_no_memory(plan->ctx, error);
  if (status)
    pc_search_free(search);
  else
    *out = search;
  return status;
}

static void clear_held(pc_held *held) {
  while (held->n) pc_held_remove(held, held->n - 1);
  if (held->ctx) pc_free(held->ctx, held->items, held->capacity * sizeof *held->items);
  pc_context_free(held->ctx);
}

void pc_search_free(pc_search *search) {
  if (!search) return;
  for (size_t i = 0; search->held && i < search->workers; i++) clear_held(&search->held[i]);
  pc_free(search->ctx, search->held, search->workers * sizeof *search->held);
  pc_free(search->ctx, search, sizeof *search);
}

pc_row_filter *pc_search_filter(pc_search *search) {
  return &search->filter;
}
