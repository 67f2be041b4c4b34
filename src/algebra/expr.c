/* The life of expressions, and constructors. */
#include "algebra/generator.h"
#include "algebra/internal.h"
#include "algebra/prove.h"
#include <gmp.h>
#include <string.h>

/* ---- a context's algebra ---- */

static void drain_pool(pc_context *ctx, pc_algebra *a) {
  for (size_t i = 0; i < PC_POOL_CLASSES; i++) {
    while (a->pool[i]) {
      void *block = a->pool[i];
      a->pool[i] = *(void **)block;
      pc_free(ctx, block, i * PC_POOL_UNIT);
    }
    a->pooled[i] = PC_POOL_LIMIT;
  }
}

static bool make_small(pc_context *ctx, pc_algebra *a) {
  for (int value = PC_SMALL_MIN; value <= PC_SMALL_MAX; value++) {
    pc_term *term = pc_term_new(ctx, 0);
    if (!term) return false;
    term->num = value;
    a->small[value - PC_SMALL_MIN] = &term->head;
  }
  return true;
}

pc_algebra *pc_algebra_new(pc_context *ctx) {
  pc_algebra *a = pc_alloc_zero(ctx, sizeof *a);
  if (!a) return NULL;
  ctx->algebra = a;
  a->facts = 1;
  if (make_small(ctx, a)) return a;
  pc_algebra_free(ctx, a);
  ctx->algebra = NULL;
  return NULL;
}

void pc_algebra_free(pc_context *ctx, pc_algebra *a) {
  for (int value = PC_SMALL_MIN; value <= PC_SMALL_MAX; value++) pc_expr_unref(a->small[value - PC_SMALL_MIN]);
  pc_accumulator_drop_spare(ctx);
  pc_told_clear(ctx, a);
  pc_generator_clear(ctx, a);
  pc_ring_drop_idle(ctx);
  drain_pool(ctx, a);
  pc_free(ctx, a->rings, a->ring_buckets * sizeof(pc_ring *));
  pc_free(ctx, a, sizeof *a);
}

void pc_algebra_thread_end(void) {
  flint_cleanup();
}

const char *pc_algebra_flint_version(void) {
  return flint_version;
}

const char *pc_algebra_gmp_version(void) {
  return gmp_version;
}

/* ---- blocks ---- */

static size_t size_class(size_t size) {
  return (size + PC_POOL_UNIT - 1) / PC_POOL_UNIT;
}

void *pc_block_new(pc_context *ctx, size_t size) {
  pc_algebra *a = ctx->algebra;
  size_t class = size_class(size);
  if (class >= PC_POOL_CLASSES) return pc_alloc(ctx, size);
  void *block = a->pool[class];
  if (!block) return pc_alloc(ctx, class * PC_POOL_UNIT);
  a->pool[class] = *(void **)block;
  a->pooled[class]--;
  return block;
}

void pc_block_free(pc_context *ctx, void *block, size_t size) {
  pc_algebra *a = ctx->algebra;
  size_t class = size_class(size);
  if (class >= PC_POOL_CLASSES) {
    pc_free(ctx, block, size);
  } else if (a->pooled[class] < PC_POOL_LIMIT) {
    *(void **)block = a->pool[class];
    a->pool[class] = block;
    a->pooled[class]++;
  } else {
    pc_free(ctx, block, class * PC_POOL_UNIT);
  }
}

/* ---- terms ---- */

static size_t term_size(size_t n) {
  return sizeof(pc_term) + n * sizeof(pc_factor);
}

pc_term *pc_term_new(pc_context *ctx, size_t n) {
  pc_term *term = n <= UINT32_MAX ? pc_block_new(ctx, term_size(n)) : NULL;
  if (!term) return NULL;
  term->head = (pc_expr) { .references = 1, .ctx = ctx, .kind = PC_TERM, .n = 0 };
  term->num = 0;
  term->den = 1;
  return term;
}

static void free_term(pc_context *ctx, pc_term *term) {
  fmpz_clear(&term->num);
  fmpz_clear(&term->den);
  pc_block_free(ctx, term, term_size(term->head.n));
}

pc_status pc_term_fit(pc_expr **out, pc_term *term, size_t room, size_t n, pc_error *error) {
  pc_context *ctx = term->head.ctx;
  if (n == room) {
    term->head.n = (uint32_t)n;
    *out = &term->head;
    return PC_OK;
  }
  pc_term *fitted = pc_term_new(ctx, n);
  if (fitted) {
    fmpz_swap(&fitted->num, &term->num);
    fmpz_swap(&fitted->den, &term->den);
    if (n) memcpy(fitted->factors, term->factors, n * sizeof *term->factors);
    fitted->head.n = (uint32_t)n;
    *out = &fitted->head;
  }
  fmpz_clear(&term->num);
  fmpz_clear(&term->den);
  pc_block_free(ctx, term, term_size(room));
  return fitted ? PC_OK : pc_no_memory(ctx, error);
}

pc_expr *pc_expr_ref(const pc_expr *expr) {
  pc_expr *e = (pc_expr *)expr;
  e->references++;
  return e;
}

static void free_quotient(pc_context *ctx, pc_quotient *q) {
  fmpz_mpoly_clear(&q->num, q->ring->flint);
  fmpz_mpoly_clear(&q->den, q->ring->flint);
  pc_ring_unref(ctx, q->ring);
  pc_free(ctx, q, sizeof *q);
}

void pc_expr_unref(pc_expr *expr) {
  if (!expr || --expr->references > 0) return;
  switch (expr->kind) {
  case PC_TERM: free_term(expr->ctx, pc_as_term(expr)); break;
  case PC_SHORT: pc_short_free(pc_as_short(expr)); break;
  default: free_quotient(expr->ctx, pc_as_quotient(expr));
  }
}

pc_context *pc_expr_context(const pc_expr *expr) {
  return expr->ctx;
}

/* ---- numbers and symbols ---- */

pc_status pc_expr_integer(pc_expr **out, pc_context *ctx, int64_t value, pc_error *error) {
  if (value >= PC_SMALL_MIN && value <= PC_SMALL_MAX) {
    *out = pc_expr_ref(ctx->algebra->small[value - PC_SMALL_MIN]);
    return PC_OK;
  }
  pc_term *term = pc_term_new(ctx, 0);
  if (!term) return pc_no_memory(ctx, error);
  fmpz_set_si(&term->num, (slong)value);
  *out = &term->head;
  return PC_OK;
}

pc_status pc_expr_fmpq(pc_expr **out, pc_context *ctx, const fmpz_t num, const fmpz_t den, pc_error *error) {
  if (fmpz_is_one(den) && !COEFF_IS_MPZ(*num) && *num >= PC_SMALL_MIN && *num <= PC_SMALL_MAX)
    return pc_expr_integer(out, ctx, *num, error);
  pc_term *term = pc_term_new(ctx, 0);
  if (!term) return pc_no_memory(ctx, error);
  fmpz_set(&term->num, num);
  fmpz_set(&term->den, den);
  *out = &term->head;
  return PC_OK;
}

pc_status pc_expr_symbol(pc_expr **out, pc_context *ctx, const pc_symbol *symbol, pc_error *error) {
  return pc_gen_expr(out, ctx, symbol->gen, error);
}

bool pc_expr_is_number(const pc_expr *e) {
  return pc_is_term(e) && e->n == 0;
}

bool pc_expr_is_zero(const pc_expr *e) {
  return pc_is_term(e) && fmpz_is_zero(&pc_as_term(e)->num);
}

bool pc_expr_is_integer(const pc_expr *e) {
  return pc_expr_is_number(e) && fmpz_is_one(&pc_as_term(e)->den);
}

int pc_expr_number_sign(const pc_expr *e) {
  return fmpz_sgn(&pc_as_term(e)->num);
}

bool pc_expr_to_int64(int64_t *out, const pc_expr *e) {
  if (!pc_expr_is_integer(e) || !fmpz_fits_si(&pc_as_term(e)->num)) return false;
  *out = fmpz_get_si(&pc_as_term(e)->num);
  return true;
}

/* ---- what stands in an expression ---- */

bool pc_expr_has_atom(const pc_expr *e) {
  if (pc_is_quotient(e)) return pc_ring_has_atom(e->ctx, pc_as_quotient(e)->ring);
  for (size_t i = 0; i < pc_length(e); i++) {
    pc_view v = pc_view_at(e, i);
    if (v.n > 0 && pc_gen_is_atom(e->ctx, v.factors[v.n - 1].gen)) return true;
  }
  return false;
}

size_t pc_expr_depth(const pc_expr *e) {
  size_t depth = 0;
  for (size_t i = 0; i < pc_expr_gen_count(e); i++) {
    const pc_generator *g = e->ctx->algebra->gens[pc_expr_gen(e, i)];
    if (g->depth > depth) depth = g->depth;
  }
  return depth;
}

/* ---- failures ---- */

pc_status pc_fail_bits(const pc_context *ctx, pc_error *error) {
  return pc_fail(error, PC_LIMIT, "a number of more than %zu bits (raise --max-bits)", ctx->limits.max_bits);
}

pc_status pc_fail_terms(const pc_context *ctx, pc_error *error) {
  return pc_fail(error, PC_LIMIT, "an expression of more than %zu terms (raise --max-terms)", ctx->limits.max_terms);
}

pc_status pc_fail_exponent(const pc_context *ctx, uint32_t gen, pc_error *error) {
  const pc_generator *g = ctx->algebra->gens[gen];
  if (g->symbol)
    return pc_fail(error, PC_LIMIT, "the exponent of '%s' passes %d, the largest there is", g->symbol->name, INT32_MAX);
  return pc_fail(error, PC_LIMIT, "an exponent passes %d, the largest there is", INT32_MAX);
}

pc_status pc_check_bits(const pc_context *ctx, const fmpz_t value, pc_error *error) {
  return fmpz_bits(value) > ctx->limits.max_bits ? pc_fail_bits(ctx, error) : PC_OK;
}
