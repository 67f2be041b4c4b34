/* Maps of configurations: what they bind. */
#include "lang/config.h"

#include <string.h>

static pc_status map_scope(pc_scope **out, pc_evaluator *ev, pc_file *file, pc_error *error) {
  const char *name = pc_intern_string(ev->ctx, "config", 6);
  *out = name ? pc_scope_new(ev, file->scope, &file->source, 0) : NULL;
  if (!*out) return pc_no_memory(ev->ctx, error);
  (*out)->captured = true;
  pc_slot *slot = pc_scope_add(ev, *out, name, PC_SLOT_VALUE);
  if (!slot) return pc_no_memory(ev->ctx, error);
  slot->ready = true;
  slot->value = (pc_value) { .kind = PC_V_OBJECT, .object = ev->config->root };
  return PC_OK;
}

/* What a map that is used binds gives way to the bindings of the map that uses it. */
static pc_status bind_entry(pc_evaluator *ev, pc_scope *scope, const pc_entry *entry, bool symbolic, bool used,
                            pc_error *error) {
  if (entry->kind == PC_M_LET) return pc_map_let(ev, scope, entry->let, error);
  pc_global *g = pc_global_find(ev, entry->name.text);
  if (used && g && g->definitions[PC_LAYER_CONFIG]) return PC_OK;
  pc_status status = pc_map_bind(ev, scope, entry, PC_LAYER_CONFIG, error);
  if (!status) pc_global_find(ev, entry->name.text)->kept = symbolic && !pc_global_find(ev, entry->name.text)->option;
  return status;
}

/* The map of a module's file for the model of that name. */
static pc_status find_used(pc_file **file, const pc_item **map, pc_evaluator *ev, pc_file *from, const pc_entry *entry,
                           pc_error *error) {
  pc_slot *slot;
  pc_status status = pc_find_slot(&slot, ev, from->scope, entry->name.text, entry->name.offset, error);
  if (status) return status;
  if (!slot || slot->kind != PC_SLOT_VALUE || slot->value.kind != PC_V_MODULE)
    return pc_fail_at(error, PC_INPUT, &from->source, entry->name.offset, "'%s' is no file here (use \"FILE\" as %s)",
                      entry->name.text, entry->name.text);
  *file = slot->value.module;
  for (uint32_t i = 0; i < (*file)->syntax->n; i++) {
    *map = &(*file)->syntax->items[i];
    pc_slot *model;
    if ((*map)->kind != PC_I_HUGGINGFACE) continue;
    status = pc_config_model(&model, ev, *file, *map, error);
    if (status || !strcmp(model->name, entry->member.text)) return status;
  }
  return pc_fail_at(error, PC_INPUT, &from->source, entry->member.offset, "%s has no huggingface map for '%s'",
                    (*file)->name, entry->member.text);
}

static pc_status bind_map(pc_evaluator *ev, pc_file *file, const pc_item *map, bool symbolic, bool used,
                          pc_error *error);

static pc_status bind_used(pc_evaluator *ev, pc_file *from, const pc_entry *entry, bool symbolic, pc_error *error) {
  pc_file *file = NULL;
  const pc_item *map = NULL;
  pc_status status = find_used(&file, &map, ev, from, entry, error);
  if (status) return status;
  if (++ev->depth > ev->ctx->limits.max_depth)
    status = pc_fail_at(error, PC_LIMIT, &from->source, entry->name.offset,
                        "maps use one another deeper than --max-depth %zu", ev->ctx->limits.max_depth);
  if (!status) status = bind_map(ev, file, map, symbolic, true, error);
  ev->depth--;
  return status;
}

static pc_status bind_map(pc_evaluator *ev, pc_file *file, const pc_item *map, bool symbolic, bool used,
                          pc_error *error) {
  pc_scope *scope;
  pc_status status = map_scope(&scope, ev, file, error);
  for (uint32_t i = 0; !status && i < map->map.n; i++)
    if (map->map.entries[i].kind != PC_M_USE)
      status = bind_entry(ev, scope, &map->map.entries[i], symbolic, used, error);
  for (uint32_t i = 0; !status && i < map->map.n; i++)
    if (map->map.entries[i].kind == PC_M_USE) status = bind_used(ev, file, &map->map.entries[i], symbolic, error);
  return status;
}

pc_status pc_config_bind(pc_evaluator *ev, pc_file *file, const pc_item *map, bool symbolic, pc_error *error) {
  return bind_map(ev, file, map, symbolic, false, error);
}

static const pc_let *first_model(const pc_file *file) {
  for (uint32_t i = 0; i < file->syntax->n; i++)
    if (file->syntax->items[i].kind == PC_I_MODEL) return file->syntax->items[i].let;
  return NULL;
}

pc_status pc_config_model(pc_slot **out, pc_evaluator *ev, pc_file *file, const pc_item *map, pc_error *error) {
  const pc_let *first = map->target.text ? NULL : first_model(file);
  const char *name = map->target.text ? map->target.text : first ? first->name.text : NULL;
  uint32_t offset = map->target.text ? map->target.offset : map->offset;
  if (!name) return pc_fail_at(error, PC_INPUT, &file->source, offset, "%s declares no model", file->name);
  pc_status status = pc_find_slot(out, ev, file->scope, name, offset, error);
  if (status) return status;
  if (*out && (*out)->kind == PC_SLOT_LET && (*out)->let->function) return PC_OK;
  return pc_fail_unknown(file->scope, "model", name, pc_nearest_name(ev, file->scope, name), offset, error);
}
