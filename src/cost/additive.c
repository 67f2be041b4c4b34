/* Which metrics add up, so that a part's share of the whole means something. */
#include "cost/total.h"

/* Base totals that a formula is tried on: those of the tree, made-up numbers, or the sum of both. */
struct trial {
  pc_view view;
  pc_totaller *totaller;
  bool own;
  int64_t step; /* between made-up numbers; 0: none are added */
};

enum { MADE_UP = 1000003, STEP = 7919 };

static pc_status own_total(pc_expr **out, pc_totaller *totaller, const pc_chain *chain, pc_error *error) {
  pc_subtotals *subtotals;
  pc_status status = pc_totaller_chain(&subtotals, totaller, chain, error);
  if (status == PC_OK) status = pc_totaller_base(out, totaller, subtotals, error);
  return status;
}

/* A number for each chain; they rise or fall with the step. */
static int64_t made_up_total(const pc_chain *chain, int64_t step) {
  int64_t key = 0;
  for (unsigned i = 0; i < chain->n; i++) key = (key * (PC_METRIC_MAX + 1) + chain->path[i] + 1) % 101;
  return MADE_UP + step * key;
}

static pc_status trial_base(pc_view *view, const pc_chain *chain, pc_expr **out, pc_error *error) {
  const struct trial *trial = (const struct trial *)view;
  pc_expr *own, *made_up;
  if (!trial->step) return own_total(out, trial->totaller, chain, error);
  pc_status status = pc_expr_integer(&made_up, view->ctx, made_up_total(chain, trial->step), error);
  if (status != PC_OK) return status;
  if (!trial->own) {
    *out = made_up;
    return PC_OK;
  }
  status = own_total(&own, trial->totaller, chain, error);
  if (status == PC_OK) {
    status = pc_expr_add(out, own, made_up, error);
    pc_expr_unref(own);
  }
  pc_expr_unref(made_up);
  return status;
}

static pc_status try(pc_expr **out, pc_totaller *totaller, unsigned metric, bool own, int64_t step, pc_error *error) {
  struct trial trial = { .totaller = totaller, .own = own, .step = step };
  trial.view = (pc_view) {
    .ctx = totaller->ctx, .metrics = totaller->metrics, .named = totaller->cost->named, .base = trial_base
  };
  pc_status status = pc_view_metric(out, &trial.view, metric, error);
  pc_view_clear(&trial.view);
  return status;
}

/* formula(own) + formula(made up) == formula(own + made up) */
static pc_status adds_up(bool *out, pc_totaller *totaller, unsigned metric, int64_t step, pc_error *error) {
  pc_expr *own = NULL, *made_up = NULL, *both = NULL, *sum = NULL;
  pc_status status = try(&own, totaller, metric, true, 0, error);
  if (status == PC_OK) status = try(&made_up, totaller, metric, false, step, error);
  if (status == PC_OK) status = try(&both, totaller, metric, true, step, error);
  if (status == PC_OK) status = pc_expr_add(&sum, own, made_up, error);
  if (status == PC_OK) *out = pc_expr_identical(sum, both);
  pc_expr_unref(own);
  pc_expr_unref(made_up);
  pc_expr_unref(both);
  pc_expr_unref(sum);
  return status;
}

pc_status pc_totaller_additive(bool *out, pc_totaller *totaller, unsigned metric, pc_error *error) {
  bool additive = true;
  pc_error failure;
  pc_error_clear(&failure);
  pc_status status = PC_OK;
  if (totaller->metrics->items[metric].derive) {
    status = adds_up(&additive, totaller, metric, STEP, &failure);
    if (status == PC_OK && additive) status = adds_up(&additive, totaller, metric, -STEP, &failure);
  }
  if (status == PC_INPUT) {
    *out = false;
    return PC_OK;
  }
  if (status == PC_OK)
    *out = additive;
  else if (error && error->status == PC_OK)
    *error = failure;
  return status;
}
