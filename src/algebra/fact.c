/* Facts: lists of them, and what the algebra keeps of those that it is told. */
#include "algebra/fact.h"
#include "algebra/algebra.h"
#include "algebra/prove.h"

/* ---- lists ---- */

pc_status pc_facts_add(pc_facts *facts, pc_fact fact, pc_error *error) {
  void *items = facts->items;
  if (!pc_grow(facts->ctx, &items, &facts->capacity, facts->n, sizeof fact)) {
    pc_expr_unref(fact.left);
    pc_expr_unref(fact.right);
    return pc_no_memory(facts->ctx, error);
  }
  facts->items = items;
  facts->items[facts->n++] = fact;
  return PC_OK;
}

void pc_facts_clear(pc_facts *facts) {
  for (size_t i = 0; i < facts->n; i++) {
    pc_expr_unref(facts->items[i].left);
    pc_expr_unref(facts->items[i].right);
  }
  pc_free(facts->ctx, facts->items, facts->capacity * sizeof *facts->items);
}

/* ---- what is told ---- */

static void told_clear(pc_told *t) {
  pc_expr_unref(t->fact.left);
  pc_expr_unref(t->fact.right);
  pc_expr_unref(t->gaps[0]);
  pc_expr_unref(t->gaps[1]);
  pc_expr_unref(t->quotient);
}

void pc_told_clear(pc_context *ctx, pc_algebra *a) {
  for (size_t i = 0; i < a->told_kept; i++) told_clear(&a->told[i]);
  pc_free(ctx, a->told, a->told_capacity * sizeof *a->told);
}

/* What was concluded before is not to be used any longer. */
static void put_in_force(pc_algebra *a) {
  a->told_count = a->suspended ? 0 : a->told_kept;
  a->facts++;
}

static pc_told *find(pc_algebra *a, const pc_fact *fact) {
  for (size_t i = 0; i < a->told_kept; i++) {
    const pc_fact *other = &a->told[i].fact;
    if (other->relation == fact->relation && pc_expr_identical(other->left, fact->left) &&
        pc_expr_identical(other->right, fact->right))
      return &a->told[i];
  }
  return NULL;
}

static bool is_bounded(const pc_expr *e) {
  fmpq_t bound;
  fmpq_init(bound);
  bool known = pc_expr_lower_bound(bound, e) && fmpq_sgn(bound) >= 0;
  fmpq_clear(bound);
  return known;
}

/* The numerator of high - low where its sign is that of the whole; NULL where the denominator's sign is not known, and
 * where the bounds of the generators say as much. Between whole numbers less is less by 1. */
static pc_status make_gap(pc_expr **out, const pc_expr *low, const pc_expr *high, bool strict, pc_error *error) {
  pc_expr *difference = NULL, *top = NULL;
  pc_status status = pc_expr_sub(&difference, high, low, error);
  if (!status && strict && pc_expr_integer_valued(difference)) {
    pc_expr *less = NULL;
    status = pc_expr_add(&less, difference, low->ctx->algebra->small[-1 - PC_SMALL_MIN], error);
    if (!status) {
      pc_expr_unref(difference);
      difference = less;
    }
  }
  int sign = status || is_bounded(difference) ? 0 : pc_denominator_sign(difference);
  if (sign) status = pc_expr_part(&top, difference, false, error);
  pc_expr_unref(difference);
  if (status || !sign) return status;
  if (sign > 0) {
    *out = top;
    return PC_OK;
  }
  status = pc_expr_neg(out, top, error);
  pc_expr_unref(top);
  return status;
}

/* A divisor is at the most what it divides, if that is positive. */
static pc_status fill_divides(pc_told *t, pc_error *error) {
  const pc_expr *left = t->fact.left, *right = t->fact.right;
  if (pc_expr_is_zero(left)) return PC_OK;
  pc_status status = PC_OK;
  if (pc_expr_nonnegative(right) && pc_expr_nonzero(right)) status = make_gap(&t->gaps[0], left, right, false, error);
  if (status || !pc_is_term(left) || !pc_is_term(right)) return status;
  return pc_expr_div(&t->quotient, right, left, error);
}

static pc_status fill(pc_told *t, pc_error *error) {
  const pc_expr *left = t->fact.left, *right = t->fact.right;
  if (t->fact.relation == PC_DIVIDES) return fill_divides(t, error);
  pc_status status = make_gap(&t->gaps[0], left, right, t->fact.relation == PC_BELOW, error);
  if (!status && t->fact.relation == PC_SAME) status = make_gap(&t->gaps[1], right, left, false, error);
  return status;
}

pc_status pc_fact_tell(const pc_fact *fact, pc_error *error) {
  pc_context *ctx = fact->left->ctx;
  pc_algebra *a = ctx->algebra;
  pc_told *old = find(a, fact);
  if (old) {
    old->times++;
    return PC_OK;
  }
  void *items = a->told;
  bool room = pc_grow(ctx, &items, &a->told_capacity, a->told_kept, sizeof *a->told);
  a->told = items;
  if (!room) return pc_no_memory(ctx, error);
  pc_told t = { .fact = *fact, .times = 1 };
  t.fact.left = pc_expr_ref(fact->left);
  t.fact.right = pc_expr_ref(fact->right);
  pc_status status = fill(&t, error);
  if (status) {
    told_clear(&t);
    return status;
  }
  a->told[a->told_kept++] = t;
  put_in_force(a);
  return PC_OK;
}

void pc_fact_take_back(const pc_fact *fact) {
  pc_algebra *a = fact->left->ctx->algebra;
  pc_told *t = find(a, fact);
  if (!t || --t->times > 0) return;
  told_clear(t);
  *t = a->told[--a->told_kept];
  put_in_force(a);
}

void pc_facts_suspend(pc_context *ctx) {
  if (ctx->algebra->suspended++ == 0) put_in_force(ctx->algebra);
}

void pc_facts_resume(pc_context *ctx) {
  if (--ctx->algebra->suspended == 0) put_in_force(ctx->algebra);
}

pc_status pc_expr_settle(pc_expr **expr, pc_error *error) {
  pc_algebra *a = (*expr)->ctx->algebra;
  if (!pc_expr_has_atom(*expr)) return PC_OK;
  size_t suspended = a->suspended;
  pc_expr *settled;
  a->suspended = 0;
  if (suspended) put_in_force(a);
  pc_status status = pc_expr_renew(&settled, *expr, error);
  a->suspended = suspended;
  if (suspended) put_in_force(a);
  if (status) return status;
  pc_expr_unref(*expr);
  *expr = settled;
  return PC_OK;
}

/* ---- questions ---- */

/* low <= high, or low < high, is proved. */
static pc_status ordered(bool *out, const pc_expr *low, const pc_expr *high, bool strict, pc_error *error) {
  pc_expr *difference = NULL;
  pc_status status = pc_expr_sub(&difference, high, low, error);
  if (status) return status;
  *out = pc_expr_nonnegative(difference) && (!strict || pc_expr_nonzero(difference));
  pc_expr_unref(difference);
  return PC_OK;
}

static pc_status divides(bool *whole, bool *fraction, const pc_fact *fact, pc_error *error) {
  pc_expr *quotient = NULL;
  *whole = *fraction = false;
  if (pc_expr_is_zero(fact->left)) return PC_OK;
  pc_status status = pc_expr_div(&quotient, fact->right, fact->left, error);
  if (status) return status;
  *whole = pc_expr_integer_valued(quotient);
  *fraction = pc_expr_is_number(quotient) && !*whole;
  pc_expr_unref(quotient);
  return PC_OK;
}

pc_status pc_fact_refuted(bool *out, const pc_fact *fact, pc_error *error) {
  bool whole;
  if (fact->relation == PC_DIVIDES) return divides(&whole, out, fact, error);
  pc_status status = ordered(out, fact->right, fact->left, fact->relation != PC_BELOW, error);
  if (!status && !*out && fact->relation == PC_SAME) status = ordered(out, fact->left, fact->right, true, error);
  return status;
}

pc_status pc_fact_follows(bool *out, const pc_fact *fact, pc_error *error) {
  bool fraction;
  if (fact->relation == PC_DIVIDES) return divides(out, &fraction, fact, error);
  pc_status status = ordered(out, fact->left, fact->right, fact->relation == PC_BELOW, error);
  if (!status && *out && fact->relation == PC_SAME) status = ordered(out, fact->right, fact->left, false, error);
  return status;
}
