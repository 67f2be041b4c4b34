/* Factored forms, and the choice of a form. */
#include "algebra/shape.h"
#include "algebra/factor.h"
#include "algebra/internal.h"
#include <stdio.h>
#include <stdlib.h>

/* ---- forms of parts ---- */

static pc_form *new_form(pc_arena *arena, pc_form_kind kind, size_t room) {
  pc_form *form = pc_arena_alloc(arena, sizeof *form);
  if (!form) return NULL;
  *form = (pc_form) { .kind = kind, .items = pc_arena_alloc(arena, room * sizeof(pc_form *)) };
  return form->items ? form : NULL;
}

static bool is_one(const pc_form *form) {
  return form->kind == PC_FORM_INTEGER && form->digits[0] == '1' && form->digits[1] == '\0';
}

/* first * rest as one product. */
static pc_status multiply(pc_form **out, pc_arena *arena, pc_form *first, pc_form *const *rest, size_t n,
                          pc_error *error) {
  bool apart = first->kind == PC_FORM_PRODUCT;
  size_t before = apart ? first->n : is_one(first) && n ? 0 : 1;
  if (before + n == 1) {
    *out = before ? first : rest[0];
    return PC_OK;
  }
  pc_form *form = new_form(arena, PC_FORM_PRODUCT, before + n);
  if (!form) return pc_no_memory(arena->ctx, error);
  for (size_t i = 0; i < before; i++) form->items[form->n++] = apart ? first->items[i] : first;
  for (size_t i = 0; i < n; i++) form->items[form->n++] = rest[i];
  *out = form;
  return PC_OK;
}

pc_status pc_form_over(pc_form **out, pc_arena *arena, pc_form *top, pc_form *bottom, pc_error *error) {
  pc_form *form = new_form(arena, PC_FORM_QUOTIENT, 2);
  if (!form) return pc_no_memory(arena->ctx, error);
  form->negative = top->negative != bottom->negative;
  top->negative = bottom->negative = false;
  form->items[0] = top;
  form->items[1] = bottom;
  form->n = 2;
  *out = form;
  return PC_OK;
}

static pc_status one(pc_form **out, pc_arena *arena, pc_error *error) {
  *out = new_form(arena, PC_FORM_INTEGER, 0);
  if (!*out) return pc_no_memory(arena->ctx, error);
  (*out)->digits = "1";
  return PC_OK;
}

pc_status pc_form_scale(pc_form **out, pc_arena *arena, const pc_expr *term, const pc_pieces *p, pc_error *error) {
  pc_form *form = NULL, *top = NULL, *bottom = NULL;
  pc_status status = pc_form_make(&form, arena, term, NULL, 0, error);
  if (status) return status;
  bool negative = form->negative != p->negative, quotient = form->kind == PC_FORM_QUOTIENT;
  form->negative = false;
  status = multiply(&top, arena, quotient ? form->items[0] : form, p->above, p->above_count, error);
  if (!status && quotient)
    bottom = form->items[1];
  else if (!status && p->below_count)
    status = one(&bottom, arena, error);
  if (!status && bottom) status = multiply(&bottom, arena, bottom, p->below, p->below_count, error);
  if (!status && bottom) status = pc_form_over(&top, arena, top, bottom, error);
  if (status) return status;
  top->negative = negative && !pc_expr_is_zero(term);
  *out = top;
  return PC_OK;
}

pc_status pc_form_join(pc_form **out, pc_arena *arena, pc_form *const *items, size_t n, pc_error *error) {
  size_t room = 0;
  for (size_t i = 0; i < n; i++) room += items[i]->kind == PC_FORM_SUM && !items[i]->negative ? items[i]->n : 1;
  pc_form *form = new_form(arena, PC_FORM_SUM, room);
  if (!form) return pc_no_memory(arena->ctx, error);
  for (size_t i = 0; i < n; i++) {
    bool apart = items[i]->kind == PC_FORM_SUM && !items[i]->negative;
    for (size_t j = 0; j < (apart ? items[i]->n : 1); j++)
      form->items[form->n++] = apart ? items[i]->items[j] : items[i];
  }
  *out = form->n == 1 ? form->items[0] : form;
  return PC_OK;
}

static pc_status make_product(pc_form **out, pc_arena *arena, const pc_expr *count, const pc_expr *amount,
                              pc_error *error) {
  pc_form *form = NULL, *factor = NULL;
  pc_status status = pc_form_make(&form, arena, amount, NULL, 0, error);
  if (!status && count) status = pc_form_make(&factor, arena, count, NULL, 0, error);
  if (!status && count) {
    bool negative = form->negative != factor->negative;
    form->negative = factor->negative = false;
    status = multiply(&form, arena, factor, &form, 1, error);
    if (!status) form->negative = negative;
  }
  if (!status) *out = form;
  return status;
}

pc_status pc_form_products(pc_form **out, pc_arena *arena, const pc_expr *const *counts, const pc_expr *const *amounts,
                           size_t n, pc_error *error) {
  pc_form *sum = new_form(arena, PC_FORM_SUM, n);
  if (!sum) return pc_no_memory(arena->ctx, error);
  for (; sum->n < n; sum->n++) {
    pc_status status = make_product(&sum->items[sum->n], arena, counts[sum->n], amounts[sum->n], error);
    if (status) return status;
  }
  *out = n == 1 ? sum->items[0] : sum;
  return PC_OK;
}

/* ---- products ---- */

static pc_status raise_form(pc_form **form, pc_arena *arena, int64_t exponent, pc_error *error) {
  if (exponent == 1) return PC_OK;
  pc_form *power = new_form(arena, PC_FORM_POWER, 2), *number = new_form(arena, PC_FORM_INTEGER, 0);
  char *digits = pc_arena_alloc(arena, 24);
  if (!power || !number || !digits) return pc_no_memory(arena->ctx, error);
  snprintf(digits, 24, "%lld", (long long)exponent);
  number->digits = digits;
  power->items[0] = *form;
  power->items[1] = number;
  power->n = 2;
  *form = power;
  return PC_OK;
}

static pc_status add_bracket(pc_pieces *p, pc_arena *arena, const pc_base_power *power, pc_error *error) {
  pc_form *form = NULL;
  pc_status status = pc_form_make(&form, arena, power->base, NULL, 0, error);
  if (status) return status;
  if (form->negative && power->exponent % 2) p->negative = !p->negative;
  form->negative = false;
  status = raise_form(&form, arena, llabs(power->exponent), error);
  if (status) return status;
  if (power->exponent > 0)
    p->above[p->above_count++] = form;
  else
    p->below[p->below_count++] = form;
  return PC_OK;
}

/* *product = *product * base^exponent, in place. */
static pc_status multiply_power(pc_expr **product, const pc_base_power *power, pc_error *error) {
  pc_expr *raised = NULL, *more = NULL;
  pc_status status = pc_expr_pow_int(&raised, power->base, power->exponent, error);
  if (!status) status = pc_expr_mul(&more, *product, raised, error);
  pc_expr_unref(raised);
  if (status) return status;
  pc_expr_unref(*product);
  *product = more;
  return PC_OK;
}

/* -(x - 1) reads better as 1 - x. */
static bool is_negated(const pc_factorization *f, const pc_expr *number) {
  int64_t value = 0;
  return f->n == 1 && f->items[0].exponent == 1 && !pc_is_term(f->items[0].base) && pc_expr_to_int64(&value, number) &&
         value == -1;
}

/* times * (the factors of e); `times` has one term. */
static pc_status factored(pc_form **out, pc_arena *arena, const pc_expr *e, const pc_expr *times, pc_error *error) {
  pc_factorization f;
  pc_status status = pc_expr_factor(&f, e, error);
  if (status) return status;
  pc_expr *term = NULL;
  pc_pieces p = { .above = pc_arena_alloc(arena, f.n * sizeof(pc_form *)),
                  .below = pc_arena_alloc(arena, f.n * sizeof(pc_form *)) };
  status = p.above && p.below ? pc_expr_mul(&term, times, f.constant, error) : pc_no_memory(arena->ctx, error);
  for (size_t i = 0; i < f.n && !status; i++)
    status = pc_is_term(f.items[i].base) ? multiply_power(&term, &f.items[i], error)
                                         : add_bracket(&p, arena, &f.items[i], error);
  if (!status)
    status =
        is_negated(&f, term) ? pc_form_make(out, arena, e, NULL, 0, error) : pc_form_scale(out, arena, term, &p, error);
  pc_expr_unref(term);
  pc_factorization_clear(&f);
  return status;
}

/* ---- collected, the coefficients factored ---- */

static int descending(const void *a, const void *b) {
  int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
  return (x < y) - (x > y);
}

/* The exponents of the generator in a sum of terms, the highest first, each once. */
static pc_status exponents_of(int32_t **out, size_t *count, pc_arena *arena, const pc_expr *e, uint32_t gen,
                              pc_error *error) {
  size_t n = pc_length(e), kept = 0;
  int32_t *found = pc_arena_alloc(arena, n * sizeof *found);
  if (!found) return pc_no_memory(arena->ctx, error);
  for (size_t i = 0; i < n; i++) {
    pc_expr *term = NULL;
    pc_status status = pc_laurent_term(&term, e, i, error);
    if (status) return status;
    found[i] = pc_term_exponent(term, gen);
    pc_expr_unref(term);
  }
  qsort(found, n, sizeof *found, descending);
  for (size_t i = 0; i < n; i++)
    if (i == 0 || found[i] != found[i - 1]) found[kept++] = found[i];
  *out = found;
  *count = kept;
  return PC_OK;
}

static pc_status collected(pc_form **out, pc_arena *arena, const pc_expr *e, const pc_expr *times,
                           const pc_symbol *const *by, size_t n, pc_error *error);

/* times * x^exponent * (its coefficient in e) */
static pc_status collect_power(pc_form **out, pc_arena *arena, const pc_expr *e, const pc_expr *times, int32_t exponent,
                               const pc_symbol *const *by, size_t n, pc_error *error) {
  pc_expr *coefficient = NULL, *power = NULL, *product = NULL;
  pc_status status = pc_expr_coefficient_of(&coefficient, e, by[0]->gen, exponent, error);
  if (!status) status = pc_expr_pow_int(&power, e->ctx->algebra->gens[by[0]->gen]->self, exponent, error);
  if (!status) status = pc_expr_mul(&product, times, power, error);
  if (!status) status = collected(out, arena, coefficient, product, by + 1, n - 1, error);
  pc_expr_unref(coefficient);
  pc_expr_unref(power);
  pc_expr_unref(product);
  return status;
}

/* times * e for a sum of terms e */
static pc_status collected(pc_form **out, pc_arena *arena, const pc_expr *e, const pc_expr *times,
                           const pc_symbol *const *by, size_t n, pc_error *error) {
  if (n == 0 || pc_is_term(e)) return factored(out, arena, e, times, error);
  int32_t *exponents = NULL;
  size_t count = 0;
  pc_status status = exponents_of(&exponents, &count, arena, e, by[0]->gen, error);
  if (status) return status;
  if (count == 1) return collect_power(out, arena, e, times, exponents[0], by, n, error);
  pc_form **items = pc_arena_alloc(arena, count * sizeof *items), *sum = NULL;
  pc_expr *unit = NULL;
  if (!items) return pc_no_memory(arena->ctx, error);
  status = pc_expr_integer(&unit, e->ctx, 1, error);
  for (size_t i = 0; i < count && !status; i++)
    status = collect_power(&items[i], arena, e, unit, exponents[i], by, n, error);
  pc_expr_unref(unit);
  if (!status) status = pc_form_join(&sum, arena, items, count, error);
  const pc_pieces pieces = { .above = &sum, .above_count = 1 };
  return status ? status : pc_form_scale(out, arena, times, &pieces, error);
}

/* ---- all of them ---- */

typedef pc_status layout(pc_form **out, pc_arena *arena, const pc_expr *e, const pc_shape *shape, pc_error *error);

static pc_status lay_expanded(pc_form **out, pc_arena *arena, const pc_expr *e, const pc_shape *shape,
                              pc_error *error) {
  return pc_form_make(out, arena, e, shape->symbols, shape->count, error);
}

/* Numerator and denominator apart, where there is a denominator of several terms. */
static pc_status lay_quotient(pc_form **out, pc_arena *arena, const pc_expr *e, const pc_shape *shape,
                              layout *numerator, layout *denominator, pc_error *error) {
  pc_expr *num = NULL, *den = NULL;
  pc_form *top = NULL, *bottom = NULL;
  pc_status status = pc_expr_part(&num, e, false, error);
  if (!status) status = pc_expr_part(&den, e, true, error);
  if (!status) status = numerator(&top, arena, num, shape, error);
  if (!status) status = denominator(&bottom, arena, den, shape, error);
  if (!status) status = pc_form_over(out, arena, top, bottom, error);
  pc_expr_unref(num);
  pc_expr_unref(den);
  return status;
}

static pc_status lay_product(pc_form **out, pc_arena *arena, const pc_expr *e, const pc_shape *shape, pc_error *error) {
  (void)shape;
  pc_expr *unit = NULL;
  pc_status status = pc_expr_integer(&unit, e->ctx, 1, error);
  if (!status) status = factored(out, arena, e, unit, error);
  pc_expr_unref(unit);
  return status;
}

static pc_status lay_factored(pc_form **out, pc_arena *arena, const pc_expr *e, const pc_shape *shape,
                              pc_error *error) {
  if (shape->count == 0) return lay_product(out, arena, e, shape, error);
  if (!pc_is_laurent(e)) return lay_quotient(out, arena, e, shape, lay_factored, lay_product, error);
  pc_expr *unit = NULL;
  pc_status status = pc_expr_integer(&unit, e->ctx, 1, error);
  if (!status) status = collected(out, arena, e, unit, shape->symbols, shape->count, error);
  pc_expr_unref(unit);
  return status;
}

static pc_status lay_nested(pc_form **out, pc_arena *arena, const pc_expr *e, const pc_shape *shape, pc_error *error) {
  if (!pc_is_laurent(e)) return lay_quotient(out, arena, e, shape, lay_nested, lay_nested, error);
  return pc_form_horner(out, arena, e, shape->symbols, shape->count, error);
}

static layout *layout_of(const pc_shape *shape) {
  static layout *const layouts[] = {
    [PC_EXPANDED] = lay_expanded, [PC_FACTORED] = lay_factored, [PC_HORNER] = lay_nested
  };
  return layouts[shape->layout];
}

pc_status pc_form_shape(pc_form **out, pc_arena *arena, const pc_expr *e, const pc_shape *shape, pc_error *error) {
  static const pc_shape plain = { PC_EXPANDED, NULL, 0 };
  pc_form *form = NULL;
  if (!shape) shape = &plain;
  pc_status status = layout_of(shape)(&form, arena, e, shape, error);
  if (!status) *out = form;
  return status;
}

static pc_status lay_fraction(pc_form **out, pc_arena *arena, const pc_expr *e, const pc_shape *shape,
                              pc_error *error) {
  if (shape->layout == PC_EXPANDED) return pc_form_make_fraction(out, arena, e, shape->symbols, shape->count, error);
  pc_status status = lay_quotient(out, arena, e, shape, layout_of(shape), lay_expanded, error);
  if (status || !is_one((*out)->items[1])) return status;
  bool negative = (*out)->negative;
  *out = (*out)->items[0];
  (*out)->negative = negative;
  return PC_OK;
}

pc_status pc_form_fraction(pc_form **out, pc_arena *arena, const pc_expr *e, const pc_shape *shape, pc_error *error) {
  pc_form *form = NULL;
  pc_status status = lay_fraction(&form, arena, e, shape, error);
  if (!status) *out = form;
  return status;
}
