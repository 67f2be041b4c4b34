/* The census of a graph. */
#include "graph/census.h"
#include "graph/table.h"

#include <string.h>

/* Calls of one price in one row of one visit. */
typedef struct group {
  const pc_price *price;
  size_t row;
  uint64_t count;
} group;

typedef struct count {
  pc_census *census;
  pc_graph *graph;
  const pc_census_options *options;
  pc_lookup rows;   /* of a name: its row, from 1 */
  pc_lookup totals; /* of a cost: its total of the metric */
  pc_expr *one;
  size_t depth, visits;
} count;

/* A body that is counted so often. */
typedef struct visit {
  count *c;
  const pc_region *region;
  const pc_expr *times;
  group *groups;
  size_t n, capacity;
  pc_lookup places; /* of a price in the row that was last: its group, from 1 */
} visit;

void pc_census_clear(pc_census *census) {
  for (size_t i = 0; i < census->n; i++) pc_expr_unref(census->rows[i].total);
  pc_free(census->ctx, census->rows, census->capacity * sizeof *census->rows);
  *census = (pc_census) { .ctx = census->ctx };
}

/* ---- names of rows ---- */

static const char *operation_name(pc_context *ctx, const char *name) {
  static const char suffix[] = ".default";
  size_t length = strlen(name), end = sizeof suffix - 1;
  return length > end && !strcmp(name + length - end, suffix) ? pc_intern_string(ctx, name, length - end) : name;
}

static void add_path(pc_buffer *text, const pc_graph_module *module) {
  enum { DEEPEST = 4000 };
  const pc_graph_module *steps[DEEPEST];
  size_t n = 0;
  for (; module && n < DEEPEST; module = module->parent) steps[n++] = module;
  while (n--) pc_buffer_addf(text, "%s%s", text->length ? "." : "", steps[n]->name);
}

static const char *module_name(pc_context *ctx, const pc_graph_module *module) {
  pc_buffer text = { .ctx = ctx };
  add_path(&text, module);
  const char *name = text.failed ? NULL : pc_intern_string(ctx, text.length ? text.text : "", text.length);
  pc_buffer_clear(&text);
  return name;
}

static const char *dtype_of(const pc_operand *o) {
  const char *dtype = o->kind == PC_O_TENSOR ? o->text : NULL;
  for (size_t i = 0; o->kind == PC_O_LIST && !dtype && i < o->n; i++) dtype = dtype_of(o->items[i]);
  return dtype;
}

static const char *row_name(visit *v, const pc_graph_node *node, const pc_graph_module *module) {
  pc_context *ctx = v->c->graph->ctx;
  const char *name = NULL;
  switch (v->c->options->by) {
  case PC_BY_OPERATION: return operation_name(ctx, node->call->name);
  case PC_BY_MODULE: return module_name(ctx, module);
  case PC_BY_DTYPE: name = dtype_of(node->result); break;
  case PC_BY_FILE: name = node->file; break;
  }
  return name ? name : pc_intern_string(ctx, "", 0);
}

/* ---- rows ---- */

static pc_status row_of(size_t *out, count *c, const char *name, pc_error *error) {
  pc_context *ctx = c->graph->ctx;
  pc_census *census = c->census;
  uint64_t *place = name ? pc_lookup_add(&c->rows, name) : NULL;
  if (!place) return pc_no_memory(ctx, error);
  if (!*place) {
    if (!pc_grow(ctx, (void **)&census->rows, &census->capacity, census->n, sizeof *census->rows))
      return pc_no_memory(ctx, error);
    pc_census_row *row = &census->rows[census->n];
    *row = (pc_census_row) { .name = name };
    pc_status status = pc_expr_integer(&row->total, ctx, 0, error);
    if (status) return status;
    *place = ++census->n;
  }
  *out = (size_t)*place - 1;
  return PC_OK;
}

static pc_status add_total(pc_census_row *row, const pc_expr *amount, const pc_expr *times, pc_error *error) {
  pc_expr *product, *sum;
  pc_status status = pc_expr_mul(&product, amount, times, error);
  if (status) return status;
  status = pc_expr_add(&sum, row->total, product, error);
  pc_expr_unref(product);
  if (status) return status;
  pc_expr_unref(row->total);
  row->total = sum;
  return PC_OK;
}

static pc_status total_of(const pc_expr **out, count *c, const pc_cost *cost, pc_error *error) {
  uint64_t *known = pc_lookup_add(&c->totals, cost);
  if (!known) return pc_no_memory(c->graph->ctx, error);
  if (!*known) {
    pc_expr *total;
    pc_status status = pc_cost_total(&total, cost, c->options->metrics, c->options->metric, error);
    if (status) return status;
    *known = (uintptr_t)total;
  }
  *out = (const pc_expr *)(uintptr_t)*known;
  return PC_OK;
}

/* ---- a body ---- */

static pc_status count_region(count *c, const pc_region *region, const pc_expr *times, pc_error *error);

/* The bodies among the operands, with how often each counts. */
typedef struct called {
  pc_region *region;
  pc_cost *cost;
  pc_expr *times; /* NULL: its cost was not found */
} called;

typedef struct calls {
  called *items;
  size_t n, capacity;
} calls;

static pc_status find_bodies(calls *out, count *c, const pc_operand *const *operands, size_t n, pc_error *error) {
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < n; i++) {
    const pc_operand *o = operands[i];
    if (o->kind == PC_O_LIST) status = find_bodies(out, c, o->items, o->n, error);
    if (o->kind != PC_O_REGION || !o->region->defined) continue;
    if (!pc_grow(c->graph->ctx, (void **)&out->items, &out->capacity, out->n, sizeof *out->items))
      return pc_no_memory(c->graph->ctx, error);
    called *made = &out->items[out->n];
    *made = (called) { .region = o->region };
    status = pc_graph_tree_region(c->options->tree, &made->cost, o->region, error);
    out->n += !status;
  }
  return status;
}

static pc_status add_times(pc_expr **to, const pc_expr *times, pc_error *error) {
  pc_expr *sum = NULL;
  pc_status status = *to ? pc_expr_add(&sum, *to, times, error) : PC_OK;
  if (status) return status;
  pc_expr_unref(*to);
  *to = sum ? sum : pc_expr_ref(times);
  return PC_OK;
}

/* A body that a rule states without a name is not a child of its own: its children are. */
static bool is_spliced(const pc_cost *body, const pc_cost *cost) {
  for (size_t from = 0; body->n && from + body->n <= cost->n; from++) {
    size_t i = 0;
    for (; i < body->n; i++) {
      const pc_child *a = &body->children[i], *b = &cost->children[from + i];
      if (a->name != b->name || a->cost != b->cost || a->amount != b->amount) break;
    }
    if (i == body->n) return true;
  }
  return false;
}

/* Finds bodies in the cost of the operation that calls them. */
static pc_status find_times(calls *bodies, count *c, const pc_cost *cost, const pc_expr *times, pc_error *error) {
  for (size_t i = 0; i < bodies->n; i++)
    if (bodies->items[i].cost == cost || is_spliced(bodies->items[i].cost, cost))
      return add_times(&bodies->items[i].times, times, error);
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < cost->n; i++) {
    const pc_child *child = &cost->children[i];
    if (!child->cost || !(child->metrics & c->options->stated)) continue;
    if (child->repeat && (child->repeat->kind != PC_REPEAT_TIMES || child->repeat->exception_count)) continue;
    pc_expr *inner = NULL;
    if (child->repeat && child->repeat->count)
      status = pc_expr_mul(&inner, times, child->repeat->count, error);
    else
      inner = pc_expr_ref(times);
    if (!status) status = find_times(bodies, c, child->cost, inner, error);
    pc_expr_unref(inner);
  }
  return status;
}

/* What the operation adds beside the bodies that were found, which are counted on their own. */
static pc_status count_bodies(visit *v, calls *bodies, size_t place, pc_error *error) {
  count *c = v->c;
  pc_expr *zero = NULL;
  pc_status status = pc_expr_integer(&zero, c->graph->ctx, 0, error);
  for (size_t i = 0; !status && i < bodies->n; i++) {
    called *b = &bodies->items[i];
    const pc_expr *total = NULL;
    pc_expr *times = NULL, *less = NULL;
    status = total_of(&total, c, b->cost, error);
    if (!status) status = pc_expr_mul(&times, v->times, b->times ? b->times : zero, error);
    if (!status) status = pc_expr_neg(&less, times, error);
    if (!status) status = add_total(&c->census->rows[place], total, less, error);
    if (!status) status = count_region(c, b->region, times, error);
    pc_expr_unref(times);
    pc_expr_unref(less);
  }
  pc_expr_unref(zero);
  return status;
}

/* Calls of operations without bodies are gathered by price. */
static pc_status add_group(visit *v, const pc_price *price, size_t row, pc_error *error) {
  pc_context *ctx = v->c->graph->ctx;
  uint64_t *place = pc_lookup_add(&v->places, price);
  if (!place) return pc_no_memory(ctx, error);
  if (*place && v->groups[*place - 1].row == row) {
    v->groups[*place - 1].count++;
    return PC_OK;
  }
  if (!pc_grow(ctx, (void **)&v->groups, &v->capacity, v->n, sizeof *v->groups)) return pc_no_memory(ctx, error);
  v->groups[v->n++] = (group) { price, row, 1 };
  *place = v->n;
  return PC_OK;
}

static pc_status add_groups(visit *v, pc_error *error) {
  count *c = v->c;
  pc_status status = PC_OK;
  for (size_t i = 0; !status && i < v->n; i++) {
    const pc_expr *total = NULL;
    pc_expr *often = NULL, *times = NULL;
    status = pc_expr_integer(&often, c->graph->ctx, (int64_t)v->groups[i].count, error);
    if (!status) status = pc_expr_mul(&times, often, v->times, error);
    if (!status) status = total_of(&total, c, v->groups[i].price->cost, error);
    if (!status) status = add_total(&c->census->rows[v->groups[i].row], total, times, error);
    pc_expr_unref(often);
    pc_expr_unref(times);
  }
  return status;
}

static pc_status count_call(visit *v, const pc_graph_node *node, const pc_graph_module *module, pc_error *error) {
  count *c = v->c;
  const pc_price *price;
  size_t place = 0;
  calls bodies = { 0 };
  pc_status status = c->options->price(c->options->user, &price, node, error);
  if (!status) status = row_of(&place, c, row_name(v, node, module), error);
  if (status) return status;
  pc_census_row *row = &c->census->rows[place];
  bool counted = price->counted & c->options->stated;
  row->calls++;
  row->uncounted += !counted;
  if (!counted && !row->reason && (price->unknown & c->options->stated)) row->reason = price->reason;
  status = find_bodies(&bodies, c, node->call->args, node->call->n, error);
  if (!status && counted) status = add_group(v, price, place, error);
  if (!status && counted && bodies.n) status = find_times(&bodies, c, price->cost, c->one, error);
  if (!status && bodies.n) status = count_bodies(v, &bodies, place, error);
  for (size_t i = 0; i < bodies.n; i++) pc_expr_unref(bodies.items[i].times);
  pc_free(c->graph->ctx, bodies.items, bodies.capacity * sizeof *bodies.items);
  return status;
}

static pc_status count_region(count *c, const pc_region *region, const pc_expr *times, pc_error *error) {
  pc_context *ctx = c->graph->ctx;
  visit v = { .c = c, .region = region, .times = times, .places.ctx = ctx };
  const pc_graph_module **modules = NULL;
  if (++c->depth > ctx->limits.max_depth)
    return pc_fail(error, PC_LIMIT, "bodies call one another deeper than --max-depth %zu", ctx->limits.max_depth);
  c->visits += region->n;
  if (c->visits > ctx->limits.max_nodes)
    return pc_fail(error, PC_LIMIT, "bodies that are called again and again have more than --max-nodes %zu calls",
                   ctx->limits.max_nodes);
  pc_status status = PC_OK;
  if (c->options->by == PC_BY_MODULE) status = pc_region_modules(&modules, c->graph, region, error);
  for (size_t i = 0; !status && i < region->n; i++)
    status = count_call(&v, &region->nodes[i], modules ? modules[i] : NULL, error);
  if (!status) status = add_groups(&v, error);
  pc_lookup_clear(&v.places);
  pc_free(ctx, v.groups, v.capacity * sizeof *v.groups);
  pc_free(ctx, modules, region->n * sizeof *modules);
  c->depth--;
  return status;
}

pc_status pc_census_make(pc_census *out, pc_graph *graph, const pc_census_options *options, pc_error *error) {
  pc_context *ctx = graph->ctx;
  *out = (pc_census) { .ctx = ctx };
  count c = { .census = out, .graph = graph, .options = options, .rows.ctx = ctx, .totals.ctx = ctx };
  pc_status status = pc_expr_integer(&c.one, ctx, 1, error);
  if (!status) status = count_region(&c, graph->main, c.one, error);
  for (size_t i = 0; i < c.totals.size; i++) pc_expr_unref((pc_expr *)(uintptr_t)c.totals.slots[i].value);
  pc_lookup_clear(&c.rows);
  pc_lookup_clear(&c.totals);
  pc_expr_unref(c.one);
  if (status) pc_census_clear(out);
  return status;
}
