/* Equations and bounds in one symbol whose other symbols are bound, and which question is which. */
#include "analysis/solve.h"
#include "algebra/calculus.h"

/* ---- ranges in which it holds ---- */

static bool holds(int sign, pc_solve_relation relation) {
  if (sign == PC_NO_SIGN) return false;
  return relation == PC_SOLVE_EQUAL ? sign == 0 : relation == PC_SOLVE_AT_MOST ? sign <= 0 : sign >= 0;
}

/* Neighbours in which the difference has opposite signs. */
static pc_status add_crossing(pc_solution *s, const pc_range *before, const pc_range *after, pc_error *error) {
  if (before->sign * after->sign != -1) return PC_OK;
  const pc_range crossing = { before->to, after->from, (int)s->crossings.n };
  return pc_ranges_add(&s->crossings, &crossing, error);
}

static pc_status take_ranges(pc_solution *s, const pc_ranges *signs, pc_error *error) {
  pc_status status = PC_OK;
  bool held = false;
  for (size_t i = 0; i < signs->n && !status; i++) {
    pc_range range = signs->items[i];
    bool here = holds(range.sign, s->relation);
    range.sign = held ? s->where.items[s->where.n - 1].sign : (int)s->where.n;
    if (here) status = pc_ranges_add(&s->where, &range, error);
    if (!status && i && s->relation == PC_SOLVE_EQUAL && s->span.domain == PC_INTEGERS)
      status = add_crossing(s, &signs->items[i - 1], &signs->items[i], error);
    held = here;
  }
  return status;
}

/* ---- what both sides are at their ends ---- */

static pc_status side_at(pc_expr **out, const pc_solution *s, const pc_expr *side, const pc_expr *x, pc_error *error) {
  pc_error here = PC_ERROR_INIT;
  pc_status status = pc_expr_subs(out, side, &s->symbol, &x, 1, &here);
  if (status == PC_INPUT) return PC_OK;
  return status ? pc_fail(error, status, "%s", here.message) : PC_OK;
}

/* Samples ascend; one that is there is not repeated, and one without a value is left out. */
static pc_status add_sample(pc_solution *s, const pc_expr *x, pc_error *error) {
  const pc_sample *last = s->sample_count ? &s->samples[s->sample_count - 1] : NULL;
  if (s->span.least && pc_expr_compare_numbers(x, s->span.least) < 0) return PC_OK;
  if (s->span.most && pc_expr_compare_numbers(x, s->span.most) > 0) return PC_OK;
  if (last && pc_expr_compare_numbers(x, last->value) <= 0) return PC_OK;
  void *items = s->samples;
  bool grown = pc_grow(s->ctx, &items, &s->sample_capacity, s->sample_count, sizeof *s->samples);
  s->samples = items;
  if (!grown) return pc_no_memory(s->ctx, error);
  pc_sample *sample = &s->samples[s->sample_count];
  *sample = (pc_sample) { NULL, NULL, NULL };
  pc_status status = side_at(&sample->left, s, s->left, x, error);
  if (!status) status = side_at(&sample->right, s, s->right, x, error);
  bool shown = !status && sample->left && sample->right;
  if (shown) {
    sample->value = pc_expr_ref(x);
    s->sample_count++;
  } else {
    pc_expr_unref(sample->left);
    pc_expr_unref(sample->right);
  }
  return status;
}

static pc_status sample_near(pc_solution *s, const pc_expr *x, int64_t step, pc_error *error) {
  pc_expr *near = NULL;
  if (s->span.domain != PC_INTEGERS) return PC_OK;
  pc_status status = pc_expr_step(&near, x, step, error);
  if (!status) status = add_sample(s, near, error);
  pc_expr_unref(near);
  return status;
}

static bool is_number(const pc_end *end) {
  return end->low && pc_expr_identical(end->low, end->high);
}

/* The end itself and, of a bound, its neighbour outside. */
static pc_status sample_end(pc_solution *s, const pc_end *end, int64_t outside, pc_error *error) {
  if (!is_number(end)) return PC_OK;
  bool start = s->span.least && pc_expr_identical(end->low, s->span.least) && outside < 0;
  bool beside = s->relation != PC_SOLVE_EQUAL && !start;
  pc_status status = beside && outside < 0 ? sample_near(s, end->low, -1, error) : PC_OK;
  if (!status && !start) status = add_sample(s, end->low, error);
  return status || !beside || outside < 0 ? status : sample_near(s, end->low, 1, error);
}

static pc_status sample_ends(pc_solution *s, const pc_ranges *ranges, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; i < ranges->n && !status; i++) {
    status = sample_end(s, &ranges->items[i].from, -1, error);
    if (!status) status = sample_end(s, &ranges->items[i].to, 1, error);
  }
  return status;
}

static pc_status take_samples(pc_solution *s, pc_error *error) {
  pc_status status = sample_ends(s, &s->where, error);
  if (!status && !s->where.n) status = sample_ends(s, &s->crossings, error);
  bool start = s->span.least && !s->sample_count && (!s->where.n || is_number(&s->where.items[0].from));
  return status || !start ? status : add_sample(s, s->span.least, error);
}

/* ---- the question ---- */

static pc_status solve_numbers(pc_solution *s, const pc_expr *difference, pc_error *error) {
  pc_ranges signs = { 0 };
  bool decided = false;
  s->outcome = PC_NO_SOLUTION;
  if (pc_span_is_empty(&s->span)) return PC_OK;
  pc_status status = pc_find_signs(&signs, &decided, difference, s->symbol, &s->span, error);
  s->outcome = PC_NOT_DECIDED;
  if (!status && decided) {
    status = take_ranges(s, &signs, error);
    if (!status) status = take_samples(s, error);
    s->outcome = s->where.n || s->crossings.n ? PC_SOLVED : PC_NO_SOLUTION;
  }
  pc_ranges_clear(&signs);
  return status;
}

static pc_status has_others(bool *out, const pc_expr *e, const pc_symbol *symbol, pc_error *error) {
  const pc_symbol **symbols = NULL;
  size_t n = 0;
  pc_status status = pc_expr_symbols(&symbols, &n, e, error);
  if (status) return status;
  *out = n > 1 || (n == 1 && symbols[0] != symbol);
  pc_symbols_free(pc_expr_context(e), symbols, n);
  return PC_OK;
}

pc_status pc_solve(pc_solution *out, const pc_expr *left, const pc_expr *right, const pc_symbol *symbol,
                   pc_solve_relation relation, const pc_facts *facts, pc_error *error) {
  pc_context *ctx = pc_expr_context(left);
  *out = (pc_solution) { .ctx = ctx, .symbol = symbol, .relation = relation };
  out->left = pc_expr_ref(left);
  out->right = pc_expr_ref(right);
  out->where.ctx = out->crossings.ctx = ctx;
  pc_expr *difference = NULL;
  pc_status status = pc_span_of(&out->span, ctx, symbol, error);
  if (!status) status = pc_expr_sub(&difference, left, right, error);
  if (!status) status = has_others(&out->formulas, difference, symbol, error);
  if (!status && !out->formulas) status = pc_span_narrow(&out->span, symbol, facts, error);
  if (!status)
    status = out->formulas ? pc_solve_formulas(out, difference, error) : solve_numbers(out, difference, error);
  pc_expr_unref(difference);
  return status;
}

static void free_list(pc_context *ctx, pc_expr **items, size_t n, size_t room) {
  for (size_t i = 0; i < n; i++) pc_expr_unref(items[i]);
  pc_free(ctx, items, room * sizeof *items);
}

void pc_solution_clear(pc_solution *s) {
  if (!s->ctx) return;
  pc_span_clear(&s->span);
  pc_expr_unref(s->left);
  pc_expr_unref(s->right);
  pc_ranges_clear(&s->where);
  pc_ranges_clear(&s->crossings);
  for (size_t i = 0; i < s->sample_count; i++) {
    pc_expr_unref(s->samples[i].value);
    pc_expr_unref(s->samples[i].left);
    pc_expr_unref(s->samples[i].right);
  }
  pc_free(s->ctx, s->samples, s->sample_capacity * sizeof *s->samples);
  for (size_t i = 0; i < s->solved_count; i++) {
    pc_expr_unref(s->solved[i].value);
    pc_expr_unref(s->solved[i].excess);
  }
  pc_free(s->ctx, s->solved, s->room * sizeof *s->solved);
  free_list(s->ctx, s->always, s->always_count, s->room);
  free_list(s->ctx, s->rest, s->rest_count, s->room);
  *s = (pc_solution) { 0 };
}
