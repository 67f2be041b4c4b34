/* Trees as a Python dict literal: names are strings, whole numbers are ints, formulas are strings that SymPy reads.
 * The root is the outermost dict; of several metrics there is a dict of these, by the metrics' names. */
#include "print/notation.h"
#include "report/escape.h"
#include "report/report.h"
#include "report/walk.h"

static void write_value(pc_writer *w, const pc_expr *value) {
  const char *quote = pc_expr_is_integer(value) ? "" : "'";
  pc_puts(w, quote);
  pc_write_expr(w, pc_notation_of(PC_SYMPY), value, NULL, 0);
  pc_puts(w, quote);
}

static void start_line(pc_writer *w, size_t level) {
  pc_puts(w, "\n");
  pc_put_times(w, "  ", level);
}

static void enter_node(pc_writer *w, const pc_walk *walk, size_t level) {
  const pc_step *step = &walk->steps[walk->depth];
  if (walk->depth > 0) {
    start_line(w, level + walk->depth);
    pc_put_escaped(w, walk->ctx, pc_add_python, step->node->name);
    pc_puts(w, ": ");
  }
  if (step->leaf)
    write_value(w, step->node->totals[walk->metric]);
  else
    pc_puts(w, "{");
}

static void leave_node(pc_writer *w, const pc_walk *walk, size_t level) {
  const pc_step *step = &walk->steps[walk->depth];
  if (!step->leaf) {
    start_line(w, level + walk->depth);
    pc_puts(w, "}");
  }
  if (walk->depth > 0 && !step->last) pc_puts(w, ",");
}

/* `level`: how far the closing bracket of the root is indented. */
static void write_nodes(const pc_report *report, size_t metric, size_t level, pc_writer *w) {
  const pc_tree_node *root = &report->as.breakdown.tree->root;
  if (!root->totals[metric]) {
    pc_puts(w, "{}");
    return;
  }
  pc_walk walk;
  pc_walk_start(&walk, report->ctx, root, (long)metric);
  while (pc_walk_next(&walk, w)) {
    if (walk.entering)
      enter_node(w, &walk, level);
    else
      leave_node(w, &walk, level);
  }
  pc_walk_end(&walk);
}

void pc_print_tree_sympy(const pc_report *report, const pc_style *style, pc_writer *w) {
  (void)style;
  const pc_breakdown *b = &report->as.breakdown;
  if (b->metric_count == 1) {
    write_nodes(report, 0, 0, w);
    pc_puts(w, "\n");
    return;
  }
  for (size_t i = 0; i < b->metric_count; i++) {
    pc_puts(w, i ? ",\n  " : "{\n  ");
    pc_put_escaped(w, report->ctx, pc_add_python, b->metrics[i].metric);
    pc_puts(w, ": ");
    write_nodes(report, i, 1, w);
  }
  pc_puts(w, "\n}\n");
}
