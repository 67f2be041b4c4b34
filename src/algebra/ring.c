/* Polynomial rings: one for each set of generators in use. */
#include "algebra/internal.h"
#include <string.h>

static uint32_t hash_gens(const uint32_t *gens, size_t n) {
  uint32_t h = (uint32_t)n;
  for (size_t i = 0; i < n; i++) h = (h ^ gens[i]) * 2654435761u;
  return h ^ (h >> 16);
}

static size_t ring_size(size_t n) {
  return sizeof(pc_ring) + n * sizeof(uint32_t);
}

static bool grow_buckets(pc_context *ctx, pc_algebra *a) {
  if (a->ring_count < a->ring_buckets) return true;
  size_t larger = a->ring_buckets ? a->ring_buckets * 2 : 64;
  pc_ring **buckets = pc_alloc_zero(ctx, larger * sizeof(pc_ring *));
  if (!buckets) return false;
  for (size_t i = 0; i < a->ring_buckets; i++) {
    for (pc_ring *ring = a->rings[i], *next; ring; ring = next) {
      next = ring->next;
      ring->next = buckets[ring->hash & (larger - 1)];
      buckets[ring->hash & (larger - 1)] = ring;
    }
  }
  pc_free(ctx, a->rings, a->ring_buckets * sizeof(pc_ring *));
  a->rings = buckets;
  a->ring_buckets = larger;
  return true;
}

pc_status pc_ring_get(pc_ring **out, pc_context *ctx, const uint32_t *gens, size_t n, pc_error *error) {
  pc_algebra *a = ctx->algebra;
  if (!grow_buckets(ctx, a)) return pc_no_memory(ctx, error);
  uint32_t hash = hash_gens(gens, n);
  pc_ring **bucket = &a->rings[hash & (a->ring_buckets - 1)];
  for (pc_ring *ring = *bucket; ring; ring = ring->next) {
    if (ring->hash != hash || ring->n != n || (n && memcmp(ring->gens, gens, n * sizeof *gens) != 0)) continue;
    if (ring->idle >= 0) a->idle[ring->idle] = NULL;
    ring->idle = -1;
    *out = pc_ring_ref(ring);
    return PC_OK;
  }
  pc_ring *ring = pc_alloc(ctx, ring_size(n));
  if (!ring) return pc_no_memory(ctx, error);
  ring->references = 1;
  ring->idle = -1;
  ring->hash = hash;
  ring->n = n;
  if (n) memcpy(ring->gens, gens, n * sizeof *gens);
  fmpz_mpoly_ctx_init(ring->flint, (slong)n, ORD_LEX);
  ring->next = *bucket;
  *bucket = ring;
  a->ring_count++;
  *out = ring;
  return PC_OK;
}

pc_ring *pc_ring_ref(pc_ring *ring) {
  ring->references++;
  return ring;
}

static void free_ring(pc_context *ctx, pc_ring *ring) {
  pc_algebra *a = ctx->algebra;
  pc_ring **link = &a->rings[ring->hash & (a->ring_buckets - 1)];
  while (*link != ring) link = &(*link)->next;
  *link = ring->next;
  a->ring_count--;
  fmpz_mpoly_ctx_clear(ring->flint);
  pc_free(ctx, ring, ring_size(ring->n));
}

/* FLINT takes as long to set a ring up as to add a few terms: the last unused ones are kept. */
void pc_ring_unref(pc_context *ctx, pc_ring *ring) {
  if (--ring->references > 0) return;
  pc_algebra *a = ctx->algebra;
  size_t place = a->next_idle;
  a->next_idle = (place + 1) % PC_IDLE_RINGS;
  if (a->idle[place]) free_ring(ctx, a->idle[place]);
  a->idle[place] = ring;
  ring->idle = (int)place;
}

void pc_ring_drop_idle(pc_context *ctx) {
  pc_algebra *a = ctx->algebra;
  for (size_t i = 0; i < PC_IDLE_RINGS; i++) {
    if (a->idle[i]) free_ring(ctx, a->idle[i]);
    a->idle[i] = NULL;
  }
}

static const uint32_t *gens_of(const pc_expr *e, size_t *n) {
  if (e->kind == PC_SHORT) return pc_short_gens(pc_as_short(e), n);
  *n = pc_as_quotient(e)->ring->n;
  return pc_as_quotient(e)->ring->gens;
}

size_t pc_expr_gen_count(const pc_expr *e) {
  size_t n = e->n;
  if (!pc_is_term(e)) gens_of(e, &n);
  return n;
}

uint32_t pc_expr_gen(const pc_expr *e, size_t i) {
  size_t n = 0;
  return pc_is_term(e) ? pc_as_term(e)->factors[i].gen : gens_of(e, &n)[i];
}

static size_t merge(uint32_t *gens, const pc_expr *a, const pc_expr *b) {
  const uint64_t *ranks = a->ctx->algebra->ranks;
  size_t n = 0, i = 0, j = 0, a_count = pc_expr_gen_count(a), b_count = pc_expr_gen_count(b);
  while (i < a_count && j < b_count) {
    uint32_t x = pc_expr_gen(a, i), y = pc_expr_gen(b, j);
    bool take_x = x == y || ranks[x] < ranks[y];
    gens[n++] = take_x ? x : y;
    i += take_x;
    j += x == y || !take_x;
  }
  while (i < a_count) gens[n++] = pc_expr_gen(a, i++);
  while (j < b_count) gens[n++] = pc_expr_gen(b, j++);
  return n;
}

pc_status pc_ring_of(pc_ring **out, const pc_expr *a, const pc_expr *b, pc_error *error) {
  size_t room = pc_expr_gen_count(a) + pc_expr_gen_count(b);
  uint32_t *gens = pc_alloc(a->ctx, room * sizeof *gens);
  if (!gens) return pc_no_memory(a->ctx, error);
  pc_status status = pc_ring_get(out, a->ctx, gens, merge(gens, a, b), error);
  pc_free(a->ctx, gens, room * sizeof *gens);
  return status;
}

bool pc_ring_has_atom(const pc_context *ctx, const pc_ring *ring) {
  /* Atoms stand after all symbols. */
  return ring->n > 0 && pc_gen_is_atom(ctx, ring->gens[ring->n - 1]);
}
