/* Facts as data: those of a model's files, and those that are stated for one question. */
#include "lang/eval.h"
#include "lang/model.h"

#include <string.h>

/* ---- of files ---- */

static pc_status side(pc_expr **out, const pc_model *model, pc_file *file, const pc_syntax *x, pc_error *error) {
  pc_expr *raw;
  pc_status status = pc_eval_number(&raw, model->evaluator, file->scope, x, "a side of the fact", error);
  if (status) return status;
  status = pc_expr_subs(out, raw, model->values.symbols, (const pc_expr *const *)model->values.values, model->values.n,
                        error);
  pc_expr_unref(raw);
  return status;
}

static pc_status add_sides(pc_facts *facts, const pc_model *model, pc_file *file, const pc_syntax *low,
                           const pc_syntax *high, bool equal, pc_error *error) {
  pc_fact fact = { .equal = equal };
  pc_status status = side(&fact.left, model, file, low, error);
  if (!status) status = side(&fact.right, model, file, high, error);
  if (!status) return pc_facts_add(facts, fact, error);
  pc_expr_unref(fact.left);
  return status;
}

static pc_status add_fact(pc_facts *facts, const pc_model *model, pc_file *file, const pc_syntax *x,
                          const pc_syntax *divides, pc_error *error) {
  if (divides) return add_sides(facts, model, file, x, divides, false, error);
  pc_status status = PC_OK;
  if (x->kind == PC_X_AND)
    for (uint32_t i = 0; !status && i < x->n; i++) status = add_fact(facts, model, file, x->items[i], NULL, error);
  if (x->kind != PC_X_COMPARE || x->op == PC_IN || x->op == PC_NE) return status;
  bool turned = x->op == PC_GE || x->op == PC_GT;
  return add_sides(facts, model, file, x->items[turned], x->items[!turned], x->op == PC_EQ, error);
}

pc_status pc_model_facts(pc_facts *facts, const pc_model *model, pc_error *error) {
  pc_status status = PC_OK;
  for (pc_file *file = model->evaluator->files; !status && file; file = file->next)
    for (uint32_t i = 0; !status && i < file->syntax->n; i++) {
      const pc_item *item = &file->syntax->items[i];
      if (item->kind == PC_I_ASSUME) status = add_fact(facts, model, file, item->value, item->divides, error);
    }
  return status;
}

/* ---- stated ---- */

static pc_status check_known(const pc_expr *e, const pc_model *model, pc_error *error) {
  const pc_symbol **symbols;
  size_t n;
  pc_status status = pc_expr_symbols(&symbols, &n, e, error);
  if (status) return status;
  for (size_t i = 0; !status && i < n; i++) {
    const char *name = pc_symbol_name(symbols[i]);
    pc_nearest near = { .word = name };
    if (pc_model_symbol(model, name, &near)) continue;
    if (near.best)
      status = pc_fail(error, PC_INPUT, "unknown symbol '%s' (did you mean '%s'?)", name, near.best);
    else
      status = pc_fail(error, PC_INPUT, "unknown symbol '%s'", name);
  }
  pc_symbols_free(model->ctx, symbols, n);
  return status;
}

static pc_status read_side(pc_expr **out, const pc_model *model, const char *text, size_t length, pc_error *error) {
  char *copy = pc_source_text(model->ctx, text, length);
  if (!copy) return pc_no_memory(model->ctx, error);
  pc_expr *e;
  pc_status status = pc_expr_parse(&e, model->ctx, copy, error);
  pc_free(model->ctx, copy, length + 1);
  if (status) return status;
  status = check_known(e, model, error);
  if (status)
    pc_expr_unref(e);
  else
    *out = e;
  return status;
}

pc_status pc_model_claim(pc_facts *facts, const pc_model *model, const char *text, pc_error *error) {
  size_t at = strcspn(text, "<=>");
  char op = text[at];
  if (!op) return pc_fail(error, PC_INPUT, "'%s' is no fact: 'h <= d', 'd >= 128' or 'f = 4*d' is wanted", text);
  size_t after = at + 1 + (text[at + 1] == '=');
  pc_expr *low = NULL, *high = NULL;
  pc_status status = read_side(&low, model, text, at, error);
  if (!status) status = read_side(&high, model, text + after, strlen(text + after), error);
  if (!status) {
    pc_fact fact = { op == '>' ? high : low, op == '>' ? low : high, op == '=', true };
    return pc_facts_add(facts, fact, error);
  }
  pc_expr_unref(low);
  return status;
}
