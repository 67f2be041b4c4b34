/* Lists of monomials, and the part of an expression that grows most. */
#include "algebra/monomials.h"
#include "algebra/internal.h"
#include <stdlib.h>

/* ---- generators ---- */

static bool has_generator(const pc_generators *gens, uint32_t id) {
  for (size_t i = 0; i < gens->n; i++)
    if (gens->ids[i] == id) return true;
  return false;
}

pc_status pc_generators_add(pc_generators *gens, const pc_expr *e, pc_error *error) {
  for (size_t i = 0; i < pc_expr_gen_count(e); i++) {
    uint32_t id = pc_expr_gen(e, i);
    if (has_generator(gens, id)) continue;
    void *items = gens->ids;
    if (!pc_grow(gens->ctx, &items, &gens->capacity, gens->n, sizeof *gens->ids)) return pc_no_memory(gens->ctx, error);
    gens->ids = items;
    gens->ids[gens->n++] = id;
  }
  return PC_OK;
}

void pc_generators_clear(pc_generators *gens) {
  pc_free(gens->ctx, gens->ids, gens->capacity * sizeof *gens->ids);
}

static const pc_generator *generator(const pc_generators *gens, size_t i) {
  return gens->ctx->algebra->gens[gens->ids[i]];
}

static pc_floor_kind floor_of(const pc_expr *e) {
  fmpq_t lower;
  fmpq_init(lower);
  pc_floor_kind kind = PC_ANY_VALUE;
  if (pc_expr_lower_bound(lower, e) && fmpq_sgn(lower) >= 0)
    kind = fmpq_sgn(lower) > 0 ? PC_ABOVE_ZERO : PC_NONNEGATIVE;
  fmpq_clear(lower);
  return kind;
}

pc_floor_kind pc_generators_floor(const pc_generators *gens, size_t i) {
  return floor_of(generator(gens, i)->self);
}

const pc_symbol *pc_generators_symbol(const pc_generators *gens, size_t i) {
  return generator(gens, i)->symbol;
}

const pc_expr *pc_generators_expr(const pc_generators *gens, size_t i) {
  return generator(gens, i)->self;
}

const pc_expr *pc_generators_log(const pc_generators *gens, size_t i) {
  return generator(gens, i)->function == PC_LOG2 ? generator(gens, i)->args[0] : NULL;
}

const pc_symbol *pc_expr_as_symbol(const pc_expr *e) {
  if (!pc_is_term(e) || e->n != 1) return NULL;
  const pc_generator *g = e->ctx->algebra->gens[pc_as_term(e)->factors[0].gen];
  return pc_expr_identical(e, g->self) ? g->symbol : NULL;
}

/* ---- terms ---- */

bool pc_expr_is_sum_of_monomials(const pc_expr *e) {
  return pc_is_laurent(e);
}

static size_t place_of(const pc_generators *gens, uint32_t id) {
  size_t i = 0;
  while (gens->ids[i] != id) i++;
  return i;
}

static pc_status read_term(pc_monomials *m, const pc_expr *e, size_t i, const pc_generators *gens, pc_error *error) {
  pc_expr *term;
  pc_status status = pc_laurent_term(&term, e, i, error);
  if (status) return status;
  const pc_term *t = pc_as_term(term);
  for (size_t j = 0; j < term->n; j++)
    m->exponents[i * m->width + place_of(gens, t->factors[j].gen)] = t->factors[j].exponent;
  m->signs[i] = (signed char)fmpz_sgn(&t->num);
  pc_expr_unref(term);
  return PC_OK;
}

pc_status pc_monomials_read(pc_monomials *out, const pc_expr *e, const pc_generators *gens, pc_error *error) {
  pc_monomials m = { .ctx = gens->ctx, .n = pc_expr_is_zero(e) ? 0 : pc_length(e), .width = gens->n };
  m.exponents = pc_alloc_zero(m.ctx, m.n * m.width * sizeof *m.exponents);
  m.signs = pc_alloc_zero(m.ctx, m.n * sizeof *m.signs);
  pc_status status = m.exponents && m.signs ? PC_OK : pc_no_memory(m.ctx, error);
  for (size_t i = 0; !status && i < m.n; i++) status = read_term(&m, e, i, gens, error);
  if (status)
    pc_monomials_clear(&m);
  else
    *out = m;
  return status;
}

void pc_monomials_clear(pc_monomials *m) {
  if (!m->ctx) return;
  pc_free(m->ctx, m->exponents, m->n * m->width * sizeof *m->exponents);
  pc_free(m->ctx, m->signs, m->n * sizeof *m->signs);
  *m = (pc_monomials) { 0 };
}

pc_status pc_monomial_expr(pc_expr **out, const pc_generators *gens, const int32_t *exponents, pc_error *error) {
  pc_expr *product, *power, *next;
  pc_status status = pc_expr_integer(&product, gens->ctx, 1, error);
  if (status) return status;
  for (size_t i = 0; !status && i < gens->n; i++) {
    if (!exponents[i]) continue;
    status = pc_expr_pow_int(&power, pc_generators_expr(gens, i), exponents[i], error);
    if (status) break;
    status = pc_expr_mul(&next, product, power, error);
    pc_expr_unref(power);
    if (status) break;
    pc_expr_unref(product);
    product = next;
  }
  if (status)
    pc_expr_unref(product);
  else
    *out = product;
  return status;
}

pc_status pc_expr_pick_terms(pc_expr **out, const pc_expr *e, const size_t *terms, size_t n, pc_error *error) {
  pc_accumulator *sum;
  pc_status status = pc_accumulator_begin(&sum, e->ctx, error);
  if (status) return status;
  for (size_t i = 0; !status && i < n; i++) {
    pc_expr *term;
    status = pc_laurent_term(&term, e, terms[i], error);
    if (status) break;
    status = pc_accumulate(sum, term, NULL, error);
    pc_expr_unref(term);
  }
  if (!status) return pc_accumulator_finish(out, sum, error);
  pc_accumulator_drop(sum);
  return status;
}

/* ---- the leading part ---- */

typedef struct grading {
  const pc_symbol *const *symbols;
  const int64_t *weights;
  size_t n;
} grading;

static bool degree_of(int64_t *out, const pc_expr *term, const grading *g) {
  int64_t part;
  *out = 0;
  for (size_t i = 0; i < g->n; i++)
    if (__builtin_mul_overflow((int64_t)pc_term_exponent(term, g->symbols[i]->gen), g->weights[i], &part) ||
        __builtin_add_overflow(*out, part, out))
      return false;
  return true;
}

static pc_status term_degree(int64_t *out, const pc_expr *e, size_t i, const grading *g, pc_error *error) {
  pc_expr *term;
  pc_status status = pc_laurent_term(&term, e, i, error);
  if (status) return status;
  if (!degree_of(out, term, g)) status = pc_fail(error, PC_LIMIT, "a degree does not fit into 63 bits");
  pc_expr_unref(term);
  return status;
}

/* The numbers of the terms of highest degree. */
static pc_status find_highest(size_t *terms, size_t *n, int64_t *highest, const pc_expr *e, const grading *g,
                              pc_error *error) {
  int64_t degree;
  *n = 0;
  for (size_t i = 0; i < pc_length(e); i++) {
    pc_status status = term_degree(&degree, e, i, g, error);
    if (status) return status;
    if (*n && degree < *highest) continue;
    if (*n && degree > *highest) *n = 0;
    *highest = degree;
    terms[(*n)++] = i;
  }
  return PC_OK;
}

/* The part of highest degree of a sum of monomials. */
static pc_status highest_part(pc_expr **out, const pc_expr *e, const grading *g, pc_error *error) {
  size_t size = pc_length(e) * sizeof(size_t), n;
  size_t *terms = pc_alloc(e->ctx, size);
  if (!terms) return pc_no_memory(e->ctx, error);
  int64_t degree;
  pc_status status = find_highest(terms, &n, &degree, e, g, error);
  if (!status) status = pc_expr_pick_terms(out, e, terms, n, error);
  pc_free(e->ctx, terms, size);
  return status;
}

/* The power of the symbol that all terms have. */
static pc_status common_power(int32_t *out, const pc_expr *e, const pc_symbol *symbol, pc_error *error) {
  for (size_t i = 0; i < pc_length(e); i++) {
    pc_expr *term;
    pc_status status = pc_laurent_term(&term, e, i, error);
    if (status) return status;
    int32_t power = pc_term_exponent(term, symbol->gen);
    pc_expr_unref(term);
    if (i && power != *out)
      return pc_fail(error, PC_INPUT, "a denominator has several monomials of highest degree, so nothing leads");
    *out = power;
  }
  return PC_OK;
}

/* Divides by symbol^power in place. */
static pc_status lower(pc_expr **e, const pc_symbol *symbol, int32_t power, pc_error *error) {
  pc_expr *factor, *product;
  if (!power) return PC_OK;
  pc_status status = pc_expr_pow_int(&factor, (*e)->ctx->algebra->gens[symbol->gen]->self, -(int64_t)power, error);
  if (status) return status;
  status = pc_expr_mul(&product, *e, factor, error);
  pc_expr_unref(factor);
  if (status) return status;
  pc_expr_unref(*e);
  *e = product;
  return PC_OK;
}

static pc_status lead(pc_expr **above, pc_expr **below, const grading *g, pc_error *error) {
  pc_expr *num = *above, *den = *below;
  *above = *below = NULL;
  pc_status status = highest_part(above, num, g, error);
  if (!status) status = highest_part(below, den, g, error);
  for (size_t i = 0; !status && i < g->n; i++) {
    int32_t power = 0;
    status = common_power(&power, *below, g->symbols[i], error);
    if (!status) status = lower(above, g->symbols[i], power, error);
    if (!status) status = lower(below, g->symbols[i], power, error);
  }
  pc_expr_unref(num);
  pc_expr_unref(den);
  return status;
}

static pc_status split(pc_expr **num, pc_expr **den, const pc_expr *e, pc_error *error) {
  if (pc_is_laurent(e)) {
    *num = pc_expr_ref(e);
    return pc_expr_integer(den, e->ctx, 1, error);
  }
  pc_status status = pc_expr_part(num, e, false, error);
  return status ? status : pc_expr_part(den, e, true, error);
}

pc_status pc_expr_leading(pc_expr **above, pc_expr **below, const pc_expr *e, const pc_symbol *const *symbols,
                          const int64_t *weights, size_t n, pc_error *error) {
  const grading g = { symbols, weights, n };
  pc_expr *num = NULL, *den = NULL;
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < n; i++) status = pc_refuse_in_atom(e, symbols[i], error);
  if (!status) status = split(&num, &den, e, error);
  if (!status) status = lead(&num, &den, &g, error);
  if (!status) {
    *above = num;
    *below = den;
    return PC_OK;
  }
  pc_expr_unref(num);
  pc_expr_unref(den);
  return status;
}
