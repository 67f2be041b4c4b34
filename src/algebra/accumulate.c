/* Sums of many expressions: what is pushed.
 *
 * A few terms are searched one by one. More are kept by their monomial in a table. The table is a cache, not a full
 * index: a new monomial takes the slot that its hash names, so nothing is ever searched, and a monomial that lost its
 * slot is entered a second time. What the cache missed is combined after the one sort at the end. So a sum of a few
 * thousand monomials never grows, and a sum of millions of different ones costs one pass and one sort. */
#include "algebra/pushed.h"
#include <flint/mpoly.h>
#include <stdlib.h>
#include <string.h>

enum {
  SEARCHED = PC_SHORT_TERMS,
  FIRST_SLOTS = 128,
  LAST_SLOTS = 1 << 16,
  FIRST_ENTRIES = 64,
  FIRST_FACTORS = 512,
  KEPT_ENTRIES = 4096
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
  if (s->entries && s->pool) return s;
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
    for (size_t i = 0; i < s->count; i++) s->slots[s->entries[i].hash & (s->slot_count - 1)].entry = 0;
  } else {
    memset(s->slots, 0, s->slot_count * sizeof *s->slots);
  }
}

/* An accumulator is kept for the next sum unless it is large. */
void pc_accumulator_drop(pc_accumulator *s) {
  if (!s) return;
  if (s->hashed) clear_slots(s);
  for (size_t i = 0; i < s->count; i++) {
    fmpz_clear(&s->entries[i].num);
    fmpz_clear(&s->entries[i].den);
  }
  for (size_t i = 0; i < s->quotient_count; i++) pc_expr_unref(s->quotients[i]);
  s->count = s->pooled = s->quotient_count = 0;
  s->doubles = s->hashed = false;
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

static pc_status grow_slots(pc_accumulator *s, pc_error *error) {
  size_t larger = s->slot_count * 4;
  pc_slot *slots = pc_alloc_zero(s->ctx, larger * sizeof *slots);
  if (!slots) return pc_no_memory(s->ctx, error);
  for (size_t i = 0; i < s->count; i++)
    slots[s->entries[i].hash & (larger - 1)] = (pc_slot) { (uint32_t)i + 1, s->entries[i].hash };
  pc_free(s->ctx, s->slots, s->slot_count * sizeof *slots);
  s->slots = slots;
  s->slot_count = larger;
  return PC_OK;
}

static pc_status reserve_entry(pc_accumulator *s, pc_error *error) {
  pc_status status = PC_OK;
  if (s->hashed && s->count > s->slot_count / 4 && s->slot_count < LAST_SLOTS) status = grow_slots(s, error);
  if (status) return status;
  if (s->count >= UINT32_MAX - 1) return pc_fail_terms(s->ctx, error);
  if (pc_grow(s->ctx, (void **)&s->entries, &s->capacity, s->count, sizeof *s->entries)) return PC_OK;
  return pc_no_memory(s->ctx, error);
}

static void add_rational(pc_entry *e, const fmpz_t num, const fmpz_t den) {
  if (*den == 1 && e->den == 1) {
    fmpz_add(&e->num, &e->num, num);
  } else {
    _fmpq_add(&e->num, &e->den, &e->num, &e->den, num, den);
  }
}

static bool same_factors(const pc_factor *a, const pc_factor *b, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (a[i].gen != b[i].gen || a[i].exponent != b[i].exponent) return false;
  return true;
}

/* The entry of the n factors that lie at the end of the pool, or NULL; `hash` is set where there is a table. */
static pc_entry *find(pc_accumulator *s, uint32_t *hash, size_t n) {
  const pc_factor *factors = s->pool + s->pooled;
  if (!s->hashed) {
    for (pc_entry *e = s->entries; e < s->entries + s->count; e++)
      if (e->n == n && same_factors(s->pool + e->at, factors, n)) return e;
    return NULL;
  }
  *hash = hash_factors(factors, n);
  pc_slot slot = s->slots[*hash & (s->slot_count - 1)];
  if (!slot.entry) return NULL;
  pc_entry *e = &s->entries[slot.entry - 1];
  if (slot.hash == *hash && e->n == n && same_factors(s->pool + e->at, factors, n)) return e;
  s->doubles = true;
  return NULL;
}

/* From a list that is searched to a table. */
static pc_status start_table(pc_accumulator *s, pc_error *error) {
  if (!s->slots) {
    s->slots = pc_alloc_zero(s->ctx, FIRST_SLOTS * sizeof *s->slots);
    if (!s->slots) return pc_no_memory(s->ctx, error);
    s->slot_count = FIRST_SLOTS;
  }
  s->hashed = true;
  for (size_t i = 0; i < s->count; i++) {
    pc_entry *e = &s->entries[i];
    e->hash = hash_factors(s->pool + e->at, e->n);
    pc_slot *slot = &s->slots[e->hash & (s->slot_count - 1)];
    if (slot->entry) s->doubles = true;
    *slot = (pc_slot) { (uint32_t)i + 1, e->hash };
  }
  return PC_OK;
}

/* Enters num/den times the n factors that lie at the end of the pool. */
static pc_status push(pc_accumulator *s, size_t n, const fmpz_t num, const fmpz_t den, pc_error *error) {
  uint32_t hash = 0;
  pc_entry *e = find(s, &hash, n);
  if (e) {
    add_rational(e, num, den);
    return PC_OK;
  }
  if (!s->hashed && s->count == SEARCHED) {
    pc_status status = start_table(s, error);
    if (status) return status;
    hash = hash_factors(s->pool + s->pooled, n);
    if (s->slots[hash & (s->slot_count - 1)].entry) s->doubles = true;
  }
  pc_status status = reserve_entry(s, error);
  if (status) return status;
  e = &s->entries[s->count++];
  *e = (pc_entry) { .hash = hash, .n = (uint32_t)n, .at = s->pooled };
  fmpz_init_set(&e->num, num);
  fmpz_init_set(&e->den, den);
  s->pooled += n;
  if (s->hashed) s->slots[hash & (s->slot_count - 1)] = (pc_slot) { (uint32_t)s->count, hash };
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

pc_status pc_accumulate_view(pc_accumulator *s, const pc_view *v, const pc_term *times, pc_error *error) {
  return push_product(s, v->factors, v->n, v->num, v->den, times, error);
}

static pc_status accumulate_product(pc_accumulator *s, const pc_expr *a, const pc_expr *b, pc_error *error) {
  pc_expr *product = NULL;
  pc_status status = pc_expr_mul(&product, a, b, error);
  if (!status) status = pc_accumulate(s, product, NULL, error);
  pc_expr_unref(product);
  return status;
}

pc_status pc_accumulate(pc_accumulator *s, const pc_expr *expr, const pc_expr *times, pc_error *error) {
  if (times && ((!pc_is_term(times) && !pc_is_term(expr)) || pc_atoms_meet(expr, times)))
    return accumulate_product(s, expr, times, error);
  if (times && !pc_is_term(times)) {
    const pc_expr *swap = expr;
    expr = times;
    times = swap;
  }
  if (times && pc_expr_is_zero(times)) return PC_OK;
  const pc_term *by = times ? pc_as_term(times) : NULL;
  if (pc_is_quotient(expr))
    return pc_is_laurent(expr) ? push_laurent(s, pc_as_quotient(expr), by, error)
                               : push_quotient(s, expr, times, error);
  pc_status status = PC_OK;
  for (size_t i = 0; i < pc_length(expr) && !status; i++) {
    pc_view v = pc_view_at(expr, i);
    status = pc_accumulate_view(s, &v, by, error);
  }
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
  pc_status status = pc_entries_combine(&sum, s, error);
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
