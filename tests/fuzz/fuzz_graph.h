/* What fuzz targets of readers share: nothing may crash, leak, or leave the graph and the error at odds. */
#ifndef FUZZ_GRAPH_H
#define FUZZ_GRAPH_H

#include "graph/graph.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
  if (!holds) abort();
}

static void check_region(const pc_region *region) {
  for (size_t i = 0; i < region->n; i++) require(region->nodes[i].call && region->nodes[i].result);
  for (size_t i = 0; i < region->input_count; i++) require(region->inputs[i].name && region->inputs[i].type);
}

/* Fills a new graph by `read`, and looks at it. */
static void fuzz_read_graph(pc_status (*read)(pc_graph *graph, void *user, pc_error *error), void *user) {
  const pc_limits limits = { .max_depth = 50, .max_bits = 10000, .max_memory = 1 << 22 };
  pc_context *ctx = pc_context_new(&limits, NULL);
  pc_error error = PC_ERROR_INIT;
  pc_graph *graph = NULL;
  if (ctx && !pc_graph_new(&graph, ctx, NULL, &error)) {
    pc_status status = read(graph, user, &error);
    require(status == PC_OK || status == PC_INPUT || status == PC_LIMIT);
    require(status == error.status && !status == !error.message[0]);
    for (const pc_region *r = status ? NULL : graph->regions; r; r = r->next) check_region(r);
    pc_graph_free(graph);
  }
  pc_context_free(ctx);
}

#endif
