/* The life of expressions, constructors, comparison. */
#include "algebra/generator.h"
#include "algebra/internal.h"
#include <gmp.h>
#include <string.h>

/* ---- a context's algebra ---- */

static void free_term(pc_context *ctx, pc_term *term);

static void drain_pool(pc_context *ctx, pc_algebra *a) {
  for (size_t n = 0; n <= PC_POOL_FACTORS; n++) {
    while (a->pool[n]) {
      pc_term *term = a->pool[n];
      a->pool[n] = (pc_term *)(void *)term->head.ctx;
      pc_free(ctx, term, sizeof *term + n * sizeof *term->factors);
    }
    a->pooled[n] = PC_POOL_LIMIT;
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
  pc_generator_clear(ctx, a);
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

/* ---- terms ---- */

pc_term *pc_term_new(pc_context *ctx, size_t n) {
  pc_algebra *a = ctx->algebra;
  pc_term *term = NULL;
  if (n <= PC_POOL_FACTORS && a->pool[n]) {
    term = a->pool[n];
    a->pool[n] = (pc_term *)(void *)term->head.ctx;
    a->pooled[n]--;
  } else {
    if (n > (SIZE_MAX - sizeof *term) / sizeof *term->factors || n > UINT32_MAX) return NULL;
    term = pc_alloc(ctx, sizeof *term + n * sizeof *term->factors);
    if (!term) return NULL;
  }
  term->head = (pc_expr) { .references = 1, .ctx = ctx, .kind = PC_TERM, .n = 0 };
  term->num = 0;
  term->den = 1;
  return term;
}

/* A freed term's `ctx` links the pool. */
static void free_block(pc_context *ctx, pc_term *term, size_t n) {
  pc_algebra *a = ctx->algebra;
  if (n <= PC_POOL_FACTORS && a->pooled[n] < PC_POOL_LIMIT) {
    term->head.ctx = (pc_context *)(void *)a->pool[n];
    a->pool[n] = term;
    a->pooled[n]++;
  } else {
    pc_free(ctx, term, sizeof *term + n * sizeof *term->factors);
  }
}

static void free_term(pc_context *ctx, pc_term *term) {
  fmpz_clear(&term->num);
  fmpz_clear(&term->den);
  free_block(ctx, term, term->head.n);
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
  free_block(ctx, term, room);
  return fitted ? PC_OK : pc_no_memory(ctx, error);
}

pc_expr *pc_expr_ref(const pc_expr *expr) {
  pc_expr *e = (pc_expr *)expr;
  e->references++;
  return e;
}

void pc_expr_unref(pc_expr *expr) {
  if (!expr || --expr->references > 0) return;
  if (pc_is_term(expr)) {
    free_term(expr->ctx, pc_as_term(expr));
    return;
  }
  pc_quotient *q = pc_as_quotient(expr);
  fmpz_mpoly_clear(&q->num, q->ring->flint);
  fmpz_mpoly_clear(&q->den, q->ring->flint);
  pc_ring_unref(expr->ctx, q->ring);
  pc_free(expr->ctx, q, sizeof *q);
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

int pc_expr_compare_numbers(const pc_expr *a, const pc_expr *b) {
  fmpz_t left, right;
  fmpz_init(left);
  fmpz_init(right);
  fmpz_mul(left, &pc_as_term(a)->num, &pc_as_term(b)->den);
  fmpz_mul(right, &pc_as_term(b)->num, &pc_as_term(a)->den);
  int c = fmpz_cmp(left, right);
  fmpz_clear(left);
  fmpz_clear(right);
  return (c > 0) - (c < 0);
}

bool pc_expr_to_int64(int64_t *out, const pc_expr *e) {
  if (!pc_expr_is_integer(e) || !fmpz_fits_si(&pc_as_term(e)->num)) return false;
  *out = fmpz_get_si(&pc_as_term(e)->num);
  return true;
}

/* ---- comparison of structure ---- */

static int compare_factors(const pc_term *a, const pc_term *b) {
  const uint64_t *ranks = a->head.ctx->algebra->ranks;
  for (size_t i = 0; i < a->head.n && i < b->head.n; i++) {
    pc_factor x = a->factors[i], y = b->factors[i];
    if (x.gen != y.gen) return ranks[x.gen] < ranks[y.gen] ? -1 : 1;
    if (x.exponent != y.exponent) return x.exponent < y.exponent ? -1 : 1;
  }
  return (a->head.n > b->head.n) - (a->head.n < b->head.n);
}

int pc_term_lex(const pc_expr *a, const pc_expr *b) {
  const uint64_t *ranks = a->ctx->algebra->ranks;
  const pc_factor *x = pc_as_term(a)->factors, *y = pc_as_term(b)->factors;
  size_t i = 0, j = 0;
  while (i < a->n || j < b->n) {
    bool left = j == b->n || (i < a->n && ranks[x[i].gen] <= ranks[y[j].gen]);
    bool right = i == a->n || (j < b->n && ranks[y[j].gen] <= ranks[x[i].gen]);
    int64_t p = left ? x[i++].exponent : 0, q = right ? y[j++].exponent : 0;
    if (p != q) return p < q ? -1 : 1;
  }
  return 0;
}

int pc_term_order(const pc_expr *a, const pc_expr *b) {
  return compare_factors(pc_as_term(a), pc_as_term(b));
}

static int compare_terms(const pc_term *a, const pc_term *b) {
  int c = compare_factors(a, b);
  return c ? c : pc_expr_compare_numbers(&a->head, &b->head);
}

static int compare_rings(const pc_context *ctx, const pc_ring *a, const pc_ring *b) {
  const uint64_t *ranks = ctx->algebra->ranks;
  if (a == b) return 0;
  for (size_t i = 0; i < a->n && i < b->n; i++)
    if (a->gens[i] != b->gens[i]) return ranks[a->gens[i]] < ranks[b->gens[i]] ? -1 : 1;
  return a->n < b->n ? -1 : 1;
}

int pc_expr_order(const pc_expr *a, const pc_expr *b) {
  if (a == b) return 0;
  if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
  if (pc_is_term(a)) return compare_terms(pc_as_term(a), pc_as_term(b));
  const pc_quotient *p = pc_as_quotient(a), *q = pc_as_quotient(b);
  int c = compare_rings(a->ctx, p->ring, q->ring);
  if (!c) c = fmpz_mpoly_cmp(&p->den, &q->den, p->ring->flint);
  if (!c) c = fmpz_mpoly_cmp(&p->num, &q->num, p->ring->flint);
  return c;
}

bool pc_expr_identical(const pc_expr *a, const pc_expr *b) {
  if (a == b) return true;
  if (a->kind != b->kind || a->n != b->n) return false;
  if (pc_is_term(a)) {
    const pc_term *x = pc_as_term(a), *y = pc_as_term(b);
    return (a->n == 0 || memcmp(x->factors, y->factors, a->n * sizeof *x->factors) == 0) &&
           fmpz_equal(&x->num, &y->num) && fmpz_equal(&x->den, &y->den);
  }
  const pc_quotient *p = pc_as_quotient(a), *q = pc_as_quotient(b);
  return p->ring == q->ring && fmpz_mpoly_equal(&p->num, &q->num, p->ring->flint) &&
         fmpz_mpoly_equal(&p->den, &q->den, p->ring->flint);
}

static uint32_t hash_number(const fmpz_t value) {
  return (uint32_t)fmpz_fdiv_ui(value, 4294967291u) * 2654435761u;
}

static uint32_t hash_poly(const fmpz_mpoly_struct *p) {
  uint32_t h = (uint32_t)p->length;
  for (slong i = 0; i < p->length; i++) h = (h ^ hash_number(p->coeffs + i)) * 16777619u;
  return h;
}

uint32_t pc_expr_hash(const pc_expr *e) {
  if (!pc_is_term(e)) {
    const pc_quotient *q = pc_as_quotient(e);
    return q->ring->hash ^ hash_poly(&q->num) ^ (hash_poly(&q->den) << 1);
  }
  const pc_term *t = pc_as_term(e);
  uint32_t h = hash_number(&t->num) ^ (hash_number(&t->den) << 1);
  for (size_t i = 0; i < e->n; i++)
    h = (h ^ t->factors[i].gen ^ ((uint32_t)t->factors[i].exponent << 20)) * 2654435761u;
  return h;
}

/* ---- what stands in an expression ---- */

bool pc_expr_has_atom(const pc_expr *e) {
  if (!pc_is_term(e)) return pc_ring_has_atom(e->ctx, pc_as_quotient(e)->ring);
  return e->n > 0 && pc_gen_is_atom(e->ctx, pc_as_term(e)->factors[e->n - 1].gen);
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
