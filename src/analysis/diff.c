/* Two formulas side by side. */
#include "analysis/diff.h"
#include "algebra/algebra.h"

/* ---- points ---- */

pc_status pc_point_new(pc_point *out, pc_context *ctx, size_t n, pc_error *error) {
  *out = (pc_point) { .symbols = pc_alloc_zero(ctx, n * sizeof *out->symbols),
                      .values = pc_alloc_zero(ctx, n * sizeof *out->values),
                      .n = n };
  if (out->symbols && out->values) return PC_OK;
  pc_free(ctx, out->symbols, n * sizeof *out->symbols);
  pc_free(ctx, out->values, n * sizeof *out->values);
  *out = (pc_point) { 0 };
  return pc_no_memory(ctx, error);
}

void pc_point_clear(pc_context *ctx, pc_point *p) {
  if (!p->symbols) return;
  for (size_t i = 0; i < p->n; i++) pc_expr_unref(p->values[i]);
  pc_free(ctx, p->symbols, p->n * sizeof *p->symbols);
  pc_free(ctx, p->values, p->n * sizeof *p->values);
  pc_expr_unref(p->left);
  pc_expr_unref(p->right);
  *p = (pc_point) { 0 };
}

/* ---- limits ---- */

static pc_status find_growths(pc_comparison *c, pc_error *error) {
  const pc_symbol **symbols = NULL;
  size_t n = 0;
  pc_status status = pc_expr_symbols(&symbols, &n, c->ratio, error);
  if (status) return status;
  c->growths = pc_alloc_zero(c->ctx, n * sizeof *c->growths);
  if (c->growths)
    c->growth_count = n;
  else
    status = pc_no_memory(c->ctx, error);
  for (size_t i = 0; i < n && !status; i++) {
    c->growths[i].symbol = symbols[i];
    status = pc_expr_limit(&c->growths[i].tendency, &c->growths[i].value, c->ratio, symbols[i], error);
  }
  pc_symbols_free(c->ctx, symbols, n);
  return status;
}

/* ---- the answer ---- */

/* A difference without atoms that is not 0 is a formula that differs; facts might still confine it to its zeros. */
static pc_status decide(pc_comparison *c, const pc_comparison_options *options, pc_error *error) {
  c->verdict = PC_EQUAL;
  if (pc_expr_is_zero(c->difference)) return PC_OK;
  pc_status status = pc_find_witness(&c->witness, c, options, error);
  bool certain = c->witness.left || (!options->allows && !pc_expr_holds_atom(c->difference));
  c->verdict = certain ? PC_DIFFERENT : PC_UNDECIDED;
  return status;
}

static pc_status describe(pc_comparison *c, const pc_comparison_options *options, pc_error *error) {
  pc_expr *relative = NULL;
  pc_status status = pc_expr_align(&c->terms, c->left, c->right, error);
  if (status || pc_expr_is_zero(c->right)) return status;
  status = pc_expr_div(&c->ratio, c->left, c->right, error);
  if (!status) status = find_growths(c, error);
  if (!status) status = pc_expr_div(&relative, c->difference, c->right, error);
  if (!status && pc_expr_is_number(c->left) && pc_expr_is_number(c->right)) c->relative = pc_expr_ref(relative);
  if (!status && options->box) {
    c->boxed = true;
    status = pc_box_worst(&c->worst, &c->bounded, relative, options->box, error);
  }
  pc_expr_unref(relative);
  return status;
}

static pc_status begin(pc_comparison *out, const pc_expr *left, const pc_expr *right,
                       const pc_comparison_options *options, pc_error *error) {
  *out = (pc_comparison) { .ctx = pc_expr_context(left), .left = pc_expr_ref(left), .right = pc_expr_ref(right) };
  pc_status status = pc_expr_sub(&out->difference, left, right, error);
  return status ? status : decide(out, options, error);
}

pc_status pc_verdict_of(pc_verdict *out, const pc_expr *left, const pc_expr *right,
                        const pc_comparison_options *options, pc_error *error) {
  pc_comparison c;
  pc_status status = begin(&c, left, right, options, error);
  if (!status) *out = c.verdict;
  pc_comparison_clear(&c);
  return status;
}

pc_status pc_compare(pc_comparison *out, const pc_expr *left, const pc_expr *right,
                     const pc_comparison_options *options, pc_error *error) {
  pc_status status = begin(out, left, right, options, error);
  return status || out->verdict == PC_EQUAL ? status : describe(out, options, error);
}

void pc_comparison_clear(pc_comparison *c) {
  if (!c->ctx) return;
  pc_expr *all[] = { c->left, c->right, c->difference, c->ratio, c->relative };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) pc_expr_unref(all[i]);
  pc_alignment_clear(&c->terms);
  for (size_t i = 0; i < c->growth_count; i++) pc_expr_unref(c->growths[i].value);
  pc_free(c->ctx, c->growths, c->growth_count * sizeof *c->growths);
  pc_point_clear(c->ctx, &c->witness);
  pc_point_clear(c->ctx, &c->worst);
  *c = (pc_comparison) { 0 };
}
