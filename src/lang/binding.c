/* Bindings: presets, and NAME=EXPR of the command line. */
#include "lang/open.h"

#include <string.h>

/* ---- the command line ---- */

bool pc_is_name(const char *text, size_t n) {
  for (size_t i = 0; i < n; i++) {
    char c = text[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    if (!letter && (i == 0 || c < '0' || c > '9')) return false;
  }
  return n > 0;
}

static pc_status parse_right(pc_argument *out, pc_evaluator *ev, const char *text, size_t equals, pc_error *error) {
  size_t length = strlen(text);
  char *copy = pc_arena_copy(&ev->arena, text, length + 1);
  if (!copy) return pc_no_memory(ev->ctx, error);
  out->source = (pc_source) { "command line", copy, length };
  if (copy[equals + 1] == '=')
    return pc_fail_at(error, PC_INPUT, &out->source, equals + 1, "a binding has one '=': NAME=EXPR");
  return pc_parse_binding(&out->value, &ev->arena, &out->source, equals + 1, error);
}

static pc_status read_argument(pc_argument *out, pc_evaluator *ev, const char *text, pc_error *error) {
  pc_source source = { "command line", text, strlen(text) };
  size_t bad = pc_utf8_check(text, source.length);
  if (bad < source.length) return pc_fail_at(error, PC_INPUT, &source, bad, "a byte that is not UTF-8");
  const char *equals = strchr(text, '=');
  if (!equals) return pc_fail(error, PC_USAGE, "'%s' is no binding (NAME=EXPR)", text);
  size_t n = (size_t)(equals - text);
  while (n && text[n - 1] == ' ') n--;
  if (!pc_is_name(text, n)) return pc_fail_at(error, PC_INPUT, &source, 0, "a binding begins with a name: NAME=EXPR");
  out->name = pc_intern_string(ev->ctx, text, n);
  if (!out->name) return pc_no_memory(ev->ctx, error);
  return parse_right(out, ev, text, (size_t)(equals - text), error);
}

pc_status pc_arguments_read(pc_arguments *out, pc_evaluator *ev, pc_scope *parent, const char *const *bindings,
                            size_t n, pc_error *error) {
  *out = (pc_arguments) { .items = pc_arena_alloc(&ev->arena, n * sizeof out->items[0]) };
  out->scope = pc_scope_new(ev, parent, NULL, 0);
  if (!out->items || !out->scope) return pc_no_memory(ev->ctx, error);
  out->scope->open = true;
  out->scope->captured = true;
  memset(out->items, 0, n * sizeof out->items[0]);
  for (; out->n < n; out->n++) {
    pc_status status = read_argument(&out->items[out->n], ev, bindings[out->n], error);
    if (status) return status;
  }
  return PC_OK;
}

static pc_status define(pc_argument *a, pc_arguments *arguments, pc_evaluator *ev, pc_global *g, pc_error *error) {
  pc_scope *scope = pc_scope_new(ev, arguments->scope, &a->source, 0);
  if (!scope) return pc_no_memory(ev->ctx, error);
  scope->captured = true;
  a->done = true;
  return pc_global_define(ev, g, PC_LAYER_COMMAND, a->value, scope, 0, error);
}

/* Evaluates what is defined, so that the symbols it brings in are known. */
static pc_status introduce(pc_arguments *arguments, pc_evaluator *ev, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < arguments->n; i++) {
    pc_value *v;
    pc_global *g = arguments->items[i].done ? pc_global_find(ev, arguments->items[i].name) : NULL;
    if (g) status = pc_definition_value(&v, ev, g, PC_LAYER_COMMAND, error);
  }
  return status;
}

static pc_status fail_binding(pc_evaluator *ev, const pc_argument *a, pc_error *error) {
  pc_nearest near = { .word = a->name };
  for (size_t i = 0; i < ev->global_count; i++) pc_nearest_try(&near, ev->globals[i]->name);
  if (near.best)
    return pc_fail_at(error, PC_INPUT, &a->source, 0, "unknown symbol '%s' (did you mean '%s'?)", a->name, near.best);
  return pc_fail_at(error, PC_INPUT, &a->source, 0,
                    "unknown symbol '%s' (the model has no symbol or option of that name)", a->name);
}

pc_status pc_arguments_define(pc_arguments *arguments, pc_evaluator *ev, bool all, pc_error *error) {
  for (bool again = true; again;) {
    pc_status status = all ? introduce(arguments, ev, error) : PC_OK;
    if (status) return status;
    again = false;
    for (size_t i = 0; i < arguments->n; i++) {
      pc_argument *a = &arguments->items[i];
      pc_global *g = a->done ? NULL : pc_global_find(ev, a->name);
      if (!g) continue;
      status = define(a, arguments, ev, g, error);
      if (status) return status;
      again = all;
    }
  }
  for (size_t i = 0; all && !arguments->optional && i < arguments->n; i++)
    if (!arguments->items[i].done) return fail_binding(ev, &arguments->items[i], error);
  return PC_OK;
}

/* ---- maps and presets ---- */

pc_status pc_map_let(pc_evaluator *ev, pc_scope *scope, const pc_let *let, pc_error *error) {
  if (pc_scope_own(scope, let->name.text))
    return pc_fail_at(error, PC_INPUT, scope->source, let->name.offset, "'%s' is declared twice", let->name.text);
  pc_slot *slot = pc_scope_add(ev, scope, let->name.text, PC_SLOT_LET);
  if (!slot) return pc_no_memory(ev->ctx, error);
  slot->let = let;
  return PC_OK;
}

pc_status pc_map_bind(pc_evaluator *ev, pc_scope *scope, const pc_entry *entry, pc_layer layer, pc_error *error) {
  pc_global *g = pc_global_find(ev, entry->name.text);
  if (g && g->item) return pc_global_define(ev, g, layer, entry->value, scope, entry->name.offset, error);
  pc_nearest near = { .word = entry->name.text };
  for (size_t i = 0; i < ev->global_count; i++)
    if (ev->globals[i]->item) pc_nearest_try(&near, ev->globals[i]->name);
  return pc_fail_unknown(scope, "symbol", entry->name.text, near.best, entry->name.offset, error);
}

static bool fits(const pc_item *item, const char *name, const char *model) {
  return item->kind == PC_I_PRESET && !strcmp(item->name.text, name) &&
         (!item->target.text || !model || !strcmp(item->target.text, model));
}

static const pc_item *find_preset(pc_file **file, pc_evaluator *ev, const char *name, const char *model) {
  for (*file = ev->files; *file; *file = (*file)->next)
    for (uint32_t i = 0; i < (*file)->syntax->n; i++)
      if (fits(&(*file)->syntax->items[i], name, model)) return &(*file)->syntax->items[i];
  return NULL;
}

static pc_status fail_preset(pc_evaluator *ev, const char *name, pc_error *error) {
  pc_file *file;
  const pc_item *other = find_preset(&file, ev, name, NULL);
  if (other) return pc_fail(error, PC_INPUT, "the preset '%s' is for another model, '%s'", name, other->target.text);
  pc_nearest near = { .word = name };
  pc_buffer text = { .ctx = ev->ctx };
  for (file = ev->files; file; file = file->next)
    for (uint32_t i = 0; i < file->syntax->n; i++) {
      const pc_item *item = &file->syntax->items[i];
      if (item->kind != PC_I_PRESET) continue;
      pc_nearest_try(&near, item->name.text);
      pc_buffer_addf(&text, "%s%s", text.length ? ", " : "", item->name.text);
    }
  pc_status status;
  if (near.best)
    status = pc_fail(error, PC_INPUT, "unknown preset '%s' (did you mean '%s'?)", name, near.best);
  else if (text.length && !text.failed)
    status = pc_fail(error, PC_INPUT, "unknown preset '%s' (there are: %s)", name, text.text);
  else
    status = pc_fail(error, PC_INPUT, "unknown preset '%s' (the model has none)", name);
  pc_buffer_clear(&text);
  return status;
}

bool pc_preset_exists(pc_evaluator *ev, const char *name, const char *model) {
  pc_file *file;
  return find_preset(&file, ev, name, model);
}

pc_status pc_preset_define(pc_evaluator *ev, const char *name, const char *model, pc_error *error) {
  pc_file *file;
  const pc_item *item = find_preset(&file, ev, name, model);
  if (!item) return fail_preset(ev, name, error);
  pc_scope *scope = pc_scope_new(ev, file->scope, &file->source, 0);
  if (!scope) return pc_no_memory(ev->ctx, error);
  scope->captured = true;
  pc_status status = PC_OK;
  for (uint32_t i = 0; !status && i < item->map.n; i++) {
    const pc_entry *entry = &item->map.entries[i];
    if (entry->kind == PC_M_LET)
      status = pc_map_let(ev, scope, entry->let, error);
    else if (entry->kind == PC_M_BIND)
      status = pc_map_bind(ev, scope, entry, PC_LAYER_PRESET, error);
    else
      status = pc_fail_at(error, PC_INPUT, scope->source, entry->name.offset,
                          "a preset binds names; 'use' stands in huggingface maps");
  }
  return status;
}
