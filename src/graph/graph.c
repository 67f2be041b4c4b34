/* Graphs: bodies, modules, symbols of shapes. */
#include "graph/graph.h"
#include "graph/table.h"

#include <stdio.h>
#include <string.h>

/* ---- life ---- */

pc_status pc_graph_new(pc_graph **out, pc_context *ctx, const pc_graph_options *options, pc_error *error) {
  pc_graph *graph = pc_alloc_zero(ctx, sizeof *graph);
  struct pc_graph_table *table = pc_alloc_zero(ctx, sizeof *table);
  if (!graph || !table) {
    pc_free(ctx, graph, sizeof *graph);
    pc_free(ctx, table, sizeof *table);
    return pc_no_memory(ctx, error);
  }
  *graph = (pc_graph) { .ctx = ctx, .arena.ctx = ctx, .table = table, .known.ctx = ctx };
  if (options) {
    graph->infer = options->infer;
    graph->user = options->user;
    graph->renames = options->renames;
    graph->rename_count = options->rename_count;
  }
  pc_status status = pc_graph_table_init(graph, error);
  if (status)
    pc_graph_free(graph);
  else
    *out = graph;
  return status;
}

static void region_clear(pc_context *ctx, pc_region *region) {
  pc_free(ctx, region->inputs, region->input_capacity * sizeof *region->inputs);
  pc_free(ctx, region->nodes, region->capacity * sizeof *region->nodes);
}

void pc_graph_free(pc_graph *graph) {
  if (!graph) return;
  pc_context *ctx = graph->ctx;
  for (pc_region *r = graph->regions; r; r = r->next) region_clear(ctx, r);
  for (size_t i = 0; i < graph->symbol_count; i++) {
    pc_expr_unref(graph->symbols[i].expr);
    pc_expr_unref(graph->symbols[i].low);
    pc_expr_unref(graph->symbols[i].high);
  }
  pc_free(ctx, graph->warnings, graph->warning_capacity * sizeof *graph->warnings);
  pc_free(ctx, graph->symbols, graph->symbol_capacity * sizeof *graph->symbols);
  pc_lookup_clear(&graph->known);
  pc_graph_table_clear(graph->table, ctx);
  pc_free(ctx, graph->table, sizeof *graph->table);
  pc_arena_clear(&graph->arena);
  pc_free(ctx, graph, sizeof *graph);
}

pc_status pc_graph_warn(pc_graph *graph, pc_error *error, const char *format, ...) {
  char text[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  void *warnings = graph->warnings;
  bool room = pc_grow(graph->ctx, &warnings, &graph->warning_capacity, graph->warning_count, sizeof *graph->warnings);
  graph->warnings = warnings;
  const char *copy = room ? pc_arena_copy(&graph->arena, text, strlen(text) + 1) : NULL;
  if (!copy) return pc_no_memory(graph->ctx, error);
  graph->warnings[graph->warning_count++] = copy;
  return PC_OK;
}

/* ---- symbols ---- */

static const char *renamed(const pc_graph *graph, const char *name) {
  for (size_t i = 0; i < graph->rename_count; i++)
    if (!strcmp(graph->renames[2 * i], name)) return graph->renames[2 * i + 1];
  return name;
}

/* u0, zuf3: found only when the program runs. */
static bool is_measured(const char *name) {
  name += strncmp(name, "zu", 2) == 0 ? 1 : 0;
  if (*name++ != 'u') return false;
  name += *name == 'f' ? 1 : 0;
  return *name && name[strspn(name, "0123456789")] == '\0';
}

static pc_status symbol_fill(pc_graph_symbol *s, pc_graph *graph, const char *given, pc_error *error) {
  *s = (pc_graph_symbol) { .given = given, .positive = !is_measured(given) };
  pc_status status = pc_symbol_get(&s->symbol, graph->ctx, renamed(graph, given), error);
  pc_expr *one = NULL;
  if (!status && s->positive) status = pc_expr_integer(&one, graph->ctx, 1, error);
  if (!status) status = pc_symbol_assume(graph->ctx, s->symbol, PC_INTEGERS, one, error);
  pc_expr_unref(one);
  return status ? status : pc_expr_symbol(&s->expr, graph->ctx, s->symbol, error);
}

static pc_status symbol_new(pc_graph_symbol **out, pc_graph *graph, const char *given, pc_error *error) {
  if (!pc_grow(graph->ctx, (void **)&graph->symbols, &graph->symbol_capacity, graph->symbol_count,
               sizeof *graph->symbols))
    return pc_no_memory(graph->ctx, error);
  pc_graph_symbol *s = &graph->symbols[graph->symbol_count];
  pc_status status = symbol_fill(s, graph, given, error);
  if (status) return status;
  uint64_t *place = pc_lookup_add(&graph->known, given);
  if (!place) {
    pc_expr_unref(s->expr);
    return pc_no_memory(graph->ctx, error);
  }
  *place = ++graph->symbol_count;
  *out = s;
  return PC_OK;
}

pc_status pc_graph_symbol_get(const pc_expr **out, pc_graph *graph, const char *name, size_t length, pc_error *error) {
  const char *given = pc_intern_string(graph->ctx, name, length);
  if (!given) return pc_no_memory(graph->ctx, error);
  const uint64_t *place = pc_lookup_find(&graph->known, given);
  pc_graph_symbol *s = place ? &graph->symbols[*place - 1] : NULL;
  pc_status status = s ? PC_OK : symbol_new(&s, graph, given, error);
  if (!status) *out = s->expr;
  return status;
}

static void set_bound(pc_expr **bound, const pc_expr *value) {
  if (!value) return;
  pc_expr_unref(*bound);
  *bound = pc_expr_ref(value);
}

pc_status pc_graph_range(pc_graph *graph, const char *name, size_t length, const pc_expr *low, const pc_expr *high,
                         pc_error *error) {
  const char *given = pc_intern_string(graph->ctx, name, length);
  if (!given) return pc_no_memory(graph->ctx, error);
  const uint64_t *place = pc_lookup_find(&graph->known, given);
  if (!place) return PC_OK;
  set_bound(&graph->symbols[*place - 1].low, low);
  set_bound(&graph->symbols[*place - 1].high, high);
  return PC_OK;
}

/* ---- modules ---- */

static bool is_module(const void *item, const void *looked_for) {
  const pc_graph_module *a = item, *b = looked_for;
  return a->parent == b->parent && a->name == b->name;
}

pc_status pc_graph_module_get(const pc_graph_module **out, pc_graph *graph, const pc_graph_module *parent,
                              const char *name, size_t name_length, const char *type, size_t type_length,
                              pc_error *error) {
  pc_graph_module like = { .parent = parent, .name = pc_intern_string(graph->ctx, name, name_length) };
  if (!like.name) return pc_no_memory(graph->ctx, error);
  uint32_t hash = pc_hash_mix(pc_hash_mix(0, parent), like.name);
  const pc_graph_module *known = pc_set_find(&graph->table->modules, hash, is_module, &like);
  if (!known) {
    if (type) like.type = pc_intern_string(graph->ctx, type, type_length);
    pc_graph_module *made = type && !like.type ? NULL : pc_arena_copy(&graph->arena, &like, sizeof like);
    if (!made || !pc_set_add(&graph->table->modules, graph->ctx, hash, made)) return pc_no_memory(graph->ctx, error);
    known = made;
  }
  *out = known;
  return PC_OK;
}

/* The length of the first step of a path: a name and the numbers after it. */
static size_t step_length(const char *path, size_t length) {
  size_t end = 0;
  while (end < length && path[end] != '.') end++;
  while (end + 1 < length && path[end + 1] >= '0' && path[end + 1] <= '9') {
    size_t next = end + 1;
    while (next < length && path[next] >= '0' && path[next] <= '9') next++;
    if (next < length && path[next] != '.') break;
    end = next;
  }
  return end;
}

pc_status pc_graph_module_path(const pc_graph_module **out, pc_graph *graph, const char *path, size_t length,
                               const char *type, size_t type_length, pc_error *error) {
  const pc_graph_module *module = NULL;
  pc_status status = PC_OK;
  while (!status && length) {
    size_t step = step_length(path, length), taken = step < length ? step + 1 : step;
    bool last = taken == length;
    if (step) status = pc_graph_module_get(&module, graph, module, path, step, last ? type : NULL, type_length, error);
    path += taken;
    length -= taken;
  }
  if (!status) *out = module;
  return status;
}

/* ---- bodies ---- */

pc_status pc_region_new(pc_region **out, pc_graph *graph, const char *name, size_t length, pc_error *error) {
  pc_region *region = pc_arena_alloc(&graph->arena, sizeof *region);
  const char *interned = pc_intern_string(graph->ctx, name, length);
  if (!region || !interned) return pc_no_memory(graph->ctx, error);
  *region = (pc_region) { .name = interned, .next = graph->regions };
  graph->regions = region;
  if (!graph->main) graph->main = region;
  *out = region;
  return PC_OK;
}

pc_status pc_region_input(pc_region *region, pc_graph *graph, const pc_graph_input *input, pc_error *error) {
  if (!pc_grow(graph->ctx, (void **)&region->inputs, &region->input_capacity, region->input_count,
               sizeof *region->inputs))
    return pc_no_memory(graph->ctx, error);
  region->inputs[region->input_count++] = *input;
  return PC_OK;
}

pc_status pc_region_call(size_t *index, pc_region *region, pc_graph *graph, const pc_graph_node *node,
                         pc_error *error) {
  pc_graph_node made = *node;
  if (!pc_grow(graph->ctx, (void **)&region->nodes, &region->capacity, region->n, sizeof *region->nodes))
    return pc_no_memory(graph->ctx, error);
  if (!made.result) {
    made.result = pc_operand_unknown(graph);
    pc_status status = graph->infer ? graph->infer(graph->user, &made.result, graph, made.call, error) : PC_OK;
    if (status) return status;
  }
  *index = region->n;
  region->nodes[region->n++] = made;
  return PC_OK;
}
