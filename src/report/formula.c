/* Printers of formula and eval.
 *
 * Text, sympy: the formula alone on a line; of several metrics a line each, "NAME FORMULA". LaTeX: the bare formula;
 * of several an aligned environment; MathML: one <math>, of several with a table in it. JSON: {"metric", "formula",
 * "symbols"} and {"metric", "value"}, of several a list.
 */
#include "algebra/decimal.h"
#include "print/mathml.h"
#include "print/notation.h"
#include "report/escape.h"
#include "report/json.h"
#include "report/number.h"
#include "report/report.h"
#include <string.h>

static void write_human(const pc_report *report, const pc_expr *number, pc_writer *w) {
  pc_buffer buffer = { .ctx = report->ctx };
  pc_writer_check(w, pc_add_human(&buffer, number, w->error));
  pc_put(w, buffer.text, buffer.length);
  pc_buffer_clear(&buffer);
}

/* A number, though log2 may stand in it. */
static bool has_value(const pc_expr *expr, pc_writer *w) {
  const pc_symbol **symbols = NULL;
  size_t n = 0;
  if (w->status || !pc_writer_check(w, pc_expr_symbols(&symbols, &n, expr, w->error))) return false;
  pc_symbols_free(pc_expr_context(expr), symbols, n);
  return n == 0;
}

static void write_decimal(const pc_report *report, const pc_expr *value, size_t digits, pc_writer *w) {
  pc_buffer buffer = { .ctx = report->ctx };
  if (pc_writer_check(w, pc_expr_add_decimal(&buffer, value, digits, w->error))) pc_put(w, buffer.text, buffer.length);
  pc_buffer_clear(&buffer);
}

static void write_lines(const pc_report *report, pc_format format, bool human, size_t approx, pc_writer *w) {
  const pc_amounts *amounts = &report->as.amounts;
  for (size_t i = 0; i < amounts->n; i++) {
    const pc_amount *item = &amounts->items[i];
    if (amounts->n > 1) pc_puts(w, item->metric), pc_puts(w, " ");
    if (approx && has_value(item->value, w))
      write_decimal(report, item->value, approx, w);
    else if (human && pc_expr_is_number(item->value))
      write_human(report, item->value, w);
    else
      pc_write_shape(w, pc_notation_of(format), item->value, &amounts->shape);
    pc_puts(w, "\n");
  }
}

void pc_print_formula_text(const pc_report *report, const pc_style *style, pc_writer *w) {
  write_lines(report, PC_TEXT, style->human, style->approx, w);
}

void pc_print_formula_sympy(const pc_report *report, const pc_style *style, pc_writer *w) {
  (void)style;
  write_lines(report, PC_SYMPY, false, 0, w);
}

void pc_print_formula_latex(const pc_report *report, const pc_style *style, pc_writer *w) {
  const pc_amounts *amounts = &report->as.amounts;
  if (amounts->n == 1) {
    (void)style;
    write_lines(report, PC_LATEX, false, 0, w);
    return;
  }
  pc_puts(w, "\\begin{aligned}\n");
  for (size_t i = 0; i < amounts->n; i++) {
    const pc_amount *item = &amounts->items[i];
    pc_puts(w, "\\text{");
    pc_put_escaped(w, report->ctx, pc_add_latex, item->title ? item->title : item->metric);
    pc_puts(w, "} &= ");
    pc_write_shape(w, pc_notation_of(PC_LATEX), item->value, &amounts->shape);
    pc_puts(w, i + 1 < amounts->n ? " \\\\\n" : "\n");
  }
  pc_puts(w, "\\end{aligned}\n");
}

/* ---- MathML ---- */

static void write_math(const pc_report *report, const pc_amount *item, pc_writer *w) {
  const pc_amounts *amounts = &report->as.amounts;
  pc_write_shape(w, pc_notation_of(PC_MATHML), item->value, &amounts->shape);
}

static void write_math_row(const pc_report *report, const pc_amount *item, pc_writer *w) {
  const char *title = item->title ? item->title : item->metric;
  pc_puts(w, "<mtr><mtd style=\"text-align:right\"><mtext>");
  pc_put_xml(w, title, strlen(title));
  pc_puts(w, "</mtext></mtd><mtd><mo>=</mo></mtd><mtd style=\"text-align:left\">");
  write_math(report, item, w);
  pc_puts(w, "</mtd></mtr>\n");
}

void pc_print_formula_mathml(const pc_report *report, const pc_style *style, pc_writer *w) {
  const pc_amounts *amounts = &report->as.amounts;
  (void)style;
  pc_puts(w, PC_MATHML_OPEN);
  if (amounts->n == 1) {
    write_math(report, &amounts->items[0], w);
  } else {
    pc_puts(w, "<mtable displaystyle=\"true\" columnalign=\"right center left\">\n");
    for (size_t i = 0; i < amounts->n; i++) write_math_row(report, &amounts->items[i], w);
    pc_puts(w, "</mtable>");
  }
  pc_puts(w, PC_MATHML_CLOSE);
}

/* ---- JSON ---- */

static void write_symbols(const pc_report *report, pc_json *json, const pc_expr *expr) {
  const pc_symbol **symbols = NULL;
  size_t n = 0;
  pc_json_key(json, "symbols");
  pc_json_open(json, '[');
  if (json->w->status == PC_OK && pc_writer_check(json->w, pc_expr_symbols(&symbols, &n, expr, json->w->error))) {
    for (size_t i = 0; i < n; i++) pc_json_string(json, pc_symbol_name(symbols[i]));
    pc_symbols_free(report->ctx, symbols, n);
  }
  pc_json_close(json, ']');
}

static void write_approx(const pc_report *report, pc_json *json, const pc_expr *value, size_t digits) {
  pc_buffer buffer = { .ctx = report->ctx };
  if (!digits || !has_value(value, json->w)) return;
  if (pc_writer_check(json->w, pc_expr_add_decimal(&buffer, value, digits, json->w->error)))
    pc_json_pair(json, "approx", buffer.text);
  pc_buffer_clear(&buffer);
}

static void write_json(const pc_report *report, const char *key, bool symbols, size_t approx, pc_writer *w) {
  const pc_amounts *amounts = &report->as.amounts;
  pc_json json = { .w = w, .ctx = report->ctx };
  if (amounts->n > 1) pc_json_open(&json, '[');
  for (size_t i = 0; i < amounts->n; i++) {
    const pc_amount *item = &amounts->items[i];
    pc_json_open(&json, '{');
    pc_json_pair(&json, "metric", item->metric);
    pc_json_key(&json, key);
    pc_json_shape(&json, item->value, &amounts->shape);
    write_approx(report, &json, item->value, approx);
    if (symbols) write_symbols(report, &json, item->value);
    pc_json_close(&json, '}');
  }
  if (amounts->n > 1) pc_json_close(&json, ']');
  pc_puts(w, "\n");
}

void pc_print_formula_json(const pc_report *report, const pc_style *style, pc_writer *w) {
  write_json(report, "formula", true, style->approx, w);
}

void pc_print_eval_json(const pc_report *report, const pc_style *style, pc_writer *w) {
  write_json(report, "value", false, style->approx, w);
}
