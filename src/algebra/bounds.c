/* What is known of an expression from what is known of its symbols: bounds, signs, whole numbers. */
#include "algebra/internal.h"
#include "algebra/prove.h"
#include <flint/fmpz_vec.h>
#include <flint/mpoly.h>

/* Working memory comes from FLINT, which aborts without it: so an answer never depends on how much there is.
 *
 * Proofs are by shifting every generator to its lower bound. Where that would make more terms than this, or pass over
 * more grid points, nothing is proved. Nor is it by facts on atoms nested deeper. */
enum { SHIFT_TERMS = 5000, SHIFT_BITS = 60, GRID_POINTS = 1024, GRID_WORK = 100000, PROVED_DEPTH = 40 };

static bool gen_lower(fmpq_t out, const pc_context *ctx, uint32_t gen);

/* ---- atoms ---- */

static bool max_lower(fmpq_t out, const pc_generator *g) {
  bool found = false;
  fmpq_t bound;
  fmpq_init(bound);
  for (size_t i = 0; i < g->n; i++) {
    if (!pc_expr_lower_bound(bound, g->args[i])) continue;
    if (!found || fmpq_cmp(bound, out) > 0) fmpq_set(out, bound);
    found = true;
  }
  fmpq_clear(bound);
  return found;
}

static bool atom_lower(fmpq_t out, const pc_generator *g) {
  if (g->function == PC_MAX) return max_lower(out, g);
  if (!pc_expr_lower_bound(out, g->args[0])) return false;
  if (g->function == PC_FLOOR) {
    fmpz_fdiv_q(fmpq_numref(out), fmpq_numref(out), fmpq_denref(out));
    fmpz_one(fmpq_denref(out));
    return true;
  }
  if (g->function == PC_LOG2 && fmpq_cmp_ui(out, 1) >= 0) {
    fmpz_fdiv_q(fmpq_numref(out), fmpq_numref(out), fmpq_denref(out));
    fmpq_set_si(out, (slong)fmpz_bits(fmpq_numref(out)) - 1, 1);
    return true;
  }
  if (g->function == PC_GEN_RECIPROCAL && fmpq_sgn(out) >= 0) {
    fmpq_zero(out);
    return true;
  }
  return false;
}

/* Without facts, a whole number is at least 1 unless it may be less. */
static bool symbol_lower(fmpq_t out, const pc_algebra *a, const pc_symbol *symbol) {
  if (!symbol->bounded) return false;
  fmpq_set(out, &symbol->lower);
  if (!a->suspended || !symbol->assumed || fmpq_cmp_ui(out, 1) <= 0) return true;
  fmpq_one(out);
  return symbol->domain == PC_INTEGERS;
}

static bool gen_lower(fmpq_t out, const pc_context *ctx, uint32_t gen) {
  pc_generator *g = ctx->algebra->gens[gen];
  if (g->symbol) return symbol_lower(out, ctx->algebra, g->symbol);
  if (g->bound_version != ctx->algebra->facts) {
    fmpq_t lower;
    fmpq_init(lower);
    g->bounded = atom_lower(lower, g);
    fmpq_set(&g->lower, lower);
    fmpq_clear(lower);
    g->bound_version = ctx->algebra->facts;
  }
  if (g->bounded) fmpq_set(out, &g->lower);
  return g->bounded;
}

/* ---- polynomials ---- */

typedef struct shift {
  const pc_context *ctx;
  const pc_ring *ring;
  fmpz *lower;   /* of each generator, rounded down */
  bool *bounded; /* whether it has one */
  bool usual;    /* every generator has one, and none is negative */
} shift;

static void shift_init(shift *s, const pc_context *ctx, const pc_ring *ring) {
  *s = (shift) { .ctx = ctx, .ring = ring, .usual = true };
  s->bounded = flint_calloc(ring->n, sizeof *s->bounded);
  s->lower = _fmpz_vec_init((slong)ring->n);
  fmpq_t lower;
  fmpq_init(lower);
  for (size_t i = 0; i < ring->n; i++) {
    s->bounded[i] = gen_lower(lower, ctx, ring->gens[i]);
    if (s->bounded[i]) fmpz_fdiv_q(s->lower + i, fmpq_numref(lower), fmpq_denref(lower));
    if (!s->bounded[i] || fmpz_sgn(s->lower + i) < 0) s->usual = false;
  }
  fmpq_clear(lower);
}

static void shift_clear(shift *s) {
  _fmpz_vec_clear(s->lower, (slong)s->ring->n);
  flint_free(s->bounded);
}

/* The number of terms of p once every generator is a sum of two. */
static bool shift_is_small(const shift *s, const fmpz_mpoly_struct *p) {
  ulong *exps = flint_malloc(s->ring->n * sizeof *exps);
  double terms = 0;
  for (slong i = 0; i < p->length && terms <= SHIFT_TERMS; i++) {
    double product = 1;
    fmpz_mpoly_get_term_exp_ui(exps, p, i, s->ring->flint);
    for (size_t j = 0; j < s->ring->n; j++) product *= fmpz_is_zero(s->lower + j) ? 1 : (double)exps[j] + 1;
    terms += product;
  }
  flint_free(exps);
  for (size_t j = 0; j < s->ring->n; j++)
    if (fmpz_bits(s->lower + j) > SHIFT_BITS) return false;
  return terms <= SHIFT_TERMS;
}

/* Adds coefficient*monomial, each generator from the j-th on replaced by itself and its bound. */
static void add_shifted(fmpz_mpoly_t out, const shift *s, const fmpz_t coefficient, ulong *exps, size_t j) {
  while (j < s->ring->n && (exps[j] == 0 || fmpz_is_zero(s->lower + j))) j++;
  if (j == s->ring->n) {
    fmpz_mpoly_push_term_fmpz_ui(out, coefficient, exps, s->ring->flint);
    return;
  }
  ulong exponent = exps[j];
  fmpz_t times;
  fmpz_init_set(times, coefficient);
  for (ulong k = 0; k <= exponent; k++) {
    exps[j] = exponent - k;
    add_shifted(out, s, times, exps, j + 1);
    fmpz_mul(times, times, s->lower + j);
    fmpz_mul_ui(times, times, exponent - k);
    fmpz_divexact_ui(times, times, k + 1);
  }
  exps[j] = exponent;
  fmpz_clear(times);
}

/* p with every generator shifted to its bound. FLINT's composition takes quadratic time in the number of generators. */
static void compose(fmpz_mpoly_t out, const shift *s, const fmpz_mpoly_struct *p) {
  ulong *exps = flint_malloc(s->ring->n * sizeof *exps);
  for (slong i = 0; i < p->length; i++) {
    fmpz_mpoly_get_term_exp_ui(exps, p, i, s->ring->flint);
    add_shifted(out, s, p->coeffs + i, exps, 0);
  }
  flint_free(exps);
  fmpz_mpoly_sort_terms(out, s->ring->flint);
  fmpz_mpoly_combine_like_terms(out, s->ring->flint);
}

/* Powers of a generator that may be negative must be even. */
static bool even_where_unbounded(const shift *s, const fmpz_mpoly_struct *p) {
  bool even = true;
  for (size_t j = 0; j < s->ring->n && even; j++) {
    if (s->bounded[j]) continue;
    for (slong i = 0; i < p->length && even; i++)
      even = fmpz_mpoly_get_term_var_exp_ui(p, i, (slong)j, s->ring->flint) % 2 == 0;
  }
  return even;
}

static bool all_nonnegative(const fmpz_mpoly_struct *p) {
  for (slong i = 0; i < p->length; i++)
    if (fmpz_sgn(p->coeffs + i) < 0) return false;
  return true;
}

/* Terms without their constant: what is left of a shifted polynomial must not be negative. */
static bool bound_of_shifted(fmpz_t out, const shift *s, fmpz_mpoly_t p) {
  fmpz_mpoly_ctx_struct *ring = ((pc_ring *)s->ring)->flint;
  fmpz_zero(out);
  if (p->length == 0) return true;
  slong last = p->length - 1;
  bool constant = true;
  for (size_t j = 0; j < s->ring->n && constant; j++)
    constant = fmpz_mpoly_get_term_var_exp_ui(p, last, (slong)j, ring) == 0;
  if (constant) {
    fmpz_set(out, p->coeffs + last);
    fmpz_neg(p->coeffs + last, p->coeffs + last);
    fmpz_abs(p->coeffs + last, p->coeffs + last);
  }
  return all_nonnegative(p) && even_where_unbounded(s, p);
}

/* The highest monomial keeps its coefficient however generators are shifted. */
static bool starts_negative(const fmpz_mpoly_struct *p, const pc_ring *ring) {
  return p->length > 0 && fmpz_sgn(p->coeffs) < 0 && !fmpz_mpoly_is_fmpz(p, ring->flint);
}

bool pc_poly_lower(fmpz_t out, const pc_context *ctx, const pc_ring *ring, const fmpz_mpoly_struct *p) {
  if (starts_negative(p, ring)) return false;
  shift s;
  shift_init(&s, ctx, ring);
  fmpz_mpoly_t shifted;
  fmpz_mpoly_init(shifted, ring->flint);
  bool known = false;
  if (shift_is_small(&s, p)) {
    compose(shifted, &s, p);
    known = bound_of_shifted(out, &s, shifted);
  } else if (s.usual && all_nonnegative(p)) {
    fmpz_zero(out);
    known = true;
  }
  fmpz_mpoly_clear(shifted, ring->flint);
  shift_clear(&s);
  return known;
}

/* ---- expressions ---- */

/* An expression as num/den; a short sum's ring lives as long as the question. */
typedef struct opened {
  const pc_ring *ring;
  const fmpz_mpoly_struct *num, *den;
  pc_ring *own;
  fmpz_mpoly_struct polys[2];
} opened;

static void open_short(opened *o, const pc_expr *e) {
  size_t n = pc_expr_gen_count(e);
  pc_ring *ring = flint_malloc(sizeof *ring + n * sizeof *ring->gens);
  *ring = (pc_ring) { .n = n };
  for (size_t i = 0; i < n; i++) ring->gens[i] = pc_expr_gen(e, i);
  fmpz_mpoly_ctx_init(ring->flint, (slong)n, ORD_LEX);
  fmpz_mpoly_init(&o->polys[0], ring->flint);
  fmpz_mpoly_init(&o->polys[1], ring->flint);
  pc_list_write(&o->polys[0], &o->polys[1], ring, e);
  o->ring = o->own = ring;
  o->num = &o->polys[0];
  o->den = &o->polys[1];
}

static void open_expr(opened *o, const pc_expr *e) {
  *o = (opened) { 0 };
  if (!pc_is_quotient(e)) {
    open_short(o, e);
    return;
  }
  const pc_quotient *q = pc_as_quotient(e);
  o->ring = q->ring;
  o->num = &q->num;
  o->den = &q->den;
}

static void close_expr(opened *o) {
  if (!o->own) return;
  fmpz_mpoly_clear(&o->polys[0], o->own->flint);
  fmpz_mpoly_clear(&o->polys[1], o->own->flint);
  fmpz_mpoly_ctx_clear(o->own->flint);
  flint_free(o->own);
}

static bool term_lower(fmpq_t out, const pc_term *t) {
  const pc_context *ctx = t->head.ctx;
  bool known = fmpz_sgn(&t->num) >= 0, whole = true;
  fmpq_t lower;
  fmpq_init(lower);
  fmpz_set(fmpq_numref(out), &t->num);
  fmpz_set(fmpq_denref(out), &t->den);
  for (size_t i = 0; i < t->head.n && known; i++) {
    int32_t exponent = t->factors[i].exponent;
    bool bounded = gen_lower(lower, ctx, t->factors[i].gen) && fmpq_sgn(lower) >= 0;
    if (!bounded) known = exponent % 2 == 0;
    if (!bounded || exponent < 0 || exponent > 64 || fmpz_bits(fmpq_numref(lower)) > SHIFT_BITS) {
      whole = false;
    } else if (whole) {
      fmpq_pow_si(lower, lower, exponent);
      fmpq_mul(out, out, lower);
    }
  }
  if (!whole) fmpq_zero(out);
  fmpq_clear(lower);
  if (known || t->head.n == 0) return true;
  return false;
}

static bool part_sign(int *sign, const pc_context *ctx, const pc_ring *ring, const fmpz_mpoly_struct *p) {
  fmpz_t bound;
  fmpz_init(bound);
  bool known = pc_poly_lower(bound, ctx, ring, p) && fmpz_sgn(bound) >= 0;
  *sign = 1;
  if (!known) {
    fmpz_mpoly_t minus;
    fmpz_mpoly_init(minus, ring->flint);
    fmpz_mpoly_neg(minus, p, ring->flint);
    known = pc_poly_lower(bound, ctx, ring, minus) && fmpz_sgn(bound) >= 0;
    *sign = -1;
    fmpz_mpoly_clear(minus, ring->flint);
  }
  fmpz_clear(bound);
  return known;
}

static bool fraction_lower(fmpq_t out, const pc_context *ctx, const opened *o) {
  if (fmpz_mpoly_is_fmpz(o->den, o->ring->flint)) {
    fmpz_t bound;
    fmpz_init(bound);
    bool known = pc_poly_lower(bound, ctx, o->ring, o->num);
    if (known) fmpq_set_fmpz_frac(out, bound, o->den->coeffs);
    fmpz_clear(bound);
    return known;
  }
  int top = 0, bottom = 0;
  if (!part_sign(&bottom, ctx, o->ring, o->den) || !part_sign(&top, ctx, o->ring, o->num)) return false;
  fmpq_zero(out);
  return top == bottom;
}

bool pc_expr_lower_bound(fmpq_t out, const pc_expr *e) {
  if (pc_is_term(e)) return term_lower(out, pc_as_term(e));
  opened o;
  open_expr(&o, e);
  bool known = fraction_lower(out, e->ctx, &o);
  close_expr(&o);
  return known;
}

/* e >= 0, or e > 0 where `least` is 1, by facts. In deep nests this is not tried at each level. */
static bool follows(const pc_expr *e, int least) {
  if (pc_expr_depth(e) > PROVED_DEPTH) return false;
  if (!e->ctx->algebra->told_count && !pc_expr_has_atom(e)) return false;
  int bottom = pc_denominator_sign(e);
  return bottom && pc_part_proved(e, false, bottom, least);
}

bool pc_expr_nonnegative(const pc_expr *e) {
  fmpq_t bound;
  fmpq_init(bound);
  bool known = pc_expr_lower_bound(bound, e) && fmpq_sgn(bound) >= 0;
  fmpq_clear(bound);
  return known || follows(e, 0);
}

static bool positive(const pc_expr *e) {
  fmpq_t bound;
  fmpq_init(bound);
  bool known = pc_expr_lower_bound(bound, e) && fmpq_sgn(bound) > 0;
  fmpq_clear(bound);
  return known || follows(e, 1);
}

static bool numerator_nonzero(const pc_expr *e) {
  opened o;
  fmpz_t bound;
  fmpz_mpoly_t minus;
  open_expr(&o, e);
  fmpz_init(bound);
  fmpz_mpoly_init(minus, o.ring->flint);
  fmpz_mpoly_neg(minus, o.num, o.ring->flint);
  bool known = (pc_poly_lower(bound, e->ctx, o.ring, o.num) && fmpz_sgn(bound) > 0) ||
               (pc_poly_lower(bound, e->ctx, o.ring, minus) && fmpz_sgn(bound) > 0);
  fmpz_mpoly_clear(minus, o.ring->flint);
  fmpz_clear(bound);
  close_expr(&o);
  if (known || (!e->ctx->algebra->told_count && !pc_expr_has_atom(e))) return known;
  if (pc_expr_depth(e) > PROVED_DEPTH) return false;
  return pc_part_proved(e, false, 1, 1) || pc_part_proved(e, false, -1, 1);
}

bool pc_expr_nonzero(const pc_expr *e) {
  if (!pc_is_term(e)) return numerator_nonzero(e);
  if (e->n == 0) return !pc_expr_is_zero(e);
  for (size_t i = 0; i < e->n; i++) {
    const pc_expr *self = e->ctx->algebra->gens[pc_as_term(e)->factors[i].gen]->self;
    if (!positive(self)) return false;
  }
  return true;
}

/* ---- whole numbers ---- */

static bool max_is_whole(const pc_generator *g) {
  for (size_t i = 0; i < g->n; i++)
    if (!pc_expr_integer_valued(g->args[i])) return false;
  return true;
}

bool pc_gen_is_whole(const pc_context *ctx, uint32_t gen) {
  pc_generator *g = ctx->algebra->gens[gen];
  if (g->symbol) return g->symbol->domain == PC_INTEGERS;
  if (g->function != PC_MAX) return g->function == PC_FLOOR;
  if (g->whole_version != ctx->algebra->facts) {
    g->whole = max_is_whole(g);
    g->whole_version = ctx->algebra->facts;
  }
  return g->whole;
}

static bool points_of_grid(size_t *points, const opened *o, slong *degrees) {
  double count = 1;
  fmpz_mpoly_degrees_si(degrees, o->num, o->ring->flint);
  for (size_t i = 0; i < o->ring->n; i++) count *= (double)degrees[i] + 1;
  *points = count <= GRID_POINTS ? (size_t)count : 0;
  return count <= GRID_POINTS && count * (double)o->num->length <= GRID_WORK;
}

/* A polynomial is whole everywhere once it is on the grid of 0..degree in each generator. */
static bool whole_on_grid(const opened *o, const slong *degrees, size_t points) {
  size_t n = o->ring->n;
  fmpz *values = _fmpz_vec_init((slong)n + 1);
  fmpz **list = flint_malloc(n * sizeof *list);
  bool whole = true;
  for (size_t i = 0; i < n; i++) list[i] = values + i;
  for (size_t point = 0; point < points && whole; point++) {
    size_t rest = point;
    for (size_t i = 0; i < n; i++) {
      fmpz_set_ui(list[i], rest % ((size_t)degrees[i] + 1));
      rest /= (size_t)degrees[i] + 1;
    }
    whole = fmpz_mpoly_evaluate_all_fmpz(values + n, o->num, list, o->ring->flint) &&
            fmpz_divisible(values + n, o->den->coeffs);
  }
  flint_free(list);
  _fmpz_vec_clear(values, (slong)n + 1);
  return whole;
}

static bool fraction_is_whole(const opened *o) {
  if (!fmpz_mpoly_is_fmpz(o->den, o->ring->flint)) return false;
  if (fmpz_is_one(o->den->coeffs)) return true;
  slong *degrees = flint_malloc(o->ring->n * sizeof *degrees);
  size_t points = 0;
  bool whole = points_of_grid(&points, o, degrees) && whole_on_grid(o, degrees, points);
  flint_free(degrees);
  return whole;
}

/* A polynomial over the integers. */
static bool is_plain(const pc_expr *e) {
  for (size_t i = 0; i < pc_length(e); i++) {
    pc_view v = pc_view_at(e, i);
    if (!fmpz_is_one(v.den)) return false;
    for (size_t j = 0; j < v.n; j++)
      if (v.factors[j].exponent < 0) return false;
  }
  return true;
}

static bool all_whole(const pc_expr *e) {
  for (size_t i = 0; i < pc_expr_gen_count(e); i++)
    if (!pc_gen_is_whole(e->ctx, pc_expr_gen(e, i))) return false;
  return true;
}

static bool each_term_is_whole(const pc_expr *e) {
  if (!e->ctx->algebra->told_count || pc_is_quotient(e)) return false;
  for (size_t i = 0; i < pc_length(e); i++) {
    pc_view v = pc_view_at(e, i);
    if (!pc_term_is_whole(e->ctx, &v)) return false;
  }
  return true;
}

bool pc_expr_integer_valued(const pc_expr *e) {
  if (!all_whole(e)) return each_term_is_whole(e);
  if (!pc_is_quotient(e) && is_plain(e)) return true;
  if (each_term_is_whole(e)) return true;
  if (pc_is_term(e)) return false;
  opened o;
  open_expr(&o, e);
  bool whole = fraction_is_whole(&o);
  close_expr(&o);
  return whole;
}
