/* Upper bounds without floor and max: every term is bounded on its own, one atom at a time, until none is left.
 *
 * ceil(x) is -floor(-x) here and min(a, b) is a + b - max(a, b), so both come out of floor and max with a minus. */
#include "algebra/internal.h"
#include "algebra/monomials.h"

enum { ROUNDS = 100 };

static int sign_of_expr(const pc_expr *e) {
  fmpq_t lower;
  fmpq_init(lower);
  bool known = pc_expr_lower_bound(lower, e) && fmpq_sgn(lower) >= 0;
  fmpq_clear(lower);
  return known;
}

/* 1: never below 0; -1: floor of what is never above 0; 0: unknown. */
static pc_status sign_of(int *out, const pc_generator *g, pc_error *error) {
  *out = sign_of_expr(g->self);
  if (*out || g->function != PC_FLOOR) return PC_OK;
  pc_expr *minus;
  pc_status status = pc_expr_neg(&minus, g->args[0], error);
  if (status) return status;
  *out = -sign_of_expr(minus);
  pc_expr_unref(minus);
  return PC_OK;
}

static pc_status refuse(const pc_generator *g, const char *why, pc_error *error) {
  char *text;
  pc_status status = pc_expr_text(&text, g->self, PC_TEXT, error);
  if (status) return status;
  status = pc_fail(error, PC_INPUT, "'%.200s' %s, so the total has no bound in monomials", text, why);
  pc_text_free(g->self->ctx, text);
  return status;
}

/* ---- what an atom is never above, and never below ---- */

static pc_status add_positive(pc_accumulator *sum, const pc_expr *e, pc_error *error) {
  for (size_t i = 0; i < pc_length(e); i++) {
    pc_expr *term;
    pc_status status = pc_laurent_term(&term, e, i, error);
    if (status) return status;
    int sign = 1, one = 0;
    for (size_t j = 0; !status && j < term->n; j++) {
      status = sign_of(&one, e->ctx->algebra->gens[pc_as_term(term)->factors[j].gen], error);
      if (one < 0 && pc_as_term(term)->factors[j].exponent % 2 == 0) one = 1;
      sign *= one;
    }
    bool negative = sign * fmpz_sgn(&pc_as_term(term)->num) < 0;
    if (!status && !negative) status = pc_accumulate(sum, term, NULL, error);
    pc_expr_unref(term);
    if (status) return status;
  }
  return PC_OK;
}

/* The positive terms of all arguments: a + b for max(a, b). */
static pc_status above_max(pc_expr **out, const pc_generator *g, pc_error *error) {
  pc_accumulator *sum;
  for (size_t i = 0; i < g->n; i++)
    if (!pc_is_laurent(g->args[i])) return refuse(g, "holds a denominator of several terms", error);
  pc_status status = pc_accumulator_begin(&sum, g->self->ctx, error);
  if (status) return status;
  for (size_t i = 0; !status && i < g->n; i++) status = add_positive(sum, g->args[i], error);
  if (!status) return pc_accumulator_finish(out, sum, error);
  pc_accumulator_drop(sum);
  return status;
}

static pc_status above(pc_expr **out, const pc_generator *g, pc_error *error) {
  if (g->function == PC_MAX) return above_max(out, g, error);
  *out = pc_expr_ref(g->args[0]);
  return PC_OK;
}

static pc_status below(pc_expr **out, const pc_generator *g, pc_error *error) {
  if (g->function == PC_MAX) {
    *out = pc_expr_ref(g->args[g->n - 1]);
    return PC_OK;
  }
  pc_expr *one;
  pc_status status = pc_expr_integer(&one, g->self->ctx, 1, error);
  if (status) return status;
  status = pc_expr_sub(out, g->args[0], one, error);
  pc_expr_unref(one);
  return status;
}

/* ---- one term ---- */

typedef struct factors {
  int sign;      /* of all but the atom */
  size_t atom;   /* the number of the factor that goes; SIZE_MAX: none */
  int atom_sign; /* of it */
  int32_t power; /* its exponent */
} factors;

static pc_status look(factors *f, const pc_term *t, pc_error *error) {
  const pc_algebra *algebra = t->head.ctx->algebra;
  *f = (factors) { .sign = fmpz_sgn(&t->num), .atom = SIZE_MAX };
  for (size_t i = 0; i < t->head.n; i++) {
    const pc_generator *g = algebra->gens[t->factors[i].gen];
    int sign;
    pc_status status = sign_of(&sign, g, error);
    if (status) return status;
    bool goes = g->function == PC_FLOOR || g->function == PC_MAX;
    if (g->function == PC_GEN_RECIPROCAL || (goes && t->factors[i].exponent < 0))
      return refuse(g, "stands in a denominator", error);
    if (goes && f->atom == SIZE_MAX) {
      f->atom = i;
      f->atom_sign = sign;
      f->power = t->factors[i].exponent;
      continue;
    }
    if (!sign) return refuse(g, "may be negative", error);
    if (sign < 0 && t->factors[i].exponent % 2) f->sign = -f->sign;
  }
  if (f->atom != SIZE_MAX && f->power > 1 && !f->atom_sign)
    return refuse(algebra->gens[t->factors[f->atom].gen], "may be negative", error);
  return PC_OK;
}

/* What stands for the atom; NULL: the whole term is not above 0. */
static pc_status stand_in(pc_expr **out, const factors *f, const pc_generator *g, pc_error *error) {
  int whole = f->sign * (f->atom_sign < 0 && f->power % 2 ? -1 : 1);
  *out = NULL;
  if (f->power > 1 && whole < 0) return PC_OK;
  bool up = f->power > 1 ? f->atom_sign > 0 : f->sign > 0;
  return up ? above(out, g, error) : below(out, g, error);
}

/* The term without its factor number `at`. */
static pc_status without(pc_expr **out, const pc_term *t, size_t at, pc_error *error) {
  size_t n = t->head.n, used = 0;
  pc_term *rest = pc_term_new(t->head.ctx, n);
  if (!rest) return pc_no_memory(t->head.ctx, error);
  fmpz_set(&rest->num, &t->num);
  fmpz_set(&rest->den, &t->den);
  for (size_t i = 0; i < n; i++)
    if (i != at) rest->factors[used++] = t->factors[i];
  return pc_term_fit(out, rest, n, used, error);
}

static pc_status multiply_out(pc_expr **out, const pc_term *t, const factors *f, const pc_expr *bound,
                              pc_error *error) {
  pc_expr *rest = NULL, *powered = NULL;
  pc_status status = without(&rest, t, f->atom, error);
  if (!status) status = pc_expr_pow_int(&powered, bound, f->power, error);
  if (!status) status = pc_expr_mul(out, rest, powered, error);
  pc_expr_unref(rest);
  pc_expr_unref(powered);
  return status;
}

/* Adds what the term is never above. */
static pc_status bound_term(pc_accumulator *sum, bool *again, const pc_expr *term, pc_error *error) {
  factors f;
  pc_status status = look(&f, pc_as_term(term), error);
  if (status || f.atom == SIZE_MAX) return status ? status : pc_accumulate(sum, term, NULL, error);
  const pc_generator *g = term->ctx->algebra->gens[pc_as_term(term)->factors[f.atom].gen];
  pc_expr *bound, *product = NULL;
  *again = true;
  status = stand_in(&bound, &f, g, error);
  if (status || !bound) return status;
  status = multiply_out(&product, pc_as_term(term), &f, bound, error);
  if (!status && !pc_is_laurent(product)) status = refuse(g, "holds a denominator of several terms", error);
  if (!status) status = pc_accumulate(sum, product, NULL, error);
  pc_expr_unref(bound);
  pc_expr_unref(product);
  return status;
}

/* ---- all terms ---- */

static pc_status bound_terms(pc_expr **out, bool *again, const pc_expr *e, pc_error *error) {
  pc_accumulator *sum;
  pc_status status = pc_accumulator_begin(&sum, e->ctx, error);
  if (status) return status;
  for (size_t i = 0; !status && i < pc_length(e); i++) {
    pc_expr *term;
    status = pc_laurent_term(&term, e, i, error);
    if (status) break;
    status = bound_term(sum, again, term, error);
    pc_expr_unref(term);
  }
  if (!status) return pc_accumulator_finish(out, sum, error);
  pc_accumulator_drop(sum);
  return status;
}

pc_status pc_expr_majorant(pc_expr **out, const pc_expr *e, pc_error *error) {
  pc_expr *bound = pc_expr_ref(e);
  bool again = true;
  for (int round = 0; again; round++) {
    pc_expr *next;
    again = false;
    pc_status status = PC_OK;
    if (!pc_is_laurent(bound))
      status = pc_fail(error, PC_INPUT, "the total's denominator is not a monomial: it has no bound in monomials");
    else if (round == ROUNDS)
      status = pc_fail(error, PC_LIMIT, "functions such as floor and max are nested too deep to be bounded");
    if (!status) status = bound_terms(&next, &again, bound, error);
    pc_expr_unref(bound);
    if (status) return status;
    bound = next;
  }
  *out = bound;
  return PC_OK;
}
