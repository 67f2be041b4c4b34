/* Printers of a comparison for people.
 *
 * Text: the verdict alone on the first line, then what differs. LaTeX and sympy: the difference as a formula.
 */
#include "print/notation.h"
#include "report/diff.h"
#include "report/escape.h"
#include "report/number.h"
#include "report/report.h"

enum { COLUMNS = 3 };

static void write(pc_writer *w, const pc_expr *e, bool human) {
  if (!human || !pc_expr_is_number(e)) {
    pc_write_expr(w, pc_notation_of(PC_TEXT), e, NULL, 0);
    return;
  }
  pc_buffer text = { .ctx = pc_expr_context(e) };
  pc_writer_check(w, pc_add_human(&text, e, w->error));
  pc_put(w, text.text, text.length);
  pc_buffer_clear(&text);
}

static void write_line(pc_writer *w, const char *label, const pc_expr *e, bool human) {
  pc_puts(w, label);
  write(w, e, human);
  pc_puts(w, "\n");
}

/* ---- terms side by side ---- */

/* The text of a cell; "-" where there is no term. */
static void cell(pc_buffer *out, const pc_expr *e, pc_writer *w) {
  pc_sink sink = pc_buffer_sink(out);
  pc_writer inner = { &sink, w->error, PC_OK };
  out->length = 0;
  if (e)
    pc_write_expr(&inner, pc_notation_of(PC_TEXT), e, NULL, 0);
  else
    pc_puts(&inner, "-");
  pc_writer_check(w, inner.status);
}

static const pc_expr *part_of(const pc_term_pair *pair, int column) {
  return column == 0 ? pair->left : column == 1 ? pair->right : pair->difference;
}

static void write_cell(pc_writer *w, const char *text, size_t length, size_t width, bool last) {
  pc_put(w, text, length);
  if (!last) pc_put_times(w, " ", width > length ? width - length : 0);
  pc_puts(w, last ? "\n" : "  ");
}

static void write_terms(const pc_alignment *terms, pc_writer *w) {
  static const char *const heads[COLUMNS] = { "A", "B", "A - B" };
  size_t widths[COLUMNS] = { 1, 1, 5 };
  pc_buffer text = { .ctx = terms->ctx };
  for (size_t i = 0; i < terms->n; i++)
    for (int j = 0; j < COLUMNS; j++) {
      cell(&text, part_of(&terms->items[i], j), w);
      if (text.length > widths[j]) widths[j] = text.length;
    }
  for (int j = 0; j < COLUMNS; j++) {
    if (j == 0) pc_puts(w, "\n  ");
    write_cell(w, heads[j], j == 2 ? 5 : 1, widths[j], j == COLUMNS - 1);
  }
  for (size_t i = 0; i < terms->n; i++) {
    pc_puts(w, "  ");
    for (int j = 0; j < COLUMNS && w->status == PC_OK; j++) {
      cell(&text, part_of(&terms->items[i], j), w);
      write_cell(w, text.text, text.length, widths[j], j == COLUMNS - 1);
    }
  }
  pc_buffer_clear(&text);
  if (!terms->alike) return;
  pc_buffer count = { .ctx = terms->ctx };
  pc_buffer_addf(&count, "  (%zu %s both)\n", terms->alike, terms->alike == 1 ? "term is in" : "terms are in");
  pc_put(w, count.text, count.length);
  pc_buffer_clear(&count);
}

/* ---- limits, points ---- */

static void write_growth(const pc_trend *g, bool human, pc_writer *w) {
  pc_puts(w, "  as ");
  pc_puts(w, pc_symbol_name(g->symbol));
  pc_puts(w, " grows: ");
  switch (g->tendency) {
  case PC_TENDS_TO_VALUE: write(w, g->value, human); break;
  case PC_TENDS_TO_INFINITY: pc_puts(w, "infinity"); break;
  case PC_TENDS_TO_MINUS_INFINITY: pc_puts(w, "-infinity"); break;
  case PC_TENDS_UNKNOWN: pc_puts(w, "not known"); break;
  }
  pc_puts(w, "\n");
}

static void write_place(const pc_point *p, pc_writer *w) {
  for (size_t i = 0; i < p->n; i++) {
    pc_puts(w, i ? ", " : "");
    pc_puts(w, pc_symbol_name(p->symbols[i]));
    pc_puts(w, " = ");
    write(w, p->values[i], false);
  }
}

static void write_witness(const pc_point *p, pc_writer *w) {
  if (!p->left || !p->n) return;
  pc_puts(w, "\nat ");
  write_place(p, w);
  pc_puts(w, ": A = ");
  write(w, p->left, false);
  pc_puts(w, ", B = ");
  write(w, p->right, false);
  pc_puts(w, "\n");
}

static void write_box(const pc_comparison *c, bool human, pc_writer *w) {
  if (!c->boxed) return;
  pc_puts(w, "\nlargest |A - B|/|B| in the box: ");
  if (!c->bounded) {
    pc_puts(w, "not bounded\n");
    return;
  }
  write(w, c->worst.left, human);
  pc_puts(w, c->worst.n ? " at " : "");
  write_place(&c->worst, w);
  pc_puts(w, "\n");
}

/* ---- trees ---- */

static void write_node(const pc_report *report, const pc_node_pair *pair, bool human, pc_writer *w) {
  static const char *const states[] = { "  same     ", "  only A   ", "  only B   ", "  differs  ", "  unknown  " };
  pc_puts(w, states[pc_node_pair_state(pair)]);
  pc_put_escaped(w, report->ctx, pc_add_visible, pair->path);
  pc_puts(w, ": ");
  write(w, pair->left ? pair->left : pair->right, human);
  if (pc_node_pair_state(pair) >= PC_NODE_DIFFERS) {
    pc_puts(w, " | ");
    write(w, pair->right, human);
  }
  pc_puts(w, "\n");
}

static void write_details(const pc_comparison *c, bool human, pc_writer *w) {
  if (c->terms.possible && (c->terms.n > 1 || c->terms.alike)) write_terms(&c->terms, w);
  pc_puts(w, "\n");
  write_line(w, "A - B = ", c->difference, human);
  if (c->ratio) write_line(w, "A/B = ", c->ratio, human);
  for (size_t i = 0; i < c->growth_count; i++) write_growth(&c->growths[i], human, w);
  if (c->relative) write_line(w, "(A - B)/B = ", c->relative, human);
  write_box(c, human, w);
  write_witness(&c->witness, w);
}

void pc_print_diff_text(const pc_report *report, const pc_style *style, pc_writer *w) {
  static const char *const verdicts[] = { "equal\n", "different\n", "unknown\n" };
  const pc_difference *d = &report->as.difference;
  pc_puts(w, verdicts[d->comparison.verdict]);
  if (d->comparison.verdict != PC_EQUAL) write_details(&d->comparison, style->human, w);
  if (d->tree) pc_puts(w, "\n");
  for (size_t i = 0; i < d->node_count; i++) write_node(report, &d->nodes[i], style->human, w);
}

static void write_difference(const pc_report *report, pc_format format, pc_writer *w) {
  pc_write_expr(w, pc_notation_of(format), report->as.difference.comparison.difference, NULL, 0);
  pc_puts(w, "\n");
}

void pc_print_diff_latex(const pc_report *report, const pc_style *style, pc_writer *w) {
  (void)style;
  write_difference(report, PC_LATEX, w);
}

void pc_print_diff_sympy(const pc_report *report, const pc_style *style, pc_writer *w) {
  (void)style;
  write_difference(report, PC_SYMPY, w);
}
