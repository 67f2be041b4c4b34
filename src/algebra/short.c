/* Short sums: a few terms in one block, so that what leaves and small formulas are made of needs no ring. */
#include "algebra/internal.h"
#include <string.h>

enum { SAFE_EXPONENT = 1 << 30 };

/* ---- life ---- */

static size_t short_size(size_t n, size_t room) {
  return sizeof(pc_short) + n * sizeof(pc_summand) + room * (sizeof(pc_factor) + sizeof(uint32_t));
}

/* Values 1 and no factors. */
static pc_short *short_new(pc_context *ctx, size_t n, size_t room) {
  if (room > UINT32_MAX) return NULL;
  pc_short *s = pc_block_new(ctx, short_size(n, room));
  if (!s) return NULL;
  s->head = (pc_expr) { .references = 1, .ctx = ctx, .kind = PC_SHORT, .n = (uint32_t)n };
  s->room = (uint32_t)room;
  s->gen_count = UINT32_MAX;
  for (size_t i = 0; i < n; i++) s->terms[i] = (pc_summand) { .num = 1, .den = 1 };
  return s;
}

void pc_short_free(pc_short *s) {
  for (size_t i = 0; i < s->head.n; i++) {
    fmpz_clear(&s->terms[i].num);
    fmpz_clear(&s->terms[i].den);
  }
  pc_block_free(s->head.ctx, s, short_size(s->head.n, s->room));
}

pc_status pc_short_make(pc_expr **out, pc_context *ctx, const pc_view *terms, size_t n, pc_error *error) {
  size_t room = 0;
  for (size_t i = 0; i < n; i++) room += terms[i].n;
  pc_short *s = short_new(ctx, n, room);
  if (!s) return pc_no_memory(ctx, error);
  uint32_t at = 0;
  for (size_t i = 0; i < n; i++) {
    pc_summand *t = &s->terms[i];
    fmpz_set(&t->num, terms[i].num);
    fmpz_set(&t->den, terms[i].den);
    t->at = at;
    t->n = (uint32_t)terms[i].n;
    if (t->n) memcpy(pc_short_factors(s) + at, terms[i].factors, t->n * sizeof(pc_factor));
    at += t->n;
  }
  *out = &s->head;
  return PC_OK;
}

/* A monomial keeps its place among others when all are multiplied by one. */
pc_status pc_short_mul(pc_expr **out, const pc_short *a, const pc_term *b, pc_error *error) {
  pc_context *ctx = a->head.ctx;
  size_t n = a->head.n, at = 0;
  pc_short *s = short_new(ctx, n, (size_t)a->room + n * b->head.n);
  if (!s) return pc_no_memory(ctx, error);
  pc_status status = PC_OK;
  pc_view views[PC_SHORT_TERMS], by = pc_view_at(&b->head, 0);
  for (size_t i = 0; i < n && !status; i++) {
    pc_view v = pc_view_at(&a->head, i);
    pc_summand *t = &s->terms[i];
    size_t count = 0;
    uint32_t bad = 0;
    status = pc_coefficient_mul(ctx, &t->num, &t->den, &v, &by, error);
    if (!status &&
        !pc_factors_mul(pc_short_factors(s) + at, &count, &bad, ctx->algebra->ranks, v.factors, v.n, by.factors, by.n))
      status = pc_fail_exponent(ctx, bad, error);
    t->at = (uint32_t)at;
    t->n = (uint32_t)count;
    at += count;
    views[i] = pc_view_at(&s->head, i);
  }
  if (!status) status = pc_short_check(ctx, views, n, error);
  if (status)
    pc_short_free(s);
  else
    *out = &s->head;
  return status;
}

/* ---- generators ---- */

void pc_gens_sort(uint32_t *gens, size_t n, const uint64_t *ranks) {
  for (size_t gap = n > 16 ? n / 2 : 1; gap > 0; gap /= 2) {
    for (size_t i = gap; i < n; i++) {
      uint32_t gen = gens[i];
      size_t j = i;
      for (; j >= gap && ranks[gens[j - gap]] > ranks[gen]; j -= gap) gens[j] = gens[j - gap];
      gens[j] = gen;
    }
  }
}

const uint32_t *pc_short_gens(const pc_short *s, size_t *n) {
  pc_short *own = (pc_short *)s;
  uint32_t *gens = (uint32_t *)(pc_short_factors(s) + s->room);
  const pc_algebra *a = s->head.ctx->algebra;
  if (s->gen_count == UINT32_MAX) {
    uint32_t count = 0;
    for (size_t i = 0; i < s->head.n; i++) {
      pc_view v = pc_view_at(&s->head, i);
      for (size_t j = 0; j < v.n; j++) {
        if (a->scratch[v.factors[j].gen] >= 0) continue;
        a->scratch[v.factors[j].gen] = 0;
        gens[count++] = v.factors[j].gen;
      }
    }
    for (size_t i = 0; i < count; i++) a->scratch[gens[i]] = -1;
    pc_gens_sort(gens, count, a->ranks);
    own->gen_count = count;
  }
  *n = s->gen_count;
  return gens;
}

/* ---- limits ---- */

static bool is_plain(const pc_view *v) {
  if (COEFF_IS_MPZ(*v->num) || *v->den != 1) return false;
  for (size_t i = 0; i < v->n; i++)
    if (v->factors[i].exponent > SAFE_EXPONENT || v->factors[i].exponent < -SAFE_EXPONENT) return false;
  return true;
}

static pc_status check_exponents(pc_context *ctx, const pc_view *terms, size_t n, pc_error *error) {
  for (size_t i = 0; i < n; i++) {
    for (size_t j = 0; j < terms[i].n; j++) {
      pc_factor high = terms[i].factors[j];
      if (high.exponent <= SAFE_EXPONENT) continue;
      for (size_t k = 0; k < n; k++) {
        int32_t low = pc_view_exponent(&terms[k], high.gen);
        if (low < 0 && (int64_t)high.exponent - low > INT32_MAX) return pc_fail_exponent(ctx, high.gen, error);
      }
    }
  }
  return PC_OK;
}

static pc_status check_numbers(pc_context *ctx, const pc_view *terms, size_t n, pc_error *error) {
  pc_status status = PC_OK;
  fmpz_t den, num;
  fmpz_init_set_ui(den, 1);
  fmpz_init(num);
  for (size_t i = 0; i < n && !status; i++) {
    fmpz_lcm(den, den, terms[i].den);
    status = pc_check_bits(ctx, den, error);
  }
  for (size_t i = 0; i < n && !status; i++) {
    fmpz_divexact(num, den, terms[i].den);
    fmpz_mul(num, num, terms[i].num);
    status = pc_check_bits(ctx, num, error);
  }
  fmpz_clear(den);
  fmpz_clear(num);
  return status;
}

pc_status pc_short_check(pc_context *ctx, const pc_view *terms, size_t n, pc_error *error) {
  if (n > ctx->limits.max_terms) return pc_fail_terms(ctx, error);
  bool plain = ctx->limits.max_bits >= FLINT_BITS;
  for (size_t i = 0; i < n && plain; i++) plain = is_plain(&terms[i]);
  if (plain) return PC_OK;
  pc_status status = check_numbers(ctx, terms, n, error);
  return status ? status : check_exponents(ctx, terms, n, error);
}

/* ---- as a fraction ---- */

void pc_laurent_den(fmpz_t out, const pc_expr *e) {
  fmpz_one(out);
  if (pc_is_quotient(e)) fmpz_set(out, pc_as_quotient(e)->den.coeffs);
  for (size_t i = 0; !pc_is_quotient(e) && i < pc_length(e); i++) {
    pc_view v = pc_view_at(e, i);
    if (*v.den != 1) fmpz_lcm(out, out, v.den);
  }
}

int64_t pc_laurent_shift(const pc_expr *e, uint32_t gen) {
  int64_t shift = 0;
  if (pc_is_quotient(e)) {
    const pc_quotient *q = pc_as_quotient(e);
    for (size_t i = 0; i < q->ring->n; i++)
      if (q->ring->gens[i] == gen) return fmpz_mpoly_degree_si(&q->den, (slong)i, q->ring->flint);
    return 0;
  }
  for (size_t i = 0; i < pc_length(e); i++) {
    pc_view v = pc_view_at(e, i);
    int64_t exponent = pc_view_exponent(&v, gen);
    if (-exponent > shift) shift = -exponent;
  }
  return shift;
}

/* shift[i]: the exponent of the ring's generator i in the common denominator. */
static void find_shift(ulong *shift, const int32_t *place, const pc_expr *e) {
  for (size_t i = 0; i < pc_length(e); i++) {
    pc_view v = pc_view_at(e, i);
    for (size_t j = 0; j < v.n; j++) {
      slong exponent = v.factors[j].exponent;
      ulong *own = &shift[place[v.factors[j].gen]];
      if (exponent < 0 && (ulong)-exponent > *own) *own = (ulong)-exponent;
    }
  }
}

void pc_list_write(fmpz_mpoly_t num, fmpz_mpoly_t den, const pc_ring *ring, const pc_expr *e) {
  int32_t *place = e->ctx->algebra->scratch;
  ulong *shift = flint_calloc(2 * ring->n + 1, sizeof *shift), *exps = shift + ring->n;
  fmpz_t common, c;
  fmpz_init(common);
  fmpz_init(c);
  for (size_t i = 0; i < ring->n; i++) place[ring->gens[i]] = (int32_t)i;
  find_shift(shift, place, e);
  pc_laurent_den(common, e);
  fmpz_mpoly_zero(num, ring->flint);
  fmpz_mpoly_zero(den, ring->flint);
  fmpz_mpoly_push_term_fmpz_ui(den, common, shift, ring->flint);
  for (size_t i = 0; i < pc_length(e); i++) {
    pc_view v = pc_view_at(e, i);
    if (fmpz_is_zero(v.num)) continue;
    for (size_t j = 0; j < ring->n; j++) exps[j] = shift[j];
    for (size_t j = 0; j < v.n; j++) exps[place[v.factors[j].gen]] += (ulong)(slong)v.factors[j].exponent;
    fmpz_divexact(c, common, v.den);
    fmpz_mul(c, c, v.num);
    fmpz_mpoly_push_term_fmpz_ui(num, c, exps, ring->flint);
  }
  for (size_t i = 0; i < ring->n; i++) place[ring->gens[i]] = -1;
  fmpz_clear(common);
  fmpz_clear(c);
  flint_free(shift);
}
