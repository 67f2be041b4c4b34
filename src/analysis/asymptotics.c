/* Growth of expressions. */
#include "analysis/asymptotics.h"
#include "algebra/algebra.h"
#include "algebra/monomials.h"
#include "analysis/facts.h"
#include "analysis/growth.h"
#include <stdlib.h>
#include <string.h>

void pc_growth_clear(pc_growth *g) {
  pc_expr_unref(g->total);
  pc_expr_unref(g->sum);
  pc_expr_unref(g->kept);
  for (size_t i = 0; i < g->n; i++) {
    pc_expr_unref(g->terms[i].monomial);
    pc_expr_unref(g->terms[i].coefficient);
  }
  *g = (pc_growth) { 0 };
}

/* The sum of the terms' monomials. */
static pc_status add_up(pc_growth *g, pc_context *ctx, pc_error *error) {
  size_t size = g->n * sizeof(pc_expr *);
  const pc_expr **monomials = pc_alloc(ctx, size);
  if (!monomials) return pc_no_memory(ctx, error);
  for (size_t i = 0; i < g->n; i++) monomials[i] = g->terms[i].monomial;
  pc_status status = pc_expr_sum(&g->sum, ctx, monomials, g->n, error);
  pc_free(ctx, monomials, size);
  return status;
}

static pc_status make_terms(pc_growth *g, pc_arena *arena, size_t room, pc_error *error) {
  g->terms = pc_arena_alloc(arena, (room + 1) * sizeof *g->terms);
  if (!g->terms) return pc_no_memory(arena->ctx, error);
  memset(g->terms, 0, (room + 1) * sizeof *g->terms);
  return PC_OK;
}

/* ---- leading parts ---- */

typedef struct leading {
  pc_growth *growth;
  pc_arena *arena;
  pc_expr *above, *below;
  pc_generators gens; /* the growing symbols first */
  size_t grown;       /* how many */
  pc_monomials list;
  struct row *rows;
} leading;

/* A term by the exponents of the growing symbols. */
typedef struct row {
  const int32_t *exponents;
  size_t n, term;
} row;

static int by_exponents(const void *a, const void *b) {
  const row *x = a, *y = b;
  for (size_t i = 0; i < x->n; i++)
    if (x->exponents[i] != y->exponents[i]) return x->exponents[i] > y->exponents[i] ? -1 : 1;
  return x->term < y->term ? -1 : x->term > y->term;
}

static bool same_exponents(const row *a, const row *b) {
  return memcmp(a->exponents, b->exponents, a->n * sizeof *a->exponents) == 0;
}

/* The monomial of the growing symbols. */
static pc_status grown_monomial(pc_expr **out, const leading *l, const row *r, pc_error *error) {
  pc_generators grown = l->gens;
  grown.n = l->grown;
  return pc_monomial_expr(out, &grown, r->exponents, error);
}

/* Rows first..end - 1 become one term. */
static pc_status add_group(leading *l, size_t first, size_t end, pc_error *error) {
  size_t size = (end - first) * sizeof(size_t);
  size_t *terms = pc_alloc(l->arena->ctx, size);
  if (!terms) return pc_no_memory(l->arena->ctx, error);
  for (size_t i = first; i < end; i++) terms[i - first] = l->rows[i].term;
  pc_growth_term *t = &l->growth->terms[l->growth->n++];
  pc_expr *part = NULL, *quotient = NULL;
  pc_status status = grown_monomial(&t->monomial, l, &l->rows[first], error);
  if (!status) status = pc_expr_pick_terms(&part, l->above, terms, end - first, error);
  if (!status) status = pc_expr_div(&quotient, part, t->monomial, error);
  if (!status) status = pc_expr_div(&t->coefficient, quotient, l->below, error);
  pc_expr_unref(part);
  pc_expr_unref(quotient);
  pc_free(l->arena->ctx, terms, size);
  return status;
}

static pc_status group(leading *l, pc_error *error) {
  size_t n = l->list.n;
  for (size_t i = 0; i < n; i++) l->rows[i] = (row) { l->list.exponents + i * l->list.width, l->grown, i };
  qsort(l->rows, n, sizeof *l->rows, by_exponents);
  for (size_t first = 0, end; first < n; first = end) {
    for (end = first + 1; end < n && same_exponents(&l->rows[first], &l->rows[end]);) end++;
    pc_status status = add_group(l, first, end, error);
    if (status) return status;
  }
  return PC_OK;
}

static pc_status split_leading(leading *l, const pc_symbol *const *symbols, const int64_t *weights, size_t n,
                               pc_error *error) {
  pc_expr *symbol;
  pc_status status = pc_expr_leading(&l->above, &l->below, l->growth->total, symbols, weights, n, error);
  l->gens.ctx = l->arena->ctx;
  for (size_t i = 0; !status && i < n; i++) {
    status = pc_expr_symbol(&symbol, l->arena->ctx, symbols[i], error);
    if (status) break;
    status = pc_generators_add(&l->gens, symbol, error);
    pc_expr_unref(symbol);
  }
  l->grown = n;
  if (!status) status = pc_generators_add(&l->gens, l->above, error);
  if (!status) status = pc_monomials_read(&l->list, l->above, &l->gens, error);
  if (!status) status = make_terms(l->growth, l->arena, l->list.n, error);
  if (status) return status;
  l->rows = pc_alloc(l->arena->ctx, l->list.n * sizeof *l->rows);
  return l->rows ? group(l, error) : pc_no_memory(l->arena->ctx, error);
}

/* 1 or -1 where the coefficient is proved never to be below, above 0; 0 otherwise. */
static pc_status sign_of(int *out, const pc_expr *e, pc_error *error) {
  pc_expr *minus;
  *out = pc_expr_nonnegative(e) && pc_expr_nonzero(e);
  if (*out) return PC_OK;
  pc_status status = pc_expr_neg(&minus, e, error);
  if (status) return status;
  *out = pc_expr_nonnegative(minus) && pc_expr_nonzero(minus) ? -1 : 0;
  pc_expr_unref(minus);
  return PC_OK;
}

/* All coefficients have one sign, so nothing cancels. */
static pc_status is_tight(bool *out, const pc_growth *g, pc_error *error) {
  int first = 0, sign;
  *out = true;
  for (size_t i = 0; *out && i < g->n; i++) {
    pc_status status = sign_of(&sign, g->terms[i].coefficient, error);
    if (status) return status;
    if (i == 0) first = sign;
    *out = sign && sign == first;
  }
  return PC_OK;
}

pc_status pc_growth_leading(pc_growth *out, pc_arena *arena, const pc_expr *total, const pc_symbol *const *symbols,
                            const int64_t *weights, size_t n, const pc_facts *facts, pc_error *error) {
  leading l = { .growth = out, .arena = arena };
  pc_status status = pc_facts_put(&out->total, total, facts, error);
  if (!status) status = split_leading(&l, symbols, weights, n, error);
  if (!status) status = add_up(out, arena->ctx, error);
  if (!status) status = is_tight(&out->tight, out, error);
  if (!status) status = pc_expr_div(&out->kept, l.above, l.below, error);
  pc_free(arena->ctx, l.rows, l.list.n * sizeof *l.rows);
  pc_expr_unref(l.above);
  pc_expr_unref(l.below);
  pc_generators_clear(&l.gens);
  pc_monomials_clear(&l.list);
  return status;
}

/* ---- bounds ---- */

typedef struct bound {
  pc_growth *growth;
  pc_arena *arena;
  pc_expr *upper;
  pc_generators gens;
  pc_monomials list;
  pc_cone cone;
  int32_t *rows; /* of the positive terms */
  size_t *terms; /* their numbers */
  size_t n;
  bool *kept;
} bound;

static pc_status positive_rows(bound *b, pc_error *error) {
  pc_monomials *m = &b->list;
  size_t size = m->width * sizeof *b->rows;
  b->rows = pc_alloc(b->arena->ctx, m->n * size);
  b->terms = pc_alloc(b->arena->ctx, m->n * sizeof *b->terms);
  b->kept = pc_alloc_zero(b->arena->ctx, m->n * sizeof *b->kept);
  if (!b->rows || !b->terms || !b->kept) return pc_no_memory(b->arena->ctx, error);
  for (size_t i = 0; i < m->n; i++) {
    if (m->signs[i] <= 0) continue;
    memcpy(b->rows + b->n * m->width, m->exponents + i * m->width, size);
    b->terms[b->n++] = i;
  }
  return PC_OK;
}

/* The kept term `at` of the positive ones. */
static pc_status add_kept(bound *b, size_t at, pc_error *error) {
  pc_growth_term *t = &b->growth->terms[b->growth->n++];
  pc_expr *part;
  pc_status status = pc_monomial_expr(&t->monomial, &b->gens, b->rows + at * b->gens.n, error);
  if (!status) status = pc_expr_pick_terms(&part, b->upper, &b->terms[at], 1, error);
  if (status) return status;
  status = pc_expr_div(&t->coefficient, part, t->monomial, error);
  pc_expr_unref(part);
  if (status || !b->growth->regimes) return status;
  t->weights = pc_arena_alloc(b->arena, (b->gens.n + 1) * sizeof *t->weights);
  if (!t->weights) return pc_no_memory(b->arena->ctx, error);
  const pc_points points = { b->rows, b->n };
  return pc_points_separate(&t->alone, t->weights, &points, at, &b->cone, error);
}

static pc_status take_kept(bound *b, pc_error *error) {
  size_t n = 0;
  for (size_t i = 0; i < b->n; i++) n += b->kept[i];
  pc_status status = make_terms(b->growth, b->arena, n, error);
  size_t *terms = pc_alloc(b->arena->ctx, n * sizeof *terms);
  if (!terms) return pc_no_memory(b->arena->ctx, error);
  size_t used = 0;
  for (size_t i = 0; !status && i < b->n; i++) {
    if (!b->kept[i]) continue;
    terms[used++] = b->terms[i];
    status = add_kept(b, i, error);
  }
  if (!status) status = pc_expr_pick_terms(&b->growth->kept, b->upper, terms, n, error);
  pc_free(b->arena->ctx, terms, n * sizeof *terms);
  return status;
}

static pc_status name_grown(bound *b, pc_error *error) {
  pc_growth *g = b->growth;
  g->grown = pc_arena_alloc(b->arena, (b->gens.n + 1) * sizeof *g->grown);
  if (!g->grown) return pc_no_memory(b->arena->ctx, error);
  for (size_t i = 0; i < b->gens.n; i++) g->grown[g->grown_count++] = pc_generators_expr(&b->gens, i);
  return PC_OK;
}

static pc_status find_bound(bound *b, const pc_expr *total, const pc_facts *facts, pc_error *error) {
  pc_facts left = { .ctx = b->arena->ctx };
  b->gens.ctx = b->cone.ctx = b->arena->ctx;
  b->cone.budget = PC_GROWTH_BUDGET;
  pc_status status = pc_facts_put(&b->growth->total, total, facts, error);
  if (!status) status = pc_facts_rest(&left, facts, error);
  if (!status) status = pc_expr_majorant(&b->upper, b->growth->total, error);
  if (!status) status = pc_generators_add(&b->gens, b->upper, error);
  if (!status) status = pc_facts_cone(&b->cone, &b->gens, &left, error);
  if (!status) status = pc_monomials_read(&b->list, b->upper, &b->gens, error);
  if (!status) status = positive_rows(b, error);
  const pc_points points = { b->rows, b->n };
  if (!status) status = pc_points_keep(b->kept, &points, &b->cone, error);
  if (!status) status = take_kept(b, error);
  if (!status) status = name_grown(b, error);
  pc_facts_clear(&left);
  return status;
}

static void bound_clear(bound *b) {
  pc_context *ctx = b->arena->ctx;
  size_t n = b->list.n;
  pc_free(ctx, b->rows, n * b->list.width * sizeof *b->rows);
  pc_free(ctx, b->terms, n * sizeof *b->terms);
  pc_free(ctx, b->kept, n * sizeof *b->kept);
  pc_expr_unref(b->upper);
  pc_cone_clear(&b->cone);
  pc_generators_clear(&b->gens);
  pc_monomials_clear(&b->list);
}

pc_status pc_growth_bound(pc_growth *out, pc_arena *arena, const pc_expr *total, const pc_facts *facts, bool regimes,
                          pc_error *error) {
  bound b = { .growth = out, .arena = arena };
  out->regimes = regimes;
  pc_status status = find_bound(&b, total, facts, error);
  if (!status) status = add_up(out, arena->ctx, error);
  bound_clear(&b);
  return status;
}

/* ---- what is dropped ---- */

pc_status pc_growth_dropped(pc_expr **out, const pc_growth *g, const pc_symbol *const *symbols,
                            const pc_expr *const *values, size_t n, pc_error *error) {
  pc_expr *total = NULL, *kept = NULL, *rest = NULL;
  pc_status status = pc_expr_subs(&total, g->total, symbols, values, n, error);
  if (!status) status = pc_expr_subs(&kept, g->kept, symbols, values, n, error);
  if (!status && pc_expr_is_zero(total)) status = pc_fail(error, PC_INPUT, "the total is 0 there: nothing has a share");
  if (!status) status = pc_expr_sub(&rest, total, kept, error);
  if (!status) status = pc_expr_div(out, rest, total, error);
  pc_expr_unref(total);
  pc_expr_unref(kept);
  pc_expr_unref(rest);
  return status;
}
