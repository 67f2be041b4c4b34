/* Trees as a graph for Graphviz: a box a node, with its name and totals; on the way to it how often it counts. A
 * formula that is long for a box is cut there, and whole in the tip that web pages show. */
#include "print/notation.h"
#include "report/escape.h"
#include "report/multiplicity.h"
#include "report/number.h"
#include "report/report.h"
#include "report/table.h"
#include "report/walk.h"
#include <stdio.h>
#include <string.h>

enum { WIDEST = 44 }; /* columns of a formula */

typedef struct graph {
  const pc_report *report;
  const pc_style *style;
  pc_writer *w;
  pc_walk walk;
  size_t *numbers; /* of the nodes from the root to the one at hand */
  size_t capacity, count;
} graph;

/* ---- texts ---- */

/* In a string of DOT a backslash starts an escape, and an ampersand an entity. */
static void add_dot(pc_buffer *out, const char *text) {
  for (; *text; text++) {
    if (*text == '"' || *text == '\\') pc_buffer_adds(out, "\\");
    if (*text == '&')
      pc_buffer_adds(out, "&amp;");
    else
      pc_buffer_add(out, text, 1);
  }
}

static void write_text(graph *g, const char *text) {
  pc_buffer visible = { .ctx = g->report->ctx };
  pc_add_visible(&visible, text);
  if (visible.failed) pc_writer_check(g->w, pc_no_memory(visible.ctx, g->w->error));
  if (visible.text) pc_put_escaped(g->w, visible.ctx, add_dot, visible.text);
  pc_buffer_clear(&visible);
}

/* The total as text; empty where there is none. */
static void add_total(graph *g, pc_buffer *out, const pc_tree_node *node, size_t metric, bool human) {
  const pc_expr *total = node->totals[metric];
  if (!total) return;
  if (human && pc_expr_is_number(total)) {
    pc_writer_check(g->w, pc_add_human(out, total, g->w->error));
    return;
  }
  pc_sink sink = pc_buffer_sink(out);
  pc_writer to = { &sink, g->w->error, g->w->status };
  pc_write_expr(&to, pc_notation_of(PC_TEXT), total, NULL, 0);
  pc_writer_check(g->w, to.status);
}

/* ---- labels ---- */

static void write_metric_name(graph *g, size_t metric) {
  const pc_breakdown *b = &g->report->as.breakdown;
  if (b->metric_count == 1) return;
  write_text(g, b->metrics[metric].metric);
  pc_puts(g->w, ": ");
}

static void write_share(graph *g, const pc_tree_node *node, size_t metric, bool alone) {
  char text[PC_DOUBLE_SIZE];
  double share;
  if (!pc_report_share(&share, g->report, node, metric, g->w)) return;
  (alone ? pc_percent_text : pc_share_text)(text, share);
  pc_puts(g->w, alone ? "" : " (");
  pc_puts(g->w, text);
  pc_puts(g->w, alone ? "" : ")");
}

static void write_metric(graph *g, const pc_tree_node *node, size_t metric) {
  bool percent = g->report->as.breakdown.percent;
  pc_buffer total = { .ctx = g->report->ctx };
  const char *end = "";
  pc_puts(g->w, "\\n");
  write_metric_name(g, metric);
  if (!percent) add_total(g, &total, node, metric, g->style->human);
  if (total.text) {
    size_t length = total.length;
    if (!pc_expr_is_number(node->totals[metric])) length = pc_cut_formula(total.text, total.length, WIDEST, &end);
    pc_put(g->w, total.text, length);
    pc_puts(g->w, end);
  }
  pc_buffer_clear(&total);
  write_share(g, node, metric, percent);
}

static void write_tip(graph *g, const pc_tree_node *node) {
  size_t n = g->report->as.breakdown.metric_count;
  pc_puts(g->w, "\", tooltip=\"");
  for (size_t i = 0, shown = 0; i < n; i++) {
    pc_buffer total = { .ctx = g->report->ctx };
    add_total(g, &total, node, i, false);
    if (total.text) {
      pc_puts(g->w, shown++ ? "\\n" : "");
      write_metric_name(g, i);
      pc_put(g->w, total.text, total.length);
    }
    pc_buffer_clear(&total);
  }
}

/* ---- nodes and edges ---- */

static void write_repeat(graph *g, const pc_multiplicity *repeat) {
  if (!repeat->n) return;
  pc_puts(g->w, " [label=\" ");
  if (repeat->parts[0].kind == PC_REPEAT_TIMES) pc_puts(g->w, "× ");
  pc_write_multiplicity(g->w, repeat);
  pc_puts(g->w, "\"]");
}

static void write_edge(graph *g, const pc_tree_node *node) {
  char text[64];
  snprintf(text, sizeof text, "  %zu -> %zu", g->numbers[g->walk.depth - 1], g->numbers[g->walk.depth]);
  pc_puts(g->w, text);
  write_repeat(g, &node->repeat);
  pc_puts(g->w, ";\n");
}

static void write_node(graph *g) {
  const pc_tree_node *node = g->walk.steps[g->walk.depth].node;
  char number[32];
  if (!pc_grow(g->report->ctx, (void **)&g->numbers, &g->capacity, g->walk.depth, sizeof *g->numbers)) {
    pc_writer_check(g->w, pc_no_memory(g->report->ctx, g->w->error));
    return;
  }
  g->numbers[g->walk.depth] = g->count++;
  snprintf(number, sizeof number, "  %zu [label=\"", g->numbers[g->walk.depth]);
  pc_puts(g->w, number);
  write_text(g, node->name[0] ? node->name : "(itself)");
  for (size_t i = 0; i < g->report->as.breakdown.metric_count; i++)
    if (node->totals[i]) write_metric(g, node, i);
  write_tip(g, node);
  pc_puts(g->w, "\"];\n");
  if (g->walk.depth > 0) write_edge(g, node);
}

void pc_print_tree_dot(const pc_report *report, const pc_style *style, pc_writer *w) {
  graph g = { .report = report, .style = style, .w = w };
  pc_puts(w, "digraph \"");
  write_text(&g, report->as.breakdown.model);
  pc_puts(
      w,
      "\" {\n  rankdir=LR;\n  ordering=out;\n  node [shape=box, style=rounded, fontname=\"sans-serif\", fontsize=11];\n"
      "  edge [fontname=\"sans-serif\", fontsize=10, arrowsize=0.6];\n");
  pc_walk_start(&g.walk, report->ctx, &report->as.breakdown.tree->root, -1);
  while (pc_walk_next(&g.walk, w))
    if (g.walk.entering) write_node(&g);
  pc_walk_end(&g.walk);
  pc_free(report->ctx, g.numbers, g.capacity * sizeof *g.numbers);
  pc_puts(w, "}\n");
}
