/* Patterns of operation rules against the operands of a call. */
#include "lang/match.h"
#include "algebra/algebra.h"

#include <string.h>

/* ---- what is unknown, and why ---- */

static pc_status make_reason(const char **out, pc_evaluator *ev, pc_buffer *text, pc_error *error) {
  *out = text->failed ? NULL : pc_intern_string(ev->ctx, text->text, text->length);
  pc_buffer_clear(text);
  return *out ? PC_OK : pc_no_memory(ev->ctx, error);
}

static pc_status unknown_operand(pc_value *out, pc_evaluator *ev, const char *name, pc_error *error) {
  pc_buffer text = { .ctx = ev->ctx };
  const char *reason;
  pc_buffer_addf(&text, "%s is unknown", name);
  pc_status status = make_reason(&reason, ev, &text, error);
  if (!status) *out = pc_value_unknown(reason);
  return status;
}

static pc_status unknown_size(pc_value *out, pc_evaluator *ev, const char *name, size_t index, pc_error *error) {
  pc_buffer text = { .ctx = ev->ctx };
  const char *reason;
  pc_buffer_addf(&text, "size %zu of %s is unknown", index, name);
  pc_status status = make_reason(&reason, ev, &text, error);
  if (!status) *out = pc_value_unknown(reason);
  return status;
}

static void refuse(pc_match *m) {
  m->verdict = PC_MATCH_NO;
}

static void doubt(pc_match *m, const char *reason) {
  if (m->verdict != PC_MATCH_YES) return;
  m->verdict = PC_MATCH_MAYBE;
  m->reason = reason;
}

static pc_status doubt_sizes(pc_match *m, const char *name, const pc_value *a, const pc_value *b, pc_error *error) {
  pc_buffer text = { .ctx = m->ev->ctx };
  const char *reason;
  pc_buffer_addf(&text, "%s is ", name);
  pc_expr_add_text(&text, a->number);
  pc_buffer_adds(&text, " and ");
  pc_expr_add_text(&text, b->number);
  pc_status status = make_reason(&reason, m->ev, &text, error);
  if (!status) doubt(m, reason);
  return status;
}

/* ---- operands as values ---- */

static pc_status operand_value(pc_value *out, pc_match *m, const char *name, const pc_operand *o, pc_error *error);

static pc_status list_value(pc_value *out, pc_match *m, const char *name, const pc_operand *o, pc_error *error) {
  pc_list *list = pc_list_new(m->ev->ctx, o->n);
  if (!list) return pc_no_memory(m->ev->ctx, error);
  pc_value v = { .kind = PC_V_LIST, .list = list };
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < o->n; i++) status = operand_value(&list->items[i], m, name, o->items[i], error);
  if (status)
    pc_value_clear(m->ev, &v);
  else
    *out = v;
  return status;
}

static pc_status region_value(pc_value *out, pc_match *m, const char *name, pc_region *region, pc_error *error) {
  pc_cost *cost;
  if (!m->region_cost || !region->defined) return unknown_operand(out, m->ev, name, error);
  pc_metric_set unknown = m->ev->unknown;
  const char *reason = m->ev->reason;
  pc_status status = m->region_cost(m->user, &cost, region, error);
  m->ev->unknown = unknown;
  m->ev->reason = reason;
  if (status) return status;
  pc_counted *counted = pc_counted_new(m->ev->ctx, pc_cost_ref(cost));
  if (!counted) {
    pc_cost_unref(cost);
    return pc_no_memory(m->ev->ctx, error);
  }
  *out = (pc_value) { .kind = PC_V_COST, .cost = counted };
  return PC_OK;
}

static pc_status operand_value(pc_value *out, pc_match *m, const char *name, const pc_operand *o, pc_error *error) {
  switch (o->kind) {
  case PC_O_NONE:
    *out = (pc_value) { .kind = PC_V_NULL, .null = { m->scope->source, "the call has None there" } };
    break;
  case PC_O_NUMBER: *out = pc_value_number(pc_expr_ref(o->number)); break;
  case PC_O_STRING: *out = (pc_value) { .kind = PC_V_STRING, .string = o->text }; break;
  case PC_O_TENSOR: *out = (pc_value) { .kind = PC_V_TENSOR, .tensor = o }; break;
  case PC_O_UNKNOWN: return unknown_operand(out, m->ev, name, error);
  case PC_O_LIST: return list_value(out, m, name, o, error);
  case PC_O_REGION: return region_value(out, m, name, o->region, error);
  }
  return PC_OK;
}

/* ---- names ---- */

/* A new name of the rule; takes over the value. */
static pc_status add_name(pc_match *m, const char *name, pc_value v, pc_error *error) {
  pc_slot *slot = pc_scope_add(m->ev, m->scope, name, PC_SLOT_VALUE);
  if (slot)
    slot->value = v;
  else
    pc_value_clear(m->ev, &v);
  return slot ? PC_OK : pc_no_memory(m->ev->ctx, error);
}

/* Sizes of arguments that are not surely equal leave it open whether the rule fits; those of a result are taken to be
 * what the arguments say. */
static pc_status agree_numbers(pc_match *m, const char *name, const pc_value *a, const pc_value *b, bool result,
                               pc_error *error) {
  if (pc_expr_identical(a->number, b->number)) return PC_OK;
  pc_expr *difference;
  pc_status status = pc_expr_sub(&difference, a->number, b->number, error);
  if (status) return status;
  bool differ = pc_expr_is_number(difference) || (!result && pc_expr_nonzero(difference));
  pc_expr_unref(difference);
  if (differ) refuse(m);
  return differ || result ? PC_OK : doubt_sizes(m, name, a, b, error);
}

static pc_status agree(pc_match *m, const char *name, const pc_value *a, const pc_value *b, bool result,
                       pc_error *error) {
  if (pc_value_is_unknown(a) || pc_value_is_unknown(b)) return PC_OK;
  if (a->kind == PC_V_NUMBER && b->kind == PC_V_NUMBER) return agree_numbers(m, name, a, b, result, error);
  bool lists = a->kind == PC_V_LIST && b->kind == PC_V_LIST && a->list->n == b->list->n;
  if (!lists) refuse(m);
  pc_status status = PC_OK;
  for (size_t i = 0; lists && !status && i < a->list->n; i++)
    status = agree(m, name, &a->list->items[i], &b->list->items[i], result, error);
  return status;
}

/* A size, or a list of them, for a name; takes over the value. */
static pc_status bind_name(pc_match *m, const char *name, pc_value v, bool result, pc_error *error) {
  pc_slot *slot = pc_scope_own(m->scope, name);
  if (!slot) return add_name(m, name, v, error);
  pc_status status = agree(m, name, &slot->value, &v, result, error);
  if (pc_value_is_unknown(&slot->value)) {
    slot->value = v;
    return status;
  }
  pc_value_clear(m->ev, &v);
  return status;
}

static bool is_blank(const char *name) {
  return name[0] == '_' && !name[1];
}

/* A size of a pattern meets a size of a tensor; takes over the value. An expression says what a size of a result is
 * where the program does not. */
static pc_status bind_size(pc_match *m, const pc_size *size, pc_value v, bool result, pc_error *error) {
  const pc_syntax *x = size->value;
  bool nothing = !x || (x->kind == PC_X_NAME ? is_blank(x->text) : result);
  if (!nothing && x->kind == PC_X_NAME) return bind_name(m, x->text, v, result, error);
  pc_value wanted;
  pc_status status = nothing ? PC_OK : pc_eval(&wanted, m->ev, m->scope, x, error);
  if (!nothing && !status) {
    status = agree(m, "a size", &wanted, &v, result, error);
    pc_value_clear(m->ev, &wanted);
  }
  pc_value_clear(m->ev, &v);
  return status;
}

/* ---- shapes ---- */

/* The place of the star among a pattern's sizes, or their number. */
static uint32_t star_of(const pc_pattern *p) {
  uint32_t i = 0;
  while (i < p->n && !p->sizes[i].star) i++;
  return i;
}

static pc_status size_value(pc_value *out, pc_match *m, const char *name, const pc_operand *tensor, size_t i,
                            pc_error *error) {
  if (tensor->items[i]->kind != PC_O_NUMBER) return unknown_size(out, m->ev, name, i, error);
  *out = pc_value_number(pc_expr_ref(tensor->items[i]->number));
  return PC_OK;
}

static pc_status sizes_value(pc_value *out, pc_match *m, const char *name, const pc_operand *tensor, size_t from,
                             size_t n, pc_error *error) {
  pc_list *list = pc_list_new(m->ev->ctx, n);
  if (!list) return pc_no_memory(m->ev->ctx, error);
  pc_value v = { .kind = PC_V_LIST, .list = list };
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < n; i++) status = size_value(&list->items[i], m, name, tensor, from + i, error);
  if (status)
    pc_value_clear(m->ev, &v);
  else
    *out = v;
  return status;
}

static pc_status bind_tensor(pc_match *m, const pc_pattern *p, const pc_operand *tensor, bool result, pc_error *error) {
  uint32_t star = star_of(p);
  size_t fixed = star < p->n ? p->n - 1 : p->n, many = tensor->n - fixed, at = 0;
  if (tensor->n < fixed || (star == p->n && many)) {
    refuse(m);
    return PC_OK;
  }
  pc_status status = PC_OK;
  for (uint32_t i = 0; !status && i < p->n && m->verdict != PC_MATCH_NO; i++) {
    pc_value v;
    status = i == star ? sizes_value(&v, m, p->name.text, tensor, at, many, error)
                       : size_value(&v, m, p->name.text, tensor, at, error);
    at += i == star ? many : 1;
    if (!status) status = bind_size(m, &p->sizes[i], v, result, error);
  }
  return status;
}

/* The sizes of a tensor of which nothing is known. */
static pc_status bind_unknown(pc_match *m, const pc_pattern *p, const pc_value *unknown, pc_error *error) {
  pc_status status = PC_OK;
  for (uint32_t i = 0; !status && i < p->n; i++) {
    const pc_syntax *x = p->sizes[i].value;
    if (x && x->kind == PC_X_NAME && !is_blank(x->text)) status = bind_name(m, x->text, *unknown, false, error);
  }
  return status;
}

/* ---- arguments ---- */

/* The operand for the pattern at `place`, by its place or its keyword; NULL when there is none. */
static const pc_operand *argument_of(const pc_operation_call *call, const char *name, uint32_t place) {
  if (place < call->n && (!call->keywords || !call->keywords[place])) return call->args[place];
  for (size_t i = 0; call->keywords && i < call->n; i++)
    if (call->keywords[i] == name) return call->args[i];
  return NULL;
}

static pc_status match_absent(pc_match *m, const pc_pattern *p, pc_error *error) {
  if (is_blank(p->name.text)) return PC_OK;
  if (!p->value && !p->optional) {
    refuse(m);
    return PC_OK;
  }
  pc_value v = { .kind = PC_V_NULL, .null = { m->scope->source, "the call does not give it" } };
  pc_status status = p->value ? pc_eval(&v, m->ev, m->scope, p->value, error) : PC_OK;
  return status ? status : add_name(m, p->name.text, v, error);
}

static pc_status match_operand(pc_match *m, const pc_pattern *p, const pc_operand *o, pc_error *error) {
  pc_value v = { .kind = PC_V_NULL };
  pc_status status = operand_value(&v, m, p->name.text, o, error);
  if (status) return status;
  if (!is_blank(p->name.text) && pc_scope_own(m->scope, p->name.text))
    status =
        pc_fail_at(error, PC_INPUT, m->scope->source, p->name.offset, "'%s' stands twice in this rule", p->name.text);
  const pc_value unknown = v;
  if (!status && !is_blank(p->name.text))
    status = add_name(m, p->name.text, v, error);
  else
    pc_value_clear(m->ev, &v);
  if (status || !p->ranked) return status;
  if (o->kind == PC_O_TENSOR) return bind_tensor(m, p, o, false, error);
  if (o->kind != PC_O_UNKNOWN) {
    if (o->kind != PC_O_NONE || !p->optional) refuse(m);
    return PC_OK;
  }
  if (p->n != 1 || !p->sizes[0].star) doubt(m, unknown.null.key);
  return bind_unknown(m, p, &unknown, error);
}

/* ---- lists of tensors ---- */

static size_t count_tensors(const pc_operand *const *operands, size_t n) {
  size_t count = 0;
  for (size_t i = 0; i < n; i++) {
    const pc_operand *o = operands[i];
    if (o->kind == PC_O_LIST)
      count += count_tensors(o->items, o->n);
    else
      count += o->kind == PC_O_TENSOR || o->kind == PC_O_UNKNOWN;
  }
  return count;
}

static void put_tensors(pc_list *list, size_t *n, const pc_operand *const *operands, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const pc_operand *o = operands[i];
    if (o->kind == PC_O_LIST)
      put_tensors(list, n, o->items, o->n);
    else if (o->kind == PC_O_TENSOR)
      list->items[(*n)++] = (pc_value) { .kind = PC_V_TENSOR, .tensor = o };
    else if (o->kind == PC_O_UNKNOWN)
      list->items[(*n)++] = pc_value_unknown("a tensor is unknown");
  }
}

static pc_status name_tensors(pc_match *m, const char *name, const pc_operand *const *operands, size_t n,
                              pc_error *error) {
  const char *interned = pc_intern_string(m->ev->ctx, name, strlen(name));
  pc_list *list = interned ? pc_list_new(m->ev->ctx, count_tensors(operands, n)) : NULL;
  if (!list) return pc_no_memory(m->ev->ctx, error);
  size_t count = 0;
  put_tensors(list, &count, operands, n);
  return add_name(m, interned, (pc_value) { .kind = PC_V_LIST, .list = list }, error);
}

pc_status pc_match_arguments(pc_match *m, pc_error *error) {
  const pc_item *rule = m->rule;
  m->verdict = PC_MATCH_YES;
  m->reason = NULL;
  pc_status status = PC_OK;
  for (uint32_t i = 0; !status && i < rule->pattern_count && m->verdict != PC_MATCH_NO; i++) {
    const pc_pattern *p = &rule->patterns[i];
    if (p->rest) break;
    const pc_operand *o = argument_of(m->call, p->name.text, i);
    status = o ? match_operand(m, p, o, error) : match_absent(m, p, error);
  }
  return status ? status : name_tensors(m, "inputs", m->call->args, m->call->n, error);
}

/* ---- results ---- */

static const pc_operand *result_of(const pc_item *rule, const pc_operand *result, uint32_t i) {
  if (result->kind != PC_O_LIST) return i == 0 ? result : NULL;
  if (rule->result_count == 1 && !rule->results[0].ranked) return result;
  return i < result->n ? result->items[i] : NULL;
}

/* What a size of a result is, by the rule alone: a name that is bound, or the shape after "=". */
static pc_status stated_size(pc_value *out, pc_match *m, const pc_pattern *p, uint32_t i, pc_error *error) {
  const pc_size *size = &p->sizes[i];
  const pc_syntax *x = size->value;
  if (x && x->kind == PC_X_NAME) {
    const pc_slot *slot = pc_scope_own(m->scope, x->text);
    if (slot) {
      *out = pc_value_copy(slot->value);
      return PC_OK;
    }
    x = size->shape;
  }
  if (x) return pc_eval(out, m->ev, m->scope, x, error);
  return unknown_size(out, m->ev, p->name.text, i, error);
}

static pc_status state_sizes(pc_match *m, const pc_pattern *p, pc_error *error) {
  pc_status status = PC_OK;
  for (uint32_t i = 0; !status && i < p->n; i++) {
    const pc_syntax *x = p->sizes[i].value;
    pc_value v;
    if (!x || x->kind != PC_X_NAME || is_blank(x->text) || pc_scope_own(m->scope, x->text)) continue;
    status = stated_size(&v, m, p, i, error);
    if (!status) status = add_name(m, x->text, v, error);
  }
  return status;
}

static pc_status match_result(pc_match *m, const pc_pattern *p, const pc_operand *o, pc_error *error) {
  pc_value v;
  pc_status status = operand_value(&v, m, p->name.text, o, error);
  if (status) return status;
  if (is_blank(p->name.text) || pc_scope_own(m->scope, p->name.text))
    pc_value_clear(m->ev, &v);
  else
    status = add_name(m, p->name.text, v, error);
  if (status || !p->ranked) return status;
  if (o->kind == PC_O_TENSOR) return bind_tensor(m, p, o, true, error);
  if (o->kind == PC_O_UNKNOWN) return state_sizes(m, p, error);
  refuse(m);
  return PC_OK;
}

pc_status pc_match_results(pc_match *m, const pc_operand *result, pc_error *error) {
  const pc_item *rule = m->rule;
  const pc_operand unknown = { .kind = PC_O_UNKNOWN };
  pc_status status = PC_OK;
  for (uint32_t i = 0; !status && i < rule->result_count && m->verdict != PC_MATCH_NO; i++) {
    const pc_operand *o = result_of(rule, result, i);
    if (!rule->results[i].rest) status = match_result(m, &rule->results[i], o ? o : &unknown, error);
  }
  return status ? status : name_tensors(m, "results", &result, 1, error);
}

/* ---- inference ---- */

/* A tensor's sizes as they are gathered. */
typedef struct sizes {
  const pc_operand **items;
  size_t n, capacity;
} sizes;

static pc_status push_size(sizes *s, pc_graph *graph, const pc_value *v, pc_error *error) {
  const pc_operand *o = pc_operand_unknown(graph);
  pc_status status = v->kind == PC_V_NUMBER ? pc_operand_number(&o, graph, v->number, error) : PC_OK;
  if (status) return status;
  if (!pc_grow(graph->ctx, (void **)&s->items, &s->capacity, s->n, sizeof *s->items))
    return pc_no_memory(graph->ctx, error);
  s->items[s->n++] = o;
  return PC_OK;
}

/* False in *known when not even the rank can be told. */
static pc_status push_stated(sizes *s, bool *known, pc_match *m, pc_graph *graph, const pc_pattern *p, uint32_t i,
                             pc_error *error) {
  pc_value v;
  pc_status status = stated_size(&v, m, p, i, error);
  if (status) return status;
  if (!p->sizes[i].star)
    status = push_size(s, graph, &v, error);
  else if (v.kind != PC_V_LIST)
    *known = false;
  else
    for (size_t j = 0; !status && j < v.list->n; j++) status = push_size(s, graph, &v.list->items[j], error);
  pc_value_clear(m->ev, &v);
  return status;
}

static pc_status infer_tensor(const pc_operand **out, pc_match *m, pc_graph *graph, const pc_pattern *p,
                              const char *dtype, pc_error *error) {
  sizes s = { 0 };
  bool known = p->ranked;
  pc_status status = PC_OK;
  for (uint32_t i = 0; !status && i < p->n; i++) status = push_stated(&s, &known, m, graph, p, i, error);
  if (!status && known)
    status = pc_operand_tensor(out, graph, dtype, strlen(dtype), s.items, s.n, error);
  else if (!status)
    *out = pc_operand_unknown(graph);
  pc_free(graph->ctx, s.items, s.capacity * sizeof *s.items);
  return status;
}

/* Results are taken to be of the type of the first tensor; without one their type is not known. */
static const char *first_dtype(const pc_operand *const *operands, size_t n) {
  const char *dtype = NULL;
  for (size_t i = 0; i < n && !dtype; i++) {
    const pc_operand *o = operands[i];
    if (o->kind == PC_O_TENSOR) dtype = o->text;
    if (o->kind == PC_O_LIST) dtype = first_dtype(o->items, o->n);
  }
  return dtype;
}

pc_status pc_match_infer(const pc_operand **out, pc_match *m, pc_graph *graph, pc_error *error) {
  enum { RESULTS = 16 };
  const pc_operand *results[RESULTS];
  const pc_item *rule = m->rule;
  const char *dtype = first_dtype(m->call->args, m->call->n);
  if (m->verdict != PC_MATCH_YES || !rule->result_count || rule->result_count > RESULTS) return PC_OK;
  pc_status status = PC_OK;
  for (uint32_t i = 0; !status && i < rule->result_count; i++)
    status = infer_tensor(&results[i], m, graph, &rule->results[i], dtype ? dtype : "", error);
  if (status) return status;
  if (rule->result_count > 1) return pc_operand_list(out, graph, results, rule->result_count, error);
  *out = results[0];
  return PC_OK;
}
