/* Fuzz target: any bytes as the JSON of an exported program. */
#include "fuzz_graph.h"
#include "import/torch_json.h"

static pc_status read_json(pc_graph *graph, void *user, pc_error *error) {
  return pc_torch_read_json(graph, user, error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  pc_source source = { "fuzz", (const char *)data, size };
  fuzz_read_graph(read_json, &source);
  return 0;
}
