/* Solving where other symbols are free: the difference is factored, and each factor is linear, or of one sign, or in
 * the way. */
#include "algebra/algebra.h"
#include "algebra/calculus.h"
#include "algebra/factor.h"
#include "analysis/solve.h"

static const char DEPENDS[] = "is bounded from above or from below: which of both depends on the others";

static const char NO_FORMULA[] = "has no formula without roots";

typedef struct solver {
  pc_solution *s;
  const pc_expr *difference;
  pc_factorization factors;
  pc_error *error;
} solver;

/* ---- what stops it ---- */

static pc_status fail_free(const solver *v, const char *why) {
  const pc_symbol **symbols = NULL;
  size_t n = 0;
  pc_buffer text = { .ctx = v->s->ctx };
  pc_status status = pc_expr_symbols(&symbols, &n, v->difference, v->error);
  if (status) return status;
  for (size_t i = 0; i < n; i++)
    if (symbols[i] != v->s->symbol)
      pc_buffer_addf(&text, "%s'%s'", text.length ? ", " : "", pc_symbol_name(symbols[i]));
  status = text.failed ? pc_no_memory(v->s->ctx, v->error)
                       : pc_fail(v->error, PC_INPUT, "'%s' %s (bind the other symbols: %s)",
                                 pc_symbol_name(v->s->symbol), why, text.text);
  pc_buffer_clear(&text);
  pc_symbols_free(v->s->ctx, symbols, n);
  return status;
}

/* ---- factors ---- */

/* 1 or -1 when e is proved to be above or below 0, 0 otherwise. */
static pc_status sign_of(int *out, const pc_expr *e, pc_error *error) {
  pc_expr *minus = NULL;
  *out = 0;
  if (!pc_expr_nonzero(e)) return PC_OK;
  if (pc_expr_nonnegative(e)) {
    *out = 1;
    return PC_OK;
  }
  pc_status status = pc_expr_neg(&minus, e, error);
  if (!status && pc_expr_nonnegative(minus)) *out = -1;
  pc_expr_unref(minus);
  return status;
}

/* -constant/slope of a linear base, and what it is above the least value. */
static pc_status isolate(pc_solved *out, pc_expr **slope, const solver *v, const pc_expr *base) {
  pc_expr *constant = NULL, *ratio = NULL;
  *out = (pc_solved) { NULL, NULL };
  *slope = NULL;
  pc_status status = pc_expr_coefficient(slope, base, v->s->symbol, 1, v->error);
  if (!status) status = pc_expr_coefficient(&constant, base, v->s->symbol, 0, v->error);
  if (!status) status = pc_expr_div(&ratio, constant, *slope, v->error);
  if (!status) status = pc_expr_neg(&out->value, ratio, v->error);
  if (!status && v->s->span.least) status = pc_expr_sub(&out->excess, out->value, v->s->span.least, v->error);
  pc_expr_unref(constant);
  pc_expr_unref(ratio);
  return status;
}

static void solved_clear(pc_solved *solved) {
  pc_expr_unref(solved->value);
  pc_expr_unref(solved->excess);
}

/* Keeps it unless it is proved to lie below the symbol's least value. Takes both references. */
static pc_status keep(solver *v, pc_solved solved) {
  int sign = 0;
  pc_status status = solved.excess ? sign_of(&sign, solved.excess, v->error) : PC_OK;
  if (status || sign < 0) {
    solved_clear(&solved);
    return status;
  }
  if (sign > 0 || (solved.excess && pc_expr_nonnegative(solved.excess))) {
    pc_expr_unref(solved.excess);
    solved.excess = NULL;
  }
  v->s->solved[v->s->solved_count++] = solved;
  return PC_OK;
}

static pc_status degree_of(int64_t *out, const solver *v, const pc_expr *base) {
  if (pc_expr_degree(out, base, v->s->symbol, NULL)) *out = -1;
  return *out >= 0 ? PC_OK : fail_free(v, "stands inside a function such as floor or max");
}

/* ---- equations ---- */

static pc_status take_root(solver *v, const pc_expr *base) {
  int64_t degree = 0;
  int sign = 0;
  pc_solved solved;
  pc_expr *slope;
  pc_status status = degree_of(&degree, v, base);
  if (!status) status = sign_of(&sign, base, v->error);
  if (status || sign) return status;
  if (degree == 0) {
    v->s->always[v->s->always_count++] = pc_expr_ref(base);
  } else if (degree == 1) {
    status = isolate(&solved, &slope, v, base);
    pc_expr_unref(slope);
    if (!status) return keep(v, solved);
    solved_clear(&solved);
  } else {
    v->s->rest[v->s->rest_count++] = pc_expr_ref(base);
  }
  return status;
}

static pc_status solve_equation(solver *v) {
  pc_solution *s = v->s;
  pc_status status = PC_OK;
  for (size_t i = 0; i < v->factors.n && !status; i++)
    if (v->factors.items[i].exponent > 0) status = take_root(v, v->factors.items[i].base);
  if (status) return status;
  if (s->rest_count && !s->solved_count && !s->always_count) return fail_free(v, NO_FORMULA);
  s->outcome = s->solved_count + s->always_count ? PC_SOLVED : PC_NO_SOLUTION;
  return PC_OK;
}

/* ---- bounds ---- */

/* Multiplies the sign of the difference by that of a factor; one linear factor, whose slope counts for it, may be of
 * any sign. */
static pc_status take_sign(solver *v, int *sign, const pc_base_power *factor) {
  int64_t degree = 0;
  int own = 0;
  pc_solved solved;
  pc_expr *slope = NULL;
  pc_status status = degree_of(&degree, v, factor->base);
  if (!status) status = sign_of(&own, factor->base, v->error);
  if (status) return status;
  if (own) {
    if (factor->exponent % 2) *sign *= own;
    return PC_OK;
  }
  if (degree > 1) return fail_free(v, NO_FORMULA);
  if (degree == 0 || factor->exponent < 0 || factor->exponent % 2 == 0 || v->s->solved_count)
    return fail_free(v, DEPENDS);
  status = isolate(&solved, &slope, v, factor->base);
  if (!status) status = sign_of(&own, slope, v->error);
  pc_expr_unref(slope);
  if (!status && !own) status = fail_free(v, DEPENDS);
  if (!status) v->s->solved[v->s->solved_count++] = (pc_solved) { pc_expr_ref(solved.value), NULL };
  solved_clear(&solved);
  *sign *= own;
  return status;
}

static pc_status solve_bound(solver *v) {
  pc_solution *s = v->s;
  pc_expr *zero = NULL;
  pc_status status = pc_expr_integer(&zero, s->ctx, 0, v->error);
  if (status) return status;
  int sign = pc_expr_compare_numbers(v->factors.constant, zero);
  pc_expr_unref(zero);
  for (size_t i = 0; i < v->factors.n && !status; i++) status = take_sign(v, &sign, &v->factors.items[i]);
  if (status) return status;
  s->above = (s->relation == PC_SOLVE_AT_LEAST) == (sign > 0);
  s->everywhere = !s->solved_count && s->above;
  s->outcome = s->solved_count || s->everywhere ? PC_SOLVED : PC_NO_SOLUTION;
  return PC_OK;
}

pc_status pc_solve_formulas(pc_solution *out, const pc_expr *difference, pc_error *error) {
  solver v = { .s = out, .difference = difference, .error = error };
  int64_t degree = 0;
  pc_status status = degree_of(&degree, &v, difference);
  if (status) return status;
  status = pc_expr_factor(&v.factors, difference, error);
  if (status) return status;
  out->room = v.factors.n;
  out->solved = pc_alloc_zero(out->ctx, out->room * sizeof *out->solved);
  out->always = pc_alloc_zero(out->ctx, out->room * sizeof *out->always);
  out->rest = pc_alloc_zero(out->ctx, out->room * sizeof *out->rest);
  if (!out->solved || !out->always || !out->rest)
    status = pc_no_memory(out->ctx, error);
  else
    status = out->relation == PC_SOLVE_EQUAL ? solve_equation(&v) : solve_bound(&v);
  pc_factorization_clear(&v.factors);
  return status;
}
