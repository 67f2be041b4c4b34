/* Tensors in operation rules: their sizes, and symbols for what a program does not tell. */
#include "lang/eval.h"

#include <stdlib.h>
#include <string.h>

static pc_status integer_value(pc_value *out, pc_evaluator *ev, int64_t value, pc_error *error) {
  pc_expr *number;
  pc_status status = pc_expr_integer(&number, ev->ctx, value, error);
  if (!status) *out = pc_value_number(number);
  return status;
}

pc_value pc_tensor_item(const pc_operand *tensor, size_t index) {
  const pc_operand *size = tensor->items[index];
  if (size->kind == PC_O_NUMBER) return pc_value_number(pc_expr_ref(size->number));
  return pc_value_unknown("a size of a tensor is unknown");
}

static pc_status element_count(pc_value *out, pc_evaluator *ev, const pc_operand *tensor, pc_error *error) {
  pc_expr *product, *next;
  for (size_t i = 0; i < tensor->n; i++)
    if (tensor->items[i]->kind != PC_O_NUMBER) {
      *out = pc_tensor_item(tensor, i);
      return PC_OK;
    }
  pc_status status = pc_expr_integer(&product, ev->ctx, 1, error);
  for (size_t i = 0; !status && i < tensor->n; i++) {
    status = pc_expr_mul(&next, product, tensor->items[i]->number, error);
    pc_expr_unref(product);
    if (!status) product = next;
  }
  if (!status) *out = pc_value_number(product);
  return status;
}

/* A dtype's bits are the first number in its name: f32, bf16, c64, f8e4m3fn; b8 is a truth value. */
static pc_status element_size(pc_value *out, pc_evaluator *ev, const char *dtype, pc_error *error) {
  long bits = strtol(dtype + strcspn(dtype, "0123456789"), NULL, 10);
  if (bits > 0 && bits <= 1024) return integer_value(out, ev, (bits + 7) / 8, error);
  *out = pc_value_unknown("the size of an element is unknown");
  return PC_OK;
}

static pc_status shape(pc_value *out, pc_evaluator *ev, const pc_operand *tensor, pc_error *error) {
  pc_list *list = pc_list_new(ev->ctx, tensor->n);
  if (!list) return pc_no_memory(ev->ctx, error);
  for (size_t i = 0; i < tensor->n; i++) list->items[i] = pc_tensor_item(tensor, i);
  *out = (pc_value) { .kind = PC_V_LIST, .list = list };
  return PC_OK;
}

pc_status pc_tensor_builtin(pc_value *out, pc_evaluator *ev, pc_builtin builtin, const pc_operand *tensor,
                            pc_error *error) {
  if (builtin == PC_B_SHAPE) return shape(out, ev, tensor, error);
  if (builtin == PC_B_RANK) return integer_value(out, ev, (int64_t)tensor->n, error);
  return builtin == PC_B_SIZE ? element_size(out, ev, tensor->text, error) : element_count(out, ev, tensor, error);
}

/* ---- symbols for what is unknown ---- */

static bool is_name(const char *text) {
  for (const char *p = text; *p; p++) {
    bool letter = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || *p == '_';
    if (!letter && (p == text || *p < '0' || *p > '9')) return false;
  }
  return *text;
}

static pc_status count_from_zero(pc_evaluator *ev, pc_global *g, pc_error *error) {
  pc_expr *zero;
  pc_status status = pc_expr_integer(&zero, ev->ctx, 0, error);
  if (status) return status;
  g->parameter = true;
  g->lower = zero;
  return pc_symbol_assume(ev->ctx, g->symbol, PC_INTEGERS, zero, error);
}

pc_status pc_unknown_symbol(pc_value *out, pc_evaluator *ev, const char *name, pc_error *error) {
  if (!is_name(name)) return pc_fail(error, PC_INPUT, "'%s' is no name for a symbol", name);
  pc_buffer text = { .ctx = ev->ctx };
  const char *free_name = name;
  pc_builtin builtin;
  for (unsigned k = 2; free_name && (pc_global_find(ev, free_name) || pc_builtin_find(&builtin, free_name)); k++) {
    text.length = 0;
    pc_buffer_addf(&text, "%s_%u", name, k);
    free_name = text.failed ? NULL : pc_intern_string(ev->ctx, text.text, text.length);
  }
  pc_buffer_clear(&text);
  if (!free_name) return pc_no_memory(ev->ctx, error);
  pc_global *g;
  pc_status status = pc_global_get(&g, ev, free_name, error);
  if (!status) status = count_from_zero(ev, g, error);
  if (!status) *out = pc_value_number(pc_expr_ref(g->expr));
  return status;
}
