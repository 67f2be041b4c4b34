/* Sums of many expressions.
 *
 * Terms are kept by their monomial in a table. The table is a cache, not a full index: a new monomial takes the slot
 * that its hash names, so nothing is ever searched, and a monomial that lost its slot is entered a second time. What
 * the cache missed is combined after the one sort at the end. So a sum of a few thousand monomials never grows, and a
 * sum of millions of different ones costs one pass and one sort. */
#include "algebra/internal.h"
#include <flint/mpoly.h>
#include <stdlib.h>
#include <string.h>

typedef struct sum_entry {
  fmpz num, den;
  uint32_t hash;
  uint32_t n; /* factors */
  size_t at;  /* in the pool */
} sum_entry;

enum { FIRST_SLOTS = 128, LAST_SLOTS = 1 << 16, FIRST_ENTRIES = 64, FIRST_FACTORS = 512, KEPT_ENTRIES = 4096 };

struct pc_accumulator {
  pc_context *ctx;
  sum_entry *entries;
  size_t count, capacity;
  pc_factor *pool;
  size_t pooled, pool_capacity;
  uint32_t *slots; /* entry + 1, or 0 */
  size_t slot_count;
  bool doubles; /* a monomial may stand in two entries */
  pc_expr **quotients;
  size_t quotient_count, quotient_capacity;
};

/* ---- life ---- */

static void free_accumulator(pc_accumulator *s) {
  pc_context *ctx = s->ctx;
  pc_free(ctx, s->entries, s->capacity * sizeof *s->entries);
  pc_free(ctx, s->pool, s->pool_capacity * sizeof *s->pool);
  pc_free(ctx, s->slots, s->slot_count * sizeof *s->slots);
  pc_free(ctx, s->quotients, s->quotient_capacity * sizeof(pc_expr *));
  pc_free(ctx, s, sizeof *s);
}

static pc_accumulator *new_accumulator(pc_context *ctx) {
  pc_accumulator *s = pc_alloc_zero(ctx, sizeof *s);
  if (!s) return NULL;
  s->ctx = ctx;
  s->entries = pc_alloc(ctx, FIRST_ENTRIES * sizeof *s->entries);
  if (s->entries) s->capacity = FIRST_ENTRIES;
  s->pool = pc_alloc(ctx, FIRST_FACTORS * sizeof *s->pool);
  if (s->pool) s->pool_capacity = FIRST_FACTORS;
  s->slots = pc_alloc_zero(ctx, FIRST_SLOTS * sizeof *s->slots);
  if (s->slots) s->slot_count = FIRST_SLOTS;
  if (s->entries && s->pool && s->slots) return s;
  free_accumulator(s);
  return NULL;
}

pc_status pc_accumulator_begin(pc_accumulator **out, pc_context *ctx, pc_error *error) {
  pc_accumulator *s = ctx->algebra->spare;
  ctx->algebra->spare = NULL;
  if (!s) s = new_accumulator(ctx);
  if (!s) return pc_no_memory(ctx, error);
  *out = s;
  return PC_OK;
}

static void clear_slots(pc_accumulator *s) {
  if (s->count < s->slot_count / 8) {
    for (size_t i = 0; i < s->count; i++) s->slots[s->entries[i].hash & (s->slot_count - 1)] = 0;
  } else {
    memset(s->slots, 0, s->slot_count * sizeof *s->slots);
  }
}

/* An accumulator is kept for the next sum unless it is large. */
void pc_accumulator_drop(pc_accumulator *s) {
  if (!s) return;
  clear_slots(s);
  for (size_t i = 0; i < s->count; i++) {
    fmpz_clear(&s->entries[i].num);
    fmpz_clear(&s->entries[i].den);
  }
  for (size_t i = 0; i < s->quotient_count; i++) pc_expr_unref(s->quotients[i]);
  s->count = s->pooled = s->quotient_count = 0;
  s->doubles = false;
  if (s->ctx->algebra->spare || s->capacity > KEPT_ENTRIES)
    free_accumulator(s);
  else
    s->ctx->algebra->spare = s;
}

void pc_accumulator_drop_spare(pc_context *ctx) {
  if (ctx->algebra->spare) free_accumulator(ctx->algebra->spare);
  ctx->algebra->spare = NULL;
}

/* ---- pushing terms ---- */

static uint32_t hash_factors(const pc_factor *factors, size_t n) {
  uint64_t h = n;
  for (size_t i = 0; i < n; i++) {
    h ^= (uint64_t)factors[i].gen << 32 | (uint32_t)factors[i].exponent;
    h *= 0x9E3779B97F4A7C15u;
    h ^= h >> 32;
  }
  return (uint32_t)h;
}

static pc_status reserve_factors(pc_accumulator *s, size_t more, pc_error *error) {
  if (s->pool_capacity - s->pooled >= more) return PC_OK;
  size_t larger = s->pool_capacity + s->pool_capacity / 2 + more;
  pc_factor *pool = pc_resize(s->ctx, s->pool, s->pool_capacity * sizeof *pool, larger * sizeof *pool);
  if (!pool) return pc_no_memory(s->ctx, error);
  s->pool = pool;
  s->pool_capacity = larger;
  return PC_OK;
}

/* More slots, as far as memory allows: with fewer the sum is as right. */
static void grow_slots(pc_accumulator *s) {
  size_t larger = s->slot_count * 4;
  uint32_t *slots = pc_alloc_zero(s->ctx, larger * sizeof *slots);
  if (!slots) return;
  for (size_t i = 0; i < s->count; i++) slots[s->entries[i].hash & (larger - 1)] = (uint32_t)i + 1;
  pc_free(s->ctx, s->slots, s->slot_count * sizeof *slots);
  s->slots = slots;
  s->slot_count = larger;
}

static pc_status reserve_entry(pc_accumulator *s, pc_error *error) {
  if (s->count > s->slot_count / 4 && s->slot_count < LAST_SLOTS) grow_slots(s);
  if (s->count >= UINT32_MAX - 1) return pc_fail_terms(s->ctx, error);
  if (pc_grow(s->ctx, (void **)&s->entries, &s->capacity, s->count, sizeof *s->entries)) return PC_OK;
  return pc_no_memory(s->ctx, error);
}

static void add_rational(sum_entry *e, const fmpz_t num, const fmpz_t den) {
  if (*den == 1 && e->den == 1) {
    fmpz_add(&e->num, &e->num, num);
  } else {
    _fmpq_add(&e->num, &e->den, &e->num, &e->den, num, den);
  }
}

/* Enters num/den times the n factors that lie at the end of the pool. */
static pc_status push(pc_accumulator *s, size_t n, const fmpz_t num, const fmpz_t den, pc_error *error) {
  const pc_factor *factors = s->pool + s->pooled;
  uint32_t hash = hash_factors(factors, n);
  uint32_t *slot = &s->slots[hash & (s->slot_count - 1)];
  if (*slot) {
    sum_entry *e = &s->entries[*slot - 1];
    if (e->hash == hash && e->n == n && (n == 0 || memcmp(s->pool + e->at, factors, n * sizeof *factors) == 0)) {
      add_rational(e, num, den);
      return PC_OK;
    }
    s->doubles = true;
  }
  pc_status status = reserve_entry(s, error);
  if (status) return status;
  sum_entry *e = &s->entries[s->count++];
  *e = (sum_entry) { .hash = hash, .n = (uint32_t)n, .at = s->pooled };
  fmpz_init_set(&e->num, num);
  fmpz_init_set(&e->den, den);
  s->pooled += n;
  s->slots[hash & (s->slot_count - 1)] = (uint32_t)s->count;
  return PC_OK;
}

/* Enters num/den times the factors, times the term `times`. */
static pc_status push_product(pc_accumulator *s, const pc_factor *factors, size_t n, const fmpz_t num, const fmpz_t den,
                              const pc_term *times, pc_error *error) {
  if (fmpz_is_zero(num)) return PC_OK;
  size_t more = times ? times->head.n : 0, count = n;
  pc_status status = reserve_factors(s, n + more, error);
  if (status) return status;
  if (!times) {
    if (n) memcpy(s->pool + s->pooled, factors, n * sizeof *factors);
    return push(s, n, num, den, error);
  }
  uint32_t bad = 0;
  if (!pc_factors_mul(s->pool + s->pooled, &count, &bad, s->ctx->algebra->ranks, factors, n, times->factors, more))
    return pc_fail_exponent(s->ctx, bad, error);
  if (fmpz_is_one(&times->num) && fmpz_is_one(&times->den)) return push(s, count, num, den, error);
  size_t most = s->ctx->limits.max_bits + 1;
  if (fmpz_bits(num) + fmpz_bits(&times->num) > most || fmpz_bits(den) + fmpz_bits(&times->den) > most)
    return pc_fail_bits(s->ctx, error);
  fmpq_t product;
  fmpq_init(product);
  if (*den == 1 && times->den == 1)
    fmpz_mul(fmpq_numref(product), num, &times->num);
  else
    _fmpq_mul(fmpq_numref(product), fmpq_denref(product), num, den, &times->num, &times->den);
  status = push(s, count, fmpq_numref(product), fmpq_denref(product), error);
  fmpq_clear(product);
  return status;
}

/* ---- pushing polynomials over a monomial ---- */

typedef struct unpacked {
  ulong *exps;        /* of a term */
  ulong *den;         /* of the denominator */
  pc_factor *factors; /* of both together */
} unpacked;

static pc_status push_terms(pc_accumulator *s, const pc_quotient *q, const pc_term *times, unpacked *u,
                            pc_error *error) {
  const pc_ring *ring = q->ring;
  slong words = mpoly_words_per_exp(q->num.bits, ring->flint->minfo);
  fmpz_mpoly_get_term_exp_ui(u->den, &q->den, 0, ring->flint);
  fmpq_t coefficient;
  fmpq_init(coefficient);
  pc_status status = PC_OK;
  for (slong i = 0; i < q->num.length && !status; i++) {
    mpoly_get_monomial_ui(u->exps, q->num.exps + words * i, q->num.bits, ring->flint->minfo);
    size_t n = 0;
    for (size_t j = 0; j < ring->n; j++) {
      int64_t exponent = (int64_t)u->exps[j] - (int64_t)u->den[j];
      if (exponent) u->factors[n++] = (pc_factor) { ring->gens[j], (int32_t)exponent };
    }
    if (*q->den.coeffs == 1) {
      status = push_product(s, u->factors, n, q->num.coeffs + i, q->den.coeffs, times, error);
    } else {
      fmpz_set(fmpq_numref(coefficient), q->num.coeffs + i);
      fmpz_set(fmpq_denref(coefficient), q->den.coeffs);
      fmpq_canonicalise(coefficient);
      status = push_product(s, u->factors, n, fmpq_numref(coefficient), fmpq_denref(coefficient), times, error);
    }
  }
  fmpq_clear(coefficient);
  return status;
}

static pc_status push_laurent(pc_accumulator *s, const pc_quotient *q, const pc_term *times, pc_error *error) {
  size_t n = q->ring->n, size = n * (2 * sizeof(ulong) + sizeof(pc_factor));
  ulong on_stack[48];
  bool small = size <= sizeof on_stack;
  ulong *block = small ? on_stack : pc_alloc(s->ctx, size);
  if (!block) return pc_no_memory(s->ctx, error);
  unpacked u = { .exps = block, .den = block + n, .factors = (pc_factor *)(void *)(block + 2 * n) };
  pc_status status = push_terms(s, q, times, &u, error);
  if (!small) pc_free(s->ctx, block, size);
  return status;
}

static pc_status push_quotient(pc_accumulator *s, const pc_expr *expr, const pc_expr *times, pc_error *error) {
  if (!pc_grow(s->ctx, (void **)&s->quotients, &s->quotient_capacity, s->quotient_count, sizeof(pc_expr *)))
    return pc_no_memory(s->ctx, error);
  pc_expr *product = NULL;
  pc_status status = PC_OK;
  if (times)
    status = pc_expr_mul(&product, expr, times, error);
  else
    product = pc_expr_ref(expr);
  if (!status) s->quotients[s->quotient_count++] = product;
  return status;
}

pc_status pc_accumulate(pc_accumulator *s, const pc_expr *expr, const pc_expr *times, pc_error *error) {
  if (times && !pc_is_term(times)) {
    if (!pc_is_term(expr)) {
      pc_expr *product = NULL;
      pc_status status = pc_expr_mul(&product, expr, times, error);
      if (!status) status = pc_accumulate(s, product, NULL, error);
      pc_expr_unref(product);
      return status;
    }
    const pc_expr *swap = expr;
    expr = times;
    times = swap;
  }
  if (times && pc_expr_is_zero(times)) return PC_OK;
  const pc_term *by = times ? pc_as_term(times) : NULL;
  if (pc_is_term(expr)) {
    const pc_term *t = pc_as_term(expr);
    return push_product(s, t->factors, expr->n, &t->num, &t->den, by, error);
  }
  return pc_is_laurent(expr) ? push_laurent(s, pc_as_quotient(expr), by, error) : push_quotient(s, expr, times, error);
}

/* ---- the sum ---- */

/* The generators of the entries, in order, and by how much each exponent is raised to be no less than 0. */
typedef struct frame {
  uint32_t *gens;
  size_t n, capacity;
  ulong *shift;  /* of each generator */
  ulong *top;    /* highest exponent after the shift */
  slong *offset; /* the word that holds the exponent, packed */
  slong *bit;    /* and the bit there */
} frame;

static pc_status frame_reserve(frame *f, pc_context *ctx, pc_error *error) {
  f->shift = pc_alloc_zero(ctx, f->n * 4 * sizeof *f->shift);
  if (!f->shift) return pc_no_memory(ctx, error);
  f->top = f->shift + f->n;
  f->offset = (slong *)(f->top + f->n);
  f->bit = f->offset + f->n;
  return PC_OK;
}

/* Leaves the context's scratch as it was: others use it too. */
static void leave_scratch(const frame *f, pc_context *ctx) {
  for (size_t i = 0; i < f->n; i++) ctx->algebra->scratch[f->gens[i]] = -1;
}

static void frame_clear(frame *f, pc_context *ctx) {
  leave_scratch(f, ctx);
  pc_free(ctx, f->shift, f->shift ? f->n * 4 * sizeof *f->shift : 0);
  pc_free(ctx, f->gens, f->capacity * sizeof *f->gens);
}

static void drop_zeros(pc_accumulator *s) {
  size_t kept = 0;
  for (size_t i = 0; i < s->count; i++) {
    sum_entry *e = &s->entries[i];
    if (fmpz_is_zero(&e->num)) {
      s->slots[e->hash & (s->slot_count - 1)] = 0;
      fmpz_clear(&e->num);
      fmpz_clear(&e->den);
    } else {
      if (kept != i) s->slots[e->hash & (s->slot_count - 1)] = (uint32_t)kept + 1;
      s->entries[kept++] = *e;
    }
  }
  s->count = kept;
}

/* Lists the generators of the entries. */
static pc_status find_gens(frame *f, const pc_accumulator *s, pc_error *error) {
  int32_t *scratch = s->ctx->algebra->scratch;
  for (size_t i = 0; i < s->count; i++) {
    const pc_factor *factors = s->pool + s->entries[i].at;
    for (size_t j = 0; j < s->entries[i].n; j++) {
      if (scratch[factors[j].gen] >= 0) continue;
      if (!pc_grow(s->ctx, (void **)&f->gens, &f->capacity, f->n, sizeof *f->gens)) return pc_no_memory(s->ctx, error);
      scratch[factors[j].gen] = 0;
      f->gens[f->n++] = factors[j].gen;
    }
  }
  return PC_OK;
}

static void sort_gens(uint32_t *gens, size_t n, const uint64_t *ranks) {
  for (size_t gap = n > 16 ? n / 2 : 1; gap > 0; gap /= 2) {
    for (size_t i = gap; i < n; i++) {
      uint32_t gen = gens[i];
      size_t j = i;
      for (; j >= gap && ranks[gens[j - gap]] > ranks[gen]; j -= gap) gens[j] = gens[j - gap];
      gens[j] = gen;
    }
  }
}

/* Numbers the generators in their order, and finds their exponents' range. */
static void measure(frame *f, const pc_accumulator *s) {
  int32_t *scratch = s->ctx->algebra->scratch;
  sort_gens(f->gens, f->n, s->ctx->algebra->ranks);
  for (size_t i = 0; i < f->n; i++) scratch[f->gens[i]] = (int32_t)i;
  for (size_t i = 0; i < s->count; i++) {
    const pc_factor *factors = s->pool + s->entries[i].at;
    for (size_t j = 0; j < s->entries[i].n; j++) {
      size_t place = (size_t)scratch[factors[j].gen];
      int64_t exponent = factors[j].exponent;
      if (exponent < 0 && (ulong)-exponent > f->shift[place]) f->shift[place] = (ulong)-exponent;
      if (exponent > 0 && (ulong)exponent > f->top[place]) f->top[place] = (ulong)exponent;
    }
  }
  for (size_t i = 0; i < f->n; i++) f->top[i] += f->shift[i];
}

static pc_status common_denominator(fmpz_t den, const pc_accumulator *s, pc_error *error) {
  fmpz_one(den);
  for (size_t i = 0; i < s->count; i++) {
    if (s->entries[i].den == 1) continue;
    fmpz_lcm(den, den, &s->entries[i].den);
    if (fmpz_bits(den) > s->ctx->limits.max_bits) return pc_fail_bits(s->ctx, error);
  }
  return PC_OK;
}

static void write_coefficient(fmpz_t out, const sum_entry *e, const fmpz_t den) {
  if (*den == 1) {
    fmpz_set(out, &e->num);
  } else {
    fmpz_divexact(out, den, &e->den);
    fmpz_mul(out, out, &e->num);
  }
}

/* Writes the entries into num, unsorted, over the common denominator; den is the denominator's one term. Exponents are
 * below 2^33, so that each lies within one word: a term is the packed shift with its own exponents added in place. */
static void write_terms(pc_fraction *sum, frame *f, const pc_accumulator *s, const fmpz_t den) {
  const fmpz_mpoly_ctx_struct *ring = sum->ring->flint;
  const int32_t *scratch = s->ctx->algebra->scratch;
  flint_bitcnt_t bits = mpoly_fix_bits(mpoly_exp_bits_required_ui(f->top, ring->minfo), ring->minfo);
  size_t words = (size_t)mpoly_words_per_exp(bits, ring->minfo);
  for (size_t i = 0; i < f->n; i++) mpoly_gen_offset_shift_sp(&f->offset[i], &f->bit[i], (slong)i, bits, ring->minfo);
  fmpz_mpoly_fit_length_reset_bits(sum->den, 1, bits, ring);
  mpoly_set_monomial_ui(sum->den->exps, f->shift, bits, ring->minfo);
  fmpz_set(sum->den->coeffs, den);
  _fmpz_mpoly_set_length(sum->den, 1, ring);
  fmpz_mpoly_fit_length_reset_bits(sum->num, (slong)s->count, bits, ring);
  ulong *packed = sum->num->exps;
  for (size_t i = 0; i < s->count; i++, packed += words) {
    const sum_entry *e = &s->entries[i];
    const pc_factor *factors = s->pool + e->at;
    for (size_t j = 0; j < words; j++) packed[j] = sum->den->exps[j];
    for (size_t j = 0; j < e->n; j++) {
      int32_t place = scratch[factors[j].gen];
      packed[f->offset[place]] += (ulong)(slong)factors[j].exponent << f->bit[place];
    }
    write_coefficient(sum->num->coeffs + i, e, den);
  }
  _fmpz_mpoly_set_length(sum->num, (slong)s->count, ring);
}

static pc_status build(pc_expr **out, frame *f, const pc_accumulator *s, pc_error *error) {
  pc_ring *ring = NULL;
  fmpz_t den;
  fmpz_init(den);
  pc_status status = common_denominator(den, s, error);
  if (!status) status = pc_ring_get(&ring, s->ctx, f->gens, f->n, error);
  if (!status) {
    status = pc_check_packed(s->ctx, ring, (double)s->count, error);
    if (status) pc_ring_unref(s->ctx, ring);
  }
  if (!status) {
    pc_fraction sum;
    pc_fraction_init(&sum, s->ctx, ring);
    write_terms(&sum, f, s, den);
    leave_scratch(f, s->ctx);
    fmpz_mpoly_sort_terms(sum.num, ring->flint);
    if (s->doubles) {
      fmpz_mpoly_combine_like_terms(sum.num, ring->flint);
      status = pc_fraction_reduce(&sum, error);
    }
    if (!status)
      status = pc_fraction_store(out, &sum, error);
    else
      pc_fraction_clear(&sum);
    pc_ring_unref(s->ctx, ring);
  }
  fmpz_clear(den);
  return status;
}

static pc_status single(pc_expr **out, const pc_accumulator *s, pc_error *error) {
  const sum_entry *e = &s->entries[0];
  if (e->n == 0) return pc_expr_fmpq(out, s->ctx, &e->num, &e->den, error);
  pc_term *term = pc_term_new(s->ctx, e->n);
  if (!term) return pc_no_memory(s->ctx, error);
  fmpz_set(&term->num, &e->num);
  fmpz_set(&term->den, &e->den);
  memcpy(term->factors, s->pool + e->at, e->n * sizeof *term->factors);
  return pc_term_fit(out, term, e->n, e->n, error);
}

static pc_status sum_terms(pc_expr **out, pc_accumulator *s, pc_error *error) {
  drop_zeros(s);
  if (s->count == 0) return pc_expr_integer(out, s->ctx, 0, error);
  if (s->count == 1) return single(out, s, error);
  frame f = { 0 };
  pc_status status = find_gens(&f, s, error);
  if (!status) status = frame_reserve(&f, s->ctx, error);
  if (!status) {
    measure(&f, s);
    status = build(out, &f, s, error);
  }
  frame_clear(&f, s->ctx);
  return status;
}

/* ---- quotients: equal denominators side by side, then pairwise ---- */

static int by_denominator(const void *a, const void *b) {
  const pc_quotient *x = pc_as_quotient(*(pc_expr *const *)a), *y = pc_as_quotient(*(pc_expr *const *)b);
  if (x->ring != y->ring) return x->ring->hash < y->ring->hash ? -1 : x->ring->hash > y->ring->hash;
  return fmpz_mpoly_cmp(&x->den, &y->den, x->ring->flint);
}

/* Adds neighbours until one is left, which lies in items[0]. */
static pc_status add_pairwise(pc_expr **items, size_t n, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t step = 1; step < n && !status; step *= 2) {
    for (size_t i = 0; i + step < n && !status; i += 2 * step) {
      pc_expr *sum = NULL;
      status = pc_expr_add_merged(&sum, items[i], items[i + step], error);
      if (status) break;
      pc_expr_unref(items[i]);
      items[i] = sum;
    }
  }
  return status;
}

static pc_status add_quotients(pc_expr **out, pc_accumulator *s, pc_error *error) {
  qsort(s->quotients, s->quotient_count, sizeof(pc_expr *), by_denominator);
  pc_status status = add_pairwise(s->quotients, s->quotient_count, error);
  if (status) return status;
  pc_expr *terms = *out;
  status = pc_expr_add(out, terms, s->quotients[0], error);
  if (!status) pc_expr_unref(terms);
  return status;
}

pc_status pc_accumulator_finish(pc_expr **out, pc_accumulator *s, pc_error *error) {
  pc_expr *sum = NULL;
  pc_status status = sum_terms(&sum, s, error);
  if (!status && s->quotient_count > 0) status = add_quotients(&sum, s, error);
  pc_accumulator_drop(s);
  if (status)
    pc_expr_unref(sum);
  else
    *out = sum;
  return status;
}

pc_status pc_expr_sum(pc_expr **out, pc_context *ctx, const pc_expr *const *terms, size_t n, pc_error *error) {
  pc_accumulator *sum = NULL;
  pc_status status = pc_accumulator_begin(&sum, ctx, error);
  if (status) return status;
  for (size_t i = 0; i < n && !status; i++) status = pc_accumulate(sum, terms[i], NULL, error);
  if (!status) return pc_accumulator_finish(out, sum, error);
  pc_accumulator_drop(sum);
  return status;
}
