/* Sums over a range in closed form: for a <= b + 1, with Bernoulli's polynomials B,
 *
 *     sum of i^k for i = a..b  =  (B_{k+1}(b + 1) - B_{k+1}(a)) / (k + 1)
 *
 * so with P = sum of c_k B_{k+1}/(k + 1) the sum of the c_k i^k is P(b + 1) - P(a). */
#include "algebra/sum.h"
#include <flint/arith.h>
#include <flint/fmpq_poly.h>

/* One power has as many terms in closed form; the work for many powers at once grows with the cube of the degree. */
enum { LARGEST_DEGREE = 1000, LARGEST_DENSE_DEGREE = 200 };

/* sum += c * B_{k+1}(x)/(k + 1) */
static pc_status add_power(pc_accumulator *sum, const pc_expr *c, slong k, const pc_expr *x, pc_error *error) {
  pc_status status = PC_OK;
  fmpq_poly_t bernoulli;
  fmpq_t coefficient;
  fmpq_poly_init(bernoulli);
  fmpq_init(coefficient);
  arith_bernoulli_polynomial(bernoulli, (ulong)k + 1);
  fmpq_poly_scalar_div_si(bernoulli, bernoulli, k + 1);
  for (slong i = 1; i <= k + 1 && !status; i++) {
    pc_expr *number = NULL, *power = NULL, *product = NULL;
    fmpq_poly_get_coeff_fmpq(coefficient, bernoulli, i);
    if (fmpq_is_zero(coefficient)) continue;
    status = pc_expr_fmpq(&number, c->ctx, fmpq_numref(coefficient), fmpq_denref(coefficient), error);
    if (!status) status = pc_expr_pow_int(&power, x, i, error);
    if (!status) status = pc_expr_mul(&product, c, number, error);
    if (!status) status = pc_accumulate(sum, power, product, error);
    pc_expr_unref(number);
    pc_expr_unref(power);
    pc_expr_unref(product);
  }
  fmpq_clear(coefficient);
  fmpq_poly_clear(bernoulli);
  return status;
}

/* ---- polynomials ---- */

static pc_status primitive(pc_expr **out, const pc_expr *e, const pc_symbol *index, int64_t degree, const pc_expr *x,
                           pc_error *error) {
  pc_accumulator *sum = NULL;
  pc_status status = pc_accumulator_begin(&sum, e->ctx, error);
  if (status) return status;
  for (int64_t k = 0; k <= degree && !status; k++) {
    pc_expr *c = NULL;
    status = pc_expr_coefficient(&c, e, index, k, error);
    if (!status && !pc_expr_is_zero(c)) status = add_power(sum, c, k, x, error);
    pc_expr_unref(c);
  }
  if (!status) return pc_accumulator_finish(out, sum, error);
  pc_accumulator_drop(sum);
  return status;
}

static const pc_expr *primitive_at(pc_work *work, const pc_summation *s, const pc_expr *e, const pc_expr *x) {
  int64_t degree = 0;
  pc_expr *out = NULL;
  if (work->status) return NULL;
  pc_status status = pc_expr_degree(&degree, e, s->index, work->error);
  int most = pc_length(e) > LARGEST_DENSE_DEGREE ? LARGEST_DENSE_DEGREE : LARGEST_DEGREE;
  if (!status && degree > most)
    status = pc_fail(work->error, PC_LIMIT, "a sum over '%s' to a power above %d", s->symbol->name, most);
  if (!status) status = primitive(&out, e, s->index, degree, x, work->error);
  return pc_work_keep(work, status, out);
}

/* P(n + 1) is P(n) + e(n), which is less to expand. */
const pc_expr *pc_sum_primitive(pc_work *work, const pc_summation *s, const pc_expr *e, const pc_expr *x) {
  const pc_expr *before = pc_work_sub(work, x, pc_work_integer(work, 1));
  if (work->status || pc_length(before) >= pc_length(x)) return primitive_at(work, s, e, x);
  const pc_expr *sum = primitive_at(work, s, e, before);
  return pc_work_add(work, sum, pc_work_put(work, e, s->index->gen, before));
}

/* ---- what can be summed ---- */

static const pc_expr *refuse(pc_work *work, const pc_summation *s, const char *where, const pc_expr *e) {
  pc_expr *own = NULL;
  if (work->status) return NULL;
  pc_work_put(work, e, s->index->gen, work->ctx->algebra->gens[s->symbol->gen]->self);
  if (!work->status) own = work->kept[work->n - 1];
  char *text = NULL;
  if (own) work->status = pc_expr_text(&text, own, PC_TEXT, work->error);
  if (work->status) return NULL;
  work->status = pc_fail(work->error, PC_INPUT, "no closed form for a sum over '%s', which stands in %s%.200s",
                         s->symbol->name, where, text);
  pc_text_free(work->ctx, text);
  return NULL;
}

const pc_expr *pc_sum_refuse(pc_work *work, const pc_summation *s, const pc_expr *e) {
  return refuse(work, s, "", s->blame ? s->blame : e);
}

/* The index stands in a denominator of e, atoms included. */
static bool has_pole(const pc_expr *e, const pc_summation *s) {
  for (size_t i = 0; i < pc_expr_gen_count(e); i++) {
    uint32_t gen = pc_expr_gen(e, i);
    if (pc_expr_has_pole(e, gen) && pc_expr_holds(e->ctx->algebra->gens[gen]->self, s->index->gen)) return true;
  }
  return false;
}

static void refuse_pole(pc_work *work, const pc_summation *s, const pc_expr *e) {
  pc_expr *den = NULL;
  if (work->status || !has_pole(e, s)) return;
  pc_status status = pc_expr_part(&den, e, true, work->error);
  refuse(work, s, "the denominator ", pc_work_keep(work, status, den));
}

static void refuse_atoms(pc_work *work, const pc_summation *s, const pc_atom_list *atoms) {
  for (size_t i = 0; i < atoms->n && !work->status; i++) {
    const pc_generator *g = work->ctx->algebra->gens[atoms->gens[i]];
    bool pole = false;
    for (size_t j = 0; j < g->n; j++) pole = pole || has_pole(g->args[j], s);
    if (g->function == PC_GEN_RECIPROCAL)
      refuse(work, s, "the denominator ", g->args[0]);
    else if (g->function == PC_LOG2 || pole)
      refuse(work, s, "", g->self);
  }
}

/* ---- atoms that hold the index ---- */

enum { MOST_ATOMS = 1000 };

static bool listed(const pc_atom_list *list, uint32_t gen) {
  for (size_t i = 0; i < list->n; i++)
    if (list->gens[i] == gen) return true;
  return false;
}

static void list_atom(pc_atom_list *list, pc_work *work, const pc_summation *s, uint32_t gen) {
  const pc_generator *g = work->ctx->algebra->gens[gen];
  if (g->symbol || listed(list, gen) || !pc_expr_holds(g->self, s->index->gen)) return;
  for (size_t i = 0; i < g->n; i++) pc_atom_list_fill(list, work, s, g->args[i]);
  void *gens = list->gens;
  if (work->status) return;
  if (list->n == MOST_ATOMS)
    work->status = pc_fail(work->error, PC_LIMIT, "a sum over '%s' with more than %d functions of it", s->symbol->name,
                           MOST_ATOMS);
  else if (!pc_grow(work->ctx, &gens, &list->capacity, list->n, sizeof *list->gens))
    work->status = pc_no_memory(work->ctx, work->error);
  if (work->status) return;
  list->gens = gens;
  list->gens[list->n++] = gen;
}

void pc_atom_list_fill(pc_atom_list *list, pc_work *work, const pc_summation *s, const pc_expr *e) {
  for (size_t i = 0; !work->status && i < pc_expr_gen_count(e); i++) list_atom(list, work, s, pc_expr_gen(e, i));
}

void pc_atom_list_clear(pc_atom_list *list, pc_work *work) {
  pc_free(work->ctx, list->gens, list->capacity * sizeof *list->gens);
}

/* ---- the public call ---- */

static pc_status check_bound(const pc_expr *bound, const pc_symbol *symbol, pc_error *error) {
  if (!pc_expr_is_number(bound) || pc_expr_is_integer(bound)) return PC_OK;
  return pc_fail(error, PC_INPUT, "the bounds of a sum over '%s' must be whole numbers", symbol->name);
}

/* Where the range may be empty its end is max(high + 1, low). */
static pc_range open_range(pc_work *work, const pc_expr *low, const pc_expr *high) {
  const pc_expr *end = pc_work_add(work, high, pc_work_integer(work, 1));
  const pc_expr *count = pc_work_sub(work, end, low);
  bool sure = !work->status && pc_expr_nonnegative(count);
  return (pc_range) { low, sure ? end : pc_work_max(work, end, low) };
}

static bool in_atom(const pc_expr *e, uint32_t gen) {
  for (size_t i = 0; i < pc_expr_gen_count(e); i++) {
    const pc_generator *g = e->ctx->algebra->gens[pc_expr_gen(e, i)];
    if (!g->symbol && pc_expr_holds(g->self, gen)) return true;
  }
  return false;
}

static const pc_expr *sum_polynomial(pc_work *work, const pc_summation *s, const pc_expr *e, pc_range range) {
  refuse_pole(work, s, e);
  const pc_expr *upper = pc_sum_primitive(work, s, e, range.end), *lower = pc_sum_primitive(work, s, e, range.low);
  return pc_work_sub(work, upper, lower);
}

/* The index is named as no symbol of a user can be. */
static void make_index(pc_work *work, pc_summation *s) {
  if (!work->status) work->status = pc_symbol_get(&s->index, work->ctx, "(index)", work->error);
  if (!work->status) work->status = pc_symbol_assume(work->ctx, s->index, PC_INTEGERS, NULL, work->error);
}

static const pc_expr *sum_atoms(pc_work *work, pc_summation *s, const pc_expr *e, pc_range range) {
  make_index(work, s);
  if (work->status) return NULL;
  pc_atom_list atoms = { 0 };
  e = pc_work_put(work, e, s->symbol->gen, work->ctx->algebra->gens[s->index->gen]->self);
  if (e) pc_atom_list_fill(&atoms, work, s, e);
  refuse_atoms(work, s, &atoms);
  pc_atom_list_clear(&atoms, work);
  if (!work->status) refuse_pole(work, s, e);
  return pc_sum_pieces(work, s, e, range);
}

pc_status pc_expr_sum_over(pc_expr **out, const pc_expr *e, const pc_symbol *symbol, const pc_expr *low,
                           const pc_expr *high, pc_error *error) {
  pc_status status = check_bound(low, symbol, error);
  if (!status) status = check_bound(high, symbol, error);
  if (status) return status;
  pc_work work = { .ctx = e->ctx, .error = error };
  pc_summation s = { .symbol = symbol, .index = symbol };
  pc_range range = open_range(&work, low, high);
  bool polynomial = !in_atom(e, symbol->gen);
  const pc_expr *sum = polynomial ? sum_polynomial(&work, &s, e, range) : sum_atoms(&work, &s, e, range);
  if (!work.status) *out = pc_expr_ref(sum);
  status = work.status;
  pc_work_clear(&work);
  return status;
}
