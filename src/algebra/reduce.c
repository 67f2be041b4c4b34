/* What products of atoms come to. max(a, b) is a root of (x - a)*(x - b): so M^2 = (a + b)*M - a*b, and no power of
 * such an atom stands in a product. 1/p * 1/q, where p and q are sums that may be zero, is 1/(p*q). */
#include "algebra/internal.h"
#include <string.h>

enum { HIGHEST = 64 };

static int64_t highest_power(const pc_expr *e, uint32_t gen) {
  if (pc_is_quotient(e)) {
    const pc_quotient *q = pc_as_quotient(e);
    size_t place = 0;
    while (q->ring->gens[place] != gen) place++;
    return fmpz_mpoly_degree_si(&q->num, (slong)place, q->ring->flint);
  }
  int64_t highest = 0;
  for (size_t i = 0; i < pc_length(e); i++) {
    pc_view v = pc_view_at(e, i);
    int64_t exponent = pc_view_exponent(&v, gen);
    if (exponent > highest) highest = exponent;
  }
  return highest;
}

/* A max of two whose square stands in e; false where there is none. Very high powers stay. */
static bool find_square(uint32_t *gen, int64_t *power, const pc_expr *e) {
  for (size_t i = pc_expr_gen_count(e); i-- > 0;) {
    *gen = pc_expr_gen(e, i);
    const pc_generator *g = e->ctx->algebra->gens[*gen];
    if (g->symbol) return false;
    if (g->function != PC_MAX || g->n != 2 || pc_expr_has_pole(e, *gen)) continue;
    *power = highest_power(e, *gen);
    if (*power > 1 && *power <= HIGHEST) return true;
  }
  return false;
}

/* out += factor*times, where `*out` is replaced. */
static pc_status add_product(pc_expr **out, const pc_expr *factor, const pc_expr *times, pc_error *error) {
  pc_expr *product = NULL, *sum = NULL;
  pc_status status = pc_expr_mul(&product, factor, times, error);
  if (!status) status = pc_expr_add(&sum, *out, product, error);
  pc_expr_unref(product);
  if (status) return status;
  pc_expr_unref(*out);
  *out = sum;
  return PC_OK;
}

/* M^k = high*M + low, for one k after the other. */
typedef struct power {
  pc_expr *sum, *product; /* a + b, a*b */
  pc_expr *high, *low;
} power;

static pc_status next_power(power *p, pc_error *error) {
  pc_expr *high = pc_expr_ref(p->low), *low = NULL, *minus = NULL;
  pc_status status = add_product(&high, p->high, p->sum, error);
  if (!status) status = pc_expr_neg(&minus, p->product, error);
  if (!status) status = pc_expr_mul(&low, p->high, minus, error);
  pc_expr_unref(minus);
  if (status) {
    pc_expr_unref(high);
    return status;
  }
  pc_expr_unref(p->high);
  pc_expr_unref(p->low);
  p->high = high;
  p->low = low;
  return PC_OK;
}

static pc_status start(power *p, const pc_generator *g, pc_error *error) {
  *p = (power) { 0 };
  pc_context *ctx = g->args[0]->ctx;
  pc_status status = pc_expr_add(&p->sum, g->args[0], g->args[1], error);
  if (!status) status = pc_expr_mul(&p->product, g->args[0], g->args[1], error);
  if (!status) status = pc_expr_integer(&p->high, ctx, 1, error);
  if (!status) status = pc_expr_integer(&p->low, ctx, 0, error);
  return status;
}

static void power_clear(power *p) {
  pc_expr_unref(p->sum);
  pc_expr_unref(p->product);
  pc_expr_unref(p->high);
  pc_expr_unref(p->low);
}

/* The sum of c*M^k is that of c*high, times M, and of c*low. */
static pc_status reduce_power(pc_expr **out, const pc_expr *e, uint32_t gen, int64_t highest, pc_error *error) {
  const pc_generator *g = e->ctx->algebra->gens[gen];
  power p;
  pc_expr *high = NULL, *low = NULL;
  pc_status status = start(&p, g, error);
  if (!status) status = pc_expr_coefficient_of(&low, e, gen, 0, error);
  if (!status) status = pc_expr_coefficient_of(&high, e, gen, 1, error);
  for (int64_t k = 2; k <= highest && !status; k++) {
    pc_expr *c = NULL;
    status = pc_expr_coefficient_of(&c, e, gen, k, error);
    if (!status) status = next_power(&p, error);
    if (!status) status = add_product(&high, c, p.high, error);
    if (!status) status = add_product(&low, c, p.low, error);
    pc_expr_unref(c);
  }
  if (!status) status = add_product(&low, high, g->self, error);
  power_clear(&p);
  pc_expr_unref(high);
  if (status)
    pc_expr_unref(low);
  else
    *out = low;
  return status;
}

/* ---- reciprocals ---- */

static bool has_gen(const pc_expr *e, const pc_generator *g) {
  for (size_t i = pc_expr_gen_count(e); i-- > 0;)
    if (e->ctx->algebra->gens[pc_expr_gen(e, i)] == g) return true;
  return false;
}

/* The generator that p is, or NULL. */
static const pc_generator *sole(const pc_expr *p) {
  const pc_generator *g = pc_expr_gen_count(p) == 1 ? p->ctx->algebra->gens[pc_expr_gen(p, 0)] : NULL;
  return g && g->self == p ? g : NULL;
}

static bool is_max_of_two(const pc_generator *g) {
  return g && g->function == PC_MAX && g->n == 2;
}

/* Whether 1/p * 1/q is written 1/(p*q): where both are sums, or where p*q is not a product of generators any more. */
static bool joins(const pc_expr *p, const pc_expr *q) {
  const pc_generator *g = sole(p), *h = sole(q);
  if (!g && !h) return !pc_is_term(p) && !pc_is_term(q);
  return (is_max_of_two(g) && has_gen(q, g)) || (is_max_of_two(h) && has_gen(p, h));
}

/* The exponent of a generator of e in a term of its numerator. */
static int64_t exponent_of(const pc_expr *e, size_t term, size_t place) {
  if (pc_is_quotient(e)) {
    const pc_quotient *q = pc_as_quotient(e);
    return fmpz_mpoly_get_term_var_exp_si(&q->num, (slong)term, (slong)place, q->ring->flint);
  }
  pc_view v = pc_view_at(e, term);
  return pc_view_exponent(&v, pc_expr_gen(e, place));
}

static const pc_generator *reciprocal_at(const pc_expr *e, size_t place) {
  const pc_generator *g = e->ctx->algebra->gens[pc_expr_gen(e, place)];
  return g->function == PC_GEN_RECIPROCAL && !pc_expr_has_pole(e, pc_expr_gen(e, place)) ? g : NULL;
}

/* Reciprocals that stand in one term and are to be joined: pair[0] = pair[1] where one stands there more than once. */
static bool find_in_term(uint32_t pair[2], const pc_expr *e, size_t term) {
  bool found = false;
  for (size_t i = 0; i < pc_expr_gen_count(e); i++) {
    const pc_generator *g = reciprocal_at(e, i);
    const int64_t exponent = g ? exponent_of(e, term, i) : 0;
    for (size_t j = exponent > 1 ? i : 0; exponent > 0 && j < i + (exponent > 1); j++) {
      const pc_generator *h = reciprocal_at(e, j);
      if (!h || exponent_of(e, term, j) < 1 || !joins(g->args[0], h->args[0])) continue;
      pair[0] = pc_expr_gen(e, i);
      pair[1] = pc_expr_gen(e, j);
      found = true;
      if (i == j) return true;
    }
  }
  return found;
}

/* Those that stand more than once first. */
static bool find_pair(uint32_t pair[2], const pc_expr *e) {
  bool found = false, any = false;
  for (size_t i = 0; i < pc_expr_gen_count(e) && !any; i++) any = reciprocal_at(e, i) != NULL;
  for (size_t t = 0; any && t < pc_length(e); t++) {
    uint32_t here[2];
    if (!find_in_term(here, e, t)) continue;
    memcpy(pair, here, sizeof here);
    found = true;
    if (pair[0] == pair[1]) return true;
  }
  return found;
}

/* out += c/(p*q), where `*out` is replaced. */
static pc_status add_quotient(pc_expr **out, const pc_expr *c, const pc_expr *p, const pc_expr *q, pc_error *error) {
  pc_expr *product = NULL, *inverse = NULL;
  pc_status status = pc_expr_mul(&product, p, q, error);
  if (!status) status = pc_expr_inverse(&inverse, product, error);
  if (!status) status = add_product(out, c, inverse, error);
  pc_expr_unref(product);
  pc_expr_unref(inverse);
  return status;
}

/* out += c/p^k */
static pc_status add_power(pc_expr **out, const pc_expr *c, const pc_generator *r, int64_t k, pc_error *error) {
  if (k == 1) return add_product(out, c, r->self, error);
  pc_expr *power = NULL;
  pc_status status = pc_expr_pow_int(&power, r->args[0], k - 1, error);
  if (!status) status = add_quotient(out, c, power, r->args[0], error);
  pc_expr_unref(power);
  return status;
}

/* The sum of c*r^k, where r = 1/p, is that of c/p^k. */
static pc_status join_powers(pc_expr **out, const pc_expr *e, uint32_t gen, pc_error *error) {
  const int64_t highest = highest_power(e, gen);
  pc_expr *sum = NULL;
  pc_status status = pc_expr_coefficient_of(&sum, e, gen, 0, error);
  for (int64_t k = 1; k <= highest && !status; k++) {
    pc_expr *c = NULL;
    status = pc_expr_coefficient_of(&c, e, gen, k, error);
    if (!status) status = add_power(&sum, c, e->ctx->algebra->gens[gen], k, error);
    pc_expr_unref(c);
  }
  if (status)
    pc_expr_unref(sum);
  else
    *out = sum;
  return status;
}

/* a*r*s + b*r + c, where r = 1/p and s = 1/q stand in no other powers, is a/(p*q) + b*r + c. */
static pc_status join_two(pc_expr **out, const pc_expr *e, const uint32_t pair[2], pc_error *error) {
  const pc_generator *r = e->ctx->algebra->gens[pair[0]], *s = e->ctx->algebra->gens[pair[1]];
  pc_expr *sum = NULL, *with_r = NULL, *a = NULL, *b = NULL;
  pc_status status = pc_expr_coefficient_of(&sum, e, pair[0], 0, error);
  if (!status) status = pc_expr_coefficient_of(&with_r, e, pair[0], 1, error);
  if (!status) status = pc_expr_coefficient_of(&a, with_r, pair[1], 1, error);
  if (!status) status = pc_expr_coefficient_of(&b, with_r, pair[1], 0, error);
  if (!status) status = add_product(&sum, b, r->self, error);
  if (!status) status = add_quotient(&sum, a, r->args[0], s->args[0], error);
  pc_expr_unref(with_r);
  pc_expr_unref(a);
  pc_expr_unref(b);
  if (status)
    pc_expr_unref(sum);
  else
    *out = sum;
  return status;
}

static pc_status reduce_once(pc_expr **out, bool *done, const pc_expr *e, pc_error *error) {
  uint32_t gen = 0, pair[2];
  int64_t highest = 0;
  if (find_square(&gen, &highest, e)) return reduce_power(out, e, gen, highest, error);
  *done = !find_pair(pair, e);
  if (*done) return PC_OK;
  return pair[0] == pair[1] ? join_powers(out, e, pair[0], error) : join_two(out, e, pair, error);
}

pc_status pc_expr_reduce(pc_expr **e, pc_error *error) {
  bool done = false;
  while (pc_expr_has_atom(*e)) {
    pc_expr *less = NULL;
    pc_status status = reduce_once(&less, &done, *e, error);
    if (done) return PC_OK;
    pc_expr_unref(*e);
    *e = less;
    if (status) return status;
  }
  return PC_OK;
}
