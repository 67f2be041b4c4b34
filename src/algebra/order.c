/* Comparison of structure, and hashes. */
#include "algebra/internal.h"
#include <string.h>

/* ---- terms ---- */

static int compare_factors(const uint64_t *ranks, const pc_factor *a, size_t an, const pc_factor *b, size_t bn) {
  for (size_t i = 0; i < an && i < bn; i++) {
    pc_factor x = a[i], y = b[i];
    if (x.gen != y.gen) return ranks[x.gen] < ranks[y.gen] ? -1 : 1;
    if (x.exponent != y.exponent) return x.exponent < y.exponent ? -1 : 1;
  }
  return (an > bn) - (an < bn);
}

int pc_factors_lex(const uint64_t *ranks, const pc_factor *a, size_t an, const pc_factor *b, size_t bn) {
  size_t i = 0, j = 0;
  while (i < an || j < bn) {
    bool left = j == bn || (i < an && ranks[a[i].gen] <= ranks[b[j].gen]);
    bool right = i == an || (j < bn && ranks[b[j].gen] <= ranks[a[i].gen]);
    int64_t p = left ? a[i++].exponent : 0, q = right ? b[j++].exponent : 0;
    if (p != q) return p < q ? -1 : 1;
  }
  return 0;
}

int pc_term_lex(const pc_expr *a, const pc_expr *b) {
  return pc_factors_lex(a->ctx->algebra->ranks, pc_as_term(a)->factors, a->n, pc_as_term(b)->factors, b->n);
}

int pc_term_order(const pc_expr *a, const pc_expr *b) {
  return compare_factors(a->ctx->algebra->ranks, pc_as_term(a)->factors, a->n, pc_as_term(b)->factors, b->n);
}

static int compare_coefficients(const pc_view *a, const pc_view *b) {
  if (*a->den == 1 && *b->den == 1) {
    int c = fmpz_cmp(a->num, b->num);
    return (c > 0) - (c < 0);
  }
  fmpz_t left, right;
  fmpz_init(left);
  fmpz_init(right);
  fmpz_mul(left, a->num, b->den);
  fmpz_mul(right, b->num, a->den);
  int c = fmpz_cmp(left, right);
  fmpz_clear(left);
  fmpz_clear(right);
  return (c > 0) - (c < 0);
}

int pc_expr_compare_numbers(const pc_expr *a, const pc_expr *b) {
  pc_view x = pc_view_at(a, 0), y = pc_view_at(b, 0);
  return compare_coefficients(&x, &y);
}

/* ---- sums and quotients: by generators, denominators, numerators ---- */

static int compare_gens(const pc_expr *a, const pc_expr *b) {
  const uint64_t *ranks = a->ctx->algebra->ranks;
  size_t an = pc_expr_gen_count(a), bn = pc_expr_gen_count(b);
  for (size_t i = 0; i < an && i < bn; i++) {
    uint32_t x = pc_expr_gen(a, i), y = pc_expr_gen(b, i);
    if (x != y) return ranks[x] < ranks[y] ? -1 : 1;
  }
  return (an > bn) - (an < bn);
}

/* Of Laurent expressions. */
static int compare_denominators(const pc_expr *a, const pc_expr *b) {
  for (size_t i = 0; i < pc_expr_gen_count(a); i++) {
    int64_t x = pc_laurent_shift(a, pc_expr_gen(a, i)), y = pc_laurent_shift(b, pc_expr_gen(a, i));
    if (x != y) return x < y ? -1 : 1;
  }
  fmpz_t x, y;
  fmpz_init(x);
  fmpz_init(y);
  pc_laurent_den(x, a);
  pc_laurent_den(y, b);
  int c = fmpz_cmp(x, y);
  fmpz_clear(x);
  fmpz_clear(y);
  return (c > 0) - (c < 0);
}

/* A sum whose denominator, if it has one, is as b's. */
static int compare_terms(const pc_expr *a, const pc_expr *b) {
  int c = 0;
  if (a->n != b->n) return a->n < b->n ? -1 : 1;
  for (size_t i = 0; i < a->n && !c; i++) {
    pc_view x = pc_view_at(a, i), y = pc_view_at(b, i);
    c = pc_factors_lex(a->ctx->algebra->ranks, x.factors, x.n, y.factors, y.n);
  }
  for (size_t i = 0; i < a->n && !c; i++) {
    pc_view x = pc_view_at(a, i), y = pc_view_at(b, i);
    c = compare_coefficients(&x, &y);
  }
  return c;
}

/* What is no Laurent expression has more terms in its denominator, any other quotient more in its numerator. */
static int compare_short(const pc_expr *a, const pc_expr *b) {
  if (!pc_is_laurent(a)) return 1;
  if (!pc_is_laurent(b)) return -1;
  int c = compare_denominators(a, b);
  if (c) return c;
  return a->kind == b->kind ? compare_terms(a, b) : a->kind == PC_SHORT ? -1 : 1;
}

static int compare_quotients(const pc_quotient *a, const pc_quotient *b) {
  int c = fmpz_mpoly_cmp(&a->den, &b->den, a->ring->flint);
  return c ? c : fmpz_mpoly_cmp(&a->num, &b->num, a->ring->flint);
}

int pc_expr_order(const pc_expr *a, const pc_expr *b) {
  if (a == b) return 0;
  if (pc_is_term(a) != pc_is_term(b)) return pc_is_term(a) ? -1 : 1;
  int c = pc_is_term(a) ? pc_term_order(a, b) : compare_gens(a, b);
  if (c) return c;
  if (pc_is_term(a)) return pc_expr_compare_numbers(a, b);
  if (pc_is_quotient(a) && pc_is_quotient(b)) return compare_quotients(pc_as_quotient(a), pc_as_quotient(b));
  return compare_short(a, b);
}

bool pc_expr_identical(const pc_expr *a, const pc_expr *b) {
  if (a == b) return true;
  if (a->kind != b->kind || a->n != b->n) return false;
  if (pc_is_quotient(a)) {
    const pc_quotient *p = pc_as_quotient(a), *q = pc_as_quotient(b);
    return p->ring == q->ring && fmpz_mpoly_equal(&p->num, &q->num, p->ring->flint) &&
           fmpz_mpoly_equal(&p->den, &q->den, p->ring->flint);
  }
  for (size_t i = 0; i < pc_length(a); i++) {
    pc_view x = pc_view_at(a, i), y = pc_view_at(b, i);
    if (x.n != y.n || !fmpz_equal(x.num, y.num) || !fmpz_equal(x.den, y.den) ||
        (x.n && memcmp(x.factors, y.factors, x.n * sizeof *x.factors) != 0))
      return false;
  }
  return true;
}

/* ---- hashes ---- */

static uint32_t hash_number(const fmpz_t value) {
  return (uint32_t)fmpz_fdiv_ui(value, 4294967291u) * 2654435761u;
}

static uint32_t hash_poly(const fmpz_mpoly_struct *p) {
  uint32_t h = (uint32_t)p->length;
  for (slong i = 0; i < p->length; i++) h = (h ^ hash_number(p->coeffs + i)) * 16777619u;
  return h;
}

uint32_t pc_expr_hash(const pc_expr *e) {
  if (pc_is_quotient(e)) {
    const pc_quotient *q = pc_as_quotient(e);
    return q->ring->hash ^ hash_poly(&q->num) ^ (hash_poly(&q->den) << 1);
  }
  uint32_t h = 0;
  for (size_t i = 0; i < pc_length(e); i++) {
    pc_view v = pc_view_at(e, i);
    h = (h * 16777619u) ^ hash_number(v.num) ^ (hash_number(v.den) << 1);
    for (size_t j = 0; j < v.n; j++) h = (h ^ v.factors[j].gen ^ ((uint32_t)v.factors[j].exponent << 20)) * 2654435761u;
  }
  return h;
}
