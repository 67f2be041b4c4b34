/* Facts as substitutions and as rows of a cone. */
#include "analysis/facts.h"

/* ---- equations ---- */

/* The symbol that an equation defines, or NULL. */
static const pc_symbol *defined(const pc_fact *fact) {
  return fact->relation == PC_SAME ? pc_expr_as_symbol(fact->left) : NULL;
}

pc_status pc_facts_put(pc_expr **out, const pc_expr *expr, const pc_facts *facts, pc_error *error) {
  pc_expr *e = pc_expr_ref(expr);
  for (size_t i = 0; i < facts->n; i++) {
    const pc_symbol *symbol = defined(&facts->items[i]);
    const pc_expr *value = facts->items[i].right;
    pc_expr *next;
    if (!symbol) continue;
    pc_status status = pc_expr_subs(&next, e, &symbol, &value, 1, error);
    pc_expr_unref(e);
    if (status) return status;
    e = next;
  }
  *out = e;
  return PC_OK;
}

pc_status pc_facts_rest(pc_facts *out, const pc_facts *facts, pc_error *error) {
  for (size_t i = 0; i < facts->n; i++) {
    pc_fact fact = facts->items[i];
    if (defined(&fact)) continue;
    fact.left = fact.right = NULL;
    pc_status status = pc_facts_put(&fact.left, facts->items[i].left, facts, error);
    if (!status) status = pc_facts_put(&fact.right, facts->items[i].right, facts, error);
    if (status) {
      pc_expr_unref(fact.left);
      return status;
    }
    status = pc_facts_add(out, fact, error);
    if (status) return status;
  }
  return PC_OK;
}

/* ---- inequalities ---- */

static bool all_positive(const pc_monomials *m) {
  for (size_t i = 0; i < m->n; i++)
    if (m->signs[i] <= 0) return false;
  return m->n > 0;
}

/* A row for each term of low; `*said` is false when the sides are not of the kind that says something. */
static pc_status compare(bool *said, pc_cone *cone, const pc_generators *gens, const pc_expr *low, const pc_expr *high,
                         pc_error *error) {
  pc_monomials below = { 0 }, above = { 0 };
  *said = pc_expr_is_sum_of_monomials(low) && pc_expr_is_sum_of_monomials(high);
  if (!*said) return PC_OK;
  pc_status status = pc_monomials_read(&below, low, gens, error);
  if (!status) status = pc_monomials_read(&above, high, gens, error);
  if (!status) *said = all_positive(&below) && all_positive(&above) && above.n == 1;
  for (size_t i = 0; !status && *said && i < below.n; i++)
    status = pc_cone_add(cone, below.exponents + i * below.width, above.exponents, error);
  pc_monomials_clear(&below);
  pc_monomials_clear(&above);
  return status;
}

static pc_status fail_fact(const pc_fact *fact, pc_error *error) {
  char *left, *right;
  pc_status status = pc_expr_text(&left, fact->left, PC_TEXT, error);
  if (status) return status;
  status = pc_expr_text(&right, fact->right, PC_TEXT, error);
  if (!status) {
    status = pc_fail(error, PC_INPUT, "'%.100s %s %.100s' says nothing of growth: one term bounds positive terms", left,
                     fact->relation == PC_SAME ? "=" : "<=", right);
    pc_text_free(pc_expr_context(fact->left), right);
  }
  pc_text_free(pc_expr_context(fact->left), left);
  return status;
}

static pc_status add_fact(pc_cone *cone, const pc_generators *gens, const pc_fact *fact, pc_error *error) {
  bool said, back = true;
  pc_status status = compare(&said, cone, gens, fact->left, fact->right, error);
  if (!status && fact->relation == PC_SAME) status = compare(&back, cone, gens, fact->right, fact->left, error);
  if (!status && fact->text && !(said && back)) status = fail_fact(fact, error);
  return status;
}

/* What is known of generator i by itself. */
static pc_status add_own(pc_cone *cone, const pc_generators *gens, size_t i, int32_t *unit, pc_error *error) {
  const pc_expr *log = pc_generators_log(gens, i);
  bool said;
  unit[i] = 1;
  pc_status status = PC_OK;
  if (pc_generators_floor(gens, i) == PC_ABOVE_ZERO) status = pc_cone_add(cone, NULL, unit, error);
  unit[i] = 0;
  if (!status && log) status = compare(&said, cone, gens, pc_generators_expr(gens, i), log, error);
  return status;
}

/* log2(x) is at least 1 where a fact says that x is at least 2. */
static pc_status add_log(pc_cone *cone, const pc_generators *gens, const pc_fact *fact, int32_t *unit,
                         pc_error *error) {
  int64_t least;
  pc_status status = PC_OK;
  if (!pc_expr_to_int64(&least, fact->left) || least < 2) return PC_OK;
  for (size_t i = 0; !status && i < gens->n; i++) {
    const pc_expr *log = pc_generators_log(gens, i);
    if (!log || !pc_expr_identical(log, fact->right)) continue;
    unit[i] = 1;
    status = pc_cone_add(cone, NULL, unit, error);
    unit[i] = 0;
  }
  return status;
}

static pc_status collect(pc_generators *gens, const pc_facts *facts, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < facts->n; i++) {
    status = pc_generators_add(gens, facts->items[i].left, error);
    if (!status) status = pc_generators_add(gens, facts->items[i].right, error);
  }
  for (size_t i = 0; !status && i < gens->n; i++)
    if (pc_generators_log(gens, i)) status = pc_generators_add(gens, pc_generators_log(gens, i), error);
  return status;
}

pc_status pc_facts_cone(pc_cone *cone, pc_generators *gens, const pc_facts *facts, pc_error *error) {
  pc_status status = collect(gens, facts, error);
  if (status) return status;
  cone->width = gens->n;
  int32_t *unit = pc_alloc_zero(cone->ctx, gens->n * sizeof *unit);
  if (!unit) return pc_no_memory(cone->ctx, error);
  for (size_t i = 0; !status && i < gens->n; i++) status = add_own(cone, gens, i, unit, error);
  for (size_t i = 0; !status && i < facts->n; i++) {
    status = add_fact(cone, gens, &facts->items[i], error);
    if (!status) status = add_log(cone, gens, &facts->items[i], unit, error);
  }
  pc_free(cone->ctx, unit, gens->n * sizeof *unit);
  return status;
}
