/* Sums over products of floors and a polynomial.
 *
 * Take a summand X*M with X a polynomial in i and M a product of floors. M is constant but for the places where one of
 * the floors jumps. There are finitely many in a period L: on each class r of places, i = L*j + r, both M and what it
 * was before the jump are polynomials M_r(j) and M_{r-1}(j) in j. With P(x + 1) - P(x) = X(x), summing by parts gives
 *
 *     sum of X*M up to n  =  P(n + 1)*M(n) + sum over r, and over j with L*j + r <= n, of P(L*j + r)*(M_{r-1} - M_r)(j)
 *
 * up to a constant. The inner sums are polynomials in floor((n - r)/L). As nothing but M jumps at these places, n may
 * be replaced by n + 1 in M(n) and in the floors: of the two the one is taken that gives the simpler functions. So each
 * floor of the summand leaves one at each end of the range, and its period may be any size. */
#include "algebra/sum.h"
#include <stdlib.h>
#include <string.h>

enum { MOST_PRODUCTS = 500, MOST_JUMPS = 256 };

static const int64_t LONGEST_PERIOD = (int64_t)1 << 40;

/* A floor of the product. When it is plain, it is sign*floor((p*index + c)/k) with numbers 0 < p < k that have no
 * common divisor and 0 <= c < k. */
typedef struct step {
  const pc_expr *self; /* in the index as it is counted now */
  int32_t exponent;
  bool plain;
  int sign;
  int64_t p, c, k;
} step;

/* X*M: the floors M are a term. */
typedef struct product {
  const pc_expr *floors;
  pc_accumulator *rest; /* X, while it is being added up */
  const pc_expr *x;
  const pc_expr *offset; /* index + offset is what x and the steps call the index */
  step *steps;
  size_t n;
  bool plain; /* all steps are */
  int64_t period;
  int64_t *jumps; /* classes, ascending */
  size_t jump_count, jump_capacity;
} product;

typedef struct product_list {
  product *items;
  size_t n, capacity;
} product_list;

/* ---- periods ---- */

static int64_t gcd(int64_t a, int64_t b) {
  while (b) {
    int64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

static int64_t lcm(int64_t a, int64_t b, int64_t most) {
  if (!a || !b) return 0;
  int64_t part = a / gcd(a, b);
  return part > most / b ? 0 : part * b;
}

static int64_t denominator(const pc_expr *term) {
  const fmpz *den = &pc_as_term(term)->den;
  return fmpz_abs_fits_ui(den) && fmpz_fits_si(den) ? fmpz_get_si(den) : 0;
}

int64_t pc_sum_period(pc_work *work, const pc_summation *s, const pc_atom_list *list, int64_t most) {
  int64_t period = 1;
  for (size_t i = 0; i < list->n; i++) {
    const pc_generator *g = work->ctx->algebra->gens[list->gens[i]];
    const pc_expr *arg = g->args[0];
    if (g->function != PC_FLOOR || !pc_is_laurent(arg)) continue;
    for (size_t j = 0; j < pc_length(arg) && !work->status; j++) {
      pc_expr *made = NULL;
      pc_status status = pc_laurent_term(&made, arg, j, work->error);
      const pc_expr *term = pc_work_keep(work, status, made);
      if (term && pc_expr_holds(term, s->index->gen)) period = lcm(period, denominator(term), most);
    }
  }
  return period;
}

static const pc_expr *too_long(pc_work *work, const pc_summation *s) {
  if (!work->status)
    work->status =
        pc_fail(work->error, PC_LIMIT, "a sum over '%s' that changes in too many places of a period", s->symbol->name);
  return NULL;
}

/* ---- reading floors ---- */

static bool small_number(fmpq_t out, const pc_expr *e) {
  if (!pc_expr_is_number(e)) return false;
  fmpz_set(fmpq_numref(out), &pc_as_term(e)->num);
  fmpz_set(fmpq_denref(out), &pc_as_term(e)->den);
  return fmpz_bits(fmpq_numref(out)) <= 40 && fmpz_bits(fmpq_denref(out)) <= 40;
}

/* floor((p*i + c)/k) for rational slope and constant, as the comment at `step` says. */
static bool make_plain(step *t, const fmpq_t slope, const fmpq_t constant) {
  fmpz_t c;
  fmpq_t scaled;
  fmpz_init(c);
  fmpq_init(scaled);
  t->p = fmpz_get_si(fmpq_numref(slope));
  t->k = fmpz_get_si(fmpq_denref(slope));
  t->sign = t->p > 0 ? 1 : -1;
  fmpq_mul_fmpz(scaled, constant, fmpq_denref(slope));
  fmpz_fdiv_q(c, fmpq_numref(scaled), fmpq_denref(scaled));
  if (t->p < 0) {
    fmpz_neg(c, c);
    fmpz_add_si(c, c, t->k - 1);
    t->p = -t->p;
  }
  t->plain = t->k > 1 && t->p < t->k && fmpz_sgn(c) >= 0 && fmpz_cmp_si(c, t->k) < 0;
  if (t->plain) t->c = fmpz_get_si(c);
  fmpz_clear(c);
  fmpq_clear(scaled);
  return t->plain;
}

/* arg = slope*index + rest, both free of the index; false where it is not so. */
static bool split_linear(const pc_expr **slope, const pc_expr **rest, pc_work *work, const pc_summation *s,
                         const pc_expr *arg) {
  uint32_t index = s->index->gen;
  if (work->status || !pc_is_laurent(arg) || pc_expr_has_pole(arg, index)) return false;
  *slope = pc_work_coefficient(work, arg, index, 1);
  *rest = pc_work_coefficient(work, arg, index, 0);
  if (work->status || pc_expr_holds(*rest, index) || pc_expr_holds(*slope, index)) return false;
  const pc_expr *linear = pc_work_mul(work, *slope, work->ctx->algebra->gens[index]->self);
  linear = pc_work_add(work, linear, *rest);
  return !work->status && pc_expr_identical(linear, arg);
}

static void read_step(step *t, pc_work *work, const pc_summation *s) {
  const pc_expr *slope = NULL, *rest = NULL;
  t->plain = false;
  if (work->status || !pc_is_term(t->self) || t->self->n != 1) return;
  const pc_generator *g = work->ctx->algebra->gens[pc_as_term(t->self)->factors[0].gen];
  if (g->function != PC_FLOOR || !split_linear(&slope, &rest, work, s, g->args[0])) return;
  fmpq_t p, c;
  fmpq_init(p);
  fmpq_init(c);
  if (small_number(p, slope) && small_number(c, rest)) make_plain(t, p, c);
  fmpq_clear(p);
  fmpq_clear(c);
}

/* ---- counting from elsewhere ---- */

/* e without its constant term. */
static const pc_expr *without_constant(pc_work *work, const pc_expr *e) {
  const pc_expr *rest = e;
  for (size_t i = 0; !work->status && pc_is_laurent(e) && i < pc_length(e); i++) {
    pc_expr *made = NULL;
    pc_status status = pc_laurent_term(&made, e, i, work->error);
    const pc_expr *term = pc_work_keep(work, status, made);
    if (term && pc_expr_is_number(term)) rest = pc_work_sub(work, e, term);
  }
  return rest;
}

/* The symbols u that stand beside the index in floor((index + u + c)/k): 0 where the floor has another shape. */
static const pc_expr *offset_of(pc_work *work, const pc_summation *s, const pc_expr *self) {
  const pc_expr *slope = NULL, *rest = NULL, *zero = pc_work_integer(work, 0);
  if (work->status) return NULL;
  const pc_generator *g = work->ctx->algebra->gens[pc_as_term(self)->factors[0].gen];
  if (!split_linear(&slope, &rest, work, s, g->args[0])) return zero;
  if (!pc_expr_is_number(slope) || !fmpz_is_pm1(&pc_as_term(slope)->num)) return zero;
  const pc_expr *offset = without_constant(work, pc_work_div(work, rest, slope));
  return offset && pc_expr_integer_valued(offset) ? offset : zero;
}

/* Where all floors have the same offset, they are counted from there: index - offset is put for the index. */
static void recount(product *m, pc_work *work, const pc_summation *s) {
  m->offset = offset_of(work, s, m->steps[0].self);
  for (size_t i = 1; i < m->n && !work->status; i++) {
    const pc_expr *other = offset_of(work, s, m->steps[i].self);
    if (!work->status && !pc_expr_identical(m->offset, other)) m->offset = pc_work_integer(work, 0);
  }
  if (work->status || pc_expr_is_zero(m->offset)) return;
  const pc_expr *from = pc_work_sub(work, work->ctx->algebra->gens[s->index->gen]->self, m->offset);
  for (size_t i = 0; i < m->n; i++) m->steps[i].self = pc_work_put(work, m->steps[i].self, s->index->gen, from);
  m->x = pc_work_put(work, m->x, s->index->gen, from);
}

/* ---- jumps ---- */

static void add_jump(product *m, pc_work *work, const pc_summation *s, int64_t r) {
  void *jumps = m->jumps;
  if (work->status) return;
  if (m->jump_count == MOST_JUMPS) {
    too_long(work, s);
    return;
  }
  if (!pc_grow(work->ctx, &jumps, &m->jump_capacity, m->jump_count, sizeof *m->jumps)) {
    work->status = pc_no_memory(work->ctx, work->error);
    return;
  }
  m->jumps = jumps;
  m->jumps[m->jump_count++] = r;
}

/* Where the floor reaches the next whole number: at the least i with p*i + c >= k*v. */
static void add_jumps_of(product *m, pc_work *work, const pc_summation *s, const step *t) {
  int64_t count = m->period / t->k;
  if (count > MOST_JUMPS / t->p) {
    too_long(work, s);
    return;
  }
  for (int64_t v = 0; v < count * t->p; v++) {
    int64_t r = (t->k * v - t->c + t->p - 1) / t->p;
    if (t->k * v < t->c) r = (m->period - (t->c - t->k * v) / t->p) % m->period;
    add_jump(m, work, s, r);
  }
}

static int by_value(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

static void find_jumps(product *m, pc_work *work, const pc_summation *s) {
  for (size_t i = 0; i < m->n && m->plain; i++) add_jumps_of(m, work, s, &m->steps[i]);
  if (!m->plain && m->period > MOST_JUMPS) too_long(work, s);
  for (int64_t r = 0; !work->status && !m->plain && r < m->period; r++) add_jump(m, work, s, r);
  if (work->status || !m->jump_count) return;
  qsort(m->jumps, m->jump_count, sizeof *m->jumps, by_value);
  size_t kept = 1;
  for (size_t i = 1; i < m->jump_count; i++)
    if (m->jumps[i] != m->jumps[kept - 1]) m->jumps[kept++] = m->jumps[i];
  m->jump_count = kept;
}

static void find_period(product *m, pc_work *work, const pc_summation *s) {
  pc_atom_list list = { 0 };
  m->period = 1;
  m->plain = true;
  for (size_t i = 0; i < m->n && !work->status; i++) {
    read_step(&m->steps[i], work, s);
    m->plain = m->plain && m->steps[i].plain;
    if (m->steps[i].plain) m->period = lcm(m->period, m->steps[i].k, LONGEST_PERIOD);
    if (!work->status) pc_atom_list_fill(&list, work, s, m->steps[i].self);
  }
  if (!work->status && !m->plain) m->period = pc_sum_period(work, s, &list, MOST_JUMPS);
  if (!m->period) too_long(work, s);
  pc_atom_list_clear(&list, work);
}

/* ---- the parts of the sum ---- */

/* The value of M where the index is period*index + r. */
static const pc_expr *value_on_class(product *m, pc_work *work, const pc_summation *s, int64_t r) {
  const pc_expr *index = work->ctx->algebra->gens[s->index->gen]->self, *value = pc_work_integer(work, 1);
  const pc_expr *place = pc_work_mul(work, pc_work_integer(work, m->period), index);
  place = pc_work_add(work, place, pc_work_integer(work, r));
  for (size_t i = 0; i < m->n; i++) {
    const pc_expr *floor = pc_work_put(work, m->steps[i].self, s->index->gen, place);
    pc_atom_list left = { 0 };
    if (floor) pc_atom_list_fill(&left, work, s, floor);
    if (left.n) pc_sum_refuse(work, s, m->steps[i].self);
    pc_atom_list_clear(&left, work);
    value = pc_work_mul(work, value, pc_work_pow(work, floor, m->steps[i].exponent));
  }
  return value;
}

/* P(x)*(M_{r-1} - M_r) at x = period*index + r, summed over the index: as a function of where the sum ends. */
static const pc_expr *jump_sum(product *m, pc_work *work, const pc_summation *s, int64_t r) {
  const pc_expr *index = work->ctx->algebra->gens[s->index->gen]->self;
  const pc_expr *place = pc_work_mul(work, pc_work_integer(work, m->period), index);
  place = pc_work_add(work, place, pc_work_integer(work, r));
  const pc_expr *before = value_on_class(m, work, s, r - 1), *after = value_on_class(m, work, s, r);
  const pc_expr *jump = pc_work_sub(work, before, after);
  if (work->status || pc_expr_is_zero(jump)) return jump;
  jump = pc_work_mul(work, jump, pc_sum_primitive(work, s, m->x, place));
  return pc_sum_primitive(work, s, jump, index);
}

/* floor((p*x + c)/k), as a ceil where that leaves the smaller constant. */
static const pc_expr *floor_at(pc_work *work, int64_t p, const pc_expr *x, int64_t c, int64_t k) {
  const pc_expr *top = pc_work_add(work, pc_work_mul(work, x, pc_work_integer(work, p)), pc_work_integer(work, c));
  const pc_expr *constant = pc_work_sub(work, top, without_constant(work, top));
  const pc_expr *size = pc_work_integer(work, k), *one = pc_work_integer(work, 1);
  const pc_expr *above = pc_work_div(work, pc_work_add(work, constant, one), size);
  if (!work->status && pc_expr_is_integer(above))
    return pc_work_ceil(work, pc_work_div(work, pc_work_sub(work, top, pc_work_integer(work, k - 1)), size));
  return pc_work_floor(work, pc_work_div(work, top, size));
}

/* M where the index is x. */
static const pc_expr *value_at(const product *m, pc_work *work, const pc_summation *s, const pc_expr *x) {
  const pc_expr *value = pc_work_integer(work, 1);
  for (size_t i = 0; i < m->n; i++) {
    const step *t = &m->steps[i];
    const pc_expr *floor = NULL;
    if (t->plain)
      floor = pc_work_mul(work, pc_work_integer(work, t->sign), floor_at(work, t->p, x, t->c, t->k));
    else
      floor = pc_work_put(work, t->self, s->index->gen, x);
    value = pc_work_mul(work, value, pc_work_pow(work, floor, t->exponent));
  }
  return value;
}

/* ---- the choice between n and n + 1 ---- */

/* Another floor of the summand is the same but for its constant, which is c. */
static bool has_phase(const product_list *all, const step *t, const pc_expr *offset, int64_t c) {
  for (size_t i = 0; i < all->n; i++) {
    const product *m = &all->items[i];
    for (size_t j = 0; j < m->n; j++) {
      const step *o = &m->steps[j];
      if (o->plain && o->p == t->p && o->k == t->k && o->c == (c + t->k) % t->k && pc_expr_identical(m->offset, offset))
        return true;
    }
  }
  return false;
}

/* How good it is to take floors `ahead` of the end, at x: some are shared with another floor, some have no constant. */
static int merit(const product *m, pc_work *work, const product_list *all, const pc_expr *x, int64_t ahead) {
  int merit = 0;
  for (size_t i = 0; i < m->n && !work->status; i++) {
    const step *t = &m->steps[i];
    if (!t->plain || t->p != 1) continue;
    const pc_expr *constant = pc_work_sub(work, x, without_constant(work, x));
    constant = pc_work_add(work, constant, pc_work_integer(work, t->c));
    constant = pc_work_div(work, constant, pc_work_integer(work, t->k));
    if (has_phase(all, t, m->offset, t->c - 1 + 2 * ahead)) merit += 2;
    if (!work->status && pc_expr_is_integer(constant)) merit++;
  }
  return merit;
}

/* Where the floors are taken for a sum over what is below `end`. */
static const pc_expr *best_place(const product *m, pc_work *work, const product_list *all, const pc_expr *end) {
  const pc_expr *last = pc_work_sub(work, end, pc_work_integer(work, 1));
  return merit(m, work, all, end, 1) > merit(m, work, all, last, 0) ? end : last;
}

/* ---- one product ---- */

/* How many places of class r there are up to x. */
static const pc_expr *count_to(const product *m, pc_work *work, const pc_expr *x, int64_t r) {
  return floor_at(work, 1, x, m->period - r, m->period);
}

static const pc_expr *difference_at(pc_work *work, const pc_summation *s, const pc_expr *sum, const pc_expr *upper,
                                    const pc_expr *lower) {
  const pc_expr *high = pc_work_put(work, sum, s->index->gen, upper);
  return pc_work_sub(work, high, pc_work_put(work, sum, s->index->gen, lower));
}

static const pc_expr *add_parts(product *m, pc_work *work, const pc_summation *s, const product_list *all,
                                pc_range range) {
  const pc_expr *upper = best_place(m, work, all, range.end), *lower = best_place(m, work, all, range.low);
  const pc_expr *high = pc_work_mul(work, pc_sum_primitive(work, s, m->x, range.end), value_at(m, work, s, upper));
  const pc_expr *low = pc_work_mul(work, pc_sum_primitive(work, s, m->x, range.low), value_at(m, work, s, lower));
  const pc_expr *sum = pc_work_sub(work, high, low);
  for (size_t i = 0; i < m->jump_count && !work->status; i++) {
    size_t mark = work->n;
    const pc_expr *jump = jump_sum(m, work, s, m->jumps[i]);
    const pc_expr *ends[] = { count_to(m, work, upper, m->jumps[i]), count_to(m, work, lower, m->jumps[i]) };
    sum = pc_work_add(work, sum, difference_at(work, s, jump, ends[0], ends[1]));
    sum = pc_work_release(work, mark, sum);
  }
  return sum;
}

static const pc_expr *sum_product(product *m, pc_work *work, const pc_summation *s, const product_list *all,
                                  pc_range range) {
  if (m->n == 0) {
    const pc_expr *high = pc_sum_primitive(work, s, m->x, range.end);
    return pc_work_sub(work, high, pc_sum_primitive(work, s, m->x, range.low));
  }
  range.low = pc_work_add(work, range.low, m->offset);
  range.end = pc_work_add(work, range.end, m->offset);
  find_jumps(m, work, s);
  return add_parts(m, work, s, all, range);
}

/* ---- a summand as a sum of products ---- */

static void product_list_clear(product_list *all, pc_work *work) {
  for (size_t i = 0; i < all->n; i++) {
    product *m = &all->items[i];
    pc_accumulator_drop(m->rest);
    pc_free(work->ctx, m->steps, m->n * sizeof *m->steps);
    pc_free(work->ctx, m->jumps, m->jump_capacity * sizeof *m->jumps);
  }
  pc_free(work->ctx, all->items, all->capacity * sizeof *all->items);
}

static product *find_product(product_list *all, pc_work *work, const pc_summation *s, const pc_expr *floors) {
  if (work->status) return NULL;
  for (size_t i = 0; i < all->n; i++)
    if (pc_expr_identical(all->items[i].floors, floors)) return &all->items[i];
  void *items = all->items;
  if (all->n == MOST_PRODUCTS)
    too_long(work, s);
  else if (!pc_grow(work->ctx, &items, &all->capacity, all->n, sizeof *all->items))
    work->status = pc_no_memory(work->ctx, work->error);
  if (work->status) return NULL;
  all->items = items;
  product *made = &all->items[all->n];
  *made = (product) { .floors = floors };
  work->status = pc_accumulator_begin(&made->rest, work->ctx, work->error);
  if (work->status) return NULL;
  all->n++;
  return made;
}

/* The factors of a term that hold the index, itself apart. */
static const pc_expr *floors_of(pc_work *work, const pc_summation *s, const pc_expr *term) {
  const pc_expr *floors = pc_work_integer(work, 1);
  pc_view v = pc_view_at(term, 0);
  for (size_t i = 0; i < v.n; i++) {
    const pc_generator *g = work->ctx->algebra->gens[v.factors[i].gen];
    if (g->symbol || !pc_expr_holds(g->self, s->index->gen)) continue;
    floors = pc_work_mul(work, floors, pc_work_pow(work, g->self, v.factors[i].exponent));
  }
  return floors;
}

static void add_term(product_list *all, pc_work *work, const pc_summation *s, const pc_expr *term) {
  if (work->status) return;
  pc_expr *inverse = NULL, *rest = NULL;
  size_t mark = work->n;
  const pc_expr *floors = pc_work_release(work, mark, floors_of(work, s, term));
  product *found = find_product(all, work, s, floors);
  if (!found) return;
  work->status = pc_term_pow(&inverse, pc_as_term(floors), -1, work->error);
  if (!work->status) work->status = pc_term_mul(&rest, pc_as_term(term), pc_as_term(inverse), work->error);
  if (!work->status) work->status = pc_accumulate(found->rest, rest, NULL, work->error);
  pc_expr_unref(inverse);
  pc_expr_unref(rest);
}

static void split_terms(product_list *all, pc_work *work, const pc_summation *s, const pc_expr *e) {
  for (size_t i = 0; !work->status && i < pc_length(e); i++) {
    pc_expr *term = NULL;
    pc_status status = pc_laurent_term(&term, e, i, work->error);
    if (!status) add_term(all, work, s, term);
    if (status) work->status = status;
    pc_expr_unref(term);
  }
}

static void make_steps(product *m, pc_work *work) {
  pc_view v = pc_view_at(m->floors, 0);
  m->steps = v.n ? pc_alloc_zero(work->ctx, v.n * sizeof *m->steps) : NULL;
  if (v.n && !m->steps) work->status = pc_no_memory(work->ctx, work->error);
  if (!m->steps) return;
  m->n = v.n;
  for (size_t i = 0; i < v.n; i++) {
    m->steps[i].self = work->ctx->algebra->gens[v.factors[i].gen]->self;
    m->steps[i].exponent = v.factors[i].exponent;
  }
}

static void prepare(product *m, pc_work *work, const pc_summation *s) {
  pc_expr *x = NULL;
  if (work->status) return;
  pc_status status = pc_accumulator_finish(&x, m->rest, work->error);
  m->rest = NULL;
  m->x = pc_work_keep(work, status, x);
  if (!work->status) make_steps(m, work);
  if (work->status || m->n == 0) return;
  recount(m, work, s);
  if (!work->status) find_period(m, work, s);
}

static const pc_expr *sum_laurent(pc_work *work, const pc_summation *s, const pc_expr *e, pc_range range) {
  product_list all = { 0 };
  split_terms(&all, work, s, e);
  for (size_t i = 0; i < all.n; i++) prepare(&all.items[i], work, s);
  const pc_expr *sum = pc_work_integer(work, 0);
  for (size_t i = 0; i < all.n; i++) {
    size_t mark = work->n;
    sum = pc_work_add(work, sum, sum_product(&all.items[i], work, s, &all, range));
    sum = pc_work_release(work, mark, sum);
  }
  product_list_clear(&all, work);
  return sum;
}

const pc_expr *pc_sum_steps(pc_work *work, const pc_summation *s, const pc_expr *e, pc_range range) {
  if (work->status) return NULL;
  if (pc_is_laurent(e)) return sum_laurent(work, s, e, range);
  pc_expr *num = NULL, *den = NULL;
  pc_status status = pc_expr_part(&num, e, false, work->error);
  const pc_expr *top = pc_work_keep(work, status, num);
  if (!work->status) status = pc_expr_part(&den, e, true, work->error);
  const pc_expr *bottom = work->status ? NULL : pc_work_keep(work, status, den);
  return work->status ? NULL : pc_work_div(work, sum_laurent(work, s, top, range), bottom);
}
