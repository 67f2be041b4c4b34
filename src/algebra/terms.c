/* Expressions term by term; degrees, coefficients, symbols. */
#include "algebra/pushed.h"
#include <stdlib.h>
#include <string.h>

/* ---- single terms ---- */

static pc_status quotient_term(pc_expr **out, const pc_quotient *q, size_t i, pc_error *error) {
  pc_context *ctx = q->head.ctx;
  size_t n = q->ring->n, used = 0;
  slong *exps = pc_alloc_zero(ctx, 2 * n * sizeof *exps);
  pc_term *term = exps ? pc_term_new(ctx, n) : NULL;
  if (!term) {
    pc_free(ctx, exps, 2 * n * sizeof *exps);
    return pc_no_memory(ctx, error);
  }
  fmpz_mpoly_get_term_exp_si(exps, &q->num, (slong)i, q->ring->flint);
  fmpz_mpoly_get_term_exp_si(exps + n, &q->den, 0, q->ring->flint);
  fmpz_set(&term->num, q->num.coeffs + i);
  fmpz_set(&term->den, q->den.coeffs);
  _fmpq_canonicalise(&term->num, &term->den);
  for (size_t j = 0; j < n; j++) {
    slong exponent = exps[j] - exps[n + j];
    if (exponent) term->factors[used++] = (pc_factor) { q->ring->gens[j], (int32_t)exponent };
  }
  pc_free(ctx, exps, 2 * n * sizeof *exps);
  return pc_term_fit(out, term, n, used, error);
}

pc_status pc_term_of_view(pc_expr **out, pc_context *ctx, const pc_view *v, pc_error *error) {
  if (v->n == 0) return pc_expr_fmpq(out, ctx, v->num, v->den, error);
  pc_term *term = pc_term_new(ctx, v->n);
  if (!term) return pc_no_memory(ctx, error);
  fmpz_set(&term->num, v->num);
  fmpz_set(&term->den, v->den);
  memcpy(term->factors, v->factors, v->n * sizeof *v->factors);
  term->head.n = (uint32_t)v->n;
  *out = &term->head;
  return PC_OK;
}

pc_status pc_laurent_term(pc_expr **out, const pc_expr *e, size_t i, pc_error *error) {
  if (pc_is_quotient(e)) return quotient_term(out, pc_as_quotient(e), i, error);
  if (!pc_is_term(e)) {
    pc_view v = pc_view_at(e, i);
    return pc_term_of_view(out, e->ctx, &v, error);
  }
  *out = pc_expr_ref(e);
  return PC_OK;
}

int32_t pc_view_exponent(const pc_view *v, uint32_t gen) {
  for (size_t i = 0; i < v->n; i++)
    if (v->factors[i].gen == gen) return v->factors[i].exponent;
  return 0;
}

int32_t pc_term_exponent(const pc_expr *term, uint32_t gen) {
  pc_view v = pc_view_at(term, 0);
  return pc_view_exponent(&v, gen);
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

/* The highest and the lowest exponent in a term or a short sum. */
static void exponent_range(int32_t *high, int32_t *low, const pc_expr *e, uint32_t gen) {
  for (size_t i = 0; i < pc_length(e); i++) {
    pc_view v = pc_view_at(e, i);
    int32_t exponent = pc_view_exponent(&v, gen);
    if (i == 0 || exponent > *high) *high = exponent;
    if (i == 0 || exponent < *low) *low = exponent;
  }
}

bool pc_expr_has_pole(const pc_expr *e, uint32_t gen) {
  if (!pc_is_quotient(e)) {
    int32_t high = 0, low = 0;
    exponent_range(&high, &low, e, gen);
    return low < 0;
  }
  const pc_quotient *q = pc_as_quotient(e);
  slong place = place_of(q->ring, gen);
  return place >= 0 && fmpz_mpoly_degree_si(&q->den, place, q->ring->flint) > 0;
}

pc_status pc_expr_degree(int64_t *out, const pc_expr *e, const pc_symbol *symbol, pc_error *error) {
  pc_status status = pc_refuse_in_atom(e, symbol, error);
  if (status) return status;
  if (!pc_is_quotient(e)) {
    int32_t high = 0, low = 0;
    exponent_range(&high, &low, e, symbol->gen);
    *out = pc_expr_is_zero(e) ? INT64_MIN : high;
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

/* The sum of the terms whose exponent is `exponent`, times `inverse`. */
static pc_status pick_listed(pc_expr **out, const pc_expr *e, uint32_t gen, int64_t exponent, const pc_expr *inverse,
                             pc_error *error) {
  pc_accumulator *sum = NULL;
  pc_status status = pc_accumulator_begin(&sum, e->ctx, error);
  if (status) return status;
  for (size_t i = 0; i < pc_length(e) && !status; i++) {
    pc_view v = pc_view_at(e, i);
    if (pc_view_exponent(&v, gen) == exponent) status = pc_accumulate_view(sum, &v, pc_as_term(inverse), error);
  }
  if (!status) return pc_accumulator_finish(out, sum, error);
  pc_accumulator_drop(sum);
  return status;
}

pc_status pc_expr_coefficient_of(pc_expr **out, const pc_expr *e, uint32_t gen, int64_t exponent, pc_error *error) {
  if (pc_is_quotient(e)) return quotient_coefficient(out, e, gen, exponent, error);
  if (exponent > INT32_MAX || exponent < -INT32_MAX) return pc_expr_integer(out, e->ctx, 0, error);
  pc_expr *inverse = NULL;
  pc_status status = pc_term_pow(&inverse, pc_as_term(e->ctx->algebra->gens[gen]->self), -exponent, error);
  if (!status) status = pick_listed(out, e, gen, exponent, inverse, error);
  pc_expr_unref(inverse);
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
