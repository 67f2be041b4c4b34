/* The part of an expression that is whole whatever its symbols are: what floor(x + n) = floor(x) + n moves out. */
#include "algebra/pushed.h"
#include <string.h>

/* ---- term by term ---- */

/* A term's coefficient, rounded towards 0 (towards minus infinity for a number), with the same monomial; 0 where the
 * monomial is not known to be whole. */
static pc_status whole_part(pc_expr **out, const pc_expr *term, pc_error *error) {
  pc_context *ctx = term->ctx;
  const pc_term *t = pc_as_term(term);
  if (pc_expr_integer_valued(term)) {
    *out = pc_expr_ref(term);
    return PC_OK;
  }
  fmpz_t whole;
  fmpz_init(whole);
  if (term->n == 0)
    fmpz_fdiv_q(whole, &t->num, &t->den);
  else
    fmpz_tdiv_q(whole, &t->num, &t->den);
  pc_term *part = fmpz_is_zero(whole) ? NULL : pc_term_new(ctx, term->n);
  pc_status status = PC_OK;
  if (fmpz_is_zero(whole)) {
    status = pc_expr_integer(out, ctx, 0, error);
  } else if (!part) {
    status = pc_no_memory(ctx, error);
  } else {
    fmpz_swap(&part->num, whole);
    memcpy(part->factors, t->factors, term->n * sizeof *t->factors);
    part->head.n = term->n;
    *out = &part->head;
  }
  fmpz_clear(whole);
  if (!status && !pc_expr_integer_valued(*out)) {
    pc_expr_unref(*out);
    status = pc_expr_integer(out, ctx, 0, error);
  }
  return status;
}

/* The sum of the whole parts of e's terms. */
static pc_status parts_of_terms(pc_expr **out, const pc_expr *e, pc_error *error) {
  if (!pc_is_laurent(e)) return pc_expr_integer(out, e->ctx, 0, error);
  pc_accumulator *sum = NULL;
  pc_status status = pc_accumulator_begin(&sum, e->ctx, error);
  if (status) return status;
  for (size_t i = 0; i < pc_length(e) && !status; i++) {
    pc_expr *term = NULL, *part = NULL;
    status = pc_laurent_term(&term, e, i, error);
    if (!status) status = whole_part(&part, term, error);
    if (!status) status = pc_accumulate(sum, part, NULL, error);
    pc_expr_unref(term);
    pc_expr_unref(part);
  }
  if (!status) return pc_accumulator_finish(out, sum, error);
  pc_accumulator_drop(sum);
  return status;
}

/* ---- sums of several terms, as l^2/2 + l/2 ---- */

static bool share_gen(const pc_view *a, const pc_view *b) {
  for (size_t i = 0; i < a->n; i++)
    if (pc_view_exponent(b, a->factors[i].gen)) return true;
  return false;
}

/* The terms that hang together with term `seed` by their generators, and whose denominators divide its own. */
static size_t choose(bool *chosen, const pc_expr *e, size_t seed) {
  pc_view first = pc_view_at(e, seed);
  size_t count = 1;
  memset(chosen, 0, PC_SHORT_TERMS * sizeof *chosen);
  chosen[seed] = true;
  for (bool more = true; more;) {
    more = false;
    for (size_t i = 0; i < pc_length(e); i++) {
      pc_view v = pc_view_at(e, i);
      bool joined = false;
      for (size_t j = 0; j < pc_length(e) && !joined; j++) {
        pc_view other = pc_view_at(e, j);
        joined = chosen[j] && share_gen(&v, &other);
      }
      if (chosen[i] || !joined || !fmpz_divisible(first.den, v.den)) continue;
      chosen[i] = more = true;
      count++;
    }
  }
  return count;
}

static pc_status sum_chosen(pc_expr **out, const pc_expr *e, const bool *chosen, pc_error *error) {
  pc_accumulator *sum = NULL;
  pc_status status = pc_accumulator_begin(&sum, e->ctx, error);
  if (status) return status;
  for (size_t i = 0; i < pc_length(e) && !status; i++) {
    pc_view v = pc_view_at(e, i);
    if (chosen[i]) status = pc_accumulate_view(sum, &v, NULL, error);
  }
  if (!status) return pc_accumulator_finish(out, sum, error);
  pc_accumulator_drop(sum);
  return status;
}

/* Some terms of e whose sum is whole; `*out` stays NULL where none were found. */
static pc_status whole_terms(pc_expr **out, const pc_expr *e, pc_error *error) {
  bool chosen[PC_SHORT_TERMS];
  pc_status status = PC_OK;
  if (e->kind != PC_SHORT) return PC_OK;
  for (size_t seed = 0; seed < pc_length(e) && !*out && !status; seed++) {
    pc_expr *sum = NULL;
    if (choose(chosen, e, seed) < 2) continue;
    status = sum_chosen(&sum, e, chosen, error);
    if (!status && pc_expr_integer_valued(sum))
      *out = sum;
    else
      pc_expr_unref(sum);
  }
  return status;
}

/* ---- all ---- */

/* Moves `part`, whose reference is taken over, from `*rest` to `*whole`. */
static pc_status move(pc_expr **whole, pc_expr **rest, pc_expr *part, pc_error *error) {
  pc_expr *more = NULL, *less = NULL;
  pc_status status = pc_expr_add(&more, *whole, part, error);
  if (!status) status = pc_expr_sub(&less, *rest, part, error);
  pc_expr_unref(part);
  if (status) {
    pc_expr_unref(more);
    return status;
  }
  pc_expr_unref(*whole);
  pc_expr_unref(*rest);
  *whole = more;
  *rest = less;
  return PC_OK;
}

pc_status pc_expr_whole_part(pc_expr **out, const pc_expr *e, pc_error *error) {
  pc_expr *whole = NULL, *rest = NULL;
  pc_status status = parts_of_terms(&whole, e, error);
  if (!status) status = pc_expr_sub(&rest, e, whole, error);
  for (bool more = true; more && !status;) {
    pc_expr *part = NULL;
    status = whole_terms(&part, rest, error);
    more = part != NULL;
    if (part) status = move(&whole, &rest, part, error);
  }
  pc_expr_unref(rest);
  if (status)
    pc_expr_unref(whole);
  else
    *out = whole;
  return status;
}
