/* What is bound, with the symbols that are bound to numbers kept apart: what may be varied, and what follows it. */
#include "lang/format.h"
#include "lang/open.h"

#include <stdlib.h>
#include <string.h>

static pc_status make_room(pc_values *v, pc_arena *arena, size_t room, pc_error *error) {
  v->symbols = pc_arena_alloc(arena, room * sizeof v->symbols[0]);
  v->values = pc_arena_alloc(arena, room * sizeof v->values[0]);
  return v->symbols && v->values ? PC_OK : pc_no_memory(arena->ctx, error);
}

static void add(pc_values *v, const pc_symbol *symbol, pc_expr *value) {
  v->symbols[v->n] = symbol;
  v->values[v->n++] = pc_expr_ref(value);
}

static bool has_parameters(const pc_evaluator *ev) {
  for (size_t i = 0; i < ev->global_count; i++)
    if (ev->globals[i]->parameter) return true;
  return false;
}

static pc_status sort_out(pc_setting *out, pc_evaluator *ev, pc_global *g, bool parameters, pc_error *error) {
  int top = pc_global_top(g, PC_VIEW_FORMULA);
  bool own = parameters ? g->parameter : g->item && g->file == ev->files;
  pc_expr *formula = g->expr;
  pc_value *raw;
  pc_status status = PC_OK;
  if (top >= 0) status = pc_definition_value(&raw, ev, g, (pc_layer)top, error);
  if (status || (top >= 0 && g->option && raw->kind != PC_V_NUMBER)) return status;
  if (top >= 0) status = pc_global_full(&formula, ev, g, PC_VIEW_FORMULA, error);
  if (status) return status;
  if (pc_expr_is_number(formula) && !g->option)
    add(&out->numbers, g->symbol, formula);
  else if (!pc_expr_identical(formula, g->expr))
    add(&out->formulas, g->symbol, formula);
  else if (own)
    out->unbound[out->unbound_count++] = g->symbol;
  return PC_OK;
}

pc_status pc_setting_make(pc_setting *out, pc_arena *arena, const pc_model *model, pc_error *error) {
  pc_evaluator *ev = model->evaluator;
  bool parameters = has_parameters(ev);
  *out = (pc_setting) { .unbound = pc_arena_alloc(arena, ev->global_count * sizeof out->unbound[0]) };
  if (!out->unbound) return pc_no_memory(arena->ctx, error);
  pc_status status = make_room(&out->formulas, arena, ev->global_count, error);
  if (!status) status = make_room(&out->numbers, arena, ev->global_count, error);
  for (size_t i = 0; !status && i < ev->global_count; i++)
    status = sort_out(out, ev, ev->globals[i], parameters, error);
  return status;
}

void pc_setting_clear(pc_setting *setting) {
  for (size_t i = 0; i < setting->formulas.n; i++) pc_expr_unref(setting->formulas.values[i]);
  for (size_t i = 0; i < setting->numbers.n; i++) pc_expr_unref(setting->numbers.values[i]);
  *setting = (pc_setting) { 0 };
}

pc_status pc_setting_require_free(const pc_setting *setting, const pc_model *model, const pc_symbol *symbol,
                                  pc_error *error) {
  const pc_global *g = pc_global_of(model->evaluator, symbol);
  if (g && g->option) return pc_fail(error, PC_INPUT, "'%s' is an option: it is chosen, and does not vary", g->name);
  for (size_t i = 0; i < setting->formulas.n; i++) {
    if (setting->formulas.symbols[i] != symbol) continue;
    pc_buffer text = { .ctx = model->ctx };
    pc_expr_add_text(&text, setting->formulas.values[i]);
    pc_status status = pc_fail(error, PC_INPUT, "'%s' does not vary by itself: it is bound to %s",
                               pc_symbol_name(symbol), text.failed ? "a formula" : text.text);
    pc_buffer_clear(&text);
    return status;
  }
  return PC_OK;
}

static pc_status follow(pc_values *point, const pc_values *formulas, const pc_values *numbers, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < formulas->n; i++) {
    status = pc_expr_subs(&point->values[point->n], formulas->values[i], numbers->symbols,
                          (const pc_expr *const *)numbers->values, numbers->n, error);
    if (!status) point->symbols[point->n++] = formulas->symbols[i];
  }
  for (size_t i = 0; !status && i < numbers->n; i++) add(point, numbers->symbols[i], numbers->values[i]);
  return status;
}

pc_status pc_setting_check(const pc_setting *setting, const pc_model *model, const pc_values *numbers,
                           pc_error *error) {
  size_t room = setting->formulas.n + numbers->n;
  pc_arena arena = { .ctx = model->ctx };
  pc_values point = { 0 };
  pc_status status = make_room(&point, &arena, room, error);
  if (!status) status = follow(&point, &setting->formulas, numbers, error);
  if (!status) status = pc_point_check(model->evaluator, &point, error);
  if (!status) status = pc_model_check_facts(model, &point, error);
  for (size_t i = 0; i < point.n; i++) pc_expr_unref(point.values[i]);
  pc_arena_clear(&arena);
  return status;
}
