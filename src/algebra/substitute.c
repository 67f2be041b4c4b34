/* Putting expressions for generators. */
#include "algebra/pushed.h"
#include <flint/mpoly.h>
#include <stdlib.h>

enum { KEPT_POWERS = 17, KEPT_FACTORS = 32 };

/* What is put, and the values found for atoms on the way. */
typedef struct environment {
  pc_context *ctx;
  const pc_put *puts; /* sorted by generator */
  size_t n;
  bool renew; /* atoms are made anew even where nothing in them changes */
  struct atom_value *atoms;
  size_t atom_count, atom_capacity;
} environment;

typedef struct atom_value {
  uint32_t gen;
  pc_expr *value; /* NULL: unchanged */
} atom_value;

static pc_status put(pc_expr **out, environment *env, const pc_expr *e, pc_error *error);

/* ---- values of generators ---- */

static int by_gen(const void *a, const void *b) {
  uint32_t x = ((const pc_put *)a)->gen, y = ((const pc_put *)b)->gen;
  return (x > y) - (x < y);
}

static const pc_expr *find_put(const environment *env, uint32_t gen) {
  pc_put key = { .gen = gen };
  const pc_put *found = env->n ? bsearch(&key, env->puts, env->n, sizeof key, by_gen) : NULL;
  return found ? found->value : NULL;
}

static pc_status apply_generator(pc_expr **out, const pc_generator *g, pc_expr **args, pc_error *error) {
  if (g->function == PC_GEN_RECIPROCAL) return pc_expr_inverse(out, args[0], error);
  return pc_expr_apply(out, (pc_function)g->function, (const pc_expr *const *)args, g->n, error);
}

/* The value of an atom, or NULL where nothing in it changes. */
static pc_status evaluate_atom(pc_expr **out, environment *env, const pc_generator *g, pc_error *error) {
  pc_expr **args = pc_alloc_zero(env->ctx, g->n * sizeof *args);
  if (!args) return pc_no_memory(env->ctx, error);
  pc_status status = PC_OK;
  bool changed = false;
  for (size_t i = 0; i < g->n && !status; i++) {
    status = put(&args[i], env, g->args[i], error);
    if (!status && args[i] != g->args[i]) changed = true;
  }
  *out = NULL;
  if (!status && (changed || env->renew)) status = apply_generator(out, g, args, error);
  if (!status && *out && pc_expr_identical(*out, g->self)) {
    pc_expr_unref(*out);
    *out = NULL;
  }
  for (size_t i = 0; i < g->n; i++) pc_expr_unref(args[i]);
  pc_free(env->ctx, args, g->n * sizeof *args);
  return status;
}

/* Borrowed; NULL where the generator stays. */
static pc_status value_of(const pc_expr **out, environment *env, uint32_t gen, pc_error *error) {
  const pc_generator *g = env->ctx->algebra->gens[gen];
  *out = find_put(env, gen);
  if (*out || g->symbol) return PC_OK;
  for (size_t i = 0; i < env->atom_count; i++) {
    if (env->atoms[i].gen != gen) continue;
    *out = env->atoms[i].value;
    return PC_OK;
  }
  pc_expr *value = NULL;
  pc_status status = evaluate_atom(&value, env, g, error);
  if (status) return status;
  if (!pc_grow(env->ctx, (void **)&env->atoms, &env->atom_capacity, env->atom_count, sizeof *env->atoms)) {
    pc_expr_unref(value);
    return pc_no_memory(env->ctx, error);
  }
  env->atoms[env->atom_count++] = (atom_value) { gen, value };
  *out = value;
  return PC_OK;
}

/* ---- terms ---- */

/* Multiplies `*product` (NULL: 1) by factor, whose reference is taken over. */
static pc_status gather(pc_expr **product, pc_expr *factor, pc_error *error) {
  if (!*product) {
    *product = factor;
    return PC_OK;
  }
  pc_expr *next = NULL;
  pc_status status = pc_expr_mul(&next, *product, factor, error);
  pc_expr_unref(factor);
  if (status) return status;
  pc_expr_unref(*product);
  *product = next;
  return PC_OK;
}

/* The power of what is put for the factor's generator, or of the generator itself where `value` is NULL. */
static pc_status power_of_value(pc_expr **out, const environment *env, const pc_expr *value, pc_factor factor,
                                pc_error *error) {
  if (!value) value = env->ctx->algebra->gens[factor.gen]->self;
  if (factor.exponent < 0 && pc_expr_is_zero(value))
    return pc_fail(error, PC_INPUT, "division by zero (a denominator becomes 0)");
  return pc_expr_pow_int(out, value, factor.exponent, error);
}

/* The value of a term: kept * times * sums, each of the last two NULL for 1. What stays as it is, what is put and is a
 * term, and what is put and is a sum stand apart, so that no more products are built than must be. */
typedef struct pieces {
  pc_view kept;
  pc_factor factors[KEPT_FACTORS];
  pc_expr *times, *sums;
  bool changed;
} pieces;

static void pieces_clear(pieces *p) {
  pc_expr_unref(p->times);
  pc_expr_unref(p->sums);
}

/* The pieces are the caller's to clear, on failure too. */
static pc_status take_apart(pieces *p, environment *env, const pc_view *v, pc_error *error) {
  pc_status status = PC_OK;
  p->kept = (pc_view) { v->num, v->den, p->factors, 0 };
  p->times = p->sums = NULL;
  p->changed = false;
  for (size_t i = 0; i < v->n && !status; i++) {
    const pc_expr *value = NULL;
    pc_expr *power = NULL;
    status = value_of(&value, env, v->factors[i].gen, error);
    if (!status && !value && p->kept.n < KEPT_FACTORS) {
      p->factors[p->kept.n++] = v->factors[i];
      continue;
    }
    if (value) p->changed = true;
    if (!status) status = power_of_value(&power, env, value, v->factors[i], error);
    if (!status) status = gather(pc_is_term(power) ? &p->times : &p->sums, power, error);
  }
  return status;
}

/* Multiplies what is kept into `times`. */
static pc_status gather_kept(pieces *p, const environment *env, pc_error *error) {
  pc_expr *kept = NULL;
  pc_status status = pc_term_of_view(&kept, env->ctx, &p->kept, error);
  return status ? status : gather(&p->times, kept, error);
}

static pc_status put_term(pc_expr **out, environment *env, const pc_expr *e, pc_error *error) {
  pieces p;
  pc_view v = pc_view_at(e, 0);
  pc_status status = take_apart(&p, env, &v, error);
  if (!status && p.changed) status = gather_kept(&p, env, error);
  if (!status && !p.changed)
    *out = pc_expr_ref(e);
  else if (!status && p.sums)
    status = pc_expr_mul(out, p.sums, p.times, error);
  else if (!status)
    *out = pc_expr_ref(p.times);
  pieces_clear(&p);
  return status;
}

/* ---- short sums ---- */

static pc_status put_summand(pc_accumulator *sum, environment *env, const pc_view *v, bool *changed, pc_error *error) {
  pieces p;
  pc_status status = take_apart(&p, env, v, error);
  if (p.changed) *changed = true;
  if (!status && p.sums) status = gather_kept(&p, env, error);
  if (!status && p.sums)
    status = pc_accumulate(sum, p.sums, p.times, error);
  else if (!status && !(p.times && pc_expr_is_zero(p.times)))
    status = pc_accumulate_view(sum, &p.kept, p.times ? pc_as_term(p.times) : NULL, error);
  pieces_clear(&p);
  return status;
}

/* Term by term. */
static pc_status put_short(pc_expr **out, environment *env, const pc_expr *e, pc_error *error) {
  pc_accumulator *sum = NULL;
  pc_status status = pc_accumulator_begin(&sum, env->ctx, error);
  if (status) return status;
  bool changed = false;
  for (size_t i = 0; i < e->n && !status; i++) {
    pc_view v = pc_view_at(e, i);
    status = put_summand(sum, env, &v, &changed, error);
  }
  if (!status && changed) return pc_accumulator_finish(out, sum, error);
  pc_accumulator_drop(sum);
  if (!status) *out = pc_expr_ref(e);
  return status;
}

/* Whether what is put into denominators are single terms without atoms: then the sum of the quotients is short work,
 * and nothing in them cancels that would not in the quotient of the sums. */
static pc_status stays_laurent(bool *out, environment *env, const pc_expr *e, pc_error *error) {
  pc_status status = PC_OK;
  *out = true;
  for (size_t i = 0; i < e->n && *out && !status; i++) {
    pc_view v = pc_view_at(e, i);
    for (size_t j = 0; j < v.n && *out && !status; j++) {
      const pc_expr *value = NULL;
      if (v.factors[j].exponent > 0) continue;
      status = value_of(&value, env, v.factors[j].gen, error);
      if (!status && value) *out = pc_is_term(value) && !pc_expr_has_atom(value);
    }
  }
  return status;
}

/* ---- polynomials at numbers ---- */

static double size_of_value(const pc_expr *value) {
  const pc_term *t = pc_as_term(value);
  double num = fmpz_is_pm1(&t->num) || fmpz_is_zero(&t->num) ? 0 : (double)fmpz_bits(&t->num);
  double den = fmpz_is_one(&t->den) ? 0 : (double)fmpz_bits(&t->den);
  return num > den ? num : den;
}

/* base^exponent, where the last power is kept. */
typedef struct last_power {
  ulong exponent;
  fmpq value;
} last_power;

static const fmpq *power_of(last_power *p, const pc_expr *value, ulong exponent) {
  if (p->exponent == exponent) return &p->value;
  p->exponent = exponent;
  fmpz_pow_ui(&p->value.num, &pc_as_term(value)->num, exponent);
  fmpz_pow_ui(&p->value.den, &pc_as_term(value)->den, exponent);
  return &p->value;
}

static pc_status check_value_bits(const environment *env, const pc_quotient *q, const fmpz_mpoly_struct *poly,
                                  const pc_expr *const *values, slong i, const ulong *exps, pc_error *error) {
  double bits = (double)fmpz_bits(poly->coeffs + i);
  for (size_t j = 0; j < q->ring->n; j++) bits += (double)exps[j] * size_of_value(values[j]);
  return bits > 2.0 * (double)env->ctx->limits.max_bits ? pc_fail_bits(env->ctx, error) : PC_OK;
}

static pc_status add_values(fmpq_t sum, const environment *env, const pc_quotient *q, const fmpz_mpoly_struct *poly,
                            const pc_expr *const *values, ulong *exps, last_power *powers, pc_error *error) {
  pc_status status = PC_OK;
  slong words = mpoly_words_per_exp(poly->bits, q->ring->flint->minfo);
  fmpq_t term;
  fmpq_init(term);
  for (slong i = 0; i < poly->length && !status; i++) {
    mpoly_get_monomial_ui(exps, poly->exps + words * i, poly->bits, q->ring->flint->minfo);
    status = check_value_bits(env, q, poly, values, i, exps, error);
    if (status) break;
    fmpz_set(&term->num, poly->coeffs + i);
    fmpz_one(&term->den);
    for (size_t j = 0; j < q->ring->n; j++) {
      if (exps[j] == 0) continue;
      const fmpq *factor = power_of(&powers[j], values[j], exps[j]);
      if (fmpz_is_one(&term->den) && fmpz_is_one(&factor->den))
        fmpz_mul(&term->num, &term->num, &factor->num);
      else
        fmpq_mul(term, term, factor);
    }
    if (fmpz_is_one(&sum->den) && fmpz_is_one(&term->den))
      fmpz_add(&sum->num, &sum->num, &term->num);
    else
      fmpq_add(sum, sum, term);
  }
  fmpq_clear(term);
  return status;
}

static pc_status evaluate(pc_expr **out, const environment *env, const pc_quotient *q, const fmpz_mpoly_struct *poly,
                          const pc_expr *const *values, pc_error *error) {
  size_t n = q->ring->n, size = n * (sizeof(last_power) + sizeof(ulong));
  last_power *powers = pc_alloc_zero(env->ctx, size);
  if (!powers) return pc_no_memory(env->ctx, error);
  fmpq_t sum;
  fmpq_init(sum);
  pc_status status = add_values(sum, env, q, poly, values, (ulong *)(powers + n), powers, error);
  if (!status) status = pc_check_bits(env->ctx, &sum->num, error);
  if (!status) status = pc_check_bits(env->ctx, &sum->den, error);
  if (!status) status = pc_expr_fmpq(out, env->ctx, &sum->num, &sum->den, error);
  fmpq_clear(sum);
  for (size_t i = 0; i < n; i++) fmpq_clear(&powers[i].value);
  pc_free(env->ctx, powers, size);
  return status;
}

/* ---- polynomials at anything ---- */

typedef struct composition {
  const environment *env;
  const pc_quotient *q;
  const pc_expr *const *values; /* NULL: the generator stays */
  ulong *exps;
  pc_expr **powers; /* KEPT_POWERS for each generator */
} composition;

/* base^exponent, a reference. */
static pc_status kept_power(pc_expr **out, composition *c, size_t j, pc_error *error) {
  pc_context *ctx = c->env->ctx;
  const pc_expr *base = c->values[j] ? c->values[j] : ctx->algebra->gens[c->q->ring->gens[j]]->self;
  ulong exponent = c->exps[j];
  pc_expr **kept = exponent < KEPT_POWERS ? &c->powers[j * KEPT_POWERS + exponent] : NULL;
  pc_status status = PC_OK;
  if (kept && *kept) {
    *out = pc_expr_ref(*kept);
    return PC_OK;
  }
  status = pc_expr_pow_int(out, base, (int64_t)exponent, error);
  if (!status && kept) *kept = pc_expr_ref(*out);
  return status;
}

/* One term: what stays a term is gathered apart from the sums, so that the last product is never built. */
static pc_status compose_term(pc_accumulator *sum, composition *c, const fmpz *coefficient, pc_error *error) {
  pc_expr *times = NULL, *sums = NULL;
  fmpz_t one;
  fmpz_init_set_ui(one, 1);
  pc_status status = pc_expr_fmpq(&times, c->env->ctx, coefficient, one, error);
  for (size_t j = 0; j < c->q->ring->n && !status; j++) {
    pc_expr *power = NULL;
    if (c->exps[j] == 0) continue;
    status = kept_power(&power, c, j, error);
    if (!status) status = gather(pc_is_term(power) ? &times : &sums, power, error);
  }
  if (!status) status = pc_accumulate(sum, sums ? sums : times, sums ? times : NULL, error);
  pc_expr_unref(times);
  pc_expr_unref(sums);
  return status;
}

static pc_status compose_terms(pc_expr **out, composition *c, const fmpz_mpoly_struct *poly, pc_error *error) {
  pc_accumulator *sum = NULL;
  pc_status status = pc_accumulator_begin(&sum, c->env->ctx, error);
  if (status) return status;
  for (slong i = 0; i < poly->length && !status; i++) {
    fmpz_mpoly_get_term_exp_ui(c->exps, poly, i, c->q->ring->flint);
    status = compose_term(sum, c, poly->coeffs + i, error);
  }
  if (!status) return pc_accumulator_finish(out, sum, error);
  pc_accumulator_drop(sum);
  return status;
}

static pc_status compose(pc_expr **out, const environment *env, const pc_quotient *q, const fmpz_mpoly_struct *poly,
                         const pc_expr *const *values, pc_error *error) {
  size_t n = q->ring->n, size = n * (KEPT_POWERS * sizeof(pc_expr *) + sizeof(ulong));
  composition c = { .env = env, .q = q, .values = values };
  c.powers = pc_alloc_zero(env->ctx, size);
  if (!c.powers) return pc_no_memory(env->ctx, error);
  c.exps = (ulong *)(void *)(c.powers + n * KEPT_POWERS);
  pc_status status = compose_terms(out, &c, poly, error);
  for (size_t i = 0; i < n * KEPT_POWERS; i++) pc_expr_unref(c.powers[i]);
  pc_free(env->ctx, c.powers, size);
  return status;
}

/* ---- quotients ---- */

typedef pc_status put_poly(pc_expr **out, const environment *env, const pc_quotient *q, const fmpz_mpoly_struct *poly,
                           const pc_expr *const *values, pc_error *error);

static pc_status put_parts(pc_expr **out, put_poly *part, const environment *env, const pc_quotient *q,
                           const pc_expr *const *values, pc_error *error) {
  if (fmpz_mpoly_is_one(&q->den, q->ring->flint)) return part(out, env, q, &q->num, values, error);
  pc_expr *num = NULL, *den = NULL;
  pc_status status = part(&den, env, q, &q->den, values, error);
  if (!status && pc_expr_is_zero(den)) status = pc_fail(error, PC_INPUT, "division by zero (a denominator becomes 0)");
  if (!status) status = part(&num, env, q, &q->num, values, error);
  if (!status) status = pc_expr_div(out, num, den, error);
  pc_expr_unref(num);
  pc_expr_unref(den);
  return status;
}

static pc_status put_quotient(pc_expr **out, environment *env, const pc_quotient *q, pc_error *error) {
  size_t n = q->ring->n, changed = 0, numbers = 0;
  const pc_expr **values = pc_alloc(env->ctx, n * sizeof *values);
  if (!values) return pc_no_memory(env->ctx, error);
  pc_status status = PC_OK;
  for (size_t i = 0; i < n && !status; i++) {
    status = value_of(&values[i], env, q->ring->gens[i], error);
    if (status) break;
    changed += values[i] != NULL;
    numbers += values[i] && pc_expr_is_number(values[i]);
  }
  if (!status && changed == 0) *out = pc_expr_ref(&q->head);
  if (!status && changed > 0) status = put_parts(out, numbers == n ? evaluate : compose, env, q, values, error);
  pc_free(env->ctx, values, n * sizeof *values);
  return status;
}

static pc_status put_fraction(pc_expr **out, environment *env, const pc_expr *e, pc_error *error) {
  pc_fraction f;
  pc_status status = pc_fraction_open(&f, e, error);
  if (status) return status;
  pc_quotient q = { .head = { .references = 1, .ctx = e->ctx, .kind = PC_QUOTIENT }, .ring = f.ring };
  q.num = *f.num;
  q.den = *f.den;
  status = put_quotient(out, env, &q, error);
  pc_fraction_clear(&f);
  return status;
}

static pc_status put(pc_expr **out, environment *env, const pc_expr *e, pc_error *error) {
  if (pc_is_term(e)) return put_term(out, env, e, error);
  if (pc_is_quotient(e)) return put_quotient(out, env, pc_as_quotient(e), error);
  bool direct = false;
  pc_status status = stays_laurent(&direct, env, e, error);
  if (status) return status;
  return direct ? put_short(out, env, e, error) : put_fraction(out, env, e, error);
}

static pc_status put_all(pc_expr **out, environment *env, const pc_expr *e, pc_error *error) {
  pc_status status = put(out, env, e, error);
  for (size_t i = 0; i < env->atom_count; i++) pc_expr_unref(env->atoms[i].value);
  pc_free(env->ctx, env->atoms, env->atom_capacity * sizeof *env->atoms);
  return status;
}

pc_status pc_expr_put(pc_expr **out, const pc_expr *e, const pc_put *puts, size_t n, pc_error *error) {
  environment env = { .ctx = e->ctx, .puts = puts, .n = n };
  return put_all(out, &env, e, error);
}

pc_status pc_expr_renew(pc_expr **out, const pc_expr *e, pc_error *error) {
  if (!pc_expr_has_atom(e)) {
    *out = pc_expr_ref(e);
    return PC_OK;
  }
  environment env = { .ctx = e->ctx, .renew = true };
  return put_all(out, &env, e, error);
}

pc_status pc_expr_subs(pc_expr **out, const pc_expr *e, const pc_symbol *const *symbols, const pc_expr *const *values,
                       size_t n, pc_error *error) {
  pc_put on_stack[16];
  pc_put *puts = n <= 16 ? on_stack : pc_alloc(e->ctx, n * sizeof *puts);
  if (!puts) return pc_no_memory(e->ctx, error);
  for (size_t i = 0; i < n; i++) puts[i] = (pc_put) { symbols[i]->gen, values[i] };
  qsort(puts, n, sizeof *puts, by_gen);
  pc_status status = pc_expr_put(out, e, puts, n, error);
  if (puts != on_stack) pc_free(e->ctx, puts, n * sizeof *puts);
  return status;
}
