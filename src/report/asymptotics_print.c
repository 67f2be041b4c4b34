/* Printers of asymptotics. Text: the bound or the leading monomials, alone on a line; then the coefficient, or lines
 * "MONOMIAL: ...". */
#include "print/mathml.h"
#include "print/notation.h"
#include "report/json.h"
#include "report/number.h"
#include "report/report.h"
#include <inttypes.h>
#include <stdio.h>

static void put_expr(pc_writer *w, pc_format format, const pc_expr *e) {
  pc_write_expr(w, pc_notation_of(format), e, NULL, 0);
}

static const char *order(const pc_asymptotics *a) {
  return a->leading && a->growth.tight ? "Theta" : "O";
}

/* ---- text and LaTeX ---- */

/* "d:2,l", as --as takes it. */
static void put_weights(const pc_growth *g, const pc_growth_term *t, pc_format format, pc_writer *w) {
  const char *separator = "";
  for (size_t i = 0; i < g->grown_count; i++) {
    char text[32] = "";
    if (!t->weights[i]) continue;
    pc_puts(w, separator);
    put_expr(w, format, g->grown[i]);
    if (t->weights[i] != 1) snprintf(text, sizeof text, ":%" PRId64, t->weights[i]);
    pc_puts(w, text);
    separator = format == PC_LATEX ? ",\\," : ",";
  }
  if (!*separator) pc_puts(w, format == PC_LATEX ? "\\text{always}" : "always");
}

static void put_regime(const pc_growth *g, const pc_growth_term *t, pc_format format, pc_writer *w) {
  if (t->alone)
    put_weights(g, t, format, w);
  else
    pc_puts(w, format == PC_LATEX ? "\\text{never alone}" : "never alone");
}

static void put_terms(const pc_asymptotics *a, pc_format format, pc_writer *w) {
  const pc_growth *g = &a->growth;
  for (size_t i = 0; i < g->n && (a->leading || g->regimes); i++) {
    if (!a->leading || g->n > 1) put_expr(w, format, g->terms[i].monomial), pc_puts(w, ": ");
    if (a->leading)
      put_expr(w, format, g->terms[i].coefficient);
    else
      put_regime(g, &g->terms[i], format, w);
    pc_puts(w, "\n");
  }
}

static void put_dropped(const pc_asymptotics *a, pc_format format, bool human, pc_writer *w) {
  char text[PC_DOUBLE_SIZE];
  if (!a->dropped) return;
  pc_puts(w, format == PC_LATEX ? "\\text{dropped: }" : "dropped: ");
  if (human && format == PC_TEXT) {
    pc_share_text(text, pc_expr_to_double(a->dropped));
    pc_puts(w, "~");
    pc_puts(w, text);
  } else {
    put_expr(w, format, a->dropped);
  }
  pc_puts(w, "\n");
}

void pc_print_asymptotics_text(const pc_report *report, const pc_style *style, pc_writer *w) {
  const pc_asymptotics *a = &report->as.asymptotics;
  pc_puts(w, order(a));
  pc_puts(w, "(");
  put_expr(w, PC_TEXT, a->growth.sum);
  pc_puts(w, ")\n");
  put_terms(a, PC_TEXT, w);
  put_dropped(a, PC_TEXT, style->human, w);
}

void pc_print_asymptotics_latex(const pc_report *report, const pc_style *style, pc_writer *w) {
  const pc_asymptotics *a = &report->as.asymptotics;
  (void)style;
  pc_puts(w, a->leading && a->growth.tight ? "\\Theta" : "O");
  pc_puts(w, "\\left(");
  put_expr(w, PC_LATEX, a->growth.sum);
  pc_puts(w, "\\right)\n");
  put_terms(a, PC_LATEX, w);
  put_dropped(a, PC_LATEX, false, w);
}

/* ---- MathML: a row for each line of LaTeX ---- */

static void math_text(const char *text, pc_writer *w) {
  pc_puts(w, "<mtext>");
  pc_puts(w, text);
  pc_puts(w, "</mtext>");
}

static void math_weights(const pc_growth *g, const pc_growth_term *t, pc_writer *w) {
  bool none = true;
  for (size_t i = 0; i < g->grown_count; i++) {
    char text[64] = "";
    if (!t->weights[i]) continue;
    pc_puts(w, none ? "" : "<mo>,</mo>");
    put_expr(w, PC_MATHML, g->grown[i]);
    if (t->weights[i] != 1) snprintf(text, sizeof text, "<mo>:</mo><mn>%" PRId64 "</mn>", t->weights[i]);
    pc_puts(w, text);
    none = false;
  }
  if (none) math_text("always", w);
}

static void math_term(const pc_asymptotics *a, const pc_growth_term *t, pc_writer *w) {
  const pc_growth *g = &a->growth;
  pc_puts(w, "<mtr><mtd style=\"text-align:left\">");
  if (!a->leading || g->n > 1) {
    put_expr(w, PC_MATHML, t->monomial);
    pc_puts(w, "<mo>:</mo>");
  }
  if (a->leading)
    put_expr(w, PC_MATHML, t->coefficient);
  else if (t->alone)
    math_weights(g, t, w);
  else
    math_text("never alone", w);
  pc_puts(w, "</mtd></mtr>\n");
}

void pc_print_asymptotics_mathml(const pc_report *report, const pc_style *style, pc_writer *w) {
  const pc_asymptotics *a = &report->as.asymptotics;
  (void)style;
  pc_puts(w, PC_MATHML_OPEN
          "<mtable displaystyle=\"true\" columnalign=\"left\">\n<mtr><mtd style=\"text-align:left\"><mi>");
  pc_puts(w, a->leading && a->growth.tight ? "Θ" : "O");
  pc_puts(w, "</mi><mo>&#x2061;</mo><mrow><mo>(</mo>");
  put_expr(w, PC_MATHML, a->growth.sum);
  pc_puts(w, "<mo>)</mo></mrow></mtd></mtr>\n");
  for (size_t i = 0; i < a->growth.n && (a->leading || a->growth.regimes); i++) math_term(a, &a->growth.terms[i], w);
  if (a->dropped) {
    pc_puts(w, "<mtr><mtd style=\"text-align:left\"><mtext>dropped: </mtext>");
    put_expr(w, PC_MATHML, a->dropped);
    pc_puts(w, "</mtd></mtr>\n");
  }
  pc_puts(w, "</mtable>" PC_MATHML_CLOSE);
}

/* ---- JSON ---- */

static void json_expr(pc_json *json, const char *key, const pc_expr *e) {
  pc_json_key(json, key);
  pc_json_expr(json, e, NULL, 0);
}

static void json_weights(const pc_growth *g, const pc_growth_term *t, pc_json *json) {
  pc_json_key(json, "weights");
  pc_json_open(json, '[');
  for (size_t i = 0; i < g->grown_count; i++) {
    char text[32];
    if (!t->weights[i]) continue;
    snprintf(text, sizeof text, "%" PRId64, t->weights[i]);
    pc_json_open(json, '{');
    json_expr(json, "symbol", g->grown[i]);
    pc_json_pair(json, "weight", text);
    pc_json_close(json, '}');
  }
  pc_json_close(json, ']');
}

void pc_print_asymptotics_json(const pc_report *report, const pc_style *style, pc_writer *w) {
  const pc_asymptotics *a = &report->as.asymptotics;
  const pc_growth *g = &a->growth;
  pc_json json = { .w = w, .ctx = report->ctx };
  (void)style;
  pc_json_open(&json, '{');
  pc_json_pair(&json, "metric", a->metric);
  pc_json_pair(&json, "order", order(a));
  json_expr(&json, "growth", g->sum);
  pc_json_key(&json, "terms");
  pc_json_open(&json, '[');
  for (size_t i = 0; i < g->n; i++) {
    pc_json_open(&json, '{');
    json_expr(&json, "monomial", g->terms[i].monomial);
    json_expr(&json, "coefficient", g->terms[i].coefficient);
    if (g->terms[i].alone) json_weights(g, &g->terms[i], &json);
    pc_json_close(&json, '}');
  }
  pc_json_close(&json, ']');
  if (a->dropped) json_expr(&json, "dropped", a->dropped);
  pc_json_close(&json, '}');
  pc_puts(w, "\n");
}
