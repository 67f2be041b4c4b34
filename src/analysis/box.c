/* Where a quotient is largest in a box, when that is at a corner. */
#include "analysis/diff.h"

static size_t place_in(const pc_box *box, const pc_symbol *symbol) {
  size_t i = 0;
  while (i < box->n && box->symbols[i] != symbol) i++;
  return i;
}

static pc_status require_ranges(const pc_box *box, const pc_expr *e, pc_error *error) {
  const pc_symbol **symbols = NULL;
  size_t n = 0;
  pc_status status = pc_expr_symbols(&symbols, &n, e, error);
  if (status) return status;
  for (size_t i = 0; i < n && !status; i++)
    if (place_in(box, symbols[i]) == box->n)
      status = pc_fail(error, PC_INPUT, "--over has no range for '%s', which is not bound", pc_symbol_name(symbols[i]));
  pc_symbols_free(pc_expr_context(e), symbols, n);
  return status;
}

/* 1 or -1 when the polynomial has that sign, or is 0, everywhere in the box; 0 when that is not proved. */
static pc_status sign_in_box(int *out, const pc_expr *polynomial, const pc_box *box, pc_error *error) {
  pc_expr *p = pc_expr_ref(polynomial);
  pc_status status = PC_OK;
  for (size_t i = 0; i < box->n && !status; i++) {
    pc_expr *next = NULL;
    status = pc_expr_unroll(&next, p, box->symbols[i], box->low[i], box->high[i], error);
    if (status) break;
    pc_expr_unref(p);
    p = next;
  }
  if (!status) *out = pc_expr_coefficient_signs(p);
  pc_expr_unref(p);
  return status;
}

/* The sign of a quotient whose denominator has one. */
static pc_status quotient_sign(int *out, const pc_expr *e, const pc_box *box, pc_error *error) {
  pc_expr *num = NULL, *den = NULL;
  int top = 0, bottom = 0;
  pc_status status = pc_expr_parts(&num, &den, e, error);
  if (!status) status = sign_in_box(&bottom, den, box, error);
  if (!status && bottom) status = sign_in_box(&top, num, box, error);
  if (!status) *out = top * bottom;
  pc_expr_unref(num);
  pc_expr_unref(den);
  return status;
}

/* Whether e rises (1), falls (-1) or may do both (0) with the symbol. */
static pc_status direction(int *out, const pc_expr *e, const pc_symbol *symbol, const pc_box *box, pc_error *error) {
  pc_expr *derivative = NULL;
  *out = 0;
  pc_status status = pc_expr_derivative(&derivative, e, symbol, error);
  if (!status) status = quotient_sign(out, derivative, box, error);
  pc_expr_unref(derivative);
  return status;
}

/* |e| at the corner; *out stays NULL where e has a pole. */
static pc_status at_corner(pc_point *out, const pc_expr *e, pc_error *error) {
  pc_error here = PC_ERROR_INIT;
  pc_expr *value = NULL, *zero = NULL;
  pc_status status = pc_expr_subs(&value, e, out->symbols, (const pc_expr *const *)out->values, out->n, &here);
  if (status == PC_INPUT) return PC_OK;
  if (status) return pc_fail(error, status, "%s", here.message);
  status = pc_expr_integer(&zero, pc_expr_context(e), 0, error);
  if (!status && pc_expr_compare_numbers(value, zero) < 0)
    status = pc_expr_neg(&out->left, value, error);
  else if (!status)
    out->left = pc_expr_ref(value);
  pc_expr_unref(value);
  pc_expr_unref(zero);
  return status;
}

/* The corner where e is highest (way 1) or lowest (way -1). */
static pc_status corner(pc_point *out, const pc_expr *e, const pc_box *box, const int *directions, int way,
                        pc_error *error) {
  pc_status status = pc_point_new(out, pc_expr_context(e), box->n, error);
  if (status) return status;
  for (size_t i = 0; i < box->n; i++) {
    out->symbols[i] = box->symbols[i];
    out->values[i] = pc_expr_ref(directions[i] * way > 0 ? box->high[i] : box->low[i]);
  }
  return at_corner(out, e, error);
}

static pc_status worst_corner(pc_point *out, bool *bounded, const pc_expr *e, const pc_box *box, const int *directions,
                              pc_error *error) {
  pc_context *ctx = pc_expr_context(e);
  pc_point top = { 0 }, bottom = { 0 };
  pc_status status = corner(&top, e, box, directions, 1, error);
  if (!status) status = corner(&bottom, e, box, directions, -1, error);
  *bounded = !status && top.left && bottom.left;
  bool first = *bounded && pc_expr_compare_numbers(top.left, bottom.left) >= 0;
  if (*bounded) *out = first ? top : bottom;
  if (!*bounded || !first) pc_point_clear(ctx, &top);
  if (!*bounded || first) pc_point_clear(ctx, &bottom);
  return status;
}

static pc_status find_directions(int *directions, bool *all, const pc_expr *e, const pc_box *box, pc_error *error) {
  pc_status status = PC_OK;
  *all = true;
  for (size_t i = 0; i < box->n && *all && !status; i++) {
    status = direction(&directions[i], e, box->symbols[i], box, error);
    *all = directions[i] != 0;
  }
  return status;
}

/* The denominator must not change its sign: monotony on both sides of a pole says nothing. */
static pc_status has_pole(bool *out, const pc_expr *e, const pc_box *box, pc_error *error) {
  pc_expr *num = NULL, *den = NULL;
  int sign = 0;
  pc_status status = pc_expr_parts(&num, &den, e, error);
  if (!status) status = sign_in_box(&sign, den, box, error);
  *out = sign == 0;
  pc_expr_unref(num);
  pc_expr_unref(den);
  return status;
}

pc_status pc_box_worst(pc_point *out, bool *bounded, const pc_expr *relative, const pc_box *box, pc_error *error) {
  pc_context *ctx = pc_expr_context(relative);
  bool pole = false, all = false;
  *bounded = false;
  pc_status status = require_ranges(box, relative, error);
  if (status || pc_expr_holds_atom(relative)) return status;
  int *directions = pc_alloc_zero(ctx, box->n * sizeof *directions + sizeof *directions);
  if (!directions) return pc_no_memory(ctx, error);
  status = has_pole(&pole, relative, box, error);
  if (!status && !pole) status = find_directions(directions, &all, relative, box, error);
  if (!status && all) status = worst_corner(out, bounded, relative, box, directions, error);
  pc_free(ctx, directions, box->n * sizeof *directions + sizeof *directions);
  return status;
}
