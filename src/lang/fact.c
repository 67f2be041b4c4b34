/* Facts: what `assume` says of symbols. Domains and lower bounds are told to the algebra when a file is loaded; every
 * fact is checked against the values that are bound. */
#include "algebra/algebra.h"
#include "lang/eval.h"

#include <string.h>

/* The symbol or option that a side of a fact names alone, or NULL. */
static pc_status named_global(pc_global **out, pc_evaluator *ev, pc_file *file, const pc_syntax *x, pc_error *error) {
  *out = NULL;
  if (x->kind != PC_X_NAME) return PC_OK;
  pc_slot *slot;
  pc_status status = pc_find_slot(&slot, ev, file->scope, x->text, x->offset, error);
  if (status) return status;
  if (!slot)
    return pc_fail_unknown(file->scope, "symbol", x->text, pc_nearest_name(ev, file->scope, x->text), x->offset, error);
  if (slot->kind == PC_SLOT_SYMBOL || slot->kind == PC_SLOT_OPTION) *out = slot->global;
  return PC_OK;
}

static bool is_literal(const pc_syntax *x) {
  return x->kind == PC_X_NUMBER || (x->kind == PC_X_NEGATE && x->items[0]->kind == PC_X_NUMBER);
}

pc_status pc_global_bound(pc_evaluator *ev, const pc_symbol *symbol, const pc_expr *bound, bool strict,
                          pc_error *error) {
  pc_global *g = pc_global_of(ev, symbol);
  pc_domain domain = g ? g->domain : PC_INTEGERS;
  pc_expr *least = pc_expr_ref(bound), *one = NULL, *next = NULL;
  pc_status status = PC_OK;
  if (strict && domain == PC_INTEGERS && !(g && g->option)) {
    status = pc_expr_integer(&one, ev->ctx, 1, error);
    if (!status) status = pc_expr_add(&next, bound, one, error);
    if (!status) {
      pc_expr_unref(least);
      least = next;
    }
    pc_expr_unref(one);
  }
  bool weaker = g && g->lower && pc_expr_compare_numbers(least, g->lower) <= 0;
  if (!status && !weaker) status = pc_symbol_assume(ev->ctx, symbol, domain, least, error);
  if (!status && !weaker) pc_symbol_bound_is_fact(ev->ctx, symbol);
  if (!status && !weaker && g) {
    pc_expr_unref(g->lower);
    g->lower = pc_expr_ref(least);
  }
  pc_expr_unref(least);
  return status;
}

static pc_status set_bound(pc_evaluator *ev, pc_file *file, pc_global *g, const pc_syntax *x, bool strict,
                           pc_error *error) {
  pc_expr *bound;
  pc_status status = pc_eval_number(&bound, ev, file->scope, x, "the bound", error);
  if (status) return status;
  status = pc_global_bound(ev, g->symbol, bound, strict, error);
  pc_expr_unref(bound);
  return status;
}

static pc_status set_domain(pc_evaluator *ev, pc_file *file, const pc_syntax *x, pc_global *g, pc_error *error) {
  const pc_syntax *set = x->items[1];
  bool rationals = set->kind == PC_X_NAME && !strcmp(set->text, "rationals");
  if (!rationals && (set->kind != PC_X_NAME || strcmp(set->text, "integers")))
    return pc_fail_at(error, PC_INPUT, &file->source, set->offset, "a symbol is in 'integers' or in 'rationals'");
  if (!g)
    return pc_fail_at(error, PC_INPUT, &file->source, x->items[0]->offset, "only a symbol is in integers or rationals");
  g->domain = rationals ? PC_RATIONALS : PC_INTEGERS;
  g->free = true;
  pc_status status = pc_symbol_assume(ev->ctx, g->symbol, g->domain, g->lower, error);
  if (!status && g->lower) pc_symbol_bound_is_fact(ev->ctx, g->symbol);
  return status;
}

static pc_status declare_compare(pc_evaluator *ev, pc_file *file, const pc_syntax *x, pc_error *error) {
  pc_global *left, *right = NULL;
  pc_status status = named_global(&left, ev, file, x->items[0], error);
  if (status) return status;
  if (x->op == PC_IN) return set_domain(ev, file, x, left, error);
  status = named_global(&right, ev, file, x->items[1], error);
  if (status) return status;
  bool from_left = x->op == PC_GE || x->op == PC_GT, from_right = x->op == PC_LE || x->op == PC_LT;
  bool strict = x->op == PC_GT || x->op == PC_LT;
  if (left && from_left && is_literal(x->items[1])) return set_bound(ev, file, left, x->items[1], strict, error);
  if (right && from_right && is_literal(x->items[0])) return set_bound(ev, file, right, x->items[0], strict, error);
  return PC_OK;
}

static pc_status declare_fact(pc_evaluator *ev, pc_file *file, const pc_syntax *x, pc_error *error) {
  if (x->kind == PC_X_COMPARE) return declare_compare(ev, file, x, error);
  if (x->kind != PC_X_AND)
    return pc_fail_at(error, PC_INPUT, &file->source, x->offset,
                      "a fact compares ('w <= l'), names a set ('p in rationals') or divides ('h | d')");
  pc_status status = PC_OK;
  for (uint32_t i = 0; !status && i < x->n; i++) status = declare_fact(ev, file, x->items[i], error);
  return status;
}

pc_status pc_assume_declare(pc_evaluator *ev, pc_file *file, const pc_item *item, pc_error *error) {
  return item->divides ? PC_OK : declare_fact(ev, file, item->value, error);
}

/* ---- the check of what is bound ---- */

static pc_status at_point(pc_expr **out, const pc_evaluator *ev, const pc_expr *e, pc_error *error) {
  const pc_values *at = ev->point;
  if (at) return pc_expr_subs(out, e, at->symbols, (const pc_expr *const *)at->values, at->n, error);
  *out = pc_expr_ref(e);
  return PC_OK;
}

/* A side of a fact with everything put in; NULL where it stays symbolic or is null. The point's values come before what
 * is bound, and are put into that, too. */
static pc_status bound_side(pc_expr **out, pc_evaluator *ev, pc_file *file, const pc_syntax *x, pc_error *error) {
  *out = NULL;
  pc_expr *raw, *first = NULL, *bound = NULL, *full = NULL;
  pc_status status = pc_eval_number(&raw, ev, file->scope, x, "a side of the fact", error);
  if (status) return status;
  status = at_point(&first, ev, raw, error);
  if (!status) status = pc_global_put(&bound, ev, first, error);
  if (!status) status = at_point(&full, ev, bound, error);
  pc_expr_unref(raw);
  pc_expr_unref(first);
  pc_expr_unref(bound);
  if (!status && pc_expr_is_number(full))
    *out = full;
  else
    pc_expr_unref(full);
  return status;
}

static pc_status holds(bool *out, const pc_syntax *x, bool divides, const pc_expr *a, const pc_expr *b,
                       pc_error *error) {
  if (divides) {
    pc_expr *quotient;
    pc_status status = pc_expr_div(&quotient, b, a, error);
    if (status) return status;
    *out = pc_expr_is_integer(quotient);
    pc_expr_unref(quotient);
    return PC_OK;
  }
  int sign = pc_expr_compare_numbers(a, b);
  switch ((pc_compare)x->op) {
  case PC_LT: *out = sign < 0; break;
  case PC_LE: *out = sign <= 0; break;
  case PC_GT: *out = sign > 0; break;
  case PC_GE: *out = sign >= 0; break;
  case PC_EQ: *out = sign == 0; break;
  case PC_NE: *out = sign != 0; break;
  case PC_IN:
  case PC_BAR: *out = true; break;
  }
  return PC_OK;
}

/* The definition by which a configuration binds what a side names alone, or NULL. */
static const pc_definition *from_config(const pc_evaluator *ev, const pc_syntax *side) {
  const pc_global *g = side->kind == PC_X_NAME && !ev->point ? pc_global_find(ev, side->text) : NULL;
  bool mapped = g && pc_global_top(g, PC_VIEW_FULL) == PC_LAYER_CONFIG;
  return mapped && g->definitions[PC_LAYER_CONFIG]->key ? g->definitions[PC_LAYER_CONFIG] : NULL;
}

/* With a definition of a configuration: at its key there. */
static pc_status fail_sides(const pc_evaluator *ev, const pc_definition *d, const pc_source *source, size_t offset,
                            const char *sides, pc_error *error) {
  if (!d)
    return pc_fail_at(error, PC_INPUT, source, offset, "the bound values contradict this fact: its sides are %s",
                      sides);
  size_t line, column;
  pc_source_place(source, offset, &line, &column);
  return pc_fail_definition(ev, d, error, "the values contradict the fact in line %zu of %s: its sides are %s", line,
                            source->name, sides);
}

static pc_status check_sides(pc_evaluator *ev, pc_file *file, const pc_syntax *x, const pc_syntax *left,
                             const pc_syntax *right, bool divides, pc_error *error) {
  pc_expr *a = NULL, *b = NULL;
  bool good = true;
  pc_status status = bound_side(&a, ev, file, left, error);
  if (!status) status = bound_side(&b, ev, file, right, error);
  if (!status && a && b) status = holds(&good, x, divides, a, b, error);
  if (!status && !good) {
    pc_buffer text = { .ctx = ev->ctx };
    pc_expr_add_text(&text, a);
    pc_buffer_adds(&text, " and ");
    pc_expr_add_text(&text, b);
    const pc_definition *d = from_config(ev, left);
    status = fail_sides(ev, d ? d : from_config(ev, right), &file->source, left->offset,
                        text.failed ? "..." : text.text, error);
    pc_buffer_clear(&text);
  }
  pc_expr_unref(a);
  pc_expr_unref(b);
  return status;
}

static pc_status check_fact(pc_evaluator *ev, pc_file *file, const pc_syntax *x, const pc_syntax *divides,
                            pc_error *error) {
  if (divides) return check_sides(ev, file, x, x, divides, true, error);
  if (x->kind == PC_X_COMPARE)
    return x->op == PC_IN ? PC_OK : check_sides(ev, file, x, x->items[0], x->items[1], false, error);
  pc_status status = PC_OK;
  for (uint32_t i = 0; !status && i < x->n; i++) status = check_fact(ev, file, x->items[i], NULL, error);
  return status;
}

static pc_status fail_domain(pc_evaluator *ev, const pc_global *g, const pc_expr *value, const char *wanted,
                             const pc_expr *bound, pc_error *error) {
  int top = pc_global_top(g, PC_VIEW_FULL);
  pc_buffer text = { .ctx = ev->ctx };
  pc_expr_add_text(&text, value);
  pc_buffer_addf(&text, ", but '%s' is %s", g->name, wanted);
  if (bound) pc_expr_add_text(&text, bound);
  const char *said = text.failed ? "..." : text.text;
  pc_status status = top < 0 ? pc_fail(error, PC_INPUT, "%s = %s", g->name, said)
                             : pc_fail_definition(ev, g->definitions[top], error, "%s = %s", g->name, said);
  pc_buffer_clear(&text);
  return status;
}

static pc_status check_value(pc_evaluator *ev, const pc_global *g, const pc_expr *full, pc_error *error) {
  pc_expr *one;
  if (!pc_expr_is_number(full)) return PC_OK;
  if (g->domain == PC_INTEGERS && !pc_expr_is_integer(full))
    return fail_domain(ev, g, full, g->free || g->lower ? "a whole number" : "a positive whole number", NULL, error);
  if (g->free && !g->lower) return PC_OK;
  if (g->lower)
    return pc_expr_compare_numbers(full, g->lower) >= 0 ? PC_OK
                                                        : fail_domain(ev, g, full, "at least ", g->lower, error);
  pc_status status = pc_expr_integer(&one, ev->ctx, 1, error);
  if (status) return status;
  if (pc_expr_compare_numbers(full, one) < 0) status = fail_domain(ev, g, full, "a positive whole number", NULL, error);
  pc_expr_unref(one);
  return status;
}

static pc_status check_domain(pc_evaluator *ev, pc_global *g, pc_error *error) {
  pc_expr *full;
  if (g->option || pc_global_top(g, PC_VIEW_FULL) < 0) return PC_OK;
  pc_status status = pc_global_full(&full, ev, g, PC_VIEW_FULL, error);
  return status ? status : check_value(ev, g, full, error);
}

static pc_status check_facts(pc_evaluator *ev, pc_error *error) {
  pc_status status = PC_OK;
  for (pc_file *file = ev->files; !status && file; file = file->next)
    for (uint32_t i = 0; !status && i < file->syntax->n; i++) {
      const pc_item *item = &file->syntax->items[i];
      if (item->kind == PC_I_ASSUME) status = check_fact(ev, file, item->value, item->divides, error);
    }
  return status;
}

pc_status pc_assume_check(pc_evaluator *ev, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < ev->global_count; i++) status = check_domain(ev, ev->globals[i], error);
  return status ? status : check_facts(ev, error);
}

pc_status pc_point_check(pc_evaluator *ev, const pc_values *point, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < point->n; i++) {
    const pc_global *g = pc_global_of(ev, point->symbols[i]);
    if (g && !g->option) status = check_value(ev, g, point->values[i], error);
  }
  ev->point = point;
  if (!status) status = check_facts(ev, error);
  ev->point = NULL;
  return status;
}
