/* Nested forms: x^2*(x*(a + b) + c) + d. */
#include "algebra/internal.h"
#include "algebra/shape.h"

/* The terms as a matrix of exponents, a row a term and a column a generator; taking a power out lowers a column. */
typedef struct nest {
  pc_arena *arena;
  pc_context *ctx;
  pc_expr **terms; /* their coefficients */
  int32_t *exponents;
  const uint32_t *gens;
  size_t columns;
  const size_t *order; /* the columns to nest by; NULL: by what stands in the most terms */
  size_t order_count;
} nest;

static int32_t *row(const nest *h, uint32_t term) {
  return h->exponents + term * h->columns;
}

/* number * the powers of one row, as an expression */
static pc_status monomial(pc_expr **out, const nest *h, const fmpz *num, const fmpz *den, const int32_t *exponents,
                          pc_error *error) {
  size_t size = h->columns * sizeof(pc_factor);
  pc_factor *factors = pc_alloc(h->ctx, size);
  if (!factors) return pc_no_memory(h->ctx, error);
  size_t n = 0;
  for (size_t i = 0; i < h->columns; i++)
    if (exponents[i]) factors[n++] = (pc_factor) { h->gens[i], exponents[i] };
  const pc_view view = { num, den, factors, n };
  pc_status status = pc_term_of_view(out, h->ctx, &view, error);
  pc_free(h->ctx, factors, size);
  return status;
}

static pc_status leaf(pc_form **out, const nest *h, uint32_t term, pc_error *error) {
  const pc_term *t = pc_as_term(h->terms[term]);
  pc_expr *made = NULL;
  pc_status status = monomial(&made, h, &t->num, &t->den, row(h, term), error);
  if (!status) status = pc_form_make(out, h->arena, made, NULL, 0, error);
  pc_expr_unref(made);
  return status;
}

/* ---- the choice of a column ---- */

static size_t terms_with(const nest *h, const uint32_t *terms, size_t n, size_t column) {
  size_t count = 0;
  for (size_t i = 0; i < n; i++) count += row(h, terms[i])[column] > 0;
  return count;
}

/* The column to take out, or h->columns: what stands in one term only saves nothing. */
static size_t choose(const nest *h, const uint32_t *terms, size_t n) {
  size_t best = h->columns, most = 1;
  for (size_t i = 0; i < h->order_count; i++) {
    size_t column = h->order ? h->order[i] : i, count = terms_with(h, terms, n, column);
    if (count <= most) continue;
    if (h->order) return column;
    best = column;
    most = count;
  }
  return best;
}

/* ---- nesting ---- */

/* Puts the terms that have the column first, in their order, and returns how many they are. */
static size_t divide(const nest *h, uint32_t *terms, size_t n, size_t column, uint32_t *others) {
  size_t with = 0, without = 0;
  for (size_t i = 0; i < n; i++) {
    if (row(h, terms[i])[column] > 0)
      terms[with++] = terms[i];
    else
      others[without++] = terms[i];
  }
  for (size_t i = 0; i < without; i++) terms[with + i] = others[i];
  return with;
}

/* Takes the powers that all terms have out of them. */
static void take_common(int32_t *common, const nest *h, const uint32_t *terms, size_t n) {
  for (size_t j = 0; j < h->columns; j++) {
    common[j] = row(h, terms[0])[j];
    for (size_t i = 1; i < n; i++)
      if (row(h, terms[i])[j] < common[j]) common[j] = row(h, terms[i])[j];
    for (size_t i = 0; i < n; i++) row(h, terms[i])[j] -= common[j];
  }
}

static pc_status nested(pc_form **out, const nest *h, uint32_t *terms, size_t n, size_t depth, pc_error *error);

/* power * bracket, where the bracket's own minus goes before the whole. */
static pc_status scale(pc_form **out, const nest *h, const pc_expr *power, pc_form *bracket, pc_error *error) {
  const pc_pieces pieces = { .above = &bracket, .above_count = 1, .negative = bracket->negative };
  bracket->negative = false;
  return pc_form_scale(out, h->arena, power, &pieces, error);
}

/* common * (the rest of the terms) */
static pc_status nest_power(pc_form **out, const nest *h, uint32_t *terms, size_t n, size_t depth, pc_error *error) {
  const fmpz unit = 1;
  pc_form *bracket = NULL;
  pc_expr *power = NULL;
  int32_t *common = pc_arena_alloc(h->arena, h->columns * sizeof *common);
  if (!common) return pc_no_memory(h->ctx, error);
  take_common(common, h, terms, n);
  pc_status status = nested(&bracket, h, terms, n, depth + 1, error);
  if (!status) status = monomial(&power, h, &unit, &unit, common, error);
  if (!status) status = scale(out, h, power, bracket, error);
  pc_expr_unref(power);
  return status;
}

static pc_status leaves(pc_form **out, const nest *h, const uint32_t *terms, size_t n, pc_error *error) {
  pc_form **items = pc_arena_alloc(h->arena, n * sizeof *items);
  if (!items) return pc_no_memory(h->ctx, error);
  pc_status status = PC_OK;
  for (size_t i = 0; i < n && !status; i++) status = leaf(&items[i], h, terms[i], error);
  return status ? status : pc_form_join(out, h->arena, items, n, error);
}

static pc_status nested(pc_form **out, const nest *h, uint32_t *terms, size_t n, size_t depth, pc_error *error) {
  size_t column = choose(h, terms, n);
  if (column == h->columns) return leaves(out, h, terms, n, error);
  if (depth > h->ctx->limits.max_depth)
    return pc_fail(error, PC_LIMIT, "a formula nests deeper than %zu (raise --max-depth)", h->ctx->limits.max_depth);
  uint32_t *others = pc_arena_alloc(h->arena, n * sizeof *others);
  if (!others) return pc_no_memory(h->ctx, error);
  size_t with = divide(h, terms, n, column, others);
  pc_form *parts[2] = { NULL, NULL };
  pc_status status = nest_power(&parts[0], h, terms, with, depth, error);
  if (!status && with == n) {
    *out = parts[0];
    return PC_OK;
  }
  if (!status) status = nested(&parts[1], h, terms + with, n - with, depth + 1, error);
  return status ? status : pc_form_join(out, h->arena, parts, 2, error);
}

/* ---- reading an expression ---- */

static pc_status read_terms(nest *h, const pc_expr *e, pc_error *error) {
  for (size_t i = 0; i < pc_length(e); i++) {
    pc_status status = pc_laurent_term(&h->terms[i], e, i, error);
    if (status) return status;
    for (size_t j = 0; j < h->columns; j++) row(h, (uint32_t)i)[j] = pc_term_exponent(h->terms[i], h->gens[j]);
  }
  return PC_OK;
}

static pc_status read_order(nest *h, const pc_symbol *const *by, size_t n, pc_error *error) {
  size_t *order = pc_arena_alloc(h->arena, n * sizeof *order);
  h->order_count = n ? 0 : h->columns;
  if (!order) return pc_no_memory(h->ctx, error);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < h->columns; j++)
      if (h->gens[j] == by[i]->gen) order[h->order_count++] = j;
  if (n) h->order = order;
  return PC_OK;
}

static pc_status read(nest *h, const pc_expr *e, const pc_symbol *const *by, size_t n, pc_error *error) {
  uint32_t *gens = pc_arena_alloc(h->arena, h->columns * sizeof *gens);
  h->exponents = pc_arena_alloc(h->arena, pc_length(e) * h->columns * sizeof *h->exponents);
  if (!gens || !h->exponents) return pc_no_memory(h->ctx, error);
  for (size_t j = 0; j < h->columns; j++) gens[j] = pc_expr_gen(e, j);
  h->gens = gens;
  pc_status status = read_order(h, by, n, error);
  return status ? status : read_terms(h, e, error);
}

/* Makes all exponents positive or 0 and writes what the whole is then to be multiplied with. */
static pc_status clear_denominator(pc_expr **out, nest *h, size_t n, pc_error *error) {
  const fmpz unit = 1;
  int32_t *lowest = pc_arena_alloc(h->arena, h->columns * sizeof *lowest);
  if (!lowest) return pc_no_memory(h->ctx, error);
  for (size_t j = 0; j < h->columns; j++) {
    lowest[j] = 0;
    for (size_t i = 0; i < n; i++)
      if (row(h, (uint32_t)i)[j] < lowest[j]) lowest[j] = row(h, (uint32_t)i)[j];
    for (size_t i = 0; i < n; i++) row(h, (uint32_t)i)[j] -= lowest[j];
  }
  return monomial(out, h, &unit, &unit, lowest, error);
}

static pc_status make(pc_form **out, nest *h, size_t n, pc_error *error) {
  pc_expr *outside = NULL;
  pc_form *inside = NULL;
  uint32_t *terms = pc_arena_alloc(h->arena, n * sizeof *terms);
  if (!terms) return pc_no_memory(h->ctx, error);
  for (size_t i = 0; i < n; i++) terms[i] = (uint32_t)i;
  pc_status status = clear_denominator(&outside, h, n, error);
  if (!status) status = nested(&inside, h, terms, n, 1, error);
  if (!status) status = scale(out, h, outside, inside, error);
  pc_expr_unref(outside);
  return status;
}

pc_status pc_form_horner(pc_form **out, pc_arena *arena, const pc_expr *e, const pc_symbol *const *by, size_t n,
                         pc_error *error) {
  size_t length = pc_length(e);
  if (length < 2) return pc_form_make(out, arena, e, NULL, 0, error);
  nest h = { .arena = arena, .ctx = e->ctx, .columns = pc_expr_gen_count(e) };
  h.terms = pc_alloc_zero(e->ctx, length * sizeof *h.terms);
  if (!h.terms) return pc_no_memory(e->ctx, error);
  pc_status status = read(&h, e, by, n, error);
  if (!status) status = make(out, &h, length, error);
  for (size_t i = 0; i < length; i++) pc_expr_unref(h.terms[i]);
  pc_free(e->ctx, h.terms, length * sizeof *h.terms);
  return status;
}
