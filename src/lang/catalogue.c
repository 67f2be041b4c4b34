/* What stands in a model's files, for `info`: names, titles, documentation and texts as they were written. */
#include "lang/eval.h"
#include "lang/model.h"

#include <string.h>

/* Where the texts go. */
typedef struct making {
  const pc_model *model;
  pc_arena *arena;
  bool failed; /* memory ran out */
} making;

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

/* A copy in the arena, comments left out, blanks folded. */
static const char *folded(making *m, const char *p, const char *end) {
  char *copy = pc_arena_alloc(m->arena, (size_t)(end - p) + 1), *to = copy;
  if (!copy) {
    m->failed = true;
    return NULL;
  }
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

/* A copy of a whole text; NULL for NULL. */
static const char *copied(making *m, const char *text) {
  if (!text) return NULL;
  const char *copy = pc_arena_copy(m->arena, text, strlen(text) + 1);
  m->failed |= !copy;
  return copy;
}

static const char *from_offset(const pc_file *file, uint32_t offset, const char *skip) {
  const char *p = file->source.text + offset, *end = file->source.text + file->source.length;
  while (p < end && strchr(skip, *p)) p++;
  return p;
}

/* What a node starts with, where that is another one. */
static const pc_syntax *leftmost(const pc_syntax *x) {
  for (;;) switch (x->kind) {
    case PC_X_SUM:
    case PC_X_PRODUCT:
    case PC_X_POWER:
    case PC_X_COMPARE:
    case PC_X_AND:
    case PC_X_OR:
    case PC_X_COALESCE:
    case PC_X_INDEX:
    case PC_X_MEMBER:
    case PC_X_CALL:
    case PC_X_WHERE:
    case PC_X_EXCEPT: x = x->items[0]; break;
    default: return x;
    }
}

static const char *expression_text(making *m, const pc_file *file, const pc_syntax *x) {
  const char *end = file->source.text + file->source.length, *p = from_offset(file, leftmost(x)->offset, "");
  while (p > file->source.text && strchr("([-", p[-1])) p--;
  return folded(m, p, expression_end(p, end));
}

/* "(rows, i, o, bias = 0)": from the name to the block or the = of the body. */
static const char *parameter_text(making *m, const pc_file *file, const pc_let *let) {
  static const char none[] = "()";
  if (!let->function) return NULL;
  const char *end = file->source.text + file->source.length;
  const char *p = from_offset(file, let->name.offset + (uint32_t)strlen(let->name.text), " \t");
  if (p == end || *p != '(') return folded(m, none, none + sizeof none - 1);
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
  return folded(m, p, stop);
}

static const char *map_text(making *m, const pc_file *file, const pc_map *map) {
  pc_buffer text = { .ctx = m->model->ctx };
  for (uint32_t i = 0; i < map->n; i++) {
    const pc_entry *e = &map->entries[i];
    if (e->kind != PC_M_BIND) continue;
    const char *value = expression_text(m, file, e->value);
    pc_buffer_addf(&text, "%s%s = %s", text.length ? ", " : "", e->name.text, value ? value : "");
  }
  const char *copy = text.length && !text.failed ? folded(m, text.text, text.text + text.length) : NULL;
  m->failed |= text.failed;
  pc_buffer_clear(&text);
  return copy;
}

/* ---- the lists ---- */

static pc_named describe(making *m, const pc_file *file, const pc_item *item) {
  pc_named named = { .name = item->let ? item->let->name.text : item->name.text, .doc = copied(m, item->doc) };
  const pc_global *g;
  switch (item->kind) {
  case PC_I_SYMBOL:
  case PC_I_OPTION:
    g = pc_global_find(m->model->evaluator, named.name);
    named.latex = copied(m, pc_symbol_latex(g->symbol));
    if (item->kind == PC_I_OPTION) named.text = expression_text(m, file, item->values[0]);
    break;
  case PC_I_METRIC:
    if (item->string_count > 0) named.title = item->strings[0].text;
    if (item->string_count > 1) named.unit = item->strings[1].text;
    if (item->value) named.text = expression_text(m, file, item->value);
    break;
  case PC_I_ASSUME: {
    const char *p = from_offset(file, item->offset, ""), *end = file->source.text + file->source.length;
    p = p + strcspn(p, " \t\n");
    named.name = named.text = folded(m, p, expression_end(p, end));
    break;
  }
  case PC_I_PRESET: named.text = map_text(m, file, &item->map); break;
  case PC_I_MODEL:
    if (item->string_count) named.title = item->strings[0].text;
    break;
  case PC_I_LET:
  case PC_I_LAYER: named.text = parameter_text(m, file, item->let); break;
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

/* Names that two files declare alike stand once: where they stand first. */
static bool is_first(const pc_evaluator *ev, const pc_item *item) {
  if (item->kind == PC_I_METRIC) return ev->metric_items[pc_metric_find(ev->metrics, item->name.text)] == item;
  bool global = item->kind == PC_I_SYMBOL || item->kind == PC_I_OPTION;
  return !global || pc_global_find(ev, item->name.text)->item == item;
}

static bool make_room(pc_catalogue *c, making *m) {
  for (pc_file *file = m->model->evaluator->files; file; file = file->next)
    for (uint32_t i = 0; i < file->syntax->n; i++) {
      pc_names *list = list_of(c, &file->syntax->items[i]);
      if (list) list->n++;
    }
  pc_names *lists[] = { &c->symbols, &c->options, &c->facts,  &c->metrics,
                        &c->presets, &c->layers,  &c->models, &c->functions };
  for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
    lists[i]->items = pc_arena_alloc(m->arena, lists[i]->n * sizeof lists[i]->items[0]);
    if (!lists[i]->items) return false;
    lists[i]->n = 0;
  }
  return true;
}

pc_status pc_catalogue_make(pc_catalogue *out, pc_arena *arena, const pc_model *model, pc_error *error) {
  making m = { .model = model, .arena = arena };
  const pc_file *main_file = model->evaluator->files;
  *out = (pc_catalogue) { .source = copied(&m, main_file ? main_file->name : ""),
                          .doc = copied(&m, main_file ? main_file->syntax->doc : NULL) };
  if (!make_room(out, &m)) return pc_no_memory(model->ctx, error);
  for (pc_file *file = model->evaluator->files; file; file = file->next)
    for (uint32_t i = 0; i < file->syntax->n; i++) {
      const pc_item *item = &file->syntax->items[i];
      pc_names *list = list_of(out, item);
      if (list && is_first(model->evaluator, item)) list->items[list->n++] = describe(&m, file, item);
    }
  return m.failed ? pc_no_memory(model->ctx, error) : PC_OK;
}
