/* Proofs of signs that need facts.
 *
 * A gap is a polynomial that is not negative: what a fact says, x - floor(x) and its like, max(a, b) - a. To show that
 * p is not negative, gaps times monomials that are not negative are taken from it, each so that a negative term of p
 * goes, until the bounds of the generators show the rest. The search goes deeper step by step and ends with its work.
 *
 * Memory comes from FLINT, as for bounds: an answer never depends on how much there is. */
#include "algebra/prove.h"
#include "algebra/algebra.h"
#include <flint/mpoly.h>

enum { MOST_GENS = 20, MOST_GAPS = 40, MOST_TERMS = 40, MOST_STEPS = 5, WORK = 150, MOST_MAX = 8, DIVISIONS = 6 };

typedef struct proof {
  const pc_context *ctx;
  pc_ring *ring;
  bool *positive; /* of each generator: it is not negative */
  fmpz_mpoly_struct gaps[MOST_GAPS];
  size_t gap_count;
  uint32_t gens[MOST_GENS];
  size_t n;
  const pc_expr *facts[MOST_GAPS]; /* gaps of facts that are of use */
  size_t fact_count;
  int work;
} proof;

/* ---- the generators ---- */

static bool has_gen(const proof *p, uint32_t gen) {
  for (size_t i = 0; i < p->n; i++)
    if (p->gens[i] == gen) return true;
  return false;
}

/* All generators of e, or none where they are too many. */
static bool add_gens(proof *p, const pc_expr *e) {
  size_t count = pc_expr_gen_count(e), more = 0;
  for (size_t i = 0; i < count && more <= MOST_GENS; i++) more += !has_gen(p, pc_expr_gen(e, i));
  if (p->n + more > MOST_GENS) return false;
  for (size_t i = 0; i < count; i++)
    if (!has_gen(p, pc_expr_gen(e, i))) p->gens[p->n++] = pc_expr_gen(e, i);
  return true;
}

static bool shares_gen(const proof *p, const pc_expr *e) {
  for (size_t i = 0; i < pc_expr_gen_count(e); i++)
    if (has_gen(p, pc_expr_gen(e, i))) return true;
  return false;
}

static bool is_taken(const proof *p, const pc_expr *gap) {
  for (size_t i = 0; i < p->fact_count; i++)
    if (p->facts[i] == gap) return true;
  return false;
}

static void add_atoms(proof *p) {
  for (size_t i = 0; i < p->n; i++) {
    const pc_generator *g = p->ctx->algebra->gens[p->gens[i]];
    if (g->function != PC_FLOOR && g->function != PC_MAX) continue;
    for (size_t j = 0; j < g->n && j < MOST_MAX; j++) add_gens(p, g->args[j]);
  }
}

/* The facts that speak of generators at hand, and of what these lead to. */
static void add_facts(proof *p) {
  const pc_algebra *a = p->ctx->algebra;
  for (bool more = true; more;) {
    more = false;
    add_atoms(p);
    for (size_t i = 0; i < a->told_count; i++)
      for (int k = 0; k < 2; k++) {
        const pc_expr *gap = a->told[i].gaps[k];
        if (!gap || p->fact_count == MOST_GAPS / 2 || is_taken(p, gap) || !shares_gen(p, gap)) continue;
        if (pc_length(gap) > MOST_TERMS || !add_gens(p, gap)) continue;
        p->facts[p->fact_count++] = gap;
        more = true;
      }
  }
}

static bool is_within(const proof *p, const pc_expr *e) {
  for (size_t i = 0; i < pc_expr_gen_count(e); i++)
    if (!has_gen(p, pc_expr_gen(e, i))) return false;
  return pc_length(e) <= MOST_TERMS;
}

/* ---- polynomials in the ring of the proof ---- */

static void write_part(fmpz_mpoly_t out, const pc_ring *ring, const pc_quotient *q, const fmpz_mpoly_struct *part) {
  ulong *exps = flint_calloc(ring->n + q->ring->n + 1, sizeof *exps), *own = exps + ring->n;
  fmpz_mpoly_zero(out, ring->flint);
  for (slong i = 0; i < part->length; i++) {
    fmpz_mpoly_get_term_exp_ui(own, part, i, q->ring->flint);
    for (size_t j = 0, k = 0; j < ring->n; j++) {
      bool same = k < q->ring->n && ring->gens[j] == q->ring->gens[k];
      exps[j] = same ? own[k++] : 0;
    }
    fmpz_mpoly_push_term_fmpz_ui(out, part->coeffs + i, exps, ring->flint);
  }
  flint_free(exps);
}

static void write_expr(fmpz_mpoly_t num, fmpz_mpoly_t den, const pc_ring *ring, const pc_expr *e) {
  if (!pc_is_quotient(e)) {
    pc_list_write(num, den, ring, e);
    return;
  }
  write_part(num, ring, pc_as_quotient(e), &pc_as_quotient(e)->num);
  write_part(den, ring, pc_as_quotient(e), &pc_as_quotient(e)->den);
}

static fmpz_mpoly_ctx_struct *flint_ring(const proof *p) {
  return p->ring->flint;
}

static void open_ring(proof *p) {
  pc_gens_sort(p->gens, p->n, p->ctx->algebra->ranks);
  p->ring = flint_malloc(sizeof *p->ring + p->n * sizeof *p->ring->gens);
  *p->ring = (pc_ring) { .n = p->n };
  p->positive = flint_calloc(p->n + 1, sizeof *p->positive);
  fmpq_t lower;
  fmpq_init(lower);
  for (size_t i = 0; i < p->n; i++) {
    p->ring->gens[i] = p->gens[i];
    p->positive[i] = pc_expr_lower_bound(lower, p->ctx->algebra->gens[p->gens[i]]->self) && fmpq_sgn(lower) >= 0;
  }
  fmpq_clear(lower);
  fmpz_mpoly_ctx_init(p->ring->flint, (slong)p->n, ORD_LEX);
}

static void close_ring(proof *p) {
  for (size_t i = 0; i < p->gap_count; i++) fmpz_mpoly_clear(&p->gaps[i], flint_ring(p));
  fmpz_mpoly_ctx_clear(flint_ring(p));
  flint_free(p->positive);
  flint_free(p->ring);
}

/* ---- gaps ---- */

static fmpz_mpoly_struct *new_gap(proof *p) {
  if (p->gap_count == MOST_GAPS) return NULL;
  fmpz_mpoly_init(&p->gaps[p->gap_count], flint_ring(p));
  return &p->gaps[p->gap_count++];
}

static bool is_positive(const proof *p, const fmpz_mpoly_struct *den) {
  if (fmpz_mpoly_is_fmpz(den, flint_ring(p))) return true;
  fmpz_t bound;
  fmpz_init(bound);
  bool known = pc_poly_lower(bound, p->ctx, p->ring, den) && fmpz_sgn(bound) >= 0;
  fmpz_clear(bound);
  return known;
}

static void write_gen(const proof *p, fmpz_mpoly_t out, uint32_t gen) {
  size_t place = 0;
  while (p->ring->gens[place] != gen) place++;
  fmpz_mpoly_gen(out, (slong)place, flint_ring(p));
}

static bool all_whole(const pc_context *ctx, const pc_expr *e) {
  for (size_t i = 0; i < pc_expr_gen_count(e); i++)
    if (!pc_gen_is_whole(ctx, pc_expr_gen(e, i))) return false;
  return true;
}

/* n/d - floor(n/d) >= 0, and floor(n/d) - n/d + 1 >= 0, times d; of whole numbers the latter is at least 1. */
static void add_floor(proof *p, uint32_t gen, const pc_expr *arg) {
  fmpz_mpoly_ctx_struct *ring = flint_ring(p);
  fmpz_mpoly_t num, den, floor;
  fmpz_mpoly_init(num, ring);
  fmpz_mpoly_init(den, ring);
  fmpz_mpoly_init(floor, ring);
  write_expr(num, den, p->ring, arg);
  if (is_positive(p, den)) {
    write_gen(p, floor, gen);
    fmpz_mpoly_mul(floor, floor, den, ring);
    fmpz_mpoly_struct *below = new_gap(p), *above = new_gap(p);
    if (below) fmpz_mpoly_sub(below, num, floor, ring);
    if (above) {
      fmpz_mpoly_sub(above, floor, num, ring);
      fmpz_mpoly_add(above, above, den, ring);
      if (all_whole(p->ctx, arg)) fmpz_mpoly_sub_ui(above, above, 1, ring);
    }
  }
  fmpz_mpoly_clear(num, ring);
  fmpz_mpoly_clear(den, ring);
  fmpz_mpoly_clear(floor, ring);
}

/* max - n/d >= 0, times d. */
static void add_argument(proof *p, uint32_t gen, const pc_expr *arg) {
  fmpz_mpoly_ctx_struct *ring = flint_ring(p);
  fmpz_mpoly_t num, den, max;
  fmpz_mpoly_init(num, ring);
  fmpz_mpoly_init(den, ring);
  fmpz_mpoly_init(max, ring);
  write_expr(num, den, p->ring, arg);
  fmpz_mpoly_struct *gap = is_positive(p, den) ? new_gap(p) : NULL;
  if (gap) {
    write_gen(p, max, gen);
    fmpz_mpoly_mul(max, max, den, ring);
    fmpz_mpoly_sub(gap, max, num, ring);
  }
  fmpz_mpoly_clear(num, ring);
  fmpz_mpoly_clear(den, ring);
  fmpz_mpoly_clear(max, ring);
}

/* The sum of the arguments' bounds without the highest: what they add to the one that is the max. */
static bool rest_of_bounds(fmpz_t out, const pc_generator *g) {
  bool known = true;
  fmpq_t bound;
  fmpz_t whole, highest;
  fmpq_init(bound);
  fmpz_init(whole);
  fmpz_init(highest);
  fmpz_zero(out);
  for (size_t i = 0; i < g->n && known; i++) {
    known = pc_expr_lower_bound(bound, g->args[i]);
    fmpz_fdiv_q(whole, fmpq_numref(bound), fmpq_denref(bound));
    fmpz_add(out, out, whole);
    if (i == 0 || fmpz_cmp(whole, highest) > 0) fmpz_set(highest, whole);
  }
  fmpz_sub(out, out, highest);
  fmpq_clear(bound);
  fmpz_clear(whole);
  fmpz_clear(highest);
  return known;
}

/* max(a, b) <= a + b less the lower one of their bounds, for polynomials over the integers. */
static void add_sum(proof *p, uint32_t gen, const pc_generator *g) {
  fmpz_mpoly_ctx_struct *ring = flint_ring(p);
  fmpz_t rest;
  fmpz_init(rest);
  fmpz_mpoly_t num, den, sum;
  fmpz_mpoly_init(num, ring);
  fmpz_mpoly_init(den, ring);
  fmpz_mpoly_init(sum, ring);
  bool plain = rest_of_bounds(rest, g);
  for (size_t i = 0; i < g->n && plain; i++) {
    write_expr(num, den, p->ring, g->args[i]);
    plain = fmpz_mpoly_is_one(den, ring);
    fmpz_mpoly_add(sum, sum, num, ring);
  }
  fmpz_mpoly_struct *gap = plain ? new_gap(p) : NULL;
  if (gap) {
    write_gen(p, num, gen);
    fmpz_mpoly_sub(sum, sum, num, ring);
    fmpz_mpoly_sub_fmpz(gap, sum, rest, ring);
  }
  fmpz_mpoly_clear(num, ring);
  fmpz_mpoly_clear(den, ring);
  fmpz_mpoly_clear(sum, ring);
  fmpz_clear(rest);
}

static void add_max(proof *p, uint32_t gen, const pc_generator *g) {
  bool all = g->n <= MOST_MAX;
  for (size_t i = 0; i < g->n && i < MOST_MAX; i++) {
    if (is_within(p, g->args[i]))
      add_argument(p, gen, g->args[i]);
    else
      all = false;
  }
  if (all) add_sum(p, gen, g);
}

static void add_gaps(proof *p) {
  fmpz_mpoly_t den;
  fmpz_mpoly_init(den, flint_ring(p));
  for (size_t i = 0; i < p->fact_count; i++) write_expr(new_gap(p), den, p->ring, p->facts[i]);
  fmpz_mpoly_clear(den, flint_ring(p));
  for (size_t i = 0; i < p->n; i++) {
    const pc_generator *g = p->ctx->algebra->gens[p->gens[i]];
    if (g->function == PC_MAX) add_max(p, p->gens[i], g);
    if (g->function == PC_FLOOR && is_within(p, g->args[0])) add_floor(p, p->gens[i], g->args[0]);
  }
}

/* ---- the search ---- */

/* Divides monomials: exps -= of the gap's term; false where that is no monomial that is not negative. */
static bool divide(const proof *p, ulong *exps, const ulong *by) {
  for (size_t j = 0; j < p->n; j++) {
    if (exps[j] < by[j]) return false;
    exps[j] -= by[j];
    if (exps[j] % 2 && !p->positive[j]) return false;
  }
  return true;
}

/* rest = scale*e - times*monomial*gap, so that term i of e goes; false where term k of the gap does not divide it. */
static bool eliminate(fmpz_mpoly_t rest, const proof *p, const fmpz_mpoly_struct *e, slong i,
                      const fmpz_mpoly_struct *gap, slong k) {
  fmpz_mpoly_ctx_struct *ring = flint_ring(p);
  ulong exps[MOST_GENS], by[MOST_GENS];
  fmpz_mpoly_get_term_exp_ui(exps, e, i, ring);
  fmpz_mpoly_get_term_exp_ui(by, gap, k, ring);
  if (!divide(p, exps, by)) return false;
  fmpz_t common, scale, times;
  fmpz_mpoly_t product;
  fmpz_init(common);
  fmpz_init(scale);
  fmpz_init(times);
  fmpz_mpoly_init(product, ring);
  fmpz_gcd(common, e->coeffs + i, gap->coeffs + k);
  fmpz_divexact(scale, gap->coeffs + k, common);
  fmpz_abs(scale, scale);
  fmpz_divexact(times, e->coeffs + i, common);
  fmpz_abs(times, times);
  fmpz_mpoly_push_term_fmpz_ui(product, times, exps, ring);
  fmpz_mpoly_mul(product, product, gap, ring);
  fmpz_mpoly_scalar_mul_fmpz(rest, e, scale, ring);
  fmpz_mpoly_sub(rest, rest, product, ring);
  fmpz_mpoly_clear(product, ring);
  fmpz_clear(common);
  fmpz_clear(scale);
  fmpz_clear(times);
  return true;
}

static bool is_bounded(const proof *p, const fmpz_mpoly_struct *e, int least) {
  fmpz_t bound;
  fmpz_init(bound);
  bool known = pc_poly_lower(bound, p->ctx, p->ring, e) && fmpz_cmp_si(bound, least) >= 0;
  fmpz_clear(bound);
  return known;
}

/* e >= least, with at the most that many gaps taken away. */
static bool prove(proof *p, const fmpz_mpoly_struct *e, int least, int steps) {
  if (p->work-- <= 0 || e->length > MOST_TERMS) return false;
  if (steps == 0) return is_bounded(p, e, least);
  bool known = false;
  fmpz_mpoly_t rest;
  fmpz_mpoly_init(rest, flint_ring(p));
  for (slong i = 0; i < e->length && !known; i++) {
    if (fmpz_sgn(e->coeffs + i) > 0) continue;
    for (size_t j = 0; j < p->gap_count && !known; j++)
      for (slong k = 0; k < p->gaps[j].length && !known && p->work > 0; k++)
        known = fmpz_sgn(p->gaps[j].coeffs + k) < 0 && eliminate(rest, p, e, i, &p->gaps[j], k) &&
                prove(p, rest, least, steps - 1);
  }
  fmpz_mpoly_clear(rest, flint_ring(p));
  return known;
}

static bool search(proof *p, const fmpz_mpoly_struct *e, int least) {
  p->work = WORK;
  for (int steps = 0; steps <= MOST_STEPS && p->work > 0; steps++)
    if (prove(p, e, least, steps)) return true;
  return false;
}

bool pc_part_proved(const pc_expr *e, bool denominator, int sign, int least) {
  proof p = { .ctx = e->ctx };
  if (pc_length(e) > MOST_TERMS || !add_gens(&p, e)) return false;
  add_facts(&p);
  open_ring(&p);
  add_gaps(&p);
  fmpz_mpoly_t num, den;
  fmpz_mpoly_init(num, flint_ring(&p));
  fmpz_mpoly_init(den, flint_ring(&p));
  write_expr(num, den, p.ring, e);
  if (denominator) fmpz_mpoly_swap(num, den, flint_ring(&p));
  if (sign < 0) fmpz_mpoly_neg(num, num, flint_ring(&p));
  bool known = search(&p, num, least);
  fmpz_mpoly_clear(num, flint_ring(&p));
  fmpz_mpoly_clear(den, flint_ring(&p));
  close_ring(&p);
  return known;
}

static bool has_number_below(const pc_expr *e) {
  if (pc_is_quotient(e)) return fmpz_mpoly_is_fmpz(&pc_as_quotient(e)->den, pc_as_quotient(e)->ring->flint);
  for (size_t i = 0; i < pc_length(e); i++) {
    pc_view v = pc_view_at(e, i);
    for (size_t j = 0; j < v.n; j++)
      if (v.factors[j].exponent < 0) return false;
  }
  return true;
}

int pc_denominator_sign(const pc_expr *e) {
  if (has_number_below(e) || pc_part_proved(e, true, 1, 0)) return 1;
  return pc_part_proved(e, true, -1, 0) ? -1 : 0;
}

/* ---- what divides what ---- */

typedef struct monomial {
  fmpq_t coefficient;
  pc_factor factors[MOST_GENS];
  size_t n;
} monomial;

static bool is_plain(const pc_context *ctx, const monomial *m) {
  for (size_t i = 0; i < m->n; i++)
    if (m->factors[i].exponent < 0 || !pc_gen_is_whole(ctx, m->factors[i].gen)) return false;
  return fmpz_is_one(fmpq_denref(m->coefficient));
}

/* out = m/by; false where there is no room. */
static bool divide_monomial(monomial *out, const pc_context *ctx, const monomial *m, const pc_term *by) {
  pc_factor inverse[MOST_GENS], merged[2 * MOST_GENS];
  uint32_t bad;
  if (by->head.n > MOST_GENS) return false;
  for (size_t i = 0; i < by->head.n; i++) inverse[i] = (pc_factor) { by->factors[i].gen, -by->factors[i].exponent };
  if (!pc_factors_mul(merged, &out->n, &bad, ctx->algebra->ranks, m->factors, m->n, inverse, by->head.n)) return false;
  if (out->n > MOST_GENS) return false;
  for (size_t i = 0; i < out->n; i++) out->factors[i] = merged[i];
  fmpq_t value = { { by->num, by->den } };
  fmpq_div(out->coefficient, m->coefficient, value);
  return true;
}

/* A quotient is of use where it brings in what is missing. */
static bool is_of_use(const monomial *m, const pc_term *by) {
  if (!fmpz_is_one(fmpq_denref(m->coefficient)) && !fmpz_is_one(&by->den)) return true;
  for (size_t i = 0; i < m->n; i++)
    for (size_t j = 0; j < by->head.n && m->factors[i].exponent < 0; j++)
      if (by->factors[j].gen == m->factors[i].gen && by->factors[j].exponent < 0) return true;
  return false;
}

static bool is_whole_product(const pc_context *ctx, const monomial *m, int steps, int *work) {
  if (is_plain(ctx, m)) return true;
  if (steps == 0 || --*work < 0) return false;
  bool whole = false;
  monomial rest;
  fmpq_init(rest.coefficient);
  for (size_t i = 0; i < ctx->algebra->told_count && !whole; i++) {
    const pc_expr *quotient = ctx->algebra->told[i].quotient;
    if (!quotient || pc_expr_is_zero(quotient) || !is_of_use(m, pc_as_term(quotient))) continue;
    whole = divide_monomial(&rest, ctx, m, pc_as_term(quotient)) && is_whole_product(ctx, &rest, steps - 1, work);
  }
  fmpq_clear(rest.coefficient);
  return whole;
}

bool pc_term_is_whole(const pc_context *ctx, const pc_view *v) {
  if (!ctx->algebra->told_count || v->n > MOST_GENS) return false;
  int work = WORK;
  monomial m = { .n = v->n };
  fmpq_init(m.coefficient);
  fmpz_set(fmpq_numref(m.coefficient), v->num);
  fmpz_set(fmpq_denref(m.coefficient), v->den);
  for (size_t i = 0; i < v->n; i++) m.factors[i] = v->factors[i];
  bool whole = is_whole_product(ctx, &m, DIVISIONS, &work);
  fmpq_clear(m.coefficient);
  return whole;
}
