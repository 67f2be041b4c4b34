/* From expressions to steps. Each is laid out in several ways, and the one that takes the fewest operations is kept. */
#include "algebra/algebra.h"
#include "algebra/form.h"
#include "program/maker.h"

#include <stdlib.h>
#include <string.h>

/* Factoring more terms than these costs more than it saves. */
enum { MOST_TO_FACTOR = 64 };

typedef struct column {
  const pc_symbol *symbol;
  uint32_t index;
} column;

typedef struct compiler {
  pc_maker maker;
  column *columns; /* sorted by the addresses of their symbols */
  size_t column_count;
} compiler;

/* ---- forms ---- */

static pc_ratio compile(compiler *c, const pc_form *form);

static int by_symbol(const void *a, const void *b) {
  uintptr_t x = (uintptr_t)((const column *)a)->symbol, y = (uintptr_t)((const column *)b)->symbol;
  return (x > y) - (x < y);
}

static pc_ratio compile_symbol(compiler *c, const pc_symbol *symbol) {
  pc_maker *maker = &c->maker;
  const column wanted = { symbol, 0 };
  const column *found = bsearch(&wanted, c->columns, c->column_count, sizeof wanted, by_symbol);
  if (!found) {
    maker->status = pc_fail(maker->error, PC_INPUT, "no values for '%s'", pc_symbol_name(symbol));
    return (pc_ratio) { 0, 0 };
  }
  uint32_t above = pc_make_leaf(maker, PC_OP_INPUT, found->index);
  if (!maker->program->rational[found->index]) return pc_ratio_whole(maker, above);
  return (pc_ratio) { above, pc_make_leaf(maker, PC_OP_DIVISOR, found->index) };
}

/* Begins with an item that has no minus, if there is one. */
static pc_ratio compile_sum(compiler *c, const pc_form *form) {
  size_t first = 0;
  while (first < form->n && form->items[first]->negative) first++;
  if (first == form->n) first = 0;
  pc_ratio sum = compile(c, form->items[first]);
  for (size_t i = 0; i < form->n && !c->maker.status; i++) {
    pc_form item = *form->items[i];
    bool negative = item.negative;
    if (i == first) continue;
    item.negative = false;
    pc_ratio term = compile(c, &item);
    sum = negative ? pc_ratio_sub(&c->maker, sum, term) : pc_ratio_add(&c->maker, sum, term);
  }
  return sum;
}

static pc_ratio compile_product(compiler *c, const pc_form *form) {
  pc_ratio product = compile(c, form->items[0]);
  for (size_t i = 1; i < form->n && !c->maker.status; i++)
    product = pc_ratio_mul(&c->maker, product, compile(c, form->items[i]));
  return product;
}

/* By squaring; forms have exponents that fit. */
static pc_ratio compile_power(compiler *c, const pc_form *form) {
  pc_ratio base = compile(c, form->items[0]), power = pc_ratio_whole(&c->maker, pc_make_integer(&c->maker, 1));
  for (unsigned long long n = strtoull(form->items[1]->digits, NULL, 10); n && !c->maker.status; n /= 2) {
    if (n % 2) power = pc_ratio_mul(&c->maker, power, base);
    if (n > 1) base = pc_ratio_mul(&c->maker, base, base);
  }
  return power;
}

static pc_ratio floor_of(pc_maker *maker, pc_ratio a) {
  return pc_ratio_whole(maker, pc_make(maker, PC_OP_FLOOR, a.above, a.below));
}

static pc_ratio negated(pc_maker *maker, pc_ratio a) {
  return (pc_ratio) { pc_make(maker, PC_OP_SUB, pc_make_integer(maker, 0), a.above), a.below };
}

static pc_ratio compile_extreme(compiler *c, pc_op op, const pc_form *form) {
  pc_ratio best = compile(c, form->items[0]);
  for (size_t i = 1; i < form->n && !c->maker.status; i++)
    best = pc_ratio_choose(&c->maker, op, best, compile(c, form->items[i]));
  return best;
}

static pc_ratio compile_call(compiler *c, const pc_form *form) {
  pc_maker *maker = &c->maker;
  if (form->function == PC_MAX) return compile_extreme(c, PC_OP_MAX, form);
  if (form->function == PC_MIN) return compile_extreme(c, PC_OP_MIN, form);
  pc_ratio a = compile(c, form->items[0]);
  if (form->function == PC_FLOOR) return floor_of(maker, a);
  if (form->function == PC_CEIL) return negated(maker, floor_of(maker, negated(maker, a)));
  if (form->function == PC_LOG2) return pc_ratio_whole(maker, pc_make(maker, PC_OP_LOG2, a.above, a.below));
  pc_ratio b = compile(c, form->items[1]);
  return pc_ratio_sub(maker, a, pc_ratio_mul(maker, b, floor_of(maker, pc_ratio_div(maker, a, b))));
}

static pc_ratio compile(compiler *c, const pc_form *form) {
  pc_ratio value = { 0, 0 };
  if (c->maker.status) return value;
  switch (form->kind) {
  case PC_FORM_INTEGER: value = pc_ratio_whole(&c->maker, pc_make_digits(&c->maker, form->digits)); break;
  case PC_FORM_SYMBOL: value = compile_symbol(c, form->symbol); break;
  case PC_FORM_SUM: value = compile_sum(c, form); break;
  case PC_FORM_PRODUCT: value = compile_product(c, form); break;
  case PC_FORM_POWER: value = compile_power(c, form); break;
  case PC_FORM_CALL: value = compile_call(c, form); break;
  case PC_FORM_QUOTIENT:
    value = compile(c, form->items[0]);
    value = pc_ratio_div(&c->maker, value, compile(c, form->items[1]));
    break;
  }
  return form->negative ? negated(&c->maker, value) : value;
}

/* ---- the choice of a form ---- */

static size_t price_from(const pc_program *program, size_t first) {
  size_t price = 0;
  for (size_t i = first; i < program->step_count; i++) price += pc_step_price(program, &program->steps[i]);
  return price;
}

/* How many terms the form has when it is expanded. */
static size_t terms_of(const pc_form *form) {
  if (form->kind == PC_FORM_QUOTIENT) return terms_of(form->items[0]) + terms_of(form->items[1]);
  return form->kind == PC_FORM_SUM ? form->n : 1;
}

/* Makes the expression laid out in one way; *terms is set for an expanded one. */
static pc_ratio try_layout(compiler *c, size_t *terms, const pc_expr *expr, pc_layout layout) {
  pc_maker *maker = &c->maker;
  pc_arena arena = { .ctx = maker->program->ctx };
  const pc_shape shape = { .layout = layout };
  pc_form *form = NULL;
  pc_ratio value = { 0, 0 };
  maker->status = pc_form_fraction(&form, &arena, expr, &shape, maker->error);
  if (!maker->status) value = compile(c, form);
  if (!maker->status && layout == PC_EXPANDED) *terms = terms_of(form);
  pc_arena_clear(&arena);
  return value;
}

/* A layout that goes beyond a limit is none. */
static bool try_cheaper(compiler *c, pc_layout *best, size_t *price, const pc_expr *expr, pc_layout layout) {
  pc_maker *maker = &c->maker;
  pc_program *program = maker->program;
  pc_error *error = maker->error, ignored = PC_ERROR_INIT;
  size_t before = program->step_count, terms;
  maker->error = &ignored;
  try_layout(c, &terms, expr, layout);
  maker->error = error;
  size_t cost = price_from(program, before);
  pc_maker_forget(maker, before);
  if (maker->status == PC_LIMIT) {
    maker->status = PC_OK;
    return false;
  }
  if (maker->status && error && !error->status) *error = ignored;
  if (maker->status || cost >= *price) return false;
  *best = layout;
  *price = cost;
  return true;
}

static pc_ratio compile_expr(compiler *c, const pc_expr *expr) {
  pc_program *program = c->maker.program;
  pc_layout best = PC_EXPANDED;
  size_t before = program->step_count, terms = 0;
  if (c->maker.status) return (pc_ratio) { 0, 0 };
  pc_ratio value = try_layout(c, &terms, expr, PC_EXPANDED);
  if (c->maker.status || terms < 2) return value;
  size_t price = price_from(program, before);
  pc_maker_forget(&c->maker, before);
  try_cheaper(c, &best, &price, expr, PC_HORNER);
  if (terms <= MOST_TO_FACTOR && !c->maker.status) try_cheaper(c, &best, &price, expr, PC_FACTORED);
  return c->maker.status ? value : try_layout(c, &terms, expr, best);
}

/* ---- conditions ---- */

static uint32_t compile_condition(compiler *c, const pc_condition *condition, size_t depth);

static uint32_t compile_relation(compiler *c, const pc_condition *condition) {
  pc_maker *maker = &c->maker;
  pc_ratio left = compile_expr(c, condition->left), right = compile_expr(c, condition->right);
  switch (condition->kind) {
  case PC_WHERE_LESS: return pc_ratio_compare(maker, PC_OP_LESS, left, right);
  case PC_WHERE_LESS_EQUAL: return pc_make(maker, PC_OP_NOT, pc_ratio_compare(maker, PC_OP_LESS, right, left), 0);
  case PC_WHERE_EQUAL: return pc_ratio_compare(maker, PC_OP_EQUAL, left, right);
  default: return pc_ratio_divides(maker, left, right);
  }
}

static uint32_t compile_parts(compiler *c, const pc_condition *condition, size_t depth) {
  pc_op op = condition->kind == PC_WHERE_AND ? PC_OP_AND : PC_OP_OR;
  if (condition->part_count == 0) return pc_make_integer(&c->maker, op == PC_OP_AND);
  uint32_t all = compile_condition(c, condition->parts[0], depth + 1);
  for (size_t i = 1; i < condition->part_count && !c->maker.status; i++)
    all = pc_make(&c->maker, op, all, compile_condition(c, condition->parts[i], depth + 1));
  return all;
}

static uint32_t compile_condition(compiler *c, const pc_condition *condition, size_t depth) {
  pc_maker *maker = &c->maker;
  size_t most = maker->program->limits.max_depth;
  if (depth > most && !maker->status)
    maker->status = pc_fail(maker->error, PC_LIMIT, "a condition nests deeper than %zu (raise --max-depth)", most);
  if (maker->status) return 0;
  if (condition->kind == PC_WHERE_AND || condition->kind == PC_WHERE_OR) return compile_parts(c, condition, depth);
  if (condition->kind != PC_WHERE_NOT) return compile_relation(c, condition);
  return pc_make(maker, PC_OP_NOT, compile_condition(c, condition->parts[0], depth + 1), 0);
}

/* ---- the whole ---- */

static pc_status read_columns(compiler *c, const pc_program_spec *spec, pc_error *error) {
  pc_program *program = c->maker.program;
  c->column_count = spec->symbol_count;
  c->columns = pc_alloc(program->ctx, c->column_count * sizeof *c->columns);
  if (!c->columns) return pc_no_memory(program->ctx, error);
  for (size_t i = 0; i < c->column_count; i++) {
    c->columns[i] = (column) { spec->symbols[i], (uint32_t)i };
    program->rational[i] = pc_symbol_is_rational(spec->symbols[i]);
  }
  qsort(c->columns, c->column_count, sizeof *c->columns, by_symbol);
  return PC_OK;
}

pc_status pc_program_compile(pc_program *program, const pc_program_spec *spec, pc_error *error) {
  compiler c = { .columns = NULL };
  pc_status status = pc_maker_begin(&c.maker, program, error);
  if (!status) status = read_columns(&c, spec, error);
  c.maker.status = status;
  for (size_t i = 0; i < spec->expr_count && !c.maker.status; i++)
    program->outputs[i] = compile_expr(&c, spec->exprs[i]);
  for (size_t i = 0; i < spec->condition_count && !c.maker.status; i++)
    program->masks[i] = compile_condition(&c, spec->conditions[i], 0);
  pc_free(program->ctx, c.columns, c.column_count * sizeof *c.columns);
  pc_maker_end(&c.maker);
  return c.maker.status;
}
