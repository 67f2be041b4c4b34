/* Expressions from text: for C, with %e for values. */
#include "lang/eval.h"
#include "lang/model.h"
#include <string.h>

void pc_expr_add_text(pc_buffer *text, const pc_expr *expr) {
  char *printed;
  if (pc_expr_text(&printed, expr, PC_TEXT, NULL)) {
    text->failed = true;
    return;
  }
  pc_buffer_adds(text, printed);
  pc_text_free(text->ctx, printed);
}

static pc_status evaluate(pc_expr **out, pc_evaluator *ev, const pc_source *source, bool formats, pc_error *error) {
  pc_syntax *x;
  pc_status status = pc_parse_expression(&x, &ev->arena, source, formats, error);
  if (status) return status;
  pc_scope *scope = pc_scope_new(ev, NULL, source, 0);
  if (!scope) return pc_no_memory(ev->ctx, error);
  scope->open = true;
  pc_expr *number;
  status = pc_eval_number(&number, ev, scope, x, "the expression", error);
  if (!status) *out = number;
  return status;
}

static pc_status evaluate_text(pc_expr **out, pc_context *ctx, const pc_source *source, const pc_expr *const *args,
                               size_t n, bool formats, pc_error *error) {
  pc_evaluator ev;
  pc_metric_table metrics;
  metrics.n = 0;
  pc_status status = pc_evaluator_init(&ev, ctx, NULL, &metrics, error);
  ev.arguments = args;
  ev.argument_count = n;
  if (!status) status = evaluate(out, &ev, source, formats, error);
  pc_evaluator_clear(&ev);
  return status;
}

pc_status pc_evaluate_format(pc_expr **out, pc_context *ctx, const char *format, const pc_expr *const *args, size_t n,
                             pc_error *error) {
  pc_source source = { "format", format, strlen(format) };
  return evaluate_text(out, ctx, &source, args, n, true, error);
}

pc_status pc_expr_parse(pc_expr **out, pc_context *ctx, const char *text, pc_error *error) {
  size_t length = strlen(text), bad = pc_utf8_check(text, length);
  pc_source source = { "expression", text, length };
  if (bad < length) return pc_fail_at(error, PC_INPUT, &source, bad, "a byte that is not UTF-8");
  return evaluate_text(out, ctx, &source, NULL, 0, false, error);
}
