/* Operation rules: which rules there are for a call, and what it costs by them. */
#include "lang/operation.h"
#include "graph/table.h"
#include "lang/eval.h"
#include "lang/match.h"

#include <stdio.h>
#include <string.h>

/* One name of a rule: a rule of several names is there several times. */
typedef struct rule {
  const char *name; /* interned */
  const pc_item *item;
  pc_file *file;
  pc_metric_set mentions; /* the metrics that its block may state */
} rule;

/* The rules for an operation, in the order in which they are tried. */
typedef struct candidates {
  const rule **rules;
  size_t n;
} candidates;

struct pc_operations {
  pc_evaluator *ev;
  pc_arena arena;
  rule *rules;
  size_t n, capacity;
  const char *rest; /* "*" */
  pc_lookup names;  /* of an operation: its candidates, a pointer */
  pc_lookup inferred;
  pc_set prices;
  pc_region_cost *region_cost;
  void *user;
  unsigned metric; /* of `unknown` */
  pc_unknown unknown;
};

/* ---- the rules ---- */

static pc_metric_set mentions(const pc_evaluator *ev, const pc_block *block);

static pc_metric_set entry_mentions(const pc_evaluator *ev, const pc_statement *s) {
  pc_metric_set set = 0;
  for (uint32_t i = 0; i < s->word_count && !s->words[i].quoted; i++) {
    int metric = pc_metric_find(ev->metrics, s->words[i].text);
    if (metric < 0) break;
    set |= PC_METRIC((unsigned)metric);
  }
  return set ? set : PC_METRIC_ALL;
}

static pc_metric_set mentions(const pc_evaluator *ev, const pc_block *block) {
  pc_metric_set set = 0;
  for (uint32_t i = 0; block && i < block->n; i++) {
    const pc_statement *s = &block->statements[i];
    if (s->kind == PC_S_ENTRY) set |= entry_mentions(ev, s);
    if (s->kind == PC_S_IF) set |= mentions(ev, s->then_part) | mentions(ev, s->else_part);
  }
  return set;
}

static pc_status add_rules(pc_operations *ops, pc_file *file, const pc_item *item, pc_error *error) {
  pc_metric_set set = mentions(ops->ev, item->block);
  for (uint32_t i = 0; i < item->string_count; i++) {
    if (!pc_grow(ops->ev->ctx, (void **)&ops->rules, &ops->capacity, ops->n, sizeof *ops->rules))
      return pc_no_memory(ops->ev->ctx, error);
    ops->rules[ops->n++] = (rule) { item->strings[i].text, item, file, set };
  }
  return PC_OK;
}

pc_status pc_operations_new(pc_operations **out, pc_evaluator *ev, pc_error *error) {
  pc_operations *ops = pc_alloc_zero(ev->ctx, sizeof *ops);
  if (!ops) return pc_no_memory(ev->ctx, error);
  *ops = (pc_operations) { .ev = ev, .arena.ctx = ev->ctx, .names.ctx = ev->ctx, .inferred.ctx = ev->ctx };
  ops->rest = pc_intern_string(ev->ctx, "*", 1);
  pc_status status = ops->rest ? PC_OK : pc_no_memory(ev->ctx, error);
  for (pc_file *file = ev->files; !status && file; file = file->next)
    for (uint32_t i = 0; !status && i < file->syntax->n; i++)
      if (file->syntax->items[i].kind == PC_I_OP) status = add_rules(ops, file, &file->syntax->items[i], error);
  if (status)
    pc_operations_free(ops);
  else
    *out = ops;
  return status;
}

void pc_operations_free(pc_operations *ops) {
  if (!ops) return;
  pc_context *ctx = ops->ev->ctx;
  for (size_t i = 0; i < ops->prices.size; i++) {
    const pc_price *price = ops->prices.entries[i].item;
    if (price) pc_cost_unref(price->cost);
  }
  pc_set_clear(&ops->prices, ctx);
  pc_lookup_clear(&ops->names);
  pc_lookup_clear(&ops->inferred);
  pc_free(ctx, ops->rules, ops->capacity * sizeof *ops->rules);
  pc_arena_clear(&ops->arena);
  pc_free(ctx, ops, sizeof *ops);
}

void pc_operations_regions(pc_operations *ops, pc_region_cost *cost, void *user) {
  ops->region_cost = cost;
  ops->user = user;
}

void pc_operations_unknown(pc_operations *ops, unsigned metric, pc_unknown unknown) {
  ops->metric = metric;
  ops->unknown = unknown;
}

/* ---- the rules for an operation ---- */

/* "aten::add" of "aten::add.Tensor"; the name itself where it has no overload. */
static const char *without_overload(pc_context *ctx, const char *name) {
  const char *space = strstr(name, "::"), *dot = space ? strrchr(space, '.') : NULL;
  return dot ? pc_intern_string(ctx, name, (size_t)(dot - name)) : name;
}

static size_t gather(const rule **out, const pc_operations *ops, const char *name, const char *base) {
  size_t n = 0;
  for (int rest = 0; rest < 2; rest++)
    for (size_t i = 0; i < ops->n; i++) {
      const rule *r = &ops->rules[i];
      bool fits = rest ? r->name == ops->rest : r->name == name || r->name == base;
      if (fits && out) out[n] = r;
      n += fits;
    }
  return n;
}

static pc_status find_candidates(const candidates **out, pc_operations *ops, const char *name, pc_error *error) {
  pc_context *ctx = ops->ev->ctx;
  const uint64_t *known = pc_lookup_find(&ops->names, name);
  if (known) {
    *out = (const candidates *)(uintptr_t)*known;
    return PC_OK;
  }
  const char *base = without_overload(ctx, name);
  candidates *made = base ? pc_arena_alloc(&ops->arena, sizeof *made) : NULL;
  if (!made) return pc_no_memory(ctx, error);
  made->n = gather(NULL, ops, name, base);
  made->rules = pc_arena_alloc(&ops->arena, made->n * sizeof *made->rules);
  uint64_t *place = made->rules ? pc_lookup_add(&ops->names, name) : NULL;
  if (!place) return pc_no_memory(ctx, error);
  gather(made->rules, ops, name, base);
  *place = (uintptr_t)made;
  *out = made;
  return PC_OK;
}

/* ---- calls of calls ---- */

/* An operation that only calls the one that is its first operand; that one's keywords and operands follow. */
static bool is_wrapper(const pc_operation_call *call) {
  static const char *const names[] = { "higher_order::auto_functionalized", "higher_order::auto_functionalized_v2",
                                       "higher_order::run_and_save_rng_state" };
  if (!call->n || call->args[0]->kind != PC_O_STRING || (call->keywords && call->keywords[0])) return false;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (!strcmp(call->name, names[i])) return true;
  return false;
}

static pc_operation_call unwrapped(const pc_operation_call *call) {
  if (!is_wrapper(call)) return *call;
  return (pc_operation_call) { .name = call->args[0]->text,
                               .args = call->args + 1,
                               .keywords = call->keywords ? call->keywords + 1 : NULL,
                               .n = call->n - 1 };
}

/* ---- a rule on trial ---- */

static pc_status begin(pc_match *m, pc_operations *ops, const rule *r, const pc_operation_call *call, pc_error *error) {
  *m = (pc_match) { .ev = ops->ev, .region_cost = ops->region_cost, .user = ops->user, .rule = r->item, .call = call };
  m->scope = pc_scope_new(ops->ev, r->file->scope, &r->file->source, 0);
  if (!m->scope) return pc_no_memory(ops->ev->ctx, error);
  ops->ev->unknown = 0;
  ops->ev->reason = NULL;
  return pc_match_arguments(m, error);
}

/* What goes wrong in a shipped rule is the call's fault: it is then not counted, and this says why. A user's rule is
 * theirs to mend. */
static bool is_forgiven(const rule *r, pc_status status) {
  return status == PC_INPUT && !strncmp(r->file->name, "polycost:", 9);
}

static pc_status infer_by(const pc_operand **out, pc_operations *ops, pc_graph *graph, const rule *r,
                          const pc_operation_call *call, pc_error *error) {
  pc_match m;
  pc_error here = PC_ERROR_INIT;
  pc_status status = begin(&m, ops, r, call, &here);
  if (!status) status = pc_match_infer(out, &m, graph, &here);
  pc_scope_leave(ops->ev, m.scope);
  if (!status || is_forgiven(r, status)) return PC_OK;
  if (error && error->status == PC_OK) *error = here;
  return status;
}

pc_status pc_operations_infer(void *user, const pc_operand **out, pc_graph *graph, const pc_operation_call *call,
                              pc_error *error) {
  pc_operations *ops = user;
  const candidates *list;
  const uint64_t *known = pc_lookup_find(&ops->inferred, call);
  if (known) {
    if (*known) *out = (const pc_operand *)(uintptr_t)*known;
    return PC_OK;
  }
  const pc_operation_call plain = unwrapped(call);
  const pc_operand *result = NULL;
  pc_status status = find_candidates(&list, ops, plain.name, error);
  for (size_t i = 0; !status && !result && i < list->n; i++)
    if (list->rules[i]->item->has_results) status = infer_by(&result, ops, graph, list->rules[i], &plain, error);
  if (status) return status;
  uint64_t *place = pc_lookup_add(&ops->inferred, call);
  if (!place) return pc_no_memory(ops->ev->ctx, error);
  *place = (uintptr_t)result;
  if (result) *out = result;
  return PC_OK;
}

/* ---- prices ---- */

static pc_status keep_reason(pc_price *price, pc_operations *ops, const char *reason, pc_error *error) {
  if (price->reason) return PC_OK;
  price->reason = pc_intern_string(ops->ev->ctx, reason, strlen(reason));
  return price->reason ? PC_OK : pc_no_memory(ops->ev->ctx, error);
}

/* Adds the children of a cost that count for the metrics. */
static pc_status add_children(pc_cost *whole, const pc_cost *cost, pc_metric_set metrics, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < cost->n; i++) {
    const pc_child *c = &cost->children[i];
    pc_metric_set kept = c->metrics & metrics;
    if (c->amount && kept)
      status = pc_cost_put_amount(whole, kept, c->name, c->description, c->amount, error);
    else if (c->cost && (c->cost->stated & kept))
      status = pc_cost_put_cost(whole, kept, c->name, c->description, c->cost, c->repeat, error);
  }
  return status;
}

/* Adds what a rule says of the metrics `wanted`; takes over the cost. */
static pc_status take_cost(pc_price *price, pc_operations *ops, pc_cost *cost, pc_metric_set wanted, pc_error *error) {
  pc_evaluator *ev = ops->ev;
  pc_metric_set stated = cost->stated & wanted & ~ev->unknown;
  pc_cost *whole = NULL;
  pc_status status = PC_OK;
  if (ev->unknown & wanted) {
    price->unknown |= ev->unknown & wanted;
    status = keep_reason(price, ops, ev->reason, error);
  }
  if (!status && stated && !price->cost && stated == cost->stated) {
    price->cost = pc_cost_ref(cost);
  } else if (!status && stated) {
    status = pc_cost_new(&whole, ev->ctx, error);
    if (!status && price->cost) status = add_children(whole, price->cost, PC_METRIC_ALL, error);
    if (!status) status = add_children(whole, cost, stated, error);
    if (status)
      pc_cost_unref(whole);
    else {
      pc_cost_unref(price->cost);
      price->cost = whole;
    }
  }
  if (!status) price->counted |= stated;
  pc_cost_unref(cost);
  return status;
}

static pc_status try_rule(pc_price *price, pc_operations *ops, const rule *r, const pc_operation_call *call,
                          pc_metric_set wanted, pc_error *error) {
  pc_match m;
  pc_cost *cost = NULL;
  pc_status status = begin(&m, ops, r, call, error);
  if (!status && m.verdict != PC_MATCH_NO) status = pc_match_results(&m, price->result, error);
  if (!status && m.verdict != PC_MATCH_NO && r->name != ops->rest) price->named |= r->mentions;
  if (!status && m.verdict == PC_MATCH_YES) status = pc_eval_block(&cost, ops->ev, m.scope, r->item->block, error);
  if (!status && m.verdict == PC_MATCH_MAYBE) {
    price->unknown |= wanted;
    status = keep_reason(price, ops, m.reason, error);
  }
  pc_scope_leave(ops->ev, m.scope);
  return cost ? take_cost(price, ops, cost, wanted, error) : status;
}

static void add_place(pc_error *error, const pc_graph_node *node) {
  size_t used = strlen(error->message), room = sizeof error->message - used;
  if (node->line)
    snprintf(error->message + used, room, " (for %s, line %u of the graph)", node->call->name, node->line);
  else
    snprintf(error->message + used, room, " (for %s)", node->call->name);
}

/* As try_rule, with errors turned into reasons where they are the call's fault. */
static pc_status apply_rule(pc_price *price, pc_operations *ops, const rule *r, const pc_operation_call *call,
                            pc_metric_set wanted, const pc_graph_node *node, pc_error *error) {
  pc_error here = PC_ERROR_INIT;
  pc_status status = try_rule(price, ops, r, call, wanted, &here);
  if (!status) return PC_OK;
  if (status == PC_INPUT && ops->ev->unknown) {
    price->unknown |= wanted;
    return keep_reason(price, ops, ops->ev->reason, error);
  }
  if (is_forgiven(r, status)) {
    price->unknown |= wanted;
    return keep_reason(price, ops, here.message, error);
  }
  if (status == PC_INPUT) add_place(&here, node);
  if (error && error->status == PC_OK) *error = here;
  return status;
}

/* ---- operations that no rule knows ---- */

bool pc_price_is_open(const pc_price *price, unsigned metric) {
  pc_metric_set set = PC_METRIC(metric);
  return (price->unknown & set) || !((price->counted | price->named) & set);
}

static pc_status fail_open(const pc_price *price, const pc_graph_node *node, pc_error *error) {
  char place[32] = "";
  if (node->line) snprintf(place, sizeof place, " in line %u", node->line);
  return pc_fail(error, PC_INPUT, "%s%s is not counted: %s", node->call->name, place,
                 price->reason ? price->reason : "no rule for it is known");
}

/* "aten_foo" of "aten::foo.default"; interned, or NULL without memory. */
static const char *symbol_name(pc_context *ctx, const char *name) {
  const char *base = without_overload(ctx, name);
  pc_buffer text = { .ctx = ctx };
  for (const char *p = base; p && *p; p++) {
    bool letter = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || *p == '_';
    bool fits = letter || (p > base && *p >= '0' && *p <= '9');
    if (fits) pc_buffer_add(&text, p, 1);
    if (!fits && (!text.length || text.text[text.length - 1] != '_')) pc_buffer_add(&text, "_", 1);
  }
  const char *symbol = text.failed || !text.length ? NULL : pc_intern_string(ctx, text.text, text.length);
  pc_buffer_clear(&text);
  return symbol;
}

static pc_status add_symbol(pc_price *price, pc_operations *ops, pc_error *error) {
  pc_evaluator *ev = ops->ev;
  const char *name = symbol_name(ev->ctx, price->call->name);
  pc_global *g = name ? pc_global_find(ev, name) : NULL;
  pc_value v = { .kind = PC_V_NULL };
  pc_cost *cost = NULL;
  pc_status status = name ? PC_OK : pc_no_memory(ev->ctx, error);
  if (!status && !g) status = pc_unknown_symbol(&v, ev, name, error);
  if (!status) status = pc_cost_new(&cost, ev->ctx, error);
  if (!status)
    status = pc_cost_put_amount(cost, PC_METRIC(ops->metric), ev->unnamed, NULL, g ? g->expr : v.number, error);
  pc_value_clear(ev, &v);
  ev->unknown = 0;
  if (!status) return take_cost(price, ops, cost, PC_METRIC(ops->metric), error);
  pc_cost_unref(cost);
  return status;
}

static pc_status close_price(pc_price *price, pc_operations *ops, const pc_graph_node *node, pc_error *error) {
  if (ops->unknown == PC_UNKNOWN_IGNORE || !pc_price_is_open(price, ops->metric)) return PC_OK;
  return ops->unknown == PC_UNKNOWN_REFUSE ? fail_open(price, node, error) : add_symbol(price, ops, error);
}

/* ---- prices ---- */

static pc_status fill_price(pc_price *price, pc_operations *ops, const pc_graph_node *node, pc_error *error) {
  const pc_operation_call call = unwrapped(node->call);
  const candidates *list;
  pc_status status = find_candidates(&list, ops, call.name, error);
  for (size_t i = 0; !status && i < list->n; i++) {
    pc_metric_set wanted = list->rules[i]->mentions & ~(price->counted | price->unknown);
    if (wanted) status = apply_rule(price, ops, list->rules[i], &call, wanted, node, error);
  }
  return status ? status : close_price(price, ops, node, error);
}

static bool is_price(const void *item, const void *looked_for) {
  const pc_price *a = item, *b = looked_for;
  return a->call == b->call && a->result == b->result;
}

pc_status pc_operations_price(void *user, const pc_price **out, const pc_graph_node *node, pc_error *error) {
  pc_operations *ops = user;
  pc_price like = { .call = node->call, .result = node->result };
  like.hash = pc_hash_mix(pc_hash_mix(0, node->call), node->result);
  const pc_price *known = pc_set_find(&ops->prices, like.hash, is_price, &like);
  if (known) {
    *out = known;
    return PC_OK;
  }
  pc_status status = fill_price(&like, ops, node, error);
  pc_price *made = status ? NULL : pc_arena_copy(&ops->arena, &like, sizeof like);
  if (!status && (!made || !pc_set_add(&ops->prices, ops->ev->ctx, like.hash, made)))
    status = pc_no_memory(ops->ev->ctx, error);
  if (status)
    pc_cost_unref(like.cost);
  else
    *out = made;
  return status;
}
