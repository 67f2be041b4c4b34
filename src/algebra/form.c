/* The form of an expression: what all printers walk. */
#include "algebra/form.h"
#include "algebra/internal.h"
#include "algebra/shape.h"
#include <stdlib.h>
#include <string.h>

/* Terms times generators that are passed over to find what reads better as min or mod. */
enum { MOST_LOOKED = 2000000 };

/* What is alive while a form is made. */
typedef struct maker {
  pc_arena *arena;
  pc_context *ctx;
  bool one_line;   /* sums of terms are fractions too */
  size_t within;   /* how many atoms are around what is being made */
  size_t inner;    /* terms made inside atoms so far */
  double looked;   /* work spent on what reads otherwise */
  pc_expr **owned; /* freed at the end */
  size_t owned_count, owned_capacity;
  uint32_t *mins; /* max atoms that read better as min, floor atoms that read as mod */
  size_t min_count, min_capacity;
  size_t min_first; /* of the expression at hand: what is inside an atom reads on its own */
} maker;

/* A summand: its place in the sum, and how it is written. */
typedef struct item {
  const pc_expr *key;
  pc_form *form;
} item;

static pc_status make_sum(pc_form **out, maker *m, const pc_expr *e, const pc_symbol *const *by, size_t n,
                          pc_error *error);

/* ---- small pieces ---- */

static pc_status keep(const pc_expr **out, maker *m, pc_expr *e, pc_error *error) {
  if (!pc_grow(m->ctx, (void **)&m->owned, &m->owned_capacity, m->owned_count, sizeof(pc_expr *))) {
    pc_expr_unref(e);
    return pc_no_memory(m->ctx, error);
  }
  m->owned[m->owned_count++] = e;
  *out = e;
  return PC_OK;
}

/* A form with room for n items; NULL when memory fails. */
static pc_form *new_form(maker *m, pc_form_kind kind, size_t n) {
  pc_form *form = pc_arena_alloc(m->arena, sizeof *form);
  if (!form) return NULL;
  *form = (pc_form) { .kind = kind };
  if (n == 0) return form;
  form->items = pc_arena_alloc(m->arena, n * sizeof(pc_form *));
  return form->items ? form : NULL;
}

static pc_status make_integer(pc_form **out, maker *m, const fmpz_t value, pc_error *error) {
  pc_form *form = new_form(m, PC_FORM_INTEGER, 0);
  char *digits = pc_arena_alloc(m->arena, fmpz_sizeinbase(value, 10) + 2);
  if (!form || !digits) return pc_no_memory(m->ctx, error);
  fmpz_get_str(digits, 10, value);
  form->negative = digits[0] == '-';
  form->digits = form->negative ? digits + 1 : digits;
  *out = form;
  return PC_OK;
}

static pc_status make_small(pc_form **out, maker *m, int64_t value, pc_error *error) {
  fmpz_t number;
  fmpz_init(number);
  fmpz_set_si(number, value);
  pc_status status = make_integer(out, m, number, error);
  fmpz_clear(number);
  return status;
}

static pc_status make_pair(pc_form **out, maker *m, pc_form_kind kind, pc_form *a, pc_form *b, pc_error *error) {
  pc_form *form = new_form(m, kind, 2);
  if (!form) return pc_no_memory(m->ctx, error);
  form->items[0] = a;
  form->items[1] = b;
  form->n = 2;
  *out = form;
  return PC_OK;
}

/* base^n for n >= 1 */
static pc_status make_power(pc_form **out, maker *m, pc_form *base, int64_t n, pc_error *error) {
  pc_form *exponent = NULL;
  if (n == 1) {
    *out = base;
    return PC_OK;
  }
  pc_status status = make_small(&exponent, m, n, error);
  return status ? status : make_pair(out, m, PC_FORM_POWER, base, exponent, error);
}

/* ---- atoms ---- */

static bool reads_otherwise(const maker *m, uint32_t gen) {
  for (size_t i = m->min_first; i < m->min_count; i++)
    if (m->mins[i] == gen) return true;
  return false;
}

static bool starts_negative(const pc_expr *e) {
  return fmpz_sgn(pc_is_quotient(e) ? pc_as_quotient(e)->num.coeffs : pc_view_at(e, 0).num) < 0;
}

static int by_order(const void *a, const void *b) {
  return pc_expr_order(*(const pc_expr *const *)a, *(const pc_expr *const *)b);
}

static pc_status make_call(pc_form **out, maker *m, pc_function function, const pc_expr *const *args, size_t n,
                           pc_error *error) {
  pc_form *form = new_form(m, PC_FORM_CALL, n);
  if (!form) return pc_no_memory(m->ctx, error);
  form->function = function;
  form->n = n;
  pc_status status = PC_OK;
  for (size_t i = 0; i < n && !status; i++) status = make_sum(&form->items[i], m, args[i], NULL, 0, error);
  *out = form;
  return status;
}

/* max(a, ...) as min(S - a, ...); the sign and S are accounted for by who decided it. */
static pc_status make_min(pc_form **out, maker *m, const pc_generator *g, pc_error *error) {
  const pc_expr **args = pc_arena_alloc(m->arena, g->n * sizeof *args);
  pc_expr *spread = NULL;
  if (!args) return pc_no_memory(m->ctx, error);
  pc_status status = pc_max_spread(&spread, g, error);
  for (size_t i = 0; i < g->n && !status; i++) {
    pc_expr *arg = NULL;
    status = pc_expr_sub(&arg, spread, g->args[i], error);
    if (!status) status = keep(&args[i], m, arg, error);
  }
  pc_expr_unref(spread);
  if (status) return status;
  qsort(args, g->n, sizeof *args, by_order);
  return make_call(out, m, PC_MIN, args, g->n, error);
}

/* floor(a/b) as mod(a, b); what is left over is accounted for by who decided it. */
static pc_status make_mod(pc_form **out, maker *m, const pc_generator *g, pc_error *error) {
  const pc_expr *args[2];
  pc_expr *part = NULL;
  pc_status status = PC_OK;
  for (int i = 0; i < 2 && !status; i++) {
    status = pc_expr_part(&part, g->args[0], i == 1, error);
    if (!status) status = keep(&args[i], m, part, error);
  }
  return status ? status : make_call(out, m, PC_MOD, args, 2, error);
}

/* floor(-x) as -ceil(x): `*minus` says that the sign changed. */
static pc_status make_floor(pc_form **out, bool *minus, maker *m, const pc_generator *g, pc_error *error) {
  const pc_expr *arg = g->args[0];
  pc_status status = PC_OK;
  *minus = starts_negative(arg);
  if (*minus) {
    pc_expr *negated = NULL;
    status = pc_expr_neg(&negated, arg, error);
    if (!status) status = keep(&arg, m, negated, error);
  }
  return status ? status : make_call(out, m, *minus ? PC_CEIL : PC_FLOOR, &arg, 1, error);
}

static pc_status make_atom(pc_form **out, bool *minus, maker *m, const pc_generator *g, bool otherwise,
                           pc_error *error) {
  if (g->function == PC_FLOOR && otherwise) return make_mod(out, m, g, error);
  if (g->function == PC_FLOOR) return make_floor(out, minus, m, g, error);
  if (g->function == PC_MAX && otherwise) return make_min(out, m, g, error);
  if (g->function == PC_GEN_RECIPROCAL) {
    pc_status status = make_sum(out, m, g->args[0], NULL, 0, error);
    if (status) return status;
    *minus = (*out)->negative;
    (*out)->negative = false;
    return PC_OK;
  }
  return make_call(out, m, (pc_function)g->function, (const pc_expr *const *)g->args, g->n, error);
}

static pc_status make_generator(pc_form **out, bool *minus, maker *m, uint32_t gen, pc_error *error) {
  const pc_generator *g = m->ctx->algebra->gens[gen];
  *minus = false;
  if (g->symbol) {
    *out = new_form(m, PC_FORM_SYMBOL, 0);
    if (!*out) return pc_no_memory(m->ctx, error);
    (*out)->symbol = g->symbol;
    return PC_OK;
  }
  m->within++;
  pc_status status = make_atom(out, minus, m, g, reads_otherwise(m, gen), error);
  m->within--;
  return status;
}

/* ---- terms ---- */

/* What stands above or below the line of a term. */
typedef struct side {
  pc_form **items;
  size_t n;
} side;

static pc_status side_init(side *s, maker *m, size_t room, pc_error *error) {
  s->n = 0;
  s->items = pc_arena_alloc(m->arena, room * sizeof(pc_form *));
  return s->items ? PC_OK : pc_no_memory(m->ctx, error);
}

static pc_status side_number(side *s, maker *m, const fmpz_t value, pc_error *error) {
  if (fmpz_is_one(value)) return PC_OK;
  pc_status status = make_integer(&s->items[s->n], m, value, error);
  if (!status) s->items[s->n++]->negative = false;
  return status;
}

static pc_status side_form(pc_form **out, side *s, maker *m, pc_error *error) {
  if (s->n == 0) return make_small(out, m, 1, error);
  if (s->n == 1) {
    *out = s->items[0];
    return PC_OK;
  }
  *out = new_form(m, PC_FORM_PRODUCT, 0);
  if (!*out) return pc_no_memory(m->ctx, error);
  (*out)->items = s->items;
  (*out)->n = s->n;
  return PC_OK;
}

static pc_status make_factor(side *above, side *below, bool *negative, maker *m, pc_factor factor, pc_error *error) {
  bool minus = false;
  pc_form *base = NULL, *power = NULL;
  const pc_generator *g = m->ctx->algebra->gens[factor.gen];
  bool under = (factor.exponent < 0) != (g->function == PC_GEN_RECIPROCAL);
  side *s = under ? below : above;
  pc_status status = make_generator(&base, &minus, m, factor.gen, error);
  if (!status && minus && factor.exponent % 2) *negative = !*negative;
  if (!status) status = make_power(&power, m, base, llabs(factor.exponent), error);
  if (!status) s->items[s->n++] = power;
  return status;
}

/* One atom may stand in many others, and is written out in each. */
static pc_status count_inner(maker *m, pc_error *error) {
  size_t most = m->ctx->limits.max_terms;
  if (m->within == 0 || ++m->inner <= most) return PC_OK;
  return pc_fail(error, PC_LIMIT, "functions whose arguments take more than %zu terms to write (raise --max-terms)",
                 most);
}

/* A term, times a sum in brackets where `bracket` is not NULL. */
static pc_status make_term(pc_form **out, maker *m, const pc_expr *e, pc_form *bracket, pc_error *error) {
  const pc_term *t = pc_as_term(e);
  bool negative = fmpz_sgn(&t->num) < 0;
  side above, below;
  fmpz_t size;
  fmpz_init(size);
  fmpz_abs(size, &t->num);
  pc_status status = count_inner(m, error);
  if (!status) status = side_init(&above, m, (size_t)e->n + 2, error);
  if (!status) status = side_init(&below, m, (size_t)e->n + 1, error);
  if (!status) status = side_number(&above, m, size, error);
  if (!status) status = side_number(&below, m, &t->den, error);
  fmpz_clear(size);
  for (size_t i = 0; i < e->n && !status; i++) status = make_factor(&above, &below, &negative, m, t->factors[i], error);
  if (status) return status;
  if (bracket) above.items[above.n++] = bracket;
  pc_form *top = NULL, *bottom = NULL, *form = NULL;
  status = side_form(&top, &above, m, error);
  if (!status && below.n > 0) status = side_form(&bottom, &below, m, error);
  form = top;
  if (!status && bottom) status = make_pair(&form, m, PC_FORM_QUOTIENT, top, bottom, error);
  if (status) return status;
  if (fmpz_is_zero(&t->num)) negative = false;
  form->negative = negative;
  *out = form;
  return PC_OK;
}

/* ---- sums, collected ---- */

/* Terms that have one exponent of the symbol that is collected. */
typedef struct group {
  int32_t exponent;
  const pc_expr **terms;
  size_t n;
} group;

static int by_key(const void *a, const void *b) {
  const pc_expr *x = ((const item *)a)->key, *y = ((const item *)b)->key;
  return pc_term_lex(y, x);
}

static pc_status collect(item *items, size_t *count, maker *m, const pc_expr **terms, size_t n,
                         const pc_symbol *const *by, size_t by_count, pc_error *error);

static pc_status expanded(item *items, size_t *count, maker *m, const pc_expr **terms, size_t n, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; i < n && !status; i++) {
    item *it = &items[(*count)++];
    it->key = terms[i];
    status = make_term(&it->form, m, terms[i], NULL, error);
  }
  return status;
}

/* SymPy writes 6 - h/4, though -a*b + 6: a positive number stands before a negative multiple of one factor. */
static bool number_first(const item *items, size_t n) {
  return n == 2 && items[0].key->n == 1 && items[0].form->negative && items[1].key->n == 0 && !items[1].form->negative;
}

static pc_status sum_of_items(pc_form **out, maker *m, item *items, size_t n, pc_error *error) {
  if (n == 1) {
    *out = items[0].form;
    return PC_OK;
  }
  if (number_first(items, n)) {
    item number = items[1];
    items[1] = items[0];
    items[0] = number;
  }
  pc_form *form = new_form(m, PC_FORM_SUM, n);
  if (!form) return pc_no_memory(m->ctx, error);
  for (size_t i = 0; i < n; i++) form->items[i] = items[i].form;
  form->n = n;
  *out = form;
  return PC_OK;
}

/* The sum of the terms, collected; they are put in order. */
static pc_status make_collected(pc_form **out, maker *m, const pc_expr **terms, size_t n, const pc_symbol *const *by,
                                size_t by_count, pc_error *error) {
  item *items = pc_arena_alloc(m->arena, n * sizeof *items);
  if (!items) return pc_no_memory(m->ctx, error);
  size_t count = 0;
  pc_status status = collect(items, &count, m, terms, n, by, by_count, error);
  if (status) return status;
  if (by_count > 0) qsort(items, count, sizeof *items, by_key);
  return sum_of_items(out, m, items, count, error);
}

/* power * (the coefficients of a group), as one item */
static pc_status make_group(item *it, maker *m, const group *g, const pc_symbol *const *by, size_t by_count,
                            pc_error *error) {
  const pc_term *symbol = pc_as_term(m->ctx->algebra->gens[by[0]->gen]->self);
  const pc_expr *inverse = NULL;
  pc_expr *made = NULL;
  pc_form *bracket = NULL;
  pc_status status = pc_term_pow(&made, symbol, g->exponent, error);
  if (!status) status = keep(&it->key, m, made, error);
  if (!status) status = pc_term_pow(&made, symbol, -(int64_t)g->exponent, error);
  if (!status) status = keep(&inverse, m, made, error);
  for (size_t i = 0; i < g->n && !status; i++) {
    status = pc_term_mul(&made, pc_as_term(g->terms[i]), pc_as_term(inverse), error);
    if (!status) status = keep(&g->terms[i], m, made, error);
  }
  if (!status) status = make_collected(&bracket, m, g->terms, g->n, by + 1, by_count - 1, error);
  return status ? status : make_term(&it->form, m, it->key, bracket, error);
}

typedef struct keyed_term {
  int32_t exponent;
  size_t place;
  const pc_expr *term;
} keyed_term;

static int by_exponent(const void *a, const void *b) {
  const keyed_term *x = a, *y = b;
  if (x->exponent != y->exponent) return x->exponent < y->exponent ? 1 : -1;
  return (x->place > y->place) - (x->place < y->place);
}

/* Sorts the terms by their exponent of the symbol, and keeps their order otherwise. */
static pc_status sort_by_exponent(keyed_term **out, maker *m, const pc_expr **terms, size_t n, uint32_t gen,
                                  pc_error *error) {
  keyed_term *keyed = pc_arena_alloc(m->arena, n * sizeof *keyed);
  if (!keyed) return pc_no_memory(m->ctx, error);
  for (size_t i = 0; i < n; i++) keyed[i] = (keyed_term) { pc_term_exponent(terms[i], gen), i, terms[i] };
  qsort(keyed, n, sizeof *keyed, by_exponent);
  *out = keyed;
  return PC_OK;
}

static pc_status collect(item *items, size_t *count, maker *m, const pc_expr **terms, size_t n,
                         const pc_symbol *const *by, size_t by_count, pc_error *error) {
  if (by_count == 0) return expanded(items, count, m, terms, n, error);
  keyed_term *keyed = NULL;
  const pc_expr **sorted = pc_arena_alloc(m->arena, n * sizeof *sorted);
  if (!sorted) return pc_no_memory(m->ctx, error);
  pc_status status = sort_by_exponent(&keyed, m, terms, n, by[0]->gen, error);
  if (status) return status;
  for (size_t i = 0; i < n; i++) sorted[i] = keyed[i].term;
  for (size_t i = 0, end; i < n && !status; i = end) {
    for (end = i + 1; end < n && keyed[end].exponent == keyed[i].exponent;) end++;
    group g = { keyed[i].exponent, sorted + i, end - i };
    if (g.exponent == 0)
      status = collect(items, count, m, g.terms, g.n, by + 1, by_count - 1, error);
    else if (g.n == 1)
      status = expanded(items, count, m, g.terms, 1, error);
    else
      status = make_group(&items[(*count)++], m, &g, by, by_count, error);
  }
  return status;
}

/* ---- max read as min, floor as mod ---- */

/* e = coefficient*max + rest = -coefficient*min + (rest + coefficient*S). */
static pc_status as_min(pc_expr **times, pc_expr **more, const pc_generator *g, const pc_expr *coefficient,
                        pc_error *error) {
  pc_expr *spread = NULL;
  pc_status status = pc_max_spread(&spread, g, error);
  if (!status) status = pc_expr_mul(more, coefficient, spread, error);
  if (!status) status = pc_expr_neg(times, coefficient, error);
  pc_expr_unref(spread);
  return status;
}

/* e = coefficient*floor(a/b) + rest = -coefficient/b*mod(a, b) + (rest + coefficient*a/b). */
static pc_status as_mod(pc_expr **times, pc_expr **more, const pc_generator *g, const pc_expr *coefficient,
                        pc_error *error) {
  pc_expr *below = NULL, *minus = NULL;
  pc_status status = pc_expr_part(&below, g->args[0], true, error);
  if (!status) status = pc_expr_mul(more, coefficient, g->args[0], error);
  if (!status) status = pc_expr_neg(&minus, coefficient, error);
  if (!status) status = pc_expr_div(times, minus, below, error);
  pc_expr_unref(below);
  pc_expr_unref(minus);
  return status;
}

static size_t count_terms(const pc_expr *e) {
  return pc_expr_is_zero(e) ? 0 : pc_length(e);
}

/* e without the atom is `rest`, times the atom `coefficient`: `*better` where what is left over has fewer terms once
 * the atom reads otherwise, and nothing worse stands before it. */
static pc_status read_otherwise(pc_expr **out, bool *better, const pc_generator *g, const pc_expr *rest,
                                const pc_expr *coefficient, pc_error *error) {
  pc_expr *times = NULL, *more = NULL, *shorter = NULL, *product = NULL;
  pc_status status = g->function == PC_MAX ? as_min(&times, &more, g, coefficient, error)
                                           : as_mod(&times, &more, g, coefficient, error);
  if (!status) status = pc_expr_add(&shorter, rest, more, error);
  *better = !status && pc_is_laurent(shorter) && count_terms(shorter) < count_terms(rest) && pc_is_laurent(times) &&
            pc_length(times) <= pc_length(coefficient);
  if (*better) status = pc_expr_mul(&product, times, g->self, error);
  if (*better && !status) status = pc_expr_add(out, shorter, product, error);
  pc_expr_unref(times);
  pc_expr_unref(more);
  pc_expr_unref(shorter);
  pc_expr_unref(product);
  return status;
}

static pc_status try_other(pc_expr **out, bool *better, const pc_expr *e, uint32_t gen, pc_error *error) {
  const pc_generator *g = e->ctx->algebra->gens[gen];
  pc_expr *coefficient = NULL, *product = NULL, *rest = NULL;
  *better = false;
  pc_status status = pc_expr_coefficient_of(&coefficient, e, gen, 1, error);
  if (!status) status = pc_expr_mul(&product, coefficient, g->self, error);
  if (!status) status = pc_expr_sub(&rest, e, product, error);
  if (!status && !pc_expr_is_zero(coefficient) && !pc_expr_holds(rest, gen) && !pc_expr_holds(coefficient, gen))
    status = read_otherwise(out, better, g, rest, coefficient, error);
  pc_expr_unref(coefficient);
  pc_expr_unref(product);
  pc_expr_unref(rest);
  return status;
}

static pc_status note_other(maker *m, uint32_t gen, pc_error *error) {
  if (!pc_grow(m->ctx, (void **)&m->mins, &m->min_capacity, m->min_count, sizeof *m->mins))
    return pc_no_memory(m->ctx, error);
  m->mins[m->min_count++] = gen;
  return PC_OK;
}

/* In large nests what is far inside is written as it is stored. */
static bool is_looked_at(maker *m, const pc_expr *e) {
  m->looked += (double)pc_length(e) * (double)pc_expr_gen_count(e);
  return m->looked <= MOST_LOOKED;
}

/* Replaces e by what is to be written, and notes which of its atoms are to be written as min or mod. */
static pc_status prefer_other(const pc_expr **e, maker *m, pc_error *error) {
  pc_status status = PC_OK;
  if (!pc_expr_has_atom(*e) || pc_is_term(*e)) return PC_OK;
  for (size_t i = 0; i < pc_expr_gen_count(*e) && !status; i++) {
    uint32_t gen = pc_expr_gen(*e, i);
    int function = m->ctx->algebra->gens[gen]->function;
    if ((function != PC_MAX && function != PC_FLOOR) || reads_otherwise(m, gen)) continue;
    if (!is_looked_at(m, *e)) return PC_OK;
    bool better = false;
    pc_expr *shorter = NULL;
    status = try_other(&shorter, &better, *e, gen, error);
    if (status || !better) continue;
    status = keep(e, m, shorter, error);
    if (!status) status = note_other(m, gen, error);
    i = SIZE_MAX; /* from the start again */
  }
  return status;
}

/* ---- whole expressions ---- */

static pc_status make_terms(pc_form **out, maker *m, const pc_expr *e, const pc_symbol *const *by, size_t n,
                            pc_error *error) {
  size_t length = pc_length(e);
  const pc_expr **terms = pc_arena_alloc(m->arena, length * sizeof *terms);
  if (!terms) return pc_no_memory(m->ctx, error);
  for (size_t i = 0; i < length; i++) {
    pc_expr *term = NULL;
    pc_status status = pc_laurent_term(&term, e, i, error);
    if (!status) status = keep(&terms[i], m, term, error);
    if (status) return status;
  }
  return make_collected(out, m, terms, length, by, n, error);
}

static pc_status make_laurent(pc_form **out, maker *m, const pc_expr *e, const pc_symbol *const *by, size_t n,
                              pc_error *error) {
  size_t first = m->min_first;
  m->min_first = m->min_count;
  pc_status status = prefer_other(&e, m, error);
  if (!status) status = pc_is_term(e) ? make_term(out, m, e, NULL, error) : make_terms(out, m, e, by, n, error);
  m->min_count = m->min_first;
  m->min_first = first;
  return status;
}

static pc_status make_part(pc_form **out, maker *m, const pc_expr *e, bool denominator, const pc_symbol *const *by,
                           size_t n, pc_error *error) {
  pc_expr *made = NULL;
  const pc_expr *part = NULL;
  pc_status status = pc_expr_part(&made, e, denominator, error);
  if (!status) status = keep(&part, m, made, error);
  return status ? status : make_laurent(out, m, part, by, n, error);
}

static bool is_one(const pc_form *form) {
  return form->kind == PC_FORM_INTEGER && strcmp(form->digits, "1") == 0;
}

static pc_status make_sum(pc_form **out, maker *m, const pc_expr *e, const pc_symbol *const *by, size_t n,
                          pc_error *error) {
  if (pc_is_laurent(e) && !m->one_line) return make_laurent(out, m, e, by, n, error);
  pc_form *top = NULL, *bottom = NULL;
  pc_status status = make_part(&top, m, e, false, by, n, error);
  if (!status) status = make_part(&bottom, m, e, true, NULL, 0, error);
  if (status) return status;
  if (is_one(bottom)) {
    *out = top;
    return PC_OK;
  }
  bool negative = top->negative;
  top->negative = false;
  status = make_pair(out, m, PC_FORM_QUOTIENT, top, bottom, error);
  if (!status) (*out)->negative = negative;
  return status;
}

static pc_status make_whole(pc_form **out, maker *m, const pc_expr *expr, const pc_symbol *const *by, size_t n,
                            pc_error *error) {
  pc_form *form = NULL;
  pc_status status = make_sum(&form, m, expr, by, n, error);
  for (size_t i = 0; i < m->owned_count; i++) pc_expr_unref(m->owned[i]);
  pc_free(m->ctx, m->owned, m->owned_capacity * sizeof *m->owned);
  pc_free(m->ctx, m->mins, m->min_capacity * sizeof *m->mins);
  if (!status) *out = form;
  return status;
}

pc_status pc_form_make(pc_form **out, pc_arena *arena, const pc_expr *expr, const pc_symbol *const *by, size_t n,
                       pc_error *error) {
  maker m = { .arena = arena, .ctx = expr->ctx };
  return make_whole(out, &m, expr, by, n, error);
}

pc_status pc_form_make_fraction(pc_form **out, pc_arena *arena, const pc_expr *expr, const pc_symbol *const *by,
                                size_t n, pc_error *error) {
  maker m = { .arena = arena, .ctx = expr->ctx, .one_line = true };
  return make_whole(out, &m, expr, by, n, error);
}
