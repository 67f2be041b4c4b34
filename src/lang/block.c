/* Blocks: statements that make the children of a node. */
#include "lang/eval.h"

/* What stands before the colon of a statement. */
typedef struct heading {
  pc_metric_set metrics;
  const char *name; /* interned; "" when there is none */
  const char *description;
  uint32_t offset;
} heading;

static pc_status fail_word(pc_evaluator *ev, pc_scope *scope, const pc_word *word, pc_error *error) {
  pc_nearest near = { .word = word->text };
  for (unsigned i = 0; i < ev->metrics->n; i++) pc_nearest_try(&near, ev->metrics->items[i].name);
  return pc_fail_unknown(scope, "metric", word->text, near.best, word->offset, error);
}

static pc_status fail_derived(pc_scope *scope, const pc_word *word, pc_error *error) {
  return pc_fail_at(error, PC_INPUT, scope->source, word->offset,
                    "the metric '%s' is derived from others, so no amount can be stated for it", word->text);
}

/* METRIC* [NAME | STRING [description]]: leading names that are metrics are metrics. */
static pc_status read_heading(heading *out, pc_evaluator *ev, pc_scope *scope, const pc_statement *s, pc_error *error) {
  *out = (heading) { .name = ev->unnamed, .offset = s->offset };
  uint32_t i = 0;
  for (; i < s->word_count && !s->words[i].quoted; i++) {
    int metric = pc_metric_find(ev->metrics, s->words[i].text);
    if (metric < 0) break;
    out->metrics |= PC_METRIC((unsigned)metric);
  }
  if (i == s->word_count) return PC_OK;
  out->name = s->words[i].text;
  out->offset = s->words[i].offset;
  if (!*out->name) return pc_fail_at(error, PC_INPUT, scope->source, out->offset, "a name must not be empty");
  if (++i == s->word_count) return PC_OK;
  if (!s->words[i].quoted) return fail_word(ev, scope, &s->words[i - 1], error);
  out->description = s->words[i].text;
  if (++i == s->word_count) return PC_OK;
  return pc_fail_at(error, PC_INPUT, scope->source, s->words[i].offset, "expected ':' after the description");
}

static const char *list_metrics(pc_evaluator *ev, pc_buffer *text) {
  for (unsigned i = 0; i < ev->metrics->n; i++)
    if (!ev->metrics->items[i].derive && !ev->metric_items[i]->value)
      pc_buffer_addf(text, "%s%s", text->length ? ", " : "", ev->metrics->items[i].name);
  return text->failed ? "" : text->text;
}

/* The only metric that amounts can be stated for. */
static pc_status sole_metric(pc_metric_set *out, pc_evaluator *ev, pc_scope *scope, const heading *h, pc_error *error) {
  unsigned count = 0;
  for (unsigned i = 0; i < ev->metrics->n; i++)
    if (!ev->metric_items[i]->value) {
      *out = PC_METRIC(i);
      count++;
    }
  if (count == 1) return PC_OK;
  if (!count)
    return pc_fail_at(error, PC_INPUT, scope->source, h->offset,
                      "an amount needs a metric, and none is declared (declare one: metric flops)");
  pc_buffer names = { .ctx = ev->ctx };
  pc_nearest near = { .word = h->name };
  for (unsigned i = 0; *h->name && i < ev->metrics->n; i++) pc_nearest_try(&near, ev->metrics->items[i].name);
  pc_status status = pc_fail_at(error, PC_INPUT, scope->source, h->offset,
                                "an amount needs a metric before its name, for several are declared: %s%s%s%s",
                                list_metrics(ev, &names), near.best ? " (did you mean '" : "",
                                near.best ? near.best : "", near.best ? "'?)" : "");
  pc_buffer_clear(&names);
  return status;
}

static pc_status add_amount(pc_cost *node, pc_evaluator *ev, pc_scope *scope, const pc_statement *s, const heading *h,
                            const pc_expr *amount, pc_error *error) {
  pc_metric_set metrics = h->metrics;
  if (!metrics) {
    pc_status status = sole_metric(&metrics, ev, scope, h, error);
    if (status) return status;
  }
  for (uint32_t i = 0; i < s->word_count && h->metrics; i++) {
    int metric = s->words[i].quoted ? -1 : pc_metric_find(ev->metrics, s->words[i].text);
    if (metric < 0) break;
    if (ev->metric_items[metric]->value) return fail_derived(scope, &s->words[i], error);
  }
  return pc_cost_put_amount(node, metrics, h->name, h->description, amount, error);
}

static pc_status add_cost(pc_cost *node, pc_scope *scope, const pc_statement *s, const heading *h,
                          const pc_counted *cost, pc_error *error) {
  if (h->metrics && !*h->name)
    return pc_fail_at(
        error, PC_INPUT, scope->source, h->offset,
        "'%s' is a metric, and a cost that it filters needs a name (a node of that name is quoted: \"%s\")",
        s->words[0].text, s->words[0].text);
  bool once = !cost->repeat.count && !cost->repeat.exception_count;
  return pc_cost_put_cost(node, h->metrics ? h->metrics : PC_METRIC_ALL, h->name, h->description, cost->node,
                          once ? NULL : &cost->repeat, error);
}

static pc_status add_entry(pc_cost *node, pc_evaluator *ev, pc_scope *scope, const pc_statement *s, pc_error *error) {
  heading h = { .name = "" };
  pc_value v;
  pc_status status = read_heading(&h, ev, scope, s, error);
  if (!status) status = pc_eval(&v, ev, scope, s->value, error);
  if (status) return status;
  switch (v.kind) {
  case PC_V_NUMBER: status = add_amount(node, ev, scope, s, &h, v.number, error); break;
  case PC_V_COST: status = add_cost(node, scope, s, &h, v.cost, error); break;
  case PC_V_NULL:
    if (pc_value_is_unknown(&v))
      pc_note_unknown(ev, h.metrics ? h.metrics : PC_METRIC_ALL, &v);
    else
      status = pc_fail_null(ev, scope, s->value, &v, "the amount", error);
    break;
  default:
    status = pc_fail_at(error, PC_INPUT, scope->source, s->value->offset, "an amount is a number or a cost, not %s",
                        pc_value_kind_name(&v));
  }
  pc_value_clear(ev, &v);
  if (status) pc_error_place(error, scope->source, h.offset);
  return status;
}

static pc_status declare_lets(pc_evaluator *ev, pc_scope *scope, const pc_block *block, pc_error *error) {
  for (uint32_t i = 0; i < block->n; i++) {
    const pc_statement *s = &block->statements[i];
    if (s->kind != PC_S_LET) continue;
    const pc_word *name = &s->let->name;
    if (pc_scope_own(scope, name->text))
      return pc_fail_at(error, PC_INPUT, scope->source, name->offset, "'%s' is declared twice in this block",
                        name->text);
    pc_slot *slot = pc_scope_add(ev, scope, name->text, PC_SLOT_LET);
    if (!slot) return pc_no_memory(ev->ctx, error);
    slot->let = s->let;
    slot->offset = name->offset;
  }
  return PC_OK;
}

static pc_status fill(pc_cost *node, pc_evaluator *ev, pc_scope *scope, const pc_block *block, pc_error *error);

/* if ... else if ... else ...: a chain is walked, not nested. */
static pc_status fill_if(pc_cost *node, pc_evaluator *ev, pc_scope *scope, const pc_statement *s, pc_error *error) {
  for (;;) {
    bool truth;
    pc_status status = pc_eval_condition(&truth, ev, scope, s->value, error);
    if (status) return status;
    const pc_block *part = truth ? s->then_part : s->else_part;
    if (!part) return PC_OK;
    if (truth || part->n != 1 || part->statements[0].kind != PC_S_IF) return fill(node, ev, scope, part, error);
    s = &part->statements[0];
  }
}

static pc_status fill_in(pc_cost *node, pc_evaluator *ev, pc_scope *scope, const pc_block *block, pc_error *error) {
  pc_status status = PC_OK;
  for (uint32_t i = 0; !status && i < block->n; i++) {
    const pc_statement *s = &block->statements[i];
    status = pc_evaluator_visit(ev, error);
    if (status) return pc_error_place(error, scope->source, s->offset), status;
    if (s->kind == PC_S_ENTRY)
      status = add_entry(node, ev, scope, s, error);
    else if (s->kind == PC_S_IF)
      status = fill_if(node, ev, scope, s, error);
  }
  return status;
}

static pc_status fill(pc_cost *node, pc_evaluator *ev, pc_scope *scope, const pc_block *block, pc_error *error) {
  if (!block->lets) return fill_in(node, ev, scope, block, error);
  pc_scope *inner = pc_scope_new(ev, scope, scope->source, 0);
  if (!inner) return pc_no_memory(ev->ctx, error);
  pc_status status = declare_lets(ev, inner, block, error);
  if (!status) status = fill_in(node, ev, inner, block, error);
  pc_scope_leave(ev, inner);
  return status;
}

pc_status pc_eval_block(pc_cost **out, pc_evaluator *ev, pc_scope *scope, const pc_block *block, pc_error *error) {
  pc_cost *node;
  pc_status status = pc_cost_new(&node, ev->ctx, error);
  if (status) return status;
  status = fill(node, ev, scope, block, error);
  if (status)
    pc_cost_unref(node);
  else
    *out = node;
  return status;
}
