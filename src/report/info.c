/* Printers of list and info.
 *
 * list, JSON: {"files": [{"name": s, "title": s}...]}.
 * info, JSON: {"model": s, "source": s?, "doc": s?, "symbols": [ITEM...], "options": [...], "facts": [...], "metrics":
 * [...], "presets": [...], "layers": [...], "functions": [...], "models": [...]}; a list without items is there too.
 * ITEM is {"name": s, "title": s?, "unit": s?, "latex": s?, "text": s?, "doc": s?}: `latex` of symbols and options,
 * `title` and `unit` of metrics, `text` as written: an option's alternatives, a layer's parameters, a preset's
 * bindings, a derived metric's formula, a fact.
 */
#include "report/escape.h"
#include "report/json.h"
#include "report/report.h"
#include <string.h>

typedef struct section {
  const char *title, *key;
  const pc_names *names;
  bool called; /* a text that begins with a bracket is a list of parameters */
} section;

enum { SECTIONS = 8 };

static void list_sections(section sections[SECTIONS], const pc_catalogue *c) {
  const section all[SECTIONS] = {
    { "Symbols", "symbols", &c->symbols, false },
    { "Options", "options", &c->options, false },
    { "Facts", "facts", &c->facts, false },
    { "Metrics", "metrics", &c->metrics, false },
    { "Presets", "presets", &c->presets, false },
    { "Layers", "layers", &c->layers, true },
    { "Functions", "functions", &c->functions, true },
    { "Models", "models", &c->models, false },
  };
  memcpy(sections, all, sizeof all);
}

/* ---- text ---- */

static void write_visible(const pc_report *report, pc_writer *w, const char *text) {
  pc_put_escaped(w, report->ctx, pc_add_visible, text);
}

/* The lines of a documentation, each indented. */
static void write_doc(const pc_report *report, pc_writer *w, const char *doc, const char *indent) {
  pc_buffer line = { .ctx = report->ctx };
  while (doc && *doc && w->status == PC_OK) {
    size_t length = strcspn(doc, "\n");
    pc_buffer_clear(&line);
    pc_buffer_add(&line, doc, length);
    if (line.failed) pc_writer_check(w, pc_no_memory(report->ctx, w->error));
    pc_puts(w, length ? indent : "");
    if (line.text) write_visible(report, w, line.text);
    pc_puts(w, "\n");
    doc += length + (doc[length] == '\n');
  }
  pc_buffer_clear(&line);
}

static size_t widest_name(const pc_names *names) {
  size_t widest = 0;
  for (size_t i = 0; i < names->n; i++) {
    size_t width = pc_utf8_width(names->items[i].name, strlen(names->items[i].name));
    if (width > widest && width <= 24) widest = width;
  }
  return widest;
}

static void write_part(const pc_report *report, pc_writer *w, const char *before, const char *text, const char *after) {
  if (!text || !*text) return;
  pc_puts(w, before);
  write_visible(report, w, text);
  pc_puts(w, after);
}

static bool is_one_line(const char *doc) {
  return doc && *doc && !strchr(doc, '\n');
}

/* A layer or a function: its parameters follow its name at once, its documentation beneath. */
static void write_callable(const pc_report *report, pc_writer *w, const pc_named *item) {
  write_part(report, w, "  ", item->name, "");
  write_visible(report, w, item->text);
  pc_puts(w, "\n");
  write_doc(report, w, item->doc, "      ");
}

/* Anything else: a line. Of an option the spelling is left out, it has a text; a fact is its name. */
static void write_line(const pc_report *report, pc_writer *w, const pc_named *item, size_t width) {
  const char *text = item->text && strcmp(item->text, item->name) != 0 ? item->text : NULL;
  const char *spelling = item->text ? NULL : item->latex, *comment = is_one_line(item->doc) ? item->doc : NULL;
  size_t used = pc_utf8_width(item->name, strlen(item->name));
  bool more = text || spelling || item->title || item->unit || comment;
  write_part(report, w, "  ", item->name, "");
  if (more && used < width) pc_put_times(w, " ", width - used);
  write_part(report, w, "  ", spelling, "");
  write_part(report, w, "  ", text, "");
  write_part(report, w, "  ", item->title, "");
  write_part(report, w, " [", item->unit, "]");
  write_part(report, w, "  # ", comment, "");
  pc_puts(w, "\n");
  if (!comment) write_doc(report, w, item->doc, "      ");
}

static void write_item(const pc_report *report, pc_writer *w, const section *s, const pc_named *item, size_t width) {
  if (s->called && item->text && item->text[0] == '(')
    write_callable(report, w, item);
  else
    write_line(report, w, item, width);
}

static void write_section(const pc_report *report, pc_writer *w, const section *s) {
  if (s->names->n == 0) return;
  pc_puts(w, "\n");
  pc_puts(w, s->title);
  pc_puts(w, "\n");
  size_t width = widest_name(s->names);
  for (size_t i = 0; i < s->names->n; i++) write_item(report, w, s, &s->names->items[i], width);
}

void pc_print_info_text(const pc_report *report, const pc_style *style, pc_writer *w) {
  (void)style;
  const pc_catalogue *c = &report->as.info.catalogue;
  section sections[SECTIONS];
  write_visible(report, w, report->as.info.model);
  write_part(report, w, " (", c->source, ")");
  pc_puts(w, "\n");
  if (c->doc && *c->doc) {
    pc_puts(w, "\n");
    write_doc(report, w, c->doc, "");
  }
  list_sections(sections, c);
  for (size_t i = 0; i < SECTIONS; i++) write_section(report, w, &sections[i]);
}

void pc_print_list_text(const pc_report *report, const pc_style *style, pc_writer *w) {
  (void)style;
  const pc_names *list = &report->as.list;
  size_t width = widest_name(list);
  for (size_t i = 0; i < list->n; i++) {
    const pc_named *file = &list->items[i];
    size_t used = pc_utf8_width(file->name, strlen(file->name));
    write_visible(report, w, file->name);
    if (file->title && *file->title && used < width) pc_put_times(w, " ", width - used);
    write_part(report, w, "  ", file->title, "");
    pc_puts(w, "\n");
  }
}

/* ---- JSON ---- */

static void write_json_item(pc_json *json, const pc_named *item) {
  pc_json_open(json, '{');
  pc_json_pair(json, "name", item->name);
  pc_json_pair(json, "title", item->title);
  pc_json_pair(json, "unit", item->unit);
  pc_json_pair(json, "latex", item->latex);
  pc_json_pair(json, "text", item->text);
  pc_json_pair(json, "doc", item->doc);
  pc_json_close(json, '}');
}

static void write_json_items(pc_json *json, const char *key, const pc_names *names) {
  pc_json_key(json, key);
  pc_json_open(json, '[');
  for (size_t i = 0; i < names->n; i++) write_json_item(json, &names->items[i]);
  pc_json_close(json, ']');
}

void pc_print_info_json(const pc_report *report, const pc_style *style, pc_writer *w) {
  (void)style;
  const pc_catalogue *c = &report->as.info.catalogue;
  pc_json json = { .w = w, .ctx = report->ctx };
  section sections[SECTIONS];
  list_sections(sections, c);
  pc_json_open(&json, '{');
  pc_json_pair(&json, "model", report->as.info.model);
  pc_json_pair(&json, "source", c->source);
  pc_json_pair(&json, "doc", c->doc);
  for (size_t i = 0; i < SECTIONS; i++) write_json_items(&json, sections[i].key, sections[i].names);
  pc_json_close(&json, '}');
  pc_puts(w, "\n");
}

void pc_print_list_json(const pc_report *report, const pc_style *style, pc_writer *w) {
  (void)style;
  pc_json json = { .w = w, .ctx = report->ctx };
  pc_json_open(&json, '{');
  write_json_items(&json, "files", &report->as.list);
  pc_json_close(&json, '}');
  pc_puts(w, "\n");
}
