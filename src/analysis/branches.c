/* The signs of a difference with max and min: taken apart where two arguments meet, range by range. */
#include "algebra/calculus.h"
#include "analysis/solve.h"

/* How deep a difference is taken apart, and how many whole numbers are tried one by one. */
enum { MOST_DEPTH = 64, MOST_TRIED = 4096 };

typedef struct search {
  pc_ranges *out;
  const pc_symbol *symbol;
  bool *decided;
  pc_error *error;
} search;

static pc_status find(const search *s, const pc_expr *difference, const pc_span *span, int depth);

static pc_status append(const search *s, const pc_ranges *more) {
  pc_status status = PC_OK;
  for (size_t i = 0; i < more->n && !status; i++) status = pc_ranges_add(s->out, &more->items[i], s->error);
  return status;
}

/* In one range of the test's signs. */
static pc_status find_on_side(const search *s, const pc_branch *branch, const pc_span *span, const pc_range *range,
                              int depth) {
  const pc_span part = { span->domain, range->from.low, range->to.low };
  if (range->sign == PC_NO_SIGN) *s->decided = false;
  if (!*s->decided) return PC_OK;
  return find(s, range->sign >= 0 ? branch->above : branch->below, &part, depth + 1);
}

static pc_status find_on_sides(const search *s, const pc_branch *branch, const pc_span *span, int depth) {
  pc_ranges sides = { .ctx = s->out->ctx };
  search test = *s;
  test.out = &sides;
  pc_status status = find(&test, branch->test, span, depth + 1);
  for (size_t i = 0; i < sides.n && !status && *s->decided; i++)
    status = find_on_side(s, branch, span, &sides.items[i], depth);
  pc_ranges_clear(&sides);
  return status;
}

/* One by one, where there are few. */
static pc_status try_all(const search *s, const pc_expr *difference, const pc_span *span) {
  pc_expr *size = NULL;
  int64_t n = MOST_TRIED;
  *s->decided = false;
  if (!span->least || !span->most) return PC_OK;
  pc_status status = pc_expr_sub(&size, span->most, span->least, s->error);
  *s->decided = !status && pc_expr_to_int64(&n, size) && n < MOST_TRIED;
  pc_expr_unref(size);
  for (int64_t i = 0; i <= n && *s->decided && !status; i++) {
    pc_expr *x = NULL;
    pc_range range = { 0 };
    status = pc_expr_step(&x, span->least, i, s->error);
    if (!status) status = pc_sign_at(&range.sign, difference, s->symbol, x, s->error);
    range.from = range.to = (pc_end) { x, x, false };
    if (!status) status = pc_ranges_add(s->out, &range, s->error);
    pc_expr_unref(x);
  }
  return status;
}

static pc_status find(const search *s, const pc_expr *difference, const pc_span *span, int depth) {
  pc_ranges plain = { 0 };
  pc_branch branch = { NULL, NULL, NULL };
  pc_status status = pc_scan_signs(&plain, s->decided, difference, s->symbol, span, s->error);
  if (!status && *s->decided) status = append(s, &plain);
  pc_ranges_clear(&plain);
  if (status || *s->decided || span->domain != PC_INTEGERS) return status;
  if (depth < MOST_DEPTH) status = pc_expr_branch(&branch, difference, s->symbol, s->error);
  if (status) return status;
  *s->decided = branch.test;
  if (branch.test)
    status = find_on_sides(s, &branch, span, depth);
  else
    status = try_all(s, difference, span);
  pc_branch_clear(&branch);
  return status;
}

pc_status pc_find_signs(pc_ranges *out, bool *decided, const pc_expr *difference, const pc_symbol *symbol,
                        const pc_span *span, pc_error *error) {
  *out = (pc_ranges) { .ctx = pc_expr_context(difference) };
  const search s = { out, symbol, decided, error };
  return find(&s, difference, span, 0);
}
