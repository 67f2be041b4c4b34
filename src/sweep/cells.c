/* Odd cells: big numbers, fractions, expressions. */
#include "sweep/cells.h"
#include "lang/eval.h"
#include "sweep/pattern.h"
#include "sweep/wide.h"
#include <string.h>

/* What was read of the cells of one block. */
typedef struct reading {
  pc_plan *plan;
  pc_row_block *block;
  pc_wide *numbers; /* by odd cell; limbs 0: there is none */
  pc_error *error;
} reading;

static bool is_digits(pc_piece text) {
  bool negative = text.length && text.start[0] == '-';
  for (size_t i = negative; i < text.length; i++)
    if (text.start[i] < '0' || text.start[i] > '9') return false;
  return text.length > negative;
}

static const char *input_name(const reading *r, const pc_odd_cell *cell) {
  return pc_symbol_name(r->plan->inputs[cell->input]);
}

/* Marks the row by an error, with the field's name before its message. */
static pc_status spoil(const reading *r, const pc_odd_cell *cell, const pc_error *why) {
  return pc_row_block_spoil(r->block, cell->row, pc_plan_column(r->plan, cell->input), why->status, r->error,
                            "the field '%s': %s", input_name(r, cell), why->message);
}

/* ---- numbers ---- */

/* A fraction is for symbols that are rational. */
static pc_status check_whole(const reading *r, const pc_odd_cell *cell, pc_wide *number, pc_piece text) {
  const pc_global *g = pc_global_of(r->plan->model->evaluator, r->plan->inputs[cell->input]);
  if (!number->below || !g || g->domain == PC_RATIONALS) return PC_OK;
  number->limbs = 0;
  const char *wanted = g->free || g->lower ? "a whole number" : "a positive whole number";
  return pc_row_block_spoil(r->block, cell->row, pc_plan_column(r->plan, cell->input), PC_INPUT, r->error,
                            "%s = %.*s, but '%s' is %s", g->name, (int)(text.length < 60 ? text.length : 60),
                            text.start, g->name, wanted);
}

static pc_status read_number(const reading *r, const pc_odd_cell *cell, pc_wide *out, pc_piece text) {
  pc_error why = PC_ERROR_INIT;
  pc_status status = pc_wide_read(out, r->block->arena, text.start, text.length, &why);
  if (status == PC_OK) return check_whole(r, cell, out, text);
  out->limbs = 0;
  if (status == PC_LIMIT && !r->block->ctx->memory_limit) return spoil(r, cell, &why);
  if (r->error) *r->error = why;
  return status;
}

/* ---- expressions ---- */

/* The cell's own value: an expression in other columns, or a number. */
static pc_status evaluate(pc_expr **out, const reading *r, const pc_odd_cell *cell, pc_error *why) {
  pc_status status = pc_pattern_value(out, r->plan, r->block, cell, why);
  if (status || pc_expr_is_number(*out)) return status;
  pc_expr_unref(*out);
  *out = NULL;
  return pc_fail(why, PC_INPUT, "'%.*s' is no number in this row",
                 (int)(cell->text.length < 60 ? cell->text.length : 60), cell->text.start);
}

static pc_status read_expression(const reading *r, const pc_odd_cell *cell, pc_wide *out) {
  pc_error why = PC_ERROR_INIT;
  pc_expr *value;
  char *text = NULL;
  pc_status status = evaluate(&value, r, cell, &why);
  if (!status) {
    status = pc_expr_text(&text, value, PC_TEXT, &why);
    pc_expr_unref(value);
  }
  if (!status) {
    char *copy = pc_arena_copy(r->block->arena, text, strlen(text) + 1);
    status =
        copy ? read_number(r, cell, out, (pc_piece) { copy, strlen(copy) }) : pc_no_memory(r->block->ctx, r->error);
    pc_text_free(r->plan->ctx, text);
    return status;
  }
  if (status != PC_SYSTEM) return spoil(r, cell, &why);
  if (r->error) *r->error = why;
  return status;
}

static pc_status read_cell(const reading *r, const pc_odd_cell *cell, pc_wide *out) {
  if (r->block->state[cell->row] == PC_ROW_BAD) return PC_OK;
  if (is_digits(cell->text)) return read_number(r, cell, out, cell->text);
  pthread_mutex_lock(&r->plan->lock);
  pc_status status = read_expression(r, cell, out);
  pthread_mutex_unlock(&r->plan->lock);
  return status;
}

/* ---- columns ---- */

/* What a column needs for the numbers that were read for it. */
static void measure(const reading *r, size_t input, size_t *limbs, bool *fractions) {
  const pc_row_block *b = r->block;
  for (size_t i = 0; i < b->odd_count; i++) {
    if (b->odd[i].input != input) continue;
    if (r->numbers[i].limbs > *limbs) *limbs = r->numbers[i].limbs;
    *fractions |= r->numbers[i].limbs && r->numbers[i].below;
  }
}

static void put_limbs(uint64_t *to, size_t limbs, const uint64_t *from, size_t n) {
  uint64_t sign = from[n - 1] >> 63 ? UINT64_MAX : 0;
  for (size_t i = 0; i < limbs; i++) to[i] = i < n ? from[i] : sign;
}

/* The column's narrow numbers in so many limbs. */
static pc_status widen(const reading *r, size_t input, size_t limbs, bool fractions) {
  pc_row_block *b = r->block;
  size_t size = b->rows * limbs * sizeof(uint64_t);
  uint64_t *values = pc_arena_alloc(b->arena, size), *below = fractions ? pc_arena_alloc(b->arena, size) : NULL;
  if (!values || (fractions && !below)) return pc_no_memory(b->ctx, r->error);
  static const uint64_t one = 1;
  for (size_t i = 0; i < b->rows; i++) {
    uint64_t value = (uint64_t)b->narrow[input][i];
    put_limbs(values + i * limbs, limbs, &value, 1);
    if (below) put_limbs(below + i * limbs, limbs, &one, 1);
  }
  for (size_t i = 0; i < b->odd_count; i++) {
    const pc_wide *number = &r->numbers[i];
    size_t at = b->odd[i].row * limbs;
    if (b->odd[i].input != input || !number->limbs) continue;
    put_limbs(values + at, limbs, number->value, number->limbs);
    if (number->below) put_limbs(below + at, limbs, number->below, number->limbs);
  }
  b->inputs[input] = (pc_data) { values, limbs, limbs, below };
  return PC_OK;
}

static pc_status set_column(const reading *r, size_t input) {
  size_t limbs = 1;
  bool fractions = false;
  measure(r, input, &limbs, &fractions);
  return limbs > 1 || fractions ? widen(r, input, limbs, fractions) : PC_OK;
}

pc_status pc_cells_read(pc_plan *plan, pc_row_block *block, pc_error *error) {
  size_t size = block->odd_count * sizeof(pc_wide);
  reading r = { plan, block, pc_arena_alloc(block->arena, size), error };
  if (!r.numbers) return pc_no_memory(block->ctx, error);
  memset(r.numbers, 0, size);
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < block->odd_count; i++) {
    const pc_odd_cell *cell = &block->odd[i];
    status = read_cell(&r, cell, &r.numbers[i]);
    if (r.numbers[i].limbs == 1) block->narrow[cell->input][cell->row] = (int64_t)r.numbers[i].value[0];
  }
  for (size_t i = 0; !status && i < block->input_count; i++) status = set_column(&r, i);
  return status;
}
