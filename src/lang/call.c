/* Calls: functions, layers and the built-in functions. */
#include "lang/config.h"
#include "lang/eval.h"

#include <string.h>

struct pc_call {
  const pc_let *let;
  struct pc_call *caller;
};

/* ---- built-in functions ---- */

static const char *const names[] = {
  [PC_B_FLOOR] = "floor",     [PC_B_CEIL] = "ceil",   [PC_B_MOD] = "mod",          [PC_B_MIN] = "min",
  [PC_B_MAX] = "max",         [PC_B_LOG2] = "log2",   [PC_B_PROD] = "prod",        [PC_B_BROADCAST] = "broadcast",
  [PC_B_LEN] = "len",         [PC_B_SUM] = "sum",     [PC_B_LIST] = "list",        [PC_B_SPLIT] = "split",
  [PC_B_NUMEL] = "numel",     [PC_B_RANK] = "rank",   [PC_B_SIZE] = "size",        [PC_B_SHAPE] = "shape",
  [PC_B_UNKNOWN] = "unknown", [PC_B_ERROR] = "error", [PC_B_COMPLETE] = "complete"
};

const char *pc_builtin_name(pc_builtin builtin) {
  return names[builtin];
}

bool pc_builtin_find(pc_builtin *out, const char *name) {
  for (pc_builtin b = PC_B_FLOOR; b <= PC_B_COMPLETE; b++)
    if (!strcmp(names[b], name)) {
      *out = b;
      return true;
    }
  return false;
}

static const pc_function functions[] = { [PC_B_FLOOR] = PC_FLOOR, [PC_B_CEIL] = PC_CEIL, [PC_B_MOD] = PC_MOD,
                                         [PC_B_MIN] = PC_MIN,     [PC_B_MAX] = PC_MAX,   [PC_B_LOG2] = PC_LOG2 };

typedef struct call_site {
  pc_evaluator *ev;
  pc_scope *scope;
  const pc_syntax *x;
} call_site;

static pc_status apply(pc_value *out, call_site at, pc_builtin b, const pc_value *args, size_t n, pc_error *error);

/* A function of numbers on lists: item by item. */
static pc_status apply_items(pc_value *out, call_site at, pc_builtin b, const pc_value *args, size_t n, size_t count,
                             pc_error *error) {
  pc_list *list = pc_list_new(at.ev->ctx, count);
  pc_value *row = pc_alloc(at.ev->ctx, n * sizeof *row);
  pc_value v = { .kind = PC_V_LIST, .list = list };
  pc_status status = list && row ? PC_OK : pc_no_memory(at.ev->ctx, error);
  for (size_t i = 0; !status && i < count; i++) {
    for (size_t j = 0; j < n; j++)
      row[j] = args[j].kind == PC_V_LIST ? args[j].list->items[args[j].list->n == 1 ? 0 : i] : args[j];
    pc_value item;
    status = apply(&item, at, b, row, n, error);
    if (!status) list->items[i] = item;
  }
  pc_free(at.ev->ctx, row, n * sizeof *row);
  if (!status)
    *out = v;
  else if (list)
    pc_value_clear(at.ev, &v);
  return status;
}

static pc_status apply_numbers(pc_value *out, call_site at, pc_builtin b, const pc_value *args, size_t n,
                               pc_error *error) {
  const pc_expr **numbers = pc_alloc(at.ev->ctx, n * sizeof *numbers);
  if (!numbers) return pc_no_memory(at.ev->ctx, error);
  for (size_t i = 0; i < n; i++) numbers[i] = args[i].number;
  pc_expr *number;
  pc_status status = pc_expr_apply(&number, functions[b], numbers, n, error);
  if (status)
    pc_error_place(error, at.scope->source, at.x->offset);
  else
    *out = pc_value_number(number);
  pc_free(at.ev->ctx, numbers, n * sizeof *numbers);
  return status;
}

static pc_status apply(pc_value *out, call_site at, pc_builtin b, const pc_value *args, size_t n, pc_error *error) {
  size_t count = 1;
  bool lists = false;
  for (size_t i = 0; i < n; i++) {
    const pc_value *v = &args[i];
    if (v->kind == PC_V_NULL) {
      *out = pc_value_copy(*v);
      return PC_OK;
    }
    if (v->kind != PC_V_NUMBER && v->kind != PC_V_LIST)
      return pc_fail_at(error, PC_INPUT, at.scope->source, at.x->offset, "%s works on numbers, not on %s", names[b],
                        pc_value_kind_name(v));
    if (v->kind != PC_V_LIST) continue;
    lists = true;
    if (v->list->n == 1) continue;
    if (count != 1 && count != v->list->n)
      return pc_fail_at(error, PC_INPUT, at.scope->source, at.x->offset,
                        "lists of different lengths do not go together");
    count = v->list->n;
  }
  return lists ? apply_items(out, at, b, args, n, count, error) : apply_numbers(out, at, b, args, n, error);
}

static pc_status product(pc_value *out, call_site at, const pc_value *list, pc_error *error) {
  pc_expr *one;
  pc_status status = pc_expr_integer(&one, at.ev->ctx, 1, error);
  if (status) return status;
  pc_value result = pc_value_number(one);
  for (size_t i = 0; !status && i < list->list->n; i++) {
    pc_value next;
    status = pc_value_combine(&next, at.ev, at.scope, at.x, '*', &result, &list->list->items[i], error);
    pc_value_clear(at.ev, &result);
    if (!status) result = next;
  }
  if (!status) *out = result;
  return status;
}

/* The shape that two shapes broadcast to: aligned at their ends, a size of 1 gives way. */
static pc_status broadcast(pc_value *out, call_site at, const pc_list *a, const pc_list *b, pc_error *error) {
  const pc_list *longer = a->n >= b->n ? a : b, *shorter = longer == a ? b : a;
  pc_list *list = pc_list_new(at.ev->ctx, longer->n);
  if (!list) return pc_no_memory(at.ev->ctx, error);
  size_t skip = longer->n - shorter->n;
  for (size_t i = 0; i < longer->n; i++) {
    const pc_value *p = &longer->items[i], *q = i < skip ? p : &shorter->items[i - skip];
    int64_t size;
    bool one = p->kind == PC_V_NUMBER && pc_expr_to_int64(&size, p->number) && size == 1;
    list->items[i] = pc_value_copy(one ? *q : *p);
  }
  *out = (pc_value) { .kind = PC_V_LIST, .list = list };
  return PC_OK;
}

static int64_t characters(const char *text) {
  int64_t n = 0;
  for (; *text; text++) n += (*text & 0xC0) != 0x80;
  return n;
}

static pc_status length(pc_value *out, call_site at, const pc_value *v, pc_error *error) {
  pc_expr *number;
  int64_t n;
  switch (v->kind) {
  case PC_V_LIST: n = (int64_t)v->list->n; break;
  case PC_V_STRING: n = characters(v->string); break;
  case PC_V_OBJECT: n = v->object->n; break;
  default:
    return pc_fail_at(error, PC_INPUT, at.scope->source, at.x->offset, "len works on lists and strings, not on %s",
                      pc_value_kind_name(v));
  }
  pc_status status = pc_expr_integer(&number, at.ev->ctx, n, error);
  if (!status) *out = pc_value_number(number);
  return status;
}

/* The bytes from `text` to `end` without blanks, as a string. */
static pc_status part(pc_value *out, call_site at, const char *text, const char *end, pc_error *error) {
  pc_buffer kept = { .ctx = at.ev->ctx };
  for (const char *p = text; p < end; p++)
    if (*p != ' ') pc_buffer_add(&kept, p, 1);
  const char *string = kept.failed ? NULL : pc_intern_string(at.ev->ctx, kept.length ? kept.text : "", kept.length);
  pc_buffer_clear(&kept);
  if (!string) return pc_no_memory(at.ev->ctx, error);
  *out = (pc_value) { .kind = PC_V_STRING, .string = string };
  return PC_OK;
}

/* The parts of a text between separators. */
static pc_status split(pc_value *out, call_site at, const char *text, const char *separator, pc_error *error) {
  size_t n = 1, length = strlen(separator);
  for (const char *p = text; length && (p = strstr(p, separator)); p += length) n++;
  pc_list *list = pc_list_new(at.ev->ctx, n);
  if (!list) return pc_no_memory(at.ev->ctx, error);
  pc_value v = { .kind = PC_V_LIST, .list = list };
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < n; i++) {
    const char *end = i + 1 < n ? strstr(text, separator) : text + strlen(text);
    status = part(&list->items[i], at, text, end, error);
    text = end + length;
  }
  if (status)
    pc_value_clear(at.ev, &v);
  else
    *out = v;
  return status;
}

/* numel, rank, size, shape of a tensor, a new symbol of a name: what operation rules use. */
static pc_status rule_builtin(pc_value *out, call_site at, pc_builtin b, const pc_value *v, pc_error *error) {
  if (b == PC_B_UNKNOWN && v->kind == PC_V_STRING) {
    pc_status status = pc_unknown_symbol(out, at.ev, v->string, error);
    if (status) pc_error_place(error, at.scope->source, at.x->offset);
    return status;
  }
  if (b != PC_B_UNKNOWN && v->kind == PC_V_TENSOR) return pc_tensor_builtin(out, at.ev, b, v->tensor, error);
  if (v->kind == PC_V_NULL) {
    *out = pc_value_copy(*v);
    return PC_OK;
  }
  if (b == PC_B_UNKNOWN)
    return pc_fail_at(error, PC_INPUT, at.scope->source, at.x->offset, "unknown takes a symbol's name in quotes");
  return pc_fail_at(error, PC_INPUT, at.scope->source, at.x->offset, "%s works on tensors, in operation rules only",
                    names[b]);
}

/* What a file refuses, in its own words: at the place of the configuration that was read last, where there is one. */
static pc_status refuse(call_site at, const pc_value *args, size_t n, pc_error *error) {
  pc_buffer text = { .ctx = at.ev->ctx };
  for (size_t i = 0; i < n; i++)
    pc_buffer_adds(&text, args[i].kind == PC_V_STRING ? args[i].string : pc_value_kind_name(&args[i]));
  const char *said = text.failed || !text.length ? "refused" : text.text;
  const pc_config_read *read = at.ev->config ? &at.ev->config->last : NULL;
  pc_status status =
      read && read->key ? pc_fail_at(error, PC_INPUT, &at.ev->config->source, read->offset, "'%s': %s", read->key, said)
                        : pc_fail_at(error, PC_INPUT, at.scope->source, at.x->offset, "%s", said);
  pc_buffer_clear(&text);
  return status;
}

static pc_status complete(pc_value *out, call_site at, const pc_value *args, pc_error *error) {
  bool object = args[0].kind == PC_V_OBJECT || args[0].kind == PC_V_NULL;
  if (at.ev->config && object && args[1].kind == PC_V_STRING)
    return pc_config_complete(out, at.ev, &args[0], args[1].string, error);
  return pc_fail_at(error, PC_INPUT, at.scope->source, at.x->offset,
                    "complete takes an object of a configuration and the type whose defaults it lacks");
}

static pc_status builtin_value(pc_value *out, call_site at, pc_builtin b, const pc_value *args, size_t n,
                               pc_error *error) {
  if (b <= PC_B_LOG2) return apply(out, at, b, args, n, error);
  if (b == PC_B_ERROR) return refuse(at, args, n, error);
  if (b == PC_B_COMPLETE) return complete(out, at, args, error);
  if (b >= PC_B_NUMEL) return rule_builtin(out, at, b, &args[0], error);
  for (size_t i = 0; i < n; i++)
    if (args[i].kind == PC_V_NULL) {
      *out = pc_value_copy(args[i]);
      return PC_OK;
    }
  if (b == PC_B_LEN) return length(out, at, &args[0], error);
  if (b == PC_B_SPLIT && args[0].kind == PC_V_STRING && args[1].kind == PC_V_STRING)
    return split(out, at, args[0].string, args[1].string, error);
  if (b == PC_B_SPLIT)
    return pc_fail_at(error, PC_INPUT, at.scope->source, at.x->offset, "split takes a text and a separator");
  for (size_t i = 0; i < n; i++)
    if (args[i].kind != PC_V_LIST)
      return pc_fail_at(error, PC_INPUT, at.scope->source, at.x->offset, "%s works on lists, not on %s", names[b],
                        pc_value_kind_name(&args[i]));
  if (b == PC_B_PROD) return product(out, at, &args[0], error);
  return broadcast(out, at, args[0].list, args[1].list, error);
}

static bool takes_two(pc_builtin b) {
  return b == PC_B_MOD || b == PC_B_BROADCAST || b == PC_B_SPLIT || b == PC_B_COMPLETE;
}

static pc_status check_count(call_site at, pc_builtin b, pc_error *error) {
  size_t n = at.x->n - 1, wanted = takes_two(b) ? 2 : 1;
  bool any = b == PC_B_MIN || b == PC_B_MAX || b == PC_B_ERROR;
  if (any ? n == 0 : n != wanted)
    return pc_fail_at(error, PC_INPUT, at.scope->source, at.x->offset, "%s takes %s%zu argument%s, here are %zu",
                      names[b], any ? "at least " : "", wanted, wanted == 1 ? "" : "s", n);
  for (size_t i = 1; i <= n; i++)
    if (pc_syntax_label(at.x, (uint32_t)i))
      return pc_fail_at(error, PC_INPUT, at.scope->source, at.x->words[i].offset, "%s has no named arguments",
                        names[b]);
  return PC_OK;
}

/* prod(i, a, b, X), list(x in list, X) and their like. */
static pc_status call_each(pc_value *out, call_site at, pc_builtin b, pc_error *error) {
  pc_value list;
  pc_status status = pc_eval_each(&list, at.ev, at.scope, at.x, error);
  if (status || b == PC_B_LIST || list.kind == PC_V_NULL) {
    if (!status) *out = list;
    return status;
  }
  status = product(out, at, &list, error);
  pc_value_clear(at.ev, &list);
  return status;
}

static pc_status call_builtin(pc_value *out, call_site at, pc_builtin b, pc_error *error) {
  if (b == PC_B_LIST || (b == PC_B_PROD && pc_binds_variable(at.x))) return call_each(out, at, b, error);
  pc_status status = check_count(at, b, error);
  if (status) return status;
  size_t n = at.x->n - 1, done = 0;
  pc_value *args = pc_alloc(at.ev->ctx, n * sizeof *args);
  if (!args) return pc_no_memory(at.ev->ctx, error);
  while (!status && done < n) {
    status = pc_eval(&args[done], at.ev, at.scope, at.x->items[done + 1], error);
    if (!status) done++;
  }
  if (!status) status = builtin_value(out, at, b, args, n, error);
  for (size_t i = 0; i < done; i++) pc_value_clear(at.ev, &args[i]);
  pc_free(at.ev->ctx, args, n * sizeof *args);
  return status;
}

/* ---- functions and layers ---- */

static pc_status fail_circle(pc_evaluator *ev, pc_scope *scope, uint32_t offset, const pc_call *first,
                             pc_error *error) {
  pc_buffer path = { .ctx = ev->ctx };
  size_t shown = 0;
  for (const pc_call *c = ev->calls; c != first && shown < 8; c = c->caller)
    pc_buffer_addf(&path, "%s%s", shown++ ? ", " : " (through ", c->let->name.text);
  if (shown) pc_buffer_adds(&path, ")");
  pc_status status = pc_fail_at(error, PC_INPUT, scope->source, offset, "'%s' calls itself%s", first->let->name.text,
                                shown && !path.failed ? path.text : "");
  pc_buffer_clear(&path);
  return status;
}

static pc_status enter(pc_evaluator *ev, pc_scope *scope, uint32_t offset, pc_call *call, pc_error *error) {
  for (const pc_call *c = ev->calls; c; c = c->caller)
    if (c->let == call->let) return fail_circle(ev, scope, offset, c, error);
  if (ev->call_depth >= ev->ctx->limits.max_depth)
    return pc_fail_at(error, PC_LIMIT, scope->source, offset, "layers nest deeper than --max-depth %zu",
                      ev->ctx->limits.max_depth);
  call->caller = ev->calls;
  ev->calls = call;
  ev->call_depth++;
  return PC_OK;
}

static void leave(pc_evaluator *ev, const pc_call *call) {
  ev->calls = call->caller;
  ev->call_depth--;
}

pc_status pc_call_function(pc_value *out, pc_evaluator *ev, pc_scope *from, uint32_t offset, const pc_let *let,
                           pc_scope *home, const pc_value *values, const bool *given, pc_error *error) {
  pc_status status = pc_evaluator_visit(ev, error);
  if (status) return pc_error_place(error, from->source, offset), status;
  pc_call call = { .let = let };
  status = enter(ev, from, offset, &call, error);
  if (status) return status;
  pc_scope *scope = pc_scope_new(ev, home, home->source, let->param_count);
  if (!scope) status = pc_no_memory(ev->ctx, error);
  for (uint32_t i = 0; !status && i < let->param_count; i++) {
    const pc_parameter *p = &let->params[i];
    pc_slot *slot = pc_scope_add(ev, scope, p->name.text, given[i] ? PC_SLOT_VALUE : PC_SLOT_DEFAULT);
    if (!slot)
      status = pc_no_memory(ev->ctx, error);
    else if (given[i])
      slot->value = pc_value_copy(values[i]);
    else
      slot->syntax = p->value;
  }
  if (!status) status = pc_eval(out, ev, scope, let->value, error);
  pc_scope_leave(ev, scope);
  leave(ev, &call);
  return status;
}

static pc_status fail_argument(call_site at, const pc_let *let, const pc_word *label, pc_error *error) {
  pc_nearest near = { .word = label->text };
  for (uint32_t i = 0; i < let->param_count; i++) pc_nearest_try(&near, let->params[i].name.text);
  if (near.best)
    return pc_fail_at(error, PC_INPUT, at.scope->source, label->offset, "%s has no parameter '%s' (did you mean '%s'?)",
                      let->name.text, label->text, near.best);
  return pc_fail_at(error, PC_INPUT, at.scope->source, label->offset, "%s has no parameter '%s'", let->name.text,
                    label->text);
}

/* The number of the parameter that the i-th argument is for. */
static pc_status parameter_of(uint32_t *out, call_site at, const pc_let *let, uint32_t i, pc_error *error) {
  const pc_word *label = pc_syntax_label(at.x, i + 1);
  if (!label) {
    *out = i;
    if (i < let->param_count) return PC_OK;
    return pc_fail_at(error, PC_INPUT, at.scope->source, at.x->items[i + 1]->offset,
                      "%s takes %u argument%s, here are %u", let->name.text, let->param_count,
                      let->param_count == 1 ? "" : "s", at.x->n - 1);
  }
  for (*out = 0; *out < let->param_count; ++*out)
    if (let->params[*out].name.text == label->text) return PC_OK;
  return fail_argument(at, let, label, error);
}

static pc_status read_arguments(call_site at, const pc_let *let, pc_value *values, bool *given, pc_error *error) {
  for (uint32_t i = 0; i + 1 < at.x->n; i++) {
    uint32_t p;
    pc_status status = parameter_of(&p, at, let, i, error);
    if (status) return status;
    const pc_syntax *arg = at.x->items[i + 1];
    const pc_word *label = pc_syntax_label(at.x, i + 1);
    if (given[p])
      return pc_fail_at(error, PC_INPUT, at.scope->source, label ? label->offset : arg->offset,
                        "the argument '%s' of %s is given twice", let->params[p].name.text, let->name.text);
    status = pc_eval(&values[p], at.ev, at.scope, arg, error);
    if (status) {
      values[p] = (pc_value) { .kind = PC_V_NULL };
      return status;
    }
    given[p] = true;
  }
  for (uint32_t i = 0; i < let->param_count; i++)
    if (!given[i] && !let->params[i].value)
      return pc_fail_at(error, PC_INPUT, at.scope->source, at.x->offset, "%s needs the argument '%s'", let->name.text,
                        let->params[i].name.text);
  return PC_OK;
}

static pc_status call_function(pc_value *out, call_site at, const pc_value *f, pc_error *error) {
  const pc_let *let = f->function.let;
  size_t n = let->param_count;
  pc_value *values = pc_alloc_zero(at.ev->ctx, n * sizeof *values);
  bool *given = pc_alloc_zero(at.ev->ctx, n * sizeof *given);
  pc_status status = values && given ? PC_OK : pc_no_memory(at.ev->ctx, error);
  if (!status) status = read_arguments(at, let, values, given, error);
  if (!status)
    status = pc_call_function(out, at.ev, at.scope, at.x->offset, let, f->function.scope, values, given, error);
  for (size_t i = 0; values && i < n; i++) pc_value_clear(at.ev, &values[i]);
  pc_free(at.ev->ctx, values, n * sizeof *values);
  pc_free(at.ev->ctx, given, n * sizeof *given);
  return status;
}

/* What is called: for a bare name, "unknown layer or function" when there is none. */
static pc_status callee(pc_value *out, call_site at, pc_error *error) {
  const pc_syntax *x = at.x->items[0];
  if (x->kind != PC_X_NAME) return pc_eval(out, at.ev, at.scope, x, error);
  pc_slot *slot;
  pc_builtin b;
  pc_status status = pc_find_slot(&slot, at.ev, at.scope, x->text, x->offset, error);
  if (status) return status;
  if (!slot && !pc_builtin_find(&b, x->text))
    return pc_fail_unknown(at.scope, "layer or function", x->text, pc_nearest_name(at.ev, at.scope, x->text), x->offset,
                           error);
  return pc_name_value(out, at.ev, at.scope, x->text, x->offset, error);
}

pc_status pc_eval_call(pc_value *out, pc_evaluator *ev, pc_scope *scope, const pc_syntax *x, pc_error *error) {
  call_site at = { ev, scope, x };
  pc_value f;
  pc_status status = callee(&f, at, error);
  if (status) return status;
  if (f.kind == PC_V_BUILTIN && f.builtin == PC_B_SUM) return pc_eval_sum(out, ev, scope, x, error);
  if (f.kind == PC_V_BUILTIN) return call_builtin(out, at, f.builtin, error);
  if (f.kind == PC_V_FUNCTION) return call_function(out, at, &f, error);
  if (f.kind == PC_V_NULL) {
    *out = f;
    return PC_OK;
  }
  status =
      pc_fail_at(error, PC_INPUT, scope->source, x->items[0]->offset, "%s cannot be called", pc_value_kind_name(&f));
  pc_value_clear(ev, &f);
  return status;
}
