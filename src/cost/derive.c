/* Metrics that are formulas of other metrics. */
#include "cost/derive.h"
#include <string.h>

/* More ways than this from one metric to others are refused: chains multiply. */
enum { MAX_DERIVED = 4096 };

struct pc_totals {
  pc_view *view;
  pc_metric_set above; /* every metric on the way here */
  pc_chain chain;
};

/* The value of the last metric of a chain. */
struct pc_derived {
  pc_chain chain;
  unsigned metric;
  pc_expr *value;
};

int pc_metric_find(const pc_metric_table *table, const char *name) {
  for (unsigned i = 0; i < table->n; i++)
    if (table->items[i].name == name || strcmp(table->items[i].name, name) == 0) return (int)i;
  return -1;
}

bool pc_chain_equal(const pc_chain *a, const pc_chain *b) {
  return a->n == b->n && a->set == b->set && memcmp(a->path, b->path, a->n) == 0;
}

unsigned pc_chain_base(const pc_chain *chain) {
  return chain->path[chain->n - 1];
}

static void extend(pc_chain *chain, unsigned metric) {
  chain->path[chain->n++] = (uint8_t)metric;
  chain->set |= PC_METRIC(metric);
}

static const struct pc_derived *known(const pc_totals *at, unsigned metric) {
  for (size_t i = 0; i < at->view->n; i++) {
    const struct pc_derived *d = &at->view->derived[i];
    if (d->metric == metric && pc_chain_equal(&d->chain, &at->chain)) return d;
  }
  return NULL;
}

static pc_status remember(const pc_totals *at, unsigned metric, pc_expr *value, pc_error *error) {
  pc_view *view = at->view;
  if (view->n >= MAX_DERIVED)
    return pc_fail(error, PC_LIMIT, "metric '%s' is reached from others in too many ways",
                   view->metrics->items[metric].name);
  if (!pc_grow(view->ctx, (void **)&view->derived, &view->capacity, view->n, sizeof *view->derived))
    return pc_no_memory(view->ctx, error);
  view->derived[view->n++] = (struct pc_derived) { at->chain, metric, pc_expr_ref(value) };
  return PC_OK;
}

static pc_status derive(pc_expr **out, pc_totals *at, unsigned metric, pc_error *error) {
  const struct pc_derived *d = known(at, metric);
  if (d) {
    *out = pc_expr_ref(d->value);
    return PC_OK;
  }
  pc_totals below = { at->view, at->above | PC_METRIC(metric), at->chain };
  if (at->view->named & PC_METRIC(metric)) extend(&below.chain, metric);
  const pc_metric *m = &at->view->metrics->items[metric];
  pc_expr *value;
  pc_status status = m->derive(m->user, metric, &below, &value, error);
  if (status != PC_OK) return status;
  status = remember(at, metric, value, error);
  if (status == PC_OK)
    *out = value;
  else
    pc_expr_unref(value);
  return status;
}

pc_status pc_totals_get(pc_totals *at, unsigned metric, pc_expr **out, pc_error *error) {
  const pc_metric *m = &at->view->metrics->items[metric];
  if (at->above & PC_METRIC(metric)) return pc_fail(error, PC_INPUT, "metric '%s' is defined by itself", m->name);
  if (m->derive) return derive(out, at, metric, error);
  pc_chain chain = at->chain;
  extend(&chain, metric);
  return at->view->base(at->view, &chain, out, error);
}

const pc_metric_table *pc_totals_metrics(const pc_totals *at) {
  return at->view->metrics;
}

pc_status pc_view_metric(pc_expr **out, pc_view *view, unsigned metric, pc_error *error) {
  pc_totals at = { .view = view };
  return pc_totals_get(&at, metric, out, error);
}

void pc_view_clear(pc_view *view) {
  for (size_t i = 0; i < view->n; i++) pc_expr_unref(view->derived[i].value);
  pc_free(view->ctx, view->derived, view->capacity * sizeof *view->derived);
  view->derived = NULL;
  view->n = view->capacity = 0;
}
