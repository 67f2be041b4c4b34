/* Fuzz target: any bytes as a printed program and as a size. Nothing may crash, leak, or leave the graph and the error
 * at odds. */
#include "import/torch_size.h"
#include "import/torch_text.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
  if (!holds) abort();
}

static void check_error(pc_status status, const pc_error *error, bool placed) {
  char shown[4096];
  require(status == error->status);
  require(status == PC_OK || status == PC_INPUT || status == PC_LIMIT);
  if (status == PC_OK) return;
  require(error->message[0] != '\0');
  require(status == PC_LIMIT || !placed || (error->line > 0 && error->column > 0 && error->caret > 0));
  size_t length = pc_error_format(error, shown, sizeof shown);
  require(length < sizeof shown && strlen(shown) == length);
  require(pc_utf8_check(shown, length) == length);
}

static void check_region(const pc_region *region) {
  for (size_t i = 0; i < region->n; i++) require(region->nodes[i].call && region->nodes[i].result);
  for (size_t i = 0; i < region->input_count; i++) require(region->inputs[i].name && region->inputs[i].type);
}

static void read_program(pc_context *ctx, const pc_source *source) {
  pc_error error = PC_ERROR_INIT;
  pc_graph *graph = NULL;
  pc_status status = pc_torch_text_read(&graph, ctx, source, NULL, &error);
  require((status == PC_OK) == (graph != NULL));
  check_error(status, &error, true);
  for (const pc_region *r = graph ? graph->regions : NULL; r; r = r->next) check_region(r);
  pc_graph_free(graph);
}

static void read_size(pc_context *ctx, const pc_source *source) {
  pc_error error = PC_ERROR_INIT;
  pc_graph *graph = NULL;
  const pc_operand *size = NULL;
  size_t where = 0;
  if (pc_graph_new(&graph, ctx, NULL, &error)) return;
  pc_status status = pc_torch_size(&size, graph, source->text, source->length, &where, &error);
  require((status == PC_OK) == (size != NULL));
  require(where <= source->length);
  check_error(status, &error, false);
  pc_graph_free(graph);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  pc_limits limits = { .max_depth = 50, .max_bits = 10000, .max_memory = 1 << 22 };
  pc_context *ctx = pc_context_new(&limits, NULL);
  if (!ctx) return 0;
  pc_source source = { "fuzz", (const char *)data, size };
  if (pc_utf8_check(source.text, size) == size) {
    read_program(ctx, &source);
    read_size(ctx, &source);
  }
  pc_context_free(ctx);
  return 0;
}
