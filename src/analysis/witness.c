/* Looking for a point where two formulas differ: small values first, then values that spread. */
#include "algebra/algebra.h"
#include "analysis/diff.h"

enum { SMALL = 3, SMALL_POINTS = 729, SPREAD_POINTS = 400 };

typedef struct search {
  const pc_comparison *c;
  const pc_comparison_options *options;
  pc_point *point;
  uint32_t state; /* of the values that spread: the same in every run */
} search;

static int64_t least_of(const pc_symbol *symbol) {
  int64_t least = 1;
  return pc_symbol_least(&least, symbol) && least > INT64_MIN / 2 && least < INT64_MAX / 2 ? least : 1;
}

static uint32_t next_random(search *s) {
  s->state = s->state * 1664525u + 1013904223u;
  return s->state >> 16;
}

/* How far symbol i is from its least value at that point; every second spread point has powers of two. */
static int64_t step(search *s, size_t point, size_t i, int64_t least) {
  if (point < SMALL_POINTS) {
    for (; i; i--) point /= SMALL;
    return (int64_t)(point % SMALL);
  }
  if (point % 2) return next_random(s) % 40;
  int64_t power = (int64_t)1 << next_random(s) % 11;
  return power > least ? power - least : 0;
}

static pc_status set_point(search *s, size_t number, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; i < s->point->n && !status; i++) {
    int64_t least = least_of(s->point->symbols[i]);
    pc_expr_unref(s->point->values[i]);
    s->point->values[i] = NULL;
    status = pc_expr_integer(&s->point->values[i], s->c->ctx, least + step(s, number, i, least), error);
  }
  return status;
}

/* The value at the point; NULL where there is none, as for log2(3). */
static pc_status value_at(pc_expr **out, const search *s, const pc_expr *e, pc_error *error) {
  *out = NULL;
  pc_error here = PC_ERROR_INIT;
  pc_status status =
      pc_expr_subs(out, e, s->point->symbols, (const pc_expr *const *)s->point->values, s->point->n, &here);
  if (status == PC_INPUT) return PC_OK;
  if (status && error && error->status == PC_OK) *error = here;
  return status;
}

static bool differ(const pc_expr *a, const pc_expr *b) {
  return a && b && pc_expr_is_number(a) && pc_expr_is_number(b) && pc_expr_compare_numbers(a, b) != 0;
}

static pc_status try_point(search *s, bool *found, pc_error *error) {
  pc_expr *left = NULL, *right = NULL;
  bool allowed = true;
  pc_status status = value_at(&left, s, s->c->left, error);
  if (!status && left) status = value_at(&right, s, s->c->right, error);
  if (!status && differ(left, right) && s->options->allows)
    status = s->options->allows(s->options->user, &allowed, s->point->symbols, s->point->values, s->point->n, error);
  *found = !status && differ(left, right) && allowed;
  if (*found) {
    s->point->left = left;
    s->point->right = right;
    return PC_OK;
  }
  pc_expr_unref(left);
  pc_expr_unref(right);
  return status;
}

static size_t small_points(size_t symbols) {
  size_t points = 1;
  for (size_t i = 0; i < symbols && points < SMALL_POINTS; i++) points *= SMALL;
  return points;
}

static bool is_in(const pc_symbol *const *symbols, size_t n, const pc_symbol *symbol) {
  for (size_t i = 0; i < n; i++)
    if (symbols[i] == symbol) return true;
  return false;
}

static pc_status join(pc_point *out, pc_context *ctx, const pc_symbol *const *left, size_t m,
                      const pc_symbol *const *right, size_t n, pc_error *error) {
  size_t count = m;
  for (size_t i = 0; i < n; i++) count += !is_in(left, m, right[i]);
  pc_status status = pc_point_new(out, ctx, count, error);
  if (status) return status;
  for (count = 0; count < m; count++) out->symbols[count] = left[count];
  for (size_t i = 0; i < n; i++)
    if (!is_in(left, m, right[i])) out->symbols[count++] = right[i];
  return PC_OK;
}

/* The symbols of both sides. */
static pc_status take_symbols(pc_point *out, const pc_comparison *c, pc_error *error) {
  const pc_symbol **left = NULL, **right = NULL;
  size_t m = 0, n = 0;
  pc_status status = pc_expr_symbols(&left, &m, c->left, error);
  if (status) return status;
  status = pc_expr_symbols(&right, &n, c->right, error);
  if (!status) {
    status = join(out, c->ctx, left, m, right, n, error);
    pc_symbols_free(c->ctx, right, n);
  }
  pc_symbols_free(c->ctx, left, m);
  return status;
}

pc_status pc_find_witness(pc_point *out, const pc_comparison *c, const pc_comparison_options *options,
                          pc_error *error) {
  search s = { .c = c, .options = options, .point = out, .state = 1 };
  pc_status status = take_symbols(out, c, error);
  bool found = false;
  size_t small = small_points(out->n);
  for (size_t i = 0; i < SMALL_POINTS + SPREAD_POINTS && !status && !found; i++) {
    if (i >= small && i < SMALL_POINTS) continue;
    status = set_point(&s, i, error);
    if (!status) status = try_point(&s, &found, error);
  }
  return status;
}
