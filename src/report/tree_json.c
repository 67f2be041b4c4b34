/* Trees as JSON.
 *
 * {"model": s, "metric": s, "bindings": {name: s}, "tree": NODE}, of several metrics a list of these. NODE is {"name":
 * s, "repeat": s?, "amount": s?, "total": s, "share": number?, "children": [NODE...]?}.
 */
#include "report/json.h"
#include "report/multiplicity.h"
#include "report/report.h"
#include "report/walk.h"

static void write_share(const pc_report *report, pc_json *json, const pc_tree_node *node, size_t metric) {
  double share;
  if (!pc_report_share(&share, report, node, metric, json->w)) return;
  pc_json_key(json, "share");
  pc_json_double(json, share);
}

/* As of an expression, nothing in it is to be escaped. */
static void write_repeat(pc_json *json, const pc_multiplicity *repeat) {
  if (!repeat->n) return;
  pc_json_key(json, "repeat");
  pc_json_open_string(json);
  pc_write_multiplicity(json->w, repeat);
  pc_json_close_string(json);
}

static void enter_node(const pc_report *report, pc_json *json, const pc_step *step, size_t metric) {
  const pc_tree_node *node = step->node;
  pc_json_open(json, '{');
  pc_json_pair(json, "name", node->name);
  write_repeat(json, &node->repeat);
  if (step->leaf && !node->collapsed && node->amounts && node->amounts[metric]) {
    pc_json_key(json, "amount");
    pc_json_expr(json, node->amounts[metric], NULL, 0);
  }
  pc_json_key(json, "total");
  pc_json_expr(json, node->totals[metric], NULL, 0);
  write_share(report, json, node, metric);
  if (step->leaf) return;
  pc_json_key(json, "children");
  pc_json_open(json, '[');
}

static void leave_node(pc_json *json, const pc_step *step) {
  if (!step->leaf) pc_json_close(json, ']');
  pc_json_close(json, '}');
}

static void write_nodes(const pc_report *report, pc_json *json, size_t metric) {
  const pc_tree *tree = report->as.breakdown.tree;
  if (!tree->root.totals[metric]) {
    pc_json_open(json, '{');
    pc_json_pair(json, "name", tree->root.name);
    pc_json_pair(json, "total", "0");
    pc_json_close(json, '}');
    return;
  }
  pc_walk walk;
  pc_walk_start(&walk, report->ctx, &tree->root, (long)metric);
  while (pc_walk_next(&walk, json->w)) {
    const pc_step *step = &walk.steps[walk.depth];
    if (walk.entering)
      enter_node(report, json, step, metric);
    else
      leave_node(json, step);
  }
  pc_walk_end(&walk);
}

static void write_metric(const pc_report *report, pc_json *json, size_t metric) {
  const pc_breakdown *b = &report->as.breakdown;
  pc_json_open(json, '{');
  pc_json_pair(json, "model", b->model);
  pc_json_pair(json, "metric", b->metrics[metric].metric);
  pc_json_key(json, "bindings");
  pc_json_open(json, '{');
  for (size_t i = 0; i < b->binding_count; i++) {
    pc_json_key(json, b->bindings[i].name);
    pc_json_expr(json, b->bindings[i].value, NULL, 0);
  }
  pc_json_close(json, '}');
  pc_json_key(json, "tree");
  write_nodes(report, json, metric);
  pc_json_close(json, '}');
}

void pc_print_tree_json(const pc_report *report, const pc_style *style, pc_writer *w) {
  (void)style;
  size_t n = report->as.breakdown.metric_count;
  pc_json json = { .w = w, .ctx = report->ctx };
  if (n > 1) pc_json_open(&json, '[');
  for (size_t i = 0; i < n; i++) write_metric(report, &json, i);
  if (n > 1) pc_json_close(&json, ']');
  pc_puts(w, "\n");
}
