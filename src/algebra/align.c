/* Two sums term by term. */
#include "algebra/calculus.h"
#include "algebra/internal.h"
#include <stdlib.h>

typedef struct terms {
  pc_expr **items;
  size_t n, size;
} terms;

static int by_monomial(const void *a, const void *b) {
  return pc_term_order(*(pc_expr *const *)a, *(pc_expr *const *)b);
}

static pc_status split(terms *out, const pc_expr *e, pc_error *error) {
  out->size = pc_expr_is_zero(e) ? 0 : pc_length(e);
  out->items = pc_alloc_zero(e->ctx, out->size * sizeof *out->items);
  if (!out->items) return pc_no_memory(e->ctx, error);
  pc_status status = PC_OK;
  for (; out->n < out->size && !status; out->n++) status = pc_laurent_term(&out->items[out->n], e, out->n, error);
  if (!status) qsort(out->items, out->n, sizeof *out->items, by_monomial);
  return status;
}

static void terms_clear(pc_context *ctx, terms *t) {
  for (size_t i = 0; i < t->n; i++) pc_expr_unref(t->items[i]);
  pc_free(ctx, t->items, t->size * sizeof *t->items);
}

/* Either may be NULL. */
static pc_status subtract(pc_expr **out, const pc_expr *left, const pc_expr *right, pc_error *error) {
  if (left && right) return pc_expr_sub(out, left, right, error);
  if (!left) return pc_expr_neg(out, right, error);
  *out = pc_expr_ref(left);
  return PC_OK;
}

static pc_status add_pair(pc_alignment *a, const pc_expr *left, const pc_expr *right, pc_error *error) {
  pc_expr *difference = NULL;
  pc_status status = subtract(&difference, left, right, error);
  if (status) return status;
  bool same = pc_expr_is_zero(difference);
  void *items = a->items;
  if (!same && !pc_grow(a->ctx, &items, &a->capacity, a->n, sizeof *a->items)) status = pc_no_memory(a->ctx, error);
  a->items = items;
  if (same || status) {
    pc_expr_unref(difference);
    a->alike += same;
    return status;
  }
  a->items[a->n++] = (pc_term_pair) { left ? pc_expr_ref(left) : NULL, right ? pc_expr_ref(right) : NULL, difference };
  return PC_OK;
}

static pc_status merge(pc_alignment *a, const terms *left, const terms *right, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0, j = 0; !status && (i < left->n || j < right->n);) {
    int order = i == left->n ? 1 : j == right->n ? -1 : pc_term_order(left->items[i], right->items[j]);
    const pc_expr *x = order <= 0 ? left->items[i++] : NULL, *y = order >= 0 ? right->items[j++] : NULL;
    status = add_pair(a, x, y, error);
  }
  return status;
}

/* ---- the order of what is shown ---- */

static int64_t total_degree(const pc_expr *e) {
  int64_t degree = 0;
  for (size_t i = 0; i < e->n; i++) degree += pc_as_term(e)->factors[i].exponent;
  return degree;
}

static int compare_sizes(const pc_term *x, const pc_term *y) {
  fmpq_t a, b;
  fmpq_init(a);
  fmpq_init(b);
  fmpz_abs(fmpq_numref(a), &x->num);
  fmpz_set(fmpq_denref(a), &x->den);
  fmpz_abs(fmpq_numref(b), &y->num);
  fmpz_set(fmpq_denref(b), &y->den);
  int order = fmpq_cmp(a, b);
  fmpq_clear(a);
  fmpq_clear(b);
  return order;
}

static int largest_first(const void *a, const void *b) {
  const pc_expr *x = ((const pc_term_pair *)a)->difference, *y = ((const pc_term_pair *)b)->difference;
  int64_t m = total_degree(x), n = total_degree(y);
  if (m != n) return m > n ? -1 : 1;
  int size = compare_sizes(pc_as_term(y), pc_as_term(x));
  return size ? size : -pc_term_lex(x, y);
}

pc_status pc_expr_align(pc_alignment *out, const pc_expr *left, const pc_expr *right, pc_error *error) {
  *out = (pc_alignment) { .ctx = left->ctx, .possible = pc_is_laurent(left) && pc_is_laurent(right) };
  if (!out->possible) return PC_OK;
  terms x = { 0 }, y = { 0 };
  pc_status status = split(&x, left, error);
  if (!status) status = split(&y, right, error);
  if (!status) status = merge(out, &x, &y, error);
  terms_clear(left->ctx, &x);
  terms_clear(left->ctx, &y);
  if (!status && out->n) qsort(out->items, out->n, sizeof *out->items, largest_first);
  return status;
}

void pc_alignment_clear(pc_alignment *a) {
  for (size_t i = 0; i < a->n; i++) {
    pc_expr_unref(a->items[i].left);
    pc_expr_unref(a->items[i].right);
    pc_expr_unref(a->items[i].difference);
  }
  if (a->ctx) pc_free(a->ctx, a->items, a->capacity * sizeof *a->items);
  *a = (pc_alignment) { 0 };
}
