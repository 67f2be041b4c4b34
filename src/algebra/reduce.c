/* Powers of max(a, b), which is a root of (x - a)*(x - b): so M^2 = (a + b)*M - a*b, and no power of such an atom
 * stands in a product. */
#include "algebra/internal.h"

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

pc_status pc_expr_reduce(pc_expr **e, pc_error *error) {
  uint32_t gen = 0;
  int64_t highest = 0;
  while (pc_expr_has_atom(*e) && find_square(&gen, &highest, *e)) {
    pc_expr *less = NULL;
    pc_status status = reduce_power(&less, *e, gen, highest, error);
    pc_expr_unref(*e);
    *e = less;
    if (status) return status;
  }
  return PC_OK;
}
