/* Which module a node counts for. */
#include "graph/tree.h"

static size_t depth_of(const pc_graph_module *module) {
  size_t depth = 0;
  for (; module; module = module->parent) depth++;
  return depth;
}

static const pc_graph_module *in_common(const pc_graph_module *a, const pc_graph_module *b) {
  size_t i = depth_of(a), j = depth_of(b);
  for (; i > j; i--) a = a->parent;
  for (; j > i; j--) b = b->parent;
  while (a != b) {
    a = a->parent;
    b = b->parent;
  }
  return a;
}

/* Gives nodes without a module what the ones before and behind them share. */
static void fill_gaps(const pc_graph_module **modules, size_t n) {
  const pc_graph_module *before = NULL;
  for (size_t i = 0; i < n; i++) {
    if (modules[i]) {
      before = modules[i];
      continue;
    }
    size_t next = i;
    while (next < n && !modules[next]) next++;
    const pc_graph_module *shared = next < n ? in_common(before, modules[next]) : NULL;
    for (; i < next; i++) modules[i] = shared;
    i--;
  }
}

pc_status pc_region_modules(const pc_graph_module ***out, pc_graph *graph, const pc_region *region, pc_error *error) {
  bool any = false;
  for (size_t i = 0; i < region->n && !any; i++) any = region->nodes[i].module;
  *out = NULL;
  if (!any) return PC_OK;
  const pc_graph_module **modules = pc_alloc(graph->ctx, region->n * sizeof *modules);
  if (!modules) return pc_no_memory(graph->ctx, error);
  for (size_t i = 0; i < region->n; i++) modules[i] = region->nodes[i].module;
  if (!graph->stacks) fill_gaps(modules, region->n);
  *out = modules;
  return PC_OK;
}
