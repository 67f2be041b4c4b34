/* Conditions on rows: the logic is taken from the syntax, and the sides of comparisons stay formulas. */
#include "lang/condition.h"
#include "algebra/algebra.h"
#include "lang/eval.h"

#include <string.h>

typedef struct reader {
  pc_arena *arena;
  const pc_model *model;
  pc_scope *scope;
  pc_put_side *put;
  void *user;
} reader;

static pc_status read(pc_condition **out, reader *r, const pc_syntax *x, pc_error *error);

/* ---- nodes ---- */

/* A condition of n parts, which are NULL still. */
static pc_condition *new_node(reader *r, pc_condition_kind kind, size_t n, const pc_condition ***parts) {
  pc_condition *node = pc_arena_alloc(r->arena, sizeof *node);
  *parts = pc_arena_alloc(r->arena, n * sizeof **parts);
  if (!node || !*parts) return NULL;
  if (n) memset(*parts, 0, n * sizeof **parts);
  *node = (pc_condition) { .kind = kind, .parts = *parts, .part_count = n };
  return node;
}

void pc_condition_clear(const pc_condition *condition) {
  if (!condition) return;
  pc_expr_unref((pc_expr *)condition->left);
  pc_expr_unref((pc_expr *)condition->right);
  for (size_t i = 0; i < condition->part_count; i++) pc_condition_clear(condition->parts[i]);
}

static pc_status logic(pc_condition **out, reader *r, pc_condition_kind kind, const pc_syntax *x, pc_error *error) {
  const pc_condition **parts;
  pc_condition *node = new_node(r, kind, x->n, &parts);
  if (!node) return pc_no_memory(r->arena->ctx, error);
  pc_status status = PC_OK;
  for (uint32_t i = 0; !status && i < x->n; i++) {
    pc_condition *part = NULL;
    status = read(&part, r, x->items[i], error);
    parts[i] = part;
  }
  if (status)
    pc_condition_clear(node);
  else
    *out = node;
  return status;
}

/* Takes over the part. */
static pc_status negate(pc_condition **out, reader *r, pc_condition *part, pc_error *error) {
  const pc_condition **parts;
  pc_condition *node = new_node(r, PC_WHERE_NOT, 1, &parts);
  if (!node) {
    pc_condition_clear(part);
    return pc_no_memory(r->arena->ctx, error);
  }
  parts[0] = part;
  *out = node;
  return PC_OK;
}

/* ---- sides ---- */

static pc_status finish_side(pc_expr **out, reader *r, const pc_expr *raw, pc_error *error) {
  const pc_values *v = &r->model->values;
  pc_expr *side;
  pc_status status = pc_expr_subs(&side, raw, v->symbols, (const pc_expr *const *)v->values, v->n, error);
  if (status) return status;
  status = r->put(r->user, &side, error);
  if (status)
    pc_expr_unref(side);
  else
    *out = side;
  return status;
}

static pc_status compare(pc_condition **out, reader *r, pc_condition_kind kind, const pc_expr *left,
                         const pc_expr *right, pc_error *error) {
  const pc_condition **parts;
  pc_expr *a = NULL, *b = NULL;
  pc_condition *node = new_node(r, kind, 0, &parts);
  if (!node) return pc_no_memory(r->arena->ctx, error);
  pc_status status = finish_side(&a, r, left, error);
  if (!status) status = finish_side(&b, r, right, error);
  node->left = a;
  node->right = b;
  if (status)
    pc_condition_clear(node);
  else
    *out = node;
  return status;
}

/* a OP b */
static pc_status compare_by(pc_condition **out, reader *r, pc_compare op, const pc_expr *a, const pc_expr *b,
                            pc_error *error) {
  static const pc_condition_kind kinds[] = {
    [PC_EQ] = PC_WHERE_EQUAL, [PC_NE] = PC_WHERE_EQUAL,      [PC_LT] = PC_WHERE_LESS,  [PC_LE] = PC_WHERE_LESS_EQUAL,
    [PC_GT] = PC_WHERE_LESS,  [PC_GE] = PC_WHERE_LESS_EQUAL, [PC_IN] = PC_WHERE_EQUAL, [PC_BAR] = PC_WHERE_DIVIDES
  };
  bool turned = op == PC_GT || op == PC_GE;
  pc_condition *node = NULL;
  pc_status status = compare(&node, r, kinds[op], turned ? b : a, turned ? a : b, error);
  if (!status && op == PC_NE) return negate(out, r, node, error);
  if (!status) *out = node;
  return status;
}

/* ---- comparisons ---- */

/* Whether the value is not 0; it is cleared. */
static pc_status truth(pc_condition **out, reader *r, const pc_expr *number, pc_error *error) {
  pc_expr *zero;
  pc_status status = pc_expr_integer(&zero, r->arena->ctx, 0, error);
  if (status) return status;
  status = compare_by(out, r, PC_NE, number, zero, error);
  pc_expr_unref(zero);
  return status;
}

/* What is no logic of rows is a number, decided by the evaluator where it compares. */
static pc_status value(pc_condition **out, reader *r, const pc_syntax *x, pc_error *error) {
  pc_expr *number;
  pc_status status = pc_eval_number(&number, r->model->evaluator, r->scope, x, "the condition", error);
  if (status) return status;
  status = truth(out, r, number, error);
  pc_expr_unref(number);
  return status;
}

static bool are_numbers(const pc_list *list) {
  for (size_t i = 0; i < list->n; i++)
    if (list->items[i].kind != PC_V_NUMBER) return false;
  return true;
}

static pc_status member(pc_condition **out, reader *r, const pc_expr *number, const pc_list *list, pc_error *error) {
  const pc_condition **parts;
  pc_condition *node = new_node(r, PC_WHERE_OR, list->n, &parts);
  if (!node) return pc_no_memory(r->arena->ctx, error);
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < list->n; i++) {
    pc_condition *part = NULL;
    status = compare_by(&part, r, PC_IN, number, list->items[i].number, error);
    parts[i] = part;
  }
  if (status)
    pc_condition_clear(node);
  else
    *out = node;
  return status;
}

static pc_status comparison(pc_condition **out, reader *r, const pc_syntax *x, pc_error *error) {
  pc_evaluator *ev = r->model->evaluator;
  pc_value a, b;
  pc_status status = pc_eval(&a, ev, r->scope, x->items[0], error);
  if (status) return status;
  status = pc_eval(&b, ev, r->scope, x->items[1], error);
  if (status) {
    pc_value_clear(ev, &a);
    return status;
  }
  bool number = a.kind == PC_V_NUMBER;
  if (x->op == PC_IN && number && b.kind == PC_V_LIST && are_numbers(b.list))
    status = member(out, r, a.number, b.list, error);
  else if (x->op != PC_IN && number && b.kind == PC_V_NUMBER)
    status = compare_by(out, r, (pc_compare)x->op, a.number, b.number, error);
  else
    status = value(out, r, x, error);
  pc_value_clear(ev, &a);
  pc_value_clear(ev, &b);
  return status;
}

static pc_status read(pc_condition **out, reader *r, const pc_syntax *x, pc_error *error) {
  switch ((pc_syntax_kind)x->kind) {
  case PC_X_AND: return logic(out, r, PC_WHERE_AND, x, error);
  case PC_X_OR: return logic(out, r, PC_WHERE_OR, x, error);
  case PC_X_NOT: return logic(out, r, PC_WHERE_NOT, x, error);
  case PC_X_COMPARE: return comparison(out, r, x, error);
  default: return value(out, r, x, error);
  }
}

/* ---- the text ---- */

static pc_status parse(pc_syntax **out, pc_source **source, pc_evaluator *ev, const char *text, pc_error *error) {
  size_t length = strlen(text), bad = pc_utf8_check(text, length);
  char *copy = pc_arena_copy(&ev->arena, text, length + 1);
  *source = pc_arena_alloc(&ev->arena, sizeof **source);
  if (!copy || !*source) return pc_no_memory(ev->ctx, error);
  **source = (pc_source) { "condition", copy, length };
  if (bad < length) return pc_fail_at(error, PC_INPUT, *source, bad, "a byte that is not UTF-8");
  return pc_parse_conditions(out, &ev->arena, *source, error);
}

pc_status pc_condition_read(pc_condition **out, pc_arena *arena, const pc_model *model, const char *text,
                            pc_put_side *put, void *user, pc_error *error) {
  pc_evaluator *ev = model->evaluator;
  pc_syntax *x;
  pc_source *source;
  pc_status status = parse(&x, &source, ev, text, error);
  if (status) return status;
  reader r = { arena, model, pc_scope_new(ev, ev->files ? ev->files->scope : NULL, source, 0), put, user };
  if (!r.scope) return pc_no_memory(ev->ctx, error);
  r.scope->open = true;
  r.scope->captured = true;
  pc_facts_suspend(model->ctx);
  status = read(out, &r, x, error);
  pc_facts_resume(model->ctx);
  return status;
}
