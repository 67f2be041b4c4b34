/* Sums of many expressions: what was pushed, sorted and combined. */
#include "algebra/pushed.h"
#include <flint/mpoly.h>
#include <stdlib.h>
#include <string.h>

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
    pc_entry *e = &s->entries[i];
    if (fmpz_is_zero(&e->num)) {
      if (s->hashed) s->slots[e->hash & (s->slot_count - 1)].entry = 0;
      fmpz_clear(&e->num);
      fmpz_clear(&e->den);
    } else {
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

/* Numbers the generators in their order, and finds their exponents' range. */
static void measure(frame *f, const pc_accumulator *s) {
  int32_t *scratch = s->ctx->algebra->scratch;
  pc_gens_sort(f->gens, f->n, s->ctx->algebra->ranks);
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

static void write_coefficient(fmpz_t out, const pc_entry *e, const fmpz_t den) {
  if (*den == 1) {
    fmpz_set(out, &e->num);
  } else {
    fmpz_divexact(out, den, &e->den);
    fmpz_mul(out, out, &e->num);
  }
}

/* ---- the order of the entries ---- */

/* An entry and its exponents, the first generator's in the highest bits. */
typedef struct sort_key {
  uint64_t words[2];
  size_t entry;
} sort_key;

enum { KEY_BYTES = 16, FEW_KEYS = 24, AHEAD = 8 };

/* Finds where in a key each generator's exponent lies; false where it would not fit. */
static bool place_in_key(frame *f) {
  slong word = 0, free_bits = 64;
  for (size_t i = 0; i < f->n; i++) {
    slong width = (slong)FLINT_BIT_COUNT(f->top[i]);
    if (width > free_bits) {
      word++;
      free_bits = 64;
    }
    free_bits -= width;
    f->offset[i] = word;
    f->bit[i] = free_bits < 64 ? free_bits : 0;
    if (word > 1) return false;
  }
  return true;
}

static void fill_keys(sort_key *keys, const frame *f, const pc_accumulator *s) {
  const int32_t *scratch = s->ctx->algebra->scratch;
  uint64_t lowest[2] = { 0, 0 };
  for (size_t i = 0; i < f->n; i++) lowest[f->offset[i]] += (uint64_t)f->shift[i] << f->bit[i];
  for (size_t i = 0; i < s->count; i++) {
    const pc_factor *factors = s->pool + s->entries[i].at;
    sort_key key = { { lowest[0], lowest[1] }, i };
    for (size_t j = 0; j < s->entries[i].n; j++) {
      int32_t place = scratch[factors[j].gen];
      key.words[f->offset[place]] += (uint64_t)(int64_t)factors[j].exponent << f->bit[place];
    }
    keys[i] = key;
  }
}

static bool is_above(const sort_key *a, const sort_key *b) {
  return a->words[0] != b->words[0] ? a->words[0] > b->words[0] : a->words[1] > b->words[1];
}

static void insert_keys(sort_key *keys, size_t n) {
  for (size_t i = 1; i < n; i++) {
    sort_key key = keys[i];
    size_t j = i;
    for (; j > 0 && is_above(&key, &keys[j - 1]); j--) keys[j] = keys[j - 1];
    keys[j] = key;
  }
}

static unsigned key_byte(const sort_key *key, int byte) {
  return 255 - (unsigned)(key->words[byte / 8] >> (56 - byte % 8 * 8) & 255);
}

/* The highest first, from the given byte on. */
static void sort_keys(sort_key *keys, sort_key *spare, size_t n, int byte) {
  if (n <= FEW_KEYS) {
    insert_keys(keys, n);
    return;
  }
  size_t starts[257] = { 0 };
  for (; byte < KEY_BYTES; byte++) {
    memset(starts, 0, sizeof starts);
    for (size_t i = 0; i < n; i++) starts[key_byte(&keys[i], byte) + 1]++;
    if (starts[key_byte(keys, byte) + 1] < n) break;
  }
  if (byte == KEY_BYTES) return;
  for (int i = 0; i < 256; i++) starts[i + 1] += starts[i];
  for (size_t i = 0; i < n; i++) spare[starts[key_byte(&keys[i], byte)]++] = keys[i];
  memcpy(keys, spare, n * sizeof *keys);
  for (size_t i = 0, from = 0; i < 256; from = starts[i++])
    if (starts[i] > from) sort_keys(keys + from, spare, starts[i] - from, byte + 1);
}

/* The entries from the highest monomial on; NULL where FLINT is to sort them, for want of room in a key. */
static pc_status sorted_keys(sort_key **out, frame *f, const pc_accumulator *s, pc_error *error) {
  *out = NULL;
  if (!place_in_key(f)) return PC_OK;
  sort_key *keys = pc_alloc(s->ctx, 2 * s->count * sizeof *keys);
  if (!keys) return pc_no_memory(s->ctx, error);
  fill_keys(keys, f, s);
  sort_keys(keys, keys + s->count, s->count, 0);
  *out = keys;
  return PC_OK;
}

/* ---- polynomials ---- */

/* In the order of the keys entries lie far apart: the next ones are asked for ahead. */
static void look_ahead(const sort_key *keys, size_t i, const pc_accumulator *s) {
#ifdef __GNUC__
  if (!keys || i + 2 * AHEAD >= s->count) return;
  __builtin_prefetch(&s->entries[keys[i + 2 * AHEAD].entry]);
  __builtin_prefetch(s->pool + s->entries[keys[i + AHEAD].entry].at);
#else
  (void)keys, (void)i, (void)s;
#endif
}

/* Writes the entries into num, in the order of the keys if there are any, over the common denominator; den is the
 * denominator's one term. Exponents are below 2^33, so that each lies within one word: a term is the packed shift with
 * its own exponents added in place. */
static void write_terms(pc_fraction *sum, frame *f, const pc_accumulator *s, const fmpz_t den, const sort_key *keys) {
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
    look_ahead(keys, i, s);
    const pc_entry *e = &s->entries[keys ? keys[i].entry : i];
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
    sort_key *keys = NULL;
    status = sorted_keys(&keys, f, s, error);
    if (!status) write_terms(&sum, f, s, den, keys);
    leave_scratch(f, s->ctx);
    if (!keys && !status) fmpz_mpoly_sort_terms(sum.num, ring->flint);
    pc_free(s->ctx, keys, 2 * s->count * sizeof *keys);
    if (s->doubles && !status) {
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

/* As a term or a short sum: all monomials differ. */
static pc_status few(pc_expr **out, const pc_accumulator *s, pc_error *error) {
  const uint64_t *ranks = s->ctx->algebra->ranks;
  pc_view terms[PC_SHORT_TERMS];
  for (size_t i = 0; i < s->count; i++) {
    const pc_entry *e = &s->entries[i];
    pc_view v = { &e->num, &e->den, s->pool + e->at, e->n };
    size_t j = i;
    for (; j > 0 && pc_factors_lex(ranks, terms[j - 1].factors, terms[j - 1].n, v.factors, v.n) < 0; j--)
      terms[j] = terms[j - 1];
    terms[j] = v;
  }
  if (s->count == 1) return pc_term_of_view(out, s->ctx, terms, error);
  pc_status status = pc_short_check(s->ctx, terms, s->count, error);
  return status ? status : pc_short_make(out, s->ctx, terms, s->count, error);
}

pc_status pc_entries_combine(pc_expr **out, pc_accumulator *s, pc_error *error) {
  drop_zeros(s);
  if (s->count == 0) return pc_expr_integer(out, s->ctx, 0, error);
  if (s->count == 1 || (s->count <= PC_SHORT_TERMS && !s->doubles)) return few(out, s, error);
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
