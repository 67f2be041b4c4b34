/* Names: what a name means in a scope. */
#include "lang/eval.h"

/* Searches the files that `file` uses; `*slot` stays NULL when none has the name. */
static pc_status find_used(pc_slot **slot, pc_evaluator *ev, pc_file *file, const char *name, pc_error *error) {
  file->mark = ev->mark;
  for (size_t i = 0; i < file->use_count; i++) {
    pc_file *used = file->uses[i];
    if (used->mark == ev->mark) continue;
    used->mark = ev->mark;
    pc_slot *found = pc_scope_own(used->scope, name);
    if (!found) {
      pc_status status = find_used(slot, ev, used, name, error);
      if (status) return status;
      continue;
    }
    bool same = !*slot || (found->kind == (*slot)->kind && found->kind <= PC_SLOT_OPTION &&
                           found->kind >= PC_SLOT_SYMBOL && found->global == (*slot)->global);
    if (!same)
      return pc_fail(error, PC_INPUT, "'%s' is declared in %s and in %s (give one of them a name: use \"%s\" as ...)",
                     name, (*slot)->scope->source->name, used->name, used->name);
    *slot = found;
  }
  return PC_OK;
}

static pc_status find_in_file(pc_slot **slot, pc_evaluator *ev, pc_file *file, const char *name, pc_error *error) {
  *slot = pc_scope_own(file->scope, name);
  if (*slot || !file->use_count) return PC_OK;
  ev->mark++;
  return find_used(slot, ev, file, name, error);
}

pc_status pc_find_slot(pc_slot **slot, pc_evaluator *ev, pc_scope *scope, const char *name, uint32_t offset,
                       pc_error *error) {
  *slot = NULL;
  for (pc_scope *s = scope; s && !*slot; s = s->parent) {
    if (!s->file) {
      *slot = pc_scope_own(s, name);
      continue;
    }
    pc_status status = find_in_file(slot, ev, s->file, name, error);
    if (status) return pc_error_place(error, scope->source, offset), status;
  }
  return PC_OK;
}

/* ---- unknown names ---- */

static void try_scope(pc_nearest *near, const pc_scope *scope) {
  for (size_t i = 0; i < scope->n; i++) pc_nearest_try(near, scope->slots[i].name);
}

static void try_file(pc_nearest *near, pc_evaluator *ev, pc_file *file) {
  if (file->mark == ev->mark) return;
  file->mark = ev->mark;
  try_scope(near, file->scope);
  for (size_t i = 0; i < file->use_count; i++) try_file(near, ev, file->uses[i]);
}

const char *pc_nearest_name(pc_evaluator *ev, pc_scope *scope, const char *name) {
  pc_nearest near = { .word = name };
  ev->mark++;
  for (pc_scope *s = scope; s; s = s->parent) {
    if (s->file)
      try_file(&near, ev, s->file);
    else
      try_scope(&near, s);
  }
  for (pc_builtin b = PC_B_FLOOR; b <= PC_B_COMPLETE; b++) pc_nearest_try(&near, pc_builtin_name(b));
  return near.best;
}

pc_status pc_fail_unknown(pc_scope *scope, const char *what, const char *name, const char *best, uint32_t offset,
                          pc_error *error) {
  const pc_source *source = scope ? scope->source : NULL;
  if (best)
    return pc_fail_at(error, PC_INPUT, source, offset, "unknown %s '%s' (did you mean '%s'?)", what, name, best);
  return pc_fail_at(error, PC_INPUT, source, offset, "unknown %s '%s'", what, name);
}

/* ---- values of slots ---- */

static void capture(pc_scope *scope) {
  for (; scope && !scope->captured; scope = scope->parent) scope->captured = true;
}

static pc_status evaluate_slot(pc_evaluator *ev, pc_scope *from, pc_slot *slot, const pc_syntax *syntax,
                               uint32_t offset, pc_error *error) {
  if (slot->busy)
    return pc_fail_at(error, PC_INPUT, from ? from->source : NULL, offset, "'%s' is defined by itself", slot->name);
  slot->busy = true;
  pc_status status = pc_eval(&slot->value, ev, slot->scope, syntax, error);
  slot->busy = false;
  slot->ready = !status;
  return status;
}

static pc_status option_value(pc_value *out, pc_evaluator *ev, pc_global *option, pc_error *error) {
  pc_status status = pc_option_value(out, ev, option, error);
  if (status || out->kind != PC_V_NUMBER) return status;
  pc_value_clear(ev, out);
  *out = pc_value_number(pc_expr_ref(option->expr));
  return PC_OK;
}

/* A metric's formula reads the names of metrics first: what its file calls so, too, would be hidden. */
static pc_status metric_total(pc_expr **out, pc_evaluator *ev, pc_scope *from, const pc_slot *slot, uint32_t offset,
                              pc_error *error) {
  pc_slot *hidden;
  pc_status status = pc_find_slot(&hidden, ev, slot->scope->parent, slot->name, offset, error);
  if (!status && hidden)
    status =
        pc_fail_at(error, PC_INPUT, from->source, offset,
                   "'%s' is a metric, and a symbol, an option or a let (give one of them another name)", slot->name);
  return status ? status : pc_totals_get(slot->scope->totals, slot->metric, out, error);
}

pc_status pc_slot_value(pc_value *out, pc_evaluator *ev, pc_scope *from, pc_slot *slot, uint32_t offset,
                        pc_error *error) {
  pc_status status = PC_OK;
  switch ((pc_slot_kind)slot->kind) {
  case PC_SLOT_SYMBOL: *out = pc_value_number(pc_expr_ref(slot->global->expr)); return PC_OK;
  case PC_SLOT_OPTION: return option_value(out, ev, slot->global, error);
  case PC_SLOT_TOTAL: {
    pc_expr *total = NULL;
    status = metric_total(&total, ev, from, slot, offset, error);
    if (!status) *out = pc_value_number(total);
    return status;
  }
  case PC_SLOT_LET:
    if (slot->let->function) {
      capture(slot->scope);
      *out = (pc_value) { .kind = PC_V_FUNCTION, .function = { slot->let, slot->scope } };
      return PC_OK;
    }
    if (!slot->ready) status = evaluate_slot(ev, from, slot, slot->let->value, offset, error);
    break;
  case PC_SLOT_DEFAULT:
    if (!slot->ready) status = evaluate_slot(ev, from, slot, slot->syntax, offset, error);
    break;
  case PC_SLOT_VALUE: break;
  }
  if (!status) *out = pc_value_copy(slot->value);
  return status;
}

static bool is_open(const pc_scope *scope) {
  for (; scope; scope = scope->parent)
    if (scope->open) return true;
  return false;
}

pc_status pc_name_value(pc_value *out, pc_evaluator *ev, pc_scope *scope, const char *name, uint32_t offset,
                        pc_error *error) {
  pc_slot *slot;
  pc_status status = pc_find_slot(&slot, ev, scope, name, offset, error);
  if (status) return status;
  if (slot) return pc_slot_value(out, ev, scope, slot, offset, error);
  pc_builtin builtin;
  if (pc_builtin_find(&builtin, name)) {
    *out = (pc_value) { .kind = PC_V_BUILTIN, .builtin = builtin };
    return PC_OK;
  }
  if (!is_open(scope)) return pc_fail_unknown(scope, "symbol", name, pc_nearest_name(ev, scope, name), offset, error);
  pc_global *g;
  status = pc_global_get(&g, ev, name, error);
  if (!status) *out = pc_value_number(pc_expr_ref(g->expr));
  return status;
}

pc_status pc_module_value(pc_value *out, pc_evaluator *ev, pc_scope *scope, pc_file *module, const char *name,
                          uint32_t offset, pc_error *error) {
  pc_slot *slot;
  pc_status status = find_in_file(&slot, ev, module, name, error);
  if (status) return pc_error_place(error, scope->source, offset), status;
  if (slot) return pc_slot_value(out, ev, scope, slot, offset, error);
  pc_nearest near = { .word = name };
  ev->mark++;
  try_file(&near, ev, module);
  return pc_fail_unknown(scope, "name", name, near.best, offset, error);
}
