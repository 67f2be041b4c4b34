/* Printers of derivations.
 *
 * Text: what the total is, in names of nodes; then lines that begin with "= ", each an expression equal to the one
 * before, after a line that says which bindings were put in. LaTeX: an align* environment. JSON: a list of steps.
 */
#include "print/notation.h"
#include "report/escape.h"
#include "report/json.h"
#include "report/number.h"
#include "report/report.h"
#include <string.h>

typedef struct page {
  const pc_report *report;
  const pc_derivations *all;
  const pc_derivation *d;
  const pc_notation *notation;
  pc_writer *w;
} page;

/* ---- what both notations need ---- */

static bool is_laid_out(const page *p) {
  const pc_shape *shape = &p->all->shape;
  return (shape->layout != PC_EXPANDED || shape->count > 0) && !pc_expr_is_number(p->d->value);
}

static void write_value(page *p, const pc_expr *value) {
  pc_write_expr(p->w, p->notation, value, NULL, 0);
}

static void write_parts(page *p) {
  pc_arena arena = { .ctx = p->report->ctx };
  const pc_expr **counts = pc_arena_alloc(&arena, p->d->n * sizeof *counts);
  const pc_expr **amounts = pc_arena_alloc(&arena, p->d->n * sizeof *amounts);
  pc_form *form = NULL;
  if (!counts || !amounts) pc_writer_check(p->w, pc_no_memory(arena.ctx, p->w->error));
  for (size_t i = 0; i < p->d->n && counts && amounts; i++) {
    counts[i] = p->d->parts[i].count;
    amounts[i] = p->d->parts[i].amount;
  }
  if (p->w->status == PC_OK &&
      pc_writer_check(p->w, pc_form_products(&form, &arena, counts, amounts, p->d->n, p->w->error)))
    pc_write_form(p->w, arena.ctx, p->notation, form);
  pc_arena_clear(&arena);
}

/* A count before a name stands in brackets where it is a sum. */
static void write_count(page *p, const pc_expr *count) {
  pc_arena arena = { .ctx = p->report->ctx };
  pc_form *form = NULL;
  if (p->w->status == PC_OK && pc_writer_check(p->w, pc_form_shape(&form, &arena, count, NULL, p->w->error))) {
    bool bracket = form->kind == PC_FORM_SUM || form->negative;
    if (bracket) pc_puts(p->w, p->notation->open);
    pc_write_form(p->w, arena.ctx, p->notation, form);
    if (bracket) pc_puts(p->w, p->notation->close);
  }
  pc_arena_clear(&arena);
}

static void write_bindings(page *p, const char *between) {
  for (size_t i = 0; i < p->d->binding_count; i++) {
    if (i) pc_puts(p->w, between);
    pc_puts(p->w, p->notation->symbol(p->d->bindings[i].symbol));
    pc_puts(p->w, " = ");
    write_value(p, p->d->bindings[i].value);
  }
}

static void write_symbols(page *p) {
  for (size_t i = 0; i < p->all->shape.count; i++) {
    if (i) pc_puts(p->w, ", ");
    pc_puts(p->w, p->notation->symbol(p->all->shape.symbols[i]));
  }
}

/* What the last step does: "collected by " and symbols. */
static const char *layout_words(const pc_shape *shape) {
  switch (shape->layout) {
  case PC_EXPANDED: return "collected by ";
  case PC_FACTORED: return shape->count ? "factored, collected by " : "factored";
  case PC_HORNER: return shape->count ? "nested by " : "nested";
  }
  return "";
}

/* ---- text ---- */

static void write_names(page *p) {
  for (size_t i = 0; i < p->d->n; i++) {
    const pc_derived_part *part = &p->d->parts[i];
    if (i) pc_puts(p->w, " + ");
    if (part->count) write_count(p, part->count), pc_puts(p->w, "*");
    pc_put_escaped(p->w, p->report->ctx, pc_add_visible, part->name[0] ? part->name : "(itself)");
  }
}

static void write_text_value(page *p, const pc_style *style) {
  pc_buffer rounded = { .ctx = p->report->ctx };
  bool human = style->human && pc_expr_is_number(p->d->value);
  pc_puts(p->w, "= ");
  if (!human)
    write_value(p, p->d->value);
  else if (pc_writer_check(p->w, pc_add_human(&rounded, p->d->value, p->w->error)))
    pc_put(p->w, rounded.text, rounded.length);
  pc_puts(p->w, "\n");
  pc_buffer_clear(&rounded);
}

static void write_text(page *p, const pc_style *style) {
  pc_puts(p->w, p->d->metric);
  if (p->d->n) {
    pc_puts(p->w, " = ");
    write_names(p);
    pc_puts(p->w, "\n= ");
    write_parts(p);
  }
  pc_puts(p->w, "\n= ");
  write_value(p, p->d->total);
  pc_puts(p->w, "\n");
  if (p->d->binding_count) {
    pc_puts(p->w, "with ");
    write_bindings(p, ", ");
    pc_puts(p->w, "\n");
    write_text_value(p, style);
  }
  if (!is_laid_out(p)) return;
  pc_puts(p->w, layout_words(&p->all->shape));
  write_symbols(p);
  pc_puts(p->w, "\n= ");
  pc_write_shape(p->w, p->notation, p->d->value, &p->all->shape);
  pc_puts(p->w, "\n");
}

static page begin(const pc_report *report, pc_format format, pc_writer *w) {
  return (page) { report, &report->as.derivations, NULL, pc_notation_of(format), w };
}

void pc_print_derivation_text(const pc_report *report, const pc_style *style, pc_writer *w) {
  page p = begin(report, PC_TEXT, w);
  for (size_t i = 0; i < p.all->n; i++) {
    p.d = &p.all->items[i];
    if (i) pc_puts(w, "\n");
    write_text(&p, style);
  }
}

/* ---- LaTeX ---- */

static void write_latex_text(page *p, const char *text) {
  pc_puts(p->w, "\\text{");
  pc_put_escaped(p->w, p->report->ctx, pc_add_latex, text);
  pc_puts(p->w, "}");
}

static void write_latex_names(page *p) {
  pc_puts(p->w, " &= ");
  for (size_t i = 0; i < p->d->n; i++) {
    const pc_derived_part *part = &p->d->parts[i];
    if (i) pc_puts(p->w, " + ");
    if (part->count) write_count(p, part->count), pc_puts(p->w, " \\cdot ");
    write_latex_text(p, part->name[0] ? part->name : "(itself)");
  }
  pc_puts(p->w, " \\\\\n &= ");
  write_parts(p);
  pc_puts(p->w, " \\\\\n");
}

static void write_latex(page *p) {
  write_latex_text(p, p->d->title ? p->d->title : p->d->metric);
  if (p->d->n) write_latex_names(p);
  pc_puts(p->w, " &= ");
  write_value(p, p->d->total);
  if (p->d->binding_count) {
    pc_puts(p->w, " \\\\\n &= ");
    write_value(p, p->d->value);
    pc_puts(p->w, " && \\text{with } ");
    write_bindings(p, ",\\ ");
  }
  if (is_laid_out(p)) {
    pc_puts(p->w, " \\\\\n &= ");
    pc_write_shape(p->w, p->notation, p->d->value, &p->all->shape);
    pc_puts(p->w, " && \\text{");
    pc_puts(p->w, layout_words(&p->all->shape));
    pc_puts(p->w, "} ");
    write_symbols(p);
  }
  pc_puts(p->w, "\n");
}

void pc_print_derivation_latex(const pc_report *report, const pc_style *style, pc_writer *w) {
  page p = begin(report, PC_LATEX, w);
  (void)style;
  for (size_t i = 0; i < p.all->n; i++) {
    p.d = &p.all->items[i];
    pc_puts(w, "\\begin{align*}\n");
    write_latex(&p);
    pc_puts(w, "\\end{align*}\n");
  }
}

/* ---- JSON ---- */

static void open_step(pc_json *json, const char *kind) {
  pc_json_open(json, '{');
  pc_json_pair(json, "step", kind);
}

static void write_part(pc_json *json, const pc_derived_part *part) {
  pc_json_open(json, '{');
  pc_json_pair(json, "name", part->name);
  if (part->count) pc_json_key(json, "repeat"), pc_json_expr(json, part->count, NULL, 0);
  pc_json_key(json, "amount");
  pc_json_expr(json, part->amount, NULL, 0);
  pc_json_close(json, '}');
}

static void write_definition(page *p, pc_json *json) {
  open_step(json, "definition");
  pc_json_key(json, "parts");
  pc_json_open(json, '[');
  for (size_t i = 0; i < p->d->n; i++) write_part(json, &p->d->parts[i]);
  pc_json_close(json, ']');
  pc_json_key(json, "formula");
  pc_json_open_string(json);
  write_parts(p);
  pc_json_close_string(json);
  pc_json_close(json, '}');
}

static void write_substitution(page *p, pc_json *json) {
  open_step(json, "substitution");
  pc_json_key(json, "bindings");
  pc_json_open(json, '{');
  for (size_t i = 0; i < p->d->binding_count; i++) {
    pc_json_key(json, pc_symbol_name(p->d->bindings[i].symbol));
    pc_json_expr(json, p->d->bindings[i].value, NULL, 0);
  }
  pc_json_close(json, '}');
  pc_json_key(json, "formula");
  pc_json_expr(json, p->d->value, NULL, 0);
  pc_json_close(json, '}');
}

static void write_layout(page *p, pc_json *json) {
  static const char *const names[] = {
    [PC_EXPANDED] = "collection", [PC_FACTORED] = "factorization", [PC_HORNER] = "nesting"
  };
  const pc_shape *shape = &p->all->shape;
  open_step(json, names[shape->layout]);
  pc_json_key(json, "symbols");
  pc_json_open(json, '[');
  for (size_t i = 0; i < shape->count; i++) pc_json_string(json, pc_symbol_name(shape->symbols[i]));
  pc_json_close(json, ']');
  pc_json_key(json, "formula");
  pc_json_shape(json, p->d->value, shape);
  pc_json_close(json, '}');
}

static void write_json(page *p, pc_json *json) {
  pc_json_open(json, '{');
  pc_json_pair(json, "metric", p->d->metric);
  pc_json_key(json, "steps");
  pc_json_open(json, '[');
  if (p->d->n) write_definition(p, json);
  open_step(json, "total");
  pc_json_key(json, "formula");
  pc_json_expr(json, p->d->total, NULL, 0);
  pc_json_close(json, '}');
  if (p->d->binding_count) write_substitution(p, json);
  if (is_laid_out(p)) write_layout(p, json);
  pc_json_close(json, ']');
  pc_json_close(json, '}');
}

void pc_print_derivation_json(const pc_report *report, const pc_style *style, pc_writer *w) {
  page p = begin(report, PC_TEXT, w);
  pc_json json = { .w = w, .ctx = report->ctx };
  (void)style;
  if (p.all->n > 1) pc_json_open(&json, '[');
  for (size_t i = 0; i < p.all->n; i++) {
    p.d = &p.all->items[i];
    write_json(&p, &json);
  }
  if (p.all->n > 1) pc_json_close(&json, ']');
  pc_puts(w, "\n");
}
