/* The printer of what was solved for programs. */
#include "report/json.h"
#include "report/report.h"

/* A key and an expression; nothing for NULL. */
static void pair(pc_json *json, const char *key, const pc_expr *e) {
  if (!e) return;
  pc_json_key(json, key);
  pc_json_expr(json, e, NULL, 0);
}

static void write_side(pc_json *json, const char *key, const char *node, const pc_expr *formula) {
  pc_json_key(json, key);
  pc_json_open(json, '{');
  pc_json_pair(json, "node", node);
  pair(json, "formula", formula);
  pc_json_close(json, '}');
}

static void write_end(pc_json *json, const char *key, const pc_end *end) {
  if (!end->low) return;
  pc_json_key(json, key);
  pc_json_open(json, '{');
  if (pc_expr_identical(end->low, end->high)) {
    pair(json, "value", end->low);
  } else {
    pair(json, "above", end->low);
    pair(json, "below", end->high);
  }
  pc_json_pair(json, "end", end->open ? "open" : "closed");
  pc_json_close(json, '}');
}

static void write_range(pc_json *json, const pc_end *from, const pc_end *to) {
  pc_json_open(json, '{');
  write_end(json, "from", from);
  write_end(json, "to", to);
  pc_json_close(json, '}');
}

/* ---- numbers ---- */

static void write_crossings(pc_json *json, const pc_solution *s) {
  if (!s->crossings.n) return;
  pc_json_key(json, "crossings");
  pc_json_open(json, '[');
  for (size_t i = 0; i < s->crossings.n; i++) {
    pc_json_open(json, '{');
    pair(json, "above", s->crossings.items[i].from.low);
    pair(json, "below", s->crossings.items[i].to.low);
    pc_json_close(json, '}');
  }
  pc_json_close(json, ']');
}

static void write_samples(pc_json *json, const pc_solution *s) {
  pc_json_key(json, "values");
  pc_json_open(json, '[');
  for (size_t i = 0; i < s->sample_count; i++) {
    pc_json_open(json, '{');
    pair(json, "at", s->samples[i].value);
    pair(json, "left", s->samples[i].left);
    pair(json, "right", s->samples[i].right);
    pc_json_close(json, '}');
  }
  pc_json_close(json, ']');
}

static void write_numbers(pc_json *json, const pc_solution *s) {
  if (s->outcome == PC_NOT_DECIDED) return;
  pc_json_key(json, "ranges");
  pc_json_open(json, '[');
  for (size_t i = 0; i < s->where.n; i++) write_range(json, &s->where.items[i].from, &s->where.items[i].to);
  pc_json_close(json, ']');
  write_crossings(json, s);
  write_samples(json, s);
}

/* ---- formulas ---- */

static void write_bound(pc_json *json, const pc_solution *s) {
  pc_expr *value = s->solved_count ? s->solved[0].value : s->span.least;
  const pc_end none = { NULL, NULL, true }, end = { value, value, false };
  pc_json_key(json, "ranges");
  pc_json_open(json, '[');
  if (s->outcome == PC_SOLVED) write_range(json, s->above ? &end : &none, s->above ? &none : &end);
  pc_json_close(json, ']');
}

static void write_list(pc_json *json, const char *key, pc_expr *const *items, size_t n) {
  if (!n) return;
  pc_json_key(json, key);
  pc_json_open(json, '[');
  for (size_t i = 0; i < n; i++) pc_json_expr(json, items[i], NULL, 0);
  pc_json_close(json, ']');
}

static void write_equation(pc_json *json, const pc_solution *s) {
  pc_json_key(json, "solutions");
  pc_json_open(json, '[');
  for (size_t i = 0; i < s->solved_count; i++) {
    pc_json_open(json, '{');
    pair(json, "value", s->solved[i].value);
    if (s->solved[i].excess) pair(json, "at_least", s->span.least);
    pc_json_close(json, '}');
  }
  pc_json_close(json, ']');
  write_list(json, "always", s->always, s->always_count);
  write_list(json, "rest", s->rest, s->rest_count);
}

void pc_print_solve_json(const pc_report *report, const pc_style *style, pc_writer *w) {
  static const char *const verdicts[] = { "solved", "none", "unknown" };
  static const char *const relations[] = { "=", "<=", ">=" };
  const pc_solving *solving = &report->as.solving;
  const pc_solution *s = &solving->solution;
  pc_json json = { .w = w, .ctx = report->ctx };
  (void)style;
  pc_json_open(&json, '{');
  pc_json_pair(&json, "verdict", verdicts[s->outcome]);
  pc_json_pair(&json, "symbol", pc_symbol_name(s->symbol));
  pc_json_pair(&json, "metric", solving->metric);
  write_side(&json, "left", solving->at, s->left);
  pc_json_pair(&json, "relation", relations[s->relation]);
  write_side(&json, "right", solving->other_at, s->right);
  if (!s->formulas)
    write_numbers(&json, s);
  else if (s->relation == PC_SOLVE_EQUAL)
    write_equation(&json, s);
  else
    write_bound(&json, s);
  pc_json_close(&json, '}');
  pc_puts(w, "\n");
}
