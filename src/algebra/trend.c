/* Whether an expression is proved to rise or to fall with a symbol: every term must go the same way. */
#include "algebra/calculus.h"
#include "algebra/internal.h"
#include "algebra/roots.h"

/* A question; its first failure sticks. */
typedef struct question {
  const pc_symbol *symbol;
  pc_error *error;
  pc_status status;
} question;

static int of_expr(question *q, const pc_expr *e);

static int turned(int trend) {
  return trend == PC_RISES || trend == PC_FALLS ? -trend : trend;
}

/* Of a sum, or of a product of what is not negative. */
static int both(int a, int b) {
  if (a == PC_STAYS) return b;
  return b == PC_STAYS || a == b ? a : PC_MAY_TURN;
}

static int of_args(question *q, const pc_generator *g) {
  int trend = PC_STAYS;
  for (size_t i = 0; i < g->n && trend; i++) trend = both(trend, of_expr(q, g->args[i]));
  return trend;
}

static int of_gen(question *q, const pc_generator *g) {
  if (g->symbol) return g->symbol == q->symbol ? PC_RISES : PC_STAYS;
  if (g->function != PC_GEN_RECIPROCAL) return of_args(q, g);
  return pc_expr_nonnegative(g->args[0]) ? turned(of_args(q, g)) : PC_MAY_TURN;
}

static bool never_positive(question *q, const pc_generator *g) {
  if (g->function != PC_FLOOR && g->function != PC_MAX) return false;
  for (size_t i = 0; i < g->n; i++) {
    pc_expr *minus = NULL;
    if (!q->status) q->status = pc_expr_neg(&minus, g->args[i], q->error);
    bool known = !q->status && pc_expr_nonnegative(minus);
    pc_expr_unref(minus);
    if (!known) return false;
  }
  return true;
}

/* The trend of |g^exponent|; `*sign` is turned where that is -g^exponent. */
static int of_factor(int *sign, question *q, const pc_generator *g, int32_t exponent) {
  int trend = of_gen(q, g);
  bool above = exponent > 0 ? pc_expr_nonnegative(g->self) : pc_expr_nonnegative(g->self) && pc_expr_nonzero(g->self);
  if (!above) {
    if (exponent < 0 || !never_positive(q, g)) return PC_MAY_TURN;
    trend = turned(trend);
    if (exponent % 2) *sign = -*sign;
  }
  return exponent < 0 ? turned(trend) : trend;
}

static int of_term(question *q, const pc_expr *e) {
  pc_view v = pc_view_at(e, 0);
  int sign = fmpz_sgn(v.num), trend = PC_STAYS;
  for (size_t i = 0; i < v.n && trend; i++) {
    const pc_generator *g = e->ctx->algebra->gens[v.factors[i].gen];
    trend = both(trend, of_factor(&sign, q, g, v.factors[i].exponent));
  }
  return sign < 0 ? turned(trend) : trend;
}

static int of_sum(question *q, const pc_expr *e) {
  int trend = PC_STAYS;
  for (size_t i = 0; i < pc_length(e) && trend; i++) {
    pc_expr *term = NULL;
    if (!q->status) q->status = pc_laurent_term(&term, e, i, q->error);
    trend = q->status ? PC_MAY_TURN : both(trend, of_term(q, term));
    pc_expr_unref(term);
  }
  return trend;
}

static int of_quotient(question *q, const pc_expr *e) {
  pc_expr *num = NULL, *den = NULL;
  int trend = PC_MAY_TURN;
  if (!q->status) q->status = pc_expr_parts(&num, &den, e, q->error);
  if (!q->status && pc_expr_nonnegative(den) && pc_expr_nonzero(den)) {
    int below = of_sum(q, den);
    if (below == PC_STAYS || (below && pc_expr_nonnegative(num))) trend = both(of_sum(q, num), turned(below));
  }
  pc_expr_unref(num);
  pc_expr_unref(den);
  return trend;
}

static int of_expr(question *q, const pc_expr *e) {
  return pc_is_laurent(e) ? of_sum(q, e) : of_quotient(q, e);
}

pc_status pc_expr_trend(pc_trend_kind *out, const pc_expr *e, const pc_symbol *symbol, pc_error *error) {
  question q = { symbol, error, PC_OK };
  int trend = pc_expr_is_number(e) ? PC_STAYS : of_expr(&q, e);
  if (!q.status) *out = (pc_trend_kind)trend;
  return q.status;
}
