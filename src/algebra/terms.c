/* Expressions term by term; degrees, coefficients, symbols. */
#include "algebra/internal.h"
#include <stdlib.h>

/* ---- single terms ---- */

static pc_status make_term(pc_expr **out, const pc_quotient *q, const fmpz_mpoly_struct *poly, size_t i,
                           const fmpz_mpoly_struct *den, pc_error *error) {
  pc_context *ctx = q->head.ctx;
  size_t n = q->ring->n, used = 0;
  slong *exps = pc_alloc_zero(ctx, 2 * n * sizeof *exps);
  pc_term *term = exps ? pc_term_new(ctx, n) : NULL;
  if (!term) {
    pc_free(ctx, exps, 2 * n * sizeof *exps);
    return pc_no_memory(ctx, error);
  }
  fmpz_mpoly_get_term_exp_si(exps, poly, (slong)i, q->ring->flint);
  fmpz_set(&term->num, poly->coeffs + i);
  if (den) {
    fmpz_mpoly_get_term_exp_si(exps + n, den, 0, q->ring->flint);
    fmpz_set(&term->den, den->coeffs);
    _fmpq_canonicalise(&term->num, &term->den);
  }
  for (size_t j = 0; j < n; j++) {
    slong exponent = exps[j] - exps[n + j];
    if (exponent) term->factors[used++] = (pc_factor) { q->ring->gens[j], (int32_t)exponent };
  }
  pc_free(ctx, exps, 2 * n * sizeof *exps);
  return pc_term_fit(out, term, n, used, error);
}

pc_status pc_poly_term(pc_expr **out, const pc_quotient *q, const fmpz_mpoly_struct *poly, size_t i, pc_error *error) {
  return make_term(out, q, poly, i, NULL, error);
}

pc_status pc_laurent_term(pc_expr **out, const pc_expr *e, size_t i, pc_error *error) {
  if (!pc_is_term(e))
    return make_term(out, pc_as_quotient(e), &pc_as_quotient(e)->num, i, &pc_as_quotient(e)->den, error);
  *out = pc_expr_ref(e);
  return PC_OK;
}

int32_t pc_term_exponent(const pc_expr *term, uint32_t gen) {
  for (size_t i = 0; i < term->n; i++)
    if (pc_as_term(term)->factors[i].gen == gen) return pc_as_term(term)->factors[i].exponent;
  return 0;
}

/* ---- where a symbol stands ---- */

/* Atoms share what is in them, so each is asked once a question. */
static bool holds(const pc_expr *e, uint32_t gen);

static bool atom_holds(const pc_context *ctx, uint32_t gen, uint32_t symbol) {
  pc_generator *g = ctx->algebra->gens[gen];
  if (g->asked == ctx->algebra->question) return g->holds;
  bool found = false;
  for (size_t i = 0; i < g->n && !found; i++) found = holds(g->args[i], symbol);
  g->asked = ctx->algebra->question;
  g->holds = found;
  return found;
}

static bool holds(const pc_expr *e, uint32_t gen) {
  for (size_t i = 0; i < pc_expr_gen_count(e); i++)
    if (pc_expr_gen(e, i) == gen || atom_holds(e->ctx, pc_expr_gen(e, i), gen)) return true;
  return false;
}

bool pc_expr_holds(const pc_expr *e, uint32_t gen) {
  e->ctx->algebra->question++;
  return holds(e, gen);
}

pc_status pc_refuse_in_atom(const pc_expr *e, const pc_symbol *symbol, pc_error *error) {
  e->ctx->algebra->question++;
  for (size_t i = 0; i < pc_expr_gen_count(e); i++)
    if (atom_holds(e->ctx, pc_expr_gen(e, i), symbol->gen))
      return pc_fail(error, PC_INPUT, "'%s' stands inside a function such as floor or max", symbol->name);
  return PC_OK;
}

/* The number of symbol in the ring, or -1. */
static slong place_of(const pc_ring *ring, uint32_t gen) {
  for (size_t i = 0; i < ring->n; i++)
    if (ring->gens[i] == gen) return (slong)i;
  return -1;
}

bool pc_expr_has_pole(const pc_expr *e, uint32_t gen) {
  if (pc_is_term(e)) return pc_term_exponent(e, gen) < 0;
  const pc_quotient *q = pc_as_quotient(e);
  slong place = place_of(q->ring, gen);
  return place >= 0 && fmpz_mpoly_degree_si(&q->den, place, q->ring->flint) > 0;
}

pc_status pc_expr_degree(int64_t *out, const pc_expr *e, const pc_symbol *symbol, pc_error *error) {
  pc_status status = pc_refuse_in_atom(e, symbol, error);
  if (status) return status;
  if (pc_is_term(e)) {
    *out = pc_expr_is_zero(e) ? INT64_MIN : pc_term_exponent(e, symbol->gen);
    return PC_OK;
  }
  const pc_quotient *q = pc_as_quotient(e);
  slong place = place_of(q->ring, symbol->gen);
  *out = place < 0 ? 0
                   : fmpz_mpoly_degree_si(&q->num, place, q->ring->flint) -
                         fmpz_mpoly_degree_si(&q->den, place, q->ring->flint);
  return PC_OK;
}

/* ---- coefficients ---- */

static const char *gen_name(const pc_context *ctx, uint32_t gen) {
  const pc_generator *g = ctx->algebra->gens[gen];
  return g->symbol ? g->symbol->name : "a function";
}

/* The terms of num in which generator `place` has the exponent, without it, over den. */
static pc_status pick(pc_expr **out, const pc_quotient *q, slong place, ulong exponent, pc_error *error) {
  pc_fraction f;
  fmpz_mpoly_ctx_struct *ring = q->ring->flint;
  pc_fraction_init(&f, q->head.ctx, q->ring);
  fmpz_mpoly_get_coeff_vars_ui(f.num, &q->num, &place, &exponent, 1, ring);
  slong shift = fmpz_mpoly_degree_si(&q->den, place, ring);
  if (shift > 0 && f.num->length > 0) {
    ulong lowest = (ulong)shift;
    fmpz_mpoly_get_coeff_vars_ui(f.den, &q->den, &place, &lowest, 1, ring);
  } else {
    fmpz_mpoly_set(f.den, &q->den, ring);
  }
  pc_status status = pc_fraction_reduce(&f, error);
  if (!status) return pc_fraction_store(out, &f, error);
  pc_fraction_clear(&f);
  return status;
}

static pc_status quotient_coefficient(pc_expr **out, const pc_expr *e, uint32_t gen, int64_t exponent,
                                      pc_error *error) {
  const pc_quotient *q = pc_as_quotient(e);
  slong place = place_of(q->ring, gen);
  slong shift = place < 0 ? 0 : fmpz_mpoly_degree_si(&q->den, place, q->ring->flint);
  if (place < 0) {
    if (exponent) return pc_expr_integer(out, e->ctx, 0, error);
    *out = pc_expr_ref(e);
    return PC_OK;
  }
  if (shift > 0 && q->den.length > 1)
    return pc_fail(error, PC_INPUT, "'%s' stands in a denominator of several terms", gen_name(e->ctx, gen));
  if (exponent > INT32_MAX || exponent + shift < 0 || exponent < INT32_MIN)
    return pc_expr_integer(out, e->ctx, 0, error);
  return pick(out, q, place, (ulong)(exponent + shift), error);
}

pc_status pc_expr_coefficient_of(pc_expr **out, const pc_expr *e, uint32_t gen, int64_t exponent, pc_error *error) {
  if (!pc_is_term(e)) return quotient_coefficient(out, e, gen, exponent, error);
  int32_t own = pc_term_exponent(e, gen);
  if (own != exponent) return pc_expr_integer(out, e->ctx, 0, error);
  if (own == 0) {
    *out = pc_expr_ref(e);
    return PC_OK;
  }
  pc_expr *power = NULL;
  pc_status status = pc_term_pow(&power, pc_as_term(e->ctx->algebra->gens[gen]->self), -(int64_t)own, error);
  if (!status) status = pc_term_mul(out, pc_as_term(e), pc_as_term(power), error);
  pc_expr_unref(power);
  return status;
}

pc_status pc_expr_coefficient(pc_expr **out, const pc_expr *e, const pc_symbol *symbol, int64_t exponent,
                              pc_error *error) {
  pc_status status = pc_refuse_in_atom(e, symbol, error);
  return status ? status : pc_expr_coefficient_of(out, e, symbol->gen, exponent, error);
}

/* ---- the symbols of an expression ---- */

typedef struct symbol_set {
  pc_context *ctx;
  bool *seen; /* by generator */
  size_t count;
} symbol_set;

static void gather(symbol_set *set, const pc_expr *e) {
  for (size_t i = 0; i < pc_expr_gen_count(e); i++) {
    uint32_t gen = pc_expr_gen(e, i);
    if (set->seen[gen]) continue;
    const pc_generator *g = set->ctx->algebra->gens[gen];
    set->seen[gen] = true;
    if (g->symbol) set->count++;
    for (size_t j = 0; j < g->n; j++) gather(set, g->args[j]);
  }
}

static int by_name(const void *a, const void *b) {
  const pc_symbol *x = *(const pc_symbol *const *)a, *y = *(const pc_symbol *const *)b;
  const char *p = x->name, *q = y->name;
  while (*p && *p == *q) {
    p++;
    q++;
  }
  return (unsigned char)*p - (unsigned char)*q;
}

static pc_status list_symbols(const pc_symbol ***out, size_t *count, const symbol_set *set, pc_error *error) {
  const pc_symbol **list = pc_alloc(set->ctx, set->count * sizeof *list);
  if (!list) return pc_no_memory(set->ctx, error);
  size_t n = 0;
  for (size_t i = 0; i < set->ctx->algebra->count; i++)
    if (set->seen[i] && set->ctx->algebra->gens[i]->symbol) list[n++] = set->ctx->algebra->gens[i]->symbol;
  qsort(list, n, sizeof *list, by_name);
  *out = list;
  *count = n;
  return PC_OK;
}

pc_status pc_expr_symbols(const pc_symbol ***out, size_t *count, const pc_expr *e, pc_error *error) {
  size_t size = e->ctx->algebra->count * sizeof(bool);
  symbol_set set = { .ctx = e->ctx, .seen = pc_alloc_zero(e->ctx, size) };
  if (!set.seen) return pc_no_memory(e->ctx, error);
  gather(&set, e);
  pc_status status = list_symbols(out, count, &set, error);
  pc_free(e->ctx, set.seen, size);
  return status;
}

void pc_symbols_free(pc_context *ctx, const pc_symbol **symbols, size_t count) {
  pc_free(ctx, symbols, count * sizeof *symbols);
}
