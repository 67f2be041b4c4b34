/* Which model file a configuration is for. */
#include "lang/config.h"

#include <string.h>

/* ---- types that a text declares ---- */

static const char *next_line(const char *p) {
  p += strcspn(p, "\n");
  return *p ? p + 1 : NULL;
}

/* The place after the word `huggingface` that begins a line, from `p` on, or NULL. */
static const char *next_map(const char *p) {
  static const char word[] = "huggingface ";
  for (; p; p = next_line(p))
    if (!strncmp(p, word, sizeof word - 1)) return p + sizeof word - 1;
  return NULL;
}

/* The next of the strings that are listed at *p. */
static bool next_type(const char **type, size_t *length, const char **p) {
  *p += strspn(*p, " ,\t\r\n");
  if (**p != '"') return false;
  *type = *p + 1;
  *length = strcspn(*type, "\"\n");
  *p = *type + *length + ((*type)[*length] == '"');
  return true;
}

typedef bool on_type(void *user, const char *type, size_t length);

/* Calls for each type that shipped files declare, until it returns true: the index of that file, or -1. */
static int each_type(on_type *call, void *user) {
  for (size_t i = 0; pc_shipped_name(i); i++) {
    size_t size, length;
    const char *text = pc_shipped_text(pc_shipped_name(i), &size), *type;
    for (const char *p = next_map(text); p; p = next_map(p))
      while (next_type(&type, &length, &p))
        if (call(user, type, length)) return (int)i;
  }
  return -1;
}

/* ---- the wanted one ---- */

typedef struct wanted {
  const char *type;
  bool loosely; /* letters and digits alone count */
  char found[64];
} wanted;

static bool is_loosely(const char *a, const char *b, size_t n) {
  for (size_t i = 0; i < n; i++) {
    if (b[i] == '_' || b[i] == '-') continue;
    if (*a++ != b[i]) return false;
  }
  return !*a;
}

static bool is_type(void *user, const char *type, size_t length) {
  wanted *w = user;
  const char *name = w->type;
  bool same = w->loosely ? is_loosely(name, type, length) : strlen(name) == length && !memcmp(name, type, length);
  if (!same || length >= sizeof w->found) return false;
  memcpy(w->found, type, length);
  w->found[length] = '\0';
  return true;
}

/* ---- unknown types ---- */

enum { SHOWN = 6 };

typedef struct neighbours {
  const char *name;
  pc_nearest nearest;
  char best[64];
  pc_buffer list; /* those that begin as the name does */
  size_t n;
} neighbours;

static bool try_type(void *user, const char *type, size_t length) {
  neighbours *near = user;
  char word[sizeof near->best];
  if (length >= sizeof word) return false;
  memcpy(word, type, length);
  word[length] = '\0';
  const char *before = near->nearest.best;
  pc_nearest_try(&near->nearest, word);
  if (near->nearest.best != before && near->nearest.best == word) {
    memcpy(near->best, word, length + 1);
    near->nearest.best = near->best;
    return false;
  }
  size_t common = strcspn(near->name, "_-0123456789");
  if (common > 2 && !strncmp(near->name, word, common) && near->n < SHOWN)
    pc_buffer_addf(&near->list, "%s'%s'", near->n++ ? ", " : "", word);
  return false;
}

/* Another type may have the class that is named: the library may know the model under that name. */
static void add_class(pc_buffer *hint, pc_evaluator *ev) {
  const char *class;
  wanted w = { .type = pc_config_class_type(ev, &class), .loosely = true };
  if (w.type && each_type(is_type, &w) >= 0) pc_buffer_addf(hint, "%s is the class of '%s'; ", class, w.found);
}

static pc_status fail_type(pc_evaluator *ev, pc_error *error) {
  const pc_config *c = ev->config;
  neighbours near = { .name = c->type, .nearest = { .word = c->type }, .list = { .ctx = ev->ctx } };
  each_type(try_type, &near);
  pc_buffer hint = { .ctx = ev->ctx };
  add_class(&hint, ev);
  if (near.nearest.best) pc_buffer_addf(&hint, "did you mean '%s'? ", near.nearest.best);
  if (near.n && !near.list.failed) pc_buffer_addf(&hint, "near it: %s; ", near.list.text);
  pc_buffer_adds(&hint, "'polycost list' names the model files, and --with FILE.cost reads one of your own: a few "
                        "lines, see docs/architectures.md");
  pc_status status = pc_fail_at(error, PC_INPUT, &c->source, c->type_offset, "no model file is for '%s' (%s)", c->type,
                                hint.failed ? "..." : hint.text);
  pc_buffer_clear(&near.list);
  pc_buffer_clear(&hint);
  return status;
}

/* ---- loading ---- */

static const pc_item *find_map(const pc_file *file, const char *type, bool loosely) {
  for (uint32_t i = 0; i < file->syntax->n; i++) {
    const pc_item *item = &file->syntax->items[i];
    for (uint32_t j = 0; item->kind == PC_I_HUGGINGFACE && j < item->string_count; j++) {
      const char *text = item->strings[j].text;
      if (loosely ? is_loosely(type, text, strlen(text)) : !strcmp(type, text)) return item;
    }
  }
  return NULL;
}

static pc_status load_own(pc_file **file, const pc_item **map, pc_evaluator *ev, const char *with, pc_error *error) {
  const char *type = ev->config->type;
  pc_status status = pc_load_file(file, ev, with, NULL, error);
  if (status == PC_NO) return pc_fail(error, PC_INPUT, "cannot find '%s'", with);
  if (status) return status;
  *map = find_map(*file, type, false);
  if (!*map) *map = find_map(*file, type, true);
  if (*map) return PC_OK;
  return pc_fail(error, PC_INPUT,
                 "%s has no map for '%s' (huggingface \"%s\" for MODEL { d = config.hidden_size, ... })", with, type,
                 type);
}

static pc_status load_shipped(pc_file **file, const pc_item **map, pc_evaluator *ev, pc_error *error) {
  static const char prefix[] = "polycost:";
  pc_config *c = ev->config;
  wanted w = { .type = c->type };
  int index = each_type(is_type, &w);
  w.loosely = index < 0;
  if (index < 0) index = each_type(is_type, &w);
  if (index < 0) return fail_type(ev, error);
  c->type = pc_intern_string(ev->ctx, w.found, strlen(w.found));
  pc_buffer name = { .ctx = ev->ctx };
  pc_buffer_addf(&name, "%s%s.cost", prefix, pc_shipped_name((size_t)index));
  pc_status status =
      name.failed || !c->type ? pc_no_memory(ev->ctx, error) : pc_load_file(file, ev, name.text, NULL, error);
  pc_buffer_clear(&name);
  if (status) return status == PC_NO ? fail_type(ev, error) : status;
  *map = find_map(*file, c->type, false);
  return *map ? PC_OK : fail_type(ev, error);
}

pc_status pc_config_load(pc_file **file, const pc_item **map, pc_evaluator *ev, const char *with, pc_error *error) {
  return with ? load_own(file, map, ev, with, error) : load_shipped(file, map, ev, error);
}
