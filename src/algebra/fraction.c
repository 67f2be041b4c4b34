/* Fractions that are being worked on: from expressions and back, into the one canonical form. */
#include "algebra/internal.h"
#include <flint/mpoly.h>

void pc_fraction_init(pc_fraction *f, pc_context *ctx, pc_ring *ring) {
  f->ctx = ctx;
  f->ring = pc_ring_ref(ring);
  fmpz_mpoly_init(f->num, ring->flint);
  fmpz_mpoly_init(f->den, ring->flint);
  fmpz_mpoly_one(f->den, ring->flint);
}

void pc_fraction_clear(pc_fraction *f) {
  fmpz_mpoly_clear(f->num, f->ring->flint);
  fmpz_mpoly_clear(f->den, f->ring->flint);
  pc_ring_unref(f->ctx, f->ring);
}

/* Where `place[gen]` is what `scratch` holds between mark and unmark. */
static void mark(pc_context *ctx, const pc_ring *ring) {
  for (size_t i = 0; i < ring->n; i++) ctx->algebra->scratch[ring->gens[i]] = (int32_t)i;
}

static void unmark(pc_context *ctx, const pc_ring *ring) {
  for (size_t i = 0; i < ring->n; i++) ctx->algebra->scratch[ring->gens[i]] = -1;
}

/* The generators of `from` as numbers in `to`, -1 for those that `to` lacks. */
static slong *map_ring(pc_context *ctx, const pc_ring *from, const pc_ring *to, pc_error *error) {
  slong *map = pc_alloc(ctx, from->n * sizeof *map);
  if (!map) {
    pc_no_memory(ctx, error);
    return NULL;
  }
  mark(ctx, to);
  for (size_t i = 0; i < from->n; i++) map[i] = ctx->algebra->scratch[from->gens[i]];
  unmark(ctx, to);
  return map;
}

/* out = p, moved to another ring. The order of generators is the same in both, hence the order of terms is too, and
 * FLINT's general composition, quadratic in the generators, is not needed. `exps` has room for both rings. */
static void move_poly(fmpz_mpoly_t out, const pc_ring *to, const fmpz_mpoly_struct *p, const pc_ring *from,
                      const slong *map, ulong *exps) {
  ulong *moved = exps + from->n;
  slong from_words = mpoly_words_per_exp(p->bits, from->flint->minfo);
  slong to_words = mpoly_words_per_exp(p->bits, to->flint->minfo);
  fmpz_mpoly_fit_length_reset_bits(out, p->length, p->bits, to->flint);
  for (size_t j = 0; j < to->n; j++) moved[j] = 0;
  for (slong i = 0; i < p->length; i++) {
    mpoly_get_monomial_ui(exps, p->exps + from_words * i, p->bits, from->flint->minfo);
    for (size_t j = 0; j < from->n; j++)
      if (map[j] >= 0) moved[map[j]] = exps[j];
    mpoly_set_monomial_ui(out->exps + to_words * i, moved, p->bits, to->flint->minfo);
    fmpz_set(out->coeffs + i, p->coeffs + i);
  }
  _fmpz_mpoly_set_length(out, p->length, to->flint);
}

/* Moves num/den from another ring into f. Generators that f's ring lacks must not be used. */
static pc_status move_fraction(pc_fraction *f, const fmpz_mpoly_struct *num, const fmpz_mpoly_struct *den,
                               const pc_ring *from, pc_error *error) {
  size_t room = (from->n + f->ring->n) * sizeof(ulong);
  slong *map = map_ring(f->ctx, from, f->ring, error);
  ulong *exps = map ? pc_alloc(f->ctx, room) : NULL;
  if (exps) {
    move_poly(f->num, f->ring, num, from, map, exps);
    move_poly(f->den, f->ring, den, from, map, exps);
  }
  pc_free(f->ctx, map, map ? from->n * sizeof *map : 0);
  pc_free(f->ctx, exps, exps ? room : 0);
  return exps ? PC_OK : pc_no_memory(f->ctx, error);
}

static pc_status load_quotient(pc_fraction *f, const pc_quotient *q, pc_error *error) {
  pc_status status = pc_check_packed(f->ctx, f->ring, (double)q->num.length + (double)q->den.length, error);
  if (status) return status;
  if (q->ring != f->ring) return move_fraction(f, &q->num, &q->den, q->ring, error);
  fmpz_mpoly_set(f->num, &q->num, f->ring->flint);
  fmpz_mpoly_set(f->den, &q->den, f->ring->flint);
  return PC_OK;
}

pc_status pc_fraction_load(pc_fraction *f, pc_context *ctx, pc_ring *ring, const pc_expr *e, pc_error *error) {
  pc_fraction_init(f, ctx, ring);
  pc_status status = PC_OK;
  if (pc_is_quotient(e))
    status = load_quotient(f, pc_as_quotient(e), error);
  else
    pc_list_write(f->num, f->den, ring, e);
  if (status) pc_fraction_clear(f);
  return status;
}

pc_status pc_fraction_open(pc_fraction *f, const pc_expr *e, pc_error *error) {
  if (pc_is_quotient(e)) return pc_fraction_load(f, e->ctx, pc_as_quotient(e)->ring, e, error);
  pc_ring *ring = NULL;
  pc_status status = pc_ring_of(&ring, e, e, error);
  if (status) return status;
  status = pc_fraction_load(f, e->ctx, ring, e, error);
  pc_ring_unref(e->ctx, ring);
  return status;
}

static void make_positive(pc_fraction *f) {
  if (fmpz_sgn(f->den->coeffs) > 0) return;
  fmpz_mpoly_neg(f->num, f->num, f->ring->flint);
  fmpz_mpoly_neg(f->den, f->den, f->ring->flint);
}

pc_status pc_fraction_reduce(pc_fraction *f, pc_error *error) {
  pc_status status = PC_OK;
  if (fmpz_mpoly_is_zero(f->num, f->ring->flint)) {
    fmpz_mpoly_one(f->den, f->ring->flint);
  } else if (!fmpz_mpoly_is_one(f->den, f->ring->flint)) {
    fmpz_mpoly_t gcd;
    fmpz_mpoly_init(gcd, f->ring->flint);
    status = pc_gcd(gcd, f->num, f->den, f->num, f->den, f, error);
    fmpz_mpoly_clear(gcd, f->ring->flint);
    if (!status) make_positive(f);
  }
  return status;
}

/* ---- back to expressions ---- */

/* Moves f into the ring of the generators that it uses. */
static pc_status drop_unused(pc_fraction *f, pc_error *error) {
  pc_context *ctx = f->ctx;
  size_t n = f->ring->n, count = 0;
  int *used = pc_alloc_zero(ctx, n * sizeof *used);
  uint32_t *gens = pc_alloc(ctx, n * sizeof *gens);
  pc_status status = used && gens ? PC_OK : pc_no_memory(ctx, error);
  if (!status) {
    mpoly_used_vars_or(used, f->num->exps, f->num->length, f->num->bits, f->ring->flint->minfo);
    mpoly_used_vars_or(used, f->den->exps, f->den->length, f->den->bits, f->ring->flint->minfo);
    for (size_t i = 0; i < n; i++)
      if (used[i]) gens[count++] = f->ring->gens[i];
  }
  pc_ring *ring = NULL;
  if (!status && count < n) status = pc_ring_get(&ring, ctx, gens, count, error);
  if (!status && ring) {
    pc_fraction moved;
    pc_fraction_init(&moved, ctx, ring);
    status = move_fraction(&moved, f->num, f->den, f->ring, error);
    if (!status) {
      pc_fraction old = *f;
      *f = moved;
      moved = old;
    }
    pc_fraction_clear(&moved);
  }
  if (ring) pc_ring_unref(ctx, ring);
  pc_free(ctx, used, n * sizeof *used);
  pc_free(ctx, gens, n * sizeof *gens);
  return status;
}

/* Packed into at most 32 bits an exponent is below 2^31. */
static pc_status check_exponents(const pc_fraction *f, const fmpz_mpoly_t p, pc_error *error) {
  if (p->bits <= 32) return PC_OK;
  if (!fmpz_mpoly_degrees_fit_si(p, f->ring->flint)) return pc_fail_exponent(f->ctx, f->ring->gens[0], error);
  for (size_t i = 0; i < f->ring->n; i++)
    if (fmpz_mpoly_degree_si(p, (slong)i, f->ring->flint) > INT32_MAX)
      return pc_fail_exponent(f->ctx, f->ring->gens[i], error);
  return PC_OK;
}

static pc_status check_size(const pc_fraction *f, const fmpz_mpoly_t p, pc_error *error) {
  if ((size_t)p->length > f->ctx->limits.max_terms) return pc_fail_terms(f->ctx, error);
  slong bits = fmpz_mpoly_max_bits(p);
  if ((size_t)(bits < 0 ? -bits : bits) > f->ctx->limits.max_bits) return pc_fail_bits(f->ctx, error);
  return check_exponents(f, p, error);
}

static pc_status store_quotient(pc_expr **out, pc_fraction *f, pc_error *error) {
  pc_status status = drop_unused(f, error);
  if (!status) status = check_size(f, f->num, error);
  if (!status) status = check_size(f, f->den, error);
  if (status) return status;
  pc_quotient *q = pc_alloc(f->ctx, sizeof *q);
  if (!q) return pc_no_memory(f->ctx, error);
  q->head = (pc_expr) { .references = 1, .ctx = f->ctx, .kind = PC_QUOTIENT, .n = 0 };
  q->ring = pc_ring_ref(f->ring);
  fmpz_mpoly_init(&q->num, q->ring->flint);
  fmpz_mpoly_init(&q->den, q->ring->flint);
  fmpz_mpoly_swap(&q->num, f->num, q->ring->flint);
  fmpz_mpoly_swap(&q->den, f->den, q->ring->flint);
  *out = &q->head;
  return PC_OK;
}

/* Term i of num over den, whose exponents are `den_exps`; its factors are written to `factors`. */
static void split_term(pc_view *out, fmpq_t c, pc_factor *factors, const pc_fraction *f, slong i, slong *exps,
                       const slong *den_exps) {
  size_t n = 0;
  fmpz_set(fmpq_numref(c), f->num->coeffs + i);
  fmpz_set(fmpq_denref(c), f->den->coeffs);
  if (f->den->coeffs[0] != 1) fmpq_canonicalise(c);
  fmpz_mpoly_get_term_exp_si(exps, f->num, i, f->ring->flint);
  for (size_t j = 0; j < f->ring->n; j++)
    if (exps[j] != den_exps[j]) factors[n++] = (pc_factor) { f->ring->gens[j], (int32_t)(exps[j] - den_exps[j]) };
  *out = (pc_view) { fmpq_numref(c), fmpq_denref(c), factors, n };
}

/* A few terms over a monomial. */
static pc_status store_list(pc_expr **out, pc_fraction *f, pc_error *error) {
  size_t n = f->ring->n, length = (size_t)f->num->length, size = n * (2 * sizeof(slong) + length * sizeof(pc_factor));
  pc_view terms[PC_SHORT_TERMS];
  fmpq coefficients[PC_SHORT_TERMS];
  pc_status status = length > 1 ? check_size(f, f->num, error) : check_exponents(f, f->num, error);
  if (!status) status = length > 1 ? check_size(f, f->den, error) : check_exponents(f, f->den, error);
  if (status) return status;
  slong *exps = pc_alloc(f->ctx, size);
  if (!exps) return pc_no_memory(f->ctx, error);
  pc_factor *factors = (pc_factor *)(void *)(exps + 2 * n);
  fmpz_mpoly_get_term_exp_si(exps + n, f->den, 0, f->ring->flint);
  for (size_t i = 0; i < length; i++) {
    fmpq_init(&coefficients[i]);
    split_term(&terms[i], &coefficients[i], factors + i * n, f, (slong)i, exps, exps + n);
  }
  status = length == 1 ? pc_term_of_view(out, f->ctx, terms, error) : pc_short_make(out, f->ctx, terms, length, error);
  for (size_t i = 0; i < length; i++) fmpq_clear(&coefficients[i]);
  pc_free(f->ctx, exps, size);
  return status;
}

pc_status pc_fraction_store(pc_expr **out, pc_fraction *f, pc_error *error) {
  pc_status status;
  if (f->num->length == 0)
    status = pc_expr_integer(out, f->ctx, 0, error);
  else if (f->num->length <= PC_SHORT_TERMS && f->den->length == 1)
    status = store_list(out, f, error);
  else
    status = store_quotient(out, f, error);
  pc_fraction_clear(f);
  return status;
}
