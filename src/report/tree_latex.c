/* Trees as a LaTeX longtable: a row a node, indented by its depth. */
#include "print/notation.h"
#include "report/escape.h"
#include "report/multiplicity.h"
#include "report/number.h"
#include "report/report.h"
#include "report/walk.h"
#include <stdio.h>
#include <string.h>

typedef struct table {
  const pc_report *report;
  const pc_style *style;
  const pc_breakdown *b;
  pc_writer *w;
  bool repeats, *formulas, *shares; /* which columns there are; a metric's totals are formulas, or numbers */
} table;

/* ---- what the table needs ---- */

static void look_at(table *t, const pc_tree_node *node) {
  double share;
  if (node->repeat.n) t->repeats = true;
  for (size_t i = 0; i < t->b->metric_count; i++) {
    if (node->totals[i] && !pc_expr_is_number(node->totals[i])) t->formulas[i] = true;
    if (!t->shares[i] && !t->b->percent) t->shares[i] = pc_report_share(&share, t->report, node, i, t->w);
  }
}

static void measure(table *t) {
  pc_walk walk;
  pc_walk_start(&walk, t->report->ctx, &t->b->tree->root, -1);
  while (pc_walk_next(&walk, t->w))
    if (walk.entering) look_at(t, walk.steps[walk.depth].node);
  pc_walk_end(&walk);
}

/* ---- cells ---- */

static void write_name(table *t, const pc_walk *walk) {
  const char *name = walk->steps[walk->depth].node->name;
  pc_put_times(t->w, "\\quad ", walk->depth);
  if (walk->depth == 0) pc_puts(t->w, "\\textbf{");
  pc_put_escaped(t->w, t->report->ctx, pc_add_latex, name[0] ? name : "(itself)");
  if (walk->depth == 0) pc_puts(t->w, "}");
}

static void write_percent(table *t, double share, void (*text_of)(char *, double)) {
  char text[PC_DOUBLE_SIZE];
  text_of(text, share);
  pc_put_escaped(t->w, t->report->ctx, pc_add_latex, text);
}

static void write_rounded(table *t, const char *text) {
  bool marked = text[0] == '~';
  if (marked) pc_puts(t->w, "$\\sim$");
  pc_put_escaped(t->w, t->report->ctx, pc_add_latex, text + marked);
}

static void write_human(table *t, const pc_expr *number) {
  pc_buffer text = { .ctx = t->report->ctx };
  if (pc_writer_check(t->w, pc_add_human(&text, number, t->w->error)) && text.text) write_rounded(t, text.text);
  pc_buffer_clear(&text);
}

static void write_total(table *t, const pc_tree_node *node, size_t metric) {
  double share;
  const pc_expr *total = node->totals[metric];
  if (!total) return;
  if (t->b->percent) {
    if (pc_report_share(&share, t->report, node, metric, t->w)) write_percent(t, share, pc_percent_text);
  } else if (t->style->human && pc_expr_is_number(total)) {
    write_human(t, total);
  } else {
    pc_puts(t->w, "$");
    pc_write_expr(t->w, pc_notation_of(PC_LATEX), total, NULL, 0);
    pc_puts(t->w, "$");
  }
}

/* ---- rows ---- */

static void write_row(table *t, const pc_walk *walk) {
  const pc_tree_node *node = walk->steps[walk->depth].node;
  double share;
  write_name(t, walk);
  if (t->repeats) pc_puts(t->w, " & ");
  pc_write_multiplicity_latex(t->w, &node->repeat);
  for (size_t i = 0; i < t->b->metric_count; i++) {
    pc_puts(t->w, " & ");
    write_total(t, node, i);
    if (t->shares[i]) pc_puts(t->w, " & ");
    if (t->shares[i] && pc_report_share(&share, t->report, node, i, t->w)) write_percent(t, share, pc_share_text);
  }
  pc_puts(t->w, " \\\\\n");
}

/* A long formula breaks within its column; the columns of formulas share half of the line. */
static void write_columns(table *t) {
  size_t formulas = 0;
  char width[64];
  for (size_t i = 0; i < t->b->metric_count; i++) formulas += t->formulas[i];
  pc_put_times(t->w, "l", t->repeats ? 2 : 1);
  for (size_t i = 0; i < t->b->metric_count; i++) {
    unsigned per_mille = (unsigned)(500 / (formulas ? formulas : 1));
    snprintf(width, sizeof width, ">{\\raggedright\\arraybackslash}p{0.%03u\\linewidth}", per_mille);
    pc_puts(t->w, t->formulas[i] ? width : "r");
    if (t->shares[i]) pc_puts(t->w, "r");
  }
}

/* A long title would make its column wide. */
static const char *header_of(const pc_amount *metric) {
  enum { LONGEST = 24 };
  bool title = metric->title && strlen(metric->title) <= LONGEST;
  return title ? metric->title : metric->metric;
}

static void write_header(table *t) {
  for (size_t i = 0; i < t->b->metric_count; i++) {
    const pc_amount *metric = &t->b->metrics[i];
    pc_puts(t->w, i == 0 && t->repeats ? " & & " : " & ");
    pc_puts(t->w, t->formulas[i] ? "" : "\\multicolumn{1}{r}{");
    pc_put_escaped(t->w, t->report->ctx, pc_add_latex, header_of(metric));
    pc_puts(t->w, t->formulas[i] ? "" : "}");
    if (t->shares[i]) pc_puts(t->w, " & share");
  }
  pc_puts(t->w, " \\\\\n\\hline\n\\endhead\n");
}

static void write_table(table *t) {
  pc_walk walk;
  pc_puts(t->w, "% needs \\usepackage{amsmath,array,longtable}\n\\begin{longtable}{");
  write_columns(t);
  pc_puts(t->w, "}\n");
  write_header(t);
  pc_walk_start(&walk, t->report->ctx, &t->b->tree->root, -1);
  while (pc_walk_next(&walk, t->w))
    if (walk.entering) write_row(t, &walk);
  pc_walk_end(&walk);
  pc_puts(t->w, "\\end{longtable}\n");
}

void pc_print_tree_latex(const pc_report *report, const pc_style *style, pc_writer *w) {
  bool formulas[PC_METRIC_MAX] = { false }, shares[PC_METRIC_MAX] = { false };
  table t = {
    .report = report, .style = style, .b = &report->as.breakdown, .w = w, .formulas = formulas, .shares = shares
  };
  measure(&t);
  write_table(&t);
}
