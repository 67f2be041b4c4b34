/* Printers of CSV, quoted as RFC 4180 says; lines end with a line feed. The first line names the columns.
 *
 * formula, eval: metric,formula and metric,value. list: name,title. tree: depth,name,repeat, then for each metric its
 * total and, where shares are there, the share as the nearest double; the root has the depth 0, children follow their
 * parent. */
#include "print/notation.h"
#include "report/multiplicity.h"
#include "report/number.h"
#include "report/report.h"
#include "report/walk.h"
#include <stdio.h>
#include <string.h>

/* ---- cells ---- */

static void write_text(pc_writer *w, const char *text) {
  size_t plain = strcspn(text, ",\"\r\n");
  if (!text[plain]) {
    pc_puts(w, text);
    return;
  }
  pc_puts(w, "\"");
  for (; *text; text++) {
    if (*text == '"') pc_puts(w, "\"");
    pc_put(w, text, 1);
  }
  pc_puts(w, "\"");
}

/* What is written to the sink as one cell. */
typedef void cell_writer(pc_writer *w, const void *what);

static void write_cell(pc_writer *w, pc_context *ctx, cell_writer *write, const void *what) {
  pc_buffer cell = { .ctx = ctx };
  pc_sink sink = pc_buffer_sink(&cell);
  pc_writer to = { &sink, w->error, w->status };
  write(&to, what);
  if (pc_writer_check(w, to.status) && cell.text) write_text(w, cell.text);
  pc_buffer_clear(&cell);
}

static void write_repeat(pc_writer *w, const void *what) {
  pc_write_multiplicity(w, what);
}

typedef struct formula {
  const pc_expr *value;
  const pc_shape *shape;
} formula;

static void write_formula(pc_writer *w, const void *what) {
  const formula *f = what;
  pc_write_shape(w, pc_notation_of(PC_TEXT), f->value, f->shape);
}

/* ---- formula, eval, list ---- */

static void write_amounts(const pc_report *report, const char *header, pc_writer *w) {
  const pc_amounts *amounts = &report->as.amounts;
  pc_puts(w, header);
  for (size_t i = 0; i < amounts->n; i++) {
    const formula value = { amounts->items[i].value, &amounts->shape };
    write_text(w, amounts->items[i].metric);
    pc_puts(w, ",");
    write_cell(w, report->ctx, write_formula, &value);
    pc_puts(w, "\n");
  }
}

void pc_print_formula_csv(const pc_report *report, const pc_style *style, pc_writer *w) {
  (void)style;
  write_amounts(report, "metric,formula\n", w);
}

void pc_print_eval_csv(const pc_report *report, const pc_style *style, pc_writer *w) {
  (void)style;
  write_amounts(report, "metric,value\n", w);
}

void pc_print_list_csv(const pc_report *report, const pc_style *style, pc_writer *w) {
  const pc_names *list = &report->as.list;
  (void)style;
  pc_puts(w, "name,title\n");
  for (size_t i = 0; i < list->n; i++) {
    write_text(w, list->items[i].name);
    pc_puts(w, ",");
    write_text(w, list->items[i].title ? list->items[i].title : "");
    pc_puts(w, "\n");
  }
}

/* ---- tree ---- */

static void write_header(const pc_report *report, const bool *shares, pc_writer *w) {
  const pc_breakdown *b = &report->as.breakdown;
  pc_puts(w, "depth,name,repeat");
  for (size_t i = 0; i < b->metric_count; i++) {
    pc_puts(w, ",");
    pc_puts(w, b->metrics[i].metric);
    if (!shares[i]) continue;
    pc_puts(w, ",");
    pc_puts(w, b->metrics[i].metric);
    pc_puts(w, " share");
  }
  pc_puts(w, "\n");
}

static void write_metric(const pc_report *report, const pc_tree_node *node, size_t metric, bool shares, pc_writer *w) {
  char text[PC_DOUBLE_SIZE] = "";
  double share;
  pc_puts(w, ",");
  if (node->totals[metric]) write_cell(w, report->ctx, write_formula, &(formula) { node->totals[metric], NULL });
  if (!shares) return;
  if (pc_report_share(&share, report, node, metric, w)) pc_double_text(text, share);
  pc_puts(w, ",");
  pc_puts(w, text);
}

static void write_row(const pc_report *report, const pc_walk *walk, const bool *shares, pc_writer *w) {
  const pc_tree_node *node = walk->steps[walk->depth].node;
  char depth[32];
  snprintf(depth, sizeof depth, "%zu,", walk->depth);
  pc_puts(w, depth);
  write_text(w, node->name);
  pc_puts(w, ",");
  write_cell(w, report->ctx, write_repeat, &node->repeat);
  for (size_t i = 0; i < report->as.breakdown.metric_count; i++) write_metric(report, node, i, shares[i], w);
  pc_puts(w, "\n");
}

void pc_print_tree_csv(const pc_report *report, const pc_style *style, pc_writer *w) {
  const pc_breakdown *b = &report->as.breakdown;
  bool shares[PC_METRIC_MAX] = { false };
  double share;
  pc_walk walk;
  (void)style;
  for (size_t i = 0; i < b->metric_count; i++) shares[i] = pc_report_share(&share, report, &b->tree->root, i, w);
  write_header(report, shares, w);
  pc_walk_start(&walk, report->ctx, &b->tree->root, -1);
  while (pc_walk_next(&walk, w))
    if (walk.entering) write_row(report, &walk, shares, w);
  pc_walk_end(&walk);
}
