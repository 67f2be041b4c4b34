/* Loading: files, the files they use, and what they declare. */
#include "lang/eval.h"

#include <string.h>

pc_status pc_evaluator_visit(pc_evaluator *ev, pc_error *error) {
  if (++ev->visits <= ev->ctx->limits.max_nodes) return PC_OK;
  return pc_fail(error, PC_LIMIT, "the model takes more than --max-nodes %zu steps to build",
                 ev->ctx->limits.max_nodes);
}

/* ---- globals: symbols and options, one a name for all files ---- */

pc_global *pc_global_find(const pc_evaluator *ev, const char *name) {
  pc_slot *slot = pc_scope_own(ev->global_index, name);
  return slot ? slot->global : NULL;
}

pc_global *pc_global_of(const pc_evaluator *ev, const pc_symbol *symbol) {
  const char *name = pc_symbol_name(symbol);
  name = pc_intern_string(ev->ctx, name, strlen(name));
  return name ? pc_global_find(ev, name) : NULL;
}

static bool is_varied(const pc_evaluator *ev, const char *name) {
  for (size_t i = 0; i < ev->varied_count; i++)
    if (!strcmp(ev->varied[i], name)) return true;
  return false;
}

static pc_status global_new(pc_global **out, pc_evaluator *ev, const char *name, pc_error *error) {
  pc_global *g = pc_arena_alloc(&ev->arena, sizeof *g);
  if (!g) return pc_no_memory(ev->ctx, error);
  memset(g, 0, sizeof *g);
  g->name = name;
  g->varied = is_varied(ev, name);
  pc_status status = pc_symbol_get(&g->symbol, ev->ctx, name, error);
  if (!status) status = pc_expr_symbol(&g->expr, ev->ctx, g->symbol, error);
  if (status) return status;
  void *globals = ev->globals;
  bool room = pc_grow(ev->ctx, &globals, &ev->global_capacity, ev->global_count, sizeof ev->globals[0]);
  ev->globals = globals;
  pc_slot *slot = room ? pc_scope_add(ev, ev->global_index, name, PC_SLOT_SYMBOL) : NULL;
  if (!slot) {
    pc_expr_unref(g->expr);
    return pc_no_memory(ev->ctx, error);
  }
  slot->global = g;
  ev->globals[ev->global_count++] = g;
  *out = g;
  return PC_OK;
}

pc_status pc_global_get(pc_global **out, pc_evaluator *ev, const char *name, pc_error *error) {
  *out = pc_global_find(ev, name);
  return *out ? PC_OK : global_new(out, ev, name, error);
}

/* What holds of a symbol that a file declares, whatever another model said of it: it is a positive integer. */
static pc_status forget_facts(pc_evaluator *ev, const pc_global *g, pc_error *error) {
  pc_expr *one;
  pc_status status = pc_expr_integer(&one, ev->ctx, 1, error);
  if (status) return status;
  status = pc_symbol_assume(ev->ctx, g->symbol, PC_INTEGERS, one, error);
  pc_expr_unref(one);
  return status;
}

/* ---- declarations ---- */

static size_t line_of(const pc_source *source, uint32_t offset) {
  size_t line = 1;
  for (size_t i = 0; i < offset && i < source->length; i++) line += source->text[i] == '\n';
  return line;
}

/* A new slot in the file's scope, unless the name is taken there. */
static pc_status declare(pc_slot **out, pc_evaluator *ev, pc_file *file, const pc_word *name, pc_slot_kind kind,
                         pc_error *error) {
  pc_slot *old = pc_scope_own(file->scope, name->text);
  if (old)
    return pc_fail_at(error, PC_INPUT, &file->source, name->offset, "'%s' is declared twice (first in line %zu)",
                      name->text, line_of(&file->source, old->offset));
  *out = pc_scope_add(ev, file->scope, name->text, kind);
  if (!*out) return pc_no_memory(ev->ctx, error);
  (*out)->offset = name->offset;
  return PC_OK;
}

static bool same_words(const pc_item *a, const pc_item *b) {
  if (a->string_count != b->string_count) return false;
  for (uint32_t i = 0; i < a->string_count; i++)
    if (a->strings[i].text != b->strings[i].text) return false;
  return true;
}

static pc_status declare_unlike(pc_file *file, const pc_item *item, const pc_source *first, pc_error *error) {
  return pc_fail_at(error, PC_INPUT, &file->source, item->name.offset,
                    "'%s' is declared otherwise in %s (declarations of one name must be alike)", item->name.text,
                    first->name);
}

static pc_status spell(pc_evaluator *ev, pc_file *file, const pc_item *item, const pc_symbol *symbol, pc_error *error) {
  if (!item->string_count) return PC_OK;
  pc_status status = pc_symbol_set_latex(ev->ctx, symbol, item->strings[0].text, error);
  if (status) pc_error_place(error, &file->source, item->strings[0].offset);
  return status;
}

static pc_status declare_global(pc_evaluator *ev, pc_file *file, const pc_item *item, bool option, pc_error *error) {
  pc_slot *slot;
  pc_global *g;
  pc_status status = declare(&slot, ev, file, &item->name, option ? PC_SLOT_OPTION : PC_SLOT_SYMBOL, error);
  if (!status) status = pc_global_get(&g, ev, item->name.text, error);
  if (status) return status;
  slot->global = g;
  if (g->item) {
    bool alike =
        g->option == option && same_words(g->item, item) && (!option || g->item->value_count == item->value_count);
    return alike ? PC_OK : declare_unlike(file, item, &g->file->source, error);
  }
  g->item = item;
  g->file = file;
  g->option = option;
  status = spell(ev, file, item, g->symbol, error);
  if (!status && !option) status = forget_facts(ev, g, error);
  if (status || !option) return status;
  g->domain = PC_RATIONALS;
  status = pc_symbol_assume(ev->ctx, g->symbol, PC_RATIONALS, NULL, error);
  if (status) return status;
  return pc_global_define(ev, g, PC_LAYER_DEFAULT, item->values[0], file->scope, item->name.offset, error);
}

static pc_status declare_metric(pc_evaluator *ev, pc_file *file, const pc_item *item, pc_error *error) {
  int known = pc_metric_find(ev->metrics, item->name.text);
  if (known >= 0) {
    const pc_item *first = ev->metric_items[known];
    if (ev->metric_files[known] == file)
      return pc_fail_at(error, PC_INPUT, &file->source, item->name.offset, "'%s' is declared twice (first in line %zu)",
                        item->name.text, line_of(&file->source, first->name.offset));
    if (same_words(first, item) && !first->value && !item->value) return PC_OK;
    return declare_unlike(file, item, &ev->metric_files[known]->source, error);
  }
  if (ev->metrics->n == PC_METRIC_MAX)
    return pc_fail_at(error, PC_LIMIT, &file->source, item->name.offset, "a model has at most %d metrics",
                      PC_METRIC_MAX);
  unsigned i = ev->metrics->n++;
  ev->metric_items[i] = item;
  ev->metric_files[i] = file;
  ev->metrics->items[i] = (pc_metric) { .name = item->name.text,
                                        .title = item->string_count > 0 ? item->strings[0].text : NULL,
                                        .unit = item->string_count > 1 ? item->strings[1].text : NULL,
                                        .doc = item->doc };
  return PC_OK;
}

static pc_status declare_let(pc_evaluator *ev, pc_file *file, const pc_item *item, pc_error *error) {
  pc_slot *slot;
  pc_status status = declare(&slot, ev, file, &item->let->name, PC_SLOT_LET, error);
  if (!status) slot->let = item->let;
  return status;
}

static pc_status use_file(pc_evaluator *ev, pc_file *file, const pc_item *item, pc_error *error) {
  pc_file *used;
  const pc_word *path = &item->strings[0];
  pc_status status = pc_load_file(&used, ev, path->text, file->name, error);
  if (status == PC_NO)
    return pc_fail_at(error, PC_INPUT, &file->source, path->offset,
                      "cannot find '%s' (neither beside this file nor among the shipped files)", path->text);
  if (status) return pc_error_place(error, &file->source, path->offset), status;
  if (item->name.text) {
    pc_slot *slot;
    status = declare(&slot, ev, file, &item->name, PC_SLOT_VALUE, error);
    if (status) return status;
    slot->ready = true;
    slot->value = (pc_value) { .kind = PC_V_MODULE, .module = used };
    return PC_OK;
  }
  void *uses = file->uses;
  bool room = pc_grow(ev->ctx, &uses, &file->use_capacity, file->use_count, sizeof file->uses[0]);
  file->uses = uses;
  if (!room) return pc_no_memory(ev->ctx, error);
  file->uses[file->use_count++] = used;
  return PC_OK;
}

static pc_status declare_item(pc_evaluator *ev, pc_file *file, const pc_item *item, pc_error *error) {
  switch (item->kind) {
  case PC_I_USE: return use_file(ev, file, item, error);
  case PC_I_SYMBOL: return declare_global(ev, file, item, false, error);
  case PC_I_OPTION: return declare_global(ev, file, item, true, error);
  case PC_I_METRIC: return declare_metric(ev, file, item, error);
  case PC_I_LET:
  case PC_I_LAYER:
  case PC_I_MODEL: return declare_let(ev, file, item, error);
  default: return PC_OK;
  }
}

/* ---- files ---- */

static pc_status file_new(pc_file **out, pc_evaluator *ev, char *name, char *text, size_t length, pc_error *error) {
  pc_file *file = pc_alloc_zero(ev->ctx, sizeof *file);
  if (!file) return pc_no_memory(ev->ctx, error);
  *file = (pc_file) {
    .source = { name, text, length }, .name = name, .text = text, .name_size = strlen(name) + 1, .text_size = length + 1
  };
  *ev->last_file = file;
  ev->last_file = &file->next;
  *out = file;
  return PC_OK;
}

/* Files that use one another are loaded by recursion, each once. */
static pc_status file_fill(pc_evaluator *ev, pc_file *file, pc_error *error) {
  if (++ev->depth > ev->ctx->limits.max_depth)
    return pc_fail(error, PC_LIMIT, "files use one another deeper than --max-depth %zu", ev->ctx->limits.max_depth);
  pc_status status = pc_parse_file(&file->syntax, &ev->arena, &file->source, error);
  if (status) return status;
  file->scope = pc_scope_new(ev, NULL, &file->source, file->syntax->n);
  if (!file->scope) return pc_no_memory(ev->ctx, error);
  file->scope->file = file;
  file->scope->captured = true;
  for (uint32_t i = 0; !status && i < file->syntax->n; i++)
    status = declare_item(ev, file, &file->syntax->items[i], error);
  for (uint32_t i = 0; !status && i < file->syntax->n; i++)
    if (file->syntax->items[i].kind == PC_I_ASSUME)
      status = pc_assume_declare(ev, file, &file->syntax->items[i], error);
  ev->depth--;
  return status;
}

static pc_file *find_loaded(const pc_evaluator *ev, const char *name) {
  pc_file *file = ev->files;
  while (file && strcmp(file->name, name)) file = file->next;
  return file;
}

pc_status pc_load_file(pc_file **out, pc_evaluator *ev, const char *name, const char *from, pc_error *error) {
  char *resolved = NULL, *text = NULL;
  size_t length = 0;
  pc_status status = ev->loader->load(ev->loader->user, ev->ctx, name, from, &resolved, &text, &length, error);
  if (status) return status;
  *out = find_loaded(ev, resolved);
  if (!*out) {
    status = file_new(out, ev, resolved, text, length, error);
    if (!status) return file_fill(ev, *out, error);
  }
  pc_free(ev->ctx, resolved, strlen(resolved) + 1);
  pc_free(ev->ctx, text, length + 1);
  return status;
}

pc_status pc_load_text(pc_file **out, pc_evaluator *ev, const char *name, const char *text, size_t length,
                       pc_error *error) {
  char *own_name = pc_source_text(ev->ctx, name, strlen(name)), *own_text = pc_source_text(ev->ctx, text, length);
  pc_status status =
      own_name && own_text ? file_new(out, ev, own_name, own_text, length, error) : pc_no_memory(ev->ctx, error);
  if (!status) return file_fill(ev, *out, error);
  if (own_name) pc_free(ev->ctx, own_name, strlen(name) + 1);
  if (own_text) pc_free(ev->ctx, own_text, length + 1);
  return status;
}

static void file_free(pc_evaluator *ev, pc_file *file) {
  pc_free(ev->ctx, file->name, file->name_size);
  pc_free(ev->ctx, file->text, file->text_size);
  pc_free(ev->ctx, file->uses, file->use_capacity * sizeof file->uses[0]);
  pc_free(ev->ctx, file, sizeof *file);
}

pc_status pc_evaluator_init(pc_evaluator *ev, pc_context *ctx, const pc_loader *loader, pc_metric_table *metrics,
                            pc_error *error) {
  *ev = (pc_evaluator) { .ctx = ctx, .arena.ctx = ctx, .loader = loader, .metrics = metrics };
  ev->last_file = &ev->files;
  ev->unnamed = pc_intern_string(ctx, "", 0);
  if (ev->unnamed) ev->global_index = pc_scope_new(ev, NULL, NULL, 0);
  if (!ev->global_index) return pc_no_memory(ctx, error);
  ev->global_index->captured = true;
  return PC_OK;
}

static void global_clear(pc_evaluator *ev, pc_global *g) {
  pc_expr_unref(g->expr);
  pc_expr_unref(g->lower);
  for (int view = 0; view < PC_VIEWS; view++) pc_expr_unref(g->full[view]);
  for (int i = 0; i < 4; i++)
    if (g->definitions[i]) pc_value_clear(ev, &g->definitions[i]->value);
}

void pc_evaluator_clear(pc_evaluator *ev) {
  for (size_t i = 0; i < ev->global_count; i++) global_clear(ev, ev->globals[i]);
  pc_free(ev->ctx, ev->globals, ev->global_capacity * sizeof ev->globals[0]);
  while (ev->scopes) {
    ev->scopes->captured = false;
    pc_scope_leave(ev, ev->scopes);
  }
  while (ev->files) {
    pc_file *file = ev->files;
    ev->files = file->next;
    file_free(ev, file);
  }
  pc_arena_clear(&ev->arena);
}
