/* Totals: one walk from a node down for each chain of metrics. */
#include "cost/total.h"
#include "algebra/accumulate.h"
#include "cost/repeat.h"

/* One walk: sums, and what it has met. */
struct walk {
  pc_totaller *totaller;
  pc_subtotals *subtotals;
  pc_accumulator *sum;
  bool met; /* an amount of the metric, maybe a zero */
};

static pc_status walk_children(struct walk *walk, const pc_cost *cost, pc_error *error);

/* ---- sums ---- */

static pc_status add_repeated(struct walk *walk, const pc_repeat *repeat, const pc_expr *total, pc_error *error) {
  if (!repeat) return pc_accumulate(walk->sum, total, NULL, error);
  if (repeat->kind == PC_REPEAT_TIMES)
    return pc_accumulate(walk->sum, total, pc_repeat_count(repeat, &walk->subtotals->chain), error);
  pc_expr *applied;
  pc_status status = pc_repeat_apply(&applied, repeat, total, error);
  if (status != PC_OK) return status;
  status = pc_accumulate(walk->sum, applied, NULL, error);
  pc_expr_unref(applied);
  return status;
}

static pc_status add_cost(struct walk *walk, const pc_child *child, pc_error *error) {
  if (!child->repeat && child->cost->references == 1 && !walk->totaller->every)
    return walk_children(walk, child->cost, error);
  pc_expr *total;
  pc_status status = pc_subtotal(&total, walk->totaller, walk->subtotals, child->cost, error);
  if (status != PC_OK || !total) return status;
  walk->met = true;
  if (!pc_expr_is_zero(total)) status = add_repeated(walk, child->repeat, total, error);
  pc_expr_unref(total);
  return status;
}

static pc_status visit(struct walk *walk, size_t nodes, pc_error *error) {
  size_t most = walk->totaller->ctx->limits.max_nodes;
  if (nodes <= most - walk->subtotals->visits) {
    walk->subtotals->visits += nodes;
    return PC_OK;
  }
  return pc_fail(error, PC_LIMIT, "the cost has more than %zu nodes (raise --max-nodes)", most);
}

static pc_status walk_children(struct walk *walk, const pc_cost *cost, pc_error *error) {
  pc_status status = visit(walk, cost->n, error);
  for (size_t i = 0; i < cost->n && status == PC_OK; i++) {
    const pc_child *child = &cost->children[i];
    if (!pc_child_counts(child, walk->subtotals)) continue;
    if (child->cost) {
      status = add_cost(walk, child, error);
    } else {
      walk->met = true;
      status = pc_accumulate(walk->sum, child->amount, NULL, error);
    }
  }
  return status;
}

static pc_status sum_node(pc_expr **out, pc_totaller *totaller, pc_subtotals *subtotals, const pc_cost *cost,
                          pc_error *error) {
  struct walk walk = { totaller, subtotals, NULL, false };
  pc_status status = pc_accumulator_begin(&walk.sum, totaller->ctx, error);
  if (status != PC_OK) return status;
  status = walk_children(&walk, cost, error);
  if (status == PC_OK && walk.met) return pc_accumulator_finish(out, walk.sum, error);
  pc_accumulator_drop(walk.sum);
  if (status == PC_OK) *out = NULL;
  return status;
}

/* ---- what is remembered ---- */

static pc_status remember(pc_subtotals *subtotals, const pc_cost *cost, const pc_expr *total, pc_error *error) {
  uint64_t *place = pc_lookup_add(&subtotals->nodes, cost);
  if (!place) return pc_no_memory(subtotals->nodes.ctx, error);
  *place = total ? (uint64_t)(uintptr_t)pc_expr_ref(total) : 0;
  return PC_OK;
}

static pc_expr *recall(const uint64_t *place) {
  return *place ? pc_expr_ref((pc_expr *)(uintptr_t)*place) : NULL;
}

pc_status pc_subtotal(pc_expr **out, pc_totaller *totaller, pc_subtotals *subtotals, const pc_cost *cost,
                      pc_error *error) {
  bool remembered = totaller->every || cost->references > 1;
  const uint64_t *place = remembered ? pc_lookup_find(&subtotals->nodes, cost) : NULL;
  if (place) {
    *out = recall(place);
    return PC_OK;
  }
  pc_expr *total;
  pc_status status = sum_node(&total, totaller, subtotals, cost, error);
  if (status != PC_OK) return status;
  if (remembered) status = remember(subtotals, cost, total, error);
  if (status == PC_OK)
    *out = total;
  else
    pc_expr_unref(total);
  return status;
}

pc_status pc_totaller_chain(pc_subtotals **out, pc_totaller *totaller, const pc_chain *chain, pc_error *error) {
  for (size_t i = 0; i < totaller->n; i++)
    if (pc_chain_equal(&totaller->chains[i]->chain, chain)) {
      *out = totaller->chains[i];
      return PC_OK;
    }
  if (!pc_grow(totaller->ctx, (void **)&totaller->chains, &totaller->capacity, totaller->n, sizeof(pc_subtotals *)))
    return pc_no_memory(totaller->ctx, error);
  pc_subtotals *made = pc_alloc(totaller->ctx, sizeof *made);
  if (!made) return pc_no_memory(totaller->ctx, error);
  *made = (pc_subtotals) { .chain = *chain, .base = pc_chain_base(chain), .nodes = { .ctx = totaller->ctx } };
  *out = totaller->chains[totaller->n++] = made;
  return PC_OK;
}

static void free_subtotals(pc_context *ctx, pc_subtotals *subtotals) {
  for (size_t i = 0; i < subtotals->nodes.size; i++)
    pc_expr_unref((pc_expr *)(uintptr_t)subtotals->nodes.slots[i].value);
  pc_lookup_clear(&subtotals->nodes);
  pc_expr_unref(subtotals->whole);
  pc_free(ctx, subtotals, sizeof *subtotals);
}

void pc_totaller_clear(pc_totaller *totaller) {
  for (size_t i = 0; i < totaller->n; i++) free_subtotals(totaller->ctx, totaller->chains[i]);
  pc_free(totaller->ctx, totaller->chains, totaller->capacity * sizeof(pc_subtotals *));
  totaller->chains = NULL;
  totaller->n = totaller->capacity = 0;
}

/* ---- the whole tree ---- */

struct whole {
  pc_view view;
  pc_totaller *totaller;
};

pc_status pc_totaller_base(pc_expr **out, pc_totaller *totaller, pc_subtotals *subtotals, pc_error *error) {
  if (!subtotals->whole) {
    pc_expr *total;
    pc_status status = pc_subtotal(&total, totaller, subtotals, totaller->cost, error);
    if (status == PC_OK && !total) status = pc_expr_integer(&total, totaller->ctx, 0, error);
    if (status != PC_OK) return status;
    subtotals->whole = total;
  }
  *out = pc_expr_ref(subtotals->whole);
  return PC_OK;
}

static pc_status whole_base(pc_view *view, const pc_chain *chain, pc_expr **out, pc_error *error) {
  pc_totaller *totaller = ((struct whole *)view)->totaller;
  pc_subtotals *subtotals;
  pc_status status = pc_totaller_chain(&subtotals, totaller, chain, error);
  return status == PC_OK ? pc_totaller_base(out, totaller, subtotals, error) : status;
}

pc_status pc_totaller_whole(pc_expr **out, pc_totaller *totaller, unsigned metric, pc_error *error) {
  struct whole whole = { .totaller = totaller };
  whole.view = (pc_view) {
    .ctx = totaller->ctx, .metrics = totaller->metrics, .named = totaller->cost->named, .base = whole_base
  };
  pc_status status = pc_view_metric(out, &whole.view, metric, error);
  pc_view_clear(&whole.view);
  return status;
}

pc_status pc_cost_total(pc_expr **out, const pc_cost *cost, const pc_metric_table *metrics, unsigned metric,
                        pc_error *error) {
  pc_totaller totaller = { .ctx = cost->ctx, .cost = cost, .metrics = metrics };
  pc_status status = pc_totaller_whole(out, &totaller, metric, error);
  pc_totaller_clear(&totaller);
  return status;
}
