/* Expressions that a question brings along, in the words of the model's main file. */
#include "lang/open.h"

#include <string.h>

static pc_status parse(pc_syntax **out, pc_source **source, pc_evaluator *ev, const char *text, pc_error *error) {
  size_t length = strlen(text), bad = pc_utf8_check(text, length);
  char *copy = pc_arena_copy(&ev->arena, text, length + 1);
  *source = pc_arena_alloc(&ev->arena, sizeof **source);
  if (!copy || !*source) return pc_no_memory(ev->ctx, error);
  **source = (pc_source) { "command line", copy, length };
  if (bad < length) return pc_fail_at(error, PC_INPUT, *source, bad, "a byte that is not UTF-8");
  return pc_parse_expression(out, &ev->arena, *source, false, error);
}

pc_status pc_model_expression(pc_expr **out, const pc_model *model, const char *text, pc_error *error) {
  pc_evaluator *ev = model->evaluator;
  pc_syntax *x;
  pc_source *source;
  pc_expr *raw;
  pc_status status = parse(&x, &source, ev, text, error);
  if (status) return status;
  pc_scope *scope = pc_scope_new(ev, ev->files ? ev->files->scope : NULL, source, 0);
  if (!scope) return pc_no_memory(ev->ctx, error);
  scope->open = true;
  scope->captured = true;
  status = pc_eval_number(&raw, ev, scope, x, "the expression", error);
  if (status) return status;
  const pc_values *v = &model->values;
  status = pc_expr_subs(out, raw, v->symbols, (const pc_expr *const *)v->values, v->n, error);
  pc_expr_unref(raw);
  return status;
}
