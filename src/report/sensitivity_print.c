/* Printers of sensitivity. Text: while symbols are free the derivative and the elasticity by each, two lines a symbol;
 * once all are bound the total and a table. LaTeX: aligned equations. SymPy: a Python dict, as of trees. */
#include "print/notation.h"
#include "report/json.h"
#include "report/number.h"
#include "report/report.h"

static bool is_bound(const pc_sensitivity *s) {
  return pc_expr_is_number(s->total);
}

/* ---- text ---- */

enum { SYMBOL, VALUE, DERIVATIVE, ELASTICITY, RATIO, DIFFERENCE, COLUMNS };

static const pc_expr *part_of(const pc_effect *e, int column) {
  switch (column) {
  case VALUE: return e->value;
  case DERIVATIVE: return e->derivative;
  case ELASTICITY: return e->elasticity;
  case RATIO: return e->ratio;
  default: return e->difference;
  }
}

static void add_exact(pc_buffer *out, const pc_expr *e, pc_writer *w) {
  pc_sink sink = pc_buffer_sink(out);
  pc_writer inner = { &sink, w->error, PC_OK };
  pc_write_expr(&inner, pc_notation_of(PC_TEXT), e, NULL, 0);
  pc_writer_check(w, inner.status);
}

/* Exact; a relative number that is a fraction is also rounded. "-" where there is none. */
static void add_cell(pc_buffer *out, const pc_effect *e, int column, bool human, pc_writer *w) {
  const pc_expr *part = part_of(e, column);
  bool relative = column == ELASTICITY || column == RATIO;
  if (!part) {
    pc_buffer_adds(out, "-");
    return;
  }
  if (!human) add_exact(out, part, w);
  if (!human && (!relative || pc_expr_is_integer(part))) return;
  if (!human) pc_buffer_adds(out, " (");
  pc_writer_check(w, relative ? pc_add_decimal(out, part, w->error) : pc_add_human(out, part, w->error));
  if (!human) pc_buffer_adds(out, ")");
}

static void make_cell(pc_buffer *out, const pc_effect *e, int column, bool human, pc_writer *w) {
  static const char *const heads[COLUMNS] = { "x", "value", "dT/dx", "x/T dT/dx", "T(2x)/T", "T(2x) - T" };
  out->length = 0;
  if (!e)
    pc_buffer_adds(out, heads[column]);
  else if (column == SYMBOL)
    pc_buffer_adds(out, pc_symbol_name(e->symbol));
  else
    add_cell(out, e, column, human, w);
  if (out->failed) pc_writer_check(w, pc_no_memory(out->ctx, w->error));
}

/* Row 0 is the header. */
static const pc_effect *row(const pc_sensitivity *s, size_t i) {
  return i ? &s->effects[i - 1] : NULL;
}

static void write_table(const pc_sensitivity *s, pc_buffer *cell, bool human, pc_writer *w) {
  size_t widths[COLUMNS] = { 0 };
  for (size_t i = 0; i <= s->n && w->status == PC_OK; i++)
    for (int column = 0; column < COLUMNS; column++) {
      make_cell(cell, row(s, i), column, human, w);
      if (cell->length > widths[column]) widths[column] = cell->length;
    }
  for (size_t i = 0; i <= s->n && w->status == PC_OK; i++)
    for (int column = 0; column < COLUMNS; column++) {
      make_cell(cell, row(s, i), column, human, w);
      bool right = column == VALUE || column == DERIVATIVE || column == DIFFERENCE, last = column == COLUMNS - 1;
      size_t blanks = widths[column] > cell->length ? widths[column] - cell->length : 0;
      pc_put_times(w, " ", right ? blanks : 0);
      pc_put(w, cell->text, cell->length);
      pc_put_times(w, " ", right || last ? 0 : blanks);
      pc_puts(w, last ? "\n" : "  ");
    }
}

static void write_reason(pc_writer *w, const pc_effect *e, const char *what, const char *why) {
  if (!why) return;
  pc_puts(w, pc_symbol_name(e->symbol));
  pc_puts(w, what);
  pc_puts(w, why);
  pc_puts(w, "\n");
}

static void write_bound(const pc_sensitivity *s, bool human, pc_writer *w) {
  pc_buffer cell = { .ctx = pc_expr_context(s->total) };
  if (human)
    pc_writer_check(w, pc_add_human(&cell, s->total, w->error));
  else
    add_exact(&cell, s->total, w);
  pc_puts(w, "T = ");
  pc_put(w, cell.text, cell.length);
  pc_puts(w, "\n");
  if (s->n) pc_puts(w, "\n"), write_table(s, &cell, human, w);
  for (size_t i = 0; i < s->n; i++) {
    write_reason(w, &s->effects[i], ": no derivative: ", s->effects[i].no_derivative);
    write_reason(w, &s->effects[i], ": not doubled: ", s->effects[i].not_doubled);
  }
  pc_buffer_clear(&cell);
}

static void write_line(pc_writer *w, const char *label, const pc_expr *e, const char *why_not) {
  pc_puts(w, label);
  if (e)
    pc_write_expr(w, pc_notation_of(PC_TEXT), e, NULL, 0);
  else
    pc_puts(w, "-");
  if (!e && why_not) pc_puts(w, " ("), pc_puts(w, why_not), pc_puts(w, ")");
  pc_puts(w, "\n");
}

static void write_formulas(const pc_effect *e, pc_writer *w) {
  pc_puts(w, pc_symbol_name(e->symbol));
  if (e->value) write_line(w, " = ", e->value, NULL);
  if (!e->value) pc_puts(w, "\n");
  write_line(w, "  derivative: ", e->derivative, e->no_derivative);
  write_line(w, "  elasticity: ", e->elasticity, NULL);
}

void pc_print_sensitivity_text(const pc_report *report, const pc_style *style, pc_writer *w) {
  const pc_sensitivity *s = &report->as.sensitivity;
  if (is_bound(s)) {
    write_bound(s, style->human, w);
    return;
  }
  for (size_t i = 0; i < s->n; i++) write_formulas(&s->effects[i], w);
}

/* ---- LaTeX ---- */

static void write_equation(pc_writer *w, const pc_effect *e, const char *const before[3], const pc_expr *value) {
  const char *x = pc_symbol_latex(e->symbol);
  if (!value) return;
  pc_puts(w, before[0]);
  pc_puts(w, x);
  pc_puts(w, before[1]);
  if (before[2]) pc_puts(w, x), pc_puts(w, before[2]);
  pc_puts(w, " &= ");
  pc_write_expr(w, pc_notation_of(PC_LATEX), value, NULL, 0);
  pc_puts(w, " \\\\\n");
}

void pc_print_sensitivity_latex(const pc_report *report, const pc_style *style, pc_writer *w) {
  static const char *const derivative[] = { "\\frac{\\partial T}{\\partial ", "}", NULL };
  static const char *const elasticity[] = { "\\frac{", "}{T} \\frac{\\partial T}{\\partial ", "}" };
  static const char *const ratio[] = { "\\frac{T\\left(2 ", "\\right)}{T}", NULL };
  const pc_sensitivity *s = &report->as.sensitivity;
  (void)style;
  pc_puts(w, "\\begin{aligned}\nT &= ");
  pc_write_expr(w, pc_notation_of(PC_LATEX), s->total, NULL, 0);
  pc_puts(w, " \\\\\n");
  for (size_t i = 0; i < s->n; i++) {
    write_equation(w, &s->effects[i], derivative, s->effects[i].derivative);
    write_equation(w, &s->effects[i], elasticity, s->effects[i].elasticity);
    write_equation(w, &s->effects[i], ratio, s->effects[i].ratio);
  }
  pc_puts(w, "\\end{aligned}\n");
}

/* ---- SymPy ---- */

static void write_entry(pc_writer *w, const char *key, const pc_expr *value, const char *end) {
  const char *quote = !value || pc_expr_is_integer(value) ? "" : "'";
  pc_puts(w, key);
  pc_puts(w, quote);
  if (value)
    pc_write_expr(w, pc_notation_of(PC_SYMPY), value, NULL, 0);
  else
    pc_puts(w, "None");
  pc_puts(w, quote);
  pc_puts(w, end);
}

void pc_print_sensitivity_sympy(const pc_report *report, const pc_style *style, pc_writer *w) {
  const pc_sensitivity *s = &report->as.sensitivity;
  (void)style;
  pc_puts(w, "{\n");
  for (size_t i = 0; i < s->n; i++) {
    const pc_effect *e = &s->effects[i];
    pc_puts(w, "  '");
    pc_puts(w, pc_symbol_name(e->symbol));
    pc_puts(w, "': {");
    write_entry(w, "'derivative': ", e->derivative, ", ");
    write_entry(w, "'elasticity': ", e->elasticity, ", ");
    write_entry(w, "'doubled': ", e->doubled, i + 1 < s->n ? "},\n" : "}\n");
  }
  pc_puts(w, "}\n");
}

/* ---- JSON ---- */

static void json_pair(pc_json *json, const char *key, const pc_expr *e) {
  if (!e) return;
  pc_json_key(json, key);
  pc_json_expr(json, e, NULL, 0);
}

void pc_print_sensitivity_json(const pc_report *report, const pc_style *style, pc_writer *w) {
  const pc_sensitivity *s = &report->as.sensitivity;
  pc_json json = { .w = w, .ctx = report->ctx };
  (void)style;
  pc_json_open(&json, '{');
  pc_json_pair(&json, "metric", s->metric);
  json_pair(&json, "total", s->total);
  pc_json_key(&json, "symbols");
  pc_json_open(&json, '[');
  for (size_t i = 0; i < s->n; i++) {
    const pc_effect *e = &s->effects[i];
    pc_json_open(&json, '{');
    pc_json_pair(&json, "symbol", pc_symbol_name(e->symbol));
    json_pair(&json, "value", e->value);
    json_pair(&json, "derivative", e->derivative);
    json_pair(&json, "elasticity", e->elasticity);
    json_pair(&json, "doubled", e->doubled);
    json_pair(&json, "ratio", e->ratio);
    json_pair(&json, "difference", e->difference);
    pc_json_pair(&json, "no_derivative", e->no_derivative);
    pc_json_pair(&json, "not_doubled", e->not_doubled);
    pc_json_close(&json, '}');
  }
  pc_json_close(&json, ']');
  pc_json_close(&json, '}');
  pc_puts(w, "\n");
}
