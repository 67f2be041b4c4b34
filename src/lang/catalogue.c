/* What stands in a model's files, for `info`: names, titles, documentation and texts as they were written. */
#include "lang/open.h"

#include <string.h>

/* ---- text as written ---- */

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The end of a string literal, or of one character, at p. */
static const char *skip_one(const char *p, const char *end) {
  if (*p != '"') return p + 1;
  for (p++; p < end && *p != '"' && *p != '\n'; p++)
    if (*p == '\\' && p + 1 < end) p++;
  return p < end ? p + 1 : p;
}

static bool continues(const char *p, const char *end) {
  while (p < end && is_blank(*p)) p++;
  static const char *const words[] = { "else", "except", "where", "->" };
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    size_t n = strlen(words[i]);
    if ((size_t)(end - p) > n && !memcmp(p, words[i], n)) return true;
  }
  return false;
}

/* Where the expression that begins at p ends: at a new line or comma outside all brackets. */
static const char *expression_end(const char *p, const char *end) {
  int depth = 0;
  char last = '=';
  while (p < end) {
    if (*p == '#') {
      while (p < end && *p != '\n') p++;
      continue;
    }
    bool operator_before = strchr("+-*/^=|?,:", last) != NULL;
    if (depth == 0 && (*p == '}' || (*p == ',' && last != '='))) return p;
    if (depth == 0 && *p == '\n' && !operator_before && !continues(p, end)) return p;
    if (strchr("([{", *p)) depth++;
    if (strchr(")]}", *p)) depth--;
    if (!is_blank(*p)) last = *p;
    p = skip_one(p, end);
  }
  return end;
}

/* A copy in the model's arena, comments left out, blanks folded. */
static const char *folded(pc_model *model, const char *p, const char *end) {
  char *copy = pc_arena_alloc(&model->arena, (size_t)(end - p) + 1), *to = copy;
  if (!copy) return NULL;
  while (p < end) {
    if (*p == '#') {
      while (p < end && *p != '\n') p++;
      continue;
    }
    if (is_blank(*p)) {
      if (to > copy && to[-1] != ' ') *to++ = ' ';
      p++;
      continue;
    }
    const char *next = skip_one(p, end);
    memcpy(to, p, (size_t)(next - p));
    to += next - p;
    p = next;
  }
  if (to > copy && to[-1] == ' ') to--;
  *to = '\0';
  return copy;
}

static const char *from_offset(const pc_file *file, uint32_t offset, const char *skip) {
  const char *p = file->source.text + offset, *end = file->source.text + file->source.length;
  while (p < end && strchr(skip, *p)) p++;
  return p;
}

static const char *expression_text(pc_model *model, const pc_file *file, const pc_syntax *x) {
  const char *end = file->source.text + file->source.length, *p = from_offset(file, x->offset, "");
  while (p > file->source.text && strchr("([-", p[-1])) p--;
  return folded(model, p, expression_end(p, end));
}

/* "(rows, i, o, bias = 0)": from the name to the block or the = of the body. */
static const char *parameter_text(pc_model *model, const pc_file *file, const pc_let *let) {
  if (!let->function) return NULL;
  const char *end = file->source.text + file->source.length;
  const char *p = from_offset(file, let->name.offset + (uint32_t)strlen(let->name.text), " \t");
  if (p == end || *p != '(') return folded(model, "()", "()" + 2);
  const char *stop = p;
  int depth = 0;
  do {
    if (*stop == '#')
      while (stop < end && *stop != '\n') stop++;
    if (stop == end) break;
    if (strchr("([{", *stop)) depth++;
    if (strchr(")]}", *stop)) depth--;
    stop = skip_one(stop, end);
  } while (depth && stop < end);
  return folded(model, p, stop);
}

static const char *map_text(pc_model *model, const pc_file *file, const pc_map *map) {
  pc_buffer text = { .ctx = model->ctx };
  for (uint32_t i = 0; i < map->n; i++) {
    const pc_entry *e = &map->entries[i];
    if (e->kind != PC_M_BIND) continue;
    const char *value = expression_text(model, file, e->value);
    pc_buffer_addf(&text, "%s%s = %s", text.length ? ", " : "", e->name.text, value ? value : "");
  }
  const char *copy = text.failed ? NULL : folded(model, text.text ? text.text : "", text.text + text.length);
  pc_buffer_clear(&text);
  return copy;
}

/* ---- the lists ---- */

static pc_named describe(pc_model *model, const pc_file *file, const pc_item *item) {
  pc_named named = { .name = item->let ? item->let->name.text : item->name.text, .doc = item->doc };
  const pc_global *g;
  switch (item->kind) {
  case PC_I_SYMBOL:
  case PC_I_OPTION:
    g = pc_global_find(model->evaluator, named.name);
    named.latex = pc_symbol_latex(g->symbol);
    if (item->kind == PC_I_OPTION) named.text = expression_text(model, file, item->values[0]);
    break;
  case PC_I_METRIC:
    if (item->string_count > 0) named.title = item->strings[0].text;
    if (item->string_count > 1) named.unit = item->strings[1].text;
    if (item->value) named.text = expression_text(model, file, item->value);
    break;
  case PC_I_ASSUME: {
    const char *p = from_offset(file, item->offset, ""), *end = file->source.text + file->source.length;
    p = p + strcspn(p, " \t\n");
    named.name = named.text = folded(model, p, expression_end(p, end));
    break;
  }
  case PC_I_PRESET: named.text = map_text(model, file, &item->map); break;
  case PC_I_MODEL:
    if (item->string_count) named.title = item->strings[0].text;
    break;
  case PC_I_LET:
  case PC_I_LAYER: named.text = parameter_text(model, file, item->let); break;
  default: break;
  }
  return named;
}

static pc_names *list_of(pc_catalogue *c, const pc_item *item) {
  switch (item->kind) {
  case PC_I_SYMBOL: return &c->symbols;
  case PC_I_OPTION: return &c->options;
  case PC_I_METRIC: return &c->metrics;
  case PC_I_ASSUME: return &c->facts;
  case PC_I_LET: return item->let->function ? &c->functions : NULL;
  case PC_I_LAYER: return &c->layers;
  case PC_I_MODEL: return &c->models;
  case PC_I_PRESET: return &c->presets;
  default: return NULL;
  }
}

static bool is_listed(const pc_names *list, const char *name) {
  for (size_t i = 0; i < list->n; i++)
    if (list->items[i].name == name) return true;
  return false;
}

/* Names that two files declare alike stand once. */
static bool is_new(const pc_names *list, const pc_item *item) {
  bool global = item->kind == PC_I_SYMBOL || item->kind == PC_I_OPTION || item->kind == PC_I_METRIC;
  return !global || !is_listed(list, item->name.text);
}

static pc_status make_room(pc_model *model, pc_catalogue *c, pc_error *error) {
  for (pc_file *file = model->evaluator->files; file; file = file->next)
    for (uint32_t i = 0; i < file->syntax->n; i++) {
      pc_names *list = list_of(c, &file->syntax->items[i]);
      if (list) list->n++;
    }
  pc_names *lists[] = { &c->symbols, &c->options, &c->facts,  &c->metrics,
                        &c->presets, &c->layers,  &c->models, &c->functions };
  for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
    lists[i]->items = pc_arena_alloc(&model->arena, lists[i]->n * sizeof lists[i]->items[0] + 1);
    if (!lists[i]->items) return pc_no_memory(model->ctx, error);
    lists[i]->n = 0;
  }
  return PC_OK;
}

pc_status pc_catalogue_make(pc_model *model, pc_error *error) {
  pc_catalogue *c = &model->catalogue;
  const pc_file *main_file = model->evaluator->files;
  c->source = main_file ? main_file->name : "";
  c->doc = main_file ? main_file->syntax->doc : NULL;
  pc_status status = make_room(model, c, error);
  if (status) return status;
  for (pc_file *file = model->evaluator->files; file; file = file->next)
    for (uint32_t i = 0; i < file->syntax->n; i++) {
      const pc_item *item = &file->syntax->items[i];
      pc_names *list = list_of(c, item);
      if (list && is_new(list, item)) list->items[list->n++] = describe(model, file, item);
    }
  return PC_OK;
}
