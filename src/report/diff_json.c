/* The printer of a comparison for programs. */
#include "report/diff.h"
#include "report/json.h"
#include "report/report.h"

/* A key and an expression; nothing for NULL. */
static void pair(pc_json *json, const char *key, const pc_expr *e) {
  if (!e) return;
  pc_json_key(json, key);
  pc_json_expr(json, e, NULL, 0);
}

static void write_side(pc_json *json, const char *key, const char *name, const pc_expr *formula) {
  pc_json_key(json, key);
  pc_json_open(json, '{');
  pc_json_pair(json, "name", name);
  pair(json, "formula", formula);
  pc_json_close(json, '}');
}

static void write_terms(pc_json *json, const pc_alignment *terms) {
  if (!terms->possible) return;
  pc_json_key(json, "terms");
  pc_json_open(json, '[');
  for (size_t i = 0; i < terms->n; i++) {
    pc_json_open(json, '{');
    pair(json, "left", terms->items[i].left);
    pair(json, "right", terms->items[i].right);
    pair(json, "difference", terms->items[i].difference);
    pc_json_close(json, '}');
  }
  pc_json_close(json, ']');
}

static void write_limits(pc_json *json, const pc_comparison *c) {
  pc_json_key(json, "limits");
  pc_json_open(json, '{');
  for (size_t i = 0; i < c->growth_count; i++) {
    const pc_trend *g = &c->growths[i];
    const char *name = pc_symbol_name(g->symbol);
    if (g->tendency == PC_TENDS_TO_VALUE) pair(json, name, g->value);
    if (g->tendency == PC_TENDS_TO_INFINITY) pc_json_pair(json, name, "infinity");
    if (g->tendency == PC_TENDS_TO_MINUS_INFINITY) pc_json_pair(json, name, "-infinity");
  }
  pc_json_close(json, '}');
}

static void write_place(pc_json *json, const pc_point *p) {
  pc_json_key(json, "at");
  pc_json_open(json, '{');
  for (size_t i = 0; i < p->n; i++) pair(json, pc_symbol_name(p->symbols[i]), p->values[i]);
  pc_json_close(json, '}');
}

static void write_witness(pc_json *json, const pc_point *p) {
  if (!p->left) return;
  pc_json_key(json, "witness");
  pc_json_open(json, '{');
  write_place(json, p);
  pair(json, "left", p->left);
  pair(json, "right", p->right);
  pc_json_close(json, '}');
}

static void write_box(pc_json *json, const pc_comparison *c) {
  if (!c->boxed || !c->bounded) return;
  pc_json_key(json, "largest");
  pc_json_open(json, '{');
  write_place(json, &c->worst);
  pair(json, "error", c->worst.left);
  pc_json_close(json, '}');
}

static void write_nodes(pc_json *json, const pc_difference *d) {
  static const char *const states[] = { "same", "only left", "only right", "differs", "unknown" };
  if (!d->tree) return;
  pc_json_key(json, "nodes");
  pc_json_open(json, '[');
  for (size_t i = 0; i < d->node_count; i++) {
    pc_json_open(json, '{');
    pc_json_pair(json, "path", d->nodes[i].path);
    pc_json_pair(json, "state", states[pc_node_pair_state(&d->nodes[i])]);
    pair(json, "left", d->nodes[i].left);
    pair(json, "right", d->nodes[i].right);
    pc_json_close(json, '}');
  }
  pc_json_close(json, ']');
}

static void write_details(pc_json *json, const pc_comparison *c) {
  pair(json, "difference", c->difference);
  pair(json, "ratio", c->ratio);
  pair(json, "relative", c->relative);
  write_terms(json, &c->terms);
  write_limits(json, c);
  write_box(json, c);
  write_witness(json, &c->witness);
}

void pc_print_diff_json(const pc_report *report, const pc_style *style, pc_writer *w) {
  static const char *const verdicts[] = { "equal", "different", "unknown" };
  const pc_difference *d = &report->as.difference;
  pc_json json = { .w = w, .ctx = report->ctx };
  (void)style;
  pc_json_open(&json, '{');
  pc_json_pair(&json, "verdict", verdicts[d->comparison.verdict]);
  pc_json_pair(&json, "metric", d->metric);
  write_side(&json, "left", d->names[0], d->comparison.left);
  write_side(&json, "right", d->names[1], d->comparison.right);
  if (d->comparison.verdict != PC_EQUAL) write_details(&json, &d->comparison);
  write_nodes(&json, d);
  pc_json_close(&json, '}');
  pc_puts(w, "\n");
}
