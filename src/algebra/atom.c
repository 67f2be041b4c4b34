/* Functions: what folds, what is moved out, and what stays as an atom. */
#include "algebra/internal.h"
#include <flint/fmpz_factor.h>
#include <stdlib.h>
#include <string.h>

/* How many arguments max compares pairwise, up to how many it takes the arguments of inner ones, how many terms these
 * may have then, and how often it is done. */
enum { MAX_COMPARED = 32, MAX_FLATTENED = 32, MAX_FLAT_TERMS = 256, MAX_ROUNDS = 8 };

/* ---- helpers ---- */

static pc_status intern(pc_expr **out, pc_context *ctx, int function, pc_expr **args, size_t n, pc_error *error) {
  uint32_t gen = 0;
  pc_status status = pc_atom_intern(&gen, ctx, function, args, n, error);
  return status ? status : pc_gen_expr(out, ctx, gen, error);
}

static pc_status intern_one(pc_expr **out, int function, const pc_expr *arg, pc_error *error) {
  pc_expr **args = pc_alloc(arg->ctx, sizeof *args);
  if (!args) return pc_no_memory(arg->ctx, error);
  args[0] = pc_expr_ref(arg);
  return intern(out, arg->ctx, function, args, 1, error);
}

static const pc_expr *small(const pc_context *ctx, int value) {
  return ctx->algebra->small[value - PC_SMALL_MIN];
}

/* The argument of a floor that `term` is a multiple of, NULL where it is none; likewise for other functions. */
static const pc_generator *single_atom(const pc_expr *term, int function) {
  if (!pc_is_term(term) || term->n != 1 || pc_as_term(term)->factors[0].exponent != 1) return NULL;
  const pc_generator *g = term->ctx->algebra->gens[pc_as_term(term)->factors[0].gen];
  return g->function == function ? g : NULL;
}

/* ---- floor ---- */

static bool has_pole(const pc_expr *e) {
  for (size_t i = 0; i < pc_expr_gen_count(e); i++)
    if (pc_expr_has_pole(e, pc_expr_gen(e, i))) return true;
  return false;
}

/* The place of a floor(y) in e = (floor(y) + I)/n with whole n and whole-valued I, or -1. */
static pc_status find_nested(long *place, pc_expr **inner, const pc_expr *e, const fmpz_t den, pc_error *error) {
  pc_status status = PC_OK;
  *place = -1;
  for (size_t i = 0; i < pc_length(e) && !status && *place < 0; i++) {
    pc_expr *term = NULL;
    status = pc_laurent_term(&term, e, i, error);
    if (status) break;
    const pc_generator *g = single_atom(term, PC_FLOOR);
    if (g && fmpz_is_one(&pc_as_term(term)->num) && fmpz_equal(&pc_as_term(term)->den, den)) {
      *place = (long)i;
      status = pc_expr_sub(inner, g->args[0], g->self, error);
    }
    pc_expr_unref(term);
  }
  return status;
}

/* floor((floor(y) + I)/n) is floor((y + I)/n): `*out` stays NULL where e has not that shape. */
static pc_status unnest(pc_expr **out, const pc_expr *e, pc_error *error) {
  if (!pc_is_laurent(e) || !pc_expr_has_atom(e) || (!pc_is_term(e) && has_pole(e))) return PC_OK;
  pc_expr *difference = NULL, *den = NULL, *times = NULL, *inner = NULL;
  long place = -1;
  fmpz_t number, one;
  fmpz_init(number);
  fmpz_init_set_ui(one, 1);
  pc_laurent_den(number, e);
  pc_status status = find_nested(&place, &difference, e, number, error);
  if (!status && place >= 0) status = pc_expr_fmpq(&den, e->ctx, number, one, error);
  fmpz_clear(number);
  fmpz_clear(one);
  if (place < 0) return status;
  if (!status) status = pc_expr_mul(&times, e, den, error);
  bool whole = !status && pc_expr_integer_valued(times);
  if (whole) status = pc_expr_add(&inner, times, difference, error);
  pc_expr *quotient = NULL;
  if (whole && !status) status = pc_expr_div(&quotient, inner, den, error);
  const pc_expr *arg = quotient;
  if (whole && !status) status = pc_expr_apply(out, PC_FLOOR, &arg, 1, error);
  pc_expr_unref(difference);
  pc_expr_unref(den);
  pc_expr_unref(times);
  pc_expr_unref(inner);
  pc_expr_unref(quotient);
  return status;
}

static pc_status floor_of_rest(pc_expr **out, const pc_expr *rest, pc_error *error) {
  if (pc_expr_integer_valued(rest)) {
    *out = pc_expr_ref(rest);
    return PC_OK;
  }
  pc_expr *unnested = NULL;
  pc_status status = unnest(&unnested, rest, error);
  if (status) return status;
  if (!unnested) return intern_one(out, PC_FLOOR, rest, error);
  *out = unnested;
  return PC_OK;
}

static pc_status apply_floor(pc_expr **out, const pc_expr *arg, pc_error *error) {
  pc_expr *whole = NULL, *rest = NULL, *atom = NULL;
  pc_status status = pc_expr_whole_part(&whole, arg, error);
  if (!status) status = pc_expr_sub(&rest, arg, whole, error);
  if (!status && pc_expr_is_number(rest) && pc_expr_number_sign(rest) >= 0 && !pc_expr_is_integer(rest)) {
    pc_expr_unref(rest);
    *out = whole;
    return PC_OK;
  }
  if (!status) status = floor_of_rest(&atom, rest, error);
  if (!status) status = pc_expr_add(out, whole, atom, error);
  pc_expr_unref(whole);
  pc_expr_unref(rest);
  pc_expr_unref(atom);
  return status;
}

/* ceil(x) = -floor(-x) */
static pc_status apply_ceil(pc_expr **out, const pc_expr *arg, pc_error *error) {
  pc_expr *minus = NULL, *floor = NULL;
  pc_status status = pc_expr_neg(&minus, arg, error);
  if (!status) status = apply_floor(&floor, minus, error);
  if (!status) status = pc_expr_neg(out, floor, error);
  pc_expr_unref(minus);
  pc_expr_unref(floor);
  return status;
}

/* mod(a, b) = a - b*floor(a/b) */
static pc_status apply_mod(pc_expr **out, const pc_expr *a, const pc_expr *b, pc_error *error) {
  if (pc_expr_is_zero(b)) return pc_fail(error, PC_INPUT, "mod by zero");
  pc_expr *quotient = NULL, *floor = NULL, *product = NULL;
  pc_status status = pc_expr_div(&quotient, a, b, error);
  if (!status) status = apply_floor(&floor, quotient, error);
  if (!status) status = pc_expr_mul(&product, b, floor, error);
  if (!status) status = pc_expr_sub(out, a, product, error);
  pc_expr_unref(quotient);
  pc_expr_unref(floor);
  pc_expr_unref(product);
  return status;
}

/* ---- log2 ---- */

/* The k of value = 2^k. */
static bool power_of_two(uint64_t *k, const fmpz_t value) {
  if (fmpz_sgn(value) <= 0) return false;
  *k = fmpz_val2(value);
  return *k + 1 == fmpz_bits(value);
}

/* The primes of odd numbers up to 64 bits are split, so that log2(9) is 2*log2(3). */
static pc_status add_log(pc_accumulator *sum, pc_context *ctx, const fmpz_t value, int64_t times, pc_error *error) {
  pc_expr *number = NULL, *log = NULL, *factor = NULL;
  fmpz_t one;
  fmpz_init_set_ui(one, 1);
  pc_status status = pc_expr_fmpq(&number, ctx, value, one, error);
  if (!status) status = intern_one(&log, PC_LOG2, number, error);
  if (!status) status = pc_expr_integer(&factor, ctx, times, error);
  if (!status) status = pc_accumulate(sum, log, factor, error);
  fmpz_clear(one);
  pc_expr_unref(number);
  pc_expr_unref(log);
  pc_expr_unref(factor);
  return status;
}

static pc_status add_logs(pc_accumulator *sum, pc_context *ctx, const fmpz_t value, int64_t sign, pc_error *error) {
  pc_status status = PC_OK;
  fmpz_t odd;
  fmpz_factor_t primes;
  fmpz_init(odd);
  fmpz_factor_init(primes);
  uint64_t k = fmpz_val2(value);
  fmpz_fdiv_q_2exp(odd, value, k);
  bool split = fmpz_bits(odd) <= 64;
  if (split) fmpz_factor(primes, odd);
  pc_expr *whole = NULL;
  status = pc_expr_integer(&whole, ctx, sign * (int64_t)k, error);
  if (!status) status = pc_accumulate(sum, whole, NULL, error);
  pc_expr_unref(whole);
  for (slong i = 0; i < primes->num && !status; i++)
    status = add_log(sum, ctx, primes->p + i, sign * (int64_t)primes->exp[i], error);
  if (!split && !status) status = add_log(sum, ctx, odd, sign, error);
  fmpz_factor_clear(primes);
  fmpz_clear(odd);
  return status;
}

static pc_status split_log(pc_expr **out, const pc_term *t, pc_error *error) {
  pc_accumulator *sum = NULL;
  pc_status status = pc_accumulator_begin(&sum, t->head.ctx, error);
  if (status) return status;
  status = add_logs(sum, t->head.ctx, &t->num, 1, error);
  if (!status) status = add_logs(sum, t->head.ctx, &t->den, -1, error);
  if (!status) return pc_accumulator_finish(out, sum, error);
  pc_accumulator_drop(sum);
  return status;
}

static pc_status log2_of_number(pc_expr **out, const pc_term *t, pc_error *error) {
  uint64_t top = 0, bottom = 0;
  if (fmpz_sgn(&t->num) <= 0) return pc_fail(error, PC_INPUT, "log2 of a number that is not positive");
  if (power_of_two(&top, &t->num) && power_of_two(&bottom, &t->den))
    return pc_expr_integer(out, t->head.ctx, (int64_t)top - (int64_t)bottom, error);
  if (t->head.ctx->algebra->keep_logs) return split_log(out, t, error);
  return pc_fail(error, PC_INPUT,
                 "log2 of a number that is not a power of two has no exact value (--approx gives digits)");
}

/* log2(2^k * x) = k + log2(x) for a term x. */
static pc_status apply_log2(pc_expr **out, const pc_expr *arg, pc_error *error) {
  if (pc_expr_is_number(arg)) return log2_of_number(out, pc_as_term(arg), error);
  if (!pc_is_term(arg)) return intern_one(out, PC_LOG2, arg, error);
  const pc_term *t = pc_as_term(arg);
  int64_t k = (int64_t)fmpz_val2(&t->num) - (int64_t)fmpz_val2(&t->den);
  if (k == 0) return intern_one(out, PC_LOG2, arg, error);
  pc_expr *power = NULL, *rest = NULL, *atom = NULL, *whole = NULL;
  pc_status status = pc_expr_pow_int(&power, small(arg->ctx, 2), -k, error);
  if (!status) status = pc_expr_mul(&rest, arg, power, error);
  if (!status) status = intern_one(&atom, PC_LOG2, rest, error);
  if (!status) status = pc_expr_integer(&whole, arg->ctx, k, error);
  if (!status) status = pc_expr_add(out, atom, whole, error);
  pc_expr_unref(power);
  pc_expr_unref(rest);
  pc_expr_unref(atom);
  pc_expr_unref(whole);
  return status;
}

/* ---- max ---- */

/* Arguments of a max: references, growing. */
typedef struct list {
  pc_context *ctx;
  pc_expr **items;
  size_t n, capacity;
} list;

static void list_clear(list *l) {
  for (size_t i = 0; i < l->n; i++) pc_expr_unref(l->items[i]);
  pc_free(l->ctx, l->items, l->capacity * sizeof(pc_expr *));
}

/* Takes the reference over, on failure too. */
static pc_status list_add(list *l, pc_expr *e, pc_error *error) {
  if (!pc_grow(l->ctx, (void **)&l->items, &l->capacity, l->n, sizeof(pc_expr *))) {
    pc_expr_unref(e);
    return pc_no_memory(l->ctx, error);
  }
  l->items[l->n++] = e;
  return PC_OK;
}

static void list_remove(list *l, size_t i) {
  pc_expr_unref(l->items[i]);
  l->items[i] = l->items[--l->n];
}

/* The max that stands in e as a term of its own; NULL where there is none or more than one, which would multiply. */
static pc_status find_max(const pc_generator **out, const pc_expr *e, pc_error *error) {
  pc_status status = PC_OK;
  *out = NULL;
  if (!pc_is_laurent(e) || !pc_expr_has_atom(e)) return PC_OK;
  size_t found = 0;
  for (size_t i = 0; i < pc_length(e) && !status; i++) {
    pc_expr *term = NULL;
    status = pc_laurent_term(&term, e, i, error);
    if (status) break;
    const pc_generator *g = single_atom(term, PC_MAX);
    if (g && fmpz_is_one(&pc_as_term(term)->num) && fmpz_is_one(&pc_as_term(term)->den)) {
      *out = g;
      found++;
    }
    pc_expr_unref(term);
  }
  if (found > 1) *out = NULL;
  return status;
}

static size_t count_terms(pc_expr *const *items, size_t n) {
  size_t count = 0;
  for (size_t i = 0; i < n; i++) count += pc_length(items[i]);
  return count;
}

/* An inner max of many long arguments stays as it is: in a deep nest, each level would copy all those below. */
static bool is_flattened(const list *l, const pc_expr *e, const pc_generator *inner) {
  size_t more = count_terms(inner->args, inner->n) + inner->n * pc_length(e);
  return count_terms(l->items, l->n) + more <= MAX_FLAT_TERMS;
}

/* max(max(a, b) + c, ...) is max(a + c, b + c, ...): `*changed` where there was one. */
static pc_status flatten(list *l, bool *changed, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; i < l->n && l->n < MAX_FLATTENED && !status;) {
    const pc_generator *g = NULL;
    status = find_max(&g, l->items[i], error);
    if (status || !g || !is_flattened(l, l->items[i], g)) {
      i++;
      continue;
    }
    pc_expr *rest = NULL;
    status = pc_expr_sub(&rest, l->items[i], g->self, error);
    for (size_t j = 0; j < g->n && !status; j++) {
      pc_expr *arg = NULL;
      status = pc_expr_add(&arg, g->args[j], rest, error);
      if (!status) status = list_add(l, arg, error);
    }
    pc_expr_unref(rest);
    if (!status) list_remove(l, i);
    *changed = true;
  }
  return status;
}

static int by_order(const void *a, const void *b) {
  return pc_expr_order(*(pc_expr *const *)a, *(pc_expr *const *)b);
}

static void drop_doubles(list *l) {
  qsort(l->items, l->n, sizeof(pc_expr *), by_order);
  size_t kept = 0;
  for (size_t i = 0; i < l->n; i++) {
    if (kept > 0 && pc_expr_identical(l->items[kept - 1], l->items[i]))
      pc_expr_unref(l->items[i]);
    else
      l->items[kept++] = l->items[i];
  }
  l->n = kept;
}

static void fold_numbers(list *l) {
  size_t best = SIZE_MAX;
  for (size_t i = 0; i < l->n;) {
    if (!pc_expr_is_number(l->items[i])) {
      i++;
    } else if (best == SIZE_MAX) {
      best = i++;
    } else {
      size_t less = pc_expr_compare_numbers(l->items[best], l->items[i]) < 0 ? best : i;
      if (less == best) {
        pc_expr *keep = l->items[i];
        l->items[i] = l->items[best];
        l->items[best] = keep;
      }
      list_remove(l, i);
    }
  }
}

static pc_status is_greater(bool *greater, const pc_expr *a, const pc_expr *b, pc_error *error) {
  pc_expr *difference = NULL;
  pc_status status = pc_expr_sub(&difference, a, b, error);
  if (status) return status;
  *greater = pc_expr_nonnegative(difference);
  pc_expr_unref(difference);
  return PC_OK;
}

/* Drops what is proved to be no more than another argument. */
static pc_status drop_lesser(list *l, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; l->n <= MAX_COMPARED && i < l->n; i++) {
    for (size_t j = 0; j < l->n && !status;) {
      bool greater = false;
      if (i != j) status = is_greater(&greater, l->items[i], l->items[j], error);
      if (status || !greater) {
        j++;
        continue;
      }
      pc_expr_unref(l->items[j]);
      memmove(l->items + j, l->items + j + 1, (l->n - j - 1) * sizeof(pc_expr *));
      l->n--;
      if (j < i) i--;
    }
  }
  return status;
}

/* ---- what all arguments of a max have in common ---- */

static int by_monomial(const void *a, const void *b) {
  return pc_term_order(*(pc_expr *const *)a, *(pc_expr *const *)b);
}

static pc_status list_terms(list *terms, const list *args, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; i < args->n; i++) {
    for (size_t j = 0; j < pc_length(args->items[i]) && !status; j++) {
      pc_expr *term = NULL;
      status = pc_laurent_term(&term, args->items[i], j, error);
      if (!status) status = list_add(terms, term, error);
    }
  }
  return status;
}

/* Of the terms first..last-1, which share their monomial and come from n arguments: the smallest, a missing one
 * counting as 0, which NULL stands for. */
static const pc_expr *smallest(const list *terms, size_t first, size_t last, size_t n) {
  const pc_expr *least = last - first < n ? NULL : terms->items[first];
  for (size_t i = first; i < last; i++) {
    const pc_term *t = pc_as_term(terms->items[i]);
    if (!least && fmpz_sgn(&t->num) >= 0) continue;
    const pc_term *u = least ? pc_as_term(least) : NULL;
    fmpq left = { t->num, t->den };
    if (!u || fmpq_cmp(&left, &(fmpq) { u->num, u->den }) < 0) least = terms->items[i];
  }
  return least;
}

static pc_status common_terms(pc_expr **out, const list *args, pc_error *error) {
  for (size_t i = 0; i < args->n; i++)
    if (!pc_is_laurent(args->items[i])) return pc_expr_integer(out, args->ctx, 0, error);
  list terms = { .ctx = args->ctx };
  pc_accumulator *sum = NULL;
  pc_status status = list_terms(&terms, args, error);
  if (!status) status = pc_accumulator_begin(&sum, args->ctx, error);
  if (!status) qsort(terms.items, terms.n, sizeof(pc_expr *), by_monomial);
  for (size_t i = 0, end; i < terms.n && !status; i = end) {
    for (end = i + 1; end < terms.n && by_monomial(&terms.items[i], &terms.items[end]) == 0;) end++;
    const pc_expr *least = smallest(&terms, i, end, args->n);
    if (least) status = pc_accumulate(sum, least, NULL, error);
  }
  list_clear(&terms);
  if (!status) return pc_accumulator_finish(out, sum, error);
  pc_accumulator_drop(sum);
  return status;
}

/* Interns max of the list, whose items are taken over; sorted. */
static pc_status intern_list(pc_expr **out, list *l, pc_error *error) {
  pc_expr **args = pc_alloc(l->ctx, l->n * sizeof *args);
  if (!args) return pc_no_memory(l->ctx, error);
  qsort(l->items, l->n, sizeof(pc_expr *), by_order);
  memcpy(args, l->items, l->n * sizeof *args);
  size_t n = l->n;
  l->n = 0;
  return intern(out, l->ctx, PC_MAX, args, n, error);
}

/* Moves out the least coefficient that each monomial has in the arguments, to be added to `*common`. */
static pc_status move_common(pc_expr **common, bool *moved, list *l, pc_error *error) {
  pc_expr *found = NULL, *sum = NULL;
  pc_status status = common_terms(&found, l, error);
  *moved = !status && !pc_expr_is_zero(found);
  for (size_t i = 0; i < l->n && *moved && !status; i++) {
    pc_expr *rest = NULL;
    status = pc_expr_sub(&rest, l->items[i], found, error);
    if (status) break;
    pc_expr_unref(l->items[i]);
    l->items[i] = rest;
  }
  if (!status) status = pc_expr_add(&sum, *common, found, error);
  pc_expr_unref(found);
  if (status) return status;
  pc_expr_unref(*common);
  *common = sum;
  return PC_OK;
}

/* Arguments that only lost what they have in common are not compared again. */
static pc_status simplify(list *l, bool is_new, pc_error *error) {
  pc_status status = flatten(l, &is_new, error);
  if (status) return status;
  drop_doubles(l);
  fold_numbers(l);
  return is_new ? drop_lesser(l, error) : PC_OK;
}

/* max of the list, which is cleared. What the arguments have in common is moved out: so max(a + c, b + c) = c + max(a,
 * b), and max(a, b) and -min(-a, -b) are the same atom. That may free a max among the arguments, hence the rounds. */
static pc_status max_of_list(pc_expr **out, list *l, pc_error *error) {
  pc_expr *common = pc_expr_ref(small(l->ctx, 0)), *rest = NULL;
  bool moved = true;
  pc_status status = PC_OK;
  for (int round = 0; round < MAX_ROUNDS && moved && !status; round++) {
    status = simplify(l, round == 0, error);
    if (!status) status = move_common(&common, &moved, l, error);
  }
  if (!status && l->n == 1)
    rest = pc_expr_ref(l->items[0]);
  else if (!status)
    status = intern_list(&rest, l, error);
  if (!status) status = pc_expr_add(out, common, rest, error);
  pc_expr_unref(common);
  pc_expr_unref(rest);
  list_clear(l);
  return status;
}

static pc_status apply_max(pc_expr **out, const pc_expr *const *args, size_t n, pc_error *error) {
  list l = { .ctx = args[0]->ctx };
  pc_status status = PC_OK;
  for (size_t i = 0; i < n && !status; i++) status = list_add(&l, pc_expr_ref(args[i]), error);
  if (!status) return max_of_list(out, &l, error);
  list_clear(&l);
  return status;
}

/* min(a, b) = -max(-a, -b) */
static pc_status apply_min(pc_expr **out, const pc_expr *const *args, size_t n, pc_error *error) {
  list l = { .ctx = args[0]->ctx };
  pc_expr *max = NULL;
  pc_status status = PC_OK;
  for (size_t i = 0; i < n && !status; i++) {
    pc_expr *minus = NULL;
    status = pc_expr_neg(&minus, args[i], error);
    if (!status) status = list_add(&l, minus, error);
  }
  if (status)
    list_clear(&l);
  else
    status = max_of_list(&max, &l, error);
  if (!status) status = pc_expr_neg(out, max, error);
  pc_expr_unref(max);
  return status;
}

pc_status pc_max_spread(pc_expr **out, const pc_generator *g, pc_error *error) {
  list l = { .ctx = g->args[0]->ctx };
  pc_expr *common = NULL;
  pc_status status = PC_OK;
  for (size_t i = 0; i < g->n && !status; i++) {
    pc_expr *minus = NULL;
    status = pc_expr_neg(&minus, g->args[i], error);
    if (!status) status = list_add(&l, minus, error);
  }
  if (!status) status = common_terms(&common, &l, error);
  if (!status) status = pc_expr_neg(out, common, error);
  pc_expr_unref(common);
  list_clear(&l);
  return status;
}

/* ---- the public call ---- */

static const struct {
  const char *name;
  size_t least, most;
} signatures[] = {
  [PC_FLOOR] = { "floor", 1, 1 },    [PC_CEIL] = { "ceil", 1, 1 },      [PC_MOD] = { "mod", 2, 2 },
  [PC_MIN] = { "min", 1, SIZE_MAX }, [PC_MAX] = { "max", 1, SIZE_MAX }, [PC_LOG2] = { "log2", 1, 1 },
};

pc_status pc_expr_apply(pc_expr **out, pc_function function, const pc_expr *const *args, size_t n, pc_error *error) {
  size_t least = signatures[function].least;
  if (n < least || n > signatures[function].most)
    return pc_fail(error, PC_INPUT, "%s takes %zu argument%s%s, not %zu", signatures[function].name, least,
                   least == 1 ? "" : "s", signatures[function].most > least ? " or more" : "", n);
  switch (function) {
  case PC_FLOOR: return apply_floor(out, args[0], error);
  case PC_CEIL: return apply_ceil(out, args[0], error);
  case PC_MOD: return apply_mod(out, args[0], args[1], error);
  case PC_MIN: return apply_min(out, args, n, error);
  case PC_MAX: return apply_max(out, args, n, error);
  case PC_LOG2: return apply_log2(out, args[0], error);
  }
  return pc_fail(error, PC_DEFECT, "unknown function");
}
