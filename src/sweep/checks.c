/* Checks of rows: conditions for the program, and the messages where one does not hold. */
#include "sweep/checks.h"
#include "lang/eval.h"
#include <inttypes.h>
#include <stdio.h>

/* ---- conditions ---- */

/* Whether rows bind all that the expression needs, and it is no number. */
static pc_status depends(bool *out, const pc_plan *plan, const pc_expr *a, const pc_expr *b, pc_error *error) {
  const pc_expr *sides[2] = { a, b };
  bool known = true;
  pc_status status = PC_OK;
  *out = false;
  for (int side = 0; !status && side < 2; side++) {
    const pc_symbol **symbols;
    size_t n;
    status = pc_expr_symbols(&symbols, &n, sides[side], error);
    if (status) return status;
    *out |= n > 0;
    for (size_t i = 0; i < n; i++) {
      size_t at = 0;
      while (at < plan->input_count && plan->inputs[at] != symbols[i]) at++;
      known &= at < plan->input_count;
    }
    pc_symbols_free(plan->ctx, symbols, n);
  }
  *out &= known;
  return PC_OK;
}

/* Takes over both sides. */
static pc_status add_check(pc_plan *plan, pc_condition_kind kind, pc_expr *left, pc_expr *right, bool negated,
                           pc_error *error) {
  bool wanted;
  pc_status status = pc_plan_keep(plan, left, error), other = pc_plan_keep(plan, right, error);
  if (!status) status = other;
  if (!status) status = depends(&wanted, plan, left, right, error);
  if (status || !wanted) return status;
  pc_condition *made = pc_arena_alloc(&plan->arena, 2 * sizeof *made);
  const pc_condition **part = pc_arena_alloc(&plan->arena, sizeof *part);
  if (!made || !part) return pc_no_memory(plan->ctx, error);
  *part = &made[0];
  made[0] = (pc_condition) { .kind = kind, .left = left, .right = right };
  made[1] = (pc_condition) { .kind = PC_WHERE_NOT, .parts = part, .part_count = 1 };
  size_t index;
  status = pc_plan_add_condition(&index, plan, &made[negated], error);
  plan->checks = plan->condition_count;
  return status;
}

static pc_status add_fact(pc_plan *plan, const pc_fact *fact, pc_error *error) {
  static const pc_condition_kind kinds[] = { [PC_AT_MOST] = PC_WHERE_LESS_EQUAL,
                                             [PC_BELOW] = PC_WHERE_LESS,
                                             [PC_SAME] = PC_WHERE_EQUAL,
                                             [PC_DIVIDES] = PC_WHERE_DIVIDES };
  return add_check(plan, kinds[fact->relation], pc_expr_ref(fact->left), pc_expr_ref(fact->right), false, error);
}

static pc_status add_facts(pc_plan *plan, pc_error *error) {
  pc_facts facts = { .ctx = plan->ctx };
  pc_status status = pc_model_facts(&facts, plan->model, error);
  for (size_t i = 0; !status && i < facts.n; i++) status = add_fact(plan, &facts.items[i], error);
  pc_facts_clear(&facts);
  return status;
}

/* A side of a fact in a file, with everything bound put in. */
static pc_status stated_side(pc_expr **out, pc_plan *plan, pc_file *file, const pc_syntax *x, pc_error *error) {
  const pc_values *v = &plan->model->values;
  pc_expr *raw;
  pc_status status = pc_eval_number(&raw, plan->model->evaluator, file->scope, x, "a side of the fact", error);
  if (status) return status;
  status = pc_expr_subs(out, raw, v->symbols, (const pc_expr *const *)v->values, v->n, error);
  pc_expr_unref(raw);
  return status;
}

/* `d != n`, alone or joined by `and`: no proof can use it, so it is none of the model's facts. */
static pc_status add_unequal(pc_plan *plan, pc_file *file, const pc_syntax *x, pc_error *error) {
  pc_status status = PC_OK;
  if (x->kind == PC_X_AND)
    for (uint32_t i = 0; !status && i < x->n; i++) status = add_unequal(plan, file, x->items[i], error);
  if (x->kind != PC_X_COMPARE || x->op != PC_NE) return status;
  pc_expr *left = NULL, *right = NULL;
  status = stated_side(&left, plan, file, x->items[0], error);
  if (!status) status = stated_side(&right, plan, file, x->items[1], error);
  if (!status) return add_check(plan, PC_WHERE_EQUAL, left, right, true, error);
  pc_expr_unref(left);
  return status;
}

static pc_status add_unequals(pc_plan *plan, pc_error *error) {
  pc_status status = PC_OK;
  for (pc_file *file = plan->model->evaluator->files; !status && file; file = file->next)
    for (uint32_t i = 0; !status && i < file->syntax->n; i++) {
      const pc_item *item = &file->syntax->items[i];
      if (item->kind == PC_I_ASSUME && !item->divides) status = add_unequal(plan, file, item->value, error);
    }
  return status;
}

/* A value of the symbol: whole, and not below its bound. */
static pc_status add_domain(pc_plan *plan, const pc_symbol *symbol, const pc_expr *value, pc_error *error) {
  const pc_global *g = pc_global_of(plan->model->evaluator, symbol);
  pc_expr *one;
  pc_status status = PC_OK;
  if (!g || g->option) return PC_OK;
  if (g->domain == PC_INTEGERS) {
    status = pc_expr_integer(&one, plan->ctx, 1, error);
    if (!status) status = add_check(plan, PC_WHERE_DIVIDES, one, pc_expr_ref(value), false, error);
  }
  if (status || (g->free && !g->lower)) return status;
  pc_expr *bound = g->lower ? pc_expr_ref(g->lower) : NULL;
  if (!bound) status = pc_expr_integer(&bound, plan->ctx, 1, error);
  return status ? status : add_check(plan, PC_WHERE_LESS_EQUAL, bound, pc_expr_ref(value), false, error);
}

/* A bound that is no whole number of 64 bits is left to the program. */
static pc_status add_own_bounds(pc_plan *plan, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < plan->input_count; i++) {
    const pc_global *g = pc_global_of(plan->model->evaluator, plan->inputs[i]);
    if (g && g->lower && plan->least[i] == INT64_MIN)
      status = add_check(plan, PC_WHERE_LESS_EQUAL, pc_expr_ref(g->lower), pc_expr_ref(g->expr), false, error);
  }
  return status;
}

pc_status pc_plan_add_checks(pc_plan *plan, pc_error *error) {
  const pc_values *values = &plan->model->values;
  pc_status status = add_own_bounds(plan, error);
  for (size_t i = 0; !status && i < values->n; i++)
    status = add_domain(plan, values->symbols[i], values->values[i], error);
  if (!status) status = add_facts(plan, error);
  return status ? status : add_unequals(plan, error);
}

/* ---- messages ---- */

static pc_status row_value(pc_expr **out, const pc_plan *plan, const pc_row_block *block, size_t input, size_t row,
                           pc_error *error) {
  const pc_answer answer = pc_row_block_input(block, input, row);
  int64_t small;
  if (pc_answer_int64(&small, &answer)) return pc_expr_integer(out, plan->ctx, small, error);
  size_t room = pc_answer_room(answer.limbs);
  char *text = pc_alloc(plan->ctx, room + 1);
  if (!text) return pc_no_memory(plan->ctx, error);
  text[pc_answer_text(text, &answer)] = '\0';
  pc_status status = pc_expr_parse(out, plan->ctx, text, error);
  pc_free(plan->ctx, text, room + 1);
  return status;
}

static pc_status set_up(pc_plan *plan, pc_error *error) {
  if (plan->setting) return PC_OK;
  pc_setting *setting = pc_arena_alloc(&plan->arena, sizeof *setting);
  if (!setting) return pc_no_memory(plan->ctx, error);
  pc_status status = pc_setting_make(setting, &plan->arena, plan->model, error);
  if (status)
    pc_setting_clear(setting);
  else
    plan->setting = setting;
  return status;
}

/* Why a row breaks what the model says, in `why`; the call itself fails where there is no memory. */
static pc_status find_reason(pc_error *why, pc_plan *plan, const pc_row_block *block, size_t row, pc_error *error) {
  pc_status status = set_up(plan, error);
  if (status) return status;
  const pc_values *bound = &plan->setting->numbers;
  size_t n = 0, room = plan->input_count + bound->n, size = room * sizeof(void *);
  pc_values point = { pc_alloc(plan->ctx, size), pc_alloc(plan->ctx, size), 0 };
  if (!point.symbols || !point.values) status = pc_no_memory(plan->ctx, error);
  for (; !status && n < plan->input_count; n++) {
    point.symbols[n] = plan->inputs[n];
    status = row_value(&point.values[n], plan, block, n, row, error);
    point.n = n + !status;
  }
  for (size_t i = 0; !status && i < bound->n; i++) {
    point.symbols[point.n] = bound->symbols[i];
    point.values[point.n++] = pc_expr_ref(bound->values[i]);
  }
  if (!status) pc_setting_check(plan->setting, plan->model, &point, why);
  for (size_t i = 0; i < point.n; i++) pc_expr_unref(point.values[i]);
  pc_free(plan->ctx, point.symbols, size);
  pc_free(plan->ctx, point.values, size);
  return status;
}

static pc_status spoil(pc_plan *plan, pc_row_block *block, size_t row, pc_error *error) {
  pc_error why = PC_ERROR_INIT;
  pthread_mutex_lock(&plan->lock);
  pc_status status = find_reason(&why, plan, block, row, error);
  pthread_mutex_unlock(&plan->lock);
  if (!status && why.status == PC_SYSTEM) status = pc_fail(error, PC_SYSTEM, "%s", why.message);
  if (status) return status;
  if (!why.status)
    return pc_row_block_spoil(block, row, PC_NO_FIELD, PC_INPUT, error, "the row is against what the model assumes");
  if (why.line)
    return pc_row_block_spoil(block, row, PC_NO_FIELD, why.status, error, "%s (%s:%zu:%zu)", why.message, why.source,
                              why.line, why.column);
  return pc_row_block_spoil(block, row, PC_NO_FIELD, why.status, error, "%s", why.message);
}

/* ---- rows ---- */

/* Whether no number is below `least`: bits are collected, since most processors have no comparison of many. */
static bool all_reach(const uint64_t *values, size_t n, int64_t least) {
  uint64_t below = 0;
  if (least < 0) return false;
  for (size_t i = 0; i < n; i++) below |= values[i] | (values[i] - (uint64_t)least);
  return below >> 63 == 0;
}

/* Says which number is below what the symbol may be. */
static pc_status spoil_below(pc_plan *plan, pc_row_block *block, size_t row, size_t input, pc_error *error) {
  const char *name = pc_symbol_name(plan->inputs[input]);
  int64_t least = plan->least[input];
  char bound[32];
  snprintf(bound, sizeof bound, "at least %" PRId64, least);
  const pc_answer answer = pc_row_block_input(block, input, row);
  char *text = pc_arena_alloc(block->arena, pc_answer_room(answer.limbs));
  if (!text) return pc_no_memory(block->ctx, error);
  size_t n = pc_answer_text(text, &answer);
  return pc_row_block_spoil(block, row, pc_plan_column(plan, input), PC_INPUT, error, "%s = %.*s, but '%s' is %s", name,
                            (int)(n < 60 ? n : 60), text, name,
                            plan->stated[input] ? bound : "a positive whole number");
}

static pc_status check_column(pc_plan *plan, pc_row_block *block, size_t input, pc_error *error) {
  const pc_data *data = &block->inputs[input];
  int64_t least = plan->least[input];
  bool plain = data->limbs == 1 && data->stride <= 1 && !data->denominators;
  size_t different = data->stride ? block->rows : 1;
  if (least == INT64_MIN || (plain && all_reach(data->values, different, least))) return PC_OK;
  const uint64_t limb[1] = { (uint64_t)least };
  const pc_answer bound = { limb, NULL, 1 };
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < block->rows; i++) {
    const pc_answer answer = pc_row_block_input(block, input, i);
    if (block->state[i] == PC_ROW_GOOD && pc_answer_compare(&answer, &bound) < 0)
      status = spoil_below(plan, block, i, input, error);
  }
  return status;
}

pc_status pc_checks_bounds(pc_plan *plan, pc_row_block *block, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < plan->input_count; i++) status = check_column(plan, block, i, error);
  return status;
}

static pc_status check_mask(pc_plan *plan, pc_row_block *block, const pc_mask *mask, pc_error *error) {
  pc_status status = PC_OK;
  if (mask->count == block->rows) return PC_OK;
  for (size_t i = 0; !status && i < block->rows; i++)
    if (!mask->holds[i] && block->state[i] == PC_ROW_GOOD) status = spoil(plan, block, i, error);
  return status;
}

pc_status pc_checks_facts(pc_plan *plan, pc_row_block *block, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < plan->checks; i++)
    status = check_mask(plan, block, pc_run_mask(block->run, i), error);
  return status;
}
